"""Ruled tables on one page: cells whose borders touch, their columns, and the bands that cross the whole table."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import reduce

from extractors.layout.page import Cell, Page
from extractors.model import Box
from extractors.settings import TOLERANCES

EDGE = TOLERANCES.snap + 0.5  # points within which edges are one edge
_TOUCHING = TOLERANCES.thinnest_cell  # points between cells that a doubled border parts
_TILED = 0.6  # of the area between a table's sides that its cells fill
_RARE = 0.15  # of a table's bands: an edge that fewer have is no column's


@dataclass(slots=True, eq=False)
class Band:
    """Cells side by side between two levels that cross the whole table."""

    top: float
    bottom: float
    cells: list[Cell]

    @property
    def filled(self) -> list[Cell]:
        """The cells that print something."""
        return [cell for cell in self.cells if cell.lines]


@dataclass(slots=True, eq=False)
class Block:
    """A ruled table as one page shows it. ``edges`` are its columns' left edges and the right edge of the last."""

    page: Page
    box: Box
    bands: list[Band]
    edges: list[float] = field(default_factory=list)

    @property
    def cells(self) -> list[Cell]:
        """All its cells, empty ones included."""
        return [cell for band in self.bands for cell in band.cells]

    def columns(self, cell: Cell) -> range:
        """The columns (from 0) a cell stands in: those of which it covers the most."""
        return _columns_of(cell, self.edges)

    def is_whole_width(self, band: Band) -> bool:
        """Whether one cell takes all of a band."""
        return len(band.cells) == 1 and len(self.edges) > 2

    def is_shaded(self, band: Band) -> bool:
        """Whether something grey or coloured lies behind most cells of a band."""
        return 2 * sum(_is_shaded(self.page, cell) for cell in band.cells) > len(band.cells)

    def signature(self, band: Band) -> tuple[tuple[int, int, str], ...]:
        """What a band prints in which columns, for comparing headers."""
        spans = ((self.columns(cell), cell) for cell in band.filled)
        return tuple(sorted((span.start, span.stop, cell.key) for span, cell in spans))


def find_blocks(page: Page, is_title: Callable[[Cell], bool]) -> list[Block]:
    """The ruled tables of a page from top to bottom: touching cells, in two columns or more.

    What parts two of them may lie between their rules: a title, or nothing, over the whole width.
    """
    blocks = [
        block
        for group in _touching(page.cells)
        for bands in _parted(_bands(group), is_title)
        if (block := _block(page, bands)) is not None
    ]
    return sorted(blocks, key=lambda block: (block.box.top, block.box.x0))


def filled_cells(bands: Iterable[Band]) -> list[Cell]:
    """The cells of bands that print something."""
    return [cell for band in bands for cell in band.filled]


def _columns_of(cell: Cell, edges: Sequence[float]) -> range:
    """The columns between ``edges`` that lie mostly within a cell; at least the one it lies in most."""
    shares = [(min(cell.x1, right) - max(cell.x0, left)) / (right - left) for left, right in itertools.pairwise(edges)]
    inside = [n for n, share in enumerate(shares) if share > 0.5]
    best = max(range(len(shares)), key=lambda n: min(cell.x1, edges[n + 1]) - max(cell.x0, edges[n]))
    return range(inside[0], inside[-1] + 1) if inside else range(best, best + 1)


def fitted(edges: Sequence[float], block: Block) -> list[float] | None:
    """The columns ``edges`` of an earlier page as they stand on the page of ``block``; None if it has others.

    A page may be printed at another place or size, and one with merged cells only may lack some edges.
    """
    old, new = edges[-1] - edges[0], block.edges[-1] - block.edges[0]
    scale = new / old
    moved = [block.edges[0] + (edge - edges[0]) * scale for edge in edges]
    slack = EDGE * max(scale, 1.0)
    is_known = all(any(abs(edge - other) <= slack for other in moved) for edge in block.edges)
    return moved if is_known else None


def distinct(values: Iterable[float]) -> list[float]:
    """Values in order, those within ``EDGE`` of the first of them taken as one."""
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > EDGE:
            out.append(value)
    return out


def _touching(cells: Sequence[Cell]) -> list[list[Cell]]:
    """Groups of cells that lie against each other."""
    group_of = list(range(len(cells)))

    def root(n: int) -> int:
        while group_of[n] != n:
            group_of[n] = group_of[group_of[n]]
            n = group_of[n]
        return n

    downwards = sorted(range(len(cells)), key=lambda n: cells[n].top)
    for k, a in enumerate(downwards):
        one = cells[a]
        for b in itertools.islice(downwards, k + 1, None):
            other = cells[b]
            if one.bottom - other.top < -_TOUCHING:
                break  # and so are all that begin lower
            across = min(one.x1, other.x1) - max(one.x0, other.x0)
            down = min(one.bottom, other.bottom) - max(one.top, other.top)
            if min(across, down) >= -_TOUCHING and max(across, down) > EDGE:
                group_of[root(b)] = root(a)
    groups: dict[int, list[Cell]] = {}
    for n, cell in enumerate(cells):
        groups.setdefault(root(n), []).append(cell)
    return list(groups.values())


def _parted(bands: Sequence[Band], is_title: Callable[[Cell], bool]) -> Iterator[list[Band]]:
    """Runs of bands between those of one cell that is empty or a title."""

    def parts(band: Band) -> bool:
        return len(band.cells) == 1 and (not band.filled or is_title(band.cells[0]))

    for is_between, run in itertools.groupby(bands, parts):
        if not is_between:
            yield list(run)


def _block(page: Page, bands: list[Band]) -> Block | None:
    cells = [cell for band in bands for cell in band.cells]
    box = reduce(Box.union, (cell.box for cell in cells))
    edges = _column_edges(bands, box)
    if len(edges) < 3 or not any(cell.lines for cell in cells) or not _is_tiled(bands, box):
        return None
    return Block(page, box, bands, edges)


def _is_tiled(bands: Sequence[Band], box: Box) -> bool:
    """Whether cells fill most of what lies between a table's sides: boxes tied by arrows leave most of it open."""
    divided = [band for band in bands if len(band.cells) > 1]
    whole = sum((band.bottom - band.top) * (box.x1 - box.x0) for band in divided)
    filled = sum((cell.x1 - cell.x0) * (cell.bottom - cell.top) for band in divided for cell in band.cells)
    return filled >= _TILED * whole


def _bands(cells: Sequence[Cell]) -> list[Band]:
    """Cells cut at every level that no cell crosses."""
    bands: list[Band] = []
    for cell in sorted(cells, key=lambda cell: (cell.top, cell.x0)):
        if bands and cell.top < bands[-1].bottom - EDGE:
            bands[-1].cells.append(cell)
            bands[-1].bottom = max(bands[-1].bottom, cell.bottom)
        else:
            bands.append(Band(cell.top, cell.bottom, [cell]))
    return bands


def _column_edges(bands: Sequence[Band], box: Box) -> list[float]:
    """The edges that part columns: those of a single row divided otherwise than the rest are left out."""
    inner = distinct(cell.x0 for band in bands for cell in band.cells if cell.x0 - box.x0 > EDGE)
    divided = [band for band in bands if len(band.cells) > 1]
    votes: Counter[float] = Counter()
    for band in divided:
        votes.update(edge for edge in inner if any(abs(cell.x0 - edge) <= EDGE for cell in band.cells))
    enough = _RARE * len(divided)
    return [box.x0, *(edge for edge in inner if votes[edge] >= enough), box.x1]


def _is_shaded(page: Page, cell: Cell) -> bool:
    x, y = (cell.x0 + cell.x1) / 2, cell.middle
    behind = [fill for fill in page.ink.fills if fill[0] <= x <= fill[2] and fill[1] <= y <= fill[3]]
    return bool(behind) and bool(behind[-1][4] < TOLERANCES.white)
