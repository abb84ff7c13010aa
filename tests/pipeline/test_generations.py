"""Tables on object stores: at any moment those of one run, whatever ends a run, and whoever else writes or reads."""

from __future__ import annotations

import signal
import subprocess
import sys
from contextlib import nullcontext, suppress
from itertools import chain, count, repeat
from pathlib import Path

import duckdb
import fsspec
import pyarrow.parquet as pq
import pytest

from pipeline import generations
from pipeline.api import open_corpus
from pipeline.assemble import write_parts
from pipeline.corpus import find_sources
from pipeline.divide import divide
from pipeline.generations import STATE, Generations, local_folder, tables_at
from pipeline.merge import NotAnOutputError
from pipeline.options import Options
from pipeline.query.database import connect
from pipeline.remote import Store
from pipeline.replacing import OutputBusyError, ReplacedError
from pipeline.schema import arrow_table
from pipeline.tables import TABLES
from pipeline.writer import open_output
from tests.pipeline.fakes import extract_here, fake_read
from tests.pipeline.test_resume import ROOT, Seen, content


def files(url: str) -> dict[str, bytes]:
    """Everything below a URL by name."""
    fs, root = fsspec.url_to_fs(url)
    fs.invalidate_cache()
    return {path.removeprefix(root).strip("/"): fs.cat_file(path) for path in fs.find(root)}


def stored(url: str) -> dict[str, bytes]:
    """The files of the tables that count, by name, without the log."""
    return {name: content for name, content in files(tables_at(url)).items() if not name.startswith("_log/")}


def write(out, marker: str, by: str | None = None) -> None:
    """Tables of two documents, each of another form, whose ids begin with ``marker``."""
    with open_output(out) as output:
        ids = [f"{marker}-{no}" for no in (1, 2)]
        rows = {
            "documents": [{"document_id": one, "status": "ok"} for one in ids],
            "assessments": [{"document_id": one, "form": one[-1]} for one in ids],
            "items": [{"document_id": one, "value": one} for one in ids],
        }
        write_parts([[(name, arrow_table(name, rows.get(name, []))) for name in TABLES]], output.staging)
        if by:
            divide(output.staging, by)
        output.commit(marker)


def seen_by_readers(url: str) -> set[str]:
    """Whose rows our readers see, in several tables each."""
    ids = [
        row[0]
        for row in connect(url)
        .sql("SELECT document_id FROM documents UNION ALL FROM items SELECT document_id")
        .fetchall()
    ]
    corpus = open_corpus(url)
    ids += [one for table in (corpus.documents, corpus.items) for one in table.arrow()["document_id"].to_pylist()]
    with local_folder(url) as folder, open_output(url) as output:
        ids += pq.read_table(folder / "documents.parquet")["document_id"].to_pylist()
        ids.append(f"{output.state}-")
    assert len(ids) == 11
    return {one.partition("-")[0] for one in ids}


def as_documented(url: str) -> str:
    """Where the tables are, as DuckDB finds it by the rule in the documents."""
    found = connect(url).sql(f"SELECT max(file) FROM glob('{url}/tables/*/_log/state.json')").fetchall()[0][0]
    return found.removesuffix("/_log/state.json").replace(":///", "://")


def n_generations(url: str) -> int:
    return len({name.split("/")[1] for name in files(url) if name.startswith("tables/")})


class Stopped(BaseException):
    """Ends a run like Ctrl-C."""


def stop(monkeypatch, name: str, nth: int) -> None:
    """Let the nth call of a method of ``Store`` end the run before it does anything."""
    left, method = iter(range(1, nth)), getattr(Store, name)

    def stopping(*args, **values):
        if next(left, None) is None:
            raise Stopped
        return method(*args, **values)

    monkeypatch.setattr(Store, name, stopping)


def test_a_run_that_ends_between_any_two_objects_leaves_whole_tables(store, tmp_path, monkeypatch):
    url = f"{store[0]}/out"
    step = 1 if url.startswith("memory") else 12  # a server takes longer: a few of the places
    for marker in ("second", "third"):
        write(tmp_path / marker, marker)
    write(url, "zeroth")
    write(url, "first")
    before = stored(url)
    assert len(before) > len(TABLES)
    n_objects = len(files(tables_at(url)))
    for nth in sorted({*range(1, n_objects + 1, step), n_objects}):
        with monkeypatch.context() as patch:
            stop(patch, "put", nth)
            with pytest.raises(Stopped):
                Generations(url).add(tmp_path / "second")
        assert stored(url) == before
    assert seen_by_readers(url) == {"first"}
    assert as_documented(url) == tables_at(url) == open_corpus(url).where
    with monkeypatch.context() as patch:
        stop(patch, "remove_folder", 1)  # before what is old is removed
        with pytest.raises(Stopped):
            write(url, "second")
    assert seen_by_readers(url) == {"second"}
    write(url, "third")
    assert stored(url) == content(tmp_path / "third")
    assert n_generations(url) == 2  # and the one before it
    assert seen_by_readers(url) == {"third"}


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("is_last", [False, True])
def test_an_interruption_tells_whether_the_new_tables_count(store, monkeypatch, is_last):
    url = f"{store[0]}/out"
    write(url, "first")
    put = Store.put

    def interrupting(self, path, name):
        put(self, path, name)
        if (name == STATE) == is_last:
            signal.raise_signal(signal.SIGINT)

    with monkeypatch.context() as patch:
        patch.setattr(Store, "put", interrupting)
        with pytest.raises(KeyboardInterrupt) as raised:
            write(url, "second")
    assert isinstance(raised.value, ReplacedError) == is_last
    assert seen_by_readers(url) == {"second" if is_last else "first"}


def test_a_run_that_was_killed_after_its_tables_counted_is_tidied_up_by_one_that_changes_nothing(store, monkeypatch):
    url = f"{store[0]}/out"
    for marker in ("first", "second"):
        write(url, marker)
    with monkeypatch.context() as patch, suppress(Stopped):
        stop(patch, "remove_folder", 1)
        write(url, "third")
    assert n_generations(url) == 3
    with open_output(url) as output:
        assert output.state == "third"
    assert n_generations(url) == 2


KILLED = """
import os, sys
from pathlib import Path
from pipeline.remote import Store
from tests.pipeline.test_generations import run

put, left = Store.put, [3]

def killing(*args):
    left[0] -= 1
    if not left[0]:
        os._exit(9)
    return put(*args)

Store.put = killing
run(*sys.argv[1:])
"""


def run(folder, out, cache) -> Seen:
    seen = Seen()
    extract_here(find_sources([Path(folder)]), out, seen, Options(), 1, fake_read, cache=Path(cache))
    return seen


@pytest.mark.parametrize("store", ["s3"], indirect=True)
def test_a_run_killed_while_it_stores_goes_on_and_ends_with_the_same_bytes(store, tmp_path):
    url = f"{store[0]}/out"
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.pdf").write_text("good a")
    run(folder, url, tmp_path / "cache")
    before = stored(url)
    (folder / "b.pdf").write_text("good b")
    script = [sys.executable, "-c", KILLED, str(folder), url, str(tmp_path / "cache")]
    done = subprocess.run(script, cwd=ROOT, check=False, capture_output=True, text=True)
    assert done.returncode == 9, done.stderr
    assert n_generations(url) == 2
    assert stored(url) == before
    assert run(folder, url, tmp_path / "cache").known == {"a.pdf", "b.pdf"}
    run(folder, tmp_path / "undisturbed", tmp_path / "another-cache")
    assert stored(url) == content(tmp_path / "undisturbed")
    assert n_generations(url) == 2


@pytest.mark.parametrize(("store", "by"), [("memory", None), ("memory", "form"), ("s3", "form")], indirect=["store"])
def test_who_reads_while_a_run_ends_goes_on_and_later_is_told(store, by):
    url = f"{store[0]}/out"
    query = "SELECT value FROM items ORDER BY ALL"
    old = [("first-1",), ("first-2",)]
    write(url, "first", by)
    corpus, late, connection = open_corpus(url), open_corpus(url), connect(url)
    assert corpus.items.is_divided == bool(by)
    write(url, "second", by)
    assert corpus.sql(query).fetchall() == connection.sql(query).fetchall() == old
    assert corpus.items.arrow()["value"].to_pylist() == ["first-1", "first-2"]
    write(url, "third", by)
    with pytest.raises((duckdb.Error, OSError)):
        connection.sql(query).fetchall()
    for reader in (corpus, late):
        with pytest.raises(FileNotFoundError):
            reader.items.arrow()
    assert open_corpus(url).sql(query).fetchall() == [("third-1",), ("third-2",)]


def test_parts_removed_under_a_reader_are_an_error_and_not_fewer_rows(store):
    url, fs = f"{store[0]}/out", store[1]
    write(url, "first", "form")
    corpus = open_corpus(url)
    connection = corpus.connection
    fs.rm_file(f"{tables_at(url)}/items.parquet/by_form=1/part-0.parquet")
    with pytest.raises(FileNotFoundError):
        corpus.items.arrow()
    with pytest.raises((duckdb.Error, OSError)):
        connection.sql("SELECT value FROM items").fetchall()


@pytest.mark.parametrize(
    ("mine", "at", "whose"),
    [("0" * 8, 1, "second"), ("f" * 8, 1, "first"), ("0" * 8, 5, "second"), ("f" * 8, 5, "second")],
)
@pytest.mark.parametrize("store", ["memory"], indirect=True)
def test_of_two_runs_at_a_time_one_gives_all_tables(store, monkeypatch, mine, at, whose):
    """``first`` begins to store, ``second`` stores all before the object ``at``, ``first`` goes on."""
    url = f"{store[0]}/out"
    write(url, "zeroth")
    suffixes = chain([mine], repeat("8" * 8))
    monkeypatch.setattr(generations.secrets, "token_hex", lambda _: next(suffixes))
    put, calls = Store.put, count(1)

    def interrupted(*args):
        if next(calls) == at:
            write(url, "second")
        put(*args)

    monkeypatch.setattr(Store, "put", interrupted)
    with nullcontext() if whose == "first" else pytest.raises(OutputBusyError, match="another run"):
        write(url, "first")
    assert seen_by_readers(url) == {whose}
    assert n_generations(url) == 2
    write(url, "third")
    assert seen_by_readers(url) == {"third"}
    assert n_generations(url) == 2


def test_a_run_that_changes_nothing_leaves_alone_what_another_is_storing(store, monkeypatch):
    url = f"{store[0]}/out"
    write(url, "zeroth")
    put, calls = Store.put, count(1)

    def interrupted(*args):
        if next(calls) == 5:
            with open_output(url) as output:
                assert output.state == "zeroth"
        put(*args)

    monkeypatch.setattr(Store, "put", interrupted)
    write(url, "first")
    assert seen_by_readers(url) == {"first"}


def test_the_output_of_an_older_version_is_taken_over(store, tmp_path):
    """Its tables lay in the folder itself."""
    url, fs = f"{store[0]}/out", store[1]
    write(tmp_path / "old", "old")
    for path in (tmp_path / "old").rglob("*"):
        if path.is_file():
            fs.pipe_file(f"{url}/{path.relative_to(tmp_path / 'old').as_posix()}", path.read_bytes())
    kept = {"mine.txt": b"mine", "tables/mine.txt": b"mine"}
    for name, text in kept.items():
        fs.pipe_file(f"{url}/{name}", text)
    assert tables_at(url) == url
    assert seen_by_readers(url) == {"old"}
    write(url, "first")
    assert seen_by_readers(url) == {"first"}
    assert files(url).items() >= (content(tmp_path / "old") | kept).items()  # who reads them goes on
    write(url, "second")
    assert seen_by_readers(url) == {"second"}
    assert {name: text for name, text in files(url).items() if not name.startswith("tables/0")} == kept


def test_a_first_run_that_was_killed_leaves_no_tables(store, monkeypatch):
    url = f"{store[0]}/out"
    with monkeypatch.context() as patch, suppress(Stopped):
        stop(patch, "put", 5)
        write(url, "first")
    assert n_generations(url) == 1
    with pytest.raises((FileNotFoundError, NotAnOutputError)):
        open_corpus(url)
    write(url, "second")
    assert seen_by_readers(url) == {"second"}
    assert n_generations(url) == 1
