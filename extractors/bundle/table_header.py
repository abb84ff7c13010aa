"""Which bands at the top of a ruled table are its header."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.bundle.annex_columns import counted, is_number, is_subheading
from extractors.bundle.ruled_blocks import EDGE, Band, Block, distinct
from extractors.layout.page import Cell

_LONGEST = 60  # folded characters of a heading


def header_height(block: Block, n_title: int, later: Sequence[Block]) -> int:
    """Where the header of a table's first block ends, counted in bands; ``n_title`` bands of title stand above it.

    ``later`` are blocks of later pages with the same columns; what they repeat is header.
    """
    n = n_title
    if len(block.bands) < n + 2 or not may_head(block, block.bands[n]):
        return n
    n += 1
    while n < len(block.bands) - 1 and _is_next_level(block, n, later):
        n += 1
    return n


def may_head(block: Block, band: Band) -> bool:
    """Whether a band's texts are such as head columns: short, no numbers, no sentences."""
    filled = band.filled
    if len(filled) < 2 and (block.is_whole_width(band) or not any(_is_spanning(block, cell) for cell in filled)):
        return False
    if any(len(cell.key) > _LONGEST or "。" in cell.key or is_number(cell.key) for cell in filled):
        return False
    if len(distinct(cell.top for cell in band.cells)) == 1 or block.is_shaded(band):
        return True
    # cells below each other head columns only where a wider one stands above them
    return any(_is_spanning(block, cell) for cell in band.cells if cell.bottom < band.bottom - EDGE)


def _is_next_level(block: Block, n: int, later: Sequence[Block]) -> bool:
    """Whether band ``n`` is a further level of the header that ends above it."""
    band, upper = block.bands[n], block.bands[n - 1]
    if not band.filled or block.is_whole_width(band):
        return False
    if _numbers_columns(block, band) or _is_repeated(block, n, later):
        return True
    if any(is_number(cell.key) for cell in band.filled):
        return False
    if block.is_shaded(upper) and block.is_shaded(band) and not block.is_shaded(block.bands[n + 1]):
        return True
    spanned = {column for cell in upper.filled if _is_spanning(block, cell) for column in block.columns(cell)}
    below = [cell for cell in band.filled if block.columns(cell).start in spanned]
    if not below:
        return False
    beside = [cell for cell in band.cells if block.columns(cell).start not in spanned]
    over = [cell for cell in upper.cells if block.columns(cell).start not in spanned]
    # one level heads the columns beside the spanned ones; the other is empty there
    is_one_level = bool(beside) and not any(cell.lines for cell in beside)
    is_one_level |= bool(over) and not any(cell.lines for cell in over)
    return is_one_level or all(is_subheading(cell.key) for cell in below)


def _numbers_columns(block: Block, band: Band) -> bool:
    """Whether a band counts the columns: 1, 2, 3 …"""
    numbers = [counted(cell.key) for cell in sorted(band.filled, key=lambda cell: cell.x0)]
    return len(numbers) > 2 and numbers == list(range(1, len(block.edges)))


def _is_repeated(block: Block, n: int, later: Sequence[Block]) -> bool:
    signatures = [block.signature(band) for band in block.bands[: n + 1]]
    return any([other.signature(band) for band in other.bands[: n + 1]] == signatures for other in later)


def _is_spanning(block: Block, cell: Cell) -> bool:
    return len(block.columns(cell)) > 1
