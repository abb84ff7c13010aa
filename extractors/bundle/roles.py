"""The role of every page: what most of its area holds."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from extractors.bundle.divide import shares_columns
from extractors.bundle.signs import Signs
from extractors.engine.walk import FormReading
from extractors.layout.page import Cell, Page
from extractors.model import Role

FULL = 0.75  # of a page's height: text that reaches further down may go on overleaf

_LETTERS = (Role.CONSULTATION, Role.REPORT)
_SPEAKS_OF_CONSULTING = re.compile("諮問")
_ROLE_OF_KIND = {"figure": Role.FIGURE, "record_items": Role.RECORD_ITEMS, "change_table": Role.CHANGES}


def role_in_assessment(page: Page, reading: FormReading) -> Role:
    """The role of an assessment's page: what most of its area holds."""
    areas = reading.area_by_part.get(page.number)
    if not page.ink.text:
        return Role.IMAGE_ONLY if len(page.ink.images) else Role.OTHER
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


def roles_outside(others: Sequence[tuple[Page, Signs]]) -> dict[int, Role]:
    """The roles of the pages that belong to no assessment, by page number."""
    roles: dict[int, Role] = {}
    before: Page | None = None
    for page, signs in others:
        is_next = before is not None and before.number == page.number - 1
        roles[page.number] = _role_outside(page, signs, before if is_next else None, roles.get(page.number - 1))
        before = page
    return roles


def _role_outside(page: Page, signs: Signs, before: Page | None, role_before: Role | None) -> Role:
    if not page.ink.text:
        return Role.IMAGE_ONLY if len(page.ink.images) else Role.OTHER
    if signs.titled is not None and signs.titled in _LETTERS:
        return signs.titled
    is_table = _is_tabular(page) or (
        role_before is Role.ANNEX_TABLE and before is not None and shares_columns(page, before)
    )
    goes_on = before is not None and _is_full(before) and signs.titled is None and not is_table
    if goes_on and role_before is not None and role_before in _LETTERS:
        return role_before
    if is_table:
        return Role.ANNEX_TABLE
    if signs.titled is None and _SPEAKS_OF_CONSULTING.search("".join(cell.key for cell in [*page.loose, *page.cells])):
        return Role.CONSULTATION
    if len(page.cells) + len(page.ink.rules) > 5:
        return Role.FIGURE
    return Role.OTHER


def _is_full(page: Page) -> bool:
    """Whether a page is printed to its foot, so that its text may go on overleaf."""
    cells = [cell for cell in [*page.loose, *page.cells] if cell.lines and not page.is_claimed(cell.lines[0])]
    bottoms = [cell.bottom for cell in cells]
    return max(bottoms, default=0.0) > FULL * page.ink.height


def _is_tabular(page: Page) -> bool:
    """Whether a page's cells stand side by side in rows of three or more; the boxes of a drawing stand alone."""
    filled = [cell for cell in page.cells if cell.lines]
    edges = Counter((round(cell.x0 / 3), round(cell.top / 3)) for cell in filled)

    def touches(cell: Cell) -> bool:
        return any(edges[round(cell.x1 / 3) + step, round(cell.top / 3)] for step in (-1, 0, 1))

    rows = Counter(round(cell.top / 3) for cell in filled)
    in_rows = [cell for cell in filled if rows[round(cell.top / 3)] >= 3]
    return len(in_rows) >= 6 and sum(map(touches, in_rows)) >= 0.5 * len(in_rows)
