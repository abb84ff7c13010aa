"""Legal citations in printed text: 番号法第19条第8号、別表第二の16の2、17の項.

Three steps: ``scanner`` and ``names`` make tokens, ``grammar`` makes a syntax tree of each reference, and ``resolve``
says which law it is of and what it lists. ``printer`` goes the other way, for tests.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from normalizers.citations.grammar import parse
from normalizers.citations.model import Citation, Reference
from normalizers.citations.names import law_tokens
from normalizers.citations.resolve import cite
from normalizers.citations.scanner import Text, normal_form, tokens
from normalizers.laws import Law

__all__ = ["Citation", "Found", "find_citations", "may_cite", "parse_references"]

# Every citation has one of these; most texts have none.
_TRIGGER = re.compile(
    r"[0-9０-９〇一二三四五六七八九十百の前同次]\s?[条項号]|別\s?表|法|条例|規則|[政省府]令|告示|第\s?[0-9０-９一二三四五六七八九十]"
)


@dataclass(frozen=True, slots=True)
class Found:
    """The citations of a text in the order of their start, and the names that the text gives to laws."""

    citations: tuple[Citation, ...] = ()
    definitions: Mapping[str, Law] = field(default_factory=dict)


def may_cite(text: str) -> bool:
    """Whether a text may hold a citation at all: cheap, and never False where there is one."""
    return _TRIGGER.search(text) is not None


def _read(text: Text, definitions: Mapping[str, Law]) -> list[Reference]:
    return parse(text, tokens(text, law_tokens(text, definitions)))


def parse_references(text: str, definitions: Mapping[str, Law] | None = None) -> list[Reference]:
    """The syntax trees of the references in a text; never raises."""
    return _read(normal_form(text), definitions or {})


def find_citations(text: str | None, definitions: Mapping[str, Law] | None = None) -> Found:
    """The citations in a text; ``definitions`` are names that the document gave to laws before it. Never raises.

    >>> found = find_citations("番号法第19条第8号、別表第二の16の2、17の項")
    >>> [(one.article, one.item, one.schedule, one.schedule_rows) for one in found.citations]
    [('19', '8', None, ()), (None, None, '2', ('16-2', '17'))]
    >>> found.citations[0].law.law_id, found.citations[1].text
    ('425AC0000000027', '別表第二の16の2、17の項')
    """
    if not text or not may_cite(text):
        return Found()
    normal = normal_form(text)
    names = definitions or {}
    found, defined = cite(normal, _read(normal, names))
    if any(names.get(name) != law for name, law in defined.items()):
        found, _ = cite(normal, _read(normal, {**names, **defined}))
    return Found(tuple(found), defined)
