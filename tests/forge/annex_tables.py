"""別紙 tables drawn with reportlab: recipients of either direction, and tables of other things; invented content.

``make`` gives a table as a plain dict, its truth: ``title``, ``direction`` (None for a table of other things),
``headers`` (the texts above each column, from top to bottom), ``rows`` (texts by column, a merged cell in each of its
rows) and ``recipients`` (fields by row). ``draw`` prints tables onto a canvas, ``write`` makes a PDF of one or more.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from tests.forge import fonts
from tests.forge.words import BUSINESSES, DIVISIONS, LAWS, PEOPLE, SYSTEMS

A4 = (595.28, 841.89)
PAD = 3.0
LEADING = 1.25  # of the type size
SIZES = ("1万人未満", "1万人以上10万人未満", "10万人以上100万人未満", "100万人以上1,000万人未満")
METHODS = ("庁内連携システム", "専用線", "情報提供ネットワークシステム", "紙", "電子記録媒体\n紙", "フラッシュメモリ")
WHEN = ("異動の都度", "申請の都度（随時）", "毎月10日", "年1回、6月に提供する。", "日次", "照会を受けた都度")
INFORMATION = (
    "利用者台帳情報",
    "星見町給付関係情報であって規則で定めるもの",
    "登録者の氏名、住所及び届出日",
    "定期券情報",
)
WANTED = ("を所管する機関", "組合", "の事業を行う者又は霧沢市長", "実施機関（虹ノ丘区に限る。）", "審査会")

HEADINGS: dict[str, dict[str, tuple[str, ...]]] = {
    "provision": {
        "name": ("提供先", "情報照会者", "提供先（情報照会者）", "提供先の名称"),
        "legal_basis": ("①法令上の根拠", "根拠法令", "法令上の根拠"),
        "purpose": ("②提供先における用途", "事務", "提供先における用途", "利用事務の名称"),
        "information": ("③提供する情報", "特定個人情報", "提供する特定個人情報の項目"),
        "subjects_size": ("④提供する情報の対象となる本人の数", "対象人数"),
        "subjects_scope": ("⑤提供する情報の対象となる本人の範囲", "本人の範囲"),
        "methods": ("⑥提供方法", "提供の方法"),
        "frequency": ("⑦時期・頻度", "提供時期"),
    },
    "transfer": {
        "name": ("移転先", "移転先の部署", "移転先（課名）", "所管課"),
        "legal_basis": ("①法令上の根拠", "根拠規定", "法令上の根拠"),
        "purpose": ("②移転先における用途", "移転先の事務", "利用目的"),
        "information": ("③移転する情報", "移転する特定個人情報"),
        "subjects_size": ("④移転する情報の対象となる本人の数", "本人の数"),
        "subjects_scope": ("⑤移転する情報の対象となる本人の範囲", "対象となる本人の範囲"),
        "methods": ("⑥移転方法", "移転の手段"),
        "frequency": ("⑦時期・頻度", "頻度"),
    },
}
OTHER: tuple[tuple[str, tuple[tuple[str, str], ...]], ...] = (
    ("システムの一覧", (("システム名", "system"), ("用途", "purpose"), ("運用する部署", "division"))),
    ("窓口の一覧", (("窓口", "division"), ("取り扱う事務", "purpose"), ("受付時間", "frequency"), ("備考", "empty"))),
    ("記録する書類", (("書類の名称", "information"), ("保管場所", "division"))),
)
MERGEABLE = ("name", "legal_basis", "division")
SERIALS = ("", "No.", "通し番号", "番号", "№")
WIDTHS = {
    "serial": 0.6, "item": 0.8, "name": 2.0, "legal_basis": 2.0, "purpose": 3.2, "information": 2.2,
    "subjects_size": 1.3, "subjects_scope": 2.0, "methods": 1.5, "frequency": 1.5,
    "division": 2.0, "system": 2.2, "empty": 1.0,
}  # fmt: skip


@dataclass(frozen=True)
class TableLook:
    """How tables are printed. ``size`` and ``margin`` in points, ``grey`` behind the header (None: white).

    ``title``: where it stands; ``label_right``: its 別紙１ apart, at the right. ``header_each``: on every page.
    ``levels``: how a heading over several columns stands above theirs: the headings beside it reach over both levels,
    or both levels are ruled and theirs stand in the upper or the lower one. ``border``: solid, filled, double,
    dotted, broken (hair gaps) or sideless (no left and right edge). ``split``: rows are cut by the page's edge,
    ``open``: without a rule there. ``turned``: drawn sideways on an upright page.
    """

    font: str = "mincho"
    size: float = 8.0
    margin: float = 40.0
    is_landscape: bool = True
    title: str = "above"
    label_right: bool = False
    repeat_title: bool = False
    header_each: bool = True
    levels: str = "over"
    grey: float | None = None
    border: str = "solid"
    dashed: bool = False
    thick: bool = False
    is_top: bool = False
    split: bool = False
    open: bool = False
    turned: bool = False
    same_page: bool = False


VARIATIONS: dict[str, tuple[object, ...]] = {
    "font": ("mincho", "gothic"),
    "size": (8.0, 6.0, 9.5),
    "margin": (40.0, 28.0, 60.0),
    "is_landscape": (True, True, False),
    "title": ("above", "above", "below"),
    "label_right": (False, True),
    "repeat_title": (False, False, True),
    "header_each": (True, False),
    "levels": ("over", "upper", "lower"),
    "grey": (None, 0.85),
    "border": ("solid", "solid", "filled", "double", "dotted", "sideless", "broken"),
    "dashed": (False, True),
    "thick": (False, True),
    "is_top": (False, True),
    "split": (False, True),
    "open": (False, True),
    "turned": (False, False, False, True),
    "same_page": (False, True),
}


def random_look(seed: int) -> TableLook:
    """A look from a seed; the same seed gives the same look."""
    rng = Random(seed)
    return replace(TableLook(), **{name: rng.choice(values) for name, values in VARIATIONS.items()})  # type: ignore[arg-type]


# ------------------------------------------------------------------------------------------------ content


def make(seed: int, number: int = 1, *, mergeable: bool = True) -> dict[str, Any]:
    """A table from a seed, titled 別紙 ``number``. ``mergeable``: cells may stand over several rows."""
    rng = Random(f"annex table {seed}")
    direction = rng.choice(("provision", "transfer", "provision", "transfer", None))
    kind, columns = _columns(rng, direction)
    n_rows = rng.choice((1, 2, 3, rng.randint(4, 12), rng.randint(13, 60)))
    rows = [[_cell(rng, name, n) for _, name in columns] for n in range(n_rows)]
    kinds = [name for _, name in columns]
    merged = _merge(rng, rows, kinds) if mergeable and rng.random() < 0.35 else []
    spans = _spans(rng, direction, kinds)
    headers = [[text] if text else [] for text, _ in columns]
    for text, start, stop, has_own in spans:
        for column in range(start, stop):
            headers[column] = [text, *(headers[column] if has_own else [])]
    return {
        "title": f"別紙{_wide(number)} {kind}",
        "direction": direction,
        "kinds": kinds,
        "headers": headers,
        "spans": spans,
        "rows": rows,
        "merged": merged,
        "recipients": [_recipient(row, kinds) for row in rows] if direction else [],
    }


def _columns(rng: Random, direction: str | None) -> tuple[str, list[tuple[str, str]]]:
    """What the table is, and its columns: heading and kind."""
    if direction is None:
        kind, fixed = rng.choice(OTHER)
        columns = list(fixed)
    else:
        words = HEADINGS[direction]
        kind = f"特定個人情報の{'提供' if direction == 'provision' else '移転'}"
        kind += rng.choice(("", "先一覧", "（規則第３条関係）"))
        fields = rng.choice((list(words), ["name", "purpose", "information"], ["name", "legal_basis", "purpose"]))
        columns = [(rng.choice(words[name]), name) for name in fields]
        if rng.random() < 0.4:
            columns.insert(0, (rng.choice(("項番", "別表の項")), "item"))
    if rng.random() < 0.6:
        columns.insert(0, (rng.choice(SERIALS), "serial"))
    return kind, columns


def _spans(rng: Random, direction: str | None, kinds: Sequence[str]) -> list[tuple[str, int, int, bool]]:
    """Headings over several columns: text, first column, end, and whether the columns have headings of their own."""
    start = 0
    if direction is None or "name" not in kinds[1:] or rng.random() < 0.5:
        return []
    stop = kinds.index("name") + 1
    word = "情報照会者" if direction == "provision" else "移転先"
    has_own = rng.random() < 0.5
    text = rng.choice((word, f"項番及び{word}"))
    return [(text, start, stop, has_own)]


def _cell(rng: Random, kind: str, n: int) -> str:
    if kind not in ("serial", "item", "name", "division", "system") and rng.random() < 0.06:
        return ""
    match kind:
        case "serial":
            return str(n + 1)
        case "item":
            return rng.choice((f"{n * 2 + 3}", f"{n * 2 + 3}の2", f"{n + 100}の{n + 1}"))
        case "name":
            return rng.choice((rng.choice(BUSINESSES) + rng.choice(WANTED), rng.choice(DIVISIONS)))
        case "legal_basis":
            return rng.choice(LAWS).format(n=n + 1)
        case "purpose":
            return (
                f"{rng.choice(BUSINESSES)}に関する{rng.choice(BUSINESSES)}{'の審査又は決定' * rng.randint(0, 4)}の事務"
            )
        case "empty":
            return rng.choice(("", "", "予約制"))
        case _:
            texts = {
                "information": INFORMATION, "subjects_size": SIZES, "subjects_scope": PEOPLE, "methods": METHODS,
                "frequency": WHEN, "division": DIVISIONS, "system": SYSTEMS,
            }  # fmt: skip
            return rng.choice(texts[kind])


def _merge(rng: Random, rows: list[list[str]], kinds: Sequence[str]) -> list[tuple[int, int, int]]:
    """Cells of name or law that stand over several rows: column, first row, end."""
    merged: list[tuple[int, int, int]] = []
    own = next(n for n, kind in enumerate(kinds) if kind not in MERGEABLE)
    for row_of_its_own in rows:  # merged cells alone would be no row
        row_of_its_own[own] = row_of_its_own[own] or "随時"
    for kind in MERGEABLE:
        if kind not in kinds:
            continue
        column, row = kinds.index(kind), 0
        for n, other in enumerate(rows):  # at a page's edge an empty cell would look like the rest of a merged one
            other[column] = other[column] or LAWS[0].format(n=n + 1)
        while row < len(rows):
            end = min(row + rng.choice((1, 1, 2, 3)), len(rows))
            if end - row > 1 and rows[row][column]:
                merged.append((column, row, end))
                for other in rows[row:end]:
                    other[column] = rows[row][column]
            row = end
    return merged


def _recipient(row: Sequence[str], kinds: Sequence[str]) -> dict[str, str]:
    return {kind: text for kind, text in zip(kinds, row, strict=True) if text and kind in HEADINGS["provision"]}


def _wide(number: int) -> str:
    return str(number).translate(str.maketrans("0123456789", "０１２３４５６７８９"))


# ------------------------------------------------------------------------------------------------ drawing


def write(path: Path, tables: Sequence[dict[str, Any]], look: TableLook) -> int:
    """A PDF of tables; the number of its pages."""
    canvas = Canvas(str(path), pageCompression=1, invariant=1)
    n_pages = draw(canvas, tables, look)
    canvas.save()
    return n_pages


def draw(canvas: Canvas, tables: Sequence[dict[str, Any]], look: TableLook) -> int:
    """Print tables on new pages of a canvas, and end the last; the number of pages."""
    sheet = _Sheet(canvas, look)
    for table in tables:
        _Printer(sheet, table, look).run()
    sheet.end()
    return sheet.n_pages


class _Sheet:
    """The paper: a page at a time, y growing downwards from its upper edge."""

    def __init__(self, canvas: Canvas, look: TableLook) -> None:
        self.canvas, self.look = canvas, look
        self.width, self.height = A4[::-1] if look.is_landscape else A4
        self.n_pages = 0
        self.y = 0.0

    @property
    def bottom(self) -> float:
        return self.height - self.look.margin - 14

    def begin(self) -> None:
        if self.n_pages:
            self.end()
        self.n_pages += 1
        self.y = self.look.margin
        canvas = self.canvas
        if self.look.turned:
            canvas.setPageSize((self.height, self.width))
            canvas.transform(0, 1, -1, 0, self.height, 0)  # its upper edge at the paper's left
        else:
            canvas.setPageSize((self.width, self.height))
        canvas.setLineWidth(1.2 if self.look.thick else 0.5)

    def end(self) -> None:
        self.canvas.showPage()

    def line(self, x0: float, y0: float, x1: float, y1: float, *, dashed: bool = False) -> None:
        """A rule, level or upright, in the look's manner: dashed, filled, double, dotted or with hair gaps."""
        canvas, border = self.canvas, self.look.border
        y0, y1 = self.height - y0, self.height - y1
        if border == "filled" and not dashed:
            canvas.rect(min(x0, x1) - 0.3, min(y0, y1) - 0.3, abs(x1 - x0) + 0.6, abs(y1 - y0) + 0.6, stroke=0, fill=1)
            return
        canvas.setDash(
            [0.6, 0.8] if border == "dotted" else [12, 0.4] if border == "broken" else [2, 1.5] if dashed else []
        )
        if border == "double" and not dashed:
            step_x, step_y = (0, 0.7) if y0 == y1 else (0.7, 0)
            canvas.line(x0 - step_x, y0 - step_y, x1 - step_x, y1 - step_y)
            canvas.line(x0 + step_x, y0 + step_y, x1 + step_x, y1 + step_y)
        else:
            canvas.line(x0, y0, x1, y1)

    def shade(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.setFillGray(self.look.grey or 1.0)
        self.canvas.rect(x0, self.height - y1, x1 - x0, y1 - y0, stroke=0, fill=1)
        self.canvas.setFillGray(0)

    def text(self, x: float, baseline: float, text: str, size: float) -> None:
        self.canvas.setFont(fonts.registered(self.look.font), size)
        self.canvas.drawString(x, self.height - baseline, text)


class _Printer:
    """One table on its sheets."""

    def __init__(self, sheet: _Sheet, table: dict[str, Any], look: TableLook) -> None:
        self.sheet, self.table, self.look = sheet, table, look
        weights = [WIDTHS[kind] for kind in table["kinds"]]
        room = sheet.width - 2 * look.margin
        cuts = itertools.accumulate((room * weight / sum(weights) for weight in weights), initial=look.margin)
        self.xs = list(cuts)
        self.leading = look.size * LEADING
        self.covered = {(n, c): (first, end) for c, first, end in table["merged"] for n in range(first, end)}

    def run(self) -> None:
        sheet, look = self.sheet, self.look
        need = 8 * self.leading + self.header_height()
        goes_below = look.same_page and look.title == "above" and sheet.n_pages and sheet.bottom - sheet.y > need + 60
        if goes_below:
            sheet.y += 24
        else:
            sheet.begin()
        if look.title == "above":
            self.title()
        self.header()
        self.rows()
        if look.title == "below":
            sheet.y += 8
            self.title()

    def title(self) -> None:
        sheet, size = self.sheet, self.look.size + 2
        label, _, rest = self.table["title"].partition(" ")
        if self.look.label_right:
            right = sheet.width - self.look.margin - fonts.width(label, self.look.font, size)
            sheet.text(right, sheet.y + size, label, size)
            sheet.text(self.look.margin, sheet.y + 2.4 * size, rest, size)
            sheet.y += 3.2 * size
        else:
            sheet.text(self.look.margin, sheet.y + size, f"{label}　{rest}", size)
            sheet.y += 1.9 * size

    # ------------------------------------------------------------ header

    def header_cells(self) -> list[tuple[int, int, int, int, str]]:
        """Cells of the header: first column, end, upper level, end, text."""
        table, levels = self.table, self.look.levels
        spanned = {n for _, start, stop, _ in table["spans"] for n in range(start, stop)}
        cells: list[tuple[int, int, int, int, str]] = []
        has_two = any(has_own for *_, has_own in table["spans"])
        depth = 2 if has_two else 1
        for text, start, stop, has_own in table["spans"]:
            cells.append((start, stop, 0, 1, text))
            if has_own:
                cells += [(n, n + 1, 1, 2, (table["headers"][n][1:] or [""])[0]) for n in range(start, stop)]
        for n, texts in enumerate(table["headers"]):
            if n in spanned:
                continue
            text = texts[0] if texts else ""
            if not has_two or levels == "over":
                cells.append((n, n + 1, 0, depth, text))
            else:
                upper, lower = (text, "") if levels == "upper" else ("", text)
                cells += [(n, n + 1, 0, 1, upper), (n, n + 1, 1, 2, lower)]
        return cells

    def level_heights(self) -> list[float]:
        cells = self.header_cells()
        depth = max(cell[3] for cell in cells)
        heights = []
        for level in range(depth):
            lines = [len(self.wrap(c[4], c[0], c[1])) for c in cells if c[2] == level and c[3] == level + 1]
            lines += [-(-len(self.wrap(c[4], c[0], c[1])) // depth) for c in cells if c[3] - c[2] > 1]
            heights.append(max([1, *lines]) * self.leading + 2 * PAD)
        return heights

    def header_height(self) -> float:
        return sum(self.level_heights())

    def header(self) -> None:
        ys = list(itertools.accumulate(self.level_heights(), initial=self.sheet.y))
        for start, stop, upper, lower, text in self.header_cells():
            self.box(start, stop, ys[upper], ys[lower], self.wrap(text, start, stop), shade=True)
        self.sheet.y = ys[-1]

    # ------------------------------------------------------------ rows

    def wrap(self, text: str, start: int, stop: int) -> list[str]:
        room = self.xs[stop] - self.xs[start] - 2 * PAD
        return fonts.wrap(text, room, self.look.font, self.look.size)

    def rows(self) -> None:
        """Rows one after the other; those that do not fit go to the next page, or are cut."""
        rows = [[self.wrap(text, n, n + 1) for n, text in enumerate(row)] for row in self.table["rows"]]
        begun: list[tuple[int, float, float]] = []  # rows on this page: number, upper and lower edge
        for n, row in enumerate(rows):
            height = self.row_height(n, row)
            room = self.sheet.bottom - self.sheet.y
            n_fit = int((room - 2 * PAD) / self.leading)
            may_cut = self.look.split and not self.table["merged"] and n_fit >= 1
            # what shows that a row goes on: no number, no first cell, or, where the cut is open, a cell that has ended
            has_ended = [lines != [""] and len(lines) <= n_fit for lines in row]
            is_shown = "serial" in self.table["kinds"] or has_ended[0] or (self.look.open and any(has_ended))
            if height > room and may_cut and begun and is_shown and any(len(lines) > n_fit for lines in row):
                self.cut(row, n_fit)
                begun = []
                continue
            if height > room and begun:
                self.flush(rows, begun)
                self.next_page()
                begun = []
            begun.append((n, self.sheet.y, self.sheet.y + height))
            if not self.table["merged"]:
                self.flush(rows, [begun[-1]])
            self.sheet.y += height
        if self.table["merged"]:
            self.flush(rows, begun)

    def row_height(self, n: int, row: Sequence[Sequence[str]]) -> float:
        """High enough for its cells; a merged cell needs its share of each of its rows, printed wherever it begins."""
        n_lines = [len(lines) for c, lines in enumerate(row)]
        return max(n_lines) * self.leading + 2 * PAD

    def flush(self, rows: Sequence[Sequence[list[str]]], begun: Sequence[tuple[int, float, float]]) -> None:
        """Print the cells of rows on one page; a merged cell is one box as far as it stands on the page."""
        for n, upper, lower in begun:
            for c, lines in enumerate(rows[n]):
                if (n, c) not in self.covered:
                    self.box(c, c + 1, upper, lower, lines)
        for c, first, end in self.table["merged"]:
            here = [(n, upper, lower) for n, upper, lower in begun if first <= n < end]
            if here:
                self.box(c, c + 1, here[0][1], here[-1][2], rows[first][c] if here[0][0] == first else [])

    def cut(self, row: Sequence[list[str]], n_fit: int) -> None:
        """A row of which only ``n_fit`` lines stand on this page, the others on the next."""
        sheet = self.sheet
        is_open = self.look.open
        lower = sheet.y + n_fit * self.leading + 2 * PAD
        for c, lines in enumerate(row):
            self.box(c, c + 1, sheet.y, lower, lines[:n_fit], top=True, open_bottom=is_open)
        sheet.y = lower
        self.next_page()
        rest = [lines[n_fit:] for lines in row]
        height = max(len(lines) for lines in rest) * self.leading + 2 * PAD
        for c, lines in enumerate(rest):
            self.box(c, c + 1, sheet.y, sheet.y + height, lines, top=True, open_top=is_open)
        sheet.y += height

    def next_page(self) -> None:
        if self.look.title == "below" and self.look.repeat_title:
            self.sheet.y += 8
            self.title()
        self.sheet.begin()
        if self.look.title == "above" and self.look.repeat_title:
            self.title()
        if self.look.header_each:
            self.header()

    def box(
        self, start: int, stop: int, upper: float, lower: float, lines: Sequence[str], *, shade: bool = False,
        top: bool = False, open_top: bool = False, open_bottom: bool = False,
    ) -> None:  # fmt: skip
        """A bordered cell with its lines; the rule at a cut edge is left out if it is open."""
        sheet, look = self.sheet, self.look
        x0, x1 = self.xs[start], self.xs[stop]
        if shade and look.grey is not None:
            sheet.shade(x0, upper, x1, lower)
        dashed = look.dashed and not shade
        if not open_top:
            sheet.line(x0, upper, x1, upper, dashed=dashed)
        if not open_bottom:
            sheet.line(x0, lower, x1, lower, dashed=dashed)
        has_sides = look.border != "sideless"
        if has_sides or start > 0:
            sheet.line(x0, upper, x0, lower, dashed=dashed and start > 0)
        if has_sides or stop < len(self.xs) - 1:
            sheet.line(x1, upper, x1, lower, dashed=dashed and stop < len(self.xs) - 1)
        room = lower - upper - len(lines) * self.leading
        y = upper + (PAD if look.is_top or top else room / 2)
        for line in lines:
            is_number = self.table["kinds"][start] in ("serial", "item")
            width = fonts.width(line, look.font, look.size)
            x = (x0 + x1 - width) / 2 if shade or is_number else x0 + PAD
            sheet.text(x, y + look.size, line, look.size)
            y += self.leading
