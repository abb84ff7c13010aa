"""The syntax tree of a legal reference, and what becomes of it: a citation with its law.

Numbers are tuples, so that branches sort and print without loss: 第12条の2の2 is ``(12, 2, 2)``. Nodes that stand in a
text carry their span in it (offsets of code points, end exclusive), which takes no part in comparison.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from normalizers.laws import Law, LawNumber

Number = tuple[int, ...]


class Span(NamedTuple):
    """Offsets in the printed text, end exclusive."""

    start: int
    end: int


NOWHERE = Span(0, 0)


class Relative(Enum):
    """A provision named by where it stands from the last one: 同条, 前項, 次号."""

    SAME = "同"
    PREVIOUS = "前"
    NEXT = "次"


@dataclass(frozen=True, slots=True)
class NumberRange:
    """１の項から４の項まで: first and last row of a schedule, both inclusive."""

    first: Number
    last: Number


Row = Number | NumberRange
Place = Number | Relative | None
UNNUMBERED: Number = ()  # a law's only schedule, 別表


@dataclass(frozen=True, slots=True)
class Locator:
    """One provision of a law; what it inherits from the provision before it in a list is filled in.

    ``schedule`` is None for an article, ``UNNUMBERED`` for 別表, ``(2,)`` for 別表第二. ``is_table`` says that ``rows``
    are rows of a table in the article (第2条の表). ``rows`` alone, without schedule and table, are rows of the schedule
    spoken of.
    """

    is_supplement: bool = False
    article: Place = None
    paragraph: Place = None
    item: Place = None
    subitem: str | None = None
    part: str | None = None
    schedule: Number | None = None
    is_table: bool = False
    rows: tuple[Row, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class LocatorRange:
    """第５条から第７条まで: first and last provision, both inclusive."""

    first: Locator
    last: Locator
    span: Span = field(default=NOWHERE, compare=False)


Target = Locator | LocatorRange


@dataclass(frozen=True, slots=True)
class NamedLaw:
    """A law by its name as printed; ``law`` is None for a bare 法 or 省令, which names none by itself.

    ``number`` is the law number printed after it, ``aliases`` the names it has from here on (以下「番号法」という。).
    """

    name: str
    law: Law | None
    number: LawNumber | None = None
    aliases: tuple[str, ...] = ()
    is_defined: bool = field(default=False, compare=False)
    is_sure: bool = field(default=True, compare=False)  # a law even where no provision follows
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class SameLaw:
    """同法, 同条例, 同施行令, or 同 alone (同第17条): the last law of that kind."""

    word: str
    span: Span = field(default=NOWHERE, compare=False)


@dataclass(frozen=True, slots=True)
class DerivedLaw:
    """An order named by the provision it rests on: 番号法第19条第8号に基づく主務省令.

    ``is_title`` where that is the order's very title, and no citation of the provision.
    """

    base: Reference
    order: str
    is_title: bool
    aliases: tuple[str, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)


LawRef = NamedLaw | SameLaw | DerivedLaw


@dataclass(frozen=True, slots=True)
class Reference:
    """A law, and the provisions of it that are listed; no law where it stands before (、第30条の12), no targets for a
    law mentioned as a whole."""

    law: LawRef | None
    targets: tuple[Target, ...] = ()
    span: Span = field(default=NOWHERE, compare=False)
    depth: int = field(default=0, compare=False)  # of parentheses


@dataclass(frozen=True, slots=True)
class Citation:
    """A provision of a law, as a row of a table tells it. Numbers are text, branches after hyphens: ``12-2``.

    ``how`` says how the law was known: ``named``, ``defined`` (a name the document gave it), ``carried`` (from the text
    before, or 同法), ``inferred`` (from the rest of the document), or ``unresolved`` (then ``law`` is None).
    ``unit`` is ``article``, ``schedule``, ``table`` (of an article) or ``law`` (the law as a whole).
    """

    law: Law | None
    law_text: str | None
    how: str
    unit: str
    is_supplement: bool
    article: str | None
    paragraph: str | None
    item: str | None
    subitem: str | None
    part: str | None
    schedule: str | None
    schedule_rows: tuple[str, ...]
    start: int
    end: int
    text: str
    note: str | None = None


def number_text(number: Number) -> str:
    """A number with its branches.

    >>> number_text((12, 2, 2))
    '12-2-2'
    """
    return "-".join(map(str, number))
