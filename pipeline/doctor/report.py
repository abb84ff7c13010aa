"""All checks of this machine, as a table for people or as JSON."""

from __future__ import annotations

import json
import platform
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from functools import partial
from importlib.metadata import PackageNotFoundError, distribution, version
from importlib.util import find_spec
from pathlib import Path

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from pipeline.doctor.resources import (
    check_cache,
    check_cores,
    check_disk,
    check_fonts,
    check_memory,
    check_tesseract,
    check_writing,
)
from pipeline.doctor.result import Level, Result, problem, warning
from pipeline.machine import cores, cores_of_machine, memory

PROJECT = "hyokasho"
_COLOURS = {Level.OK: "green", Level.WARNING: "yellow", Level.PROBLEM: "bold red"}


def examine(out: Path, cache: Path | None = None) -> list[Result]:
    """Every check on this machine, for tables that go to ``out`` and finished documents that are kept in ``cache``."""
    return [
        *_guarded("libraries", _of_installation),
        *_guarded("PDF readers", _of_readers),
        *_guarded("Tesseract", _of_tesseract),
        check_fonts(_installed("matplotlib") is not None, _fonts()),
        *_of_machine(out),
        *_guarded("cache", partial(_of_cache, out, cache)),
    ]


def _guarded(check: str, results: Callable[[], Iterable[Result]]) -> list[Result]:
    """The results of checks that import libraries, each when it is needed: what lacks one is a result itself."""
    try:
        return list(results())
    except (ImportError, OSError) as error:
        return [problem(check, f"cannot be looked at: {error}", "mend what else is wrong here first")]


def _of_installation() -> Iterator[Result]:
    from pipeline.doctor.libraries import (
        check_extra,
        check_libraries,
        check_python,
        check_system,
        extras_of_users,
    )

    yield check_system(sys.platform)
    try:
        about = distribution(PROJECT)
    except PackageNotFoundError:
        yield warning("libraries", f"{PROJECT} is not installed, so nothing says what it needs", "pip install .")
        return
    requirements = about.requires or []
    yield check_python(platform.python_version(), about.metadata["Requires-Python"] or "")
    yield from check_libraries(requirements, _installed)
    for extra in extras_of_users(about.metadata.get_all("Provides-Extra") or []):
        yield check_extra(extra, requirements, _installed)


def _installed(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def _of_readers() -> Iterator[Result]:
    from pipeline.doctor.readers import check_readers, read_tiny

    yield check_readers(read_tiny())


def _of_tesseract() -> Iterator[Result]:
    from extractors.readers.ocr_tesseract import COMMAND, HOW_TO_INSTALL, what_is_missing

    missing = what_is_missing()
    yield check_tesseract(missing, None if missing else _version_of(COMMAND), HOW_TO_INSTALL)


def _version_of(command: str) -> str | None:
    """What a program says its version is, after its name."""
    said = subprocess.run([command, "--version"], capture_output=True, text=True, timeout=60, check=False)
    first = (said.stdout or said.stderr).partition("\n")[0]
    return first.removeprefix(command).strip() or None


def _fonts() -> list[str]:
    """Files of the fonts that come with matplotlib-fontja, without importing it: that takes a second."""
    found = find_spec("matplotlib_fontja")
    folders = found.submodule_search_locations if found else None
    return sorted(path.name for folder in folders or () for path in Path(folder).rglob("*.[ot]tf"))


def _of_machine(out: Path) -> Iterator[Result]:
    yield check_cores(cores(), cores_of_machine())
    yield check_memory(memory(), cores())
    folder = _existing(out)
    yield check_disk(folder, shutil.disk_usage(folder).free)
    yield check_writing(folder, _why_not_written(folder), "give extract another --out")
    temporary = Path(tempfile.gettempdir())
    yield check_writing(temporary, _why_not_written(temporary), "set TMPDIR to another folder")


def _of_cache(out: Path, cache: Path | None) -> Iterator[Result]:
    from pipeline.run import cache_folder
    from pipeline.shelf import Shelf

    folder = cache or cache_folder(out)
    yield check_cache(folder, [path.stat().st_size for path in Shelf(folder).files()])


def _existing(folder: Path) -> Path:
    """A folder, or the nearest around it that there is."""
    folder = folder.absolute()
    return next(one for one in (folder, *folder.parents) if one.is_dir())


def _why_not_written(folder: Path) -> str | None:
    try:
        with tempfile.NamedTemporaryFile(dir=folder, prefix=f".{PROJECT}-"):
            return None
    except OSError as error:
        return error.strerror or str(error)


def worst(results: Sequence[Result]) -> Level:
    """The worst of the levels."""
    return max((result.level for result in results), key=list(Level).index)


def as_json(results: Sequence[Result]) -> str:
    """The results as an object with ``level``, the worst, and ``checks``."""
    return json.dumps(
        {"level": worst(results), "checks": [asdict(result) for result in results]}, ensure_ascii=False, indent=2
    )


def print_table(results: Sequence[Result], console: Console) -> None:
    """The results as a table, one line for each, and what to do about it below."""
    table = Table(box=None, pad_edge=False, show_edge=False)
    for header in ("check", "", "found"):
        table.add_column(header, overflow="fold", no_wrap=header == "")
    for result in results:
        said = result.found if result.advice is None else f"{result.found}\n→ {result.advice}"
        table.add_row(escape(result.check), f"[{_COLOURS[result.level]}]{result.level}[/]", escape(said))
    console.print(table)
    counts = {level: sum(result.level is level for result in results) for level in (Level.PROBLEM, Level.WARNING)}
    console.print(", ".join(f"{n} {level}{'' if n == 1 else 's'}" for level, n in counts.items()), highlight=False)
