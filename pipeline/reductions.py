"""How the rows that hold a fact become one value: each with words for the data dictionary."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.declare import Row

Reduce = Callable[[Sequence[Row], str], Any]  # rows in printed order and the column wanted, to a value

WORST_RATING = (
    3  # of 1 (特に力を入れている), 2 (十分である), 3 (課題が残されている); a 4 says that the risk is not there
)


@dataclass(frozen=True, slots=True)
class Reduction:
    """A function from rows to one value, and what it does, for the dictionary."""

    apply: Reduce
    en: str
    ja: str


def _said(rows: Iterable[Row], column: str) -> list[Any]:
    return [row[column] for row in rows if row.get(column) is not None]


def _first(rows: Sequence[Row], column: str) -> Any:
    return next(iter(_said(rows, column)), None)


def _sum(rows: Sequence[Row], column: str) -> int | None:
    said = _said(rows, column)
    return sum(said) if said else None


def _lower_sum(rows: Sequence[Row], column: str) -> int | None:
    return sum(_said(rows, "lower")) if _sized(rows) else None


def _upper_sum(rows: Sequence[Row], column: str) -> int | None:
    sized = _sized(rows)
    uppers = _said(sized, "upper")
    # The upper bounds are exclusive: n files of fewer than 10 items have at most 9 n items.
    return sum(uppers) - len(uppers) + 1 if sized and len(uppers) == len(sized) else None


def _sized(rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if row.get("lower") is not None or row.get("upper") is not None]


def _largest(rows: Sequence[Row], column: str) -> Any:
    """The column of the row whose range begins highest; of those, the one that ends highest or is open."""
    sized = _sized(rows)
    if not sized:
        return _first(rows, column)

    def rank(row: Row) -> tuple[int, float]:
        upper = row.get("upper")
        return row.get("lower") or 0, float("inf") if upper is None else upper

    return max(sized, key=rank).get(column)


def _latest_count(rows: Sequence[Row], column: str) -> int | None:
    said = _said(rows, column)
    return said.count(max(said)) if said else None


def _distinct(rows: Sequence[Row], column: str) -> list[str] | None:
    return list(dict.fromkeys(_said(rows, column))) if rows else None


def _distinct_listed(rows: Sequence[Row], column: str) -> list[str] | None:
    said = _said(rows, column)
    return list(dict.fromkeys(entry for entries in said for entry in entries)) if said else None


def _checked(rows: Sequence[Row], column: str) -> list[str] | None:
    return _distinct([row for row in rows if row["is_checked"]], column) or [] if rows else None


def _contractors(rows: Sequence[Row], column: str) -> list[str] | None:
    organizations = [one for row in rows for one in row.get(column) or ()]
    own = [one["name"] for one in organizations if one["role"] in ("contractor", "consortium", "representative")]
    return sorted(set(own)) if rows else None


def _worst(rows: Sequence[Row], column: str) -> int | None:
    said = _said(rows, column)
    return max([number for number in said if number <= WORST_RATING] or said, default=None)


def _all(rows: Sequence[Row], column: str) -> bool | None:
    said = _said(rows, column)
    return all(said) if said else None


def any_label(yes: str, no: str) -> Reduction:
    """True where some row has the one label, False where the others all have the other, null else."""

    def apply(rows: Sequence[Row], column: str) -> bool | None:
        said = _said(rows, column)
        if yes in said:
            return True
        return False if said and set(said) == {no} else None

    return Reduction(
        apply,
        f"true where one says {yes}, false where all say {no}",
        f"一つでも「{yes}」ならtrue、すべて「{no}」ならfalse",
    )


def count_of(column: str, value: Any) -> Reduction:
    """How many rows have a value in a column."""
    return Reduction(
        lambda rows, _: sum(row.get(column) == value for row in rows),
        f"number of rows whose {column} is {value}",
        f"{column}が{value}の行の数",
    )


FIRST = Reduction(_first, "the first that is filled in", "最初に記載されたもの")
COUNT = Reduction(lambda rows, _: len(rows), "number of rows", "行の数")
SUM = Reduction(_sum, "their sum", "合計")
MAX = Reduction(lambda rows, column: max(_said(rows, column), default=None), "the latest", "最も遅いもの")
MIN = Reduction(lambda rows, column: min(_said(rows, column), default=None), "the earliest", "最も早いもの")
LATEST_COUNT = Reduction(_latest_count, "number of rows with the latest", "最も遅い日付の行の数")
LARGEST = Reduction(_largest, "of several the one of the largest range", "複数あれば最大の範囲のもの")
LOWER_SUM = Reduction(_lower_sum, "sum of the lower bounds", "下限の合計")
UPPER_SUM = Reduction(
    _upper_sum, "one more than the most that the upper bounds allow together; null if one is open",
    "上限から導かれる最大の合計に1を加えた数。上限のないものがあれば空",
)  # fmt: skip
DISTINCT = Reduction(_distinct, "each once, in printed order", "重複を除き印刷順")
DISTINCT_LISTED = Reduction(_distinct_listed, "each once, in printed order", "重複を除き印刷順")
CHECKED = Reduction(_checked, "the labels checked, each once, in printed order", "選ばれた文言（重複を除き印刷順）")
CONTRACTORS = Reduction(
    _contractors,
    "names of contractors, consortia and their representatives, sorted",
    "委託先・共同企業体・代表構成員の名称（整列）",
)
WORST = Reduction(
    _worst,
    "the worst of the files: 1 special effort, 2 sufficient, 3 issues remain; 4 only where all say that the risk is "
    "not there",
    "ファイルのうち最も悪い評価: 1 特に力を入れている、2 十分、3 課題あり・不十分。4（該当しない）はすべて4の場合のみ",
)
ALL = Reduction(_all, "true where it is marked for every file", "すべてのファイルで選ばれていればtrue")
