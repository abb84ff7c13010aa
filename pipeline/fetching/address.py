"""Web addresses, as lists and servers write them: which can be asked for, and of which server."""

from __future__ import annotations

from urllib.parse import urljoin, urlsplit

import httpx

from pipeline.fetching.errors import RefusedError


def web_address(url: str) -> httpx.URL:
    """A URL that can be asked for. Raises RefusedError for any other.

    >>> web_address("https://市.example/評 価.pdf").raw_path
    b'/%E8%A9%95%20%E4%BE%A1.pdf'
    """
    try:
        _ = urlsplit(url).port  # sees brackets and ports that httpx lets pass
        address = httpx.URL(url)
        address.host.encode("idna")  # as the system's look-up of names does, which knows no other error
    except (ValueError, httpx.InvalidURL) as error:
        raise RefusedError(f"no address of the web: {error}") from None
    if address.scheme not in ("http", "https") or not address.host:
        raise RefusedError("no address of the web (http, https)")
    return address


def server_of(url: str) -> str:
    """The server of a URL: scheme, name and port, the usual ports left out. Raises RefusedError.

    >>> server_of("http://who:secret@City.example:80/a.pdf")
    'http://city.example'
    """
    address = web_address(url)
    return f"{address.scheme}://{address.netloc.decode('ascii')}"  # without the name and password of a user


def target_of(url: str) -> str:
    """What a server is asked for: path and query, percent-encoded. Raises RefusedError."""
    return web_address(url).raw_path.decode("ascii")


def follow(url: str, link: str) -> str:
    """Where a link, or a redirect, of a URL leads. Raises RefusedError if that is no address at all."""
    try:
        return urljoin(url, link)
    except ValueError as error:
        raise RefusedError(f"leads to no address of the web: {error}") from None
