"""The types that flow from a PDF page to a reading of a document.

Coordinates are points (1/72 inch) on the page *as displayed* (after ``/Rotate`` and the crop box), origin at the
top left corner, y growing downwards. Page numbers are 1-based positions in the PDF. Nothing here knows a PDF
library, a table or a date; ``normalizers`` and ``pipeline`` import this module and nothing else of the reading.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import IntEnum, StrEnum
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
BoolArray = NDArray[np.bool_]


class Box(NamedTuple):
    """An axis-parallel rectangle in points, origin top left of the displayed page."""

    x0: float
    top: float
    x1: float
    bottom: float

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.x0, other.x0), min(self.top, other.top), max(self.x1, other.x1), max(self.bottom, other.bottom)
        )


# ------------------------------------------------------------------------------------------------ ink


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """What one page prints, as a reader saw it. All arrays are in content order.

    A glyph is one entry of ``text``: one or more characters that the font's map gives for one code, white space
    included. ``x``, ``y`` is the pen's position before the glyph, on the baseline; the glyph runs ``advance`` points
    in ``direction`` (0 rightwards, 1 downwards, 2 leftwards, 3 upwards, as displayed). ``is_vertical`` marks
    Japanese vertical writing (縦書き): upright glyphs one below the other, direction 1. ``is_slanting`` marks text
    at an angle that is no quarter turn; ``direction`` is the nearest one. ``is_watermark`` is no reader's to say: it
    takes all pages to see (``layout.watermarks``).

    ``rules`` has a row ``x0, top, x1, bottom, thickness`` for every axis-parallel drawn line: strokes, the four
    edges of stroked rectangles, and filled rectangles thin enough to be a line (see ``Tolerances``), not merged.
    ``fills`` has ``x0, top, x1, bottom, grey`` (0 black, 1 white) for the other filled rectangles, ``images`` has
    ``x0, top, x1, bottom``. ``n_hidden`` glyphs are left out, which a clip path hides, or white paint on white.
    ``n_shapes`` counts the curves and slanting lines drawn, of which letters drawn as outlines are made.
    ``is_cut_off``: the page's content ends in the midst of an operation, and something of it is lost.
    """

    page: int
    width: float
    height: float
    rotation: int
    text: list[str]
    x: FloatArray
    y: FloatArray
    advance: FloatArray
    size: FloatArray
    direction: IntArray
    is_vertical: BoolArray
    is_invisible: BoolArray
    is_slanting: BoolArray
    is_watermark: BoolArray
    rules: FloatArray  # (m, 5)
    is_dashed: BoolArray  # (m,)
    fills: FloatArray  # (k, 5)
    images: FloatArray  # (i, 4)
    n_hidden: int = 0
    n_shapes: int = 0
    is_cut_off: bool = False

    def only(self, kept: BoolArray) -> Ink:
        """The ink with some of its glyphs only."""
        text = [text for text, is_kept in zip(self.text, kept.tolist(), strict=True) if is_kept]
        return replace(self, text=text, **{name: getattr(self, name)[kept] for name in GLYPH_ARRAYS})


#: What ``Ink`` has for each glyph beside its text.
GLYPH_ARRAYS = (
    "x", "y", "advance", "size", "direction", "is_vertical", "is_invisible", "is_slanting", "is_watermark",
)  # fmt: skip

#: The reader that sees a picture of the page, as ``PageReading.reader`` names it.
OCR_READER = "ocr"


class Claim(IntEnum):
    """What a glyph is to the reading: the glyph ledger. Each glyph has exactly one."""

    UNASSIGNED = 0
    LABEL = 1
    OPTION = 2
    VALUE = 3
    FURNITURE = 4


# ------------------------------------------------------------------------------------------------ answers


class Status(StrEnum):
    """Status of an answer, the contract's closed list."""

    ANSWERED = "answered"
    NONE = "none"
    BLANK = "blank"
    NOT_FOUND = "not_found"
    UNREADABLE = "unreadable"
    UNKNOWN_OPTION = "unknown_option"
    MULTIPLE = "multiple"


#: Of a checkbox, that the page does not tell whether it is checked.
UNTOLD = frozenset((Status.NOT_FOUND, Status.UNREADABLE))


class Unread(StrEnum):
    """Why a page could not be read; also the rule of its finding, and the ``error_kind`` of its document."""

    PAGE_FAILED = "page_failed"
    CONTENT_CUT_OFF = "content_cut_off"
    IMAGE_ONLY = "image_only"
    TEXT_OUTLINED = "text_outlined"
    TEXT_UNREADABLE = "text_unreadable"


class Role(StrEnum):
    """What most of a page's area holds."""

    COVER = "cover"
    INDEX = "index"
    FORM = "form"
    FIGURE = "figure"
    RECORD_ITEMS = "record_items"
    CHANGES = "changes"
    ANNEX_TABLE = "annex_table"
    CONSULTATION = "consultation"
    REPORT = "report"
    OTHER = "other"
    IMAGE_ONLY = "image_only"


@dataclass(frozen=True, slots=True)
class PrintedOption:
    """An option as the agency saw it printed: its number (None where none is printed) and label."""

    no: int | None
    label: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A ＜選択肢＞ field: what stands between the brackets, and the options printed beside it."""

    selected_no: int | None
    selected_label: str | None
    selected_text: str | None
    options: tuple[PrintedOption, ...]


@dataclass(frozen=True, slots=True)
class Check:
    """One option of a checkbox group. ``mark`` is the text between its brackets, None if there is none.

    ``is_checked`` is False also where it cannot be told: ask ``is_known`` before counting the unchecked.
    """

    no: int
    group: str | None
    label: str
    status: Status
    is_checked: bool
    mark: str | None
    other_text: str | None
    page: int
    box: Box

    @property
    def is_known(self) -> bool:
        """Whether the page tells if it is checked."""
        return self.status not in UNTOLD


@dataclass(frozen=True, slots=True)
class Answer:
    """One item instance as printed. ``code`` is None for a labelled value the form's YAML does not know.

    ``value`` is the printed text with wraps joined; for a choice the text between the brackets, for checkboxes the
    checked labels joined by `` | ``. ``choice`` and ``checks`` are filled for those kinds.
    """

    code: str | None
    file_no: int | None
    entry_no: int | None
    part: str
    section: str
    label: str
    kind: str
    concept: str | None
    status: Status
    value: str | None
    page: int
    page_last: int
    box: Box
    choice: Choice | None = None
    checks: tuple[Check, ...] = ()


class Severity(StrEnum):
    """How much a finding matters to a person who publishes the numbers."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a self-check saw. ``assessment_no`` is None outside assessments."""

    severity: Severity
    rule: str
    message: str
    assessment_no: int | None = None
    file_no: int | None = None
    entry_no: int | None = None
    item_code: str | None = None
    expected: str | None = None
    found: str | None = None
    page: int | None = None
    box: Box | None = None


# ------------------------------------------------------------------------------------------------ annexes


@dataclass(frozen=True, slots=True)
class RecordItem:
    """A record item (記録項目) of an annex. ``item_no`` is the number as printed, None if unnumbered.

    ``name`` has no number, no separator and no note; ``group_name`` is the heading it stands under, as printed.
    """

    file_no: int | None
    seq: int
    group_name: str | None
    item_no: int | None
    name: str
    note: str | None
    page: int
    page_last: int
    box: Box


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A row of a change table (変更箇所), joined over page breaks; texts as printed, None where the cell is empty.

    ``item_code``, ``file_no``, ``entry_no`` are what the 項目 cell names on the form, None where it can't be resolved.
    """

    row_no: int
    on_text: str | None
    item_text: str | None
    before: str | None
    after: str | None
    timing: str | None
    reason: str | None
    page: int
    page_last: int
    box: Box
    item_code: str | None = None
    file_no: int | None = None
    entry_no: int | None = None


# ------------------------------------------------------------------------------------------------ around assessments


@dataclass(frozen=True, slots=True)
class PrintedField:
    """A labelled field as printed: its label, and its text (None where empty)."""

    label: str
    text: str | None


@dataclass(frozen=True, slots=True)
class Consultation:
    """A 諮問 (``kind`` consultation: letter and attached 諮問書 table are one) or a 答申 (report).

    Texts are as printed, wraps joined, None where not printed. ``fields`` are all labelled fields in printed order,
    those of the other attributes included; ``body`` is the running text. ``box`` is what it prints on ``page``.
    """

    kind: str
    reference_number: str | None
    dated_on_text: str | None
    addressee: str | None
    sender: str | None
    title: str | None
    subject: str | None
    business_name: str | None
    division: str | None
    files: tuple[str, ...]
    systems: tuple[str, ...]
    decision: str | None
    body: str | None
    fields: tuple[PrintedField, ...]
    page: int
    page_last: int
    box: Box


@dataclass(frozen=True, slots=True)
class AnnexCell:
    """A cell of a 別紙 table: its row and column from 1 over all pages, the words that head its column, its text."""

    row_no: int
    column_no: int
    header: str | None
    text: str
    page: int
    page_last: int
    box: Box


@dataclass(frozen=True, slots=True)
class AnnexRecipient:
    """A row of a 別紙 table whose columns say to whom information goes. ``direction``: provision or transfer."""

    row_no: int
    direction: str
    name: str | None
    legal_basis: str | None
    purpose: str | None
    information: str | None
    subjects_size: str | None
    subjects_scope: str | None
    methods: str | None
    frequency: str | None
    page: int
    page_last: int
    box: Box


@dataclass(frozen=True, slots=True)
class AnnexTable:
    """A 別紙 table, joined over its pages. ``cells`` has every cell with text below the header, rows in order.

    ``recipients`` is empty for a table of another kind. The form row that refers to the table is named by
    ``assessment_no``, ``item_code``, ``file_no``, ``entry_no``, all None where no row does.
    """

    table_no: int
    title: str | None
    cells: tuple[AnnexCell, ...]
    recipients: tuple[AnnexRecipient, ...]
    page: int
    page_last: int
    assessment_no: int | None = None
    item_code: str | None = None
    file_no: int | None = None
    entry_no: int | None = None


@dataclass(frozen=True, slots=True)
class FigureText:
    """Text of a drawing that a reader sees as one: what stands in one box, or one label."""

    text: str
    box: Box


@dataclass(frozen=True, slots=True)
class Figure:
    """A drawing: a region of a page. ``item_code`` is the figure item's for a drawing on a form, else None."""

    title: str | None
    texts: tuple[FigureText, ...]
    page: int
    box: Box
    assessment_no: int | None = None
    item_code: str | None = None
    file_no: int | None = None
    entry_no: int | None = None


@dataclass(frozen=True, slots=True)
class Passage:
    """Text outside assessments that no other type holds: one block of lines, ``seq`` counting them on their page."""

    page: int
    seq: int
    text: str
    box: Box


# ------------------------------------------------------------------------------------------------ readings


@dataclass(frozen=True, slots=True)
class PageReading:
    """One page: its frame, its role, and the ledger of its glyphs (white space not counted).

    ``n_by_claim`` counts glyphs by ``Claim``; ``reader`` names the reader whose ink was kept; ``unread`` says why the
    page could not be read, None for one that could.
    """

    page: int
    width: float
    height: float
    rotation: int
    role: Role
    assessment_no: int | None
    printed_number: str | None
    n_glyphs: int
    n_by_claim: tuple[int, int, int, int, int]
    reader: str
    unread: Unread | None = None


@dataclass(frozen=True, slots=True)
class AssessmentReading:
    """One 評価書 inside a PDF. ``number`` counts them from 1 in page order.

    ``version`` is that of the form's YAML that was used; ``stamp`` the edition as printed on the cover, if any.
    """

    number: int
    form: str
    version: str
    stamp: str | None
    title: str | None
    page_first: int
    page_last: int
    n_files: int
    answers: tuple[Answer, ...]
    record_items: tuple[RecordItem, ...] = ()
    changes: tuple[ChangeRow, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentInfo:
    """What the PDF says of itself. ``created_on`` is the raw PDF date text; ``attached`` names the files inside it."""

    n_pages: int
    pdf_version: str | None = None
    producer: str | None = None
    creator: str | None = None
    created_on: str | None = None
    is_encrypted: bool = False
    attached: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DocumentReading:
    """Everything read from one PDF."""

    info: DocumentInfo
    pages: tuple[PageReading, ...]
    assessments: tuple[AssessmentReading, ...]
    findings: tuple[Finding, ...] = ()
    consultations: tuple[Consultation, ...] = ()
    annex_tables: tuple[AnnexTable, ...] = ()
    figures: tuple[Figure, ...] = ()
    passages: tuple[Passage, ...] = ()
    stages: dict[str, float] = field(default_factory=dict)  # seconds by stage, for the bench; in no table
    read_again: tuple[
        int, ...
    ] = ()  # pages that the reader of record looked at too; ``PageReading.reader`` says whose stands
    notes: tuple[str, ...] = ()  # of the reader, for the log of the run; in no table


class UnreadableDocument(Exception):
    """A PDF that gives no reading. ``kind`` becomes ``documents.error_kind``; the message is for a person.

    Kinds: ``empty_file``, ``not_a_pdf``, ``damaged``, ``no_pages``, ``password``, ``missing_reader``.
    """

    def __init__(self, kind: str, message: str) -> None:
        super().__init__(message)
        self.kind = kind
        self.message = message
