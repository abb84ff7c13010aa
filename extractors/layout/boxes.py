"""Boxes drawn on a page: stroked or filled rectangles, rounded ones too, and ruled cells."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from extractors.layout.page import Page
from extractors.layout.rulings import Ruling, Rulings
from extractors.model import BoolArray, Box, FloatArray
from extractors.settings import TOLERANCES

_SLACK = TOLERANCES.axis_slack * 2  # points by which the ends of a box's sides miss each other
_ROOM = 0.8  # of the page's smallest glyph: nothing is written in a lower or narrower box


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
    return bool(_crossing(np.array([box]), np.array([other]))[0, 0])


def drawn_boxes(page: Page) -> list[Box]:
    """Boxes of a page in which text can stand, each once; they may lie in or over one another."""
    if not page.ink.text:
        return []
    rules, least = page.ink.rules[:, :4], _ROOM * float(page.glyphs.size.min())
    is_wide = (rules[:, 2] - rules[:, 0]) >= (rules[:, 3] - rules[:, 1])
    closed = [*_closed(rules[is_wide], rules[~is_wide]), *_closed(*_as_rules(page.rulings))]
    closed = _roomy(np.vstack([np.array(closed).reshape(-1, 4), page.ink.fills[:, :4]]), least)
    ruled = [cell.box for cell in page.cells if cell.lines and _is_ruled(cell.box, page.rulings)]
    cells = np.array(ruled, dtype=np.float64).reshape(-1, 4)
    # where boxes lie over one another, the grid has cells for what is left of them and for what they share
    lapping = closed[_crossing(closed, closed).any(axis=1)]
    is_scrap = _crossing(cells, closed).any(axis=1) | (_containing(lapping, cells).sum(axis=0) > 1)
    return [Box(*row) for row in _roomy(np.vstack([closed, cells[~is_scrap]]), least).tolist()]


def _roomy(boxes: FloatArray, least: float) -> FloatArray:
    """Boxes with both sides longer than ``least``; of those that are the same but for a border's width, the first."""
    boxes = boxes[(boxes[:, 2:] - boxes[:, :2]).min(axis=1) > least]
    kept: list[int] = []
    for k, box in enumerate(boxes):
        if not kept or not (np.abs(boxes[kept] - box).max(axis=1) <= TOLERANCES.snap).any():
            kept.append(k)
    return boxes[kept]


def _containing(boxes: FloatArray, others: FloatArray) -> BoolArray:
    """Entry [i, j]: ``others[j]`` lies in ``boxes[i]``, a border's width let pass."""
    one, other = boxes[:, None], others[None]
    snap = TOLERANCES.snap
    is_edge_in = (one[..., :2] - snap <= other[..., :2]) & (other[..., 2:] <= one[..., 2:] + snap)
    return np.logical_and.reduce(is_edge_in, axis=2)


def _crossing(boxes: FloatArray, others: FloatArray) -> BoolArray:
    """Entry [i, j]: the two overlap and neither lies in the other."""
    one, other = boxes[:, None], others[None]
    shared = np.minimum(one[..., 2:], other[..., 2:]) - np.maximum(one[..., :2], other[..., :2])
    is_apart = (shared <= TOLERANCES.snap).any(axis=2)
    return ~(is_apart | _containing(boxes, others) | _containing(others, boxes).T)


def _is_ruled(box: Box, rulings: Rulings) -> bool:
    """Whether all four sides of a cell are drawn."""
    snap = TOLERANCES.snap

    def is_drawn(at: float, start: float, end: float, lines: Sequence[Ruling]) -> bool:
        return any(abs(a - at) <= snap and s <= start + snap and e >= end - snap for a, s, e in lines)

    level = (is_drawn(at, box.x0, box.x1, rulings.horizontal) for at in (box.top, box.bottom))
    upright = (is_drawn(at, box.top, box.bottom, rulings.vertical) for at in (box.x0, box.x1))
    return all(level) and all(upright)


def _as_rules(rulings: Rulings) -> tuple[FloatArray, FloatArray]:
    level = [(start, at, end, at) for at, start, end in rulings.horizontal]
    upright = [(at, start, at, end) for at, start, end in rulings.vertical]
    return np.array(level, dtype=np.float64).reshape(-1, 4), np.array(upright, dtype=np.float64).reshape(-1, 4)


def _closed(level: FloatArray, upright: FloatArray) -> Iterator[Box]:
    """Rectangles whose four sides are drawn from corner to corner, or end the same way before round corners."""
    for x0, top, x1, _ in level.tolist():
        corner = upright[:, 1] - top  # how far the corner's arc goes, 0 for a sharp one
        is_left = (corner >= -_SLACK) & (np.abs(x0 - upright[:, 0] - corner) <= 2 * _SLACK)
        is_right = (corner >= -_SLACK) & (np.abs(upright[:, 0] - x1 - corner) <= 2 * _SLACK)
        if not is_left.any() or not is_right.any():
            continue
        spans = (np.abs(level[:, 0] - x0) <= _SLACK) & (np.abs(level[:, 2] - x1) <= _SLACK)
        for left, start, _, end in upright[is_left].tolist():
            bottom = end + (start - top)
            beside = upright[
                is_right & (np.abs(upright[:, 1] - start) <= _SLACK) & (np.abs(upright[:, 3] - end) <= _SLACK)
            ]
            if len(beside) and (np.abs(level[spans, 1] - bottom) <= 2 * _SLACK).any():
                yield Box(left, top, float(beside[0, 0]), bottom)
