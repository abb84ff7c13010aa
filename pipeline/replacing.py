"""A folder that is replaced whole: written beside the old one, and put in its place at once.

The new folder lies in a hidden sibling, ``.NAME.new``, and when everything is on the disk it is renamed ``.NAME.old``
and changes places with the old one, in one step. So whatever ends a run, the folder is there, old or new, no reader
sees files of two runs, and what is named ``.NAME.old`` can go once what is kept of it has been taken over. Where the
system can't exchange two folders, the old one is renamed aside and the new one into its place; a run that is killed
between the two leaves the old one aside, and the next one puts it back.
"""

from __future__ import annotations

import ctypes
import fcntl
import os
import re
import shutil
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any, Self

_EXCHANGE = 2  # RENAME_EXCHANGE of linux/fs.h
_HERE = -100  # AT_FDCWD: paths are relative to the current folder


class OutputBusyError(Exception):
    """Another run is writing to the same folder."""


class MountPointError(OSError):
    """Something is mounted on the folder: it can be written into, but not change places with another."""


class ReplacedError(KeyboardInterrupt):
    """Interrupted when the new content was in its place already."""


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


def _exchange(one: Path, other: Path) -> bool:
    """Let two folders change places in one step; whether the system can."""
    rename = getattr(ctypes.CDLL(None), "renameat2", None) if sys.platform == "linux" else None
    return rename is not None and not rename(_HERE, os.fsencode(one), _HERE, os.fsencode(other), _EXCHANGE)


@contextmanager
def uninterrupted() -> Iterator[None]:
    """Let what must not be left halfway come to its end: Ctrl-C and SIGTERM have their effect afterwards."""
    came: list[int] = []
    handlers: dict[signal.Signals, Any] = {}
    if threading.current_thread() is threading.main_thread():  # no other can be interrupted
        for one in (signal.SIGINT, signal.SIGTERM):
            if callable(signal.getsignal(one)):  # nothing of ours would run otherwise
                handlers[one] = signal.signal(one, lambda number, _: came.append(number))
    try:
        yield
    finally:
        for one, handler in handlers.items():
            signal.signal(one, handler)
        if came:
            signal.raise_signal(came[0])


def _is_mount_point(folder: Path) -> bool:
    """Whether something is mounted on a folder: a disk, a volume, another folder."""
    if os.path.ismount(folder):
        return True
    try:  # a folder of the same disk that is mounted here is in no way different but for being listed
        mounts = Path("/proc/self/mountinfo").read_bytes().splitlines()
    except OSError:
        return False
    wanted = re.sub(rb"[\t\n \\]", lambda found: b"\\%03o" % found[0][0], os.fsencode(folder))
    return any(line.split(b" ")[4] == wanted for line in mounts)


class Replacement:
    """A folder's new content, as a context: leaving it before ``replace`` leaves the folder as it was.

    Entries of the old folder whose name ``is_kept`` go over into the new one. Raises OutputBusyError on entering if
    another run holds the folder, NotADirectoryError if it is a file, MountPointError, and OSError if nothing can be
    written there; ReplacedError on leaving in place of a KeyboardInterrupt that came after ``replace``.
    """

    def __init__(self, folder: Path, is_kept: Callable[[str], bool] = lambda name: False) -> None:
        self.folder = folder.resolve()
        self._is_kept = is_kept
        self._work = self.folder.with_name(f".{self.folder.name}.new")  # held by one run at a time
        self._new = self._work / "new"
        self._old = self.folder.with_name(f".{self.folder.name}.old")
        self._handle: int | None = None
        self._is_replaced = False

    @property
    def staging(self) -> Path:
        """The folder of what will be in place after ``replace``."""
        return self._new

    def __enter__(self) -> Self:
        if self.folder.exists() and not self.folder.is_dir():
            raise NotADirectoryError(f"{self.folder} is a file, not a folder")
        if _is_mount_point(self.folder):
            raise MountPointError(
                f"{self.folder} is a mount point (such as a volume of a container) and can't be replaced; "
                f"name a folder in it: {self.folder / 'tables'}"
            )
        self.folder.parent.mkdir(parents=True, exist_ok=True)
        self._work.mkdir(exist_ok=True)
        self._handle = _lock(self._work)
        for left in self._work.iterdir():  # by a run that did not come to its end
            shutil.rmtree(left) if left.is_dir() else left.unlink()
        self._settle()
        self._new.mkdir()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        try:
            self._settle()
        finally:
            if self._work.exists():
                shutil.rmtree(self._work)
            if self._handle is not None:
                os.close(self._handle)
        if self._is_replaced and isinstance(error, KeyboardInterrupt):
            raise ReplacedError from error

    def _settle(self) -> None:
        """Finish, or take back, a swap that was interrupted."""
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
        with uninterrupted():
            self._swap()
            self._is_replaced = True
            _sync(self.folder.parent)
            self._settle()

    def _swap(self) -> None:
        """The new folder into its place, and the old one aside."""
        if not self.folder.exists():
            self._new.rename(self.folder)
            return
        self._new.rename(self._old)  # from here on the folder and what is aside may be taken for a swap's end
        if not _exchange(self._old, self.folder):
            self._old.rename(self._new)
            self.folder.rename(self._old)
            self._new.rename(self.folder)
