"""What is declared: the lock, complete, hashed and free of anything that belongs to one machine; every import."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.metadata import packages_distributions
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


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def name_of(requirement: str) -> str:
    return canonical(re.split(r"[^\w.-]", requirement, maxsplit=1)[0])


CORE = {name_of(requirement) for requirement in PROJECT["dependencies"]}
BY_EXTRA = {extra: {name_of(one) for one in named} for extra, named in PROJECT["optional-dependencies"].items()}
OWN = ("extractors", "normalizers", "pipeline")
# pdfplumber asks for one exact version of it, so that a range of ours could only be wrong.
BY_ANOTHER = {"pdfminer-six": "pdfplumber"}


@cache
def of_module() -> dict[str, set[str]]:
    """The packages that bring each top-level module."""
    return {module: {canonical(name) for name in names} for module, names in packages_distributions().items()}


def imports(path: Path) -> Iterator[tuple[str, bool]]:
    """Names of other people's top-level modules that a file imports, and whether only when it is needed."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    at_once = {id(node) for node in tree.body}
    for node in ast.walk(tree):
        names = [one.name for one in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom) and not node.level:
            names = [str(node.module)]
        for name in {name.partition(".")[0] for name in names} - sys.stdlib_module_names - {*OWN}:
            yield name, id(node) not in at_once


def extras_of(path: Path, is_lazy: bool) -> set[str]:
    """What a file may import besides the core: when it is needed any extra, at once that its folder is named after."""
    return {name for extra, names in BY_EXTRA.items() if is_lazy or extra in path.parts for name in names}


@pytest.mark.parametrize("package", OWN)
def test_what_is_imported_is_declared(package):
    undeclared = {
        f"{path.relative_to(ROOT)}: {module}"
        for path in (ROOT / package).rglob("*.py")
        for module, is_lazy in imports(path)
        if not of_module()[module] & (CORE | BY_ANOTHER.keys() | extras_of(path, is_lazy))
    }
    assert not undeclared


def test_the_extra_for_ocr_names_what_reading_pictures_imports():
    modules = {module for path in (ROOT / "extractors" / "readers").glob("ocr*.py") for module, _ in imports(path)}
    assert set[str]().union(*(of_module()[module] for module in modules)) - {"numpy"} == BY_EXTRA["ocr"]


def test_the_classifiers_name_the_first_python_that_is_asked_for():
    stated = [one.rpartition(" ")[2] for one in PROJECT["classifiers"] if "Python :: 3." in one]
    assert f">={stated[0]}" == PROJECT["requires-python"]
    assert stated == sorted(stated)
