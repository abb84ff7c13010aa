"""The one interface behind which the PDF libraries stand."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from extractors.model import OCR_READER, DocumentInfo, Ink, UnreadableDocument

#: What a glyph reads as when the font gives no character for it.
NO_CHARACTER = "\ufffd"

#: Of a place in the file's list of pages where no page stands; the readers say it alike.
NO_PAGE = "page {0}: the file names a page here and has none"

_MESSAGES = {
    "damaged": "the file is damaged: {0}",
    "password": "the file needs a password to be opened",
    "no_pages": "the PDF has no pages",
    "empty_file": "the file is empty (0 bytes)",
    "not_a_pdf": "the file is not a PDF (it does not begin with %PDF-)",
    "missing_ocr": "{0}",
    "ocr_failed": "the text recognition failed: {0}",
    "missing_reader": "the reader {0!r} needs the Python package {0!r}, which is not installed",
}
_HEADER = re.compile(rb"%PDF-(\d\.\d)")
_HEAD = 1024  # bytes in which the header has to be, as PDF viewers have it
_TAIL = 65536  # bytes in which the end marks have to be: some servers append to what they send
_END_MARKS = (b"startxref", b"%%EOF")


class Reader(Protocol):
    """One open PDF. Pages are counted from 1. Closing twice is harmless."""

    name: str
    info: DocumentInfo
    n_pages: int

    @property
    def notes(self) -> Sequence[str]:
        """For the log: why pages were read otherwise than they mostly are."""
        ...

    def ink(self, page: int) -> Ink:
        """Everything page ``page`` (1 to ``n_pages``) prints.

        Raises ``UnreadableDocument("damaged", …)`` if the library cannot read the page.
        """
        ...

    def close(self) -> None:
        """Let go of the file."""
        ...

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...


def unreadable(kind: str, detail: object = "") -> UnreadableDocument:
    """The exception for ``kind``, with a message for a person."""
    return UnreadableDocument(kind, _MESSAGES[kind].format(detail))


def open_reader(path: str | Path, name: str) -> Reader:
    """Open ``path`` with the library ``name`` (``pymupdf``, ``pdfplumber`` or ``ocr``), imported only now.

    Raises ``UnreadableDocument`` (kinds ``empty_file``, ``not_a_pdf``, ``damaged``, ``no_pages``, ``password``,
    ``missing_reader``, ``missing_ocr``), ``ValueError`` for another name and ``OSError`` if the file cannot be read
    at all.
    """
    opener = _opener(name)
    path = Path(path)
    head, tail = _ends(path)
    if not head:
        raise unreadable("empty_file")
    if not _HEADER.search(head):
        raise unreadable("not_a_pdf")
    # PyMuPDF would repair what is left of a file cut short, with pages silently blank; pdfplumber gives up.
    if not any(mark in tail for mark in _END_MARKS):
        raise unreadable("damaged", "its end is missing; it may have been cut short on the way")
    reader = opener(path)
    if reader.n_pages == 0:
        reader.close()
        raise unreadable("no_pages")
    return reader


def header_version(path: Path) -> str | None:
    """The version in the file's first line, such as ``1.7``."""
    found = _HEADER.search(_ends(path)[0])
    return found.group(1).decode("ascii") if found else None


def stated(value: object) -> str | None:
    """Metadata as text: stray NULs and outer white space removed, None if nothing is left.

    >>> stated("  a\\x00"), stated(""), stated(None)
    ('a', None, None)
    """
    return (str(value).replace("\0", "").strip() or None) if value is not None else None


def _opener(name: str) -> Callable[[Path], Reader]:
    try:
        if name == "pymupdf":
            from extractors.readers.pymupdf_reader import PyMuPDFReader

            return PyMuPDFReader
        if name == "pdfplumber":
            from extractors.readers.pdfplumber_reader import PdfplumberReader

            return PdfplumberReader
        if name == OCR_READER:
            from extractors.readers.ocr import OcrReader

            return OcrReader
    except ImportError as error:
        raise unreadable("missing_reader", name) from error
    raise ValueError(f"no reader is called {name!r}; there are pymupdf and pdfplumber")


def _ends(path: Path) -> tuple[bytes, bytes]:
    with path.open("rb") as file:
        head = file.read(_HEAD)
        file.seek(max(0, path.stat().st_size - _TAIL))
        return head, file.read()
