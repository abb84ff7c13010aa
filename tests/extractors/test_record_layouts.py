"""Record items in unusual print: signs that count or part items, headings of two levels, tables and columns."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from tests.extractors.shapes import Paper, width
from tests.extractors.test_record_items import TOP, TWO, groups, notes, pairs, read, read_papers, rules, table

THREE = ["氏名", "住所", "性別"]
NUMBERED = list(enumerate(THREE, 1))
Group = tuple[str | None, int | None, str]


def listed(text: str, file_names: Sequence[str] = ("架空ファイル",)) -> list[Group]:
    """Heading, number and name of every item."""
    return [(row.group_name, row.item_no, row.name) for row in read(text, file_names)[0]]


# ------------------------------------------------------------------------------------------------ signs


@pytest.mark.parametrize(
    "text",
    [
        "1・氏名\n2・住所\n3・性別",
        "1、氏名\n2、住所\n3、性別",
        "1、氏名、2、住所、3、性別",
        "１，氏名\n２，住所\n３，性別",
        "1-氏名\n2-住所\n3-性別",
        "1：氏名\n2：住所\n3：性別",
        "【1】氏名\n【2】住所\n【3】性別",
        "<1>氏名、<2>住所、<3>性別",
        "001 氏名\n002 住所\n003 性別",
        "１．氏名　２．住所　３．性別",
    ],
)
def test_numbers_in_any_dress(text: str) -> None:
    assert pairs(text) == NUMBERED


@pytest.mark.parametrize(
    "text",
    [
        "・氏名・住所・性別",
        "・氏名、・住所、・性別",
        "-氏名\n-住所\n-性別",
        "－ 氏名\n－ 住所\n－ 性別",
        "氏名／住所／性別",
        "氏名 / 住所 / 性別",
        "氏名　住所　性別",
    ],
)
def test_signs_that_part_items_without_numbers(text: str) -> None:
    assert pairs(text) == [(None, name) for name in THREE]


@pytest.mark.parametrize(
    "text", ["登録日付・時刻\n発行禁止/解除日\n地番　本番", "・登録日付・時刻\n・発行禁止/解除日\n・地番　本番"]
)
def test_signs_inside_names_part_nothing(text: str) -> None:
    assert pairs(text) == [(None, "登録日付・時刻"), (None, "発行禁止/解除日"), (None, "地番本番")]


def test_numbers_of_two_levels_stay_in_the_names() -> None:
    assert [name for _, name in pairs("1.1 氏名\n1.2 住所\n2.1 所得")] == ["1.1氏名", "1.2住所", "2.1所得"]


@pytest.mark.parametrize(
    ("text", "numbers", "found"),
    [
        ("①氏名②住所②性別③続柄", [1, 2, 2, 3], ("doubled", None, "2")),
        ("①氏名②住所④性別⑤続柄", [1, 2, 4, 5], ("missing", "3", "4")),
        ("（１）氏名（２）住所（４）性別（５）続柄", [1, 2, 4, 5], ("missing", "3", "4")),
        ("1氏名\n2住所\n4性別\n5続柄", [1, 2, 4, 5], ("missing", "3", "4")),
        ("1、氏名\n2、住所\n4、性別\n5、続柄", [1, 2, 4, 5], ("missing", "3", "4")),
        ("1．氏名\n2．\n3．性別", [1, 2, 3], ("empty", None, "2")),
    ],
)
def test_what_is_wrong_with_numbers_is_told_however_they_are_set(
    text: str, numbers: list[int], found: tuple[str, str | None, str]
) -> None:
    assert [row.item_no for row in read(text)[0]] == numbers
    assert rules(text) == [found]


def test_a_line_may_break_right_after_a_number() -> None:
    """The space behind the number is lost at the line's end; digits that begin a name are no number for it."""
    names = ["氏名", "住所", "性別", "4情報", "続柄"]
    text = "、".join(f"{n}　{name}" for n, name in enumerate(names, 1))
    for room in range(60, 220, 10):
        rows, findings = read(text, room=room)
        assert [(row.item_no, row.name) for row in rows] == list(enumerate(names, 1)), room
        assert findings == []


@pytest.mark.parametrize("text", ["①住所①、②住所②", "(1)住所①、(2)住所②"])
def test_a_circled_number_that_ends_a_name_counts_nothing(text: str) -> None:
    assert pairs(text) == [(1, "住所①"), (2, "住所②")]


# ------------------------------------------------------------------------------------------------ headings


def test_numbers_with_marks_begin_a_list_below_a_heading() -> None:
    first, second = TWO
    lists = f"{first}\n1　氏名、2　住所\n※以上の者\n\n{second}\n1、宛名\n2、国籍"
    assert [(row.file_no, row.item_no, row.name, row.note) for row in read(lists, TWO)[0]] == [
        *((1, n, name, "※以上の者") for n, name in enumerate(("氏名", "住所"), 1)),
        *((2, n, name, None) for n, name in enumerate(("宛名", "国籍"), 1)),
    ]


def test_a_mark_behind_a_one_begins_no_list_without_a_two() -> None:
    first, second = TWO
    assert listed(f"{first}\n（1）氏名\n（2）住所\n{second}\n1・甲区分、乙区分、丙区分", TWO) == [
        *((first, n, name) for n, name in enumerate(("氏名", "住所"), 1)),
        *((second, None, name) for name in ("1・甲区分", "乙区分", "丙区分")),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "{0}\n①氏名②住所③性別\n{1}\n①所得②税額\n{2}\n①摘要",
        "{0}\n1.氏名\n2.住所\n3.性別\n{1}\n1.所得\n2.税額\n{2}\n1.摘要",
        "{0}\n(1)氏名、(2)住所、(3)性別\n{1}\n(1)所得、(2)税額\n{2}\n(1)摘要",
    ],
)
@pytest.mark.parametrize("heads", ["１　基本 ２　税 ３　口座", "１．基本 ２．税 ３．口座", "(1)基本 (2)税 (3)口座"])
def test_numbers_that_count_headings_count_no_items(text: str, heads: str) -> None:
    names = heads.split(" ")
    want = [(names[0], n, name) for n, name in NUMBERED]
    want += [(names[1], 1, "所得"), (names[1], 2, "税額"), (names[2], 1, "摘要")]
    assert listed(text.format(*names)) == want


@pytest.mark.parametrize(
    "text",
    [
        "基本：\n氏名、住所\n税情報：\n所得、税額",
        "基本：氏名、住所\n税情報：所得、税額",
    ],
)
def test_a_colon_ends_a_heading(text: str) -> None:
    names = [("基本：", "氏名"), ("基本：", "住所"), ("税情報：", "所得"), ("税情報：", "税額")]
    assert listed(text) == [(group, None, name) for group, name in names]


def test_headings_in_parentheses_where_the_first_is_in_parentheses() -> None:
    want = [("（基本）", 1, "氏名"), ("（基本）", 2, "住所"), ("（税）", 3, "所得"), ("（税）", 4, "税額")]
    assert listed("（基本）\n1.氏名\n2.住所\n（税）\n3.所得\n4.税額") == want
    assert listed("1.氏名\n2.住所\n（方書）\n3.所得")[1] == (None, 2, "住所（方書）")


def test_a_plain_heading_between_items_is_supposed_and_told() -> None:
    rows, findings = read("基本情報\n1.氏名\n2.住所\n税情報\n3.所得\n4.税額")
    assert [(row.group_name, row.name) for row in rows][1:3] == [("基本情報", "住所"), ("税情報", "所得")]
    assert [(finding.rule, finding.found) for finding in findings] == [("record_item_heading", "税情報")]


def test_a_parenthesis_still_open_is_closed_by_the_next_line() -> None:
    """A line between two items that closes it is no heading, however its end leaves room."""
    want = [("基本情報", 1, "氏名"), ("基本情報", 2, "口座（銀行、支店コード、番号）"), ("基本情報", 3, "性別")]
    text = "基本情報\n1 氏名\n2 口座（銀行、支店\nコード、番号）\n3 性別"
    assert listed(text) == want
    assert read(text)[1] == []


def test_a_sentence_that_announces_the_list_is_no_heading() -> None:
    rows, findings = read("記録項目は以下のとおりである\n1)氏名、2)住所")
    assert [row.group_name for row in rows] == [None, None]
    assert [finding.rule for finding in findings] == ["record_item_text"]


@pytest.mark.parametrize("sentence", ["以下の項目を記録する。", "次の項目を記録する", "記録項目は以下のとおり："])
@pytest.mark.parametrize("names", ["1.氏名\n2.住所", "・氏名\n・住所", "氏名\n住所"])
def test_a_sentence_above_the_headings_is_no_item(sentence: str, names: str) -> None:
    rows, findings = read(f"{sentence}\n【基本情報】\n＜宛名＞\n{names}")
    assert [(row.group_name, row.name) for row in rows] == [("＜宛名＞", "氏名"), ("＜宛名＞", "住所")]
    assert [(finding.rule, finding.found) for finding in findings] == [("record_item_text", sentence)]


# ------------------------------------------------------------------------------------------------ notes


@pytest.mark.parametrize("sign", ["(注1)", "注1", "*", "（注）", "※1"])
def test_a_note_finds_its_items_by_any_sign(sign: str) -> None:
    assert notes(f"1)氏名、2)住所{sign}、3)性別\n{sign}　方書を含む") == [
        ("氏名", None), (f"住所{sign}", f"{sign}　方書を含む"), ("性別", None),
    ]  # fmt: skip


# ------------------------------------------------------------------------------------------------ tables, columns


def test_a_list_with_bullets_above_one_with_numbers() -> None:
    text = (
        "≪児童≫\n● 氏名\n● 住所\n● 性別\n≪保護者≫\n● 電話\n● 口座\n● 続柄\n（注）口座は、振込を望む者に限る。\n"
        "≪認定≫\nNo.1 区分\nNo.2 期間\nNo.3 学年"
    )
    assert listed(text) == [
        *(("≪児童≫", None, name) for name in ("氏名", "住所", "性別")),
        *(("≪保護者≫", None, name) for name in ("電話", "口座", "続柄")),
        *(("≪認定≫", n, name) for n, name in enumerate(("区分", "期間", "学年"), 1)),
    ]


def test_a_long_item_near_the_next_columns_bullet_is_no_part_of_that_column() -> None:
    """Elsewhere in the cell bullets begin where its neighbour does; a bullet inside a name stands in no such line."""
    paper = Paper().box(10, 10, 590, 200)
    long = "口座・番号（銀行、銀行、銀行、支店名)"
    for top, heading, left, right in (
        (30, "＜基本情報＞", ("氏名", "住所", "性別"), ("電話", "続柄")),
        (90, "＜税情報＞", (long, "税額"), ("納期",)),
    ):
        paper.text(20, top, heading)
        paper.lines(20, top + 12, *(f"・{name}" for name in left))
        paper.lines(220, top + 12, *(f"・{name}" for name in right))
    assert [row.name for row in read_papers([paper])[0]] == [
        *("氏名", "住所", "性別", "電話", "続柄"),
        *(long, "税額", "納期"),
    ]


@pytest.mark.parametrize("gap", [0.0, 4.0])
@pytest.mark.parametrize("sign", ["{}. ", "({})", "{}）"])
def test_a_long_item_that_touches_the_next_columns_number_is_no_part_of_that_column(sign: str, gap: float) -> None:
    """A number inside a name is not the next of the column it stands at."""
    names = ["主治医医療機関コード", "資格2.5種", "性別", "口座名義人", "負担割合", "税額", "納期", "督促状発送日"]
    paper = Paper().box(10, 10, 590, 200)
    ends = 20 + width(sign.format(1) + names[0]) + gap
    for n, name in enumerate(names):
        paper.text(ends if n > 3 else 20, 30 + 12 * (n % 4), sign.format(n + 1) + name)
    assert [(row.item_no, row.name) for row in read_papers([paper])[0]] == list(enumerate(names, 1))


@pytest.mark.parametrize(
    ("right", "names"),
    [
        (("4. 続柄", "5. 国籍", "6. 生年月", "日"), ["続柄", "国籍", "生年月日"]),
        (("4. 続柄", "5. 国籍", "6. 生 年", "月日"), ["続柄", "国籍", "生 年月日"]),
    ],
)
def test_the_rest_of_an_item_near_a_long_one_in_the_column_before_it(right: tuple[str, ...], names: list[str]) -> None:
    """White space parts the two where numbers begin a column, and nothing elsewhere."""
    left = ("1. 氏名", "2. 住 所", "", "3. 主治医医療機関コード")
    begin = 20 + width(left[-1]) + 6
    paper = Paper().box(10, 10, begin + width(right[2]) + 4, 200).lines(20, 30, *left).lines(begin, 30, *right)
    rows, findings = read_papers([paper])
    assert [(row.item_no, row.name) for row in rows] == list(
        enumerate(["氏名", "住 所", "主治医医療機関コード", *names], 1)
    )
    assert findings == []


def test_words_in_line_that_no_numbers_begin_are_no_column() -> None:
    assert pairs("1. 氏名 かな\n2. 住所 かな\n3. 性別 かな") == [(n, f"{name}かな") for n, name in NUMBERED]


def test_a_numbered_heading_over_columns_with_bullets_parts_them() -> None:
    paper = Paper().box(10, 10, 590, 200)
    for top, heading, names in ((30, "1.基本情報", "氏名 住所 性別 電話"), (90, "2.税情報", "所得 税額 納期 口座")):
        paper.text(20, top, heading)
        for n, name in enumerate(names.split(" ")):
            paper.text(20 + 200 * (n // 2), top + 12 + 12 * (n % 2), f"・{name}")
    assert [(row.group_name, row.item_no, row.name) for row in read_papers([paper])[0]] == [
        *(("1.基本情報", None, name) for name in ("氏名", "住所", "性別", "電話")),
        *(("2.税情報", None, name) for name in ("所得", "税額", "納期", "口座")),
    ]


def test_lists_of_two_files_each_in_columns() -> None:
    """A heading over all columns parts them: each list is read down its own columns."""
    paper = Paper().box(10, 10, 590, 200)
    for top, heading, names in ((30, TWO[0], "氏名 住所 性別 電話"), (90, TWO[1], "続柄 地番 国籍 口座")):
        paper.text(20, top, heading)
        for n, name in enumerate(names.split()):
            paper.text(20 + 200 * (n // 2), top + 12 + 12 * (n % 2), f"{n + 1}）{name}")
    rows, findings = read_papers([paper], ["住民ファイル", "送付先ファイル"])
    assert [(row.file_no, row.item_no, row.name) for row in rows] == [
        *((1, n, name) for n, name in enumerate(["氏名", "住所", "性別", "電話"], 1)),
        *((2, n, name) for n, name in enumerate(["続柄", "地番", "国籍", "口座"], 1)),
    ]
    assert findings == []


FOUR = ["氏名", "住所", "性別", "続柄"]


def down(paper: Paper, top: float, names: Sequence[str], n_columns: int = 2, first: int = 1) -> float:
    """Print numbered names down the columns of a part of a page; where the next line goes."""
    height = -(-len(names) // n_columns)
    for n, name in enumerate(names):
        paper.text(20 + 250 * (n // height), top + 12 * (n % height), f"（{n + first}）{name}")
    return top + 12 * height


@pytest.mark.parametrize("mark", ["＜{}＞", "■{}"])
@pytest.mark.parametrize("n_columns", [1, 2])
def test_a_heading_ends_the_columns_above_it(n_columns: int, mark: str) -> None:
    """Be it followed by a heading, by one column, or by the page's end."""
    heads = [mark.format(word) for word in ("基本", "税", "口座")]
    paper = Paper().box(10, 10, 590, 300)
    top = down(paper.text(20, 30, "（１）住民ファイル").text(20, 42, heads[0]), 54, FOUR)
    top = down(paper.text(20, top, heads[1]), top + 12, ["所得", "税額", "納期"])
    paper.text(20, top, "（２）送付先ファイル").text(20, top + 12, heads[0])
    top = down(paper, top + 24, FOUR, n_columns)
    paper.text(20, top, heads[2])
    second = Paper().box(10, 10, 590, 300)
    down(second, 30, ["銀行", "支店", "番号", "名義"])
    rows, findings = read_papers([paper, second], ["住民ファイル", "送付先ファイル"])
    assert [(row.file_no, row.group_name, row.item_no, row.name) for row in rows] == [
        *((1, heads[0], n, name) for n, name in enumerate(FOUR, 1)),
        *((1, heads[1], n, name) for n, name in enumerate(["所得", "税額", "納期"], 1)),
        *((2, heads[0], n, name) for n, name in enumerate(FOUR, 1)),
        *((2, heads[2], n, name) for n, name in enumerate(["銀行", "支店", "番号", "名義"], 1)),
    ]
    assert findings == []


def test_a_heading_in_a_column_ends_no_column_whose_numbers_go_on_elsewhere() -> None:
    paper = Paper().box(10, 10, 590, 200)
    paper.lines(20, 30, "＜基本＞", "（1）氏名", "（2）住所", "＜税＞", "（1）所得", "（2）税額")
    paper.lines(270, 30, "＜口座＞", "（1）銀行", "（2）支店")
    assert [(row.group_name, row.name) for row in read_papers([paper])[0]] == [
        *(("＜基本＞", name) for name in ("氏名", "住所")),
        *(("＜税＞", name) for name in ("所得", "税額")),
        *(("＜口座＞", name) for name in ("銀行", "支店")),
    ]


@pytest.mark.parametrize("n_above", [1, 2, 3])
def test_columns_that_the_pages_edge_cuts_go_on_above_the_next_heading(n_above: int) -> None:
    """Also where a single line of them stands on the next page, and what follows has one column."""
    names = [*FOUR, "国籍", "地番", "宛名", "方書"]
    first, second = Paper().box(10, 10, 590, 300), Paper().box(10, 10, 590, 300)
    first.text(20, 30, "■基本")
    for n, (left, right) in enumerate(zip(names[:4], names[4:], strict=True)):
        paper, top = (first, 42 + 12 * n) if n < n_above else (second, 30 + 12 * (n - n_above))
        paper.text(20, top, f"（{n + 1}）{left}").text(270, top, f"（{n + 5}）{right}")
    top = 30 + 12 * (4 - n_above)
    down(second.text(20, top, "■税"), top + 12, ["所得", "税額"], 1)
    rows, findings = read_papers([first, second])
    assert [(row.group_name, row.item_no, row.name) for row in rows] == [
        *(("■基本", n, name) for n, name in enumerate(names, 1)),
        *(("■税", n, name) for n, name in enumerate(["所得", "税額"], 1)),
    ]
    assert findings == []


def test_columns_below_a_marked_heading_do_not_go_on_from_the_page_before() -> None:
    first, second = Paper().box(10, 10, 590, 300), Paper().box(10, 10, 590, 300)
    long = [*FOUR, "国籍", "地番", "宛名", "方書"]
    third, fourth = Paper().box(10, 10, 590, 300), Paper().box(10, 10, 590, 300)
    down(first.text(20, 30, "■基本"), 42, FOUR)
    down(second.text(20, 30, "■税"), 42, ["所得", "税額", "納期", "滞納"])
    third.text(20, 30, "■他")
    for n, (left, right) in enumerate(zip(long[:4], long[4:], strict=True)):
        paper, top = (third, 42 + 12 * n) if n < 2 else (fourth, 30 + 12 * (n - 2))
        paper.text(20, top, f"（{n + 1}）{left}").text(270, top, f"（{n + 5}）{right}")
    rows, findings = read_papers([first, second, third, fourth])
    assert [(row.group_name, row.item_no, row.name) for row in rows] == [
        *(("■基本", n, name) for n, name in enumerate(FOUR, 1)),
        *(("■税", n, name) for n, name in enumerate(["所得", "税額", "納期", "滞納"], 1)),
        *(("■他", n, name) for n, name in enumerate(long, 1)),
    ]
    assert findings == []


@pytest.mark.parametrize(
    "head",
    [
        ("No", "項目名", "桁数", "備考"),
        ("通し番号", "記録される項目", "型", "長さ"),
        ("№", "項目（和名）", "桁", "キー"),
    ],
)
def test_columns_beside_number_and_name_are_remarks(head: tuple[str, ...]) -> None:
    rows, findings = read_papers(
        [
            table(
                head,
                ("1", "氏名", "20", "カナ"),
                ("2", "住所", "60", ""),
                ("3", "性別", "1", ""),
                xs=(20, 80, 200, 260, 400),
            )
        ]
    )
    assert [(row.item_no, row.name, row.note) for row in rows] == [
        (1, "氏名", "20 カナ"),
        (2, "住所", "60"),
        (3, "性別", "1"),
    ]
    assert findings == []


def sized(names: Sequence[str], first: int, top: float) -> Paper:
    """A table of numbers, names and sizes, the sizes at their cells' right edge; ``top`` moves it down."""
    rows = [("項番", "項目名", "桁数"), *((str(n), name, "") for n, name in enumerate(names, first))]
    paper = table(*rows, xs=(20, 80, 300, 330), top=top)
    for n in range(len(names)):
        paper.text(315, top + 16 * (n + 1) + 12, str(10 + n))
    return paper


@pytest.mark.parametrize("heading", [TWO[0], "＜住民情報＞"])
def test_a_header_below_a_heading_says_what_numbers_are_sizes(heading: str) -> None:
    """The sizes count nothing, and the last of a page does not go on with the number that heads the next."""
    first = sized(THREE, 1, top=40.0).text(20, 32, heading)
    rows, findings = read_papers([first, sized(["続柄", "国籍"], 4, top=20.0)])
    assert [(row.group_name, row.item_no, row.name, row.note) for row in rows] == [
        (heading, n, name, str(10 + (n - 1) % 3)) for n, name in enumerate([*THREE, "続柄", "国籍"], 1)
    ]
    assert findings == []


@pytest.mark.parametrize(
    ("rows", "want"),
    [
        (["氏名 住所 性別", "続柄 国籍 "], "氏名 住所 性別 続柄 国籍"),
        (["氏名 住所 性別", "続柄  "], "氏名 住所 性別 続柄"),
        (["氏名 続柄 番号", "住所 国籍 ", "性別 宛名 "], "氏名 住所 性別 続柄 国籍 宛名 番号"),
    ],
    ids=["full", "last row short", "last column short"],
)
def test_ruled_names_without_numbers_are_read_across_unless_the_blanks_say_otherwise(
    rows: list[str], want: str
) -> None:
    found, findings = read_papers([table(*(row.split(" ") for row in rows), xs=(20, 150, 280, 410))])
    assert [row.name for row in found] == want.split()
    assert findings == []


def halves(rows: Sequence[tuple[str, str, str, str]], *, top: float = 20.0, heading: str | None = None) -> Paper:
    """Rows of number and name twice, below a heading over both halves if there is one."""
    xs = (20, 50, 200, 230, 400)
    paper = table(*rows, xs=xs, top=top + 16 * (heading is not None))
    return paper if heading is None else paper.box(xs[0], top, xs[-1], top + 16).text(22, top + 12, heading)


def both(*papers: Paper) -> Paper:
    """What is drawn on several papers on one."""
    return Paper([rule for one in papers for rule in one.rules], [glyph for one in papers for glyph in one.glyphs])


def test_a_heading_over_the_halves_of_a_table_ends_the_lists_above_it() -> None:
    first = halves([("1", "氏名", "3", "性別"), ("2", "住所", "4", "続柄")], heading="＜基本情報＞")
    second = halves([("1", "所得", "3", "納期"), ("2", "税額", "4", "口座")], heading="＜税情報＞", top=20 + 3 * 16)
    rows, findings = read_papers([both(first, second)])
    assert [(row.group_name, row.item_no, row.name) for row in rows] == [
        *(("＜基本情報＞", n, name) for n, name in enumerate([*THREE, "続柄"], 1)),
        *(("＜税情報＞", n, name) for n, name in enumerate(["所得", "税額", "納期", "口座"], 1)),
    ]
    assert findings == []


@pytest.mark.parametrize("x", [20.0, 21.0, 40.0])
def test_a_line_above_a_table_heads_both_columns_wherever_it_begins(x: float) -> None:
    grid = table(("1．氏名", "3．性別"), ("2．住所", "4．続柄"), xs=(20, 200, 400), top=40)
    rows, findings = read_papers([both(Paper().text(x, 32, "＜基本情報＞"), grid)])
    assert [(row.group_name, row.item_no, row.name) for row in rows] == [
        ("＜基本情報＞", n, name) for n, name in enumerate([*THREE, "続柄"], 1)
    ]
    assert findings == []


@pytest.mark.parametrize("is_ruled", [True, False])
def test_numbers_tell_that_columns_go_on_over_the_page(is_ruled: bool) -> None:
    names = [*THREE, "続柄", "国籍", "地番", "宛名", "方書"]
    rows = [(str(n), names[n - 1], str(n + 4), names[n + 3]) for n in range(1, 5)]
    papers = []
    for some in (rows[:2], rows[2:]):
        lines = [[f"{left}．{a}", f"{right}．{b}"] for left, a, right, b in some]
        left, right = zip(*lines, strict=True)
        unruled = Paper().box(18, 18, 560, 120).lines(20, TOP, *left).lines(300, TOP, *right)
        papers.append(halves(some) if is_ruled else unruled)
    found, findings = read_papers(papers)
    assert [(row.item_no, row.name) for row in found] == list(enumerate(names, 1))
    assert findings == []


@pytest.mark.parametrize("is_ruled", [True, False])
@pytest.mark.parametrize(
    "pages",
    [
        [[(1, 5), (2, 6)], [(3, 7), (4, 8)], [(9, 11), (10, 12)]],
        [[(1, 7), (2, 8)], [(3, 9), (4, 10)], [(5, 11), (6, 12)]],
    ],
)
def test_columns_end_where_the_next_page_counts_on_from_the_last_of_them(
    pages: list[list[tuple[int, int]]], is_ruled: bool
) -> None:
    """The first two pages' columns go on over the page; the third counts on from the second column, or the first."""
    names = [f"{letter}区分" for letter in "あいうえおかきくけこさし"]
    papers = []
    for page in pages:
        rows = [(str(a), names[a - 1], str(b), names[b - 1]) for a, b in page]
        left, right = zip(*((f"{a}．{x}", f"{b}．{y}") for a, x, b, y in rows), strict=True)
        unruled = Paper().box(18, 18, 560, 120).lines(20, TOP, *left).lines(300, TOP, *right)
        papers.append(halves(rows) if is_ruled else unruled)
    found, findings = read_papers(papers)
    assert [(row.item_no, row.name) for row in found] == list(enumerate(names, 1))
    assert findings == []


def by_file(paper: Paper, names: Sequence[str] = TWO) -> list[tuple[int | None, str]]:
    return [(row.file_no, row.name) for row in read_papers([paper], names)[0]]


BY_FILE = [(1, "氏名"), (1, "住所"), (1, "性別"), (2, "宛名"), (2, "国籍")]


@pytest.mark.parametrize("number", ["", "{}．", "({})"])
def test_lists_of_two_files_side_by_side(number: str) -> None:
    left, right = ([number.format(n) + name for n, name in enumerate(names, 1)] for names in (THREE, ["宛名", "国籍"]))
    one_cell = Paper().box(18, 18, 560, 120).lines(20, TOP, TWO[0], *left).lines(300, TOP, TWO[1], *right)
    assert by_file(one_cell) == BY_FILE
    cells = Paper().box(18, 18, 290, 36).box(290, 18, 560, 36).box(18, 36, 290, 120).box(290, 36, 560, 120)
    cells.text(20, TOP, TWO[0]).text(300, TOP, TWO[1]).lines(20, TOP + 20, *left).lines(300, TOP + 20, *right)
    assert by_file(cells) == BY_FILE


@pytest.mark.parametrize(
    "texts", [("1)氏名、2)住所、", "3)性別", "1)宛名、2)国籍"), ("氏名、住所、", "性別", "宛名、国籍")]
)
@pytest.mark.parametrize("heads", [TWO, ("基本情報", "税情報")])
def test_headings_in_a_column_of_their_own(texts: tuple[str, str, str], heads: tuple[str, str]) -> None:
    paper = Paper().box(18, 18, 150, 60).box(150, 18, 560, 60).box(18, 60, 150, 100).box(150, 60, 560, 100)
    paper.text(20, 30, heads[0]).lines(152, 30, *texts[:2]).text(20, 72, heads[1]).text(152, 72, texts[2])
    rows, _ = read_papers([paper], TWO)
    assert [(row.group_name, row.name) for row in rows] == [(heads[file_no - 1], name) for file_no, name in BY_FILE]


def test_headings_of_other_files_in_a_column_tell_the_file() -> None:
    assert groups("（１）住民ファイル\n氏名、住所\n（２）送付先ファイル\n宛名", TWO)[-1][0] == 2


# ------------------------------------------------------------------------------------------------ grids on one page


def grid(rows: Sequence[Sequence[str]], top: float, width: float = 560) -> Paper:
    """A ruled grid with columns of one width, blanks included."""
    step = width / len(rows[0])
    paper = Paper()
    for n, row in enumerate(rows):
        for k, text in enumerate(row):
            paper.box(20 + k * step, top + n * 20, 20 + (k + 1) * step, top + (n + 1) * 20)
            paper.text(22 + k * step, top + n * 20 + 14, text)
    return paper


def headed(heading: str, paper: Paper, top: float) -> Paper:
    """A grid below a heading in a cell of its own."""
    return both(paper, Paper().box(20, top - 20, 580, top).text(22, top - 6, heading))


NAMES = ["氏名", "住所", "性別", "続柄", "電話", "口座", "所得", "税額"]


@pytest.mark.parametrize("first_is_down", [True, False])
@pytest.mark.parametrize("dress", ["{}．", "({})", "{} "])
def test_numbers_of_each_grid_say_how_it_is_read(first_is_down: bool, dress: str) -> None:
    texts = [dress.format(n) + name for n, name in enumerate(NAMES, 1)]
    down, across = list(zip(texts[:4], texts[4:], strict=True)), list(zip(texts[::2], texts[1::2], strict=True))
    first, second = (down, across) if first_is_down else (across, down)
    paper = both(headed(TWO[0], grid(first, 40), 40), headed(TWO[1], grid(second, 200), 200))
    rows, findings = read_papers([paper], TWO)
    assert [(row.file_no, row.item_no, row.name) for row in rows] == [
        (file_no, n, name) for file_no in (1, 2) for n, name in enumerate(NAMES, 1)
    ]
    assert findings == []


def test_grids_of_unlike_widths_without_numbers_are_read_across() -> None:
    three, four = [NAMES[:3], NAMES[3:6], [*NAMES[6:], ""]], [NAMES[:4], NAMES[4:]]
    paper = both(headed(TWO[0], grid(three, 40), 40), headed(TWO[1], grid(four, 200), 200))
    assert by_file(paper) == [(file_no, name) for file_no in (1, 2) for name in NAMES]


def test_a_header_is_that_of_its_own_table() -> None:
    xs = (20, 60, 300, 340, 580)
    numbers = [("1", NAMES[0], "3", NAMES[2]), ("2", NAMES[1], "4", NAMES[3])]
    first = table(("No.", "項目名", "No.", "項目名"), *numbers, xs=xs, top=40)
    paper = both(headed(TWO[0], first, 40), headed(TWO[1], grid([NAMES[:4], NAMES[4:]], 200), 200))
    rows, _ = read_papers([paper], TWO)
    assert [(row.file_no, row.name, row.note) for row in rows] == [
        *((1, name, None) for name in NAMES[:4]),
        *((2, name, None) for name in NAMES),
    ]
