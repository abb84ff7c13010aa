"""The picture of the architecture and the code agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.docs.architecture import FLOORS, PICTURE, broken_rules, draw, modules


def test_every_module_has_its_room_and_imports_only_what_stands_below_it() -> None:
    assert broken_rules(modules()) == []


def test_the_picture_is_that_of_the_rooms() -> None:
    drawn = PICTURE.read_text("utf8")
    assert drawn == draw(), "python -m tests.docs.architecture draws it again"
    assert [room.name for rooms in FLOORS for room in rooms if room.name not in drawn] == []


@pytest.mark.parametrize(
    ("module", "line", "complaint"),
    [
        ("extractors/layout/grid.py", "from extractors.engine import walk", "extractors.layout.grid (layout) imports"),
        ("extractors/document.py", "import normalizers.text", "extractors.document (document) imports"),
        ("normalizers/dates.py", "def f():\n    from pipeline import run", "normalizers.dates (normalizers) imports"),
        ("pipeline/rows.py", "from pipeline.fetching import fetch", "pipeline.rows (rows) imports"),
        ("pipeline/loft.py", "", "pipeline.loft is in no room"),
    ],
)
def test_what_breaks_it_is_named(tmp_path: Path, module: str, line: str, complaint: str) -> None:
    known = modules()
    path = tmp_path / "changed.py"
    path.write_text(line, "utf8")
    known[module.removesuffix(".py").replace("/", ".")] = path
    assert [found for found in broken_rules(known) if found.startswith(complaint)] != []


def test_a_room_whose_modules_are_gone_is_named() -> None:
    known = {name: path for name, path in modules().items() if not name.startswith("pipeline.fetching")}
    assert any(found.endswith("fetching: there is no pipeline.fetching") for found in broken_rules(known))
