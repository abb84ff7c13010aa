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
Made = tuple[pa.Table, Found]  # rows of a table, and what is to be said of filings
Job = Callable[[], Made | None]
Each = Callable[[Callable[[Job], Made | None], Sequence[Job]], Iterable[Made | None]]


def write_corpus_tables(folder: Path, each: Each = map, beside: Sequence[Callable[[], None]] = ()) -> None:
    """Run this step on a folder of finished tables: write the ``CORPUS_TABLES``, and ``diagnostics`` anew where
    findings of this step come or go.

    ``each`` is ``map``, or does the same in several processes; ``beside`` is other work on the folder that is done on
    the way, and may read every table. Run again on its own output it changes nothing, so that outputs of several runs
    can be put together and this step run on the whole.
    """
    assessments = pa.concat_tables(_read(folder, "assessments", series.COLUMNS["assessments"]))
    batches = in_batches(assessments, BATCH)
    documents = _documents(assessments, batches)
    found: Found = {}
    with TemporaryDirectory(prefix=".filings-", dir=folder) as name:
        aside = Path(name)
        _set_aside(folder, aside, batches)
        history = Spill(aside, "document_id", documents)
        compared = [partial(_compare, aside, number) for number in range(len(batches))]
        share = each if len(compared) > 1 else map  # for less no process need begin
        made = filter(None, share(_do, [*beside, partial(_boilerplate, folder), *compared]))  # the longest first
        boilerplate_rows, _ = next(made)
        for rows, more in made:
            history.add("history", rows)
            for document_id, some in more.items():
                found.setdefault(document_id, []).extend(some)
        # Nothing is written before all is read.
        _write(folder, "boilerplate", [boilerplate_rows])
        in_order = (sorted_by_key("history", take(aside, "history", number)) for number in range(len(documents)))
        _write(folder, "history", in_order)
    diagnostics = pa.concat_tables(_read(folder, "diagnostics", arrow_schema("diagnostics").names))
    is_made = pc.call_function("is_in", [diagnostics["rule"]], pc.SetLookupOptions(pa.array(CORPUS_RULES, pa.string())))
    own = diagnostics.filter(pc.call_function("invert", [is_made]))
    if found or own.num_rows < diagnostics.num_rows:
        more = {document_id: _findings(document_id, some) for document_id, some in sorted(found.items())}
        _write(folder, "diagnostics", [with_diagnostics(own, more)])


def _do(job: Job) -> Made | None:
    return job()


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


def _documents(assessments: pa.Table, batches: Sequence[Sequence[str]]) -> list[list[str]]:
    """The documents of the filings that are compared, in groups of which each is sorted at once."""
    ids = pa.array([*chain.from_iterable(batches)], pa.string())
    documents = sorted(set(assessments.filter(is_of(assessments, ids))["document_id"].to_pylist()))
    return [documents[begin : begin + BATCH] for begin in range(0, len(documents), BATCH)]


def _set_aside(folder: Path, aside: Path, batches: Sequence[Sequence[str]]) -> None:
    """Put the rows of the filings that are compared where each batch finds its own."""
    filed = Spill(aside, "assessment_id", batches)
    for table, columns in series.COLUMNS.items() if batches else ():
        for rows in _read(folder, table, columns):
            filed.add(table, rows)


def _compare(aside: Path, batch: int) -> Made:
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


def _boilerplate(folder: Path) -> Made:
    columns, schema = boilerplate.COLUMNS, arrow_schema("boilerplate")
    made = boilerplate_columns(
        {
            "assessments": pa.concat_tables(_read(folder, "assessments", columns["assessments"])),
            "items": pa.concat_tables(_read(folder, "items", columns["items"], is_long)),
        }
    )
    arrays = [made[column.name].cast(column.type) for column in schema]
    return sorted_by_key("boilerplate", pa.Table.from_arrays(arrays, schema=schema)), {}


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
