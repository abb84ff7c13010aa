"""Where on the form a page goes on that does not follow the one before it: a page between them is lost or unreadable.

A page's own headings and labels tell: words that stand in one place of the form, and before them those that stand in
many, each in the last place before the one below it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from extractors.engine.cursor import Cursor, split_number, worded_nodes
from extractors.engine.formspec import Node, NodeKind
from extractors.engine.marks import HEADING
from extractors.engine.places import TOUCH, has_right, head_of, is_bar
from extractors.layout.page import Cell, Page

FEWEST = 2  # labels in the form's order that take the walk to another part
FEWEST_IN_REGION = 3  # the same inside a list, a table or a drawing, which may name some


def anchor(cursor: Cursor, page: Page, *, is_behind_gap: bool) -> Node | None:
    """The node that the first row of a page prints, where the walk can't come to it on its own; None where it can, or
    where the page does not say enough.

    ``is_behind_gap``: it is known otherwise that a page is missing before.
    """
    printed = _printed(cursor, page)
    first = next(printed, None)
    if first is None:
        return None
    if not cursor.is_region and not is_behind_gap and cursor.can_reach(first[0]):
        return None
    nodes = _aligned([nodes for _, nodes in [first, *printed]])
    if not nodes or (nodes[0].part is cursor.part and nodes[0].index <= cursor.position):
        return None
    n_labels = len({node.index for node in nodes if node.kind is NodeKind.ITEM})
    if cursor.is_region:
        has_headings = any(node.kind is NodeKind.SECTION for node in nodes)
        is_known = n_labels >= FEWEST_IN_REGION and (has_headings or _has_options(page))
    else:
        is_known = n_labels >= FEWEST or is_behind_gap
    return nodes[0] if is_known else None


def _printed(cursor: Cursor, page: Page) -> Iterator[tuple[str, Sequence[Node]]]:
    """The folded labels and headings of a page's rows down to the first heading of a part, with what they may be."""
    cells = [cell for cell in [*page.cells, *page.loose] if cell.lines]
    left = min((cell.x0 for cell in page.cells), default=0.0)
    for cell in sorted(cells, key=lambda cell: (round(cell.top), cell.x0)):
        key, _, _ = head_of(cell)
        if _heads_part(cursor, key):
            return
        if cell.is_loose or cell.x0 > left + TOUCH:
            continue
        for words in dict.fromkeys((key, head_of(cell, is_wrapped=True)[0])):  # brackets may take two lines
            nodes = [node for node in worded_nodes(cursor.spec, words) if _may_print(page, cell, words, node)]
            if nodes:
                yield words, nodes
                break


def _heads_part(cursor: Cursor, key: str) -> bool:
    """Whether a folded text is the heading of a part, be it with words appended to it."""
    number, words = split_number(key)
    return any(node.mark == number and words.startswith(node.keys) for node in cursor.spec.part_nodes)


def _may_print(page: Page, cell: Cell, key: str, node: Node) -> bool:
    if node.kind is NodeKind.ITEM:
        return has_right(page, cell) and not node.part.is_region
    is_heading = node.kind is NodeKind.LINE or (node.kind is NodeKind.SECTION and node.mark == split_number(key)[0])
    return is_heading and is_bar(page, cell)


def _aligned(printed: Sequence[Sequence[Node]]) -> list[Node]:
    """What rows print that stand one below the other in one part: each the nearest node to the one that is certain."""
    certain = next((n for n, nodes in enumerate(printed) if len(nodes) == 1), None)
    if certain is None:
        return []
    out = [printed[certain][0]]
    for nodes in reversed(printed[:certain]):
        before = [node for node in nodes if node.part is out[0].part and node.index < out[0].index]
        if not before:
            return []  # rows that the form does not print so
        out.insert(0, max(before, key=lambda node: node.index))
    for nodes in printed[certain + 1 :]:
        behind = [node for node in nodes if node.part is out[-1].part and node.index > out[-1].index]
        if behind:
            out.append(min(behind, key=lambda node: node.index))
    return out


def _has_options(page: Page) -> bool:
    return any(HEADING.search(line.text) for cell in page.cells for line in cell.lines)
