"""The tables that need the whole corpus: ``history`` and ``boilerplate``, from the finished tables of all documents.

Nothing here depends on the order in which documents were read, and only the columns named in ``COLUMNS`` are used, so
that they may be read from disk.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from itertools import pairwise
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from extractors.model import Finding
from pipeline import boilerplate, series
from pipeline.boilerplate import boilerplate_columns, is_long
from pipeline.declare import Row
from pipeline.history import pair_rows
from pipeline.rows import finding_rows
from pipeline.schema import arrow_schema, arrow_table, sorted_by_key
from pipeline.series import TIED, UNDATED, order_findings, series_of_filings
from pipeline.writer import TableWriter

COLUMNS = {
    table: tuple(dict.fromkeys((*series.COLUMNS.get(table, ()), *boilerplate.COLUMNS.get(table, ()))))
    for table in (*series.COLUMNS, *boilerplate.COLUMNS)
}
CORPUS_TABLES = ("history", "boilerplate")
CORPUS_RULES = (TIED, UNDATED)  # of findings that this step makes


def corpus_tables(tables: Mapping[str, pa.Table]) -> tuple[dict[str, pa.Table], dict[str, list[Row]]]:
    """The tables of ``CORPUS_TABLES``, and rows for ``diagnostics`` by document, numbered from 1."""
    history = [arrow_table("history", [])]  # a series' rows are held as objects one series at a time
    found: dict[str, list[tuple[str, Finding]]] = {}
    for filings in series_of_filings(tables):
        for filing, finding in order_findings(filings):
            found.setdefault(filing.document_id, []).append((filing.assessment_id, finding))
        rows = [row for before, after in pairwise(filings) for row in pair_rows(before, after)]
        history.append(arrow_table("history", rows))
    made = {
        "history": sorted_by_key("history", pa.concat_tables(history)),
        "boilerplate": sorted_by_key("boilerplate", _filled("boilerplate", boilerplate_columns(tables))),
    }
    return made, {document_id: _findings(document_id, some) for document_id, some in sorted(found.items())}


def _filled(name: str, columns: Mapping[str, pa.Array | pa.ChunkedArray]) -> pa.Table:
    schema = arrow_schema(name)
    return pa.Table.from_arrays([columns[column.name].cast(column.type) for column in schema], schema=schema)


def _findings(document_id: str, some: list[tuple[str, Finding]]) -> list[Row]:
    ids = {finding.assessment_no or 0: assessment_id for assessment_id, finding in some}
    some = sorted(some, key=lambda one: (one[0], one[1].rule, one[1].message))
    return finding_rows(document_id, [finding for _, finding in some], ids)


def tables_of_corpus(folder: Path) -> dict[str, pa.Table]:
    """The tables to put in the place of those in a folder of finished Parquet tables: the ``CORPUS_TABLES``, and
    ``diagnostics`` where findings of this step come or go. Run again on its own output it changes nothing, so that
    outputs of several runs can be put together and this step run on the whole.
    """
    files = {name: folder / f"{name}.parquet" for name in (*COLUMNS, "diagnostics")}
    tables = _read_what_counts(files)
    made, found = corpus_tables(tables)
    diagnostics = _read(files["diagnostics"], arrow_schema("diagnostics").names)
    is_made = pc.call_function("is_in", [diagnostics["rule"]], pc.SetLookupOptions(pa.array(CORPUS_RULES, pa.string())))
    own = diagnostics.filter(pc.call_function("invert", [is_made]))
    if found or own.num_rows < diagnostics.num_rows:
        made["diagnostics"] = with_diagnostics(own, found)
    return made


def _read_what_counts(files: Mapping[str, Path]) -> dict[str, pa.Table]:
    """The tables of ``COLUMNS``, of all but assessments only rows that this step looks at; few are held at a time."""
    assessments = _read(files["assessments"], COLUMNS["assessments"])
    ids = series.ids_filed_again(assessments)

    def counts(name: str, rows: pa.Table) -> pa.ChunkedArray:
        is_compared = series.is_of(rows, ids)
        if name not in boilerplate.COLUMNS:
            return is_compared
        # of an item without text it is not known (null) whether it is long
        return pc.call_function("or_kleene", [is_compared, is_long(rows)])

    others = {name: columns for name, columns in COLUMNS.items() if name != "assessments"}
    return {
        "assessments": assessments,
        **{name: _read(files[name], columns, partial(counts, name)) for name, columns in others.items()},
    }


def _read(path: Path, columns: Sequence[str], counts: Callable[[pa.Table], pa.ChunkedArray] | None = None) -> pa.Table:
    """Columns of a file, of the rows that count. (``pq.read_table`` would load pyarrow's datasets, and pandas.)"""
    with pq.ParquetFile(path) as file:
        if counts is None or not file.num_row_groups:
            return file.read(list(columns))
        groups = (file.read_row_group(n, list(columns)) for n in range(file.num_row_groups))
        return pa.concat_tables([rows.filter(counts(rows)) for rows in groups])


def write_corpus_tables(folder: Path) -> None:
    """Run this step on a folder of finished tables."""
    for name, table in tables_of_corpus(folder).items():
        with TableWriter(folder / f"{name}.parquet", name) as writer:
            writer.add(table)


def with_diagnostics(diagnostics: pa.Table, more: Mapping[str, list[Row]]) -> pa.Table:
    """The findings of all documents and those of the corpus, which are numbered after their document's own."""
    if not more:
        return diagnostics
    last: dict[str, int] = {}
    for document_id, number in zip(
        diagnostics["document_id"].to_pylist(), diagnostics["finding_no"].to_pylist(), strict=True
    ):
        last[document_id] = max(last.get(document_id, 0), number)
    rows = [
        {**row, "finding_no": row["finding_no"] + last.get(document_id, 0)}
        for document_id, some in more.items()
        for row in some
    ]
    return sorted_by_key("diagnostics", pa.concat_tables([diagnostics, arrow_table("diagnostics", rows)]))
