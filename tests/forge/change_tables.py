"""Change tables (変更箇所) drawn with reportlab in more looks than a form's own sheet has; invented content.

``make`` gives the rows as six texts each, in the form's order; ``draw`` prints them onto a canvas as a ``ChangeLook``
says and returns the number of pages. Columns that a look leaves out are None in what ``printed`` returns.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random
from typing import Literal

from reportlab.pdfgen.canvas import Canvas

from tests.forge import fonts, words

Texts = tuple[str | None, ...]

FORM_NAMES = ("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")
OTHER_NAMES = (
    ("変更日", "変更年月日", "改正日", "修正年月日"),
    ("項目", "変更箇所", "変更項目", "該当箇所"),
    ("変更前の記載", "変更前", "修正前", "変更前の内容"),
    ("変更後の記載", "変更後", "修正後", "変更後の内容"),
    ("提出時期", "事前・事後", "提出の時期"),
    ("提出時期に係る説明", "備考", "理由", "変更理由"),
)
SHARES = (0.11, 0.19, 0.25, 0.25, 0.07, 0.13)
PATHS = (
    "Ⅰ基本情報\n１．特定個人情報ファイルを取り扱う事務\n②事務の内容",
    "Ⅱ特定個人情報ファイルの概要\n３．特定個人情報の入手・使用\n⑥使用目的",
    "Ⅲ　７．特定個人情報の保管・消去　リスク１",
    "Ⅳ　３",
    "（別添２）特定個人情報ファイル記録項目",
    "全項目",
)
REASONS = ("重要な変更に当たらないため", "誤記を直したもので、内容の変更ではないため")
PAD, LEADING = 2.5, 1.25


@dataclass(frozen=True)
class ChangeLook:
    """How a change table is printed. ``columns`` are those of the form that are printed, in printed order.

    ``rules``: all; level (no upright ones); open (all, none where the page's edge cuts a row); sideless (no outer
    sides). ``merge``: a date that stays the same is printed once, in a cell over its rows; top, middle, or each page
    again. ``splits``: a row runs over the page's edge wherever it is met.
    """

    page: tuple[float, float] = (841.89, 595.28)
    columns: tuple[int, ...] = (0, 1, 2, 3, 4, 5)
    names: tuple[str, ...] = FORM_NAMES
    header: Literal["each", "once"] = "each"
    rules: Literal["all", "level", "open", "sideless"] = "all"
    merge: Literal["none", "top", "middle", "again"] = "none"
    splits: bool = True
    size: float = 8.0
    font: str = "mincho"
    valign: Literal["top", "middle"] = "top"
    rotate: int = 0
    filled: bool = False
    margin: float = 40.0


def random_look(seed: int) -> ChangeLook:
    """A look from a seed."""
    rng = Random(seed)
    missing = rng.choice((None, None, None, 0, 2, 4, 5))
    page = rng.choice(((841.89, 595.28), (595.28, 841.89)))
    return ChangeLook(
        page=page,
        columns=tuple(n for n in range(6) if n != missing),
        names=tuple(rng.choice(names) for names in OTHER_NAMES) if rng.random() < 0.4 else FORM_NAMES,
        header=rng.choice(("each", "once")),
        rules=rng.choice(("all", "all", "level", "open", "sideless")),
        merge=rng.choice(("none", "top", "middle", "again")),
        splits=rng.random() < 0.7,
        size=rng.choice((7.0, 8.0, 9.0)),
        font=rng.choice(("mincho", "gothic")),
        valign=rng.choice(("top", "middle")),
        rotate=rng.choice((0, 0, 90, 270)),
        filled=rng.random() < 0.2,
    )


def make(seed: int, most: int = 14) -> tuple[Texts, ...]:
    """Rows of a change table."""
    rng = Random(seed)
    dates = [words.date(rng) for _ in range(3)]
    rows: list[Texts] = []
    on = rng.choice(dates)
    for n in range(rng.randint(1, most)):
        on = rng.choice((on, on, rng.choice(dates)))
        size = rng.choice(("small", "small", "medium", "large" if rng.random() < 0.3 else "medium"))
        before = rng.choice((None, "－", "（新規追加）", words.text(rng, size)))
        after = rng.choice(("削除", words.text(rng, size), words.text(rng, size)))
        path = rng.choice((*PATHS, "同上" if n else PATHS[0]))
        reason = rng.choice(
            (None, "同上" if n else "-", "重要な変更に当たらないため", "誤記を直したもので、内容の変更ではないため")
        )
        rows.append((on, path, _trimmed(before), _trimmed(after), rng.choice(("事前", "事後")), reason))
    return tuple(rows)


def _trimmed(text: str | None) -> str | None:
    return text.strip() if text else text


def printed(rows: Sequence[Texts], look: ChangeLook) -> list[Texts]:
    """What the rows say in a look: columns left out are None."""
    return [tuple(text if n in look.columns else None for n, text in enumerate(row)) for row in rows]


def draw(canvas: Canvas, rows: Sequence[Texts], look: ChangeLook, title: str = "（別添３）変更箇所") -> int:
    """Print the table below ``title``. Ends every page; returns how many there are."""
    return _Printer(canvas, rows, look, title).run()


@dataclass
class _Strip:
    """What is printed of a row on a page: lines by column, between ``top`` and ``bottom``; is it cut there?"""

    lines: list[list[str]]
    top: float
    bottom: float
    is_cut_above: bool
    is_cut_below: bool
    row: int


class _Printer:
    def __init__(self, canvas: Canvas, rows: Sequence[Texts], look: ChangeLook, title: str) -> None:
        self.canvas, self.look, self.title = canvas, look, title
        shares = [SHARES[n] for n in look.columns]
        width = look.page[0] - 2 * look.margin
        steps = itertools.accumulate((share / sum(shares) * width for share in shares), initial=look.margin)
        self.edges = list(steps)
        self.rows = rows
        self.leading = look.size * LEADING
        self.n_pages = 0

    def run(self) -> int:
        strips: list[_Strip] = []
        y = self.begin_page()
        for n, row in enumerate(self.rows):
            lines = [self.wrapped(row[column], k) for k, column in enumerate(self.look.columns)]
            if self.look.merge != "none" and n and row[0] == self.rows[n - 1][0] and 0 in self.look.columns:
                is_again = self.look.merge == "again" and not strips
                lines[self.look.columns.index(0)] = self.wrapped(row[0], self.look.columns.index(0)) if is_again else []
            is_cut = False
            while True:
                room = int((self.bottom - y - 2 * PAD) / self.leading)
                height = max(1, *map(len, lines))
                if height <= room:
                    strips.append(self.strip(lines, y, height, is_cut, False, n))
                    y = strips[-1].bottom
                    break
                if (self.look.splits and room >= 2) or not strips:
                    heads = [some[:room] for some in lines]
                    strips.append(self.strip(heads, y, room, is_cut, True, n))
                    lines, is_cut = [some[room:] for some in lines], True
                self.end_page(strips)
                strips = []
                y = self.begin_page()
                if self.look.merge == "again" and not is_cut and 0 in self.look.columns:
                    lines[self.look.columns.index(0)] = self.wrapped(row[0], self.look.columns.index(0))
        self.end_page(strips)
        return self.n_pages

    def strip(self, lines: list[list[str]], y: float, height: int, above: bool, below: bool, row: int) -> _Strip:
        return _Strip(lines, y, y + height * self.leading + 2 * PAD, above, below, row)

    def wrapped(self, text: str | None, column: int) -> list[str]:
        room = self.edges[column + 1] - self.edges[column] - 2 * PAD
        return fonts.wrap(text, room, self.look.font, self.look.size) if text else []

    # ---------------------------------------------------------------------------------------- pages

    @property
    def bottom(self) -> float:
        return self.look.page[1] - self.look.margin

    def begin_page(self) -> float:
        look = self.look
        self.canvas.setPageSize(look.page)  # as displayed: reportlab turns the media box of a turned page itself
        self.canvas.setPageRotation(look.rotate)
        if look.rotate == 90:
            self.canvas.transform(0, 1, -1, 0, look.page[1], 0)
        elif look.rotate == 270:
            self.canvas.transform(0, -1, 1, 0, 0, look.page[0])
        y = look.margin
        if self.n_pages == 0 and self.title:
            self.text(look.margin, y + look.size + 3, self.title, look.size + 3)
            y += 2 * look.size + 6
        if self.n_pages == 0 or look.header == "each":
            y = self.header(y)
        self.n_pages += 1
        return y

    def header(self, y: float) -> float:
        cells = [self.wrapped(self.look.names[column], k) for k, column in enumerate(self.look.columns)]
        below = y + max(map(len, cells)) * self.leading + 2 * PAD
        for k, lines in enumerate(cells):
            self.cell(k, y, below, lines, "middle", "tblr")
        return below

    def end_page(self, strips: Sequence[_Strip]) -> None:
        for k, column in enumerate(self.look.columns):
            for group in self.groups(strips, column):
                top, bottom = group[0].top, group[-1].bottom
                lines = next((strip.lines[k] for strip in group if strip.lines[k]), [])
                sides = "lr"
                sides += "" if self.look.rules == "open" and group[0].is_cut_above else "t"
                sides += "" if self.look.rules == "open" and group[-1].is_cut_below else "b"
                is_middle = self.look.valign == "middle" and not (group[0].is_cut_above or group[-1].is_cut_below)
                if column == 0 and self.look.merge != "none":
                    is_middle = self.look.merge == "middle" and len(group) > 1
                self.cell(k, top, bottom, lines, "middle" if is_middle else "top", sides)
        self.canvas.showPage()

    def groups(self, strips: Sequence[_Strip], column: int) -> Iterator[list[_Strip]]:
        """Strips that share a cell of a column: those of one date where dates are merged, else each its own."""
        if column or self.look.merge == "none":
            yield from ([strip] for strip in strips)
            return
        for _, some in itertools.groupby(strips, key=lambda strip: self.rows[strip.row][0]):
            yield list(some)

    def cell(self, k: int, top: float, bottom: float, lines: Sequence[str], valign: str, sides: str) -> None:
        x0, x1 = self.edges[k], self.edges[k + 1]
        last = len(self.edges) - 2
        if self.look.rules == "level":
            sides = sides.replace("l", "").replace("r", "")
        elif self.look.rules == "sideless":
            sides = sides.replace("l", "" if k == 0 else "l").replace("r", "" if k == last else "r")
        drawn = {"t": (x0, top, x1, top), "b": (x0, bottom, x1, bottom)}
        drawn |= {"l": (x0, top, x0, bottom), "r": (x1, top, x1, bottom)}
        for side, ends in drawn.items():
            if side in sides:
                self.rule(*ends)
        free = bottom - top - 2 * PAD - len(lines) * self.leading
        y = top + PAD + (free / 2 if valign == "middle" else 0) + self.look.size * 0.9
        for n, line in enumerate(lines):
            self.text(x0 + PAD, y + n * self.leading, line, self.look.size)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        height = self.look.page[1]
        if self.look.filled:
            width = max(x1 - x0, 0.5), max(y1 - y0, 0.5)
            self.canvas.rect(x0, height - y0 - width[1], *width, stroke=0, fill=1)
        else:
            self.canvas.setLineWidth(0.5)
            self.canvas.line(x0, height - y0, x1, height - y1)

    def text(self, x: float, baseline: float, text: str, size: float) -> None:
        self.canvas.setFont(fonts.registered(self.look.font), size)
        self.canvas.drawString(x, self.look.page[1] - baseline, text)
