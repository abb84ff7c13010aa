"""What is generated in the documentation is up to date, and the site is built without a warning."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.docs import forms_page, readme_picture
from tests.docs.__main__ import SHOWN, draw_shown
from tests.docs.blocks import ROOT, pages

ALIKE = 4.0  # grey levels of 255, on average: as far as two machines' type may differ


def test_the_page_of_forms_is_that_of_the_forms() -> None:
    assert forms_page.PAGE.read_text("utf8") == forms_page.page(), "python -m tests.docs.forms_page writes it again"


def test_the_readmes_picture_shows_the_rows_that_the_page_gives() -> None:
    shown = readme_picture.rows()
    assert {row.cells[2] for row in shown} >= {"answered", "blank", "none"}
    assert readme_picture.kept() == [row.cells for row in shown], "python -m tests.docs.readme_picture draws it again"


def looks_alike(one: bytes, other: bytes) -> bool:
    first, second = (np.asarray(Image.open(BytesIO(data)).convert("RGB"), float) for data in (one, other))
    return first.shape == second.shape and float(np.abs(first - second).mean()) < ALIKE


def test_the_pictures_are_those_that_are_drawn() -> None:
    drawn = {readme_picture.PICTURE: readme_picture.draw(readme_picture.rows()), SHOWN: draw_shown()}
    old = [path.name for path, data in drawn.items() if not looks_alike(path.read_bytes(), data)]
    assert old == [], "python -m tests.docs draws them again"


# ------------------------------------------------------------------------------------------------ the site


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False,
                          env={**os.environ, "NO_MKDOCS_2_WARNING": "1"})  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_site_has_every_page(site: Path) -> None:
    wanted = {page.relative_to("docs").with_suffix(".html") for page in pages() if page.parts[0] == "docs"}
    assert {path.relative_to(site) for path in site.rglob("*.html")} >= wanted


def test_the_site_loads_nothing_from_elsewhere(site: Path) -> None:
    loads = re.compile(r"<(?:script|link|img|iframe|source)\b[^>]*\b(?:src|href)=\"?(https?:)?//")
    assert [str(path.relative_to(site)) for path in site.rglob("*.html") if loads.search(path.read_text("utf8"))] == []


def test_the_site_shows_the_protocol_of_readers_and_the_changes(site: Path) -> None:
    assert "Everything page" in (site / "reader.html").read_text("utf8")
    assert "Unreleased" in (site / "changelog.html").read_text("utf8")
