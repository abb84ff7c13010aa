"""How much of a page its pictures cover: a scan is one picture, or strips and tiles of one."""

from __future__ import annotations

import numpy as np

from extractors.model import BoolArray, FloatArray, Ink

STEPS = 100  # into which a page is divided both ways, to see how much of it is covered
_SCANNED = 0.8  # of the page's area: a scan leaves the paper's edges at most


def covered(ink: Ink) -> BoolArray:
    """Which of the page's squares pictures cover, shape (STEPS, STEPS)."""
    squares = np.zeros((STEPS, STEPS), dtype=np.bool_)
    if len(ink.images):
        size = np.array([ink.width, ink.height, ink.width, ink.height])
        edges: FloatArray = np.clip(ink.images / size, 0, 1) * STEPS
        for x0, top, x1, bottom in np.rint(edges).astype(np.int64).tolist():
            squares[top:bottom, x0:x1] = True
    return squares


def is_one_picture(ink: Ink) -> bool:
    """Whether a page is all picture: the scan that its text lies over, or a ground of paper that is printed on."""
    return len(ink.images) > 0 and bool(covered(ink).mean() >= _SCANNED)
