"""Python and the libraries, against what this project's own metadata asks for."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from pipeline.doctor.result import Result, ok, problem, warning

Installed = Callable[[str], str | None]  # the version of a distribution; None for one that is not installed
LEFT_OUT = {"pymupdf": "pages are read by pdfplumber alone, which takes longer; give --reader pdfplumber"}
OF_DEVELOPERS = ("dev", "docs")  # extras of people who work on hyokasho


def check_python(version: str, wanted: str) -> Result:
    """The running Python against a specifier such as ``>=3.11``."""
    if SpecifierSet(wanted).contains(version, prereleases=True):
        return ok("Python", version)
    return problem("Python", version, f"install Python {wanted} and set hyokasho up with it anew")


def check_system(platform: str) -> Result:
    """``sys.platform``; limits of memory hold on Linux."""
    if platform == "linux":
        return ok("system", "Linux")
    if platform == "darwin":
        return warning("system", "macOS", "extract works, but --memory-limit does not hold here")
    return problem("system", platform, "use Linux or macOS; on Windows, its Subsystem for Linux (WSL)")


def check_libraries(requirements: Iterable[str], installed: Installed) -> list[Result]:
    """The libraries of the core: a line for all that are as they should be, and one for each that is not."""
    good, bad = [], []
    for requirement in _holding(requirements, ""):
        result = _one(requirement, installed(requirement.name))
        (bad if result else good).append(result or requirement.name)
    return [ok("libraries", f"{len(good)} of {len(good) + len(bad)} as asked for"), *bad]


def _one(wanted: Requirement, version: str | None) -> Result | None:
    """What is wrong with a library of the core, if anything is."""
    name = f"library {wanted.name}"
    if version is None and wanted.name.lower() in LEFT_OUT:
        return warning(name, "not installed", LEFT_OUT[wanted.name.lower()])
    if version is None:
        return problem(name, "not installed", f"pip install {_quoted(wanted)}")
    if not wanted.specifier.contains(version, prereleases=True):
        return problem(name, f"{version}, but {wanted.specifier} is asked for", f"pip install {_quoted(wanted)}")
    return None


def check_extra(extra: str, requirements: Iterable[str], installed: Installed) -> Result:
    """An extra: installed, or on offer; a part of it missing or out of range is a warning."""
    wanted = _holding(requirements, extra)
    versions = [installed(one.name) for one in wanted]
    name = f"extra [{extra}]"
    how = f"pip install '.[{extra}]' in hyokasho's folder"
    if not any(versions):
        return ok(name, "not installed", how)
    wrong = [
        f"{one.name} {version or 'is missing'}"
        for one, version in zip(wanted, versions, strict=True)
        if version is None or not one.specifier.contains(version, prereleases=True)
    ]
    if wrong:
        return warning(name, ", ".join(wrong), how)
    return ok(name, ", ".join(f"{one.name} {version}" for one, version in zip(wanted, versions, strict=True)))


def _holding(requirements: Iterable[str], extra: str) -> list[Requirement]:
    """The requirements that hold on this machine with an extra and not without; with "" those of the core."""
    parsed = [Requirement(text) for text in requirements]
    core = [one for one in parsed if one.marker is None or one.marker.evaluate({"extra": ""})]
    if not extra:
        return core
    return [one for one in parsed if one not in core and one.marker and one.marker.evaluate({"extra": extra})]


def _quoted(wanted: Requirement) -> str:
    return f"'{wanted.name}{wanted.specifier}'"


def extras_of_users(extras: Sequence[str]) -> list[str]:
    """The extras that a user may want, in the order given."""
    return [extra for extra in extras if extra not in OF_DEVELOPERS]
