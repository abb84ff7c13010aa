"""Lines that run with the pages leave no row at a page's edge; empty rows of the form stay."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.bundle.page_frames import drop_strips
from extractors.layout.page import Page, lay_out
from tests.extractors.shapes import Paper


def table(foot: float) -> Paper:
    """A page's table of rows with an empty label cell, from 50 points on to its ``foot``."""
    paper = Paper()
    for top, bottom in ((50.0, 100.0), (100.0, foot)):
        paper.box(40, top, 150, bottom).box(150, top, 550, bottom).text(155, top + 20, "島の客")
    return paper


def ruled(paper: Paper) -> Paper:
    """A rule below the header and one above the footer, as wide as the table."""
    return paper.line(40, 25, 550, 25).line(40, 580, 550, 580)


def framed(paper: Paper) -> Paper:
    """Two frames, one in the other, round the table."""
    return paper.box(30, 25, 560, 580).box(34, 35, 556, 572)


def edges(pages: list[Page]) -> list[tuple[int, int]]:
    """Where the ruled cells of each page begin and end."""
    drop_strips(pages)
    return [
        (round(min(cell.top for cell in page.cells)), round(max(cell.bottom for cell in page.cells))) for page in pages
    ]


def laid_out(*papers: Paper) -> list[Page]:
    return [lay_out(replace(paper.ink(), page=n)) for n, paper in enumerate(papers, 1)]


@pytest.mark.parametrize("draw", [ruled, framed])
def test_lines_that_run_with_the_pages_begin_and_end_no_table(draw) -> None:
    pages = laid_out(*(draw(table(foot)) for foot in (540.0, 555.0, 530.0)))
    assert min(cell.top for cell in pages[0].cells) < 40  # the strip above the table
    assert edges(pages) == [(50, 540), (50, 555), (50, 530)]


def test_an_empty_row_that_ends_a_page_is_the_forms() -> None:
    pages = laid_out(table(540.0).box(40, 540, 550, 580), table(555.0), table(530.0))
    assert edges(pages) == [(50, 580), (50, 555), (50, 530)]


@pytest.mark.parametrize("n_without", [0, 2])
def test_empty_rows_that_end_half_of_the_pages_or_two_are_the_forms(n_without: int) -> None:
    ending = [table(540.0).box(40, 540, 550, 580) for _ in range(2)]
    pages = laid_out(*ending, *(table(530.0) for _ in range(n_without)))
    assert edges(pages) == [(50, 580)] * 2 + [(50, 530)] * n_without


def test_a_strip_with_text_is_none() -> None:
    pages = laid_out(*(ruled(table(foot)).text(45, 42, "１．渡し舟の事務") for foot in (540.0, 555.0, 530.0)))
    assert edges(pages) == [(25, 540), (25, 555), (25, 530)]
