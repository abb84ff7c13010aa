"""Titles of tables: the lines around a table that name it, and the label (別紙１) by which others refer to it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from extractors.bundle.ruled_blocks import Block
from extractors.bundle.spread import whole_lines
from extractors.characters import fold
from extractors.layout.celltext import Line
from extractors.layout.ink import RIGHT
from extractors.layout.page import Cell, Page

_KINDS = "別紙|別表|別添|別記|付表|附表|参考資料|参考|資料"
_NUMBERS = str.maketrans("一二三四五六七八九", "123456789")
_LABEL = re.compile(
    rf"({_KINDS})第?(\d+(?:[-の]\d+)*|[一二三四五六七八九十](?![一-龠])|[a-z](?![a-z])|)", re.IGNORECASE
)
_LAW = re.compile(r"(?:法|令|条例|規則|[条項]第?\d*[)]?の?)$")  # what stands before the 別表 of a law
_NOTE = re.compile(r"^(?:※|\*|[(]?注|[(]?単位|備考)")
_DATE = re.compile(r"^[(]?(?:令和|平成|\d{4}年|r\d|h\d)[^、]{0,14}(?:現在|時点|日|更新|改定|改訂)[)]?$", re.IGNORECASE)
_CONTINUED = re.compile(r"[(\[]?(?:続き|つづき|続|\d{1,3}/\d{1,3})[)\]]?")
_OF_A_TITLE = re.compile(f"{_KINDS}|提供|移転|一覧")  # in a running header: the table's title, not the document's
_LONGEST = 90  # folded characters of a title's line
_NEAR = 2.5  # sizes of type between a table and its title, and between lines of the title


@dataclass(frozen=True, slots=True)
class Title:
    """Lines that name a table, in reading order, and the room (points) between them and it."""

    cells: tuple[Cell, ...]
    text: str
    room: float

    @property
    def label(self) -> str | None:
        """The label it begins with or holds."""
        return label_of(self.text)


def labels_in(text: str) -> Iterator[str]:
    """The labels (別紙1, 別紙1-2, 別表) a text names, folded; a law's 別表 is none of ours.

    >>> list(labels_in("別紙１－２及び別紙３のとおり（番号法別表第一）"))
    ['別紙1-2', '別紙3']
    """
    key = fold(text)
    for match in _LABEL.finditer(key):
        if not _LAW.search(key[: match.start()]):
            yield match[1] + match[2].translate(_NUMBERS).replace("の", "-").lower()


def label_of(title: str | None) -> str | None:
    """The label of a table from its title: the first that begins a word of it, else any."""
    if not title:
        return None
    first = [label for word in title.split() for label in list(labels_in(word))[:1] if _LABEL.match(_bare(word))]
    return next(iter(first), None) or next(labels_in(title), None)


def is_labelled(cell: Cell) -> bool:
    """Whether a cell begins with a label."""
    return is_title_line(cell.lines[0])


def is_title_line(line: Line) -> bool:
    """Whether a line begins with a label."""
    return bool(_LABEL.match(_bare(line.text)))


def is_same(title: str, other: str) -> bool:
    """Whether two titles name one table: they may differ by （続き） and by what only one of them prints."""
    one, two = _essence(title), _essence(other)
    return one in two or two in one


def is_equal(title: str, other: str) -> bool:
    """Whether two titles are the same but for （続き）."""
    return _essence(title) == _essence(other)


def _essence(title: str) -> str:
    return _CONTINUED.sub("", fold(title))


def free_cells(page: Page, blocks: Iterable[Block]) -> list[Cell]:
    """What stands on a page outside its tables and may be a title: no notes, no dates, no sentences, no footers."""
    inside = {id(cell) for block in blocks for cell in block.cells}
    level = [cell for cell in page.loose if cell.lines[0].direction == RIGHT]
    return [
        cell
        for cell in [*whole_lines(page, level), *page.cells]
        if cell.lines and id(cell) not in inside and _may_name(page, cell)
    ]


def above(page: Page, free: Sequence[Cell], block: Block, upper: float) -> Title | None:
    """The title between ``upper`` and a table, or beside it: its label wherever it stands, other lines close by."""
    over = [cell for cell in free if cell.middle >= upper and cell.bottom <= block.box.top + 1]
    beside = [cell for cell in free if block.box.top < cell.middle < block.box.bottom and is_labelled(cell)]
    near = _stack(sorted(over, key=lambda cell: -cell.bottom), block.box.top, upwards=True)
    labelled = [cell for cell in over if is_labelled(cell)] or ([] if near else beside)
    room = block.box.top - max((cell.bottom for cell in near), default=upper)
    return _title(page, [*near, *labelled], room)


def below(page: Page, free: Sequence[Cell], block: Block, lower: float) -> Title | None:
    """The title that stands below a table and above ``lower``; it has a label or it is none."""
    under = [cell for cell in free if cell.middle <= lower and cell.top >= block.box.bottom - 1]
    near = _stack(sorted(under, key=lambda cell: cell.top), block.box.bottom, upwards=False)
    labelled = [cell for cell in under if is_labelled(cell)]
    if not labelled:
        return None
    first = min(labelled, key=lambda cell: cell.top)
    rest = _stack(sorted((cell for cell in under if cell.top >= first.top - 1), key=lambda c: c.top), first.top, False)
    return _title(page, [*near, *labelled, *rest], first.top - block.box.bottom)


def _bare(word: str) -> str:
    return fold(word).lstrip("([<「『【")


def _may_name(page: Page, cell: Cell) -> bool:
    key = cell.key
    if not key or len(key) > _LONGEST or "。" in key or _NOTE.match(fold(cell.lines[0].text) or key):
        return False
    if cell.lines[0].text.lstrip().startswith("※") or _DATE.match(key) or key.isdigit():
        return False
    return not page.is_claimed(cell.lines[0]) or bool(_OF_A_TITLE.search(key))


def _stack(cells: Sequence[Cell], edge: float, upwards: bool) -> list[Cell]:
    """The lines that stand close to a table, and close to each other, away from ``edge``."""
    out: list[Cell] = []
    for cell in cells:
        room = edge - cell.bottom if upwards else cell.top - edge
        if room > _NEAR * cell.lines[0].size:
            break
        out.append(cell)
        edge = min(edge, cell.top) if upwards else max(edge, cell.bottom)
    return out


def _title(page: Page, cells: Sequence[Cell], room: float) -> Title | None:
    """Lines as a title: the label first, then as they stand."""
    once = list({id(cell): cell for cell in cells}.values())
    if not once:
        return None
    row = max(cell.lines[0].size for cell in once)
    ordered = sorted(once, key=lambda cell: (not is_labelled(cell), round(cell.top / row), cell.x0))
    text = " ".join(page.text(cell.lines, cell).replace("\n", " ") for cell in ordered)
    return Title(tuple(ordered), text, room)
