"""Paths that are written in marks alone: Ⅱ.3.④, Ⅲ－７－リスク１, 別添１."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from extractors.annexes.spots import Place, Spot, written
from extractors.characters import fold

_STEP = r"[ .,、/・:→>~-]*"
_MARKED = re.compile(
    rf"(?:\(?別添(?P<annex>\d)\)?|(?P<part>[IVX]{{1,4}}){_STEP}(?:\((?P<file>\d{{1,2}})\){_STEP}(?=\(?\d))?"
    rf"(?:\(?(?P<section>\d{{1,2}})\)?{_STEP})?"
    rf"(?:リスク(?P<risk>\d{{1,2}}){_STEP})?(?:(?P<block>システム|委託事項|提供先|移転先)\(?(?P<entry>\d{{1,2}})\)?{_STEP})?"
    rf"(?P<item>[①-⑳])?){_STEP}"
)


def by_marks(key: str, spots: Sequence[Spot]) -> Place | None:
    """The item of a path that is written in marks alone (Ⅱ.3.④, Ⅲ－７－リスク１, 別添１); None for any other path.

    A path to a heading means the one item that stands under it, or that has the heading's own name.
    """
    shape = _MARKED.fullmatch(key)
    if shape is None or not any(shape.groups()):
        return None
    wanted = {"part": shape["part"], "section": shape["section"], "heading": shape["risk"], "item": shape["item"]}
    if shape["annex"]:
        wanted = {"annex": shape["annex"]}
    wanted = {kind: number for kind, number in wanted.items() if number}
    block = fold(shape["block"] or "")
    found = [spot for spot in spots if _has_marks(spot, wanted, block)]
    if not found:
        return None
    file_no, entry_no = (int(shape[kind]) if shape[kind] else None for kind in ("file", "entry"))
    meant = list(found)
    if block and "item" not in wanted:  # 委託事項3 itself
        meant = [spot for spot in found if spot.label.kind == "block"]
    elif len({spot.code for spot in found}) > 1 and "item" in wanted:  # ④ itself, not what stands under it
        meant = [spot for spot in found if spot.label.number == wanted["item"]]
    elif shape["annex"]:  # its drawing comes before the notes below it
        meant = [spot for spot in found if spot.code == found[0].code]
    if len({spot.code for spot in meant}) != 1:
        above = written([level for level in found[0].above if level.kind != "beside"])
        return Place(None, file_no, entry_no, above, is_doubtful=True)
    return Place(meant[0].code, file_no, entry_no, meant[0].path)


def _has_marks(spot: Spot, wanted: Mapping[str, str], block: str) -> bool:
    """Whether the headings above an item, and its label, have the marks of a path; its block is said or is none."""
    levels = [level for level in (*spot.above, spot.label) if level.kind != "beside"]
    numbers = {(level.kind, level.number) for level in levels}
    blocks = [level.words[0] for level in levels if level.kind == "block"]
    return all((kind, number) in numbers for kind, number in wanted.items()) and blocks == ([block] if block else [])
