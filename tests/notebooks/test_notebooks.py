"""Every notebook runs on the samples without a warning, is committed without outputs, and is in the gallery."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from matplotlib import font_manager
from PIL import Image

from tests.notebooks.gallery import PAGE, PICTURES, names_of, section
from tests.notebooks.run import NOTEBOOKS, ROOT, NotebookFailure, extract, pictures, run, stderr

SUBJECTS = ("first", "comparing", "outsourcing", "recorded", "changes", "quality")
LARGEST = 100_000  # bytes of a picture

each = pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)


@pytest.fixture(scope="session")
def tables(sample_tables) -> Path:
    assert font_manager.fontManager.ttflist  # matplotlib lists the fonts once per machine, and says so on stderr
    return sample_tables


@pytest.fixture(scope="session")
def failed_tables(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("failed")
    (folder / "pdfs").mkdir()
    (folder / "pdfs" / "damaged.pdf").write_text("no PDF")
    assert extract(folder / "pdfs", folder / "parquet") == 1  # a document failed, and has its row
    return folder / "parquet"


def shown(text: str) -> list[str]:
    return re.findall(r"\]\(images/gallery/([^)]+)\)", text)


def test_there_is_a_notebook_for_each_subject():
    assert [path.stem.split("-")[1] for path in NOTEBOOKS] == list(SUBJECTS)


@each
def test_it_runs_on_the_samples_and_the_gallery_shows_what_it_draws(notebook, tables):
    executed = run(notebook, tables)
    assert not stderr(executed)
    found = list(pictures(executed))
    assert found
    for picture in found:
        assert len(Image.open(io.BytesIO(picture.png)).convert("RGB").getcolors(1 << 24) or ()) > 2
    assert section(notebook, [picture.heading for picture in found]) in PAGE.read_text(encoding="utf-8")


def test_nothing_of_a_run_is_committed():
    command = [sys.executable, "-m", "nbstripout", "--verify", *map(str, NOTEBOOKS)]
    assert subprocess.run(command, check=False).returncode == 0, "nbstripout notebooks/*.ipynb strips it"


@each
def test_it_is_committed_without_outputs_and_says_what_it_asks(notebook):
    import nbformat  # slow to load

    source = nbformat.read(notebook, 4)
    nbformat.validate(source)
    code = [cell for cell in source.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in code)
    number = int(notebook.stem[:2])
    title, question, caution = source.cells[0].source.split("\n\n")[:3]
    assert title.startswith(f"# {number} ")
    assert question.startswith("**")
    assert "?" in question
    assert "*invented*" in caution
    assert 'os.environ.get("HYOKASHO_TABLES", "../data/parquet")' in code[0].source


@each
def test_every_notebook_is_in_the_gallery_and_its_pictures_are_small_files(notebook):
    text = PAGE.read_text(encoding="utf-8")
    own = [name for name in shown(text) if name.startswith(notebook.stem)]
    assert own
    assert own == names_of(notebook, len(own))
    for name in own:
        with Image.open(PICTURES / name) as picture:
            assert picture.width > 100
        assert (PICTURES / name).stat().st_size < LARGEST


def test_no_picture_is_left_over():
    assert {path.name for path in PICTURES.iterdir()} == set(shown(PAGE.read_text(encoding="utf-8")))


def test_the_readme_lists_every_notebook():
    text = (ROOT / "notebooks" / "README.md").read_text(encoding="utf-8")
    assert re.findall(r"\]\(([^)]+\.ipynb)\)", text) == [path.name for path in NOTEBOOKS]


@pytest.mark.parametrize("notebook", NOTEBOOKS[:2], ids=lambda path: path.stem)
def test_it_runs_where_no_document_could_be_read(notebook, failed_tables):
    assert not stderr(run(notebook, failed_tables))


def test_without_tables_a_notebook_says_how_to_make_them(tmp_path):
    with pytest.raises(NotebookFailure, match="make extract"):
        run(NOTEBOOKS[0], tmp_path / "missing")
    os.mkdir(tmp_path / "empty")
    with pytest.raises(NotebookFailure, match="make extract"):
        run(NOTEBOOKS[0], tmp_path / "empty")
