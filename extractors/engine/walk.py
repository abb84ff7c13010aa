"""A form over pages: which cell is which item's.

Cells are taken in reading order. A cell that prints the form's words moves the cursor; any other belongs to the label
to its left, to the heading above it, or goes on with the item before. Nothing is interpreted here: the result is a
list of instances, each with the lines that stand in its value cells (`answers.py` reads those).
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from extractors.characters import fold
from extractors.engine.anchors import anchor
from extractors.engine.below_headings import blank_below, item_below
from extractors.engine.boxes.heading import level_boxes
from extractors.engine.contents import ends_contents, lists_parts
from extractors.engine.cursor import Cursor, Match, label_keys, split_number, worded_nodes
from extractors.engine.formspec import REGION_KINDS, FormSpec, ItemSpec, Node, NodeKind, OptionSpec
from extractors.engine.headings import names_file, place_of
from extractors.engine.instances import Chunk, FormReading, Gap, Instance
from extractors.engine.labels import Label, Labels
from extractors.engine.marks import OPEN, OPTION
from extractors.engine.places import (
    TOUCH,
    cut,
    empty_left,
    first_row,
    has_right,
    head_before_option,
    head_of,
    is_alone,
    is_bar,
    is_below_row_without_label,
    is_in_row,
    right_of,
    stands_out,
)
from extractors.engine.reworded import nearest_node
from extractors.layout.celltext import Line
from extractors.layout.page import Cell, Page
from extractors.model import Claim, Finding, Severity, Unread

_DIGITS = re.compile(r"\d+")
_LONE_NUMBER = re.compile(r"[①-⑳]|\d{1,2}[.、]")
_MARKS_OF_CHANGE = "●★☆◎◆◇▲△▼■□*"  # beside labels of what a new version changes
_HEADINGS = (NodeKind.SECTION, NodeKind.LINE, NodeKind.PART)
_REST_OF_COUNT = re.compile(r"\)件")  # as fold leaves it
CUT_LABEL = 4  # characters of a label that its page's edge cut off inside a closed cell by which it is known
_PICTURES = (Unread.IMAGE_ONLY, Unread.TEXT_OUTLINED)  # what a page of a drawing looks like


@dataclass(slots=True)
class _Cut:
    """A label that its page's edge cut in two: what is still to come of it, and the instance it labels."""

    node: Node
    rest: str  # folded
    page: Page
    cell: Cell
    instance: Instance | None


class Engine:
    """Walks the pages of one assessment. Feed pages in order, then take ``reading``."""

    def __init__(self, spec: FormSpec) -> None:
        self.cursor = Cursor(spec)
        self.reading = FormReading(spec, [], [], {})
        self._current: Instance | None = None
        self._known: dict[tuple[str | None, int | None, int | None], Instance] = {}
        self._pending: list[tuple[Page, Cell]] = []  # cells whose label is printed overleaf
        self._cut: _Cut | None = None  # what the edge of the page at hand, or of the one before, cut
        self._labels = Labels()
        self._foot: Label | None = None  # the label that ends the page before
        self._end = 0.0  # where the last cells with words of the page at hand end
        self._overleaf: frozenset[str] = frozenset()  # folded texts of the next page's first row
        self._open: list[Gap] = []  # gaps behind which no label was read yet
        self._is_behind_unread = False  # nothing of the page before could be read, or its content breaks off
        self._beside_headings = {option.key for option in _options_beside_headings(spec)}

    # -------------------------------------------------------------------------------------------- pages

    def feed(
        self, page: Page, unread: Unread | None = None, *, is_behind_gap: bool = False, following: Page | None = None
    ) -> None:
        """Read one page. Loose cells already in the ledger (page numbers) are passed over. ``unread`` says why the page
        could not be read, if so; ``is_behind_gap`` that pages are missing before it. ``following`` is the next page,
        looked at for the rest of labels only."""
        page.leave_out_claimed([*page.cells, *page.loose])  # what is in the ledger already is furniture
        if not unread and not is_behind_gap and _is_rest_of_count(page):
            page.claim_lines((line for cell in [*page.cells, *page.loose] for line in cell.lines), Claim.OPTION)
            return
        self.cursor.turn_page()
        last = self._labels[-1] if self._labels else None
        self._foot = last if last is not None and last.cell.bottom >= self._end - TOUCH else None
        if unread is not None:
            self._open.append(Gap(page, self.cursor.part, self.cursor.position, self.cursor.file_no))
            self.reading.gaps.append(self._open[-1])
            if unread in _PICTURES:
                self.reading.drawn.add(page.number)  # until what follows says otherwise
        self._labels = Labels()
        # below the last words, empty cells are what a program drew of the row that it moved to the next page
        self._end = max((cell.bottom for cell in page.cells if cell.lines), default=0.0)
        self._overleaf = frozenset(cell.key for cell in first_row(following)) if following is not None else frozenset()
        self._join_headings(page)
        self._level_boxes(page)
        cells = [cell for cell in [*page.cells, *page.loose] if cell.lines]
        cells.sort(key=lambda cell: (round(cell.top), cell.x0))
        is_lost = unread is not None and self._is_lost(cells)
        if is_lost or is_behind_gap or self._is_behind_unread:
            self._break_off()
        if is_lost:
            self._is_behind_unread = True
            return
        header = self._changes_header(cells)
        place = None if header else anchor(self.cursor, page, is_behind_gap=is_behind_gap or self._is_behind_unread)
        self._is_behind_unread = (
            unread is Unread.CONTENT_CUT_OFF
        )  # what goes on overleaf stood in the part that is lost
        if place is not None:
            self._break_off()
            self.cursor.leap(place, [cell.key for cell in cells])
        if place is not None or is_behind_gap:
            self._say_pages_are_missing(page, place)
        for n, cell in enumerate(cells):
            if self.cursor.is_contents and ends_contents(self.cursor.spec, cells[n:]):
                self.cursor.leave_contents()
            if header is not None and cell is header[0]:
                self._enter_changes(page, header[1])
            self._take(page, cell)
        if self._pending and self._pending[0][0] is not page and (self._labels or self._pending[-1][0] is not page):
            self._release_pending()  # else the row fills this page too, and its label may stand on the one after
        if self._cut is not None and self._cut.page is not page:
            self._report_uncontinued(self._cut)
            self._cut = None

    def _is_lost(self, cells: Sequence[Cell]) -> bool:
        """Whether nothing is known of a page that could not be read. A drawing may be a picture; and some of the form's
        words may be readable."""
        if self.cursor.region == "figure":
            return False
        return not any(label_keys(self.cursor.spec, head_of(cell)[0]) for cell in cells)

    def _break_off(self) -> None:
        """End what stood before: nothing on the pages to come goes on with it."""
        self._release_pending()
        if self._cut is not None:
            self._report_uncontinued(self._cut)
        self._current = self._cut = self._foot = None

    def _say_pages_are_missing(self, page: Page, place: Node | None) -> None:
        message = (
            "pages are missing before this one, by the printed numbers"
            if place is None
            else "the page does not follow the one before it: its place is taken from its headings and labels"
        )
        found = None if place is None else f"{place.part.code}: {place.label}"
        self.reading.findings.append(Finding(Severity.WARNING, "pages_missing", message, found=found, page=page.number))

    @property
    def lists_one_of_several_files(self) -> bool:
        """Whether the walk stands in a list of record items, of which several files have one each."""
        return self.cursor.n_files > 1 and self.cursor.region == "record_items"

    def _join_headings(self, page: Page) -> None:
        """Make one of the two lines of a part's heading that stands outside all rulings."""
        loose = [cell for cell in page.loose if cell.lines]
        for one, below in itertools.pairwise(loose):
            if one.lines and 0 < below.top - one.top < 2.2 * one.lines[0].size:
                whole = worded_nodes(self.cursor.spec, one.key + below.key)
                is_part = any(node.kind is NodeKind.PART and node.number is not None for node in whole)
                if is_part and not worded_nodes(self.cursor.spec, one.key):
                    one.lines, below.lines = [*one.lines, *below.lines], []
                    one.bottom = below.bottom
                    one.forget_key()

    def _level_boxes(self, page: Page) -> None:
        """Set the boxes beside headings on one line each, where their labels wrap beside the brackets."""
        for cell in [*page.cells, *page.loose]:
            lines = level_boxes(cell.lines, self._beside_headings, page.glyphs)
            if lines is not None:
                cell.lines = lines
                cell.forget_key()

    def _changes_header(self, cells: Sequence[Cell]) -> tuple[Cell, Node] | None:
        """The first of the cells that are the column headings of the change table, and that part's node."""
        for node in self.cursor.spec.part_nodes:
            if node.part.region != "change_table":
                continue
            columns = {fold(name) for item in node.part.sections[0].items for name in item.columns}
            named = [cell for cell in cells if cell.key in columns]
            for first in named:
                row = {cell.key for cell in named if cell.top < first.middle < cell.bottom}
                if len(row) > len(columns) / 2:
                    return first, node
        return None

    def _enter_changes(self, page: Page, node: Node) -> None:
        """Begin the change table at its header, where its title is missing or stands on another page."""
        part = self.cursor.part
        if part is None or part is node.part or part is self.cursor.spec.parts[0] or part.kind == "reference":
            return
        self._release_pending()
        self.cursor.move(Match(node, 0))
        self._close_gaps(page, node)
        self._current = None

    def _close_gaps(self, page: Page, node: Node) -> None:
        """A label on a page behind those that could not be read."""
        for gap in [gap for gap in self._open if gap.page is not page]:
            gap.end, gap.next_part, gap.next_file_no = node.index, node.part, self.cursor.file_no
            self._open.remove(gap)

    def _take(self, page: Page, cell: Cell) -> None:
        if cell.is_loose and not self.cursor.is_region and page.ink.is_slanting[cell.lines[0].glyphs[0]]:
            self._leave(page, cell, cell.lines)  # at an angle: it lies across the form
            return
        left = self._labels.left_of(cell)
        key, head, tail = head_of(cell)
        if left is None and self._is_before_label(page, cell, key):
            page.claim_lines(cell.lines, Claim.LABEL)
            return
        if self._cut is not None and cell in first_row(page) and self._continues_label(page, cell, key, head, tail):
            return  # whatever else the words may be, as 提供方法 of another item
        match = self._match(page, cell, key, left)
        if match is None and (bare := key.strip(_MARKS_OF_CHANGE)) != key and bare:
            match = self._match(page, cell, bare, left)
        if (match is None or not match.is_exact_number) and self._begins_label(page, cell, left, is_sure=True):
            return  # the words may be a shorter label's, as ③提供する情報 of ④提供する情報の対象となる本人の数
        if match is None and left is None and tail:
            parted = head_before_option(cell, self._beside_headings, page.glyphs)
            match = self._match(page, cell, parted[0], None) if parted else None
            if parted and match is not None:
                key, head, tail = parted
        if match is None and left is None and len(cell.lines) > 1 and tail:
            wrapped = head_of(cell, is_wrapped=True)
            match = self._match(page, cell, wrapped[0], None)
            if match is not None:
                key, head, tail = wrapped
        if match is None and left is None and len(cell.lines) > 1:
            match = self._above_value(page, cell, has_brackets=bool(tail))
            if match is not None:
                head, tail = cell.lines[:1], cell.lines[1:]
        if match is None and left is None and len(cell.lines) > 1 and (headings := self._headings_in(cell)):
            for heading, lines in headings:
                self._label(page, cell, heading, lines, [])
            return
        if match is None and left is None:
            match = self._remarked(page, cell, key)
            if match is not None and match.node.kind is NodeKind.PART:
                head, tail = _named(match, cell.lines)
        if match is not None:
            self._label(page, cell, match, head, tail)
            if match.remark is not None:
                self._reworded_heading(page, cell, match.node, head)
        elif self.cursor.is_contents:
            page.claim_lines(cell.lines, Claim.LABEL)
            self._measure(page, cell)
        elif self.cursor.is_region:
            self._value(page, cell, self._region(page, cell))
        elif self._continues_label(page, cell, key, head, tail) or self._begins_label(page, cell, left):
            pass
        elif left is not None and left.instance is not None:
            left.instance.has_right = True
            self._value(page, cell, left.instance)
        else:
            self._unlabelled(page, cell)

    def _is_before_label(self, page: Page, cell: Cell, key: str) -> bool:
        """Whether a cell holds only the number of the label beside it; or a character of the word that runs downwards
        beside several labels (再委託), ruled as their rows are."""
        if self.cursor.is_region:
            return False
        if _LONE_NUMBER.fullmatch(key):
            return has_right(page, cell)
        if len(key) > 1 or cell.is_open_top or cell.is_open_bottom:
            return False
        parents = [node for node in self.cursor.spec.nodes if node.kind is NodeKind.PARENT]
        places = [node.label.find(key) for node in parents if node.section is self.cursor.section]
        if max(places, default=-1) < 0 or (0 in places and cell.bottom >= self._end - TOUCH):
            return False  # the word's first, last on the page: its edge may have cut the word
        return any(label_keys(self.cursor.spec, head_of(other)[0]) for other in right_of(page, cell) if other.lines)

    def _match(self, page: Page, cell: Cell, key: str, left: Label | None) -> Match | None:
        match = self.cursor.resolve(key)
        if match is None:
            return None
        if match.node.kind is NodeKind.ITEM and match.cost >= 1000:
            return None
        if match.node.part is not self.cursor.part and self.cursor.is_region:
            is_heading = match.is_exact_number and cell.is_loose and is_alone(page, cell)
            is_table = self.cursor.region == "change_table"
            if not stands_out(page, cell) and (is_table or not is_heading):
                return None  # a drawing or a table quotes the form's headings
        if match.node.part is self.cursor.part and self.cursor.region == "change_table" and is_in_row(page, cell):
            return None  # the heading of a column, 変更箇所 as the table itself
        if match.node.kind is NodeKind.ITEM and self._awaits_value_below(page, cell):
            return None  # the value of the heading above, whatever its words
        # A value may repeat the form's words; beside a label only the very next one is believed.
        is_next = 0 < match.node.index - self.cursor.position <= 2 and match.node.kind is not NodeKind.PART
        is_foreign = left is not None and left.node is None and is_next and match.is_exact_number  # heads several rows
        is_beside = left is not None and left.instance is not None and not left.instance.is_opt_out and not is_foreign
        if not is_beside or (is_next and left is not None and self._has_value_below(page, left.cell)):
            return match
        return None

    def _heads_drawing(self, page: Page, cell: Cell, node: Node) -> bool:
        """Whether a cell on top of a page, as wide as the table, may be the frame of a drawing below the title of its
        part."""
        is_frame = cell in first_row(page) and is_bar(page, cell) and not cell.is_loose
        return is_frame and node.kind is NodeKind.PART and node.part.region == "figure"

    def _headings_in(self, cell: Cell) -> list[tuple[Match, list[Line]]]:
        """The sub-headings of the form that a cell prints one below the other, and their lines; nothing where it prints
        anything else, or only one."""
        found: list[tuple[Match, list[Line]]] = []
        lines: list[Line] = []
        if self.cursor.is_region:
            return []
        for line in cell.lines:
            lines.append(line)
            match = self.cursor.resolve(fold("".join(one.text for one in lines)))
            if match is not None and match.node.kind is NodeKind.LINE and match.node.section is self.cursor.section:
                found.append((match, lines))
                lines = []
        return found if len(found) > 1 and not lines else []

    def _above_value(self, page: Page, cell: Cell, *, has_brackets: bool) -> Match | None:
        """The label of an item in the first line of a cell that holds its value, too, or an annex's title above the
        first words of its drawing. Brackets further down may be prose, 〔委託先〕, where the item is text; fields stand
        behind labels that `head_of` finds."""
        match = self._match(page, cell, fold(cell.lines[0].text), None)
        if match is None:
            return None
        if has_brackets:
            return match if match.node.item is not None and match.node.item.kind == "text" else None
        return match if match.node.kind is NodeKind.ITEM or self._heads_drawing(page, cell, match.node) else None

    def _remarked(self, page: Page, cell: Cell, key: str) -> Match | None:
        """The heading of a part or a section with words appended to it, in a bar of its own."""
        match = self.cursor.resolve_remarked(key, "".join(line.text for line in cell.lines))
        if match is None or not is_bar(page, cell) or self._awaits_value_below(page, cell):
            return None
        if self.cursor.region == "change_table" and not (match.node.part.is_region and cell.is_loose):
            return None  # a row of the table may name a part
        if match.node.part is self.cursor.part and _names_list(match):
            return None  # the list names its next file so
        return None if lists_parts(self.cursor.spec, page) else match

    # -------------------------------------------------------------------------------------------- labels

    def _label(self, page: Page, cell: Cell, match: Match, head: list[Line], tail: list[Line]) -> None:
        node, cursor = match.node, self.cursor
        position = cursor.position
        is_new = cursor.move(match)
        self._close_gaps(page, node)
        page.claim_lines(head, Claim.LABEL)
        self._measure(page, cell)
        if not is_new and node.kind in (NodeKind.SECTION, NodeKind.LINE, NodeKind.PARENT) and not tail:
            self._labels.append(Label(cell, node, None))  # a heading printed again: what stood before goes on
            return
        if self._pending and not self._may_adopt(page, cell, node):
            self._release_pending()  # to the item before, ahead of what begins here
        instance: Instance | None = None
        if node.kind is NodeKind.ITEM or (node.kind is NodeKind.BLOCK and node.item):
            assert node.item is not None
            is_again = is_new and position == node.index and node.kind is NodeKind.ITEM
            if is_again and self._current is not None and self._current.item is node.item:
                instance = self._current  # the label again, on the next page
            else:
                instance = self._instance(page, cell, node.item, node)
        elif node.kind is NodeKind.SECTION:
            instance = self._section(page, cell, node, tail)
            tail = []
        elif node.kind is NodeKind.PART and (is_new or node.part.is_region):
            self._current = None  # nothing below the heading goes on with what stood above it
            if node.part.region == "figure":
                drawing = self._region(page, cell)
                if drawing is not None:
                    drawing.sheets.append((page, cell))
                    self._current = None
        label = Label(cell, node, instance)
        self._labels.append(label)
        if instance is not None and not instance.is_opt_out:
            self._current = instance
            self._adopt_pending(instance)
        if node.kind is NodeKind.PART and is_new and not tail:
            blank = blank_below(self.cursor, page, cell)
            if blank is not None and blank.item is not None:
                self._current = self._instance(page, cell, blank.item, blank)
        if tail:
            if node.kind is NodeKind.PART and node.part.is_region:
                instance = self._region(page, cell)
            if instance is not None:
                instance.chunks.append(Chunk(page, cell, tail))
            else:
                self._leave(page, cell, tail)

    def _instance(self, page: Page, cell: Cell, item: ItemSpec, node: Node) -> Instance:
        cursor = self.cursor
        entry_no = cursor.entry_no if node.repeat else None
        instance = Instance(node.part, node.section, item, cursor.file_no, entry_no, item.label, page, cell)
        if item.kind == "text" and node.part.is_region and instance.key in self._known:
            # printed on several sheets (（備考） of several drawings): counted
            first = self._known[instance.key]
            first.entry_no = first.entry_no or 1
            entry = sum(1 for other in self.reading.instances if other.item is item) + 1
            instance.entry_no = entry
        known = self._known.setdefault(instance.key, instance)
        if known is not instance:
            self._find(
                Severity.WARNING,
                "label_repeated",
                "the label is printed again; both values are joined",
                known,
                page,
                cell,
            )
            return known
        self.reading.instances.append(instance)
        return instance

    def _section(self, page: Page, cell: Cell, node: Node, tail: list[Line]) -> Instance | None:
        """A section's heading: its brackets, and the item whose label it is."""
        section = node.section
        assert section is not None
        brackets: Instance | None = None
        if section.opt_out:
            brackets = Instance(
                node.part, section, None, self.cursor.file_no, None, node.label, page, cell, is_opt_out=True
            )
        item = next((item for item in section.items if item.labelled_by == "heading_bracket"), None)
        if item is not None:
            brackets = Instance(node.part, section, item, self.cursor.file_no, None, item.label, page, cell)
        if brackets is not None:
            known = self._known.setdefault(brackets.key, brackets)
            if known is brackets:
                self.reading.instances.append(brackets)
            brackets = known
            if tail:
                brackets.chunks.append(Chunk(page, cell, tail))
        elif tail:
            self._leave(page, cell, tail)
        named = next((item for item in section.items if item.labelled_by == "heading"), None)
        if named is not None:
            self._current = self._instance(page, cell, named, node)
        else:
            self._current = None
        return brackets

    def _continues_label(self, page: Page, cell: Cell, key: str, head: list[Line], tail: list[Line]) -> bool:
        """The rest of a label that the page's edge cut in two."""
        cut = self._cut
        if cut is None or cut.page is page or key != cut.rest:
            return False
        self._cut = None
        page.claim_lines(head, Claim.LABEL)
        self._measure(page, cell)
        self._labels.append(Label(cell, cut.node, cut.instance))
        if tail and cut.instance is not None:
            cut.instance.chunks.append(Chunk(page, cell, tail))
        elif tail:
            self._leave(page, cell, tail)
        return True

    def _begins_label(self, page: Page, cell: Cell, left: Label | None, *, is_sure: bool = False) -> bool:
        """A label of which the page's edge leaves only the beginning; where it ``is_sure``, the next page begins with
        the rest."""
        if cell.is_loose or cell.bottom < self._end - TOUCH or self.cursor.is_region or self.cursor.is_contents:
            return False
        is_alone_in_row = is_bar(page, cell)
        if not is_alone_in_row and not has_right(page, cell):
            return False
        number, words = split_number(cell.key)
        for node in self.cursor.spec.nodes[self.cursor.position + 1 : self.cursor.position + 8]:
            if not self._may_be_cut(cell, node, left, is_alone_in_row):
                continue
            for key in node.keys:
                whole = (node.mark or "") + key
                if words and number == node.mark and key.startswith(words):
                    rest = key[len(words) :]
                elif whole.startswith(cell.key):
                    rest = whole[len(cell.key) :]
                else:
                    continue
                if is_sure and (not rest or rest not in self._overleaf):
                    continue
                self._label(page, cell, Match(node, 0), cell.lines, [])
                self._cut = _Cut(node, rest, page, cell, self._labels[-1].instance)
                return True
        return False

    @staticmethod
    def _may_be_cut(cell: Cell, node: Node, left: Label | None, is_alone_in_row: bool) -> bool:
        """Whether a cell at the page's foot may hold the beginning of a node's label.

        A parent's words (再委託) run downwards beside several rows, of which one may end at the page's edge. A cell
        that is closed there has to stand where labels stand, and to print more of the label; as wide as the table, half
        of it.
        """
        if is_alone_in_row:
            is_wide = node.kind in (NodeKind.ITEM, NodeKind.SECTION, NodeKind.LINE)
            least = CUT_LABEL if cell.is_open_bottom else max(len(key) for key in node.keys) / 2
            return is_wide and len(cell.key) >= max(least, CUT_LABEL)
        if node.kind is NodeKind.PARENT:
            return True
        if node.kind is not NodeKind.ITEM:
            return False
        if cell.is_open_bottom:
            return len(cell.key) > 1
        return len(cell.key) >= CUT_LABEL and (left is None or left.instance is None)

    def _report_uncontinued(self, cut: _Cut) -> None:
        """Say that a label, taken for cut by the page's edge, did not go on: then it is worded so."""
        if cut.instance is not None and cut.rest and cut.node.kind is not NodeKind.PARENT:
            self._find(
                Severity.INFO, "label_reworded", "only the beginning of the form's label is printed", cut.instance,
                cut.page, cut.cell, expected=cut.node.label, found=cut.page.text(cut.cell.lines, cut.cell),
            )  # fmt: skip

    # -------------------------------------------------------------------------------------------- values

    def _value(self, page: Page, cell: Cell, instance: Instance | None) -> None:
        if instance is None:
            self._leave(page, cell, cell.lines)
            return
        instance.chunks.append(Chunk(page, cell, cell.lines))
        self._measure(page, cell)

    def _region(self, page: Page, cell: Cell) -> Instance | None:
        """The instance that takes what a region part prints."""
        part = self.cursor.part
        assert part is not None
        if self._current is not None and self._current.part is part:
            return self._current
        for section in part.sections:
            for item in section.items:
                if item.kind in REGION_KINDS:
                    key = (item.code, self.cursor.file_no, None)
                    if key not in self._known:
                        instance = Instance(part, section, item, self.cursor.file_no, None, item.label, page, cell)
                        self._known[key] = instance
                        self.reading.instances.append(instance)
                    self._current = self._known[key]
                    return self._current
        return None

    def _unlabelled(self, page: Page, cell: Cell) -> None:
        """A cell without a label: the value of a heading above, the rest of a value, a reworded or a foreign label."""
        above, current = self._labels.above(cell), self._current
        if above is not None and above.instance is not None:
            self._value(page, cell, above.instance)
        elif cell.is_loose:
            self._loose(page, cell)
        elif self._takes_brackets(page, cell):
            pass
        elif self._stands_as_label(page, cell):
            self._unknown_label(page, cell)
        elif self._is_pending(page, cell):
            self._pending.append((page, cell))
        elif (node := self._item_below_heading(page, cell)) is not None:
            self._label(page, cell, Match(node, 0), [], cell.lines)
        elif self._stands_as_heading(page, cell):
            self._unknown_heading(page, cell)
        elif current is None or (not self._labels and _lacks_options_before(cell, current)):
            self._leave(page, cell, cell.lines)
        else:
            if self._labels and empty_left(page, cell) is None and not current.is_labelled_above:
                self._find(
                    Severity.INFO, "value_continued", "a cell without a label is taken for the rest of the value above",
                    current, page, cell, found=page.text(cell.lines, cell),
                )  # fmt: skip
            self._value(page, cell, current)

    def _is_pending(self, page: Page, cell: Cell) -> bool:
        """Whether a cell's label may be printed on the next page only, beside the rest of its row.

        The row is open at the page's foot; or it ends the page with rules all round it and no label, and the value
        above it does not go on in such rows already.
        """
        if self._prints_within(cell):
            return False
        if not self._labels:
            return bool(self._pending)
        if self._pending and self._pending[-1][0] is page and abs(self._pending[-1][1].top - cell.top) <= TOUCH:
            return True  # the next cell of the same row
        empty = empty_left(page, cell)
        if empty is None or cell.is_open_bottom:
            return empty is not None
        is_last = cell.bottom >= self._end - TOUCH
        is_row = abs(empty.top - cell.top) <= TOUCH and abs(empty.bottom - cell.bottom) <= TOUCH
        return is_last and is_row and not cell.is_open_top and not is_below_row_without_label(page, cell)

    def _prints_within(self, cell: Cell) -> bool:
        """Whether a cell begins with the words of an item that is printed in the value of the current one, as
        （手数料額、納付方法：…） in a row of its own below 手数料等."""
        return any(cell.key.lstrip("(").startswith(fold(item.label)) for item in self._items_within())

    def _items_within(self) -> list[ItemSpec]:
        """The items that the form prints in the value of the current one, behind no option of it."""
        current = self._current
        if current is None or current.item is None or current.section is None:
            return []
        code = current.item.code
        return [item for item in current.section.items if item.within == code and item.within_option is None]

    def _label_within(self, page: Page, cell: Cell, item: ItemSpec) -> None:
        """The label of an item that the form prints in another's value, in a row of its own below that."""
        outer = self._current
        assert outer is not None
        inner = Instance(outer.part, outer.section, item, outer.file_no, outer.entry_no, item.label, page, cell)
        self._current = self._known.setdefault(inner.key, inner)
        if self._current is inner:
            self.reading.instances.append(inner)
        page.claim_lines(cell.lines, Claim.LABEL)
        self._measure(page, cell)
        self._labels.append(Label(cell, None, self._current))

    def _takes_brackets(self, page: Page, cell: Cell) -> bool:
        """Brackets in a row of their own below a section's heading, or the rest of its brackets where the page's edge
        cut the heading."""
        is_rest = not self._labels and cell.is_open_top
        label = self._foot if is_rest else self._labels[-1] if self._labels else None
        last = label.instance if label is not None else None
        if last is None or not last.is_bracketed or (last.chunks and not is_rest) or cell.lines[0].text[0] not in OPEN:
            return False
        self._value(page, cell, last)
        return True

    def _stands_as_label(self, page: Page, cell: Cell) -> bool:
        """Whether a cell stands where labels stand: at the left, with a cell of its own row to the right."""
        if cell.is_open_top or cell.lines[0].text[0] in OPEN or OPTION.match(cell.lines[0].text):
            return False
        if self._current is not None and not self._current.chunks and self._current.is_labelled_above:
            return False  # the value of a heading, in several cells
        left = min(other.x0 for other in page.cells)
        is_left = abs(cell.x0 - left) <= TOUCH or self._labels.has_column_of(cell)
        return is_left and has_right(page, cell)

    def _stands_as_heading(self, page: Page, cell: Cell) -> bool:
        """Whether a cell is as wide as the table, where no value of that width is expected."""
        current = self._current
        if cell.is_open_top:
            return False
        if (
            not self._labels
            and is_bar(page, cell)
            and nearest_node(self.cursor, head_of(cell)[0], (NodeKind.LINE, NodeKind.SECTION)) is not None
        ):
            return True  # リスク3 … or ５．… reworded, on top of a page
        if current is not None and current.is_labelled_above:
            return False
        if not self._labels and (current is None or current.chunks):
            return current is None  # the first cell of a page goes on with what stood before
        return is_bar(page, cell)

    def _item_below_heading(self, page: Page, cell: Cell) -> Node | None:
        """See ``item_below``; the heading may be the last label of the page before."""
        last = self._labels[-1] if self._labels else self._foot
        if last is None or last.node is None or cell.is_loose:
            return None
        end = last.cell.bottom if self._labels else min(other.top for other in page.cells)
        is_right_below = abs(cell.top - end) <= TOUCH
        return item_below(self.cursor, last.node, cell, self.reading.instances) if is_right_below else None

    def _unknown_heading(self, page: Page, cell: Cell) -> None:
        """A row of text that is none of the form's: a reworded heading, or the agency's own words."""
        key, head, tail = head_of(cell)
        kinds = (NodeKind.SECTION, NodeKind.LINE) if lists_parts(self.cursor.spec, page) else _HEADINGS
        node = nearest_node(self.cursor, key, kinds)
        if node is not None:
            self._label(page, cell, Match(node, 0), head, tail)
            self._reworded_heading(page, cell, node, head)
            return
        cursor = self.cursor
        assert cursor.part is not None
        instance = Instance(cursor.part, cursor.section, None, cursor.file_no, cursor.entry_no, "", page, cell)
        instance.chunks.append(Chunk(page, cell, cell.lines))
        self.reading.instances.append(instance)
        self._labels.append(Label(cell, None, None))
        self._find(
            Severity.WARNING, "text_unknown", "a row of text that the form does not print; it is kept without a code",
            instance, page, cell, found=page.text(cell.lines, cell),
        )  # fmt: skip

    def _reworded_heading(self, page: Page, cell: Cell, node: Node, head: list[Line]) -> None:
        place = Instance(node.part, node.section, None, self.cursor.file_no, None, node.label, page, cell)
        self._find(
            Severity.INFO, "label_reworded", "the heading is worded otherwise than on the form", place, page, cell,
            expected=node.label, found=page.text(head, cell),
        )  # fmt: skip

    def _loose(self, page: Page, cell: Cell) -> None:
        """Text outside every ruled cell: left to the ledger."""
        self._leave(page, cell, cell.lines)

    def _awaits_value_below(self, page: Page, cell: Cell) -> bool:
        """Whether a cell as wide as the table stands right below a heading that is the label of an item."""
        current = self._current
        if current is None or current.item is None or current.item.labelled_by != "heading" or current.chunks:
            return False
        if cell.is_loose or current.page is not page or abs(cell.top - current.cell.bottom) > TOUCH:
            return False
        return abs(cell.x0 - current.cell.x0) <= TOUCH and abs(cell.x1 - current.cell.x1) <= TOUCH

    def _has_value_below(self, page: Page, cell: Cell) -> bool:
        """Whether the cell below a label is its value: labels stand side by side then, as column headings do."""
        return any(
            abs(other.top - cell.bottom) <= TOUCH
            and abs(other.x0 - cell.x0) <= TOUCH
            and abs(other.x1 - cell.x1) <= TOUCH
            and not label_keys(self.cursor.spec, other.key)
            for other in page.cells
        )

    def _unknown_label(self, page: Page, cell: Cell) -> None:
        """A cell where labels stand that prints none of the form's: a reworded label, or one of the agency's own."""
        cursor = self.cursor
        inner = next((item for item in self._items_within() if cell.key.strip("():") == fold(item.label)), None)
        if inner is not None:
            self._label_within(page, cell, inner)
            return
        best = nearest_node(self.cursor, cell.key, (NodeKind.ITEM,))
        printed = page.text(cell.lines, cell)
        if best is not None:
            self._label(page, cell, Match(best, 0), cell.lines, [])
            assert self._current is not None
            message = "the label is worded otherwise than on the form"
            self._find(
                Severity.INFO, "label_reworded", message, self._current, page, cell, expected=best.label, found=printed
            )
            return
        instance = Instance(cursor.part, cursor.section, None, cursor.file_no, cursor.entry_no, printed, page, cell)  # type: ignore[arg-type]
        page.claim_lines(cell.lines, Claim.LABEL)
        self.reading.instances.append(instance)
        self._labels.append(Label(cell, None, instance))
        self._find(
            Severity.WARNING, "label_unknown", "the form has no such label; its value is kept without a code", instance,
            page, cell, found=printed,
        )  # fmt: skip

    # -------------------------------------------------------------------------------------------- page edges

    def _may_adopt(self, page: Page, cell: Cell, node: Node) -> bool:
        """Whether cells at the foot of the last page may wait for a label: an item's; and where their row is closed at
        the foot, one in the column of their empty label cell."""
        if node.kind is NodeKind.PARENT:
            return True  # the label beside several rows: that of the first row comes
        if node.item is None or node.kind not in (NodeKind.ITEM, NodeKind.BLOCK):
            return False
        before, first = self._pending[0]
        empty = None if first.is_open_bottom else empty_left(before, first)
        if empty is None:
            return True
        return before is not page and abs(empty.x0 - cell.x0) <= TOUCH and abs(empty.x1 - cell.x1) <= TOUCH

    def _adopt_pending(self, instance: Instance) -> None:
        """Cells at the foot of the last page whose label is printed here."""
        for page, cell in self._pending:
            if not cell.is_open_bottom and self._pending[0][1] is cell:
                self._find(
                    Severity.INFO, "value_before_label", "a row without a label that ends a page is taken for the "
                    "beginning of the next page's first row", instance, page, cell, found=page.text(cell.lines, cell),
                )  # fmt: skip
            self._value(page, cell, instance)
        self._pending = []

    def _release_pending(self) -> None:
        """Cells whose label never came: they go on with the item before."""
        pending, self._pending = self._pending, []
        for page, cell in pending:
            self._value(page, cell, self._current)

    def finish(self) -> FormReading:
        """The reading, after the last page."""
        self._release_pending()
        if self._cut is not None:
            self._report_uncontinued(self._cut)
        for gap in self.reading.gaps:
            drawing = self._drawing_over(gap)
            if drawing is None:
                self.reading.drawn.discard(gap.page.number)
            elif gap.page.number in self.reading.drawn:
                everywhere = Cell(gap.page.number, 0.0, 0.0, gap.page.ink.width, gap.page.ink.height, [])
                drawing.chunks.append(Chunk(gap.page, everywhere, []))
        self.reading.gaps = [gap for gap in self.reading.gaps if gap.page.number not in self.reading.drawn]
        return self.reading

    def _drawing_over(self, gap: Gap) -> Instance | None:
        """The drawing that goes on over pages without text: nothing else of the form can stand between it and what
        was read behind them."""
        parts = self.cursor.spec.parts
        if gap.part is None or gap.next_part not in (gap.part, *parts[parts.index(gap.part) + 1 :][:1]):
            return None
        drawings = [one for one in self.reading.instances if one.item is not None and one.item.kind == "figure"]
        return next((one for one in reversed(drawings) if one.part is gap.part), None)

    # -------------------------------------------------------------------------------------------- notes

    def _leave(self, page: Page, cell: Cell, lines: list[Line]) -> None:
        """Text that belongs to nothing: it stays unassigned in the ledger, and a finding names it."""
        text = page.text(lines, cell)
        self.reading.findings.append(
            Finding(
                Severity.WARNING,
                "text_unassigned",
                "text that belongs to no item of the form",
                found=text,
                page=page.number,
                box=page.box(lines) or cell.box,
            )
        )

    def _find(self, severity: Severity, rule: str, message: str, instance: Instance, page: Page, cell: Cell, **more):
        self.reading.findings.append(instance.finding(severity, rule, message, page.number, cell.box, **more))

    def _measure(self, page: Page, cell: Cell) -> None:
        part = self.cursor.part
        if part is not None:
            areas = self.reading.area_by_part.setdefault(page.number, {})
            areas[part.code] = areas.get(part.code, 0.0) + (cell.x1 - cell.x0) * (cell.bottom - cell.top)


def _is_rest_of_count(page: Page) -> bool:
    """Whether a page prints nothing but what the form prints behind a count: a sheet wider than its paper leaves its
    last columns to pages of their own, behind the others."""
    printed = "".join(cell.key for cell in [*page.cells, *page.loose] if cell.lines)
    return not len(page.ink.rules) and _REST_OF_COUNT.fullmatch(printed) is not None


def _lacks_options_before(cell: Cell, instance: Instance) -> bool:
    """Whether a cell goes on with numbered options (5) …) of which the value so far does not have the one before."""
    number = OPTION.match(cell.lines[0].text)
    if number is None or (before := int(_DIGITS.match(number[0])[0]) - 1) < 1:  # type: ignore[index]
        return False
    numbered = re.compile(rf"(?<!\d){before}\s*[)）.．、]")
    texts = (unicodedata.normalize("NFKC", line.text) for chunk in instance.chunks for line in chunk.lines)
    return not any(numbered.search(text) for text in texts)


def _options_beside_headings(spec: FormSpec) -> Iterator[OptionSpec]:
    """The options whose boxes a form prints beside its sections' headings."""
    for section in (section for part in spec.parts for section in part.sections):
        yield from section.opt_out
        yield from (one for item in section.items if item.labelled_by == "heading_bracket" for one in item.options)


def _names_list(match: Match) -> bool:
    """Whether the heading of a list of record items has the name of the list's file behind it."""
    return match.node.part.region == "record_items" and match.remark is not None and names_file(match.remark)


def _named(match: Match, lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """A heading's lines, and the name of the file that it gives the list below it: the list's own words."""
    if not _names_list(match) or len(lines) > 1:
        return lines, []
    start = place_of(match.remark or "", lines[0].text)
    if start is None:
        return lines, []
    before, name = cut(lines[0], start)
    return [before], [name]
