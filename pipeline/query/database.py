"""DuckDB over a folder of tables: a connection of our own, and the database file for every other tool."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.generations import tables_at
from pipeline.query.views import define, parts_of, quoted
from pipeline.remote import Store, filesystem, is_remote
from pipeline.tables import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

DATABASE = "hyokasho.duckdb"
FOLDER_VARIABLE = "corpus"

# Views cannot know where their database file lies: DuckDB takes no path from a query. A variable can be set from one,
# though, and holds for the connection; where it is not set, the tables are looked for in the current folder.
_MOVABLE = f"coalesce(getvariable('{FOLDER_VARIABLE}') || '/', '')"
_STORAGE = "v1.0.0"  # the oldest layout that holds all this: older DuckDBs can open the file
_OFFLINE = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false"}


class NotACorpusError(Exception):
    """A folder holds no tables, or not those of this version."""


def open_duckdb() -> DuckDBPyConnection:
    """A DuckDB of its own in memory. It loads nothing from the network and spills to the machine's temporary folder."""
    import duckdb

    config: dict[str, Any] = {**_OFFLINE, "temp_directory": str(Path(tempfile.gettempdir(), "hyokasho-duckdb"))}
    return duckdb.connect(config=config)


def divided_tables(folder: str | Path) -> dict[str, tuple[str, ...]]:
    """The tables of a folder, or of its URL, that are folders of parts, with the parts. Raises NotACorpusError.

    Of a URL the files are named: should they be removed while they are read, that is an error and not fewer rows.
    """
    if is_remote(folder):
        files = sorted(Store(str(folder)).sizes())
        names = {name.split("/")[0] for name in files}
        divided = {name: tuple(file for file in files if file.startswith(f"{name}/")) for name in names - {*files}}
    elif Path(folder).is_dir():
        names = {entry.name for entry in Path(folder).iterdir()}
        divided = {name: parts_of(name.removesuffix(".parquet")) for name in names if Path(folder, name).is_dir()}
    else:
        raise NotACorpusError(f"no such folder: {folder}")
    missing = [name for name in TABLES if f"{name}.parquet" not in names]
    if len(missing) == len(TABLES):
        raise NotACorpusError(f"no tables in {folder}: run `hyokasho extract` first, or name their folder (--from DIR)")
    if missing:
        raise NotACorpusError(f"{folder} has no {missing[0]}.parquet: run `hyokasho extract` again")
    return {name: divided[f"{name}.parquet"] for name in TABLES if f"{name}.parquet" in divided}


def connect(folder: str | Path) -> DuckDBPyConnection:
    """A connection in memory with every table, view and macro over a folder of tables, or its URL.

    The database file is not opened: no other program can hold it, and tables of a run without one are as good.
    Raises NotACorpusError, and RemoteError for a URL that can't be opened.
    """
    import duckdb

    where = tables_at(folder)
    divided = divided_tables(where)
    connection = open_duckdb()
    if is_remote(where):
        connection.register_filesystem(filesystem(where))
        base = where.rstrip("/")
    else:
        base = str(Path(where).resolve())
    try:
        define(connection, quoted(f"{base}/"), divided)
    except duckdb.Error as error:
        connection.close()
        raise NotACorpusError(
            f"{folder} holds tables of another version, run `hyokasho extract` again: {error}"
        ) from None
    return connection


def write_database(folder: Path) -> None:
    """Write the database file into a folder of finished tables: views and macros only, the tables stay Parquet.

    Raises OSError where there is no room for it.
    """
    import duckdb

    path = folder / DATABASE
    path.unlink(missing_ok=True)
    connection = open_duckdb()
    try:
        connection.execute(f"ATTACH {quoted(str(path))} AS hyokasho (STORAGE_VERSION {quoted(_STORAGE)})")
        connection.execute("USE hyokasho")
        connection.execute(f"SET VARIABLE {FOLDER_VARIABLE} = {quoted(str(folder))}")
        define(connection, _MOVABLE, divided_tables(folder))
        connection.execute("USE memory")
        connection.execute("DETACH hyokasho")
    except (duckdb.IOException, duckdb.TransactionException, duckdb.FatalException) as error:
        raise OSError(f"{DATABASE} cannot be written: {' '.join(str(error).split())}") from error
    finally:
        connection.close()
