"""Numbers of a printed list: which of the numbers in a text count its items.

A text holds many numbers (`4情報`, `第1号`, `（1回目）`). Those that count are found together: of all readings the one
is taken in which most numbers follow their predecessor. A number that is missing, doubled or out of order stays as it
is printed.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

_DIGIT = "0-9０-９"


def _styles(value: str) -> dict[str, re.Pattern[str]]:
    """The styles of numbers whose digits match ``value``."""
    return {
        "both": re.compile(rf"[（(〔［\[【＜<〈]\n?[ 　]?({value})[ 　]?\n?[)）〕］\]】＞>〉]"),
        "close": re.compile(rf"(?<![{_DIGIT}（(〔［\[.．])({value})[ 　]?\n?[)）]"),
        "stop": re.compile(rf"(?<![{_DIGIT}.．])({value})\n?[．.:：]"),
        "named": re.compile(rf"[Nn][Oo][.．]?[ 　]?({value})[ 　.．:：\t]?"),
        "bare": re.compile(rf"(?<![{_DIGIT}.．])({value})(?:[ 　\t]|(?=\n)|$)"),
        "mark": re.compile(rf"(?<![{_DIGIT}.．])({value})[ 　]?[、，､,・･\-‐－][ 　]?(?![{_DIGIT}])"),
    }


_STYLES = {
    **_styles(rf"[{_DIGIT}]{{1,3}}"),
    "circled": re.compile(r"([①-⑳㉑-㉟㊱-㊿❶-❿⓫-⓴➀-➓⑴-⒇⒈-⒛])"),
    "glued": re.compile(rf"(?:^|(?<=\n))[ 　]*([{_DIGIT}]{{1,3}})(?=[^{_DIGIT}.．:：)） 　\t、，､,・･\-‐－\n])"),
}
# numbers that a wrap has cut, looked for apart so that they hide no whole one
_CUT_STYLES = _styles(rf"[{_DIGIT}]{{1,2}}\n[{_DIGIT}]{{1,2}}")
_DOTTED = re.compile(rf"^[ 　]*[{_DIGIT}]{{1,2}}[.．\-－][{_DIGIT}]{{1,3}}(?=[ 　\t.．])", re.MULTILINE)
_ENDS_LINE = re.compile(rf"(?<![{_DIGIT}.．])([{_DIGIT}]{{1,3}})$")
_WEAK_STYLES = frozenset(["glued", "mark"])
_SEPARATORS = frozenset("\n、，,､;；")
_SPACES = frozenset(" 　\t")
_OPEN, _CLOSE = "（([［〔", "）)]］〕"
_LONGEST_REMARK = 200  # characters; parentheses further apart belong to different items
_WINDOW = 30  # candidates looked back

# What a reading gains or loses by a number, in units of half a number that follows its predecessor.
_FOLLOWS, _FOLLOWS_OTHER_WIDTH, _FOLLOWS_OTHER_STYLE = 2.0, 1.8, 1.0
_FOLLOWS_UNSEPARATED, _FOLLOWS_NESTED = 1.4, 0.4
_JUMPS = 0.5  # missing, doubled or out of order, yet where an item begins
_JUMPS_AFTER_SPACE = 0.25
_JUMPS_UNSEPARATED = 0.1  # among others that nothing separates either
_JUMPS_WEAKLY = -0.1  # where a line begins; believed only if more follow
_FIRST, _RESTARTS, _STARTS_LATE = 0.5, -0.5, -0.5
_CHANGES_STYLE = -1.0
_PASSED_OVER = -2.0  # a number of the same style, where an item begins, that is not taken for one
_NEVER = float("-inf")

LINE, SEPARATED, SPACED, UNSEPARATED = range(4)


@dataclass(frozen=True, slots=True)
class Number:
    """A number in the text at ``start`` to ``end``; ``after`` tells what stands before it: LINE, SEPARATED …

    ``is_weak`` marks one that is believed only as its predecessor's follower, ``is_first`` a 1 right below a heading.
    """

    start: int
    end: int
    value: int
    style: str
    is_wide: bool
    after: int
    is_nested: bool
    is_weak: bool
    is_first: bool = False

    @property
    def is_strong(self) -> bool:
        """Whether an item begins here, going by what stands before."""
        return self.after <= SEPARATED and not self.is_nested and not self.is_weak


def find_numbers(text: str, is_heading: Callable[[str], bool], wraps: Sequence[int] = ()) -> tuple[list[Number], float]:
    """The numbers that count the items of ``text``, in printed order, and how good a list they make.

    ``is_heading`` tells of a line without its number whether it is a heading, so that the number counts headings.
    ``wraps`` are the places where a line went on below, and lost the white space at its end.
    """
    candidates = _candidates(text, wraps)
    starts = [c.start for c in candidates]
    candidates = [
        c for c in candidates if c.after not in (LINE, SPACED) or not any(map(is_heading, _named_by(text, c, starts)))
    ]
    candidates = _weaken_headings(text, _without_outer_numbers(text, candidates))
    candidates = _strengthen_firsts(text, candidates, is_heading)
    return _best_chain([replace(c, is_first=True) if _is_below(text, c, is_heading) else c for c in candidates])


def value_of(printed: str) -> int:
    """A number as printed (３, ③, 1\\n2) as an integer."""
    digits = printed.replace("\n", "")
    return int(unicodedata.numeric(digits)) if len(digits) == 1 else int(unicodedata.normalize("NFKC", digits))


def _candidates(text: str, wraps: Sequence[int]) -> list[Number]:
    patterns = [*_STYLES.items(), *_CUT_STYLES.items()]
    matches = [(style, match) for style, pattern in patterns for match in pattern.finditer(text)]
    matches += [("bare", match) for match in _before_wraps(text, wraps)]
    matches = [(style, match) for style, match in matches if value_of(match[1])]
    remarks = list(_remarks(text, {k for style, m in matches if style != "glued" for k in range(*m.span())}))
    starts = [start for start, _ in remarks]
    dotted = _dotted_numbers(text)
    found = []
    for style, match in matches:
        start, end = match.span()
        at = bisect_left(starts, start)
        is_nested = any(left < start < right for left, right in remarks[max(at - 20, 0) : at])
        after = _place(text, start)
        if (style == "mark" and after > SEPARATED) or any(first <= start < last for first, last in dotted):
            continue
        is_weak = style in _WEAK_STYLES or (style == "bare" and after != LINE) or "\n" in match[0].strip("\n")
        is_wide = not match[0].strip().isascii()
        found.append(Number(start, end, value_of(match[1]), style, is_wide, after, is_nested, is_weak))
    return sorted(found, key=lambda number: (number.start, number.end))


def _before_wraps(text: str, wraps: Sequence[int]) -> Iterator[re.Match[str]]:
    """Digits behind a separator that end a line, and may have had a space behind them."""
    for end in wraps:
        match = _ENDS_LINE.search(text, max(end - 4, 0), end)
        if match is not None and _place(text, match.start()) == SEPARATED:
            yield match


def _dotted_numbers(text: str) -> list[tuple[int, int]]:
    """Where lines begin with numbers of two levels (1.1, 1-2), if most do: those are no integers, and part of names."""
    found = [match.span() for match in _DOTTED.finditer(text)]
    return found if len(found) > 1 and 2 * len(found) > len(text.split("\n")) else []


def _remarks(text: str, taken: set[int]) -> Iterator[tuple[int, int]]:
    """Matching parentheses that are no part of a number, by their start."""
    stack: list[int] = []
    pairs = []
    for k, character in enumerate(text):
        if k in taken:
            continue
        if character in _OPEN:
            stack.append(k)
        elif character in _CLOSE and stack:
            start = stack.pop()
            if k - start < _LONGEST_REMARK:
                pairs.append((start, k))
    return iter(sorted(pairs))


def _place(text: str, start: int) -> int:
    before = start - 1
    while before >= 0 and text[before] in _SPACES:
        before -= 1
    if before < 0 or text[before] == "\n" or text[start] == "\n":
        return LINE
    if text[before] in _SEPARATORS:
        return SEPARATED
    return SPACED if before < start - 1 else UNSEPARATED


def _strengthen_firsts(text: str, candidates: list[Number], is_heading: Callable[[str], bool]) -> list[Number]:
    """A 1 with a mark behind it (1、氏名) that stands right below a heading begins a list if a 2 like it follows."""
    marks = [number for number in candidates if number.style == "mark" and not number.is_nested]
    firsts = {a for a, b in pairwise(marks) if (a.value, b.value) == (1, 2)}
    strong = {number: replace(number, is_weak=False) for number in firsts}
    return [strong[c] if c in firsts and _is_below(text, strong[c], is_heading) else c for c in candidates]


def _is_below(text: str, number: Number, is_heading: Callable[[str], bool]) -> bool:
    """Whether a number is a 1 right below a heading."""
    if number.value != 1 or number.after != LINE or number.is_weak:
        return False
    above = text[: number.start].rstrip().rpartition("\n")[2].strip()
    leading = next((match for style in ("both", "close", "stop") if (match := _STYLES[style].match(above))), None)
    return is_heading(above) or (leading is not None and is_heading(above[leading.end() :].strip()))


def _named_by(text: str, number: Number, starts: Sequence[int]) -> tuple[str, ...]:
    """What a number may be the number of: the rest of its line, or what stands before the next number on it."""
    end = text.find("\n", number.end)
    end = end if end >= 0 else len(text)
    at = bisect_left(starts, number.end)
    following = starts[at] if at < len(starts) else end
    rest = text[number.end : end].strip()
    return (rest, text[number.end : following].strip()) if following < end else (rest,)


def _without_outer_numbers(text: str, candidates: list[Number]) -> list[Number]:
    """Candidates without those that count headings.

    Every line of their style stands above a 1 of another style; or, in one style, the lines above a 1 are themselves
    counted from 1, the first at the text's head.
    """
    lines: dict[str, list[Number]] = {}
    firsts: dict[int, set[str]] = {}
    for number in candidates:
        if number.after == LINE and not number.is_nested:
            lines.setdefault(number.style, []).append(number)
            if number.value == 1:
                firsts.setdefault(number.start, set()).add(number.style)
    outer = {
        style
        for style, numbers in lines.items()
        if all(firsts.get(_next_line(text, number), set()) - {style} for number in numbers)
    }
    above = [n for numbers in lines.values() for n in numbers if n.style in firsts.get(_next_line(text, n), ())]
    is_counted = len(above) > 1 and [n.value for n in above] == list(range(1, len(above) + 1))
    headings = above if is_counted and above[0] is candidates[0] else []
    return [n for n in candidates if (n.style not in outer or n.after != LINE) and n not in headings]


def _weaken_headings(text: str, candidates: list[Number]) -> list[Number]:
    """A numbered line of its own above a line that begins with 1 may be a heading, and is then no item."""
    firsts = {c.start for c in candidates if c.value == 1 and c.after == LINE}
    return [
        replace(number, is_weak=True) if number.after == LINE and _next_line(text, number) in firsts else number
        for number in candidates
    ]


def _next_line(text: str, number: Number) -> int:
    """Where the line below a number's begins to print."""
    end = text.find("\n", number.end)
    return end + 1 + len(text[end + 1 :]) - len(text[end + 1 :].lstrip()) if end >= 0 else -1


def _gain(before: Number, number: Number) -> float:
    """What a reading gains by taking ``number`` right after ``before``."""
    same = before.style == number.style
    if "glued" in (before.style, number.style) and not same:
        return _NEVER
    if number.value == before.value + 1:
        if number.is_nested:
            return _FOLLOWS_NESTED
        if number.after == UNSEPARATED:
            return _FOLLOWS_UNSEPARATED if same else _NEVER
        if not same:
            return _FOLLOWS_OTHER_STYLE
        return _FOLLOWS if before.is_wide == number.is_wide else _FOLLOWS_OTHER_WIDTH
    if number.after == UNSEPARATED:
        is_like = same and before.after == UNSEPARATED and not (number.is_nested or number.is_weak)
        return _JUMPS_UNSEPARATED if is_like and (number.style == "circled" or _is_ahead(before, number)) else _NEVER
    if number.is_weak and number.style in _WEAK_STYLES and number.after == LINE and same and number.value > 1:
        return _JUMPS_WEAKLY
    if number.is_nested or number.is_weak:
        return _NEVER
    if number.is_first:
        return _FIRST
    if number.value == 1:
        return _RESTARTS * (1 + number.after / 2)
    if not same or before.is_wide != number.is_wide:
        return _CHANGES_STYLE
    if number.after == SPACED:
        return _JUMPS_AFTER_SPACE if number.value > before.value else -_JUMPS_AFTER_SPACE
    return _JUMPS


def _is_ahead(before: Number, number: Number) -> bool:
    """Whether a number or two are missing between the two."""
    return before.value < number.value <= before.value + 3


def _start_gain(number: Number) -> float:
    if number.is_nested or number.after == UNSEPARATED:
        return _NEVER
    return (0.0 if number.value == 1 else _STARTS_LATE) - (0.25 if number.is_weak else 0.0)


def _best_chain(candidates: Sequence[Number]) -> tuple[list[Number], float]:
    """The chain of numbers that gains most, and its gain."""
    score: list[float] = []
    link: list[int] = []
    strong = _strong_counts(candidates)
    starts = [number.start for number in candidates]
    # the first candidate behind each: the second half of a number cut by a wrap is not passed over
    behind = [bisect_left(starts, number.end) for number in candidates]

    def passed(key: tuple[str, bool], first: int, last: int) -> int:
        counts = strong.get(key)
        return counts[last] - counts[first] if counts and last > first else 0

    for k, number in enumerate(candidates):
        key = (number.style, number.is_wide)
        best, origin = _start_gain(number) + _PASSED_OVER * passed(key, 0, k), -1
        for j in range(k - 1, max(-1, k - 1 - _WINDOW), -1):
            before = candidates[j]
            if before.end > number.start or score[j] == _NEVER:
                continue
            gain = _gain(before, number)
            if gain == _NEVER:
                continue
            keys = {key, (before.style, before.is_wide)}
            value = score[j] + gain + _PASSED_OVER * sum(passed(one, behind[j], k) for one in keys)
            if value > best:
                best, origin = value, j
        score.append(best)
        link.append(origin)
    ends = [
        value + _PASSED_OVER * passed((number.style, number.is_wide), behind[k], len(candidates))
        for k, (number, value) in enumerate(zip(candidates, score, strict=True))
    ]
    at = max(range(len(ends)), key=lambda k: (ends[k], k), default=-1)
    if at < 0 or ends[at] == _NEVER:
        return [], 0.0
    chain, gain = [], ends[at]
    while at >= 0:
        chain.append(candidates[at])
        at = link[at]
    return chain[::-1], gain


def _strong_counts(candidates: Sequence[Number]) -> dict[tuple[str, bool], list[int]]:
    """By style: how many strong candidates stand before the k-th."""
    keys = {(number.style, number.is_wide) for number in candidates}
    counts: dict[tuple[str, bool], list[int]] = {key: [0] for key in keys}
    for number in candidates:
        for key in keys:
            is_one = number.is_strong and key == (number.style, number.is_wide)
            counts[key].append(counts[key][-1] + is_one)
    return counts
