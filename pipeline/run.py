"""A run: every PDF that is not known yet through a worker process, all results into the tables."""

from __future__ import annotations

import hashlib
import json
import platform
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from typing import Any, Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline import __version__
from pipeline.assemble import Done, in_order, write_parts, write_results
from pipeline.corpus import Source, content_key
from pipeline.corpus_tables import write_corpus_tables
from pipeline.divide import Partition, divide
from pipeline.document import Read, read_with_extractors
from pipeline.fingerprint import code_fingerprint, library_versions, ocr_fingerprint
from pipeline.generations import local_folder, tables_at
from pipeline.machine import cores
from pipeline.merge import merged_parts
from pipeline.options import DEFAULT, Options
from pipeline.origins import Origins
from pipeline.query.database import write_database
from pipeline.reading import Setting, hash_of, read_all
from pipeline.remote import Index, Store, is_remote
from pipeline.schema import read_rows
from pipeline.shelf import Head, Result
from pipeline.workers import Crew, Limits, peak_memory
from pipeline.writer import open_output, read_state

_HASHERS = 4  # threads that hash files: hashing leaves Python to its others


class Progress(Protocol):
    """Told of every document when it is done."""

    def done(self, source: Source, head: Head, is_known: bool) -> None:
        """One more document is done; ``is_known`` if it was on the shelf."""


def _stored(store: Store, name: str) -> pa.Table:
    """A table on a store, a file or divided into folders."""
    parts = []
    for part in sorted(file for file in store.sizes() if file == name or file.startswith(f"{name}/")):
        # in this thread alone: one of Arrow's that lets go of Python's bytes while Python ends aborts the process
        with pq.ParquetFile(pa.BufferReader(store.read(part)), pre_buffer=False) as file:
            parts.append(file.read(use_threads=False))
    if not parts:
        raise FileNotFoundError(name)
    return pa.concat_tables(parts)


class _Tables:
    """The tables of a folder, each read when it is asked for."""

    def __init__(self, folder: str) -> None:
        self._folder = folder

    def __getitem__(self, name: str) -> pa.Table:
        if is_remote(self._folder):
            return _stored(Store(self._folder), f"{name}.parquet")
        return read_rows(Path(self._folder, f"{name}.parquet"))


@dataclass
class RunResult:
    """What a run left in ``out``, and how long it took, in seconds. ``n_known`` documents were on the shelf."""

    out: str | Path
    seconds: float
    n_known: int
    ocr: str = "off"  # as in ``Options``
    stages: Mapping[str, float] = field(default_factory=dict)  # seconds by stage, over all processes

    @cached_property
    def tables(self) -> _Tables:
        """The tables by name."""
        return _Tables(tables_at(self.out))

    @cached_property
    def is_all_ok(self) -> bool:
        """Whether no document failed or was read in part."""
        return set(self.tables["documents"]["status"].to_pylist()) <= {"ok"}


def _is_final(head: Head, limits: Limits, retry_failed: bool) -> bool:
    """Whether a result need not be tried again: a document that was given up is, with more time or memory."""
    if head.status == "failed" and retry_failed:
        return False
    if head.limits is None:
        return True
    seconds, n_bytes = head.limits
    return seconds >= limits.seconds and n_bytes >= limits.n_bytes


def _known(hashes: Sequence[str | None], setting: Setting, retry_failed: bool) -> dict[str, Result]:
    """Results that are on the shelf, by the hash of the PDF."""
    found: dict[str, Result] = {}
    for sha256 in sorted({sha256 for sha256 in hashes if sha256}):
        result = setting.find(sha256)
        if result and _is_final(result.head, setting.limits, retry_failed):
            found[sha256] = result
    return found


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


def _state(done: Sequence[Done], setting: Setting) -> dict[str, str | None]:
    """Everything the tables depend on, the documents as a digest."""
    inputs = [
        (one.source.source_path, one.head.sha256, one.head.status, one.head.error_kind, one.url or "") for one in done
    ]
    text = json.dumps(sorted(inputs, key=str), ensure_ascii=False)
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {"code": setting.code, "options": repr(setting.options), "ocr": setting.ocr, "documents": digest}


def _finish(folder: Path, partition: Partition | None, crew: Crew) -> None:
    """What is made of the tables of all documents, when they are written."""
    database = partial(write_database, folder)
    write_corpus_tables(folder, crew.share, () if partition else [database])
    if partition:  # the database is of the tables as they lie in the end
        divide(folder, partition)
        database()


def cache_folder(out: str | Path) -> Path:
    """Where the results of runs into ``out`` are kept unless the user says otherwise: hidden, beside it; those of runs
    into an object store below the user's home."""
    if is_remote(out):
        return Path.home() / ".cache" / "hyokasho" / hashlib.sha256(str(out).encode()).hexdigest()[:16]
    out = Path(out)
    return out.resolve().with_name(f".{out.resolve().name}.cache")


def extract(
    sources: Sequence[Source],
    out: str | Path,
    progress: Progress,
    options: Options = DEFAULT,
    jobs: int = 1,
    read: Read = read_with_extractors,
    limits: Limits | None = None,
    cache: Path | None = None,
    retry_failed: bool = False,
    scheduler: str | None = None,
    partition: Partition | None = None,
) -> RunResult:
    """Read the sources that are not on the shelf yet and replace the tables in ``out``.

    ``cache`` is the shelf's folder; ``scheduler`` the address of a Dask cluster that reads in place of this machine;
    ``partition`` by what the large tables are divided into folders.
    Where nothing has changed since the last run, ``out`` stays as it is. Raises what ``Output`` raises, ClusterError,
    ManifestError, ShelfError if the shelf can't be written, and OSError if there is no room; a bad PDF is a row.
    """
    began = time.perf_counter()
    made_with = code_fingerprint(), ocr_fingerprint(options.ocr)
    setting = Setting(options, *made_with, cache or cache_folder(out), limits or Limits(), read)
    index = Index(setting.shelf)
    origins = Origins(sources)
    with open_output(out) as output, Crew(jobs, setting.limits) as crew:
        output.log(_started(setting, jobs))
        with ThreadPoolExecutor(_HASHERS) as hashers:
            hashes = list(hashers.map(lambda source: hash_of(source) or index.sha256(source), sources))
        by_hash = _known(hashes, setting, retry_failed)
        stages: Counter[str] = Counter()
        stages.update({"hash and look up": time.perf_counter() - began})
        done: list[Done] = []
        twins: dict[str, list[Source]] = {}  # files of the same bytes, of which one is read
        for source, sha256 in zip(sources, hashes, strict=True):
            if known := by_hash.get(sha256 or ""):
                done.append(Done(source, known.head, known))
                progress.done(source, known.head, True)
            else:
                twins.setdefault(content_key(source, sha256), []).append(source)
        n_known = len(done)
        same_as = {same[0]: same for same in twins.values()}
        for one, log in read_all(list(same_as), setting, crew, scheduler):
            stages.update(log.get("stages", {}))
            for source in same_as[one.source]:
                entry = {"source_path": source.source_path, "sha256": one.head.sha256 or None}
                went = {"status": one.head.status, "error_kind": one.head.error_kind}
                output.log({"event": "document", **entry, **went, **log})
                done.append(Done(source, one.head, one.result))
                progress.done(source, one.head, False)
        index.keep((one.source, one.head.sha256) for one in done if one.head.sha256)
        done = [replace(one, url=origins.url(one.source, one.head.sha256)) for one in done]
        state = _state(done, setting) | {"partition": partition}
        if n_known < len(sources) or output.state != state:
            writing = time.perf_counter()
            write_results(in_order(done), output.staging, crew.share, jobs)
            _finish(output.staging, partition, crew)
            seconds = time.perf_counter() - began
            output.log(
                {"event": "end", "at": datetime.now(UTC).isoformat(), "seconds": round(seconds, 3)}
                | {"peak_memory": peak_memory()}
            )
            output.commit(state)
            stages.update({"write": time.perf_counter() - writing})
    return RunResult(out, time.perf_counter() - began, n_known, options.ocr, stages)


def merge(folders: Sequence[str | Path], out: str | Path, partition: Partition | None = None) -> RunResult:
    """Put the tables of several runs together in ``out``, as one run over all their documents would have written them.

    Folders of an object store are copied to this machine first. Raises NotAnOutputError for a folder that is no output
    or does not fit the others, OSError, and what ``Output`` raises.
    """
    began = time.perf_counter()
    with open_output(out) as output, Crew(cores(), Limits()) as crew, ExitStack() as copies:
        output.log({"event": "merge", "at": datetime.now(UTC).isoformat(), "n_outputs": len(folders)})
        here = [copies.enter_context(local_folder(folder)) for folder in folders]
        write_parts(merged_parts(here), output.staging)
        _finish(output.staging, partition, crew)
        state = {**read_state(here[0]), "documents": "merged", "partition": partition}
        output.commit(state)
    return RunResult(out, time.perf_counter() - began, 0)
