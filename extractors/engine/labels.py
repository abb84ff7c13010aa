"""The labels on a page, and which of them a cell belongs to by where it stands."""

from __future__ import annotations

from dataclasses import dataclass

from extractors.engine.formspec import Node, NodeKind
from extractors.engine.instances import Instance
from extractors.engine.places import TOUCH
from extractors.layout.page import Cell


@dataclass(slots=True, eq=False)
class Label:
    """A label cell of a page, and the instance its neighbours belong to."""

    cell: Cell
    node: Node | None
    instance: Instance | None


class Labels(list[Label]):
    """The labels of the page at hand, in reading order."""

    def left_of(self, cell: Cell) -> Label | None:
        """The nearest label in whose row a cell stands."""
        best: Label | None = None
        middle = cell.middle
        for label in self:
            other = label.cell
            is_left = other.x1 <= cell.x0 + TOUCH and other.top - 1 <= middle <= other.bottom + 1
            if is_left and (best is None or other.x1 >= best.cell.x1):
                best = label
        return best

    def above(self, cell: Cell) -> Label | None:
        """A label whose value stands below it: the cells touch and share their width."""
        for label in reversed(self):
            other = label.cell
            if label.instance is None or label.instance.has_right or label.instance.is_bracketed:
                continue
            if abs(other.bottom - cell.top) <= TOUCH and min(other.x1, cell.x1) - max(other.x0, cell.x0) > 0.5 * (
                cell.x1 - cell.x0
            ):
                return label
        return None

    def has_column_of(self, cell: Cell) -> bool:
        """Whether labels of items stand as far left and are as wide as a cell."""
        return any(
            abs(label.cell.x0 - cell.x0) <= TOUCH and abs(label.cell.x1 - cell.x1) <= TOUCH
            for label in self
            if label.node is not None and label.node.kind is NodeKind.ITEM
        )
