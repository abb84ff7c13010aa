"""Lines that belong to text rule no cell; borders do, however near their text."""

from __future__ import annotations

import pytest

from tests.extractors.shapes import Paper

WIDE = "保存の期間を定め、期間の後は消去する"  # 18 characters of 10 points
CELL = (10, 10, 193, 60)


def cell_texts(paper: Paper) -> list[list[str]]:
    return [[line.text for line in cell.lines] for cell in paper.page().cells]


@pytest.mark.parametrize("y", [31.2, 26.0], ids=["underline", "strikethrough"])
def test_a_line_of_text_that_is_marked_over_its_whole_width_stays_in_its_cell(y: float) -> None:
    paper = Paper().box(*CELL).text(11.5, 30, WIDE).text(11.5, 50, "別に定める").line(11.5, y, 191.5, y)
    assert cell_texts(paper) == [[WIDE, "別に定める"]]


@pytest.mark.parametrize(
    ("x0", "x1", "y"), [(10, 193, 31.2), (11.5, 191.5, 38.0)], ids=["from side to side", "away from the text"]
)
def test_a_border_is_no_underline(x0: float, x1: float, y: float) -> None:
    paper = Paper().box(*CELL).text(11.5, 30, WIDE).text(11.5, 50, "別に定める").line(x0, y, x1, y)
    assert cell_texts(paper) == [[WIDE], ["別に定める"]]


def test_a_box_about_a_word_is_a_cell() -> None:
    paper = Paper().text(12, 30, "資料").box(11, 20, 33, 31.8)
    assert cell_texts(paper) == [["資料"]]
