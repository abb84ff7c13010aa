"""Forms ruled between their rows only: where a reader sees that labels end and values begin."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from extractors.annexes.level_tables import split_cells
from extractors.engine.formspec import load_forms
from extractors.engine.level_rows import supply_uprights
from extractors.layout.page import Page, lay_out
from tests.extractors.shapes import Paper, cell_texts

SPEC = load_forms()["3", "R06-10"]
Shade = tuple[float, float, float, float]


def laid_out(*papers: Paper, shades: list[Shade] | None = None) -> list[Page]:
    fills = np.array([(*shade, 0.8) for shade in shades or []], dtype=float).reshape(-1, 5)
    pages = [lay_out(replace(paper.ink(), page=n, fills=fills)) for n, paper in enumerate(papers, 1)]
    return supply_uprights(pages, SPEC)


def level(*ys: float, x0: float = 20) -> Paper:
    paper = Paper()
    for y in ys:
        paper.line(x0, y, 500, y)
    return paper


def rows() -> Paper:
    """A bar, two rows with labels, one of them between the lines of its value, and a value below a bar."""
    paper = level(20, 40, 60, 100, 120, 140).text(25, 34, "１．特定個人情報ファイルを取り扱う事務")
    paper.text(25, 54, "①事務の名称").text(155, 54, "渡し舟の事務")
    paper.lines(155, 76, "渡し舟を貸す。", "届を受ける。").text(25, 82, "②事務の内容")
    return paper.text(25, 114, "３．特定個人情報ファイル名").text(25, 134, "渡し舟 ファイル")


BAR, BELOW = "１．特定個人情報ファイルを取り扱う事務", ["３．特定個人情報ファイル名", "渡し舟 ファイル"]
READ = [BAR, "①事務の名称", "渡し舟の事務", "②事務の内容", "渡し舟を貸す。\n届を受ける。", *BELOW]
BARS: list[Shade] = [(20, 20, 500, 40), (20, 100, 500, 120)]


@pytest.mark.parametrize(
    "shades",
    [
        [*BARS, (20, 40, 150, 60), (20, 60, 150, 100)],
        [*BARS, (20, 40, 150, 100)],  # one behind all labels
        [*BARS, (20, 40, 90, 100), (90, 40, 150, 100)],  # cut where nobody sees it
        [],  # none: values begin on one line
    ],
)
def test_values_stand_beside_shaded_labels_or_where_values_begin(shades: list[Shade]) -> None:
    [page] = laid_out(rows(), shades=shades)
    assert cell_texts(page) == READ


def test_a_table_with_upright_rules_keeps_them() -> None:
    paper = rows()
    for y in (40, 60):
        paper.line(152, y, 152, 100)
    shades: list[Shade] = [*BARS, (20, 40, 100, 100), (300, 40, 400, 100)]
    pages = [lay_out(replace(paper.ink(), fills=np.array([(*shade, 0.8) for shade in shades])))]
    assert supply_uprights(pages, SPEC) == pages


def test_a_shade_without_a_label_of_the_form_parts_nothing() -> None:
    paper = level(20, 40, 60).text(25, 34, "別の語").text(155, 34, "甲").text(25, 54, "乙").text(155, 54, "丙")
    [page] = laid_out(paper, shades=[(20, 20, 150, 60)])
    assert cell_texts(page) == ["別の語 甲", "乙 丙"]


def test_rows_within_a_row_begin_where_their_rules_do() -> None:
    paper = level(20, 60).line(80, 40, 500, 40).text(25, 44, "④使用").text(85, 34, "使用部署").text(85, 54, "使用者数")
    paper.text(155, 34, "港湾課").text(155, 54, "三人")
    [page] = laid_out(paper, shades=[(20, 20, 150, 60)])
    assert cell_texts(page) == ["④使用", "使用部署", "港湾課", "使用者数", "三人"]


@pytest.mark.parametrize(("x", "is_parted"), [(146.0, True), (143.0, False)])
def test_a_bracket_that_begins_a_value_half_a_character_before_the_shades_end_is_the_values(
    x: float, is_parted: bool
) -> None:
    paper = level(20, 40, 60, 90).text(25, 54, "①事務の名称").text(155, 54, "渡し舟の事務").text(25, 34, "番号")
    paper.text(x, 72, "【窓口】").text(155, 84, "渡し舟を貸す。").text(25, 82, "②事務の内容")
    [page] = laid_out(paper, shades=[(20, 40, 150, 60), (20, 60, 150, 90)])
    assert ("②事務の内容" in cell_texts(page), "【窓口】\n渡し舟を貸す。" in cell_texts(page)) == (is_parted, is_parted)


def test_values_below_headings_side_by_side_are_parted_like_them() -> None:
    paper = level(20, 40, 60, 80).text(40, 34, "評価書番号").text(250, 34, "評価書名")
    paper.text(60, 54, "7").text(200, 54, "港町　港湾の事務").text(25, 74, "特記事項").text(155, 74, "なし")
    [page] = laid_out(paper)
    assert cell_texts(page) == ["評価書番号", "評価書名", "7", "港町　港湾の事務", "特記事項", "なし"]


def test_a_change_tables_last_row_goes_on_below_its_last_rule() -> None:
    paper = level(20, 40)
    [columns] = [item.columns for item in SPEC.items.values() if item.columns]
    for x, name in zip((25, 100, 180, 270, 360, 420), columns, strict=True):
        paper.text(x, 34, name, size=8)
    paper.text(25, 54, "令和6年").text(180, 54, "前の文").text(180, 66, "その続き")
    [page] = laid_out(paper)
    last = page.cells[-1]
    assert (last.is_open_bottom, [line.text for line in last.lines]) == (True, ["令和6年 前の文", "その続き"])
    assert not any(cell.lines for cell in page.loose)


def test_a_line_half_above_a_table_with_level_rules_is_in_its_first_row() -> None:
    page = level(20, 60).text(25, 24, "前の文").text(260, 24, "後の文").text(25, 54, "終わり").page()
    [cell] = page.cells
    cell.lines = sorted([*cell.lines, *(line for loose in page.loose for line in loose.lines)], key=lambda line: line.y)
    cell.is_open_bottom = True
    before, after = split_cells(page, [cell], [], [20, 250, 500])
    assert [line.text for line in before.lines] == ["前の文", "終わり"]
    assert [line.text for line in after.lines] == ["後の文"]
    assert [before.is_open_bottom, after.is_open_bottom] == [True, True]


def test_a_bracket_set_half_a_character_before_its_column_is_in_it() -> None:
    page = (
        level(20, 60)
        .text(25, 34, "前の文")
        .text(95, 34, "【窓口】")
        .text(25, 50, "終わり")
        .text(100, 50, "後の文")
        .page()
    )
    before, after = split_cells(page, page.cells, [], [20, 98, 500])
    assert [[line.text for line in cell.lines] for cell in (before, after)] == [
        ["前の文", "終わり"],
        ["【窓口】", "後の文"],
    ]


@pytest.mark.parametrize(
    ("foot", "x", "is_joined"),
    [
        (155, 155, True),
        (155, 25, False),  # at the left: a row or a heading of its own
        (155, 300, False),  # the page's header
        (0, 155, False),  # the page before ends with a rule
    ],
)
def test_above_the_first_rule_goes_on_what_no_rule_ends_on_the_page_before(foot: int, x: int, is_joined: bool) -> None:
    before = rows().text(25, 154, "②事務の内容").text(foot, 154, "渡し舟を") if foot else rows()
    after = level(40, 60, 80).text(x, 34, "貸す。").text(25, 54, "①事務の名称").text(155, 54, "届")
    after.text(25, 74, "②事務の内容").text(155, 74, "出")
    _, page = laid_out(before, after)
    assert ("貸す。" in cell_texts(page)) == is_joined
    assert [cell.is_open_top for cell in page.cells[:2]] == [is_joined, is_joined]
