"""The order in which an annex's lines are read: down the columns of a cell, along or down those of a table."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby, pairwise

from extractors.annexes.blocks import BULLETS, HEADING, HEADING_LINE, TOUCH, Band, Block, Column
from extractors.annexes.item_tables import Table
from extractors.annexes.listheadings import MARKS
from extractors.annexes.numbering import value_of
from extractors.engine.instances import Chunk
from extractors.layout.celltext import Line
from extractors.layout.ink import RIGHT
from extractors.layout.page import Cell, Page
from extractors.settings import TOLERANCES

_FILE_HEADING = re.compile(r"[（(]?(?:[0-9０-９]{1,2}|[①-⑳])[)）.．]?.{1,40}ファイル")
_GAP = re.compile(r"(?<=\S)\s+(?=\S)")
_FEWEST_BULLETS = 2  # below each other that make a column
_NUMBERED = re.compile(r"[（(]?[0-9０-９]{1,2}[)）.．、 　]|[①-⑳]")  # a heading among lines with bullets
_COUNTED = re.compile(r"[（(]?([0-9０-９]{1,3})[)）.．、 　]|([①-⑳㉑-㉟㊱-㊿])")  # an item among lines with numbers
_NUMBER_ALONE = re.compile(r"([0-9０-９]{1,3})")
_NEXT_NUMBER = re.compile(r"(?<=[^\s0-9０-９.．（(])\s*([（(]?[0-9０-９]{1,3}[)）.．、]|[①-⑳㉑-㉟㊱-㊿])")


@dataclass(frozen=True, slots=True)
class _Edges:
    """Where the columns of a cell begin, by what a gap shows to begin there: at which point how many bullets, and which
    numbers."""

    bullets: Counter[int]
    numbers: defaultdict[int, set[int]]

    def are_of_bullet(self, x: float) -> bool:
        """Whether a bullet at ``x`` stands in line with those of a column."""
        return sum(self.bullets[near] for near in _around(x)) >= _FEWEST_BULLETS

    def begin_column(self, x: float) -> bool:
        """Whether a column's bullets stand at ``x``, or numbers that follow each other."""
        numbers = {value for near in _around(x) for value in self.numbers.get(near, ())}
        return self.are_of_bullet(x) or any(value + 1 in numbers for value in numbers)

    def are_of_number(self, x: float, value: int) -> bool:
        """Whether a number at ``x`` stands in line with the one before it or behind it."""
        return any(abs(value - other) == 1 for near in _around(x) for other in self.numbers.get(near, ()))


def _around(x: float) -> range:
    return range(round(x) - 1, round(x) + 2)


def bands_of(page: Page, chunks: list[Chunk], by_columns: bool, table: Table) -> list[Band]:
    """The blocks of a page's cells in the order of reading; ``table`` remembers the header over the pages."""
    chunks = _join_loose(page, chunks)
    if any(_are_beside(a.cell, b.cell) for a, b in pairwise(chunks)):
        return table.bands(page, chunks, by_columns)
    bands: list[Band] = []
    for chunk in chunks:
        edges = _edges(page, chunk.lines)
        for lines in _bands(page, chunk.lines, edges) if by_columns else [chunk.lines]:
            columns = _columns(page, lines, edges) if by_columns else []
            ends = [column[0].x0 for column in columns[1:]] + [chunk.cell.x1]
            band = [
                [Block(page, _narrowed(chunk.cell, column, x1), column)]
                for column, x1 in zip(columns, ends, strict=False)
            ]
            bands.append(band or [[Block(page, chunk.cell, lines)]])
    return bands


def do_go_on(above: Band, below: Band) -> bool:
    """Whether columns at a page's foot may go on in those at the next page's head, below which no heading stands."""
    first = below[0][0]
    line = first.lines[0]
    is_marked = line.text[:1] in MARKS and _value(above[0][-1].lines[-1]) is not None
    is_heading = first.before.endswith(HEADING) or _is_heading(line) or is_marked
    if len(above) == 1 or len(above) != len(below) or is_heading or _counts_on(above[-1], below[0]):
        return False
    edges = ([column[0].cell.x0 for column in band] for band in (above, below))
    return all(abs(a - b) <= line.size for a, b in zip(*edges, strict=True))


def _counts_on(last: Column, first: Column) -> bool:
    """Whether a column at a page's head begins with the number after that of the last column at the foot before: those
    above have then been read to their ends."""
    *_, number = (0, *_values(last))
    return number > 0 and next(_values(first), None) == number + 1


def _values(column: Column) -> Iterator[int]:
    """The numbers that a column's lines begin with, or that have a cell of their own."""
    for block in column:
        for line in block.lines:
            alone = _NUMBER_ALONE.fullmatch(line.text.strip()) if len(block.lines) == 1 else None
            value = value_of(alone[1]) if alone else _value(line)
            if value is not None:
                yield value


def _is_heading(line: Line) -> bool:
    text = line.text.strip()
    return bool(HEADING_LINE.fullmatch(text) or _FILE_HEADING.fullmatch(text))


def _bands(page: Page, lines: list[Line], edges: _Edges) -> list[list[Line]]:
    """A cell's lines in parts that have columns of their own: a heading over all columns parts them.

    One that stands alone in its line is over all columns where what it heads has columns too, or where the numbers of
    the columns above it are at their end; else it may head the rest of the first column.
    """
    bands: list[list[Line]] = [[]]
    rows = [_pieces(line, page, edges) for line in lines]
    have_bullets = 2 * sum(line.text[:1] in BULLETS for line in lines) > len(lines)
    have_numbers = 2 * sum(_value(line) is not None for line in lines) > len(lines)

    def is_heading(line: Line) -> bool:
        is_marked = have_numbers and line.text[:1] in MARKS
        return _is_heading(line) or is_marked or bool(have_bullets and _NUMBERED.match(line.text))

    heads = [len(row) == 1 and is_heading(line) for row, line in zip(rows, lines, strict=True)]
    first = 0
    for n, line in enumerate(lines):
        if heads[n] and any(len(row) > 1 for row in rows[:n]):
            below = next((row for row, is_head in zip(rows[n:], heads[n:], strict=True) if not is_head), [])
            if len(below) > 1 or _are_at_end(rows[first:n]):
                bands.append([])
                first = n
        bands[-1].append(line)
    return bands


def _are_at_end(rows: list[list[Line]]) -> bool:
    """Whether the second column of numbered items begins where the first, as far as ``rows`` go, ends."""
    pairs = [(left, right) for row in rows if len(row) > 1 for left, right in [map(_value, row[:2])] if left and right]
    firsts = [value for row in rows if (value := _value(row[0])) is not None]
    if not pairs:
        return False
    left, right = pairs[0]
    # the columns may have begun on the page before: numbers side by side differ by as many as the first column has
    return firsts[-1] in (right - 1, right - left)


def _value(line: Line) -> int | None:
    """The number that a line begins with as an item."""
    match = _COUNTED.match(line.text)
    return value_of(match[1] or match[2]) if match else None


def _join_loose(page: Page, chunks: list[Chunk]) -> list[Chunk]:
    """Text outside the rulings comes a line a cell: lines that follow each other are one cell."""
    out: list[Chunk] = []
    for is_loose, run in groupby(chunks, key=lambda chunk: chunk.cell.is_loose):
        some = list(run)
        if not is_loose or len(some) == 1:
            out += some
            continue
        lines = [line for chunk in some for line in chunk.lines]
        box = some[0].cell.box
        for chunk in some:
            box = box.union(chunk.cell.box)
        box = box._replace(x1=max(cell.x1 for cell in [*page.cells, *page.loose]))  # lines wrap where the page's do
        out.append(Chunk(page, Cell(page.number, *box, lines, is_loose=True), lines))
    return out


def _are_beside(a: Cell, b: Cell) -> bool:
    return min(a.bottom, b.bottom) - max(a.top, b.top) > TOUCH and (a.x1 <= b.x0 + TOUCH or b.x1 <= a.x0 + TOUCH)


def _columns(page: Page, lines: list[Line], edges: _Edges) -> list[list[Line]]:
    """Lines of a cell regrouped into its columns, from left to right; none where there is one column."""
    pieces = [piece for line in lines for piece in _pieces(line, page, edges)]
    columns: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: piece.x0):
        if columns and piece.x0 - columns[-1][0].x0 <= piece.size:
            columns[-1].append(piece)
        else:
            columns.append([piece])
    columns = [sorted(column, key=lambda piece: piece.y) for column in columns]
    are_columns = min(map(len, columns[:-1]), default=0) > 1 or (len(lines) == 1 and all(map(_value, pieces)))
    return columns if len(columns) > 1 and are_columns else []


def _pieces(line: Line, page: Page, edges: _Edges) -> list[Line]:
    """The parts of a line that stand in different columns."""
    return [part for piece in _cut_at_gaps(line, page) for part in _cut_at_edges(piece, page, edges)]


def _cut_at_gaps(line: Line, page: Page) -> list[Line]:
    """A line cut at every stretch of white space wider than that between words."""
    along, advance = page.glyphs.along, page.glyphs.advance
    out, start = [], 0
    for match in re.finditer(r"\s+", line.text):
        if match.start() == 0 or match.end() == len(line.text) or line.direction != RIGHT:
            continue
        left, right = line.glyphs[match.start() - 1], line.glyphs[match.end()]
        if along[right] - along[left] - advance[left] > 2 * TOLERANCES.column_gap_em * line.size:
            out.append(line.cut(start, match.start(), page.glyphs))
            start = match.end()
    out.append(line.cut(start, len(line.text), page.glyphs))
    return [piece for piece in out if piece.glyphs]


def _edges(page: Page, lines: list[Line]) -> _Edges:
    """Where bullets and numbers begin in a cell, but for those that a gap does not show to begin a column."""
    edges = _Edges(Counter(), defaultdict(set))
    for piece in (piece for line in lines for piece in _cut_at_gaps(line, page)):
        value = _value(piece)
        if piece.text[:1] in BULLETS:
            edges.bullets[round(piece.x0)] += 1
        elif value is not None:
            edges.numbers[round(piece.x0)].add(value)
    return edges


def _cut_at_edges(piece: Line, page: Page, edges: _Edges) -> list[Line]:
    """A piece of a line cut as well before a bullet or a number that stands in line with those of a column, and
    before anything else there that white space sets apart: the rest of an item that wraps.

    A long item may leave but a narrow gap before the column beside it, or none.
    """
    out: list[Line] = []
    start = 0
    for end, begin in sorted(set(_begins_at_edges(piece, page, edges))):
        out.append(piece.cut(start, end, page.glyphs))
        start = begin
    return [*out, piece.cut(start, len(piece.text), page.glyphs)]


def _begins_at_edges(piece: Line, page: Page, edges: _Edges) -> Iterator[tuple[int, int]]:
    """Where what stands in a column ends and what stands in the next begins."""
    if piece.direction != RIGHT:
        return
    for match in _GAP.finditer(piece.text):
        if edges.begin_column(page.glyphs.along[piece.glyphs[match.end()]]):
            yield match.span()
    for match in _NEXT_NUMBER.finditer(piece.text):
        value = _value(piece.cut(match.start(1), len(piece.text), page.glyphs))
        if value is not None and edges.are_of_number(page.glyphs.along[piece.glyphs[match.start(1)]], value):
            yield match.start(), match.start(1)


def _narrowed(cell: Cell, lines: list[Line], x1: float) -> Cell:
    """The part of a cell that a column fills, up to ``x1`` where the next begins."""
    return Cell(cell.page, lines[0].x0, cell.top, x1, cell.bottom, lines)
