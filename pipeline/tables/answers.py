"""What was filled in: answers item by item, changes, and record items."""

from __future__ import annotations

from pipeline.concepts import CHANGES, RECORD_ITEMS
from pipeline.declare import NEVER, Column, Table, Text
from pipeline.tables import codes
from pipeline.tables.shared import (
    IDENTITY,
    IDENTITY_KEY,
    KIND,
    LABEL,
    OPTIONS,
    PART,
    PROVENANCE,
    SECTION,
    STATUS,
    as_printed,
    from_items,
    place_in,
)

EVERY = ("*",)
NO_DATE_ITEM = Text("It is blank, or no date item", "空欄、又は日付の項目ではない")
NOTHING_CHOSEN = Text("Nothing is chosen, or none of the options", "何も選ばれていない、又は選択肢にない")
BLANK = Text("It is blank or not found: see status", "空欄、又はページにない（statusを参照）")

ITEMS = Table(
    "items",
    "Item instance printed on the form, empty ones included",
    "様式に印刷された項目（空欄も含む）",
    (
        *IDENTITY,
        place_in("seq", "Place in the assessment's reading order, from 1", "評価書内の読み順（1から）"),
        PART,
        SECTION,
        LABEL,
        KIND,
        STATUS,
        *from_items(
            EVERY,
            Column(
                "value",
                "string",
                "Text as printed, line wraps joined; the text between the brackets of a choice; checked labels "
                "joined by ' | '",
                "印刷された文言（折り返しは連結）。選択肢では括弧内の文言、チェック欄では選ばれた文言を ' | ' で連結",
                null=BLANK,
            ),
            Column(
                "value_norm",
                "string",
                "The value in one written form, for comparing",
                "表記を揃えた値（比較用）",
                null=BLANK,
            ),
            Column(
                "number",
                "int64",
                "The number of a count item",
                "件数の項目の数値",
                null=Text("No number is printed, or it is no count item", "数値の記載がない、又は件数の項目ではない"),
            ),
            Column(
                "date",
                "date32",
                "The first date of a date item",
                "日付の項目の最初の日付",
                null=Text(
                    "No whole day is printed, or it is no date item", "年月日までの記載がない、又は日付の項目ではない"
                ),
            ),
            *as_printed("date"),
            Column(
                "date_until",
                "date32",
                "The day on which a date item's period ends",
                "日付の項目の期間の最終日",
                null=Text("No period with a whole day as its end", "最終日のある期間ではない"),
            ),
            Column(
                "is_planned",
                "bool",
                "Whether a date item says that it is a plan (予定, 見込み)",
                "日付の項目に予定・見込みとあるか",
                null=NO_DATE_ITEM,
            ),
            Column(
                "is_undecided",
                "bool",
                "Whether a date item says that it is not decided (未定)",
                "日付の項目に未定とあるか",
                null=NO_DATE_ITEM,
            ),
        ),
        *PROVENANCE,
    ),
    IDENTITY_KEY,
    primary=("document_id", "assessment_id", "seq"),
)

CHOICES = Table(
    "choices",
    "Choice (＜選択肢＞) field",
    "選択肢欄（＜選択肢＞）",
    (
        *IDENTITY,
        STATUS,
        *from_items(
            EVERY,
            Column(
                "selected_no",
                "int16",
                "Printed number of the option chosen",
                "選ばれた選択肢の番号",
                null=NOTHING_CHOSEN,
            ),
            Column(
                "selected_label", "string", "Label of the option chosen", "選ばれた選択肢の文言", null=NOTHING_CHOSEN
            ),
            Column("selected_text", "string", "Text between the brackets as printed", "括弧内の文言（印刷のとおり）"),
            Column("options", OPTIONS, "Options as printed", "印刷された選択肢", null=NEVER),
            Column(
                "lower",
                "int64",
                "Lower bound of the label chosen, inclusive, in what unit says",
                "選ばれた文言の下限（以上）。単位はunit",
                null=Text("Open, or the label is no range", "下限がない、又は範囲の文言ではない"),
            ),
            Column(
                "upper",
                "int64",
                "Upper bound of the label chosen, exclusive, in what unit says",
                "選ばれた文言の上限（未満）。単位はunit",
                null=Text("Open, or the label is no range", "上限がない、又は範囲の文言ではない"),
            ),
            Column(
                "unit",
                "string",
                "Unit of the bounds",
                "上限・下限の単位",
                codes=codes.BOUND_UNIT,
                null=Text("The label is no range", "範囲の文言ではない"),
            ),
        ),
        *PROVENANCE,
    ),
    IDENTITY_KEY,
    primary=(),
)

CHECKBOXES = Table(
    "checkboxes",
    "Option of a checkbox group, brackets beside section headings included",
    "チェック欄の選択肢（節の見出しの括弧を含む）",
    (
        *IDENTITY,
        STATUS,
        *from_items(
            EVERY,
            Column(
                "option_no",
                "int16",
                "Number of the option, in the order of the form",
                "選択肢の番号（様式の順）",
                null=NEVER,
            ),
            Column(
                "option_group",
                "string",
                "Printed line above a run of options",
                "選択肢の群の見出し",
                null=Text("The options are not grouped", "群に分かれていない"),
            ),
            Column("option_label", "string", "Label of the option", "選択肢の文言", null=NEVER),
            Column(
                "is_checked",
                "bool",
                "Whether it is marked; false also where that cannot be told (status not_found or unreadable)",
                "選ばれているか。分からないとき（status が not_found、unreadable）もfalse",
                null=NEVER,
            ),
            Column(
                "mark",
                "string",
                "What stands between the brackets",
                "括弧内の記号",
                null=Text("Nothing stands between them", "何もない"),
            ),
            Column(
                "other_text",
                "string",
                "Text inside その他（ … ）, without the parentheses",
                "その他（ … ）の中の文言（括弧を除く）",
                null=Text("The option has none, or it is empty", "その他の欄がない、又は空欄"),
            ),
        ),
        *PROVENANCE,
    ),
    (*IDENTITY_KEY, "option_no"),
    primary=(),
)

CHANGES_TABLE = Table(
    "changes",
    "Row of the change table (変更箇所), joined over pages",
    "変更箇所の表の行（ページをまたぐ行は連結）",
    (
        *IDENTITY,
        *from_items(
            (CHANGES,),
            place_in("row_no", "Place in the table's printed order, from 1", "表の印刷順（1から）"),
            Column("changed_on", "date32", "Day of the change", "変更日"),
            *as_printed("changed_on"),
            Column("changed_on_text", "string", "Day of the change as printed", "変更日（印刷のとおり）"),
            Column("item_text", "string", "What was changed, as printed (項目)", "項目（印刷のとおり）"),
            Column("before", "string", "Text before the change", "変更前の記載"),
            Column("after", "string", "Text after the change", "変更後の記載"),
            Column(
                "timing",
                "string",
                "When it was filed, as printed: 事前 (before the change) or 事後 (after it)",
                "提出時期（事前・事後。印刷のとおり）",
            ),
            Column("timing_reason", "string", "Note on the timing as printed", "提出時期に係る説明（印刷のとおり）"),
            Column(
                "timing_reason_resolved",
                "string",
                "Note on the timing, 同上 replaced by the note above",
                "提出時期に係る説明（「同上」は上の行の文言に置き換え）",
            ),
        ),
        *PROVENANCE,
    ),
    ("document_id", "assessment_id", "row_no"),
)

NO_CONCEPT = Text("A word of the name is unknown", "不明な語がある")

RECORD_ITEMS_TABLE = Table(
    "record_items",
    "Record item (記録項目) of a file, as listed in the annex",
    "特定個人情報ファイルの記録項目（別添の一覧）",
    (
        *IDENTITY,
        *from_items(
            (RECORD_ITEMS,),
            place_in("seq", "Place in the file's list, from 1", "ファイルの一覧での順番（1から）"),
            Column(
                "group_name",
                "string",
                "Heading above the item as printed",
                "上にある見出し（印刷のとおり）",
                null=Text("No heading stands above it", "上に見出しがない"),
            ),
            Column(
                "item_no",
                "int32",
                "Number of the item as printed",
                "印刷された番号",
                null=Text("It is not numbered", "番号がない"),
            ),
            Column(
                "name",
                "string",
                "Record item, without number, separator and note",
                "記録項目（番号、区切り、注記を除く）",
                null=NEVER,
            ),
            Column("name_norm", "string", "The name in one written form", "表記を揃えた記録項目", null=NEVER),
            Column("note", "string", "Note on the item as printed", "注記（印刷のとおり）"),
            Column(
                "record_concept",
                "string",
                "What the item is across agencies: code of record_concepts, or several with + between (a number is one "
                "that is printed)",
                "団体をまたいで同じ項目を指す概念: record_conceptsのcode。複数なら+でつなぐ（数字は印刷された番号）",
                null=NO_CONCEPT,
            ),
            Column(
                "record_concept_score",
                "float64",
                "1.0 for a declared spelling, 0.9 for a concept with qualifiers, 0.8 for several concepts together",
                "1.0は宣言された表記、0.9は概念に修飾が付いたもの、0.8は複数の概念の組合せ",
                "ratio",
                null=NO_CONCEPT,
            ),
            Column(
                "record_key",
                "string",
                "Key of the item: record_concept, or where it is null ~ and the known parts and the words; equal items "
                "have equal keys",
                "項目のキー: record_concept。空なら~に続く既知の概念と語。同じ項目は同じ値になる",
                null=NEVER,
            ),
        ),
        *PROVENANCE,
    ),
    ("document_id", "assessment_id", "file_no", "seq"),
    primary=(),  # the file of an item may be unknown
)
