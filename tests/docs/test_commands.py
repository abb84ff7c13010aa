"""Everything that the READMEs and the documentation tell their reader to type works, on the samples."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from itertools import takewhile
from pathlib import Path
from typing import Any

import pytest
import typer.main

from pipeline.cli import app
from tests.docs.blocks import PAIRS, ROOT, Block, blocks, pages
from tests.docs.play import LOOKED_UP, play
from tests.once import once

SAMPLES = ("baths", "ferry")  # two short ones, so that it is quick
CODE = ("Makefile", "pyproject.toml", "requirements.lock", "extractors", "normalizers", "pipeline", "tests")
# Why a block may stay unrun, and where what it does is tested.
REASONS = {
    "needs the network": "tests/pipeline/test_fetching.py",
    "needs an object store": "tests/pipeline/test_remote.py",
    "needs a Dask cluster": "tests/pipeline/test_cluster.py",
    "sets up an environment": "tests/pipeline/test_packaging.py",
    "runs with all tests": "tests/extractors/test_readers.py",
    "serves until it is ended": "tests/pipeline/test_review.py",
}
PROGRAM: Any = typer.main.get_command(app)
COMMANDS: dict[str, Any] = PROGRAM.commands
BLOCKS = [(page, block) for page in pages() for block in blocks((ROOT / page).read_text("utf8"))]
ALIKE = {Path(japanese) for _, japanese in PAIRS}  # test_pages.py holds their code to that of the English page
PLAYED = sorted({page for page, block in BLOCKS if not block.reason and block.language in ("sh", "python")} - ALIKE)
UNRUN = [(page, block) for page, block in BLOCKS if block.reason]


def _run(folder: Path, *command: str) -> None:
    """Run a command in a workshop, with the code and the environment of the workshop."""
    path = os.pathsep.join((str(folder / ".venv" / "bin"), os.environ["PATH"]))
    # what was said to the make that runs the tests (ARGS) is not said to this one
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("MAKE", "ARGS"))}
    environment = {**inherited, "PATH": path, "PYTHONPATH": str(folder), "NO_COLOR": "1"}
    done = subprocess.run(
        command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{shlex.join(command)} ends with {done.returncode}\n{done.stdout}"


def _build_workshop(folder: Path) -> None:
    """A folder like a clone after its first ``make extract``, with the environment that runs the tests."""
    for name in CODE:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy2(ROOT / name, folder / name)
    (folder / "data" / "raw").mkdir(parents=True)
    for name in SAMPLES:
        shutil.copy2(ROOT / "data" / "raw" / f"sample-form2-{name}.pdf", folder / "data" / "raw")
    venv = folder / ".venv"
    venv.mkdir()
    for entry in Path(sys.prefix).iterdir():
        if entry.name != ".complete":
            (venv / entry.name).symlink_to(entry)
    (venv / ".complete").touch()  # newer than the lock: make sets nothing up
    _run(folder, "python", "-m", "compileall", "-q", "extractors", "normalizers", "pipeline")  # once for all copies
    _run(folder, "make", "extract")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workshop that nothing is done in."""
    return once(tmp_path_factory, "workshop", _build_workshop)


@pytest.fixture
def workshop(built: Path, tmp_path: Path) -> Iterator[Path]:
    """A workshop of one's own."""
    yield Path(shutil.copytree(built, tmp_path / "workshop", symlinks=True))
    shutil.rmtree(tmp_path / "workshop")


@pytest.mark.parametrize("page", PLAYED, ids=str)
def test_what_the_page_tells_its_reader_to_do_works(page: Path, workshop: Path) -> None:
    (workshop / page).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(ROOT / page, workshop / page)
    _run(workshop, "python", "-W", "error", "-m", "tests.docs.play", str(page))


@pytest.mark.parametrize(("page", "block"), UNRUN, ids=[f"{page}:{block.line}" for page, block in UNRUN])
def test_what_is_not_run_has_a_reason_and_is_well_formed(page: Path, block: Block) -> None:
    assert block.reason in REASONS
    assert (ROOT / REASONS[block.reason]).exists()
    assert block.language == "sh"
    for line in block.commands:
        program, command, *arguments = shlex.split(line)
        if Path(program).name == "hyokasho":  # raises where there is no such option, or one is missing
            COMMANDS[command].make_context(command, list(takewhile(lambda argument: argument != ">", arguments)))


def test_the_first_screen_is_run() -> None:
    assert Path("README.md") in PLAYED


def test_what_is_only_looked_up_is_in_the_makefile() -> None:
    targets = (ROOT / "Makefile").read_text("utf8")
    assert [target for target in LOOKED_UP if f"\n{target}:" not in targets] == []


FAILING = (
    "```sh\nfalse\n```",
    "```sh\nmake no-such-target\n```",
    "<!-- ends with 1 -->\n```sh\ntrue\n```",
    "```python\n1 / 0\n```",
)


@pytest.mark.parametrize("code", FAILING)
def test_a_block_that_fails_is_noticed(code: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "page.md").write_text(f"# A page\n\n```sh\ntrue\n```\n\n{code}\n", "utf8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises((subprocess.CalledProcessError, ZeroDivisionError)):
        play(Path("page.md"))


def test_a_file_with_a_title_is_written_and_an_unrun_block_is_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = '```csv title="a/list.csv"\nurl\n```\n\n<!-- not run: needs the network -->\n```sh\nfalse\n```\n'
    (tmp_path / "page.md").write_text(page, "utf8")
    monkeypatch.chdir(tmp_path)
    assert play(Path("page.md")) == 1
    assert (tmp_path / "a" / "list.csv").read_text("utf8") == "url\n"
