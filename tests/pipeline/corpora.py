"""Small corpora as tables: filings of invented agencies, an item or a change row a line."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pyarrow as pa

from normalizers.text import normalize_text
from pipeline.corpus_tables import CORPUS_TABLES, Each, write_corpus_tables
from pipeline.schema import arrow_table, read_rows
from pipeline.series import COLUMNS
from pipeline.writer import TableWriter

Rows = dict[str, list[dict[str, Any]]]


def filing(
    number: int,
    year: int | None,
    items: Mapping[Any, str | None],
    changes: Iterable[Mapping[str, Any]] = (),
    *,
    records: Iterable[str] = (),
    form: str = "4",
    version: str = "H30-05",
    series: str | None = "S",
    agency: str = "霧沢市長",
    kinds: Mapping[str, str] | None = None,
) -> Rows:
    """One assessment in a document of its own. ``items`` maps a concept, or (concept, file, entry), to its value."""
    who = {"document_id": f"{number:016x}", "assessment_id": f"{number:016x}-01"}
    published = date(year, 4, 1) if year else None
    rows: Rows = {name: [] for name in (*COLUMNS, "diagnostics")}
    rows["assessments"] = [
        {**who, "form": form, "form_version": version, "series_id": series, "published_on": published,
         "agency_name": agency}
    ]  # fmt: skip
    for key, value in items.items():
        concept, file_no, entry_no = key if isinstance(key, tuple) else (key, None, None)
        rows["items"].append(
            {
                **who, "concept": concept, "item_code": f"code.{concept}", "file_no": file_no, "entry_no": entry_no,
                "kind": (kinds or {}).get(concept, "text"), "status": "answered" if value else "blank",
                "value": value, "value_norm": normalize_text(value) if value else None, "is_ocr": False,
            }
        )  # fmt: skip
    for n, change in enumerate(changes, 1):
        rows["changes"].append({**who, "row_no": n, "is_ocr": False, **change})
    for n, name in enumerate(records, 1):
        rows["record_items"].append(
            {**who, "concept": "file.record_items_list", "item_code": "annex2.items", "file_no": 1, "seq": n,
             "name": name, "name_norm": normalize_text(name), "is_ocr": False}
        )  # fmt: skip
    return rows


def tables(*filings: Rows) -> dict[str, pa.Table]:
    """The tables of a corpus, filings in the order given."""
    return {
        name: arrow_table(name, [row for filing in filings for row in filing[name]])
        for name in (*COLUMNS, "diagnostics")
    }


def write(folder: Path, corpus: Mapping[str, pa.Table]) -> None:
    """Tables as a run leaves them before the step over the whole corpus."""
    for name, table in corpus.items():
        with TableWriter(folder / f"{name}.parquet", name) as writer:
            writer.add(table)


def made_of(corpus: Mapping[str, pa.Table], each: Each = map) -> dict[str, pa.Table]:
    """The tables that the step over the whole corpus makes, and ``diagnostics``."""
    with TemporaryDirectory() as folder:
        write(Path(folder), corpus)
        return made_in(Path(folder), each)


def made_in(folder: Path, each: Each = map) -> dict[str, pa.Table]:
    """The same of a folder of tables."""
    write_corpus_tables(folder, each)
    return {name: read_rows(folder / f"{name}.parquet") for name in (*CORPUS_TABLES, "diagnostics")}
