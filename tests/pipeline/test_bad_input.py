"""Files that are no readable PDF: each is a row that says what is wrong, and the good file beside them is untouched."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from pipeline.corpus import Source
from pipeline.document import extract_document
from pipeline.options import Options

ROOT = Path(__file__).parents[2]
READERS = ("auto", "pymupdf", "pdfplumber")


def drawn(encrypt: StandardEncryption | None = None, pages: int = 1) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=encrypt)
    for _ in range(pages):
        canvas.drawString(100, 700, "not an assessment")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


NO_PAGES = b"""%PDF-1.4
1 0 obj
<< /Type /Catalog /Pages 2 0 R >>
endobj
2 0 obj
<< /Type /Pages /Kids [] /Count 0 >>
endobj
xref
0 3
0000000000 65535 f 
0000000009 00000 n 
0000000058 00000 n 
trailer
<< /Size 3 /Root 1 0 R >>
startxref
110
%%EOF
"""  # fmt: skip  # noqa: W291

BAD = {
    "empty_file": (b"", {"empty_file"}),
    "not_a_pdf": ("これはPDFではない。\n".encode() * 50, {"not_a_pdf"}),
    "truncated": (drawn()[:400], {"damaged", "no_pages"}),
    "no_pages": (NO_PAGES, {"no_pages"}),
    "password": (drawn(StandardEncryption("secret", ownerPassword="owner")), {"password"}),
}


def document(tmp_path, content: bytes, reader: str) -> dict:
    path = tmp_path / "架空.pdf"
    path.write_bytes(content)
    outcome = extract_document(Source(path, path.name, len(content)), Options(reader))
    assert outcome.tables["documents"].num_rows == 1
    return {**outcome.tables["documents"].to_pylist()[0], "tables": outcome.tables}


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_a_row_that_says_why(tmp_path, name, reader):
    content, kinds = BAD[name]
    row = document(tmp_path, content, reader)
    assert row["status"] == "failed"
    assert row["error_kind"] in kinds, row["error"]
    assert row["error"]
    assert str(tmp_path) not in row["error"]
    assert row["n_bytes"] == len(content)
    assert row["is_encrypted"] is (True if name == "password" else None)
    assert list(row["tables"]) == ["documents"]


@pytest.mark.parametrize("reader", READERS)
def test_a_pdf_without_an_assessment_is_ok(tmp_path, reader):
    row = document(tmp_path, drawn(pages=2), reader)
    assert (row["status"], row["error_kind"], row["n_pages"], row["n_assessments"]) == ("ok", None, 2, 0)
    assert row["tables"]["diagnostics"]["rule"].to_pylist() == ["no_assessment"]
    assert row["tables"]["pages"]["role"].to_pylist() == ["other", "other"]


def test_a_file_that_cannot_be_read_is_a_row(tmp_path):
    outcome = extract_document(Source(tmp_path / "gone.pdf", "gone.pdf", None))
    row = outcome.tables["documents"].to_pylist()[0]
    assert (row["status"], row["error_kind"], row["document_id"]) == ("failed", "unreadable_file", None)


WITHOUT_PYMUPDF = """
import sys
sys.modules["pymupdf"] = sys.modules["fitz"] = None  # what an import finds where it is not installed
from pathlib import Path
from pipeline.corpus import Source
from pipeline.document import extract_document
from pipeline.options import Options
path = Path(sys.argv[1])
row = extract_document(Source(path, path.name, 1), Options(sys.argv[2])).tables["documents"].to_pylist()[0]
print(row["status"], row["error_kind"])
"""


@pytest.mark.parametrize(("reader", "expected"), [("pdfplumber", "ok None"), ("pymupdf", "failed missing_reader")])
def test_pymupdf_can_be_left_out(tmp_path, reader, expected):
    path = tmp_path / "架空.pdf"
    path.write_bytes(drawn())
    command = [sys.executable, "-c", WITHOUT_PYMUPDF, str(path), reader]
    done = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == expected
