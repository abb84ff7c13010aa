"""One PDF, from file to tables: what a worker process does. Whatever happens, there is a row in ``documents``.

An outcome speaks of the PDF's content only; where the file lies is filled in when the tables are put together.
"""

from __future__ import annotations

import gc
import time
import traceback
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyarrow as pa

from extractors.model import DocumentInfo, DocumentReading, UnreadableDocument
from normalizers.dates import pdf_date
from pipeline.corpus import Source, document_id_of, sha256_of
from pipeline.images import draw_images
from pipeline.options import DEFAULT, Options
from pipeline.remote import local_copy
from pipeline.rows import Rows, document_rows, what_is_missing
from pipeline.schema import arrow_table, rows_by_key
from pipeline.tables import Row

Read = Callable[[Path, Options], DocumentReading]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one PDF: its part of every table, sorted by key, and what only the run's log may know.

    ``images`` are PNG files by their path below the tables' folder. ``is_final`` is false where the machine failed and
    not the document: another try may go well.
    """

    sha256: str | None
    status: str
    n_pages: int
    error_kind: str | None
    tables: dict[str, pa.Table]
    images: dict[str, bytes] = field(default_factory=dict)
    log: dict[str, Any] = field(default_factory=dict)
    is_final: bool = True

    @property
    def is_kept(self) -> bool:
        """Whether it has a place on the shelf: it is of some content, and worth keeping."""
        return self.sha256 is not None and self.is_final


def read_with_extractors(path: Path, options: Options) -> DocumentReading:
    """The real reading; imported on use, so that starting the command line stays fast."""
    from extractors.document import read_document

    return read_document(path, options.reader, options.ocr)


def _document(source: Source, sha256: str | None, info: DocumentInfo | None) -> Row:
    row: Row = {
        "document_id": document_id_of(sha256) if sha256 else None,
        "sha256": sha256,
        "n_bytes": source.n_bytes,
        "n_assessments": 0,
    }
    if info is not None:
        row |= {
            "n_pages": info.n_pages,
            "pdf_version": info.pdf_version,
            "producer": info.producer,
            "creator": info.creator,
            "created_on": pdf_date(info.created_on),
            "is_encrypted": info.is_encrypted,
        }
    return row


def _outcome(document: Row, rows: Rows, images: dict[str, bytes] | None = None, **log: Any) -> Outcome:
    every = {"documents": [document], **rows}
    tables = {name: arrow_table(name, rows_by_key(name, some)) for name, some in every.items()}
    n_pages, kind = document.get("n_pages") or 0, document.get("error_kind")
    return Outcome(document["sha256"], document["status"], n_pages, kind, tables, images or {}, log)


def failed(source: Source, sha256: str | None, kind: str, message: str, **log: Any) -> Outcome:
    """The outcome of a document that gave no reading: one row in ``documents``."""
    # A path of this machine has no place in the tables, and a file may be moved.
    message = message.replace(str(source.path), "the file")
    document = _document(source, sha256, None) | {"status": "failed", "error_kind": kind, "error": message}
    if kind == "password":
        document["is_encrypted"] = True
    return _outcome(document, {}, **log)


def _read(source: Source, sha256: str, options: Options, read: Read) -> Outcome:
    began = time.perf_counter()
    reading = read(source.path, options)
    read_in = time.perf_counter() - began
    images, drawn_in = dict[str, bytes](), 0.0
    if options.images and reading.figures:
        began = time.perf_counter()
        images, found = draw_images(source.path, document_id_of(sha256), reading.figures)
        reading = replace(reading, findings=(*reading.findings, *found))
        drawn_in = time.perf_counter() - began
    missing = what_is_missing(reading)
    document = _document(source, sha256, reading.info) | {
        "status": "partial" if missing else "ok",
        "error_kind": missing and missing[0],
        "error": missing and missing[1],
        "n_assessments": len(reading.assessments),
    }
    readers = [page.reader for page in reading.pages]
    began = time.perf_counter()
    rows = document_rows(document["document_id"], reading, images.keys())
    outcome = _outcome(document, rows, images, readers=readers)
    outcome.log["read_again"] = list(reading.read_again)
    if reading.notes:
        outcome.log["notes"] = list(reading.notes)
    stages = {**reading.stages, "images": drawn_in, "tables": time.perf_counter() - began}
    outcome.log.update(seconds=round(read_in, 3), stages={stage: round(took, 4) for stage, took in stages.items()})
    return outcome


def extract_document(source: Source, options: Options = DEFAULT, read: Read = read_with_extractors) -> Outcome:
    """Read one PDF into its part of every table. Raises nothing but what ends the process."""
    sha256: str | None = None
    # A reading makes millions of small objects and hardly a cycle: the collector would only go through them again.
    gc.disable()
    try:
        with local_copy(source) as path:
            source = replace(source, path=path, n_bytes=path.stat().st_size)
            sha256 = sha256_of(path)
            return _read(source, sha256, options, read)
    except UnreadableDocument as error:
        return failed(source, sha256, error.kind, error.message)
    except OSError as error:
        kind = "unreadable_file" if sha256 is None else "unexpected"
        lost = failed(source, sha256, kind, error.strerror or str(error), traceback=traceback.format_exc())
        # What the system refuses has a number (no room, a bad disk); what a library says of the content has none.
        return replace(lost, is_final=sha256 is None or error.errno is None)
    except MemoryError:
        lost = failed(source, sha256, "memory", "not enough memory to read it (--memory-limit)")
        return replace(lost, is_final=False)
    except Exception as error:  # any failure is this document's alone, and a row, not a stop
        message = f"{type(error).__name__}: {error}"
        return failed(source, sha256, "unexpected", message, traceback=traceback.format_exc())
    finally:
        gc.enable()
