"""Columns of a change table: the cells that head them, and where they stand on a page."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from extractors.annexes.changeheads import ENOUGH, REASON, column_of
from extractors.annexes.level_tables import heading_cells
from extractors.annexes.set_tables import column_cuts, find_headings
from extractors.characters import fold
from extractors.engine.instances import Chunk
from extractors.layout.page import Cell, Page
from extractors.model import Box

EDGE = 3.0  # points within which edges are one edge


@dataclass(frozen=True, slots=True)
class Column:
    """A printed column: which of the form's it is, and where it stands."""

    no: int
    x0: float
    x1: float


def find_header(chunks: Sequence[Chunk], names: Sequence[str]) -> dict[int, list[Cell]]:
    """The cells that print a column's name, by column; empty where the header is not repeated."""
    numbers = {fold(name): number for number, name in enumerate(names)}
    found: dict[int, list[Cell]] = {}
    for chunk in sorted(chunks, key=lambda chunk: chunk.cell.is_loose):  # the first, should a row print such words too
        if chunk.cell.key in numbers:
            found.setdefault(numbers[chunk.cell.key], [chunk.cell])
    if not any(not cell.is_loose for cells in found.values() for cell in cells):
        found = find_headings([chunk.cell for chunk in chunks], names)
    reworded = _reworded_header([chunk.cell for chunk in chunks if not chunk.cell.is_loose])
    if len(reworded) > max(len(found), ENOUGH - 1):
        return reworded
    return found if len(found) > 1 else {}


def repeated_header(chunks: Sequence[Chunk], header: Mapping[int, Sequence[Cell]]) -> list[Cell]:
    """The cells of a header printed again on the same page over another part of the table: like words, like columns."""
    first = {cells[0].key: cells[0] for cells in header.values() if not cells[0].is_loose}
    alike = [
        chunk.cell
        for chunk in chunks
        if (cell := first.get(chunk.cell.key)) and cell is not chunk.cell and abs(cell.x0 - chunk.cell.x0) <= EDGE
    ]
    return [cell for cell in alike if sum(abs(cell.top - other.top) <= EDGE for other in alike) >= ENOUGH]


def find_cut_header(
    above: Sequence[Chunk], below: Sequence[Chunk], header: Mapping[int, Sequence[Cell]], names: Sequence[str]
) -> tuple[dict[int, list[Cell]], list[Cell]]:
    """The columns of a header that the page's edge cut, and the cells with the rest of their words; else neither.

    ``above`` is what the page prints that ends with the header, ``below`` the page after it. Each word of the row at
    the latter's head has to complete one above it.
    """
    ruled = [chunk.cell for chunk in above if not chunk.cell.is_loose]
    ends = [cell.bottom for cells in header.values() for cell in cells if not cell.is_loose]
    following = [chunk.cell for chunk in below if not chunk.cell.is_loose]
    if not ends or not following or max(cell.bottom for cell in ruled) > max(ends) + EDGE:
        return {}, []
    numbers = {fold(name): number for number, name in enumerate(names)}
    head = min(cell.top for cell in following)
    rests = [cell for cell in following if cell.top <= head + EDGE]
    found = {number: list(cells) for number, cells in header.items()}
    for rest in rests:
        begun = next((cell for cell in ruled if cell.bottom >= max(ends) - EDGE and _are_aligned(cell, rest)), None)
        key = fold(begun.key + rest.key) if begun else ""
        number = numbers.get(key, column_of(key))
        if begun is None or number is None:
            return {}, []
        found[number] = [begun]
    return found, rests


def _are_aligned(cell: Cell, other: Cell) -> bool:
    return abs(cell.x0 - other.x0) <= EDGE and abs(cell.x1 - other.x1) <= EDGE


def find_level_header(
    page: Page, chunks: Sequence[Chunk], names: Sequence[str]
) -> tuple[Cell, dict[int, list[Cell]]] | None:
    """The cell that prints all headings, and the headings by column, in a table with level rules only."""
    numbers = {fold(name): number for number, name in enumerate(names)}
    for chunk in chunks:
        if chunk.cell.is_loose:
            continue
        found = heading_cells(page, chunk.cell, lambda key: numbers.get(key, column_of(key)))
        if len(found) >= ENOUGH:
            return chunk.cell, found
    return None


def _reworded_header(cells: Sequence[Cell]) -> dict[int, list[Cell]]:
    """The columns that the first row of cells names in an agency's own words."""
    if not cells:
        return {}
    top = min(cells, key=lambda cell: cell.top)
    found: dict[int, list[Cell]] = {}
    for cell in cells:
        if cell.top < top.bottom - EDGE:
            number = column_of(cell.key)
            if number is not None:
                found.setdefault(number, [cell])
    return found


def find_columns(header: Mapping[int, Sequence[Cell]], loose: Sequence[Cell], known: Sequence[Column]) -> list[Column]:
    """Where the columns of a header stand, from left to right; without rules, where the text below them is set.

    Without rules the columns ``known`` from the page before are kept, if the header stands in them.
    """
    boxes = {number: _around(cells) for number, cells in header.items()}
    ordered = sorted(boxes, key=lambda number: boxes[number].x0)
    if all(not cell.is_loose for cells in header.values() for cell in cells):
        return [Column(number, boxes[number].x0, boxes[number].x1) for number in ordered]
    if {column.no for column in known} == set(ordered) and all(
        column.x0 <= boxes[column.no].x0 and boxes[column.no].x1 <= column.x1 for column in known
    ):
        return list(known)
    cuts = column_cuts([boxes[number] for number in ordered], loose)
    return [Column(number, *edges) for number, edges in zip(ordered, itertools.pairwise(cuts), strict=True)]


def _around(cells: Sequence[Cell]) -> Box:
    return reduce(Box.union, (cell.box for cell in cells))


def columns_by_order(body: Sequence[Chunk]) -> list[Column]:
    """The columns of a table without a header: in the form's order, if it has as many as the form."""
    edges = _distinct(chunk.cell.x0 for chunk in body)
    ends = _distinct(chunk.cell.x1 for chunk in body)
    if len(edges) != REASON + 1 or len(ends) != len(edges):
        return []
    return [Column(number, x0, x1) for number, (x0, x1) in enumerate(zip(edges, ends, strict=True))]


def fitted_columns(columns: Sequence[Column], body: Sequence[Chunk]) -> Sequence[Column]:
    """The columns as they stand on this page: a page of another size prints them elsewhere, in the same order."""
    if not body or not columns:
        return columns
    edges = _distinct(cell.x0 for cell in body[0].page.cells)
    is_same = all(any(abs(column.x0 - edge) <= EDGE for edge in edges) for column in columns)
    there = columns_by_order(body)
    if is_same or len(there) != len(columns):
        return columns
    ordered = sorted(columns, key=lambda column: column.x0)
    return [Column(old.no, new.x0, new.x1) for old, new in zip(ordered, there, strict=True)]


def _distinct(values: Iterable[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > EDGE:
            out.append(value)
    return out
