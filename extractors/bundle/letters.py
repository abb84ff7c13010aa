"""How an official letter is laid out: its rows, the signs at its head, and items of label and value below 記.

Nothing here knows what a 諮問 is about; ``consultations`` does.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from extractors.characters import fold
from extractors.layout.celltext import NO_GLYPH, Frame, Line, page_joint
from extractors.layout.ink import RIGHT, Glyphs
from extractors.layout.page import Cell, Page
from extractors.model import Box, Claim
from extractors.settings import TOLERANCES

# Signs at the head of a letter, on folded text without white space. Numbers and days may be left blank.
REFERENCE = re.compile(r"\(?(?:文書番号:?)?(?!.*様式)[^条項。、:()月日]{0,24}第?[\d-]*号(?:の\d+)?\)?")
DATE = re.compile(r"(?:令和|平成|[RH]\.?)?(?:元|\d{0,4})[年.]\d{0,2}[月.]\d{0,2}日?付?け?")
ADDRESSEE = re.compile(r"\((?:宛先|あて先|提出先)\).+|.*[^、。同仕多一有異模各](?:様|殿|御中|宛て?|あて)")
TITLE = re.compile(
    r"(?:.*(?:について|に係る|に関する|への))?\(?(諮問|答申)(?:書|について|事項)?(?:\(案\))?\)?"
    r"|.*について(?:\((?:依頼|照会|通知|報告|回答|送付|伺い?)\))?"
)
REPORTS = re.compile("答申(?:し|いた|する。)")  # what a letter that gives an answer says
ASKS = re.compile("諮問(?:し(?!た|て)|いた|する。)")  # and one that asks
CLOSING = frozenset(("以上",))
RECORD = frozenset(("記",))  # 記: the items begin
_ASIDE = re.compile(r"\(.*\)|.*(?:公印省略|押印省略)\)?")  # said beside the sender
CONTACT = re.compile(r"(?:担当|問合|問い合|連絡先|電話|TEL)")

_KANJI = "一二三四五六七八九十"
_NUMBERS = (  # style, what prints it; group 1 is the number
    ("ordinal", re.compile(r"第\s*([0-9０-９]{1,2}|[一二三四五六七八九十])(?:[\s.．、]+|(?=[^\s条項号回年]))")),
    ("bracketed", re.compile(r"[(（]\s*([0-9０-９]{1,2}|[一二三四五六七八九十])\s*[)）]\s*")),
    ("circled", re.compile(r"([①-⑳])\s*")),
    ("digits", re.compile(r"([0-9０-９]{1,2})(?:\s*[.．、)）]\s*|\s+)(?![0-9０-９])")),
    ("kanji", re.compile(r"([一二三四五六七八九十])(?:[.．、]\s*|\s+)")),
)
_LONGEST_LABEL = 25  # characters, white space not counted
_ASIDE_CENTRE = 3.0  # sizes by which the middle of a right-hand line lies right of the text's middle


@dataclass(slots=True, eq=False)
class Chunk:
    """Lines of one text on one page, with the cell or stretch of page that frames them."""

    page: Page
    lines: list[Line]
    frame: Box

    def text(self) -> str:
        """The text, wraps joined."""
        return self.page.text(self.lines, Cell(self.page.number, *self.frame, self.lines))

    def claim(self, claim: Claim) -> None:
        """Enter the lines into the ledger."""
        self.page.claim_lines(self.lines, claim)


def chunks_text(chunks: Sequence[Chunk]) -> str | None:
    """The text of chunks in a row, joined over page breaks; None if nothing is printed."""
    chunks = [chunk for chunk in chunks if chunk.lines]
    text = ""
    for n, chunk in enumerate(chunks):
        if n:
            before = chunks[n - 1]
            is_cut = before.page is not chunk.page
            frame = Frame(before.frame.x0, before.frame.x1)
            text += page_joint(before.lines, frame, chunk.lines[0]) if is_cut else "\n"
        text += chunk.text().strip("\n ") if n else chunk.text()
    return text or None


@dataclass(slots=True, eq=False)
class Row:
    """All the loose text on one baseline of a page, as one line."""

    page: Page
    line: Line
    top: float
    bottom: float
    frame: Box  # of the page's loose text
    key: str = ""

    def __post_init__(self) -> None:
        self.key = fold(self.line.text)

    @property
    def lean(self) -> float:
        """By how many sizes the row's middle lies right of the middle of the text."""
        return ((self.line.x0 + self.line.x1) - (self.frame.x0 + self.frame.x1)) / 2 / max(self.line.size, 1.0)

    @property
    def is_right(self) -> bool:
        """Whether the row stands at the right, as a sender does."""
        indent = (self.line.x0 - self.frame.x0) / max(self.line.size, 1.0)
        return self.lean > _ASIDE_CENTRE and indent > 2 * _ASIDE_CENTRE

    @property
    def is_centred(self) -> bool:
        """Whether room is left on both sides, the same."""
        return abs(self.lean) < 1.5 and self.line.x0 - self.frame.x0 > 2 * self.line.size

    def chunk(self) -> Chunk:
        """The row as the text of a stretch of page."""
        return Chunk(self.page, [self.line], self.frame)


def rows_of(page: Page) -> list[Row]:
    """The loose text of a page by baselines; what stands in the ledger already is left out."""
    pieces = [cell.lines[0] for cell in page.loose if not page.is_claimed(cell.lines[0])]
    return merge_rows(page, [line for line in pieces if line.direction == RIGHT])


def merge_rows(page: Page, lines: Iterable[Line]) -> list[Row]:
    """Lines that share a baseline as one row each, from the top."""
    groups: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.y, line.x0)):
        last = groups[-1][0] if groups else None
        if last is not None and abs(line.y - last.y) <= TOLERANCES.same_line_em * max(line.size, last.size):
            groups[-1].append(line)
        else:
            groups.append([line])
    merged = [_merge(sorted(group, key=lambda line: line.x0)) for group in groups]
    frame = page.box(merged)
    rows: list[Row] = []
    for line in merged:
        box = page.box([line])
        if box is not None and frame is not None:
            rows.append(Row(page, line, box.top, box.bottom, frame))
    return rows


def _merge(lines: list[Line]) -> Line:
    if len(lines) == 1:
        return lines[0]
    text, glyphs = lines[0].text, list(lines[0].glyphs)
    for line in lines[1:]:
        text += " " + line.text
        glyphs += [NO_GLYPH, *line.glyphs]
    first = lines[0]
    return Line(text, glyphs, first.x0, max(line.x1 for line in lines), first.y, first.size, first.direction)


# ------------------------------------------------------------------------------------------------ items


class Number(NamedTuple):
    """The number that begins an item: its style, its value, and how many characters print it."""

    style: str
    value: int
    length: int


def number_of(text: str) -> Number | None:
    """The number a line begins with, if it does."""
    for style, pattern in _NUMBERS:
        if match := pattern.match(text):
            printed = match[1]
            if style == "circled":
                value = ord(printed) - ord("①") + 1
            else:
                value = _KANJI.index(printed) + 1 if printed in _KANJI else int(printed)
            return Number(style, value, match.end())
    return None


class Split(NamedTuple):
    """A row cut into label and value; ``value`` is None where the label stands alone."""

    label: Line
    value: Line | None
    name: str  # the label without its number
    is_known: bool
    number: Number | None


def split_item(line: Line, glyphs: Glyphs, is_known: Callable[[str], bool]) -> Split | None:
    """Cut a row into a label and what stands beside it; None if it does not begin with a label.

    A label ends where its words are known, else at a colon, else at the widest gap.
    """
    number = number_of(line.text)
    start = number.length if number else 0
    gaps = _gaps(line, start, glyphs)
    # spaces inside a label are as printed, those around it are not
    cuts = [gap.at for gap in gaps if gap.width >= 0.4 * line.size] + [len(line.text)]
    colon = next((k + 1 for k in range(start, len(line.text)) if line.text[k] in "：:"), None)
    if colon is not None:
        cuts.append(colon)
    for cut in sorted(cuts, reverse=True):
        if is_known(line.text[start:cut]):
            return _cut(line, start, cut, glyphs, number, True)
    if number is None:
        return None
    if colon is not None and len(fold(line.text[start:colon])) <= _LONGEST_LABEL:
        return _cut(line, start, colon, glyphs, number, False)
    cut = _widest(line, start, gaps)
    if cut is not None and len(fold(line.text[start:cut])) <= _LONGEST_LABEL:
        return _cut(line, start, cut, glyphs, number, False)
    name = fold(line.text[start:])
    if name and len(name) <= _LONGEST_LABEL and name[-1] not in "。、":
        return _cut(line, start, len(line.text), glyphs, number, False)
    return None


def _cut(line: Line, start: int, cut: int, glyphs: Glyphs, number: Number | None, is_known: bool) -> Split:
    value = line.cut(cut, len(line.text), glyphs) if cut < len(line.text) else None
    if value is not None and not value.glyphs:
        value = None
    name = line.text[start:cut].strip().rstrip("：:").rstrip()
    return Split(line.cut(0, cut, glyphs), value, name, is_known, number)


class _Gap(NamedTuple):
    at: int
    width: float


def _gaps(line: Line, start: int, glyphs: Glyphs) -> list[_Gap]:
    """Where white space ends in a line after ``start``, and how wide it is in points."""
    out: list[_Gap] = []
    last = None
    for k in range(start, len(line.text)):
        glyph = line.glyphs[k]
        if glyph == NO_GLYPH or line.text[k].isspace():
            continue
        if last is not None and k - last > 1:
            before = line.glyphs[last]
            width = float(glyphs.along[glyph] - glyphs.along[before] - glyphs.advance[before])
            out.append(_Gap(k, width))
        last = k
    return out


def _widest(line: Line, start: int, gaps: Sequence[_Gap]) -> int | None:
    """The gap that parts label and value: the widest; of a label printed with spaces the last that is as wide."""
    wide = [gap for gap in gaps if gap.width >= 0.8 * line.size]
    if not wide:
        return None
    widest = max(gap.width for gap in wide)
    best = [gap for gap in wide if gap.width > widest - 0.25 * line.size]
    is_spread = len(line.text[start : best[0].at].strip()) == 1
    if not is_spread:
        return best[0].at
    chosen = best[0]
    for gap, following in itertools.pairwise(best):
        chosen = following
        if len(line.text[gap.at : following.at].strip()) > 1:
            return gap.at
    return chosen.at


# ------------------------------------------------------------------------------------------------ head


@dataclass(slots=True)
class Head:
    """What stands at the head of a page: rows by what they are, in printed order."""

    reference: list[Line] = field(default_factory=list)
    dates: list[Line] = field(default_factory=list)
    addressee: list[Row] = field(default_factory=list)
    sender: list[Row] = field(default_factory=list)
    title: list[Row] = field(default_factory=list)
    body: list[Row] = field(default_factory=list)
    kind: str | None = None  # 諮問 or 答申, as the title says

    @property
    def is_letter(self) -> bool:
        """Whether somebody writes to somebody here."""
        signs = bool(self.reference) + bool(self.dates) + bool(self.addressee)
        return signs >= 2 or bool(signs and self.title)


def read_head(rows: Sequence[Row]) -> Head:
    """Sort the rows above the first item or table."""
    head = Head()
    marked: set[int] = set()
    addressee_at = title_at = None
    for n, row in enumerate(rows):
        if title_at is None and (match := TITLE.fullmatch(row.key)):
            title_at, head.kind = n, match[1]
            marked.add(n)
        elif _mark_number_and_date(row, head):
            marked.add(n)
        elif addressee_at is None and len(row.key) > 2 and ADDRESSEE.fullmatch(row.key):
            addressee_at = n
            marked.add(n)
        elif row.key.endswith("。"):
            break
    if title_at is not None:
        first = title_at
        is_bare = not rows[title_at].key.startswith(("(", "に")) and len(rows[title_at].key) <= 3
        while not is_bare and first and _leads_title(rows[first - 1], rows[first]) and first - 1 not in marked:
            first -= 1
        head.title = list(rows[first : title_at + 1])
        marked.update(range(first, title_at))
    if addressee_at is not None:
        first = addressee_at
        while first and first - 1 not in marked and _leads_addressee(rows[first - 1], rows[first]):
            first -= 1
        head.addressee = list(rows[first : addressee_at + 1])
        marked.update(range(first, addressee_at))
    _sort_rest(rows, marked, head)
    return head


def _sort_rest(rows: Sequence[Row], marked: set[int], head: Head) -> None:
    """Sender and running text: what is no sign, at the right above the text, and down to the last full stop."""
    begin = max((n + 1 for n in marked), default=0)
    ends = [n for n in range(begin, len(rows)) if rows[n].key.endswith("。")]
    while begin < len(rows) and rows[begin].is_right and not rows[begin].key.endswith("。"):
        begin += 1
    for n in range(begin):
        row = rows[n]
        if n not in marked and row.is_right and not _ASIDE.fullmatch(row.key) and not CONTACT.match(row.key):
            head.sender.append(row)
    if ends:
        while begin < ends[-1] and _ASIDE.fullmatch(rows[begin].key):
            begin += 1
        head.body = list(rows[begin : ends[-1] + 1])


def _mark_number_and_date(row: Row, head: Head) -> bool:
    """Whether a row is a document's number, its date, or both side by side."""
    parts = [row.line]
    if not is_sign(row.key):
        gaps = _gaps(row.line, 0, row.page.glyphs)
        cut = max(gaps, key=lambda gap: gap.width, default=None)
        if cut is None:
            return False
        glyphs = row.page.glyphs
        parts = [row.line.cut(0, cut.at, glyphs), row.line.cut(cut.at, len(row.line.text), glyphs)]
    if not all(is_sign(fold(part.text)) for part in parts):
        return False
    for part in parts:
        (head.dates if DATE.fullmatch(fold(part.text)) else head.reference).append(part)
    return True


def is_sign(key: str) -> bool:
    """Whether a folded line is a document's number or its date."""
    return bool(DATE.fullmatch(key) or ((key.endswith(("号", "号)")) or "号の" in key) and REFERENCE.fullmatch(key)))


def _leads_title(above: Row, row: Row) -> bool:
    return not above.is_right and row.top - above.bottom < 1.2 * row.line.size and not above.key.endswith("。")


def _leads_addressee(above: Row, row: Row) -> bool:
    near = abs(above.line.x0 - row.line.x0) < 6 * row.line.size
    return near and not above.is_right and not above.key.endswith("。") and row.top - above.bottom < 2.5 * row.line.size
