"""Dates as Japanese offices print them, to ``datetime.date``."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

# The year before each era's first. Offices keep counting in an era after its end (平成31年5月1日) and before its
# beginning, so no era is bounded here.
_YEAR_ZERO = {"令和": 2018, "平成": 1988, "昭和": 1925, "大正": 1911, "明治": 1867}
_YEAR_ZERO |= {"R": 2018, "H": 1988, "S": 1925, "T": 1911, "M": 1867}

_DATE = re.compile(
    r"(?:(?P<era>令和|平成|昭和|大正|明治|(?<![A-Za-z])[RHSTM])\s*\.?\s*(?P<era_year>元|\d{1,2})"
    r"|(?<!\d)(?P<year>(?:19|20)\d\d))"
    r"\s*[年./-]\s*(?P<month>\d{1,2})\s*[月./-]\s*(?P<day>\d{1,2})(?!\d)"
)


def _year(match: re.Match[str]) -> int:
    if match["year"]:
        return int(match["year"])
    nth = 1 if match["era_year"] == "元" else int(match["era_year"])
    return _YEAR_ZERO[match["era"]] + nth if nth else 0


def first_date(text: str | None) -> date | None:
    """The first whole date in a text; None if there is none, or if the first is no day of the calendar.

    >>> first_date("令和４年１０月３日から令和４年１１月２日")
    datetime.date(2022, 10, 3)
    >>> first_date("令和4年12月（予定）") is None
    True
    """
    match = _DATE.search(unicodedata.normalize("NFKC", text or ""))
    if match is None:
        return None
    try:
        return date(_year(match), int(match["month"]), int(match["day"]))
    except ValueError:
        return None


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
