"""The pages of the review, for one reader on this machine. Addresses hold ids and page numbers, never paths."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from importlib.resources import files
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from extractors.model import UnreadableDocument
from pipeline.declare import Row
from pipeline.review.corpus import SEVERITIES, Corpus, Entry
from pipeline.review.pictures import NoPdfError, Pictures
from pipeline.review.shown import groups_of_no_page, groups_of_page

HERE = "127.0.0.1"
Beside = tuple[tuple[str, int] | None, tuple[str, int] | None]  # document and page, before and after
_FILES = {"review.css": "text/css", "review.js": "text/javascript"}
_HEADERS = {
    # Texts come from PDFs that anybody may have made: whatever they hold, nothing but our own script runs.
    "Content-Security-Policy": "default-src 'none'; img-src 'self' data:; style-src 'self'; script-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}


def make_app(corpus: Corpus, pictures: Pictures) -> Starlette:
    """The review of a corpus as an ASGI application that answers to this machine's names only."""
    review = _Review(corpus, pictures)
    routes = [
        Route("/", review.list),
        Route("/documents/{document_id}", review.document),
        Route("/documents/{document_id}/pages/{page:int}", review.page),
        Route("/documents/{document_id}/pages/{page:int}.png", review.picture),
        Route("/static/{name}", review.static),
    ]
    own_names = Middleware(TrustedHostMiddleware, allowed_hosts=[HERE, "localhost"])
    return Starlette(routes=routes, middleware=[own_names], exception_handlers={HTTPException: review.error})


class _Review:
    """The answers to requests. Starlette runs them in threads, as none is asynchronous but the one for errors."""

    def __init__(self, corpus: Corpus, pictures: Pictures) -> None:
        self._corpus = corpus
        self._pictures = pictures
        loader = PackageLoader("pipeline.review")
        self._templates = Environment(loader=loader, autoescape=True, undefined=StrictUndefined, trim_blocks=True)

    def list(self, _request: Request) -> Response:
        entries = list(self._corpus.entries().values())
        return self._html("list.html", entries=entries, folder=self._corpus.folder)

    def document(self, request: Request) -> Response:
        entry = self._entry(request)
        tables = self._corpus.document(entry.document_id)
        pages = [(page, _findings_on(tables["diagnostics"], page["page"])) for page in tables["pages"]]
        return self._html(
            "document.html", entry=entry, pages=pages, groups=groups_of_no_page(tables), missing=self._missing(entry)
        )

    def page(self, request: Request) -> Response:
        entry, page = self._entry(request), self._page(request)
        tables = self._corpus.document(entry.document_id)
        assessments = {row["assessment_id"]: row for row in tables["assessments"]}
        pages = [(entry.document_id, row["page"]) for row in tables["pages"]]
        return self._html(
            "page.html",
            entry=entry,
            page=page,
            assessment=assessments.get(page["assessment_id"]),
            groups=groups_of_page(tables, page["page"]),
            missing=self._missing(entry),
            pages=_beside(pages, (entry.document_id, page["page"])),
            findings=self._findings_beside(entry, page["page"]),
        )

    def picture(self, request: Request) -> Response:
        entry, page = self._entry(request), self._page(request)
        try:
            png = self._pictures.png(entry.document, page)
        except (NoPdfError, UnreadableDocument) as error:
            raise HTTPException(404, str(error)) from None
        return Response(png, media_type="image/png", headers=_HEADERS)

    def static(self, request: Request) -> Response:
        name = request.path_params["name"]
        if name not in _FILES:
            raise HTTPException(404)
        content = files("pipeline.review").joinpath("static", name).read_bytes()
        return Response(content, media_type=_FILES[name], headers=_HEADERS)

    async def error(self, _request: Request, error: Exception) -> Response:
        status, detail = (error.status_code, error.detail) if isinstance(error, HTTPException) else (500, "")
        return self._html("error.html", status, status=status, detail=detail)

    def _entry(self, request: Request) -> Entry:
        entry = self._corpus.entries().get(request.path_params["document_id"])
        if entry is None:
            raise HTTPException(404, "There is no such document. その文書はありません。")
        return entry

    def _page(self, request: Request) -> Row:
        pages = self._corpus.document(request.path_params["document_id"])["pages"]
        for row in pages:
            if row["page"] == request.path_params["page"]:
                return row
        raise HTTPException(404, "The document has no such page. そのページはありません。")

    def _missing(self, entry: Entry) -> NoPdfError | None:
        """Why there are no pictures, if there are none."""
        try:
            self._pictures.pdf(entry.document)
        except NoPdfError as error:
            return error
        return None

    def _findings_beside(self, entry: Entry, page: int) -> Beside:
        """The pages with findings before and after a page, over all documents."""
        entries = list(self._corpus.entries().values())
        numbers = {one.document_id: number for number, one in enumerate(entries)}
        found = [(number, at) for number, one in enumerate(entries) for at in one.found_on]
        before, after = _beside(found, (numbers[entry.document_id], page))
        return _at(entries, before), _at(entries, after)

    def _html(self, template: str, status: int = 200, /, **values: Any) -> Response:
        text = self._templates.get_template(template).render(severities=SEVERITIES, **values)
        return HTMLResponse(text, status, _HEADERS)


def _beside(places: Sequence[Any], at: Any) -> tuple[Any, Any]:
    """The places before and after one, in a sorted sequence that may hold it or not; None at the ends.

    >>> _beside([1, 4, 6], 4), _beside([1, 4, 6], 5), _beside([1], 1)
    ((1, 6), (4, 6), (None, None))
    """
    before, after = bisect_left(places, at), bisect_right(places, at)
    return places[before - 1] if before else None, places[after] if after < len(places) else None


def _at(entries: Sequence[Entry], place: tuple[int, int] | None) -> tuple[str, int] | None:
    return (entries[place[0]].document_id, place[1]) if place else None


def _findings_on(findings: Sequence[Row], page: int) -> dict[str, int]:
    """Findings on a page by severity."""
    return {
        severity: sum(row["page"] == page and row["severity"] == severity for row in findings)
        for severity in SEVERITIES
    }
