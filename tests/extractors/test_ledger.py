"""The glyph ledger: every glyph has one claim, and the counts are those of anyone who counts."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from pypdfium2 import raw

from extractors.document import read_document, trace
from extractors.layout.celltext import NO_GLYPH
from extractors.layout.page import Page
from extractors.model import Claim, DocumentReading
from tests.extractors.shapes import Paper
from tests.forge import api
from tests.forge.content import SMALL, make
from tests.forge.look import random_look


def has_own_fonts(page: pypdfium2.PdfPage) -> bool:
    """Whether the PDF brings every font of a page. Where it does not, pdfium measures with what the machine has, and
    drops text that it takes for a repetition."""
    texts = page.get_objects(filter=(raw.FPDF_PAGEOBJ_TEXT,))
    return all(raw.FPDFFont_GetIsEmbedded(raw.FPDFTextObj_GetFont(text)) for text in texts)


def counted(path: Path) -> list[tuple[int, bool]]:
    """Glyphs on each page by pdfium, white space left out, and whether it saw them all. It counts most of fake bold
    once."""
    counts = []
    with pypdfium2.PdfDocument(path) as pdf:
        for page in pdf:
            text = page.get_textpage()
            codes = (
                chr(raw.FPDFText_GetUnicode(text, n))
                for n in range(text.count_chars())
                if raw.FPDFText_IsGenerated(text, n) != 1
            )
            counts.append((sum(not code.isspace() for code in codes), has_own_fonts(page)))
    return counts


def assert_adds_up(path: Path, reading: DocumentReading, pages: list[Page]) -> None:
    """Every page of the PDF, as traced, has a ledger of every glyph that is printed on it."""
    assert [page.page for page in reading.pages] == list(range(1, len(pages) + 1))
    assert [note for page in pages for note in page.double_claims] == []
    assert [page.n_glyphs for page in reading.pages] == [sum(page.n_by_claim) for page in reading.pages]
    for page, ledger, (n, is_all) in zip(pages, reading.pages, counted(path), strict=True):
        doubles = int((page.glyphs.is_duplicate & ~page.glyphs.is_space).sum())
        assert n <= ledger.n_glyphs, f"page {page.number}"
        assert not is_all or ledger.n_glyphs - doubles <= n, f"page {page.number}"


# ------------------------------------------------------------------------------------------------ by hand


def test_a_glyph_is_unassigned_until_it_is_claimed() -> None:
    page = Paper().box(10, 10, 200, 40).text(20, 30, "部署 窓口課").page()
    assert page.counts() == (5, 0, 0, 0, 0)
    page.claim([0, 1], Claim.LABEL)
    page.claim([3, 4, 5], Claim.VALUE)
    assert page.counts() == (0, 2, 0, 3, 0)


def test_a_second_claim_is_noted_and_changes_nothing() -> None:
    page = Paper().text(20, 30, "部署").page()
    page.claim([1], Claim.LABEL)
    assert page.double_claims == []
    page.claim([0, 1], Claim.VALUE)
    assert [("署" in note, "value" in note) for note in page.double_claims] == [(True, True)]
    assert page.counts() == (0, 1, 0, 1, 0)


def test_the_same_claim_again_is_noted_too() -> None:
    page = Paper().box(10, 10, 200, 40).text(20, 30, "部署").page()
    page.claim_lines(page.cells[0].lines, Claim.LABEL)
    page.claim_lines(page.cells[0].lines, Claim.LABEL)
    assert len(page.double_claims) == 2


def test_white_space_and_spaces_that_are_not_printed_are_nobodys() -> None:
    page = Paper().text(20, 30, "部 署").page()
    page.claim([0, NO_GLYPH, 1], Claim.LABEL)
    page.claim([1, 2, NO_GLYPH], Claim.VALUE)
    assert page.counts() == (0, 1, 0, 1, 0)


def test_a_glyph_that_prints_two_characters_is_one_glyph() -> None:
    paper = Paper().box(10, 10, 200, 40).text(20, 30, "ox")
    paper.glyphs[1] = ("fi", *paper.glyphs[1][1:])  # a ligature: one code, two characters
    page = paper.page()
    assert [line.text for line in page.cells[0].lines] == ["ofi"]
    page.claim_lines(page.cells[0].lines, Claim.VALUE)
    assert (page.counts(), page.double_claims) == ((0, 0, 0, 2, 0), [])


def test_fake_bold_counts_every_glyph_and_claims_the_word_once() -> None:
    page = Paper().box(10, 10, 200, 40).text(20, 30, "部署").text(20.3, 30, "部署").page()
    page.claim_lines(page.cells[0].lines, Claim.LABEL)
    assert page.counts() == (0, 2, 0, 0, 2)


# ------------------------------------------------------------------------------------------------ documents


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("edition", api.editions(), ids="-".join)
def test_the_counts_of_a_forged_form_add_up(edition: tuple[str, str], seed: int, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    api.draw(make(*edition, seed, SMALL), random_look(seed + 20), path)
    assert_adds_up(path, *trace(path))


@pytest.mark.parametrize("reader", ["pymupdf", "pdfplumber"])
def test_the_ledgers_of_the_pages_are_the_counts_of_the_reading(reader: str, tmp_path: Path) -> None:
    path = tmp_path / "form.pdf"
    api.draw(make("2", "R06-10", 3, SMALL), random_look(3), path)
    reading, pages = trace(path, reader)
    assert [page.counts() for page in pages] == [page.n_by_claim for page in reading.pages]
    for page in pages:
        assert not page.claims[page.glyphs.is_space].any()


def test_a_page_of_nobodys_words_is_kept_as_it_stands(tmp_path: Path) -> None:
    from reportlab.pdfgen.canvas import Canvas

    path = tmp_path / "letter.pdf"
    canvas = Canvas(str(path), invariant=True)
    canvas.drawString(100, 400, "The boat house opens at nine.")
    canvas.save()
    reading = read_document(path)
    [page] = reading.pages
    assert (page.n_glyphs, page.n_by_claim[Claim.VALUE], page.assessment_no) == (24, 24, None)
    assert [passage.text for passage in reading.passages] == ["The boat house opens at nine."]
