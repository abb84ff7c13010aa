"""Rulings to cells.

The rulings' coordinates cut the page into small rectangles; a cell is the largest rectangle of them that no ruling
crosses. Merged cells are simply larger: a cell has a box, never a hole. Where a table runs over the edge of the
printed area its rulings end in the open: rulings that end on one line are closed there, and the cell is marked open.
"""

from __future__ import annotations

import math
from bisect import bisect_left, bisect_right
from dataclasses import dataclass

import numpy as np

from extractors.layout.rulings import Ruling, Rulings
from extractors.model import IntArray
from extractors.settings import TOLERANCES

OUTSIDE = -1
MIN_CLOSED_SIDES = 3  # a rectangle ruled on fewer sides is space between tables


@dataclass(frozen=True, slots=True)
class GridCell:
    """A cell's box in points; ``is_open_top``/``is_open_bottom``: it goes on beyond the printed area."""

    x0: float
    top: float
    x1: float
    bottom: float
    is_open_top: bool
    is_open_bottom: bool


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """Cells in reading order (top, then left), and which cell owns each small rectangle.

    ``owner`` has shape (len(ys) + 1, len(xs) + 1): entry [j, i] is the index of the cell that owns the rectangle
    below ``ys[j - 1]`` and right of ``xs[i - 1]``, or OUTSIDE.
    """

    cells: list[GridCell]
    xs: list[float]
    ys: list[float]
    owner: IntArray

    def locate(self, x, y) -> IntArray:
        """Index of the cell that holds each point (arrays of the same shape), OUTSIDE where none does."""
        return self.owner[np.searchsorted(self.ys, y), np.searchsorted(self.xs, x)]


def build_grid(rulings: Rulings) -> Grid:
    """The grid of a page. Without rulings it has no cells."""
    # sides first: where a table has none, the rulings inside it still say how far it reaches
    sides = [side for side in _closings(rulings.horizontal, rulings.vertical) if _is_outer(side, rulings.vertical)]
    reaching = [_reach(side, rulings.vertical) for side in sides]
    closing_columns = [side for side in reaching if not _is_crossed(side, rulings.horizontal)]
    closing_rows = _closings(sorted(rulings.vertical + closing_columns), rulings.horizontal)
    horizontal = rulings.horizontal + closing_rows
    vertical = rulings.vertical + closing_columns
    ys = sorted({ruling.at for ruling in horizontal})
    xs = sorted({ruling.at for ruling in vertical})
    if len(xs) < 2 or len(ys) < 2:
        return Grid([], xs, ys, np.full((len(ys) + 1, len(xs) + 1), OUTSIDE))
    # rows[j][i]: a ruling lies on ys[j] between xs[i] and xs[i + 1]; columns[j][i]: on xs[i] between ys[j], ys[j + 1]
    rows = _walls(horizontal, ys, xs)
    columns = [list(column) for column in zip(*_walls(vertical, xs, ys), strict=True)]
    open_rows = {ys.index(ruling.at) for ruling in closing_rows}
    return _cells(rows, columns, xs, ys, open_rows)


def _closings(ends_of: list[Ruling], across: list[Ruling]) -> list[Ruling]:
    """Rulings that are missing where two or more of ``ends_of`` end on one line with nothing across."""
    snap = TOLERANCES.snap
    loose: list[tuple[float, float]] = []
    places = [other.at for other in across]  # sorted
    for ruling in ends_of:
        for end in (ruling.start, ruling.end):
            near = across[bisect_left(places, end - snap) : bisect_right(places, end + snap)]
            if not any(other.start - snap <= ruling.at <= other.end + snap for other in near):
                loose.append((end, ruling.at))
    loose.sort()
    out: list[Ruling] = []
    first = 0
    while first < len(loose):
        last = first
        while last < len(loose) and loose[last][0] - loose[first][0] <= snap:
            last += 1
        if last - first > 1:
            at = loose[first][0]
            where = [position for _, position in loose[first:last]]
            at = next((other.at for other in across if abs(other.at - at) <= snap), at)
            out.append(Ruling(at, min(where), max(where)))
        first = last
    return [ruling for ruling in out if ruling.end - ruling.start > snap]


def _is_outer(side: Ruling, inner: list[Ruling]) -> bool:
    """Whether a supplied side bounds a table: all rulings beside it stand on one hand of it."""
    beside = [ruling.at < side.at for ruling in inner if ruling.start < side.end and ruling.end > side.start]
    return all(beside) or not any(beside)


def _reach(side: Ruling, inner: list[Ruling]) -> Ruling:
    """A supplied side as long as the rulings beside it that begin or end within it."""
    beside = [
        ruling
        for ruling in inner
        if ruling.start <= side.end + TOLERANCES.snap and ruling.end >= side.start - TOLERANCES.snap
    ]
    return Ruling(
        side.at,
        min([side.start, *(ruling.start for ruling in beside)]),
        max([side.end, *(ruling.end for ruling in beside)]),
    )


def _is_crossed(side: Ruling, across: list[Ruling]) -> bool:
    """Whether rulings pass through a supplied side: then it is none, as where a list in a cell has lines of its own."""
    snap = TOLERANCES.snap
    return any(
        side.start + snap < ruling.at < side.end - snap
        and ruling.start < side.at - snap
        and ruling.end > side.at + snap
        for ruling in across
    )


def _walls(rulings: list[Ruling], at: list[float], along: list[float]) -> list[list[bool]]:
    place = {value: index for index, value in enumerate(at)}
    walls = [[False] * (len(along) - 1) for _ in at]
    for ruling in rulings:
        first = _nearest(along, ruling.start, bisect_left(along, ruling.start))
        last = _nearest(along, ruling.end, bisect_right(along, ruling.end) - 1)
        if last > first:
            walls[place[ruling.at]][first:last] = [True] * (last - first)
    return walls


def _nearest(along: list[float], end: float, otherwise: int) -> int:
    """Index of the line that the end of a ruling is drawn to: the nearest within snapping distance."""
    after = bisect_left(along, end)
    to_last = end - along[after - 1] if after else math.inf
    to_next = along[after] - end if after < len(along) else math.inf
    if min(to_last, to_next) > TOLERANCES.snap:
        return otherwise
    return after - 1 if to_last <= to_next else after


def _cells(rows: list[list[bool]], columns: list[list[bool]], xs: list[float], ys: list[float], open_rows: set[int]):
    n_rows, n_columns = len(ys) - 1, len(xs) - 1
    owner = np.full((n_rows + 2, n_columns + 2), OUTSIDE)
    taken = [[False] * n_columns for _ in range(n_rows)]
    cells: list[GridCell] = []
    for j in range(n_rows):
        for i in range(n_columns):
            if taken[j][i]:
                continue
            right = i + 1
            while right < n_columns and not columns[j][right] and not taken[j][right]:
                right += 1
            left_wall, right_wall = columns[j][i], columns[j][right]
            below = j + 1
            while (
                below < n_rows
                and not any(rows[below][i:right])
                and not any(columns[below][i + 1 : right])
                and columns[below][i] == left_wall
                and columns[below][right] == right_wall
                and not any(taken[below][i:right])
            ):
                below += 1
            for row in taken[j:below]:
                row[i:right] = [True] * (right - i)
            closed = left_wall + right_wall + all(rows[j][i:right]) + all(rows[below][i:right])
            x0, x1, top, bottom = xs[i], xs[right], ys[j], ys[below]
            if (
                closed < MIN_CLOSED_SIDES
                or x1 - x0 < TOLERANCES.thinnest_cell
                or bottom - top < TOLERANCES.thinnest_cell
            ):
                continue
            owner[j + 1 : below + 1, i + 1 : right + 1] = len(cells)
            cells.append(GridCell(x0, top, x1, bottom, j in open_rows, below in open_rows))
    return Grid(cells, xs, ys, owner)
