"""Which edition of its form an assessment is printed on."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from extractors.characters import fold
from extractors.engine.formspec import FormSpec, Node
from extractors.engine.unruled import words_before_bracket
from extractors.layout.page import Page

_MONTH = r"(?P<era>令和|平成)(?P<year>\d{1,2}|元)年(?P<month>\d{1,2})月"
_FORM = r"様式(?P<form>\d)"
_STAMPS = (
    re.compile(rf"[\[【(]?(?P<printed>{_MONTH}{_FORM})[\]】)]?"),
    # turned round, 【様式4】（令和6年10月）: a bracket behind the month says that no day follows
    re.compile(rf"(?P<printed>[\[【(]?{_FORM}[\]】)]?[\[【(]?{_MONTH}[\]】)]{{1,2}})"),
)
_ERA = {"令和": 2018, "平成": 1988, "R": 2018, "H": 1988}


@dataclass(frozen=True, slots=True)
class Edition:
    """The form chosen; the stamp as printed, None if there is none; whether the forms have the edition it names."""

    spec: FormSpec
    stamp: str | None = None
    is_known: bool = False


def _months(year: int, month: int) -> int:
    return year * 12 + month


def _edition_months(spec: FormSpec) -> int:
    era, year, month = re.fullmatch(r"([HR])(\d+)-(\d+)", spec.version).groups()  # type: ignore[union-attr]
    return _months(_ERA[era] + int(year), int(month))


def is_stamp(key: str) -> bool:
    """Whether a folded text is what a form prints of its edition."""
    return any(stamp.fullmatch(key) for stamp in _STAMPS)


def name_edition(pages: Sequence[Page], specs: Sequence[FormSpec]) -> Edition:
    """The edition of an assessment's pages among ``specs`` of its form: by the stamp the nearest, without one that
    which explains most of the printed labels."""
    for page in pages[:2]:
        text = fold("".join(cell.key for cell in [*page.loose, *page.cells]))
        match = next(filter(None, (stamp.search(text) for stamp in _STAMPS)), None)
        if match and match["form"] == specs[0].form:
            year = _ERA[match["era"]] + (1 if match["year"] == "元" else int(match["year"]))
            when = _months(year, int(match["month"]))
            nearest = min(specs, key=lambda spec: (abs(_edition_months(spec) - when), _edition_months(spec)))
            return Edition(nearest, match["printed"], _edition_months(nearest) == when)
    keys = Counter(cell.key for page in pages for cell in page.cells if cell.lines)
    keys.update(words_before_bracket(cell) for page in pages if not page.has_borders for cell in page.loose)

    def explained(spec: FormSpec) -> int:
        return sum(1 for node in spec.nodes if any(key in keys or _numbered(node, key) in keys for key in node.keys))

    return Edition(max(specs, key=lambda spec: (explained(spec), -_edition_months(spec))))


def _numbered(node: Node, key: str) -> str:
    number = fold(node.number or "")
    return f"{number}.{key}" if number.isdigit() else number + key
