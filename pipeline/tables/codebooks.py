"""The codebooks: tables that are no document's."""

from __future__ import annotations

from dataclasses import replace

from pipeline.declare import NEVER, Column, Table, Text
from pipeline.tables import codes
from pipeline.tables.shared import (
    CONCEPT,
    FORM,
    FORM_VERSION,
    ITEM_CODE,
    KIND,
    LABEL,
    OPTIONS,
    PART,
    SECTION,
    place_in,
)

FORM_ITEMS = Table(
    "form_items",
    "Item of each form and edition: the codebook",
    "各様式・各版の項目（コードブック）",
    (
        FORM,
        FORM_VERSION,
        replace(ITEM_CODE, null=NEVER),
        replace(CONCEPT, null=Text("The brackets beside a section's heading", "節の見出しの括弧")),
        place_in("seq", "Place in the form's printed order, from 1", "様式の印刷順（1から）"),
        PART,
        SECTION,
        Column("number", "string", "Number printed before the label", "見出しの前の番号"),
        replace(LABEL, null=Text("The section has no label", "節に見出しがない")),
        KIND,
        Column(
            "repeat",
            "string",
            "What the item is printed once for",
            "項目が繰り返される単位",
            codes=codes.REPEAT,
            null=Text("The item is printed once", "繰り返さない"),
        ),
        Column(
            "options",
            OPTIONS,
            "Options in the form's words; empty where the item has none",
            "様式の選択肢。選択肢のない項目では空のリスト",
            null=NEVER,
        ),
        Column(
            "is_mandatory_notice",
            "bool",
            "Marked ※: a change to it is a significant change (重要な変更)",
            "※が付いているか（重要な変更の対象）",
            null=NEVER,
        ),
    ),
    ("form", "form_version", "item_code"),
)

RECORD_CONCEPTS = Table(
    "record_concepts",
    "Concept of record items, or group of them: the codebook of record_concept",
    "記録項目の概念とそのまとまり（record_conceptのコードブック）",
    (
        Column(
            "code",
            "string",
            "Code of the concept; group.<name> for a group",
            "概念のコード。まとまりはgroup.<名前>",
            null=NEVER,
        ),
        Column(
            "parent",
            "string",
            "Code of the group it is in",
            "属するまとまりのコード",
            null=Text("It is a group itself", "まとまりそのもの"),
        ),
        Column("label_ja", "string", "Label in Japanese", "日本語の名前", null=NEVER),
        Column("label_en", "string", "Label in English", "英語の名前", null=NEVER),
        Column(
            "is_qualifier",
            "bool",
            "It only qualifies other concepts (kana, previous, date), and alone is no concept of an item",
            "他の概念を修飾するだけのもの（カナ、旧、年月日など）。単独では項目の概念にならない",
            null=NEVER,
        ),
    ),
    ("code",),
)
