"""One spreadsheet: the data dictionary, notes, and a sheet per table. Texts are texts, never formulas.

Rows are written as they are read and not held in memory. What Excel cannot hold is said in the sheet ``notes``.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.api import Corpus, Table
from pipeline.export import ExportError
from pipeline.export.plain import Described, dictionary, flat, rows

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

FILE = "hyokasho.xlsx"
MAX_ROWS = 1_048_576  # of a sheet, the heading included
MAX_CHARACTERS = 32_767  # of a cell, in UTF-16 units
MAX_WHOLE = 10**15  # Excel keeps 15 digits of a number
FIRST_DAY = date(1900, 3, 1)  # before it Excel's calendar has a day that never was
CUT = "…［cut / 以下省略］"

_CREATED = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)  # the same tables give the same bytes
_LINE, _HIGHEST = 18.0, 409.0  # points, of a line of Japanese text, and of a row
_NARROW, _WIDE, _MARGIN = 8, 60, 3  # of columns, in digits; the margin is for the button of the filter
_MEASURED = 200  # rows, and characters of a value, that decide the widths

NOTES_HEAD = ("what", "how", "内容", "形式")
NOTES = (
    ("missing value", "empty cell", "値なし", "空のセル"),
    ("list", 'JSON, such as ["紙","専用線"]', "リスト", "JSON形式"),
    ("text", "always text, also where it begins with = + - @", "文字列", "= + - @ で始まっても数式ではなく文字列"),
    ("day", "a date, shown as 2024-10-01", "日付", "2024-10-01 の形で表示"),
    (
        f"more than {MAX_CHARACTERS:,} characters",
        f"cut, ends with {CUT}, and is listed below; the Parquet file has the whole",
        "長い文字列",
        "省略した箇所は下の一覧のとおり（全文はParquetファイル）",
    ),
)


def n_units(text: str) -> int:
    """Length of a text as Excel counts it: in UTF-16 units, of which 𠮷 has two.

    >>> n_units("吉"), n_units("𠮷")
    (1, 2)
    """
    return len(text) + sum(character > "\uffff" for character in text)


def fitted(text: str) -> str:
    """A text that a cell can hold: its beginning and a mark where it is too long."""
    if n_units(text) <= MAX_CHARACTERS:
        return text
    room = MAX_CHARACTERS - n_units(CUT)
    return text.encode("utf-16-le")[: 2 * room].decode("utf-16-le", "ignore") + CUT


def _width(line: str) -> int:
    """How wide a line is shown, in digits: Japanese characters take two."""
    return sum(2 if unicodedata.east_asian_width(character) in "WFA" else 1 for character in line)


def _longest(value: Any) -> int:
    return max(map(_width, str(value)[:_MEASURED].split("\n")))


def _height(values: Sequence[Any]) -> float:
    """How high a row is whose texts are wrapped, in points. Not every program finds that out by itself."""
    room = _WIDE - _MARGIN
    lines = [[max(1, -(-_width(line) // room)) for line in str(value).split("\n")] for value in values if value]
    return min(_LINE * max(map(sum, lines), default=1), _HIGHEST)


def _widths(head: Sequence[str], sample: Sequence[Sequence[Any]]) -> list[int]:
    columns = zip(*sample, strict=True) if sample else ([] for _ in head)
    return [
        min(_WIDE, max(_NARROW, *(_longest(value) for value in column if value is not None), len(name)) + _MARGIN)
        if any(value is not None for value in column)
        else max(_NARROW, len(name)) + _MARGIN
        for name, column in zip(head, map(list, columns), strict=True)
    ]


class _Book:
    """The workbook while it is written, and what has to be said of it."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._head: Format = book.add_format({"bold": True, "bg_color": "#DDE7F0", "bottom": 1, "valign": "top"})
        self._text_form: Format = book.add_format({"valign": "top"})  # of several lines the first is seen
        self.wrapped: Format = book.add_format({"text_wrap": True, "valign": "top"})
        self.bold: Format = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
        self._day: Format = book.add_format({"num_format": "yyyy-mm-dd", "align": "left"})
        self.cut: list[tuple[str, int, str, int]] = []  # sheet, row, column, characters
        self.notices: list[str] = []

    def sheet(self, name: str, head: Sequence[str], widths: Sequence[int]) -> Worksheet:
        """A new sheet with its heading, which stays in view."""
        sheet = self._book.add_worksheet(name)
        sheet.freeze_panes(1, 0)
        sheet.repeat_rows(0)  # printed, every page has the heading, and a row is not spread over pages
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        for column, (title, width) in enumerate(zip(head, widths, strict=True)):
            sheet.write_string(0, column, title, self._head)
            sheet.set_column(column, column, width)
        return sheet

    def line(
        self, sheet: Worksheet, row: int, head: Sequence[str], values: Sequence[Any], texts: Format | None = None
    ) -> None:
        """A row of a sheet, from 1 below the heading, its texts in the format given."""
        for column, value in enumerate(values):
            if value is None:
                continue
            if isinstance(value, bool):
                sheet.write_boolean(row, column, value)
            elif isinstance(value, int | float) and abs(value) < MAX_WHOLE:
                sheet.write_number(row, column, value)
            elif isinstance(value, date) and value >= FIRST_DAY:
                sheet.write_datetime(row, column, datetime(value.year, value.month, value.day), self._day)
            else:
                self._text(sheet, row, column, head[column], value, texts or self._text_form)

    def _text(self, sheet: Worksheet, row: int, column: int, name: str, value: Any, form: Format) -> None:
        text = value if isinstance(value, str) else value.isoformat() if isinstance(value, date) else str(value)
        fits = fitted(text)
        if fits != text:
            self.cut.append((str(sheet.get_name()), row + 1, name, n_units(text)))
        sheet.write_string(row, column, fits, form)

    def table(self, name: str, table: Table) -> None:
        """A table on one sheet, or on several where it has more rows than a sheet holds."""
        head = table.columns
        lines: Iterator[list[Any]] = (flat(row) for row in rows(table))
        sample = list(islice(lines, _MEASURED))
        widths = _widths(head, sample)
        n_sheets = max(1, -(-len(table) // (MAX_ROWS - 1)))
        everything = (line for some in (sample, lines) for line in some)
        for number in range(1, n_sheets + 1):
            sheet = self.sheet(name if number == 1 else f"{name} ({number})", head, widths)
            row = 0
            for row, line in enumerate(islice(everything, MAX_ROWS - 1), 1):
                self.line(sheet, row, head, line)
            sheet.autofilter(0, 0, row, len(head) - 1)
        if n_sheets > 1:
            self.notices.append(f"{name}: {len(table):,} rows are on {n_sheets} sheets, {name} to {name} ({n_sheets})")


def _dictionary(book: _Book, corpus: Corpus) -> None:
    described = [one._replace(is_key="yes" if one.is_key else None) for one in dictionary(corpus)]
    head = ["table", "column", "type", "unit", "is_key"]
    head += ["description", "説明", "values", "値", "if missing", "空の意味"]
    sheet = book.sheet("dictionary", head, _widths(head, described))
    for row, line in enumerate(described, 1):
        sheet.set_row(row, _height(line))
        book.line(sheet, row, head, line, book.wrapped if line.column else book.bold)
    sheet.autofilter(0, 0, len(described), len(Described._fields) - 1)


def _notes(book: _Book, sheet: Worksheet) -> None:
    lines: list[Sequence[Any]] = list(NOTES)
    lines += [(notice,) for notice in book.notices]
    if book.cut:
        lines += [(), ("texts that were cut: sheet", "row", "column", "characters of the whole")]
        lines += book.cut
    for row, line in enumerate(lines, 1):
        sheet.set_row(row, _height(line))
        book.line(sheet, row, NOTES_HEAD, line, book.wrapped)


def write(corpus: Corpus, folder: Path) -> list[str]:
    """Write ``hyokasho.xlsx``. Raises ExportError where the tables are more than a spreadsheet can be."""
    from xlsxwriter import Workbook
    from xlsxwriter.exceptions import FileSizeError

    workbook = Workbook(str(folder / FILE), {"constant_memory": True, "tmpdir": str(folder)})
    workbook.set_properties({"title": "hyokasho", "created": _CREATED})
    book = _Book(workbook)
    _dictionary(book, corpus)
    notes = book.sheet("notes", NOTES_HEAD, (50, 60, 20, 50))
    for name, table in corpus.tables.items():
        book.table(name, table)
    _notes(book, notes)
    try:
        workbook.close()
    except FileSizeError:
        raise ExportError("a table is larger than a spreadsheet can be: export to csv or sqlite") from None
    if book.cut:
        book.notices.append(
            f"{len(book.cut):,} texts are longer than a cell can be and were cut; the sheet notes lists them"
        )
    return book.notices
