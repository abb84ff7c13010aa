"""One URL to the bytes behind it: redirects followed, asked again where that may help, no more than is allowed."""

from __future__ import annotations

from dataclasses import dataclass

import httpx

from pipeline.fetching.address import follow
from pipeline.fetching.errors import RefusedError, UnreachableError
from pipeline.fetching.polite import Hosts, Manners, NotNowError, check_for_now, with_patience

_REDIRECTS = 5


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
    host = hosts.of(url)
    lock = host.wait_turn(url)
    try:
        with client.stream("GET", url, headers=known) as answer:
            check_for_now(answer)
            if answer.status_code == 200:
                _read(answer, manners.max_bytes)
            return answer
    except NotNowError as error:
        host.rest(error.wait or 0.0)  # it is the server that is busy, not the one page
        raise
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
