"""Which category of business (事務) an assessment is of: ``data/business_categories.yaml`` has the categories.

What is asked, in this order: the business's name, the assessment's title, the agency's name (where it is a body's of
one business, as a health insurance society's), the names of its systems, its legal basis. The first that answers
decides. Systems and laws name many a business that is only connected, so that there everything found must be of one
category; in a name or a title the heaviest words win.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files

import yaml

from normalizers.text import normalize_text

BUSINESS_NAME, TITLE, AGENCY = "business_name", "title", "agency_name"
SYSTEMS, LEGAL_BASIS = "system_names", "legal_basis"

# Systems that almost every assessment lists, and the law that they cite: they say nothing of the business.
_SHARED = frozenset({"resident_register", "integrated_addressee", "number_card", "information_network", "certificates"})
_SURE = 3  # the weight of words that name a business; less is not asked of systems and laws
_SPACE = re.compile(r"\s+")
_IN_PARENTHESES = re.compile(r"\(.*?(?:\)|$)")
# Bodies whose name says their one business, with who heads them. A local government has many: neither its name nor that
# of a unit of it (国保年金課) says which.
_OF_ONE_BUSINESS = re.compile(
    r"((?:(?![市区町村]長|知事).)*?(?:健康保険組合|健康保険協会|共済組合|年金基金|災害補償基金|日本学生支援機構|"
    r"(?:後期高齢者医療|介護保険)広域連合))(?:連合会)?(?:.{0,8}支部)?(?:(?:の?代表)?(?:広域連合|組合)?(?:の?(?:理事)?長|会長|管理者|代表).*)?"
)


@dataclass(frozen=True, slots=True)
class Category:
    """A category: ``patterns`` with weights, and the categories that it is ``of`` where several stand together."""

    slug: str
    ja: str
    en: str
    is_standardised: bool
    patterns: tuple[tuple[int, re.Pattern[str]], ...]
    of: frozenset[str]
    needs_words: bool


@dataclass(frozen=True, slots=True)
class Business:
    """A category, or None; ``evidence`` is what decided and its words; ``candidates`` are those that tie."""

    category: str | None = None
    evidence: str | None = None
    candidates: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Match:
    slug: str
    weight: int
    start: int
    end: int
    words: str


@cache
def categories() -> dict[str, Category]:
    """All categories by slug, in the order of the data file."""
    text = files("normalizers").joinpath("data/business_categories.yaml").read_text(encoding="utf-8")
    return {
        row["slug"]: Category(
            row["slug"],
            row["ja"],
            row["en"],
            row.get("standardised", False),
            tuple((weight, re.compile(one)) for weight, some in row["patterns"].items() for one in some),
            frozenset(row.get("of", ())),
            row.get("with_words", False),
        )
        for row in yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    }


def _hides(longer: _Match, match: _Match) -> bool:
    inside = longer.start <= match.start and match.end <= longer.end
    return inside and longer.end - longer.start > match.end - match.start and longer.slug != match.slug


@lru_cache(maxsize=4096)
def _matches(text: str | None) -> tuple[_Match, ...]:
    """Every match but those inside a longer one of another category (戸籍 in 戸籍の附票)."""
    said = _SPACE.sub("", normalize_text(text or ""))
    found = [
        _Match(category.slug, weight, match.start(), match.end(), match[0])
        for category in categories().values()
        for weight, pattern in category.patterns
        for match in pattern.finditer(said)
    ]
    return tuple(match for match in found if not any(_hides(other, match) for other in found))


def _together(top: frozenset[str], found: frozenset[str]) -> str | None:
    """The category that all of ``top`` are one of: several local taxes are local taxes, with arrears collection."""
    joint = [one for one in categories().values() if one.of and top <= one.of | {one.slug}]
    joint.sort(key=lambda one: not one.needs_words)
    return next((one.slug for one in joint if not one.needs_words or one.slug in found), None)


def _decide(matches: Sequence[_Match]) -> tuple[str, ...]:
    """The heaviest categories of a text, in the order of the data file: one is an answer, several tie."""
    heaviest = max((match.weight for match in matches), default=0)
    top = frozenset(match.slug for match in matches if match.weight == heaviest > 0)
    if len(top) > 1 and (joint := _together(top, frozenset(match.slug for match in matches))):
        return (joint,)
    return tuple(slug for slug in categories() if slug in top)


def _sure(texts: Sequence[str | None]) -> list[_Match]:
    matches = [match for text in texts for match in _matches(text)]
    return [match for match in matches if match.weight >= _SURE and match.slug not in _SHARED]


def _body_of_one_business(agency: str | None) -> str | None:
    """An agency's name without its head, if it is a body's of one business; None for any other name.

    >>> _body_of_one_business("架空市職員共済組合　理事長"), _body_of_one_business("架空市長（国保年金課）")
    ('架空市職員共済組合', None)
    """
    said = _SPACE.sub("", _IN_PARENTHESES.sub("", normalize_text(agency or "")))
    body = _OF_ONE_BUSINESS.fullmatch(said)
    return body[1] if body else None


def business_category(text: str | None) -> str | None:
    """The category that one name or title says.

    >>> business_category("軽自動車税（種別割）の賦課に関する事務")
    'light_vehicle_tax'
    >>> business_category("渡し船の定期券に関する事務")
    """
    decided = _decide(_matches(text))
    return decided[0] if len(decided) == 1 else None


def identify_business(
    name: str | None,
    title: str | None = None,
    systems: Sequence[str | None] = (),
    basis: Sequence[str | None] = (),
    agency: str | None = None,
) -> Business:
    """The category of a business; where the name's words tie, the title or the agency's name may choose among them.

    >>> identify_business("国民年金に関する事務")
    Business(category='national_pension', evidence='business_name: 国民年金', candidates=())
    >>> identify_business("児童手当と介護保険に関する事務").candidates
    ('long_term_care', 'child_allowance')
    """
    tied: tuple[str, ...] = ()
    for source, text in ((BUSINESS_NAME, name), (TITLE, title), (AGENCY, agency)):
        matches = _matches(_body_of_one_business(text) if source == AGENCY else text)
        decided = _decide(matches)
        if len(decided) == 1 and (not tied or decided[0] in tied):
            return Business(decided[0], f"{source}: {_words(matches, decided[0])}")
        tied = tied or (decided if source != AGENCY else ())
    if tied:
        return Business(candidates=tied)
    for source, texts in ((SYSTEMS, systems), (LEGAL_BASIS, basis)):
        decided = _decide(matches := _sure(texts))
        if len(decided) == 1:
            return Business(decided[0], f"{source}: {_words(matches, decided[0])}")
        tied = tied or decided
    return Business(candidates=tied)


def _words(matches: Sequence[_Match], slug: str) -> str:
    """The words that decided: the heaviest of the category, or of those it is made of."""
    of = categories()[slug].of
    mine = [match for match in matches if match.slug == slug] or [match for match in matches if match.slug in of]
    return max(mine, key=lambda match: (match.weight, match.end - match.start)).words
