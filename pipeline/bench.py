"""What the extraction costs, against the floor: ``python -m pipeline.bench`` (``make bench``).

All figures come from one run on the same pages, in one process on one core, the measurements taking turns; each is
the best of the rounds. The floor is PyMuPDF handing over the glyphs and drawings of each page and nothing else.
"""

from __future__ import annotations

import os
import platform
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Annotated

import pdfplumber
import pymupdf
import typer

from pipeline.assemble import Done, document_parts, in_order, write_parts
from pipeline.corpus import Source, find_sources
from pipeline.document import extract_document
from pipeline.options import Options
from pipeline.shelf import Head
from pipeline.writer import Output

FLOOR = "floor: PyMuPDF glyphs and drawings"
Stages = Counter[str]  # seconds by stage


def floor(sources: list[Source]) -> None:
    """Take every page's glyphs and drawings from PyMuPDF and drop them."""
    for source in sources:
        with pymupdf.open(source.path) as pdf:
            for page in pdf:
                page.get_texttrace()
                page.get_cdrawings()


def whole(sources: list[Source], reader: str, stages: Stages) -> None:
    """The whole extraction, from the files to Parquet on the disk, adding to ``stages`` seconds by stage."""
    found = [extract_document(source, Options(reader)) for source in sources]
    for source, outcome in zip(sources, found, strict=True):
        if outcome.status == "failed":
            error = outcome.tables["documents"]["error"][0].as_py()
            raise typer.BadParameter(f"{source.source_path} cannot be measured: {error}")
        stages.update(outcome.log["stages"])
    began = time.perf_counter()
    with tempfile.TemporaryDirectory() as folder, Output(Path(folder, "tables")) as output:
        done = [
            Done(source, Head(outcome.sha256 or "", "", outcome.status, outcome.n_pages), outcome)
            for source, outcome in zip(sources, found, strict=True)
        ]
        write_parts((document_parts(*entry) for entry in in_order(done)), output.staging)
        output.commit()
    stages.update({"write": time.perf_counter() - began})


def plumber_tables(sources: list[Source]) -> None:
    """pdfplumber's own tables of each page."""
    for source in sources:
        with pdfplumber.open(source.path) as pdf:
            for page in pdf.pages:
                page.extract_tables()
                page.close()


def _pages(sources: list[Source]) -> int:
    n_pages = 0
    for source in sources:
        with pymupdf.open(source.path) as pdf:
            n_pages += pdf.page_count
    return n_pages


def _seconds(work: Callable[[], None]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _load() -> str:
    return " ".join(f"{load:.2f}" for load in os.getloadavg())


def bench(
    paths: Annotated[list[Path] | None, typer.Argument(help="PDFs or folders (default: data/raw).")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Each measurement is the best of so many.")] = 3,
    stages: Annotated[bool, typer.Option("--stages", help="Also print where the time of an extraction goes.")] = False,
) -> None:
    """Print pages per second, and the cost of each reader in multiples of the floor."""
    sources = find_sources(paths or [Path("data/raw")])
    spent: dict[str, Stages] = {"pymupdf": Counter(), "pdfplumber": Counter()}
    works: dict[str, Callable[[], None]] = {
        FLOOR: partial(floor, sources),
        **{f"hyokasho, {reader}": partial(whole, sources, reader, seen) for reader, seen in spent.items()},
        "pdfplumber extract_tables": partial(plumber_tables, sources),
    }
    n_pages = _pages(sources)
    typer.echo(f"{len(sources)} documents, {n_pages} pages; Python {platform.python_version()}; load before {_load()}")
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(_seconds(work))
    base = min(times[FLOOR])
    typer.echo(f"{'best of ' + str(rounds) + ', one core':<38} {'seconds':>8} {'pages/s':>9} {'x floor':>8}")
    for name, taken in times.items():
        best = min(taken)
        typer.echo(f"{name:<38} {best:>8.2f} {n_pages / best:>9.1f} {best / base:>8.2f}")
    typer.echo(f"load after {_load()}")
    if stages:
        for reader, seen in spent.items():
            typer.echo(f"stages of {reader}, seconds per round:")
            for stage, seconds in seen.most_common():
                typer.echo(f"  {stage:<34} {seconds / rounds:>8.3f}")


if __name__ == "__main__":
    typer.run(bench)
