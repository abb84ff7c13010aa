"""The commands that ask questions of finished tables. What needs DuckDB is imported inside them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.exits import INTERRUPTED, usage

DEFAULT_FOLDER = "data/parquet"


class Format(StrEnum):
    """How rows are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"
    PARQUET = "parquet"


FolderOption = Annotated[str, typer.Option("--from", metavar="DIR", help="Folder of the tables, or its URL.")]
OutOption = Annotated[Path | None, typer.Option(metavar="FILE", help="Write to a file.")]


@contextmanager
def _said_plainly(out: Path | None = None) -> Iterator[None]:
    """What goes wrong with a question, as wrong usage."""
    import duckdb

    from pipeline.query.database import NotACorpusError
    from pipeline.query.sql import QueryError

    try:
        yield
    except (NotACorpusError, QueryError) as error:
        raise usage(str(error)) from None
    except duckdb.Error as error:
        raise usage(str(error)) from None
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
        raise typer.Exit from None
    except OSError as error:
        raise usage(f"{out or error.filename or ''}: {error.strerror or error}".removeprefix(": ")) from None
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None


def _form(wanted: Format | None, out: Path | None, default: Format = Format.TABLE) -> Format:
    """The format asked for, else that of the file's name."""
    if wanted is not None:
        return wanted
    suffix = out.suffix.removeprefix(".").lower() if out else ""
    return Format(suffix) if suffix in {form.value for form in Format} else default


def sql(
    query: Annotated[
        str | None, typer.Argument(metavar="QUERY", help="SQL as DuckDB speaks it; - reads it from the standard input.")
    ] = None,
    folder: FolderOption = DEFAULT_FOLDER,
    form: Annotated[
        Format | None, typer.Option("--format", help="Default: what FILE's name says, else a table.")
    ] = None,
    out: OutOption = None,
    rows: Annotated[int, typer.Option(min=0, help="Rows that a table shows; 0 for all.")] = 100,
) -> None:
    """Ask the tables a question in SQL. Without QUERY: what tables, views and macros there are.

    hyokasho sql "SELECT organisation, count(*) AS n FROM outsourcing GROUP BY ALL ORDER BY n DESC"

    It only reads. CSV and JSON are UTF-8; a CSV file begins with a byte order mark, so that Excel opens it, what is
    printed has none. Exit status: 0, or 2 for a query that cannot be answered.
    """
    with _said_plainly(out):
        from pipeline.query.database import connect
        from pipeline.query.sql import answer

        text = sys.stdin.read() if query == "-" else query
        answer(connect(folder), text, _form(form, out).value, out, rows)
