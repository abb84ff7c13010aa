"""Random drawings with their truth: boxes, frames, labels, arrows, vertical and sideways text, a legend, a title."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from reportlab.lib.pagesizes import A4, landscape
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.forge.fonts import registered, width, wrap

WORDS = (
    "受付窓口", "台帳管理システム", "利用者", "申請書の受理", "照会結果の確認", "通知書の発送",
    "外部委託先", "中継サーバ", "審査担当", "交付システム", "個人番号の確認", "連携端末",
    "副本の登録", "収納情報", "宛名情報ファイル", "県のサーバ",
)  # fmt: skip
LONG = (
    "住民が窓口で申請し、担当が内容を確かめて台帳に入力する",
    "入力した申請の情報を台帳管理システムに登録する",
    "他の機関から照会を受けて、登録した情報を提供する",
    "審査の結果を通知書に印刷し、本人に郵便で送付する（年１回）",
)
TITLES = ("申請から交付までの流れ", "台帳管理の事務の流れ（現行）", "連携の全体図", "システム再構築後の情報の流れ")
NUMBERS = "①②③④⑤⑥⑦⑧⑨"


@dataclass(frozen=True, slots=True)
class Region:
    """Where to draw, in the canvas's own coordinates (origin bottom left)."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Drawing:
    """What was drawn: the title, and the texts (a list of several lines has them joined by ``\\n``)."""

    title: str | None
    texts: tuple[str, ...]


@lru_cache(maxsize=1)
def _vertical_font() -> str:
    font = UnicodeCIDFont("HeiseiMin-W3", isVertical=True)
    font.name = font.fontName = "HeiseiMin-W3-V"  # reportlab gives both ways of writing one name
    pdfmetrics.registerFont(font)
    return font.fontName


class _Pen:
    def __init__(self, canvas: Canvas, seed: int) -> None:
        self.canvas, self.random = canvas, random.Random(seed)
        self.font = self.random.choice(("mincho", "gothic"))
        self.size = self.random.uniform(7, 11)
        self.texts: list[str] = []
        canvas.setLineWidth(self.random.uniform(0.4, 1.2))

    def write(self, x: float, y: float, text: str, size: float | None = None) -> None:
        self.canvas.setFillGray(0)
        self.canvas.setFont(registered(self.font), size or self.size)
        self.canvas.drawString(x, y, text)

    def fit(self, text: str, room: float, size: float) -> list[str]:
        return wrap(text, room, self.font, size)

    def lines(self, lines: list[str], x: float, top: float, room: float, size: float, is_centred: bool) -> None:
        leading = size * self.leading
        for n, line in enumerate(lines):
            indent = (room - width(line, self.font, size)) / 2 if is_centred else 0
            self.write(x + indent, top - size * 0.88 - n * leading, line, size)

    @property
    def leading(self) -> float:
        return 1.25

    # ---------------------------------------------------------------------------------------- things in a slot

    def box(self, at: Region) -> None:
        size = self.size
        pad = size * self.random.uniform(0.3, 0.8)
        text = self.random.choice((*WORDS, *LONG[:2], self.random.choice(NUMBERS) + self.random.choice(WORDS)))
        lines = self.fit(text, at.width - 2 * pad, size)
        high = len(lines) * size * self.leading + 2 * pad
        if high > at.height:
            return
        y = at.y + at.height - high
        self.canvas.setFillGray(self.random.choice((1, 0.9)))
        shape = self.random.choice(("rect", "rect", "round", "ellipse", "dashed"))
        fill = self.random.randint(0, 1)
        if shape == "round":
            self.canvas.roundRect(at.x, y, at.width, high, min(high, at.width) * self.random.uniform(0.1, 0.4), 1, fill)
        elif shape == "ellipse":
            self.canvas.ellipse(at.x, y, at.x + at.width, y + high, 1, fill)
        else:
            self.canvas.setDash(*((3, 2) if shape == "dashed" else ()))
            self.canvas.rect(at.x, y, at.width, high, 1, fill)
            self.canvas.setDash()
        self.lines(lines, at.x + pad, y + high - pad, at.width - 2 * pad, size, self.random.random() < 0.6)
        self.texts.append(text)

    def label(self, at: Region) -> None:
        size = self.size * self.random.uniform(0.8, 1.1)
        text = self.random.choice((*WORDS, LONG[0]))
        lines = self.fit(text, at.width, size)
        if len(lines) * size * self.leading <= at.height:
            self.lines(lines, at.x, at.y + at.height, at.width, size, self.random.random() < 0.5)
            self.texts.append(text)

    def arrow(self, at: Region) -> None:
        y, number = at.y + at.height / 2, self.random.choice(NUMBERS)
        self.canvas.line(at.x, y, at.x + at.width - 5, y)
        self.canvas.setFillGray(0)
        head = self.canvas.beginPath()
        head.moveTo(at.x + at.width, y)
        head.lineTo(at.x + at.width - 5, y + 3)
        head.lineTo(at.x + at.width - 5, y - 3)
        head.close()
        self.canvas.drawPath(head, 0, 1)
        text = number + self.random.choice(WORDS[:6])
        self.write(at.x + 4, y + 3, text)
        self.texts.append(text)
        if self.random.random() < 0.5:
            text = self.random.choice(WORDS)
            self.write(at.x + 4, y - self.size - 1, text)
            self.texts.append(text)

    def frame(self, at: Region) -> None:
        self.canvas.rect(at.x, at.y, at.width, at.height)
        text = f"＜{self.random.choice(WORDS)}＞"
        self.write(at.x + 3, at.y + at.height - self.size - 3, text)
        self.texts.append(text)
        high = self.size * 1.8
        for n in range(int((at.height - self.size * 2) // (high + 5))):
            text = self.random.choice(WORDS)
            y = at.y + 5 + n * (high + 5)
            self.canvas.rect(at.x + 6, y, at.width - 12, high)
            self.write(at.x + 10, y + high / 2 - self.size * 0.4, text)
            self.texts.append(text)

    def table(self, at: Region) -> None:
        """Boxes that share their sides."""
        wide, high = at.width / 2, self.size * 3.2
        for n in range(2 * int(at.height // high)):
            x, y = at.x + n % 2 * wide, at.y + at.height - (n // 2 + 1) * high
            self.canvas.rect(x, y, wide, high)
            text = self.random.choice(WORDS)
            lines = self.fit(text, wide - 4, self.size)
            if len(lines) <= 2:
                self.lines(lines, x + 2, y + high - 2, wide - 4, self.size, self.random.random() < 0.5)
                self.texts.append(text)

    def column(self, at: Region) -> None:
        """One character a line in a narrow box."""
        text = self.random.choice(WORDS)[: int((at.height - 6) // (self.size * 1.2))]
        high = len(text) * self.size * 1.2 + 4
        self.canvas.rect(at.x, at.y + at.height - high, self.size * 1.6, high)
        for n, character in enumerate(text):
            self.write(at.x + self.size * 0.3, at.y + at.height - 2 - self.size - n * self.size * 1.2, character)
        self.texts.append(text)

    def sideways(self, at: Region) -> None:
        text = next((word for word in WORDS if width(word, self.font, self.size) < at.height), "")
        turn = self.random.choice((90, -90))
        self.canvas.saveState()
        self.canvas.translate(at.x + at.width / 2, at.y + (2 if turn > 0 else at.height - 2))
        self.canvas.rotate(turn)
        self.write(0, 0, text)
        self.canvas.restoreState()
        self.texts += [text] if text else []

    def downwards(self, at: Region) -> None:
        """Vertical writing (縦書き) of one or two columns, from right to left."""
        n = int((at.height - 6) // self.size)
        text = (self.random.choice(WORDS) + self.random.choice(WORDS))[: 2 * n]
        self.canvas.setFillGray(0)
        self.canvas.setFont(_vertical_font(), self.size)
        for k, part in enumerate(filter(None, (text[:n], text[n:]))):
            self.canvas.drawString(at.x + at.width / 2 - k * self.size * 1.3, at.y + at.height - 3, part)
        self.texts.append(text)


def draw(canvas: Canvas, seed: int, at: Region, *, with_title: bool = True) -> Drawing:
    """Draw one random drawing into a region of the canvas's page."""
    pen = _Pen(canvas, seed)
    title, top = None, at.y + at.height
    if with_title:
        title = pen.random.choice(TITLES)
        size = pen.size * pen.random.uniform(1.0, 1.4)
        mark = pen.random.choice(("", "別紙１", "別紙２-１"))
        room = at.width - width(title, pen.font, size)
        pen.write(at.x + pen.random.choice((0.0, room / 2)), top - size, title, size)
        if mark:
            pen.write(at.x + at.width - width(mark, pen.font, size), top - size, mark, size)
            title = f"{title} {mark}"
        top -= size * 3
    legend = pen.random.sample(LONG, pen.random.choice((0, 3)))
    foot = at.y + len(legend) * 3 * pen.size
    things: tuple[Callable[[Region], None], ...] = (
        pen.box, pen.box, pen.box, pen.label, pen.arrow, pen.frame, pen.table, pen.column, pen.sideways, pen.downwards,
    )  # fmt: skip
    columns, rows = pen.random.randint(3, 5), pen.random.randint(3, 5)
    wide, high = at.width / columns, (top - foot) / rows
    for row in range(rows):
        for column in range(columns):
            x = at.x + column * wide + pen.random.uniform(4, wide * 0.12)
            y = at.y + (foot - at.y) + row * high + pen.random.uniform(8, high * 0.2)
            pen.random.choice(things)(Region(x, y, wide * 0.78, high * 0.72))
    if legend:
        texts = [f"{NUMBERS[n]}{text}。" for n, text in enumerate(legend)]
        lines = [line for text in texts for line in pen.fit(text, at.width * 0.6, pen.size)]
        pen.lines(lines, at.x, foot - pen.size, at.width, pen.size, is_centred=False)
        pen.texts.append("\n".join(texts))
    return Drawing(title, tuple(pen.texts))


def drawing_pdf(path: Path, seed: int) -> Drawing:
    """A PDF of one page with one drawing."""
    size = random.Random(seed).choice((A4, landscape(A4)))
    canvas = Canvas(str(path), pagesize=size, invariant=1)
    drawing = draw(canvas, seed, Region(40, 40, size[0] - 80, size[1] - 80))
    canvas.save()
    return drawing
