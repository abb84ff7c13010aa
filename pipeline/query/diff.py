"""``hyokasho diff``: two filings field by field, files and numbered blocks found again by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import pyarrow.compute as pc

from extractors.engine.formspec import load_forms
from pipeline.declare import Row
from pipeline.history import PRINTED_BY_THE_FORM, new_changes
from pipeline.pairing import Pairing
from pipeline.query.references import Named
from pipeline.series import RECORD_LIST, Change, Filing, Item, Key, compact

CHANGED_AS_A_WHOLE = frozenset({"choice", "date", "count"})  # kinds of items
CHANGED, ADDED, REMOVED = "changed", "added", "removed"


@dataclass(frozen=True, slots=True)
class Difference:
    """A field that two filings do not answer alike; ``numbers`` are its file and entry in A, and those in B.

    Where a whole file or block is added or removed, its name stands for all of it, and ``n_more`` counts the other
    fields with an answer. ``is_whole`` is true of an option, a date or a number, which changes as a whole. Of a list of
    record items ``added`` and ``removed`` are the names.
    """

    kind: str
    code: str | None
    concept: str | None
    label: str
    numbers: tuple[tuple[int | None, int | None] | None, tuple[int | None, int | None] | None]
    before: str | None
    after: str | None
    status_before: str | None
    status_after: str | None
    is_whole: bool = False
    n_more: int = 0
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ChangeRows:
    """Rows of the change tables that only one of two filings has."""

    added: tuple[Change, ...]
    removed: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Diff:
    """What two filings do not have in common."""

    fields: tuple[Difference, ...]
    changes: ChangeRows

    @property
    def is_equal(self) -> bool:
        """Whether they say the same."""
        return not (self.fields or self.changes.added or self.changes.removed)


def diff(a: Named, b: Named) -> Diff:
    """Field by field: what differs in words, in white space alone not, or in the status (blank, none, not found …)."""
    pairing = Pairing(a.filing, b.filing)
    fields = [*_fields(a, b, pairing), *_unlabelled(a, b)]
    places = _places(b.filing) | _places(a.filing)
    fields.sort(key=lambda one: (places.get(one.concept or one.code or "", len(places)), _numbers(one)))
    changes = ChangeRows(
        tuple(new_changes(a.filing.changes, b.filing.changes)), tuple(new_changes(b.filing.changes, a.filing.changes))
    )
    return Diff(tuple(fields), changes)


def _places(filing: Filing) -> dict[str, int]:
    """The place of each concept, or code without one, in the form's printed order."""
    spec = load_forms().get((filing.form, filing.version))
    names = [item.concept or item.code for item in spec.items.values()] if spec else [key[0] for key in filing.items]
    return {name: place for place, name in reversed(list(enumerate(names)))}


def _numbers(one: Difference) -> tuple[int, int]:
    file_no, entry_no = one.numbers[1] or one.numbers[0] or (None, None)
    return file_no or 0, entry_no or 0


def _fields(a: Named, b: Named, pairing: Pairing) -> Iterator[Difference]:
    before, after = a.filing.items, b.filing.items
    for key, old in before.items():
        there = pairing.key(key)
        new = after.get(there) if there else None
        if new is not None:
            if _differ(old, new):
                yield _difference(a, b, old, new)
        elif old.text and (there is not None or _is_listed(key, before, pairing)):
            yield _difference(a, b, old, None, _others(key, before, pairing))
    for key, new in after.items():
        if key not in pairing.back and new.text:
            naming = _naming(key, after, pairing)
            if naming in pairing.back or _is_listed(key, after, pairing):
                yield _difference(a, b, None, new, _others(key, after, pairing))


def _differ(old: Item, new: Item) -> bool:
    return old.kind != PRINTED_BY_THE_FORM and (old.text, old.status) != (new.text, new.status)


def _block(key: Key, pairing: Pairing) -> tuple[str | None, int | None, int | None]:
    """The file, or the numbered block, that an item belongs to."""
    name, file_no, entry_no = key
    return (None if entry_no is None else pairing.block.get(name)), file_no, entry_no


def _naming(key: Key, items: Mapping[Key, Item], pairing: Pairing) -> Key | None:
    """The key of the item that names the block or file of an item; None where it has no name."""
    block, file_no, entry_no = _block(key, pairing)
    name = pairing.named_by.get(block) if block else "file.name"
    naming = items.get((name, file_no, entry_no)) if name else None
    return naming.key if naming and naming.text else None


def _is_listed(key: Key, items: Mapping[Key, Item], pairing: Pairing) -> bool:
    """Whether an item of a file or block that the other filing has not is listed: the name stands for the others."""
    return pairing.is_name(key[0]) or _naming(key, items, pairing) is None


def _others(key: Key, items: Mapping[Key, Item], pairing: Pairing) -> int:
    """How many fields with an answer go with the name of a file or block; 0 for any other item."""
    mine = _block(key, pairing)
    if not pairing.is_name(key[0]) or mine == (None, None, None):
        return 0
    return sum(bool(item.text) for other, item in items.items() if other != key and _block(other, pairing) == mine)


def _unlabelled(a: Named, b: Named) -> Iterator[Difference]:
    """Values under labels that the form does not have, by label."""
    before, after = _by_label(a), _by_label(b)
    for key in sorted({*before, *after}, key=lambda key: tuple(str(part) for part in key)):
        old, new = before.get(key, {}), after.get(key, {})
        if compact(old.get("value_norm")) != compact(new.get("value_norm")):
            kind = CHANGED if old and new else ADDED if new else REMOVED
            numbers = (key[1:] if old else None, key[1:] if new else None)
            yield Difference(
                kind, None, None, key[0] or "", numbers,
                old.get("value"), new.get("value"), old.get("status"), new.get("status"),
            )  # fmt: skip


def _by_label(named: Named) -> dict[tuple[str | None, int | None, int | None], Row]:
    mine = pc.field("assessment_id") == named.filing.assessment_id
    rows = named.tables["items"].filter(mine & pc.field("concept").is_null() & pc.field("item_code").is_null())
    return {(row["label"], row["file_no"], row["entry_no"]): row for row in rows.to_pylist()}


def _difference(a: Named, b: Named, old: Item | None, new: Item | None, n_more: int = 0) -> Difference:
    one = new or old
    assert one is not None
    added, removed = _record_items(a, b, old, new) if one.kind == RECORD_LIST else ((), ())
    filing = b.filing if new else a.filing
    concept = None if one.key[0] == one.code else one.key[0]
    return Difference(
        CHANGED if old and new else ADDED if new else REMOVED,
        one.code, concept, _label(filing, one),
        (old.key[1:] if old else None, new.key[1:] if new else None),
        old.value if old else None, new.value if new else None,
        old.status if old else None, new.status if new else None,
        one.kind in CHANGED_AS_A_WHOLE, n_more, added, removed,
    )  # fmt: skip


def _label(filing: Filing, item: Item) -> str:
    spec = load_forms().get((filing.form, filing.version))
    known = spec.items.get(item.code or "") if spec else None
    return known.label if known else ""


def _record_items(a: Named, b: Named, old: Item | None, new: Item | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The names that only the newer list has, and those that only the older has."""
    before, after = _names(a, old), _names(b, new)
    counts = Counter(map(compact, before)), Counter(map(compact, after))
    return _left(after, counts[1] - counts[0]), _left(before, counts[0] - counts[1])


def _names(named: Named, item: Item | None) -> list[str]:
    if item is None:
        return []
    rows = named.tables["record_items"].filter(pc.field("assessment_id") == named.filing.assessment_id).to_pylist()
    return [row["name"] or "" for row in rows if row["file_no"] == item.key[1]]


def _left(names: Sequence[str], counts: Counter[str]) -> tuple[str, ...]:
    left: list[str] = []
    for name in names:
        if counts[compact(name)]:
            counts[compact(name)] -= 1
            left.append(name)
    return tuple(left)
