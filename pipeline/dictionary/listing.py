"""``dictionary.json``: every table and column as plain JSON."""

from __future__ import annotations

import json
from functools import cache
from typing import Any

from pipeline.declare import Codes, Column, Table
from pipeline.tables import TABLES, references


def described_codes(codes: Codes) -> list[dict[str, str]]:
    """A closed list of values with their meanings in both languages."""
    return [{"value": value, "label": meaning.en, "label_ja": meaning.ja} for value, meaning in codes.meanings.items()]


def described_column(column: Column) -> dict[str, Any]:
    """What a column means, without its name and type."""
    about: dict[str, Any] = {
        "description": column.en,
        "description_ja": column.ja,
        "unit": column.unit,
        "items": list(column.items),
        "missing": column.missing.en,
        "missing_ja": column.missing.ja,
        "since": column.since,
    }
    if column.codes:
        about["codes"] = described_codes(column.codes)
    if column.coded:
        about["codes_of"] = column.coded
    return about


def _described(table: Table) -> dict[str, Any]:
    columns = [
        {
            "name": column.name,
            "type": column.type,
            **described_column(column),
            "is_key": column.name in table.key,
            "is_required": column.is_required,
        }
        for column in table.columns
    ]
    return {
        "name": table.name,
        "description": table.en,
        "description_ja": table.ja,
        "key": list(table.key),
        "primary_key": list(table.primary_key),
        "references": [
            {"columns": list(one.columns), "table": one.table, "to": list(one.to)} for one in references(table)
        ],
        "columns": columns,
    }


@cache
def data_dictionary() -> str:
    """Every table and column with its description in English and Japanese, as JSON."""
    tables = [_described(table) for table in TABLES.values()]
    return json.dumps({"tables": tables}, ensure_ascii=False, indent=2) + "\n"
