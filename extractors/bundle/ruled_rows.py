"""Rows of a ruled table: cut at its rules, joined over pages, merged cells in each row they stand in."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from typing import NamedTuple

from extractors.bundle.annex_columns import counted, is_number
from extractors.bundle.ruled_blocks import EDGE, Band, Block, distinct
from extractors.layout.celltext import page_joint
from extractors.layout.page import Cell, Page
from extractors.model import Box

_USUAL = 0.9  # share of rows that fill the column by which a row is known


class Part(NamedTuple):
    """A cell on its page, as far as it belongs to a row."""

    page: Page
    cell: Cell


@dataclass(slots=True, eq=False)
class Row:
    """A row over all its pages. ``parts`` by column from 0; a cell over several columns stands in each of them.

    ``merged`` are the columns whose cell stands in other rows too.
    """

    page: Page
    box: Box
    parts: dict[int, list[Part]] = field(default_factory=dict)
    merged: set[int] = field(default_factory=set)
    is_whole_width: bool = False
    has_own_text: bool = False  # something printed begins in it
    is_open_top: bool = False
    is_open_bottom: bool = False

    @property
    def page_last(self) -> int:
        """The last page on which it prints something."""
        return max(part.page.number for parts in self.parts.values() for part in parts if part.cell.lines)

    def is_filled(self, column: int) -> bool:
        """Whether a column prints something."""
        return any(part.cell.lines for part in self.parts.get(column, ()))

    def cells(self, column: int) -> set[int]:
        """The identities of a column's cells."""
        return {id(part.cell) for part in self.parts.get(column, ())}

    def text(self, column: int) -> str:
        """The text of a column, empty where nothing is printed."""
        return join_parts(self.parts.get(column, ()))

    @property
    def filled(self) -> list[int]:
        """The columns that print something; a cell over several columns counts for the first of them."""
        seen: set[int] = set()
        out: list[int] = []
        for column in sorted(self.parts):
            printed = {id(part.cell) for part in self.parts[column] if part.cell.lines}
            if printed - seen:
                out.append(column)
            seen |= printed
        return out


def join_parts(parts: Iterable[Part]) -> str:
    """The text of a row's cells in one column; what the page's edge cut goes on as if nothing were between."""
    text = ""
    before: Part | None = None
    for part in parts:
        if not part.cell.lines:
            continue
        if before is not None:
            lines = before.cell.lines
            is_same_page = before.page is part.page
            text += "\n" if is_same_page else page_joint(lines, before.cell.frame(lines[-1]), part.cell.lines[0])
        text += part.page.text(part.cell.lines, part.cell)
        before = part
    together = "".join(text.split())
    return together if is_number(together) else text.strip()


# ------------------------------------------------------------------------------------------------ one page


def block_rows(block: Block, bands: Iterable[Band], serial: int | None) -> list[Row]:
    """The rows in bands of a block, from top to bottom; ``serial`` is the column that counts them."""
    rows: list[Row] = []
    for band in bands:
        placed = [(block.columns(cell), cell) for cell in sorted(band.cells, key=lambda cell: (cell.top, cell.x0))]
        rows += [_row(block, placed, *edges) for edges in itertools.pairwise(_cuts(band, placed, serial))]
    return rows


def _cuts(band: Band, placed: Sequence[tuple[range, Cell]], serial: int | None) -> list[float]:
    """Where rows end in a band: at every rule, but in a table with numbers only where two columns have it."""
    levels = distinct([band.top, band.bottom, *(cell.top for _, cell in placed), *(cell.bottom for _, cell in placed)])

    def is_cut(level: float) -> bool:
        columns = {
            n for span, cell in placed if min(abs(cell.top - level), abs(cell.bottom - level)) <= EDGE for n in span
        }
        return serial is None or serial in columns or len(columns) > 1

    return [levels[0], *(level for level in levels[1:-1] if is_cut(level)), levels[-1]]


def _row(block: Block, placed: Sequence[tuple[range, Cell]], upper: float, lower: float) -> Row:
    inside = [(span, cell) for span, cell in placed if cell.top < lower - EDGE and cell.bottom > upper + EDGE]
    box = reduce(Box.union, (Box(cell.x0, upper, cell.x1, lower) for _, cell in inside))
    row = Row(block.page, box, is_whole_width=len(inside) == 1 and len(inside[0][0]) > 1)
    for span, cell in inside:
        is_merged = cell.top < upper - EDGE or cell.bottom > lower + EDGE
        row.has_own_text |= bool(cell.lines) and cell.top >= upper - EDGE
        row.is_open_top |= cell.is_open_top and cell.top >= upper - EDGE
        row.is_open_bottom |= cell.is_open_bottom and cell.bottom <= lower + EDGE
        for column in span:
            row.parts.setdefault(column, []).append(Part(block.page, cell))
            if is_merged:
                row.merged.add(column)
    return row


# ------------------------------------------------------------------------------------------------ page edges


def join_pages(groups: Iterable[list[Row]], n_columns: int, serial: int | None) -> list[Row]:
    """The rows of all pages; what the page's edge cut is one row, and merged cells go on over it."""
    pages = [group for group in groups if group]
    key = serial if serial is not None else _key_column([row for group in pages for row in group], n_columns)
    unbroken = _unbroken_columns(pages, n_columns)
    are_numbered = serial is not None and _are_numbered(pages, serial)
    rows: list[Row] = []
    for group in pages:
        if rows:
            is_rest = are_numbered and _has_number_below(rows, group[0], key)
            is_rest |= _continues(rows[-1], group[0], key, serial is not None, unbroken)
            _carry_merged(rows[-1], group, is_rest, unbroken)
            _carry_back(rows, group[0], unbroken)
            if is_rest:
                _extend(rows[-1], group.pop(0))
        rows += group
    return rows


def _key_column(rows: Sequence[Row], n_columns: int) -> int:
    """The first column that nearly every row fills: a row without it is the rest of another."""
    whole = [row for row in rows if not row.is_whole_width]
    usual = (n for n in range(n_columns) if sum(row.is_filled(n) for row in whole) >= _USUAL * len(whole))
    return next(usual, 0)


def _continues(last: Row, first: Row, key: int, is_serial: bool, unbroken: set[int]) -> bool:
    """Whether a page's first row is the rest of the last page's last.

    One that fills the key column is new, unless it is cut open, has no number, and leaves out what the other has.
    One that does not is the rest; but where the key's cell is merged over rows it only shares that cell, and so it
    does where such cells are usual (``unbroken``) and it fills most of the other columns.
    """
    if last.is_whole_width or first.is_whole_width or key not in first.parts:
        return False
    if first.is_filled(key):
        is_open = last.is_open_bottom or first.is_open_top
        return is_open and not is_serial and any(last.is_filled(n) and not first.is_filled(n) for n in last.parts)
    if key in first.merged:
        return False
    others = [n for n in last.filled if n not in unbroken and n != key]
    is_like_another = 2 * sum(map(first.is_filled, others)) > len(others)
    if key in unbroken and not is_serial and is_like_another and not (last.is_open_bottom and first.is_open_top):
        return False
    return key not in last.merged or last.is_open_bottom


def _are_numbered(pages: Sequence[Sequence[Row]], serial: int) -> bool:
    """Whether every row has its number but those that the page's edge may have cut from theirs."""
    return all(row.is_filled(serial) for group in pages for row in group[1:-1] if not row.is_whole_width)


def _has_number_below(rows: Sequence[Row], first: Row, serial: int) -> bool:
    """Whether a page's last row stands without its number, and a page's first row has it: numbers are set in the middle
    of their cells, or at their foot."""
    last = rows[-1]
    if last.is_whole_width or first.is_whole_width or serial in last.merged or last.is_filled(serial):
        return False
    before = next((number for row in reversed(rows) if (number := counted(row.text(serial))) is not None), 0)
    return counted(first.text(serial)) == before + 1


def _extend(last: Row, rest: Row) -> None:
    for column, parts in rest.parts.items():
        known = last.cells(column)  # a merged cell may have been carried back from there
        last.parts.setdefault(column, []).extend(part for part in parts if id(part.cell) not in known)
    last.has_own_text |= rest.has_own_text
    last.merged = rest.merged
    last.is_open_bottom = rest.is_open_bottom


def _unbroken_columns(pages: Sequence[Sequence[Row]], n_columns: int) -> set[int]:
    """Columns with merged cells that are empty nowhere but at the edges of pages: there a merged cell goes on."""

    def is_unbroken(n: int) -> bool:
        is_merged = False
        for group in pages:
            at_edges = group[0].cells(n) | group[-1].cells(n)
            for row in group:
                if row.is_whole_width:
                    continue
                is_merged |= n in row.merged
                if not row.is_filled(n) and not row.cells(n) & at_edges:
                    return False
        return is_merged

    return {n for n in range(n_columns) if is_unbroken(n)}


def _carry_merged(last: Row, group: Sequence[Row], is_rest: bool, unbroken: set[int]) -> None:
    """A merged cell that the page's edge cut prints its text once; it belongs to the rows on the next page too."""
    for column in list(group[0].parts):
        if group[0].is_filled(column) or not last.is_filled(column) or group[0].is_whole_width:
            continue
        if column not in group[0].merged and (is_rest or column not in unbroken):
            continue
        cells = group[0].cells(column)
        for row in group[is_rest:]:
            if row.cells(column) & cells:
                row.parts[column] = list(last.parts[column])


def _carry_back(rows: Sequence[Row], first: Row, unbroken: set[int]) -> None:
    """The text of a cut merged cell may be printed on its second page only."""
    last = rows[-1]
    for column in unbroken & last.parts.keys():
        if last.is_filled(column) or not first.is_filled(column) or last.is_whole_width:
            continue
        cells = last.cells(column)
        for row in reversed(rows):
            if not row.cells(column) & cells:
                break
            row.parts[column] = list(first.parts[column])
