"""``hyokasho diff``: two filings field by field, and two runs row by row."""

from __future__ import annotations

import json
import shutil

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from pipeline.query.diff import diff
from pipeline.query.references import Filings
from pipeline.query.runs import compare_runs
from tests.once import SAMPLES

EARLIER, LATER = "sample-form2-baths.pdf", "sample-form2-baths-later.pdf"


@pytest.fixture(scope="module")
def filings(corpus):
    return Filings(str(corpus))


def test_fields_that_differ_are_those_that_the_tables_say(filings, asked):
    one, other = filings.find(EARLIER), filings.find(LATER)
    found = diff(one, other)
    assert not found.is_equal
    differing = asked(
        f"""SELECT a.concept FROM items a JOIN items b ON a.concept = b.concept
            AND a.entry_no IS NOT DISTINCT FROM b.entry_no AND a.file_no IS NOT DISTINCT FROM b.file_no
            WHERE a.assessment_id = '{one.filing.assessment_id}' AND b.assessment_id = '{other.filing.assessment_id}'
            AND a.value_norm IS DISTINCT FROM b.value_norm AND a.concept IS NOT NULL AND a.kind <> 'change_table'"""
    )
    assert {field.concept for field in found.fields} == {concept for (concept,) in differing}
    assert len(found.changes.added) == 2
    assert not found.changes.removed


def test_the_other_way_round_the_sides_are_swapped(filings):
    one, other = filings.find(EARLIER), filings.find(LATER)
    there, back = diff(one, other), diff(other, one)
    assert [(field.before, field.after) for field in there.fields] == [
        (field.after, field.before) for field in back.fields
    ]
    assert there.changes.added == back.changes.removed


def test_a_filing_does_not_differ_from_itself(filings):
    one = filings.find(EARLIER)
    assert diff(one, one).is_equal


def test_a_pdf_outside_the_corpus_is_read(hyokasho):
    done = hyokasho("diff", SAMPLES / "sample-form2-ferry.pdf", EARLIER, "--format", "json")
    assert done.exit_code == 1
    assert json.loads(done.stdout)


@pytest.mark.parametrize("form", ["table", "markdown", "json"])
def test_every_format_says_both_values(hyokasho, form):
    done = hyokasho("diff", EARLIER, LATER, "--format", form)
    assert done.exit_code == 1
    for text in ("10万人以上30万人未満", "1万人以上10万人未満", "II.1.subjects"):
        assert text in done.stdout


def test_exit_status_of_equal_and_of_unknown(hyokasho):
    assert hyokasho("diff", EARLIER, EARLIER).exit_code == 0
    done = hyokasho("diff", EARLIER, "nobody.pdf")
    assert done.exit_code == 2
    assert "nobody.pdf" in done.stderr


def test_a_pdf_of_several_filings_asks_for_one(hyokasho):
    done = hyokasho("diff", "sample-bundle.pdf", EARLIER)
    assert done.exit_code == 2
    assert "#" in done.stderr
    assert hyokasho("diff", "sample-bundle.pdf#1", EARLIER).exit_code == 1


# ------------------------------------------------------------------------------------------------ runs


@pytest.fixture
def other(corpus, tmp_path):
    return shutil.copytree(corpus, tmp_path / "other")


def rewrite(folder, name, change):
    path = folder / f"{name}.parquet"
    pq.write_table(change(pq.read_table(path)), path)


def test_equal_runs_have_no_difference(hyokasho, corpus, other):
    assert hyokasho("diff", "--runs", corpus, other, folder=None).exit_code == 0


def test_rows_removed_added_and_changed_are_found_by_key(hyokasho, corpus, other):
    def change(table):
        mended = pc.call_function(
            "replace_substring", [table["title"]], pc.ReplaceSubstringOptions(table["title"][1].as_py(), "別の評価書")
        )
        return table.set_column(table.column_names.index("title"), table.field("title"), mended).slice(1)

    rewrite(other, "assessments", change)
    (found,) = (table for table in compare_runs(corpus, other, 0) if not table.is_equal)
    n_rows = pq.read_metadata(corpus / "assessments.parquet").num_rows
    assert (found.table, found.n_before, found.n_after, found.n_removed, found.n_added) == (
        "assessments", n_rows, n_rows - 1, 1, 0,
    )  # fmt: skip
    assert found.n_changed >= 1
    assert found.columns == {"title": found.n_changed}
    (back,) = (table for table in compare_runs(other, corpus, 0) if not table.is_equal)
    assert (back.n_added, back.n_removed, back.n_changed) == (1, 0, found.n_changed)
    done = hyokasho("diff", "--runs", corpus, other, folder=None)
    assert done.exit_code == 1
    assert "別の評価書" in done.stdout


def test_columns_and_tables_that_one_run_has_not_are_differences(corpus, other):
    rewrite(other, "systems", lambda table: table.append_column("more", pa.nulls(table.num_rows, pa.string())))
    (other / "risks.parquet").unlink()
    found = {table.table: table for table in compare_runs(corpus, other, 1) if not table.is_equal}
    assert found.keys() == {"systems", "risks"}
    assert found["systems"].only_after == ("more",)
    assert found["risks"].n_after is None


def test_a_folder_without_tables_is_wrong_usage(hyokasho, corpus, tmp_path):
    done = hyokasho("diff", "--runs", corpus, tmp_path, folder=None)
    assert done.exit_code == 2
    assert str(tmp_path) in done.stderr
