"""The cache: finished documents on the disk, one file each, so that nothing is read twice.

A file holds all there is about one PDF's content: a head (JSON) that says how it went and where the parts are, then
the parts, tables as Arrow streams and pictures as they are. It is named after what the result depends on: the PDF's
bytes, the code, the options. The place of the PDF in the corpus is not part of it, so a file that was moved is known.
"""

from __future__ import annotations

import hashlib
import json
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import pyarrow as pa

from pipeline.files import write_whole
from pipeline.schema import arrow_schema

SUFFIX = ".result"
_MAGIC = b"hyokasho"
_PREFIX = struct.Struct("<8sQ")  # magic, length of the head
# Tables are small: LZ4 is read ten times as fast as Zstandard and takes a seventh more room, and threads only cost.
_WRITE = pa.ipc.IpcWriteOptions(compression="lz4", use_threads=False)
_READ = pa.ipc.IpcReadOptions(use_threads=False)


@dataclass(frozen=True, slots=True)
class Head:
    """How a document went, and where its parts are: ``parts`` maps a name to offset and length behind the head.

    ``limits`` are seconds and bytes that a document which was given up had; None where it was not given up.
    """

    sha256: str
    code: str
    status: str
    n_pages: int
    error_kind: str | None = None
    limits: tuple[float, int] | None = None
    parts: Mapping[str, tuple[int, int]] = field(default_factory=dict)


def result_key(sha256: str, code: str, options: str) -> str:
    """The name of a result: 32 hex digits of what it depends on."""
    return hashlib.sha256(f"{sha256} {code} {options}".encode()).hexdigest()[:32]


@cache
def _bare_schema(name: str) -> pa.Schema:
    """The columns of a table without what they mean, which is not a result's to say."""
    return pa.schema([pa.field(column.name, column.type) for column in arrow_schema(name)])


def _stream(name: str, table: pa.Table) -> pa.Buffer:
    sink, schema = pa.BufferOutputStream(), _bare_schema(name)
    with pa.ipc.new_stream(sink, schema, options=_WRITE) as writer:
        writer.write_table(pa.Table.from_arrays(table.columns, schema=schema))
    return sink.getvalue()


def pack(head: Head, tables: Mapping[str, pa.Table], images: Mapping[str, bytes]) -> bytes:
    """A result as bytes; the parts of ``head`` are filled in. Empty tables take no room."""
    parts: list[bytes] = []
    places: dict[str, tuple[int, int]] = {}
    at = 0
    contents = {name: _stream(name, table).to_pybytes() for name, table in tables.items() if table.num_rows}
    for name, content in (*contents.items(), *images.items()):
        places[name] = (at, len(content))
        parts.append(content)
        at += len(content)
    about = {name: getattr(head, name) for name in Head.__slots__} | {"parts": places}
    text = json.dumps(about, ensure_ascii=False).encode()
    return b"".join((_PREFIX.pack(_MAGIC, len(text)), text, *parts))


class Result:
    """A result on the shelf. Parts are read when they are asked for."""

    def __init__(self, path: Path) -> None:
        """Read the head. Raises ValueError for a file that is no whole result, OSError if it cannot be read."""
        self._path = path
        with path.open("rb") as file:
            magic, length = _PREFIX.unpack(file.read(_PREFIX.size).ljust(_PREFIX.size, b"\0"))
            about = json.loads(file.read(length)) if magic == _MAGIC else {}
            self._begin = file.tell()
            size = os.fstat(file.fileno()).st_size
        if about.keys() != set(Head.__slots__):
            raise ValueError(f"{path} is no result")
        self.head = Head(**about)
        if size != self._begin + sum(length for _, length in self.head.parts.values()):
            raise ValueError(f"{path} is cut short")

    def parts(self) -> Iterator[tuple[str, bytes]]:
        """The parts in order, each as its bytes."""
        with self._path.open("rb") as file:
            file.seek(self._begin)
            for name, (_, length) in self.head.parts.items():
                yield name, file.read(length)


def read_table(name: str, content: bytes) -> pa.Table:
    """A table from its part, with the declared schema."""
    return pa.Table.from_arrays(
        pa.ipc.open_stream(content, options=_READ).read_all().columns, schema=arrow_schema(name)
    )


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
        """Store a packed result. Raises OSError where there is no room."""
        write_whole(self._path(key), content)

    def files(self) -> Iterator[Path]:
        """Every file on the shelf, those left behind by a process that was killed too."""
        yield from sorted(path for path in self.folder.glob("??/*") if SUFFIX in path.name)
