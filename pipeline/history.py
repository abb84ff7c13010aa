"""``history``: what changed between two filings of a series, against what the change table says was changed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache

from rapidfuzz import fuzz

from extractors.engine.formspec import load_forms
from pipeline.concepts import PUBLISHED
from pipeline.declare import Row
from pipeline.series import Change, Filing, Item, Key

FOUND_AT = 0.9  # similarity from which a text counts as found: a few characters mended or an option reworded
SAME_ROW_AT = 0.95  # similarity of two change rows of the same day and item that are one row, mended
SAME_BLOCK_AT = 0.5  # similarity of two blocks' names at the same number: reworded rather than replaced
LEAST_TEXT = 8  # characters; shorter texts stand in many items, and say nothing of which is meant
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
READABLE = frozenset({"answered", "none", "blank", "unknown_option", "multiple"})
NOT_COMPARED = frozenset({PUBLISHED})  # differs in every filing by its nature
PRINTED_BY_THE_FORM = "reference"

_CHOSEN = re.compile(r"\[([^\[\]]+)\]|「([^」]+)」")
_MARKED = re.compile(r"\[([^\[\]]?)\]([^\[\]|]*)")
_OPTION_NUMBER = re.compile(r"^<?\d{1,2}[).>]")

Numbers = dict[int, int]  # numbers in the older filing to numbers in the newer


# ------------------------------------------------------------------------------------------------ one text in an item


def _is_nothing(text: str) -> bool:
    return text.strip("()[]<>。.・") in NOTHING or not text


def _chosen(text: str) -> set[str]:
    """What a change row may mean by an option: the whole text, or what stands in brackets or quotation marks."""
    head = text.split("<選択肢>")[0]
    said = {text, head, *(one or other for one, other in _CHOSEN.findall(head))}
    return {_OPTION_NUMBER.sub("", one) for one in said}


def _share_of_marked(text: str, item: Item) -> float | None:
    """The share of the labels marked in a change row that are checked in the item; None where none is marked."""
    marked = [label.split("(")[0] for mark, label in _MARKED.findall(text) if mark and label]
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
    # Of a row that quotes more than the item, the item must at least be the larger part.
    whole = len(text) > 2 * len(item.text)
    return (fuzz.ratio if whole else fuzz.partial_ratio)(text, item.text) / 100


def _best(text: str, candidates: Sequence[Item]) -> float | None:
    if _is_nothing(text) or not candidates:
        return None
    return round(max(similarity(text, item) for item in candidates), DECIMALS)


# ------------------------------------------------------------------------------------------------ files and blocks


@cache
def _blocks(form: str, version: str) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    """Of an edition: the block of each concept printed once for every block, the concept that names each block, and
    the parent of each item that stands inside another's value."""
    spec = load_forms().get((form, version))
    block: dict[str, str] = {}
    named_by: dict[str, str] = {}
    parents: dict[str, str] = {}
    for item in spec.items.values() if spec else ():
        if item.repeat:
            block[item.concept] = item.repeat
            named_by.setdefault(item.repeat, item.concept)
        if item.within and spec:
            parents[item.concept] = spec.items[item.within].concept
    return block, named_by, parents


def pair_numbers(older: Mapping[int, str], newer: Mapping[int, str]) -> Numbers:
    """Which number in the older filing is which in the newer, by name first, then by the same number and a like name.

    >>> pair_numbers({1: "受付", 2: "発送"}, {1: "印刷", 2: "受付", 3: "発送"})
    {1: 2, 2: 3}
    """
    pairs: Numbers = {}
    for number, name in older.items():
        fitting = [other for other, its in newer.items() if its == name and other not in pairs.values()]
        if fitting:
            pairs[number] = number if number in fitting else fitting[0]
    for number, name in older.items():
        if number in pairs or number not in newer or number in pairs.values():
            continue
        if fuzz.ratio(name, newer[number]) / 100 >= SAME_BLOCK_AT:
            pairs[number] = number
    return pairs


def _names(filing: Filing, concept: str, file_no: int | None) -> dict[int, str]:
    return {
        item.key[2]: item.text
        for item in filing.items.values()
        if item.key[0] == concept and item.key[1] == file_no and item.key[2] is not None
    }


class _Pairing:
    """The keys of an older filing in a newer one: files and numbered blocks found again by name."""

    def __init__(self, before: Filing, after: Filing) -> None:
        self.block, self.named_by, self.parents = _blocks(after.form, after.version)
        older, newer = (self._files(filing) for filing in (before, after))
        one_each = len(older) == len(newer) == 1
        self.files: Numbers = dict(zip(older, newer, strict=True)) if one_each else pair_numbers(older, newer)
        self.entries: dict[tuple[str, int | None], Numbers] = {}
        for name in self.named_by.values():
            for file_no in (None, *older):
                there = self.file(file_no)
                pairs = pair_numbers(_names(before, name, file_no), _names(after, name, there))
                self.entries[self.block[name], file_no] = pairs
        self.back = {there: key for key in before.items if (there := self.key(key))}

    @staticmethod
    def _files(filing: Filing) -> dict[int, str]:
        files = {item.key[1]: "" for item in filing.items.values() if item.key[1] is not None}
        names = {item.key[1]: item.text for item in filing.items.values() if item.key[0] == "file.name"}
        return {number: names.get(number, "") for number in sorted(files)}

    def file(self, file_no: int | None) -> int | None:
        return None if file_no is None else self.files.get(file_no)

    def key(self, key: Key) -> Key | None:
        """The key in the newer filing; None where its file or block is gone."""
        name, file_no, entry_no = key
        there = self.file(file_no)
        if file_no is not None and there is None:
            return None
        if entry_no is None or name not in self.block:
            return name, there, entry_no
        number = self.entries.get((self.block[name], file_no), {}).get(entry_no)
        return None if number is None else (name, there, number)

    def is_name(self, name: str) -> bool:
        """Whether a concept names a file or a block: the one row that stands for all of it."""
        return name == "file.name" or name in self.named_by.values()


# ------------------------------------------------------------------------------------------------ change rows


def new_changes(before: Sequence[Change], after: Sequence[Change]) -> list[Change]:
    """The rows that an older filing's table does not have already; tables are carried on from filing to filing."""
    had = Counter((row.on, row.item_text, row.before, row.after) for row in before)
    rest: list[Change] = []
    for row in after:
        signature = (row.on, row.item_text, row.before, row.after)
        if had[signature]:
            had[signature] -= 1
        else:
            rest.append(row)
    left = [signature for signature, times in had.items() for _ in range(times)]
    fresh: list[Change] = []
    for row in rest:
        same = (old for old in left if old[:2] == (row.on, row.item_text))
        mended = next((old for old in same if _is_same_row(old[2] + old[3], row.before + row.after)), None)
        if mended is None:
            fresh.append(row)
        else:
            left.remove(mended)
    return fresh


def _is_same_row(one: str, other: str) -> bool:
    return fuzz.ratio(one, other) / 100 >= SAME_ROW_AT


def _fits(key: Key, wanted: Key) -> bool:
    return key[0] == wanted[0] and all(b is None or a == b for a, b in zip(key[1:], wanted[1:], strict=True))


def _candidates(filing: Filing, wanted: Key) -> list[Item]:
    """The items a change row names; of a number that is not there, all of the concept."""
    same = [item for item in filing.items.values() if item.key[0] == wanted[0] and item.status in READABLE]
    return [item for item in same if _fits(item.key, wanted)] or same


def _stands_anywhere(text: str, filing: Filing) -> bool | None:
    """True where a text stands in some item of a filing; None, not False, where it does not: the item is unknown."""
    if _is_nothing(text) or len(text) < LEAST_TEXT:
        return None
    return any(text in item.text for item in filing.items.values()) or None


def _change_row(change: Change, before: Filing, after: Filing, pairing: _Pairing, times: int) -> Row:
    if change.key is None:
        found_before, found_after = _stands_anywhere(change.before, before), _stands_anywhere(change.after, after)
        measured = (1.0 if found_before else None, 1.0 if found_after else None)
        values: tuple[str | None, str | None] = (None, None)
        is_ocr = change.is_ocr
    else:
        new = _candidates(after, change.key)
        paired = [before.items[old] for item in new if (old := pairing.back.get(item.key))]
        old = [item for item in paired if item.status in READABLE] or _candidates(before, change.key)
        measured = _best(change.before, old), _best(change.after, new)
        found_before, found_after = (None if one is None else one >= FOUND_AT for one in measured)
        values = (old[0].value if len(old) == 1 else None, new[0].value if len(new) == 1 else None)
        is_ocr = change.is_ocr or any(item.is_ocr for item in (*old, *new))
    return {
        **_identity(before, after, change.key, change.code),
        "row_no": change.row_no,
        "is_before_found": found_before,
        "is_after_found": found_after,
        "similarity_before": measured[0],
        "similarity_after": measured[1],
        "n_rows_of_item": times if change.key else None,
        "is_undisclosed": False,
        "value_before": values[0],
        "value_after": values[1],
        "is_ocr": is_ocr,
    }


def _identity(before: Filing, after: Filing, key: Key | None, code: str | None) -> Row:
    name, file_no, entry_no = key or (None, None, None)
    return {
        "document_id": after.document_id,
        "assessment_id": after.assessment_id,
        "file_no": file_no,
        "entry_no": entry_no,
        "item_code": code,
        "concept": None if name == code else name,
        "series_id": after.series_id,
        "assessment_id_before": before.assessment_id,
        "assessment_id_after": after.assessment_id,
        "filed_on_before": before.filed_on,
        "filed_on_after": after.filed_on,
    }


# ------------------------------------------------------------------------------------------------ differences


def _differences(before: Filing, after: Filing, pairing: _Pairing) -> Iterator[tuple[Item | None, Item | None]]:
    """Items that do not say the same; of a file or block that one filing has not, only its name."""
    for key, old in before.items.items():
        there = pairing.key(key)
        new = after.items.get(there) if there else None
        if new is not None and _differ(old, new):
            yield old, new
        elif there is None and pairing.is_name(key[0]) and old.text:
            yield old, None
    for key, new in after.items.items():
        if key not in pairing.back and pairing.is_name(key[0]) and new.text and _has_concept(before, key[0]):
            yield None, new


def _differ(old: Item, new: Item) -> bool:
    if old.kind == PRINTED_BY_THE_FORM or old.key[0] in NOT_COMPARED:
        return False
    return old.status in READABLE and new.status in READABLE and old.text != new.text


def _has_concept(filing: Filing, name: str) -> bool:
    spec = load_forms().get((filing.form, filing.version))
    return spec is None or any(item.concept == name for item in spec.items.values())


def _is_disclosed(old: Item | None, new: Item | None, changes: Iterable[Change], pairing: _Pairing) -> bool:
    keys = [item.key for item in (new, old) if item]
    names = {keys[0][0], pairing.parents.get(keys[0][0])}
    for change in changes:
        if change.key is None:
            if _quotes(change.after, new) or _quotes(change.before, old):
                return True
        elif change.key[0] in names and any(_fits((change.key[0], *key[1:]), change.key) for key in keys):
            return True
    return False


def _quotes(text: str, item: Item | None) -> bool:
    return item is not None and len(text) >= LEAST_TEXT and not _is_nothing(text) and text in item.text


def _undisclosed(before: Filing, after: Filing, old: Item | None, new: Item | None) -> Row:
    item = new or old
    assert item is not None
    texts = [one.text if one else "" for one in (old, new)]
    return {
        **_identity(before, after, item.key, item.code),
        "is_undisclosed": True,
        "value_before": old.value if old else None,
        "value_after": new.value if new else None,
        "similarity": round(fuzz.ratio(*texts) / 100, DECIMALS) if all(texts) else 0.0,
        "is_ocr": any(one.is_ocr for one in (old, new) if one),
    }


def pair_rows(before: Filing, after: Filing) -> list[Row]:
    """The rows of two filings that follow each other: new change rows first, then what none of them names."""
    pairing = _Pairing(before, after)
    changes = new_changes(before.changes, after.changes)
    times = Counter(change.key for change in changes)
    rows = [_change_row(change, before, after, pairing, times[change.key]) for change in changes]
    for old, new in _differences(before, after, pairing):
        if not _is_disclosed(old, new, changes, pairing):
            rows.append(_undisclosed(before, after, old, new))
    return rows
