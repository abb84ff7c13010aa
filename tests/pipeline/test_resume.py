"""What was finished is not done again: after a change of the corpus, after a kill, with other limits."""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline import assemble
from pipeline import run as run_module
from pipeline.cleaning import clean_cache
from pipeline.cli import app
from pipeline.corpus import find_sources
from pipeline.options import Options
from pipeline.run import cache_folder, extract
from pipeline.shelf import Result, Shelf
from pipeline.tables import TABLES
from pipeline.workers import Limits
from tests.pipeline.fakes import extract_here, fake_read

ROOT = Path(__file__).parents[2]


class Seen:
    """Which sources were read and which were known."""

    def __init__(self):
        self.read, self.known = set(), set()

    def done(self, source, head, is_known):
        (self.known if is_known else self.read).add(source.source_path)


def run(folder, out, limits=None, by=extract_here, **more):
    seen = Seen()
    by(find_sources([folder]), out, seen, Options(), 2, fake_read, limits, **more)
    return seen


run_in_processes = partial(run, by=extract)


def content(out: Path) -> dict[str, bytes]:
    files = (path for path in out.rglob("*") if path.is_file() and path.parent.name != "_log")
    return {path.relative_to(out).as_posix(): path.read_bytes() for path in files}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name in ("a", "b", "c"):
        (folder / f"{name}.pdf").write_text(f"good {name}")
    (folder / "bad.pdf").write_text("unreadable")
    return folder


def test_an_unchanged_corpus_is_not_read_and_its_tables_not_touched(folder, tmp_path):
    out = tmp_path / "out"
    assert run(folder, out).read == {"a.pdf", "b.pdf", "c.pdf", "bad.pdf"}
    before = {path: path.stat().st_mtime_ns for path in out.rglob("*")}
    assert run(folder, out).known == {"a.pdf", "b.pdf", "c.pdf", "bad.pdf"}
    assert {path: path.stat().st_mtime_ns for path in out.rglob("*")} == before


def test_tables_are_the_same_whoever_writes_which(folder, tmp_path, monkeypatch):
    """Of a large corpus, some tables are written by one process and some by another; pictures go with their table."""
    (folder / "twin.pdf").write_text("good a")
    options = Options(images=True)
    groups = []
    for n_bytes in (1 << 40, 1):
        monkeypatch.setattr(assemble, "_WORTH", n_bytes)
        out = tmp_path / str(n_bytes)
        setting = (find_sources([folder]), out, Seen(), options, 3, fake_read)
        monkeypatch.setattr(run_module, "write_results", seen_groups(groups))
        extract(*setting)
    assert [len(made) for made in groups] == [1, 3]
    assert sorted(groups[0][0]) == sorted(name for group in groups[1] for name in group) == sorted(TABLES)
    assert content(tmp_path / "1") == content(tmp_path / str(1 << 40))


def seen_groups(groups):
    def write(entries, folder, share, most):
        def also(work, jobs):
            groups.append(list(jobs))
            return share(work, jobs)

        assemble.write_results(entries, folder, also, most)

    return write


def test_files_are_known_by_content_wherever_they_lie(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out)
    (folder / "sub").mkdir()
    (folder / "a.pdf").rename(folder / "sub" / "moved.pdf")
    (folder / "b.pdf").write_text("good another")  # of the same size
    (folder / "c.pdf").unlink()
    (folder / "new.pdf").write_text("good new")
    seen = run(folder, out)
    assert (seen.read, seen.known) == ({"b.pdf", "new.pdf"}, {"sub/moved.pdf", "bad.pdf"})
    run(folder, tmp_path / "fresh")
    assert content(out) == content(tmp_path / "fresh")


def test_lost_tables_are_written_again_without_reading(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out)
    whole = content(out)
    (out / "items.parquet").unlink()
    assert run(folder, out).read == set()
    assert content(out) == whole


def test_a_damaged_result_is_made_again(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out)
    whole = content(out)
    paths = list(Shelf(cache_folder(out)).files())
    for path, damage in zip(paths, (b"", paths[1].read_bytes()[:-1], b"hyokasho"), strict=False):
        path.write_bytes(damage)
    assert len(run(folder, out).read) == 3
    assert content(out) == whole
    assert all(Result(path).head for path in paths)


def test_a_flipped_bit_anywhere_in_a_result_is_noticed(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out)
    path = max(Shelf(cache_folder(out)).files(), key=lambda path: path.stat().st_size)
    whole = path.read_bytes()
    for at in {0, 8, 12, 20, 60, *range(100, len(whole), len(whole) // 40), len(whole) - 1}:
        damaged = bytearray(whole)
        damaged[at] ^= 1
        path.write_bytes(damaged)
        assert Shelf(cache_folder(out)).find(path.stem) is None, at
    tables = content(out)
    assert len(run(folder, out).read) == 1
    assert (content(out), path.read_bytes()[8:12]) == (tables, whole[8:12])


def test_what_was_given_up_is_tried_again_with_more_time_only(folder, tmp_path):
    (folder / "slow.pdf").write_text("hang")
    out = tmp_path / "out"
    assert "slow.pdf" in run_in_processes(folder, out, Limits(seconds=1)).read
    assert "slow.pdf" in run_in_processes(folder, out, Limits(seconds=1)).known
    assert "slow.pdf" in run_in_processes(folder, out, Limits(seconds=2)).read
    assert run_in_processes(folder, out, Limits(seconds=1), retry_failed=True).read == {"slow.pdf", "bad.pdf"}


REFUSED = {
    "flaky.pdf": "flaky",
    "refused.pdf": "refused",
    "greedy.pdf": "greedy",
    "odd.pdf": "odd",
    "crash.pdf": "crash",
}


def test_what_the_machine_refuses_is_tried_once_more_and_by_the_next_run_again(tmp_path):
    folder, out = tmp_path / "corpus", tmp_path / "out"
    folder.mkdir()
    for name, text in REFUSED.items():
        (folder / name).write_text(text)
    run_in_processes(folder, out)
    lines = [json.loads(line) for line in (out / "_log" / "run.jsonl").read_text(encoding="utf-8").splitlines()]
    found = {
        line["source_path"]: (line["error_kind"], line.get("tries", 1), line.get("first_loss", {}).get("kind"))
        for line in lines
        if line["event"] == "document"
    }
    assert found == {
        "flaky.pdf": (None, 2, "unexpected"),
        "refused.pdf": ("unexpected", 2, "unexpected"),
        "greedy.pdf": ("memory", 2, "memory"),
        "odd.pdf": ("unexpected", 1, None),
        "crash.pdf": ("crash", 2, "crash"),
    }
    assert next("No space left" in line["traceback"] for line in lines if line.get("source_path") == "refused.pdf")
    assert run_in_processes(folder, out).read == {"refused.pdf"}
    assert run_in_processes(folder, out, Limits(n_bytes=4 << 30)).read == {"refused.pdf", "greedy.pdf", "crash.pdf"}


def test_clean_says_what_is_there_and_removes_it(folder, tmp_path):
    out = tmp_path / "out"
    run(folder, out)
    cache = cache_folder(out)
    assert "4 finished documents; would remove 4" in clean_cache(cache, only_stale=False, dry_run=True)
    (cache / "00").mkdir(exist_ok=True)
    (cache / "00" / ".00.result.1").touch()  # left by a process that was killed
    assert "removed 1 of 5" in clean_cache(cache, only_stale=True, dry_run=False)
    assert "removed 4 of 4" in clean_cache(cache, only_stale=False, dry_run=False)
    assert not cache.exists()
    assert "no finished documents" in clean_cache(cache, only_stale=False, dry_run=False)


def test_clean_takes_along_what_is_known_of_a_store(folder, tmp_path):
    cache = tmp_path / "cache"
    run(folder, tmp_path / "out", cache=cache)
    (cache / "remote.json").write_text("{}")
    assert "removed 0 of 4" in clean_cache(cache, only_stale=True, dry_run=False)
    assert (cache / "remote.json").exists()
    clean_cache(cache, only_stale=False, dry_run=False)
    assert not cache.exists()


def test_a_cache_that_cannot_be_emptied_is_said_in_words(folder, tmp_path, monkeypatch):
    out = tmp_path / "out"
    run(folder, out)

    def refusing(*_, **__):
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "unlink", refusing)
    done = CliRunner().invoke(app, ["clean", "--out", str(out)])
    assert (done.exit_code, done.stderr) == (
        2,
        f"hyokasho: cannot remove what is kept in {cache_folder(out)}: Permission denied\n",
    )


def test_a_cache_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").touch()
    cache = tmp_path / "file" / "cache"
    command = ["extract", "data/raw/sample-form2-ferry.pdf", "--out", str(tmp_path / "out"), "--cache", str(cache)]
    done = CliRunner().invoke(app, command)
    assert done.exit_code == 2
    assert f"cannot keep finished documents in {cache}: Not a directory (--cache names another folder)" in done.stderr
    assert not (tmp_path / "out").exists()


SCRIPT = """
import sys
from pathlib import Path
from tests.pipeline.test_resume import run_in_processes
if __name__ == "__main__":
    run_in_processes(Path(sys.argv[1]), Path(sys.argv[2]))
"""


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_run_killed_at_random_points_goes_on_and_ends_with_the_same_bytes(tmp_path, how):
    folder, out = tmp_path / "corpus", tmp_path / "out"
    folder.mkdir()
    for no in range(60):
        (folder / f"{no}.pdf").write_text(f"good {no}")
    (folder / "crash.pdf").write_text("crash")
    run_in_processes(folder, tmp_path / "undisturbed")
    script = tmp_path / "script.py"
    script.write_text(SCRIPT)
    chance = random.Random(7)
    for _ in range(3):
        process = subprocess.Popen(
            [sys.executable, str(script), str(folder), str(out)],
            cwd=ROOT, env={**os.environ, "PYTHONPATH": str(ROOT)}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        time.sleep(chance.uniform(0.5, 4))
        process.send_signal(how)
        process.wait(30)
        assert not out.exists() or content(out) == content(tmp_path / "undisturbed")
    finished = {path.name for path in Shelf(cache_folder(out)).files() if not path.name.startswith(".")}
    seen = run_in_processes(folder, out)
    assert len(seen.known) >= len(finished)  # a worker whose run was killed may have finished one more meanwhile
    assert content(out) == content(tmp_path / "undisturbed")
