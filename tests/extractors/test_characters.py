"""Mending changes nothing but what a font's map got wrong; folding is for comparing only."""

from __future__ import annotations

import sys
import unicodedata
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.characters import _SHARED, COMPATIBILITY_IDEOGRAPHS, fold, fold_characters, mend
from extractors.engine.formspec import load_forms

RADICALS = [
    tuple(int(field[2:], 16) for field in line.split("\t"))
    for line in files("extractors").joinpath("radicals.tsv").read_text("utf8").splitlines()
    if not line.startswith("#")
]
MENDABLE = {chr(radical) for radical, _ in RADICALS} | {chr(code) for code in COMPATIBILITY_IDEOGRAPHS}
MENDABLE |= set(_SHARED)
MENDABLE |= {char for char in map(chr, range(sys.maxunicode + 1)) if char.isspace()} - {" ", "\u3000"}
MENDABLE |= set(map(chr, range(0x80, 0xA0)))  # control characters
letters = st.sampled_from("一口卜力へりーロトカヘリ覧部等のワッ")  # that recognisers take for others, and neighbours
# Text as forms have it, accidents included, and any other text.
texts = st.text(
    st.one_of(st.characters(), st.sampled_from(sorted(MENDABLE)), st.sampled_from("（１）①※－～〇［］ｱﾞ　 \n"), letters)
)


#: What the letters of the forms' words are taken for.
MISTAKEN = {"ー": "一", "一": "ー", "ロ": "口", "ト": "卜", "力": "カ", "へ": "ヘ", "り": "リ"}


def forms_words() -> list[str]:
    """Every wording of every form: labels, headings, options, columns."""
    words: set[str] = set()
    for spec in load_forms().values():
        options = [option for item in spec.items.values() for option in item.options]
        options += [option for part in spec.parts for section in part.sections for option in section.opt_out]
        words |= {spec.title, *spec.index, *(node.label for node in spec.nodes), *(option.label for option in options)}
        words |= {column for item in spec.items.values() for column in item.columns}
    return sorted(words)


def is_ideograph(character: str) -> bool:
    return unicodedata.name(character).startswith("CJK UNIFIED IDEOGRAPH")


def test_the_table_has_the_radicals_that_files_show() -> None:
    assert {0x2EA0, 0x2ED1, 0x2E9F, 0x2F57} <= {radical for radical, _ in RADICALS}


def test_a_radical_is_mended_to_an_ideograph() -> None:
    for radical, ideograph in RADICALS:
        assert "RADICAL" in unicodedata.name(chr(radical))
        assert mend(chr(radical)) == chr(ideograph)
        assert is_ideograph(chr(ideograph))


def test_no_radical_stands_in_the_table_twice() -> None:
    assert len({radical for radical, _ in RADICALS}) == len(RADICALS)


def test_the_table_has_every_radical() -> None:
    """U+2E80 (a sign of repetition) is the one that Unicode calls no ideograph's equivalent."""
    named = [code for code in range(0x2E80, 0x2FE0) if "RADICAL" in unicodedata.name(chr(code), "")]
    assert [code for code in named if chr(code) not in MENDABLE] == [0x2E80]


def test_kangxi_radicals_become_what_unicode_says() -> None:
    """But for door and black: a Japanese reader sees 戸 and 黒 where Unicode's decomposition has 戶 and 黑."""
    differing = [c for c in map(chr, range(0x2F00, 0x2FD6)) if mend(c) != unicodedata.normalize("NFKC", c)]
    assert [(c, mend(c)) for c in differing] == [("\u2f3e", "\u6238"), ("\u2fca", "\u9ed2")]


def test_ideographs_among_the_compatibility_ones_are_kept() -> None:
    """The twelve that Unicode has as ideographs of their own, though they stand in the block of the others."""
    own = "\ufa0e\ufa0f\ufa11\ufa13\ufa14\ufa1f\ufa21\ufa23\ufa24\ufa27\ufa28\ufa29"
    assert mend(own) == own
    assert mend("\U0002f804\U0002f80f") == "\u4f60\u5154"


def test_compatibility_ideographs_become_the_ones_a_reader_sees() -> None:
    named = [chr(code) for code in COMPATIBILITY_IDEOGRAPHS if unicodedata.name(chr(code), "")]
    assert [char for char in named if not is_ideograph(mend(char)) and mend(char) != char] == []
    assert mend("\ufa19\uf9ea") == "\u795e\u96e2"


def test_white_space_of_any_width_is_one_of_two() -> None:
    assert {mend(space) for space in MENDABLE if space.isspace()} == {" ", "\u3000"}
    assert mend("\u2003") == mend("\u3000") == "\u3000"  # as wide as a kanji


def test_control_characters_are_no_meaning_of_a_printed_glyph() -> None:
    assert mend("予\x9b関\x89») ") == "予\ufffd関\ufffd») "


def test_a_hyphen_that_a_map_calls_soft_is_the_printed_one() -> None:
    assert mend("0467\u00ad55") == "0467-55"


@given(texts)
def test_mending_keeps_the_length_and_every_other_character(text: str) -> None:
    mended = mend(text)
    assert len(mended) == len(text)
    assert all(a == b or a in MENDABLE for a, b in zip(text, mended, strict=True))
    assert not MENDABLE & set(mended) or all(mend(char) == char for char in MENDABLE & set(mended))


@given(texts)
def test_mending_twice_is_mending_once(text: str) -> None:
    assert mend(mend(text)) == mend(text)


@pytest.mark.parametrize("text", ["①", "１２３", "〇", "～〜", "ｼｽﾃﾑ", "（株）㈱", "\ue000", "ー―‐", "\u3000"])
def test_what_is_printed_is_otherwise_left_alone(text: str) -> None:
    assert mend(text) == text


@given(texts.filter(lambda text: not any(unicodedata.combining(char) for char in unicodedata.normalize("NFKC", text))))
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert fold_characters(fold_characters(text)) == fold_characters(text)


@given(texts)
def test_a_folded_text_has_no_white_space(text: str) -> None:
    assert not any(char.isspace() for char in fold(text))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("（１）　システム", "(1) ｼｽﾃﾑ"),
        ("④再委託の有無　※", "④再委託の有無　\ufffd"),
        ("２．基本情報", "2. 基本 情報"),
        ("権利利益に影響を与え得る決定　※", "権利利益に影響を与え得る決定"),
        ("システム2～5", "システム２〜５"),
        ("中間サーバー･プラットフォーム", "中間サーバー・プラットフォーム"),
        ("＜選択肢＞", "<選択肢>"),
        ("［ 〇 ］", "[○]"),
        ("なし－", "なし‐"),
        ("－", "\u00ad"),
        ("Ⅱ", "II"),
    ],
)
def test_the_same_words_in_other_characters_fold_alike(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), [("①", "1"), ("①", "②"), ("➊", "①"), ("サーバー", "サーバ"), ("ー", "-")])
def test_different_things_stay_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_no_word_of_the_forms_is_folded_as_misread_so_that_different_ones_stay_different() -> None:
    for word in forms_words():
        bare = "".join(fold_characters(word).split()).replace("※", "")
        assert fold(word) == bare


def test_the_beginning_of_a_word_of_the_forms_is_the_beginning_of_its_folded_form() -> None:
    """A label may be cut anywhere, by its cell's or its page's edge."""
    assert [
        word[:k] for word in forms_words() for k in range(1, len(word)) if not fold(word).startswith(fold(word[:k]))
    ] == []


def test_a_word_of_the_forms_with_letters_mistaken_is_that_word() -> None:
    misread = [
        (word, word.replace(letter, mistaken))
        for word in forms_words()
        for letter, mistaken in MISTAKEN.items()
        if letter in word
    ]
    assert len(misread) > 70
    assert [other for word, other in misread if fold(other) != fold(word)] == []


@pytest.mark.parametrize(
    "text", ["ファイル一覧", "データ口座", "入力", "窓口へ", "3カ所", "ー", "カード", "システムへのリンク"]
)
def test_letters_that_may_be_right_are_left(text: str) -> None:
    assert fold(text) == text
