"""Where on the form the reading is: resolves printed labels to the form's nodes.

The same words stand in many places of a form (その他の措置の内容, リスクへの対策は十分か). Which place is meant
follows from the order of print: the nearest node ahead, unless a heading says that a block or a file begins again.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from extractors.characters import KEPT, LABEL_LENGTH
from extractors.engine.formspec import FormSpec, Node, NodeKind, PartSpec, SectionSpec, load_forms
from extractors.engine.headings import headed_part, headed_section, is_continued, is_shortened

_NUMBER = re.compile(r"([①-⑳])|([IVX]{1,4})[.,、]?(?=[^\x00-\x7f])|(\d{1,2})[.,、](?!\d)|[(（](\d{1,2})[)）]")
_BLOCK = re.compile(r"(.*?\D)(?:\(?(\d{1,2})\)?|([①-⑳]))$")
_RANGE = re.compile(r"(.*?\D)(?:\d{1,2}|[①-⑳])~(?:\D*?)(?:\d{1,2}|[①-⑳])$")

_APPENDED = re.compile(r"(?<=\d)[(\[【].*[)\]】]$")  # a remark behind a block's number

_CONTINUED = re.compile(r"[(（](?:続き|つづき|続)[)）]$")  # a heading printed again on the next page

_COUNTED = re.compile(r"[(（]\d{1,2}(?:/\d{1,2})?[)）]$")  # sheets of an annex, numbered behind its heading

FAR = 1000  # a match in another part needs more than its words
OTHER_SECTION = 100  # a nearer node of the same section is always meant first
WRONG_NUMBER = 40  # agencies renumber: words decide, the number prefers
AGAIN = 20


@dataclass(frozen=True, slots=True)
class Match:
    """A printed label resolved. ``entry_no`` is the number of a block heading; ``is_exact_number`` says that the
    number before the label is the form's, ``remark`` what was appended to a heading, folded."""

    node: Node
    cost: int
    entry_no: int | None = None
    is_exact_number: bool = False
    remark: str | None = None


@dataclass(slots=True)
class Cursor:
    """The reading's place in a form, moved by every label that is resolved."""

    spec: FormSpec
    position: int = -1
    part: PartSpec | None = None
    section: SectionSpec | None = None
    repeat: str | None = None
    entry_no: int | None = None
    file_numbers: dict[str, int] = field(default_factory=dict)
    entry_numbers: dict[tuple[str, str, int | None], int] = field(default_factory=dict)
    _reopened_at: int | None = None  # position when a part's heading came again

    _remark: str | None = None  # what was appended to the heading of the part
    _headed: set[int] = field(default_factory=set)  # sections that print a heading, by identity
    _unique: set[int] = field(default_factory=set)  # items whose words stand in one place, by index

    def __post_init__(self) -> None:
        """An assessment begins in its first part, which prints no heading (表紙)."""
        self.part = self.spec.parts[0]
        self._headed = {id(node.section) for node in self.spec.nodes if node.kind is NodeKind.SECTION}
        items = Counter(key for node in self.spec.nodes if node.kind is NodeKind.ITEM for key in node.keys)
        self._unique = {
            node.index for node in self.spec.nodes if node.kind is NodeKind.ITEM and items[node.keys[0]] == 1
        }

    @property
    def file_no(self) -> int | None:
        """Number of the file the current part describes, None where the part is printed once."""
        if self.part is None or self.part.repeat != "file":
            return None
        return self.file_numbers.get(self.part.code, 1)

    @property
    def n_files(self) -> int:
        """How many files have been described so far."""
        return max(self.file_numbers.values(), default=1)

    @property
    def is_region(self) -> bool:
        """Whether the current part is a region (drawing, list, table) and not rows of the form."""
        return self.region is not None

    @property
    def region(self) -> str | None:
        """The kind of region the part at hand is, None where it has rows of the form."""
        return None if self.part is None else self.part.region

    @property
    def is_contents(self) -> bool:
        """Whether the current part is a page of fixed lines (項目一覧)."""
        return self.part is not None and self.part.kind == "reference"

    def resolve(self, key: str) -> Match | None:
        """The node that a folded text prints, None if it is no label here."""
        if key.endswith((")", "）")):
            key = _CONTINUED.sub("", key)
        if not key or len(key) > 200:
            return None
        best: Match | None = None
        number, _ = split_number(key)
        for node in worded_nodes(self.spec, key):
            cost = self._cost(node, number)
            if cost is not None and (best is None or cost < best.cost):
                best = Match(node, cost, is_exact_number=_is_number_of(node, number))
        return best or self._resolve_block(key) or self._resolve_sheet(key, number)

    def can_reach(self, key: str) -> bool:
        """Whether the reading goes on to a folded label without leaving the part."""
        match = self.resolve(key)
        return match is not None and match.cost < FAR

    def leap(self, node: Node, keys: Iterable[str]) -> None:
        """Stand right before a node, whatever was read last; ``keys`` is the page's folded text. The block that begins
        next on it tells the number of the one that goes on there."""
        is_in_block = node.part is self.part and node.section is self.section and node.repeat == self.repeat
        if not is_in_block:
            self.repeat, self.entry_no = None, None
        self.part, self.section, self.position, self._reopened_at = node.part, node.section, node.index - 1, None
        self.file_numbers.setdefault(node.part.code, 1)
        if node.repeat is not None and node.kind is NodeKind.ITEM:
            found = (self._numbered_block(key) for key in keys)
            numbers = (match.entry_no for match in found if match is not None and match.node.repeat == node.repeat)
            if (number := next(filter(None, numbers), 1)) > 1:
                self.repeat = node.repeat
                self._set_entry(number - 1)

    def _resolve_sheet(self, key: str, number: str | None) -> Match | None:
        """The annex that a heading with the number of its sheet behind it prints: （別添１）事務の内容（２）."""
        words = _COUNTED.sub("", key)
        nodes = [node for node in worded_nodes(self.spec, words) if node.kind is NodeKind.PART] if words != key else []
        costs = [
            (cost, node) for node in nodes if node.part.is_region and (cost := self._cost(node, number)) is not None
        ]
        return Match(min(costs, key=lambda one: one[0])[1], min(cost for cost, _ in costs)) if costs else None

    def resolve_remarked(self, key: str, text: str) -> Match | None:
        """The part, or the section ahead, whose heading with words appended to it a bar prints; ``key`` is its ``text``
        folded."""
        if self.part is None or self.is_contents:
            return None
        number, words = split_number(key)
        current = next(node for node in self.spec.part_nodes if node.part is self.part)
        if number is not None and number == current.mark and is_shortened(self.part, words):
            return Match(current, 0, is_exact_number=True, remark=words)
        found = headed_part(self.spec, number, words, key, text)
        if found is None:
            return self._remarked_section(number, words)
        node, remark = found
        is_open = node.part is self.part or node.part.repeat == "file" or node.part.is_region
        if not is_open and node.index < self.position:
            return None
        return Match(node, 0, is_exact_number=True, remark=remark)

    def _remarked_section(self, number: str | None, words: str) -> Match | None:
        found = None if self.is_region else headed_section(self.spec, self.part, number, words)
        if found is None or found[0].index <= self.position:
            return None
        return Match(found[0], 0, is_exact_number=True, remark=found[1])

    def _resolve_block(self, key: str) -> Match | None:
        if self.is_region:
            return None
        plain = _APPENDED.sub("", key)  # 委託事項２（令和７年度～）
        found = self._numbered_block(key)
        if found is not None or plain == key:
            return found
        found = self._numbered_block(plain)
        return found and replace(found, remark=key[len(plain) :])

    def _numbered_block(self, key: str) -> Match | None:
        match = _numbered(key)
        if match is None:
            return None
        block = _RANGE.match(key)
        for node in self.spec.index.get((block or match)[1], ()):
            if node.kind is not NodeKind.BLOCK or node.part is not self.part:
                continue
            if block:  # a bar: システム2～5
                return Match(_as_bar(node), AGAIN)
            cost = AGAIN if node.section is self.section else OTHER_SECTION
            return Match(node, cost, entry_no=int(match[2] or _plain(match[3])))
        return None

    def turn_page(self) -> None:
        """A page of fixed lines (項目一覧) ends with the page."""
        if self.is_contents:
            self.leave_contents()

    def leave_contents(self) -> None:
        """Fixed lines (項目一覧) end here, and the form goes on."""
        self.part, self.section = self.spec.parts[0], None

    def _cost(self, node: Node, number: str | None) -> int | None:
        """How far a node is from here; None if it cannot be meant."""
        if self.is_contents and node.part is not self.part:
            return None
        wanted = node.mark
        is_same = number == wanted or is_circled_as(wanted, number)
        cost = 0 if is_same else WRONG_NUMBER if number and wanted else AGAIN
        if node.part is not self.part and self.is_region:
            # inside a drawing or a table the form's words are somebody's text, but for a part's own heading
            return cost + AGAIN if node.kind is NodeKind.PART and number == wanted else None
        if node.kind is NodeKind.PART:
            return cost + 10 if node.number is None or number == wanted else cost + FAR
        if node.kind is NodeKind.ITEM and not self.may_stand_here(node):
            return None
        distance = node.index - self.position
        if node.part is not self.part:
            if node.kind is not NodeKind.SECTION or number != wanted or number is None or distance < 0:
                return None
            return cost + distance + FAR
        if node.kind is NodeKind.BLOCK or node.repeat == "bar":
            return cost + AGAIN
        if distance > 0:
            return cost + distance + (0 if node.section is self.section else OTHER_SECTION)
        if distance == 0:
            return cost
        if node.kind in (NodeKind.LINE, NodeKind.PARENT) and node.section is self.section:
            return cost - distance + OTHER_SECTION
        if node.kind is NodeKind.ITEM and node.repeat and node.repeat == self.repeat:
            return cost - distance + OTHER_SECTION
        if node.kind is NodeKind.SECTION and self.part is not None and self.part.repeat == "file":
            return cost - distance + OTHER_SECTION * 2
        if self._reopened_at is not None:
            return cost - distance + OTHER_SECTION
        return None

    def may_stand_here(self, node: Node) -> bool:
        """Whether what heads an item has been printed: its section, and its sub-heading (リスク1：…).

        Words that stand in many places are believed only below their heading, words that stand in one anywhere.
        """
        if node.index in self._unique:
            return True
        is_below_heading = node.heading is None or node.heading <= self.position
        is_in_section = node.section is self.section or id(node.section) not in self._headed
        return is_in_section and is_below_heading

    def move(self, match: Match) -> bool:
        """Go to a resolved node. Returns False where the node was printed again and nothing begins anew."""
        node = match.node
        if node.kind is NodeKind.PART:
            return self._enter_part(node, match.remark)
        if node.repeat == "bar":
            return True
        if self._reopened_at is not None and node.part is self.part:
            if node.index <= self._reopened_at:
                self._next_file()
            self._reopened_at = None
        elif node.index < self.position and node.kind is NodeKind.SECTION:
            if node.section is self.section:
                return False  # the heading again, on the next page
            if self.part is not None and node.section is self.part.sections[0]:
                self._next_file()
        if node.kind in (NodeKind.LINE, NodeKind.PARENT) and node.index < self.position:
            return False
        if node.part is not self.part:
            self.part = node.part
            self.file_numbers.setdefault(node.part.code, 1)
        if node.section is not self.section:
            self.section, self.repeat, self.entry_no = node.section, None, None
        if node.kind is NodeKind.BLOCK:
            self.repeat = node.repeat
            self._set_entry(match.entry_no)
        elif node.kind is NodeKind.ITEM and node.repeat:
            if node.repeat != self.repeat:
                self.repeat = node.repeat
                self._set_entry(None)
            elif node.index < self.position:
                self._set_entry(None)
        elif node.kind is not NodeKind.PARENT and node.repeat is None:
            self.repeat, self.entry_no = None, None
        self.position = node.index
        return True

    def _enter_part(self, node: Node, remark: str | None) -> bool:
        before, self._remark = self._remark, remark
        if node.part is self.part:
            if remark is not None and (remark == before or is_continued(remark)):
                return False  # the bar again where the page goes on: no file begins
            self._reopened_at = self.position
            if node.part.is_region:
                self._reopened_at = None
            return False
        if node.index < self.position and node.part.repeat != "file":
            self.file_numbers.pop(node.part.code, None)
        if node.part.code in self.file_numbers:
            self.file_numbers[node.part.code] += 1
        else:
            self.file_numbers[node.part.code] = 1
        self.part, self.section, self.position = node.part, None, node.index
        self.repeat, self.entry_no, self._reopened_at = None, None, None
        return True

    def _next_file(self) -> None:
        if self.part is not None and self.part.repeat == "file":
            self.file_numbers[self.part.code] = self.file_numbers.get(self.part.code, 1) + 1
            self.section, self.repeat, self.entry_no = None, None, None

    def _set_entry(self, number: int | None) -> None:
        """Enter a numbered block; without a printed number it is the next one."""
        assert self.repeat is not None
        key = (self.part.code if self.part else "", self.repeat, self.file_no)
        self.entry_no = number if number is not None else self.entry_numbers.get(key, 0) + 1
        self.entry_numbers[key] = self.entry_no


def is_circled_as(mark: str | None, number: str | None) -> bool:
    """Whether a form's circled number is meant by a plain one: agencies print (2) for ②."""
    return mark is not None and number is not None and number.isdecimal() and mark == _circled(int(number))


def _circled(number: int) -> str:
    return chr(ord("①") - 1 + number)


def _plain(circled: str) -> int:
    return ord(circled) - ord("①") + 1


def _is_number_of(node: Node, number: str | None) -> bool:
    return number is not None and (number == node.mark or is_circled_as(node.mark, number))


def split_number(key: str) -> tuple[str | None, str]:
    """The number before a folded label (①, Ⅱ, 3.) and the label; None where it has no number.

    Digits with neither a full stop nor brackets are a number only before a section's title (２　基本情報).
    """
    return _split_label(key) if len(key) <= LABEL_LENGTH else _split(key)


def _split(key: str) -> tuple[str | None, str]:
    prefix = _NUMBER.match(key) or _number_of_section().match(key)
    if prefix is None:
        return None, key
    return next(group for group in prefix.groups() if group), key[prefix.end() :]


_split_label = lru_cache(maxsize=KEPT)(_split)


@lru_cache(maxsize=1)
def _number_of_section() -> re.Pattern[str]:
    """Digits before the title of a section of any form, and behind it nothing or a remark in brackets: what merely
    begins in such words is an agency's own text."""
    nodes = (node for spec in load_forms().values() for node in spec.nodes if node.kind is NodeKind.SECTION)
    titles = "|".join(sorted({re.escape(key) for node in nodes for key in node.keys}))
    return re.compile(rf"(\d{{1,2}})(?=(?:{titles})(?:[(\[【]|$))")


def worded_nodes(spec: FormSpec, key: str) -> Sequence[Node]:
    """Nodes whose words a folded text prints, with a number before them or not."""
    number, rest = split_number(key)
    found = spec.index.get(key, ())
    if number is None:
        return found
    if number.isdecimal() and 0 < int(number) <= 20:  # ⑦使用の主体 is a parent's words, number and all
        found = (*found, *spec.index.get(_circled(int(number)) + rest, ()))
    return (*found, *spec.index.get(rest, ()))


def label_keys(spec: FormSpec, key: str) -> Sequence[Node]:
    """Nodes that a folded text may be, numbered blocks and their bars included, wherever on the form."""
    found = worded_nodes(spec, key)
    if found:
        return found
    return _blocks(spec, _block_words(key))


def is_label(key: str, forms: Iterable[FormSpec]) -> bool:
    """Whether any of ``forms`` may print a folded text, wherever on it."""
    _, rest = split_number(key)
    block = _block_words(key)
    return any(key in spec.index or rest in spec.index or _blocks(spec, block) for spec in forms)


def _numbered(key: str) -> re.Match[str] | None:
    """Words and the number of a block behind them (システム2, 提供先②)."""
    last = key[-1:]
    return _BLOCK.match(key) if last == ")" or last.isdecimal() or "①" <= last <= "⑳" else None


def _block_words(key: str) -> str | None:
    """The words of a numbered block's heading or bar, None for a text that ends in no number."""
    match = _numbered(key)
    return (_RANGE.match(key) or match)[1] if match else None


def _blocks(spec: FormSpec, words: str | None) -> list[Node]:
    return [node for node in spec.index.get(words, ()) if node.kind is NodeKind.BLOCK] if words else []


def _as_bar(node: Node) -> Node:
    return Node(node.index, NodeKind.LINE, node.label, None, node.part, node.section, repeat="bar")
