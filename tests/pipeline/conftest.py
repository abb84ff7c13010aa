"""The samples as tables, made once, and a folder laid out as a user's."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app

SAMPLES = Path("data/raw").resolve()


@pytest.fixture(scope="session")
def here(tmp_path_factory) -> Path:
    """A folder with the samples in data/raw and their tables in data/parquet."""
    folder = tmp_path_factory.mktemp("here")
    (folder / "data").mkdir()
    (folder / "data" / "raw").symlink_to(SAMPLES)
    out = str(folder / "data" / "parquet")
    result = CliRunner().invoke(app, ["extract", str(SAMPLES), "--out", out, "-j", "2", "--no-images"])
    assert result.exit_code == 0, result.output
    return folder
