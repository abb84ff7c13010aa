"""Rows of a change table over the page's edge: which page's first row is the rest of the row that was cut there."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.annexes.change_columns import EDGE
from extractors.annexes.change_rows import MERGED, Row
from extractors.annexes.changeheads import AFTER, BEFORE, ITEM, ON, REASON, TIMING
from extractors.annexes.middles import CENTRED, ROOM, free_height, is_in_the_middle, text_height
from extractors.annexes.paths import begins_path
from extractors.characters import fold
from extractors.layout.celltext import is_cut_sentence
from extractors.layout.page import Cell, Page

_WHOLE_DATE = re.compile(r"\d日|\d[./-]\d{1,2}[./-]\d")
_BEGINS_DATE = re.compile(r"令|平|昭|[RHS]\d|\d{4}|同上|〃|未定|[㍻㋿]")
_TIMINGS = frozenset(["事前", "事後"])


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
        if first.is_filled(ON) and any(cell is first.cells[ON][0][1] for _, cell in row.cells.get(ON, ())):
            row.shared[ON] = list(last.printed(ON))
    last.unruled, last.end = first.unruled, first.end


def _continues(rows: Sequence[Row], first: Row) -> bool:
    """Whether a page's first row is the rest of the last page's last.

    Short cells (date, timing) hardly run over a page, so a row that prints them where the last one did is new; and so
    is one whose 項目 begins a path. A row ruled off at the foot of the page goes on only in a row that lacks them all,
    or where the texts themselves show it: a date in two halves, a path or a sentence that goes on, cells set in the
    middle of both.
    """
    last = rows[-1]
    if any(_says_again(last, first, column) for column in (ON, TIMING)):
        return False
    if _is_set_in_both(last, first):
        return True
    if last.unruled and not last.is_cut:
        return _is_closed_rest(rows, first)
    item = first.text(ITEM)
    if item and begins_path(item) and last.is_filled(ITEM):
        return False
    if last.is_cut or _is_one_date(last, first):
        return True
    if any(_is_cut_amid(last, first, column) for column in (BEFORE, AFTER, REASON)):
        return True
    if _is_path_cut(rows, first) or _is_set_over_both(rows, first) or _is_what_lacked(rows, first):
        return True
    if item and not begins_path(last.text(ITEM) or ""):
        return False
    told = [column for column in (ON, TIMING) if not (item and first.shares(column))]
    is_rest = all(not first.is_filled(column) or last.is_filled(column) for column in told)
    return is_rest and ITEM in first.cells


def _is_closed_rest(rows: Sequence[Row], first: Row) -> bool:
    """Whether a row is the rest of one whose cells are ruled off at the foot of the page, but for merged ones.

    It has a cell of its own for 項目 and prints no 提出時期. Its 項目 is blank, where each row before names its own, or
    goes on with a path, or begins none and is all that it prints, or a sentence goes on.
    """
    last = rows[-1]
    if ITEM not in first.cells or ITEM in last.unruled or first.shares(ITEM) or first.is_filled(TIMING):
        return False
    if not first.is_filled(ITEM):
        return not first.is_filled(REASON) and all(row.is_filled(ITEM) for row in rows)
    if begins_path(first.text(ITEM) or ""):
        return False
    is_alone = not any(first.is_filled(column) for column in (BEFORE, AFTER, REASON))
    is_amid = any(_is_cut_amid(last, first, column) for column in (ITEM, BEFORE, AFTER, REASON))
    return is_alone or is_amid or _is_path_cut(rows, first)


def _is_cut_amid(last: Row, first: Row, column: int) -> bool:
    """Whether the text of a column goes on in the middle of a sentence."""
    above, below = _printed(last, column), _printed(first, column)
    if not above or not below:
        return False
    (_, cell), (page, rest) = above[-1], below[0]
    return is_cut_sentence(cell.lines, cell.frame(cell.lines[-1]), rest.lines[0], page.glyphs)


def _is_path_cut(rows: Sequence[Row], first: Row) -> bool:
    """Whether a row's 項目 begins amid a path, in a table whose paths all begin at the form's top."""
    item = first.text(ITEM)
    if not item or begins_path(item) or first.shares(ITEM) or rows[-1].shares(ITEM):
        return False
    return all(begins_path(row.text(ITEM) or "") for row in rows if row is rows[-1] or row.is_filled(ITEM))


def _is_what_lacked(rows: Sequence[Row], first: Row) -> bool:
    """Whether a row has the date and 提出時期 that the last lacks and lacks its 項目, where all others have them."""
    last = rows[-1]
    if first.is_filled(ITEM) or not last.is_filled(ITEM) or any(first.shares(column) for column in (ON, ITEM, TIMING)):
        return False
    is_split = all(first.is_filled(column) and not last.is_filled(column) for column in (ON, TIMING))
    others = rows[:-1]
    return is_split and bool(others) and all(row.is_filled(column) for row in others for column in (ON, ITEM, TIMING))


def _is_set_over_both(rows: Sequence[Row], first: Row) -> bool:
    """Whether the text of a column that is set in the middle of its cells is in that of both rows, not of its own."""
    last = rows[-1]
    for column in MERGED:
        parts = _halves(last, first, column)
        printed = [placed for placed in parts if placed[1].lines]
        if len(printed) == 1 and is_in_the_middle(parts) and not is_in_the_middle(printed):
            told = [row.cells[column] for row in rows[:-1] if _is_telling(row, column)]
            if told and all(is_in_the_middle(cells) for cells in told):
                return True
    return False


def _is_telling(row: Row, column: int) -> bool:
    """Whether one can tell how a row's text is set: it stands in a cell of its own that leaves room for more."""
    is_own = row.is_filled(column) and column not in row.shared and not row.shares(column)
    return is_own and free_height(row.cells[column]) > ROOM


def _is_set_in_both(last: Row, first: Row) -> bool:
    """Whether the texts of short cells are set in the middle of both rows together, and none in that of its own.

    Texts of unlike height show it: were they set at the top of their cells, their middles would differ.
    """
    heights: list[float] = []
    for column in MERGED:
        parts = _halves(last, first, column)
        printed = [placed for placed in parts if placed[1].lines]
        if len(printed) != 1:
            continue
        if is_in_the_middle(printed) or not is_in_the_middle(parts):
            return False
        heights.append(text_height(*printed[0]))
    return bool(heights) and max(heights) - min(heights) > 2 * CENTRED


def _halves(last: Row, first: Row, column: int) -> list[tuple[Page, Cell]]:
    """The cells of both rows in a column, were they one; none where one has no cell or that of other rows too."""
    above, below = last.cells.get(column, []), first.cells.get(column, [])
    if not above or not below or last.shares(column) or first.shares(column):
        return []
    return [*above, *below]


def _printed(row: Row, column: int) -> list[tuple[Page, Cell]]:
    return [placed for placed in row.cells.get(column, ()) if placed[1].lines]


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


def _carry(column: int, last: Row, first: Row, following: Sequence[Row], feet_tell: bool) -> None:
    """What stands in a cell over several rows that the page's edge cut goes on over the next page's first rows.

    ``first`` is the next page's first row, which may be the rest of ``last``; ``following`` are the new rows. Where one
    can't be sure that it is one cell, a date is supposed, and said to be; no other text is.
    """
    above, below = last.cells.get(column), first.cells.get(column)
    if not above or not below or not last.is_filled(column) or first.is_filled(column):
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
    """Make a cell one with that beyond the page's edge, where no rule ends it and one ends its row.

    The first has no text, or text that goes on in the other.
    """
    is_open = column in last.unruled and not last.is_cut
    if is_open and column in first.cells and (not last.is_filled(column) or _goes_on(last, first, column)):
        first.goes_on.add(column)


def _goes_on(last: Row, first: Row, column: int) -> bool:
    """Whether a merged cell prints one half of its text in one row and the other in the next."""
    if not first.is_filled(column):
        return False
    if column in (ON, TIMING):
        return not _says_again(last, first, column)
    return _is_cut_amid(last, first, column) and not (column == ITEM and begins_path(first.text(ITEM) or ""))
