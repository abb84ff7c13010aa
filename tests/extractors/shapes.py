"""Ink by hand: a sheet of paper on which a test draws lines and sets text, in points from the top left corner."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from math import cos, radians, sin

import numpy as np

from extractors.layout.celltext import NO_GLYPH, Line
from extractors.layout.ink import DOWN, LEFT, RIGHT, UP
from extractors.layout.page import Page, lay_out
from extractors.model import Ink

PAPER = 600.0  # points, both ways
STEP = {RIGHT: (1, 0), DOWN: (0, 1), LEFT: (-1, 0), UP: (0, -1)}


def width(text: str, size: float = 10.0) -> float:
    """Points that ``text`` takes: a full-width character one em, the others half an em."""
    return sum(size / 2 if char.isascii() or "｡" <= char <= "ﾟ" else size for char in text)


@dataclass
class Paper:
    """``Ink`` in the making. Its methods return the paper, so that a page is one expression."""

    rules: list[tuple[float, float, float, float, float]] = field(default_factory=list)
    glyphs: list[tuple[str, float, float, float, float, int, bool, bool]] = field(default_factory=list)

    def text(
        self, x: float, y: float, text: str, size: float = 10.0, direction: int = RIGHT, vertical: bool = False
    ) -> Paper:
        """Print ``text``, the pen beginning at ``x``, ``y`` on the baseline. ``vertical`` is 縦書き."""
        dx, dy = STEP[DOWN if vertical else direction]
        for char in text:
            advance = size if vertical else width(char, size)
            self.glyphs.append((char, x, y, advance, size, DOWN if vertical else direction, vertical, False))
            x, y = x + dx * advance, y + dy * advance
        return self

    def slanting(self, x: float, y: float, text: str, size: float = 10.0, degrees: float = 30.0) -> Paper:
        """Print ``text`` rising by an angle."""
        for char in text:
            self.glyphs.append((char, x, y, width(char, size), size, RIGHT, False, True))
            x += width(char, size) * cos(radians(degrees))
            y -= width(char, size) * sin(radians(degrees))
        return self

    def lines(self, x: float, y: float, *texts: str, pitch: float = 12.0) -> Paper:
        """Print lines one below the other, the first with its baseline at ``y``."""
        for n, text in enumerate(texts):
            self.text(x, y + n * pitch, text)
        return self

    def line(self, x0: float, top: float, x1: float, bottom: float, thickness: float = 0.5) -> Paper:
        """Draw a level or upright line."""
        self.rules.append((x0, top, x1, bottom, thickness))
        return self

    def box(self, x0: float, top: float, x1: float, bottom: float, *, without: str = "") -> Paper:
        """Draw a rectangle's sides but for those in ``without``: t(op), b(ottom), l(eft), r(ight)."""
        sides = {"t": (x0, top, x1, top), "b": (x0, bottom, x1, bottom)}
        sides |= {"l": (x0, top, x0, bottom), "r": (x1, top, x1, bottom)}
        for name, side in sides.items():
            if name not in without:
                self.line(*side)
        return self

    def ink(self) -> Ink:
        """What has been drawn so far."""
        columns = list(zip(*self.glyphs, strict=True)) or [()] * 8
        n = len(self.glyphs)
        return Ink(
            page=1,
            width=PAPER,
            height=PAPER,
            rotation=0,
            text=list(columns[0]),
            x=np.array(columns[1], dtype=float),
            y=np.array(columns[2], dtype=float),
            advance=np.array(columns[3], dtype=float),
            size=np.array(columns[4], dtype=float),
            direction=np.array(columns[5], dtype=np.int64),
            is_vertical=np.array(columns[6], dtype=bool),
            is_invisible=np.zeros(n, dtype=bool),
            is_slanting=np.array(columns[7], dtype=bool),
            is_watermark=np.zeros(n, dtype=bool),
            rules=np.array(self.rules, dtype=float).reshape(-1, 5),
            is_dashed=np.zeros(len(self.rules), dtype=bool),
            fills=np.zeros((0, 5)),
            images=np.zeros((0, 4)),
        )

    def page(self) -> Page:
        """The page laid out."""
        return lay_out(self.ink())


def cell_texts(page: Page) -> list[str]:
    """The text of every ruled cell in reading order, empty cells included."""
    return [page.text(cell.lines, cell) for cell in page.cells]


def loose_texts(page: Page) -> list[str]:
    """The text outside the rulings, one string a line."""
    return [cell.lines[0].text for cell in page.loose]


def in_cell(*texts: str, room: float = 100.0) -> str:
    """What lines set at the left of a cell read as; ``room`` is the width they have, in points."""
    page = Paper().box(10, 10, 10 + room, 400).lines(10, 30, *texts).page()
    [text] = cell_texts(page)
    return text


ROOM = (10, 10, 590, 590)  # one cell round everything, where a test draws no cells of its own


def laid_out(paper: Paper) -> tuple[Page, list[Line]]:
    """The page and the lines of all its cells, as the engine hands them over."""
    page = (paper if paper.rules else paper.box(*ROOM)).page()
    assert not page.loose
    return page, [line for cell in page.cells for line in cell.lines]


def assert_each_glyph_once(page: Page, pieces: Iterable[Line]) -> None:
    """The ledger's promise: nothing of the field is dropped, nothing is taken twice."""
    taken = Counter(glyph for piece in pieces for glyph in set(piece.glyphs) if glyph != NO_GLYPH)
    taken = Counter({glyph: n for glyph, n in taken.items() if not page.glyphs.is_space[glyph]})
    printed = [n for n, is_space in enumerate(page.glyphs.is_space) if not is_space]
    assert taken == Counter(printed), "".join(page.glyphs.text[n] for n in printed if taken[n] != 1)
