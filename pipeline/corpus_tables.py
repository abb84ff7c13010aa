"""The tables that need the whole corpus: ``history`` and ``boilerplate``, from the finished tables of all documents.

Nothing here depends on the order in which documents were read. Only the columns named in ``series.COLUMNS`` and
``boilerplate.COLUMNS`` are read, of the rows that are looked at: filings are compared some series at a time, and their
rows lie on the disk meanwhile, so that memory does not grow with their number. All long texts are held at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import chain, pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

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
from pipeline.series import TIED, UNDATED, in_batches, is_of, order_findings, series_of_filings
from pipeline.spill import Spill
from pipeline.writer import TableWriter

CORPUS_TABLES = ("history", "boilerplate")
CORPUS_RULES = (TIED, UNDATED)  # of findings that this step makes
BATCH = 250  # filings compared at a time; bounds the memory
Found = dict[str, list[tuple[str, Finding]]]  # by document, with the assessment's id


def write_corpus_tables(folder: Path) -> None:
    """Run this step on a folder of finished tables: write the ``CORPUS_TABLES``, and ``diagnostics`` anew where
    findings of this step come or go.

    Run again on its own output it changes nothing, so that outputs of several runs can be put together and this step
    run on the whole.
    """
    found = _write_history(folder)
    _write(folder, "boilerplate", [_boilerplate(folder)])
    diagnostics = pa.concat_tables(_read(folder, "diagnostics", arrow_schema("diagnostics").names))
    is_made = pc.call_function("is_in", [diagnostics["rule"]], pc.SetLookupOptions(pa.array(CORPUS_RULES, pa.string())))
    own = diagnostics.filter(pc.call_function("invert", [is_made]))
    if found or own.num_rows < diagnostics.num_rows:
        more = {document_id: _findings(document_id, some) for document_id, some in sorted(found.items())}
        _write(folder, "diagnostics", [with_diagnostics(own, more)])


def _write(folder: Path, name: str, parts: Iterator[pa.Table] | Sequence[pa.Table]) -> None:
    with TableWriter(folder / f"{name}.parquet", name) as writer:
        for part in parts:
            writer.add(part)


def _read(folder: Path, name: str, columns: Sequence[str], counts: Callable[[pa.Table], pa.ChunkedArray] | None = None):
    """Columns of a table, of the rows that count, a group of rows at a time. (``pq.read_table`` would load pyarrow's
    datasets, and pandas.)"""
    with pq.ParquetFile(folder / f"{name}.parquet") as file:
        yield file.schema_arrow.empty_table().select(list(columns))
        for number in range(file.num_row_groups):
            rows = file.read_row_group(number, list(columns))
            yield rows if counts is None else rows.filter(counts(rows))


# ------------------------------------------------------------------------------------------------ history


def _write_history(folder: Path) -> Found:
    """Write ``history``; what is to be said of filings."""
    assessments = pa.concat_tables(_read(folder, "assessments", series.COLUMNS["assessments"]))
    batches = in_batches(assessments, BATCH)
    compared = assessments.filter(is_of(assessments, _strings([*chain.from_iterable(batches)])))
    ids = sorted(set(compared["document_id"].to_pylist()))
    documents = [ids[begin : begin + BATCH] for begin in range(0, len(ids), BATCH)]
    found: Found = {}
    with TemporaryDirectory(prefix=".filings-", dir=folder) as aside:
        filed = Spill(Path(aside), "assessment_id", batches)
        others = {name: columns for name, columns in series.COLUMNS.items() if name != "assessments"}
        for name, columns in others.items() if batches else ():
            for rows in _read(folder, name, columns):
                filed.add(name, rows)
        made = Spill(Path(aside), "document_id", documents)
        for number, batch in enumerate(batches):
            tables = {name: filed.take(name, number, columns) for name, columns in others.items()}
            tables["assessments"] = assessments.filter(is_of(assessments, _strings(batch)))
            made.add("history", history_rows(tables, found))
        history = (sorted_by_key("history", made.take("history", number)) for number in range(len(documents)))
        _write(folder, "history", history)
    return found


def _strings(values: Sequence[str]) -> pa.Array:
    return pa.array(values, pa.string())


def history_rows(tables: Mapping[str, pa.Table], found: Found) -> pa.Table:
    """The rows of ``history`` of the series in some tables; what is to be said of filings is added to ``found``."""
    history = [arrow_table("history", [])]  # a series' rows are held as objects one series at a time
    for filings in series_of_filings(tables):
        for filing, finding in order_findings(filings):
            found.setdefault(filing.document_id, []).append((filing.assessment_id, finding))
        rows = [row for before, after in pairwise(filings) for row in pair_rows(before, after)]
        history.append(arrow_table("history", rows))
    return pa.concat_tables(history)


# ------------------------------------------------------------------------------------------------ boilerplate


def _boilerplate(folder: Path) -> pa.Table:
    columns, schema = boilerplate.COLUMNS, arrow_schema("boilerplate")
    made = boilerplate_columns(
        {
            "assessments": pa.concat_tables(_read(folder, "assessments", columns["assessments"])),
            "items": pa.concat_tables(_read(folder, "items", columns["items"], is_long)),
        }
    )
    arrays = [made[column.name].cast(column.type) for column in schema]
    return sorted_by_key("boilerplate", pa.Table.from_arrays(arrays, schema=schema))


# ------------------------------------------------------------------------------------------------ findings


def _findings(document_id: str, some: list[tuple[str, Finding]]) -> list[Row]:
    ids = {finding.assessment_no or 0: assessment_id for assessment_id, finding in some}
    some = sorted(some, key=lambda one: (one[0], one[1].rule, one[1].message))
    return finding_rows(document_id, [finding for _, finding in some], ids)


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
