"""Words printed with wide spaces between their characters (答　申　書): one line for a reader, pieces on the page."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.bundle.letters import merge_rows
from extractors.layout.page import Cell, Page

_LABEL_AND_NUMBER = re.compile(r"(?:別紙|別表|別添|別記|資料|参考資料)\d{1,2}")


def whole_lines(page: Page, cells: Sequence[Cell]) -> list[Cell]:
    """Stretches of text outside the rulings, those of one spread word as one; in reading order.

    A row is one word where it has single characters only, or a label and its number (別紙　１).
    """
    out: list[Cell] = []
    rows = merge_rows(page, [cell.lines[0] for cell in cells if cell.lines])
    for row in rows:
        inside = set(row.line.glyphs)
        pieces = [cell for cell in cells if cell.lines and cell.lines[0].glyphs[0] in inside]
        is_spread = all(len(cell.key) == 1 for cell in pieces) or _LABEL_AND_NUMBER.fullmatch(row.key)
        if len(pieces) > 1 and is_spread:
            box = page.box([row.line])
            assert box is not None
            out.append(Cell(page.number, *box, [row.line], is_loose=True))
        else:
            out += pieces
    return sorted(out, key=lambda cell: (cell.top, cell.x0))
