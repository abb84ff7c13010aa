"""Results into tables: document after document onto the disk, so that memory does not grow with the corpus."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from extractors.model import Finding, Severity
from pipeline.codebook import CODEBOOKS
from pipeline.corpus import Source, content_key, document_id_of
from pipeline.document import Outcome
from pipeline.rows import finding_rows
from pipeline.schema import arrow_table, rows_by_key
from pipeline.shelf import Head, Result, read_table
from pipeline.tables import TABLES
from pipeline.writer import TableWriter

DUPLICATE = "duplicate_file"
Part = pa.Table | bytes  # of a document: its rows of a table, or a picture


@dataclass(frozen=True, slots=True)
class Done:
    """A source that is finished: its result on the shelf, or in hand where it could not be put there."""

    source: Source
    head: Head
    result: Result | Outcome
    url: str | None = None


def in_order(done: Iterable[Done]) -> list[tuple[Done, list[Source]]]:
    """Each content once, in the order of the tables, with the other files of the same bytes, by path."""
    first: dict[str, Done] = {}
    others: dict[str, list[Source]] = {}
    for one in sorted(done, key=lambda one: one.source.source_path):
        key = content_key(one.source, one.head.sha256)
        if key in first:
            others[key].append(one.source)
        else:
            first[key], others[key] = one, []
    ordered = sorted(first.items(), key=lambda entry: (not entry[1].head.sha256, entry[0]))
    return [(one, others[key]) for key, one in ordered]


def _parts(result: Result | Outcome) -> Iterator[tuple[str, Part]]:
    """The tables of a result, and its pictures, by name."""
    if isinstance(result, Outcome):
        yield from result.tables.items()
        yield from result.images.items()
        return
    for name, content in result.parts():
        yield name, read_table(name, content) if name in TABLES else content


def _placed(documents: pa.Table, one: Done) -> pa.Table:
    """A document's row with what its content does not say."""
    for name, value in (("source_path", one.source.source_path), ("url", one.url)):
        at = documents.schema.get_field_index(name)
        documents = documents.set_column(at, documents.schema.field(at), pa.array([value], pa.string()))
    return documents


def duplicate_rows(document_id: str | None, kept: str, others: Iterable[str], first: int) -> pa.Table:
    """A finding for each other path of a document, numbered from ``first``."""
    findings = [Finding(Severity.INFO, DUPLICATE, f"the same bytes as {kept}", found=path) for path in others]
    return arrow_table("diagnostics", finding_rows(document_id, findings, first=first))


def document_parts(one: Done, others: list[Source]) -> Iterator[tuple[str, Part]]:
    """The parts of a document's result, with what only the corpus knows: its path, and files of the same bytes."""
    n_findings = 0
    for name, part in _parts(one.result):
        if name == "diagnostics":
            n_findings = len(part)
        yield name, _placed(part, one) if isinstance(part, pa.Table) and name == "documents" else part
    if others:
        paths = [source.source_path for source in others]
        document_id = document_id_of(one.head.sha256)
        yield "diagnostics", duplicate_rows(document_id, one.source.source_path, paths, n_findings + 1)


def write_parts(documents: Iterable[Iterable[tuple[str, Part]]], folder: Path) -> None:
    """Write every table and picture below ``folder``. Documents come in the order of ``document_id``.

    Every key but the codebooks' begins with the document, so that documents in order are rows in order: nothing is
    sorted, or held, as a whole.
    """
    with ExitStack() as stack:
        writers = {name: stack.enter_context(TableWriter(folder / f"{name}.parquet", name)) for name in TABLES}
        for parts in documents:
            for name, part in parts:
                if isinstance(part, pa.Table):
                    writers[name].add(part)
                else:
                    path = folder / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(part)
        for name, rows in CODEBOOKS.items():
            writers[name].add(arrow_table(name, rows_by_key(name, rows())))
