"""Change tables (変更箇所): ruled cells to rows, joined over pages, and what their 項目 cell names on the form."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import reduce

from extractors.annexes.changeheads import AFTER, BEFORE, ENOUGH, ITEM, ON, REASON, TIMING, column_of
from extractors.annexes.level_tables import as_cells, heading_cells, split_cells
from extractors.annexes.paths import Place, begins_path, resolve_path
from extractors.annexes.set_tables import column_cuts, connected, cut_rows, find_headings
from extractors.characters import fold
from extractors.engine.formspec import FormSpec, ItemSpec
from extractors.engine.walk import Chunk
from extractors.layout.celltext import page_joint
from extractors.layout.page import Cell, Page
from extractors.model import Box, ChangeRow, Claim, Finding, Severity

EDGE = 3.0  # points within which edges are one edge
_WHOLE_DATE = re.compile(r"\d日|\d[./-]\d{1,2}[./-]\d")
_TIMINGS = frozenset(["事前", "事後"])


@dataclass(frozen=True, slots=True)
class _Column:
    """A printed column: which of the form's it is, and where it stands."""

    no: int
    x0: float
    x1: float


@dataclass(slots=True, eq=False)
class _Row:
    """A row as ruled: the cells of each column, over all the pages it runs on."""

    page: Page
    box: Box
    cells: dict[int, list[tuple[Page, Cell]]] = field(default_factory=dict)
    is_open: bool = False  # nothing is ruled below its texts: it may go on
    is_date_supposed: bool = False  # the date is that of a merged cell on the page before, as far as one can tell

    @property
    def page_last(self) -> int:
        """The last page on which the row prints something."""
        pages = [page.number for cells in self.cells.values() for page, cell in cells if cell.lines]
        return max(pages, default=self.page.number)

    def text(self, column: int) -> str | None:
        """The text of a column's cells, None where nothing is printed."""
        return _join(self.cells.get(column, [])) or None

    def is_empty(self) -> bool:
        """Whether no cell prints anything."""
        return not any(cell.lines for cells in self.cells.values() for _, cell in cells)


def read_changes(chunks: Sequence[Chunk], item: ItemSpec, spec: FormSpec) -> tuple[list[ChangeRow], list[Finding]]:
    """The rows of a change table's cells, entered into the ledger; ``item`` says its columns.

    A cell ruled over several rows belongs to each of them. Rows of empty cells are left out.
    """
    rows: list[_Row] = []
    findings: list[Finding] = []
    columns: list[_Column] = []
    is_level = False
    for _, group in itertools.groupby(chunks, key=lambda chunk: chunk.page.number):
        printed = list(group)
        page = printed[0].page
        header = _header(printed, item.columns)
        labels = {id(cell) for cells in header.values() for cell in cells}
        if not header and (level := _level_header(page, printed, item.columns)):
            cell, header = level
            labels = {id(cell)}
        for chunk in printed:
            page.claim_lines(chunk.lines, Claim.LABEL if id(chunk.cell) in labels else Claim.VALUE)
        body = [chunk for chunk in printed if id(chunk.cell) not in labels]
        ruled = [chunk for chunk in body if not chunk.cell.is_loose]
        outside = [chunk for chunk in body if chunk.cell.is_loose]
        if header:
            is_level = bool(ruled) and any(cell.is_loose for cells in header.values() for cell in cells)
        texts = as_cells(page, [chunk.cell for chunk in ruled]) if is_level else [chunk.cell for chunk in outside]
        columns = _columns(header, texts, columns) or columns or _by_order(ruled)
        if ruled:
            on_page = _page_rows(ruled, columns if is_level else _fitted(columns, ruled), is_level)
            placed = {id(line) for row in on_page for cells in row.cells.values() for _, c in cells for line in c.lines}
            if not is_level:
                outside += [chunk for chunk in ruled if chunk.lines and id(chunk.lines[0]) not in placed]
            _append(rows, on_page)
        elif columns and outside:
            below = max((cell.bottom for cells in header.values() for cell in cells), default=0.0)
            inside = connected([chunk.cell for chunk in outside if chunk.cell.top >= below], below)
            _append(rows, _set_rows(page, inside, columns))
            outside = [chunk for chunk in outside if chunk.cell not in inside]
        findings += [_outside(chunk) for chunk in outside]
    changes: list[ChangeRow] = []
    place = Place()
    for row in rows:
        if row.is_empty():
            continue
        change, place = _change(row, len(changes) + 1, spec, place)
        changes.append(change)
        if row.is_date_supposed:
            findings.append(_supposed(change))
        if change.item_text is not None and (place.is_doubtful or place.code is None):
            findings.append(_unresolved(change, place))
    return changes, findings


# ------------------------------------------------------------------------------------------------ columns


def _header(chunks: Sequence[Chunk], names: Sequence[str]) -> dict[int, list[Cell]]:
    """The cells that print a column's name, by column; empty where the header is not repeated."""
    numbers = {fold(name): number for number, name in enumerate(names)}
    found = {numbers[chunk.cell.key]: [chunk.cell] for chunk in chunks if chunk.cell.key in numbers}
    if not any(not cell.is_loose for cells in found.values() for cell in cells):
        found = find_headings([chunk.cell for chunk in chunks], names)
    reworded = _reworded_header([chunk.cell for chunk in chunks if not chunk.cell.is_loose])
    if len(reworded) > max(len(found), ENOUGH - 1):
        return reworded
    return found if len(found) > 1 else {}


def _level_header(
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


def _columns(header: Mapping[int, Sequence[Cell]], loose: Sequence[Cell], known: Sequence[_Column]) -> list[_Column]:
    """Where the columns of a header stand, from left to right; without rules, where the text below them is set.

    Without rules the columns ``known`` from the page before are kept, if the header stands in them.
    """
    boxes = {number: _around(cells) for number, cells in header.items()}
    ordered = sorted(boxes, key=lambda number: boxes[number].x0)
    if all(not cell.is_loose for cells in header.values() for cell in cells):
        return [_Column(number, boxes[number].x0, boxes[number].x1) for number in ordered]
    if {column.no for column in known} == set(ordered) and all(
        column.x0 <= boxes[column.no].x0 and boxes[column.no].x1 <= column.x1 for column in known
    ):
        return list(known)
    cuts = column_cuts([boxes[number] for number in ordered], loose)
    return [_Column(number, *edges) for number, edges in zip(ordered, itertools.pairwise(cuts), strict=True)]


def _around(cells: Sequence[Cell]) -> Box:
    return reduce(Box.union, (cell.box for cell in cells))


def _by_order(body: Sequence[Chunk]) -> list[_Column]:
    """The columns of a table without a header: in the form's order, if it has as many as the form."""
    edges = _distinct(chunk.cell.x0 for chunk in body)
    ends = _distinct(chunk.cell.x1 for chunk in body)
    if len(edges) != REASON + 1 or len(ends) != len(edges):
        return []
    return [_Column(number, x0, x1) for number, (x0, x1) in enumerate(zip(edges, ends, strict=True))]


def _fitted(columns: Sequence[_Column], body: Sequence[Chunk]) -> Sequence[_Column]:
    """The columns as they stand on this page: a page of another size prints them elsewhere, in the same order."""
    if not body or not columns:
        return columns
    edges = _distinct(cell.x0 for cell in body[0].page.cells)
    is_same = all(any(abs(column.x0 - edge) <= EDGE for edge in edges) for column in columns)
    there = _by_order(body)
    if is_same or len(there) != len(columns):
        return columns
    ordered = sorted(columns, key=lambda column: column.x0)
    return [_Column(old.no, new.x0, new.x1) for old, new in zip(ordered, there, strict=True)]


def _distinct(values: Iterable[float]) -> list[float]:
    out: list[float] = []
    for value in sorted(values):
        if not out or value - out[-1] > EDGE:
            out.append(value)
    return out


# ------------------------------------------------------------------------------------------------ rows


def _page_rows(body: Sequence[Chunk], columns: Sequence[_Column], is_level: bool = False) -> list[_Row]:
    """The rows one page rules, from top to bottom; ``is_level``: with level rules only."""
    if not body or not columns:
        return []
    page = body[0].page
    top = min(chunk.cell.top for chunk in body)
    bottom = max(chunk.cell.bottom for chunk in body)
    printed = {id(chunk.cell) for chunk in body}
    cells = [cell for cell in page.cells if id(cell) in printed or not cell.lines]
    cells = [cell for cell in cells if cell.top >= top - EDGE and cell.bottom <= bottom + EDGE]
    if is_level:
        cells = split_cells(page, cells, [*(column.x0 for column in columns), columns[-1].x1])
    placed = [(column, cell) for cell in cells for column in (_column_of(cell, columns),) if column is not None]
    cuts = _cuts(placed, len(columns))
    rows = []
    for upper, lower in itertools.pairwise(cuts):
        inside = [(no, cell) for no, cell in placed if cell.top < lower - EDGE and cell.bottom > upper + EDGE]
        if inside:
            rows.append(_row(page, upper, lower, inside))
    return rows


def _column_of(cell: Cell, columns: Sequence[_Column]) -> int | None:
    """The column most of a cell's width stands in."""
    best = max(columns, key=lambda column: min(cell.x1, column.x1) - max(cell.x0, column.x0))
    share = min(cell.x1, best.x1) - max(cell.x0, best.x0)
    return best.no if share > 0 else None


def _cuts(placed: Sequence[tuple[int, Cell]], n_columns: int) -> list[float]:
    """Where one row ends and the next begins: a rule that more than one column has (but for the table's ends)."""
    edges = sorted(
        [(cell.top, no) for no, cell in placed] + [(cell.bottom, no) for no, cell in placed], key=lambda edge: edge[0]
    )
    groups: list[list[tuple[float, int]]] = []
    for edge in edges:
        if groups and edge[0] - groups[-1][0][0] <= EDGE:
            groups[-1].append(edge)
        else:
            groups.append([edge])
    enough = min(2, n_columns)
    ends = (0, len(groups) - 1)
    return [
        group[0][0] for k, group in enumerate(groups) if k in ends or len({column for _, column in group}) >= enough
    ]


def _row(page: Page, upper: float, lower: float, inside: Sequence[tuple[int, Cell]]) -> _Row:
    box = Box(min(cell.x0 for _, cell in inside), upper, max(cell.x1 for _, cell in inside), lower)
    row = _Row(page, box)
    for no, cell in sorted(inside, key=lambda placed: (placed[1].top, placed[1].x0)):
        row.cells.setdefault(no, []).append((page, cell))
        row.is_open |= no in (ITEM, BEFORE, AFTER) and cell.is_open_bottom and cell.bottom <= lower + EDGE
    return row


def _set_rows(page: Page, body: Sequence[Cell], columns: Sequence[_Column]) -> list[_Row]:
    """The rows of a page without rules."""
    cuts = [*(column.x0 for column in columns), columns[-1].x1]
    key = next((k for k, column in enumerate(columns) if column.no == ITEM), 0)
    rows = []
    for cells in cut_rows(page, body, cuts, key):
        row = _Row(page, Box(cuts[0], cells[0].top, cuts[-1], cells[0].bottom))
        row.cells = {column.no: [(page, cell)] for column, cell in zip(columns, cells, strict=True)}
        rows.append(row)
    return rows


# ------------------------------------------------------------------------------------------------ page edges


def _append(rows: list[_Row], following: list[_Row]) -> None:
    """Add a page's rows to those of the pages before; its first may be the rest of their last."""
    if rows and following and rows[-1].page is not following[0].page:
        last, first = rows[-1], following[0]
        dates = list(last.cells.get(ON, []))
        goes_on = _continues(rows, first)
        if goes_on:
            following.pop(0)
            for column, cells in first.cells.items():
                last.cells.setdefault(column, []).extend(cells)
        _carry_date(last, dates, first, following)
        if goes_on:
            last.is_open = first.is_open
    rows += following


def _continues(rows: Sequence[_Row], first: _Row) -> bool:
    """Whether a page's first row is the rest of the last page's last.

    Short cells (date, timing) hardly run over a page, so a row that prints them where the last one did is new; and so
    is one whose 項目 begins a path. A row ruled off at the foot of the page goes on only in a row that lacks them all.
    """
    last = rows[-1]
    if any(_says_again(last, first, column) for column in (ON, TIMING)):
        return False
    item = first.text(ITEM)
    if item and begins_path(item) and _is_filled(last, ITEM):
        return False
    if last.is_open:
        return True
    if item and not begins_path(last.text(ITEM) or ""):
        return False
    is_rest = all(not _is_filled(first, column) or _is_filled(last, column) for column in (ON, TIMING))
    return is_rest and ITEM in first.cells


def _says_again(last: _Row, first: _Row, column: int) -> bool:
    """Whether both rows fill a short cell, and not with the two halves of one date or timing."""
    above, below = fold(last.text(column) or ""), fold(first.text(column) or "")
    if not above or not below:
        return False
    if column == TIMING:
        return above in _TIMINGS or above + below not in _TIMINGS
    return bool(_WHOLE_DATE.search(above)) or not _WHOLE_DATE.search(above + below)


def _is_filled(row: _Row, column: int) -> bool:
    return any(cell.lines for _, cell in row.cells.get(column, ()))


def _carry_date(last: _Row, dates: Sequence[tuple[Page, Cell]], first: _Row, following: Sequence[_Row]) -> None:
    """A date over several rows that the page's edge cut goes on over the next page's first rows.

    ``dates`` are the last row's date cells on its own page, ``first`` is the next page's first row, which may be the
    last row's rest; ``following`` are the new rows.
    """
    below = first.cells.get(ON, [])
    if not any(cell.lines for _, cell in dates) or not below or _is_filled(first, ON):
        return
    cell, rest = dates[-1][1], below[0][1]
    is_over_many_above = cell.top < last.box.top - EDGE
    is_over_many_below = rest.bottom > first.box.bottom + EDGE
    is_sure = is_over_many_below or (cell.is_open_bottom and (is_over_many_above or not last.is_open))
    if not is_sure and not is_over_many_above:
        return
    for row in following:
        if any(other is rest for _, other in row.cells.get(ON, ())):
            row.cells[ON] = list(dates)
            row.is_date_supposed = not is_sure


# ------------------------------------------------------------------------------------------------ texts


def _join(cells: Sequence[tuple[Page, Cell]]) -> str:
    """The text of a row's cells in one column; what the page's edge cut goes on as if nothing were between."""
    text = ""
    before: tuple[Page, Cell] | None = None
    for page, cell in cells:
        if not cell.lines:
            continue
        part = page.text(cell.lines, cell)
        if before is not None:
            is_same_page = before[0] is page
            lines = before[1].lines
            text += "\n" if is_same_page else page_joint(lines, before[1].frame(lines[-1]), cell.lines[0])
        text += part
        before = page, cell
    return text.strip()


def _change(row: _Row, number: int, spec: FormSpec, last: Place) -> tuple[ChangeRow, Place]:
    """A row as read, and the place its 項目 cell names; ``last`` is that of the row before (同上)."""
    item_text = row.text(ITEM)
    place = resolve_path(item_text, spec, last) if item_text else Place()
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


def _outside(chunk: Chunk) -> Finding:
    return Finding(
        Severity.WARNING,
        "change_text_outside",
        "text beside the change table that is in none of its rows",
        found=chunk.page.text(chunk.lines, chunk.cell),
        page=chunk.page.number,
        box=chunk.cell.box,
    )
