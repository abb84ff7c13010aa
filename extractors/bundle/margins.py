"""What is printed in the margins beside a form's tables: line numbers, and notes of whoever had the paper in hand.

A note beside a row stands as high as the row's cells, and would be read as the rest of a value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

from extractors.bundle.editions import is_stamp
from extractors.bundle.passages import read_passages
from extractors.bundle.signs import title_role
from extractors.engine.cursor import is_label
from extractors.engine.formspec import FormSpec
from extractors.layout.page import LOOSE_SHARE, Cell, Page
from extractors.model import Claim, Finding, Passage, Severity
from extractors.settings import TOLERANCES

_NUMBER = re.compile(r"\d{1,4}")
_COUNT = 3  # numbers on a page that show that they count its lines
_PAGES = 2  # that have such numbers
_APART = 0.5  # sizes between a table and what stands beside it; what overflows a cell may be nearer
_OVERFLOWS = 1.0  # sizes between what overflows a cell and the text that it goes on

_Span = tuple[float, float]


def claim_line_numbers(pages: Sequence[Page]) -> None:
    """Enter the numbers of lines (行番号) into the ledgers as furniture.

    They count in equal steps down the page, one below the other, outside its tables, and do so on several pages. Where
    that is known, a page with fewer of them has them too.
    """
    columns = [column for page in pages if page.has_borders and (column := _counting_column(page)) is not None]
    if len(columns) < _PAGES:
        return
    for page in pages:
        for cell in _outer_numbers(page):
            if any(x0 - 1 <= cell.x0 and cell.x1 <= x1 + 1 for x0, x1 in columns):
                page.claim_lines(cell.lines, Claim.FURNITURE)


def read_margins(pages: Sequence[Page], forms: Iterable[FormSpec]) -> tuple[list[Passage], list[Finding]]:
    """The texts beside the tables of an assessment's pages, entered into the ledgers, so that they are in no value.

    The edges of a page's tables are its own where most pages of its width share them, else those on all of these
    pages: a cover's are narrower than its title, a drawing is wider. What a form prints is no such text, nor is a
    drawing without a frame.
    """
    forms = list(forms)
    passages: list[Passage] = []
    findings: list[Finding] = []
    for group in _by_width(pages).values():
        outer = [
            (page, list(_outer_cells(page, *span, forms))) for page, span in zip(group, _edges(group), strict=True)
        ]
        beside = [(page, cells) for page, cells in outer if _is_bordered(page, cells)]
        columns = [(cell.x0, cell.x1) for page, cells in beside for cell in cells if _is_beside(page, cell)]
        for page, cells in beside:
            found = read_passages(page, [c for c in cells if any(c.x0 < x1 and c.x1 > x0 for x0, x1 in columns)])
            passages += found
            findings += [_finding(passage) for passage in found]
    return passages, findings


def _finding(passage: Passage) -> Finding:
    message = "text in the margin beside the form's tables is in no value; it is kept in page_texts"
    return Finding(Severity.INFO, "text_in_margin", message, found=passage.text, page=passage.page, box=passage.box)


def _by_width(pages: Iterable[Page]) -> Mapping[int, list[Page]]:
    groups: dict[int, list[Page]] = {}
    for page in pages:
        if any(cell.lines for cell in page.cells):
            groups.setdefault(round(page.ink.width), []).append(page)
    return groups


def _edges(pages: Sequence[Page]) -> list[_Span]:
    """From where to where the tables of each page reach."""
    spans = [_reach(page) for page in pages]
    left, right = min(x0 for x0, _ in spans), max(x1 for _, x1 in spans)

    def is_usual(side: int, at: float) -> bool:
        return 2 * sum(abs(span[side] - at) <= TOLERANCES.snap for span in spans) > len(spans)

    return [(x0 if is_usual(0, x0) else left, x1 if is_usual(1, x1) else right) for x0, x1 in spans]


def _reach(page: Page) -> _Span:
    """From where to where a page's tables reach; one without borders at its sides as far as its level rules."""
    spans = [(cell.x0, cell.x1) for cell in page.cells]
    spans += [(rule.start, rule.end) for rule in page.rulings.horizontal]
    return min(x0 for x0, _ in spans), max(x1 for _, x1 in spans)


def _outer_cells(page: Page, left: float, right: float, forms: Sequence[FormSpec]) -> Iterator[Cell]:
    for cell in page.loose:
        if _is_outside(page, cell, left, right) and not page.is_claimed(cell.lines[0]) and not _is_known(cell, forms):
            yield cell


def _is_outside(page: Page, cell: Cell, left: float, right: float) -> bool:
    """Whether a text stands beside the tables, and is not the end of one that overflows them."""
    line = cell.lines[0]
    apart = _APART * line.size
    if cell.x1 < left - apart or cell.x0 > right + apart:
        return True
    if (left < cell.x1 and cell.x0 < right) or len(cell.key) == 1:  # a letter alone is a bracket, or a mark
        return False
    near = _OVERFLOWS * line.size
    others = (other for some in (page.cells, page.loose) for owner in some for other in owner.lines)
    return not any(
        other is not line
        and abs(other.y - line.y) <= TOLERANCES.same_line_em * line.size
        and other.x0 <= line.x1 + near
        and other.x1 >= line.x0 - near
        for other in others
    )


def _is_bordered(page: Page, outer: Sequence[Cell]) -> bool:
    """Whether most of a page's other text stands in ruled cells."""
    rest = [cell for cell in page.loose if cell not in outer and not page.is_claimed(cell.lines[0])]
    loose, inside = (sum(len(line.text) for cell in cells for line in cell.lines) for cells in (rest, page.cells))
    return loose <= LOOSE_SHARE * (loose + inside)


def _is_known(cell: Cell, forms: Sequence[FormSpec]) -> bool:
    return is_label(cell.key, forms) or is_stamp(cell.key) or title_role(cell.key) is not None


def _is_beside(page: Page, cell: Cell) -> bool:
    return any(other.top < cell.middle < other.bottom for other in page.cells)


# ------------------------------------------------------------------------------------------------ line numbers


def _outer_numbers(page: Page) -> list[Cell]:
    """Numbers that stand alone outside the tables of a page, from the top down."""
    left = min((cell.x0 for cell in page.cells), default=page.ink.width)
    right = max((cell.x1 for cell in page.cells), default=0.0)
    return [
        cell
        for cell in page.loose
        if _NUMBER.fullmatch(cell.key) and (cell.x1 < left or cell.x0 > right) and not page.is_claimed(cell.lines[0])
    ]


def _counting_column(page: Page) -> _Span | None:
    """Where on a page numbers count its lines."""
    numbers = _outer_numbers(page)
    for first in numbers:
        column = [cell for cell in numbers if abs(cell.x1 - first.x1) < 1 or abs(cell.x0 - first.x0) < 1]
        steps = {int(below.key) - int(above.key) for above, below in pairwise(column)}
        if len(column) >= _COUNT and len(steps) == 1 and min(steps) > 0:
            return min(cell.x0 for cell in column), max(cell.x1 for cell in column)
    return None
