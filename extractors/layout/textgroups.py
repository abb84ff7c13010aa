"""Texts of a drawing as a reader sees them: what stands in one box, or in lines close together, is one text.

A drawing has no rows. What belongs together is told by the boxes drawn around it, by how close its lines are, and by
the order of the content: programs print the lines of one text box one after the other.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from extractors.layout.boxes import contains, crosses, drawn_boxes
from extractors.layout.celltext import NO_GLYPH, Frame, Line, RunBox, build_lines, inked_box, join_lines
from extractors.layout.ink import RIGHT, Glyphs, Runs, runs_of
from extractors.layout.page import Page
from extractors.model import Box, FloatArray, IntArray
from extractors.settings import TOLERANCES


class _Reach(NamedTuple):
    """How far apart pieces of one text may be, in ems: gap on a line, baselines of two lines, ratio of sizes."""

    gap: float
    pitch: float
    ratio: float


_IN_BOX = _Reach(gap=2.5, pitch=2.6, ratio=0.5)  # a box that holds no other belongs to one text
_IN_THE_OPEN = _Reach(gap=1.0, pitch=1.75, ratio=0.8)
_NEXT_LINE = 0.6  # ems from one baseline to the next, at least
_UNEVEN = 0.1  # ems that two glyphs of one text are apart at most, if a line is drawn between them
_ALIGNED = 0.6  # ems by which left edges or middles of lines of one text differ at most
_NUMBER_ALONE = re.compile(r"[①-⑳❶-❿➀-➓⓫-⓴]+")  # a step's number beside an arrow: a label of its own
_ONE_A_LINE = re.compile(r"\S|[0-9]{2}")  # what a line of a narrow column (縦に並べた文字) holds


@dataclass(frozen=True, slots=True, eq=False)
class TextGroup:
    """One text: its lines in reading order, the text with wraps joined, and the innermost box around it.

    ``is_boxed``: that box holds no other, so that it is the text's own.
    """

    lines: list[Line]
    text: str
    box: Box
    size: float
    home: Box | None
    is_boxed: bool


@dataclass(slots=True, eq=False)
class _Piece:
    """A stretch of glyphs printed in one go."""

    run: int
    box: Box
    along0: float
    along1: float
    across: float
    size: float
    direction: int
    is_number: bool
    home: int = -1  # index of the innermost box that holds it


def group_texts(page: Page, lines: Iterable[Line]) -> list[TextGroup]:
    """Lines of a region of a page, taken apart and put together as its texts; top to bottom, left to right."""
    glyphs = page.glyphs
    wanted = np.unique([g for line in lines for g in line.glyphs if g != NO_GLYPH]).astype(np.int64)
    runs = _runs(wanted, page)
    pieces = [_piece(k, runs, glyphs) for k in range(len(runs.first))]
    boxes = drawn_boxes(page)
    _find_homes(pieces, boxes)
    homes = {piece.home for piece in pieces if piece.home >= 0}
    frames = {k for k in homes if any(other != k and contains(boxes[k], boxes[other]) for other in homes)}
    groups = []
    for members in _connected(pieces, frames, page.ink.rules):
        home = pieces[members[0]].home
        around = boxes[home] if home >= 0 else None
        groups.append(_group([pieces[k] for k in members], around, home not in frames, runs, glyphs))
    return _in_reading_order(groups)


def _runs(wanted: IntArray, page: Page) -> Runs:
    """Glyphs (indices in content order) to stretches printed in one go, outer white space off."""
    glyphs = page.glyphs
    inked = wanted[~glyphs.is_duplicate[wanted]] if len(wanted) else wanted
    if not len(inked):
        return runs_of([], [], [], glyphs)
    a, b = inked[:-1], inked[1:]
    size = glyphs.size[a]
    gap = glyphs.along[b] - (glyphs.along[a] + glyphs.advance[a])
    is_cut = (
        (glyphs.direction[a] != glyphs.direction[b])
        | (np.abs(glyphs.across[a] - glyphs.across[b]) > TOLERANCES.same_line_em * size)
        | (gap > TOLERANCES.run_gap_em * size)
        | (gap < -TOLERANCES.overlap_em * size)
    )
    # text that overflows its box comes near that of the next, or runs into it
    for k in np.flatnonzero((np.abs(gap) > _UNEVEN * size) & (glyphs.direction[a] == RIGHT) & ~is_cut).tolist():
        is_cut[k] = _is_side_between(int(a[k]), int(b[k]), page)
    cut = np.flatnonzero(is_cut)
    first, end = [], []
    for start, stop in itertools.pairwise([0, *(cut + 1).tolist(), len(inked)]):
        printed = start + np.flatnonzero(~glyphs.is_space[inked[start:stop]])
        if len(printed):
            first.append(int(printed[0]))
            end.append(int(printed[-1]) + 1)
    return runs_of(inked.tolist(), first, end, glyphs)


def _is_side_between(one: int, other: int, page: Page) -> bool:
    """Whether an upright line is drawn between two glyphs of a line."""
    glyphs, rules = page.glyphs, page.ink.rules
    em = float(glyphs.size[one])
    low, high = sorted((float(glyphs.x1[one]), float(glyphs.x0[other])))
    low, high = low - em, high + em  # what a box leaves beside its text
    middle = float(glyphs.top[one] + glyphs.bottom[one]) / 2
    between = (rules[:, 0] >= low) & (rules[:, 2] <= high)
    return bool((between & (rules[:, 1] < middle - em / 3) & (rules[:, 3] > middle + em / 3)).any())


def _piece(run: int, runs: Runs, glyphs: Glyphs) -> _Piece:
    index = runs.order[runs.first[run] : runs.end[run]]
    box = inked_box(index, glyphs)
    assert box is not None
    first, last = index[0], index[-1]
    return _Piece(
        run, box, float(glyphs.along[first]), float(glyphs.along[last] + glyphs.advance[last]),
        float(glyphs.across[first]), float(glyphs.size[index].max()), int(glyphs.direction[first]),
        bool(_NUMBER_ALONE.fullmatch("".join(glyphs.text[g] for g in index).strip())),
    )  # fmt: skip


def _find_homes(pieces: Sequence[_Piece], boxes: Sequence[Box]) -> None:
    """The innermost box of each piece; a text that another box was drawn over stays with the line before."""
    by_area = sorted(range(len(boxes)), key=lambda k: _area(boxes[k]))
    before: _Piece | None = None
    for piece in pieces:
        slack = piece.size / 2
        inside = [k for k in by_area if contains(boxes[k], piece.box, slack)]
        piece.home = inside[0] if inside else -1
        if before is not None and before.home in inside and piece.home != before.home:
            is_over = crosses(boxes[piece.home], boxes[before.home])
            if is_over and _is_next(before, piece, _IN_BOX):
                piece.home = before.home
        before = piece


def _connected(pieces: Sequence[_Piece], frames: set[int], rules: FloatArray) -> list[list[int]]:
    """Indices of pieces of one text, in content order."""
    parent = list(range(len(pieces)))

    def root(k: int) -> int:
        while parent[k] != k:
            k = parent[k]
        return k

    for a, b in _neighbours(pieces):
        one, other = pieces[a], pieces[b]
        if root(a) == root(b):
            continue
        is_open = one.home < 0 or one.home in frames
        if _belong(one, other, b == a + 1, is_open) and not (is_open and _is_ruled_off(one, other, rules)):
            parent[max(root(a), root(b))] = min(root(a), root(b))
    found: dict[int, list[int]] = {}
    for k in range(len(pieces)):
        found.setdefault(root(k), []).append(k)
    return list(found.values())


def _neighbours(pieces: Sequence[_Piece]) -> Iterator[tuple[int, int]]:
    """Pairs of pieces of one direction in one box, the one printed first named first, whose lines are near."""
    order = sorted(range(len(pieces)), key=lambda k: (pieces[k].home, pieces[k].direction, pieces[k].across))
    reach = _IN_BOX.pitch * max((piece.size for piece in pieces), default=0.0)
    for n, a in enumerate(order):
        one = pieces[a]
        for b in order[n + 1 :]:
            other = pieces[b]
            if (other.home, other.direction) != (one.home, one.direction) or other.across - one.across > reach:
                break
            yield min(a, b), max(a, b)


def _belong(one: _Piece, other: _Piece, is_printed_next: bool, is_open: bool) -> bool:
    reach = _IN_THE_OPEN if is_open else _IN_BOX
    em = max(one.size, other.size)
    if min(one.size, other.size) < reach.ratio * em:
        return False
    if abs(one.across - other.across) <= TOLERANCES.same_line_em * em:
        gap = max(one.along0, other.along0) - min(one.along1, other.along1)
        return gap <= reach.gap * em
    if not _is_next(one, other, reach):
        return False
    if not is_open:
        return True
    if one.is_number or other.is_number:
        return False
    middle = abs((one.along0 + one.along1) - (other.along0 + other.along1)) / 2
    return is_printed_next or min(abs(one.along0 - other.along0), middle) <= _ALIGNED * em


def _is_next(one: _Piece, other: _Piece, reach: _Reach) -> bool:
    """Whether two pieces lie on lines that follow each other, one below the other."""
    em = max(one.size, other.size)
    shared = min(one.along1, other.along1) - max(one.along0, other.along0)
    shorter = min(one.along1 - one.along0, other.along1 - other.along0)
    return _NEXT_LINE * em <= abs(one.across - other.across) <= reach.pitch * em and shared > shorter / 3


def _is_ruled_off(one: _Piece, other: _Piece, rules: FloatArray) -> bool:
    """Whether a line is drawn between two pieces."""
    if not len(rules):
        return False
    x0, top, x1, bottom = ((a + b) / 2 for a, b in zip(one.box, other.box, strict=True))
    slack = min(one.size, other.size) / 4
    if one.direction == RIGHT:
        low, high = sorted((one.across, other.across))
        hit = (
            (rules[:, 1] > low) & (rules[:, 3] < high - slack) & (rules[:, 0] < x0 + slack) & (rules[:, 2] > x1 - slack)
        )
    else:
        low, high = sorted(((one.box.x0 + one.box.x1) / 2, (other.box.x0 + other.box.x1) / 2))
        hit = (rules[:, 0] > low) & (rules[:, 2] < high) & (rules[:, 1] < top + slack) & (rules[:, 3] > bottom - slack)
    return bool(hit.any())


def _group(pieces: Sequence[_Piece], home: Box | None, is_own: bool, runs: Runs, glyphs: Glyphs) -> TextGroup:
    placed = [RunBox(p.along0, p.along1, p.across, p.size, p.direction, p.run) for p in pieces]
    lines = build_lines(placed, runs, glyphs)
    box = pieces[0].box
    for piece in pieces[1:]:
        box = box.union(piece.box)
    size = max(piece.size for piece in pieces)
    text = _text(lines, home if is_own else None, glyphs)
    return TextGroup(lines, text, box, size, home, home is not None and is_own)


def _text(lines: Sequence[Line], home: Box | None, glyphs: Glyphs) -> str:
    if len(lines) > 1 and all(_ONE_A_LINE.fullmatch(line.text.strip()) for line in lines):
        return "".join(line.text.strip() for line in lines)
    frame = Frame(min(line.x0 for line in lines), max(line.x1 for line in lines))
    if home is not None and lines[0].direction == RIGHT:
        frame = Frame(home.x0, home.x1)
    return join_lines(lines, frame, glyphs)


def _in_reading_order(groups: Sequence[TextGroup]) -> list[TextGroup]:
    """Row by row: texts whose tops are level within half their size are a row."""
    ordered: list[TextGroup] = []
    row: list[TextGroup] = []
    for group in sorted(groups, key=lambda group: (group.box.top, group.box.x0)):
        if row and group.box.top - row[0].box.top > row[0].size / 2:
            ordered += sorted(row, key=lambda group: group.box.x0)
            row = []
        row.append(group)
    return ordered + sorted(row, key=lambda group: group.box.x0)


def _area(box: Box) -> float:
    return (box.x1 - box.x0) * (box.bottom - box.top)
