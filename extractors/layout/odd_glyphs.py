"""Printed glyphs whose character says nothing: private-use ones (外字), those without a character at all, and letters
that show a font's map to be wrong.

They stay in the text as they are, since no rule can know what the font draws. Each page says how many it has and where.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from extractors.characters import FOREIGN_LETTER, PRIVATE_USE, UNREADABLE, is_gibberish
from extractors.layout.page import Page
from extractors.model import Box, Finding, Severity

TEXT_DOUBTFUL = "text_doubtful"
_SPOILT = 3  # different letters on a page from which it is no slip: a font's map is wrong
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


def doubtful_text_findings(page: Page, assessment_no: int | None) -> Iterator[Finding]:
    """A finding where the fonts lost what some of a page's characters mean.

    Programs that rewrite PDFs spoil the maps of some fonts in part: kanji stay, and kana, digits and brackets become
    letters. Those that are ASCII can't be told from right ones; the accented ones beside kanji give the page away.
    Where several give it away, what is read of the page can't be relied on, which is an error.
    """
    text = "".join(page.glyphs.text)
    if not is_gibberish(text) and (foreign := FOREIGN_LETTER.findall(text)):
        message = (
            "foreign letters between kana and kanji: a font's map seems to be wrong, and other characters of this page "
            "may be wrong too; read it against the page"
        )
        letters = sorted(set(foreign))
        severity = Severity.ERROR if len(letters) >= _SPOILT else Severity.WARNING
        found = f"{' '.join(letters)} × {len(foreign)}"
        yield Finding(severity, TEXT_DOUBTFUL, message, assessment_no, found=found, page=page.number)


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
