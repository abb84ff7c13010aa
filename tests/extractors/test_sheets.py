"""Sheets that are no single page of usual size: enlarged pages, and two pages on one sheet."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path

import numpy as np
import pymupdf
import pypdfium2
import pypdfium2.raw as pdfium
import pytest
from PIL import Image

from extractors.document import read_document
from extractors.draw import SCALE, draw_page
from extractors.layout.sheets import Place, may_hold_two, read_pages, seems_two
from extractors.model import Box, Ink
from tests.extractors.shapes import PAPER, Paper
from tests.forge import api

READERS = ("pymupdf", "pdfplumber")
A4 = 595.0, 842.0
TWO = (30, 270), (330, 570)  # the tables of two pages on a sheet


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A form drawn as office programs do, its borders filled rectangles."""
    return api.draw_small(tmp_path_factory.mktemp("sheets") / "form.pdf")


def enlarged(form: Path, times: float, out: Path) -> Path:
    """The form printed so many times as large."""
    with pypdfium2.PdfDocument(form) as source:
        for page in source:
            width, height = (times * side for side in page.get_size())
            matrix, box = pdfium.FS_MATRIX(times, 0, 0, times, 0, 0), pdfium.FS_RECTF(0, height, width, 0)
            assert pdfium.FPDFPage_TransFormWithClip(page.raw, matrix, box)
            page.set_mediabox(0, 0, width, height)
            page.set_cropbox(0, 0, width, height)
        source.save(out)
    return out


def two_on_a_sheet(form: Path, out: Path) -> Path:
    """The form printed with two pages beside each other on landscape sheets."""
    with pypdfium2.PdfDocument(form) as source:
        made = pdfium.FPDF_ImportNPagesToOne(source.raw, A4[1], A4[0], 2, 1)
        with pypdfium2.PdfDocument(made) as sheets:
            sheets.save(out)
    return out


@pytest.mark.parametrize("reader", READERS)
def test_a_page_enlarged_four_times_is_read_like_the_page(reader: str, form: Path, tmp_path: Path) -> None:
    before = read_document(form, reader)
    poster = read_document(enlarged(form, 4, tmp_path / "poster.pdf"), reader)
    assert api.values(poster) == api.values(before)
    first, answer = before.assessments[0].answers[0], poster.assessments[0].answers[0]
    assert answer.box == pytest.approx([4 * edge for edge in first.box], abs=8)
    assert poster.pages[0].width == pytest.approx(4 * before.pages[0].width)


@pytest.mark.parametrize("reader", READERS)
def test_two_pages_on_a_sheet_are_read_one_after_the_other(reader: str, form: Path, tmp_path: Path) -> None:
    before = read_document(form, reader)
    sheets = read_document(two_on_a_sheet(form, tmp_path / "sheets.pdf"), reader)
    assert api.values(sheets) == api.values(before)
    told = [finding.page for finding in sheets.findings if finding.rule == "pages_side_by_side"]
    assert told == list(range(1, len(before.pages) // 2 + 1))
    assert [page.page for page in sheets.pages] == list(range(1, (len(before.pages) + 1) // 2 + 1))
    assert sum(page.n_glyphs for page in sheets.pages) == sum(page.n_glyphs for page in before.pages)
    for one, other in zip(before.assessments[0].answers, sheets.assessments[0].answers, strict=True):
        assert other.page == (one.page + 1) // 2
        is_right = one.page % 2 == 0
        assert (other.box.x0 >= A4[1] / 2) is is_right, other


def on_paper(sheets: Path, out: Path) -> Path:
    """The sheets printed over a picture of paper, as scanners' programs compose them."""
    with pymupdf.open(sheets) as document:
        grain = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 30, 20))
        grain.clear_with(250)
        for page in document.pages():
            page.insert_image(page.rect, pixmap=grain, keep_proportion=False, overlay=False)
        document.save(out)
    return out


@pytest.mark.parametrize("reader", READERS)
def test_two_pages_on_a_scanned_sheet_are_read_one_after_the_other(reader: str, form: Path, tmp_path: Path) -> None:
    sheets = on_paper(two_on_a_sheet(form, tmp_path / "sheets.pdf"), tmp_path / "scan.pdf")
    assert api.values(read_document(sheets, reader)) == api.values(read_document(form, reader))


def test_a_sheet_of_two_pages_is_drawn_whole(form: Path, tmp_path: Path) -> None:
    sheets = two_on_a_sheet(form, tmp_path / "sheets.pdf")
    with Image.open(BytesIO(draw_page(sheets, 1, "pymupdf"))) as image:
        assert image.width == pytest.approx(A4[1] * SCALE, abs=2)


def landscape(*frames: tuple[float, float]) -> Ink:
    """A sheet half as high as wide with a table in each frame."""
    paper = Paper()
    for x0, x1 in frames:
        paper.box(x0, 50, x1, 200).text(x0 + 10, 100, "事務の名称")
    return replace(paper.ink(), height=PAPER / 2)


def test_tables_in_the_same_place_of_both_halves_are_those_of_two_pages() -> None:
    assert may_hold_two([landscape(*TWO)])


def test_each_page_of_a_scanned_sheet_has_its_share_of_the_picture_and_none_the_fold() -> None:
    drawn = landscape(*TWO)
    fold = np.array([[PAPER / 2 - 1, 0, PAPER / 2 - 1, PAPER / 2, 0.5]])
    scan = replace(
        drawn,
        images=np.array([[0, 0, PAPER, PAPER / 2]]),
        rules=np.vstack([drawn.rules, fold]),
        is_dashed=np.zeros(len(drawn.rules) + 1, dtype=bool),
    )
    assert may_hold_two([scan])
    pages = [ink for ink, _ in read_pages([scan], is_halved=True)]
    assert [ink.images.tolist() for ink in pages] == [[[0, 0, PAPER / 2, PAPER / 2]]] * 2
    assert [len(ink.rules) for ink in pages] == [4, 4]


def test_a_picture_across_the_middle_that_is_no_scan_is_of_one_page() -> None:
    pictured = replace(landscape(*TWO), images=np.array([[250, 50, 350, 100]]))
    assert not may_hold_two([pictured])
    assert seems_two(pictured)


@pytest.mark.parametrize(
    "frames",
    [
        pytest.param([(30, 280), (320, 570)], id="nearer to each other than two margins"),
        pytest.param([(30, 270), (330, 500)], id="of different width"),
        pytest.param([(30, 100), (330, 400)], id="narrow"),
        pytest.param([(30, 270), (290, 310), (330, 570)], id="something in the middle"),
        pytest.param([(30, 270)], id="one half"),
    ],
)
def test_tables_side_by_side_on_one_page_are_not(frames: list[tuple[float, float]]) -> None:
    assert not may_hold_two([landscape(*frames)])


def test_usual_type_on_large_paper_is_not_enlarged() -> None:
    ink = Paper().text(50, 50, "事務の名称", size=9).ink()
    [(read, place)] = read_pages([replace(ink, width=1684.0, height=2384.0)])
    assert place.scale == 1
    assert np.array_equal(read.size, ink.size)


@pytest.mark.parametrize("turn", range(4))
def test_a_box_is_told_as_displayed_and_back(turn: int) -> None:
    place = Place(3, 2384, 1684, scale=2, turn=turn, left=100)
    box = Box(10, 20, 30, 50)
    assert place.read(place.displayed(box)) == pytest.approx(box)
