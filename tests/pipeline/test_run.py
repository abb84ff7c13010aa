"""A run over a small corpus: what becomes of good and bad files, of duplicates and crashes, and of the bytes."""

from __future__ import annotations

import json

import pyarrow.parquet as pq
import pytest

from extractors.model import Severity
from pipeline.assemble import DUPLICATE
from pipeline.codebook import CODEBOOKS
from pipeline.corpus import Source, find_sources
from pipeline.corpus_tables import CORPUS_TABLES
from pipeline.options import Options
from pipeline.query.database import DATABASE
from pipeline.run import RunResult, extract, merge
from pipeline.summary import summarize
from pipeline.tables import TABLES
from tests.pipeline.fakes import fake_read

CORPUS = {
    "good.pdf": "good one",
    "sub/copy.pdf": "good one",
    "form2.pdf": "form 2 H31-01",
    "foreign.pdf": "foreign",
    "picture.pdf": "picture",
    "broken.pdf": "broken",
    "surrogate.pdf": "surrogate",
    "unreadable.pdf": "unreadable",
    "raise.pdf": "raise",
    "crash.pdf": "crash",
    "empty.pdf": "",
}


class Silent:
    def done(self, source, head, is_known):
        pass


def run(folder, out, jobs=2, sources=None):
    return extract(sources or find_sources([folder]), out, Silent(), Options(), jobs, fake_read)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    for name, text in CORPUS.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return folder


@pytest.fixture(scope="module")
def out(tmp_path_factory):
    return tmp_path_factory.mktemp("out") / "tables"


@pytest.fixture(scope="module")
def result(folder, out) -> RunResult:
    return run(folder, out)


def documents(result):
    return {row["source_path"]: row for row in result.tables["documents"].to_pylist()}


def test_every_document_has_a_row_and_says_how_it_went(result):
    found = {path: (row["status"], row["error_kind"]) for path, row in documents(result).items()}
    assert found == {
        "good.pdf": ("ok", None),
        "form2.pdf": ("ok", None),
        "foreign.pdf": ("ok", None),
        "surrogate.pdf": ("ok", None),
        "empty.pdf": ("ok", None),
        "picture.pdf": ("partial", "image_only"),
        "broken.pdf": ("partial", "page_failed"),
        "unreadable.pdf": ("failed", "not_a_pdf"),
        "raise.pdf": ("failed", "unexpected"),
        "crash.pdf": ("failed", "crash"),
    }
    assert not result.is_all_ok


def test_errors_speak_of_the_file_but_not_of_this_machine(result, folder):
    rows = documents(result)
    assert rows["unreadable.pdf"]["error"] == "the file is no PDF"
    assert rows["raise.pdf"]["error"] == "ValueError: stumbled over the file"
    assert all(str(folder) not in (row["error"] or "") for row in rows.values())


def test_what_the_pdf_says_of_itself(result):
    row = documents(result)["good.pdf"]
    assert (row["n_pages"], row["pdf_version"], row["producer"]) == (2, "1.7", "架空プリンタ")
    assert (str(row["created_on"]), row["n_bytes"], row["n_assessments"]) == ("2022-10-01", 8, 1)
    assert row["document_id"] == row["sha256"][:16]
    assert documents(result)["surrogate.pdf"]["producer"] == "架空?"


def test_a_bad_document_touches_no_other(result, folder, tmp_path):
    alone = run(folder, tmp_path / "alone", sources=find_sources([folder / "form2.pdf"]))
    document_id = documents(alone)["form2.pdf"]["document_id"]
    for name in TABLES:
        if name not in (*CODEBOOKS, *CORPUS_TABLES):
            mine = [row for row in result.tables[name].to_pylist() if row["document_id"] == document_id]
            assert mine == alone.tables[name].to_pylist()


def test_files_of_the_same_bytes_are_one_document(result):
    findings = [row for row in result.tables["diagnostics"].to_pylist() if row["rule"] == DUPLICATE]
    assert [(row["found"], row["document_id"]) for row in findings] == [
        ("sub/copy.pdf", documents(result)["good.pdf"]["document_id"])
    ]
    assert findings[0]["severity"] == Severity.INFO
    numbers = [
        r["finding_no"]
        for r in result.tables["diagnostics"].to_pylist()
        if r["document_id"] == findings[0]["document_id"]
    ]
    assert numbers == sorted(set(numbers))


def test_a_pdf_without_assessment_is_ok_and_said_so(result):
    document_id = documents(result)["foreign.pdf"]["document_id"]
    rules = [row["rule"] for row in result.tables["diagnostics"].to_pylist() if row["document_id"] == document_id]
    assert rules == ["no_assessment"]
    assert documents(result)["foreign.pdf"]["n_assessments"] == 0


def test_files_that_vanished_come_last(folder, tmp_path):
    gone = [Source(tmp_path / name, name, None) for name in ("gone-b.pdf", "gone-a.pdf")]
    result = run(folder, tmp_path / "out", jobs=1, sources=[*gone, *find_sources([folder / "form2.pdf"])])
    assert result.tables["documents"]["source_path"].to_pylist() == ["form2.pdf", "gone-a.pdf", "gone-b.pdf"]
    assert result.tables["documents"]["error_kind"].to_pylist() == [None, "unreadable_file", "unreadable_file"]


def test_unreadable_files_of_the_same_path_below_two_folders_have_a_row_each(folder, tmp_path):
    gone = [Source(tmp_path / root / "gone.pdf", "gone.pdf", None) for root in ("one", "other")]
    result = run(folder, tmp_path / "out", jobs=1, sources=gone)
    assert result.tables["documents"]["source_path"].to_pylist() == ["gone.pdf", "gone.pdf"]
    merged = merge([tmp_path / "out", tmp_path / "out"], tmp_path / "merged")
    assert merged.tables["documents"].equals(result.tables["documents"])


def test_the_bytes_depend_on_neither_workers_nor_order(result, out, folder, tmp_path):
    run(folder, tmp_path / "again", jobs=1, sources=find_sources([folder])[::-1])
    names = {entry.name for entry in out.iterdir()} - {"_log"}
    assert names == {*(f"{name}.parquet" for name in TABLES), "dictionary.json", "datapackage.json", DATABASE}
    for name in names:
        assert (out / name).read_bytes() == (tmp_path / "again" / name).read_bytes(), name


@pytest.mark.parametrize("table", TABLES.values(), ids=lambda table: table.name)
def test_files_hold_the_declared_columns_sorted_by_key(result, out, table):
    frame = pq.read_table(out / f"{table.name}.parquet").to_pandas()
    assert list(frame.columns) == [column.name for column in table.columns]
    assert len(frame) or table.name in CORPUS_TABLES  # no series, no shared passages here
    keys = frame[list(table.key)]
    assert keys.equals(keys.sort_values(list(table.key), kind="stable"))
    assert not keys.duplicated().any()


def test_run_times_and_readers_are_in_the_log(result, out):
    lines = [json.loads(line) for line in (out / "_log" / "run.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [lines[0]["event"], lines[-1]["event"]] == ["run", "end"]
    by_path = {line["source_path"]: line for line in lines[1:-1]}
    assert by_path.keys() == CORPUS.keys()
    assert by_path["good.pdf"]["readers"] == ["pymupdf", "pymupdf"]
    assert "stumbled" in by_path["raise.pdf"]["traceback"]


def test_the_summary_says_what_to_do_next(result, out):
    text = summarize(result, out)
    assert "Documents: 10 (5 ok, 2 partial, 3 failed)" in text
    assert "failed crash.pdf: crash: the process that read this document ended" in text
    assert "partial picture.pdf: image_only: pages without text, only images: 2" in text
    assert "様式2 H31-01: 1" in text
    assert "様式4 H30-05: 5" in text
    assert "answered" in text.split("Answers:")[1].splitlines()[0]
    assert "5 on page 2 of good.pdf" in text
    assert "info duplicate_file: 1" in text
    assert f"Tables: {out}" in text
