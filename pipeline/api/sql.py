"""DuckDB over the tables of a corpus."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from pipeline.api.table import Table

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def connect(tables: Mapping[str, Table]) -> DuckDBPyConnection:
    """A database in memory with a view for each table; nothing is read yet.

    Files of this machine are DuckDB's own to read; those of a store come through Arrow, which needs no extension.
    """
    import duckdb

    connection = duckdb.connect()
    for name, table in tables.items():
        if table.is_remote:
            connection.register(name, table.dataset)
            continue
        files = ", ".join(_literal(path) for path in table.files)
        read = f"read_parquet([{files}], hive_partitioning = false)"
        connection.execute(f'create view "{name}" as select * from {read}')
    return connection
