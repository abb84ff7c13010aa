"""Record items as rows, and their count against the size that the form declares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from extractors.engine.formspec import FormSpec
from extractors.model import AssessmentReading, Finding, RecordItem, Severity
from normalizers.record_concepts import record_concept
from normalizers.sizes import size_range
from normalizers.text import normalize_text
from pipeline.tables import Row

DECLARED_COUNT = "file.record_item_count"  # the concept of the choice that says how many items a file has
RECORD_ITEMS = "record_items"  # the kind of the item whose list they are


def record_rows(items: Iterable[RecordItem], form: FormSpec | None) -> Iterator[tuple[RecordItem, Row]]:
    """Each record item with its columns but identity of the document and provenance, in printed order."""
    declared = next((item for item in form.items.values() if item.kind == RECORD_ITEMS), None) if form else None
    for item in items:
        found = record_concept(item.name)
        yield (
            item,
            {
                "file_no": item.file_no,
                "item_code": declared.code if declared else None,
                "concept": declared.concept if declared else None,
                "seq": item.seq,
                "group_name": item.group_name,
                "item_no": item.item_no,
                "name": item.name,
                "name_norm": normalize_text(item.name),
                "note": item.note,
                "record_concept": found.concept,
                "record_concept_score": found.score,
                "record_key": found.key,
            },
        )


def count_findings(assessment: AssessmentReading) -> Iterator[Finding]:
    """A finding for every file whose list has fewer or more items than the form declares (10項目以上50項目未満).

    Nothing is said of an assessment without a list, nor where an item's file is unknown.
    """
    items = assessment.record_items
    counts = Counter(item.file_no for item in items)
    if not items or None in counts:
        return
    for answer in assessment.answers:
        if answer.concept != DECLARED_COUNT or answer.choice is None:
            continue
        bounds = size_range(answer.choice.selected_label)
        count = counts[answer.file_no]
        if bounds.unit != "item":
            continue
        if count < (bounds.lower or 0) or (bounds.upper is not None and count >= bounds.upper):
            yield Finding(
                Severity.WARNING, "record_item_count", "the record items listed are not as many as the form declares",
                assessment.number, answer.file_no, None, answer.code, answer.choice.selected_label, str(count),
                answer.page, answer.box,
            )  # fmt: skip
