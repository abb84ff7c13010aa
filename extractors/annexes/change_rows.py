"""Rows of a change table: what is ruled as one."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.annexes.change_columns import EDGE, Column
from extractors.annexes.change_feet import unruled_columns
from extractors.annexes.changeheads import AFTER, BEFORE, ITEM, ON, REASON, TIMING
from extractors.annexes.level_tables import split_cells
from extractors.annexes.set_tables import cut_rows
from extractors.engine.instances import Chunk
from extractors.layout.celltext import page_joint
from extractors.layout.page import Cell, Page
from extractors.model import Box

MERGED = (ON, ITEM, TIMING, REASON)  # columns whose cells are often merged over rows


@dataclass(slots=True, eq=False)
class Row:
    """A row as ruled: the cells of each column, over all the pages it runs on."""

    page: Page
    box: Box
    end: Box  # on the last of its pages
    cells: dict[int, list[tuple[Page, Cell]]] = field(default_factory=dict)
    shared: dict[int, list[tuple[Page, Cell]]] = field(default_factory=dict)  # that print a column for other rows too
    unruled: set[int] = field(default_factory=set)  # at the foot of its page: columns that have no rule there
    goes_on: set[int] = field(default_factory=set)  # columns whose cell began on the page before, in another row
    is_date_supposed: bool = False  # the date is that of a merged cell on the page before, as far as one can tell

    @property
    def is_cut(self) -> bool:
        """Whether the foot of the page leaves its texts open, so that it may go on."""
        return bool(self.unruled & {BEFORE, AFTER})

    @property
    def page_last(self) -> int:
        """The last page on which the row prints something."""
        pages = [page.number for cells in self.cells.values() for page, cell in cells if cell.lines]
        return max(pages, default=self.page.number)

    def text(self, column: int) -> str | None:
        """The text of a column's cells, None where nothing is printed."""
        return _join(self.printed(column)) or None

    def printed(self, column: int) -> list[tuple[Page, Cell]]:
        """The cells whose text is a column's: the row's own, or those of a merged cell that the page's edge cut."""
        return self.shared.get(column) or self.cells.get(column, [])

    def shares(self, column: int) -> bool:
        """Whether the cell of a column holds other rows too, on the last page of this one."""
        return any(
            cell.top < self.end.top - EDGE or cell.bottom > self.end.bottom + EDGE
            for _, cell in self.cells.get(column, [])[-1:]
        )

    def is_filled(self, column: int) -> bool:
        """Whether a column prints anything for the row."""
        return any(cell.lines for _, cell in self.printed(column))

    def is_empty(self) -> bool:
        """Whether no cell prints anything."""
        return not any(cell.lines for cells in self.cells.values() for _, cell in cells)


def page_rows(body: Sequence[Chunk], columns: Sequence[Column]) -> list[Row]:
    """The rows one page rules, from top to bottom."""
    if not body or not columns:
        return []
    rows = _rows(body[0].page, _cells_of(body), columns)
    if rows:
        feet = {no: cells[-1][1] for no, cells in rows[-1].cells.items()}
        rows[-1].unruled = unruled_columns(body[0].page, rows[-1].box, feet)
    return rows


def level_rows(body: Sequence[Chunk], loose: Sequence[Chunk], columns: Sequence[Column]) -> list[Row]:
    """The rows of a page with level rules only; ``loose`` is what stands in the table outside its cells."""
    page = body[0].page
    cuts = [*(column.x0 for column in columns), columns[-1].x1]
    cells = split_cells(page, _cells_of(body), [chunk.cell for chunk in loose], cuts)
    return _rows(page, cells, columns)


def _cells_of(body: Sequence[Chunk]) -> list[Cell]:
    """The cells of a table, empty ones included."""
    top = min(chunk.cell.top for chunk in body)
    bottom = max(chunk.cell.bottom for chunk in body)
    printed = {id(chunk.cell) for chunk in body}
    return [
        cell
        for cell in body[0].page.cells
        if (id(cell) in printed or not cell.lines) and cell.top >= top - EDGE and cell.bottom <= bottom + EDGE
    ]


def _rows(page: Page, cells: Sequence[Cell], columns: Sequence[Column]) -> list[Row]:
    placed = [(column, cell) for cell in cells for column in (_column_of(cell, columns),) if column is not None]
    cuts = _cuts(placed, len(columns))
    rows = []
    for upper, lower in itertools.pairwise(cuts):
        inside = [(no, cell) for no, cell in placed if cell.top < lower - EDGE and cell.bottom > upper + EDGE]
        if inside:
            rows.append(_row(page, upper, lower, inside))
    return rows


def _column_of(cell: Cell, columns: Sequence[Column]) -> int | None:
    """The column most of a cell's width stands in."""
    best = max(columns, key=lambda column: min(cell.x1, column.x1) - max(cell.x0, column.x0))
    share = min(cell.x1, best.x1) - max(cell.x0, best.x0)
    return best.no if share > 0 else None


def _cuts(placed: Sequence[tuple[int, Cell]], n_columns: int) -> list[float]:
    """Where one row ends and the next begins: a rule that more than one column has (but for the table's ends)."""
    edges = sorted(
        [(cell.top, no) for no, cell in placed] + [(cell.bottom, no) for no, cell in placed], key=lambda edge: edge[0]
    )
    groups: list[list[tuple[float, int]]] = []
    for edge in edges:
        if groups and edge[0] - groups[-1][0][0] <= EDGE:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    enough = min(2, n_columns)
    ends = (0, len(groups) - 1)
    return [
        group[0][0] for k, group in enumerate(groups) if k in ends or len({column for _, column in group}) >= enough
    ]


def _row(page: Page, upper: float, lower: float, inside: Sequence[tuple[int, Cell]]) -> Row:
    box = Box(min(cell.x0 for _, cell in inside), upper, max(cell.x1 for _, cell in inside), lower)
    row = Row(page, box, box)
    for no, cell in sorted(inside, key=lambda placed: (placed[1].top, placed[1].x0)):
        row.cells.setdefault(no, []).append((page, cell))
    return row


def set_rows(page: Page, body: Sequence[Cell], columns: Sequence[Column]) -> list[Row]:
    """The rows of a page without rules."""
    cuts = [*(column.x0 for column in columns), columns[-1].x1]
    key = next((k for k, column in enumerate(columns) if column.no == ITEM), 0)
    rows = []
    for cells in cut_rows(page, body, cuts, key):
        box = Box(cuts[0], cells[0].top, cuts[-1], cells[0].bottom)
        row = Row(page, box, box)
        row.cells = {column.no: [(page, cell)] for column, cell in zip(columns, cells, strict=True)}
        rows.append(row)
    return rows


# ------------------------------------------------------------------------------------------------ texts


def _join(cells: Sequence[tuple[Page, Cell]]) -> str:
    """The text of a row's cells in one column; what the page's edge cut goes on as if nothing were between."""
    text = ""
    before: tuple[Page, Cell] | None = None
    for page, cell in cells:
        if not cell.lines:
            continue
        part = page.text(cell.lines, cell)
        if before is not None:
            is_same_page = before[0] is page
            lines = before[1].lines
            text += "\n" if is_same_page else page_joint(lines, before[1].frame(lines[-1]), cell.lines[0])
        text += part
        before = page, cell
    return text.strip()
