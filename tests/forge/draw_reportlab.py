"""Pages to PDF with exact geometry. Coordinates come in as points from the displayed page's top left corner."""

from __future__ import annotations

from pathlib import Path
from random import Random

from reportlab.pdfgen.canvas import Canvas

from tests.forge import fonts
from tests.forge.look import Look
from tests.forge.paginate import Page, Placed, Rect

THIN, THICK = 0.5, 1.4  # points
GAP = 0.4  # points: half of a hair gap in a ruling


def draw(pages: list[Page], look: Look, path: Path) -> None:
    """Write the pages to ``path``. The same pages and look give the same bytes."""
    canvas = Canvas(str(path), invariant=1, pageCompression=1)
    for number, page in enumerate(pages, 1):
        _Sheet(canvas, page, look, Random(look.shuffle * 1000 + number)).draw()
        canvas.showPage()
    canvas.save()


class _Sheet:
    """One page on the canvas."""

    def __init__(self, canvas: Canvas, page: Page, look: Look, rng: Random) -> None:
        self.canvas, self.page, self.look, self.rng = canvas, page, look, rng
        self.font = fonts.registered(look.font)

    def draw(self) -> None:
        """Fills, rulings, text."""
        self.turn()
        cells = list(self.page.cells)
        if self.look.shuffle:
            self.rng.shuffle(cells)
        for rect, _ in cells:
            if rect.grey is not None:
                self.fill(rect, rect.grey)
        if self.look.border != "none":
            for rect, _ in cells:
                if rect.ruled:
                    self.rule(rect)
            if self.look.border == "thick":
                self.outline([rect for rect, _ in cells if rect.ruled])
        for frame in self.page.frames:
            self.rule(frame)
        for _, runs in cells:
            for run in runs:
                self.text(run)
        for run in self.page.furniture:
            self.text(run)

    def turn(self) -> None:
        """Page size, /Rotate, and the transform that keeps the displayed page upright."""
        width, height, turn = self.page.width, self.page.height, self.look.rotate
        canvas = self.canvas
        canvas.setPageSize((width, height))  # of the displayed page: reportlab turns the media box itself
        canvas.setPageRotation(turn)
        if turn == 90:
            canvas.transform(0, 1, -1, 0, height, 0)
        elif turn == 180:
            canvas.transform(-1, 0, 0, -1, width, height)
        elif turn == 270:
            canvas.transform(0, -1, 1, 0, 0, width)

    def fill(self, rect: Rect, grey: float) -> None:
        """A filled rectangle without an edge."""
        self.canvas.setFillGray(grey)
        self.canvas.rect(
            rect.x0, self.page.height - rect.bottom, rect.x1 - rect.x0, rect.bottom - rect.top, stroke=0, fill=1
        )
        self.canvas.setFillGray(0)

    def rule(self, rect: Rect) -> None:
        """The four edges of a cell, but for the open ones."""
        edges = [(rect.x0, rect.top, rect.x0, rect.bottom), (rect.x1, rect.top, rect.x1, rect.bottom)]
        if not rect.open_top:
            edges.append((rect.x0, rect.top, rect.x1, rect.top))
        if not rect.open_bottom:
            edges.append((rect.x0, rect.bottom, rect.x1, rect.bottom))
        sides = (self.look.margin, self.page.width - self.look.margin)
        for x0, top, x1, bottom in edges:
            if self.look.border == "sideless" and x0 == x1 and min(abs(x0 - side) for side in sides) < 1:
                continue
            self.edge(x0, top, x1, bottom, dashed=self.look.border == "dotted" and (rect.is_frame or x0 == x1))

    def edge(self, x0: float, top: float, x1: float, bottom: float, *, dashed: bool, thickness: float = THIN) -> None:
        """One ruling in the look's style."""
        canvas, height = self.canvas, self.page.height
        if self.look.border == "filled":
            wide, tall = max(x1 - x0, thickness), max(bottom - top, thickness)
            canvas.rect(x0 - thickness / 2, height - top - tall + thickness / 2, wide, tall, stroke=0, fill=1)
            return
        canvas.setLineWidth(thickness)
        canvas.setDash([1, 1.5] if dashed else [])
        if self.look.border == "broken":
            middle = ((x0 + x1) / 2, (top + bottom) / 2)
            across = (GAP, 0) if top == bottom else (0, GAP)
            canvas.line(x0, height - top, middle[0] - across[0], height - middle[1] + across[1])
            canvas.line(middle[0] + across[0], height - middle[1] - across[1], x1, height - bottom)
            return
        canvas.line(x0, height - top, x1, height - bottom)
        if self.look.border == "double" and top == bottom:
            canvas.line(x0, height - top - 1.5, x1, height - bottom - 1.5)
        canvas.setDash([])

    def outline(self, rects: list[Rect]) -> None:
        """A thick line around the table."""
        if rects:
            x0, x1 = min(r.x0 for r in rects), max(r.x1 for r in rects)
            top, bottom = min(r.top for r in rects), max(r.bottom for r in rects)
            for edge in ((x0, top, x1, top), (x0, bottom, x1, bottom), (x0, top, x0, bottom), (x1, top, x1, bottom)):
                self.edge(*edge, dashed=False, thickness=THICK)

    def text(self, run: Placed) -> None:
        """A run at its place; in pieces, bold or doubled as the look says."""
        x = run.x
        spare = run.room - fonts.width(run.text, self.look.font, run.size)
        if run.align == "centre":
            x += spare / 2
        elif run.align == "right":
            x += spare
        for piece in self.pieces(run.text):
            self.glyphs(piece, x, run)
            x += fonts.width(piece, self.look.font, run.size)

    def pieces(self, text: str) -> list[str]:
        """The text in two or three runs where the look splits runs."""
        if not self.look.split_runs or len(text) < 4:
            return [text]
        cuts = sorted(self.rng.sample(range(1, len(text)), self.rng.randint(1, 2)))
        return [text[a:b] for a, b in zip([0, *cuts], [*cuts, len(text)], strict=True)]

    def glyphs(self, text: str, x: float, run: Placed) -> None:
        """Show one run of glyphs."""
        y = self.page.height - run.y
        begun = self.canvas.beginText(x, y)
        begun.setFont(self.font, run.size)
        bold = run.bold and self.look.bold != "none"
        if bold and self.look.bold == "render":
            self.canvas.setLineWidth(0.25)
            begun.setTextRenderMode(2)
        begun.textOut(text)
        if bold and self.look.bold == "render":
            begun.setTextRenderMode(0)
        self.canvas.drawText(begun)
        if bold and self.look.bold == "twice":
            again = self.canvas.beginText(x + 0.3, y)
            again.setFont(self.font, run.size)
            again.textOut(text)
            self.canvas.drawText(again)
