"""Boxes beside a heading whose label wraps in a cell of its own, its closing bracket with it.

Programs that merge the heading's row set `[` and the mark at the row's mid height, `]` with the first line of the label
above it, and the label's other lines below: no line of the cell prints a box whole.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from itertools import groupby

from extractors.characters import fold
from extractors.engine.marks import CLOSE, OPEN
from extractors.layout.celltext import NO_GLYPH, Line
from extractors.layout.ink import Glyphs

_SIGN = re.compile(f"[{re.escape(OPEN + CLOSE)}]")
_SLACK = 0.25  # em that a label's lines may begin left of its bracket


def level_boxes(lines: Sequence[Line], keys: Collection[str], glyphs: Glyphs) -> list[Line] | None:
    """The lines of a heading with its boxes on one line behind those of the heading itself, each as `[ mark ] label`.

    What is right of a closing bracket, up to the next box, is its label, in whatever lines. None where no box is torn,
    or where what is found so is not one of the folded labels ``keys`` for every box.
    """
    if not any(_is_torn(line.text) for line in lines) or any(line.direction for line in lines):
        return None
    signs = sorted(
        (float(glyphs.along[line.glyphs[match.start()]]), match[0])
        for line in lines
        for match in _SIGN.finditer(line.text)
    )
    if any((sign in CLOSE) is not bool(n % 2) for n, (_, sign) in enumerate(signs)) or len(signs) % 2:
        return None
    columns: list[list[Line]] = [[] for _ in range(len(signs) + 1)]
    for line in lines:
        for column, piece in _in_columns(line, [x for x, _ in signs], glyphs):
            columns[column].append(piece)
    heading, *boxes = (sorted(pieces, key=lambda piece: piece.y) for pieces in columns)
    if not all(boxes):
        return None  # brackets right behind one another, as those of a drawing
    row: list[Line] = []
    for (opening, *mark), (closing, *rest) in zip(boxes[::2], boxes[1::2], strict=True):
        label = [piece for piece in (closing.cut(1, len(closing.text), glyphs), *rest) if piece.glyphs]
        if opening.text[0] not in OPEN or closing.text[0] not in CLOSE:
            return None
        if fold("".join(piece.text for piece in label)) not in keys:
            return None
        row += [opening, *mark, closing.cut(0, 1, glyphs), _end_to_end(label, "")]
    return [*heading, _end_to_end(row, " ")]


def _is_torn(text: str) -> bool:
    """Whether a line closes a bracket before it opens one, or leaves one open."""
    signs = _SIGN.findall(text)
    return len(signs) % 2 > 0 or any(sign not in (OPEN, CLOSE)[n % 2] for n, sign in enumerate(signs))


def _in_columns(line: Line, starts: Sequence[float], glyphs: Glyphs) -> Iterator[tuple[int, Line]]:
    """A line in pieces, each on its own baseline and with the number of the column that it stands in."""
    slack = _SLACK * line.size
    inked = [k for k, glyph in enumerate(line.glyphs) if glyph != NO_GLYPH]
    places = [(sum(start - slack <= glyphs.along[line.glyphs[k]] for start in starts), k) for k in inked]
    for column, group in groupby(places, key=lambda place: place[0]):
        at = [k for _, k in group]
        piece = line.cut(at[0], at[-1] + 1, glyphs)
        if piece.glyphs:
            yield column, replace(piece, y=float(glyphs.across[piece.glyphs[0]]))


def _end_to_end(pieces: Sequence[Line], between: str) -> Line:
    """Pieces as one line, in their order, on the baseline of the first."""
    first = pieces[0]
    text, index = first.text, list(first.glyphs)
    for piece in pieces[1:]:
        text += between + piece.text
        index += [NO_GLYPH] * len(between) + piece.glyphs
    return replace(first, text=text, glyphs=index, x1=max(piece.x1 for piece in pieces))
