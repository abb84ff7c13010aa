"""Ruled tables over pages: where one ends and another begins, what heads its columns, and its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.bundle import table_titles
from extractors.bundle.annex_columns import counted, is_subheading, serial_column
from extractors.bundle.ruled_blocks import Block, find_blocks, fitted
from extractors.bundle.ruled_rows import Row, block_rows, join_pages
from extractors.bundle.table_header import header_height, may_head
from extractors.bundle.table_titles import Title
from extractors.layout.page import Cell, Page
from extractors.model import Claim


@dataclass(slots=True, eq=False)
class Piece:
    """A table's part on one page: its column edges there, and how many bands at its top are header."""

    block: Block
    edges: list[float]
    n_header: int

    @property
    def header_cells(self) -> list[Cell]:
        """The filled cells of the header printed here."""
        return [cell for band in self.block.bands[: self.n_header] for cell in band.filled]

    @property
    def body(self) -> list[Cell]:
        """The filled cells below the header."""
        return [cell for band in self.block.bands[self.n_header :] for cell in band.filled]


@dataclass(slots=True, eq=False)
class RuledTable:
    """A table joined over its pages. ``headings`` are the texts above each column, from top to bottom; ``texts`` the
    filled cells of each column; ``serial`` is the column (from 0) that counts the rows."""

    pieces: list[Piece]
    title: str | None
    is_named_below: bool = False
    headings: list[list[str]] = field(default_factory=list)
    texts: list[list[str]] = field(default_factory=list)
    serial: int | None = None
    rows: list[Row] = field(default_factory=list)
    title_cells: list[tuple[Page, Cell]] = field(default_factory=list)

    def claim(self) -> None:
        """Enter what was read into the ledgers of its pages."""
        for page, cell in self.title_cells:
            if not page.is_claimed(cell.lines[0]):
                page.claim_lines(cell.lines, Claim.LABEL)
        for piece in self.pieces:
            for cells, claim in ((piece.header_cells, Claim.LABEL), (piece.body, Claim.VALUE)):
                for cell in cells:
                    piece.block.page.claim_lines(cell.lines, claim)

    def may_be_named(self, title: Title) -> bool:
        """Whether it has no title, or the same."""
        return self.title is None or table_titles.is_same(title.text, self.title)

    def name(self, page: Page, title: Title) -> None:
        """Take a title, or lines that repeat it."""
        if self.title is None:
            self.title = title.text
        self.title_cells += [(page, cell) for cell in title.cells]


def read_ruled_tables(pages: Sequence[Page]) -> list[RuledTable]:
    """The tables of consecutive pages, rows joined over page breaks. Nothing is claimed yet."""
    tables: list[RuledTable] = []
    found = [find_blocks(page, table_titles.is_labelled) for page in pages]
    for n, (page, blocks) in enumerate(zip(pages, found, strict=True)):
        # one band is the rest of a table, or a title in a frame
        blocks = [b for b in blocks if len(b.bands) > 1 or (tables and fitted(tables[-1].pieces[-1].edges, b))]
        free = table_titles.free_cells(page, blocks)
        later = [block for others in found[n + 1 :] for block in others]
        upper = 0.0
        for k, block in enumerate(blocks):
            title = table_titles.above(page, free, block, upper)
            if title is not None and k and tables[-1].title is None:
                title = _of_nearer(page, free, blocks[k - 1], block, title, tables[-1])
            under = table_titles.below(page, free, block, page.ink.height) if block is blocks[-1] else None
            piece = _continued(tables[-1], block, title, under) if tables else None
            if piece is None:
                tables.append(_begun(block, title, later))
            else:
                tables[-1].pieces.append(piece)
            if title is not None:
                tables[-1].name(page, title)
            upper = block.box.bottom
            if under is not None and tables[-1].may_be_named(under):
                tables[-1].is_named_below |= tables[-1].title is None
                tables[-1].name(page, under)
    for table in tables:
        _fill(table)
    return [table for table in tables if table.rows]


def _of_nearer(
    page: Page, free: Sequence[Cell], last: Block, block: Block, title: Title, table: RuledTable
) -> Title | None:
    """A title between two tables is that of the nearer, if the upper one (``table``) has none."""
    under = table_titles.below(page, free, last, block.box.top)
    if under is None or under.room >= title.room:
        return title
    table.name(page, under)
    table.is_named_below = True
    return None


def _begun(block: Block, title: Title | None, later: Sequence[Block]) -> RuledTable:
    """A new table. Bands of one cell above its header are its title."""
    n_title = next((n for n, band in enumerate(block.bands) if not block.is_whole_width(band)), 0)
    if n_title and not may_head(block, block.bands[n_title]):
        n_title = 0
    same = [other for other in later if fitted(block.edges, other)]
    piece = Piece(block, block.edges, header_height(block, n_title, same))
    printed = [cell for band in block.bands[:n_title] for cell in band.filled]
    inside = " ".join(block.page.text(cell.lines, cell).replace("\n", " ") for cell in printed)
    table = RuledTable([piece], inside or None)
    if inside and title is not None:
        table.title = f"{title.text} {inside}"
    return table


def _continued(table: RuledTable, block: Block, title: Title | None, under: Title | None) -> Piece | None:
    """The block as the table's next piece, None if it begins another table.

    It goes on where the columns are the same and it has no title and no header of another; what repeats both still
    is another where its rows are counted from the beginning again.
    """
    last, first = table.pieces[-1], table.pieces[0]
    edges = fitted(last.edges, block)
    if edges is None:
        return None
    block.edges = edges
    n_header = 0
    for band, known in zip(block.bands, first.block.bands[: first.n_header], strict=False):
        if block.signature(band) != first.block.signature(known):
            break
        n_header += 1
    if n_header < first.n_header:
        n_header = 0
    if not n_header and first.n_header and _has_other_header(block):
        return None
    is_same_below = under is not None and table.may_be_named(under)
    if table.is_named_below and not is_same_below:
        return None  # a title below ends a table
    if title is not None and (table.title is None or not table.may_be_named(title)):
        is_other = title.label is not None and title.label != table_titles.label_of(table.title)
        is_on_same_page = last.block.page is block.page
        if is_other or is_on_same_page or (n_header and _counts_anew(table, block, n_header)):
            return None
    return Piece(block, edges, n_header)


def _has_other_header(block: Block) -> bool:
    """Whether a block begins with words that can only be headings, be it below others."""
    n = header_height(block, 0, [])
    known = [is_subheading(cell.key) for band in block.bands[:n] for cell in band.filled]
    return len(known) > 1 and 2 * sum(known) >= len(known)


def _counts_anew(table: RuledTable, block: Block, n_header: int) -> bool:
    """Whether the first row of a block has number 1, or no number says that it goes on."""
    if n_header >= len(block.bands):
        return False
    cells = sorted(block.bands[n_header].cells, key=lambda cell: (cell.x0, cell.top))
    number = counted(cells[0].key)
    return number == 1 or (number is None and bool(cells[0].lines))


def _fill(table: RuledTable) -> None:
    """Headings, texts of the columns, and rows."""
    first = table.pieces[0]
    n_columns = len(first.edges) - 1
    headings: list[list[str]] = [[] for _ in range(n_columns)]
    for band in first.block.bands[: first.n_header]:
        if first.block.is_whole_width(band):
            continue
        for cell in sorted(band.filled, key=lambda cell: cell.top):
            text = "".join(first.block.page.text(cell.lines, cell).split("\n"))
            for column in first.block.columns(cell):
                headings[column].append(text)
    texts: list[list[str]] = [[] for _ in range(n_columns)]
    for piece in table.pieces:
        for cell in sorted(piece.body, key=lambda cell: cell.top):
            texts[piece.block.columns(cell).start].append(piece.block.page.text(cell.lines, cell))
    table.headings, table.texts = headings, texts
    table.serial = serial_column(headings, texts)
    groups = [block_rows(piece.block, piece.edges, piece.n_header, table.serial) for piece in table.pieces]
    table.rows = [row for row in join_pages(groups, n_columns, table.serial) if row.has_own_text]
