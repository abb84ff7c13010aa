"""DuckDB over the tables: every view answers, from wherever it is asked, and says what it is."""

from __future__ import annotations

import shutil
from importlib.resources import files

import duckdb
import fsspec
import pyarrow.parquet as pq
import pytest

from pipeline.divide import divide
from pipeline.query.database import DATABASE, NotACorpusError, connect, write_database
from pipeline.query.views import MACROS, VIEWS
from pipeline.tables import TABLES

CALLS = (
    "item('business.name')",
    "choice('business.subject_count')",
    "options('acquisition.method')",
    "items_wide(['business.name', 'storage.period'])",
)


@pytest.fixture
def moved(corpus, tmp_path, monkeypatch):
    """The folder of tables at another place, and a current folder that is neither."""
    folder = tmp_path / "it's moved" / "tables"
    shutil.copytree(corpus, folder)
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return folder


def counts(connection):
    names = (*TABLES, *VIEWS, *CALLS)
    return {name: connection.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0] for name in names}


def test_every_sql_file_is_used():
    names = {path.name for path in files("pipeline.query").joinpath("sql").iterdir()}
    assert names == {f"{name}.sql" for name in (*VIEWS, MACROS)}


def test_views_have_the_rows_they_promise(asked):
    def n(source):
        return asked(f"SELECT count(*) FROM {source}")[0][0]

    assert n("filings") == n("assessments") == n("linkage") == n("items_wide(['business.name'])")
    assert n("answers") == n("items")
    assert n("sharing") == n("recipients WHERE assessment_id IS NOT NULL")
    assert n("risk_ratings") == n("risks")
    assert n("recorded_items") == n("record_items")
    assert n("changes_named") == n("changes")
    assert n("quality") == n("documents")
    assert n("undisclosed_changes") == n("history WHERE is_undisclosed") > 0
    assert n("retention") == n("items WHERE concept = 'storage.period'") > 0
    assert n("outsourcing") >= n("entrustments") > 0


def test_an_answer_is_the_label_of_the_option(asked):
    rows = asked("SELECT answer FROM item('storage.period') ORDER BY ALL")
    assert rows == asked(
        "SELECT coalesce(selected_label, selected_text) FROM choice('storage.period') "
        "JOIN choices USING (assessment_id, file_no, selected_label) WHERE concept = 'storage.period' ORDER BY ALL"
    )
    (wide,) = asked(
        "SELECT \"system.name\" FROM items_wide(['system.name']) WHERE source_path = 'sample-form4-plain.pdf'"
    )
    systems = asked(
        "SELECT name FROM systems JOIN filings USING (assessment_id) "
        "WHERE source_path = 'sample-form4-plain.pdf' ORDER BY entry_no"
    )
    assert wide[0].split("\n") == [name for (name,) in systems]


def test_the_latest_filing_of_a_series_is_marked(asked):
    rows = asked("SELECT source_path, is_latest FROM filings WHERE source_path LIKE '%baths%' ORDER BY ALL")
    assert rows == [("sample-form2-baths-later.pdf", True), ("sample-form2-baths.pdf", False)]
    assert asked("SELECT count(*) FROM filings WHERE NOT is_latest") == [(1,)]


def test_labels_of_composed_concepts(asked):
    rows = asked("SELECT record_concept, record_concept_ja FROM recorded_items WHERE record_concept LIKE '%+%'")
    assert rows
    labels = dict(asked("SELECT code, label_ja FROM record_concepts"))
    for concept, label in rows:
        if all(code in labels for code in concept.split("+")):
            assert label == "・".join(labels[code] for code in concept.split("+"))


def test_everything_is_described_in_both_languages(asked):
    views = dict(asked("SELECT view_name, comment FROM duckdb_views() WHERE NOT internal"))
    assert views.keys() == {*TABLES, *VIEWS}
    macros = dict(asked("SELECT function_name, comment FROM duckdb_functions() WHERE NOT internal"))
    columns = {
        f"{view}.{name}": comment
        for view, name, comment in asked(
            "SELECT table_name, column_name, comment FROM duckdb_columns() WHERE NOT internal"
        )
    }
    assert {"filings.agency_name", "items.value", "outsourcing.organisation"} <= columns.keys()
    for name, comment in {**views, **macros, **columns}.items():
        assert " / " in (comment or ""), name
    item = next(column for column in TABLES["items"].columns if column.name == "x0")
    assert columns["items.x0"] == f"{item.en} [point] / {item.ja}"


def test_the_file_answers_from_any_folder_when_it_is_moved(moved, corpus):
    connection = duckdb.connect(str(moved / DATABASE), read_only=True)
    with pytest.raises(duckdb.IOException):
        connection.execute("FROM items")
    connection.execute("SET VARIABLE corpus = here()")
    assert counts(connection) == counts(connect(corpus))
    connection.close()


def test_the_file_answers_when_attached(moved):
    connection = duckdb.connect()
    connection.execute(f"ATTACH '{str(moved / DATABASE).replace(chr(39), chr(39) * 2)}' AS other (READ_ONLY)")
    connection.execute("USE other")
    connection.execute("SET VARIABLE corpus = here()")
    assert counts(connection)["filings"] > 0
    connection.close()


def test_the_file_answers_in_its_own_folder_without_a_word(moved, monkeypatch):
    monkeypatch.chdir(moved)
    connection = duckdb.connect(DATABASE, read_only=True)
    assert counts(connection)["answers"] > 0
    connection.close()


def test_tables_in_the_current_folder_are_not_taken_for_those_asked_for(moved, corpus, monkeypatch):
    pq.write_table(pq.read_table(moved / "items.parquet").slice(0, 1), moved / "items.parquet")
    monkeypatch.chdir(moved)
    assert counts(connect(corpus))["items"] > 1


def test_the_file_knows_no_place_and_has_the_same_bytes_everywhere(corpus, moved):
    before = (corpus / DATABASE).read_bytes()
    assert str(corpus.parent).encode() not in before
    write_database(moved)
    assert (moved / DATABASE).read_bytes() == before
    assert {path.name for path in moved.iterdir()} == {path.name for path in corpus.iterdir()}


def test_divided_tables_are_views_too(moved, corpus):
    divide(moved, "form")
    write_database(moved)
    connection = duckdb.connect(str(moved / DATABASE), read_only=True)
    connection.execute("SET VARIABLE corpus = here()")
    assert counts(connection) == counts(connect(corpus)) == counts(connect(moved))
    rows = connection.execute("SELECT DISTINCT by_form, form FROM assessments ORDER BY ALL").fetchall()
    assert ("2", "2") in rows
    assert connection.execute(
        "SELECT count(*) FROM duckdb_columns() WHERE column_name = 'by_form' AND comment IS NULL"
    ).fetchall() == [(0,)]
    connection.close()


def test_tables_on_a_store_are_asked_there(corpus):
    fs = fsspec.filesystem("memory")
    for path in corpus.glob("*.parquet"):
        fs.pipe_file(f"/asked/tables/{path.name}", path.read_bytes())
    assert counts(connect("memory://asked/tables")) == counts(connect(corpus))


def test_a_folder_that_is_no_output_is_said_to_be_none(moved, tmp_path):
    with pytest.raises(NotACorpusError, match="no such folder"):
        connect(tmp_path / "missing")
    with pytest.raises(NotACorpusError, match="run `hyokasho extract` first"):
        connect(tmp_path)
    risks = pq.read_table(moved / "risks.parquet").drop_columns(["rating_label"])
    pq.write_table(risks, moved / "risks.parquet")
    with pytest.raises(NotACorpusError, match=r"another version.*rating_label"):
        connect(moved)
    (moved / "systems.parquet").unlink()
    with pytest.raises(NotACorpusError, match=r"no systems.parquet"):
        connect(moved)
