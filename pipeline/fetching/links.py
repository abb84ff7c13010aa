"""The PDFs that a web page links to."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import NamedTuple
from urllib.parse import urldefrag, urljoin, urlsplit

_CHARSET = re.compile(rb"""charset\s*=\s*["']?([\w-]+)""", re.IGNORECASE)
_HEAD = 4096  # bytes within which a page names its encoding
_GUESSES = ("utf-8", "cp932", "euc_jp")
_SPACE = re.compile(r"\s+")


class Link(NamedTuple):
    """A link: its absolute URL and its text."""

    url: str
    title: str


def decode(content: bytes, charset: str | None = None) -> str:
    """A page's text: by the encoding the server or the page names, else by the first that fits."""
    named = _CHARSET.search(content[:_HEAD])
    for encoding in (charset, named and named[1].decode("ascii", "replace"), *_GUESSES):
        try:
            return content.decode(encoding or "")
        except (LookupError, ValueError):  # no encoding, none of text, or not this one
            continue
    return content.decode("utf-8", "replace")


def _joined(base: str, href: str) -> str | None:
    """The address of a link; None for what is none."""
    try:
        return urldefrag(urljoin(base, href)).url
    except ValueError:
        return None


def _is_pdf(url: str) -> bool:
    return urlsplit(url).path.lower().endswith((".pdf", ".zip"))


class _Links(HTMLParser):
    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url
        self._base: str | None = None
        self._open: tuple[str, list[str]] | None = None
        self.found: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        href = (values.get("href") or "").strip()
        if tag == "base" and href and self._base is None:  # of several the first holds
            self._base = _joined(self._url, href)
        if tag == "a" and href:
            self._end()
            url = _joined(self._base or self._url, href)
            if url and (_is_pdf(url) or values.get("type") == "application/pdf"):
                self._open = (url, [])

    def parse_marked_section(self, i: int, report: int = 1) -> int:
        """``<![`` begins a comment, as for browsers; the base class gives up on a page with one it does not know."""
        return self.parse_bogus_comment(i, bool(report))

    def handle_data(self, data: str) -> None:
        if self._open:
            self._open[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag == "a":
            self._end()

    def close(self) -> None:
        super().close()
        self._end()

    def _end(self) -> None:
        if self._open:
            url, texts = self._open
            title = _SPACE.sub(" ", "".join(texts)).strip()
            self.found[url] = self.found.get(url) or title
            self._open = None


def pdf_links(page: str, url: str) -> list[Link]:
    """Links of a page to PDFs and ZIPs, each once, in the order of the page, with their texts.

    >>> pdf_links('<a href="a.pdf">全項目 評価書</a>', "https://city.example/my/")
    [Link(url='https://city.example/my/a.pdf', title='全項目 評価書')]
    """
    parser = _Links(url)
    parser.feed(page)
    parser.close()
    return [Link(found, title) for found, title in parser.found.items()]
