"""Labels in a shade without borders beside values in ruled cells: a fill is a cell, too.

A browser's page, or a cover typed again, may rule the values only and lay a shade behind the label above or beside
each. The shade's edges are then the cell's, where it holds one label of the form and nothing else, touches ruled cells
that it does not reach into, and has no value beside it that is not ruled.
"""

from __future__ import annotations

from collections.abc import Sequence

from extractors.engine.formspec import FormSpec, NodeKind
from extractors.engine.unruled import Fill, labels_among, seen_shades
from extractors.layout.page import Cell, Page
from extractors.layout.rulings import Ruling, Rulings
from extractors.settings import TOLERANCES

_SLACK = TOLERANCES.snap


def frame_labels(pages: Sequence[Page], spec: FormSpec) -> list[Page]:
    """The pages of an assessment, those with borders laid out again with rulings around their shaded labels."""
    return [_framed(page, spec) if page.cells and page.has_borders else page for page in pages]


def _framed(page: Page, spec: FormSpec) -> Page:
    loose = [cell for cell in page.loose if not page.is_claimed(cell.lines[0])]
    shades = [shade for shade in seen_shades(page) if _is_beside_cells(shade, page.cells)] if loose else []
    if not shades:
        return page
    labels = [label for label in labels_among(loose, spec) if label.kind is NodeKind.ITEM]
    horizontal: list[Ruling] = []
    vertical: list[Ruling] = []
    for shade in shades:
        x0, top, x1, bottom = shade
        inside = [cell for cell in loose if _holds(shade, cell)]
        is_label = any(
            len(inside) == len(label.cells) and all(cell in label.cells for cell in inside) for label in labels
        )
        if is_label and not any(top < cell.middle < bottom and _is_bare(cell, shades) for cell in loose):
            horizontal += [Ruling(top, x0, x1), Ruling(bottom, x0, x1)]
            vertical += [Ruling(x0, top, bottom), Ruling(x1, top, bottom)]
    if not horizontal:
        return page
    level, upright = page.rulings
    return page.laid_out_with(Rulings([*level, *horizontal], [*upright, *vertical]))


def _holds(shade: Fill, cell: Cell) -> bool:
    x0, top, x1, bottom = shade
    return x0 <= (cell.x0 + cell.x1) / 2 <= x1 and top <= cell.middle <= bottom


def _is_bare(cell: Cell, shades: Sequence[Fill]) -> bool:
    """Whether text outside the borders stands in no shade either."""
    return not any(_holds(shade, cell) for shade in shades)


def _is_beside_cells(shade: Fill, cells: Sequence[Cell]) -> bool:
    """Whether a shade touches a ruled cell along one of its sides, and reaches into none."""
    x0, top, x1, bottom = shade
    touches = False
    for cell in cells:
        across = min(x1, cell.x1) - max(x0, cell.x0)
        down = min(bottom, cell.bottom) - max(top, cell.top)
        if min(across, down) > _SLACK:
            return False
        touches |= min(across, down) >= -_SLACK and max(across, down) > _SLACK
    return touches
