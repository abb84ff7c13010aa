"""Results into tables: document after document onto the disk, so that memory does not grow with the corpus; of a large
one some tables by one process, some by another."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
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
PICTURES_OF = "figures"  # the table with whose rows the pictures are written
Part = pa.Table | bytes  # of a document: its rows of a table, or a picture
Group = tuple[str, ...]  # tables that one process writes
Share = Callable[[Callable[[Group], None], Sequence[Group]], Iterable[None]]  # ``map``, or in several processes
_WORTH = 16 << 20  # bytes of results for each process that writes tables
_ASKED = 100  # results whose sizes stand for those of all


@dataclass(frozen=True, slots=True)
class Done:
    """A source that is finished: its result on the shelf, or in hand where it could not be put there."""

    source: Source
    head: Head
    result: Result | Outcome
    url: str | None = None


Entry = tuple[Done, list[Source]]  # a document, and the other files of the same bytes


def in_order(done: Iterable[Done]) -> list[Entry]:
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


def _parts(result: Result | Outcome, names: Collection[str]) -> Iterator[tuple[str, Part]]:
    """The tables of a result that are named, and its pictures with their table, by name."""
    if isinstance(result, Outcome):
        parts = {**result.tables, **result.images}
        yield from ((name, part) for name, part in parts.items() if _table_of(name) in names)
        return
    for name, content in result.parts(lambda name: _table_of(name) in names):
        yield name, read_table(name, content) if name in TABLES else content


def _table_of(name: str) -> str:
    return name if name in TABLES else PICTURES_OF


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


def document_parts(one: Done, others: Sequence[Source], names: Collection[str] = TABLES) -> Iterator[tuple[str, Part]]:
    """The parts of a document's result, of the tables named, with what only the corpus knows: its path, and other files
    of the same bytes."""
    n_findings = 0
    for name, part in _parts(one.result, names):
        if name == "diagnostics":
            n_findings = len(part)
        yield name, _placed(part, one) if isinstance(part, pa.Table) and name == "documents" else part
    if others and "diagnostics" in names:
        paths = [source.source_path for source in others]
        document_id = document_id_of(one.head.sha256)
        yield "diagnostics", duplicate_rows(document_id, one.source.source_path, paths, n_findings + 1)


def write_parts(documents: Iterable[Iterable[tuple[str, Part]]], folder: Path, names: Collection[str] = TABLES) -> None:
    """Write every table named, and every picture, below ``folder``. Documents come in the order of ``document_id``.

    Every key but the codebooks' begins with the document, so that documents in order are rows in order: nothing is
    sorted, or held, as a whole.
    """
    with ExitStack() as stack:
        writers = {name: stack.enter_context(TableWriter(folder / f"{name}.parquet", name)) for name in names}
        for parts in documents:
            for name, part in parts:
                if isinstance(part, pa.Table):
                    writers[name].add(part)
                else:
                    path = folder / name
                    path.parent.mkdir(parents=True, exist_ok=True)
                    path.write_bytes(part)
        for name in CODEBOOKS.keys() & names:
            writers[name].add(arrow_table(name, rows_by_key(name, CODEBOOKS[name]())))


def _write_group(entries: Sequence[Entry], folder: Path, names: Group) -> None:
    write_parts((document_parts(*entry, names) for entry in entries), folder, names)


def _groups(entries: Sequence[Entry], most: int) -> list[Group]:
    """All tables, in groups of about the same size: at most so many, and as many as have work for a process each."""
    sizes: Counter[str] = Counter()
    results = [one.result for one, _ in entries if isinstance(one.result, Result)]
    for result in results[:: len(results) // _ASKED + 1]:
        sizes.update(result.sizes())
    weights = Counter(dict.fromkeys(TABLES, 0))
    for name, size in sizes.items():
        weights[_table_of(name)] += size * (len(results) // _ASKED + 1)
    groups: list[list[str]] = [[] for _ in range(max(1, min(most, weights.total() // _WORTH)))]
    filled = [0] * len(groups)
    for name, weight in weights.most_common():
        at = filled.index(min(filled))
        groups[at].append(name)
        filled[at] += weight
    return [tuple(group) for group in groups]


def write_results(entries: Sequence[Entry], folder: Path, share: Share = map, most: int = 1) -> None:
    """Write the tables and pictures of results below ``folder``, by ``share`` in at most so many groups of tables.

    ``entries`` are in the order of ``in_order``.
    """
    for _ in share(partial(_write_group, entries, folder), _groups(entries, most)):
        pass
