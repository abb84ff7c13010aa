"""How far a run is: a bar on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeRemainingColumn

from pipeline.corpus import Source
from pipeline.shelf import Head


def _size(source: Source) -> int:
    return (source.n_bytes or 0) + 1  # one more, so that empty files count


class RunProgress:
    """Documents, pages, pages per second and time left (judged by bytes), as a context around a run."""

    def __init__(self, sources: Sequence[Source], console: Console) -> None:
        self._console = console
        self._n_sources = len(sources)
        self._n_documents = self._n_pages = 0
        self._began = time.perf_counter()
        self._bar = Progress(
            SpinnerColumn(),
            BarColumn(),
            TextColumn("{task.description}"),
            TextColumn("time left"),
            TimeRemainingColumn(),
            console=console,
            disable=not console.is_terminal,
        )
        self._task = self._bar.add_task(self._state(), total=sum(map(_size, sources)))

    def _state(self) -> str:
        speed = self._n_pages / max(time.perf_counter() - self._began, 1e-9)
        return f"{self._n_documents}/{self._n_sources} documents, {self._n_pages} pages, {speed:.1f} pages/s"

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._bar.stop()

    def done(self, source: Source, head: Head, is_known: bool) -> None:
        """One more document is done. Those that were read in an earlier run are counted, not listed."""
        self._n_documents += 1
        if is_known:
            self._bar.update(self._task, advance=_size(source))
            return
        self._n_pages += head.n_pages
        self._bar.update(self._task, advance=_size(source), description=self._state())
        if not self._console.is_terminal:
            width = len(str(self._n_sources))
            at = f"[{self._n_documents:>{width}}/{self._n_sources}]"
            self._console.out(f"{at} {head.status:<7} {head.n_pages:>5} pages  {source.source_path}")
