"""The PDFs behind the tables: found, checked against what was read, and their pages as pictures."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from threading import Lock

from extractors.model import Box
from extractors.readers.render import Look, render
from pipeline.corpus import find_sources, sha256_of
from pipeline.declare import Row

_KEPT = 64  # pictures that stay in memory, some 200 kB each
_DPI = 150  # small print is legible, and sharp where the window is wide


class NoPdfError(Exception):
    """Why a document's PDF cannot be shown, for a person, in English and Japanese."""

    def __init__(self, en: str, ja: str) -> None:
        super().__init__(en)
        self.en, self.ja = en, ja


class Pictures:
    """Pages of the PDFs in and below a folder. What is asked for is a row of ``documents``, never a path."""

    def __init__(self, raw: Path) -> None:
        self.raw = raw
        self._hash = lru_cache(maxsize=None)(lambda path, _n_bytes, _changed: sha256_of(path))
        self._picture = lru_cache(maxsize=_KEPT)(self._render)
        self._lock = Lock()  # neither PDF library may be used by two threads at once

    def pdf(self, document: Row) -> Path:
        """The document's PDF: at its path, or wherever it was moved to below the folder. Raises NoPdfError."""
        place = self.raw / document["source_path"]
        is_below = place.resolve().is_relative_to(self.raw.resolve())  # tables may come from anywhere
        if is_below and self._holds(place, document):
            return place
        for path in self._of_size(document["n_bytes"]):
            if self._holds(path, document):
                return path
        if is_below and place.is_file():
            raise NoPdfError(
                f"{place} is not the file that was read: its SHA-256 differs. Run `hyokasho extract` again.",
                f"{place} は読み取ったときのファイルではありません（SHA-256が一致しません）。"
                "`hyokasho extract` を再実行してください。",
            )
        raise NoPdfError(
            f"{document['source_path']} is not in {self.raw}. Give its folder: `hyokasho review --raw DIR`.",
            f"{document['source_path']} が {self.raw} にありません。"
            "`hyokasho review --raw DIR` でフォルダを指定してください。",
        )

    def _of_size(self, n_bytes: int | None) -> Iterable[Path]:
        sources = find_sources([self.raw]) if self.raw.is_dir() else []
        return [source.path for source in sources if source.n_bytes == n_bytes]

    def _holds(self, path: Path, document: Row) -> bool:
        try:
            about = path.stat()
            return self._hash(path, about.st_size, about.st_mtime_ns) == document["sha256"]
        except OSError:
            return False

    def png(self, document: Row, page: Row) -> bytes:
        """A page as PNG. Raises NoPdfError, and UnreadableDocument where it cannot be rendered."""
        with self._lock:
            return self._picture(self.pdf(document), document["sha256"], page["page"], page["width"], page["height"])

    @staticmethod
    def _render(path: Path, _sha256: str, page: int, width: float, height: float) -> bytes:
        (png,) = render(path, [(page, Box(0.0, 0.0, width, height))], Look(_DPI))
        return png
