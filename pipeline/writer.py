"""Tables and pictures onto the disk, or an object store: written beside the old ones, and put in their place at once.

Files in the output folder that are not ours are kept.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.dictionary import data_dictionary, data_package
from pipeline.generations import LOG_FOLDER, STATE, Generations, tables_at
from pipeline.images import FOLDER as IMAGES
from pipeline.query.database import DATABASE
from pipeline.remote import Store, is_remote
from pipeline.replacing import ReplacedError, Replacement
from pipeline.schema import arrow_schema
from pipeline.tables import TABLES

DICTIONARY = "dictionary.json"
DATA_PACKAGE = "datapackage.json"
LOG = "run.jsonl"
ROW_GROUP = 20_000  # rows; fixed, because it shapes the bytes, and small, because so many rows of each table are held
_PIECES = 64  # tables held before they become one: what Arrow keeps besides the rows of a small table is more than them

OURS = frozenset({*(f"{name}.parquet" for name in TABLES), DICTIONARY, DATA_PACKAGE, DATABASE, LOG_FOLDER, IMAGES})


def is_ours(name: str) -> bool:
    """Whether a path below an output folder is written by runs."""
    return name.split("/")[0] in OURS


def finish(folder: Path, state: Any) -> None:
    """Add the data dictionary and the Data Package to a folder of tables, and what the next run is to know."""
    (folder / DICTIONARY).write_text(data_dictionary(), encoding="utf-8")
    (folder / DATA_PACKAGE).write_text(data_package(folder), encoding="utf-8")
    (folder / LOG_FOLDER).mkdir(exist_ok=True)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.parent.name != LOG_FOLDER)
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    text = json.dumps({"state": state, "sizes": sizes}, ensure_ascii=False)
    (folder / STATE).write_text(text, encoding="utf-8")


def add_to_log(folder: Path, entry: Mapping[str, Any]) -> None:
    """Add a line to the log of a run."""
    (folder / LOG_FOLDER).mkdir(exist_ok=True)
    with (folder / LOG_FOLDER / LOG).open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def read_state(folder: Path) -> Any:
    """The state that a run left in a folder of tables; None if there is none, or files are not as it left them."""
    try:
        kept = json.loads((folder / STATE).read_text(encoding="utf-8"))
        sizes = {name: (folder / name).stat().st_size for name in kept["sizes"]}
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return kept["state"] if sizes == kept["sizes"] else None


class TableWriter:
    """A table's file, written in groups of rows as they come, as a context.

    The same rows give the same bytes, in however many pieces they come.
    """

    def __init__(self, path: Path, name: str) -> None:
        self._schema = arrow_schema(name)
        self._pending: list[pa.Table] = []
        self._n_pending = 0
        self._writer = pq.ParquetWriter(
            path,
            self._schema,
            compression="zstd",
            version="2.6",
            data_page_version="1.0",
            write_statistics=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if kind is None and self._n_pending:
            self._write(self._n_pending)
        self._writer.close()

    def add(self, table: pa.Table) -> None:
        """More rows, which come after those added before."""
        if not table.num_rows:
            return
        self._pending.append(table if table.schema.equals(self._schema) else table.cast(self._schema))
        self._n_pending += table.num_rows
        if len(self._pending) == _PIECES:
            self._pending = [pa.concat_tables(self._pending).combine_chunks()]
        while self._n_pending >= ROW_GROUP:
            self._write(ROW_GROUP)

    def _write(self, n_rows: int) -> None:
        rows = pa.concat_tables(self._pending).combine_chunks()
        self._writer.write_table(rows.slice(0, n_rows), row_group_size=ROW_GROUP)
        self._pending = [rows.slice(n_rows)]
        self._n_pending -= n_rows


class Output(Replacement):
    """The folder of tables, as a context: leaving it before ``commit`` leaves the earlier tables as they were."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, is_kept=lambda name: not is_ours(name))

    @property
    def state(self) -> Any:
        """What the earlier run left for this one by ``commit``; None where its files are not as it left them."""
        return read_state(self.folder)

    def log(self, entry: Mapping[str, Any]) -> None:
        """Add a line to the run's log."""
        add_to_log(self.staging, entry)

    def commit(self, state: Any = None) -> None:
        """Put what was written to ``staging`` in the place of the earlier files, with the data dictionary."""
        finish(self.staging, state)
        self.replace()


class RemoteOutput:
    """A folder of tables on an object store, with the interface of ``Output``.

    Tables are written on this machine and stored, when all are done, as a generation beside the earlier ones.
    Raises ReplacedError as ``Output`` does.
    """

    def __init__(self, url: str) -> None:
        """Raises RemoteError for a URL that can't be opened, or of a bucket that is not there."""
        Store(url).require_bucket()
        self._url = url
        self._generations = Generations(url)
        self._temporary = tempfile.TemporaryDirectory(prefix="hyokasho-")
        self.staging = Path(self._temporary.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._temporary.cleanup()
        if kind is None:
            self._generations.tidy(is_ours)
        if self._generations.has_added and isinstance(error, KeyboardInterrupt):
            raise ReplacedError from error

    @property
    def state(self) -> Any:
        """As ``Output.state``."""
        store = Store(tables_at(self._url))
        try:
            kept = json.loads(store.read(STATE))
        except (OSError, ValueError):
            return None
        sizes = {name: size for name, size in store.sizes().items() if name in kept["sizes"]}
        return kept["state"] if sizes == kept["sizes"] else None

    def log(self, entry: Mapping[str, Any]) -> None:
        """Add a line to the run's log."""
        add_to_log(self.staging, entry)

    def commit(self, state: Any = None) -> None:
        """Store what was written to ``staging``, with the data dictionary. Raises as ``Generations.add``."""
        finish(self.staging, state)
        self._generations.add(self.staging)


def open_output(out: str | Path) -> Output | RemoteOutput:
    """Where a run writes to: a folder of this machine, or of an object store."""
    return RemoteOutput(str(out)) if is_remote(out) else Output(Path(out))
