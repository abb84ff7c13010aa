"""Comparisons drawn: stacked bars for a choice, a heat map for checkboxes, boxes for numbers and days."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.files import whole_file
from pipeline.query.compare import Comparison, Distribution, Measures
from pipeline.query.sql import QueryError

WIDTH = 10.0  # inches
PER_GROUP, AROUND = 0.34, 2.2  # inches of height for each group, and for title, axis and legend
DPI = 150
STATUS_COLOURS = ("#bdbdbd", "#d9d9d9", "#969696", "#e8e8e8", "#7f7f7f")
LEAST_LABELLED = 0.06  # share from which a bar is wide enough for its figure
HEAT_LETTERS = 72  # characters that stand beside each other below a heat map
LEGEND_LETTERS = 34  # characters; longer labels are cut


def plot(comparisons: Sequence[Comparison], by: str, out: Path) -> None:
    """Draw comparisons below each other, as the format that the file's name says.

    Raises QueryError where matplotlib is missing or can't write such a file, OSError.
    """
    try:
        import matplotlib_fontja
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure
    except ImportError:
        raise QueryError("--plot needs matplotlib and matplotlib-fontja: pip install 'hyokasho[notebooks]'") from None
    matplotlib_fontja.japanize()
    heights = [_height(comparison) for comparison in comparisons]
    figure = Figure(figsize=(WIDTH, sum(heights)), layout="constrained")
    canvas = FigureCanvasAgg(figure)
    if out.suffix.removeprefix(".").lower() not in canvas.get_supported_filetypes():
        raise QueryError(f"--plot draws PNG, SVG or PDF, not {out.suffix or out.name}")
    panels = figure.subplots(len(comparisons), 1, squeeze=False, height_ratios=heights)[:, 0]
    for panel, comparison in zip(panels, comparisons, strict=True):
        _draw(panel, comparison)
        panel.set_title(f"{comparison.label}\n{comparison.concept} by {by}", loc="left", fontsize=10)
    with whole_file(out) as file:
        figure.savefig(file, format=out.suffix.removeprefix(".").lower(), dpi=DPI)


def _height(comparison: Comparison) -> float:
    return AROUND + PER_GROUP * len(comparison.groups)


def _draw(panel: Any, comparison: Comparison) -> None:
    groups = comparison.groups
    if isinstance(comparison, Measures):
        _boxes(panel, comparison)
    elif comparison.is_exclusive:
        _bars(panel, comparison)
    else:
        _heat(panel, comparison)
    panel.set_yticks(range(len(groups)), [f"{group} (n={comparison.n[group]})" for group in groups])
    panel.set_ylim(len(groups) - 0.5, -0.5)  # the first group on top
    panel.tick_params(length=0)


def _colours(options: Sequence[str]) -> list[Any]:
    """Colours along a scale for options, greys for statuses."""
    from matplotlib import colormaps

    said = [option for option in options if not _is_status(option)]
    scale = colormaps["viridis"].resampled(max(2, len(said)))
    greys = iter(STATUS_COLOURS * len(options))
    return [next(greys) if _is_status(option) else scale(said.index(option)) for option in options]


def _is_status(option: str) -> bool:
    return option.startswith("(") and option != "(answered)"


def _bars(panel: Any, comparison: Distribution) -> None:
    left = [0.0] * len(comparison.groups)
    for option, colour in zip(comparison.options, _colours(comparison.options), strict=True):
        shares = [comparison.share(group, option) or 0.0 for group in comparison.groups]
        bars = panel.barh(range(len(shares)), shares, left=left, color=colour, label=_cut(option), height=0.8)
        texts = [f"{share:.0%}" if share >= LEAST_LABELLED else "" for share in shares]
        panel.bar_label(bars, texts, label_type="center", fontsize=8, color=_ink(colour))
        left = [at + share for at, share in zip(left, shares, strict=True)]
    panel.set_xlim(0, 1)
    panel.xaxis.set_major_formatter("{x:.0%}")
    panel.spines[["top", "right", "left"]].set_visible(False)
    below = (0.5, -0.6 / len(comparison.groups))
    panel.legend(loc="upper center", bbox_to_anchor=below, ncols=3, fontsize=8, frameon=False)


def _ink(colour: Any) -> str:
    """Black or white, whichever is read better on a colour."""
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(colour)
    return "black" if 0.299 * red + 0.587 * green + 0.114 * blue > 0.55 else "white"


def _heat(panel: Any, comparison: Distribution) -> None:
    shares = [[comparison.share(group, option) or 0.0 for option in comparison.options] for group in comparison.groups]
    panel.imshow(shares, cmap="Blues", vmin=0, vmax=1, aspect="auto")
    for y, row in enumerate(shares):
        for x, share in enumerate(row):
            ink = "white" if share > 0.6 else "black"
            panel.text(x, y, f"{share:.0%}", ha="center", va="center", fontsize=8, color=ink)
    letters = max(4, round(HEAT_LETTERS / len(comparison.options)))
    panel.set_xticks(range(len(comparison.options)), [_wrapped(o, letters) for o in comparison.options], fontsize=8)
    panel.spines[:].set_visible(False)


def _boxes(panel: Any, comparison: Measures) -> None:
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


def _wrapped(text: str, letters: int) -> str:
    """A text on lines of so many characters."""
    text = _cut(text)
    return "\n".join(text[at : at + letters] for at in range(0, len(text), letters))


def _cut(text: str) -> str:
    return text if len(text) <= LEGEND_LETTERS else text[: LEGEND_LETTERS - 1] + "…"
