"""Regions of pages as pictures: PNG, grey, the same bytes for the same PDF and library.

PyMuPDF renders whichever reader read the page; where it is not installed, pypdfium2 does, which comes with pdfplumber.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from extractors.model import Box
from extractors.readers.base import unreadable

_POINTS = 72  # per inch
DPI = 100
LONGEST = 2000  # pixels of a picture's longer side: larger regions are rendered smaller
_MARGIN = 2.0  # points around a region, so that a frame on its edge is seen whole

Region = tuple[int, Box]


def render(path: Path, regions: Sequence[Region], dpi: float = DPI) -> Iterator[bytes]:
    """A PNG for each region: page number from 1, and a box in points on the page as displayed.

    Raises ``UnreadableDocument`` (``damaged``) where the library cannot render the page.
    """
    yield from _renderer()(path, regions, dpi)


def _renderer() -> Callable[[Path, Sequence[Region], float], Iterator[bytes]]:
    try:
        import pymupdf  # noqa: F401
    except ImportError:
        return _with_pdfium
    return _with_pymupdf


def _scale(box: Box, dpi: float = DPI) -> float:
    """Pixels per point."""
    return min(dpi / _POINTS, LONGEST / max(box.x1 - box.x0, box.bottom - box.top, 1.0))


def _within(box: Box, width: float, height: float) -> Box:
    """A region with its margin, inside its page."""
    x0, top = max(box.x0 - _MARGIN, 0.0), max(box.top - _MARGIN, 0.0)
    return Box(x0, top, max(min(box.x1 + _MARGIN, width), x0 + 1), max(min(box.bottom + _MARGIN, height), top + 1))


def _with_pymupdf(path: Path, regions: Sequence[Region], dpi: float = DPI) -> Iterator[bytes]:
    import pymupdf

    mupdf: Any = pymupdf.mupdf  # type: ignore[reportPrivateImportUsage]  # documented, and untyped
    pymupdf.TOOLS.mupdf_display_errors(False)
    pymupdf.TOOLS.mupdf_display_warnings(False)
    page_number = 0
    try:
        with pymupdf.open(str(path), filetype="pdf") as document:
            for page_number, box in regions:
                page = document[page_number - 1]
                box = _within(box, page.rect.width, page.rect.height)
                scale = _scale(box, dpi)
                matrix = pymupdf.Matrix(scale, scale)
                pixels = page.get_pixmap(matrix=matrix, colorspace=pymupdf.csGRAY, clip=tuple(box), annots=False)
                yield pixels.tobytes("png")
    except (RuntimeError, ValueError, mupdf.FzErrorBase) as error:
        raise unreadable("damaged", f"page {page_number} cannot be rendered ({error})") from error


def _with_pdfium(path: Path, regions: Sequence[Region], dpi: float = DPI) -> Iterator[bytes]:
    import pypdfium2

    page_number = 0
    try:
        with pypdfium2.PdfDocument(path) as document:
            for page_number, box in regions:
                page: Any = document[page_number - 1]
                width, height = page.get_size()
                x0, top, x1, bottom = _within(box, width, height)
                crop = (x0, height - bottom, width - x1, top)
                scale = _scale(Box(x0, top, x1, bottom), dpi)
                image = page.render(scale=scale, grayscale=True, crop=crop, may_draw_forms=False, draw_annots=False)
                out = BytesIO()
                image.to_pil().save(out, "PNG")
                yield out.getvalue()
    except (pypdfium2.PdfiumError, ValueError) as error:
        raise unreadable("damaged", f"page {page_number} cannot be rendered ({error})") from error
