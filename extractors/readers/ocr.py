"""Pages that are only images, read by OCR: a ``Reader`` whose glyphs, brackets and rulings come from the picture.

The page is drawn by pypdfium2 (which comes with pdfplumber), so OCR needs neither of the two readers. Glyphs are spread
evenly over the stretch of print they were recognised in; all boxes are those of the straightened page.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pypdfium2

from extractors.model import DocumentInfo, FloatArray, Ink
from extractors.readers.base import NO_CHARACTER, unreadable
from extractors.readers.ocr_image import Grey, PixelRules, find_rules, upright
from extractors.readers.ocr_lines import Stretch, find_stretches
from extractors.readers.ocr_tesseract import Recognised, recognise, what_is_missing

SCALE = 300 / 72  # pixels per point: what Tesseract is trained on; coarser scans are enlarged
DOUBTFUL = 60.0  # confidence below which the page may lie on its side
SAMPLE = 8  # stretches that are tried in another direction
BASELINE = 0.38  # ems from the middle of a line's glyphs down to its baseline
HALF_WIDTH = 0.5  # of the em: letters, digits and half-width kana
LEAST_GLYPH = 0.3  # ems: smaller ink that nothing is read from is dirt
FLAT = 0.4  # ems: no dash is higher
DASHES, LIKE_CROSSES = "-－‐―ー一", "xXｘＸ×✕"
_BRACKETS = re.compile(r"[\[\]［］〔〕|｜]")


@dataclass(frozen=True, slots=True, eq=False)
class _Seen:
    """A page as it is read in one direction: its straightened image, its rulings, and its stretches of print."""

    grey: Grey
    rules: PixelRules
    stretches: list[Stretch]

    def unread(self) -> list[Stretch]:
        """The stretches that the recogniser has to read."""
        return [stretch for stretch in self.stretches if stretch.picture is not None]


class OcrReader:
    """``Reader`` on Tesseract. Every page is read from its picture, whatever text it has."""

    name = "ocr"
    notes = ()

    def __init__(self, path: Path) -> None:
        missing = what_is_missing()
        if missing is not None:
            raise unreadable("missing_ocr", missing)
        try:
            self._document = pypdfium2.PdfDocument(path)
        except pypdfium2.PdfiumError as error:
            raise unreadable("damaged", error) from error
        self.n_pages = len(self._document)
        self.info = DocumentInfo(n_pages=self.n_pages)

    def ink(self, page: int) -> Ink:
        """See ``Reader.ink``. Raises ``UnreadableDocument("ocr_failed", …)`` if the page cannot be recognised."""
        try:
            drawn = self._document[page - 1]
            width, height = drawn.get_size()
            image: Any = drawn.render(scale=SCALE, grayscale=True)  # type: ignore[arg-type]  # any number will do
            grey = np.asarray(image.to_pil().convert("L"))
        except pypdfium2.PdfiumError as error:
            raise unreadable("damaged", f"page {page}: {error}") from error
        try:
            turn, seen, said = _read(grey)
        except OSError as error:
            raise unreadable("ocr_failed", f"page {page}: {error}") from error
        return _ink(page, width, height, turn, seen, said)

    def close(self) -> None:
        """See ``Reader.close``."""
        self._document.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _read(grey: Grey) -> tuple[int, _Seen, list[Recognised]]:
    """What a page says, and in how many quarter turns clockwise its text runs."""
    seen = _look(grey)
    said = recognise([stretch.picture for stretch in seen.unread() if stretch.picture is not None])
    if not said or _confidence(said) >= DOUBTFUL:
        return 0, seen, said
    best, best_turn, best_seen = _confidence(said), 0, seen
    for turn in (1, 2, 3):
        turned = _look(np.ascontiguousarray(np.rot90(grey, turn)))
        sample = sorted(turned.unread(), key=lambda stretch: stretch.box[0] - stretch.box[2])[:SAMPLE]
        sure = _confidence(recognise([stretch.picture for stretch in sample if stretch.picture is not None]))
        if sure > best:
            best, best_turn, best_seen = sure, turn, turned
    if best_turn:
        said = recognise([stretch.picture for stretch in best_seen.unread() if stretch.picture is not None])
    return best_turn, best_seen, said


def _look(grey: Grey) -> _Seen:
    sheet = upright(grey, SCALE)
    rules = find_rules(sheet.ink, SCALE)
    return _Seen(sheet.grey, rules, find_stretches(sheet.grey, sheet.paper, sheet.ink, rules, SCALE))


def _confidence(said: Sequence[Recognised]) -> float:
    """How sure the recogniser is, a character like another."""
    weight = sum(len(one.text) for one in said)
    return sum(one.confidence * len(one.text) for one in said) / weight if weight else 0.0


# ------------------------------------------------------------------------------------------------ to ink


def _ink(page: int, width: float, height: float, turn: int, seen: _Seen, said: Sequence[Recognised]) -> Ink:
    texts = iter(said)
    text: list[str] = []
    rows: list[FloatArray] = []
    for stretch in seen.stretches:
        words = stretch.text if stretch.text is not None else _trusted(next(texts).text, stretch)
        if words:
            text += words
            rows.append(_spread(words, stretch))
    glyphs = np.vstack(rows) if rows else np.zeros((0, 4))
    x, y, advance, size = (glyphs / SCALE).T
    boxes = seen.rules.boxes / SCALE
    thickness = np.minimum(boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1])
    x, y = _turned_back(x, y, turn, width, height)
    ends = [_turned_back(boxes[:, k], boxes[:, k + 1], turn, width, height) for k in (0, 2)]
    corners = [np.minimum(ends[0], ends[1]), np.maximum(ends[0], ends[1])]
    n, none = len(text), np.zeros(len(text), dtype=bool)
    return Ink(
        page=page,
        width=width,
        height=height,
        rotation=0,
        text=text,
        x=x,
        y=y,
        advance=advance,
        size=size,
        direction=np.full(n, turn, dtype=np.int64),
        is_vertical=none,
        is_invisible=none,
        is_slanting=none,
        is_watermark=none,
        rules=np.column_stack((*corners[0], *corners[1], thickness)),
        is_dashed=seen.rules.is_dashed,
        fills=np.zeros((0, 5)),
        images=np.zeros((0, 4)),
    )


def _trusted(words: str, stretch: Stretch) -> str:
    """What was recognised. Between brackets nothing is lost, and what cannot be is a glyph without a character: an
    answer is never read as blank, or as its opposite, for want of a reading.

    A bracket is told by its shape, so none is taken from the recogniser there (it reads 1 as one); a stroke that is
    not flat is no dash; × and x look alike, and mean no and yes.
    """
    if not stretch.is_held:
        return words
    x0, top, x1, bottom = stretch.box
    if not words:
        return NO_CHARACTER if max(x1 - x0, bottom - top) >= LEAST_GLYPH * stretch.em else ""
    is_unclear = words in LIKE_CROSSES or (words in DASHES and bottom - top > FLAT * stretch.em)
    return NO_CHARACTER if is_unclear else _BRACKETS.sub(NO_CHARACTER, words)


def _spread(words: str, stretch: Stretch) -> FloatArray:
    """Pen position, advance and size of every character of a stretch, in pixels, shape (n, 4)."""
    weight = np.array([_width(character) for character in words])
    x0, _, x1, _ = stretch.box
    advance = weight * ((x1 - x0) / weight.sum())
    x = x0 + np.cumsum(advance) - advance
    y = np.full(len(words), stretch.middle + BASELINE * stretch.em)
    return np.column_stack((x, y, advance, np.full(len(words), stretch.em)))


def _width(character: str) -> float:
    return 1.0 if unicodedata.east_asian_width(character) in "WFA" else HALF_WIDTH


def _turned_back(x: Any, y: Any, turn: int, width: float, height: float) -> tuple[Any, Any]:
    """Points of the upright page on the displayed one, whose size is given."""
    if turn == 1:
        return width - y, x
    if turn == 2:
        return width - x, height - y
    return (y, height - x) if turn == 3 else (x, y)
