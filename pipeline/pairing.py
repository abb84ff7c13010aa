"""The files and numbered blocks of an older filing found again in a newer one, whatever their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from rapidfuzz import fuzz

from extractors.engine.formspec import load_forms
from pipeline.series import Filing, Key

SAME_BLOCK_AT = 0.5  # similarity of two blocks' names at the same number: reworded rather than replaced

Numbers = dict[int, int]  # numbers in the older filing to numbers in the newer


@cache
def _blocks(form: str, version: str) -> tuple[dict[str, str], dict[str, str], dict[str, frozenset[str]]]:
    """Of an edition: the block of each concept printed once for every block, the concept that names each block, and
    the concepts of the items an item belongs to: those whose code begins its own (②の「その妥当性」)."""
    spec = load_forms().get((form, version))
    block: dict[str, str] = {}
    named_by: dict[str, str] = {}
    codes = {code: item.concept for code, item in spec.items.items()} if spec else {}
    parents: dict[str, frozenset[str]] = {}
    for item in spec.items.values() if spec else ():
        if item.repeat:
            block[item.concept] = item.repeat
            named_by.setdefault(item.repeat, item.concept)
        parts = item.code.split(".")
        above = (".".join(parts[:n]) for n in range(1, len(parts)))
        parents[item.concept] = frozenset(codes[code] for code in above if code in codes)
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


class Pairing:
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
        self.children: dict[str, list[str]] = {}
        for name, above in self.parents.items():
            for parent in above:
                self.children.setdefault(parent, []).append(name)
        self.back = {there: key for key in before.items if (there := self.key(key))}

    @staticmethod
    def _files(filing: Filing) -> dict[int, str]:
        files = {item.key[1]: "" for item in filing.items.values() if item.key[1] is not None}
        names = {item.key[1]: item.text for item in filing.items.values() if item.key[0] == "file.name"}
        return {number: names.get(number, "") for number in sorted(files)}

    def file(self, file_no: int | None) -> int | None:
        """The number of a file in the newer filing; None where it is gone."""
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
