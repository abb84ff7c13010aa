"""Counts, and the bounds of labels such as 10万人以上100万人未満."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

_INT64_MAX = 2**63 - 1
_UNITS = {"人": "person", "項目": "item", "年": "year"}
_SCALES = {"": 1, "千": 1_000, "万": 10_000, "億": 100_000_000}
_QUANTITY = r"(\d[\d,]*)(千|万|億|)(人|項目|年)"
_RANGE = re.compile(rf"(?:{_QUANTITY}以上)?(?:{_QUANTITY}未満)?(?:\(.*\))?")
_EXACT = re.compile(rf"{_QUANTITY}(?:\(.*\))?")
_NUMBER = re.compile(r"\d[\d,]*")


class SizeRange(NamedTuple):
    """Bounds of a label: ``lower`` inclusive, ``upper`` exclusive, None where open; ``unit`` None where it has none."""

    lower: int | None = None
    upper: int | None = None
    unit: str | None = None


def _compact(text: str) -> str:
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def _int64(digits: str, scale: str = "") -> int | None:
    # Python refuses to read absurdly long digit strings, and int64 columns could not hold them.
    digits = digits.replace(",", "")
    value = int(digits) * _SCALES[scale] if len(digits) < 20 else _INT64_MAX + 1
    return value if value <= _INT64_MAX else None


def size_range(label: str | None) -> SizeRange:
    """What a size, count or period label says; all None for a label that says no quantity.

    A bare quantity (5年) is a range of one.

    >>> size_range("1,000人以上1万人未満")
    SizeRange(lower=1000, upper=10000, unit='person')
    >>> size_range("20年以上")
    SizeRange(lower=20, upper=None, unit='year')
    >>> size_range("定められていない")
    SizeRange(lower=None, upper=None, unit=None)
    """
    text = _compact(label or "")
    if exact := _EXACT.fullmatch(text):
        value = _int64(exact[1], exact[2])
        return SizeRange(value, None if value is None else value + 1, _UNITS[exact[3]])
    match = _RANGE.fullmatch(text)
    if match is None or not (match[3] or match[6]):
        return SizeRange()
    lower = _int64(match[1], match[2]) if match[1] else None
    upper = _int64(match[4], match[5]) if match[4] else None
    return SizeRange(lower, upper, _UNITS[match[3] or match[6]])


def first_number(text: str | None) -> int | None:
    """The first whole number in a text, commas within it left out; None if there is none that fits 64 bits.

    >>> first_number("（　１，２３４　）件")
    1234
    """
    match = _NUMBER.search(_compact(text or ""))
    return _int64(match[0]) if match else None
