"""A soak: a run over many documents, some hostile, killed at random and gone on with, against an undisturbed run.

``python -m tests.forge.soak FOLDER [--documents 2000] [--hostile 0.02] [--kills 5]`` prints what it saw and exits with
1 if anything was lost, doubled or different.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Annotated

import pyarrow.parquet as pq
import typer

from tests.forge.corpus import make_corpus

_LOOK = 0.1  # seconds between looks at a run
_HOW = ("kill -9 of the run", "SIGTERM", "Ctrl-C", "kill -9 of a worker")


def _command(raw: Path, out: Path, limit: float) -> list[str]:
    return [
        sys.executable, "-m", "pipeline", "extract", str(raw), "--out", str(out), "--reader", "pymupdf",
        "--time-limit", str(limit), "--memory-limit", "1024",
    ]  # fmt: skip


def _content(out: Path) -> dict[str, str]:
    files = (path for path in out.rglob("*") if path.is_file() and path.parent.name != "_log")
    return {path.relative_to(out).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _workers(pid: int) -> list[int]:
    """Processes that a run has started, from /proc."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def _kept(out: Path) -> int:
    """How many documents a run has finished, from the cache beside its tables."""
    return len(list((out.parent / f".{out.name}.cache").glob("??/*.result")))


def _reached(process: subprocess.Popen[bytes], out: Path, aim: int) -> bool:
    """Wait until the run has finished ``aim`` documents; False where it ends before."""
    while process.poll() is None:
        if _kept(out) >= aim:
            return True
        time.sleep(_LOOK)
    return False


def _disturb(process: subprocess.Popen[bytes], how: str, chance: random.Random) -> None:
    if how == "kill -9 of a worker":
        if workers := sorted(_workers(process.pid)):
            os.kill(chance.choice(workers), signal.SIGKILL)
        time.sleep(1)
        process.send_signal(signal.SIGKILL)  # and the run a little later
    else:
        process.send_signal({"SIGTERM": signal.SIGTERM, "Ctrl-C": signal.SIGINT}.get(how, signal.SIGKILL))
    process.wait()


def soak(
    folder: Path,
    documents: Annotated[int, typer.Option(min=1)] = 2000,
    hostile: Annotated[float, typer.Option(min=0, max=1)] = 0.02,
    kills: Annotated[int, typer.Option(min=0)] = 5,
    limit: Annotated[float, typer.Option(help="Seconds for one document.")] = 20,
    seed: int = 1,
) -> None:
    """Run it in FOLDER, which keeps the corpus."""
    chance = random.Random(seed)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # in the background it is ignored, here and by the runs
    raw, undisturbed, out = folder / "raw", folder / "undisturbed", folder / "disturbed"
    make_corpus(raw, documents, hostile)
    began = time.monotonic()
    subprocess.run(_command(raw, undisturbed, limit), check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    took = time.monotonic() - began
    expected = _content(undisturbed)
    rows = pq.read_table(undisturbed / "documents.parquet").to_pylist()
    n_pages = sum(row["n_pages"] or 0 for row in rows)
    kinds = sorted({row["error_kind"] for row in rows if row["error_kind"]})
    n_contents = len({hashlib.sha256(path.read_bytes()).digest() for path in raw.rglob("*.pdf")})
    print(f"{documents} files of {n_contents} contents: {len(rows)} documents, {n_pages} pages in {took:.0f} s")
    print(f"kinds of error: {', '.join(kinds)}")
    is_good = len(rows) == n_contents
    for number in range(kills):
        how = _HOW[number % len(_HOW)]
        # Each kill falls into its own share of what is left, so that none comes after the end.
        left = n_contents - _kept(out)
        aim = n_contents - left + int(left * chance.uniform(0.1, 0.9) / (kills - number))
        process = subprocess.Popen(_command(raw, out, limit), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        took_effect = _reached(process, out, aim) and left > 0
        _disturb(process, how, chance)
        is_whole = not out.exists() or _content(out) == expected
        is_good &= is_whole and took_effect
        seen = f"{_kept(out)} of {n_contents} results kept; tables {'whole or none' if is_whole else 'MIXED'}"
        print(f"{how}{'' if took_effect else ' (TOO LATE)'}: {seen}", flush=True)
    done = subprocess.run(_command(raw, out, limit), check=False, capture_output=True, text=True)
    known = [line for line in done.stdout.splitlines() if "known from an earlier run" in line]
    found = [row["source_path"] for row in pq.read_table(out / "documents.parquet").to_pylist()]
    is_same = _content(out) == expected
    is_good &= is_same and len(found) == len(set(found)) == n_contents
    print(f"gone on to the end: {known[0] if known else done.stdout}")
    print(f"lost {n_contents - len(set(found))}, doubled {len(found) - len(set(found))}, bytes equal: {is_same}")
    raise typer.Exit(0 if is_good else 1)


if __name__ == "__main__":
    typer.run(soak)
