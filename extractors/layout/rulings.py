"""Drawn lines to rulings: straight, merged, on shared coordinates.

Excel prints a border as many strokes, one per cell or side, doubled where neighbours share it, dashed as a pattern
or as hundreds of dots; other programs fill thin rectangles. What a reader sees is one line: that is a ruling.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from extractors.model import FloatArray
from extractors.settings import TOLERANCES


class Ruling(NamedTuple):
    """A merged line: at ``at`` (y of a horizontal, x of a vertical), from ``start`` to ``end``, in points."""

    at: float
    start: float
    end: float


class Rulings(NamedTuple):
    """The rulings of a page, each list sorted by ``at`` then ``start``."""

    horizontal: list[Ruling]
    vertical: list[Ruling]


def merge_rules(rules: FloatArray) -> Rulings:
    """Merge drawn lines (``Ink.rules``, shape (m, 5)) into rulings; specks that make no line are left out."""
    if not len(rules):
        return Rulings([], [])
    x0, top, x1, bottom, _ = rules.T
    is_horizontal = (x1 - x0) >= (bottom - top)
    across = ~is_horizontal
    return Rulings(
        _merge(((top + bottom) / 2)[is_horizontal], x0[is_horizontal], x1[is_horizontal]),
        _merge(((x0 + x1) / 2)[across], top[across], bottom[across]),
    )


def _merge(at: FloatArray, start: FloatArray, end: FloatArray) -> list[Ruling]:
    return join_rulings(zip(at.tolist(), start.tolist(), end.tolist(), strict=True))


def join_rulings(drawn: Iterable[tuple[float, float, float]]) -> list[Ruling]:
    """Rulings of one orientation from lines ``at, start, end``: those close together are one, gaps of dashes closed."""
    lines = sorted(drawn)
    merged: list[Ruling] = []
    first = 0
    while first < len(lines):
        last = first
        while last < len(lines) and lines[last][0] - lines[first][0] <= TOLERANCES.snap:
            last += 1
        group = lines[first:last]
        where = (group[0][0] + group[-1][0]) / 2
        merged.extend(_join(where, sorted((start, end) for _, start, end in group)))
        first = last
    return merged


def _join(at: float, spans: list[tuple[float, float]]) -> list[Ruling]:
    out: list[Ruling] = []
    low, high = spans[0]
    for start, end in spans[1:]:
        if start <= high + TOLERANCES.join:
            high = max(high, end)
        else:
            out.append(Ruling(at, low, high))
            low, high = start, end
    out.append(Ruling(at, low, high))
    return [ruling for ruling in out if ruling.end - ruling.start >= TOLERANCES.shortest_ruling]
