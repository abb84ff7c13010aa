"""Text that a clip path (切り抜き) hides: what a spreadsheet prints of a cell beyond the page's or the cell's own edge.

A cell that runs over the page is printed whole on both pages, and each page shows its part. A glyph is seen where the
middle of its em square lies inside the clip: a line cut in two is then on one page only.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from extractors.model import BoolArray, FloatArray

#: x0, y0, x1, y1 of what a clip path leaves to be seen, its bounding box where it is no rectangle
Clip = tuple[float, float, float, float]
EVERYTHING: Clip = (float("-inf"), float("-inf"), float("inf"), float("inf"))
_NEAR = 4.0  # half em squares from an edge of a clip in which the first line that it hides stands


def common(one: Clip, other: Clip) -> Clip:
    """What both clips leave to be seen."""
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def is_hidden(squares: FloatArray, clips: FloatArray) -> BoolArray:
    """Which glyphs are not seen, from their em squares (see ``letter_squares``) and the clip of each, or of all."""
    x, y = squares[:, 0], squares[:, 1]
    return (x < clips[:, 0]) | (y < clips[:, 1]) | (x > clips[:, 2]) | (y > clips[:, 3])


def may_hide(clips: Iterable[Clip], squares: FloatArray) -> bool:
    """Whether text stands right outside any of a page's clips, so that it may be what the clip hides. The first one is
    the page itself: outside it is nothing to be seen."""
    x, y, half = squares.T
    reach = np.full(len(x), np.inf)
    for x0, y0, x1, y1 in dict.fromkeys(clips):
        beside = np.maximum(np.maximum(x0 - x, x - x1), np.maximum(y0 - y, y - y1))
        if ((beside > 0) & (beside <= reach)).any():
            return True
        reach = _NEAR * half
    return False
