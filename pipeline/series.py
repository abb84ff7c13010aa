"""Filings of the same assessment over the years, read from the finished tables and put in the order of time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extractors.model import Finding, Severity
from normalizers.dates import first_date
from normalizers.text import normalize_text
from pipeline.declare import Row
from pipeline.spill import by_group

Key = tuple[str, int | None, int | None]  # concept (item code where there is none), file, entry

RECORD_LIST = "record_items"  # the kind of the item that stands for a file's list of record items
TIED, UNDATED = "history_order_tied", "history_order_undated"

# What this step reads of each table.
COLUMNS = {
    "assessments": ("document_id", "assessment_id", "form", "form_version", "series_id", "published_on"),
    "items": (
        "assessment_id", "file_no", "entry_no", "item_code", "concept", "kind", "status", "value", "value_norm",
        "is_ocr",
    ),
    "checkboxes": (
        "assessment_id", "file_no", "entry_no", "item_code", "concept", "option_no", "option_label", "is_checked",
        "other_text",
    ),
    "record_items": ("assessment_id", "file_no", "item_code", "concept", "name", "name_norm", "is_ocr"),
    "changes": (
        "assessment_id", "file_no", "entry_no", "item_code", "concept", "row_no", "changed_on", "changed_on_text",
        "item_text", "before", "after", "is_ocr",
    ),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """What an item of a filing says; ``text`` is for comparing: empty where there is nothing."""

    key: Key
    code: str | None
    kind: str
    status: str
    value: str | None
    text: str
    is_ocr: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A row of a change table, its texts for comparing. ``key`` is None where the item is unknown."""

    row_no: int
    key: Key | None
    code: str | None
    on: str
    item_text: str
    before: str
    after: str
    is_ocr: bool


@dataclass(frozen=True, slots=True)
class Filing:
    """One filing: an assessment of a series. ``filed_on`` is the day it is ordered by, ``changed_on`` its latest
    change."""

    document_id: str
    assessment_id: str
    form: str
    version: str
    series_id: str
    filed_on: date | None
    changed_on: date | None
    is_dated: bool
    items: dict[Key, Item]
    changes: tuple[Change, ...]


def compact(text: str | None) -> str:
    """A text for comparing: one form of each character, no white space."""
    return normalize_text(text or "").replace(" ", "")


def _key(row: Row) -> Key | None:
    name = row["concept"] or row["item_code"]
    return (name, row["file_no"], row.get("entry_no")) if name else None


def _by_key(rows: Sequence[Row]) -> dict[Key, list[Row]]:
    found: dict[Key, list[Row]] = {}
    for row in rows:
        if key := _key(row):
            found.setdefault(key, []).append(row)
    return found


def _checked(rows: Sequence[Row]) -> str | None:
    """Labels checked as in ``items.value``, each with the words in its その他（ … ）; None where there are no words."""
    if not any(row["other_text"] for row in rows):
        return None
    checked = [row for row in rows if row["is_checked"]]
    labels = (row["option_label"] or "" for row in checked)
    words = (f"（{row['other_text']}）" if row["other_text"] else "" for row in checked)
    return " | ".join(label + more for label, more in zip(labels, words, strict=True))


def _items(rows: Sequence[Row], checks: Sequence[Row], records: Sequence[Row]) -> dict[Key, Item]:
    items: dict[Key, Item] = {}
    checked = {key: value for key, some in _by_key(checks).items() if (value := _checked(some))}
    for key, (row, *_) in _by_key(rows).items():
        value, said = row["value"], (row["value_norm"] or "").replace(" ", "")
        if key in checked:
            value, said = checked[key], compact(checked[key])
        elif row["status"] == "none":
            said = ""
        items[key] = Item(key, row["item_code"], row["kind"], row["status"], value, said, bool(row["is_ocr"]))
    for key, listed in _by_key(records).items():
        value = "、".join(row["name"] or "" for row in listed)
        text = "、".join((row["name_norm"] or "").replace(" ", "") for row in listed)
        is_ocr = any(row["is_ocr"] for row in listed)
        items.setdefault(key, Item(key, listed[0]["item_code"], RECORD_LIST, "answered", value, text, is_ocr))
    return items


def _change(row: Row) -> Change:
    on = row["changed_on"].isoformat() if row["changed_on"] else compact(row["changed_on_text"])
    item, before, after = (compact(row[column]) for column in ("item_text", "before", "after"))
    return Change(row["row_no"], _key(row), row["item_code"], on, item, before, after, bool(row["is_ocr"]))


def _edition_month(version: str | None) -> date | None:
    """The month in an edition's name (R06-10), in which no filing on it can have been made earlier."""
    return first_date(f"{version}-1") if version else None


def is_of(table: pa.Table, ids: pa.Array) -> pa.ChunkedArray:
    """Which rows of a table are of these assessments."""
    return pc.call_function("is_in", [table["assessment_id"]], pc.SetLookupOptions(ids))


def _rows_of(table: pa.Table, names: Sequence[str], ids: pa.Array) -> Callable[[str], list[Row]]:
    """A look-up of a table's rows by assessment, for the assessments given; rows become Python only when asked for."""
    mine, bounds = by_group(table.select(list(names)), "assessment_id", ids, np.arange(len(ids)))
    place = {assessment_id: n for n, assessment_id in enumerate(ids.to_pylist())}

    def rows(assessment_id: str) -> list[Row]:
        n = place[assessment_id]
        return mine.slice(bounds[n], bounds[n + 1] - bounds[n]).to_pylist()

    return rows


def filing_of(tables: Mapping[str, pa.Table], assessment_id: str) -> Filing:
    """One filing of the tables, whether its series is known or not. Raises IndexError where there is no such one."""
    whole = tables["assessments"].select(list(COLUMNS["assessments"]))
    row = whole.filter(pc.field("assessment_id") == assessment_id).to_pylist()[0]
    ids = pa.array([assessment_id], pa.string())
    look = {name: _rows_of(tables[name], COLUMNS[name], ids) for name in COLUMNS if name != "assessments"}
    return _filing(row, look)


def _filed_again(assessments: pa.Table) -> list[list[Row]]:
    """The assessments of each series with two or more on the same form; series in the order of their ids."""
    whole = assessments.select(list(COLUMNS["assessments"]))
    groups: dict[tuple[str, str], list[Row]] = {}
    for row in whole.filter(whole["series_id"].is_valid()).to_pylist():
        if row["form"]:
            groups.setdefault((row["series_id"], row["form"]), []).append(row)
    return [rows for _, rows in sorted(groups.items()) if len(rows) > 1]


def in_batches(assessments: pa.Table, most: int) -> list[list[str]]:
    """The ids of all assessments that ``series_of_filings`` compares, in batches of whole series with at most so many
    filings, or one series if that has more."""
    batches: list[list[str]] = []
    for rows in _filed_again(assessments):
        if not batches or len(batches[-1]) + len(rows) > most:
            batches.append([])
        batches[-1] += [row["assessment_id"] for row in rows]
    return batches


def _ids(groups: Sequence[Sequence[Row]]) -> pa.Array:
    return pa.array(sorted({row["assessment_id"] for rows in groups for row in rows}), pa.string())


def series_of_filings(tables: Mapping[str, pa.Table]) -> Iterator[list[Filing]]:
    """The filings of each series with two or more on the same form, oldest first; series in the order of their ids.

    A filing without day of publication goes by its latest change, else by the month of its edition; filings of the same
    day go by their latest change, by edition, then by document.
    """
    groups = _filed_again(tables["assessments"])
    if not groups:
        return
    ids = _ids(groups)
    look = {name: _rows_of(tables[name], COLUMNS[name], ids) for name in COLUMNS if name != "assessments"}
    for rows in groups:
        filings = [_filing(row, look) for row in rows]
        yield sorted(filings, key=lambda one: (*_days(one), one.version or "", one.assessment_id))


def _days(filing: Filing) -> tuple[date, date]:
    return filing.filed_on or date.min, filing.changed_on or date.min


def _filing(row: Row, look: Mapping[str, Callable[[str], list[Row]]]) -> Filing:
    assessment_id = row["assessment_id"]
    changes = look["changes"](assessment_id)
    latest = max((change["changed_on"] for change in changes if change["changed_on"]), default=None)
    known = row["published_on"] or latest
    return Filing(
        row["document_id"], assessment_id, row["form"], row["form_version"], row["series_id"],
        known or _edition_month(row["form_version"]), latest, known is not None,
        _items(*(look[name](assessment_id) for name in ("items", "checkboxes", "record_items"))),
        tuple(_change(change) for change in sorted(changes, key=lambda change: change["row_no"])),
    )  # fmt: skip


def order_findings(filings: Sequence[Filing]) -> Iterator[tuple[Filing, Finding]]:
    """A finding for each filing whose place in its series is not certain."""
    for earlier, filing in zip([None, *filings], filings, strict=False):
        number = int(filing.assessment_id.rsplit("-", 1)[-1])
        if not filing.is_dated:
            message = "a filing without a date: its place in the series goes by the form's edition"
            yield filing, Finding(Severity.WARNING, UNDATED, message, number, found=filing.version)
        elif earlier and _days(earlier) == _days(filing):
            message = f"filed on the same day as {earlier.assessment_id} of the series: which came first is not certain"
            found = filing.filed_on.isoformat() if filing.filed_on else None
            yield filing, Finding(Severity.WARNING, TIED, message, number, found=found)
