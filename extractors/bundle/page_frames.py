"""Lines that run with the pages: a frame round every page, a rule below the header or above the footer.

Between such a line and the table lies a strip that the grid takes for the first or the last row of the page. Nothing is
written there, but what asks for the row that ends a page finds the strip, and not the row that goes on overleaf.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from extractors.layout.page import Cell, Page
from extractors.settings import TOLERANCES

_TIMES = 3  # pages on which a line must be drawn, at least; and on most of those of its size


def drop_strips(pages: Sequence[Page]) -> None:
    """Take out of an assessment's pages the empty cells between their tables and the lines that run with the pages.

    A row of the form may be empty, too, and end a page: it does not end most of them at one height.
    """
    # a frame may be drawn with two lines, one in the other
    while any(_drop_outermost(pages, is_head=is_head) for is_head in (True, False)):
        pass


def _drop_outermost(pages: Sequence[Page], *, is_head: bool) -> bool:
    """Whether there were strips on top of the pages (``is_head``) or at their feet, one a page; they are gone then."""
    found = [(page, strip, _level(page, strip, is_head)) for page in pages if (strip := _strip(page, is_head=is_head))]
    times = Counter(level for *_, level in found)
    of_size = Counter(_size(page) for page in pages if page.cells)
    is_any = False
    for page, strip, (size, at) in found:
        # lines at one height may be a rounding apart
        n_times = sum(times[size, near] for near in (at - 1, at, at + 1))
        if n_times >= _TIMES and n_times > of_size[size] / 2:
            page.cells.remove(strip)
            is_any = True
    return is_any


def _strip(page: Page, *, is_head: bool) -> Cell | None:
    """The empty cell that begins or ends a page's ruled cells and is at least as wide as they are, all of them."""
    if len(page.cells) < 2:
        return None
    outermost = min(page.cells, key=lambda cell: cell.top) if is_head else max(page.cells, key=lambda cell: cell.bottom)
    if not all(map(page.is_claimed, outermost.lines)):
        return None
    snap = TOLERANCES.snap
    others = [cell for cell in page.cells if cell is not outermost]
    is_wide = all(outermost.x0 <= cell.x0 + snap and cell.x1 - snap <= outermost.x1 for cell in others)
    is_beyond = all(
        outermost.bottom <= cell.top + snap if is_head else outermost.top >= cell.bottom - snap for cell in others
    )
    return outermost if is_wide and is_beyond else None


def _size(page: Page) -> tuple[int, int]:
    return round(page.ink.width), round(page.ink.height)


def _level(page: Page, strip: Cell, is_head: bool) -> tuple[tuple[int, int], int]:
    """A page's size, and at what height the outer edge of its strip is drawn, in steps of snapping distance."""
    return _size(page), round((strip.top if is_head else strip.bottom) / TOLERANCES.snap)
