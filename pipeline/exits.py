"""How commands end: the exit statuses, and what is said of wrong usage."""

from __future__ import annotations

import typer

ALL_OK, SOME_NOT_OK, USAGE, INTERRUPTED = 0, 1, 2, 130


def interrupted(message: str) -> typer.Exit:
    """Say what an interruption left; raise the result."""
    typer.echo(f"hyokasho: interrupted; {message}", err=True)
    return typer.Exit(INTERRUPTED)


def usage(message: str) -> typer.Exit:
    """Say what is wrong with a command; raise the result."""
    typer.echo(f"hyokasho: {message}", err=True)
    return typer.Exit(USAGE)
