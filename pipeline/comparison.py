"""``comparison``: one row per assessment, each fact reduced from the rows of the document's other tables."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from extractors.engine.formspec import FormSpec, load_forms
from extractors.model import UNTOLD, Status
from pipeline.declare import Column, Row, Text
from pipeline.facts import OPT_OUTS, Fact, facts, opt_out_concepts

Rows = Mapping[str, Sequence[Row]]
Index = dict[tuple[str, str | None], list[Row]]  # rows of a table, by table and concept; all of them under None

NOT_IN_FORM = "not_in_form"


def comparison_columns(assessments: Iterable[Column]) -> tuple[Column, ...]:
    """The columns of ``comparison`` that derive from the facts; those of ``assessments`` are told as they are there."""
    own = {column.name: column for column in assessments}
    absent = Column(
        NOT_IN_FORM,
        "list<string>",
        "Columns of this table for which the form's edition has no item; null in those that are not named here means "
        "that nothing (readable) is filled in",
        "様式のこの版に項目がない列の名前。ここにない列の空は、記載がない（又は読めない）ことを示す",
        null=Text("The edition is not known", "様式の版が不明"),
    )
    return (*(fact.as_column(own.get(fact.name)) for fact in facts()), absent)


def _own(rows: Rows, assessment_id: str, form: FormSpec | None) -> Index:
    """The rows of one assessment."""
    index: Index = {}

    def add(table: str, concept: str | None, row: Row) -> None:
        index.setdefault((table, None), []).append(row)
        if concept:
            index.setdefault((table, concept), []).append(row)

    brackets = opt_out_concepts(form) if form else {}
    for table in sorted({fact.table for fact in facts()} - {OPT_OUTS}):
        for row in rows.get(table, ()):
            if row.get("assessment_id") != assessment_id or (table == "checkboxes" and row["status"] in UNTOLD):
                continue
            add(table, row.get("concept"), row)
            if table == "checkboxes" and (concept := brackets.get((row["item_code"], row["option_no"]))):
                add(OPT_OUTS, concept, row)
    return index


def _is_on_pages(fact: Fact, index: Index) -> bool:
    """Whether an item that asks for the fact was found; True also for lists and tables, which have no item row."""
    asked = [row for concept in fact.asks or () for row in index.get(("items", concept), ())]
    return not asked or any(row["status"] != Status.NOT_FOUND.value for row in asked)


def _value(fact: Fact, index: Index) -> object:
    if not _is_on_pages(fact, index):
        return None
    rows = [row for concept in fact.concepts or (None,) for row in index.get((fact.table, concept), ())]
    if fact.where:
        rows = [row for row in rows if all(row.get(column) == value for column, value in fact.where)]
    return fact.reduce.apply(rows, fact.column)


def _asked(form: FormSpec) -> set[str]:
    return {*(item.concept for item in form.items.values()), *opt_out_concepts(form).values()}


def comparison_rows(rows: Rows) -> list[Row]:
    """One row per assessment of a document, from the rows of its other tables."""
    out: list[Row] = []
    for assessment in rows.get("assessments", ()):
        form = load_forms().get((assessment["form"], assessment["form_version"]))
        asked = _asked(form) if form else None
        absent = [fact.name for fact in facts() if asked is not None and fact.asks and not asked & set(fact.asks)]
        index = _own(rows, assessment["assessment_id"], form)
        values = {fact.name: None if fact.name in absent else _value(fact, index) for fact in facts()}
        out.append(
            {
                "document_id": assessment["document_id"],
                "assessment_id": assessment["assessment_id"],
                **values,
                NOT_IN_FORM: None if asked is None else absent,
            }
        )
    return out
