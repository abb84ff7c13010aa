"""Which option the text between the brackets means."""

from __future__ import annotations

import pytest

from extractors.engine.chosen import choose, is_abbreviated, is_remarked
from extractors.engine.formspec import OptionSpec
from extractors.model import Choice, PrintedOption, Status

RATING = ("特に力を入れている", "十分である", "課題が残されている")
YEARS = ("１年未満", "１年", "２年", "10年以上", "定められていない")
SIZE = ("1,000人未満", "1,000人以上1万人未満", "1万人以上10万人未満")


def chosen(text: str, labels: tuple[str, ...] = RATING, printed: tuple[str, ...] = ()) -> tuple[Status, int | None]:
    known = tuple(OptionSpec(no, label) for no, label in enumerate(labels, 1))
    shown = tuple(PrintedOption(no, label) for no, label in enumerate(printed or labels, 1))
    choice, status = choose(text, shown, known)
    assert choice.selected_text == text
    return status, choice.selected_no


@pytest.mark.parametrize(
    "text",
    [
        "十分である", "十分 である", "十分である。", "「十分である」", "2）十分である", "２　十分である",
        "２ 十分である", "(2)十分である", "（２）十分である", "２：十分である", "②十分である", "十分である（2）",
        "2", "２）", "②",
    ],
)  # fmt: skip
def test_an_option_is_meant_by_its_label_or_its_number(text: str) -> None:
    assert chosen(text) == (Status.ANSWERED, 2)


@pytest.mark.parametrize("text", ["3　十分である", "十分である（1）", "4", "検討中", "不十分", "である（見直し）"])
def test_what_names_no_option_or_two_is_unknown(text: str) -> None:
    assert chosen(text) == (Status.UNKNOWN_OPTION, None)


@pytest.mark.parametrize("text", ["－", "―", "該当なし", "該当なし。", "－（該当なし）"])
def test_a_text_that_says_nothing_chooses_none(text: str) -> None:
    assert chosen(text) == (Status.NONE, None)
    assert chosen("なし", ("発生あり", "発生なし")) == (Status.ANSWERED, 2)


@pytest.mark.parametrize(
    ("text", "expected"),
    [("1", 1), ("3", 3), ("３）", 3), ("３　1万人以上10万人未満", 3), ("1万人以上10万人未満", 3), ("10 万人", None)],
)
def test_a_bare_number_is_an_options_number_where_options_are_ranges(text: str, expected: int | None) -> None:
    assert chosen(text, SIZE)[1] == expected


@pytest.mark.parametrize(("text", "expected"), [("2", None), ("５", None), ("２）", 2), ("②", 2), ("2年", 3)])
def test_a_bare_number_is_no_options_number_where_options_are_amounts(text: str, expected: int | None) -> None:
    assert chosen(text, YEARS)[1] == expected


@pytest.mark.parametrize(
    "text", ["十分である（令和６年度に見直し）", "２）十分である（見直し中）", "「十分である（予定）」"]
)
def test_words_in_parentheses_behind_an_option_are_the_agencys(text: str) -> None:
    assert chosen(text) == (Status.ANSWERED, 2)
    assert is_remarked(text, Choice(2, "十分である", text, ()))


@pytest.mark.parametrize("text", ["十分である", "十分である（2）", "１　1,000人未満（任意実施）"])
def test_an_options_own_parentheses_and_its_number_are_no_remark(text: str) -> None:
    label = text[2:] if text[0] == "１" else "十分である"
    assert not is_remarked(text, Choice(2, label, text, ()))


def test_words_behind_an_option_that_name_another_are_a_second_answer() -> None:
    assert chosen("十分である（一部は課題が残されている）") == (Status.MULTIPLE, None)
    assert chosen("おおむね十分である（見直し中）") == (Status.UNKNOWN_OPTION, None)


def test_a_number_is_that_of_the_options_that_are_printed() -> None:
    status, number = chosen("2", RATING, ("十分である", "不十分である"))
    assert (status, number) == (Status.ANSWERED, 2)
    assert (
        choose("2", (PrintedOption(2, "不十分である"),), (OptionSpec(2, "十分である"),))[0].selected_label
        == "不十分である"
    )


def test_two_labels_are_two_answers() -> None:
    assert chosen("十分である・課題が残されている") == (Status.MULTIPLE, None)


@pytest.mark.parametrize(
    "text",
    [
        "十分である　※令和６年度に見直し",
        "十分である※見直し中",
        "十分である 令和６年度に見直し",
        "2)十分である　見直し中",
    ],
)
def test_words_set_apart_behind_an_option_are_the_agencys(text: str) -> None:
    assert chosen(text) == (Status.ANSWERED, 2)
    assert is_remarked(text, Choice(2, "十分である", text, ()))


@pytest.mark.parametrize("text", ["十分である とは言えない", "十分である 3", "十分である　3)"])
def test_words_that_go_on_with_the_option_and_numbers_are_no_remark(text: str) -> None:
    assert chosen(text) == (Status.UNKNOWN_OPTION, None)


@pytest.mark.parametrize("text", ["1000人以上1万人未満", "１０００人以上１万人未満", "1，000人以上1万人未満"])
def test_commas_in_numbers_make_no_other_option(text: str) -> None:
    assert chosen(text, SIZE) == (Status.ANSWERED, 2)


@pytest.mark.parametrize(
    ("text", "labels", "expected"),
    [
        ("十分", RATING, 2),
        ("特に力を入れて", RATING, 1),
        ("する", ("再委託する", "再委託しない"), 1),
        ("しない", ("再委託する", "再委託しない"), 2),
        ("なし", ("発生あり", "発生なし"), 2),
        ("十分", ("特に力を入れて行っている", "十分に行っている", "十分に行っていない"), None),  # begins two
        ("委託", ("委託する", "委託しない"), None),
        ("委託", ("委託しない", "該当する"), None),  # the rest denies it
        ("適切", ("不適切", "その他"), None),
        ("力を入れ", RATING, None),  # neither begins nor ends an option
        ("る", ("再委託する", "再委託しない"), None),
        ("1万人以上", SIZE, None),  # another amount
        ("未満1万人", SIZE, None),
    ],
)
def test_a_part_of_the_words_means_the_one_option_that_it_can(
    text: str, labels: tuple[str, ...], expected: int | None
) -> None:
    assert chosen(text, labels)[1] == expected


def test_a_part_of_an_options_words_is_said_to_be_one() -> None:
    known = tuple(OptionSpec(no, label) for no, label in enumerate(RATING, 1))
    assert is_abbreviated(choose("十分", (), known)[0])
    assert not any(is_abbreviated(choose(text, (), known)[0]) for text in ("十分である", "2", "２）十分である"))
    assert choose("十分", (), known, is_whole=False)[1] is Status.UNKNOWN_OPTION  # the page's edge may have cut it


def test_a_printed_label_that_its_cell_cut_off_is_the_forms() -> None:
    known = tuple(OptionSpec(no, label) for no, label in enumerate(RATING, 1))
    printed = tuple(PrintedOption(no, label) for no, label in enumerate(("特に力を入れ", *RATING[1:]), 1))
    assert choose("1", printed, known)[0].selected_label == RATING[0]
    assert choose("1", printed[:2], known)[0].selected_label == "特に力を入れ"  # another list
