"""Files that appear whole or not at all, whatever ends the process that writes them."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


@contextmanager
def whole_file(path: Path) -> Iterator[BinaryIO]:
    """A file to write in the place of an earlier one, as a context; folders are made. Raises OSError.

    It is written beside its place under a hidden name, ``.NAME.`` and who writes, and leaving on an error removes it.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.{threading.get_ident()}")
    try:
        with part.open("wb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except BaseException:
        part.unlink(missing_ok=True)
        raise


class ShelfError(OSError):
    """What is kept of finished documents can't be written, or is not there any more."""


def keep(shelf: Path, path: Path, content: bytes) -> None:
    """Write a file below the shelf of finished documents as ``write_whole`` does. Raises ShelfError."""
    try:
        write_whole(path, content)
    except OSError as error:
        raise ShelfError(f"cannot keep finished documents in {shelf}: {error.strerror or error}") from None


def write_whole(path: Path, content: bytes) -> None:
    """Write a file, to the disk, in the place of an earlier one; folders are made. Raises OSError."""
    with whole_file(path) as file:
        file.write(content)
