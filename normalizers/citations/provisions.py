"""Provisions of a law and lists of them: 第9条第1項、第2項及び別表第二の16の項."""

from __future__ import annotations

from dataclasses import replace

from normalizers.citations.model import UNNUMBERED, Locator, LocatorRange, Number, Relative, Row, Span, Target
from normalizers.citations.reader import BREAK, Caption
from normalizers.citations.rows import RowReader
from normalizers.citations.scanner import Kind

_LEVELS = {"条": "article", "項": "paragraph", "号": "item"}
_ORDER = {"article": 0, "paragraph": 1, "item": 2, "subitem": 3, "part": 4}
SHORT_ORDERS = ("省令", "命令")  # 別表第二省令
MOST_SCHEDULES = 3  # a number without 第 up to this counts schedules, where more numbers follow


class ProvisionReader(RowReader):
    """Reads provisions; each function gives the place after them too, or None where there is none."""

    __slots__ = ()

    def step(self, at: int, level: int, loose: bool) -> tuple[str, object, int] | None:
        """One step down below ``level`` (第9条, 第1項, イ …): field, value, next place.

        ``loose`` where 第 may be missing.
        """
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
        if not unit and (unit := self._unit_of_list(after)):
            is_number_of_law = unit == "号" and level < 0 and kind is Kind.ORDINAL  # 条例第1、2号
            is_below = _ORDER[_LEVELS[unit]] > level and not is_number_of_law
            return (_LEVELS[unit], (value,), after) if is_below else None
        after = self.skip(after) + 1
        if unit == "欄" and kind is Kind.ORDINAL and level >= 0:
            return "part", f"第{value}欄", after
        name = _LEVELS.get(unit)
        if name is None or _ORDER[name] <= level:
            return None
        more, after = self.branches(after) if name != "paragraph" else ((), after)
        return name, (value, *more), after

    def _unit_of_list(self, at: int) -> str:
        """The 条 or 号 that stands behind the last number of a list or range alone (第5～7条, 第7、8号); or nothing."""
        while self.kind(self.skip(at)) in (Kind.SEPARATOR, Kind.TILDE):
            read = self.number(self.skip(self.skip(at) + 1))
            if read is None:
                return ""
            at = read[1]
        return self.word(at) if self.word(at) in ("条", "号") else ""

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

    def target(self, at: int, before: Locator | None, loose: bool = False) -> tuple[Locator, int] | None:
        """A schedule or a provision."""
        return self.schedule(at, before) or self.chain(at, before, loose)

    def targets(self, at: int, loose: bool) -> tuple[tuple[Target, ...], int, list[Caption]]:
        """A list of provisions, the place after it, and the captions passed over."""
        found: list[Target] = []
        captions: list[Caption] = []
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
            read = self.target(self.skip(joint, BREAK), locator, loose=True)
            if read is not None and read[0].schedule is not None and self.order(read[1]) is not None:
                break  # 、別表第二の主務省令 is the name of an order
        return tuple(found), at, captions

    def order(self, at: int) -> int | None:
        """Where the name of an order stands that is called by the provision before it (の主務省令, 別表第二省令)."""
        link = self.skip(at)
        place = self.skip(link + 1) if self.kind(link) in (Kind.OF, Kind.BY) else link
        is_short = place == at and self.word(at) in SHORT_ORDERS
        return place if self.kind(place) is Kind.ORDER or is_short else None

    def _ranged(self, first: Locator, at: int, found: list[Target]) -> tuple[Locator, int]:
        place = self.skip(at)
        is_dash = self.kind(place) is Kind.DASH and self.kind(self.skip(place + 1)) is Kind.ORDINAL  # 第5条－第7条
        if self.kind(place) in (Kind.FROM, Kind.TILDE) or is_dash:
            read = self.target(self.skip(place + 1), first, loose=True)
            if read is not None:  # まで is often left out
                last, at = read[0], read[1] + (self.kind(read[1]) is Kind.TO)
                found.append(LocatorRange(first, last, Span(first.span.start, self._end(at))))
                return last, at
            if (read := self._last_branch(first, self.skip(place + 1))) is not None:
                found.append(LocatorRange(first, read[0], Span(first.span.start, self._end(read[1]))))
                return read
        found.append(first)
        return first, at

    def _last_branch(self, first: Locator, at: int) -> tuple[Locator, int] | None:
        """The 4 of 第12条の2～4: the last branch of the same article."""
        read = self.number(at)
        article, is_whole = first.article, first.paragraph is None and first.item is None and first.subitem is None
        if read is None or not is_whole or not isinstance(article, tuple) or len(article) < 2 or read[0] <= article[-1]:
            return None
        is_end = self.kind(read[1]) in (None, Kind.SEPARATOR, Kind.CLOSE, Kind.OPEN, Kind.SPACE, Kind.NEWLINE)
        return (replace(first, article=(*article[:-1], read[0])), read[1]) if is_end else None

    def _captions(self, at: int, captions: list[Caption]) -> int:
        """Past （指定及び通知） after a provision."""
        while self.kind(place := self.skip(at)) is Kind.OPEN and (close := self.closes.get(place)):
            captions.append((place + 1, close))
            at = close + 1
        return at


def _again(place: object) -> object:
    """A place as the next provision in the list inherits it: 前条第1項、第2項 are of one article."""
    return Relative.SAME if isinstance(place, Relative) else place
