"""``hyokasho diff --runs``: the tables of two runs, row by row, for whoever changed a rule."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow.parquet as pq

from pipeline.query.database import NotACorpusError, open_duckdb
from pipeline.query.output import JSON, Result, as_json, print_markdown, print_table, sink, write_text
from pipeline.query.views import parts_of, quoted, source_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

ADDED, REMOVED, CHANGED = "added", "removed", "changed"
MARKDOWN = "markdown"

_TIE = "_nth"  # tells rows of equal keys apart: documents that could not be read have none


@dataclass(frozen=True, slots=True)
class RowDifference:
    """A row that only one run has, or a value that differs; ``key`` are its key columns."""

    table: str
    kind: str
    key: dict[str, Any]
    column: str | None = None
    before: Any = None
    after: Any = None


@dataclass(frozen=True, slots=True)
class TableDifference:
    """What two runs do not have in common of a table; ``columns`` counts the rows by the column that differs.

    ``n_before`` or ``n_after`` is None where a run has no such table. ``examples`` are the first rows, by key.
    """

    table: str
    n_before: int | None
    n_after: int | None
    n_added: int = 0
    n_removed: int = 0
    n_changed: int = 0
    columns: dict[str, int] | None = None
    only_before: tuple[str, ...] = ()
    only_after: tuple[str, ...] = ()
    examples: tuple[RowDifference, ...] = ()

    @property
    def is_equal(self) -> bool:
        """Whether both runs have the same rows, and the same columns."""
        counts = self.n_added or self.n_removed or self.n_changed
        return not (counts or self.only_before or self.only_after) and None not in (self.n_before, self.n_after)


@dataclass(frozen=True, slots=True)
class _Side:
    """A table of a run: the SQL that reads it, its columns and its key."""

    source: str
    columns: tuple[str, ...]
    key: tuple[str, ...]


def _tables(folder: Path) -> dict[str, _Side]:
    """The tables of a run by name. Raises NotACorpusError."""
    paths = {path.stem: path for path in sorted(folder.glob("*.parquet"))}
    if not paths:
        raise NotACorpusError(f"no tables in {folder}")
    return {name: _side(folder, path) for name, path in paths.items()}


def _side(folder: Path, path: Path) -> _Side:
    file = min(path.rglob("*.parquet")) if path.is_dir() else path
    schema = pq.read_schema(file)
    key = (schema.metadata or {}).get(b"key", b"").decode().split()
    source = source_of(path.stem, quoted(f"{folder.resolve()}/"), parts_of(path.stem) if path.is_dir() else ())
    return _Side(source, tuple(schema.names), tuple(key))


def compare_runs(before: Path, after: Path, most: int) -> list[TableDifference]:
    """The differences of two folders of tables, table by table, each with up to ``most`` rows as examples.

    Rows are the same row where their keys are equal; tables may be divided on one side. Raises NotACorpusError.
    """
    old, new = _tables(before), _tables(after)
    connection = open_duckdb()
    try:
        found: list[TableDifference] = []
        for name in sorted(old.keys() | new.keys()):
            if name in old and name in new:
                found.append(_Pair(connection, name, old[name], new[name]).difference(most))
            else:
                side = old.get(name) or new[name]
                (n_rows,) = connection.execute(f"SELECT count(*) FROM {side.source}").fetchall()[0]
                found.append(TableDifference(name, *((n_rows, None) if name in old else (None, n_rows))))
        return found
    finally:
        connection.close()


class _Pair:
    """A table of two runs."""

    def __init__(self, connection: DuckDBPyConnection, name: str, old: _Side, new: _Side) -> None:
        self._connection = connection
        self._name = name
        self._old, self._new = old, new
        both = [column for column in old.columns if column in new.columns]
        self._key = [column for column in new.key if column in both] or both
        self._others = [column for column in both if column not in self._key]

    def _joined(self) -> str:
        """The rows of both runs beside each other, as ``a`` and ``b``."""
        keys = ", ".join(map(_quoted, self._key))
        order = ", ".join(map(_quoted, self._others)) or "1"
        nth = f"row_number() OVER (PARTITION BY {keys} ORDER BY {order}) AS {_TIE}"
        same = " AND ".join(f"a.{_quoted(c)} IS NOT DISTINCT FROM b.{_quoted(c)}" for c in (*self._key, _TIE))
        sides = [f"(SELECT *, {nth} FROM {side.source})" for side in (self._old, self._new)]
        return f"{sides[0]} AS a FULL JOIN {sides[1]} AS b ON {same}"

    def difference(self, most: int) -> TableDifference:
        """The differences of the table."""
        changed = [f"(a.{_quoted(c)} IS DISTINCT FROM b.{_quoted(c)})" for c in self._others]
        both = f"a.{_TIE} IS NOT NULL AND b.{_TIE} IS NOT NULL"
        any_changed = f"{both} AND ({' OR '.join(changed) or 'false'})"
        counts = [
            f"count(a.{_TIE})", f"count(b.{_TIE})", f"count(*) FILTER (a.{_TIE} IS NULL)",
            f"count(*) FILTER (b.{_TIE} IS NULL)", f"count(*) FILTER ({any_changed})",
            *(f"count(*) FILTER ({both} AND {one})" for one in changed),
        ]  # fmt: skip
        row = self._connection.execute(f"SELECT {', '.join(counts)} FROM {self._joined()}").fetchall()[0]
        n_before, n_after, n_added, n_removed, n_changed, *n_different = row
        columns = {column: n for column, n in zip(self._others, n_different, strict=True) if n}
        is_different = n_added or n_removed or n_changed
        return TableDifference(
            self._name, n_before, n_after, n_added, n_removed, n_changed, columns,
            tuple(column for column in self._old.columns if column not in self._new.columns),
            tuple(column for column in self._new.columns if column not in self._old.columns),
            tuple(self._examples(columns, any_changed, most)) if is_different else (),
        )  # fmt: skip

    def _examples(self, columns: dict[str, int], any_changed: str, most: int) -> Iterator[RowDifference]:
        keys = [f"coalesce(a.{_quoted(c)}, b.{_quoted(c)})" for c in self._key]
        values = [f"{side}.{_quoted(column)}" for column in columns for side in "ab"]
        kind = f"CASE WHEN a.{_TIE} IS NULL THEN '{ADDED}' WHEN b.{_TIE} IS NULL THEN '{REMOVED}' ELSE '{CHANGED}' END"
        limit = f"LIMIT {most}" if most else ""
        rows = self._connection.execute(
            f"SELECT {', '.join((kind, *keys, *values))} FROM {self._joined()} "
            f"WHERE a.{_TIE} IS NULL OR b.{_TIE} IS NULL OR ({any_changed}) "
            f"ORDER BY {', '.join(f'{key} NULLS LAST' for key in keys)}, 1 {limit}"
        ).fetchall()
        for how, *row in rows:
            key = dict(zip(self._key, row[: len(keys)], strict=True))
            if how != CHANGED:
                yield RowDifference(self._name, how, key)
                continue
            pairs = zip(row[len(keys) :: 2], row[len(keys) + 1 :: 2], strict=True)
            for column, (before, after) in zip(columns, pairs, strict=True):
                if before != after:
                    yield RowDifference(self._name, how, key, column, before, after)


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


# ------------------------------------------------------------------------------------------------ writing


def _summary(found: Sequence[TableDifference]) -> Result:
    names = ("table", "rows in A", "rows in B", ADDED, REMOVED, CHANGED, "columns that differ")
    rows = [
        (one.table, one.n_before, one.n_after, one.n_added, one.n_removed, one.n_changed, _columns(one))
        for one in found
        if not one.is_equal
    ]
    return Result(names, rows)


def _columns(one: TableDifference) -> str:
    counted = [f"{column} {n}" for column, n in sorted((one.columns or {}).items(), key=lambda entry: -entry[1])]
    only = [*(f"-{column}" for column in one.only_before), *(f"+{column}" for column in one.only_after)]
    return ", ".join([*counted, *only])


def _rows(found: Sequence[TableDifference]) -> Result:
    names = ("table", "change", "key", "column", "before", "after")
    rows = [
        (row.table, row.kind, " ".join(str(part) for part in row.key.values() if part is not None), row.column,
         row.before, row.after)
        for one in found
        for row in one.examples
    ]  # fmt: skip
    return Result(names, rows)


def write_runs(found: Sequence[TableDifference], form: str, out: Path | None = None) -> None:
    """Write the differences of two runs, as ``table``, ``markdown`` or ``json``. Raises OSError."""
    different = [one for one in found if not one.is_equal]
    if form == JSON:
        with sink(out) as file:
            file.write(as_json([_document(one) for one in different], indent=1).encode("utf-8", "replace") + b"\n")
        return
    show = print_markdown if form == MARKDOWN else print_table

    def draw(console: Any) -> None:
        if not different:
            console.print("no difference")
            return
        show(_summary(found), console)
        if any(one.examples for one in different):
            show(_rows(found), console)

    write_text(draw, out)


def _document(one: TableDifference) -> dict[str, Any]:
    rows = [
        {"change": row.kind, "key": row.key}
        | ({} if row.column is None else {"column": row.column, "before": row.before, "after": row.after})
        for row in one.examples
    ]
    return {
        "table": one.table, "n_before": one.n_before, "n_after": one.n_after, "n_added": one.n_added,
        "n_removed": one.n_removed, "n_changed": one.n_changed, "columns": one.columns or {},
        "columns_only_before": one.only_before, "columns_only_after": one.only_after, "rows": rows,
    }  # fmt: skip
