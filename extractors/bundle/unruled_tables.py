"""Two columns of labels and values on a page whose table has no upright rules: cells from where text stands."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import replace

from extractors.bundle.letters import Row, merge_rows, split_item
from extractors.layout.celltext import NO_GLYPH, Line
from extractors.layout.ink import RIGHT
from extractors.layout.page import Cell, Page

_MIN_BANDS = 2  # rows with a known label that make a table
_BETWEEN = 0.3  # sizes between a label and the value beside it
_LABEL_LINES = 3  # that a label wraps over at most
_GAP = 0.88  # sizes between rows of the table; lines of one cell stand closer. No round number: readers round places


def unruled_pairs(page: Page, is_known: Callable[[str], bool]) -> list[tuple[Cell, Cell]]:
    """Label and value cells in printed order, empty if the page has no such table. A cell without lines is empty.

    Values begin at one x below each other, labels end before it; rows are told apart by a rule or by more room than
    between lines.
    """
    pieces = [cell for cell in page.loose if cell.lines[0].direction == RIGHT and not page.is_claimed(cell.lines[0])]
    edge = _value_edge(page, [piece.lines[0] for piece in pieces], is_known)
    if edge is None:
        return []
    pieces = [part for piece in pieces for part in _cut_at(page, piece, edge)]
    right = max(piece.x1 for piece in pieces)
    begins = _label_starts([piece for piece in pieces if piece.x1 <= edge], is_known)
    bands: list[list[Cell]] = [[]]
    bottom: float | None = None
    for piece in pieces:
        size = piece.lines[0].size
        is_crossing = piece.x0 < edge - 1 and piece.x1 > edge
        if bottom is not None and (is_crossing or _is_parted(page, bottom, piece.top, size)):
            bands.append([])
            bottom = None
        if not is_crossing:
            bands[-1].append(piece)
            bottom = max(bottom or piece.bottom, piece.bottom)
    pairs: list[tuple[Cell, Cell]] = []
    is_begun = False
    for band in (part for rows in bands if rows for part in _parts(rows, begins)):
        labels = [piece for piece in band if piece.x1 <= edge]
        values = [piece for piece in band if piece.x1 > edge]
        text = "".join(piece.lines[0].text for piece in labels)
        is_begun = is_begun or is_known(text)
        is_first = band[0] is pieces[0]
        if not is_begun and not (is_first and not labels):
            continue
        # a value without a label goes on with the one above, or with the page before
        if (labels and (values or is_known(text))) or (values and not labels and abs(values[0].x0 - edge) < 2):
            top, bottom = min(piece.top for piece in band), max(piece.bottom for piece in band)
            left = min((piece.x0 for piece in labels), default=edge)
            pairs.append(
                (
                    Cell(page.number, left, top, edge, bottom, _lines(page, labels)),
                    Cell(page.number, edge, top, right, bottom, _lines(page, values)),
                )
            )
    return pairs


def _cut_at(page: Page, piece: Cell, edge: float) -> list[Cell]:
    """A stretch of text, cut where a value begins at ``edge`` close behind a label that fills its column."""
    line, along = piece.lines[0], page.glyphs.along
    starts = (
        k
        for k, glyph in enumerate(line.glyphs)
        if k and line.glyphs[k - 1] == NO_GLYPH and glyph != NO_GLYPH and 0 <= along[glyph] - edge < 2
    )
    at = next(starts, None)
    if at is None or piece.x0 >= edge - 1:
        return [piece]
    parts = (line.cut(0, at, page.glyphs), line.cut(at, len(line.text), page.glyphs))
    return [Cell(page.number, *box, [part], is_loose=True) for part in parts if (box := page.box([part])) is not None]


def _parts(band: list[Cell], begins: set[int]) -> list[list[Cell]]:
    """A row as it is, but what holds several labels is several rows, each from its label on: they stand too close."""
    starts = [n for n, piece in enumerate(band) if id(piece) in begins]
    if len(starts) < 2:
        return [band]
    return [band[start:end] for start, end in itertools.pairwise([0, *starts[1:], len(band)])]


def _label_starts(pieces: Sequence[Cell], is_known: Callable[[str], bool]) -> set[int]:
    """The identities of pieces at which a known label begins, on one line or wrapped over several."""
    words = [piece.lines[0].text for piece in pieces]

    def is_label(first: int, end: int) -> bool:
        """Whether pieces are one label; what ends with a label of its own is two."""
        rests = range(first + 1, end)
        return is_known("".join(words[first:end])) and not any(is_known("".join(words[k:end])) for k in rests)

    starts: set[int] = set()
    n = 0
    while n < len(pieces):
        ends = range(min(n + _LABEL_LINES, len(pieces)), n, -1)
        end = next((end for end in ends if is_label(n, end)), None)
        starts |= set() if end is None else {id(pieces[n])}
        n = end or n + 1
    return starts


def cut_cells(
    page: Page, cells: Sequence[Cell], is_known: Callable[[str], bool]
) -> list[tuple[Cell, tuple[Cell, Cell] | None]]:
    """Cells over the whole width, each with its label and value where a table has rules between its rows only."""
    edge = _value_edge(page, [line for cell in cells for line in cell.lines], is_known)
    heads = {id(cell) for cell in cells if is_known(cell.key)}  # a label of what follows is no row
    return [(cell, None if edge is None or id(cell) in heads else _cut_cell(page, cell, edge)) for cell in cells]


def _cut_cell(page: Page, cell: Cell, edge: float) -> tuple[Cell, Cell] | None:
    """A cell cut at ``edge``, None if a line runs over it."""
    labels: list[Line] = []
    values: list[Line] = []
    for line in cell.lines:
        along = page.glyphs.along
        inked = [k for k, glyph in enumerate(line.glyphs) if glyph != NO_GLYPH]
        at = next((k for k in inked if along[line.glyphs[k]] >= edge - 1), len(line.text))
        before = [k for k in inked if k < at and not line.text[k].isspace()]
        if before and at < len(line.text):
            last = line.glyphs[before[-1]]
            if along[line.glyphs[at]] - along[last] - page.glyphs.advance[last] < _BETWEEN * line.size:
                return None
        labels += [part for part in [line.cut(0, at, page.glyphs)] if before and part.glyphs]
        values += [part for part in [line.cut(at, len(line.text), page.glyphs)] if part.glyphs]
    label = replace(cell, x1=edge, lines=labels, _key=None)
    return label, replace(cell, x0=edge, lines=values, _key=None)


def _value_edge(page: Page, lines: Sequence[Line], is_known: Callable[[str], bool]) -> float | None:
    """Where the values of known labels begin, if several begin there; numbered items are no table."""
    edges: Counter[int] = Counter()
    for row in merge_rows(page, lines):
        split = split_item(row.line, page.glyphs, is_known)
        if split is not None and split.is_known and split.number is None and split.value is not None:
            edges[round(split.value.x0)] += 1
    if not edges:
        return None
    edge, n = edges.most_common(1)[0]
    return float(edge) - 0.5 if n >= _MIN_BANDS else None


def _is_parted(page: Page, bottom: float, top: float, size: float) -> bool:
    if top - bottom > _GAP * size:
        return True
    return any(bottom - 1 < rule[1] < top + 1 for rule in page.ink.rules if rule[2] - rule[0] > rule[3] - rule[1])


def _lines(page: Page, pieces: Sequence[Cell]) -> list[Line]:
    rows: list[Row] = merge_rows(page, [piece.lines[0] for piece in pieces])
    return [row.line for row in rows]
