"""The closed lists of values that columns may have, each declared once. The tests hold them against the code that
fills the columns; lists that grow with data files (editions, categories of business) are read from those.
"""

from __future__ import annotations

from extractors.engine.formspec import load_forms
from normalizers.business import categories
from normalizers.dates import find_dates
from pipeline.declare import Codes, Text


def _codes(name: str, **meanings: tuple[str, str]) -> Codes:
    return Codes(name, {value: Text(*meaning) for value, meaning in meanings.items()})


def _editions() -> Codes:
    """The editions of the forms, by the date in the stamp on the cover (平成30年5月 様式4)."""
    stamps = {form.version: form.stamp.split()[0] for form in load_forms().values()}
    return Codes(
        "form_version",
        {version: Text(f"Edition of {find_dates(stamp)[0].norm}", f"{stamp}の版") for version, stamp in stamps.items()},
    )


# ------------------------------------------------------------------------------------------------ forms and answers

FORM = Codes(
    "form",
    {
        "1": Text("Plan and management", "計画管理書"),
        "2": Text("Basic items", "基礎項目評価書"),
        "3": Text("Priority items", "重点項目評価書"),
        "4": Text("All items", "全項目評価書"),
    },
)
FORM_VERSION = _editions()
KIND = _codes(
    "kind",
    text=("Free text", "自由記述"),
    date=("Date", "日付"),
    count=("Number of cases", "件数"),
    choice=("One of the printed options (＜選択肢＞)", "選択肢（＜選択肢＞から1つ）"),
    checkboxes=("Any of the printed options", "チェック欄（複数可）"),
    reference=("Reference to another part of the form", "様式の他の箇所の参照"),
    figure=("Drawing", "図"),
    record_items=("List of record items", "記録項目の一覧"),
    change_table=("Change table", "変更箇所の表"),
)
REPEAT = _codes(
    "repeat",
    file=("Specific personal information file", "特定個人情報ファイル"),
    system=("System", "システム"),
    entrustment=("Entrusted task", "委託事項"),
    provision=("Recipient of a provision", "提供先"),
    transfer=("Recipient of a transfer", "移転先"),
)
STATUS = _codes(
    "status",
    answered=("Something is filled in", "記載がある"),
    none=("The agency wrote that there is nothing (-, なし, 該当なし …)", "「なし」「-」「該当なし」などの記載がある"),
    blank=("It is there and empty; nothing is chosen", "欄があり空白、又は何も選ばれていない"),
    not_found=("The edition has it, the pages do not", "様式の版にはあるがページにない"),
    unreadable=("Glyphs without characters, or an image only", "文字として読めない（文字情報がない、画像のみ）"),
    unknown_option=("The text chosen is none of the options", "選ばれた文言が選択肢にない"),
    multiple=("More marks than the field allows", "選べる数より多く選ばれている"),
)
BOUND_UNIT = _codes("unit", person=("People", "人"), item=("Record items", "項目"), year=("Years", "年"))
PRECISION = _codes(
    "precision",
    day=("Year, month and day", "年月日"),
    month=("Year and month", "年月"),
    year=("Year", "年"),
    fiscal_year=("Fiscal year, from April to March", "年度（4月から翌年3月）"),
)

# ------------------------------------------------------------------------------------------------ documents and pages

DOCUMENT_STATUS = _codes(
    "document_status",
    ok=("Every page was read as text", "全ページをテキストとして読み取った"),
    partial=(
        "Some page could not be read, or was read by OCR",
        "一部のページが読めない、又はOCRで読み取った",
    ),
    failed=("Nothing could be read", "読み取れなかった"),
)
ERROR_KIND = _codes(
    "error_kind",
    empty_file=("The file is empty", "ファイルが空"),
    not_a_pdf=("The file is not a PDF", "PDFではない"),
    damaged=("The file is damaged or cut short", "破損している、又は途中で切れている"),
    no_pages=("The PDF has no pages", "ページがない"),
    password=("The file needs a password to be opened", "開くのにパスワードが必要"),
    missing_reader=("The reader asked for is not installed", "指定された読み取りライブラリがない"),
    missing_ocr=("Text recognition (OCR) is not installed", "文字認識（OCR）がない"),
    ocr_failed=("The text recognition (OCR) failed", "文字認識（OCR）に失敗した"),
    unreadable_file=("The file could not be opened or read", "ファイルを開けない、又は読み出せない"),
    unexpected=("An error in the program or its libraries", "プログラム又はライブラリのエラー"),
    timeout=("Not read within the time limit", "制限時間内に読み終わらない"),
    memory=("More memory is needed than allowed", "必要なメモリが上限を超える"),
    crash=("The process that read it ended", "読み取り中のプロセスが終了した"),
    page_failed=("Some pages gave no reading", "読み取れないページがある"),
    ocr=("Some pages have no text of their own and were read by OCR", "テキストのないページをOCRで読み取った"),
    content_cut_off=("The content of some pages breaks off in the file", "内容が途中で切れているページがある"),
    image_only=("Some pages are images without text", "テキストのない画像のページがある"),
    text_outlined=(
        "The letters of some pages are drawn as outlines and are no text",
        "文字がアウトライン化され、テキストのないページがある",
    ),
    text_unreadable=(
        "The fonts of some pages give their text no meaning",
        "フォントの文字対応がなく、テキストを読めないページがある",
    ),
    text_doubtful=(
        "The fonts of some pages give some of their text a wrong meaning",
        "フォントの文字対応が誤っており、テキストの一部が正しくないページがある",
    ),
)
ROLE = _codes(
    "role",
    cover=("Cover", "表紙"),
    index=("List of the form's parts (項目一覧)", "項目一覧"),
    form=("The form's items", "様式の項目"),
    figure=("Drawing", "図"),
    record_items=("List of record items", "記録項目"),
    changes=("Change table", "変更箇所"),
    annex_table=("Table of an annex (別紙)", "別紙の表"),
    consultation=("Consultation of a council (諮問)", "諮問"),
    report=("Answer of the council (答申)", "答申"),
    other=("Something else", "その他"),
    image_only=("Only an image, without text", "画像のみ"),
)

# ------------------------------------------------------------------------------------------------ agencies

AGENCY_KIND = _codes(
    "agency_kind",
    prefecture=("Prefecture", "都道府県"),
    city=("City", "市"),
    ward=("Ward", "区"),
    town=("Town", "町"),
    village=("Village", "村"),
    education_board=("Board of education", "教育委員会"),
    union=("Union of local governments", "一部事務組合・広域連合など"),
    national=("National government", "国の機関"),
    incorporated=("Incorporated agency, health insurance society and the like", "独立行政法人・健康保険組合などの法人"),
    other=("Another, or not known", "その他、又は不明"),
)
AGENCY_EVIDENCE = _codes(
    "agency_evidence",
    agency_name=("Agency's name on the cover", "評価実施機関名"),
    contact=("Addresses for requests and inquiries", "請求先・連絡先"),
    title=("Name of the assessment", "評価書名"),
    declaration=("Declaration on the cover", "表紙の宣言"),
    postal_code=("Postal codes of those addresses", "請求先・連絡先の郵便番号"),
    text=("Other text of the document", "その他の本文"),
)
BUSINESS_CATEGORY = Codes("business_category", {slug: Text(one.en, one.ja) for slug, one in categories().items()})

# ------------------------------------------------------------------------------------------------ entrusting and giving

CONTRACTOR_STATUS = _codes(
    "contractor_status",
    named=("Somebody is named", "名称の記載がある"),
    undecided=("Not decided yet", "未定"),
    by_tender=("To be decided by tender and the like", "入札などにより決定"),
    none=("Nobody is entrusted", "委託先がない"),
    unclear=("A text that names nobody for certain", "名称か判断できない文言"),
)
CONTRACTOR_ROLE = _codes(
    "contractor_role",
    contractor=("Contractor", "委託先"),
    consortium=("Consortium", "共同企業体"),
    representative=("Representative of a consortium", "共同企業体の代表構成員"),
    member=("Member of a consortium", "共同企業体の構成員"),
    subcontractor=("Subcontractor", "再委託先"),
)
DIRECTION = _codes(
    "direction",
    provision=("To another agency (提供)", "提供"),
    transfer=("Within the agency (移転)", "移転"),
)
SOURCE = _codes("source", form=("The form", "様式"), annex_table=("Row of an annex (別紙) table", "別紙の表の行"))
CONSULTATION_KIND = _codes(
    "consultation_kind",
    consultation=("A council is consulted (諮問)", "諮問"),
    report=("The council answers (答申)", "答申"),
)

# ------------------------------------------------------------------------------------------------ citations

SOURCE_TABLE = _codes(
    "source_table",
    items=("Text item of the form", "様式の自由記述の項目"),
    annex_cells=("Cell of an annex (別紙) table", "別紙の表のセル"),
    changes=("Row of a change table", "変更箇所の行"),
    consultations=("Running text of a consultation (諮問) or its answer (答申)", "諮問・答申の本文"),
    page_texts=("Other text outside assessments", "評価書の外のその他の文章"),
)
LAW_KIND = _codes(
    "law_kind",
    constitution=("Constitution", "憲法"),
    act=("Act of the Diet", "法律"),
    cabinet_order=("Cabinet order", "政令"),
    ministerial_order=("Order of a ministry or agency", "府省令"),
    ordinance=("Ordinance of a local government", "条例"),
    rule=("Rule", "規則"),
    notice=("Public notice, instruction", "告示・訓令"),
    circular=("Circular", "通知・通達"),
    other=("Another, or not known", "その他、又は不明"),
)
LAW_SOURCE = _codes(
    "law_source",
    named=("By its name or number there", "その箇所に名称・番号がある"),
    defined=("By a name that the document gave it", "文書内で定めた略称による"),
    carried=("From the text before it (同法)", "前の文言による（同法など）"),
    inferred=("From the rest of the assessment", "評価書の他の記載による"),
    unresolved=("Not known", "不明"),
)
CITATION_UNIT = _codes(
    "citation_unit",
    article=("Article, paragraph or item", "条・項・号"),
    schedule=("Schedule of a law (別表)", "別表"),
    table=("Table in an article", "条の中の表"),
    law=("Law as a whole", "法令全体"),
)

SEVERITY = _codes(
    "severity",
    error=("Numbers of this document should not be used unseen", "確認せずに数値を使うべきでない"),
    warning=("Worth a look", "確認が望ましい"),
    info=("Good to know", "参考"),
)
