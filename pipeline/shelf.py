"""The cache: finished documents on the disk, one file each, so that nothing is read twice.

A file holds all there is about one PDF's content: a head (JSON) that says how it went and how long the parts are, then
the parts, tables as compressed Arrow record batches and pictures as they are. A checksum of all of it stands in front:
a file that a disk or a copy has damaged is no result, and its document is read again. A file is named after what the
result depends on: the PDF's bytes, the code, the options. The place of the PDF in the corpus is not part of it, so a
file that was moved is known.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
import zlib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pyarrow as pa

from pipeline.files import keep
from pipeline.schema import arrow_schema

SUFFIX = ".result"
_MAGIC = b"hyokasho"
_PREFIX = struct.Struct("<8sIQ")  # magic, CRC-32 of all that follows it, length of the head
_CHECKED = struct.calcsize("<8sI")  # bytes before what is checked
_CHUNK = 1 << 20  # bytes checked at a time
_SIZE = struct.Struct("<Q")  # before a table: its length uncompressed
_CODEC = "lz4"  # Zstandard needs two thirds of the room, and more than twice the time to be read


@dataclass(frozen=True, slots=True)
class Head:
    """How a document went. ``limits`` are seconds and bytes that a document had which was given up; None for others."""

    sha256: str
    code: str
    status: str
    n_pages: int
    error_kind: str | None = None
    limits: tuple[float, int] | None = None


def result_key(sha256: str, code: str, options: str) -> str:
    """The name of a result: 32 hex digits of what it depends on."""
    return hashlib.sha256(f"{sha256} {code} {options}".encode()).hexdigest()[:32]


def _packed(table: pa.Table) -> bytes:
    """A table's rows in one block. Its schema is not written: the code that reads it is the code that wrote it."""
    (batch,) = table.combine_chunks().to_batches()
    whole = batch.serialize()
    return _SIZE.pack(whole.size) + pa.compress(whole, _CODEC, asbytes=True)


def pack(head: Head, tables: Mapping[str, pa.Table], images: Mapping[str, bytes]) -> bytes:
    """A result as bytes. Empty tables take no room."""
    parts = {name: _packed(table) for name, table in tables.items() if table.num_rows}
    parts.update(images)
    sizes = {name: len(content) for name, content in parts.items()}
    text = json.dumps({"head": asdict(head), "sizes": sizes}, ensure_ascii=False).encode()
    content = b"".join((text, *parts.values()))
    crc = zlib.crc32(content, zlib.crc32(_PREFIX.pack(_MAGIC, 0, len(text))[_CHECKED:]))
    return _PREFIX.pack(_MAGIC, crc, len(text)) + content


def _is_whole(file: BinaryIO) -> bool:
    """Whether a file's content has the checksum it was written with; the file is at its beginning then."""
    prefix = file.read(_PREFIX.size).ljust(_PREFIX.size, b"\0")
    found = zlib.crc32(prefix[_CHECKED:])
    while chunk := file.read(_CHUNK):
        found = zlib.crc32(chunk, found)
    file.seek(0)
    return found == _PREFIX.unpack(prefix)[1]


class Result:
    """A result on the shelf. Only its head is held; parts are read when they are asked for."""

    def __init__(self, path: Path) -> None:
        """Check the file and read its head. Raises ValueError for one that is no whole result, OSError if it cannot be
        read."""
        self._path = path
        with path.open("rb") as file:
            if not _is_whole(file):
                raise ValueError(f"{path} is cut short, or damaged")
            head, _ = self._begin(file)
        self.head = Head(**head)

    def _begin(self, file: BinaryIO) -> tuple[dict[str, Any], dict[str, int]]:
        """The head, and the sizes of the parts in order; the file is then where they begin."""
        magic, _, length = _PREFIX.unpack(file.read(_PREFIX.size).ljust(_PREFIX.size, b"\0"))
        about = json.loads(file.read(length)) if magic == _MAGIC else {}
        if about.keys() != {"head", "sizes"} or about["head"].keys() != set(Head.__slots__):
            raise ValueError(f"{self._path} is no result")
        return about["head"], about["sizes"]

    def sizes(self) -> dict[str, int]:
        """The length of each part in bytes. Raises as the constructor, and so does ``parts``."""
        with self._path.open("rb") as file:
            return self._begin(file)[1]

    def parts(self, is_wanted: Callable[[str], bool]) -> Iterator[tuple[str, bytes]]:
        """The parts wanted, in order, each as its bytes."""
        with self._path.open("rb") as file:
            _, sizes = self._begin(file)
            for name, size in sizes.items():
                if is_wanted(name):
                    yield name, file.read(size)
                else:
                    file.seek(size, os.SEEK_CUR)


def read_table(name: str, content: bytes) -> pa.Table:
    """A declared table from its part."""
    (size,) = _SIZE.unpack_from(content)
    whole = pa.decompress(memoryview(content)[_SIZE.size :], size, _CODEC)
    return pa.Table.from_batches([pa.ipc.read_record_batch(whole, arrow_schema(name))])


class Shelf:
    """A folder of results. Files appear whole or not at all, whatever ends the process that writes them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def _path(self, key: str) -> Path:
        return self.folder / key[:2] / f"{key}{SUFFIX}"

    def find(self, key: str) -> Result | None:
        """The result of that name; None if there is none, or none that can be read."""
        try:
            return Result(self._path(key))
        except (OSError, ValueError, TypeError, struct.error):
            return None

    def put(self, key: str, content: bytes) -> None:
        """Store a packed result. Raises ShelfError where it can't be written."""
        keep(self.folder, self._path(key), content)

    def files(self) -> Iterator[Path]:
        """Every file on the shelf, those left behind by a process that was killed too."""
        yield from sorted(path for path in self.folder.glob("??/*") if SUFFIX in path.name)
