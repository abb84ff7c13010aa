"""The cells of an annex as one text, every character of which knows its page and glyph.

Lists are printed in one cell, in columns, or in a ruled table. Here they become lines of text in the order of reading;
what a ruled table says by its columns is said by a mark in the text (``CELL``, ``HEADING``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby, pairwise

from extractors.characters import fold
from extractors.engine.walk import Chunk
from extractors.layout.celltext import NO_GLYPH, Line, begins_paragraph, ends_sentence, inked_box, joint, wrap_edge
from extractors.layout.ink import RIGHT
from extractors.layout.page import Cell, Page
from extractors.model import Box
from extractors.settings import TOLERANCES

CELL = "\ufdd0"  # stands before the remark in the next cell of a table's row
HEADING = "\ufdd1"  # stands before the heading that a table prints in a cell of its own
BULLETS = frozenset("・･•‧●○◎◆◇■□▪►▶➢✓✔★☆▷▲△◦‣-－‐–—―")
_BEGINS_NUMBERED = re.compile(r"[（(]?[0-9０-９]{1,3}[)）．.　 ]|[①-⑳㉑-㉟㊱-㊿]")
_HEADS = frozenset("＜≪《【■◆")  # no paragraph goes on with them at a page's head
_OPEN = frozenset("（(［[〔「『")  # what they open goes on, whatever the next line begins with
_FILE_HEADING = re.compile(r"[（(]?(?:[0-9０-９]{1,2}|[①-⑳])[)）.．]?.{1,40}ファイル")
_HEADING_LINE = re.compile(r"[＜<〈≪《【〔].*[＞>〉≫》】〕]")  # ends where its bracket closes, however full the line is
_TOUCH = 3.0  # points within which edges are the same
_NUMBER_HEADS = re.compile(r"no\.?|#|番|番号|項番|(?:項目|通し|整理|連)番号?|連番|通番|順番")
_NAME_HEADS = re.compile(
    r"(?:(?:記録|記載|データ|情報)(?:される)?)?項目(?:の?(?:名|名称)(?:等)?)?(?:\(.{1,6}\))?|名称|データ名"
)
_NOTE_HEADS = frozenset(["備考", "説明", "内容", "摘要", "注", "注記", "補足", "項目説明", "項目の説明"])
_GROUP_HEADS = frozenset(["分類", "区分", "種別", "情報の種類", "情報種別", "グループ", "項目群", "大分類"])
_SAYS_ITEMS = re.compile(r"項目")  # a header by its word for names, whatever its other cells say
_SEPARATOR = re.compile(r"[、，､,;；]")
_FEWEST_PARTS = 3  # names or lines in a cell that make it a list beside its heading
_NUMBER_ONLY = re.compile(r"[（(]?[0-9０-９]{1,3}[)）.．]?|[①-⑳㉑-㉟㊱-㊿]")


@dataclass(slots=True, eq=False)
class AnnexText:
    """``text`` with, for every character, its page and glyph (``NO_GLYPH`` where nothing is printed)."""

    text: str = ""
    pages: list[Page | None] = field(default_factory=list)
    glyphs: list[int] = field(default_factory=list)
    is_across: bool = False  # a ruled table that is read along its rows where no numbers tell

    def add(self, text: str, page: Page | None = None, glyphs: Sequence[int] | None = None) -> None:
        """Append text; without glyphs it is not printed."""
        self.text += text
        self.pages += [page] * len(text)
        self.glyphs += glyphs if glyphs is not None else [NO_GLYPH] * len(text)

    def place(self, start: int, end: int) -> tuple[int, int, Box]:
        """First page, last page, and the box on the first page, of what is printed from ``start`` to ``end``."""
        inked = [(p, g) for p, g in zip(self.pages[start:end], self.glyphs[start:end], strict=True) if g != NO_GLYPH]
        page = next((page for page, _ in inked if page is not None), None)
        assert page is not None, "an item prints at least one glyph"
        box = inked_box([glyph for other, glyph in inked if other is page], page.glyphs)
        assert box is not None
        return page.number, max(other.number for other, _ in inked if other is not None), box


@dataclass(slots=True, eq=False)
class _Block:
    """Lines that make a paragraph or more; ``before`` is what parts it from the block before it."""

    page: Page
    cell: Cell
    lines: list[Line]
    before: str = "\n"


def annex_text(chunks: Sequence[Chunk], by_columns: bool) -> AnnexText:
    """The text of an annex. ``by_columns`` reads columns downwards where there are several, else rows are read."""
    out = AnnexText()
    last: _Block | None = None
    table = _Table()
    for page, on_page in groupby(chunks, key=lambda chunk: chunk.page):
        for block in _blocks(page, [chunk for chunk in on_page if chunk.lines], by_columns, table):
            if last is None:
                out.add(block.before.lstrip())
            else:
                out.add(block.before if last.page is block.page else _over_the_page(last, block))
            _add_block(out, block)
            last = block
    out.is_across = table.is_across
    return out


def _add_block(out: AnnexText, block: _Block) -> None:
    """Append a block's text, wraps joined, character by character with its glyphs."""
    joined = block.page.text(block.lines, block.cell)
    bullet = _bullet(block.lines)
    at = 0
    for n, line in enumerate(block.lines):
        first = len(line.text) - len(line.text.lstrip()) if n == 0 else 0
        printed = line.text[first:].rstrip() if n == len(block.lines) - 1 else line.text[first:]
        start = joined.find(printed, at)
        assert start >= 0, "a cell's text is made of its lines"
        is_item = n > 0 and bullet is not None and _sign(line) == bullet
        is_item = is_item or (n > 0 and bool(_HEADING_LINE.fullmatch(block.lines[n - 1].text.strip())))
        between = "\n" if is_item and "\n" not in joined[at:start] else joined[at:start]
        out.add("" if out.text[-1:] in _OPEN else between)
        out.add(printed, block.page, line.glyphs[first : first + len(printed)])
        at = start + len(printed)


def _bullet(lines: Sequence[Line]) -> str | None:
    """The bullet, or kind of number, that most lines begin with: each of them is an item, however full lines are."""
    sign, n = Counter(_sign(line) for line in lines).most_common(1)[0]
    return sign if sign and n > len(lines) / 2 else None


def _sign(line: Line) -> str:
    first = line.text[:1]
    return first if first in BULLETS else "1" if _BEGINS_NUMBERED.match(line.text) else ""


def _over_the_page(last: _Block, block: _Block) -> str:
    """What joins two blocks with a page's edge between: nothing where a paragraph was cut in two."""
    if block.before != "\n":
        return block.before
    line, following = last.lines[-1], block.lines[0]
    if line.text[-1:] in _OPEN:
        return ""
    if (
        following.text[:1] in _HEADS
        or _HEADING_LINE.fullmatch(line.text.strip())
        or (_sign(following) and _bullet(block.lines) == _sign(following))
    ):
        return "\n"
    frame = last.cell.frame(line)
    room = wrap_edge(last.lines, frame) - line.x1
    limit = 0.5 * line.size if ends_sentence(line) else 0.4 * (frame.end - frame.start)
    return "\n" if begins_paragraph(line, following) or room > limit else joint(line, following)


# ------------------------------------------------------------------------------------------------ order


def _blocks(page: Page, chunks: list[Chunk], by_columns: bool, table: _Table) -> list[_Block]:
    chunks = _join_loose(page, chunks)
    if any(_are_beside(a.cell, b.cell) for a, b in pairwise(chunks)):
        return table.blocks(page, chunks, by_columns)
    blocks: list[_Block] = []
    for chunk in chunks:
        for lines in _bands(page, chunk.lines) if by_columns else [chunk.lines]:
            columns = _columns(page, lines) if by_columns else []
            edges = [column[0].x0 for column in columns[1:]] + [chunk.cell.x1]
            blocks += [
                _Block(page, _narrowed(chunk.cell, column, x1), column)
                for column, x1 in zip(columns, edges, strict=False)
            ] or [_Block(page, chunk.cell, lines)]
    return blocks


def _bands(page: Page, lines: list[Line]) -> list[list[Line]]:
    """A cell's lines in parts that have columns of their own: a heading over all columns parts them."""
    bands: list[list[Line]] = [[]]
    is_parted = [len(_cut_at_gaps(line, page)) > 1 for line in lines]
    for n, line in enumerate(lines):
        text = line.text.strip()
        is_heading = _HEADING_LINE.fullmatch(text) or _FILE_HEADING.fullmatch(text)
        if is_heading and not is_parted[n] and any(is_parted[:n]) and any(is_parted[n + 1 : n + 2]):
            bands.append([])
        bands[-1].append(line)
    return bands


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
    return min(a.bottom, b.bottom) - max(a.top, b.top) > _TOUCH and (a.x1 <= b.x0 + _TOUCH or b.x1 <= a.x0 + _TOUCH)


def _columns(page: Page, lines: list[Line]) -> list[list[Line]]:
    """Lines of a cell regrouped into its columns, from left to right; none where there is one column."""
    pieces = [piece for line in lines for piece in _cut_at_gaps(line, page)]
    columns: list[list[Line]] = []
    for piece in sorted(pieces, key=lambda piece: piece.x0):
        if columns and piece.x0 - columns[-1][0].x0 <= piece.size:
            columns[-1].append(piece)
        else:
            columns.append([piece])
    columns = [sorted(column, key=lambda piece: piece.y) for column in columns]
    return columns if len(columns) > 1 and min(map(len, columns[:-1])) > 1 else []


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


def _narrowed(cell: Cell, lines: list[Line], x1: float) -> Cell:
    """The part of a cell that a column fills, up to ``x1`` where the next begins."""
    return Cell(cell.page, lines[0].x0, cell.top, x1, cell.bottom, lines)


# ------------------------------------------------------------------------------------------------ tables


@dataclass(slots=True, eq=False)
class _Table:
    """A ruled table: what its columns are, by the header it printed (on this page or before)."""

    heads: list[tuple[float, float, str]] = field(default_factory=list)  # x0, x1, kind
    is_across: bool = False  # but for its last row, no row of the table lacks cells

    def blocks(self, page: Page, chunks: list[Chunk], by_columns: bool) -> list[_Block]:
        """The cells of a table as lines: number and name, remarks behind a mark, headings before a mark."""
        rows = _rows(chunks)
        rows = [row for n, row in enumerate(rows) if not self._take_header(row, is_first=n == 0)]
        self._find_headings_beside(rows)
        self.is_across = sum(len(row) < max(map(len, rows)) for row in rows) <= 1
        units = [(unit[0].cell, self._unit(page, unit)) for row in rows for unit in self._units(row)]
        if by_columns and not any(kind == "group" for _, _, kind in self.heads):
            units.sort(key=lambda unit: (round(unit[0].x0 / _TOUCH), unit[0].top))
        return [block for _, blocks in units for block in blocks]

    def _take_header(self, row: list[Chunk], is_first: bool) -> bool:
        kinds = [_head_kind(chunk.cell) for chunk in row]
        names = [chunk.cell.key for chunk, kind in zip(row, kinds, strict=True) if kind == "name"]
        is_sure = is_first and any(_SAYS_ITEMS.search(name) for name in names)
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
        are_short = all(not _SEPARATOR.search(text) and not _NUMBER_ONLY.fullmatch(fold(text)) for text in texts)
        n_lists = sum(_n_parts(chunk) >= _FEWEST_PARTS for chunk in right)
        if are_short and 2 * n_lists >= len(rows):
            self.heads = [(left[0].cell.x0, left[0].cell.x1, "group")]

    def _kind(self, cell: Cell) -> str | None:
        middle = (cell.x0 + cell.x1) / 2
        return next((kind for x0, x1, kind in self.heads if x0 <= middle <= x1), None)

    def _units(self, row: list[Chunk]) -> list[list[Chunk]]:
        """A table row cut into items: a number, its name and the remarks behind it."""
        has_numbers = any(_NUMBER_ONLY.fullmatch(chunk.cell.key) for chunk in row)
        units = [[chunk] for chunk in row if self._kind(chunk.cell) == "group"]
        is_new = True
        before: str | None = None
        for chunk in row:
            kind = self._kind(chunk.cell)
            if kind == "group":
                continue
            is_number = bool(_NUMBER_ONLY.fullmatch(chunk.cell.key)) and kind in (None, "number")
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

    def _unit(self, page: Page, unit: list[Chunk]) -> list[_Block]:
        blocks: list[_Block] = []
        for n, chunk in enumerate(unit):
            before = "\n"
            if n == 0 and self._kind(chunk.cell) == "group":
                before = "\n" + HEADING
            elif n:
                is_number = n == 1 and _NUMBER_ONLY.fullmatch(unit[0].cell.key)
                before = "\t" if is_number else CELL
            blocks.append(_Block(page, chunk.cell, chunk.lines, before))
        return blocks


def _rows(chunks: list[Chunk]) -> list[list[Chunk]]:
    """Cells by table row, each from left to right; a cell merged over rows stands in its first."""
    rows: list[list[Chunk]] = []
    for chunk in sorted(chunks, key=lambda chunk: (chunk.cell.top, chunk.cell.x0)):
        if rows and abs(rows[-1][0].cell.top - chunk.cell.top) <= _TOUCH:
            rows[-1].append(chunk)
        else:
            rows.append([chunk])
    return [sorted(row, key=lambda chunk: chunk.cell.x0) for row in rows]


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
