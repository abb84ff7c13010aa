"""The tables in a folder of an object store: each run's in a folder of their own, and which of them count.

A store replaces one object at once, never a folder. So a run stores its files under a name that is higher than all
before it, ``tables/00000007-5f3a09c1/``, and ``_log/state.json`` last: with that the generation is whole, and the
highest whole one is what every reader reads. Only what is lower than that is ever removed, so runs at the same time do
each other no harm: the tables are those of one of them. The whole generation before is kept for who still reads it.

Where there is no whole generation, the folder itself is read: a copy of a run's output, or that of an older version.
"""

from __future__ import annotations

import re
import secrets
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from pipeline.remote import Store, is_remote
from pipeline.replacing import OutputBusyError, uninterrupted

LOG_FOLDER = "_log"  # readers of Parquet folders pass over names that begin with an underscore
STATE = f"{LOG_FOLDER}/state.json"
GENERATIONS = "tables"
_NAME = re.compile(r"\d{8}-[0-9a-f]{8}")


class Generations:
    """The generations below the URL of a folder."""

    def __init__(self, url: str) -> None:
        """Raises RemoteError for a URL that can't be opened."""
        self._url = url.rstrip("/")
        self._root = Store(self._url)
        self.has_added = False  # whether a generation of ours has come to count

    def _names(self) -> list[str]:
        """Whole or not, the highest last."""
        return sorted(name for name in self._root.entries(GENERATIONS) if _NAME.fullmatch(name))

    def _url_of(self, name: str) -> str:
        return f"{self._url}/{GENERATIONS}/{name}"

    def _whole(self, names: list[str]) -> Iterator[str]:
        """Those that are whole, the highest first."""
        return (name for name in reversed(names) if self._root.exists(f"{GENERATIONS}/{name}/{STATE}"))

    def current(self) -> str:
        """The URL of the tables that count. Raises OSError."""
        name = next(self._whole(self._names()), None)
        return self._url_of(name) if name else self._url

    def add(self, folder: Path) -> None:
        """Store a folder that holds ``STATE`` as the generation that counts.

        Raises OutputBusyError if a later one has come meanwhile, which then counts; OSError.
        """
        names = self._names()
        number = int(names[-1].partition("-")[0]) + 1 if names else 1
        name = f"{number:08}-{secrets.token_hex(4)}"
        store = Store(self._url_of(name))
        files = sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
        for file in files:
            if file != STATE:
                store.put(folder / file, file)
        with uninterrupted():
            store.put(folder / STATE, STATE)
            self.has_added = True
        if self.current() != self._url_of(name):
            self._root.remove_folder(f"{GENERATIONS}/{name}", first=STATE)
            raise OutputBusyError(f"another run has written to {self._url} meanwhile")

    def tidy(self, is_ours: Callable[[str], bool]) -> None:
        """Remove what is lower than the current generation, except the whole one before it.

        ``is_ours`` tells files of tables from a user's in the folder itself, which comes before all generations.
        """
        names = self._names()
        kept = list(islice(self._whole(names), 2))
        for name in names:
            if kept and name < kept[0] and name not in kept:
                self._root.remove_folder(f"{GENERATIONS}/{name}", first=STATE)
        if len(kept) > 1:
            for file in self._root.sizes():
                if is_ours(file):
                    self._root.remove(file)


def tables_at(folder: str | Path) -> str:
    """Where the tables of a folder are now: the folder itself, or on a store the URL of the generation that counts.

    Whoever reads more than one table asks once. Raises RemoteError for a URL that can't be opened, OSError.
    """
    return Generations(str(folder)).current() if is_remote(folder) else str(folder)


@contextmanager
def local_folder(folder: str | Path) -> Iterator[Path]:
    """A folder of tables on this machine: itself, or a store's as a copy that is gone afterwards. Raises OSError."""
    if not is_remote(folder):
        yield Path(folder)
        return
    with tempfile.TemporaryDirectory(prefix="hyokasho-") as copy:
        Store(tables_at(folder)).get(Path(copy))
        yield Path(copy)
