"""Every table and column, declared once: the Arrow schema, the data dictionary and the checks derive from here.

Names and types are a promise to users: columns may be added, never renamed, retyped or dropped. Rows are sorted by
the key columns, nulls last. Types are Arrow's names; nothing here needs Arrow itself.

A table that is not declared is not written. The columns of ``comparison`` are derived from its list of facts.
"""

from __future__ import annotations

from pipeline.comparison import comparison_columns
from pipeline.declare import Column, Row, Table

__all__ = ["TABLES", "Column", "Row", "Table"]

OPTIONS = "list<struct<no: int16, label: string>>"
PRINTED_FIELDS = "list<struct<label: string, text: string>>"
CONTRACTORS = "list<struct<name: string, branch: string, legal_form: string, role: string, note: string>>"
BOXED_TEXTS = "list<struct<text: string, x0: float64, top: float64, x1: float64, bottom: float64>>"


DOCUMENT_ID = Column(
    "document_id",
    "string",
    "First 16 hex digits of the SHA-256 of the PDF's bytes",
    "PDFのバイト列のSHA-256の先頭16桁（16進）",
)
ASSESSMENT_ID = Column(
    "assessment_id",
    "string",
    "<document_id>-<nn>: the nn-th assessment inside the PDF, from 01, in page order",
    "<document_id>-<nn>。PDF内のnn番目（01から、ページ順）の評価書",
)
FILE_NO = Column(
    "file_no",
    "int16",
    "1, 2, ... in the parts printed once per specific personal information file; null elsewhere",
    "特定個人情報ファイルごとに印刷される部分での通し番号（1から）。それ以外は空",
)
ENTRY_NO = Column(
    "entry_no",
    "int16",
    "Printed number of the system, entrustment, provision or transfer; null elsewhere",
    "システム・委託事項・提供先・移転先に印刷された番号。それ以外は空",
)
ITEM_CODE = Column(
    "item_code",
    "string",
    "Code of the item in the forms' YAML, e.g. I.1.1; null for a value under a label the form does not have",
    "様式のYAMLにおける項目コード（例 I.1.1）。様式にないラベルの値では空",
)
CONCEPT = Column(
    "concept",
    "string",
    "The same fact across forms and editions, e.g. business.name",
    "様式と版をまたいで同じ事実を指す名前（例 business.name）",
)
IDENTITY = (DOCUMENT_ID, ASSESSMENT_ID, FILE_NO, ENTRY_NO, ITEM_CODE, CONCEPT)
IDENTITY_KEY = ("document_id", "assessment_id", "item_code", "file_no", "entry_no")

PAGE = Column("page", "int32", "Page of the PDF, from 1", "PDFのページ番号（1から）", "page")
IS_OCR = Column(
    "is_ocr",
    "bool",
    "Whether a page this stands on was an image read by OCR: less to be trusted than text",
    "画像のページをOCRで読み取ったか（テキストより信頼度が低い）",
)
PROVENANCE = (
    PAGE,
    Column("page_last", "int32", "Page on which the value ends", "値が終わるページ", "page"),
    Column("x0", "float64", "Left edge of the value's box on its first page", "最初のページでの値の枠の左端", "point"),
    Column(
        "top",
        "float64",
        "Top edge, from the top of the page as displayed",
        "同、上端（表示上のページ上端から）",
        "point",
    ),
    Column("x1", "float64", "Right edge", "同、右端", "point"),
    Column("bottom", "float64", "Bottom edge", "同、下端", "point"),
    IS_OCR,
)

STATUS = Column(
    "status",
    "string",
    "answered, none (the agency wrote that there is nothing), blank, not_found, unreadable, unknown_option or multiple",
    "回答の状態: answered（回答あり）、none（「なし」と記載）、blank（空欄）、not_found（ページにない）、"
    "unreadable（読めない）、unknown_option（選択肢にない）、multiple（選択が多すぎる）",
)
PART = Column("part", "string", "Code of the form's part", "様式の部のコード")
SECTION = Column("section", "string", "Code of the form's section", "様式の節のコード")
LABEL = Column("label", "string", "The item's label", "項目の見出し")
KIND = Column(
    "kind",
    "string",
    "text, date, count, choice, checkboxes, reference, figure, record_items or change_table",
    "項目の種類: text、date、count、choice、checkboxes、reference、figure、record_items、change_table",
)
SUBJECTS_SIZE = Column(
    "subjects_size",
    "string",
    "Number of people concerned, as the label of the range chosen",
    "対象となる本人の数（選ばれた選択肢の文言）",
    "person",
)
SUBJECTS_SCOPE = Column("subjects_scope", "string", "Which people are concerned", "対象となる本人の範囲")
TABLE_NO = Column(
    "table_no",
    "int16",
    "Number of the 別紙 table in the PDF, from 1; null on the form",
    "別紙の表の番号（PDF内で1から）",
)
ROW_NO = Column("row_no", "int32", "Row of the 別紙 table, from 1; null on the form", "別紙の表の行（1から）")
METHODS = Column("methods", "list<string>", "Labels of the methods checked", "選ばれた提供・移転方法の文言")
METHODS_OTHER = Column("methods_other", "string", "Text inside その他（ … ）", "その他（ … ）の中の文言")
FORM = Column(
    "form",
    "string",
    "1 plan and management, 2 basic, 3 priority items, 4 all items",
    "様式の番号: 1 計画管理書、2 基礎項目、3 重点項目、4 全項目",
)
FORM_VERSION = Column(
    "form_version", "string", "Edition of the form, named as in the forms' YAML", "様式の版（様式のYAMLの名前）"
)


def _count(name: str, en: str, ja: str, type_: str = "int32", unit: str = "glyph") -> Column:
    return Column(name, type_, en, ja, unit)


def _as_printed(name: str) -> tuple[Column, Column]:
    """How much of the date in the column ``name`` is printed, and the date as far as it is."""
    return (
        Column(
            f"{name}_precision",
            "string",
            f"What is printed of the date: day, month, year or fiscal_year (年度); {name} is filled for day only",
            f"印刷された日付の精度: day、month、year、fiscal_year（年度）。{name} が入るのは day の場合のみ",
        ),
        Column(
            f"{name}_norm",
            "string",
            "The date in ISO 8601 as precise as printed: 2022-10-01, 2022-10, 2022; a fiscal year as FY2022",
            "印刷された精度のままのISO 8601の日付: 2022-10-01、2022-10、2022（年度は FY2022）",
        ),
    )


_TABLES = (
    Table(
        "documents",
        "PDF given to the run, failed ones included; files of identical bytes are one document",
        "処理に渡されたPDF（失敗も含む）。同一内容のファイルは1件",
        (
            DOCUMENT_ID,
            Column(
                "source_path",
                "string",
                "Path below the folder given, with / between names",
                "指定したフォルダからの相対パス（区切りは / ）",
            ),
            Column(
                "url",
                "string",
                "Where it was fetched from, as manifest.csv beside it says; null where no manifest knows it",
                "取得元のURL（同じフォルダのmanifest.csvによる。記載がなければ空）",
            ),
            Column("sha256", "string", "SHA-256 of the PDF's bytes, in hex", "PDFのバイト列のSHA-256（16進）"),
            Column("n_bytes", "int64", "Size of the file", "ファイルの大きさ", "byte"),
            Column("n_pages", "int32", "Number of pages", "ページ数", "page"),
            Column("pdf_version", "string", "PDF version", "PDFのバージョン"),
            Column("producer", "string", "Program that wrote the PDF", "PDFを書き出したソフトウェア"),
            Column("creator", "string", "Program the text was written with", "元の文書を作ったソフトウェア"),
            Column("created_on", "date32", "Day the PDF says it was made", "PDFに記録された作成日"),
            Column("is_encrypted", "bool", "Whether the PDF is encrypted", "暗号化されているか"),
            Column(
                "status",
                "string",
                "ok, partial (some page of an assessment could not be read, or was read by OCR) or failed",
                "ok、partial（評価書の一部のページが読めない、又はOCRで読み取った）、failed（失敗）",
            ),
            Column(
                "error_kind", "string", "Kind of what went wrong, null where status is ok", "問題の種類（okでは空）"
            ),
            Column("error", "string", "What went wrong, for a person", "問題の説明"),
            Column("n_assessments", "int32", "Number of assessments inside", "含まれる評価書の数", "assessment"),
        ),
        ("document_id",),
    ),
    Table(
        "pages",
        "Page of a document, with the ledger of its glyphs (white space not counted)",
        "ページと、その文字の内訳（空白は数えない）",
        (
            DOCUMENT_ID,
            ASSESSMENT_ID,
            PAGE,
            Column("width", "float64", "Width as displayed", "表示上の幅", "point"),
            Column("height", "float64", "Height as displayed", "表示上の高さ", "point"),
            Column("rotation", "int16", "Rotation stated in the PDF", "PDFに指定された回転", "degree"),
            Column(
                "role",
                "string",
                "cover, index, form, figure, record_items, changes, annex_table, consultation, report, other or "
                "image_only",
                "ページの役割: cover（表紙）、index（項目一覧）、form（様式）、figure（図）、record_items（記録項目）、"
                "changes（変更箇所）、annex_table（別紙）、consultation（諮問）、report（答申）、other（その他）、"
                "image_only（画像のみ）",
            ),
            Column("printed_number", "string", "Page number as printed", "印刷されたページ番号"),
            _count("n_glyphs", "Glyphs on the page", "文字の数"),
            _count("n_label", "Glyphs that are the form's labels", "様式の見出しの文字数"),
            _count("n_option", "Glyphs that are printed options", "選択肢の文字数"),
            _count("n_value", "Glyphs that the agency wrote", "機関が記載した文字数"),
            _count("n_furniture", "Glyphs that are page furniture", "ページ番号などの文字数"),
            _count("n_unassigned", "Glyphs that were not understood", "解釈できなかった文字数"),
            IS_OCR,
        ),
        ("document_id", "page"),
    ),
    Table(
        "assessments",
        "Assessment (評価書)",
        "評価書",
        (
            DOCUMENT_ID,
            ASSESSMENT_ID,
            FORM,
            FORM_VERSION,
            Column("title", "string", "Name of the assessment on its cover", "表紙の評価書名"),
            Column("number", "int64", "Number of the assessment on its cover", "表紙の評価書番号"),
            Column("agency_name", "string", "Agency as printed on the cover", "評価実施機関名（表紙のとおり）"),
            Column(
                "local_government_code",
                "string",
                "6-digit code of the local government (of the city for a designated city's ward); null for other "
                "agencies, or where the name is ambiguous and nothing in the document decides",
                "全国地方公共団体コード（6桁。政令指定都市の区は市のコード）。他の機関や、文書から一意に決まらない場合は空",
            ),
            Column("prefecture", "string", "Prefecture", "都道府県"),
            Column("municipality", "string", "Municipality", "市区町村"),
            Column(
                "agency_kind",
                "string",
                "prefecture, city, ward, town, village, education_board, union, national, incorporated or other",
                "機関の種類: prefecture（都道府県）、city（市）、ward（区）、town（町）、village（村）、"
                "education_board（教育委員会）、union（組合・広域連合）、national（国）、incorporated（法人）、other（その他）",
            ),
            Column(
                "agency_evidence",
                "string",
                "Text that decided who the agency is: agency_name, contact, title, declaration, postal_code or text "
                "(other text of the document); null where nothing did",
                "機関を決めた根拠: agency_name（評価実施機関名）、contact（連絡先・請求先）、title（評価書名）、"
                "declaration（宣言）、postal_code（連絡先の郵便番号）、text（その他の本文）。決まらない場合は空",
            ),
            Column("published_on", "date32", "Day of publication", "公表日"),
            *_as_printed("published_on"),
            Column("published_on_text", "string", "Day of publication as printed", "公表日（表紙のとおり）"),
            Column("page_first", "int32", "First page", "最初のページ", "page"),
            Column("page_last", "int32", "Last page", "最後のページ", "page"),
            Column("n_files", "int32", "Specific personal information files", "特定個人情報ファイルの数", "file"),
            Column(
                "business_category",
                "string",
                "Category of the business: a slug of normalizers/data/business_categories.yaml; null where none fits, "
                "or several fit equally (see diagnostics)",
                "事務の分類（normalizers/data/business_categories.yaml の slug）。"
                "該当がない、又は一つに決まらない場合は空",
            ),
            Column(
                "business_category_evidence",
                "string",
                "What decided the category (business_name, title, system_names or legal_basis), and its words",
                "分類を決めた根拠（business_name 事務の名称、title 評価書名、system_names システムの名称、"
                "legal_basis 法令上の根拠）とその語句",
            ),
            Column(
                "series_id",
                "string",
                "Same agency's same business over the years, the same across forms, editions and titles: a hash of the "
                "agency and the business's category and number, or its name; null where the agency is not known",
                "同じ機関の同じ事務の評価書の系列（様式・版・表題が変わっても同じ）。機関と、事務の分類及び評価書番号"
                "（又は事務の名称）から計算。機関が不明な場合は空",
            ),
        ),
        ("document_id", "assessment_id"),
    ),
    Table(
        "form_items",
        "Item of each form and edition: the codebook",
        "各様式・各版の項目（コードブック）",
        (
            FORM,
            FORM_VERSION,
            ITEM_CODE,
            CONCEPT,
            Column("seq", "int32", "Place in the form's printed order, from 1", "様式の印刷順（1から）"),
            PART,
            SECTION,
            Column("number", "string", "Number printed before the label", "見出しの前の番号"),
            LABEL,
            KIND,
            Column(
                "repeat",
                "string",
                "What the item is printed once for: file, system, entrustment, provision or transfer; else null",
                "項目が繰り返される単位: file、system、entrustment、provision、transfer。繰り返さなければ空",
            ),
            Column("options", OPTIONS, "Options in the form's words", "様式の選択肢"),
            Column(
                "is_mandatory_notice",
                "bool",
                "Marked ※: a change to it is a significant change",
                "※（重要な変更の対象）",
            ),
        ),
        ("form", "form_version", "item_code"),
    ),
    Table(
        "record_concepts",
        "Concept of record items, or group of them: the codebook of record_concept",
        "記録項目の概念とそのまとまり（record_conceptのコードブック）",
        (
            Column(
                "code",
                "string",
                "Code of the concept; group.<name> for a group",
                "概念のコード。まとまりはgroup.<名前>",
            ),
            Column(
                "parent",
                "string",
                "Code of the group it is in; null for a group",
                "属するまとまりのコード。まとまり自身は空",
            ),
            Column("label_ja", "string", "Label in Japanese", "日本語の名前"),
            Column("label_en", "string", "Label in English", "英語の名前"),
            Column(
                "is_qualifier",
                "bool",
                "It only qualifies other concepts (kana, previous, date), and alone is no concept of an item",
                "他の概念を修飾するだけのもの（カナ、旧、年月日など）。単独では項目の概念にならない",
            ),
        ),
        ("code",),
    ),
    Table(
        "items",
        "Item instance printed on the form, empty ones included",
        "様式に印刷された項目（空欄も含む）",
        (
            *IDENTITY,
            Column("seq", "int32", "Place in the assessment's reading order, from 1", "評価書内の読み順（1から）"),
            PART,
            SECTION,
            LABEL,
            KIND,
            STATUS,
            Column(
                "value",
                "string",
                "Text as printed, line wraps joined; the text between the brackets of a choice; checked labels "
                "joined by ' | '",
                "印刷された文言（折り返しは連結）。選択肢では括弧内の文言、チェック欄では選ばれた文言を ' | ' で連結",
            ),
            Column("value_norm", "string", "The value in one written form, for comparing", "表記を揃えた値（比較用）"),
            Column("number", "int64", "The number of a count item", "件数の項目の数値"),
            Column("date", "date32", "The first date of a date item", "日付の項目の最初の日付"),
            *_as_printed("date"),
            Column("date_until", "date32", "The day on which a date item's period ends", "日付の項目の期間の最終日"),
            Column(
                "is_planned",
                "bool",
                "Whether a date item says that it is a plan (予定, 見込み); null where blank, and for other items",
                "日付の項目に予定・見込みとあるか（空欄と他の項目では空）",
            ),
            Column(
                "is_undecided",
                "bool",
                "Whether a date item says that it is not decided (未定); null where blank, and for other items",
                "日付の項目に未定とあるか（空欄と他の項目では空）",
            ),
            *PROVENANCE,
        ),
        IDENTITY_KEY,
    ),
    Table(
        "choices",
        "Choice (＜選択肢＞) field",
        "選択肢欄（＜選択肢＞）",
        (
            *IDENTITY,
            STATUS,
            Column("selected_no", "int16", "Printed number of the option chosen", "選ばれた選択肢の番号"),
            Column("selected_label", "string", "Label of the option chosen", "選ばれた選択肢の文言"),
            Column("selected_text", "string", "Text between the brackets as printed", "括弧内の文言（印刷のとおり）"),
            Column("options", OPTIONS, "Options as printed", "印刷された選択肢"),
            Column(
                "lower", "int64", "Lower bound of the label, inclusive; null if open", "文言の下限（以上）。なければ空"
            ),
            Column(
                "upper", "int64", "Upper bound of the label, exclusive; null if open", "文言の上限（未満）。なければ空"
            ),
            Column(
                "unit", "string", "Unit of the bounds: person, item or year", "上限・下限の単位: person、item、year"
            ),
            *PROVENANCE,
        ),
        IDENTITY_KEY,
    ),
    Table(
        "checkboxes",
        "Option of a checkbox group, brackets beside section headings included",
        "チェック欄の選択肢（節の見出しの括弧を含む）",
        (
            *IDENTITY,
            STATUS,
            Column("option_no", "int16", "Number of the option", "選択肢の番号"),
            Column("option_group", "string", "Printed line above a run of options", "選択肢の群の見出し"),
            Column("option_label", "string", "Label of the option", "選択肢の文言"),
            Column("is_checked", "bool", "Whether it is marked", "選ばれているか"),
            Column("mark", "string", "Character between the brackets, null if none", "括弧内の記号。なければ空"),
            Column(
                "other_text", "string", "Text inside その他（ … ）, without the parentheses", "その他（ … ）の中の文言"
            ),
            *PROVENANCE,
        ),
        (*IDENTITY_KEY, "option_no"),
    ),
    Table(
        "changes",
        "Row of the change table (変更箇所), joined over pages",
        "変更箇所の表の行（ページをまたぐ行は連結）",
        (
            *IDENTITY,
            Column("row_no", "int32", "Place in the table's printed order, from 1", "表の印刷順（1から）"),
            Column("changed_on", "date32", "Day of the change", "変更日"),
            *_as_printed("changed_on"),
            Column("changed_on_text", "string", "Day of the change as printed", "変更日（印刷のとおり）"),
            Column("item_text", "string", "What was changed, as printed (項目)", "項目（印刷のとおり）"),
            Column("before", "string", "Text before the change", "変更前の記載"),
            Column("after", "string", "Text after the change", "変更後の記載"),
            Column("timing", "string", "事前 (before the change) or 事後 (after it)", "提出時期（事前・事後）"),
            Column("timing_reason", "string", "Note on the timing as printed", "提出時期に係る説明（印刷のとおり）"),
            Column(
                "timing_reason_resolved",
                "string",
                "Note on the timing, 同上 replaced by the note above",
                "提出時期に係る説明（「同上」は上の行の文言に置き換え）",
            ),
            *PROVENANCE,
        ),
        ("document_id", "assessment_id", "row_no"),
    ),
    Table(
        "record_items",
        "Record item (記録項目) of a file, as listed in the annex",
        "特定個人情報ファイルの記録項目（別添の一覧）",
        (
            *IDENTITY,
            Column("seq", "int32", "Place in the file's list, from 1", "ファイルの一覧での順番（1から）"),
            Column("group_name", "string", "Heading above the item as printed", "上にある見出し（印刷のとおり）"),
            Column("item_no", "int32", "Number of the item as printed", "印刷された番号"),
            Column(
                "name",
                "string",
                "Record item, without number, separator and note",
                "記録項目（番号、区切り、注記を除く）",
            ),
            Column("name_norm", "string", "The name in one written form", "表記を揃えた記録項目"),
            Column("note", "string", "Note on the item as printed", "注記（印刷のとおり）"),
            Column(
                "record_concept",
                "string",
                "What the item is across agencies: code of record_concepts, or several with + between (a number is one "
                "that is printed); null where a word is unknown",
                "団体をまたいで同じ項目を指す概念: record_conceptsのcode。複数なら+でつなぐ（数字は印刷された番号）。"
                "不明な語があれば空",
            ),
            Column(
                "record_concept_score",
                "float64",
                "1.0 for a declared spelling, 0.9 for a concept with qualifiers, 0.8 for several concepts together",
                "1.0は宣言された表記、0.9は概念に修飾が付いたもの、0.8は複数の概念の組合せ",
                "ratio",
            ),
            Column(
                "record_key",
                "string",
                "record_concept, or where it is null ~ and the known parts and the words: equal items have equal keys",
                "record_concept。空なら~に続く既知の概念と語。同じ項目は同じ値になる",
            ),
            *PROVENANCE,
        ),
        ("document_id", "assessment_id", "file_no", "seq"),
    ),
    Table(
        "systems",
        "System used in the business",
        "事務において使用するシステム",
        (
            *IDENTITY,
            Column("name", "string", "Name of the system", "システムの名称"),
            Column("name_norm", "string", "The name in one written form", "表記を揃えた名称"),
            Column("functions", "string", "What the system does", "システムの機能"),
            Column("connections", "list<string>", "Labels of the systems it connects to", "接続する他のシステム"),
            Column("connections_other", "string", "Text inside その他（ … ）", "その他（ … ）の中の文言"),
            *PROVENANCE,
        ),
        IDENTITY_KEY,
    ),
    Table(
        "entrustments",
        "Entrusted task (委託事項)",
        "委託事項",
        (
            *IDENTITY,
            Column("name", "string", "Name of the task", "委託事項の名称"),
            Column("content", "string", "What is entrusted", "委託内容"),
            Column("scope", "string", "How much of the file, as the label chosen", "取扱いを委託するファイルの範囲"),
            SUBJECTS_SIZE,
            SUBJECTS_SCOPE,
            Column("reason", "string", "Why it is appropriate", "その妥当性"),
            Column("handlers", "string", "People handling it, as the label chosen", "委託先における取扱者数", "person"),
            METHODS,
            METHODS_OTHER,
            Column("contractor_check", "string", "How one can learn the contractor's name", "委託先名の確認方法"),
            Column("contractor", "string", "Contractor", "委託先名"),
            Column(
                "contractor_norm",
                "string",
                "Names of the contractors without legal form and branch, joined by 、 (of a consortium its name; "
                "members and subcontractors left out); the text in one written form where nobody is named",
                "委託先の名称（法人格・支店名を除き「、」で連結。共同企業体はその名称。構成員・再委託先を除く）。"
                "名称がなければ表記を揃えた文言",
            ),
            Column(
                "contractors",
                CONTRACTORS,
                "Organisations named, in printed order; role: contractor, consortium, representative or member (of a "
                "consortium), or subcontractor. Empty where none is named, null where the cell is blank",
                "記載された組織（印刷順）。roleはcontractor（委託先）、consortium（共同企業体）、representative（代表構成員）、"
                "member（構成員）、subcontractor（再委託先）。名称がなければ空のリスト、空欄ならnull",
            ),
            Column(
                "contractor_status",
                "string",
                "named, undecided, by_tender, none (nobody is entrusted) or unclear (a text that names nobody for "
                "certain); null where the cell is blank",
                "named（記載あり）、undecided（未定）、by_tender（入札等により決定）、none（委託先なし）、"
                "unclear（名称か判断できない）。空欄ならnull",
            ),
            Column("is_subcontracted", "bool", "Whether it is subcontracted; null if not said", "再委託の有無"),
            Column("subcontract_approval", "string", "How subcontracting is approved", "再委託の許諾方法"),
            Column("subcontract_content", "string", "What is subcontracted", "再委託事項"),
            *PROVENANCE,
        ),
        IDENTITY_KEY,
    ),
    Table(
        "recipients",
        "Recipient of a provision (提供先) or transfer (移転先)",
        "提供先・移転先",
        (
            *IDENTITY,
            Column("direction", "string", "provision or transfer", "provision（提供）、transfer（移転）"),
            Column("name", "string", "Recipient", "提供先・移転先"),
            Column("legal_basis", "string", "Legal basis", "法令上の根拠"),
            Column("purpose", "string", "What the recipient uses it for", "提供先・移転先における用途"),
            Column("information", "string", "Information given", "提供・移転する情報"),
            SUBJECTS_SIZE,
            SUBJECTS_SCOPE,
            METHODS,
            METHODS_OTHER,
            Column("frequency", "string", "When and how often", "時期・頻度"),
            Column(
                "source", "string", "form, or annex_table for a row of a 別紙", "form（様式）、annex_table（別紙の表）"
            ),
            TABLE_NO,
            ROW_NO,
            *PROVENANCE,
        ),
        (*IDENTITY_KEY, "table_no", "row_no"),
    ),
    Table(
        "annex_cells",
        "Cell with text of a 別紙 table outside the form, whatever its columns mean",
        "様式外の別紙の表のセル（空欄を除く）",
        (
            *IDENTITY,
            TABLE_NO,
            Column("title", "string", "Title of the table as printed", "表の題名（印刷のとおり）"),
            ROW_NO,
            Column("column_no", "int16", "Column of the table, from 1", "列番号（1から）"),
            Column("header", "string", "Words that head the column", "列の見出し"),
            Column("text", "string", "Text as printed, line wraps joined", "印刷された文言（折り返しは連結）"),
            *PROVENANCE,
        ),
        ("document_id", "table_no", "row_no", "column_no"),
    ),
    Table(
        "consultations",
        "諮問 (letter and 諮問書 are one) or 答申 around the assessments",
        "評価書の前後にある諮問（諮問文と諮問書は1件）・答申",
        (
            DOCUMENT_ID,
            Column("kind", "string", "consultation or report", "consultation（諮問）、report（答申）"),
            Column("reference_number", "string", "Reference number as printed", "文書番号（印刷のとおり）"),
            Column("dated_on", "date32", "Day of the document", "日付"),
            *_as_printed("dated_on"),
            Column("dated_on_text", "string", "Day as printed", "日付（印刷のとおり）"),
            Column("addressee", "string", "To whom it is written", "宛先"),
            Column("sender", "string", "Who wrote it", "差出人"),
            Column("title", "string", "Titles as printed, one a line", "表題（印刷のとおり、1行に1つ）"),
            Column("subject", "string", "What it is about (諮問件名)", "諮問件名"),
            Column("business_name", "string", "Business (業務名)", "業務名"),
            Column("division", "string", "Division in charge (諮問課)", "諮問課・担当課"),
            Column("files", "list<string>", "Specific personal information files named", "特定個人情報ファイルの名称"),
            Column("systems", "list<string>", "Systems named", "取り扱うシステム"),
            Column("decision", "string", "Decision of a report", "審議結果"),
            Column("body", "string", "Running text", "本文"),
            Column("fields", PRINTED_FIELDS, "Every labelled field as printed", "見出しのある欄すべて（印刷のとおり）"),
            *PROVENANCE,
        ),
        ("document_id", "page", "top"),
    ),
    Table(
        "figures",
        "Drawing: of the form (別添1), or a page of its own",
        "図（別添1の図、または独立した図のページ）",
        (
            *IDENTITY,
            Column("title", "string", "Title of the drawing", "図の題名"),
            Column("texts", BOXED_TEXTS, "Texts as a reader sees them together", "図中の文言（まとまりごと）と枠"),
            Column("image_path", "string", "PNG of the region, below the tables' folder", "領域のPNG（相対パス）"),
            *PROVENANCE,
        ),
        ("document_id", "page", "top", "x0"),
    ),
    Table(
        "page_texts",
        "Text outside assessments that no other table holds, block by block",
        "評価書の外にあり、他の表に入らない文章（まとまりごと）",
        (
            DOCUMENT_ID,
            Column("seq", "int32", "Place on the page, from 1", "ページ内の順番（1から）"),
            Column("text", "string", "Text as printed, line wraps joined", "印刷された文言（折り返しは連結）"),
            *PROVENANCE,
        ),
        ("document_id", "page", "seq"),
    ),
    Table(
        "risks",
        "Risk with a sufficiency rating, or another rated measure",
        "十分性が評価されたリスク、その他の評価された措置",
        (
            *IDENTITY,
            SECTION,
            Column("risk_no", "int16", "Printed number of the risk, null if none", "リスクの番号。なければ空"),
            Column("risk_title", "string", "The risk, or the measure that is rated", "リスク（または評価された措置）"),
            Column("measures", "string", "Text of the measures against it", "措置の内容"),
            Column("rating_no", "int16", "Printed number of the rating chosen", "選ばれた評価の番号"),
            Column("rating_label", "string", "Label of the rating chosen", "選ばれた評価の文言"),
            *PROVENANCE,
        ),
        IDENTITY_KEY,
    ),
    Table(
        "citations",
        "Legal citation: one row per article, paragraph and item of a list or range; the rows of a 別表 are one",
        "法令の引用（列挙や範囲は条・項・号ごとに1行、別表の項は1つの行にまとめる）",
        (
            *IDENTITY,
            Column("citation_no", "int32", "Number of the citation within the document", "文書内の引用番号"),
            Column(
                "source_table",
                "string",
                "Table of the text it stands in: items, annex_cells, changes, consultations or page_texts; item_code "
                "and concept are filled for items alone",
                "引用のある文言の表: items、annex_cells、changes、consultations、page_texts"
                "（item_codeとconceptはitemsのみ）",
            ),
            Column("source_column", "string", "Column of that table", "その表の列"),
            TABLE_NO,
            Column(
                "row_no",
                "int32",
                "row_no of annex_cells or changes, seq of page_texts; null elsewhere",
                "annex_cells・changesのrow_no、page_textsのseq。それ以外は空",
            ),
            Column("column_no", "int16", "column_no of annex_cells; null elsewhere", "annex_cellsのcolumn_no"),
            Column(
                "law", "string", "Canonical name of the law; null where it is not known", "法令の正式名。不明なら空"
            ),
            Column("law_id", "string", "The law's id at e-Gov, null where unknown", "e-Gov法令ID。不明なら空"),
            Column("law_number", "string", "The law's number, null where unknown", "法令番号。不明なら空"),
            Column(
                "law_kind",
                "string",
                "constitution, act, cabinet_order, ministerial_order, ordinance, rule, notice, circular or other",
                "法令の種類: constitution（憲法）、act（法律）、cabinet_order（政令）、ministerial_order（府省令）、"
                "ordinance（条例）、rule（規則）、notice（告示）、circular（通知）、other（その他）",
            ),
            Column("law_text", "string", "The law as printed where it was named", "法令名（印刷のとおり）"),
            Column(
                "law_source",
                "string",
                "How the law is known: named, defined (a name the document gave it), carried (from the text before "
                "it), inferred (from the rest of the assessment) or unresolved",
                "法令の決め方: named（記載）、defined（文書内の略称）、carried（前の文言から）、"
                "inferred（評価書の他の記載から）、unresolved（不明）",
            ),
            Column(
                "unit",
                "string",
                "article, schedule (別表), table (of an article) or law (as a whole)",
                "引用の単位: article（条項）、schedule（別表）、table（条の表）、law（法令全体）",
            ),
            Column("is_supplement", "bool", "Whether it is in the supplementary provisions", "附則か"),
            Column("article", "string", "Article (条), e.g. 19, 12-2", "条（例 19、12-2）"),
            Column("paragraph", "string", "Paragraph (項)", "項"),
            Column("item", "string", "Item (号)", "号"),
            Column("subitem", "string", "Letter below the item (イ, ロ)", "号の細分（イ、ロ）"),
            Column("provision_part", "string", "ただし書, 各号, 第4欄 … as printed", "ただし書、各号、第4欄など"),
            Column(
                "schedule",
                "string",
                "Number of the schedule; null for a law's only schedule (別表) and where unit is not schedule",
                "別表の番号。番号のない別表や別表以外では空",
            ),
            Column(
                "schedule_rows", "list<string>", "Rows of the schedule or table, e.g. 16-2", "別表・表の項（例 16-2）"
            ),
            Column(
                "start",
                "int32",
                "First character in the text of the source column, from 0",
                "元の文言での開始位置（0から）",
            ),
            Column("end", "int32", "Character after the last", "同、終了位置（この文字は含まない）"),
            Column(
                "text", "string", "The citation as printed: the source's text from start to end", "引用（印刷のとおり）"
            ),
            *PROVENANCE,
        ),
        ("document_id", "citation_no"),
    ),
    Table(
        "comparison",
        "Assessment, with the facts that are compared most",
        "評価書（比較によく使う事実を1行に）",
        (DOCUMENT_ID, ASSESSMENT_ID, *comparison_columns()),
        ("document_id", "assessment_id"),
    ),
    Table(
        "history",
        "Row of a change table that is new since the series' filing before, and item that differs from that filing "
        "with no new row to say so; for filings of one series on the same form",
        "同じ系列・同じ様式の前回の評価書から新たに加わった変更箇所の行と、その行がないのに前回と異なる項目",
        (
            *IDENTITY,
            Column("series_id", "string", "Series the two filings belong to", "評価書の系列"),
            Column("assessment_id_before", "string", "The older filing", "前の評価書"),
            Column("assessment_id_after", "string", "The newer filing", "後の評価書"),
            Column(
                "filed_on_before",
                "date32",
                "Day the older filing is ordered by: its publication, else its latest change, else its edition's month",
                "前の評価書の日付（公表日、なければ最新の変更日、なければ様式の版の月）",
            ),
            Column("filed_on_after", "date32", "The same of the newer filing", "後の評価書の日付（同上）"),
            Column(
                "row_no",
                "int32",
                "Row of the newer filing's change table; null for an item without one",
                "後の評価書の変更箇所の行番号。行がない項目では空",
            ),
            Column(
                "is_before_found",
                "bool",
                "Whether the row's text before the change stands in the older filing's item, or in one that belongs "
                "to it (②の「その妥当性」); null if it has none "
                "(記載なし, 新規), or if the item is not known and the text stands nowhere",
                "「変更前の記載」が前の評価書のその項目（②の「その妥当性」などを含む）にあるか。文言がない（記載なし、新規など）場合や、"
                "項目が特定できずどこにも見当たらない場合は空",
            ),
            Column(
                "is_after_found",
                "bool",
                "Whether the row's text after the change stands in the newer filing's item; null as above (削除)",
                "「変更後の記載」が後の評価書のその項目にあるか。空の意味は同上（削除など）",
            ),
            Column(
                "similarity_before",
                "float64",
                "Likeness of the text before and the best fitting part of the item, 1 where it stands there as it is; "
                "found from 0.9, if the row's text after the change is not as near",
                "変更前の記載と項目の最も近い部分との類似度。そのまま含まれれば1。0.9以上で、変更後の記載より近ければ「ある」",
                "ratio",
            ),
            Column("similarity_after", "float64", "The same of the text after", "変更後の記載について同じ", "ratio"),
            Column(
                "n_rows_of_item",
                "int32",
                "New rows that name the same item: of several, a text after the change may have been changed again",
                "同じ項目を指す新しい行の数。複数なら、変更後の記載がさらに変更された可能性がある",
            ),
            Column(
                "is_undisclosed",
                "bool",
                "True for an item that differs with no new change row; false for a change row",
                "変更箇所に行がないのに異なる項目ならtrue、変更箇所の行ならfalse",
            ),
            Column(
                "value_before",
                "string",
                "What the older filing says there, as printed (record items joined by 、): of several items that the "
                "row may mean the one that fits best",
                "前の評価書のその項目の記載（記録項目は「、」で連結）。該当する項目が複数なら最も近いもの",
            ),
            Column("value_after", "string", "What the newer filing says there", "後の評価書のその項目の記載（同上）"),
            Column(
                "similarity",
                "float64",
                "Likeness of the two values of an undisclosed difference; 0 where one is empty",
                "記載のない変更の前後の値の類似度。一方が空なら0",
                "ratio",
            ),
            Column("is_ocr", "bool", "Whether any of it was read by OCR", "OCRで読み取ったものを含むか"),
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
    ),
    Table(
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
            ),
            Column("n_members", "int32", "Items in the cluster", "まとまりに属する項目の数", "item"),
            Column("n_agencies", "int32", "Agencies they belong to, 2 or more", "機関の数（2以上）", "agency"),
            Column("n_chars", "int32", "Length of the text, white space left out", "文字数（空白を除く）", "character"),
            Column(
                "similarity",
                "float64",
                "Likeness of the text and the cluster's representative, 1 where equal",
                "代表となる文章との類似度（同じなら1）",
                "ratio",
            ),
            Column(
                "is_representative",
                "bool",
                "Whether the text is the representative: the one most items of the cluster have",
                "代表となる文章（最も多くの項目にある文章）か",
            ),
            IS_OCR,
        ),
        IDENTITY_KEY,
    ),
    Table(
        "diagnostics",
        "Finding of a self-check",
        "自己検査の所見",
        (
            *IDENTITY,
            Column("finding_no", "int32", "Number of the finding within the document", "文書内の所見番号"),
            Column("severity", "string", "error, warning or info", "error、warning、info"),
            Column("rule", "string", "Name of the check", "検査の名前"),
            Column("message", "string", "What was seen, for a person", "所見の説明"),
            Column("expected", "string", "What was expected", "期待されたもの"),
            Column("found", "string", "What was found", "見つかったもの"),
            *PROVENANCE,
        ),
        ("document_id", "finding_no"),
    ),
)
TABLES: dict[str, Table] = {table.name: table for table in _TABLES}
