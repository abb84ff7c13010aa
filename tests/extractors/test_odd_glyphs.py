"""Glyphs whose character says nothing are kept, counted and placed, page by page, whoever read the page."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.document import read_document
from extractors.layout.ink import measure
from extractors.model import DocumentReading, Severity
from extractors.readers import open_reader
from tests.extractors.pdf_cases import TYPE3, pdf, stream, text

# The font of squares: a is a private-use character, b and c are what the case says.
MAP = (
    b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
    b"1 begincodespacerange <00> <ff> endcodespacerange 3 beginbfchar <61> <E000> %b endbfchar endcmap end end"
)
READERS = ("pymupdf", "pdfplumber", "auto")


def read(folder: Path, shown: bytes, meanings: bytes, reader: str, page: bytes = b"") -> DocumentReading:
    path = folder / "case.pdf"
    font = [TYPE3[0].replace(b"0]", b"500]"), TYPE3[1], stream(MAP % meanings)]
    path.write_bytes(pdf(shown, font, page=b"/MediaBox [0 0 300 200]" + page))
    return read_document(path, reader)


def odd(reading: DocumentReading) -> list[tuple[str, str | None]]:
    rules = ("private_use_glyph", "glyph_unreadable")
    return [(finding.rule, finding.found) for finding in reading.findings if finding.rule in rules]


@pytest.mark.parametrize("reader", READERS)
def test_private_use_characters_stay_and_are_reported(tmp_path: Path, reader: str) -> None:
    reading = read(tmp_path, text(b"20 100 Td (babac) Tj"), b"<62> <6C11> <63> <DB80DC01>", reader)
    assert "".join(passage.text for passage in reading.passages) == "民\ue000民\ue000\U000f0001"
    assert odd(reading) == [("private_use_glyph", "U+E000 × 2"), ("private_use_glyph", "U+F0001 × 1")]
    finding = next(finding for finding in reading.findings if finding.rule == "private_use_glyph")
    assert (finding.severity, finding.page, finding.assessment_no) == (Severity.WARNING, 1, None)
    assert finding.box is not None
    assert (finding.box.x0, finding.box.bottom) == pytest.approx((25, 101.2), abs=1)


@pytest.mark.parametrize("reader", READERS)
def test_glyphs_without_a_character_are_reported(tmp_path: Path, reader: str) -> None:
    reading = read(tmp_path, text(b"20 100 Td (bcb) Tj"), b"<62> <6C11> <63> <FFFD>", reader)
    assert odd(reading) == [("glyph_unreadable", "U+FFFD × 1")]


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(("shown", "is_text"), [(b"bcb", True), (b"bc", True), (b"cbc", False), (b"c", False)])
def test_a_page_whose_characters_mean_nothing_is_reported(
    tmp_path: Path, reader: str, shown: bytes, is_text: bool
) -> None:
    reading = read(tmp_path, text(b"20 100 Td (%b) Tj" % shown), b"<62> <6C11> <63> <FFFD>", reader)
    found = [(finding.page, finding.severity) for finding in reading.findings if finding.rule == "text_unreadable"]
    assert found == ([] if is_text else [(1, Severity.WARNING)])


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize(
    ("shown", "meaning", "found"),
    [
        (b"bcbbc", b"<0101>", "ā × 2"),
        (b"cb", b"<00FF>", "ÿ × 1"),
        (b"cb", b"<02DA0020>", "˚ × 1"),  # a glyph of two characters
        (b"bc", b"<00D7>", None),  # a multiplication sign is no letter
        (b"bc", b"<0062>", None),
        (b"acca", b"<0101>", None),  # letters of another language among themselves
    ],
)
def test_foreign_letters_beside_kanji_are_reported(
    tmp_path: Path, reader: str, shown: bytes, meaning: bytes, found: str | None
) -> None:
    reading = read(tmp_path, text(b"20 100 Td (%b) Tj" % shown), b"<62> <6C11> <63> %b" % meaning, reader)
    doubtful = [(finding.page, finding.found) for finding in reading.findings if finding.rule == "text_doubtful"]
    assert doubtful == ([] if found is None else [(1, found)])


@pytest.mark.parametrize(("meanings", "severity"), [((0x101, 0x101, 0x101), "warning"), ((0x101, 0xFF, 0xF0), "error")])
def test_several_foreign_letters_show_that_a_map_is_wrong(
    tmp_path: Path, meanings: tuple[int, ...], severity: str
) -> None:
    mapped = b" ".join(b"<%02x> <%04X>" % (0x63 + n, meaning) for n, meaning in enumerate(meanings))
    reading = read(tmp_path, text(b"20 100 Td (bcbdbe) Tj"), b"<62> <6C11> %b" % mapped, "pymupdf")
    assert [found.severity for found in reading.findings if found.rule == "text_doubtful"] == [severity]


@pytest.mark.parametrize("reader", READERS[:2])
@pytest.mark.parametrize(("meaning", "seen"), [(b"<0336>", "—"), (b"<3099>", "\u3099"), (b"<2014>", "—")])
def test_a_combining_character_stands_where_it_is_printed(
    tmp_path: Path, reader: str, meaning: bytes, seen: str
) -> None:
    """A font's map may name one for a glyph that stands by itself, far from any other."""
    shown = text(b"20 100 Td (bb) Tj 150 0 Td (c) Tj")
    path = tmp_path / "case.pdf"
    font = [TYPE3[0].replace(b"0]", b"500]"), TYPE3[1], stream(MAP % (b"<62> <6C11> <63> " + meaning))]
    path.write_bytes(pdf(shown, font, page=b"/MediaBox [0 0 300 200]"))
    with open_reader(path, reader) as opened:
        glyphs = measure(opened.ink(1))
    assert glyphs.text == ["民", "民", seen]
    assert float(glyphs.along[2]) == pytest.approx(170, abs=0.1)
    assert float(glyphs.advance[2]) == pytest.approx(5, abs=0.5)


@pytest.mark.parametrize("reader", READERS[:2])
@pytest.mark.parametrize(
    ("meaning", "seen"),
    [
        (b"<FF76FF9E>", ["ｶ", "ﾞ", "ｶﾞ", "\ufffd"]),  # the last stands elsewhere
        (b"<30CF309A>", ["ハ", "\u309a", "\u30cf\u309a", "\ufffd"]),
        (b"<FF76FF85>", ["ｶﾅ", "\ufffd"] * 2),
    ],
)
def test_a_sound_mark_is_the_glyph_without_a_character_behind_its_kana(
    tmp_path: Path, reader: str, meaning: bytes, seen: list[str]
) -> None:
    path = tmp_path / "case.pdf"
    font = [TYPE3[0].replace(b"0]", b"500]"), TYPE3[1], stream(MAP % (b"<62> %b <63> <FFFD>" % meaning))]
    path.write_bytes(pdf(text(b"20 100 Td (bcb) Tj 0 -50 Td (c) Tj"), font))
    with open_reader(path, reader) as opened:
        glyphs = measure(opened.ink(1))
    assert glyphs.text == seen


def test_a_glyph_printed_twice_over_itself_counts_once(tmp_path: Path) -> None:
    shown = text(b"20 100 Td (a) Tj .2 0 Td (a) Tj 100 0 Td (a) Tj")
    assert odd(read(tmp_path, shown, b"<62> <6C11> <63> <6C11>", "pymupdf")) == [("private_use_glyph", "U+E000 × 2")]


def test_the_place_is_that_on_the_page_as_displayed(tmp_path: Path) -> None:
    upright = read(tmp_path, text(b"20 100 Td (a) Tj"), b"<62> <6C11> <63> <6C11>", "pymupdf")
    turned = read(tmp_path, text(b"20 100 Td (a) Tj"), b"<62> <6C11> <63> <6C11>", "pymupdf", b"/Rotate 180")
    one, other = (next(f.box for f in reading.findings if f.box) for reading in (upright, turned))
    assert one is not None
    assert other is not None
    assert (300 - one.x1, 200 - one.bottom) == pytest.approx((other.x0, other.top), abs=1)


def test_ordinary_text_is_no_finding(tmp_path: Path) -> None:
    assert odd(read(tmp_path, text(b"20 100 Td (bcb) Tj"), b"<62> <6C11> <63> <2460>", "pymupdf")) == []
