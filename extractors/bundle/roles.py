"""The role of every page: what most of its area holds."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractors.bundle.consultations import begins_letter, opens_consultation
from extractors.bundle.divide import shares_columns
from extractors.bundle.letters import CLOSING, REPORTS
from extractors.bundle.ruled_blocks import filled_cells, find_blocks
from extractors.bundle.signs import Signs
from extractors.characters import fold
from extractors.engine.instances import FormReading
from extractors.layout.page import Cell, Page
from extractors.model import Role, Unread

FULL = 0.75  # of a page's height: text that reaches further down may go on overleaf
TABLE_SHARE = 0.6  # of a page's text in cells side by side, from which it is a table
PROSE_SHARE = 0.5  # of a page's text in wide lines, from which its few rulings make no drawing
OF_DATA = 3  # columns of a table that is none of labels and values
WIDE = 0.5  # of the width of a page's print
FEW_LINES = 5  # rulings and cells that a page without a drawing may have

LETTERS = (Role.CONSULTATION, Role.REPORT)
NO_TEXT = (Unread.IMAGE_ONLY, Unread.TEXT_OUTLINED, Unread.TEXT_UNREADABLE)  # there is nothing to be read
_SPEAKS_OF_CONSULTING = re.compile("諮問|答申")
_ROLE_OF_KIND = {"figure": Role.FIGURE, "record_items": Role.RECORD_ITEMS, "change_table": Role.CHANGES}


def roles_in_assessment(pages: Sequence[Page], reading: FormReading, unread: Mapping[int, Unread]) -> dict[int, Role]:
    """The roles of an assessment's pages, by page number."""
    roles: dict[int, Role] = {}
    for page in pages:
        is_rest = (
            roles.get(page.number - 1) is Role.FIGURE and page.number not in unread and _is_lines_only(page, reading)
        )
        roles[page.number] = Role.FIGURE if is_rest else role_in_assessment(page, reading, unread.get(page.number))
    return roles


def _is_lines_only(page: Page, reading: FormReading) -> bool:
    """Whether a page prints nothing but lines, furniture aside: behind a drawing, the end of what frames it."""
    has_words = bool(reading.area_by_part.get(page.number)) or any(
        cell.lines for cell in [*_unclaimed(page), *page.cells]
    )
    return len(page.ink.rules) > 0 and not has_words


def role_in_assessment(page: Page, reading: FormReading, unread: Unread | None) -> Role:
    """The role of an assessment's page: what most of its area holds. ``unread`` says why it could not be read."""
    areas = reading.area_by_part.get(page.number)
    if page.number in reading.drawn:
        return Role.FIGURE
    if unread is Unread.IMAGE_ONLY:
        return Role.IMAGE_ONLY
    if not page.ink.text:
        return Role.OTHER
    if not areas:
        return Role.FORM
    code = max(areas, key=lambda code: areas[code])
    for n, part in enumerate(reading.spec.parts):
        if part.code == code:
            if n == 0:
                return Role.COVER
            if part.kind == "reference":
                return Role.INDEX
            kinds = [item.kind for section in part.sections for item in section.items[:1]]
            return next((_ROLE_OF_KIND[kind] for kind in kinds if kind in _ROLE_OF_KIND), Role.FORM)
    return Role.FORM


def roles_outside(others: Sequence[tuple[Page, Signs]], unread: Mapping[int, Unread]) -> dict[int, Role]:
    """The roles of the pages that belong to no assessment, by page number; ``unread`` has those without text."""
    roles: dict[int, Role] = {}
    before: Page | None = None
    for page, signs in others:
        is_next = before is not None and before.number == page.number - 1
        if (cause := unread.get(page.number)) in NO_TEXT:
            roles[page.number] = Role.IMAGE_ONLY if cause is Unread.IMAGE_ONLY else Role.OTHER
            before = None
            continue
        roles[page.number] = _role_outside(page, signs, before if is_next else None, roles.get(page.number - 1))
        before = page
    return roles


def _role_outside(page: Page, signs: Signs, before: Page | None, role_before: Role | None) -> Role:
    if not page.ink.text:
        return Role.OTHER
    if signs.titled is not None and signs.titled in LETTERS:
        return signs.titled
    is_table = _is_tabular(page) or (
        role_before is Role.ANNEX_TABLE and before is not None and shares_columns(page, before)
    )
    if _goes_on_over(before, page, signs) and role_before is not None and role_before in LETTERS:
        return role_before
    if is_table:
        return Role.ANNEX_TABLE
    if signs.titled is Role.OTHER:  # minutes, contents, lists of papers: whatever is ruled on them is no drawing
        return Role.OTHER
    if signs.titled is None and opens_consultation(page) and _says(_SPEAKS_OF_CONSULTING, page):
        return Role.REPORT if _says(REPORTS, page) else Role.CONSULTATION
    if len(page.cells) + len(page.ink.rules) > FEW_LINES and not _is_prose(page):
        return Role.FIGURE
    return Role.OTHER


def _goes_on_over(before: Page | None, page: Page, signs: Signs) -> bool:
    """Whether a letter on the page before may go on here: it was not closed, and this is no table of another kind."""
    if before is None or signs.titled is not None or not _is_full(before) or _is_closed(before):
        return False
    return (not _is_tabular(page, OF_DATA) or shares_columns(page, before)) and not begins_letter(page)


def _is_closed(page: Page) -> bool:
    """Whether the last line of a page says that its letter ends there."""
    lines = [cell for cell in [*_unclaimed(page), *page.cells] if cell.lines]
    last = max(lines, key=lambda cell: cell.lines[-1].y, default=None)
    return last is not None and fold(last.lines[-1].text) in CLOSING


def _says(words: re.Pattern[str], page: Page) -> bool:
    return bool(words.search("".join(cell.key for cell in [*page.loose, *page.cells])))


def _is_full(page: Page) -> bool:
    """Whether a page is printed to its foot, so that its text may go on overleaf."""
    bottoms = [cell.bottom for cell in [*_unclaimed(page), *page.cells] if cell.lines]
    return max(bottoms, default=0.0) > FULL * page.ink.height


def _is_tabular(page: Page, columns: int = 2) -> bool:
    """Whether most of a page's text stands in tables as wide as half of its print and of ``columns`` at least; a
    drawing's boxes are narrow."""
    loose = _unclaimed(page)
    filled = [cell for cell in [*page.cells, *loose] if cell.lines]
    if not filled:
        return False
    width = max(cell.x1 for cell in filled) - min(cell.x0 for cell in filled)
    tables = [
        block
        for block in find_blocks(page, lambda _: False)
        if block.box.x1 - block.box.x0 > WIDE * width and len(block.edges) > columns
    ]
    inside = sum(len(cell.key) for block in tables for cell in filled_cells(block.bands))
    return inside > TABLE_SHARE * sum(len(cell.key) for cell in filled)


def _is_prose(page: Page) -> bool:
    """Whether most of a page's text stands in lines of half the page's width, outside cells."""
    loose = _unclaimed(page)
    wide = sum(len(cell.key) for cell in loose if cell.x1 - cell.x0 > page.ink.width / 2)
    return wide > PROSE_SHARE * sum(len(cell.key) for cell in [*loose, *page.cells])


def _unclaimed(page: Page) -> list[Cell]:
    """Lines outside cells that are no furniture."""
    return [cell for cell in page.loose if cell.lines and not page.is_claimed(cell.lines[0])]
