"""One written form for comparing: look-alikes meet, what carries meaning stays apart, and twice is once."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from normalizers.text import BLANKS, LONE_ACCENTS, normalize_text
from tests.normalizers.test_any_text import ANY_TEXT

# Pieces that join one another: kana and marks of each kind, strokes through < and >, what is dropped, what is kept.
JOINING = "カｶはﾊ ゛ﾞ\u3099゜ﾟ\u309aㇷあ①<≪\u0338\u0301\u200b\ufe00\u00ad\u3164㋕㌔A-ー "
PLAIN = "漢字かなカナABCabc０１２ＡＢＣ（）：／％ｱｲｳ㈱㌔"


@given(ANY_TEXT | st.text(st.sampled_from(JOINING)))
@example("㋕ﾞ")
@example("〈\u0338")
@example("a\u00ad\u200bb")
def test_normalizing_twice_changes_nothing(value: str) -> None:
    once = normalize_text(value)
    assert normalize_text(once) == once


@pytest.mark.parametrize("plane", range(3), ids=["BMP", "SMP", "SIP"])
def test_every_character_on_its_own_is_stable(plane: int) -> None:
    characters = map(chr, range(plane * 0x10000, (plane + 1) * 0x10000))
    assert [c for c in characters if normalize_text(normalize_text(c)) != normalize_text(c)] == []


@given(st.text(st.sampled_from(PLAIN), min_size=1))
def test_plain_text_is_what_nfkc_makes_of_it(value: str) -> None:
    assert normalize_text(value) == unicodedata.normalize("NFKC", value)


@given(ANY_TEXT)
def test_white_space_is_single_and_inside(value: str) -> None:
    norm = normalize_text(value)
    assert norm == " ".join(norm.split())
    assert not set(norm) & set(BLANKS)


def test_no_accent_on_its_own_gets_a_space() -> None:
    """Every character that NFKC takes for a space and a mark, but for Arabic ones, which no form prints."""
    apart = [
        c for c in map(chr, range(0x10000)) if unicodedata.normalize("NFKC", c).startswith(" ") and not c.isspace()
    ]
    others = [c for c in apart if c not in LONE_ACCENTS + "゛゜˜" and "ARABIC" not in unicodedata.name(c)]
    assert {unicodedata.name(c).split()[0] for c in others} == {"GREEK"}
    assert all(normalize_text(f"あ{c}い") == f"あ{c}い" for c in LONE_ACCENTS)


@given(st.text(st.characters(categories=["Co"])))
def test_private_use_characters_stay(value: str) -> None:
    assert normalize_text(value) == value


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
        ("カ゛イト\u3099", "ガイド"),
        ("一　二\n三", " 一 二 三 "),
        ("個\u200b人\ufe00", "個人"),
    ],
)
def test_look_alikes_become_equal(one: str, other: str) -> None:
    assert normalize_text(one) == normalize_text(other)


@pytest.mark.parametrize("kept", ["①", "⑴", "⒈", "㉑", "㊱", "サーバー", "⓪", "葛", "髙", "﨑", "\ue000", "\ufffd"])
def test_what_carries_meaning_is_kept(kept: str) -> None:
    assert normalize_text(kept) == kept


@pytest.mark.parametrize(
    ("one", "other"), [("①", "1"), ("ー", "-"), ("●", "○"), ("「", "["), ("は", "ば"), ("髙", "高")]
)
def test_different_things_stay_different(one: str, other: str) -> None:
    assert normalize_text(one) != normalize_text(other)
