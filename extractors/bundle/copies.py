"""Pages printed twice: a page that repeats the one right before it, glyph by glyph, is read once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise

import numpy as np

from extractors.bundle.divide import Layout
from extractors.layout.page import Page
from extractors.model import FloatArray, Ink

SAME_PLACE = 0.5  # points: what a place may differ by where a page was printed a second time


def find_copies(pages: Sequence[Page]) -> dict[int, Page]:
    """Pages that repeat the one right before them, by page number, with the page that they repeat.

    All of it has to be the same, the printed page number too. Pages whose content lies in pictures, and those without
    a ruled cell that says something, show too little to be told from another; they are never copies.
    """
    copies: dict[int, Page] = {}
    for before, page in pairwise(pages):
        if _is_telling(page) and _is_same(before.ink, page.ink):
            copies[page.number] = copies.get(before.number, before)
    return copies


def put_back(layout: Layout, pages: Sequence[Page], copies: Mapping[int, Page]) -> None:
    """Give the copies, which a document is divided without, to what their pages belong to, right behind them."""
    for page in pages:
        original = copies.get(page.number)
        if original is None:
            continue
        page.ledger[:] = original.ledger  # the same furniture, as the glyphs are the same
        for segment in layout.segments:
            if original in segment.pages:
                segment.pages.insert(_behind(segment.pages, page), page)
                segment.copies[page.number] = original.number
        signs = next((signs for other, signs in layout.others if other is original), None)
        if signs is not None:  # outside assessments two equal papers are two
            layout.others.insert(_behind([other for other, _ in layout.others], page), (page, signs))


def _behind(pages: Sequence[Page], copy: Page) -> int:
    """Where a copy stands: behind the page with the number before its own, which it repeats."""
    return next(n for n, page in enumerate(pages) if page.number == copy.number - 1) + 1


def _is_telling(page: Page) -> bool:
    return not len(page.ink.images) and any(cell.lines for cell in page.cells)


def _is_same(one: Ink, other: Ink) -> bool:
    """Whether two pages print the same glyphs, lines and shades in the same places."""
    return one.text == other.text and all(
        _are_level(a, b)
        for a, b in ((one.x, other.x), (one.y, other.y), (one.rules, other.rules), (one.fills, other.fills))
    )


def _are_level(one: FloatArray, other: FloatArray) -> bool:
    return one.shape == other.shape and bool(np.allclose(one, other, rtol=0.0, atol=SAME_PLACE))
