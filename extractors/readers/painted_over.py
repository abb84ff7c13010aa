"""Rules that are painted over: paper is opaque, and what an opaque box covers that is painted later is not seen.

Some programs draw a sheet's whole grid first and then each cell's ground over it, white or shaded, so that of the grid
no more is left than what stands between the cells. Where the shade on both sides of a covered rule differs, an edge is
seen in its place, and the rule stays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from extractors.model import BoolArray, FloatArray
from extractors.settings import Tolerances

#: Boxes of opaque paint as they are seen, and their grey and place in the order of painting, shape (n, 6); asked for
#: only where a filled box lies over a rule.
Covers = Callable[[], FloatArray]

_AT_ONCE = 500  # rules compared with all boxes at a time; bounds the memory
_ROUNDING = 0.05  # points, by which a box may miss a rule's edge, or the next box
_SAME_SHADE = 0.01  # grey levels between two shades that are one


def seen_parts(
    rows: FloatArray, thickness: FloatArray, fills: FloatArray, covers: Covers, tolerances: Tolerances
) -> FloatArray:
    """The rows of rules, each cut down to the parts that are seen.

    ``rows`` begin with a rule's box, without its ``thickness``, and end with its place in the order of painting;
    ``fills`` are rows as in ``Covers`` of all filled boxes, opaque or not.
    """
    if not len(rows) or not len(fills):
        return rows
    under = np.flatnonzero(rows[:, -1] < fills[:, 5].max())
    if not len(under):
        return rows
    is_level = rows[:, 2] - rows[:, 0] >= rows[:, 3] - rows[:, 1]
    half = thickness / 2
    if not any(_is_over(rows[some], half[some], is_level[some], fills).any() for some in _parted(under)):
        return rows
    opaque = covers()
    out = [np.delete(rows, under, axis=0)]
    for some in _parted(under):
        over = _is_over(rows[some], half[some], is_level[some], opaque)
        out.append(rows[some[~over.any(axis=1)]])
        for rule, is_above in zip(some.tolist(), over, strict=True):
            if is_above.any():
                axis = 0 if is_level[rule] else 1
                row, beside = rows[rule], float(half[rule]) + tolerances.snap
                for low, high in _seen(row, axis, opaque[is_above], opaque, beside):
                    part = row.copy()
                    part[[axis, axis + 2]] = low, high
                    out.append(part[None])
    return np.vstack(out)


def _parted(indices: np.ndarray) -> Iterator[np.ndarray]:
    yield from np.array_split(indices, len(indices) // _AT_ONCE + 1)


def _is_over(rows: FloatArray, half: FloatArray, is_level: BoolArray, boxes: FloatArray) -> BoolArray:
    """Entry [i, j]: box j is painted after rule i and lies over its whole thickness, somewhere along it."""
    half = half - _ROUNDING
    x0, y0, x1, y1 = (edge[:, None] for edge in rows[:, :4].T)
    left, top, right, bottom = boxes[:, :4].T
    aside, level = half[:, None], is_level[:, None]
    across, along = np.where(level, aside, 0), np.where(level, 0, aside)
    is_over = (rows[:, -1:] < boxes[:, 5]) & (left < x1) & (right > x0) & (top < y1) & (bottom > y0)
    is_over &= np.where(level, (top <= y0 - across) & (bottom >= y1 + across), True)
    return is_over & np.where(level, True, (left <= x0 - along) & (right >= x1 + along))


def _seen(
    row: FloatArray, axis: int, over: FloatArray, boxes: FloatArray, beside: float
) -> Iterator[tuple[float, float]]:
    """From and to of each part of a rule that is seen, along ``axis`` (0 rightwards, 1 downwards)."""
    start, end = float(row[axis]), float(row[axis + 2])
    low, high = float(row[1 - axis]) - beside, float(row[3 - axis]) + beside
    near = boxes[(boxes[:, 1 - axis] <= high) & (boxes[:, 3 - axis] >= low)]
    cuts = np.unique(np.concatenate(([start, end], np.clip(near[:, [axis, axis + 2]], start, end).ravel())))
    is_part = np.diff(cuts) > _ROUNDING
    begins, ends = cuts[:-1][is_part], cuts[1:][is_part]
    at = (begins + ends) / 2
    is_covered = _along(over, axis, at).any(axis=1)
    is_there = _along(near, axis, at)
    change = _shades(near, is_there, axis, low) - _shades(near, is_there, axis, high)
    is_seen = ~is_covered | (np.abs(change) > _SAME_SHADE)
    turns = np.flatnonzero(np.diff(np.concatenate(([False], is_seen, [False]))))
    yield from zip(begins[turns[0::2]].tolist(), ends[turns[1::2] - 1].tolist(), strict=True)


def _along(boxes: FloatArray, axis: int, at: FloatArray) -> BoolArray:
    """Entry [i, j]: box j reaches over place i along an axis."""
    return (boxes[:, axis] <= at[:, None]) & (at[:, None] <= boxes[:, axis + 2])


def _shades(boxes: FloatArray, is_there: BoolArray, axis: int, across: float) -> FloatArray:
    """Grey of what is painted last at each of some points, of bare paper 1. ``is_there`` is what ``_along`` gives."""
    is_there = is_there & (boxes[:, 1 - axis] <= across) & (across <= boxes[:, 3 - axis])
    last = np.where(is_there, boxes[:, 5], -np.inf).argmax(axis=1)
    return np.where(is_there.any(axis=1), boxes[last, 4], 1.0)
