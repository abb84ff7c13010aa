"""Checkboxes: `[ ○ ] label （ text ）` as printed, whatever takes brackets, labels and parentheses apart.

Reads lines of a value region and says which characters are what; knows nothing of a form but the options it is given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import combinations, pairwise

from extractors.characters import BLANK, fold, fold_characters
from extractors.engine.boxrows import (
    BOX_BEFORE,
    BoxRow,
    Side,
    assign_marks,
    label_side,
    listed,
    read_row,
    read_unboxed,
    same_start,
)
from extractors.engine.formspec import OptionSpec
from extractors.engine.marks import CLOSE, OPEN, prefix_end
from extractors.engine.reworded import resembles_option
from extractors.engine.slotcells import SlotCell, take_slot_cells
from extractors.layout.celltext import (
    NO_GLYPH,
    Frame,
    Line,
    begins_paragraph,
    join_lines,
    page_joint,
    split_columns,
)
from extractors.layout.ink import Glyphs
from extractors.settings import TOLERANCES

_REST_OF_COUNT = re.compile(r"([0-9０-９,，]*)\s*([)）])\s*(件?)")
BOX = 8  # characters of a pair of brackets with what stands between, at most
_COLUMN = 3  # font sizes between a row of labels and the row of their boxes, at most
CUT = 3  # characters of a label cut off by its cell's edge that say which it is
UNIT = "件"  # what the forms print behind a count
# what says no between the brackets, folded
NEGATIVE_MARKS = frozenset("-ー無否非×✕") | {"なし", "無し", "非該当", "該当なし", "該当無し", "該当しない", "いいえ"}


@dataclass(slots=True, eq=False)
class CheckBox:
    """One printed box: what stands between its brackets, the text behind it, the parentheses behind that."""

    mark: str | None
    bracket: Line
    label: Line  # pieces of one row, up to the next box
    option: OptionSpec | None = None
    label_lines: list[Line] = field(default_factory=list)
    slot_open: Line | None = None
    slot_close: Line | None = None
    slot: list[Line] = field(default_factory=list)  # what stands in the parentheses
    trailing: list[Line] = field(default_factory=list)  # 件 and the like, behind the parentheses
    overleaf: str = ""  # what the next page prints of the text in the parentheses, with what joins it
    beside: Line | None = None  # the mark, where it stands beside the brackets
    is_doubtful: bool = False  # whether it is ticked cannot be told
    is_reworded: bool = False  # the label only resembles the option's

    def is_checked(self) -> bool:
        """Whether something stands between the brackets that does not say no."""
        return self.mark is not None and not self.is_doubtful and fold_characters(self.mark) not in NEGATIVE_MARKS

    def rest_of_label(self) -> str:
        """What an edge cut off the option's label, folded; nothing where it is printed whole."""
        printed = fold("".join(line.text for line in self.label_lines))
        return self.option.key.removeprefix(printed) if self.option and self.option.key.startswith(printed) else ""

    def name(self, option: OptionSpec, label_lines: list[Line]) -> None:
        """Make it the box of an option after all, whatever its label was taken for."""
        self.option, self.label_lines, self.slot, self.trailing = option, label_lines, [], []
        self.slot_open = self.slot_close = None

    def slot_text(self, glyphs: Glyphs) -> str | None:
        """The text in the parentheses, wraps joined; None if there is none."""
        if not self.slot:
            return None
        lines, frame = self.slot_lines()
        return join_lines(lines, frame, glyphs) + self.overleaf or None

    def slot_lines(self) -> tuple[list[Line], Frame]:
        """The lines in the parentheses, and the span that these leave to them."""
        lines = sorted(self.slot, key=lambda line: line.y)
        end = self.slot_close.x0 if self.slot_close else max(line.x1 for line in lines)
        return lines, Frame(min(line.x0 for line in lines), end)


@dataclass(slots=True, eq=False)
class CheckParts:
    """A checkbox group taken apart; ``headings`` are printed lines between the options."""

    boxes: list[CheckBox]
    headings: list[Line]
    left_over: list[Line]
    stray: list[Line]  # marks that may be another box's
    is_unboxed: bool = False  # no box is printed: the marks stand alone


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


def merge_rows(lines: Sequence[Line]) -> list[Line]:
    """Lines of several cells to rows: what shares a baseline is one line, left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.y, line.x0)):
        if rows and _is_level(line, rows[-1][0]):
            rows[-1].append(line)
        else:
            rows.append([line])
    out = []
    for row in rows:
        row.sort(key=lambda line: line.x0)
        first = row[0]
        if len(row) == 1:
            out.append(first)
            continue
        text, index = first.text, list(first.glyphs)
        for line in row[1:]:
            text += " " + line.text
            index += [NO_GLYPH, *line.glyphs]
        out.append(Line(text, index, first.x0, max(line.x1 for line in row), first.y, first.size, first.direction))
    return out


def parse_checks(lines: Sequence[Line], options: Sequence[OptionSpec], glyphs: Glyphs) -> CheckParts:
    """Take a checkbox group apart. Boxes that match no option have ``option`` None."""
    boxes: list[CheckBox] = []
    after: list[tuple[CheckBox, Line]] = []
    extras: list[Line] = []
    slot_cells, lines = take_slot_cells(lines, glyphs)
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
    keys = sorted(((option.key, option) for option in options), key=lambda pair: -len(pair[0]))
    taken: set[int] = set()
    for box in boxes:
        _name(box, keys, taken, extras, glyphs)
        if box.option:
            taken.add(box.option.no)
    if side is Side.BEFORE:
        _name_below(boxes, keys, taken, extras)
    else:
        _name_wrapped(boxes, keys, taken, extras, glyphs)
    _name_in_columns(boxes, keys, taken, extras, glyphs)
    _name_cut(boxes, keys, taken)
    _name_reworded(boxes, keys, taken)
    for box, rest in after:
        _open_behind(box, rest, glyphs)
    groups = {fold(option.group) for option in options if option.group}
    beside = _hand_over_cells(slot_cells, boxes)
    _close_counts(boxes, extras, glyphs)
    _hand_over_units(boxes, extras)
    _open_below(boxes, extras, glyphs)
    headings = [piece for piece in extras if fold(piece.text) in groups]
    left_over = _fill_slots([piece for piece in extras if fold(piece.text) not in groups], boxes, glyphs)
    return CheckParts(boxes, headings, [*beside, *left_over], stray, bool(unboxed))


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
    return text[-1] in "）)" and _balanced(text[:-1])


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
            out.append(piece)
    return out


def _unpaired(text: str) -> int:
    """How many more brackets a text opens than it closes."""
    return sum((character in OPEN) - (character in CLOSE) for character in text)


def _cut_at(line: Line, signs: str, glyphs: Glyphs) -> list[Line]:
    """A line in pieces that begin with one of ``signs``, but for the first."""
    cuts = [0, *(k for k, character in enumerate(line.text) if character in signs and k), len(line.text)]
    return [piece for a, b in pairwise(cuts) if (piece := line.cut(a, b, glyphs)).glyphs]


def _name(
    box: CheckBox, keys: Sequence[tuple[str, OptionSpec]], taken: set[int], extras: list[Line], glyphs: Glyphs
) -> None:
    """Find the option whose label stands behind the box, and what follows the label."""
    label = box.label
    box.label_lines = [label] if label.glyphs else []
    folded = fold(label.text)
    for key, option in keys:  # a label that wraps: its rest is a line without brackets
        if option.no in taken or not folded or not key.startswith(folded):
            continue
        rest = key[len(folded) :]
        near = [piece for piece in extras if 0 < piece.y - label.y < 2 * label.size and piece.x0 < label.x1]
        for piece in near:
            end = prefix_end(piece.text, rest)
            if end:
                extras.remove(piece)
                box.option = option
                box.label_lines.append(piece.cut(0, end, glyphs))
                _open_slot(box, piece.cut(end, len(piece.text), glyphs), glyphs)
                return
    lead = listed(label.text)
    for key, option in keys:
        free = option.no not in taken
        end = same_start(label.text, key) if free else 0
        if free and not end and lead and (rest := same_start(label.text[lead:], key)):
            end = lead + rest
        if end:
            box.option = option
            box.label_lines = [label.cut(0, end, glyphs)]
            _open_slot(box, label.cut(end, len(label.text), glyphs), glyphs)
            return
    # Unknown or reworded: the words before the first parenthesis are the label.
    end = re.search(r"[（(]", label.text)
    if end and end.start():
        box.label_lines = [label.cut(0, end.start(), glyphs)]
        _open_slot(box, label.cut(end.start(), len(label.text), glyphs), glyphs)


def _name_wrapped(
    boxes: Sequence[CheckBox],
    keys: Sequence[tuple[str, OptionSpec]],
    taken: set[int],
    extras: list[Line],
    glyphs: Glyphs,
) -> None:
    """Find the options of labels in cells of their own, whose lines stand above, beside and below their brackets."""
    for box in boxes:
        if box.option is not None:
            continue
        y, size = box.bracket.y, box.bracket.size
        beyond = [other.bracket.x0 for other in boxes if abs(other.bracket.y - y) < size]
        right = min((x0 for x0 in beyond if x0 > box.bracket.x0), default=float("inf"))
        near = [line for line in extras if abs(line.y - y) < 2 * size and box.bracket.x1 - size / 2 <= line.x0 < right]
        own = [box.label] if box.label.glyphs and box.label.text[0] not in "（(" else []
        pieces = sorted([*near, *own], key=lambda line: line.y)
        for start, end in combinations(range(len(pieces) + 1), 2):
            label = pieces[start:end]
            before = "".join(fold(line.text) for line in label[:-1])
            option = next(
                (
                    option
                    for key, option in keys
                    if option.no not in taken and key.startswith(before) and key != before
                    if prefix_end(label[-1].text, key[len(before) :])
                ),
                None,
            )
            if option is None or (own and own[0] not in label):
                continue
            cut = prefix_end(label[-1].text, option.key[len(before) :])
            box.name(option, [*label[:-1], label[-1].cut(0, cut, glyphs)])
            _open_slot(box, label[-1].cut(cut, len(label[-1].text), glyphs), glyphs)
            if not own:
                _open_slot(box, box.label, glyphs)
            for line in near:
                if line in label:
                    extras.remove(line)
            taken.add(option.no)
            break


def _name_cut(boxes: Sequence[CheckBox], keys: Sequence[tuple[str, OptionSpec]], taken: set[int]) -> None:
    """Find the options of labels that a cell's edge cut off: what is printed begins the words of one option alone."""
    for box in boxes:
        folded = fold(box.label.text)
        if box.option is not None or len(folded) < CUT:
            continue
        meant = [option for key, option in keys if option.no not in taken and key.startswith(folded)]
        if len(meant) == 1:
            box.name(meant[0], [box.label])
            taken.add(meant[0].no)


def _name_below(
    boxes: Sequence[CheckBox], keys: Sequence[tuple[str, OptionSpec]], taken: set[int], extras: list[Line]
) -> None:
    """Find the options of labels that wrap before their brackets: the line above and the label make one's words."""
    for box in boxes:
        label = box.label
        if box.option is not None or not label.glyphs:
            continue
        for piece in extras:
            is_above = 0 < label.y - piece.y < 2 * label.size and abs(piece.x0 - label.x0) < 2 * label.size
            words = fold(piece.text + label.text)
            option = next((one for key, one in keys if is_above and key == words and one.no not in taken), None)
            if option:
                box.name(option, [piece, label])
                taken.add(option.no)
                extras.remove(piece)
                break


def _name_in_columns(
    boxes: Sequence[CheckBox],
    keys: Sequence[tuple[str, OptionSpec]],
    taken: set[int],
    extras: list[Line],
    glyphs: Glyphs,
) -> None:
    """Find the options of boxes that stand in rows of their own, each below its label, or each above."""
    bare = [box for box in boxes if box.option is None and not box.label.glyphs]
    left = [(key, option) for key, option in keys if option.no not in taken]
    for is_below in (True, False):
        named = [(box, piece) for box in bare for piece in extras if _is_in_column(box, piece, is_below)]
        found = [(box, piece, *label) for box, piece in named if (label := _whole_label(piece, left))]
        if len(found) != len(bare) or {id(box) for box, *_ in found} != {id(box) for box in bare}:
            continue  # a box without a label of its own, or with two
        for box, piece, option, end in found:
            box.name(option, [piece.cut(0, end, glyphs)])
            _open_slot(box, piece.cut(end, len(piece.text), glyphs), glyphs)
            taken.add(option.no)
            extras.remove(piece)
        return


def _is_in_column(box: CheckBox, piece: Line, is_below: bool) -> bool:
    """Whether a box stands right below a line, or right above it where not ``is_below``."""
    away = box.bracket.y - piece.y if is_below else piece.y - box.bracket.y
    is_over = min(piece.x1, box.bracket.x1) > max(piece.x0, box.bracket.x0)
    return is_over and 0 < away < _COLUMN * piece.size


def _whole_label(piece: Line, keys: Sequence[tuple[str, OptionSpec]]) -> tuple[OptionSpec, int] | None:
    """The option that is all of a line but for parentheses behind it, and where its label ends."""
    for key, option in keys:
        end = same_start(piece.text, key)
        if end and piece.text[end:].lstrip(BLANK)[:1] in ("", "（", "("):
            return option, end
    return None


def _name_reworded(boxes: Sequence[CheckBox], keys: Sequence[tuple[str, OptionSpec]], taken: set[int]) -> None:
    """Find the options that an agency worded a little otherwise: a label that resembles one option alone of those that
    no box prints, where no other label resembles it."""
    left = [(key, option) for key, option in keys if option.no not in taken]
    alike = [
        (box, option, is_whole)
        for box in boxes
        if box.option is None
        for key, option in left
        for is_whole, words in ((False, "".join(line.text for line in box.label_lines)), (True, box.label.text))
        if resembles_option(fold(words), key)
    ]
    for box, option, is_whole in alike:
        if any((one is box) != (other is option) for one, other, _ in alike) or box.is_reworded:
            continue
        if is_whole:
            box.name(option, [box.label])
        box.option, box.is_reworded = option, True
        taken.add(option.no)


def _open_behind(box: CheckBox, rest: Line, glyphs: Glyphs) -> None:
    """Take apart what follows brackets that stand behind their label."""
    if box.slot_open or box.slot or box.trailing:  # the label has had its parentheses
        box.trailing.append(rest)
    else:
        _open_slot(box, rest, glyphs)


def _close_counts(boxes: Sequence[CheckBox], extras: list[Line], glyphs: Glyphs) -> None:
    """Hand the rest of a count that wraps behind its opening parenthesis (`2 ） 件`) to the box under whose bracket it
    goes on; takes it out of ``extras``."""
    for box in boxes:
        if not (box.option and box.option.count and box.slot_open) or box.slot_close:
            continue
        for piece in extras:
            is_under = 0 < piece.y - box.bracket.y < 2 * piece.size and abs(piece.x0 - box.bracket.x0) < piece.size
            rest = _REST_OF_COUNT.fullmatch(piece.text) if is_under else None
            if rest and not (rest[1] and box.slot):
                count, closing, unit = (piece.cut(*rest.span(group), glyphs) for group in (1, 2, 3))
                box.slot_close = closing
                box.slot += [count] if count.glyphs else []
                box.trailing += [unit] if unit.glyphs else []
                extras.remove(piece)
                break


def _hand_over_units(boxes: Sequence[CheckBox], extras: list[Line]) -> None:
    """Hand 件 on a line of its own to the box whose count ends the row above; takes it out of ``extras``."""
    for unit in [piece for piece in extras if fold(piece.text) == UNIT]:
        above = [box for box in boxes if 0 < unit.y - box.bracket.y < 2 * unit.size]
        last = max(above, key=lambda box: (box.bracket.y, box.bracket.x0), default=None)
        if last and last.option and last.option.count and last.slot_close and not last.trailing:
            last.trailing.append(unit)
            extras.remove(unit)


_BARE_COUNT = re.compile(r"([0-9０-９][0-9０-９,，]*)\s*件")


def _open_slot(box: CheckBox, rest: Line, glyphs: Glyphs) -> None:
    """Take apart what follows a label: ``（ text ） 件``."""
    if not rest.glyphs:
        return
    if rest.text[0] not in "（(":
        count = _BARE_COUNT.fullmatch(rest.text)
        colon = len(rest.text) - len(rest.text.lstrip("：: 　"))
        if box.option and box.option.count and count:
            box.slot.append(rest.cut(*count.span(1), glyphs))
            box.trailing.append(rest.cut(count.end(1), len(rest.text), glyphs))
        elif box.option is None or box.option.count:
            box.trailing.append(rest)
        else:  # text without parentheses is the agency's all the same
            parts = rest.cut(0, colon, glyphs), rest.cut(colon, len(rest.text), glyphs)
            box.trailing += [line for line in parts[:1] if line.glyphs]
            box.slot += [line for line in parts[1:] if line.glyphs]
        return
    box.slot_open = rest.cut(0, 1, glyphs)
    closed = [k for k, character in enumerate(rest.text) if character in "）)"]
    end = len(rest.text)
    if closed and (_balanced(rest.text[1 : closed[-1]]) or rest.text[closed[-1] - 1] in " 　"):
        end = closed[-1]
        box.slot_close = rest.cut(end, end + 1, glyphs)
        trailing = rest.cut(end + 1, len(rest.text), glyphs)
        if trailing.glyphs:
            box.trailing.append(trailing)
    inner_line = rest.cut(1, end, glyphs)
    if box.option and box.option.count and inner_line.text.endswith(UNIT):  # （ 2件 ）
        at = len(inner_line.text) - len(UNIT)
        box.trailing.append(inner_line.cut(at, len(inner_line.text), glyphs))
        inner_line = inner_line.cut(0, at, glyphs)
    if inner_line.glyphs:
        box.slot.append(inner_line)


def _open_below(boxes: Sequence[CheckBox], extras: list[Line], glyphs: Glyphs) -> None:
    """Hand parentheses that open on the next line to the one box of the row above that has text and none yet; takes
    their first line out of ``extras``."""
    for piece in [piece for piece in extras if piece.text[0] in "（("]:
        above = [
            box
            for box in boxes
            if 0 < piece.y - box.bracket.y < 2 * piece.size and piece.x0 > box.bracket.x0 - piece.size
        ]
        own = [box for box in above if box.option and box.option.text]
        if len(own) == 1 and not own[0].slot_open and not own[0].slot:
            extras.remove(piece)
            _open_slot(own[0], piece, glyphs)


def _hand_over_cells(cells: Sequence[SlotCell], boxes: Sequence[CheckBox]) -> list[Line]:
    """Hand parentheses in cells of their own to the box whose row their cell is in: the last one that is no lower than
    they are. Returns the lines for which that one has parentheses already, or none is there: nobody can tell whose."""
    left_over: list[Line] = []
    for cell in cells:
        reach = cell.opening.y + TOLERANCES.same_line_em * cell.opening.size
        above = [box for box in boxes if box.bracket.y <= reach and box.bracket.x1 <= cell.opening.x0]
        box = max(above, key=lambda one: (one.bracket.y, one.bracket.x0), default=None)
        if box is None or box.slot_open:
            left_over += [cell.opening, *cell.lines, cell.closing]
        else:
            box.slot_open, box.slot_close = cell.opening, cell.closing
            box.slot += cell.lines
    return left_over


def _balanced(text: str) -> bool:
    """Whether the last parenthesis may close the slot: none inside ``text`` is left open."""
    folded = fold_characters(text)
    return folded.count("(") <= folded.count(")") or folded.count("(") - folded.count(")") < 1


def _fill_slots(extras: list[Line], boxes: Sequence[CheckBox], glyphs: Glyphs) -> list[Line]:
    """Hand lines without brackets to the parentheses they stand in; returns those that stand in none.

    Lines set one below the other are one text. It belongs where it already has a line between parentheses, else to
    the parentheses it is centred on or begins beside.
    """
    slots = [box for box in boxes if box.slot_open is not None]
    extras = _with_closings(extras, slots)
    inner = {id(line): box for box in slots for line in box.slot}
    texts: list[list[Line]] = []
    for line in sorted([*extras, *(line for box in slots for line in box.slot)], key=lambda line: line.y):
        for text in texts:
            last = text[-1]
            if abs(last.x0 - line.x0) < line.size / 2 and 0 < line.y - last.y <= 1.6 * line.size:
                text.append(line)
                break
        else:
            texts.append([line])
    left_over: list[Line] = []
    for text in texts:
        owners = [line for line in text if id(line) in inner]
        for line in text:
            if id(line) in inner:
                continue
            if len(owners) == 1 and _may_hold(inner[id(owners[0])], line):
                box: CheckBox | None = inner[id(owners[0])]
            elif owners and _may_hold(nearest := inner[id(min(owners, key=lambda other: abs(other.y - line.y)))], line):
                box = nearest
            else:
                box = _centred_on(text, slots)
            if box is None:
                left_over.append(line)
            else:
                _add_to_slot(box, line, glyphs)
    for box in slots:
        _close_late(box, glyphs)
    return left_over


def _with_closings(lines: list[Line], slots: Sequence[CheckBox]) -> list[Line]:
    """The lines, with a parenthesis that stands alone at the right edge joined to the text before it in its row: it
    closes what that text goes on with, however wide the gap."""
    out = list(lines)
    for closing in [line for line in lines if line.text in ("）", ")")]:
        before = [line for line in out if _is_level(line, closing) and line.x1 <= closing.x0]
        opened = [box.slot_open.x0 for box in slots if box.slot_open and box.slot_open.y < closing.y]
        last = max(before, key=lambda line: line.x1, default=None)
        if last is not None and not any(last.x1 < x0 < closing.x0 for x0 in opened):
            out[out.index(last)] = merge_rows([last, closing])[0]
            out.remove(closing)
    return out


def _is_level(line: Line, other: Line) -> bool:
    return abs(line.y - other.y) <= TOLERANCES.same_line_em * max(line.size, other.size)


def _close_late(box: CheckBox, glyphs: Glyphs) -> None:
    """Close a slot with its text's last parenthesis, where the text itself leaves others open."""
    if box.slot_close is None and box.slot and (last := box.slot[-1]).text[-1] in "）)":
        box.slot_close = last.cut(len(last.text) - 1, len(last.text), glyphs)
        rest = last.cut(0, len(last.text) - 1, glyphs)
        box.slot[-1:] = [rest] if rest.glyphs else []


def _may_hold(box: CheckBox, line: Line) -> bool:
    """Whether a line stands between a box's parentheses, or below them where they are not closed in their row."""
    assert box.slot_open is not None
    if box.slot_close is None:
        last = max((other.y for other in box.slot), default=box.bracket.y)
        return -4 * line.size < line.y - last < 2 * line.size
    return box.slot_open.x0 <= line.x0 and (line.x0 + line.x1) / 2 <= box.slot_close.x1


def _centred_on(text: Sequence[Line], slots: Sequence[CheckBox]) -> CheckBox | None:
    """The box whose row is nearest to the middle or the first line of a text between its parentheses."""
    first = text[0]
    left_open = [
        box
        for box in slots
        if box.slot_close is None
        and box.slot_open is not None
        and first.x0 < box.slot_open.x0
        and box.bracket.y < first.y
    ]
    if left_open and (above := max(left_open, key=lambda box: box.bracket.y)).slot and _is_next(above, first):
        return above  # running text that wraps at the cell's own edges
    middle = (text[0].y + text[-1].y) / 2
    near = [
        (min(abs(middle - box.bracket.y), abs(text[0].y - box.bracket.y)), n)
        for n, box in enumerate(slots)
        if _may_hold(box, text[0])
    ]
    distance, n = min(near, default=(float("inf"), 0))
    return slots[n] if distance <= 2.5 * text[0].size else None


def _is_next(box: CheckBox, line: Line) -> bool:
    """Whether a line is the next below what a box's parentheses hold so far, and begins where the box's row does."""
    last = max(other.y for other in box.slot)
    return 0 < line.y - last < 1.6 * line.size and abs(line.x0 - box.bracket.x0) < 2 * line.size


def _add_to_slot(box: CheckBox, line: Line, glyphs: Glyphs) -> None:
    so_far = "".join(other.text for other in box.slot) + line.text[:-1]
    if box.slot_close is None and line.text[-1] in "）)" and _balanced(so_far):
        box.slot_close = line.cut(len(line.text) - 1, len(line.text), glyphs)
        line = line.cut(0, len(line.text) - 1, glyphs)
    if line.glyphs:
        box.slot.append(line)
