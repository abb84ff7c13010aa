"""Comparisons drawn: stacked bars for a choice, a heat map for checkboxes, boxes for numbers and days."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.files import whole_file
from pipeline.plots.panels import first_on_top, heat, legend_below, stacked
from pipeline.plots.style import use_font
from pipeline.query.compare import Comparison, Distribution, Measures, compare
from pipeline.query.sql import QueryError

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

WIDTH = 10.0  # inches
PER_GROUP, AROUND = 0.34, 2.2  # inches of height for each group, and for title, axis and legend
DPI = 150


def plot(comparisons: Sequence[Comparison], by: str, out: Path) -> None:
    """Draw comparisons below each other, as the format that the file's name says.

    Raises QueryError where matplotlib is missing or can't write such a file, OSError.
    """
    try:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        use_font()
    except ImportError:
        needed = "--plot needs matplotlib and matplotlib-fontja: pip install '.[notebooks]' in hyokasho's folder"
        raise QueryError(needed) from None
    heights = [height(comparison) for comparison in comparisons]
    figure = Figure(figsize=(WIDTH, sum(heights)), layout="constrained")
    canvas = FigureCanvasAgg(figure)
    if out.suffix.removeprefix(".").lower() not in canvas.get_supported_filetypes():
        raise QueryError(f"--plot draws PNG, SVG or PDF, not {out.suffix or out.name}")
    panels = figure.subplots(len(comparisons), 1, squeeze=False, height_ratios=heights)[:, 0]
    for panel, comparison in zip(panels, comparisons, strict=True):
        draw(panel, comparison)
        panel.set_title(f"{comparison.label}\n{comparison.concept} by {by}", loc="left", fontsize=10)
    with whole_file(out) as file:
        figure.savefig(file, format=out.suffix.removeprefix(".").lower(), dpi=DPI)


def show(connection: DuckDBPyConnection, concept: str, by: str, title: str) -> None:
    """Draw the comparisons of a concept in a notebook, a figure each; say so where no filing is asked for it."""
    from matplotlib import pyplot as plt

    try:
        comparisons = compare(connection, concept, by)
    except QueryError as error:
        print(error)
        return
    for comparison in comparisons:
        _, panel = plt.subplots(figsize=(WIDTH, height(comparison)))
        draw(panel, comparison)
        panel.set_title(f"{title}, by {by}")


def height(comparison: Comparison) -> float:
    """The height, in inches, of a panel that a comparison fits into."""
    return AROUND + PER_GROUP * len(comparison.groups)


def draw(panel: Any, comparison: Comparison) -> None:
    """Draw a comparison into axes of matplotlib, without a title."""
    names = [f"{group} (n={comparison.n[group]})" for group in comparison.groups]
    if isinstance(comparison, Measures):
        answered = [
            f"{group} ({len(comparison.values[group])} of {comparison.n[group]})" for group in comparison.groups
        ]
        _boxes(panel, comparison, answered)
    elif comparison.is_exclusive:
        stacked(panel, names, comparison.options, _shares(comparison))
        legend_below(panel, len(names))
    else:
        heat(panel, names, comparison.options, _shares(comparison))


def _shares(comparison: Distribution) -> list[list[float]]:
    return [[comparison.share(group, option) or 0.0 for option in comparison.options] for group in comparison.groups]


def _boxes(panel: Any, comparison: Measures, names: Sequence[str]) -> None:
    from datetime import date

    from matplotlib import dates, ticker

    values = [comparison.values[group] for group in comparison.groups]
    is_days = any(isinstance(value, date) for some in values for value in some)
    shown = [[dates.date2num(value) for value in some] for some in values] if is_days else values
    panel.boxplot([list(some) for some in shown], positions=range(len(values)), orientation="horizontal", widths=0.6)
    if is_days:
        panel.xaxis_date()
    else:
        panel.xaxis.set_major_locator(ticker.MaxNLocator(integer=True))
    panel.spines[["top", "right"]].set_visible(False)
    first_on_top(panel, names)
