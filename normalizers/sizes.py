"""Counts, and the bounds of labels such as 10万人以上100万人未満."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from normalizers.numerals import NUMERALS, whole_number

_INT64_MAX = 2**63 - 1
_UNITS = {"人": "person", "名": "person", "項目": "item", "年": "year", "年間": "year", "か年": "year", "ヶ年": "year"}
_UNIT = "|".join(sorted(_UNITS, key=len, reverse=True))
# What stands behind a quantity, and the bound it is: (which, how much to add so that the range is half-open).
_BOUNDS = {
    "以上": ("lower", 0), "から": ("lower", 0), "~": ("lower", 0), "超": ("lower", 1), "を超え": ("lower", 1),
    "を超える": ("lower", 1), "より多い": ("lower", 1),
    "未満": ("upper", 0), "より少ない": ("upper", 0), "以下": ("upper", 1), "まで": ("upper", 1), "以内": ("upper", 1),
}  # fmt: skip
_BOUND = "|".join(sorted(_BOUNDS, key=len, reverse=True))
_PART = re.compile(rf"(?P<number>[{NUMERALS}]+)(?P<unit>{_UNIT})?(?P<bound>{_BOUND})?[、,・]?")
_TILDE = re.compile("[〜∼∽-]")  # between two quantities; other dashes have become - by then
_DASHES = re.compile("[‐‑‒–—―−－]")
_NOTE = re.compile(r"\(.*\)\Z")
_NUMBER = re.compile(r"\d[\d,]*")


class SizeRange(NamedTuple):
    """Bounds of a label: ``lower`` inclusive, ``upper`` exclusive, None where open; ``unit`` None where it has none."""

    lower: int | None = None
    upper: int | None = None
    unit: str | None = None


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


@lru_cache(maxsize=4096)
def size_range(label: str | None) -> SizeRange:
    """What a size, count or period label says; all None for a label that says no quantity, or more than a range.

    A bare quantity (5年) is a range of one. A note in parentheses at the end is left out.

    >>> size_range("1,000人以上1万人未満")
    SizeRange(lower=1000, upper=10000, unit='person')
    >>> size_range("二十年以上")
    SizeRange(lower=20, upper=None, unit='year')
    >>> size_range("定められていない")
    SizeRange(lower=None, upper=None, unit=None)
    """
    text = _NOTE.sub("", _TILDE.sub("~", _DASHES.sub("-", _compact(label or ""))))
    parts: list[re.Match[str]] = []
    while len(parts) < 2 and (match := _PART.match(text, parts[-1].end() if parts else 0)):
        parts.append(match)
    if not parts or parts[-1].end() != len(text):
        return SizeRange()
    numbers = [whole_number(part["number"].rstrip(",")) for part in parts]
    unit = _UNITS.get(parts[-1]["unit"] or parts[0]["unit"] or "")
    if unit is None or None in numbers or {_UNITS.get(part["unit"] or "", unit) for part in parts} != {unit}:
        return SizeRange()
    return _range([part["bound"] for part in parts], [number or 0 for number in numbers], unit)


def _range(words: list[str | None], numbers: list[int], unit: str) -> SizeRange:
    if len(words) == 1 and words[0] is None:
        return _checked(numbers[0], numbers[0] + 1, unit)
    if len(words) == 2 and words[1] is None and _BOUNDS.get(words[0] or "") == ("lower", 0):
        words = [words[0], "まで"]  # 10人〜50人
    bounds: dict[str, int] = {}
    for word, number in zip(words, numbers, strict=True):
        which, more = _BOUNDS.get(word or "", ("", 0))
        if not which or which in bounds:
            return SizeRange()
        bounds[which] = number + more
    return _checked(bounds.get("lower"), bounds.get("upper"), unit)


def _checked(lower: int | None, upper: int | None, unit: str) -> SizeRange:
    """No range where nothing lies between the bounds, or where one fits no column and would look open."""
    is_empty = lower is not None and upper is not None and lower >= upper
    return SizeRange() if is_empty or max(lower or 0, upper or 0) > _INT64_MAX else SizeRange(lower, upper, unit)


def first_number(text: str | None) -> int | None:
    """The first whole number in a text, commas within it left out; None if there is none that fits 64 bits.

    >>> first_number("（　１，２３４　）件")
    1234
    """
    match = _NUMBER.search(_compact(text or ""))
    # Python refuses to read absurdly long digit strings, and int64 columns could not hold them.
    digits = match[0].replace(",", "") if match else ""
    value = int(digits) if 0 < len(digits) < 20 else None
    return value if value is not None and value <= _INT64_MAX else None
