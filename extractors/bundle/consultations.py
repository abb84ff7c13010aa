"""諮問 letters, 諮問書 tables and 答申書 to consultations."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from extractors.bundle.letters import (
    CLOSING,
    RECORD,
    Chunk,
    Head,
    Number,
    Row,
    Split,
    chunks_text,
    merge_rows,
    number_of,
    read_head,
    rows_of,
    split_item,
)
from extractors.characters import fold
from extractors.layout.page import Cell, Page
from extractors.model import Box, Claim, Consultation, Finding, PrintedField, Severity

_KINDS = {"諮問": "consultation", "答申": "report"}
_WHO = "(?:諮問|担当|所管|主管|実施|事務|業務|事業|評価|提出|原)*"
# Labels, folded, and what of a consultation they give.
_ATTRIBUTES = {
    "subject": re.compile("(?:諮問|答申|審議|点検)?(?:の)?(?:件名|案件名?|事案名|事案の名称|議題)|(?:諮問|答申)事項"),
    "business_name": re.compile("(?:評価|点検)?(?:対象)?(?:の|となる)?(?:業務|事務|事業)(?:の)?(?:名|名称)"),
    "division": re.compile(_WHO + "(?:課|部署|部局|所属|部課|課室|室|局|担当|担当課)(?:名|等|の名称)?"),
    "files": re.compile("(?:.{0,8})特定個人情報ファイル(?:の)?(?:名|名称)"),
    "systems": re.compile("(?:.*(?:取り?扱う|使用する|利用する))?システム(?:の)?(?:名|名称)?|(?:使用|取扱)システム名?"),
    "decision": re.compile(
        "(?:審議|審査|点検|答申|調査審議)(?:の)?(?:結果|結論)|(?:本|当)?(?:.{0,12}(?:審議会|審査会|委員会)の)?"
        "(?:結論|判断|意見)|答申"
    ),
}
_BODY = re.compile("(?:審議|答申|諮問)?(?:の)?(?:内容|理由)")  # of a report: its running text
_OTHER = re.compile(
    "(?:条例の)?(?:関係規定|根拠規定|根拠法令|関係法令|諮問の?根拠)|関係資料|添付(?:書類|資料)|目的(?:・理由|及び理由)?"
    "|(?:諮問|答申|審議)(?:の)?(?:内容|理由|趣旨|日|年月日)|審議経過|処理(?:の)?概要|保護措置|(?:外部)?提供先|備考|内容|理由|概要"
)
_REFERS = re.compile("別紙.*(?:のとおり|参照)。?|.*を参照。?")  # a value that sends the reader elsewhere
_NOTHING = frozenset(("-", "ー", "なし", "該当なし", ""))
_MARKER = re.compile(r"\s*(?:[①-⑳]|[・･•○●]|[(（]?[0-9０-９]{1,2}[)）.．])\s*")
_INLINE_MARKER = re.compile(r"(?=[①-⑳])")
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


def is_known(label: str) -> bool:
    """Whether a label is one that letters of this kind are known to have."""
    key = _label_key(label)
    return any(pattern.fullmatch(key) for pattern in (*_ATTRIBUTES.values(), _BODY, _OTHER))


def _label_key(label: str) -> str:
    return fold(label).strip("[]()【】<>:")


@dataclass(slots=True, eq=False)
class _Entry:
    """A labelled field: where its label and its text are printed."""

    label: str
    labels: list[Chunk] = field(default_factory=list)
    values: list[Chunk] = field(default_factory=list)
    is_table: bool = False
    is_bare: bool = False  # a numbered line without a value beside it whose words are not known as a label

    @property
    def text(self) -> str | None:
        """The field's text, None where it is empty."""
        return chunks_text(self.values)


@dataclass(slots=True, eq=False)
class _Draft:
    """A document being read: its head, its fields, its running text. Claims are entered at the end."""

    kind: str | None = None
    reference: Chunk | None = None
    date: Chunk | None = None
    dates: list[Chunk] = field(default_factory=list)
    addressee: list[Chunk] = field(default_factory=list)
    sender: list[Chunk] = field(default_factory=list)
    titles: list[list[Chunk]] = field(default_factory=list)
    body: list[Chunk] = field(default_factory=list)
    entries: list[_Entry] = field(default_factory=list)
    labels: list[Chunk] = field(default_factory=list)  # 記, 以上
    is_letter: bool = False
    n_pages_with_title: int = 0

    def takes(self, head: Head) -> bool:
        """Whether a page with a title and no number, date or addressee is this letter's attachment."""
        kind = _KINDS.get(head.kind or "")
        return self.is_letter and kind in (self.kind, None) and self.n_pages_with_title < 2

    def add_head(self, head: Head) -> None:
        """Enter what stands at the head of a page."""
        self.kind = self.kind or _KINDS.get(head.kind or "")
        page = next((row.page for row in [*head.title, *head.addressee, *head.sender, *head.body]), None)
        rows = [*head.title, *head.addressee, *head.sender, *head.body]
        if head.title:
            self.titles.append(_merged(head.title))
            self.n_pages_with_title += 1
        self.is_letter = self.is_letter or head.is_letter
        if page is not None and rows:
            frame = rows[0].frame
            if head.reference and self.reference is None:
                self.reference = Chunk(page, head.reference[:1], frame)
            self.dates += [Chunk(page, [line], frame) for line in head.dates]
            if self.dates and self.date is None:
                self.date = self.dates[0]
        if not self.addressee:
            self.addressee = [row.chunk() for row in head.addressee]
            self.sender = [row.chunk() for row in head.sender]
        if not self.body and not self.entries:
            self.body = _merged(head.body)

    # -------------------------------------------------------------------------------------------- the end

    def finish(self, findings: list[Finding]) -> Consultation | None:
        """The consultation, its glyphs claimed; None if nothing of one was printed."""
        self._gather_bare()
        texts = {id(entry): entry.text for entry in self.entries}
        subject = self._attribute("subject")
        named = next((title for title in self.titles if len(title[0].lines[0].text) > 4), None)
        title_claim = Claim.LABEL
        if subject is None and named and (text := self._subject_of_title(named)):
            subject, title_claim = text, Claim.VALUE
        kind = self.kind or "consultation"
        body = chunks_text(self.body)
        told = next((e for e in self.entries if _BODY.fullmatch(_label_key(e.label)) and texts[id(e)]), None)
        if kind == "report" and told is not None:
            body = texts[id(told)]
            self.body = []
        chunks = self._claim(title_claim, named)
        if not chunks:
            return None
        first = min(chunk.page.number for chunk in chunks)
        page = next(chunk.page for chunk in chunks if chunk.page.number == first)
        box = page.box([line for chunk in chunks if chunk.page is page for line in chunk.lines])
        self._doubts(findings, first)
        return Consultation(
            kind=kind,
            reference_number=chunks_text([self.reference]) if self.reference else None,
            dated_on_text=chunks_text([self.date]) if self.date else None,
            addressee=_by_lines(self.addressee),
            sender=_by_lines(self.sender),
            subject=subject,
            business_name=self._attribute("business_name"),
            division=self._attribute("division"),
            files=_list(self._attribute("files")),
            systems=_list(self._attribute("systems")),
            decision=self._attribute("decision"),
            body=body,
            fields=tuple(PrintedField(entry.label, texts[id(entry)]) for entry in self.entries),
            page=first,
            page_last=max(chunk.page.number for chunk in chunks),
            box=box or Box(0, 0, page.ink.width, page.ink.height),
        )

    def _attribute(self, name: str) -> str | None:
        """The text of the field that gives an attribute: what says it before what refers, the table first."""
        pattern = _ATTRIBUTES[name]
        found = [(entry, entry.text) for entry in self.entries if pattern.fullmatch(_label_key(entry.label))]
        told = [(bool(_REFERS.fullmatch(fold(text))), not entry.is_table, text) for entry, text in found if text]
        return min(told, key=lambda one: one[:2])[2] if told else None

    def _subject_of_title(self, title: list[Chunk]) -> str | None:
        text = re.sub(r"[\s　]*[(（](?:諮問|答申)[)）]\s*$", "", chunks_text(title) or "")
        return text if fold(text).endswith("について") else None

    def _gather_bare(self) -> None:
        """Numbered lines below 記 that turned out to be no labels are its text."""
        record = next((entry for entry in self.entries if entry.label == "記"), None)
        kept: list[_Entry] = []
        for entry in self.entries:
            if entry.is_bare and not entry.values:
                if record is None:
                    record = _Entry("記")
                    kept.append(record)
                record.values += entry.labels
            else:
                kept.append(entry)
        self.entries = kept

    def _claim(self, title_claim: Claim, named: list[Chunk] | None) -> list[Chunk]:
        """Enter everything into the ledger; what was claimed."""
        labels = [*self.labels, *(chunk for entry in self.entries for chunk in entry.labels)]
        values = [*self.addressee, *self.sender, *self.body, *self.dates]
        values += [chunk for entry in self.entries for chunk in entry.values]
        values += [self.reference] if self.reference else []
        for title in self.titles:
            (values if title is named and title_claim is Claim.VALUE else labels).extend(title)
        for chunk in labels:
            chunk.claim(Claim.LABEL)
        for chunk in values:
            chunk.claim(Claim.VALUE)
        return labels + values

    def _doubts(self, findings: list[Finding], page: int) -> None:
        printed = list(dict.fromkeys(fold(chunks_text([chunk]) or "") for chunk in self.dates))
        if len(printed) > 1:
            message = "a letter prints more than one date; the first is kept"
            findings.append(
                Finding(Severity.WARNING, "consultation_dates", message, found=" | ".join(printed), page=page)
            )
        elif not printed:
            findings.append(Finding(Severity.INFO, "consultation_without_date", "no date is printed", page=page))


class _Reader:
    """Pages to documents: what is open goes on over pages until a head begins another."""

    def __init__(self) -> None:
        self.documents: list[_Draft] = []
        self.findings: list[Finding] = []
        self.draft: _Draft | None = None
        self.target: list[Chunk] | None = None  # the text that the next line goes on with
        self.number: tuple[Number, float] | None = None  # of the last item, and where it begins
        self.is_items = False
        self.is_closed = False

    def read(self, page: Page) -> None:
        """Read the next page."""
        rows, roots = rows_of(page), _roots(page)
        if len(roots) == 1 and not roots[0].rights and _is_frame(roots[0].cell, page):
            rows = merge_rows(page, [*(row.line for row in rows), *roots[0].cell.lines])
            roots = []
        elements: list[Row | _Root] = sorted([*rows, *roots], key=lambda one: one.top)
        n_head = self._head_length(elements)
        head = read_head([row for row in elements[:n_head] if isinstance(row, Row)])
        if head.is_letter or (head.title and not (self.draft and self.draft.takes(head))):
            self._open()
        elif head.title:
            self.target, self.number, self.is_items, self.is_closed = None, None, False, False
        elif self.draft is None:
            known = sum(isinstance(one, _Root) and is_known(one.label) for one in elements)
            if known < _MIN_KNOWN:
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
        for element in elements[n_head:]:
            if isinstance(element, Row):
                self._row(element)
            else:
                self._root(element)

    def _open(self) -> None:
        self.draft = _Draft()
        self.documents.append(self.draft)
        self.target, self.number, self.is_items, self.is_closed = None, None, False, False

    def _head_length(self, elements: Sequence[Row | _Root]) -> int:
        """How many rows stand above the first item, 記 or table."""
        for n, element in enumerate(elements):
            if isinstance(element, _Root) or element.key in RECORD or self._first_item(element):
                return n
        return len(elements)

    def _first_item(self, row: Row) -> bool:
        split = split_item(row.line, row.page.glyphs, is_known)
        if split is None:
            return False
        return (split.is_known and not row.is_centred) or (split.number is not None and split.number.value == 1)

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
            entry = _Entry(split.name, [Chunk(row.page, [split.label], row.frame)])
            entry.is_bare = split.value is None and not split.is_known
            if split.value is not None:
                entry.values.append(Chunk(row.page, [split.value], row.frame))
            draft.entries.append(entry)
            self.target = entry.values
            if split.number is not None:
                self.number = (split.number, row.line.x0)
        elif self.target is not None:
            _append(self.target, row)
        elif self.is_items:
            entry = _Entry("記", [], [row.chunk()])
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

    def _root(self, root: _Root) -> None:
        draft = self.draft
        if draft is None or self.is_closed:
            return
        page, cells = root.page, root.rights
        if not cells:
            self._lone(root)
        elif not root.cell.lines or self._goes_on(root):
            if self.target is not None and len(cells) == 1 and cells[0].lines:
                self.target.append(_chunk(page, cells[0]))
                if root.cell.lines:
                    draft.entries[-1].labels.append(_chunk(page, root.cell))
                    draft.entries[-1].label += root.label
        elif len(cells) == 1:
            self._pairs(page, [root.cell, *_chain(page, cells[0])])
        else:
            self._stack(root)

    def _goes_on(self, root: _Root) -> bool:
        """Whether a label cut by the page's edge goes on here."""
        last = self.draft.entries[-1].labels if self.draft and self.draft.entries else []
        is_cut = root.cell.is_open_top and bool(last) and last[-1].page is not root.page
        return is_cut and not is_known(root.label)

    def _entry(self, label: str, labels: Iterable[Chunk], values: Iterable[Chunk]) -> None:
        assert self.draft is not None
        entry = _Entry(label, list(labels), [chunk for chunk in values if chunk.lines], is_table=True)
        self.draft.entries.append(entry)
        self.target = entry.values

    def _pairs(self, page: Page, cells: list[Cell]) -> None:
        """A row of cells: label and value, or several such pairs side by side."""
        if len(cells) == 2 or (is_known(_plain(cells[0])) and len(cells) % 2):
            values = [_chunk(page, cell) for cell in cells[1:]]
            self._entry(_plain(cells[0]), [_chunk(page, cells[0])], values)
        elif len(cells) % 2 == 0 and any(is_known(_plain(cell)) for cell in cells[::2]):
            for label, value in zip(cells[::2], cells[1::2], strict=True):
                self._entry(_plain(label), [_chunk(page, label)], [_chunk(page, value)])
        else:
            self.target = None

    def _stack(self, root: _Root) -> None:
        """A label that spans several rows: of values, or of labels and values."""
        page, head = root.page, _chunk(root.page, root.cell)
        plain: list[Chunk] = []
        labels = [head]
        for cell in root.rights:
            beside = _rights(page, cell)
            if len(beside) == 1 and not _rights(page, beside[0]):
                label = f"{root.label} {_plain(cell)}"
                self._entry(label, [*labels, _chunk(page, cell)], [_chunk(page, beside[0])])
                labels = []
            elif not beside:
                plain.append(_chunk(page, cell))
        if plain:
            self._entry(root.label, labels, plain)

    def _lone(self, root: _Root) -> None:
        """A cell over the whole width: a label of what follows, a label with its text below, or text."""
        page, cell, draft = root.page, root.cell, self.draft
        if draft is None or not cell.lines:
            return
        if is_known(root.label):
            self._entry(root.label, [_chunk(page, cell)], [])
            return
        split = split_item(cell.lines[0], page.glyphs, is_known)
        if split is not None and split.is_known:
            label = Chunk(page, [split.label], cell.box)
            lines = ([split.value] if split.value else []) + cell.lines[1:]
            self._entry(split.name, [label], [Chunk(page, lines, cell.box)])
        elif self.target is not None:
            self.target.append(_chunk(page, cell))
        elif not draft.body and "。" in cell.key:
            draft.body = [_chunk(page, cell)]
            self.target = draft.body


# ------------------------------------------------------------------------------------------------ cells


@dataclass(slots=True, eq=False)
class _Root:
    """A cell that begins a row of a table, with the cells that touch it on the right, from the top."""

    page: Page
    cell: Cell
    rights: list[Cell]

    @property
    def top(self) -> float:
        """Upper edge."""
        return self.cell.top

    @property
    def label(self) -> str:
        """The cell's text as one line."""
        return _plain(self.cell)


def _roots(page: Page) -> list[_Root]:
    touched = {id(right) for cell in page.cells for right in _rights(page, cell)}
    return [_Root(page, cell, _rights(page, cell)) for cell in page.cells if id(cell) not in touched]


def _rights(page: Page, cell: Cell) -> list[Cell]:
    """The cells whose left border is this cell's right one."""
    return sorted(
        (
            other
            for other in page.cells
            if abs(other.x0 - cell.x1) < 1 and min(other.bottom, cell.bottom) - max(other.top, cell.top) > 1
        ),
        key=lambda other: other.top,
    )


def _chain(page: Page, cell: Cell) -> list[Cell]:
    cells = [cell]
    while len(rights := _rights(page, cells[-1])) == 1:
        cells.append(rights[0])
    return cells


def _is_frame(cell: Cell, page: Page) -> bool:
    return cell.bottom - cell.top > _FRAMED * page.ink.height and not is_known(cell.lines[0].text if cell.lines else "")


def _plain(cell: Cell) -> str:
    """A label cell's text: its lines are broken by its width."""
    return "".join(line.text.strip() for line in cell.lines)


def _chunk(page: Page, cell: Cell) -> Chunk:
    return Chunk(page, cell.lines, cell.box)


# ------------------------------------------------------------------------------------------------ texts


def _merged(rows: Sequence[Row]) -> list[Chunk]:
    """Rows of one text as one chunk."""
    chunks: list[Chunk] = []
    for row in rows:
        _append(chunks, row)
    return chunks


def _append(chunks: list[Chunk], row: Row) -> None:
    if chunks and chunks[-1].page is row.page and chunks[-1].frame == row.frame:
        chunks[-1].lines.append(row.line)
    else:
        chunks.append(row.chunk())


def _by_lines(chunks: Sequence[Chunk]) -> str | None:
    """Lines that stay lines: names and addresses."""
    return "\n".join(line.text.strip() for chunk in chunks for line in chunk.lines) or None


def _list(text: str | None) -> tuple[str, ...]:
    """The items of a list, their markers off."""
    lines = [part for line in (text or "").split("\n") for part in _INLINE_MARKER.split(line)]
    items = [_MARKER.sub("", line, count=1) if _MARKER.match(line) else line for line in lines]
    return tuple(item.strip() for item in items if fold(item) not in _NOTHING)


__all__ = ["is_known", "number_of", "read_consultations"]
