"""Documents read by the workers of an existing Dask cluster (the extra ``dask``).

Workers need the same version of this project and of the libraries, and the PDFs under the same paths or URLs. What
comes back is put on this machine's shelf, so that a run that is interrupted goes on here too.

A cluster's worker reads each document in a process of its own that has the limits, as a run on one machine does. Where
the cluster does not let it have one (workers below a nanny, unless ``distributed.worker.daemon`` is false), it reads
itself: then the limits do not hold, and a document that ends workers costs each of them the others it had in hand.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import CancelledError
from dataclasses import replace
from multiprocessing import current_process
from typing import Any, NamedTuple

from pipeline.corpus import Source
from pipeline.document import Outcome
from pipeline.fingerprint import code_fingerprint, ocr_fingerprint
from pipeline.reading import Attempt, Setting, attempt
from pipeline.workers import Loss, Worker

_AHEAD = 2  # documents per thread of the cluster that are handed out: one in hand, one ready
_RETRIES = 2  # times a document is tried again after a worker was lost with it
_CONNECT = 30  # seconds
_PATIENCE = 5  # seconds without any worker after which that is said

_of_thread = threading.local()
_log = logging.getLogger("hyokasho")


class ClusterError(Exception):
    """The cluster can't be used: not there, not installed here, or running other code."""


class Task(NamedTuple):
    """A document, and all that a worker of the cluster has to know."""

    source: Source
    setting: Setting


def _attempt(task: Task) -> Outcome | Loss:
    return attempt(task.setting, task.source)


def _work(task: Task) -> Outcome | Loss:
    """What a worker of the cluster does."""
    setting = task.setting
    if code_fingerprint() != setting.code:
        raise ClusterError("a worker of the cluster runs another version of hyokasho, or of a library it reads with")
    if ocr_fingerprint(setting.options.ocr) != setting.ocr:
        raise ClusterError("a worker of the cluster has another Tesseract than this machine, or other data for it")
    if current_process().daemon:
        return _attempt(task)
    if getattr(_of_thread, "limits", None) != setting.limits:
        _of_thread.limits, _of_thread.worker = setting.limits, Worker(setting.limits)
    return _of_thread.worker.do(_attempt, task)


class _Tasks:
    """The documents of a run at a cluster: some handed out ahead of its workers, the others waiting."""

    def __init__(self, client: Any, sources: Sequence[Source], setting: Setting) -> None:
        from distributed import as_completed

        self._client = client
        self._waiting = deque(sources)
        self._setting = setting
        self._source_of: dict[Any, Source] = {}
        self._first: dict[Source, Loss] = {}  # how documents were lost that are tried again
        self._running = as_completed(loop=client.loop)

    def _hand_out(self) -> None:
        n_ahead = _AHEAD * max(1, sum(self._client.nthreads().values()))
        while self._waiting and len(self._source_of) < n_ahead:
            source = self._waiting.popleft()
            there = replace(source, path=source.path.absolute())  # workers have a current folder of their own
            future = self._client.submit(_work, Task(there, self._setting), retries=_RETRIES, pure=False)
            self._source_of[future] = source
            self._running.add(future)

    def done(self) -> Iterator[Attempt]:
        """Each document as it is done; one that is lost is tried once more, when all others are handed out."""
        self._hand_out()
        for future in self._running:
            source, done = self._source_of.pop(future), _result(future)
            first = self._first.get(source)
            if isinstance(done, Loss) and first is None and future.status == "finished":
                self._first[source] = done
                self._waiting.append(source)
                self._hand_out()
            else:
                self._hand_out()
                yield source, done, first


def _result(future: Any) -> Outcome | Loss:
    from distributed import KilledWorker

    try:
        return future.result()
    except KilledWorker:
        return Loss("crash", "the workers that read this document ended")


def _wait_for_workers(client: Any, address: str) -> None:
    """Wait until the cluster has a worker, and say so if that takes long."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError:
        _log.warning("the Dask scheduler at %s has no workers; waiting for one", address)
        client.wait_for_workers(1)


def on_cluster(sources: Sequence[Source], setting: Setting, address: str) -> Iterator[Attempt]:
    """Each source with its outcome or its loss, as they are done. Raises ClusterError."""
    try:
        from distributed import Client
        from distributed.comm.core import CommClosedError
    except ImportError:
        raise ClusterError("--scheduler needs the extra dask: pip install '.[dask]' in hyokasho's folder") from None
    try:
        client = Client(address, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"no Dask scheduler at {address}: {error}") from None
    with client:
        try:
            _wait_for_workers(client, address)
            yield from _Tasks(client, sources, setting).done()
        except (CancelledError, CommClosedError):
            raise ClusterError(f"the Dask scheduler at {address} was lost; the same command goes on") from None
