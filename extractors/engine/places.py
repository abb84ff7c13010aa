"""How a cell stands on its page, whatever it says: alone, in a row, as a bar; and its text up to a bracket."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from extractors.characters import fold
from extractors.engine.boxes.rows import BESIDE
from extractors.engine.marks import OPEN, OTHER_BOX
from extractors.layout.celltext import Line
from extractors.layout.ink import Glyphs
from extractors.layout.page import Cell, Page

_MARK_BEFORE = f"(?:(?<!\\S)[{''.join(sorted(BESIDE))}]\\s*)?"
_BRACKET = re.compile(f"{_MARK_BEFORE}[{re.escape(OPEN)}]|{OTHER_BOX}|[☐☑☒□■✓✔](?=\\s*\\S)")
TOUCH = 3.0  # points within which cells are neighbours


def is_in_row(page: Page, cell: Cell) -> bool:
    """Whether cells stand beside a cell, as those of a table's row do."""
    others = [other for other in [*page.cells, *page.loose] if other.lines and other is not cell]
    return sum(other.top < cell.middle < other.bottom for other in others) > 1


def is_alone(page: Page, cell: Cell) -> bool:
    """Whether nothing stands beside a cell."""
    others = [other for other in [*page.cells, *page.loose] if other.lines and other is not cell]
    return not any(other.top < cell.bottom and other.bottom > cell.top for other in others)


def is_bar(page: Page, cell: Cell) -> bool:
    """Whether a cell has its row for itself: as wide as the table, or a line outside it with nothing beside."""
    if cell.is_loose:
        return is_alone(page, cell)
    left, right = min(other.x0 for other in page.cells), max(other.x1 for other in page.cells)
    return cell.x1 - cell.x0 >= 0.95 * (right - left)


def stands_out(page: Page, cell: Cell) -> bool:
    """Whether a cell is a heading by its look: as wide as the table, or in larger type than most of the page."""
    filled = [other for other in [*page.cells, *page.loose] if other.lines]
    width = max(other.x1 for other in filled) - min(other.x0 for other in filled)
    sizes = sorted(other.lines[0].size for other in filled)
    is_wide = not cell.is_loose and cell.x1 - cell.x0 >= 0.6 * width
    return is_wide or cell.lines[0].size >= 1.1 * sizes[len(sizes) // 2] or len(filled) <= 3


def first_row(page: Page) -> list[Cell]:
    """The ruled cells that begin a page."""
    top = min((cell.top for cell in page.cells), default=0.0)
    return [cell for cell in page.cells if cell.top - top <= TOUCH]


def right_of(page: Page, cell: Cell) -> Iterator[Cell]:
    """The cells of the same row that stand right beside a cell."""
    for other in page.cells:
        if abs(other.x0 - cell.x1) <= TOUCH and other.top - 1 <= cell.middle <= other.bottom + 1:
            yield other


def has_right(page: Page, cell: Cell) -> bool:
    """Whether a cell of the same row stands right beside a cell."""
    return any(True for _ in right_of(page, cell))


def empty_left(page: Page, cell: Cell) -> Cell | None:
    """The empty cell of the same row that stands right before a cell."""
    return next(
        (
            other
            for other in page.cells
            if not other.lines and abs(other.x1 - cell.x0) <= TOUCH and other.top - 1 <= cell.middle <= other.bottom + 1
        ),
        None,
    )


def head_of(cell: Cell, is_wrapped: bool = False) -> tuple[str, list[Line], list[Line]]:
    """A cell's folded text up to its first bracket or the mark beside that, the lines of it, and the lines from there
    on: those that begin further left go on with the text, unless what stands behind the bracket ``is_wrapped``."""
    brackets = [_BRACKET.search(line.text) for line in cell.lines]
    if not any(brackets):
        return cell.key, cell.lines, []
    head: list[Line] = []
    tail: list[Line] = []
    edge = None
    for line, match in zip(cell.lines, brackets, strict=True):
        if match is None:
            (head if edge is None or (line.x0 < edge - line.size and not is_wrapped) else tail).append(line)
            continue
        before, after = cut(line, match.start())
        edge = after.x0 if edge is None else min(edge, after.x0)
        if before.glyphs:
            head.append(before)
        tail.append(after)
    return fold("".join(line.text for line in head)), head, tail


def head_before_option(cell: Cell, keys: Collection[str], glyphs: Glyphs) -> tuple[str, list[Line], list[Line]] | None:
    """What ``head_of`` gives for a heading whose bracket stands behind its option: `heading  委託しない [ ]`, where the
    option goes with the bracket; None where none of the folded ``keys`` stands before the first bracket."""
    for n, line in enumerate(cell.lines):
        bracket = _BRACKET.search(line.text)
        if bracket is None:
            continue
        before = line.text[: bracket.start()]
        at = next((k for k in range(len(before)) if not before[k].isspace() and fold(before[k:]) in keys), None)
        if at is None:
            return None
        first, box = line.cut(0, at, glyphs), line.cut(at, len(line.text), glyphs)
        further = cell.lines[n + 1 :]
        wraps = [other for other in further if other.x0 < box.x0 - line.size]
        head = [*cell.lines[:n], *([first] if first.glyphs else []), *wraps]
        tail = [box, *(other for other in further if other not in wraps)]
        return fold("".join(piece.text for piece in head)), head, tail
    return None


def cut(line: Line, at: int) -> tuple[Line, Line]:
    """A line in two. The second part's start is estimated from the share of characters before it."""
    share = line.x0 + (line.x1 - line.x0) * at / max(len(line.text), 1)
    before = line.text[:at].rstrip()
    return (
        Line(before, line.glyphs[: len(before)], line.x0, share, line.y, line.size, line.direction),
        Line(line.text[at:], line.glyphs[at:], share, line.x1, line.y, line.size, line.direction),
    )


def is_below_row_without_label(page: Page, cell: Cell) -> bool:
    """Whether the cell right above one has no label beside it either: a value of several rows."""
    return any(
        abs(other.bottom - cell.top) <= TOUCH
        and abs(other.x0 - cell.x0) <= TOUCH
        and empty_left(page, other) is not None
        for other in page.cells
    )
