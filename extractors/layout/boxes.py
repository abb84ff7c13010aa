"""Boxes drawn on a page: stroked or filled rectangles, rounded ones too, and ruled cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from extractors.layout.page import Page
from extractors.layout.rulings import Ruling, Rulings
from extractors.model import Box, FloatArray
from extractors.settings import TOLERANCES

_SLACK = TOLERANCES.axis_slack * 2  # points by which the ends of a box's sides miss each other


def contains(box: Box, other: Box, slack: float = 0.0) -> bool:
    """Whether ``other`` lies in ``box``, ``slack`` points let pass."""
    return (
        box.x0 - slack <= other.x0
        and box.top - slack <= other.top
        and other.x1 <= box.x1 + slack
        and other.bottom <= box.bottom + slack
    )


def crosses(box: Box, other: Box) -> bool:
    """Whether two boxes overlap and neither lies in the other."""
    wide = min(box.x1, other.x1) - max(box.x0, other.x0)
    high = min(box.bottom, other.bottom) - max(box.top, other.top)
    is_overlap = wide > TOLERANCES.snap and high > TOLERANCES.snap
    snap = TOLERANCES.snap
    return is_overlap and not contains(box, other, snap) and not contains(other, box, snap)


def drawn_boxes(page: Page) -> list[Box]:
    """Boxes of a page, each once. Boxes may lie in or over one another; a cell that is a scrap of such is left out."""
    rules = page.ink.rules[:, :4]
    is_wide = (rules[:, 2] - rules[:, 0]) >= (rules[:, 3] - rules[:, 1])
    closed = list(_closed(rules[is_wide], rules[~is_wide]))
    closed += _closed(*_as_rules(page.rulings))
    closed += [Box(*row) for row in page.ink.fills[:, :4].tolist()]
    lapping = [box for box in closed if any(crosses(box, other) for other in closed)]
    cells = [cell.box for cell in page.cells if cell.lines and _is_ruled(cell.box, page.rulings)]
    cells = [cell for cell in cells if not any(crosses(cell, box) for box in closed)]
    # where boxes lie over one another, the grid has cells for what they share
    cells = [cell for cell in cells if sum(contains(box, cell, TOLERANCES.snap) for box in lapping) < 2]
    found: list[Box] = []
    for box in [*closed, *cells]:
        if not any(_is_same(box, other) for other in found):
            found.append(box)
    return found


def _is_ruled(box: Box, rulings: Rulings) -> bool:
    """Whether all four sides of a cell are drawn."""

    def is_drawn(at: float, start: float, end: float, lines: Sequence[Ruling]) -> bool:
        snap = TOLERANCES.snap
        return any(abs(a - at) <= snap and s <= start + snap and e >= end - snap for a, s, e in lines)

    across = (box.top, box.bottom)
    along = (box.x0, box.x1)
    return all(is_drawn(at, box.x0, box.x1, rulings.horizontal) for at in across) and all(
        is_drawn(at, box.top, box.bottom, rulings.vertical) for at in along
    )


def _is_same(box: Box, other: Box) -> bool:
    return all(abs(a - b) <= TOLERANCES.snap for a, b in zip(box, other, strict=True))


def _as_rules(rulings: Rulings) -> tuple[FloatArray, FloatArray]:
    level = [(start, at, end, at) for at, start, end in rulings.horizontal]
    upright = [(at, start, at, end) for at, start, end in rulings.vertical]
    return np.array(level, dtype=np.float64).reshape(-1, 4), np.array(upright, dtype=np.float64).reshape(-1, 4)


def _closed(level: FloatArray, upright: FloatArray) -> Iterator[Box]:
    """Rectangles whose four sides are drawn from corner to corner, or end the same way before round corners."""
    level = level[np.argsort(level[:, 1], kind="stable")]
    for k, (x0, top, x1, _) in enumerate(level.tolist()):
        below = level[k + 1 :]
        fits = (np.abs(below[:, 0] - x0) <= _SLACK) & (np.abs(below[:, 2] - x1) <= _SLACK)
        for bottom in below[fits, 1].tolist():
            if bottom - top <= TOLERANCES.thinnest_cell:
                continue
            sides = _sides(upright, x0, top, x1, bottom)
            if sides is not None:
                yield Box(sides[0], top, sides[1], bottom)
                break


def _sides(upright: FloatArray, x0: float, top: float, x1: float, bottom: float) -> Sequence[float] | None:
    """x of the sides that close a rectangle between two level lines, None where one is missing."""
    corner = upright[:, 1] - top
    fits = (
        (corner >= -_SLACK) & (corner <= (bottom - top) / 2) & (np.abs(bottom - upright[:, 3] - corner) <= 2 * _SLACK)
    )
    left = fits & (np.abs(x0 - upright[:, 0] - corner) <= 2 * _SLACK)
    right = fits & (np.abs(upright[:, 0] - x1 - corner) <= 2 * _SLACK)
    if not left.any() or not right.any():
        return None
    return float(upright[left, 0].max()), float(upright[right, 0].min())
