"""One SQLite database: a table each, lists as JSON (``json_each``), indexes on the keys, and the data dictionary."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow as pa

from pipeline.api import Corpus, Table
from pipeline.export.plain import Described, dictionary, flat, rows

FILE = "hyokasho.sqlite"
DICTIONARY = "dictionary"
_DICTIONARY_NAMES = {"table": "table_name", "column": "column_name"}  # SQL has these words for itself


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _type(of: pa.DataType) -> str:
    if pa.types.is_integer(of) or pa.types.is_boolean(of):
        return "INTEGER"
    return "REAL" if pa.types.is_floating(of) else "TEXT"


def _add(database: sqlite3.Connection, name: str, table: Table) -> None:
    columns = ", ".join(f"{_quoted(field.name)} {_type(field.type)}" for field in table.schema)
    database.execute(f"CREATE TABLE {_quoted(name)} ({columns})")
    values = ", ".join("?" * len(table.columns))
    lines = (
        [value.isoformat() if hasattr(value, "isoformat") else value for value in flat(row)] for row in rows(table)
    )
    database.executemany(f"INSERT INTO {_quoted(name)} VALUES ({values})", lines)
    if table.key:
        key = ", ".join(map(_quoted, table.key))
        database.execute(f"CREATE INDEX {_quoted(f'{name}_key')} ON {_quoted(name)} ({key})")


def write(corpus: Corpus, folder: Path) -> list[str]:
    """Write ``hyokasho.sqlite``. Days are text (2024-10-01), true and false 1 and 0."""
    with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as database:
        # The folder is thrown away if this ends early: neither a journal nor waiting for the disk is of use.
        database.executescript("PRAGMA page_size = 4096; PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;")
        database.execute("BEGIN")
        for name, table in corpus.tables.items():
            _add(database, name, table)
        names = ", ".join(_DICTIONARY_NAMES.get(name, name) for name in Described._fields)
        database.execute(f"CREATE TABLE {DICTIONARY} ({names})")
        places = ", ".join("?" * len(Described._fields))
        database.executemany(f"INSERT INTO {DICTIONARY} VALUES ({places})", dictionary(corpus))
        database.execute("COMMIT")
    return []
