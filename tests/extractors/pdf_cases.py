"""Tiny PDFs, one per awkward case, written byte by byte so that each says exactly what it is meant to say."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

WIDTH, HEIGHT = 300, 200


def pdf(
    content: bytes,
    objects: Sequence[bytes] = (),
    *,
    resources: bytes = b"/Font << /F1 5 0 R >>",
    page: bytes = b"/MediaBox [0 0 300 200]",
    trailer: bytes = b"",
    catalog: bytes = b"",
) -> bytes:
    """One page with ``content``. ``objects`` are numbered from 5; ``page``, ``trailer`` and ``catalog`` extend
    dictionaries."""
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R " + catalog + b" >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << " + resources + b" >> " + page + b" >>",
        stream(content),
        *objects,
    ]
    return assemble(bodies, trailer)


def assemble(bodies: Sequence[bytes], trailer: bytes = b"") -> bytes:
    """A file of the objects ``bodies``, numbered from 1, the first the catalog."""
    out = b"%PDF-1.7\n"
    offsets = []
    for number, body in enumerate(bodies, 1):
        offsets.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    out += b"trailer << /Size %d /Root 1 0 R %s >>\n" % (len(bodies) + 1, trailer)
    return out + b"startxref\n%d\n%%%%EOF\n" % start


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def text(operators: bytes) -> bytes:
    return b"BT /F1 10 Tf " + operators + b" ET"


HELVETICA = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
AB = text(b"20 100 Td (AB) Tj")


def japanese(encoding: bytes, widths: bytes = b"/DW 1000 /W [1 [500 500] 34 [500 500] 231 632 500]") -> list[bytes]:
    """A Japanese font that is named, not embedded."""
    return [
        b"<< /Type /Font /Subtype /Type0 /BaseFont /MS-Gothic /Encoding /%s /DescendantFonts [6 0 R] >>" % encoding,
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /MS-Gothic /CIDSystemInfo << /Registry (Adobe) "
        b"/Ordering (Japan1) /Supplement 2 >> %s /FontDescriptor 7 0 R >>" % widths,
        b"<< /Type /FontDescriptor /FontName /MS-Gothic /Flags 4 /FontBBox [0 -137 1000 859] /ItalicAngle 0 "
        b"/Ascent 859 /Descent -140 /CapHeight 769 /StemV 78 >>",
    ]


# A Type 3 font of squares whose map gives code a two characters, code b one and code c none.
TYPE3 = [
    b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 750 750] /FontMatrix [0.001 0 0 0.001 0 0] "
    b"/CharProcs << /sq 6 0 R >> /Encoding << /Differences [97 /sq /sq /sq] >> /FirstChar 97 /LastChar 99 "
    b"/Widths [1000 500 0] /Resources << >> /ToUnicode 7 0 R >>",
    stream(b"1000 0 0 0 750 750 d1 0 0 750 750 re f"),
    stream(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        b"1 begincodespacerange <00> <ff> endcodespacerange "
        b"3 beginbfchar <61> <00660069> <62> <6C11> <63> <0301> endbfchar endcmap end end"
    ),
]

# A font whose map gives NUL for code 2, as programs write it for a glyph that a font lacks.
WITH_NUL = [
    japanese(b"Identity-H")[0].replace(b"/DescendantFonts", b"/ToUnicode 8 0 R /DescendantFonts"),
    *japanese(b"Identity-H")[1:],
    stream(
        b"/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /X def "
        b"1 begincodespacerange <0000> <ffff> endcodespacerange "
        b"2 beginbfchar <0001> <6C11> <0002> <0000> endbfchar endcmap end end"
    ),
]

FORM = stream(b"0 0 20 20 re S " + text(b"2 3 Td (AB) Tj"), b"/Type /XObject /Subtype /Form /BBox [0 0 50 50] "
              b"/Matrix [1 0 0 1 5 5] /Resources << /Font << /F1 5 0 R >> >>")  # fmt: skip
FORM_RESOURCES = b"/XObject << /X 6 0 R >> /Font << /F1 5 0 R >>"
PICTURE = stream(b"\x00\xff\xff\x00", b"/Type /XObject /Subtype /Image /Width 2 /Height 2 /ColorSpace /DeviceGray "
                 b"/BitsPerComponent 8")  # fmt: skip
SEPARATION = (
    b"/ColorSpace << /S [/Separation /Black /DeviceGray << /FunctionType 2 /Domain [0 1] /C0 [1] /C1 [0] /N 1 >>] >>"
)
NOTE = [
    HELVETICA,
    b"<< /Type /Annot /Subtype /FreeText /Rect [10 10 90 40] /F 4 /AP << /N 7 0 R >> /DA (/F1 10 Tf) /Contents (C) >>",
    stream(text(b"5 5 Td (C) Tj") + b" 0 0 80 30 re S", b"/Type /XObject /Subtype /Form /BBox [0 0 80 30] "
           b"/Resources << /Font << /F1 5 0 R >> >>"),
]  # fmt: skip

ANNOTATED = b"/MediaBox [0 0 300 200] /Annots [6 0 R]"
FIELDS = b"/AcroForm << /Fields [6 0 R] >>"


def noted(kind: bytes, flags: bytes = b"/F 4") -> list[bytes]:
    """The note as an annotation of another kind."""
    return [NOTE[0], NOTE[1].replace(b"/Subtype /FreeText", kind).replace(b"/F 4", flags), NOTE[2]]


def turned(rotation: int, content: bytes = AB, box: bytes = b"/MediaBox [0 0 300 200]") -> bytes:
    return pdf(content, [HELVETICA], page=b"%s /Rotate %d" % (box, rotation))


CROPPED = b"/MediaBox [10 20 310 220] /CropBox [15 40 215 180]"
EVERYTHING = AB + b" 60 60 40 30 re S 120 60 20 20 re f 2 w 60 50 m 60 120 l S q 30 0 0 20 200 50 cm /X Do Q"
PICTURE_RESOURCES = b"/XObject << /X 6 0 R >> /Font << /F1 5 0 R >>"


def everything(page: bytes) -> bytes:
    return pdf(EVERYTHING, [HELVETICA, PICTURE], resources=PICTURE_RESOURCES, page=page)


# Letters traced by strokes, as some programs imitate bold: a shape in A, a box in B. The cell about them is a cell, and
# so are a box with the letter in its corner and a line through a letter.
TRACED = AB + (
    b" 21 100.5 m 26 100.5 l 26 107 l 24 109 l 21 107 l h 28 101 5 6 re S 15 90 40 30 re S"
    b" 20 98 12 12 re S 18 104 m 30 104 l S"
)

# A cell that runs over the page: its clip shows what lies from 70 up, and so not the line at 65, whose middle is lower.
# What follows the clip is seen again.
CLIPPED = (
    b"q 10 70 200 50 re W n "
    + text(b"20 100 Td (AB) Tj 0 -20 Td (CD) Tj 0 -15 Td (EF) Tj 0 -45 Td (GH) Tj")
    + b" Q "
    + text(b"20 40 Td (IJ) Tj")
)
# A form XObject's box is a clip, inside the caller's.
NESTED = b"q 0 0 160 200 re W* n q 1 0 0 1 100 50 cm /X Do Q Q " + text(b"200 20 Td (K) Tj")
FORM_OF_TWO = stream(
    text(b"5 5 Td (A) Tj 40 0 Td (B) Tj 40 0 Td (C) Tj"),
    b"/Type /XObject /Subtype /Form /BBox [0 0 60 30] /Resources << /Font << /F1 5 0 R >> >>",
)

# Layers: 7 is switched off, 8 is not; 9 is seen where one of them is.
LAYERED = (
    b"/OC /Off BDC " + text(b"20 100 Td (A) Tj") + b" 20 20 50 50 re S /Span << /MCID 1 >> BDC "
    + text(b"40 100 Td (B) Tj") + b" EMC EMC /OC /On BDC " + text(b"60 100 Td (C) Tj") + b" 100 20 50 50 re S EMC"
    b" /OC /Either BDC " + text(b"100 100 Td (E) Tj")
    + b" EMC /X Do " + text(b"120 100 Td (F) Tj")
)  # fmt: skip
LAYERS = [
    HELVETICA,
    stream(text(b"5 5 Td (G) Tj"), b"/Type /XObject /Subtype /Form /BBox [0 0 80 30] /OC 7 0 R "
           b"/Resources << /Font << /F1 5 0 R >> >>"),
    b"<< /Type /OCG /Name (draft) >>",
    b"<< /Type /OCG /Name (print) >>",
    b"<< /Type /OCMD /OCGs [7 0 R 8 0 R] >>",
]  # fmt: skip
LAYER_RESOURCES = PICTURE_RESOURCES + b" /Properties << /Off 7 0 R /On 8 0 R /Either 9 0 R >>"


def layered(default: bytes) -> bytes:
    """``LAYERED`` with a default configuration."""
    catalog = b"/OCProperties << /OCGs [7 0 R 8 0 R] /D << " + default + b" >> >>"
    return pdf(LAYERED, LAYERS, resources=LAYER_RESOURCES, catalog=catalog)


# Dotted borders: rectangles no wider than a rule, painted with a pattern; one is as wide as a cell, and no border.
PATTERNED = b"/Pattern cs /P0 scn 50 100 200 .5 re f 50 40 .5 60 re f 100 50 50 30 re f"
PATTERNED_AS_ONE = b"/Pattern cs /P0 scn 50 100 200 .5 re 50 40 .5 60 re f"
DOT = b"0 g 10 10 .5 .5 re f"
DOT_AS_PICTURE = b"q 1.5 0 0 1.5 0 0 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \x00\xff\xff\x00 EI Q"
SLITS = (
    b"q 50 100 200 .5 re W n 0 0 300 200 re f Q q 50 60 200 .5 re W n 1 g 0 0 300 200 re f Q q 50 40 200 .5 re W n Q"
)


def patterned(content: bytes, tile: bytes) -> bytes:
    """``content`` with the pattern P0, of one tile."""
    entries = b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 20 20] /XStep 20 /YStep 20"
    resources = b"/Pattern << /P0 5 0 R >> /Font << /F1 6 0 R >>"
    return pdf(AB + b" " + content, [stream(tile, entries + b" /Resources << >>"), HELVETICA], resources=resources)


# White letters: C on paper, D on a shade, E within the box of another dark shape, F with an outline, G on a white fill,
# H on a wide line, I without any ink, J on a picture.
WHITE = (
    text(b"20 150 Td (ABAB) Tj")
    + b" .3 g 60 95 20 20 re f 80 95 m 100 95 l 100 120 l f 1 g 140 95 20 20 re f 16 w .3 G 160 104 m 180 104 l S 1 w"
    b" q 20 0 0 20 200 95 cm /X Do Q "
    + text(b"1 g 45 100 Td (C) Tj 20 0 Td (D) Tj 17 0 Td (E) Tj 2 Tr 0 G 33 0 Td (F) Tj 0 Tr 30 0 Td (G) Tj "
           b"20 0 Td (H) Tj 0 0 0 0 k 20 0 Td (I) Tj 20 0 Td (J) Tj")
)  # fmt: skip
#: White letters on a shading, which PyMuPDF tells as a picture and pdfplumber not at all.
WHITE_ON_SHADING = pdf(
    b"q 40 90 60 40 re W n /S sh Q " + text(b"20 150 Td (ABAB) Tj 1 g 30 -50 Td (C) Tj"),
    [HELVETICA, b"<< /FunctionType 2 /Domain [0 1] /C0 [0] /C1 [.5] /N 1 >>"],
    resources=b"/Font << /F1 5 0 R >> /Shading << /S << /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 1 0] "
    b"/Function 6 0 R >> >>",
)

# A grid of level lines, painted before the boxes over it. From below: 30 is covered but for its ends, by two boxes that
# touch; 60 by a box whose lower edge leaves half of it; 90 by one seen through; 120 by one that its clip cuts short;
# 150 by one painted before it; 180 where the shade above is another. The upright line crosses all of them.
PAINTED_OVER = (
    b"1 g 10 140 80 20 re f .4 w "
    + b"".join(b"10 %d m 190 %d l S " % (y, y) for y in (30, 60, 90, 120, 150, 180))
    + b"180 20 m 180 190 l S 1 g 20 20 60 20 re 80 20 90 20 re f 20 60 150 20 re f /Veil gs 20 80 150 20 re f "
    b"/Bare gs q 20 110 50 20 re W n 10 110 170 20 re f Q .9 g 20 179.7 150 15 re f 1 g 20 165 150 14.7 re f"
)
VEILED = b"/Font << /F1 5 0 R >> /ExtGState << /Veil << /ca .5 >> /Bare << /ca 1 >> >>"

# A soft mask: what paints it is not on the page, and what is painted under it lets its ground through.
MASKS = [
    stream(
        b".5 g 0 0 300 200 re f",
        b"/Type /XObject /Subtype /Form /BBox [0 0 300 200] /Group << /S /Transparency /CS /DeviceGray >>",
    ),
    stream(
        b"1 g 20 20 60 20 re f",
        b"/Type /XObject /Subtype /Form /BBox [0 0 300 200] /Group << /S /Transparency >>",
    ),
]
MASKED = (
    b"/ExtGState << /Mask << /SMask << /S /Luminosity /G 5 0 R >> >> /Bare << /SMask /None >> /Veil << /ca .5 >> "
    b"/Plain << /BM /Normal >> >> /XObject << /X 6 0 R >>"
)
LEVEL = b".4 w 10 30 m 190 30 l S "
COVER = b"1 g 20 20 60 20 re f "
#: One line and a box over it, by what the box is painted with or under, and whether it covers the line.
OVER_ONE_LINE = {
    "a graphics state of two parts": (LEVEL + b"/Veil gs /Plain gs " + COVER, False),
    "a graphics state that was restored": (LEVEL + b"q /Veil gs Q " + COVER, True),
    "what paints a soft mask": (LEVEL + b"/Mask gs 1 g 200 100 20 20 re f", False),
    "under a soft mask": (LEVEL + b"/Mask gs " + COVER, False),
    "after a soft mask": (LEVEL + b"/Mask gs 1 g 200 100 20 20 re f /Bare gs " + COVER, True),
    "after a soft mask that was restored": (LEVEL + b"q /Mask gs " + COVER + b"Q " + COVER, True),
    "after a soft mask inside a clip": (
        LEVEL + b"q 100 100 40 40 re W n q /Mask gs 1 g 110 110 5 5 re f Q 1 g 10 10 290 150 re f Q",
        False,
    ),
    "a group": (LEVEL + b"/X Do", True),
    "a group under a soft mask": (LEVEL + b"/Mask gs /X Do", False),
    "a group that is seen through": (LEVEL + b"/Veil gs /X Do", False),
    "under a clip of a point": (LEVEL + b"20 20 m W n " + COVER, False),
    "after a clip of a point inside a clip": (
        LEVEL + b"q 100 100 40 40 re W n q 20 20 m W n 1 g 110 110 5 5 re f Q 1 g 10 10 290 150 re f Q",
        False,
    ),
    "after a clip of a point": (LEVEL + b"q 20 20 m W n " + COVER + b"Q " + COVER, True),
}

CASES: dict[str, bytes] = {
    "painted over": pdf(PAINTED_OVER, resources=VEILED),
    "painted over, rotate 90": pdf(PAINTED_OVER, resources=VEILED, page=b"/MediaBox [0 0 300 200] /Rotate 90"),
    "painted over, blended": pdf(
        b".4 w 10 30 m 190 30 l S /Mix gs 1 g 20 20 60 20 re f",
        resources=b"/ExtGState << /Mix << /BM /Multiply >> >>",
    ),
    **{case: pdf(content, MASKS, resources=MASKED) for case, (content, _) in OVER_ONE_LINE.items()},
    "a box over a slit": pdf(b"q 20 30 200 .5 re W n 0 0 300 200 re f Q 1 g 10 20 250 20 re f"),
    "plain": pdf(AB, [HELVETICA]),
    "a layer is off": layered(b"/OFF [7 0 R]"),
    "layers are off but for one": layered(b"/BaseState /OFF /ON [8 0 R]"),
    "no layer is off": layered(b""),
    "clipped": pdf(CLIPPED, [HELVETICA]),
    "clipped, filled and stroked": pdf(CLIPPED.replace(b"/F1 10 Tf", b"/F1 10 Tf 2 Tr"), [HELVETICA]),
    "clipped, rotate 90": pdf(CLIPPED, [HELVETICA], page=b"/MediaBox [0 0 300 200] /Rotate 90"),
    # ［ and ］ 10 wide in cells of 4 that show their ink, and one in a cell that does not; A is behind them
    "brackets wider than their cells": pdf(
        b" ".join(
            b"q %d 90 4 30 re W n " % x + text(b"%d 100 Td <%s> Tj" % (pen, sign)) + b" Q"
            for x, pen, sign in ((26, 20, b"ff3b"), (40, 40, b"ff3d"), (66, 60, b"ff3d"))
        )
        + b" "
        + text(b"80 100 Td <0041> Tj"),
        japanese(b"UniJIS-UCS2-H"),
    ),
    "clipped in a form": pdf(NESTED, [HELVETICA, FORM_OF_TWO], resources=PICTURE_RESOURCES),
    "beyond the crop box": pdf(AB, [HELVETICA], page=b"/MediaBox [0 0 300 200] /CropBox [25 20 250 180]"),
    **{f"rotate {r}": everything(b"/MediaBox [0 0 300 200] /Rotate %d" % r) for r in (90, 180, 270)},
    **{f"crop box, rotate {r}": everything(CROPPED + b" /Rotate %d" % r) for r in (0, 90, 180, 270)},
    "text in four directions": pdf(
        text(b"20 100 Td (AB) Tj 0 1 -1 0 60 100 Tm (AB) Tj 0 -1 1 0 100 100 Tm (AB) Tj -1 0 0 -1 160 100 Tm (AB) Tj"),
        [HELVETICA],
    ),
    "slanted lines": pdf(
        text(
            b".866 .5 -.5 .866 50 50 Tm (AB) Tj .5 -.866 .866 .5 90 90 Tm (AB) Tj -.5 .866 -.866 -.5 150 90 Tm (A) Tj"
        ),
        [HELVETICA],
    ),
    "imitated italics": pdf(text(b"1 0 .3 1 20 100 Tm (AB) Tj 0 1 -1 .3 90 100 Tm (AB) Tj"), [HELVETICA]),
    "letter spacing": pdf(
        text(b"3 Tc 5 Tw 20 100 Td (AB A) Tj (A) Tj [(A) -500 (B)] TJ [-200 (A)] TJ (B) Tj"), [HELVETICA]
    ),
    "narrowed": pdf(text(b"80 Tz 2 Tc 20 100 Td (ABA) Tj"), [HELVETICA]),
    "scaled and raised": pdf(b"1 0 0 2 0 0 cm " + text(b"2 0 0 1 20 50 Tm 4 Ts (ABA) Tj"), [HELVETICA]),
    "fake bold": pdf(text(b"2 Tr 20 100 Td (AB) Tj 1 Tr (C) Tj 0 Tr (D) Tj"), [HELVETICA]),
    "letters traced": pdf(TRACED, [HELVETICA]),
    "letters traced, rotate 90": pdf(TRACED, [HELVETICA], page=b"/MediaBox [0 0 300 200] /Rotate 90"),
    "letters traced upwards": pdf(b"0 1 -1 0 200 0 cm " + TRACED, [HELVETICA]),
    "drawn twice": pdf(text(b"20 100 Td (AB) Tj .2 0 Td (AB) Tj"), [HELVETICA]),
    "invisible": pdf(text(b"20 100 Td (A) Tj 3 Tr (B) Tj 0 Tr (C) Tj"), [HELVETICA]),
    "white": pdf(WHITE, [HELVETICA, PICTURE], resources=PICTURE_RESOURCES),
    "white, rotate 90": pdf(
        WHITE, [HELVETICA, PICTURE], resources=PICTURE_RESOURCES, page=b"/MediaBox [0 0 300 200] /Rotate 90"
    ),
    "white on what is not seen": pdf(text(b"20 150 Td (A) Tj 1 g 30 -50 Td (BCDE) Tj"), [HELVETICA]),
    "off the page": pdf(text(b"-500 100 Td (A) Tj 1000 0 Td (B) Tj"), [HELVETICA]),
    "not embedded, Shift_JIS": pdf(text(b"20 100 Td <82a082a24142c0> Tj"), japanese(b"90ms-RKSJ-H")),
    "not embedded, UCS2": pdf(text(b"20 100 Td <3042304400410042> Tj"), japanese(b"UniJIS-UCS2-H")),
    "not embedded, half-width UCS2": pdf(text(b"20 100 Td <3042304400410042> Tj"), japanese(b"UniJIS-UCS2-HW-H")),
    "vertical writing": pdf(text(b"20 100 Td <3042304430fc3001> Tj"), japanese(b"UniJIS-UCS2-V")),
    "vertical writing, rotate 90": pdf(
        text(b"20 100 Td <30423044> Tj"), japanese(b"UniJIS-UCS2-V"), page=b"/MediaBox [0 0 300 200] /Rotate 90"
    ),
    "no characters": pdf(text(b"20 100 Td <0041FFF0> Tj"), japanese(b"Identity-H", b"/DW 1000")),
    "no width in a named font": pdf(
        text(b"20 100 Td <3042004100423044> Tj"), japanese(b"UniJIS-UCS2-H", b"/DW 1000 /W [1 95 0]")
    ),
    "replacement text": pdf(text(b"20 100 Td (A) Tj /Span << /ActualText (XYZ) >> BDC (B) Tj EMC"), [HELVETICA]),
    "two characters for a glyph": pdf(text(b"20 100 Td (abab) Tj"), TYPE3),
    "no character but NUL": pdf(text(b"20 100 Td <000100020001> Tj"), WITH_NUL),
    "glyph without width": pdf(text(b"20 100 Td (acb) Tj"), TYPE3),
    "form object": pdf(b"q 2 0 0 2 10 10 cm 3 w /X Do Q " + AB, [HELVETICA, FORM], resources=FORM_RESOURCES),
    "form object, bare": pdf(b"/X Do " + AB, [HELVETICA, FORM], resources=FORM_RESOURCES),
    "free text": pdf(AB, NOTE, page=ANNOTATED),
    "free text, turned": pdf(AB, NOTE, page=ANNOTATED + b" /Rotate 90"),
    "form field": pdf(AB, noted(b"/Subtype /Widget /FT /Tx /T (f) /V (C)"), page=ANNOTATED, catalog=FIELDS),
    "form field of a parent": pdf(
        AB, [*noted(b"/Subtype /Widget /Parent 8 0 R"), b"<< /FT /Tx /T (f) /V (C) >>"], page=ANNOTATED, catalog=FIELDS
    ),
    "hidden form field": pdf(
        AB, noted(b"/Subtype /Widget /FT /Tx /T (f) /V (C)", b"/F 2"), page=ANNOTATED, catalog=FIELDS
    ),
    "button": pdf(AB, noted(b"/Subtype /Widget /FT /Btn"), page=ANNOTATED, catalog=FIELDS),
    "comment": pdf(AB, noted(b"/Subtype /Square"), page=ANNOTATED),
    "content cut off": pdf(AB + b" 0 0 9 9", [HELVETICA]),
    "length too short": pdf(AB, [HELVETICA]).replace(b"/Length %d" % len(AB), b"/Length %0*d" % (len(str(len(AB))), 5)),
    "length zero": pdf(AB, [HELVETICA]).replace(b"/Length %d" % len(AB), b"/Length %0*d" % (len(str(len(AB))), 0)),
    "curves": pdf(b"10 10 m 20 30 40 30 50 10 c S 10 90 m 60 120 l S 10 150 m 90 150 l S"),
    "lines": pdf(
        b"10 10 m 100 10 l S 2 w 10 20 m 100 20 l 100 50 l h S q 3 0 0 3 0 0 cm 1 w 5 20 m 30 20 l S Q "
        b"[3 2] 0 d 10 95 m 100 95 l S [] 0 d 10 100 40 30 re S 70 120 m 70 120 l S "
        b"150 10 m 150 50 170 50 170 10 c 190 10 l S"
    ),
    "thin fills": pdf(
        b"10 60 80 .5 re f 10 70 m 90 70 l 90 71 l 10 71 l h f 10 80 m 90 80 l 90 80.6 l 10 80.6 l f "
        b"200 20 1 80 re f 120 20 .8 .6 re f 1 g 10 90 80 .5 re f 1 G 10 95 m 90 95 l S"
    ),
    "white rules": pdf(
        b".9 g 10 130 100 20 re 10 150 100 20 re 10 20 100 20 re f 1 G .5 w 10 130 100 20 re S 10 150 100 20 re S "
        b"10 30 m 290 30 l S .7 G 110 130 180 20 re 110 150 180 20 re S 1 g 60 130 .5 40 re 60 90 .5 40 re f"
    ),
    "dots": pdf(
        b"".join(b"%g 100 .75 .75 re f " % (50 + 1.5 * n) for n in range(100))
        + b"".join(b"50 %g .75 .75 re f " % (40 + 1.5 * n) for n in range(40))
    ),
    "frames": pdf(
        b"12 152 96 36 re 10 150 100 40 re f* 150 152 98 38 re 150 150 100 40 re f* 10 50 9 9 re 30 50 9 9 re f*"
    ),
    "dotted borders": patterned(PATTERNED, DOT),
    "dotted borders, pictures": patterned(PATTERNED_AS_ONE, DOT_AS_PICTURE),
    "dotted borders in one path": patterned(PATTERNED_AS_ONE, DOT),
    "slits": pdf(SLITS),
    "fills": pdf(
        b".8 g 10 10 50 20 re f .5 g 70 10 50 20 re 130 10 50 20 re f 10 50 m 60 50 l 60 80 l 10 80 l h f "
        b"70 50 m 120 50 l 100 90 l f 0 0 0 1 k 200 10 20 20 re f 0 0 0 0 k 230 10 20 20 re f "
        b"1 1 0 rg 10 120 30 20 re B /S cs .25 scn 100 120 30 20 re f",
        resources=SEPARATION,
    ),
    "picture": pdf(b"q 40 0 0 30 20 50 cm /X Do Q", [HELVETICA, PICTURE], resources=PICTURE_RESOURCES),
    "dotted borders of pictures": pdf(
        b" ".join(
            b"q %s cm BI /W 2 /H 1 /IM true /BPC 1 ID \x40 EI Q" % place
            for place in (b"200 0 0 .5 50 100", b".5 0 0 60 50 40", b"40 0 0 30 100 20")
        )
    ),
    "picture in the content": pdf(b"q 40 0 0 30 20 50 cm BI /W 2 /H 2 /CS /G /BPC 8 ID \x00\xff\xff\x00 EI Q"),
    "nothing": pdf(b""),
}


def locked(user_password: str) -> bytes:
    """An encrypted page; an empty ``user_password`` opens without asking."""
    out = BytesIO()
    canvas = Canvas(out, encrypt=StandardEncryption(user_password, ownerPassword="owner", canPrint=0))
    canvas.drawString(72, 700, "AB")
    canvas.save()
    return out.getvalue()


def with_files(names: Sequence[str], kids: bool) -> bytes:
    """A page, and files inside the PDF, their tree of names with a level between or without."""
    numbers = range(7, 7 + len(names))
    entries = b"<< /Names [%s] >>" % b" ".join(b"(%d) %d 0 R" % (number, number) for number in numbers)
    tree = b"<< /Kids [6 0 R] >>" if kids else entries
    texts = [name.encode("utf-16-be").hex().encode() for name in names]
    files = [b"<< /Type /Filespec /F (x) /UF <FEFF%s> /EF << /F 4 0 R >> >>" % text for text in texts]
    catalog = b"/Names << /EmbeddedFiles " + tree + b" >>"
    return pdf(AB, [HELVETICA, entries, *files], catalog=catalog)


def without_pages() -> bytes:
    return assemble([b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Kids [] /Count 0 >>"])


def described() -> bytes:
    """A page with metadata: UTF-16 text, an empty entry, a raw date."""
    title = "架空".encode("utf-16-be").hex().encode()
    info = b"<< /Producer <FEFF%s> /Creator () /CreationDate (D:20240401123456+09'00') >>" % title
    return pdf(AB, [HELVETICA, info], trailer=b"/Info 6 0 R")


#: A file whose list of pages has a place with no page.
PAGE_MISSING = assemble(
    [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [5 0 R 3 0 R] /Count 2 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << >> /MediaBox [0 0 300 200] >>",
        stream(b"10 10 m 90 10 l S"),
        b"null",
    ]
)

#: A file whose list of pages names one page twice, another between.
PAGE_TWICE = assemble(
    [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R 5 0 R 3 0 R] /Count 3 >>",
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << >> /MediaBox [0 0 300 200] >>",
        stream(b"10 10 m 90 10 l S"),
        b"<< /Type /Page /Parent 2 0 R /Contents 4 0 R /Resources << >> /MediaBox [0 0 100 200] >>",
    ]
)
