"""Pictures of pages: every claim has its colour where the glyph stands, whatever way the page is turned."""

from __future__ import annotations

import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from extractors.draw import ANSWER, CLAIMS, OPEN_EDGE, SCALE, draw_page, paint
from extractors.layout.page import Page
from extractors.model import Answer, Box, Claim, Status, UnreadableDocument
from tests.extractors import pdf_cases
from tests.extractors.shapes import PAPER, Paper

Pixel = tuple[int, int, int]
BLANK = round(PAPER * SCALE)
WHITE: Pixel = (255, 255, 255)
RED: Pixel = (255, 0, 0)


def painted(page: Page, *answers: Answer) -> Image.Image:
    return paint(Image.new("RGBA", (BLANK, BLANK), "white"), page, answers)


def at(image: Image.Image, x: float, y: float) -> Pixel:
    """Colour at a point of the page."""
    pixel = image.getpixel((round(x * SCALE), round(y * SCALE)))
    assert isinstance(pixel, tuple)
    return pixel[0], pixel[1], pixel[2]


def on_white(colour: tuple[int, int, int, int]) -> Pixel:
    *rgb, alpha = colour
    red, green, blue = (round(255 + (value - 255) * alpha / 255) for value in rgb)
    return red, green, blue


def answer(code: str | None, box: Box) -> Answer:
    return Answer(code, None, 3, "I", "I.1", "", "text", None, Status.ANSWERED, "x", 1, 1, box)


def case(page: bytes) -> bytes:
    """A black word and a grey line in the left half of a page."""
    return pdf_cases.pdf(pdf_cases.AB + b" 0.7 G 20 60 m 120 60 l S", [pdf_cases.HELVETICA], page=page)


# ------------------------------------------------------------------------------------------------ by hand


@pytest.mark.parametrize("claim", list(Claim))
def test_a_glyph_has_the_colour_of_its_claim(claim: Claim) -> None:
    page = Paper().text(100, 100, "艇").page()
    if claim:
        page.claim([0], claim)
    pixel = at(painted(page), 105, 96)
    assert pixel == pytest.approx(on_white(CLAIMS[claim]), abs=2)


def test_the_colours_of_the_claims_are_told_apart() -> None:
    colours = [on_white(colour) for colour in CLAIMS.values()]
    distances = [np.abs(np.subtract(a, b)).sum() for n, a in enumerate(colours) for b in colours[:n]]
    assert min(distances) > 60


def test_white_space_has_no_colour() -> None:
    page = Paper().text(100, 100, "　艇").page()
    image = painted(page)
    assert at(image, 105, 96) == WHITE
    assert at(image, 115, 96) != WHITE


def test_what_is_unassigned_is_framed_in_red() -> None:
    page = Paper().text(100, 100, "艇").page()
    image = painted(page)
    frame = round(page.glyphs.x0[0] * SCALE) - 1, round(96 * SCALE)
    assert image.getpixel(frame) == RED


def test_rulings_and_cells_are_drawn() -> None:
    image = painted(Paper().box(100, 100, 200, 150).page())
    assert at(image, 150, 100)[2] > at(image, 150, 100)[0]  # bluish
    assert at(image, 150, 125) == WHITE


def test_a_cell_that_goes_on_beyond_the_page_is_marked_where_it_does() -> None:
    image = painted(Paper().box(100, 100, 200, 150, without="b").box(200, 100, 300, 150, without="b").page())
    assert at(image, 150, 150) == OPEN_EDGE[:3]
    assert at(image, 150, 100) != OPEN_EDGE[:3]


@pytest.mark.parametrize("code", ["I.1.1", None])
def test_an_answer_has_its_box_and_its_code_beside_it(code: str | None) -> None:
    page = Paper().page()
    image = painted(page, answer(code, Box(100, 100, 200, 150)))
    assert [at(image, 100, 125), at(image, 150, 150)] == [ANSWER[:3]] * 2
    beside = np.asarray(image)[round(100 * SCALE) : round(108 * SCALE), round(202 * SCALE) : round(240 * SCALE)]
    assert (beside < 200).any()


def test_the_code_of_an_answer_at_the_edge_stays_on_the_page() -> None:
    inside = painted(Paper().page(), answer("I.1.1", Box(100, 100, PAPER, 150)))
    strip = np.asarray(inside)[round(101 * SCALE) : round(106 * SCALE), round((PAPER - 25) * SCALE) : -4]
    assert (strip < 200).any()


def test_the_legend_stands_below_the_page_however_narrow() -> None:
    page = Paper().page()
    wide = painted(page)
    narrow = paint(Image.new("RGBA", (BLANK // 3, BLANK), "white"), page, ())
    assert wide.height > BLANK
    assert narrow.height > wide.height
    legend = np.asarray(wide)[BLANK:]
    assert any((legend == np.array(on_white(CLAIMS[Claim.VALUE]))).all(axis=2).flat)


# ------------------------------------------------------------------------------------------------ files


@pytest.mark.parametrize("box", [b"", b" /CropBox [10 30 200 150]"], ids=["whole", "cropped"])
@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("reader", ["pymupdf", "pdfplumber"])
def test_what_is_drawn_lies_on_what_is_printed(reader: str, turn: int, box: bytes, tmp_path: Path) -> None:
    """Every letter's ink is under green and the line's under blue, so no black and no long row of grey is left."""
    path = tmp_path / "case.pdf"
    path.write_bytes(case(b"/MediaBox [0 0 300 200] /Rotate %d" % turn + box))
    with Image.open(BytesIO(draw_page(path, 1, reader))) as image:
        width, height = (190, 120) if box else (300, 200)
        width, height = (height, width) if turn % 180 else (width, height)
        page = np.asarray(image.convert("RGB")).astype(int)[: round(height * SCALE)]
    assert page.shape[1] == round(width * SCALE)
    red, green, blue = page[..., 0], page[..., 1], page[..., 2]
    assert ((green > 40) & (green < 130) & (red < 60) & (blue < 60)).any()  # black under the colour of a claim
    assert not ((red < 60) & (green < 60) & (blue < 60)).any()  # and no black without it
    assert ((red < 45) & (green < 120) & (blue > 220)).sum() > 100  # grey under the colour of rulings


@pytest.mark.parametrize("page", [0, 2, -1])
def test_a_page_that_is_not_there_is_named_with_the_number_of_pages(page: int, tmp_path: Path) -> None:
    path = tmp_path / "case.pdf"
    path.write_bytes(case(b"/MediaBox [0 0 300 200]"))
    with pytest.raises(ValueError, match=f"no page {page}; the file has 1 page"):
        draw_page(path, page)


def test_without_pymupdf_auto_draws_with_pdfplumber(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "case.pdf"
    path.write_bytes(case(b"/MediaBox [0 0 300 200]"))
    monkeypatch.setitem(sys.modules, "extractors.readers.pymupdf_reader", None)
    assert draw_page(path, 1) == draw_page(path, 1, "pdfplumber")
    with pytest.raises(UnreadableDocument) as error:
        draw_page(path, 1, "pymupdf")
    assert error.value.kind == "missing_reader"


def test_a_file_that_is_no_pdf_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "case.pdf"
    path.write_bytes(b"hello")
    with pytest.raises(UnreadableDocument):
        draw_page(path, 1)
