"""One row per numbered block or rated risk. Which items fill the columns is what ``concepts.WIDE_TABLES`` says."""

from __future__ import annotations

from dataclasses import replace

from pipeline.concepts import RATED_MEASURES, RATING, WIDE_TABLES
from pipeline.declare import Column, Table, Text
from pipeline.tables import codes
from pipeline.tables.shared import (
    AROUND_IDENTITY,
    CONTRACTORS,
    IDENTITY,
    IDENTITY_KEY,
    NO_ITEM,
    PROVENANCE,
    ROW_NO,
    SECTION,
    TABLE_NO,
    coded,
)

NOTHING_ELSE = Text("Nothing is written there, or there is no such field", "記載がない、又は欄がない")
NO_CONTRACTOR = Text("The contractor's cell is blank, or there is none", "委託先名が空欄、又は欄がない")
SUBJECTS_SIZE = Column(
    "subjects_size",
    "string",
    "Number of people concerned, as the label of the range chosen",
    "対象となる本人の数（選ばれた選択肢の文言）",
    "person",
)
SUBJECTS_SCOPE = Column("subjects_scope", "string", "Which people are concerned", "対象となる本人の範囲")


def _sources(name: str) -> dict[str, tuple[str, ...]]:
    """The concepts that fill a wide table, by column."""
    found: dict[str, tuple[str, ...]] = {}

    def add(column: str, *concepts: str) -> None:
        found[column] = (*found.get(column, ()), *concepts)

    for table in (table for table in WIDE_TABLES if table.name == name):
        for column, concept in table.columns.items():
            add(column, concept)
        for column, concept in table.lists.items():
            add(column, concept)
            add(f"{column}_other", concept)
        for column, of in table.norms.items():
            add(column, table.columns[of])
        for of, read in table.readings.items():
            for column in read(None):
                add(column, table.columns[of])
    return found


def _filled(name: str, *columns: Column) -> tuple[Column, ...]:
    """Columns with the items that fill them; null where the edition has no such item, if they do not say otherwise."""
    sources = _sources(name)
    return tuple(
        replace(
            column,
            items=sources.get(column.name, ()),
            null=column.null or (None if column.type.startswith("list") else NO_ITEM),
        )
        for column in columns
    )


SYSTEMS = Table(
    "systems",
    "System used in the business",
    "事務において使用するシステム",
    (
        *IDENTITY,
        *_filled(
            "systems",
            Column("name", "string", "Name of the system", "システムの名称"),
            Column("name_norm", "string", "The name in one written form", "表記を揃えた名称"),
            Column("functions", "string", "What the system does", "システムの機能"),
            Column("connections", "list<string>", "Labels of the systems it connects to", "接続する他のシステム"),
            Column(
                "connections_other", "string", "Text inside その他（ … ）", "その他（ … ）の中の文言", null=NOTHING_ELSE
            ),
        ),
        *PROVENANCE,
    ),
    IDENTITY_KEY,
    primary=(),
)

ENTRUSTMENTS = Table(
    "entrustments",
    "Entrusted task (委託事項)",
    "委託事項",
    (
        *IDENTITY,
        *_filled(
            "entrustments",
            Column("name", "string", "Name of the task", "委託事項の名称"),
            Column("content", "string", "What is entrusted", "委託内容"),
            Column("scope", "string", "How much of the file, as the label chosen", "取扱いを委託するファイルの範囲"),
            SUBJECTS_SIZE,
            SUBJECTS_SCOPE,
            Column("reason", "string", "Why it is appropriate", "その妥当性"),
            Column("handlers", "string", "People handling it, as the label chosen", "委託先における取扱者数", "person"),
            Column("methods", "list<string>", "Labels of the ways to the contractor checked", "委託先への提供方法"),
            Column(
                "methods_other", "string", "Text inside その他（ … ）", "その他（ … ）の中の文言", null=NOTHING_ELSE
            ),
            Column("contractor_check", "string", "How one can learn the contractor's name", "委託先名の確認方法"),
            Column("contractor", "string", "Contractor as printed", "委託先名（印刷のとおり）"),
            Column(
                "contractor_norm",
                "string",
                "Names of the contractors without legal form and branch, joined by 、 (of a consortium its name; "
                "members and subcontractors left out); the text in one written form where nobody is named",
                "委託先の名称（法人格・支店名を除き「、」で連結。共同企業体はその名称。構成員・再委託先を除く）。"
                "名称がなければ表記を揃えた文言",
                null=NO_CONTRACTOR,
            ),
            Column(
                "contractors",
                CONTRACTORS,
                "Organisations named, in printed order: name, branch, legal form, role, note; empty where none is "
                "named",
                "記載された組織（印刷順）。name 名称、branch 支店名、legal_form 法人格、role 役割、note 注記。"
                "名称の記載がなければ空のリスト",
                codes=codes.CONTRACTOR_ROLE,
                coded="role",
                null=NO_CONTRACTOR,
            ),
            Column(
                "contractor_status",
                "string",
                "Whether the contractor's cell names anybody",
                "委託先名の欄に名称があるか",
                codes=codes.CONTRACTOR_STATUS,
                null=NO_CONTRACTOR,
            ),
            Column(
                "is_subcontracted",
                "bool",
                "Whether it is subcontracted",
                "再委託の有無",
                null=Text("It is not said", "記載がない"),
            ),
            Column("subcontract_approval", "string", "How subcontracting is approved", "再委託の許諾方法"),
            Column("subcontract_content", "string", "What is subcontracted", "再委託事項"),
        ),
        *PROVENANCE,
    ),
    IDENTITY_KEY,
    primary=(),
)

RECIPIENTS = Table(
    "recipients",
    "Recipient of a provision (提供先) or transfer (移転先), of the form or of an annex (別紙) table",
    "提供先・移転先（様式又は別紙の表による）",
    (
        *AROUND_IDENTITY,
        coded("direction", "Whether information is provided or transferred", "提供か移転か", codes.DIRECTION),
        *_filled(
            "recipients",
            Column("name", "string", "Recipient", "提供先・移転先の名称"),
            Column("legal_basis", "string", "Legal basis", "法令上の根拠"),
            Column("purpose", "string", "What the recipient uses it for", "提供先・移転先における用途"),
            Column("information", "string", "Information given", "提供・移転する情報"),
            SUBJECTS_SIZE,
            SUBJECTS_SCOPE,
            Column(
                "methods",
                "list<string>",
                "Labels of the methods checked; of an annex table its text",
                "選ばれた提供・移転方法の文言（別紙の表ではその文言）",
            ),
            Column(
                "methods_other", "string", "Text inside その他（ … ）", "その他（ … ）の中の文言", null=NOTHING_ELSE
            ),
            Column("frequency", "string", "When and how often", "時期・頻度"),
        ),
        coded("source", "Where the recipient is named", "提供先・移転先の記載箇所", codes.SOURCE),
        TABLE_NO,
        ROW_NO,
        *PROVENANCE,
    ),
    (*IDENTITY_KEY, "table_no", "row_no"),
    primary=(),
)

_RATINGS = (f"*{RATING}", *sorted(RATED_MEASURES))
_MEASURES = ("risk.*", "audit.*", "education.method", "priority_measure.basis")

RISKS = Table(
    "risks",
    "Risk with a sufficiency rating, or another rated measure",
    "十分性が評価されたリスク、その他の評価された措置",
    (
        *IDENTITY,
        SECTION,
        Column(
            "risk_no",
            "int16",
            "Printed number of the risk",
            "リスクの番号",
            items=_RATINGS,
            null=Text("No number is printed", "番号が印刷されていない"),
        ),
        Column(
            "risk_title",
            "string",
            "The risk, or the measure that is rated",
            "リスク（又は評価された措置）",
            items=_RATINGS,
        ),
        Column("measures", "string", "Text of the measures against it", "措置の内容", items=_MEASURES),
        Column(
            "rating_no",
            "int16",
            "Printed number of the rating chosen: 1 special effort, 2 sufficient, 3 issues remain, 4 the risk is not "
            "there",
            "選ばれた評価の番号（1 特に力を入れている、2 十分である、3 課題が残されている、4 該当しない）",
            items=_RATINGS,
            null=Text("None of the ratings is chosen", "評価が選ばれていない"),
        ),
        Column(
            "rating_label",
            "string",
            "Label of the rating chosen",
            "選ばれた評価の文言",
            items=_RATINGS,
            null=Text("None of the ratings is chosen", "評価が選ばれていない"),
        ),
        *PROVENANCE,
    ),
    IDENTITY_KEY,
    primary=(),
)
