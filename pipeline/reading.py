"""Documents that are not known yet: read in processes of this machine or of a cluster, and put on the shelf."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
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
        """Put an outcome on the shelf, if it is to be kept; its head. Raises ShelfError."""
        limits = (self.limits.seconds, self.limits.n_bytes) if outcome.error_kind in GIVEN_UP else None
        head = Head(outcome.sha256 or "", self.code, outcome.status, outcome.n_pages, outcome.error_kind, limits)
        if outcome.is_kept:
            Shelf(self.shelf).put(self._key(head.sha256), pack(head, outcome.tables, outcome.images))
        return head

    def _key(self, sha256: str) -> str:
        return result_key(sha256, self.code, f"{self.options!r} {self.ocr}" if self.ocr else repr(self.options))


Log = dict[str, Any]


Finished = tuple[Head, Log, Outcome | None]  # the outcome itself only where it has no place on the shelf
Attempt = tuple[Source, Outcome | Loss, Loss | None]  # and how it was lost at first, if this is the second one


def attempt(setting: Setting, source: Source) -> Outcome | Loss:
    """Read one source; a loss where the machine failed and not the document."""
    outcome = extract_document(source, setting.options, setting.read)
    if outcome.is_final:
        return outcome
    return Loss(outcome.error_kind or "", outcome.tables["documents"]["error"][0].as_py(), outcome.log)


def _work(setting: Setting, source: Source) -> Finished | Loss:
    """What a worker process does: read one source and put the result on the shelf."""
    outcome = attempt(setting, source)
    if isinstance(outcome, Loss):
        return outcome
    log = {**outcome.log, "peak_memory": peak_memory()}
    return setting.put(outcome), log, None if outcome.is_kept else outcome


def hash_of(source: Source) -> str | None:
    """SHA-256 of a source's bytes; None where it can't be read, or would have to be loaded."""
    try:
        return None if source.remote else sha256_of(source.path)
    except OSError:
        return None


def _lost(source: Source, loss: Loss, setting: Setting) -> Finished:
    """A document that is given up: kept where more time or memory may mend it, and else to be read by the next run."""
    outcome = failed(source, hash_of(source), loss.kind, loss.message)
    outcome = replace(outcome, is_final=loss.kind in GIVEN_UP)
    return setting.put(outcome), loss.log, None if outcome.is_kept else outcome


def _again(first: Loss | None) -> Log:
    """What the log says of a document that was lost at first."""
    return {"tries": 2, "first_loss": {"kind": first.kind, "message": first.message}} if first else {}


def _here(sources: Sequence[Source], setting: Setting, crew: Crew) -> Iterator[tuple[Source, Finished, Loss | None]]:
    for source, done, first in crew.documents(partial(_work, setting), sources):
        yield source, _lost(source, done, setting) if isinstance(done, Loss) else done, first


def _there(
    sources: Sequence[Source], setting: Setting, scheduler: str
) -> Iterator[tuple[Source, Finished, Loss | None]]:
    from pipeline.cluster import on_cluster

    for source, done, first in on_cluster(sources, setting, scheduler):
        if isinstance(done, Loss):
            yield source, _lost(source, done, setting), first
        else:
            yield source, (setting.put(done), done.log, None if done.is_kept else done), first


def read_all(
    sources: Sequence[Source], setting: Setting, crew: Crew, scheduler: str | None
) -> Iterator[tuple[Done, Log]]:
    """Read sources in the processes of ``crew``, or by the cluster at ``scheduler``, the largest first; each with what
    the log may know. Raises ClusterError and ShelfError."""
    waiting = sorted(sources, key=lambda source: -(source.n_bytes or 0))
    done = _there(waiting, setting, scheduler) if scheduler else _here(waiting, setting, crew)
    for source, (head, log, outcome), first in done:
        result = outcome or setting.find(head.sha256)
        if result is None:
            raise ShelfError(f"a finished document vanished from {setting.shelf} during the run")
        yield Done(source, head, result), log | _again(first)
