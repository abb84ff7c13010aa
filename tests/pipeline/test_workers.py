"""Worker processes: what hangs, grows or dies costs itself alone, and is tried again before it is given up."""

from __future__ import annotations

import os
import time
from functools import partial
from pathlib import Path

import pytest

from pipeline.workers import Crew, Limits, Loss

SMALL = Limits(seconds=300, n_bytes=600 << 20)
SHORT = Limits(seconds=2)


def work(folder: Path, job: str) -> str | Loss:
    with (folder / f"{job} {os.getpid()} {time.monotonic_ns()}").open("w"):
        pass
    if job.startswith("hang"):
        time.sleep(600)
    if job.startswith("die"):
        os._exit(5)
    if job.startswith("flaky") and len(list(folder.glob(f"{job} *"))) == 1:
        os._exit(5)
    if job.startswith("eat"):
        eaten = []
        while True:
            eaten.append(bytearray(1 << 24))
    if job.startswith("refused"):
        return Loss("refused", "no room")
    if job.startswith("raise"):
        raise ValueError(job)
    return job.upper()


def run(folder: Path, jobs: list[str], limits: Limits = SMALL) -> dict[str, str]:
    with Crew(2, limits) as crew:
        done = crew.documents(partial(work, folder), jobs)
        return {job: f"lost: {result.kind}" if isinstance(result, Loss) else result for job, result, _ in done}


def tries(folder: Path, job: str) -> int:
    return len(list(folder.glob(f"{job} *")))


def test_each_loss_costs_its_own_job_alone_after_a_second_try(tmp_path):
    jobs = ["one", "two", "die", "three", "eat", "four", "flaky", "five"]
    found = run(tmp_path, jobs)
    assert found == {
        "one": "ONE", "two": "TWO", "three": "THREE", "four": "FOUR", "five": "FIVE", "flaky": "FLAKY",
        "die": "lost: crash", "eat": "lost: memory",
    }  # fmt: skip
    assert {job: tries(tmp_path, job) for job in jobs} == {
        **dict.fromkeys(("one", "two", "three", "four", "five"), 1),
        **dict.fromkeys(("die", "eat", "flaky"), 2),
    }


def test_what_hangs_is_ended_and_tried_again(tmp_path):
    assert run(tmp_path, ["one", "hang"], SHORT) == {"one": "ONE", "hang": "lost: timeout"}
    assert tries(tmp_path, "hang") == 2


def test_a_loss_that_the_work_reports_is_one_and_tried_again_in_another_process(tmp_path):
    with Crew(1, SMALL) as crew:
        done = {
            job: (result, first) for job, result, first in crew.documents(partial(work, tmp_path), ["one", "refused"])
        }
    refused = Loss("refused", "no room")
    assert done == {"one": ("ONE", None), "refused": (refused, refused)}
    assert len({path.name.split()[1] for path in tmp_path.glob("refused *")}) == 2


def test_what_the_work_itself_raises_is_raised(tmp_path):
    with pytest.raises(ValueError, match="raise"):
        run(tmp_path, ["one", "raise", "two"])


def test_leaving_early_ends_the_processes(tmp_path):
    with Crew(2, Limits()) as crew:
        found = crew.documents(partial(work, tmp_path), ["one", "hang"])
        assert next(found)[0] == "one"
    pids = {int(path.name.split()[1]) for path in tmp_path.iterdir()}
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)


def whose(folder: Path, job: str) -> tuple[str, int]:
    if job == "slow":
        time.sleep(2 * SHORT.seconds)
    if job == "die" and os.getpid() != int((folder / "parent").read_text()):
        os._exit(5)
    return job, os.getpid()


def test_the_runs_own_work_is_done_by_the_same_processes_without_their_time_limit(tmp_path):
    (tmp_path / "parent").write_text(str(os.getpid()))
    jobs = ["slow", "one", "die", "two", "three"]
    with Crew(2, SHORT) as crew:
        readers = {result for _, result, _ in crew.documents(partial(pid_after, 0.2), list(range(4)))}
        shared = list(crew.share(partial(whose, tmp_path), jobs))
    assert [job for job, _ in shared] == jobs
    by_job = dict(shared)
    assert by_job["slow"] in readers
    assert by_job["die"] == os.getpid()  # its worker was lost: done here
    assert os.getpid() not in {by_job[job] for job in jobs if job != "die"}


def pid_after(seconds: float, _: int) -> int:
    time.sleep(seconds)
    return os.getpid()


def test_what_the_runs_own_work_raises_is_raised(tmp_path):
    with Crew(2, Limits()) as crew, pytest.raises(ValueError, match="raise"):
        list(crew.share(partial(work, tmp_path), ["one", "raise", "two"]))
