"""Sheets of paper to pages as they are read: of usual size, upright, and one by one where two are printed on a sheet.

What was read is told in the sheet's own points and page numbers again by ``as_displayed``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from itertools import groupby
from typing import Any

import numpy as np

from extractors.layout.ink import RIGHT
from extractors.layout.pictures import is_one_picture
from extractors.layout.turn import reading_turn, turn_back, turn_forward, turn_upright
from extractors.model import BoolArray, Box, DocumentReading, FloatArray, Ink, PageReading
from extractors.settings import TOLERANCES, enlargement

# Two pages on one sheet, in shares of the sheet's width
_LANDSCAPE = 1.2  # times its height
_GUTTER = 0.01  # free of print on each side of the middle: printers leave 3 mm of a page's edge at least
_SAME_PLACE = 0.01  # by which the tables of two pages may miss the same place on their pages
_TABLE = 0.3  # width of a form's table at least, more than half of its page's


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page as it is read lies: on which page of the PDF (``sheet``), of what size as displayed, how many times
    too large that is printed (``scale``), by how many quarter turns clockwise it shows upright text, and where on the
    upright sheet, in points of the page as read, the page begins (``left``)."""

    sheet: int
    width: float
    height: float
    scale: float = 1.0
    turn: int = 0
    left: float = 0.0

    @property
    def is_plain(self) -> bool:
        """Whether the page is read as it is displayed."""
        return self.scale == 1 and not self.turn and not self.left

    def displayed(self, box: Box) -> Box:
        """A box of the page as read as it lies on the displayed sheet."""
        x0, top, x1, bottom = box
        placed = Box(x0 + self.left, top, x1 + self.left, bottom)
        turned = turn_back(placed, self.turn, self.width / self.scale, self.height / self.scale)
        return Box(*(edge * self.scale for edge in turned))

    def read(self, box: Box) -> Box:
        """A box of the displayed sheet as it lies on the page as read."""
        turned = turn_forward(
            Box(*(edge / self.scale for edge in box)), self.turn, self.width / self.scale, self.height / self.scale
        )
        return Box(turned.x0 - self.left, turned.top, turned.x1 - self.left, turned.bottom)


def read_pages(inks: Sequence[Ink], *, is_halved: bool = False) -> list[tuple[Ink, Place]]:
    """The pages as they are read, in order, numbered from 1.

    With ``is_halved`` landscape sheets with print on both halves and none between them are two pages each.
    """
    pages: list[tuple[Ink, Place]] = []
    for ink in inks:
        scale = enlargement(ink.width, ink.height, ink.size)
        usual, turn = _at_scale(ink, scale), reading_turn(ink)
        upright = turn_upright(usual, turn)
        place = Place(ink.page, ink.width, ink.height, scale, turn)
        if is_halved and _is_parted(upright):
            for half, left in _halves(upright):
                pages.append((replace(half, page=len(pages) + 1), replace(place, left=left)))
        else:
            pages.append((replace(upright, page=len(pages) + 1), place))
    return pages


def may_hold_two(inks: Sequence[Ink]) -> bool:
    """Whether on some of the sheets, upright and of usual size, two pages seem to stand side by side: the tables on its
    halves have the same width and the same margins, and nothing is printed across the middle. Two tables of one page
    stand nearer to each other."""
    return any(_is_parted(ink) for ink in inks if seems_two(ink))


def seems_two(ink: Ink) -> bool:
    """Whether the tables on the halves of a landscape sheet are those of two pages, whatever is printed between."""
    return _is_landscape(ink) and _has_two_frames(ink)


def _at_scale(ink: Ink, scale: float) -> Ink:
    if scale == 1:
        return ink
    lengths = ("width", "height", "x", "y", "advance", "size", "images")
    rules, fills = ink.rules / scale, ink.fills / np.array([scale] * 4 + [1])
    return replace(ink, rules=rules, fills=fills, **{name: getattr(ink, name) / scale for name in lengths})


# ------------------------------------------------------------------------------------------------ two on a sheet


def _spans(ink: Ink) -> FloatArray:
    """From where to where on the sheet's width each thing printed reaches. The paper is not printed: neither where it
    is white, nor as the picture of a scanned sheet, which says nothing of what it shows."""
    is_level = ink.direction == RIGHT
    left = np.where(is_level, ink.x, ink.x - ink.size)
    right = np.where(is_level, ink.x + ink.advance, ink.x + ink.size)
    is_inked = ~ink.is_watermark & np.array([not text.isspace() for text in ink.text], dtype=np.bool_)
    glyphs = np.column_stack((left, right))[is_inked]
    seen = ink.fills[ink.fills[:, 4] < TOLERANCES.white]
    pictures = ink.images[:0] if is_one_picture(ink) else ink.images
    return np.vstack([glyphs, *(boxes[:, [0, 2]] for boxes in (ink.rules, seen, pictures))])


def _is_landscape(ink: Ink) -> bool:
    return ink.width >= _LANDSCAPE * ink.height


def _is_parted(ink: Ink) -> bool:
    """Whether a landscape sheet has text on both halves and nothing printed between them but a line to fold or cut."""
    if not _is_landscape(ink) or not ink.text:
        return False
    middle, gutter = ink.width / 2, _GUTTER * ink.width
    left, right = _spans(replace(ink, rules=ink.rules[~_is_fold(ink)])).T
    if bool(((left < middle + gutter) & (right > middle - gutter)).any()):
        return False
    is_left = ink.x < middle
    return bool(is_left.any() and not is_left.all())


def _is_fold(ink: Ink) -> BoolArray:
    """Which rules stand in the sheet's middle: where it is folded or cut, or its scan has a shadow."""
    middle, gutter = ink.width / 2, _GUTTER * ink.width
    is_between: BoolArray = (ink.rules[:, 0] > middle - gutter) & (ink.rules[:, 2] < middle + gutter)
    return is_between


def _has_two_frames(ink: Ink) -> bool:
    middle = ink.width / 2
    frames: list[tuple[float, float]] = []
    drawn = ink.rules[~_is_fold(ink)]
    for rules in (drawn[drawn[:, 0] < middle], drawn[drawn[:, 0] > middle]):
        if not len(rules):
            return False
        frames.append((float(rules[:, 0].min()), float(rules[:, 2].max())))
    (a0, a1), (b0, b1) = frames
    slack = _SAME_PLACE * ink.width
    is_wide = a1 - a0 > _TABLE * ink.width
    return is_wide and abs(b0 - a0 - middle) < slack and abs(b1 - a1 - middle) < slack


def _halves(ink: Ink) -> list[tuple[Ink, float]]:
    """Both halves of a sheet as pages of their own, and where on the sheet each begins. Each has its share of the
    sheet's picture."""
    middle = ink.width / 2
    out: list[tuple[Ink, float]] = []
    for left in (0.0, middle):

        def of_half(x: FloatArray, left: float = left) -> BoolArray:
            return (x < middle) if left == 0 else (x >= middle)

        glyphs = of_half(ink.x)
        images = ink.images[(ink.images[:, 0] < middle) if left == 0 else (ink.images[:, 2] > middle)]
        images = np.clip(images, (left, -np.inf, left, -np.inf), (left + middle, np.inf, left + middle, np.inf))
        boxes = {"rules": ink.rules, "fills": ink.fills, "images": images}
        kept = {name: of_half(some[:, [0, 2]].mean(axis=1)) for name, some in boxes.items()}
        kept["rules"] &= ~_is_fold(ink)
        half = replace(
            ink.only(glyphs),
            width=middle,
            x=ink.x[glyphs] - left,
            is_dashed=ink.is_dashed[kept["rules"]],
            n_hidden=0 if left else ink.n_hidden,
            **{name: _moved(some[kept[name]], left) for name, some in boxes.items()},
        )
        out.append((half, left))
    return out


def _moved(boxes: FloatArray, left: float) -> FloatArray:
    moved = boxes.copy()
    moved[:, [0, 2]] -= left
    return moved


# ------------------------------------------------------------------------------------------------ as displayed


def as_displayed(reading: DocumentReading, places: Sequence[Place]) -> DocumentReading:
    """A reading of pages with every page number and box as the PDF has them; ``places`` says where each page lies."""
    if all(place.is_plain for place in places) and len(places) == places[-1].sheet:
        return reading

    def shown(thing: Any, page: int | None = None) -> Any:
        page = getattr(thing, "page", page)
        known: dict[str, Any] = {}
        for column in fields(thing):
            value = getattr(thing, column.name)
            if column.name == "box" and value is not None and page is not None:
                known["box"] = places[page - 1].displayed(value)
            elif column.name in ("page", "page_first", "page_last") and value is not None:
                known[column.name] = places[value - 1].sheet
            elif isinstance(value, tuple) and value and is_dataclass(value[0]):
                known[column.name] = tuple(shown(part, page) for part in value)
        return replace(thing, **known)

    told = shown(reading)
    sheets = [list(pages) for _, pages in groupby(told.pages, key=lambda page: page.page)]
    counted = Counter[int]()
    passages = []
    for passage in told.passages:
        counted[passage.page] += 1
        passages.append(replace(passage, seq=counted[passage.page]))
    return replace(told, pages=tuple(map(_sheet, sheets)), passages=tuple(passages))


def _sheet(pages: Sequence[PageReading]) -> PageReading:
    """What a sheet is whose pages were read: what the page is that prints most, with all that they count."""
    if len(pages) == 1:
        return pages[0]
    most = max(pages, key=lambda page: page.n_glyphs)
    counts = tuple(sum(column) for column in zip(*(page.n_by_claim for page in pages), strict=True))
    numbers = [page.printed_number for page in pages if page.printed_number is not None]
    unread = next((page.unread for page in pages if page.unread is not None), None)
    return replace(
        most,
        n_glyphs=sum(counts),
        n_by_claim=counts,
        printed_number=numbers[0] if numbers else None,
        unread=unread,
    )
