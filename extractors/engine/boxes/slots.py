"""The parentheses behind the labels of boxes (slots), and which lines of a group stand in which of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence

from extractors.characters import fold
from extractors.engine.boxes.box import CheckBox
from extractors.engine.boxes.rows import depth_of, is_level, merge_rows
from extractors.engine.boxes.slotcells import SlotCell
from extractors.layout.celltext import Line
from extractors.layout.ink import Glyphs
from extractors.settings import TOLERANCES

UNIT = "件"  # what the forms print behind a count
_REST_OF_COUNT = re.compile(r"([0-9０-９,，]*)\s*([)）])\s*(件?)")
_BARE_COUNT = re.compile(r"([0-9０-９][0-9０-９,，]*)\s*件")


def open_slot(box: CheckBox, rest: Line, glyphs: Glyphs) -> None:
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
    if closed and (depth_of(rest.text[1 : closed[-1]]) <= 0 or rest.text[closed[-1] - 1] in " 　"):
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


def open_behind(box: CheckBox, rest: Line, glyphs: Glyphs) -> None:
    """Take apart what follows brackets that stand behind their label."""
    if box.slot_open or box.slot or box.trailing:  # the label has had its parentheses
        box.trailing.append(rest)
    else:
        open_slot(box, rest, glyphs)


def open_below(boxes: Sequence[CheckBox], extras: list[Line], glyphs: Glyphs) -> None:
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
            open_slot(own[0], piece, glyphs)


def close_counts(boxes: Sequence[CheckBox], extras: list[Line], glyphs: Glyphs) -> None:
    """Hand the rest of a count that wraps behind its opening parenthesis (`2 ） 件`) to the box under whose bracket it
    goes on, or to the one that ends the row above where the row runs on; takes it out of ``extras``."""
    for box in boxes:
        if not (box.option and box.option.count and box.slot_open) or box.slot_close:
            continue
        for pieces in _pieces_below(box, extras, boxes):
            line = merge_rows(pieces)[0]
            rest = _REST_OF_COUNT.fullmatch(line.text)
            if rest and not (rest[1] and box.slot):
                count, closing, unit = (line.cut(*rest.span(group), glyphs) for group in (1, 2, 3))
                box.slot_close = closing
                box.slot += [count] if count.glyphs else []
                box.trailing += [unit] if unit.glyphs else []
                extras[:] = [piece for piece in extras if piece not in pieces]
                break


def _pieces_below(box: CheckBox, extras: Sequence[Line], boxes: Sequence[CheckBox]) -> Iterator[list[Line]]:
    """What a box may go on with on the next line: a piece under its bracket, or all that stands at the left edge of its
    cell, where the box ends its row and its parentheses are the only ones the row leaves open."""
    below = [piece for piece in extras if 0 < piece.y - box.bracket.y < 2 * piece.size]
    yield from ([piece] for piece in below if abs(piece.x0 - box.bracket.x0) < piece.size)
    row = [other for other in boxes if is_level(other.bracket, box.bracket)]
    edge = min(other.bracket.x0 for other in row)
    left_open = [other for other in row if other.slot_open and not other.slot_close]
    if left_open == [box] and all(other.bracket.x0 <= box.bracket.x0 for other in row):
        for first in (piece for piece in below if abs(piece.x0 - edge) < 2 * piece.size):
            yield [piece for piece in below if is_level(piece, first) and piece.x0 >= first.x0]


def hand_over_units(boxes: Sequence[CheckBox], extras: list[Line]) -> None:
    """Hand 件 on a line of its own to the last box of the row above that lacks it; takes it out of ``extras``."""
    for unit in [piece for piece in extras if fold(piece.text) == UNIT]:
        above = [box for box in boxes if 0 < unit.y - box.bracket.y < 2 * unit.size and box.lacks_unit()]
        last = max(above, key=lambda box: (box.bracket.y, box.bracket.x0), default=None)
        if last is not None:
            last.trailing.append(unit)
            extras.remove(unit)


def hand_over_cells(cells: Sequence[SlotCell], boxes: Sequence[CheckBox]) -> list[Line]:
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


def fill_slots(extras: list[Line], boxes: Sequence[CheckBox], leading: float, glyphs: Glyphs) -> list[Line]:
    """Hand lines without brackets to the parentheses they stand in; returns those that stand in none.

    Lines set one below the other, at most ``leading`` em, are one text. It belongs where it already has a line between
    parentheses, else to the parentheses it is centred on or begins beside. In a column of several texts, parentheses
    hold all lines below them up to their end.
    """
    slots = [box for box in boxes if box.slot_open is not None]
    extras = _with_closings(extras, slots, boxes)
    inner = {id(line): box for box in slots for line in box.slot}
    texts: list[list[Line]] = []
    for line in sorted([*extras, *(line for box in slots for line in box.slot)], key=lambda line: line.y):
        for text in texts:
            last = text[-1]
            if abs(last.x0 - line.x0) < line.size / 2 and 0 < line.y - last.y <= leading * line.size:
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
            box = inner[id(_owner(line, owners, inner, leading))] if owners else None
            if box is None or not _may_hold(box, line, leading):
                box = _centred_on(text, slots, leading)
            if box is None:
                left_over.append(line)
            else:
                _add_to_slot(box, line, glyphs)
    for box in slots:
        _close_late(box, glyphs)
    return left_over


def _owner(line: Line, owners: Sequence[Line], inner: Mapping[int, CheckBox], leading: float) -> Line:
    """The line between parentheses whose text a line of its column goes on with: the last above, while its parentheses
    are open, else the nearest."""
    above = next((owner for owner in reversed(owners) if owner.y < line.y), None)
    if above and inner[id(above)].slot_close is None and _may_hold(inner[id(above)], line, leading):
        return above
    return min(owners, key=lambda owner: abs(owner.y - line.y))


def _with_closings(lines: list[Line], slots: Sequence[CheckBox], boxes: Sequence[CheckBox]) -> list[Line]:
    """The lines, with a parenthesis that stands alone at the right edge joined to the text before it in its row: it
    closes what that text goes on with, however wide the gap, but where it may close what opened right of the text."""
    out = list(lines)
    for closing in [line for line in lines if line.text in ("）", ")")]:
        before = [line for line in out if is_level(line, closing) and line.x1 <= closing.x0]
        opened = [box.slot_open.x0 for box in slots if box.slot_open and _reaches(box, closing, boxes)]
        last = max(before, key=lambda line: line.x1, default=None)
        if last is not None and not any(last.x1 < x0 < closing.x0 for x0 in opened):
            out[out.index(last)] = merge_rows([last, closing])[0]
            out.remove(closing)
    return out


def _reaches(box: CheckBox, line: Line, boxes: Sequence[CheckBox]) -> bool:
    """Whether a line stands below where a box's parentheses open, and above the next box of its column."""
    assert box.slot_open is not None
    column = [other for other in boxes if abs(other.bracket.x0 - box.bracket.x0) < line.size]
    return box.slot_open.y < line.y and not any(box.bracket.y < other.bracket.y < line.y for other in column)


def _close_late(box: CheckBox, glyphs: Glyphs) -> None:
    """Close a slot with its text's last parenthesis, where the text itself leaves others open."""
    if box.slot_close is None and box.slot and (last := box.slot[-1]).text[-1] in "）)":
        box.slot_close = last.cut(len(last.text) - 1, len(last.text), glyphs)
        rest = last.cut(0, len(last.text) - 1, glyphs)
        box.slot[-1:] = [rest] if rest.glyphs else []


def _may_hold(box: CheckBox, line: Line, leading: float) -> bool:
    """Whether a line stands between a box's parentheses, or below them where they are not closed in their row."""
    assert box.slot_open is not None
    if box.slot_close is None:
        last = max((other.y for other in box.slot), default=box.bracket.y)
        return -4 * line.size < line.y - last < max(2, leading) * line.size
    return box.slot_open.x0 <= line.x0 and (line.x0 + line.x1) / 2 <= box.slot_close.x1


def _centred_on(text: Sequence[Line], slots: Sequence[CheckBox], leading: float) -> CheckBox | None:
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
    if left_open and (above := max(left_open, key=lambda box: box.bracket.y)).slot and _is_next(above, first, leading):
        return above  # running text that wraps at the cell's own edges
    middle = (text[0].y + text[-1].y) / 2
    near = [
        (min(abs(middle - box.bracket.y), abs(text[0].y - box.bracket.y)), n)
        for n, box in enumerate(slots)
        if _may_hold(box, text[0], leading)
    ]
    distance, n = min(near, default=(float("inf"), 0))
    return slots[n] if distance <= 2.5 * text[0].size else None


def _is_next(box: CheckBox, line: Line, leading: float) -> bool:
    """Whether a line is the next below what a box's parentheses hold so far, and begins where the box's row does."""
    last = max(other.y for other in box.slot)
    return 0 < line.y - last < leading * line.size and abs(line.x0 - box.bracket.x0) < 2 * line.size


def _add_to_slot(box: CheckBox, line: Line, glyphs: Glyphs) -> None:
    so_far = "".join(other.text for other in box.slot) + line.text[:-1]
    if box.slot_close is None and line.text[-1] in "）)" and depth_of(so_far) <= 0:
        box.slot_close = line.cut(len(line.text) - 1, len(line.text), glyphs)
        line = line.cut(0, len(line.text) - 1, glyphs)
    if line.glyphs:
        box.slot.append(line)
