"""The lock: complete, hashed, and free of anything that belongs to one machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = [requirement for extra in PROJECT["optional-dependencies"].values() for requirement in extra]
DIRECT = sorted({*PROJECT["dependencies"], *(name for name in EXTRAS if not name.startswith(PROJECT["name"]))})


def locked() -> dict[str, str]:
    entries = re.split(r"\n(?=\w)", LOCK.replace("\\\n", ""))
    return {entry.split("==")[0].lower(): entry for entry in entries if "==" in entry.split("\n")[0]}


def test_every_entry_is_pinned_and_hashed():
    assert len(locked()) > len(DIRECT)
    assert all("--hash=sha256:" in entry for entry in locked().values())


@pytest.mark.parametrize("requirement", DIRECT)
def test_every_direct_dependency_is_locked(requirement):
    name = re.match(r"[\w.-]+", requirement)
    assert name
    assert name[0].lower() in locked()


def test_the_lock_names_no_host_and_no_path():
    assert "://" not in LOCK
    assert not re.search(r"^\s*(-|--)(i|f|index-url|extra-index-url|find-links|trusted-host)\b", LOCK, re.MULTILINE)
    assert not re.search(r"(^|\s)/\w", LOCK)
