"""Whether what a change row says before or after the change stands in an item of a filing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from rapidfuzz import fuzz

from pipeline.series import RECORD_LIST, Item

FOUND_AT = 0.9  # similarity from which a text counts as found: a few characters mended or an option reworded
DECIMALS = 4  # of similarities

# What a change table says in place of a text: nothing to look for.
NOTHING = frozenset(
    {
        "-", "なし", "無し", "無", "記載なし", "記載無し", "記述なし", "該当なし", "空欄", "空白", "新規", "新規追加",
        "新規記載", "新設", "追加", "項目追加", "記載追加", "追記", "削除", "記載削除", "項目削除",
        "全文削除",
        "全部削除", "廃止", "略", "省略", "中略", "同上", "同左", "同右", "変更なし",
    }
)  # fmt: skip

_CHOSEN = re.compile(r"\[([^\[\]]+)\]|「([^」]+)」")
_MARKED = re.compile(r"\[([^\[\]]?)\]([^\[\]|]*)")
_LEFT_OUT = re.compile(r"\((?:略|中略|後略|前略|以下略|省略)\)|[~-]略[~-]|…+")
_LIST_NUMBER = re.compile(r"[\u2460-\u2473\u3251-\u325f\u32b1-\u32bf]|\(?(?<!\d)\d{1,3}[).](?!\d)")
_OPTION_NUMBER = re.compile(r"^<?\d{1,2}[).>]")


def is_nothing(text: str) -> bool:
    """Whether a cell has no text, or words in place of one (記載なし, 削除).

    >>> is_nothing("(新規)"), is_nothing("新規に登録する")
    (True, False)
    """
    return text.strip("()[]<>。.・") in NOTHING or not text


def _chosen(text: str) -> set[str]:
    """What a change row may mean by an option: the whole text, or what stands in brackets or quotation marks."""
    head = text.split("<選択肢>")[0]
    said = {text, head, *(one or other for one, other in _CHOSEN.findall(head))}
    return {_OPTION_NUMBER.sub("", one) for one in said}


def _share_of_marked(text: str, item: Item) -> float | None:
    """The share of the labels marked in a change row that are checked in the item; None where none is marked."""
    marked = [label for mark, label in _MARKED.findall(text) if mark and label]
    return sum(label in item.text for label in marked) / len(marked) if marked else None


def similarity(text: str, item: Item) -> float:
    """How well a change row's text stands in an item, 0 to 1; an option or what is contained as it is counts fully."""
    if not item.text:
        return 0.0
    if item.kind == "choice":
        return float(item.text in _chosen(text))
    if text in item.text:
        return 1.0
    if item.kind == "checkboxes" and (share := _share_of_marked(text, item)) is not None:
        return share
    if item.kind == RECORD_LIST:
        text = _LIST_NUMBER.sub("", text)
    parts = [part for part in _LEFT_OUT.split(text) if part]
    likenesses = [_likeness(part, item.text) * len(part) for part in parts]
    return sum(likenesses) / sum(len(part) for part in parts) if parts else 0.0


def _likeness(part: str, text: str) -> float:
    if part in text:
        return 1.0
    # Of a row that quotes more than the item, the item must at least be the larger part.
    whole = len(part) > 2 * len(text)
    return (fuzz.ratio if whole else fuzz.partial_ratio)(part, text) / 100


class Fit(NamedTuple):
    """How a text of a change row stands in the items that the row names: ``is_found`` and ``likeness`` are None where
    there is nothing to look for; ``value`` is that of the item it fits best."""

    is_found: bool | None = None
    likeness: float | None = None
    value: str | None = None


def fit(text: str, other: str, candidates: Sequence[Item]) -> Fit:
    """Where a text is not there as it is, it must at least be nearer to the item than the row's ``other`` text: of a
    long passage with a few words changed, the text before and the text after are both much like the item."""
    if is_nothing(text) or not candidates:
        return Fit(value=candidates[0].value if len(candidates) == 1 else None)
    likeness, item = max(((similarity(text, item), item) for item in candidates), key=lambda one: one[0])
    found = likeness >= FOUND_AT
    if found and likeness < 1 and not is_nothing(other):
        found = likeness > similarity(other, item)
    return Fit(found, round(likeness, DECIMALS), item.value)
