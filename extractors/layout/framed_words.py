"""Frames around words (囲み): a box drawn about a phrase within a cell marks it and rules no cell.

Such a frame is as high as one line of text and as wide as what it marks, and stands free inside a cell, among the
cell's other text or about all of it. A box that stands in no cell, that leaves room about its text, that other rules
meet, or that stands apart from other text, as those of a drawing do, is a cell. A closed frame holds two letters at
least: a box about one is a checkbox. Where what is marked runs on from line to line, a browser leaves the frame's sides
open there; one that is open at both sides holds a line of text, or it is dashes of borders.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from extractors.layout.grid import OUTSIDE, build_grid
from extractors.layout.ink import ASCENT, DESCENT, Glyphs
from extractors.layout.rulings import merge_rules
from extractors.layout.underlines import ON_SIDE
from extractors.model import BoolArray, FloatArray
from extractors.settings import TOLERANCES

# In font sizes:
_HEIGHT = (0.8, 1.5)  # of a frame about one line
_BESIDE = 0.35  # between its sides and its text
_ABOVE = 0.3  # between its top or foot and the letters' squares
_NEAR = 1.0  # to text beside it in its line
_LEADING = (0.8, 2.2)  # to a line above or below
_CORNER = TOLERANCES.axis_slack * 2  # points by which the ends of a frame's sides miss each other
_LETTERS = (4, 1, 2)  # that a frame holds at least, by how many of its sides are closed


def without_framed_words(rules: FloatArray, glyphs: Glyphs) -> FloatArray:
    """The rules (as in ``Ink``) but for those of frames around words of a cell."""
    frames = list(_frames(rules, glyphs))
    if not frames:
        return rules
    is_of_frame = np.zeros(len(rules), dtype=np.bool_)
    for sides in frames:
        is_of_frame[sides] = True
    grid = build_grid(merge_rules(rules[~is_of_frame]))
    cells = grid.locate((glyphs.x0 + glyphs.x1) / 2, (glyphs.top + glyphs.bottom) / 2)
    is_dropped = np.zeros(len(rules), dtype=np.bool_)
    for sides in frames:
        (x0, top), (x1, bottom) = rules[sides, :2].min(axis=0), rules[sides, 2:4].max(axis=0)
        x0, x1 = x0 - ON_SIDE, x1 + ON_SIDE
        inside = set(grid.locate(np.array([x0, x1, x0, x1]), np.array([top, top, bottom, bottom])).tolist())
        if len(inside) == 1 and OUTSIDE not in inside:
            is_in_cell = (cells == inside.pop()) & ~glyphs.is_space
            is_dropped[sides] = _is_among_text(glyphs, is_in_cell, x0, top, x1, bottom)
    return rules[~is_dropped]


def _frames(rules: FloatArray, glyphs: Glyphs) -> Iterator[list[int]]:
    """The sides, as indices, of each box that holds one line of text and no room."""
    if not len(rules) or not len(glyphs.size):
        return
    is_level = rules[:, 2] - rules[:, 0] >= rules[:, 3] - rules[:, 1]
    level, upright = np.flatnonzero(is_level), np.flatnonzero(~is_level)
    lowest, highest = _HEIGHT[0] * glyphs.size.min(), _HEIGHT[1] * glyphs.size.max()
    height = rules[upright, 3] - rules[upright, 1]
    upright = upright[(height >= lowest - _CORNER) & (height <= highest + _CORNER)]
    level = level[~_goes_on(rules[level])]
    level = level[rules[level, 2] - rules[level, 0] >= lowest]  # and no dash
    # of level rules of one place and length, one below another
    ends = np.round(rules[level][:, [0, 2]], 1)
    order = np.lexsort((rules[level, 1], ends[:, 1], ends[:, 0]))
    level, ends = level[order], ends[order]
    apart = np.diff(rules[level, 1])
    is_pair = (ends[1:] == ends[:-1]).all(axis=1) & (apart >= lowest) & (apart <= highest)
    for k in np.flatnonzero(is_pair).tolist():
        over, under = int(level[k]), int(level[k + 1])
        x0, top, x1, bottom = rules[over, 0], rules[over, 1], rules[over, 2], rules[under, 1]
        is_side = (np.abs(rules[upright, 1] - top) <= _CORNER) & (np.abs(rules[upright, 3] - bottom) <= _CORNER)
        sides = upright[is_side]
        is_left, is_right = (np.abs(rules[sides, 0] - x) <= _CORNER for x in (x0, x1))
        least = _LETTERS[int(is_left.any()) + int(is_right.any())]
        frame = [over, under, *sides[is_left | is_right].tolist()]
        if _is_hugging(glyphs, least, x0, top, x1, bottom) and _is_free(rules, frame, x0, top, x1, bottom):
            yield frame


def _goes_on(level: FloatArray) -> BoolArray:
    """Which level rules go on in another: borders drawn cell by cell."""
    order = np.lexsort((level[:, 0], np.round(level[:, 1], 1)))
    one, other = order[:-1], order[1:]
    is_joint = np.abs(level[one, 1] - level[other, 1]) <= _CORNER
    is_joint &= np.abs(level[one, 2] - level[other, 0]) <= _CORNER
    goes_on = np.zeros(len(level), dtype=np.bool_)
    goes_on[one[is_joint]] = goes_on[other[is_joint]] = True
    return goes_on


def _is_free(rules: FloatArray, frame: list[int], x0: float, top: float, x1: float, bottom: float) -> bool:
    """Whether no rule but the frame's own meets one of its corners."""
    meets = np.zeros(len(rules), dtype=np.bool_)
    for x in (x0, x1):
        for y in (top, bottom):
            meets |= (
                (rules[:, 0] - _CORNER <= x)
                & (x <= rules[:, 2] + _CORNER)
                & (rules[:, 1] - _CORNER <= y)
                & (y <= rules[:, 3] + _CORNER)
            )
    meets[frame] = False
    return not meets.any()


def _is_hugging(glyphs: Glyphs, least: int, x0: float, top: float, x1: float, bottom: float) -> bool:
    size, y = glyphs.size, glyphs.across
    on: BoolArray = (glyphs.direction == 0) & (y > top) & (y <= bottom)
    on &= (glyphs.x0 >= x0 - _BESIDE * size) & (glyphs.x1 <= x1 + _BESIDE * size)
    if np.count_nonzero(on & ~glyphs.is_space) < least:
        return False
    em, baseline = float(size[on].max()), y[on]
    is_beside = glyphs.x0[on].min() - x0 <= _BESIDE * em and x1 - glyphs.x1[on].max() <= _BESIDE * em
    above, below = baseline.min() - ASCENT * em - top, bottom - baseline.max() - DESCENT * em
    return bool(is_beside and abs(above) <= _ABOVE * em and abs(below) <= _ABOVE * em)


def _is_among_text(glyphs: Glyphs, is_in_cell: BoolArray, x0: float, top: float, x1: float, bottom: float) -> bool:
    """Whether letters of the cell stand close beside a frame in its line, or in the line above or below, or none of
    them is outside of it."""
    em = glyphs.size
    away = np.abs((glyphs.top + glyphs.bottom) / 2 - (top + bottom) / 2)
    room = np.maximum(glyphs.x0 - x1, x0 - glyphs.x1)  # negative where a letter is above, below or within the frame
    is_within = (away <= em / 2) & (room <= -_BESIDE * em)
    is_beside = (away <= em / 2) & (room <= _NEAR * em) & ~is_within
    is_over = (away >= _LEADING[0] * em) & (away <= _LEADING[1] * em) & (room < 0)
    return bool((is_in_cell & (is_beside | is_over)).any() or not (is_in_cell & ~is_within).any())
