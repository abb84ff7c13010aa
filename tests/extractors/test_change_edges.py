"""Rows of a change table that a page's edge cuts though a rule closes them there, and what in them tells it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from extractors.layout.page import Page, lay_out
from tests.extractors.shapes import Paper
from tests.extractors.test_changes import EDGES, HEAD, PITCH, ROW, read, table

ON, ITEM, BEFORE, AFTER, TIMING, REASON = range(6)
FULL = "この事務では届出の内"  # fills a line of the columns before and after


def row(**texts: str) -> list[str]:
    """A row with nothing but ``texts``, by the names of their columns."""
    names = ("on", "item", "before", "after", "timing", "reason")
    return [texts.get(name, "") for name in names]


# ------------------------------------------------------------------------------------------------ what goes on


@pytest.mark.parametrize("column", ["before", "after"])
@pytest.mark.parametrize(
    ("above", "below", "n_rows"),
    [
        (FULL, "容を照会する。", 1),
        (FULL, "・容を照会する。", 2),
        ("別に定めるものとする。", "容を照会する。", 2),
        ("届出の内容", "容を照会する。", 2),
    ],
    ids=["amid a sentence", "a new paragraph", "the sentence ends", "the line is short"],
)
def test_a_timing_on_the_next_page_alone_is_that_of_a_row_whose_sentence_goes_on(column, above, below, n_rows):
    first = row(on=ROW[0], item="Ⅰ基本情報", reason="同上", **{column: above})
    rows, _ = read(table(HEAD, ROW, first), table(HEAD, row(timing="事前", **{column: below}), ROW, number=2))
    assert [found.timing for found in rows] == ["事後", *[None, "事前"][-n_rows:], "事後"]
    assert rows[1].on_text == ROW[0]


def test_date_and_path_may_stand_on_the_next_page_alone():
    rest = (ROW[0], "Ⅱ特定個人情報", "容を照会する。", "", "事前", "")
    rows, _ = read(table(HEAD, ROW, row(before=FULL)), table(HEAD, rest, number=2))
    assert [(found.on_text, found.before) for found in rows[1:]] == [(ROW[0], FULL + "容を照会する。")]


@pytest.mark.parametrize(
    ("other", "item", "n_rows"),
    [(ROW, "", 1), (row(item="Ⅵ評価実施手続", after="新", timing="事後"), "", 2), (ROW, "⑥使用目的", 2)],
    ids=["all others have both", "another lacks a date", "an item of its own"],
)
def test_date_and_timing_may_stand_on_the_next_page_alone_where_the_item_stands_on_this(other, item, n_rows):
    first = row(item="１．特定個人情報", before="旧い。", after="新しい。")
    rest = row(on=ROW[0], item=item, before="次の段落。", timing="事前")
    rows, _ = read(table(HEAD, other, first), table(HEAD, rest, ROW, number=2))
    assert len(rows) == 2 + n_rows
    assert rows[n_rows].timing == "事前"


def test_a_reason_amid_its_sentence_goes_on_with_the_row():
    first = row(item="Ⅰ基本情報", before="旧い。", after="新しい。", reason="改正に伴う組織の名称等")
    rest = row(on=ROW[0], item="１．特定個人情報", timing="事前", reason="の変更")
    other = [ROW[0], "⑥使用目的", *ROW[2:]]
    rows, _ = read(table(HEAD, other, first), table(HEAD, rest, other, number=2))
    assert [found.reason for found in rows] == [ROW[5], "改正に伴う組織の名称等の変更", ROW[5]]


@pytest.mark.parametrize("again", [row(on=ROW[0]), row(timing="事後"), row(item="Ⅵ評価実施手続")])
def test_what_a_row_has_once_is_said_again_by_a_new_one_whatever_its_sentences(again):
    first = [*ROW[:2], FULL, "新", "事後", ""]
    second = [again[n] or ("容を照会する。" if n == BEFORE else "") for n in range(6)]
    rows, _ = read(table(HEAD, first), table(HEAD, second, number=2))
    assert [found.before for found in rows] == [FULL, "容を照会する。"]


@pytest.mark.parametrize(("other", "n_rows"), [("Ⅵ評価実施手続", 1), ("⑥使用目的", 2)])
def test_an_item_below_the_forms_top_is_the_rest_of_one_where_all_others_begin_there(other, n_rows):
    pages = (
        table(HEAD, [*ROW[:1], other, *ROW[2:]], row(on=ROW[0], item="Ⅰ基本情報", before="旧", after="新")),
        table(HEAD, row(item="１．特定個人情報", timing="事前"), number=2),
    )
    items = [found.item_text for found in read(*pages)[0]]
    assert items[1:] == [["Ⅰ基本情報\n１．特定個人情報"], ["Ⅰ基本情報", "１．特定個人情報"]][n_rows - 1]


def heights(number: int, *rows: tuple[float, Sequence[str], float]) -> Page:
    """A page of rows under a header: each its height, its texts, and how far below its top the timing's middle is."""
    paper, top = Paper(), 10.0
    for height, texts, at in [(float(PITCH), HEAD, 10.0), *rows]:
        for k, text in enumerate(texts):
            below = at if k == TIMING else 10.0
            paper.box(EDGES[k], top, EDGES[k + 1], top + height).text(EDGES[k] + 2, top + below + 3.5, text)
        top += height
    return lay_out(replace(paper.ink(), page=number))


@pytest.mark.parametrize(
    ("of_others", "below", "n_rows"),
    [(50, 70, 1), (50, 100, 2), (10, 70, 2)],
    ids=["of both", "of its own", "by chance: all are set at the top"],
)
def test_a_timing_set_in_the_middle_of_both_halves_tells_that_they_are_one_row(of_others, below, n_rows):
    cut = row(on=ROW[0], item="Ⅰ基本情報", before="旧。", after="新。", reason="同上")
    first = heights(1, (100, ROW, of_others), (60, cut, 10))
    rows, _ = read(first, heights(2, (200, row(before="旧。", after="新。", timing="事前"), below)))
    assert [found.timing for found in rows] == ["事後", *[None, "事前"][-n_rows:]]


# ------------------------------------------------------------------------------------------------ frames


def framed(number: int, *rows: Sequence[str], open_at_foot: Sequence[int] = ()) -> Page:
    """A page of rows in a frame of its own round the table; columns ``open_at_foot`` have no rule but the frame's."""
    paper = Paper()
    bottom = 10 + (len(rows) + 1) * PITCH
    for n, texts in enumerate([HEAD, *rows]):
        top = 10 + n * PITCH
        for k, text in enumerate(texts):
            without = "b" if k in open_at_foot and top + PITCH == bottom else ""
            paper.box(EDGES[k], top, EDGES[k + 1], top + PITCH, without=without).text(EDGES[k] + 2, top + 12, text)
    paper.box(EDGES[0] - 2, 8, EDGES[-1] + 2, bottom + 2)
    return lay_out(replace(paper.ink(), page=number))


@pytest.mark.parametrize(("open_at_foot", "expected"), [([ON], ROW[0]), ([], None)], ids=["open", "ruled"])
def test_a_frame_ends_no_cell_over_several_rows(open_at_foot, expected):
    first = framed(1, ROW, row(item="Ⅵ評価実施手続", timing="事後"), open_at_foot=open_at_foot)
    rows, _ = read(first, framed(2, ROW))
    assert [found.on_text for found in rows] == [ROW[0], expected, ROW[0]]


@pytest.mark.parametrize(("open_at_foot", "n_rows"), [(range(6), 1), ((), 2)], ids=["open", "ruled"])
def test_a_frame_ends_no_row(open_at_foot, n_rows):
    first = framed(1, row(on=ROW[0], item="Ⅰ基本情報", before="旧。"), open_at_foot=open_at_foot)
    rows, _ = read(first, framed(2, row(before="続き。", timing="事前")))
    assert len(rows) == n_rows


# ------------------------------------------------------------------------------------------------ halves of a cell

REASONS = ("特定個人情報保護評価", "指針による変更")


def half(number: int, *rows: Sequence[str], without: str = "", column: int = REASON) -> Page:
    """A page of ruled rows whose ``column`` is one cell, without rules where ``without`` says."""
    paper, bottom = Paper(), 10 + (len(rows) + 1) * PITCH
    for n, texts in enumerate([HEAD, *rows]):
        top = 10 + n * PITCH
        for k, text in enumerate(texts):
            if k != column or n == 0:
                paper.box(EDGES[k], top, EDGES[k + 1], top + PITCH)
            paper.text(EDGES[k] + 2, top + 12, text)
    paper.box(EDGES[column], 10 + PITCH, EDGES[column + 1], bottom, without=without)
    return lay_out(replace(paper.ink(), page=number))


@pytest.mark.parametrize(
    ("above", "below", "without", "expected"),
    [
        (*REASONS, "b", ["".join(REASONS)] * 4),
        (*REASONS, "", [REASONS[0]] * 2 + [REASONS[1]] * 2),
        ("法令改正に伴う。", "同上", "b", ["法令改正に伴う。"] * 2 + ["同上"] * 2),
    ],
    ids=["open", "ruled", "the sentence ends"],
)
def test_the_halves_of_a_merged_reason_are_joined_for_all_its_rows(above, below, without, expected):
    first = half(1, [*ROW[:5], above], [*ROW[:5], ""], without=without)
    rows, _ = read(first, half(2, [*ROW[:5], below], [*ROW[:5], ""]))
    assert [found.reason for found in rows] == expected


@pytest.mark.parametrize(("below", "is_one"), [("情報ファイルの概要", True), ("Ⅰ基本情報", False)])
def test_the_halves_of_a_merged_item_are_joined_unless_the_second_begins_a_path(below, is_one):
    above = "Ⅰ基本情報の次のⅡ特定個人"
    rows, _ = read(
        half(1, [ROW[0], above, *ROW[2:]], without="b", column=ITEM), half(2, [ROW[0], below, *ROW[2:]], column=ITEM)
    )
    assert [found.item_text for found in rows] == ([above + below] * 2 if is_one else [above, below])
