"""Strokes to rulings: what a reader sees as one line is one, what he sees as two is two."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.layout.rulings import Ruling, Rulings, merge_rules
from extractors.settings import TOLERANCES


def level(*strokes: tuple[float, float, float], thickness: float = 0.5) -> Rulings:
    """Rulings of horizontal strokes ``y, x0, x1``."""
    return merge_rules(np.array([(x0, y, x1, y, thickness) for y, x0, x1 in strokes], dtype=float).reshape(-1, 5))


def upright(*strokes: tuple[float, float, float]) -> Rulings:
    """Rulings of vertical strokes ``x, top, bottom``."""
    return merge_rules(np.array([(x, top, x, bottom, 0.5) for x, top, bottom in strokes], dtype=float))


def test_nothing_drawn_no_rulings() -> None:
    assert level() == Rulings([], [])


def test_the_strokes_of_neighbouring_cells_are_one_ruling() -> None:
    assert level((50, 10, 100), (50, 100, 180), (50, 180, 300)).horizontal == [Ruling(50, 10, 300)]


def test_a_doubled_border_is_one_ruling_between_its_strokes() -> None:
    assert level((50, 10, 300), (51.5, 10, 300)).horizontal == [Ruling(50.75, 10, 300)]


def test_a_dashed_border_of_hundreds_of_dots_is_one_ruling() -> None:
    [ruling] = level(*((50.0, x, x + 0.5) for x in np.arange(10, 310, 1.5))).horizontal
    assert (ruling.at, ruling.start, ruling.end) == pytest.approx((50, 10, 309))


def test_upright_dashes_are_one_ruling() -> None:
    [ruling] = upright(*((20.0, y, y + 3.0) for y in np.arange(0, 90, 6.0))).vertical
    assert (ruling.at, ruling.start, ruling.end) == pytest.approx((20, 0, 87))


def test_a_thick_border_is_a_ruling_along_its_middle() -> None:
    rules = np.array([[10, 49, 300, 51, 2]], dtype=float)  # a filled rectangle, 2 points thick
    assert merge_rules(rules).horizontal == [Ruling(50, 10, 300)]


def test_filled_rectangles_round_a_cell_are_four_rulings() -> None:
    fills = [[10, 10, 110, 11, 1], [10, 40, 110, 41, 1], [10, 10, 11, 41, 1], [109, 10, 110, 41, 1]]
    assert merge_rules(np.array(fills, dtype=float)) == Rulings(
        [Ruling(10.5, 10, 110), Ruling(40.5, 10, 110)], [Ruling(10.5, 10, 41), Ruling(109.5, 10, 41)]
    )


def test_a_hair_gap_is_closed_and_a_real_hole_is_kept() -> None:
    hair, hole = TOLERANCES.join, 20.0
    assert level((50, 10, 100), (50, 100 + hair, 200)).horizontal == [Ruling(50, 10, 200)]
    assert level((50, 10, 100), (50, 100 + hole, 200)).horizontal == [Ruling(50, 10, 100), Ruling(50, 120, 200)]


def test_ticks_are_dropped_and_the_shortest_side_is_kept() -> None:
    shortest = TOLERANCES.shortest_ruling
    assert level((50, 10, 10 + shortest - 0.1)).horizontal == []
    assert level((50, 10, 10 + shortest)).horizontal == [Ruling(50, 10, 10 + shortest)]


def test_rows_of_small_print_stay_apart() -> None:
    assert [ruling.at for ruling in level((50, 10, 300), (56, 10, 300)).horizontal] == [50, 56]


def test_many_strokes_each_near_the_next_do_not_melt_into_one() -> None:
    """Snapping counts from the first stroke of a group, so that hatching does not become a single ruling."""
    assert len(level(*((50 + 2 * n, 10, 300) for n in range(10))).horizontal) > 3


def test_the_order_of_drawing_does_not_matter() -> None:
    strokes = [(50, 10, 100), (80, 10, 100), (51, 90, 300), (50, 320, 400)]
    assert level(*strokes) == level(*reversed(strokes))


def test_level_and_upright_lines_are_told_apart() -> None:
    found = merge_rules(np.array([[10, 50, 300, 50, 1], [10, 50, 10, 90, 1]], dtype=float))
    assert found == Rulings([Ruling(50, 10, 300)], [Ruling(10, 50, 90)])
