"""What a run costs: ``python -m pipeline.bench`` (``make bench``).

Two tables. The first is of one process on one core, and the measurements take turns on the same pages; each is the
best of the rounds, in seconds of the processor. The floor is PyMuPDF handing over the glyphs and drawings of each page
and nothing else, by its fastest calls; what the calls cost that are commonly used stands beside it. The second is of
whole commands, from the files to the tables on the disk, in seconds of the clock. As many separate runs at the same
time as there are processes show what the machine itself gives: no run can be faster by more.
"""

from __future__ import annotations

import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import pdfplumber
import pyarrow.parquet as pq
import pymupdf
import typer

from pipeline.assemble import Done, in_order, write_results
from pipeline.corpus import Source, find_sources
from pipeline.corpus_tables import write_corpus_tables
from pipeline.document import extract_document
from pipeline.options import Options
from pipeline.schema import leave_pandas_out
from pipeline.shelf import Head
from pipeline.writer import LOG, LOG_FOLDER, Output

FLOOR = "floor: PyMuPDF glyphs and drawings"
USUAL = "the same by get_text(rawdict) and get_drawings"
Stages = Counter[str]  # seconds by stage


def floor(sources: list[Source]) -> None:
    """Take every page's glyphs and drawings from PyMuPDF and drop them."""
    for source in sources:
        with pymupdf.open(source.path) as pdf:
            for page in pdf:
                page.get_texttrace()
                page.get_cdrawings()


def usual(sources: list[Source]) -> None:
    """As ``floor``, by the calls that PyMuPDF's users make."""
    for source in sources:
        with pymupdf.open(source.path) as pdf:
            for page in pdf:
                page.get_text("rawdict")
                page.get_drawings()


def whole(sources: list[Source], reader: str, stages: Stages) -> None:
    """The whole extraction, from the files to Parquet on the disk, adding to ``stages`` seconds by stage."""
    done: list[Done] = []
    for source in sources:
        outcome = extract_document(source, Options(reader))
        if outcome.status == "failed":
            error = outcome.tables["documents"]["error"][0].as_py()
            raise typer.BadParameter(f"{source.source_path} cannot be measured: {error}")
        stages.update(outcome.log["stages"])
        done.append(Done(source, Head(outcome.sha256 or "", "", outcome.status, outcome.n_pages), outcome))
    began = time.process_time()
    with tempfile.TemporaryDirectory() as folder, Output(Path(folder, "tables")) as output:
        write_results(in_order(done), output.staging)
        write_corpus_tables(output.staging)
        output.commit()
    stages.update({"write": time.process_time() - began})


def plumber_tables(sources: list[Source]) -> None:
    """pdfplumber's own tables of each page."""
    for source in sources:
        with pdfplumber.open(source.path) as pdf:
            for page in pdf.pages:
                page.extract_tables()
                page.close()


def mupdf_tables(sources: list[Source]) -> None:
    """PyMuPDF's own tables of each page."""
    for source in sources:
        with pymupdf.open(source.path) as pdf:
            for page in pdf:
                found: Any = page.find_tables()
                for table in found.tables:
                    table.extract()


def _pages(sources: Iterable[Source]) -> int:
    n_pages = 0
    for source in sources:
        with pymupdf.open(source.path) as pdf:
            n_pages += pdf.page_count
    return n_pages


def _seconds(work: Callable[[], None]) -> float:
    began = time.process_time()
    work()
    return time.process_time() - began


def _load() -> str:
    return " ".join(f"{load:.2f}" for load in os.getloadavg())


def one_process(sources: list[Source], rounds: int, with_stages: bool, with_tables: bool) -> list[str]:
    """The first table, as lines."""
    spent: dict[str, Stages] = {"pymupdf": Counter(), "pdfplumber": Counter()}
    works: dict[str, Callable[[], None]] = {
        FLOOR: partial(floor, sources),
        USUAL: partial(usual, sources),
        **{f"hyokasho, {reader}": partial(whole, sources, reader, seen) for reader, seen in spent.items()},
    }
    if with_tables:
        works["pdfplumber extract_tables"] = partial(plumber_tables, sources)
        works["PyMuPDF find_tables"] = partial(mupdf_tables, sources)
    times: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(_seconds(work))
    n_pages, base = _pages(sources), min(times[FLOOR])
    lines = [
        f"| one process, {len(sources)} documents, {n_pages} pages | pages/s | x floor |",
        "| --- | ---: | ---: |",
        *(f"| {name} | {n_pages / min(taken):.1f} | {min(taken) / base:.2f} |" for name, taken in times.items()),
    ]
    if with_stages:
        for reader, seen in spent.items():
            lines += ["", f"stages of {reader}, seconds per round:"]
            lines += [f"  {stage:<34} {seconds / rounds:>8.3f}" for stage, seconds in seen.most_common()]
    return lines


class Run(NamedTuple):
    """A whole command: seconds of the clock, documents, pages, and the peak memory of a worker and of the run in MB."""

    seconds: float
    n_documents: int
    n_pages: int
    worker_mb: float
    run_mb: float


def _run(raw: Path, out: Path, jobs: int) -> Run:
    command = [sys.executable, "-m", "pipeline", "extract", str(raw), "--out", str(out), "-j", str(jobs)]
    began = time.perf_counter()
    done = subprocess.run([*command, "--reader", "pymupdf"], check=False, capture_output=True, text=True)
    seconds = time.perf_counter() - began
    if done.returncode > 1:
        raise typer.BadParameter(done.stderr)
    lines = [json.loads(line) for line in (out / LOG_FOLDER / LOG).read_text(encoding="utf-8").splitlines()]
    peaks = [line.get("peak_memory", 0) / 1e6 for line in lines if line["event"] == "document"]
    pages = pq.read_table(out / "documents.parquet", columns=["n_pages"])["n_pages"].to_pylist()
    n_pages, run_mb = sum(filter(None, pages)), lines[-1].get("peak_memory", 0) / 1e6
    return Run(seconds, len(pages), n_pages, max(peaks, default=0), run_mb)


def _separate_runs(raw: Path, out: Path, count: int) -> float:
    """Seconds until as many runs of one process each, begun at the same time, are all done."""
    began = time.perf_counter()
    with ThreadPoolExecutor(count) as threads:
        list(threads.map(lambda at: _run(raw, out / str(at), 1), range(count)))
    return time.perf_counter() - began


def commands(corpora: list[Path], jobs: list[int]) -> list[str]:
    """The second table, as lines: each corpus by each number of processes, and once more unchanged."""
    lines = [
        "| whole command, PyMuPDF | processes | seconds | pages/s | speed-up | MB of a worker | MB of the run |",
        "| --- | ---: | ---: | ---: | ---: | ---: | ---: |",
    ]
    for raw in corpora:
        alone: float | None = None
        for count in jobs:
            with tempfile.TemporaryDirectory() as folder:
                out = Path(folder, "tables")
                run = _run(raw, out, count)
                alone = alone or run.seconds
                name = f"{run.n_documents} documents, {run.n_pages} pages"
                lines.append(
                    f"| {name} | {count} | {run.seconds:.1f} | {run.n_pages / run.seconds:.1f} "
                    f"| {alone / run.seconds:.2f} | {run.worker_mb:.0f} | {run.run_mb:.0f} |"
                )
                if count == jobs[-1]:
                    if count > 1:
                        seconds = _separate_runs(raw, Path(folder, "separate"), count)
                        gain = f"{alone * count / seconds:.2f}"
                        lines.append(f"| {name}, {count} separate runs | {count} | {seconds:.1f} | | {gain} | | |")
                    again = _run(raw, out, count)
                    lines.append(f"| {name}, unchanged | {count} | {again.seconds:.1f} | | | | |")
    return lines


def bench(
    paths: Annotated[list[Path] | None, typer.Argument(help="PDFs or folders (default: data/raw).")] = None,
    rounds: Annotated[int, typer.Option(min=1, help="Each measurement is the best of so many.")] = 3,
    stages: Annotated[bool, typer.Option("--stages", help="Also print where the time of an extraction goes.")] = False,
    corpus: Annotated[list[Path] | None, typer.Option(help="A folder of PDFs for whole commands.")] = None,
    tables: Annotated[bool, typer.Option(help="Also the libraries' own table finders.")] = True,
    out: Annotated[Path | None, typer.Option(help="Also write it here, as Markdown.")] = None,
) -> None:
    """Print what an extraction costs, in multiples of the floor, and what whole commands cost."""
    leave_pandas_out()  # as in a run's own processes
    sources = find_sources(paths or [Path("data/raw")])
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    lines = [f"Python {platform.python_version()}, {cores} cores; load before {_load()}", ""]
    lines += one_process(sources, rounds, stages, tables)
    if corpus:
        lines += ["", *commands(corpus, sorted({1, cores}))]
    lines += ["", f"load after {_load()}"]
    text = "\n".join(lines)
    typer.echo(text)
    if out:
        out.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    typer.run(bench)
