"""A table of a corpus: what its columns mean, and its rows as Arrow, pandas or Polars, read when they are asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.api import html
from pipeline.api.frames import to_pandas, to_polars

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl
    import pyarrow.dataset as pads

_FIRST = 5  # rows that a notebook shows


@dataclass(frozen=True, slots=True)
class ColumnDoc:
    """What a column means, as the Parquet files say of themselves.

    ``codes`` are the values of a closed list, each with its meaning in English and in Japanese; ``missing`` says what a
    missing value means.
    """

    name: str
    type: str
    unit: str | None
    description: str
    description_ja: str
    codes: Mapping[str, tuple[str, str]]
    missing: str
    missing_ja: str

    def codes_text(self, language: int) -> str | None:
        """The closed list as text, a value a line; ``language`` 0 is English, 1 Japanese. None where there is none."""
        return "\n".join(f"{value}: {meaning[language]}" for value, meaning in self.codes.items()) or None

    def row(self) -> dict[str, str | None]:
        """All of it as texts, by name."""
        texts = {name: getattr(self, name) for name in ("name", "type", "unit", "description", "description_ja")}
        codes = {"codes": self.codes_text(0), "codes_ja": self.codes_text(1)}
        return {**texts, **codes, "missing": self.missing, "missing_ja": self.missing_ja}


class ColumnDocs(Sequence[ColumnDoc]):
    """The columns of a table, readable as text and in a notebook."""

    def __init__(self, columns: Sequence[ColumnDoc]) -> None:
        self._columns = tuple(columns)

    def __len__(self) -> int:
        return len(self._columns)

    def __getitem__(self, at: Any) -> Any:
        """By place, or by a column's name. Raises IndexError, KeyError."""
        if not isinstance(at, str):
            return self._columns[at]
        found = next((column for column in self._columns if column.name == at), None)
        if found is None:
            raise KeyError(at)
        return found

    def pandas(self) -> pd.DataFrame:
        """As a pandas DataFrame."""
        import pandas as pd

        return pd.DataFrame([column.row() for column in self._columns])

    def __repr__(self) -> str:
        wide = max((len(column.name) for column in self._columns), default=0)
        listed = {column.name: f": {', '.join(column.codes)}" if column.codes else "" for column in self._columns}
        return "\n".join(f"{one.name:{wide}}  {one.description}{listed[one.name]}" for one in self._columns)

    def _repr_html_(self) -> str:
        rows = [column.row() for column in self._columns]
        return html.table(list(rows[0]) if rows else [], (row.values() for row in rows), cut=2000)


class Table:
    """A table of a corpus. Nothing is read before it is asked for, and then only the columns and rows wanted."""

    def __init__(self, name: str, path: str | list[str], filesystem: Any = None) -> None:
        """``path`` is a Parquet file, a folder of part files, or these, in ``filesystem`` (None: this machine)."""
        self.name = name
        self.path = path
        self._filesystem = filesystem

    @cached_property
    def dataset(self) -> pads.Dataset:
        """The files as an Arrow dataset."""
        import pyarrow.dataset as pads  # it imports pandas

        return pads.dataset(self.path, format="parquet", filesystem=self._filesystem)

    @property
    def schema(self) -> pa.Schema:
        """Names and types of the columns, with the descriptions as metadata."""
        return self.dataset.schema

    @property
    def columns(self) -> list[str]:
        """Names of the columns."""
        return self.schema.names

    @property
    def key(self) -> list[str]:
        """The columns that the rows are sorted by."""
        return _said(self.schema.metadata, "key").split()

    def __len__(self) -> int:
        """Number of rows, which costs no reading of them."""
        return self.dataset.count_rows()

    @property
    def is_remote(self) -> bool:
        """Whether its files lie on an object store."""
        return self._filesystem is not None

    @property
    def files(self) -> list[str]:
        """The Parquet files, one or many."""
        return self.dataset.files  # type: ignore[attr-defined]

    @property
    def is_divided(self) -> bool:
        """Whether it is a folder of part files."""
        return len(self.files) > 1

    def arrow(self, columns: Sequence[str] | None = None, filter: Any = None) -> pa.Table:
        """The rows as an Arrow table, sorted by key: all columns, or those named; all rows, or those that ``filter``
        (a ``pyarrow.compute`` expression) keeps. Raises KeyError for a column that is not there."""
        for name in columns or ():
            if name not in self.columns:
                raise KeyError(f"{self.name} has no column {name}; .describe() lists them")
        wanted = list(columns) if columns is not None else None
        if not self.is_divided:
            return self.dataset.to_table(columns=wanted, filter=filter)
        # Part files are each sorted; together they are in the order of their folders.
        names = list(dict.fromkeys([*(wanted or self.columns), *self.key]))
        table = self.dataset.to_table(columns=names, filter=filter)
        keys = [(name, "ascending") for name in self.key]
        table = table.take(pc.call_function("sort_indices", [table], pc.SortOptions(keys)))  # a stable sort
        return table if wanted is None else table.select(wanted)

    def batches(self) -> Iterator[pa.RecordBatch]:
        """All rows, sorted by key, in pieces; only of a divided table all are in memory at once."""
        yield from self.arrow().to_batches() if self.is_divided else self.dataset.to_batches()

    def pandas(self, columns: Sequence[str] | None = None, filter: Any = None) -> pd.DataFrame:
        """As ``arrow``, as a pandas DataFrame; whole numbers stay whole (``Int16`` …), days are ``datetime64``."""
        return to_pandas(self.arrow(columns, filter))

    def polars(self, columns: Sequence[str] | None = None, filter: Any = None) -> pl.DataFrame:
        """As ``arrow``, as a Polars DataFrame."""
        return to_polars(self.arrow(columns, filter))

    @property
    def description(self) -> str:
        """What a row is."""
        return _said(self.schema.metadata, "description")

    @property
    def description_ja(self) -> str:
        """The same in Japanese."""
        return _said(self.schema.metadata, "description_ja")

    def describe(self) -> ColumnDocs:
        """What each column means, in English and Japanese: type, unit, closed list of values, missing values."""
        return ColumnDocs([_column_doc(field) for field in self.schema])

    def __repr__(self) -> str:
        return f"<Table {self.name}: {len(self)} rows, {len(self.columns)} columns; {self.description}>"

    def _repr_html_(self) -> str:
        first = self.dataset.head(_FIRST)
        title = html.heading(self.name, f"{len(self)} rows; {self.description}; the first {first.num_rows}:")
        return title + html.table(self.columns, (row.values() for row in first.to_pylist()), cut=40)


def _column_doc(field: pa.Field) -> ColumnDoc:
    said = {name.decode(): text.decode() for name, text in (field.metadata or {}).items()}
    codes = {value: (en, ja) for value, (en, ja) in json.loads(said.get("codes", "{}")).items()}
    return ColumnDoc(
        field.name, _type_name(field.type), said.get("unit"), said.get("description", ""),
        said.get("description_ja", ""), codes, said.get("missing", ""), said.get("missing_ja", ""),
    )  # fmt: skip


def _type_name(of: pa.DataType) -> str:
    """A type as the declarations of the tables name it."""
    name = str(of)
    for arrow, ours in (("double", "float64"), ("date32[day]", "date32"), ("element: ", ""), ("item: ", "")):
        name = name.replace(arrow, ours)
    return name


def _said(metadata: dict[bytes, bytes] | None, name: str) -> str:
    return (metadata or {}).get(name.encode(), b"").decode()
