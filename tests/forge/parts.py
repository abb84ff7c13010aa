"""What a page is made of before it has a place: runs of glyphs in lines, lines in cells, cells in rows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from tests.forge import fonts
from tests.forge.look import Look

Align = Literal["left", "centre", "right"]
PAD = 2.5  # points between a cell's ruling and its text


@dataclass(frozen=True)
class Run:
    """Glyphs printed together. ``x`` is points from the cell's left ruling; ``room`` is where ``align`` applies."""

    x: float
    text: str
    size: float
    room: float = 0.0
    align: Align = "left"
    bold: bool = False


@dataclass(frozen=True)
class Line:
    """Runs on one baseline. ``height`` is points. A ``tied`` line stands on the same page as the line before."""

    runs: tuple[Run, ...]
    height: float
    tied: bool = False


@dataclass(frozen=True)
class Frame:
    """A box drawn inside a cell around some of its lines: the bracketed field of a choice, or a bracket's own cell."""

    x0: float
    x1: float
    first: int
    last: int


@dataclass(frozen=True)
class Cell:
    """A cell from ``x0`` to ``x1`` (points from the table's left edge). Cells of neighbouring rows with the same
    ``span`` are one cell. ``upright`` stacks the text's characters one below the other."""

    x0: float
    x1: float
    lines: tuple[Line, ...] = ()
    grey: float | None = None
    span: str | None = None
    upright: bool = False
    frames: tuple[Frame, ...] = ()
    is_label: bool = False
    valign: Literal["top", "middle"] | None = None
    text: str | None = None  # the words of a plain cell, for renderers that wrap by themselves
    align: Align = "left"
    size: float = 9.0
    bold: bool = False

    @property
    def height(self) -> float:
        """Points its lines need."""
        if self.span and not self.upright:
            return 0.0
        return sum(line.height for line in self.lines) + 2 * PAD


@dataclass(frozen=True)
class Row:
    """Cells side by side. A row without rulings (``ruled``) is a gap or a title. ``splits``: may run over a page."""

    cells: tuple[Cell, ...]
    least: float = 0.0
    ruled: bool = True
    splits: bool = False
    keep: bool = False

    @property
    def height(self) -> float:
        """Points it needs."""
        return max([self.least, *(cell.height for cell in self.cells)])


@dataclass(frozen=True)
class Sheet:
    """Rows that begin on a new page, or below the sheet before (``continues``). ``repeat`` is printed again on
    top of every page of the sheet."""

    role: str
    name: str
    rows: tuple[Row, ...]
    landscape: bool = False
    repeat: Row | None = None
    continues: bool = False


def text_lines(
    text: str | None, room: float, look: Look, size: float, align: Align = "left", bold: bool = False
) -> tuple[Line, ...]:
    """Wrapped lines of a text in a cell ``room`` points wide, padding included; no text gives one empty line."""
    inner = room - 2 * PAD
    lines = fonts.wrap(text or "", inner, look.font, size)
    return tuple(Line((Run(PAD, line, size, inner, align, bold),) if line else (), size * 1.25) for line in lines)


def text_cell(
    text: str | None,
    x0: float,
    x1: float,
    look: Look,
    *,
    size: float | None = None,
    align: Align = "left",
    bold: bool = False,
    grey: float | None = None,
    span: str | None = None,
    is_label: bool = False,
    valign: Literal["top", "middle"] | None = None,
) -> Cell:
    """A cell with plain text."""
    size = size or look.size
    lines = text_lines(text, x1 - x0, look, size, align, bold)
    return Cell(
        x0, x1, lines, grey, span, is_label=is_label, valign=valign, text=text or "", align=align, size=size, bold=bold
    )


def gap(height: float) -> Row:
    """Empty space of ``height`` points."""
    return Row((), height, ruled=False)


def total_height(rows: Iterable[Row]) -> float:
    """Points that rows need one below the other."""
    return sum(row.height for row in rows)
