"""What results depend on besides the PDF: this project's files and the libraries that read the pages."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

LIBRARIES = ("pymupdf", "pdfplumber", "pdfminer.six", "pypdfium2", "numpy", "fugashi", "unidic-lite", "rapidfuzz")
_PACKAGES = ("extractors", "normalizers", "pipeline")
_CODE = (".py", ".yaml", ".tsv", ".csv", ".json", ".sql")


def library_versions() -> dict[str, str | None]:
    """The versions of the libraries that shape results; None for one that is not installed."""
    found: dict[str, str | None] = {}
    for name in LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = None
    return found


def ocr_fingerprint(ocr: str) -> str | None:
    """What recognises the text of pages that are images, as a digest, or ``missing`` where there is nothing that could:
    a scan that stayed unread is read when there is. None with ``off``."""
    if ocr == "off":
        return None
    from extractors.readers.ocr_tesseract import fingerprint  # here, as most runs need none

    return fingerprint() or "missing"


@cache
def code_fingerprint() -> str:
    """A digest of the code, the forms, the data files and the library versions: 16 hex digits.

    Any edit changes it, one to a comment too: a result kept too long is worse than one made again.
    """
    digest = hashlib.sha256(repr(sorted(library_versions().items())).encode())
    root = Path(__file__).resolve().parent.parent
    for package in _PACKAGES:
        files = sorted(path for path in (root / package).rglob("*") if path.suffix in _CODE)
        for path in files:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
