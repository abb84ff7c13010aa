"""The columns of ``entrustments`` that say who the contractor is; a finding where the text names nobody for certain."""

from __future__ import annotations

from collections.abc import Iterator

from extractors.model import AssessmentReading, Finding, Severity
from normalizers.organizations import UNCLEAR, contractor_key, read_contractors
from pipeline.declare import Row

CONTRACTOR = "entrustment.contractor"  # the concept of 委託先名
CONTRACTOR_UNCLEAR = "contractor_unclear"


def contractor_columns(text: str | None) -> Row:
    """What a cell 委託先名 says, column by column; all null for a blank one."""
    read = read_contractors(text)
    named = [organization._asdict() for organization in read.organizations]
    return {
        "contractor_norm": contractor_key(text),
        "contractors": None if read.status is None else named,
        "contractor_status": read.status,
    }


def contractor_findings(assessment: AssessmentReading) -> Iterator[Finding]:
    """A finding for every 委託先名 with a text that is neither a name nor one of the usual ways to say nobody."""
    for answer in assessment.answers:
        if answer.concept == CONTRACTOR and read_contractors(answer.value).status == UNCLEAR:
            yield Finding(
                Severity.INFO, CONTRACTOR_UNCLEAR, "the contractor's cell names nobody for certain",
                assessment.number, answer.file_no, answer.entry_no, answer.code, None, answer.value,
                answer.page, answer.box,
            )  # fmt: skip
