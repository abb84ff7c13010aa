"""Forms ruled between their rows only: the upright rulings that a reader supplies between labels and values.

A table may have a rule above and below each row and none between its columns. Where a column ends then shows in the
shade behind the labels, else in the white that runs between the form's labels and what is printed beside them. A place
is believed only where a label of the form ends or begins at it; a row that shows nothing of the kind stays whole.
"""

from __future__ import annotations

import itertools
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from extractors.characters import fold
from extractors.engine.cursor import label_keys
from extractors.engine.formspec import FormSpec, NodeKind
from extractors.engine.unruled import SHADE
from extractors.layout.celltext import NO_GLYPH, Line, split_columns
from extractors.layout.ink import RIGHT
from extractors.layout.page import Cell, Page
from extractors.layout.rulings import Ruling, Rulings, merge_rules
from extractors.model import FloatArray
from extractors.settings import TOLERANCES

_SNAP = TOLERANCES.snap
_LABELS = (NodeKind.ITEM, NodeKind.BLOCK, NodeKind.PARENT)
_MIN_ROWS = 2  # rows without a shade that say where values begin
_SAME_EDGE = 1.0  # sizes by which lines of one column begin apart


def supply_uprights(pages: Sequence[Page], spec: FormSpec) -> list[Page]:
    """The pages of an assessment, those with rules between their rows only laid out again with their columns."""
    out: list[Page] = []
    shaded: list[float] = []  # where columns ended on pages before: a page may show no label
    white: float | None = None
    before: Page | None = None
    for page in pages:
        if page.cells and page.has_borders:
            page, shaded = _along_shades(page, spec, shaded)
            page, white = _along_white(page, spec, white)
            page = _below_headings(page, spec)
            page = _with_open_top(page, before)
        before = page
        out.append(_with_open_foot(page, spec))
    return out


def _laid_out(page: Page, vertical: Iterable[Ruling] = (), horizontal: Iterable[Ruling] = ()) -> Page:
    """The page with rulings added to those it has."""
    rulings = page.rulings
    return page.laid_out_with(Rulings([*rulings.horizontal, *horizontal], [*rulings.vertical, *vertical]))


def _is_label(spec: FormSpec, key: str, kinds: Sequence[NodeKind] = _LABELS) -> bool:
    return any(node.kind in kinds for node in label_keys(spec, key))


# ------------------------------------------------------------------------------------------------ shades


def _along_shades(page: Page, spec: FormSpec, known: Sequence[float]) -> tuple[Page, list[float]]:
    """A page with rulings where the shades behind labels of the form end, and where such ends are.

    ``known`` are such places on the pages before.
    """
    shades = page.ink.fills[page.ink.fills[:, 4] < SHADE]
    begun = list(_where_rules_begin(page, shades)) if len(shades) else []
    ruled = _laid_out(page, begun) if begun else page
    right = max(cell.x1 for cell in page.cells) - _SNAP
    rows = [cell for cell in ruled.cells if cell.x1 > right]  # no upright is drawn between shade and right side
    ends = [(cell, at) for cell in rows if (at := _end_of_shade(cell, shades)) is not None]
    supplied = begun + [Ruling(at, cell.top, cell.bottom) for cell, at in ends if _is_clear(ruled, cell, at)]
    if not supplied:
        return page, list(known)
    labels = [cell for cell in _laid_out(page, supplied).cells if _is_label(spec, cell.key)]
    edges = [edge for cell in labels for edge in (cell.x0, cell.x1)]
    supplied = [ruling for ruling in supplied if _is_near(ruling.at, edges) or _is_near(ruling.at, known)]
    if not supplied:
        return page, list(known)
    return _laid_out(page, supplied), [*known, *{ruling.at for ruling in supplied if not _is_near(ruling.at, known)}]


def _where_rules_begin(page: Page, shades: FloatArray) -> Iterator[Ruling]:
    """The left sides of rows within a shaded row: level rules begin there, in a shade and at nothing upright."""
    level, upright = page.rulings
    places = [rule.at for rule in upright]  # sorted
    x0, top, x1, bottom = shades[:, :4].T
    for at, start, _ in level:
        near = upright[bisect_left(places, start - _SNAP) : bisect_right(places, start + _SNAP)]
        if any(rule.start - _SNAP <= at <= rule.end + _SNAP for rule in near):
            continue
        if not ((x0 + _SNAP < start) & (start < x1 + _SNAP) & (top < at) & (at < bottom)).any():
            continue
        through = [other.at for other in level if other.start + _SNAP < start < other.end - _SNAP]
        above = max((y for y in through if y < at), default=None)
        below = min((y for y in through if y > at), default=None)
        if above is not None and below is not None:
            yield Ruling(start, above, below)


def _end_of_shade(cell: Cell, shades: FloatArray) -> float | None:
    """Where the shade that fills the left of a cell ends in it; shades alike that touch are one."""
    x0, top, x1, bottom = shades[:, :4].T
    is_over = (top <= cell.top + _SNAP) & (bottom >= cell.bottom - _SNAP) & (x1 > cell.x0 + _SNAP) & (x0 < cell.x1)
    end, first = cell.x0, None
    for start, _, x, _, grey in sorted(shades[is_over].tolist()):
        if start > end + _SNAP or first not in (None, grey):
            break
        end, first = max(end, x), grey
    return end if cell.x0 + _SNAP < end < cell.x1 - _SNAP else None


def _is_clear(page: Page, cell: Cell, x: float) -> bool:
    """Whether no character in a cell lies across ``x``, but for the first of a text that begins there: a printer may
    set an opening bracket half a character to the left."""
    x0, x1 = page.glyphs.x0, page.glyphs.x1
    return not any(
        x0[g] < x - 1 and x1[g] > x + 1 and (before != NO_GLYPH or x0[g] < x - line.size / 2)
        for line in cell.lines
        for before, g in itertools.pairwise([NO_GLYPH, *line.glyphs])
        if g != NO_GLYPH
    )


def _is_near(at: float, edges: Iterable[float]) -> bool:
    return any(abs(edge - at) <= _SNAP for edge in edges)


# ------------------------------------------------------------------------------------------------ white


def _along_white(page: Page, spec: FormSpec, known: float | None) -> tuple[Page, float | None]:
    """A page whose rows over the whole width print labels and values, with rulings between the two, and where most
    values begin; ``known`` is that of the page before."""
    wide = [cell for cell in _wide(page) if cell.lines]
    starts = [(cell, at) for cell in wide if (at := _value_start(page, cell, spec)) is not None]
    edge = known
    if len(starts) >= _MIN_ROWS or (starts and not _has_uprights(page)):
        common = Counter(round(at) for _, at in starts).most_common(1)[0][0]
        edge = min(at for _, at in starts if abs(at - common) <= 1)
    elif edge is not None:
        starts = [(cell, at) for cell, at in starts if abs(at - edge) < _SAME_EDGE * cell.lines[0].size]
    if edge is None:
        return page, None
    supplied: list[Ruling] = []
    for cell, at in starts:
        is_crossed = any(piece.x0 < edge - 1 and piece.x1 > edge for piece in _pieces(page, cell))
        supplied.append(Ruling((at if is_crossed else edge) - 1, cell.top, cell.bottom))
    if wide and wide[0] is page.cells[0] and not any(cell is wide[0] for cell, _ in starts):
        first = wide[0]  # of which the value may go on from the page before
        if -1 < min(line.x0 for line in first.lines) - edge < _SAME_EDGE * first.lines[0].size:
            supplied.append(Ruling(edge - 1, first.top, first.bottom))
    return (_laid_out(page, supplied), edge) if supplied else (page, None)


def _wide(page: Page) -> list[Cell]:
    """The cells as wide as all tables together."""
    left, right = min(cell.x0 for cell in page.cells), max(cell.x1 for cell in page.cells)
    return [cell for cell in page.cells if cell.x0 <= left + _SNAP and cell.x1 >= right - _SNAP]


def _has_uprights(page: Page) -> bool:
    """Whether anything but a table's sides is ruled upright."""
    left, right = min(cell.x0 for cell in page.cells), max(cell.x1 for cell in page.cells)
    return any(left + _SNAP < rule.at < right - _SNAP for rule in page.rulings.vertical)


def _value_start(page: Page, cell: Cell, spec: FormSpec) -> float | None:
    """Where the value begins in a row that prints a label of the form and something beside it."""
    pieces = _pieces(page, cell)
    for at in sorted({piece.x0 for piece in pieces})[1:]:
        label = [piece for piece in pieces if piece.x1 <= at]
        if len(label) + sum(piece.x0 >= at for piece in pieces) != len(pieces):
            continue
        if _is_label(spec, fold("".join(piece.text for piece in label)), (NodeKind.ITEM, NodeKind.BLOCK)):
            return None if _are_headings(spec, pieces) else at
    return None


def _pieces(page: Page, cell: Cell) -> list[Line]:
    return [piece for line in cell.lines if line.direction == RIGHT for piece in split_columns(line, page.glyphs)]


# ------------------------------------------------------------------------------------------------ headings


def _below_headings(page: Page, spec: FormSpec) -> Page:
    """A page whose labels side by side, as headings of columns, have what stands below them divided likewise."""
    supplied: list[Ruling] = []
    for _, row in itertools.groupby(page.cells, key=lambda cell: (cell.top, cell.bottom)):
        cells = list(row)
        top, bottom, left, right = cells[0].top, cells[0].bottom, cells[0].x0, cells[-1].x1
        if len({round(line.y) for cell in cells for line in cell.lines}) != 1:
            continue  # most rows, before anything of them is taken apart
        headings = [piece for cell in cells for piece in _pieces(page, cell)]
        if not _are_headings(spec, headings):
            continue
        below = [
            cell
            for cell in page.cells
            if abs(cell.top - bottom) <= _SNAP and abs(cell.x0 - left) <= _SNAP and abs(cell.x1 - right) <= _SNAP
        ]
        if not below:
            continue
        values = _pieces(page, below[0])
        sides = [cell.x1 for cell in cells[:-1]]
        for one, other in itertools.pairwise(headings):
            between = _widest_gap(one, other, values)
            drawn = next((side for side in sides if one.x1 <= side <= other.x0), None)
            if drawn is not None and not any(piece.x0 < drawn < piece.x1 for piece in values):
                supplied.append(Ruling(drawn, bottom, below[0].bottom))
            elif between is not None and drawn is None:
                supplied.append(Ruling(between, top, below[0].bottom))
    return _laid_out(page, supplied) if supplied else page


def _are_headings(spec: FormSpec, pieces: Sequence[Line]) -> bool:
    """Whether all that stands in a row are labels of items on one line."""
    is_level = len({round(piece.y) for piece in pieces}) == 1
    return len(pieces) > 1 and is_level and all(_is_label(spec, fold(piece.text), (NodeKind.ITEM,)) for piece in pieces)


def _widest_gap(one: Line, other: Line, values: Sequence[Line]) -> float | None:
    """The middle of the widest strip without text between two headings' far ends, None if there is none."""
    spans = sorted((piece.x0, piece.x1) for piece in (one, other, *values))
    best, at, low = 0.0, None, spans[0][1]
    for x0, x1 in spans[1:]:
        if x0 - low > best and one.x0 < (x0 + low) / 2 < other.x1:
            best, at = x0 - low, (x0 + low) / 2
        low = max(low, x1)
    return at


# ------------------------------------------------------------------------------------------------ page edges


def _with_open_foot(page: Page, spec: FormSpec) -> Page:
    """A page whose table of headed columns goes on below its last rule with that row closed, open to the next page.

    Without upright rules nothing but the texts says that the row has begun.
    """
    if not page.cells or _has_uprights(page):
        return page
    header = next((cell for cell in page.cells if _heads_table(page, cell, spec)), None)
    if header is None:
        return page
    foot = max(cell.bottom for cell in page.cells)
    below = [cell for cell in page.loose if cell.middle > foot and not page.is_claimed(cell.lines[0])]
    if not below or any(cell.x0 < header.x0 - _SNAP or cell.x1 > header.x1 + _SNAP for cell in below):
        return page
    end = Ruling(max(cell.bottom for cell in below) + _SNAP, header.x0, header.x1)
    ruled = _laid_out(page, horizontal=[end])
    for cell in ruled.cells:
        cell.is_open_bottom |= cell.bottom > end.at - _SNAP
    return ruled


def _with_open_top(page: Page, before: Page | None) -> Page:
    """A page with the rest of a row that no rule ends on the page before: what stands above its first rule, in the
    column in which values begin, is a row without a label."""
    if before is None or not _ends_without_rule(before):
        return page
    top, left, right = page.cells[0].top, min(cell.x0 for cell in page.cells), max(cell.x1 for cell in page.cells)
    above = [cell for cell in page.loose if cell.middle < top and not page.is_claimed(cell.lines[0])]
    start = min((cell.x0 for cell in above), default=left)
    edge = max((rule.at for rule in page.rulings.vertical if left + _SNAP < rule.at <= start + 1), default=None)
    if edge is None or start - edge > _SAME_EDGE * above[0].lines[0].size or max(cell.x1 for cell in above) > right:
        return page
    first = Ruling(min(cell.top for cell in above) - _SNAP, left, right)
    ruled = _laid_out(page, [Ruling(edge, first.at, top)], [first])
    for cell in ruled.cells:
        cell.is_open_top |= cell.top < first.at + _SNAP
    return ruled


def _ends_without_rule(page: Page) -> bool:
    """Whether text of a page that is ruled between its rows only stands below the last of the rules drawn on it."""
    level, upright = merge_rules(page.ink.rules)
    if not level or upright:
        return False
    lines = [line for cell in [*page.cells, *page.loose] for line in cell.lines if not page.is_claimed(line)]
    return any((box := page.box([line])) is not None and box.top > level[-1].at for line in lines)


def _heads_table(page: Page, cell: Cell, spec: FormSpec) -> bool:
    """Whether a cell prints most of the column headings of one of the form's tables side by side."""
    keys = {fold(piece.text) for piece in _pieces(page, cell)}
    tables = (item.columns for item in spec.items.values() if item.columns)
    return any(2 * sum(fold(column) in keys for column in columns) > len(columns) for columns in tables)
