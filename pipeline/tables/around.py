"""What stands around the assessments: 別紙 tables, consultations, drawings, and other text."""

from __future__ import annotations

from dataclasses import replace

from pipeline.concepts import FIGURE
from pipeline.declare import NEVER, Column, Table, Text
from pipeline.tables import codes
from pipeline.tables.shared import (
    AROUND_IDENTITY,
    BOXED_TEXTS,
    DOCUMENT_ID,
    PRINTED_FIELDS,
    PROVENANCE,
    ROW_NO,
    TABLE_NO,
    as_printed,
    coded,
    from_items,
    place_in,
)

TEXT = Column("text", "string", "Text as printed, line wraps joined", "印刷された文言（折り返しは連結）", null=NEVER)

ANNEX_CELLS = Table(
    "annex_cells",
    "Cell with text of an annex (別紙) table outside the form, whatever its columns mean",
    "様式外の別紙の表のセル（空欄を除く）",
    (
        *AROUND_IDENTITY,
        replace(TABLE_NO, null=NEVER),
        Column("title", "string", "Title of the table as printed", "表の題名（印刷のとおり）"),
        replace(ROW_NO, null=NEVER),
        Column("column_no", "int16", "Column of the table, from 1", "表の列（1から）", null=NEVER),
        Column(
            "header",
            "string",
            "Words that head the column",
            "列の見出し",
            null=Text("Nothing heads the column", "列に見出しがない"),
        ),
        TEXT,
        *PROVENANCE,
    ),
    ("document_id", "table_no", "row_no", "column_no"),
)

CONSULTATIONS = Table(
    "consultations",
    "Consultation of a council (諮問: letter and 諮問書 are one), or its answer (答申), around the assessments",
    "評価書の前後にある諮問（諮問文と諮問書は1件）・答申",
    (
        DOCUMENT_ID,
        coded("kind", "Whether a council is consulted or answers", "諮問か答申か", codes.CONSULTATION_KIND),
        Column("reference_number", "string", "Reference number as printed", "文書番号（印刷のとおり）"),
        Column("dated_on", "date32", "Day of the letter", "文書の日付"),
        *as_printed("dated_on"),
        Column("dated_on_text", "string", "Day as printed", "日付（印刷のとおり）"),
        Column("addressee", "string", "To whom it is written", "宛先"),
        Column("sender", "string", "Who wrote it", "差出人"),
        Column("title", "string", "Titles as printed, one a line", "表題（印刷のとおり、1行に1つ）"),
        Column("subject", "string", "What it is about (諮問件名)", "諮問件名"),
        Column("business_name", "string", "Business (業務名)", "業務名"),
        Column("division", "string", "Division in charge (諮問課)", "諮問課・担当課"),
        Column(
            "files",
            "list<string>",
            "Specific personal information files named; empty where none is",
            "特定個人情報ファイルの名称。記載がなければ空のリスト",
            null=NEVER,
        ),
        Column(
            "systems",
            "list<string>",
            "Systems named; empty where none is",
            "取り扱うシステム。記載がなければ空のリスト",
            null=NEVER,
        ),
        Column("decision", "string", "Decision of a report (結論)", "審議の結論"),
        Column("body", "string", "Running text", "本文"),
        Column(
            "fields",
            PRINTED_FIELDS,
            "Every labelled field as printed, those of the other columns included",
            "見出しのある欄すべて（印刷のとおり。他の列のものも含む）",
            null=NEVER,
        ),
        *PROVENANCE,
    ),
    ("document_id", "page", "top"),
    primary=(),
)

FIGURES = Table(
    "figures",
    "Drawing: of the form (別添1), or a page of its own",
    "図（別添1の図、又は独立した図のページ）",
    (
        *AROUND_IDENTITY,
        *from_items(
            (FIGURE,),
            Column("title", "string", "Title of the drawing", "図の題名"),
            Column(
                "texts",
                BOXED_TEXTS,
                "Texts as a reader sees them together, each with its box on the page (point)",
                "図中の文言（まとまりごと）と、ページでの枠（ポイント）",
                null=NEVER,
            ),
            Column(
                "image_path",
                "string",
                "PNG of the region, below the tables' folder",
                "領域のPNG（表のフォルダからの相対パス）",
                null=Text("No picture was drawn (--no-images), or it failed", "画像なし（--no-images、又は失敗）"),
            ),
        ),
        *PROVENANCE,
    ),
    ("document_id", "page", "top", "x0"),
    primary=(),
)

PAGE_TEXTS = Table(
    "page_texts",
    "Text outside assessments that no other table holds, and notes beside their tables, block by block",
    "評価書の外にあり、他の表に入らない文章と、評価書の表の脇の書き込み（まとまりごと）",
    (
        DOCUMENT_ID,
        place_in("seq", "Place on the page, from 1", "ページ内の順番（1から）"),
        TEXT,
        *(replace(column, null=NEVER) if column.name == "page" else column for column in PROVENANCE),
    ),
    ("document_id", "page", "seq"),
)
