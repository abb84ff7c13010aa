"""Documents read by the workers of an existing Dask cluster (the extra ``dask``).

Workers need the same version of this project and of the libraries, and the PDFs under the same paths or URLs. What
comes back is put on this machine's shelf, so that a run that is interrupted goes on here too.

A cluster's worker reads each document in a process of its own that has the limits, as a run on one machine does. Where
the cluster does not let it have one (workers below a nanny, unless ``distributed.worker.daemon`` is false), it reads
itself: then the limits do not hold, and a document that ends workers costs each of them the others it had in hand.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import partial
from itertools import islice
from multiprocessing import current_process
from typing import Any, NamedTuple

from pipeline.corpus import Source
from pipeline.document import Outcome, Read, extract_document
from pipeline.fingerprint import code_fingerprint
from pipeline.options import Options
from pipeline.workers import Limits, Loss, Worker

_AHEAD = 2  # documents per thread of the cluster that are handed out: one in hand, one ready
_RETRIES = 2  # times a document is tried again after a worker was lost with it
_CONNECT = 30  # seconds

_of_thread = threading.local()


class ClusterError(Exception):
    """The cluster can't be used: not there, not installed here, or running other code."""


class Task(NamedTuple):
    """A document, and all that a worker of the cluster has to know."""

    source: Source
    options: Options
    limits: Limits
    code: str
    read: Read


def _extract(task: Task) -> Outcome:
    return extract_document(task.source, task.options, task.read)


def _work(task: Task) -> Outcome | Loss:
    """What a worker of the cluster does."""
    if code_fingerprint() != task.code:
        raise ClusterError("a worker of the cluster runs another version of hyokasho, or of a library it reads with")
    if current_process().daemon:
        return _extract(task)
    if getattr(_of_thread, "limits", None) != task.limits:
        _of_thread.limits, _of_thread.worker = task.limits, Worker(task.limits)
    return _of_thread.worker.do(_extract, task)


def on_cluster(
    sources: Sequence[Source], options: Options, limits: Limits, code: str, read: Read, address: str
) -> Iterator[tuple[Source, Outcome | Loss]]:
    """Each source with its outcome or its loss, as they are done. Raises ClusterError."""
    try:
        from distributed import Client, KilledWorker, as_completed
    except ImportError:
        raise ClusterError("--scheduler needs the extra dask: pip install '.[dask]' in hyokasho's folder") from None
    try:
        client = Client(address, timeout=_CONNECT, set_as_default=False)
    except (OSError, ValueError) as error:
        raise ClusterError(f"no Dask scheduler at {address}: {error}") from None
    with client:
        waiting = iter(sources)
        submit = partial(client.submit, _work, retries=_RETRIES, pure=False)
        threads: Any = client.nthreads()
        n_ahead = _AHEAD * max(1, sum(threads.values()))
        source_of: dict[Any, Source] = {
            submit(Task(source, options, limits, code, read)): source for source in islice(waiting, n_ahead)
        }
        running = as_completed(list(source_of), loop=client.loop)
        for future in running:
            source = source_of.pop(future)
            try:
                done: Outcome | Loss = future.result()
            except KilledWorker:
                done = Loss("crash", "the workers that read this document ended")
            if (following := next(waiting, None)) is not None:
                more = submit(Task(following, options, limits, code, read))
                source_of[more] = following
                running.add(more)
            yield source, done
