"""``hyokasho sql``: what it prints and writes, what it refuses, and what it says of mistakes."""

from __future__ import annotations

import csv
import io
import json
import os
import subprocess
import sys

import pyarrow.parquet as pq
import pytest
from rich.cells import cell_len

from pipeline.query.views import VIEWS
from pipeline.tables import TABLES

AGENCIES = "SELECT DISTINCT agency_name, form FROM filings ORDER BY ALL"


def test_without_a_query_it_lists_what_there_is(hyokasho):
    result = hyokasho("sql", "--format", "json")
    assert result.exit_code == 0
    rows = json.loads(result.stdout)
    kinds = {row["name"].split("(")[0]: row["kind"] for row in rows}
    assert {name for name, kind in kinds.items() if kind == "table"} == set(TABLES)
    assert {name for name, kind in kinds.items() if kind == "view"} == set(VIEWS)
    assert kinds["items_wide"] == "macro"
    assert all(row["about"] for row in rows)


def test_a_table_fits_the_terminal_whatever_its_characters(hyokasho, monkeypatch):
    monkeypatch.setenv("COLUMNS", "70")
    result = hyokasho("sql", "SELECT agency_name, business_name, '[red]' AS mark, 5 AS n FROM filings ORDER BY ALL")
    lines = result.stdout.splitlines()
    assert max(map(cell_len, lines)) <= 70
    begins = {cell_len(line[: line.index("[red]")]) for line in lines if "[red]" in line}  # printed as it is
    assert len(begins) == 1
    assert lines[-1] == "7 rows"


def test_rows_too_wide_for_a_table_are_shown_a_column_a_line(hyokasho):
    result = hyokasho("sql", "FROM filings WHERE source_path = 'sample-form4-plain.pdf'")
    assert "── row 1 ──" in result.stdout
    assert "business_name" in result.stdout
    assert max(map(cell_len, result.stdout.splitlines())) <= 120


def test_only_so_many_rows_are_shown_and_it_is_said(hyokasho):
    result = hyokasho("sql", "SELECT seq FROM items ORDER BY ALL", "--rows", 3)
    assert "rows, the first 3 shown" in result.stdout
    assert len(result.stdout.splitlines()) < 10


def test_control_characters_do_not_reach_the_terminal(hyokasho):
    result = hyokasho("sql", "SELECT 'a' || chr(27) || '[31mb' || chr(10) || 'c' AS x")
    assert "\x1b" not in result.stdout
    assert "b⏎c" in result.stdout


def test_csv_is_utf_8_and_has_a_mark_only_in_a_file(hyokasho, asked, tmp_path):
    printed = hyokasho("sql", AGENCIES, "--format", "csv")
    assert not printed.stdout_bytes.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(printed.stdout)))
    assert rows == [["agency_name", "form"], *map(list, asked(AGENCIES))]
    assert hyokasho("sql", AGENCIES, "--out", tmp_path / "x" / "a.csv").exit_code == 0
    assert (tmp_path / "x" / "a.csv").read_bytes() == b"\xef\xbb\xbf" + printed.stdout_bytes


def test_values_of_every_kind_in_csv_and_json(hyokasho):
    query = (
        "SELECT NULL AS a, true AS b, ['あ', NULL] AS c, {'k': 1.5} AS d, DATE '2024-01-02' AS e, 'nan'::DOUBLE AS f"
    )
    assert list(csv.reader(io.StringIO(hyokasho("sql", query, "--format", "csv").stdout)))[1] == [
        "", "true", '["あ", null]', '{"k": 1.5}', "2024-01-02", "nan",
    ]  # fmt: skip
    assert json.loads(hyokasho("sql", query, "--format", "json").stdout) == [
        {"a": None, "b": True, "c": ["あ", None], "d": {"k": 1.5}, "e": "2024-01-02", "f": None}
    ]
    assert json.loads(hyokasho("sql", "SELECT 1 AS a WHERE false", "--format", "json").stdout) == []


def test_parquet_keeps_types_and_needs_a_file(hyokasho, tmp_path):
    out = tmp_path / "new" / "rows.parquet"
    query = "SET VARIABLE x = 2; SELECT assessment_id, filed_on, getvariable('x') AS x FROM filings; -- all"
    assert hyokasho("sql", query, "--out", out).exit_code == 0
    table = pq.read_table(out)
    assert [str(field.type) for field in table.schema] == ["string", "date32[day]", "int32"]
    assert table.num_rows == 7
    assert [path.name for path in out.parent.iterdir()] == ["rows.parquet"]
    refused = hyokasho("sql", "FROM filings", "--format", "parquet")
    assert refused.exit_code == 2
    assert "--out" in refused.stderr


def test_a_query_may_come_from_the_standard_input(hyokasho):
    result = hyokasho("sql", "-", "--format", "csv", text="SELECT 'ふ' AS a")
    assert result.stdout == "a\nふ\n"


def test_a_pivot_is_a_query(hyokasho):
    result = hyokasho("sql", "PIVOT items ON status USING count(*) GROUP BY kind", "--format", "json")
    assert {"kind", "answered", "blank"} <= json.loads(result.stdout)[0].keys()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("SELECT lable FROM items", '"label"'),
        ("SELECT * FROM itms", 'Did you mean "items"'),
        ("SELEC 1", 'syntax error at or near "SELEC"'),
        ("SELECT value::INTEGER FROM items", "Conversion Error"),
        ("", "the query is empty"),
        ("COPY items TO 'x.csv'", "only reads: COPY"),
        ("SELECT 1; ATTACH 'x.db'", "only reads: ATTACH"),
        ("INSTALL httpfs", "only reads"),
        ("EXPORT DATABASE 'x'", "only reads"),
    ],
)
def test_what_cannot_be_answered_is_2_and_says_why(hyokasho, tmp_path, monkeypatch, query, said):
    monkeypatch.chdir(tmp_path)
    result = hyokasho("sql", query)
    assert result.exit_code == 2, result.output
    assert said in result.stderr
    assert "Traceback" not in result.output
    assert list(tmp_path.iterdir()) == []


def test_a_folder_without_tables_says_what_to_do(hyokasho, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for folder in (tmp_path, tmp_path / "missing", None):
        result = hyokasho("sql", "SELECT 1", folder=folder)
        assert result.exit_code == 2
        assert "folder" in result.stderr or "hyokasho extract" in result.stderr


def test_a_file_that_cannot_be_written_is_2(hyokasho, tmp_path):
    (tmp_path / "file").touch()
    for name in ("x.csv", "x.parquet"):
        result = hyokasho("sql", "SELECT 1 AS a", "--out", tmp_path / "file" / name)
        assert result.exit_code == 2
        assert str(tmp_path / "file") in result.stderr


def test_a_reader_that_stops_early_is_no_error(corpus):
    command = [
        sys.executable,
        "-m",
        "pipeline",
        "sql",
        "FROM items AS a, items AS b",
        "--format",
        "csv",
        "--from",
        str(corpus),
    ]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env={**os.environ}) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.readline()
        process.stdout.close()
        assert process.stderr.read() == b""
    assert process.returncode == 0
