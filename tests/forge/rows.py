"""A form's answers as sheets of rows, in the words and order of its YAML and in the given look."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from extractors.engine.formspec import ROMAN, ItemSpec, PartSpec, SectionSpec
from tests.forge import fields, fonts
from tests.forge.annexes import change_sheet, figure_sheet, record_sheet
from tests.forge.content import Content, Given
from tests.forge.look import Look
from tests.forge.parts import PAD, Cell, Line, Row, Run, Sheet, gap, text_cell, text_lines
from tests.forge.words import WIDE

AFTER_VALUE = {"いつ時点の計数か": "時点"}  # words the form prints behind a value


def sheets(content: Content, look: Look) -> tuple[Sheet, ...]:
    """Every sheet of the assessment in printed order."""
    out: list[Sheet] = []
    for sheet in _Form(content, look).sheets():
        if sheet.continues and out:
            out[-1] = replace(out[-1], rows=(*out[-1].rows, gap(14), *sheet.rows))
        else:
            out.append(sheet)
    return tuple(out)


class _Form:
    """Turns one content into sheets. Widths are points; x runs from the table's left edge."""

    def __init__(self, content: Content, look: Look) -> None:
        self.content, self.look, self.given = content, look, content.given()
        self.width = look.page_size[0] - 2 * look.margin

    def sheets(self) -> Iterator[Sheet]:
        """Parts in order; the annexes have sheets of their own kind."""
        for part in self.content.spec.parts:
            if part.code == "cover":
                yield Sheet("cover", part.label, tuple(self.cover(part)))
            elif part.kind == "reference":
                yield Sheet("index", part.label, tuple(self.contents(part)))
            else:
                yield from self.part(part)

    def part(self, part: PartSpec) -> Iterator[Sheet]:
        """A part's sheets, by the kind of its items."""
        kinds = {item.kind for section in part.sections for item in section.items}
        look = self.look
        heading = re.sub(r"\s*\(no 別添 number\)", "", part.printed) if part.printed else None
        if "change_table" in kinds:
            yield change_sheet(heading or part.label, part.sections[0].items[0].columns, self.content.changes, look)
        elif "record_items" in kinds:
            yield record_sheet(heading or part.label, self.content.record_items, self.width, look)
        elif "figure" in kinds:
            notes = next(item for section in part.sections for item in section.items if item.kind == "text")
            yield figure_sheet(
                heading or part.label, notes.label, self.given[notes.code, None, None].value, self.width, look
            )
        else:
            for file_no in range(1, self.content.n_files + 1) if part.repeat == "file" else (None,):
                short = not any(section.label for section in part.sections)  # a part of one row: no page of its own
                rows = (self.part_heading(part), *self.sections(part, file_no))
                yield Sheet("form", part.label, rows, continues=short)

    # ------------------------------------------------------------------------------------------- first pages

    def cover(self, part: PartSpec) -> Iterator[Row]:
        """Stamp, title, boxes of label over value; the first two side by side, 特記事項 beside its label."""
        look, width = self.look, self.width
        spec = self.content.spec
        stamp = (
            spec.stamp.replace(" ", "　").translate(WIDE) if look.full_width_numbers else spec.stamp.replace(" ", "　")
        )
        items = {item.code.split(".")[1]: item for item in part.sections[0].items}
        yield Row((text_cell(f"[{stamp}]", 0, width, look, align="right"),), ruled=False)
        yield gap(40)
        yield Row((text_cell(spec.title, 0, width, look, size=15, align="centre", bold=True),), ruled=False)
        yield gap(40)
        first, second = items.pop("number"), items.pop("name")
        split = 0.2 * width
        yield Row((self.head(first.label, 0, split), self.head(second.label, split, width)), keep=True)
        yield Row((self.cover_value(first, 0, split), self.cover_value(second, split, width)), 34)
        for code, item in items.items():
            if code == "remarks":
                yield Row((self.head(item.label, 0, split), self.cover_value(item, split, width, "left")), 60)
                continue
            yield gap(26)
            yield Row((self.head(item.label, 0, width),), keep=True)
            yield Row((self.cover_value(item, 0, width, "left" if code == "declaration" else "centre"),), 24)

    def head(self, text: str, x0: float, x1: float) -> Cell:
        """A label cell of the cover."""
        return text_cell(text, x0, x1, self.look, align="centre", bold=True, grey=self.look.label_grey, is_label=True)

    def cover_value(self, item: ItemSpec, x0: float, x1: float, align: str = "centre") -> Cell:
        """A value cell of the cover."""
        value = self.given[item.code, None, None].value
        return text_cell(value, x0, x1, self.look, align="left" if align == "left" else "centre", valign="middle")

    def contents(self, part: PartSpec) -> Iterator[Row]:
        """項目一覧."""
        look, width = self.look, self.width
        yield Row(
            (
                text_cell(
                    part.label,
                    0,
                    width,
                    look,
                    size=14,
                    align="centre",
                    bold=True,
                    grey=look.heading_grey,
                    is_label=True,
                ),
            ),
            36,
        )
        for line in part.lines:
            yield Row((text_cell(line.replace(" ", "　"), 0, width, look, size=11, is_label=True),), 34)

    # ------------------------------------------------------------------------------------------- headings

    def part_heading(self, part: PartSpec) -> Row:
        """``Ⅰ　基本情報``, with ※ and the note where the form prints them."""
        mark = f" {part.note}" if part.note else self.look.notice if part.notice else ""
        text = f"{ROMAN[part.code]}　{part.label}{mark}"
        return Row(
            (
                text_cell(
                    text,
                    0,
                    self.width,
                    self.look,
                    size=self.look.size + 3,
                    bold=True,
                    grey=self.look.heading_grey,
                    is_label=True,
                ),
            ),
            20,
            keep=True,
        )

    def section_heading(self, section: SectionSpec, part: PartSpec, file_no: int | None) -> Row:
        """``４．特定個人情報…`` and, at the right, the brackets that belong to the heading."""
        look = self.look
        number = section.code.rsplit(".", 1)[-1]
        number = number.translate(WIDE) if look.full_width_numbers else number
        text = f"{number}{look.number_dot}{section.label}{look.notice if section.notice else ''}"
        brackets = self.heading_brackets(section, file_no)
        bracket_width = sum(fields.box_width(option, look) for option, _ in brackets) + PAD if brackets else 0.0
        room = self.width - bracket_width
        stacked = room < 0.35 * self.width  # brackets on a line of their own
        lines = list(text_lines(text, self.width if stacked else room, look, look.size + 1, bold=True))
        if brackets:
            x = self.width - bracket_width if not stacked else PAD
            runs: list[Run] = []
            for option, given in brackets:
                if runs and x + fields.box_width(option, look) > self.width:
                    lines.append(Line(tuple(runs), look.size * fields.LEAD))
                    runs, x = [], PAD
                runs += fields.box_runs(option, given, x, look)
                x += fields.box_width(option, look)
            if stacked:
                lines.append(Line(tuple(runs), look.size * fields.LEAD))
            else:
                lines[0] = replace(lines[0], runs=(*lines[0].runs, *runs))
        cell = Cell(
            0,
            self.width,
            tuple(lines),
            look.heading_grey and min(1.0, look.heading_grey + 0.07),
            is_label=True,
            size=look.size + 1,
            bold=True,
            text=None if brackets else text,
        )
        return Row((cell,), keep=True)

    def heading_brackets(self, section: SectionSpec, file_no: int | None) -> list[tuple]:
        """Opt-outs, and items that are a bracket beside the heading, with their answers."""
        out = [(option, self.given[f"{section.code}.opt_out", file_no, None]) for option in section.opt_out]
        for item in section.items:
            if item.labelled_by == "heading_bracket":
                out += [(option, self.given[item.code, file_no, None]) for option in item.options]
        return out

    def line(self, text: str, *, grey: float | None = None, bold: bool = False, keep: bool = True) -> Row:
        """A line of the form over the full width."""
        return Row((text_cell(text, 0, self.width, self.look, grey=grey, bold=bold, is_label=True),), keep=keep)

    # ------------------------------------------------------------------------------------------- sections

    def sections(self, part: PartSpec, file_no: int | None) -> Iterator[Row]:
        """Rows of all sections of a part."""
        for section in part.sections:
            if section.label:
                yield self.section_heading(section, part, file_no)
            for line in section.headings:
                yield self.line(line)
            yield from self.items(section, file_no)
            if section.note:
                yield self.line(section.note, keep=False)

    def items(self, section: SectionSpec, file_no: int | None) -> Iterator[Row]:
        """Rows of a section's items; sub-headings where they change; blocks in order."""
        heading, done = None, set()
        words = iter(section.blocks)
        for item in section.items:
            if item.repeat:
                if item.repeat not in done:
                    done.add(item.repeat)
                    yield from self.blocks(section, item.repeat, next(words), file_no)
                continue
            if item.within or item.labelled_by == "heading_bracket":
                continue
            if item.heading != heading:
                heading = item.heading
                if heading:
                    yield self.line(self.numbered(heading), grey=self.look.label_grey, bold=True)
            yield self.item(item, file_no, None, section)

    def blocks(self, section: SectionSpec, repeat: str, word: str, file_no: int | None) -> Iterator[Row]:
        """The numbered blocks of one kind, with the bars that announce groups of them."""
        group = [item for item in section.items if item.repeat == repeat]
        entries = [key[2] for key in self.given if key[0] == group[0].code and key[1] == file_no and key[2]]
        bars = {int(match[1]): bar for bar in section.bars if (match := re.match(rf"{word}(\d+)", bar))}
        last = max(entries, default=0)
        for number in range(1, last + 1):
            if number in bars and self.look.bars != "none":
                yield self.line(self.numbered(bars[number]), grey=self.look.heading_grey)
            label = f"{word}{number}"
            if group[0].label != word:
                yield self.line(self.numbered(label), grey=self.look.label_grey, bold=True)
            for item in group:
                named = replace(item, label=label) if item.label == word else item
                yield self.item(named, file_no, number, section)
        if self.look.bars == "all":
            yield from (
                self.line(self.numbered(bar), grey=self.look.heading_grey, keep=False)
                for first, bar in sorted(bars.items())
                if first > last
            )

    def numbered(self, text: str) -> str:
        """Digits of a heading in the look's width."""
        return text.translate(WIDE) if self.look.full_width_numbers else text

    # ------------------------------------------------------------------------------------------- items

    def item(self, item: ItemSpec, file_no: int | None, entry_no: int | None, section: SectionSpec) -> Row:
        """The row of one item: label cells at the left, the value at the right."""
        given = self.given[item.code, file_no, entry_no]
        labels, x0 = self.labels(item, file_no, entry_no, section)
        room = self.width - x0
        value, splits = self.value(item, given, x0, room)
        if self.look.overflow_labels and labels and value.text == "":
            labels[-1] = self.on_one_line(labels[-1])
        return Row((*labels, value), splits=splits or self.look.split_fields)

    def on_one_line(self, label: Cell) -> Cell:
        """A label that runs over its cell's edge, if the table is wide enough."""
        text, size = label.text or "", label.size
        if fonts.width(text, self.look.font, size) > self.width - label.x0 - 2 * PAD:
            return label
        return replace(label, lines=(Line((Run(PAD, text, size),), size * 1.25),))

    def label_words(self, item: ItemSpec) -> str:
        """The label as printed: its number, its words, ※."""
        look, words = self.look, item.label
        if look.wide_label_digits:
            words = words.translate(WIDE)
        if look.spaced_labels and len(words) in (2, 3):
            words = "　".join(words)
        return f"{item.number or ''}{words}{look.notice if item.notice else ''}"

    def labels(
        self, item: ItemSpec, file_no: int | None, entry_no: int | None, section: SectionSpec
    ) -> tuple[list[Cell], float]:
        """Label cells, and where the value begins."""
        if item.labelled_by == "heading":
            return [], 0.0
        look, width = self.look, self.width
        edge = look.label_share * width
        text = self.label_words(item)
        tag = f"{section.code}/{file_no}/{entry_no}"
        if item.vertical:
            narrow = look.size + 2 * PAD + 2
            runs = tuple(Line((Run(PAD + 1, char, look.size),), look.size * 1.2) for char in item.vertical)
            side = Cell(
                0,
                narrow,
                runs,
                look.label_grey,
                f"{item.vertical}/{tag}",
                upright=True,
                is_label=True,
                text=item.vertical,
                size=look.size,
            )
            return [side, self.label(text, narrow, edge)], edge
        if item.parent:
            middle = 0.55 * edge
            side = text_cell(
                item.parent, 0, middle, look, grey=look.label_grey, span=f"{item.parent}/{tag}", is_label=True
            )
            return [side, self.label(text, middle, edge)], edge
        before = section.items[: section.items.index(item)] if item in section.items else ()
        if item.number is None and not item.repeat and not item.heading and any(other.number for other in before):
            return [
                Cell(
                    0,
                    0.08 * edge,
                    (),
                    look.label_grey,
                    f"indent/{tag}/{sum(other.number is not None for other in before)}",
                    is_label=True,
                    text="",
                ),
                self.label(text, 0.08 * edge, edge),
            ], edge
        return [self.label(text, 0, edge)], edge

    def label(self, text: str, x0: float, x1: float) -> Cell:
        """A label cell; its words wrap."""
        return text_cell(text, x0, x1, self.look, grey=self.look.label_grey, is_label=True)

    def value(self, item: ItemSpec, given: Given, x0: float, room: float) -> tuple[Cell, bool]:
        """The value's cell and whether it may run over a page."""
        look = self.look
        if item.kind == "choice":
            lines, frames = fields.choice_field(item, given, room, look, tuple(self.inside(item, given)))
            return Cell(x0, self.width, lines, frames=frames, size=look.size), False
        if item.kind == "checkboxes":
            within = [other for other in self.content.spec.items.values() if other.within == item.code]
            counts = {
                other.within_option: self.given[other.code, given.file_no, given.entry_no].value or ""
                for other in within
                if other.within_option
            }
            return Cell(x0, self.width, fields.checkbox_field(item, given, room, look, counts), size=look.size), False
        behind = AFTER_VALUE.get(item.label)
        if behind:
            runs = [Run(PAD, given.value, look.size)] if given.value else []
            place = room - fonts.width(behind, look.font, look.size) - 3 * PAD
            return Cell(
                x0, self.width, (Line((*runs, Run(place, behind, look.size)), look.size * fields.LEAD),), size=look.size
            ), False
        return text_cell(given.value, x0, self.width, look), True

    def inside(self, item: ItemSpec, given: Given) -> Iterator[tuple[str, str, str]]:
        """Words, value, words of the items that stand in parentheses below a choice."""
        for other in self.content.spec.items.values():
            if other.within == item.code:
                value = self.given[other.code, given.file_no, given.entry_no].value or ""
                yield (
                    ("（", value, f"）　{other.label}")
                    if other.kind == "count"
                    else (f"（{other.label}：", value, "）")
                )
