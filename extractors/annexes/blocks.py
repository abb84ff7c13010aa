"""What an annex's text is made of: blocks of lines, what parts them, and the signs that stand for a table's columns."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TypeAlias

from extractors.layout.celltext import Line
from extractors.layout.page import Cell, Page

CELL = "\ufdd0"  # stands before the remark in the next cell of a table's row
HEADING = "\ufdd1"  # stands before the heading that a table prints in a cell of its own
BULLETS = frozenset("・･•‧●○◎◆◇■□▪►▶➢✓✔★☆▷▲△◦‣-－‐–—―")
HEADING_LINE = re.compile(r"[＜<〈≪《【〔].*[＞>〉≫》】〕]")  # ends where its bracket closes, however full the line is
TOUCH = 3.0  # points within which edges are the same


@dataclass(slots=True, eq=False)
class Block:
    """Lines that make a paragraph or more; ``before`` is what parts it from the block before it."""

    page: Page
    cell: Cell
    lines: list[Line]
    before: str = "\n"


Column: TypeAlias = list[Block]
Band: TypeAlias = list[Column]  # what is read downwards, column by column, before anything below it
