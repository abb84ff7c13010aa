"""Labels in a shade without borders, beside values in ruled cells."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from extractors.engine.formspec import load_forms
from extractors.engine.shaded_labels import frame_labels
from extractors.layout.page import Page, lay_out
from tests.extractors.shapes import Paper, cell_texts, loose_texts

SPEC = load_forms()["3", "R06-10"]
NUMBER, NAME, REMARKS = (10.0, 20.0, 100.0, 40.0), (100.0, 20.0, 500.0, 40.0), (10.0, 100.0, 100.0, 140.0)
Shade = tuple[float, float, float, float]


def cover(*shades: Shade) -> Page:
    """A cover of which only the values are ruled."""
    paper = Paper().text(15, 34, "評価書番号").text(105, 34, "評価書名").text(15, 124, "特記事項")
    paper.box(10, 40, 100, 60).text(15, 54, "7").box(100, 40, 500, 60).text(105, 54, "渡し舟に関する事務　評価書")
    paper.box(10, 80, 500, 100).text(15, 94, "渡し舟の届を大切に扱い、人に見せないことを宣言する。")
    ink = paper.box(100, 100, 500, 140).text(105, 124, "なし").ink()
    page = lay_out(replace(ink, fills=np.array([(*shade, 0.87) for shade in shades], dtype=float).reshape(-1, 5)))
    [page] = frame_labels([page], SPEC)
    return page


def test_a_shade_with_a_label_is_a_cell() -> None:
    page = cover(NUMBER, NAME, REMARKS)
    assert cell_texts(page)[:4] == ["評価書番号", "評価書名", "7", "渡し舟に関する事務　評価書"]
    assert cell_texts(page)[-2:] == ["特記事項", "なし"]
    assert loose_texts(page) == []


def test_a_shade_beside_a_value_without_borders_is_none() -> None:
    paper = (
        Paper()
        .box(10, 20, 500, 40)
        .text(105, 34, "渡し舟の届を大切に扱い、人に見せないことを宣言する。")
        .text(15, 54, "特記事項")
        .text(105, 54, "なし")
    )
    ink = replace(paper.ink(), fills=np.array([(10, 40, 100, 60, 0.87)]))
    [page] = frame_labels([lay_out(ink)], SPEC)
    assert loose_texts(page) == ["特記事項", "なし"]


@pytest.mark.parametrize(
    "shade",
    [
        (10, 20, 500, 40),  # two labels in one
        (10, 20, 100, 50),  # reaches into a value
        (10, 20, 100, 30),  # touches no cell
        (10, 100, 100, 115),  # holds no label
    ],
)
def test_another_shade_is_none(shade: Shade) -> None:
    assert cell_texts(cover(shade)) == cell_texts(cover())
