"""Who works with whom, as a network of two kinds: one kind on the left, the other on the right."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from typing import Any

from pipeline.plots.panels import nothing
from pipeline.plots.style import PALETTE, shortened

_THINNEST, _THICKEST = 0.6, 5.0  # points
_SMALLEST, _LARGEST = 30, 300  # square points


def draw_network(panel: Any, links: Mapping[tuple[str, str], int], left: str, right: str) -> None:
    """Draw links (left name, right name) as lines, the thicker the higher their number.

    ``left`` and ``right`` head the two sides, which are ordered so that few lines cross. A name may stand on both.
    """
    if not links:
        nothing(panel)
        return
    weights = (Counter[str](), Counter[str]())
    for (one, other), n in links.items():
        weights[0][one] += n
        weights[1][other] += n
    places = _places(links, [name for name, _ in sorted(weights[0].items(), key=lambda pair: (-pair[1], pair[0]))])
    most = max(links.values())
    for (one, other), n in links.items():
        width = _THINNEST + (_THICKEST - _THINNEST) * n / most
        panel.plot((0, 1), (places[0][one], places[1][other]), color=PALETTE[4], lw=width, alpha=0.7, zorder=1)
    for side, (places_of, weight_of) in enumerate(zip(places, weights, strict=True)):
        _names(panel, side, places_of, weight_of)
    row = 1 / max(map(len, places))  # the headings are as far from the first row in a high network as in a low one
    for side, title in enumerate((left, right)):
        panel.text(side, -row / 4, title, ha="right" if side == 0 else "left", va="bottom", fontsize=10)
    panel.set(xlim=(-0.9, 1.9), ylim=(1, -row))
    panel.axis("off")


def _places(links: Mapping[tuple[str, str], int], ordered: list[str]) -> tuple[dict[str, float], dict[str, float]]:
    """How far down (0 to 1) each name stands: the left in the order given, the right at the middle of its links."""
    left = _spread(ordered)
    middle: dict[str, list[float]] = {}
    for (one, other), n in links.items():
        middle.setdefault(other, []).extend([left[one]] * n)
    return left, _spread(sorted(middle, key=lambda name: (sum(middle[name]) / len(middle[name]), name)))


def _spread(names: list[str]) -> dict[str, float]:
    return {name: (at + 0.5) / len(names) for at, name in enumerate(names)}


def _names(panel: Any, side: int, places: Mapping[str, float], weights: Mapping[str, int]) -> None:
    most = max(weights.values())
    for name, y in places.items():
        size = _SMALLEST + (_LARGEST - _SMALLEST) * weights[name] / most
        panel.scatter(side, y, s=size, color=PALETTE[side], zorder=2)
        shown = f"{shortened(name, 20)} ({weights[name]})"
        panel.text(side + (0.06 if side else -0.06), y, shown, ha="left" if side else "right", va="center", fontsize=9)
