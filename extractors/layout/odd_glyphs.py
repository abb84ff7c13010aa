"""Printed glyphs whose character says nothing: private-use ones (外字), and those without a character at all.

They stay in the text as they are, since no rule can know what the font draws. Each page says how many it has and where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.characters import PRIVATE_USE, UNREADABLE, is_gibberish
from extractors.layout.page import Page
from extractors.model import Box, Finding, Severity

TEXT_UNREADABLE = "text_unreadable"
_ODD = re.compile(f"[{PRIVATE_USE}{UNREADABLE}]")
_RULES = {
    True: (
        "glyph_unreadable",
        "printed characters that the font gives no meaning to; they stand in the text as U+FFFD",
    ),
    False: (
        "private_use_glyph",
        "a private-use character (外字), whose meaning only its font knows; it stays in the text",
    ),
}


def unreadable_text_findings(page: Page, assessment_no: int | None) -> Iterator[Finding]:
    """A finding where the fonts lost what a page's characters mean: its text is none."""
    if is_gibberish("".join(page.glyphs.text)):
        message = "the fonts give the characters of this page no meaning: only OCR can read it (--ocr auto)"
        yield Finding(Severity.WARNING, TEXT_UNREADABLE, message, assessment_no, page=page.number)


def odd_glyph_findings(page: Page, assessment_no: int | None) -> Iterator[Finding]:
    """One finding per page and odd character, in content order: how often it is printed, and the first one's box."""
    glyphs = page.glyphs
    if not _ODD.search("".join(glyphs.text)):
        return
    found: dict[str, list[int]] = {}
    for n, text in enumerate(glyphs.text):
        if not glyphs.is_duplicate[n]:
            for character in _ODD.findall(text):
                found.setdefault(character, []).append(n)
    for character, at in found.items():
        rule, message = _RULES[character == UNREADABLE]
        box = Box(*(float(edge) for edge in glyphs.boxes[at[0]]))
        count = f"U+{ord(character):04X} × {len(at)}"
        yield Finding(Severity.WARNING, rule, message, assessment_no, found=count, page=page.number, box=box)
