"""Panels say what they are given, in Japanese too, and hold where there is nothing to draw."""

from __future__ import annotations

import csv
from importlib.resources import files

import pytest
from matplotlib import rcdefaults
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure

from pipeline.plots import (
    MISSING,
    NOT_ASKED,
    bars,
    draw_network,
    heat,
    legend_below,
    scale,
    stacked,
    tile_map,
    tiles,
    use_style,
    wrapped,
)
from pipeline.plots.style import option_colours


@pytest.fixture
def panel():
    use_style()
    figure = Figure()
    yield figure.subplots()
    FigureCanvasAgg(figure).draw()  # a glyph that the font lacks is a warning, and so an error
    rcdefaults()


def texts(panel):
    return [text.get_text() for text in panel.texts if text.get_text()]


def rows(panel):
    return [label.get_text() for label in panel.get_yticklabels()]


def test_the_grid_has_each_prefecture_once_and_no_two_in_one_place():
    text = (files("normalizers") / "data" / "local_governments.csv").read_text(encoding="utf-8")
    known = {row["prefecture"]: row["code"][:2] for row in csv.DictReader(text.splitlines())}
    assert {tile.name: tile.code for tile in tiles()} == known
    assert len({(tile.column, tile.row) for tile in tiles()}) == len(tiles()) == 47
    assert all(0 <= tile.column <= 13 and 0 <= tile.row <= 11 for tile in tiles())


def test_the_map_shows_values_with_n_and_leaves_the_others_grey(panel):
    tile_map(panel, {"東京都": 0.5, "大阪府": 1.0}, {"東京都": 4}, "share", most=1)
    said = texts(panel)
    assert said.count("–") == 45
    assert said[said.index("東京") + 1] == "50%\nn=4"
    assert said[said.index("大阪") + 1] == "100%\nn=0"
    colours = [to_hex(patch.get_facecolor()) for patch in panel.patches]
    assert colours.count(NOT_ASKED) == 45
    assert len(set(colours)) == 3


def test_a_map_without_values_is_grey_and_one_of_no_prefecture_is_refused(panel):
    tile_map(panel, {}, {}, "share")
    assert {to_hex(patch.get_facecolor()) for patch in panel.patches} == {NOT_ASKED}
    with pytest.raises(KeyError, match="架空県"):
        tile_map(panel, {"架空県": 1.0}, {}, "share")


def test_a_heat_map_tells_zero_from_not_asked(panel):
    heat(panel, ["霧沢市", "星見町"], ["漏えい", "複製"], [[0.0, None], [0.25, float("nan")]])
    assert texts(panel) == ["0%", "–", "25%", "–"]
    assert rows(panel) == ["霧沢市", "星見町"]
    assert panel.yaxis_inverted()


def test_labels_are_cut_evenly_and_english_between_words():
    assert wrapped("渡し船定期券に関する事務", 10) == "渡し船定期券\nに関する事務"
    assert wrapped("番号\nNumbers that identify", 14) == "番号\nNumbers that\nidentify"
    assert wrapped("", 4) == ""


def test_bars_are_named_and_counted(panel):
    bars(panel, ["星見データ", "あ" * 50], [1200, 3], "件")
    assert texts(panel) == ["1,200", "3"]
    assert rows(panel) == ["星見データ", "あ" * 33 + "…"]
    assert panel.get_xlabel() == "件"


def test_stacked_bars_add_up_and_statuses_are_grey(panel):
    stacked(panel, ["様式2", "様式3"], ["はい", "(blank)"], [[0.98, 0.02], [0.5, 0.5]])
    legend_below(panel, 2)
    assert texts(panel) == ["98%", "50%", "50%"]  # a bar too thin for a figure has none
    assert [text.get_text() for text in panel.get_legend().get_texts()] == ["はい", "(blank)"]
    assert option_colours(["はい", "(blank)", "(answered)"])[1] == MISSING[0]
    assert len({to_hex(colour) for colour in scale(7)}) == 7


def test_a_network_draws_each_link_and_counts_both_sides(panel):
    draw_network(panel, {("霧沢市", "甲"): 3, ("星見町", "甲"): 1, ("星見町", "乙"): 1}, "機関", "委託先")
    assert texts(panel) == ["霧沢市 (3)", "星見町 (2)", "甲 (4)", "乙 (1)", "機関", "委託先"]
    widths = [line.get_linewidth() for line in panel.lines]
    assert len(widths) == 3
    assert widths[0] == max(widths) > widths[1] == widths[2]


@pytest.mark.parametrize("n", [2, 40])
def test_the_headings_of_a_network_stand_by_its_first_row(panel, n):
    draw_network(panel, {(f"機関{no}", "甲"): 1 for no in range(n)}, "機関", "委託先")
    places = {text.get_text(): text.get_position()[1] for text in panel.texts}
    rows = places["機関1 (1)"] - places["機関0 (1)"]
    assert places["機関0 (1)"] - places["機関"] < rows


@pytest.mark.parametrize(
    "draw",
    [
        lambda panel: bars(panel, [], [], "件"),
        lambda panel: stacked(panel, [], ["はい"], []),
        lambda panel: heat(panel, [], ["はい"], []),
        lambda panel: heat(panel, ["はい"], [], [[]]),
        lambda panel: draw_network(panel, {}, "機関", "委託先"),
    ],
)
def test_nothing_to_draw_is_said(panel, draw):
    draw(panel)
    legend_below(panel, 0)
    assert texts(panel) == ["no rows (該当なし)"]
