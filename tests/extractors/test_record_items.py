"""Record items: lists printed in every style are read as what was listed; numbers stay as printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.annexes.record_items import read_record_items
from extractors.engine.instances import Chunk
from extractors.layout.page import lay_out
from extractors.model import Claim, Finding, RecordItem
from tests.extractors.shapes import Paper, width

TOP, PITCH, PER_PAGE = 30.0, 12.0, 40
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def wrapped(text: str, room: float) -> list[str]:
    """Lines of ``text`` in ``room`` points, broken at any character."""
    out = []
    for paragraph in text.split("\n"):
        line = ""
        for char in paragraph:
            if width(line + char) > room:
                out.append(line)
                line = ""
            line += char
        out.append(line)
    return out


def read(
    text: str, file_names: Sequence[str] = ("架空ファイル",), room: float = 5000.0, per_page: int = PER_PAGE
) -> tuple[list[RecordItem], list[Finding]]:
    """The items of ``text`` printed in one cell ``room`` points wide, on as many pages as it takes."""
    lines = wrapped(text, room)
    papers = []
    for first in range(0, len(lines), per_page):
        some = lines[first : first + per_page]
        right, bottom = 22 + room, TOP + len(some) * PITCH
        papers.append(Paper().box(18, 18, right, bottom).lines(20, TOP, *some, pitch=PITCH))
    return read_papers(papers, file_names)


def read_papers(
    papers: Sequence[Paper], file_names: Sequence[str] = ("架空ファイル",)
) -> tuple[list[RecordItem], list[Finding]]:
    """The items of papers' cells, in the order in which the engine hands cells over."""
    pages = [lay_out(replace(paper.ink(), page=n)) for n, paper in enumerate(papers, 1)]
    chunks = []
    for page in pages:
        cells = sorted([*page.cells, *page.loose], key=lambda cell: (round(cell.top), cell.x0))
        chunks += [Chunk(page, cell, cell.lines) for cell in cells if cell.lines]
    out = read_record_items(chunks, file_names)
    for page in pages:
        assert page.counts()[Claim.UNASSIGNED] == 0
        assert page.double_claims == []
    return out


def squeezed(name: str) -> str:
    """A name without white space: where a line is broken at a space, none is printed."""
    return "".join(name.split())


def pairs(text: str, **more) -> list[tuple[int | None, str]]:
    """Number and name of every item, which no finding mars."""
    rows, findings = read(text, **more)
    assert findings == []
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    return [(row.item_no, squeezed(row.name)) for row in rows]


# ------------------------------------------------------------------------------------------------ any list

WORDS = st.sampled_from(
    [
        "氏名",
        "氏名（カナ）",
        "生年月日",
        "4情報",
        "第30条45規定区分",
        "更新情報　コード",
        "ﾌﾗｸﾞ",
        "Lot.No",
        "旧氏",
        "65歳未満理由",
        "区分2",
        "変更件数12",
        "携帯･番号(個人用)",
        "接種回（1回目/2回目）",
        "属性（氏名、住所、性別）",
        "登録日付・時刻",
        "発行禁止/解除日",
        "Ｅメール",
        "証明書ID（※）",
        "住民となった日",
        "国籍情報（通知）",
        "外字数（氏名）",
        "1号区分",
        "第2希望(1)",
    ]
)


@dataclass(frozen=True)
class Printed:
    """A list as printed, and what it lists."""

    text: str
    items: list[tuple[int | None, str]]


@st.composite
def numbered(draw: st.DrawFn) -> Printed:
    number = draw(st.sampled_from(["({n})", "{n})", "（{w}）", "{w}．", "{n}．", "{n}.", "{c}", "No.{n} ", "{n}　"]))
    names = draw(st.lists(WORDS, min_size=2, max_size=50 if number == "{c}" else 130))
    by_line = draw(st.booleans()) or number in ("No.{n} ", "{n}　")
    if number in ("{w}．", "{n}．", "{n}.") or by_line:  # a digit before a number would be its own
        names = [name for name in names if not name[0].isdigit()] or ["氏名", "住所"]
    separator = "\n" if by_line else draw(st.sampled_from(["、", "、", "　", "，"]))
    printed = [
        number.format(n=n, w=str(n).translate(WIDE), c=CIRCLED[min(n, 50) - 1]) + name
        for n, name in enumerate(names, 1)
    ]
    return Printed(separator.join(printed), [(n, squeezed(name)) for n, name in enumerate(names, 1)])


@st.composite
def unnumbered(draw: st.DrawFn) -> Printed:
    style = draw(st.sampled_from(["・{}\n", "{}\n", "{}、", "◆{}\n"]))
    names = draw(st.lists(WORDS.filter(lambda name: not name[0].isdigit()), min_size=2, max_size=80))
    return Printed(
        "".join(style.format(name) for name in names).strip("\n"), [(None, squeezed(name)) for name in names]
    )


@given(numbered(), st.integers(150, 560), st.integers(3, 40))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_a_numbered_list_is_read_as_listed(printed: Printed, room: int, per_page: int) -> None:
    assert pairs(printed.text, room=float(room), per_page=per_page) == printed.items


@given(unnumbered(), st.integers(250, 560))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_list_without_numbers_is_read_as_listed(printed: Printed, room: int) -> None:
    assert pairs(printed.text, room=float(room)) == printed.items


@given(st.lists(numbered(), min_size=2, max_size=4), st.booleans(), st.integers(200, 560))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_lists_under_headings_belong_to_their_files(lists: list[Printed], are_numbered: bool, room: int) -> None:
    names = [f"（{n}）{word}台帳ファイル" for n, word in zip("１２３４", "虹雪星霧", strict=True)][: len(lists)]
    headings = names if are_numbered else [f"＜{name[3:]}に関する記録項目＞" for name in names]
    text = "\n\n".join(f"{heading}\n{one.text}" for heading, one in zip(headings, lists, strict=True))
    rows, findings = read(text, names, float(room))
    want = [
        (n, heading, item)
        for n, (heading, one) in enumerate(zip(headings, lists, strict=True), 1)
        for item in one.items
    ]
    assert [(row.file_no, row.group_name, (row.item_no, squeezed(row.name))) for row in rows] == want
    assert findings == []


# ------------------------------------------------------------------------------------------------ numbers


def rules(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(finding.rule.removeprefix("record_item_"), finding.expected, finding.found) for finding in read(text)[1]]


def test_numbers_missing_doubled_or_out_of_order_stay_and_are_told() -> None:
    text = "(1)氏名、(2)住所、(5)性別、(5)続柄、(7)国籍、(6)電話番号、(8)国名"
    rows, _ = read(text)
    assert [row.item_no for row in rows] == [1, 2, 5, 5, 7, 6, 8]
    assert rules(text) == [("missing", "3-4", "5"), ("doubled", None, "5"), ("order", None, "6")]


def test_a_list_that_begins_late_misses_its_first_numbers() -> None:
    assert rules("＜台帳＞\n3)氏名、4)住所、5)性別") == [("missing", "1-2", "3")]


def test_numbers_inside_names_do_not_count() -> None:
    text = "(1)4情報（(1)氏名、(2)住所）、(2)第1号、(3)接種回（1回目、2回目）、(4)区分(2)、(5)平成31年1月1日"
    names = ["4情報（(1)氏名、(2)住所）", "第1号", "接種回（1回目、2回目）", "区分(2)", "平成31年1月1日"]
    assert pairs(text) == list(enumerate(names, 1))


def test_the_last_number_of_a_list_cut_in_two() -> None:
    names = ["氏名", "住所", "続柄", "性別", "電話", "世帯", "口座", "異動", "所得", "税額", "資格", "喪失日"]
    text = "、".join(f"{n}．{name}".translate(WIDE) for n, name in enumerate(names, 1))
    room = next(room for room in range(100, 600) if wrapped(text, room)[-1].startswith("２．"))
    assert wrapped(text, room)[-2].endswith("、１")
    assert pairs(text, room=room) == list(enumerate(names, 1))


def test_numbers_without_separators_and_cut_in_two() -> None:
    assert pairs("①氏名②住所③4情報") == [(1, "氏名"), (2, "住所"), (3, "4情報")]
    text = "、".join(f"{n})項目" for n in range(1, 10)) + "、1\n0)氏\n名\n、11)住所"
    assert pairs(text)[8:] == [(9, "項目"), (10, "氏名"), (11, "住所")]


@pytest.mark.parametrize("per_page", [1, 9])
def test_a_heading_that_fills_its_line_ends_there(per_page: int) -> None:
    text = "＜住民台帳ファイルに関する記録項目＞\n（１）4情報、（２）氏名"
    rows, findings = read(text, room=200.0, per_page=per_page)
    assert [(row.group_name, row.name) for row in rows] == [(text.split("\n")[0], name) for name in ("4情報", "氏名")]
    assert findings == []


@pytest.mark.parametrize("per_page", [1, 3])
def test_a_parenthesis_opened_at_a_lines_end_goes_on(per_page: int) -> None:
    text = "1)第30条45規定区分、2)第2希望(1)"  # broken behind the last (
    assert pairs(text, room=150.0, per_page=per_page) == [(1, "第30条45規定区分"), (2, "第2希望(1)")]


def test_a_parenthesis_never_closed_hides_no_number() -> None:
    assert pairs("1)氏名（カナ、2)住所、3)性別、4)続柄）、5)国籍") == [
        (1, "氏名（カナ"), (2, "住所"), (3, "性別"), (4, "続柄）"), (5, "国籍"),
    ]  # fmt: skip


def test_numbers_that_go_on_below_the_next_heading() -> None:
    rows, findings = read("＜甲＞\n①氏名②住所\n＜乙＞\n③続柄④性別")
    assert [(row.group_name, row.item_no) for row in rows] == [
        ("＜甲＞", 1),
        ("＜甲＞", 2),
        ("＜乙＞", 3),
        ("＜乙＞", 4),
    ]
    assert findings == []


def test_six_hundred_items() -> None:
    text = "、".join(f"({n})項目{n}の名" for n in range(1, 601))
    assert pairs(text, room=500.0) == [(n, f"項目{n}の名") for n in range(1, 601)]


# ------------------------------------------------------------------------------------------------ headings, files

TWO = ("（１）住民ファイル", "（２）送付先ファイル")


def groups(text: str, file_names: Sequence[str] = ("架空ファイル",)) -> list[tuple[int | None, str | None, str]]:
    return [(row.file_no, row.group_name, row.name) for row in read(text, file_names)[0]]


@pytest.mark.parametrize(
    "text",
    [
        "住民ファイル\n1)氏名、2)住所\n送付先ファイル\n1)宛名",
        "(1)　住民ファイル\n(1)氏名、(2)住所\n(2)　送付先ファイル\n(1)宛名",
        "＜住民ファイルに関する記録項目＞\n氏名、住所\n＜送付先ファイルに関する記録項目＞\n宛名",
        "■住民ファイル\n・氏名\n・住所\n■送付先ファイル\n・宛名",
        "①氏名\n②住所\n①宛名\n②電話番号",
    ],
)
def test_headings_of_many_kinds_tell_the_file(text: str) -> None:
    found = groups(text, TWO)
    assert [(file_no, name) for file_no, _, name in found][:3] == [(1, "氏名"), (1, "住所"), (2, "宛名")]
    headings = [line for line in text.split("\n") if "ファイル" in line] or [None, None]
    assert [group for _, group, _ in found][:3] == [headings[0], headings[0], headings[1]]


def test_headings_in_another_order_than_the_files() -> None:
    text = "＜送付先ファイル＞\n1)宛名\n＜住民ファイル＞\n1)氏名"
    assert groups(text, TWO) == [(2, "＜送付先ファイル＞", "宛名"), (1, "＜住民ファイル＞", "氏名")]


def test_groups_inside_a_file_keep_its_number() -> None:
    text = "（１）住民ファイル\n【基本】\n1)氏名\n【税】\n1)所得\n（２）送付先ファイル\n【基本】\n1)宛名"
    assert groups(text, TWO) == [(1, "【基本】", "氏名"), (1, "【税】", "所得"), (2, "【基本】", "宛名")]


def test_a_group_named_like_a_part_of_one_files_name_is_no_heading_of_that_file() -> None:
    files = ("保険資格情報ファイル", "保険給付情報ファイル")
    text = (
        "＜保険資格情報ファイル＞\n＜資格情報＞\n1)氏名、2)住所\n"
        "＜保険給付情報ファイル＞\n＜資格情報＞\n1)番号、2)記号\n＜税＞\n3)所得"
    )
    assert groups(text, files) == [
        (1, "＜資格情報＞", "氏名"),
        (1, "＜資格情報＞", "住所"),
        (2, "＜資格情報＞", "番号"),
        (2, "＜資格情報＞", "記号"),
        (2, "＜税＞", "所得"),
    ]
    assert [file_no for file_no, _, _ in groups("＜給付情報＞\n1)氏名\n＜資格情報＞\n1)住所", files)] == [2, 1]


def test_a_heading_below_a_full_line_is_no_rest_of_its_last_item() -> None:
    rows, _ = read("＜甲情報＞\n1)氏名、2)郵便番号\n＜乙情報＞\n3)住所", room=100.0)
    assert [(row.group_name, row.name) for row in rows] == [
        ("＜甲情報＞", "氏名"),
        ("＜甲情報＞", "郵便番号"),
        ("＜乙情報＞", "住所"),
    ]


def test_a_heading_printed_again_goes_on() -> None:
    rows, findings = read("＜住民ファイル＞\n(1)氏名\n＜住民ファイル＞（続き）\n(2)住所")
    assert [(row.group_name, row.item_no) for row in rows] == [("＜住民ファイル＞", 1), ("＜住民ファイル＞", 2)]
    assert findings == []


def test_items_whose_file_is_not_said() -> None:
    rows, findings = read("1)氏名、2)住所", TWO)
    assert [row.file_no for row in rows] == [None, None]
    assert [finding.rule for finding in findings] == ["record_item_file"]


def test_numbered_headings_above_lists_without_numbers() -> None:
    assert groups("（１）基本\n氏名、住所\n（２）税\n所得、税額") == [
        (1, "（１）基本", "氏名"), (1, "（１）基本", "住所"), (1, "（２）税", "所得"), (1, "（２）税", "税額"),
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------ notes, other text


def notes(text: str) -> list[tuple[str, str | None]]:
    return [(row.name, row.note) for row in read(text)[0]]


def test_a_note_below_the_list_is_that_of_the_items_with_its_sign() -> None:
    text = "(1)氏名、(2)旅券番号（※）、(3)証明書ID（※）\n※　交付に必要な場合のみ"
    note = "※　交付に必要な場合のみ"
    assert notes(text) == [("氏名", None), ("旅券番号（※）", note), ("証明書ID（※）", note)]


def test_numbered_notes_find_the_items_with_their_signs() -> None:
    text = "1)氏名、2)住所※1、3)性別（※2）、4)続柄\n※1　方書を含む\n※2　任意"
    assert notes(text) == [("氏名", None), ("住所※1", "※1　方書を含む"), ("性別（※2）", "※2　任意"), ("続柄", None)]


def test_a_note_below_the_list_without_a_sign_in_it_is_that_of_all_items() -> None:
    assert notes("(1)氏名、(2)住所\n※移行の後に追加") == [("氏名", "※移行の後に追加"), ("住所", "※移行の後に追加")]


def test_a_note_behind_an_item_is_its_own() -> None:
    assert notes("1)氏名　※転入者のみ、2)住所") == [("氏名", "※転入者のみ"), ("住所", None)]
    assert notes("1．氏名\n※カナを含む\n2．住所\n※方書を含む\n3．性別") == [
        ("氏名", "※カナを含む"), ("住所", "※方書を含む"), ("性別", None),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["別紙のとおり", "－", "なし"])
def test_no_list_at_all(text: str) -> None:
    rows, findings = read(text)
    assert rows == []
    assert [(finding.rule, finding.found) for finding in findings] == [("record_item_text", text)]


def test_text_around_the_list_is_kept_in_findings() -> None:
    rows, findings = read("以下の項目を記録する。\n1)氏名、2)住所\n以上")
    assert [(row.name, row.group_name) for row in rows] == [("氏名", None), ("住所", None)]
    assert [finding.found for finding in findings] == ["以下の項目を記録する。", "以上"]


def test_an_annex_with_nothing_in_it() -> None:
    assert read_record_items([], ["架空ファイル"]) == ([], [])


# ------------------------------------------------------------------------------------------------ tables, columns


def table(*rows: Sequence[str], xs: Sequence[float], top: float = 20.0) -> Paper:
    """Rows of ruled cells with edges ``xs``; an empty text leaves a cell blank."""
    paper = Paper()
    for n, row in enumerate(rows):
        y = top + 16 * n
        for text, x0, x1 in zip(row, xs[:-1], xs[1:], strict=True):
            paper.box(x0, y, x1, y + 16)
            if text:
                paper.text(x0 + 3, y + 12, text)
    return paper


def test_a_ruled_table_over_two_pages() -> None:
    head = ("項番", "項目名", "備考")
    papers = [
        table(head, ("1", "氏名", ""), ("2", "住所", "方書を含む"), xs=(20, 60, 200, 300)),
        table(head, ("3", "続柄", ""), xs=(20, 60, 200, 300)),
    ]
    rows, findings = read_papers(papers)
    assert [(row.item_no, row.name, row.note, row.page) for row in rows] == [
        (1, "氏名", None, 1), (2, "住所", "方書を含む", 1), (3, "続柄", None, 2),
    ]  # fmt: skip
    assert findings == []


@pytest.mark.parametrize("rows", [[("1", "氏名", "3", "続柄"), ("2", "住所", "4", "性別")],
                                  [("1", "氏名", "2", "住所"), ("3", "続柄", "4", "性別")]])  # fmt: skip
def test_a_table_of_two_columns_is_read_as_its_numbers_run(rows: list[tuple[str, ...]]) -> None:
    found, findings = read_papers([table(*rows, xs=(20, 60, 200, 240, 400))])
    assert [(row.item_no, row.name) for row in found] == [(1, "氏名"), (2, "住所"), (3, "続柄"), (4, "性別")]
    assert findings == []


def test_a_column_of_headings() -> None:
    rows, _ = read_papers(
        [
            table(
                ("分類", "No.", "項目名"),
                ("基本", "1", "氏名"),
                ("", "2", "住所"),
                ("税", "3", "所得"),
                xs=(20, 90, 130, 300),
            )
        ]
    )
    assert [(row.group_name, row.item_no, row.name) for row in rows] == [
        ("基本", 1, "氏名"), ("基本", 2, "住所"), ("税", 3, "所得"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("columns", "want"),
    [
        ([("1)氏名に関する", "長い名", "2)住所", "3)続柄"), ("4)性別に関する", "長い名", "5)国籍")],
         [(1, "氏名に関する長い名"), (2, "住所"), (3, "続柄"), (4, "性別に関する長い名"), (5, "国籍")]),
        ([("1)氏名", "3)続柄", "5)国籍"), ("2)住所", "4)性別")],
         [(1, "氏名"), (2, "住所"), (3, "続柄"), (4, "性別"), (5, "国籍")]),
        ([("氏名", "住所", "続柄"), ("性別", "国籍", "国名")],
         [(None, name) for name in ("氏名", "住所", "続柄", "性別", "国籍", "国名")]),
    ],
)  # fmt: skip
def test_columns_in_one_cell(columns: list[tuple[str, ...]], want: list[tuple[int | None, str]]) -> None:
    paper = Paper().box(18, 18, 560, 100)
    for x, column in zip((20, 200), columns, strict=True):
        paper.lines(x, TOP, *column)
    rows, findings = read_papers([paper])
    assert [(row.item_no, row.name) for row in rows] == want
    assert findings == []


def test_every_item_knows_its_place() -> None:
    rows, _ = read("(1)氏名、(2)住民票に記載された\n住所、(3)性別", room=165.0, per_page=1)
    assert [(row.page, row.page_last) for row in rows] == [(1, 1), (1, 2), (2, 2)]
    assert (rows[0].box.x0, rows[0].box.x1) == pytest.approx((20, 55))
    assert (rows[2].box.x0, rows[2].box.x1) == pytest.approx((50, 85))


def test_lines_outside_the_rulings_break_where_the_page_does() -> None:
    paper = Paper().box(18, 18, 560, 40).lines(20, 60, "証明書の番号", "氏名", "証明書の番号", "住所")
    rows, _ = read_papers([paper.text(20, 32, "台帳")])
    assert [row.name for row in rows][-4:] == ["証明書の番号", "氏名", "証明書の番号", "住所"]


def test_bullets_at_the_start_of_lines_begin_items_however_full_the_lines_are() -> None:
    rows, _ = read("・証明書の番号\n・証明書の種類\n・氏名\n・証明書の日付", room=71.0, per_page=2)
    assert [row.name for row in rows] == ["証明書の番号", "証明書の種類", "氏名", "証明書の日付"]


def test_numbers_at_the_start_of_lines_begin_items_however_full_the_lines_are() -> None:
    assert pairs("1．証明番号2\n2．証明種類2\n3．氏名\n4．証明日付2", room=62.0) == [
        (1, "証明番号2"), (2, "証明種類2"), (3, "氏名"), (4, "証明日付2"),
    ]  # fmt: skip


def test_a_heading_at_a_pages_head_is_no_part_of_the_item_before() -> None:
    rows, _ = read(
        "＜住民ファイル＞\n(1)氏名、(2)住民票に記載された住所\n＜送付先ファイル＞\n(1)宛名", TWO, 190.0, per_page=2
    )
    assert [(row.file_no, row.name) for row in rows] == [(1, "氏名"), (1, "住民票に記載された住所"), (2, "宛名")]
