"""A page's image: upright to the pixel, ink apart from paper, rulings apart from glyphs. Arrays of pixels, no text.

Images are grey, ``uint8``, shape (height, width), 0 black. Boxes are integer rows ``x0, top, x1, bottom`` in pixels,
the far edges exclusive. Lengths that depend on print are in points; ``scale`` gives the pixels per point.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from extractors.model import BoolArray, IntArray

Grey = NDArray[np.uint8]

WHITE = 255
INK_SHARE = (
    0.62  # what is darker than this share of the paper around it is ink: shading is lighter, thin strokes darker
)
BACKGROUND_BLOCK = 12  # points: two lines of text, so that every block shows some paper
BACKGROUND_RANK = 90  # percentile of a block that is taken for paper
MOST_SKEW = 2.5  # degrees: a sheet fed by hand lies straighter
SHARPER = 1.05  # by which rows stand out more in the page's direction than level, else it lies level
LONG_RULE = 20.0  # points: longer than any stroke of the form's type
SHORT_RULE = 7.0  # points: the lowest row of a form; believed only between two other rulings
THICK_RULE = 3.0  # points: what is thicker is a filled area
HAIR_GAP = 1.0  # points by which the pieces of a ruling may stand apart
PIECE = 4.0  # points: a shorter piece is a glyph's stroke
SHORT_DASHED = 11.0  # points: the side of a dotted box around one line, higher than its glyphs; believed only where it
# meets another ruling
DOT_GAP = 1.5  # points between its dots, and less than between the glyphs of two lines
DOT = 2.0  # points: what is longer is no dot of such a side
DASH_GAP = 3.0  # points between the dashes of a line
DASHED_RULE = 40.0  # points: shorter rows of dots are leaders or text
DASH_CLEAR = 0.06  # share of a dashed line's neighbouring rows that other ink may darken
PITCH = 6.0  # points from dash to dash at most, on the whole: lines of text stand wider
FEWEST_DOTS = 6  # of a dashed or dotted line
BRIDGE_CLEAR = 0.2  # the same of a line drawn in pieces: text stands close to a cell's side
MEET = 2.0  # points within which two rulings meet


@dataclass(frozen=True, slots=True, eq=False)
class PixelRuns:
    """Horizontal runs of dark pixels, in reading order: run k is ``start[k]`` to ``end[k]`` (exclusive) of a row."""

    row: IntArray
    start: IntArray
    end: IntArray

    def __getitem__(self, which: BoolArray | IntArray) -> PixelRuns:
        return PixelRuns(self.row[which], self.start[which], self.end[which])

    def pixels(self, width: int) -> tuple[IntArray, IntArray]:
        """Flat indices of all pixels of the runs, in an image of that width, and the run each belongs to."""
        length = self.end - self.start
        run = np.repeat(np.arange(len(length)), length)
        first = np.cumsum(length) - length
        return (self.row * width + self.start)[run] + np.arange(len(run)) - first[run], run


def runs_of(mask: BoolArray) -> PixelRuns:
    """The horizontal runs of a mask's true pixels."""
    height, width = mask.shape
    framed = np.zeros((height, width + 2), dtype=np.int8)
    framed[:, 1:-1] = mask
    edges = np.flatnonzero(np.diff(framed.ravel()))
    row, column = np.divmod(edges, width + 2)
    return PixelRuns(row[0::2], column[0::2], column[1::2])


def label_runs(runs: PixelRuns) -> tuple[IntArray, int]:
    """Which connected component (eight neighbours) each run belongs to, from 0, and how many there are."""
    n = len(runs.row)
    if not n:
        return np.zeros(0, dtype=np.int64), 0
    span = int(runs.end.max()) + 2
    first = np.searchsorted(runs.row * span + runs.end, (runs.row + 1) * span + runs.start, "left")
    last = np.searchsorted(runs.row * span + runs.start, (runs.row + 1) * span + runs.end, "right")
    count = np.maximum(last - first, 0)
    above = np.repeat(np.arange(n), count)
    below = np.arange(len(above)) - np.repeat(np.cumsum(count) - count, count) + np.repeat(first, count)
    return join_pairs(above, below, n)


def join_pairs(a: IntArray, b: IntArray, n: int) -> tuple[IntArray, int]:
    """Groups of ``n`` things of which the pairs ``a[k], b[k]`` belong together: the group of each, and their number."""
    label = np.arange(n)
    while True:
        low = np.minimum(label[a], label[b])
        before = label.copy()
        np.minimum.at(label, before[a], low)
        np.minimum.at(label, before[b], low)
        while not np.array_equal(label, label[label]):
            label = label[label]
        if np.array_equal(label, before):
            break
    names, group = np.unique(label, return_inverse=True)
    return group.astype(np.int64), len(names)


def boxes_of(runs: PixelRuns, group: IntArray, n: int) -> IntArray:
    """The box around the runs of each group, shape (n, 4)."""
    boxes = np.empty((n, 4), dtype=np.int64)
    boxes[:, :2], boxes[:, 2:] = np.iinfo(np.int64).max, 0
    np.minimum.at(boxes[:, 0], group, runs.start)
    np.minimum.at(boxes[:, 1], group, runs.row)
    np.maximum.at(boxes[:, 2], group, runs.end)
    np.maximum.at(boxes[:, 3], group, runs.row + 1)
    return boxes


# ------------------------------------------------------------------------------------------------ paper and skew


def paper_of(grey: Grey, scale: float) -> Grey:
    """The paper's shade at every pixel: what most of the lighter pixels around it have."""
    step = max(round(BACKGROUND_BLOCK * scale), 1)
    height, width = grey.shape
    rows, columns = -(-height // step), -(-width // step)
    padded = np.pad(grey, ((0, rows * step - height), (0, columns * step - width)), mode="edge")
    blocks = padded.reshape(rows, step, columns, step).swapaxes(1, 2).reshape(rows, columns, -1)
    shade = np.percentile(blocks[:, :, ::3], BACKGROUND_RANK, axis=2, method="nearest").astype(np.uint8)
    return np.repeat(np.repeat(shade, step, axis=0), step, axis=1)[:height, :width]


def ink_of(grey: Grey, paper: Grey) -> BoolArray:
    """Which pixels are ink."""
    return grey < (paper * np.float32(INK_SHARE))


def _from_edges(ink: BoolArray) -> BoolArray:
    """Which ink reaches an edge of the image in a straight line."""
    sides = (np.logical_and.accumulate(np.rot90(ink, k)) for k in range(4))
    return np.logical_or.reduce([np.rot90(side, -k) for k, side in enumerate(sides)])


def skew_of(ink: BoolArray) -> float:
    """By how many degrees, clockwise, the page's lines fall to the right; 0 where no direction stands out.

    The dark that a scanner saw beside the paper lies straight however the page lies, so it has no say.
    """
    ink = ink & ~_from_edges(ink)
    y, x = np.nonzero(ink[::2, ::2])
    if len(x) < 100:
        return 0.0
    keep = slice(None, None, max(len(x) // 200_000, 1))
    x, y = x[keep] - ink.shape[1] / 4, y[keep].astype(np.float64)

    def sharpness(degrees: float) -> float:  # how steeply rows of ink rise from the paper between them
        level = np.rint(y - x * np.tan(np.radians(degrees))).astype(np.int64)
        rows = np.bincount(level - level.min())
        return float((np.diff(rows.astype(np.float64), prepend=0, append=0) ** 2).sum())

    best = 0.0
    for step, reach in ((0.25, MOST_SKEW), (0.05, 0.25), (0.01, 0.05)):
        tried = best + np.arange(-reach, reach + step / 2, step)
        best = float(max(tried, key=lambda degrees: (sharpness(degrees), -abs(degrees))))
    is_clear = abs(best) < MOST_SKEW and sharpness(best) > SHARPER * sharpness(0.0)
    return best if is_clear else 0.0


def straighten(grey: Grey, degrees: float) -> Grey:
    """The image turned back by its skew, about its middle."""
    if abs(degrees) < 0.015:  # a pixel over the width of a page
        return grey
    return np.asarray(Image.fromarray(grey).rotate(degrees, Image.Resampling.BICUBIC, fillcolor=WHITE))


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """A page's image turned upright: its shades, those of the paper, which pixels are ink, and the skew it had."""

    grey: Grey
    paper: Grey
    ink: BoolArray
    skew: float


def upright(grey: Grey, scale: float) -> Sheet:
    """The image of a page as it lay, straightened."""
    paper = paper_of(grey, scale)
    ink = ink_of(grey, paper)
    skew = skew_of(ink)
    straight = straighten(grey, skew)
    if straight is not grey:
        paper = paper_of(straight, scale)
        ink = ink_of(straight, paper)
    return Sheet(straight, paper, ink, skew)


# ------------------------------------------------------------------------------------------------ rulings


@dataclass(frozen=True, slots=True, eq=False)
class PixelRules:
    """Rulings of an image: boxes, which of them are dashed, and masks of the horizontal and the vertical ones."""

    boxes: IntArray
    is_dashed: BoolArray
    horizontal: BoolArray
    vertical: BoolArray


def find_rules(ink: BoolArray, scale: float) -> PixelRules:
    """The rulings among an image's ink: long straight runs, short ones that join two of them, and dashed lines."""
    across, down = _long_runs(ink, scale), _long_runs(ink.T, scale)
    short_across = _joining(ink, down, scale)
    short_down = _joining(ink.T, across, scale)
    across, down = np.vstack([across, short_across]), np.vstack([down, short_down])
    rest = _without(ink, across, down)
    level = _dashes(rest, scale)
    rest = _without(rest, level, level[:0])
    upright = _meeting(_upright_dashes(rest.T, scale), np.vstack([across, level]), scale)
    dashed = level, upright
    horizontal, vertical = np.zeros(ink.shape, dtype=bool), np.zeros(ink.shape, dtype=bool)
    for mask, boxes in ((horizontal, [across, dashed[0]]), (vertical.T, [down, dashed[1]])):
        for x0, top, x1, bottom in np.vstack(boxes).tolist():
            mask[max(top - 1, 0) : bottom + 1, x0:x1] = True  # and its soft edges
    turned = [1, 0, 3, 2]
    boxes = np.vstack([across, down[:, turned], dashed[0], dashed[1][:, turned]])
    is_dashed = np.arange(len(boxes)) >= len(across) + len(down)
    return PixelRules(boxes, is_dashed, horizontal, vertical)


def _long_runs(ink: BoolArray, scale: float) -> IntArray:
    runs = _bridged(ink, scale)
    runs = runs[runs.end - runs.start >= LONG_RULE * scale]
    group, n = label_runs(runs)
    boxes = boxes_of(runs, group, n)
    return boxes[boxes[:, 3] - boxes[:, 1] <= THICK_RULE * scale]


def _bridged(ink: BoolArray, scale: float) -> PixelRuns:
    """An image's runs, those that a hair's breadth parts joined: the pieces of a ruling that was drawn cell by cell.

    There is paper on both sides of it, where strokes of glyphs in a row have others.
    """
    runs = runs_of(ink)
    pieces = runs[runs.end - runs.start >= PIECE * scale]
    if not len(pieces.row):
        return runs
    is_new = (pieces.row[1:] != pieces.row[:-1]) | (pieces.start[1:] - pieces.end[:-1] > HAIR_GAP * scale)
    first = np.flatnonzero(np.concatenate(([True], is_new)))
    last = np.concatenate((first[1:], [len(pieces.row)])) - 1
    joined = PixelRuns(pieces.row[first], pieces.start[first], pieces.end[last])[first < last]
    joined = joined[np.logical_and(*_clear_sides(joined, ink, MEET / 2 * scale, BRIDGE_CLEAR))]
    both = PixelRuns(*(np.concatenate(pair) for pair in zip(_fields(runs), _fields(joined), strict=True)))
    return both[np.lexsort((both.start, both.row))]


def _fields(runs: PixelRuns) -> tuple[IntArray, IntArray, IntArray]:
    return runs.row, runs.start, runs.end


def _clear_sides(lines: PixelRuns, ink: BoolArray, reach: float, most: float) -> tuple[BoolArray, BoolArray]:
    """Which level lines have paper at ``reach`` pixels above, and below, but for the share ``most`` of their length."""
    dark = np.pad(np.cumsum(ink, axis=1, dtype=np.int32), ((0, 0), (1, 0)))

    def is_clear(step: int) -> BoolArray:
        row = np.clip(lines.row + step, 0, len(ink) - 1)
        return dark[row, lines.end] - dark[row, lines.start] <= most * (lines.end - lines.start)

    steps = max(round(reach), 2)
    return is_clear(-steps - 1) & is_clear(-steps), is_clear(steps) & is_clear(steps + 1)


def _joining(ink: BoolArray, others: IntArray, scale: float) -> IntArray:
    """Short level runs whose both ends meet upright rulings (``others``, in the turned image)."""
    runs = _bridged(ink, scale)
    length = runs.end - runs.start
    runs = runs[(length >= SHORT_RULE * scale) & (length < LONG_RULE * scale)]
    group, n = label_runs(runs)
    boxes = boxes_of(runs, group, n)
    boxes = boxes[boxes[:, 3] - boxes[:, 1] <= THICK_RULE / 2 * scale]
    if not len(boxes) or not len(others):
        return boxes[:0]
    near = MEET * scale
    top, x0, bottom, x1 = others.T  # of an upright ruling, in this image
    middle = (boxes[:, 1] + boxes[:, 3])[:, None] / 2
    beside = (top - near <= middle) & (middle <= bottom + near)
    meets_left = (beside & (np.abs(boxes[:, :1] - (x0 + x1) / 2) <= near)).any(axis=1)
    meets_right = (beside & (np.abs(boxes[:, 2:3] - (x0 + x1) / 2) <= near)).any(axis=1)
    return boxes[meets_left & meets_right]


def _without(ink: BoolArray, across: IntArray, down: IntArray) -> BoolArray:
    rest = ink.copy()
    for boxes, mask in ((across, rest), (down, rest.T)):
        for x0, top, x1, bottom in boxes.tolist():
            mask[max(top - 1, 0) : bottom + 1, x0:x1] = False
    return rest


def _dashes(ink: BoolArray, scale: float) -> IntArray:
    """Level lines of dashes or dots: runs that a small gap parts, with clear paper above and below."""
    lines = _rows_of_dots(ink, scale, DASHED_RULE, DASH_GAP, np.inf)
    lines = lines[np.logical_and(*_clear_sides(lines, ink, THICK_RULE / 2 * scale, DASH_CLEAR))]
    group, n = label_runs(lines)
    return boxes_of(lines, group, n)


def _upright_dashes(ink: BoolArray, scale: float) -> IntArray:
    """Dashed and dotted lines of the turned image, the sides of a box around one line among them.

    A bracket may touch such a side, so one side of it is clear and the other need not be.
    """
    lines = _rows_of_dots(ink, scale, SHORT_DASHED, DOT_GAP, DOT)
    lines = lines[np.logical_or(*_clear_sides(lines, ink, MEET / 2 * scale, DASH_CLEAR))]
    group, n = label_runs(lines)
    return np.vstack([_dashes(ink, scale), boxes_of(lines, group, n)])


def _meeting(boxes: IntArray, others: IntArray, scale: float) -> IntArray:
    """Upright lines, in the turned image, that meet a level ruling at one end or both: dashes that meet none are rows
    of glyphs one below the other."""
    if not len(boxes) or not len(others):
        return boxes[:0]
    near = MEET * scale
    top, x0, bottom, x1 = others.T
    middle = (boxes[:, 1] + boxes[:, 3])[:, None] / 2
    beside = (top - near <= middle) & (middle <= bottom + near)
    ends = (np.abs(boxes[:, k : k + 1] - (x0 + x1) / 2) <= near for k in (0, 2))
    return boxes[(beside & np.logical_or(*ends)).any(axis=1)]


def _rows_of_dots(ink: BoolArray, scale: float, shortest: float, gap: float, longest_dot: float) -> PixelRuns:
    """Level rows of dots, none longer than ``longest_dot``, with gaps up to ``gap``, ``shortest`` long; points."""
    runs = runs_of(ink)
    runs = runs[runs.end - runs.start <= longest_dot * scale]
    if not len(runs.row):
        return runs
    goes_on = (runs.row[1:] == runs.row[:-1]) & (runs.start[1:] - runs.end[:-1] <= gap * scale)
    first = np.flatnonzero(np.concatenate(([True], ~goes_on)))
    last = np.concatenate((first[1:], [len(runs.row)])) - 1
    lines = PixelRuns(runs.row[first], runs.start[first], runs.end[last])
    length = (lines.end - lines.start) / scale
    return lines[(length >= shortest) & (last - first + 1 >= np.maximum(FEWEST_DOTS, length / PITCH))]
