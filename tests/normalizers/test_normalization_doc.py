"""``docs/normalization.md`` lists every rule that changes text: each example on it holds, none is missing."""

from __future__ import annotations

import re
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from normalizers import text
from normalizers.dates import PrintedDate
from tests.normalizers.test_any_text import NORMALIZERS

PAGE = Path(__file__).parents[2] / "docs" / "normalization.md"
_HEADING = re.compile(r"## ([a-z_]+(?:\.[a-z_]+)+)")
_ROW = re.compile(r"\| (?P<rule>.+?) \| `(?P<printed>.+)` \| `(?P<becomes>.+)` \|")
_ESCAPE = re.compile(r"\\(?:u([0-9a-f]{4})|U([0-9a-f]{8})|([nt|]))")


def plain(result: object) -> str:
    return "none" if result is None else str(result)


def _date(found: PrintedDate) -> str:
    flags = [flag for flag in ("planned", "undecided", "impossible") if getattr(found, f"is_{flag}")]
    return " ".join([plain(found.norm), *([found.bound] if found.bound else []), *flags])


def _ditto(function: Callable[..., Any], printed: str) -> str:
    return " / ".join(plain(one) for one in function(printed.split(" / ")))


# How the page shows what a function gives for a printed text, one line a function; for the others ``plain`` does.
SHOWN: dict[str, Callable[[Callable[..., Any], str], str]] = {
    "normalizers.agencies.identify_agency": lambda function, printed: " ".join(one or "-" for one in function(printed)),
    "normalizers.dates.find_dates": lambda function, printed: " / ".join(map(_date, function(printed))) or "none",
    "normalizers.ditto.resolve_dittos": _ditto,
    "normalizers.organizations.read_contractors": lambda function, printed: (
        " / ".join(", ".join(filter(None, one)) for one in function(printed).organizations)
        or str(function(printed).status or "none")
    ),
    "normalizers.record_concepts.record_concept": lambda function, printed: plain(function(printed).key),
    "normalizers.sizes.size_range": lambda function, printed: " ".join(
        "-" if bound is None else str(bound) for bound in function(printed)
    ),
}


def unescape(cell: str) -> str:
    controls = {"n": "\n", "t": "\t", "|": "|"}
    return _ESCAPE.sub(lambda match: controls.get(match[3]) or chr(int(match[1] or match[2], 16)), cell)


def examples() -> dict[str, list[tuple[str, str, str]]]:
    """Rule, printed and becomes of every row by the function in the heading above it."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    name = None
    for line in PAGE.read_text("utf8").splitlines():
        if line.startswith("## "):
            heading = _HEADING.fullmatch(line)
            assert heading, f"a heading that names no function: {line}"
            name = heading[1]
            found[name] = []
        elif name and line.startswith("| ") and not line.startswith(("| rule ", "| ---")):
            row = _ROW.fullmatch(line)
            assert row, f"not | rule | `printed` | `becomes` |: {line}"
            found[name].append((row["rule"], unescape(row["printed"]), unescape(row["becomes"])))
    return found


EXAMPLES = examples()


def function_of(name: str) -> Callable[..., Any]:
    module, _, function = name.rpartition(".")
    return getattr(import_module(module), function)


@pytest.mark.parametrize("name", EXAMPLES)
def test_the_examples_of_a_function_hold(name: str) -> None:
    show = SHOWN.get(name, lambda function, printed: plain(function(printed)))
    for rule, printed, becomes in EXAMPLES[name]:
        assert show(function_of(name), printed) == becomes, rule


def test_every_section_has_examples() -> None:
    assert EXAMPLES
    assert [name for name, rows in EXAMPLES.items() if not rows] == []
    assert SHOWN.keys() <= EXAMPLES.keys()


def test_every_function_that_gives_text_for_text_has_a_section() -> None:
    giving_text = {f"{f.__module__}.{f.__name__}" for f in NORMALIZERS if f.__annotations__["return"] == "str"}
    assert giving_text
    assert giving_text <= EXAMPLES.keys()


def test_every_look_alike_is_listed() -> None:
    printed = "".join(printed for _, printed, _ in EXAMPLES["normalizers.text.normalize_text"])
    assert [other for others in text.ALIKE.values() for other in others if other not in printed] == []
