"""What a page shows of itself: signs of a form, of a beginning, and of what stands around assessments."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from extractors.annexes.changeheads import is_header
from extractors.bundle.editions import is_stamp
from extractors.bundle.spread import whole_lines
from extractors.characters import KEPT, fold
from extractors.engine.cursor import split_number, worded_nodes
from extractors.engine.formspec import FormSpec, NodeKind, PartSpec, load_forms
from extractors.engine.headings import annex_keys, headed_part
from extractors.layout.page import MARGIN, Cell, Page
from extractors.model import Role

COVER_HITS = 2  # labels of the first part that make a title page a cover
INDEX_PARTS = 3  # headings of parts, and nothing below them, that make a page the index (項目一覧)
LISTED = 3  # numbers, or verdicts, beside words of a form that make them the rows of a list
A_HEADING = 2  # hits that a heading of a form makes
HEAD = 0.2  # of a page's height, in which a cell may be a title
TITLE_LENGTH = 60  # characters; what is longer is no title

_PAPER = r"[<(\[「【]?(?:別紙|別表|資料|参考資料|別紙資料)[-~の]?[0-9一-五①-⑳A-Z]"  # a paper's number, up to its digits
# What pages around assessments call themselves, in a line of its own.
_TITLES = (
    (Role.REPORT, re.compile(r"(.{0,20}答申書|答申)(\(.*\))?|.*答申第.{1,6}号|.*\(答申\)")),
    (Role.CONSULTATION, re.compile(r"(.{0,20}諮問書|諮問)(\(.*\))?|.*諮問第.{1,6}号|.*\(諮問\)")),
    (Role.ANNEX_TABLE, re.compile(rf"{_PAPER}{{0,3}}(\D.*)?")),
)
_PAPER_NAMED = re.compile(rf"({_PAPER}{{1,3}})[^0-9].*")
_PAPER_ALONE = re.compile(rf"{_PAPER}{{1,3}}(?:[-の]\d{{1,2}})?[>)\]」】]?")
_COMMENTS = "(?:意見募集|意見公募|パブリック・?コメント)(?:手続)?"
# What the first line of other papers says that councils put into a bundle; they speak of 諮問 and 答申 too.
_OTHER_TITLE = re.compile(
    "目次|もくじ|はじめに|(?:配[付布]|会議|当日)?資料(?:の?一覧|目録)表?|.*名簿(?:\\(.*\\))?"
    "|.*(?:会議録|議事録|議事要旨|議事概要|会議の?(?:記録|概要|結果))(?:\\(.*\\))?"
    f"|.*{_COMMENTS}.{{0,8}}(?:結果|概要|意見).{{0,12}}"
    "|.*(?:点検[表票]|チェック(?:リスト|シート|表))(?:\\(.*\\))?"
)
# The same of an agenda (会議次第), in a line outside all tables: a value may end with 契約締結次第.
_AGENDA = re.compile(r"(?:.*[会議回式日)])?次第(?:\(.*\))?")
# What a paper about an assessment is headed; it names the assessment in the form's words.
_ABOUT_ASSESSMENT = re.compile(
    r".{0,30}特定個人情報保護評価書?(?:\(.{1,20}\))*の.{0,4}(?:概要|要旨|要約|要点|ポイント|あらまし)(?:版|書|について)?(?:\(.*\))?"
)
# What a page is headed that tells how to fill in the form, or shows it for that, or asks the public about one: it
# prints the form's words.
_GUIDE = re.compile(
    r"[\[【(<]?(?:\(?参考\)?)?(?:特定個人情報保護評価書?)?(?:\([^()]{1,20}\))*の?"
    r"(?:(?:記載|記入|作成)(?:要領|要綱|例|の?手引き?|の?仕方|方法|見本|に?あたって.{0,12}|上の(?:留意|注意)(?:点|事項))"
    r"|見本|様式(?:例|見本)?)(?:\(.{1,20}\))?[\]】)>]?[0-9①-⑳]?"
    rf"|.{{0,60}}{_COMMENTS}(?:の?実施)?(?:要領|要綱|について|のお知らせ|のご案内)(?:\(.*\))?"
)
_ABOUT = "の|について|に関する|に係る|への|を"  # what follows the form's title where it is no title
_VERDICT = re.compile("不?(?:適|適合|適当|適切)|要(?:修正|確認)")  # of whoever checked what is named beside it
DECLARATION = "statement.declaration"  # the concept of the one label of a cover that no other paper has
_REFERS = re.compile("参照|のとおり|に記載")  # a line that names another page is no title


class Opening(IntEnum):
    """How a page begins an assessment that has no cover before it."""

    INDEX = 1  # the list of items (項目一覧)
    BODY = 2  # the first part after cover and index (Ⅰ)


@dataclass(frozen=True, slots=True)
class Signs:
    """``hits`` counts, by form, headings (twice) and the different labels that stand one below the other.

    ``titled`` is the role of what the page calls itself, if it is nothing of a form; ``number`` is the printed page
    number; ``changes_of`` names the forms whose change table has its columns on the page. ``is_of_form``: the page
    shows more of a form than labels of its cover that papers about assessments have too (評価書名, 公表日).
    ``is_guide``: it tells how a form is filled in (記載要領), and the form's words on it are none of an assessment.
    """

    hits: Counter[str]
    cover_of: str | None
    opens: Mapping[str, Opening]
    titled: Role | None
    number: int | None
    changes_of: frozenset[str] = frozenset()
    is_of_form: bool = True
    is_guide: bool = False

    @property
    def strength(self) -> int:
        """Hits of the form the page shows most of."""
        return max(self.hits.values(), default=0)


def signs_of(page: Page, number: str | None) -> Signs:
    """Look at a page; ``number`` is what is printed as its number."""
    cells = [cell for cell in page.cells if cell.lines] + page.loose
    keys = [cell.key for cell in cells]
    printed_number = int(number) if number else None
    if _is_guide(page, cells):
        return Signs(Counter(), None, {}, Role.OTHER, printed_number, is_of_form=False, is_guide=True)
    words = _all_words()
    titles = {id(cell): title for cell in cells if (title := _annex_title(cell, cells)) is not None}
    labels = [
        cell
        for cell, key in zip(cells, keys, strict=True)
        if key in words or split_number(key)[1] in words or id(cell) in titles
    ]
    listed = _listed(labels, cells)
    labels = [cell for cell in labels if id(cell) not in listed]
    kinds_of = [(cell.key, round(cell.x0 / 4), _kinds(titles.get(id(cell), cell.key))) for cell in labels]
    printed = {wording for key, _, _ in kinds_of for wording in (key, split_number(key)[1])}
    hits: Counter[str] = Counter()
    cover_of: str | None = None
    opens: dict[str, Opening] = {}
    for form, start in _starts().items():
        columns: dict[int, set[str]] = {}  # a word again and again is a table's value
        parts: set[str] = set()
        headings = 0
        for key, x, kinds_by_form in kinds_of:
            kinds = kinds_by_form[form]
            headings += NodeKind.SECTION in kinds or NodeKind.PART in kinds
            if NodeKind.ITEM in kinds:
                columns.setdefault(x, set()).add(key)
            if NodeKind.PART in kinds:
                parts.add(key)
        stacked = max(map(len, columns.values()), default=0)
        hits[form] = headings * 2 + (stacked if stacked > 1 else 0)
        # a change table names parts of the form in its rows and opens none
        if (opening := _opening(start, printed, parts, stacked)) and not _heads_changes(start, keys):
            opens[form] = opening
        first = [cell for cell in labels if cell.key in start.first_labels]
        if len(first) >= COVER_HITS and _is_titled_as(start, cells, first):
            cover_of = form
    changes_of = frozenset(form for form, start in _starts().items() if _has_columns(start, set(keys)))
    is_of_form = bool(titles) or not _unmistakable().isdisjoint(printed) or any(map(is_stamp, keys))
    is_change_table = any(hits[form] >= A_HEADING for form in changes_of)
    named = [cell for cell in cells if not (is_change_table and _is_number_at_foot(page, cell))]
    return Signs(+hits, cover_of, opens, _titled(page, named), printed_number, changes_of, is_of_form)


def _is_number_at_foot(page: Page, cell: Cell) -> bool:
    """Whether a paper's number (資料１) stands at the foot of a page, alone: below a form's table it is no title."""
    return cell.is_loose and cell.top > (1 - MARGIN) * page.ink.height and bool(_PAPER_ALONE.fullmatch(cell.key))


def _is_guide(page: Page, cells: Sequence[Cell]) -> bool:
    head = HEAD * page.ink.height
    return any(cell.top < head and _GUIDE.fullmatch(cell.key) and _is_alone(cell, cells) for cell in cells)


def _is_titled_as(start: _Start, cells: Sequence[Cell], labels: Sequence[Cell]) -> bool:
    """Whether a page has a form's title, on its own: in no value beside a label, in no words about something else."""
    values = {
        id(cell)
        for label in labels
        for cell in cells
        if label.x1 <= cell.x0 + 1 and label.top < cell.middle < label.bottom
    }
    return bool(start.title_alone.search("".join(cell.key for cell in cells if id(cell) not in values)))


def _annex_title(cell: Cell, cells: Sequence[Cell]) -> str | None:
    """The folded title of an annex that a cell prints with words appended to it: （別添2）…（一覧）."""
    key = cell.key
    if not key.startswith(_annex_titles()) or not _is_alone(cell, cells):
        return None
    text = "".join(line.text for line in cell.lines)
    number, words = split_number(key)
    found = next(
        (found for spec in load_forms().values() if (found := headed_part(spec, number, words, key, text))), None
    )
    return key.removesuffix(found[1]) if found is not None else None


@lru_cache(maxsize=1)
def _annex_titles() -> tuple[str, ...]:
    return tuple({key for spec in load_forms().values() for key in annex_keys(spec)})


def _listed(labels: Sequence[Cell], cells: Sequence[Cell]) -> set[int]:
    """The identities of cells that name an item of a form in a row of a list, as a check list does: behind the row's
    number, or before a verdict (適)."""
    numbers = [cell for cell in cells if cell.key.isdigit()]
    numbered = {
        id(label): number.key
        for label in labels
        for number in numbers
        if number.x1 <= label.x0 + 1 and number.top < label.middle < number.bottom
    }
    verdicts = [cell for cell in cells if _VERDICT.fullmatch(cell.key)]
    judged = {
        id(label): id(verdict)
        for label in labels
        for verdict in verdicts
        if label.x1 <= verdict.x0 + 1 and label.top < verdict.middle < label.bottom
    }
    listed = (beside for beside in (numbered, judged) if len(set(beside.values())) >= LISTED)
    return set().union(*listed)


def _titled(page: Page, cells: Sequence[Cell]) -> Role | None:
    """What a page calls itself: in a line outside its tables, or in a cell on top of it that has its row for itself."""
    cells = [cell for cell in cells if not page.is_claimed(cell.lines[0])]
    cells = [*whole_lines(page, [cell for cell in cells if cell.is_loose]), *(c for c in cells if not c.is_loose)]
    first = min(cells, key=lambda cell: (cell.top, cell.x0), default=None)
    if first is not None and len(first.key) <= TITLE_LENGTH:
        is_agenda = first.is_loose and _AGENDA.fullmatch(first.key) is not None
        if is_agenda or _OTHER_TITLE.fullmatch(first.key):
            return Role.OTHER
    if any(cell.top < HEAD * page.ink.height and _ABOUT_ASSESSMENT.fullmatch(cell.key) for cell in cells):
        return Role.OTHER
    listed = _in_lists_of_papers(cells)
    roles = {
        role
        for cell in cells
        if (cell.is_loose or cell.top < HEAD * page.ink.height)
        and len(cell.key) <= TITLE_LENGTH
        and (role := title_role(cell.key)) is not None
        and (role is Role.ANNEX_TABLE or id(cell) not in listed)
        and not _REFERS.search(cell.key)
        and (cell.is_loose or _is_alone(cell, cells))
    }
    return next((role for role, _ in _TITLES if role in roles), None)


def _in_lists_of_papers(cells: Sequence[Cell]) -> set[int]:
    """The identities of lines that name papers by their numbers, one below the other, as a council's agenda does
    (資料１　諮問書, 資料２　評価書): a letter that one of them names is another page."""
    named = [(cell, match[1]) for cell in cells if (match := _PAPER_NAMED.fullmatch(cell.key)) is not None]
    return {
        id(cell)
        for cell, number in named
        if any(other != number and abs(below.x0 - cell.x0) < cell.lines[0].size for below, other in named)
    }


@lru_cache(maxsize=KEPT)
def title_role(key: str) -> Role | None:
    """The role of a page that has this folded line as its title; None for no such title."""
    return next((role for role, pattern in _TITLES if pattern.fullmatch(key)), None)


def _is_alone(cell: Cell, cells: Sequence[Cell]) -> bool:
    return not any(other.top < cell.bottom - 1 and other.bottom > cell.top + 1 for other in cells if other is not cell)


# ------------------------------------------------------------------------------------------------ forms


@dataclass(frozen=True, slots=True)
class _Start:
    """What a form prints where it begins, folded: words of its title, its index, and its first parts."""

    title_alone: re.Pattern[str]  # the title, and nothing behind it that makes it part of a phrase
    first_labels: frozenset[str]  # of the first part, the cover
    has_index: bool
    body_heading: tuple[str, ...]  # wordings of the heading of the first part after cover and index
    body_label: tuple[str, ...]  # wordings of the first label of that part
    change_columns: frozenset[str]  # headings of the change table


@lru_cache(maxsize=1)
def _starts() -> dict[str, _Start]:
    """The beginnings of forms, in the words of their first edition."""
    return {form: _start(specs[0]) for form, specs in _by_form().items()}


def _start(spec: FormSpec) -> _Start:
    body = next(part for part in spec.parts[1:] if part.kind != "reference")
    return _Start(
        re.compile(f"{re.escape(fold(spec.title))}(?!{_ABOUT})"),
        frozenset(fold(item.label) for section in spec.parts[0].sections for item in section.items),
        any(part.kind == "reference" for part in spec.parts),
        _first_keys(spec, body, NodeKind.PART),
        _first_keys(spec, body, NodeKind.ITEM),
        frozenset(
            fold(name)
            for name in next((item.columns for item in spec.items.values() if item.kind == "change_table"), ())
        ),
    )


def _first_keys(spec: FormSpec, part: PartSpec, kind: NodeKind) -> tuple[str, ...]:
    """The wordings of the first node of a kind of a part, none where it has none."""
    return next((node.keys for node in spec.nodes if node.part is part and node.kind is kind), ())


@lru_cache(maxsize=1)
def _by_form() -> dict[str, list[FormSpec]]:
    specs: dict[str, list[FormSpec]] = {}
    for spec in load_forms().values():
        specs.setdefault(spec.form, []).append(spec)
    return specs


@lru_cache(maxsize=1)
def _all_words() -> frozenset[str]:
    """Every folded wording of every form: what is not among them is no label anywhere."""
    return frozenset(key for spec in load_forms().values() for key in spec.index)


@lru_cache(maxsize=1)
def _unmistakable() -> frozenset[str]:
    """Wordings of headings and labels that no paper has but a form: all but the usual labels of a cover."""
    return frozenset(
        key
        for spec in load_forms().values()
        for node in spec.nodes
        if node.part is not spec.parts[0] or (node.item is not None and node.item.concept == DECLARATION)
        for key in node.keys
    )


@lru_cache(maxsize=65536)
def _kinds(key: str) -> dict[str, set[NodeKind]]:
    """Kinds of the nodes a key prints in any edition, by form; headings count only with their number."""
    number, _ = split_number(key)
    out: dict[str, set[NodeKind]] = {form: set() for form in _by_form()}
    for spec in load_forms().values():
        for node in worded_nodes(spec, key):
            is_numbered = node.number is not None and node.mark == number
            is_annex = node.kind is NodeKind.PART and node.number is None and key in node.keys
            if node.kind is NodeKind.ITEM or is_numbered or is_annex:
                out[spec.form].add(node.kind)
    return out


def _heads_changes(start: _Start, keys: Iterable[str]) -> bool:
    """Whether a page prints the columns of the change table."""
    keys = set(keys)
    return _has_columns(start, keys) or is_header(keys)


def _has_columns(start: _Start, keys: set[str]) -> bool:
    """Whether most columns of the form's change table stand on a page in the form's words."""
    return len(start.change_columns & keys) > len(start.change_columns) / 2


def _opening(start: _Start, printed: set[str], part_headings: set[str], stacked: int) -> Opening | None:
    """Whether a page is the index, or begins the first part: its heading and its first label both stand there.

    ``printed`` are the page's labels, with their numbers and without.
    """
    if len(part_headings) >= INDEX_PARTS and stacked < 2 and start.has_index:
        return Opening.INDEX
    is_body = not (printed.isdisjoint(start.body_heading) or printed.isdisjoint(start.body_label))
    return Opening.BODY if is_body else None
