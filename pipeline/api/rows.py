"""Rows of one table together: in order, by item, and as a table of other libraries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Generic, TypeVar, overload

import pyarrow as pa

from extractors.model import Box
from pipeline.api import html
from pipeline.api.frames import to_pandas, to_polars
from pipeline.api.row import TableRow
from pipeline.schema import arrow_table

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

R = TypeVar("R", bound=TableRow)
Key = str | tuple[str, int | None] | tuple[str, int | None, int | None]

_IN_REPR = 3  # rows
_IN_HTML = 20  # rows
_LEFT_OUT = frozenset(
    {"document_id", "assessment_id", "part", "section", "seq", "kind", "value_norm", "date_precision", "date_norm",
     "options", "page", "page_last", *Box._fields, "is_ocr"}
)  # fmt: skip
_IN_HTML_COLUMNS = 8  # and the page


class AmbiguousItemError(LookupError):
    """A code or concept alone does not say which row is meant."""


class TableRows(Sequence[R], Generic[R]):
    """Rows of a table of one document or assessment, in order.

    ``rows[0]`` is the first row, and ``rows["I.1.1"]`` the one of an item: by its code or its concept; where the form
    prints the item once per file or entry, by ``rows[code, file_no]`` or ``rows[code, file_no, entry_no]``. It is a
    row that is meant or an error, never the first of several.
    """

    def __init__(self, kind: type[R], rows: Iterable[R]) -> None:
        self._kind = kind
        self._rows = tuple(rows)

    def __len__(self) -> int:
        return len(self._rows)

    def __iter__(self) -> Iterator[R]:
        return iter(self._rows)

    @overload
    def __getitem__(self, key: int | Key) -> R: ...
    @overload
    def __getitem__(self, key: slice) -> TableRows[R]: ...
    def __getitem__(self, key: int | Key | slice) -> R | TableRows[R]:
        """Raises IndexError, KeyError where there is no such item, AmbiguousItemError where there are several."""
        if isinstance(key, slice):
            return TableRows(self._kind, self._rows[key])
        if isinstance(key, int):
            return self._rows[key]
        found = self._matching(key)
        if not found:
            raise KeyError(self._missing(key))
        if len(found) > 1:
            raise AmbiguousItemError(self._ambiguous(key, found))
        return found[0]

    def __contains__(self, key: object) -> bool:
        """Whether a row is here, or any row of an item."""
        if isinstance(key, str | tuple):
            return bool(self._matching(key))  # pyright: ignore[reportArgumentType]
        return key in self._rows

    def __eq__(self, other: object) -> bool:
        return isinstance(other, TableRows) and other._rows == self._rows

    def __hash__(self) -> int:
        return hash(self._rows)

    def get(self, key: Key, default: R | None = None) -> R | None:
        """The row of an item, ``default`` where there is none. Raises AmbiguousItemError where there are several."""
        try:
            return self[key]
        except KeyError:
            return default

    def all(self, code: str, file_no: int | None = None, entry_no: int | None = None) -> TableRows[R]:
        """Every row of an item, of one file or entry where these are given."""
        wanted = {"file_no": file_no, "entry_no": entry_no}.items()
        found = self._by_item.get(code, ())
        return TableRows(
            self._kind,
            (row for row in found if all(no is None or row.as_dict().get(name) == no for name, no in wanted)),
        )

    @property
    def codes(self) -> list[str]:
        """The codes of the items here, each once, in order."""
        return list(dict.fromkeys(code for row in self._rows if (code := row.as_dict().get("item_code"))))

    @cached_property
    def _by_item(self) -> dict[str, list[R]]:
        found: dict[str, list[R]] = {}
        for row in self._rows:
            columns = row.as_dict()
            for name in {columns.get("item_code"), columns.get("concept")} - {None}:
                found.setdefault(str(name), []).append(row)
        return found

    def _matching(self, key: Key) -> TableRows[R]:
        if isinstance(key, str):
            return self.all(key)
        code, *numbers = key
        return self.all(str(code), *numbers)  # pyright: ignore[reportArgumentType]

    def _missing(self, key: Key) -> str:
        code = key if isinstance(key, str) else key[0]
        if code not in self._by_item:
            return f"no {code} in {self._kind.table_name}; .codes lists what there is"
        there = ", ".join(row._named() for row in self._by_item[code])
        return f"no {key} in {self._kind.table_name}; there is {there}"

    def _ambiguous(self, key: Key, found: TableRows[R]) -> str:
        keys = ", ".join(repr((row.item_code, row.file_no, row.entry_no)) for row in found[:5])
        more = ", …" if len(found) > 5 else ""
        code = key if isinstance(key, str) else key[0]
        count = f"{key!r} is {len(found)} rows of {self._kind.table_name}"
        return f"{count}: ask for one of {keys}{more}, or for .all({code!r})"

    # ------------------------------------------------------------------------------------------ as tables

    def arrow(self) -> pa.Table:
        """As an Arrow table with the declared schema."""
        return arrow_table(self._kind.table_name, [row.as_dict() for row in self._rows])

    def pandas(self) -> pd.DataFrame:
        """As a pandas DataFrame; whole numbers stay whole (``Int16`` …), days are ``datetime64``."""
        return to_pandas(self.arrow())

    def polars(self) -> pl.DataFrame:
        """As a Polars DataFrame."""
        return to_polars(self.arrow())

    # ------------------------------------------------------------------------------------------ for people

    def __repr__(self) -> str:
        count = f"{len(self)} row{'' if len(self) == 1 else 's'} of {self._kind.table_name}"
        lines = [f"  {row!r}" for row in self._rows[:_IN_REPR]]
        return "\n".join([f"<{count}>", *lines, *(["  …"] if len(self) > _IN_REPR else [])])

    def _repr_html_(self) -> str:
        shown = [row.as_dict() for row in self._rows[:_IN_HTML]]
        filled = [name for name in (shown[0] if shown else ()) if any(row.get(name) is not None for row in shown)]
        columns = [name for name in filled if name not in _LEFT_OUT][:_IN_HTML_COLUMNS]
        columns += [name for name in ("page",) if name in filled]
        note = f"the first {_IN_HTML} of {len(self)} rows" if len(self) > _IN_HTML else f"{len(self)} rows"
        cells = ([row[at] for at in columns] for row in shown)
        return html.heading(self._kind.table_name, note) + html.table(columns, cells)
