"""A line that the edge between two pages cuts lengthwise is read once, with the row it stands in."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from extractors.engine.formspec import load_forms
from extractors.engine.instances import Instance
from extractors.engine.walk import Engine
from extractors.layout.page import lay_out
from extractors.readers.clipping import is_hidden
from tests.extractors.shapes import Paper, cell_texts, loose_texts

FORM4 = load_forms()["4", "R06-10"]
CUT = "６．情報提供ネットワークシステムとの接続"


# Both pages print the line. Of where it is cut they agree to a few hundredths of a point.
@pytest.mark.parametrize(
    ("above", "rounding", "seen_on"),
    [(2.0, 0.0, 1), (0.03, 0.01, 1), (0.0, -0.03, 1), (-0.02, 0.02, 1), (-0.05, -0.03, 1), (-2.0, 0.0, 2)],
)
def test_a_line_cut_in_the_middle_is_seen_on_one_page(above: float, rounding: float, seen_on: int) -> None:
    """The line's middle lies ``above`` the first page's foot, and ``above`` the head of the second but for rounding."""
    foot, head = 700.0, 50.0
    direction = np.zeros(1, dtype=np.int64)
    first, second = (
        not is_hidden(np.array([[100.0, y, 5.0]]), ["字"], direction, np.array([[0.0, head, 500.0, foot]]))[0]
        for y in (foot - above, head - above + rounding)
    )
    assert (first, second) == (seen_on == 1, seen_on == 2)


def test_a_line_cut_in_the_middle_stands_in_the_row_that_the_page_cuts() -> None:
    middle = 3.8  # points above the baseline
    paper = Paper().box(10, 10, 590, 400, without="b").text(20, 30, "白鳥丸").text(20, 400.05 + middle, "青鷺丸")
    assert (cell_texts(paper.page()), loose_texts(paper.page())) == (["白鳥丸\n青鷺丸"], [])


@pytest.mark.parametrize("without", ["", "b"])
def test_a_line_below_a_closed_row_or_farther_below_stands_in_none(without: str) -> None:
    y = 404.0 if not without else 406.0
    paper = Paper().box(10, 10, 590, 400, without=without).text(20, 30, "白鳥丸").text(20, y, "青鷺丸")
    assert (cell_texts(paper.page()), loose_texts(paper.page())) == (["白鳥丸"], ["青鷺丸"])


def opt_out(*papers: Paper) -> Instance:
    engine = Engine(FORM4)
    heading = Paper().box(10, 10, 590, 34).text(14, 26, "Ⅲ　特定個人情報ファイルの取扱いプロセスにおけるリスク対策")
    for number, paper in enumerate([heading, *papers], 1):
        engine.feed(lay_out(replace(paper.ink(), page=number)))
    return next(one for one in engine.finish().instances if one.is_opt_out)


def test_brackets_of_a_heading_that_the_pages_edge_cuts_go_on_behind_it() -> None:
    foot = Paper().box(10, 540, 590, 580, without="b").text(14, 570, CUT, 8)
    foot.text(400, 556, "［　］接続しない（入手）", 8)
    head = Paper().box(10, 10, 590, 34, without="t").text(400, 26, "［○］接続しない（提供）", 8)
    head.box(10, 34, 590, 58).text(14, 50, "リスク１：　目的外の入手が行われるリスク", 8)
    texts = [line.text for chunk in opt_out(foot, head).chunks for line in chunk.lines]
    assert texts == ["［　］接続しない（入手）", "［○］接続しない（提供）"]
