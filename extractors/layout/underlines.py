"""Lines that belong to text: underlines (下線) and strikethroughs (取り消し線), which rule no cell.

They run at the foot of a line of text or through its middle, from where the text begins to where it ends. In a cell
that is full of text they nearly reach its sides, but they do not stand on both, as a border does: where the text
begins with spaces at the cell's left edge, so does its underline.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence

from extractors.layout.ink import Glyphs
from extractors.layout.rulings import Ruling, Rulings
from extractors.model import BoolArray, FloatArray

ON_SIDE = 0.8  # points, half a thick border, within which a line's end stands on an upright ruling
# In font sizes, downwards from the baseline: where underlines and strikethroughs run.
_FOOT = (-0.05, 0.22)
_MIDDLE = (-0.55, -0.15)
_END = 0.35  # font sizes between the ends of a line and of its text
_COVERED = 0.6  # share of a line that has glyphs on it; the rest is white space


def without_underlines(rulings: Rulings, glyphs: Glyphs) -> Rulings:
    """The rulings but for lines that belong to text that runs rightwards."""
    suspects = list(_ending_free(rulings))
    if not suspects or not len(glyphs.size):
        return rulings
    rightwards = glyphs.direction == 0
    x0, x1, y, size = (values[rightwards] for values in (glyphs.x0, glyphs.x1, glyphs.across, glyphs.size))
    found = {ruling for ruling in suspects if _is_of_text(ruling, x0, x1, y, size)}
    return Rulings([ruling for ruling in rulings.horizontal if ruling not in found], rulings.vertical)


def _ending_free(rulings: Rulings) -> Iterator[Ruling]:
    """Level rulings of which not both ends stand on upright ones."""
    sides = sorted(ruling.at for ruling in rulings.vertical)
    for ruling in rulings.horizontal:
        if not _is_on_side(ruling.start, sides) or not _is_on_side(ruling.end, sides):
            yield ruling


def _is_on_side(x: float, sides: Sequence[float]) -> bool:
    after = bisect_left(sides, x - ON_SIDE)
    return after < len(sides) and sides[after] <= x + ON_SIDE


def _is_of_text(ruling: Ruling, x0: FloatArray, x1: FloatArray, y: FloatArray, size: FloatArray) -> bool:
    below = (ruling.at - y) / size
    is_on_line = _is_between(below, _FOOT) | _is_between(below, _MIDDLE)
    slack = _END * size
    on = is_on_line & (x0 >= ruling.start - slack) & (x1 <= ruling.end + slack)
    if not on.any():
        return False
    slack = float(slack[on].max())
    begins, ends = float(x0[on].min()), float(x1[on].max())
    if abs(begins - ruling.start) > slack or abs(ends - ruling.end) > slack:
        return False
    return float((x1 - x0)[on].sum()) >= _COVERED * (ruling.end - ruling.start)


def _is_between(values: FloatArray, ends: tuple[float, float]) -> BoolArray:
    return (values >= ends[0]) & (values <= ends[1])
