"""What is made of the other tables: citations, facts to compare, findings, and what needs the whole corpus."""

from __future__ import annotations

from dataclasses import replace

from pipeline.comparison import comparison_columns
from pipeline.declare import NEVER, Column, Table, Text
from pipeline.tables import codes
from pipeline.tables.documents import ASSESSMENTS
from pipeline.tables.shared import (
    AROUND_IDENTITY,
    ASSESSMENT_ID,
    DOCUMENT_ID,
    IDENTITY,
    IDENTITY_KEY,
    IS_OCR,
    PROVENANCE,
    TABLE_NO,
    coded,
    count,
    place_in,
)

NO_LAW = Text("The law is not known", "法令が不明")
NO_ID = Text("The law is not known, or this is not known of it", "法令が不明、又はその法令について不明")
NO_NUMBER = Text("The citation has none", "引用にない")
NOT_IN_A_CELL = Text("The text is no cell of an annex table", "別紙の表のセルではない")

CITATIONS = Table(
    "citations",
    "Legal citation: one row per article, paragraph and item of a list or range; the rows of a 別表 are one",
    "法令の引用（列挙や範囲は条・項・号ごとに1行、別表の項は1つの行にまとめる）",
    (
        *AROUND_IDENTITY,
        place_in("citation_no", "Number of the citation within the document", "文書内の引用番号"),
        coded(
            "source_table",
            "Table of the text it stands in; item_code and concept are filled for items alone",
            "引用のある文言の表（item_codeとconceptが入るのはitemsのみ）",
            codes.SOURCE_TABLE,
        ),
        Column("source_column", "string", "Column of that table", "その表の列", null=NEVER),
        replace(TABLE_NO, null=NOT_IN_A_CELL),
        Column(
            "row_no",
            "int32",
            "Row of that table: row_no of annex_cells or changes, seq of page_texts",
            "その表の行: annex_cells・changesのrow_no、page_textsのseq",
            null=Text("The text is of another table", "他の表の文言"),
        ),
        Column(
            "column_no",
            "int16",
            "Column of that table: column_no of annex_cells",
            "その表の列: annex_cellsのcolumn_no",
            null=NOT_IN_A_CELL,
        ),
        Column("law", "string", "Canonical name of the law", "法令の正式名", null=NO_LAW),
        Column("law_id", "string", "The law's id at e-Gov", "e-Gov法令ID", null=NO_ID),
        Column("law_number", "string", "The law's number", "法令番号", null=NO_ID),
        Column("law_kind", "string", "Kind of law", "法令の種類", codes=codes.LAW_KIND, null=NO_LAW),
        Column(
            "law_text",
            "string",
            "The law as printed where it was named",
            "法令名（印刷のとおり）",
            null=Text("No law is printed", "法令名の記載がない"),
        ),
        coded("law_source", "How the law is known", "法令の決め方", codes.LAW_SOURCE),
        coded("unit", "What of the law is cited", "引用の単位", codes.CITATION_UNIT),
        Column("is_supplement", "bool", "Whether it is in the supplementary provisions", "附則か", null=NEVER),
        Column("article", "string", "Article (条), e.g. 19, 12-2", "条（例 19、12-2）", null=NO_NUMBER),
        Column("paragraph", "string", "Paragraph (項) of the article", "条の中の項", null=NO_NUMBER),
        Column("item", "string", "Item (号) of the article or paragraph", "条・項の中の号", null=NO_NUMBER),
        Column("subitem", "string", "Letter below the item (イ, ロ)", "号の細分（イ、ロ）", null=NO_NUMBER),
        Column(
            "provision_part",
            "string",
            "Rest of the provision as printed: ただし書, 各号, 第4欄 …",
            "条・項・号に続く部分: ただし書、各号、第4欄など",
            null=NO_NUMBER,
        ),
        Column(
            "schedule",
            "string",
            "Number of the schedule (別表)",
            "別表の番号",
            null=Text("A law's only schedule, or unit is not schedule", "番号のない別表、又は別表以外"),
        ),
        Column(
            "schedule_rows",
            "list<string>",
            "Rows of the schedule or table, e.g. 16-2; empty where none is cited",
            "別表・表の項（例 16-2）。項の引用がなければ空のリスト",
            null=NEVER,
        ),
        Column(
            "start",
            "int32",
            "First character in the text of the source column, from 0",
            "元の文言での開始位置（0から）",
            "character",
            null=NEVER,
        ),
        Column(
            "end",
            "int32",
            "Character after the last in the text of the source column",
            "元の文言での終了位置（この文字は含まない）",
            "character",
            null=NEVER,
        ),
        Column(
            "text",
            "string",
            "The citation as printed: the source's text from start to end",
            "引用（印刷のとおり。元の文言のstartからendまで）",
            null=NEVER,
        ),
        *PROVENANCE,
    ),
    ("document_id", "citation_no"),
)

COMPARISON = Table(
    "comparison",
    "Assessment, with the facts that are compared most",
    "評価書（比較によく使う事実を1行に）",
    (DOCUMENT_ID, ASSESSMENT_ID, *comparison_columns(ASSESSMENTS.columns)),
    ("document_id", "assessment_id"),
)

NO_CHANGE_ROW = Text("The row is an item that differs without a change row", "変更箇所の行がない項目の行")
NOT_TOLD = Text(
    "The row has no such text (記載なし, 新規, 削除), or the item is not known and the text stands nowhere",
    "文言がない（記載なし、新規、削除など）、又は項目が特定できずどこにも見当たらない",
)
NO_VALUE = Text("Nothing is filled in, or the item is not there or not known", "記載がない、又は項目がない・不明")

HISTORY = Table(
    "history",
    "Row of a change table that is new since the series' filing before, and item that differs from that filing "
    "with no new row to say so; for filings of one series on the same form",
    "同じ系列・同じ様式の前回の評価書から新たに加わった変更箇所の行と、その行がないのに前回と異なる項目",
    (
        *IDENTITY,
        Column("series_id", "string", "Series the two filings belong to", "2つの評価書の系列", null=NEVER),
        replace(ASSESSMENT_ID, name="assessment_id_before", en="The older filing", ja="前の評価書"),
        replace(ASSESSMENT_ID, name="assessment_id_after", en="The newer filing", ja="後の評価書"),
        Column(
            "filed_on_before",
            "date32",
            "Day the older filing is ordered by: its publication, else its latest change, else its edition's month",
            "前の評価書の日付（公表日、なければ最新の変更日、なければ様式の版の月）",
            null=Text("None of the three is known", "いずれも不明"),
        ),
        Column(
            "filed_on_after",
            "date32",
            "Day the newer filing is ordered by, found in the same way",
            "後の評価書の日付（同じ決め方）",
            null=Text("None of the three is known", "いずれも不明"),
        ),
        Column(
            "row_no",
            "int32",
            "Row of the newer filing's change table",
            "後の評価書の変更箇所の行番号",
            null=NO_CHANGE_ROW,
        ),
        Column(
            "is_before_found",
            "bool",
            "Whether the row's text before the change stands in the older filing's item, or in one that belongs "
            "to it (②の「その妥当性」)",
            "「変更前の記載」が前の評価書のその項目（②の「その妥当性」などを含む）にあるか",
            null=NOT_TOLD,
        ),
        Column(
            "is_after_found",
            "bool",
            "Whether the row's text after the change stands in the newer filing's item",
            "「変更後の記載」が後の評価書のその項目にあるか",
            null=NOT_TOLD,
        ),
        Column(
            "similarity_before",
            "float64",
            "Likeness of the text before and the best fitting part of the item, 1 where it stands there as it is; "
            "found from 0.9, if the row's text after the change is not as near",
            "変更前の記載と項目の最も近い部分との類似度。そのまま含まれれば1。0.9以上で、変更後の記載より近ければ「ある」",
            "ratio",
            null=NOT_TOLD,
        ),
        Column(
            "similarity_after",
            "float64",
            "Likeness of the text after the change and the best fitting part of the newer filing's item",
            "変更後の記載と後の評価書の項目の最も近い部分との類似度",
            "ratio",
            null=NOT_TOLD,
        ),
        Column(
            "n_rows_of_item",
            "int32",
            "New rows that name the same item: of several, a text after the change may have been changed again",
            "同じ項目を指す新しい行の数。複数なら、変更後の記載がさらに変更された可能性がある",
            "change",
            null=Text("No change row, or its item is not known", "変更箇所の行がない、又は項目が不明"),
        ),
        Column(
            "is_undisclosed",
            "bool",
            "True for an item that differs with no new change row; false for a change row",
            "変更箇所に行がないのに異なる項目ならtrue、変更箇所の行ならfalse",
            null=NEVER,
        ),
        Column(
            "value_before",
            "string",
            "What the older filing says there, as printed (record items joined by 、): of several items that the "
            "row may mean the one that fits best",
            "前の評価書のその項目の記載（記録項目は「、」で連結）。該当する項目が複数なら最も近いもの",
            null=NO_VALUE,
        ),
        Column(
            "value_after",
            "string",
            "What the newer filing says there, in the same way",
            "後の評価書のその項目の記載（同じ方法）",
            null=NO_VALUE,
        ),
        Column(
            "similarity",
            "float64",
            "Likeness of the two values of an undisclosed difference; 0 where one is empty",
            "記載のない変更の前後の値の類似度。一方が空なら0",
            "ratio",
            null=Text("The row is a change row", "変更箇所の行"),
        ),
        replace(IS_OCR, en="Whether any of it was read by OCR", ja="OCRで読み取ったものを含むか"),
    ),
    (
        "document_id",
        "assessment_id_after",
        "assessment_id_before",
        "row_no",
        "item_code",
        "file_no",
        "entry_no",
    ),
    primary=(),
)

BOILERPLATE = Table(
    "boilerplate",
    "Text item of 100 characters or more whose text another agency has too, or nearly so (similarity of 0.85 or "
    "more between neighbours of a cluster)",
    "他の機関にもほぼ同じ文章（類似度0.85以上のつながり）がある、100字以上の文章の項目",
    (
        *IDENTITY,
        Column(
            "cluster_id",
            "string",
            "Passage the text belongs to: first 16 hex digits of the SHA-256 of the cluster's first text in "
            "character order, white space left out",
            "文章のまとまり。文字順で最初の文章（空白を除く）のSHA-256の先頭16桁（16進）",
            null=NEVER,
        ),
        count("n_members", "Items in the cluster", "まとまりに属する項目の数", "item"),
        count("n_agencies", "Agencies they belong to, 2 or more", "まとまりに属する機関の数（2以上）", "agency"),
        count("n_chars", "Length of the text, white space left out", "文字数（空白を除く）", "character"),
        Column(
            "similarity",
            "float64",
            "Likeness of the text and the cluster's representative, 1 where equal",
            "代表となる文章との類似度（同じなら1）",
            "ratio",
            null=NEVER,
        ),
        Column(
            "is_representative",
            "bool",
            "Whether the text is the representative: the one most items of the cluster have",
            "代表となる文章（最も多くの項目にある文章）か",
            null=NEVER,
        ),
        IS_OCR,
    ),
    IDENTITY_KEY,
    primary=(),
)

DIAGNOSTICS = Table(
    "diagnostics",
    "Finding of a self-check",
    "自己検査の所見",
    (
        *AROUND_IDENTITY,
        place_in("finding_no", "Number of the finding within the document", "文書内の所見番号"),
        coded(
            "severity",
            "How much it matters to a person who publishes the numbers",
            "数値を公表する人にとっての重要さ",
            codes.SEVERITY,
        ),
        Column("rule", "string", "Name of the check", "検査の名前", null=NEVER),
        Column("message", "string", "What was seen, for a person", "所見の説明（人が読むためのもの）", null=NEVER),
        Column(
            "expected",
            "string",
            "What was expected",
            "期待されたもの",
            null=Text("Nothing to compare with", "比べる対象がない"),
        ),
        Column("found", "string", "What was found", "見つかったもの", null=Text("The message says it all", "説明のみ")),
        *PROVENANCE,
    ),
    ("document_id", "finding_no"),
)
