"""Which of several municipalities of one name a document is of: 府中市 stands in Tokyo and in Hiroshima.

Trusted in this order: the agency's name, the addresses it gives for contact, its title, its declaration, the postal
codes of those addresses, any other text. A prefecture's governor, police or board (大阪府知事) is somebody else, and
says nothing of where the document is from.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from normalizers.local_places import Place, fold, prefectures

AGENCY_NAME, CONTACT, TITLE, DECLARATION = "agency_name", "contact", "title", "declaration"
POSTAL_CODE, TEXT = "postal_code", "text"

_COUNTERPART = r"(?!知事|警察|公安|教育|労働局|選挙|議会|内|外|等|及|又|や|以外)"
_POSTAL_CODE = re.compile(r"(?:〒|郵便番号)\D?(\d{2})\d-?\d{4}(?!\d)")
_DASHES = str.maketrans(dict.fromkeys("‐‑‒–—―−－─━", "-"))


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a document says beside its agency's name; ``others`` is called only where nothing else decides."""

    contacts: Sequence[str] = ()
    title: str | None = None
    declaration: str | None = None
    others: Callable[[], Iterable[str]] = tuple

    def levels(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Texts by how far they are trusted, after the agency's name."""
        texts = ((CONTACT, tuple(self.contacts)), (TITLE, (self.title,)), (DECLARATION, (self.declaration,)))
        return tuple((level, tuple(fold(text) for text in some if text)) for level, some in texts)


@cache
def _same_named() -> dict[tuple[str, str], tuple[str, str]]:
    """County and first two digits of the postal codes, by prefecture and municipality."""
    text = files("normalizers").joinpath("data/same_named_places.csv").read_text(encoding="utf-8")
    rows = csv.DictReader(text.splitlines())
    return {(row["prefecture"], row["municipality"]): (row["county"], row["postal_code"]) for row in rows}


def _known(place: Place) -> tuple[str, str]:
    return _same_named().get((place.prefecture, place.municipality or ""), ("", ""))


def _beside(text: str, candidates: Sequence[Place]) -> set[Place]:
    """Candidates whose prefecture or county stands straight before the municipality's name."""
    name = re.escape(fold(candidates[0].municipality))
    said = {fold(match[1]) for match in re.finditer(rf"({_any_prefecture()})(?:[^、・()/]{{1,4}}?郡)?{name}", text)}
    if said:
        return {place for place in candidates if fold(place.prefecture) in said}
    counties = {place: fold(_known(place)[0]) for place in candidates}
    return {place for place, county in counties.items() if county and county + fold(place.municipality) in text}


@cache
def _any_prefecture() -> str:
    return "|".join(map(re.escape, prefectures()))


def _mentioned(text: str, candidates: Sequence[Place]) -> set[Place]:
    said = {match[0] for match in re.finditer(rf"(?:{_any_prefecture()}){_COUNTERPART}", text)}
    return {place for place in candidates if fold(place.prefecture) in said}


def _by_postal_code(texts: Iterable[str], candidates: Sequence[Place]) -> set[Place]:
    codes = {match[1] for text in texts for match in _POSTAL_CODE.finditer(text.translate(_DASHES))}
    return {place for place in candidates if _known(place)[1] in codes}


def _only(found: Iterable[set[Place]]) -> Place | None:
    places = set().union(*found)
    return places.pop() if len(places) == 1 else None


def decide(name: str, candidates: Sequence[Place], evidence: Evidence) -> tuple[Place | None, str | None]:
    """The candidate that the most trusted text that knows points at, and which text that is; None where none does."""
    levels = evidence.levels()
    for level, texts in ((AGENCY_NAME, (fold(name),)), *levels):
        for look in (_beside, _mentioned):
            if place := _only(look(text, candidates) for text in texts):
                return place, level
    if place := _only([_by_postal_code(levels[0][1], candidates)]):
        return place, POSTAL_CODE
    others = [fold(text) for text in evidence.others()]
    for look in (_beside, _mentioned):
        if place := _only(look(text, candidates) for text in others):
            return place, TEXT
    return None, None
