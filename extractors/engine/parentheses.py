"""Parentheses: the count or the text that stands in them behind a bracket or an option, as printed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.engine.marks import (
    CLOSE,
    HEADING,
    OPEN,
    TOKEN,
    prefix_end,
    tokens_of,
)
from extractors.layout.celltext import NO_GLYPH, Frame, Line, split_columns
from extractors.layout.ink import Glyphs
from extractors.settings import TOLERANCES


@dataclass(slots=True, eq=False)
class Slot:
    """An item in parentheses inside another's cell: ``（ label： value ）`` or ``（ 3 ）件``."""

    words: list[Line]  # the form's own: parentheses, label, 件
    value: list[Line]
    rest: list[Line]  # the cell's other lines
    depth: int = 0  # parentheses that the page's edge leaves open

    def frame(self) -> Frame:
        """The span that the words leave to the value: from the label before all of its lines to the parenthesis behind
        them, and where they do not stand so, as far as anything is printed."""
        start, end = min(line.x0 for line in self.value), max(line.x1 for line in self.value)
        before = [word.x1 for word in self.words if word.x1 <= start]
        behind = [word.x0 for word in self.words if word.x0 >= end]
        furthest = max(line.x1 for line in [*self.value, *self.words])
        return Frame(max(before, default=start), min(behind, default=furthest))


_COUNT = re.compile(r"[（(]\s*([0-9０-９,，]*)\s*[)）]\s*件")
_BARE_COUNT = re.compile(
    r"[（(]\s*([0-9０-９][0-9０-９,，]*)\s*件\s*[)）]|(?<![^\s\]］〕])([0-9０-９][0-9０-９,，]*)\s*件(?=\s|$)"
)  # （2件）, and 2件 apart from what stands around
_COUNT_ALONE = re.compile(r"[（(]\s*[0-9０-９,，]*\s*[)）]\s*件?")
_DIGITS = re.compile(r"[0-9０-９][0-9０-９,，]*")


def take_count(lines: Sequence[Line], glyphs: Glyphs) -> Slot | None:
    """Take a count in parentheses out of a cell's lines; None if there is none."""
    found = next(((n, match) for n, line in enumerate(lines) if (match := _COUNT.search(line.text))), None)
    if found is None and (slot := _wrapped_count(lines, glyphs)):
        return slot
    found = found or next(
        (
            (n, match)
            for n, line in enumerate(lines)
            for match in _BARE_COUNT.finditer(line.text)
            if not _is_between_brackets(line.text, match.start())
        ),
        None,
    )
    if found is None:
        return None
    n, match = found
    line, group = lines[n], match.lastindex or 1
    value = line.cut(*match.span(group), glyphs)
    words = [line.cut(match.start(), match.start(group), glyphs), line.cut(match.end(group), match.end(), glyphs)]
    rest = [line.cut(0, match.start(), glyphs), line.cut(match.end(), len(line.text), glyphs)]
    return Slot(
        [word for word in words if word.glyphs],
        [value] if value.glyphs else [],
        [*lines[:n], *(r for r in rest if r.glyphs), *lines[n + 1 :]],
    )


def _is_between_brackets(text: str, at: int) -> bool:
    """Whether the last bracket before a place in a text is an opening one."""
    return next((sign in OPEN for sign in reversed(text[:at]) if sign in OPEN + CLOSE), False)


def _wrapped_count(lines: Sequence[Line], glyphs: Glyphs) -> Slot | None:
    """A count whose pieces stand in a narrow column between the closing bracket and ＜選択肢＞, on several lines or in
    cells of their own; None where what stands there is anything else."""
    tokens = [token for line in lines for token in tokens_of(line, glyphs)]
    closing = next((token.line for token in tokens if token.kind == "close"), None)
    heading = next((token.line for token in tokens if token.kind == "heading"), None)
    if closing is None or heading is None or heading.x0 < closing.x1:
        return None
    pieces = [piece for line in lines for piece in _cut_at_edges(line, (closing.x1, heading.x0), glyphs)]
    between = [piece for piece in pieces if closing.x0 <= (piece.x0 + piece.x1) / 2 <= heading.x0]
    inside = [piece for piece in between if piece.glyphs != closing.glyphs]
    inside.sort(key=lambda piece: (round((piece.y - closing.y) / (TOLERANCES.same_line_em * piece.size)), piece.x0))
    if not _COUNT_ALONE.fullmatch("".join(piece.text for piece in inside)):
        return None
    words: list[Line] = []
    value: list[Line] = []
    for piece in inside:
        for part in _cut_at(piece, [k for match in _DIGITS.finditer(piece.text) for k in match.span()], glyphs):
            (value if _DIGITS.fullmatch(part.text) else words).append(part)
    return Slot(words, value, [piece for piece in pieces if piece not in inside])


def _cut_at_edges(line: Line, edges: Sequence[float], glyphs: Glyphs) -> list[Line]:
    """A line cut where its glyphs pass level places ``edges``."""
    starts = [float(glyphs.along[glyph]) if glyph != NO_GLYPH else None for glyph in line.glyphs]
    places = [
        next((k for k, start in enumerate(starts) if start is not None and start >= edge - line.size / 4), None)
        for edge in edges
    ]
    return _cut_at(line, [place for place in places if place is not None], glyphs)


def _cut_at(line: Line, places: Sequence[int], glyphs: Glyphs) -> list[Line]:
    """A line in pieces that begin at ``places``, white space off."""
    cuts = sorted({0, *places, len(line.text)})
    return [piece for a, b in pairwise(cuts) if (piece := line.cut(a, b, glyphs)).glyphs]


def take_slot(lines: Sequence[Line], key: str, glyphs: Glyphs, goes_on: bool = False) -> Slot | None:
    """Take ``（ label： value ）`` out of a cell's lines, the value on several lines between the parentheses or not.

    Where the cell ``goes_on`` on the next page, parentheses that do not close on this one hold all lines below.
    """
    for n, line in enumerate(lines):
        start = next((k for k in range(len(line.text)) if prefix_end(line.text[k:], key)), None)
        if start is None:
            continue
        end = start + prefix_end(line.text[start:], key)
        while end < len(line.text) and line.text[end] in "：: 　":
            end += 1
        first = len(line.text[:start].rstrip("（( 　"))
        if wrapped := _narrow_slot(lines, n, (first, end), glyphs):
            return wrapped
        stop = _closing(line.text, end)
        words = [line.cut(first, end, glyphs), line.cut(stop, stop + 1, glyphs)]
        value = [piece for piece in [line.cut(end, stop, glyphs)] if piece.glyphs]
        left, right = words[0].x1, words[1].x1 if words[1].glyphs else float("inf")
        rest = [line.cut(0, first, glyphs)]
        others = sorted([*lines[:n], *lines[n + 1 :]], key=lambda other: abs(other.y - line.y))
        low = high = line.y
        depth = 0
        if not words[1].glyphs:  # the text wraps from edge to edge, up to a parenthesis on a later line
            below = sorted((other for other in others if other.y > line.y), key=lambda other: other.y)
            run = _until_closed(below, _depth(1, line.text[end:]), glyphs, line, goes_on)
            if run is not None:
                taken, closing, depth = run
                others = [other for other in others if other not in below[: len(taken)]]
                value += [piece for piece in taken if piece.glyphs]
                words += closing
        for other in [other for other in others if other not in value]:
            near = low - 1.3 * line.size <= other.y <= high + 1.3 * line.size
            if near and left - 1 <= other.x0 and other.x1 <= right + 1 and not TOKEN.search(other.text):
                value.append(other)
                low, high = min(low, other.y), max(high, other.y)
            else:
                rest.append(other)
        value.sort(key=lambda piece: piece.y)
        rest.sort(key=lambda piece: (piece.y, piece.x0))
        return Slot([w for w in words if w.glyphs], value, [r for r in rest if r.glyphs], depth)
    return None


def continue_slot(lines: Sequence[Line], depth: int, glyphs: Glyphs, goes_on: bool = False) -> Slot | None:
    """Take what ``depth`` parentheses, left open on the page before, hold out of a cell's lines; None if they are
    closed nowhere."""
    ordered = sorted(lines, key=lambda line: line.y)
    run = _until_closed(ordered, depth, glyphs, None, goes_on)
    if run is None:
        return None
    taken, closing, depth = run
    return Slot(closing, [piece for piece in taken if piece.glyphs], ordered[len(taken) :], depth)


def _narrow_slot(lines: Sequence[Line], n: int, label: tuple[int, int], glyphs: Glyphs) -> Slot | None:
    """A slot that wraps in a narrow column of its own, beside or between the columns of brackets and options: from the
    parenthesis of line ``n`` down to the one that closes it. None where it closes in its line, or not in its column."""
    line, (first, end) = lines[n], label
    after = line.cut(end, len(line.text), glyphs)
    if not after.glyphs or line.text[first:end].lstrip()[:1] not in ("（", "("):
        return None
    opening, *beside = _columns_of(after, glyphs)
    if _closing(opening.text, 0) < len(opening.text) or any(piece.text[0] in "）)" for piece in beside):
        return None
    words, value = [line.cut(first, end, glyphs)], [opening]
    rest = [piece for piece in [line.cut(0, first, glyphs)] if piece.glyphs] + beside
    left, right = words[0].x0 - line.size, opening.x1 + 1.5 * line.size
    depth, last = _depth(1, opening.text), line
    for other in sorted([*lines[:n], *lines[n + 1 :]], key=lambda other: other.y):
        columns = _columns_of(other, glyphs)
        own = [piece for piece in columns if left <= piece.x0 and piece.x1 <= right and other.y > line.y]
        if depth <= 0 or not own:
            rest.append(other)
            continue
        if len(own) > 1 or other.y - last.y > 2.2 * line.size or TOKEN.search(own[0].text):
            return None
        last = own[0]
        depth = _depth(depth, last.text)
        rest += [piece for piece in columns if piece is not last]
        at = len(last.text) - (depth <= 0 and last.text[-1] in "）)")
        words += [piece for piece in [last.cut(at, len(last.text), glyphs)] if piece.glyphs]
        value += [piece for piece in [last.cut(0, at, glyphs)] if piece.glyphs]
    return Slot(words, value, sorted(rest, key=lambda piece: (piece.y, piece.x0))) if len(words) > 1 else None


def _columns_of(line: Line, glyphs: Glyphs) -> list[Line]:
    """A line cut where its columns part, and where the number of an option or ＜選択肢＞ stands behind a space."""
    out: list[Line] = []
    for column in split_columns(line, glyphs):
        marks = [match.start() for match in TOKEN.finditer(column.text) if column.text[: match.start()][-1:] == " "]
        out += _cut_at(column, marks, glyphs)
    return out


def _closing(text: str, start: int) -> int:
    """Where the parenthesis before ``start`` closes; the end of the text if it does not."""
    if text[-1] in "）)" and len(text) > start and text[len(text) - 2] in " 　：:":
        return len(text) - 1  # set apart at the end of the line: the form's own
    depth = 1
    for k in range(start, len(text)):
        depth += (text[k] in "（(") - (text[k] in "）)")
        if depth == 0:
            return k
    return len(text)


def _depth(depth: int, text: str) -> int:
    """How many parentheses are open behind a text that begins inside ``depth`` of them."""
    return depth + sum((character in "（(") - (character in "）)") for character in text)


def _until_closed(
    below: Sequence[Line], depth: int, glyphs: Glyphs, last: Line | None, goes_on: bool
) -> tuple[list[Line], list[Line], int] | None:
    """The first of the lines ``below``, with which ``depth`` open parentheses go on behind line ``last``, the
    parenthesis that closes them, and how many are open still; None if they never close, though they may where the text
    ``goes_on`` on the next page."""
    taken: list[Line] = []
    for line in below:
        if last is not None and line.y - last.y > 3.2 * line.size:
            return None
        if HEADING.search(line.text) or any(sign in line.text for sign in OPEN + CLOSE):
            return None
        taken.append(line)
        last = line
        depth = _depth(depth, line.text)
        if depth <= 0 and line.text[-1] in "）)":
            at = len(line.text) - 1
            return [*taken[:-1], _indented(line, at, glyphs)], [line.cut(at, at + 1, glyphs)], 0
    return (taken, [], max(depth, 1)) if goes_on else None


def _indented(line: Line, end: int, glyphs: Glyphs) -> Line:
    """A line up to ``end`` with the white space that indents it."""
    piece, lead = line.cut(0, end, glyphs), len(line.text) - len(line.text.lstrip())
    if not piece.glyphs:
        return piece
    return replace(piece, text=line.text[:lead] + piece.text, glyphs=line.glyphs[:lead] + piece.glyphs, x0=line.x0)
