"""What a check found."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Level(StrEnum):
    """How bad it is: with a problem hyokasho does not work, with a warning part of it does not, or worse."""

    OK = "ok"
    WARNING = "warning"
    PROBLEM = "problem"


@dataclass(frozen=True, slots=True)
class Result:
    """What was looked at, how it is, what was found, and what to do about it (None where nothing)."""

    check: str
    level: Level
    found: str
    advice: str | None = None


def ok(check: str, found: str, advice: str | None = None) -> Result:
    """A result that is well; ``advice`` is on offer."""
    return Result(check, Level.OK, found, advice)


def warning(check: str, found: str, advice: str) -> Result:
    """A result that costs something."""
    return Result(check, Level.WARNING, found, advice)


def problem(check: str, found: str, advice: str) -> Result:
    """A result without which hyokasho does not work."""
    return Result(check, Level.PROBLEM, found, advice)
