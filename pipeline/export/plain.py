"""Rows and descriptions as formats without nested values, or without types, can hold them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pipeline.api import Corpus, Table


class Described(NamedTuple):
    """A line of the data dictionary: a column, or with ``column`` None a table."""

    table: str
    column: str | None
    type: str | None
    unit: str | None
    is_key: bool | str | None
    description: str
    description_ja: str
    codes: str | None = None
    codes_ja: str | None = None
    missing: str | None = None
    missing_ja: str | None = None


def dictionary(corpus: Corpus) -> Iterator[Described]:
    """Every table and column, as the files themselves describe them."""
    for name, table in corpus.tables.items():
        yield Described(name, None, None, None, None, table.description, table.description_ja)
        key = table.key
        for column in table.describe():
            about = column.row()
            yield Described(name, about.pop("name"), is_key=column.name in key, **about)  # type: ignore[arg-type]


def rows(table: Table) -> Iterator[dict[str, Any]]:
    """Every row by column, in order, as Python values."""
    for batch in table.batches():
        yield from batch.to_pylist()


def to_json(value: Any, indent: int | None = None) -> str:
    """A value as JSON that a person can read; days as 2024-10-01."""
    return json.dumps(value, ensure_ascii=False, indent=indent, default=lambda day: day.isoformat())


def flat(row: Mapping[str, Any]) -> list[Any]:
    """The values of a row, lists as JSON."""
    return [to_json(value) if isinstance(value, list) else value for value in row.values()]
