"""諮問 letters, 諮問書 tables and 答申書 to consultations."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.layout.page import Page
from extractors.model import Consultation, Finding


def read_consultations(pages: Sequence[Page]) -> tuple[list[Consultation], list[Finding]]:
    """Read a run of pages of role consultation or report, which may hold several documents; claims what it reads."""
    return [], []
