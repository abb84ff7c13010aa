"""Tables with level rules only: a cell as wide as the table holds a row, and its words say where columns stand."""

from __future__ import annotations

import itertools
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
    """Cells cut at the columns' edges, and put together again where no rule parts them: a date over several rows.

    What is ruled on no side but above and below is no cell of the page: its words come as ``loose`` cells.
    """
    columns = list(itertools.pairwise(cuts))
    by_column: list[list[Cell]] = [[] for _ in columns]
    for cell in _cut(page, cells, cuts):
        by_column[_column_of(cell, columns)].append(cell)
    inside: list[list[Cell]] = [[] for _ in columns]
    for cell in loose:
        inside[_column_of(cell, columns)].append(cell)
    top, bottom = min(cell.top for cell in cells), max(cell.bottom for cell in cells)
    out: list[Cell] = []
    for edges, column, words in zip(columns, by_column, inside, strict=True):
        joined: list[Cell] = []
        for cell in _filled(page, column, words, (*edges, top, bottom)):
            if joined and not _is_ruled(page, joined[-1]):
                cell = _joined(joined.pop(), cell)
            joined.append(cell)
        out += joined
    return out


def _column_of(cell: Cell, columns: Sequence[tuple[float, float]]) -> int:
    """The column most of a cell's width stands in."""
    shares = [min(cell.x1, x1) - max(cell.x0, x0) for x0, x1 in columns]
    return shares.index(max(shares))


def _filled(
    page: Page, column: Sequence[Cell], loose: Sequence[Cell], area: tuple[float, float, float, float]
) -> list[Cell]:
    """A column's cells with one for every gap between them, which takes the loose words printed there."""
    x0, x1, top, bottom = area
    out: list[Cell] = []
    tops = [*column, Cell(page.number, x0, bottom, x1, bottom, [])]
    for cell in tops:
        if cell.top - top > TOUCH:
            lines = [line for other in loose if top < other.middle < cell.top for line in other.lines]
            out.append(Cell(page.number, x0, top, x1, cell.top, lines))
        if cell.lines or cell.bottom > cell.top:
            out.append(cell)
        top = cell.bottom
    return out


def _is_ruled(page: Page, cell: Cell) -> bool:
    """Whether a rule is drawn below a cell."""
    middle = (cell.x0 + cell.x1) / 2
    return any(abs(at - cell.bottom) <= TOUCH and x0 <= middle <= x1 for at, x0, x1 in page.rulings.horizontal)


def _joined(above: Cell, below: Cell) -> Cell:
    box = above.box.union(below.box)
    return Cell(above.page, *box, [*above.lines, *below.lines], above.is_open_top, below.is_open_bottom)


def _cut(page: Page, cells: Sequence[Cell], cuts: Sequence[float]) -> list[Cell]:
    out: list[Cell] = []
    for cell in sorted(cells, key=lambda cell: (cell.top, cell.x0)):
        inside = [k for k, (x0, x1) in enumerate(itertools.pairwise(cuts)) if cell.x0 < (x0 + x1) / 2 < cell.x1]
        if len(inside) < 2:
            out.append(cell)
            continue
        parts = [part for line in cell.lines for part in cut_line(page, line, cuts)]
        for k in inside:
            x0 = cell.x0 if k == inside[0] else cuts[k]
            x1 = cell.x1 if k == inside[-1] else cuts[k + 1]
            lines = [line for column, line in parts if min(max(column, inside[0]), inside[-1]) == k]
            out.append(Cell(cell.page, x0, cell.top, x1, cell.bottom, lines, cell.is_open_top, cell.is_open_bottom))
    return out
