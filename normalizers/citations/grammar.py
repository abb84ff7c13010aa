"""Tokens to references, by recursive descent. Each function reads at a place and gives a node and the place after it.

    reference  = law [ joint ] [ targets ] | targets | rows            (rows alone: １、２の項)
    law        = NAME { "(" number | definition | alias ")" } | LAW_NUMBER | 同法 | reference に基づく ORDER
    targets    = target { [ caption ] ( separator | から…まで | ~ ) target }
    target     = [ 附則 ] step { step } [ の表 rows ] | 別表 [ NUMBER ] [ rows ]
    step       = 第 NUMBER 条 { の NUMBER } | 第 NUMBER 項 | 第 NUMBER 号 { の NUMBER } | イ | ただし書 | 同条 …
    rows       = row { separator row } ; row = NUMBER { の NUMBER } [ の項 ]
    caption    = "(" anything ")"       (its own references are read apart)

What no rule fits is passed over: no text raises.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import accumulate

from normalizers.citations.model import DerivedLaw, LawRef, Locator, NamedLaw, Reference, SameLaw, Span, Target
from normalizers.citations.provisions import SHORT_ORDERS, ProvisionReader
from normalizers.citations.reader import BREAK, Caption, closing
from normalizers.citations.scanner import Kind, Text, Token
from normalizers.laws import Law, LawNumber, numbered_law

_NUMBERED_NAMES = ("条例", "告示", "規則", "訓令", "省令", "府令", "政令", "法律", "通知", "通達")  # 総務省告示第334号
_BARE_ORDER = "主務省令"
_STARTS = frozenset(
    {
        *(Kind.LAW, Kind.LAW_NUMBER, Kind.SAME_LAW, Kind.ORDER),
        *(Kind.ORDINAL, Kind.SCHEDULE, Kind.RELATIVE, Kind.SUPPLEMENT, Kind.NUMBER, Kind.ROW_NO),
    }
)

Read = tuple[Reference, int, list[Caption]]  # a reference, the place after it, and the captions passed over


class Parser(ProvisionReader):
    """Reads laws and references."""

    __slots__ = ()

    def law(self, at: int) -> tuple[LawRef, int] | None:
        """The name or number of a law, with what the parentheses after it say of it."""
        token = self.tokens[at]
        if token.kind is Kind.SAME_LAW:
            return SameLaw(token.text, self.span(at, at + 1)), at + 1
        if token.text == "同" and self.kind(at + 1) in (Kind.ORDINAL, Kind.SUPPLEMENT):
            return SameLaw("同", self.span(at, at + 1)), at + 1
        if token.kind is Kind.LAW_NUMBER and isinstance(token.value, LawNumber):
            law = NamedLaw(token.text, numbered_law(None, token.value), token.value, span=self.span(at, at + 1))
            return law, at + 1
        if token.kind is Kind.ORDER and self._begins_target(self._past_joint(at + 1)):
            return DerivedLaw(Reference(None), token.text, True, span=self.span(at, at + 1)), at + 1
        if token.kind is not Kind.LAW or not isinstance(token.value, tuple):
            return None
        law, is_defined, is_sure = token.value
        named = NamedLaw(token.text, law, is_defined=is_defined, is_sure=is_sure, span=self.span(at, at + 1))
        numbered = self._own_number(named, at)
        if numbered is not None:
            return numbered
        return self._told(named, at + 1)

    def _own_number(self, law: NamedLaw, at: int) -> tuple[NamedLaw, int] | None:
        """総務省告示第334号: the number is part of the name, where no article stands before it."""
        if not law.name.endswith(_NUMBERED_NAMES) or (law.law is not None and law.law.number is not None):
            return None
        place = self.skip(at + 1)
        read = self.number(self.skip(place + 1)) if self.kind(place) is Kind.ORDINAL else None
        if read is None or self.word(read[1]) != "号":
            return None
        end = read[1] + 1
        number = LawNumber(None, None, law.name, read[0])
        name = f"{law.name}第{read[0]}号"
        kind = law.law.kind if law.law is not None else "other"
        return NamedLaw(name, Law(name, None, None, kind), number, span=self.span(at, end)), end

    def _told(self, law: NamedLaw, at: int) -> tuple[NamedLaw, int]:
        """Parentheses after a name: its number, the name it is given from here on, or another name of it."""
        number, aliases, at = self._remarks(at)
        if number is not None:
            law = replace(law, number=number, law=_numbered(law, number))
        return replace(law, aliases=aliases), at

    def _remarks(self, at: int) -> tuple[LawNumber | None, tuple[str, ...], int]:
        """The law number and the names that parentheses tell, and the place after them."""
        told: LawNumber | None = None
        names: dict[str, None] = {}
        while self.kind(place := self.skip(at, BREAK)) is Kind.OPEN and (close := self.closes.get(place)):
            number, aliases = self._number_in(place, close), self._aliases_in(place, close)
            if number is None and not aliases:
                break
            told = number or told
            names |= dict.fromkeys(aliases)
            at = close + 1
        return told, tuple(names), at

    def _number_in(self, start: int, close: int) -> LawNumber | None:
        value = self.tokens[self.skip(start + 1)].value
        return value if self.skip(start + 1) < close and isinstance(value, LawNumber) else None

    def _aliases_in(self, start: int, close: int) -> tuple[str, ...]:
        """Names in 以下「番号法」という。, or a law's name alone between the parentheses."""
        at = self.skip(start + 1)
        if close - at == 1 and self.kind(at) is Kind.LAW:
            return (self.word(at),)
        words = [self.word(place) for place in range(start + 1, close)]
        text = "".join(words)
        said = next((text.index(word) for word in ("以下", "略称", "通称") if word in text), None)
        if said is None:
            return ()
        quoted = text[said:]
        if "「" in quoted and "」" in quoted:
            alias = quoted[quoted.index("「") + 1 : quoted.rindex("」")]
            return tuple(part for part in alias.replace("又は", "」「").split("」「") if part)
        return ()

    def reference(self, at: int) -> Read | None:
        """A reference that begins at this token."""
        start = at
        law = self.law(at)
        if law is not None:
            ref, after = law
            targets, end, captions = self._targets_of_law(after)
            if not targets and isinstance(ref, NamedLaw) and not (ref.is_sure or ref.number or ref.aliases):
                return None
            end = end if targets else after
            return self._derived(Reference(ref, targets, self.span(start, end)), end, captions)
        if self._begins_target(at) and not self._is_word(at):
            targets, end, captions = self.targets(at, loose=False)
            if targets:
                return self._derived(Reference(None, targets, self.span(start, end)), end, captions)
        return self._bare_rows(at)

    def _targets_of_law(self, at: int) -> tuple[tuple[Target, ...], int, list[Caption]]:
        """What follows a law: its provisions, behind a remark in parentheses too, or a part of a notice."""
        at += self.word(at) == "」"  # 「番号法」第9条
        targets, end, captions = self.targets(self._past_joint(at), loose=True)
        close = self.closes.get(self.skip(at)) if not targets else None
        if close is not None and self._begins_target(self.skip(close + 1)):
            targets, end, captions = self.targets(self.skip(close + 1), loose=True)
        return (targets, end, captions) if targets else self._notice_part(at)

    def _is_word(self, at: int) -> bool:
        """Whether 第１号 or 第２項 alone is part of a word: 第一号被保険者, 行政第９７号."""
        read = self.number(self.skip(at + 1)) if self.kind(at) is Kind.ORDINAL else None
        if read is None or self.word(read[1]) not in ("号", "項"):
            return False
        before, after = self.word(at - 1)[-1:], self.word(read[1] + 1)[:1]
        is_told = self.kind(at - 1) not in (Kind.OTHER, None)
        return (not is_told and _is_ideograph(before)) or (
            self.kind(read[1] + 1) is Kind.OTHER and _is_ideograph(after)
        )

    def _notice_part(self, at: int) -> tuple[tuple[Target, ...], int, list[Caption]]:
        """総務省告示第334号（第６－６ …）: parts of a notice are numbered without a unit."""
        place = self.skip(at)
        is_open = self.kind(place) is Kind.OPEN and self.kind(place + 1) is Kind.ORDINAL
        read = self.number(place + 2) if is_open else None
        last = self.number(read[1] + 1) if read is not None and self.kind(read[1]) is Kind.DASH else None
        if read is None or last is None or self.kind(last[1]) is Kind.UNIT:
            return (), at, []
        return (Locator(article=(read[0], last[0]), span=self.span(place + 1, last[1])),), last[1], []

    def _past_joint(self, at: int) -> int:
        """Past the の or comma between a law and its provision."""
        place = self.skip(at)
        if self.word(place) in ("の", "、", ",") and self._begins_target(self.skip(place + 1)):
            return self.skip(place + 1)
        return place

    def _begins_target(self, at: int) -> bool:
        kind = self.kind(at)
        if kind is Kind.SUPPLEMENT:
            return self.kind(self.skip(at + 1)) in (Kind.ORDINAL, Kind.SCHEDULE)
        return kind in (Kind.ORDINAL, Kind.SCHEDULE, Kind.RELATIVE)

    def _bare_rows(self, at: int) -> Read | None:
        """Rows without their schedule: （１、２、３の項）."""
        if self.kind(at) not in (Kind.NUMBER, Kind.ROW_NO) or self.kind(at - 1) in (
            Kind.NUMBER,
            Kind.ORDINAL,
            Kind.DASH,
        ):
            return None
        if self.kind(at - 1) is Kind.SEPARATOR and self.kind(at - 2) is Kind.NUMBER:
            return None  # within a list that is none of rows
        read = self.rows(at)
        if read is None or not read[2]:
            return None
        rows, end, _ = read
        if len(rows) == 1 and self.kind(self.skip(end - 2)) is not Kind.OF and self.kind(end - 2) is not Kind.SPACE:
            return None  # 16項 is a count as well
        span = self.span(at, end)
        return Reference(None, (Locator(rows=rows, span=span),), span), end, []

    def _derived(self, base: Reference, end: int, captions: list[Caption]) -> Read:
        """番号法第19条第8号に基づく主務省令第2条の表: the order is the law, what it rests on its name."""
        at = self.order(self._captions(end, []))
        if at is None or not base.targets:
            return base, end, captions
        order = _BARE_ORDER if self.word(at) in SHORT_ORDERS else self.word(at)
        is_title = self.kind(at - 1) is not Kind.BY or order != _BARE_ORDER
        _, aliases, after = self._remarks(at + 1)
        # Of a list before it, the order is named by the last provision alone.
        begin = base.span.start if len(base.targets) == 1 else base.targets[-1].span.start
        law = DerivedLaw(base, order, is_title, aliases, Span(begin, self._end(at + 1)))
        targets, last, more = self._targets_of_law(after)
        last = last if targets else after
        return Reference(law, targets, Span(begin, self._end(last))), last, [*captions, *more]


def _is_ideograph(char: str) -> bool:
    return "一" <= char <= "鿿" or "ァ" <= char <= "ー"


def _numbered(law: NamedLaw, number: LawNumber) -> Law | None:
    return law.law if law.law is not None and law.law.number is not None else numbered_law(law.name, number)


def parse(text: Text, tokens: Sequence[Token]) -> list[Reference]:
    """Every reference in a text, in the order in which they begin."""
    parser = Parser(text, tokens, closing(tokens))
    depths = _depths(parser)
    found: list[Reference] = []
    waiting = [(0, len(tokens))]
    while waiting:
        at, end = waiting.pop()
        while at < end:
            kind = tokens[at].kind
            parser.passed.clear()
            read = parser.reference(at) if kind in _STARTS or tokens[at].text == "同" else None
            if read is None:
                at += 1
                continue
            reference, after, captions = read
            found.append(replace(reference, depth=depths[at]))
            waiting += captions
            waiting += sorted({caption for caption in parser.passed if caption[1] < after})
            at = max(after, at + 1, *(close for _, close in captions)) if captions else max(after, at + 1)
    return sorted(found, key=lambda reference: reference.span)


def _depths(parser: Parser) -> list[int]:
    """How many round brackets each token stands in."""
    change = [0] * (len(parser.tokens) + 1)
    for start, close in parser.closes.items():
        if parser.word(start) == "(":
            change[start] += 1
            change[close + 1] -= 1
    return list(accumulate(change))
