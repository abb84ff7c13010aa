"""Comparisons drawn in a notebook."""

from __future__ import annotations

import matplotlib as mpl
import pytest
from matplotlib import pyplot as plt

from pipeline.query.database import connect
from pipeline.query.plot import show


@pytest.fixture
def connection(corpus):
    with mpl.rc_context({"backend": "agg"}):
        found = connect(corpus)
        yield found
        found.close()
        plt.close("all")


def test_a_concept_is_a_figure_with_its_title_and_groups(connection):
    show(connection, "storage.period", "form", "保管期間")
    (number,) = plt.get_fignums()
    (panel,) = plt.figure(number).axes
    assert panel.get_title() == "保管期間, by form"
    assert [label.get_text()[:3] for label in panel.get_yticklabels()] == ["様式4", "all"]


def test_a_concept_that_nobody_is_asked_for_is_said(connection, capsys):
    show(connection, "storage.no_such", "form", "保管期間")
    assert not plt.get_fignums()
    assert "no concept storage.no_such" in capsys.readouterr().out
