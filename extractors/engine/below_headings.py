"""Items without a label of their own, which the heading right above their cell stands for."""

from __future__ import annotations

from collections.abc import Iterable

from extractors.engine.cursor import Cursor
from extractors.engine.formspec import FormSpec, Node, NodeKind, PartSpec
from extractors.engine.instances import Instance
from extractors.engine.places import TOUCH
from extractors.engine.reworded import nearest_node
from extractors.layout.page import Cell, Page


def item_below(cursor: Cursor, heading: Node, cell: Cell, instances: Iterable[Instance]) -> Node | None:
    """The item whose value a cell is that stands right below a heading.

    Below a part's heading that is the part's one item, a text, where the cell resembles no label; below a section's
    the section's first item, a choice that is not found yet, where the cell prints all its options.
    """
    if heading.kind is NodeKind.PART and heading.part is cursor.part:
        only = _lone_text(cursor.spec, heading.part)
        return only if only is not None and nearest_node(cursor, cell.key, (NodeKind.ITEM,)) is None else None
    if heading.kind is not NodeKind.SECTION or heading.section is not cursor.section:
        return None
    of_section = (node for node in cursor.spec.nodes if node.section is heading.section)
    node = next((node for node in of_section if node.kind is NodeKind.ITEM), None)
    if node is None or node.item is None or node.item.kind != "choice":
        return None
    is_known = any(one.item is node.item and one.file_no == cursor.file_no for one in instances)
    return node if not is_known and all(one.key in cell.key for one in node.item.options) else None


def blank_below(cursor: Cursor, page: Page, heading: Cell) -> Node | None:
    """The one item of the part that a heading begins, where nothing but an empty cell as wide as the heading, and high
    enough for a line, stands right below."""
    only = _lone_text(cursor.spec, cursor.part) if cursor.part is not None and not heading.is_loose else None
    if only is None:
        return None
    least = heading.lines[0].size
    is_empty = any(
        not cell.lines and cell.bottom - cell.top >= least and abs(cell.top - heading.bottom) <= TOUCH
        and abs(cell.x0 - heading.x0) <= TOUCH and abs(cell.x1 - heading.x1) <= TOUCH
        for cell in page.cells
    )  # fmt: skip
    return only if is_empty else None


def _lone_text(spec: FormSpec, part: PartSpec) -> Node | None:
    """The item of a part that has no other, where it is a text."""
    items = [node for node in spec.nodes if node.part is part and node.kind is NodeKind.ITEM]
    is_alone = len(items) == 1 and items[0].item is not None and items[0].item.kind == "text"
    return items[0] if is_alone else None
