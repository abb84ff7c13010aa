"""Printed dates as columns, and what is wrong with them as findings."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from extractors.model import AssessmentReading, Box, ChangeRow, Consultation, DocumentReading, Finding, Severity, Status
from normalizers.dates import Precision, PrintedDate, find_dates, main_date
from normalizers.ditto import is_ditto
from pipeline.tables import Row

OUTSIDE_ERA = (
    "date_outside_era",
    "the era had not begun or was over on this date; it is counted on in that era's years",
)
NO_SUCH_DAY = ("date_impossible", "there is no such day in the calendar, or it is printed with two years that differ")
REVERSED = ("period_reversed", "the period ends before it begins")
UNREAD = ("date_unread", "no date could be read in what is printed for one")


def date_columns(name: str, text: str | None) -> Row:
    """The day under ``name`` (null unless a whole date is printed), its precision, and the date as far as printed."""
    found = main_date(text)
    if found is None:
        return {name: None, f"{name}_precision": None, f"{name}_norm": None}
    return {
        name: found.value if found.precision is Precision.DAY else None,
        f"{name}_precision": found.precision and found.precision.value,
        f"{name}_norm": found.norm,
    }


def item_date_columns(text: str | None) -> Row:
    """The columns of a date item: also where its period ends, and whether it is a plan or not decided."""
    dates = find_dates(text)
    until = next((one.value for one in dates if one.bound == "until" and one.precision is Precision.DAY), None)
    return {
        **date_columns("date", text),
        "date_until": until,
        "is_planned": any(one.is_planned for one in dates) if text else None,
        "is_undecided": any(one.is_undecided for one in dates) if text else None,
    }


def _wrong(text: str) -> Iterator[tuple[Severity, tuple[str, str], str]]:
    dates = find_dates(text)
    if not dates:
        yield Severity.WARNING, UNREAD, text
    for one in dates:
        if one.is_impossible and one.value is None:
            yield Severity.WARNING, NO_SUCH_DAY, text[one.start : one.end]
        elif one.is_impossible:
            yield Severity.INFO, OUTSIDE_ERA, text[one.start : one.end]
    for begins, ends in pairwise(dates):
        if (begins.bound, ends.bound) == ("from", "until") and _is_reversed(begins, ends):
            yield Severity.WARNING, REVERSED, text[begins.start : ends.end]


def _is_reversed(begins: PrintedDate, ends: PrintedDate) -> bool:
    is_alike = begins.precision is ends.precision
    return is_alike and begins.value is not None and ends.value is not None and ends.value < begins.value


def _findings(text: str | None, page: int, box: Box, **whose: object) -> Iterator[Finding]:
    for severity, (rule, message), found in _wrong(text) if text else ():
        yield Finding(severity, rule, message, found=found, page=page, box=box, **whose)  # type: ignore[arg-type]


def _of_change(change: ChangeRow, number: int) -> Iterator[Finding]:
    if not is_ditto(change.on_text):
        where = {"file_no": change.file_no, "entry_no": change.entry_no, "item_code": change.item_code}
        yield from _findings(change.on_text, change.page, change.box, assessment_no=number, **where)


def _of_assessment(assessment: AssessmentReading) -> Iterator[Finding]:
    for answer in assessment.answers:
        if answer.kind == "date" and answer.status is Status.ANSWERED:
            where = {"file_no": answer.file_no, "entry_no": answer.entry_no, "item_code": answer.code}
            yield from _findings(answer.value, answer.page, answer.box, assessment_no=assessment.number, **where)
    for change in assessment.changes:
        yield from _of_change(change, assessment.number)


def _of_consultation(one: Consultation) -> Iterator[Finding]:
    yield from _findings(one.dated_on_text, one.page, one.box)


def date_findings(reading: DocumentReading) -> Iterator[Finding]:
    """A finding for each date that cannot be, counts on in an era that was over, or could not be read."""
    for assessment in reading.assessments:
        yield from _of_assessment(assessment)
    for one in reading.consultations:
        yield from _of_consultation(one)
