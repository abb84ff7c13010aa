"""A checkbox as printed: what stands between its brackets, its label, the text in the parentheses behind that."""

from __future__ import annotations

from dataclasses import dataclass, field

from extractors.characters import fold, fold_characters
from extractors.engine.formspec import OptionSpec
from extractors.layout.celltext import Frame, Line, join_lines
from extractors.layout.ink import Glyphs

# what says no between the brackets, folded
NEGATIVE_MARKS = frozenset("-ー無否非×✕") | {"なし", "無し", "非該当", "該当なし", "該当無し", "該当しない", "いいえ"}


@dataclass(slots=True, eq=False)
class CheckBox:
    """One printed box: what stands between its brackets, the text behind it, the parentheses behind that."""

    mark: str | None
    bracket: Line
    label: Line  # pieces of one row, up to the next box
    option: OptionSpec | None = None
    label_lines: list[Line] = field(default_factory=list)
    slot_open: Line | None = None
    slot_close: Line | None = None
    slot: list[Line] = field(default_factory=list)  # what stands in the parentheses
    trailing: list[Line] = field(default_factory=list)  # 件 and the like, behind the parentheses
    overleaf: str = ""  # what the next page prints of the text in the parentheses, with what joins it
    beside: Line | None = None  # the mark, where it stands beside the brackets
    is_doubtful: bool = False  # whether it is ticked cannot be told
    is_reworded: bool = False  # the label only resembles the option's

    def is_checked(self) -> bool:
        """Whether something stands between the brackets that does not say no."""
        return self.mark is not None and not self.is_doubtful and fold_characters(self.mark) not in NEGATIVE_MARKS

    def rest_of_label(self) -> str:
        """What an edge cut off the option's label, folded; nothing where it is printed whole."""
        printed = fold("".join(line.text for line in self.label_lines))
        return self.option.key.removeprefix(printed) if self.option and self.option.key.startswith(printed) else ""

    def lacks_unit(self) -> bool:
        """Whether the unit (件) that the form prints behind the box's count is still to come."""
        return self.option is not None and self.option.count and self.slot_close is not None and not self.trailing

    def name(self, option: OptionSpec, label_lines: list[Line]) -> None:
        """Make it the box of an option after all, whatever its label was taken for."""
        self.option, self.label_lines, self.slot, self.trailing = option, label_lines, [], []
        self.slot_open = self.slot_close = None

    def slot_text(self, glyphs: Glyphs) -> str | None:
        """The text in the parentheses, wraps joined; None if there is none."""
        if not self.slot:
            return None
        lines, frame = self.slot_lines()
        return join_lines(lines, frame, glyphs) + self.overleaf or None

    def slot_lines(self) -> tuple[list[Line], Frame]:
        """The lines in the parentheses, and the span that these leave to them."""
        lines = sorted(self.slot, key=lambda line: line.y)
        end = self.slot_close.x0 if self.slot_close else max(line.x1 for line in lines)
        return lines, Frame(min(line.x0 for line in lines), end)
