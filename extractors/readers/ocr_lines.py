"""Ink without rulings to stretches of print: what stands together on one line, and brackets with what they hold.

Brackets and circles are told by their shape, because a recogniser of letters drops them where they stand alone. All
else is a picture of one stretch of one line, for the recogniser. Pixels, as in ``ocr_image``.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from extractors.model import BoolArray, FloatArray, IntArray
from extractors.readers.ocr_image import WHITE, Grey, PixelRules, PixelRuns, boxes_of, join_pairs, label_runs, runs_of

# Shares of the em, unless a comment says otherwise.
SPECK = 0.05  # what is smaller both ways is dirt
BIG = 0.5  # what is as high stands for its line
FULL = 0.92  # an ideograph's height
GAP = 0.85  # a wider gap between glyphs parts two stretches
SIGN_GAP = 1.2  # or this where they are whole glyphs: half of 、 and 「 is blank
OVERLAP = 0.5  # of the lower glyph's height that two glyphs of a line share
HANGING = 1.3  # a comma between digits with them
ENCLOSED = 0.1  # by which a part of a line may stand out of it
STACKED = 1.08  # parts of one glyph, one above the other, are no higher together
TYPE_SIZES = 4.0, 30.0  # points: heights among which the page's em is looked for

BRACKET_HEIGHT = 0.65, 1.7
BRACKET_SLIM = 0.16, 0.5  # width by height
HOLDS = 30.0  # bracket heights within which a bracket closes
MARK_ROOM = 4.5  # the same where it holds a mark, not a value
STEM_IN = 0.15  # of its width by which a bracket's stem may stand in
ROUND = 0.75, 1.33  # width by height of a circle or square
SECTORS = 24  # into which a ring is cut, to see that it is whole


@dataclass(frozen=True, slots=True, eq=False)
class Stretch:
    """Glyphs on one line with no wide gap: their box, the height of their middle, the em of their type, what they are.

    ``text`` is what their shape says (brackets, circles); None where it is to be recognised from ``picture``.
    ``is_held`` where they stand between an opening and a closing bracket.
    """

    box: tuple[int, int, int, int]
    middle: float
    em: float
    text: str | None
    picture: Grey | None = None
    is_held: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class _Parts:
    """Connected parts of the ink: their runs, which part each run is of, and the parts' boxes."""

    runs: PixelRuns
    part: IntArray
    boxes: IntArray

    @property
    def width(self) -> IntArray:
        return self.boxes[:, 2] - self.boxes[:, 0]

    @property
    def height(self) -> IntArray:
        return self.boxes[:, 3] - self.boxes[:, 1]


def find_stretches(grey: Grey, paper: Grey, ink: BoolArray, rules: PixelRules, scale: float) -> list[Stretch]:
    """The stretches of a page in reading order by lines. ``scale``: pixels per point."""
    parts = _parts(ink & ~(rules.horizontal | rules.vertical))
    em = _em(parts.height, scale)
    parts = _chosen(
        parts, (np.maximum(parts.width, parts.height) > SPECK * em) & (parts.height < 3 * TYPE_SIZES[1] * scale)
    )
    brackets = _brackets(parts, em)
    walls = np.pad(np.cumsum(rules.vertical, axis=1, dtype=np.int16), ((0, 0), (1, 0)))
    pens = _pens(parts.boxes, brackets, MARK_ROOM)
    group, n = _grouped(parts, brackets, pens, walls, em)
    return _stretches(parts, group, n, brackets, pens, grey, paper, em)


def _parts(ink: BoolArray) -> _Parts:
    runs = runs_of(ink)
    part, n = label_runs(runs)
    return _Parts(runs, part, boxes_of(runs, part, n))


def _chosen(parts: _Parts, which: BoolArray) -> _Parts:
    kept = which[parts.part]
    number = np.cumsum(which) - 1
    return _Parts(parts.runs[kept], number[parts.part[kept]], parts.boxes[which])


def _em(height: IntArray, scale: float) -> float:
    """The em of most of a page's type: ideographs are as high as it, kana and letters lower."""
    low, high = TYPE_SIZES
    type_like = height[(height >= low * scale) & (height <= high * scale)]
    return float(np.percentile(type_like, 75)) / FULL if len(type_like) else 10.0 * scale


# ------------------------------------------------------------------------------------------------ brackets and circles


def _brackets(parts: _Parts, em: float) -> NDArray[np.str_]:
    """Per part ``[``, ``]`` or nothing: an upright stem with an arm at each end on one side, and nothing between."""
    found = np.full(len(parts.boxes), "", dtype="<U1")
    slim = parts.width / np.maximum(parts.height, 1)
    likely = (
        (parts.height >= BRACKET_HEIGHT[0] * em)
        & (parts.height <= BRACKET_HEIGHT[1] * em)
        & (slim >= BRACKET_SLIM[0])
        & (slim <= BRACKET_SLIM[1])
    )
    for k in np.flatnonzero(likely).tolist():
        found[k] = _bracket(_bitmap(parts, k))
    return found


def _bitmap(parts: _Parts, k: int) -> BoolArray:
    x0, top, x1, bottom = parts.boxes[k].tolist()
    picture = np.zeros((bottom - top, x1 - x0), dtype=bool)
    runs = parts.runs[parts.part == k]
    for row, start, end in zip(runs.row.tolist(), runs.start.tolist(), runs.end.tolist(), strict=True):
        picture[row - top, start - x0 : end - x0] = True
    return picture


def _bracket(picture: BoolArray) -> str:
    for sign, seen in (("[", picture), ("]", picture[:, ::-1])):
        height, width = seen.shape
        stem = seen.mean(axis=0) >= 0.85
        stem_end = int(np.flatnonzero(stem).max(initial=-1)) + 1
        if not stem_end or stem_end > 0.6 * width or not stem[: max(round(STEM_IN * width), 2)].any():
            continue  # the foot of a 1 stands out on both sides of its stem
        edge = max(height // 6, 2)
        beyond = seen[:, stem_end:]
        arms = min(beyond[:edge].any(axis=0).mean(), beyond[-edge:].any(axis=0).mean())
        if arms >= 0.6 and beyond[edge:-edge].mean() <= 0.04:
            return sign
    return ""


def _pens(boxes: IntArray, brackets: NDArray[np.str_], room: float) -> IntArray:
    """Per part the opening bracket of the pair it stands in, -1 where it stands in none; pairs as wide as ``room``."""
    pens = np.full(len(boxes), -1)
    middle = (boxes[:, 1] + boxes[:, 3]) / 2
    centre = (boxes[:, 0] + boxes[:, 2]) / 2
    closing = np.flatnonzero(brackets == "]")
    for left in np.flatnonzero(brackets == "[").tolist():
        x1, size = boxes[left, 2], boxes[left, 3] - boxes[left, 1]
        after = closing[(np.abs(middle[closing] - middle[left]) < size / 2) & (boxes[closing, 0] > x1)]
        if len(after) and boxes[after, 0].min() - x1 <= room * size:
            right = boxes[after, 0].min()
            inside = (centre > x1) & (centre < right) & (np.abs(middle - middle[left]) < size / 2) & (brackets == "")
            pens[inside] = left
    return pens


def _mark(picture: BoolArray) -> str | None:
    """``○``, ``●`` or ``■`` where a mark is a ring, a disc or a square; None for any other shape."""
    height, width = picture.shape
    if not ROUND[0] <= width / height <= ROUND[1]:
        return None
    if picture.mean() > 0.93:
        return "■"
    y, x = np.mgrid[0:height, 0:width]
    y, x = (y + 0.5) / height * 2 - 1, (x + 0.5) / width * 2 - 1
    radius, angle = np.hypot(x, y), np.arctan2(y, x)
    sector = np.floor((angle + np.pi) / (2 * np.pi) * SECTORS).astype(int).clip(0, SECTORS - 1)
    is_round = not picture[radius > 1.2].any() and len(np.unique(sector[picture & (radius > 0.6)])) >= SECTORS - 1
    core = picture[radius < 0.5].mean()
    return None if not is_round else "○" if core < 0.1 else "●" if core > 0.9 else None


# ------------------------------------------------------------------------------------------------ stretches


def _grouped(
    parts: _Parts, brackets: NDArray[np.str_], pens: IntArray, walls: NDArray[np.int16], em: float
) -> tuple[IntArray, int]:
    """Which stretch each part is of; what stands between two narrow brackets is one of its own."""
    n = len(parts.boxes)
    if not n:
        return np.zeros(0, dtype=np.int64), 0
    x0, top, x1, bottom = parts.boxes.T
    height = np.minimum(parts.height, 2 * em)
    a, b = _near_pairs(parts, em)
    gap = np.maximum(x0[a], x0[b]) - np.minimum(x1[a], x1[b])
    local = np.maximum(np.maximum(height[a], height[b]), 0.6 * em)
    shared = np.minimum(bottom[a], bottom[b]) - np.maximum(top[a], top[b])
    row = (np.maximum(top[a], top[b]) + np.minimum(bottom[a], bottom[b])) // 2
    left, right = np.minimum(x1[a], x1[b]), np.maximum(x0[a], x0[b])
    is_walled = (right > left) & (walls[row, np.maximum(right, left)] > walls[row, left])
    joined = (gap <= GAP * local) & (shared >= OVERLAP * np.minimum(height[a], height[b])) & ~is_walled
    is_alone = (brackets != "") | (pens >= 0)
    joined &= ~is_alone[a] & ~is_alone[b]
    penned = np.flatnonzero(pens >= 0)
    first = {pen: k for k, pen in reversed(list(zip(penned.tolist(), pens[penned].tolist(), strict=True)))}
    mates = np.array([first[pen] for pen in pens[penned].tolist()], dtype=np.int64)
    group, count = join_pairs(np.concatenate((a[joined], penned)), np.concatenate((b[joined], mates)), n)
    group, count = _stacked(parts, group, count, is_alone, em)
    group, count = _level(parts, group, count, is_alone, walls, em)
    return _nested(parts, group, count, is_alone, em)


def _near_pairs(parts: _Parts, em: float) -> tuple[IntArray, IntArray]:
    """Pairs of parts that may touch on a line, found by their rows."""
    x0, top, x1, bottom = parts.boxes.T
    order = np.argsort(top, kind="stable")
    last = np.searchsorted(top[order], bottom[order], "right")
    count = np.maximum(last - np.arange(len(order)) - 1, 0)
    first = np.repeat(np.arange(len(order)), count)
    second = first + 1 + np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
    a, b = order[first], order[second]
    near = np.maximum(x0[a], x0[b]) - np.minimum(x1[a], x1[b]) <= 2 * em
    return a[near], b[near]


def _stacked(parts: _Parts, group: IntArray, n: int, is_alone: BoolArray, em: float) -> tuple[IntArray, int]:
    """Low groups (a dot, a stroke of 二 or 三) joined with what they stand over, under or in."""
    boxes = _union(parts.boxes, group, n)
    is_closed = np.zeros(n, dtype=bool)
    is_closed[group[is_alone]] = True
    height = boxes[:, 3] - boxes[:, 1]
    low = np.flatnonzero((height < BIG * em) & ~is_closed)
    pairs: list[tuple[int, int]] = []
    for k in low.tolist():
        x0, top, x1, bottom = boxes[k].tolist()
        beside = np.minimum(boxes[:, 2], x1) - np.maximum(boxes[:, 0], x0)
        together = np.maximum(boxes[:, 3], bottom) - np.minimum(boxes[:, 1], top)
        fits = (beside >= 0.6 * np.minimum(boxes[:, 2] - boxes[:, 0], x1 - x0)) & ~is_closed
        is_inside = (np.minimum(boxes[:, 3], bottom) > np.maximum(boxes[:, 1], top)) & (boxes[:, 0] <= x0)
        is_inside &= boxes[:, 2] >= x1  # a comma hangs below the digits it stands between
        fits &= together <= np.where(is_inside, HANGING, STACKED) * np.maximum(height, em * FULL)
        fits[k] = False
        if fits.any():
            near = np.flatnonzero(fits)
            pairs.append((k, int(near[np.argmin(together[near] - height[near])])))
    if not pairs:
        return group, n
    a, b = np.array(pairs).T
    merged, count = join_pairs(a, b, n)
    return merged[group], count


def _nested(parts: _Parts, group: IntArray, n: int, is_alone: BoolArray, em: float) -> tuple[IntArray, int]:
    """Groups that lie within the box of a line joined with it: lower halves (監) of type larger than the page's."""
    boxes = _union(parts.boxes, group, n)
    is_text = np.ones(n, dtype=bool)
    is_text[group[is_alone]] = False
    near = ENCLOSED * em
    within = (boxes[:, None, :2] >= boxes[None, :, :2] - near) & (boxes[:, None, 2:] <= boxes[None, :, 2:] + near)
    is_smaller = (boxes[:, 2:] - boxes[:, :2])[:, None, :] < (boxes[:, 2:] - boxes[:, :2])[None, :, :]
    inner, outer = np.nonzero(within.all(axis=2) & is_smaller.all(axis=2) & is_text[:, None] & is_text[None, :])
    merged, count = join_pairs(inner, outer, n)
    return merged[group], count


def _level(
    parts: _Parts, group: IntArray, n: int, is_alone: BoolArray, walls: NDArray[np.int16], em: float
) -> tuple[IntArray, int]:
    """Groups that follow one another on one line, joined: now that a line's height is known, so is what stands low."""
    boxes, core = _union(parts.boxes, group, n), _core(parts, group, n, em)
    is_text = np.ones(n, dtype=bool)
    is_text[group[is_alone]] = False
    height = core[:, 1] - core[:, 0]
    shared = np.minimum(core[:, None, 1], core[None, :, 1]) - np.maximum(core[:, None, 0], core[None, :, 0])
    gap = boxes[None, :, 0] - boxes[:, None, 2]
    high = np.maximum(height[:, None], height[None, :])
    near = (shared >= 0.7 * np.minimum(height[:, None], height[None, :])) & is_text[:, None] & is_text[None, :]
    near &= (
        (gap > -0.3 * high) & (gap <= SIGN_GAP * np.maximum(high, BIG * em)) & (boxes[:, None, 0] < boxes[None, :, 0])
    )
    a, b = np.nonzero(near)
    row = ((np.maximum(core[a, 0], core[b, 0]) + np.minimum(core[a, 1], core[b, 1])) / 2).astype(np.int64)
    left, right = boxes[a, 2], boxes[b, 0]
    open_ = (right <= left) | (walls[row, np.maximum(left, right)] == walls[row, left])
    merged, count = join_pairs(a[open_], b[open_], n)
    return merged[group], count


def _core(parts: _Parts, group: IntArray, n: int, em: float) -> FloatArray:
    """Per group the top and bottom of its glyphs as high as a letter, of all where it has none such."""
    box = _union(parts.boxes, group, n)
    core = np.column_stack((box[:, 1], box[:, 3])).astype(np.float64)
    is_big = parts.height >= BIG * em
    big, which = _union(parts.boxes[is_big], group[is_big], n), np.unique(group[is_big])
    core[which] = big[which][:, [1, 3]]
    return core


def _union(boxes: IntArray, group: IntArray, n: int) -> IntArray:
    out = np.empty((n, 4), dtype=np.int64)
    out[:, :2], out[:, 2:] = np.iinfo(np.int64).max, 0
    for column, ufunc in ((0, np.minimum), (1, np.minimum), (2, np.maximum), (3, np.maximum)):
        ufunc.at(out[:, column], group, boxes[:, column])
    return out


def _stretches(
    parts: _Parts,
    group: IntArray,
    n: int,
    brackets: NDArray[np.str_],
    pens: IntArray,
    grey: Grey,
    paper: Grey,
    em: float,
) -> list[Stretch]:
    boxes = _union(parts.boxes, group, n)
    owner = np.full(grey.shape, -1, dtype=np.int32)
    flat, run = parts.runs.pixels(grey.shape[1])
    owner.ravel()[flat] = group[parts.part[run]]
    sizes, core = _sizes(parts, group, n, em), _core(parts, group, n, em)
    signs = dict(zip(group[brackets != ""].tolist(), brackets[brackets != ""].tolist(), strict=True))
    marks = set(group[pens >= 0].tolist())
    held = set(group[_pens(parts.boxes, brackets, HOLDS) >= 0].tolist())
    out: list[Stretch] = []
    for k in np.lexsort((boxes[:, 0], boxes[:, 3])).tolist():
        x0, top, x1, bottom = boxes[k].tolist()
        size = float(sizes[k])
        text = signs.get(k)
        if text is None and max(x1 - x0, bottom - top) < 0.12 * em:
            continue  # a speck between lines
        if k in marks:
            text = _mark(owner[top:bottom, x0:x1] == k)
        picture = None if text else _picture(grey, paper, owner, k, (x0, top, x1, bottom), size)
        out.append(Stretch((x0, top, x1, bottom), float(core[k].mean()), size, text, picture, k in held))
    return out


def _sizes(parts: _Parts, group: IntArray, n: int, em: float) -> FloatArray:
    """The em of each group's type: from its higher glyphs, the page's where it has none."""
    sizes = np.full(n, em)
    height = parts.height.astype(np.float64)
    order = np.lexsort((height, group))
    ends = np.searchsorted(group[order], np.arange(n), "right")
    starts = np.searchsorted(group[order], np.arange(n), "left")
    for k, (start, end) in enumerate(zip(starts.tolist(), ends.tolist(), strict=True)):
        high = height[order[start:end]]
        high = high[high >= BIG * em]
        if len(high):
            sizes[k] = float(np.percentile(high, 80)) / FULL
    return sizes


def _picture(
    grey: Grey, paper: Grey, owner: NDArray[np.int32], k: int, box: tuple[int, int, int, int], em: float
) -> Grey:
    """A stretch alone on white: its glyphs' shades, nothing of its neighbours or of the rulings."""
    x0, top, x1, bottom = box
    window = (slice(max(top - 2, 0), bottom + 2), slice(max(x0 - 2, 0), x1 + 2))
    own = owner[window] == k
    near = own.copy()
    for axis in (0, 1):  # the soft edge of its glyphs
        for step in (1, -1):
            near |= np.roll(own, step, axis=axis)
    shade = grey[window].astype(np.float32) / np.maximum(paper[window], 1)
    picture = np.where(near, np.minimum(shade, 1) * WHITE, WHITE).astype(np.uint8)
    margin = round(0.3 * em)
    missing = max(round(em) - picture.shape[0], 0)  # a dash alone would be blown up to a letter's height
    return np.pad(
        picture, ((margin + missing // 2, margin + missing - missing // 2), (margin, margin)), constant_values=WHITE
    )
