"""Cells over several rows of a change table that the page's edge cut: whose text is also that of rows before it.

A date, item, timing or reason that stands for many rows is mostly set in the middle of its cell. Where the page's edge
cuts the cell, its text is printed on one of the pages and the rest of it, before or after, is empty. Two things tell
that the rest is no blank cell: a row that itself runs over the edge has its cell on both pages; and a text that stands
in the middle of what several pages show of a column, but not of its own page's cell, stands in one cell with them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.annexes.change_rows import MERGED, Row
from extractors.annexes.changeheads import ON
from extractors.annexes.middles import ROOM, free_height, is_in_the_middle
from extractors.layout.page import Cell, Page

MOSTLY = 0.8  # of the cells with room that are to be set in the middle


@dataclass(slots=True, eq=False)
class _Part:
    """What one page shows of a cell, and the rows it belongs to."""

    page: Page
    cell: Cell
    rows: list[Row] = field(default_factory=list)


_Chain = list[_Part]  # the parts of one cell, from page to page


def share_cut_cells(rows: Sequence[Row]) -> None:
    """Give every row the text of its date, item, timing and reason, wherever in a merged cell that is printed."""
    for column in MERGED:
        for chain in _joined(_chains(rows, column), column):
            if len(chain) > 1:
                _share(column, chain)


def _chains(rows: Sequence[Row], column: int) -> list[_Chain]:
    """The cells of a column in printed order; parts of a row, or of a merged cell, that the page's edge cut are one."""
    chains: list[_Chain] = []
    parts: dict[int, _Part] = {}
    for row in rows:
        before: _Part | None = None
        for page, cell in row.cells.get(column, ()):
            part = parts.get(id(cell))
            if part is None:
                part = parts[id(cell)] = _Part(page, cell)
                is_rest = before is not None and before.page is not page and chains[-1][-1] is before
                if is_rest or (before is None and chains and column in row.goes_on):
                    chains[-1].append(part)
                else:
                    chains.append([part])
            part.rows.append(row)
            before = part
    return chains


def _share(column: int, chain: _Chain) -> None:
    printed = [(part.page, part.cell) for part in chain if part.cell.lines]
    if not printed:
        return
    for row in {id(row): row for part in chain for row in part.rows}.values():
        cells = {id(cell): (page, cell) for page, cell in [*row.cells[column], *printed]}
        row.shared[column] = sorted(cells.values(), key=lambda placed: (placed[0].number, placed[1].top))
        if column == ON:
            row.is_date_supposed = False


# ------------------------------------------------------------------------------------------------ set in the middle


def _joined(chains: Sequence[_Chain], column: int) -> list[_Chain]:
    """The cells of a column, those made one that a text is set in the middle of."""
    found = [reach for at in range(len(chains)) if (reach := _reach(chains, at, column))]
    if not _are_set_in_the_middle(chains, len(found)):
        return list(chains)
    ends = {first: last for first, last in found if sum(a <= last and first <= b for a, b in found) == 1}
    out: list[_Chain] = []
    first = 0
    while first < len(chains):
        last = ends.get(first, first)
        out.append(_one(chains[first : last + 1]))
        first = last + 1
    return out


def _one(chains: Sequence[_Chain]) -> _Chain:
    return [part for chain in chains for part in chain]


def _are_set_in_the_middle(chains: Sequence[_Chain], n_found: int) -> bool:
    """Whether a column's texts are: those in the middle of their own cells and those found to be of several.

    Without one that is for certain nothing is known. Cells that their text fills tell nothing.
    """
    told = [_is_middle(chain) for chain in chains if _n_printed(chain) == 1 and free_height(_cells(chain)) > ROOM]
    return any(told) and sum(told) + n_found >= MOSTLY * len(told)


def _is_middle(chain: _Chain) -> bool:
    return is_in_the_middle(_cells(chain))


def _cells(chain: _Chain) -> list[tuple[Page, Cell]]:
    return [(part.page, part.cell) for part in chain]


def _n_printed(chain: _Chain) -> int:
    return sum(bool(part.cell.lines) for part in chain)


def _reach(chains: Sequence[_Chain], at: int, column: int) -> tuple[int, int] | None:
    """The first and the last of the cells that a text is set in the middle of; None if it is set in its own.

    So many empty cells as stand next to it over the page's edge come into question; it has to be clear which.
    """
    if _n_printed(chains[at]) != 1 or _is_middle(chains[at]):
        return None
    first, last = at, at
    while first > 0 and _is_cut(chains[first - 1], chains[first]) and _is_free(chains[first - 1], column, chains[at]):
        first -= 1
    while (
        last + 1 < len(chains)
        and _is_cut(chains[last], chains[last + 1])
        and _is_free(chains[last + 1], column, chains[at])
    ):
        last += 1
    found = [
        (upper, lower)
        for upper in range(first, at + 1)
        for lower in range(at, last + 1)
        if _is_middle(_one(chains[upper : lower + 1]))
    ]
    return found[0] if len(found) == 1 else None


def _is_cut(upper: _Chain, lower: _Chain) -> bool:
    """Whether the page's edge is between two cells."""
    return upper[-1].page is not lower[0].page


def _is_free(chain: _Chain, column: int, text: _Chain) -> bool:
    """Whether a cell prints nothing, and its rows have for sure no other text from elsewhere."""
    own = {id(part.cell) for part in text}
    is_told = any(
        id(cell) not in own
        for part in chain
        for row in part.rows
        if not row.is_date_supposed
        for _, cell in row.shared.get(column, ())
    )
    return not is_told and not _n_printed(chain)
