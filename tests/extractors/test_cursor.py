"""The reading's place on the form: which of several equal labels is meant, which file and block it belongs to."""

from __future__ import annotations

import pytest
import yaml

from extractors.characters import fold
from extractors.engine.cursor import Cursor, label_keys, split_number
from extractors.engine.formspec import FormSpec, Node, NodeKind, load_forms, parse_form
from extractors.engine.headings import is_shortened

# A form of our own: a cover, a part printed once, a part printed once for every file, a list, and a last part.
FORM = """
form: '9'
name: 貸し艇届
version: R01-01
stamp: 令和1年1月 様式9
title: 貸し艇届
parts:
- code: cover
  label: 表紙
  sections: [{code: cover, items: [{code: cover.name, label: 届の名称, kind: text, concept: a}]}]
- code: contents
  label: 目次
  kind: reference
  lines: [Ⅰ 基本, Ⅱ 艇]
- code: I
  label: 基本
  sections:
  - code: I.1
    label: 貸し艇の事務
    items:
    - {code: I.1.1, number: ①, label: 名称, kind: text, concept: b}
    - {code: I.1.2, number: ②, label: 内容, kind: text, concept: c}
  - code: I.2
    label: 使う桟橋
    blocks: [桟橋]
    bars: [桟橋2～5]
    items:
    - {code: I.2.1, number: ①, label: 桟橋の名称, kind: text, concept: d, repeat: pier}
    - {code: I.2.2, number: ②, label: 水深, kind: text, concept: e, repeat: pier}
  - code: I.3
    label: 備えの措置
    items:
    - {code: I.3.1, heading: 'リスク1： 流される', label: 措置の内容, kind: text, concept: f}
    - {code: I.3.2, heading: 'リスク2： 沈む', label: 措置の内容, kind: text, concept: g}
    - {code: I.3.3, label: その他の措置, kind: text, concept: h}
- code: II
  label: 艇
  repeat: file
  sections:
  - code: II.1
    label: 艇の名称
    items: [{code: II.1.name, label: 艇の名称, kind: text, concept: i, labelled_by: heading}]
  - code: II.2
    label: 艇の基本
    items:
    - {code: II.2.1, number: ①, label: 長さ, kind: text, concept: j}
    - {code: II.2.2, number: ②, label: 幅, kind: text, concept: k}
- code: annex1
  label: 艇の一覧
  printed: （別添1）艇の一覧
  sections:
  - code: annex1
    items: [{code: annex1.items, label: 艇の一覧, kind: record_items, concept: l}]
- code: III
  label: 手続
  sections:
  - code: III.1
    label: 点検
    items: [{code: III.1.1, number: ①, label: 名称, kind: text, concept: m}]
"""


@pytest.fixture
def cursor() -> Cursor:
    return Cursor(parse_form(yaml.safe_load(FORM)))


def go(cursor: Cursor, *printed: str) -> str | None:
    """Read printed labels in order: the code of the last one's item, or its words, None if it is no label."""
    node: Node | None = None
    for words in printed:
        match = cursor.resolve(fold(words))
        node = match.node if match else None
        if match is not None:
            cursor.move(match)
    return None if node is None else node.item.code if node.item else node.label


def test_labels_lead_through_the_form(cursor: Cursor) -> None:
    assert go(cursor, "届の名称") == "cover.name"
    assert go(cursor, "Ⅰ　基本", "１．貸し艇の事務", "①名称") == "I.1.1"
    assert (cursor.part and cursor.part.code, cursor.section and cursor.section.code) == ("I", "I.1")


@pytest.mark.parametrize("words", ["令和四年に見直した", "", "名" * 201])
def test_other_text_is_no_label(cursor: Cursor, words: str) -> None:
    go(cursor, "Ⅰ　基本")
    assert cursor.resolve(fold(words)) is None


def test_a_label_is_known_with_another_number_or_none(cursor: Cursor) -> None:
    go(cursor, "Ⅰ　基本", "１．貸し艇の事務")
    for printed, is_exact in (("①名称", True), ("③名称", False), ("名称", False)):
        match = cursor.resolve(fold(printed))
        assert match is not None
        assert (match.node.item and match.node.item.code, match.is_exact_number) == ("I.1.1", is_exact)


def test_a_circled_number_may_be_printed_in_parentheses(cursor: Cursor) -> None:
    assert go(cursor, "Ⅰ 基本", "1．貸し艇の事務", "(1) 名称", "(2) 内容") == "I.1.2"
    match = cursor.resolve(fold("(2)内容"))
    assert match is not None
    assert match.is_exact_number
    other = cursor.resolve(fold("(3)内容"))
    assert other is not None
    assert not other.is_exact_number


def test_a_section_is_known_with_another_number(cursor: Cursor) -> None:
    assert go(cursor, "Ⅰ　基本", "４．使う桟橋") == "使う桟橋"


def test_a_repeated_label_is_the_one_ahead(cursor: Cursor) -> None:
    assert go(cursor, "Ⅰ　基本", "３．備えの措置", "リスク1：　流される", "措置の内容") == "I.3.1"
    assert go(cursor, "リスク2：　沈む", "措置の内容") == "I.3.2"


def test_a_label_of_another_part_is_not_meant(cursor: Cursor) -> None:
    assert go(cursor, "Ⅰ　基本", "１．貸し艇の事務", "①長さ") is None


def test_a_label_printed_again_on_the_next_page_is_itself(cursor: Cursor) -> None:
    assert go(cursor, "Ⅰ　基本", "１．貸し艇の事務", "②内容", "②内容") == "I.1.2"


def test_a_heading_printed_again_begins_nothing_anew(cursor: Cursor) -> None:
    go(cursor, "Ⅰ　基本", "３．備えの措置", "リスク1：　流される", "措置の内容", "リスク2：　沈む", "措置の内容")
    match = cursor.resolve(fold("リスク1：　流される"))
    assert match is not None
    assert cursor.move(match) is False
    assert go(cursor, "その他の措置") == "I.3.3"


# ------------------------------------------------------------------------------------------------ blocks and bars


def in_piers(cursor: Cursor) -> Cursor:
    go(cursor, "Ⅰ　基本", "２．使う桟橋")
    return cursor


def test_numbered_blocks_number_their_items(cursor: Cursor) -> None:
    in_piers(cursor)
    for number in (1, 2, 7):
        assert go(cursor, f"桟橋{number}", "①桟橋の名称", "②水深") == "I.2.2"
        assert cursor.entry_no == number


@pytest.mark.parametrize("printed", ["桟橋３", "桟橋 3", "桟橋（3）", "桟橋③"])
def test_a_blocks_number_in_every_shape(cursor: Cursor, printed: str) -> None:
    go(in_piers(cursor), printed)
    assert (cursor.repeat, cursor.entry_no) == ("pier", 3)


def test_a_bar_announces_blocks_and_is_none(cursor: Cursor) -> None:
    go(in_piers(cursor), "桟橋1", "①桟橋の名称")
    assert go(cursor, "桟橋2～5") == "桟橋2～5"
    assert cursor.entry_no == 1
    go(cursor, "桟橋2", "①桟橋の名称")
    assert cursor.entry_no == 2


@pytest.mark.parametrize("bar", ["桟橋21〜25", "桟橋②～⑤"])
def test_a_bar_the_form_does_not_list_is_a_bar(cursor: Cursor, bar: str) -> None:
    assert go(in_piers(cursor), "桟橋1", "①桟橋の名称", bar) == "桟橋"
    assert cursor.entry_no == 1


def test_a_block_without_its_heading_counts_on(cursor: Cursor) -> None:
    go(in_piers(cursor), "①桟橋の名称", "②水深")
    assert cursor.entry_no == 1
    assert go(cursor, "①桟橋の名称") == "I.2.1"
    assert cursor.entry_no == 2


def test_blocks_end_with_their_section(cursor: Cursor) -> None:
    go(in_piers(cursor), "桟橋1", "②水深", "３．備えの措置")
    assert (cursor.repeat, cursor.entry_no) == (None, None)


def test_a_block_of_another_part_is_no_label(cursor: Cursor) -> None:
    assert go(cursor, "Ⅱ　艇", "２．艇の基本", "桟橋2") is None


# ------------------------------------------------------------------------------------------------ files and parts


def test_a_part_printed_once_has_no_file(cursor: Cursor) -> None:
    go(cursor, "Ⅰ　基本", "１．貸し艇の事務")
    assert cursor.file_no is None


def test_the_first_section_again_begins_the_next_file(cursor: Cursor) -> None:
    go(cursor, "Ⅱ　艇", "１．艇の名称", "２．艇の基本", "①長さ", "②幅")
    assert cursor.file_no == 1
    assert go(cursor, "１．艇の名称", "２．艇の基本", "①長さ") == "II.2.1"
    assert cursor.file_no == 2


def test_a_part_that_comes_again_with_its_first_section_is_the_next_file(cursor: Cursor) -> None:
    go(cursor, "Ⅱ　艇", "１．艇の名称", "２．艇の基本", "②幅", "Ⅱ　艇")
    assert cursor.file_no == 1
    go(cursor, "１．艇の名称")
    assert cursor.file_no == 2


def test_a_part_heading_that_comes_again_over_the_next_label_is_the_same_file(cursor: Cursor) -> None:
    go(cursor, "Ⅱ　艇", "１．艇の名称", "２．艇の基本", "①長さ", "Ⅱ　艇")
    assert go(cursor, "②幅") == "II.2.2"
    assert cursor.file_no == 1


def test_a_file_of_a_part_left_and_entered_again_is_the_next(cursor: Cursor) -> None:
    go(cursor, "Ⅱ　艇", "１．艇の名称", "（別添1）艇の一覧", "Ⅱ　艇", "１．艇の名称")
    assert cursor.file_no == 2


def test_in_a_list_the_forms_words_are_text_but_for_a_part_heading(cursor: Cursor) -> None:
    assert go(cursor, "Ⅱ　艇", "（別添1）　艇の一覧") == "艇の一覧"
    assert cursor.is_region
    assert go(cursor, "①長さ") is None
    assert go(cursor, "桟橋1") is None
    assert go(cursor, "点検") is None
    assert go(cursor, "Ⅲ　手続", "１．点検", "①名称") == "III.1.1"


def test_on_the_page_of_contents_nothing_begins_until_the_page_is_turned(cursor: Cursor) -> None:
    assert go(cursor, "目次", "Ⅰ　基本") == "Ⅰ 基本"
    assert go(cursor, "①名称") is None
    cursor.turn_page()
    assert go(cursor, "Ⅰ　基本", "１．貸し艇の事務", "①名称") == "I.1.1"


# ------------------------------------------------------------------------------------------------ words


@pytest.mark.parametrize(
    ("printed", "number", "words"),
    [
        ("①名称", "①", "名称"),
        ("Ⅱ　艇", "II", "艇"),
        ("３．備え", "3", "備え"),
        ("(2)艇", "2", "艇"),
        ("12．備え", "12", "備え"),
        ("名称", None, "名称"),
        ("3.5倍", None, "3.5倍"),
        ("2023年", None, "2023年"),
        ("２　監査", "2", "監査"),
        ("12 監査（外部）", "12", "監査(外部)"),
        ("２ 監査の方法", None, "2監査の方法"),
        ("123監査", None, "123監査"),
    ],
)
def test_the_number_before_a_label(printed: str, number: str | None, words: str) -> None:
    assert split_number(fold(printed)) == (number, words)


def test_what_a_text_may_be_anywhere_on_the_form(cursor: Cursor) -> None:
    assert [node.item and node.item.code for node in label_keys(cursor.spec, fold("①名称"))] == ["I.1.1", "III.1.1"]
    assert [node.kind for node in label_keys(cursor.spec, fold("桟橋3"))] == [NodeKind.BLOCK]
    assert label_keys(cursor.spec, "灯台") == []


# ------------------------------------------------------------------------------------------------ the real forms


def as_printed(node: Node, dot: str = "．") -> str:
    number = node.number or ""
    dot = dot if number.isascii() and number.isdigit() else ""
    return fold(number + dot + node.label + ("1" if node.kind is NodeKind.BLOCK else ""))


def same_place(node: Node, spec: FormSpec) -> bool:
    """An annex whose only item bears its name is one line on the page."""
    before = spec.nodes[node.index - 1]
    return before.kind is NodeKind.PART and before.keys[0] == node.keys[0]


@pytest.mark.parametrize("dot", ["．", "　"])
@pytest.mark.parametrize("edition", sorted(load_forms()), ids="-".join)
def test_every_label_of_a_form_read_in_printed_order_is_itself(edition: tuple[str, str], dot: str) -> None:
    spec = load_forms()[edition]
    cursor = Cursor(spec)
    for node in spec.nodes[1:]:
        if node.part.kind == "reference" or (node.kind is NodeKind.ITEM and same_place(node, spec)):
            continue
        match = cursor.resolve(as_printed(node, dot))
        assert match is not None, node.label
        assert match.node.index == node.index or node.repeat == "bar", (node.label, match.node.label)
        cursor.move(match)
        assert cursor.part is node.part


@pytest.mark.parametrize(
    ("printed", "place"),
    [
        ("特定個人情報保護委員会　承認日　【行政機関等のみ】", "cover.approval_date"),
        ("４．特定個人情報保護委員会の承認【行政機関等のみ】", "VI.4"),
        ("②特定個人情報保護委員会による審査", "VI.4.2"),
        ("使用の主体", "II.3"),
        ("⑥使用の主体", "II.3"),  # agencies renumber
    ],
)
def test_other_wordings_are_the_same_label(printed: str, place: str) -> None:
    found = label_keys(load_forms()["4", "H30-05"], fold(printed))
    assert [node.item.code if node.item else node.section and node.section.code for node in found] == [place]


def remarked(cursor: Cursor, *printed: str) -> list[str | None]:
    """Read bars with words appended to them: the remark of each, None for one that opens no part."""
    out: list[str | None] = []
    for words in printed:
        match = cursor.resolve_remarked(fold(words), words)
        if match is not None:
            cursor.move(match)
        out.append(match.remark if match else None)
    return out


@pytest.mark.parametrize("remark", ["（１）平底船", "(続き)", "－　平底船", "　平底船", "【平底船】"])
def test_words_set_off_from_a_parts_title_are_a_remark(cursor: Cursor, remark: str) -> None:
    assert remarked(cursor, f"Ⅱ　艇{remark}") == [fold(remark)]
    assert cursor.part is not None
    assert cursor.part.code == "II"


@pytest.mark.parametrize(
    "text",
    ["Ⅱ　艇（平底船）を参照", "Ⅱ　艇（平底船）による。", "Ⅱ艇庫", "Ⅱ　艇　……　１２", "艇（平底船）", "Ⅲ　艇（平底船）"],
)
def test_other_text_that_begins_with_a_title_opens_no_part(cursor: Cursor, text: str) -> None:
    assert remarked(cursor, text) == [None]


def test_a_part_that_was_left_is_not_opened_by_a_remark(cursor: Cursor) -> None:
    go(cursor, "Ⅱ　艇")
    assert remarked(cursor, "Ⅰ　基本（別の艇）") == [None]


def test_the_bar_of_the_next_file_begins_it_and_the_same_bar_does_not(cursor: Cursor) -> None:
    one, two = "Ⅱ　艇（１）平底船", "Ⅱ　艇（２）帆船"
    remarked(cursor, one)
    go(cursor, "１．艇の名称", "２．艇の基本", "①長さ")
    remarked(cursor, one)
    assert (go(cursor, "２．艇の基本", "②幅"), cursor.file_no) == ("II.2.2", 1)
    remarked(cursor, two)
    assert (go(cursor, "１．艇の名称"), cursor.file_no) == ("艇の名称", 2)


def test_a_shortened_bar_that_says_so_goes_on_with_its_part(cursor: Cursor) -> None:
    go(cursor, "Ⅱ　艇", "１．艇の名称", "２．艇の基本", "①長さ")
    remarked(cursor, "Ⅱ　艇（続き）（１）平底船")
    assert (go(cursor, "２．艇の基本", "②幅"), cursor.file_no) == ("II.2.2", 1)


def test_a_title_is_shortened_to_its_end() -> None:
    part = next(part for part in load_forms()["4", "H30-05"].parts if part.code == "III")
    assert is_shortened(part, fold("リスク対策（続き）(１) 台帳ファイル"))
    assert not is_shortened(part, fold("リスク対策(１) 台帳ファイル"))
    assert not is_shortened(part, fold("その他のリスク対策（続き）"))


@pytest.mark.parametrize(
    ("printed", "number"), [("桟橋２（令和７年度～）", 2), ("桟橋１（※１）", 1), ("桟橋３【新規】", 3)]
)
def test_a_blocks_number_may_have_a_remark_behind_it(cursor: Cursor, printed: str, number: int) -> None:
    go(cursor, "Ⅰ　基本", "２．使う桟橋")
    match = cursor.resolve(fold(printed))
    assert match is not None
    assert (match.entry_no, match.remark is not None) == (number, True)


@pytest.mark.parametrize("printed", ["２．使う桟橋（事務局）", "２．使う桟橋　【変更あり】"])
def test_a_section_ahead_may_have_a_remark_behind_its_heading(cursor: Cursor, printed: str) -> None:
    go(cursor, "Ⅰ　基本", "１．貸し艇の事務")
    assert len(remarked(cursor, printed)[0] or "") > 2
    assert cursor.section is not None
    assert cursor.section.code == "I.2"
    assert remarked(cursor, printed) == [None]


@pytest.mark.parametrize("printed", ["２．使う桟橋は次のとおり（沖）", "３．使う桟橋（沖）", "使う桟橋（沖）"])
def test_other_text_is_no_section_with_a_remark(cursor: Cursor, printed: str) -> None:
    go(cursor, "Ⅰ　基本", "１．貸し艇の事務")
    assert remarked(cursor, printed) == [None]
