"""Brackets: choices and parentheses taken apart. Every glyph of a field is one thing, whatever the case."""

from __future__ import annotations

import pytest

from extractors.engine.choices import ChoiceParts, parse_choice
from extractors.engine.marks import with_box_brackets
from extractors.engine.parentheses import Slot, continue_slot, take_count, take_slot
from extractors.layout.celltext import join_lines
from extractors.layout.page import Page
from tests.extractors.shapes import Paper, assert_each_glyph_once, laid_out

# ------------------------------------------------------------------------------------------------ choices


def choice(paper: Paper, keys: tuple[str, ...] = ()) -> ChoiceParts:
    page, lines = laid_out(paper)
    parts = parse_choice(lines, page.glyphs, keys)
    labels = [piece for option in parts.options for piece in option.pieces]
    assert_each_glyph_once(page, [*parts.furniture, *parts.value, *labels, *parts.option_words, *parts.left_over])
    return parts


def labels(parts: ChoiceParts) -> dict[int, str]:
    return {option.no: option.label() for option in parts.options}


TWO = {1: "定めている", 2: "定めていない"}


def two_options(paper: Paper, x: float = 200.0, paren: str = "）") -> Paper:
    """＜選択肢＞ and two options at the right of the brackets."""
    return paper.lines(x, 30, "＜選択肢＞", f"1{paren} 定めている", f"2{paren} 定めていない")


@pytest.mark.parametrize("paren", ["）", ")"])
def test_the_value_between_the_brackets_and_the_options_beside_it(paren: str) -> None:
    parts = choice(two_options(Paper().text(20, 42, "[ 定めている ]"), paren=paren))
    assert (parts.value_text(), labels(parts), parts.has_brackets) == ("定めている", TWO, True)


@pytest.mark.parametrize(("opening", "closing"), ["[]", "［］", "[］", "〔〕"])
def test_brackets_of_every_shape(opening: str, closing: str) -> None:
    parts = choice(two_options(Paper().text(20, 42, f"{opening} 定めている {closing}")))
    assert (parts.value_text(), parts.has_brackets) == ("定めている", True)


HEADINGS = ["【選択肢】", "〔選択肢〕", "［選択肢］", "[ 選択肢 ]", "（選択肢）", "「選択肢」", "選択肢：", "選択肢"]


@pytest.mark.parametrize("heading", HEADINGS)
def test_the_heading_of_the_options_in_brackets_of_any_kind(heading: str) -> None:
    for before, beside in ((20, 200), (200, 20)):
        paper = Paper().lines(beside, 30, heading, "1） 定めている", "2） 定めていない")
        parts = choice(paper.text(before, 42, "[ 定めている ]"))
        assert (parts.value_text(), labels(parts), parts.further_values()) == ("定めている", TWO, [])


@pytest.mark.parametrize("heading", HEADINGS[:-1])
@pytest.mark.parametrize("answer", ["〔 定めている 〕", "［ 定めている ］", "[ ]"])
def test_an_answer_above_its_options_in_brackets_as_their_heading_has(heading: str, answer: str) -> None:
    paper = Paper().lines(20, 30, answer, f"{heading}1. 定めている", "2. 定めていない")
    parts = choice(paper)
    assert (parts.value_text(), labels(parts)) == (answer[1:-1].strip(), TWO)


def test_the_second_lines_of_a_value_and_of_an_option_on_one_baseline() -> None:
    paper = Paper().text(20, 36, "特に力を入れ").text(20, 48, "ている").text(10, 42, "[").text(90, 42, "]")
    paper.text(120, 36, "1）特に力を入れ").text(120, 46, "ている").text(220, 42, "2）十分である")
    parts = choice(paper)
    assert (parts.value_text(), labels(parts)) == ("特に力を入れている", {1: "特に力を入れている", 2: "十分である"})


@pytest.mark.parametrize("heading", [True, False])
def test_the_second_line_of_an_option_right_behind_that_of_a_value(heading: bool) -> None:
    paper = Paper().text(20, 36, "[").text(26, 36, "特に力を入れ").text(88, 36, "]").text(34, 48, "て取り組む。")
    paper.text(98, 36, "1）特に力を入れ").text(98, 48, "て取り組む").text(98, 60, "2）十分である")
    if heading:
        paper.text(98, 24, "＜選択肢＞")
    parts = choice(paper)
    expected = {1: "特に力を入れて取り組む", 2: "十分である"}
    assert (parts.value_text(), labels(parts)) == ("特に力を入れて取り組む。", expected)


def test_brackets_and_value_in_cells_of_their_own() -> None:
    paper = Paper().box(10, 10, 400, 80).line(40, 10, 40, 80).line(150, 10, 150, 80).line(180, 10, 180, 80)
    parts = choice(two_options(paper.text(20, 42, "[").text(60, 42, "定めている").text(160, 42, "]")))
    assert (parts.value_text(), labels(parts)) == ("定めている", TWO)


def test_brackets_printed_long_before_the_value() -> None:
    paper = Paper().text(20, 42, "[").text(160, 42, "]")
    parts = choice(two_options(paper).text(60, 42, "定めている"))
    assert (parts.value_text(), labels(parts)) == ("定めている", TWO)


def test_a_value_that_runs_over_its_closing_bracket() -> None:
    paper = Paper().text(20, 42, "[").text(90, 42, "]").text(30, 42, "十万人以上百万人未満", 7)
    parts = choice(paper.lines(200, 30, "＜選択肢＞", "1） 千人未満", "2） 十万人以上百万人未満"))
    assert parts.value_text() == "十万人以上百万人未満"


def test_a_value_on_two_lines_between_its_brackets() -> None:
    paper = Paper().text(20, 42, "[").text(100, 42, "]").text(35, 36, "特に力を").text(35, 48, "入れている")
    parts = choice(paper.lines(200, 30, "＜選択肢＞", "1） 特に力を入れている", "2） 十分である"))
    assert parts.value_text() == "特に力を入れている"


@pytest.mark.parametrize("number", ["", "1）"])
def test_a_value_that_runs_on_from_its_opening_bracket_to_the_next_line(number: str) -> None:
    label, other = "小舟が流されるおそれへの対策", "小舟が沈むおそれへの対策"
    paper = Paper().text(20, 30, f"［　　{number}{label[:-1]}").text(20, 42, f"{label[-1]}　　］")
    parts = choice(paper.lines(20, 54, "＜選択肢＞", f"1）{label}", f"2）{other}"), (label, other))
    assert (parts.value_text(), labels(parts), parts.left_over) == (number + label, {1: label, 2: other}, [])


def test_options_in_rows() -> None:
    paper = Paper().text(20, 42, "[ 二 ]").text(150, 30, "＜選択肢＞")
    paper.text(150, 42, "1） 一").text(250, 42, "2） 二").text(150, 54, "3） 三").text(250, 54, "4） 四")
    assert labels(choice(paper)) == {1: "一", 2: "二", 3: "三", 4: "四"}


def test_options_in_columns_printed_from_the_right() -> None:
    paper = Paper().text(20, 42, "[ 二 ]").text(150, 30, "＜選択肢＞")
    paper.text(250, 42, "3） 三").text(250, 54, "4） 四").text(150, 42, "1） 一").text(150, 54, "2） 二")
    assert labels(choice(paper)) == {1: "一", 2: "二", 3: "三", 4: "四"}


def test_options_of_a_row_printed_in_one_go() -> None:
    parts = choice(Paper().text(20, 42, "[ 一 ]").text(150, 30, "＜選択肢＞").text(150, 42, "1） 一  2） 二"))
    assert labels(parts) == {1: "一", 2: "二"}


def test_options_below_the_brackets() -> None:
    parts = choice(Paper().text(20, 30, "[ 二 ]").lines(20, 50, "＜選択肢＞", "1） 一", "2） 二"))
    assert (parts.value_text(), labels(parts)) == ("二", {1: "一", 2: "二"})


def test_an_option_label_that_wraps() -> None:
    paper = Paper().text(20, 42, "[ 二 ]").lines(150, 30, "＜選択肢＞", "1） 基礎項目評価及び", "", "2） 二")
    assert labels(choice(paper.text(165, 54, "重点項目評価"))) == {1: "基礎項目評価及び重点項目評価", 2: "二"}


def test_an_option_label_that_wraps_around_the_line_of_its_neighbour() -> None:
    paper = Paper().text(20, 42, "[ 1万人未満 ]").text(120, 30, "1) 1万人未満")
    paper.text(120, 46, "3) 10万人以上100万人未満").text(260, 42, "4) 100万人以上1,000万人").text(260, 50, "未満")
    assert labels(choice(paper)) == {1: "1万人未満", 3: "10万人以上100万人未満", 4: "100万人以上1,000万人未満"}


def test_digits_inside_an_option_begin_no_option() -> None:
    paper = Paper().text(20, 42, "[ 一 ]")
    parts = choice(paper.lines(150, 30, "＜選択肢＞", "1） 1,000人未満(任意実施)", "2） 10万人(注)"))
    assert labels(parts) == {1: "1,000人未満(任意実施)", 2: "10万人(注)"}


@pytest.mark.parametrize("printed", ["[ ]", "[]", "[　　]"])
def test_nothing_chosen(printed: str) -> None:
    parts = choice(two_options(Paper().text(20, 42, printed)))
    assert (parts.value_text(), parts.has_brackets, labels(parts)) == ("", True, TWO)


def test_the_number_typed_before_the_value_is_part_of_it() -> None:
    parts = choice(two_options(Paper().text(20, 42, "[ 1）定めている ]")))
    assert (parts.value_text(), labels(parts)) == ("1）定めている", TWO)


def test_the_number_before_a_value_on_two_lines_is_part_of_it() -> None:
    paper = Paper().text(20, 42, "[").text(110, 42, "]").text(35, 36, "1）特に力を").text(35, 48, "入れている")
    parts = choice(paper.lines(200, 30, "＜選択肢＞", "1） 特に力を入れている", "2） 十分である"))
    assert parts.value_text() == "1）特に力を入れている"
    assert labels(parts) == {1: "特に力を入れている", 2: "十分である"}


def test_two_values_are_both_kept() -> None:
    parts = choice(two_options(Paper().text(20, 42, "[ 定めている 定めていない ]")))
    assert parts.value_text() == "定めている 定めていない"


def test_without_brackets_the_text_beside_the_options_is_the_value() -> None:
    parts = choice(two_options(Paper().text(20, 42, "定めている")))
    assert (parts.value_text(), parts.has_brackets, labels(parts)) == ("定めている", False, TWO)


def test_text_beside_brackets_and_options_is_left_over() -> None:
    parts = choice(two_options(Paper().text(20, 42, "[ 定めている ]")).text(20, 150, "令和五年に見直した"))
    assert [line.text for line in parts.left_over] == ["令和五年に見直した"]
    assert (parts.value_text(), labels(parts)) == ("定めている", TWO)


# ------------------------------------------------------------------------------------------------ parentheses


def slot_of(slot: Slot | None, page: Page) -> tuple[str, str]:
    """The value and the rest of a slot."""
    assert slot is not None
    assert_each_glyph_once(page, [*slot.words, *slot.value, *slot.rest])
    return "".join(line.text for line in slot.value), "".join(line.text for line in slot.rest)


@pytest.mark.parametrize("printed", ["（ 3 ） 件", "（3）件", "(３)　件"])
def test_a_count_in_parentheses_beside_a_choice(printed: str) -> None:
    page, lines = laid_out(two_options(Paper().text(20, 42, "[ 委託する ]").text(110, 42, printed), x=250))
    value, rest = slot_of(take_count(lines, page.glyphs), page)
    assert value in ("3", "３")
    assert "委託する" in rest
    assert "件" not in rest


def test_a_count_left_empty_is_found_empty() -> None:
    page, lines = laid_out(Paper().text(20, 42, "[ 委託しない ] （  ） 件"))
    assert slot_of(take_count(lines, page.glyphs), page)[0] == ""


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        ((("]　（", 34), ("3　）　件", 48)), "3"),
        ((("]　（　3　）", 34), ("件", 48)), "3"),
        ((("]", 42), ("（", 42), ("12", 42), ("）　件", 42)), "12"),
        ((("]（  ）", 42),), ""),
    ],
)
def test_a_count_in_a_narrow_column_of_its_own(column: tuple[tuple[str, float], ...], expected: str) -> None:
    paper = two_options(Paper().text(20, 42, "[ 委託する"), x=250)
    for n, (text, y) in enumerate(column):
        paper.text(110 + 12 * n if y == 42 else 110, y, text)
    page, lines = laid_out(paper)
    value, rest = slot_of(take_count(lines, page.glyphs), page)
    assert value == expected
    assert not set("（件") & set(rest)


def test_words_between_the_brackets_and_the_options_are_no_count() -> None:
    page, lines = laid_out(
        two_options(Paper().text(20, 42, "[ 委託する ]").text(110, 36, "（3者）").text(110, 48, "件"))
    )
    assert take_count(lines, page.glyphs) is None


def test_an_options_number_is_no_count() -> None:
    page, lines = laid_out(two_options(Paper().text(20, 42, "[ 定めている ]")))
    assert take_count(lines, page.glyphs) is None


def test_an_item_in_parentheses() -> None:
    page, lines = laid_out(Paper().text(20, 42, "[ 定めている ]").text(20, 60, "（具体的な方法： 台帳で確かめる ）"))
    value, rest = slot_of(take_slot(lines, "具体的な方法", page.glyphs), page)
    assert value == "台帳で確かめる"
    assert rest == "[ 定めている ]"


def test_an_item_in_parentheses_that_closes_on_a_later_line() -> None:
    paper = Paper().lines(20, 42, "（具体的な方法：台帳で確かめ、", "上長が承認したうえで記録に", "残す）")
    page, lines = laid_out(paper)
    value, _ = slot_of(take_slot(lines, "具体的な方法", page.glyphs), page)
    assert value == "台帳で確かめ、上長が承認したうえで記録に残す"


@pytest.mark.parametrize("first", [28.0, 30.0, 36.0, 48.0])
def test_an_item_in_parentheses_that_wraps_in_a_column_beside_the_options(first: float) -> None:
    paper = two_options(Paper().text(20, 42, "[ 有料 ]"), x=110)
    page, lines = laid_out(paper.lines(260, first, "（方法：写し", "の交付は１枚", "１０円）"))
    value, rest = slot_of(take_slot(lines, "方法", page.glyphs), page)
    assert value == "写しの交付は１枚１０円"
    assert "定めていない" in rest


def test_an_item_in_parentheses_that_wraps_before_the_options() -> None:
    paper = two_options(Paper().text(20, 30, "[ 有料 ]"), x=130)
    page, lines = laid_out(paper.lines(20, 42, "（方法：写しの", "交付は１０円）"))
    value, rest = slot_of(take_slot(lines, "方法", page.glyphs), page)
    assert (value, rest) == ("写しの交付は１０円", "[ 有料 ] ＜選択肢＞1） 定めている2） 定めていない")


@pytest.mark.parametrize("closed", [148.0, 158.0])  # apart by less than a character, or as far as the label
def test_an_item_in_parentheses_wraps_at_the_one_that_closes(closed: float) -> None:
    paper = Paper().text(168 - closed, 50, "（方法：").text(closed, 50, "）")
    page, lines = laid_out(paper.lines(60, 45, "台帳と写しで確か", "めて控える", pitch=10))
    slot = take_slot(lines, "方法", page.glyphs)
    assert slot is not None
    assert join_lines(slot.value, slot.frame(), page.glyphs) == "台帳と写しで確かめて控える"


def test_parentheses_inside_an_item_in_parentheses_are_its_text() -> None:
    page, lines = laid_out(Paper().text(20, 42, "（方法：台帳（紙）で確かめる）"))
    assert slot_of(take_slot(lines, "方法", page.glyphs), page)[0] == "台帳（紙）で確かめる"


def test_another_item_in_parentheses_is_not_taken() -> None:
    page, lines = laid_out(Paper().text(20, 42, "（備考：なし）"))
    assert take_slot(lines, "方法", page.glyphs) is None


def test_an_item_in_parentheses_that_closes_on_the_next_page() -> None:
    paper = Paper().lines(20, 42, "[ 有料 ]", "（手数料額：写し（紙）の", "費用。窓口での払い込み", "又は")
    page, lines = laid_out(paper)
    first = take_slot(lines, "手数料額", page.glyphs, goes_on=True)
    assert slot_of(first, page) == ("写し（紙）の費用。窓口での払い込み又は", "[ 有料 ]")
    assert first is not None
    page, lines = laid_out(Paper().lines(20, 42, "郵便（為替）", "による。　）", "控えを渡す"))
    rest = continue_slot(lines, first.depth, page.glyphs)
    assert slot_of(rest, page) == ("郵便（為替）による。", "控えを渡す")
    assert rest is not None
    assert rest.depth == 0


def test_brackets_below_an_item_left_open_are_none_of_it() -> None:
    page, lines = laid_out(Paper().lines(20, 42, "（手数料額：写しの", "[ 有料 ]"))
    slot = take_slot(lines, "手数料額", page.glyphs, goes_on=True)
    assert slot_of(slot, page) == ("写しの", "[ 有料 ]")


def test_parentheses_that_no_page_closes_take_nothing_of_the_next() -> None:
    page, lines = laid_out(Paper().lines(20, 42, "控えを渡す", "再発行は有料"))
    assert continue_slot(lines, 1, page.glyphs) is None


# ------------------------------------------------------------------------------------------------ other lists and signs

LEVELS = {1: "一人未満", 2: "一人以上十人未満", 3: "十人以上"}
KEYS = set(LEVELS.values())


def known_choice(paper: Paper) -> ChoiceParts:
    """A field of which the form's options are known."""
    page, lines = laid_out(paper)
    parts = parse_choice(lines, page.glyphs, KEYS)
    words = [piece for option in parts.options for piece in option.pieces]
    assert_each_glyph_once(page, [*parts.furniture, *parts.value, *words, *parts.option_words, *parts.left_over])
    return parts


@pytest.mark.parametrize("value", ["十人以上", ""])
def test_options_above_the_brackets_are_no_value(value: str) -> None:
    paper = Paper().lines(28, 30, "＜選択肢＞", "1) 一人未満", "3) 十人以上").text(160, 42, "2) 一人以上十人未満")
    parts = known_choice(paper.text(20, 66, "[").text(40, 66, value).text(150, 66, "]"))
    assert (parts.value_text(), labels(parts), parts.left_over) == (value, LEVELS, [])


def test_the_second_line_of_an_option_above_the_brackets_is_no_value() -> None:
    paper = Paper().lines(28, 30, "＜選択肢＞", "1) 一人未満", "2) 一人以上", "   十人未満")
    parts = known_choice(paper.text(20, 78, "[").text(40, 78, "一人未満").text(150, 78, "]"))
    assert (parts.value_text(), labels(parts)[2]) == ("一人未満", LEVELS[2])


@pytest.mark.parametrize("x", [30, 220])  # where the list stands: below the brackets, or beside them
def test_a_value_of_four_lines_begins_with_its_number_well_above_the_brackets(x: float) -> None:
    paper = Paper().lines(40, 30, "2) 一人", "以上", "十人", "未満").text(20, 58, "[").text(120, 58, "]")
    paper.lines(x, 30 if x > 120 else 90, "＜選択肢＞", "1) 一人未満", "2) 一人以上十人未満", "3) 十人以上")
    parts = known_choice(paper)
    assert (parts.value_text(), labels(parts), parts.left_over) == (f"2){LEVELS[2]}", LEVELS, [])


def test_a_number_well_above_the_brackets_with_other_words_begins_no_value() -> None:
    paper = Paper().lines(40, 30, "2) 数は", "毎年", "見直す").text(20, 58, "[").text(40, 58, "十人以上")
    paper.text(120, 58, "]").lines(220, 30, "＜選択肢＞", "1) 一人未満", "3) 十人以上")
    assert not known_choice(paper).value_text().startswith("2)")


def test_options_that_run_on_behind_the_brackets_and_wrap() -> None:
    paper = Paper().lines(20, 30, "[ 一人以上十人未満 ] ＜選択肢＞ 1）一人未満 2）一", "人以上十人未満 3）十人以上")
    parts = known_choice(paper)
    assert (parts.value_text(), labels(parts), parts.left_over) == (LEVELS[2], LEVELS, [])


def test_a_value_and_a_heading_that_wrap_in_running_text() -> None:
    paper = Paper().lines(
        20, 30, "[ 一人以上", "十人未満 ] ＜選", "択肢＞ 1）一", "人未満 2）一人", "以上十人未満", "3）十人以上"
    )
    parts = known_choice(paper)
    assert (parts.value_text(), labels(parts), parts.left_over) == (LEVELS[2], LEVELS, [])


def test_options_that_run_on_below_the_brackets_and_wrap() -> None:
    paper = Paper().text(20, 30, "[").text(60, 30, "2").text(150, 30, "]")
    paper.lines(20, 42, "＜選択肢＞ 1) 一人未満 2) 一人以上", "十人未満 3) 十人以上")
    parts = known_choice(paper)
    assert (parts.value_text(), labels(parts), parts.left_over) == ("2", LEVELS, [])


def test_the_second_line_of_a_value_is_not_the_lists_that_begins_beside_it() -> None:
    paper = Paper().text(20, 30, "[一人以上").text(90, 30, "] ＜選択肢＞ 1）一人未満 2）一人以上")
    parts = known_choice(paper.text(26, 42, "十人未満").text(180, 42, "十人未満 3）十人以上"))
    assert parts.value_text() == LEVELS[2]


def test_a_text_below_options_that_run_on_is_none_of_them() -> None:
    paper = Paper().lines(
        20, 30, "[ 十人以上 ] ＜選択肢＞ 1）一人未満 2）一人以", "上十人未満 3）十人以上", "毎年数える。"
    )
    parts = known_choice(paper)
    assert (labels(parts), [line.text for line in parts.left_over]) == (LEVELS, ["毎年数える。"])


@pytest.mark.parametrize("numbers", ["1.2.3.", "１．２．３．", "①②③"])
def test_numbers_of_other_shapes_that_count_on_are_those_of_options(numbers: str) -> None:
    width = len(numbers) // 3
    amounts = ("1人未満", "1人以上10人未満", "10人以上")
    options = [numbers[width * n : width * (n + 1)] + label for n, label in enumerate(amounts)]
    paper = Paper().text(20, 42, f"[ {options[1]} ]").lines(200, 30, "＜選択肢＞", *options)
    parts = choice(paper)
    assert (parts.value_text(), labels(parts)) == (options[1], dict(enumerate(amounts, 1)))


def test_numbers_of_a_note_beside_numbered_options_are_not() -> None:
    parts = choice(two_options(Paper().text(20, 30, "[ 定めている ]").lines(20, 90, "①春", "②秋", "③冬")))
    assert (labels(parts), [line.text for line in parts.left_over]) == (TWO, ["①春", "②秋", "③冬"])


def test_a_heading_of_options_in_brackets_of_its_own() -> None:
    paper = Paper().text(20, 42, "[ 定めている ]").lines(200, 30, "【選択肢】", "1) 定めている", "2) 定めていない")
    assert (choice(paper).value_text(), labels(choice(paper)), choice(paper).left_over) == ("定めている", TWO, [])


@pytest.mark.parametrize("value", ["十人以上", "3", "3) 十人以上", ""])
@pytest.mark.parametrize(("opening", "closing"), ["【】", "（）", "()"])
def test_brackets_of_another_kind_around_the_answer(opening: str, closing: str, value: str) -> None:
    paper = Paper().text(20, 42, f"{opening} {value} {closing}")
    parts = known_choice(paper.lines(200, 30, "＜選択肢＞", "1) 一人未満", "2) 一人以上十人未満", "3) 十人以上"))
    assert (parts.value_text(), parts.has_brackets, parts.left_over) == (value.replace(" ", ""), True, [])


@pytest.mark.parametrize("text", ["[ 十人以上 ] （一人未満）", "[ 十人以上 ] 【一人未満】"])
def test_other_brackets_beside_the_forms_own_hold_no_answer(text: str) -> None:
    parts = known_choice(Paper().text(20, 42, text).lines(260, 30, "＜選択肢＞", "1) 一人未満", "3) 十人以上"))
    assert parts.value_text() == "十人以上"


def test_parentheses_around_other_words_are_no_brackets() -> None:
    parts = known_choice(
        Paper().text(20, 42, "（見直し中）").lines(200, 30, "＜選択肢＞", "1) 一人未満", "3) 十人以上")
    )
    assert not parts.has_brackets


@pytest.mark.parametrize("printed", ["（２件）", "（ ２件 ）", "２件"])
def test_a_count_with_its_unit_inside_or_without_parentheses(printed: str) -> None:
    page, lines = laid_out(two_options(Paper().text(20, 42, "[ 委託する ]").text(110, 42, printed), x=250))
    value, rest = slot_of(take_count(lines, page.glyphs), page)
    assert (value, "件" in rest, "委託する" in rest) == ("２", False, True)


def test_a_count_between_the_brackets_is_not_the_one_behind_them() -> None:
    page, lines = laid_out(Paper().text(20, 42, "[ 委託する（2件） ] （ 3 ） 件"))
    value, rest = slot_of(take_count(lines, page.glyphs), page)
    assert (value, "委託する（2件）" in rest) == ("3", True)
    page, lines = laid_out(Paper().text(20, 42, "[ 委託する（2件） ]"))
    assert take_count(lines, page.glyphs) is None


def test_boxes_in_brackets_of_another_kind() -> None:
    keys = {"紙", "専用線"}
    for text, expected in (
        ("【 ○ 】 紙 【　】専用線", "[ ○ ] 紙 [　]専用線"),
        ("（○）紙　（　）専用線　その他（　）", "[○]紙　[　]専用線　その他（　）"),
        ("[ ○ ] 紙【○】", "[ ○ ] 紙【○】"),
        ("紙【市のみ】", "紙【市のみ】"),
    ):
        _, lines = laid_out(Paper().text(20, 30, text))
        assert "".join(line.text for line in with_box_brackets(lines, keys)) == expected
