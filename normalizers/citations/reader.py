"""Reading tokens at a place: kinds, words, numbers, and where a bracket closes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from normalizers.citations.model import Number, Span
from normalizers.citations.scanner import MOST_DIGITS, Kind, Text, Token

GAP = (Kind.SPACE,)
BREAK = (Kind.SPACE, Kind.NEWLINE)
_COUNTERS = frozenset("つ人件種個点年月日者回名")  # no provision is counted with these
_PAIRS = {")": "(", "]": "[", "】": "【", "」": "「", "』": "『"}
MOST_OPEN = 4  # brackets that a closing one may leave open: more is a text without order

Caption = tuple[int, int]  # places of the first token within parentheses, and of the one that closes them


@dataclass(frozen=True, slots=True)
class TokenReader:
    """A text's tokens. ``passed`` gathers the captions that stand within what is being read."""

    text: Text
    tokens: Sequence[Token]
    closes: dict[int, int]  # place of a bracket to the place of the one that closes it
    passed: list[Caption] = field(default_factory=list)

    def kind(self, at: int) -> Kind | None:
        """The kind of the token at a place; None past the end."""
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else None

    def word(self, at: int) -> str:
        """The token's text in normal form; empty past the end."""
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def skip(self, at: int, kinds: tuple[Kind, ...] = GAP) -> int:
        """The first place from ``at`` on with another kind."""
        while self.kind(at) in kinds:
            at += 1
        return at

    def span(self, start: int, end: int) -> Span:
        """Where the tokens from ``start`` to ``end`` (exclusive) were printed, blanks around them left out."""
        while end > start + 1 and self.kind(end - 1) in BREAK:
            end -= 1
        return self.text.span(self.tokens[start].start, self.tokens[end - 1].end)

    def _end(self, at: int) -> int:
        """Where the token before this place ends in the printed text."""
        return self.text.ends[self.tokens[at - 1].end - 1]

    def number(self, at: int, joined: bool = True) -> tuple[int, int] | None:
        """A number; Arabic digits of two widths side by side are one number where ``joined``."""
        token = self.tokens[at] if self.kind(at) is Kind.NUMBER else None
        if token is None or not isinstance(token.value, int):
            return None
        value, at = token.value, at + 1
        while joined and token.text.isascii() and self.kind(at) is Kind.NUMBER and self.word(at).isascii():
            digits = f"{value}{self.word(at)}"
            if len(digits) > MOST_DIGITS:
                return None
            value, at = int(digits), at + 1
        return value, at

    def branches(self, at: int, in_rows: bool = False) -> tuple[Number, int]:
        """の2の3 after a number; outside of rows, の16の項 belongs to what follows."""
        found: list[int] = []
        while True:
            after = self.skip(at)
            read = self.number(self.skip(after + 1)) if self.kind(after) is Kind.OF else None
            if read is None or (not in_rows and self._is_row_end(read[1])) or self._is_counted(read[1]):
                return tuple(found), at
            found.append(read[0])
            at = read[1]

    def _is_row_end(self, at: int) -> bool:
        place = self.skip(at)
        return self.kind(place) is Kind.OF and self.word(self.skip(place + 1)) == "項"

    def _past_row_end(self, at: int) -> int:
        return self.skip(self.skip(at) + 1) + 1

    def _is_counted(self, at: int) -> bool:
        return self.word(at)[:1] in _COUNTERS or self.word(at) == "項目"


def closing(tokens: Sequence[Token]) -> dict[int, int]:
    """Brackets that are closed: place of the opening one to place of the closing one."""
    closes: dict[int, int] = {}
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token.kind is Kind.OPEN:
            opened.append(at)
        elif token.kind is Kind.CLOSE:
            for back in range(len(opened) - 1, max(-1, len(opened) - MOST_OPEN), -1):
                if tokens[opened[back]].text == _PAIRS[token.text]:
                    closes[opened[back]] = at
                    del opened[back:]
                    break
    return closes
