"""Completion for the shell."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.query.completing import complete_concept

ROOT = Path(__file__).parents[2]
ASK_BASH = """
eval "$(_HYOKASHO_COMPLETE=source_bash hyokasho)"
COMP_WORDS=({words} "{incomplete}")
COMP_CWORD=$(( ${{#COMP_WORDS[@]}} - 1 ))
_hyokasho_completion hyokasho
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


@pytest.fixture
def run(tmp_path):
    """Runs a command as a user of an empty home does, with ``hyokasho`` on the path."""
    command = tmp_path / "bin" / "hyokasho"
    command.parent.mkdir()
    command.write_text(f"#!{sys.executable}\nimport sys\nfrom pipeline.cli import main\nmain()\n")
    command.chmod(0o755)
    home = {"HOME": str(tmp_path), "PATH": f"{command.parent}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT)}

    def runs(*args, **more):
        done = subprocess.run(args, env={**os.environ, **home, **more}, capture_output=True, text=True, check=False)
        assert done.stderr == ""
        return done.stdout

    return runs


@pytest.mark.parametrize(
    ("words", "incomplete", "expected"),
    [
        ("hyokasho", "do", ["doctor"]),
        ("hyokasho extract", "--pro", ["--profile"]),
        ("hyokasho extract --reader", "p", ["pymupdf", "pdfplumber"]),
        ("hyokasho compare storage.period", "system.conn", ["system.connections"]),
    ],
)
def test_bash_completes(run, words, incomplete, expected):
    assert run("bash", "-c", ASK_BASH.format(words=words, incomplete=incomplete)).splitlines() == expected


@pytest.mark.parametrize(
    ("shell", "script", "asked"),
    [
        ("zsh", "#compdef hyokasho", {}),
        ("fish", "complete --command hyokasho", {"_TYPER_COMPLETE_FISH_ACTION": "get-args"}),
    ],
)
def test_zsh_and_fish_are_told(run, shell, script, asked):
    assert script in run("hyokasho", _HYOKASHO_COMPLETE=f"source_{shell}")
    words = {"_TYPER_COMPLETE_ARGS": "hyokasho extract --reader p", "_HYOKASHO_COMPLETE": f"complete_{shell}"}
    assert "pdfplumber" in run("hyokasho", **words, **asked)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_it_is_installed_into_the_home(run, tmp_path, shell):
    named = {"_TYPER_COMPLETE_TEST_DISABLE_SHELL_DETECTION": "1"}  # else it is the shell that runs this
    assert shell in run("hyokasho", "--install-completion", shell, **named)
    written = [path for path in tmp_path.rglob("*") if path.is_file() and path.parent.name != "bin"]
    assert any("_HYOKASHO_COMPLETE" in path.read_text() for path in written)


def test_concepts_that_are_declared():
    assert "business.name" in complete_concept("business.")
    assert all(name.startswith("risk.") for name in complete_concept("risk."))
    assert complete_concept("") == sorted(set(complete_concept("")))
    assert complete_concept("no such") == []
