"""Small boxes in a page's corner (資料３, 別紙１, 写), and headers that stand in a box on page after page: drawn by
whoever put papers together, part of none of them."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from extractors.bundle.editions import is_stamp
from extractors.bundle.furniture import NEAR
from extractors.bundle.signs import title_role
from extractors.engine.cursor import is_label
from extractors.engine.formspec import FormSpec
from extractors.layout.page import Cell, Page, lay_out
from extractors.model import BoolArray, Claim
from extractors.settings import TOLERANCES

_TOP = 0.12  # of the page's height: where such a box ends
_STRIP = 0.05  # of a page's longer side: its edge, where nothing of a paper stands
_CORNER = 0.2  # of the page's width: how far from a side it stands
_WIDE = 0.25  # of the page's width
_HIGH = 3.0  # sizes of its text
_LONG = 12  # characters
_TOUCH = 1.0  # points: what is drawn nearer belongs together

_COUNT = 3  # pages on which a header stands at one height
_LEVEL = 8.0  # points by which they may differ in it

_NUMBER = r"(?:第|No\.?)?[-ー0-9一二三四五六七八九十①-⑳A-Zの号]*"
_Header = tuple[str, int]  # words, folded, and height
# What a paper is called among others, and how it may be used, folded.
_MARK = re.compile(
    r"[(\[【<「]*(?:.{0,4}資料|参考|別紙|別添|別表|別冊|別記|別図|添付(?:書類)?|議案|議題|案件|諮問|答申|報告|協議)"
    rf"{_NUMBER}(?:\(.{{1,4}}\))?[)\]】>」]*"
    r"|第[0-9一二三四五六七八九十]+号(?:議案)?|[(\[【<「]*(?:写し?|案|部外秘|秘|取扱注意|要?回収|机上配[付布])[)\]】>」]*"
)


def set_apart_corner_boxes(pages: Sequence[Page], forms: Iterable[FormSpec]) -> list[Page]:
    """The pages without the rules of a box in their corner, its text in the ledger as furniture.

    Left among the tables, a box would be the first thing on the page, or a row of what goes on there from the page
    before. What any of ``forms`` prints is no such box.
    """
    forms = list(forms)
    headers = _headers(pages)
    return [_set_apart(page, forms, headers) for page in pages]


def _headers(pages: Sequence[Page]) -> set[_Header]:
    """What stands in cells of one line in the top margin of several pages, of which some are near each other; no
    titles, which annexes print again on their next page."""
    places: dict[_Header, list[int]] = {}
    for n, page in enumerate(pages):
        for cell in page.cells:
            if cell.bottom > _TOP * page.ink.height:
                break
            if len(cell.lines) == 1 and title_role(cell.key) is None:
                places.setdefault(_header(cell), []).append(n)
    return {
        header
        for header, found in places.items()
        if len(found) >= _COUNT and any(b - a <= NEAR for a, b in pairwise(found))
    }


def _header(cell: Cell) -> _Header:
    return cell.key, round(cell.top / _LEVEL)


def _set_apart(page: Page, forms: Sequence[FormSpec], headers: Container[_Header]) -> Page:
    for cell in page.cells:
        if cell.bottom > _TOP * page.ink.height:
            break  # cells are sorted by their tops, and none of these is high
        if not _may_be(page, cell, headers) or is_stamp(cell.key) or is_label(cell.key, forms):
            continue
        own = _sides(page, cell)
        if own is None or not _is_first(page, cell):
            continue
        without = lay_out(replace(page.ink, rules=page.ink.rules[~own], is_dashed=page.ink.is_dashed[~own]))
        line = cell.lines[0]
        if any(other.lines[0].glyphs == line.glyphs for other in without.loose):  # not one line with a neighbour
            without.claim_lines([line], Claim.FURNITURE)
            return without
    return page


def _may_be(page: Page, cell: Cell, headers: Container[_Header]) -> bool:
    """Whether a cell is a box of one line: a header, or as small as a box in a corner, with a few words that no paper
    begins with."""
    if len(cell.lines) != 1 or cell.bottom - cell.top >= _HIGH * cell.lines[0].size:
        return False
    if _header(cell) in headers:
        return True
    width = page.ink.width
    is_small = cell.x1 - cell.x0 < _WIDE * width and len(cell.key) <= _LONG
    is_corner = cell.x0 < _CORNER * width or cell.x1 > (1 - _CORNER) * width
    return is_small and is_corner and (_is_edge(page, cell.bottom) or _MARK.fullmatch(cell.key) is not None)


def _is_edge(page: Page, bottom: float) -> bool:
    return bottom < _STRIP * max(page.ink.width, page.ink.height)


def _sides(page: Page, cell: Cell) -> BoolArray | None:
    """Which of a page's rules are the four sides of a cell; None if it is not closed, or if anything else that is
    ruled stands beside it or touches it, as the rest of a table does.

    Rules are taken as drawn: merged ones may join the box to a table just below it.
    """
    rules, snap = page.ink.rules, TOLERANCES.snap
    x0, top, x1, bottom = (rules[:, k] for k in range(4))
    near = (x0 > cell.x0 - snap) & (x1 < cell.x1 + snap) & (top > cell.top - snap) & (bottom < cell.bottom + snap)
    upright = near & (bottom - top > x1 - x0)
    if not (upright & (x1 < cell.x0 + snap)).any() or not (upright & (x0 > cell.x1 - snap)).any():
        return None
    first, last = float(top[upright].min()), float(bottom[upright].max())
    own = near & (top > first - _TOUCH) & (bottom < last + _TOUCH)
    level = own & ~upright & (x1 - x0 > cell.x1 - cell.x0 - 2 * snap)
    is_closed = all((level & (np.abs(top - end) < _TOUCH)).any() for end in (first, last))
    is_alone = bool((top[~own] > last + _TOUCH).all())
    return own if is_closed and is_alone else None


def _is_first(page: Page, cell: Cell) -> bool:
    """Whether nothing is printed above a cell but a header at the page's edge."""
    others = (other for other in [*page.loose, *page.cells] if other.lines and other is not cell)
    return not any(other.bottom <= cell.top + 1 and not _is_edge(page, other.bottom) for other in others)
