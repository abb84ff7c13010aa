"""Text that a clip path (切り抜き) hides: what a spreadsheet prints of a cell beyond the page's or the cell's own edge.

A cell that runs over the page is printed whole on both pages, and each page shows its part. A glyph is seen where the
middle of its em square lies inside the clip: a line cut in two is then on one page only, on the first where it is cut
right in the middle. The ink of a full-width bracket lies in one half of its square, and the other half may well stick
out of a narrow cell.

A line or fill is seen unless all of it lies outside. A clip no wider than a rule is a slit: what is painted through it
is a rule, whatever it is. A dotted border may be a thin rectangle painted with a pattern, which is one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from extractors.model import BoolArray, FloatArray, IntArray
from extractors.settings import TOLERANCES

#: x0, y0, x1, y1 of what a clip path leaves to be seen, its bounding box where it is no rectangle
Clip = tuple[float, float, float, float]
NOTHING: Clip = (float("inf"), float("inf"), float("-inf"), float("-inf"))
_OPENING, _CLOSING = frozenset("［（〔｛「『【《〈"), frozenset("］）〕｝」』】》〉")
EVERYTHING: Clip = (float("-inf"), float("-inf"), float("inf"), float("inf"))


def common(one: Clip, other: Clip) -> Clip:
    """What both clips leave to be seen."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def is_hidden(squares: FloatArray, text: Sequence[str], direction: IntArray, clips: FloatArray) -> BoolArray:
    """Which glyphs are not seen, from their em squares (see ``letter_squares``) and the clip of each, or of all."""
    hidden = _is_beyond(squares[:, :2], clips)
    if not hidden.any():
        return hidden
    return hidden & _is_beyond(_ink_middles(squares, text, direction), clips)


def _ink_middles(squares: FloatArray, text: Sequence[str], direction: IntArray) -> FloatArray:
    """The middle of each glyph's ink, shape (n, 2): that of its square but for brackets."""
    middles = squares[:, :2].copy()
    for signs, side in ((_OPENING, 1), (_CLOSING, -1)):
        at = [n for n, printed in enumerate(text) if printed in signs]
        angle = direction[at] * (np.pi / 2)
        middles[at] += (side * squares[at, 2] / 2)[:, None] * np.column_stack((np.cos(angle), np.sin(angle)))
    return middles


def _is_beyond(points: FloatArray, clips: FloatArray) -> BoolArray:
    x, y, slack = points[:, 0], points[:, 1], TOLERANCES.on_clip
    return (x < clips[:, 0]) | (y < clips[:, 1] + slack) | (x > clips[:, 2]) | (y > clips[:, 3] + slack)


def may_hide(clips: Iterable[Clip], squares: FloatArray) -> bool:
    """Whether any of a page's clips leaves out some of its text: whether it was printed under that clip is not said."""
    if not len(squares):
        return False
    x0, y0 = squares[:, :2].min(axis=0)
    x1, y1 = squares[:, :2].max(axis=0)
    slack = TOLERANCES.on_clip
    return any(x0 < left or y0 < top + slack or x1 > right or y1 > bottom + slack for left, top, right, bottom in clips)


def is_slit(clip: Clip) -> bool:
    """Whether no more can be seen through a clip than a rule."""
    x0, y0, x1, y1 = clip
    return x0 <= x1 and y0 <= y1 and min(x1 - x0, y1 - y0) <= TOLERANCES.thin_fill


def is_outside(box: Clip, clip: Clip) -> bool:
    """Whether nothing of a drawing's box is inside a clip; half a line's width may be, where both have one edge."""
    slack = TOLERANCES.axis_slack
    (x0, y0, x1, y1), (left, top, right, bottom) = box, clip
    return x1 < left - slack or y1 < top - slack or x0 > right + slack or y0 > bottom + slack
