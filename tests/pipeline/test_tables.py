"""The declarations: complete, described in both languages, and true to the promise."""

from __future__ import annotations

import fnmatch
import json
from pathlib import Path

import pytest
from packaging.version import Version

from extractors.engine.formspec import load_forms
from pipeline import __version__, concepts, schema
from pipeline.codebook import codebook_rows
from pipeline.declare import FIRST_VERSION, Text
from pipeline.facts import opt_out_concepts
from pipeline.tables import TABLES

ALL_COLUMNS = [(table.name, column) for table in TABLES.values() for column in table.columns]


def test_what_was_promised_is_declared():
    """Columns are never renamed, retyped or dropped: lines may be added to promise.tsv, none may change."""
    lines = Path(__file__).with_name("promise.tsv").read_text(encoding="utf-8").splitlines()
    promised = {tuple(line.split("\t")) for line in lines}
    assert promised
    assert promised <= {(table, column.name, column.type) for table, column in ALL_COLUMNS}


def is_japanese(text: str) -> bool:
    return any("ぁ" <= character <= "ヿ" or "一" <= character <= "鿿" for character in text)


def is_told(text: Text) -> bool:
    """Whether a text says something in both languages: a phrase, without a full stop, in plain characters."""
    en, ja = text
    return (
        en.isprintable() and en == en.strip() and en[:1] != en[:1].lower() and not en.endswith((".", "。"))
        and ja.isprintable() and ja == ja.strip() and is_japanese(ja) and not ja.endswith((".", "。"))
    )  # fmt: skip


@pytest.mark.parametrize(
    ("en", "ja"),
    [
        ("", "表"),
        ("Table", ""),
        ("Table", "Table"),
        ("Table.", "表"),
        ("Table", "表。"),
        ("table", "表"),
        (" Table", "表"),
    ],
)
def test_what_tells_too_little_is_known(en, ja):
    assert is_told(Text("Table", "表"))
    assert not is_told(Text(en, ja))


def test_every_column_is_documented_in_both_languages():
    for table, column in ALL_COLUMNS:
        assert_documented(table, column)


def assert_documented(table, column):
    assert is_told(Text(column.en, column.ja)) or column.en[0].isdigit()
    assert column.name not in (column.en, column.ja)
    assert len(column.en) > 4
    assert is_told(column.missing)
    assert column.unit or not column.name.startswith("n_")
    assert Version(FIRST_VERSION) <= Version(column.since) <= Version(__version__)
    metadata = schema.arrow_schema(table).field(column.name).metadata
    about = {name.decode(): text.decode() for name, text in metadata.items()}
    assert (about.pop("description"), about.pop("description_ja")) == (column.en, column.ja)
    assert (about.pop("missing"), about.pop("missing_ja")) == column.missing
    assert (about.pop("unit", None), about.pop("since")) == (column.unit, column.since)
    assert about.pop("items", "").split() == list(column.items)
    codes = {value: tuple(told) for value, told in json.loads(about.pop("codes", "{}")).items()}
    assert codes == (column.codes.meanings if column.codes else {})
    assert not about


def test_what_null_means_is_told_where_it_is_not_the_usual():
    """The usual meaning is for what is read from the page; a column of another origin says what null means there."""
    as_printed = {"number", "printed_number"}
    for table, column in ALL_COLUMNS:
        is_usual = column.null is None
        assert not is_usual or column.items or table in ("consultations", "annex_cells") or column.name in as_printed


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_tables_are_sound(table):
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert set(table.key) | set(table.primary_key) <= set(names)
    assert {column.name for column in table.columns if column.is_required} >= set(table.primary_key)
    assert is_told(Text(table.en, table.ja))
    assert schema.arrow_schema(table.name).metadata[b"description"].decode() == table.en


def test_an_undeclared_column_is_refused():
    with pytest.raises(KeyError, match="colour"):
        schema.arrow_table("documents", [{"colour": "red"}])


ROWS = [{"document_id": id_, "page": page} for id_, page in (("b", 1), ("a", 2), ("a", None), ("a", 1))]


@pytest.mark.parametrize(
    "table",
    [
        schema.arrow_table("pages", schema.rows_by_key("pages", ROWS)),
        schema.sorted_by_key("pages", schema.arrow_table("pages", ROWS)),
    ],
    ids=["rows", "table"],
)
def test_rows_are_sorted_by_key_with_nulls_last(table):
    found = list(zip(table["document_id"].to_pylist(), table["page"].to_pylist(), strict=True))
    assert found == [("a", 1), ("a", 2), ("a", None), ("b", 1)]


def test_rows_of_equal_keys_keep_their_order():
    rows = [{"document_id": id_, "page": 1, "width": width} for id_, width in (("b", 3.0), ("a", 2.0), ("a", 1.0))]
    assert [row["width"] for row in schema.rows_by_key("pages", rows)] == [2.0, 1.0, 3.0]


def test_what_a_row_leaves_out_is_null():
    rows = [{"document_id": "a", "page": 1}, {"document_id": "a", "page": 2, "width": 3.0}]
    assert schema.arrow_table("pages", rows)["width"].to_pylist() == [None, 3.0]


FORMS = load_forms()
KNOWN = {item.concept for form in FORMS.values() for item in form.items.values()}
OPT_OUTS = {concept for form in FORMS.values() for concept in opt_out_concepts(form).values()}


def test_every_concept_named_exists_in_some_form():
    named = {concept for table in concepts.WIDE_TABLES for concept in (*table.columns.values(), *table.lists.values())}
    named |= {*concepts.RATED_MEASURES, concepts.TITLE, concepts.NUMBER, concepts.AGENCY, concepts.PUBLISHED}
    assert named <= KNOWN


def test_every_item_that_a_column_comes_from_exists_in_some_form():
    for table, column in ALL_COLUMNS:
        assert len(set(column.items)) == len(column.items), (table, column.name)
        for pattern in column.items:
            assert fnmatch.filter(KNOWN | OPT_OUTS, pattern), (table, column.name, pattern)


def test_the_columns_of_numbered_blocks_name_the_items_that_fill_them():
    columns = {(table, column.name): column for table, column in ALL_COLUMNS}
    for table in concepts.WIDE_TABLES:
        for name, concept in (*table.columns.items(), *table.lists.items()):
            assert concept in columns[table.name, name].items
        for name, of in table.norms.items():
            assert table.columns[of] in columns[table.name, name].items


def test_the_items_of_risks_are_those_that_fill_them():
    """Ratings and, beside them, the texts of the measures."""
    columns = {column.name: column for column in TABLES["risks"].columns}
    rated = {one for one in KNOWN if one.endswith(concepts.RATING)} | concepts.RATED_MEASURES
    named = {one for pattern in columns["rating_no"].items for one in fnmatch.filter(KNOWN, pattern)}
    assert named == rated
    stems = [f"{one.removesuffix(concepts.RATING)}." if one.endswith(concepts.RATING) else f"{one}_" for one in rated]
    texts = {one.concept for form in FORMS.values() for one in form.items.values() if one.kind == "text"}
    measures = {one for one in texts if one.startswith(tuple(stems))}
    assert measures <= {one for pattern in columns["measures"].items for one in fnmatch.filter(KNOWN, pattern)}


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
