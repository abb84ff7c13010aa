"""Title rows that a spreadsheet prints on top of every page of its sheet (印刷タイトル): the bar of a part, again and
again, where the part goes on."""

from __future__ import annotations

from extractors.bundle.divide import Segment
from extractors.engine.cursor import split_number, worded_nodes
from extractors.engine.formspec import FormSpec, NodeKind, PartSpec
from extractors.engine.headings import headed_part, names_file
from extractors.engine.places import TOUCH, is_bar
from extractors.layout.page import Cell, Page
from extractors.model import Claim


def claim_running_titles(segment: Segment) -> None:
    """Enter bars of parts that only run on from the page before into the ledgers, and take them off their pages.

    Such a bar stands first on both pages, at one place and in the same words, and nothing follows it that begins the
    part. Left there, it would part a row that the page's edge cut, and open a file that nobody described. Behind
    missing pages it stays, to say where the form goes on.
    """
    before: Cell | None = None
    for page in segment.pages:
        bar = _first(page)
        part = None if bar is None else _part_of(segment.spec, bar)
        if bar is None or part is None or not is_bar(page, bar):
            before = None
            continue
        is_again = before is not None and page.number not in segment.gaps and _is_same(bar, before)
        before = bar
        if is_again and not _begins(segment.spec, part, page, bar):
            page.claim_lines(bar.lines, Claim.FURNITURE)
            page.cells = [cell for cell in page.cells if cell is not bar]


def _first(page: Page) -> Cell | None:
    """What stands first on a page below its header."""
    cells = [cell for cell in [*page.cells, *page.loose] if cell.lines and not page.is_claimed(cell.lines[0])]
    first = min(cells, key=lambda cell: (round(cell.top), cell.x0), default=None)
    # a row without text above it is what goes on from the page before, and no title
    return first if first is not None and all(cell.top > first.top - TOUCH for cell in page.cells) else None


def _part_of(spec: FormSpec, cell: Cell) -> PartSpec | None:
    """The part of rows whose heading a cell prints, numeral included, whatever is appended to it."""
    number, words = split_number(cell.key)
    heads = [node for node in worded_nodes(spec, cell.key) if node.kind is NodeKind.PART and node.mark == number]
    if not heads:
        remarked = headed_part(spec, number, words, cell.key, "".join(line.text for line in cell.lines))
        heads = [remarked[0]] if remarked is not None else []
    # the lists and tables of annexes begin anew below their titles
    return next((node.part for node in heads if not node.part.is_region and node.part.kind != "reference"), None)


def _is_same(bar: Cell, before: Cell) -> bool:
    """Whether two pages have the same bar at the same place."""
    edges = zip(bar.box, before.box, strict=True)
    return bar.is_loose == before.is_loose and bar.key == before.key and all(abs(a - b) < TOUCH for a, b in edges)


def _begins(spec: FormSpec, part: PartSpec, page: Page, bar: Cell) -> bool:
    """Whether a part begins below its bar: with its first section, in the form's words or under its number, or with the
    name of a file."""
    below = [cell for cell in [*page.cells, *page.loose] if cell.lines and cell.top > bar.bottom - TOUCH]
    first = min(below, key=lambda cell: (round(cell.top), cell.x0), default=None)
    if first is None:
        return False
    opening = next(node for node in spec.nodes if node.part is part and node.section is not None)
    if opening in worded_nodes(spec, first.key):
        return True
    return part.repeat == "file" and is_bar(page, first) and names_file(first.key)
