"""A form over pages: which cell is which item's, where a page's edge or an agency's layout takes labels apart."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
import yaml

from extractors.engine.answers import Answers
from extractors.engine.formspec import parse_form
from extractors.engine.instances import FormReading
from extractors.engine.walk import Engine
from extractors.layout.page import Page, lay_out
from extractors.model import Claim, Status, Unread
from tests.extractors.shapes import Paper

FORM = """
form: '8'
name: 渡し舟届
version: R02-04
stamp: 令和2年4月 様式8
title: 渡し舟届
parts:
- code: cover
  label: 表紙
  sections: [{code: cover, items: [{code: cover.name, label: 届の名称, kind: text, concept: a}]}]
- code: I
  label: 基本
  sections:
  - code: I.1
    label: 渡し舟の事務
    items:
    - {code: I.1.1, number: ①, label: 名称, kind: text, concept: b}
    - {code: I.1.2, number: ②, label: 乗り手, kind: text, concept: c, vertical: 渡し番}
    - {code: I.1.3, number: ③, label: 行き先, kind: text, concept: d, vertical: 渡し番}
- code: annex1
  label: 桟橋の図
  printed: （別添1）桟橋の図
  sections:
  - code: annex1
    items:
    - {code: annex1.figure, label: 桟橋の図, kind: figure, concept: e}
    - {code: annex1.notes, label: （備考）, kind: text, concept: f}
- code: II
  label: 判断の結果
  sections:
  - code: II.1
    items: [{code: II.1.result, label: 結果のあらまし, kind: text, concept: g}]
- code: annex2
  label: 記録の一覧
  printed: （別添2）記録の一覧
  sections:
  - code: annex2
    items: [{code: annex2.items, label: 記録の一覧, kind: record_items, concept: j}]
- code: III
  label: 備え
  sections:
  - code: III.1
    label: 沈まない備え
    items:
    - {code: III.1.1, heading: 'リスク1： 舟が流されるおそれ', label: 備えの内容, kind: text, concept: h}
    - {code: III.1.2, heading: 'リスク2： 舟が沈むおそれ', label: 備えの内容, kind: text, concept: i}
- code: IV
  label: 届の控え
  sections:
  - code: IV.1
    label: 備考
    items: [{code: IV.1.notes, label: 備考, kind: text, concept: l, labelled_by: heading}]
  - code: IV.2
    label: 監査
    items:
    - {code: IV.2.1, number: ①, label: 場所, kind: text, concept: m}
    - {code: IV.2.1.key, label: 鍵の数, kind: text, concept: o, within: IV.2.1}
    - {code: IV.2.other, label: 保管におけるその他の備え及びその期間, kind: text, concept: n}
- code: changes
  label: 変更箇所
  printed: （別添3）変更箇所
  sections:
  - code: changes
    items: [{code: changes, label: 変更箇所, kind: change_table, concept: k, columns: [変更日, 項目, 前, 後]}]
"""


def read(*papers: Paper) -> FormReading:
    """The papers as the pages of one filing."""
    engine = Engine(parse_form(yaml.safe_load(FORM)))
    for number, paper in enumerate(papers, 1):
        engine.feed(lay_out(replace(paper.ink(), page=number)))
    return engine.finish()


def values(reading: FormReading) -> dict[str, str]:
    """The text of every instance, by its code (and entry), or by the label of one without a code."""
    out: dict[str, str] = {}
    for one in reading.instances:
        name = one.code or one.label
        texts = [line.text for chunk in one.chunks for line in chunk.lines]
        out[f"{name} {one.entry_no}" if one.entry_no else name] = "|".join(texts)
    return out


def rules(reading: FormReading) -> list[str]:
    return [finding.rule for finding in reading.findings]


def row(paper: Paper, top: float, label: str, value: str, x: float = 10.0) -> Paper:
    """A row of the form: a label cell and a value cell, 30 points high."""
    paper.box(x, top, 150, top + 30).box(150, top, 500, top + 30)
    return paper.text(x + 5, top + 20, label).text(155, top + 20, value)


def headed(*rows: tuple[str, str]) -> Paper:
    paper = Paper().box(10, 10, 500, 40).text(15, 30, "Ⅰ　基本").box(10, 40, 500, 70).text(15, 60, "１．渡し舟の事務")
    for n, (label, value) in enumerate(rows):
        row(paper, 70 + 30 * n, label, value)
    return paper


NAMED = {"I.1.1": "白鳥丸", "I.1.2": "市民", "I.1.3": "沖の島"}


@pytest.mark.parametrize(("printed", "rest"), [("渡", "し番"), ("渡し", "番"), ("渡し番", "")])
def test_a_label_beside_several_rows_that_the_pages_edge_cuts_in_two(printed: str, rest: str) -> None:
    first = row(headed(("①名称", "白鳥丸")), 100, "②乗り手", "市民", 30).box(10, 100, 30, 130, without="b")
    first.lines(14, 110, *printed, pitch=6)
    second = row(Paper(), 10, "③行き先", "沖の島", 30).box(10, 10, 30, 40, without="t").lines(14, 18, *rest, pitch=6)
    reading = read(first, second)
    assert (values(reading), rules(reading)) == (NAMED, [])


@pytest.mark.parametrize(("below", "is_foot"), [("", True), ("舟に乗る者", False)])
def test_an_empty_row_below_a_label_that_the_pages_edge_cuts_in_two_is_the_next_pages(
    below: str, is_foot: bool
) -> None:
    first = row(headed(("①名称", "白鳥丸")), 100, "②乗り手", "市民", 30).box(10, 100, 30, 130).text(14, 120, "渡")
    first.box(10, 140, 30, 170).box(30, 140, 150, 170).box(150, 140, 500, 170).text(155, 160, below)
    second = row(Paper(), 10, "③行き先", "沖の島", 30).box(10, 10, 30, 40, without="t").lines(14, 18, *"し番", pitch=6)
    assert ("label_unknown" not in rules(read(first, second))) is is_foot


@pytest.mark.parametrize(
    ("printed", "is_forms"), [(("）", "件"), True), (("）件",), True), (("件",), False), (("）3件",), False)]
)
def test_a_page_of_nothing_but_the_end_of_a_count_is_no_value_and_parts_none(
    printed: tuple[str, ...], is_forms: bool
) -> None:
    end = Paper()
    for n, text in enumerate(printed):
        end.text(15 + 60 * n, 200, text)
    first = row(headed(("①名称", "白鳥丸")), 100, "②乗り手", "市民", 30)
    rest = row(row(Paper(), 10, "", "と渡し守"), 40, "③行き先", "沖の島")
    pages = [lay_out(replace(paper.ink(), page=number)) for number, paper in enumerate((first, end, rest), 1)]
    engine = Engine(parse_form(yaml.safe_load(FORM)))
    for page in pages:
        engine.feed(page)
    assert values(engine.finish())["I.1.2"] == "市民|と渡し守"
    assert ({*pages[1].ledger} == {Claim.OPTION}) is is_forms


def test_a_word_beside_several_rows_may_be_ruled_as_they_are() -> None:
    paper = row(row(headed(("①名称", "白鳥丸")), 100, "②乗り手", "", 30), 130, "③行き先", "沖の島", 30)
    reading = read(paper.box(10, 100, 30, 130).text(15, 120, "渡").box(10, 130, 30, 160).text(15, 150, "番"))
    assert (values(reading), rules(reading)) == (NAMED | {"I.1.2": ""}, [])


def test_an_item_within_anothers_value_may_have_a_row_of_its_own_that_goes_on_over_the_page() -> None:
    paper = row(controlled(), 100, "①場所", "桟橋")
    paper.box(10, 130, 150, 190, without="b").box(150, 130, 500, 190, without="b").text(155, 150, "（鍵の数：　二つ")
    over = Paper().box(10, 10, 150, 40, without="t").box(150, 10, 500, 40, without="t").text(155, 30, "と予備）")
    row(over, 40, "", "なし").lines(15, 53, "保管におけるその他の", "備え及びその期間", pitch=10)
    reading = read(paper, over)
    assert values(reading)["IV.2.1"] == "桟橋|（鍵の数：　二つ|と予備）"
    assert values(reading)["IV.2.other"] == "なし"


@pytest.mark.parametrize("label", ["鍵の数", "（鍵の数：　）"])
def test_an_item_within_anothers_value_may_have_a_label_of_its_own(label: str) -> None:
    reading = read(row(row(controlled(), 100, "①場所", "桟橋"), 130, label, "二つ"))
    assert (values(reading), rules(reading)) == ({"IV.2.1": "桟橋", "IV.2.1.key": "二つ"}, [])


@pytest.mark.parametrize("label", ["②乗り手●", "②乗り手　★", "②乗り手＊", "●②乗り手"])
def test_a_label_may_have_the_mark_of_a_change_beside_it(label: str) -> None:
    rows = ("①名称", "白鳥丸"), (label, "市民"), ("③行き先", "沖の島")
    reading = read(headed(*rows))
    assert (values(reading), rules(reading)) == (NAMED, [])


@pytest.mark.parametrize("label", ["②乗り手等　男", "乗り手等　男"])
def test_a_label_may_stand_in_one_cell_with_its_parents(label: str) -> None:
    form = FORM.replace(
        "label: 乗り手, kind: text, concept: c, vertical: 渡し番",
        "label: 男, kind: text, concept: c, parent: ②乗り手等",
    )
    engine = Engine(parse_form(yaml.safe_load(form.replace("number: ②, label: 男", "label: 男"))))
    engine.feed(headed(("①名称", ""), (label, "市民")).page())
    assert values(engine.finish()) == {"I.1.1": "", "I.1.2": "市民"}


def test_a_foreign_label_beside_several_rows_hides_none_of_them() -> None:
    paper = row(row(headed(("①名称", "白鳥丸")), 100, "②乗り手", "市民", 40), 130, "③行き先", "沖の島", 40)
    reading = read(paper.box(10, 100, 40, 160).text(12, 130, "別の語"))
    assert values(reading) == NAMED | {"別の語": ""}
    assert rules(reading) == ["label_unknown"]


@pytest.mark.parametrize(
    ("second", "is_known"), [("舟が沈むおそれに関する備え", True), ("舟が焼けるおそれに関する備え", False)]
)
def test_sub_headings_of_a_section_may_stand_in_one_cell(second: str, is_known: bool) -> None:
    section = "    label: 沈まない備え\n"
    form = FORM.replace(
        section, f"{section}    headings: [舟が流されるおそれに関する備え, 舟が沈むおそれに関する備え]\n"
    )
    paper = Paper().box(10, 10, 500, 40).text(15, 30, "Ⅲ　備え").box(10, 40, 500, 70).text(15, 60, "１．沈まない備え")
    paper.box(10, 70, 500, 110).lines(15, 84, "舟が流されるおそれに関す", "る備え", second)
    paper.box(10, 110, 500, 140).text(15, 130, "リスク1：　舟が流されるおそれ")
    engine = Engine(parse_form(yaml.safe_load(form)))
    engine.feed(lay_out(row(paper, 140, "備えの内容", "舫い綱を二本").ink()))
    reading = engine.finish()
    assert values(reading)["III.1.1"] == "舫い綱を二本"
    assert (len(reading.instances), rules(reading)) == ((1, []) if is_known else (2, ["text_unknown"]))


def test_the_heading_of_a_part_on_two_lines_outside_the_rules_ends_an_annex() -> None:
    sheet = Paper().box(10, 10, 500, 40).text(15, 30, "（別添1）桟橋の図").box(10, 40, 500, 300).text(60, 100, "桟橋")
    last = Paper().lines(10, 30, "Ⅱ　判断の", "結果", pitch=14)
    row(last, 60, "結果のあらまし", "貸してよい")
    reading = read(headed(("①名称", "白鳥丸")), sheet, last)
    assert values(reading) == {"I.1.1": "白鳥丸", "annex1.figure": "桟橋", "II.1.result": "貸してよい"}


def test_words_of_a_heading_in_a_drawing_are_its_own() -> None:
    sheet = Paper().box(10, 10, 500, 40).text(15, 30, "（別添1）桟橋の図").box(10, 40, 500, 300)
    reading = read(headed(("①名称", "白鳥丸")), sheet.text(60, 100, "判断の結果").text(60, 140, "桟橋"))
    assert values(reading) == {"I.1.1": "白鳥丸", "annex1.figure": "判断の結果|桟橋"}


def test_a_value_right_below_a_parts_heading_is_that_of_its_only_item() -> None:
    paper = headed(("①名称", "白鳥丸")).box(10, 110, 500, 140).text(15, 130, "Ⅱ　判断の結果")
    reading = read(paper.box(10, 140, 500, 170).text(15, 160, "貸してよい"))
    assert (values(reading), rules(reading)) == ({"I.1.1": "白鳥丸", "II.1.result": "貸してよい"}, [])


def test_an_empty_cell_right_below_a_parts_heading_is_its_only_item_left_blank() -> None:
    paper = headed(("①名称", "白鳥丸")).box(10, 110, 500, 140).text(15, 130, "Ⅱ　判断の結果")
    blank = read(paper.box(10, 140, 500, 170))
    found = {one.code: one.status for one in Answers(blank).all() if one.code == "II.1.result"}
    assert (found, rules(blank)) == ({"II.1.result": Status.BLANK}, [])


def test_a_row_right_below_the_heading_of_a_part_of_several_items_is_none_of_them() -> None:
    reading = read(Paper().box(10, 10, 500, 40).text(15, 30, "Ⅰ　基本").box(10, 40, 500, 70).text(15, 60, "貸してよい"))
    assert not [code for code in values(reading) if code.startswith("I.")]
    assert rules(reading) == ["text_unknown"]


def test_sheets_of_an_annex_are_numbered_behind_its_heading_and_each_has_its_notes() -> None:
    sheets = []
    for number, note in ("１", "春"), ("２", "秋"):
        sheet = Paper().box(10, 10, 500, 40).text(15, 30, f"（別添1）桟橋の図（{number}）").box(10, 40, 500, 300)
        sheet.text(60, 100, "桟橋").box(10, 300, 500, 340).lines(15, 315, "（備考）", note)
        sheets.append(sheet)
    reading = read(headed(("①名称", "白鳥丸")), *sheets)
    assert values(reading) == {
        "I.1.1": "白鳥丸",
        "annex1.figure": "桟橋|桟橋",
        "annex1.notes 1": "春",
        "annex1.notes 2": "秋",
    }


def test_the_frame_of_a_drawing_may_hold_its_title() -> None:
    sheets = []
    for words, note in (["桟橋", "春"], ["番小屋", "秋"]):
        sheet = Paper().box(10, 10, 500, 300).text(15, 30, "（別添1）桟橋の図").text(60, 50, words)
        sheets.append(sheet.box(10, 300, 500, 340).lines(15, 315, "（備考）", note))
    reading = read(headed(("①名称", "白鳥丸")), *sheets)
    assert values(reading) == {
        "I.1.1": "白鳥丸",
        "annex1.figure": "桟橋|番小屋",
        "annex1.notes 1": "春",
        "annex1.notes 2": "秋",
    }


def test_a_cell_within_a_page_that_begins_with_the_title_of_an_annex_is_no_drawing() -> None:
    paper = headed(("①名称", "白鳥丸")).box(10, 100, 500, 140).lines(15, 115, "（別添1）桟橋の図", "のとおり")
    assert "annex1.figure" not in values(read(paper))


@pytest.mark.parametrize("line", ["〔係の備え〕", "［１］の舟", "令和〔７〕年", "[ ID ] と鍵", "[ ○ ] 連携"])
def test_notes_below_a_drawing_may_have_brackets_in_their_prose(line: str) -> None:
    sheet = Paper().box(10, 10, 500, 40).text(15, 30, "（別添1）桟橋の図").box(10, 40, 500, 300).text(60, 100, "桟橋")
    sheet.box(10, 300, 500, 350).lines(15, 312, "（備考）", "綱で結ぶ。", line)
    reading = read(headed(("①名称", "白鳥丸")), sheet)
    assert values(reading) == {"I.1.1": "白鳥丸", "annex1.figure": "桟橋", "annex1.notes": f"綱で結ぶ。|{line}"}


def bar(words: str, top: float = 10.0) -> Paper:
    """A page that begins with a bar as wide as the table."""
    return Paper().box(10, top, 500, top + 30).text(15, top + 20, words)


@pytest.mark.parametrize("remark", ["（１）沖の便", "　（１）", "（沖の便）", "　－　沖の便", "　沖の便"])
def test_a_parts_bar_may_have_words_appended_to_its_title(remark: str) -> None:
    sheet = bar("（別添1）桟橋の図").box(10, 40, 500, 300).text(60, 100, "桟橋")
    last = row(bar(f"Ⅱ　判断の結果{remark}"), 40, "結果のあらまし", "貸してよい")
    reading = read(headed(("①名称", "白鳥丸")), sheet, last)
    assert values(reading) == {"I.1.1": "白鳥丸", "annex1.figure": "桟橋", "II.1.result": "貸してよい"}
    assert rules(reading) == ["label_reworded"]


def controlled(*bars: str) -> Paper:
    """A page of the part 届の控え, whose rows are all as wide as the table."""
    paper = bar("Ⅳ　届の控え")
    for n, words in enumerate(bars, 1):
        paper.box(10, 10 + 30 * n, 500, 40 + 30 * n).text(15, 30 + 30 * n, words)
    return paper


@pytest.mark.parametrize("space", ["．", "　", " "])
def test_a_sections_number_may_be_set_off_by_white_space(space: str) -> None:
    paper = row(controlled(f"１{space}備考", "沖の便", f"２{space}監査"), 130, "①場所", "倉庫")
    reading = read(headed(("①名称", "白鳥丸")), paper)
    found = {"I.1.1": "白鳥丸", "IV.1.notes": "沖の便", "IV.2.1": "倉庫"}
    assert (values(reading), rules(reading)) == (found, [])


def test_a_numbered_line_of_a_value_that_begins_as_a_section_does_is_the_values() -> None:
    paper = row(controlled("１　備考", "２　監査の日は次のとおり", "２　監査"), 130, "①場所", "倉庫")
    reading = read(headed(("①名称", "白鳥丸")), paper)
    assert values(reading)["IV.1.notes"] == "２　監査の日は次のとおり"


def test_a_title_in_the_cell_of_a_row_is_the_rows_own() -> None:
    reading = read(headed(("①名称", "Ⅱ　判断の結果（沖の便）")))
    assert values(reading) == {"I.1.1": "Ⅱ　判断の結果（沖の便）"}


def test_a_table_of_contents_opens_no_part() -> None:
    names = ["Ⅰ　基本（沖の便）", "Ⅱ　判断の結果（沖の便）", "Ⅲ　備え（沖の便）"]
    contents = Paper()
    for n, name in enumerate(names):
        contents.box(10, 10 + 30 * n, 500, 40 + 30 * n).text(15, 30 + 30 * n, name)
    reading = read(contents)
    assert not [area for areas in reading.area_by_part.values() for area in areas if area != "cover"]


@pytest.mark.parametrize("colon", ["：　", ":", "　", " ", "．", "－"])
def test_a_numbered_heading_on_top_of_a_page_may_lack_its_colon(colon: str) -> None:
    first = bar("Ⅲ　備え").box(10, 40, 500, 70).text(15, 60, "１．沈まない備え")
    first.box(10, 70, 500, 100).text(15, 90, f"リスク１{colon}舟が流されるおそれ")
    second = row(bar(f"リスク２{colon}舟が沈むおそれ"), 40, "備えの内容", "底を塗る")
    assert values(read(row(first, 100, "備えの内容", "綱で結ぶ"), second)) == {
        "III.1.1": "綱で結ぶ",
        "III.1.2": "底を塗る",
    }


@pytest.mark.parametrize(
    ("heading", "of_the_value"),
    [("２．舟の監査等", ""), ("３．舟の監査等", "|３．舟の監査等"), ("舟の手入れをする者", "|舟の手入れをする者")],
    ids=["its number", "another number", "other words"],
)
def test_a_sections_heading_on_top_of_a_page_may_be_reworded(heading: str, of_the_value: str) -> None:
    first = bar("Ⅳ　届の控え").box(10, 40, 500, 70).text(15, 60, "１．備考").box(10, 70, 500, 100).text(15, 90, "なし")
    engine = Engine(parse_form(yaml.safe_load(FORM.replace("label: 監査", "label: 舟の監査"))))
    for number, paper in enumerate((first, row(bar(heading), 40, "①場所", "番小屋")), 1):
        engine.feed(numbered(paper, number))
    found = values(engine.finish())
    assert found == {"IV.1.notes": f"なし{of_the_value}", "IV.2.1": "番小屋"}


def test_other_text_on_top_of_a_page_goes_on_with_the_value_before() -> None:
    first = bar("Ⅲ　備え").box(10, 40, 500, 70).text(15, 60, "１．沈まない備え")
    first.box(10, 70, 500, 100).text(15, 90, "リスク１：舟が流されるおそれ")
    second = bar("舟が沈むおそれはない。リスク２に備えて底を塗る")
    reading = read(row(first, 100, "備えの内容", "綱で結ぶ"), second)
    assert values(reading) == {"III.1.1": "綱で結ぶ|舟が沈むおそれはない。リスク２に備えて底を塗る"}


@pytest.mark.parametrize("remark", ["（一覧）", "　一覧", "（令和５年度以降）"])
def test_an_annex_may_have_words_appended_to_its_title(remark: str) -> None:
    sheet = Paper().text(10, 30, f"（別添1）桟橋の図{remark}").box(10, 40, 500, 300).text(60, 100, "桟橋")
    reading = read(headed(("①名称", "白鳥丸")), sheet)
    assert (values(reading), rules(reading)) == ({"I.1.1": "白鳥丸", "annex1.figure": "桟橋"}, ["label_reworded"])


def test_the_name_of_a_file_behind_the_title_of_a_list_is_the_lists() -> None:
    sheets = []
    for name in "渡し舟ファイル", "艇庫ファイル":
        sheet = Paper().text(10, 30, f"（別添2）記録の一覧（{name}）").box(10, 40, 500, 300)
        sheets.append(sheet.text(60, 100, "１．舟の番号"))
    reading = read(headed(("①名称", "白鳥丸")), *sheets)
    assert values(reading)["annex2.items"] == (
        "（渡し舟ファイル）|１．舟の番号|（別添2）記録の一覧（艇庫ファイル）|１．舟の番号"
    )


def table(paper: Paper, top: float, *rows: tuple[str, ...]) -> Paper:
    """Rows of four columns."""
    for n, texts in enumerate(rows):
        for k, text in enumerate(texts):
            paper.box(10 + 120 * k, top + 30 * n, 130 + 120 * k, top + 30 + 30 * n)
            paper.text(15 + 120 * k, top + 20 + 30 * n, text)
    return paper


COLUMNS = ("変更日", "項目", "前", "後")


@pytest.mark.parametrize("sheets", [[], [Paper().text(10, 30, "（別添3）変更箇所")]])
def test_the_columns_of_a_change_table_open_it_without_its_title_above(sheets: list[Paper]) -> None:
    changes = table(Paper(), 10, COLUMNS, ("4月1日", "①名称", "白鳥丸", "黒鳥丸"))
    reading = read(headed(("①名称", "白鳥丸")), *sheets, changes)
    assert values(reading) == {
        "I.1.1": "白鳥丸",
        "changes": "変更日|項目|前|後|4月1日|①名称|白鳥丸|黒鳥丸",
    }


def test_a_change_table_may_begin_below_the_last_row_of_a_page() -> None:
    reading = read(table(headed(("①名称", "白鳥丸")), 150, COLUMNS, ("4月1日", "①名称", "白鳥丸", "黒鳥丸")))
    assert values(reading)["I.1.1"] == "白鳥丸"
    assert values(reading)["changes"].endswith("4月1日|①名称|白鳥丸|黒鳥丸")


def test_a_table_of_an_officers_own_is_no_change_table() -> None:
    reading = read(
        table(headed(("①名称", "白鳥丸")), 150, ("変更日", "項目", "係", "備考"), ("4月1日", "名称", "", ""))
    )
    assert "changes" not in values(reading)


@pytest.mark.parametrize("label", ["①名称等", "①名称（直近）", "(1)名称及び番号"])
def test_a_label_with_its_number_may_have_words_appended_to_it(label: str) -> None:
    reading = read(headed((label, "白鳥丸"), ("②乗り手", "市民")))
    assert (values(reading), rules(reading)) == ({"I.1.1": "白鳥丸", "I.1.2": "市民"}, ["label_reworded"])


def test_a_label_with_another_number_is_not_known_by_its_beginning() -> None:
    reading = read(headed(("⑨名称及び番号", "白鳥丸")))
    assert (values(reading), rules(reading)) == ({"⑨名称及び番号": "白鳥丸"}, ["label_unknown"])


def test_a_section_with_a_remark_ends_the_value_below_a_heading_before_it() -> None:
    paper = bar("Ⅳ　届の控え").box(10, 40, 500, 70).text(15, 60, "１．備考")
    paper.box(10, 70, 500, 100).text(15, 90, "特になし").box(10, 100, 500, 130).text(15, 120, "２．監査（事務局）")
    reading = read(headed(("①名称", "白鳥丸")), row(paper, 130, "①場所", "桟橋"))
    assert values(reading)["IV.1.notes"] == "特になし"
    assert values(reading)["IV.2.1"] == "桟橋"


# ------------------------------------------------------------------------------------------------ page edges


def test_a_value_on_top_of_a_page_after_a_parts_heading_is_that_of_its_only_item() -> None:
    first = headed(("①名称", "白鳥丸")).box(10, 110, 500, 140).text(15, 130, "Ⅱ　判断の結果")
    reading = read(first, bar("貸してよい"))
    assert (values(reading), rules(reading)) == ({"I.1.1": "白鳥丸", "II.1.result": "貸してよい"}, [])


def test_a_value_below_a_parts_heading_never_goes_on_with_the_part_before() -> None:
    first = headed(("①名称", "白鳥丸")).box(10, 110, 500, 140).text(15, 130, "Ⅲ　備え")
    reading = read(first, bar("綱で結ぶ"))
    assert (values(reading), rules(reading)) == ({"I.1.1": "白鳥丸", "": "綱で結ぶ"}, ["text_unknown"])


KEPT = {"IV.2.1": "艇庫", "IV.2.other": "鍵をかける"}


def kept() -> Paper:
    """The first row of a section, its last row following at 100 points."""
    return row(bar("Ⅳ　届の控え").box(10, 40, 500, 70).text(15, 60, "２．監査"), 70, "①場所", "艇庫")


def test_a_label_as_wide_as_the_table_that_the_pages_edge_cuts_in_two() -> None:
    first = kept().box(10, 100, 500, 130, without="b").text(15, 120, "保管におけるその他の備え及び")
    second = Paper().box(10, 10, 500, 40, without="t").text(15, 30, "その期間")
    reading = read(first, second.box(10, 40, 500, 70).text(15, 60, "鍵をかける"))
    assert (values(reading), rules(reading)) == (KEPT, [])


def test_a_label_as_wide_as_the_table_cut_in_two_by_a_row_that_is_closed_at_the_pages_edge() -> None:
    first = kept().box(10, 100, 500, 130).text(15, 120, "保管におけるその他の備え")
    second = Paper().box(10, 10, 500, 40).text(15, 30, "及びその期間").box(10, 40, 500, 70).text(15, 60, "鍵をかける")
    reading = read(first, second)
    assert (values(reading), rules(reading)) == (KEPT, [])


def test_a_label_cut_in_two_by_rows_that_are_closed_at_the_pages_edge() -> None:
    reading = read(row(kept(), 100, "保管におけるその他の", "鍵を"), row(Paper(), 10, "備え及びその期間", "かける"))
    assert (values(reading), rules(reading)) == (KEPT | {"IV.2.other": "鍵を|かける"}, [])


def test_a_label_at_the_pages_foot_that_does_not_go_on_is_worded_so() -> None:
    first = row(kept(), 100, "保管におけるその他の備え", "鍵をかける")
    for papers in [first], [first, row(Paper(), 10, "備考欄", "なし")]:
        reading = read(*papers)
        assert values(reading).items() >= KEPT.items()
        assert "label_reworded" in rules(reading)


def test_a_heading_that_the_pages_edge_cuts_in_two() -> None:
    first = bar("Ⅲ　備え").box(10, 40, 500, 70).text(15, 60, "１．沈まない備え")
    first.box(10, 70, 500, 100, without="b").text(15, 90, "リスク１：舟が流される")
    second = Paper().box(10, 10, 500, 40, without="t").text(15, 30, "おそれ")
    reading = read(first, row(second, 40, "備えの内容", "綱で結ぶ"))
    assert (values(reading), rules(reading)) == ({"III.1.1": "綱で結ぶ"}, [])


@pytest.mark.parametrize("gridline", [0.1, 0.0])
def test_a_value_cut_before_its_label_is_the_labels_of_the_next_page_with_gridlines_or_without(gridline: float) -> None:
    first = headed(("①名称", "白鳥丸")).box(10, 100, 150, 130, without="b").box(150, 100, 500, 130, without="b")
    first.text(155, 120, "市民と、")
    second = Paper().box(10, 10, 150, 70, without="t").box(150, 10, 500, 70, without="t")
    second.text(15, 40, "②乗り手").text(155, 40, "島の客")
    if gridline:
        for x0, x1 in ((10, 150), (150, 500)):
            first.line(x0, 130, x1, 130, gridline)
            second.line(x0, 10, x1, 10, gridline)
    assert values(read(first, second)) == {"I.1.1": "白鳥丸", "I.1.2": "市民と、|島の客"}


def unlabelled(paper: Paper, top: float, value: str) -> Paper:
    """A row with an empty label cell, ruled all round."""
    return row(paper, top, "", value)


@pytest.mark.parametrize("value", ["市民と、", "[ 市民 ]"])
def test_a_row_without_a_label_that_ends_a_page_is_the_first_labels_of_the_next(value: str) -> None:
    first = unlabelled(headed(("①名称", "白鳥丸")), 100, value)
    reading = read(first, row(Paper(), 10, "②乗り手", "島の客"))
    assert values(reading) == {"I.1.1": "白鳥丸", "I.1.2": f"{value}|島の客"}
    assert rules(reading) == ["value_before_label"]


@pytest.mark.parametrize(
    ("label", "own", "next_one"),
    [("②乗り手", "白鳥丸", "市民と、|隣の市民と、|島の客"), ("３．渡しの備え", "白鳥丸|市民と、|隣の市民と、", None)],
    ids=["a label overleaf", "a heading overleaf"],
)
def test_a_row_whose_label_stands_behind_a_page_without_any(label: str, own: str, next_one: str | None) -> None:
    pages = [unlabelled(headed(("①名称", "白鳥丸")), 100, "市民と、"), unlabelled(Paper(), 10, "隣の市民と、")]
    found = values(read(*pages, row(Paper(), 10, label, "島の客")))
    assert (found["I.1.1"], found.get("I.1.2")) == (own, next_one)


def test_a_row_without_a_label_that_ends_a_page_is_the_row_aboves_where_no_row_of_its_columns_comes_first() -> None:
    first = unlabelled(headed(("①名称", "白鳥丸")), 100, "黒鳥丸")
    reading = read(first, row(Paper(), 10, "②乗り手", "市民", x=40))
    assert values(reading) == {"I.1.1": "白鳥丸|黒鳥丸", "I.1.2": "市民"}


def test_a_row_without_a_label_that_ends_a_page_is_none_of_the_rows_below_a_heading() -> None:
    first = bar("Ⅲ　備え").box(10, 40, 500, 70).text(15, 60, "リスク１：舟が流されるおそれ")
    first = unlabelled(row(first, 70, "備えの内容", "綱で結ぶ"), 100, "錨を下ろす")
    second = row(bar("リスク２：舟が沈むおそれ"), 40, "備えの内容", "水をかき出す")
    assert values(read(first, second)) == {"III.1.1": "綱で結ぶ|錨を下ろす", "III.1.2": "水をかき出す"}


def test_a_row_without_a_label_that_ends_a_page_below_another_is_not_the_next_labels() -> None:
    first = unlabelled(unlabelled(headed(("①名称", "白鳥丸")), 100, "黒鳥丸"), 130, "青鳥丸")
    second = row(Paper(), 10, "②乗り手", "市民")
    assert values(read(first, second)) == {"I.1.1": "白鳥丸|黒鳥丸|青鳥丸", "I.1.2": "市民"}


# ------------------------------------------------------------------------------------------------ pages not read


def test_items_between_pages_that_could_not_be_read_are_unreadable() -> None:
    spec = parse_form(yaml.safe_load(FORM))
    engine = Engine(spec)
    blank = Paper()
    first = Paper().box(50, 50, 150, 80).text(55, 70, "①名称").box(150, 50, 500, 80).text(155, 70, "渡し")
    first.text(50, 20, "Ⅰ　基本").text(50, 40, "１．渡し舟の事務")
    behind = Paper().text(50, 20, "Ⅲ　備え")
    engine.feed(numbered(first, 1))
    engine.feed(numbered(blank, 2), Unread.IMAGE_ONLY)
    engine.feed(numbered(behind, 3))
    answers = {answer.code: answer for answer in Answers(engine.finish()).all()}
    statuses = {code: (answer.status, answer.page) for code, answer in answers.items()}
    assert statuses["I.1.2"] == statuses["II.1.result"] == (Status.UNREADABLE, 2)
    assert statuses["cover.name"] == (Status.NOT_FOUND, 1)
    assert statuses["III.1.1"][0] is Status.NOT_FOUND


@pytest.mark.parametrize(("behind", "is_drawing"), [("Ⅱ　判断の結果", True), ("Ⅲ　備え", False)])
def test_a_picture_between_a_drawing_and_the_next_part_goes_on_with_it(behind: str, is_drawing: bool) -> None:
    engine = Engine(parse_form(yaml.safe_load(FORM)))
    engine.feed(numbered(Paper().text(50, 20, "（別添１）桟橋の図"), 1))
    engine.feed(numbered(Paper(), 2), Unread.IMAGE_ONLY)
    engine.feed(numbered(Paper().text(50, 20, behind), 3))
    assert engine.finish().drawn == ({2} if is_drawing else set())


def test_a_picture_in_an_empty_value_cell_is_unreadable() -> None:
    engine = Engine(parse_form(yaml.safe_load(FORM)))
    paper = Paper().text(50, 20, "Ⅰ　基本").text(50, 40, "１．渡し舟の事務")
    for n, label in enumerate(("①名称", "②乗り手")):
        top = 50 + 30 * n
        paper.box(50, top, 150, top + 30).text(55, top + 20, label).box(150, top, 500, top + 30)
    ink = replace(paper.ink(), images=np.array([[160.0, 55.0, 300.0, 75.0]]))
    engine.feed(lay_out(ink))
    answers = Answers(engine.finish())
    statuses = {answer.code: answer.status for answer in answers.all()}
    assert (statuses["I.1.1"], statuses["I.1.2"]) == (Status.UNREADABLE, Status.BLANK)
    assert "value_is_picture" in {finding.rule for finding in answers.findings}


def numbered(paper: Paper, number: int) -> Page:
    return lay_out(replace(paper.ink(), page=number))


@pytest.mark.parametrize("n_files", [1, 2])
def test_a_list_is_one_of_several_where_several_files_were_described(n_files: int) -> None:
    engine = Engine(parse_form(yaml.safe_load(FORM.replace("- code: II\n", "- code: II\n  repeat: file\n"))))
    for _ in range(n_files):
        engine.feed(row(bar("Ⅱ　判断の結果"), 40, "結果のあらまし", "よい").page())
    assert not engine.lists_one_of_several_files
    engine.feed(bar("（別添2）記録の一覧").page())
    assert engine.lists_one_of_several_files == (n_files > 1)


CONTENTS = "- code: contents\n  label: 目次\n  kind: reference\n  lines: [Ⅰ 基本, Ⅱ 判断の結果]\n"


def listed(*words: str, top: float = 10) -> Paper:
    """A page of boxed lines, one below the other."""
    paper = Paper()
    for n, line in enumerate(words):
        paper.box(10, top + 30 * n, 500, top + 20 + 30 * n).text(15, top + 15 + 30 * n, line)
    return paper


@pytest.mark.parametrize("heads", [["Ⅰ　基本", "１．渡し舟の事務"], ["１．渡し舟の事務"]])
def test_the_form_begins_below_its_contents_on_the_same_page(heads: list[str]) -> None:
    engine = Engine(parse_form(yaml.safe_load(FORM.replace("- code: I\n", CONTENTS + "- code: I\n", 1))))
    paper = row(listed("目次", "Ⅰ　基本", "Ⅱ　判断の結果", *heads), 250, "①名称", "白鳥丸")
    engine.feed(row(paper, 280, "②乗り手", "市民").page())
    assert values(engine.finish()) == {"I.1.1": "白鳥丸", "I.1.2": "市民"}


def test_contents_that_list_sections_are_contents() -> None:
    engine = Engine(parse_form(yaml.safe_load(FORM.replace("- code: I\n", CONTENTS + "- code: I\n", 1))))
    engine.feed(listed("目次", "Ⅰ　基本", "１．渡し舟の事務", "Ⅳ　届の控え", "１．備考", "２．監査").page())
    engine.feed(headed(("①名称", "白鳥丸")).page())
    reading = engine.finish()
    assert (values(reading), rules(reading)) == ({"I.1.1": "白鳥丸"}, [])


def test_text_at_an_angle_lies_across_the_form_and_is_part_of_a_drawing() -> None:
    reading = read(headed(("①名称", "白鳥丸")).slanting(160, 95, "複製禁止"))
    assert (values(reading), rules(reading)) == ({"I.1.1": "白鳥丸"}, ["text_unassigned"])
    sheet = Paper().box(10, 10, 500, 40).text(15, 30, "（別添1）桟橋の図").box(10, 40, 500, 300).text(60, 100, "桟橋")
    reading = read(headed(("①名称", "白鳥丸")), sheet.slanting(200, 200, "渡し板"))
    assert values(reading) == {"I.1.1": "白鳥丸", "annex1.figure": "桟橋|渡し板"}
