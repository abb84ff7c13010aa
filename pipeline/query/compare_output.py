"""Comparisons as tables for people, or as one long table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from pipeline.query.compare import ALL, UNKNOWN, Comparison, Distribution, Measures
from pipeline.query.output import TABLE, Result, print_table, write_result, write_text

LONG = ("concept", "label", "by", "group", "n", "answered", "option", "n_option", "share", "minimum", "quartile_1",
        "median", "quartile_3", "maximum")  # fmt: skip
NOTE = (
    "n: answers, empty ones included, in the latest filing of each series (--all: in every filing); a filing with two "
    "files answers twice what is asked of each. Quartiles lie between two values by proportion."
)
NO_GROUP = "none of these filings has a known {by}; try --by agency"
QUANTILES = (0.0, 0.25, 0.5, 0.75, 1.0)


def as_rows(comparisons: Sequence[Comparison], by: str) -> Result:
    """The comparisons as one long table: a row per group and option, or per group of a number or day."""
    return Result(LONG, (row for one in comparisons for row in _long(one, by)))


def _long(comparison: Comparison, by: str) -> Iterator[tuple[Any, ...]]:
    for group in comparison.groups:
        head = (comparison.concept, comparison.label, by, group, comparison.n[group])
        if isinstance(comparison, Measures):
            yield (
                *head,
                len(comparison.values[group]),
                None,
                None,
                None,
                *(comparison.quantile(group, share) for share in QUANTILES),
            )
        else:
            for option in comparison.options:
                share = comparison.share(group, option)
                yield (*head, None, option, comparison.counts.get((group, option), 0), share, *[None] * len(QUANTILES))


def as_table(comparison: Comparison, by: str) -> Result:
    """A comparison for people: a row per group, or where the options are more than the groups a row per option."""
    groups = comparison.groups
    if isinstance(comparison, Measures):
        names = (by, "n", "answered", "minimum", "quartile 1", "median", "quartile 3", "maximum")
        return Result(names, [
            (group, comparison.n[group], len(comparison.values[group]),
             *(comparison.quantile(group, share) for share in QUANTILES))
            for group in groups
        ])  # fmt: skip
    if len(comparison.options) < len(groups):
        rows = [(g, comparison.n[g], *(_cell(comparison, g, o) for o in comparison.options)) for g in groups]
        return Result((by, "n", *comparison.options), rows)
    rows = [(o, *(_cell(comparison, g, o) for g in groups)) for o in comparison.options]
    return Result(("option", *groups), [("n", *(comparison.n[g] for g in groups)), *rows])


def _cell(comparison: Distribution, group: str, option: str) -> str:
    share = comparison.share(group, option)
    count = comparison.counts.get((group, option), 0)
    return "" if share is None or not count else f"{share:.0%} ({count})"


def print_comparisons(comparisons: Sequence[Comparison], by: str, form: str, out: Path | None) -> None:
    """Write comparisons: for people a table each, else the long table. Raises OSError."""
    if form != TABLE:
        write_result(as_rows(comparisons, by), form, out)
        return

    def draw(console: Any) -> None:
        for comparison in comparisons:
            console.print(f"\n{comparison.label}  {comparison.concept}", markup=False, highlight=False)
            print_table(as_table(comparison, by), console)

        console.print(NOTE, style="dim", markup=False, highlight=False)
        if all(comparison.groups == (UNKNOWN, ALL) for comparison in comparisons):
            console.print(NO_GROUP.format(by=by), style="dim", markup=False, highlight=False)

    write_text(draw, out)
