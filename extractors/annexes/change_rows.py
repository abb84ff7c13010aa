"""Rows of a change table: what is ruled as one, and what the page's edge cut in two."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.annexes.change_columns import EDGE, Column
from extractors.annexes.changeheads import AFTER, BEFORE, ITEM, ON, REASON, TIMING
from extractors.annexes.level_tables import split_cells
from extractors.annexes.middles import CENTRED, is_in_the_middle, text_height
from extractors.annexes.paths import begins_path
from extractors.annexes.set_tables import cut_rows
from extractors.characters import fold
from extractors.engine.instances import Chunk
from extractors.layout.celltext import page_joint
from extractors.layout.page import Cell, Page
from extractors.model import Box

_WHOLE_DATE = re.compile(r"\d日|\d[./-]\d{1,2}[./-]\d")
_BEGINS_DATE = re.compile(r"令|平|昭|[RHS]\d|\d{4}|同上|〃|未定|[㍻㋿]")
_TIMINGS = frozenset(["事前", "事後"])
MERGED = (ON, ITEM, TIMING, REASON)  # columns whose cells are often merged over rows


@dataclass(slots=True, eq=False)
class Row:
    """A row as ruled: the cells of each column, over all the pages it runs on."""

    page: Page
    box: Box
    end: Box  # on the last of its pages
    cells: dict[int, list[tuple[Page, Cell]]] = field(default_factory=dict)
    shared: dict[int, list[tuple[Page, Cell]]] = field(default_factory=dict)  # that print a column for other rows too
    unruled: set[int] = field(default_factory=set)  # at the foot of its page: columns that have no rule there
    goes_on: set[int] = field(default_factory=set)  # columns whose cell began on the page before, in another row
    is_date_supposed: bool = False  # the date is that of a merged cell on the page before, as far as one can tell

    @property
    def is_cut(self) -> bool:
        """Whether the foot of the page leaves its texts open, so that it may go on."""
        return bool(self.unruled & {BEFORE, AFTER})

    @property
    def page_last(self) -> int:
        """The last page on which the row prints something."""
        pages = [page.number for cells in self.cells.values() for page, cell in cells if cell.lines]
        return max(pages, default=self.page.number)

    def text(self, column: int) -> str | None:
        """The text of a column's cells, None where nothing is printed."""
        return _join(self.printed(column)) or None

    def printed(self, column: int) -> list[tuple[Page, Cell]]:
        """The cells whose text is a column's: the row's own, or those of a merged cell that the page's edge cut."""
        return self.shared.get(column) or self.cells.get(column, [])

    def shares(self, column: int) -> bool:
        """Whether the cell of a column holds other rows too, on the last page of this one."""
        return any(
            cell.top < self.end.top - EDGE or cell.bottom > self.end.bottom + EDGE
            for _, cell in self.cells.get(column, [])[-1:]
        )

    def is_empty(self) -> bool:
        """Whether no cell prints anything."""
        return not any(cell.lines for cells in self.cells.values() for _, cell in cells)


def page_rows(body: Sequence[Chunk], columns: Sequence[Column]) -> list[Row]:
    """The rows one page rules, from top to bottom."""
    if not body or not columns:
        return []
    rows = _rows(body[0].page, _cells_of(body), columns)
    if rows:
        rows[-1].unruled = {no for no, cells in rows[-1].cells.items() if not _has_foot(*cells[-1])}
    return rows


def level_rows(body: Sequence[Chunk], loose: Sequence[Chunk], columns: Sequence[Column]) -> list[Row]:
    """The rows of a page with level rules only; ``loose`` is what stands in the table outside its cells."""
    page = body[0].page
    cuts = [*(column.x0 for column in columns), columns[-1].x1]
    cells = split_cells(page, _cells_of(body), [chunk.cell for chunk in loose], cuts)
    return _rows(page, cells, columns)


def _has_foot(page: Page, cell: Cell) -> bool:
    """Whether a rule is drawn where a cell ends; the grid closes a cell beside ruled ones though none is."""
    middle = (cell.x0 + cell.x1) / 2
    return any(abs(at - cell.bottom) <= EDGE and x0 <= middle <= x1 for at, x0, x1 in page.rulings.horizontal)


def _cells_of(body: Sequence[Chunk]) -> list[Cell]:
    """The cells of a table, empty ones included."""
    top = min(chunk.cell.top for chunk in body)
    bottom = max(chunk.cell.bottom for chunk in body)
    printed = {id(chunk.cell) for chunk in body}
    return [
        cell
        for cell in body[0].page.cells
        if (id(cell) in printed or not cell.lines) and cell.top >= top - EDGE and cell.bottom <= bottom + EDGE
    ]


def _rows(page: Page, cells: Sequence[Cell], columns: Sequence[Column]) -> list[Row]:
    placed = [(column, cell) for cell in cells for column in (_column_of(cell, columns),) if column is not None]
    cuts = _cuts(placed, len(columns))
    rows = []
    for upper, lower in itertools.pairwise(cuts):
        inside = [(no, cell) for no, cell in placed if cell.top < lower - EDGE and cell.bottom > upper + EDGE]
        if inside:
            rows.append(_row(page, upper, lower, inside))
    return rows


def _column_of(cell: Cell, columns: Sequence[Column]) -> int | None:
    """The column most of a cell's width stands in."""
    best = max(columns, key=lambda column: min(cell.x1, column.x1) - max(cell.x0, column.x0))
    share = min(cell.x1, best.x1) - max(cell.x0, best.x0)
    return best.no if share > 0 else None


def _cuts(placed: Sequence[tuple[int, Cell]], n_columns: int) -> list[float]:
    """Where one row ends and the next begins: a rule that more than one column has (but for the table's ends)."""
    edges = sorted(
        [(cell.top, no) for no, cell in placed] + [(cell.bottom, no) for no, cell in placed], key=lambda edge: edge[0]
    )
    groups: list[list[tuple[float, int]]] = []
    for edge in edges:
        if groups and edge[0] - groups[-1][0][0] <= EDGE:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    enough = min(2, n_columns)
    ends = (0, len(groups) - 1)
    return [
        group[0][0] for k, group in enumerate(groups) if k in ends or len({column for _, column in group}) >= enough
    ]


def _row(page: Page, upper: float, lower: float, inside: Sequence[tuple[int, Cell]]) -> Row:
    box = Box(min(cell.x0 for _, cell in inside), upper, max(cell.x1 for _, cell in inside), lower)
    row = Row(page, box, box)
    for no, cell in sorted(inside, key=lambda placed: (placed[1].top, placed[1].x0)):
        row.cells.setdefault(no, []).append((page, cell))
    return row


def set_rows(page: Page, body: Sequence[Cell], columns: Sequence[Column]) -> list[Row]:
    """The rows of a page without rules."""
    cuts = [*(column.x0 for column in columns), columns[-1].x1]
    key = next((k for k, column in enumerate(columns) if column.no == ITEM), 0)
    rows = []
    for cells in cut_rows(page, body, cuts, key):
        box = Box(cuts[0], cells[0].top, cuts[-1], cells[0].bottom)
        row = Row(page, box, box)
        row.cells = {column.no: [(page, cell)] for column, cell in zip(columns, cells, strict=True)}
        rows.append(row)
    return rows


# ------------------------------------------------------------------------------------------------ page edges


def join_pages(pages: Sequence[list[Row]]) -> list[Row]:
    """The rows of all pages, those that a page's edge cut made one."""
    rows: list[Row] = []
    feet_tell = _do_feet_tell(pages)
    for following in pages:
        _append(rows, list(following), feet_tell)
    return rows


def _do_feet_tell(pages: Sequence[list[Row]]) -> bool:
    """Whether the foot of a page is ruled only where cells end: somewhere it is not, and at the table's end it is."""
    feet = [rows[-1].unruled for rows in pages if rows]
    return any(feet) and not feet[-1]


def _append(rows: list[Row], following: list[Row], feet_tell: bool) -> None:
    """Add a page's rows to those of the pages before; its first may be the rest of their last."""
    if rows and following and rows[-1].page is not following[0].page:
        last, first = rows[-1], following[0]
        goes_on = _continues(rows, first)
        if goes_on:
            following.pop(0)
        for column in MERGED:
            _carry(column, last, first, following, feet_tell)
            if not goes_on:
                _link(column, last, first)
        if goes_on:
            _join_rows(last, first, following)
    rows += following


def _join_rows(last: Row, first: Row, following: Sequence[Row]) -> None:
    """Make a page's first row, which ``following`` come after, one with the row that the page's edge cut."""
    for column, cells in first.cells.items():
        last.cells.setdefault(column, []).extend(cells)
        if column in last.shared:
            last.shared[column] = [*last.shared[column], *cells]
    for row in following:  # in the date's cell that was cut
        if _is_filled(first, ON) and any(cell is first.cells[ON][0][1] for _, cell in row.cells.get(ON, ())):
            row.shared[ON] = list(last.printed(ON))
    last.unruled, last.end = first.unruled, first.end


def _continues(rows: Sequence[Row], first: Row) -> bool:
    """Whether a page's first row is the rest of the last page's last.

    Short cells (date, timing) hardly run over a page, so a row that prints them where the last one did is new; and so
    is one whose 項目 begins a path. A row ruled off at the foot of the page goes on only in a row that lacks them all,
    or where the texts themselves show it: a date in two halves, a path that goes on, cells set in the middle of both.
    """
    last = rows[-1]
    if any(_says_again(last, first, column) for column in (ON, TIMING)):
        return False
    if _is_set_in_both(last, first):
        return True
    if last.unruled and not last.is_cut:
        return False
    item = first.text(ITEM)
    if item and begins_path(item) and _is_filled(last, ITEM):
        return False
    if last.is_cut or _is_one_date(last, first):
        return True
    if item and not begins_path(last.text(ITEM) or ""):
        return False
    told = [column for column in (ON, TIMING) if not (item and first.shares(column))]
    is_rest = all(not _is_filled(first, column) or _is_filled(last, column) for column in told)
    return is_rest and ITEM in first.cells


def _is_set_in_both(last: Row, first: Row) -> bool:
    """Whether the texts of short cells are set in the middle of both rows together, and none in that of its own.

    Texts of unlike height show it: were they set at the top of their cells, their middles would differ.
    """
    heights: list[float] = []
    for column in (ON, ITEM, TIMING, REASON):
        above, below = last.cells.get(column, []), first.cells.get(column, [])
        printed = [placed for placed in (*above, *below) if placed[1].lines]
        if not above or not below or len(printed) != 1:
            continue
        if last.shares(column) or first.shares(column):
            continue
        if is_in_the_middle(printed) or not is_in_the_middle([*above, *below]):
            return False
        heights.append(text_height(*printed[0]))
    return bool(heights) and max(heights) - min(heights) > 2 * CENTRED


def _says_again(last: Row, first: Row, column: int) -> bool:
    """Whether both rows fill a short cell, and not with the two halves of one date or timing."""
    above, below = fold(last.text(column) or ""), fold(first.text(column) or "")
    if not above or not below:
        return False
    if column == TIMING:
        return above in _TIMINGS or above + below not in _TIMINGS
    if _WHOLE_DATE.search(above):
        return bool(_BEGINS_DATE.match(below) or _WHOLE_DATE.search(below))  # 定）, of a date's（予定）, does not
    return not _is_one_date(last, first)


def _is_one_date(last: Row, first: Row) -> bool:
    """Whether the rows have the two halves of a date."""
    above, below = fold(last.text(ON) or ""), fold(first.text(ON) or "")
    is_cut = bool(above and below) and not (_WHOLE_DATE.search(above) or _BEGINS_DATE.match(below))
    return is_cut and bool(_WHOLE_DATE.search(above + below))


def _is_filled(row: Row, column: int) -> bool:
    return any(cell.lines for _, cell in row.printed(column))


def _carry(column: int, last: Row, first: Row, following: Sequence[Row], feet_tell: bool) -> None:
    """What stands in a cell over several rows that the page's edge cut goes on over the next page's first rows.

    ``first`` is the next page's first row, which may be the rest of ``last``; ``following`` are the new rows. Where one
    can't be sure that it is one cell, a date is supposed, and said to be; no other text is.
    """
    above, below = last.cells.get(column), first.cells.get(column)
    if not above or not below or not _is_filled(last, column) or _is_filled(first, column):
        return
    rest = below[0][1]
    is_open = column in last.unruled
    is_over_many_above = above[-1][1].top < last.end.top - EDGE
    is_over_many_below = rest.bottom > first.box.bottom + EDGE
    is_sure = is_open and (is_over_many_above or not last.is_cut)
    is_sure |= is_over_many_below and column != ITEM and (is_open or not feet_tell)
    if not is_sure and not (is_over_many_above and column == ON):
        return
    for row in following:
        if any(other is rest for _, other in row.cells.get(column, ())):
            row.shared[column] = list(last.printed(column))
            row.is_date_supposed |= not is_sure


def _link(column: int, last: Row, first: Row) -> None:
    """Make a cell without text one with the cell beyond the page's edge, where no rule ends it and one ends its row."""
    is_open = column in last.unruled and not last.is_cut
    if is_open and column in first.cells and not _is_filled(last, column):
        first.goes_on.add(column)


# ------------------------------------------------------------------------------------------------ texts


def _join(cells: Sequence[tuple[Page, Cell]]) -> str:
    """The text of a row's cells in one column; what the page's edge cut goes on as if nothing were between."""
    text = ""
    before: tuple[Page, Cell] | None = None
    for page, cell in cells:
        if not cell.lines:
            continue
        part = page.text(cell.lines, cell)
        if before is not None:
            is_same_page = before[0] is page
            lines = before[1].lines
            text += "\n" if is_same_page else page_joint(lines, before[1].frame(lines[-1]), cell.lines[0])
        text += part
        before = page, cell
    return text.strip()
