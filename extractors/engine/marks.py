"""Brackets: `[ value ]` beside its ＜選択肢＞ list, and what stands in parentheses, as printed.

Both read lines of a value region and say which characters are what; they know nothing of a form but the options they
are given. A character range of a line is a `Line` cut out of it, so its glyphs can be entered into the ledger.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from extractors.characters import KEPT, fold
from extractors.layout.celltext import Line, split_columns
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
_LINE_ABOVE = 1.8  # font sizes that a line stands above another at most


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
    return [
        _Token(kind, piece, no)
        for kind, cut, no in cuts
        if cut.glyphs
        # the second lines of a value and of an option may stand on one baseline
        for piece in (split_columns(cut, glyphs) if kind == "text" else (cut,))
    ]


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
        elif token.kind == "text" and current and token.line.x0 > current.x0:
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
    first = _number_of_first_line(tokens, left, right, opening.line)
    listed = [
        token.line
        for token in tokens
        if token.kind in ("heading", "number")
        and token is not first
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
        is_level = abs(line.y - y) <= TOLERANCES.same_line_em * size
        is_listed = token.kind == "number" and token is not first and (line.x0 >= right or not is_level)
        if (left <= middle <= right or left <= line.x0 < right - size / 2) and not is_listed:
            found.append(token)
    return found


def _number_of_first_line(tokens: Sequence[_Token], left: float, right: float, opening: Line) -> _Token | None:
    """The number that begins a value on several lines: it stands between the brackets and a little above them, where
    an option does not: options are listed beside the brackets or below."""
    y, size = opening.y, opening.size
    above = [
        token
        for token in tokens
        if token.kind in ("heading", "number")
        and left <= token.line.x0 < right - size
        and y - _LINE_ABOVE * size < token.line.y < y - TOLERANCES.same_line_em * size
    ]
    return above[0] if len(above) == 1 and above[0].kind == "number" else None


def _continues_option(line: Line, options: Sequence[Option]) -> bool:
    """Hand a line without a number to the option above it that it continues; False if there is none."""
    above = [
        option
        for option in options
        if option.pieces and option.x0 - line.size / 2 <= line.x0 and 0 < line.y - option.pieces[-1].y < 2 * line.size
    ]
    if not above:
        return False
    # a label on two lines may stand around the one line of its neighbour
    column = max(option.x0 for option in above) - line.size / 2
    option = max((option for option in above if option.x0 >= column), key=lambda option: option.pieces[-1].y)
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
