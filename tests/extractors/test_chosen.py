"""Which option the text between the brackets means."""

from __future__ import annotations

import pytest

from extractors.engine.chosen import choose, is_remarked
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


@pytest.mark.parametrize("text", ["3　十分である", "十分である（1）", "4", "検討中", "－", "十分"])
def test_what_names_no_option_or_two_is_unknown(text: str) -> None:
    assert chosen(text) == (Status.UNKNOWN_OPTION, None)


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
