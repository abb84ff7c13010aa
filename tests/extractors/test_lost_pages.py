"""Pages behind one that is missing or can't be read: they find their own place, and nothing is joined over the gap."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pytest

from extractors.bundle.divide import divide
from extractors.bundle.roles import role_in_assessment, roles_in_assessment
from extractors.bundle.unread import why_unread
from extractors.engine.answers import Answers
from extractors.engine.formspec import load_forms
from extractors.engine.instances import FormReading
from extractors.engine.walk import Engine
from extractors.layout.page import Page, lay_out
from extractors.model import Role, Status
from tests.extractors.shapes import Paper

FORM2, FORM3 = load_forms()["2", "R06-10"], load_forms()["3", "H30-05"]
Row = str | tuple[str, str]  # a bar, or a label and its value


def sheet(*rows: Row, number: str = "") -> Paper:
    """Rows of a form, one below the other, and the page's printed number."""
    paper = Paper().text(300, 590, number, 8)
    for n, row in enumerate(rows):
        top, texts = 10 + 24 * n, (row,) if isinstance(row, str) else row
        for k, text in enumerate(texts):
            x0, x1 = ((10, 590), (10, 250), (250, 590))[0 if len(texts) == 1 else k + 1]
            paper.box(x0, top, x1, top + 24, without="t" if n == 0 else "").text(x0 + 4, top + 16, text, 8)
    return paper


def pages_of(*papers: Paper) -> list[Page]:
    return [lay_out(replace(paper.ink(), page=n)) for n, paper in enumerate(papers, 1)]


def walk(pages: Sequence[Page], gaps: Sequence[int] = (), form: str = "3") -> FormReading:
    engine = Engine(FORM2 if form == "2" else FORM3)
    for page in pages:
        engine.feed(page, why_unread(page), is_behind_gap=page.number in gaps)
    return engine.finish()


def values(reading: FormReading) -> dict[str, str]:
    """Texts by code, and entry where there is one; by label where there is no code."""
    out = {}
    for one in reading.instances:
        text = "|".join(line.text for chunk in one.chunks for line in chunk.lines)
        out[f"{one.code or one.label}{f' {one.entry_no}' if one.entry_no else ''}"] = text
    return out


def rules(reading: FormReading) -> list[str]:
    return [finding.rule for finding in reading.findings]


LIST = sheet("（別添１） 特定個人情報ファイル記録項目", "１．犬の名　２．犬の色")
CHANGES = sheet("（別添2）変更箇所", ("令和7年4月1日", "犬の名"))
SHARING: list[Row] = [
    ("特定個人情報の提供・移転に関するルール", "[ 定めている ] ＜選択肢＞"),
    ("ルールの内容及びルール遵守の確認方法", "帳面につける"),
    ("その他の措置の内容", "札をかける"),
]
AUDIT: list[Row] = ["８．監査", ("実施の有無", "[ ○ ] 自己点検")]
SHARED = {
    "III.5.rule": "[ 定めている ] ＜選択肢＞",
    "III.5.rule.content": "帳面につける",
    "III.5.other_measures": "札をかける",
}


@pytest.mark.parametrize("before", [LIST, CHANGES])
@pytest.mark.parametrize("rows", [SHARING, [*SHARING[1:], ("リスクへの対策は十分か", ""), *AUDIT]])
def test_rows_of_the_form_behind_a_list_or_a_table_are_none_of_it(before: Paper, rows: list[Row]) -> None:
    alone = values(walk(pages_of(before)))
    reading = walk(pages_of(before, sheet(*rows)))
    found = values(reading)
    assert {code: found[code] for code in alone} == alone
    assert {code: found[code] for code in SHARED if code in found} == {
        code: text for code, text in SHARED.items() if code != "III.5.rule" or rows is SHARING
    }
    assert "pages_missing" in rules(reading)


@pytest.mark.parametrize(
    "rows",
    [
        SHARING[:2],
        [
            ("ルールの内容及びルール遵守の確認方法", "犬"),
            ("その他の措置の内容", "札"),
            ("リスクへの対策は十分か", "色"),
        ],
        [("令和7年4月1日", label) for label, _ in SHARING],
    ],
    ids=["two", "no options", "not at the left"],
)
def test_a_table_that_names_labels_of_the_form_stays_one(rows: list[Row]) -> None:
    reading = walk(pages_of(CHANGES, sheet(*rows)))
    assert [one.code for one in reading.instances] == ["annex2.changes"]


def test_labels_that_stand_in_one_place_need_no_heading_before_them() -> None:
    first = sheet("Ⅰ　関連情報", "１．特定個人情報ファイルを取り扱う事務", ("①事務の名称", "犬の登録"))
    second = sheet(("当該対策は十分か【再掲】", "[ 十分である ]"), ("判断の根拠", "番をする"))
    reading = walk(pages_of(first, second), form="2")
    assert values(reading) == {"I.1.1": "犬の登録", "IV.11.rating": "[ 十分である ]", "IV.11.basis": "番をする"}
    assert rules(reading) == ["pages_missing"]


def test_the_block_that_begins_next_tells_the_number_of_the_one_that_goes_on() -> None:
    second = sheet(("⑤再委託の許諾方法", "書面"), ("⑥再委託事項", "餌"), ("委託事項4", "散歩"), ("①委託内容", "紐"))
    found = values(walk(pages_of(sheet("Ⅰ　基本情報"), second)))
    assert (found["II.4.5 3"], found["II.4.6 3"], found["II.4.1 4"]) == ("書面", "餌", "紐")


OPEN = [("リスクに対する措置の内容", "札をかける"), ("リスクへの対策は十分か", "[ 十分である ] 1) 特に力を入れている")]
RISK: list[Row] = [
    "Ⅲ　リスク対策",
    "２．特定個人情報の入手（情報提供ネットワークシステムを通じた入手を除く。）",
    "リスク：　目的外の入手が行われるリスク",
]


@pytest.mark.parametrize(("option", "is_joined"), [("2) 十分である", True), ("3) 課題が残されている", False)])
def test_options_go_on_over_a_pages_edge_where_none_is_missing_between(option: str, is_joined: bool) -> None:
    reading = walk(pages_of(sheet(*RISK, *OPEN), sheet(("", option), *AUDIT)))
    [text] = [text for code, text in values(reading).items() if code.endswith("rating")]
    assert text.endswith(f"|{option}") == is_joined
    assert ("text_unassigned" in rules(reading)) != is_joined


def scan(stamp: str) -> Page:
    ink = replace(Paper().text(40, 20, stamp, 8).ink(), page=9, images=np.array([[0.0, 0.0, 600.0, 600.0]]))
    return lay_out(ink)


def test_nothing_is_joined_over_a_page_that_is_a_picture() -> None:
    papers = sheet(*RISK, *OPEN[:1]), sheet("続きの文章", *AUDIT)
    assert values(walk(pages_of(*papers)))["III.2.risk1.measures"] == "札をかける|続きの文章"
    picture = scan("配布資料 12:10")
    first, last = pages_of(*papers)
    reading = walk([first, picture, last])
    assert values(reading)["III.2.risk1.measures"] == "札をかける"
    assert role_in_assessment(picture, reading, why_unread(picture)) is Role.IMAGE_ONLY


@pytest.mark.parametrize(
    ("heading", "is_framed", "role"),
    [("", True, Role.FIGURE), ("Ⅱ　特定個人情報ファイルの概要", True, Role.FORM), ("", False, Role.OTHER)],
)
def test_a_page_of_lines_only_behind_a_drawing_is_the_end_of_its_frame(
    heading: str, is_framed: bool, role: Role
) -> None:
    drawing = Paper().box(10, 10, 500, 40).text(15, 30, "（別添1）事務の内容").box(10, 40, 500, 590, without="b")
    end = Paper().box(10, 10, 500, 30, without="t") if is_framed else Paper()
    if heading:
        end.box(10, 40, 500, 70).text(15, 60, heading)
    pages = pages_of(drawing.text(60, 100, "犬舎").text(60, 200, "餌"), end)
    engine = Engine(load_forms()["4", "H30-05"])
    for page in pages:
        engine.feed(page)
    assert roles_in_assessment(pages, engine.finish(), {}) == {1: Role.FIGURE, 2: role}


def test_a_page_of_lines_only_behind_rows_of_the_form_is_no_drawing() -> None:
    pages = pages_of(sheet(*RISK), Paper().box(10, 10, 500, 30, without="t").text(300, 590, "2", 8))
    assert roles_in_assessment(pages, walk(pages), {})[2] is not Role.FIGURE


ENTRUSTED: list[Row] = [
    ("委託事項1", "餌"),
    ("①委託内容", "紐"),
    ("②委託先における取扱者数", "[ 10人未満 ]"),
    ("③委託先名", "犬舎"),
    ("④再委託の有無", "[ 再委託しない ]"),
]
SHARED_WITH: Row = ("提供・移転の有無", "[ ]")


@pytest.mark.parametrize(
    ("before", "after", "is_missing"),
    [
        (ENTRUSTED[:3], [SHARED_WITH], True),
        (ENTRUSTED[:3], ["５．特定個人情報の提供・移転（委託に伴うものを除く。）", SHARED_WITH], True),
        (ENTRUSTED[:3], ENTRUSTED[3:], False),
        (ENTRUSTED, [SHARED_WITH], False),  # the rows of what is not the case were left out
    ],
)
def test_a_block_that_breaks_off_at_the_foot_of_a_page_says_so(
    before: list[Row], after: list[Row], is_missing: bool
) -> None:
    bars: list[Row] = ["Ⅱ　特定個人情報ファイルの概要", "４．特定個人情報ファイルの取扱いの委託"]
    reader = Answers(walk(pages_of(sheet("Ⅰ　基本情報"), sheet(*bars, *before), sheet(*after))))
    reader.all()
    found = [(one.item_code, one.page, one.entry_no) for one in reader.findings if one.rule == "pages_missing"]
    assert found == ([("II.4.2", 3, 1)] if is_missing else [])


@pytest.mark.parametrize(
    ("rows", "text", "status"),
    [
        (OPEN[:1], "札をかける", Status.ANSWERED),
        ([("リスクに対する措置の内容", "札を\ufffd\ufffd")], "札を\ufffd\ufffd", Status.UNREADABLE),
        ([("リスクに対する措置の内容", "")], None, Status.UNREADABLE),
    ],
)
def test_a_value_in_which_the_content_of_a_page_breaks_off_says_so(
    rows: list[Row], text: str | None, status: Status
) -> None:
    cut, after = pages_of(sheet(*RISK, *rows), sheet("続きの文章", *AUDIT))
    reading = walk([lay_out(replace(cut.ink, is_cut_off=True)), after])
    reader = Answers(reading)
    found = {answer.code: answer for answer in reader.all()}["III.2.risk1.measures"]
    assert (found.value, found.status) == (text, status)
    named = [finding.item_code for finding in reader.findings if finding.message.startswith("the content of the page")]
    assert named == ["III.2.risk1.measures"]


def test_nothing_is_joined_over_a_gap_in_the_printed_numbers() -> None:
    pages = pages_of(sheet(*RISK, *OPEN[:1]), sheet("続きの文章", *AUDIT))
    reading = walk(pages, gaps=[2])
    assert values(reading)["III.2.risk1.measures"] == "札をかける"
    assert rules(reading)[0] == "pages_missing"


@pytest.mark.parametrize(
    ("numbers", "gaps"),
    [("1245", {3}), ("1234", set()), ("1357", set()), ("12-4", set()), ("12-5", set()), ("1239567", set())],
)
def test_pages_are_missing_where_most_count_one_by_one(numbers: str, gaps: set[int]) -> None:
    pages = pages_of(
        sheet("Ⅰ　基本情報", "１．特定個人情報ファイルを取り扱う事務"), *[sheet(*AUDIT)] * (len(numbers) - 1)
    )
    layout = divide(pages, [None if number == "-" else number for number in numbers], load_forms())
    assert [segment.gaps for segment in layout.segments] == [gaps]


def test_a_page_goes_on_below_a_heading_whose_brackets_words_are_wrapped() -> None:
    before, rows = PROVISION
    heading = "６．情報提供ネットワークシステムとの接続　[　]接続しない（入手）　[　]接続しない"
    top = Paper().box(10, 10, 590, 50).text(14, 26, heading, 8).text(14, 42, "（提供）", 8)
    for n, (label, value) in enumerate(rows):
        top.box(10, 50 + 24 * n, 250, 74 + 24 * n).text(14, 66 + 24 * n, label, 8)
        top.box(250, 50 + 24 * n, 590, 74 + 24 * n).text(254, 66 + 24 * n, value, 8)
    reading = walk(pages_of(before, top), form="2")
    assert "pages_missing" not in rules(reading)
    assert values(reading)["IV.6.acquisition"] == "[ 十分である ]"


PROVISION = (
    sheet(
        "Ⅳ　リスク対策",
        "５．特定個人情報の提供・移転（委託や情報提供ネットワークシステムを通じた提供を除く。）",
        ("不正な提供・移転が行われるリスクへの対策は十分か", "[ 十分である ]"),
    ),
    [
        ("目的外の入手が行われるリスクへの対策は十分か", "[ 十分である ]"),
        ("不正な提供が行われるリスクへの対策は十分か", "[ 十分である ]"),
    ],
)
