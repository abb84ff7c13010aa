"""Bars and heat maps whose rows are groups, the first on top."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from pipeline.plots.style import LONGEST, NOT_ASKED, PALETTE, ink, option_colours, shortened, wrapped

LEAST_LABELLED = 0.06  # share from which a bar is wide enough for its figure
HEAT_LETTERS = 56  # characters that stand beside each other below a heat map
_DARK = 0.6  # share of a heat map's scale from which white is read better


def bars(panel: Any, names: Sequence[str], values: Sequence[int], unit: str, colour: Any = PALETTE[0],
         longest: int = LONGEST) -> None:  # fmt: skip
    """One bar for each name, of at most ``longest`` characters, with its figure beside it; ``unit`` is the axis'."""
    from matplotlib.ticker import MaxNLocator

    if not names:
        nothing(panel)
        return
    drawn = panel.barh(range(len(values)), values, color=colour, height=0.75)
    panel.bar_label(drawn, [f"{value:,}" for value in values], padding=3, fontsize=8)
    panel.margins(x=0.1)
    panel.xaxis.set_major_locator(MaxNLocator(integer=True))
    panel.set_xlabel(unit)
    first_on_top(panel, [shortened(name, longest) for name in names])


def stacked(panel: Any, names: Sequence[str], options: Sequence[str], shares: Sequence[Sequence[float]],
            colours: Sequence[Any] | None = None) -> None:  # fmt: skip
    """One bar for each name, divided into the shares (0 to 1) of the options: ``shares[name][option]``."""
    if not names:
        nothing(panel)
        return
    left = [0.0] * len(names)
    for at, (option, colour) in enumerate(zip(options, colours or option_colours(options), strict=True)):
        widths = [row[at] for row in shares]
        drawn = panel.barh(range(len(names)), widths, left=left, color=colour, label=shortened(option), height=0.8)
        texts = [f"{width:.0%}" if width >= LEAST_LABELLED else "" for width in widths]
        panel.bar_label(drawn, texts, label_type="center", fontsize=8, color=ink(colour))
        left = [start + width for start, width in zip(left, widths, strict=True)]
    panel.set_xlim(0, 1)
    panel.xaxis.set_major_formatter("{x:.0%}")
    panel.spines[["top", "right", "left"]].set_visible(False)
    first_on_top(panel, names)


def legend_below(panel: Any, n_rows: int, columns: int = 3) -> None:
    """The legend below a panel of so many rows."""
    below = (0.5, -0.6 / max(1, n_rows))
    if n_rows:
        panel.legend(loc="upper center", bbox_to_anchor=below, ncols=columns, fontsize=8, frameon=False)


def heat(panel: Any, names: Sequence[str], columns: Sequence[str], values: Sequence[Sequence[float | None]],
         most: float = 1, form: str = "{:.0%}", letters: int | None = None) -> None:  # fmt: skip
    """A cell for each name and column, the darker the nearer to ``most``; None (or NaN) is drawn as not asked.

    ``form`` is how a value is written, ``letters`` how many characters of a column's name stand on a line.
    """
    if not names or not columns:
        nothing(panel)
        return
    known = [[math.nan if value is None else float(value) for value in row] for row in values]
    _cells(panel, known, most)
    for y, row in enumerate(known):
        for x, value in enumerate(row):
            colour = "white" if value > _DARK * most else "black"
            text = "–" if math.isnan(value) else form.format(value)
            panel.text(x, y, text, ha="center", va="center", fontsize=8, color=colour)
    letters = letters or max(4, round(HEAT_LETTERS / max(1, len(columns))))
    panel.set_xticks(range(len(columns)), [wrapped(column, letters) for column in columns], fontsize=8)
    panel.spines[:].set_visible(False)
    first_on_top(panel, names)


def nothing(panel: Any) -> None:
    """Say that there are no rows to draw."""
    panel.text(0.5, 0.5, "no rows (該当なし)", ha="center", va="center", transform=panel.transAxes)
    panel.set_axis_off()


def _cells(panel: Any, values: list[list[float]], most: float) -> None:
    from matplotlib import colormaps

    blues = colormaps["Blues"].with_extremes(bad=NOT_ASKED)
    panel.imshow(values, cmap=blues, vmin=0, vmax=most, aspect="auto")


def first_on_top(panel: Any, names: Sequence[str]) -> None:
    """Name the rows of a panel at 0, 1, 2 … and put the first on top."""
    panel.set_yticks(range(len(names)), names)
    panel.set_ylim(len(names) - 0.5, -0.5)
    panel.tick_params(length=0)
