"""The declared tables as Arrow schemas, whose metadata say what every column means."""

from __future__ import annotations

import contextlib
import json
import sys
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from extractors.model import Box
from pipeline.tables import BOXED_TEXTS, CONTRACTORS, OPTIONS, PRINTED_FIELDS, TABLES, Column, Row

_TYPES: dict[str, pa.DataType] = {
    "string": pa.string(),
    "int16": pa.int16(),
    "int32": pa.int32(),
    "int64": pa.int64(),
    "float64": pa.float64(),
    "bool": pa.bool_(),
    "date32": pa.date32(),
    "list<string>": pa.list_(pa.string()),
    OPTIONS: pa.list_(pa.struct([("no", pa.int16()), ("label", pa.string())])),
    CONTRACTORS: pa.list_(
        pa.struct([(name, pa.string()) for name in ("name", "branch", "legal_form", "role", "note")])
    ),
    PRINTED_FIELDS: pa.list_(pa.struct([("label", pa.string()), ("text", pa.string())])),
    BOXED_TEXTS: pa.list_(pa.struct([("text", pa.string()), *((edge, pa.float64()) for edge in Box._fields)])),
}


def _field(column: Column) -> pa.Field:
    about = {
        "description": column.en,
        "description_ja": column.ja,
        "unit": column.unit,
        "items": " ".join(column.items),
        "codes": column.codes and json.dumps(column.codes.meanings, ensure_ascii=False),  # value: [English, Japanese]
        "missing": column.missing.en,
        "missing_ja": column.missing.ja,
        "since": column.since,
    }
    about = {name: text for name, text in about.items() if text}
    return pa.field(column.name, _TYPES[column.type], metadata=about)


@cache
def arrow_schema(name: str) -> pa.Schema:
    """The schema of a declared table; descriptions, units and the key stand in its metadata."""
    table = TABLES[name]
    about = {"description": table.en, "description_ja": table.ja, "key": " ".join(table.key)}
    return pa.schema([_field(column) for column in table.columns], metadata=about)


def leave_pandas_out() -> None:
    """Spare this process pandas, which pyarrow loads with its first array (0.2 s, 40 MB) to know pandas' objects.

    For processes that are all ours. pyarrow still loads pandas for ``to_pandas`` and ``from_pandas``, but until then
    takes a pandas ``Series`` for any other sequence.
    """
    if "pandas" in sys.modules:
        return
    sys.modules["pandas"] = None  # type: ignore[assignment]  # the documented way to say that there is none
    try:
        with contextlib.suppress(AttributeError, ImportError):
            pa.array([])
    finally:
        del sys.modules["pandas"]


def read_rows(path: Path, columns: Sequence[str] | None = None, filters: Any = None) -> pa.Table:
    """The rows of a table on this machine, a file or divided into folders: the columns named, and rows that ``filters``
    (of ``pyarrow.parquet``) keep. A divided table has no column more for its folders. Raises OSError."""
    import pyarrow.parquet as pq

    names = None if columns is None else list(columns)
    if filters is None and path.is_file():  # without loading pyarrow's datasets, and pandas
        with pq.ParquetFile(path) as file:
            return file.read(names)
    divided_by: Any = None
    return pq.read_table(path, columns=names, filters=filters, partitioning=divided_by)


def _printable(value: Any) -> Any:
    """A value without lone surrogates, which a broken font map or file name can hold and UTF-8 cannot."""
    if isinstance(value, str):
        return value.encode("utf-8", "replace").decode("utf-8")
    if isinstance(value, Mapping):
        return {key: _printable(entry) for key, entry in value.items()}
    return [_printable(entry) for entry in value] if isinstance(value, list) else value


@cache
def _empty(name: str) -> pa.Table:
    return arrow_schema(name).empty_table()


@cache
def _row_type(name: str) -> pa.DataType:
    return pa.struct(list(arrow_schema(name)))


def arrow_table(name: str, rows: Sequence[Row]) -> pa.Table:
    """Rows as a table of the declared schema. Raises KeyError for a column that is not declared."""
    if not rows:
        return _empty(name)
    schema = arrow_schema(name)
    unknown = set[str]().union(*rows).difference(schema.names)
    if unknown:
        raise KeyError(f"{name} has no column {', '.join(sorted(unknown))}")
    try:
        whole = pa.array(rows, _row_type(name))  # all columns in one pass; what a row leaves out is null
    except UnicodeEncodeError:
        whole = pa.array(_printable(list(rows)), _row_type(name))
    return pa.Table.from_batches([pa.RecordBatch.from_struct_array(whole)], schema)


def rows_by_key(name: str, rows: Sequence[Row]) -> list[Row]:
    """Rows sorted by the table's key, nulls last; rows of equal keys keep their order."""
    key = TABLES[name].key
    return sorted(rows, key=lambda row: [(value is None, value) for value in map(row.get, key)])


def sorted_by_key(name: str, table: pa.Table) -> pa.Table:
    """A table sorted as ``rows_by_key`` sorts rows."""
    if table.num_rows < 2:
        return table
    keys = [*TABLES[name].key, "_order"]
    order = pa.chunked_array([pa.array(range(table.num_rows), pa.int64())])
    by_key = pa.table([*(table[key] for key in keys[:-1]), order], names=keys)
    as_sorted = by_key.sort_by([(key, "ascending") for key in keys])["_order"]
    return table if as_sorted.equals(order) else table.take(as_sorted)
