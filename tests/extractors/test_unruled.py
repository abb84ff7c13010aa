"""Forms without borders: rulings are laid where a reader would draw them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from extractors.engine.formspec import load_forms
from extractors.engine.unruled import supply_rulings
from extractors.layout.page import Page, lay_out
from tests.extractors.shapes import Paper

Shade = tuple[float, float, float, float]


def laid_out(paper: Paper, *shades: Shade) -> Page:
    fills = np.array([(*shade, 0.8) for shade in shades], dtype=float).reshape(-1, 5)
    [page] = supply_rulings([lay_out(replace(paper.ink(), fills=fills))], load_forms()["3", "R06-10"])
    return page


def rows(page: Page) -> dict[str, str]:
    """What stands in the cell below each cell that is one of the cover's labels."""
    texts = {(round(cell.x0), round(cell.top)): page.text(cell.lines, cell) for cell in page.cells}
    labels = ("評価書番号", "評価書名", "公表日")
    return {
        page.text(cell.lines, cell): texts.get((round(cell.x0), round(cell.bottom)), "")
        for cell in page.cells
        if page.text(cell.lines, cell) in labels
    }


COVER = {"評価書番号": "7", "評価書名": "港町　港湾の事務", "公表日": "令和6年4月1日"}


@pytest.mark.parametrize(
    "shades",
    [
        [(20, 80, 120, 100), (120, 80, 500, 100), (20, 160, 500, 180)],
        [(20, 80, 500, 100), (20, 160, 500, 180)],  # one shade behind the headings of both columns
    ],
)
def test_headings_side_by_side_have_their_values_below(shades: list[Shade]) -> None:
    paper = (
        Paper()
        .text(40, 94, "評価書番号")
        .text(250, 94, "評価書名")
        .text(60, 120, "7")
        .text(200, 120, "港町　港湾の事務")
    )
    paper.text(220, 174, "公表日").text(220, 200, "令和6年4月1日")
    assert rows(laid_out(paper, *shades)) == COVER
