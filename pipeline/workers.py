"""Worker processes: one document in hand in each, with limits of time and memory, and none can hurt another.

Each worker is a Pebble pool of its own with one process, and is handed its next document only when the last is settled.
With one pool for all, a process killed at its time limit can take along a document that it had just been handed, and
a process that dies while it holds the pool's pipe blocks the others (Pebble's issues 153 and 163).
"""

from __future__ import annotations

import os
import queue
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import CancelledError, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass
from multiprocessing import get_context
from typing import Any, Generic, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

Job = TypeVar("Job")
Done = TypeVar("Done")

MEMORY_EXIT = 87  # exit status of a worker that ended itself at its memory limit
_POLL = 0.1  # seconds between two looks at a worker's memory
_HARD = 2  # times the memory limit at which the system refuses, for a library that grows too fast to be watched
_GRACE = 30.0  # seconds beyond the time limit after which a worker that does not answer is given up
_TASKS = 500  # documents after which a process is replaced, so that what a library leaks stays small


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: ``seconds`` of time and ``n_bytes`` of the worker's memory."""

    seconds: float = 600.0
    n_bytes: int = 2 << 30


@dataclass(frozen=True, slots=True)
class Loss:
    """Why a job gave no result: ``kind`` is ``timeout``, ``memory`` or ``crash``."""

    kind: str
    message: str


def peak_memory() -> int:
    """The most memory that this process has held, in bytes."""
    import resource

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak << 10


def _memory_in_use() -> int:
    """Bytes of memory this process holds; its peak where the system does not tell."""
    try:
        with open("/proc/self/statm", "rb") as file:
            return int(file.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except OSError:
        return peak_memory()


def _watch(n_bytes: int | None, parent: int) -> None:
    while True:
        if n_bytes is not None and _memory_in_use() > n_bytes:
            os._exit(MEMORY_EXIT)
        if os.getppid() != parent:  # a killed run leaves no worker behind
            os._exit(1)
        time.sleep(_POLL)


def _start(n_bytes: int | None, parent: int) -> None:
    """What a worker does first: a thread looks after its memory, and the system refuses what is far beyond."""
    import resource
    import signal

    from pipeline.schema import leave_pandas_out

    leave_pandas_out()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run's own process decides what an interruption means
    if n_bytes is not None:
        _, most = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = n_bytes * _HARD
        wanted = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
        resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))
    threading.Thread(target=_watch, args=(n_bytes, parent), daemon=True).start()


class Worker(Generic[Job, Done]):
    """One process, replaced when it is lost. ``close`` may be called from another thread than ``do``."""

    def __init__(self, work: Callable[[Job], Done], limits: Limits) -> None:
        self._work = work
        self._limits = limits
        self._pool: ProcessPool | None = None
        self._future: ProcessFuture[Done] | None = None
        self._is_closed = False
        self._lock = threading.Lock()

    def _begin(self, job: Job) -> ProcessFuture[Done]:
        with self._lock:
            if self._is_closed:
                raise CancelledError
            if self._pool is None or not self._pool.active:
                # Fresh interpreters: forking this process would copy its threads in an unknown state.
                context: Any = get_context("spawn")  # Pebble's own type for it fits none of the standard library's
                self._pool = ProcessPool(1, _TASKS, _start, (self._limits.n_bytes, os.getpid()), context=context)
            self._future = self._pool.schedule(self._work, (job,), timeout=self._limits.seconds)
            return self._future

    def do(self, job: Job) -> Done | Loss:
        """The result of a job, or why there is none. Raises what ``work`` raises, CancelledError once it is closed."""
        seconds = self._limits.seconds
        future = self._begin(job)
        try:
            return future.result(timeout=seconds + _GRACE)
        except TimeoutError:
            if not future.done():
                self._drop()
            return Loss("timeout", f"not read within {seconds:g} s (--time-limit)")
        except ProcessExpired as error:
            if error.exitcode == MEMORY_EXIT:
                return Loss("memory", f"needs more than {self._limits.n_bytes >> 20} MB (--memory-limit)")
            return Loss("crash", "the process that read this document ended")
        except BrokenProcessPool:
            self._drop()
            return Loss("crash", "the process that read this document ended")

    def _drop(self) -> None:
        with self._lock:
            pool, self._pool = self._pool, None
            if self._future is not None:
                self._future.cancel()  # whoever waits for it need wait no longer
        if pool is not None:
            pool.stop()
            pool.join()

    def close(self) -> None:
        """End the process at once, and for good."""
        with self._lock:
            self._is_closed = True
        self._drop()


def in_processes(
    jobs: Sequence[Job], work: Callable[[Job], Done], n_workers: int, limits: Limits
) -> Generator[tuple[Job, Done | Loss], None, None]:
    """Each job with its result or its loss, as they are done, begun in the order given.

    A job that is lost is tried once more at the end, when nothing else runs, before it is given up.
    """
    lost: list[Job] = []
    for job, done in _once(jobs, work, n_workers, limits):
        if isinstance(done, Loss):
            lost.append(job)
        else:
            yield job, done
    for job in lost:
        yield from _once([job], work, 1, limits)


def _once(
    jobs: Sequence[Job], work: Callable[[Job], Done], n_workers: int, limits: Limits
) -> Iterator[tuple[Job, Done | Loss]]:
    waiting: queue.SimpleQueue[Job] = queue.SimpleQueue()
    for job in jobs:
        waiting.put(job)
    finished: queue.SimpleQueue[tuple[Job, Done | Loss] | BaseException] = queue.SimpleQueue()
    workers = [Worker(work, limits) for _ in range(min(n_workers, len(jobs)))]

    def serve(worker: Worker[Job, Done]) -> None:
        try:
            while True:
                job = waiting.get_nowait()
                finished.put((job, worker.do(job)))
        except (queue.Empty, CancelledError):
            pass
        except BaseException as error:
            finished.put(error)
        finally:
            worker.close()

    threads = [threading.Thread(target=serve, args=(worker,), daemon=True) for worker in workers]
    for thread in threads:
        thread.start()
    try:
        for _ in jobs:
            done = finished.get()
            if isinstance(done, BaseException):
                raise done
            yield done
    finally:
        for worker in workers:
            worker.close()
        for thread in threads:
            thread.join()


def side_by_side(work: Callable[[Job], Done], jobs: Sequence[Job], n_processes: int) -> Iterator[Done]:
    """What ``work`` makes of each job, in the order given, without limits: for a run's own work, not for documents.

    Raises what ``work`` raises, BrokenProcessPool if a process ends.
    """
    n_processes = min(n_processes, len(jobs))
    if n_processes < 2:
        yield from map(work, jobs)
        return
    begin = (None, os.getpid())
    with ProcessPoolExecutor(n_processes, get_context("spawn"), _start, begin) as pool:
        yield from pool.map(work, jobs)
