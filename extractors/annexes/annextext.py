"""The cells of an annex as one text, every character of which knows its page and glyph.

Lists are printed in one cell, in columns, or in a ruled table. Here they become lines of text in the order of reading;
what a ruled table says by its columns is said by a mark in the text (``CELL``, ``HEADING``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import groupby

from extractors.annexes.blocks import BULLETS, HEADING_LINE, TOUCH, Band, Block
from extractors.annexes.columns import bands_of, do_go_on
from extractors.annexes.item_tables import Table
from extractors.engine.instances import Chunk
from extractors.layout.celltext import (
    HALF,
    NO_GLYPH,
    Line,
    begins_paragraph,
    ends_sentence,
    inked_box,
    joint,
    wrap_edge,
)
from extractors.layout.page import Page
from extractors.model import Box

_BEGINS_NUMBERED = re.compile(r"[（(]?[0-9０-９]{1,3}[)）．.　 ]|[①-⑳㉑-㉟㊱-㊿]")
_HEADS = frozenset("＜≪《【■◆")  # no paragraph goes on with them at a page's head
_OPEN = frozenset("（(［[〔「『")  # what they open goes on, whatever the next line begins with


@dataclass(slots=True, eq=False)
class AnnexText:
    """``text`` with, for every character, its page and glyph (``NO_GLYPH`` where nothing is printed)."""

    text: str = ""
    pages: list[Page | None] = field(default_factory=list)
    glyphs: list[int] = field(default_factory=list)
    wraps: list[int] = field(default_factory=list)  # where a line's first character goes on from the line above
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


def annex_text(chunks: Sequence[Chunk], by_columns: bool, over_pages: bool = False) -> AnnexText:
    """The text of an annex. ``by_columns`` reads columns downwards where there are several, else rows are read.

    With ``over_pages`` a column that a page cuts is read to its end before the column beside it.
    """
    out = AnnexText()
    last: Block | None = None
    table = Table()
    bands: list[Band] = []
    for page, on_page in groupby(chunks, key=lambda chunk: chunk.page):
        found = bands_of(page, [chunk for chunk in on_page if chunk.lines], by_columns, table)
        if over_pages and bands and found and do_go_on(bands[-1], found[0]):
            bands[-1] = [above + below for above, below in zip(bands[-1], found.pop(0), strict=True)]
        bands += found
    for block in (block for band in bands for column in band for block in column):
        if last is None:
            out.add(block.before.lstrip())
        else:
            is_over = last.page.number < block.page.number
            out.add(_over_the_page(last, block) if is_over else block.before)
        _add_block(out, block)
        last = block
    out.is_across = bool(table.is_across)
    return out


def _add_block(out: AnnexText, block: Block) -> None:
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
        is_item = is_item or (
            n > 0 and any(HEADING_LINE.fullmatch(one.text.strip()) for one in block.lines[n - 1 : n + 1])
        )
        between = "\n" if is_item and "\n" not in joined[at:start] else joined[at:start]
        out.add("" if out.text[-1:] in _OPEN else between)
        if n and not between:
            out.wraps.append(len(out.text))
        out.add(printed, block.page, line.glyphs[first : first + len(printed)])
        at = start + len(printed)


def _bullet(lines: Sequence[Line]) -> str | None:
    """The bullet, or kind of number, that most lines begin with: each of them is an item, however full lines are."""
    sign, n = Counter(_sign(line) for line in lines).most_common(1)[0]
    return sign if sign and n > len(lines) / 2 else None


def _sign(line: Line) -> str:
    first = line.text[:1]
    return first if first in BULLETS else "1" if _BEGINS_NUMBERED.match(line.text) else ""


def _over_the_page(last: Block, block: Block) -> str:
    """What joins two blocks with a page's edge between: nothing where a paragraph was cut in two."""
    if block.before != "\n":
        return block.before
    if last.before != "\n" and abs(last.cell.x0 - block.cell.x0) > TOUCH:
        return "\n"  # a table's cell goes on in its own column only
    line, following = last.lines[-1], block.lines[0]
    if line.text[-1:] in _OPEN:
        return ""
    if (
        following.text[:1] in _HEADS
        or HEADING_LINE.fullmatch(line.text.strip())
        or (_sign(following) and _bullet(block.lines) == _sign(following))
    ):
        return "\n"
    frame = last.cell.frame(line)
    room = wrap_edge(last.lines, frame) - line.x1
    limit = HALF * line.size if ends_sentence(line) else 0.4 * (frame.end - frame.start)
    return "\n" if begins_paragraph(line, following) or room > limit else joint(line, following)
