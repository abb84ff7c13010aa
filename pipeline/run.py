"""A run: every PDF that is not known yet through a worker process, all results into the tables."""

from __future__ import annotations

import hashlib
import json
import platform
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import __version__
from pipeline.assemble import Done, document_parts, in_order, write_parts
from pipeline.corpus import Source, sha256_of
from pipeline.document import Outcome, Read, extract_document, failed, read_with_extractors
from pipeline.fetching.manifest import urls_by_content
from pipeline.fingerprint import code_fingerprint, library_versions
from pipeline.merge import merged_parts
from pipeline.options import DEFAULT, Options
from pipeline.shelf import Head, Result, Shelf, pack, result_key
from pipeline.workers import Limits, Loss, in_processes
from pipeline.writer import Output, read_state

_HASHERS = 4  # threads that hash files: hashing leaves Python to its others
GIVEN_UP = ("timeout", "memory", "crash")  # kinds of error that more time, memory or luck may mend


class Progress(Protocol):
    """Told of every document when it is done."""

    def done(self, source: Source, head: Head, is_known: bool) -> None:
        """One more document is done; ``is_known`` if it was on the shelf."""


class _Tables:
    """The tables of a folder, each read when it is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, name: str) -> pa.Table:
        return pq.read_table(self._folder / f"{name}.parquet")


@dataclass
class RunResult:
    """What a run left in ``out``, and how long it took, in seconds. ``n_known`` documents were on the shelf."""

    out: Path
    seconds: float
    n_known: int
    ocr: str = "off"  # as in ``Options``

    @cached_property
    def tables(self) -> _Tables:
        """The tables by name."""
        return _Tables(self.out)

    @cached_property
    def is_all_ok(self) -> bool:
        """Whether no document failed or was read in part."""
        return set(self.tables["documents"]["status"].to_pylist()) <= {"ok"}


@dataclass(frozen=True, slots=True)
class Setting:
    """What a worker has to know besides the document. Plain data: it travels to other processes."""

    options: Options
    code: str
    shelf: Path
    read: Read = read_with_extractors

    def key(self, sha256: str) -> str:
        """The name of a document's result."""
        return result_key(sha256, self.code, repr(self.options))


def _head(outcome: Outcome, code: str, limits: Limits | None = None) -> Head:
    given_up = limits if outcome.error_kind in GIVEN_UP else None
    return Head(
        outcome.sha256 or "",
        code,
        outcome.status,
        outcome.n_pages,
        outcome.error_kind,
        (given_up.seconds, given_up.n_bytes) if given_up else None,
    )


def put(outcome: Outcome, setting: Setting, limits: Limits | None = None) -> Head:
    """Put an outcome on the shelf; its head. Raises OSError where there is no room."""
    head = _head(outcome, setting.code, limits)
    if outcome.sha256:
        Shelf(setting.shelf).put(setting.key(outcome.sha256), pack(head, outcome.tables, outcome.images))
    return head


def work(setting: Setting, source: Source) -> tuple[Head, dict[str, Any], Outcome | None]:
    """Read one source and put the result on the shelf: its head, what the log may know, and the outcome where it
    has no place on the shelf. What a worker process does."""
    outcome = extract_document(source, setting.options, setting.read)
    head = put(outcome, setting)
    return head, outcome.log, None if outcome.sha256 else outcome


def _hash(source: Source) -> str | None:
    try:
        return sha256_of(source.path)
    except OSError:
        return None


def _is_final(head: Head, limits: Limits, retry_failed: bool) -> bool:
    """Whether a result need not be tried again: a document that was given up is, with more time or memory."""
    if head.status == "failed" and retry_failed:
        return False
    if head.limits is None:
        return True
    seconds, n_bytes = head.limits
    return seconds >= limits.seconds and n_bytes >= limits.n_bytes


def _known(
    sources: Sequence[Source], hashes: Sequence[str | None], setting: Setting, limits: Limits, retry_failed: bool
) -> dict[str, Result]:
    """Results that are on the shelf, by the hash of the PDF."""
    shelf = Shelf(setting.shelf)
    found: dict[str, Result] = {}
    for sha256 in sorted({sha256 for sha256 in hashes if sha256}):
        result = shelf.find(setting.key(sha256))
        if result and _is_final(result.head, limits, retry_failed):
            found[sha256] = result
    return found


def _read(
    sources: Sequence[Source], setting: Setting, jobs: int, limits: Limits
) -> Iterator[tuple[Done, dict[str, Any]]]:
    """Read sources in ``jobs`` processes, the largest files first; each with what the log may know."""
    shelf = Shelf(setting.shelf)
    waiting = sorted(sources, key=lambda source: -(source.n_bytes or 0))
    for source, done in in_processes(waiting, partial(work, setting), jobs, limits):
        if isinstance(done, Loss):
            outcome: Outcome | None = failed(source, _hash(source), done.kind, done.message)
            head, log = put(outcome, setting, limits), {}
        else:
            head, log, outcome = done
        result = outcome if outcome and not outcome.sha256 else shelf.find(setting.key(head.sha256))
        if result is None:
            raise OSError(f"a result vanished from {setting.shelf} during the run")
        yield Done(source, head, result), log


def _started(setting: Setting, jobs: int) -> dict[str, Any]:
    return {
        "event": "run",
        "at": datetime.now(UTC).isoformat(),
        "reader": setting.options.reader,
        "ocr": setting.options.ocr,
        "images": setting.options.images,
        "jobs": jobs,
        "code": setting.code,
        "versions": {"hyokasho": __version__, "python": platform.python_version(), **library_versions()},
    }


def _with_urls(done: Sequence[Done]) -> list[Done]:
    """The sources with where they were fetched from, as the manifests of their folders say."""
    urls = {root: urls_by_content(root) if root else {} for root in {one.source.root for one in done}}
    return [replace(one, url=urls[one.source.root].get(one.head.sha256)) for one in done]


def _state(done: Sequence[Done], setting: Setting) -> dict[str, str]:
    """Everything the tables depend on, the documents as a digest."""
    inputs = [
        (one.source.source_path, one.head.sha256, one.head.status, one.head.error_kind, one.url or "") for one in done
    ]
    text = json.dumps(sorted(inputs, key=str), ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"code": setting.code, "options": repr(setting.options), "documents": digest}


def cache_folder(out: Path) -> Path:
    """Where the results of runs into ``out`` are kept unless the user says otherwise: hidden, beside it."""
    return out.resolve().with_name(f".{out.resolve().name}.cache")


def extract(
    sources: Sequence[Source],
    out: Path,
    progress: Progress,
    options: Options = DEFAULT,
    jobs: int = 1,
    read: Read = read_with_extractors,
    limits: Limits | None = None,
    cache: Path | None = None,
    retry_failed: bool = False,
) -> RunResult:
    """Read the sources that are not on the shelf yet and replace the tables in ``out``.

    ``cache`` is the shelf's folder. Where nothing has changed since the last run, ``out`` stays as it is. Raises what
    ``Output`` raises, and OSError if there is no room; a bad PDF is a row.
    """
    began = time.perf_counter()
    limits = limits or Limits()
    setting = Setting(options, code_fingerprint(), cache or cache_folder(out), read)
    with Output(out) as output:
        output.log(_started(setting, jobs))
        with ThreadPoolExecutor(_HASHERS) as hashers:
            hashes = list(hashers.map(_hash, sources))
        by_hash = _known(sources, hashes, setting, limits, retry_failed)
        done: list[Done] = []
        twins: dict[str, list[Source]] = {}  # files of the same bytes, of which one is read
        for source, sha256 in zip(sources, hashes, strict=True):
            if known := by_hash.get(sha256 or ""):
                done.append(Done(source, known.head, known))
                progress.done(source, known.head, True)
            else:
                twins.setdefault(sha256 or f"no content: {source.source_path}", []).append(source)
        n_known = len(done)
        same_as = {same[0]: same for same in twins.values()}
        for one, log in _read(list(same_as), setting, jobs, limits):
            for source in same_as[one.source]:
                entry = {"source_path": source.source_path, "sha256": one.head.sha256 or None}
                output.log({"event": "document", **entry, "status": one.head.status, **log})
                done.append(Done(source, one.head, one.result))
                progress.done(source, one.head, False)
        done = _with_urls(done)
        state = _state(done, setting)
        if n_known < len(sources) or output.state != state:
            write_parts((document_parts(*entry) for entry in in_order(done)), output.staging)
            seconds = time.perf_counter() - began
            output.log({"event": "end", "at": datetime.now(UTC).isoformat(), "seconds": round(seconds, 3)})
            output.commit(state)
    return RunResult(out, time.perf_counter() - began, n_known, options.ocr)


def merge(folders: Sequence[Path], out: Path) -> RunResult:
    """Put the tables of several runs together in ``out``, as one run over all their documents would have written them.

    Raises NotAnOutputError for a folder that is no output or does not fit the others, and what ``Output`` raises.
    """
    began = time.perf_counter()
    with Output(out) as output:
        output.log({"event": "merge", "at": datetime.now(UTC).isoformat(), "n_outputs": len(folders)})
        write_parts(merged_parts(folders), output.staging)
        state = {**read_state(folders[0]), "documents": "merged"}
        output.commit(state)
    return RunResult(out, time.perf_counter() - began, 0)
