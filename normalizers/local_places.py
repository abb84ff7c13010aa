"""Local governments by name, and where a name or an address names one: ``data/local_governments.csv``."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import NamedTuple

# Characters that are written for each other in names of places; each stands for the first of its group. 嶋 is not among
# them: 鹿島市 and 鹿嶋市 are two cities.
_VARIANTS = (
    "ケヶがガヵ", "ノの之", "桧檜", "竜龍", "沢澤", "条條", "篭籠", "桜櫻", "浜濱", "斎齋", "辺邊邉", "広廣",
    "国國", "島嶌", "真眞", "鯵鰺", "塩鹽", "高髙", "崎﨑", "瀬瀨", "柳栁", "曽曾", "県縣", "区區", "恵惠",
    "弥彌", "栄榮", "徳德", "富冨", "祇祗", "梼檮", "壱壹", "砺礪", "讃讚", "岳嶽", "騨驒", "諌諫", "奥奧",
    "館舘", "与與", "滝瀧", "峰峯", "当當", "豊豐", "礼禮", "桑桒",
)  # fmt: skip
_ONE_WAY = str.maketrans({other: group[0] for group in _VARIANTS for other in group[1:]})
_SPACE = re.compile(r"\s+")

# Designated cities (政令指定都市), of a cabinet order under 地方自治法第252条の19: no code of their wards in the data.
DESIGNATED_CITIES = frozenset(
    (
        "札幌市", "仙台市", "さいたま市", "千葉市", "横浜市", "川崎市", "相模原市", "新潟市", "静岡市", "浜松市",
        "名古屋市", "京都市", "大阪市", "堺市", "神戸市", "岡山市", "広島市", "北九州市", "福岡市", "熊本市",
    )
)  # fmt: skip
# 長田区 is one, 市長 is not; nor are 学区, 地区, 管区, 選挙区, 特別区, 行政区, 財産区 and 区画, 区域, 区分, 区間.
_WARD = re.compile(
    r"(?!長(?!田区))[^、・()/区]{1,4}?(?<![学地管校教各])(?<!選挙)(?<!特別)(?<!行政)(?<!財産)区(?![画域分間内外民])"
)
# 郡 between a prefecture and its towns and villages (余市郡, 赤穂郡上郡町); two of them have an island there.
_COUNTY = re.compile(r"[^、・()/]{1,4}?郡|三宅島|八丈島")
# What shows that a name of a place goes on: 東村 is not what 東村川市長 begins with.
_GOES_ON = re.compile(r"[^、・()/市区町村長]{1,4}[市町村](?=長|$|教育|役|選挙|議会|[、・()/])")


class Place(NamedTuple):
    """A local government: its 6-digit code, its prefecture, its municipality (None for a prefecture's own)."""

    code: str
    prefecture: str
    municipality: str | None


class Named(NamedTuple):
    """What a name begins with: a prefecture, the places it may be, a designated city's ward, and the rest after it."""

    prefecture: str | None
    places: tuple[Place, ...]
    ward: str | None
    rest: str


def fold(text: str | None) -> str:
    """A text for finding places in: no white space, one of the characters that are written for each other.

    >>> fold("龍ヶ崎　市") == fold("竜ケ崎市")
    True
    """
    return _SPACE.sub("", unicodedata.normalize("NFKC", text or "")).translate(_ONE_WAY)


@cache
def places() -> tuple[Place, ...]:
    """All local governments, in the order of their codes."""
    text = files("normalizers").joinpath("data/local_governments.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(Place(row["code"], row["prefecture"], row["municipality"] or None) for row in rows)


@cache
def prefectures() -> dict[str, Place]:
    """Prefectures by their folded name."""
    return {fold(place.prefecture): place for place in places() if not place.municipality}


@cache
def municipalities() -> dict[str, tuple[Place, ...]]:
    """Places by the folded name of their municipality; several for names that stand in several prefectures."""
    found: dict[str, list[Place]] = {}
    for place in places():
        if place.municipality:
            found.setdefault(fold(place.municipality), []).append(place)
    return {name: tuple(some) for name, some in found.items()}


@cache
def _longest_name() -> int:
    return max(map(len, municipalities()))


def is_code(text: str) -> bool:
    """Whether a text is six digits of which the last checks the others: modulus 11, weights 6 to 2.

    The rule is that of 全国地方公共団体コード仕様 (総務省).

    >>> is_code("011002"), is_code("011003")
    (True, False)
    """
    if not re.fullmatch("[0-9]{6}", text):
        return False
    total = sum(int(digit) * weight for digit, weight in zip(text, range(6, 1, -1), strict=False))
    return text[-1] == str(11 - total % 11)[-1]


def _municipality(text: str, prefecture: str | None) -> tuple[tuple[Place, ...], str]:
    """The places with the longest name that ``text`` begins with and that does not go on, and the rest."""
    for length in range(min(_longest_name(), len(text)), 1, -1):
        fitting = municipalities().get(text[:length], ())
        fitting = tuple(one for one in fitting if prefecture in (None, one.prefecture))
        if fitting and not _GOES_ON.match(text[length:]):
            return fitting, text[length:]
    return (), text


def begins_with_place(text: str) -> Named:
    """Read the place that a folded name begins with: 大阪府高槻市長, 北安曇郡池田町長, 札幌市中央区長.

    >>> begins_with_place("札幌市中央区長")[2:]
    ('中央区', '長')
    """
    prefecture = next((one for name, one in prefectures().items() if text.startswith(name)), None)
    rest = text[len(prefecture.prefecture) :] if prefecture else text
    own = prefecture.prefecture if prefecture else None
    found, after = _municipality(rest, own)
    county = _COUNTY.match(rest)
    if not found and county:
        found, after = _municipality(rest[county.end() :], own)
        found = tuple(one for one in found if (one.municipality or "").endswith(("町", "村")))
    if not found:
        return Named(own, (), None, rest)
    ward = _WARD.match(after) if {one.municipality for one in found} & DESIGNATED_CITIES else None
    return Named(own, found, ward[0] if ward else None, after[ward.end() :] if ward else after)
