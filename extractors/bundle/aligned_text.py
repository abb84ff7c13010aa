"""Text aligned in columns and rows without rules: the white strips between columns, and where rows begin."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from extractors.bundle.annex_columns import counted
from extractors.bundle.letters import Row
from extractors.layout.celltext import NO_GLYPH
from extractors.layout.page import Page

GUTTER = 0.3  # sizes: the narrowest strip between columns
FEW = 4  # rows in which a strip may be white by chance
_SAME_WIDTH = 3.0  # points by which the rules of one table differ in length
_INDENT = 3.0  # sizes from a table's left side: what begins further right stands in another column
_BESIDE = 0.25  # sizes that lines below each other overlap at most
_MORE_THAN_LEADING = 0.25  # sizes by which rows stand further apart than lines
_IN_COLUMNS = 0.5  # share of a table's rows that fill two columns or more

Span = tuple[float, float]


@dataclass(slots=True, eq=False)
class Stretch:
    """The part of a page that a table takes: its lines of text, and the levels (y) that part its rows.

    ``is_ruled``: every level given is drawn. ``has_sides``: rules say how far it reaches, else its text does.
    """

    page: Page
    rows: list[Row]
    left: float
    right: float
    levels: list[float]
    is_ruled: bool
    has_sides: bool
    gutters: list[Span] = field(default_factory=list)
    is_doubtful: bool = False

    @property
    def size(self) -> float:
        """The size of most of its type."""
        return median(row.line.size for row in self.rows)

    @property
    def bands(self) -> list[list[Row]]:
        """The lines between each two levels."""
        return [between(self.rows, *levels) for levels in itertools.pairwise(self.levels)]

    def filled(self, rows: Iterable[Row]) -> set[int]:
        """The columns that lines print something in."""
        return {_column(x0, self.gutters) for row in rows for x0, _ in spans(row)}


def between(rows: Iterable[Row], upper: float, lower: float) -> list[Row]:
    """The lines whose middle lies between two levels."""
    return [row for row in rows if upper <= (row.top + row.bottom) / 2 < lower]


def complete(stretch: Stretch, n_header_and_body: int, n_rows: int = 2) -> bool:
    """Find the columns of a table, if they are not known yet, and its rows. False if no strips part its texts, or few
    rows fill several columns.

    A ruled table of ``n_header_and_body`` levels has a header and one band for all its rows; ``n_rows`` are the least.
    """
    if not stretch.rows:
        return False
    stretch.gutters = stretch.gutters or _gutters(_in_columns(stretch), GUTTER * stretch.size)
    if not stretch.gutters:
        return False
    if not stretch.is_ruled or len(stretch.levels) == n_header_and_body:
        _cut_rows(stretch)
    bands = [band for band in stretch.bands if band]
    filled = sum(len(stretch.filled(band)) > 1 for band in bands)
    return len(bands) >= n_rows and filled > _IN_COLUMNS * len(bands)


# ------------------------------------------------------------------------------------------------ columns


def spans(row: Row) -> list[Span]:
    """Where a line prints, from gap to gap; spaces inside a text are of the text."""
    glyphs = row.page.glyphs
    out: list[Span] = []
    space_end: float | None = None  # of white space that may be inside a text
    for glyph in row.line.glyphs:
        if glyph == NO_GLYPH:
            space_end = None
            continue
        x0, x1 = float(glyphs.along[glyph]), float(glyphs.along[glyph] + glyphs.advance[glyph])
        near = space_end if space_end is not None else (out[-1][1] if out else None)
        is_near = near is not None and x0 - near < GUTTER * row.line.size
        if glyphs.is_space_list[glyph]:
            space_end = x1 if is_near else None
            continue
        if is_near:
            out[-1] = (out[-1][0], max(out[-1][1], x1))
        else:
            out.append((x0, x1))
        space_end = None
    return out


def covers(row: Row, gutter: Span) -> bool:
    """Whether a text of a line runs over a strip."""
    return any(x0 <= gutter[0] and x1 >= gutter[1] for x0, x1 in spans(row))


def _gutters(rows: Iterable[Row], narrowest: float) -> list[Span]:
    """The white strips between the texts of rows, from left to right."""
    printed = sorted(span for row in rows for span in spans(row))
    gutters: list[Span] = []
    end = printed[0][1] if printed else 0.0
    for x0, x1 in printed:
        if x0 - end >= narrowest:
            gutters.append((end, x0))
        end = max(end, x1)
    return gutters


def _in_columns(stretch: Stretch) -> list[Row]:
    """Rows but those of bands that are one text from the left: headings of groups."""
    indent = stretch.left + _INDENT * stretch.size
    return [row for band in stretch.bands if any(len(spans(r)) > 1 or r.line.x0 > indent for r in band) for row in band]


def shift(one: Stretch, other: Stretch) -> float:
    """By how much a table stands further right on another page; without rules nothing says it does."""
    return other.left - one.left if one.has_sides and other.has_sides else 0.0


def shared_gutters(last: Stretch, stretch: Stretch) -> list[Span] | None:
    """The columns, as they stand on the second page, of a table that goes on there; None if it is another.

    Both pages show the same strips; but a few rows may leave white what the others fill.
    """
    is_sided = last.has_sides and stretch.has_sides
    if is_sided and abs(last.right - last.left - stretch.right + stretch.left) > _SAME_WIDTH:
        return None
    by = shift(last, stretch)
    pairs = itertools.product(last.gutters, stretch.gutters)
    both = [(max(a[0] + by, b[0]), min(a[1] + by, b[1])) for a, b in pairs]
    both = [strip for strip in both if strip[1] - strip[0] >= GUTTER * stretch.size]
    is_first = len(both) == len(last.gutters) or len(last.rows) <= FEW
    is_second = len(both) == len(stretch.gutters) or len(stretch.rows) <= FEW
    is_most = len(both) in (len(last.gutters), len(stretch.gutters))
    return both if is_first and is_second and is_most else None


def _column(x: float, gutters: Sequence[Span]) -> int:
    return sum(x >= end - 1 for _, end in gutters)


# ------------------------------------------------------------------------------------------------ rows


def level(page: Page, upper: float, lower: float) -> float:
    """The level between two rows: the rule drawn there, or the middle."""
    drawn = [rule.at for rule in page.rulings.horizontal if upper - 1 <= rule.at <= lower + 1]
    return drawn[0] if drawn else (upper + lower) / 2


def _cut_rows(stretch: Stretch) -> None:
    """Supply the levels between rows that no rule parts; the header of a ruled table is one band."""
    levels = [stretch.levels[0]]
    for (upper, lower), band in zip(itertools.pairwise(stretch.levels), stretch.bands, strict=True):
        is_header = len(stretch.levels) > 2 and upper == stretch.levels[0]
        levels += [*(() if is_header else _inner_levels(stretch, band)), lower]
    stretch.levels = levels


def _inner_levels(stretch: Stretch, band: Sequence[Row]) -> list[float]:
    """Levels above the lines that begin rows: those with the row's number; those below more room than there is between
    the lines of a text; else those that fill the first column and most others."""

    def above(starts: Iterable[Row]) -> list[float]:
        chosen = {id(row) for row in starts}  # but no line that stands beside the one before, centred in its cell
        pairs = [(one, row) for one, row in itertools.pairwise(band) if row.top > one.bottom - _BESIDE * row.line.size]
        return [level(stretch.page, one.bottom, row.top) for one, row in pairs if id(row) in chosen]

    fullest = len(stretch.filled(band))
    starts = [row for row in band if _fills_first(stretch, row) and 2 * len(stretch.filled([row])) > fullest]
    firsts = [row for row in band if _fills_first(stretch, row)]
    if len(starts) == len(band):  # no text has two lines: every line is a row
        return above(band)
    if firsts and firsts[0] is band[0] and _counts(stretch, firsts):
        return above(firsts)
    least = _leading(stretch, band) + _MORE_THAN_LEADING * stretch.size
    roomy = [row for one, row in itertools.pairwise(band) if row.top - one.bottom > least]
    if roomy:
        stretch.is_doubtful |= len(starts) > len(roomy) + 1
        return above(roomy)
    stretch.is_doubtful |= len(firsts) > 1 and not (stretch.is_ruled and len(starts) == 1)
    return above(starts) if starts and starts[0] is band[0] else []


def _counts(stretch: Stretch, firsts: Sequence[Row]) -> bool:
    """Whether the first column numbers the rows, its heading apart."""
    numbers = [counted(_first_text(stretch, row)) for row in firsts]
    found = [number for number in numbers if number is not None]
    is_run = len(found) > 1 and found == list(range(found[0], found[0] + len(found)))
    return is_run and all(number is not None for number in numbers[1:])


def _leading(stretch: Stretch, band: Sequence[Row]) -> float:
    """The room between lines of one text, in points: the least there is below each other in one column."""
    rooms: list[float] = []
    ends: dict[int, float] = {}
    for row in band:
        for column in sorted(stretch.filled([row])):
            if column in ends:
                rooms.append(row.top - ends[column])
            ends[column] = row.bottom
    return max(min(rooms, default=0.0), 0.0)


def _fills_first(stretch: Stretch, row: Row) -> bool:
    return spans(row)[0][0] < stretch.gutters[0][1] - 1


def _first_text(stretch: Stretch, row: Row) -> str:
    glyphs, edge = row.page.glyphs, stretch.gutters[0][1] - 1
    inside = (glyph for glyph in row.line.glyphs if glyph != NO_GLYPH and glyphs.along[glyph] < edge)
    return "".join(glyphs.text[glyph] for glyph in inside)
