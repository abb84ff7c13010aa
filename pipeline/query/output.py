"""Rows of a result as a table for people, CSV, JSON or Parquet."""

from __future__ import annotations

import csv
import io
import json
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO

from pipeline.files import whole_file

TABLE, CSV, JSON, PARQUET = "table", "csv", "json", "parquet"
CELL = 300  # characters of a text that a table for people shows
LEAST_COLUMN = 14  # characters; where a terminal has less for columns that need more, a row is shown a column a line

_CONTROL = dict.fromkeys((*range(32), 127, *range(0x80, 0xA0)), "\ufffd") | {ord("\n"): "⏎", ord("\t"): " "}


@dataclass(frozen=True, slots=True)
class Result:
    """Rows of plain Python values under the names of their columns. The rows can be gone through once."""

    names: Sequence[str]
    rows: Iterable[Sequence[Any]]


def plain(value: Any) -> Any:
    """A value for JSON: dates and the like as text, what is no number as null."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {str(key): plain(entry) for key, entry in value.items()}
    if isinstance(value, list | tuple):
        return [plain(entry) for entry in value]
    return value if value is None or isinstance(value, str | int | float | bool) else str(value)


def as_json(value: Any, indent: int | None = None) -> str:
    """A value as JSON, Japanese as it is."""
    return json.dumps(plain(value), ensure_ascii=False, indent=indent)


def _text(value: Any) -> str:
    """A value in CSV and in a table: nothing for null, JSON for a list."""
    if value is None:
        return ""
    if isinstance(value, bool | list | tuple | dict):
        return as_json(value)
    return str(value)


def _write_csv(result: Result, file: BinaryIO, encoding: str) -> None:
    text = io.TextIOWrapper(file, encoding=encoding, newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(result.names)
    writer.writerows([_text(value) for value in row] for row in result.rows)
    text.detach()


def _write_json(result: Result, file: BinaryIO) -> None:
    file.write(b"[")
    for n, row in enumerate(result.rows):
        line = as_json(dict(zip(result.names, row, strict=True)))
        file.write((",\n" if n else "\n").encode() + line.encode("utf-8", "replace"))
    file.write(b"\n]\n")


@contextmanager
def sink(out: Path | None) -> Iterator[BinaryIO]:
    """Where bytes go: a file that appears whole, or the standard output."""
    if out is not None:
        with whole_file(out) as file:
            yield file
        return
    sys.stdout.flush()
    yield sys.stdout.buffer
    sys.stdout.buffer.flush()


def write_result(result: Result, form: str, out: Path | None = None, most: int = 0) -> None:
    """Write rows as ``form`` says. A CSV file begins with a byte order mark, by which Excel knows UTF-8; what goes to
    the standard output has none. ``most`` rows are shown as a table; 0 for all. Raises OSError."""
    if form == TABLE:
        write_text(lambda console: print_table(result, console, most, is_counted=True), out)
        return
    with sink(out) as file:
        if form == CSV:
            _write_csv(result, file, "utf-8-sig" if out else "utf-8")
        else:
            _write_json(result, file)


def shown(draw: Callable[[Any], None], out: Path | None = None) -> str:
    """What ``draw`` prints to a rich console, as text: with colours where the standard output is a terminal."""
    from rich.console import Console

    is_terminal = out is None and sys.stdout.isatty()
    console = Console(file=io.StringIO(), force_terminal=is_terminal, width=None if is_terminal else _width(out))
    draw(console)
    text: str = console.file.getvalue()  # pyright: ignore[reportAttributeAccessIssue]
    return text if is_terminal else "".join(f"{line.rstrip()}\n" for line in text.splitlines())


def write_text(draw: Callable[[Any], None], out: Path | None = None) -> None:
    """Write what ``draw`` prints to a rich console, to a file or the standard output. Raises OSError."""
    text = shown(draw, out)
    with sink(out) as file:
        file.write(text.encode("utf-8", "replace"))


def _width(out: Path | None) -> int:
    import shutil

    return shutil.get_terminal_size((120, 24)).columns if out is None else 160


def _short(value: Any) -> str:
    text = _text(value).translate(_CONTROL)
    return text if len(text) <= CELL else text[: CELL - 1] + "…"


def print_table(result: Result, console: Any, most: int = 0, is_counted: bool = False) -> None:
    """Rows as a table, or, where the columns are too many for the width, one column a line; ``is_counted`` says last
    how many they are. ``most`` rows are shown; 0 for all."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    rows: list[list[str]] = []
    numbers = set(range(len(result.names)))
    n_rows = 0
    for n_rows, row in enumerate(result.rows, 1):
        if not most or n_rows <= most:
            rows.append([_short(value) for value in row])
            numbers -= {n for n, value in enumerate(row) if value is not None and not _is_number(value)}
    if _least_width(result.names, rows) > console.width:
        _print_lines(result.names, rows, console)
    else:
        table = Table(box=SIMPLE_HEAD, pad_edge=False)
        for n, name in enumerate(result.names):
            table.add_column(Text(name), justify="right" if n in numbers else "left", overflow="fold")
        for row in rows:
            table.add_row(*(Text(cell) for cell in row))
        console.print(table)
    if not is_counted:
        return
    hidden = n_rows - len(rows)
    console.print(Text(f"{n_rows} rows" + (f", the first {len(rows)} shown (--rows 0 shows all)" if hidden else "")))


ESCAPED = str.maketrans({sign: f"\\{sign}" for sign in "\\|*_~`[]<>#"} | {"\n": "<br>"})  # in a cell of Markdown


def print_markdown(result: Result, console: Any) -> None:
    """Rows as a table in Markdown."""
    head = [name.translate(ESCAPED) for name in result.names]
    rows = ([_short(value).translate(ESCAPED) for value in row] for row in result.rows)
    lines = (f"| {' | '.join(row)} |" for row in (head, ["---"] * len(head), *rows))
    console.print(*lines, "", sep="\n", markup=False, highlight=False, soft_wrap=True)


def _least_width(names: Sequence[str], rows: Sequence[Sequence[str]]) -> int:
    """The characters below which a table is not read with ease."""
    from rich.cells import cell_len

    columns = zip(names, *rows, strict=True)
    return sum(min(LEAST_COLUMN, max(map(cell_len, column))) + 3 for column in columns)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _print_lines(names: Sequence[str], rows: Sequence[Sequence[str]], console: Any) -> None:
    from rich.table import Table
    from rich.text import Text

    for n, row in enumerate(rows, 1):
        console.print(Text(f"── row {n} ──", style="dim"))
        lines = Table.grid(padding=(0, 2))
        lines.add_column(style="bold")
        lines.add_column(overflow="fold")
        for name, cell in zip(names, row, strict=True):
            lines.add_row(Text(name), Text(cell))
        console.print(lines)
