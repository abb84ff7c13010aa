"""The bar of a part that a spreadsheet prints on top of every page of its sheet runs on, but where the part begins."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.bundle.divide import Segment
from extractors.bundle.running_titles import claim_running_titles
from extractors.engine.formspec import load_forms
from extractors.engine.walk import Engine
from extractors.layout.page import Page, lay_out
from extractors.model import Claim
from tests.extractors.shapes import Paper

FORM4 = load_forms()["4", "R06-10"]
BAR = "Ⅱ　特定個人情報ファイルの概要"
FILE = "１．特定個人情報ファイル名"
Row = str | tuple[str, str]  # a bar, or a label and its value


def sheets(*sheets: list[Row], gaps: frozenset[int] = frozenset()) -> Segment:
    """Pages of rows, the last of each cut by the page's edge where its label is empty."""
    pages = []
    for number, rows in enumerate(sheets, 1):
        paper = Paper()
        for n, row in enumerate(rows):
            top, texts = 10 + 24 * n, (row,) if isinstance(row, str) else row
            for k, text in enumerate(texts):
                x0, x1 = ((10, 590), (10, 250), (250, 590))[0 if len(texts) == 1 else k + 1]
                paper.box(x0, top, x1, top + 24, without="b" if not texts[0] else "").text(x0 + 4, top + 16, text, 8)
        pages.append(lay_out(replace(paper.ink(), page=number)))
    return Segment(FORM4, pages, gaps=gaps)


def running(segment: Segment) -> list[int]:
    """The numbers of pages whose first bar is furniture."""
    claim_running_titles(segment)
    return [page.number for page in segment.pages if page.counts()[Claim.FURNITURE]]


def values(pages: list[Page]) -> dict[tuple[str | None, int | None], str]:
    engine = Engine(FORM4)
    for page in pages:
        engine.feed(page)
    return {
        (one.code, one.file_no): "|".join(line.text for chunk in one.chunks for line in chunk.lines)
        for one in engine.finish().instances
    }


def test_a_bar_that_runs_on_opens_no_file_and_parts_no_row() -> None:
    segment = sheets(
        [BAR, FILE, "犬の登録ファイル", "２．基本情報", ("⑤保有開始日", "令和７年"), ("", "市民部")],
        [BAR, ("⑥事務担当部署", "犬課"), "３．特定個人情報の入手・使用", ("⑥使用目的　※", "首輪")],
        [BAR, "６．特定個人情報の保管・消去", ("①保管場所　※", "犬小屋")],
        [BAR, FILE, "猫の登録ファイル", "２．基本情報", ("⑤保有開始日", "令和８年")],
    )
    assert running(segment) == [2, 3]
    assert values(segment.pages) == {
        ("II.1.name", 1): "犬の登録ファイル",
        ("II.2.5", 1): "令和７年",
        ("II.2.6", 1): "市民部|犬課",
        ("II.3.6", 1): "首輪",
        ("II.6.1", 1): "犬小屋",
        ("II.1.name", 2): "猫の登録ファイル",
        ("II.2.5", 2): "令和８年",
    }


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ([BAR, FILE], [BAR, FILE]),
        ([BAR, FILE], [BAR, "猫の登録ファイル"]),  # the name without its section
        ([BAR, FILE], ["Ⅲ　リスク対策　※", FILE]),
        ([FILE, BAR], [BAR, "２．基本情報"]),  # at another place
        ([BAR, FILE], [("", "市民部"), BAR, "２．基本情報"]),  # below what goes on
        (["（別添１）特定個人情報ファイル記録項目", "犬の名"], ["（別添１）特定個人情報ファイル記録項目", "猫の名"]),
    ],
)
def test_a_bar_begins_its_part(first: list[Row], second: list[Row]) -> None:
    assert running(sheets(first, second)) == []


def test_a_bar_behind_missing_pages_stays_to_say_where_the_form_goes_on() -> None:
    rows: tuple[list[Row], list[Row]] = [BAR, FILE], [BAR, "２．基本情報"]
    assert running(sheets(*rows)) == [2]
    assert running(sheets(*rows, gaps=frozenset([2]))) == []
