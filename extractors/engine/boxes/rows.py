"""Rows of boxes: where each box of a printed row stands, which label is its own, and which mark.

The forms print `[ ○ ] label`. Agencies also print `label [ ○ ]`, and set the mark beside its brackets: `○ [ ] label`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from itertools import pairwise

from extractors.characters import BLANK, fold, fold_characters
from extractors.engine.boxes.box import NEGATIVE_MARKS
from extractors.engine.formspec import OptionSpec
from extractors.engine.marks import CLOSE, OPEN, prefix_end
from extractors.layout.celltext import NO_GLYPH, Line
from extractors.layout.ink import Glyphs
from extractors.settings import TOLERANCES

CHECK_MARKS = frozenset("○〇◯●✓✔レ☑☒■◎⦿xXvVレﾚ√丸oO◉＊*・")  # what agencies put between the brackets
BESIDE = CHECK_MARKS - frozenset("xXvVoO＊*・")  # what stands beside them and is no letter, note or bullet
_FULL, _OPEN = frozenset("●◉⦿"), frozenset("○〇◯")
_EMPTY_BOXES = frozenset("☐□")
_DRAWN = frozenset("☑☒■✓✔☓")  # a box and its mark in one
_BRACKETS = r"[\[［〔]\s*([^\[［〔\]］〕]{0,6})\s*[\]］〕]"
_COUNTED = re.compile(r"(?:[・･‣•]|[0-9０-９]{1,2}\s*[)）.．、])\s*")  # what lists put before a label
BOX_BEFORE = re.compile(_BRACKETS + r"|[☐☑☒□■✓✔☓](?=\s*\S)")
_BOX_BEHIND = re.compile(_BRACKETS + r"|(?<=\S)\s*[☐☑☒□■✓✔☓]")
_UNIT = re.compile(r"\s*件")
_NO_STOPS = str.maketrans("", "", "、。,")
_REACH = 2  # em from a mark to the label it stands beside, at most
_NEARER = 2  # times nearer a mark stands to its own box than to another
_BULLETS = 3  # boxes of a field that may all be ticked from beside; more of them are bullets of a list
_LEADING = 1.6  # em between the lines of one text, at most, ...
_WIDE = 2.3  # ... and in a field whose rows all stand wide apart
EVEN = 0.15  # em by which lines of one text may stand farther apart than the nearest of them


class Side(Enum):
    """Where a field prints the labels of its boxes."""

    BEHIND = "behind"
    BEFORE = "before"
    UNCLEAR = "unclear"  # a label on both sides of each box


@dataclass(slots=True, eq=False)
class BoxInRow:
    """A box as its row prints it."""

    mark: str | None
    bracket: Line
    label: Line
    after: Line | None = None  # what follows brackets that stand behind their label
    beside: Line | None = None  # the mark, where it stands beside the brackets
    is_doubtful: bool = False  # a mark stands near that may be another's


@dataclass(slots=True, eq=False)
class BoxRow:
    """A row taken apart. ``stray`` are marks of which nobody can tell what they tick."""

    boxes: list[BoxInRow]
    lead: Line | None = None  # text before the first box
    stray: list[Line] = field(default_factory=list)


def label_side(rows: Sequence[Line], options: Sequence[OptionSpec]) -> Side:
    """Whether a field's labels stand behind their boxes, as the forms print them, or before.

    A row that begins with a box and one of the options, or that begins with a box and ends with words, is the form's
    way. Otherwise the side counts on which more boxes have an option.
    """
    behind = before = 0
    for row in rows:
        boxes = list(BOX_BEFORE.finditer(row.text))
        ends = _ends([box.start() for box in boxes], row.text)
        labelled = [_begins_option(row.text[box.end() : end], options) for box, end in zip(boxes, ends, strict=True)]
        if boxes and not _bare(row.text[: boxes[0].start()]):
            last = _bare(row.text[boxes[-1].end() :])
            if labelled[0] or last[:1] not in ("", "（", "("):
                return Side.BEHIND
        behind += sum(labelled)
        before += sum(_begins_option(row.text[start:end], options) for start, end in _labels_before(row.text))
    if before == 0 or before < behind:
        return Side.BEHIND
    return Side.BEFORE if before > behind else Side.UNCLEAR


def read_row(row: Line, side: Side, options: Sequence[OptionSpec], glyphs: Glyphs) -> BoxRow | None:
    """Take a row of boxes apart; None where it has none."""
    found = list((_BOX_BEHIND if side is Side.BEFORE else BOX_BEFORE).finditer(row.text))
    found = [box for box in found if not _is_mark_beside(row.text, box, found)]
    if side is Side.BEHIND:
        found = [box for box in found if not _is_quoted(row.text, box, options)]
    if not found:
        return None
    boxes = [_Spot.of_box(row, box, glyphs) for box in found]
    marks = list(_lone_marks(row.text, boxes, options))
    out = BoxRow([])
    for at in marks:
        _give(row, at, boxes, side, glyphs, out)
    if side is Side.BEFORE:
        labels = _labels_before(row.text, [(box.start, box.end) for box in boxes], marks)
        ends = _ends([start for start, _ in labels], row.text)
        for box, (start, end), stop in zip(boxes, labels, ends, strict=True):
            label = _without(row, start, end, marks, glyphs)
            out.boxes.append(box.read(label, _without(row, box.end, stop, marks, glyphs)))
        return out
    out.lead = _without(row, 0, boxes[0].start, marks, glyphs)
    for box, end in zip(boxes, _ends([box.start for box in boxes], row.text), strict=True):
        read = box.read(_without(row, box.end, end, marks, glyphs), None)
        read.is_doubtful |= side is Side.UNCLEAR
        out.boxes.append(read)
    return out


def read_unboxed(rows: Sequence[Line], options: Sequence[OptionSpec], glyphs: Glyphs) -> list[BoxRow | None]:
    """Take apart the rows of a field that prints no box, where marks stand beside some of its options; nothing where
    it is another field. A row without an option is None.

    Where every option has a mark, the marks may be bullets as well: which are ticked cannot be told.
    """
    text = "".join(row.text for row in rows)
    if any(sign in text for sign in OPEN + CLOSE + "☐□☑☒") or not any(sign in text for sign in BESIDE):
        return []
    found = [[_Spot(row, start, end, glyphs) for start, end in _options_in(row.text, options)] for row in rows]
    n_options = sum(map(len, found))
    if n_options < 2 or 2 * n_options < len(options):
        return []
    marks = [
        [k for k in range(len(row.text)) if row.text[k] in BESIDE and _touches(row.text, k, spots)]
        for row, spots in zip(rows, found, strict=True)
    ]
    side = _side_of_marks(found, marks)
    out: list[BoxRow | None] = []
    for row, spots, places in zip(rows, found, marks, strict=True):
        taken = BoxRow([])
        for at in places:
            _give_option(row, at, spots, side, glyphs, taken)
        for spot, end in zip(spots, _ends([spot.start for spot in spots], row.text), strict=True):
            label = _without(row, spot.start, end, places, glyphs)
            place = Line("", [], label.x0, label.x0, label.y, label.size, label.direction)
            taken.boxes.append(BoxInRow(spot.mark, spot.beside or place, label, is_doubtful=spot.is_doubtful))
        taken.lead = _without(row, 0, spots[0].start, places, glyphs) if spots else None
        out.append(taken if spots else None)
    boxes = [box for row in out if row for box in row.boxes]
    if all(box.mark for box in boxes):
        if all(box.mark in _DRAWN for box in boxes):
            return []  # boxes and their marks in one
        for box in boxes:
            box.is_doubtful = True
    return out if any(box.mark or box.is_doubtful for box in boxes) else []


def assign_marks(rows: Sequence[BoxRow], lines: list[Line]) -> list[Line]:
    """Hand marks on lines of their own to the one empty box they stand at, out of ``lines``; returns the stray ones.

    Where every box of a long field has a mark beside it, the marks are the bullets of a list and tick nothing. Where
    every box has a circle, full or open, nobody can tell which of them is a tick.
    """
    boxes = [box for row in rows for box in row.boxes]
    stray = [mark for row in rows for mark in row.stray]
    for line in [line for line in lines if line.text in BESIDE]:
        lines.remove(line)
        near = [box for box in boxes if _stands_at(line, box.bracket)]
        if len(near) == 1 and near[0].mark is None and not near[0].is_doubtful:
            near[0].mark, near[0].beside = line.text, line
            continue
        stray.append(line)
        for box in near:
            box.is_doubtful |= box.mark is None
    if len(boxes) > _BULLETS and all(box.beside for box in boxes):
        for box in boxes:
            stray += [box.beside] if box.beside else []
            box.mark, box.beside, box.is_doubtful = None, None, True
    found = {box.mark for box in boxes}
    if None not in found and found & _FULL and found & _OPEN:
        for box in boxes:
            box.is_doubtful = True
    return stray


def same_start(text: str, key: str) -> int:
    """How many characters of ``text`` fold to ``key``, whatever commas and full stops either has; 0 if it begins
    otherwise.

    >>> same_start("紙（写しを除く）と", fold("紙（写しを除く。）"))
    8
    """
    return prefix_end(text, _plain(key), lambda character: _plain(fold(character)))


def _plain(folded: str) -> str:
    return folded.translate(_NO_STOPS)


class _Spot:
    """Where a box stands in its row's text, and what is known of its mark."""

    def __init__(self, row: Line, start: int, end: int, glyphs: Glyphs, mark: str | None = None) -> None:
        self.start, self.end, self.mark = start, end, mark
        self.bracket = row.cut(start, end, glyphs)
        self.beside: Line | None = None
        self.is_doubtful = False

    @classmethod
    def of_box(cls, row: Line, match: re.Match[str], glyphs: Glyphs) -> _Spot:
        """Where a printed box stands, and the mark in it."""
        text, inside = match[0].lstrip(), match[1]
        mark = (None if text in _EMPTY_BOXES else text) if inside is None else inside.strip(BLANK) or None
        return cls(row, match.end() - len(text), match.end(), glyphs, mark)

    def read(self, label: Line, after: Line | None) -> BoxInRow:
        after = after if after and after.glyphs else None
        return BoxInRow(self.mark, self.bracket, label, after, self.beside, self.is_doubtful)


def _ends(starts: Sequence[int], text: str) -> list[int]:
    """Where stretches that begin at ``starts`` end: where the next one begins, the last one with the text."""
    return [*starts[1:], len(text)] if starts else []


def _bare(text: str) -> str:
    """A text without white space and marks."""
    return "".join(character for character in text if character not in BLANK and character not in BESIDE)


def _begins_option(text: str, options: Sequence[OptionSpec]) -> bool:
    bare = text.strip(BLANK + "".join(BESIDE))
    bare = bare[listed(bare) :]
    return any(same_start(bare, option.key) for option in options)


def listed(label: str) -> int:
    """How many characters a list puts before a label: its number or its bullet.

    >>> listed("1) 紙"), listed("・紙"), listed("4情報")
    (3, 1, 0)
    """
    match = _COUNTED.match(label)
    return match.end() if match else 0


def _labels_before(
    text: str, boxes: Sequence[tuple[int, int]] | None = None, marks: Sequence[int] = ()
) -> list[tuple[int, int]]:
    """Where the labels of boxes that stand behind them begin and end: from what is the box's before, its parentheses
    and the unit of its count, to their own box."""
    if boxes is None:
        found = list(_BOX_BEHIND.finditer(text))
        boxes = [(match.end() - len(match[0].lstrip()), match.end()) for match in found]
    out = []
    start = 0
    for begin, end in boxes:
        out.append((start, begin))
        start = _end_of_slot(text, end, marks)
    return out


def _end_of_slot(text: str, at: int, marks: Sequence[int]) -> int:
    """Where the parentheses behind a box end, 件 included; ``at`` where there are none."""
    start = at
    while start < len(text) and (text[start] in BLANK or start in marks):
        start += 1
    if text[start : start + 1] not in ("（", "("):
        return at
    depth = 0
    for k in range(start, len(text)):
        depth += (text[k] in "（(") - (text[k] in "）)")
        if depth == 0:
            unit = _UNIT.match(text, k + 1)
            return unit.end() if unit else k + 1
    return len(text)


def _is_mark_beside(text: str, box: re.Match[str], boxes: Sequence[re.Match[str]]) -> bool:
    """Whether a drawn box is the mark of an empty one that it touches: ✓ □ or [ ] ☑."""
    if box[0].strip() not in _DRAWN:
        return False
    for other in boxes:
        is_empty = other[0].strip() in _EMPTY_BOXES or (other[1] is not None and not other[1].strip(BLANK))
        between = text[other.end() : box.end() - 1] if other.end() <= box.start() else text[box.end() : other.start()]
        if other is not box and is_empty and not between.strip(BLANK):
            return True
    return False


def _is_quoted(text: str, box: re.Match[str], options: Sequence[OptionSpec]) -> bool:
    """Whether brackets hold words of the text in the parentheses behind a label: その他（ [ 届書 ] を含む。 ）."""
    inside = (box[1] or "").strip(BLANK)
    if len(inside) < 2 or fold_characters(inside) in NEGATIVE_MARKS or _begins_option(text[box.end() :], options):
        return False
    return depth_of(text[: box.start()]) > 0 or depth_of(text[box.end() :]) < 0


def _options_in(text: str, options: Sequence[OptionSpec]) -> Iterator[tuple[int, int]]:
    """Where options stand in a row with their parentheses, each behind white space or a mark."""
    by_length = sorted(options, key=lambda option: -len(option.key))
    depth, end = 0, 0
    for k, character in enumerate(text):
        if k < end:
            continue
        if depth == 0 and character not in BLANK and (k == 0 or text[k - 1] in (*BLANK, *BESIDE)):
            size = next((n for option in by_length if (n := same_start(text[k:], option.key))), 0)
            if size:
                end = _end_of_slot(text, k + size, ())
                yield k, end
                continue
        depth += (character in "（(") - (character in "）)")


def _side_of_marks(found: Sequence[Sequence[_Spot]], marks: Sequence[Sequence[int]]) -> Side:
    """On which side of its mark a field prints an option: told by the marks that begin or end their rows."""
    rows = [(spots, places) for spots, places in zip(found, marks, strict=True) if spots and places]
    begins = any(places[0] < spots[0].start for spots, places in rows)
    ends = any(places[-1] >= spots[-1].end for spots, places in rows)
    return Side.UNCLEAR if begins is ends else Side.BEHIND if begins else Side.BEFORE


def _give_option(row: Line, at: int, spots: Sequence[_Spot], side: Side, glyphs: Glyphs, out: BoxRow) -> None:
    """Hand a mark without a box to the option on its side; to nobody where the side cannot be told."""
    before = [spot for spot in spots if spot.end <= at][-1:] if side is not Side.BEHIND else []
    behind = [spot for spot in spots if spot.start > at][:1] if side is not Side.BEFORE else []
    mark, near = row.cut(at, at + 1, glyphs), [*before, *behind]
    if len(near) == 1 and near[0].mark is None and side is not Side.UNCLEAR:
        near[0].mark, near[0].beside = mark.text, mark
        return
    out.stray.append(mark)
    for spot in near:
        spot.is_doubtful |= spot.mark is None


def _touches(text: str, at: int, spots: Sequence[_Spot]) -> bool:
    """Whether an option begins or ends at a mark, white space apart."""
    right, left = _neighbour(text, at, 1), _neighbour(text, at, -1)
    return any(spot.start == right or (left is not None and spot.end == left + 1) for spot in spots)


def _lone_marks(text: str, boxes: Sequence[_Spot], options: Sequence[OptionSpec]) -> Iterator[int]:
    """Where marks stand alone at a box or at an end of the row, in no parentheses."""
    depth = 0
    for k, character in enumerate(text):
        depth += (character in "（(") - (character in "）)")
        if character not in BESIDE or depth > 0 or any(box.start <= k < box.end for box in boxes):
            continue
        before, after = text[:k], text[k + 1 :]
        is_at_box = any(not text[box.end : k].strip(BLANK) for box in boxes if box.end <= k)
        is_before_box = any(not text[k + 1 : box.start].strip(BLANK) for box in boxes if k < box.start)
        if not (is_at_box or is_before_box or not before.strip(BLANK) or not after.strip(BLANK)):
            continue
        is_apart = after[:1] in (*BLANK, *OPEN, *_EMPTY_BOXES) or not after or _begins_option(after, options)
        is_apart |= is_at_box and after[:1] in ("（", "(")
        if is_apart and (not before or before[-1] in (*BLANK, *CLOSE, *_EMPTY_BOXES) or is_before_box):
            yield k


def _give(row: Line, at: int, boxes: Sequence[_Spot], side: Side, glyphs: Glyphs, out: BoxRow) -> None:
    """Hand a mark to the box that it stands at, or at whose label it stands; to nobody where it may be two's."""
    mark = row.cut(at, at + 1, glyphs)
    reach: list[tuple[float, _Spot]] = []
    for is_right in (False, True):
        near = _neighbour(row.text, at, 1 if is_right else -1)
        if near is None:
            continue
        gap = _gap(row, *((at, near) if is_right else (near, at)), glyphs)
        touched = next((box for box in boxes if box.start <= near < box.end), None)
        if touched:
            reach.append((gap, touched))
        elif is_right is (side is Side.BEFORE) and gap <= _REACH * row.size:
            owners = [box for box in boxes if (box.start > at if is_right else box.end <= at)]
            reach += [(gap, owners[0 if is_right else -1])] if owners else []
    reach.sort(key=lambda pair: pair[0])
    own = reach[0][1] if reach else None
    is_plain = len(reach) == 1 or (len(reach) == 2 and _NEARER * max(reach[0][0], 0) < reach[1][0])
    if own is not None and own.mark is None and is_plain and not own.is_doubtful:
        own.mark, own.beside = mark.text, mark
        return
    out.stray.append(mark)
    for _, box in reach:
        if box.mark is None and not is_plain:
            box.is_doubtful = True


def _neighbour(text: str, at: int, step: int) -> int | None:
    """The next character from ``at`` on that is no white space."""
    at += step
    while 0 <= at < len(text):
        if text[at] not in BLANK:
            return at
        at += step
    return None


def _gap(row: Line, left: int, right: int, glyphs: Glyphs) -> float:
    """Points between two printed characters of a row."""
    first, second = row.glyphs[left], row.glyphs[right]
    return float(glyphs.along[second] - glyphs.along[first] - glyphs.advance[first])


def _stands_at(line: Line, bracket: Line) -> bool:
    """Whether a mark on a line of its own stands between or right beside brackets."""
    size = max(line.size, bracket.size)
    is_level = abs(line.y - bracket.y) < size
    return is_level and bracket.x0 - size / 2 <= line.x1 and line.x0 <= bracket.x1 + size / 2


def _without(row: Line, start: int, end: int, marks: Sequence[int], glyphs: Glyphs) -> Line:
    """A part of a row without the marks at its ends."""
    while start < end and (start in marks or row.text[start] in BLANK):
        start += 1
    while end > start and (end - 1 in marks or row.text[end - 1] in BLANK):
        end -= 1
    return row.cut(start, end, glyphs)


def merge_rows(lines: Sequence[Line]) -> list[Line]:
    """Lines of several cells to rows: what shares a baseline is one line, left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.y, line.x0)):
        if rows and is_level(line, rows[-1][0]):
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


def depth_of(text: str) -> int:
    """How many more parentheses a text opens than it closes."""
    return sum((sign in "（(") - (sign in "）)") for sign in text)


def leading_of(lines: Sequence[Line]) -> float:
    """How far apart the lines of one text stand in a field, at most, in em.

    A document printed with wide leading has no two rows nearer than that, those of boxes included; only parentheses at
    the mid height of a text may stand between its lines.
    """
    rows = sorted((line.y, line.size) for line in lines if line.text.strip(BLANK + "（()）"))
    steps = [(y - above) / size for (above, _), (y, size) in pairwise(rows) if y - above >= size]
    return max(_LEADING, min(min(steps, default=0.0) + EVEN, _WIDE))


def is_level(line: Line, other: Line) -> bool:
    """Whether two lines share a baseline."""
    return abs(line.y - other.y) <= TOLERANCES.same_line_em * max(line.size, other.size)
