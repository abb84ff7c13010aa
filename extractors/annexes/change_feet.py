"""Which columns of a change table have a rule of their own at the foot of a page: a cell without one goes on."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from extractors.annexes.change_columns import EDGE
from extractors.layout.page import Cell, Page
from extractors.model import Box


def unruled_columns(page: Page, row: Box, cells: Mapping[int, Cell]) -> set[int]:
    """The columns whose cell no rule ends where a page's last row does; ``cells`` are those that end there.

    The grid closes a cell beside ruled ones though no rule is drawn below it, and a frame that a program draws around
    what each page shows of a table closes all that the page's edge cut. Neither ends a cell.
    """
    is_rule = _lines_at_foot(page, row)
    return {no for no, cell in cells.items() if not _has_foot(page, cell, is_rule)}


def _has_foot(page: Page, cell: Cell, is_rule: NDArray[np.bool_] | None) -> bool:
    """Whether a rule is drawn where a cell ends; ``is_rule`` tells which lines are, inside a frame."""
    if is_rule is not None:
        x0, _, x1, _, _ = page.ink.rules[is_rule].T
        margin = (cell.x1 - cell.x0) / 4
        return bool(np.any((x1 > cell.x0 + margin) & (x0 < cell.x1 - margin)))
    middle = (cell.x0 + cell.x1) / 2
    return any(abs(at - cell.bottom) <= EDGE and x0 <= middle <= x1 for at, x0, x1 in page.rulings.horizontal)


def _lines_at_foot(page: Page, row: Box) -> NDArray[np.bool_] | None:
    """Which drawn lines at the foot of a row are rules of its cells, not the frame's; None where there is no frame.

    A frame has lines of its own beside the row's, left and right, and one below in one piece from the one to the other.
    """
    x0, top, x1, bottom, width = page.ink.rules.T
    is_level = x1 - x0 >= bottom - top
    is_beside = ~is_level & (top < row.bottom - EDGE) & (bottom > row.top + EDGE)
    at = (x0 + x1) / 2
    between: list[float] = []
    for side in (row.x0, row.x1):
        is_side = is_beside & (np.abs(at - side) <= EDGE)
        if not np.any(is_side) or np.ptp(at[is_side]) <= width[is_side].max():
            return None
        between.append(float(at[is_side].min() + at[is_side].max()) / 2)
    is_foot = is_level & (np.abs((top + bottom) / 2 - row.bottom) <= EDGE)
    is_frame = is_foot & (x0 <= between[0]) & (x1 >= between[1])
    return is_foot & ~is_frame if np.any(is_frame) else None
