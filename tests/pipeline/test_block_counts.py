"""The printed count of 委託, 提供 and 移転 against the blocks read."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.model import AssessmentReading
from pipeline.block_counts import block_count_findings
from pipeline.rows import document_rows
from tests.pipeline.fakes import reading

READ = reading()  # in every file two blocks of each kind, of which the second is blank


def counted(count: str | None, name: str = "届の入力") -> AssessmentReading:
    """An assessment with one filled block of 委託 in its first file, and what the count in it says."""
    [assessment] = READ.assessments
    values = {"entrustment.count": count, "entrustment.name": name}
    answers = (
        replace(one, value=values[one.concept]) if one.concept in values and one.entry_no in (None, 1) else one
        for one in assessment.answers
        if one.file_no == 1 and one.concept is not None and one.concept.startswith("entrustment.")
    )
    return replace(assessment, answers=tuple(answers))


@pytest.mark.parametrize(
    ("count", "name", "differs"),
    [("1", "届の入力", False), ("2", "届の入力", True), ("２", "別紙１のとおり", False), (None, "届の入力", False)],
)
def test_other_blocks_than_counted(count: str | None, name: str, differs: bool) -> None:
    found = [(f.rule, f.file_no, f.expected, f.found) for f in block_count_findings(counted(count, name))]
    assert found == ([("block_count", 1, "2", "1")] if differs else [])


def test_the_finding_is_a_row() -> None:
    rows = document_rows("d", replace(READ, assessments=(counted("2"),)))
    assert "block_count" in [row["rule"] for row in rows["diagnostics"]]
