"""Citations of a document's rows: where they stand, which law they are of, and what is said of those without one."""

from __future__ import annotations

import pytest

from normalizers.laws import law_book
from pipeline.citations import citation_rows
from pipeline.rows import document_rows
from pipeline.schema import arrow_table, sorted_by_key
from pipeline.tables import TABLES, Row
from tests.pipeline.fakes import reading

NUMBER_ACT = law_book().by_name["番号法"]
PLACE = {"page": 3, "page_last": 4, "x0": 1.0, "top": 2.0, "x1": 3.0, "bottom": 4.0, "is_ocr": False}
WHO = {"document_id": "d" * 16, "assessment_id": "d" * 16 + "-01", "file_no": None, "entry_no": None}


def item(code: str, value: str | None, kind: str = "text", **more: object) -> Row:
    return {**WHO, "item_code": code, "concept": f"concept.{code}", "kind": kind, "value": value, **PLACE, **more}


ITEMS = [
    item("I.1", "星見町番号利用条例（以下「番号条例」という。）による。"),
    item("I.5", "番号法第9条第1項、第2項\n別表第一の16の項"),
    item("I.6", "番号法第19条第8号に基づく主務省令第2条の表の31、32の項", entry_no=2, file_no=1),
    item("II.2", "番号法第9条", kind="choice"),
    item("II.3", None),
    item("II.5", "町長（別表第一の16の項）、第７条の措置、第８条"),
    item("II.6", "番号条例第3条"),
]
ANNEX = [
    {**WHO, "item_code": "II.5", "table_no": 1, "row_no": 2, "column_no": 3, "text": "番号法別表第二の8の項", **PLACE}
]
CHANGES = [
    {
        **WHO,
        "item_code": "I.5",
        "row_no": 7,
        "item_text": "法令上の根拠",
        "before": None,
        "after": "同条第2項、番号法第7条",
        "timing_reason": "番号法の改正",
        **PLACE,
    }
]
TEXTS = [{"document_id": "d" * 16, "seq": 5, "text": "番号法第28条により諮問する", **PLACE}]
SOURCES = {"items": ITEMS, "annex_cells": ANNEX, "changes": CHANGES, "page_texts": TEXTS}
ROWS, FINDINGS = citation_rows(SOURCES)


def of(code: str | None, table: str = "items") -> list[Row]:
    return [row for row in ROWS if row["item_code"] == code and row["source_table"] == table] if code else [
        row for row in ROWS if row["source_table"] == table
    ]  # fmt: skip


def test_rows_fit_the_declared_table_and_are_numbered():
    table = sorted_by_key("citations", arrow_table("citations", ROWS))
    assert table["citation_no"].to_pylist() == list(range(1, len(ROWS) + 1))
    assert TABLES["citations"].key == ("document_id", "citation_no")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row['citation_no']}-{row['text']}")
def test_a_citation_is_a_stretch_of_its_source(row):
    sources = SOURCES[row["source_table"]]
    texts = [source[row["source_column"]] for source in sources if source[row["source_column"]]]
    assert any(text[row["start"] : row["end"]] == row["text"] for text in texts)
    assert {name: row[name] for name in PLACE} == PLACE


def test_a_list_is_one_row_each_and_a_schedule_one_row():
    first, second, schedule = of("I.5")
    assert (first["article"], first["paragraph"], first["text"]) == ("9", "1", "番号法第9条第1項")
    assert (second["article"], second["paragraph"], second["text"]) == ("9", "2", "第2項")
    assert (schedule["unit"], schedule["article"], schedule["schedule"], schedule["schedule_rows"]) == (
        "schedule",
        None,
        "1",
        ["16"],
    )
    for row in (first, second, schedule):
        assert (row["law"], row["law_id"]) == (NUMBER_ACT.name, NUMBER_ACT.law_id)
        assert (row["law_number"], row["law_kind"], row["law_text"]) == ("平成25年法律第27号", "act", "番号法")
    assert schedule["law_source"] == "carried"


def test_identity_and_entry_of_the_item_are_kept():
    basis, table = of("I.6")
    assert (basis["item"], table["unit"], table["schedule_rows"]) == ("8", "table", ["31", "32"])
    assert (table["entry_no"], table["file_no"], table["concept"]) == (2, 1, "concept.I.6")
    assert table["law_id"] is None
    assert table["law_number"] == "令和6年デジタル庁・総務省令第9号"


def test_choices_and_blank_items_cite_nothing():
    assert of("II.2") == of("II.3") == []


def test_a_schedule_without_its_law_is_of_the_one_named_elsewhere():
    schedule = of("II.5")[0]
    assert (schedule["law"], schedule["law_source"], schedule["law_text"]) == (NUMBER_ACT.name, "inferred", None)
    several = [*ITEMS, item("II.9", "霧沢市番号利用条例別表第一の2の項")]
    again, _ = citation_rows({"items": several})
    assert [row["law"] for row in again if row["text"] == "別表第一の16の項" and row["item_code"] == "II.5"] == [None]


def test_a_name_an_item_defines_holds_in_later_ones():
    (row,) = of("II.6")
    assert (row["law"], row["law_source"], row["law_kind"]) == ("星見町番号利用条例", "defined", "ordinance")
    other = {"assessment_id": "d" * 16 + "-02"}
    rows, _ = citation_rows({"items": [*ITEMS, item("I.1", "番号条例第3条", **other)]})
    assert (rows[-1]["law"], rows[-1]["law_source"]) == ("番号条例", "named")


def test_texts_outside_of_items_say_where_they_stand():
    (cell,) = of(None, "annex_cells")
    assert (cell["item_code"], cell["table_no"], cell["row_no"], cell["column_no"]) == (None, 1, 2, 3)
    (text,) = of(None, "page_texts")
    assert (text["assessment_id"], text["row_no"], text["article"]) == (None, 5, "28")
    changed = of(None, "changes")
    assert [(row["source_column"], row["row_no"], row["unit"]) for row in changed] == [
        ("after", 7, "article"),
        ("after", 7, "article"),
        ("timing_reason", 7, "law"),
    ]


def test_what_has_no_law_is_one_finding_for_each_text():
    unresolved = [row for row in FINDINGS if row["rule"] == "citation_unresolved"]
    assert [(row["item_code"], row["found"], row["severity"]) for row in unresolved] == [
        ("II.5", "第７条; 第８条", "info"),
        (None, "同条第2項", "info"),
    ]
    assert "changes.after" in unresolved[1]["message"]
    (incomplete,) = [row for row in FINDINGS if row["rule"] == "citation_incomplete"]
    assert (incomplete["found"], incomplete["page"]) == ("同条第2項", 3)
    assert [row["law"] for row in of("II.5")] == [NUMBER_ACT.name, None, None]


def test_findings_are_numbered_after_the_others_of_the_document():
    rows = document_rows("d" * 16, reading())
    numbers = [row["finding_no"] for row in rows["diagnostics"]]
    assert numbers == list(range(1, len(numbers) + 1))
    assert "citations" in rows


def test_no_text_gives_no_rows():
    assert citation_rows({}) == ([], [])
