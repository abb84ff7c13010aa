"""A Dask cluster on this machine: the bytes of a run without it, whatever becomes of its workers."""

from __future__ import annotations

import os
import signal
import threading
import time
from typing import Any

import pytest
from distributed import LocalCluster

from pipeline.cluster import ClusterError
from pipeline.corpus import find_sources
from pipeline.options import Options
from pipeline.run import extract
from pipeline.workers import Limits
from tests.pipeline.fakes import fake_read
from tests.pipeline.test_resume import Seen, content

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


def test_no_cluster_is_said_plainly(corpus, tmp_path, monkeypatch):
    monkeypatch.setattr("pipeline.cluster._CONNECT", 1)
    with pytest.raises(ClusterError, match="no Dask scheduler at"):
        run(corpus[0], tmp_path / "out", scheduler="tcp://127.0.0.1:9")
    assert not (tmp_path / "out").exists()
