"""Checkbox groups: `[ ○ ] label （ text ）` as printed, whatever takes brackets, labels and parentheses apart.

Reads lines of a value region and says which characters are what; knows nothing of a form but the options it is given.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.characters import fold
from extractors.engine.boxes.box import CheckBox
from extractors.engine.boxes.names import Names
from extractors.engine.boxes.rows import (
    BoxRow,
    Side,
    assign_marks,
    label_side,
    leading_of,
    merge_rows,
    read_row,
    read_unboxed,
)
from extractors.engine.boxes.slotcells import take_slot_cells
from extractors.engine.boxes.slots import (
    close_counts,
    fill_slots,
    hand_over_cells,
    hand_over_units,
    open_behind,
    open_below,
)
from extractors.engine.formspec import OptionSpec
from extractors.engine.marks import CLOSE, OPEN
from extractors.layout.celltext import NO_GLYPH, Line, split_columns
from extractors.layout.ink import Glyphs

BOX = 8  # characters of a pair of brackets with what stands between, at most


@dataclass(slots=True, eq=False)
class CheckParts:
    """A checkbox group taken apart; ``headings`` are printed lines between the options."""

    boxes: list[CheckBox]
    headings: list[Line]
    left_over: list[Line]
    stray: list[Line]  # marks that may be another box's
    is_unboxed: bool = False  # no box is printed: the marks stand alone


def parse_checks(lines: Sequence[Line], options: Sequence[OptionSpec], glyphs: Glyphs) -> CheckParts:
    """Take a checkbox group apart. Boxes that match no option have ``option`` None."""
    boxes: list[CheckBox] = []
    after: list[tuple[CheckBox, Line]] = []
    extras: list[Line] = []
    leading = leading_of(lines)
    slot_cells, lines = take_slot_cells(lines, leading, glyphs)
    rows = merge_rows(_level_closings(lines, glyphs))
    side = label_side(rows, options)
    unboxed = read_unboxed(rows, options, glyphs)
    if side is not Side.BEFORE and not unboxed:
        rows = _join_broken(rows, options)
    taken_apart: list[BoxRow] = []
    for row, found in zip(rows, unboxed or [read_row(row, side, options, glyphs) for row in rows], strict=True):
        if found is None:
            extras.extend(split_columns(row, glyphs))
            continue
        taken_apart.append(found)
        extras += [found.lead] if found.lead and found.lead.glyphs else []
    stray = assign_marks(taken_apart, extras)
    for one in (box for row in taken_apart for box in row.boxes):
        box = CheckBox(one.mark, one.bracket, one.label, beside=one.beside, is_doubtful=one.is_doubtful)
        boxes.append(box)
        after += [(box, one.after)] if one.after else []
    Names(boxes, options, extras, glyphs).give(is_label_before=side is Side.BEFORE)
    for box, rest in after:
        open_behind(box, rest, glyphs)
    groups = {fold(option.group) for option in options if option.group}
    beside = hand_over_cells(slot_cells, boxes)
    close_counts(boxes, extras, glyphs)
    hand_over_units(boxes, extras)
    open_below(boxes, extras, glyphs)
    headings = [piece for piece in extras if fold(piece.text) in groups]
    left_over = fill_slots([piece for piece in extras if fold(piece.text) not in groups], boxes, leading, glyphs)
    return CheckParts(boxes, headings, [*beside, *left_over], stray, bool(unboxed))


def _join_broken(rows: Sequence[Line], options: Sequence[OptionSpec]) -> list[Line]:
    """The rows, with the next one joined to a row that ends within or right behind a box's brackets, as a heading's
    box does at the end of its line: there the closing bracket or the label is first on the next row."""
    out: list[Line] = []
    for row in rows:
        if out and _goes_on(out[-1], row, options):
            last = out[-1]
            text, index = f"{last.text} {row.text}", [*last.glyphs, NO_GLYPH, *row.glyphs]
            out[-1] = replace(last, text=text, glyphs=index)
        else:
            out.append(row)
    return out


def _goes_on(row: Line, following: Line, options: Sequence[OptionSpec]) -> bool:
    """Whether a box that ends a row goes on where the following one begins, left of the box."""
    at = max((k for k, character in enumerate(row.text) if character in OPEN), default=-1)
    box = row.text[at:].rstrip()
    if at < 0 or len(box) > BOX or not 0 < following.y - row.y < 2 * row.size:
        return False
    if following.x1 > row.x1 + row.size / 4 or row.text[:at].rstrip()[-1:] in [*CLOSE]:
        return False  # labels in cells of their own, lower than their brackets
    if box[-1] in CLOSE:
        folded = fold(following.text)
        return following.text[0] not in OPEN and any(folded.startswith(option.key) for option in options)
    return following.text[0] in CLOSE


def _level_closings(lines: Sequence[Line], glyphs: Glyphs) -> list[Line]:
    """The lines, with brackets that close on another baseline than they open set level with it: a bracket that stands
    in one cell with a label of two lines is higher than the one before the mark."""
    opened = [line for line in lines if _unpaired(line.text) > 0]
    closed = [line for line in lines if _unpaired(line.text) < 0]
    if not opened or not closed:
        return list(lines)
    out = [line for line in lines if line not in opened and line not in closed]
    for line in opened:
        out += _cut_at(line, OPEN, glyphs)
    for line in closed:
        for piece in _cut_at(line, CLOSE, glyphs):
            levels = [other.y for other in opened if other.x0 < piece.x0 and abs(other.y - piece.y) < line.size]
            if piece.text[0] in CLOSE and levels:
                piece = replace(piece, y=min(levels, key=lambda y: abs(y - piece.y)))
                out = [part for other in out for part in _parted_by(piece, other, glyphs)]
            out.append(piece)
    return out


def _parted_by(closing: Line, line: Line, glyphs: Glyphs) -> list[Line]:
    """A line in two where it is level with what a bracket closes and goes on behind that, as with parentheses in a
    cell of their own."""
    if line.y != closing.y or not line.x0 < closing.x0 < line.x1:
        return [line]
    behind = (k for k, glyph in enumerate(line.glyphs) if glyph != NO_GLYPH and glyphs.along[glyph] >= closing.x0)
    at = next(behind, len(line.text))
    return [part for part in (line.cut(0, at, glyphs), line.cut(at, len(line.text), glyphs)) if part.glyphs]


def _unpaired(text: str) -> int:
    """How many more brackets a text opens than it closes."""
    return sum((character in OPEN) - (character in CLOSE) for character in text)


def _cut_at(line: Line, signs: str, glyphs: Glyphs) -> list[Line]:
    """A line in pieces that begin with one of ``signs``, but for the first."""
    cuts = [0, *(k for k, character in enumerate(line.text) if character in signs and k), len(line.text)]
    return [piece for a, b in pairwise(cuts) if (piece := line.cut(a, b, glyphs)).glyphs]
