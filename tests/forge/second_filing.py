"""A filing made anew after some time: what changed in it, and what its change table says of that."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from tests.forge.content import Change, Content

ON = "令和6年12月1日"


def revise(content: Content, items: Mapping[str, Mapping[str, object]], changes: tuple[Change, ...]) -> Content:
    """The content with the fields of some answers replaced, by item code, and rows added to the change table."""
    given = tuple(replace(one, **items.get(one.code, {})) for one in content.items)  # type: ignore[arg-type]
    return replace(content, items=given, changes=(*content.changes, *changes))


def a_year_later(content: Content) -> Content:
    """様式2 a year later: one change that the change table says, one that it says wrongly, two that it does not say."""
    old = {given.code: given.value for given in content.items}
    description = "届出の内容は当日のうちに台帳へ入力し、翌開庁日に別の者が点検する。"
    part = "Ⅰ　関連情報\n"
    return revise(
        content,
        {
            "cover.publication_date": {"value": "令和7年1月15日"},
            "I.1.2": {"value": description},
            "I.5.1": {"value": "みなと支所　住民係"},
            "I.7.contact": {"value": "くらし部　窓口課（電話での受付はしない）"},
            "II.1.subjects": {"choice": 3},
        },
        (
            Change(
                ON, f"{part}１．特定個人情報ファイルを取り扱う事務\n②事務の概要", old["I.1.2"], description,
                "事前", "受付の方法を改めたため", "I.1.2",
            ),
            Change(
                ON, f"{part}５．評価実施機関における担当部署\n①部署", old["I.5.1"], "くらし部　窓口課",
                "事後", "組織の変更のため", "I.5.1",
            ),
        ),
    )  # fmt: skip
