"""Tables with level rules only: a cell as wide as the table holds a row, and its words say where columns stand."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Callable, Sequence

from extractors.annexes.set_tables import cut_line
from extractors.layout.celltext import NO_GLYPH, Line
from extractors.layout.page import Cell, Page

TOUCH = 3.0  # points within which edges are one edge


def heading_cells(page: Page, cell: Cell, column_of: Callable[[str], int | None]) -> dict[int, list[Cell]]:
    """The headings that a cell prints side by side, wrapped ones put together, by the column each names."""
    stacks: list[list[Line]] = []
    for piece in sorted(pieces(page, cell), key=lambda piece: piece.x0):
        if stacks and piece.x0 < max(line.x1 for line in stacks[-1]):
            stacks[-1].append(piece)
        else:
            stacks.append([piece])
    found: dict[int, list[Cell]] = {}
    for stack in stacks:
        lines = sorted(stack, key=lambda line: line.y)
        x0, x1 = min(line.x0 for line in lines), max(line.x1 for line in lines)
        heading = Cell(cell.page, x0, cell.top, x1, cell.bottom, lines, is_loose=True)
        if (number := column_of(heading.key)) is not None:
            found.setdefault(number, [heading])
    return found


def pieces(page: Page, cell: Cell) -> list[Line]:
    """The lines of a cell, cut wherever a gap is seen."""
    out: list[Line] = []
    for line in cell.lines:
        starts = [0, *(k + 1 for k, glyph in enumerate(line.glyphs) if glyph == NO_GLYPH)]
        out += [line.cut(a, b, page.glyphs) for a, b in itertools.pairwise([*starts, len(line.text) + 1])]
    return [piece for piece in out if piece.glyphs]


def as_cells(page: Page, cells: Sequence[Cell]) -> list[Cell]:
    """What cells print as loose cells, a piece each, as text outside rulings comes."""
    return [
        Cell(page.number, line.x0, line.y - line.size, line.x1, line.y, [line], is_loose=True)
        for cell in cells
        for line in pieces(page, cell)
    ]


def split_cells(page: Page, cells: Sequence[Cell], loose: Sequence[Cell], cuts: Sequence[float]) -> list[Cell]:
    """A table's words in cells between the columns' edges and the rules drawn across each column.

    Rules that leave a column out make a cell over several rows there, which may be none of the page's: its words come
    as ``loose`` cells. The lowest go on beyond the page's edge if those given do.
    """
    columns = list(itertools.pairwise(cuts))
    lines: list[list[Line]] = [[] for _ in columns]
    for cell in [*cells, *loose]:
        for line in cell.lines:
            for column, part in cut_line(page, line, cuts):
                lines[column].append(part)
    top, bottom = min(cell.top for cell in cells), max(cell.bottom for cell in cells)
    is_open = any(cell.is_open_bottom for cell in cells if cell.bottom > bottom - TOUCH)
    out: list[Cell] = []
    for (x0, x1), words in zip(columns, lines, strict=True):
        inner = _rules_across(page, (x0 + x1) / 2, top + TOUCH, bottom - TOUCH)
        rows: list[list[Line]] = [[] for _ in range(len(inner) + 1)]
        for line in words:  # one that the page's edge cuts may lie half outside: it is in the first or last row
            rows[bisect_left(inner, line.y - line.size / 2)].append(line)
        for (upper, lower), inside in zip(itertools.pairwise([top, *inner, bottom]), rows, strict=True):
            out.append(Cell(page.number, x0, upper, x1, lower, inside, is_open_bottom=is_open and lower == bottom))
    return out


def _rules_across(page: Page, x: float, top: float, bottom: float) -> list[float]:
    """Where rules cross ``x`` between ``top`` and ``bottom``."""
    found: list[float] = []
    for at, x0, x1 in page.rulings.horizontal:
        if x0 <= x <= x1 and top < at < bottom and (not found or at - found[-1] > TOUCH):
            found.append(at)
    return found
