"""Where the PDFs of a run were fetched from, as the manifests of their folders say."""

from __future__ import annotations

from collections.abc import Iterable

from pipeline.corpus import Source
from pipeline.fetching.manifest import ManifestError, urls_by_content
from pipeline.remote import read_bytes


class Origins:
    """The manifests that know the sources of a run, read once. Raises ManifestError for one that can't be read."""

    def __init__(self, sources: Iterable[Source]) -> None:
        places = {place for source in sources for place in source.manifests}
        self._urls = {place: _read(place) for place in sorted(places)}

    def url(self, source: Source, sha256: str) -> str | None:
        """The URL of a source with that content, from the manifest nearest to it that knows it."""
        known = (self._urls[place].get(sha256) for place in source.manifests)
        return next((url for url in known if url), None)


def _read(place: str) -> dict[str, str]:
    try:
        return urls_by_content(read_bytes(place), place)
    except OSError as error:
        raise ManifestError(f"{place} can't be read: {error.strerror or error}") from None
