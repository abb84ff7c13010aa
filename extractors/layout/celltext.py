"""Runs to lines, lines to text: what stands in one cell, as a reader reads it.

Whether a line break was typed or is only the cell's width is decided from where the line ends: had the next word
still fitted, the break is real.
"""

from __future__ import annotations

import itertools
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

import numpy as np

from extractors.layout.ink import Glyphs, Runs
from extractors.model import Box
from extractors.settings import TOLERANCES

NO_GLYPH = -1  # stands in Line.glyphs for a space that is not printed

# Signs that begin a paragraph of their own, whatever stands before.
_BEGINS = re.compile(r"[　※■□◆◇▲△▼▽►▶★☆●◎➢✓]")
# Signs that mostly do: bullets, dashes with a space, headings in brackets, circled numbers, numbers.
_MAY_BEGIN = re.compile(
    r"[・･•<＜≪《【〔]|[－―–—][ 　]|([①-⑳❶-❿➊-➓])|[（(]?([0-9０-９]{1,2}|[ア-ンa-zａ-ｚ])([)）．.])(?![0-9０-９])"
)
_CIRCLED = re.compile(r"[①-⑳❶-❿➊-➓]")
# Ways to begin a paragraph of which one line says little, but other paragraphs of its cell much. A group is a way.
_STYLE = re.compile(
    r"(?P<bullet>[・･•])|(?P<square>【)|(?P<number>[（(][0-9０-９]{1,2}[)）])|(?P<letter>[A-ZＡ-Ｚ][　 ])"
    r"|(?P<title>[（(][^（()）]+[)）]$)"
)
_DOT = re.compile(r"[・･•]")
_FULL_STOP = re.compile(r"[。．](?:※[0-9０-９]*)?$")  # the sign of a note may follow
_NEXT_SENTENCE = re.compile(r"。(?![）)」』※]|$)")
# An address behind another, or a telephone number, is said on a line of its own.
_WEB = re.compile(r"https?://|www\.")
_NUMBER_OF = re.compile(r"(?:TEL|FAX|ＴＥＬ|ＦＡＸ|電話|[Ee]-?mail)\s*[:：]", re.IGNORECASE)
_TERMINAL = frozenset("。．」）)】＞>：:")
# 禁則: never first on a line, never last; runs of Latin letters and digits are not broken.
_NOT_FIRST = frozenset(
    "、。，．,.・：；:;？?！!゛゜ヽヾゝゞ々ー－―～〜）)〕］]｝}〉》」』】ぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮヵヶ％%"
)
_NOT_LAST = frozenset("（(〔［[｛{〈《「『【＜")
_HANGING = frozenset("、。，．,.")  # may be printed beyond the margin
_COMMAS = frozenset("、，")
_CLOSING = frozenset("）)〕］]｝}〉》」』")
_ON_ANOTHER = 0.2  # font sizes by which glyphs that lie on one another overlap at least
_LONG = 20  # font sizes from which a line is one of running text
_QUOTED = 3  # font sizes that words of a quotation leave at the end of a line that wraps at a space among them
_SHORT = 0.15  # of a cell's width that its text may leave at the right
# Sentences on lines of their own that show that all of a cell stand so, for each that follows another in its line too.
_SENTENCES, _FOR_EACH = 3, 10
# Just below a half: text of full and half widths leaves halves of its size exactly, which the readers round apart.
HALF = 0.49
_ADDRESS = 12  # characters from which a word is as long as a web address
_NUMBERS = re.compile(r"[0-9０-９]+(?:[、，][0-9０-９]+|[（(][0-9０-９]+[)）][0-9０-９]+)*")
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
        if start == 0 and end >= len(self.text) and not self.text[:1].isspace() and not self.text[-1:].isspace():
            return self
        text = self.text[start:end]
        start += len(text) - len(text.lstrip())
        text = text.strip()
        glyphs = self.glyphs[start : start + len(text)]
        inked = [g for g in glyphs if g != NO_GLYPH] if NO_GLYPH in glyphs else glyphs
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
    boxes = sorted(boxes, key=_DOWNWARDS)
    lines: list[Line] = []
    first = 0
    for k in range(1, len(boxes) + 1):
        here = boxes[first]
        if k < len(boxes):
            box = boxes[k]
            if box.direction == here.direction and box.y - here.y <= TOLERANCES.same_line_em * max(box.size, here.size):
                continue
        lines.append(_line(sorted(boxes[first:k], key=_RIGHTWARDS), runs, glyphs))
        first = k
    return lines


def _line(boxes: Sequence[RunBox], runs: Runs, glyphs: Glyphs) -> Line:
    if len(boxes) == 1 and runs.text is not None:
        x0, x1, y, size, direction, run = boxes[0]
        first, last = runs.first[run], runs.end[run]
        return Line(runs.text[first:last], runs.order[first:last], x0, x1 if x1 > x0 else x0, y, size, direction)
    if any(box.x0 < before.x1 - TOLERANCES.overlap_em * box.size for before, box in itertools.pairwise(boxes)):
        scattered = _in_place(boxes, runs, glyphs)
        if scattered is not None:
            return scattered
    text: list[str] = []
    index: list[int] = []
    end = boxes[0].x0
    for box in boxes:
        if index and box.x0 - end > TOLERANCES.word_gap_em * box.size:
            text.append(" ")
            index.append(NO_GLYPH)
        first, last = runs.first[box.run], runs.end[box.run]
        stretch = runs.order[first:last]
        if runs.text is not None:
            text.append(runs.text[first:last])
            index += stretch
        else:  # a ligature prints several characters
            printed = [glyphs.text[glyph] for glyph in stretch]
            text += printed
            index += [glyph for glyph, characters in zip(stretch, printed, strict=True) for _ in characters]
        end = max(end, box.x1)
    widest = boxes[0] if len(boxes) == 1 else max(boxes, key=lambda box: box.x1 - box.x0)
    return Line("".join(text), index, boxes[0].x0, end, widest.y, widest.size, widest.direction)


def _in_place(boxes: Sequence[RunBox], runs: Runs, glyphs: Glyphs) -> Line | None:
    """The line of runs whose glyphs stand in one another's gaps, as where a program draws a line's glyphs in any order;
    None where glyphs lie on one another: that is text printed over other text, and each is read for itself."""
    order = sorted(
        (glyph for box in boxes for glyph in runs.order[runs.first[box.run] : runs.end[box.run]]),
        key=lambda glyph: float(glyphs.along[glyph]),
    )
    starts, advances, sizes = glyphs.along[order], glyphs.advance[order], glyphs.size[order]
    ends = starts + advances
    gaps = starts[1:] - ends[:-1]
    if (gaps < -_ON_ANOTHER * sizes[1:]).any():
        return None
    text, index = [glyphs.text[order[0]]], [order[0]] * len(glyphs.text[order[0]])
    for glyph, is_apart in zip(order[1:], (gaps > TOLERANCES.word_gap_em * sizes[1:]).tolist(), strict=True):
        if is_apart:
            text.append(" ")
            index.append(NO_GLYPH)
        text.append(glyphs.text[glyph])
        index += [glyph] * len(glyphs.text[glyph])
    widest = max(boxes, key=lambda box: box.x1 - box.x0)
    return Line("".join(text), index, boxes[0].x0, float(ends.max()), widest.y, widest.size, widest.direction)


_DOWNWARDS, _RIGHTWARDS = attrgetter("direction", "y", "x0"), attrgetter("x0")


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
    end = wrap_edge(lines, frame)
    is_centred = _is_centred(lines, frame)
    # ①…⑧ that also stand inside lines are counted in running text and begin no paragraph
    is_inline = any(_CIRCLED.search(line.text, 1) for line in lines)
    pitch = min((b.y - a.y for a, b in itertools.pairwise(lines) if b.y > a.y), default=0.0)
    are_real: list[bool] = []
    for n, (line, following) in enumerate(itertools.pairwise(lines)):
        room = (end - low) - (line.x1 - line.x0) if is_centred else end - line.x1
        after = lines[n + 2] if n + 2 < len(lines) else None
        are_real.append(is_real_break(line, following, room, glyphs, is_inline, after))
    styles = {_style(line) for line, begins in zip(lines, [True, *are_real], strict=True) if begins} - {None}
    if any(_DOT.search(line.text, 1) for line in lines):
        styles.discard("bullet")  # within words it may begin a line
    # where all paragraphs end as sentences do, a line that does not goes on: 照会 ends no paragraph before ・提供
    are_sentences = all(ends_sentence(line) for line, ends in zip(lines, [*are_real, True], strict=True) if ends)
    # where sentences stand on lines of their own, one that fills its last line ends a paragraph, too
    are_apart = _are_apart(lines, are_real)
    are_signed = are_apart and _are_signed(lines, are_real)
    parts, first = [lines[0].text], 0
    for n, (is_real, (line, following)) in enumerate(zip(are_real, itertools.pairwise(lines), strict=True)):
        is_alike = _style(following) in styles and (ends_sentence(line) or not are_sentences)
        # it begins, or ends, as the other paragraphs of the cell do
        if is_real or is_alike or (are_apart and _ends_apart(lines[first : n + 1], following, are_signed)):
            first = n + 1
            is_blank_between = pitch and following.y - line.y > 1.6 * pitch
            parts.append("\n\n" if is_blank_between else "\n")
        else:
            parts.append(joint(line, following))
        parts.append(following.text)
    return "".join(parts).strip()


def _style(line: Line) -> str | None:
    """The way in which a line begins, of those in which paragraphs begin."""
    match = _STYLE.match(line.text)
    return match and match.lastgroup


def wrap_edge(lines: Sequence[Line], frame: Frame) -> float:
    """Where the lines of a cell wrap: the edge of the longest, if it comes near the cell's own or several long lines
    break off there, else the cell's."""
    size = lines[0].size
    padding = min(max(min(line.x0 for line in lines) - frame.start, 0.0), size / 2)
    edge = frame.end - padding
    longest = max((line.x1 for line in lines if not _hangs(line, frame)), default=edge)
    return longest if edge - longest < (1 + HALF) * size or _wraps_short(lines, longest, frame) else edge


def _hangs(line: Line, frame: Frame) -> bool:
    """Whether a line's last character may stand beyond the margin: a comma or a full stop, and where the line passes
    the cell's own edge by less than that character, any that begins no line."""
    last = line.text[-1:]
    return last in _HANGING or (last in _NOT_FIRST and 0 < line.x1 - frame.end < line.size)


def _wraps_short(lines: Sequence[Line], longest: float, frame: Frame) -> bool:
    """Whether several lines of running text end where the longest does, if that is somewhat short of the cell's edge: a
    sheet printed smaller than on the screen wraps there."""
    size, low = lines[0].size, min(line.x0 for line in lines)
    if longest - low < _LONG * size or frame.end - longest > _SHORT * (frame.end - frame.start):
        return False
    broken = [
        line
        for line, following in itertools.pairwise(lines)
        if longest - line.x1 < 2 * HALF * size and not ends_sentence(line)
        if not begins_paragraph(line, following) and not _MAY_BEGIN.match(following.text)
    ]
    return len(broken) > 1


def joint(line: Line, following: Line) -> str:
    """What joins two lines of one paragraph: a space between Latin words, else nothing."""
    ends, begins = line.text[-1:], following.text[:1]
    return " " if ends.isascii() and ends.isalpha() and begins.isascii() and begins.isalpha() else ""


def _is_centred(lines: Sequence[Line], frame: Frame) -> bool:
    if max(line.x0 for line in lines) - min(line.x0 for line in lines) < 1:
        return False
    return all(abs((line.x0 - frame.start) - (frame.end - line.x1)) < 3 for line in lines)


def is_real_break(
    line: Line, following: Line, room: float, glyphs: Glyphs, is_inline: bool = False, after: Line | None = None
) -> bool:
    """Whether the line break between two lines was typed; ``room`` is what was left behind the first, in points, and
    ``after`` the line behind the second.

    A break is typed where the next word had still fitted. Where the line does not end a sentence the measure is
    taken with a margin, for printers leave a little more room than they need.
    """
    em = following.size
    if line.direction != following.direction or following.y - line.y > 2.2 * max(em, line.size):
        return True
    if following.text[:1] in _COMMAS and not ends_sentence(line):
        return False  # nobody begins a line with a comma
    if following.text[:1] in _CLOSING and len(following.text) > 1:
        return False  # nor with the end of a parenthesis that text goes on behind
    if _is_amid_quotation(line, following, room):
        return False
    if begins_paragraph(line, following, is_inline):
        return True
    if not ends_sentence(line) and _numbers_width(following, after, glyphs) > room:
        return False
    spare = room - _first_word_width(following, glyphs)
    if _MAY_BEGIN.match(following.text) and not is_inline:
        return spare > 0.1 * em
    return spare > (0.12 if ends_sentence(line) else HALF) * em


def _is_amid_quotation(line: Line, following: Line, room: float) -> bool:
    """Whether a line wraps, nearly full, amid words that it begins to quote and the next one ends: 「公表日　令和　年」
    may wrap at each of its spaces."""
    if room > _QUOTED * line.size or ends_sentence(line) or line.text.rfind("「") <= line.text.rfind("」"):
        return False
    closed = following.text.find("」")
    return closed >= 0 and "「" not in following.text[:closed]


def begins_paragraph(line: Line, following: Line, is_inline: bool = False) -> bool:
    """Whether a line's first sign shows a new paragraph, wherever the line before ends."""
    text = following.text
    if _BEGINS.match(text) or _NUMBER_OF.match(text) or (_WEB.match(text) and line.text[-1:].isascii()):
        return True
    begins = _MAY_BEGIN.match(text)
    if begins is None or (begins[1] and is_inline):
        return False
    if begins[3] and begins[3] in ")）" and begins[0][0] not in "(（" and _is_open([line]):
        return False  # the parenthesis of the number closes one of the line: （別紙|２）
    # a later number of a list: 2. and so on
    return ends_sentence(line) or (begins[2] is not None and begins[2] not in "1１" and begins[3] is not None)


def page_joint(lines: Sequence[Line], frame: Frame, following: Line) -> str:
    """What joins the lines of a cell that the page's edge cut to its first line on the next page.

    Rows are broken over pages by hand as often as by the program, so the room left behind the last line says less
    than its words: a long line that ends no sentence goes on.
    """
    line = lines[-1]
    if begins_paragraph(line, following):
        return "\n"
    room = wrap_edge(lines, frame) - line.x1
    is_end = room > (HALF * line.size if ends_sentence(line) else 0.4 * (frame.end - frame.start))
    return "\n" if is_end else joint(line, following)


def is_cut_sentence(lines: Sequence[Line], frame: Frame, following: Line, glyphs: Glyphs) -> bool:
    """Whether the lines of a cell end, full, amid a sentence that ``following`` can go on with on the next page.

    ``glyphs`` are those of the latter's page.
    """
    line = lines[-1]
    if ends_sentence(line) or _MAY_BEGIN.match(following.text):
        return False
    return not is_real_break(line, following, wrap_edge(lines, frame) - line.x1, glyphs)


def ends_sentence(line: Line) -> bool:
    """Whether a line ends as a sentence, a heading or a quotation does."""
    return line.text[-1:] in _TERMINAL or _is_sentences_end(line)


def _are_apart(lines: Sequence[Line], are_real: Sequence[bool]) -> bool:
    """Whether next to every sentence of a cell stands on lines of its own."""
    n_apart = sum(map(_is_sentences_end, itertools.compress(lines, [*are_real, True])))
    if n_apart < _SENTENCES:  # most cells
        return False
    return n_apart >= _FOR_EACH * sum(len(_NEXT_SENTENCE.findall(line.text)) for line in lines)


def _are_signed(lines: Sequence[Line], are_real: Sequence[bool]) -> bool:
    """Whether all paragraphs of a cell that stand behind sentences begin with signs."""
    return all(
        _has_sign(following)
        for is_real, (line, following) in zip(are_real, itertools.pairwise(lines), strict=True)
        if is_real and _is_sentences_end(line)
    )


def _ends_apart(paragraph: Sequence[Line], following: Line, are_signed: bool) -> bool:
    """Whether a paragraph of a cell whose sentences stand apart ends with a sentence that fills its last line.

    Behind a sign, as 1. or an indent, there may be several sentences: a line without one goes on there, unless other
    paragraphs of the cell begin without one.
    """
    if not _is_sentences_end(paragraph[-1]) or following.text[:1] in _NOT_FIRST or _is_open(paragraph):
        return False
    return _has_sign(following) or not (are_signed and _has_sign(paragraph[0]))


def _has_sign(line: Line) -> bool:
    """Whether a line begins as a paragraph does, with a bullet, a number, a bracket or an indent."""
    return any(signs.match(line.text) for signs in (_BEGINS, _MAY_BEGIN, _STYLE))


def _is_open(lines: Sequence[Line]) -> bool:
    """Whether lines end within parentheses; the one behind a number, as in 1), closes none."""
    depth = 0
    for character in itertools.chain.from_iterable(line.text for line in lines):
        depth = max(depth + (character in "（(") - (character in "）)"), 0)
    return depth > 0


def _is_sentences_end(line: Line) -> bool:
    return _FULL_STOP.search(line.text) is not None


def _first_word_width(line: Line, glyphs: Glyphs) -> float:
    """Width of what line breaking keeps together at the start of the line, in points."""
    text = line.text
    word = _WORD.match(text)
    n = word.end() if word else 1
    while n < len(text) and text[n - 1] in _NOT_LAST:
        word = _WORD.match(text, n)
        n = word.end() if word else n + 1
    while n < len(text) and text[n] in _NOT_FIRST:
        n += 1
    if text[n - 1] in _COMMAS and (word := _WORD.match(text, n)) and word.end() - n >= _ADDRESS:
        n = word.end()  # some printers break no line between a comma and what follows; it shows before long addresses
    last = line.glyphs[min(n, len(text)) - 1]
    if last == NO_GLYPH:
        return line.size
    return float(glyphs.along[last] + glyphs.advance[last]) - line.x0


def _numbers_width(line: Line, after: Line | None, glyphs: Glyphs) -> float:
    """Width of the numbers with commas between them, or of the telephone number with parentheses, that begin a line and
    which some printers keep together, in points: 0 where there are none, infinite where even the line was too short for
    them and the next goes on with a comma."""
    numbers = _NUMBERS.match(line.text)
    if numbers is None:
        return 0.0
    if numbers.end() == len(line.text) and after is not None and after.text[:1] in _COMMAS:
        return math.inf
    last = line.glyphs[numbers.end() - 1]
    is_list = not numbers[0].isdigit()
    return float(glyphs.along[last] + glyphs.advance[last]) - line.x0 if is_list and last != NO_GLYPH else 0.0


def inked_box(glyph_indices: Sequence[int], glyphs: Glyphs) -> Box | None:
    """The box around glyphs, None if none of them is printed."""
    if NO_GLYPH in glyph_indices:
        glyph_indices = [glyph for glyph in glyph_indices if glyph != NO_GLYPH]
    if not glyph_indices:
        return None
    x0, top, x1, bottom = np.minimum.reduce(glyphs.reach.take(glyph_indices, axis=0)).tolist()
    return Box(x0, top, -x1, -bottom)


def split_columns(row: Line, glyphs: Glyphs) -> list[Line]:
    """A line cut where a wide gap shows that its parts belong to different columns."""
    out, start = [], 0
    for k, glyph in enumerate(row.glyphs):
        if glyph == NO_GLYPH and 0 < k < len(row.text) - 1:
            left = row.glyphs[k - 1]
            right = row.glyphs[k + 1]
            if left == NO_GLYPH or right == NO_GLYPH:
                continue
            gap = glyphs.along[right] - (glyphs.along[left] + glyphs.advance[left])
            # one character and then a numbered label: a label printed downwards stands beside (再／委／託)
            is_stacked = k - start == 1 and _CIRCLED.match(row.text[k + 1])
            if gap > TOLERANCES.column_gap_em * row.size or is_stacked:
                out.append(row.cut(start, k, glyphs))
                start = k + 1
    out.append(row.cut(start, len(row.text), glyphs))
    return [piece for piece in out if piece.glyphs]
