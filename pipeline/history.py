"""``history``: what changed between two filings of a series, against what the change table says was changed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rapidfuzz import fuzz

from extractors.engine.formspec import load_forms
from pipeline.concepts import PUBLISHED
from pipeline.declare import Row
from pipeline.likeness import DECIMALS, Fit, fit, is_nothing
from pipeline.pairing import Pairing
from pipeline.series import Change, Filing, Item, Key

SAME_ROW_AT = 0.95  # similarity of two change rows of the same day and item that are one row, mended
LEAST_TEXT = 8  # characters; shorter texts stand in many items, and say nothing of which is meant

READABLE = frozenset({"answered", "none", "blank", "unknown_option", "multiple"})
NOT_COMPARED = frozenset({PUBLISHED})  # differs in every filing by its nature
PRINTED_BY_THE_FORM = "reference"


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


def _candidates(filing: Filing, wanted: Key, pairing: Pairing) -> list[Item]:
    """The items a change row names, with those that belong to them; of a number that is not there, of any number."""
    names = {wanted[0], *pairing.children.get(wanted[0], ())}
    same = [item for item in filing.items.values() if item.key[0] in names and item.status in READABLE]
    return [item for item in same if _fits(item.key, (item.key[0], *wanted[1:]))] or same


def _stands_anywhere(text: str, filing: Filing) -> bool | None:
    """True where a text stands in some item of a filing; None, not False, where it does not: the item is unknown."""
    if is_nothing(text) or len(text) < LEAST_TEXT:
        return None
    return any(text in item.text for item in filing.items.values()) or None


def _change_row(change: Change, before: Filing, after: Filing, pairing: Pairing, times: int) -> Row:
    if change.key is None:
        found_before, found_after = _stands_anywhere(change.before, before), _stands_anywhere(change.after, after)
        then, now = (Fit(found, 1.0 if found else None) for found in (found_before, found_after))
        is_ocr = change.is_ocr
    else:
        new = _candidates(after, change.key, pairing)
        paired = [before.items[old] for item in new if (old := pairing.back.get(item.key))]
        old = [item for item in paired if item.status in READABLE] or _candidates(before, change.key, pairing)
        then, now = fit(change.before, change.after, old), fit(change.after, change.before, new)
        is_ocr = change.is_ocr or any(item.is_ocr for item in (*old, *new))
    return {
        **_identity(before, after, change.key, change.code),
        "row_no": change.row_no,
        "is_before_found": then.is_found,
        "is_after_found": now.is_found,
        "similarity_before": then.likeness,
        "similarity_after": now.likeness,
        "n_rows_of_item": times if change.key else None,
        "is_undisclosed": False,
        "value_before": then.value,
        "value_after": now.value,
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


def _differences(before: Filing, after: Filing, pairing: Pairing) -> Iterator[tuple[Item | None, Item | None]]:
    """Items that do not say the same; of a file or block that one filing has not, only its name."""
    for key, old in before.items.items():
        there = pairing.key(key)
        new = after.items.get(there) if there else None
        if new is not None and _differ(old, new) and (key[0] != old.code or before.version == after.version):
            yield old, new  # an item without a concept is known by its code, which is of one edition only
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


def _is_disclosed(old: Item | None, new: Item | None, changes: Iterable[Change], pairing: Pairing) -> bool:
    keys = [item.key for item in (new, old) if item]
    names = {keys[0][0], *pairing.parents.get(keys[0][0], ())}
    for change in changes:
        if change.key is None:
            if _quotes(change.after, new) or _quotes(change.before, old):
                return True
        elif change.key[0] in names and any(_fits((change.key[0], *key[1:]), change.key) for key in keys):
            return True
    return False


def _quotes(text: str, item: Item | None) -> bool:
    return item is not None and len(text) >= LEAST_TEXT and not is_nothing(text) and text in item.text


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
    pairing = Pairing(before, after)
    changes = new_changes(before.changes, after.changes)
    times = Counter(change.key for change in changes)
    rows = [_change_row(change, before, after, pairing, times[change.key]) for change in changes]
    for old, new in _differences(before, after, pairing):
        if not _is_disclosed(old, new, changes, pairing):
            rows.append(_undisclosed(before, after, old, new))
    return rows
