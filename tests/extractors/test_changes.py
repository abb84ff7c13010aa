"""Change tables: what is one row, over merged cells and page edges, and what its 項目 cell names."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest

from extractors.annexes.changes import read_changes
from extractors.annexes.paths import resolve_path
from extractors.annexes.spots import Place
from extractors.engine.formspec import load_forms
from extractors.engine.instances import Chunk
from extractors.layout.page import Page, lay_out
from extractors.model import ChangeRow, Claim, Finding
from tests.extractors.shapes import Paper

FORM = load_forms()["4", "H30-05"]
TABLE = next(item for item in FORM.items.values() if item.kind == "change_table")
EDGES = (0, 80, 220, 330, 440, 490, 600)
HEAD = TABLE.columns
ROW = ("令和4年7月8日", "Ⅰ基本情報", "旧", "新", "事後", "表現の変更")
PITCH = 40


def table(*rows: Sequence[str | None], number: int = 1, edges: Sequence[float] = EDGES, foot: str = "ruled") -> Page:
    """A page with a ruled table. None is a cell that goes on from the row above; ``foot`` may be ``open``."""
    paper = Paper()
    for n, row in enumerate(rows):
        top = 10 + n * PITCH
        for text, x0, x1 in zip(row, edges, edges[1:], strict=False):
            sides = "t" if text is None else ""
            below = rows[n + 1][row.index(text)] if n + 1 < len(rows) and text in row else ""
            is_last = n + 1 == len(rows)
            sides += "b" if (below is None and not is_last) or (is_last and foot == "open") else ""
            paper.box(x0, top, x1, top + PITCH, without=sides)
            if text:
                paper.lines(x0 + 2, top + 12, *text.split("\n"))
    return lay_out(replace(paper.ink(), page=number))


def read(*pages: Page) -> tuple[list[ChangeRow], list[Finding]]:
    chunks = [
        Chunk(page, cell, cell.lines) for page in pages for cell in [*page.cells, *page.loose] if cell.lines
    ]  # fmt: skip
    return read_changes(chunks, TABLE, FORM)


def cells(row: ChangeRow) -> tuple[str | None, ...]:
    return row.on_text, row.item_text, row.before, row.after, row.timing, row.reason


# ------------------------------------------------------------------------------------------------ rows


def test_a_row_is_what_is_ruled_as_one():
    other = ("令和5年1月9日", "Ⅵ評価実施手続", "", "削除", "事前", "同上")
    rows, _ = read(table(HEAD, ROW, other))
    assert [cells(row) for row in rows] == [ROW, tuple(text or None for text in other)]
    assert [row.row_no for row in rows] == [1, 2]
    assert rows[1].box == (0, 90, 600, 130)


def test_a_header_printed_again_on_the_page_is_no_row():
    rows, _ = read(table(HEAD, ROW, HEAD, ROW))
    assert [cells(row) for row in rows] == [ROW, ROW]


def test_a_row_with_a_heading_for_its_text_is_a_row():
    heading = (ROW[0], "項目", "変更前の記載", *ROW[3:])
    rows, _ = read(table(HEAD, ROW, heading))
    assert [cells(row) for row in rows] == [ROW, heading]


def test_header_cells_are_labels_and_every_glyph_has_one_claim():
    page = table(HEAD, ROW)
    read(page)
    unassigned, label, option, value, furniture = page.counts()
    assert label == sum(map(len, HEAD))
    assert value == sum(map(len, ROW))
    assert (unassigned, option, furniture, page.double_claims) == (0, 0, 0, [])


def test_columns_are_known_by_their_words_whatever_their_order():
    order = (1, 0, 3, 2, 5, 4)
    rows, _ = read(table([HEAD[n] for n in order], [ROW[n] for n in order], edges=range(0, 601, 100)))
    assert cells(rows[0]) == ROW


@pytest.mark.parametrize("missing", range(6))
def test_any_column_may_be_missing_and_is_said_to_be(missing):
    left = [n for n in range(6) if n != missing]
    rows, findings = read(table([HEAD[n] for n in left], [ROW[n] for n in left]))
    assert cells(rows[0]) == tuple(None if n == missing else text for n, text in enumerate(ROW))
    assert [one.expected for one in findings if one.rule == "change_columns_missing"] == [HEAD[missing]]


def test_a_header_on_one_page_tells_the_columns_of_all():
    _, findings = read(table(HEAD, ROW), table(ROW[:4], number=2))
    assert "change_columns_missing" not in [one.rule for one in findings]


def test_a_header_may_be_wrapped_and_spaced():
    rows, findings = read(table(("変 更 日", *HEAD[1:4], "提出\n時期", "提出時期に\n係る説明"), ROW))
    assert [cells(row) for row in rows] == [ROW]
    assert [finding.rule for finding in findings] == ["change_item_unresolved"]


def test_a_table_without_a_header_is_read_in_the_forms_order():
    rows, _ = read(table(ROW))
    assert [cells(row) for row in rows] == [ROW]


def test_a_merged_date_belongs_to_each_of_its_rows():
    rows, _ = read(table(HEAD, ROW, (None, "Ⅵ評価実施手続", "", "", "事前", ""), ("", *ROW[1:])))
    assert [row.on_text for row in rows] == ["令和4年7月8日", "令和4年7月8日", None]


def test_rows_of_empty_cells_are_left_out():
    rows, _ = read(table(HEAD, ROW, ("",) * 6, ROW))
    assert len(rows) == 2


def test_a_rule_in_one_column_alone_parts_no_row():
    page = table(HEAD, ROW, (None, None, None, "※追記", None, None))
    rows, _ = read(page)
    assert [row.after for row in rows] == ["新\n※追記"]


# ------------------------------------------------------------------------------------------------ page edges


@pytest.mark.parametrize("again", [(HEAD,), ()], ids=["header repeated", "header once"])
@pytest.mark.parametrize("foot", ["open", "ruled"])
def test_the_rest_of_a_row_on_the_next_page_is_joined_cell_by_cell(again, foot):
    first = (ROW[0], "Ⅰ基本情報\n１．特定個人情報を", "この事務では届出の内", "新", "事後", "届出の様式を改めるに")
    rest = ("", "取り扱う事務", "容を照会する。", "", "", "伴う変更")
    rows, _ = read(table(HEAD, ROW, first, foot=foot), table(*again, rest, ROW, number=2))
    assert [row.row_no for row in rows] == [1, 2, 3]
    assert rows[1].before == "この事務では届出の内容を照会する。"
    assert rows[1].item_text == "Ⅰ基本情報\n１．特定個人情報を取り扱う事務"
    assert (rows[1].after, rows[1].reason) == ("新", "届出の様式を改めるに伴う変更")
    assert (rows[1].page, rows[1].page_last) == (1, 2)
    assert (rows[2].page, rows[2].page_last) == (2, 2)


def test_a_row_may_fill_several_pages():
    rest = ("", "", "", "つづき", "", "")
    rows, _ = read(table(HEAD, ROW, foot="open"), table(HEAD, rest, number=2, foot="open"), table(HEAD, rest, number=3))
    assert len(rows) == 1
    assert rows[0].page_last == 3


@pytest.mark.parametrize("foot", ["open", "ruled"])
@pytest.mark.parametrize(
    "following",
    [
        ROW,
        ("", *ROW[1:]),
        ("", "Ⅵ評価実施手続", "", "新", "", ""),
        ("令和5年1月9日", "", "旧", "新", "", ""),
        ("", "", "旧", "新", "事後", ""),
    ],
    ids=["all", "no date", "only a path", "only a date", "only a timing"],
)
def test_a_row_that_says_again_what_stands_once_in_a_row_is_new(foot, following):
    rows, _ = read(table(HEAD, ROW, foot=foot), table(HEAD, following, number=2))
    assert len(rows) == 2


@pytest.mark.parametrize(("foot", "n_rows"), [("open", 1), ("ruled", 2)])
def test_words_that_begin_no_path_go_on_only_in_an_open_row(foot, n_rows):
    first, following = ("", "⑥使用", "旧", "", "", ""), ("", "目的", "", "新", "", "")
    rows, _ = read(table(HEAD, first, foot=foot), table(HEAD, following, number=2))
    assert len(rows) == n_rows


@pytest.mark.parametrize(
    ("above", "below", "n_rows"),
    [("令和4年8月20", "日", 1), ("令和4年", "8月20日", 1), ("令和4年8月", "令和5年1月9日", 2), ("未定", "日", 2)],
)
def test_a_ruled_off_row_goes_on_where_its_date_does(above, below, n_rows):
    first = (above, "Ⅰ基本情報", "旧", "新", "", "")
    rows, _ = read(table(HEAD, first), table(HEAD, (below, "１．特定個人情報", "旧", "新", "事後", ""), number=2))
    assert len(rows) == n_rows
    assert rows[-1].timing == "事後"


@pytest.mark.parametrize(("item", "n_rows"), [("１．特定個人情報", 1), ("Ⅱ特定個人情報ファイルの概要", 2), ("", 2)])
def test_a_date_in_a_merged_cell_does_not_make_the_rest_of_an_item_new(item, n_rows):
    first = table(HEAD, ("", "Ⅰ基本情報", "旧", "新", "事後", ""))
    second = table(HEAD, (ROW[0], item, "", "", "", ""), (None, "Ⅵ評価実施手続", "", "", "事前", ""), number=2)
    rows, _ = read(first, second)
    assert len(rows) == n_rows + 1


def test_a_merged_date_goes_on_over_the_page():
    first = table(HEAD, ROW, (None, *ROW[1:]), foot="open")
    second = table(HEAD, ("", *ROW[1:]), (None, *ROW[1:]), ("", *ROW[1:]), number=2)
    rows, _ = read(first, second)
    assert [row.on_text for row in rows] == [ROW[0]] * 4 + [None]


@pytest.mark.parametrize("column", [4, 5], ids=["timing", "reason"])
def test_a_merged_timing_or_reason_goes_on_over_the_page(column):
    def without(said: str | None) -> list[str | None]:
        return [said if n == column else text for n, text in enumerate(ROW)]

    first = table(HEAD, ROW, without(None), foot="open")
    second = table(HEAD, without(""), without(None), without(""), number=2)
    rows, findings = read(first, second)
    assert [cells(row)[column] for row in rows] == [ROW[column]] * 4 + [None]
    assert {finding.rule for finding in findings} == {"change_item_unresolved"}


@pytest.mark.parametrize("column", [4, 5], ids=["timing", "reason"])
def test_a_timing_or_reason_is_not_supposed_for_a_cell_of_one_row(column):
    left_out = ["" if n == column else text for n, text in enumerate(ROW)]
    merged = [None if n == column else text for n, text in enumerate(ROW)]
    rows, _ = read(table(HEAD, ROW, merged), table(HEAD, left_out, number=2))
    assert [cells(row)[column] for row in rows] == [ROW[column], ROW[column], None]


def test_a_turned_page_has_its_columns_elsewhere():
    wide = [x * 0.9 + 20 for x in EDGES]
    rows, _ = read(table(HEAD, ROW), table(ROW, number=2, edges=wide))
    assert [cells(row) for row in rows] == [ROW, ROW]


def test_text_beside_the_table_is_kept_in_a_finding():
    page = Paper().text(10, 500, "欄外の注記").box(0, 10, 60, 50).ink()
    rows, findings = read(lay_out(page))
    assert rows == []
    assert [(finding.rule, finding.found) for finding in findings] == [("change_text_outside", "欄外の注記")]


@pytest.mark.parametrize("item", ["取り扱う事務", ""])
def test_a_ruled_off_row_goes_on_even_where_no_row_says_its_timing(item):
    first = ("", "Ⅰ基本情報\n１．特定個人情報を", "この事務では届出の内", "新", "", "")
    rows, _ = read(table(HEAD, first), table(HEAD, ("", item, "容を照会する。", "", "", ""), number=2))
    assert [row.before for row in rows] == ["この事務では届出の内容を照会する。"]


@pytest.mark.parametrize(("baseline", "n_outside"), [(94, 0), (101, 1)], ids=["cut through", "below"])
def test_a_line_that_the_pages_edge_cuts_through_is_in_the_cell_open_to_it(baseline, n_outside):
    paper = Paper().text(EDGES[1] + 2, baseline, "Ⅰ基本情報")
    for name, text, x0, x1 in zip(HEAD, ("", "", "旧", "新", "", ""), EDGES, EDGES[1:], strict=False):
        paper.box(x0, 10, x1, 50).text(x0 + 2, 22, name)
        paper.box(x0, 50, x1, 90, without="b").text(x0 + 2, 62, text)
    rest = table(HEAD, (ROW[0], "１．特定個人情報", "", "", "事後", ""), number=2)
    rows, findings = read(paper.page(), rest)
    items = ["Ⅰ基本情報", "１．特定個人情報"]
    assert [row.item_text for row in rows] == ["\n".join(items[n_outside:])]
    assert [finding.found for finding in findings if finding.rule == "change_text_outside"] == items[:n_outside]


def test_a_header_that_the_pages_edge_cuts_is_read_on_both_pages():
    begun, rest = (*HEAD[:4], "提出時", "提出時期に"), ("", "", "", "", "期", "係る説明")
    before, page = table(begun, foot="open"), table(rest, ROW, number=2)
    rows, findings = read(before, page)
    assert [cells(row) for row in rows] == [ROW]
    assert not [finding for finding in findings if finding.rule == "change_text_outside"]
    assert page.counts()[Claim.LABEL] == len("期係る説明")


def test_a_row_below_a_header_at_the_pages_foot_is_no_part_of_it():
    rows, _ = read(table(HEAD[:5]), table(ROW[:5], number=2))
    assert [cells(row) for row in rows] == [(*ROW[:5], None)]


# ------------------------------------------------------------------------------------------------ without rules


STARTS = (2, 90, 220, 330, 416.5, 485)
MIDDLES = (20, 130, 265, 350, 430, 490)  # headings are centred, cells are set at the left
UNRULED_ITEM = "Ⅰ基本情報\n１．特定個人情報"


def unruled(paper: Paper, *rows: Sequence[str], top: float = 40) -> Paper:
    for n, row in enumerate(rows):
        for text, x in zip(row, STARTS, strict=True):
            if text:
                paper.lines(x, top + n * PITCH, *text.split("\n"))
    return paper


def header(paper: Paper, names: Sequence[str] = HEAD, top: float = 15) -> Paper:
    for text, x in zip(names, MIDDLES, strict=True):
        paper.lines(x, top, *text.split("\n"))
    return paper


@pytest.mark.parametrize("names", [HEAD, (*HEAD[:4], "提出\n時期", "提出時期に\n係る説明")], ids=["plain", "wrapped"])
def test_a_table_without_rules_is_read_by_its_columns_and_the_room_between_its_rows(names):
    first = (ROW[0], UNRULED_ITEM, *ROW[2:])
    second = ("", UNRULED_ITEM, "", *ROW[3:])
    page = unruled(header(Paper(), names), first, second).page()
    rows, findings = read(page)
    assert [cells(row) for row in rows] == [first, (None, UNRULED_ITEM, None, *ROW[3:])]
    assert {finding.rule for finding in findings} == {"change_item_unresolved"}
    assert page.counts()[Claim.LABEL] == sum(map(len, HEAD))


def test_what_stands_around_a_table_without_rules_is_no_row():
    paper = header(Paper().text(100, 10, "柱の文言"), top=25).text(200, 500, "欄外の注記")
    rows, findings = read(unruled(paper, (ROW[0], UNRULED_ITEM, *ROW[2:]), top=50).page())
    assert len(rows) == 1
    assert [finding.found for finding in findings if finding.rule == "change_text_outside"] == [
        "柱の文言",
        "欄外の注記",
    ]


def test_a_blank_line_in_a_cell_begins_no_row():
    rows, _ = read(unruled(header(Paper()), (*ROW[:2], "旧\n \n※追記", *ROW[3:]), ROW).page())
    assert [row.before for row in rows] == ["旧\n※追記", "旧"]


def test_a_line_that_runs_up_to_the_next_column_is_cut_there():
    long = "届出の内容を照会"  # ends within a word's room of the next column
    rows, _ = read(unruled(header(Paper()), ROW, ROW, (*ROW[:3], long, *ROW[4:])).page())
    assert (rows[2].after, rows[2].timing) == (long, "事後")


def test_columns_of_a_page_with_one_short_row_are_those_of_the_page_before():
    short = ("", "Ⅵ評価実施手続の一部", "旧", "", "", "-")
    second = replace(unruled(header(Paper()), short).ink(), page=2)
    rows, _ = read(unruled(header(Paper()), ROW, ROW).page(), lay_out(second))
    assert cells(rows[2]) == (None, "Ⅵ評価実施手続の一部", "旧", None, None, "-")


# ------------------------------------------------------------------------------------------------ paths


def code(text: str, form: str = "4", version: str = "H30-05") -> tuple[str | None, int | None, int | None]:
    place = resolve_path(text, load_forms()[form, version], Place())
    return place.code, place.file_no, place.entry_no


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        (("II.3.6", None, None), "Ⅱ特定個人情報ファイルの概要\n３．特定個人情報の入手・使用\n⑥使用目的"),
        (("II.3.6", None, None), "Ⅱ　特定個人情報ファイルの概要　３．特定個人情報の入手・使\n用　⑥使用\n目的"),
        (("II.3.6", None, None), "Ⅱ特定個人情報ファイルの概要３．特定個人情報の入手・使用⑥使用目的"),
        (
            ("II.6.1", 2, None),
            "Ⅱ特定個人情報ファイルの概要（２）港湾台帳ファイル\n６．特定個人情報の保管・消去①保管場所",
        ),
        (("II.2.3", 2, None), "Ⅱ特定個人情報ファイルの概要　２．港湾台帳ファイル　２．基本情報　③対象となる本人の範囲"),
        (("II.2.3", None, None), "Ⅱ特定個人情報ファイルの概要（港湾台帳ファイル）２．基本情報　③対象となる本人の範囲"),
        (
            ("II.4.6", 1, 2),
            "Ⅱ特定個人情報ファイルの概要\n1．港湾台帳ファイル\n４．特定個人情報ファイルの取扱いの委託\n委託事項２\n⑥委託先名",
        ),
        (
            ("II.2.3", 2, None),
            "Ⅱ　特定個人情報ファイルの概要\n2　港湾台帳ファイル\n２．基本情報\n③対象となる本人の範囲",
        ),
        (
            ("II.2.3", 2, None),
            "【Ⅱ　特定個人情報ファイルの概要】\n（２）港湾台帳ファイル\n２．基本情報\n③対象となる本人の範囲",
        ),
        (("II.2.3", None, None), "「Ⅱ　特定個人情報ファイルの概要」の「２．基本情報」のうち「③対象となる本人の範囲」"),
        (("II.2.3", None, None), "P.28\nⅡ　特定個人情報ファイルの概要\n２．基本情報\n③対象となる本人の範囲"),
        (("II.5.transfer.1", None, 3), "Ⅱ　５．特定個人情報の提供・移転\n移転先３\n①法令上の根拠"),
        (("II.4.name", None, 2), "Ⅱ　４．特定個人情報ファイルの取扱いの委託\n委託事項２"),
        (("I.2.2", None, 12), "Ⅰ　システム12　②システムの機能"),
        (("III.2.risk4.measures", 2, None), "Ⅲ（２）－２\nリスク４\nリスクに対する措置の内容"),
        (
            ("III.7.risk1.6.content", None, None),
            "Ⅲ ７．特定個人情報の保管・消去 リスク１ ⑥技術的対策 具体的な対策の内容",
        ),
        (
            ("III.7.risk1.5.content", None, None),
            "Ⅲ ７．特定個人情報の保管・消去 リスク１ ⑤物理的対策 具体的な対策の内容",
        ),
        (("IV.1.2", None, None), "Ⅳその他のリスク対策\n１．監査\n②監査"),
        (
            ("annex2.items", 1, None),
            "Ⅱ特定個人情報ファイルの概要（別添２）特定個人情報ファイル記録項目（１）港湾ファイル",
        ),
        (("II.6.2.validity", None, None), "Ⅱ ６．特定個人情報の保管・消去 ②保管期間 その妥当性"),
        (("II.2.4", 2, None), "Ⅱ特定個人情報ファイルの概要　②港湾台帳ファイル\n2.基本情報\n④記録される項目"),
        (
            ("II.2.3", 1, None),
            "Ⅱ　特定個人情報ファイルの概要（①港湾台帳ファイル）\n２．基本情報\n③対象となる本人の範囲",
        ),
        (("annex2.items", 2, None), "（別添２）特定個人情報ファイル記録項目　②港湾台帳ファイル"),
        (
            ("I.2.2", None, 5),
            "Ⅰ基本情報　２．特定個人情報ファイルを取り扱う事務において使用するシステム　②システムの機能（システム５）",
        ),
        (("annex1.figure", None, None), "（別添１）事務の内容"),
        (("annex1.figure", None, None), "Ⅰ基本情報 （別添１）事務の内容"),
    ],
)
def test_a_path_names_its_item(expected, text):
    assert code(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ⅱ特定個人情報ファイルの概要 ４．特定個人情報の入手・使用 ⑤使用目的", "II.3.6"),  # wrong numbers
        ("Ⅱ特定個人情報ファイルの概要 ３．特定個人情報の入手・使用 ④入手にかかる妥当性", "II.3.4"),  # an old name
        ("Ⅰ基本情報 ５．個人情報の利用 法令上の根拠", "I.5.legal_basis"),  # an old section
        (
            "Ⅲ ７．特定個人情報の保管・消去 リスク２：特定個人情報が古い情報のまま保管され続けるリスク "
            "特定個人情報の保管・消去におけるその他のリスク及びそのリスクに対する措置",
            "III.7.other",
        ),  # under a risk
        ("Ⅳその他のリスク対策 ３．その他のリスク対策 ＜港湾事務における追加の措置＞", "IV.3.other"),  # own words behind
    ],
)
def test_words_decide_over_numbers_and_a_doubt_is_told(text, expected):
    place = resolve_path(text, FORM, Place())
    assert (place.code, place.is_doubtful) == (expected, True)


@pytest.mark.parametrize(
    "text",
    [
        "全般",
        "別紙１",
        "Ⅱ特定個人情報ファイルの概要",
        "Ⅱ特定個人情報ファイルの概要 ３．特定個人情報の入手・使用",  # a section of many items
        "Ⅲ特定個人情報ファイルの取扱いプロセスにおけるリスク対策 ３．特定個人情報の使用",  # like a label
        "Ⅱ ５．特定個人情報の提供・移転（委託に伴うものを除く。） ①法令上の根拠",  # of a 提供先 or of a 移転先
        "Ⅲ ２．特定個人情報の入手 その他の措置の内容",  # of which risk
        "Ⅰ基本情報 ７．評価実施機関における担当部署 法令上の根拠",  # no such item there
        "Ⅳその他のリスク対策 １．監査",  # the section, not its item of the same name
        "Ⅱ ５．特定個人情報の提供・移転 移転先１ ②提供先における用途",  # an item of another block
    ],
)
def test_a_path_that_names_no_single_item_names_none(text):
    assert code(text)[0] is None


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ⅱ　３．②", ("II.3.2", None, None)),
        ("Ⅱ３②", ("II.3.2", None, None)),
        ("Ⅱ－３－②", ("II.3.2", None, None)),
        ("II 3 ②", ("II.3.2", None, None)),
        ("Ⅳ３", ("IV.3.other", None, None)),  # a section of one item
        ("Ⅰ５", ("I.5.legal_basis", None, None)),
        ("Ⅲ7-リスク1-⑥", ("III.7.risk1.6", None, None)),
        ("Ⅲ(2)-7-リスク1-⑥", ("III.7.risk1.6", 2, None)),
        ("Ⅱ（２）３②", ("II.3.2", 2, None)),
        ("Ⅰ2システム2②", ("I.2.2", None, 2)),
        ("Ⅱ.５.移転先１.⑥", ("II.5.transfer.6", None, 1)),
        ("Ⅰ．２．②（システム５）", ("I.2.2", None, 5)),
        ("Ⅱ４　委託事項３", ("II.4.name", None, 3)),
        ("(別添2)", ("annex2.items", None, None)),
        ("別添１", ("annex1.figure", None, None)),
        ("（別添１）事務の内容（備考）", ("annex1.notes", None, None)),
    ],
)
def test_a_path_in_marks_alone(text, expected):
    assert code(text) == expected


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        (
            "港湾（漁港）台帳ファイル",
            "Ⅱ特定個人情報ファイルの概要\n（３）港湾（漁港）台帳ファイル\n２．基本情報　③対象となる本人の範囲",
            3,
        ),
        (
            "（３）港湾(漁港)台帳ファイル",
            "Ⅱ特定個人情報ファイルの概要　３．港湾（漁港）台帳ファイル　２．基本情報　③対象となる本人の範囲",
            3,
        ),
        (
            "港湾（漁港）台帳ファイル",
            "Ⅱ特定個人情報ファイルの概要（港湾（漁港）台帳ファイル）　２．基本情報　③対象となる本人の範囲",
            None,
        ),
        ("港湾台帳", "Ⅱ特定個人情報ファイルの概要　（３）港湾台帳　２．基本情報　③対象となる本人の範囲", 3),
    ],
)
def test_the_name_of_a_file_of_the_assessment_is_known_in_a_path_whatever_is_in_it(name, text, expected):
    assert code(text)[0] is None
    place = resolve_path(text, FORM, Place(), ["犬台帳ファイル", name])
    assert (place.code, place.file_no, place.is_doubtful) == ("II.2.3", expected, False)


def test_a_files_name_that_begins_a_word_of_the_form_is_no_name_there():
    text = "Ⅱ特定個人情報ファイルの概要　(2)基本情報　③対象となる本人の範囲"
    assert resolve_path(text, FORM, Place(), ["基本"]) == resolve_path(text, FORM, Place(), ["犬台帳ファイル"])


@pytest.mark.parametrize(
    "risk", ["リスク：　委託先における不正な使用等のリスク", "リスク　委託先における不正な使用等のリスク", "リスク"]
)
def test_the_only_risk_of_a_section_needs_no_number_nor_words(risk):
    path = "Ⅲリスク対策／４．特定個人情報ファイルの取扱いの委託／{}／その他の措置の内容"
    assert code(path.format(risk), "3") == ("III.4.other_measures", None, None)


@pytest.mark.parametrize(
    ("form", "text"),
    [
        ("3", "Ⅲリスク対策／６．情報提供ネットワークシステムとの接続／リスク／リスクに対する措置の内容"),  # has two
        ("4", "Ⅲ　７．特定個人情報の保管・消去　リスク　その他の措置の内容"),  # has three
        ("4", "Ⅱ特定個人情報ファイルの概要　３．特定個人情報の入手・使用　②港湾台帳ファイル"),  # no file of the path
    ],
)
def test_a_risk_of_several_or_a_file_in_a_section_names_none(form, text):
    assert code(text, form)[0] is None


@pytest.mark.parametrize(
    "text",
    [
        "Ⅱ３",
        "Ⅲ7-リスク1",
        "Ⅲ６リスク１",
        "Ⅱ６②",
        "Ⅱ５②",
        "Ⅱ９①",
        "Ⅶ１",
        "Ⅱ３①、②",
        "Ⅱ３．①～③",
        "Ⅰ１．②、Ⅱ３．②",
        "表紙",
        "全項目",
    ],
)
def test_marks_of_several_items_or_of_none_name_none(text):
    assert code(text)[0] is None


@pytest.mark.parametrize("text", ["Ⅱ３", "Ⅲ7-リスク1", "Ⅱ６②"])
def test_marks_of_several_items_show_what_stands_above_them(text):
    place = resolve_path(text, FORM, Place())
    assert place.is_doubtful
    assert place.nearest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Ⅲリスク対策６.リスク２リスクに対する措置の内容", "III.6.risk2.measures"),
        ("Ⅱファイルの概要２．③対象となる本人の範囲", "II.2.3"),
        ("２特定個人情報ファイルの概要 ３．特定個人情報の入手・使用 ①入手元", "II.3.1"),
    ],
)
def test_headings_cut_short_are_known_and_a_doubt_is_told(text, expected):
    place = resolve_path(text, FORM, Place())
    assert (place.code, place.is_doubtful) == (expected, True)


def test_a_section_of_one_item_names_it():
    assert code("Ⅰ関連情報 ２．特定個人情報ファイル名", "2", "H31-01")[0] == "I.2.names"


def test_ditto_is_the_row_above():
    rows, findings = read(
        table(
            HEAD,
            (*ROW[:1], "⑥使用目的", *ROW[2:]),
            ("", "同上", *ROW[2:]),
            ("", "全般", *ROW[2:]),
            ("", "〃", *ROW[2:]),
        )
    )
    assert [row.item_code for row in rows] == ["II.3.6", "II.3.6", None, None]
    assert [(finding.rule, finding.found) for finding in findings] == [
        ("change_item_unresolved", "全般"),
        ("change_item_unresolved", "〃"),
    ]


def test_a_finding_shows_the_nearest_place():
    _, findings = read(table(HEAD, (ROW[0], "Ⅱ２．基本情報", *ROW[2:])))
    [finding] = findings
    assert (finding.rule, finding.found, finding.page) == ("change_item_unresolved", "Ⅱ２．基本情報", 1)
    assert (finding.expected or "").endswith("2.基本情報")


def test_claims_are_values_even_where_no_column_is_known():
    page = table(("甲", "乙"), ("丙", "丁"), edges=(0, 100, 200))
    rows, _ = read(page)
    assert rows == []
    assert page.counts()[Claim.VALUE] == 4
