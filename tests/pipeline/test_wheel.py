"""What is built to be installed: complete, the same from a checkout and from its source archive, and enough to run."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import zipfile
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline import __version__

ROOT = Path(__file__).parents[2]
PACKAGES = ("extractors", "normalizers", "pipeline")
SAMPLE = ROOT / "data" / "raw" / "sample-form2-ferry.pdf"


def run(*command: str | Path, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        list(map(str, command)), cwd=cwd, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def build(source: Path, target: Path, kind: str) -> Path:
    """The wheel or sdist of a source folder. No other package is fetched for it."""
    run(sys.executable, "-m", "hatchling", "build", "--target", kind, "--directory", target, cwd=source)
    (built,) = target.iterdir()
    return built


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    return build(ROOT, tmp_path_factory.mktemp("wheel"), "wheel")


@pytest.fixture(scope="module")
def sdist(tmp_path_factory):
    return build(ROOT, tmp_path_factory.mktemp("sdist"), "sdist")


def test_the_wheel_holds_every_file_of_the_packages_and_nothing_else(wheel):
    here = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    with zipfile.ZipFile(wheel) as opened:
        built = {name for name in opened.namelist() if ".dist-info/" not in name}
    assert built == here
    assert {Path(name).suffix for name in built} >= {".py", ".yaml", ".csv", ".tsv"}


def test_the_source_archive_gives_the_same_wheel(wheel, sdist, tmp_path):
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (source,) = tmp_path.iterdir()
    assert build(source, tmp_path / "built", "wheel").read_bytes() == wheel.read_bytes()


def test_the_source_archive_holds_what_the_tests_need_and_no_tables(sdist):
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"LICENSE", "NOTICE", "requirements.lock", "tests/conftest.py", f"data/raw/{SAMPLE.name}"} <= names
    assert not [name for name in names if name.startswith("data/") and name.endswith((".parquet", ".result"))]


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory):
    """A folder with the installed wheel and nothing else."""
    target = tmp_path_factory.mktemp("installed")
    pip = (sys.executable, "-m", "pip", "install", "--quiet", "--no-deps", "--no-index", "--target", target, wheel)
    run(*pip, cwd=target)
    return target


def test_the_installed_command_extracts_away_from_the_checkout(installed, tmp_path):
    command = installed / "bin" / "hyokasho"
    here = {"PYTHONPATH": str(installed), "PYTHONDONTWRITEBYTECODE": "1"}
    where = (
        "import extractors, normalizers, pipeline; print(extractors.__path__, normalizers.__path__, pipeline.__path__)"
    )
    assert run(sys.executable, "-c", where, cwd=tmp_path, **here).count(f"{installed}/") == len(PACKAGES)
    assert run(command, "--version", cwd=tmp_path, **here) == f"hyokasho {__version__}\n"
    run(command, "extract", SAMPLE, "--out", "tables", "-j", "1", cwd=tmp_path, **here)
    items = pq.read_table(tmp_path / "tables" / "items.parquet")
    assert "answered" in items["status"].to_pylist()
    assert pq.read_table(tmp_path / "tables" / "documents.parquet")["status"].to_pylist() == ["ok"]
