"""Which clip each character of a page is printed under, and which fills are under a soft mask, from MuPDF: its text
page and its list of drawings do not tell.

A device of our own is run over the page. It is slow, a call of Python for every text, fill and clip, and asked only
where a clip or a mask may hide something.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from enum import IntEnum
from functools import reduce
from typing import Any

import numpy as np
import pymupdf

from extractors.model import FloatArray
from extractors.readers.clipping import EVERYTHING, Clip, common

NO_PAINT = frozenset(("clip", "group"))  # of the types of drawings in MuPDF's list

mupdf: Any = pymupdf.mupdf  # type: ignore[reportPrivateImportUsage]  # documented, and untyped


def character_clips(page: pymupdf.Page, n_characters: int) -> FloatArray | None:
    """The clip of each character, shape (n, 4), in content order on the unturned page; None where the device saw
    another number of characters than the text page."""
    device = _Device()
    mupdf.fz_run_page_contents(page.this, device, mupdf.FzMatrix(), mupdf.FzCookie())  # type: ignore[attr-defined]
    mupdf.fz_close_device(device)
    counts = [count for count, _ in device.texts]
    if sum(counts) != n_characters:
        return None
    return np.repeat(np.array([clip for _, clip in device.texts], dtype=np.float64).reshape(-1, 4), counts, axis=0)


class _Device(mupdf.FzDevice2):
    """Keeps how many characters each text has, and the clip it is printed under."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[tuple[int, Clip]] = []
        self._clips: list[Clip] = [EVERYTHING]
        self._filled: int | None = None  # where the text lies that was filled in the call before
        for call in ("fill_text", "stroke_text", "clip_text", "clip_stroke_text", "ignore_text"):
            getattr(self, f"use_virtual_{call}")()
        for call in ("clip_path", "clip_stroke_path", "clip_image_mask", "pop_clip", "begin_mask"):
            getattr(self, f"use_virtual_{call}")()

    def _text(self, text: Any, is_first: bool = False) -> None:
        at = int(text.this)
        is_again = at == self._filled and not is_first
        self._filled = at if is_first else None  # a later text may lie where this one lay
        if is_again:
            return  # filled, and then stroked: the text page has it once
        count, span = 0, text.head
        while span:
            count += span.len
            span = span.next
        self.texts.append((count, self._clips[-1]))

    def fill_text(self, _context: Any, text: Any, *_how: Any) -> None:
        self._text(text, is_first=True)

    def stroke_text(self, _context: Any, text: Any, *_how: Any) -> None:
        self._text(text)

    def ignore_text(self, _context: Any, text: Any, *_how: Any) -> None:
        self._text(text)

    def clip_text(self, _context: Any, text: Any, *_how: Any) -> None:
        self._text(text)
        self._clips.append(self._clips[-1])

    def clip_stroke_text(self, _context: Any, text: Any, *_how: Any) -> None:
        self._text(text)
        self._clips.append(self._clips[-1])

    def clip_path(self, _context: Any, path: Any, _even_odd: Any, matrix: Any, *_how: Any) -> None:
        box = mupdf.ll_fz_bound_path(path, None, matrix)
        is_path = box.x0 <= box.x1 and box.y0 <= box.y1
        clip = common(self._clips[-1], (box.x0, box.y0, box.x1, box.y1)) if is_path else self._clips[-1]
        self._clips.append(clip)

    def clip_stroke_path(self, *_call: Any) -> None:
        self._clips.append(self._clips[-1])

    def clip_image_mask(self, *_call: Any) -> None:
        self._clips.append(self._clips[-1])

    def begin_mask(self, *_call: Any) -> None:
        self._clips.append(self._clips[-1])  # a mask ends as a clip does

    def pop_clip(self, *_call: Any) -> None:
        if len(self._clips) > 1:
            self._clips.pop()


class _Fill(IntEnum):
    """How much is seen of a fill."""

    WHOLE = 0
    MASKED = 1  # its ground may be seen through it
    NOTHING = 2  # it paints a mask and not the page, or its clip is a point


def as_masked(page: pymupdf.Page, drawings: Sequence[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The drawings of a page without fills of which nothing is seen, and those under a soft mask as not opaque; the
    others have the clip that they are painted under (``within``): in the list a clip ends with a mask inside it.

    A drawing is known by its box, and where several have one box, by its place among them.
    """
    device = _FillDevice()
    mupdf.fz_run_page(page.this, device, mupdf.FzMatrix(), mupdf.FzCookie())  # type: ignore[attr-defined]
    mupdf.fz_close_device(device)
    listed = _fills_by_box(drawings)
    nth: dict[_Place, int] = defaultdict(int)
    for drawing in drawings:
        if not _is_fill(drawing):
            yield drawing
            continue
        place = _place(drawing["rect"])
        told = device.fills.get(place, [(_Fill.WHOLE, EVERYTHING)])
        if len(told) == listed[place]:
            how, clip = told[nth[place]]
            nth[place] += 1
        else:
            how, clip = min(max(how for how, _ in told), _Fill.MASKED), reduce(common, (clip for _, clip in told))
        if how is _Fill.WHOLE:
            yield {**drawing, "within": clip}
        elif how is _Fill.MASKED:
            yield {**drawing, "fill_opacity": 0.0}


_Place = tuple[int, ...]


def _place(box: Iterable[float]) -> _Place:
    return tuple(round(edge * 10) for edge in box)


def _is_fill(drawing: dict[str, Any]) -> bool:
    return bool(drawing.get("fill")) and drawing["type"] not in NO_PAINT


def _fills_by_box(drawings: Iterable[dict[str, Any]]) -> dict[_Place, int]:
    listed: dict[_Place, int] = defaultdict(int)
    for drawing in drawings:
        if _is_fill(drawing):
            listed[_place(drawing["rect"])] += 1
    return listed


class _FillDevice(mupdf.FzDevice2):
    """Keeps of each filled path its box, how much is seen of it, and its clip."""

    def __init__(self) -> None:
        super().__init__()
        self.fills: dict[_Place, list[tuple[_Fill, Clip]]] = defaultdict(list)
        self._open: list[tuple[_Fill, Clip]] = [(_Fill.WHOLE, EVERYTHING)]  # clips and masks, each with those around it
        for call in ("fill_path", "clip_path", "clip_stroke_path", "clip_text", "clip_stroke_text"):
            getattr(self, f"use_virtual_{call}")()
        for call in ("clip_image_mask", "pop_clip", "begin_mask", "end_mask"):
            getattr(self, f"use_virtual_{call}")()

    def fill_path(self, _context: Any, path: Any, _even_odd: Any, matrix: Any, *_how: Any) -> None:
        box = mupdf.ll_fz_bound_path(path, None, matrix)
        self.fills[_place((box.x0, box.y0, box.x1, box.y1))].append(self._open[-1])

    def clip_path(self, _context: Any, path: Any, _even_odd: Any, matrix: Any, *_how: Any) -> None:
        box = mupdf.ll_fz_bound_path(path, None, matrix)
        how, clip = self._open[-1]
        if box.x0 > box.x1:  # of a point MuPDF keeps no box
            self._open.append((_Fill.NOTHING, clip))
        else:
            self._open.append((how, common(clip, (box.x0, box.y0, box.x1, box.y1))))

    def _clip(self, *_call: Any) -> None:
        self._open.append(self._open[-1])

    clip_stroke_path = clip_text = clip_stroke_text = clip_image_mask = _clip

    def begin_mask(self, *_call: Any) -> None:
        self._open.append((_Fill.NOTHING, self._open[-1][1]))

    def end_mask(self, *_call: Any) -> None:
        """What follows is painted under the mask, until it ends as a clip does."""
        self.pop_clip()
        how, clip = self._open[-1]
        self._open.append((max(how, _Fill.MASKED), clip))

    def pop_clip(self, *_call: Any) -> None:
        if len(self._open) > 1:
            self._open.pop()
