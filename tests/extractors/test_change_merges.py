"""Cells of a change table over several rows that the page's edge cuts, with their text on one page of several."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from extractors.layout.page import Page, lay_out
from tests.extractors.shapes import Paper
from tests.extractors.test_changes import EDGES, HEAD, PITCH, ROW, read

TOP = 10 + PITCH  # of the first row, below the header
BASELINE = 3.5  # of a line set in the middle, below the middle
COLUMNS = {"date": 0, "timing": 4, "reason": 5}


def sheet(
    number: int,
    rows: Sequence[Sequence[str]],
    column: int,
    merged: Sequence[tuple[int, str, float]],
    foot: str = "ruled",
) -> Page:
    """A page of rows under a header, whose cells in ``column`` are ``merged``: over how many rows, and a text so many
    points below the cell's top. The rows' own text in that column is not printed. ``foot`` may be ``open``.
    """
    paper = Paper()
    bottom = TOP + len(rows) * PITCH
    for n, row in enumerate([HEAD, *rows]):
        top = 10 + n * PITCH
        for k, text in enumerate(row):
            if k == column and n:
                continue
            is_cut = foot == "open" and top + PITCH == bottom
            paper.box(EDGES[k], top, EDGES[k + 1], top + PITCH, without="b" if is_cut else "")
            paper.text(EDGES[k] + 2, top + PITCH / 2 + BASELINE, text)
    top = TOP
    for n_rows, text, below in merged:
        end = top + n_rows * PITCH
        paper.box(EDGES[column], top, EDGES[column + 1], end, without="b" if foot == "open" and end == bottom else "")
        paper.text(EDGES[column] + 2, top + below + BASELINE, text)
        top = end
    return lay_out(replace(paper.ink(), page=number))


def middle(*n_rows: int, before: int = 0) -> float:
    """How far below the top of a page's cell the middle of its parts is, of ``n_rows``, ``before`` of them earlier."""
    return sum(n_rows) * PITCH / 2 - sum(n_rows[:before]) * PITCH


def texts(column: int, *pages: Page) -> list[str | None]:
    rows, _ = read(*pages)
    return [(row.on_text, row.item_text, row.before, row.after, row.timing, row.reason)[column] for row in rows]


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
@pytest.mark.parametrize("cell", [1, 2], ids=["one row's height", "two rows' height"])
def test_a_text_in_the_middle_of_a_cut_cell_is_that_of_the_rows_before_the_cut(column, cell):
    first = sheet(1, [ROW] * (1 + cell), column, [(1, ROW[column], middle(1)), (cell, "", 0)])
    second = sheet(2, [ROW] * 5, column, [(4, "未定", middle(cell, 4, before=1)), (1, ROW[column], middle(1))])
    assert texts(column, first, second) == [ROW[column], *["未定"] * (cell + 4), ROW[column]]


def test_a_cell_may_be_cut_twice():
    first = sheet(1, [ROW] * 3, 4, [(1, "事後", middle(1)), (2, "", 0)])
    second = sheet(2, [ROW] * 5, 4, [(5, "事前", middle(2, 5, 1, before=1))])
    third = sheet(3, [ROW] * 3, 4, [(1, "", 0), (2, "事後", middle(2))])
    assert texts(4, first, second, third) == ["事後", *["事前"] * 8, "事後", "事後"]


def test_the_text_may_be_two_pages_on():
    first = sheet(1, [ROW] * 2, 0, [(1, ROW[0], middle(1)), (1, "", 0)])
    second = sheet(2, [ROW] * 3, 0, [(3, "", 0)])
    third = sheet(3, [ROW] * 6, 0, [(6, "令和5年1月9日", middle(1, 3, 6, before=2))])
    assert texts(0, first, second, third) == [ROW[0], *["令和5年1月9日"] * 10]


@pytest.mark.parametrize(
    "below", [middle(4), 10.0], ids=["in the middle of its own cell", "at the top of its own cell"]
)
@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_a_blank_cell_before_a_text_set_otherwise_stays_blank(column, below):
    first = sheet(1, [ROW] * 3, column, [(1, ROW[column], middle(1)), (2, "", 0)])
    second = sheet(2, [ROW] * 4, column, [(4, "未定", below)])
    assert texts(column, first, second) == [ROW[column], None, None, *["未定"] * 4]


def test_where_texts_are_set_at_the_top_none_is_in_the_middle_of_two_cells():
    first = sheet(1, [ROW] * 5, 5, [(3, "同上", 10), (1, "誤記", 10), (1, "", 0)])
    second = sheet(2, [ROW] * 4, 5, [(2, "同上", middle(1, 2, before=1)), (2, "誤記", 10)])
    assert texts(5, first, second)[4] is None


@pytest.mark.parametrize("column", COLUMNS.values(), ids=COLUMNS)
def test_the_cell_of_a_row_over_the_pages_edge_is_one_however_its_text_is_set(column):
    rest = ["" if k in {0, 1, 4} else "つづき" for k in range(6)]
    first = sheet(1, [ROW] * 3, column, [(1, ROW[column], 10), (2, "", 0)], foot="open")
    second = sheet(2, [rest, ROW, ROW], column, [(2, "未定", 10), (1, ROW[column], 10)])
    rows, _ = read(first, second)
    assert [(row.on_text, row.timing, row.reason)[[0, 4, 5].index(column)] for row in rows] == [
        ROW[column],
        *["未定"] * 3,
        ROW[column],
    ]
    assert [(row.page, row.page_last) for row in rows] == [(1, 1), (1, 1), (1, 2), (2, 2), (2, 2)]


@pytest.mark.parametrize(
    ("above", "below"), [("Ⅰ基本情報", ""), ("Ⅰ基本情報", "５"), ("", "Ⅰ基本情報")], ids=["above", "on both", "below"]
)
def test_a_merged_item_goes_on_over_the_page_with_its_row(above, below):
    rest = ["" if k in {0, 4} else "つづき" for k in range(6)]
    first = sheet(1, [ROW] * 3, 1, [(1, "Ⅵ評価実施手続", 10), (2, above, 10)], foot="open")
    second = sheet(2, [rest, ROW, ROW], 1, [(2, below, 10), (1, "Ⅵ評価実施手続", 10)])
    assert texts(1, first, second) == ["Ⅵ評価実施手続", *["\n".join(filter(None, (above, below)))] * 3, "Ⅵ評価実施手続"]


def test_an_item_left_blank_on_a_new_page_stays_blank():
    first = sheet(1, [ROW] * 3, 1, [(1, "Ⅵ評価実施手続", 10), (2, "Ⅰ基本情報", 10)])
    second = sheet(2, [ROW] * 2, 1, [(1, "", 0), (1, "Ⅵ評価実施手続", 10)])
    assert texts(1, first, second) == ["Ⅵ評価実施手続", "Ⅰ基本情報", "Ⅰ基本情報", None, "Ⅵ評価実施手続"]


def tall(number: int, height: float, row: Sequence[str], middle_at: float) -> Page:
    """A page of one row, its texts before and after at the top, the others with their middle at ``middle_at``."""
    paper = Paper()
    for k, text in enumerate(HEAD):
        paper.box(EDGES[k], 10, EDGES[k + 1], TOP).text(EDGES[k] + 2, 10 + PITCH / 2 + BASELINE, text)
    for k, text in enumerate(row):
        lines = text.split("\n")
        first = 10 if k in {2, 3} else middle_at - 6 * (len(lines) - 1)
        paper.box(EDGES[k], TOP, EDGES[k + 1], TOP + height).lines(EDGES[k] + 2, TOP + first + BASELINE, *lines)
    return lay_out(replace(paper.ink(), page=number))


SPLIT = ("令和4年7\n月8日", "Ⅰ基本情報\n４．個人番号\nの利用", "続き", "続き", "事後", "")


@pytest.mark.parametrize(
    ("row", "middle_at", "n_rows"),
    [
        (SPLIT, 80, 1),
        (SPLIT, 100, 2),  # in the middle of the page's own cells
        (("令和4年", "Ⅰ基本情報", "続き", "続き", "事後", ""), 80, 2),  # as may be by chance
    ],
    ids=["of both", "of its own", "of like height"],
)
def test_a_row_cut_before_its_texts_in_the_middle_goes_on_though_ruled_off(row, middle_at, n_rows):
    first = tall(1, 40, ("", "", "続く", "続く", "", ""), 20)
    rows, _ = read(first, tall(2, 200, row, middle_at))
    assert [row.timing for row in rows] == [None, "事後"][-n_rows:]


# ------------------------------------------------------------------------------------------------ what a foot tells

OTHER = ("令和5年1月9日", "Ⅵ評価実施手続", "旧い", "新しい", "事前", "同上")
ALL = range(6)
ON, ITEM, TIMING, REASON = 0, 1, 4, 5


def without(row: Sequence[str], *columns: int) -> list[str | None]:
    """A row whose cells in ``columns`` go on from the row above."""
    return [None if k in columns else text for k, text in enumerate(row)]


def blank(row: Sequence[str], *columns: int) -> list[str | None]:
    """A row with nothing in its cells of ``columns``."""
    return ["" if k in columns else text for k, text in enumerate(row)]


def ruled(number: int, *rows: Sequence[str | None], unruled: Sequence[int] = ()) -> Page:
    """A page of rows under a header, texts in the middle of their rows; no rule is drawn at its foot in columns
    ``unruled``.
    """
    paper = Paper()
    printed: list[Sequence[str | None]] = [HEAD, *rows]
    for n, row in enumerate(printed):
        top = 10 + n * PITCH
        for k, text in enumerate(row):
            # the rule between two rows is drawn with the upper one
            goes_on = printed[n + 1][k] is None if n + 1 < len(printed) else k in unruled
            paper.box(EDGES[k], top, EDGES[k + 1], top + PITCH, without="t" * bool(n) + "b" * goes_on)
            paper.text(EDGES[k] + 2, top + PITCH / 2 + BASELINE, text or "")
    return lay_out(replace(paper.ink(), page=number))


def values(*pages: Page) -> list[tuple[str | None, ...]]:
    return [(row.on_text, row.item_text, row.before, row.after, row.timing, row.reason) for row in read(*pages)[0]]


@pytest.mark.parametrize("column", [ON, ITEM, TIMING, REASON])
@pytest.mark.parametrize("is_printed_first", [True, False])
def test_a_cell_without_a_rule_at_the_foot_beside_ruled_ones_goes_on(column, is_printed_first):
    first, second = (ROW, blank(ROW, column)) if is_printed_first else (blank(ROW, column), ROW)
    assert values(ruled(1, OTHER, first, unruled=[column]), ruled(2, second, OTHER)) == [OTHER, ROW, ROW, OTHER]


@pytest.mark.parametrize(("unruled", "item"), [([ON], "Ⅰ基本情報"), ([ON, ITEM], "")])
def test_a_row_is_not_cut_where_its_merged_cells_alone_are_open(unruled, item):
    first, second = blank(ROW, TIMING), blank(("", item, *OTHER[2:]), TIMING)
    assert len(values(ruled(1, OTHER, first, unruled=unruled), ruled(2, second, OTHER))) == 4


FULL = "この事務では届出の内"  # fills a line of the columns before and after


@pytest.mark.parametrize(
    ("before", "rest", "n_rows"),
    [
        ("旧い", ("", "", "続き", "", "", ""), 1),
        ("旧い", ("", "の続き", "", "", "", ""), 1),
        (FULL, ("", "の続き", "容を照会する。", "", "", "改正"), 1),
        (FULL, ("", "Ⅰ基本情報", "容を照会する。", "", "", ""), 2),
        ("旧い", ("", "", "続き", "", "事後", ""), 2),
        ("旧い", ("", "", "続き", "", "", "改正"), 2),
    ],
    ids=["bare texts", "rest of a path", "amid a sentence", "another path", "a timing", "a reason"],
)
def test_a_row_ruled_off_below_an_open_date_goes_on_where_its_texts_show_it(before, rest, n_rows):
    first = (*OTHER[:2], before, *OTHER[3:])
    assert len(values(ruled(1, ROW, first, unruled=[ON]), ruled(2, rest, without(ROW, ON)))) == 2 + n_rows


@pytest.mark.parametrize("column", [ON, ITEM, TIMING, REASON])
def test_a_cell_over_many_rows_goes_on_under_an_open_foot(column):
    rows = values(ruled(1, ROW, without(ROW, column), unruled=ALL), ruled(2, blank(OTHER, column), OTHER))
    assert rows[2][column] == ROW[column]


def test_an_open_foot_leaves_a_cell_of_one_row_blank_on_the_next_page():
    path = ("", OTHER[1], OTHER[2], OTHER[3], "", "")
    merging = [OTHER, without(OTHER, ON, TIMING, REASON), ROW]
    rows = values(ruled(1, *merging, unruled=ALL), ruled(2, path, OTHER))
    assert rows[3] == tuple(text or None for text in path)


def test_a_ruled_foot_ends_cells_where_other_feet_are_open():
    closing = [ROW, without(ROW, ON, TIMING)]
    after = [blank(OTHER, TIMING), without(OTHER, ON, TIMING)]
    open_before = [ruled(1, OTHER, without(OTHER, ON), unruled=[ON]), ruled(2, blank(OTHER, ON), *closing)]
    assert [row[TIMING] for row in values(*open_before, ruled(3, *after))][-2:] == [None, None]
