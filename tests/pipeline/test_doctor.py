"""What the doctor says of machines that lack something."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from extractors.readers.ocr_tesseract import HOW_TO_INSTALL
from pipeline.cli import app
from pipeline.doctor import report
from pipeline.doctor.libraries import check_extra, check_libraries, check_python, check_system, extras_of_users
from pipeline.doctor.readers import TEXT, check_readers, read_tiny
from pipeline.doctor.resources import (
    GB,
    check_cache,
    check_cores,
    check_disk,
    check_fonts,
    check_memory,
    check_tesseract,
    check_writing,
)
from pipeline.doctor.result import Level, ok, problem, warning

OK, WARNING, PROBLEM = Level
HERE = Path("tables")
REQUIREMENTS = [
    "PyMuPDF>=1.26,<2",
    "numpy>=1.26",
    "windows-only>=1; sys_platform == 'win32'",
    "distributed>=2024.6; extra == 'dask'",
    "numpy>=1.26; extra == 'ocr'",
]


@pytest.mark.parametrize(("version", "level"), [("3.10.9", PROBLEM), ("3.11.0", OK), ("3.14.0rc1", OK)])
def test_python(version, level):
    assert check_python(version, ">=3.11").level is level


@pytest.mark.parametrize(("platform", "level"), [("linux", OK), ("darwin", WARNING), ("win32", PROBLEM)])
def test_system(platform, level):
    assert check_system(platform).level is level


@pytest.mark.parametrize(
    ("versions", "levels"),
    [
        ({"PyMuPDF": "1.26.4", "numpy": "2.4.0"}, [OK]),
        ({"numpy": "1.26"}, [OK, WARNING]),  # PyMuPDF may be left out
        ({"PyMuPDF": "1.26.4", "numpy": "1.25.9"}, [OK, PROBLEM]),
        ({"PyMuPDF": "2.0"}, [OK, PROBLEM, PROBLEM]),
    ],
)
def test_libraries(versions, levels):
    assert [result.level for result in check_libraries(REQUIREMENTS, versions.get)] == levels


def test_a_library_is_named_with_what_to_type():
    (_, result) = check_libraries(REQUIREMENTS, {"PyMuPDF": "1.27", "numpy": "1.9"}.get)
    assert result == problem("library numpy", "1.9, but >=1.26 is asked for", "pip install 'numpy>=1.26'")


@pytest.mark.parametrize(
    ("extra", "versions", "level", "found"),
    [
        ("dask", {}, OK, "not installed"),
        ("dask", {"distributed": "2025.1.0"}, OK, "distributed 2025.1.0"),
        ("dask", {"distributed": "2024.5"}, WARNING, "distributed 2024.5"),
        ("ocr", {"numpy": "2.0"}, OK, "numpy 2.0"),  # in the core as well
    ],
)
def test_extras(extra, versions, level, found):
    result = check_extra(extra, REQUIREMENTS, versions.get)
    assert (result.level, result.found) == (level, found)
    assert (result.advice is None) == (level is OK and bool(versions))


def test_extras_of_developers_are_left_out():
    assert extras_of_users(["dask", "dev", "docs", "s3"]) == ["dask", "s3"]


@pytest.mark.parametrize(
    ("n_bytes", "cores", "level", "advice"),
    [
        (8 * GB, 8, OK, None),
        (2 * GB, 8, WARNING, "give extract -j 4"),
        (GB // 4, 1, WARNING, "give extract -j 1"),
    ],
)
def test_memory(n_bytes, cores, level, advice):
    result = check_memory(n_bytes, cores)
    assert result.level is level
    assert (result.advice or "").startswith(advice or "")


def test_cores():
    assert check_cores(4, 4).found == "4"
    assert check_cores(2, 64).found == "2 of the machine's 64"


@pytest.mark.parametrize(("n_bytes", "level"), [(5 * GB, OK), (GB // 2, WARNING), (GB // 20, PROBLEM)])
def test_disk(n_bytes, level):
    assert check_disk(HERE, n_bytes).level is level


def test_writing():
    assert check_writing(HERE, None, "give another").level is OK
    result = check_writing(HERE, "Permission denied", "give another")
    assert (result.level, result.found) == (PROBLEM, "tables cannot be written: Permission denied")


def test_cache():
    assert check_cache(HERE, []).advice is None
    assert check_cache(HERE, [1_000_000, 500_000]).found == "2 finished documents, 1.5 MB, in tables"


def test_tesseract():
    assert check_tesseract(None, "5.3.0", HOW_TO_INSTALL).level is OK
    result = check_tesseract("tesseract has no data for Japanese", None, HOW_TO_INSTALL)
    assert (result.level, result.advice) == (WARNING, HOW_TO_INSTALL)


@pytest.mark.parametrize(("has_plots", "fonts", "level"), [(True, ["a.ttf"], OK), (False, [], OK), (True, [], WARNING)])
def test_fonts(has_plots, fonts, level):
    assert check_fonts(has_plots, fonts).level is level


@pytest.fixture(scope="module")
def seen():
    return read_tiny()


def test_both_readers_read_the_tiny_page(seen):
    assert {name: "".join(ink.text) for name, ink in seen.items()} == dict.fromkeys(("pymupdf", "pdfplumber"), TEXT)
    assert check_readers(seen).level is OK


def test_readers_that_differ(seen):
    ink = seen["pymupdf"]
    moved = replace(ink, x=ink.x + 2.0)
    ruleless = replace(ink, rules=ink.rules[:1])
    wrong = replace(ink, text=["?"] * len(ink.text))
    missing = "the reader 'pymupdf' needs the Python package 'pymupdf', which is not installed"
    levels = [check_readers({**seen, "pymupdf": one}).level for one in (moved, ruleless, wrong, missing)]
    assert levels == [WARNING, WARNING, PROBLEM, OK]
    assert check_readers({**seen, "pdfplumber": missing}).level is PROBLEM


def test_a_folder_that_is_not_there_yet_is_judged_by_the_one_around_it(tmp_path):
    results = {(result.check, result.level) for result in report.examine(tmp_path / "new" / "tables")}
    assert {("disk", OK), ("writing", OK), ("cache", OK), ("PDF readers", OK)} <= results
    assert list(tmp_path.iterdir()) == []


def hyokasho(*args):
    return CliRunner().invoke(app, ["doctor", *args])


@pytest.mark.parametrize(
    ("results", "status", "said"),
    [
        ([ok("a", "good")], 0, "0 problems, 0 warnings"),
        ([warning("extra [a]", "half", "do [this]"), ok("b", "good", "or so")], 0, "0 problems, 1 warning"),
        ([problem("a", "bad", "do this"), warning("b", "half", "do that")], 1, "1 problem, 1 warning"),
    ],
)
def test_a_problem_is_1(monkeypatch, results, status, said):
    monkeypatch.setattr(report, "examine", lambda _out, _cache: results)
    shown = hyokasho()
    assert shown.exit_code == status, shown.output
    for text in (said, *(part for one in results for part in (one.check, one.found, one.advice) if part)):
        assert text in shown.stdout
    told = json.loads(hyokasho("--format", "json").stdout)
    assert [check["found"] for check in told["checks"]] == [one.found for one in results]
    assert (told["level"] == "problem") == bool(status)


def test_wrong_usage_is_2():
    assert hyokasho("--format", "xml").exit_code == 2


def test_the_table_has_no_markup_left_and_no_line_too_long():
    out = StringIO()
    report.print_table([ok("extra [s3]", "long " * 40, "pip install 'hyokasho[s3]'")], Console(file=out, width=60))
    assert "hyokasho[s3]" in out.getvalue()
    assert max(map(len, out.getvalue().splitlines())) <= 60


@pytest.mark.parametrize("library", ["numpy", "pyarrow", "packaging", "pdfplumber"])
def test_a_missing_library_is_a_problem_and_not_a_traceback(library, tmp_path):
    script = f"import sys; sys.modules[{library!r}] = None; from pipeline.cli import app; app(['doctor'])"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False, cwd=Path(__file__).parents[2]
    )
    assert done.returncode == 1
    assert "problem" in done.stdout
    assert done.stderr == ""
