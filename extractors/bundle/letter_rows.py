"""The rows of the tables in letters: the cell that begins each, and what stands to the right of it."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.bundle.letters import Chunk
from extractors.layout.page import Cell, Page


@dataclass(slots=True, eq=False)
class Root:
    """A cell that begins a row of a table, with the cells that touch it on the right, from the top."""

    page: Page
    cell: Cell
    rights: list[Cell]

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.cell.top

    @property
    def label(self) -> str:
        """The cell's text as one line."""
        return plain_text(self.cell)


def roots_of(page: Page) -> list[Root]:
    """The rows of a page's tables."""
    touched = {id(right) for cell in page.cells for right in rights_of(page, cell)}
    return [Root(page, cell, rights_of(page, cell)) for cell in page.cells if id(cell) not in touched]


def rights_of(page: Page, cell: Cell) -> list[Cell]:
    """The cells whose left border is this cell's right one."""
    return sorted(
        (
            other
            for other in page.cells
            if abs(other.x0 - cell.x1) < 1 and min(other.bottom, cell.bottom) - max(other.top, cell.top) > 1
        ),
        key=lambda other: other.top,
    )


def chain_of(page: Page, cell: Cell) -> list[Cell]:
    """A cell and those that stand one by one to the right of it."""
    cells = [cell]
    while len(rights := rights_of(page, cells[-1])) == 1:
        cells.append(rights[0])
    return cells


def plain_text(cell: Cell) -> str:
    """A label cell's text: its lines are broken by its width."""
    return "".join(line.text.strip() for line in cell.lines)


def chunk_of(page: Page, cell: Cell) -> Chunk:
    """The text of a cell."""
    return Chunk(page, cell.lines, cell.box)
