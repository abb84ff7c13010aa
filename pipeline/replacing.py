"""A folder that is replaced whole: written beside the old one, and put in its place at once.

The new folder is a hidden sibling. When everything is on the disk, the old folder is renamed aside and the new one
renamed into place, so that an interrupted run leaves the earlier files whole and no reader sees files of two runs.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Self


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


class Replacement:
    """A folder's new content, as a context: leaving it before ``replace`` leaves the folder as it was.

    Entries of the old folder whose name ``is_kept`` go over into the new one. Raises OutputBusyError on entering if
    another run holds the folder, NotADirectoryError if it is a file, and OSError if nothing can be written there.
    """

    def __init__(self, folder: Path, is_kept: Callable[[str], bool] = lambda name: False) -> None:
        self.folder = folder.resolve()
        self._is_kept = is_kept
        self._new = self.folder.with_name(f".{self.folder.name}.new")
        self._old = self.folder.with_name(f".{self.folder.name}.old")
        self._handle: int | None = None

    @property
    def staging(self) -> Path:
        """The folder of what will be in place after ``replace``."""
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
            if self._is_kept(entry.name) and not (self.folder / entry.name).exists():
                entry.rename(self.folder / entry.name)
        shutil.rmtree(self._old)

    def replace(self) -> None:
        """Put what was written to ``staging`` in the place of the earlier files."""
        for path in (*self._new.rglob("*"), self._new):
            _sync(path)
        if self.folder.exists():
            self.folder.rename(self._old)
        self._new.rename(self.folder)
        self._settle()
        _sync(self.folder.parent)
