"""Drawings on pages of their own: their title, and their texts grouped as a reader sees them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from statistics import median

from extractors.characters import fold
from extractors.layout.boxes import contains
from extractors.layout.page import Page
from extractors.layout.textgroups import TextGroup, group_texts
from extractors.model import Box, Claim, Figure, FigureText

_MARK = re.compile(
    r"[(\[【<]*(別紙|別添|別表|別図|別記|資料|参考|図)[-ー0-9の]*[)\]】>]*"
)  # which annex a page is, folded


def read_figures(page: Page) -> list[Figure]:
    """Read a page of role figure outside assessments as one drawing; claims every line of it."""
    cells = [*page.loose, *page.cells]
    lines = [line for cell in cells for line in cell.lines if line.glyphs and not page.is_claimed(line)]
    groups = group_texts(page, lines)
    page.claim_lines(lines, Claim.VALUE)
    title, groups = _title(groups, page)
    box = _extent([group.box for group in groups], page)
    if box is None:
        return []
    return [Figure(title, tuple(FigureText(group.text, group.box) for group in groups), page.number, box)]


def _title(groups: Sequence[TextGroup], page: Page) -> tuple[str | None, list[TextGroup]]:
    """The line that heads the page, the annex's mark beside or above it included, and the texts without it."""
    rest, marks = list(groups), []
    while rest:
        first = rest[0]
        row = [group for group in rest if group.box.top < first.box.bottom and group.box.bottom > first.box.top]
        here = [group for group in row if _MARK.fullmatch(fold(group.text))]
        marks += here
        rest = [group for group in rest if group not in here]
        others = [group for group in row if group not in here]
        if len(others) == 1 and _may_head(others[0], rest):
            return _joined(others[0], marks, rest, page)
        if others:
            break
    words = " ".join(mark.text for mark in marks)
    return words or None, rest


def _may_head(group: TextGroup, texts: Sequence[TextGroup]) -> bool:
    """Whether a text is no box's label, and printed as large as most."""
    is_label = group.is_boxed or not all(group.home is None or contains(group.home, other.box) for other in texts)
    return not is_label and group.size >= median(other.size for other in texts)


def _joined(head: TextGroup, marks: Sequence[TextGroup], rest: list[TextGroup], page: Page):
    """The first paragraph of a heading, with the annex's marks; what follows it in its group is a text."""
    paragraph, _, more = head.text.partition("\n")
    rest = rest[1:]
    if more.strip():
        n, length = 0, len(re.sub(r"\s", "", paragraph))
        while length > 0:
            length -= len(re.sub(r"\s", "", head.lines[n].text))
            n += 1
        lines = head.lines[n:]
        box = page.box(lines) or head.box
        rest.insert(0, TextGroup(lines, more.strip(), box, head.size, head.home, False))
    return " ".join([paragraph, *(mark.text for mark in marks)]), rest


def _extent(texts: Sequence[Box], page: Page) -> Box | None:
    """The box around all that a page draws and the texts that belong to it, None for an empty page."""
    ink = page.ink
    drawn = [Box(*row[:4]) for boxes in (ink.rules, ink.images) for row in boxes.tolist()]
    everything = [*texts, *drawn]
    if not everything:
        return None
    box = everything[0]
    for other in everything[1:]:
        box = box.union(other)
    return Box(max(box.x0, 0.0), max(box.top, 0.0), min(box.x1, ink.width), min(box.bottom, ink.height))
