"""Texts set in the middle of a cell's height, over all the pages that show parts of it."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.layout.celltext import inked_box
from extractors.layout.page import Cell, Page

CENTRED = 1.5  # points by which a text may miss the middle of its cell
ROOM = 12.0  # points a cell leaves free from which one can tell how its text is set


def is_in_the_middle(parts: Sequence[tuple[Page, Cell]]) -> bool:
    """Whether what one of a cell's parts prints stands in the middle of all; ``parts`` are given from top to bottom."""
    height, middle = 0.0, 0.0
    for page, cell in parts:
        if cell.lines:
            top, bottom = _extent(page, cell)
            middle = height + (top + bottom) / 2 - cell.top
        height += cell.bottom - cell.top
    return abs(middle - height / 2) <= CENTRED


def free_height(parts: Sequence[tuple[Page, Cell]]) -> float:
    """The height in points that the text leaves free."""
    texts = sum(text_height(page, cell) for page, cell in parts if cell.lines)
    return sum(cell.bottom - cell.top for _, cell in parts) - texts


def text_height(page: Page, cell: Cell) -> float:
    """The height in points of what a cell prints."""
    top, bottom = _extent(page, cell)
    return bottom - top


def _extent(page: Page, cell: Cell) -> tuple[float, float]:
    """Top and bottom of what a cell prints."""
    box = inked_box([glyph for line in cell.lines for glyph in line.glyphs], page.glyphs)
    return (box.top, box.bottom) if box else (cell.top, cell.bottom)
