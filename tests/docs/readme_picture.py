"""A piece of a sample page and, below it, the rows of ``items`` that it becomes: the picture of the READMEs.

``python -m tests.docs.readme_picture`` draws it again. The rows stand in the file, too, so that a test can hold them to
what the page gives today.
"""

from __future__ import annotations

import json
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from extractors.model import Box
from pipeline.corpus import Source
from pipeline.document import extract_document
from pipeline.files import write_whole
from tests.docs.blocks import ROOT

if TYPE_CHECKING:
    from PIL.Image import Image
    from PIL.ImageDraw import ImageDraw
    from PIL.ImageFont import FreeTypeFont

PICTURE = ROOT / "docs" / "images" / "page-and-table.png"
SAMPLE, PAGE = ROOT / "data" / "raw" / "sample-form2-baths.pdf", 2
PIECE = Box(39.0, 212.6, 556.0, 397.2)  # of the page, points: headings 4 to 6 with their answers
EDGES = ("x0", "top", "x1", "bottom")
HEADS = ("", "item_code", "label", "status", "value", "page", ", ".join(EDGES))
ROWS = "rows"  # the key of the rows in the file's metadata

SCALE = 3.6  # pixels per point: web pages show it at about half its size, and print of 9 points is still read
SIZE = 27  # pixels, of the table's print
PAD, LINE, GAP, MARK = 14, 54, 34, 19  # pixels: beside a cell's words, a row, page to table, radius of a mark
INK, GREY, RULE, HEAD = "#1b1f24", "#57606a", "#c9d1d9", "#eef1f4"
MARKS = ("#0b6e4f", "#8a4b08", "#1f5fbf", "#8e2a8e", "#a3262a")  # one a row; dark enough for white figures


class Shown(NamedTuple):
    """A row as the picture shows it, without its mark, and the place of its answer on the page, in points."""

    cells: tuple[str, ...]
    box: Box


def rows() -> list[Shown]:
    """The rows of ``items`` whose answer stands in the piece, in the order of the page."""
    shown = []
    for row in extract_document(Source(SAMPLE, SAMPLE.name)).tables["items"].to_pylist():
        box = Box(*(row[edge] for edge in EDGES)) if row["page"] == PAGE else None
        if box and PIECE.top <= box.top and box.bottom <= PIECE.bottom:
            value = "null" if row["value"] is None else row["value"].replace("\n", "\\n")
            place = ", ".join(f"{at:.0f}" for at in box)
            shown.append(Shown((row["item_code"], row["label"], row["status"], value, str(PAGE), place), box))
    return shown


def kept(path: Path = PICTURE) -> list[tuple[str, ...]]:
    """The rows that a drawn picture shows."""
    from PIL import Image

    with Image.open(path) as image:
        return [tuple(cells) for cells in json.loads(image.info[ROWS])]


def draw(shown: list[Shown]) -> bytes:
    """The picture as PNG."""
    from PIL import Image, ImageDraw, ImageFont
    from PIL.PngImagePlugin import PngInfo

    with as_file(files("matplotlib_fontja").joinpath("fonts", "ipaexg.ttf")) as path:
        font = ImageFont.truetype(path, SIZE)
    page = _piece()
    table = [HEADS, *(("", *row.cells) for row in shown)]
    image = Image.new("RGB", (page.width, page.height + GAP + LINE * len(table) + 2), "white")
    image.paste(page, (0, 0))
    pen = ImageDraw.Draw(image)
    for row, colour in zip(shown, MARKS, strict=True):
        _draw_answer(pen, row, colour)
    _draw_table(pen, table, page.height + GAP, image.width, font)
    for number, (row, colour) in enumerate(zip(shown, MARKS, strict=True), 1):
        _, top, x1, bottom = _pixels(row.box)
        beside = MARK + 12 if x1 + 2 * (MARK + 12) < image.width else -(MARK + 12)
        _draw_mark(pen, number, colour, (x1 + beside, (top + bottom) / 2), font)
        _draw_mark(pen, number, colour, (PAD + MARK, page.height + GAP + LINE * (number + 0.5)), font)
    info = PngInfo()
    info.add_itxt(ROWS, json.dumps([row.cells for row in shown], ensure_ascii=False))
    out = BytesIO()
    image.quantize(64, dither=Image.Dither.NONE).save(out, "PNG", optimize=True, pnginfo=info)
    return out.getvalue()


def _piece() -> Image:
    import pypdfium2

    with pypdfium2.PdfDocument(SAMPLE) as pdf:
        page: Any = pdf[PAGE - 1]
        picture = page.render(scale=SCALE).to_pil()
    x0, top, x1, bottom = (round(at * SCALE) for at in PIECE)
    return picture.crop((x0, top, x1, bottom)).convert("RGB")


def _pixels(box: Box) -> tuple[float, float, float, float]:
    x0, top, x1, bottom = ((at - of) * SCALE for at, of in zip(box, (PIECE.x0, PIECE.top) * 2, strict=True))
    return x0, top, x1, bottom


def _draw_answer(pen: ImageDraw, row: Shown, colour: str) -> None:
    x0, top, x1, bottom = _pixels(row.box)
    pen.rectangle((x0 - 4, top - 2, x1 + 4, bottom + 2), outline=colour, width=4)


def _draw_mark(pen: ImageDraw, number: int, colour: str, at: tuple[float, float], font: FreeTypeFont) -> None:
    x, y = at
    pen.ellipse((x - MARK, y - MARK, x + MARK, y + MARK), colour)
    pen.text((x, y), str(number), "white", font, anchor="mm")


def _draw_table(pen: ImageDraw, table: list[tuple[str, ...]], top: int, width: int, font: FreeTypeFont) -> None:
    columns = [max(font.getlength(row[n]) for row in table) + 2 * PAD for n in range(len(HEADS))]
    columns[0] = 2 * (PAD + MARK)
    assert sum(columns) < width, f"the table needs {sum(columns) - width:.0f} pixels more"
    columns = [column + (width - 1 - sum(columns)) * (n == HEADS.index("value")) for n, column in enumerate(columns)]
    pen.rectangle((0, top, width - 1, top + LINE), HEAD)
    for line, row in enumerate(table):
        x, y = 0.0, top + line * LINE
        pen.rectangle((0, y, width - 1, y + LINE), outline=RULE, width=2)
        for words, column in zip(row, columns, strict=True):
            colour = GREY if line == 0 or words == "null" else INK
            pen.text((x + PAD, y + LINE / 2), words, colour, font, anchor="lm")
            x += column


def main() -> None:
    """Draw it."""
    write_whole(PICTURE, draw(rows()))


if __name__ == "__main__":
    main()
