"""Whether the libraries that read pages give the same for a tiny PDF."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from extractors.model import FloatArray, Ink, UnreadableDocument
from extractors.readers import open_reader
from pipeline.doctor.result import Result, ok, problem, warning

OF_RECORD, FASTER = "pdfplumber", "pymupdf"  # the second may be left out
TEXT = "特定個人情報保護評価書"
SAME = 1.0  # points within which the readers' boxes agree

_CONTENT = (
    b"q 0.5 w 20 20 160 60 re S Q BT /F1 12 Tf 30 45 Td <" + TEXT.encode("utf-16-be").hex().encode() + b"> Tj ET\n"
)
_OBJECTS = (
    b"<< /Type /Catalog /Pages 2 0 R >>",
    b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
    b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
    b"<< /Length %d >>\nstream\n%bendstream" % (len(_CONTENT), _CONTENT),
    b"<< /Type /Font /Subtype /Type0 /BaseFont /HeiseiMin-W3 /Encoding /UniJIS-UCS2-H /DescendantFonts [6 0 R] >>",
    b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /HeiseiMin-W3 /DW 1000 /FontDescriptor 7 0 R "
    b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Japan1) /Supplement 2 >> >>",
    b"<< /Type /FontDescriptor /FontName /HeiseiMin-W3 /Flags 6 /FontBBox [-123 -257 1001 910] /ItalicAngle 0 "
    b"/Ascent 857 /Descent -143 /CapHeight 709 /StemV 69 >>",
)


def tiny_pdf() -> bytes:
    """A page with a line of Japanese in a ruled box. Its font is one that every library has to know by name."""
    out, places = b"%PDF-1.4\n", []
    for number, content in enumerate(_OBJECTS, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(_OBJECTS) + 1
    return out + b"xref\n0 %d\n0000000000 65535 f \n%btrailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        size,
        table,
        size,
        len(out),
    )


def read_tiny() -> dict[str, Ink | str]:
    """What each reader sees on the tiny page, or what it said instead."""
    seen: dict[str, Ink | str] = {}
    with TemporaryDirectory(prefix="hyokasho-") as folder:
        path = Path(folder, "tiny.pdf")
        path.write_bytes(tiny_pdf())
        for name in (FASTER, OF_RECORD):
            try:
                with open_reader(path, name) as reader:
                    seen[name] = reader.ink(1)
            except UnreadableDocument as error:
                seen[name] = error.message
    return seen


def check_readers(seen: Mapping[str, Ink | str]) -> Result:
    """What the readers saw, each an ``Ink`` or why it saw nothing."""
    inks = {name: ink for name, ink in seen.items() if isinstance(ink, Ink)}
    wrong = {name: "".join(ink.text) for name, ink in inks.items() if "".join(ink.text) != TEXT}
    if OF_RECORD not in inks or wrong:
        said = [f"{name} reads {text!r}" for name, text in wrong.items()]
        said += [str(reason) for reason in seen.values() if not isinstance(reason, Ink)]
        return problem("PDF readers", "; ".join(said), "pip install --force-reinstall pdfplumber pymupdf")
    if len(inks) < len(seen):
        return ok("PDF readers", f"{OF_RECORD} alone reads a page as it should")
    if not _agree(*inks.values()):
        return warning("PDF readers", "they read the same text in different places", "give extract --reader pdfplumber")
    return ok("PDF readers", f"{' and '.join(inks)} read the same")


def _agree(one: Ink, other: Ink) -> bool:
    """Whether glyphs and rules stand in the same places."""
    return all(
        a.shape == b.shape and bool(np.all(np.abs(a - b) <= SAME))
        for a, b in zip(_places(one), _places(other), strict=True)
    )


def _places(ink: Ink) -> list[FloatArray]:
    by_place = np.lexsort(ink.rules.T)  # a rectangle's edges may come in any order
    return [ink.x, ink.y, ink.advance, ink.rules[by_place]]
