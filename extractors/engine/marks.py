"""Brackets: `[ value ]` beside its ＜選択肢＞ list, and what stands in parentheses, as printed.

Both read lines of a value region and say which characters are what; they know nothing of a form but the options they
are given. A character range of a line is a `Line` cut out of it, so its glyphs can be entered into the ledger.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import accumulate, pairwise

from extractors.characters import KEPT, fold
from extractors.layout.celltext import NO_GLYPH, Line, split_columns
from extractors.layout.ink import Glyphs
from extractors.settings import TOLERANCES

OPEN, CLOSE = "[［〔", "]］〕"
_HEADING = r"[＜<〈≪【]\s*選択肢\s*[＞>〉≫】]"
_SIGNS = rf"[\[［〔]|[\]］〕]|{_HEADING}"
_TOKEN = re.compile(
    rf"{_SIGNS}|(?<![0-9０-９.．,，第])([0-9０-９]{{1,2}})\s*(?:[)）](?=\s*\S)|[.．](?=\s*[^\s0-9０-９]))"
    r"|[（(]([0-9０-９]{1,2})[)）](?=\s*[^\s件])"
)
# Numbers that are an option's only where they count on in their list: 1.10人未満, ①10人未満
_LOOSE_TOKEN = re.compile(rf"{_SIGNS}|(?<![^\s＞>〉≫】])([0-9０-９]{{1,2}})[.．](?=\s*\S)|([①-⑳])(?=\s*\S)")
HEADING = re.compile(_HEADING)
OPTION = re.compile(r"[0-9０-９]{1,2}\s*[)）]\s*\S")
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


@dataclass(slots=True, eq=False)
class _Token:
    kind: str  # "open", "close", "heading", "number", "text"
    line: Line
    no: int = 0


def _tokens(line: Line, glyphs: Glyphs, is_loose: bool = False) -> list[_Token]:
    cuts = ((kind, line.cut(start, end, glyphs), no) for kind, start, end, no in _spans(line.text, is_loose))
    return [
        _Token(kind, piece, no)
        for kind, cut, no in cuts
        if cut.glyphs
        # the second lines of a value and of an option may stand on one baseline
        for piece in (split_columns(cut, glyphs) if kind == "text" else (cut,))
    ]


@lru_cache(maxsize=KEPT)
def _spans(text: str, is_loose: bool = False) -> tuple[tuple[str, int, int, int], ...]:
    """Kind, start, end and number of the tokens of a line; most lines of a choice are the form's own."""
    out: list[tuple[str, int, int, int]] = []
    at = 0
    for match in (_LOOSE_TOKEN if is_loose else _TOKEN).finditer(text):
        start, end = match.span()
        number = match[1] or match[2]
        if match[1] and text[:start].rstrip(" 　")[-1:] in ("（", "("):
            continue  # （ 3 ） is a count in parentheses, 3） begins an option
        if start > at:
            out.append(("text", at, start, 0))
        sign = match[0][0]
        kind = "open" if sign in OPEN else "close" if sign in CLOSE else "number" if number else "heading"
        out.append((kind, start, end, int(unicodedata.normalize("NFKC", number)) if number else 0))
        at = end
    if at < len(text):
        out.append(("text", at, len(text), 0))
    return tuple(out)


def _is_loosely_numbered(lines: Sequence[Line]) -> bool:
    """Whether a list's numbers are `1.` or ①: read like that, and only like that, they count on from 1."""
    if not any(HEADING.search(line.text) for line in lines):
        return False

    def numbers(is_loose: bool) -> list[int]:
        """The numbers that do not begin a value between brackets."""
        out: list[int] = []
        for line in lines:
            before = ""
            for kind, start, end, no in _spans(line.text, is_loose):
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
    is_loose = _is_loosely_numbered(lines)
    lines = _with_own_brackets(lines, keys)
    if running := _running_list(lines, is_loose, keys):
        return running.parse(glyphs, is_loose, keys)
    tokens = [token for line in lines for token in _tokens(line, glyphs, is_loose)]
    opening, closing = _bracket(tokens)
    if closing:
        tokens = [part for token in tokens for part in _parted_at_options(token, tokens, closing, glyphs)]
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
        for token in _tokens(joined.cut(self.start, len(joined.text), glyphs), glyphs, is_loose):
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
    numbers = [span for span in _spans(text[behind : ends[row]], is_loose) if span[0] == "number"]
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
    kind, start, end, _ = _spans(following, is_loose)[0]
    if kind != "text":
        return kind == "number"
    last = _spans(text, is_loose)[-1]
    label = fold(text[last[1] : last[2]]) if last[0] == "text" else ""
    return label not in keys or any(key.startswith(label + fold(following[start:end])) for key in keys)


_BRACKETS = (("【", "】"), ("（(", "）)"))  # besides the form's own
_NUMBER = re.compile(r"[0-9０-９]{0,2}[)）.．]?")
_MARK = r"[ 　]*[○〇◯●✓✔レﾚ☑■◎⦿✕×xXvV]?[ 　]*"
OTHER_BOX = rf"【(?={_MARK}】)"  # what opens a box besides the form's own brackets
_DRAWN = "☐☑☒□"
_BOX = re.compile(rf"【{_MARK}】|(?<![^\s])[(（]{_MARK}[)）]")


def _with_own_brackets(lines: Sequence[Line], keys: Collection[str]) -> Sequence[Line]:
    """The lines, the answer's brackets of another kind made the form's own: 【】 or （） that stand around nothing, or
    around an option or its number and nothing else, in a field without the form's brackets."""
    if any(character in OPEN for line in lines for character in line.text):
        return lines
    if not any(HEADING.search(line.text) for line in lines):
        return lines
    for opening, closing in _BRACKETS:
        found = [
            (n, a, b) for n, line in enumerate(lines) for a, b in _around_answers(line.text, opening, closing, keys)
        ]
        if len(found) == 1:
            n, a, b = found[0]
            text = lines[n].text
            own = replace(lines[n], text=f"{text[:a]}[{text[a + 1 : b]}]{text[b + 1 :]}")
            return [*lines[:n], own, *lines[n + 1 :]]
    return lines


def with_box_brackets(lines: Sequence[Line], keys: Collection[str]) -> list[Line]:
    """The lines, boxes' brackets of another kind made the form's own: 【】 around nothing or a mark, or （） around
    either before one of the folded labels ``keys``, in a field without the form's brackets and drawn boxes."""
    if any(character in OPEN + _DRAWN for line in lines for character in line.text):
        return list(lines)

    def own(match: re.Match[str]) -> str:
        is_box = match[0][0] == "【" or any(prefix_end(match.string[match.end() :].lstrip(), key) for key in keys)
        return f"[{match[0][1:-1]}]" if is_box else match[0]

    return [replace(line, text=text) if (text := _BOX.sub(own, line.text)) != line.text else line for line in lines]


def _is_answer(text: str, keys: Collection[str]) -> bool:
    """Whether a text between brackets is none, an option, its number, or both."""
    bare = fold(text)
    return bool(_NUMBER.fullmatch(bare)) or bare in keys or fold(_NUMBER.sub("", text.strip(), count=1)) in keys


def _around_answers(text: str, opening: str, closing: str, keys: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where brackets open that stand apart from what is before them, and where the last one closes that makes what is
    between an answer: options have parentheses of their own."""
    for start in (k for k, sign in enumerate(text) if sign in opening and text[:k][-1:] in ("", " ", "　")):
        ends = [k for k in range(start, len(text)) if text[k] in closing and _is_answer(text[start + 1 : k], keys)]
        if ends:
            yield start, ends[-1]


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


def _parted_at_options(token: _Token, tokens: Sequence[_Token], closing: _Token, glyphs: Glyphs) -> list[_Token]:
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
            return [_Token("text", piece) for piece in (line.cut(0, gap, glyphs), after)]
    return [token]


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


def _number_of_first_line(tokens: Sequence[_Token], left: float, right: float, opening: Line) -> _Token | None:
    """The number that begins a value on several lines: it stands between the brackets and a little above them, where
    an option does not: options are listed beside the brackets or below."""
    y, size = opening.y, opening.size
    above = [
        token
        for token in tokens
        if token.kind in ("heading", "number")
        and left <= token.line.x0 < right - size
        and token.line.y < y - TOLERANCES.same_line_em * size
    ]
    is_one = len(above) == 1 and above[0].kind == "number" and above[0].line.y > y - _LINE_ABOVE * size
    return above[0] if is_one else None


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
    depth: int = 0  # parentheses that the page's edge leaves open


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
    tokens = [token for line in lines for token in _tokens(line, glyphs)]
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
            if near and left - 1 <= other.x0 and other.x1 <= right + 1 and not _TOKEN.search(other.text):
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
        if len(own) > 1 or other.y - last.y > 2.2 * line.size or _TOKEN.search(own[0].text):
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
        marks = [match.start() for match in _TOKEN.finditer(column.text) if column.text[: match.start()][-1:] == " "]
        out += _cut_at(column, marks, glyphs)
    return out


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
