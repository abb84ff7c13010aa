"""One PDF to a reading: reader, pages, assessments, answers, and the second look at pages that fall short."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

from extractors.answers import Answers
from extractors.characters import fold
from extractors.engine import Engine
from extractors.formspec import load_forms
from extractors.furniture import claim_furniture
from extractors.identify import Segment, divide, role_in_assessment, role_outside
from extractors.model import (
    AssessmentReading,
    Claim,
    DocumentInfo,
    DocumentReading,
    Finding,
    Ink,
    PageReading,
    Role,
    Severity,
)
from extractors.page import Page, lay_out
from extractors.readers.base import open_reader
from extractors.unruled import supply_rulings

READER_OF_RECORD = "pdfplumber"
FAST_READER = "pymupdf"


def read_document(path: Path, reader: str = "auto") -> DocumentReading:
    """Read a PDF.

    ``reader`` is ``pdfplumber``, ``pymupdf``, or ``auto``: PyMuPDF, and again pdfplumber for every page whose
    ledger has unassigned glyphs; of the two readings of such a page the one that accounts for more is kept.
    Raises UnreadableDocument.
    """
    stages: dict[str, float] = {}
    first = FAST_READER if reader == "auto" else reader
    info, inks = _inks(path, first, stages)
    used = [first] * len(inks)
    reading, pages = _read(info, inks, used, stages)
    if reader == "auto":
        short = [n for n, page in enumerate(pages) if page.counts()[Claim.UNASSIGNED]]
        if short:
            reading = _second_look(path, info, inks, pages, short, reading, stages)
    return reading


def trace(path: Path, reader: str = "auto") -> tuple[DocumentReading, list[Page]]:
    """A reading with its pages laid out and their ledgers, for drawing them."""
    stages: dict[str, float] = {}
    name = FAST_READER if reader == "auto" else reader
    info, inks = _inks(path, name, stages)
    return _read(info, inks, [name] * len(inks), stages)


def _inks(path: Path, name: str, stages: dict[str, float], only: Sequence[int] | None = None):
    start = perf_counter()
    with open_reader(path, name) as reader:
        numbers = range(1, reader.n_pages + 1) if only is None else only
        inks = [reader.ink(number) for number in numbers]
        info = reader.info
    stages["ink"] = stages.get("ink", 0.0) + perf_counter() - start
    return info, inks


def _second_look(path, info, inks: list[Ink], pages: list[Page], short: list[int], reading, stages):
    """Read pages again with the reader of record and keep what accounts for more glyphs."""
    _, again = _inks(path, READER_OF_RECORD, stages, [n + 1 for n in short])
    mixed = list(inks)
    for n, ink in zip(short, again, strict=True):
        mixed[n] = ink
    used = [READER_OF_RECORD if n in short else FAST_READER for n in range(len(inks))]
    other, other_pages = _read(info, mixed, used, stages)
    better = [
        n for n in short if other_pages[n].counts()[Claim.UNASSIGNED] < pages[n].counts()[Claim.UNASSIGNED]
    ]
    if not better:
        return reading
    if better == short:
        return other
    mixed = [mixed[n] if n in better else inks[n] for n in range(len(inks))]
    used = [READER_OF_RECORD if n in better else FAST_READER for n in range(len(inks))]
    return _read(info, mixed, used, stages)[0]


@dataclass(slots=True)
class _Placed:
    """What an assessment makes of its pages."""

    number: int
    roles: dict[int, Role]


def _read(
    info: DocumentInfo, inks: Sequence[Ink], used: Sequence[str], stages: dict[str, float]
) -> tuple[DocumentReading, list[Page]]:
    start = perf_counter()
    pages = [lay_out(ink) for ink in inks]
    stages["layout"] = stages.get("layout", 0.0) + perf_counter() - start
    start = perf_counter()
    forms = load_forms()
    numbers = claim_furniture(pages, forms.values())
    layout = divide(pages, forms)
    stages["identify"] = stages.get("identify", 0.0) + perf_counter() - start
    start = perf_counter()
    assessments: list[AssessmentReading] = []
    findings: list[Finding] = []
    place: dict[int, tuple[int | None, Role]] = {page.number: (None, role_outside(page)) for page in layout.others}
    for number, segment in enumerate(layout.segments, 1):
        segment.pages = supply_rulings(segment.pages, segment.spec)
        for page in segment.pages:
            pages[page.number - 1] = page
        assessment, found, roles = _read_assessment(number, segment)
        assessments.append(assessment)
        findings += found
        place.update({page: (number, role) for page, role in roles.items()})
    stages["form"] = stages.get("form", 0.0) + perf_counter() - start
    readings = []
    for page, reader, printed in zip(pages, used, numbers, strict=True):
        belongs, role = place[page.number]
        counts = page.counts()
        readings.append(
            PageReading(
                page.number, page.ink.width, page.ink.height, page.ink.rotation, role, belongs, printed, sum(counts),
                counts, reader,
            )  # type: ignore[arg-type]  # fmt: skip
        )
        if page.double_claims:
            findings.append(
                Finding(
                    Severity.ERROR, "double_claim", "a defect of this program: characters are counted in two values", belongs,
                    expected="0", found=", ".join(page.double_claims[:20]), page=page.number,
                )  # fmt: skip
            )
        if belongs is not None and counts[Claim.UNASSIGNED]:
            findings.append(
                Finding(
                    Severity.WARNING, "glyphs_unassigned", "printed characters that no rule explains", belongs,
                    expected="0", found=str(counts[Claim.UNASSIGNED]), page=page.number,
                )  # fmt: skip
            )
    return DocumentReading(info, tuple(readings), tuple(assessments), tuple(findings), stages), pages


def _read_assessment(number: int, segment: Segment) -> tuple[AssessmentReading, list[Finding], dict[int, Role]]:
    _claim_titles(segment)
    engine = Engine(segment.spec)
    for page in segment.pages:
        engine.feed(page)
    reading = engine.finish()
    reader = Answers(reading)
    answers = reader.all()
    n_files = max([answer.file_no or 0 for answer in answers] or [0]) or 1
    assessment = AssessmentReading(
        number, segment.spec.form, segment.spec.version, segment.stamp, segment.title, segment.pages[0].number,
        segment.pages[-1].number, n_files, tuple(answers),
    )  # fmt: skip
    findings = [replace(finding, assessment_no=number) for finding in reader.findings]
    roles = {page.number: role_in_assessment(page, reading) for page in segment.pages}
    return assessment, findings, roles


def _claim_titles(segment: Segment) -> None:
    """The form's title and stamp on the cover are the form's own words."""
    page = segment.pages[0]
    title = fold(segment.spec.title)
    for cell in [*page.loose, *page.cells]:
        if not cell.lines or page.is_claimed(cell.lines[0]):
            continue
        is_title = len(cell.key) > 2 and (cell.key in title or title in cell.key)
        is_stamp = segment.stamp is not None and segment.stamp in cell.key and len(cell.key) < len(segment.stamp) + 4
        if is_title or is_stamp:
            page.claim_lines(cell.lines, Claim.LABEL)
            segment.title = segment.title or segment.spec.title
