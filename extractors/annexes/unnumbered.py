"""Lists without numbers: what parts their items - a bullet, a separator, or white space - and where items stand."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from extractors.annexes.blocks import BULLETS
from extractors.annexes.listheadings import MARKS

OPEN, CLOSE = "（([［〔「『", "）)]］〕」』"
_COMMAS = "、，､,;；"
_RARE_SEPARATORS = ("／/", " 　")  # part items only where nothing else does: names hold them too
_FEWEST = 3  # parts a line on an average that make a sign which names hold too a separator


@dataclass(frozen=True, slots=True)
class Style:
    """How a list without numbers is printed: with a ``bullet`` before every item, or ``separators`` between them.

    ``is_running`` says that bullets stand inside lines with nothing before them.
    """

    bullet: str | None = None
    separators: str = _COMMAS
    is_running: bool = False

    def items(self, text: str) -> Iterator[tuple[int, int]]:
        """Where the items of a line stand, bullets left out.

        >>> [("・氏名　・住所")[a:b] for a, b in Style("・").items("・氏名　・住所")]
        ['氏名', '住所']
        """
        if self.bullet is None:
            yield from parts(text, self.separators)
            return
        sign = re.escape(self.bullet)
        ahead = "" if self.is_running else rf"(?:[ 　]+|[{_COMMAS}])\s*"
        for match in re.finditer(rf"{sign}[ 　]*(.+?)(?={ahead}{sign}|$)", text, re.DOTALL):
            yield match.span(1)


def style_of(lines: Sequence[str], is_heading: Callable[[str], bool]) -> Style:
    """The style of a list's lines, headings among them."""
    starts = Counter(line[0] for line in lines if line[0] in BULLETS)
    plain = Counter({sign: n for sign, n in starts.items() if sign not in MARKS})
    bullet, n = next(iter((plain or starts).most_common(1)), (None, 0))
    if bullet is not None and bullet in MARKS and any(line[0] not in BULLETS and is_list(line) for line in lines):
        bullet = None  # ■ above lists is a heading
    if bullet is not None:
        [first, *_] = [line for line in lines if line.startswith(bullet)]
        return Style(bullet, is_running=n == 1 and not is_list(first) and first.count(bullet) >= _FEWEST)
    body = [line for line in lines if not is_heading(line)]
    if not any(is_list(line) for line in body):
        for separators in _RARE_SEPARATORS:
            if body and sum(len(list(parts(line, separators))) for line in body) >= _FEWEST * len(body):
                return Style(separators=separators)
    return Style()


def is_list(text: str) -> bool:
    """Whether a line holds several names with commas between them."""
    return len(list(parts(text))) > 1


def parts(text: str, separators: str = _COMMAS) -> Iterator[tuple[int, int]]:
    """Where the parts between separators outside parentheses stand."""
    depth, start = 0, 0
    last_close = max(map(text.rfind, CLOSE))
    for k, character in enumerate(text):
        if character in OPEN:
            depth += last_close > k
        elif character in CLOSE:
            depth = max(depth - 1, 0)
        elif character in separators and not depth:
            if text[start:k].strip():
                yield start, k
            start = k + 1
    if text[start:].strip(" 　\t\n。｡．" + _COMMAS):
        yield start, len(text)
