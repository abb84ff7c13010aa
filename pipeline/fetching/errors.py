"""The two ways in which nothing is kept of a URL."""

from __future__ import annotations


class RefusedError(Exception):
    """A URL that is not to be fetched, or whose content is not to be kept. Trying again would not help."""


class UnreachableError(Exception):
    """Nothing came, also when tried again; ``http_status`` is the last answer's, empty if there was none."""

    def __init__(self, message: str, http_status: str = "") -> None:
        super().__init__(message)
        self.http_status = http_status
