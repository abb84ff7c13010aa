"""Text that is painted white and has nothing but white paper under it: programs leave checks and helping marks so.

What lies under a glyph is taken from all that the page paints, whatever comes first: white text on anything darker, on
a picture, or within the box of any other shape, stays. So it does where the page knows shadings or patterns, of which
readers see different things, and where most of the text is white: then its ground is something that is not seen here.
"""

from __future__ import annotations

import numpy as np

from extractors.model import BoolArray, FloatArray

#: Of a page's resources: what may be painted that no reader tells as a shape with one colour.
GROUNDS = ("Shading", "Pattern")

_MOST = 0.75  # of a page's text


def is_unseen(is_white: BoolArray, squares: FloatArray, *grounds: FloatArray) -> BoolArray:
    """Which glyphs are white on white, from their em squares (see ``letter_squares``) and the boxes of everything that
    is painted darker, rules with their thickness in a fifth column."""
    unseen = is_white.copy()
    x, y = squares[is_white, 0], squares[is_white, 1]
    under = np.zeros(len(x), dtype=np.bool_)
    for rows in grounds:
        for row in rows.tolist():
            x0, top, x1, bottom, *thickness = row
            if thickness:
                half = thickness[0] / 2
                x0, x1 = (x0 - half, x1 + half) if x0 == x1 else (x0, x1)
                top, bottom = (top - half, bottom + half) if top == bottom else (top, bottom)
            under |= (x > x0) & (x < x1) & (y > top) & (y < bottom)
    unseen[is_white] = ~under
    is_ground_seen = np.count_nonzero(unseen) < _MOST * len(unseen)
    return unseen if is_ground_seen else np.zeros(len(unseen), dtype=np.bool_)
