"""Brackets: `[ value ]` beside its ＜選択肢＞ list, and `[ ○ ] label` checkboxes, as printed.

Both read lines of a value region and say which characters are what; they know nothing of a form but the options they
are given. A character range of a line is a `Line` cut out of it, so its glyphs can be entered into the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import combinations, pairwise

from extractors.characters import BLANK, KEPT, fold, fold_characters
from extractors.engine.formspec import OptionSpec
from extractors.layout.celltext import NO_GLYPH, Frame, Line, join_lines, split_columns
from extractors.layout.ink import Glyphs
from extractors.settings import TOLERANCES

OPEN, CLOSE = "[［〔", "]］〕"
_TOKEN = re.compile(
    r"[\[［〔]|[\]］〕]|[＜<〈≪]\s*選択肢\s*[＞>〉≫]"
    r"|(?<![0-9０-９.．,，第])([0-9０-９]{1,2})\s*(?:[)）](?=\s*\S)|[.．](?=\s*[^\s0-9０-９]))"
    r"|[（(]([0-9０-９]{1,2})[)）](?=\s*[^\s件])"
)
HEADING = re.compile(r"[＜<〈≪]\s*選択肢\s*[＞>〉≫]")
OPTION = re.compile(r"[0-9０-９]{1,2}\s*[)）]\s*\S")
_PAIR = re.compile(r"[\[［〔]([^\[［〔\]］〕]{0,6})[\]］〕]|[☐☑☒□■✓✔☓](?=\s*\S)")
CUT = 3  # characters of a label cut off by its cell's edge that say which it is
EMPTY_BOXES = frozenset("☐□")
NEGATIVE_MARKS = frozenset("-ー無否×✕")  # what says no between the brackets, folded
CHECK_MARKS = frozenset("○〇◯●✓✔レ☑☒■◎⦿xXvVレﾚ√丸oO◉＊*・")  # what agencies put between the brackets


@dataclass(slots=True, eq=False)
class Option:
    """A printed option: its number and the pieces of its label."""

    no: int
    x0: float
    y: float
    pieces: list[Line] = field(default_factory=list)

    def label(self) -> str:
        """The label as printed, wraps joined."""
        return "".join(piece.text for piece in self.pieces).strip()


@dataclass(slots=True, eq=False)
class ChoiceParts:
    """A choice field taken apart. ``left_over`` is text that is neither bracket, value nor option."""

    value: list[Line]
    options: list[Option]
    has_brackets: bool
    furniture: list[Line]
    option_words: list[Line]
    left_over: list[Line]
    further: list[list[Line]] = field(default_factory=list)  # what stands in further pairs of brackets

    def further_values(self) -> list[str]:
        """The texts between further pairs of brackets."""
        return ["".join(line.text for line in lines).strip() for lines in self.further]

    def value_text(self) -> str:
        """The text between the brackets, wraps joined."""
        further = {id(line) for lines in self.further for line in lines}
        return "".join(line.text for line in self.value if id(line) not in further).strip()


@dataclass(slots=True, eq=False)
class _Token:
    kind: str  # "open", "close", "heading", "number", "text"
    line: Line
    no: int = 0


def _tokens(line: Line, glyphs: Glyphs) -> list[_Token]:
    cuts = ((kind, line.cut(start, end, glyphs), no) for kind, start, end, no in _spans(line.text))
    return [_Token(kind, piece, no) for kind, piece, no in cuts if piece.glyphs]


@lru_cache(maxsize=KEPT)
def _spans(text: str) -> tuple[tuple[str, int, int, int], ...]:
    """Kind, start, end and number of the tokens of a line; most lines of a choice are the form's own."""
    out: list[tuple[str, int, int, int]] = []
    at = 0
    for match in _TOKEN.finditer(text):
        start, end = match.span()
        number = match[1] or match[2]
        if match[1] and text[:start].rstrip(" 　")[-1:] in ("（", "("):
            continue  # （ 3 ） is a count in parentheses, 3） begins an option
        if start > at:
            out.append(("text", at, start, 0))
        sign = match[0][0]
        kind = "open" if sign in OPEN else "close" if sign in CLOSE else "number" if number else "heading"
        out.append((kind, start, end, int(number) if number else 0))
        at = end
    if at < len(text):
        out.append(("text", at, len(text), 0))
    return tuple(out)


def parse_choice(lines: Sequence[Line], glyphs: Glyphs) -> ChoiceParts:
    """Take a choice field apart: the value between its brackets, and the options printed beside or below."""
    tokens = [token for line in lines for token in _tokens(line, glyphs)]
    opening, closing = _bracket(tokens)
    inside = _inside(tokens, opening, closing) if opening and closing else []
    value = list(inside)
    furniture = [token.line for token in (opening, closing) if token]
    further: list[list[_Token]] = []
    rest = [token for token in tokens if token not in (opening, closing, *inside)]
    while opening and closing and any(token.kind == "open" for token in rest):
        left, right = _bracket(rest)
        if left is None or right is None:
            break
        found = _inside(rest, left, right)
        further.append(found)
        furniture += [left.line, right.line]
        rest = [token for token in rest if token not in (left, right) and token not in found]
        value += found
    options: list[Option] = []
    words: list[Line] = []
    floating: list[Line] = []
    brackets = {id(line) for line in furniture}
    used = set(map(id, value)) | {id(token) for token in tokens if id(token.line) in brackets}
    current: Option | None = None
    row: Line | None = None
    for token in tokens:
        if row is None or abs(token.line.y - row.y) > TOLERANCES.same_line_em * row.size:
            current, row = None, token.line
        if id(token) in used:
            current = None
        elif token.kind == "number":
            current = Option(token.no, token.line.x0, token.line.y)
            options.append(current)
            words.append(token.line)
        elif token.kind == "heading":
            words.append(token.line)
            current = None
        elif token.kind == "text" and current:
            current.pieces.append(token.line)
        elif token.kind == "text":
            floating.append(token.line)
        else:
            furniture.append(token.line)
    left_over = [line for line in floating if not _continues_option(line, options)]
    options.sort(key=lambda option: option.no)
    if not (opening and closing) and not value:
        value_lines, left_over = left_over, []
    else:
        value_lines = [token.line for token in value]
    more = [[token.line for token in found] for found in further if found]
    return ChoiceParts(value_lines, options, bool(opening and closing), furniture, words, left_over, more)


def _bracket(tokens: Sequence[_Token]) -> tuple[_Token | None, _Token | None]:
    """The pair of brackets that holds the value: an opening one and the nearest closing one to its right."""
    for opening in tokens:
        if opening.kind != "open":
            continue
        closings = [
            token
            for token in tokens
            if token.kind == "close"
            and token.line.x0 > opening.line.x0
            and abs(token.line.y - opening.line.y) < opening.line.size
        ]
        if closings:
            return opening, min(closings, key=lambda token: (abs(token.line.y - opening.line.y) // 2, token.line.x0))
    opening = next((token for token in tokens if token.kind == "open"), None)
    closing = next((token for token in tokens if token.kind == "close"), None)
    return opening, closing


def _inside(tokens: Sequence[_Token], opening: _Token, closing: _Token) -> list[_Token]:
    left, right, y = opening.line.x1 - 1, closing.line.x0, opening.line.y
    size = opening.line.size
    listed = [
        token.line
        for token in tokens
        if token.kind in ("heading", "number")
        and token.line.x0 < right - size
        and abs(token.line.y - y) > TOLERANCES.same_line_em * size
    ]
    below = min((line.y for line in listed if line.y > y), default=float("inf"))
    above = max((line.y for line in listed if line.y < y), default=float("-inf"))
    found = []
    for token in tokens:
        line = token.line
        middle = (line.x0 + line.x1) / 2
        if token.kind not in ("text", "number") or not above + size / 2 < line.y < below - size / 2:
            continue
        if abs(line.y - y) > 3.5 * size:
            continue
        is_listed = token.kind == "number" and (line.x0 >= right or abs(line.y - y) > TOLERANCES.same_line_em * size)
        if (left <= middle <= right or left <= line.x0 < right - size / 2) and not is_listed:
            found.append(token)
    return found


def _continues_option(line: Line, options: Sequence[Option]) -> bool:
    """Hand a line without a number to the option above it that it continues; False if there is none."""
    above = [
        option
        for option in options
        if option.pieces and option.x0 - line.size / 2 <= line.x0 and 0 < line.y - option.pieces[-1].y < 2 * line.size
    ]
    if not above:
        return False
    option = max(above, key=lambda option: (round(option.pieces[-1].y), option.x0))
    # the line above ran to the end of its column, else this is another text
    option.pieces.append(line)
    return True


# ------------------------------------------------------------------------------------------------ parentheses


@dataclass(slots=True, eq=False)
class Slot:
    """An item in parentheses inside another's cell: ``（ label： value ）`` or ``（ 3 ）件``."""

    words: list[Line]  # the form's own: parentheses, label, 件
    value: list[Line]
    rest: list[Line]  # the cell's other lines


_COUNT = re.compile(r"[（(]\s*([0-9０-９,，]*)\s*[)）]\s*件")


def take_count(lines: Sequence[Line], glyphs: Glyphs) -> Slot | None:
    """Take a count in parentheses out of a cell's lines; None if there is none."""
    for n, line in enumerate(lines):
        match = _COUNT.search(line.text)
        if match is None:
            continue
        value = line.cut(*match.span(1), glyphs)
        words = [line.cut(match.start(), match.start(1), glyphs), line.cut(match.end(1), match.end(), glyphs)]
        rest = [line.cut(0, match.start(), glyphs), line.cut(match.end(), len(line.text), glyphs)]
        return Slot(
            words, [value] if value.glyphs else [], [*lines[:n], *(r for r in rest if r.glyphs), *lines[n + 1 :]]
        )
    return None


def take_slot(lines: Sequence[Line], key: str, glyphs: Glyphs) -> Slot | None:
    """Take ``（ label： value ）`` out of a cell's lines, the value on several lines between the parentheses or not."""
    for n, line in enumerate(lines):
        start = next((k for k in range(len(line.text)) if prefix_end(line.text[k:], key)), None)
        if start is None:
            continue
        end = start + prefix_end(line.text[start:], key)
        while end < len(line.text) and line.text[end] in "：: 　":
            end += 1
        first = len(line.text[:start].rstrip("（( 　"))
        stop = _closing(line.text, end)
        words = [line.cut(first, end, glyphs), line.cut(stop, stop + 1, glyphs)]
        value = [piece for piece in [line.cut(end, stop, glyphs)] if piece.glyphs]
        left, right = words[0].x1, words[1].x1 if words[1].glyphs else float("inf")
        rest = [line.cut(0, first, glyphs)]
        others = sorted([*lines[:n], *lines[n + 1 :]], key=lambda other: abs(other.y - line.y))
        low = high = line.y
        if not words[1].glyphs:  # the text wraps from edge to edge, up to a parenthesis on a later line
            value += _until_closed(line, others, words, glyphs)
        for other in [other for other in others if other not in value]:
            near = low - 1.3 * line.size <= other.y <= high + 1.3 * line.size
            if near and left - 1 <= other.x0 and other.x1 <= right + 1 and not _TOKEN.search(other.text):
                value.append(other)
                low, high = min(low, other.y), max(high, other.y)
            else:
                rest.append(other)
        value.sort(key=lambda piece: piece.y)
        rest.sort(key=lambda piece: (piece.y, piece.x0))
        return Slot([w for w in words if w.glyphs], value, [r for r in rest if r.glyphs])
    return None


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


def _until_closed(line: Line, others: list[Line], words: list[Line], glyphs: Glyphs) -> list[Line]:
    """Lines below that a parenthesis left open goes on with; takes them out of ``others``. Empty if it never closes."""
    taken: list[Line] = []
    last = line
    depth = 1 + sum((c in "（(") - (c in "）)") for c in line.text[len(words[0].text) :])
    for other in sorted((other for other in others if other.y > line.y), key=lambda other: other.y):
        if other.y - last.y > 3.2 * line.size or any(sign in other.text for sign in OPEN + CLOSE):
            return []
        taken.append(other)
        last = other
        depth += sum((c in "（(") - (c in "）)") for c in other.text)
        if depth <= 0 and other.text[-1] in "）)":
            for piece in taken:
                others.remove(piece)
            words.append(other.cut(len(other.text) - 1, len(other.text), glyphs))
            taken[-1] = other.cut(0, len(other.text) - 1, glyphs)
            return [piece for piece in taken if piece.glyphs]
    return []


# ------------------------------------------------------------------------------------------------ checkboxes


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

    def is_checked(self) -> bool:
        """Whether something stands between the brackets that does not say no."""
        return self.mark is not None and fold_characters(self.mark) not in NEGATIVE_MARKS

    def slot_text(self, glyphs: Glyphs) -> str | None:
        """The text in the parentheses, wraps joined; None if there is none."""
        if not self.slot:
            return None
        lines = sorted(self.slot, key=lambda line: line.y)
        end = self.slot_close.x0 if self.slot_close else max(line.x1 for line in lines)
        start = min(line.x0 for line in lines)
        return join_lines(lines, Frame(start, end), glyphs) or None


@dataclass(slots=True, eq=False)
class CheckParts:
    """A checkbox group taken apart; ``headings`` are printed lines between the options."""

    boxes: list[CheckBox]
    headings: list[Line]
    left_over: list[Line]


def merge_rows(lines: Sequence[Line]) -> list[Line]:
    """Lines of several cells to rows: what shares a baseline is one line, left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.y, line.x0)):
        if rows and abs(line.y - rows[-1][0].y) <= TOLERANCES.same_line_em * max(line.size, rows[-1][0].size):
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
    extras: list[Line] = []
    for row in merge_rows(_level_closings(lines, glyphs)):
        pairs = list(_PAIR.finditer(row.text))
        if not pairs:
            extras.extend(split_columns(row, glyphs))
            continue
        lead = row.cut(0, pairs[0].start(), glyphs)
        if lead.glyphs:
            extras.append(lead)
        for pair, following in zip(pairs, [*pairs[1:], None], strict=True):
            inside = pair[1]
            mark = (None if pair[0] in EMPTY_BOXES else pair[0]) if inside is None else inside.strip(BLANK) or None
            end = following.start() if following else len(row.text)
            boxes.append(CheckBox(mark, row.cut(pair.start(), pair.end(), glyphs), row.cut(pair.end(), end, glyphs)))
    keys = sorted(((option.key, option) for option in options), key=lambda pair: -len(pair[0]))
    taken: set[int] = set()
    for box in boxes:
        _name(box, keys, taken, extras, glyphs)
        if box.option:
            taken.add(box.option.no)
    _name_wrapped(boxes, keys, taken, extras, glyphs)
    _name_cut(boxes, keys, taken)
    groups = {fold(option.group) for option in options if option.group}
    headings = [piece for piece in extras if fold(piece.text) in groups]
    left_over = _fill_slots([piece for piece in extras if fold(piece.text) not in groups], boxes, glyphs)
    return CheckParts(boxes, headings, left_over)


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


def prefix_end(text: str, key: str) -> int:
    """How many characters of ``text`` fold to ``key``; 0 if it does not begin with it."""
    folded = ""
    for n, character in enumerate(text, 1):
        folded += fold(character)
        if folded == key:
            return n
        if not key.startswith(folded):
            return 0
    return 0


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
    for key, option in keys:
        end = prefix_end(label.text, key) if option.no not in taken and folded.startswith(key) else 0
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
            box.option, box.slot, box.trailing = option, [], []
            box.slot_open = box.slot_close = None
            box.label_lines = [*label[:-1], label[-1].cut(0, cut, glyphs)]
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
            box.option = meant[0]
            box.label_lines, box.slot, box.trailing = [box.label], [], []
            box.slot_open = box.slot_close = None
            taken.add(meant[0].no)


def _open_slot(box: CheckBox, rest: Line, glyphs: Glyphs) -> None:
    """Take apart what follows a label: ``（ text ） 件``."""
    if not rest.glyphs:
        return
    if rest.text[0] not in "（(":
        colon = len(rest.text) - len(rest.text.lstrip("：: 　"))
        if box.option is None or box.option.count:
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
    if inner_line.glyphs:
        box.slot.append(inner_line)


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
    return left_over


def _may_hold(box: CheckBox, line: Line) -> bool:
    """Whether a line stands between a box's parentheses, or below them where they are not closed in their row."""
    assert box.slot_open is not None
    if box.slot_close is None:
        last = max((other.y for other in box.slot), default=box.bracket.y)
        return -4 * line.size < line.y - last < 2 * line.size
    return box.slot_open.x0 <= line.x0 and (line.x0 + line.x1) / 2 <= box.slot_close.x1


def _centred_on(text: Sequence[Line], slots: Sequence[CheckBox]) -> CheckBox | None:
    """The box whose row is nearest to the middle or the first line of a text between its parentheses."""
    middle = (text[0].y + text[-1].y) / 2
    near = [
        (min(abs(middle - box.bracket.y), abs(text[0].y - box.bracket.y)), n)
        for n, box in enumerate(slots)
        if _may_hold(box, text[0])
    ]
    distance, n = min(near, default=(float("inf"), 0))
    return slots[n] if distance <= 2.5 * text[0].size else None


def _add_to_slot(box: CheckBox, line: Line, glyphs: Glyphs) -> None:
    if box.slot_close is None and line.text[-1] in "）)":
        box.slot_close = line.cut(len(line.text) - 1, len(line.text), glyphs)
        line = line.cut(0, len(line.text) - 1, glyphs)
    if line.glyphs:
        box.slot.append(line)
