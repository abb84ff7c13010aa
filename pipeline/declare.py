"""How a table and its columns are declared; ``tables`` holds the declarations."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

Row = dict[str, Any]  # a row of a table, by column; columns that are left out are null


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its Arrow type, what it means in both languages, its unit (None where it has none)."""

    name: str
    type: str
    en: str
    ja: str
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what a row is, its columns in order, and the columns that identify a row."""

    name: str
    en: str
    ja: str
    columns: tuple[Column, ...]
    key: tuple[str, ...]
