"""The text in a box's parentheses that goes on over the page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from extractors.characters import fold
from extractors.engine.boxes.box import CheckBox
from extractors.engine.boxes.rows import BOX_BEFORE, depth_of, merge_rows
from extractors.engine.formspec import OptionSpec
from extractors.layout.celltext import Frame, Line, begins_paragraph, join_lines, page_joint, split_columns
from extractors.layout.ink import Glyphs


@dataclass(slots=True, eq=False)
class Overleaf:
    """The rest of the text in a box's parentheses on the next page: its lines, the parenthesis that closes it there,
    and the page's other lines."""

    box: CheckBox
    rest: list[Line]
    closing: list[Line]
    others: list[Line]

    def join(self, glyphs: Glyphs) -> None:
        """Add the rest to what the box has of the text."""
        if self.rest:
            lines, frame = self.box.slot_lines()
            span = Frame(min(line.x0 for line in self.rest), max(frame.end, *(line.x1 for line in self.rest)))
            self.box.overleaf = page_joint(lines, frame, self.rest[0]) + join_lines(self.rest, span, glyphs)


def take_overleaf(
    lines: Sequence[Line], before: Sequence[CheckBox], options: Sequence[OptionSpec], glyphs: Glyphs
) -> Overleaf | None:
    """What stands on top of a page of the text in the parentheses of the last of the boxes ``before`` it.

    It stands in the column between the parentheses, above the page's own first box. Where they are closed already, as
    is printed at the end of a text's first row, the text has to break off at their end.
    """
    box = max(before, key=lambda one: (one.bracket.y, one.bracket.x0), default=None)
    if box is None or not box.slot:
        return None
    rows = merge_rows(lines)
    first, second = [*(n for n, row in enumerate(rows) if BOX_BEFORE.search(row.text)), len(rows), len(rows)][:2]
    taken: list[Line] = []
    for row in rows[:first]:
        pieces = split_columns(row, glyphs)
        if not all(_is_in_slot_column(box, piece) and not _is_of_option(piece, options) for piece in pieces):
            break
        taken.append(row)
        if box.slot_close is None and _closes([*box.slot, *taken]):
            break
    if not taken or (box.slot_close and _ends_short(box, taken[0])):
        return None
    if box.slot_close and _is_around(box, taken, rows[first + 1 : second]):
        return None
    ours = {glyph for row in taken for glyph in row.glyphs}
    others = [line for line in lines if not ours.intersection(line.glyphs)]
    closing: list[Line] = []
    if box.slot_close is None and _closes([*box.slot, *taken]):
        last, end = taken[-1], len(taken[-1].text) - 1
        closing = [last.cut(end, end + 1, glyphs)]
        taken[-1:] = [rest] if (rest := last.cut(0, end, glyphs)).glyphs else []
    return Overleaf(box, taken, closing, others)


def _closes(lines: Sequence[Line]) -> bool:
    """Whether the last of the lines between parentheses ends with the one that closes them."""
    text = "".join(line.text for line in lines)
    return text[-1] in "）)" and depth_of(text[:-1]) <= 0


def _is_around(box: CheckBox, above: Sequence[Line], below: Sequence[Line]) -> bool:
    """Whether as many lines stand above a page's first box as below: a text centred on it, and not the rest of that of
    the ``box`` before, but where only the first begin where that does."""
    if len(above) != len(below):
        return False
    near, start = above[0].size / 4, above[0].x0
    return abs(start - box.slot[-1].x0) > near or abs(start - below[0].x0) < near


def _is_in_slot_column(box: CheckBox, line: Line) -> bool:
    """Whether a line of the next page stands as far left and right as a box's parentheses hold text."""
    if box.slot_close is None:
        return line.x0 > box.bracket.x0 - line.size
    start = min(box.slot_open.x0 if box.slot_open else line.x0, *(other.x0 for other in box.slot))
    return start <= line.x0 + line.size / 2 and line.x1 <= box.slot_close.x1 + line.size / 2


def _is_of_option(line: Line, options: Sequence[OptionSpec]) -> bool:
    """Whether a line begins an option's label, above its brackets, or is the heading of a group of them."""
    folded = fold(line.text)
    return any(option.key.startswith(folded) or folded == fold(option.group or "") for option in options)


def _ends_short(box: CheckBox, following: Line) -> bool:
    """Whether the text in a box's parentheses ends before their end, so that nothing goes on."""
    lines, frame = box.slot_lines()
    return page_joint(lines, frame, following) == "\n" and not begins_paragraph(lines[-1], following)
