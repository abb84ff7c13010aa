"""Labels and headings that an agency worded otherwise than the form: which one a text resembles."""

from __future__ import annotations

from difflib import SequenceMatcher

from extractors.engine.cursor import Cursor, is_circled_as, split_number
from extractors.engine.formspec import Node, NodeKind

_REACH = 40  # nodes ahead among which a reworded label is looked for
_SIMILAR = 0.82  # a label reworded by the agency still resembles the form's this much


def nearest_node(cursor: Cursor, key: str, kinds: tuple[NodeKind, ...]) -> Node | None:
    """The node not far ahead that a folded text resembles; None if none does."""
    best, similarity = None, _SIMILAR
    for node in cursor.spec.nodes[cursor.position + 1 : cursor.position + _REACH]:
        if node.kind not in kinds or (node.part is not cursor.part and node.kind is not NodeKind.PART):
            continue
        if node.kind is NodeKind.ITEM and (node.section is not cursor.section or not cursor.may_stand_here(node)):
            continue
        number, rest = split_number(key)
        is_other = number is not None and node.mark != number and not is_circled_as(node.mark, number)
        if node.number is not None and is_other:
            continue
        for wording in node.keys:
            if rest == wording:
                continue  # the cursor knows these words and has its reasons
            if node.kind is NodeKind.ITEM and None not in (number, node.number) and rest.startswith(wording):
                return node  # ①部署名: the number vouches for what is appended to the words
            if rest.startswith(wording) and len(wording) >= 4 and rest[len(wording)] in "(:-～~":
                return node  # the form's words and a remark behind them
            ratio = SequenceMatcher(None, wording, rest, autojunk=False).ratio()
            if ratio > similarity:
                best, similarity = node, ratio
    return best
