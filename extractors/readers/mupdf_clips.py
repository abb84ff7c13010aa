"""Which clip each character of a page is printed under, from MuPDF: its text page does not tell.

A device of our own is run over the page. It is slow, a call of Python for every text and clip, and asked only where a
clip may hide something.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pymupdf

from extractors.model import FloatArray
from extractors.readers.clipping import EVERYTHING, Clip, common

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
