"""What stands in the margin beside the tables is in no value."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.bundle.margins import claim_line_numbers, read_margins
from extractors.engine.formspec import load_forms
from extractors.layout.page import Page, lay_out
from tests.extractors.shapes import Paper, loose_texts

TEXT = "評価の実施を担当する部署を記載する。"


def table(left: float = 100, right: float = 480) -> Paper:
    """A page with a table of three rows."""
    paper = Paper()
    for top in (100, 200, 300):
        paper.box(left, top, right, top + 100).lines(left + 10, top + 20, TEXT, TEXT)
    return paper


def pages_of(*papers: Paper) -> list[Page]:
    return [lay_out(replace(paper.ink(), page=n)) for n, paper in enumerate(papers, 1)]


def left_over(pages: list[Page]) -> list[list[str]]:
    return [[c.lines[0].text for c in page.loose if not page.is_claimed(c.lines[0])] for page in pages]


def numbered(paper: Paper, x: float, *numbers: int) -> Paper:
    for n, number in enumerate(numbers):
        paper.text(x - 5 * len(str(number)), 120 + 60 * n, str(number))
    return paper


@pytest.mark.parametrize("x", [80, 520])
def test_line_numbers_are_furniture(x: float) -> None:
    pages = pages_of(numbered(table(), x, 5, 10, 15, 20), numbered(table(), x, 5, 10, 15), numbered(table(), x, 5))
    claim_line_numbers(pages)
    assert left_over(pages) == [[], [], []]


def test_numbers_that_count_no_lines_are_text() -> None:
    pages = pages_of(numbered(table(), 80, 5, 10, 20), numbered(table(), 80, 3, 2, 1), numbered(table(), 80, 5, 10))
    claim_line_numbers(pages)
    assert left_over(pages) == [["5", "10", "20"], ["3", "2", "1"], ["5", "10"]]
    pages = pages_of(numbered(table(), 80, 5, 10, 15), table())  # on one page only
    claim_line_numbers(pages)
    assert left_over(pages)[0] == ["5", "10", "15"]


@pytest.mark.parametrize("x", [10, 500])
def test_notes_beside_a_table_are_kept_and_said(x: float) -> None:
    noted = table().lines(x, 130, "表現が", "異なる。").lines(x, 450, "確認中")  # the last below the table
    pages = pages_of(noted, table())
    passages, findings = read_margins(pages, load_forms().values())
    assert [(passage.page, passage.seq, passage.text) for passage in passages] == [
        (1, 1, "表現が異なる。"),
        (1, 2, "確認中"),
    ]
    assert [(finding.rule, finding.found) for finding in findings] == [
        ("text_in_margin", "表現が異なる。"),
        ("text_in_margin", "確認中"),
    ]
    assert left_over(pages) == [[], []]


def test_one_wider_page_widens_no_margin() -> None:
    pages = pages_of(table().text(483, 130, "追加"), table(), table(right=560))
    passages, _ = read_margins(pages, load_forms().values())
    assert [passage.text for passage in passages] == ["追加"]


@pytest.mark.parametrize("x", [483, 77])
def test_a_note_that_touches_the_table_is_in_the_margin(x: float) -> None:
    pages = pages_of(table().text(x, 130, "追加"))
    passages, _ = read_margins(pages, load_forms().values())
    assert [passage.text for passage in passages] == ["追加"]


@pytest.mark.parametrize(
    "paper",
    [
        table(200, 400).text(450, 130, "第１号"),  # within the edges of the other page's table
        table().text(500, 50, "第１号"),  # beside no row
        table().text(482, 130, "］"),  # what overflows the last cell
        table().text(445, 135, "担当の").text(482, 135, "部署"),  # the end of a line of it
        table().text(500, 130, "評価実施機関名"),  # the form's words
        Paper().box(250, 100, 350, 150).text(260, 120, "住民").lines(20, 130, *[TEXT] * 9).text(500, 130, "窓口"),
    ],
)
def test_other_text_outside_the_tables_is_left_to_the_form(paper: Paper) -> None:
    pages = pages_of(paper, table())
    loose = loose_texts(pages[0])
    assert read_margins(pages, load_forms().values()) == ([], [])
    assert left_over(pages)[0] == loose
