"""The notebooks run on tables, and the pictures that they draw."""

from __future__ import annotations

import base64
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from unittest.mock import patch

from tests.once import SAMPLES

ROOT = Path(__file__).parents[2]
NOTEBOOKS = tuple(sorted((ROOT / "notebooks").glob("*.ipynb")))
_LIMIT = 300  # seconds for a cell, so that one that hangs ends


class NotebookFailure(Exception):
    """A cell of a notebook raised; the text is its traceback."""


class Picture(NamedTuple):
    """A picture that a notebook draws: the heading that it stands below, and its PNG."""

    heading: str
    png: bytes


def extract(pdfs: Path, tables: Path) -> int:
    """Write the tables of a folder of PDFs, as a user does; the command's exit status."""
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "extract",
        str(pdfs),
        "--out",
        str(tables),
        "--no-images",
        "-j",
        "2",
    ]
    return subprocess.run(command, cwd=ROOT, check=False, capture_output=True).returncode


def extract_samples(tables: Path) -> None:
    """Write the tables of the samples. Raises RuntimeError where the command fails."""
    if extract(SAMPLES, tables):
        raise RuntimeError("the samples could not be extracted: make extract says why")


def run(notebook: Path, tables: Path) -> Any:
    """A notebook with the outputs that it has on a folder of tables of the samples. Raises NotebookFailure."""
    from nbmake.nb_run import NotebookRun  # slow to load, and every process of a test run collects this file

    where = {"HYOKASHO_TABLES": str(tables), "HYOKASHO_PDFS": str(SAMPLES), "PYTHONPATH": str(ROOT)}
    with patch.dict(os.environ, where):
        result = NotebookRun(notebook, _LIMIT).execute()
    if result.error:
        raise NotebookFailure(result.error.trace)
    return result.nb


def stderr(executed: Any) -> str:
    """What the cells wrote to stderr: warnings, of missing characters too."""
    outputs = (output for cell in executed.cells for output in cell.get("outputs", []))
    return "".join(output.text for output in outputs if output.get("name") == "stderr")


def title(notebook: Any) -> str:
    """The words of a notebook's first heading."""
    return notebook.cells[0].source.splitlines()[0].removeprefix("# ")


def pictures(executed: Any) -> Iterator[Picture]:
    """The pictures of a notebook that was run, in order."""
    heading = title(executed)
    for cell in executed.cells:
        if cell.cell_type == "markdown":
            heading = next((line[3:] for line in cell.source.splitlines() if line.startswith("## ")), heading)
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                yield Picture(heading, base64.b64decode(output.data["image/png"]))
