"""Rulings of scanned pages that have text of their own: a scanner's program lays what it recognised over its picture,
and the rulings are in the picture alone.

The page is drawn by pypdfium2 (which comes with pdfplumber), the same for every reader. Text and rulings are those of
the straightened page, as with OCR.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import radians, sqrt, tan
from pathlib import Path
from typing import Any

import numpy as np
import pypdfium2

from extractors.model import Ink
from extractors.readers.base import unreadable
from extractors.readers.ocr_image import find_rules, upright

SCALE = 150 / 72  # pixels per point: rulings need no more, and a scan of 100 dpi has little less
SCALE_OF_PARTS = 2 * SCALE  # of a scan in several pictures, which drawn coarser lose a row of pixels where they meet; a
# ruling may be no more than that row
_PART = 0.01  # of a page's area: a stamp or a seal beside a scan covers less
_STRIP = 0.5  # of a page's width or height: a part that covers less may reach so far
_MOST_PIXELS = 20_000_000  # of a drawn page: A3 in parts has as many; larger sheets are drawn coarser


def with_rules_of_pictures(path: Path, inks: Sequence[Ink]) -> list[Ink]:
    """The pages with the rulings that their pictures show. Raises ``UnreadableDocument`` (``damaged``)."""
    try:
        with pypdfium2.PdfDocument(path) as document:
            return [_with_rules(document[ink.page - 1], ink) for ink in inks]
    except pypdfium2.PdfiumError as error:
        raise unreadable("damaged", error) from error


def _with_rules(page: Any, ink: Ink) -> Ink:
    scale = scale_of(ink)
    grey = np.asarray(page.render(scale=scale, grayscale=True).to_pil().convert("L"))
    sheet = upright(grey, scale)
    found = find_rules(sheet.ink, scale)
    boxes = found.boxes / np.tile((grey.shape[1] / ink.width, grey.shape[0] / ink.height), 2)
    thickness = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    slope = tan(radians(sheet.skew))
    return replace(
        ink,
        x=ink.x + (ink.y - ink.height / 2) * slope,
        y=ink.y - (ink.x - ink.width / 2) * slope,
        rules=np.column_stack((boxes, thickness)),
        is_dashed=found.is_dashed,
    )


def scale_of(ink: Ink) -> float:
    """The pixels per point that a page is drawn with."""
    wide, high = (ink.images[:, 2:] - ink.images[:, :2]).T / ((ink.width,), (ink.height,))
    is_part = (wide * high > _PART) | (np.maximum(wide, high) > _STRIP)
    scale = SCALE_OF_PARTS if np.count_nonzero(is_part) > 1 else SCALE
    return min(scale, sqrt(_MOST_PIXELS / (ink.width * ink.height)))
