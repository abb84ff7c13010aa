"""Large tables divided into folders, by the prefecture or the form of a document's first assessment.

The folders are Hive's (``items.parquet/by_form=4/part-0.parquet``): whoever reads the whole reads one table, with one
column more, ``by_form``.
"""

from __future__ import annotations

from contextlib import ExitStack
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from pipeline.codebook import CODEBOOKS
from pipeline.corpus_tables import CORPUS_TABLES
from pipeline.schema import arrow_schema
from pipeline.tables import TABLES
from pipeline.writer import TableWriter

Partition = str  # a column of ``assessments``: ``prefecture`` or ``form``
WHOLE = frozenset({"documents", *CODEBOOKS, *CORPUS_TABLES})  # tables that are never divided
NO_VALUE = "none"  # not Hive's own word for null, with which Arrow can't read such folders as one table


def _values(folder: Path, partition: Partition) -> dict[str, str]:
    """By document, the value of its first assessment."""
    rows = pq.read_table(folder / "assessments.parquet", columns=["document_id", partition])
    found: dict[str, str] = {}
    for document_id, value in zip(*(rows[name].to_pylist() for name in rows.column_names), strict=True):
        found.setdefault(document_id, value or NO_VALUE)
    return found


def _divide(folder: Path, name: str, partition: Partition, value_of: dict[str, str]) -> None:
    path = folder / f"{name}.parquet"
    whole = path.rename(folder / f".{name}.whole")
    with ExitStack() as stack, pq.ParquetFile(whole) as file:
        writers: dict[str, TableWriter] = {}
        for batch in file.iter_batches():
            rows = pa.Table.from_batches([batch]).cast(arrow_schema(name))
            values = pa.array([value_of.get(one, NO_VALUE) for one in rows["document_id"].to_pylist()])
            for value in values.unique().to_pylist():
                if value not in writers:
                    part = path / f"by_{partition}={value}" / "part-0.parquet"
                    part.parent.mkdir(parents=True)
                    writers[value] = stack.enter_context(TableWriter(part, name))
                writers[value].add(rows.filter(pc.call_function("equal", [values, pa.scalar(value)])))
    if path.exists():
        whole.unlink()
    else:  # a table without rows is a file, too
        whole.rename(path)


def divide(folder: Path, partition: Partition) -> None:
    """Divide the tables of a folder in place."""
    value_of = _values(folder, partition)
    for name in TABLES:
        if name not in WHOLE:
            _divide(folder, name, partition, value_of)
