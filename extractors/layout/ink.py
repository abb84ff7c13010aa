"""Ink to glyph runs: boxes, mended characters, doubled glyphs, and the runs a program printed in one go.

A run is a stretch of glyphs that follow one another on one baseline in content order. Excel prints each cell's
lines as runs of their own, so a run, not a glyph, is what is assigned to a cell: text that overflows its cell would
otherwise mingle with its neighbour's.
"""

from __future__ import annotations

import itertools
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from extractors.characters import UNREADABLE, mend
from extractors.model import BoolArray, FloatArray, Ink, IntArray
from extractors.settings import TOLERANCES

ASCENT, DESCENT = 0.88, 0.12  # of the em box above and below the baseline, as in Japanese fonts
WATERMARK_POINTS, WATERMARK_TIMES = 48.0, 4.0  # size of a watermark's glyphs at least; a title is half as large
_SAME_START = 0.02  # font sizes by which lines of one cell begin apart at most
_NEXT = 2.0  # font sizes from one letter's end to the next one's beginning in a stretch at most: a mark is spaced
_SAME_SIZE = 0.02  # of a size, by which sizes differ that are one
_TEXT = 20  # glyphs from which a page has text that its watermark lies across
RIGHT, DOWN, LEFT, UP = range(4)
_IDEOGRAPHIC_SPACE = 0x3000
_SOUND_MARKS = "\uff9e\uff9f\u3099\u309a"
_PLACE_BITS = 21  # two places and a code point (21 bits too) fill an integer
_SPACE = np.array([chr(code).isspace() for code in range(_IDEOGRAPHIC_SPACE + 2)])  # white space by code point


@dataclass(frozen=True, slots=True, eq=False)
class Glyphs:
    """The glyphs of a page with what is derived from them; arrays have the ink's shape (n,).

    ``text`` is mended. ``along`` is the pen's position in reading direction and ``across`` the position of the
    baseline, growing from line to line: for horizontal text x and y, for text that runs downwards y and -x.
    """

    text: list[str]
    joined: str | None  # ``text`` in one where every glyph is one character
    boxes: FloatArray  # (n, 4): x0, top, x1, bottom
    reach: FloatArray  # (n, 4): x0, top, -x1, -bottom, of which one minimum gives the box around several
    along: FloatArray
    across: FloatArray
    advance: FloatArray
    size: FloatArray
    direction: IntArray
    is_space: BoolArray
    is_space_list: list[bool]  # the same as plain values, for loops; one more at the end is True, for index -1
    is_indent: BoolArray  # an ideographic space (全角空白)
    is_duplicate: BoolArray  # in no text: printed again over itself (fake bold), or a watermark's

    @property
    def is_single(self) -> bool:
        """Whether every glyph is one character."""
        return self.joined is not None

    @property
    def x0(self) -> FloatArray:
        """Left edges."""
        return self.boxes[:, 0]

    @property
    def top(self) -> FloatArray:
        """Upper edges."""
        return self.boxes[:, 1]

    @property
    def x1(self) -> FloatArray:
        """Right edges."""
        return self.boxes[:, 2]

    @property
    def bottom(self) -> FloatArray:
        """Lower edges."""
        return self.boxes[:, 3]


def without_invisible(ink: Ink) -> Ink:
    """The ink without text that paints nothing, where most of the page's text is seen. Else it is the text of a
    recognised picture (透明テキスト), and all there is."""
    n_invisible = int(np.count_nonzero(ink.is_invisible))
    if not n_invisible or 2 * n_invisible >= len(ink.text):
        return ink
    return replace(ink.only(~ink.is_invisible), n_hidden=ink.n_hidden + n_invisible)


def measure(ink: Ink) -> Glyphs:
    """Boxes and flags of all glyphs of a page, as arrays."""
    joined = "".join(ink.text)
    is_single = len(joined) == len(ink.text) and all(ink.text)
    mended = mend(joined) if is_single else None
    text = list(mended) if mended is not None else _with_marks_parted([mend(glyph) for glyph in ink.text], ink)
    first = mended if mended is not None else "".join(glyph[:1] or " " for glyph in text)
    codes = np.frombuffer(first.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    is_space = _SPACE[np.minimum(codes, len(_SPACE) - 1)]
    x, y, advance, size, direction = ink.x, ink.y, ink.advance, ink.size, ink.direction
    if not direction.any() and not ink.is_vertical.any():
        x0, x1, top, bottom = x, x + advance, y - ASCENT * size, y + DESCENT * size
        along, across = x, y
    else:
        x0, top, x1, bottom, along, across = _turned(ink)
    boxes = np.column_stack((x0, top, x1, bottom))
    is_duplicate = _duplicates(ink, codes, is_space) | _is_giant(size, is_space) | ink.is_watermark
    return Glyphs(
        text, mended, boxes, np.column_stack((x0, top, -x1, -bottom)), along, across, advance, size, direction,
        is_space, [*is_space.tolist(), True], codes == _IDEOGRAPHIC_SPACE, is_duplicate,
    )  # fmt: skip


def _with_marks_parted(text: list[str], ink: Ink) -> list[str]:
    """The texts of glyphs with each sound mark (濁点) where it is printed: of two glyphs that are one letter to a
    program, such as half-width ｶ and ﾞ, its font's map may have both characters for the first and none for the second.
    """
    for n, (one, other) in enumerate(itertools.pairwise(text)):
        if other == UNREADABLE and len(one) == 2 and one[1] in _SOUND_MARKS:
            step = max(abs(ink.x[n + 1] - ink.x[n]), abs(ink.y[n + 1] - ink.y[n]))
            if step <= ink.size[n] * (1 + TOLERANCES.word_gap_em):
                text[n : n + 2] = one
    return text


def _is_giant(size: FloatArray, is_space: BoolArray) -> BoolArray:
    """Glyphs that are many times as large as most of the page's: 案 or 写 behind or across the text (透かし)."""
    inked = size[~is_space]
    if len(inked) < _TEXT or inked.max() < WATERMARK_POINTS:
        return np.zeros(len(size), dtype=bool)
    return size >= max(WATERMARK_POINTS, WATERMARK_TIMES * float(np.median(inked)))


def _turned(ink: Ink):
    """Boxes and reading positions where some glyphs do not run to the right."""
    x, y, advance, size, d = ink.x, ink.y, ink.advance, ink.size, ink.direction
    up, down = ASCENT * size, DESCENT * size
    half = size / 2
    vertical = ink.is_vertical
    is_right, is_down, is_left, _is_up = d == RIGHT, d == DOWN, d == LEFT, d == UP
    x0 = np.select([vertical, is_right, is_down, is_left], [x - half, x, x - down, x - advance], x - up)
    x1 = np.select([vertical, is_right, is_down, is_left], [x + half, x + advance, x + up, x], x + down)
    top = np.select([vertical, is_right, is_down, is_left], [y, y - up, y, y - down], y - advance)
    bottom = np.select([vertical, is_right, is_down, is_left], [y + advance, y + down, y + advance, y + up], y)
    along = np.select([is_right, is_down, is_left], [x, y, -x], -y)
    across = np.select([is_right, is_down, is_left], [y, -x, -y], x)
    return x0, top, x1, bottom, along, across


def _duplicates(ink: Ink, codes: NDArray[np.uint32], is_space: BoolArray) -> BoolArray:
    """Glyphs printed again over themselves (fake bold): all but the first in content order."""
    is_duplicate = np.zeros(len(ink.text), dtype=bool)
    if len(ink.text) < 2:
        return is_duplicate
    # Sorted by character and place, a double stands next to its original, rounding apart: compare with the next two.
    order = np.argsort(
        (codes.astype(np.int64) << 2 * _PLACE_BITS) | (_place(ink.y / 2) << _PLACE_BITS) | _place(ink.x), kind="stable"
    )
    code, x, y, size = codes[order], ink.x[order], ink.y[order], ink.size[order]
    near = TOLERANCES.duplicate_em * size
    for step in (1, 2):
        same = (
            (code[:-step] == code[step:])
            & (np.abs(x[:-step] - x[step:]) <= near[:-step])
            & (np.abs(y[:-step] - y[step:]) <= near[:-step])
            & (np.abs(size[:-step] - size[step:]) <= near[:-step])
        )
        is_duplicate[np.maximum(order[:-step][same], order[step:][same])] = True
    return is_duplicate & ~is_space


def _place(at: FloatArray) -> IntArray:
    """Coordinates to whole points from 0, in ``_PLACE_BITS``; no page is so large that one is cut off."""
    half = 1 << (_PLACE_BITS - 1)
    return np.clip(np.round(at), -half, half - 1).astype(np.int64) + half


@dataclass(frozen=True, slots=True, eq=False)
class Runs:
    """Glyph runs of a page, white space trimmed: run k is ``order[first[k]:end[k]]``, indices of glyphs.

    ``order`` lists the page's glyphs in content order without doubled ones; ``text[k]`` is what ``order[k]`` prints
    where every glyph is one character, else ``text`` is None.
    """

    order: list[int]
    text: str | None
    first: list[int]
    end: list[int]


def split_runs(glyphs: Glyphs, cell: IntArray, *, is_scan: bool = False) -> Runs:
    """Cut the page's glyphs into runs.

    ``cell`` is the grid cell that holds each glyph's centre; between two cells a run is cut where the printer left
    a gap there (a scan's text has a space in its place, on either side of the border), or where other lines of the
    second cell begin, and kept where text simply flows over the border.
    """
    n = len(glyphs.text)
    if not n:
        return Runs([], "", [], [])
    ok = np.flatnonzero(~glyphs.is_duplicate)
    if not len(ok):
        return Runs([], "", [], [])
    a, b = (slice(0, -1), slice(1, None)) if len(ok) == n else (ok[:-1], ok[1:])
    size = glyphs.size[a]
    gap = glyphs.along[b] - (glyphs.along[a] + glyphs.advance[a])
    is_apart = gap > TOLERANCES.word_gap_em * size / 2
    cut = (
        (glyphs.direction[a] != glyphs.direction[b])
        | (np.abs(glyphs.across[a] - glyphs.across[b]) > TOLERANCES.same_line_em / 2 * size)
        | (gap > TOLERANCES.run_gap_em * size)
        | (gap < -TOLERANCES.overlap_em * size)
        | ((cell[a] != cell[b]) & (is_apart | glyphs.is_space[a] | (glyphs.is_space[b] & is_scan)))
    )
    spilt = np.flatnonzero(~cut & (cell[a] != cell[b]))
    if len(spilt):
        cut[_line_starts(spilt, cut, glyphs, ok, cell[ok])] = True
    starts = np.concatenate(([0], np.flatnonzero(cut) + 1))
    ends = np.concatenate((np.flatnonzero(cut) + 1, [len(ok)]))
    # Trim white space by counting: all of it at the end, all but ideographic indents (字下げ) at the start.
    inked = np.flatnonzero(~glyphs.is_space[ok])
    last = np.searchsorted(inked, ends) - 1
    full = (last >= 0) & (inked[last] >= starts) if len(inked) else np.zeros(len(starts), dtype=bool)
    kept = np.flatnonzero(~glyphs.is_space[ok] | glyphs.is_indent[ok])
    first = kept[np.searchsorted(kept, starts[full])]
    return runs_of(ok.tolist(), first.tolist(), (inked[last[full]] + 1).tolist(), glyphs)


def _line_starts(spilt: IntArray, cut: BoolArray, glyphs: Glyphs, ok: IntArray, cell: IntArray) -> list[int]:
    """Where a run that passes from a cell into another has to be cut: text that is wider than its column ends just
    before the next column's begins, which is known by that cell's other lines, that begin on the same place.

    ``spilt``, ``cut`` and what is returned number pairs of neighbours in content order, ``cell`` what ``ok`` lists.
    """
    along, first = glyphs.along[ok], np.concatenate(([True], cut))
    found: list[int] = []
    for pair in spilt.tolist():
        # the glyph that lies on the border belongs to the text before it, wherever its middle is
        for before in (pair, pair + 1):
            here = before + 1
            if before >= len(cut) or cut[before] or cell[here] < 0 or cell[here] != cell[pair + 1]:
                break
            others = first & (cell == cell[here]) & (glyphs.direction[ok] == glyphs.direction[ok[here]])
            if (np.abs(along[others] - along[here]) <= _SAME_START * glyphs.size[ok[here]]).any():
                found.append(before)
                break
    return found


def runs_of(order: list[int], first: list[int], end: list[int], glyphs: Glyphs) -> Runs:
    """Runs with what they print."""
    text = glyphs.joined
    if text is not None and len(order) < len(text):
        text = "".join([text[glyph] for glyph in order])
    return Runs(order, text, first, end)


def stretches(ink: Ink, chosen: BoolArray) -> list[IntArray]:
    """The chosen glyphs of a page, cut where one does not go on with the one before in content order. Text at an angle
    is kept in one, which as runs of level lines would be letters."""
    at = np.flatnonzero(chosen)
    if not len(at):
        return []
    one, other = at[:-1], at[1:]
    size, is_slanting, direction = ink.size[one], ink.is_slanting[one], ink.direction[one]
    across = np.abs(np.where(direction % 2, ink.x[other] - ink.x[one], ink.y[other] - ink.y[one]))
    is_cut = (
        (other - one > 1)
        | (np.hypot(ink.x[other] - ink.x[one], ink.y[other] - ink.y[one]) > ink.advance[one] + _NEXT * size)
        | (np.abs(ink.size[other] - size) > _SAME_SIZE * size)
        | (is_slanting != ink.is_slanting[other])
        | (direction != ink.direction[other])
        | (~is_slanting & (across > TOLERANCES.same_line_em * size))
    )
    return np.split(at, np.flatnonzero(is_cut) + 1)


def no_ink(page: int) -> Ink:
    """The ink of a page that could not be read: nothing, of no size."""
    none, flags = np.zeros(0), np.zeros(0, dtype=bool)
    return Ink(
        page, 0.0, 0.0, 0, [], none, none, none, none, np.zeros(0, dtype=np.int64), flags, flags, flags, flags,
        np.zeros((0, 5)), flags, np.zeros((0, 5)), np.zeros((0, 4)),
    )  # fmt: skip
