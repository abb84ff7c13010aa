"""What a page shows of itself, by the titles on it."""

from __future__ import annotations

import pytest

from extractors.bundle.signs import signs_of
from tests.extractors.shapes import Paper


@pytest.mark.parametrize("remark", ["", "（一覧）", "　一覧", "（令和５年度以降）"])
def test_the_title_of_an_annex_is_a_sign_with_words_behind_it_too(remark: str) -> None:
    page = Paper().text(10, 30, f"（別添２）　特定個人情報ファイル記録項目{remark}").page()
    assert signs_of(page, None).hits["4"] == 2


@pytest.mark.parametrize("remark", ["（一覧）を参照", "について説明する。"])
def test_a_line_that_names_an_annex_is_no_sign(remark: str) -> None:
    page = Paper().text(10, 30, f"（別添２）　特定個人情報ファイル記録項目{remark}").page()
    assert not signs_of(page, None).hits
