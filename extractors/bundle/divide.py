"""What a page is: where assessments begin and end, which form and edition they are, and every page's role."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from extractors.characters import fold
from extractors.engine.cursor import split_number, worded_nodes
from extractors.engine.formspec import FormSpec, NodeKind, load_forms
from extractors.engine.walk import FormReading
from extractors.layout.page import Cell, Page
from extractors.model import Role

_STAMP = re.compile(r"\[?((令和|平成)(\d{1,2}|元)年(\d{1,2})月様式(\d))\]?")
_ERA = {"令和": 2018, "平成": 1988, "R": 2018, "H": 1988}
_ROLE_OF_KIND = {"figure": Role.FIGURE, "record_items": Role.RECORD_ITEMS, "change_table": Role.CHANGES}
MIN_HITS = 3  # signs of a form on a page that may begin an assessment without a cover
COVER_HITS = 2  # labels of the first part that make a title page a cover
SAME_TABLE = 0.6  # share of column edges that two pages of one table have in common

# What pages around assessments call themselves.
_AROUND = ((Role.REPORT, re.compile("答申書|答申第|について[(（]答申")), (Role.CONSULTATION, re.compile("諮問")))


@dataclass(slots=True)
class Segment:
    """The pages of one assessment."""

    spec: FormSpec
    pages: list[Page]
    stamp: str | None = None
    is_stamp_known: bool = False  # the stamp names an edition that the forms have
    title: str | None = None


@dataclass(slots=True)
class Layout:
    """How a document divides: its assessments, and the pages that belong to none."""

    segments: list[Segment] = field(default_factory=list)
    others: list[Page] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Signs:
    """What a page shows of a form: hits of headings, and of labels that stand one below the other."""

    text: str
    hits: Counter[str]
    cover_of: str | None


def divide(pages: Sequence[Page], forms: dict[tuple[str, str], FormSpec]) -> Layout:
    """Find the assessments of a document."""
    by_form: dict[str, list[FormSpec]] = {}
    for spec in forms.values():
        by_form.setdefault(spec.form, []).append(spec)
    signs = [_signs(page, by_form) for page in pages]
    layout = Layout()
    open_form: str | None = None
    for n, (page, sign) in enumerate(zip(pages, signs, strict=True)):
        if sign.cover_of is not None:
            open_form = sign.cover_of
            layout.segments.append(Segment(by_form[open_form][0], [page]))
        elif open_form is not None and _belongs(page, sign, open_form, layout.segments[-1], signs[n + 1 :]):
            layout.segments[-1].pages.append(page)
        elif open_form is None and sign.hits and (best := _best(sign, signs[n + 1 :])) is not None:
            open_form = best
            layout.segments.append(Segment(by_form[best][0], [page]))
        else:
            open_form = None
            layout.others.append(page)
    for segment in layout.segments:
        _name_edition(segment, by_form[segment.spec.form])
    return layout


def _best(sign: _Signs, later: Sequence[_Signs]) -> str | None:
    """The form of an assessment without a cover: what explains most of its pages, if this one begins it."""
    if max(sign.hits.values()) < MIN_HITS:
        return None
    hits = Counter(sign.hits)
    for other in later:
        if other.cover_of is not None:
            break
        hits.update(other.hits)
    return hits.most_common(1)[0][0]


def _signs(page: Page, by_form: dict[str, list[FormSpec]]) -> _Signs:
    cells = [cell for cell in page.cells if cell.lines] + page.loose
    text = "".join(cell.key for cell in cells)
    words = _all_words()
    keys = [(cell.key, round(cell.x0 / 4)) for cell in cells if cell.key in words or split_number(cell.key)[1] in words]
    hits: Counter[str] = Counter()
    cover_of: str | None = None
    for form, specs in by_form.items():
        headings = 0
        columns: Counter[int] = Counter()
        for key, x in keys:
            kinds = _kinds(key, form)
            headings += NodeKind.SECTION in kinds or NodeKind.PART in kinds
            columns[x] += NodeKind.ITEM in kinds
        stacked = max(columns.values(), default=0)
        hits[form] = headings * 2 + (stacked if stacked > 1 else 0)
        if fold(specs[0].title) in text:
            first = {fold(item.label) for section in specs[0].parts[0].sections for item in section.items}
            if sum(key in first for key, _ in keys) >= COVER_HITS:
                cover_of = form
    return _Signs(text, +hits, cover_of)


@lru_cache(maxsize=1)
def _all_words() -> frozenset[str]:
    """Every folded wording of every form: what is not among them is no label anywhere."""
    return frozenset(key for spec in load_forms().values() for key in spec.index)


@lru_cache(maxsize=65536)
def _kinds(key: str, form: str) -> set[NodeKind]:
    """Kinds of the nodes a key prints in any edition; headings count only with their number."""
    number, _ = split_number(key)
    out: set[NodeKind] = set()
    for spec in (spec for spec in load_forms().values() if spec.form == form):
        for node in worded_nodes(spec, key):
            is_numbered = node.number is not None and fold(node.number) == number
            is_annex = node.kind is NodeKind.PART and node.number is None and key in node.keys
            if node.kind is NodeKind.ITEM or is_numbered or is_annex:
                out.add(node.kind)
    return out


def _belongs(page: Page, sign: _Signs, form: str, segment: Segment, later: Sequence[_Signs]) -> bool:
    """Whether a page without a cover goes on with the assessment before it."""
    last = segment.pages[-1]
    if sign.hits[form]:
        return True
    if not page.ink.text:
        return bool(_hits_ahead(form, later))
    if any(pattern.search(sign.text) for _, pattern in _AROUND) and not page.cells:
        return False
    if page.cells and last.cells and _shared_columns(page, last) >= SAME_TABLE:
        return True
    if any(cell.is_open_top for cell in page.cells):
        return True
    return bool(_hits_ahead(form, later))


def _hits_ahead(form: str, later: Sequence[_Signs]) -> int:
    for sign in later:
        if sign.cover_of is not None:
            return 0
        if sign.hits[form]:
            return sign.hits[form]
    return 0


def _shared_columns(page: Page, other: Page) -> float:
    a = {round(cell.x0 / 3) for cell in page.cells if cell.lines}
    b = {round(cell.x0 / 3) for cell in other.cells if cell.lines}
    near = sum(1 for x in a if {x - 1, x, x + 1} & b)
    return near / max(len(a), len(b), 1)


# ------------------------------------------------------------------------------------------------ editions


def _months(year: int, month: int) -> int:
    return year * 12 + month


def _edition_months(spec: FormSpec) -> int:
    era, year, month = re.fullmatch(r"([HR])(\d+)-(\d+)", spec.version).groups()  # type: ignore[union-attr]
    return _months(_ERA[era] + int(year), int(month))


def _name_edition(segment: Segment, specs: list[FormSpec]) -> None:
    """Choose the edition: by the stamp the nearest, without one that which explains most of the printed labels."""
    for page in segment.pages[:2]:
        text = fold("".join(cell.key for cell in [*page.loose, *page.cells]))
        match = _STAMP.search(text)
        if match and match[5] == segment.spec.form:
            year = _ERA[match[2]] + (1 if match[3] == "元" else int(match[3]))
            when = _months(year, int(match[4]))
            segment.stamp = match[1]
            segment.spec = min(specs, key=lambda spec: (abs(_edition_months(spec) - when), _edition_months(spec)))
            segment.is_stamp_known = _edition_months(segment.spec) == when
            return
    keys = Counter(cell.key for page in segment.pages for cell in page.cells if cell.lines)

    def explained(spec: FormSpec) -> int:
        return sum(1 for node in spec.nodes if any(key in keys or _numbered(node, key) in keys for key in node.keys))

    segment.spec = max(specs, key=lambda spec: (explained(spec), -_edition_months(spec)))


def _numbered(node, key: str) -> str:
    number = fold(node.number or "")
    return f"{number}.{key}" if number.isdigit() else number + key


# ------------------------------------------------------------------------------------------------ roles


def role_in_assessment(page: Page, reading: FormReading) -> Role:
    """The role of an assessment's page: what most of its area holds."""
    areas = reading.area_by_part.get(page.number)
    if not page.ink.text:
        return Role.IMAGE_ONLY if len(page.ink.images) else Role.OTHER
    if not areas:
        return Role.FORM
    code = max(areas, key=lambda code: areas[code])
    for n, part in enumerate(reading.spec.parts):
        if part.code == code:
            if n == 0:
                return Role.COVER
            if part.kind == "reference":
                return Role.INDEX
            kinds = [item.kind for section in part.sections for item in section.items[:1]]
            return next((_ROLE_OF_KIND[kind] for kind in kinds if kind in _ROLE_OF_KIND), Role.FORM)
    return Role.FORM


def role_outside(page: Page) -> Role:
    """The role of a page that belongs to no assessment."""
    if not page.ink.text:
        return Role.IMAGE_ONLY if len(page.ink.images) else Role.OTHER
    text = "".join(cell.key for cell in [*page.loose, *page.cells])
    for role, pattern in _AROUND:
        if pattern.search(text):
            return role
    if _is_tabular(page):
        return Role.ANNEX_TABLE
    if len(page.cells) + len(page.ink.rules) > 5:
        return Role.FIGURE
    return Role.OTHER


def _is_tabular(page: Page) -> bool:
    """Whether a page's cells stand side by side in rows of three or more; the boxes of a drawing stand alone."""
    filled = [cell for cell in page.cells if cell.lines]
    edges = Counter((round(cell.x0 / 3), round(cell.top / 3)) for cell in filled)

    def touches(cell: Cell) -> bool:
        return any(edges[round(cell.x1 / 3) + step, round(cell.top / 3)] for step in (-1, 0, 1))

    rows = Counter(round(cell.top / 3) for cell in filled)
    in_rows = [cell for cell in filled if rows[round(cell.top / 3)] >= 3]
    return len(in_rows) >= 6 and sum(map(touches, in_rows)) >= 0.5 * len(in_rows)
