"""What is kept between pages: folded labels, and never the long texts of an agency, so that memory stays as it is."""

from __future__ import annotations

from extractors import characters
from extractors.characters import LABEL_LENGTH, fold
from extractors.engine import cursor
from extractors.engine.cursor import split_number


def test_long_texts_are_not_kept() -> None:
    long = "①" + "霧" * LABEL_LENGTH
    before = characters._fold_label.cache_info().currsize, cursor._split_label.cache_info().currsize
    assert fold(f"{long}　※") == long
    assert split_number(long) == ("①", "霧" * LABEL_LENGTH)
    assert (characters._fold_label.cache_info().currsize, cursor._split_label.cache_info().currsize) == before


def test_labels_are_kept() -> None:
    characters._fold_label.cache_clear()
    assert fold("②霧の 数　※") == fold("②霧の 数　※") == "②霧の数"
    assert characters._fold_label.cache_info().hits == 1
