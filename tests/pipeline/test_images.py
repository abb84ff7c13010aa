"""Pictures of drawings: in place with their tables, of their run only, and the same bytes each time."""

from __future__ import annotations

from pathlib import Path

import pyarrow.parquet as pq
import pytest
from PIL import Image
from typer.testing import CliRunner

from extractors.model import Box, Figure, UnreadableDocument
from extractors.readers import render as renderer
from extractors.readers.render import DPI, LONGEST, render
from pipeline import run
from pipeline.cli import app
from pipeline.images import NOT_RENDERED, draw_images, image_paths
from tests.forge.drawings import drawing_pdf

WHOLE = Box(40, 40, 300, 400)


@pytest.fixture(scope="module")
def drawing(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("drawing")
    drawing_pdf(folder / "drawing.pdf", 7)
    return folder / "drawing.pdf"


def pictures(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*.png")}


def extract(out: Path, *more: str) -> list[str | None]:
    CliRunner().invoke(app, ["extract", "data/raw/sample-form4-plain.pdf", "--out", str(out), "-j", "1", *more])
    return pq.read_table(out / "figures.parquet")["image_path"].to_pylist()


def test_a_run_writes_the_pictures_its_rows_name_and_the_next_run_removes_them(tmp_path):
    named = extract(tmp_path / "out")
    first = pictures(tmp_path / "out")
    assert named
    assert set(first) == set(named)
    assert extract(tmp_path / "out") == named
    assert pictures(tmp_path / "out") == first
    assert extract(tmp_path / "out", "--no-images") == [None] * len(named)
    assert not (tmp_path / "out" / "figures").exists()


def test_a_run_that_stops_leaves_the_earlier_pictures(tmp_path, monkeypatch):
    extract(tmp_path / "out")
    before = pictures(tmp_path / "out")

    def stop(*_args, **_options):
        raise KeyboardInterrupt

    monkeypatch.setattr(run, "write_results", stop)
    extract(tmp_path / "out", "--no-images")
    assert pictures(tmp_path / "out") == before


def test_a_drawing_that_can_not_be_rendered_is_a_finding_and_costs_no_other(drawing, monkeypatch):
    def failing(path, regions):
        for number, box in regions:
            if box != WHOLE:
                raise UnreadableDocument("damaged", "broken")
            yield from render(path, [(number, box)])

    figures = [Figure(None, (), 1, box) for box in (WHOLE, Box(0, 0, 9, 9), WHOLE)]
    monkeypatch.setattr(renderer, "render", failing)
    drawn, findings = draw_images(drawing, "id", figures)
    first, _, third = image_paths("id", figures)
    assert list(drawn) == [first, third]
    assert all(image.startswith(b"\x89PNG") for image in drawn.values())
    assert [finding.rule for finding in findings] == [NOT_RENDERED]


@pytest.mark.parametrize("way", [renderer._with_pymupdf, renderer._with_pdfium])
def test_a_region_is_rendered_grey_as_large_as_it_is(drawing, tmp_path, way):
    one, again = (list(way(drawing, [(1, WHOLE)])) for _ in range(2))
    assert one == again
    (tmp_path / "region.png").write_bytes(one[0])
    with Image.open(tmp_path / "region.png") as image:
        assert image.mode == "L"
        assert image.width == pytest.approx((WHOLE.x1 - WHOLE.x0 + 4) * DPI / 72, abs=3)
        assert image.height == pytest.approx((WHOLE.bottom - WHOLE.top + 4) * DPI / 72, abs=3)
        assert image.histogram()[0]  # something is drawn


def test_a_huge_region_is_rendered_smaller():
    assert renderer._scale(Box(0, 0, 10 * LONGEST, 5)) == pytest.approx(0.1)
