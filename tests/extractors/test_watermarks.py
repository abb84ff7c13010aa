"""Watermarks no larger than a title are told by the pages they are on; text at an angle is no cell's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from extractors.layout.page import Page, lay_out
from extractors.layout.turn import reading_turn
from extractors.layout.watermarks import mark_watermarks, watermark_findings
from extractors.model import Claim
from tests.extractors.shapes import PAPER, Paper, cell_texts, loose_texts

TEXT = "評価の実施を担当する部署を記載する。"


def written() -> Paper:
    """A table of two cells with text of 10 points."""
    paper = Paper().box(50, 100, 550, 200).box(50, 200, 550, 300)
    for n in range(7):
        paper.text(60, 115 + 12 * n, TEXT).text(60, 215 + 12 * n, TEXT)
    return paper


def read(*papers: Paper) -> list[Page]:
    """The papers as pages of one document."""
    inks = [replace(paper.ink(), page=n) for n, paper in enumerate(papers, 1)]
    return [lay_out(ink) for ink in mark_watermarks(inks)]


def furniture(pages: list[Page]) -> list[int]:
    return [page.counts()[Claim.FURNITURE] for page in pages]


UNMARKED = cell_texts(written().page())
upright: Callable[[Paper], Paper] = lambda paper: paper.text(100, 210, "複　写", 28)  # noqa: E731
slanting: Callable[[Paper], Paper] = lambda paper: paper.slanting(100, 260, "複製禁止", 14)  # noqa: E731


@pytest.mark.parametrize(("mark", "n_pages", "words"), [(upright, 3, "複写"), (slanting, 2, "複製禁止")])
def test_the_same_mark_on_several_pages_is_in_no_text(mark: Callable[[Paper], Paper], n_pages: int, words: str) -> None:
    pages = read(*(mark(written()) for _ in range(n_pages)))
    assert [cell_texts(page) for page in pages] == [UNMARKED] * n_pages
    assert furniture(pages) == [len(words)] * n_pages
    [finding] = watermark_findings(page.ink for page in pages)
    assert (finding.rule, finding.found, finding.page) == ("watermark", f"{words} × {n_pages}", 1)


def test_a_known_mark_is_one_at_another_place_and_where_it_is_all_there_is() -> None:
    marked = [upright(written()) for _ in range(3)]
    pages = read(*marked, written().text(300, 160, "複　写", 28), Paper().text(300, 400, "複　写", 28))
    assert [cell_texts(page) for page in pages] == [UNMARKED] * 4 + [[]]
    assert loose_texts(pages[4]) == []


@pytest.mark.parametrize(
    "papers",
    [
        [upright(written()) for _ in range(2)],  # on too few pages
        [written().text(100, 60, "複　写", 28) for _ in range(3)],  # a title above the table
        [written().text(100, 210, "複　写", 14) for _ in range(3)],  # as large as a heading
        [written().text(100, 210, "○", 28) for _ in range(3)],  # round a number that is chosen
    ],
)
def test_other_large_text_is_text(papers: list[Paper]) -> None:
    pages = read(*papers)
    assert furniture(pages) == [0] * len(papers)
    assert not watermark_findings(page.ink for page in pages)


def test_text_at_an_angle_on_one_page_is_outside_the_cells() -> None:
    [page] = read(slanting(written()))
    assert (cell_texts(page), loose_texts(page)) == (UNMARKED, ["複製禁止"])
    assert furniture([page]) == [0]


def test_text_at_an_angle_turns_no_page() -> None:
    paper = Paper().text(20, 20, "表").slanting(100, 500, "複製禁止複製禁止", 14, 60)
    ink = paper.ink()
    upwards = ink.direction.copy()
    upwards[1:] = 3
    assert reading_turn(replace(ink, direction=upwards)) == 0
    assert ink.width == PAPER
