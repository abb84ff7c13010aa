"""Characters by record: the same as rawdict's on every case, and rawdict's wherever the records are not as known."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import numpy as np
import pymupdf
import pytest

from extractors.characters import mend
from extractors.readers import open_reader, pymupdf_reader, stext_records
from extractors.readers.pymupdf_reader import _EVERYWHERE, _TEXT_FLAGS, _is_layout_known
from extractors.readers.stext_records import CharacterReader, LayoutError, characters_of, characters_of_dict
from tests.extractors.pdf_cases import CASES, japanese, pdf

SAMPLES = sorted((Path(__file__).parents[2] / "data" / "raw").rglob("*.pdf"))


def textpage_of(page: pymupdf.Page) -> pymupdf.TextPage:
    return page.get_textpage(clip=_EVERYWHERE, flags=_TEXT_FLAGS)


@pytest.fixture(autouse=True)
def as_the_reader_has_it() -> None:
    pymupdf.TOOLS.unset_quad_corrections(True)


def test_the_layout_is_that_of_the_installed_version() -> None:
    assert _is_layout_known()


@pytest.mark.parametrize("case", CASES)
def test_records_say_what_rawdict_says(case: str) -> None:
    with pymupdf.open(stream=CASES[case], filetype="pdf") as document:
        textpage = textpage_of(document[0])
        assert characters_of(textpage).equals(characters_of_dict(textpage.extractRAWDICT()))


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_records_say_what_rawdict_says_of_samples(path: Path) -> None:
    with pymupdf.open(path) as document:
        for page in document:
            textpage = textpage_of(page)
            assert characters_of(textpage).equals(characters_of_dict(textpage.extractRAWDICT())), page.number


@pytest.mark.parametrize("text", ["", "ab", "長い" * 400])
def test_a_line_of_any_length(text: str) -> None:
    with pymupdf.open() as document:
        page = document.new_page()
        if text:
            page.insert_text((50, 50), text, fontname="japan")
        textpage = textpage_of(page)
        found = characters_of(textpage)
        assert "".join(found.text) == text
        assert found.equals(characters_of_dict(textpage.extractRAWDICT()))


def test_a_page_of_another_layout_is_read_by_rawdict(monkeypatch: pytest.MonkeyPatch) -> None:
    def other(_: pymupdf.TextPage) -> None:
        raise LayoutError("another layout")

    monkeypatch.setattr(stext_records, "characters_of", other)
    with pymupdf.open(SAMPLES[0]) as document:
        textpage = textpage_of(document[1])
        reader = CharacterReader(is_layout_known=True)
        assert reader.read(textpage, lambda: textpage)[0].equals(characters_of_dict(textpage.extractRAWDICT()))
        assert reader.notes == ["characters are read by rawdict: another layout"]


def test_records_that_say_something_else_are_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    real = characters_of
    monkeypatch.setattr(stext_records, "characters_of", lambda page: real(page)._replace(size=real(page).size + 1))
    with pymupdf.open(SAMPLES[0]) as document:
        reader = CharacterReader(is_layout_known=True)
        for number in range(3):
            textpage = textpage_of(document[number])
            found, _ = reader.read(textpage, partial(textpage_of, document[number]))
            assert found.equals(characters_of_dict(textpage.extractRAWDICT()))
        assert len(reader.notes) == 1


def test_a_dash_that_rawdict_leaves_out_is_read(tmp_path: Path) -> None:
    """MuPDF takes the dash of a Japanese font that is named, not embedded, for an accent without width."""
    dash = "—".encode("utf-16-be").hex().encode()
    content = b"BT /F1 10.5 Tf 44 100 Td <FF18> Tj ET BT /F1 10 Tf 44 83 Td <%b> Tj ET" % dash
    path = tmp_path / "case.pdf"
    path.write_bytes(pdf(content, japanese(b"UniJIS-UTF16-H")))
    read = {}
    for name in ("pymupdf", "pdfplumber"):
        with open_reader(path, name) as reader:
            ink = reader.ink(1)
            assert not reader.notes
            read[name] = [mend(text) for text in ink.text], ink.x.tolist(), ink.advance.tolist()
    assert read["pymupdf"][0] == ["８", "—"]
    assert read["pymupdf"][0] == read["pdfplumber"][0]
    assert np.allclose(read["pymupdf"][1:], read["pdfplumber"][1:], atol=0.1)


def test_a_layout_that_is_not_known_is_never_read(monkeypatch: pytest.MonkeyPatch) -> None:
    fields = stext_records._RECORD.descr
    swapped = np.dtype([fields[1], fields[0], *fields[2:]], align=True)
    monkeypatch.setattr(stext_records, "_RECORD", swapped)
    assert not _is_layout_known.__wrapped__()
    monkeypatch.setattr(pymupdf_reader, "_is_layout_known", lambda: False)
    with open_reader(SAMPLES[0], "pymupdf") as reader:
        assert reader.ink(1).text
        assert reader.notes
