"""Choices: `[ value ]` and its ＜選択肢＞ list taken apart, as printed.

Lines of a value region are read here: which characters are what; nothing is known of a form but the options given.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, pairwise

from extractors.characters import fold
from extractors.engine.marks import (
    CLOSE,
    HEADING,
    OPEN,
    Token,
    spans,
    tokens_of,
    with_choice_brackets,
    with_heading_brackets,
)
from extractors.layout.celltext import NO_GLYPH, Line
from extractors.layout.ink import Glyphs
from extractors.settings import TOLERANCES

_LINE_ABOVE = 1.8  # font sizes that a line stands above another at most
_INDENT = 1.5  # font sizes by which the lines of running text are indented at most
_UNBROKEN = 4  # font sizes that a line of running text leaves at its end at most: a word that no longer fitted


@dataclass(slots=True, eq=False)
class Option:
    """A printed option: its number and the pieces of its label."""

    no: int
    x0: float
    y: float
    pieces: list[Line] = field(default_factory=list)
    rest: str = ""  # of the label, on the next page

    def label(self) -> str:
        """The label as printed, wraps joined."""
        return "".join(piece.text for piece in self.pieces).strip() + self.rest


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
    rest: str = ""  # of the value, on the next page
    carried: list[Line] = field(default_factory=list)  # what ends the value of the page before

    def further_values(self) -> list[str]:
        """The texts between further pairs of brackets."""
        return ["".join(line.text for line in lines).strip() for lines in self.further]

    def value_text(self) -> str:
        """The text between the brackets, wraps joined."""
        further = {id(line) for lines in self.further for line in lines}
        return "".join(line.text for line in self.value if id(line) not in further).strip() + self.rest


def _is_loosely_numbered(lines: Sequence[Line]) -> bool:
    """Whether a list's numbers are `1.` or ①: read like that, and only like that, they count on from 1."""
    if not any(HEADING.search(line.text) for line in lines):
        return False

    def numbers(is_loose: bool) -> list[int]:
        """The numbers that do not begin a value between brackets."""
        out: list[int] = []
        for line in lines:
            before = ""
            for kind, start, end, no in spans(line.text, is_loose):
                if kind == "number" and before != "open":
                    out.append(no)
                if line.text[start:end].strip():
                    before = kind
        return out

    def counts_on(counted: list[int]) -> bool:
        return len(counted) > 1 and sorted(counted) == [*range(1, len(counted) + 1)]

    return counts_on(numbers(True)) and not counts_on(numbers(False))


def parse_choice(lines: Sequence[Line], glyphs: Glyphs, keys: Collection[str] = ()) -> ChoiceParts:
    """Take a choice field apart: the value between its brackets, and the options printed beside, below or above. The
    form's options, folded, are ``keys``."""
    lines = with_heading_brackets(lines)
    is_loose = _is_loosely_numbered(lines)
    lines = with_choice_brackets(lines, keys)
    if running := _running_list(lines, is_loose, keys):
        return running.parse(glyphs, is_loose, keys)
    tokens = [token for line in lines for token in tokens_of(line, glyphs, is_loose)]
    opening, closing = _bracket(tokens)
    if closing:
        tokens = [part for token in tokens for part in _parted_at_options(token, tokens, closing, glyphs)]
    inside = []
    if opening and closing:
        inside = _running_value(tokens, opening, closing, keys) or _inside(tokens, opening, closing, keys)
    value = list(inside)
    furniture = [token.line for token in (opening, closing) if token]
    further: list[list[Token]] = []
    rest = [token for token in tokens if token not in (opening, closing, *inside)]
    while opening and closing and any(token.kind == "open" for token in rest):
        left, right = _bracket(rest)
        if left is None or right is None:
            break
        found = _inside(rest, left, right, keys)
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


@dataclass(slots=True)
class _RunningList:
    """A field whose list of options runs on over several lines as one text behind its heading.

    The lines from ``first`` to ``end`` hold it; ``start`` is where it begins in their text, joined.
    """

    lines: list[Line]
    first: int
    end: int
    start: int

    def parse(self, glyphs: Glyphs, is_loose: bool, keys: Collection[str]) -> ChoiceParts:
        """The field taken apart, its list in reading order."""
        joined = _joined(self.lines[self.first : self.end])
        before = joined.text[: self.start]
        opening, closing = (next((k for k, c in enumerate(before) if c in signs), -1) for signs in (OPEN, CLOSE))
        others = [*self.lines[: self.first], *self.lines[self.end :]]
        if 0 <= opening < closing:  # the value is part of the running text
            parts = ChoiceParts([], [], True, [], [], [])
            parts.furniture = [joined.cut(at, at + 1, glyphs) for at in (opening, closing)]
            parts.value = self._pieces(opening + 1, closing, glyphs)
            rest = [*self._pieces(0, opening, glyphs), *self._pieces(closing + 1, self.start, glyphs)]
            parts.left_over = [*others, *rest]
        else:
            parts = parse_choice([*others, *self._pieces(0, self.start, glyphs)], glyphs, keys)
        for token in tokens_of(joined.cut(self.start, len(joined.text), glyphs), glyphs, is_loose):
            if token.kind == "number":
                parts.options.append(Option(token.no, token.line.x0, token.line.y))
            if token.kind == "text" and parts.options:
                parts.options[-1].pieces.append(token.line)
            else:
                parts.option_words.append(token.line)
        parts.options.sort(key=lambda option: option.no)
        return parts

    def _pieces(self, start: int, end: int, glyphs: Glyphs) -> list[Line]:
        """A part of the joined text, as pieces of the lines it stands on."""
        out: list[Line] = []
        for line in self.lines[self.first : self.end]:
            if start < len(line.text) and end > 0:
                out.append(line.cut(max(start, 0), end, glyphs))
            start, end = start - len(line.text), end - len(line.text)
        return [piece for piece in out if piece.glyphs]


def _joined(lines: Sequence[Line]) -> Line:
    """Lines as one, wraps joined."""
    text, index = "".join(line.text for line in lines), [glyph for line in lines for glyph in line.glyphs]
    return replace(lines[0], text=text, glyphs=index)


def _running_list(lines: Sequence[Line], is_loose: bool, keys: Collection[str]) -> _RunningList | None:
    """The list of options that runs on as one text behind ＜選択肢＞ and wraps at the edges of its cell, behind the
    brackets or on lines of its own; None where it does not wrap, or options stand in columns."""
    rows = sorted(lines, key=lambda line: (line.y, line.x0))
    if any(other.y - line.y <= TOLERANCES.same_line_em * line.size for line, other in pairwise(rows)):
        return None
    text = "".join(row.text for row in rows)
    heads = [*HEADING.finditer(text)]
    if len(heads) != 1:
        return None
    ends = [*accumulate(len(row.text) for row in rows)]
    start, behind = heads[0].span()
    first, row = bisect_right(ends, start), bisect_right(ends, behind - 1)  # on which rows the heading begins, and ends
    numbers = [span for span in spans(text[behind : ends[row]], is_loose) if span[0] == "number"]
    if not numbers or text[behind : behind + numbers[0][1]].strip():
        return None  # the first option stands below its heading
    is_whole = ends[first] - len(rows[first].text) == start
    opened = max((k for k in range(first + 1) if any(c in OPEN for c in rows[k].text)), default=first)
    if not is_whole and sum(c in OPEN for c in text[:start]) == 1:
        first = opened
    # behind brackets, what begins right of the opening one is the value's; a list on lines of its own may be indented
    edge = rows[first].x0 + rows[first].size * (_INDENT if is_whole else 1 / 4)
    right = max(line.x1 for line in rows)
    end = row + 1
    while end < len(rows) and not any(c in OPEN for c in rows[end].text):
        so_far = "".join(line.text for line in rows[first:end])
        if not _goes_on(so_far, rows[end].text, is_loose, keys):
            break
        if rows[end].x0 > edge or right - rows[end - 1].x1 > _UNBROKEN * rows[end].size:
            return None
        end += 1
    if end == row + 1 and first == row:
        return None
    offset = ends[first] - len(rows[first].text)
    return _RunningList(rows, first, end, start - offset)


def _goes_on(text: str, following: str, is_loose: bool, keys: Collection[str]) -> bool:
    """Whether a list of options goes on with the line ``following``: with another option, or with the rest of its
    last one's words, if these are not whole."""
    kind, start, end, _ = spans(following, is_loose)[0]
    if kind != "text":
        return kind == "number"
    last = spans(text, is_loose)[-1]
    label = fold(text[last[1] : last[2]]) if last[0] == "text" else ""
    return label not in keys or any(key.startswith(label + fold(following[start:end])) for key in keys)


def carry_over(before: ChoiceParts, part: ChoiceParts, keys: Collection[str]) -> None:
    """Join a value or an option's label that the page's edge cut with its rest on the next page: words at their place
    that, behind them, go on with one of the folded labels ``keys``."""

    def goes_on(text: str, rest: str) -> bool:
        return bool(text) and fold(text) not in keys and any(key.startswith(fold(text + rest)) for key in keys)

    left, right = (min(edges), max(edges)) if (edges := _bracket_edges(before)) else (0.0, 0.0)
    loose = part.left_over if part.has_brackets else part.value
    for line in [*loose]:
        above = [option for option in before.options if option.x0 - line.size / 2 <= line.x0]
        if left - line.size < line.x0 < right and goes_on(before.value_text(), line.text):
            before.rest += line.text
            part.carried.append(line)
        elif (option := max(above, key=lambda option: (option.x0, option.y), default=None)) and goes_on(
            option.label(), line.text
        ):
            option.rest += line.text
            part.option_words.append(line)
        else:
            continue
        loose.remove(line)


def _bracket_edges(part: ChoiceParts) -> list[float]:
    """Where a value's brackets stand; none where the page does not print them."""
    return [line.x1 if line.text in OPEN else line.x0 for line in part.furniture] if part.has_brackets else []


def _bracket(tokens: Sequence[Token]) -> tuple[Token | None, Token | None]:
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


def _parted_at_options(token: Token, tokens: Sequence[Token], closing: Token, glyphs: Glyphs) -> list[Token]:
    """A text as one token, or as two where its line, behind a gap however narrow, goes on right below ＜選択肢＞ or the
    number of an option beside the brackets: the second line of a value, and of an option."""
    line = token.line
    if token.kind != "text" or line.x0 >= closing.line.x0:
        return [token]
    edges = [
        other.line.x0 for other in tokens if other.kind in ("heading", "number") and other.line.x0 >= closing.line.x1
    ]
    for gap in (k for k, glyph in enumerate(line.glyphs) if glyph == NO_GLYPH):
        after = line.cut(gap, len(line.text), glyphs)
        if after.glyphs and any(abs(after.x0 - edge) < line.size / 4 for edge in edges):
            return [Token("text", piece) for piece in (line.cut(0, gap, glyphs), after)]
    return [token]


def _running_value(tokens: Sequence[Token], opening: Token, closing: Token, keys: Collection[str]) -> list[Token]:
    """An option that runs on from the opening bracket to the edge of its cell, and on the next line to the closing one,
    wherever that stands; nothing where the brackets share a line, or other words are read from one to the other."""
    if closing.line.y - opening.line.y <= TOLERANCES.same_line_em * opening.line.size:
        return []
    between = list(tokens[tokens.index(opening) + 1 : tokens.index(closing)])
    words = between[1:] if between and between[0].kind == "number" else between
    is_text = all(token.kind == "text" for token in words)
    return between if is_text and fold("".join(token.line.text for token in words)) in keys else []


def _inside(tokens: Sequence[Token], opening: Token, closing: Token, keys: Collection[str]) -> list[Token]:
    """What stands between the brackets, on lines above and below their own, too."""
    first = _number_above(tokens, opening.line.x1 - 1, closing.line.x0, opening.line)
    inside = _between(tokens, opening, closing, first)
    if first is None or first.line.y > opening.line.y - _LINE_ABOVE * opening.line.size:
        return inside
    # farther above, the number begins the value only where an option is read from there on
    words = "".join(token.line.text for token in inside if token is not first)
    return inside if first in inside and fold(words) in keys else _between(tokens, opening, closing, None)


def _between(tokens: Sequence[Token], opening: Token, closing: Token, first: Token | None) -> list[Token]:
    """What stands between the brackets, if the number ``first`` begins it; listed options are not of it."""
    left, right, y = opening.line.x1 - 1, closing.line.x0, opening.line.y
    size = opening.line.size
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
    if any(HEADING.fullmatch(line.text) and line.y < y for line in listed):
        above = y - size  # what ends above the brackets is the list
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


def _number_above(tokens: Sequence[Token], left: float, right: float, opening: Line) -> Token | None:
    """The one number that stands between the brackets and above them, where an option does not: options are listed
    beside the brackets or below."""
    y, size = opening.y, opening.size
    above = [
        token
        for token in tokens
        if token.kind in ("heading", "number")
        and left <= token.line.x0 < right - size
        and token.line.y < y - TOLERANCES.same_line_em * size
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
