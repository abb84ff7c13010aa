"""``hyokasho sql``: a question in SQL, and what there is to ask about."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.files import whole_file
from pipeline.query.output import PARQUET, Result, write_result
from pipeline.query.views import VIEWS, quoted
from pipeline.tables import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# All is in memory, so that what a statement makes is gone afterwards; what would write or load files is refused.
ALLOWED = frozenset({"SELECT", "EXPLAIN", "SET", "VARIABLE_SET", "PRAGMA", "CREATE", "MULTI"})
_AT_A_TIME = 1000  # rows

# What a query may be about: tables first, in the order in which they are declared.
_LISTED = """
SELECT name, kind, about FROM (
    SELECT view_name AS name, comment AS about,
           CASE WHEN list_contains($tables, view_name) THEN 'table' ELSE 'view' END AS kind,
           list_position($tables || $views, view_name) AS place
    FROM duckdb_views() WHERE NOT internal
    UNION ALL
    SELECT function_name || '(' || array_to_string(parameters, ', ') || ')', comment, 'macro', 1000
    FROM duckdb_functions() WHERE NOT internal
)
ORDER BY place, name
"""


class QueryError(Exception):
    """A query that can't be run, and why, for a person."""


def listing(connection: DuckDBPyConnection) -> Result:
    """The tables, views and macros, each with what it is."""
    names = {"tables": list(TABLES), "views": list(VIEWS)}
    return _result(connection.execute(_LISTED, names))


def ask(connection: DuckDBPyConnection, query: str) -> Result:
    """The rows of the last statement of a query. Raises QueryError, and duckdb.Error for what DuckDB refuses."""
    return _result(connection.execute(_last(connection, query)))


def to_parquet(connection: DuckDBPyConnection, query: str, out: Path) -> None:
    """The rows of the last statement of a query as a Parquet file; columns keep their types. Raises as ``ask``."""
    rows = _as_rows(connection, _last(connection, query).query)
    with whole_file(out) as file:
        how = "FORMAT parquet, COMPRESSION zstd, USE_TMP_FILE false"  # the file is not in its place yet
        connection.execute(f"COPY ({rows}) TO {quoted(file.name)} ({how})")


def answer(connection: DuckDBPyConnection, query: str | None, form: str, out: Path | None, most: int) -> None:
    """Write what a query finds, or without one what can be asked about. Raises as ``ask``, and OSError."""
    if form == PARQUET:
        if out is None or query is None:
            raise QueryError("Parquet needs a query, and --out FILE")
        to_parquet(connection, query, out)
    else:
        write_result(ask(connection, query) if query is not None else listing(connection), form, out, most)


def _as_rows(connection: DuckDBPyConnection, query: str) -> str:
    """A query as part of another, without the semicolon and what follows it. Raises duckdb.Error."""
    import duckdb

    whole = f"FROM ({query}\n)"
    try:
        connection.extract_statements(whole)
    except duckdb.Error:
        return f"FROM ({query.rpartition(';')[0] or query}\n)"
    return whole


def _last(connection: DuckDBPyConnection, query: str) -> Any:
    """The last statement of a query, when those before it are done. Raises as ``ask``."""
    *before, last = _statements(connection, query)
    for statement in before:
        connection.execute(statement)
    return last


def _statements(connection: DuckDBPyConnection, query: str) -> list[Any]:
    statements = connection.extract_statements(query)
    if not statements:
        raise QueryError("the query is empty")
    for statement in statements:
        if statement.type.name not in ALLOWED:
            raise QueryError(f"`hyokasho sql` only reads: {statement.type.name} is refused")
    return statements


def _result(cursor: DuckDBPyConnection) -> Result:
    return Result([column[0] for column in cursor.description or ()], _rows(cursor))


def _rows(cursor: DuckDBPyConnection) -> Iterator[tuple[Any, ...]]:
    while rows := cursor.fetchmany(_AT_A_TIME):
        yield from rows
