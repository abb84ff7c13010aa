"""Page numbers, headers and footers are part of no form, whatever words stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from extractors.bundle.clipped_rules import drop_clipped_rules
from extractors.bundle.furniture import claim_furniture
from extractors.engine.formspec import load_forms
from extractors.layout.page import Page, lay_out
from extractors.model import Claim
from tests.extractors.shapes import Paper, cell_texts


def pages_of(*foots: Sequence[tuple[float, str]]) -> list[Page]:
    """Pages with a cell of text, and texts at places along their foot."""
    pages = []
    for number, foot in enumerate(foots, 1):
        paper = Paper().box(10, 10, 590, 500).text(20, 40, "本文")
        for x, text in foot:
            paper.text(x, 580, text)
        pages.append(lay_out(replace(paper.ink(), page=number)))
    return pages


def over_the_page(*papers: Paper) -> list[Page]:
    """Pages whose tables go on over the page: their last row is open at its foot."""
    return [
        lay_out(replace(paper.box(10, 520, 100, 590, without="b").box(100, 520, 590, 590, without="b").ink(), page=n))
        for n, paper in enumerate(papers, 2)
    ]


def left_over(pages: Sequence[Page]) -> tuple[list[str | None], list[str]]:
    """The printed numbers, and what stands outside the rulings and is no furniture."""
    numbers = claim_furniture(pages, load_forms().values())
    assert not any(page.double_claims for page in pages)
    loose = [cell.lines[0] for page in pages for cell in page.loose if not page.is_claimed(cell.lines[0])]
    return numbers, [line.text for line in loose]


@pytest.mark.parametrize("foot", ["資料１", "星見町"])
def test_a_page_set_across_has_the_footer_of_the_upright_ones(foot: str) -> None:
    upright = pages_of([(20, foot)], [(20, foot)])
    low = Paper().box(10, 10, 590, 300).text(20, 40, "本文").text(20, 380, foot)
    assert left_over([*upright, lay_out(replace(low.ink(), page=3, height=400.0))]) == ([None] * 3, [])


def test_names_of_sheets_before_the_number_differ_from_page_to_page() -> None:
    pages = pages_of(*([(250, f"{name}　{n}")] for n, name in enumerate(("表紙", "Ⅰ基本情報", "別添1", "Ⅱ概要"), 1)))
    assert left_over(pages) == (["1", "2", "3", "4"], [])


def test_the_name_of_a_sheet_stands_apart_from_its_number() -> None:
    names = ("表紙", "Ⅰ基本情報", "別添1", "Ⅱ特定個人情報ファイルの概要")
    pages = pages_of(*([(50, name), (400, f"{n} / 4")] for n, name in enumerate(names, 1)))
    assert left_over(pages) == (["1", "2", "3", "4"], [])


def test_a_name_repeated_beside_the_number_is_a_footer_once() -> None:
    pages = pages_of(*([(200, str(n)), (220, "星見町　犬の登録")] for n in range(1, 5)))
    assert left_over(pages) == (["1", "2", "3", "4"], [])


@pytest.mark.parametrize("foot", ["資料３-{}", "（資料３）{}", "資料３　{}ページ", "別紙１ - {} -", "資料２－１　p.{}"])
def test_the_number_of_a_paper_before_its_pages_is_a_footer(foot: str) -> None:
    assert left_over(pages_of(*([(250, foot.format(n))] for n in range(1, 6)))) == ([*"12345"], [])
    few = [foot.format(n) for n in range(1, 3)]
    assert left_over(pages_of(*([(250, text)] for text in few)))[1] == few  # papers of a page each


def test_a_number_that_does_not_run_with_the_pages_is_text() -> None:
    texts = [f"注{'あいう'[n]}　{number}" for n, number in enumerate((7, 3, 5))]
    assert left_over(pages_of(*([(250, text)] for text in texts)))[1] == texts


def test_the_name_of_a_sheet_stands_two_spaces_from_its_number() -> None:
    pages = pages_of(*([(250, f"{name}　　{n}")] for n, name in enumerate(("表紙", "Ⅰ基本情報", "別添1"), 1)))
    assert left_over(pages) == (["1", "2", "3"], [])


@pytest.mark.parametrize("foot", ["{} / 税務課", "{} ページ", "税務課　{}", "- {} -"])
def test_a_cell_that_crosses_the_page_reaches_around_its_foot(foot: str) -> None:
    first, last = (pages_of([(250, foot.format(n))])[0].ink for n in (1, 4))
    middle = over_the_page(
        *(Paper().text(20, 540, "概要").text(110, 540, "本文").text(250, 580, foot.format(n)) for n in (2, 3))
    )
    pages = [lay_out(replace(first, page=1)), *middle, lay_out(replace(last, page=4))]
    numbers, _ = left_over(pages)
    assert [cell_texts(page) for page in middle] == [["概要", "本文"]] * 2
    assert (numbers, [page.counts()[Claim.FURNITURE] > 0 for page in pages]) == (["1", "2", "3", "4"], [True] * 4)


def test_a_table_ends_beside_the_foot() -> None:
    pages = pages_of(*([(250, f"{n} / 税務課")] for n in (1, 2)))
    paper = Paper().box(10, 500, 590, 575).text(20, 540, "本文").text(250, 580, "3 / 税務課")
    assert left_over([*pages, lay_out(replace(paper.ink(), page=3))]) == (["1", "2", "3"], [])


def test_numbers_of_a_tables_rows_are_no_feet() -> None:
    pages = over_the_page(*(Paper().text(20, 580, f"項番{n}").text(110, 580, f"令和{n}年4月1日") for n in (2, 3, 4)))
    left_over(pages)
    assert [cell_texts(page) for page in pages] == [[f"項番{n}", f"令和{n}年4月1日"] for n in (2, 3, 4)]


def test_a_number_in_a_table_is_no_foot_where_feet_stand_elsewhere() -> None:
    [ink] = [page.ink for page in over_the_page(Paper().text(20, 540, "人数").text(110, 580, "3"))]
    pages = [*pages_of([(250, "1")], [(250, "2")]), lay_out(replace(ink, page=3))]
    left_over(pages)
    assert cell_texts(pages[-1]) == ["人数", "3"]


@pytest.mark.parametrize("day", ["３０日", "２０日"])
def test_numbers_and_dates_of_letters_are_no_headers(day: str) -> None:
    pages = []
    for page, (number, printed) in enumerate((("４", day), ("５", "２０日")), 1):
        paper = Paper().text(450, 40, f"港総第{number}号").text(430, 60, f"令和６年９月{printed}")
        paper.text(20, 80, "審議会会長　様").text(150, 120, "評価書の点検について（諮問）")
        paper.box(20, 200, 120, 220).text(25, 215, "業務名").box(120, 200, 500, 220).text(125, 215, "港湾の事務")
        pages.append(lay_out(replace(paper.ink(), page=page)))
    _, texts = left_over(pages)
    assert texts[:2] == ["港総第４号", f"令和６年９月{day}"]


def test_a_date_on_every_page_of_a_paper_is_a_header() -> None:
    papers = [Paper().text(430, 40, "令和６年９月３０日").box(10, 60, 590, 500).text(20, 90, "本文") for _ in range(3)]
    assert left_over([lay_out(replace(paper.ink(), page=n)) for n, paper in enumerate(papers, 1)])[1] == []


def test_a_date_on_every_page_is_not_their_number() -> None:
    pages = pages_of(*([(20, "11/27/26, 9:31 PM")] for _ in range(3)))
    assert left_over(pages) == ([None] * 3, [])


@pytest.mark.parametrize("drawn", ["on", "as one", "as a row"])
def test_sides_that_are_drawn_on_over_the_foot_of_a_page_make_no_cell_of_it(drawn: str) -> None:
    pages = pages_of(*([(20, "舟.html"), (500, f"{n}/4")] for n in (1, 2, 3)))
    end = 590 if drawn == "as one" else 540
    paper = Paper().box(10, 10, 590, 300).box(10, 300, 150, end, without="b").box(150, 300, 590, end, without="b")
    paper.line(10, end, 10, 590).line(590, end, 590, 590)
    if drawn == "as a row":
        paper.line(10, end, 590, end).text(20, 560, "行き先")
    paper.text(20, 320, "乗り手").text(160, 320, "市民").text(20, 580, "舟.html").text(500, 580, "4/4")
    [*_, last] = drop_clipped_rules([*pages, lay_out(replace(paper.ink(), page=4))])
    below = [cell.lines[0].text for cell in last.loose]
    if drawn == "on":
        assert below == ["舟.html", "4/4"]
        assert [(cell.key, cell.is_open_bottom) for cell in last.cells[1:]] == [("乗り手", True), ("市民", True)]
    else:  # the table itself reaches so far
        assert below == []
