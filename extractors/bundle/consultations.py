"""諮問 letters, 諮問書 tables and 答申書 to consultations: a run of pages divided into documents and fields."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractors.bundle.drafts import Draft, Entry, append, is_known
from extractors.bundle.letter_rows import Root, chain_of, chunk_of, plain_text, rights_of, roots_of
from extractors.bundle.letters import (
    ASKS,
    CLOSING,
    CONTACT,
    RECORD,
    REPORTS,
    Chunk,
    Head,
    Number,
    Row,
    Split,
    merge_rows,
    read_head,
    rows_of,
    split_item,
)
from extractors.bundle.unruled_tables import cut_cells, unruled_pairs
from extractors.layout.celltext import NO_GLYPH, Line
from extractors.layout.page import Cell, Page
from extractors.model import Consultation, Finding, Severity

_MIN_KNOWN = 2  # known labels that make pages without a title a consultation
_FRAMED = 0.5  # share of the page's height from which a lone cell is a frame around a letter
_ALIGNED = 1.5  # sizes


def read_consultations(pages: Sequence[Page]) -> tuple[list[Consultation], list[Finding]]:
    """Read a run of pages of role consultation or report, which may hold several documents; claims what it reads."""
    reader = _Reader()
    for page in pages:
        reader.read(page)
    findings: list[Finding] = []
    consultations = [done for one in reader.documents if (done := one.finish(findings)) is not None]
    return consultations, findings + reader.findings


def opens_consultation(page: Page) -> bool:
    """Whether a page begins a letter that asks or answers, or is a table of what such papers tell. Claims nothing."""
    elements = _elements(page)
    _, head = _head(elements)
    said = "".join(one.key if isinstance(one, Row) else one.cell.key for one in elements)
    is_of_these = head.kind is not None or ASKS.search(said) or REPORTS.search(said)
    return bool(head.is_letter and is_of_these) or _n_known(elements) >= _MIN_KNOWN


def begins_letter(page: Page) -> bool:
    """Whether somebody writes to somebody at the head of a page, about whatever it may be. Claims nothing."""
    return _head(_elements(page))[1].is_letter


class _Reader:
    """Pages to documents: what is open goes on over pages until a head begins another."""

    def __init__(self) -> None:
        self.documents: list[Draft] = []
        self.findings: list[Finding] = []
        self.draft: Draft | None = None
        self.target: list[Chunk] | None = None  # the text that the next line goes on with
        self.number: tuple[Number, float] | None = None  # of the last item, and where it begins
        self.is_items = False
        self.is_closed = False
        self.held: list[Line] = []  # lines of the next item's value that stand higher than its label
        self.is_attached = False  # to a letter: what a table says counts for more than the letter

    def read(self, page: Page) -> None:
        """Read the next page."""
        elements = _elements(page)
        n_head, head = _head(elements)
        if head.is_letter or (head.title and not (self.draft and self.draft.takes(head))):
            self._open()
        elif head.title:
            self._begin(is_attached=True)
        elif self.draft is None:
            if _n_known(elements) < _MIN_KNOWN:
                message = "a page among consultations that begins none"
                self.findings.append(Finding(Severity.WARNING, "consultation_unread", message, page=page.number))
                return
            self._open()
        else:
            n_head = 0
        if n_head and self.draft is not None:
            had_body = bool(self.draft.body)
            self.draft.add_head(head)
            if n_head == len(elements) and head.body and not had_body:
                self.target = self.draft.body
        rest = elements[n_head:]
        leading = _leading(rest)
        for element in rest:
            if isinstance(element, Row) and id(element) in leading:
                self.held.append(element.line)
            elif isinstance(element, Row):
                self._row(element)
            else:
                self._root(element)

    def _open(self) -> None:
        self.draft = Draft()
        self.documents.append(self.draft)
        self._begin(is_attached=False)

    def _begin(self, is_attached: bool) -> None:
        """Forget what was open before a head."""
        self.target, self.number, self.is_items, self.is_closed = None, None, False, False
        self.is_attached = is_attached

    # -------------------------------------------------------------------------------------------- rows

    def _row(self, row: Row) -> None:
        draft = self.draft
        if draft is None or self.is_closed:
            return
        if row.key in RECORD:
            draft.labels.append(row.chunk())
            self.target, self.is_items = None, True
        elif row.key in CLOSING:
            draft.labels.append(row.chunk())
            self.target, self.is_closed = None, True
        elif (split := self._item(row)) is not None:
            entry = Entry(split.name, [Chunk(row.page, [split.label], row.frame)])
            entry.is_table = self.is_attached
            entry.is_bare = split.value is None and not split.is_known
            lines = [*self.held, *([split.value] if split.value else [])]
            self.held = []
            if lines:
                entry.values.append(Chunk(row.page, lines, row.frame))
            draft.entries.append(entry)
            self.target = entry.values
            if split.number is not None:
                self.number = (split.number, row.line.x0)
        elif self.target is not None and self._is_below_pair(row.page, row.line.x0, row.line.x1):
            self.target = None if CONTACT.match(row.key) else draft.body
            if self.target is not None:
                self.target.append(row.chunk())
        elif self.target is not None:
            append(self.target, row)
        elif self.is_items:
            entry = Entry("記", [], [row.chunk()])
            draft.entries.append(entry)
            self.target = entry.values

    def _item(self, row: Row) -> Split | None:
        """The row as an item: one that is known, or the next of the items' numbers."""
        split = split_item(row.line, row.page.glyphs, is_known)
        if split is None:
            return None
        size = row.line.size
        if split.is_known:
            if split.number is None and self.number is not None:
                _, x0 = self.number
                return split if row.line.x0 - x0 < (_ALIGNED + 2) * size else None
            return split
        number = split.number
        if number is None:
            return None
        if self.number is None:
            return split if number.value == 1 else None
        last, x0 = self.number
        is_next = number.style == last.style and number.value == last.value + 1
        return split if is_next and abs(row.line.x0 - x0) < _ALIGNED * size else None

    # -------------------------------------------------------------------------------------------- tables

    def _root(self, root: Root) -> None:
        draft = self.draft
        if draft is None or self.is_closed:
            return
        page, cells = root.page, root.rights
        self.is_attached = self.is_attached or bool(page.cells)  # a ruled table below the letter
        if not cells:
            self._lone(root)
        elif not root.cell.lines or self._goes_on(root):
            if self.target is not None and len(cells) == 1 and cells[0].lines:
                self.target.append(chunk_of(page, cells[0]))
                if root.cell.lines:
                    draft.entries[-1].labels.append(chunk_of(page, root.cell))
                    draft.entries[-1].label += root.label
        elif len(cells) == 1:
            self._pairs(page, [root.cell, *chain_of(page, cells[0])])
        else:
            self._stack(root)

    def _goes_on(self, root: Root) -> bool:
        """Whether a label cut by the page's edge goes on here."""
        last = self.draft.entries[-1].labels if self.draft and self.draft.entries else []
        is_cut = root.cell.is_open_top and bool(last) and last[-1].page is not root.page
        return is_cut and not is_known(root.label)

    def _entry(self, label: str, labels: Iterable[Chunk], values: Iterable[Chunk]) -> None:
        assert self.draft is not None
        entry = Entry(label, list(labels), [chunk for chunk in values if chunk.lines], is_table=self.is_attached)
        self.draft.entries.append(entry)
        self.target = entry.values

    def _pairs(self, page: Page, cells: list[Cell]) -> None:
        """A row of cells: label and value, or several such pairs side by side."""
        if len(cells) == 2 or (is_known(plain_text(cells[0])) and len(cells) % 2):
            values = [chunk_of(page, cell) for cell in cells[1:]]
            self._entry(plain_text(cells[0]), [chunk_of(page, cells[0])], values)
        elif len(cells) % 2 == 0 and any(is_known(plain_text(cell)) for cell in cells[::2]):
            for label, value in zip(cells[::2], cells[1::2], strict=True):
                self._entry(plain_text(label), [chunk_of(page, label)], [chunk_of(page, value)])
        else:
            self.target = None

    def _stack(self, root: Root) -> None:
        """A label that spans several rows: of values, or of labels and values."""
        page, head = root.page, chunk_of(root.page, root.cell)
        plain: list[Chunk] = []
        labels = [head]
        for cell in root.rights:
            beside = rights_of(page, cell)
            if len(beside) == 1 and not rights_of(page, beside[0]):
                label = f"{root.label} {plain_text(cell)}"
                self._entry(label, [*labels, chunk_of(page, cell)], [chunk_of(page, beside[0])])
                labels = []
            elif not beside:
                plain.append(chunk_of(page, cell))
        if plain:
            self._entry(root.label, labels, plain)

    def _lone(self, root: Root) -> None:
        """A cell over the whole width: a label of what follows, a label with its text below, or text."""
        page, cell, draft = root.page, root.cell, self.draft
        if draft is None or not cell.lines:
            return
        if is_known(root.label):
            self._entry(root.label, [chunk_of(page, cell)], [])
            return
        split = split_item(cell.lines[0], page.glyphs, is_known)
        if split is not None and split.is_known:
            label = Chunk(page, [split.label], cell.box)
            lines = ([split.value] if split.value else []) + cell.lines[1:]
            self._entry(split.name, [label], [Chunk(page, lines, cell.box)])
        elif self.target is not None and not self._is_below_pair(page, cell.x0, cell.x1):
            self.target.append(chunk_of(page, cell))
        elif "。" in cell.key and (not draft.body or self.target is not None):
            draft.body.append(chunk_of(page, cell))
            self.target = draft.body

    def _is_below_pair(self, page: Page, x0: float, x1: float) -> bool:
        """Whether what reaches from ``x0`` to ``x1`` stands below a row of a label's cell and a value's, and begins
        left of the value: it is a text of its own, as the opinion below the result."""
        last = self.draft.entries[-1] if self.draft and self.draft.entries else None
        if last is None or self.target is not last.values or not last.labels or not last.values:
            return False
        label, value = last.labels[-1], last.values[-1]
        return label.page is value.page is page and label.frame.x1 < value.frame.x0 + 1 < x1 and x0 < value.frame.x0


# ------------------------------------------------------------------------------------------------ pages


def _elements(page: Page) -> list[Row | Root]:
    """The rows of text and of tables on a page, from the top."""
    rows, roots = rows_of(page), roots_of(page)
    if len(roots) == 1 and not roots[0].rights and _is_frame(roots[0].cell, page):
        rows = merge_rows(page, [*(row.line for row in rows), *roots[0].cell.lines])
        roots = []
    roots = [root for root in roots if not _is_beside(root, rows)]
    lone = [root.cell for root in roots if not root.rights and root.cell.lines]
    cuts = {id(cell): pair for cell, pair in cut_cells(page, lone, is_known) if pair is not None}
    roots = [
        Root(page, cuts[id(root.cell)][0], [cuts[id(root.cell)][1]]) if id(root.cell) in cuts else root
        for root in roots
    ]
    for label, value in unruled_pairs(page, is_known):
        inside = {glyph for line in (*label.lines, *value.lines) for glyph in line.glyphs if glyph != NO_GLYPH}
        rows = [row for row in rows if not inside.intersection(row.line.glyphs)]
        roots.append(Root(page, label, [value]))
    return sorted([*rows, *roots], key=lambda one: one.top)


def _is_frame(cell: Cell, page: Page) -> bool:
    return cell.bottom - cell.top > _FRAMED * page.ink.height and not is_known(cell.lines[0].text if cell.lines else "")


def _is_beside(root: Root, rows: Sequence[Row]) -> bool:
    """Whether a box of its own stands beside lines of text: a stamp (写, 受付) beside number and date, no table."""
    if root.rights or is_known(root.label):
        return False
    cell = root.cell
    return any(
        cell.top < (row.top + row.bottom) / 2 < cell.bottom and (row.line.x0 > cell.x1 or row.line.x1 < cell.x0)
        for row in rows
    )


def _head(elements: Sequence[Row | Root]) -> tuple[int, Head]:
    """How many rows stand above the first item, 記 or table, and what they say."""
    n_head = next((n for n, one in enumerate(elements) if not isinstance(one, Row) or _ends_head(one)), len(elements))
    return n_head, read_head([row for row in elements[:n_head] if isinstance(row, Row)])


def _leading(elements: Sequence[Row | Root]) -> set[int]:
    """Rows, by identity, that belong to the item below them: a value of several lines is level with its label's middle,
    its first lines stand beside nothing and nearer to the label than to what is above them."""
    leading: set[int] = set()
    for n, row in enumerate(elements):
        split = split_item(row.line, row.page.glyphs, is_known) if isinstance(row, Row) else None
        if split is None or not split.is_known or not isinstance(row, Row):
            continue
        below = row
        for k in range(n - 1, 0, -1):
            one, above = elements[k], elements[k - 1]
            if not isinstance(one, Row) or one.line.x0 < split.label.x1 or one.key in RECORD:
                break
            room = one.top - above.bottom if isinstance(above, Row) else float("inf")
            if below.top - one.bottom > min(0.4 * row.line.size, room - 0.4 * row.line.size):
                break
            leading.add(id(one))
            below = one
    return leading


def _ends_head(row: Row) -> bool:
    if row.key in RECORD:
        return True
    split = split_item(row.line, row.page.glyphs, is_known)
    if split is None:
        return False
    return (split.is_known and not row.is_centred) or (split.number is not None and split.number.value == 1)


def _n_known(elements: Sequence[Row | Root]) -> int:
    return sum(isinstance(one, Root) and is_known(one.label) for one in elements)
