"""ZIP files that depend on nothing but what is in them."""

from __future__ import annotations

import shutil
import zipfile
from collections.abc import Mapping
from pathlib import Path

_LONG_AGO = (1980, 1, 1, 0, 0, 0)  # the first time that a ZIP can name
_MODE = 0o644 << 16


def write_zip(path: Path, files: Mapping[str, Path], compression: int = zipfile.ZIP_DEFLATED) -> None:
    """Write files by their name in the ZIP, in the order given; the same files give the same bytes."""
    with zipfile.ZipFile(path, "w", compression) as archive:
        for name, file in files.items():
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.compress_type, entry.external_attr = compression, _MODE
            entry.file_size = file.stat().st_size  # tells whether the entry needs the layout of large files
            with file.open("rb") as source, archive.open(entry, "w") as target:
                shutil.copyfileobj(source, target)
