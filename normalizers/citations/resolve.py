"""References to citations: which law each is of, and one citation for each provision in a list or range."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from normalizers.citations.guesses import DOCUMENT_ENDINGS
from normalizers.citations.model import (
    Citation,
    DerivedLaw,
    Locator,
    LocatorRange,
    NamedLaw,
    Number,
    NumberRange,
    Place,
    Reference,
    Relative,
    Row,
    SameLaw,
    Span,
    Target,
    number_text,
)
from normalizers.citations.scanner import BULLET, KANJI_DIGITS, Text
from normalizers.laws import ORDERS_OF_ACTS, Law, act_of, law_book, order_of

MOST_IN_RANGE = 400  # provisions; a longer range is a misreading
_LIST_MARKS = frozenset(f" \n・*●○■□-.、()「」[]:;{BULLET}0123456789{KANJI_DIGITS}〇ァアイウエオカキクケコ")
# What is no law's name by itself, but shows that the provision behind it is not of the law before.
_OTHER_DOCUMENT = re.compile(rf"(?:条例|規則|政令|省令|{'|'.join(DOCUMENT_ENDINGS)})(?:\([^()\n]*\))?の? ?$")
_SAME_KINDS = {
    "同法": ("act",),
    "同令": ("cabinet_order", "ministerial_order"),
    "同政令": ("cabinet_order",),
    "同省令": ("ministerial_order",),
    "同命令": ("ministerial_order",),
    "同条例": ("ordinance",),
    "同規則": ("rule", "ministerial_order"),
    "同告示": ("notice",),
}
# The kind of law that an order of the same name rests on, and what its name has behind that law's.
_SAME_ORDER = {
    "同法施行令": ("act", "施行令"),
    "同施行令": ("act", "施行令"),
    "同法施行規則": ("act", "施行規則"),
    "同施行規則": ("act", "施行規則"),
    "同条例施行規則": ("ordinance", "施行規則"),
}


@dataclass(slots=True)
class _Known:
    """What has been read so far of a text."""

    text: Text
    references: list[tuple[Reference, Law | None, str | None]] = field(default_factory=list)
    laws: list[Law] = field(default_factory=list)
    locator: Locator | None = None  # the last article
    schedule: tuple[Law | None, str | None, Locator] | None = None  # the last schedule or table, and its law
    schedules: list[Number | None] = field(default_factory=list)
    names: dict[str, Law] = field(default_factory=dict)  # that the text gives to laws


@dataclass(frozen=True, slots=True)
class _Law:
    law: Law | None
    text: str | None  # as printed, where the law was named
    how: str


UNKNOWN = _Law(None, None, "unresolved")


def cite(text: Text, references: Sequence[Reference]) -> tuple[list[Citation], dict[str, Law]]:
    """The citations of a text in order, and the names that it gives to laws (以下「番号法」という。)."""
    known = _Known(text)
    found: list[Citation] = []
    for reference in references:
        found += _citations(known, reference)
    return sorted(found, key=lambda one: (one.start, one.end)), known.names


def _citations(known: _Known, reference: Reference) -> Iterator[Citation]:
    if isinstance(reference.law, DerivedLaw):
        base = reference.law.base
        own = base.targets[:-1] if reference.law.is_title else base.targets
        if own:
            yield from _citations(known, replace(base, targets=own))
    law = _law_of(known, reference)
    targets = reference.targets
    if not targets and law.law is not None:
        yield _citation(known, law, Locator(), "law", reference.span)
    start: int | None = reference.span.start
    one = law
    for target in targets:
        span = target.span if start is None else Span(start, target.span.end)
        start = None
        for locator, note in _expanded(known, target):
            if locator.rows and locator.schedule is None and not locator.is_table:
                one, locator = _of_schedule_before(known, locator)
            yield _citation(known, one, locator, _unit(locator), span, note)
        _remember(known, target, law)
    known.references.append((reference, one.law, one.text))
    if law.law is not None and reference.law is not None:
        known.laws.append(law.law)
        if isinstance(reference.law, NamedLaw | DerivedLaw):
            known.names.update(dict.fromkeys(reference.law.aliases, law.law))


# ------------------------------------------------------------------------------------------------ laws


def _law_of(known: _Known, reference: Reference) -> _Law:
    law = reference.law
    if law is None:
        return _carried(known, reference)
    printed = known.text.printed_at(law.span)
    if isinstance(law, NamedLaw):
        if law.law is None:
            same = _order_alone(known, law.name) if law.name in ORDERS_OF_ACTS else None
            return _Law(same, printed, "carried" if same else "unresolved")
        return _Law(law.law, printed, "defined" if law.is_defined else "named")
    if isinstance(law, SameLaw):
        same = _same(known, law)
        return _Law(same, printed, "carried" if same else "unresolved")
    return _derived(known, reference, law, printed)


def _order_alone(known: _Known, name: str) -> Law | None:
    """施行規則 alone is that of an ordinance cited last, else of the last act; an ordinance has no 施行令."""
    last = known.laws[-1] if known.laws else None
    if last is not None and last.kind == "ordinance" and name != "施行令":
        return order_of(last, name)
    return _same(known, SameLaw(f"同{name}"))


def _same(known: _Known, law: SameLaw) -> Law | None:
    if law.word == "同":
        return known.laws[-1] if known.laws else None
    if law.word in _SAME_ORDER:
        kind, order = _SAME_ORDER[law.word]
        base = next(_of_kinds(known, (kind,)), None)
        if base is None:
            return None
        return order_of(base, order)
    return next(_of_kinds(known, _SAME_KINDS.get(law.word, ())), None)


def _of_kinds(known: _Known, kinds: Sequence[str]) -> Iterator[Law]:
    """The laws of some kinds that were cited, the last first; an order (○○法施行令) speaks of its act too."""
    for one in reversed(known.laws):
        if one.kind in kinds:
            yield one
        elif "act" in kinds and (base := act_of(one)) is not None:
            yield base


def _derived(known: _Known, reference: Reference, law: DerivedLaw, printed: str) -> _Law:
    """The order named by a provision. A bare 主務省令 is that of the schedule or item cited last, or the only one with
    such a provision."""
    fitting = [one for one in law_book().derived if law.order in one.orders]
    laws = list(dict.fromkeys(one.law for one in fitting))
    if len(laws) == 1:
        return _Law(laws[0], printed, "named")
    if law.base.law is not None or law.base.targets:
        # A schedule without its law names the order all the same.
        base, how = _law_of(known, law.base).law if law.base.law is not None else None, "named"
        wanted = [_basis(target) for target in law.base.targets[-1:]]
        if "19-8" in wanted and any(schedule == (2,) for schedule in known.schedules):
            wanted = ["別表2"]  # the order of the time before 2024, when there was a 別表第二
    else:
        base, wanted, how = _basis_before(known)
    for by in wanted:
        for one in fitting:
            if one.by == by and base in (None, law_book().by_name[one.of]):
                return _Law(one.law, printed, how)
    tables = [
        f"第{_text_of(one.article)}条の表" for one in reference.targets if isinstance(one, Locator) and one.is_table
    ]
    for one in fitting:
        if one.by in tables and law.base.law is None:
            return _Law(one.law, printed, "inferred")
    return _Law(None, printed, "unresolved")


def _basis(target: Target) -> str | None:
    locator = target if isinstance(target, Locator) else target.last
    if locator.schedule is not None:
        return "別表" + number_text(locator.schedule)
    if isinstance(locator.article, tuple):
        last = locator.item or locator.paragraph
        return number_text(locator.article) + (f"-{number_text(last)}" if isinstance(last, tuple) else "")
    return None


def _basis_before(known: _Known) -> tuple[Law | None, list[str | None], str]:
    mine = law_book().by_name["番号法"]
    for reference, law, _ in reversed(known.references):
        if law == mine and reference.targets:
            return law, [_basis(target) for target in reversed(reference.targets)], "carried"
    return None, [], "unresolved"


def _carried(known: _Known, reference: Reference) -> _Law:
    """The law before a bare provision: of the same sentence, or of the list whose next line this is."""
    start = _normal_start(known.text, reference.span.start)
    normal = known.text.normal
    titled = _titled(known, normal, start)
    if titled is not None:
        return titled
    if not known.references:
        return UNKNOWN
    same_level = [one for one in known.references if one[0].depth <= reference.depth]
    if same_level:
        before, law, text = same_level[-1]
        between = normal[_normal_start(known.text, before.span.end) : start]
        if _OTHER_DOCUMENT.search(between):
            return UNKNOWN
        if "。" not in between and "\n" not in between:
            return _Law(law, text, "carried" if law else "unresolved")
    line = normal[normal.rfind("\n", 0, start) + 1 : start]
    if all(char in _LIST_MARKS for char in line):
        _, law, text = known.references[-1]
        return _Law(law, text, "carried" if law else "unresolved")
    return UNKNOWN


def _titled(known: _Known, normal: str, start: int) -> _Law | None:
    """A document named in quotation marks in the same sentence, nearer than any law: 「…規約」に同意のうえ、第３条."""
    begin = max(normal.rfind("。", 0, start), normal.rfind("\n", 0, start)) + 1
    if known.references:
        begin = max(begin, _normal_start(known.text, known.references[-1][0].span.end))
    close = normal.rfind("」", begin, start)
    opening = normal.rfind("「", begin, close) if close > begin else -1
    if opening < 0 or not normal[opening + 1 : close].endswith(DOCUMENT_ENDINGS):
        return None
    name = normal[opening + 1 : close].replace(" ", "")
    return _Law(Law(name, None, None, "other"), known.text.printed_at(known.text.span(opening + 1, close)), "named")


def _normal_start(text: Text, printed: int) -> int:
    """The first normal character printed at this offset or after it."""
    low, high = 0, len(text.starts)
    while low < high:
        middle = (low + high) // 2
        if text.starts[middle] < printed:
            low = middle + 1
        else:
            high = middle
    return low


def _of_schedule_before(known: _Known, locator: Locator) -> tuple[_Law, Locator]:
    """Rows alone belong to the schedule spoken of last, however far above."""
    if known.schedule is None:
        return UNKNOWN, locator
    law, text, schedule = known.schedule
    found = replace(schedule, rows=locator.rows, part=None)
    return _Law(law, text, "carried" if law else "unresolved"), found


# ------------------------------------------------------------------------------------------------ provisions


def _remember(known: _Known, target: Target, law: _Law) -> None:
    last = target.last if isinstance(target, LocatorRange) else target
    if last.schedule is not None or last.is_table:
        known.schedule = (law.law, law.text, last)
        known.schedules.append(last.schedule)
    elif last.article is not None or last.paragraph is not None or last.item is not None:
        known.locator = _placed(known, last)[0]


def _placed(known: _Known, locator: Locator) -> tuple[Locator, str | None]:
    """The locator with 同条, 前項 … counted out, and what stands above them filled in from the last provision."""
    before = known.locator
    note = None
    values: dict[str, Place] = {}
    is_relative = False
    for name in ("article", "paragraph", "item"):
        value: Place = getattr(locator, name)
        if isinstance(value, Relative):
            is_relative = True
            value = _counted(value, getattr(before, name) if before else None)
            note = note or ("the provision meant is not known" if value is None else None)
        values[name] = value
    if locator.article is None and locator.schedule is None and (locator.paragraph or locator.item or locator.subitem):
        if before is None:
            note = "the article meant is not known"
        else:
            values["article"] = before.article
            if locator.paragraph is None:
                values["paragraph"] = before.paragraph
            if locator.item is None and locator.paragraph is None:
                values["item"] = values["item"] or before.item
    if is_relative or note:
        return replace(locator, **values), note  # type: ignore[arg-type]
    return replace(locator, article=values["article"], paragraph=values["paragraph"], item=values["item"]), note


def _counted(value: Relative, before: Place) -> Place:
    if not isinstance(before, tuple):
        return None
    step = {Relative.SAME: 0, Relative.PREVIOUS: -1, Relative.NEXT: 1}[value]
    number = (*before[:-1], before[-1] + step) if before else before
    return number if number and number[-1] > 0 else None


def _expanded(known: _Known, target: Target) -> Iterator[tuple[Locator, str | None]]:
    if isinstance(target, Locator):
        yield _placed(known, target)
        return
    first, note = _placed(known, target.first)
    last, _ = _placed(known, replace(target.last, article=target.last.article or first.article))
    name = next(
        (name for name in ("item", "paragraph", "article") if getattr(target.last, name) is not None), "article"
    )
    numbers = _between(getattr(first, name), getattr(last, name))
    if numbers is None or replace(first, **{name: None}) != replace(last, **{name: None}):
        yield first, note or "a range whose provisions are not counted out"
        yield last, note or "a range whose provisions are not counted out"
        return
    for number in numbers:
        yield replace(first, **{name: number}), note


def _between(first: Place, last: Place) -> list[Number] | None:
    """Numbers from first to last: whole numbers, then the last one's branches, or branches of the same number; None
    where they can't be counted.

    >>> _between((5,), (7,)), _between((12, 2), (12, 4)), _between((5, 2), (7,))
    ([(5,), (6,), (7,)], [(12, 2), (12, 3), (12, 4)], None)
    >>> _between((5,), (6, 3))
    [(5,), (6,), (6, 2), (6, 3)]
    """
    if not isinstance(first, tuple) or not isinstance(last, tuple) or not first:
        return None
    if len(first) == 1 and len(last) == 2:  # 第5条から第6条の3まで: branches begin at の2
        whole, branches = _between(first, last[:1]), _between((last[0], 2), last)
        return [*whole, *branches] if whole and branches else None
    if len(first) != len(last) or first[:-1] != last[:-1] or not 0 <= last[-1] - first[-1] <= MOST_IN_RANGE:
        return None
    return [(*first[:-1], number) for number in range(first[-1], last[-1] + 1)]


def _rows(rows: Sequence[Row]) -> tuple[tuple[str, ...], str | None]:
    found: list[str] = []
    note = None
    for row in rows:
        if isinstance(row, NumberRange):
            numbers = _between(row.first, row.last)
            if numbers is None:
                note = "a range whose rows are not counted out"
            found += map(number_text, numbers if numbers is not None else [row.first, row.last])
        else:
            found.append(number_text(row))
    return tuple(found), note


def _unit(locator: Locator) -> str:
    if locator.is_table:
        return "table"
    return "schedule" if locator.schedule is not None or locator.rows else "article"


def _text_of(place: Place) -> str | None:
    return number_text(place) if isinstance(place, tuple) and place else None


def _citation(known: _Known, law: _Law, locator: Locator, unit: str, span: Span, note: str | None = None) -> Citation:
    rows, more = _rows(locator.rows)
    return Citation(
        law=law.law,
        law_text=law.text,
        how=law.how,
        unit=unit,
        is_supplement=locator.is_supplement,
        article=_text_of(locator.article),
        paragraph=_text_of(locator.paragraph),
        item=_text_of(locator.item),
        subitem=locator.subitem,
        part=locator.part,
        schedule=number_text(locator.schedule) if locator.schedule else None,
        schedule_rows=rows,
        start=span.start,
        end=span.end,
        text=known.text.printed_at(span),
        note=note or more,
    )
