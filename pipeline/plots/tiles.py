"""Japan as tiles: one square for each of the 47 prefectures, roughly where it lies, so that small ones can be read."""

from __future__ import annotations

import csv
import math
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from pipeline.plots.style import NOT_ASKED, ink

_SIDE = 0.94  # of a tile whose neighbours are 1 apart


@dataclass(frozen=True, slots=True)
class Tile:
    """A prefecture and its place: ``column`` from the west, ``row`` from the north, both from 0."""

    code: str
    name: str
    name_en: str
    column: int
    row: int

    @property
    def short(self) -> str:
        """The name without 都, 府 or 県, as maps write it.

        >>> [tile.short for tile in tiles() if tile.code in ("01", "13", "26")]
        ['北海道', '東京', '京都']
        """
        return self.name[:-1] if self.name[-1] in "都府県" else self.name


@cache
def tiles() -> tuple[Tile, ...]:
    """The 47 prefectures as ``prefectures.csv`` declares them, in the order of their codes."""
    text = (files("pipeline.plots") / "prefectures.csv").read_text(encoding="utf-8")
    return tuple(
        Tile(row["code"], row["name"], row["name_en"], int(row["column"]), int(row["row"]))
        for row in csv.DictReader(text.splitlines())
    )


def tile_map(panel: Any, values: Mapping[str, float], n: Mapping[str, int], unit: str, form: str = "{:.0%}",
             most: float | None = None) -> None:  # fmt: skip
    """Draw a value for each prefecture (by its name in Japanese), with its ``n`` below; those without one stay grey.

    ``unit`` says what the colours mean; they go from 0 to ``most``, or to the highest value. Raises KeyError for a
    name that is no prefecture.
    """
    unknown = values.keys() - {tile.name for tile in tiles()}
    if unknown:
        raise KeyError(f"no prefecture: {', '.join(sorted(unknown))}")
    norm, colours = _colouring(values, most)
    for tile in tiles():
        value = values.get(tile.name, math.nan)
        is_known = not math.isnan(value)
        _draw(panel, tile, colours(norm(value)) if is_known else NOT_ASKED,
              f"{form.format(value)}\nn={n.get(tile.name, 0)}" if is_known else "–")  # fmt: skip
    panel.set(xlim=(-0.6, 13.6), ylim=(11.6, -0.6), aspect="equal")
    panel.axis("off")
    if values:
        _colour_bar(panel, norm, colours, unit, form)


def _colouring(values: Mapping[str, float], most: float | None) -> tuple[Any, Any]:
    from matplotlib import colormaps
    from matplotlib.colors import Normalize

    return Normalize(0, most or max(values.values(), default=0) or 1), colormaps["cividis_r"]


def _draw(panel: Any, tile: Tile, colour: Any, text: str) -> None:
    from matplotlib.patches import Rectangle

    corner = (tile.column - _SIDE / 2, tile.row - _SIDE / 2)
    panel.add_patch(Rectangle(corner, _SIDE, _SIDE, facecolor=colour, edgecolor="none"))
    panel.text(tile.column, tile.row - 0.22, tile.short, ha="center", va="center", fontsize=9, color=ink(colour))
    panel.text(tile.column, tile.row + 0.2, text, ha="center", va="center", fontsize=7, color=ink(colour))


def _colour_bar(panel: Any, norm: Any, colours: Any, unit: str, form: str) -> None:
    from matplotlib.cm import ScalarMappable

    beside = panel.inset_axes((0.05, 0.86, 0.38, 0.03))  # the sea of Japan is free
    bar = panel.figure.colorbar(ScalarMappable(norm, colours), cax=beside, orientation="horizontal")
    bar.ax.xaxis.set_major_formatter(lambda value, _: form.format(value))
    bar.ax.set_title(unit, fontsize=8, loc="left")
