"""A page as it was understood, as a picture: rulings, cells, what every glyph was taken for, and in red what was not.

pypdfium2 and Pillow come with pdfplumber and are imported only here and only when a page is drawn.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from extractors.document import trace
from extractors.layout.page import Page
from extractors.layout.sheets import Place
from extractors.model import Answer, Box, Claim, DocumentReading, UnreadableDocument
from extractors.readers.base import open_reader, unreadable

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont, ImageFont

Colour = tuple[int, int, int, int]

SCALE = 2  # pixels per point: small type is legible, an A4 page stays under a megabyte
NOTE_SIZE = 5.5  # points: item codes, smaller than any form's print
LEGEND_SIZE = 8.0  # points

RULING: Colour = (0, 90, 255, 200)
CELL: Colour = (150, 190, 230, 255)
OPEN_EDGE: Colour = (255, 120, 0, 255)
ANSWER: Colour = (0, 110, 60, 255)
CLAIMS: dict[Claim, Colour] = {
    Claim.LABEL: (120, 120, 120, 90),
    Claim.OPTION: (255, 205, 0, 110),
    Claim.VALUE: (0, 190, 70, 90),
    Claim.FURNITURE: (150, 70, 220, 90),
    Claim.UNASSIGNED: (255, 0, 0, 170),
}


def draw_page(path: Path, page: int, reader: str = "auto") -> bytes:
    """Page ``page`` (from 1) of a PDF as PNG, what was understood drawn over it, with a legend below.

    ``reader`` as for ``read_document``; ``auto`` is PyMuPDF where it is installed, else pdfplumber. Raises ValueError
    where the file has no such page, UnreadableDocument where it cannot be read.
    """
    reader = _installed(path, page, reader)
    reading, pages = trace(path, reader)
    sheet = [(laid_out, place) for laid_out in pages if (place := laid_out.place) and place.sheet == page]
    images = [
        paint(_print(path, laid_out, place), laid_out, _as_read(_answers(reading, page), laid_out, place))
        for laid_out, place in sheet
    ]
    image = _beside(images)
    out = BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue()


def _installed(path: Path, page: int, reader: str) -> str:
    """The reader to use, once it is known to open the file and the file to have the page."""
    try:
        with open_reader(path, "pymupdf" if reader == "auto" else reader) as opened:
            n_pages = opened.n_pages
    except UnreadableDocument as error:
        if reader != "auto" or error.kind != "missing_reader":
            raise
        return _installed(path, page, "pdfplumber")
    if not 1 <= page <= n_pages:
        raise ValueError(f"there is no page {page}; the file has {n_pages} page{'s' if n_pages > 1 else ''}")
    return reader


def _answers(reading: DocumentReading, page: int) -> list[Answer]:
    return [answer for found in reading.assessments for answer in found.answers if answer.page == page]


def _as_read(answers: Iterable[Answer], page: Page, place: Place) -> list[Answer]:
    """The answers that begin on a page as it was read, with their boxes as they lie on it."""
    out: list[Answer] = []
    for answer in answers:
        box = place.read(answer.box)
        if 0 <= (box.x0 + box.x1) / 2 <= page.ink.width:
            checks = tuple(replace(check, box=place.read(check.box)) for check in answer.checks)
            out.append(replace(answer, box=box, checks=checks))
    return out


def _print(path: Path, page: Page, place: Place) -> Image:
    """The page as printed, text upright, ``SCALE`` pixels per point of the page as read, whatever its rotation."""
    import pypdfium2

    try:
        with pypdfium2.PdfDocument(path) as pdf:
            scale: Any = SCALE / place.scale  # declared as an integer, and any number will do
            printed = pdf[place.sheet - 1].render(scale=scale).to_pil()
    except pypdfium2.PdfiumError as error:
        raise unreadable("damaged", f"page {place.sheet} cannot be rendered ({error})") from error
    image = printed.rotate(90 * place.turn, expand=True)
    width, height = (side / place.scale for side in (place.width, place.height))
    if place.turn % 2:
        width, height = height, width
    # the libraries round a page's size differently
    image = image.convert("RGBA").resize((round(width * SCALE), round(height * SCALE)))
    left = round(place.left * SCALE)
    return image.crop((left, 0, left + round(page.ink.width * SCALE), image.height))


def _beside(images: Sequence[Image]) -> Image:
    """Pictures beside each other: the pages of one sheet."""
    from PIL import Image as Images

    if len(images) == 1:
        return images[0]
    out = Images.new("RGB", (sum(image.width for image in images), max(image.height for image in images)), "white")
    x = 0
    for image in images:
        out.paste(image, (x, 0))
        x += image.width
    return out


def paint(image: Image, page: Page, answers: Sequence[Answer]) -> Image:
    """Draw a page's rulings, cells, claims and answers over its picture (``SCALE`` pixels per point), RGB."""
    from PIL import Image as Images
    from PIL import ImageDraw, ImageFont

    layer = Images.new("RGBA", image.size, (0, 0, 0, 0))
    draw = ImageDraw.Draw(layer)
    _draw_claims(draw, page)
    _draw_grid(draw, page)
    _draw_answers(draw, answers, image.width, ImageFont.load_default(NOTE_SIZE * SCALE))
    turn = page.place.turn if page.place else 0
    drawn = Images.alpha_composite(image, layer).rotate(-90 * turn, expand=True)  # as the page is displayed
    legend = _legend(page, drawn.width, ImageFont.load_default(LEGEND_SIZE * SCALE))
    out = Images.new("RGB", (drawn.width, drawn.height + legend.height), "white")
    out.paste(drawn, (0, 0))
    out.paste(legend, (0, drawn.height))
    return out


def _draw_claims(draw: ImageDraw, page: Page) -> None:
    glyphs = page.glyphs
    boxes = np.column_stack([glyphs.x0, glyphs.top, glyphs.x1, glyphs.bottom])
    for claim, colour in CLAIMS.items():
        is_left = claim is Claim.UNASSIGNED
        for box in boxes[(page.claims == claim) & ~glyphs.is_space].tolist():
            draw.rectangle(_pixels(box, grow=1 if is_left else 0), colour, (255, 0, 0, 255) if is_left else None)


def _draw_grid(draw: ImageDraw, page: Page) -> None:
    for cell in page.cells:
        x0, top, x1, bottom = _pixels(cell.box, grow=-1)
        draw.rectangle((x0, top, x1, bottom), outline=CELL)
        for is_open, y in ((cell.is_open_top, top), (cell.is_open_bottom, bottom)):
            if is_open:
                draw.line((x0, y, x1, y), OPEN_EDGE, 4)
    for at, start, end in page.rulings.horizontal:
        draw.line(_pixels((start, at, end, at)), RULING)
    for at, start, end in page.rulings.vertical:
        draw.line(_pixels((at, start, at, end)), RULING)


def _draw_answers(draw: ImageDraw, answers: Iterable[Answer], width: int, font: FreeTypeFont | ImageFont) -> None:
    for answer in answers:
        x0, top, x1, bottom = _pixels(answer.box)
        draw.rectangle((x0, top, x1, bottom), outline=ANSWER)
        name = f"{answer.code or '?'}{f' #{answer.entry_no}' if answer.entry_no else ''}"
        # beside the answer, where the form leaves room more often than inside; at the page's edge inside
        place = min(x1 + SCALE, width - font.getlength(name)), top
        draw.rectangle(draw.textbbox(place, name, font), (255, 255, 255, 190))
        draw.text(place, name, ANSWER, font)
        for check in answer.checks:
            if check.page == answer.page:
                draw.rectangle(_pixels(check.box), outline=ANSWER)


def _legend(page: Page, width: int, font: FreeTypeFont | ImageFont) -> Image:
    """A strip that names the colours and counts the glyphs; as many rows as the page's width needs."""
    from PIL import Image as Images
    from PIL import ImageDraw

    counts = page.counts()
    entries = [(colour, f"{claim.name.lower()} {counts[claim]}") for claim, colour in CLAIMS.items()]
    entries += [(RULING, "ruling"), (CELL, "cell"), (OPEN_EDGE, "cell goes on"), (ANSWER, "answer")]
    em = int(LEGEND_SIZE * SCALE)
    places, x, y = [], em, em // 2
    for _, words in entries:
        room = int(font.getlength(words)) + 3 * em
        if x + room > width and x > em:
            x, y = em, y + 2 * em
        places.append((x, y))
        x += room
    strip = Images.new("RGBA", (width, y + 2 * em), (255, 255, 255, 255))
    swatches = Images.new("RGBA", strip.size, (255, 255, 255, 0))
    draw = ImageDraw.Draw(swatches)
    for (colour, words), (x, y) in zip(entries, places, strict=True):
        draw.rectangle((x, y, x + em, y + em), colour)
        draw.text((x + em * 3 // 2, y), words, (0, 0, 0, 255), font)
    return Images.alpha_composite(strip, swatches)


def _pixels(box: Box | Sequence[float], grow: float = 0.0) -> tuple[float, float, float, float]:
    """A box in points to pixels, ``grow`` pixels larger on every side; never inside out."""
    x0, top, x1, bottom = (value * SCALE for value in box)
    x0, top = x0 - grow, top - grow
    return x0, top, max(x1 + grow, x0), max(bottom + grow, top)
