"""The PDFs a run is given: files, and folders searched for ``*.pdf``."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Self

MANIFEST = "manifest.csv"  # beside PDFs: where they came from, as ``hyokasho fetch`` writes it
_CHUNK = 1 << 20  # bytes hashed at a time
_ID_DIGITS = 16  # hex digits of a hash


@dataclass(frozen=True, slots=True)
class Source:
    """A PDF to be read. ``source_path`` is its path below the folder given, the file name where a file was given.

    ``remote`` is the URL of a PDF on an object store, which is loaded when it is read, and ``version`` what the store
    says that changes with its content.
    """

    path: Path
    source_path: str
    n_bytes: int | None = None
    remote: str | None = None
    version: str | None = None
    manifests: tuple[str, ...] = ()  # of its folder and those above it, up to the one given: paths, or URLs


def manifests_above(base: str, folders: Sequence[str], is_there: Callable[[str], bool]) -> tuple[str, ...]:
    """The manifests that may know a file in ``folders`` (names) below ``base``: those nearest to it first."""
    places = ("/".join((base, *folders[:depth], MANIFEST)) for depth in range(len(folders), -1, -1))
    return tuple(place for place in places if is_there(place))


def _portable(path: Path) -> str:
    """A path as text with / between names; bytes that are no UTF-8 become U+FFFD."""
    return path.as_posix().encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _below(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        for name in names:
            if name.lower().endswith(".pdf") and not name.startswith("."):
                yield Path(parent, name)


def _source(path: Path, root: Path, is_there: Callable[[str], bool]) -> Source:
    try:
        n_bytes = path.stat().st_size
    except OSError:
        n_bytes = None
    below = path.relative_to(root)
    manifests = manifests_above(str(root), below.parent.parts, is_there)
    return Source(path, _portable(below), n_bytes, manifests=manifests)


def _rank(source: Source) -> tuple[int, str]:
    return len(source.source_path), source.source_path


def find_sources(paths: Iterable[Path]) -> list[Source]:
    """PDFs in and below the paths, in the order of ``source_path``; a file reached twice is one source, named
    from the folder furthest up.

    Hidden files and folders are left out, but a file that is named itself is taken whatever its name. Raises
    FileNotFoundError for a path that does not exist.
    """
    found: dict[Path, Source] = {}
    is_there = cache(os.path.isfile)
    for path in paths:
        if not path.exists():
            raise FileNotFoundError(path)
        root, files = (path, _below(path)) if path.is_dir() else (path.parent, [path])
        for file in files:
            source, real = _source(file, root, is_there), file.resolve()
            if real not in found or _rank(source) > _rank(found[real]):
                found[real] = source
    return sorted(found.values(), key=lambda source: source.source_path)


@dataclass(frozen=True, slots=True)
class Shard:
    """The ``number``-th of ``count`` parts of a corpus, from 1. A file's path decides its part, on every machine."""

    number: int
    count: int

    @classmethod
    def parse(cls, text: str) -> Self:
        """``2/3`` as the second of three. Raises ValueError for anything else."""
        number, _, count = text.partition("/")
        shard = cls(int(number), int(count))
        if not 1 <= shard.number <= shard.count:
            raise ValueError(text)
        return shard

    def holds(self, source: Source) -> bool:
        """Whether a source is in this part."""
        digest = hashlib.sha256(source.source_path.encode("utf-8", "surrogatepass")).digest()
        return int.from_bytes(digest) % self.count == self.number - 1


def sha256_of(path: Path) -> str:
    """SHA-256 of a file's bytes, in hex. Raises OSError where the file cannot be read."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def document_id_of(sha256: str) -> str:
    """The ``document_id`` of a PDF with that hash."""
    return sha256[:_ID_DIGITS]


def content_key(source: Source, sha256: str | None) -> str:
    """What files of the same bytes have in common; a file whose bytes are not known is like no other, though it has the
    same path below another folder."""
    return sha256 or f"no content: {source.source_path} {source.remote or source.path}"
