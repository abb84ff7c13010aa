"""Rulings to cells: every rectangle a reader sees is one cell, merged ones included."""

from __future__ import annotations

import numpy as np
import pytest

from extractors.layout.grid import OUTSIDE, Grid, build_grid
from extractors.layout.rulings import merge_rules
from tests.extractors.shapes import Paper

Corners = tuple[float, float, float, float]


def grid_of(paper: Paper) -> Grid:
    return build_grid(merge_rules(paper.ink().rules))


def corners(paper: Paper) -> list[Corners]:
    return [(cell.x0, cell.top, cell.x1, cell.bottom) for cell in grid_of(paper).cells]


def at(grid: Grid, x: float, y: float) -> int:
    return int(grid.locate(np.array([x]), np.array([y]))[0])


def test_a_page_without_rulings_has_no_cells_and_nothing_lies_in_one() -> None:
    grid = grid_of(Paper())
    assert grid.cells == []
    assert at(grid, 50, 50) == OUTSIDE


def test_a_lone_box_is_a_cell() -> None:
    assert corners(Paper().box(10, 10, 110, 40)) == [(10, 10, 110, 40)]


def test_a_lone_line_is_no_cell() -> None:
    assert corners(Paper().line(10, 10, 300, 10)) == []


def test_cells_come_from_top_to_bottom_then_from_left_to_right() -> None:
    paper = Paper().box(10, 10, 210, 70).line(10, 40, 210, 40).line(100, 10, 100, 70)
    assert corners(paper) == [(10, 10, 100, 40), (100, 10, 210, 40), (10, 40, 100, 70), (100, 40, 210, 70)]


def test_a_cell_merged_over_columns_is_one_cell() -> None:
    paper = Paper().box(10, 10, 210, 70).line(10, 40, 210, 40).line(100, 40, 100, 70)
    assert corners(paper) == [(10, 10, 210, 40), (10, 40, 100, 70), (100, 40, 210, 70)]


def test_a_cell_merged_over_rows_is_one_cell() -> None:
    paper = Paper().box(10, 10, 210, 70).line(100, 40, 210, 40).line(100, 10, 100, 70)
    assert corners(paper) == [(10, 10, 100, 70), (100, 10, 210, 40), (100, 40, 210, 70)]


def test_every_point_of_a_merged_cell_lies_in_it() -> None:
    grid = grid_of(Paper().box(10, 10, 210, 70).line(100, 40, 210, 40).line(100, 10, 100, 70))
    assert [at(grid, 50, y) for y in (11, 39, 41, 69)] == [0, 0, 0, 0]
    assert at(grid, 150, 39) != at(grid, 150, 41)
    assert [at(grid, *point) for point in ((5, 40), (215, 40), (50, 5), (50, 75))] == [OUTSIDE] * 4


def test_a_pinwheel_of_merged_cells_has_five_cells() -> None:
    """Four merged cells around a small one: no row or column of rulings runs through."""
    paper = Paper().box(0, 0, 90, 90).line(0, 30, 60, 30).line(60, 0, 60, 60).line(30, 60, 90, 60).line(30, 30, 30, 90)
    assert sorted(corners(paper)) == [
        (0, 0, 60, 30),
        (0, 30, 30, 90),
        (30, 30, 60, 60),
        (30, 60, 90, 90),
        (60, 0, 90, 60),
    ]


@pytest.mark.parametrize(("side", "top", "bottom"), [("b", False, True), ("t", True, False)])
def test_a_cell_without_its_edge_at_the_end_of_the_printed_area_is_open_there(
    side: str, top: bool, bottom: bool
) -> None:
    paper = Paper().box(10, 100, 100, 300, without=side).box(100, 100, 210, 300, without=side)
    cells = grid_of(paper).cells
    assert [(cell.x0, cell.top, cell.x1, cell.bottom) for cell in cells] == [(10, 100, 100, 300), (100, 100, 210, 300)]
    assert {(cell.is_open_top, cell.is_open_bottom) for cell in cells} == {(top, bottom)}


def test_a_closed_cell_is_not_open() -> None:
    [cell] = grid_of(Paper().box(10, 10, 110, 40)).cells
    assert (cell.is_open_top, cell.is_open_bottom) == (False, False)


def test_only_the_last_row_of_a_table_that_runs_over_the_page_is_open() -> None:
    paper = Paper().box(10, 10, 210, 300, without="b").line(10, 40, 210, 40).line(100, 10, 100, 300)
    assert [cell.is_open_bottom for cell in grid_of(paper).cells] == [False, False, True, True]


def test_a_missing_left_edge_is_closed_where_the_rulings_end() -> None:
    paper = Paper().box(10, 10, 210, 70, without="l").line(10, 40, 210, 40).line(100, 10, 100, 70)
    assert corners(paper) == [(10, 10, 100, 40), (100, 10, 210, 40), (10, 40, 100, 70), (100, 40, 210, 70)]


def test_a_missing_rule_between_two_columns_makes_one_cell_of_them() -> None:
    """Nothing is there to say otherwise; the text in it stays in lines, and none is lost."""
    paper = Paper().box(10, 10, 210, 70).line(10, 40, 210, 40).line(100, 10, 100, 40)
    assert corners(paper)[-1] == (10, 40, 210, 70)


def test_a_dotted_box_inside_a_cell_is_a_cell_of_its_own() -> None:
    paper = Paper().box(10, 10, 310, 110)
    for x in range(50, 250, 2):
        paper.line(x, 30, x + 1, 30).line(x, 80, x + 1, 80)
    for y in range(30, 80, 2):
        paper.line(50, y, 50, y + 1).line(249, y, 249, y + 1)
    grid = grid_of(paper)
    inner = grid.cells[at(grid, 150, 50)]
    assert (inner.x0, inner.top, inner.x1, inner.bottom) == pytest.approx((50, 30, 249, 80), abs=1)
    assert at(grid, 20, 20) not in (OUTSIDE, at(grid, 150, 50))


def test_tables_side_by_side_keep_their_own_rows() -> None:
    paper = Paper().box(10, 10, 110, 90).line(10, 30, 110, 30).box(200, 10, 300, 90).line(200, 60, 300, 60)
    assert sorted(corners(paper)) == [(10, 10, 110, 30), (10, 30, 110, 90), (200, 10, 300, 60), (200, 60, 300, 90)]


def test_the_space_between_two_tables_is_no_cell() -> None:
    grid = grid_of(Paper().box(10, 10, 110, 90).box(200, 10, 300, 90).box(10, 150, 300, 200))
    assert at(grid, 150, 50) == OUTSIDE
    assert at(grid, 150, 120) == OUTSIDE


def test_a_table_nested_in_a_cell_has_its_own_cells() -> None:
    paper = Paper().box(10, 10, 310, 210).box(50, 50, 250, 150).line(150, 50, 150, 150)
    grid = grid_of(paper)
    left, right = at(grid, 100, 100), at(grid, 200, 100)
    assert (grid.cells[left].x1, grid.cells[right].x0) == (150, 150)
    assert OUTSIDE not in (left, right)


def test_a_sliver_between_doubled_borders_is_no_cell() -> None:
    paper = Paper().box(10, 10, 110, 40).box(113, 10, 210, 40).line(10, 10, 210, 10).line(10, 40, 210, 40)
    assert corners(paper) == [(10, 10, 110, 40), (113, 10, 210, 40)]


def test_borders_that_do_not_quite_meet_still_close_a_cell() -> None:
    paper = Paper().line(12, 10, 108, 10).line(12, 40, 108, 40).line(10, 12, 10, 38).line(110, 12, 110, 38)
    assert corners(paper) == [(10, 10, 110, 40)]


def test_cells_never_overlap_whatever_is_drawn() -> None:
    rng = np.random.default_rng(5)
    for _ in range(30):
        paper = Paper().box(0, 0, 100, 100)
        for a, b, c in rng.integers(0, 11, (12, 3)) * 10.0:
            paper.line(min(a, b), c, max(a, b), c) if rng.random() < 0.5 else paper.line(c, min(a, b), c, max(a, b))
        boxes = corners(paper)
        covered = sum((x1 - x0) * (bottom - top) for x0, top, x1, bottom in boxes)
        squares = {
            (x, y)
            for x0, top, x1, bottom in boxes
            for x in range(int(x0), int(x1))
            for y in range(int(top), int(bottom))
        }
        assert len(squares) == covered


def test_a_ruling_ends_at_the_nearest_of_two_lines_that_stand_close() -> None:
    across = [(0, 0, 100, 0), (0, 90, 100, 90), (19.6, 30, 100, 30), (19.6, 60, 100, 60), (0, 120, 100, 120)]
    down = [(0, 0, 0, 120), (20, 0, 20, 90), (100, 0, 100, 120), (17.2, 90, 17.2, 120)]
    rules = np.array([[*line, 0.5] for line in (*across, *down)], dtype=float)
    cells = build_grid(merge_rules(rules)).cells
    assert (0, 0, 20, 90) in [(round(c.x0), round(c.top), round(c.x1), round(c.bottom)) for c in cells]


def test_where_lines_inside_a_cell_begin_no_side_is_supplied() -> None:
    """A list in a cell of a table without outer sides: its lines end on one line, and the table's own pass through."""
    paper = Paper().line(100, 10, 100, 100)
    for y in (10, 40, 70, 100):
        paper.line(10, y, 400, y)
    listed = [line for y in (50, 60) for line in [(250, y, 350, y)]] + [(250, 80, 350, 80), (250, 90, 350, 90)]
    for line in listed:
        paper.line(*line)
    assert {(x0, x1) for x0, top, x1, _ in corners(paper) if top < 40} == {(10, 100), (100, 400)}
