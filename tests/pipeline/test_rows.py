"""A reading becomes the rows the contract describes."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from extractors.engine.formspec import load_forms
from extractors.model import Answer, DocumentReading, Finding, Severity, Status
from pipeline.rows import document_rows, what_is_missing
from pipeline.schema import arrow_table
from pipeline.tables import Row
from pipeline.wide import split_heading
from tests.pipeline.fakes import BOX, reading

ROWS = document_rows("d" * 16, reading())


def only(table: str, **wanted: object) -> Row:
    found = [row for row in ROWS[table] if all(row.get(key) == value for key, value in wanted.items())]
    assert len(found) == 1, found
    return found[0]


def with_answers(*answers: Answer) -> DocumentReading:
    whole = reading()
    return replace(whole, assessments=(replace(whole.assessments[0], answers=answers),))


@pytest.mark.parametrize("form", sorted(load_forms()), ids="-".join)
def test_rows_of_every_form_fit_the_schema(form):
    rows = document_rows("d" * 16, reading(*form))
    for name, some in rows.items():
        assert arrow_table(name, some).num_rows == len(some)
    assert rows["items"]
    assert rows["risks"]


def test_the_cover_says_what_the_assessment_is():
    row = only("assessments")
    assert row["assessment_id"] == "d" * 16 + "-01"
    assert (row["form"], row["form_version"], row["n_files"]) == ("4", "H30-05", 2)
    assert (row["title"], row["number"]) == ("架空事務　全項目評価書", 12)
    assert (row["agency_name"], row["local_government_code"], row["agency_kind"]) == ("札幌市長", "011002", "city")
    assert (row["published_on"], row["published_on_text"]) == (date(2022, 10, 3), "令和４年１０月３日")


def test_the_ledger_of_a_page_adds_up():
    row = only("pages", page=2)
    parts = [row[f"n_{part}"] for part in ("label", "option", "value", "furniture", "unassigned")]
    assert row["n_unassigned"] == 5
    assert sum(parts) == row["n_glyphs"]


def test_an_item_keeps_its_text_and_its_place():
    row = only("items", item_code="I.1.1")
    assert row["value"] == "事務の名称～の内容"
    assert row["value_norm"] == "事務の名称~の内容"
    assert (row["page"], row["page_last"], row["x0"], row["bottom"]) == (1, 1, 10.0, 30.0)
    assert only("items", item_code="II.2.5", file_no=2)["date"] == date(2023, 4, 1)
    assert only("items", item_code="II.4.presence.count", file_no=1)["number"] == 2


def test_figures_and_tables_of_their_own_have_no_items():
    kinds = {row["kind"] for row in ROWS["items"]}
    assert kinds == {"text", "date", "count", "choice", "checkboxes", "reference"}


def test_a_choice_has_bounds_and_the_printed_options():
    row = only("choices", item_code="I.1.3")
    assert (row["selected_no"], row["selected_label"], row["selected_text"]) == (1, "1,000人未満", "1,000人未満")
    assert (row["lower"], row["upper"], row["unit"]) == (None, 1000, "person")
    assert row["options"][1] == {"no": 2, "label": "1,000人以上1万人未満"}


def test_each_option_of_a_group_is_a_row():
    rows = [row for row in ROWS["checkboxes"] if row["item_code"] == "I.2.3" and row["entry_no"] == 1]
    assert [row["is_checked"] for row in rows] == [True, False, False, False, False, False, True]
    assert (rows[-1]["mark"], rows[-1]["other_text"], rows[1]["mark"]) == ("○", "架空", None)


def test_blank_blocks_have_items_but_no_row_of_their_own():
    assert only("items", item_code="I.2.1", entry_no=2)["status"] == "blank"
    assert [row["entry_no"] for row in ROWS["systems"]] == [1]
    assert {row["entry_no"] for table in ("entrustments", "recipients") for row in ROWS[table]} == {1}


def test_wide_rows_gather_a_block():
    row = only("systems")
    assert (row["name"], row["name_norm"]) == ("システムの名称～の内容", "システムの名称~の内容")
    assert row["connections"] == ["情報提供ネットワークシステム", "その他"]
    assert row["connections_other"] == "架空"
    row = only("entrustments", file_no=2)
    assert (row["item_code"], row["scope"], row["handlers"]) == ("II.4.name", "特定個人情報ファイルの全体", "10人未満")
    assert (row["is_subcontracted"], row["methods"]) == (True, ["専用線", "その他"])
    assert row["reason"] == "その妥当性～の内容"
    directions = [(row["direction"], row["source"], row["file_no"]) for row in ROWS["recipients"]]
    form = [(d, "form", n) for d in ("provision", "transfer") for n in (1, 2)]
    assert sorted(directions) == sorted([*form, ("transfer", "annex_table", 1)])


@pytest.mark.parametrize(("nth", "expected"), [(0, True), (1, False), (None, None)])
def test_subcontracting_is_yes_no_or_unknown(nth, expected):
    name, chosen = (
        next(a for a in reading().assessments[0].answers if a.concept == concept and a.entry_no == 1)
        for concept in ("entrustment.name", "entrustment.sub.presence")
    )
    assert chosen.choice is not None
    label = None if nth is None else chosen.choice.options[nth].label
    said = replace(chosen, choice=replace(chosen.choice, selected_label=label))
    (row,) = document_rows("d", with_answers(name, said))["entrustments"]
    assert row["is_subcontracted"] is expected


def test_a_group_the_form_does_not_have_is_null_not_empty():
    assert {row["methods"] for row in document_rows("d", reading("3", "H30-05"))["entrustments"]} == {None}
    name = next(a for a in reading().assessments[0].answers if a.concept == "system.name")
    group = next(a for a in reading().assessments[0].answers if a.concept == "system.connections" and a.entry_no == 2)
    (row,) = document_rows("d", with_answers(name, replace(group, entry_no=1)))["systems"]
    assert row["connections"] == []


@pytest.mark.parametrize("status", [Status.NOT_FOUND, Status.UNREADABLE])
def test_a_group_that_the_page_does_not_tell_is_null_not_empty(status):
    name, group = (
        next(a for a in reading().assessments[0].answers if a.concept == concept and a.entry_no == 1)
        for concept in ("system.name", "system.connections")
    )
    untold = replace(group, checks=tuple(replace(one, status=status, is_checked=False) for one in group.checks))
    (row,) = document_rows("d", with_answers(name, untold))["systems"]
    assert row["connections"] is None


def test_a_wide_row_spans_its_answers():
    first = next(a for a in reading().assessments[0].answers if a.concept == "system.name")
    later = next(a for a in reading().assessments[0].answers if a.concept == "system.functions")
    moved = replace(later, box=BOX._replace(bottom=99.0), page_last=2)
    (row,) = document_rows("d", with_answers(first, moved))["systems"]
    assert (row["page"], row["page_last"], row["top"], row["bottom"]) == (1, 2, 20.0, 99.0)


def test_a_rating_knows_its_risk_and_measures():
    row = only("risks", item_code="III.3.risk2.rating", file_no=1)
    assert row["risk_no"] == 2
    assert row["risk_title"] == "権限のない者（元職員、アクセス権限のない職員等）によって不正に使用されるリスク"
    assert (row["rating_no"], row["rating_label"]) == (1, "特に力を入れている")
    assert "具体的な管理方法～の内容" in row["measures"].split("\n")
    single = only("risks", item_code="IV.1.1")
    assert (single["risk_no"], single["risk_title"]) == (None, "自己点検")
    assert single["measures"] == "具体的なチェック方法～の内容"


def test_ratings_that_are_not_on_the_pages_have_no_row():
    rating = next(a for a in reading().assessments[0].answers if (a.concept or "").endswith(".rating"))
    assert document_rows("d", with_answers(rating))["risks"]
    assert not document_rows("d", with_answers(replace(rating, status=Status.NOT_FOUND)))["risks"]


def test_headings_without_a_number_or_a_colon():
    assert split_heading("リスク１２：　架空") == (12, "架空")
    assert split_heading("架空のリスク") == (None, "架空のリスク")


def test_a_finding_is_a_row_with_its_place():
    row = only("diagnostics", rule="made_up")
    assert (row["finding_no"], row["severity"], row["assessment_id"]) == (1, "warning", "d" * 16 + "-01")
    assert (row["item_code"], row["concept"], row["page"], row["top"]) == ("I.1.1", "business.name", 1, 20.0)


def test_a_change_says_when_what_and_why():
    row = only("changes", row_no=1)
    assert (row["changed_on"], row["changed_on_text"]) == (date(2022, 7, 8), "令和4年7月8日")
    assert (row["item_code"], row["concept"]) == ("I.1.1", load_forms()["4", "H30-05"].items["I.1.1"].concept)
    assert (row["before"], row["after"], row["timing"]) == ("旧", "新", "事後")
    unresolved = only("changes", row_no=2)
    assert (unresolved["item_text"], unresolved["item_code"], unresolved["changed_on"]) == ("別紙１", None, None)
    assert (unresolved["timing_reason"], unresolved["timing_reason_resolved"]) == ("同上", "表現の変更")
    assert (unresolved["page"], unresolved["page_last"]) == (2, 3)


@pytest.mark.parametrize(
    ("assessment_no", "severity", "kind"),
    [(1, Severity.ERROR, "text_doubtful"), (1, Severity.WARNING, None), (None, Severity.ERROR, None)],
)
def test_a_document_whose_text_cannot_be_relied_on_is_not_whole(assessment_no, severity, kind):
    found = Finding(severity, "text_doubtful", "架空", assessment_no, page=2)
    missing = what_is_missing(replace(reading(), findings=(found,)))
    assert (missing and missing[0]) == kind


def test_so_is_one_in_which_such_text_hides_the_assessment():
    found = Finding(Severity.ERROR, "text_doubtful", "架空", None, page=2)
    assert what_is_missing(replace(reading(), assessments=(), findings=(found,))) == (
        "text_doubtful",
        "pages whose fonts give some of their text a wrong meaning: 2",
    )
