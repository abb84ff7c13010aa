"""White lines on shade and rows of dots: which of them a reader sees as rules."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.model import FloatArray
from extractors.readers.faint_rules import dots_and_rules, white_on_shade
from extractors.settings import TOLERANCES

FRAME = [(100.0, 10.0, 300.0, 10.0, 0.5), (100.0, 10.0, 100.0, 50.0, 0.5)]


def rows(*values: tuple[float, ...]) -> FloatArray:
    return np.array(values, dtype=np.float64).reshape(-1, 5)


def seen(*white: tuple[float, ...], shades: list[tuple[float, ...]], frame: list[tuple[float, ...]]) -> set:
    return set(map(tuple, white_on_shade(rows(*white), rows(*shades), rows(*frame), TOLERANCES).tolist()))


def test_a_white_line_is_as_long_as_the_shade_beside_it() -> None:
    shades = [(10.0, 10.0, 100.0, 30.0, 0.8), (10.0, 30.0, 100.0, 50.0, 0.9), (120.0, 30.0, 140.0, 40.0, 0.9)]
    found = seen((0, 30, 300, 30, 1), shades=shades, frame=FRAME)
    assert (10, 30, 100, 30, 1) in found
    assert found <= {(10, 30, 100, 30, 1), (120, 30, 140, 30, 1)}


def test_white_lines_of_a_table_without_any_other_are_none() -> None:
    shades = [(10.0, 10.0, 100.0, 30.0, 0.8)]
    assert not seen((10, 30, 100, 30, 1), shades=shades, frame=[])
    assert not seen((10, 30, 100, 30, 1), shades=shades, frame=FRAME[:1])  # a lone line is no frame


def test_white_lines_go_on_one_another() -> None:
    shades = [(10.0, 10.0, 100.0, 90.0, 0.8)]
    chain = [(40, 30, 100, 30, 1), (40, 30, 40, 60, 1), (10, 60, 40, 60, 1)]
    assert seen(*chain, (20, 80, 60, 80, 1), shades=shades, frame=FRAME) == set(chain)


@pytest.mark.parametrize("grey", [0.99, 1.0])
def test_a_white_fill_is_no_shade(grey: float) -> None:
    assert not seen((10, 30, 100, 30, 1), shades=[(10.0, 10.0, 100.0, 30.0, grey)], frame=FRAME)


def dots(*places: tuple[float, float], size: float = 0.75) -> FloatArray:
    return rows(*((x, y, x + size, y + size, 0) for x, y in places))


def test_a_row_of_dots_runs_along_it() -> None:
    column = dots(*((20.0, 10 + 1.5 * n) for n in range(20)))
    is_dot, found = dots_and_rules(column)
    assert is_dot.all()
    assert found == pytest.approx(rows((20.375, 10, 20.375, 39.25, 0.75)))


def test_dots_that_stand_apart_are_no_rule() -> None:
    leader = dots(*((20.0 + 4 * n, 10.0) for n in range(20)))
    assert not len(dots_and_rules(leader)[1])
    assert not dots_and_rules(dots((1, 1), (1, 2.5), (1, 4)))[0].any()


def test_a_pattern_of_dots_is_no_rule() -> None:
    is_dot, found = dots_and_rules(dots(*((10 + 1.5 * x, 10 + 1.5 * y) for x in range(20) for y in range(20))))
    assert is_dot.all()
    assert not len(found)


def test_rows_that_cross_are_both_rules() -> None:
    cross = {*((10 + 1.5 * n, 40.0) for n in range(40)), *((25.0, 10 + 1.5 * n) for n in range(40))}
    assert len(dots_and_rules(dots(*sorted(cross)))[1]) == 2
