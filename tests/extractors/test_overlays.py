"""What is laid over a printed form - marks, line numbers, notes - changes none of its values."""

from __future__ import annotations

import ctypes
from collections import Counter
from math import cos, radians, sin
from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from extractors.document import read_document
from tests.forge import api

READERS = ("pymupdf", "pdfplumber")


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return api.draw_small(tmp_path_factory.mktemp("overlays") / "form.pdf")


@pytest.fixture(scope="module")
def covered(form: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The form with everything laid over it."""
    path = tmp_path_factory.mktemp("overlays") / "covered.pdf"
    with pypdfium2.PdfDocument(form) as document:
        for page in document:
            width, height = page.get_size()
            for n in range(4):
                print_text(document, page, "COPY", 30, 200, height - 150 - 150 * n)
                print_text(document, page, "DRAFT", 16, 300, height - 200 - 150 * n, degrees=30)
                print_text(document, page, str(5 * n + 5), 6, 8, height - 120 - 120 * n)
                print_text(document, page, "check", 5, width - 16, height - 180 - 120 * n)
            raw.FPDFPage_GenerateContent(page.raw)
        document.save(path)
    return path


def print_text(
    document: pypdfium2.PdfDocument,
    page: pypdfium2.PdfPage,
    words: str,
    size: float,
    x: float,
    y: float,
    *,
    degrees: float = 0.0,
) -> None:
    """Print ASCII words on a page, in points from its lower left corner."""
    text = raw.FPDFPageObj_NewTextObj(document.raw, b"Helvetica", size)
    encoded = (words + "\0").encode("utf-16-le")
    raw.FPDFText_SetText(text, ctypes.cast(ctypes.c_char_p(encoded), raw.FPDF_WIDESTRING))
    raw.FPDFPageObj_SetFillColor(text, 150, 150, 150, 255)
    along, up = cos(radians(degrees)), sin(radians(degrees))
    raw.FPDFPageObj_Transform(text, along, up, -up, along, x, y)
    raw.FPDFPage_InsertObject(page.raw, text)


@pytest.mark.parametrize("reader", READERS)
def test_a_form_is_read_as_without_what_is_laid_over_it(reader: str, form: Path, covered: Path) -> None:
    before, after = read_document(form, reader), read_document(covered, reader)
    assert api.values(after) == api.values(before)
    n_pages = len(after.pages)
    added = Counter(finding.rule for finding in after.findings) - Counter(finding.rule for finding in before.findings)
    assert added == {"watermark": 2, "text_in_margin": 4 * n_pages}
    assert [passage.text for passage in after.passages] == ["check"] * 4 * n_pages
    n_added = len("COPYDRAFT" * 4 + "5101520" + "check" * 4)
    for one, other in zip(before.pages, after.pages, strict=True):
        assert (other.n_glyphs - one.n_glyphs, other.n_by_claim[0]) == (n_added, 0)
