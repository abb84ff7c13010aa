"""Answers to what a form asks, where the cells of a question stand on more than one page."""

from __future__ import annotations

from dataclasses import replace

import pytest
import yaml

from extractors.engine.answers import Answers
from extractors.engine.formspec import parse_form
from extractors.engine.walk import Engine
from extractors.layout.page import lay_out
from extractors.model import Answer, Status
from tests.extractors.shapes import Paper

FORM = """
form: '8'
name: 渡し舟届
version: R02-04
stamp: 令和2年4月 様式8
title: 渡し舟届
parts:
- code: I
  label: 基本
  sections:
  - code: I.1
    label: 渡し賃
    items:
    - {code: I.1.1, number: ①, label: 渡し賃の有無, kind: choice, concept: a, options: [{label: 有料}, {label: 無料}]}
    - {code: I.1.1.detail, label: 額、払い方, kind: text, concept: b, within: I.1.1}
"""
MORE = """    - code: I.1.2
      number: ②
      label: 渡し方
      kind: choice
      concept: c
      options: [{label: 舟に乗せて渡している}, {label: 綱を張って渡している}]
    - code: I.1.3
      number: ③
      label: 届け先
      kind: checkboxes
      concept: d
      options: [{label: 渡し場の番小屋}, {label: 向こう岸の渡し場}]
"""
OPT_OUT = """  - code: I.2
    label: 荷の受取り
    opt_out: [{label: 受け取らない（岸）, concept: e}, {label: 受け取らない（舟）, concept: f}]
    items: [{code: I.2.1, number: ①, label: 受取りの備え, kind: text, concept: g}]
"""


def cut(label: str, *lines: tuple[float, str]) -> Paper:
    """A question at the foot of a page whose edge cuts its cells, with lines at their x one below the other."""
    paper = Paper().box(10, 10, 500, 40).text(15, 30, "Ⅰ　基本").box(10, 40, 500, 70).text(15, 60, "１．渡し賃")
    paper.box(10, 70, 150, 200, without="b").box(150, 70, 500, 200, without="b").text(15, 90, label)
    for n, (x, line) in enumerate(lines):
        paper.text(x, 90 + 12 * n, line)
    return paper


def answers(*papers: Paper, form: str = FORM) -> tuple[dict[str | None, Answer], list[str]]:
    """The answers by code, and the rules of the findings."""
    engine = Engine(parse_form(yaml.safe_load(form)))
    pages = [lay_out(replace(paper.ink(), page=number)) for number, paper in enumerate(papers, 1)]
    for page in pages:
        engine.feed(page)
    reader = Answers(engine.finish())
    found = {answer.code: answer for answer in reader.all()}
    assert not any(page.double_claims or page.counts()[0] for page in pages)
    return found, [finding.rule for finding in reader.findings]


def asked(*below: str) -> Paper:
    """The question on a page whose edge cuts its cells, with lines below its options."""
    paper = Paper().box(10, 10, 500, 40).text(15, 30, "Ⅰ　基本").box(10, 40, 500, 70).text(15, 60, "１．渡し賃")
    paper.box(10, 70, 150, 200, without="b").box(150, 70, 500, 200, without="b").text(15, 90, "①渡し賃の有無")
    paper.text(155, 90, "[ 有料 ]").text(300, 90, "＜選択肢＞").text(300, 104, "1） 有料").text(400, 104, "2） 無料")
    return paper.lines(155, 120, *below)


KEPT = """
    - {code: I.1.2, number: ②, label: 渡し板の有無, kind: choice, concept: i, options: [{label: ある}, {label: ない}]}
    - {code: I.1.3, number: ③, label: 台帳の保存, kind: choice, concept: h, options: [{label: １年}, {label: ３年}]}
"""


def kept(*values: str) -> Paper:
    """Three choices below each other, the last one's options amounts, answered with ``values``."""
    paper = Paper().box(10, 10, 500, 40).text(15, 30, "Ⅰ　基本").box(10, 40, 500, 70).text(15, 60, "１．渡し賃")
    labels = ("①渡し賃の有無", "②渡し板の有無", "③台帳の保存")
    options = (("有料", "無料"), ("ある", "ない"), ("１年", "３年"))
    for n, (label, value, (first, second)) in enumerate(zip(labels, values, options, strict=True)):
        top = 70 + 50 * n
        paper.box(10, top, 150, top + 50).box(150, top, 500, top + 50).text(15, top + 20, label)
        paper.text(155, top + 20, f"[  {value}  ]").text(300, top + 20, "＜選択肢＞")
        paper.text(300, top + 34, f"1） {first}").text(400, top + 34, f"2） {second}")
    return paper


def test_a_number_among_amounts_is_an_options_where_other_choices_are_answered_by_number() -> None:
    found, rules = answers(kept("2", "１", "1"), form=FORM + KEPT)
    chosen = [found[code].choice for code in ("I.1.1", "I.1.2", "I.1.3")]
    assert [choice and choice.selected_no for choice in chosen] == [2, 1, 1]
    assert (found["I.1.3"].status, found["I.1.3"].value, rules) == (Status.ANSWERED, "1", ["choice_by_number"])


@pytest.mark.parametrize("values", [("有料", "ある", "1"), ("2", "ある", "1"), ("2", "１", "3")])
def test_a_number_among_amounts_is_unknown_where_others_are_not_so_answered_or_no_option_has_it(
    values: tuple[str, str, str],
) -> None:
    found, rules = answers(kept(*values), form=FORM + KEPT)
    assert (found["I.1.3"].status, rules) == (Status.UNKNOWN_OPTION, ["unknown_option"])


def following(*lines: str) -> Paper:
    """The page after it, on which its cells go on."""
    paper = Paper().box(10, 10, 150, 100, without="t").box(150, 10, 500, 100, without="t")
    return paper.lines(155, 30, *lines)


def test_an_item_in_parentheses_goes_on_where_the_page_ends() -> None:
    found, rules = answers(
        asked("（額、払い方：　大人百円", "　子ども（六歳以上）五十円"), following("　舟の上で払う。　）")
    )
    choice, detail = found["I.1.1"], found["I.1.1.detail"]
    assert (choice.status, choice.choice and choice.choice.selected_no) == (Status.ANSWERED, 1)
    assert detail.value == "大人百円\n　子ども（六歳以上）五十円\n舟の上で払う。"
    assert (detail.page, detail.page_last) == (1, 2)
    assert (set(found), rules) == ({"I.1.1", "I.1.1.detail"}, [])


@pytest.mark.parametrize("is_overleaf", [False, True])
def test_a_choice_without_a_label_right_below_its_sections_heading(is_overleaf: bool) -> None:
    paper = Paper().box(10, 10, 500, 40).text(15, 30, "Ⅰ　基本").box(10, 40, 500, 70).text(15, 60, "１．渡し賃")
    papers, top = ([paper, Paper()], 10) if is_overleaf else ([paper], 70)
    papers[-1].box(10, top, 500, top + 50).text(15, top + 26, "[ 有料 ]").text(300, top + 16, "＜選択肢＞")
    papers[-1].text(300, top + 26, "1） 有料").text(400, top + 26, "2） 無料")
    choice = answers(*papers)[0]["I.1.1"]
    assert (choice.status, choice.choice and choice.choice.selected_no) == (Status.ANSWERED, 1)


def test_other_options_right_below_a_sections_heading_are_not_its_choice() -> None:
    paper = Paper().box(10, 10, 500, 40).text(15, 30, "Ⅰ　基本").box(10, 40, 500, 70).text(15, 60, "１．渡し賃")
    paper.box(10, 70, 500, 120).text(15, 96, "[ 有料 ]").text(300, 86, "＜選択肢＞").text(300, 96, "1） 有料  2） 半額")
    found, rules = answers(paper)
    assert (found["I.1.1"].status, rules) == (Status.NOT_FOUND, ["text_unknown", "item_not_found", "item_not_found"])


def test_text_without_brackets_that_is_no_option_is_no_second_answer() -> None:
    found, rules = answers(asked("（額、払い方：大人百円）"), following("夏は額を改める。"))
    choice = found["I.1.1"]
    assert (choice.status, choice.choice and choice.choice.selected_no) == (Status.ANSWERED, 1)
    assert (found[None].value, rules) == ("夏は額を改める。", ["text_beside_options"])


def test_another_option_without_brackets_is_a_second_answer() -> None:
    found, rules = answers(asked("（額、払い方：大人百円）"), following("無料"))
    assert (found["I.1.1"].status, rules) == (Status.MULTIPLE, ["choice_multiple"])


def test_a_value_and_an_option_that_the_pages_edge_cuts_are_read_to_their_ends() -> None:
    first = cut("②渡し方", (155, "[ 綱を張って渡し ]"), (300, "＜選択肢＞"), (300, "1） 舟に乗せて渡し"))
    second = following().text(165, 30, "ている").text(300, 30, "ている").text(300, 42, "2） 綱を張って渡している")
    found, rules = answers(first, second, form=FORM + MORE)
    choice = found["I.1.2"].choice
    assert choice is not None
    assert (choice.selected_no, choice.selected_text) == (2, "綱を張って渡している")
    assert [option.label for option in choice.options] == ["舟に乗せて渡している", "綱を張って渡している"]
    assert (None in found, set(rules)) == (False, {"item_not_found"})


def test_other_words_on_top_of_the_next_page_end_no_value() -> None:
    papers = cut("②渡し方", (155, "[ 綱を張って渡し ]")), following().text(165, 30, "ていない")
    found, rules = answers(*papers, form=FORM + MORE)
    assert (found["I.1.2"].status, found["I.1.2"].value) == (Status.UNKNOWN_OPTION, "綱を張って渡し")
    assert found[None].value == "ていない"
    assert "unknown_option" in rules


def test_a_checkbox_label_that_the_pages_edge_cuts_has_its_rest_on_the_next() -> None:
    papers = cut("③届け先", (155, "[ ○ ] 渡し場の")), following("番小屋", "[ ] 向こう岸の渡し場")
    found, rules = answers(*papers, form=FORM + MORE)
    assert [(check.no, check.is_checked) for check in found["I.1.3"].checks] == [(1, True), (2, False)]
    assert (None in found, "text_beside_options" in rules) == (False, False)


def test_a_counts_unit_that_the_pages_edge_cuts_is_on_the_next() -> None:
    counted = MORE.replace("{label: 渡し場の番小屋}", "{label: 渡し場の番小屋, count: true}")
    papers = cut("③届け先", (155, "[ ○ ] 渡し場の番小屋 （ 2 ）")), following("件", "[ ] 向こう岸の渡し場")
    found, rules = answers(*papers, form=FORM + counted)
    assert [(check.no, check.is_checked) for check in found["I.1.3"].checks] == [(1, True), (2, False)]
    assert (None in found, "text_beside_options" in rules) == (False, False)


def boxes(*rows: str) -> Paper:
    """A question whose boxes stand in rows."""
    paper = Paper().box(10, 10, 500, 40).text(15, 30, "Ⅰ　基本").box(10, 40, 500, 70).text(15, 60, "１．渡し賃")
    paper.box(10, 70, 150, 130).box(150, 70, 500, 130).text(15, 90, "③届け先")
    return paper.lines(155, 90, *rows)


def statuses(answer: Answer) -> list[tuple[Status, bool]]:
    return [(check.status, check.is_checked) for check in answer.checks]


def test_a_mark_that_may_be_two_boxes_ticks_none_and_says_so() -> None:
    found, rules = answers(boxes("渡し場の番小屋 [　]　○　[　] 向こう岸の渡し場"), form=FORM + MORE)
    assert found["I.1.3"].status is Status.UNREADABLE
    assert not any(is_checked for _, is_checked in statuses(found["I.1.3"]))
    assert "mark_doubtful" in rules
    assert not found["I.1.3"].value


def test_marks_beside_their_boxes_are_no_text_of_the_agencys() -> None:
    found, rules = answers(boxes("○[　] 渡し場の番小屋", "　[　] 向こう岸の渡し場"), form=FORM + MORE)
    assert statuses(found["I.1.3"]) == [(Status.ANSWERED, True), (Status.BLANK, False)]
    assert None not in found
    assert [rule for rule in rules if rule != "item_not_found"] == []


def test_a_reworded_box_says_so() -> None:
    found, rules = answers(boxes("[ ○ ] 渡し場の小屋", "[　] 向こう岸の渡し場"), form=FORM + MORE)
    assert statuses(found["I.1.3"]) == [(Status.ANSWERED, True), (Status.BLANK, False)]
    assert [rule for rule in rules if rule != "item_not_found"] == ["option_reworded"]


def test_marks_without_boxes_say_so_and_each_option_has_a_place() -> None:
    found, rules = answers(boxes("○ 渡し場の番小屋", "　 向こう岸の渡し場"), form=FORM + MORE)
    assert statuses(found["I.1.3"]) == [(Status.ANSWERED, True), (Status.BLANK, False)]
    assert [rule for rule in rules if rule != "item_not_found"] == ["boxes_missing"]
    assert all(check.box.x1 < 400 and check.box.top > 75 for check in found["I.1.3"].checks)


@pytest.mark.parametrize(
    "printed",
    [
        "受け取らない（岸） [ ○ ]　受け取らない（舟） [　]",
        "○[　] 受け取らない（岸）　[　] 受け取らない（舟）",
        "[ ○ ] 受け取らない（岸）　[　] 受け取らない（舟）",
        "受け取らない（岸） ○[　]　受け取らない（舟） [　]",
    ],
)
def test_boxes_and_marks_beside_a_heading(printed: str) -> None:
    paper = Paper().box(10, 10, 500, 40).text(15, 30, "Ⅰ　基本").box(10, 40, 500, 70)
    paper.text(15, 60, "２．荷の受取り").text(200, 60, printed)
    paper.box(10, 70, 150, 130).box(150, 70, 500, 130).text(15, 90, "①受取りの備え").text(155, 90, "控えを残す。")
    found, rules = answers(paper, form=FORM + OPT_OUT)
    assert statuses(found["I.2.opt_out"]) == [(Status.ANSWERED, True), (Status.BLANK, False)]
    assert found["I.2.1"].value == "控えを残す。"
    assert [rule for rule in rules if rule != "item_not_found"] == []


@pytest.mark.parametrize("title", [("２．荷の受取り",), ("２．荷の", "受取り")])
def test_boxes_beside_a_heading_whose_labels_wrap_beside_their_brackets(title: tuple[str, ...]) -> None:
    paper = Paper().box(10, 10, 500, 40).text(15, 30, "Ⅰ　基本").box(10, 40, 500, 90).lines(15, 68, *title)
    for x, mark, label in ((200, " ○", ("] 受け取ら", "ない", "（岸）")), (350, "", ("] 受け取ら", "ない（", "舟）"))):
        paper.text(x, 68, f"[{mark}").lines(x + 30, 58, *label, pitch=10)
    paper.box(10, 90, 150, 130).box(150, 90, 500, 130).text(15, 110, "①受取りの備え").text(155, 110, "控えを残す。")
    found, rules = answers(paper, form=FORM + OPT_OUT)
    assert statuses(found["I.2.opt_out"]) == [(Status.ANSWERED, True), (Status.BLANK, False)]
    assert found["I.2.1"].value == "控えを残す。"
    assert [rule for rule in rules if rule != "item_not_found"] == []


@pytest.mark.parametrize(("opening", "x"), [("[ ○", 200), ("[", 142), ("[", 137)])
def test_torn_brackets_beside_words_that_are_no_option_are_left_as_printed(opening: str, x: float) -> None:
    paper = Paper().box(10, 10, 500, 40).text(15, 30, "Ⅰ　基本").box(10, 40, 500, 70)
    paper.text(15, 58, "２．荷の受取り").text(135, 58, opening).lines(x, 53, "] 受け取る", "（岸）", pitch=10)
    found, rules = answers(paper, form=FORM + OPT_OUT)
    assert not any(check.is_checked for check in found["I.2.opt_out"].checks)
    assert "text_unknown" in rules


def test_an_item_within_a_choice_that_has_a_row_of_its_own_is_answered_there_alone() -> None:
    paper = Paper().box(10, 10, 500, 40).text(15, 30, "Ⅰ　基本").box(10, 40, 500, 70).text(15, 60, "１．渡し賃")
    for top, label, value in ((70, "①渡し賃の有無", "[　有料　]"), (100, "額、払い方", "百円を桟橋で")):
        paper.box(10, top, 150, top + 30).text(15, top + 20, label)
        paper.box(150, top, 500, top + 30).text(160, top + 20, value)
    engine = Engine(parse_form(yaml.safe_load(FORM)))
    engine.feed(paper.page())
    found = [(answer.code, answer.status, answer.value) for answer in Answers(engine.finish()).all()]
    assert found == [("I.1.1", Status.ANSWERED, "有料"), ("I.1.1.detail", Status.ANSWERED, "百円を桟橋で")]
