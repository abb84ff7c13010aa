"""Tables without rules: the cells a reader sees where words stand below headings and rows are set apart.

Text comes as loose lines. A column begins where most lines between two headings begin; a row ends where more room is
left than between its own lines.
"""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from extractors.characters import fold
from extractors.layout.celltext import NO_GLYPH, Line
from extractors.layout.page import Cell, Page
from extractors.model import Box

ALIGNED = 1.0  # points within which lines begin at one place
APART = 0.5  # of the type size: more than this between two lines parts rows
_RIGHT_HALF = frozenset("（〔［｛〈《「『【＜≪")  # opening brackets of full width
AWAY = 5.0  # of the type size: what is further below is no part of the table


def find_headings(cells: Sequence[Cell], names: Sequence[str]) -> dict[int, list[Cell]]:
    """The loose lines that print each name, by its place in ``names``; a name may be wrapped over several lines."""
    keys = [fold(name) for name in names]
    found: dict[int, list[Cell]] = {}
    for cell in cells:
        stack, key = [cell], cell.key
        while key not in keys:
            below = next((other for other in cells if _is_below(other, stack[-1])), None)
            if below is None or not any(name.startswith(key + below.key) for name in keys):
                break
            stack.append(below)
            key += below.key
        if key in keys:
            found.setdefault(keys.index(key), stack)
    return found


def _is_below(cell: Cell, other: Cell) -> bool:
    room = cell.top - other.bottom
    return -1 < room < other.lines[0].size and cell.x0 < other.x1 and other.x0 < cell.x1


def column_cuts(headings: Sequence[Box], body: Sequence[Cell]) -> list[float]:
    """The left edges of the columns below ``headings`` (from left to right), and the right edge of the last."""
    cells = [*headings, *(cell.box for cell in body)]
    gaps = _gaps(sorted((cell.x0, cell.x1) for cell in cells))
    cuts = [min(cell.x0 for cell in cells) - ALIGNED]
    for left, right in itertools.pairwise(headings):
        low, high = (left.x0 + left.x1) / 2, (right.x0 + right.x1) / 2
        votes = {x: sum(abs(cell.x0 - x) <= ALIGNED for cell in body) for x in {cell.x0 for cell in body}}
        starts = {x: n for x, n in votes.items() if low < x <= high and n > 1}
        between = [gap for gap in gaps if gap[1] > low and gap[0] < high]
        if starts:
            cut = max(starts, key=lambda x: (starts[x], -x))
        else:
            cut = max(between, key=lambda gap: gap[1] - gap[0])[1] if between else right.x0
        cuts.append(cut - ALIGNED)
    return [*cuts, max(cell.x1 for cell in cells) + ALIGNED]


def _gaps(spans: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    """What sorted spans leave free between them."""
    ends = itertools.accumulate((end for _, end in spans), max)
    return [(end, start) for end, (start, _) in zip(ends, spans[1:], strict=False) if start > end]


def connected(body: Sequence[Cell], top: float) -> list[Cell]:
    """Lines of the table whose header ends at ``top`` (0 if there is none): up to where much room is left."""
    inside: list[Cell] = []
    bottom = top
    for cell in sorted(body, key=lambda cell: cell.top):
        if bottom and cell.top - bottom > AWAY * cell.lines[0].size:
            break
        inside.append(cell)
        bottom = max(bottom, cell.bottom)
    return inside


def cut_rows(page: Page, body: Sequence[Cell], cuts: Sequence[float], key_column: int) -> list[list[Cell]]:
    """The rows of a table, each with a cell for every column. Lines without ``key_column`` go on with the row above."""
    rows: list[list[Cell]] = []
    for band in _bands(body):
        has_key = any(column == key_column for cell in band for column, _ in _parts(page, cell, cuts))
        if rows and not has_key:
            rows[-1] += band
        else:
            rows.append(band)
    return [_row(page, row, cuts) for row in rows]


def _bands(body: Sequence[Cell]) -> list[list[Cell]]:
    """Lines with no more room between them than lines of one row have."""
    bands: list[list[Cell]] = []
    bottom = 0.0
    for cell in sorted(body, key=lambda cell: (cell.top, cell.x0)):
        if not bands or cell.top - bottom > APART * cell.lines[0].size:
            bands.append([])
        bands[-1].append(cell)
        bottom = max(bottom, cell.bottom)
    return bands


def _row(page: Page, lines: Sequence[Cell], cuts: Sequence[float]) -> list[Cell]:
    top, bottom = min(cell.top for cell in lines), max(cell.bottom for cell in lines)
    cells = [Cell(page.number, x0, top, x1, bottom, []) for x0, x1 in itertools.pairwise(cuts)]
    for cell in lines:
        for column, part in _parts(page, cell, cuts):
            cells[column].lines.append(part)
    return cells


def _parts(page: Page, cell: Cell, cuts: Sequence[float]) -> list[tuple[int, Line]]:
    return [part for line in cell.lines for part in cut_line(page, line, cuts)]


def cut_line(page: Page, line: Line, cuts: Sequence[float]) -> list[tuple[int, Line]]:
    """The parts of a line by column: it is cut at a gap in front of a column's edge."""
    column = _column(_seen_from(page, line, 0), cuts)
    parts: list[tuple[int, Line]] = []
    start = 0
    for k, glyph in enumerate(line.glyphs[:-1]):
        following = line.glyphs[k + 1]
        if glyph == NO_GLYPH and following != NO_GLYPH and _column(_seen_from(page, line, k + 1), cuts) != column:
            parts.append((column, line.cut(start, k, page.glyphs)))
            column, start = _column(_seen_from(page, line, k + 1), cuts), k + 1
    parts.append((column, line.cut(start, len(line.text), page.glyphs)))
    return parts


def _seen_from(page: Page, line: Line, k: int) -> float:
    """Where character ``k`` of a line is seen to begin: an opening bracket of full width fills the right half of its
    square, and a printer may set it half a character to the left at a line's begin."""
    glyph = line.glyphs[k]
    if glyph == NO_GLYPH:
        return line.x0
    return float(page.glyphs.along[glyph]) + (line.size / 2 if line.text[k] in _RIGHT_HALF else 0.0)


def _column(x: float, cuts: Sequence[float]) -> int:
    """The column a place lies in; what lies outside is the nearest's."""
    return min(max(sum(cut <= x for cut in cuts) - 1, 0), len(cuts) - 2)
