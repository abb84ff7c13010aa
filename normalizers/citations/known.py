"""Names of laws that are known, and law numbers, in a text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from normalizers.citations.scanner import DIGITS, KANJI_DIGITS, Kind, Token, normal_form, number_value
from normalizers.laws import ORDERS_OF_ACTS, Law, LawNumber, law_book, order_of

DIGITS_OF_ALL = frozenset("0123456789" + KANJI_DIGITS)
N = f"[{DIGITS}{KANJI_DIGITS}]"
_YEAR_TYPES = (
    "法律|政令|勅令|条例|規則|告示|訓令|命令|[^\\s、。,()「」年月日]{1,20}?(?:省令|府令|庁令|告示|訓令|規則|条例|令)"
)
_LAW_NUMBER = re.compile(
    rf"(?P<era>明治|大正|昭和|平成|令和)\s?(?P<year>元|{N}{{1,3}})年(?:\s?{N}{{1,3}}月\s?{N}{{1,3}}日)?\s?"
    rf"(?P<type>{_YEAR_TYPES})\s?第?\s?(?P<no>{N}+)号"
)

WORD = re.compile(r"[\u2e80-\u2fdf一-鿿々〆ァ-ヴーa-zA-Z]")
_LONG_NAME = 9  # characters; a known name as long as this is no part of another word


class _Index(NamedTuple):
    """Names by their first two characters, the longest first, and a pattern of those characters."""

    heads: Mapping[str, tuple[str, ...]]
    pattern: re.Pattern[str]


def _index(names: Iterable[str]) -> _Index:
    heads: dict[str, list[str]] = {}
    for name in names:
        heads.setdefault(name[:2] if len(name) > 1 else name, []).append(name)
    by_head = {head: tuple(sorted(sorted(them), key=len, reverse=True)) for head, them in heads.items()}
    return _Index(by_head, re.compile("|".join(sorted(map(re.escape, heads), key=lambda head: (-len(head), head)))))


_index_of_defined = lru_cache(maxsize=64)(_index)  # an assessment defines its names early, and then few more


@cache
def _index_of_declared() -> _Index:
    return _index(declared())


@cache
def declared() -> Mapping[str, Law]:
    """Declared laws by name in normal form."""
    return {normal_form(name).normal: law for name, law in law_book().by_name.items()}


def known_names(text: str, names: Mapping[str, Law], is_defined: bool) -> Iterator[Token]:
    """Tokens of the names in a text, the longest name at each place; they may overlap."""
    if not names:
        return
    heads, pattern = _index_of_defined(frozenset(names)) if is_defined else _index_of_declared()
    at = 0
    while match := pattern.search(text, at):
        start = match.start()
        name = next((name for name in heads[match[0]] if text.startswith(name, start)), None)
        if name is None or not _stands_alone(text, start, name):
            at = start + 1
            continue
        at = start + len(name)
        law, at = _with_order(text, names, names[name], start, at)
        yield Token(Kind.LAW, text[start:at], start, at, (law, is_defined, True))


def _with_order(text: str, names: Mapping[str, Law], law: Law, start: int, end: int) -> tuple[Law, int]:
    """The law, or its 施行令 or 施行規則 where that word follows the name."""
    for word in ORDERS_OF_ACTS:
        if law.kind == "act" and text.startswith(word, end):
            return names.get(law.name + word) or order_of(law, word), end + len(word)
    return law, end


def _stands_alone(text: str, start: int, name: str) -> bool:
    """Whether a name is no part of a longer word: 規則 is not in 運用規則, nor 番号法 in 改正番号法."""
    before = text[start - 1] if start else "\n"
    if len(name) < _LONG_NAME and WORD.match(before) and text[start - 2 : start] not in ("条例", "条の"):
        return False
    after = text[start + len(name) : start + len(name) + 1]
    if len(name) <= 2 and WORD.match(after):
        return after in "第別附施等上及又並若条" or text.startswith("関係", start + len(name))
    return not (name.endswith("法") and after in tuple("律令人制務案"))


def law_numbers(text: str) -> Iterator[Token]:
    """Tokens of law numbers with their year: 平成25年法律第27号."""
    for match in _LAW_NUMBER.finditer(text):
        year = 1 if match["year"] == "元" else number_value(match["year"])
        no = number_value(match["no"])
        if year and no is not None:
            yield Token(
                Kind.LAW_NUMBER, match[0], match.start(), match.end(), LawNumber(match["era"], year, match["type"], no)
            )
