"""How much of the record items' vocabulary the concepts cover, and how well they agree with labelled spellings.

``python -m pipeline.vocabulary data/parquet --labelled tests/normalizers/data/record_items_kept_apart.tsv``
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Annotated, NamedTuple

import pyarrow.dataset as ds
import typer

from normalizers.record_concepts import record_concept

MOST_COMMON = 20  # names without a concept that are listed
LISTED = 500  # pairs of each kind that are listed


class Agreement(NamedTuple):
    """Pairs of labelled spellings: same by label and by key, same by key alone, same by label alone."""

    both: int
    wrong: tuple[tuple[str, str], ...]
    missed: tuple[tuple[str, str], ...]

    @property
    def precision(self) -> float:
        """Of the pairs said to be the same item, the share that are; 1.0 where none is said to be."""
        return self.both / (self.both + len(self.wrong)) if self.both + len(self.wrong) else 1.0

    @property
    def recall(self) -> float:
        """Of the pairs that are the same item, the share said to be; 1.0 where there are none."""
        return self.both / (self.both + len(self.missed)) if self.both + len(self.missed) else 1.0


def labelled(path: Path) -> list[tuple[str, tuple[str, ...]]]:
    """The groups of a file: a label and the spellings of one item a line, between tabs; ``#`` begins a comment."""
    lines = [line.split("\t") for line in path.read_text("utf8").splitlines() if line and not line.startswith("#")]
    return [(label, tuple(spellings)) for label, *spellings in lines]


def agreement(groups: Iterable[tuple[str, Iterable[str]]]) -> Agreement:
    """How the keys of labelled spellings agree with their labels, over all pairs of different spellings."""
    spellings = sorted({(spelling, label) for label, group in groups for spelling in group})
    labels, keys = defaultdict(list), defaultdict(list)
    for spelling, label in spellings:
        labels[label].append((spelling, label))
        keys[record_concept(spelling).key].append((spelling, label))
    same, said = (
        {pair for alike in each.values() for pair in combinations(alike, 2) if pair[0][0] != pair[1][0]}
        for each in (labels, keys)
    )
    wrong, missed = ([(one, other) for (one, _), (other, _) in sorted(pairs)] for pairs in (said - same, same - said))
    return Agreement(len(same & said), tuple(wrong), tuple(missed))


def coverage(names: Iterable[str]) -> Iterator[str]:
    """What share of the names has a concept, and which common ones have none."""
    counts = Counter(names)
    covered = {name: n for name, n in counts.items() if record_concept(name).concept is not None}
    keyed = sum(record_concept(name).key is not None for name in counts)
    yield f"Record items: {counts.total()}, with a concept {_share(sum(covered.values()), counts.total())}"
    yield f"Different names: {len(counts)}, with a concept {_share(len(covered), len(counts))}, with a key {keyed}"
    without = sorted(((-n, name) for name, n in counts.items() if name not in covered))[:MOST_COMMON]
    yield from (f"  without: {-n} {name} {record_concept(name).key}" for n, name in without)


def _share(part: int, whole: int) -> str:
    return f"{part} ({part / whole:.1%})" if whole else str(part)


def _agreement_lines(path: Path, show: bool) -> Iterator[str]:
    found = agreement(labelled(path))
    yield f"{path.name}: precision {found.precision:.4f}, recall {found.recall:.4f}, over {found.both} pairs found"
    if show:
        for kind, pairs in (("wrongly one", found.wrong), ("missed", found.missed)):
            for pair in pairs[:LISTED]:
                yield f"  {kind}: {' | '.join(f'{name} {record_concept(name).key}' for name in pair)}"


def report(
    folder: Annotated[Path | None, typer.Argument(help="Tables of a run.")] = None,
    labelled: Annotated[list[Path] | None, typer.Option(help="A file of labelled spellings; may be repeated.")] = None,
    show: Annotated[bool, typer.Option(help="List the pairs on which key and label differ.")] = False,
) -> None:
    """Print how much of a run's record items the concepts cover, and the agreement with labelled spellings."""
    if folder:
        rows = ds.dataset(folder / "record_items.parquet").to_table(columns=["name"])
        for line in coverage(name for name in rows["name"].to_pylist() if name):
            typer.echo(line)
    for path in labelled or ():
        for line in _agreement_lines(path, show):
            typer.echo(line)


if __name__ == "__main__":
    typer.run(report)
