"""Page numbers, running headers and footers: printed on the page, part of no form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractors.characters import fold
from extractors.model import Claim
from extractors.page import Cell, Page

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"[-(<]*(?:p(?:age)?\.?|第)?(\d{1,4})(?:(?:/|of|中)(\d{1,4}))?(?:ページ|頁|枚目|枚)?[-)>.]*", re.IGNORECASE)
_MARGIN = 0.12  # of the page's height: where headers and footers stand


def claim_furniture(pages: Sequence[Page]) -> list[str | None]:
    """Enter headers, footers and page numbers of a document into the ledgers; the printed number of each page."""
    margins = [_margin_cells(page) for page in pages]
    repeated = Counter(kind for cells in margins for kind in {_kind(cell) for cell in cells})
    numbers: list[str | None] = []
    for page, cells in zip(pages, margins, strict=True):
        number: str | None = None
        for cell in cells:
            key = fold(cell.lines[0].text)
            match = _PAGE_NUMBER.fullmatch(key)
            if match is None and (repeated[_kind(cell)] < 2 or not _outside(page, cell)):
                continue
            page.claim_lines(cell.lines, Claim.FURNITURE)
            if match is not None:
                number = match[1]
            elif number is None and (found := _DIGITS.match(key)):
                number = found[0]  # "1 霧沢市 …": the number stands first
        numbers.append(number)
    return numbers


def _margin_cells(page: Page) -> list[Cell]:
    height = page.ink.height
    return [
        cell
        for cell in page.loose
        if (cell.bottom < _MARGIN * height or cell.top > (1 - _MARGIN) * height) and len(cell.lines) == 1
    ]


def _kind(cell: Cell) -> tuple[str, int]:
    """A header's words without its digits, and its place to the nearest 8 points."""
    return _DIGITS.sub("#", fold(cell.lines[0].text)), round(cell.top / 8)


def _outside(page: Page, cell: Cell) -> bool:
    """Whether a line stands above or below everything that is ruled."""
    filled = [other for other in page.cells if other.lines]
    if not filled:
        return cell.bottom < 0.07 * page.ink.height or cell.top > 0.93 * page.ink.height
    return cell.bottom <= min(other.top for other in filled) + 2 or cell.top >= max(other.bottom for other in filled) - 2
