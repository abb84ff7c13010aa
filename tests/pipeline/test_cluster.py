"""A Dask cluster on this machine: the bytes of a run without it, whatever becomes of its workers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from distributed import LocalCluster

from pipeline.cluster import ClusterError
from pipeline.corpus import find_sources
from pipeline.options import Options
from pipeline.run import extract
from pipeline.workers import Limits
from tests.pipeline.fakes import fake_read
from tests.pipeline.test_resume import ROOT, Seen, content

pytestmark = pytest.mark.filterwarnings("ignore")  # what a dying cluster says of itself is not about us


def local_cluster(n_workers, n_threads, processes) -> Any:
    return LocalCluster(
        n_workers=n_workers, threads_per_worker=n_threads, processes=processes,
        host="127.0.0.1", protocol="tcp", dashboard_address="127.0.0.1:0",
    )  # fmt: skip


def run(folder, out, **more):
    seen = Seen()
    extract(find_sources([folder]), out, seen, Options(), 2, fake_read, Limits(seconds=20), **more)
    return seen


@pytest.fixture(scope="module")
def corpus(tmp_path_factory):
    folder = tmp_path_factory.mktemp("corpus")
    for no in range(12):
        (folder / f"{no}.pdf").write_text(f"good {no}")
    (folder / "bad.pdf").write_text("unreadable")
    (folder / "slow.pdf").write_text("slow 1")
    run(folder, folder.parent / "alone")
    return folder, content(folder.parent / "alone")


def test_a_cluster_gives_the_same_bytes_though_a_worker_is_killed_in_mid_run(corpus, tmp_path):
    folder, alone = corpus
    with local_cluster(2, 1, processes=True) as cluster:

        def kill():
            time.sleep(0.5)
            os.kill(next(iter(cluster.workers.values())).process.process.pid, signal.SIGKILL)

        killer = threading.Thread(target=kill)
        killer.start()
        seen = run(folder, tmp_path / "out", scheduler=cluster.scheduler_address)
        killer.join()
        assert len(seen.read) == 14
        assert run(folder, tmp_path / "out", scheduler=cluster.scheduler_address).read == set()
    assert content(tmp_path / "out") == alone


def test_limits_hold_where_workers_may_have_processes(corpus, tmp_path):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in {"crash.pdf": "crash", "one.pdf": "good 1"}.items():
        (folder / name).write_text(text)
    run(folder, tmp_path / "alone")
    with local_cluster(1, 2, processes=False) as cluster:
        run(folder, tmp_path / "out", scheduler=cluster.scheduler_address)
    assert content(tmp_path / "out") == content(tmp_path / "alone")


def test_paths_are_those_of_the_run_and_what_is_lost_is_tried_once_more(tmp_path, monkeypatch):
    folder = tmp_path / "corpus"
    folder.mkdir()
    for name, text in {"flaky.pdf": "flaky", "greedy.pdf": "greedy", "one.pdf": "good 1"}.items():
        (folder / name).write_text(text)
    with local_cluster(1, 1, processes=True) as cluster:
        monkeypatch.chdir(tmp_path)  # where no worker is
        run(Path("corpus"), Path("out"), scheduler=cluster.scheduler_address)
    found = pq.read_table("out/documents.parquet").to_pylist()
    assert {row["source_path"]: row["error_kind"] for row in found} == {
        "flaky.pdf": None, "greedy.pdf": "memory", "one.pdf": None,
    }  # fmt: skip


def test_a_cluster_without_workers_is_said_and_waited_for(corpus, tmp_path, monkeypatch, caplog):
    monkeypatch.setattr("pipeline.cluster._PATIENCE", 0.1)
    with local_cluster(0, 1, processes=False) as cluster:
        later = threading.Timer(1.5, cluster.scale, [1])
        later.start()
        run(corpus[0], tmp_path / "out", scheduler=cluster.scheduler_address)
        later.join()
    assert "has no workers" in caplog.text
    assert content(tmp_path / "out") == corpus[1]


def test_a_scheduler_that_ends_in_mid_run_is_said_plainly(corpus, tmp_path):
    def started(*command):
        return subprocess.Popen([sys.executable, "-m", *command], cwd=ROOT, stderr=subprocess.DEVNULL)

    where = tmp_path / "scheduler.json"
    scheduler = started(
        "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard", "--no-show",
        "--scheduler-file", str(where),
    )  # fmt: skip
    worker = started(
        "distributed.cli.dask_worker", "--scheduler-file", str(where), "--nthreads", "1", "--no-dashboard",
        "--death-timeout", "5",
    )  # fmt: skip

    class Killing(Seen):
        def done(self, source, head, is_known):
            super().done(source, head, is_known)
            scheduler.kill()

    try:
        while not where.exists() or not where.read_text().endswith("}"):
            time.sleep(0.1)
        address = json.loads(where.read_text())["address"]
        with pytest.raises(ClusterError, match=f"the Dask scheduler at {address} was lost"):
            extract(find_sources([corpus[0]]), tmp_path / "out", Killing(), Options(), 2, fake_read, scheduler=address)
    finally:
        for process in (scheduler, worker):
            process.kill()
            process.wait()
    assert not (tmp_path / "out").exists()


def test_no_cluster_is_said_plainly(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.cluster._CONNECT", 1)
    with pytest.raises(ClusterError, match="no Dask scheduler at"):
        run(corpus[0], tmp_path / "out", scheduler="tcp://127.0.0.1:9")
    assert not (tmp_path / "out").exists()
