"""Where the assessments of a document begin and end, and which pages belong to none.

A cover begins an assessment, and so does the index or the first part of a form that has shown them already. A page goes
on with the assessment before it by the form's own words, or by what runs over its edge. Pages that show nothing are
decided by what stands on both sides of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from extractors.bundle.editions import name_edition
from extractors.bundle.signs import Opening, Signs, signs_of
from extractors.engine.formspec import FormSpec
from extractors.layout.page import Cell, Page
from extractors.model import Role

MIN_HITS = 3  # signs of a form on a page that may begin an assessment without a cover
HEADING = 2  # signs on a page that takes an assessment up again behind what is something else
SAME_EDGE = 3.0  # points: edges of one column on two pages
SAME_TABLE = 0.6  # share of column edges that two pages of one table have in common
FEW_LINES = 4  # that say which papers follow
LARGE = 18.0  # points: no form prints what it asks, nor an agency its answer, in larger letters
MIDDLE = 0.25  # of a page's height, that is left free above and below


@dataclass(slots=True)
class Segment:
    """The pages of one assessment, in the order in which they are read."""

    spec: FormSpec
    pages: list[Page]
    stamp: str | None = None
    is_stamp_known: bool = False  # the stamp names an edition that the forms have
    title: str | None = None
    is_reordered: bool = False  # the pages' printed numbers said another order than the PDF
    gaps: frozenset[int] = frozenset()  # pages before which others are missing, by the printed numbers
    copies: dict[int, int] = field(default_factory=dict)  # pages printed twice, and the numbers of those they repeat


@dataclass(slots=True)
class Layout:
    """How a document divides: its assessments, and the pages that belong to none with their signs."""

    segments: list[Segment] = field(default_factory=list)
    others: list[tuple[Page, Signs]] = field(default_factory=list)


@dataclass(slots=True)
class _Run:
    """An assessment while its pages are gathered, by index; ``opened`` are the openings seen, ``waiting`` pages after
    the last one that are its own if it goes on behind them."""

    form: str
    members: list[int]
    has_cover: bool
    opened: set[Opening] = field(default_factory=set)
    waiting: list[int] = field(default_factory=list)


def divide(pages: Sequence[Page], numbers: Sequence[str | None], forms: dict[tuple[str, str], FormSpec]) -> Layout:
    """Find the assessments of a document; ``numbers`` are the pages' printed numbers."""
    signs = [signs_of(page, number) for page, number in zip(pages, numbers, strict=True)]
    runs = _Divider(pages, signs).runs()
    layout = Layout()
    inside: set[int] = set()
    for run in runs:
        order = _in_printed_order(run.members, signs)
        mine = [pages[n] for n in order]
        edition = name_edition(mine, [spec for spec in forms.values() if spec.form == run.form])
        layout.segments.append(
            Segment(
                edition.spec,
                mine,
                edition.stamp,
                edition.is_known,
                is_reordered=order != run.members,
                gaps=frozenset(pages[n].number for n in _behind_gaps(order, pages, signs)),
            )
        )
        inside.update(run.members)
    layout.others = [(page, sign) for n, (page, sign) in enumerate(zip(pages, signs, strict=True)) if n not in inside]
    return layout


class _Divider:
    """Goes through the pages once and gathers runs."""

    def __init__(self, pages: Sequence[Page], signs: Sequence[Signs]) -> None:
        self.pages = pages
        self.signs = signs
        self.foreign: set[int] = set()  # pages that are something else, and what goes on with them
        self.guides: set[int] = set()  # of them those that tell how to fill in a form, in its words
        self._runs: list[_Run] = []

    def runs(self) -> list[_Run]:
        """The assessments in page order."""
        for n, sign in enumerate(self.signs):
            run = self._runs[-1] if self._runs else None
            if self._is_guide(n):
                self.guides.add(n)
            if sign.cover_of is not None:
                self._begin(n, sign.cover_of, has_cover=True)
            elif run is not None and self._goes_on(run, n):
                self._take(run, n)
            elif sign.strength >= MIN_HITS and sign.is_of_form and not self._is_foreign(n):
                self._begin(n, self._best(n), has_cover=False)
            else:
                if self._is_foreign(n):
                    self.foreign.add(n)
                if run is not None:
                    run.waiting.append(n)
        return _reunited(self._runs, self.signs)

    def _begin(self, n: int, form: str, *, has_cover: bool) -> None:
        run = _Run(form, [], has_cover)
        self._runs.append(run)
        self._take(run, n)

    def _take(self, run: _Run, n: int) -> None:
        run.members += [waiting for waiting in run.waiting if waiting not in self.foreign]
        run.waiting = []
        run.members.append(n)
        if (opening := self.signs[n].opens.get(run.form)) is not None:
            run.opened.add(opening)

    def _best(self, n: int) -> str:
        """The form of an assessment without a cover: what explains most of the pages up to the next beginning."""
        hits = Counter(self.signs[n].hits)
        for sign in self.signs[n + 1 :]:
            if sign.cover_of is not None or sign.opens:
                break
            hits.update(sign.hits)
        return max(self.signs[n].hits, key=lambda form: hits[form])

    def _is_guide(self, n: int) -> bool:
        """Whether a page tells how to fill in a form, or goes on with the table of one that does."""
        sign = self.signs[n]
        if sign.is_guide:
            return True
        begins = sign.cover_of is not None or bool(sign.opens)
        return n - 1 in self.guides and not begins and self._runs_over(self.pages[n - 1], self.pages[n])

    def _is_foreign(self, n: int) -> bool:
        """Whether a page calls itself something else, or goes on with a table of one that does."""
        sign = self.signs[n]
        if n in self.guides:
            return True
        if sign.titled is not None:  # a check list names the form's items in its rows; an index may be titled 目次
            return (sign.titled is Role.OTHER and not sign.opens) or sign.strength < MIN_HITS
        if not sign.hits and _is_divider(self.pages[n]):
            return True
        return not sign.hits and n - 1 in self.foreign and shares_columns(self.pages[n], self.pages[n - 1])

    def _goes_on(self, run: _Run, n: int) -> bool:
        sign = self.signs[n]
        if self._is_foreign(n) or self._begins_again(run, n) or self._opens_another(run, n):
            return False
        hits = sign.hits[run.form]
        if run.waiting and not all(_is_blank(self.pages[waiting]) for waiting in run.waiting):
            return hits >= HEADING or (hits > 0 and not self.foreign & set(run.waiting))
        return hits > 0 or run.form in sign.changes_of or self._runs_over(self.pages[run.members[-1]], self.pages[n])

    def _begins_again(self, run: _Run, n: int) -> bool:
        """Whether a page opens the form a second time. A page whose printed number is missing among those before was
        only put in the wrong place."""
        sign = self.signs[n]
        opening = sign.opens.get(run.form)
        if opening is None or not any(seen >= opening for seen in run.opened):
            return False
        seen = {number for member in run.members if (number := self.signs[member].number) is not None}
        return sign.number is None or sign.number in seen or sign.number > max(seen, default=0)

    def _opens_another(self, run: _Run, n: int) -> bool:
        """Whether a page opens another form, which explains more of it."""
        sign = self.signs[n]
        return any(form != run.form and sign.hits[form] > sign.hits[run.form] for form in sign.opens)

    def _runs_over(self, last: Page, page: Page) -> bool:
        return (
            shares_columns(page, last)
            or shares_columns(page, last, with_empty=True)
            or _have_level_rules(page, last)
            or any(cell.is_open_top and any(_is_below(cell, above) for above in last.cells) for cell in page.cells)
        )


def _is_blank(page: Page) -> bool:
    """Whether nothing stands on a page but its header and footer."""
    return not any(cell.lines and not page.is_claimed(cell.lines[0]) for cell in [*page.cells, *page.loose])


def _is_divider(page: Page) -> bool:
    """Whether nothing stands on a page but a few large words in its middle: a sheet put between papers."""
    lines = [line for cell in [*page.cells, *page.loose] for line in cell.lines if not page.is_claimed(line)]
    height = page.ink.height
    return 0 < len(lines) <= FEW_LINES and all(
        line.size >= LARGE and MIDDLE * height < line.y < (1 - MIDDLE) * height for line in lines
    )


def _is_below(cell: Cell, above: Cell) -> bool:
    return abs(cell.x0 - above.x0) < SAME_EDGE and abs(cell.x1 - above.x1) < SAME_EDGE


def _have_level_rules(page: Page, other: Page) -> bool:
    """Whether the tables of two pages, as wide as each other, have level rules only: their columns show in no rule."""
    if page.rulings.vertical or other.rulings.vertical:
        return False
    edges = [(min(c.x0 for c in p.cells), max(c.x1 for c in p.cells)) for p in (page, other) if p.cells]
    return len(edges) == 2 and all(abs(a - b) < SAME_EDGE for a, b in zip(*edges, strict=True))


def shares_columns(page: Page, other: Page, *, with_empty: bool = False) -> bool:
    """Whether the tables of two pages have their columns in common; ``with_empty``: those of empty cells too."""
    a, b = ({round(c.x0 / SAME_EDGE) for c in page.cells if c.lines or with_empty} for page in (page, other))
    near = sum(1 for x in a if {x - 1, x, x + 1} & b)
    return near > 0 and near / max(len(a), len(b)) >= SAME_TABLE


def _reunited(runs: list[_Run], signs: Sequence[Signs]) -> list[_Run]:
    """A run without a cover before one of the same form whose numbers fill its gaps is of that assessment: its cover
    was put in the wrong place."""
    out: list[_Run] = []
    for run in runs:
        before = out[-1] if out else None
        if before is not None and run.has_cover and not before.has_cover and before.form == run.form:
            numbers = [signs[n].number for n in (*before.members, *run.members)]
            if _is_sequence(numbers) and min(filter(None, numbers)) == signs[run.members[0]].number:
                out[-1] = _Run(run.form, [*before.members, *run.members], True)
                continue
        out.append(run)
    return out


def _in_printed_order(members: list[int], signs: Sequence[Signs]) -> list[int]:
    """Pages by their printed numbers, where these leave no doubt; only the first, a cover, may have none."""
    numbers = [signs[n].number for n in members]
    if not _is_sequence([number for number in numbers if number is not None]) or None in numbers[1:]:
        return members
    if numbers[0] is None:  # a cover is often not numbered
        numbers[0] = 0
    return [n for _, n in sorted(zip(numbers, members, strict=True))]


def _behind_gaps(order: Sequence[int], pages: Sequence[Page], signs: Sequence[Signs]) -> list[int]:
    """Pages whose printed number is further from the one before than they are, where most pages count one by one."""
    numbered = [(n, number) for n in order if (number := signs[n].number) is not None]
    steps = [(n, number - before, pages[n].number - pages[m].number) for (m, before), (n, number) in pairwise(numbered)]
    if 2 * sum(step == apart for _, step, apart in steps) <= len(steps):
        return []
    # a number between two that count on over it is none of the page's, as the month of a date
    odd = {
        n
        for (m, before), (n, _), (k, behind) in zip(numbered, numbered[1:], numbered[2:], strict=False)
        if behind - before == pages[k].number - pages[m].number
    }
    return [n for n, step, apart in steps if step > apart > 0 and n not in odd]


def _is_sequence(numbers: Sequence[int | None]) -> bool:
    """Whether numbers are all there, each once, without a gap."""
    present = [number for number in numbers if number is not None]
    return len(present) == len(numbers) > 1 and sorted(present) == list(range(min(present), max(present) + 1))
