"""The output folder: all of a run or nothing of it, and the same bytes for the same rows."""

from __future__ import annotations

import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq
import pytest

from pipeline import replacing, writer
from pipeline.assemble import write_parts
from pipeline.divide import divide
from pipeline.replacing import MountPointError, OutputBusyError, ReplacedError
from pipeline.schema import arrow_table
from pipeline.tables import TABLES
from pipeline.writer import DATA_PACKAGE, DICTIONARY, Output, TableWriter


def tables(marker: str):
    document = {"document_id": marker, "status": "ok"}
    return {name: arrow_table(name, [document] if name == "documents" else []) for name in TABLES}


def write(folder: Path, marker: str) -> None:
    with Output(folder) as output:
        output.log({"event": marker})
        write_parts([tables(marker).items()], output.staging)
        output.commit(marker)


def state(folder: Path) -> tuple[bool, bool, set[str]]:
    """Which run's documents the folder holds, and the names in it."""
    content = (folder / "documents.parquet").read_bytes()
    return b"first" in content, b"second" in content, {entry.name for entry in folder.iterdir()}


COMPLETE = {*(f"{name}.parquet" for name in TABLES), DICTIONARY, DATA_PACKAGE, "_log"}

KILLED = """
import os, pathlib, shutil, sys
sys.path.insert(0, {root!r})
from pipeline import replacing, writer
from tests.pipeline.test_writer import write

def killing(function, left=[{nth}]):
    def wrapped(*args, **kwargs):
        left[0] -= 1
        if not left[0]:
            os._exit(9)
        return function(*args, **kwargs)
    return wrapped

if {cannot_exchange}:
    replacing._exchange = lambda *folders: False
setattr({owner}, {name!r}, killing({owner}.{name}))
write(pathlib.Path({folder!r}), "second")
"""


BEFORE_THE_SWAP = [
    ("writer.TableWriter", "__init__", 1, False),
    ("writer.TableWriter", "_write", 1, False),
    ("writer", "data_dictionary", 1, False),
    ("writer", "data_package", 1, False),
    ("replacing", "_sync", 1, False),
    ("pathlib.Path", "rename", 1, False),
]
EXCHANGED = [
    ("replacing", "_exchange", 1, False),
    ("pathlib.Path", "rename", 2, True),  # before what is not ours is taken over
    ("shutil", "rmtree", 1, True),  # before the old folder is removed
]
RENAMED = [
    ("pathlib.Path", "rename", 2, False),
    ("pathlib.Path", "rename", 3, False),  # before the old folder is moved aside
    ("pathlib.Path", "rename", 4, False),  # between the two renames
    ("pathlib.Path", "rename", 5, True),
    ("shutil", "rmtree", 1, True),
]
CAN_EXCHANGE = sys.platform == "linux"


def killed(folder: Path, owner: str, name: str, nth: int, can_exchange: bool) -> None:
    """A run over a folder that holds tables, killed at the nth call of a function."""
    write(folder, "first")
    (folder / "notes.txt").write_text("mine")
    root = str(Path(__file__).parents[2])
    script = KILLED.format(
        root=root, owner=owner, name=name, nth=nth, folder=str(folder), cannot_exchange=not can_exchange
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=root, check=False, capture_output=True, text=True)
    assert done.returncode == 9, done.stderr


@pytest.mark.skipif(not CAN_EXCHANGE, reason="folders can be exchanged on Linux")
@pytest.mark.parametrize(("owner", "name", "nth", "is_second_whole"), [*BEFORE_THE_SWAP, *EXCHANGED])
def test_a_killed_run_leaves_whole_tables_of_one_run(tmp_path, owner, name, nth, is_second_whole):
    folder = tmp_path / "tables"
    killed(folder, owner, name, nth, can_exchange=True)
    assert state(folder)[:2] == (not is_second_whole, is_second_whole)  # no reader waits for the next run
    with Output(folder):  # the next run begins
        assert state(folder) == (not is_second_whole, is_second_whole, COMPLETE | {"notes.txt"})
    assert [entry.name for entry in tmp_path.iterdir()] == ["tables"]


@pytest.mark.parametrize(("owner", "name", "nth", "is_second_whole"), RENAMED)
def test_where_folders_cannot_be_exchanged_the_next_run_puts_them_back(tmp_path, owner, name, nth, is_second_whole):
    folder = tmp_path / "tables"
    killed(folder, owner, name, nth, can_exchange=False)
    with Output(folder):
        assert state(folder) == (not is_second_whole, is_second_whole, COMPLETE | {"notes.txt"})
    assert [entry.name for entry in tmp_path.iterdir()] == ["tables"]


@pytest.mark.usefixtures("interruptible")
@pytest.mark.parametrize("can_exchange", [True, False])
@pytest.mark.parametrize("at", ["_sync", "_exchange", "rename"])
def test_an_interruption_tells_which_tables_are_there_and_loses_neither(tmp_path, monkeypatch, at, can_exchange):
    folder = tmp_path / "tables"
    write(folder, "first")
    (folder / "notes.txt").write_text("mine")
    if not can_exchange:
        monkeypatch.setattr(replacing, "_exchange", lambda *folders: False)
    owner = Path if at == "rename" else replacing
    function = getattr(owner, at)

    def interrupting(*args):
        done = function(*args)
        signal.raise_signal(signal.SIGINT)
        return done

    monkeypatch.setattr(owner, at, interrupting)
    is_second = at != "_sync"  # which is called before the folders change places
    with pytest.raises(KeyboardInterrupt) as raised:
        write(folder, "second")
    assert isinstance(raised.value, ReplacedError) == is_second
    assert state(folder) == (not is_second, is_second, COMPLETE | {"notes.txt"})
    assert [entry.name for entry in tmp_path.iterdir()] == ["tables"]


def test_a_swap_that_fails_halfway_is_taken_back(tmp_path, monkeypatch):
    folder = tmp_path / "tables"
    write(folder, "first")
    rename = Path.rename

    def failing(path, target):
        if path.name == "new" and target == folder:
            raise OSError("no")
        return rename(path, target)

    monkeypatch.setattr(replacing, "_exchange", lambda *folders: False)
    monkeypatch.setattr(Path, "rename", failing)
    with pytest.raises(OSError, match="no"):
        write(folder, "second")
    assert state(folder) == (True, False, COMPLETE)
    assert [entry.name for entry in tmp_path.iterdir()] == ["tables"]


def test_a_run_that_fails_leaves_the_earlier_tables(tmp_path):
    folder = tmp_path / "tables"
    write(folder, "first")
    with pytest.raises(KeyboardInterrupt), Output(folder):
        raise KeyboardInterrupt
    assert state(folder) == (True, False, COMPLETE)
    assert [entry.name for entry in tmp_path.iterdir()] == ["tables"]


def test_a_new_run_replaces_the_tables_and_keeps_what_is_not_ours(tmp_path):
    folder = tmp_path / "tables"
    folder.mkdir()
    (folder / ".gitkeep").touch()
    write(folder, "first")
    (folder / "notes").mkdir()
    (folder / "notes" / "mine.txt").write_text("mine")
    write(folder, "second")
    assert state(folder) == (False, True, COMPLETE | {".gitkeep", "notes"})
    assert (folder / "notes" / "mine.txt").read_text() == "mine"


NO_ROOM = """
import pathlib, resource, sys
from pipeline.query.database import write_database
resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv[2]),) * 2)
try:
    write_database(pathlib.Path(sys.argv[1]))
except OSError as error:
    print(error)
"""


@pytest.mark.parametrize("room", [4096, 100_000])  # bytes: too little to begin with, and to end
def test_no_room_for_the_database_is_said_as_of_any_file(tmp_path, room):
    write_parts([tables("first").items()], tmp_path)
    command = [sys.executable, "-c", NO_ROOM, str(tmp_path), str(room)]
    done = subprocess.run(command, cwd=Path(__file__).parents[2], check=False, capture_output=True, text=True)
    assert "hyokasho.duckdb cannot be written: " in done.stdout
    assert len(done.stdout.splitlines()) == 1
    assert done.returncode == 0, done.stderr


def test_the_same_rows_give_the_same_bytes(tmp_path):
    for name in ("one", "other"):
        write(tmp_path / name, "first")
    for name in COMPLETE - {"_log"}:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "other" / name).read_bytes()


def test_two_runs_cannot_write_to_one_folder(tmp_path):
    folder = tmp_path / "tables"
    with Output(folder) as output:
        with pytest.raises(OutputBusyError), Output(folder):
            pass
        write_parts([tables("first").items()], output.staging)
        output.commit()
    assert state(folder)[0]


MOUNTED = """
mkdir -p "$1/plain" "$1/a place"
mount --bind "$1/plain" "$1/a place"
exec "$2" -c 'import sys, pathlib; from pipeline.writer import Output
with Output(pathlib.Path(sys.argv[1])): pass' "$1/a place"
"""


def test_a_mount_point_is_refused_at_the_start(tmp_path):
    with pytest.raises(MountPointError, match="name a folder in it: /proc/tables"), Output(Path("/proc")):
        pass
    command = ["unshare", "-rm", "sh", "-c", MOUNTED, "sh", str(tmp_path), sys.executable]
    if shutil.which("unshare") is None or subprocess.run(["unshare", "-rm", "true"], check=False).returncode:
        pytest.skip("nothing can be mounted here")
    done = subprocess.run(command, cwd=Path(__file__).parents[2], check=False, capture_output=True, text=True)
    assert "MountPointError" in done.stderr
    assert {entry.name for entry in tmp_path.iterdir()} == {"plain", "a place"}


def test_a_file_is_no_output_folder(tmp_path):
    (tmp_path / "tables").write_text("mine")
    with pytest.raises(NotADirectoryError), Output(tmp_path / "tables"):
        pass
    assert [entry.name for entry in tmp_path.iterdir()] == ["tables"]


def test_a_table_has_the_same_bytes_in_whatever_pieces_it_comes(tmp_path, monkeypatch):
    monkeypatch.setattr(writer, "ROW_GROUP", 7)
    rows = arrow_table("diagnostics", [{"document_id": f"{no:04}", "finding_no": no, "rule": "r"} for no in range(50)])
    for name, size in (("one", 50), ("other", 3)):
        (tmp_path / name).mkdir()
        with TableWriter(tmp_path / name / "diagnostics.parquet", "diagnostics") as table:
            for at in range(0, 50, size):
                table.add(rows.slice(at, size))
    one, other = (tmp_path / name / "diagnostics.parquet" for name in ("one", "other"))
    assert one.read_bytes() == other.read_bytes()
    assert pq.ParquetFile(one).num_row_groups == 8
    assert pq.read_table(one).equals(rows)


def test_state_is_known_only_while_the_files_are_as_they_were_left(tmp_path):
    folder = tmp_path / "tables"
    write(folder, "first")
    with Output(folder) as output:
        assert output.state == "first"
        (folder / "items.parquet").write_bytes(b"cut")
        assert output.state is None


def test_tables_can_be_divided_and_read_as_one(tmp_path):
    assessments = [("a", "大阪府"), ("b", None), ("c", "北海道"), ("d", "大阪府")]
    parts = [
        {
            "documents": arrow_table("documents", [{"document_id": name}]),
            "assessments": arrow_table("assessments", [{"document_id": name, "prefecture": prefecture}]),
            "items": arrow_table("items", [{"document_id": name, "value": name}]),
        }.items()
        for name, prefecture in assessments
    ]
    parts.append({"documents": arrow_table("documents", [{"document_id": "e"}])}.items())
    write_parts(parts, tmp_path)
    divide(tmp_path, "prefecture")
    whole = pd.read_parquet(tmp_path / "items.parquet").sort_values("document_id")
    assert whole["value"].tolist() == ["a", "b", "c", "d"]
    assert whole["by_prefecture"].tolist() == ["大阪府", "none", "北海道", "大阪府"]
    assert pd.read_parquet(tmp_path / "documents.parquet")["document_id"].tolist() == ["a", "b", "c", "d", "e"]
    assert pq.read_table(tmp_path / "changes.parquet").num_rows == 0
    assert {path.name for path in (tmp_path / "items.parquet").iterdir()} == {
        "by_prefecture=大阪府", "by_prefecture=北海道", "by_prefecture=none",
    }  # fmt: skip
