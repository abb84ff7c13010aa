"""The tables that need the whole corpus: ``history`` and ``boilerplate``, from the finished tables of all documents.

Nothing here depends on the order in which documents were read. Only the columns named in ``series.COLUMNS`` and
``boilerplate.COLUMNS`` are read, of the rows that are looked at: filings are compared some series at a time, and their
rows lie on the disk meanwhile, so that memory does not grow with their number. All long texts are held at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
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
from pipeline.spill import Spill, take
from pipeline.writer import TableWriter

CORPUS_TABLES = ("history", "boilerplate")
CORPUS_RULES = (TIED, UNDATED)  # of findings that this step makes
BATCH = 250  # filings compared at a time; bounds the memory
Found = dict[str, list[tuple[str, Finding]]]  # by document, with the assessment's id
Each = Callable[[Callable[[int], tuple[pa.Table, Found]], Sequence[int]], Iterable[tuple[pa.Table, Found]]]


def write_corpus_tables(folder: Path, each: Each = map) -> None:
    """Run this step on a folder of finished tables: write the ``CORPUS_TABLES``, and ``diagnostics`` anew where
    findings of this step come or go.

    ``each`` is ``map``, or does the same in several processes. Run again on its own output it changes nothing, so that
    outputs of several runs can be put together and this step run on the whole.
    """
    found = _write_history(folder, each)
    _write(folder, "boilerplate", [_boilerplate(folder)])
    diagnostics = pa.concat_tables(_read(folder, "diagnostics", arrow_schema("diagnostics").names))
    is_made = pc.call_function("is_in", [diagnostics["rule"]], pc.SetLookupOptions(pa.array(CORPUS_RULES, pa.string())))
    own = diagnostics.filter(pc.call_function("invert", [is_made]))
    if found or own.num_rows < diagnostics.num_rows:
        more = {document_id: _findings(document_id, some) for document_id, some in sorted(found.items())}
        _write(folder, "diagnostics", [with_diagnostics(own, more)])


def _write(folder: Path, name: str, parts: Iterable[pa.Table]) -> None:
    with TableWriter(folder / f"{name}.parquet", name) as writer:
        for part in parts:
            writer.add(part)


def _read(
    folder: Path, name: str, columns: Sequence[str], counts: Callable[[pa.Table], pa.ChunkedArray] | None = None
) -> Iterator[pa.Table]:
    """Columns of a table, of the rows that count, a group of rows at a time. (``pq.read_table`` would load pyarrow's
    datasets, and pandas.)"""
    with pq.ParquetFile(folder / f"{name}.parquet") as file:
        yield file.schema_arrow.empty_table().select(list(columns))
        for number in range(file.num_row_groups):
            rows = file.read_row_group(number, list(columns))
            yield rows if counts is None else rows.filter(counts(rows))


# ------------------------------------------------------------------------------------------------ history


def _write_history(folder: Path, each: Each) -> Found:
    """Write ``history``; what is to be said of filings."""
    assessments = pa.concat_tables(_read(folder, "assessments", series.COLUMNS["assessments"]))
    batches = in_batches(assessments, BATCH)
    ids = pa.array([*chain.from_iterable(batches)], pa.string())
    documents = sorted(set(assessments.filter(is_of(assessments, ids))["document_id"].to_pylist()))
    groups = [documents[begin : begin + BATCH] for begin in range(0, len(documents), BATCH)]
    found: Found = {}
    with TemporaryDirectory(prefix=".filings-", dir=folder) as name:
        aside = Path(name)
        filed, made = Spill(aside, "assessment_id", batches), Spill(aside, "document_id", groups)
        for table, columns in series.COLUMNS.items() if batches else ():
            for rows in _read(folder, table, columns):
                filed.add(table, rows)
        for rows, more in each(partial(_compare, aside), range(len(batches))):
            made.add("history", rows)
            for document_id, some in more.items():
                found.setdefault(document_id, []).extend(some)
        _write(folder, "history", (sorted_by_key("history", take(aside, "history", n)) for n in range(len(groups))))
    return found


def _compare(aside: Path, batch: int) -> tuple[pa.Table, Found]:
    """The rows of ``history`` of a batch of series, and what is to be said of their filings."""
    tables = {name: take(aside, name, batch, columns) for name, columns in series.COLUMNS.items()}
    found: Found = {}
    history = [arrow_table("history", [])]  # a series' rows are held as objects one series at a time
    for filings in series_of_filings(tables):
        for filing, finding in order_findings(filings):
            found.setdefault(filing.document_id, []).append((filing.assessment_id, finding))
        rows = [row for before, after in pairwise(filings) for row in pair_rows(before, after)]
        history.append(arrow_table("history", rows))
    return pa.concat_tables(history), found


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
