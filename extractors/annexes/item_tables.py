"""Ruled tables of record items: what their columns are, by the header, and their rows as blocks of text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from extractors.annexes.blocks import CELL, HEADING, TOUCH, Band, Block
from extractors.characters import fold
from extractors.engine.instances import Chunk
from extractors.layout.page import Cell, Page

_NUMBER_HEADS = re.compile(r"no\.?|#|番|番号|項番|(?:項目|通し|整理|連)番号?|連番|通番|順番")
_NAME_HEADS = re.compile(
    r"(?:(?:記録|記載|データ|情報)(?:される)?)?項目(?:の?(?:名|名称)(?:等)?)?(?:\(.{1,6}\))?|名称|データ名"
)
_NOTE_HEADS = frozenset(["備考", "説明", "内容", "摘要", "注", "注記", "補足", "項目説明", "項目の説明"])
_GROUP_HEADS = frozenset(["分類", "区分", "種別", "情報の種類", "情報種別", "グループ", "項目群", "大分類"])
_SAYS_ITEMS = re.compile(r"項目")  # a header by its word for names, whatever its other cells say
_SEPARATOR = re.compile(r"[、，､,;；]")
_FEWEST_PARTS = 3  # names or lines in a cell that make it a list beside its heading
_NUMBER = re.compile(r"[（(]?([0-9０-９]{1,3})(?:[)）.．、　 ]|$)")  # that an item begins with
NUMBER_ONLY = re.compile(r"[（(]?[0-9０-９]{1,3}[)）.．]?|[①-⑳㉑-㉟㊱-㊿]")


@dataclass(slots=True, eq=False)
class Table:
    """A ruled table: what its columns are, by the header it printed (on this page or before)."""

    heads: list[tuple[float, float, str]] = field(default_factory=list)  # x0, x1, kind
    is_across: bool | None = None  # no table's rows lack cells, but for its last; None before the first table

    def bands(self, page: Page, chunks: list[Chunk], by_columns: bool) -> list[Band]:
        """The cells of a table as lines: number and name, remarks behind a mark, headings before a mark.

        A table's numbers say whether it is read along its rows or down its columns; ``by_columns`` where they do not.
        """
        parts = _parts(_rows(chunks))
        bands: list[Band] = []
        for part in parts:
            if not self._fits(part):
                self.heads = []
            top = next((row for row in part if len(row) > 1), None)  # a heading over all columns may stand above
            rows = [row for row in part if not self._take_header(row, is_first=row is top)]
            if len(parts) == 1:
                self._find_headings_beside(rows)
            below = rows[1:] if rows and len(rows[0]) == 1 else rows
            if below:
                self.is_across = self.is_across is not False and _are_full(below)
            bands += self._bands(page, rows, by_columns)
        return bands

    def _bands(self, page: Page, rows: list[list[Chunk]], by_columns: bool) -> list[Band]:
        """A table's blocks; a heading over all its columns, wherever its text begins, is read before them."""
        widest = max(rows, key=len, default=[])
        if len(rows) > 1 and len(rows[0]) == 1 < len(widest) and _is_over(rows[0][0].cell, widest):
            return [*self._bands(page, rows[:1], by_columns), *self._bands(page, rows[1:], by_columns)]
        units = [self._unit(page, unit) for row in rows for unit in self._units(row)]
        if not any(kind == "group" for _, _, kind in self.heads):
            downwards = sorted(units, key=lambda unit: (_across(unit), unit[0].cell.top))
            if _runs_on(downwards, units, by_columns):
                return [[[block for unit in some for block in unit] for _, some in groupby(downwards, key=_across)]]
        return [[[block for unit in units for block in unit]]] if units else []

    def _fits(self, rows: list[list[Chunk]]) -> bool:
        """Whether rows have the columns of the header that was printed last: its edges lie across few of their cells.

        Cells over several columns are few; in a table of its own they are in most rows.
        """
        edges = [x0 for x0, _, _ in self.heads[1:]]
        several = [row for row in rows if len(row) > 1]
        crossed = [row for row in several if any(_crosses(edge, chunk.cell) for chunk in row for edge in edges)]
        return 2 * len(crossed) <= len(several)

    def _take_header(self, row: list[Chunk], is_first: bool) -> bool:
        kinds = [_head_kind(chunk.cell) for chunk in row]
        names = [chunk.cell.key for chunk, kind in zip(row, kinds, strict=True) if kind == "name"]
        is_sure = (is_first or "number" in kinds) and any(_SAYS_ITEMS.search(name) for name in names)
        if len(row) < 2 or not names or (None in kinds and not is_sure):
            return False
        self.heads = [(c.cell.x0, c.cell.x1, kind or "note") for c, kind in zip(row, kinds, strict=True)]
        return True

    def _find_headings_beside(self, rows: list[list[Chunk]]) -> None:
        """A table without a header of two columns, lists at the right: what stands at their left are headings."""
        if self.heads or not rows or any(len(row) != 2 for row in rows):
            return
        left, right = ([row[n] for row in rows] for n in (0, 1))
        texts = ["".join(line.text for line in chunk.lines) for chunk in left]
        are_short = all(not _SEPARATOR.search(text) and not NUMBER_ONLY.fullmatch(fold(text)) for text in texts)
        n_lists = sum(_n_parts(chunk) >= _FEWEST_PARTS for chunk in right)
        if are_short and 2 * n_lists >= len(rows):
            self.heads = [(left[0].cell.x0, left[0].cell.x1, "group")]

    def _kind(self, cell: Cell) -> str | None:
        middle = (cell.x0 + cell.x1) / 2
        return next((kind for x0, x1, kind in self.heads if x0 <= middle <= x1), None)

    def _units(self, row: list[Chunk]) -> list[list[Chunk]]:
        """A table row cut into items: a number, its name and the remarks behind it."""
        has_numbers = any(NUMBER_ONLY.fullmatch(chunk.cell.key) for chunk in row)
        units = [[chunk] for chunk in row if self._kind(chunk.cell) == "group"]
        is_new = True
        before: str | None = None
        for chunk in row:
            kind = self._kind(chunk.cell)
            if kind == "group":
                continue
            is_number = bool(NUMBER_ONLY.fullmatch(chunk.cell.key)) and kind in (None, "number")
            if is_number:
                starts = True
            elif kind == "note":
                starts = False
            elif kind == "name":
                starts = before != "number"
            else:
                starts = before != "number" and not has_numbers
            if starts or is_new:
                units.append([])
            is_new = False
            units[-1].append(chunk)
            before = "number" if is_number else kind or "text"
        return units

    def _unit(self, page: Page, unit: list[Chunk]) -> list[Block]:
        blocks: list[Block] = []
        for n, chunk in enumerate(unit):
            before = "\n"
            if n == 0 and self._kind(chunk.cell) == "group":
                before = "\n" + HEADING
            elif n:
                is_number = n == 1 and NUMBER_ONLY.fullmatch(unit[0].cell.key)
                before = "\t" if is_number else CELL
            blocks.append(Block(page, chunk.cell, chunk.lines, before))
        return blocks


def _rows(chunks: list[Chunk]) -> list[list[Chunk]]:
    """Cells by table row, each from left to right; a cell merged over rows stands in its first."""
    rows: list[list[Chunk]] = []
    for chunk in sorted(chunks, key=lambda chunk: (chunk.cell.top, chunk.cell.x0)):
        if rows and abs(rows[-1][0].cell.top - chunk.cell.top) <= TOUCH:
            rows[-1].append(chunk)
        else:
            rows.append([chunk])
    return [sorted(row, key=lambda chunk: chunk.cell.x0) for row in rows]


def _parts(rows: list[list[Chunk]]) -> list[list[list[Chunk]]]:
    """A page's rows in tables: a row of one cell over all columns begins one."""
    widest = max(rows, key=len, default=[])
    parts: list[list[list[Chunk]]] = [[]]
    for row in rows:
        if parts[-1] and len(row) == 1 < len(widest) and _is_over(row[0].cell, widest):
            parts.append([])
        parts[-1].append(row)
    return parts


def _are_full(rows: list[list[Chunk]]) -> bool:
    """Whether no row lacks cells, but for one: the last, mostly."""
    return sum(len(row) < max(map(len, rows)) for row in rows) <= 1


def _runs_on(downwards: list[list[Block]], across: list[list[Block]], otherwise: bool) -> bool:
    """Whether the numbers of a table's items count down its columns, not along its rows; ``otherwise`` if neither."""
    down, along = _n_steps(downwards), _n_steps(across)
    return otherwise if down == along or 2 * max(down, along) < len(across) else down > along


def _n_steps(units: list[list[Block]]) -> int:
    """How often an item has the number after that of the item before it."""
    found = [_NUMBER.match(unit[0].lines[0].text.strip()) for unit in units]
    numbers = [int(number[1]) if number else None for number in found]
    return sum(a is not None and b == a + 1 for a, b in pairwise(numbers))


def _crosses(edge: float, cell: Cell) -> bool:
    return cell.x0 + TOUCH < edge < cell.x1 - TOUCH


def _across(unit: list[Block]) -> int:
    """How far right an item begins, alike for cells whose edges are the same."""
    return round(unit[0].cell.x0 / TOUCH)


def _is_over(cell: Cell, row: list[Chunk]) -> bool:
    """Whether a cell reaches from a row's first cell to its last, or is text between two tables."""
    return cell.is_loose or (cell.x0 <= row[0].cell.x0 + TOUCH and row[-1].cell.x1 <= cell.x1 + TOUCH)


def _n_parts(chunk: Chunk) -> int:
    """About how many names a cell holds: a line or what stands between separators."""
    return max(len(chunk.lines), sum(len(_SEPARATOR.findall(line.text)) for line in chunk.lines) + 1)


def _head_kind(cell: Cell) -> str | None:
    key = fold(cell.key).lower()
    if _NUMBER_HEADS.fullmatch(key):
        return "number"
    if _NAME_HEADS.fullmatch(key):
        return "name"
    return "note" if key in _NOTE_HEADS else "group" if key in _GROUP_HEADS else None
