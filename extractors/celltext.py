"""Runs to lines, lines to text: what stands in one cell, as a reader reads it.

Whether a line break was typed or is only the cell's width is decided from where the line ends: had the next word
still fitted, the break is real.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from extractors.ink import Glyphs, Runs
from extractors.model import Box
from extractors.settings import TOLERANCES

NO_GLYPH = -1  # stands in Line.glyphs for a space that is not printed

# Signs that begin a paragraph of their own: bullets, notes, headings. Line breaking never puts them first by itself.
_BEGINS = re.compile(r"[・･•※■□◆◇▲△▼▽►▶★☆●◎➢✓　]|[<＜≪《【〔]|[①-⑳❶-❿➊-➓]")
_NUMBERED = re.compile(r"[（(]?(?:[0-9０-９]{1,2}|[一二三四五六七八九十]{1,2}|[ア-ンa-zａ-ｚ])[)）．.](?![0-9０-９])")
_ENDS = re.compile(r"[。．」）)】＞>：:]$")
# 禁則: never first on a line, never last; runs of Latin letters and digits are not broken.
_NOT_FIRST = frozenset("、。，．,.・：；:;？?！!゛゜ヽヾゝゞ々ー－―～〜）)〕］]｝}〉》」』】ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％%")
_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9@.,/:_~%&=?#+-]*")


@dataclass(slots=True, eq=False)
class Line:
    """One line of text. ``glyphs[k]`` is the page's glyph that prints ``text[k]``; ``y`` is the baseline.

    For text that runs downwards the line is a column: ``x0``/``x1`` are then its top and bottom, ``y`` is -x.
    """

    text: str
    glyphs: list[int]
    x0: float
    x1: float
    y: float
    size: float
    direction: int

    def cut(self, start: int, end: int, page_glyphs: Glyphs) -> Line:
        """The part ``text[start:end]`` as a line of its own, outer white space off."""
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        glyphs = self.glyphs[start : start + len(text)]
        inked = [g for g in glyphs if g != NO_GLYPH]
        if not inked:
            return Line("", [], self.x0, self.x0, self.y, self.size, self.direction)
        along, advance = page_glyphs.along, page_glyphs.advance
        return Line(
            text, glyphs, float(along[inked[0]]), float(along[inked[-1]] + advance[inked[-1]]), self.y, self.size,
            self.direction,
        )  # fmt: skip


class RunBox(NamedTuple):
    """Where a run lies in reading direction: from ``x0`` to ``x1`` on the baseline ``y``."""

    x0: float
    x1: float
    y: float
    size: float
    direction: int
    run: int


def build_lines(boxes: list[RunBox], runs: Runs, glyphs: Glyphs) -> list[Line]:
    """Lines of the runs of one cell, in reading order.

    Runs that share a baseline are one line, from left to right; a gap between them that a reader sees becomes one
    space.
    """
    if len(boxes) == 1:
        return [_line(boxes, runs, glyphs)]
    boxes = sorted(boxes, key=lambda box: (box.direction, box.y, box.x0))
    lines: list[Line] = []
    first = 0
    for k in range(1, len(boxes) + 1):
        here = boxes[first]
        if k < len(boxes):
            box = boxes[k]
            if (
                box.direction == here.direction
                and box.y - here.y <= TOLERANCES.same_line_em * max(box.size, here.size)
            ):
                continue
        lines.append(_line(sorted(boxes[first:k], key=lambda box: box.x0), runs, glyphs))
        first = k
    return lines


def _line(boxes: Sequence[RunBox], runs: Runs, glyphs: Glyphs) -> Line:
    text: list[str] = []
    index: list[int] = []
    end = boxes[0].x0
    for box in boxes:
        if index and box.x0 - end > TOLERANCES.word_gap_em * box.size:
            text.append(" ")
            index.append(NO_GLYPH)
        for glyph in runs.order[runs.first[box.run] : runs.end[box.run]]:
            printed = glyphs.text[glyph]
            text.append(printed)
            index.extend([glyph] * len(printed))
        end = max(end, box.x1)
    joined = "".join(text)
    widest = max(boxes, key=lambda box: box.x1 - box.x0)
    return Line(joined, index, boxes[0].x0, end, widest.y, widest.size, widest.direction)


class Frame(NamedTuple):
    """The span a cell leaves to its lines, in reading direction."""

    start: float
    end: float


def join_lines(lines: Sequence[Line], frame: Frame, glyphs: Glyphs) -> str:
    """The text of a cell: wraps joined, real line breaks kept as ``\\n``, outer white space removed."""
    if not lines:
        return ""
    if len(lines) == 1:
        return lines[0].text.strip()
    low = min(line.x0 for line in lines)
    high = max(line.x1 for line in lines)
    padding = min(max(low - frame.start, 0.0), lines[0].size / 2)
    end = max(frame.end - padding, high)
    is_centred = _is_centred(lines, frame)
    pitch = min((b.y - a.y for a, b in zip(lines, lines[1:], strict=False) if b.y > a.y), default=0.0)
    parts = [lines[0].text]
    for line, following in zip(lines, lines[1:], strict=False):
        room = (end - low) - (line.x1 - line.x0) if is_centred else end - line.x1
        if _is_real_break(line, following, room, glyphs):
            is_blank_between = pitch and following.y - line.y > 1.6 * pitch
            parts.append("\n\n" if is_blank_between else "\n")
        elif _ends_latin(line.text) and _begins_latin(following.text):
            parts.append(" ")
        parts.append(following.text)
    return "".join(parts).strip()


def _is_centred(lines: Sequence[Line], frame: Frame) -> bool:
    if max(line.x0 for line in lines) - min(line.x0 for line in lines) < 1:
        return False
    return all(abs((line.x0 - frame.start) - (frame.end - line.x1)) < 3 for line in lines)


def _is_real_break(line: Line, following: Line, room: float, glyphs: Glyphs) -> bool:
    em = following.size
    if line.direction != following.direction or following.y - line.y > 2.2 * max(em, line.size):
        return True
    text = following.text
    if _BEGINS.match(text):
        return True
    if room > _first_word_width(following, glyphs) + 0.12 * em:
        return True
    return bool(_NUMBERED.match(text) and _ENDS.search(line.text))


def _first_word_width(line: Line, glyphs: Glyphs) -> float:
    """Width of what line breaking keeps together at the start of the line, in points."""
    text = line.text
    word = _WORD.match(text)
    n = word.end() if word else 1
    while n < len(text) and text[n] in _NOT_FIRST:
        n += 1
    last = line.glyphs[min(n, len(text)) - 1]
    if last == NO_GLYPH:
        return line.size
    return float(glyphs.along[last] + glyphs.advance[last]) - line.x0


def _ends_latin(text: str) -> bool:
    return bool(text) and text[-1].isascii() and text[-1].isalpha()


def _begins_latin(text: str) -> bool:
    return bool(text) and text[0].isascii() and text[0].isalpha()


def inked_box(glyph_indices: Sequence[int], glyphs: Glyphs) -> Box | None:
    """The box around glyphs, None if none of them is printed."""
    inked = [g for g in glyph_indices if g != NO_GLYPH]
    if not inked:
        return None
    return Box(
        float(glyphs.x0[inked].min()), float(glyphs.top[inked].min()), float(glyphs.x1[inked].max()),
        float(glyphs.bottom[inked].max()),
    )  # fmt: skip
