"""Which option the text between the brackets means."""

from __future__ import annotations

import pytest

from extractors.engine.chosen import choose
from extractors.engine.formspec import OptionSpec
from extractors.model import PrintedOption, Status

RATING = ("特に力を入れている", "十分である", "課題が残されている")
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
    [("3", None), ("３）", 3), ("３　1万人以上10万人未満", 3), ("1万人以上10万人未満", 3), ("10 万人", None)],
)
def test_a_bare_number_is_no_options_number_where_options_are_numbers(text: str, expected: int | None) -> None:
    assert chosen(text, SIZE)[1] == expected


def test_a_number_is_that_of_the_options_that_are_printed() -> None:
    status, number = chosen("2", RATING, ("十分である", "不十分である"))
    assert (status, number) == (Status.ANSWERED, 2)
    assert (
        choose("2", (PrintedOption(2, "不十分である"),), (OptionSpec(2, "十分である"),))[0].selected_label
        == "不十分である"
    )


def test_two_labels_are_two_answers() -> None:
    assert chosen("十分である・課題が残されている") == (Status.MULTIPLE, None)
