"""Tables without upright rules: their columns are the white strips between texts that run down the whole table.

Agencies print lists with rules between the rows only, with three rules (above the header, below it, at the end), or
with none. Rulings are supplied where a reader sees the columns, and everything after goes its usual way. What is not
certain is said in a finding: columns and rows that were never drawn are a reading, not a fact.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from statistics import median

from extractors.bundle.annex_columns import counted, may_head_column
from extractors.bundle.letters import Row, merge_rows
from extractors.bundle.table_titles import is_title_line
from extractors.layout.celltext import NO_GLYPH
from extractors.layout.ink import RIGHT
from extractors.layout.page import Page, lay_out
from extractors.layout.rulings import Ruling, Rulings
from extractors.model import Box, Finding, Severity

_SAME_EDGE = 3.0  # points: ends of the rules of one table
_MIN_RULES = 3  # above the header, below it, below the rows
_MIN_HEADINGS = 3  # columns that a header without rules names
_MIN_KNOWN = 2  # of which so many in the usual words
_GUTTER = 0.3  # sizes: the narrowest strip between columns
_SIDE = 3.0  # points between text and a supplied side
_PAD = 0.5  # sizes between a column's longest line and the supplied ruling
_MORE_THAN_LEADING = 0.25  # sizes by which rows stand further apart than lines
_INDENT = 3.0  # sizes from a table's left side: what begins further right stands in another column
_NEXT = 4.0  # sizes of room below which a table without rules has ended
_IN_COLUMNS = 0.5  # share of a table's rows that fill two columns or more
_FEW = 4  # rows on a page in which a strip may be white by chance

Span = tuple[float, float]


@dataclass(slots=True, eq=False)
class _Stretch:
    """The part of a page that a table takes: its lines of text, and the levels (y) that part its rows.

    ``is_ruled``: rules as long as the table part its rows, or at least its header from them. ``has_sides``: such rules
    say how far it reaches.
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


def supply_columns(pages: Sequence[Page]) -> tuple[list[Page], list[Finding]]:
    """Pages in order, those with tables without upright rules laid out again, and what is uncertain in them."""
    chains: list[list[_Stretch]] = []
    for page in pages:
        last = chains[-1] if chains and chains[-1][-1].page.number == page.number - 1 else None
        for stretch in _ruled(page) or _headed(page) or _going_on(page, last):
            if last is not None and (shared := _shared(last[-1], stretch)) is not None:
                last.append(stretch)
                for one in last:
                    shift = _shift(last[-1], one)
                    one.gutters = [(x0 + shift, x1 + shift) for x0, x1 in shared]
            else:
                chains.append([stretch])
            last = None  # only the first table of a page goes on from the page before
    by_page: dict[int, list[_Stretch]] = {}
    findings: list[Finding] = []
    for chain in chains:
        sided = [one for one in chain if one.has_sides] or chain
        left, right = min(one.left for one in sided), max(one.right for one in sided)
        for stretch in chain:
            stretch.left, stretch.right = (stretch.left, stretch.right) if stretch.has_sides else (left, right)
            by_page.setdefault(stretch.page.number, []).append(stretch)
        findings.append(_finding(chain))
    return [_laid_out(page, by_page.get(page.number, [])) for page in pages], findings


def _laid_out(page: Page, stretches: Sequence[_Stretch]) -> Page:
    if not stretches:
        return page
    horizontal = [ruling for stretch in stretches for ruling in _level_rulings(stretch)]
    vertical = [ruling for stretch in stretches for ruling in _upright_rulings(stretch)]
    ruled = lay_out(page.ink, Rulings(sorted(horizontal), sorted(vertical)))
    ruled.ledger, ruled.turn = list(page.ledger), page.turn
    return ruled


def _finding(chain: Sequence[_Stretch]) -> Finding:
    first = chain[0]
    box = Box(first.left, first.levels[0], first.right, first.levels[-1])
    where = f"{len(first.gutters) + 1} columns, pages {first.page.number}-{chain[-1].page.number}"
    if any(stretch.is_doubtful for stretch in chain):
        message = "a table without rules: where its rows end is guessed from its first column"
        return Finding(Severity.WARNING, "annex_rows_unsure", message, found=where, page=first.page.number, box=box)
    message = "a table without upright rules: its columns are taken from where its texts stand"
    return Finding(Severity.INFO, "annex_columns_supplied", message, found=where, page=first.page.number, box=box)


# ------------------------------------------------------------------------------------------------ where a table is


def _rows(page: Page) -> list[Row]:
    """All level text of a page that is no furniture, a row for each baseline."""
    cells = [cell for cell in [*page.cells, *page.loose] if cell.lines]
    lines = [line for cell in cells for line in cell.lines if line.direction == RIGHT and not page.is_claimed(line)]
    return merge_rows(page, lines)


def _ruled(page: Page) -> list[_Stretch]:
    """Tables of a page with level rules of one length and no others, from the top."""
    found: list[_Stretch] = []
    rows: list[Row] | None = None
    for rules in _equal_rules(page.rulings.horizontal):
        left, right = rules[0].start, rules[0].end
        if len(rules) < _MIN_RULES or _is_crossed(page, left, right, rules[0].at, rules[-1].at):
            continue
        rows = _rows(page) if rows is None else rows
        for levels in _runs_of_bands([rule.at for rule in rules], rows):
            inside = _between(rows, levels[0], levels[-1])
            ruled = _Stretch(page, inside, left, right, levels, is_ruled=True, has_sides=True)
            if len(levels) >= _MIN_RULES and _complete(ruled):
                found.append(ruled)
    return sorted(found, key=lambda stretch: stretch.levels[0])


def _equal_rules(rules: Iterable[Ruling]) -> list[list[Ruling]]:
    """Rules that begin and end alike, each group from the top."""
    groups: list[list[Ruling]] = []
    for rule in sorted(rules):
        for group in groups:
            if abs(group[0].start - rule.start) <= _SAME_EDGE and abs(group[0].end - rule.end) <= _SAME_EDGE:
                group.append(rule)
                break
        else:
            groups.append([rule])
    return groups


def _is_crossed(page: Page, left: float, right: float, top: float, bottom: float) -> bool:
    """Whether anything but sides and rules over the whole width is ruled inside: then it is a grid, or a drawing."""
    inner = left + _SAME_EDGE, right - _SAME_EDGE
    upright = any(
        inner[0] < rule.at < inner[1] and min(rule.end, bottom) - max(rule.start, top) > _SAME_EDGE
        for rule in page.rulings.vertical
    )
    return upright or any(
        top + _SAME_EDGE < rule.at < bottom - _SAME_EDGE
        and min(rule.end, right) - max(rule.start, left) > _SAME_EDGE
        and (rule.start > inner[0] or rule.end < inner[1])
        for rule in page.rulings.horizontal
    )


def _runs_of_bands(levels: Sequence[float], rows: Sequence[Row]) -> list[list[float]]:
    """Levels cut where nothing, or a title, stands between two of them: there one table ends and another begins."""
    runs: list[list[float]] = [[levels[0]]]
    for upper, lower in itertools.pairwise(levels):
        inside = _between(rows, upper, lower)
        if not inside or any(is_title_line(row.line) for row in inside):
            runs.append([lower])
        else:
            runs[-1].append(lower)
    return runs


def _headed(page: Page) -> list[_Stretch]:
    """The table of a page without rules, below the line that heads its columns in the usual words."""
    rows = _rows(page)
    at = next((n for n, row in enumerate(rows) if _is_header(row)), None)
    if at is None:
        return []
    first = at
    while first and _is_part_of_header(rows[first - 1], rows[first]):
        first -= 1
    return (_unruled(page, rows[first:]) if first < at else []) or _unruled(page, rows[at:])


def _is_part_of_header(row: Row, below: Row) -> bool:
    """Whether a line above the words that head columns is the first of headings on two lines."""
    near = below.top - row.bottom < _MORE_THAN_LEADING * row.line.size
    return near and not is_title_line(row.line) and row.line.size <= below.line.size


def _is_header(row: Row) -> bool:
    pieces = [text for text in row.line.text.split(" ") if text.strip()]
    known = sum(map(may_head_column, pieces))
    return len(pieces) >= _MIN_HEADINGS and known >= _MIN_KNOWN and 2 * known >= len(pieces)


def _going_on(page: Page, chain: Sequence[_Stretch] | None) -> list[_Stretch]:
    """The rows of a page without a header that stand in the columns of the table on the page before."""
    if not chain or all(one.is_ruled for one in chain):
        return []
    gutters = chain[-1].gutters
    rows = list(itertools.takewhile(lambda row: not any(_covers(row, gutter) for gutter in gutters), _rows(page)))
    return _unruled(page, rows, len(gutters)) if rows else []


def _unruled(page: Page, rows: Sequence[Row], n_gutters: int | None = None) -> list[_Stretch]:
    """The rows of a table that stand close below each other, with the levels that part them.

    ``n_gutters`` is None for a table that begins here: its first row heads every column.
    """
    kept: list[Row] = []
    for row in rows:
        if kept and (row.top - kept[-1].bottom > _NEXT * row.line.size or is_title_line(row.line)):
            break
        kept.append(row)
    left, right = min(row.line.x0 for row in kept) - _SIDE, max(row.line.x1 for row in kept) + _SIDE
    over, foot = kept[0].top - 2 * _SIDE, kept[-1].bottom
    long = [rule for rule in page.rulings.horizontal if rule.start < left + _SIDE and rule.end > right - _SIDE]
    drawn = [rule for rule in long if over <= rule.at <= foot]
    if drawn:
        left, right = drawn[0].start, drawn[0].end
    if _is_crossed(page, left, right, kept[0].top, foot):
        return []
    while len(kept) > 1:  # what stands below a table, from the first line over all its columns on
        foot = kept[-1].bottom
        ends = [_level(page, over, kept[0].top), _level(page, foot, foot + 2 * _SIDE)]
        stretch = _Stretch(page, kept, left, right, ends, is_ruled=False, has_sides=bool(drawn))
        is_table = _complete(stretch) and len(stretch.gutters) >= (n_gutters or _MIN_HEADINGS - 1)
        if is_table and (n_gutters is not None or _heads_all(stretch)):
            return [stretch]
        widest = max(range(1, len(kept)), key=lambda n: _longest_stretch(kept[n]))
        kept = kept[:widest]
    return []


def _heads_all(stretch: _Stretch) -> bool:
    """Whether the first rows print something in every column."""
    band = next(iter(_bands(stretch)), [])
    return {_column(x0, stretch.gutters) for row in band for x0, _ in _spans(row)} == set(
        range(len(stretch.gutters) + 1)
    )


def _longest_stretch(row: Row) -> float:
    return max(end - start for start, end in _spans(row))


def _complete(stretch: _Stretch) -> bool:
    """Find the columns and rows of a table; False if no strips part its texts, or few rows fill several columns."""
    if not stretch.rows:
        return False
    stretch.gutters = _gutters(_in_columns(stretch), _GUTTER * stretch.size)
    if not stretch.gutters:
        return False
    if not stretch.is_ruled or len(stretch.levels) == _MIN_RULES:  # header and body, or neither told apart
        _cut_rows(stretch)
    bands = [band for band in _bands(stretch) if band]
    filled = sum(len({_column(x0, stretch.gutters) for row in band for x0, _ in _spans(row)}) > 1 for band in bands)
    return len(bands) > 1 and filled > _IN_COLUMNS * len(bands)


# ------------------------------------------------------------------------------------------------ columns


def _spans(row: Row) -> list[Span]:
    """Where a row prints, from gap to gap; spaces inside a text are of the text."""
    glyphs = row.page.glyphs
    spans: list[Span] = []
    pending: float | None = None  # end of white space that may be inside a text
    for glyph in row.line.glyphs:
        if glyph == NO_GLYPH:
            pending = None
            continue
        x0, x1 = float(glyphs.along[glyph]), float(glyphs.along[glyph] + glyphs.advance[glyph])
        if glyphs.is_space_list[glyph]:
            pending = x1 if spans and x0 - (pending or spans[-1][1]) < _GUTTER * row.line.size else None
            continue
        near = pending if pending is not None else (spans[-1][1] if spans else None)
        if near is not None and x0 - near < _GUTTER * row.line.size:
            spans[-1] = (spans[-1][0], max(spans[-1][1], x1))
        else:
            spans.append((x0, x1))
        pending = None
    return spans


def _gutters(rows: Iterable[Row], narrowest: float) -> list[Span]:
    """The white strips between the texts of rows, from left to right."""
    spans = sorted(span for row in rows for span in _spans(row))
    gutters: list[Span] = []
    end = spans[0][1] if spans else 0.0
    for x0, x1 in spans:
        if x0 - end >= narrowest:
            gutters.append((end, x0))
        end = max(end, x1)
    return gutters


def _in_columns(stretch: _Stretch) -> list[Row]:
    """Rows but those of bands that are one text from the left: headings of groups."""
    bands = [band for band in _bands(stretch) if band]
    indent = stretch.left + _INDENT * stretch.size
    return [row for band in bands if any(len(_spans(r)) > 1 or r.line.x0 > indent for r in band) for row in band]


def _shift(one: _Stretch, other: _Stretch) -> float:
    """By how much a table stands further right on another page; without rules nothing says it does."""
    return other.left - one.left if one.has_sides and other.has_sides else 0.0


def _shared(last: _Stretch, stretch: _Stretch) -> list[Span] | None:
    """The columns, as they stand on the second page, of a table that goes on there; None if it is another."""
    is_sided = last.has_sides and stretch.has_sides
    if is_sided and abs(last.right - last.left - stretch.right + stretch.left) > _SAME_EDGE:
        return None
    shift = _shift(last, stretch)
    moved = stretch.gutters
    both = [
        (max(a[0] + shift, b[0]), min(a[1] + shift, b[1]))
        for a in last.gutters
        for b in moved
        if min(a[1] + shift, b[1]) - max(a[0] + shift, b[0]) >= _GUTTER * stretch.size
    ]
    is_same = len(both) == len(last.gutters) and (len(both) == len(moved) or len(stretch.rows) <= _FEW)
    return both if is_same or (len(both) == len(moved) and len(last.rows) <= _FEW) else None


def _column(x: float, gutters: Sequence[Span]) -> int:
    return sum(x >= end - 1 for _, end in gutters)


def _covers(row: Row, gutter: Span) -> bool:
    return any(x0 <= gutter[0] and x1 >= gutter[1] for x0, x1 in _spans(row))


# ------------------------------------------------------------------------------------------------ rows


def _between(rows: Iterable[Row], upper: float, lower: float) -> list[Row]:
    return [row for row in rows if upper <= (row.top + row.bottom) / 2 < lower]


def _bands(stretch: _Stretch) -> list[list[Row]]:
    return [_between(stretch.rows, *levels) for levels in itertools.pairwise(stretch.levels)]


def _cut_rows(stretch: _Stretch) -> None:
    """Supply the levels between rows that no rule parts: where more room is left than between the lines of a text,
    or else above each line that fills the first column."""
    levels = [stretch.levels[0]]
    for upper, lower in itertools.pairwise(stretch.levels):
        band = _between(stretch.rows, upper, lower)
        is_header = len(stretch.levels) > 2 and upper == stretch.levels[0]
        levels += [*(() if is_header else _inner_levels(stretch, band)), lower]
    stretch.levels = levels


def _inner_levels(stretch: _Stretch, band: Sequence[Row]) -> list[float]:
    leading = _leading(stretch, band)
    rooms = [
        (below.top - above.bottom, _level(stretch.page, above.bottom, below.top))
        for above, below in itertools.pairwise(band)
    ]
    least = min((room for room, _ in rooms), default=0.0) if leading is None else leading
    by_room = [at for room, at in rooms if room > least + _MORE_THAN_LEADING * stretch.size]
    starts = [row for row in band if _fills_first(stretch, row)]
    by_first = [at for (_, at), below in zip(rooms, band[1:], strict=True) if _fills_first(stretch, below)]
    numbers = [counted(_first_text(stretch, row)) for row in starts]
    counts = [number for number in numbers if number is not None]
    is_counted = len(counts) > 1 and counts == list(range(counts[0], counts[0] + len(counts)))
    if leading is None:  # no text has two lines: every line is a row
        return [at for _, at in rooms]
    if is_counted and len(counts) >= len(numbers) - 1 and band and _fills_first(stretch, band[0]):
        return by_first
    if by_room:
        stretch.is_doubtful |= len(by_first) > len(by_room)
        return by_room
    stretch.is_doubtful |= len(starts) > 1
    return by_first if len(starts) > 1 else []


def _level(page: Page, upper: float, lower: float) -> float:
    """The level between two rows: the rule drawn there, or the middle."""
    drawn = [rule.at for rule in page.rulings.horizontal if upper - 1 <= rule.at <= lower + 1]
    return drawn[0] if drawn else (upper + lower) / 2


def _leading(stretch: _Stretch, band: Sequence[Row]) -> float | None:
    """The room between lines of one text, in points: the least there is below each other in one column; None if
    every line fills the first column, so that there is no such text."""
    if all(_fills_first(stretch, row) for row in band):
        return None
    rooms: list[float] = []
    ends: dict[int, float] = {}
    for row in band:
        for column in {_column(x0, stretch.gutters) for x0, _ in _spans(row)}:
            if column in ends:
                rooms.append(row.top - ends[column])
            ends[column] = row.bottom
    return max(min(rooms, default=0.0), 0.0)


def _fills_first(stretch: _Stretch, row: Row) -> bool:
    return _spans(row)[0][0] < stretch.gutters[0][1] - 1


def _first_text(stretch: _Stretch, row: Row) -> str:
    glyphs, edge = row.page.glyphs, stretch.gutters[0][1] - 1
    inside = (glyph for glyph in row.line.glyphs if glyph != NO_GLYPH and glyphs.along[glyph] < edge)
    return "".join(glyphs.text[glyph] for glyph in inside)


# ------------------------------------------------------------------------------------------------ rulings


def _level_rulings(stretch: _Stretch) -> list[Ruling]:
    return [Ruling(level, stretch.left, stretch.right) for level in stretch.levels]


def _upright_rulings(stretch: _Stretch) -> list[Ruling]:
    """Sides, and between columns a ruling in every row that no text crosses there."""
    top, bottom = stretch.levels[0], stretch.levels[-1]
    rulings = [Ruling(stretch.left, top, bottom), Ruling(stretch.right, top, bottom)]
    for gutter in stretch.gutters:
        at = gutter[0] + min((gutter[1] - gutter[0]) / 2, _PAD * stretch.size)
        for (upper, lower), band in zip(itertools.pairwise(stretch.levels), _bands(stretch), strict=True):
            if not any(_covers(row, gutter) for row in band):
                rulings.append(Ruling(at, upper, lower))
    return rulings
