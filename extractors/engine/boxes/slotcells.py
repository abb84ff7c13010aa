"""Texts in parentheses in a narrow cell of their own: `（` and `）` stand at the cell's mid height, lines above and
below them, and the label beside or at the cell's top; or they are the text's own, whose lines stand above and below its
box.

Rows of a field do not show what belongs together there: any line of the text may share the label's row, or none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.characters import BLANK
from extractors.engine.boxes.rows import EVEN, depth_of
from extractors.engine.marks import CLOSE, OPEN
from extractors.layout.celltext import Line, split_columns
from extractors.layout.ink import Glyphs
from extractors.settings import TOLERANCES

_PAIR = re.compile(rf"(?:^|[{BLANK}])([（(])([^\[［〔\]］〕]*)([）)])$")
_OPENING, _CLOSING = "（(", "）)"
_ALIGNED = 0.5  # em between where lines of one text begin, at most
_SLACK = 0.25  # em that a text may reach into its parentheses


@dataclass(slots=True, eq=False)
class SlotCell:
    """A pair of parentheses and the lines of the text that is centred on them."""

    opening: Line
    closing: Line
    lines: list[Line]


@dataclass(slots=True, eq=False)
class _Pair:
    opening: Line
    closing: Line
    inner: Line | None  # what stands between the two in their own row


def take_slot_cells(lines: Sequence[Line], leading: float, glyphs: Glyphs) -> tuple[list[SlotCell], list[Line]]:
    """The texts of two lines and more that are centred on their own pair of parentheses, and the lines without them.

    All of a text's lines stand between its two parentheses, evenly one below the other, at most ``leading`` em. What is
    not centred on a pair is left in the lines: a text that wraps below its parentheses' row is told by its rows.
    """
    pairs = [(line, pair) for line in lines if (pair := _pair_at_end(line, glyphs))]
    opened = [line for line in lines if line.text[0] in _OPENING and depth_of(line.text) > 0]
    if not pairs and not opened:
        return [], list(lines)
    holders = {id(line) for line, _ in pairs}
    ends = [line for line in lines if id(line) not in holders for line in split_columns(line, glyphs)[-1:]]
    ends = [_on_baseline(line, glyphs) for line in ends if not any(sign in line.text for sign in OPEN + CLOSE)]
    found: list[SlotCell] = []
    for _, pair in pairs:
        text = _centred(pair, [line for line in ends if _is_between(pair, line)], leading)
        if text:
            found.append(SlotCell(pair.opening, pair.closing, text))
    found += [cell for first in opened if (cell := _around_box(first, lines, ends, leading, glyphs))]
    taken = {glyph for cell in found for line in (cell.opening, cell.closing, *cell.lines) for glyph in line.glyphs}
    return found, list(_without(lines, taken, glyphs))


def _pair_at_end(line: Line, glyphs: Glyphs) -> _Pair | None:
    """The parentheses that end a line, where white space or nothing stands before the opening one."""
    match = _PAIR.search(line.text)
    if match is None:
        return None
    opening, inner, closing = (_on_baseline(line.cut(*match.span(group), glyphs), glyphs) for group in (1, 2, 3))
    return _Pair(opening, closing, inner if inner.glyphs else None)


def _on_baseline(line: Line, glyphs: Glyphs) -> Line:
    """A piece of a line on its own baseline: the line's is that of its widest piece."""
    first = next((glyph for glyph in line.glyphs if glyph >= 0), None)
    return line if first is None else replace(line, y=float(glyphs.across[first]))


def _is_between(pair: _Pair, line: Line) -> bool:
    slack = _SLACK * line.size
    begins, ends = pair.opening.x1 - slack <= line.x0, line.x1 <= pair.closing.x0 + slack
    return line.direction == pair.opening.direction and begins and ends


def _centred(pair: _Pair, ends: Sequence[Line], leading: float) -> list[Line]:
    """The lines among ``ends`` and in a pair's own row that are one text, with the pair at its mid height."""
    column = [*ends, pair.inner] if pair.inner else [*ends]
    column.sort(key=lambda line: line.y)
    for text in _texts(column, leading):
        middle = (text[0].y + text[-1].y) / 2
        has_inner = pair.inner is None or pair.inner in text
        if len(text) > 1 and has_inner and abs(middle - pair.opening.y) <= TOLERANCES.same_line_em * text[0].size:
            return text
    return []


def _around_box(
    first: Line, lines: Sequence[Line], ends: Sequence[Line], leading: float, glyphs: Glyphs
) -> SlotCell | None:
    """The text that begins with the line ``first``, which opens its parentheses, and ends with the line that closes
    them, where a box stands left of it, at its mid height: no line of it need stand in the box's row."""
    text, near = [_on_baseline(first, glyphs)], TOLERANCES.same_line_em * first.size
    for line in sorted((line for line in ends if line.y > text[0].y), key=lambda line: line.y):
        if abs(line.x0 - first.x0) > _ALIGNED * line.size:
            continue
        if line.y - text[-1].y > leading * line.size:
            return None
        text.append(line)
        if sum(depth_of(one.text) for one in text) <= 0:
            break
    last, middle = text[-1], (text[0].y + text[-1].y) / 2
    if len(text) < 2 or sum(depth_of(one.text) for one in text) or last.text[-1] not in _CLOSING:
        return None
    signs = [(line, k) for line in lines if line.x0 < first.x0 for k, sign in enumerate(line.text) if sign in OPEN]
    rows = [float(glyphs.across[line.glyphs[k]]) for line, k in signs if glyphs.along[line.glyphs[k]] < first.x0]
    if any(abs(y - text[0].y) <= near for y in rows) or not any(abs(y - middle) <= near for y in rows):
        return None
    opening, end = text[0].cut(0, 1, glyphs), len(last.text) - 1
    inner = [text[0].cut(1, len(first.text), glyphs), *text[1:-1], last.cut(0, end, glyphs)]
    inner = [line for line in inner if line.glyphs]
    return SlotCell(replace(opening, y=middle), last.cut(end, end + 1, glyphs), inner)


def _texts(column: Sequence[Line], leading: float) -> Iterator[list[Line]]:
    """Lines that stand one below the other cut into texts: where they stand farther apart, or begin elsewhere."""
    steps = [b.y - a.y for a, b in pairwise(column)]
    text: list[Line] = []
    for line in column:
        if text:
            step, size = line.y - text[-1].y, line.size
            is_even = step <= min(leading * size, min(steps) + EVEN * size)
            if not is_even or abs(line.x0 - text[-1].x0) > _ALIGNED * size:
                yield text
                text = []
        text.append(line)
    if text:
        yield text


def _without(lines: Sequence[Line], taken: set[int], glyphs: Glyphs) -> Iterator[Line]:
    """The lines without the glyphs ``taken`` from their ends."""
    for line in lines:
        end = next((k for k, glyph in enumerate(line.glyphs) if glyph >= 0 and glyph in taken), None)
        rest = line if end is None else line.cut(0, end, glyphs)
        if rest.glyphs:
            yield rest
