"""What ``hyokasho fetch`` tells its user."""

from __future__ import annotations

import csv
import sys
from collections import Counter
from pathlib import Path

import typer

from pipeline.fetching.errors import RefusedError, UnreachableError
from pipeline.fetching.fetch import fetch_all, list_page, read_list
from pipeline.fetching.manifest import MANIFEST, STATUSES, Entry
from pipeline.fetching.polite import Manners


def print_page(url: str, manners: Manners) -> bool:
    """Print the PDFs of a web page as CSV; whether the page could be had."""
    try:
        links = list_page(url, manners)
    except (RefusedError, UnreachableError) as error:
        typer.echo(f"hyokasho: {url}: {error}", err=True)
        return False
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(("url", "title"))
    writer.writerows(links)
    typer.echo(f"{len(links)} links to PDFs", err=True)
    return True


def fetch_list(path: Path, folder: Path, manners: Manners, refresh: bool) -> bool:
    """Fetch a list, with a line for each URL that was asked for; whether all are here now.

    Raises NoListError and OSError.
    """
    wanted = read_list(path)
    n_here = 0

    def told(entry: Entry, is_here: bool) -> None:
        nonlocal n_here
        if is_here:
            n_here += 1
        else:
            how = "unchanged" if entry.http_status == "304" else entry.status
            typer.echo(f"{how:<9} {entry.url}{f': {entry.error}' if entry.error else ''}", err=True)

    counts = Counter(entry.status for entry in fetch_all(wanted, folder, manners, refresh, told))
    listed = ", ".join(f"{counts[status]} {status}" for status in STATUSES)
    typer.echo(f"{len(wanted)} URLs: {listed}; {n_here} were here already. {folder / MANIFEST}")
    return counts["ok"] == len(wanted)
