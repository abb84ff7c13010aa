"""Lines that belong to text rule no cell; borders do, however near their text."""

from __future__ import annotations

import pytest

from extractors.layout.framed_words import without_framed_words
from extractors.layout.ink import measure
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


def test_an_underline_may_begin_on_the_side_of_its_cell() -> None:
    paper = Paper().box(*CELL).text(10, 30, "　保存の期間を定める。").text(10, 50, "　別に定める。")
    paper.line(10, 31.2, 120, 31.2).line(10, 51.2, 80, 51.2)
    assert cell_texts(paper) == [["　保存の期間を定める。", "　別に定める。"]]


def test_a_frame_about_a_phrase_of_a_cell_marks_it() -> None:
    paper = Paper().box(*CELL).text(14, 30, "資料は保管し、期間の後は").text(14, 42, "消去する。")
    # it begins within the line, is open where it runs on, and the boxes of two lines nearly touch
    paper.box(84, 20.7, 134, 31.7, without="r").box(14, 32.7, 64, 43.7, without="l")
    assert cell_texts(paper) == [["資料は保管し、期間の後は", "消去する。"]]


@pytest.mark.parametrize(
    ("box", "text"),
    [((30, 15, 90, 40), "資料"), ((54, 21, 66, 32), "済"), ((10, 20.7, 193, 31.7), WIDE)],
    ids=["with room", "about one letter", "from side to side"],
)
def test_other_boxes_in_a_cell_are_cells(box: tuple[float, float, float, float], text: str) -> None:
    paper = Paper().box(*CELL).box(*box).text(55 if len(text) < 9 else 11.5, 30, text)
    assert [text] in cell_texts(paper)
    assert len(cell_texts(paper)) > 1


def test_borders_drawn_in_pieces_frame_no_word() -> None:
    paper = Paper().box(*CELL).text(12, 30, "番号").text(36, 30, "事務の名称").text(12, 50, "別に定める")
    for y in (20.7, 31.7):
        paper.line(11.5, y, 34, y).line(34, y, 191.5, y)
    assert ["別に定める"] in cell_texts(paper)


@pytest.mark.parametrize(("dash", "gap"), [(2.0, 5.0), (12.0, 4.0)])
def test_dashes_of_two_borders_frame_no_letter(dash: float, gap: float) -> None:
    paper = Paper().box(*CELL).text(12, 30, "番号法第19条第8号の事務")
    for y in (20.7, 31.7):
        for n in range(int(180 / (dash + gap))):
            paper.line(11.5 + n * (dash + gap), y, 11.5 + n * (dash + gap) + dash, y)
    ink = paper.ink()
    assert len(without_framed_words(ink.rules, measure(ink))) == len(ink.rules)


def test_boxes_of_a_drawing_are_cells() -> None:
    paper = Paper().box(*CELL)
    for x, text in ((20, "船着場"), (120, "船務係")):
        paper.text(x, 40, text).box(x - 1, 30.7, x + 31, 41.7)
    assert [lines for lines in cell_texts(paper) if lines] == [["船着場"], ["船務係"]]


def test_a_box_about_a_word_is_a_cell() -> None:
    paper = Paper().text(12, 30, "資料").box(11, 20, 33, 31.8)
    assert cell_texts(paper) == [["資料"]]
