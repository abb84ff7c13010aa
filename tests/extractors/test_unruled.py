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


def test_a_shade_behind_words_in_a_shaded_heading_is_no_cell() -> None:
    """The words at the right end of a bar may have a shade of the bar's own grey behind them."""
    heading = "５．特定個人情報の提供・移転", "[ ○ ]提供・移転しない"
    paper = Paper().text(20, 90, heading[0]).text(390, 90, heading[1])
    paper.text(20, 120, "提供・移転の有無").text(200, 120, "無")
    page = laid_out(paper, (10, 80, 500, 106), (380, 81, 490, 93), (10, 106, 180, 130))
    bar = next(cell for cell in page.cells if cell.lines)
    assert bar.x1 == 500
    assert bar.lines[0].text.startswith(heading[0])


def test_a_line_below_a_bracket_and_its_options_belongs_to_the_next_label() -> None:
    """The lines of a text stand around the middle of its label, the first of three just more than a line above it."""
    paper = Paper().text(20, 40, "８．人手を介在させる作業")
    paper.text(20, 80, "人為的ミスが発生するリスク").text(20, 94, "への対策は十分か")
    paper.text(400, 76, "＜選択肢＞").text(160, 86, "[").text(200, 86, "十分である").text(330, 86, "]")
    paper.text(400, 86, "1) 特に力を入れている").text(400, 96, "2) 十分である")
    paper.text(20, 124.5, "判断の根拠")
    text = "手引に従い、申請者から番号の提供を受けた場合は照会を行い、四つの情報で"
    paper.lines(160, 111, text, "突合している。", "入力後に照合する。", pitch=13.5)
    [page] = supply_rulings([lay_out(paper.ink())], load_forms()["2", "R06-10"])
    [row] = [cell for cell in page.cells if "判断の根拠" in cell.key]
    assert sorted(line.y for line in row.lines) == [111, 124.5, 138]
