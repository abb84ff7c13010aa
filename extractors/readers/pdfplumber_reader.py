"""pdfplumber as a reader, the reader of record.

Pages, characters and paths come through pdfplumber; its device is extended by what its dictionaries lack: how a
glyph was written (font size, direction of writing, render mode), stroke widths as displayed, colours as grey levels,
and letter spacing after every glyph, as the PDF standard has it (pdfminer leaves it out after the last of a string).
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, NamedTuple, Self

import numpy as np
import pdfplumber
from pdfminer.layout import LTChar
from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdfinterp import LITERAL_FORM, PDFPageInterpreter
from pdfminer.pdftypes import PDFStream, resolve1, stream_value
from pdfminer.psparser import LIT, PSLiteral, literal_name
from pdfminer.utils import MATRIX_IDENTITY, apply_matrix_pt, mult_matrix, translate_matrix
from pdfplumber.page import Page, PDFPageAggregatorWithMarkedContent
from pdfplumber.pdf import PDF
from pdfplumber.utils.pdfinternals import resolve_and_decode

from extractors.model import DocumentInfo, FloatArray, Ink
from extractors.readers.annotations import is_typed_text
from extractors.readers.base import NO_CHARACTER, NO_PAGE, header_version, stated, unreadable
from extractors.readers.clipping import EVERYTHING, NOTHING, Clip, common, is_hidden, is_outside, is_slit
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
from extractors.readers.pdfminer_file import mind_lengths, page_places, use_whole_maps
from extractors.readers.pdfminer_layers import Layers
from extractors.readers.white_text import GROUNDS, is_unseen
from extractors.settings import TOLERANCES, enlargement

_FILLED = 0  # text render mode
_INVISIBLE = (3, 7)  # text render modes that paint nothing
_TYPED = LIT("typed onto the page")  # a name that no page gives a form XObject
# Of the entries of a graphics state, how paint is mixed with its ground, and the values by which it hides it.
_BLENDING = {"ca": (1,), "BM": (LIT("Normal"), LIT("Compatible")), "SMask": (LIT("None"),)}
_TRANSPARENCY = LIT("Transparency")
_INVERTED = ("Separation", "DeviceN")  # a tint: 1 is full ink, not white
_NUMBERED = ("Indexed", "Lab")  # spaces whose numbers are no levels
_DEEPEST = 32  # levels of a tree of names; a broken one may hang below itself


class PdfplumberReader:
    """``Reader`` on pdfplumber. Of annotations only text typed onto the page is part of the ink."""

    name = "pdfplumber"
    notes = ()

    def __init__(self, path: Path) -> None:
        logging.getLogger("pdfminer").setLevel(logging.ERROR)  # a warning for every oddity of every page
        try:
            use_whole_maps()
            self._pdf = pdfplumber.open(path)
            mind_lengths(self._pdf.doc)
            self._pages = _numbered_pages(self._pdf)
            self.n_pages = len(self._pages)
            self.info = _info(self._pdf, path, self.n_pages)
        except Exception as error:  # pdfminer raises whatever a broken object led it to
            kind = "password" if _is_password_missing(error) else "damaged"
            raise unreadable(kind, _reason(error)) from error

    def ink(self, page: int) -> Ink:
        """See ``Reader.ink``."""
        read = self._pages[page - 1]
        if read is None:
            raise unreadable("damaged", NO_PAGE.format(page))
        try:
            return read.ink()
        except Exception as error:  # pdfminer raises whatever a broken object led it to
            raise unreadable("damaged", f"page {page}: {_reason(error)}") from error
        finally:
            read.close()

    def close(self) -> None:
        """See ``Reader.close``."""
        self._pdf.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _is_password_missing(error: BaseException) -> bool:
    return isinstance(error, PDFPasswordIncorrect) or any(isinstance(part, PDFPasswordIncorrect) for part in error.args)


def _reason(error: BaseException) -> str:
    return str(error) or type(error).__name__


def _numbered_pages(pdf: PDF) -> list[_InkPage | None]:
    """The pages at their places, one that the file names twice at both; None where it names a page and has none."""
    found = {page.page_obj.pageid: page.page_obj for page in pdf.pages}
    places = page_places(pdf.doc)
    if set(places) - {None} != set(found):  # a tree that cannot be followed: pdfminer went through all objects
        places = list(found)
    return [None if at is None else _InkPage(pdf, found[at], number) for number, at in enumerate(places, 1)]


def _info(pdf: PDF, path: Path, n_pages: int) -> DocumentInfo:
    said: dict[str, Any] = {}
    for older in reversed(pdf.doc.info):  # the newest comes first, and it counts
        said.update({key: resolve_and_decode(value) for key, value in older.items()})
    newer = resolve_and_decode(pdf.doc.catalog.get("Version"))
    return DocumentInfo(
        n_pages=n_pages,
        pdf_version=max(filter(None, (header_version(path), stated(newer))), default=None),
        producer=stated(said.get("Producer")),
        creator=stated(said.get("Creator")),
        created_on=stated(said.get("CreationDate")),
        is_encrypted=pdf.doc.encryption is not None,
        attached=tuple(sorted(_attached((resolve1(pdf.doc.catalog.get("Names")) or {}).get("EmbeddedFiles")))),
    )


def _attached(node: Any, depth: int = 0) -> Iterator[str]:
    """Names of the files in a name tree; a broken one costs no page."""
    node = resolve1(node)
    if not isinstance(node, dict) or depth > _DEEPEST:
        return
    for file in map(resolve1, (resolve1(node.get("Names")) or [])[1::2]):
        if isinstance(file, dict) and (name := stated(resolve_and_decode(file.get("UF") or file.get("F")))):
            yield name
    for kid in resolve1(node.get("Kids")) or []:
        yield from _attached(kid, depth + 1)


# ------------------------------------------------------------------------------------------------ device


class _Written(NamedTuple):
    """A glyph's pen, on the displayed media box with y upwards, and how it was written."""

    x: float
    y: float
    advance: float
    size: float
    direction: int
    is_vertical: bool
    is_invisible: bool
    along: float  # the way the pen goes, y upwards
    up: float
    is_white: bool
    left: float  # what the clip leaves to be seen
    low: float
    right: float
    high: float


class _Device(PDFPageAggregatorWithMarkedContent):
    """pdfplumber's device that also keeps a ``_Written`` for each character, in the same order."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.written: list[_Written] = []
        self.slits: list[tuple[Clip, int]] = []  # that something is painted through, and when
        self.n_painted = 0
        self._render = 0
        self._is_white = False  # the paint of the text at hand
        self.clip = EVERYTHING
        self.covered = EVERYTHING  # what an opaque ground would cover
        self.is_off = False  # inside a layer that is switched off

    def render_string(self, textstate: Any, seq: Any, ncs: Any, graphicstate: Any) -> None:
        self._render = textstate.render
        self._is_white = self._render == _FILLED and _is_white(graphicstate.ncolor, ncs)
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_string_horizontal(self, seq: Any, matrix: Any, pos: Any, *how: Any) -> Any:  # type: ignore[override]
        return self._write(seq, matrix, pos, (1, 0), *how)

    def render_string_vertical(self, seq: Any, matrix: Any, pos: Any, *how: Any) -> Any:  # type: ignore[override]
        return self._write(seq, matrix, pos, (0, 1), *how)

    def _write(
        self, seq: Any, matrix: Any, pos: Any, step: Any, font: Any, fontsize: Any, scaling: Any, charspace: Any,
        wordspace: Any, rise: Any, dxscale: Any, ncs: Any, graphicstate: Any,
    ) -> Any:  # fmt: skip
        x, y = pos
        along, up = step
        for part in seq:
            if isinstance(part, (int, float)):
                x, y = x - along * part * dxscale, y - up * part * dxscale
            elif isinstance(part, bytes):
                for cid in font.decode(part):
                    at = translate_matrix(matrix, (x, y))
                    move = self.render_char(at, font, fontsize, scaling, rise, cid, ncs, graphicstate) + charspace
                    move += wordspace if cid == ord(" ") else 0
                    x, y = x + along * move, y + up * move
        return x, y

    def render_char(self, matrix: Any, font: Any, fontsize: float, scaling: float, rise: float, *args: Any) -> float:
        move = super().render_char(matrix, font, fontsize, scaling, rise, *args)
        a, b, c, d, _, _ = matrix
        is_vertical = font.is_vertical()
        along, up = (c, d) if is_vertical else (a, b)
        sign = math.copysign(1, move) if is_vertical else math.copysign(1, fontsize * scaling)
        left, low, right, high = NOTHING if self.is_off else self.clip
        self.written.append(
            _Written(
                *apply_matrix_pt(matrix, (0, rise)),
                advance=abs(move) * math.hypot(along, up),
                size=abs(fontsize) * math.sqrt(abs((a * d - b * c) * scaling)),
                direction=round(math.atan2(-up * sign, along * sign) / (math.pi / 2)) % 4,
                is_vertical=is_vertical,
                is_invisible=self._render in _INVISIBLE,
                along=along,
                up=up,
                is_white=self._is_white,
                left=left,
                low=low,
                right=right,
                high=high,
            )
        )
        return move

    def handle_undefined_char(self, font: Any, cid: int) -> str:
        return NO_CHARACTER

    def render_image(self, *args: Any) -> None:
        if not self.is_off:
            super().render_image(*args)

    def paint_path(self, gstate: Any, stroke: bool, fill: bool, evenodd: bool, path: Any) -> None:
        if self.is_off:
            return
        self.n_painted += 1
        pen, ink = _grey(gstate.scolor, gstate.scs), _grey(gstate.ncolor, gstate.ncs)
        if is_slit(self.clip):
            if (stroke and _is_dark(pen)) or (fill and _is_dark(ink)):
                self.slits.append((self.clip, self.n_painted))
            return
        already = len(self.cur_item._objs)
        if fill and evenodd and not stroke:
            path = _sides_of_frame(path) or path
        super().paint_path(gstate, stroke, fill, evenodd, path)
        a, b, c, d, _, _ = self.ctm
        width = gstate.linewidth * math.sqrt(abs(a * d - b * c))
        drawings = [drawn for drawn in self.cur_item._objs[already:] if not is_outside(drawn.bbox, self.clip)]  # type: ignore[attr-defined]
        self.cur_item._objs[already:] = drawings
        for drawn in drawings:
            drawn.linewidth = width  # type: ignore[attr-defined]
            drawn.stroking_color = pen  # type: ignore[attr-defined]
            drawn.non_stroking_color = ink  # type: ignore[attr-defined]
            drawn.painted = self.n_painted, self.covered  # type: ignore[attr-defined]


def _sides_of_frame(path: Any) -> list[tuple[Any, ...]] | None:
    """The path of a frame's four sides, if the path is two rectangles of which one is cut out of the other."""
    if [part[0] for part in path] != ["m", "l", "l", "l", "h"] * 2:
        return None
    boxes: list[Clip] = []
    for rectangle in (path[:4], path[5:9]):
        points = [part[1:] for part in rectangle]
        boxes.append(box_of(points))
        if sorted(points) != sorted(corners_of(boxes[-1])):
            return None
    drawn = [zip("mlllh", [*corners_of(side), ()], strict=True) for side in frame_sides(*boxes)]
    return [(operator, *point) for side in drawn for operator, point in side]


def _grey(colour: Any, space: Any) -> float | None:
    """Grey level of a colour as pdfminer keeps it; None for a pattern."""
    parts = colour if isinstance(colour, (tuple, list)) else (colour,)
    if len(parts) not in (1, 3, 4) or not all(isinstance(part, (int, float)) for part in parts):
        return None
    grey = grey_of([float(part) for part in parts])
    return 1 - grey if len(parts) == 1 and space.name in _INVERTED else grey


def _is_dark(grey: float | None) -> bool:
    """Whether paint is seen on white paper, as a pattern is."""
    return grey is None or grey < TOLERANCES.white


def _is_white(colour: Any, space: Any) -> bool:
    if space is not None and space.name in _NUMBERED:
        return False
    grey = _grey(colour, space)
    return grey is not None and grey >= TOLERANCES.white


class _Seen(NamedTuple):
    """What is seen of what is painted."""

    clip: Clip = EVERYTHING  # what the clip paths leave, at most
    exact: Clip = EVERYTHING  # what they surely leave
    #: Of the entries of a graphics state that were set, whether paint hides its ground.
    blending: Mapping[str, bool] = {}


class _Interpreter(PDFPageInterpreter):
    """Begins with the standard's line width (pdfminer: 0), and a form XObject with its caller's pen and colours."""

    caller: Any = None
    within = _Seen()  # what is seen of a form XObject
    layers: Layers

    def process_page(self, page: Any) -> None:
        self.layers = Layers(page.doc.catalog)
        self.marks: list[bool] = []  # of the marked contents that are open: whether a layer that is off
        self.typed = list(_typed_texts(page))
        super().process_page(page)

    def render_contents(self, resources: Any, streams: Any, ctm: Any = MATRIX_IDENTITY) -> None:
        super().render_contents(resources, streams, ctm)
        if self.caller is None:  # the page itself, and no form XObject of it
            for look, matrix in self.typed:
                self.init_state(ctm)
                self.marks = []
                self.xobjmap[_TYPED.name] = look
                self.do_cm(*matrix)
                self.do_Do(_TYPED)

    def do_BMC(self, tag: Any) -> None:  # noqa: N802
        super().do_BMC(tag)
        self._mark(False)

    def do_BDC(self, tag: Any, props: Any) -> None:  # noqa: N802
        super().do_BDC(tag, props)
        layer = None
        if literal_name(tag) == "OC" and isinstance(props, PSLiteral):
            layer = (resolve1(self.resources.get("Properties")) or {}).get(props.name)
        self._mark(self.layers.is_off(layer))

    def do_EMC(self) -> None:  # noqa: N802
        super().do_EMC()
        if self.marks:
            self.marks.pop()
        self.device.is_off = any(self.marks)  # type: ignore[attr-defined]

    def _mark(self, is_off: bool) -> None:
        self.marks.append(is_off)
        self.device.is_off = any(self.marks)  # type: ignore[attr-defined]

    def init_state(self, ctm: Any) -> None:
        super().init_state(ctm)
        self._outer: list[_Seen] = []
        self._see(self.within)
        if self.caller:
            self.graphicstate = self.caller.copy()
        else:
            self.graphicstate.linewidth = 1

    def subinterp(self) -> Any:
        inner: Any = super().subinterp()
        inner.caller = self.graphicstate
        inner.within, inner.layers, inner.marks = self.within_form, self.layers, [*self.marks]
        return inner

    def _see(self, seen: _Seen) -> None:
        self._seen = seen
        self.device.clip = seen.clip  # type: ignore[attr-defined]  # our own device
        is_opaque = all(seen.blending.values())
        self.device.covered = seen.exact if is_opaque else NOTHING  # type: ignore[attr-defined]

    def _inside(self, corners: Iterable[Point], matrix: Any) -> _Seen:
        """What is seen inside the path around some points."""
        points = [apply_matrix_pt(matrix, corner) for corner in corners]
        box = box_of(points)
        exact = common(self._seen.exact, box) if rectangle_of(points, TOLERANCES) else NOTHING
        return self._seen._replace(clip=common(self._seen.clip, box), exact=exact)

    def do_q(self) -> None:
        super().do_q()
        self._outer.append(self._seen)

    def do_Q(self) -> None:  # noqa: N802
        super().do_Q()
        if self._outer:
            self._see(self._outer.pop())

    def do_W(self) -> None:  # noqa: N802
        path: list[tuple[Any, ...]] = list(self.curpath)
        points = [(part[k], part[k + 1]) for part in path for k in range(1, len(part), 2)]
        if points:
            self._see(self._inside(points, self.ctm))

    def do_gs(self, name: Any) -> None:
        super().do_gs(name)
        said = resolve1((resolve1(self.resources.get("ExtGState")) or {}).get(literal_name(name)))
        if isinstance(said, dict):
            hides = {key: resolve1(said[key]) in opaque for key, opaque in _BLENDING.items() if key in said}
            self._see(self._seen._replace(blending={**self._seen.blending, **hides}))

    def do_W_a(self) -> None:  # noqa: N802
        self.do_W()

    def do_w(self, linewidth: Any) -> None:
        if isinstance(linewidth, (int, float)):
            self.graphicstate.linewidth = linewidth  # pdfminer scales it here, where the stroke may come later

    def do_Do(self, xobjid_arg: Any) -> None:  # noqa: N802
        form = self.xobjmap.get(literal_name(xobjid_arg))
        if form is not None and self.layers.is_off(stream_value(form).get("OC")):
            return
        self.within_form = self._seen_of_form(xobjid_arg)
        super().do_Do(xobjid_arg)
        self.device.is_off = any(self.marks)  # type: ignore[attr-defined]  # whatever the form left open
        self.device.set_ctm(self.ctm)  # pdfminer leaves the form's own
        self._see(self._seen)

    def _seen_of_form(self, name: Any) -> _Seen:
        """What is seen of a form XObject: its box, inside the clip in force. What a group paints is mixed within the
        group first, and then all of it with the ground."""
        form = self.xobjmap.get(literal_name(name))
        form = stream_value(form) if form is not None else {}
        box, matrix = resolve1(form.get("BBox")), resolve1(form.get("Matrix")) or (1, 0, 0, 1, 0, 0)
        if form.get("Subtype") is not LITERAL_FORM or not box:
            return self._seen
        x0, y0, x1, y1 = (resolve1(edge) for edge in box)
        moved = mult_matrix(tuple(resolve1(part) for part in matrix), self.ctm)
        seen = self._inside([(x0, y0), (x1, y0), (x1, y1), (x0, y1)], moved)
        is_group = (resolve1(form.get("Group")) or {}).get("S") is _TRANSPARENCY
        return seen._replace(blending={"group": all(seen.blending.values())}) if is_group else seen


def _typed_texts(page: Any) -> Iterator[tuple[PDFStream, tuple[float, ...]]]:
    """The looks of annotations that show text typed onto a page, with the matrix that puts each in its rectangle."""
    for annotation in map(resolve1, resolve1(page.annots) or []):
        if not isinstance(annotation, dict):
            continue
        said = {key: resolve1(annotation.get(key)) for key in ("Subtype", "FT", "Parent", "F", "AP", "Rect")}
        field_type = said["FT"] or resolve1((said["Parent"] or {}).get("FT"))
        look = resolve1((said["AP"] or {}).get("N"))
        kinds = [literal_name(kind) if isinstance(kind, PSLiteral) else None for kind in (said["Subtype"], field_type)]
        if is_typed_text(kinds[0], kinds[1], said["F"] or 0) and isinstance(look, PDFStream) and said["Rect"]:
            yield look, _placing(look, [resolve1(edge) for edge in said["Rect"]])


def _placing(look: PDFStream, rect: list[float]) -> tuple[float, ...]:
    """What moves a look's box, as its own matrix turns it, into the annotation's rectangle (PDF 32000-1, 12.5.5)."""
    x0, y0, x1, y1 = (resolve1(edge) for edge in resolve1(look.get("BBox")))
    matrix = tuple(resolve1(part) for part in resolve1(look.get("Matrix")) or MATRIX_IDENTITY)
    corners = [apply_matrix_pt(matrix, corner) for corner in ((x0, y0), (x1, y0), (x1, y1), (x0, y1))]
    left, low, right, high = box_of(corners)
    wide = abs(rect[2] - rect[0]) / (right - left) if right > left else 1.0
    tall = abs(rect[3] - rect[1]) / (high - low) if high > low else 1.0
    return wide, 0, 0, tall, min(rect[0], rect[2]) - left * wide, min(rect[1], rect[3]) - low * tall


# ------------------------------------------------------------------------------------------------ page


class _InkPage(Page):
    """pdfplumber's page, read with the device and interpreter above."""

    @property
    def layout(self) -> Any:
        if not hasattr(self, "_layout"):
            device = _Device(self.pdf.rsrcmgr, pageno=self.page_number, laparams=None)
            _Interpreter(self.pdf.rsrcmgr, device).process_page(self.page_obj)
            self._layout = device.get_result()
            self._written, self._slits = device.written, device.slits
        return self._layout

    def process_object(self, obj: Any) -> Any:
        if isinstance(obj, LTChar):  # pdfplumber copies two dozen attributes, of which only the text is used here
            return {"object_type": "char", "text": obj.get_text()}
        drawn = super().process_object(obj)
        drawn["painted"] = getattr(obj, "painted", None)
        return drawn

    def ink(self) -> Ink:
        """The page's ink, measured from the corner of its crop box."""
        x0, y0, x1, y1 = self._crop()
        # a font's map may give NUL for a glyph that it lacks (.notdef)
        text = [NO_CHARACTER if char["text"] in ("", "\0") else char["text"] for char in self.chars]
        glyphs = np.array(self._written, dtype=np.float64).reshape(-1, len(_Written._fields))
        if len(text) != len(glyphs):
            raise ValueError(f"{len(text)} characters but {len(glyphs)} glyphs")
        across, down = x0 + self.mediabox[0], self.height - y1 + self.mediabox[1]
        x, y, advance, size = glyphs[:, 0] - x0, y1 - glyphs[:, 1], glyphs[:, 2], glyphs[:, 3]
        direction, is_vertical = glyphs[:, 4].astype(np.int64), glyphs[:, 5] > 0
        squares = letter_squares(x, y, advance, size, direction, is_vertical)
        is_slanting, is_white = is_at_angle(glyphs[:, 7], glyphs[:, 8]), glyphs[:, 9] > 0
        clips = np.column_stack((glyphs[:, 10] - x0, y1 - glyphs[:, 13], glyphs[:, 12] - x0, y1 - glyphs[:, 11]))
        crop = np.array([[0, 0, x1 - x0, y1 - y0]])
        seen = ~(is_hidden(squares, text, direction, clips) | is_hidden(squares, text, direction, crop))
        strokes, filled, n_shapes = self._drawings(across, down)
        filled += [
            (left - x0, y1 - high, right - x0, y1 - low, 0.0, order) for (left, low, right, high), order in self._slits
        ]
        boxes = [(i["x0"] - across, i["top"] - down, i["x1"] - across, i["bottom"] - down) for i in self.images]
        tolerances = TOLERANCES.enlarged(enlargement(x1 - x0, y1 - y0, size[seen]))
        images, thin = parted_pictures(np.array(boxes, dtype=np.float64).reshape(-1, 4), tolerances)
        rules, is_dashed, fills = rules_and_fills(
            strokes, [*filled, *thin], tolerances, squares, lambda: numbers(self._covers(across, down, x0, y1), 6)
        )
        resources = self.page_obj.resources
        if is_white[seen].any() and not any(resolve1(resources.get(ground)) for ground in GROUNDS):
            seen[seen] = ~is_unseen(is_white[seen], squares[seen], self._dark_shapes(across, down), images, rules)
        return Ink(
            page=self.page_number,
            width=x1 - x0,
            height=y1 - y0,
            rotation=self.rotation,
            text=text if seen.all() else [printed for printed, is_on in zip(text, seen.tolist(), strict=True) if is_on],
            x=x[seen],
            y=y[seen],
            advance=advance[seen],
            size=size[seen],
            direction=direction[seen],
            is_vertical=is_vertical[seen],
            is_invisible=(glyphs[:, 6] > 0)[seen],
            is_slanting=is_slanting[seen],
            is_watermark=np.zeros(np.count_nonzero(seen), dtype=np.bool_),
            rules=rules,
            is_dashed=is_dashed,
            fills=fills,
            images=images,
            n_hidden=int((~seen).sum()),
            n_shapes=n_shapes,
            is_cut_off=is_cut_off(self._content()),
        )

    def _crop(self) -> tuple[float, float, float, float]:
        """The crop box on the displayed media box: origin its lower left corner, y upwards (pdfminer's space)."""
        left, low, right, high = self.page_obj.mediabox
        a, b, c, d = self.page_obj.cropbox
        a, c = max(min(a, c), left), min(max(a, c), right)
        b, d = max(min(b, d), low), min(max(b, d), high)
        if a >= c or b >= d:
            a, b, c, d = left, low, right, high
        turned = {
            0: (a - left, b - low, c - left, d - low),
            90: (b - low, right - c, d - low, right - a),
            180: (right - c, high - d, right - a, high - b),
            270: (high - d, a - left, high - b, c - left),
        }
        return turned[self.rotation]

    def _content(self) -> bytes:
        return b"\n".join(stream_value(part).get_data() for part in self.page_obj.contents)

    def _covers(self, across: float, down: float, x0: float, y1: float) -> Iterator[Fill]:
        """See ``Covers``."""
        for drawn in [*self.lines, *self.rects, *self.curves]:
            order, (left, low, right, high) = drawn["painted"]
            for a, b, c, d, grey in self._fills(drawn, list(_edges(drawn["path"], across, down))):
                seen = common((a, b, c, d), (left - x0, y1 - high, right - x0, y1 - low))
                if drawn["non_stroking_color"] is not None and seen[0] < seen[2] and seen[1] < seen[3]:
                    yield *seen, grey, order

    def _dark_shapes(self, across: float, down: float) -> FloatArray:
        """The box of each part that is filled with anything darker than white, shape (n, 4)."""
        shapes = [
            box_of([point for edge in edges for point in edge[:2]])
            for drawn in [*self.lines, *self.rects, *self.curves]
            if drawn["fill"]
            and _is_dark(drawn["non_stroking_color"])
            and (edges := list(_edges(drawn["path"], across, down)))
        ]
        return numbers(shapes, 4)

    def _drawings(self, across: float, down: float) -> tuple[list[Stroke], list[Fill], int]:
        strokes: list[Stroke] = []
        fills: list[Fill] = []
        n_shapes = 0
        for drawn in [*self.lines, *self.rects, *self.curves]:
            edges, order = list(_edges(drawn["path"], across, down)), drawn["painted"][0]
            n_shapes += sum(not is_straight or is_slanting(a, b) for a, b, is_straight in edges)
            pen = drawn["stroking_color"]
            if edges and drawn["stroke"]:
                pen = 0.0 if pen is None else pen  # a pattern
                is_dashed = bool(drawn["dash"] and drawn["dash"][0])
                width, box = drawn["linewidth"], box_of([point for edge in edges for point in edge[:2]])
                after = order + OUTLINE_AFTER
                strokes.extend(
                    (*a, *b, width, is_dashed, pen, *box, after) for a, b, is_straight in edges if is_straight
                )
            fills.extend((*box, order) for box in self._fills(drawn, edges))
        return strokes, fills, n_shapes

    @staticmethod
    def _fills(
        drawn: Any, edges: Sequence[tuple[Point, Point, bool]]
    ) -> Iterator[tuple[float, float, float, float, float]]:
        """The rectangle that a path fills, if it does, and its grey."""
        if drawn["fill"] and len(edges) > 1 and all(edge[2] for edge in edges):
            box = rectangle_of([a for a, _, _ in edges] + [edges[-1][1]], TOLERANCES)
            ink = drawn["non_stroking_color"]
            if box and ink is not None:
                yield *box, ink
            elif box and is_slit(box):  # a pattern
                yield *box, 0.0


def _edges(path: Any, across: float, down: float) -> Iterator[tuple[Point, Point, bool]]:
    """From, to and is-straight of each part of one subpath, its closing edge included."""
    here = start = (0.0, 0.0)
    for operator, *points in path:
        if operator == "h":
            there = start
        else:
            x, y = points[-1]
            there = (x - across, y - down)
        if operator == "m":
            start = there
        elif operator != "h" or here != start:
            yield here, there, operator in ("l", "h")
        here = there
