"""What the page's edge cuts in two: labels that a shorter label's words begin, text in parentheses, a heading's row."""

from __future__ import annotations

from dataclasses import replace

import yaml

from extractors.engine.answers import Answers
from extractors.engine.formspec import parse_form
from extractors.engine.walk import Engine
from extractors.layout.page import lay_out
from extractors.model import Answer
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
    label: 知らせる所
    blocks: [知らせ先]
    items:
    - {code: I.1.name, repeat: 知らせ先, label: 知らせ先, kind: text, concept: a}
    - {code: I.1.1, repeat: 知らせ先, number: ①, label: 知らせる事, kind: text, concept: b}
    - {code: I.1.2, repeat: 知らせ先, number: ②, label: 知らせる事にかかわる乗り手の数, kind: text, concept: c}
    - {code: I.1.3, repeat: 知らせ先, number: ③, label: 荷物を預ける人への渡し方, kind: text, concept: d}
    - {code: I.1.4, repeat: 知らせ先, number: ④, label: 時期, kind: text, concept: e}
  - code: I.2
    label: 控えの置き場
    items:
    - {code: I.2.1, number: ①, label: 渡し方, kind: text, concept: f}
    - code: I.2.2
      number: ②
      label: 届け先
      kind: checkboxes
      concept: g
      options: [{label: 番小屋, other: true}, {label: 組合, other: true}, {label: その他, other: true}]
  - code: I.3
    label: 夜の渡し
    items:
    - {code: I.3.allowed, label: 夜の渡し, kind: checkboxes, concept: h, labelled_by: heading_bracket, options: [
        {label: 許す}]}
    - {code: I.3.reason, label: 許す理由, kind: text, concept: i}
"""


def read(*papers: Paper) -> tuple[dict[tuple[str | None, int | None], Answer], list[str]]:
    """The answers by code and entry, and the rules of the findings but for items that the papers leave out."""
    engine = Engine(parse_form(yaml.safe_load(FORM)))
    pages = [lay_out(replace(paper.ink(), page=number)) for number, paper in enumerate(papers, 1)]
    for page, following in zip(pages, [*pages[1:], None], strict=True):
        engine.feed(page, following=following)
    reader = Answers(engine.finish())
    found = {(answer.code, answer.entry_no): answer for answer in reader.all()}
    assert not any(page.double_claims or page.counts()[0] for page in pages)
    return found, [finding.rule for finding in reader.findings if finding.rule != "item_not_found"]


def values(found: dict[tuple[str | None, int | None], Answer]) -> dict[tuple[str | None, int | None], str]:
    """What is answered, without line breaks."""
    return {key: answer.value.replace("\n", "") for key, answer in found.items() if answer.value is not None}


class Form:
    """A page of the form, filled row by row from its top."""

    def __init__(self) -> None:
        self.paper, self.end = Paper(), 10.0

    def bar(self, *words: str) -> Form:
        for heading in words:
            self.paper.box(10, self.end, 500, self.end + 30).text(15, self.end + 20, heading)
            self.end += 30
        return self

    def row(self, label: str, *lines: str, without: str = "", x: float = 155.0) -> Form:
        """A row; lines of the label are parted by a stroke."""
        bottom = self.end + 18 + 12 * max(len(lines), label.count("|") + 1)
        self.paper.box(10, self.end, 150, bottom, without=without).box(150, self.end, 500, bottom, without=without)
        self.paper.lines(15, self.end + 20, *label.split("|")).lines(x, self.end + 20, *lines)
        self.end = bottom
        return self


def told(*rows: tuple[str, str]) -> Form:
    form = Form().bar("Ⅰ　基本", "１．知らせる所")
    for label, value in rows:
        form.row(label, value)
    return form


FIRST = {("I.1.name", 1): "川役所", ("I.1.1", 1): "渡しの日"}


def test_the_rest_of_a_cut_label_is_its_own_though_another_label_is_worded_so() -> None:
    first = told(("知らせ先１", "川役所"), ("①知らせる事", "渡しの日")).row("③荷物を預ける人への", "舟で", without="b")
    second = Form().row("渡し方", "渡す。", without="t").row("④時期", "春")
    found, rules = read(first.paper, second.paper)
    assert values(found) == FIRST | {("I.1.3", 1): "舟で渡す。", ("I.1.4", 1): "春"}
    assert rules == []


def test_a_numbered_label_cut_behind_the_words_of_a_shorter_label_is_none_of_that() -> None:
    for label in ["②知らせる事", "②知らせる事|にかかわる乗り手"]:
        first = told(("知らせ先１", "川役所"), ("①知らせる事", "渡しの日")).row(label, "百", without="b")
        rest = "にかかわる乗り手の数".removeprefix("".join(label.split("|")[1:]))
        second = Form().row(rest, "人", without="t").row("④時期", "春").row("知らせ先２", "村役場")
        found, rules = read(first.paper, second.paper)
        expected = FIRST | {("I.1.2", 1): "百人", ("I.1.4", 1): "春", ("I.1.name", 2): "村役場"}
        assert values(found) == expected, label
        assert rules == []


def test_a_wrong_number_before_a_label_is_none_of_a_longer_one_that_does_not_go_on() -> None:
    first = told(("知らせ先１", "川役所")).row("②知らせる事", "渡しの日")
    found, _ = read(first.paper, Form().row("④時期", "春").paper)
    assert values(found) == FIRST | {("I.1.4", 1): "春"}


# ------------------------------------------------------------------------------------------------ parentheses


def delivered(*lines: str) -> Form:
    """The question with checkboxes at a page's foot."""
    return Form().bar("Ⅰ　基本", "２．控えの置き場").row("②届け先", *lines, without="b")


def following(*lines: tuple[float, str]) -> Paper:
    """The page after it, with lines at their x."""
    paper = Paper().box(10, 10, 150, 100, without="t").box(150, 10, 500, 100, without="t")
    for n, (x, line) in enumerate(lines):
        paper.text(x, 30 + 12 * n, line)
    return paper


def others(first: Form, second: Paper) -> tuple[dict[int, str | None], list[str]]:
    """What stands in the parentheses by option, and the findings."""
    found, rules = read(first.paper, second)
    assert (None, None) not in found
    return {check.no: check.other_text for check in found["I.2.2", None].checks}, rules


CLOSED = "[○] 組合 （ 川の組合、沖の組合、岸の組合、港の組合 ）"  # as wide as the text in the parentheses is
UNDER = 155 + 55  # where the text in its parentheses begins


def test_text_in_parentheses_goes_on_before_the_next_pages_first_option() -> None:
    first = delivered("[ ] 番小屋 （ ）", CLOSED)
    second = following((UNDER, "、町の組合"), (155, "[○] その他 （ 渡し守 ）"))
    assert others(first, second) == ({1: None, 2: "川の組合、沖の組合、岸の組合、港の組合、町の組合", 3: "渡し守"}, [])


def test_text_in_parentheses_goes_on_where_no_option_follows() -> None:
    first = delivered("[ ] 番小屋 （ ）", "[ ] 組合 （ ）", CLOSED.replace("組合 （", "その他 （"))
    second = following((UNDER + 10, "と町の組合"))
    assert others(first, second)[0] == {1: None, 2: None, 3: "川の組合、沖の組合、岸の組合、港の組合と町の組合"}


def test_parentheses_that_the_page_leaves_open_close_on_the_next() -> None:
    first = delivered("[○] 番小屋 （ 川の番小屋（昼")
    second = following((165, "のみ）と沖の番小屋 ）"), (155, "[ ] 組合 （ ）"), (155, "[ ] その他 （ ）"))
    assert others(first, second) == ({1: "川の番小屋（昼のみ）と沖の番小屋", 2: None, 3: None}, [])


def test_text_centred_on_the_next_pages_first_option_is_that_options() -> None:
    first = delivered("[ ] 番小屋 （ ）", CLOSED)
    second = following((UNDER + 5, "渡し守と"), (155, "[○] その他 （"), (UNDER + 5, "村の人")).text(480, 42, "）")
    assert others(first, second)[0][2] == "川の組合、沖の組合、岸の組合、港の組合"


def test_a_label_above_the_brackets_of_the_next_pages_first_option_is_that_options() -> None:
    first = delivered("[ ] 番小屋 （ ）", CLOSED)
    found, rules = others(first, following((UNDER, "その他"), (UNDER - 20, "[○]")))
    assert (found, rules) == ({1: None, 2: "川の組合、沖の組合、岸の組合、港の組合", 3: None}, [])


def test_a_note_below_parentheses_that_end_early_is_none_of_their_text() -> None:
    first = delivered("[ ] 番小屋 （ ）", "[ ] 組合 （ ）", "[○] その他 （ 渡し守                        ）")
    found, rules = read(first.paper, following((UNDER + 10, "春に改める")))
    assert [check.other_text for check in found["I.2.2", None].checks] == [None, None, "渡し守"]
    assert (found[None, None].value, rules) == ("春に改める", ["text_beside_options"])


# ------------------------------------------------------------------------------------------------ heading's brackets


def test_a_row_cut_below_a_heading_with_brackets_waits_for_its_label() -> None:
    first = Form().bar("Ⅰ　基本", "３．夜の渡し　[○] 許す").row("", "夜に着く荷が", without="b")
    found, rules = read(first.paper, Form().row("許す理由", "あるため。", without="t").paper)
    assert values(found)["I.3.reason", None] == "夜に着く荷があるため。"
    assert [check.is_checked for check in found["I.3.allowed", None].checks] == [True]
    assert rules == []


def test_brackets_in_a_row_below_their_heading_are_the_headings() -> None:
    first = Form().bar("Ⅰ　基本", "３．夜の渡し", "[○] 許す").row("許す理由", "夜に着く荷があるため。")
    found, _ = read(first.paper)
    assert found["I.3.reason", None].value == "夜に着く荷があるため。"
    assert [check.is_checked for check in found["I.3.allowed", None].checks] == [True]
