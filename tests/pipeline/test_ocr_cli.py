"""``--ocr``: what the command says and writes of pages that are only images, with and without Tesseract."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pymupdf
import pypdfium2
import pytest
from typer.testing import CliRunner

from extractors.readers import ocr_tesseract
from pipeline.cli import app
from pipeline.fingerprint import ocr_fingerprint
from pipeline.schema import arrow_schema
from pipeline.tables import PROVENANCE, TABLES
from tests.forge.ocr_score import scan

SAMPLE = Path(__file__).parents[2] / "data" / "raw" / "sample-form2-ferry.pdf"
MISSING = ocr_tesseract.what_is_missing()
needs_tesseract = pytest.mark.skipif(MISSING is not None, reason=f"OCR cannot be tested here: {MISSING}")
READ = 2  # the page of the sample that is scanned: headings, labels, a choice


@pytest.fixture(scope="module")
def picture(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("scans")
    with pypdfium2.PdfDocument(SAMPLE) as pdf, pypdfium2.PdfDocument.new() as page:
        page.import_pages(pdf, [READ - 1])
        page.save(folder / "page.pdf")
    scan(folder / "page.pdf", folder / "scan.pdf")
    (folder / "page.pdf").unlink()
    return folder / "scan.pdf"


@pytest.fixture
def no_tesseract(monkeypatch, tmp_path):
    with monkeypatch.context() as patch:
        with_path(patch, tmp_path)
        yield
    forget()


def with_path(patch, folder: Path) -> None:
    patch.setenv("PATH", str(folder))
    forget()


def forget() -> None:
    ocr_tesseract.what_is_missing.cache_clear()
    ocr_tesseract.fingerprint.cache_clear()


def hyokasho(picture: Path, out: Path, *more: str):
    return CliRunner().invoke(app, ["extract", str(picture), "--out", str(out), "-j", "1", *more])


def document(out: Path) -> dict:
    return pq.read_table(out / "documents.parquet").to_pylist()[0]


def tables(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(out.glob("*.parquet"))}


def test_by_default_a_scan_stays_unread_and_the_summary_says_how_to_read_it(picture, tmp_path):
    result = hyokasho(picture, tmp_path)
    assert result.exit_code == 1
    assert "only images and were not read: 1 (--ocr auto reads such pages)" in result.stdout
    row = document(tmp_path)
    assert (row["status"], row["error_kind"], row["n_assessments"]) == ("partial", "image_only", 0)
    (page,) = pq.read_table(tmp_path / "pages.parquet").to_pylist()
    assert (page["role"], page["is_ocr"]) == ("image_only", False)


@pytest.mark.usefixtures("no_tesseract")
def test_without_tesseract_auto_says_once_what_to_install_and_writes_what_off_writes(picture, tmp_path):
    off, auto = hyokasho(picture, tmp_path / "off"), hyokasho(picture, tmp_path / "auto", "--ocr", "auto")
    assert auto.exit_code == off.exit_code == 1
    assert auto.stderr.count("apt-get install tesseract-ocr tesseract-ocr-jpn") == 1
    assert "tesseract is not installed" in auto.stderr
    assert "tesseract" not in off.stderr.lower()
    assert tables(tmp_path / "auto") == tables(tmp_path / "off")


FAKE = """#!/bin/sh
case $1 in
--version) echo tesseract {version};;
--list-langs) printf 'List of available languages in "{folder}/" (1):\\njpn\\n';;
esac
"""


def test_what_recognises_text_is_known_by_its_version_and_its_data(tmp_path, monkeypatch):
    def found(version: str, data: str) -> str | None:
        (tmp_path / "tesseract").write_text(FAKE.format(version=version, folder=tmp_path))
        (tmp_path / "tesseract").chmod(0o755)
        (tmp_path / "jpn.traineddata").write_text(data)
        forget()
        return ocr_fingerprint("auto")

    with monkeypatch.context() as patch:
        with_path(patch, tmp_path)
        missing = ocr_fingerprint("auto")
        seen = [missing, *(found(*one) for one in (("5.3", "a"), ("5.4", "a"), ("5.3", "b"), ("5.3", "a")))]
        assert ocr_fingerprint("off") is None
    forget()
    assert len({*seen}) == 4
    assert (seen[0], seen[1]) == ("missing", seen[4])


@needs_tesseract
def test_a_scan_left_unread_is_read_once_tesseract_is_there_and_every_row_says_so(picture, tmp_path, monkeypatch):
    (tmp_path / "nothing").mkdir()
    with monkeypatch.context() as patch:
        with_path(patch, tmp_path / "nothing")
        hyokasho(picture, tmp_path, "--ocr", "auto")
        assert document(tmp_path)["error_kind"] == "image_only"
    forget()
    result = hyokasho(picture, tmp_path, "--ocr", "auto")
    assert result.exit_code == 1
    assert "Pages read by OCR, to be trusted less than text (is_ocr): 1" in result.stdout
    row = document(tmp_path)
    assert (row["status"], row["error_kind"], row["n_assessments"]) == ("partial", "ocr", 1)
    assert row["error"].endswith(": 1")
    (page,) = pq.read_table(tmp_path / "pages.parquet").to_pylist()
    assert page["role"] == "form"
    items = pq.read_table(tmp_path / "items.parquet").to_pylist()
    assert {item["is_ocr"] for item in items if item["page"]} == {True}
    assert "霧沢市" in " ".join(item["value"] or "" for item in items)
    choices = pq.read_table(tmp_path / "choices.parquet").to_pylist()
    assert [c["selected_label"] for c in choices if c["item_code"] == "I.4.1"] == ["未定"]


@pytest.fixture
def garbled(tmp_path) -> Path:
    """A page whose fonts have lost their maps to Unicode."""
    path = tmp_path / "garbled.pdf"
    with pymupdf.open(SAMPLE) as document:
        document.select([READ - 1])
        for xref in range(1, document.xref_length()):
            if document.xref_get_key(xref, "ToUnicode")[0] != "null":
                document.xref_set_key(xref, "ToUnicode", "null")
        document.save(path)
    return path


@pytest.mark.parametrize("reader", ["pymupdf", "pdfplumber"])
def test_text_without_meaning_is_no_text_and_the_document_not_all_read(garbled, tmp_path, reader):
    assert hyokasho(garbled, tmp_path / "out", "--reader", reader).exit_code == 1
    row = document(tmp_path / "out")
    assert (row["status"], row["error_kind"], row["n_assessments"]) == ("partial", "text_unreadable", 0)
    assert row["error"].endswith(": 1")


@needs_tesseract
def test_text_without_meaning_is_read_from_the_picture(garbled, tmp_path):
    assert hyokasho(garbled, tmp_path / "out", "--ocr", "auto").exit_code == 1
    row = document(tmp_path / "out")
    assert (row["status"], row["error_kind"], row["n_assessments"]) == ("partial", "ocr", 1)
    choices = pq.read_table(tmp_path / "out" / "choices.parquet").to_pylist()
    assert [c["selected_label"] for c in choices if c["item_code"] == "I.4.1"] == ["未定"]


@needs_tesseract
def test_in_a_document_of_scans_and_text_only_the_scan_is_read_by_ocr_and_the_text_stays_as_it_is(picture, tmp_path):
    open_pdf = pypdfium2.PdfDocument
    with open_pdf(SAMPLE) as pdf, open_pdf(picture) as scanned, open_pdf.new() as mixed:
        mixed.import_pages(pdf)
        mixed.del_page(READ - 1)
        mixed.import_pages(scanned, index=READ - 1)
        mixed.save(tmp_path / "mixed.pdf")
    assert hyokasho(tmp_path / "mixed.pdf", tmp_path / "mixed", "--ocr", "auto").exit_code == 1
    assert hyokasho(SAMPLE, tmp_path / "text").exit_code == 0
    row = document(tmp_path / "mixed")
    assert (row["status"], row["error_kind"], row["n_assessments"]) == ("partial", "ocr", 1)
    assert row["error"].endswith(f": {READ}")
    pages = pq.read_table(tmp_path / "mixed" / "pages.parquet").to_pylist()
    assert [page["page"] for page in pages if page["is_ocr"]] == [READ]
    mixed, text = (pq.read_table(tmp_path / name / "items.parquet").to_pylist() for name in ("mixed", "text"))
    assert {(item["page"] == READ, item["is_ocr"]) for item in mixed if item["page"]} == {(True, True), (False, False)}

    def beside(items: list[dict]) -> list[tuple]:
        return [(i["item_code"], i["status"], i["value"], i["page"]) for i in items if i["page"] not in (None, READ)]

    assert beside(mixed) == beside(text)


@needs_tesseract
def test_pages_with_text_are_not_read_by_ocr(tmp_path):
    assert hyokasho(SAMPLE, tmp_path / "auto", "--ocr", "auto").exit_code == 0
    assert hyokasho(SAMPLE, tmp_path / "off").exit_code == 0
    assert tables(tmp_path / "auto") == tables(tmp_path / "off")


def test_every_table_with_a_page_has_the_column():
    names = {column.name for column in PROVENANCE}
    placed = [name for name, table in TABLES.items() if names <= {column.name for column in table.columns}]
    assert len(placed) >= 10
    assert all("is_ocr" in arrow_schema(name).names for name in (*placed, "pages"))
