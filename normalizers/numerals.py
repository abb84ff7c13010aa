"""Whole numbers as printed: Arabic digits of either width, kanji digits, and the units 十 to 兆."""

from __future__ import annotations

KANJI_DIGITS = "〇○零一二三四五六七八九十"  # what a printed year, month or day may consist of
_DIGITS = {
    digit: value
    for digits in ("0123456789", "０１２３４５６７８９", "〇一二三四五六七八九")
    for value, digit in enumerate(digits)
}
_DIGITS |= {"零": 0, "○": 0, "壱": 1, "弐": 2, "参": 3}
_WITHIN_MYRIAD = {"十": 10, "拾": 10, "百": 100, "千": 1_000}
_MYRIADS = {"万": 10_000, "億": 100_000_000, "兆": 1_000_000_000_000}
_LONGEST = 30  # characters; no printed count has more, and longer ones only cost time

#: Every character a number may have, as the inside of a pattern's character class.
NUMERALS = "".join((*_DIGITS, *_WITHIN_MYRIAD, *_MYRIADS)) + ",，"


def whole_number(text: str) -> int | None:
    """The number a text is, commas left out; None if it is none, or its units do not descend.

    >>> whole_number("1,000万"), whole_number("二十三"), whole_number("二〇二二"), whole_number("１万５千")
    (10000000, 23, 2022, 15000)
    >>> whole_number("人") is None, whole_number("万千億") is None
    (True, True)
    """
    if len(text) > _LONGEST:
        return None
    total, section, digits = 0, 0, ""
    last_myriad, last_unit = max(_MYRIADS.values()) * 10, 10_000
    for character in text:
        if character in _DIGITS:
            digits += str(_DIGITS[character])
        elif unit := _WITHIN_MYRIAD.get(character):
            if unit >= last_unit:
                return None
            section, digits, last_unit = section + int(digits or 1) * unit, "", unit
        elif unit := _MYRIADS.get(character):
            section += int(digits or 0)
            if not section or unit >= last_myriad:
                return None
            total, section, digits, last_myriad, last_unit = total + section * unit, 0, "", unit, 10_000
        elif character not in ",，" or not digits:
            return None
    is_number = bool(text) and (bool(digits) or text[-1] in _WITHIN_MYRIAD or text[-1] in _MYRIADS)
    return total + section + int(digits or 0) if is_number else None
