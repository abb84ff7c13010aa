"""The declarations: complete, described in both languages, and true to the promise."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from extractors.engine.formspec import load_forms
from pipeline import concepts, schema
from pipeline.codebook import codebook_rows
from pipeline.tables import TABLES

ALL_COLUMNS = [(table.name, column) for table in TABLES.values() for column in table.columns]


def test_what_was_promised_is_declared():
    """Columns are never renamed, retyped or dropped: lines may be added to promise.tsv, none may change."""
    lines = Path(__file__).with_name("promise.tsv").read_text(encoding="utf-8").splitlines()
    promised = {tuple(line.split("\t")) for line in lines}
    assert promised
    assert promised <= {(table, column.name, column.type) for table, column in ALL_COLUMNS}


@pytest.mark.parametrize(("table", "column"), ALL_COLUMNS, ids=lambda value: getattr(value, "name", value))
def test_every_column_is_described_in_both_languages(table, column):
    assert column.en.isprintable()
    assert column.en.strip()
    assert any(ord(character) > 0x3000 for character in column.ja)
    described = schema.arrow_schema(table).field(column.name).metadata
    assert described[b"description"].decode() == column.en
    assert described[b"description_ja"].decode() == column.ja


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_tables_are_sound(table):
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert set(table.key) <= set(names)
    assert any(ord(character) > 0x3000 for character in table.ja)
    assert schema.arrow_schema(table.name).metadata[b"description"].decode() == table.en


def test_the_dictionary_names_every_column():
    tables = json.loads(schema.data_dictionary())["tables"]
    listed = [(table["name"], column["name"]) for table in tables for column in table["columns"]]
    assert listed == [(table, column.name) for table, column in ALL_COLUMNS]
    keys = {table["name"]: tuple(c["name"] for c in table["columns"] if c["is_key"]) for table in tables}
    assert all(set(keys[table.name]) == set(table.key) for table in TABLES.values())


def test_an_undeclared_column_is_refused():
    with pytest.raises(KeyError, match="colour"):
        schema.arrow_table("documents", [{"colour": "red"}])


def test_rows_are_sorted_by_key_with_nulls_last():
    rows = [{"document_id": id_, "page": page} for id_, page in (("b", 1), ("a", 2), ("a", None), ("a", 1))]
    table = schema.sorted_by_key("pages", schema.arrow_table("pages", rows))
    found = list(zip(table["document_id"].to_pylist(), table["page"].to_pylist(), strict=True))
    assert found == [("a", 1), ("a", 2), ("a", None), ("b", 1)]


FORMS = load_forms()
KNOWN = {item.concept for form in FORMS.values() for item in form.items.values()}


def test_every_concept_named_exists_in_some_form():
    named = {concept for table in concepts.WIDE_TABLES for concept in (*table.columns.values(), *table.lists.values())}
    named |= {*concepts.RATED_MEASURES, concepts.TITLE, concepts.NUMBER, concepts.AGENCY, concepts.PUBLISHED}
    assert named <= KNOWN


def test_yes_or_no_knows_every_label():
    for table in concepts.WIDE_TABLES:
        for column in concepts.YES_OR_NO.keys() & table.columns.keys():
            labels = {
                option.label
                for form in FORMS.values()
                for item in form.items.values()
                if item.concept == table.columns[column]
                for option in item.options
            }
            assert labels == concepts.YES_OR_NO[column].keys()


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: "-".join(form.key))
def test_texts_under_a_risks_heading_are_its_measures(form):
    """``risks.measures`` goes by concepts; the forms' headings must say the same."""
    ratings = [item for item in form.items.values() if item.concept.endswith(concepts.RATING) and item.heading]
    for rating in ratings:
        section = rating.code.split(".")[:2]
        stem = rating.concept.removesuffix("rating")
        near = [item for item in form.items.values() if item.kind == "text" and item.code.split(".")[:2] == section]
        by_heading = {item.code for item in near if item.heading == rating.heading}
        assert by_heading == {item.code for item in near if item.concept.startswith(stem)}


def test_the_codebook_holds_every_item_of_every_form():
    rows = codebook_rows()
    listed = {(row["form"], row["form_version"], row["item_code"]) for row in rows}
    assert len(listed) == len(rows)
    assert listed >= {(*form.key, code) for form in FORMS.values() for code in form.items}
    assert ("4", "H30-05", "III.6.opt_out") in listed
