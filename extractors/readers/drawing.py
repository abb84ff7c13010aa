"""Drawn paths to rules and fills, the same for every reader. Displayed points, origin top left."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np

from extractors.model import BoolArray, FloatArray, IntArray
from extractors.readers.faint_rules import dots_and_rules, white_on_shade
from extractors.readers.painted_over import Covers, seen_parts
from extractors.settings import TOLERANCES, Tolerances

Point = tuple[float, float]
Box4 = tuple[float, float, float, float]  # x0, y0, x1, y1
#: x0, y0, x1, y1, width, is_dashed (0 or 1), grey of one straight stroke, then the box of all that is drawn in one go
#: with it, and its place in the order of painting
Stroke = tuple[float, float, float, float, float, float, float, float, float, float, float, float]
#: x0, y0, x1, y1, grey of one filled rectangle, and its place in the order of painting
Fill = tuple[float, float, float, float, float, float]
#: By how much a path's outline is painted later than its ground.
OUTLINE_AFTER = 0.5

_MIDDLE_EM = 0.38  # the middle of an em square over the baseline, in font sizes
_QUARTER_TURN = float(np.sin(np.radians(TOLERANCES.quarter_turn)))
_AT_ONCE = 500  # shapes compared with all letters at a time; bounds the memory


def grey_of(colour: Sequence[float]) -> float:
    """Luminance (0 black, 1 white) of a colour of 1 (grey), 3 (RGB) or 4 (CMYK) components from 0 to 1.

    >>> grey_of((0.5,)), grey_of((1, 1, 1)), grey_of((0, 0, 0, 1))
    (0.5, 1.0, 0.0)
    """
    if len(colour) == 1:
        return colour[0]
    if len(colour) == 4:
        ink = 1 - colour[3]
        colour = [(1 - part) * ink for part in colour[:3]]
    red, green, blue = colour
    return round(0.299 * red + 0.587 * green + 0.114 * blue, 4)


def rectangle_of(points: Sequence[Point], tolerances: Tolerances) -> tuple[float, float, float, float] | None:
    """The box of a filled polygon if it is a rectangle, or so thin that it is a line; else None.

    >>> rectangle_of([(0, 0), (9, 0), (9, 5), (0, 5)], Tolerances())
    (0, 0, 9, 5)
    >>> rectangle_of([(0, 0), (9, 0), (9, 5)], Tolerances()) is None
    True
    """
    slack = tolerances.axis_slack
    x0, y0, x1, y1 = box_of(points)
    if min(x1 - x0, y1 - y0) <= tolerances.thin_fill:
        return x0, y0, x1, y1
    at_corners = all(min(x - x0, x1 - x) <= slack and min(y - y0, y1 - y) <= slack for x, y in points)
    ends = zip(points, [*points[1:], points[0]], strict=True)
    is_level = all(min(abs(x - u), abs(y - v)) <= slack for (x, y), (u, v) in ends)
    return (x0, y0, x1, y1) if at_corners and is_level else None


def frame_sides(one: Box4, other: Box4) -> list[Box4]:
    """The four sides of a frame, that is of one rectangle cut out of another; where neither holds the other, both.

    >>> frame_sides((1, 1, 9, 4), (0, 0, 10, 5))
    [(0, 0, 10, 1), (0, 4, 10, 5), (0, 0, 1, 5), (9, 0, 10, 5)]
    >>> frame_sides((0, 0, 9, 5), (8, 0, 20, 5))
    [(0, 0, 9, 5), (8, 0, 20, 5)]
    """
    for (x0, y0, x1, y1), (left, top, right, bottom) in ((one, other), (other, one)):
        if left <= x0 < x1 <= right and top <= y0 < y1 <= bottom:
            level = [(left, top, right, y0), (left, y1, right, bottom)]
            upright = [(left, top, x0, bottom), (x1, top, right, bottom)]
            return [side for side in level + upright if side[0] < side[2] and side[1] < side[3]]
    return [one, other]


def numbers(rows: Iterable[Sequence[float]], width: int) -> FloatArray:
    """Rows of ``width`` numbers as an array; taking the tuples apart here is several times as fast as ``np.array``."""
    return np.fromiter(chain.from_iterable(rows), dtype=np.float64).reshape(-1, width)


def is_slanting(one: Point, other: Point) -> bool:
    """Whether a straight line between two points is neither level nor upright."""
    return one[0] != other[0] and one[1] != other[1]


def is_at_angle(along: FloatArray, down: FloatArray) -> BoolArray:
    """Whether text runs at an angle that is no quarter turn, from how far it goes along and down."""
    return np.minimum(np.abs(along), np.abs(down)) > _QUARTER_TURN * np.hypot(along, down)


def box_of(points: Sequence[Point]) -> tuple[float, float, float, float]:
    """The smallest box that holds the points."""
    across, down = zip(*points, strict=True)
    return min(across), min(down), max(across), max(down)


def corners_of(box: Box4) -> list[Point]:
    """A rectangle's corners, one after another round it."""
    x0, y0, x1, y1 = box
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def letter_squares(
    x: FloatArray, y: FloatArray, advance: FloatArray, size: FloatArray, direction: IntArray, is_vertical: BoolArray
) -> FloatArray:
    """Middle and half side of each glyph's em square, shape (n, 3), from the pen as in ``Ink``."""
    angle = direction * (np.pi / 2)
    rise = np.where(is_vertical, 0, _MIDDLE_EM * size)
    middle_x = x + advance / 2 * np.cos(angle) + rise * np.sin(angle)
    middle_y = y + advance / 2 * np.sin(angle) - rise * np.cos(angle)
    return np.column_stack((middle_x, middle_y, size / 2))


def rules_and_fills(
    strokes: Iterable[Stroke], fills: Iterable[Fill], tolerances: Tolerances, letters: FloatArray, covers: Covers
) -> tuple[FloatArray, BoolArray, FloatArray]:
    """``Ink.rules``, ``Ink.is_dashed`` and ``Ink.fills`` of straight strokes and filled rectangles.

    Strokes that are neither level nor upright and those without length are left out, and those that trace a letter's
    outline; thin fills become rules along their middle. White ones are rules only as ``white_on_shade`` has it, and
    what is painted over is none. ``letters`` is what ``letter_squares`` gives.
    """
    stroked = _level(numbers(strokes, 12), tolerances)
    stroked = stroked[~_is_of_letter(stroked, letters, tolerances)]
    filled = _ordered(numbers(fills, 6))
    width, height = filled[:, 2] - filled[:, 0], filled[:, 3] - filled[:, 1]
    is_thin = np.minimum(width, height) <= tolerances.thin_fill
    thin, filled = filled[is_thin & (np.maximum(width, height) >= tolerances.shortest_line)], filled[~is_thin]
    stroked = seen_parts(stroked, stroked[:, 4], filled, covers, tolerances)
    thin = seen_parts(thin, np.zeros(len(thin)), filled, covers, tolerances)
    thin, filled = thin[:, :5], filled[:, :5]
    is_white_stroke, is_white_fill = stroked[:, 6] >= tolerances.white, thin[:, 4] >= tolerances.white
    white = np.vstack([stroked[is_white_stroke, :5], _middle_lines(thin[is_white_fill])])
    stroked, thin = stroked[~is_white_stroke], thin[~is_white_fill]
    is_dot, dotted = dots_and_rules(thin)
    rules = [stroked[:, :5], _middle_lines(thin[~is_dot]), dotted]
    rules.append(white_on_shade(white, filled, np.vstack(rules), tolerances))
    is_dashed = np.repeat(np.array([False, False, True, False]), [len(some) for some in rules])
    is_dashed[: len(stroked)] = stroked[:, 5] > 0
    return np.vstack(rules), is_dashed, filled


def parted_pictures(images: FloatArray, tolerances: Tolerances) -> tuple[FloatArray, list[Fill]]:
    """Boxes of pictures, shape (n, 4), and as black fills those of pictures no wider than a rule: some programs print a
    dotted border as a picture of dots. A dot is neither."""
    sides = images[:, 2:] - images[:, :2]
    is_thin = sides.min(axis=1) <= tolerances.thin_fill
    is_rule = is_thin & (sides.max(axis=1) > tolerances.thin_fill)
    return images[~is_thin], [(x0, y0, x1, y1, 0.0, math.inf) for x0, y0, x1, y1 in images[is_rule].tolist()]


def _is_of_letter(stroked: FloatArray, letters: FloatArray, tolerances: Tolerances) -> BoolArray:
    """Which strokes belong to an outline that lies within one letter: some programs imitate bold by tracing letters."""
    paths = stroked[:, 7:11]
    is_shape = np.minimum(paths[:, 2] - paths[:, 0], paths[:, 3] - paths[:, 1]) > tolerances.axis_slack
    of_letter = np.zeros(len(stroked), dtype=np.bool_)
    if not is_shape.any():
        return of_letter
    x, y, half = letters.T
    half = half * tolerances.letter_outline_em
    shapes, shape_of = np.unique(paths[is_shape], axis=0, return_inverse=True)
    small = np.flatnonzero((shapes[:, 2:] - shapes[:, :2]).max(axis=1) <= 2 * half.max(initial=0))
    is_inside = np.zeros(len(shapes), dtype=np.bool_)
    for some in np.array_split(small, len(small) // _AT_ONCE + 1):
        x0, y0, x1, y1 = (edge[:, None] for edge in shapes[some].T)
        within = (x0 >= x - half) & (x1 <= x + half) & (y0 >= y - half) & (y1 <= y + half)
        is_inside[some] = within.any(axis=1)
    of_letter[is_shape] = is_inside[shape_of.ravel()]
    return of_letter


def _ordered(rows: FloatArray) -> FloatArray:
    """Rows whose first four columns are x0 <= x1, y0 <= y1."""
    one, other = rows[:, :2], rows[:, 2:4]
    return np.hstack([np.minimum(one, other), np.maximum(one, other), rows[:, 4:]])


def _level(strokes: FloatArray, tolerances: Tolerances) -> FloatArray:
    rows = _ordered(strokes)
    width, height = rows[:, 2] - rows[:, 0], rows[:, 3] - rows[:, 1]
    kept = np.minimum(width, height) <= tolerances.axis_slack
    kept &= np.maximum(width, height) >= tolerances.shortest_line
    return _flattened(rows[kept])


def _flattened(rows: FloatArray) -> FloatArray:
    """Each row's short side put on its middle, so that a rule is exactly level or upright."""
    rows = rows.copy()
    is_wide = (rows[:, 2] - rows[:, 0]) >= (rows[:, 3] - rows[:, 1])
    for axis, chosen in ((1, is_wide), (0, ~is_wide)):
        rows[chosen, axis] = rows[chosen, axis + 2] = (rows[chosen, axis] + rows[chosen, axis + 2]) / 2
    return rows


def _middle_lines(boxes: FloatArray) -> FloatArray:
    thickness = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    return np.column_stack([_flattened(boxes[:, :4]), thickness])
