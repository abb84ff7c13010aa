"""Every tolerance of the reading, with its unit and its reason."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Self

import numpy as np
from numpy.typing import NDArray

# --- size of print, points: distances in points hold up to an A4 page enlarged to A3
LARGEST_PAPER = 842.0  # shorter side of A3
LARGEST_TYPE = 12.0  # the forms' type of 8.5 pt, so enlarged


@dataclass(frozen=True, slots=True)
class Tolerances:
    """Distances in points (1/72 inch) unless a name or comment says otherwise."""

    # A filled rectangle no thicker than this is a rule: producers draw borders as fills up to about 1.5 pt, while
    # the lowest shaded cell still has to hold a line of text, 4 pt or more.
    thin_fill: float = 2.0
    # A line whose ends differ by less than this across its length is level (or upright): rounding in the
    # producer's matrices, well below any distance between two rules.
    axis_slack: float = 0.5
    # The middle of a glyph this near a clip's edge lies on it: rounding in the producer's matrices, a few hundredths of
    # a point, would else show both pages a line that is cut right there, or neither.
    on_clip: float = 0.1
    # A line shorter than this is a point that nobody sees.
    shortest_line: float = 0.01
    # Grey level (0 black, 1 white) from which a stroke or thin fill is white on white paper and so no rule.
    white: float = 0.99

    # --- rulings and grid, points
    # Rulings this close are one: doubled borders lie up to 2 pt apart, rows are at least 6 pt high.
    snap: float = 2.5
    # Gap that a dash pattern leaves in one line; a real hole in a border is a column wide.
    join: float = 4.0
    # Ticks and arrow heads are shorter, a cell's side never is.
    shortest_ruling: float = 4.0
    # Nothing can be printed in a thinner cell.
    thinnest_cell: float = 3.5

    # --- glyphs, in font sizes (em) of the glyph in question
    # Runs whose baselines differ by less share a line; two lines centred on one lie 0.5 em off.
    same_line_em: float = 0.4
    # A wider gap between glyphs starts a new run; proportional kana are 0.3 em apart.
    run_gap_em: float = 0.6
    # A gap between runs that a reader sees as a space.
    word_gap_em: float = 0.25
    # A gap between runs that a reader sees as the space between columns.
    column_gap_em: float = 0.7
    # A path within so much of a glyph's em square is an outline of the glyph: a pen's width more than the letter.
    letter_outline_em: float = 1.1
    # The same glyph printed again this near is fake bold.
    duplicate_em: float = 0.12
    # Degrees by which a line of text may miss a quarter turn: scans are laid straighter, marks lean by more.
    quarter_turn: float = 5.0
    # A glyph printed this far before the last one's end starts a new run.
    overlap_em: float = 0.6

    def enlarged(self, scale: float) -> Self:
        """What decides while a page is read whose print is so many times too large: how thick a rule may be."""
        return (
            self if scale == 1 else replace(self, thin_fill=self.thin_fill * scale, axis_slack=self.axis_slack * scale)
        )


TOLERANCES = Tolerances()


def enlargement(width: float, height: float, sizes: NDArray[np.float64]) -> float:
    """How many times too large a page is printed for distances in points; 1 for usual paper, or usual type on any.

    >>> enlargement(2384, 3370, np.array([34.0])), enlargement(842, 1191, np.array([28.0]))
    (2.83..., 1.0)
    """
    paper = min(width, height) / LARGEST_PAPER
    if paper <= 1 or not len(sizes):  # most pages: the type's size is not asked for
        return 1.0
    return max(1.0, min(paper, float(np.median(sizes)) / LARGEST_TYPE))
