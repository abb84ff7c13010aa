"""Ditto marks (同上, 〃): what the row above says, said again."""

from __future__ import annotations

import re
from collections.abc import Iterable

_DITTO = re.compile(r"(?:同上|上に同じ|同じ|〃|々|仝|″|”|\"|'')[。.]?")


def is_ditto(text: str | None) -> bool:
    """Whether a text says only that the one above holds here too.

    >>> is_ditto(" 〃 "), is_ditto("同上（一部）")
    (True, False)
    """
    return bool(text and _DITTO.fullmatch(text.strip()))


def resolve_dittos(texts: Iterable[str | None]) -> list[str | None]:
    """Each text, a ditto mark replaced by the last text above it; None where nothing stands above.

    >>> resolve_dittos(["表現の変更", None, "同上"])
    ['表現の変更', None, '表現の変更']
    """
    out: list[str | None] = []
    above: str | None = None
    for text in texts:
        if is_ditto(text):
            out.append(above)
        else:
            out.append(text)
            above = text or above
    return out
