"""Feet of pages whose number runs with the pages, wherever the borders run: a cell that crosses the page may reach
around its foot."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.bundle.signs import title_role
from extractors.characters import fold
from extractors.engine.cursor import is_label
from extractors.engine.formspec import FormSpec
from extractors.layout.celltext import Line
from extractors.layout.ink import RIGHT
from extractors.layout.page import MARGIN, Cell, Page
from extractors.model import Claim

_NUMBER = re.compile(r"(?<!\d)\d{1,4}(?!\d)")
_COUNT = 3  # pages on which a number must run with the pages
_MIN_OUTSIDE = 2  # of them, where the foot stands outside the tables
_LEVEL = 8.0  # points: feet of pages of different paper differ by less
SAME = 2.0  # points: feet of pages of the same paper differ by less
ALIGNED = 4.0  # points: by how much a foot gives way where its number is a digit longer


@dataclass(frozen=True, slots=True, eq=False)
class Foot:
    """A line at the foot of a page, with one of its numbers: ``words`` are what stands around the number."""

    page: Page
    cell: Cell
    line: Line
    words: str
    number: str

    @property
    def height(self) -> float:
        """Of the line above the page's lower edge."""
        return self.page.ink.height - self.line.y

    @property
    def ends(self) -> tuple[float, float, float]:
        """How far the line stands from the page's sides and its middle."""
        width = self.page.ink.width
        return self.line.x0, width - self.line.x1, (self.line.x0 + self.line.x1 - width) / 2


def find_feet(pages: Sequence[Page], forms: Sequence[FormSpec]) -> list[Foot]:
    """Lines that are the same on several pages but for a number, which runs with the pages; labels of ``forms`` are
    none.

    A table too may print a number that runs so. A line inside one is a foot only where it stands just as feet of other
    pages do outside their tables.
    """
    groups: dict[tuple[str, int], list[Foot]] = {}
    for page in pages:
        for foot in _candidates(page, forms):
            groups.setdefault((foot.words, page.number - int(foot.number)), []).append(foot)
    return [foot for group in groups.values() for foot in _of_group(group)]


def claim_inside(feet: Sequence[Foot]) -> None:
    """Enter feet inside cells into the ledger, and take them out of their cells."""
    for foot in feet:
        if not foot.cell.is_loose and not foot.page.is_claimed(foot.line):
            foot.page.claim_lines([foot.line], Claim.FURNITURE)
            foot.page.leave_out_claimed(foot.page.cells)


def _candidates(page: Page, forms: Sequence[FormSpec]) -> Iterator[Foot]:
    top = (1 - MARGIN) * page.ink.height
    for cell in [*page.loose, *page.cells]:
        for line in cell.lines:
            if line.y < top or line.direction != RIGHT:
                continue
            text = fold(line.text)
            numbers = list(_NUMBER.finditer(text))
            # 別紙１ and 別紙２ are titles that are counted, as are blocks of the form
            if not numbers or title_role(text) is not None or is_label(text, forms):
                continue
            for number in numbers:
                words = f"{text[: number.start()]}#{text[number.end() :]}"
                yield Foot(page, cell, line, words, number[0])


def _of_group(group: Sequence[Foot]) -> Iterator[Foot]:
    """The feet of lines with the same words and a number that runs with the pages."""
    outside = [foot for foot in group if foot.cell.is_loose]
    if len({foot.page.number for foot in outside}) < _MIN_OUTSIDE:
        return
    level = [
        foot
        for foot in group
        if (foot.cell.is_loose and any(_is_level(foot, other) for other in outside if other is not foot))
        or any(_is_as(foot, other) for other in outside)
    ]
    if len({foot.page.number for foot in level}) >= _COUNT:
        yield from level


def _is_level(foot: Foot, other: Foot) -> bool:
    return abs(foot.height - other.height) < _LEVEL


def _is_as(foot: Foot, other: Foot) -> bool:
    """Whether a foot stands where another does."""
    near = any(abs(a - b) < ALIGNED for a, b in zip(foot.ends, other.ends, strict=True))
    return foot is not other and near and abs(foot.height - other.height) < SAME
