"""Outputs of several runs into one: the tables that one run over all their documents would have written."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.assemble import DUPLICATE, Part, duplicate_rows
from pipeline.codebook import CODEBOOKS
from pipeline.corpus_tables import CORPUS_RULES
from pipeline.images import FOLDER as IMAGES
from pipeline.schema import arrow_schema
from pipeline.tables import TABLES
from pipeline.writer import read_state

Order = tuple[bool, str, int]


class NotAnOutputError(Exception):
    """A folder holds no tables of a run, or tables that do not fit the others."""


def _runs(path: Path, name: str) -> Iterator[tuple[str | None, pa.Table]]:
    """The rows of a table by document, in the order of the file."""
    pending: list[pa.Table] = []
    last: str | None = None
    for batch in pq.ParquetFile(path).iter_batches():
        rows = pa.Table.from_batches([batch]).cast(arrow_schema(name))
        runs = pc.call_function("run_end_encode", [rows["document_id"].combine_chunks()])
        begin = 0
        for document_id, end in zip(runs.values.to_pylist(), runs.run_ends.to_pylist(), strict=True):
            if pending and document_id != last:
                yield last, pa.concat_tables(pending)
                pending = []
            pending.append(rows.slice(begin, end - begin))
            last, begin = document_id, end
    if pending:
        yield last, pa.concat_tables(pending)


class _Table:
    """A table read once from front to back."""

    def __init__(self, path: Path, name: str) -> None:
        self._runs = _runs(path, name)
        self._next = next(self._runs, None)

    def take(self, document_id: str | None) -> pa.Table | None:
        """The rows of a document, which no one asks for twice; None if it has none."""
        if self._next is None or self._next[0] != document_id:
            return None
        rows = self._next[1]
        self._next = next(self._runs, None)
        return rows


@dataclass
class _Document:
    """A document of one output, in the order of the tables."""

    order: Order
    row: pa.Table
    source_path: str
    output: _Output


class _Output:
    """The tables of one run."""

    def __init__(self, folder: Path) -> None:
        missing = [name for name in TABLES if not (folder / f"{name}.parquet").exists()]
        self.state = read_state(folder)
        if self.state and self.state.get("partition"):
            raise NotAnOutputError(f"{folder} is divided by {self.state['partition']}: merge first, then divide")
        if missing or self.state is None:
            what = f"no {missing[0]}.parquet" if missing else "files that are not as a run left them"
            raise NotAnOutputError(f"{folder} is no output of hyokasho extract: {what}")
        self.folder = folder
        self._tables = {
            name: _Table(folder / f"{name}.parquet", name)
            for name in TABLES
            if name not in (*CODEBOOKS, "documents")  # no document's: written anew
        }

    def documents(self) -> Iterator[_Document]:
        n_seen: Counter[str] = Counter()  # files without known content that have a path below their folders in common
        for document_id, rows in _runs(self.folder / "documents.parquet", "documents"):
            for at in range(rows.num_rows):  # several where the content could not be read
                row = rows.slice(at, 1)
                path = row["source_path"][0].as_py()
                yield _Document(
                    (document_id is None, document_id or path, n_seen[path] if document_id is None else 0),
                    row,
                    path,
                    self,
                )
                n_seen[path] += document_id is None

    def take(self, document_id: str | None) -> dict[str, pa.Table]:
        """The rows of a document in every other table."""
        found = {name: table.take(document_id) for name, table in self._tables.items()}
        return {name: rows for name, rows in found.items() if rows is not None}


def _document_parts(same: Sequence[_Document]) -> Iterator[tuple[str, Part]]:
    """The parts of one content that one or several outputs hold, as the output with the first path has them."""
    document_id = same[0].row["document_id"][0].as_py()
    first = min(same, key=lambda document: document.source_path)
    rows = {id(document): document.output.take(document_id) if document_id else {} for document in same}
    paths = {document.source_path for document in same}
    for tables in rows.values():
        if "diagnostics" in tables:
            found = tables["diagnostics"]
            paths.update(found.filter(pc.field("rule") == DUPLICATE)["found"].to_pylist())
            made_again = pc.field("rule").isin([DUPLICATE, *CORPUS_RULES])
            tables["diagnostics"] = found.filter(~made_again | pc.field("rule").is_null())
    yield "documents", first.row
    tables = rows[id(first)]
    yield from tables.items()
    n_findings = len(tables.get("diagnostics", ()))
    if others := sorted(paths - {first.source_path}):
        yield "diagnostics", duplicate_rows(document_id, first.source_path, others, n_findings + 1)
    for picture in tables["figures"]["image_path"].to_pylist() if "figures" in tables else ():
        if picture and picture.startswith(f"{IMAGES}/"):
            yield picture, (first.output.folder / picture).read_bytes()


def merged_parts(folders: Iterable[Path]) -> Iterator[Iterator[tuple[str, Part]]]:
    """The parts of every document of several outputs, in the order of the tables.

    Raises NotAnOutputError if a folder is no output, or the outputs were not made by the same code and options.
    """
    outputs = [_Output(folder) for folder in folders]
    for output in outputs[1:]:
        for what in ("code", "options", "ocr"):
            if output.state.get(what) != outputs[0].state.get(what):
                raise NotAnOutputError(f"{output.folder} and {outputs[0].folder} differ in their {what}")
    same: list[_Document] = []
    for document in heapq.merge(*(output.documents() for output in outputs), key=lambda document: document.order):
        if same and document.order != same[0].order:
            yield _document_parts(same)
            same = []
        same.append(document)
    if same:
        yield _document_parts(same)
