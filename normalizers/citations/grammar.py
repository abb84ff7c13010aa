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
from dataclasses import dataclass, field, replace
from itertools import accumulate

from normalizers.citations.model import (
    UNNUMBERED,
    DerivedLaw,
    LawRef,
    Locator,
    LocatorRange,
    NamedLaw,
    Number,
    NumberRange,
    Reference,
    Relative,
    Row,
    SameLaw,
    Span,
    Target,
)
from normalizers.citations.scanner import Kind, Text, Token
from normalizers.laws import Law, LawNumber, numbered_law

_GAP = (Kind.SPACE,)
_BREAK = (Kind.SPACE, Kind.NEWLINE)
_LEVELS = {"条": "article", "項": "paragraph", "号": "item"}
_ORDER = {"article": 0, "paragraph": 1, "item": 2, "subitem": 3, "part": 4}
_NUMBERED_NAMES = ("条例", "告示", "規則", "訓令", "省令", "府令", "政令", "法律", "通知", "通達")  # 総務省告示第334号
_COUNTERS = frozenset("つ人件種個点年月日者回名")  # no provision is counted with these
_STARTS = frozenset(
    {
        Kind.LAW, Kind.LAW_NUMBER, Kind.SAME_LAW, Kind.ORDER, Kind.ORDINAL, Kind.SCHEDULE, Kind.RELATIVE, Kind.SUPPLEMENT,
        Kind.NUMBER, Kind.ROW_NO,
    }
)  # fmt: skip
MOST_SCHEDULES = 3  # a number without 第 up to this counts schedules, where more numbers follow
_FOLLOWS_ROW = frozenset("にをがはへ。)」]")  # what may stand after a row that does not say の項


@dataclass(frozen=True, slots=True)
class Parser:
    """A text's tokens, and where captions were passed over (filled while reading)."""

    text: Text
    tokens: Sequence[Token]
    closes: dict[int, int]  # place of a bracket to the place of the one that closes it
    passed: list[tuple[int, int]] = field(default_factory=list)  # captions within provisions, read on the way or not

    # ------------------------------------------------------------------------------------------ small steps

    def kind(self, at: int) -> Kind | None:
        """The kind of the token at a place; None past the end."""
        return self.tokens[at].kind if 0 <= at < len(self.tokens) else None

    def word(self, at: int) -> str:
        """The token's text in normal form; empty past the end."""
        return self.tokens[at].text if 0 <= at < len(self.tokens) else ""

    def skip(self, at: int, kinds: tuple[Kind, ...] = _GAP) -> int:
        """The first place from ``at`` on with another kind."""
        while self.kind(at) in kinds:
            at += 1
        return at

    def span(self, start: int, end: int) -> Span:
        """Where the tokens from ``start`` to ``end`` (exclusive) were printed, blanks around them left out."""
        while end > start + 1 and self.kind(end - 1) in _BREAK:
            end -= 1
        return self.text.span(self.tokens[start].start, self.tokens[end - 1].end)

    def _end(self, at: int) -> int:
        """Where the token before this place ends in the printed text."""
        return self.text.ends[self.tokens[at - 1].end - 1]

    # ------------------------------------------------------------------------------------------ numbers

    def number(self, at: int, joined: bool = True) -> tuple[int, int] | None:
        """A number; Arabic digits of two widths side by side are one number where ``joined``."""
        token = self.tokens[at] if self.kind(at) is Kind.NUMBER else None
        if token is None or not isinstance(token.value, int):
            return None
        value, at = token.value, at + 1
        while joined and token.text.isascii() and self.kind(at) is Kind.NUMBER and self.word(at).isascii():
            digits = f"{value}{self.word(at)}"
            if len(digits) > 6:
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

    # ------------------------------------------------------------------------------------------ provisions

    def step(self, at: int, level: int, loose: bool) -> tuple[str, object, int] | None:
        """One step down (第9条, 第1項, イ …) below ``level``: field, value, next place. ``loose``: 第 may be missing."""
        kind = self.kind(at)
        if kind is Kind.RELATIVE:
            name = _LEVELS[self.word(at)[1]]
            return (name, Relative(self.word(at)[0]), at + 1) if _ORDER[name] > level else None
        if kind is Kind.PART:
            return ("part", self.word(at), at + 1) if level < _ORDER["part"] else None
        if kind is Kind.SUBITEM:
            return ("subitem", self.word(at), at + 1) if level in (2, 3) else None
        if kind is Kind.ORDINAL:
            at = self.skip(at + 1)
        elif not loose:
            return None
        read = self.number(at)
        if read is None:
            return None
        value, after = read
        unit = self.word(self.skip(after)) if self.kind(self.skip(after)) is Kind.UNIT else ""
        after = self.skip(after) + 1
        if unit == "欄" and kind is Kind.ORDINAL and level >= 0:
            return "part", f"第{value}欄", after
        name = _LEVELS.get(unit)
        if name is None or _ORDER[name] <= level:
            return None
        more, after = self.branches(after) if name != "paragraph" else ((), after)
        return name, (value, *more), after

    def chain(self, at: int, before: Locator | None, loose: bool) -> tuple[Locator, int] | None:
        """Steps that go down; what is above the first one is taken from the provision ``before`` in the list."""
        start = at
        fields: dict[str, object] = {}
        is_supplement = self.kind(at) is Kind.SUPPLEMENT
        if is_supplement:
            at = self.skip(at + 1)
        level = -1
        if before is not None and not is_supplement and self.kind(at) is Kind.SUBITEM:
            level = 2 if before.item is not None else 9
        while True:
            place = self._past_caption(at, level) if fields else at
            if fields and self.kind(place) is Kind.OF and self.kind(place + 1) in (Kind.ORDINAL, Kind.PART):
                place += 1
            read = self.step(place, level, loose or bool(fields))
            if read is None and not fields and before is not None and before.article is not None:
                read = self._unitless(place)
            if read is None:
                break
            name, value, at = read
            fields[name] = value
            level = _ORDER[name]
        if fields.keys() <= {"part"} and not is_supplement and (before is None or not fields):
            return None
        if is_supplement and not fields and before is not None:
            return None
        locator = self._filled(fields, is_supplement, before)
        table = self.table(at) if locator.article is not None else None
        if table is not None:
            rows, at = table
            locator = replace(locator, is_table=True, rows=rows)
        return replace(locator, span=self.span(start, at)), at

    def _past_caption(self, at: int, level: int) -> int:
        """Past a caption that stands inside of a provision: 第７条（住民票の記載事項）第８号."""
        place = self.skip(at)
        close = self.closes.get(place)
        if close is not None and self.kind(close + 1) is Kind.ORDINAL and self.step(close + 1, max(level, 0), False):
            self.passed.append((place + 1, close))
            return close + 1
        return place

    def _unitless(self, at: int) -> tuple[str, object, int] | None:
        """第13の2 in a list of articles, its 条 forgotten."""
        read = self.number(at + 1) if self.kind(at) is Kind.ORDINAL else None
        if read is None or self.kind(read[1]) is Kind.UNIT:
            return None
        more, after = self.branches(read[1])
        return ("article", (read[0], *more), after) if more else None

    @staticmethod
    def _filled(fields: dict[str, object], is_supplement: bool, before: Locator | None) -> Locator:
        highest = min((_ORDER[name] for name in fields), default=0)
        if before is None or is_supplement or before.schedule is not None or before.is_table:
            above: dict[str, object] = {}
        else:
            above = {name: _again(getattr(before, name)) for name in _ORDER if _ORDER[name] < highest}
            if highest > 0 or (before.is_supplement and highest == 0):
                is_supplement = before.is_supplement
        return Locator(is_supplement=is_supplement, **{**above, **fields})  # type: ignore[arg-type]

    def table(self, at: int) -> tuple[tuple[Row, ...], int] | None:
        """の表の31の項 after an article."""
        place = self.skip(at)
        if self.kind(place) is not Kind.OF or self.kind(place + 1) is not Kind.TABLE:
            return None
        read = self._rows_of(place + 2)
        return read if read is not None else ((), place + 2)

    def schedule(self, at: int, before: Locator | None) -> tuple[Locator, int] | None:
        """別表第二の16の2、17の項; 第二 alone after another schedule in the list (別表第一及び第二)."""
        start = at
        is_supplement = self.kind(at) is Kind.SUPPLEMENT and self.kind(at + 1) is Kind.SCHEDULE
        at += is_supplement
        if self.kind(at) is Kind.SCHEDULE:
            at += 1
        elif before is None or before.schedule is None or self.kind(at) is not Kind.ORDINAL:
            return None
        number: Number = UNNUMBERED
        place = self.skip(at)
        ordinal = self.kind(place) is Kind.ORDINAL
        read = self.number(self.skip(place + 1) if ordinal else place, joined=False)
        if read is not None and not self._closes_row(read[1]) and (ordinal or self._is_schedule_number(place, read)):
            number, at = (read[0],), read[1]
        if self.kind(start) is Kind.ORDINAL and (number == UNNUMBERED or self.kind(self.skip(at)) is Kind.UNIT):
            return None
        read_rows = self._rows_of(at)
        rows, at = read_rows if read_rows is not None else ((), at)
        part = None
        if not rows:
            part, at = self._schedule_part(at)
        return Locator(is_supplement, schedule=number, rows=rows, part=part, span=self.span(start, at)), at

    def _is_schedule_number(self, at: int, read: tuple[int, int]) -> bool:
        """Whether a number without 第 counts schedules (別表二, 別表2の16) and not rows (別表10、20の項)."""
        is_few = read[0] <= MOST_SCHEDULES and self.kind(read[1]) is Kind.OF and self.kind(read[1] + 1) is Kind.NUMBER
        return is_few or not self.word(at).isascii() or not self._reads_rows(at)

    def _closes_row(self, at: int) -> bool:
        """Whether 項 stands here: 別表第24項 is row 24 of 別表, 別表24の項 too."""
        return self.word(at) == "項" or self._is_row_end(at)

    def _reads_rows(self, at: int) -> bool:
        read = self.rows(at)
        return read is not None and read[2]

    def _schedule_part(self, at: int) -> tuple[str | None, int]:
        """の各項, or 第４欄."""
        place = self.skip(at)
        place += self.kind(place) is Kind.OF
        if self.word(place) == "各項":
            return "各項", place + 1
        if self.kind(place) is Kind.ORDINAL:
            read = self.number(place + 1)
            if read is not None and self.word(read[1]) == "欄":
                return f"第{read[0]}欄", read[1] + 1
        return None, at

    # ------------------------------------------------------------------------------------------ rows

    def _rows_of(self, at: int) -> tuple[tuple[Row, ...], int] | None:
        """Rows right after 別表第二 or の表: の16の項, 16の項, （16、17の項）, 項番16; a caption may stand between."""
        place = self.skip(at)
        if self.kind(place) is Kind.OPEN and (close := self.closes.get(place)):
            inner = self.rows(self.skip(place + 1))
            if inner is not None and self.skip(inner[1]) == close:
                return inner[0], close + 1
            after = self.skip(close + 1)
            if self.kind(after) is not Kind.OF and not self._reads_rows(after):
                return None
            self.passed.append((place + 1, close))
            place = at = after
        has_joint = self.kind(place) is Kind.OF
        listed = self._listed_rows(place)
        if listed is not None:
            return listed
        is_apart = place != at or self.kind(place) is Kind.SEPARATOR
        read = self.rows(self.skip(place + (self.kind(place) in (Kind.OF, Kind.SEPARATOR))))
        if read is None:
            return None
        rows, end, is_closed = read
        if is_apart and not has_joint and not is_closed:
            return None  # 別表第一、3つの事務
        return rows, end

    def _listed_rows(self, at: int) -> tuple[tuple[Row, ...], int] | None:
        """Rows behind a few words: に定める事務　項番８."""
        place = at
        while place < at + 4 and self.kind(place) in (Kind.BY, Kind.SPACE, Kind.OTHER, Kind.OPEN, Kind.OF):
            place += 1
        if place == at or self.kind(place) is not Kind.ROW_NO or not self.word(place - 1).endswith(("事務", " ", "(", "の")):
            return None
        read = self.rows(place)
        return (read[0], read[1]) if read is not None else None

    def rows(self, at: int) -> tuple[tuple[Row, ...], int, bool] | None:
        """Numbers of rows, the place after them, and whether の項 says what they are."""
        found: list[Row] = []
        is_closed = False
        end = place = at
        while read := self._row_range(place):
            row, after, is_said = read
            if not is_said and not self._may_end_row(after):
                break
            found.append(row)
            is_closed, end = is_closed or is_said, after
            place = self.skip(end, _BREAK if is_said else _GAP)
            if self.kind(place) not in (Kind.SEPARATOR, Kind.AND):
                break
            place = self.skip(place + 1, _BREAK)
            place = self.skip(place + (self.kind(place) is Kind.SEPARATOR), _BREAK)
        return (tuple(found), end, is_closed) if found else None

    def _row_range(self, at: int) -> tuple[Row, int, bool] | None:
        """A row, or a range of rows: １の項から４の項まで, 5~7, 5-7."""
        read = self._row(at)
        if read is None:
            return None
        first, after, is_said = read
        joint = self.skip(after)
        last = self._row(self.skip(joint + 1)) if self.kind(joint) in (Kind.TILDE, Kind.FROM, Kind.DASH) else None
        if last is None:
            return read
        if self.kind(joint) is Kind.FROM and not (is_said or last[2]):
            return read
        if self.kind(joint) is Kind.DASH and last[0] < first:
            # 16-2 is 16の2: a range would count upwards.
            return ((*first, *last[0]), *last[1:]) if len(last[0]) == 1 else read
        end = last[1] + (self.kind(last[1]) is Kind.TO)
        is_ended = self._is_row_end(end)
        return NumberRange(first, last[0]), self._past_row_end(end) if is_ended else end, is_said or last[2] or is_ended

    def _row(self, at: int) -> tuple[Number, int, bool] | None:
        """One row, the place after it, and whether の項 follows."""
        is_row_no, is_ordinal = self.kind(at) is Kind.ROW_NO, self.kind(at) is Kind.ORDINAL
        at = self.skip(at + 1) if is_row_no or is_ordinal else at
        read = self.number(at)
        if read is None:
            return None
        more, after = self.branches(read[1], in_rows=True)
        if is_ordinal and self.word(after) != "項" and (more or not self._is_row_end(after)):
            return None  # 第 begins a row only in 第16項: 、第二の3の項 is another schedule
        row = (read[0], *more)
        if self.word(after) == "項":
            return row, after + 1, True
        if self._is_row_end(after):
            return row, self._past_row_end(after), True
        return row, after, is_row_no

    def _may_end_row(self, at: int) -> bool:
        kind = self.kind(self.skip(at))
        if kind in (None, Kind.SEPARATOR, Kind.TILDE, Kind.NEWLINE, Kind.CLOSE, Kind.OPEN, Kind.FROM, Kind.TO):
            return True
        return self.kind(at) is Kind.SPACE or self.word(at)[:1] in _FOLLOWS_ROW

    # ------------------------------------------------------------------------------------------ lists

    def target(self, at: int, before: Locator | None, loose: bool = False) -> tuple[Locator, int] | None:
        """A schedule or a provision."""
        return self.schedule(at, before) or self.chain(at, before, loose)

    def targets(self, at: int, loose: bool) -> tuple[tuple[Target, ...], int, list[tuple[int, int]]]:
        """A list of provisions, the place after it, and the captions passed over."""
        found: list[Target] = []
        captions: list[tuple[int, int]] = []
        read = self.target(at, None, loose)
        while read is not None:
            locator, at = read
            locator, at = self._ranged(locator, at, found)
            after = self._captions(at, captions)
            joint = self.skip(after)
            kind = self.kind(joint)
            if kind in (Kind.SEPARATOR, Kind.AND):
                joint = self.skip(joint + 1)
                joint += self.kind(joint) is Kind.SEPARATOR  # 、及び
            elif kind is Kind.OF and self.kind(joint + 1) is Kind.SCHEDULE:
                joint += 1
            elif self.kind(joint) is not Kind.SCHEDULE:
                break
            read = self.target(self.skip(joint, _BREAK), locator, loose=True)
        return tuple(found), at, captions

    def _ranged(self, first: Locator, at: int, found: list[Target]) -> tuple[Locator, int]:
        place = self.skip(at)
        if self.kind(place) in (Kind.FROM, Kind.TILDE):
            read = self.target(self.skip(place + 1), first)
            if read is not None:  # まで is often left out
                last, at = read[0], read[1] + (self.kind(read[1]) is Kind.TO)
                found.append(LocatorRange(first, last, Span(first.span.start, self._end(at))))
                return last, at
        found.append(first)
        return first, at

    def _captions(self, at: int, captions: list[tuple[int, int]]) -> int:
        """Past （指定及び通知） after a provision."""
        while self.kind(place := self.skip(at)) is Kind.OPEN and (close := self.closes.get(place)):
            captions.append((place + 1, close))
            at = close + 1
        return at

    # ------------------------------------------------------------------------------------------ laws

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
            return DerivedLaw(Reference(None), token.text, True, self.span(at, at + 1)), at + 1
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
        while self.kind(place := self.skip(at, _BREAK)) is Kind.OPEN and (close := self.closes.get(place)):
            number = self._number_in(place, close)
            aliases = self._aliases_in(place, close)
            if number is None and not aliases:
                break
            if number is not None:
                law = replace(law, number=number, law=_numbered(law, number))
            law = replace(law, aliases=(*law.aliases, *(alias for alias in aliases if alias not in law.aliases)))
            at = close + 1
        return law, at

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

    def reference(self, at: int) -> tuple[Reference, int, list[tuple[int, int]]] | None:
        """A reference that begins at this token."""
        start = at
        law = self.law(at)
        if law is not None:
            ref, after = law
            targets, end, captions = self._targets_of_law(after)
            if not targets and isinstance(ref, NamedLaw) and not (ref.is_sure or ref.number or ref.aliases):
                return None
            end = end if targets else after
            return self._derived(Reference(ref, targets, self.span(start, end)), start, end, captions)
        if self._begins_target(at) and not self._is_word(at):
            targets, end, captions = self.targets(at, loose=False)
            if targets:
                return self._derived(Reference(None, targets, self.span(start, end)), start, end, captions)
        return self._bare_rows(at)

    def _targets_of_law(self, at: int) -> tuple[tuple[Target, ...], int, list[tuple[int, int]]]:
        """What follows a law: its provisions, behind a remark in parentheses too, or a part of a notice."""
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

    def _notice_part(self, at: int) -> tuple[tuple[Target, ...], int, list[tuple[int, int]]]:
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

    def _bare_rows(self, at: int) -> tuple[Reference, int, list[tuple[int, int]]] | None:
        """Rows without their schedule: （１、２、３の項）."""
        if self.kind(at) not in (Kind.NUMBER, Kind.ROW_NO) or self.kind(at - 1) in (Kind.NUMBER, Kind.ORDINAL, Kind.DASH):
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

    def _derived(
        self, base: Reference, start: int, end: int, captions: list[tuple[int, int]]
    ) -> tuple[Reference, int, list[tuple[int, int]]]:
        """番号法第19条第8号に基づく主務省令第2条の表: the order is the law, what it rests on its name."""
        after = self.skip(self._captions(end, []))
        link = self.kind(after)
        at = self.skip(after + 1) if link in (Kind.OF, Kind.BY) else after
        if not base.targets or self.kind(at) is not Kind.ORDER:
            return base, end, captions
        order = self.word(at)
        is_title = link is not Kind.BY or order != "主務省令"
        law = DerivedLaw(base, order, is_title, self.span(start, at + 1))
        targets, last, more = self.targets(self._past_joint(at + 1), loose=True)
        last = last if targets else at + 1
        return Reference(law, targets, self.span(start, last)), last, [*captions, *more]


def _again(place: object) -> object:
    """A place as the next provision in the list inherits it: 前条第1項、第2項 are of one article."""
    return Relative.SAME if isinstance(place, Relative) else place


def _is_ideograph(char: str) -> bool:
    return "一" <= char <= "鿿" or "ァ" <= char <= "ー"


def _numbered(law: NamedLaw, number: LawNumber) -> Law | None:
    return law.law if law.law is not None and law.law.number is not None else numbered_law(law.name, number)


_PAIRS = {")": "(", "]": "[", "】": "【", "」": "「", "』": "『"}


def _closes(tokens: Sequence[Token]) -> dict[int, int]:
    """Brackets that are closed: place of the opening one to place of the closing one."""
    closes: dict[int, int] = {}
    opened: list[int] = []
    for at, token in enumerate(tokens):
        if token.kind is Kind.OPEN:
            opened.append(at)
        elif token.kind is Kind.CLOSE:
            for back in range(len(opened) - 1, max(-1, len(opened) - 4), -1):
                if tokens[opened[back]].text == _PAIRS[token.text]:
                    closes[opened[back]] = at
                    del opened[back:]
                    break
    return closes


def parse(text: Text, tokens: Sequence[Token]) -> list[Reference]:
    """Every reference in a text, in the order in which they begin."""
    parser = Parser(text, tokens, _closes(tokens))
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
