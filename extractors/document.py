"""One PDF to a reading: reader, pages, assessments, answers, and the second look at pages that fall short."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from itertools import zip_longest
from pathlib import Path
from time import perf_counter

from extractors.bundle.aligned_tables import supply_columns
from extractors.bundle.annex_tables import tie
from extractors.bundle.around import read_around
from extractors.bundle.clipped_rules import drop_clipped_rules
from extractors.bundle.copies import find_copies, put_back
from extractors.bundle.corner_boxes import set_apart_corner_boxes
from extractors.bundle.covers import claim_titles
from extractors.bundle.divide import Segment, divide
from extractors.bundle.furniture import claim_furniture
from extractors.bundle.margins import claim_line_numbers, read_margins
from extractors.bundle.page_frames import drop_strips
from extractors.bundle.roles import LETTERS, NO_TEXT, roles_in_assessment, roles_outside
from extractors.bundle.running_titles import claim_running_titles
from extractors.bundle.unread import (
    PICTURES,
    claim_stamps,
    is_scan_with_text,
    unread_finding,
    why_unread,
    why_unread_ink,
)
from extractors.engine.answers import Answers
from extractors.engine.formspec import load_forms
from extractors.engine.level_rows import supply_uprights
from extractors.engine.shaded_labels import frame_labels
from extractors.engine.spelling import respell, wordings
from extractors.engine.unruled import supply_rulings
from extractors.engine.walk import Engine
from extractors.layout.ink import no_ink
from extractors.layout.odd_glyphs import doubtful_text_findings, odd_glyph_findings
from extractors.layout.page import Page, lay_out
from extractors.layout.sheets import Place, as_displayed, may_hold_two, read_pages, seems_two
from extractors.layout.watermarks import mark_watermarks, watermark_findings
from extractors.model import (
    OCR_READER,
    AssessmentReading,
    Claim,
    DocumentInfo,
    DocumentReading,
    Figure,
    Finding,
    Ink,
    PageReading,
    Passage,
    Role,
    Severity,
    Unread,
    UnreadableDocument,
)
from extractors.readers.base import open_reader

READER_OF_RECORD = "pdfplumber"
FAST_READER = "pymupdf"
# Findings that may be the reader's fault and not the document's: such a page is worth a second look.
_DOUBTFUL = frozenset(
    [
        "boxes_missing",
        "bracket_missing",
        "checkbox_missing",
        "double_claim",
        "glyph_unreadable",
        "item_not_found",
        "label_unknown",
        "mark_doubtful",
        "mark_unknown",
        "option_unknown",
        "options_differ",
        "page_failed",
        "text_unassigned",
        "unknown_option",
    ]
)


@dataclass(slots=True)
class _Read:
    """A document as its readers saw it: the ink of every page, whose it is, and what could not be read."""

    info: DocumentInfo
    inks: list[Ink]
    readers: list[str]
    failed: dict[int, str] = field(default_factory=dict)  # page number -> cause
    unrecognised: dict[int, str] = field(default_factory=dict)  # page number -> why OCR gave nothing
    ruled: set[int] = field(default_factory=set)  # pages whose rulings were taken from their pictures
    notes: tuple[str, ...] = ()  # for the log of the run


def read_document(path: Path, reader: str = "auto", ocr: str = "off") -> DocumentReading:
    """Read a PDF.

    ``reader`` is ``pdfplumber``, ``pymupdf``, or ``auto``: PyMuPDF where it is installed, and again pdfplumber for
    every page whose ledger or self-checks fall short; of the two readings of such a page the one that accounts for
    more is kept. A page that can't be read is a finding and costs no other. With ``ocr`` ``auto`` pages that are only
    images, or whose text says nothing, are read by OCR where it is installed; with ``off`` they stay unread.
    Raises UnreadableDocument.
    """
    return trace(path, reader, ocr)[0]


def trace(path: Path, reader: str = "auto", ocr: str = "off") -> tuple[DocumentReading, list[Page]]:
    """A reading with its pages as they were read, laid out and with their ledgers, for drawing them.

    ``Page.place`` says where each lies. Otherwise as ``read_document``.
    """
    stages: dict[str, float] = {}
    read = _open(path, reader, stages)
    read.inks = mark_watermarks(read.inks)
    if ocr != "off":
        _read_pictures(path, read, stages)
    _see_rules(path, read, stages)
    reading, pages = _understand(read, stages)
    if reader == "auto" and read.readers[0] == FAST_READER:
        doubtful = {finding.page for finding in reading.findings if finding.rule in _DOUBTFUL}
        short = [
            n
            for n, page in enumerate(reading.pages)
            if read.readers[n] != OCR_READER and (page.n_by_claim[Claim.UNASSIGNED] or n + 1 in doubtful)
        ]
        if short:
            reading, pages = _second_look(path, read, (reading, pages), short, stages)
            reading = replace(reading, read_again=tuple(n + 1 for n in short))
    return (replace(reading, notes=read.notes) if read.notes else reading), pages


def _open(path: Path, reader: str, stages: dict[str, float]) -> _Read:
    if reader != "auto":
        return _inks(path, reader, stages)
    try:
        return _inks(path, FAST_READER, stages)
    except UnreadableDocument as error:
        if error.kind != "missing_reader":
            raise
    return _inks(path, READER_OF_RECORD, stages)


def _inks(path: Path, name: str, stages: dict[str, float], only: Sequence[int] | None = None) -> _Read:
    start = perf_counter()
    with open_reader(path, name) as reader:
        numbers = range(1, reader.n_pages + 1) if only is None else only
        read = _Read(reader.info, [], [name] * len(numbers))
        for number in numbers:
            try:
                read.inks.append(reader.ink(number))
            except UnreadableDocument as error:
                read.inks.append(no_ink(number))
                read.failed[number] = error.message
        read.notes = tuple(reader.notes)
    stages["ink"] = stages.get("ink", 0.0) + perf_counter() - start
    return read


def _read_pictures(path: Path, read: _Read, stages: dict[str, float]) -> None:
    """Put what OCR sees in the place of pages that are only images, or whose text says nothing; where it sees nothing,
    they stay as they are."""
    pictures = [ink.page for ink in read.inks if why_unread_ink(ink) in NO_TEXT]
    if not pictures:
        return
    start = perf_counter()
    try:
        with open_reader(path, OCR_READER) as reader:
            for number in pictures:
                try:
                    seen = reader.ink(number)
                except UnreadableDocument as error:
                    read.unrecognised[number] = error.message
                    continue
                if seen.text:
                    read.inks[number - 1] = replace(seen, rotation=read.inks[number - 1].rotation)
                    read.readers[number - 1] = OCR_READER
    except UnreadableDocument as error:
        if error.kind != "missing_ocr":  # not the document's fault, and the caller's to say
            read.unrecognised.update(dict.fromkeys(pictures, error.message))
    stages["ocr"] = perf_counter() - start


def _see_rules(path: Path, read: _Read, stages: dict[str, float]) -> None:
    """Give scanned pages with a text of their own the rulings of their pictures. Where those cannot be drawn, the pages
    are read without."""
    scans = [ink for ink in read.inks if is_scan_with_text(ink)]
    if not scans:
        return
    from extractors.readers.scan_rules import with_rules_of_pictures  # few documents need it

    start = perf_counter()
    with suppress(UnreadableDocument):
        seen = {ink.page: ink for ink in with_rules_of_pictures(path, scans)}
        read.inks = [seen.get(ink.page, ink) for ink in read.inks]
        read.ruled.update(number for number, ink in seen.items() if len(ink.rules))
    stages["scans"] = stages.get("scans", 0.0) + perf_counter() - start


def _second_look(
    path: Path, read: _Read, first: tuple[DocumentReading, list[Page]], short: list[int], stages: dict[str, float]
) -> tuple[DocumentReading, list[Page]]:
    """Read pages again with the reader of record and keep what accounts for more of each."""
    again = _inks(path, READER_OF_RECORD, stages, [n + 1 for n in short])
    _see_rules(path, again, stages)
    second = _understand(_mixed(read, again, short), stages)
    before, after = _shortfalls(first[0]), _shortfalls(second[0])
    better = [n for n in short if after[n] < before[n]]
    if not better:
        return first
    return second if better == short else _understand(_mixed(read, again, better), stages)


def _mixed(read: _Read, again: _Read, chosen: Sequence[int]) -> _Read:
    """The first reading with some pages (by index) taken from the second."""
    taken = {n + 1 for n in chosen}
    ruled = (read.ruled - taken) | (again.ruled & taken)
    mixed = _Read(read.info, list(read.inks), list(read.readers), dict(read.failed), read.unrecognised, ruled)
    for ink in again.inks:
        n = ink.page - 1
        if n in chosen:
            mixed.inks[n], mixed.readers[n] = ink, READER_OF_RECORD
            mixed.failed.pop(ink.page, None)
            if ink.page in again.failed:
                mixed.failed[ink.page] = again.failed[ink.page]
    mixed.inks = mark_watermarks(mixed.inks)
    return mixed


def _shortfalls(reading: DocumentReading) -> list[tuple[int, int]]:
    """Per page: unassigned glyphs, and findings that may be the reader's fault."""
    doubts = Counter(finding.page for finding in reading.findings if finding.rule in _DOUBTFUL)
    return [(page.n_by_claim[Claim.UNASSIGNED], doubts[page.page]) for page in reading.pages]


def _understand(read: _Read, stages: dict[str, float]) -> tuple[DocumentReading, list[Page]]:
    """From ink to answers. Sheets on which two pages seem to stand side by side are read as one page and as two, and
    what accounts for more is kept: tables may stand side by side on one page, too."""
    start = perf_counter()
    placed = read_pages(read.inks)
    stages["layout"] = stages.get("layout", 0.0) + perf_counter() - start
    whole = _interpret(read, placed, stages)
    if not may_hold_two([ink for ink, _ in placed]):
        return whole
    halved = _interpret(read, read_pages(read.inks, is_halved=True), stages)
    short, short_halved = (sum(map(sum, _shortfalls(reading))) for reading, _ in (whole, halved))
    return halved if short_halved < short else whole


def _interpret(
    read: _Read, placed: Sequence[tuple[Ink, Place]], stages: dict[str, float]
) -> tuple[DocumentReading, list[Page]]:
    """From the ink of the pages as they are read to answers; a pure function of the ink but for the time it took."""
    start = perf_counter()
    places = [place for _, place in placed]
    readers = [read.readers[place.sheet - 1] for place in places]
    pages = [lay_out(ink) for ink, _ in placed]
    if OCR_READER in readers:
        known = wordings(tuple(load_forms().values()))
        for n, page in enumerate(pages):
            if readers[n] == OCR_READER:
                pages[n] = lay_out(respell(page, known))
    pages = set_apart_corner_boxes(drop_clipped_rules(pages), load_forms().values())
    for page, at in zip(pages, places, strict=True):
        page.place = at
    stages["layout"] = stages.get("layout", 0.0) + perf_counter() - start
    start = perf_counter()
    forms = load_forms()
    copies = find_copies(pages)
    once = [page for page in pages if page.number not in copies]
    claim_line_numbers(once)
    printed = claim_furniture(once, forms.values())
    failed = {page.number for page, place in zip(pages, places, strict=True) if place.sheet in read.failed}
    unread = _unread(pages, readers, failed)
    layout = divide(once, printed, forms)
    put_back(layout, pages, copies)
    number_of = dict(zip((page.number for page in once), printed, strict=True))
    numbers = [number_of[copies.get(page.number, page).number] for page in pages]
    stages["identify"] = stages.get("identify", 0.0) + perf_counter() - start
    start = perf_counter()
    assessments: list[AssessmentReading] = []
    figures: list[Figure] = []
    notes: list[Passage] = []
    findings = [*_attachment_findings(read.info), *watermark_findings(page.ink for page in pages)]
    without_text = {number for number, cause in unread.items() if cause in NO_TEXT}
    ruled, found = supply_columns(
        [page for page, signs in layout.others if signs.titled not in LETTERS and page.number not in without_text]
    )
    findings += found
    for page in ruled:
        pages[page.number - 1] = page
    others = [(pages[page.number - 1], signs) for page, signs in layout.others]
    outside = roles_outside(others, unread)
    place: dict[int, tuple[int | None, Role]] = {number: (None, role) for number, role in outside.items()}
    for number, segment in enumerate(layout.segments, 1):
        claim_running_titles(segment)
        framed = frame_labels(segment.pages, segment.spec)
        segment.pages = supply_rulings(supply_uprights(framed, segment.spec), segment.spec)
        drop_strips(segment.pages)
        for page in segment.pages:
            pages[page.number - 1] = page
        claim_titles(segment)
        noted, found = read_margins(segment.pages, forms.values())
        notes += noted
        findings += [replace(finding, assessment_no=number) for finding in found]
        assessment, drawings, found, roles = _read_assessment(number, segment, unread)
        figures += drawings
        assessments.append(assessment)
        findings += found
        place.update({page: (number, role) for page, role in roles.items()})
    stages["form"] = stages.get("form", 0.0) + perf_counter() - start
    start = perf_counter()
    around = read_around([page for page, _ in others], outside, without_text)
    figures = sorted([*figures, *around.figures], key=lambda figure: figure.page)
    annex_tables, untied = tie(around.annex_tables, assessments)
    findings += [*around.findings, *untied]
    stages["around"] = stages.get("around", 0.0) + perf_counter() - start
    readings = []
    for page, at, reader, printed in zip(pages, places, readers, numbers, strict=True):
        belongs, role = place[page.number]
        counts = page.counts()
        readings.append(
            PageReading(
                page.number,
                at.width,
                at.height,
                page.ink.rotation,
                role,
                belongs,
                printed,
                sum(counts),
                counts,
                reader,
                unread.get(page.number),
            )
        )
        if at.left:
            message = "two pages stand side by side on the sheet; they are read one after the other"
            findings.append(Finding(Severity.INFO, "pages_side_by_side", message, belongs, page=page.number))
        elif seems_two(page.ink):
            message = "two pages may stand side by side on the sheet; it is read as one"
            findings.append(Finding(Severity.INFO, "pages_side_by_side_unsure", message, belongs, page=page.number))
        if at.sheet in read.ruled:
            message = "the page is a scan with a text of its own; its rulings were taken from the picture"
            findings.append(Finding(Severity.INFO, "rules_from_picture", message, belongs, page=page.number))
        findings += odd_glyph_findings(page, belongs)
        if reader != OCR_READER:
            findings += doubtful_text_findings(page, belongs)
        if page.number in unread:
            findings.append(unread_finding(page, unread[page.number], belongs, read.failed.get(at.sheet)))
        if at.sheet in read.unrecognised:
            message = f"the page has no text of its own and was not recognised: {read.unrecognised[at.sheet]}"
            findings.append(Finding(Severity.WARNING, "ocr_failed", message, belongs, page=page.number))
        if page.double_claims:
            findings.append(
                Finding(
                    Severity.ERROR,
                    "double_claim",
                    "a defect of this program: characters are counted in two values",
                    belongs,
                    expected="0",
                    found=", ".join(page.double_claims[:20]),
                    page=page.number,
                )
            )
        if counts[Claim.UNASSIGNED]:
            findings.append(
                Finding(
                    Severity.WARNING,
                    "glyphs_unassigned",
                    "printed characters that no rule explains",
                    belongs,
                    expected="0",
                    found=str(counts[Claim.UNASSIGNED]),
                    page=page.number,
                )
            )
    passages = sorted([*notes, *around.passages], key=lambda passage: (passage.page, passage.seq))
    reading = DocumentReading(
        read.info, tuple(readings), tuple(assessments), tuple(findings), tuple(around.consultations),
        tuple(annex_tables), tuple(figures), tuple(passages), stages,
    )  # fmt: skip
    return as_displayed(reading, places), pages


def _unread(pages: Sequence[Page], readers: Sequence[str], failed: set[int]) -> dict[int, Unread]:
    """The pages that could not be read, by number, and why; what is stamped on them is entered into the ledger.
    ``failed`` are those that a reader gave up."""
    unread: dict[int, Unread] = {}
    for page, reader in zip(pages, readers, strict=True):
        cause = Unread.PAGE_FAILED if page.number in failed else why_unread(page)
        if reader != OCR_READER and cause is not None:
            unread[page.number] = cause
            if cause in PICTURES:
                claim_stamps(page)
    return unread


def _read_assessment(
    number: int, segment: Segment, unread: dict[int, Unread]
) -> tuple[AssessmentReading, list[Figure], list[Finding], dict[int, Role]]:
    engine = Engine(segment.spec)
    copies: dict[int, int] = {}
    for page, following in zip_longest(segment.pages, segment.pages[1:]):
        # the lists of two files may be equal to the letter
        if page.number in segment.copies and not engine.lists_one_of_several_files:
            copies[page.number] = segment.copies[page.number]
            page.claim((n for n, claim in enumerate(page.ledger) if not claim), Claim.FURNITURE)
        else:
            is_behind_gap = page.number in segment.gaps
            engine.feed(page, unread.get(page.number), is_behind_gap=is_behind_gap, following=following)
    reading = engine.finish()
    for drawn in reading.drawn:  # a picture where a drawing belongs was read as one
        del unread[drawn]
    reader = Answers(reading)
    answers = reader.all()
    n_files = max([answer.file_no or 0 for answer in answers] or [0]) or 1
    numbers = [page.number for page in segment.pages]
    assessment = AssessmentReading(
        number, segment.spec.form, segment.spec.version, segment.stamp, segment.title, min(numbers), max(numbers),
        n_files, tuple(answers), tuple(reader.record_items), tuple(reader.changes),
    )  # fmt: skip
    found = [*_order_findings(segment), *_copy_findings(copies), *_edition_findings(segment), *reader.findings]
    findings = [replace(finding, assessment_no=number) for finding in found]
    roles = roles_in_assessment(segment.pages, reading, unread)
    roles |= {copy: roles[original] for copy, original in copies.items()}
    figures = [replace(figure, assessment_no=number) for figure in reader.figures]
    return assessment, figures, findings, roles


def _attachment_findings(info: DocumentInfo) -> list[Finding]:
    """Files inside the PDF are not read: a portfolio may have its assessments there and only a cover on its pages."""
    if not info.attached:
        return []
    has_pdf = any(name.lower().endswith(".pdf") for name in info.attached)
    severity = Severity.WARNING if has_pdf else Severity.INFO
    message = "files are attached inside the PDF; they are not read"
    return [Finding(severity, "files_attached", message, found=" | ".join(info.attached))]


def _order_findings(segment: Segment) -> list[Finding]:
    if not segment.is_reordered:
        return []
    order = ", ".join(str(page.number) for page in segment.pages)
    message = "pages stand in another order than their printed numbers; they are read in the order of the numbers"
    return [Finding(Severity.WARNING, "pages_out_of_order", message, found=order, page=segment.pages[0].number)]


def _copy_findings(copies: Mapping[int, int]) -> list[Finding]:
    message = "the page repeats the one before it to the letter; it is read once"
    return [
        Finding(Severity.WARNING, "page_repeated", message, found=str(original), page=copy)
        for copy, original in copies.items()
    ]


def _edition_findings(segment: Segment) -> list[Finding]:
    """Whether the edition was read from the cover, or is the nearest there is, or a guess from the labels."""
    if segment.is_stamp_known:
        return []
    version, first = segment.spec.version, segment.pages[0].number
    if segment.stamp is not None:
        message = "no form of the edition on the cover is known; the nearest is taken"
        return [Finding(Severity.INFO, "edition_nearest", message, expected=segment.stamp, found=version, page=first)]
    message = "no edition is printed; the one that explains most labels is taken"
    return [Finding(Severity.WARNING, "edition_unknown", message, found=version, page=first)]
