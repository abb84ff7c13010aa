"""Page numbers, running headers and footers: printed on the page, part of no form."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import pairwise

from extractors.bundle.consultations import begins_letter
from extractors.bundle.feet import claim_inside, find_feet
from extractors.bundle.letters import is_sign
from extractors.bundle.signs import title_role
from extractors.characters import fold, fold_characters
from extractors.engine.cursor import is_label
from extractors.engine.formspec import FormSpec
from extractors.layout.page import MARGIN, Cell, Page
from extractors.model import Claim

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"[-(<]*(?:p(?:age)?\.?|第)?(\d{1,4})(?:(?:/|of|中)(\d{1,4}))?(?:ページ|頁|枚目|枚)?[-)>.]*", re.IGNORECASE
)
_LAST_NUMBER = re.compile(r"(?:.*?\S\s+)??(\d{1,4})(?:\s*/\s*\d{1,4})?")
# A paper's number and its page's behind that: 資料３-14, （資料３）14, 資料３　14ページ.
_PAPER_NUMBER = re.compile(r"(.*\d.*?\D)(\d{1,4})\s*(?:ページ|頁|枚目|枚)?\s*[-)]*")
_PAPERS = 5  # pages on which it must run with the pages: papers of a page each are counted so, too
_COUNT = 3  # pages on which a number must run with the pages
_EDGE = 0.045  # of the page's height: where nothing else stands
_Kind = tuple[str, int]  # words and place of a line

NEAR = 2  # pages: left and right pages may have headers of their own


def claim_furniture(pages: Sequence[Page], forms: Iterable[FormSpec]) -> list[str | None]:
    """Enter headers, footers and page numbers of a document into the ledgers; the printed number of each page.

    What any of ``forms`` prints as a label is none of them, wherever it stands.
    """
    forms = list(forms)
    margins = [[cell for cell in _margin_cells(page) if not is_label(cell.key, forms)] for page in pages]
    places: dict[_Kind, list[int]] = {}
    starts: Counter[tuple[_Kind, str]] = Counter()
    for n, (page, cells) in enumerate(zip(pages, margins, strict=True)):
        printed_here = {(_kind(page, cell), _leading_number(cell)) for cell in cells}
        for kind in {kind for kind, _ in printed_here}:
            places.setdefault(kind, []).append(n)
        starts.update(printed_here)
    feet = find_feet(pages, forms)
    claim_inside(feet)
    running = {id(foot.cell): foot.number for foot in feet if foot.cell.is_loose}
    inside = {foot.page.number: foot.number for foot in feet if not foot.cell.is_loose}
    counted = _counted(pages, margins)
    numbers: list[str | None] = []
    for page, cells in zip(pages, margins, strict=True):
        number = inside.get(page.number)
        for cell in cells:
            if page.is_claimed(cell.lines[0]):  # it stands beside a number
                continue
            key = fold(cell.lines[0].text)
            match = _PAGE_NUMBER.fullmatch(key) if _is_alone(page, cell) else None
            printed = match[1] if match is not None else counted.get(id(cell))
            is_running = id(cell) in running or _is_running(
                page, cell, _repeated(places[_kind(page, cell)]), len(pages)
            )
            if printed is None and (not is_running or _is_of_letter(page, key)):
                continue
            page.claim_lines(cell.lines, Claim.FURNITURE)
            if id(cell) in counted:  # the name of a sheet beside its number, be it a label of the form
                for other in page.loose:
                    if abs(other.bottom - cell.bottom) < 2 and not page.is_claimed(other.lines[0]):
                        page.claim_lines(other.lines, Claim.FURNITURE)
            if printed is not None:
                number = printed
            elif number is None:
                # "1 霧沢市 …": the number stands first; where it is a date's, it stays the same
                kind, first = _kind(page, cell), _leading_number(cell)
                is_counting = first and 2 * starts[kind, first] <= len(places[kind])
                number = first if is_counting else running.get(id(cell))
        numbers.append(number)
    return numbers


def _leading_number(cell: Cell) -> str:
    """The digits a line begins with."""
    match = _DIGITS.match(fold(cell.lines[0].text))
    return match[0] if match is not None else ""


def _is_of_letter(page: Page, key: str) -> bool:
    """Whether a line is the number or the date of a letter that begins on the page: letters of a bundle are alike."""
    return is_sign(key) and begins_letter(page)


def _counted(pages: Sequence[Page], margins: Sequence[Sequence[Cell]]) -> dict[int, str]:
    """The numbers of lines of margins, by the lines' identity, that end in their page's number, whatever words stand
    before it: a spreadsheet prints the names of its sheets (&A &P), a council that of the paper. The number runs with
    the pages, behind other words at one height of them."""
    found: dict[tuple[int, int, str], list[tuple[int, str]]] = {}
    for page, cells in zip(pages, margins, strict=True):
        for cell in cells:
            text = fold_characters(cell.lines[0].text).strip()
            if any(other.lines and other.top < cell.bottom and other.bottom > cell.top for other in page.cells):
                continue
            if match := _LAST_NUMBER.fullmatch(text):
                paper, number = "", match[1]
            elif match := _PAPER_NUMBER.fullmatch(text):
                paper, number = match.groups()
            else:
                continue
            height = 0 if paper else round(cell.top / 8)  # pages of other paper have it elsewhere
            where = height, page.number - int(number), paper
            found.setdefault(where, []).append((id(cell), number))
    return {
        cell: number
        for (_, _, paper), lines in found.items()
        if len(lines) >= (_PAPERS if paper else _COUNT)
        for cell, number in lines
    }


def _margin_cells(page: Page) -> list[Cell]:
    height = page.ink.height
    return [
        cell
        for cell in page.loose
        if (cell.bottom < MARGIN * height or cell.top > (1 - MARGIN) * height)
        and len(cell.lines) == 1
        and not page.is_claimed(cell.lines[0])
    ]


def _is_alone(page: Page, cell: Cell) -> bool:
    """Whether nothing but other headers stands beside a line, and at most one line beyond it."""
    others = [other for other in [*page.loose, *page.cells] if other.lines and other is not cell]
    is_head = cell.top < page.ink.height / 2
    beyond = {
        round(other.top) for other in others if (other.bottom <= cell.top if is_head else other.top >= cell.bottom)
    }
    beside = [other for other in others if other.top < cell.bottom - 2 and other.bottom > cell.top + 2]
    return len(beyond) <= 1 and (
        not beside or cell.bottom < _EDGE * page.ink.height or cell.top > (1 - _EDGE) * page.ink.height
    )


def _repeated(places: Sequence[int]) -> int:
    """On how many pages a line is printed, 1 if never on pages near each other: titles of annexes are no header."""
    return len(places) if any(b - a <= NEAR for a, b in pairwise(places)) else 1


def _kind(page: Page, cell: Cell) -> _Kind:
    """A header's words, and its place to the nearest 8 points. Digits make no difference, but for a title: the first
    pages of 別紙１ and 別紙２ have no header in common."""
    words = fold(cell.lines[0].text)
    return words if title_role(words) else _DIGITS.sub("#", words), _place(page, cell)


def _place(page: Page, cell: Cell) -> int:
    """How far a header stands below its page's top, or a footer above its foot (below 0): a page set across has its
    footer where the upright ones have theirs."""
    is_head = cell.top < page.ink.height / 2
    return round(cell.top / 8) if is_head else -1 - round((page.ink.height - cell.bottom) / 8)


def _is_running(page: Page, cell: Cell, times: int, n_pages: int) -> bool:
    """Whether a line in the margin that stands on ``times`` pages runs through the document."""
    filled = [other for other in page.cells if other.lines]
    if not page.has_borders or not filled:  # without borders a value may stand on top of the page, and again on another
        is_edge = cell.bottom < _EDGE * page.ink.height or cell.top > (1 - _EDGE) * page.ink.height
        return times >= max(3, n_pages / 2) or (is_edge and times > 1)
    is_outside = (
        cell.bottom <= min(other.top for other in filled) + 2 or cell.top >= max(other.bottom for other in filled) - 2
    )
    return is_outside and times > 1
