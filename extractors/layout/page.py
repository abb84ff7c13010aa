"""One page laid out: its grid, and the lines of text in every cell and outside the cells.

This is where geometry ends. What follows knows cells, lines and the ledger, and asks nothing of the ink but boxes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain

import numpy as np

from extractors.characters import fold
from extractors.layout.celltext import Frame, Line, RunBox, build_lines, inked_box, join_lines, split_columns
from extractors.layout.framed_words import without_framed_words
from extractors.layout.grid import OUTSIDE, Grid, build_grid
from extractors.layout.ink import RIGHT, Glyphs, measure, split_runs, stretches, without_invisible
from extractors.layout.pictures import is_one_picture
from extractors.layout.rulings import Rulings, join_rulings, merge_rules
from extractors.layout.sheets import Place
from extractors.layout.underlines import without_underlines
from extractors.model import Box, Claim, FloatArray, Ink, IntArray
from extractors.settings import TOLERANCES

MARGIN = 0.12  # of a page's height, above and below: where headers and footers stand
LOOSE_SHARE = 0.4  # of a page's text outside cells, from which its borders are taken for missing
_OFF_CENTRE = 2.1  # font sizes, no whole number of half ones: readers round the places of whole spaces differently
HAIRLINE = 3.0  # times that a border is as thick as a printed gridline, at least: 0.6 pt to 0.1 pt


@dataclass(slots=True, eq=False)
class Cell:
    """A ruled cell, or a lone stretch of text outside the rulings (``is_loose``), with its lines."""

    page: int
    x0: float
    top: float
    x1: float
    bottom: float
    lines: list[Line]
    is_open_top: bool = False
    is_open_bottom: bool = False
    is_loose: bool = False
    _key: str | None = None

    @property
    def key(self) -> str:
        """The cell's text folded for comparing labels."""
        if self._key is None:
            self._key = fold("".join(line.text for line in self.lines))
        return self._key

    def forget_key(self) -> None:
        """To be called when lines were taken out."""
        self._key = None

    @property
    def box(self) -> Box:
        """The cell's box in points."""
        return Box(self.x0, self.top, self.x1, self.bottom)

    @property
    def middle(self) -> float:
        """y of the cell's middle."""
        return (self.top + self.bottom) / 2

    def frame(self, line: Line) -> Frame:
        """The span the cell leaves to a line, in the line's reading direction."""
        if line.direction == RIGHT:
            return Frame(self.x0, self.x1)
        if line.direction == 1:
            return Frame(self.top, self.bottom)
        return Frame(-self.x1, -self.x0) if line.direction == 2 else Frame(-self.bottom, -self.top)


@dataclass(slots=True, eq=False)
class Page:
    """A page laid out. ``cells`` are ruled cells in reading order, ``loose`` the text outside them, one line a cell.

    ``ledger`` has a ``Claim`` for every glyph of the ink.
    """

    ink: Ink
    glyphs: Glyphs
    rulings: Rulings
    grid: Grid
    cells: list[Cell]
    loose: list[Cell]
    ledger: list[int]
    double_claims: list[str] = field(default_factory=list)  # a defect of the program, never of the document
    place: Place | None = None  # where on which page of the PDF it lies

    @property
    def number(self) -> int:
        """Page number from 1 as the pages are read: that in the PDF but where sheets hold two pages each."""
        return self.ink.page

    @property
    def has_borders(self) -> bool:
        """Whether most of the page's text stands in ruled cells; furniture is left out."""
        outside = sum(len(cell.lines[0].text) for cell in self.loose if not self.is_claimed(cell.lines[0]))
        inside = sum(len(line.text) for cell in self.cells for line in cell.lines)
        return outside == 0 or outside < LOOSE_SHARE * (outside + inside)

    def laid_out_with(self, rulings: Rulings) -> Page:
        """The page laid out anew with other rulings; where it lies and its ledger stay, and what is entered there is in
        no cell."""
        page = lay_out(self.ink, rulings)
        page.ledger, page.place = list(self.ledger), self.place
        page.leave_out_claimed(page.cells)
        return page

    def claim(self, glyphs: Iterable[int], claim: Claim) -> None:
        """Enter glyphs into the ledger. One that stands there already keeps its entry and is a double claim."""
        ledger, is_space, entry = self.ledger, self.glyphs.is_space_list, int(claim)
        # a ligature stands in its line once for every character it prints
        for glyph in glyphs if self.glyphs.is_single else set(glyphs):
            if is_space[glyph]:  # so is NO_GLYPH
                continue
            if ledger[glyph]:
                self.double_claims.append(f"{self.glyphs.text[glyph]!r} as {claim.name.lower()}")
            else:
                ledger[glyph] = entry

    def is_claimed(self, line: Line) -> bool:
        """Whether a line stands in the ledger already."""
        is_space = self.glyphs.is_space_list  # white space never stands there, nor does NO_GLYPH
        for glyph in line.glyphs:
            if not is_space[glyph]:
                return bool(self.ledger[glyph])
        return bool(self.ledger[line.glyphs[0]])

    def claim_lines(self, lines: Iterable[Line], claim: Claim) -> None:
        """Enter all glyphs of lines into the ledger."""
        self.claim(chain.from_iterable(line.glyphs for line in lines), claim)

    def leave_out_claimed(self, cells: Iterable[Cell]) -> None:
        """Take lines that stand in the ledger out of cells of this page."""
        for cell in cells:
            if any(map(self.is_claimed, cell.lines)):
                cell.lines = [line for line in cell.lines if not self.is_claimed(line)]
                cell.forget_key()

    def text(self, lines: Sequence[Line], cell: Cell) -> str:
        """The text of lines of a cell, wraps joined."""
        return join_lines(lines, cell.frame(lines[0]), self.glyphs) if lines else ""

    def box(self, lines: Iterable[Line]) -> Box | None:
        """The box around the glyphs of lines, None if they print nothing."""
        glyphs = [line.glyphs for line in lines]
        return inked_box(glyphs[0] if len(glyphs) == 1 else list(chain.from_iterable(glyphs)), self.glyphs)

    @property
    def claims(self) -> IntArray:
        """The ledger as an array."""
        return np.array(self.ledger, dtype=np.int64)

    def counts(self) -> tuple[int, int, int, int, int]:
        """How many glyphs the ledger has by claim, white space left out."""
        found = np.bincount(self.claims[~self.glyphs.is_space], minlength=len(Claim))
        unassigned, label, option, value, furniture = found.tolist()
        return unassigned, label, option, value, furniture


def lay_out(ink: Ink, supplied: Rulings | None = None) -> Page:
    """Lay a page out: rulings, grid, runs, cells with their lines. ``supplied`` rulings are added to the drawn ones."""
    ink = without_invisible(ink)
    glyphs = measure(ink)
    rulings = without_underlines(merge_rules(without_framed_words(ink.rules, glyphs)), glyphs)
    if supplied is not None:
        rulings = Rulings(
            join_rulings([*rulings.horizontal, *supplied.horizontal]),
            join_rulings([*rulings.vertical, *supplied.vertical]),
        )
    grid = build_grid(rulings)
    cells = [Cell(ink.page, c.x0, c.top, c.x1, c.bottom, [], c.is_open_top, c.is_open_bottom) for c in grid.cells]
    _open_at_hairlines(cells, ink.rules)
    page = Page(ink, glyphs, rulings, grid, cells, [], [int(Claim.UNASSIGNED)] * len(ink.text))
    page.claim(np.flatnonzero(glyphs.is_duplicate).tolist(), Claim.FURNITURE)
    if ink.text:
        _fill(page)
    return page


def _open_at_hairlines(cells: Sequence[Cell], rules: FloatArray) -> None:
    """Mark cells that the page's edge cuts where a spreadsheet printed its gridlines: no border closes them there but
    a line much thinner than those of all their other sides."""
    if not cells or not len(rules) or rules[:, 4].max() < HAIRLINE * rules[:, 4].min():
        return
    first, last = min(cell.top for cell in cells), max(cell.bottom for cell in cells)
    for cell in cells:
        is_first, is_last = cell.top - first <= TOLERANCES.snap, last - cell.bottom <= TOLERANCES.snap
        if not (is_first or is_last):
            continue
        left, top, right, bottom = _side_widths(cell, rules)
        at_top, at_bottom = is_first and not cell.is_open_top, is_last and not cell.is_open_bottom
        others = [left, right, *([] if at_top else [top]), *([] if at_bottom else [bottom])]
        cell.is_open_top |= at_top and 0 < HAIRLINE * top < min(others)
        cell.is_open_bottom |= at_bottom and 0 < HAIRLINE * bottom < min(others)


def _side_widths(cell: Cell, rules: FloatArray) -> list[float]:
    """How thick the thickest line along each side of a cell is: left, top, right, bottom."""
    x0, top, x1, bottom, width = rules.T
    along_x = (np.minimum(x1, cell.x1) - np.maximum(x0, cell.x0)) > TOLERANCES.snap
    along_y = (np.minimum(bottom, cell.bottom) - np.maximum(top, cell.top)) > TOLERANCES.snap
    sides = (
        along_y & (np.abs((x0 + x1) / 2 - cell.x0) <= TOLERANCES.snap),
        along_x & (np.abs((top + bottom) / 2 - cell.top) <= TOLERANCES.snap),
        along_y & (np.abs((x0 + x1) / 2 - cell.x1) <= TOLERANCES.snap),
        along_x & (np.abs((top + bottom) / 2 - cell.bottom) <= TOLERANCES.snap),
    )
    return [float(width[side].max(initial=0.0)) for side in sides]


def _fill(page: Page) -> None:
    glyphs = page.glyphs
    centre = _locate(page, (glyphs.x0 + glyphs.x1) / 2, (glyphs.top + glyphs.bottom) / 2)
    runs = split_runs(glyphs, centre, is_scan=is_one_picture(page.ink))
    order = np.array(runs.order, dtype=np.int64)
    first, last = order[runs.first], order[np.array(runs.end, dtype=np.int64) - 1]
    along0, along1 = glyphs.along[first], glyphs.along[last] + glyphs.advance[last]
    owner = _owners(page, centre[first], centre[last], first, last)
    boxes: dict[int, list[RunBox]] = {}
    columns = (along0, along1, glyphs.across[first], glyphs.size[first], glyphs.direction[first])
    placed = zip(owner.tolist(), *(column.tolist() for column in columns), strict=True)
    is_slanting = page.ink.is_slanting[first].tolist()
    for k, (where, x0, x1, y, size, direction) in enumerate(placed):
        if not is_slanting[k]:
            boxes.setdefault(where, []).append(RunBox(x0, x1, y, size, direction, k))
    loose = boxes.pop(OUTSIDE, [])
    for where, inside in boxes.items():
        page.cells[where].lines = build_lines(inside, runs, glyphs)
    for line in build_lines(loose, runs, glyphs) if loose else []:
        for piece in split_columns(line, glyphs):
            box = inked_box(piece.glyphs, glyphs)
            if box is not None:
                page.loose.append(Cell(page.number, *box, [piece], is_loose=True))
    page.loose += _at_angle(page)
    page.loose.sort(key=lambda cell: (cell.top, cell.x0))


def _at_angle(page: Page) -> Iterator[Cell]:
    """Text at an angle: it lies across the cells and is none's."""
    glyphs = page.glyphs
    for at in stretches(page.ink, page.ink.is_slanting & ~glyphs.is_duplicate):
        inked = [glyph for glyph in at.tolist() if not glyphs.is_space_list[glyph]]
        box = inked_box(inked, glyphs)
        if box is not None:
            first, direction = inked[0], int(glyphs.direction[inked[0]])
            text = "".join(glyphs.text[glyph] for glyph in inked)
            printed = [glyph for glyph in inked for _ in glyphs.text[glyph]]
            along, y, size = (float(of[first]) for of in (glyphs.along, glyphs.across, glyphs.size))
            end = max(along, float(glyphs.along[inked[-1]] + glyphs.advance[inked[-1]]))
            yield Cell(page.number, *box, [Line(text, printed, along, end, y, size, direction)], is_loose=True)


def _locate(page: Page, x: FloatArray, y: FloatArray) -> IntArray:
    """The cell that holds each point. One just below a cell that is open at the page's foot is in it: its line is cut
    in the middle there, and the clip that shows it may end a rounding beyond the cell."""
    centre = page.grid.locate(x, y)
    outside = np.flatnonzero(centre == OUTSIDE)
    above = page.grid.locate(x[outside], y[outside] - 2 * TOLERANCES.on_clip)
    is_cut = np.array([where != OUTSIDE and page.cells[where].is_open_bottom for where in above.tolist()], dtype=bool)
    centre[outside[is_cut]] = above[is_cut]
    return centre


def _owners(page: Page, at_first: IntArray, at_last: IntArray, first: IntArray, last: IntArray) -> IntArray:
    """Which cell owns each run.

    A run that lies in one cell is that cell's. One that flows over a border belongs to the cell it is set in: where
    it is centred, else where it begins; a run that begins outside belongs to the cell it ends in.
    """
    owner = np.where(at_first == OUTSIDE, at_last, at_first)
    glyphs = page.glyphs
    for k in np.flatnonzero((at_first != at_last) & (at_first != OUTSIDE)).tolist():
        x0, x1 = float(glyphs.x0[first[k]]), float(glyphs.x1[last[k]])
        y = float((glyphs.top[first[k]] + glyphs.bottom[first[k]]) / 2)
        middle = int(page.grid.locate(np.array([(x0 + x1) / 2]), np.array([y]))[0])
        if middle not in (OUTSIDE, owner[k]):
            cell = page.grid.cells[middle]
            if abs((x0 - cell.x0) - (cell.x1 - x1)) < _OFF_CENTRE * float(glyphs.size[first[k]]) and x0 < cell.x0:
                owner[k] = middle
    return owner
