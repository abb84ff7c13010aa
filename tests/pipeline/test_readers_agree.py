"""Whichever reader read the pages, the tables are the same: every sample, with each reader, column by column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pyarrow as pa
import pytest

from normalizers.text import normalize_text
from pipeline.corpus import find_sources
from pipeline.document import extract_document
from pipeline.options import Options
from pipeline.tables import PROVENANCE

SAMPLES = find_sources([Path(__file__).parents[2] / "data" / "raw"])
POINTS = {column.name for column in PROVENANCE if column.unit == "point"}
TOLERANCE = 1.0  # point, as the contract says


def folded(value: Any) -> Any:
    """A cell without the differences that the contract allows: dashes and dots that one glyph's font maps to two."""
    if isinstance(value, str):
        return normalize_text(value)
    if isinstance(value, list):
        return [folded(entry) for entry in value]
    return {key: folded(entry) for key, entry in value.items()} if isinstance(value, dict) else value


def is_equal(column: str, one: Any, other: Any) -> bool:
    if column in POINTS and one is not None and other is not None:
        return abs(one - other) <= TOLERANCE
    if isinstance(one, list) and isinstance(other, list):  # texts of a drawing have boxes of their own
        return len(one) == len(other) and all(is_equal(column, *pair) for pair in zip(one, other, strict=True))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(is_equal(name, one[name], other[name]) for name in one)
    return folded(one) == folded(other)


def differences(name: str, one: pa.Table, other: pa.Table) -> list[str]:
    if one.num_rows != other.num_rows:
        return [f"{name}: {one.num_rows} rows and {other.num_rows}"]
    pairs = zip(one.to_pylist(), other.to_pylist(), strict=True)
    return [
        f"{name} row {n} ({mine.get('item_code')}): {column}: {mine[column]!r} and {theirs[column]!r}"
        for n, (mine, theirs) in enumerate(pairs)
        for column in one.column_names
        if not is_equal(column, mine[column], theirs[column])
    ]


def test_there_are_samples():
    assert len(SAMPLES) >= 8


@pytest.mark.parametrize("source", SAMPLES, ids=lambda source: source.source_path)
def test_both_readers_give_equal_tables(source):
    one, other = (extract_document(source, Options(reader)) for reader in ("pymupdf", "pdfplumber"))
    assert one.status == other.status == "ok"
    assert one.tables.keys() == other.tables.keys()
    found = [
        difference for name in one.tables for difference in differences(name, one.tables[name], other.tables[name])
    ]
    assert found == []
