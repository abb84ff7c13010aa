"""The facts that are compared: columns and rows from one list, true to the forms and to the tables they come from."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.engine.formspec import load_forms
from extractors.model import Status
from pipeline import reductions as by
from pipeline.comparison import NOT_IN_FORM
from pipeline.concepts import RATED_MEASURES, RATING
from pipeline.facts import OPT_OUTS, facts, opt_out_concepts
from pipeline.rows import document_rows
from pipeline.tables import TABLES
from tests.pipeline.fakes import reading

FORMS = load_forms()
CONCEPTS = {item.concept for form in FORMS.values() for item in form.items.values()}
OPT_OUT_CONCEPTS = {concept for form in FORMS.values() for concept in opt_out_concepts(form).values()}


def row_of(form: str = "4", version: str = "H30-05", whole=None):
    (row,) = document_rows("d" * 16, whole or reading(form, version))["comparison"]
    return row


@pytest.mark.parametrize("fact", facts(), ids=lambda fact: fact.name)
def test_a_fact_comes_from_what_there_is(fact):
    columns = {column.name for column in TABLES[fact.table].columns} if fact.table != OPT_OUTS else {"is_checked"}
    assert {fact.column, *dict(fact.where)} - {"*"} <= columns
    assert {*fact.concepts, *(fact.asks or ())} <= CONCEPTS | OPT_OUT_CONCEPTS
    column = next(column for column in TABLES["comparison"].columns if column.name == fact.name)
    assert set(fact.concepts) <= set(column.items)
    assert column.items or fact.table in ("assessments", "pages", "items", "diagnostics")
    table = "checkboxes" if fact.table == OPT_OUTS else fact.table
    assert table in column.en
    assert table in column.ja


@pytest.mark.parametrize("status", [Status.BLANK, Status.NOT_FOUND, Status.UNREADABLE])
def test_a_checkbox_that_the_page_does_not_tell_is_no_unchecked_one(status):
    whole = reading()
    one = whole.assessments[0]
    brackets = opt_out_concepts(FORMS["4", "H30-05"])
    code, no = next(place for place, concept in brackets.items() if concept == "risk.entrustment.opt_out")
    group = next(answer for answer in one.answers if answer.concept == "acquisition.source")
    checks = tuple(replace(check, status=status, is_checked=False) for check in group.checks)
    bracket = replace(group, code=code, concept=None, checks=(replace(checks[0], no=no),))
    others = tuple(answer for answer in one.answers if answer.concept != "acquisition.source")
    answers = (*others, replace(group, checks=checks), bracket)
    row = row_of(whole=replace(whole, assessments=(replace(one, answers=answers),)))
    is_told = status is Status.BLANK
    assert row["is_opted_out_entrustment"] is (False if is_told else None)
    assert row["acquisition_sources"] == ([] if is_told else None)


def test_every_rating_and_opt_out_of_every_form_has_a_column():
    rated = {c for c in CONCEPTS if c.endswith(RATING)} | RATED_MEASURES
    ratings = [fact for fact in facts() if fact.reduce is by.WORST]
    assert {concept for fact in ratings for concept in fact.concepts} == rated
    assert {c for fact in facts() if fact.table == OPT_OUTS for c in fact.concepts} == OPT_OUT_CONCEPTS
    names = [column.name for column in TABLES["comparison"].columns]
    assert len(set(names)) == len(names)


def test_the_numbers_of_a_rating_mean_the_same_on_every_form():
    """``rating_…`` says 1, 2, 3 for the best to the worst, and 4 for a risk that is not there."""
    for form in FORMS.values():
        for item in form.items.values():
            if item.kind == "choice" and (item.concept.endswith(RATING) or item.concept in RATED_MEASURES):
                best, middle, worst, *absent = (option.label for option in item.options)
                assert best.startswith("特に力を入れて")
                assert middle.startswith("十分")
                assert worst.endswith(("残されている", "ていない"))
                assert all(label in ("再委託していない", "政府機関ではない") for label in absent)


@pytest.mark.parametrize("key", FORMS, ids="-".join)
def test_what_the_edition_does_not_ask_is_null_and_said_to_be(key):
    row = row_of(*key)
    concepts = {i.concept for i in FORMS[key].items.values()} | set(opt_out_concepts(FORMS[key]).values())
    absent = [fact.name for fact in facts() if fact.asks and not concepts & set(fact.asks)]
    assert row[NOT_IN_FORM] == absent
    assert {row[name] for name in absent} <= {None}
    assert len(row) == len(TABLES["comparison"].columns)


def test_facts_of_form_2():
    row = row_of("2", "H31-01")
    assert (row["form"], row["agency_name"], str(row["published_on"])) == ("2", "札幌市長", "2022-10-03")
    assert (row["subjects_label"], row["subjects_lower"], row["subjects_upper"]) == (
        "1,000人未満（任意実施）",
        None,
        1000,
    )
    assert (row["handlers_label"], row["handlers_lower"]) == ("500人以上", 500)
    assert (row["had_incident"], row["rating_education"], row["linkage"]) == (True, 1, "実施する")
    assert row["audits"] == ["自己点検", "外部監査"]
    assert "n_systems" in row[NOT_IN_FORM]


def test_facts_of_form_4_with_two_files():
    row = row_of()
    assert (row["n_files"], row["n_systems"], row["n_entrustments"], row["n_subcontracted"]) == (2, 1, 2, 2)
    assert (row["n_provisions_form"], row["n_transfers_form"], row["n_transfers_annex_table"]) == (2, 2, 1)
    assert (row["n_provisions_declared"], row["n_entrustments_declared"]) == (4, 4)  # 2 for each of two files
    assert (row["retention_periods"], row["retention_upper"]) == (["1年未満"], 1)
    assert (row["record_items_declared"], row["record_items_declared_lower"]) == (["10項目未満"], 0)
    assert row["record_items_declared_upper"] == 19  # at most 9 in each
    assert (row["n_record_items"], row["n_changes"], str(row["changed_on_latest"])) == (3, 2, "2022-07-08")
    assert (row["n_changes_latest"], row["is_entrusted"], row["fee"]) == (1, True, "有料")
    assert row["system_connections"] == ["情報提供ネットワークシステム", "その他"]


def test_a_fact_that_is_not_on_the_pages_is_null_not_zero():
    whole = reading()
    assessment = whole.assessments[0]
    lost = tuple(
        replace(a, status=Status.NOT_FOUND) if (a.concept or "").startswith(("entrustment", "system")) else a
        for a in assessment.answers
        if a.entry_no is None or not (a.concept or "").startswith("entrustment")
    )
    row = row_of(whole=replace(whole, assessments=(replace(assessment, answers=lost),)))
    assert row["n_entrustments"] is None
    assert "n_entrustments" not in row[NOT_IN_FORM]


@pytest.mark.parametrize(
    ("reduction", "values", "expected"),
    [
        (by.WORST, [1, 3, 4], 3),
        (by.WORST, [4, 4], 4),
        (by.WORST, [None], None),
        (by.FIRST, [None, "a", "b"], "a"),
        (by.SUM, [1, None, 2], 3),
        (by.SUM, [None], None),
        (by.LATEST_COUNT, [1, 2, 2, None], 2),
        (by.ALL, [True, False], False),
        (by.ALL, [], None),
        (by.DISTINCT, [], None),
        (by.DISTINCT, ["b", "a", "b", None], ["b", "a"]),
        (by.DISTINCT_LISTED, [["b"], None, ["a", "b"]], ["b", "a"]),
        (by.any_label("はい", "いいえ"), ["いいえ", "はい"], True),
        (by.any_label("はい", "いいえ"), ["いいえ", "いいえ"], False),
        (by.any_label("はい", "いいえ"), ["いいえ", "検討中"], None),
        (by.any_label("はい", "いいえ"), [], None),
    ],
)
def test_reductions(reduction, values, expected):
    assert reduction.apply([{"x": value} for value in values], "x") == expected


def test_the_largest_range_is_the_one_that_begins_highest():
    rows = [{"lower": 10, "upper": 50, "label": "b"}, {"lower": None, "upper": 10, "label": "a"}, {"label": "c"}]
    assert by.LARGEST.apply(rows, "label") == "b"
    assert by.LARGEST.apply([*rows, {"lower": 10, "upper": None, "label": "d"}], "label") == "d"
    assert by.LARGEST.apply([{"label": "c"}], "label") == "c"
    assert by.UPPER_SUM.apply([*rows[:2], {"lower": 100, "upper": None}], "upper") is None


def test_contractors_are_named_once():
    def one(name: str, role: str):
        return {"name": name, "role": role}

    rows = [{"x": [one("乙", "contractor"), one("丙", "subcontractor")]}, {"x": [one("甲", "consortium")]}, {"x": None}]
    assert by.CONTRACTORS.apply([*rows, rows[0]], "x") == ["乙", "甲"]
