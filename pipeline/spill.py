"""Rows divided into groups on the disk, so that no more are held at a time than one group has."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from extractors.model import IntArray
from pipeline.schema import arrow_schema


def by_group(rows: pa.Table, column: str, values: pa.Array, group_of: IntArray) -> tuple[pa.Table, IntArray]:
    """Rows ordered by group, in each as they came, and where each group begins, with the end of the last; rows of no
    group are left out. ``group_of`` is the group of each of ``values``, ascending."""
    found = pc.call_function("index_in", [rows[column]], pc.SetLookupOptions(values))
    at = np.from_dlpack(found.combine_chunks().fill_null(-1)).astype(np.int64)  # ``to_numpy`` would load pandas
    group = np.append(group_of, -1)[at]
    order = np.argsort(group, kind="stable")
    order = order[np.searchsorted(group[order], 0) :]
    n_groups = int(group_of[-1]) + 1 if len(group_of) else 0
    ordered = rows.take(pa.array(order, pa.int64())).combine_chunks()
    return ordered, np.searchsorted(group[order], np.arange(n_groups + 1))


class Spill:
    """Rows of declared tables put into a folder by group, for ``take`` group by group, in each as they came.

    ``groups`` are the values of ``column`` that belong together; rows of no group are dropped. Raises OSError.
    """

    def __init__(self, folder: Path, column: str, groups: Sequence[Sequence[str]]) -> None:
        self._folder = folder
        self._column = column
        self._values = pa.array([value for group in groups for value in group], pa.string())
        self._group_of = np.repeat(np.arange(len(groups)), [len(group) for group in groups])

    def add(self, name: str, rows: pa.Table) -> None:
        """More rows of a table, or of some of its columns."""
        ordered, bounds = by_group(rows, self._column, self._values, self._group_of)
        for number in np.flatnonzero(np.diff(bounds)).tolist():
            mine = ordered.slice(bounds[number], bounds[number + 1] - bounds[number])
            # one stream behind the other, so that no file stays open: a large corpus has more groups than files may be
            with _path(self._folder, name, number).open("ab") as file, pa.ipc.new_stream(file, mine.schema) as stream:
                stream.write_table(mine)


def take(folder: Path, name: str, group: int, columns: Sequence[str] | None = None) -> pa.Table:
    """The rows of a group that were put into a folder; ``columns`` are those put there. They stay there: whoever takes
    over from a process that was lost finds them again."""
    path = _path(folder, name, group)
    if not path.exists():
        empty = arrow_schema(name).empty_table()
        return empty if columns is None else empty.select(list(columns))
    parts: list[pa.Table] = []
    size = path.stat().st_size
    with path.open("rb") as file:
        while file.tell() < size:
            parts.append(pa.ipc.open_stream(file).read_all())
    return pa.concat_tables(parts)


def _path(folder: Path, name: str, group: int) -> Path:
    return folder / f"{name}-{group}"
