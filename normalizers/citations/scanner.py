"""Characters to tokens: one written form of each character, and an offset back into the text as printed."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum, auto
from functools import lru_cache
from typing import NamedTuple

from normalizers.citations.model import Span


class Kind(Enum):
    """What a token is; ``OTHER`` is what means nothing here."""

    LAW = auto()  # the name of a law; its value says which
    LAW_NUMBER = auto()  # 平成25年法律第27号
    SAME_LAW = auto()  # 同法
    ORDER = auto()  # 主務省令で定める事務を定める命令
    BY = auto()  # に基づく
    NUMBER = auto()
    ORDINAL = auto()  # 第
    UNIT = auto()  # 条, 項, 号, 欄
    ROW_NO = auto()  # 項番, or 同表 before a row
    SCHEDULE = auto()  # 別表
    TABLE = auto()  # 表
    SUPPLEMENT = auto()  # 附則
    RELATIVE = auto()  # 同条, 前項
    PART = auto()  # ただし書
    SUBITEM = auto()  # イ
    OF = auto()  # の
    SEPARATOR = auto()
    AND = auto()  # と, which joins only before another provision
    FROM = auto()
    TO = auto()
    TILDE = auto()
    DASH = auto()
    OPEN = auto()
    CLOSE = auto()
    SPACE = auto()
    NEWLINE = auto()
    OTHER = auto()


class Token(NamedTuple):
    """A token: its text in normal form, its offsets in the normal form, and a number's or law's value."""

    kind: Kind
    text: str
    start: int
    end: int
    value: object = None


ORDERS = (
    "主務省令で定める事務及び情報を定める命令",
    "主務省令で定める事務を定める命令",
    "利用特定個人情報の提供に関する命令",
    "主務省令",
)
SAME_LAWS = (
    "同法施行令", "同法施行規則", "同施行令", "同施行規則", "同条例施行規則", "同法", "同令", "同条例", "同規則",
    "同省令", "同政令", "同命令", "同告示", "同要綱", "同規程",
)  # fmt: skip
_WORDS: Mapping[Kind, tuple[str, ...]] = {
    Kind.SAME_LAW: SAME_LAWS,
    Kind.ORDER: ORDERS,
    Kind.BY: ("に基づく", "に規定する", "に基く", "で定める", "に定める", "による"),
    Kind.UNIT: ("条", "項", "号", "欄"),
    Kind.ROW_NO: ("項番", "同表の", "同表"),
    Kind.SCHEDULE: ("別表", "付表"),
    Kind.TABLE: ("表",),
    Kind.SUPPLEMENT: ("附則", "付則"),
    Kind.RELATIVE: ("同条", "前条", "次条", "同項", "前項", "次項", "同号", "前号", "次号"),
    Kind.PART: (
        "各号列記以外の部分", "ただし書き", "ただし書", "但し書", "但書", "柱書き", "柱書", "本文", "前段", "後段",
        "各号", "各項",
    ),
    Kind.OF: ("の",),
    Kind.SEPARATOR: (
        "及び", "並びに", "又は", "若しくは", "および", "ならびに", "または", "もしくは", "かつ",
        "、", ",", "・", "/", ";",
    ),
    Kind.AND: ("と", "や"),
    Kind.FROM: ("から",),
    Kind.TO: ("まで",),
    Kind.TILDE: ("~", "乃至"),
    Kind.DASH: ("-",),
    Kind.OPEN: ("(", "[", "【", "「", "『"),
    Kind.CLOSE: (")", "]", "】", "」", "』"),
    Kind.SPACE: (" ",),
    Kind.NEWLINE: ("\n",),
}  # fmt: skip
# Words that hold a word above and mean something else: 項目 is no 項.
_NOT_WORDS = (
    "項目",
    "条例",
    "条件",
    "条約",
    "条文",
    "条項",
    "号俸",
    "代表",
    "公表",
    "発表",
    "表示",
    "表題",
    "一覧表",
    "第三者",
    "第一線",
    "本文書",
)
_KIND_OF_GROUP = {"ordinal": Kind.ORDINAL, "subitem": Kind.SUBITEM, "no": Kind.OTHER, "other": Kind.OTHER}
_KIND_OF = {word: kind for kind, words in _WORDS.items() for word in words}

DIGITS = "0-9"
KANJI_DIGITS = "〇一二三四五六七八九十百千"
_SUBITEM = "(?<![ァ-ヴー])[イロハニホヘトチリヌルヲワカヨタレソ](?![ァ-ヴー])"
# Characters that begin something: what holds none of them is one token.
_HEADS = {word[0] for word in (*_KIND_OF, *_NOT_WORDS)} | set(
    "第0123456789〇一二三四五六七八九十百千イロハニホヘトチリヌルヲワカヨタレソ"
)
_TOKEN = re.compile(
    rf"(?P<number>[{DIGITS}]+|[{KANJI_DIGITS}]+)|(?P<no>{'|'.join(_NOT_WORDS)})|(?P<ordinal>第(?=\s?[{DIGITS}{KANJI_DIGITS}]))"
    rf"|(?P<word>{'|'.join(map(re.escape, sorted(_KIND_OF, key=len, reverse=True)))})|(?P<subitem>{_SUBITEM})"
    rf"|(?P<other>[^{re.escape(''.join(sorted(_HEADS)))}]+|.)",
    re.DOTALL,
)

_ALIKE = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−－─━﹣", "-"),
        **dict.fromkeys("～〜∼∽", "~"),
        **dict.fromkeys("･·•‧∙⋅", "・"),
        **dict.fromkeys("，", ","),
        **dict.fromkeys("〔［〈＜《≪", "["),
        **dict.fromkeys("〕］〉＞》≫", "]"),
        "○": "〇",
        "◯": "〇",
    }
)
BULLET = "※"  # in place of ①, ⑴ …: a number that labels, and is none


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    """The written form of one character; ① is a bullet, every blank but the line break a space."""
    if char in "\n\x0b\x0c\x85\u2028\u2029":
        return "\n"
    if char.isspace():
        return " "
    if "\u2460" <= char <= "\u24ff" or "\u3220" <= char <= "\u3247" or "\u3251" <= char <= "\u32bf":
        return BULLET
    return unicodedata.normalize("NFKC", char).translate(_ALIKE)


@dataclass(frozen=True, slots=True)
class Text:
    """A printed text and its normal form; ``starts[i]`` and ``ends[i]`` are where normal character i was printed."""

    printed: str
    normal: str
    starts: Sequence[int]
    ends: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """Where the normal characters from ``start`` to ``end`` (exclusive, not empty) were printed."""
        return Span(self.starts[start], self.ends[end - 1])

    def printed_at(self, span: Span) -> str:
        """The text as printed at a span."""
        return self.printed[span.start : span.end]


def normal_form(printed: str) -> Text:
    """A text in normal form with its offsets.

    >>> text = normal_form("㍻２５年①")
    >>> text.normal, text.printed_at(text.span(2, 4))
    ('平成25年※', '２５')
    """
    parts = [char if "\u3041" <= char <= "\u30ff" or "\u4e00" <= char <= "\u9fff" else _fold(char) for char in printed]
    normal = "".join(parts)
    if len(normal) == len(printed):  # one character each: no form is empty
        return Text(printed, normal, range(len(printed)), range(1, len(printed) + 1))
    starts = [at for at, folded in enumerate(parts) for _ in folded]
    return Text(printed, normal, starts, [at + 1 for at in starts])


_DIGIT_VALUES = {digit: value for value, digit in enumerate("〇一二三四五六七八九")}
_UNITS = {"十": 10, "百": 100, "千": 1000}
MOST_DIGITS = 6  # no law has a million articles; Python would also refuse to read thousands of digits


def number_value(digits: str) -> int | None:
    """The value of Arabic or kanji digits; None for what is no number of a provision.

    >>> number_value("85"), number_value("百十三"), number_value("一〇五"), number_value("9" * 99)
    (85, 113, 105, None)
    """
    if len(digits) > MOST_DIGITS:
        return None
    if digits.isascii():
        return int(digits)
    if not any(digit in _UNITS for digit in digits):
        return int("".join(str(_DIGIT_VALUES[digit]) for digit in digits))
    total, pending = 0, 0
    for digit in digits:
        if digit in _UNITS:
            total += (pending or 1) * _UNITS[digit]
            pending = 0
        else:
            pending = _DIGIT_VALUES[digit]
    return total + pending


def _words(text: Text, start: int, end: int) -> Iterable[Token]:
    for match in _TOKEN.finditer(text.normal, start, end):
        group, word = match.lastgroup or "other", match[0]
        at = match.start()
        if group == "number":
            yield from _numbers(text, word, at)
        else:
            kind = _KIND_OF[word] if group == "word" else _KIND_OF_GROUP[group]
            yield Token(kind, word, at, match.end())


def _numbers(text: Text, digits: str, at: int) -> Iterable[Token]:
    """Digits as tokens, parted where full and half width meet (別表第１10の項 is schedule 1, row 10)."""
    start = 0
    for i in range(1, len(digits) + 1):
        if i == len(digits) or _is_wide(text, at + i) != _is_wide(text, at + start):
            value = number_value(digits[start:i])
            kind = Kind.NUMBER if value is not None else Kind.OTHER
            yield Token(kind, digits[start:i], at + start, at + i, value)
            start = i


def _is_wide(text: Text, at: int) -> bool:
    return not text.printed[text.starts[at]].isascii()


def tokens(text: Text, named: Iterable[Token]) -> list[Token]:
    """The tokens of a text; ``named`` are those of laws, found before, sorted and apart from each other."""
    found: list[Token] = []
    at = 0
    for law in named:
        found += _words(text, at, law.start)
        found.append(law)
        at = law.end
    found += _words(text, at, len(text.normal))
    return found
