"""Which local government an agency's name names, and what kind of agency it is."""

from __future__ import annotations

import csv
import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import NamedTuple

# The first pattern that is found decides; a name that none fits is judged by the municipality in it.
_KINDS = (
    ("education_board", r"教育委員会|教育長"),
    ("incorporated", r"健康保険組合|共済組合|協会|機構|法人|基金|公社|センター"),
    ("union", r"広域連合|組合|企業団|広域行政"),
    ("national", r"大臣|庁長官|内閣|人事院|会計検査院|最高裁判所|国会"),
)
_KIND_OF_ENDING = {"市": "city", "区": "ward", "町": "town", "村": "village"}


class Agency(NamedTuple):
    """A local government by its 6-digit code, and the kind of agency. None where the name does not say for certain."""

    local_government_code: str | None
    prefecture: str | None
    municipality: str | None
    kind: str


class _Place(NamedTuple):
    code: str
    prefecture: str
    municipality: str


@cache
def _places() -> tuple[_Place, ...]:
    text = files("normalizers").joinpath("data/local_governments.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return tuple(_Place(row["code"], row["prefecture"], row["municipality"]) for row in rows)


def _named_prefecture(name: str) -> str | None:
    return next((place.prefecture for place in _places() if place.prefecture in name), None)


def _place(name: str) -> _Place | None:
    """The place with the longest municipality name in ``name``; the prefecture's own row if there is no municipality.

    None where the name names no place, or fits several (府中市 stands in two prefectures).
    """
    prefecture = _named_prefecture(name)
    rest = name.replace(prefecture, "", 1) if prefecture else name
    fitting = [p for p in _places() if p.municipality and p.municipality in rest]
    if prefecture:
        fitting = [p for p in fitting if p.prefecture == prefecture]
    if not fitting:
        return next((p for p in _places() if p.prefecture == prefecture and not p.municipality), None)
    longest = max(len(p.municipality) for p in fitting)
    best = [p for p in fitting if len(p.municipality) == longest]
    return best[0] if len(best) == 1 else None


def identify_agency(name: str | None) -> Agency:
    """Look a printed agency name up; a union, a national or an incorporated agency gets no local government code.

    >>> identify_agency("札幌市長")
    Agency(local_government_code='011002', prefecture='北海道', municipality='札幌市', kind='city')
    >>> identify_agency("府中市長")
    Agency(local_government_code=None, prefecture=None, municipality=None, kind='city')
    """
    text = re.sub(r"\s+", "", unicodedata.normalize("NFKC", name or ""))
    named = next((kind for kind, pattern in _KINDS if re.search(pattern, text)), None)
    if named not in (None, "education_board"):
        return Agency(None, _named_prefecture(text), None, named)
    place = _place(text)
    if place is None:
        ending = re.search(r"([市区町村])長?$", text)
        return Agency(None, None, None, named or (_KIND_OF_ENDING[ending[1]] if ending else "other"))
    own = _KIND_OF_ENDING.get(place.municipality[-1:], "prefecture")
    return Agency(place.code, place.prefecture, place.municipality or None, named or own)
