"""The order in which an annex's lines are read: down the columns of a cell, along or down those of a table."""

from __future__ import annotations

import re
from collections import Counter
from itertools import groupby, pairwise

from extractors.annexes.blocks import BULLETS, HEADING, HEADING_LINE, TOUCH, Band, Block
from extractors.annexes.item_tables import Table
from extractors.annexes.listheadings import MARKS
from extractors.annexes.numbering import value_of
from extractors.engine.instances import Chunk
from extractors.layout.celltext import Line
from extractors.layout.ink import RIGHT
from extractors.layout.page import Cell, Page
from extractors.settings import TOLERANCES

_FILE_HEADING = re.compile(r"[（(]?(?:[0-9０-９]{1,2}|[①-⑳])[)）.．]?.{1,40}ファイル")
_NEXT_BULLET = re.compile(rf"(?<=\S)\s+([{re.escape(''.join(BULLETS))}])")
_FEWEST_BULLETS = 2  # below each other that make a column
_NUMBERED = re.compile(r"[（(]?[0-9０-９]{1,2}[)）.．、 　]|[①-⑳]")  # a heading among lines with bullets
_COUNTED = re.compile(r"[（(]?([0-9０-９]{1,3})[)）.．、 　]|([①-⑳㉑-㉟㊱-㊿])")  # an item among lines with numbers


def bands_of(page: Page, chunks: list[Chunk], by_columns: bool, table: Table) -> list[Band]:
    """The blocks of a page's cells in the order of reading; ``table`` remembers the header over the pages."""
    chunks = _join_loose(page, chunks)
    if any(_are_beside(a.cell, b.cell) for a, b in pairwise(chunks)):
        return table.bands(page, chunks, by_columns)
    bands: list[Band] = []
    for chunk in chunks:
        bullets = _bullet_edges(page, chunk.lines)
        for lines in _bands(page, chunk.lines, bullets) if by_columns else [chunk.lines]:
            columns = _columns(page, lines, bullets) if by_columns else []
            edges = [column[0].x0 for column in columns[1:]] + [chunk.cell.x1]
            band = [
                [Block(page, _narrowed(chunk.cell, column, x1), column)]
                for column, x1 in zip(columns, edges, strict=False)
            ]
            bands.append(band or [[Block(page, chunk.cell, lines)]])
    return bands


def do_go_on(above: Band, below: Band) -> bool:
    """Whether columns at a page's foot may go on in those at the next page's head, below which no heading stands."""
    first = below[0][0]
    line = first.lines[0]
    is_marked = line.text[:1] in MARKS and _value(above[0][-1].lines[-1]) is not None
    is_heading = first.before.endswith(HEADING) or _is_heading(line) or is_marked
    if len(above) == 1 or len(above) != len(below) or is_heading:
        return False
    edges = ([column[0].cell.x0 for column in band] for band in (above, below))
    return all(abs(a - b) <= line.size for a, b in zip(*edges, strict=True))


def _is_heading(line: Line) -> bool:
    text = line.text.strip()
    return bool(HEADING_LINE.fullmatch(text) or _FILE_HEADING.fullmatch(text))


def _bands(page: Page, lines: list[Line], bullets: Counter[int]) -> list[list[Line]]:
    """A cell's lines in parts that have columns of their own: a heading over all columns parts them.

    One that stands alone in its line is over all columns where what it heads has columns too, or where the numbers of
    the columns above it are at their end; else it may head the rest of the first column.
    """
    bands: list[list[Line]] = [[]]
    rows = [_pieces(line, page, bullets) for line in lines]
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


def _columns(page: Page, lines: list[Line], bullets: Counter[int]) -> list[list[Line]]:
    """Lines of a cell regrouped into its columns, from left to right; none where there is one column."""
    pieces = [piece for line in lines for piece in _pieces(line, page, bullets)]
    columns: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: piece.x0):
        if columns and piece.x0 - columns[-1][0].x0 <= piece.size:
            columns[-1].append(piece)
        else:
            columns.append([piece])
    columns = [sorted(column, key=lambda piece: piece.y) for column in columns]
    are_columns = min(map(len, columns[:-1]), default=0) > 1 or (len(lines) == 1 and all(map(_value, pieces)))
    return columns if len(columns) > 1 and are_columns else []


def _pieces(line: Line, page: Page, bullets: Counter[int]) -> list[Line]:
    """The parts of a line that stand in different columns."""
    return [part for piece in _cut_at_gaps(line, page) for part in _cut_at_bullets(piece, page, bullets)]


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


def _bullet_edges(page: Page, lines: list[Line]) -> Counter[int]:
    """How many bullets begin at which point of a cell, but for those that a gap does not show to begin a column."""
    pieces = (piece for line in lines for piece in _cut_at_gaps(line, page))
    return Counter(round(piece.x0) for piece in pieces if piece.text[:1] in BULLETS)


def _cut_at_bullets(piece: Line, page: Page, bullets: Counter[int]) -> list[Line]:
    """A piece of a line cut as well before a bullet that stands in line with those of a column.

    A long item may leave but a narrow gap before the column beside it.
    """
    out: list[Line] = []
    start = 0
    for match in _NEXT_BULLET.finditer(piece.text) if piece.direction == RIGHT else ():
        at = round(page.glyphs.along[piece.glyphs[match.start(1)]])
        if sum(bullets[x] for x in (at - 1, at, at + 1)) >= _FEWEST_BULLETS:
            out.append(piece.cut(start, match.start(), page.glyphs))
            start = match.start(1)
    return [*out, piece.cut(start, len(piece.text), page.glyphs)]


def _narrowed(cell: Cell, lines: list[Line], x1: float) -> Cell:
    """The part of a cell that a column fills, up to ``x1`` where the next begins."""
    return Cell(cell.page, lines[0].x0, cell.top, x1, cell.bottom, lines)
