"""Tables without upright rules: their columns are the white strips between texts that run down the whole table.

Agencies print lists with rules between the rows only, with three rules (above the header, below it, at the end), or
with none. Rulings are supplied where a reader sees the columns, and everything after goes its usual way. What is not
certain is said in a finding: columns and rows that were never drawn are a reading, not a fact.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Sequence

from extractors.bundle.aligned_text import (
    FEW,
    Span,
    Stretch,
    between,
    complete,
    covers,
    level,
    shared_gutters,
    shift,
    spans,
)
from extractors.bundle.annex_columns import may_head, may_head_column
from extractors.bundle.letters import Row, merge_rows
from extractors.bundle.table_titles import is_title_line
from extractors.layout.ink import RIGHT
from extractors.layout.page import Page
from extractors.layout.rulings import Ruling, Rulings
from extractors.model import Box, Finding, Severity

_SAME_EDGE = 3.0  # points: ends of the rules of one table
_MIN_RULES = 3  # above the header, below it, below the rows
_MIN_HEADINGS = 3  # columns that a header without rules names
_MIN_KNOWN = 2  # of which so many in the usual words
_SIDE = 3.0  # points between text and a supplied side
_PAD = 0.5  # sizes between a column's longest line and the supplied ruling
_NEAR = 0.75  # sizes between the lines of a heading on two lines
_NEXT = 4.0  # sizes of room below which a table without rules has ended


def supply_columns(pages: Sequence[Page]) -> tuple[list[Page], list[Finding]]:
    """Pages in order, those with tables without upright rules laid out again, and what is uncertain in them."""
    chains: list[list[Stretch]] = []
    for page in pages:
        last = chains[-1] if chains and chains[-1][-1].page.number == page.number - 1 else None
        for stretch in _ruled(page) or _going_on(page, last) or _headed(page):
            shared = shared_gutters(last[-1], stretch) if last is not None else None
            if last is not None and shared is not None:
                last.append(stretch)
                for one in last:
                    by = shift(stretch, one)
                    one.gutters = [(x0 + by, x1 + by) for x0, x1 in shared]
            else:
                chains.append([stretch])
            last = None  # only the first table of a page goes on from the page before
    by_page: dict[int, list[Stretch]] = {}
    for chain in chains:
        _share_sides(chain)
        for stretch in chain:
            by_page.setdefault(stretch.page.number, []).append(stretch)
    return [_laid_out(page, by_page.get(page.number, [])) for page in pages], [_finding(chain) for chain in chains]


def _share_sides(chain: Sequence[Stretch]) -> None:
    """Where only text says how far a table reaches, all its pages say it together."""
    sided = [one for one in chain if one.has_sides] or chain
    left, right = min(one.left for one in sided), max(one.right for one in sided)
    for stretch in chain:
        if not stretch.has_sides:
            stretch.left, stretch.right = left, right


def _finding(chain: Sequence[Stretch]) -> Finding:
    first = chain[0]
    box = Box(first.left, first.levels[0], first.right, first.levels[-1])
    where = f"{len(first.gutters) + 1} columns, pages {first.page.number}-{chain[-1].page.number}"
    if any(stretch.is_doubtful for stretch in chain):
        message = "a table without rules: where its rows end is guessed from its first column"
        return Finding(Severity.WARNING, "annex_rows_unsure", message, found=where, page=first.page.number, box=box)
    message = "a table without upright rules: its columns are taken from where its texts stand"
    return Finding(Severity.INFO, "annex_columns_supplied", message, found=where, page=first.page.number, box=box)


def _rows(page: Page, left: float = -math.inf, right: float = math.inf) -> list[Row]:
    """All level text of a page between two sides that is no furniture, a row for each baseline."""
    cells = [cell for cell in [*page.cells, *page.loose] if cell.lines]
    lines = [line for cell in cells for line in cell.lines if line.direction == RIGHT and not page.is_claimed(line)]
    return merge_rows(page, [line for line in lines if left < (line.x0 + line.x1) / 2 < right])


# ------------------------------------------------------------------------------------------------ level rules


def _ruled(page: Page) -> list[Stretch]:
    """Tables of a page with level rules of one length and no others, from the top."""
    found: list[Stretch] = []
    for rules in _equal_rules(page.rulings.horizontal):
        left, right = rules[0].start, rules[0].end
        if len(rules) < _MIN_RULES or _is_crossed(page, left, right, rules[0].at, rules[-1].at):
            continue
        rows = _rows(page, left, right)  # of a grid, one column may have rules of one length only
        for levels in _runs_of_bands([rule.at for rule in rules], rows):
            inside = between(rows, levels[0], levels[-1])
            stretch = Stretch(page, inside, left, right, levels, is_ruled=True, has_sides=True)
            if len(levels) >= _MIN_RULES and complete(stretch, _MIN_RULES):
                found.append(stretch)
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
        inside = between(rows, upper, lower)
        is_title = inside and is_title_line(inside[0].line) and all(len(spans(row)) == 1 for row in inside)
        if not inside or is_title:
            runs.append([lower])
        else:
            runs[-1].append(lower)
    return runs


# ------------------------------------------------------------------------------------------------ no rules


def _headed(page: Page) -> list[Stretch]:
    """The table of a page without rules: below the line that heads its columns in the usual words, or below any that
    may do so where row after row fills them."""
    rows = _rows(page)
    for n_known, is_enough in ((_MIN_KNOWN, _heads_all), (0, _is_regular)):
        at = next((n for n, row in enumerate(rows) if _is_header(row, n_known)), None)
        if at is None:
            continue
        first = at
        while first and _is_part_of_header(rows[first - 1], rows[first]):
            first -= 1
        for start in sorted({first, at}):
            stretch = _unruled(page, rows[start:], _MIN_HEADINGS - 1)
            if stretch is not None and is_enough(stretch):
                return [stretch]
    return []


def _is_header(row: Row, n_known: int) -> bool:
    """Whether a line may head columns: short texts side by side, ``n_known`` of them and half in the usual words."""
    pieces = [text for text in row.line.text.split(" ") if text.strip()]
    known = sum(map(may_head_column, pieces))
    is_known = known >= n_known and (2 * known >= len(pieces) or not n_known)
    return len(pieces) >= _MIN_HEADINGS and is_known and all(map(may_head, pieces))


def _is_part_of_header(row: Row, below: Row) -> bool:
    """Whether a line above the words that head columns is the first of headings on two lines."""
    near = below.top - row.bottom < _NEAR * row.line.size
    return near and not is_title_line(row.line) and row.line.size <= below.line.size


def _heads_all(stretch: Stretch) -> bool:
    """Whether the first row prints something in every column."""
    return len(stretch.filled(stretch.bands[0])) == len(stretch.gutters) + 1


def _is_regular(stretch: Stretch) -> bool:
    """Whether all columns are headed, and row after row fills most of them."""
    bands = [band for band in stretch.bands if band]
    is_filled = all(2 * len(stretch.filled(band)) > len(stretch.gutters) + 1 for band in bands)
    return len(bands) > FEW and _heads_all(stretch) and is_filled


def _going_on(page: Page, chain: Sequence[Stretch] | None) -> list[Stretch]:
    """The rows of a page without a header that stand in the columns of the table on the page before."""
    if not chain or all(one.is_ruled for one in chain):
        return []
    gutters = chain[-1].gutters
    rows = list(itertools.takewhile(lambda row: not any(covers(row, gutter) for gutter in gutters), _rows(page)))
    edges = [min(row.line.x0 for one in chain for row in one.rows), *(end for _, end in gutters)]
    is_aligned = all(min(abs(x0 - x) for x in edges) < row.line.size for row in rows for x0, _ in spans(row))
    stretch = _unruled(page, rows, len(gutters), 1, gutters if is_aligned else ()) if rows else None
    return [stretch] if stretch is not None else []


def _unruled(
    page: Page, rows: Sequence[Row], n_gutters: int, n_rows: int = 2, known: Sequence[Span] = ()
) -> Stretch | None:
    """The rows of a table that stand close below each other, with the levels that part them.

    None if there are fewer than ``n_gutters`` strips between its columns, or than ``n_rows`` rows. ``known`` are the
    strips, if a page before told them.
    """
    kept: list[Row] = []
    for row in rows:
        edge = min(other.line.x0 for other in [*kept, row]) + row.line.size
        is_title = is_title_line(row.line) and len(spans(row)) == 1 and row.line.x0 < edge
        if kept and (row.top - kept[-1].bottom > _NEXT * row.line.size or is_title):
            break
        kept.append(row)
    left, right = min(row.line.x0 for row in kept) - _SIDE, max(row.line.x1 for row in kept) + _SIDE
    over, foot = kept[0].top - 2 * _SIDE, kept[-1].bottom
    long = [rule for rule in page.rulings.horizontal if rule.start < left + _SIDE and rule.end > right - _SIDE]
    drawn = [rule for rule in long if over <= rule.at <= foot]
    if drawn:
        left, right = drawn[0].start, drawn[0].end
    if _is_crossed(page, left, right, kept[0].top, foot):
        return None
    while len(kept) >= n_rows:  # what stands below a table, from the first line over all its columns on
        foot = kept[-1].bottom
        ends = [level(page, over, kept[0].top), level(page, foot, foot + 2 * _SIDE)]
        stretch = Stretch(page, kept, left, right, ends, is_ruled=False, has_sides=bool(drawn), gutters=list(known))
        if complete(stretch, _MIN_RULES, n_rows) and len(stretch.gutters) >= n_gutters:
            return stretch
        if len(kept) == 1:
            break
        kept = kept[: max(range(1, len(kept)), key=lambda n: max(end - start for start, end in spans(kept[n])))]
    return None


# ------------------------------------------------------------------------------------------------ rulings


def _laid_out(page: Page, stretches: Sequence[Stretch]) -> Page:
    if not stretches:
        return page
    horizontal = [Ruling(at, one.left, one.right) for one in stretches for at in one.levels]
    vertical = [ruling for stretch in stretches for ruling in _upright_rulings(stretch)]
    return page.laid_out_with(Rulings(sorted(horizontal), sorted(vertical)))


def _upright_rulings(stretch: Stretch) -> list[Ruling]:
    """Sides, and between columns a ruling in every row that no text crosses there."""
    top, bottom = stretch.levels[0], stretch.levels[-1]
    rulings = [Ruling(stretch.left, top, bottom), Ruling(stretch.right, top, bottom)]
    for gutter in stretch.gutters:
        at = gutter[0] + min((gutter[1] - gutter[0]) / 2, _PAD * stretch.size)
        for (upper, lower), band in zip(itertools.pairwise(stretch.levels), stretch.bands, strict=True):
            if not any(covers(row, gutter) for row in band):
                rulings.append(Ruling(at, upper, lower))
    return rulings
