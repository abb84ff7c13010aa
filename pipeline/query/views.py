"""The tables as DuckDB views, with the views and macros of ``sql/*.sql`` on top, all with their comments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from pipeline.declare import Column
from pipeline.tables import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

# In the order in which they are made: a view may use those before it.
VIEWS = (
    "filings", "answers", "outsourcing", "sharing", "linkage", "retention", "risk_ratings", "recorded_items",
    "changes_named", "undisclosed_changes", "legal_bases", "quality",
)  # fmt: skip
MACROS = "macros"
DIVIDED_BY = "by_"  # what the column more of a divided table begins with

_SOURCE = re.compile(r"\b(?:FROM|JOIN)\s+([a-z_]+)\b")


def quoted(text: str) -> str:
    """A text as an SQL literal.

    >>> quoted("it's")
    "'it''s'"
    """
    return "'" + text.replace("'", "''") + "'"


def source_of(name: str, base: str, parts: Sequence[str] = ()) -> str:
    """The table function that reads a table; ``base`` is an SQL expression for its folder, with the slash, and
    ``parts`` the files of a divided table in that folder, or a pattern of them."""
    if parts:
        paths = [f"{base} || {quoted(part)}" for part in parts]
        path = paths[0] if len(paths) == 1 else f"[{', '.join(paths)}]"
        return f"read_parquet({path}, hive_partitioning = true, hive_types_autocast = false)"
    return f"read_parquet({base} || '{name}.parquet')"


def parts_of(name: str) -> tuple[str, ...]:
    """What finds the files of a divided table."""
    return (f"{name}.parquet/*/*.parquet",)


@cache
def sql_of(name: str) -> str:
    """The text of ``sql/<name>.sql``."""
    return (files("pipeline.query") / "sql" / f"{name}.sql").read_text(encoding="utf-8")


def _comment(column: Column) -> str:
    unit = f" [{column.unit}]" if column.unit else ""
    return f"{column.en}{unit} / {column.ja}"


def define(connection: DuckDBPyConnection, base: str, divided: Mapping[str, Sequence[str]]) -> None:
    """Make every view and macro in the current database; ``divided`` are the tables of parts, with what ``source_of``
    takes of them.

    Raises duckdb.Error where the tables are not those of this version.
    """
    connection.execute("BEGIN")
    for name in TABLES:
        connection.execute(f"CREATE VIEW {name} AS SELECT * FROM {source_of(name, base, divided.get(name, ()))}")
    for name in (*VIEWS, MACROS):
        connection.execute(sql_of(name))
    for statement in _comments(connection):
        connection.execute(statement)
    connection.execute("COMMIT")


def _comments(connection: DuckDBPyConnection) -> Iterator[str]:
    """Comments on the tables, and on the columns of views that have none of their own: those of their sources."""
    found = connection.execute(
        "SELECT table_name, column_name, comment FROM duckdb_columns() "
        "WHERE database_name = current_database() AND NOT internal"
    ).fetchall()
    columns: dict[str, dict[str, str | None]] = {}
    for view, column, comment in found:
        columns.setdefault(view, {})[column] = comment
    for table in TABLES.values():
        yield f"COMMENT ON VIEW {table.name} IS {quoted(f'{table.en} / {table.ja}')}"
        declared = {column.name: _comment(column) for column in table.columns}
        for name in columns[table.name]:
            columns[table.name][name] = declared.get(name) or "What the table is divided by / 分割に用いた列"
            yield _on_column(table.name, name, columns[table.name][name])
    for view in VIEWS:
        sources = [columns[source] for source in _SOURCE.findall(sql_of(view)) if source in columns]
        for name, own in columns[view].items():
            if own is None:
                columns[view][name] = next((source[name] for source in sources if source.get(name)), None)
                yield _on_column(view, name, columns[view][name])


def _on_column(view: str, name: str, comment: str | None) -> str:
    return f'COMMENT ON COLUMN {view}."{name}" IS {quoted(comment) if comment else "NULL"}'
