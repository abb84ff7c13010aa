"""Page numbers, headers and footers are part of no form, whatever words stand beside them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from extractors.bundle.furniture import claim_furniture
from extractors.engine.formspec import load_forms
from extractors.layout.page import Page, lay_out
from tests.extractors.shapes import Paper


def pages_of(*foots: Sequence[tuple[float, str]]) -> list[Page]:
    """Pages with a cell of text, and texts at places along their foot."""
    pages = []
    for number, foot in enumerate(foots, 1):
        paper = Paper().box(10, 10, 590, 500).text(20, 40, "本文")
        for x, text in foot:
            paper.text(x, 580, text)
        pages.append(lay_out(replace(paper.ink(), page=number)))
    return pages


def left_over(pages: Sequence[Page]) -> tuple[list[str | None], list[str]]:
    """The printed numbers, and what stands outside the rulings and is no furniture."""
    numbers = claim_furniture(pages, load_forms().values())
    loose = [cell.lines[0] for page in pages for cell in page.loose if not page.is_claimed(cell.lines[0])]
    return numbers, [line.text for line in loose]


def test_names_of_sheets_before_the_number_differ_from_page_to_page() -> None:
    pages = pages_of(*([(250, f"{name}　{n}")] for n, name in enumerate(("表紙", "Ⅰ基本情報", "別添1", "Ⅱ概要"), 1)))
    assert left_over(pages) == (["1", "2", "3", "4"], [])


def test_the_name_of_a_sheet_stands_apart_from_its_number() -> None:
    names = ("表紙", "Ⅰ基本情報", "別添1", "Ⅱ特定個人情報ファイルの概要")
    pages = pages_of(*([(50, name), (400, f"{n} / 4")] for n, name in enumerate(names, 1)))
    assert left_over(pages) == (["1", "2", "3", "4"], [])


def test_a_number_that_does_not_run_with_the_pages_is_text() -> None:
    texts = [f"注{'あいう'[n]}　{number}" for n, number in enumerate((7, 3, 5))]
    assert left_over(pages_of(*([(250, text)] for text in texts)))[1] == texts
