"""The dictionary beside the tables: a Data Package that frictionless finds valid, of rows that are as it says."""

from __future__ import annotations

import json
from pathlib import Path

import frictionless
import pyarrow.parquet as pq
import pytest

from pipeline.declare import NEVER, Codes, Column, Reference, Table, Text
from pipeline.dictionary import data_dictionary, package
from pipeline.dictionary.pages import ENGLISH, pages
from pipeline.dictionary.pages import _column as as_cells
from pipeline.run import merge
from pipeline.tables import TABLES, references

DOCS = Path("docs")


@pytest.fixture(scope="module")
def out(sample_tables):
    """The tables of the samples, which have every kind of table but ``boilerplate``."""
    return sample_tables


@pytest.fixture(scope="module")
def rows(out):
    return {name: pq.read_table(out / f"{name}.parquet").to_pylist() for name in TABLES}


def read_package(folder: Path) -> dict:
    return json.loads((folder / "datapackage.json").read_text(encoding="utf-8"))


def errors_of(folder: Path) -> list[str]:
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert len(report.tasks) == len(TABLES)
    return [error.message for task in report.tasks for error in task.errors] + [e.message for e in report.errors]


def as_tables(descriptor: dict, rows: dict[str, list[dict]]) -> frictionless.Package:
    """The package with its rows in it, so that frictionless holds them against the schema, its keys and codes.

    The rows are those that Arrow reads: frictionless' own reader of Parquet goes through pandas, which makes floats of
    whole numbers that may be missing, and arrays of lists.
    """
    resources = []
    for resource in (resource for resource in descriptor["resources"] if resource["name"] in rows):
        names = [field["name"] for field in resource["schema"]["fields"]]
        data = [names, *([row[name] for name in names] for row in rows[resource["name"]])]
        resources.append({"name": resource["name"], "type": "table", "data": data, "schema": resource["schema"]})
    return frictionless.Package.from_descriptor({"name": descriptor["name"], "resources": resources})


def errors_in(descriptor: dict, rows: dict[str, list[dict]]) -> list[str]:
    report = as_tables(descriptor, rows).validate()
    return [f"{task.name}: {error.message}" for task in report.tasks for error in task.errors]


def test_frictionless_finds_the_package_valid(out):
    assert list(frictionless.Package.metadata_validate(read_package(out))) == []
    assert errors_of(out) == []


def test_the_rows_are_as_the_package_says(out, rows):
    assert errors_in(read_package(out), rows) == []


@pytest.mark.parametrize(
    ("table", "column", "value", "said"),
    [
        ("items", "status", "perhaps", 'constraint "enum"'),
        ("items", "status", None, 'constraint "required"'),
        ("items", "page", "one", "Type error"),
        ("items", "assessment_id", "of nobody", "violates the foreign key"),
        ("systems", "item_code", "I.2.100", "violates the foreign key"),
        ("record_concepts", "parent", "group.none", "violates the foreign key"),
    ],
)
def test_rows_that_are_not_as_the_package_says_are_found(out, rows, table, column, value, said):
    referred = ("documents", "assessments", "form_items", "record_concepts")
    wrong = {name: rows[name] for name in referred} | {table: [{**rows[table][0], column: value}, *rows[table][1:]]}
    assert [error for error in errors_in(read_package(out), wrong) if said in error]


def test_a_row_that_is_there_twice_is_found(out, rows):
    twice = {name: rows[name] for name in ("documents", "assessments", "form_items")}
    twice["pages"] = [*rows["pages"], rows["pages"][0]]
    assert [error for error in errors_in(read_package(out), twice) if "violates the primary key" in error]


def test_a_file_that_was_changed_is_found(out, tmp_path):
    merge([out], tmp_path / "copy")
    assert errors_of(tmp_path / "copy") == []
    path = tmp_path / "copy" / "risks.parquet"
    path.write_bytes(path.read_bytes()[:-1] + b"?")
    assert [error for error in errors_of(tmp_path / "copy") if "hash" in error]


def test_the_parts_of_a_divided_table_are_listed(out, tmp_path):
    merge([out], tmp_path / "divided", partition="form")
    places = {one["name"]: one["path"] for one in read_package(tmp_path / "divided")["resources"]}
    assert places["items"] == [f"items.parquet/by_form={form}/part-0.parquet" for form in ("2", "3", "4")]
    assert places["documents"] == "documents.parquet"
    assert errors_of(tmp_path / "divided") == []


def test_a_merge_writes_the_package_of_one_run(out, tmp_path):
    merge([out], tmp_path / "merged")
    for name in ("datapackage.json", "dictionary.json"):
        assert (tmp_path / "merged" / name).read_bytes() == (out / name).read_bytes()


def test_every_value_is_in_its_declared_list(rows):
    for table in TABLES.values():
        for column in (column for column in table.columns if column.codes):
            assert column.codes
            values = [row[column.name] for row in rows[table.name] if row[column.name] is not None]
            if column.coded:
                values = [entry[column.coded] for entries in values for entry in entries]
            assert set(values) <= column.codes.meanings.keys(), (table.name, column.name)


def test_what_is_never_missing_is_there(rows):
    for table in TABLES.values():
        for column in (column for column in table.columns if column.is_required):
            assert None not in [row[column.name] for row in rows[table.name]], (table.name, column.name)


def test_the_dictionary_says_what_is_declared():
    tables = json.loads(data_dictionary())["tables"]
    assert [(table["name"], column["name"]) for table in tables for column in table["columns"]] == [
        (table.name, column.name) for table in TABLES.values() for column in table.columns
    ]
    for table in tables:
        declared = TABLES[table["name"]]
        assert {column["name"] for column in table["columns"] if column["is_key"]} == set(declared.key)
        for column, said in zip(declared.columns, table["columns"], strict=True):
            assert (said["description"], said["description_ja"]) == (column.en, column.ja)
            assert (said["missing"], said["is_required"]) == (column.missing.en, column.is_required)
            assert [one["value"] for one in said.get("codes", ())] == list(
                column.codes.meanings if column.codes else ()
            )


def test_references_go_where_rows_are():
    assert {one.table for one in references(TABLES["history"])} == {"documents", "assessments", "form_items"}
    assert references(TABLES["record_concepts"]) == (Reference(("parent",), "record_concepts", ("code",)),)
    assert references(TABLES["documents"]) == ()


# ------------------------------------------------------------------------------------------------ pages


@pytest.mark.parametrize("name", ["tables.md", "tables.ja.md"])
def test_the_pages_are_up_to_date(name):
    written = (DOCS / name).read_text(encoding="utf-8")
    assert written == pages()[name], "run: .venv/bin/python -m pipeline.dictionary docs"


@pytest.mark.parametrize("text", pages().values(), ids=pages())
def test_a_page_names_everything_and_its_links_lead_somewhere(text):
    headings = {line.lstrip("# ") for line in text.splitlines() if line.startswith("#")}
    assert headings >= TABLES.keys()
    lines = [line for line in text.splitlines() if line.startswith("| `")]
    assert {line.split("`")[1] for line in lines} >= {c.name for table in TABLES.values() for c in table.columns}
    anchors = headings | {part.split('"')[1] for part in text.split("<a id=")[1:]}
    links = {part.partition(")")[0] for part in text.split("](#")[1:]}
    assert links <= anchors
    assert all(line.replace("\\|", "").count("|") in (3, 5) for line in lines)


def test_a_page_takes_text_literally_and_says_since_when():
    codes = Codes("colour", {"red": Text("Red", "赤")})
    column = Column("x", "list<string>", "a | <b>", "甲", "page", ("a.*",), codes, NEVER, "9.9.9", "field")
    assert list(as_cells(ENGLISH, column)) == [
        "`x`",
        "`list<string>` (page)",
        "a \\| &lt;b&gt; (one of `field`: [colour](#colour)) [since 9.9.9]<br>Items: `a.*`",
        "Never missing",
    ]


def test_a_table_without_a_primary_key_has_none_in_the_package():
    table = Table("t", "T", "表", (Column("x", "string", "X", "甲"),), ("x",), primary=())
    assert "primaryKey" not in package._schema(table)
