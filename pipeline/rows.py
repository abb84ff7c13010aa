"""A document's reading as rows of the tables, still plain Python: what the readers saw, under the contract's names."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Mapping, Sequence

from extractors.engine.formspec import FormSpec, load_forms
from extractors.layout.odd_glyphs import TEXT_DOUBTFUL
from extractors.model import (
    OCR_READER,
    AnnexTable,
    Answer,
    AssessmentReading,
    Box,
    ChangeRow,
    Claim,
    DocumentReading,
    Figure,
    Finding,
    PageReading,
    Severity,
    Unread,
)
from normalizers.ditto import resolve_dittos
from normalizers.sizes import first_number, size_range
from normalizers.text import normalize_text
from pipeline import concepts
from pipeline.agency_facts import agency_facts
from pipeline.around_rows import around_rows
from pipeline.block_counts import block_count_findings
from pipeline.citations import citation_rows
from pipeline.comparison import comparison_rows
from pipeline.contractors import contractor_findings
from pipeline.date_rows import date_columns, date_findings, item_date_columns
from pipeline.places import POINT_DECIMALS, place
from pipeline.records import count_findings, record_rows
from pipeline.tables import Row
from pipeline.wide import risk_rows, wide_rows

Rows = dict[str, list[Row]]

NO_ROW_KINDS = frozenset({"figure", "record_items", "change_table"})  # these have tables of their own


def identity(document_id: str, assessment_id: str, answer: Answer) -> Row:
    """The columns that say which item of which assessment a row is about."""
    return {
        "document_id": document_id,
        "assessment_id": assessment_id,
        "file_no": answer.file_no,
        "entry_no": answer.entry_no,
        "item_code": answer.code,
        "concept": answer.concept,
    }


def _item(answer: Answer) -> Row:
    value = answer.value or None
    return {
        "part": answer.part,
        "section": answer.section,
        "label": answer.label,
        "kind": answer.kind,
        "status": answer.status.value,
        "value": value,
        "value_norm": normalize_text(value) if value else None,
        "number": first_number(value) if answer.kind == "count" else None,
        **(item_date_columns(value) if answer.kind == "date" else {}),
    }


def _choice(answer: Answer) -> Row:
    choice = answer.choice
    if choice is None:
        return {"status": answer.status.value, "options": []}
    bounds = size_range(choice.selected_label)
    return {
        "status": answer.status.value,
        "selected_no": choice.selected_no,
        "selected_label": choice.selected_label,
        "selected_text": choice.selected_text or None,
        "options": [{"no": option.no, "label": option.label} for option in choice.options],
        **bounds._asdict(),
    }


def _checks(answer: Answer) -> Iterable[Row]:
    for check in answer.checks:
        yield {
            "status": check.status.value,
            "option_no": check.no,
            "option_group": check.group,
            "option_label": check.label,
            "is_checked": check.is_checked,
            "mark": check.mark or None,
            "other_text": check.other_text or None,
            **place(check.page, check.page, check.box),
        }


def _answers(document_id: str, assessment_id: str, answers: Iterable[Answer]) -> Rows:
    rows: Rows = {"items": [], "choices": [], "checkboxes": []}
    for answer in answers:
        if answer.kind in NO_ROW_KINDS:
            continue
        who = identity(document_id, assessment_id, answer)
        where = place(answer.page, answer.page_last, answer.box)
        rows["items"].append({**who, "seq": len(rows["items"]) + 1, **_item(answer), **where})
        if answer.kind == "choice":
            rows["choices"].append({**who, **_choice(answer), **where})
        rows["checkboxes"] += [{**who, **check} for check in _checks(answer)]
    return rows


def _changes(
    document_id: str, assessment_id: str, changes: Sequence[ChangeRow], concept_of: Mapping[str, str]
) -> list[Row]:
    reasons = resolve_dittos(change.reason for change in changes)
    return [
        {
            "document_id": document_id,
            "assessment_id": assessment_id,
            "file_no": change.file_no,
            "entry_no": change.entry_no,
            "item_code": change.item_code,
            "concept": concept_of.get(change.item_code or ""),
            "row_no": change.row_no,
            **date_columns("changed_on", change.on_text),
            "changed_on_text": change.on_text,
            "item_text": change.item_text,
            "before": change.before,
            "after": change.after,
            "timing": change.timing,
            "timing_reason": change.reason,
            "timing_reason_resolved": resolved,
            **place(change.page, change.page_last, change.box),
        }
        for change, resolved in zip(changes, reasons, strict=True)
    ]


def _assessment(document_id: str, assessment_id: str, reading: AssessmentReading, agency: Row) -> Row:
    said: dict[str | None, str | None] = {}
    for answer in reading.answers:
        if answer.value:
            said.setdefault(answer.concept, answer.value)
    published = said.get(concepts.PUBLISHED)
    return {
        "document_id": document_id,
        "assessment_id": assessment_id,
        "form": reading.form,
        "form_version": reading.version,
        "title": said.get(concepts.TITLE),
        "number": first_number(said.get(concepts.NUMBER)),
        "agency_name": said.get(concepts.AGENCY),
        **agency,
        **date_columns("published_on", published),
        "published_on_text": published,
        "page_first": reading.page_first,
        "page_last": reading.page_last,
        "n_files": reading.n_files,
    }


def _page(document_id: str, ids: Mapping[int, str], page: PageReading) -> Row:
    counts = {f"n_{claim.name.lower()}": int(page.n_by_claim[claim]) for claim in Claim}
    return {
        "document_id": document_id,
        "assessment_id": ids.get(page.assessment_no or 0),
        "page": page.page,
        "width": round(float(page.width), POINT_DECIMALS),
        "height": round(float(page.height), POINT_DECIMALS),
        "rotation": page.rotation,
        "role": page.role.value,
        "printed_number": page.printed_number,
        "n_glyphs": page.n_glyphs,
        **counts,
        "is_ocr": page.reader == OCR_READER,
    }


def finding_rows(
    document_id: str | None,
    findings: Iterable[Finding],
    ids: Mapping[int, str] | None = None,
    concept_of: Mapping[str, str] | None = None,
    first: int = 1,
) -> list[Row]:
    """Findings in the order given, numbered from ``first``; ids by number of the assessment, concepts by item code."""
    return [
        {
            "document_id": document_id,
            "assessment_id": (ids or {}).get(finding.assessment_no or 0),
            "file_no": finding.file_no,
            "entry_no": finding.entry_no,
            "item_code": finding.item_code,
            "concept": (concept_of or {}).get(finding.item_code or ""),
            "finding_no": number,
            "severity": finding.severity.value,
            "rule": finding.rule,
            "message": finding.message,
            "expected": finding.expected,
            "found": finding.found,
            **place(finding.page, finding.page, finding.box),
        }
        for number, finding in enumerate(findings, first)
    ]


NO_ASSESSMENT = ("no_assessment", "no assessment (評価書) was found in this PDF")


#: Why pages could not be read, for a person, in the order in which they give a document its ``error_kind``.
_MISSING = {
    Unread.PAGE_FAILED: "pages that gave no reading",
    Unread.CONTENT_CUT_OFF: "pages whose content breaks off",
    Unread.IMAGE_ONLY: "pages without text, only images",
    Unread.TEXT_OUTLINED: "pages whose letters are drawn as outlines",
    Unread.TEXT_UNREADABLE: "pages whose fonts give their text no meaning",
}
_LOST = (Unread.PAGE_FAILED, Unread.CONTENT_CUT_OFF)  # nobody can say what these pages are


def what_is_missing(reading: DocumentReading) -> tuple[str, str] | None:
    """Kind and message of what makes a document ``partial``; None where every page that may belong to an assessment was
    read as text that has a meaning."""
    unread = [page for page in reading.pages if page.unread is not None and _may_be_of_assessment(page, reading)]
    causes = [
        *(
            (cause.value, words, [page.page for page in unread if page.unread is cause])
            for cause, words in _MISSING.items()
        ),
        (OCR_READER, "pages without text of their own, read by OCR", sorted(_ocr_pages(reading))),
        (TEXT_DOUBTFUL, "pages whose fonts give some of their text a wrong meaning", sorted(_spoilt_pages(reading))),
    ]
    missing = [(kind, f"{words}: {', '.join(map(str, pages))}") for kind, words, pages in causes if pages]
    return (missing[0][0], "; ".join(message for _, message in missing)) if missing else None


def _may_be_of_assessment(page: PageReading, reading: DocumentReading) -> bool:
    """Whether a page that could not be read may belong to an assessment: a scanned cover or change table stands next to
    the rest. A picture among other papers has its finding, and the document lacks nothing of an assessment."""
    if page.assessment_no is not None or page.unread in _LOST or not reading.assessments:
        return True
    before, behind = reading.pages[: page.page - 1], reading.pages[page.page :]
    nearest = (next((one for one in run if one.unread is None), None) for run in (reversed(before), behind))
    return any(one is not None and one.assessment_no is not None for one in nearest)


def _spoilt_pages(reading: DocumentReading) -> set[int]:
    """Pages of assessments, or of a document where none was found, of which what was read can't be relied on."""
    return {
        finding.page
        for finding in reading.findings
        if finding.rule == TEXT_DOUBTFUL and finding.severity is Severity.ERROR and finding.page is not None
        if finding.assessment_no is not None or not reading.assessments
    }


def _ocr_pages(reading: DocumentReading) -> set[int]:
    return {page.page for page in reading.pages if page.reader == OCR_READER}


def _enter_ocr(rows: Rows, pages: Collection[int]) -> None:
    """Say of every row that stands on a page read by OCR, in part at least, that it does."""
    for row in (row for table in rows.values() for row in table if pages and row.get("page")):
        if "is_ocr" in row:
            row["is_ocr"] = any(page in pages for page in range(row["page"], (row.get("page_last") or row["page"]) + 1))


def _own_findings(reading: DocumentReading) -> list[Finding]:
    checks = (count_findings, block_count_findings, contractor_findings)
    found = [finding for assessment in reading.assessments for check in checks for finding in check(assessment)]
    missing = [] if reading.assessments else [Finding(Severity.WARNING, *NO_ASSESSMENT)]
    return [*found, *missing, *date_findings(reading)]


def document_rows(document_id: str, reading: DocumentReading, images: Container[str] = ()) -> Rows:
    """Rows of every table below ``documents``; ``images`` are the paths of drawings that were rendered."""
    forms = load_forms()
    answers = (answer for assessment in reading.assessments for answer in assessment.answers)
    concept_of = {answer.code: answer.concept for answer in answers if answer.code and answer.concept}
    ids = {assessment.number: f"{document_id}-{assessment.number:02d}" for assessment in reading.assessments}
    agencies = {one.number: agency_facts(one) for one in reading.assessments}
    unsure = [finding for facts in agencies.values() for finding in facts.findings]
    rows: Rows = {
        "pages": [_page(document_id, ids, page) for page in reading.pages],
        "assessments": [],
        "diagnostics": finding_rows(
            document_id, [*reading.findings, *_own_findings(reading), *unsure], ids, concept_of
        ),
    }
    for assessment in reading.assessments:
        assessment_id = ids[assessment.number]
        rows["assessments"].append(
            _assessment(document_id, assessment_id, assessment, agencies[assessment.number].columns)
        )
        for name, more in _assessment_tables(document_id, assessment_id, assessment, forms).items():
            rows.setdefault(name, []).extend(more)

    def identify(thing: AnnexTable | Figure) -> Row:
        return {
            "document_id": document_id,
            "assessment_id": ids.get(thing.assessment_no or 0),
            "file_no": thing.file_no,
            "entry_no": thing.entry_no,
            "item_code": thing.item_code,
            "concept": concept_of.get(thing.item_code or "") or _concept(thing, reading, forms),
        }

    for name, more in around_rows(document_id, reading, identify, images).items():
        rows.setdefault(name, []).extend(more)
    rows["citations"], found = citation_rows(rows)
    rows["diagnostics"] += [{**row, "finding_no": n} for n, row in enumerate(found, len(rows["diagnostics"]) + 1)]
    _enter_ocr(rows, _ocr_pages(reading))
    return {**rows, "comparison": comparison_rows(rows)}


def _concept(
    thing: AnnexTable | Figure, reading: DocumentReading, forms: Mapping[tuple[str, str], FormSpec]
) -> str | None:
    """The concept of an item that has no answers of its own, from the form."""
    owner = next((one for one in reading.assessments if one.number == thing.assessment_no), None)
    form = forms.get((owner.form, owner.version)) if owner else None
    item = form.items.get(thing.item_code or "") if form else None
    return item.concept if item else None


def _assessment_tables(
    document_id: str, assessment_id: str, assessment: AssessmentReading, forms: Mapping[tuple[str, str], FormSpec]
) -> Rows:
    def located(answer: Answer, page: int, page_last: int, box: Box) -> Row:
        return {**identity(document_id, assessment_id, answer), **place(page, page_last, box)}

    form = forms.get((assessment.form, assessment.version))
    concept_of = {code: item.concept for code, item in form.items.items()} if form else {}
    return {
        **_answers(document_id, assessment_id, assessment.answers),
        **wide_rows(assessment.answers, located),
        "risks": risk_rows(assessment.answers, form, located),
        "record_items": [
            {
                "document_id": document_id,
                "assessment_id": assessment_id,
                **row,
                **place(item.page, item.page_last, item.box),
            }
            for item, row in record_rows(assessment.record_items, form)
        ],
        "changes": _changes(document_id, assessment_id, assessment.changes, concept_of),
    }
