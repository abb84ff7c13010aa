"""Watermarks (透かし: 複写, 複製禁止, パブリックコメント用) that are no larger than a title: it takes several pages to
tell them.

A watermark is one text in one size, larger than the document's type or at an angle that is no quarter turn, that comes
again at its place on other pages. Large level text may be a title, and has to lie across other text or rules too. What
is known as a watermark is one wherever it stands, since pages of another paper have it elsewhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from extractors.characters import fold
from extractors.layout.ink import stretches
from extractors.model import BoolArray, Finding, FloatArray, Ink, IntArray, Severity
from extractors.readers.drawing import letter_squares

_LARGER = 2.0  # times the document's type: titles are smaller, but for a cover's
_PAGES, _PAGES_AT_ANGLE = 3, 2  # on which it stands at one place
_SAME_PLACE = 4.0  # points
_ACROSS = 0.4  # sizes from a letter's middle: what lies there is under the letter
_RULED = 0.25  # the same for rules
_WORDS = re.compile(r"[^\W\d_]{2}|[\u4e00-\u9fff]")  # no circle or tick (○, レ) that marks a choice

#: Words, size in half points, whether at an angle
_Kind = tuple[str, int, bool]


@dataclass(frozen=True, slots=True)
class _Stretch:
    """Letters of one page that are printed in one go."""

    page: int
    kind: _Kind
    glyphs: IntArray
    x: float
    y: float


def mark_watermarks(inks: Sequence[Ink]) -> list[Ink]:
    """The pages, in order, with their ``is_watermark``."""
    type_size = _type_size(inks)
    found: dict[_Kind, list[_Stretch]] = {}
    for n, ink in enumerate(inks):
        for stretch in _stretches(n, ink, _may_be(ink, type_size)):
            found.setdefault(stretch.kind, []).append(stretch)
    marked = list(inks)
    for kind, printed in found.items():
        if _WORDS.search(kind[0]) and _is_watermark(kind, printed, inks, type_size):
            for stretch in printed:
                ink = marked[stretch.page]
                is_watermark = ink.is_watermark.copy()
                is_watermark[stretch.glyphs] = True
                marked[stretch.page] = replace(ink, is_watermark=is_watermark)
    return marked


def watermark_findings(inks: Iterable[Ink]) -> list[Finding]:
    """One finding for each text that is a watermark, at the first page that has it."""
    pages: dict[str, list[int]] = {}
    for ink in inks:
        if ink.is_watermark.any():
            for words in dict.fromkeys(stretch.kind[0] for stretch in _stretches(ink.page, ink, ink.is_watermark)):
                pages.setdefault(words, []).append(ink.page)
    message = "the same large or slanting text lies across several pages: a watermark, in no value"
    return [
        Finding(Severity.INFO, "watermark", message, found=f"{words} × {len(numbers)}", page=numbers[0])
        for words, numbers in pages.items()
    ]


def _type_size(inks: Iterable[Ink]) -> float:
    sizes = [ink.size[~ink.is_invisible] for ink in inks]
    return float(np.median(np.concatenate(sizes))) if any(map(len, sizes)) else 0.0


def _may_be(ink: Ink, type_size: float) -> BoolArray:
    return (ink.is_slanting | (ink.size >= _LARGER * type_size)) & ~ink.is_invisible


def _stretches(page: int, ink: Ink, chosen: BoolArray) -> list[_Stretch]:
    found: list[_Stretch] = []
    for glyphs in stretches(ink, chosen):
        words = fold("".join(ink.text[glyph] for glyph in glyphs.tolist()))
        if words:
            first = glyphs[0]
            kind = words, round(2 * float(ink.size[first])), bool(ink.is_slanting[first])
            found.append(_Stretch(page, kind, glyphs, float(ink.x[first]), float(ink.y[first])))
    return found


def _is_watermark(kind: _Kind, printed: Sequence[_Stretch], inks: Sequence[Ink], type_size: float) -> bool:
    n_pages = _most_at_one_place(printed)
    if kind[2]:
        return n_pages >= _PAGES_AT_ANGLE
    return n_pages >= _PAGES and any(_lies_across(inks[one.page], one, type_size) for one in printed)


def _most_at_one_place(printed: Sequence[_Stretch]) -> int:
    """On how many pages a text stands at the place at which it is on most pages."""
    pages: dict[tuple[int, int], set[int]] = {}
    for stretch in printed:
        x, y = stretch.x / _SAME_PLACE, stretch.y / _SAME_PLACE
        for place in {(int(x + dx), int(y + dy)) for dx in (0, 0.5) for dy in (0, 0.5)}:
            pages.setdefault(place, set()).add(stretch.page)
    return max(map(len, pages.values()))


def _lies_across(ink: Ink, stretch: _Stretch, type_size: float) -> bool:
    """Whether smaller text or a rule lies under one of the letters."""
    middles = letter_squares(ink.x, ink.y, ink.advance, ink.size, ink.direction, ink.is_vertical)
    is_under = ~_may_be(ink, type_size) & ~ink.is_invisible & np.array([not text.isspace() for text in ink.text])
    inked = [glyph for glyph in stretch.glyphs.tolist() if not ink.text[glyph].isspace()]
    return any(_is_near(middles[glyph], middles[is_under]) or _is_ruled(middles[glyph], ink.rules) for glyph in inked)


def _is_near(letter: FloatArray, others: FloatArray) -> bool:
    return bool((np.abs(others[:, :2] - letter[:2]).max(axis=1, initial=0) < 2 * _ACROSS * letter[2]).any())


def _is_ruled(letter: FloatArray, rules: FloatArray) -> bool:
    x, y, half = letter
    x0, top, x1, bottom = rules[:, :4].T
    reach = 2 * _RULED * half
    return bool(((x0 < x + reach) & (x1 > x - reach) & (top < y + reach) & (bottom > y - reach)).any())
