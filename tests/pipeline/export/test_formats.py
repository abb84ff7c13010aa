"""Each format holds every value, and what it cannot hold is said."""

from __future__ import annotations

import csv
import io
import json
import sqlite3
import zipfile
from contextlib import closing
from datetime import datetime
from pathlib import Path

import jsonschema
import openpyxl
import pyarrow.parquet as pq
import pytest
import yaml
from openpyxl.utils.escape import unescape  # of _x000D_, as Excel writes what XML cannot hold

from pipeline.export import to_csv, to_json, to_xlsx
from pipeline.export.run import export
from pipeline.tables import TABLES
from tests.pipeline.export.awkward import DAYS, DOCUMENT, LONG, NUMBERS, TEXTS

N_COLUMNS = sum(len(table.columns) for table in TABLES.values())

# ------------------------------------------------------------------------------------------------ spreadsheet


@pytest.fixture
def book(awkward, tmp_path):
    export(awkward, tmp_path / "out", "xlsx")
    return openpyxl.load_workbook(tmp_path / "out" / "hyokasho.xlsx")


def column(sheet, name: str) -> list:
    head = [cell.value for cell in sheet[1]]
    return [row[head.index(name)] for row in sheet.iter_rows(min_row=2)]


def test_texts_are_texts_and_numbers_are_numbers(book):
    values = column(book["items"], "value")
    assert [cell.data_type for cell in values] == ["s"] * len(TEXTS)
    assert [unescape(cell.value) for cell in values[:-1]] == TEXTS[:-1]
    numbers = [cell.value for cell in column(book["items"], "number")]
    assert numbers == [str(NUMBERS[0]), *NUMBERS[1:], *[None] * (len(TEXTS) - 3)]
    days = [cell.value for cell in column(book["items"], "date")][:3]
    assert days == [DAYS[0].isoformat(), DAYS[1].isoformat(), datetime(2024, 2, 29)]
    assert column(book["items"], "is_ocr")[0].value is True
    assert column(book["items"], "x0")[0].value == -1.5
    assert json.loads(column(book["systems"], "connections")[0].value) == ["紙", "専用線"]
    assert column(book["documents"], "source_path")[0].data_type == "s"


def test_a_text_that_is_too_long_is_cut_with_a_mark_and_listed(book):
    cut = column(book["items"], "value")[-1].value
    assert to_xlsx.n_units(cut) <= to_xlsx.MAX_CHARACTERS < to_xlsx.n_units(LONG)
    assert cut.endswith(to_xlsx.CUT)
    assert LONG.startswith(cut.removesuffix(to_xlsx.CUT))
    notes = [[cell.value for cell in row] for row in book["notes"].iter_rows()]
    assert notes[-1] == ["items", len(TEXTS) + 1, "value", to_xlsx.n_units(LONG)]
    assert book["items"].cell(len(TEXTS) + 1, 1).value is not None


@pytest.mark.parametrize("filler", ["長", "𠮷", "a𠮷"])
@pytest.mark.parametrize("more", range(3))
def test_a_cut_text_never_breaks_a_character(filler, more):
    text = "x" * more + filler * to_xlsx.MAX_CHARACTERS
    cut = to_xlsx.fitted(text)
    assert to_xlsx.MAX_CHARACTERS - 1 <= to_xlsx.n_units(cut) <= to_xlsx.MAX_CHARACTERS
    assert text.startswith(cut.removesuffix(to_xlsx.CUT))
    assert to_xlsx.fitted("x" * to_xlsx.MAX_CHARACTERS) == "x" * to_xlsx.MAX_CHARACTERS


def test_the_first_sheet_is_the_dictionary_in_both_languages(book):
    sheet = book.worksheets[0]
    assert sheet.title == "dictionary"
    assert sheet.max_row == 1 + len(TABLES) + N_COLUMNS
    table = TABLES["risks"]
    rows = [row for row in sheet.iter_rows(values_only=True) if row[0] == "risks"]
    assert rows[0][5:7] == (table.en, table.ja)
    described = [(one.name, one.type, one.unit, one.en, one.ja, *one.missing) for one in table.columns]
    assert [(row[1], row[2], row[3], *row[5:7], *row[9:]) for row in rows[1:]] == described
    (status,) = [row for row in sheet.iter_rows(values_only=True) if row[:2] == ("items", "status")]
    assert "blank: " in status[7]
    assert "blank: 欄が" in status[8]
    assert [row[1] for row in rows if row[4] == "yes"] == [one.name for one in table.columns if one.name in table.key]


def test_headings_stay_in_view_and_filter(book):
    assert book.sheetnames == ["dictionary", "notes", *TABLES]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.title == "notes" or sheet.auto_filter.ref.startswith("A1:")
        assert all(cell.font.bold for cell in sheet[1])
        assert 8 <= sheet.column_dimensions["A"].width <= 70


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(awkward, tmp_path, monkeypatch):
    monkeypatch.setattr(to_xlsx, "MAX_ROWS", 8)
    done = export(awkward, tmp_path / "out", "xlsx")
    book = openpyxl.load_workbook(tmp_path / "out" / "hyokasho.xlsx")
    assert [name for name in book.sheetnames if name.startswith("items")] == [
        "items",
        *(f"items ({n})" for n in (2, 3, 4)),
    ]
    values = [cell.value for n in ("", " (2)", " (3)", " (4)") for cell in column(book[f"items{n}"], "value")]
    assert [unescape(value) for value in values[:-1]] == TEXTS[:-1]
    assert len(values) == len(TEXTS)
    assert [book[name].max_row for name in ("items", "items (4)")] == [8, 1 + len(TEXTS) - 21]
    assert f"items: {len(TEXTS)} rows are on 4 sheets, items to items (4)" in done.notices
    assert any(done.notices[0] == row[0] for row in book["notes"].iter_rows(values_only=True))


def test_the_spreadsheet_holds_no_time_of_its_making(awkward, tmp_path):
    export(awkward, tmp_path / "out", "xlsx")
    with zipfile.ZipFile(tmp_path / "out" / "hyokasho.xlsx") as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        times = archive.read("docProps/core.xml").decode()
    assert times.count("2000-01-01T00:00:00Z") == times.count("</dcterms:") == 2


# ------------------------------------------------------------------------------------------------ CSV


def unguarded(text: str) -> str | None:
    return text.removeprefix("'") or None


def test_a_csv_gives_every_value_back(awkward, tmp_path):
    export(awkward, tmp_path / "out", "csv")
    raw = (tmp_path / "out" / "items.csv").read_bytes()
    assert raw.startswith(b"\xef\xbb\xbfdocument_id,")
    rows = list(csv.DictReader(io.StringIO(raw.decode("utf-8-sig"), newline="")))
    assert [unguarded(row["value"]) for row in rows] == TEXTS
    assert not [row["value"] for row in rows if row["value"].startswith(to_csv.FORMULA[:-1])]
    assert [row["number"] for row in rows[:4]] == [*map(str, NUMBERS), ""]
    assert [row["date"] for row in rows[:3]] == [day.isoformat() for day in DAYS]
    assert {row["is_ocr"] for row in rows} == {"true", "false"}
    assert rows[0]["x0"] == "-1.5"
    text = (tmp_path / "out" / "systems.csv").read_text(encoding="utf-8-sig")
    systems = list(csv.DictReader(io.StringIO(text, newline="")))
    assert json.loads(systems[0]["connections"]) == ["紙", "専用線"]


def test_a_csv_folder_explains_itself(awkward, tmp_path):
    export(awkward, tmp_path / "out", "csv")
    readme = (tmp_path / "out" / "README.md").read_text(encoding="utf-8")
    for name in TABLES:
        assert f"`{name}.csv`" in readme
    text = (tmp_path / "out" / "dictionary.csv").read_text(encoding="utf-8-sig")
    lines = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(lines) == len(TABLES) + N_COLUMNS
    assert {line["description_ja"] for line in lines} > {table.ja for table in TABLES.values()}


# ------------------------------------------------------------------------------------------------ JSON


def valid(path: Path) -> dict:
    content = json.loads(path.read_text(encoding="utf-8"))
    schema = json.loads((path.parent / content["$schema"]).read_text(encoding="utf-8"))
    kind = jsonschema.Draft202012Validator
    kind.check_schema(schema)
    kind(schema, format_checker=kind.FORMAT_CHECKER).validate(content)
    return content


@pytest.mark.parametrize("which", ["awkward", "samples"])
def test_json_files_are_as_their_schema_says_and_leave_out_no_row(which, request, tmp_path):
    source = request.getfixturevalue(which)
    export(source, tmp_path / "out", "json")
    out = tmp_path / "out"
    assessments = [valid(path) for path in sorted((out / "assessments").iterdir())]
    documents = [valid(path) for path in sorted((out / "documents").iterdir())]
    codebooks = valid(out / "codebooks.json")
    assert len(assessments) == pq.read_metadata(source / "assessments.parquet").num_rows
    assert len(documents) == pq.read_metadata(source / "documents.parquet").num_rows
    for name in TABLES.keys() - {"documents", "assessments"}:
        found = sum(len(file.get(name, [])) for file in (*assessments, *documents, codebooks))
        assert found == pq.read_metadata(source / f"{name}.parquet").num_rows, name


def test_json_holds_the_values(awkward, tmp_path):
    export(awkward, tmp_path / "out", "json")
    one = json.loads((tmp_path / "out" / "assessments" / f"{DOCUMENT}-01.json").read_text(encoding="utf-8"))
    assert [item["value"] for item in one["items"]] == TEXTS
    assert [item["number"] for item in one["items"][:3]] == NUMBERS
    assert one["choices"][0]["options"] == [{"no": 1, "label": "=1"}, {"no": None, "label": None}]
    outside = json.loads((tmp_path / "out" / "documents" / f"{DOCUMENT}.json").read_text(encoding="utf-8"))
    assert [text["text"] for text in outside["page_texts"]] == ["評価書の外"]
    assert [finding["finding_no"] for finding in outside["diagnostics"]] == [2]
    names = sorted(path.name for path in (tmp_path / "out" / "documents").iterdir())
    assert names == [f"{DOCUMENT}.json", "unread-1.json", "unread-2.json"]


def test_the_schema_refuses_what_no_table_holds(awkward, tmp_path):
    export(awkward, tmp_path / "out", "json")
    schema = json.loads((tmp_path / "out" / "assessment.schema.json").read_text(encoding="utf-8"))
    good = json.loads((tmp_path / "out" / "assessments" / f"{DOCUMENT}-01.json").read_text(encoding="utf-8"))
    validator = jsonschema.Draft202012Validator(schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER)
    item = good["items"][0]
    wrongs = [{**item, "seq": "1"}, {**item, "status": "perhaps"}, {**item, "date": "昨日"}, {**item, "no_such": 1}]
    for wrong in (*wrongs, {"value": "x"}):
        assert not validator.is_valid({**good, "items": [wrong]})
    assert validator.is_valid(good)
    assert schema["$defs"]["items"]["properties"]["value"]["description"].startswith("Text as printed")
    assert schema["$defs"].keys() == {name for name in TABLES if to_json._ASSESSMENT in _columns(name)} | {"documents"}


def _columns(name: str) -> set[str]:
    return {column.name for column in TABLES[name].columns}


# ------------------------------------------------------------------------------------------------ SQLite


def test_a_database_holds_the_values_and_their_descriptions(awkward, tmp_path):
    export(awkward, tmp_path / "out", "sqlite")
    with closing(sqlite3.connect(tmp_path / "out" / "hyokasho.sqlite")) as database:

        def ask(query: str) -> list:
            return database.execute(query).fetchall()

        assert [text for (text,) in ask("select value from items order by seq")] == TEXTS
        assert ask("select number, date, is_ocr, x0 from items order by seq limit 1") == [
            (NUMBERS[0], DAYS[0].isoformat(), 1, -1.5)
        ]
        listed = "select j.value from systems, json_each(connections) j"
        assert ask(listed) == [("紙",), ("専用線",)]
        names = {name for (name,) in ask("select name from sqlite_master where type = 'table'")}
        assert names == {*TABLES, "dictionary"}
        plan = ask(f"explain query plan select * from items where document_id = '{DOCUMENT}'")
        assert "items_key" in plan[0][-1]
        assert ask("select count(*) from dictionary where column_name is not null") == [(N_COLUMNS,)]
        assert ask("select description_ja from dictionary where table_name = 'risks' and column_name is null") == [
            (TABLES["risks"].ja,)
        ]


# ------------------------------------------------------------------------------------------------ repositories


def test_the_card_makes_a_configuration_of_each_table(samples, tmp_path):
    done = export(samples, tmp_path / "out", "huggingface")
    _, matter, text = (tmp_path / "out" / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    card = yaml.safe_load(matter)
    assert [config["config_name"] for config in card["configs"]] == list(TABLES)
    for config in card["configs"]:
        path = tmp_path / "out" / config["data_files"]
        assert path.read_bytes() == (samples / config["data_files"]).read_bytes()
    assert [config["config_name"] for config in card["configs"] if config.get("default")] == ["assessments"]
    assert (tmp_path / "out" / card["license_link"]).is_file()
    assert "11 documents, 14 assessments" in text
    assert "$" not in text
    assert "licence" in done.notices[0]


def test_a_deposit_has_what_a_repository_asks_for(samples, tmp_path):
    export(samples, tmp_path / "out", "zenodo")
    out = tmp_path / "out"
    assert not [path for path in out.iterdir() if path.is_dir()]
    citation = yaml.safe_load((out / "CITATION.cff").read_text(encoding="utf-8"))
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    metadata = json.loads((out / ".zenodo.json").read_text(encoding="utf-8"))
    assert {"title", "upload_type", "description", "creators", "license"} <= metadata.keys()
    assert "$" not in metadata["description"]
    assert "特定個人情報保護評価書" in (out / "README.md").read_text(encoding="utf-8")
    licence = (out / "LICENSE").read_text(encoding="utf-8")
    assert "STATE HERE" in licence
    assert "Apache License" in licence


def test_pictures_and_descriptions_go_along(samples, tmp_path):
    import shutil

    source = tmp_path / "tables"
    shutil.copytree(samples, source)
    name = "figures/0123456789abcdef/p0001-1.png"
    (source / name).parent.mkdir(parents=True)
    (source / name).write_bytes(b"\x89PNG")
    export(source, tmp_path / "hub", "huggingface")
    export(source, tmp_path / "deposit", "zenodo")
    assert (tmp_path / "hub" / name).read_bytes() == b"\x89PNG"
    with zipfile.ZipFile(tmp_path / "deposit" / "figures.zip") as archive:
        assert archive.read(name) == b"\x89PNG"
    for folder in ("hub", "deposit"):
        assert (tmp_path / folder / "dictionary.json").read_bytes() == (source / "dictionary.json").read_bytes()
        package = json.loads((tmp_path / folder / "datapackage.json").read_text(encoding="utf-8"))
        assert "licenses" not in package
        for resource in package["resources"]:
            assert resource["bytes"] == (tmp_path / folder / resource["path"]).stat().st_size


def test_an_empty_corpus_is_exported_too(tmp_path):
    from pipeline.schema import arrow_table
    from pipeline.writer import TableWriter

    (tmp_path / "empty").mkdir()
    for name in TABLES:
        with TableWriter(tmp_path / "empty" / f"{name}.parquet", name) as writer:
            writer.add(arrow_table(name, []))
    for to in ("xlsx", "csv", "json", "sqlite", "huggingface", "zenodo"):
        assert export(tmp_path / "empty", tmp_path / to, to).sizes
    book = openpyxl.load_workbook(tmp_path / "xlsx" / "hyokasho.xlsx")
    assert book["items"].max_row == 1
