"""Drawings of a form (別添1 事務の内容): on every sheet the region from its heading to what follows, its texts."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from extractors.engine.instances import FormReading, Instance
from extractors.layout.celltext import Line
from extractors.layout.page import Cell, Page
from extractors.layout.textgroups import group_texts
from extractors.model import Box, Claim, Figure, FigureText
from extractors.settings import TOLERANCES


class _Band(NamedTuple):
    """The part of a page that a drawing may fill: from below its heading to above what follows, in points."""

    page: Page
    heading: Cell | None
    top: float
    bottom: float
    lines: list[Line]


def read_drawings(instance: Instance, reading: FormReading) -> list[Figure]:
    """The drawings of a figure item, one for each page or heading; claims their text.

    ``entry_no`` counts the headings where the form prints several.
    """
    assert instance.item is not None
    several = len(instance.sheets) > 1
    figures: list[Figure] = []
    entry, title = 0, instance.part.printed or instance.part.label
    for band in _bands(instance, reading):
        band.page.claim_lines(band.lines, Claim.VALUE)
        if band.heading is not None:
            entry += 1
            title = band.page.text(band.heading.lines, band.heading) or title
        box = _extent(band)
        if box is None:
            continue
        texts = tuple(FigureText(group.text, group.box) for group in group_texts(band.page, band.lines))
        number = max(entry, 1) if several else None
        figures.append(Figure(title, texts, band.page.number, box, None, instance.item.code, instance.file_no, number))
    return figures


def _bands(instance: Instance, reading: FormReading) -> Iterator[_Band]:
    pages = {page.number: page for page, _ in instance.sheets}
    pages |= {chunk.page.number: chunk.page for chunk in instance.chunks}
    for _, page in sorted(pages.items()):
        lines = [line for chunk in instance.chunks if chunk.page is page for line in chunk.lines if line.glyphs]
        places = [_middle(page, line) for line in lines]
        headings = [cell for on, cell in instance.sheets if on is page]
        others = [other.cell.top for other in reading.instances if other is not instance and other.page is page]
        tops: list[tuple[float, Cell | None]] = [(cell.bottom, cell) for cell in headings]
        if not tops or min(places, default=page.ink.height) < headings[0].top:  # a drawing that began before
            tops.insert(0, (0.0, None))
        ends = sorted([*others, *(cell.top for cell in headings), page.ink.height])
        for k, (top, heading) in enumerate(tops):
            bottom = next(end for end in ends if end >= top - TOLERANCES.snap or end == page.ink.height)
            until = tops[k + 1][0] if k + 1 < len(tops) else float("inf")
            here = [line for line, y in zip(lines, places, strict=True) if (top <= y or not k) and y < until]
            yield _Band(page, heading, top, max([bottom, *(y for y in places if top <= y < until)]), here)


def _middle(page: Page, line: Line) -> float:
    box = page.box([line])
    return (box.top + box.bottom) / 2 if box else 0.0


def _extent(band: _Band) -> Box | None:
    """The box around what is drawn in a band, the frame around it included; None where nothing is."""
    page, snap = band.page, TOLERANCES.snap
    rules, images = page.ink.rules[:, :4], page.ink.images[:, :4]
    is_inner = (rules[:, 1] > band.top + snap) & (rules[:, 3] < band.bottom - snap)
    is_reaching = (images[:, 1] < band.bottom) & (images[:, 3] > band.top)
    texts = page.box(band.lines)
    if texts is None and not is_inner.any() and not is_reaching.any():
        return None
    rules = rules[(rules[:, 1] < band.bottom + snap) & (rules[:, 3] > band.top - snap)]
    drawn = np.vstack([rules, images[is_reaching], np.array([texts] if texts else []).reshape(-1, 4)])
    top = min(max(float(drawn[:, 1].min()), band.top), texts.top if texts else page.ink.height)
    bottom = max(min(float(drawn[:, 3].max()), band.bottom), texts.bottom if texts else 0.0)
    x0, x1 = float(drawn[:, 0].min()), float(drawn[:, 2].max())
    return Box(max(x0, 0.0), top, min(x1, page.ink.width), bottom)
