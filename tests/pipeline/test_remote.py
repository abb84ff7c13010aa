"""Object stores: PDFs from one and tables to one, against a local S3 server and fsspec's store in memory."""

from __future__ import annotations

import subprocess
import sys

import fsspec
import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.corpus import find_sources
from pipeline.document import extract_document
from pipeline.options import Options
from pipeline.remote import RemoteError, Store, remote_sources
from pipeline.run import merge
from pipeline.summary import summarize
from tests.pipeline.fakes import extract_here, fake_read
from tests.pipeline.test_generations import stored
from tests.pipeline.test_resume import ROOT, Seen, content
from tests.pipeline.test_run import CORPUS

SAMPLE = "data/raw/sample-form2-ferry.pdf"


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "corpus"
    for name, text in CORPUS.items():
        if text != "crash":
            (folder / name).parent.mkdir(exist_ok=True, parents=True)
            (folder / name).write_text(text)
    return folder


def upload(fs, folder, url):
    for path in folder.rglob("*.pdf"):
        fs.pipe_file(f"{url}/{path.relative_to(folder).as_posix()}", path.read_bytes())


def run(sources, out, cache):
    seen = Seen()
    extract_here(sources, out, seen, Options(), 1, fake_read, cache=cache)
    return seen


@pytest.mark.parametrize("store", ["s3"], indirect=True)
def test_a_run_from_a_store_to_a_store_gives_the_bytes_of_a_run_on_the_disk(store, folder, tmp_path):
    url, fs = store
    upload(fs, folder, f"{url}/raw")
    fs.pipe_file(f"{url}/raw/notes.txt", b"no pdf")
    fs.pipe_file(f"{url}/out/mine.txt", b"mine")
    run(find_sources([folder]), tmp_path / "out", tmp_path / "cache-1")
    assert run(remote_sources(f"{url}/raw"), f"{url}/out", tmp_path / "cache-2").known == set()
    assert stored(f"{url}/out") == content(tmp_path / "out")
    assert fs.cat_file(f"{url}/out/mine.txt") == b"mine"
    assert run(remote_sources(f"{url}/raw"), f"{url}/out", tmp_path / "cache-2").read == set()


@pytest.mark.parametrize("store", ["s3"], indirect=True)
def test_only_what_changed_is_loaded(store, folder, tmp_path):
    url, fs = store
    upload(fs, folder, f"{url}/raw")
    run(remote_sources(f"{url}/raw"), tmp_path / "out", tmp_path / "cache")
    fs.pipe_file(f"{url}/raw/good.pdf", b"good two")
    assert run(remote_sources(f"{url}/raw"), tmp_path / "out", tmp_path / "cache").read == {"good.pdf"}


def test_a_pdf_on_a_store_is_read(store):
    url, fs = store
    with open(SAMPLE, "rb") as file:
        fs.pipe_file(f"{url}/one.pdf", file.read())
    (source,) = remote_sources(f"{url}/one.pdf")
    assert source.source_path == "one.pdf"
    outcome = extract_document(source, Options("pymupdf"))
    assert (outcome.status, outcome.n_pages) == ("ok", 6)
    fs.rm(f"{url}/one.pdf")
    assert extract_document(source).error_kind == "unreadable_file"


THREADS = """
import os, sys
from pipeline.remote import filesystem
from pipeline.run import RunResult
result = RunResult(sys.argv[1], 0.0, 0)
filesystem(sys.argv[1])
before = len(os.listdir("/proc/self/task"))
assert result.tables["items"].num_rows and result.tables["documents"].num_rows
print(len(os.listdir("/proc/self/task")) - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="threads are counted in /proc")
def test_the_tables_of_a_store_are_read_without_threads_that_outlive_python(folder, tmp_path):
    """One of Arrow's that holds bytes of Python's when Python ends aborts the process, now and then."""
    url = f"file://{tmp_path}/out"
    run(find_sources([folder]), url, tmp_path / "cache")
    done = subprocess.run([sys.executable, "-c", THREADS, url], cwd=ROOT, check=True, capture_output=True, text=True)
    assert done.stdout == "0\n"


def test_divided_tables_on_a_store_are_summed_up_as_those_of_a_disk(store, folder, tmp_path):
    counts = []
    for out in (f"{store[0]}/out", tmp_path / "out"):
        result = extract_here(
            find_sources([folder]), out, Seen(), Options(), 1, fake_read, cache=tmp_path / "cache", partition="form"
        )
        counts.append([result.tables[name].num_rows for name in ("items", "documents", "pages")])
        assert "Answers: " in summarize(result, out)
    assert counts[0] == counts[1]


def test_shards_on_a_store_are_merged_to_the_bytes_of_one_run(store, folder, tmp_path):
    url, _ = store
    sources = find_sources([folder])
    run(sources, tmp_path / "whole", tmp_path / "cache")
    for number in (0, 1):
        run(sources[number::2], f"{url}/shard{number}", tmp_path / "cache")
    merge([f"{url}/shard0", f"{url}/shard1"], f"{url}/all")
    assert stored(f"{url}/all") == content(tmp_path / "whole")


def test_an_empty_place_of_a_store_cannot_be_merged(store, tmp_path):
    url, _ = store
    done = CliRunner().invoke(app, ["merge", f"{url}/nothing", "--out", str(tmp_path / "all")])
    assert done.exit_code == 2
    assert "nothing there" in done.stderr
    assert not (tmp_path / "all").exists()


def extracted(*command):
    return CliRunner().invoke(app, ["extract", *command, "-j", "1"])


@pytest.mark.parametrize("store", ["s3"], indirect=True)
def test_a_bucket_that_is_not_there_is_said_at_the_start_and_never_made(store, tmp_path):
    _, fs = store
    before = fs.ls("")
    done = extracted(SAMPLE, "--out", "s3://slip-of-the-pen/out", "--cache", str(tmp_path / "cache"))
    assert done.exit_code == 2
    assert "no such bucket: slip-of-the-pen" in done.stderr
    assert not (tmp_path / "cache").exists()
    (tmp_path / "x").touch()
    with pytest.raises(OSError, match="bucket"):
        Store("s3://slip-of-the-pen/out").put(tmp_path / "x", "x")
    fs.invalidate_cache()
    assert fs.ls("") == before


@pytest.mark.parametrize("store", ["s3"], indirect=True)
@pytest.mark.parametrize("is_input", [True, False])
def test_no_credentials_are_said_in_words(store, tmp_path, monkeypatch, is_input):
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("HOME", str(tmp_path))
    fsspec.filesystem("s3").clear_instance_cache()
    done = extracted(
        store[0] if is_input else SAMPLE, "--out", str(tmp_path / "out") if is_input else f"{store[0]}/out"
    )
    assert done.exit_code == 2, done.exception
    assert "credentials" in done.stderr
    fsspec.filesystem("s3").clear_instance_cache()


def test_what_is_not_there_is_said(store, tmp_path):
    url, _ = store
    with pytest.raises(FileNotFoundError):
        remote_sources(f"{url}/nothing")
    with pytest.raises(RemoteError, match="nowhere"):
        remote_sources("nowhere://bucket/raw")
    result = CliRunner().invoke(app, ["extract", "nowhere://bucket", "--out", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert "nowhere" in result.stderr
