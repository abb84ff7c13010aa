"""Worker processes: one job in hand in each, with limits of time and memory for a document, and none can hurt another.

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
from concurrent.futures import CancelledError
from concurrent.futures.process import BrokenProcessPool
from dataclasses import dataclass, field
from multiprocessing import get_context
from types import TracebackType
from typing import Any, Self, TypeVar

from pebble import ProcessExpired, ProcessFuture, ProcessPool

Job = TypeVar("Job")
Done = TypeVar("Done")

MEMORY_EXIT = 87  # exit status of a worker that ended itself at its memory limit
_POLL = 0.1  # seconds between two looks at a worker's memory
_HARD = 2  # times the memory limit at which the system refuses, for a library that grows too fast to be watched
_GRACE = 30.0  # seconds beyond the time limit after which a worker that does not answer is given up
_TASKS = 5000  # jobs after which a process is replaced, so that what a library leaks stays small


@dataclass(frozen=True, slots=True)
class Limits:
    """What one document may cost: ``seconds`` of time and ``n_bytes`` of the worker's memory."""

    seconds: float = 600.0
    n_bytes: int = 2 << 30


@dataclass(frozen=True, slots=True)
class Loss:
    """Why a job gave no result: ``kind`` is ``timeout``, ``memory`` or ``crash``, or what the work says of itself where
    it gives one back. ``log`` is what only the run's log may know."""

    kind: str
    message: str
    log: dict[str, Any] = field(default_factory=dict, compare=False)


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


def _watch(n_bytes: int, parent: int) -> None:
    while True:
        if _memory_in_use() > n_bytes:
            os._exit(MEMORY_EXIT)
        if os.getppid() != parent:  # a killed run leaves no worker behind
            os._exit(1)
        time.sleep(_POLL)


def _start(n_bytes: int, parent: int) -> None:
    """What a worker does first: a thread looks after its memory, and the system refuses what is far beyond."""
    import resource
    import signal

    from pipeline.schema import leave_pandas_out

    leave_pandas_out()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the run's own process decides what an interruption means
    _, most = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = n_bytes * _HARD
    wanted = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    resource.setrlimit(resource.RLIMIT_DATA, (wanted, most))
    threading.Thread(target=_watch, args=(n_bytes, parent), daemon=True).start()


class Worker:
    """One process, begun with its first job and replaced when it is lost. ``close`` may be called from another thread
    than ``do``."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._pool: ProcessPool | None = None
        self._future: ProcessFuture[Any] | None = None
        self._is_closed = False
        self._lock = threading.Lock()

    def _begin(self, work: Callable[[Job], Done], job: Job, seconds: float | None) -> ProcessFuture[Done]:
        with self._lock:
            if self._is_closed:
                raise CancelledError
            if self._pool is None or not self._pool.active:
                # Fresh interpreters: forking this process would copy its threads in an unknown state.
                context: Any = get_context("spawn")  # Pebble's own type for it fits none of the standard library's
                self._pool = ProcessPool(1, _TASKS, _start, (self._limits.n_bytes, os.getpid()), context=context)
            self._future = future = self._pool.schedule(work, (job,), timeout=seconds)
            return future

    def do(self, work: Callable[[Job], Done], job: Job, is_timed: bool = True) -> Done | Loss:
        """What ``work`` makes of a job, or why there is nothing; a job that is not timed may take as long as it needs.

        Raises what ``work`` raises, CancelledError once the worker is closed."""
        seconds = self._limits.seconds if is_timed else None
        future = self._begin(work, job, seconds)
        try:
            done = future.result(timeout=None if seconds is None else seconds + _GRACE)
            if isinstance(done, Loss):  # a process that ran out of something is not given another job
                self._drop()
            return done
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


class Crew:
    """The workers of a run, as a context. A process begins when there is work for it, and ends with the context."""

    def __init__(self, n_workers: int, limits: Limits) -> None:
        self._workers = [Worker(limits) for _ in range(n_workers)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        for worker in self._workers:
            worker.close()

    def documents(
        self, work: Callable[[Job], Done | Loss], jobs: Sequence[Job]
    ) -> Generator[tuple[Job, Done | Loss, Loss | None], None, None]:
        """Each job with its result or its loss, as they are done, begun in the order given.

        A job that is lost is tried once more at the end, when nothing else runs, before it is given up; it comes with
        how it was lost at first.
        """
        lost: list[tuple[Job, Loss]] = []
        for at, done in self._each(work, jobs, len(self._workers), True):
            if isinstance(done, Loss):
                lost.append((jobs[at], done))
            else:
                yield jobs[at], done, None
        for job, first in lost:
            for _, done in self._each(work, [job], 1, True):
                yield job, done, first

    def share(self, work: Callable[[Job], Done], jobs: Sequence[Job]) -> Iterator[Done]:
        """What ``work`` makes of each job, in the order given: the run's own work, which a document's limits shall not
        end. A job whose worker is lost is done in this process. Raises what ``work`` raises."""
        if min(len(self._workers), len(jobs)) < 2:
            yield from map(work, jobs)
            return
        made: dict[int, Done] = {}
        n_given = 0
        for at, done in self._each(work, jobs, len(self._workers), False):
            made[at] = work(jobs[at]) if isinstance(done, Loss) else done
            while n_given in made:
                yield made.pop(n_given)
                n_given += 1

    def _each(
        self, work: Callable[[Job], Done], jobs: Sequence[Job], n_workers: int, is_timed: bool
    ) -> Iterator[tuple[int, Done | Loss]]:
        """The place of each job with what became of it, as they are done. Leaving early closes all workers."""
        waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
        for at in range(len(jobs)):
            waiting.put(at)
        finished: queue.SimpleQueue[tuple[int, Done | Loss] | BaseException] = queue.SimpleQueue()

        def serve(worker: Worker) -> None:
            try:
                while True:
                    at = waiting.get_nowait()
                    finished.put((at, worker.do(work, jobs[at], is_timed)))
            except (queue.Empty, CancelledError):
                pass
            except BaseException as error:
                finished.put(error)

        threads = [
            threading.Thread(target=serve, args=(worker,), daemon=True)
            for worker in self._workers[: min(n_workers, len(jobs))]
        ]
        for thread in threads:
            thread.start()
        n_done = 0
        try:
            while n_done < len(jobs):
                done = finished.get()
                if isinstance(done, BaseException):
                    raise done
                n_done += 1
                yield done
        finally:
            if n_done < len(jobs):
                for worker in self._workers:
                    worker.close()
            for thread in threads:
                thread.join()
