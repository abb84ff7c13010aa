"""Other papers of a council, typed with reportlab: paragraphs, tables with whatever rules, boxes tied by arrows."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Literal

from reportlab.pdfgen.canvas import Canvas

from tests.forge import fonts

A4 = (595.28, 841.89)
PAD = 3.0
Rules = Literal["all", "level", "three", "none"]  # three: above the header, below it, at the end


class Typist:
    """Types a paper from the top; what does not fit goes on on the next page. Units: points from the top left."""

    def __init__(self, font: str = "mincho", size: float = 10.5, margin: float = 60.0, leading: float = 1.25) -> None:
        self.font, self.size, self.margin, self.leading = font, size, margin, leading * size
        self._buffer = BytesIO()
        self.canvas = Canvas(self._buffer, pagesize=A4, invariant=True)
        self.left, self.right, self.y = margin, A4[0] - margin, margin

    def text(self, x: float, top: float, text: str, size: float | None = None) -> None:
        """One line of text below ``top``."""
        size = size or self.size
        self.canvas.setFont(fonts.registered(self.font), size)
        self.canvas.drawString(x, A4[1] - top - 0.88 * size, text)

    def line(self, x0: float, top: float, x1: float, bottom: float) -> None:
        """A rule."""
        self.canvas.setLineWidth(0.5)
        self.canvas.line(x0, A4[1] - top, x1, A4[1] - bottom)

    def box(self, x0: float, top: float, x1: float, bottom: float, text: str = "", *, downwards: bool = False) -> None:
        """A box with text, on lines or one character a line."""
        for side in ((x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom)):
            self.line(*side)
        for n, part in enumerate(text if downwards else text.split("\n")):
            self.text((x0 + x1 - self.size) / 2 if downwards else x0 + 5, top + 5 + n * 1.2 * self.size, part)

    def paragraph(self, text: str, align: Literal["left", "centre", "right"] = "left") -> None:
        """Running text."""
        for line in fonts.wrap(text, self.right - self.left, self.font, self.size):
            self._need(1.5 * self.size)
            spare = self.right - self.left - fonts.width(line, self.font, self.size)
            self.text(self.left + {"left": 0.0, "centre": spare / 2, "right": spare}[align], self.y, line)
            self.y += 1.5 * self.size
        self.y += 0.3 * self.size

    def table(
        self, rows: Sequence[Sequence[str]], widths: Sequence[float], rules: Rules, *, room: float = 0.0,
        is_centred: bool = False, header_each: bool = False,
    ) -> None:  # fmt: skip
        """A table whose first row is its header; ``room`` is left between rows beyond the padding."""
        scale = (self.right - self.left) / sum(widths)
        edges = [self.left, *(self.left + scale * width for width in itertools.accumulate(widths))]
        for n, row in enumerate(rows):
            cells = [
                fonts.wrap(text, x1 - x0 - 2 * PAD, self.font, self.size) if text else []
                for text, (x0, x1) in zip(row, itertools.pairwise(edges), strict=True)
            ]
            height = max(len(lines) for lines in cells) * self.leading + 2 * PAD + room
            if self._need(height) and header_each:
                self.table([rows[0]], widths, rules, room=room)
            for x, lines in zip(edges, cells, strict=False):
                spare = (height - 2 * PAD - len(lines) * self.leading) / 2 if is_centred else 0.0
                for k, line in enumerate(lines):
                    self.text(x + PAD, self.y + PAD + spare + k * self.leading, line)
            if rules in ("all", "level") or (rules == "three" and n == 0):
                self.line(self.left, self.y, self.right, self.y)
            for x in edges if rules == "all" else ():
                self.line(x, self.y, x, self.y + height)
            self.y += height
            if rules in ("all", "level") or (rules == "three" and n in (0, len(rows) - 1)):
                self.line(self.left, self.y, self.right, self.y)
        self.y += self.size

    def write(self, path: Path) -> Path:
        """The PDF."""
        self.canvas.showPage()
        self.canvas.save()
        path.write_bytes(self._buffer.getvalue())
        return path

    def _need(self, height: float) -> bool:
        """Begin a page if less than ``height`` is left; whether it did."""
        if self.y + height <= A4[1] - self.margin:
            return False
        self.canvas.showPage()
        self.y = self.margin
        return True
