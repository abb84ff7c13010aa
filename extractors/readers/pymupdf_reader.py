"""PyMuPDF as a reader.

Glyphs come from the text page, as ``rawdict`` has them: content order, advances from the PDF's own widths
(``get_texttrace`` takes them from the font program, a substitute where none is embedded), and text that is filled and
stroked is reported once.
Everything is read on the unturned page and turned here, in arrays.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, lru_cache
from itertools import chain
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import pymupdf

from extractors.model import BoolArray, DocumentInfo, FloatArray, Ink, IntArray
from extractors.readers.annotations import is_typed_text
from extractors.readers.base import NO_PAGE, stated, unreadable
from extractors.readers.clipping import EVERYTHING, NOTHING, Clip, common, is_hidden, is_outside, is_slit, may_hide
from extractors.readers.content import is_cut_off
from extractors.readers.drawing import (
    OUTLINE_AFTER,
    Fill,
    Point,
    Stroke,
    box_of,
    corners_of,
    frame_sides,
    grey_of,
    is_at_angle,
    is_slanting,
    letter_squares,
    numbers,
    parted_pictures,
    rectangle_of,
    rules_and_fills,
)
from extractors.readers.mupdf_clips import NO_PAINT, as_masked, character_clips
from extractors.readers.stext_records import CharacterReader, Characters, is_layout_known
from extractors.readers.white_text import GROUNDS, is_unseen
from extractors.settings import TOLERANCES, enlargement

mupdf: Any = pymupdf.mupdf  # type: ignore[reportPrivateImportUsage]  # documented, and untyped
_FAILURES = (RuntimeError, ValueError, mupdf.FzErrorBase)

# Keep what is printed as it is printed: no made-up spaces, no split ligatures, no /ActualText in place of glyphs.
_TEXT_FLAGS = (
    pymupdf.TEXT_PRESERVE_LIGATURES
    | pymupdf.TEXT_PRESERVE_WHITESPACE
    | pymupdf.TEXT_INHIBIT_SPACES
    | mupdf.FZ_STEXT_IGNORE_ACTUALTEXT
)
_FILLED = mupdf.FZ_STEXT_FILLED
_PAINTED = _FILLED | mupdf.FZ_STEXT_STROKED
_CLIPPED = mupdf.FZ_STEXT_CLIPPED
_EVERYWHERE = pymupdf.INFINITE_RECT()
# Vertical writing, in ems: MuPDF tells neither the font's vertical advance nor the pen's height over the glyph's
# origin, so they are those of the PDF standard (DW2 [880 -1000]).
_VERTICAL_ADVANCE, _VERTICAL_PEN = 1.0, 0.88
_STILL = 1e-3  # points: a glyph that moves the pen less has no width
_LEVEL = 1 - 1e-6  # cosine from which a line runs along an axis
_STROKE_OF_TRACE = 1  # span type in ``get_texttrace``; the outline of a filled text is a second span
_OPAQUE = frozenset(("Normal", "Compatible"))  # of the ways to blend paint with its ground
_grey_of = lru_cache(256)(grey_of)  # a page has thousands of lines in a few colours
_CLIP_OF_A_POINT = re.compile(rb"[\d.]\s+m\s+(?:h\s+)?W\*?\s+n\b")
_SOLID = re.compile(r"\[\s*\]")  # a dash pattern without dashes


class PyMuPDFReader:
    """``Reader`` on PyMuPDF. Hidden layers are no part of the ink, and of annotations only text typed onto the page."""

    name = "pymupdf"

    def __init__(self, path: Path) -> None:
        pymupdf.TOOLS.mupdf_display_errors(False)
        pymupdf.TOOLS.mupdf_display_warnings(False)
        pymupdf.TOOLS.unset_quad_corrections(True)  # boxes as MuPDF measured them, zero widths included
        self._characters = CharacterReader(_is_layout_known())
        try:
            self._document = pymupdf.open(str(path), filetype="pdf")
            if self._document.needs_pass:
                raise unreadable("password")
            self.n_pages = self._document.page_count
            if not self.n_pages and self._document.is_repaired:
                raise unreadable("damaged", "no page could be found")
            self.info = _info(self._document)
        except _FAILURES as error:
            raise unreadable("damaged", error) from error

    @property
    def notes(self) -> Sequence[str]:
        """See ``Reader.notes``."""
        return self._characters.notes

    def ink(self, page: int) -> Ink:
        """See ``Reader.ink``."""
        try:
            return _ink(_page_content(self._document, page), page, self._characters)
        except _FAILURES as error:
            raise unreadable("damaged", f"page {page}: {error}") from error

    def close(self) -> None:
        """See ``Reader.close``."""
        if not self._document.is_closed:
            self._document.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


@cache
def _is_layout_known() -> bool:
    """Whether characters may be read by record; found out once, on a page made for it."""
    with pymupdf.open() as document:
        page: Any = document.new_page()
        page.insert_text((50, 50), ["ab", "cd"])
        page.insert_text((50, 400), "ef")
        return is_layout_known(page.get_textpage())


def _info(document: pymupdf.Document) -> DocumentInfo:
    said: dict[str, Any] = document.metadata or {}
    return DocumentInfo(
        n_pages=document.page_count,
        pdf_version=(stated(said.get("format")) or "").removeprefix("PDF ") or None,
        producer=stated(said.get("producer")),
        creator=stated(said.get("creator")),
        created_on=stated(said.get("creationDate")),
        is_encrypted=said.get("encryption") is not None,
        attached=_attached(document),
    )


def _attached(document: pymupdf.Document) -> tuple[str, ...]:
    """Names of the files inside a PDF; ``embfile_info`` takes the bytes of their UTF-8 for characters."""
    try:
        pdf: Any = mupdf.pdf_specifics(document.this)  # type: ignore[attr-defined]
        tree = mupdf.pdf_load_name_tree(pdf, mupdf.pdf_new_name("EmbeddedFiles"))
        files = [mupdf.pdf_dict_get_val(tree, n) for n in range(mupdf.pdf_dict_len(tree))]
        names = [
            [mupdf.pdf_dict_get_text_string(file, mupdf.pdf_new_name(key)) for key in ("UF", "F")] for file in files
        ]
    except _FAILURES:  # a broken list of files costs no page
        return ()
    return tuple(sorted(name for one, other in names if (name := stated(one or other))))


def _page_content(document: pymupdf.Document, number: int) -> pymupdf.Page:
    """The page with those annotations and form fields only that show text typed onto it."""
    page = document[number - 1]
    if not document.xref_get_keys(page.xref):
        raise unreadable("damaged", NO_PAGE.format(number))
    if page.first_annot or page.first_widget:
        typed = [xref for xref, _, _ in page.annot_xrefs() if _is_typed(document, xref)]
        listed = " ".join(f"{xref} 0 R" for xref in typed)
        document.xref_set_key(page.xref, "Annots", f"[{listed}]" if typed else "null")
        page = document.reload_page(page)
    return page


def _is_typed(document: pymupdf.Document, xref: int) -> bool:
    """Whether an annotation shows typed text, and says how it looks."""
    said: Any = {key: document.xref_get_key(xref, key)[1] for key in ("Subtype", "FT", "Parent/FT", "F", "AP/N")}
    field_type = next((said[key] for key in ("FT", "Parent/FT") if said[key] != "null"), "")
    flags = int(said["F"]) if said["F"].isdecimal() else 0
    is_typed = is_typed_text(said["Subtype"].removeprefix("/"), field_type.removeprefix("/"), flags)
    return is_typed and said["AP/N"] != "null"


def _ink(page: pymupdf.Page, number: int, reader: CharacterReader) -> Ink:
    rotation, frame = page.rotation, page.rect
    turn = page.rotation_matrix
    if rotation:
        page.set_rotation(0)
    textpage = page.get_textpage(clip=_EVERYWHERE, flags=_TEXT_FLAGS | pymupdf.TEXT_PRESERVE_IMAGES)
    chars, images = reader.read(textpage, lambda: page.get_textpage(clip=_EVERYWHERE, flags=_TEXT_FLAGS))
    glyphs = _Glyphs(chars)
    text, kept = _glyph_texts(page, chars.text, glyphs)
    content = page.read_contents()
    painted: Any = page.get_cdrawings(extended=True) or []
    if _has_groups(painted, page) or _CLIP_OF_A_POINT.search(content):
        painted = list(as_masked(page, painted))
    clips = [tuple(drawing["scissor"]) for drawing in painted if drawing["type"] == "clip"]
    n_hidden = 0
    squares = glyphs.squares()
    if may_hide([tuple(page.rect), *clips], squares):
        text, kept, n_hidden = _seen(page, text, kept, glyphs, squares)
    drawings = _seen_drawings(painted, page) if clips else painted
    strokes, filled, n_shapes = _drawings(drawings)
    tolerances = TOLERANCES.enlarged(enlargement(frame.width, frame.height, glyphs.size[kept]))
    images, thin = parted_pictures(images, tolerances)
    rules, is_dashed, fills = rules_and_fills(
        strokes, [*filled, *thin], tolerances, squares, lambda: numbers(_covers(painted), 6)
    )
    if glyphs.is_white[kept].any() and not any(_has(page, ground) for ground in GROUNDS):
        shapes = numbers(_dark_shapes(drawings), 4)
        text, kept, n_white = _without_white(page, text, kept, glyphs, squares, shapes, images, rules)
        n_hidden += n_white
    x, y = glyphs.x, glyphs.y
    if rotation:
        page.set_rotation(rotation)
        x, y = _turned_points(x, y, turn)
        rules, fills, images = (_turned_boxes(boxes, turn) for boxes in (rules, fills, images))
    return Ink(
        page=number,
        width=frame.width,
        height=frame.height,
        rotation=rotation,
        text=text,
        x=x[kept],
        y=y[kept],
        advance=glyphs.advance[kept],
        size=glyphs.size[kept],
        direction=(glyphs.direction[kept] + rotation // 90) % 4,
        is_vertical=glyphs.is_vertical[kept],
        is_invisible=glyphs.is_invisible[kept],
        is_slanting=glyphs.is_slanting[kept],
        is_watermark=np.zeros(len(text), dtype=np.bool_),
        rules=rules,
        is_dashed=is_dashed,
        fills=fills,
        images=images,
        n_hidden=n_hidden,
        n_shapes=n_shapes,
        is_cut_off=is_cut_off(content),
    )


# ------------------------------------------------------------------------------------------------ glyphs


class _Glyphs:
    """The glyphs' geometry as arrays, on the unturned page."""

    def __init__(self, chars: Characters) -> None:
        self.size = chars.size
        self.direction = _directions(chars.along, chars.down)
        self.is_vertical = chars.is_vertical > 0
        self.is_invisible = (chars.flags & _PAINTED == 0) | (chars.flags & _CLIPPED != 0)
        self.is_slanting = is_at_angle(chars.along, chars.down)
        self.is_white = (chars.flags & (_PAINTED | _CLIPPED) == _FILLED) & _is_white(chars.colour)
        self.x, self.y = chars.origin[:, 0], chars.origin[:, 1]
        reach = _reading_frame(chars.box - np.hstack([chars.origin, chars.origin]), self.direction)
        lean = np.abs(np.where(self.direction % 2, chars.down, chars.along))
        self.advance = _advance(reach, lean)
        if self.is_vertical.any():
            self._set_vertical_pen(reach)

    def squares(self) -> FloatArray:
        """See ``letter_squares``."""
        return letter_squares(self.x, self.y, self.advance, self.size, self.direction, self.is_vertical)

    def _set_vertical_pen(self, reach: FloatArray) -> None:
        """MuPDF's origin of a vertical glyph lies one advance beyond the foot of the glyph's own baseline."""
        is_vertical = self.is_vertical
        ahead = -(_VERTICAL_ADVANCE + _VERTICAL_PEN) * self.size
        aside = (reach[:, 1] + reach[:, 3]) / 2
        angle = self.direction * (np.pi / 2)
        self.x = np.where(is_vertical, self.x + ahead * np.cos(angle) - aside * np.sin(angle), self.x)
        self.y = np.where(is_vertical, self.y + ahead * np.sin(angle) + aside * np.cos(angle), self.y)
        self.advance = np.where(is_vertical, _VERTICAL_ADVANCE * self.size, self.advance)


def _is_white(colour: IntArray) -> BoolArray:
    if (colour == 0).all():  # as on most pages
        return np.zeros(len(colour), dtype=np.bool_)
    red, green, blue = ((colour >> shift & 0xFF) / 0xFF for shift in (16, 8, 0))
    return 0.299 * red + 0.587 * green + 0.114 * blue >= TOLERANCES.white


def _directions(along: FloatArray, down: FloatArray) -> IntArray:
    """The nearest quarter turn of each direction."""
    if not down.any() and along.min(initial=1) > 0:  # all text runs rightwards, as on most pages
        return np.zeros(len(along), dtype=np.int64)
    return (np.rint(np.arctan2(down, along) / (np.pi / 2)) % 4).astype(np.int64)


def _reading_frame(boxes: FloatArray, direction: IntArray) -> FloatArray:
    """Boxes about their glyph's origin, turned so that the text runs rightwards."""
    if not direction.any():
        return boxes
    left, top, right, bottom = boxes.T
    turned = np.stack(
        [
            [left, top, right, bottom],
            [top, -right, bottom, -left],
            [-right, -bottom, -left, -top],
            [-bottom, left, -top, right],
        ]
    )
    return turned[direction, :, np.arange(len(direction))]


def _advance(reach: FloatArray, along: FloatArray) -> FloatArray:
    """How far the pen goes, from boxes in the reading frame that also hold the slant of the glyph or of its line.

    A sheared glyph (imitated italics) sticks out before its origin in the measure that it hangs below it; a line
    that leans by some angle (``along`` is the cosine) sticks out by what stands below its origin.
    """
    left, top, right, bottom = reach.T
    advance = right
    if left.min(initial=0) < -_STILL or left.max(initial=0) > _STILL:
        advance = right - left * top / np.where(np.abs(bottom) > _STILL, bottom, np.inf)
    if along.min(initial=1) < _LEVEL:
        across = np.sqrt(np.maximum(1 - along**2, 0))
        advance = np.where(along < _LEVEL, (right * along - bottom * across) / along**2, advance)
    return np.maximum(advance, 0)


def _glyph_texts(page: pymupdf.Page, texts: list[str], glyphs: _Glyphs) -> tuple[list[str], slice | IntArray]:
    """Text of each glyph, and which entries begin one: MuPDF gives a glyph of several characters several entries."""
    still = np.flatnonzero(glyphs.advance < _STILL)
    if not len(still):
        return texts, slice(None)
    traced: Any = page.get_texttrace()
    filled = [char for span in traced if span["type"] != _STROKE_OF_TRACE for char in span["chars"]]
    _set_accents(texts, still, filled, glyphs)
    # How many further characters the glyphs at a place have.
    followed = Counter(_place(*origin) for _, glyph, origin, _ in filled if glyph < 0)
    kept: list[int] = []
    merged: list[str] = []
    is_still = set(still.tolist())
    for index, text in enumerate(texts):
        before = _place(glyphs.x[kept[-1]], glyphs.y[kept[-1]]) if kept else None
        if index in is_still and before and followed[before]:
            followed[before] -= 1
            merged[-1] += text
        else:
            kept.append(index)
            merged.append(text)
    return merged, np.array(kept, dtype=np.int64)


def _seen(
    page: pymupdf.Page, text: list[str], kept: slice | IntArray, glyphs: _Glyphs, squares: FloatArray
) -> tuple[list[str], IntArray, int]:
    """The glyphs without those that a clip path hides, and how many these are."""
    begins = np.arange(len(squares))[kept]
    clips = character_clips(page, len(squares))
    printed = squares[begins], text, glyphs.direction[begins]
    hidden = is_hidden(*printed, np.array([page.rect])) | (clips is not None and is_hidden(*printed, clips[begins]))
    shown = [glyph for glyph, is_off in zip(text, hidden.tolist(), strict=True) if not is_off]
    return shown, begins[~hidden], int(hidden.sum())


def _without_white(
    page: pymupdf.Page,
    text: list[str],
    kept: slice | IntArray,
    glyphs: _Glyphs,
    squares: FloatArray,
    *grounds: FloatArray,
) -> tuple[list[str], IntArray, int]:
    """The glyphs without white ones on white, and how many these are. Of letters that are filled and then traced the
    text page says the filling only."""
    begins = np.arange(len(squares))[kept]
    traced: Any = page.get_texttrace()
    outlines = {_place(*char[2]) for span in traced if span["type"] == _STROKE_OF_TRACE for char in span["chars"]}
    is_traced = (
        [_place(float(glyphs.x[n]), float(glyphs.y[n])) in outlines for n in begins.tolist()] if outlines else False
    )
    hidden = is_unseen(glyphs.is_white[begins] & ~np.array(is_traced), squares[begins], *grounds)
    shown = [glyph for glyph, is_off in zip(text, hidden.tolist(), strict=True) if not is_off]
    return shown, begins[~hidden], int(hidden.sum())


def _set_accents(texts: list[str], still: IntArray, traced: Sequence[Any], glyphs: _Glyphs) -> None:
    """Put combining characters where they are printed. MuPDF's text page gives them the place and no width behind the
    glyph before, and some fonts' maps name one (U+0336) for a glyph that stands by itself (―)."""
    accents = [n for n in still.tolist() if unicodedata.combining(texts[n][:1] or " ")]
    printed = [char for char in traced if char[1] >= 0 and unicodedata.combining(chr(char[0]))]
    if not accents or [texts[n] for n in accents] != [chr(char[0]) for char in printed]:
        return
    for n, (_, _, (x, y), box) in zip(accents, printed, strict=True):
        glyphs.x[n], glyphs.y[n] = x, y
        is_level = glyphs.direction[n] % 2 == 0
        glyphs.advance[n] = box[2] - box[0] if is_level else box[3] - box[1]


def _place(x: float, y: float) -> tuple[int, int]:
    return round(x * 100), round(y * 100)


# ------------------------------------------------------------------------------------------------ drawings


def _has_groups(drawings: Iterable[dict[str, Any]], page: pymupdf.Page) -> bool:
    """Whether there are groups, of which some may be soft masks, besides the one that the page itself may be."""
    n_groups = sum(drawing["type"] == "group" for drawing in drawings)
    return n_groups > 0 and n_groups > mupdf.pdf_page_has_transparency(mupdf.pdf_page_from_fz_page(page.this))  # type: ignore[attr-defined]


def _seen_drawings(drawings: Iterable[dict[str, Any]], page: pymupdf.Page) -> list[dict[str, Any]]:
    """The drawings of which clips leave something, with a black fill of each slit that something is painted through in
    the place of what is painted.

    To MuPDF a pattern is a clip with one tile of the pattern in it, which lies elsewhere; of a tile that is a picture
    nothing is told, so that on pages with patterns an empty slit is taken for one.
    """
    seen: list[dict[str, Any]] = []
    clips: list[dict[str, Any]] = []  # that are in force, each inside the one before
    slits: list[Clip] = []  # of the last of them
    is_painted = False
    order = 0
    for drawing in [*drawings, {"type": "group", "level": -1}]:
        level, kind = drawing["level"], drawing["type"]
        if slits and level > clips[-1]["level"]:
            is_painted |= kind not in NO_PAINT and _is_dark(drawing)
            continue
        if slits and (is_painted or _has(page, "Pattern")):
            seen.append({"type": "f", "items": [("re", slit) for slit in slits], "fill": (0,), "seqno": order})
        order = drawing.get("seqno", order)
        slits, is_painted = [], False
        while clips and clips[-1]["level"] >= level:
            clips.pop()
        if kind == "clip":
            clips.append(drawing)
            slits = _slits(drawing)
        elif kind not in NO_PAINT and not (clips and is_outside(drawing["rect"], clips[-1]["scissor"])):
            seen.append(drawing)
    return seen


def _covers(drawings: Iterable[dict[str, Any]]) -> Iterator[Fill]:
    """See ``Covers``. What is seen of a box under a clip that is no rectangle is not known, and covers nothing; nor
    does what is blended with its ground."""
    within: list[tuple[int, Clip]] = []  # levels of the clips and groups that are open, and what they leave
    for drawing in drawings:
        level, kind = drawing["level"], drawing["type"]
        while within and within[-1][0] >= level:
            within.pop()
        left = within[-1][1] if within else EVERYTHING
        if kind == "clip":
            boxes = list(_filled_boxes(drawing.get("items", ())))
            within.append((level, common(left, _sorted_box(boxes[0])) if len(boxes) == 1 else NOTHING))
        elif kind == "group":
            is_opaque = drawing["opacity"] == 1 and drawing["blendmode"] in _OPAQUE
            within.append((level, left if is_opaque else NOTHING))
        elif (ink := drawing.get("fill")) and drawing.get("fill_opacity", 1) == 1:
            for box in _filled_boxes(drawing["items"]):
                x0, y0, x1, y1 = common(common(left, drawing.get("within", EVERYTHING)), _sorted_box(box))
                if x0 < x1 and y0 < y1:
                    yield x0, y0, x1, y1, _grey_of(ink), drawing["seqno"]


def _sorted_box(box: Clip) -> Clip:
    x0, y0, x1, y1 = box
    return min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1)


def _slits(clip: dict[str, Any]) -> list[Clip]:
    """The slits that a clip is, or is made of."""
    if is_slit(clip["scissor"]):
        return [clip["scissor"]]
    boxes = list(_filled_boxes(clip["items"])) if len(clip["items"]) > 1 else []
    return boxes if all(map(is_slit, boxes)) else []


def _is_dark(drawing: dict[str, Any]) -> bool:
    return any(colour and _grey_of(colour) < TOLERANCES.white for colour in (drawing.get("color"), drawing.get("fill")))


def _has(page: pymupdf.Page, kind: str) -> bool:
    """Whether the page's resources, or those it inherits, name something of a kind."""
    document: Any = page.parent
    asked: set[int] = set()
    xref = page.xref
    while xref not in asked:
        asked.add(xref)
        if document.xref_get_key(xref, f"Resources/{kind}")[0] != "null":
            return True
        kind, value = document.xref_get_key(xref, "Parent")
        xref = int(value.split()[0]) if kind == "xref" else xref
    return False


def _dark_shapes(drawings: Iterable[dict[str, Any]]) -> Iterator[tuple[float, float, float, float]]:
    """The box of each part that is filled with anything darker than white."""
    for drawing in drawings:
        if drawing["type"] not in NO_PAINT and (ink := drawing.get("fill")) and _grey_of(ink) < TOLERANCES.white:
            for edges in _subpaths(drawing["items"]):
                yield box_of([point for edge in edges for point in edge[:2]])


def _drawings(drawings: Iterable[dict[str, Any]]) -> tuple[list[Stroke], list[Fill], int]:
    """Straight strokes, filled rectangles, and how many curves and slanting lines there are.

    A pattern has no colour and is left out.
    """
    strokes: list[Stroke] = []
    fills: list[Fill] = []
    n_shapes = 0
    for drawing in drawings:
        if drawing["type"] in NO_PAINT:
            continue
        items, order = drawing["items"], drawing["seqno"]
        if len(items) > 1 or items[0][0] == "c":  # one line is looked at below, where its ends are taken apart
            n_shapes += sum(item[0] == "c" or (item[0] == "l" and is_slanting(item[1], item[2])) for item in items)
        pen, ink = drawing.get("color"), drawing.get("fill")
        if pen:
            pen, after = _grey_of(pen), order + OUTLINE_AFTER
            width, is_dashed = drawing["width"], drawing["dashes"] != "[] 0" and not _SOLID.match(drawing["dashes"])
            if len(items) == 1 and items[0][0] == "l":
                _, (x0, y0), (x1, y1) = items[0]
                n_shapes += is_slanting((x0, y0), (x1, y1))
                strokes.append((x0, y0, x1, y1, width, is_dashed, pen, x0, y0, x1, y1, after))
            else:
                for edges in _subpaths(items):
                    box = box_of([point for edge in edges for point in edge[:2]])
                    strokes.extend(
                        (*a, *b, width, is_dashed, pen, *box, after) for a, b, is_straight in edges if is_straight
                    )
        if ink:
            grey = _grey_of(ink)
            if len(items) == 1 and items[0][0] == "re":
                fills.append((*items[0][1], grey, order))
            elif drawing["type"] == "f" and drawing.get("even_odd") and [item[0] for item in items] == ["re", "re"]:
                (_, one, _), (_, other, _) = items
                fills.extend((*side, grey, order) for side in frame_sides(one, other))
            else:
                fills.extend((*box, grey, order) for box in _filled_boxes(items))
    return strokes, fills, n_shapes


def _subpaths(items: Iterable[tuple[Any, ...]]) -> Iterator[list[tuple[Point, Point, bool]]]:
    """The edges, from, to and is-straight, of each part of a path that is drawn without lifting the pen."""
    run: list[tuple[Point, Point, bool]] = []
    for item in items:
        if item[0] in ("re", "qu"):
            corners = _corners(item)
            yield [(a, b, True) for a, b in zip(corners, corners[1:] + corners[:1], strict=True)]
            continue
        begin, end = item[1], item[-1]
        if run and run[-1][1] != begin:
            yield run
            run = []
        run.append((begin, end, item[0] == "l"))
    if run:
        yield run


def _filled_boxes(items: Iterable[tuple[Any, ...]]) -> Iterator[tuple[float, float, float, float]]:
    """Rectangles among the parts of one filled path: its own, and closed runs of straight lines."""
    run: list[Any] = []
    for item in chain(items, [("end",)]):
        if item[0] == "l" and run and run[-1] == item[1]:
            run.append(item[2])
            continue
        if len(run) > 2 and (box := rectangle_of(run, TOLERANCES)):
            yield box
        run = list(item[1:3]) if item[0] == "l" else []
        if item[0] == "re":
            yield item[1]
        elif item[0] == "qu" and (box := rectangle_of(_corners(item), TOLERANCES)):
            yield box


def _corners(item: tuple[Any, ...]) -> list[tuple[float, float]]:
    if item[0] == "re":
        return corners_of(item[1])
    upper_left, upper_right, lower_left, lower_right = item[1]
    return [upper_left, upper_right, lower_right, lower_left]


# ------------------------------------------------------------------------------------------------ turning


def _turned_points(x: FloatArray, y: FloatArray, turn: pymupdf.Matrix) -> tuple[FloatArray, FloatArray]:
    return x * turn.a + y * turn.c + turn.e, x * turn.b + y * turn.d + turn.f


def _turned_boxes(rows: FloatArray, turn: pymupdf.Matrix) -> FloatArray:
    """Rows whose first four columns are a box."""
    x, y = _turned_points(rows[:, 0:4:2], rows[:, 1:4:2], turn)
    corners = [x.min(axis=1), y.min(axis=1), x.max(axis=1), y.max(axis=1)]
    return np.column_stack([*corners, rows[:, 4:]])
