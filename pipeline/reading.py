"""Documents that are not known yet: read in processes of this machine or of a cluster, and put on the shelf."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from pipeline.assemble import Done
from pipeline.corpus import Source, sha256_of
from pipeline.document import Outcome, Read, extract_document, failed, read_with_extractors
from pipeline.files import ShelfError
from pipeline.options import Options
from pipeline.shelf import Head, Result, Shelf, pack, result_key
from pipeline.workers import Crew, Limits, Loss, peak_memory

GIVEN_UP = ("timeout", "memory", "crash")  # kinds of error that more time, memory or luck may mend


@dataclass(frozen=True, slots=True)
class Setting:
    """How documents are read, and where results lie. Plain data: it travels to other processes."""

    options: Options
    code: str  # fingerprint
    ocr: str | None  # fingerprint
    shelf: Path
    limits: Limits
    read: Read = read_with_extractors

    def find(self, sha256: str) -> Result | None:
        """The result of a PDF with these bytes; None if it is not on the shelf."""
        return Shelf(self.shelf).find(self._key(sha256))

    def put(self, outcome: Outcome) -> Head:
        """Put an outcome on the shelf, if it is of any content; its head. Raises ShelfError."""
        limits = (self.limits.seconds, self.limits.n_bytes) if outcome.error_kind in GIVEN_UP else None
        head = Head(outcome.sha256 or "", self.code, outcome.status, outcome.n_pages, outcome.error_kind, limits)
        if outcome.sha256:
            Shelf(self.shelf).put(self._key(outcome.sha256), pack(head, outcome.tables, outcome.images))
        return head

    def _key(self, sha256: str) -> str:
        return result_key(sha256, self.code, f"{self.options!r} {self.ocr}" if self.ocr else repr(self.options))


Log = dict[str, Any]


def _work(setting: Setting, source: Source) -> tuple[Head, Log, Outcome | None]:
    """What a worker process does: read one source and put the result on the shelf. The outcome itself is returned only
    where it has no place there."""
    outcome = extract_document(source, setting.options, setting.read)
    log = {**outcome.log, "peak_memory": peak_memory()}
    return setting.put(outcome), log, None if outcome.sha256 else outcome


def hash_of(source: Source) -> str | None:
    """SHA-256 of a source's bytes; None where it can't be read, or would have to be loaded."""
    try:
        return None if source.remote else sha256_of(source.path)
    except OSError:
        return None


def _lost(source: Source, loss: Loss, setting: Setting) -> tuple[Head, Log, Outcome | None]:
    outcome = failed(source, hash_of(source), loss.kind, loss.message)
    return setting.put(outcome), {}, None if outcome.sha256 else outcome


def _here(
    sources: Sequence[Source], setting: Setting, crew: Crew
) -> Iterator[tuple[Source, Head, Log, Outcome | None]]:
    for source, done in crew.documents(partial(_work, setting), sources):
        yield source, *(_lost(source, done, setting) if isinstance(done, Loss) else done)


def _there(
    sources: Sequence[Source], setting: Setting, scheduler: str
) -> Iterator[tuple[Source, Head, Log, Outcome | None]]:
    from pipeline.cluster import on_cluster

    for source, done in on_cluster(sources, setting.options, setting.limits, setting.code, setting.read, scheduler):
        if isinstance(done, Loss):
            yield source, *_lost(source, done, setting)
        else:
            yield source, setting.put(done), done.log, None if done.sha256 else done


def read_all(
    sources: Sequence[Source], setting: Setting, crew: Crew, scheduler: str | None
) -> Iterator[tuple[Done, Log]]:
    """Read sources in the processes of ``crew``, or by the cluster at ``scheduler``, the largest first; each with what
    the log may know. Raises ClusterError and ShelfError."""
    waiting = sorted(sources, key=lambda source: -(source.n_bytes or 0))
    done = _there(waiting, setting, scheduler) if scheduler else _here(waiting, setting, crew)
    for source, head, log, outcome in done:
        result = outcome or setting.find(head.sha256)
        if result is None:
            raise ShelfError(f"a finished document vanished from {setting.shelf} during the run")
        yield Done(source, head, result), log
