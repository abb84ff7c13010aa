"""The commands that ask questions of finished tables. What needs DuckDB is imported inside them."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from pipeline.exits import ALL_OK, INTERRUPTED, SOME_NOT_OK, usage
from pipeline.query.completing import complete_concept

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


def _form(wanted: StrEnum | None, out: Path | None, known: type[StrEnum]) -> str:
    """The format asked for, else that of the file's name, else a table."""
    if wanted:
        return wanted.value
    suffix = out.suffix.removeprefix(".").lower() if out else ""
    if suffix not in {form.value for form in Format}:
        return Format.TABLE.value
    if suffix not in {form.value for form in known}:
        raise usage(f"this command writes no {suffix}")
    return suffix


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
        answer(connect(folder), text, _form(form, out, Format), out, rows)


class By(StrEnum):
    """By what filings are grouped."""

    PREFECTURE = "prefecture"
    FORM = "form"
    CATEGORY = "category"
    AGENCY = "agency"


class Rows(StrEnum):
    """How comparisons are written."""

    TABLE = "table"
    CSV = "csv"
    JSON = "json"


def compare(
    concepts: Annotated[
        list[str],
        typer.Argument(
            metavar="CONCEPT...",
            help="Facts as form_items names them: storage.period.",
            autocompletion=complete_concept,
        ),
    ],
    by: Annotated[By, typer.Option(help="Category is that of the business (事務).")] = By.PREFECTURE,
    folder: FolderOption = DEFAULT_FOLDER,
    every: Annotated[
        bool, typer.Option("--all", help="Count earlier filings, too; else the latest of each series.")
    ] = False,
    form: Annotated[Rows | None, typer.Option("--format", help="Default: what FILE's name says, else a table.")] = None,
    out: OutOption = None,
    drawing: Annotated[
        Path | None, typer.Option("--plot", metavar="FILE.png", help="Draw it, too (PNG, SVG or PDF).")
    ] = None,
) -> None:
    """Compare the answers to a concept between prefectures, forms, categories or agencies.

    hyokasho compare storage.period risk.storage_leak.rating --by agency --plot storage.png

    Of a choice: the share and number of each option. Of checkboxes: the share with each option checked. Of numbers and
    days: median and quartiles. Of a text: the share answered. n counts answers: a filing with two files answers twice
    what is asked of each file.
    """
    with _said_plainly(drawing or out):
        from pipeline.query.compare import compare as compared
        from pipeline.query.compare_output import print_comparisons
        from pipeline.query.database import connect
        from pipeline.query.plot import plot

        connection = connect(folder)
        found = [one for concept in concepts for one in compared(connection, concept, by.value, not every)]
        if drawing is not None:
            plot(found, by.value, drawing)
        print_comparisons(found, by.value, _form(form, out, Rows), out)


class DiffFormat(StrEnum):
    """How differences are written."""

    TABLE = "table"
    JSON = "json"
    MARKDOWN = "markdown"


def diff(
    a: Annotated[str, typer.Argument(metavar="A", help="A filing; with --runs a folder of tables.")],
    b: Annotated[str, typer.Argument(metavar="B", help="The filing, or folder, to compare it with.")],
    is_runs: Annotated[bool, typer.Option("--runs", help="Compare the tables of two runs, row by row.")] = False,
    folder: FolderOption = DEFAULT_FOLDER,
    form: Annotated[DiffFormat, typer.Option("--format", help="How to write it.")] = DiffFormat.TABLE,
    out: OutOption = None,
    rows: Annotated[int, typer.Option(min=0, help="With --runs: rows listed of each table; 0 for all.")] = 20,
) -> None:
    """Compare two filings field by field, or with --runs two outputs. Exit status: 0 equal, 1 different, 2 wrong usage.

    hyokasho diff sample-form2-baths.pdf sample-form2-baths-later.pdf

    A and B are an assessment_id, a document_id, or the path or name of a PDF: in the tables, or any other, which is
    read now. Of a PDF that holds several filings, bundle.pdf#2 is the second. White space makes no difference.
    """
    with _said_plainly(out):
        if is_runs:
            from pipeline.query.runs import compare_runs, write_runs

            tables = compare_runs(Path(a), Path(b), rows)
            write_runs(tables, form.value, out)
            is_equal = all(table.is_equal for table in tables)
        else:
            from pipeline.query.diff import diff as differences
            from pipeline.query.diff_output import write_diff
            from pipeline.query.references import Filings

            filings = Filings(folder)
            one, other = filings.find(a), filings.find(b)
            found = differences(one, other)
            write_diff(one, other, found, form.value, out)
            is_equal = found.is_equal
    raise typer.Exit(ALL_OK if is_equal else SOME_NOT_OK)
