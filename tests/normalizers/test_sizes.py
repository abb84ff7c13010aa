"""Bounds of labels and counts; every option of every form is gone through."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.engine.formspec import ItemSpec, load_forms
from normalizers.numerals import whole_number
from normalizers.sizes import SizeRange, first_number, size_range

# Labels with a number that is no size.
NO_SIZES = {"4情報（氏名、性別、生年月日、住所）"}
ITEMS = {
    f"{form.form} {form.version} {item.code}": item
    for form in load_forms().values()
    for item in form.items.values()
    if any(re.search(r"\d", option.label) for option in item.options)
}


def sizes(item: ItemSpec) -> list[SizeRange]:
    return [size_range(option.label) for option in item.options if option.label not in NO_SIZES]


def test_the_forms_have_sizes_and_each_exception() -> None:
    labels = {option.label for item in ITEMS.values() for option in item.options}
    assert len(ITEMS) > 20
    assert labels >= NO_SIZES
    assert {size_range(label) for label in NO_SIZES} == {SizeRange()}


@pytest.mark.parametrize("item", ITEMS.values(), ids=ITEMS)
def test_every_label_with_a_number_has_bounds(item: ItemSpec) -> None:
    for option in item.options:
        if re.search(r"\d", option.label) and option.label not in NO_SIZES:
            bounds = size_range(option.label)
            assert bounds.unit, option.label
            assert (bounds.lower, bounds.upper) != (None, None), option.label


@pytest.mark.parametrize(
    "item", [item for item in ITEMS.values() if any(s.unit for s in sizes(item))], ids=lambda i: i.code
)
def test_the_ranges_of_an_item_join_without_gap_or_overlap(item: ItemSpec) -> None:
    """An item's ranges cover everything once, so each upper bound is the next one's lower: a check that no single label
    gives. (A form may leave out the smallest.)"""
    ranges = sorted((bounds for bounds in sizes(item) if bounds.unit), key=lambda bounds: bounds.lower or 0)
    assert len({bounds.unit for bounds in ranges}) == 1
    assert [bounds.upper for bounds in ranges[:-1]] == [bounds.lower for bounds in ranges[1:]]
    assert ranges[-1].upper is None


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("10項目未満", (None, 10, "item")),
        ("１０万人以上１００万人未満", (100_000, 1_000_000, "person")),
        ("1,000人未満（任意実施）", (None, 1000, "person")),
        ("6年以上10年未満", (6, 10, "year")),
        ("1年", (1, 2, "year")),
        ("1年未満", (None, 1, "year")),
        ("20年以上", (20, None, "year")),
        ("定められていない", (None, None, None)),
        ("十分である", (None, None, None)),
        ("10人以上50項目未満", (None, None, None)),
        ("10人以上20人以上", (None, None, None)),
        ("1.5万人以上", (None, None, None)),
        ("10人以上 ～ 50人未満", (None, None, None)),
        ("10人〜50人", (10, 51, "person")),
        ("10～50人", (10, 51, "person")),
        ("10人－50人", (10, 51, "person")),
        ("百人以上五百人未満", (100, 500, "person")),
        ("20人未満10人以上", (10, 20, "person")),
        ("99999999999999999999人以上", (None, None, None)),
        ("", (None, None, None)),
        (None, (None, None, None)),
    ],
)
def test_size_range(label: str | None, expected: tuple[int | None, int | None, str | None]) -> None:
    assert size_range(label) == expected


@given(
    st.integers(0, 10**9), st.integers(1, 10**9), st.sampled_from([("人", "person"), ("項目", "item"), ("年", "year")])
)
def test_bounds_are_those_printed(lower: int, more: int, unit: tuple[str, str]) -> None:
    printed, name = unit
    assert size_range(f"{lower:,}{printed}以上{lower + more}{printed}未満") == (lower, lower + more, name)


def kanji(number: int) -> str:
    """A number below 100,000,000 in kanji, as a form would write it."""
    if number >= 10_000:
        return kanji(number // 10_000) + "万" + (kanji(number % 10_000) if number % 10_000 else "")
    out = ""
    for value, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // value % 10
        if digit:
            out += ("" if digit == 1 and unit else "〇一二三四五六七八九"[digit]) + unit
    return out


@given(st.integers(1, 99_999_999))
def test_kanji_and_arabic_numbers_are_the_same(number: int) -> None:
    assert whole_number(kanji(number)) == number == whole_number(f"{number:,}")
    assert whole_number("".join("〇一二三四五六七八九"[int(digit)] for digit in str(number))) == number


@pytest.mark.parametrize("text", ["", ",", "万", "百千", "万億", "1.5", "一人", "-1", "2" * 31])
def test_what_is_no_number(text: str) -> None:
    assert whole_number(text) is None


@given(st.integers(0, 2**63 - 1))
def test_first_number_reads_grouped_digits(number: int) -> None:
    assert first_number(f"（ {number:,} ）件") == number


def test_numbers_that_fit_no_column_are_null() -> None:
    assert first_number("9" * 19) is None
    assert first_number("9" * 5000) is None
    assert first_number("件") is None
