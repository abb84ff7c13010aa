"""An annex's text cut into lists of record items (記録項目), with their headings and notes.

Numbers that count items (`numbering.py`) cut the text; what stands between them that is no name is a heading, a note,
or text of the agency's own. Lists without numbers are cut at bullets, separators and line breaks.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from extractors.annexes.annextext import CELL, HEADING, AnnexText
from extractors.annexes.listheadings import (
    ENDS_HEADING,
    LONGEST_HEADING,
    MARKS,
    NUMBERED,
    PAIRS,
    is_enclosed,
    names_file,
    plain,
)
from extractors.annexes.numbering import LINE, Number
from extractors.characters import fold
from extractors.model import Finding, Severity

_BULLETS = "・･•‧●○◎◆◇■□▪►▶➢✓"
_NOTE = re.compile(r"(?:※|[（(]?注(?:[0-9０-９]{1,2}|意|記)?[)）:：.．　 ]|\*|＊)")
_INLINE_NOTE = re.compile(
    r"[ 　\n]*(※[0-9０-９]*[ 　]?[^0-9０-９)）※\s][^※]+|[（(]\s*※[0-9０-９]*[^0-9０-９)）]{2,}[)）])$"
)
_SIGN_IN_PARENTHESES = re.compile(r"※[0-9０-９]*[)）]")  # （※）, cut by a wrap
OUTER = " 　\t\n、，､,;；。｡．" + CELL + HEADING
_ELSEWHERE = re.compile(r"(?:別紙|別添|別表|別途|次頁|省略).{0,20}|[-ー]+|.{0,6}なし|以上")
_SEPARATORS = "、，､,;；"
_OPEN, _CLOSE = "（([［〔「『", "）)]］〕」』"


@dataclass(slots=True)
class ListItem:
    """An item between ``start`` and ``end`` of the text."""

    no: int | None
    start: int
    end: int
    name: str
    note: str | None = None


@dataclass(slots=True)
class RecordList:
    """The items under a heading; ``headings`` from the outermost, ``notes`` stand below the list."""

    headings: list[str] = field(default_factory=list)
    items: list[ListItem] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    file_no: int | None = None


@dataclass(frozen=True, slots=True)
class _Line:
    """A line of the text between numbers, and whether a blank line stands before it."""

    start: int
    end: int
    text: str
    is_apart: bool


# ------------------------------------------------------------------------------------------------ text to lists


class ListParser:
    """Cuts an annex's text into lists of items."""

    def __init__(self, text: AnnexText, file_names: Sequence[str]) -> None:
        self.text = text
        self.file_names = file_names
        self.lists: list[RecordList] = [RecordList()]
        self.findings: list[Finding] = []

    def run(self, numbers: Sequence[Number]) -> None:
        """Fill ``lists``."""
        whole = self.text.text
        if not numbers:
            self._unnumbered(_lines(whole, 0, len(whole)))
            self.lists = [one for one in self.lists if one.items]
            return
        self._above(_lines(whole, 0, numbers[0].start))
        for n, number in enumerate(numbers):
            following = numbers[n + 1] if n + 1 < len(numbers) else None
            later = numbers[n + 2] if n + 2 < len(numbers) else None
            self._numbered(number, following, _begins_list(number, following, later))
        self.lists = [one for one in self.lists if one.items]

    def _numbered(self, number: Number, following: Number | None, ends_list: bool) -> None:
        """An item with its number, and what stands below it."""
        whole = self.text.text
        end = following.start if following else len(whole)
        first, *rest = _lines(whole, number.end, end) or [_Line(number.end, number.end, "", False)]
        item = ListItem(number.value, number.start, first.end, first.text)
        notes: list[str] = []
        for n, line in enumerate(rest):
            is_last = n == len(rest) - 1
            is_above = following is not None and ends_list and following.after != 1
            if self._is_heading(line.text) or (is_above and (is_last or NUMBERED.match(line.text))):
                self._finish(item, notes, ends_list)
                self._above(rest[n:]) if following is not None else self._unnumbered(rest[n:])
                return
            is_sign = _SIGN_IN_PARENTHESES.match(line.text) and not _is_balanced(item.name)
            if _NOTE.match(line.text) and not is_sign:
                notes.append(line.text)
            elif notes:
                notes[-1] += "\n" + line.text
            elif following is None and (line.is_apart or line.text.endswith("。") or line.text == "以上"):
                self._leave(line)
            else:
                item.name = _join(item.name, line.text)
                item.end = line.end
        self._finish(item, notes, ends_list)
        if following is not None and ends_list and self.lists[-1].items:
            self.lists.append(RecordList(list(self.lists[-1].headings)))

    def _finish(self, item: ListItem, notes: list[str], ends_list: bool) -> None:
        self._add(item)
        if not notes:
            return
        if ends_list and not any(other.note for other in self.lists[-1].items[:-1]):
            self.lists[-1].notes += notes
        else:
            item.note = "\n".join(filter(None, [item.note, *notes]))

    def _add(self, item: ListItem) -> None:
        name, _, remark = item.name.partition(CELL)
        name = name.strip(OUTER)
        note = _INLINE_NOTE.search(name)
        if note is not None and note.start() > 0 and _is_balanced(name[: note.start()]):
            remark = "\n".join(filter(None, [note[1], remark]))
            name = name[: note.start()]
        item.name = name.replace("\n", "").strip(OUTER)
        item.note = remark.replace(CELL, " ").strip(OUTER) or None
        if item.name or item.no is not None:
            self.lists[-1].items.append(item)

    def _above(self, lines: list[_Line]) -> None:
        """What stands above the first number of a list: headings, mostly."""
        if not lines:
            return
        *before, last = lines
        headings: list[_Line] = []
        loose: list[_Line] = []
        for line in before:
            is_heading = self._is_heading(line.text) or (not loose and NUMBERED.match(line.text))
            if is_heading and loose:
                self._open(headings)
                self._unnumbered(loose)
                headings, loose = [], []
            (headings if is_heading else loose).append(line)
        if loose:
            self._open(headings)
            self._unnumbered(loose)
            headings = []
        if _NOTE.match(last.text) or (last.text.endswith("。") and not self._is_heading(last.text)):
            self._open(headings)
            self._leave(last)
        else:
            self._open([*headings, last])

    def _open(self, headings: list[_Line]) -> None:
        if not headings:
            return
        texts = [line.text.replace(HEADING, "").strip() for line in headings]
        known = next(
            (one for one in reversed(self.lists) if one.headings and fold(one.headings[-1]) == plain(texts[-1])), None
        )
        if known is not None and self.lists[-1] is known:
            return  # the heading again, on the next page
        self.lists.append(RecordList(texts))

    def _leave(self, line: _Line) -> None:
        """Text that is no item, heading or note: a finding keeps it."""
        page, _, box = self.text.place(line.start, line.end)
        message = "text beside the record items that is none of them"
        self.findings.append(Finding(Severity.INFO, "record_item_text", message, found=line.text, page=page, box=box))

    # ---------------------------------------------------------------------------------------- without numbers

    def _unnumbered(self, lines: list[_Line]) -> None:
        """Lines of a list without numbers, headings included."""
        lines = self._closed(lines)
        starts = Counter(line.text[0] for line in lines if line.text[0] in _BULLETS)
        plain = Counter({sign: n for sign, n in starts.items() if sign not in MARKS})
        bullet = next((sign for sign, _ in (plain or starts).most_common(1)), None)
        if bullet is not None and bullet in MARKS and any(line.text[0] not in _BULLETS and _is_list(line.text) for line in lines):
            bullet = None  # ■ above lists is a heading
        counted = [
            line for line in lines if NUMBERED.match(line.text) and len(list(split_at_separators(line.text))) == 1
        ]
        counts_headings = len(counted) <= len(lines) / 2
        headings: list[_Line] = []
        for line in lines:
            is_bullet = bullet is not None and line.text.startswith(bullet)
            if not is_bullet and (self._is_heading(line.text) or (counts_headings and line in counted)):
                headings.append(line)
                continue
            head, rest = _leading_heading(line) if not is_bullet else (None, line)
            if head is not None:
                headings.append(head)
            if headings:
                self._open(headings)
                headings = []
            self._cut(rest, bullet)

    def _closed(self, lines: list[_Line]) -> list[_Line]:
        """Lines with those joined between which a parenthesis is still open."""
        out: list[_Line] = []
        for line in lines:
            first = next((c for c in line.text if c in _OPEN + _CLOSE), "")
            if out and first and first in _CLOSE and not _is_balanced(out[-1].text):
                before = out.pop()
                line = replace(line, start=before.start, text=self.text.text[before.start : line.end])
            out.append(line)
        return out

    def _cut(self, line: _Line, bullet: str | None) -> None:
        """The items of one line."""
        items = self.lists[-1].items
        if _NOTE.match(line.text):
            self.lists[-1].notes.append(line.text)
        elif _ELSEWHERE.fullmatch(fold(line.text)) or (line.text.endswith("。") and len(line.text) > 12):
            self._leave(line)
        elif bullet is not None and not line.text.startswith(bullet) and items:
            items[-1].name = _join(items[-1].name, line.text).strip(OUTER)
            items[-1].end = line.end
        elif bullet is not None:
            for match in re.finditer(
                rf"{re.escape(bullet)}[ 　]*(.+?)(?=[ 　]+{re.escape(bullet)}|$)", line.text, re.DOTALL
            ):
                self._add(ListItem(None, line.start + match.start(), line.start + match.end(), match[1]))
        else:
            for start, end in split_at_separators(line.text):
                self._add(ListItem(None, line.start + start, line.start + end, line.text[start:end]))

    def _is_heading(self, text: str) -> bool:
        if text.startswith(HEADING) or is_enclosed(text):
            return True
        if len(text) > LONGEST_HEADING or _NOTE.match(text):
            return False
        return text[0] in MARKS or bool(ENDS_HEADING.search(text)) or names_file(text, self.file_names)


def _begins_list(number: Number, following: Number | None, later: Number | None) -> bool:
    """Whether a list ends with ``number``: at the text's end, or where the numbers begin again with 1."""
    if following is None:
        return True
    if following.value != 1 or (number.value == 1 and (later is None or later.value != 2 or following.after != LINE)):
        return False
    return following.after != 1 or (later is not None and later.value == 2)


def _lines(text: str, start: int, end: int) -> list[_Line]:
    """The lines of a stretch of text that print something, outer white space off."""
    out: list[_Line] = []
    is_apart = False
    for match in re.finditer(r"[^\n]*", text[start:end]):
        stripped = match[0].strip()
        if stripped:
            at = start + match.start() + len(match[0]) - len(match[0].lstrip())
            out.append(_Line(at, at + len(stripped), stripped, is_apart))
            is_apart = False
        elif match.start() and match.start() < end - start and text[start + match.start() - 1] == "\n":
            is_apart = True
    return out


def split_at_separators(text: str) -> Iterator[tuple[int, int]]:
    """Where the parts between separators outside parentheses stand."""
    depth, start = 0, 0
    closes = [k for k, character in enumerate(text) if character in _CLOSE]
    for k, character in enumerate(text):
        if character in _OPEN:
            depth += bool(closes) and closes[-1] > k
        elif character in _CLOSE:
            depth = max(depth - 1, 0)
        elif character in _SEPARATORS and not depth:
            if text[start:k].strip():
                yield start, k
            start = k + 1
    if text[start:].strip(OUTER):
        yield start, len(text)


def _is_list(text: str) -> bool:
    return len(list(split_at_separators(text))) > 1


def _is_balanced(text: str) -> bool:
    return sum(c in _OPEN for c in text) == sum(c in _CLOSE for c in text)


def _join(text: str, more: str) -> str:
    latin = text[-1:].isascii() and text[-1:].isalpha() and more[:1].isascii() and more[:1].isalpha()
    return text + (" " if latin else "") + more


# ------------------------------------------------------------------------------------------------ headings, files


def _leading_heading(line: _Line) -> tuple[_Line | None, _Line]:
    """A heading in brackets that its items follow on the same line."""
    close = PAIRS.get(line.text[:1])
    at = line.text.find(close) + 1 if close else 0
    rest = line.text[at:].lstrip(" 　：:")
    if at < 3 or not rest:
        return None, line
    head = _Line(line.start, line.start + at, line.text[:at], line.is_apart)
    return head, _Line(line.end - len(rest), line.end, rest, False)
