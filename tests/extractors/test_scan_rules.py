"""Scanned pages with a text of their own: what the scanner's program recognised lies over its picture, unseen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pymupdf
import pytest

from extractors.bundle.unread import is_scan_with_text
from extractors.document import _mixed, _Read, read_document
from extractors.model import DocumentInfo
from extractors.readers.pymupdf_reader import PyMuPDFReader
from extractors.readers.scan_rules import SCALE, SCALE_OF_PARTS, scale_of, with_rules_of_pictures
from tests.docs.blocks import ROOT
from tests.extractors.shapes import Paper
from tests.forge.ocr_score import scan

SAMPLE = ROOT / "data" / "raw" / "sample-form2-baths.pdf"
PAGES = 2
DPI = 120


def searchable(source: Path, path: Path, degrees: float = 0.0) -> Path:
    """``source`` as its pictures, each under the page's text, both turned clockwise about the page's middle."""
    first, pictures = path.with_stem("first"), path.with_stem("pictures")
    with pymupdf.open(source) as original:
        original.select(range(PAGES))
        original.save(first)
    scan(first, pictures, dpi=DPI, skew=-degrees)
    with pymupdf.open(first) as original, pymupdf.open(pictures) as out:
        for page, picture in zip(original.pages(), out.pages(), strict=True):
            writer, font = pymupdf.TextWriter(picture.rect), pymupdf.Font("japan")
            for block in page.get_text("dict")["blocks"]:
                for span in (span for line in block.get("lines", ()) for span in line["spans"]):
                    writer.append(span["origin"], span["text"], font, span["size"])
            middle = picture.rect.tl + (picture.rect.br - picture.rect.tl) / 2
            writer.write_text(picture, render_mode=3, morph=(middle, pymupdf.Matrix(-degrees)))
        out.save(path)
    return path


def values(path: Path, reader: str) -> dict[str | None, str | None]:
    """What an assessment answers on the pages at hand, by code."""
    [assessment] = read_document(path, reader).assessments
    return {answer.code: answer.value for answer in assessment.answers if answer.page <= PAGES and answer.value}


@pytest.mark.parametrize(("reader", "degrees"), [("pymupdf", 0.0), ("pdfplumber", 0.0), ("pymupdf", 0.5)])
def test_a_scan_with_text_reads_as_the_page_that_was_scanned(reader: str, degrees: float, tmp_path: Path) -> None:
    read = values(searchable(SAMPLE, tmp_path / "scan.pdf", degrees), reader)
    whole = {code: value for code, value in values(SAMPLE, "pymupdf").items() if code in read}
    assert len(read) > 8
    assert read == whole


def test_it_is_said_that_rulings_were_taken_from_the_picture(tmp_path: Path) -> None:
    path = searchable(SAMPLE, tmp_path / "scan.pdf")
    told = [finding for finding in read_document(path, "pymupdf").findings if finding.rule == "rules_from_picture"]
    assert [(finding.severity, finding.page) for finding in told] == [("info", 1), ("info", 2)]


def test_of_pages_read_again_only_the_chosen_have_their_rulings_from_the_second_look() -> None:
    info = DocumentInfo(n_pages=4, pdf_version=None, producer=None, creator=None, created_on=None, is_encrypted=False)
    inks = [replace(Paper().text(50, 50, "犬").ink(), page=number) for number in range(1, 5)]
    first = _Read(info, inks, ["pymupdf"] * 4, ruled={1, 3})
    again = _Read(info, inks[:3], ["pdfplumber"] * 3, ruled={1, 2})
    for chosen, ruled in (([0], {1, 3}), ([1], {1, 2, 3}), ([2], {1}), ([0, 1, 2], {1, 2})):
        assert _mixed(first, again, chosen).ruled == ruled


def test_a_ruling_where_two_pictures_of_a_scan_meet_is_seen(tmp_path: Path) -> None:
    wide, high = 1240, 219  # pixels, 150 to the inch
    with pymupdf.open() as out:
        page = out.new_page(width=595, height=842)
        top = 0.0
        for strip in range(8):
            pixels = np.full((high, wide), 255, dtype=np.uint8)
            pixels[-1, 100:1100] = 0
            pixmap = pymupdf.Pixmap(pymupdf.csGRAY, wide, high, pixels.tobytes(), False)
            bottom = 842.0 if strip == 7 else top + 595 * high / wide
            page.insert_image(pymupdf.Rect(0, top, 595, bottom), pixmap=pixmap, keep_proportion=False)
            top = bottom
        out.save(tmp_path / "strips.pdf")
    with PyMuPDFReader(tmp_path / "strips.pdf") as reader:
        [ink] = with_rules_of_pictures(tmp_path / "strips.pdf", [reader.ink(1)])
    assert len(ink.rules) == 8


@pytest.mark.parametrize(
    ("images", "scale"),
    [
        ([[0, 0, 595, 842]], SCALE),
        ([[0, 0, 595, 842], [400, 60, 450, 110]], SCALE),  # a stamp
        ([[0, 0, 595, 421], [0, 421, 595, 842]], SCALE_OF_PARTS),
        ([[0, top, 595, top + 7] for top in range(0, 842, 7)], SCALE_OF_PARTS),
    ],
)
def test_a_scan_in_parts_is_drawn_finer(images: list[list[float]], scale: float) -> None:
    page = replace(Paper().text(50, 50, "犬").ink(), width=595.0, height=842.0)
    assert scale_of(replace(page, images=np.array(images, dtype=np.float64))) == scale


def test_a_large_sheet_is_drawn_coarser() -> None:
    wide, high = 2384.0, 3370.0  # A0
    page = replace(Paper().text(50, 50, "犬").ink(), width=wide, height=high)
    for images in ([[0, 0, wide, high]], [[0, 0, wide, 1700], [0, 1700, wide, high]]):
        scale = scale_of(replace(page, images=np.array(images, dtype=np.float64)))
        assert 100 / 72 < scale < SCALE


def test_a_tilted_scan_is_read_as_if_it_lay_straight(tmp_path: Path) -> None:
    inks = []
    for degrees in (0.0, 0.8):
        path = searchable(SAMPLE, tmp_path / f"{degrees}.pdf", degrees)
        with PyMuPDFReader(path) as reader:
            ink = reader.ink(1)
        assert is_scan_with_text(ink)
        inks += with_rules_of_pictures(path, [ink])
    straight, tilted = inks
    assert len(straight.rules) > 5
    assert not is_scan_with_text(straight)
    assert np.abs(straight.y - tilted.y).max() < 1.5
    assert len({*np.rint(tilted.rules[:, 1])}) <= len({*np.rint(straight.rules[:, 1])}) + 4


def test_a_scan_of_one_row_has_text_where_it_is_in_the_forms_words() -> None:
    row = Paper().text(50, 50, "Ⅲ").text(100, 50, "しきい値判断結果").text(50, 80, "しきい値判断結果").ink()
    for text, is_form in ((row.text, True), (["印"] * len(row.text), False)):
        scan = replace(row, text=text, images=np.array([[0, 0, row.width, row.height]]))
        assert is_scan_with_text(scan) is is_form


def test_a_picture_with_a_stamp_or_beside_text_is_no_scan_with_text(tmp_path: Path) -> None:
    with pymupdf.open() as out:
        for lines, share in ((2, 1.0), (30, 0.5), (30, 1.0)):
            page = out.new_page(width=300, height=400)
            dots = pymupdf.Pixmap(pymupdf.csGRAY, pymupdf.IRect(0, 0, 30, 40))
            page.insert_image(pymupdf.Rect(0, 0, 300, 400 * share), pixmap=dots, keep_proportion=False)
            for n in range(lines):
                page.insert_text((20, 20 + 12 * n), "犬の登録", fontname="japan", fontsize=9)
        out.save(tmp_path / "pages.pdf")
    with PyMuPDFReader(tmp_path / "pages.pdf") as reader:
        assert [is_scan_with_text(reader.ink(n)) for n in (1, 2, 3)] == [False, False, True]
