"""Tables of contents: the form's own (項目一覧), and pages that list its parts."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.engine.cursor import is_circled_as, split_number, worded_nodes
from extractors.engine.formspec import FormSpec, Node, NodeKind
from extractors.engine.places import head_of
from extractors.layout.page import Cell, Page

LISTED = 3  # parts whose headings stand on a page without an item that make it a table of contents


def ends_contents(spec: FormSpec, cells: Sequence[Cell]) -> bool:
    """Whether the form begins at the first of the cells, below its contents (項目一覧).

    It does at a section's heading or an item, or at a part's heading right above one. Headings without a numbered
    item below them are contents still.
    """
    nodes = _worded(spec, cells[0])
    parts = [id(node.part) for node in nodes if node.kind is NodeKind.PART]
    if parts:
        nodes = [node for cell in cells[1:2] for node in _worded(spec, cell) if id(node.part) in parts]
    if not any(node.kind in (NodeKind.SECTION, NodeKind.ITEM) for node in nodes):
        return False
    return any(node.kind is NodeKind.ITEM and node.mark for cell in cells for node in _worded(spec, cell))


def _worded(spec: FormSpec, cell: Cell) -> list[Node]:
    """The nodes whose words a cell prints up to its first bracket, and whose number, if they have one."""
    key = head_of(cell)[0]
    number = split_number(key)[0]
    return [node for node in worded_nodes(spec, key) if node.mark == number or is_circled_as(node.mark, number)]


def lists_parts(spec: FormSpec, page: Page) -> bool:
    """Whether a page has headings of parts one below the other and no item: a table of contents."""
    keys = [cell.key for cell in [*page.cells, *page.loose] if cell.lines]
    numbered = [(node.mark or "") + node.keys[0] for node in spec.part_nodes if node.mark]
    if sum(any(key.startswith(start) for key in keys) for start in numbered) < LISTED:
        return False
    return not any(node.kind is NodeKind.ITEM for key in keys for node in worded_nodes(spec, key))
