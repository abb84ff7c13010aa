"""How a table and its columns are declared; ``tables`` holds the declarations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

Row = dict[str, Any]  # a row of a table, by column; columns that are left out are null

FIRST_VERSION = "0.1.0"  # of hyokasho, with which the first tables were published


class Text(NamedTuple):
    """The same words in both languages."""

    en: str
    ja: str


NEVER = Text("Never missing", "欠損しない")

# What null means where a column does not say it itself, by how its type begins.
_NULL = {
    "string": Text("Nothing is printed there", "記載がない"),
    "int": Text("No number is printed there", "数値の記載がない"),
    "float": Text("There is nothing to measure", "測る対象がない"),
    "date": Text("No whole day is printed there", "年月日までの記載がない"),
    "bool": Text("It is not said", "記載がない"),
    "list": Text(
        "The form has no such field; an empty list says that nothing is chosen or named",
        "様式に欄がない。空のリストは選択・記載がないことを示す",
    ),
}


@dataclass(frozen=True, slots=True)
class Codes:
    """A closed list: every value that a column may have, with its meaning."""

    name: str
    meanings: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its Arrow type and what it means.

    ``unit`` is None where it has none. ``items`` are the concepts of the forms' items (``form_items.concept``) that the
    value comes from; ``*`` stands for any words, and ``*`` alone for the item that the row's own ``concept`` names.
    ``codes`` is the closed list of values: of a list's entries, and of the field ``coded`` where entries have fields.
    ``null`` says what a missing value means: ``NEVER`` that there is none, None what its type usually means.
    ``since`` is the version of hyokasho that first wrote it.
    """

    name: str
    type: str
    en: str
    ja: str
    unit: str | None = None
    items: tuple[str, ...] = ()
    codes: Codes | None = None
    null: Text | None = None
    since: str = FIRST_VERSION
    coded: str | None = None

    @property
    def missing(self) -> Text:
        """What a missing value means."""
        return self.null or next(text for begin, text in _NULL.items() if self.type.startswith(begin))

    @property
    def is_required(self) -> bool:
        """Whether every row has a value."""
        return self.null == NEVER


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what a row is, its columns in order, and the columns that its rows are sorted by.

    ``primary`` are columns that are never missing and tell every row from the others; None if those are ``key``, empty
    if no columns do that.
    """

    name: str
    en: str
    ja: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
    primary: tuple[str, ...] | None = None

    @property
    def primary_key(self) -> tuple[str, ...]:
        """The columns that identify a row; empty where there are none."""
        return self.key if self.primary is None else self.primary


@dataclass(frozen=True, slots=True)
class Reference:
    """Columns whose values, where they are not missing, stand in the columns ``to`` of ``table``."""

    columns: tuple[str, ...]
    table: str
    to: tuple[str, ...]
