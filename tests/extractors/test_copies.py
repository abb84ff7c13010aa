"""Pages printed twice: what is a copy, and what only looks like one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from extractors.bundle.copies import find_copies, put_back
from extractors.bundle.divide import divide
from extractors.engine.formspec import load_forms
from extractors.layout.page import Page, lay_out
from tests.extractors.shapes import Paper


def sheet(number: str = "3", value: str = "はい") -> Paper:
    """A page of a form with a part's heading, a row, and its printed number."""
    paper = Paper().box(10, 10, 590, 30).text(20, 25, "Ⅰ　基本情報").box(10, 30, 590, 50)
    paper.text(20, 45, "１．特定個人情報ファイルを取り扱う事務").box(10, 50, 110, 300).text(20, 65, "①事務の名称")
    return paper.box(110, 50, 590, 300).text(120, 65, value).text(300, 590, number)


def pages_of(*papers: Paper) -> list[Page]:
    return [lay_out(replace(paper.ink(), page=n)) for n, paper in enumerate(papers, 1)]


def copies_of(*papers: Paper) -> dict[int, int]:
    return {copy: original.number for copy, original in find_copies(pages_of(*papers)).items()}


def test_a_page_equal_to_the_one_before_it_is_its_copy() -> None:
    assert copies_of(sheet(), sheet(), sheet("4"), sheet("4"), sheet("4")) == {2: 1, 4: 3, 5: 3}


@pytest.mark.parametrize(
    "papers",
    [
        (sheet("3"), sheet("4")),
        (sheet(value="はい"), sheet(value="いや")),
        (sheet(), sheet().line(110, 150, 590, 150)),
        (sheet("3"), sheet("4"), sheet("3"), sheet("4")),
        (Paper().text(10, 50, "余白"), Paper().text(10, 50, "余白")),
    ],
    ids=["number", "value", "rule", "whole assessment", "no ruled text"],
)
def test_pages_that_differ_or_stand_apart_are_no_copies(papers: tuple[Paper, ...]) -> None:
    assert copies_of(*papers) == {}


def test_pages_with_pictures_are_no_copies() -> None:
    inks = [replace(sheet().ink(), page=n, images=np.array([[100.0, 400.0, 300.0, 500.0]])) for n in (1, 2)]
    assert find_copies([lay_out(ink) for ink in inks]) == {}


def test_a_copy_begins_no_assessment_and_stands_behind_its_page() -> None:
    pages = pages_of(sheet(), sheet(), sheet("4", "いや"))
    copies = find_copies(pages)
    layout = divide([page for page in pages if page.number not in copies], ["3", "4"], load_forms())
    put_back(layout, pages, copies)
    assert [[page.number for page in one.pages] for one in layout.segments] == [[1, 2], [3]]
    assert [one.copies for one in layout.segments] == [{2: 1}, {}]
