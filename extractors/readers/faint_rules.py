"""Rules that are no dark line: white lines on shade, and rows of dots.

Browsers and spreadsheets part shaded cells by white lines, which are seen by their contrast with the shade; the same
line on white paper is nothing. A browser prints a dotted border (点線) as thousands of filled squares, of which each is
as high as it is wide: which way a line runs is said by the row only.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from extractors.model import BoolArray, FloatArray, IntArray
from extractors.settings import Tolerances

_AT_ONCE = 500  # rules compared with all others at a time; bounds the memory
_LEVEL = 0.2  # points by which dots of one line may lie off it
_LENGTHS = 2.5  # times its thickness that a dot is long at most: the first and last of a border may be two in one
_GAPS = 3.0  # dots' sizes between two of a border at most; those of a leader (……) stand further apart
_ROW = 5  # dots that make a line
_LATTICE = 0.5  # share of a row's dots that stand in rows across it too, from which they are a pattern (網掛け)


def white_on_shade(white: FloatArray, fills: FloatArray, dark: FloatArray, tolerances: Tolerances) -> FloatArray:
    """The parts of white rules that lie on a shaded fill or along its edge, and that go on a frame of dark ones. All
    rules are rows as in ``Ink.rules``.

    A table of white lines alone has sides that nobody sees, where its values stand on white paper: it counts as a
    table without rules.
    """
    shades = fills[fills[:, 4] < tolerances.white]
    if not len(white) or not len(shades) or not len(dark):
        return np.zeros((0, 5))
    seen = np.array(list(_on_shade(white, shades, tolerances)), dtype=np.float64).reshape(-1, 5)
    is_level = dark[:, 2] - dark[:, 0] >= dark[:, 3] - dark[:, 1]
    level, upright = dark[is_level], dark[~is_level]
    frame = np.vstack([level[_touch(level, upright, tolerances)], upright[_touch(upright, level, tolerances)]])
    is_joined = np.zeros(len(seen), dtype=np.bool_)
    while len(frame) and not is_joined.all():
        is_next = ~is_joined
        is_next[is_next] = _touch(seen[is_next], frame, tolerances)
        is_joined |= is_next
        frame = seen[is_next]
    return seen[is_joined]


def _touch(rules: FloatArray, others: FloatArray, tolerances: Tolerances) -> BoolArray:
    """Which rules meet any of the others."""
    is_met = np.zeros(len(rules), dtype=np.bool_)
    for some in np.array_split(np.arange(len(rules)), len(rules) // _AT_ONCE + 1):
        x0, top, x1, bottom, _ = (values[:, None] for values in rules[some].T)
        is_near = (x0 <= others[:, 2] + tolerances.snap) & (others[:, 0] <= x1 + tolerances.snap)
        is_near &= (top <= others[:, 3] + tolerances.snap) & (others[:, 1] <= bottom + tolerances.snap)
        is_met[some] = is_near.any(axis=1)
    return is_met


def _on_shade(white: FloatArray, shades: FloatArray, tolerances: Tolerances) -> Iterator[tuple[float, ...]]:
    for x0, top, x1, bottom, thickness in np.unique(white, axis=0).tolist():
        slack = thickness / 2 + tolerances.axis_slack
        axis = 0 if x1 - x0 >= bottom - top else 1  # along which the rule runs
        start, end, at = ((x0, x1, top), (top, bottom, x0))[axis]
        beside = (shades[:, 1 - axis] - slack <= at) & (at <= shades[:, 3 - axis] + slack)
        for low, high in _united(np.maximum(shades[beside, axis], start), np.minimum(shades[beside, axis + 2], end)):
            yield (low, at, high, at, thickness) if axis == 0 else (at, low, at, high, thickness)


def _united(starts: FloatArray, ends: FloatArray) -> Iterator[tuple[float, float]]:
    """Stretches that any of some spans covers; spans of no length are left out."""
    low = high = -np.inf
    for start, end in sorted(zip(starts.tolist(), ends.tolist(), strict=True)):
        if end <= start:
            continue
        if start > high:
            if high > low:
                yield low, high
            low = start
        high = max(high, end)
    if high > low:
        yield low, high


def dots_and_rules(thin: FloatArray) -> tuple[BoolArray, FloatArray]:
    """Which of the thin fills (boxes, and grey) are dots that stand in rows, and the rules that the rows make, as in
    ``Ink.rules``. Where rows cross everywhere, the dots are a pattern and no rule.
    """
    sides = thin[:, 2:4] - thin[:, :2]
    dots = np.flatnonzero(sides.max(axis=1) <= _LENGTHS * sides.min(axis=1))
    rows = [(axis, row) for axis in (0, 1) for row in _rows(thin[dots], axis)]
    of_row = np.zeros((2, len(dots)), dtype=np.bool_)
    for axis, row in rows:
        of_row[axis, row] = True
    is_in_row = np.zeros(len(thin), dtype=np.bool_)
    is_in_row[dots] = of_row.any(axis=0)
    is_crossed = of_row[0] & of_row[1]
    rules: list[tuple[float, ...]] = []
    for axis, row in rows:
        if np.count_nonzero(is_crossed[row]) <= _LATTICE * len(row):
            boxes = thin[dots[row]]
            (x0, top), (x1, bottom) = boxes[:, :2].min(axis=0).tolist(), boxes[:, 2:4].max(axis=0).tolist()
            x, y = (x0 + x1) / 2, (top + bottom) / 2
            rules.append((x0, y, x1, y, bottom - top) if axis == 0 else (x, top, x, bottom, x1 - x0))
    return is_in_row, np.array(rules, dtype=np.float64).reshape(-1, 5)


def _rows(dots: FloatArray, axis: int) -> Iterator[IntArray]:
    """Dots, as indices, that follow one another closely along an axis (0 rightwards, 1 downwards)."""
    if len(dots) < _ROW:
        return
    start, end, size = dots[:, axis], dots[:, axis + 2], (dots[:, 2:4] - dots[:, :2]).min(axis=1)
    at = (dots[:, 1 - axis] + dots[:, 3 - axis]) / 2
    across = np.argsort(at, kind="stable")
    line = np.empty(len(dots), dtype=np.int64)  # dots of one number stand on one line
    line[across] = np.concatenate(([0], np.cumsum(np.diff(at[across]) > _LEVEL)))
    order = np.lexsort((start, line))
    gap = start[order][1:] - end[order][:-1]
    is_cut = (np.diff(line[order]) > 0) | (gap > _GAPS * size[order][:-1])
    ends = np.concatenate(([0], np.flatnonzero(is_cut) + 1, [len(order)]))
    for k in np.flatnonzero(np.diff(ends) >= _ROW).tolist():
        yield order[ends[k] : ends[k + 1]]
