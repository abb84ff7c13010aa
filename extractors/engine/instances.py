"""What the walk over a form finds: instances of its items, with the lines that stand in their value cells."""

from __future__ import annotations

from dataclasses import dataclass, field

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
class FormReading:
    """What the engine makes of an assessment's pages."""

    spec: FormSpec
    instances: list[Instance]
    findings: list[Finding]
    area_by_part: dict[int, dict[str, float]]  # page number -> part code -> area in square points
    unread: set[int] = field(default_factory=set)  # pages that print something of which nothing could be read
