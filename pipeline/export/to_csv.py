"""A CSV per table, which Excel opens as Japanese and in which no text is taken for a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from pipeline.api import Corpus
from pipeline.export.card import fill, table_list
from pipeline.export.plain import Described, dictionary, flat, rows

ENCODING = "utf-8-sig"  # the byte order mark tells Excel that it is UTF-8
ENDING = "\r\n"  # as RFC 4180 says

# With these a spreadsheet takes a text for a formula (the full-width ones in Japanese Excel), or loses the first
# character. The apostrophe itself is among them so that taking one away again gives every text as it was.
FORMULA = tuple("=+-@\t\r\n＝＋－＠'")


def guarded(value: Any) -> Any:
    """A text with an apostrophe in front where a spreadsheet would take it for a formula; other values as written.

    >>> guarded("=1+1"), guarded("－"), guarded("なし"), guarded(-1), guarded(True), guarded(None)
    ("'=1+1", "'－", 'なし', -1, 'true', None)
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and value.startswith(FORMULA):
        return f"'{value}"
    return value


def _write(path: Path, head: Sequence[str], lines: Iterable[Iterable[Any]]) -> None:
    with path.open("w", encoding=ENCODING, newline="") as file:
        writer = csv.writer(file, lineterminator=ENDING)
        writer.writerow(head)
        writer.writerows([guarded(value) for value in line] for line in lines)


def write(corpus: Corpus, folder: Path) -> list[str]:
    """Write ``<table>.csv`` for every table, ``dictionary.csv``, and a README of the format."""
    for name, table in corpus.tables.items():
        _write(folder / f"{name}.csv", table.columns, (flat(row) for row in rows(table)))
    _write(folder / "dictionary.csv", Described._fields, dictionary(corpus))
    text = fill("csv.md", tables=table_list(corpus, ".csv"))
    (folder / "README.md").write_text(text, encoding="utf-8")
    return []
