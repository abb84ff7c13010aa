"""The form's own words on a cover: its title and its stamp, but for a title that an officer wrote into a value."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.bundle.divide import Segment
from extractors.characters import fold
from extractors.engine.cursor import worded_nodes
from extractors.engine.formspec import NodeKind
from extractors.engine.places import TOUCH
from extractors.layout.page import Cell, Page
from extractors.model import Claim


def claim_titles(segment: Segment) -> None:
    """Enter the form's title and stamp on the first page into its ledger, and the title into the segment.

    The name of an assessment often has the title in it; that is the officer's text.
    """
    page = segment.pages[0]
    title = fold(segment.spec.title)
    labels = _labels(segment)
    for cell in [*page.loose, *page.cells]:
        if not cell.lines or page.is_claimed(cell.lines[0]):
            continue
        is_title = len(cell.key) > 2 and (cell.key in title or title in cell.key)
        is_stamp = segment.stamp is not None and _prints(segment.stamp, cell, page)
        if is_title or is_stamp:
            segment.title = segment.title or segment.spec.title
            if is_stamp or not _is_value(cell, labels):
                page.claim_lines(cell.lines, Claim.LABEL)


def _prints(stamp: str, cell: Cell, page: Page) -> bool:
    """Whether a cell prints the stamp, or a part of it beside the others: a space in it parts it as columns are."""
    pieces = [other for other in page.loose if abs(other.middle - cell.middle) < TOUCH] if cell.is_loose else [cell]
    line = "".join(piece.key for piece in sorted(pieces, key=lambda piece: piece.x0))
    return any(stamp in key and len(key) < len(stamp) + 4 and cell.key in key for key in (cell.key, line))


def _labels(segment: Segment) -> list[Cell]:
    """The ruled cells of the first page that print labels of the form's first part."""
    first = segment.spec.parts[0]
    return [
        cell
        for cell in segment.pages[0].cells
        if any(node.part is first and node.kind is NodeKind.ITEM for node in worded_nodes(segment.spec, cell.key))
    ]


def _is_value(cell: Cell, labels: Sequence[Cell]) -> bool:
    """Whether a ruled cell stands right below a label, or right beside it."""
    return not cell.is_loose and any(
        (abs(cell.top - label.bottom) <= TOUCH and label.x0 < (cell.x0 + cell.x1) / 2 < label.x1)
        or (abs(cell.x0 - label.x1) <= TOUCH and label.top < cell.middle < label.bottom)
        for label in labels
    )
