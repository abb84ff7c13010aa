"""``hyokasho compare``: how the answers to a concept are distributed over prefectures, forms, categories or agencies.

What is counted is answers as printed, empty ones included, but none of numbered blocks that were printed blank: a
filing with two files answers twice what is asked of each file. Statuses that are no answer stand in parentheses beside
the options, so that shares add up to 1.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pipeline.query.sql import QueryError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

BY = {"prefecture": "prefecture", "form": "form", "category": "business_category", "agency": "agency_name"}
UNKNOWN = "(unknown)"  # the group of filings of which nobody knows where they belong
ALL = "all"
NOT_KEPT = frozenset({"figure", "record_items", "change_table"})  # kinds of items that have tables of their own
MEASURED = frozenset({"count", "date"})
NEAR, N_NEAR = 60, 5  # likeness (0-100) and number of concepts that are named for one that is not there


@dataclass(frozen=True, slots=True)
class Distribution:
    """How often each option stands in each group: of ``n[group]`` answers ``counts[group, option]`` have it.

    Options of a checkbox group may stand together (``is_exclusive`` is False); of a text the options are its statuses.
    A group in which nothing is checked, or which the page does not tell, counts under its status.
    """

    concept: str
    label: str
    groups: tuple[str, ...]
    n: dict[str, int]
    options: tuple[str, ...]
    counts: dict[tuple[str, str], int]
    is_exclusive: bool

    def share(self, group: str, option: str) -> float | None:
        """The share of a group's answers that have an option; None where there are none."""
        return self.counts.get((group, option), 0) / self.n[group] if self.n[group] else None


@dataclass(frozen=True, slots=True)
class Measures:
    """The numbers or days that each group answers, in order; ``n[group]`` counts those without a value, too."""

    concept: str
    label: str
    groups: tuple[str, ...]
    n: dict[str, int]
    values: dict[str, tuple[Any, ...]]

    def quantile(self, group: str, share: float) -> float | date | None:
        """A quantile; between two values by proportion, of days in whole days. None where there are no values."""
        values = self.values[group]
        if not values:
            return None
        at = share * (len(values) - 1)
        low, high = values[int(at)], values[min(int(at) + 1, len(values) - 1)]
        value = low + (high - low) * (at - int(at))
        return value if isinstance(value, date) or value != int(value) else int(value)


Comparison = Distribution | Measures


def compare(connection: DuckDBPyConnection, concept: str, by: str, is_latest: bool = True) -> list[Comparison]:
    """The comparisons of a concept, one for each kind of item it is on some form. ``by`` is a key of ``BY``.

    With ``is_latest`` only the latest filing of each series counts. Raises QueryError for a concept that is not known,
    naming those near to it, or has no answers to compare.
    """
    known = _concepts(connection)
    if concept not in {name for name, _, _ in known}:
        raise QueryError(_unknown(concept, known))
    found: list[Comparison] = []
    kinds = {kind: label for name, kind, label in known if name == concept and kind not in NOT_KEPT}
    if not kinds:
        raise QueryError(f"{concept} is a drawing or a list; ask its table with `hyokasho sql`")
    for kind, label in sorted(kinds.items()):
        make = {"choice": _choice, "checkboxes": _checkboxes}.get(kind, _measures if kind in MEASURED else _statuses)
        groups = _Groups(connection, concept, kind, by, is_latest)
        if comparison := make(groups, label):
            found.append(comparison)
    if not found:
        raise QueryError(f"{concept} is on no form of these filings")
    return found


def _concepts(connection: DuckDBPyConnection) -> list[tuple[str, str, str]]:
    """Every concept with kind and label: those of the forms, and those of brackets beside headings."""
    return connection.execute(
        "SELECT concept, kind, min(label) FROM ("
        "SELECT concept, kind, label FROM form_items UNION ALL SELECT concept, kind, label FROM items"
        ") WHERE concept IS NOT NULL GROUP BY ALL ORDER BY ALL"
    ).fetchall()


def _unknown(concept: str, known: Sequence[tuple[str, str, str]]) -> str:
    from rapidfuzz import fuzz, process

    labels = {name: label or "" for name, _, label in known}
    near = [name for name, _, _ in process.extract(concept, list(labels), limit=N_NEAR, score_cutoff=NEAR)]
    near += [name for name, label in labels.items() if concept in label and name not in near]
    if not near:
        ratios = process.extract(concept, labels, scorer=fuzz.partial_ratio, limit=N_NEAR, score_cutoff=NEAR)
        near = [name for _, _, name in ratios]
    listed = "".join(f"\n  {name}  {labels[name]}" for name in near[: 2 * N_NEAR])
    hint = listed and f"; did you mean{listed}"
    return f'no concept {concept}{hint}\n`hyokasho sql "SELECT DISTINCT concept, label FROM form_items"` lists them all'


# ------------------------------------------------------------------------------------------------ counting


class _Groups:
    """The answers to a concept by group."""

    def __init__(self, connection: DuckDBPyConnection, concept: str, kind: str, by: str, is_latest: bool) -> None:
        self.concept = concept
        self._connection = connection
        self._kind = kind
        self._column = BY[by]
        self._shown = _shown(by)
        # What the form prints for a block that the agency did not use was asked of nobody.
        self._where = "AND NOT is_unused" + (" AND is_latest" if is_latest else "")

    def rows(self, columns: str, source: str) -> list[tuple[Any, ...]]:
        """Group and columns of each answer, groups in the order of local governments' codes, else of their names."""
        found = self._connection.execute(
            f"SELECT {self._column}, {columns} FROM {source} WHERE concept = $concept AND kind = $kind {self._where} "
            f"ORDER BY min(local_government_code) OVER (PARTITION BY {self._column}) NULLS LAST, "
            f"{self._column} NULLS LAST",
            {"concept": self.concept, "kind": self._kind},
        ).fetchall()
        return [(self._shown(group) if group else UNKNOWN, *rest) for group, *rest in found]


def _shown(by: str) -> Callable[[str], str]:
    """How the value of a group is shown."""
    if by == "category":
        from normalizers.business import categories

        names = categories()
        return lambda slug: names[slug].ja if slug in names else slug
    return (lambda form: f"様式{form}") if by == "form" else str


def _counted(groups: _Groups, label: str, rows: Sequence[tuple[str, int | None, str]]) -> Distribution | None:
    """A distribution of what each answer says once: group, number of the option (None for a status), and its text."""
    n: dict[str, int] = {}
    counts: dict[tuple[str, str], int] = {}
    places: dict[str, tuple[bool, int]] = {}
    for group, no, option in rows:
        for one in (group, ALL):
            n[one] = n.get(one, 0) + 1
            counts[one, option] = counts.get((one, option), 0) + 1
        places[option] = min(places.get(option, (True, 0)), (no is None, no or 0))
    options = tuple(sorted(places, key=lambda option: (*places[option], option)))
    return Distribution(groups.concept, label, _order(n), n, options, counts, True) if rows else None


def _order(n: dict[str, int]) -> tuple[str, ...]:
    return (*(group for group in n if group != ALL), ALL)


_CHOSEN = """(
    SELECT a.*, c.selected_no, c.selected_label
    FROM answers AS a JOIN choices AS c
    ON c.assessment_id = a.assessment_id AND c.item_code = a.item_code
    AND c.file_no IS NOT DISTINCT FROM a.file_no AND c.entry_no IS NOT DISTINCT FROM a.entry_no
)"""


def _choice(groups: _Groups, label: str) -> Distribution | None:
    rows = groups.rows("selected_no, selected_label, status", _CHOSEN)
    said = [(group, no if text else None, text or f"({status})") for group, no, text, status in rows]
    return _counted(groups, label, said)


def _statuses(groups: _Groups, label: str) -> Distribution | None:
    rows = groups.rows("status", "answers")
    return _counted(groups, label, [(group, int(status != "answered"), f"({status})") for group, status in rows])


_OPTIONS = """(
    SELECT a.*, c.option_no, c.option_label, c.is_checked AND c.status = 'answered' AS is_checked
    FROM answers AS a JOIN checkboxes AS c
    ON c.assessment_id = a.assessment_id AND c.item_code = a.item_code
    AND c.file_no IS NOT DISTINCT FROM a.file_no AND c.entry_no IS NOT DISTINCT FROM a.entry_no
)"""


def _checkboxes(groups: _Groups, label: str) -> Distribution | None:
    n: dict[str, int] = {}
    counts: dict[tuple[str, str], int] = {}
    places: dict[str, tuple[bool, int]] = {}
    for group, status in groups.rows("status", "answers"):
        no_answer = None if status == "answered" else f"({status})"
        for one in (group, ALL):
            n[one] = n.get(one, 0) + 1
            if no_answer:
                counts[one, no_answer] = counts.get((one, no_answer), 0) + 1
                places[no_answer] = (True, 0)
    for group, no, option, is_checked in groups.rows("option_no, option_label, is_checked", _OPTIONS):
        places[option] = min(places.get(option, (False, no)), (False, no))
        for one in (group, ALL):
            counts[one, option] = counts.get((one, option), 0) + is_checked
    options = tuple(sorted(places, key=lambda option: (*places[option], option)))
    return Distribution(groups.concept, label, _order(n), n, options, counts, False) if n else None


def _measures(groups: _Groups, label: str) -> Measures | None:
    n: dict[str, int] = {}
    values: dict[str, list[Any]] = {}
    for group, number, day in groups.rows("number, date", "answers"):
        value = day if number is None else number
        for one in (group, ALL):
            n[one] = n.get(one, 0) + 1
            values.setdefault(one, []).extend([] if value is None else [value])
    found = {group: tuple(sorted(some)) for group, some in values.items()}
    return Measures(groups.concept, label, _order(n), n, found) if n else None
