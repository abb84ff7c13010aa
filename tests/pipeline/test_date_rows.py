"""Dates in the tables: day, precision and text side by side, and a finding for each that cannot be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from extractors.model import AssessmentReading, DocumentReading, Status
from pipeline.rows import document_rows
from pipeline.schema import arrow_table
from pipeline.tables import Row
from tests.pipeline.fakes import BOX, CONSULTATION, reading

CASES = [
    ("令和４年１０月１日", (date(2022, 10, 1), "day", "2022-10-01", None, False, False), []),
    ("令和６年１０月（予定）", (None, "month", "2024-10", None, True, False), []),
    ("令和６年度", (None, "fiscal_year", "FY2024", None, False, False), []),
    ("未定", (None, None, None, None, False, True), []),
    (
        "令和4年10月3日から同年11月2日まで",
        (date(2022, 10, 3), "day", "2022-10-03", date(2022, 11, 2), False, False),
        [],
    ),
    ("平成31年5月1日", (date(2019, 5, 1), "day", "2019-05-01", None, False, False), [("info", "date_outside_era")]),
    ("令和元年2月30日", (None, "day", None, None, False, False), [("warning", "date_impossible")]),
    ("別紙のとおり", (None, None, None, None, False, False), [("warning", "date_unread")]),
    (
        "R4.11.2～R4.10.3",
        (date(2022, 11, 2), "day", "2022-11-02", date(2022, 10, 3), False, False),
        [("warning", "period_reversed")],
    ),
]
COLUMNS = ("date", "date_precision", "date_norm", "date_until", "is_planned", "is_undecided")


def with_date(text: str | None, status: Status = Status.ANSWERED) -> DocumentReading:
    """A reading of one date item."""
    whole = reading()
    said = next(answer for answer in whole.assessments[0].answers if answer.kind == "date" and answer.file_no == 2)
    only = replace(whole.assessments[0], answers=(replace(said, value=text, status=status),), changes=())
    return replace(whole, assessments=(only,), consultations=())


def with_change(text: str | None) -> AssessmentReading:
    whole = reading().assessments[0]
    return replace(whole, answers=(), changes=(replace(whole.changes[0], on_text=text),))


def findings(rows: dict[str, list[Row]]) -> list[Row]:
    return [row for row in rows["diagnostics"] if row["rule"].startswith(("date_", "period_"))]


@pytest.mark.parametrize(("text", "columns", "found"), CASES, ids=[case[0] for case in CASES])
def test_a_date_item(text: str, columns: tuple[object, ...], found: list[tuple[str, str]]) -> None:
    rows = document_rows("d" * 16, with_date(text))
    (item,) = rows["items"]
    assert tuple(item[column] for column in COLUMNS) == columns
    assert item["value"] == text
    assert [(row["severity"], row["rule"]) for row in findings(rows)] == found
    for row in findings(rows):
        assert (row["item_code"], row["file_no"], row["page"], row["x0"]) == (item["item_code"], 2, 1, item["x0"])
        assert row["found"] in text
    assert arrow_table("items", rows["items"])["date"].to_pylist() == [columns[0]]


@pytest.mark.parametrize(("text", "status"), [(None, Status.BLANK), ("－", Status.NONE), (None, Status.NOT_FOUND)])
def test_where_no_date_is_said_none_is_missed(text: str | None, status: Status) -> None:
    rows = document_rows("d", with_date(text, status))
    assert findings(rows) == []
    assert rows["items"][0]["date_precision"] is None
    assert rows["items"][0]["is_planned"] is (None if text is None else False)


def test_items_of_other_kinds_have_no_date() -> None:
    rows = [row for row in document_rows("d", reading())["items"] if row["kind"] != "date"]
    assert rows
    assert {row.get(column) for row in rows for column in COLUMNS} == {None}


@pytest.mark.parametrize(
    ("text", "columns", "rules"),
    [
        ("H31.5.1", (date(2019, 5, 1), "day", "2019-05-01"), ["date_outside_era"]),
        ("令和4年4月", (None, "month", "2022-04"), []),
        ("同上", (None, None, None), []),
        (None, (None, None, None), []),
        ("令和4年6月31日", (None, "day", None), ["date_impossible"]),
    ],
)
def test_the_day_of_a_change(text: str | None, columns: tuple[object, ...], rules: list[str]) -> None:
    rows = document_rows("d", replace(reading(), assessments=(with_change(text),), consultations=()))
    (change,) = rows["changes"]
    assert tuple(change[f"changed_on{more}"] for more in ("", "_precision", "_norm")) == columns
    assert change["changed_on_text"] == text
    assert [row["rule"] for row in findings(rows)] == rules


def test_the_day_of_publication_and_of_a_letter() -> None:
    letter = replace(CONSULTATION, dated_on_text="令和元年4月", page=2)
    rows = document_rows("d", replace(reading(), consultations=(letter,)))
    (assessment,), (consultation,) = rows["assessments"], rows["consultations"]
    assert (assessment["published_on_precision"], assessment["published_on_norm"]) == ("day", "2022-10-03")
    assert (consultation["dated_on"], consultation["dated_on_precision"]) == (None, "month")
    (finding,) = findings(rows)
    assert (finding["rule"], finding["found"], finding["page"], finding["x0"]) == (
        "date_outside_era", "令和元年4月", 2, round(BOX.x0, 2),
    )  # fmt: skip
