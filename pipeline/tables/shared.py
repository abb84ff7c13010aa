"""Columns that several tables have: identity, provenance, and what they say in the same words."""

from __future__ import annotations

from dataclasses import replace

from pipeline.declare import NEVER, Codes, Column, Text
from pipeline.tables import codes

OPTIONS = "list<struct<no: int16, label: string>>"
PRINTED_FIELDS = "list<struct<label: string, text: string>>"
CONTRACTORS = "list<struct<name: string, branch: string, legal_form: string, role: string, note: string>>"
BOXED_TEXTS = "list<struct<text: string, x0: float64, top: float64, x1: float64, bottom: float64>>"

# ------------------------------------------------------------------------------------------------ what null means

OUTSIDE = Text("It stands outside the assessments", "評価書の外にある")
NO_PAGE = Text("It stands on no page, or on none in particular", "特定のページにない")
NO_ITEM = Text("The edition has no such item, or nothing is filled in", "様式の版に項目がない、又は記載がない")
NOT_A_DATE = Text("No date could be read there", "日付を読み取れない")

# ------------------------------------------------------------------------------------------------ identity

DOCUMENT_ID = Column(
    "document_id",
    "string",
    "Document: first 16 hex digits of the SHA-256 of the PDF's bytes",
    "文書。PDFのバイト列のSHA-256の先頭16桁（16進）",
    null=NEVER,
)
ASSESSMENT_ID = Column(
    "assessment_id",
    "string",
    "Assessment: <document_id>-<nn>, the nn-th inside the PDF, from 01, in page order",
    "評価書。<document_id>-<nn>（PDF内のnn番目。01から、ページ順）",
    null=NEVER,
)
FILE_NO = Column(
    "file_no",
    "int16",
    "Number of the specific personal information file, from 1, in the parts printed once for each",
    "特定個人情報ファイルごとに印刷される部分での、ファイルの通し番号（1から）",
    null=Text(
        "The part is printed once for all files, or the file is not known", "ファイルごとの部分ではない、又は不明"
    ),
)
ENTRY_NO = Column(
    "entry_no",
    "int16",
    "Printed number of the system, entrusted task, provision or transfer",
    "システム・委託事項・提供先・移転先に印刷された番号",
    null=Text("It is in no numbered block", "番号付きの欄ではない"),
)
ITEM_CODE = Column(
    "item_code",
    "string",
    "Item of the form: its code in the forms' YAML, e.g. I.1.1",
    "様式の項目。様式のYAMLにおける項目コード（例 I.1.1）",
    null=Text(
        "The form has no such label, or the row is of no single item", "様式にない見出し、又は特定の項目の行ではない"
    ),
)
CONCEPT = Column(
    "concept",
    "string",
    "What the item asks, the same across forms and editions, e.g. business.name",
    "項目が問う事実。様式と版をまたいで同じ名前（例 business.name）",
    null=ITEM_CODE.null,
)
IDENTITY = (DOCUMENT_ID, ASSESSMENT_ID, FILE_NO, ENTRY_NO, ITEM_CODE, CONCEPT)
IDENTITY_KEY = ("document_id", "assessment_id", "item_code", "file_no", "entry_no")

MAYBE_ASSESSMENT_ID = replace(ASSESSMENT_ID, null=OUTSIDE)  # in tables that hold what stands around assessments, too
AROUND_IDENTITY = (DOCUMENT_ID, MAYBE_ASSESSMENT_ID, *IDENTITY[2:])

# ------------------------------------------------------------------------------------------------ provenance

PAGE = Column("page", "int32", "Page of the PDF, from 1", "PDFのページ番号（1から）", "page", null=NO_PAGE)
IS_OCR = Column(
    "is_ocr",
    "bool",
    "Whether a page this stands on was an image read by OCR: less to be trusted than text",
    "画像のページをOCRで読み取ったか（テキストより信頼度が低い）",
    null=NEVER,
)


def _edge(name: str, en: str, ja: str) -> Column:
    return Column(name, "float64", f"{en} of its box on that page", f"そのページでの枠の{ja}", "point", null=NO_PAGE)


PROVENANCE = (
    PAGE,
    Column("page_last", "int32", "Page on which it ends", "終わりのページ", "page", null=NO_PAGE),
    _edge("x0", "Left edge", "左端"),
    _edge("top", "Upper edge, from the top of the page as displayed,", "上端（表示上のページ上端から）"),
    _edge("x1", "Right edge", "右端"),
    _edge("bottom", "Lower edge, from the top of the page as displayed,", "下端（表示上のページ上端から）"),
    IS_OCR,
)
SHARED = (*IDENTITY, *PROVENANCE)  # described once on the documentation's pages

# ------------------------------------------------------------------------------------------------ the form

FORM = Column("form", "string", "Number of the form", "様式の番号", codes=codes.FORM, null=NEVER)
FORM_VERSION = Column(
    "form_version",
    "string",
    "Edition of the form, named as in the forms' YAML",
    "様式の版（様式のYAMLの名前）",
    codes=codes.FORM_VERSION,
    null=NEVER,
)
PART = Column("part", "string", "Code of the form's part", "様式の部のコード", null=NEVER)
SECTION = Column("section", "string", "Code of the form's section", "様式の節のコード", null=NEVER)
LABEL = Column("label", "string", "The item's label", "項目の見出し", null=NEVER)
KIND = Column("kind", "string", "Kind of item", "項目の種類", codes=codes.KIND, null=NEVER)
STATUS = Column("status", "string", "What became of the question", "回答の状態", codes=codes.STATUS, null=NEVER)

# ------------------------------------------------------------------------------------------------ annexes

ON_FORM = Text("It stands on the form, in no annex table", "様式にあり、別紙の表にはない")
TABLE_NO = Column(
    "table_no",
    "int16",
    "Number of the annex (別紙) table in the PDF, from 1",
    "別紙の表の番号（PDF内で1から）",
    null=ON_FORM,
)
ROW_NO = Column("row_no", "int32", "Row of the annex (別紙) table, from 1", "別紙の表の行（1から）", null=ON_FORM)

# ------------------------------------------------------------------------------------------------ kinds of columns


def count(name: str, en: str, ja: str, unit: str) -> Column:
    """How many there are of something that can always be counted."""
    return Column(name, "int32", en, ja, unit, null=NEVER)


def place_in(name: str, en: str, ja: str) -> Column:
    """A number from 1 in the order of something."""
    return Column(name, "int32", en, ja, null=NEVER)


def as_printed(name: str, items: tuple[str, ...] = ()) -> tuple[Column, Column]:
    """How much of the date in the column ``name`` is printed, and the date as far as it is."""
    return (
        Column(
            f"{name}_precision",
            "string",
            f"How much of the date is printed; {name} is filled for day only",
            f"印刷された日付の精度。{name} が入るのは day の場合のみ",
            items=items,
            codes=codes.PRECISION,
            null=NOT_A_DATE,
        ),
        Column(
            f"{name}_norm",
            "string",
            "The date in ISO 8601 as precise as printed: 2022-10-01, 2022-10, 2022; a fiscal year as FY2022",
            "印刷された精度のままのISO 8601の日付: 2022-10-01、2022-10、2022（年度は FY2022）",
            items=items,
            null=NOT_A_DATE,
        ),
    )


def from_items(concepts: tuple[str, ...], *columns: Column) -> tuple[Column, ...]:
    """Columns whose values come from the same items of the forms."""
    return tuple(replace(column, items=concepts) for column in columns)


def coded(name: str, en: str, ja: str, values: Codes) -> Column:
    """A column that always has one of a closed list."""
    return Column(name, "string", en, ja, codes=values, null=NEVER)
