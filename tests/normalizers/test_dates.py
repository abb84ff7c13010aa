"""Dates as printed: the eras by hand, every style round trip, and what must not be taken for a date."""

from __future__ import annotations

import unicodedata
from datetime import date, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from normalizers.dates import Precision, PrintedDate, find_dates, first_date, main_date, pdf_date
from tests.normalizers.test_any_text import ANY_TEXT

# Era, initial, sign, its first day and the day before it as the eras count them. Written by hand, from almanacs.
ERAS = [
    ("令和", "R", "㋿", (1, 5, 1), date(2019, 5, 1)),
    ("平成", "H", "㍻", (1, 1, 8), date(1989, 1, 8)),
    ("平成", "H", "㍻", (31, 4, 30), date(2019, 4, 30)),
    ("昭和", "S", "㍼", (1, 12, 25), date(1926, 12, 25)),
    ("昭和", "S", "㍼", (64, 1, 7), date(1989, 1, 7)),
    ("大正", "T", "㍽", (1, 7, 30), date(1912, 7, 30)),
    ("大正", "T", "㍽", (15, 12, 25), date(1926, 12, 25)),
    ("明治", "M", "㍾", (45, 7, 30), date(1912, 7, 30)),
]
IMPOSSIBLE = [
    ("平成31年5月1日", date(2019, 5, 1)),
    ("平成32年4月1日", date(2020, 4, 1)),
    ("令和元年4月30日", date(2019, 4, 30)),
    ("昭和64年1月8日", date(1989, 1, 8)),
    ("平成元年1月7日", date(1989, 1, 7)),
    ("昭和元年12月24日", date(1926, 12, 24)),
    ("大正15年12月26日", date(1926, 12, 26)),
    ("明治45年7月31日", date(1912, 7, 31)),
    ("令和元年2月30日", None),
    ("令和4年2月29日", None),
    ("令和4年13月1日", None),
    ("令和0年1月1日", None),
    ("2022年4月31日", None),
    ("平成30年（2019年）4月1日", None),
    ("2019（平成30）年4月1日", None),
]


def only(text: str) -> PrintedDate:
    (found,) = find_dates(text)
    return found


@pytest.mark.parametrize(("era", "initial", "sign", "numbers", "day"), ERAS)
def test_an_era_begins_and_ends(era: str, initial: str, sign: str, numbers: tuple[int, int, int], day: date) -> None:
    year, month, day_no = numbers
    for text in (
        f"{era}{year}年{month}月{day_no}日",
        f"{sign}{year}年{month}月{day_no}日",
        f"{initial}{year}.{month}.{day_no}",
        f"{initial}{year}/{month}/{day_no}",
    ):
        assert only(text) == PrintedDate(day, Precision.DAY, 0, len(text)), text


@pytest.mark.parametrize(("text", "day"), IMPOSSIBLE)
def test_what_cannot_be_is_counted_on_or_null_and_says_so(text: str, day: date | None) -> None:
    assert only(text) == PrintedDate(day, Precision.DAY, 0, len(text), is_impossible=True)
    assert first_date(text) == day


@pytest.mark.parametrize(
    ("text", "norm", "is_impossible"),
    [
        ("平成31年4月", "2019-04", False),
        ("平成31年5月", "2019-05", True),
        ("令和元年5月", "2019-05", False),
        ("令和元年4月", "2019-04", True),
        ("平成31年", "2019", False),
        ("平成32年", "2020", True),
        ("令和元年", "2019", False),
        ("平成31年度", "FY2019", False),
        ("令和元年度", "FY2019", False),
    ],
)
def test_months_and_years_at_the_turn_of_an_era(text: str, norm: str, is_impossible: bool) -> None:
    assert (only(text).norm, only(text).is_impossible) == (norm, is_impossible)


# ------------------------------------------------------------------------------------------------ round trips

KANJI = ["", *"一二三四五六七八九"]


def kanji(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("" if tens < 2 else KANJI[tens]) + ("十" if tens else "") + KANJI[ones]


def wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "0" <= c <= "9" else c for c in text)


def _era(day: date) -> tuple[str, int]:
    return ("令和", day.year - 2018) if day >= date(2019, 5, 1) else ("平成", day.year - 1988)


STYLES = [
    lambda d: f"{_era(d)[0]}{_era(d)[1] if _era(d)[1] > 1 else '元'}年{d.month}月{d.day}日",
    lambda d: wide(f"{_era(d)[0]}{_era(d)[1]}年{d.month}月{d.day}日"),
    lambda d: f"{_era(d)[0]} {_era(d)[1]} 年 {d.month} 月 {d.day} 日",
    lambda d: f"{_era(d)[0]}{kanji(_era(d)[1])}年{kanji(d.month)}月{kanji(d.day)}日",
    lambda d: f"{'R' if _era(d)[0] == '令和' else 'H'}{_era(d)[1]}.{d.month}.{d.day}",
    lambda d: f"{'㋿' if _era(d)[0] == '令和' else '㍻'}{_era(d)[1]}年{d.month}月{d.day}日",
    lambda d: f"{d.year}年{d.month}月{d.day}日",
    lambda d: wide(f"西暦{d.year}年{d.month:02d}月{d.day:02d}日"),
    lambda d: f"{_era(d)[0]}{_era(d)[1]}年（{d.year}年）{d.month}月{d.day}日",
    lambda d: f"{d.year}({_era(d)[0]}{_era(d)[1]})年{d.month}月{d.day}日",
    lambda d: f"{d.year}/{d.month}/{d.day}",
    lambda d: f"{d.year}-{d.month:02d}-{d.day:02d}",
    lambda d: f"{d.year}{d.month:02d}{d.day:02d}",
]
DAYS = st.dates(date(1989, 1, 8), date(2068, 12, 31))
PRINTED = st.tuples(DAYS, st.sampled_from(STYLES)).map(lambda pair: (pair[0], pair[1](pair[0])))


@given(
    st.lists(
        st.tuples(st.sampled_from(["、", "について", "（公表日）", "\n", "は第3号、"]), PRINTED), min_size=1, max_size=5
    )
)
def test_every_date_of_a_text_is_found_where_it_stands(pieces: list[tuple[str, tuple[date, str]]]) -> None:
    text, expected = "", []
    for filler, (day, printed) in pieces:
        text += filler
        expected.append(PrintedDate(day, Precision.DAY, len(text), len(text) + len(printed)))
        text += printed
    text += "に改める。"
    assert list(find_dates(text)) == expected


@given(
    DAYS,
    st.integers(0, 300),
    st.sampled_from(STYLES),
    st.sampled_from(["から", "～", "〜", "－", " ～ ", "（月）から"]),
)
def test_a_period_has_both_its_ends(begins: date, length: int, style, connector: str) -> None:
    ends = begins + timedelta(length)
    dates = find_dates(f"{style(begins)}{connector}{style(ends)}まで")
    assert [(one.value, one.bound) for one in dates] == [(begins, "from"), (ends, "until")]


@given(DAYS, st.integers(0, 300))
@example(date(1999, 9, 1), 181)  # to 29 February, which the first year has not
def test_the_end_of_a_period_may_leave_out_its_year(begins: date, length: int) -> None:
    ends = begins + timedelta(length)
    for text in (f"{STYLES[0](begins)}～{ends.month}月{ends.day}日", f"{STYLES[4](begins)}～{ends.month}.{ends.day}"):
        assert [one.value for one in find_dates(text)] == [begins, ends], text


@given(ANY_TEXT)
def test_spans_are_in_order_and_do_not_overlap(text: str) -> None:
    edges = [edge for one in find_dates(text) for edge in (one.start, one.end)]
    assert edges == sorted(edges)
    assert all(one.start < one.end <= len(text) for one in find_dates(text))
    assert all(one.value or one.is_impossible or one.is_undecided for one in find_dates(text))


@given(DAYS, st.sampled_from(STYLES))
def test_compatible_characters_do_not_matter(day: date, style) -> None:
    text = style(day)
    assert first_date(unicodedata.normalize("NFKC", text)) == first_date(text) == day


# ------------------------------------------------------------------------------------------------ cases


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("令和3年12月31日 時点", date(2021, 12, 31)),
        ("令和4年10月1", date(2022, 10, 1)),
        ("R4.10.1 2件", date(2022, 10, 1)),
        ("令和4年10月（詳しくは令和4年10月5日）", date(2022, 10, 5)),
        ("令和4年12月予定", None),
        ("12022/10/1", None),
        ("2022/10/123", None),
        ("", None),
        (None, None),
    ],
)
def test_first_date(printed: str | None, expected: date | None) -> None:
    assert first_date(printed) == expected


@pytest.mark.parametrize(
    "text",
    [
        "",
        "法令4年",
        "1990年代",
        "2022-10",
        "第12022/10/1号",
        "20221332",
        "R4",
        "T1.2",
        "Ver.R4.13.1",
        "同年4月1日",
        "未定義",
        "10月1日",
    ],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) == ()


@pytest.mark.parametrize(
    ("text", "planned"),
    [
        ("令和6年10月（予定）", [True]),
        ("令和6年10月1日に実施予定", [True]),
        ("実施予定日：令和6年10月1日", [True]),
        ("令和4年10月1日～10月31日（予定）", [True, True]),
        ("令和4年10月1日、令和5年1月1日（予定）", [False, True]),
        ("令和4年10月1日に実施した。次回は予定なし", [False]),
        ("令和4年10月1日", [False]),
    ],
)
def test_plans(text: str, planned: list[bool]) -> None:
    assert [one.is_planned for one in find_dates(text)] == planned


def test_a_cell_is_about_its_first_whole_date() -> None:
    found = main_date("令和4年10月、確定日は令和4年10月5日")
    assert found is not None
    assert found.norm == "2022-10-05"
    undecided = main_date("日程は未定")
    assert undecided is not None
    assert (undecided.is_undecided, undecided.norm, undecided.precision) == (True, None, None)
    assert main_date("別紙のとおり") is None


def test_pdf_dates() -> None:
    assert pdf_date("D:20230405") == date(2023, 4, 5)
    assert pdf_date("D:2023") == date(2023, 1, 1)
    assert pdf_date("20231305") is None
    assert pdf_date("yesterday") is None
