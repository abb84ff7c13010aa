"""The printed count of 委託, 提供 and 移転 against the numbered blocks that were read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.model import Answer, AssessmentReading, Finding, Severity, Status
from normalizers.sizes import first_number

BLOCK_COUNT = "block_count"
# What is printed in numbered blocks: the first word of their concepts, and the last of that which names a block.
_COUNTED = {"entrustment": "name", "provision": "recipient", "transfer": "recipient"}
_EMPTY = (Status.BLANK, Status.NOT_FOUND)
_ELSEWHERE = re.compile("別紙|別表|別添|一覧|参照")  # the others stand in an annex, and the block names it


def block_count_findings(assessment: AssessmentReading) -> Iterator[Finding]:
    """A finding for every file of which other blocks were read than the count in it says (委託する（ 2 ）件).

    A page may be missing, or rows were left out. Blocks without a text are none; nothing is said where one points to
    an annex.
    """
    for kind, name in _COUNTED.items():
        for answer in assessment.answers:
            if answer.concept != f"{kind}.count" or (expected := first_number(answer.value)) is None:
                continue
            filled = [one for one in assessment.answers if _is_in_block(one, kind, answer.file_no)]
            if any(one.concept == f"{kind}.{name}" and _ELSEWHERE.search(one.value or "") for one in filled):
                continue
            found = len({one.entry_no for one in filled})
            if found != expected:
                yield Finding(
                    Severity.WARNING, BLOCK_COUNT, "the numbered blocks are not as many as the count printed",
                    assessment.number, answer.file_no, None, answer.code, str(answer.value), str(found),
                    answer.page, answer.box,
                )  # fmt: skip


def _is_in_block(answer: Answer, kind: str, file_no: int | None) -> bool:
    is_kind = answer.concept is not None and answer.concept.startswith(f"{kind}.")
    return is_kind and answer.entry_no is not None and answer.file_no == file_no and answer.status not in _EMPTY
