"""Text outside assessments that nobody else took: kept block by block, so that no page's text is lost."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.layout.celltext import Line
from extractors.layout.page import Cell, Page
from extractors.model import Claim, Passage

# In sizes of a line, and no round numbers: centred lines stand whole halves apart, and readers round places otherwise.
_GAP = 0.92  # lines of one block stand closer
_INDENT = 3.1  # by which the beginning of a line may differ from the one above, at most


def read_passages(page: Page, loose: Sequence[Cell] | None = None) -> list[Passage]:
    """Every line of a page that is in no ledger entry yet, as blocks in reading order; where ``loose`` are given, these
    lines outside its cells only. Claims them as values."""
    passages: list[Passage] = []
    for lines, cell in _blocks(page.cells, page.loose, page) if loose is None else _blocks([], loose, page):
        box = page.box(lines)
        if box is None:
            continue
        passages.append(Passage(page.number, len(passages) + 1, page.text(lines, cell), box))
        page.claim_lines(lines, Claim.VALUE)
    return passages


def _blocks(cells: Iterable[Cell], loose: Iterable[Cell], page: Page) -> list[tuple[list[Line], Cell]]:
    """Runs of lines that belong together, each with a cell for its frame: a ruled cell is one, loose lines are joined
    while they stand close below each other."""
    blocks: list[tuple[list[Line], Cell]] = []
    for cell in cells:
        if lines := [line for line in cell.lines if not page.is_claimed(line)]:
            blocks.append((lines, cell))
    column: list[Cell] = []
    for cell in loose:
        if page.is_claimed(cell.lines[0]):
            continue
        if column and not _goes_on(column[-1], cell):
            blocks.append(_joined(column))
            column = []
        column.append(cell)
    if column:
        blocks.append(_joined(column))
    return sorted(blocks, key=lambda block: (block[1].top, block[1].x0))


def _goes_on(above: Cell, cell: Cell) -> bool:
    size = max(above.bottom - above.top, cell.bottom - cell.top, 1.0)
    is_below = -0.2 * size < cell.top - above.bottom < _GAP * size
    return is_below and abs(cell.x0 - above.x0) < _INDENT * size


def _joined(column: list[Cell]) -> tuple[list[Line], Cell]:
    box = column[0].box
    for cell in column[1:]:
        box = box.union(cell.box)
    lines = [line for cell in column for line in cell.lines]
    return lines, Cell(column[0].page, *box, lines, is_loose=True)
