"""Shards and their merging: the bytes of one run over the whole corpus."""

from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.corpus import Shard, Source, find_sources
from pipeline.merge import NotAnOutputError
from pipeline.options import Options
from pipeline.run import extract, merge
from tests.pipeline.fakes import extract_here, fake_read
from tests.pipeline.test_resume import Seen, content
from tests.pipeline.test_run import CORPUS


def run(sources, out, options=None):
    may_be_lost = any(source.path.name == "crash.pdf" for source in sources)
    by = extract if may_be_lost else extract_here
    by(sources, out, Seen(), options or Options(), 1, fake_read)


@pytest.fixture(scope="module")
def sources(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    more = {f"more/{no}.pdf": f"good {no % 5}" for no in range(12)}
    for name, text in {**CORPUS, **more}.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    return [*find_sources([folder]), Source(folder / "gone.pdf", "gone.pdf"), Source(folder / "lost.pdf", "lost.pdf")]


@pytest.fixture(scope="module")
def shards(sources, tmp_path_factory):
    folder = tmp_path_factory.mktemp("shards")
    for no in (1, 2, 3):
        run([source for source in sources if Shard(no, 3).holds(source)], folder / str(no))
    return [folder / str(no) for no in (1, 2, 3)]


def test_every_source_is_in_one_shard(sources):
    for source in sources:
        assert sum(Shard(no, 4).holds(source) for no in (1, 2, 3, 4)) == 1
    assert len({[Shard(no, 3).holds(source) for no in (1, 2, 3)].index(True) for source in sources}) == 3


def test_merged_shards_are_the_bytes_of_one_run(sources, shards, tmp_path):
    run(sources, tmp_path / "one")
    whole = content(tmp_path / "one")
    for name, folders in {"merged": shards, "backwards": shards[::-1], "twice": [*shards, shards[0]]}.items():
        merge(folders, tmp_path / name)
        assert content(tmp_path / name) == whole, name


def test_merged_outputs_can_be_merged_again(shards, tmp_path):
    merge(shards, tmp_path / "all")
    merge(shards[:2], tmp_path / "two")
    merge([tmp_path / "two", shards[2]], tmp_path / "again")
    assert content(tmp_path / "again") == content(tmp_path / "all")


def test_outputs_that_do_not_fit_are_refused(sources, shards, tmp_path):
    run(sources[:1], tmp_path / "other", Options(reader="pdfplumber"))
    for folders, why in (
        ([shards[0], tmp_path / "other"], "differ in their options"),
        ([shards[0], tmp_path / "nothing"], "no documents.parquet"),
    ):
        with pytest.raises(NotAnOutputError, match=why):
            merge(folders, tmp_path / "out")
        assert not (tmp_path / "out").exists()
    state = tmp_path / "other" / "_log" / "state.json"
    state.write_text(json.dumps({}))
    result = CliRunner().invoke(app, ["merge", str(tmp_path / "other"), "--out", str(tmp_path / "out")])
    assert result.exit_code == 2
    assert "not as a run left them" in result.stderr


@pytest.mark.parametrize("text", ["0/3", "4/3", "1", "a/b", "1/0", ""])
def test_a_shard_that_is_none_is_wrong_usage(text, tmp_path):
    (tmp_path / "one.pdf").write_text("good")
    result = CliRunner().invoke(app, ["extract", str(tmp_path), "--out", str(tmp_path / "out"), "--shard", text])
    assert result.exit_code == 2
    assert "--shard" in result.stderr
