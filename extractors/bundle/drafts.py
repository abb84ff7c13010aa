"""What a 諮問 or 答申 says: the labels it is known by, and a document from its parts to a consultation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.bundle.letters import REPORTS, Chunk, Head, Row, chunks_text
from extractors.characters import fold
from extractors.model import Box, Claim, Consultation, Finding, PrintedField, Severity

_KINDS = {"諮問": "consultation", "答申": "report"}


def _patterns(*patterns: str) -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, patterns))


_WHO = "(?:諮問|担当|所管|主管|実施|事務|業務|事業|評価|提出|原)*"
# Labels, folded, and what of a consultation they give.
# The first pattern that fits a label decides: a council tells its conclusion, and elsewhere how it came to it.
_ATTRIBUTES = {
    "reference_number": _patterns("(?:諮問|答申|文書|事案|案件)番号"),
    "sender": _patterns("諮問(?:実施機関|機関|庁|者)", "(?:評価)?実施機関(?:の?名称?)?"),
    "subject": _patterns(
        "(?:諮問|答申|審議|点検)?(?:の)?(?:件名|案件名?|事案名|事案の名称|議題)|(?:諮問|答申)(?:する|した|の)?事項"
    ),
    "business_name": _patterns("(?:評価|点検)?(?:対象)?(?:の|となる)?(?:業務|事務|事業)(?:の)?(?:名|名称)"),
    "division": _patterns(_WHO + "(?:課|部署|部局|所属|部課|課室|室|局|担当|担当課)(?:名|等|の名称)?"),
    "files": _patterns("(?:.{0,8})特定個人情報ファイル(?:の)?(?:名|名称)"),
    "systems": _patterns(
        "(?:[^①-⑳・]{0,20}(?:取り?扱う|使用する|利用する))?システム(?:の)?(?:名|名称)?|(?:使用|取扱)システム名?"
    ),
    "decision": _patterns(
        "(?:審議|審査|点検|答申|調査審議)(?:の)?(?:結果|結論)|(?:本|当)?(?:.{0,12}(?:審議会|審査会|委員会)の)?結論",
        "(?:本|当)?(?:.{0,12}(?:審議会|審査会|委員会)の)?(?:判断|意見)|答申",
    ),
}
_BODY = re.compile("(?:審議|答申|諮問)?(?:の)?(?:内容|理由)")  # of a report: its running text
_OTHER = re.compile(
    "(?:条例の)?(?:関係規定|根拠規定|根拠法令|関係法令|諮問の?根拠)|関係資料|添付(?:書類|資料)|目的(?:・理由|及び理由)?"
    "|(?:諮問|答申|審議)(?:の)?(?:内容|理由|趣旨|日|年月日)|(?:調査|審議|審査|諮問)*(?:の)?経過|担当者?(?:の?連絡先)?|連絡先|処理(?:の)?概要|保護措置|(?:外部)?提供先|備考|内容|理由|概要"
)
_REFERS = re.compile("別紙.*(?:のとおり|参照)。?|.*を参照。?")  # a value that sends the reader elsewhere
_NOTHING = frozenset(("-", "ー", "なし", "該当なし", ""))
_MARKER = re.compile(r"\s*(?:[①-⑳]|[・･•○●]|[(（]?[0-9０-９]{1,2}[)）.．])\s*")
_INLINE_MARKER = re.compile(r"(?=[①-⑳])")


def is_known(label: str) -> bool:
    """Whether a label is one that letters of this kind are known to have."""
    key = _label_key(label)
    return any(pattern.fullmatch(key) for patterns in _ATTRIBUTES.values() for pattern in patterns) or bool(
        _BODY.fullmatch(key) or _OTHER.fullmatch(key)
    )


def _label_key(label: str) -> str:
    return fold(label).strip("[]()【】<>:")


@dataclass(slots=True, eq=False)
class Entry:
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
class Draft:
    """A document being read: its head, its fields, its running text. Claims are entered at the end."""

    kind: str | None = None
    reference: Chunk | None = None
    date: Chunk | None = None
    dates: list[Chunk] = field(default_factory=list)
    addressee: list[Chunk] = field(default_factory=list)
    sender: list[Chunk] = field(default_factory=list)
    titles: list[list[Chunk]] = field(default_factory=list)
    body: list[Chunk] = field(default_factory=list)
    entries: list[Entry] = field(default_factory=list)
    labels: list[Chunk] = field(default_factory=list)  # 記, 以上
    is_letter: bool = False
    n_pages_with_title: int = 0

    def takes(self, head: Head) -> bool:
        """Whether a page with a title and no number, date or addressee is this letter's attachment."""
        kind = _KINDS.get(head.kind or "")
        return self.is_letter and (kind == self.kind or None in (kind, self.kind)) and self.n_pages_with_title < 2

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
        body = chunks_text(self.body)
        kind = self.kind or ("report" if REPORTS.search(fold(body or "")) else "consultation")
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
            reference_number=chunks_text([self.reference]) if self.reference else self._attribute("reference_number"),
            dated_on_text=chunks_text([self.date]) if self.date else None,
            addressee=_by_lines(self.addressee),
            sender=_by_lines(self.sender) or self._attribute("sender"),
            title="\n".join(text for title in self.titles if (text := chunks_text(title))) or None,
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
        told: list[tuple[bool, int, bool, str]] = []
        for entry in self.entries:
            key, text = _label_key(entry.label), entry.text
            rank = next((n for n, pattern in enumerate(_ATTRIBUTES[name]) if pattern.fullmatch(key)), None)
            if rank is not None and text:
                told.append((bool(_REFERS.fullmatch(fold(text))), rank, not entry.is_table, text))
        return min(told, key=lambda one: one[:3])[3] if told else None

    def _subject_of_title(self, title: list[Chunk]) -> str | None:
        text = re.sub(r"[\s　]*[(（][^()（）]{2,3}[)）]\s*$", "", chunks_text(title) or "")
        return text if fold(text).endswith("について") else None

    def _gather_bare(self) -> None:
        """Numbered lines below 記 that turned out to be no labels are its text."""
        record = next((entry for entry in self.entries if entry.label == "記"), None)
        kept: list[Entry] = []
        for entry in self.entries:
            if entry.is_bare and not entry.values:
                if record is None:
                    record = Entry("記")
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


# ------------------------------------------------------------------------------------------------ texts


def _merged(rows: Sequence[Row]) -> list[Chunk]:
    """Rows of one text as one chunk."""
    chunks: list[Chunk] = []
    for row in rows:
        append(chunks, row)
    return chunks


def append(chunks: list[Chunk], row: Row) -> None:
    """Add a row to the last chunk, or as a chunk of its own where the page is another."""
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
