"""What printed text means: known cases, and that no text whatever makes a normalizer stumble."""

import doctest
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers import agencies, dates, ditto, sizes, text

ANY_CHARACTERS = "令和平成元年月日RH.0123456789０１２①－〇～（）人以上未満万,市区町村長 　<≪\u0338\u3099ｶﾞ"
ANY_TEXT = st.text() | st.text(alphabet=ANY_CHARACTERS)


@pytest.mark.parametrize("module", [agencies, dates, ditto, sizes, text])
def test_examples_in_docstrings(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


@given(ANY_TEXT)
def test_normalizing_twice_changes_nothing(value):
    once = text.normalize_text(value)
    assert text.normalize_text(once) == once


@given(ANY_TEXT)
def test_no_text_raises(value):
    dates.first_date(value)
    dates.pdf_date(value)
    sizes.size_range(value)
    sizes.first_number(value)
    agencies.identify_agency(value)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("紙－媒体", "紙—媒体"),
        ("〇", "◯"),
        ("システム２～５", "システム2〜5"),
        ("中間サーバー･プラットフォーム", "中間サーバー・プラットフォーム"),
        ("〔例〕", "［例］"),
        ("≪図≫", "＜図＞"),
        ("ｶﾞｲﾄﾞ", "ガイド"),
        ("一　二\n三", " 一 二 三 "),
    ],
)
def test_look_alikes_become_equal(one, other):
    assert text.normalize_text(one) == text.normalize_text(other)


@pytest.mark.parametrize("kept", ["①", "⑴", "⒈", "㉑", "㊱", "サーバー", "⓪"])
def test_what_carries_meaning_is_kept(kept):
    assert text.normalize_text(kept) == kept


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("令和４年１０月１日", date(2022, 10, 1)),
        ("令和元年5月1日", date(2019, 5, 1)),
        ("R4.10.1", date(2022, 10, 1)),
        ("H31.4.1", date(2019, 4, 1)),
        ("平成31年5月1日", date(2019, 5, 1)),
        ("2022/10/1", date(2022, 10, 1)),
        ("令和 4 年 7 月 8 日", date(2022, 7, 8)),
        ("令和3年12月31日 時点", date(2021, 12, 31)),
        ("令和4年2月30日", None),
        ("令和0年1月1日", None),
        ("令和4年12月予定", None),
        ("12022/10/1", None),
        ("2022/10/123", None),
        ("", None),
        (None, None),
    ],
)
def test_first_date(printed, expected):
    assert dates.first_date(printed) == expected


@given(st.dates(min_value=date(1989, 1, 1), max_value=date(2068, 12, 31)))
def test_era_and_western_years_agree(day):
    western = dates.first_date(f"{day.year}年{day.month}月{day.day}日")
    era = dates.first_date(f"平成{day.year - 1988}年{day.month}月{day.day}日")
    assert western == era == day


def test_pdf_dates():
    assert dates.pdf_date("D:20230405") == date(2023, 4, 5)
    assert dates.pdf_date("D:2023") == date(2023, 1, 1)
    assert dates.pdf_date("20231305") is None
    assert dates.pdf_date("yesterday") is None


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
        ("", (None, None, None)),
    ],
)
def test_size_range(label, expected):
    assert sizes.size_range(label) == expected


@given(st.integers(0, 2**63 - 1))
def test_first_number_reads_grouped_digits(number):
    assert sizes.first_number(f"（ {number:,} ）件") == number


def test_numbers_that_fit_no_column_are_null():
    assert sizes.first_number("9" * 19) is None
    assert sizes.first_number("9" * 5000) is None
    assert sizes.first_number("件") is None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("北海道知事", ("010006", "北海道", None, "prefecture")),
        ("大津市長", ("252018", "滋賀県", "大津市", "city")),
        ("東京都府中市長", ("132063", "東京都", "府中市", "city")),
        ("札幌市教育委員会", ("011002", "北海道", "札幌市", "education_board")),
        ("愛知県後期高齢者医療広域連合長", (None, "愛知県", None, "union")),
        ("架空健康保険組合", (None, None, None, "incorporated")),
        ("架空大臣", (None, None, None, "national")),
        ("架空市長", (None, None, None, "city")),
        ("架空", (None, None, None, "other")),
        (None, (None, None, None, "other")),
    ],
)
def test_identify_agency(name, expected):
    assert agencies.identify_agency(name) == expected
