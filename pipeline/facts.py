"""The facts of an assessment that are compared most: one list, from which the columns of ``comparison`` and its rows
derive. Ratings and opt-outs are those of the forms' YAML, whichever edition has them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from extractors.engine.formspec import FormSpec, ItemSpec, load_forms
from pipeline import reductions as by
from pipeline.concepts import CHANGES, RATED_MEASURES, RATING, RECORD_ITEMS
from pipeline.declare import NEVER, Column, Text
from pipeline.reductions import Reduction

ASSESSMENTS = "assessments"
OPT_OUTS = "opt_outs"  # not a table: brackets beside headings, by the concept of the option

NOT_ASKED = Text(
    "Not asked (see not_in_form), or not filled in",
    "項目がない（not_in_form参照）、又は記載がない",
)


@dataclass(frozen=True, slots=True)
class Fact:
    """A column of ``comparison``: a reduction of the rows of ``table`` that have one of ``concepts`` (of all rows, if
    there are none) and the values of ``where``.

    ``asks`` are the concepts by which an edition asks for the fact: without one of them the fact is "not in the form",
    and where none of them is on the pages, it is null. None where every assessment has the fact.
    """

    name: str
    type: str
    en: str
    ja: str
    table: str
    column: str
    reduce: Reduction
    concepts: tuple[str, ...] = ()
    asks: tuple[str, ...] | None = None
    where: tuple[tuple[str, str], ...] = ()
    unit: str | None = None

    def as_column(self, copied: Column | None = None) -> Column:
        """The declaration of the column, with where the fact comes from and what becomes of several values.

        ``copied`` is the column of ``assessments`` that a fact from there repeats.
        """
        if self.table == ASSESSMENTS and copied:
            return replace(copied, en=f"{copied.en}; from {ASSESSMENTS}", ja=f"{copied.ja}。{ASSESSMENTS} より")
        where = "".join(f", {column} {value}" for column, value in self.where)
        source = "checkboxes.is_checked" if self.table == OPT_OUTS else f"{self.table}.{self.column}{where}"
        source = source.replace(".*", "")  # whole rows
        return Column(
            self.name,
            self.type,
            f"{self.en}; from {source}: {self.reduce.en}",
            f"{self.ja}。{source} より、{self.reduce.ja}",
            self.unit,
            items=self.concepts or self.asks or (),
            null=NEVER if self.asks is None else NOT_ASKED,
        )


# ------------------------------------------------------------------------------------------------ kinds of facts


def _copied(name: str, type_: str = "string") -> Fact:
    """A column of ``assessments``, which describes it."""
    return Fact(name, type_, "", "", ASSESSMENTS, name, by.FIRST)


def _text(name: str, concept: str, en: str, ja: str) -> Fact:
    return Fact(name, "string", en, ja, "items", "value", by.FIRST, (concept,), (concept,))


def _date(name: str, concept: str, en: str, ja: str) -> Fact:
    return Fact(name, "date32", en, ja, "items", "date", by.FIRST, (concept,), (concept,))


def _sum(name: str, concept: str, en: str, ja: str, unit: str) -> Fact:
    return Fact(name, "int64", en, ja, "items", "number", by.SUM, (concept,), (concept,), unit=unit)


def _label(name: str, concept: str, en: str, ja: str) -> Fact:
    return Fact(name, "string", en, ja, "choices", "selected_label", by.FIRST, (concept,), (concept,))


def _yes(name: str, concept: str, labels: tuple[str, str], en: str, ja: str) -> Fact:
    return Fact(name, "bool", en, ja, "choices", "selected_label", by.any_label(*labels), (concept,), (concept,))


def _checked(name: str, concept: str, en: str, ja: str) -> Fact:
    return Fact(name, "list<string>", en, ja, "checkboxes", "option_label", by.CHECKED, (concept,), (concept,))


def _size(name: str, concept: str, en: str, ja: str, unit: str = "person") -> Iterator[Fact]:
    """Label and bounds of the largest range chosen."""
    ends = (
        ("label", "string", "selected_label", "", "選択肢の文言"),
        ("lower", "int64", "lower", ", lower bound (inclusive)", "下限（以上）"),
        ("upper", "int64", "upper", ", upper bound (exclusive; null if open)", "上限（未満。なければ空）"),
    )
    for end, type_, column, en_end, ja_end in ends:
        yield Fact(
            f"{name}_{end}", type_, f"{en}{en_end}", f"{ja}（{ja_end}）", "choices", column, by.LARGEST,
            (concept,), (concept,), unit=None if end == "label" else unit,
        )  # fmt: skip


def _rows(
    name: str, table: str, asks: str, en: str, ja: str, unit: str, reduce: Reduction = by.COUNT, column: str = "*",
    **where: str,
) -> Fact:  # fmt: skip
    return Fact(name, "int32", en, ja, table, column, reduce, (), (asks,), tuple(where.items()), unit)


# ------------------------------------------------------------------------------------------------ from the forms


def _shown(item: ItemSpec) -> str:
    """What an item's rating rates, in the form's words."""
    heading = re.sub(r"^リスク\d*[:：]\s*", "", item.heading) if item.heading else ""
    return heading if heading and item.concept.endswith(RATING) else item.label


def _is_rated(item: ItemSpec) -> bool:
    return item.kind == "choice" and (item.concept.endswith(RATING) or item.concept in RATED_MEASURES)


def _column_name(prefix: str, concept: str) -> str:
    return f"{prefix}_{concept.removeprefix('risk.').removesuffix(RATING).removesuffix('.opt_out').replace('.', '_')}"


def _ratings() -> Iterator[Fact]:
    """One fact for every rating of any edition, in the order of their concepts."""
    shown: dict[str, list[str]] = {}
    for form in load_forms().values():
        for item in form.items.values():
            if _is_rated(item):
                shown.setdefault(item.concept, []).append(_shown(item))
    for concept in sorted(shown):
        words = max(shown[concept], key=lambda text: (len(text), text))
        name = _column_name("rating", concept)
        en = f"Rating of the measures: {name.removeprefix('rating_').replace('_', ' ')}"
        yield Fact(
            name, "int16", en, f"対策の評価: {words}", "choices", "selected_no", by.WORST, (concept,), (concept,)
        )


def opt_out_concepts(form: FormSpec) -> dict[tuple[str, int], str]:
    """Concepts of the brackets beside headings, by item code and number of the option."""
    return {
        (f"{section.code}.opt_out", option.no): option.concept
        for part in form.parts
        for section in part.sections
        for option in section.opt_out
        if option.concept
    }


def _opt_outs() -> Iterator[Fact]:
    labels: dict[str, str] = {}
    for form in load_forms().values():
        for part in form.parts:
            for section in part.sections:
                labels |= {option.concept: option.label for option in section.opt_out if option.concept}
    for concept in sorted(labels):
        topic = _column_name("", concept).strip("_").removesuffix("_opt_out")
        yield Fact(
            f"is_opted_out_{topic}", "bool", f"The bracket beside the heading is marked: {topic.replace('_', ' ')}",
            f"見出しの「{labels[concept]}」が選ばれているか", OPT_OUTS, "is_checked", by.ALL, (concept,), (concept,),
        )  # fmt: skip


# ------------------------------------------------------------------------------------------------ the list


def _who_and_when() -> Iterator[Fact]:
    yield _copied("form")
    yield _copied("form_version")
    yield _copied("title")
    yield _copied("agency_name")
    yield _copied("local_government_code")
    yield _copied("prefecture")
    yield _copied("municipality")
    yield _copied("agency_kind")
    yield _copied("business_category")
    yield _copied("series_id")
    yield _copied("published_on", "date32")
    yield _copied("n_files", "int32")
    yield Fact("n_pages", "int32", "Pages", "ページ数", "pages", "*", by.COUNT, unit="page")
    yield _text("business_name", "business.name", "Name of the business", "事務の名称")
    yield _label(
        "submitted_kinds", "statement.submitted_kinds", "Kinds of assessment submitted", "提出する評価書の種類"
    )


def _sizes() -> Iterator[Fact]:
    yield from _size("subjects", "business.subject_count", "People the business concerns", "事務の対象人数")
    yield _date("subjects_as_of", "business.subject_count_as_of", "Day of that count", "対象人数の計数時点")
    yield from _size("handlers", "business.handler_count", "People handling the files", "ファイルの取扱者数")
    yield _date("handlers_as_of", "business.handler_count_as_of", "Day of that count", "取扱者数の計数時点")
    yield from _size("file_subjects", "file.subject_count", "People in a file", "ファイルの対象となる本人の数")
    yield from _size("users", "use.user_count", "Users of a file", "ファイルの使用者数")
    yield Fact(
        "record_items_declared",
        "list<string>",
        "Declared numbers of record items",
        "記録される項目の数（選択肢の文言）",
        "choices",
        "selected_label",
        by.DISTINCT,
        ("file.record_item_count",),
        ("file.record_item_count",),
    )
    for name, reduce in (("lower", by.LOWER_SUM), ("upper", by.UPPER_SUM)):
        yield Fact(
            f"record_items_declared_{name}",
            "int64",
            f"Declared number of record items of all files, {name} bound",
            f"記録される項目の数（全ファイル、{'下限' if name == 'lower' else '上限（未満）'}）",
            "choices",
            name,
            reduce,
            ("file.record_item_count",),
            ("file.record_item_count",),
            unit="item",
        )
    yield Fact(
        "n_record_items", "int32", "Record items listed in the annex (0 also where no annex is printed)",
        "別添に列挙された記録項目の数（別添がない場合も0）", "record_items", "*", by.COUNT, (),
        (RECORD_ITEMS,), unit="item",
    )  # fmt: skip


def _systems() -> Iterator[Fact]:
    # 様式2 names its systems in one text, so that they are not counted there.
    yield _rows("n_systems", "systems", "system.functions", "Systems", "システムの数", "system")
    yield Fact(
        "system_connections", "list<string>", "Systems they connect to", "接続する他のシステム", "systems",
        "connections", by.DISTINCT_LISTED, (), ("system.connections",),
    )  # fmt: skip
    yield _label("linkage", "linkage.presence", "Linkage by 情報提供ネットワークシステム", "情報連携の実施の有無")
    yield _text("linkage_legal_basis", "linkage.legal_basis", "Legal basis of the linkage", "情報連携の法令上の根拠")
    yield _text(
        "number_use_legal_basis",
        "number_use.legal_basis",
        "Legal basis of using 個人番号",
        "個人番号の利用の法令上の根拠",
    )


def _entrustment() -> Iterator[Fact]:
    yield _yes(
        "is_entrusted",
        "entrustment.presence",
        ("委託する", "委託しない"),
        "Whether any file is entrusted",
        "委託の有無",
    )
    yield _rows(
        "n_entrustments", "entrustments", "entrustment.presence", "Entrusted tasks", "委託事項の数", "entrustment"
    )
    yield _sum(
        "n_entrustments_declared",
        "entrustment.count",
        "Entrusted tasks as declared",
        "委託の件数（記載）",
        "entrustment",
    )
    for name, value in (("subcontracted", True), ("not_subcontracted", False)):
        yield _rows(
            f"n_{name}", "entrustments", "entrustment.sub.presence",
            f"Entrusted tasks that are {name.replace('_', ' ')}", f"再委託{'する' if value else 'しない'}委託事項の数",
            "entrustment", by.count_of("is_subcontracted", value), "is_subcontracted",
        )  # fmt: skip
    yield Fact(
        "contractors", "list<string>", "Contractors", "委託先", "entrustments", "contractors", by.CONTRACTORS, (),
        ("entrustment.contractor",),
    )  # fmt: skip
    for status in ("undecided", "by_tender"):
        yield _rows(
            f"n_contractors_{status}", "entrustments", "entrustment.contractor",
            f"Entrusted tasks whose contractor is {status.replace('_', ' ')}", f"委託先が{status}の委託事項の数",
            "entrustment", by.count_of("contractor_status", status), "contractor_status",
        )  # fmt: skip
    yield from _size(
        "entrustment_handlers",
        "entrustment.handler_count",
        "People handling an entrusted task",
        "委託先における取扱者数",
    )


def _sharing() -> Iterator[Fact]:
    for direction, ja in (("provision", "提供"), ("transfer", "移転")):
        name = f"n_{direction}s"
        yield _sum(
            f"{name}_declared", f"{direction}.count", f"{direction.capitalize()}s as declared", f"{ja}の件数（記載）",
            direction,
        )  # fmt: skip
        for source, en, where in (("form", "on the form", "様式"), ("annex_table", "in annex tables", "別紙の表")):
            yield _rows(
                f"{name}_{source}", "recipients", f"{direction}.recipient",
                f"Recipients of {direction} {en}", f"{where}に記載された{ja}先の数", direction, direction=direction,
                source=source,
            )  # fmt: skip


def _methods() -> Iterator[Fact]:
    yield _checked("acquisition_sources", "acquisition.source", "Sources of the information", "入手元")
    yield _checked("acquisition_methods", "acquisition.method", "Methods of acquisition", "入手方法")
    yield _checked(
        "entrustment_methods", "entrustment.provision_method", "Ways to the contractor", "委託先への提供方法"
    )
    yield _checked("provision_methods", "provision.method", "Methods of provision (on the form)", "提供方法（様式）")
    yield _checked("transfer_methods", "transfer.method", "Methods of transfer (on the form)", "移転方法（様式）")
    yield _checked("main_record_items", "file.main_record_items", "Main kinds of record items", "主な記録項目")


def _retention() -> Iterator[Fact]:
    period = ("storage.period",)
    yield Fact(
        "retention_periods", "list<string>", "Retention periods", "保管期間", "choices", "selected_label", by.DISTINCT,
        period, period,
    )  # fmt: skip
    for name, ja in (("lower", "下限（以上）"), ("upper", "上限（未満。なければ空）")):
        yield Fact(
            f"retention_{name}",
            "int64",
            f"Retention period, {name} bound; 定められていない has none, see retention_periods",
            f"保管期間の{ja}。「定められていない」は除く（retention_periods参照）",
            "choices",
            name,
            by.LARGEST,
            period,
            period,
            unit="year",
        )


def _safeguards() -> Iterator[Fact]:
    yield from _opt_outs()
    yield from _ratings()
    yield _checked("audits", "audit.kinds", "Audits carried out", "監査の実施の有無")
    occurred = ("発生あり", "発生なし")
    yield _yes(
        "had_incident", "business.incident", occurred, "Serious incident within a year (様式2)", "過去1年以内の重大事故"
    )
    yield _yes(
        "had_incident_3_years",
        "risk.storage_leak.incident",
        occurred,
        "Serious incident within three years (様式3, 4)",
        "過去3年以内の重大事故（様式3・4）",
    )


def _procedure() -> Iterator[Fact]:
    yield _label("fee", "disclosure.fee", "Fee of a disclosure", "開示の手数料等")
    yield _text("disclosure_contact", "disclosure.contact", "Where disclosure is requested", "開示等の請求先")
    yield _text("inquiry_contact", "inquiry.contact", "Where inquiries go", "問合せの連絡先")
    # A choice in 様式3 and 4, a text in 様式2: the text between the brackets is in ``items`` either way.
    yield _text("threshold_result", "threshold.result", "Result of the threshold assessment", "しきい値判断結果")
    yield _date(
        "basic_assessment_on", "procedure.basic_assessment_date", "Day of the basic assessment", "基礎項目評価の実施日"
    )
    yield _text(
        "consultation_period", "consultation.period", "Days of the public consultation", "意見聴取の実施日・期間"
    )
    yield _date("third_party_on", "third_party.date", "Day of the third-party review", "第三者点検の実施日")


def _changes() -> Iterator[Fact]:
    asks = CHANGES
    yield _rows(
        "n_changes",
        "changes",
        asks,
        "Rows of the change table (0 also where none is printed)",
        "変更箇所の行の数",
        "change",
    )
    yield Fact(
        "changed_on_first", "date32", "First change", "最初の変更日", "changes", "changed_on", by.MIN, (), (asks,)
    )
    yield Fact(
        "changed_on_latest", "date32", "Latest change", "最新の変更日", "changes", "changed_on", by.MAX, (), (asks,)
    )
    yield _rows(
        "n_changes_latest", "changes", asks, "Changes on the latest day of change: those of the last filing",
        "最新の変更日の変更箇所の数（前回から今回までの変更）", "change", by.LATEST_COUNT, "changed_on",
    )  # fmt: skip


def _quality() -> Iterator[Fact]:
    for status, ja in (("answered", "回答ありの"), ("blank", "空欄の"), ("not_found", "ページにない")):
        yield Fact(
            f"n_items_{status}", "int32", f"Items that are {status.replace('_', ' ')}", f"{ja}項目の数", "items",
            "status", by.count_of("status", status), unit="item",
        )  # fmt: skip
    yield Fact(
        "n_findings", "int32", "Findings about the assessment, the checks across the corpus left out",
        "評価書についての所見の数（文書間の検査を除く）", "diagnostics", "*", by.COUNT, unit="finding",
    )  # fmt: skip
    for severity in ("error", "warning"):
        yield Fact(
            f"n_{severity}s", "int32", f"Findings that are {severity}s", f"所見のうち{severity}の数", "diagnostics",
            "severity", by.count_of("severity", severity), unit="finding",
        )  # fmt: skip


@cache
def facts() -> tuple[Fact, ...]:
    """Every fact, in the order of the columns."""
    groups = (
        _who_and_when, _sizes, _systems, _entrustment, _sharing, _methods, _retention, _safeguards, _procedure,
        _changes, _quality,
    )  # fmt: skip
    return tuple(fact for group in groups for fact in group())
