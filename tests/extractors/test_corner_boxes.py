"""A small box in a page's corner is furniture; what papers themselves print up there is not."""

from __future__ import annotations

import pytest

from extractors.bundle.corner_boxes import set_apart_corner_boxes
from extractors.engine.formspec import load_forms
from extractors.model import Claim
from tests.extractors.shapes import Paper, cell_texts, loose_texts


def kept_boxes(paper: Paper) -> list[str]:
    """The texts in cells, once boxes in corners are set apart."""
    [page] = set_apart_corner_boxes([paper.page()], load_forms().values())
    return cell_texts(page)


@pytest.mark.parametrize("words", ["資料３", "資料１－１", "資料２（案）", "別紙１", "別添１", "写", "諮問第３号"])
@pytest.mark.parametrize("x0", [20, 510])
@pytest.mark.parametrize("table", [60, 90])  # two points below the box, and well below
def test_the_box_is_no_table(words: str, x0: float, table: float) -> None:
    paper = Paper().box(x0, 38, x0 + 70, 58).text(x0 + 5, 52, words)
    paper.box(10, table, 580, 400).text(20, table + 20, "本文")
    [page] = set_apart_corner_boxes([paper.page()], load_forms().values())
    assert (cell_texts(page), loose_texts(page)) == (["本文"], [words])
    assert page.counts()[Claim.FURNITURE] == len(words)
    assert page.grid.cells[0].top == table


def test_at_the_edge_of_the_page_whatever_it_says() -> None:
    paper = Paper().box(510, 8, 580, 28).text(520, 22, "審議会").box(10, 40, 580, 400).text(20, 60, "本文")
    assert kept_boxes(paper) == ["本文"]


def test_a_double_frame() -> None:
    paper = Paper().box(510, 38, 580, 60).box(512, 40, 578, 58).text(516, 53, "資料３").box(10, 62, 580, 400)
    assert kept_boxes(paper.text(20, 90, "本文")) == ["本文"]


def test_the_first_row_of_a_table_is_no_such_box() -> None:
    paper = Paper().box(510, 38, 580, 58).text(520, 52, "資料３").box(10, 58, 580, 400).text(20, 80, "本文")
    assert kept_boxes(paper) == ["資料３", "本文"]
    paper = Paper().box(510, 38, 580, 58).text(520, 52, "別紙").box(10, 38, 510, 58).text(20, 52, "資料の名称")
    assert sorted(kept_boxes(paper)) == ["別紙", "資料の名称"]


def test_the_stamp_of_a_form_is_read_with_its_box() -> None:
    stamp = "[平成30年5月　様式4]"
    paper = Paper().box(470, 8, 590, 28).text(475, 22, stamp).box(10, 60, 580, 400).text(20, 80, "本文")
    assert kept_boxes(paper) == [stamp, "本文"]


@pytest.mark.parametrize("words", ["公印省略", "市長印"])
def test_a_box_beside_the_sender_is_of_the_letter(words: str) -> None:
    paper = Paper().text(480, 30, "港総第５号").box(510, 40, 580, 60).text(515, 54, words).text(400, 54, "港市長")
    assert kept_boxes(paper) == [words]


def test_a_box_of_a_drawing_is_of_the_drawing() -> None:
    paper = Paper().box(20, 38, 90, 58).text(30, 52, "住民").box(200, 120, 300, 160).text(210, 140, "窓口")
    assert kept_boxes(paper) == ["住民", "窓口"]
    paper = Paper().box(20, 38, 90, 58).text(30, 52, "資料").box(200, 38, 300, 58).text(210, 52, "点検")
    assert kept_boxes(paper) == ["資料", "点検"]


def test_a_header_in_a_box_on_page_after_page() -> None:
    """（案）… as long as it likes, wherever along the top."""

    def paper(header: str) -> Paper:
        paper = Paper().box(200, 20, 460, 40).text(210, 34, header)
        return paper.box(10, 60, 580, 400).text(20, 80, "本文")

    pages = [paper("（案）令和7年2月14日時点のもの").page() for _ in range(3)]
    forms = load_forms().values()
    assert [cell_texts(page) for page in set_apart_corner_boxes(pages, forms)] == [["本文"]] * 3
    assert [cell_texts(page) for page in set_apart_corner_boxes(pages[:2], forms)] == [
        ["（案）令和7年2月14日時点のもの", "本文"]
    ] * 2
    pages = [paper("（別添２）変更箇所").page() for _ in range(3)]  # the form's own
    assert [cell_texts(page)[1:] for page in set_apart_corner_boxes(pages, forms)] == [["本文"]] * 3
