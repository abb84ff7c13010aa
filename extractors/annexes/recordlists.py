"""An annex's text cut into lists of record items (記録項目), with their headings and notes.

Numbers that count items (`numbering.py`) cut the text; what stands between them that is no name is a heading, a note,
or text of the agency's own. Lists without numbers are cut at bullets, separators and line breaks.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from extractors.annexes.annextext import AnnexText
from extractors.annexes.blocks import CELL, HEADING
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
from extractors.annexes.unnumbered import CLOSE, OPEN, Style, parts, style_of
from extractors.characters import fold
from extractors.model import Finding, Severity

_NOTE = re.compile(r"(?:※|[（(]?注(?:[0-9０-９]{1,2}|意|記)?[)）:：.．　 ]|\*|＊)")
_INLINE_NOTE = re.compile(
    r"[ 　\n]*(※[0-9０-９]*[ 　]?[^0-9０-９)）※\s][^※]+|[（(]\s*※[0-9０-９]*[^0-9０-９)）]{2,}[)）])$"
)
_SIGN_IN_PARENTHESES = re.compile(r"※[0-9０-９]*[)）]")  # （※）, cut by a wrap
OUTER = " 　\t\n、，､,;；。｡．" + CELL + HEADING
_PLAIN = 20  # characters; a plain heading between items is hardly longer
_ANNOUNCES = re.compile(r"(?:以下|次|下記|後述)の?(?:とおり|通り|もの|項目)")  # 記録項目は以下のとおり
_ENDS_SENTENCE = re.compile(r"(?:。|する|ある|です|ます|(?:とお|通)り)[:：]?$")
_IN_PARENTHESES = re.compile(r"[（(][^（()）]+[)）]")  # a heading only where the first heading is one
_LABELLED = re.compile(r"([^、，､,:：（(]{2,20}[:：])[ 　]*([^:：]+)")
_ELSEWHERE = re.compile(r"(?:別紙|別添|別表|別途|次頁|省略).{0,20}|[-ー]+|.{0,6}なし|以上")


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
            is_supposed = is_last and not _is_open(item.name) and self._is_supposed_heading(line, number, following)
            if self._is_heading(line.text) or is_supposed or (is_above and (is_last or NUMBERED.match(line.text))):
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

    def _is_supposed_heading(self, line: _Line, number: Number, following: Number | None) -> bool:
        """Whether a line between two items on lines of their own looks like the plain heading above the list.

        It may be the rest of the name as well, where the lines are broken by hand; a finding says so.
        """
        heading = self.lists[-1].headings[-1] if self.lists[-1].headings else ""
        is_plain = bool(heading) and not self._is_heading(heading) and not NUMBERED.match(heading)
        if (
            self._is_heading(line.text)
            or following is None
            or not is_plain
            or {number.after, following.after} != {LINE}
            or len(line.text) > _PLAIN
        ):
            return False
        if _NOTE.match(line.text) or line.text[0] in OPEN + CLOSE:
            return False
        message = "a line between two items is taken for a heading, not for the rest of a name"
        self._tell("record_item_heading", message, line)
        return True

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
        bullet = self._style(before).bullet if len(before) > 1 else None
        for line in before:
            is_item = bullet is not None and line.text.startswith(bullet)  # ● begins items here, and headings elsewhere
            is_heading = not is_item and (self._is_heading(line.text) or (not loose and NUMBERED.match(line.text)))
            if is_heading and loose:
                self._open(headings)
                self._unnumbered(loose)
                headings, loose = [], []
            (headings if is_heading else loose).append(line)
        if loose:
            self._open(headings)
            self._unnumbered(loose)
            headings = []
        is_sentence = last.text.endswith("。") or bool(_ANNOUNCES.search(last.text))
        if _NOTE.match(last.text) or (is_sentence and not self._is_heading(last.text)):
            self._open(headings)
            self._leave(last)
        else:
            self._open([*headings, last])

    def _open(self, headings: list[_Line]) -> None:
        if not headings:
            return
        texts = [line.text.replace(HEADING, "").strip() for line in headings]
        above = self.lists[-1].headings
        if [plain(text) for text in texts] == [fold(heading) for heading in above[-len(texts) :]]:
            return  # the heading again, on the next page
        self.lists.append(RecordList(texts))

    def _leave(self, line: _Line) -> None:
        """Text that is no item, heading or note: a finding keeps it."""
        self._tell("record_item_text", "text beside the record items that is none of them", line)

    def _tell(self, rule: str, message: str, line: _Line) -> None:
        page, _, box = self.text.place(line.start, line.end)
        self.findings.append(Finding(Severity.INFO, rule, message, found=line.text, page=page, box=box))

    # ---------------------------------------------------------------------------------------- without numbers

    def _unnumbered(self, lines: list[_Line]) -> None:
        """Lines of a list without numbers, headings included."""
        lines = self._closed(lines)
        style = self._style(lines)
        counted = [line for line in lines if NUMBERED.match(line.text) and len(list(parts(line.text))) == 1]
        are_labelled = all(_labelled(line.text) or self._is_heading(line.text) for line in lines)
        counts_headings = len(counted) <= len(lines) / 2
        headings: list[_Line] = []
        for line in lines:
            is_bullet = style.bullet is not None and line.text.startswith(style.bullet)
            if not is_bullet and (self._is_heading(line.text) or (counts_headings and line in counted)):
                headings.append(line)
                continue
            head, rest = _leading_heading(line, are_labelled) if not is_bullet else (None, line)
            if head is not None:
                headings.append(head)
            if headings:
                self._open(headings)
                headings = []
            self._cut(rest, style)

    def _style(self, lines: Sequence[_Line]) -> Style:
        """How lines that are no notes part their items."""
        return style_of([line.text for line in lines if not _NOTE.match(line.text)], self._is_heading)

    def _closed(self, lines: list[_Line]) -> list[_Line]:
        """Lines with those joined between which a parenthesis is still open."""
        out: list[_Line] = []
        for line in lines:
            first = next((c for c in line.text if c in OPEN + CLOSE), "")
            if out and first and first in CLOSE and not _is_balanced(out[-1].text):
                before = out.pop()
                line = replace(line, start=before.start, text=self.text.text[before.start : line.end])
            out.append(line)
        return out

    def _cut(self, line: _Line, style: Style) -> None:
        """The items of one line."""
        items = self.lists[-1].items
        if _NOTE.match(line.text):
            self.lists[-1].notes.append(line.text)
        elif _ELSEWHERE.fullmatch(fold(line.text)) or _is_sentence(line.text):
            self._leave(line)
        elif style.bullet is not None and not line.text.startswith(style.bullet) and items:
            items[-1].name = _join(items[-1].name, line.text).strip(OUTER)
            items[-1].end = line.end
        else:
            for start, end in style.items(line.text):
                self._add(ListItem(None, line.start + start, line.start + end, line.text[start:end]))

    def _is_heading(self, text: str) -> bool:
        if text.startswith(HEADING) or is_enclosed(text):
            return True
        if len(text) > LONGEST_HEADING or _NOTE.match(text) or _ANNOUNCES.search(text):
            return False
        if text[0] in MARKS or text[-1] in ":：" or ENDS_HEADING.search(text) or names_file(text, self.file_names):
            return True
        is_like = any(one.headings and _IN_PARENTHESES.fullmatch(one.headings[-1]) for one in self.lists)
        return is_like and bool(_IN_PARENTHESES.fullmatch(text))


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


def _is_sentence(text: str) -> bool:
    """Whether a line is no name but a sentence: a long one, or one that announces the list."""
    return (text.endswith("。") and len(text) > 12) or bool(_ANNOUNCES.search(text) and _ENDS_SENTENCE.search(text))


def _is_balanced(text: str) -> bool:
    return sum(c in OPEN for c in text) == sum(c in CLOSE for c in text)


def _is_open(text: str) -> bool:
    """Whether a parenthesis is open at the end of a text."""
    return sum(c in OPEN for c in text) > sum(c in CLOSE for c in text)


def _join(text: str, more: str) -> str:
    latin = text[-1:].isascii() and text[-1:].isalpha() and more[:1].isascii() and more[:1].isalpha()
    return text + (" " if latin else "") + more


# ------------------------------------------------------------------------------------------------ headings, files


def _leading_heading(line: _Line, are_labelled: bool) -> tuple[_Line | None, _Line]:
    """A heading that its items follow on the same line: in brackets, or with a colon where all lines have one."""
    label = _labelled(line.text) if are_labelled else None
    close = PAIRS.get(line.text[:1])
    at = label.end(1) if label else line.text.find(close) + 1 if close else 0
    rest = line.text[at:].lstrip(" 　：:")
    if at < 3 or not rest:
        return None, line
    head = _Line(line.start, line.start + at, line.text[:at], line.is_apart)
    return head, _Line(line.end - len(rest), line.end, rest, False)


def _labelled(text: str) -> re.Match[str] | None:
    """A line that names its list before a colon (税情報：所得、税額)."""
    found = _LABELLED.fullmatch(text)
    return found if found and len(list(parts(found[2]))) > 1 else None
