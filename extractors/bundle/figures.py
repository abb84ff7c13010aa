"""Drawings to their texts, grouped as a reader sees them."""

from __future__ import annotations

from extractors.layout.page import Page
from extractors.model import Figure


def read_figures(page: Page) -> list[Figure]:
    """Read a page of role figure outside assessments; claims what it reads."""
    return []
