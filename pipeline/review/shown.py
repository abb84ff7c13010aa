"""What a page of the review shows beside the picture: rows of the tables as headings, texts and boxes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count

from pipeline.declare import Column, Row
from pipeline.tables import TABLES

Place = tuple[float, float, float, float]  # x, y, width, height in points on the page as displayed
Numbers = Iterator[int]
Tables = Mapping[str, list[Row]]
Key = tuple[object, ...]
MINIMUM = 1.0  # points: a box that is a line can still be pointed at


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a row, with the column it stands in."""

    column: Column
    text: str


@dataclass(frozen=True, slots=True)
class Shown:
    """One row: ``kind`` names its colour, ``state`` its status or severity; ``parts`` are its checkboxes.

    ``place`` is None for what stands on an earlier page, or on none.
    """

    number: int
    kind: str
    heading: str
    state: Text | None
    texts: Sequence[Text]
    place: Place | None
    parts: Sequence[Shown] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Rows of one kind, with a title in both languages."""

    en: str
    ja: str
    rows: Sequence[Shown]


@dataclass(frozen=True, slots=True)
class _Kind:
    """A kind of rows: its table, and which columns are the heading and the texts."""

    table: str
    en: str
    ja: str
    heading: tuple[str, ...]
    texts: tuple[str, ...]
    state: str | None = None


_FINDINGS = _Kind(
    "diagnostics", "Findings", "検出事項", ("rule", "item_code"), ("message", "expected", "found"), "severity"
)
_ITEMS = _Kind(
    "items", "Items", "項目", ("item_code", "label"), ("value", "value_norm", "number", "date_norm"), "status"
)
_BOXES = _Kind("checkboxes", "Checkboxes", "チェック欄", ("option_label",), ("mark", "other_text"), "status")
_LISTS = (
    _Kind("record_items", "Record items", "記録項目", ("item_no", "name"), ("group_name", "note", "record_concept")),
    _Kind(
        "changes", "Changes", "変更箇所", ("row_no", "changed_on_text", "item_text"),
        ("item_code", "before", "after", "timing", "timing_reason"),
    ),
    _Kind("annex_cells", "Cells of annexed tables", "別紙の表", ("table_no", "row_no", "header"), ("text",)),
    _Kind("figures", "Drawings", "図", ("item_code", "title"), ()),
    _Kind("consultations", "Consultations", "諮問・答申", ("kind", "title", "subject"), ("decision", "body")),
    _Kind("page_texts", "Other text", "その他の文章", (), ("text",)),
)  # fmt: skip
_COUNTED = {"table_no": "table ", "row_no": "row "}
_NUMBERED = {"file_no": "file ", "entry_no": "#"}
_COLUMNS = {(table.name, column.name): column for table in TABLES.values() for column in table.columns}


def groups_of_page(tables: Tables, page: int) -> list[Group]:
    """What stands on a page, findings first and last what runs on from an earlier page; no empty groups."""
    numbers = count(1)
    on_page = {name: [row for row in rows if row.get("page") == page] for name, rows in tables.items()}
    run_on = {name: [row for row in rows if _runs_onto(row, page)] for name, rows in tables.items()}
    groups = [
        _group(_FINDINGS, on_page, numbers),
        Group(_ITEMS.en, _ITEMS.ja, _items(on_page, numbers)),
        *(_group(kind, on_page, numbers) for kind in _LISTS),
        Group(
            "From an earlier page", "前のページからの続き",
            [_shown(kind, row, numbers, False) for kind in (_ITEMS, *_LISTS) for row in run_on[kind.table]],
        ),
    ]  # fmt: skip
    return [group for group in groups if group.rows]


def groups_of_no_page(tables: Tables) -> list[Group]:
    """Findings and items that stand on no page."""
    numbers = count(1)
    nowhere = {name: [row for row in rows if not row.get("page")] for name, rows in tables.items()}
    groups = [_group(kind, nowhere, numbers) for kind in (_FINDINGS, _ITEMS)]
    return [group for group in groups if group.rows]


def _runs_onto(row: Row, page: int) -> bool:
    return (row.get("page") or page) < page <= (row.get("page_last") or 0)


def _group(kind: _Kind, rows: Tables, numbers: Numbers) -> Group:
    return Group(kind.en, kind.ja, [_shown(kind, row, numbers) for row in rows[kind.table]])


def _items(rows: Tables, numbers: Numbers) -> list[Shown]:
    """Items in reading order, each with its choice and its checkboxes; checkboxes of no item come after them."""
    choices = {_key(row): row for row in rows["choices"]}
    boxes: dict[Key, list[Row]] = {}
    for row in rows["checkboxes"]:
        boxes.setdefault(_key(row), []).append(row)
    items = []
    for row in sorted(rows["items"], key=lambda row: (row["assessment_id"], row["seq"])):
        shown = _shown(_ITEMS, row, numbers, parts=boxes.pop(_key(row), ()))
        items.append(_with_choice(shown, choices.get(_key(row))))
    left = [_shown(_BOXES, row, numbers, heading=f"{row['item_code']} {row['option_label'] or ''}")
            for of_item in boxes.values() for row in of_item]  # fmt: skip
    return items + left


def _key(row: Row) -> Key:
    return row["assessment_id"], row["item_code"], row["file_no"], row["entry_no"]


def _with_choice(shown: Shown, choice: Row | None) -> Shown:
    """An item with the options it could be answered by."""
    if choice is None:
        return shown
    options = " ・ ".join(_option(option, choice["selected_no"]) for option in choice["options"] or ())
    texts = [*shown.texts, Text(_COLUMNS["choices", "options"], options)] if options else shown.texts
    return replace(shown, texts=texts)


def _option(option: Row, selected_no: int | None) -> str:
    return f"{'◉' if option['no'] == selected_no else '○'} {option['label']}"


def _shown(
    kind: _Kind, row: Row, numbers: Numbers, has_place: bool = True, parts: Iterable[Row] = (), heading: str = ""
) -> Shown:
    return Shown(
        next(numbers),
        kind.table,
        heading or _heading(kind, row),
        Text(_COLUMNS[kind.table, kind.state], row[kind.state]) if kind.state else None,
        _texts(kind, row),
        _place(row) if has_place else None,
        [_check(part, numbers) for part in parts],
    )


def _check(row: Row, numbers: Numbers) -> Shown:
    """A checkbox of an item: its label says whether it is checked."""
    return _shown(_BOXES, row, numbers, heading=f"{'☑' if row['is_checked'] else '☐'} {row['option_label'] or ''}")


def _heading(kind: _Kind, row: Row) -> str:
    words = [f"{_COUNTED.get(name, '')}{row[name]}" for name in kind.heading if row[name] is not None]
    numbered = [f"{mark}{row[name]}" for name, mark in _NUMBERED.items() if row.get(name)]
    return " ".join(words) + (f" ({', '.join(numbered)})" if numbered else "")


def _texts(kind: _Kind, row: Row) -> list[Text]:
    texts = [Text(_COLUMNS[kind.table, name], str(row[name])) for name in kind.texts if row[name] not in (None, "")]
    return [text for text in texts if text.column.name != "value_norm" or text.text != row["value"]]


def _place(row: Row) -> Place | None:
    if row["x0"] is None:
        return None
    return row["x0"], row["top"], max(row["x1"] - row["x0"], MINIMUM), max(row["bottom"] - row["top"], MINIMUM)
