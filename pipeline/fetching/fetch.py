"""A list of URLs into a folder of PDFs and its manifest."""

from __future__ import annotations

import csv
import hashlib
import threading
from collections import defaultdict, deque
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from queue import SimpleQueue
from typing import NamedTuple

import httpx

from pipeline.corpus import document_id_of, sha256_of
from pipeline.fetching.address import server_of
from pipeline.fetching.contents import Piece, is_file, pieces
from pipeline.fetching.download import get
from pipeline.fetching.errors import RefusedError, UnreachableError
from pipeline.fetching.links import Link, decode, pdf_links
from pipeline.fetching.manifest import Entry, ManifestWriter, read_manifest, without_login
from pipeline.fetching.polite import Hosts, Manners
from pipeline.files import write_whole

_FINAL = ("ok", "partial")  # what became of a URL that need not be asked for again
_TOLD = 5  # faults of a ZIP that are told
_HOSTS = 8  # servers that are asked at the same time, each one request at a time


class Wanted(NamedTuple):
    """A row of the list. Its URL may hold a user's name and password, which nothing that is kept repeats."""

    url: str
    agency: str = ""
    title: str = ""


class ClosedError(Exception):
    """Nothing is written any more: whoever listened has gone."""


class NoListError(ValueError):
    """The list can't be read as one."""


def read_list(path: Path) -> list[Wanted]:
    """The rows of a CSV with a column ``url`` and, if it likes, ``agency`` and ``title``; each URL once.

    Raises NoListError for a file without that column, OSError if it can't be read.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            names, rows = reader.fieldnames or [], list(reader)
    except (UnicodeDecodeError, csv.Error) as error:
        raise NoListError(f"{path} is no CSV in UTF-8: {error}") from None
    if "url" not in names:
        raise NoListError(f"{path} has no column url; it has {', '.join(names) or 'nothing'}")
    found: dict[str, Wanted] = {}
    for row in rows:
        url = (row["url"] or "").strip()
        if url:
            found.setdefault(url, Wanted(url, (row.get("agency") or "").strip(), (row.get("title") or "").strip()))
    return list(found.values())


def _client(manners: Manners) -> httpx.Client:
    return httpx.Client(headers={"user-agent": manners.user_agent}, timeout=manners.timeout, follow_redirects=False)


def list_page(url: str, manners: Manners) -> list[Link]:
    """The PDFs a web page links to. Raises RefusedError and UnreachableError."""
    with _client(manners) as client:
        download = get(client, Hosts(client, manners), manners, url, {})
    content = download.content or b""
    if is_file(content):
        raise RefusedError("a PDF or ZIP, not a web page; fetch it with a list")
    return pdf_links(decode(content, download.charset), download.url)


def _server(url: str) -> str:
    """The server of a URL; none for what is no web address."""
    try:
        return server_of(url)
    except RefusedError:
        return ""


def _list_of(faults: Iterable[str]) -> str:
    found = list(faults)
    more = len(found) - _TOLD
    return "; ".join(found[:_TOLD]) + (f"; and {more} more" if more > 0 else "")


def _holds(path: Path, sha256: str) -> bool:
    """Whether a file is there and has the content it had."""
    try:
        return sha256_of(path) == sha256
    except OSError:
        return False


class Fetcher:
    """Fetches into one folder. Safe to call from several threads."""

    def __init__(self, folder: Path, client: httpx.Client, manners: Manners) -> None:
        self._folder = folder
        self._client = client
        self._manners = manners
        self._hosts = Hosts(client, manners)
        self._rows: dict[str, dict[str, Entry]] = {}  # of each URL: its own row, and those of a ZIP's PDFs
        for entry in read_manifest(folder).values():
            self._know(entry)
        self._manifest = ManifestWriter(folder)
        self._lock = threading.Lock()
        self._is_closed = False

    def _know(self, entry: Entry) -> None:
        for whole in (entry.url, *(entry.url[:k] for k, sign in enumerate(entry.url) if sign == "#")):
            self._rows[whole] = {**self._rows.get(whole, {}), entry.url: entry}  # others may be reading the old one

    def _known(self, url: str) -> Entry | None:
        return self._rows.get(url, {}).get(url)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """One thread writes at a time, and none when the fetcher is closed: then its ClosedError is raised."""
        with self._lock:
            if self._is_closed:
                raise ClosedError
            yield

    def close(self) -> None:
        """What is being written is finished; nothing else will be."""
        with self._lock:
            self._is_closed = True

    def _condition(self, url: str) -> dict[str, str]:
        """Headers that ask only for what has changed; none where what we have is not whole, or what became of the URL
        in the end is that it failed."""
        entry = self._done(url)
        named = {"if-none-match": entry.etag, "if-modified-since": entry.last_modified} if entry else {}
        return {name: value for name, value in named.items() if value and value.isascii()}

    def _is_here(self, url: str) -> bool:
        """Whether every file that came from a URL is still as it was."""
        files = [entry for entry in self._rows.get(url, {}).values() if entry.file]
        return bool(files) and all(_holds(self._folder / entry.file, entry.sha256) for entry in files)

    def _done(self, url: str) -> Entry | None:
        entry = self._known(url)
        return entry if entry is not None and entry.status in _FINAL and self._is_here(url) else None

    def done(self, wanted: Wanted) -> Entry | None:
        """What became of a URL that was fetched, in this run or an earlier one; None if it has to be asked for."""
        return self._done(without_login(wanted.url))

    def fetch(self, wanted: Wanted) -> Entry:
        """Fetch one URL; what became of it is in the manifest when this returns."""
        now = datetime.now(UTC).isoformat(timespec="seconds")
        url = without_login(wanted.url)
        base = Entry(url, "failed", now, agency=wanted.agency, title=wanted.title)
        kept: list[Entry] = []
        try:
            download = get(self._client, self._hosts, self._manners, wanted.url, self._condition(url))
            status, etag, modified = str(download.http_status), download.etag, download.last_modified
            base = replace(base, http_status=status, etag=etag, last_modified=modified)
            if download.content is None:
                base = self._unchanged(base)
            else:
                base, kept = self._store(base, download.content)
        except RefusedError as error:
            base = self._nothing(base, "refused", str(error))
        except UnreachableError as error:
            base = self._nothing(replace(base, http_status=error.http_status), "failed", str(error))
        with self._writing():
            for entry in (*kept, base):  # the URL's own row last: a ZIP that was cut off is opened again
                self._manifest.add(entry)
                self._know(entry)
        return base

    def _unchanged(self, base: Entry) -> Entry:
        """The row of a URL that has not changed."""
        before = self._rows[base.url][base.url]
        etag, modified = base.etag or before.etag, base.last_modified or before.last_modified
        return replace(
            before, fetched_at=base.fetched_at, http_status=base.http_status, etag=etag, last_modified=modified
        )

    def _nothing(self, base: Entry, status: str, error: str) -> Entry:
        """The row of a URL of which nothing is to be kept this time. What came earlier is here still, and known."""
        before = self._known(base.url)
        known = replace(before, fetched_at=base.fetched_at) if before and before.file else base
        return replace(known, status=status, http_status=base.http_status, error=error)

    def _store(self, base: Entry, content: bytes) -> tuple[Entry, list[Entry]]:
        """Keep the PDFs of a download: the URL's own row, and those of the PDFs if it is a ZIP. Raises RefusedError."""
        kept: list[Entry] = []
        left_out: list[Piece] = []
        for piece in pieces(content, self._manners.max_bytes):
            if piece.content is None:
                left_out.append(piece)
            elif not piece.name:
                return self._keep(base, piece.content, piece.fault), []
            else:
                kept.append(self._keep(replace(base, url=f"{base.url}#{piece.name}"), piece.content, piece.fault))
        faults = _list_of(f"{piece.name}: {piece.fault}" for piece in left_out)
        if not kept:
            raise RefusedError(f"a ZIP without a PDF that can be kept: {faults}")
        status, error = ("partial", f"left out: {faults}") if left_out else ("ok", "")
        return replace(base, status=status, n_bytes=str(len(content)), error=error), kept

    def _keep(self, base: Entry, pdf: bytes, fault: str) -> Entry:
        sha256 = hashlib.sha256(pdf).hexdigest()
        path = self._folder / f"{document_id_of(sha256)}.pdf"
        if not _holds(path, sha256):
            with self._writing():
                write_whole(path, pdf)
        return replace(base, status="ok", n_bytes=str(len(pdf)), sha256=sha256, file=path.name, error=fault)


def fetch_all(
    wanted: Sequence[Wanted], folder: Path, manners: Manners, refresh: bool, told: Callable[[Entry, bool], None]
) -> Generator[Entry, None, None]:
    """Fetch a list; hosts side by side, the URLs of one host in order. ``told`` hears of each entry, and whether it was
    here already; with ``refresh`` those are asked for again if they have changed.

    Whoever stops listening, as Ctrl-C does, does not wait for servers: what they still send is dropped.
    """
    by_host: dict[str, list[Wanted]] = defaultdict(list)
    for one in wanted:
        by_host[_server(one.url)].append(one)
    client = _client(manners)
    crew = _Crew(Fetcher(folder, client, manners), by_host.values(), refresh)
    try:
        for _ in wanted:
            entry, is_here = crew.next()
            told(entry, is_here)
            yield entry
    finally:
        crew.stop()
    client.close()


class _Crew:
    """Threads that each serve one host after another. They end with the process, also in the middle of an answer, which
    those of a ThreadPoolExecutor would be waited for."""

    def __init__(self, fetcher: Fetcher, hosts: Iterable[list[Wanted]], refresh: bool) -> None:
        self._fetcher = fetcher
        self._refresh = refresh
        self._hosts = deque(hosts)
        self._results: SimpleQueue[tuple[Entry, bool] | BaseException] = SimpleQueue()
        self._stopping = threading.Event()
        for _ in range(min(_HOSTS, len(self._hosts))):
            threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        try:
            while urls := self._next_host():
                for one in urls:
                    if self._stopping.is_set():
                        return
                    here = None if self._refresh else self._fetcher.done(one)
                    self._results.put((here or self._fetcher.fetch(one), here is not None))
        except BaseException as error:  # such as a full disk; for whoever listens
            self._results.put(error)

    def _next_host(self) -> list[Wanted]:
        with suppress(IndexError):
            return self._hosts.popleft()
        return []

    def next(self) -> tuple[Entry, bool]:
        """The next entry, and whether it was here already. Raises what a thread raised."""
        result = self._results.get()
        if isinstance(result, BaseException):
            raise result
        return result

    def stop(self) -> None:
        """Nothing more is asked for, and nothing more is written when this returns."""
        self._stopping.set()
        self._fetcher.close()
