"""The command line: what it says and how it ends."""

from __future__ import annotations

import subprocess
import sys
from functools import partial
from types import SimpleNamespace

import pytest
from typer.testing import CliRunner

from extractors.model import UnreadableDocument
from pipeline import run
from pipeline.cli import app
from tests.pipeline.fakes import fake_read


@pytest.fixture
def hyokasho(monkeypatch):
    monkeypatch.setattr(run, "extract", partial(run.extract, read=fake_read))
    return lambda *args: CliRunner().invoke(app, [str(arg) for arg in args])


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "corpus" / "good.pdf"
    path.parent.mkdir()
    path.write_text("good")
    return path


def test_all_ok_is_0(hyokasho, good, tmp_path):
    result = hyokasho("extract", good, "--out", tmp_path / "out", "-j", 1)
    assert result.exit_code == 0, result.output
    assert "Documents: 1 (1 ok, 0 partial, 0 failed)" in result.stdout
    assert "ok          2 pages  good.pdf" in result.stderr
    assert (tmp_path / "out" / "items.parquet").exists()


@pytest.mark.parametrize("bad", ["raise", "picture"])
def test_any_failed_or_partial_is_1(hyokasho, good, tmp_path, bad):
    good.with_name("bad.PDF").write_text(bad)
    result = hyokasho("extract", good.parent, "--out", tmp_path / "out", "-j", 1)
    assert result.exit_code == 1
    assert "(1 ok, " in result.stdout


@pytest.mark.parametrize(
    "args",
    [
        ("missing.pdf",),
        (".",),  # a folder without a PDF
        ("corpus", "--reader", "magic"),
        ("corpus", "-j", "0"),
        ("corpus", "--colour"),
        ("corpus", "--out", "corpus/good.pdf"),
        ("corpus", "--out", "corpus/good.pdf/below"),
    ],
)
def test_wrong_usage_is_2_and_writes_nothing(hyokasho, good, tmp_path, monkeypatch, args):
    monkeypatch.chdir(tmp_path)
    if args == (".",):
        good.rename(good.with_suffix(".txt"))
    before = sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*"))
    result = hyokasho("extract", *args)
    assert result.exit_code == 2, result.output
    assert result.stderr
    assert sorted(path.relative_to(tmp_path) for path in tmp_path.rglob("*")) == before


def test_data_raw_is_the_default(hyokasho, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "data" / "raw").mkdir(parents=True)
    (tmp_path / "data" / "raw" / "one.pdf").write_text("good")
    assert hyokasho("extract").exit_code == 0
    assert (tmp_path / "data" / "parquet" / "documents.parquet").exists()


def test_version(hyokasho):
    result = hyokasho("--version")
    assert result.exit_code == 0
    assert result.stdout.startswith("hyokasho ")


def test_help_imports_neither_arrow_nor_a_pdf_library():
    script = (
        "import sys, pipeline.cli; "
        "sys.exit(bool({'pyarrow', 'pandas', 'numpy', 'pymupdf', 'pdfplumber'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_an_interrupted_run_is_130(monkeypatch, good, tmp_path):
    def interrupted(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "extract", interrupted)
    result = CliRunner().invoke(app, ["extract", str(good), "--out", str(tmp_path / "out")])
    assert result.exit_code == 130
    assert "as they were" in result.stderr


def drawing(_path, page, reader):
    if page > 2:
        raise IndexError(f"page {page} of 2")
    if reader == "pymupdf":
        raise UnreadableDocument("missing_reader", "PyMuPDF is not installed")
    return b"\x89PNG"


@pytest.fixture
def show(monkeypatch, good, tmp_path):
    monkeypatch.setitem(sys.modules, "extractors.draw", SimpleNamespace(draw_page=drawing))
    monkeypatch.chdir(tmp_path)
    return lambda *args: CliRunner().invoke(app, ["show", str(good), *args])


def test_show_writes_a_picture_of_the_page(show, tmp_path):
    assert show("--page", "2").exit_code == 0
    assert show("--page", "1", "--out", "mine.png").exit_code == 0
    assert [(tmp_path / name).read_bytes() for name in ("good-2.png", "mine.png")] == [b"\x89PNG"] * 2


@pytest.mark.parametrize(
    ("args", "status"),
    [
        ((), 2),
        (("--page", "0"), 2),
        (("--page", "3"), 2),
        (("--page", "1", "--out", "missing/mine.png"), 2),
        (("--page", "1", "--reader", "pymupdf"), 1),
    ],
)
def test_show_says_what_is_wrong(show, args, status):
    result = show(*args)
    assert result.exit_code == status, result.output
    assert result.stderr
