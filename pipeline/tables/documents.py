"""What was given to a run: PDFs, their pages, and the assessments inside."""

from __future__ import annotations

from dataclasses import replace

from pipeline.concepts import AGENCY, BUSINESS, CONTACTS, DECLARATION, LEGAL_BASIS, NUMBER, PUBLISHED, SYSTEM, TITLE
from pipeline.declare import NEVER, Column, Table, Text
from pipeline.tables import codes
from pipeline.tables.shared import (
    ASSESSMENT_ID,
    DOCUMENT_ID,
    FORM,
    FORM_VERSION,
    IS_OCR,
    MAYBE_ASSESSMENT_ID,
    PAGE,
    as_printed,
    coded,
    count,
    from_items,
)

UNREADABLE = Text("The file could not be read", "ファイルを読み出せない")
NOT_OPENED = Text("The PDF could not be opened", "PDFを開けない")
NOT_SAID = Text("The PDF does not say, or could not be opened", "PDFに記録がない、又は開けない")
NOTHING_WRONG = Text("Nothing went wrong", "問題がない")
NO_PLACE = Text(
    "No local government, or the name fits several and nothing in the document decides",
    "地方公共団体ではない、又は文書から一意に決まらない",
)

DOCUMENTS = Table(
    "documents",
    "PDF given to the run, failed ones included; files of identical bytes are one document",
    "処理に渡されたPDF（失敗も含む）。同一内容のファイルは1件",
    (
        replace(DOCUMENT_ID, null=UNREADABLE),
        Column(
            "source_path",
            "string",
            "Path below the folder given, with / between names",
            "指定したフォルダからの相対パス（区切りは / ）",
            null=NEVER,
        ),
        Column(
            "url",
            "string",
            "Where it was fetched from, as manifest.csv beside it or in a folder above says",
            "取得元のURL（同じ、または上位のフォルダのmanifest.csvによる）",
            null=Text("No manifest knows it", "manifest.csvに記載がない"),
        ),
        Column(
            "sha256", "string", "SHA-256 of the PDF's bytes, in hex", "PDFのバイト列のSHA-256（16進）", null=UNREADABLE
        ),
        Column("n_bytes", "int64", "Size of the file", "ファイルの大きさ", "byte", null=UNREADABLE),
        Column("n_pages", "int32", "Number of pages", "ページ数", "page", null=NOT_OPENED),
        Column("pdf_version", "string", "Version of the PDF format", "PDFのバージョン", null=NOT_SAID),
        Column("producer", "string", "Program that wrote the PDF", "PDFを書き出したソフトウェア", null=NOT_SAID),
        Column("creator", "string", "Program the text was written with", "元の文書を作ったソフトウェア", null=NOT_SAID),
        Column("created_on", "date32", "Day the PDF says it was made", "PDFに記録された作成日", null=NOT_SAID),
        Column("is_encrypted", "bool", "Whether the PDF is encrypted", "暗号化されているか", null=NOT_OPENED),
        coded("status", "How the reading went", "読み取りの結果", codes.DOCUMENT_STATUS),
        Column(
            "error_kind", "string", "Kind of what went wrong", "問題の種類", codes=codes.ERROR_KIND, null=NOTHING_WRONG
        ),
        Column(
            "error", "string", "What went wrong, for a person", "問題の説明（人が読むためのもの）", null=NOTHING_WRONG
        ),
        count("n_assessments", "Number of assessments inside", "含まれる評価書の数", "assessment"),
    ),
    ("document_id",),
    primary=(),  # several files that could not be read have no id
)

PAGES = Table(
    "pages",
    "Page of a document, with the ledger of its glyphs (white space not counted)",
    "ページと、その文字の内訳（空白は数えない）",
    (
        DOCUMENT_ID,
        MAYBE_ASSESSMENT_ID,
        replace(PAGE, null=NEVER),
        Column("width", "float64", "Width as displayed", "表示上の幅", "point", null=NEVER),
        Column("height", "float64", "Height as displayed", "表示上の高さ", "point", null=NEVER),
        Column("rotation", "int16", "Rotation stated in the PDF", "PDFに指定された回転", "degree", null=NEVER),
        coded("role", "What most of the page's area holds", "ページの役割（面積の大半を占めるもの）", codes.ROLE),
        Column("printed_number", "string", "Page number as printed", "印刷されたページ番号"),
        count(
            "n_glyphs", "Glyphs on the page: the sum of the five counts below", "文字の数（以下の5つの合計）", "glyph"
        ),
        count("n_label", "Glyphs that are the form's labels", "様式の見出しの文字数", "glyph"),
        count("n_option", "Glyphs that are printed options", "選択肢の文字数", "glyph"),
        count("n_value", "Glyphs that the agency wrote", "機関が記載した文字数", "glyph"),
        count("n_furniture", "Glyphs that are page furniture", "ページ番号などの文字数", "glyph"),
        count("n_unassigned", "Glyphs that were not understood", "解釈できなかった文字数", "glyph"),
        IS_OCR,
    ),
    ("document_id", "page"),
)

_AGENCY = (AGENCY, *CONTACTS, DECLARATION, TITLE)
_BUSINESS = (BUSINESS, TITLE, SYSTEM, LEGAL_BASIS)

ASSESSMENTS = Table(
    "assessments",
    "Assessment (特定個人情報保護評価書)",
    "評価書",
    (
        DOCUMENT_ID,
        ASSESSMENT_ID,
        FORM,
        FORM_VERSION,
        Column("title", "string", "Name of the assessment on its cover", "表紙の評価書名", items=(TITLE,)),
        Column("number", "int64", "Number of the assessment on its cover", "表紙の評価書番号", items=(NUMBER,)),
        Column(
            "agency_name", "string", "Agency as printed on the cover", "評価実施機関名（表紙のとおり）", items=(AGENCY,)
        ),
        *from_items(
            _AGENCY,
            Column(
                "local_government_code",
                "string",
                "6-digit code of the local government (of the city for a designated city's ward)",
                "全国地方公共団体コード（6桁。政令指定都市の区は市のコード）",
                null=NO_PLACE,
            ),
            Column("prefecture", "string", "Prefecture, in Japanese", "都道府県", null=NO_PLACE),
            Column("municipality", "string", "Municipality, in Japanese", "市区町村", null=NO_PLACE),
        ),
        replace(coded("agency_kind", "Kind of agency", "機関の種類", codes.AGENCY_KIND), items=(AGENCY,)),
        Column(
            "agency_evidence",
            "string",
            "Text that decided who the agency is",
            "機関を決めた根拠となる文言",
            items=_AGENCY,
            codes=codes.AGENCY_EVIDENCE,
            null=Text("Nothing decided it", "決まらない"),
        ),
        *from_items(
            (PUBLISHED,),
            Column("published_on", "date32", "Day of publication", "公表日"),
            *as_printed("published_on"),
            Column("published_on_text", "string", "Day of publication as printed", "公表日（表紙のとおり）"),
        ),
        replace(PAGE, name="page_first", en="First page of the assessment", ja="評価書の最初のページ", null=NEVER),
        replace(PAGE, name="page_last", en="Last page of the assessment", ja="評価書の最後のページ", null=NEVER),
        count("n_files", "Number of specific personal information files", "特定個人情報ファイルの数", "file"),
        *from_items(
            _BUSINESS,
            Column(
                "business_category",
                "string",
                "Category of the business, as normalizers/data/business_categories.yaml declares it",
                "事務の分類（normalizers/data/business_categories.yaml で定める）",
                codes=codes.BUSINESS_CATEGORY,
                null=Text(
                    "None fits, or several fit equally (see diagnostics)",
                    "該当がない、又は一つに決まらない（diagnostics参照）",
                ),
            ),
            Column(
                "business_category_evidence",
                "string",
                "What decided the category (business_name, title, agency_name, system_names or legal_basis), and its "
                "words",
                "分類を決めた根拠（business_name 事務の名称、title 評価書名、agency_name 評価実施機関名、"
                "system_names システムの名称、legal_basis 法令上の根拠）とその語句",
                null=Text("The category is not known", "分類が不明"),
            ),
        ),
        Column(
            "series_id",
            "string",
            "Same agency's same business over the years, the same across forms, editions and titles: a hash of the "
            "agency and the business's category and number, or its name",
            "同じ機関の同じ事務の評価書の系列（様式・版・表題が変わっても同じ）。機関と、事務の分類及び評価書番号"
            "（又は事務の名称）から計算",
            items=(*dict.fromkeys((*_AGENCY, *_BUSINESS, NUMBER)),),
            null=Text("The agency or the business is not known", "機関又は事務が不明"),
        ),
    ),
    ("document_id", "assessment_id"),
)
