"""``hyokasho compare``: shares, numbers and days by group, and what is said of concepts that are not there."""

from __future__ import annotations

import csv
import io
import json
import shutil
from datetime import date

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from PIL import Image

from pipeline.query.compare import ALL, UNKNOWN, Distribution, Measures, compare
from pipeline.query.database import connect
from pipeline.query.sql import QueryError


@pytest.fixture(scope="module")
def connection(corpus):
    connection = connect(corpus)
    yield connection
    connection.close()


def test_a_choice_is_counted_by_option_and_by_status(connection, asked):
    (found,) = compare(connection, "business.subject_count", "form", is_latest=False)
    assert isinstance(found, Distribution)
    counted = dict(
        asked("SELECT form, count(*) FROM choices JOIN assessments USING (assessment_id)"
              " WHERE concept = 'business.subject_count' GROUP BY ALL")
    )  # fmt: skip
    assert found.n == {f"様式{form}": n for form, n in counted.items()} | {ALL: sum(counted.values())}
    for group in found.groups:
        assert sum(found.counts.get((group, option), 0) for option in found.options) == found.n[group]
        assert sum(found.share(group, option) or 0 for option in found.options) == pytest.approx(1)
    no = [int(option.startswith("(")) for option in found.options]
    assert no == sorted(no)  # options in the form's order, what is no answer behind them


def test_only_the_latest_filing_of_a_series_counts(connection):
    (latest,) = compare(connection, "business.subject_count", "agency", is_latest=True)
    (every,) = compare(connection, "business.subject_count", "agency", is_latest=False)
    assert every.n[ALL] - latest.n[ALL] == 1  # the samples hold two filings of one series
    assert latest.n["虹ノ丘区長"] == every.n["虹ノ丘区長"] - 1


def test_options_of_checkboxes_may_stand_together(connection, asked):
    (found,) = compare(connection, "acquisition.source", "form", is_latest=False)
    assert isinstance(found, Distribution)
    assert not found.is_exclusive
    n_checked = asked("SELECT count(*) FROM checkboxes WHERE concept = 'acquisition.source' AND is_checked")[0][0]
    counts = {option: n for (group, option), n in found.counts.items() if group == ALL and not option.startswith("(")}
    assert sum(counts.values()) == n_checked > found.n[ALL]


def test_a_group_of_checkboxes_that_is_not_on_the_pages_is_not_one_in_which_nothing_is_checked(corpus, tmp_path):
    shutil.copytree(corpus, tmp_path / "tables")
    untold = "not_found"
    for table in ("items", "checkboxes"):
        path = tmp_path / "tables" / f"{table}.parquet"
        rows = pq.read_table(path)
        told = [row | {"status": untold} if row["concept"] == "acquisition.source" else row for row in rows.to_pylist()]
        pq.write_table(pa.Table.from_pylist(told, rows.schema), path)
    connection = connect(tmp_path / "tables")
    (found,) = compare(connection, "acquisition.source", "form", is_latest=False)
    connection.close()
    assert isinstance(found, Distribution)
    assert found.options[-1] == f"({untold})"
    assert found.share(ALL, f"({untold})") == 1
    assert {found.counts[ALL, option] for option in found.options[:-1]} == {0}


def test_days_and_numbers_are_measured(connection):
    (found,) = compare(connection, "statement.publication_date", "form", is_latest=False)
    assert isinstance(found, Measures)
    assert found.n[ALL] == sum(n for group, n in found.n.items() if group != ALL)
    for group in found.groups:
        if values := found.values[group]:
            assert found.quantile(group, 0) == values[0] <= found.quantile(group, 0.5) <= values[-1]
            assert all(isinstance(value, date) for value in values)


def test_a_quantile_between_two_numbers_is_in_proportion():
    found = Measures("x", "x", ("a", "b"), {"a": 2, "b": 1}, {"a": (1, 4), "b": ()})
    assert found.quantile("a", 0.5) == 2.5
    assert found.quantile("a", 1) == 4
    assert found.quantile("b", 0.5) is None


def test_a_concept_that_is_not_there_is_answered_with_those_near_to_it(connection):
    with pytest.raises(QueryError, match="did you mean") as said:
        compare(connection, "business.subject_counts", "form")
    assert "business.subject_count  " in str(said.value)


def test_lists_and_drawings_are_not_compared(connection, asked):
    concept = asked("SELECT min(concept) FROM form_items WHERE kind = 'record_items'")[0][0]
    with pytest.raises(QueryError, match="hyokasho sql"):
        compare(connection, concept, "form")


def test_filings_without_a_place_are_a_group(hyokasho):
    done = hyokasho("compare", "business.subject_count", "--by", "prefecture", "--format", "json")
    assert done.exit_code == 0
    assert {row["group"] for row in json.loads(done.stdout)} == {UNKNOWN, ALL}


def test_rows_of_csv_say_concept_group_and_share(hyokasho):
    done = hyokasho("compare", "business.subject_count", "--by", "category", "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(done.stdout)))
    of_all = [float(row["share"]) for row in rows if row["group"] == ALL]
    assert sum(of_all) == pytest.approx(1)
    assert {row["concept"] for row in rows} == {"business.subject_count"}


def test_the_table_names_concept_options_and_n(hyokasho):
    done = hyokasho("compare", "business.subject_count", "--by", "form")
    assert "business.subject_count" in done.stdout
    assert "様式2" in done.stdout
    assert "n: answers" in done.stdout


@pytest.mark.parametrize("concept", ["business.subject_count", "acquisition.source", "statement.publication_date"])
def test_a_plot_is_drawn_with_ink_of_more_than_one_colour(hyokasho, tmp_path, concept):
    pytest.importorskip("matplotlib")
    path = tmp_path / "plot.png"
    assert hyokasho("compare", concept, "--by", "agency", "--plot", path).exit_code == 0
    with Image.open(path) as image:
        assert min(image.size) > 100
        colours = image.convert("RGB").getcolors(2**24)
    assert colours
    assert len(colours) > 3


def test_a_plot_of_no_known_kind_is_refused(hyokasho, tmp_path):
    done = hyokasho("compare", "business.subject_count", "--plot", tmp_path / "plot.xyz")
    assert done.exit_code == 2
    assert not (tmp_path / "plot.xyz").exists()
