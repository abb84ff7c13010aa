"""A run: every PDF through a worker process, all results into the tables."""

from __future__ import annotations

import platform
import time
from collections.abc import Generator, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa

from extractors.model import Finding, Severity
from pipeline import __version__
from pipeline.codebook import codebook_rows
from pipeline.corpus import Source, sha256_of
from pipeline.corpus_tables import corpus_tables, with_diagnostics
from pipeline.document import Outcome, Read, extract_document, failed, read_with_extractors, with_findings
from pipeline.images import remove_other_images
from pipeline.options import DEFAULT, Options
from pipeline.schema import arrow_schema, arrow_table, sorted_by_key
from pipeline.tables import TABLES
from pipeline.writer import Output

Tables = dict[str, pa.Table]

DUPLICATE = "duplicate_file"
_LOGGED_VERSIONS = ("pymupdf", "pdfplumber", "pdfminer.six", "numpy", "pyarrow")


class Progress(Protocol):
    """Told of every document when it is done."""

    def done(self, source: Source, outcome: Outcome) -> None:
        """One more document is done."""


@dataclass(frozen=True, slots=True)
class RunResult:
    """The tables of a run and how long it took, in seconds."""

    tables: Tables
    seconds: float
    ocr: str = "off"  # as in ``Options``

    @property
    def is_all_ok(self) -> bool:
        """Whether no document failed or was read in part."""
        return set(self.tables["documents"]["status"].to_pylist()) <= {"ok"}


def _crashed(source: Source) -> Outcome:
    try:
        sha256 = sha256_of(source.path)
    except OSError:
        sha256 = None
    return failed(source, sha256, "crash", "the process that read this document ended")


def outcomes(sources: Sequence[Source], options: Options, jobs: int, read: Read) -> Iterator[tuple[Source, Outcome]]:
    """What became of each source, as they finish: each in one of ``jobs`` processes, the largest files first.

    A process that dies takes its pool along. Every document that was in hand then is read again alone: the one that
    ends its process once more is a crash, the others are read, and the rest goes on in a fresh pool.
    """
    waiting = sorted(sources, key=lambda source: -(source.n_bytes or 0))
    while waiting:
        suspects, rest = yield from _pooled(waiting, options, jobs, read)
        for source in suspects:
            unread, _ = yield from _pooled([source], options, 1, read)
            if unread:
                yield source, _crashed(source)
        waiting = rest


def _pooled(
    sources: Sequence[Source], options: Options, jobs: int, read: Read
) -> Generator[tuple[Source, Outcome], None, tuple[list[Source], list[Source]]]:
    """Read sources in a pool of processes; returns those in hand when it broke, and those not begun."""
    # Fresh interpreters: forking this process would copy the threads of the progress bar in an unknown state.
    pool = ProcessPoolExecutor(max_workers=min(jobs, len(sources)), mp_context=get_context("spawn"))
    unread: list[Source] = []
    try:
        waiting = {pool.submit(extract_document, source, options, read): source for source in sources}
        for future in as_completed(waiting):
            source = waiting[future]
            try:
                outcome = future.result()
            except BrokenProcessPool:
                unread.append(source)
            else:
                yield source, outcome
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    pool.shutdown()
    # Processes take documents in order, at most one more than there are processes lies ready beside those in hand.
    order = [source for source in sources if source in unread]
    in_hand = 2 * jobs + 1
    return order[:in_hand], order[in_hand:]


def merge_duplicates(found: Iterable[Outcome]) -> list[Outcome]:
    """One outcome per document: of files with the same bytes the first by path, with a finding for each other."""
    kept: dict[str, Outcome] = {}
    others: dict[str, list[Finding]] = {}
    for outcome in sorted(found, key=lambda outcome: outcome.source_path):
        key = outcome.sha256 or f"no content: {outcome.source_path}"
        if key in kept:
            message = f"the same bytes as {outcome.source_path}"
            finding = Finding(Severity.INFO, DUPLICATE, message, found=outcome.source_path)
            others.setdefault(key, []).append(finding)
        else:
            kept[key] = outcome
    return [with_findings(outcome, others.get(key, [])) for key, outcome in kept.items()]


def gather(found: Iterable[Outcome]) -> Tables:
    """All tables of a run, whatever the order in which the documents were done.

    Every key but the codebook's begins with the document, so that documents in order are rows in order: nothing is
    sorted, or copied, as a whole.
    """
    merged = sorted(
        merge_duplicates(found), key=lambda outcome: (outcome.sha256 is None, outcome.sha256 or outcome.source_path)
    )
    tables = {
        name: pa.concat_tables(
            [arrow_schema(name).empty_table(), *(o.tables[name] for o in merged if name in o.tables)]
        )
        for name in TABLES
    }
    tables |= {"form_items": sorted_by_key("form_items", arrow_table("form_items", codebook_rows()))}
    of_corpus, found_there = corpus_tables(tables)
    return {**tables, **of_corpus, "diagnostics": with_diagnostics(tables["diagnostics"], found_there)}


def _versions() -> dict[str, str | None]:
    found: dict[str, str | None] = {"hyokasho": __version__, "python": platform.python_version()}
    for name in _LOGGED_VERSIONS:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found


def extract(
    sources: Sequence[Source],
    out: Path,
    progress: Progress,
    options: Options = DEFAULT,
    jobs: int = 1,
    read: Read = read_with_extractors,
    images: bool = False,
) -> RunResult:
    """Read all sources and replace the tables in ``out``, and with ``images`` the pictures of their drawings.

    Raises what ``Output`` raises; a bad PDF is a row.
    """
    began, at = time.perf_counter(), datetime.now(UTC)
    log: list[dict[str, Any]] = [
        {
            "event": "run",
            "at": at.isoformat(),
            "reader": options.reader,
            "ocr": options.ocr,
            "images": images,
            "jobs": jobs,
            "versions": _versions(),
        }
    ]
    with Output(out) as output:
        if images:
            options = replace(options, images=output.staging)
        found: list[Outcome] = []
        for source, outcome in outcomes(sources, options, jobs, read):
            found.append(outcome)
            log.append(
                {
                    "event": "document",
                    "source_path": outcome.source_path,
                    "sha256": outcome.sha256,
                    "status": outcome.status,
                    **outcome.log,
                }
            )
            progress.done(source, outcome)
        tables = gather(found)
        remove_other_images(output.staging, frozenset(tables["figures"]["image_path"].to_pylist()))
        seconds = time.perf_counter() - began
        log.append({"event": "end", "at": datetime.now(UTC).isoformat(), "seconds": round(seconds, 3)})
        output.commit(tables, log)
    return RunResult(tables, seconds, options.ocr)
