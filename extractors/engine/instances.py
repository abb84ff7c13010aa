"""What the walk over a form finds: instances of its items, with the lines that stand in their value cells."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import inf

from extractors.engine.formspec import FormSpec, ItemSpec, PartSpec, SectionSpec
from extractors.layout.celltext import Line
from extractors.layout.page import Cell, Page
from extractors.model import Box, Finding, Severity


@dataclass(slots=True, eq=False)
class Chunk:
    """Lines of one value cell on one page."""

    page: Page
    cell: Cell
    lines: list[Line]


@dataclass(slots=True, eq=False)
class Instance:
    """One printed instance of an item, of a heading's brackets (``section``), or of an unknown label (neither)."""

    part: PartSpec
    section: SectionSpec | None
    item: ItemSpec | None
    file_no: int | None
    entry_no: int | None
    label: str
    page: Page
    cell: Cell  # the label's
    chunks: list[Chunk] = field(default_factory=list)
    is_opt_out: bool = False
    has_right: bool = False  # a value cell stands to the right of the label
    sheets: list[tuple[Page, Cell]] = field(default_factory=list)  # of a drawing: the headings it is printed under

    @property
    def is_bracketed(self) -> bool:
        """Whether the value is the brackets beside a heading: no other text below that is its value."""
        return self.is_opt_out or (self.item is not None and self.item.labelled_by == "heading_bracket")

    @property
    def is_labelled_above(self) -> bool:
        """Whether the value stands below its label: a heading, or a label as wide as the table."""
        return self.item is not None and (self.item.labelled_by is not None or not self.has_right)

    @property
    def code(self) -> str | None:
        """The item's code, None for a label the form does not know."""
        if self.is_opt_out:
            assert self.section is not None
            return f"{self.section.code}.opt_out"
        return self.item.code if self.item else None

    def finding(self, severity: Severity, rule: str, message: str, page: int, box: Box, **more: str | None) -> Finding:
        """A finding about this instance, at a place."""
        return Finding(
            severity, rule, message, None, self.file_no, self.entry_no, self.code, page=page, box=box, **more
        )

    @property
    def key(self) -> tuple[str | None, int | None, int | None]:
        """Code, file and entry."""
        return self.code, self.file_no, self.entry_no


@dataclass(slots=True, eq=False)
class Gap:
    """A page that could not be read, and between which places of the form it stands.

    ``start`` and ``end`` are indices of nodes: the last label before the page, and the first on a page behind it.
    """

    page: Page
    part: PartSpec | None
    start: float
    file_no: int | None
    next_part: PartSpec | None = None
    end: float = inf
    next_file_no: int | None = None

    def holds(self, index: int, file_no: int | None) -> bool:
        """Whether an item may stand on the page, by its node's index and its file."""
        if self.start < self.end:
            is_file = file_no is None or {self.file_no, self.next_file_no} <= {None} or file_no in self._files
            return self.start < index < self.end and is_file
        is_before = index > self.start and file_no == self.file_no  # the next file's part begins behind the page
        return file_no is not None and (is_before or (index < self.end and file_no == self.next_file_no))

    @property
    def _files(self) -> tuple[int | None, int | None]:
        return self.file_no, self.next_file_no


@dataclass(slots=True, eq=False)
class FormReading:
    """What the engine makes of an assessment's pages. ``drawn`` are the pages that are nothing but a drawing."""

    spec: FormSpec
    instances: list[Instance]
    findings: list[Finding]
    area_by_part: dict[int, dict[str, float]]  # page number -> part code -> area in square points
    gaps: list[Gap] = field(default_factory=list)
    drawn: set[int] = field(default_factory=set)
