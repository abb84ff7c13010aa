"""A corpus of any size, every document another, some of them hostile: for benchmarks and soaks.

``python -m tests.forge.corpus FOLDER N [--hostile 0.02]``
"""

from __future__ import annotations

import io
import random
import sys
import zlib
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfgen.canvas import Canvas

from extractors.engine.formspec import load_forms
from tests.forge import api, content
from tests.forge.look import Look

_TRIES = 20  # looks under which a form is drawn; in some a row is higher than a page


def _document(path: Path, seed: int) -> None:
    chance = random.Random(seed)
    form, version = chance.choice(sorted(load_forms()))
    for _ in range(_TRIES):
        plan = content.Plan(
            "small", chance.randint(1, 1 if form == "2" else 2), chance.randint(1, 3), chance.randint(0, 1),
            chance.randint(1, 8), chance.randint(1, 30),
        )  # fmt: skip
        look = Look(options=chance.choice(["beside", "below"]), border=chance.choice(["solid", "filled"]))
        try:
            api.draw(content.make(form, version, chance.randrange(2**31), plan), look, path)
        except ValueError:
            continue
        return
    raise ValueError(f"seed {seed} can't be drawn")


def _canvas(encrypt: StandardEncryption | None = None, pages: int = 1) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, encrypt=encrypt)
    for number in range(pages):
        canvas.drawString(100, 700, f"page {number}")
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _pdf(streams: list[tuple[bytes, bytes]]) -> bytes:
    """A page with the first stream as its content; streams are entries of their dictionary, and data to be deflated."""
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R"
        b" /Resources << /XObject << /X %d 0 R >> >> >>" % min(5, 3 + len(streams)),
    ]
    for entries, data in streams:
        packed = zlib.compress(data, 9)
        objects.append(
            b"<< /Length %d /Filter /FlateDecode %s >>\nstream\n%s\nendstream" % (len(packed), entries, packed)
        )
    body = b"%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj\n%s\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = (len(objects) + 1, table, len(objects) + 1, len(body))
    return (
        body + b"xref\n0 %d\n0000000000 65535 f \n%strailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % end
    )


def _with_stream(data: bytes) -> bytes:
    return _pdf([(b"", data)])


def _laughs(seed: int) -> bytes:
    """A page that draws a form twenty times, which draws one twenty times …: no reader comes to its end."""
    depth = 10
    forms = [
        (
            b"/Type /XObject /Subtype /Form /BBox [0 0 595 842]"
            + (b" /Resources << /XObject << /X %d 0 R >> >>" % (6 + level) if level < depth - 1 else b""),
            b"/X Do " * 20 if level < depth - 1 else b"0 0 m 9 9 l S %% %d" % seed,
        )
        for level in range(depth)
    ]
    return _pdf([(b"", b"/X Do "), *forms])


def _ruled(n_lines: int) -> bytes:
    return b"".join(b"%d %d m %d %d l S\n" % (i % 595, i % 842, i % 593, i % 841) for i in range(n_lines))


HOSTILE: dict[str, Callable[[int], bytes]] = {
    "empty": lambda seed: b"",
    "text": lambda seed: f"not a PDF, {seed}\n".encode() * 100,
    "page": lambda seed: b"<!DOCTYPE html><html>%d</html>" % seed,
    "cut": lambda seed: _canvas(pages=3)[: 300 + seed % 400],
    "password": lambda seed: _canvas(StandardEncryption(f"secret {seed}", ownerPassword="owner")),
    "bomb": lambda seed: _with_stream(b"%d 0 m " % seed * 4_000_000),
    "laughs": _laughs,
    "rules": lambda seed: _with_stream(_ruled(150_000) + b"%% %d" % seed),
    "nested": lambda seed: _with_stream(b"q " * 200_000 + b"%% %d" % seed),
    "garbage": lambda seed: b"%PDF-1.7\n" + random.Random(seed).randbytes(20_000),
}


def write_document(folder: Path, number: int, n_hostile: int) -> None:
    """The ``number``-th document of a corpus, from 0; the first ``n_hostile`` are hostile."""
    if number < n_hostile:
        name = sorted(HOSTILE)[number % len(HOSTILE)]
        (folder / f"hostile-{number:05}-{name}.pdf").write_bytes(HOSTILE[name](number))
        return
    path = folder / f"{number % 100:02}" / f"document-{number:05}.pdf"
    path.parent.mkdir(exist_ok=True)
    if not path.exists():
        part = path.with_suffix(".part")
        _document(part, number)
        part.rename(path)


def make_corpus(folder: Path, n_documents: int, hostile: float = 0.0, jobs: int = 2) -> None:
    """Write a corpus; the same numbers give the same documents."""
    folder.mkdir(parents=True, exist_ok=True)
    n_hostile = round(n_documents * hostile)
    with ProcessPoolExecutor(jobs) as pool:
        list(pool.map(partial(write_document, folder, n_hostile=n_hostile), range(n_documents), chunksize=8))


def main(folder: Path, n_documents: int, hostile: Annotated[float, typer.Option(min=0, max=1)] = 0.0) -> None:
    """Write N_DOCUMENTS to FOLDER."""
    make_corpus(folder, n_documents, hostile)
    print(f"{n_documents} documents in {folder}", file=sys.stderr)


if __name__ == "__main__":
    typer.run(main)
