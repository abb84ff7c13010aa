"""Widths of glyphs: reportlab's built-in Japanese fonts (not embedded), or a TrueType file (embedded, subset)."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfbase.ttfonts import TTFont

BUILT_IN = {"mincho": "HeiseiMin-W3", "gothic": "HeiseiKakuGo-W5"}
NO_LINE_START = frozenset("、。，．）］」』】〉》・：；？！ー)],.ぁぃぅぇぉっゃゅょァィゥェォッャュョ々％")
FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts")


@lru_cache(maxsize=16)
def registered(font: str) -> str:
    """The name under which reportlab knows ``font`` (a key of BUILT_IN or a path of a TrueType file)."""
    if font in BUILT_IN:
        pdfmetrics.registerFont(UnicodeCIDFont(BUILT_IN[font]))
        return BUILT_IN[font]
    name = Path(font).stem
    pdfmetrics.registerFont(TTFont(name, font))
    return name


def embedded(file_name: str) -> str:
    """The path of an installed font file. Raises FileNotFoundError with what to install."""
    for folder in FOLDERS:
        for path in sorted(Path(folder).rglob(file_name)):
            return str(path)
    raise FileNotFoundError(f"{file_name} is not installed; on Debian: apt-get install fonts-ipaexfont fonts-vlgothic")


@lru_cache(maxsize=20000)
def glyph_width(char: str, font: str) -> float:
    """Advance of a character at size 1."""
    return float(pdfmetrics.stringWidth(char, registered(font), 1.0))


def width(text: str, font: str, size: float) -> float:
    """Advance of a text in points."""
    return size * sum(glyph_width(char, font) for char in text)


def wrap(text: str, room: float, font: str, size: float) -> list[str]:
    """The visual lines of ``text`` in ``room`` points: breaks anywhere between Japanese characters, between Latin
    words, and never before a closing mark. Empty text gives one empty line."""
    return [line for paragraph in text.split("\n") for line in _wrap_paragraph(paragraph, room, font, size)]


def _wrap_paragraph(text: str, room: float, font: str, size: float) -> list[str]:
    lines: list[str] = []
    start = 0
    used = 0.0
    for at, char in enumerate(text):
        used += glyph_width(char, font) * size
        if used > room and at > start:
            cut = _break_before(text, start, at)
            lines.append(text[start:cut])
            start, used = cut, width(text[cut : at + 1], font, size)
    return [*lines, text[start:]]


def _break_before(text: str, start: int, at: int) -> int:
    """Where to break at or before ``at``: at least one character stays on the line."""
    cut = at
    while cut > start + 1 and (text[cut] in NO_LINE_START or _inside_word(text, cut)):
        cut -= 1
    return cut if cut > start + 1 else at


def _inside_word(text: str, at: int) -> bool:
    return text[at].isascii() and text[at].isalnum() and text[at - 1].isascii() and text[at - 1].isalnum()
