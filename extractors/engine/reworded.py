"""Labels and headings that an agency worded otherwise than the form: which one a text resembles."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from extractors.engine.cursor import Cursor, is_circled_as, split_number
from extractors.engine.formspec import Node, NodeKind

_REACH = 40  # nodes ahead among which a reworded label is looked for
_SIMILAR = 0.82  # a label reworded by the agency still resembles the form's this much
_ABBREVIATED = re.compile(r"([^A-Za-z]{2,})([A-Za-z]{2,})([^A-Za-z]{2,})")  # 情報提供NWシステム
_SPELLINGS = (("または", "又は"), ("および", "及び"), ("など", "等"))


def resembles_option(printed: str, key: str) -> bool:
    """Whether a folded label is an option worded a little otherwise: words added to it or left out of it, but none put
    for another (市税 is not 国税), or Latin letters for some in its midst.

    >>> resembles_option("専用回線", "専用線"), resembles_option("市税関係情報", "国税関係情報")
    (True, False)
    """
    printed, key = _spelled(printed), _spelled(key)
    if printed == key:
        return True
    shorter, longer = sorted((printed, key), key=len)
    matcher = SequenceMatcher(None, printed, key, autojunk=False)
    if matcher.ratio() > _SIMILAR and _is_within(shorter, longer):
        return True
    parts = _ABBREVIATED.fullmatch(printed)
    return bool(
        parts
        and len(printed) < len(key)
        and key.startswith(parts[1])
        and key.endswith(parts[3])
        and parts[2] not in key
    )


def _spelled(folded: str) -> str:
    for kana, kanji in _SPELLINGS:
        folded = folded.replace(kana, kanji)
    return folded


def _is_within(shorter: str, longer: str) -> bool:
    """Whether a text's characters stand in another in the same order."""
    rest = iter(longer)
    return all(character in rest for character in shorter)


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
