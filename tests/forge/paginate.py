"""Rows get a place: pages with rectangles and runs in points, origin top left of the displayed page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from tests.forge.look import Look
from tests.forge.parts import PAD, Cell, Frame, Line, Row, Sheet


@dataclass(frozen=True)
class Placed:
    """A run of glyphs: left end of its baseline."""

    x: float
    y: float
    text: str
    size: float
    room: float
    align: str
    bold: bool


@dataclass(frozen=True)
class Rect:
    """A cell's rectangle. ``open_top``/``open_bottom``: the cell goes on over the page's edge there."""

    x0: float
    top: float
    x1: float
    bottom: float
    grey: float | None = None
    ruled: bool = True
    open_top: bool = False
    open_bottom: bool = False
    is_frame: bool = False


@dataclass
class Page:
    """A page as displayed. ``cells`` pairs each cell's rectangle with its runs, in reading order."""

    width: float
    height: float
    role: str
    cells: list[tuple[Rect, list[Placed]]] = field(default_factory=list)
    frames: list[Rect] = field(default_factory=list)
    furniture: list[Placed] = field(default_factory=list)


@dataclass(frozen=True)
class Strip:
    """A row at its place on a page."""

    row: Row
    top: float
    bottom: float
    open_top: bool = False
    open_bottom: bool = False


def paginate(sheets: tuple[Sheet, ...], look: Look, name: str) -> list[Page]:
    """Pages of all sheets with header and footer."""
    pages = [page for sheet in sheets for page in _sheet_pages(sheet, look)]
    for number, page in enumerate(pages, 1):
        page.furniture = list(_furniture(page, number, len(pages), look, name))
    return pages


def _sheet_pages(sheet: Sheet, look: Look) -> Iterator[Page]:
    short, long = sorted(look.page_size)
    width, height = (long, short) if sheet.landscape else (short, long)
    room = height - 2 * look.margin
    for strips in fill(sheet, room, look):
        page = Page(width, height, sheet.role)
        _place(page, strips, look)
        yield page


def fill(sheet: Sheet, room: float, look: Look) -> Iterator[list[Strip]]:
    """Rows onto pages: a row goes on the next page where it does not fit, or is cut there if it may be and the look
    cuts rows; a heading stays with the row below it."""
    rows = list(sheet.rows)
    strips: list[Strip] = []
    used, cut = 0.0, False
    while rows:
        row = rows.pop(0)
        need = row.height + (rows[0].least or min(rows[0].height, 60) if row.keep and rows else 0)
        if used + need <= room:
            strips.append(Strip(row, used, used + row.height, cut))
            used, cut = used + row.height, False
            continue
        left = room - used
        first, rest = (
            _cut(row, left, look)
            if row.splits and (look.split_rows or row.height > room) and left > 45
            else (None, row)
        )
        if first:
            strips.append(Strip(first, used, room, cut, open_bottom=True))
        kept = []
        while not first and len(strips) > 1 and strips[-1].row.keep and strips[-1].row is not sheet.repeat:
            kept.insert(0, strips.pop().row)
        if strips:
            yield strips
        if not strips and not first:
            raise ValueError(f"a row of {row.height:.0f} points does not fit on a page of {room:.0f}")
        cut, strips, used = first is not None, [], 0.0
        rows[:0] = [*kept, rest]
        if sheet.repeat:
            strips, used = [Strip(sheet.repeat, 0.0, sheet.repeat.height)], sheet.repeat.height
    if strips:
        yield strips


def _cut(row: Row, room: float, look: Look) -> tuple[Row | None, Row]:
    """The part of a row that fits in ``room`` points and the rest; None where no line of the value fits."""
    heads, tails = [], []
    for cell in row.cells:
        fitting = 0
        used = 2 * PAD
        for line in cell.lines:
            if used + line.height > room:
                break
            used, fitting = used + line.height, fitting + 1
        whole = fitting == len(cell.lines)
        while not whole and fitting and cell.lines[fitting].tied:
            fitting -= 1
        if cell.is_label:
            heads.append(cell)
            tails.append(cell if look.repeat_label else replace(cell, lines=(), text=""))
            if not whole:
                return None, row
            continue
        above = tuple(frame for frame in cell.frames if frame.last < fitting)
        below = tuple(
            replace(frame, first=frame.first - fitting, last=frame.last - fitting)
            for frame in cell.frames
            if frame.first >= fitting
        )
        heads.append(replace(cell, lines=cell.lines[:fitting], frames=above))
        tails.append(replace(cell, lines=cell.lines[fitting:], frames=below))
    if not any(cell.lines for cell in heads if not cell.is_label) or not any(
        cell.lines for cell in tails if not cell.is_label
    ):
        return None, row
    return replace(row, cells=tuple(heads), least=room), replace(row, cells=tuple(tails), least=0.0)


# ------------------------------------------------------------------------------------------------ places


def _place(page: Page, strips: list[Strip], look: Look) -> None:
    """Every cell's rectangle and runs; cells of one span become one rectangle."""
    spans: dict[str, tuple[Cell, float, float]] = {}
    order: list[tuple[str | Cell, Strip]] = []
    for strip in strips:
        for cell in strip.row.cells:
            if cell.span is None:
                order.append((cell, strip))
            elif cell.span in spans:
                first, top, _ = spans[cell.span]
                spans[cell.span] = (first, top, strip.bottom)
            else:
                spans[cell.span] = (cell, strip.top, strip.bottom)
                order.append((cell.span, strip))
    for thing, strip in order:
        if isinstance(thing, str):
            cell, top, bottom = spans[thing]
            _place_cell(page, cell, top, bottom, replace(strip, row=strip.row), look, is_span=True)
        else:
            _place_cell(page, thing, strip.top, strip.bottom, strip, look)


def _place_cell(
    page: Page, cell: Cell, top: float, bottom: float, strip: Strip, look: Look, *, is_span: bool = False
) -> None:
    left, down = look.margin, look.margin
    ruled = strip.row.ruled
    rect = Rect(
        left + cell.x0,
        down + top,
        left + cell.x1,
        down + bottom,
        cell.grey,
        ruled,
        strip.open_top and not is_span,
        strip.open_bottom and not is_span,
    )
    height = sum(line.height for line in cell.lines)
    space = bottom - top - 2 * PAD
    at_top = (cell.valign or look.valign) == "top" or strip.open_top or strip.open_bottom or height > space
    y = rect.top + PAD + (0 if at_top else (space - height) / 2)
    tops = [y]
    runs = []
    for line in cell.lines:
        runs += [
            Placed(rect.x0 + run.x, _baseline(y, line, run.size), run.text, run.size, run.room, run.align, run.bold)
            for run in line.runs
        ]
        y += line.height
        tops.append(y)
    page.cells.append((rect, runs))
    page.frames += [_frame(frame, rect, tops) for frame in cell.frames]


def _baseline(top: float, line: Line, size: float) -> float:
    return top + (line.height - size) / 2 + 0.88 * size


def _frame(frame: Frame, rect: Rect, tops: list[float]) -> Rect:
    return Rect(rect.x0 + frame.x0, tops[frame.first], rect.x0 + frame.x1, tops[frame.last + 1], is_frame=True)


def _furniture(page: Page, number: int, count: int, look: Look, name: str) -> Iterator[Placed]:
    """Header and footer lines."""
    size = 8.0
    text = {
        "none": "",
        "number": str(number),
        "dashes": f"- {number} -",
        "of": f"{number}/{count} ページ",
        "named": f"{number}　{name}",
    }[look.footer]
    if text:
        yield Placed(
            look.margin, page.height - look.margin / 2, text, size, page.width - 2 * look.margin, "centre", False
        )
    if look.header:
        yield Placed(look.margin, look.margin / 2 + 4, name, size, page.width - 2 * look.margin, "right", False)
