"""Instances to answers: what stands in an item's value cells, read by the item's kind, entered into the ledger."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from itertools import pairwise

from extractors.annexes.changes import read_changes
from extractors.annexes.record_items import read_record_items
from extractors.characters import UNREADABLE, fold
from extractors.engine.boxes.box import CheckBox
from extractors.engine.boxes.group import CheckParts, parse_checks
from extractors.engine.boxes.overleaf import take_overleaf
from extractors.engine.boxes.rows import CHECK_MARKS
from extractors.engine.boxes.slots import UNIT
from extractors.engine.choices import ChoiceParts, carry_over, parse_choice
from extractors.engine.chosen import choose, is_abbreviated, is_remarked, says_nothing
from extractors.engine.drawings import read_drawings
from extractors.engine.formspec import REGION_KINDS, ItemSpec, NodeKind, OptionSpec, PartSpec, SectionSpec
from extractors.engine.instances import Chunk, FormReading, Gap, Instance
from extractors.engine.marks import with_box_brackets
from extractors.engine.numbered import read_by_number
from extractors.engine.parentheses import Slot, continue_slot, take_count, take_slot
from extractors.layout.celltext import NO_GLYPH, Frame, Line, join_lines, page_joint
from extractors.layout.page import Cell, Page
from extractors.model import (
    Answer,
    Box,
    ChangeRow,
    Check,
    Choice,
    Claim,
    Figure,
    Finding,
    PrintedOption,
    RecordItem,
    Severity,
    Status,
)
from extractors.settings import TOLERANCES

# Kana and ideographs with which no word for nothing begins, so that long texts need not be folded
_SAYS_SOMETHING = re.compile("[ぁ-とに-ゖァ-ヺ一-鿿](?<![無該特記])")
BROKEN_OFF = 3  # items that a numbered block lacks at its end: agencies leave out the rows of 再委託 that say nothing
FILE_NAME = "file.name"  # the concept of the item that names a file

_Place = tuple[int, int, Box]  # page, last page, and box on the first page


@dataclass(slots=True)
class _PagedSlot:
    """An item in parentheses inside another's cell, and what each page prints of it."""

    item: ItemSpec
    pieces: list[tuple[Page, Cell, Slot]]


class Answers:
    """Turns the instances of one assessment into answers, claiming their glyphs as it goes."""

    def __init__(self, reading: FormReading) -> None:
        self.reading = reading
        self.findings: list[Finding] = list(reading.findings)
        self.record_items: list[RecordItem] = []
        self.changes: list[ChangeRow] = []
        self.figures: list[Figure] = []
        self._labelled = {one.key for one in reading.instances}  # those of items within others have rows of their own
        self._within: dict[str, list[ItemSpec]] = {}
        for item in reading.spec.items.values():
            if item.within:
                self._within.setdefault(item.within, []).append(item)

    def all(self) -> list[Answer]:
        """Answers of all instances in printed order, then the items that were not found."""
        answers = [
            answer for instance in self.reading.instances for answer in self._at_break(instance, self._read(instance))
        ]
        answers, self.findings = read_by_number(answers, self.findings, self.reading.spec.items)
        self.findings += self._broken_blocks()
        return answers + self._not_found(answers)

    def _read(self, instance: Instance) -> Iterable[Answer]:
        item = instance.item
        if instance.is_opt_out:
            assert instance.section is not None
            return [self._checks(instance, instance.section.opt_out)[0]]
        if item is None:
            return [self._text(instance)]
        if item.labelled_by == "heading_bracket":
            return [self._checks(instance, item.options)[0]]
        if item.kind in REGION_KINDS:
            self._region(instance, item)
            return []
        if item.kind == "choice":
            return self._choice(instance, item)
        if item.kind == "checkboxes":
            answer, extra = self._checks(instance, item.options)
            return [answer, *extra]
        return [self._text(instance)]

    def _region(self, instance: Instance, item: ItemSpec) -> None:
        """Read a list, a table or a drawing, which have types of their own."""
        if item.kind == "record_items":
            rows, found = read_record_items(instance.chunks, self._file_names())
            self.record_items += rows
        elif item.kind == "change_table":
            rows, found = read_changes(instance.chunks, item, self.reading.spec, self._file_names())
            self.changes += rows
        else:
            found = []
            self.figures += read_drawings(instance, self.reading)
        self.findings += found

    def _file_names(self) -> list[str]:
        """Names of the files the assessment describes, in their order, as printed in their parts."""
        names: dict[int, str] = {}
        for instance in self.reading.instances:
            item, chunks = instance.item, instance.chunks
            if item is not None and item.concept == FILE_NAME and instance.file_no is not None and chunks:
                names.setdefault(instance.file_no, join_chunks(chunks))
        return [names[number] for number in sorted(names)]

    def _at_break(self, instance: Instance, answers: Iterable[Answer]) -> Iterator[Answer]:
        """The answers of an instance, with a finding where the content of a page breaks off in its value: what is read
        there may not be whole. Nothing read, or characters without meaning, are no answer."""
        label = Chunk(instance.page, instance.cell, instance.cell.lines)
        printed = [chunk for chunk in instance.chunks if chunk.lines] or [label]
        at = next((chunk for chunk in printed if _breaks_off(chunk)), None)
        if at is not None:
            message = "the content of the page breaks off here: the value may not be whole"
            box = at.page.box(at.lines) or at.cell.box
            self.findings.append(instance.finding(Severity.WARNING, "item_unreadable", message, at.page.number, box))
        for answer in answers:
            is_lost = answer.status is Status.BLANK or UNREADABLE in (answer.value or "")
            yield replace(answer, status=Status.UNREADABLE) if at is not None and is_lost else answer

    # -------------------------------------------------------------------------------------------- text

    def _text(self, instance: Instance) -> Answer:
        item = instance.item
        chunks = [Chunk(chunk.page, chunk.cell, list(chunk.lines)) for chunk in instance.chunks if chunk.lines]
        if item is not None and item.suffix and chunks:
            _cut_suffix(chunks, item.suffix)
        for chunk in chunks:
            marks = [line for line in chunk.lines if not fold(line.text)]  # the label's ※, run over its border
            if marks:
                chunk.page.claim_lines(marks, Claim.LABEL)
                chunk.lines = [line for line in chunk.lines if line not in marks]
            chunk.page.claim_lines(chunk.lines, Claim.VALUE)
        value = join_chunks([chunk for chunk in chunks if chunk.lines]) or None
        status, place = _text_status(value), _place(instance, chunks)
        if value is None and _holds_picture(instance.page, place[2]):
            status = Status.UNREADABLE
            self._warn(instance, "value_is_picture", "the value is a picture without text")
        return self._answer(instance, item, status, value, place)

    def _answer(
        self,
        instance: Instance,
        item: ItemSpec | None,
        status: Status,
        value: str | None,
        place: _Place | None = None,
        choice: Choice | None = None,
        checks: tuple[Check, ...] = (),
    ) -> Answer:
        page, last, box = place or _place(instance, instance.chunks)
        section = instance.section.code if instance.section else instance.part.code
        kind = "checkboxes" if instance.is_opt_out else item.kind if item else "text"
        concept = instance.section.opt_out[0].concept if instance.is_opt_out and instance.section else None
        return Answer(
            code=f"{section}.opt_out" if instance.is_opt_out else item.code if item else None,
            file_no=instance.file_no,
            entry_no=instance.entry_no,
            part=instance.part.code,
            section=section,
            label=item.label if item else instance.label,
            kind=kind,
            concept=item.concept if item else concept,
            status=status,
            value=value,
            page=page,
            page_last=last,
            box=box,
            choice=choice,
            checks=checks,
        )

    # -------------------------------------------------------------------------------------------- choices

    def _choice(self, instance: Instance, item: ItemSpec) -> list[Answer]:
        slots: list[_PagedSlot] = []
        parts: list[tuple[list[Chunk], ChoiceParts]] = []
        pages = _by_page(instance.chunks)
        keys = {option.key for option in item.options}
        for number, chunks in enumerate(pages, 1):
            lines = [line for chunk in chunks for line in chunk.lines]
            for other in self._within.get(item.code, ()):
                lines = _take_slot(other, chunks, lines, slots, number < len(pages))
            parts.append((chunks, parse_choice(lines, chunks[0].page.glyphs, keys)))
        for (_, before), (_, part) in pairwise(parts):
            carry_over(before, part, keys)
        _set_aside_remarks(parts, item)
        inner = [self._slot(instance, slot) for slot in slots]
        value_parts = next((part for part in parts if part[1].value), parts[0] if parts else None)
        value = (value_parts[1].value_text() if value_parts else "") or None
        options = [option for _, part in parts for option in part.options]
        for chunks, part in parts:
            page = chunks[0].page
            page.claim_lines(part.furniture, Claim.FURNITURE)
            page.claim_lines(part.option_words, Claim.OPTION)
            page.claim_lines((piece for option in part.options for piece in option.pieces), Claim.OPTION)
            page.claim_lines([*part.value, *part.carried], Claim.VALUE)
            if part.left_over:
                inner.append(self._note(instance, chunks, part.left_over))
        inner = self._complete_inner(instance, item, inner)
        printed = tuple(PrintedOption(option.no, option.label()) for option in options)
        choice, status = choose(value, printed, item.options, is_whole=len(parts) < 2)
        values = {fold(part.value_text()) for _, part in parts if part.value} | {
            fold(text) for _, part in parts for text in part.further_values()
        }
        if len(values) > 1:
            choice, status = Choice(None, None, choice.selected_text, printed), Status.MULTIPLE
            self._warn(
                instance,
                "choice_multiple",
                "more than one value is printed for the choice",
                found=" / ".join(sorted(values)),
            )
        if not any(part.has_brackets for _, part in parts):
            self._warn(instance, "bracket_missing", "no brackets are printed for the choice")
            status = Status.NOT_FOUND if value is None else status
        if status is Status.UNKNOWN_OPTION and UNREADABLE in (value or ""):
            status = Status.UNREADABLE  # what was chosen cannot be told
        known = {option.key for option in item.options}
        is_unlike = any(fold(option.label) not in known for option in printed)
        if is_unlike or (printed and len(printed) != len(item.options)):
            self._warn(
                instance, "options_differ", "the printed options are not those of the form's edition",
                expected=" / ".join(option.label for option in item.options),
                found=" / ".join(option.label for option in printed),
            )  # fmt: skip
        if status is Status.UNKNOWN_OPTION:
            self._warn(instance, "unknown_option", "the chosen text is none of the options", found=value)
        if status is Status.ANSWERED and value and is_remarked(value, choice):
            self._find(
                Severity.INFO, instance, "choice_remarked", "words are appended to the chosen option",
                expected=choice.selected_label, found=value,
            )  # fmt: skip
        if status is Status.ANSWERED and is_abbreviated(choice):
            self._find(
                Severity.INFO, instance, "choice_abbreviated", "only a part of the chosen option's words is printed",
                expected=choice.selected_label, found=value,
            )  # fmt: skip
        chosen = [Chunk(c.page, c.cell, p.value) for cs, p in parts for c in cs[:1] if p.value] or instance.chunks
        return [self._answer(instance, item, status, value, _place(instance, chosen), choice), *inner]

    def _slot(self, instance: Instance, slot: _PagedSlot) -> Answer:
        """The answer of an item that stands in parentheses in another's cell."""
        value = ""
        before: tuple[list[Line], Frame] | None = None
        for page, _, piece in slot.pieces:
            page.claim_lines(piece.words, Claim.LABEL)
            page.claim_lines(piece.value, Claim.VALUE)
            if piece.value:
                frame = piece.frame()
                value += page_joint(*before, piece.value[0]) if before else ""
                value += join_lines(piece.value, frame, page.glyphs)
                before = piece.value, frame
        page, cell, first = slot.pieces[0]
        inside = _inside(instance, slot.item, page, cell)
        place = _place_on(page, page.box(first.value) or page.box(first.words))
        if place is not None:
            place = place[0], slot.pieces[-1][0].number, place[2]
        return self._answer(inside, slot.item, _text_status(value or None), value or None, place)

    def _note(self, instance: Instance, chunks: list[Chunk], lines: list[Line]) -> Answer:
        """Text of the agency's own beside a choice or checkboxes: kept, without a code."""
        page = chunks[0].page
        page.claim_lines(lines, Claim.VALUE)
        text = "\n".join(line.text for line in sorted(lines, key=lambda line: (line.y, line.x0)))
        self._warn(instance, "text_beside_options", "text beside the options is kept without a code", found=text)
        inside = _inside(instance, None, page, chunks[0].cell)
        return self._answer(inside, None, _text_status(text), text, _place_on(page, page.box(lines)))

    def _complete_inner(self, instance: Instance, item: ItemSpec, found: list[Answer]) -> list[Answer]:
        have = {answer.code for answer in found}
        for inner in self._within.get(item.code, ()):
            if inner.code not in have and (inner.code, instance.file_no, instance.entry_no) not in self._labelled:
                found.append(self._answer(instance, inner, Status.BLANK, None))
        return found

    # -------------------------------------------------------------------------------------------- checkboxes

    def _checks(self, instance: Instance, options: tuple[OptionSpec, ...]) -> tuple[Answer, list[Answer]]:
        checks: list[Check] = []
        extra: list[Answer] = []
        item = instance.item
        within = {inner.within_option: inner for inner in self._within.get(item.code, ())} if item else {}
        seen: set[int] = set()
        cut: set[str] = set()  # what is to come of labels and units that the page's edge cut
        for chunks, parts in _checks_by_page(instance, options):
            page = chunks[0].page
            unknown = max((option.no for option in options), default=0)
            rests = [line for line in parts.left_over if fold(line.text) in cut]
            left_over = [line for line in parts.left_over if line not in rests]
            page.claim_lines([*parts.headings, *rests], Claim.OPTION)
            cut = {rest for box in parts.boxes if (rest := box.rest_of_label())}
            cut |= {UNIT for box in parts.boxes if box.lacks_unit()}
            for box in parts.boxes:
                option = box.option
                if option is None:
                    unknown += 1
                    self._warn(instance, "option_unknown", "the form has no such checkbox", found=box.label.text)
                elif box.is_reworded:
                    self._find(
                        Severity.INFO, instance, "option_reworded", "a checkbox is worded otherwise than the form's",
                        expected=option.label, found=box.label.text,
                    )  # fmt: skip
                no = option.no if option else unknown
                seen.add(no)
                self._claim_box(page, box)
                inner = within.get(no)
                other = box.slot_text(page.glyphs)
                if inner is not None:
                    inside = _inside(instance, inner, page, chunks[0].cell)
                    place = _place_on(page, page.box(box.slot) or page.box([box.bracket]))
                    extra.append(self._answer(inside, inner, _text_status(other), other, place))
                    other = None
                checks.append(self._check(instance, box, no, other, page))
            page.claim_lines(parts.stray, Claim.VALUE)
            if parts.is_unboxed:
                self._warn(instance, "boxes_missing", "no checkboxes are printed: what a mark stands beside is ticked")
            doubtful = [box.label.text for box in parts.boxes if box.is_doubtful]
            if parts.stray or doubtful:
                self._warn(
                    instance, "mark_doubtful", "which checkbox is ticked cannot be told",
                    found=" ".join([*(line.text for line in parts.stray), *doubtful]),
                )  # fmt: skip
            if left_over:
                extra.append(self._note(instance, chunks, left_over))
        place = _place(instance, instance.chunks)
        page, _, box = place
        for option in options:
            if option.no not in seen:
                checks.append(
                    Check(option.no, option.group, option.label, Status.NOT_FOUND, False, None, None, page, box)
                )
                if instance.chunks or not instance.is_opt_out:
                    self._warn(
                        instance, "checkbox_missing", "a checkbox of the form is not printed", expected=option.label
                    )
        for no, inner in within.items():
            if no not in seen:
                extra.append(self._answer(instance, inner, Status.NOT_FOUND, None))
        checks.sort(key=lambda check: check.no)
        checked = [check.label for check in checks if check.is_checked]
        is_unclear = any(check.status is Status.UNREADABLE for check in checks)
        status = Status.BLANK if seen else Status.NOT_FOUND
        status = Status.ANSWERED if checked else Status.UNREADABLE if is_unclear else status
        return self._answer(instance, item, status, " | ".join(checked) or None, place, checks=tuple(checks)), extra

    def _check(self, instance: Instance, box: CheckBox, no: int, other: str | None, page) -> Check:
        if box.mark is not None and box.mark not in CHECK_MARKS:
            self._warn(instance, "mark_unknown", "an unusual mark stands between the brackets", found=box.mark)
        label = box.option.label if box.option else "".join(line.text for line in box.label_lines)
        status = Status.ANSWERED if box.is_checked() else Status.BLANK
        return Check(
            no, box.option.group if box.option else None, label,
            Status.UNREADABLE if box.is_doubtful else status, box.is_checked(), box.mark, other, page.number,
            page.box([box.bracket]) or page.box(box.label_lines),
        )  # fmt: skip

    @staticmethod
    def _claim_box(page, box: CheckBox) -> None:
        text = box.bracket.text
        is_drawn = len(text) == 1  # ☑: the box is the mark
        inside = range(1, len(text) - 1) if not is_drawn else range(1)
        page.claim([box.bracket.glyphs[k] for k in inside], Claim.VALUE)
        page.claim([g for k, g in enumerate(box.bracket.glyphs) if k not in inside], Claim.FURNITURE)
        page.claim_lines(box.label_lines, Claim.OPTION)
        page.claim_lines([line for line in (box.slot_open, box.slot_close) if line], Claim.FURNITURE)
        page.claim_lines([*box.slot, *([box.beside] if box.beside else [])], Claim.VALUE)
        page.claim_lines(box.trailing, Claim.OPTION)

    # -------------------------------------------------------------------------------------------- not found

    def _not_found(self, answers: list[Answer]) -> list[Answer]:
        """Items and opt-outs of the edition that the pages do not print; blocks that may be hidden are not expected."""
        if not self.reading.instances:
            return []
        have = {(answer.code, answer.file_no) for answer in answers}
        files = max((answer.file_no or 0 for answer in answers), default=0) or 1
        out: list[Answer] = []
        for part in self.reading.spec.parts:
            for file_no in range(1, files + 1) if part.repeat == "file" else (None,):
                for section in part.sections:
                    if section.opt_out and (f"{section.code}.opt_out", file_no) not in have:
                        place = self._nowhere(part, section, None, file_no, None)
                        place.is_opt_out = True
                        message = "the edition has brackets beside the heading, the pages do not"
                        out.append(self._absent(place, None, message))
                    out += self._missing_in_blocks(part, section, file_no, answers)
                    for item in section.items:
                        if item.repeat or item.kind in REGION_KINDS or (item.code, file_no) in have:
                            continue
                        place = self._nowhere(part, section, item, file_no, None)
                        out.append(self._absent(place, item, "the edition has the item, the pages do not"))
        return out

    def _broken_blocks(self) -> Iterator[Finding]:
        """A finding where a numbered block breaks off at the foot of a page and the next page begins behind it: the
        rest of the block, and whole blocks, may stand on a page that is missing."""
        gaps = {gap.page.number for gap in self.reading.gaps}
        said = {finding.page for finding in self.reading.findings if finding.rule == "pages_missing"} | gaps
        have = {instance.key for instance in self.reading.instances}
        named = [one for one in self.reading.instances if one.item is not None and not one.is_opt_out]
        for one, after in pairwise(named):
            if one.entry_no is None or one.section is None or one.item is None:
                continue
            last = max([one.page.number, *(chunk.page.number for chunk in one.chunks if chunk.lines)])
            block = one.section, one.item.repeat, one.file_no, one.entry_no
            follows = after.section, after.item and after.item.repeat, after.file_no, after.entry_no
            if after.page.number <= last or follows == block or after.page.number in said or last in gaps:
                continue
            rest = [item for item in one.section.items if item.repeat == one.item.repeat and not item.within]
            rest = rest[rest.index(one.item) + 1 :] if one.item in rest else []
            if len(rest) < BROKEN_OFF or any((item.code, one.file_no, one.entry_no) in have for item in rest):
                continue
            message = "a numbered block breaks off at the foot of the page before this one: a page may be missing"
            yield replace(
                one.finding(Severity.WARNING, "pages_missing", message, after.page.number, after.cell.box),
                expected=rest[0].label,
            )

    def _absent(self, nowhere: Instance, item: ItemSpec | None, message: str) -> Answer:
        """The answer of an item that was not read: it stands on pages that could not be, or nowhere."""
        section, more = nowhere.section, {"expected": item.label} if item else {}
        answer = (
            self._answer(nowhere, item, Status.NOT_FOUND, None)
            if item or section is None
            else self._checks(nowhere, section.opt_out)[0]
        )
        gaps = self._gaps_over(nowhere)
        if not gaps:
            self._warn(nowhere, "item_not_found", message, **more)
            return answer
        first = gaps[0].page
        box = Box(0.0, 0.0, first.ink.width, first.ink.height)
        message = "the item stands where pages could not be read"
        self.findings.append(nowhere.finding(Severity.WARNING, "item_unreadable", message, first.number, box, **more))
        checks = tuple(replace(one, status=Status.UNREADABLE, page=first.number, box=box) for one in answer.checks)
        last = gaps[-1].page.number
        return replace(answer, status=Status.UNREADABLE, page=first.number, page_last=last, box=box, checks=checks)

    def _gaps_over(self, nowhere: Instance) -> list[Gap]:
        """The pages that could not be read on which an item, or a section's brackets, may stand."""
        item = nowhere.item
        is_heading = item is None or item.labelled_by is not None
        nodes = (
            node
            for node in self.reading.spec.nodes
            if (node.kind is NodeKind.SECTION and node.section is nowhere.section if is_heading else node.item is item)
        )
        index = next((node.index for node in nodes), None)
        return [gap for gap in self.reading.gaps if index is not None and gap.holds(index, nowhere.file_no)]

    def _nowhere(
        self, part: PartSpec, section: SectionSpec, item: ItemSpec | None, file_no: int | None, entry_no: int | None
    ) -> Instance:
        """An instance for what is not printed; its place is that of the assessment's first label."""
        first = self.reading.instances[0]
        label = item.label if item else section.label or ""
        return Instance(part, section, item, file_no, entry_no, label, first.page, first.cell)

    def _missing_in_blocks(
        self, part: PartSpec, section: SectionSpec, file_no: int | None, answers: list[Answer]
    ) -> list[Answer]:
        """Items that a numbered block prints elsewhere but not in one of those that are there."""
        out: list[Answer] = []
        repeats = {item.code: item.repeat for item in section.items if item.repeat}
        mine = [answer for answer in answers if answer.code in repeats and answer.file_no == file_no]
        have = {(answer.code, answer.entry_no) for answer in mine}
        blocks = dict.fromkeys((repeats[answer.code], answer.entry_no) for answer in mine if answer.code)
        for repeat, entry_no in blocks:
            for item in section.items:
                if item.repeat == repeat and (item.code, entry_no) not in have:
                    place = self._nowhere(part, section, item, file_no, entry_no)
                    out.append(self._absent(place, item, "the block is printed without this item"))
        return out

    def _warn(self, instance: Instance, rule: str, message: str, **more) -> None:
        self._find(Severity.WARNING, instance, rule, message, **more)

    def _find(self, severity: Severity, instance: Instance, rule: str, message: str, **more) -> None:
        self.findings.append(instance.finding(severity, rule, message, instance.page.number, instance.cell.box, **more))


# ------------------------------------------------------------------------------------------------ helpers


def _breaks_off(chunk: Chunk) -> bool:
    """Whether what stands last in a page's content, which breaks off, is of these lines, or makes no sense in them."""
    page = chunk.page
    if not page.ink.is_cut_off or not chunk.lines:
        return False
    last = next((n for n in reversed(range(len(page.ledger))) if not page.glyphs.is_space_list[n]), NO_GLYPH)
    return any(UNREADABLE in line.text or last in line.glyphs for line in chunk.lines)


def _text_status(value: str | None) -> Status:
    if value is None:
        return Status.BLANK
    if not value.strip(UNREADABLE + " \n"):
        return Status.UNREADABLE
    if _SAYS_SOMETHING.match(value):
        return Status.ANSWERED
    return Status.NONE if says_nothing(value) else Status.ANSWERED


def _take_slot(
    item: ItemSpec, chunks: list[Chunk], lines: list[Line], slots: list[_PagedSlot], goes_on: bool
) -> list[Line]:
    """Take an item in parentheses out of another's cell, or the rest of one that the page before left open; returns
    the lines that are left."""
    page, cell = chunks[0].page, chunks[0].cell
    if item.kind == "count":
        piece = take_count(lines, page.glyphs)
    else:
        piece = take_slot(lines, fold(item.label), page.glyphs, goes_on)
    if piece is not None:
        slots.append(_PagedSlot(item, [(page, cell, piece)]))
        return piece.rest
    left_open = next((slot for slot in slots if slot.item is item and slot.pieces[-1][2].depth), None)
    if left_open is None:
        return lines
    piece = continue_slot(lines, left_open.pieces[-1][2].depth, page.glyphs, goes_on)
    if piece is None:
        return lines
    left_open.pieces.append((page, cell, piece))
    return piece.rest


def _set_aside_remarks(parts: list[tuple[list[Chunk], ChoiceParts]], item: ItemSpec) -> None:
    """Leave over what a page prints without brackets and is no option, where another page has the answer between
    brackets: it is no second answer."""
    if not any(part.has_brackets and part.value for _, part in parts):
        return
    for _, part in parts:
        if (
            part.value
            and not part.has_brackets
            and choose(part.value_text(), (), item.options, is_whole=False)[1] is not Status.ANSWERED
        ):
            part.left_over, part.value = [*part.value, *part.left_over], []


def _checks_by_page(instance: Instance, options: tuple[OptionSpec, ...]) -> list[tuple[list[Chunk], CheckParts]]:
    """The boxes that each page prints. The rest of a text in parentheses that the page's edge cut is entered into the
    ledger and goes to the box it belongs to."""
    out: list[tuple[list[Chunk], CheckParts]] = []
    keys = {option.key for option in options}
    for chunks in _by_page(instance.chunks):
        page = chunks[0].page
        lines = with_box_brackets([line for chunk in chunks for line in chunk.lines], keys)
        named = {box.option.no for _, parts in out for box in parts.boxes if box.option}
        left = tuple(option for option in options if option.no not in named)
        overleaf = take_overleaf(lines, out[-1][1].boxes, left, page.glyphs) if out else None
        if overleaf is not None:
            overleaf.join(page.glyphs)
            page.claim_lines(overleaf.rest, Claim.VALUE)
            page.claim_lines(overleaf.closing, Claim.FURNITURE)
            lines = overleaf.others
        out.append((chunks, parse_checks(lines, left, page.glyphs)))
    return out


def _holds_picture(page: Page, box: Box) -> bool:
    """Whether a picture lies within an empty cell."""
    images, slack = page.ink.images, TOLERANCES.snap
    begins = (images[:, :2] >= (box.x0 - slack, box.top - slack)).all(axis=1)
    ends = (images[:, 2:] <= (box.x1 + slack, box.bottom + slack)).all(axis=1)
    return bool((begins & ends).any())


def _by_page(chunks: list[Chunk]) -> list[list[Chunk]]:
    pages: dict[int, list[Chunk]] = {}
    for chunk in chunks:
        pages.setdefault(chunk.page.number, []).append(chunk)
    return list(pages.values())


def join_chunks(chunks: list[Chunk]) -> str:
    """The text of value cells in order. A cell that the page's edge cut goes on as if nothing were between."""
    text = ""
    before: Chunk | None = None
    for chunk in chunks:
        part = chunk.page.text(chunk.lines, chunk.cell)
        if before is None:
            text = part
        elif before.page is chunk.page or not part or not text:
            text += "\n" + part
        else:
            text += page_joint(before.lines, before.cell.frame(before.lines[-1]), chunk.lines[0])
            text += part
        before = chunk
    return text.strip()


def _cut_suffix(chunks: list[Chunk], suffix: str) -> None:
    """Take the word the form prints behind a value off its last line, as a label."""
    chunk = chunks[-1]
    line = chunk.lines[-1]
    stripped = line.text.rstrip()
    if stripped.endswith(suffix):
        at = len(stripped) - len(suffix)
        chunk.page.claim(line.glyphs[at:], Claim.LABEL)
        rest = line.cut(0, at, chunk.page.glyphs)
        chunk.lines[-1:] = [rest] if rest.glyphs else []


def _place(instance: Instance, chunks: list[Chunk]) -> _Place:
    """The place of a value; of its empty cell or its label where there is none."""
    filled = [chunk for chunk in chunks if chunk.lines]
    if not filled:
        return instance.page.number, instance.page.number, _empty_box(instance)
    page = filled[0].page
    boxes = [box for chunk in filled if chunk.page is page and (box := page.box(chunk.lines))]
    box = boxes[0]
    for other in boxes[1:]:
        box = box.union(other)
    return page.number, max(chunk.page.number for chunk in filled), box


def _empty_box(instance: Instance) -> Box:
    label = instance.cell
    if label.is_loose:
        return label.box
    for cell in instance.page.cells:
        if not cell.lines and abs(cell.x0 - label.x1) < 3 and cell.top - 1 <= label.middle <= cell.bottom + 1:
            return cell.box
    return label.box


def _place_on(page: Page, box: Box | None) -> _Place | None:
    """The place of what a page prints in a box."""
    return (page.number, page.number, box) if box else None


def _inside(instance: Instance, item: ItemSpec | None, page: Page, cell: Cell) -> Instance:
    """An instance for what stands inside another's cell."""
    label = item.label if item else instance.label
    return Instance(instance.part, instance.section, item, instance.file_no, instance.entry_no, label, page, cell)
