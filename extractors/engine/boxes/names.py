"""Which option each box of a group is: by the label beside its brackets, or by lines above or below them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

from extractors.characters import BLANK, fold
from extractors.engine.boxes.box import CheckBox
from extractors.engine.boxes.rows import listed, same_start
from extractors.engine.boxes.slots import open_slot
from extractors.engine.formspec import OptionSpec
from extractors.engine.marks import prefix_end
from extractors.engine.reworded import resembles_option
from extractors.layout.celltext import Line
from extractors.layout.ink import Glyphs

_COLUMN = 3  # font sizes between a row of labels and the row of their boxes, at most
CUT = 3  # characters of a label cut off by its cell's edge that say which it is
_SLOT_APART = re.compile(r"(?<=\s)[（(]")

_Option = tuple[str, OptionSpec]  # with its words, folded


@dataclass(slots=True)
class Names:
    """The options of a group that no box has yet, and the lines among which labels may stand.

    ``extras`` are the group's lines without a box; what is found to be a label is taken out of them.
    """

    boxes: Sequence[CheckBox]
    options: Sequence[OptionSpec]
    extras: list[Line]
    glyphs: Glyphs
    _left: list[_Option] = field(init=False)  # the longest words first: one option's may begin another's

    def __post_init__(self) -> None:
        self._left = sorted(((option.key, option) for option in self.options), key=lambda pair: -len(pair[0]))

    def give(self, *, is_label_before: bool) -> None:
        """Give each box its option, the surest ways first; one whose label is no option's keeps None."""
        for box in self.boxes:
            self._beside(box)
        if is_label_before:
            self._wrapped_before()
        else:
            self._wrapped_around()
        self._in_columns()
        self._cut_off()
        self._reworded()

    def _take(self, option: OptionSpec) -> None:
        self._left = [pair for pair in self._left if pair[1].no != option.no]

    def _unnamed(self) -> list[CheckBox]:
        return [box for box in self.boxes if box.option is None]

    def _open_slot(self, box: CheckBox, line: Line, start: int) -> None:
        open_slot(box, line.cut(start, len(line.text), self.glyphs), self.glyphs)

    def _beside(self, box: CheckBox) -> None:
        """By the label that begins beside the brackets; what follows it is taken apart."""
        label = box.label
        box.label_lines = [label] if label.glyphs else []
        slot = _SLOT_APART.search(label.text)
        for end in (len(label.text), *([slot.start()] if slot else [])):
            if self._wrapped_below(box, end):
                return
        lead = listed(label.text)
        for key, option in self._left:
            end = same_start(label.text, key)
            if not end and lead and (rest_end := same_start(label.text[lead:], key)):
                end = lead + rest_end
            if end:
                box.option = option
                box.label_lines = [label.cut(0, end, self.glyphs)]
                self._open_slot(box, label, end)
                self._take(option)
                return
        # Unknown or reworded: the words before the first parenthesis are the label.
        opening = re.search(r"[（(]", label.text)
        if opening and opening.start():
            box.label_lines = [label.cut(0, opening.start(), self.glyphs)]
            self._open_slot(box, label, opening.start())

    def _wrapped_below(self, box: CheckBox, end: int) -> bool:
        """By a label that wraps: its rest is a line without brackets. ``end`` is where the label ends in its own row:
        at that one's end, or at parentheses set off from it, which the rest stands left of."""
        label, text = box.label, box.label.text
        folded = fold(text[:end])
        edge = float(self.glyphs.along[label.glyphs[end]]) if end < len(text) else label.x1
        near = [piece for piece in self.extras if 0 < piece.y - label.y < 2 * label.size and piece.x0 < edge]
        for key, option in self._left:
            if not folded or folded == key or not key.startswith(folded):
                continue
            for piece in near:
                cut = prefix_end(piece.text, key[len(folded) :])
                if not cut or (end < len(text) and (cut < len(piece.text) or piece.x1 > edge)):
                    continue
                self.extras.remove(piece)
                box.option = option
                box.label_lines = [label.cut(0, end, self.glyphs), piece.cut(0, cut, self.glyphs)]
                self._open_slot(box, label, end)
                self._open_slot(box, piece, cut)
                self._take(option)
                return True
        return False

    def _wrapped_around(self) -> None:
        """By labels in cells of their own, whose lines stand above, beside and below their brackets."""
        for box in self._unnamed():
            y, size = box.bracket.y, box.bracket.size
            beyond = [other.bracket.x0 for other in self.boxes if abs(other.bracket.y - y) < size]
            right = min((x0 for x0 in beyond if x0 > box.bracket.x0), default=float("inf"))
            left = box.bracket.x1 - size / 2
            near = [line for line in self.extras if abs(line.y - y) < 2 * size and left <= line.x0 < right]
            own = [box.label] if box.label.glyphs and box.label.text[0] not in "（(" else []
            pieces = sorted([*near, *own], key=lambda line: line.y)
            for start, end in combinations(range(len(pieces) + 1), 2):
                label = pieces[start:end]
                option = self._of_lines(label)
                if option is None or (own and own[0] not in label):
                    continue
                before = "".join(fold(line.text) for line in label[:-1])
                cut = prefix_end(label[-1].text, option.key[len(before) :])
                box.name(option, [*label[:-1], label[-1].cut(0, cut, self.glyphs)])
                self._open_slot(box, label[-1], cut)
                if not own:
                    self._open_slot(box, box.label, 0)
                for line in near:
                    if line in label:
                        self.extras.remove(line)
                self._take(option)
                break

    def _of_lines(self, label: Sequence[Line]) -> OptionSpec | None:
        """The option whose words lines begin with, ending within the last."""
        before = "".join(fold(line.text) for line in label[:-1])
        for key, option in self._left:
            if key.startswith(before) and key != before and prefix_end(label[-1].text, key[len(before) :]):
                return option
        return None

    def _wrapped_before(self) -> None:
        """By labels that wrap before their brackets: the line above and the label make one's words."""
        for box in self._unnamed():
            label = box.label
            if not label.glyphs:
                continue
            for piece in self.extras:
                is_above = 0 < label.y - piece.y < 2 * label.size and abs(piece.x0 - label.x0) < 2 * label.size
                words = fold(piece.text + label.text)
                option = next((one for key, one in self._left if is_above and key == words), None)
                if option:
                    box.name(option, [piece, label])
                    self._take(option)
                    self.extras.remove(piece)
                    break

    def _in_columns(self) -> None:
        """By labels in rows of their own, where each box stands below its label, or each above."""
        bare = [box for box in self._unnamed() if not box.label.glyphs]
        for is_below in (True, False):
            named = [(box, piece) for box in bare for piece in self.extras if _is_in_column(box, piece, is_below)]
            found = [(box, piece, *label) for box, piece in named if (label := _whole_label(piece, self._left))]
            if len(found) != len(bare) or {id(box) for box, *_ in found} != {id(box) for box in bare}:
                continue  # a box without a label of its own, or with two
            for box, piece, option, end in found:
                box.name(option, [piece.cut(0, end, self.glyphs)])
                self._open_slot(box, piece, end)
                self._take(option)
                self.extras.remove(piece)
            return

    def _cut_off(self) -> None:
        """By labels that a cell's edge cut off: what is printed begins the words of one option alone."""
        for box in self._unnamed():
            folded = fold(box.label.text)
            meant = [option for key, option in self._left if len(folded) >= CUT and key.startswith(folded)]
            if len(meant) == 1:
                box.name(meant[0], [box.label])
                self._take(meant[0])

    def _reworded(self) -> None:
        """By labels that an agency worded a little otherwise: one that resembles one option alone of those that no box
        prints, where no other label resembles it."""
        alike = [
            (box, option, is_whole)
            for box in self._unnamed()
            for key, option in self._left
            for is_whole, words in ((False, "".join(line.text for line in box.label_lines)), (True, box.label.text))
            if resembles_option(fold(words), key)
        ]
        for box, option, is_whole in alike:
            if any((one is box) != (other is option) for one, other, _ in alike) or box.is_reworded:
                continue
            if is_whole:
                box.name(option, [box.label])
            box.option, box.is_reworded = option, True
            self._take(option)


def _is_in_column(box: CheckBox, piece: Line, is_below: bool) -> bool:
    """Whether a box stands right below a line, or right above it where not ``is_below``."""
    away = box.bracket.y - piece.y if is_below else piece.y - box.bracket.y
    is_over = min(piece.x1, box.bracket.x1) > max(piece.x0, box.bracket.x0)
    return is_over and 0 < away < _COLUMN * piece.size


def _whole_label(piece: Line, options: Sequence[_Option]) -> tuple[OptionSpec, int] | None:
    """The option that is all of a line but for parentheses behind it, and where its label ends."""
    for key, option in options:
        end = same_start(piece.text, key)
        if end and piece.text[end:].lstrip(BLANK)[:1] in ("", "（", "("):
            return option, end
    return None
