"""Change tables (変更箇所): ruled cells to rows, joined over pages, and what their 項目 cell names on the form."""

from __future__ import annotations

import itertools
from collections.abc import Sequence

from extractors.annexes.change_columns import (
    EDGE,
    Column,
    columns_by_order,
    find_columns,
    find_cut_header,
    find_header,
    find_level_header,
    fitted_columns,
    repeated_header,
)
from extractors.annexes.change_edges import join_pages
from extractors.annexes.change_merges import share_cut_cells
from extractors.annexes.change_rows import Row, level_rows, page_rows, set_rows
from extractors.annexes.changeheads import AFTER, BEFORE, ITEM, ON, REASON, TIMING
from extractors.annexes.level_tables import as_cells
from extractors.annexes.paths import resolve_path
from extractors.annexes.set_tables import connected
from extractors.annexes.spots import Place
from extractors.engine.formspec import FormSpec, ItemSpec
from extractors.engine.instances import Chunk
from extractors.layout.page import Cell, Page
from extractors.model import ChangeRow, Claim, Finding, Severity

CUT = 1.0  # points of a line above the foot of a cell that make it one of the cell's


def read_changes(
    chunks: Sequence[Chunk], item: ItemSpec, spec: FormSpec, file_names: Sequence[str] = ()
) -> tuple[list[ChangeRow], list[Finding]]:
    """The rows of a change table's cells, entered into the ledger; ``item`` says its columns, ``file_names``
    what the assessment's files are called, for 項目 cells name them.

    A cell ruled over several rows belongs to each of them. Rows of empty cells are left out.
    """
    pages: list[list[Row]] = []
    findings: list[Finding] = []
    columns: list[Column] = []
    told: set[int] = set()  # columns of the form that some page prints
    is_level = False
    rests: list[Cell] = []  # of a header that began on the page before
    by_page = [list(group) for _, group in itertools.groupby(chunks, key=lambda chunk: chunk.page.number)]
    for printed, following in itertools.pairwise([*by_page, []]):
        page = printed[0].page
        header = find_header(printed, item.columns)
        labels = {id(cell) for cell in rests}
        whole, rests = find_cut_header(printed, following, header, item.columns)
        header = whole or header
        labels |= {id(cell) for cells in header.values() for cell in cells}
        if not header and (level := find_level_header(page, printed, item.columns)):
            cell, header = level
            labels.add(id(cell))
        labels |= {id(cell) for cell in repeated_header(printed, header)}
        for chunk in printed:
            page.claim_lines(chunk.lines, Claim.LABEL if id(chunk.cell) in labels else Claim.VALUE)
        body = [chunk for chunk in printed if id(chunk.cell) not in labels]
        ruled = [chunk for chunk in body if not chunk.cell.is_loose]
        outside = [chunk for chunk in body if chunk.cell.is_loose]
        ruled, outside = _with_cut_lines(page, ruled, outside)
        if header:
            is_level = bool(ruled) and any(cell.is_loose for cells in header.values() for cell in cells)
        texts = as_cells(page, [chunk.cell for chunk in ruled]) if is_level else [chunk.cell for chunk in outside]
        columns = find_columns(header, texts, columns) or columns or columns_by_order(ruled)
        told |= {column.no for column in columns}
        if is_level and ruled and columns:
            loose = [chunk for chunk in outside if _is_among(chunk, ruled)]
            outside = [chunk for chunk in outside if chunk not in loose]
            pages.append(level_rows(ruled, loose, columns))
        elif ruled:
            on_page = page_rows(ruled, fitted_columns(columns, ruled))
            placed = {id(cell) for row in on_page for cells in row.cells.values() for _, cell in cells}
            outside += [chunk for chunk in ruled if chunk.lines and id(chunk.cell) not in placed]
            pages.append(on_page)
        elif columns and outside:
            below = max((cell.bottom for cells in header.values() for cell in cells), default=0.0)
            inside = connected([chunk.cell for chunk in outside if chunk.cell.top >= below], below)
            pages.append(set_rows(page, inside, columns))
            outside = [chunk for chunk in outside if chunk.cell not in inside]
        findings += [_outside(chunk) for chunk in outside]
    rows = join_pages(pages)
    share_cut_cells(rows)
    changes: list[ChangeRow] = []
    place = Place()
    for row in rows:
        if row.is_empty():
            continue
        change, place = _change(row, len(changes) + 1, spec, place, file_names)
        changes.append(change)
        if row.is_date_supposed:
            findings.append(_supposed(change))
        if change.item_text is not None and (place.is_doubtful or place.code is None):
            findings.append(_unresolved(change, place))
    lacked = [name for no, name in enumerate(item.columns) if no not in told]
    if changes and lacked:
        findings.append(_without_columns(changes[0], lacked))
    return changes, findings


def _with_cut_lines(page: Page, ruled: list[Chunk], outside: list[Chunk]) -> tuple[list[Chunk], list[Chunk]]:
    """The chunks in cells and those outside; a line that the page's edge cuts through is in the cell it is open to."""
    ruled, left = list(ruled), []
    for chunk in outside:
        line = chunk.cell
        cell = next((cell for cell in page.cells if cell.is_open_bottom and _is_cut_through(line, cell)), None)
        if cell is None:
            left.append(chunk)
            continue
        cell.lines.extend(line.lines)
        cell.forget_key()
        ruled = [*(other for other in ruled if other.cell is not cell), Chunk(page, cell, cell.lines)]
    return ruled, left


def _is_cut_through(line: Cell, cell: Cell) -> bool:
    """Whether a line begins above the foot of a cell and has its middle below it, within the cell's sides."""
    is_between = cell.x0 - EDGE <= line.x0 and line.x1 <= cell.x1 + EDGE
    return is_between and line.top + CUT < cell.bottom <= line.middle


def _is_among(chunk: Chunk, body: Sequence[Chunk]) -> bool:
    """Whether text outside the rulings stands between a table's uppermost and lowest rules."""
    return min(other.cell.top for other in body) < chunk.cell.middle < max(other.cell.bottom for other in body)


def _change(row: Row, number: int, spec: FormSpec, last: Place, file_names: Sequence[str]) -> tuple[ChangeRow, Place]:
    """A row as read, and the place its 項目 cell names; ``last`` is that of the row before (同上)."""
    item_text = row.text(ITEM)
    place = resolve_path(item_text, spec, last, file_names) if item_text else Place()
    change = ChangeRow(
        number,
        row.text(ON),
        item_text,
        row.text(BEFORE),
        row.text(AFTER),
        row.text(TIMING),
        row.text(REASON),
        row.page.number,
        row.page_last,
        row.box,
        place.code,
        place.file_no,
        place.entry_no,
    )
    return change, place if item_text else last


def _supposed(change: ChangeRow) -> Finding:
    return Finding(
        Severity.INFO,
        "change_date_carried",
        "no date is printed on this page: that of the merged cell at the foot of the page before is taken",
        found=change.on_text,
        page=change.page,
        box=change.box,
    )


def _unresolved(change: ChangeRow, place: Place) -> Finding:
    is_null = place.code is None
    return Finding(
        Severity.WARNING if is_null else Severity.INFO,
        "change_item_unresolved" if is_null else "change_item_reworded",
        "what the 項目 cell names is not one item of the form"
        if is_null
        else "the 項目 cell words the item otherwise than the form",
        file_no=place.file_no,
        entry_no=place.entry_no,
        item_code=place.code,
        expected=place.nearest,
        found=change.item_text,
        page=change.page,
        box=change.box,
    )


def _without_columns(first: ChangeRow, names: Sequence[str]) -> Finding:
    """As where a spreadsheet printed the columns that did not fit on pages of their own."""
    return Finding(
        Severity.WARNING,
        "change_columns_missing",
        "the change table prints no such columns beside the others: their values are missing in all of its rows",
        expected="、".join(names),
        page=first.page,
        box=first.box,
    )


def _outside(chunk: Chunk) -> Finding:
    return Finding(
        Severity.WARNING,
        "change_text_outside",
        "text beside the change table that is in none of its rows",
        found=chunk.page.text(chunk.lines, chunk.cell),
        page=chunk.page.number,
        box=chunk.cell.box,
    )
