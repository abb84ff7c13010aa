"""Tables and pictures onto the disk: written beside the old ones, and put in their place at once.

The new folder is a hidden sibling of the output folder. When everything is on the disk, the old folder is renamed
aside and the new one renamed into place, so that an interrupted run leaves the earlier tables whole and no reader
sees tables of two runs. Files in the output folder that are not ours are kept.
"""

from __future__ import annotations

import fcntl
import json
import os
import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import pyarrow as pa
import pyarrow.parquet as pq

from pipeline.images import FOLDER as IMAGES
from pipeline.query.database import DATABASE
from pipeline.remote import Store, is_remote
from pipeline.schema import arrow_schema, data_dictionary
from pipeline.tables import TABLES

DICTIONARY = "dictionary.json"
LOG_FOLDER = "_log"  # readers of Parquet folders pass over names that begin with an underscore
LOG = "run.jsonl"
STATE = "state.json"
ROW_GROUP = 20_000  # rows; fixed, because it shapes the bytes, and small, because so many rows of each table are held

OURS = frozenset({*(f"{name}.parquet" for name in TABLES), DICTIONARY, DATABASE, LOG_FOLDER, IMAGES})


def is_ours(name: str) -> bool:
    """Whether a path below an output folder is written by runs."""
    return name.split("/")[0] in OURS


class OutputBusyError(Exception):
    """Another run is writing to the same folder."""


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _lock(folder: Path) -> int:
    """Hold a folder until the process ends or closes the handle. Raises OutputBusyError if another process holds it."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        raise OutputBusyError(f"another run is writing beside {folder}") from None
    return handle


def finish(folder: Path, state: Any) -> None:
    """Add the data dictionary to a folder of tables, and what the next run is to know."""
    (folder / DICTIONARY).write_text(data_dictionary(), encoding="utf-8")
    (folder / LOG_FOLDER).mkdir(exist_ok=True)
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.parent.name != LOG_FOLDER)
    sizes = {path.relative_to(folder).as_posix(): path.stat().st_size for path in files}
    text = json.dumps({"state": state, "sizes": sizes}, ensure_ascii=False)
    (folder / LOG_FOLDER / STATE).write_text(text, encoding="utf-8")


def add_to_log(folder: Path, entry: Mapping[str, Any]) -> None:
    """Add a line to the log of a run."""
    (folder / LOG_FOLDER).mkdir(exist_ok=True)
    with (folder / LOG_FOLDER / LOG).open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def read_state(folder: Path) -> Any:
    """The state that a run left in a folder of tables; None if there is none, or files are not as it left them."""
    try:
        kept = json.loads((folder / LOG_FOLDER / STATE).read_text(encoding="utf-8"))
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
        self._pending.append(table)
        self._n_pending += table.num_rows
        while self._n_pending >= ROW_GROUP:
            self._write(ROW_GROUP)

    def _write(self, n_rows: int) -> None:
        rows = pa.concat_tables(self._pending).combine_chunks()
        self._writer.write_table(rows.slice(0, n_rows).cast(self._schema), row_group_size=ROW_GROUP)
        self._pending = [rows.slice(n_rows)]
        self._n_pending -= n_rows


class Output:
    """The folder of tables, as a context: leaving it before ``commit`` leaves the earlier tables as they were.

    Raises OutputBusyError on entering if another run holds the folder, NotADirectoryError if it is a file, and OSError
    if nothing can be written there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder.resolve()
        self._new = self.folder.with_name(f".{self.folder.name}.new")
        self._old = self.folder.with_name(f".{self.folder.name}.old")
        self._handle: int | None = None

    @property
    def staging(self) -> Path:
        """The folder of what will be in place after ``commit``; other files of a run are written here."""
        return self._new

    def __enter__(self) -> Self:
        if self.folder.exists() and not self.folder.is_dir():
            raise NotADirectoryError(f"{self.folder} is a file, not a folder")
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self._new.mkdir(exist_ok=True)
        self._handle = _lock(self._new)
        for left in self._new.iterdir():  # by a run that did not come to its end
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        self._settle()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self._new.exists():
            shutil.rmtree(self._new)
        if self._handle is not None:
            os.close(self._handle)

    def _settle(self) -> None:
        """Finish, or take back, a swap that was interrupted between its two renames."""
        if not self._old.exists():
            return
        if not self.folder.exists():
            self._old.rename(self.folder)
            return
        for entry in self._old.iterdir():
            if not is_ours(entry.name) and not (self.folder / entry.name).exists():
                entry.rename(self.folder / entry.name)
        shutil.rmtree(self._old)

    @property
    def state(self) -> Any:
        """What the earlier run left for this one by ``commit``; None where its files are not as it left them."""
        return read_state(self.folder)

    def log(self, entry: Mapping[str, Any]) -> None:
        """Add a line to the run's log."""
        add_to_log(self._new, entry)

    def commit(self, state: Any = None) -> None:
        """Put what was written to ``staging`` in the place of the earlier files, with the data dictionary."""
        finish(self._new, state)
        for path in (*self._new.rglob("*"), self._new):
            _sync(path)
        if self.folder.exists():
            self.folder.rename(self._old)
        self._new.rename(self.folder)
        self._settle()
        _sync(self.folder.parent)


class RemoteOutput:
    """A folder of tables on an object store, with the interface of ``Output``.

    Tables are written on this machine and stored one by one when all are done: each is the old or the new, whole. While
    they are being stored, and after a run that was killed then, ``_log/state.json`` is missing. No two runs may write
    to one folder at a time; a store has no locks.
    """

    def __init__(self, url: str) -> None:
        """Raises RemoteError for a URL that can't be opened."""
        self._store = Store(url)
        self._temporary = tempfile.TemporaryDirectory(prefix="hyokasho-")
        self.staging = Path(self._temporary.name)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._temporary.cleanup()

    @property
    def state(self) -> Any:
        """As ``Output.state``."""
        try:
            kept = json.loads(self._store.read(f"{LOG_FOLDER}/{STATE}"))
        except (OSError, ValueError):
            return None
        sizes = {name: size for name, size in self._store.sizes().items() if name in kept["sizes"]}
        return kept["state"] if sizes == kept["sizes"] else None

    def log(self, entry: Mapping[str, Any]) -> None:
        """Add a line to the run's log."""
        add_to_log(self.staging, entry)

    def commit(self, state: Any = None) -> None:
        """Store what was written to ``staging``, and remove what earlier runs left besides."""
        finish(self.staging, state)
        last = f"{LOG_FOLDER}/{STATE}"
        names = {path.relative_to(self.staging).as_posix() for path in self.staging.rglob("*") if path.is_file()}
        there = self._store.sizes()
        if last in there:
            self._store.remove(last)
        for name in (*sorted(names - {last}), last):
            self._store.put(self.staging / name, name)
        for name in sorted(there.keys() - names):
            if is_ours(name):
                self._store.remove(name)


def open_output(out: str | Path) -> Output | RemoteOutput:
    """Where a run writes to: a folder of this machine, or of an object store."""
    return RemoteOutput(str(out)) if is_remote(out) else Output(Path(out))
