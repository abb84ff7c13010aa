"""PDFs and tables on object stores: any URL that fsspec can open, its driver installed (``s3://``, ``gs://`` …)."""

from __future__ import annotations

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from pipeline.corpus import Source, manifests_above
from pipeline.files import keep

INDEX = "remote.json"
_VERSIONS = ("ETag", "etag", "md5Hash", "crc32c", "checksum", "LastModified", "last_modified", "updated", "mtime")


class RemoteError(OSError):
    """A URL that can't be opened: no driver for it, no permission, nothing there."""


def is_remote(path: str | Path) -> bool:
    """Whether a path is a URL of an object store."""
    return "://" in str(path)


def _open(url: str) -> tuple[Any, str]:
    """The file system of a URL and the path in it. Raises RemoteError."""
    import fsspec

    try:
        return fsspec.core.url_to_fs(url)
    except (ImportError, ValueError) as error:
        raise RemoteError(f"{url}: {error}") from None


@contextmanager
def _told(where: str) -> Iterator[None]:
    """What a driver raises, as an OSError. Raises RemoteError: no credentials, nothing at the address."""
    try:
        yield
    except OSError:
        raise
    except Exception as error:  # every driver has its own
        raise RemoteError(f"{where}: {type(error).__name__}: {error}") from None


def filesystem(url: str) -> Any:
    """The fsspec file system of a URL. Raises RemoteError."""
    return _open(url)[0]


def _version(info: Mapping[str, Any]) -> str | None:
    """What a store says that changes with an object's content; its time where it says nothing better."""
    found = next((info[name] for name in _VERSIONS if info.get(name)), None)
    return None if found is None else f"{found} {info.get('size')}"


def remote_sources(url: str) -> list[Source]:
    """PDFs at or below a URL, in the order of ``source_path``. Raises RemoteError, FileNotFoundError."""
    fs, root = _open(url)
    try:
        with _told(root):
            files: dict[str, dict[str, Any]] = fs.find(root, detail=True)
    except RemoteError:
        raise
    except OSError as error:
        raise RemoteError(f"{url}: {error}") from None
    if not files:
        raise FileNotFoundError(url)
    base = os.path.dirname(root) if list(files) == [root] else root
    is_there = files.__contains__ if base == root else fs.exists
    sources = [
        Source(
            Path(os.path.basename(path)), path.removeprefix(base).strip("/"), info.get("size"),
            remote=fs.unstrip_protocol(path), version=_version(info), manifests=_manifests(fs, base, path, is_there),
        )
        for path, info in files.items()
        if path.lower().endswith(".pdf") and "/." not in path.removeprefix(base)
    ]  # fmt: skip
    return sorted(sources, key=lambda source: source.source_path)


def _manifests(fs: Any, base: str, path: str, is_there: Callable[[str], bool]) -> tuple[str, ...]:
    folders = path.removeprefix(base).strip("/").split("/")[:-1]
    return tuple(fs.unstrip_protocol(place) for place in manifests_above(base.rstrip("/"), folders, is_there))


def read_bytes(place: str) -> bytes:
    """The content of a small file, by its path or URL. Raises OSError."""
    if not is_remote(place):
        return Path(place).read_bytes()
    fs, path = _open(place)
    try:
        return fs.cat_file(path)
    except OSError:
        raise
    except Exception as error:  # every driver has its own
        raise RemoteError(f"{place}: {type(error).__name__}: {error}") from None


@contextmanager
def local_copy(source: Source) -> Iterator[Path]:
    """A source's file on this machine: its own, or a copy that is gone afterwards. Raises OSError."""
    if source.remote is None:
        yield source.path
        return
    fs, path = _open(source.remote)
    with tempfile.TemporaryDirectory(prefix="hyokasho-") as folder:
        copy = Path(folder, "document.pdf")
        with _told(source.remote):
            fs.get_file(path, str(copy))
        yield copy


class Index:
    """Which content the objects of a store had when they were last read, kept on the shelf.

    An object that has the version it had then (its ETag, where the store has one) is not loaded again.
    """

    def __init__(self, shelf: Path) -> None:
        self._shelf = shelf
        self._path = shelf / INDEX
        try:
            self._known: dict[str, str] = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            self._known = {}

    def sha256(self, source: Source) -> str | None:
        """The hash of an object's bytes, as far as it is known."""
        return self._known.get(f"{source.remote} {source.version}") if source.version else None

    def keep(self, found: Iterable[tuple[Source, str]]) -> None:
        """Remember the hashes of objects. Raises ShelfError."""
        more = {f"{source.remote} {source.version}": sha for source, sha in found if source.remote and source.version}
        if more.items() <= self._known.items():
            return
        self._known |= more
        keep(self._shelf, self._path, json.dumps(self._known, sort_keys=True).encode())


class Store:
    """A folder of an object store. What a driver raises that is no OSError is a RemoteError."""

    def __init__(self, url: str) -> None:
        """Raises RemoteError."""
        self._fs, self._root = _open(url.rstrip("/"))
        self._has_folders = self._root.startswith("/")  # a path of a store with buckets begins with one

    def require_bucket(self) -> None:
        """Raises RemoteError where the store has no such bucket, or can't be reached. None is ever made: its name
        may be a slip of the pen, and who may write is for its owner to say."""
        bucket = self._root.partition("/")[0]
        with _told(self._root), suppress(PermissionError):  # who may not list a bucket may still write into it
            if self._has_folders or self._fs.exists(bucket):
                return
            try:
                self._fs.ls(bucket)  # says why
            except FileNotFoundError:
                raise RemoteError(f"no such bucket: {bucket}") from None

    def read(self, name: str) -> bytes:
        """An object's bytes. Raises OSError."""
        with _told(self._root):
            return self._fs.cat_file(f"{self._root}/{name}")

    def sizes(self) -> dict[str, int]:
        """Every object below the folder with its size, as the store says now. Raises RemoteError."""
        self._fs.invalidate_cache()
        try:
            with _told(self._root):
                files = self._fs.find(self._root, detail=True)
        except FileNotFoundError:
            return {}
        return {path.removeprefix(self._root).strip("/"): info["size"] for path, info in files.items()}

    def entries(self, name: str) -> list[str]:
        """The names in a folder below, as the store says now; none where there is no folder. Raises RemoteError."""
        self._fs.invalidate_cache()
        try:
            with _told(self._root):
                paths: list[str] = self._fs.ls(f"{self._root}/{name}", detail=False)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError as error:
            raise RemoteError(f"{self._root}: {error}") from None
        return [path.rstrip("/").rpartition("/")[2] for path in paths]

    def exists(self, name: str) -> bool:
        """Whether there is an object of that name. Raises OSError."""
        self._fs.invalidate_cache()
        with _told(self._root):
            return self._fs.exists(f"{self._root}/{name}")

    def put(self, path: Path, name: str) -> None:
        """Store a file; it appears whole or not at all. Raises OSError."""
        target = f"{self._root}/{name}"
        with _told(self._root):
            if self._has_folders:
                self._fs.makedirs(os.path.dirname(target), exist_ok=True)
            self._fs.put_file(str(path), target)

    def get(self, folder: Path) -> None:
        """Load every object into a folder of this machine. Raises FileNotFoundError if there is none."""
        names = self.sizes()
        if not names:
            raise FileNotFoundError(f"{self._root}: nothing there")
        for name in names:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            with _told(self._root):
                self._fs.get_file(f"{self._root}/{name}", str(folder / name))

    def remove(self, name: str) -> None:
        """Remove an object. Raises OSError."""
        with _told(self._root):
            self._fs.rm_file(f"{self._root}/{name}")

    def remove_folder(self, name: str, first: str) -> None:
        """Remove a folder in it, before all the rest the object ``first``; what is gone already is no error."""
        with suppress(FileNotFoundError):
            self.remove(f"{name}/{first}")
        self._fs.invalidate_cache()
        with suppress(FileNotFoundError), _told(self._root):
            self._fs.rm(f"{self._root}/{name}", recursive=True)
