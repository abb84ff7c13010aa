"""Dates as Japanese offices print them: value, precision and place of every one in a text.

The patterns read the text as printed, full-width digits and all, so that spans are places in it. Offices keep counting
in an era after its end (平成31年5月1日) and before its beginning: such a date is counted on (a proleptic date) and
flagged.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from functools import lru_cache

from normalizers.eras import BY_SPELLING, Era
from normalizers.numerals import KANJI_DIGITS, whole_number


class Precision(StrEnum):
    """How much of a date is printed. A fiscal year (年度) begins on 1 April."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    FISCAL_YEAR = "fiscal_year"


@dataclass(frozen=True, slots=True)
class PrintedDate:
    """A date as printed at ``text[start:end]``.

    ``value`` is the day, or the first day of the month or year that is printed; None where it is no day of the
    calendar (2月30日) or 未定. ``bound`` says which end of a period it is (``from``, ``until``), None for a date of its
    own. ``is_impossible``: no day of the calendar, or not within the era it is counted in.
    """

    value: date | None
    precision: Precision | None
    start: int
    end: int
    bound: str | None = None
    is_planned: bool = False
    is_undecided: bool = False
    is_impossible: bool = False

    @property
    def norm(self) -> str | None:
        """The date in ISO 8601 as precise as printed, a fiscal year as FY2024; None without a value.

        >>> find_dates("令和6年10月")[0].norm, find_dates("令和6年度")[0].norm
        ('2024-10', 'FY2024')
        """
        if self.value is None:
            return None
        day = self.value.isoformat()
        if self.precision is Precision.FISCAL_YEAR:
            return f"FY{day[:4]}"
        return day[:4] if self.precision is Precision.YEAR else day[:7] if self.precision is Precision.MONTH else day


# ------------------------------------------------------------------------------------------------ what is printed

_D = "[0-9０-９]"
_NO_DIGIT = f"(?!{_D})"
# One or two digits; with a space between them (１ ０月) only where the unit behind says that they are one number.
_NUMBER = rf"(?:{_D}\s+{_D}(?=\s*[年月日])|{_D}{{1,2}}|[{KANJI_DIGITS}]{{1,3}})"
_FULL_WIDTH = dict(zip("ＲＨＳＴＭ", "RHSTM", strict=True))
_ERA = (
    r"(?:[令\uf9a8]\s*和|平\s*成|昭\s*和|大\s*正|明\s*治|[㋿㍻㍼㍽㍾]"
    "|(?<![A-Za-zＡ-Ｚａ-ｚ])[RHSTMＲＨＳＴＭ]"
    "|(?<![㐀-鿿])[令平昭])"  # 大 and 明 begin too many other words
)
_DASH = r"‐‑‒–—―−－\-"  # for a character class
_POINT = f"[.．/／{_DASH}]"
_WESTERN = rf"(?:[1１]\s*[9９]|[2２]\s*[0０])\s*{_D}\s*{_D}"
_KANJI_WESTERN = rf"(?<![{KANJI_DIGITS}])[一二][〇○零一二三四五六七八九]{{3}}(?=\s*年)"

# The same year again in parentheses: 平成30年（2018年）4月1日, 2018（平成30）年4月1日.
_WESTERN_GLOSS = rf"(?:\s*年?\s*[（(]\s*(?:西暦\s*)?(?P<gloss>{_WESTERN})\s*年?\s*[）)])?"
_ERA_GLOSS = rf"(?:\s*年?\s*[（(]\s*(?P<gloss_era>{_ERA})\s*(?P<gloss_year>元|{_NUMBER})\s*年?\s*[）)])?"

# 令和４年10月１日, R4.10.1, ㋿4年度, 西暦2022年10月, 二〇二二年十月一日, H31.4, 令和4年10/1 …
_DATE = (
    rf"(?:(?P<era>{_ERA})\s*[.．]?\s*(?P<era_year>元|{_NUMBER}){_WESTERN_GLOSS}"
    rf"|(?:西暦\s*)?(?<!{_D})(?<!{_D}[.．/／])(?P<year>{_WESTERN}|{_KANJI_WESTERN}){_ERA_GLOSS})"
    rf"\s*(?:(?P<fiscal>年\s*度)|(?P<sep>年|{_POINT}|(?<=[）)]))(?:\s*(?P<month>{_NUMBER})"
    rf"\s*(?:(?P<sep2>月|{_POINT})(?:\s*(?P<day>{_NUMBER}){_NO_DIGIT}(?:\s*日)?)?)?)?)"
)
_COMPACT = rf"(?<![0-9０-９A-Za-z.,])(?P<compact>(?:[1１][9９]|[2２][0０]){_D}{{6}})(?![0-9０-９A-Za-z.,])"
# What leans on the date before: 同年11月2日, 翌年3月, 同月30日.
_LEANING = (
    rf"(?P<lean_year>同\s*年|翌\s*年)\s*(?P<lean_month>{_NUMBER})\s*月(?:\s*(?P<lean_day>{_NUMBER})\s*日)?"
    rf"|同\s*月\s*(?P<same_month_day>{_NUMBER})\s*日"
)
_ANY = re.compile(rf"{_DATE}|{_COMPACT}|{_LEANING}|(?P<undecided>未\s*定(?!義)|未確定)")
# The end of a period, without what it has in common with its beginning: 令和4年10月1日～10月31日, R4.10.1～5.3.31.
_REST = re.compile(
    rf"(?:(?:(?P<era_year>{_NUMBER})\s*[年.．/／]\s*(?={_NUMBER}\s*[月.．/／]))?(?P<month>{_NUMBER})\s*[月.．/／]\s*)?"
    rf"(?P<day>{_NUMBER})(?:\s*日|(?<=[.．/／]{_D})|(?<=[.．/／]{_D}{_D})){_NO_DIGIT}"
    r"(?!\s*(?:間|以内|以上|以下|未満|後|前|目)|[.．/／])"
    rf"|(?:(?P<era_year2>{_NUMBER})\s*年\s*)?(?P<month2>{_NUMBER})\s*月(?!\s*(?:間|以内|以上|以下|未満|後|前))"
)
_ERA_AT = re.compile(_ERA)

_WEEKDAY = r"(?:\s*[（(]\s*[月火水木金土日](?:曜日?)?\s*[）)])?"
_TILDE = re.compile(rf"{_WEEKDAY}\s*(?:[~～〜∼]|[{_DASH}ー])\s*")
_FROM = re.compile(rf"{_WEEKDAY}\s*(?:から|より|[~～〜∼])\s*")
_FROM_WORD = re.compile("から|より")
_UNTIL = re.compile(rf"{_WEEKDAY}\s*(?:まで|迄)")
_UP_TO = re.compile(r"[~～〜∼至]\s*\Z")
_SINCE = re.compile(r"(?<![㐀-鿿])自\s*\Z")
_PLANNED_BEHIND = re.compile(r"[^。\n]{0,12}?(?:予定|見込)")
_PLANNED_BEFORE = re.compile(r"(?:予定|見込み?)(?:日|時期)?\s*[）):：]?\s*\Z")


def _number(text: str | None) -> int | None:
    return None if text is None else 1 if text == "元" else whole_number("".join(text.split()))


def _era(text: str | None) -> Era | None:
    name = "".join((text or "").split()).replace("\uf9a8", "令")
    return BY_SPELLING.get(_FULL_WIDTH.get(name, name))


# ------------------------------------------------------------------------------------------------ what it means


def _last_day(first: date, precision: Precision) -> date:
    if precision is Precision.DAY:
        return first
    if precision is Precision.MONTH:
        return first.replace(day=monthrange(first.year, first.month)[1])
    return date(first.year, 12, 31)


def _is_outside(first: date, precision: Precision, era: Era | None) -> bool:
    if era is None:
        return False
    return _last_day(first, precision) < era.first or (era.last is not None and first > era.last)


def _build(
    year: int,
    month: int | None,
    day: int | None,
    span: tuple[int, int],
    era: Era | None = None,
    is_fiscal: bool = False,
) -> PrintedDate:
    if is_fiscal:
        precision = Precision.FISCAL_YEAR
    else:
        precision = Precision.YEAR if month is None else Precision.MONTH if day is None else Precision.DAY
    try:
        first = date(year, 4 if is_fiscal else 1 if month is None else month, 1 if day is None else day)
    except ValueError:
        return PrintedDate(None, precision, *span, is_impossible=True)
    return PrintedDate(first, precision, *span, is_impossible=_is_outside(first, precision, era))


def _year(match: re.Match[str], era: Era | None) -> int:
    """The year in the western calendar; 0, which no calendar has, where two that are printed differ."""
    if era is not None:
        year, again = _counted(era, match["era_year"]), _number(match["gloss"])
    else:
        named = _era(match["gloss_era"])
        year, again = _number(match["year"]) or 0, _counted(named, match["gloss_year"]) if named else None
    return year if again in (None, year) else 0


def _counted(era: Era, printed: str) -> int:
    nth = _number(printed)
    return era.year_zero + nth if nth else 0


def _whole(match: re.Match[str]) -> PrintedDate | None:
    """A date that says its year; None where the signs between the numbers make it none (2022-10, 1990年代, R4-)."""
    era = _era(match["era"])
    year = _year(match, era)
    month, day, start = _number(match["month"]), _number(match["day"]), match.start()
    if match["fiscal"]:
        return _build(year, None, None, match.span(), era, is_fiscal=True)
    if match["sep"] not in ("年", ""):
        return _pointed(match, year, era)
    if month is not None and (match["sep2"] == "月" or day is not None):
        return _build(year, month, day, match.span(), era)
    end = match.end("sep")
    is_length = match.string[end : end + 1] in ("間", "代")
    return None if is_length else _build(year, None, None, (start, end), era)


def _pointed(match: re.Match[str], year: int, era: Era | None) -> PrintedDate | None:
    """R4.10.1, R4.10, 2022/10; not 第1.2, a document's number (2022-10), or what has no such month."""
    month, day = _number(match["month"]), _number(match["day"])
    if month is None or not 1 <= month <= 12 or (day is not None and not 1 <= day <= 31):
        return None
    if day is not None or match["sep2"] == "月":
        return _build(year, month, day, match.span(), era)
    end = match.end("month")
    is_open = match["sep2"] is not None or match.string[end : end + 1].isdigit()
    is_number = match["sep"] not in ".．/／" or (era is not None and era.initial in "TM")
    return None if is_open or is_number else _build(year, month, None, (match.start(), end), era)


def _leaning(match: re.Match[str], last: PrintedDate | None) -> PrintedDate | None:
    if last is None or last.value is None:
        return None
    if match["same_month_day"]:
        return _build(last.value.year, last.value.month, _number(match["same_month_day"]), match.span())
    year = last.value.year + match["lean_year"].startswith("翌")
    return _build(year, _number(match["lean_month"]), _number(match["lean_day"]), match.span())


def _read(match: re.Match[str], last: PrintedDate | None) -> PrintedDate | None:
    if match["undecided"]:
        return PrintedDate(None, None, *match.span(), is_undecided=True)
    if digits := match["compact"]:
        found = _build(int(digits[:4]), int(digits[4:6]), int(digits[6:]), match.span())
        return found if found.value else None  # any other number may have eight digits
    if match["lean_year"] or match["same_month_day"]:
        return _leaning(match, last)
    return _whole(match)


def _rest(text: str, first: PrintedDate) -> PrintedDate | None:
    """The end of a period that leaves out its era, year or month; behind から only where まで says that it is one."""
    connector = _TILDE.match(text, first.end) or _FROM.match(text, first.end)
    match = _REST.match(text, connector.end()) if connector and first.value else None
    if match is None or connector is None or first.value is None:
        return None
    if _FROM_WORD.search(connector[0]) and not _UNTIL.match(text, match.end()):
        return None  # 4月1日から30日: a length
    if "年" in text[first.start : first.end] and not re.search("[月日]", match[0]):
        return None  # points and slashes divide dates only where they do so from the first
    era_year, month = _number(match["era_year"] or match["era_year2"]), _number(match["month"] or match["month2"])
    day, year = _number(match["day"]), first.value.year
    if era_year is not None:
        era = _era(at[0]) if (at := _ERA_AT.match(text, first.start)) else None
        return _build(era.year_zero + era_year, month, day, match.span(), era) if era else None
    begin = first.value.month, first.value.day
    if (month or begin[0], day or 1) < begin:  # by the calendar, not by the date: this year may have no 29 February
        # 12月1日～1月31日 goes into the next year; 25日～5日 says too little
        return _build(year + 1, month, day, match.span()) if month else None
    return _build(year, month or begin[0], day, match.span())


# ------------------------------------------------------------------------------------------------ all of a text


def _scan(text: str) -> Iterator[PrintedDate]:
    position, last = 0, None
    while match := _ANY.search(text, position):
        printed = _read(match, last)
        if printed is None:
            position = match.start() + 1
            continue
        yield printed
        position, last = printed.end, printed if printed.value else last
        if rest := _rest(text, printed):
            yield rest
            position, last = rest.end, rest


def _bounds(text: str, dates: list[PrintedDate]) -> None:
    """Enter which end of a period each date is."""
    for n, printed in enumerate(dates):
        following = dates[n + 1].start if n + 1 < len(dates) else None
        tilde, is_joined = _TILDE.match(text, printed.end), n > 0 and dates[n - 1].bound == "from"
        before = text[dates[n - 1].end if n else 0 : printed.start]
        if (is_joined and (_TILDE.fullmatch(before) or _FROM.fullmatch(before))) or _UNTIL.match(text, printed.end):
            dates[n] = replace(printed, bound="until")
        elif _SINCE.search(before) or _FROM.match(text, printed.end) or (tilde and tilde.end() == following):
            dates[n] = replace(printed, bound="from")
        elif _UP_TO.search(before):
            dates[n] = replace(printed, bound="until")


def _plans(text: str, dates: list[PrintedDate]) -> None:
    """Enter which dates are plans (予定, 見込み): the word stands behind or before, and what holds of the end of a
    period holds of its beginning."""
    for n in reversed(range(len(dates))):
        behind = text[dates[n].end : dates[n + 1].start if n + 1 < len(dates) else len(text)]
        before = text[dates[n - 1].end if n else 0 : dates[n].start]
        is_planned = bool(_PLANNED_BEHIND.match(behind) or _PLANNED_BEFORE.search(before))
        is_planned |= dates[n].bound == "from" and n + 1 < len(dates) and dates[n + 1].is_planned
        dates[n] = replace(dates[n], is_planned=is_planned)


@lru_cache(maxsize=4096)  # the rows of a change table share few dates
def find_dates(text: str | None) -> tuple[PrintedDate, ...]:
    """Every date of a text in printed order, 未定 (undecided) included; empty if there is none. Never raises.

    >>> [found.norm for found in find_dates("令和４年１０月３日から同年１１月２日まで")]
    ['2022-10-03', '2022-11-02']
    """
    dates = list(_scan(text or ""))
    _bounds(text or "", dates)
    _plans(text or "", dates)
    return tuple(dates)


def main_date(text: str | None) -> PrintedDate | None:
    """The date a cell is about: its first whole date, else its first date of any precision; None if it has none."""
    dates = find_dates(text)
    return next((found for found in dates if found.precision is Precision.DAY), dates[0] if dates else None)


def first_date(text: str | None) -> date | None:
    """The first whole date in a text; None if there is none, or if the first is no day of the calendar.

    >>> first_date("令和４年１０月３日から令和４年１１月２日")
    datetime.date(2022, 10, 3)
    >>> first_date("令和4年12月（予定）") is None
    True
    """
    found = main_date(text)
    return found.value if found and found.precision is Precision.DAY else None


_PDF_DATE = re.compile(r"\s*(?:D:)?(\d{4})(\d\d)?(\d\d)?")


def pdf_date(text: str | None) -> date | None:
    """The day of a PDF date (``D:20221001093000+09'00'``), in the time zone it was written in.

    >>> pdf_date("D:20221001093000+09'00'")
    datetime.date(2022, 10, 1)
    """
    match = _PDF_DATE.match(text or "")
    if match is None:
        return None
    try:
        return date(int(match[1]), int(match[2] or 1), int(match[3] or 1))
    except ValueError:
        return None
