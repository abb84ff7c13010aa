"""Ruled tables over pages: where one ends and another begins, what heads its columns, and its rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extractors.bundle import table_titles
from extractors.bundle.annex_columns import counted, is_subheading, serial_column
from extractors.bundle.ruled_blocks import Band, Block, filled_cells, find_blocks, fitted
from extractors.bundle.ruled_rows import Row, block_rows, join_pages
from extractors.bundle.table_header import header_height, may_head
from extractors.bundle.table_titles import Title
from extractors.layout.page import Cell, Page
from extractors.model import Claim


@dataclass(slots=True, eq=False)
class Piece:
    """A table's part on one page: the bands that name it or head its columns, and those of its rows."""

    block: Block
    titles: list[Band]
    header: list[Band]
    body: list[Band]


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
            for bands, claim in ((piece.titles + piece.header, Claim.LABEL), (piece.body, Claim.VALUE)):
                for cell in filled_cells(bands):
                    piece.block.page.claim_lines(cell.lines, claim)

    def may_be_named(self, title: Title) -> bool:
        """Whether it has no title, or the same."""
        return self.title is None or table_titles.is_same(title.text, self.title)

    def name(self, page: Page, title: Title) -> None:
        """Take lines as the title, or as what repeats it."""
        if self.title is None:
            self.title = title.text
        self.title_cells += [(page, cell) for cell in title.cells]


def read_ruled_tables(pages: Sequence[Page]) -> list[RuledTable]:
    """The tables of consecutive pages, rows joined over page breaks. Nothing is claimed yet."""
    tables: list[RuledTable] = []
    found = [find_blocks(page, table_titles.is_labelled) for page in pages]
    for n, (page, blocks) in enumerate(zip(pages, found, strict=True)):
        # one band is the rest of a table, or a title in a frame
        blocks = [b for b in blocks if len(b.bands) > 1 or (tables and _fits(tables[-1], b))]
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
            is_begun = piece is None and title is not None
            if title is not None and (is_begun or (title.label is not None and tables[-1].may_be_named(title))):
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
    n_title = _n_leading(block)
    if not may_head(block, block.bands[n_title]):
        n_title = 0
    same = [other for other in later if fitted(block.edges, other)]
    n_header = header_height(block, n_title, same)
    bands = block.bands
    piece = Piece(block, bands[:n_title], bands[n_title:n_header], bands[n_header:])
    printed = (block.page.text(cell.lines, cell).replace("\n", " ") for cell in filled_cells(piece.titles))
    texts = [title.text] if title is not None else []
    return RuledTable([piece], " ".join([*texts, *printed]) or None)


def _n_leading(block: Block) -> int:
    """How many bands at the top of a block are one cell over the whole width."""
    return next((n for n, band in enumerate(block.bands) if not block.is_whole_width(band)), 0)


def _fits(table: RuledTable, block: Block) -> bool:
    return fitted(table.pieces[-1].block.edges, block) is not None


def _continued(table: RuledTable, block: Block, title: Title | None, under: Title | None) -> Piece | None:
    """The block as the table's next piece, None if it begins another table.

    It goes on where the columns are the same and it has no title and no header of another; what repeats both still
    is another where its rows are counted from the beginning again.
    """
    last = table.pieces[-1]
    edges = fitted(last.block.edges, block)
    if edges is None:
        return None
    block = replace(block, edges=edges)
    piece = _parts(table.pieces[0], block)
    if not piece.header and table.pieces[0].header and _has_other_header(block):
        return None
    if table.is_named_below and (under is None or not table.may_be_named(under)):
        return None  # a title below ends a table
    if title is not None and table.title is not None and table.may_be_named(title):
        # one title holds the other: the same, unless the rows are counted from one again
        is_equal = table_titles.is_equal(title.text, table.title)
        return None if not is_equal and piece.header and _first_number(piece) == 1 else piece
    if title is not None:
        is_other = title.label is not None and title.label != table_titles.label_of(table.title)
        if is_other or last.block.page is block.page or (piece.header and _first_number(piece) in (None, 1)):
            return None
    return piece


def _parts(first: Piece, block: Block) -> Piece:
    """A block divided by what the table's first page has as header; bands of title above it need not be repeated."""
    header = [first.block.signature(band) for band in first.header]
    bands = block.bands
    for start in {0, _n_leading(block)} if header else ():
        end = start + len(header)
        if [block.signature(band) for band in bands[start:end]] == header:
            return Piece(block, bands[:start], bands[start:end], bands[end:])
    return Piece(block, [], [], bands)


def _has_other_header(block: Block) -> bool:
    """Whether a block begins with words that can only be headings, be it below others."""
    n = header_height(block, 0, [])
    known = [is_subheading(cell.key) for band in block.bands[:n] for cell in band.filled]
    return len(known) > 1 and 2 * sum(known) >= len(known)


def _first_number(piece: Piece) -> int | None:
    """The number that counts the first row of a piece; 0 where its first cell is empty, None for words."""
    cells = sorted(piece.body[0].cells, key=lambda cell: (cell.x0, cell.top)) if piece.body else []
    return counted(cells[0].key) if cells and cells[0].lines else 0


def _fill(table: RuledTable) -> None:
    """Headings, texts of the columns, and rows."""
    first = table.pieces[0]
    n_columns = len(first.block.edges) - 1
    table.headings = [[] for _ in range(n_columns)]
    for cell in sorted(filled_cells(first.header), key=lambda cell: cell.top):
        text = "".join(first.block.page.text(cell.lines, cell).split("\n"))
        for column in first.block.columns(cell):
            table.headings[column].append(text)
    table.texts = [[] for _ in range(n_columns)]
    for piece in table.pieces:
        for cell in sorted(filled_cells(piece.body), key=lambda cell: cell.top):
            table.texts[piece.block.columns(cell).start].append(piece.block.page.text(cell.lines, cell))
    table.serial = serial_column(table.headings, table.texts)
    groups = [block_rows(piece.block, piece.body, table.serial) for piece in table.pieces]
    table.rows = [row for row in join_pages(groups, n_columns, table.serial) if row.has_own_text]
