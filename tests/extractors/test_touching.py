"""Cells that lie against each other: the sweep finds what comparing every pair finds."""

from __future__ import annotations

import itertools

from hypothesis import given
from hypothesis import strategies as st

from extractors.bundle.ruled_blocks import _TOUCHING, EDGE, _touching
from extractors.layout.page import Cell

_sides = st.integers(0, 40).map(float)


@st.composite
def _cells(draw: st.DrawFn) -> list[Cell]:
    corners = draw(st.lists(st.tuples(_sides, _sides, st.integers(1, 12), st.integers(1, 12)), max_size=25))
    return [Cell(1, x, y, x + wide, y + high, []) for x, y, wide, high in corners]


def _touch(one: Cell, other: Cell) -> bool:
    across = min(one.x1, other.x1) - max(one.x0, other.x0)
    down = min(one.bottom, other.bottom) - max(one.top, other.top)
    return min(across, down) >= -_TOUCHING and max(across, down) > EDGE


def _by_pairs(cells: list[Cell]) -> set[frozenset[int]]:
    groups = [{n} for n in range(len(cells))]
    for a, b in itertools.combinations(range(len(cells)), 2):
        if _touch(cells[a], cells[b]):
            whole = next(group for group in groups if a in group) | next(group for group in groups if b in group)
            groups = [group for group in groups if not group & whole] + [whole]
    return {frozenset(group) for group in groups}


@given(_cells())
def test_groups_are_those_of_all_pairs(cells: list[Cell]) -> None:
    place = {id(cell): n for n, cell in enumerate(cells)}
    found = [[place[id(cell)] for cell in group] for group in _touching(cells)]
    assert {frozenset(group) for group in found} == _by_pairs(cells)
    assert all(group == sorted(group) for group in found)
    assert [group[0] for group in found] == sorted(group[0] for group in found)
