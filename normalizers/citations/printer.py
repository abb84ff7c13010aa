"""References to text, in the several ways that offices print them. The parser must read each of them back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from normalizers.citations.model import (
    UNNUMBERED,
    DerivedLaw,
    LawRef,
    Locator,
    LocatorRange,
    NamedLaw,
    Number,
    NumberRange,
    Place,
    Reference,
    Relative,
    Row,
    Target,
)

_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
_LEVELS = (("article", "条"), ("paragraph", "項"), ("item", "号"))


@dataclass(frozen=True, slots=True)
class Style:
    """How to print: digits ``ascii``, ``wide`` or ``kanji``; what joins; whether what is said already is said again.

    ``joint`` stands between a schedule and its rows, ``is_each`` puts の項 behind every row, and ``by`` is what ties an
    order to the provision it is named by.
    """

    digits: str = "ascii"
    schedule_digits: str = "kanji"
    comma: str = "、"
    is_elliptic: bool = True
    is_tilde: bool = False
    joint: str = "の"
    is_each: bool = False
    by: str = "に基づく"


def kanji(value: int) -> str:
    """A number below ten thousand in kanji.

    >>> kanji(16), kanji(110), kanji(3)
    ('十六', '百十', '三')
    """
    digits = "〇一二三四五六七八九"
    text = ""
    for unit, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        count, value = divmod(value, unit)
        if count:
            text += ("" if count == 1 and name else digits[count]) + name
    return text or "〇"


def _digits(value: int, style: str) -> str:
    if style == "kanji":
        return kanji(value)
    return str(value).translate(_WIDE) if style == "wide" else str(value)


def _numbers(number: Number, style: str) -> str:
    return "の".join(_digits(value, style) for value in number)


def _step(place: Place, unit: str, style: Style) -> str:
    if isinstance(place, Relative):
        return place.value + unit
    if not place:
        return ""
    branches = "".join(f"の{_digits(value, style.digits)}" for value in place[1:])
    return f"第{_digits(place[0], style.digits)}{unit}{branches}"


def _row(row: Row, style: Style) -> str:
    if isinstance(row, NumberRange):
        first, last = _numbers(row.first, style.digits), _numbers(row.last, style.digits)
        return f"{first}～{last}" if style.is_tilde else f"{first}の項から{last}の項まで"
    return _numbers(row, style.digits)


def _rows(rows: Sequence[Row], style: Style) -> str:
    printed = [_row(row, style) for row in rows]
    if not style.is_each:
        ending = "" if printed and printed[-1].endswith("まで") else "の項"
        return style.comma.join(printed) + ending
    return style.comma.join(text if text.endswith("まで") else f"{text}の項" for text in printed)


def _schedule(locator: Locator, style: Style) -> str:
    number = locator.schedule or UNNUMBERED
    text = ("附則" if locator.is_supplement else "") + "別表"
    text += f"第{_digits(number[0], style.schedule_digits)}" if number else ""
    if not locator.rows:
        return text + (f"の{locator.part}" if locator.part else "")
    # Without の the digits must tell number and rows apart: 別表第二16の項.
    is_told = bool(number) and style.digits != style.schedule_digits
    return text + (style.joint if is_told or style.joint else "の") + _rows(locator.rows, style)


def _first_level(locator: Locator, before: Locator | None, style: Style) -> int:
    """From which level on to print: above it, everything is as in the provision before."""
    if not style.is_elliptic or before is None or before.schedule is not None or before.is_table or locator.is_table:
        return 0
    if locator.is_supplement != before.is_supplement:
        return 0
    names = ("article", "paragraph", "item", "subitem")
    for level, name in enumerate(names):
        if getattr(locator, name) != getattr(before, name):
            return level if getattr(locator, name) is not None else 0
    return 0


def _provision(locator: Locator, before: Locator | None, style: Style) -> str:
    if locator.schedule is not None:
        return _schedule(locator, style)
    level = _first_level(locator, before, style)
    text = "附則" if locator.is_supplement and level == 0 else ""
    text += "".join(_step(getattr(locator, name), unit, style) for name, unit in _LEVELS[level:])
    text += (locator.subitem or "") + (locator.part or "")
    if locator.is_table:
        text += "の表" + ("の" + _rows(locator.rows, style) if locator.rows else "")
    return text


def print_targets(targets: Sequence[Target], style: Style) -> str:
    """A list of provisions."""
    parts: list[str] = []
    before: Locator | None = None
    for target in targets:
        if isinstance(target, LocatorRange):
            first, last = _provision(target.first, before, style), _provision(target.last, target.first, style)
            parts.append(f"{first}～{last}" if style.is_tilde else f"{first}から{last}まで")
            before = target.last
        else:
            parts.append(_provision(target, before, style))
            before = target
    return style.comma.join(parts)


def print_law(law: LawRef, style: Style) -> str:
    """A law with its number and the names it is given from here on."""
    if isinstance(law, DerivedLaw):
        named = print_reference(law.base, style) + ("の" if law.is_title else style.by) + law.order
        return named + "".join(f"（以下「{alias}」という。）" for alias in law.aliases)
    if not isinstance(law, NamedLaw):
        return law.word
    text = law.name + (f"（{law.number}）" if law.number is not None else "")
    return text + "".join(f"（以下「{alias}」という。）" for alias in law.aliases)


def print_reference(reference: Reference, style: Style | None = None) -> str:
    """A reference as text.

    >>> law = NamedLaw("番号法", None)
    >>> targets = Locator(article=(19,), item=(8,)), Locator(schedule=(2,), rows=((16, 2), (17,)))
    >>> print_reference(Reference(law, targets), Style(digits="wide"))
    '番号法第１９条第８号、別表第二の１６の２、１７の項'
    """
    style = style or Style()
    law = print_law(reference.law, style) if reference.law is not None else ""
    return law + print_targets(reference.targets, style)
