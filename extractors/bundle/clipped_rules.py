"""Rules that go on below the printed area, over the page's foot: a browser that breaks a box over pages draws its sides
on to where they would end, and cuts them off by a clipping path. Nobody sees them there, but they make the foot a
cell's text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from extractors.bundle.feet import ALIGNED, SAME
from extractors.characters import fold
from extractors.layout.celltext import Line, split_columns
from extractors.layout.page import MARGIN, Page, lay_out
from extractors.model import FloatArray
from extractors.settings import TOLERANCES

_DIGITS = re.compile(r"\d+")
_COUNT = 3  # pages on which a foot stands outside the tables


@dataclass(frozen=True, slots=True)
class _Foot:
    """A piece of a foot: its words without digits, and how far it stands from the page's edges."""

    words: str
    left: float
    right: float
    height: float

    def is_as(self, other: _Foot) -> bool:
        """Whether both, of the same words, stand in the same place of two pages."""
        is_aligned = abs(self.left - other.left) < ALIGNED or abs(self.right - other.right) < ALIGNED
        return is_aligned and abs(self.height - other.height) < SAME


def drop_clipped_rules(pages: Sequence[Page]) -> list[Page]:
    """The pages, laid out anew without such rules where they have some: where sides go on below their own ends over a
    line that stands outside all tables on other pages."""
    outside: dict[str, list[_Foot]] = {}
    for page in pages:
        for cell in page.loose:
            if _is_low(page, cell.lines[0]):
                foot = _foot(page, cell.lines[0])
                outside.setdefault(foot.words, []).append(foot)
    return [_without(page, outside) for page in pages]


def _without(page: Page, outside: Mapping[str, Sequence[_Foot]]) -> Page:
    feet = list(_feet_in_cells(page, outside))
    if not feet:
        return page
    rules, top = page.ink.rules, min(line.y - line.size for line in feet)
    is_over = (rules[:, 1] < top) & (rules[:, 3] > top)
    if not is_over.any() or not all(_goes_on(rule, rules) for rule in rules[is_over]):
        return page
    start = rules[is_over, 1].min()
    if any(line.y > start and line not in feet for cell in page.cells for line in cell.lines):
        return page  # a row of the table, with text of its own
    return lay_out(replace(page.ink, rules=rules[~is_over], is_dashed=page.ink.is_dashed[~is_over]))


def _goes_on(rule: FloatArray, rules: FloatArray) -> bool:
    """Whether a rule begins where another one ends, straight above it."""
    is_same = np.abs(rules[:, [0, 2]] - rule[[0, 2]]).max(axis=1) <= TOLERANCES.snap
    return bool((is_same & (np.abs(rules[:, 3] - rule[1]) <= TOLERANCES.snap) & (rules[:, 1] < rule[1])).any())


def _feet_in_cells(page: Page, outside: Mapping[str, Sequence[_Foot]]) -> Iterator[Line]:
    """Lines inside cells all pieces of which stand outside on other pages."""
    for cell in page.cells:
        for line in cell.lines:
            pieces = split_columns(line, page.glyphs) if _is_low(page, line) else []
            feet = [_foot(page, piece) for piece in pieces]
            if feet and all(sum(map(foot.is_as, outside.get(foot.words, ()))) >= _COUNT for foot in feet):
                yield line


def _is_low(page: Page, line: Line) -> bool:
    return line.y > (1 - MARGIN) * page.ink.height


def _foot(page: Page, line: Line) -> _Foot:
    return _Foot(_DIGITS.sub("#", fold(line.text)), line.x0, page.ink.width - line.x1, page.ink.height - line.y)
