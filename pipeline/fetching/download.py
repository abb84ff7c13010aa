"""One URL to what stands behind it: the bytes of PDFs, from a PDF or a ZIP, and nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass

import httpx

from pipeline.fetching.address import follow
from pipeline.fetching.errors import RefusedError, UnreachableError
from pipeline.fetching.polite import Hosts, Manners, with_patience

_REDIRECTS = 5
_HEAD = 1024  # bytes within which a PDF says that it is one
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # with members, and without any
_MAX_MEMBERS = 2000  # files of a ZIP


@dataclass(frozen=True, slots=True)
class Download:
    """What a server gave: None as ``content`` if it has not changed. ``url`` is where it lay, redirects followed;
    ``charset`` what the server says the text of a page is written in."""

    content: bytes | None
    http_status: int
    etag: str
    last_modified: str
    url: str
    charset: str | None


def get(client: httpx.Client, hosts: Hosts, manners: Manners, url: str, known: dict[str, str]) -> Download:
    """Download a URL. ``known`` are headers that make the request conditional.

    Raises RefusedError (forbidden, too large, leads nowhere) and UnreachableError.
    """
    for _ in range(_REDIRECTS + 1):
        answer = with_patience(lambda url=url: _once(client, hosts, manners, url, known), manners)
        if not answer.is_redirect or answer.status_code == 304:
            break
        url = follow(url, answer.headers.get("location", ""))
    else:
        raise RefusedError(f"redirected more than {_REDIRECTS} times")
    if answer.status_code not in (200, 304):
        raise UnreachableError(f"HTTP {answer.status_code}", str(answer.status_code))
    content = answer.content if answer.status_code == 200 else None
    etag, modified = answer.headers.get("etag", ""), answer.headers.get("last-modified", "")
    return Download(content, answer.status_code, etag, modified, url, answer.charset_encoding)


def _once(client: httpx.Client, hosts: Hosts, manners: Manners, url: str, known: dict[str, str]) -> httpx.Response:
    lock = hosts.of(url).wait_turn(url)
    try:
        with client.stream("GET", url, headers=known) as answer:
            if answer.status_code == 200:
                _read(answer, manners.max_bytes)
            return answer
    finally:
        lock.release()


def _read(answer: httpx.Response, max_bytes: int) -> None:
    """Read a body into the answer, no further than allowed."""
    declared = answer.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > max_bytes:
        raise RefusedError(f"larger than {max_bytes >> 20} MB")
    content = bytearray()
    for chunk in answer.iter_bytes():
        content += chunk
        if len(content) > max_bytes:
            raise RefusedError(f"larger than {max_bytes >> 20} MB")
    answer._content = bytes(content)  # what httpx itself does in read(), which knows no limit


def is_file(content: bytes) -> bool:
    """Whether a download is a PDF or a ZIP."""
    return content.startswith(_ZIP) or b"%PDF-" in content[:_HEAD]


def pdfs(content: bytes, max_bytes: int) -> Iterator[tuple[str, bytes]]:
    """The PDFs in a download: itself, with no name, or those in a ZIP, by their names in it.

    Raises RefusedError for anything else, and for a ZIP that is damaged or too large when opened.
    """
    if content.startswith(_ZIP):  # asked first: a stored PDF shows its own signature within the ZIP's first bytes
        yield from _unzipped(content, max_bytes)
    elif b"%PDF-" in content[:_HEAD]:
        yield "", content
    elif b"<html" in content[:_HEAD].lower() or b"<!doctype" in content[:_HEAD].lower():
        raise RefusedError("a web page in place of a PDF")
    else:
        raise RefusedError("neither a PDF nor a ZIP" if content else "empty")


def _unzipped(content: bytes, max_bytes: int) -> Iterator[tuple[str, bytes]]:
    left, found = max_bytes, False
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for member in archive.infolist()[:_MAX_MEMBERS]:
                if member.is_dir() or not member.filename.lower().endswith(".pdf"):
                    continue
                with archive.open(member) as file:  # what the ZIP says of sizes is not to be trusted
                    pdf = file.read(left + 1)
                left -= len(pdf)
                if left < 0:
                    raise RefusedError(f"a ZIP of more than {max_bytes >> 20} MB when opened")
                if b"%PDF-" in pdf[:_HEAD]:
                    found = True
                    yield member.filename, pdf
    except RefusedError:
        raise
    except Exception as error:  # every way of compressing has its own
        raise RefusedError(f"a ZIP that can't be opened: {error or type(error).__name__}") from None
    if not found:
        raise RefusedError("a ZIP without a PDF")
