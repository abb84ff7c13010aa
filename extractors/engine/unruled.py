"""Forms without borders: the rulings a reader supplies from shades, labels and alignment.

Some agencies re-type the form, or print it without lines. The rows are there all the same: shaded label cells, or
labels at the left and values that begin on one line at the right. Rulings are laid where a reader would draw them, and
everything after goes its usual way.
"""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import partial

from extractors.characters import fold
from extractors.engine.cursor import is_circled_as, label_keys, split_number
from extractors.engine.formspec import FormSpec, Node, NodeKind, SectionSpec
from extractors.engine.marks import HEADING, OPEN, OPTION
from extractors.layout.celltext import NO_GLYPH, Line
from extractors.layout.ink import RIGHT
from extractors.layout.page import Cell, Page
from extractors.layout.rulings import Ruling, Rulings

MARGIN = 3.0  # points between text and a supplied ruling
_NEAR_LIST = 4.0  # font sizes from the head of a ＜選択肢＞ list to the foot of its label at most
MOST_LINES = 6  # on which a label may stand
_ONE_ROW = 3  # times as high as a shade in it is one behind a single row at most
SHADE = 0.985  # grey from which a fill is as white as paper
Fill = tuple[float, float, float, float]


@dataclass(slots=True, eq=False)
class _Label:
    """A label of the form, on one or more lines; ``group`` is what else surely stands in its row."""

    kind: NodeKind
    cells: list[Cell]
    is_choice: bool = False
    has_below: bool = False  # a heading that is the label of an item: its value stands below it
    group: list[Cell] = field(default_factory=list)

    @property
    def x0(self) -> float:
        return min(cell.x0 for cell in self.cells)

    @property
    def x1(self) -> float:
        return max(cell.x1 for cell in self.cells)

    @property
    def top(self) -> float:
        """Top of the label and of what surely stands in its row."""
        return min(cell.top for cell in [*self.cells, *self.group])

    @property
    def bottom(self) -> float:
        """Bottom of the label and of what surely stands in its row."""
        return max(cell.bottom for cell in [*self.cells, *self.group])

    @property
    def middle(self) -> float:
        """Height half-way down the label itself."""
        return (min(cell.top for cell in self.cells) + max(cell.bottom for cell in self.cells)) / 2

    @property
    def is_row(self) -> bool:
        """Whether the label is a row of its own: a heading or a note."""
        return self.kind in (NodeKind.PART, NodeKind.SECTION, NodeKind.LINE)


def supply_rulings(pages: Sequence[Page], spec: FormSpec) -> list[Page]:
    """The pages of an assessment, those without borders laid out again with supplied rulings."""
    out: list[Page] = []
    value_edge: float | None = None
    for page in pages:
        loose = [cell for cell in page.loose if not page.is_claimed(cell.lines[0])]
        if page.has_borders or _is_table(loose, spec):
            out.append(page)
            continue
        labels = labels_among(loose, spec)
        if not labels and any(cell.lines for cell in page.cells):
            out.append(page)  # a list in a box: nothing says where rows would end
            continue
        edge = _value_edge(labels, loose) or value_edge
        if edge is not None:
            loose = _split_at(page, loose, edge)
            labels = labels_among(loose, spec)
        value_edge = edge
        rulings = _from_shades(page, loose, labels) or _from_text(page, loose, labels, edge)
        out.append(page.laid_out_with(rulings))
    return out


def _is_table(loose: Sequence[Cell], spec: FormSpec) -> bool:
    """Whether a page shows the column headings of a table: it is no form page, and its rows are not labelled."""
    keys = {cell.key for cell in loose}
    return any(
        sum(fold(column) in keys for column in item.columns) >= 3 for item in spec.items.values() if item.columns
    )


def _split_at(page: Page, loose: Sequence[Cell], edge: float) -> list[Cell]:
    """Lines in which a label and its value stand too close to be told apart by the gap alone, cut at the edge."""
    out: list[Cell] = []
    for cell in loose:
        line = cell.lines[0]
        gap = next(
            (
                k
                for k, glyph in enumerate(line.glyphs[:-1])
                if glyph == NO_GLYPH and _starts_near(page, line, k + 1, edge)
            ),
            None,
        )
        if gap is None or cell.x0 >= edge - MARGIN or line.direction != RIGHT:
            out.append(cell)
            continue
        for piece in (line.cut(0, gap, page.glyphs), line.cut(gap + 1, len(line.text), page.glyphs)):
            box = page.box([piece])
            if box is not None:
                out.append(Cell(page.number, *box, [piece], is_loose=True))
    return out


def _starts_near(page: Page, line: Line, k: int, edge: float) -> bool:
    glyph = line.glyphs[k]
    return glyph != NO_GLYPH and abs(float(page.glyphs.x0[glyph]) - edge) <= 4 * MARGIN


def labels_among(loose: Sequence[Cell], spec: FormSpec) -> list[_Label]:
    """Stretches of text that print a label, the longest first where a label wraps."""
    used: set[int] = set()
    labels: list[_Label] = []
    section: SectionSpec | None = None
    for cell in loose:
        if id(cell) in used:
            continue
        chain, best = [cell], []
        node = None
        for _ in range(MOST_LINES):
            key = "".join(words_before_bracket(part) for part in chain)
            found = label_keys(spec, key)
            if found:
                best = list(chain)
                # 3. 監査 heads a section, ②監査 and 監査 alone are items; the same words stand in several sections
                node = max(found, key=partial(_likeness, split_number(key)[0], section))
            below = [other for other in loose if id(other) not in used and may_follow(other, chain)]
            if not below:
                break
            chain = [*chain, min(below, key=lambda other: (other.top, abs(other.x0 - cell.x0)))]
        if best and node is not None:
            section = node.section if node.kind is NodeKind.SECTION else section
            labels.append(_Label(node.kind, best, _heads_choice(node), _heads_item(node)))
            used.update(id(part) for part in best)
    return labels


def _likeness(number: str | None, section: SectionSpec | None, node: Node) -> tuple[bool, bool, bool, int]:
    """How well a node fits a label with that number (None: without one) in that section; the greater the better."""
    is_numbered = number == node.mark or is_circled_as(node.mark, number)
    return is_numbered, number is None and node.kind is NodeKind.ITEM, node.section is section, -node.index


def _heads_item(node: Node) -> bool:
    """Whether a heading is the label of an item."""
    items = node.section.items if node.kind is NodeKind.SECTION and node.section else ()
    return any(item.labelled_by == "heading" for item in items)


def may_follow(cell: Cell, chain: Sequence[Cell]) -> bool:
    """Whether a line may go on with a label: close below its last line; a stack of single characters may be spread."""
    last = chain[-1]
    size = last.lines[0].size
    below = cell.top - last.top
    if not 0 < below < 10 * size:
        return False
    if len(cell.key) == 1 and all(len(part.key) == 1 for part in chain):
        return abs(cell.x0 - last.x0) < size / 2
    return below < 1.7 * size and abs(cell.x0 - last.x0) < 1.6 * size


def _heads_choice(node: Node) -> bool:
    """Whether a label's value is a choice; a heading's may be, where it is the label of an item."""
    if node.kind is NodeKind.SECTION and node.section is not None:
        return any(item.kind == "choice" and item.labelled_by == "heading" for item in node.section.items)
    return node.item is not None and node.item.kind == "choice"


def words_before_bracket(cell: Cell) -> str:
    """A loose line's text up to its first bracket, folded."""
    return fold(cell.lines[0].text[: bracket_at(cell.lines[0])])


def bracket_at(line: Line) -> int:
    """Where a line's first opening bracket stands; its length where it has none."""
    return next((k for k, character in enumerate(line.text) if character in OPEN), len(line.text))


def _value_edge(labels: Sequence[_Label], loose: Sequence[Cell]) -> float | None:
    """Where most values begin: the left edge of what stands beside labels."""
    taken = {id(cell) for label in labels for cell in label.cells}
    edges: Counter[int] = Counter()
    for label in labels:
        if label.is_row:
            continue
        for cell in label.cells:
            beside = [
                other.x0
                for other in loose
                if id(other) not in taken and abs(other.bottom - cell.bottom) < 3 and other.x0 > cell.x1
            ]
            if beside:
                edges[round(min(beside))] += 1
    if not edges:
        return None
    common = edges.most_common(1)[0][0]
    return min(edge for edge in edges if abs(edge - common) <= 12 and edges[edge] * 4 >= edges[common]) - MARGIN


# ------------------------------------------------------------------------------------------------ from shades


def _from_shades(page: Page, loose: Sequence[Cell], labels: Sequence[_Label]) -> Rulings | None:
    """Rulings along the edges of shaded cells, if most labels stand in one."""
    fills = seen_shades(page)

    def shaded(label: _Label) -> bool:
        middle = (label.top + label.bottom) / 2
        return any(f[0] - 2 <= label.x0 and label.x0 < f[2] and f[1] <= middle <= f[3] for f in fills)

    rows = [label for label in labels if label.kind is NodeKind.ITEM]
    if not rows or sum(map(shaded, rows)) < 0.8 * len(rows):
        return None
    text = [cell for cell in [*loose, *page.cells] if cell.lines]
    fills = _parted(fills, rows, text)
    top = min(f[1] for f in fills)
    text = [cell for cell in text if cell.bottom > top]  # what stands above is in no row
    left = min([f[0] for f in fills])
    right = max([f[2] for f in fills] + [cell.x1 + MARGIN for cell in text])
    bottom = max([f[3] for f in fills] + [cell.bottom + MARGIN for cell in text])
    horizontal = [Ruling(bottom, left, right)]
    vertical = [Ruling(left, top, bottom), Ruling(right, top, bottom)]
    for label in labels:  # headings without a shade
        if label.is_row and not shaded(label):
            horizontal += [Ruling(label.top - 1, left, right), Ruling(label.bottom + 1, left, right)]
    tops = sorted({f[1] for f in fills})
    for x0, y0, x1, y1 in fills:
        beside = [f for f in fills if abs(f[0] - x1) < 3 and f[1] < y1 and f[3] > y0]
        nested = bool(beside) and any(f[3] < y1 - 3 or f[1] > y0 + 3 for f in beside)
        reach = x1 if nested else right
        horizontal += [Ruling(y0, x0, right), Ruling(y1, x0, reach)]
        vertical += [Ruling(x0, y0, y1), Ruling(x1, y0, y1)]
        is_header = bool(beside) and not nested and not _has_text(text, max(f[2] for f in beside), y0, y1)
        if is_header:  # headings side by side: what stands below is divided like them
            below = next((y for y in tops if y > y1 + 3), bottom)
            vertical.append(Ruling(x1, y1, below))
    return _merged(horizontal, vertical)


def seen_shades(page: Page) -> list[Fill]:
    """The shades of cells: those behind a few words of a heading, in the heading's own grey, are not to be seen."""
    shades = [fill for fill in page.ink.fills.tolist() if fill[4] < SHADE and fill[3] - fill[1] > 6 < fill[2] - fill[0]]

    def is_seen(fill: list[float]) -> bool:
        x0, top, x1, bottom, grey = fill
        return not any(
            other[0] <= x0 and other[1] <= top and x1 <= other[2] and bottom <= other[3] and other[4] == grey
            for other in shades
            if other[:4] != fill[:4] and other[3] - other[1] < _ONE_ROW * (bottom - top)
        )

    return [(fill[0], fill[1], fill[2], fill[3]) for fill in shades if is_seen(fill)]


def _parted(fills: Sequence[Fill], labels: Sequence[_Label], text: Sequence[Cell]) -> list[Fill]:
    """Shades with one label each: the headings of columns may lie on one shade."""
    out: list[Fill] = []
    for x0, top, x1, bottom in fills:
        inside = sorted(
            (label for label in labels if x0 - 2 <= label.x0 and label.x1 <= x1 + 2 and top <= label.middle <= bottom),
            key=lambda label: label.x0,
        )
        is_row = all(
            one.x1 < other.x0 and abs(one.middle - other.middle) < 3 for one, other in itertools.pairwise(inside)
        )
        below = min(
            (fill[1] for fill in fills if fill[1] > bottom + 3),
            default=max((cell.bottom for cell in text), default=bottom),
        )
        values = [cell for cell in text if bottom <= cell.middle <= below]
        for one, other in itertools.pairwise(inside if is_row else []):
            edge = _between(one, other, values, bottom, below)
            out.append((x0, top, edge, bottom))
            x0 = edge
        out.append((x0, top, x1, bottom))
    return out


def _has_text(text: Sequence[Cell], x: float, top: float, bottom: float) -> bool:
    return any(cell.x0 >= x - 1 and top <= (cell.top + cell.bottom) / 2 <= bottom for cell in text)


# ------------------------------------------------------------------------------------------------ from text


def _from_text(page: Page, loose: Sequence[Cell], labels: list[_Label], edge: float | None) -> Rulings:
    """Rulings between rows and before values, from where labels and values stand."""
    text = sorted([*loose, *(cell for cell in page.cells if cell.lines)], key=lambda cell: cell.top)
    left = min(cell.x0 for cell in text) - MARGIN
    right = max(cell.x1 for cell in text) + MARGIN
    bottom = max(cell.bottom for cell in text) + MARGIN
    taken = {id(cell) for label in labels for cell in label.cells}
    values = [cell for cell in text if id(cell) not in taken]
    _group_choices(labels, values)
    stacks = [label for label in labels if _is_stack(label)]
    rows = _rows([label for label in labels if label not in stacks])
    cuts = _cuts(rows, values, text[0].top - MARGIN, bottom)
    horizontal: list[Ruling] = []
    vertical: list[Ruling] = []
    for cut in cuts:
        start = max([label.x1 + 1 for label in stacks if label.top < cut < label.bottom] or [left])
        horizontal.append(Ruling(cut, start, right))
    vertical += [Ruling(left, cuts[0], cuts[-1]), Ruling(right, cuts[0], cuts[-1])]
    for row in rows:
        if any(label.is_row for label in row):
            continue
        middle = (row[0].top + row[0].bottom) / 2
        top = max((cut for cut in cuts if cut <= middle), default=cuts[0])
        end = min((cut for cut in cuts if cut > middle), default=cuts[-1])
        items = sorted(row, key=lambda label: label.x0)
        for one, other in itertools.pairwise(items):
            below = cuts[min(cuts.index(end) + 1, len(cuts) - 1)]
            both = all(label.kind is NodeKind.ITEM for label in (one, other))
            vertical.append(
                Ruling(_between(one, other, values, end, below) if both else other.x0 - 1, top, below if both else end)
            )
        last = items[-1]
        if edge is not None and last.x1 <= edge + MARGIN and not (len(items) > 1 and items[0].kind is NodeKind.ITEM):
            vertical.append(Ruling(edge, top, end))
    for label in stacks:
        top = max([cut for cut in cuts if cut <= label.top + 2], default=cuts[0])
        end = min([cut for cut in cuts if cut >= label.bottom - 2], default=cuts[-1])
        vertical.append(Ruling(label.x1 + 1, top, end))
    if not rows and edge is not None and text[0].x0 >= edge - MARGIN:
        vertical[0] = Ruling(edge, cuts[0], cuts[-1])
    return _merged(horizontal, vertical)


def _group_choices(labels: Sequence[_Label], values: Sequence[Cell]) -> None:
    """Tie each ＜選択肢＞ list and its bracket to its label: they come in the same order, one each."""
    choices = sorted((label for label in labels if label.is_choice), key=lambda label: label.top)
    headings = [cell for cell in values if HEADING.match(cell.lines[0].text)]
    if not choices or len(headings) != len(choices):
        return
    for label, heading, following in zip(choices, headings, [*headings[1:], None], strict=True):
        if label.is_row:
            continue  # stands below its heading, in a row of its own
        label.group.append(heading)
        opened = [cell for cell in values if cell.lines[0].text[0] in OPEN and cell not in headings]
        brackets = [cell for cell in opened if _is_near(cell, heading)]
        label.group += sorted(brackets, key=lambda cell: abs(cell.top - heading.top))[:1]
        last = heading
        for cell in values:
            is_before_next = following is None or cell.top < following.top - 1
            is_listed = cell.top > heading.top and is_before_next and OPTION.match(cell.lines[0].text)
            if is_listed and cell.top - last.top < 2.2 * cell.lines[0].size:
                label.group.append(cell)
                last = cell


def _is_near(cell: Cell, heading: Cell) -> bool:
    """Whether a bracket stands where the value of a ＜選択肢＞ list may: on the line above it, or beside the list."""
    return -2.2 * cell.lines[0].size < cell.top - heading.top and (cell.top < heading.top or cell.x0 < heading.x0)


def _is_stack(label: _Label) -> bool:
    """A label printed one character a line (再／委／託)."""
    return len(label.cells) > 1 and all(len(cell.key) == 1 for cell in label.cells)


def _rows(labels: Sequence[_Label]) -> list[list[_Label]]:
    rows: list[list[_Label]] = []
    for label in sorted(labels, key=lambda label: (label.top, label.x0)):
        if rows and label.top < max(other.bottom for other in rows[-1]) - 3 and not label.is_row:
            rows[-1].append(label)
        else:
            rows.append([label])
    return rows


def _cuts(rows: Sequence[list[_Label]], values: Sequence[Cell], top: float, bottom: float) -> list[float]:
    """Where rows end: one y above each row, and the bottom."""
    is_top = _is_top_aligned(rows, values)
    cuts: list[float] = [top]
    extra: list[float] = []
    for before, row in zip([None, *rows], rows, strict=False):
        head = min(label.top for label in row)
        upper = max((label.bottom for label in before), default=top) if before else top
        between = [cell for cell in values if upper - 1 <= cell.middle <= head + 1]
        is_free = row[0].is_row or not between or (is_top and not _runs_under_options(values, between, upper))
        cut = head - 1 if is_free else _widest_gap(upper, head, between)
        if before is not None and before[0].is_row and not before[0].has_below and not row[0].is_row:
            cut = upper + 1  # a heading without a value of its own: what follows is the next label's
        if before is not None and between and (before[0].is_row or _is_header(before, values, cuts[-1], cut)):
            extra.append(upper + 1)  # what stands below a heading is a row of its own
        cuts.append(cut)
    if rows and _is_header(rows[-1], values, cuts[-1], bottom):
        extra.append(max(label.bottom for label in rows[-1]) + 1)
    if rows and rows[-1][0].is_row:
        extra.append(rows[-1][-1].bottom + 1)
    return sorted({*cuts, *extra, bottom})


def _runs_under_options(values: Sequence[Cell], between: Sequence[Cell], upper: float) -> bool:
    """Whether a line below a label that ends at ``upper`` runs below both a bracket and its options: it is none of
    theirs, but the first of a text that stands around the middle of the next label."""
    lists = [cell for cell in values if HEADING.match(cell.lines[0].text) and cell.top < upper]
    if not lists:
        return False
    heading = max(lists, key=lambda cell: cell.top)
    size = heading.lines[0].size
    return upper - heading.top < _NEAR_LIST * size and any(
        cell.x0 < heading.x0 - size and cell.x1 > heading.x0 and not OPTION.search(cell.lines[0].text)
        for cell in between
    )


def _is_header(row: Sequence[_Label], values: Sequence[Cell], top: float, end: float) -> bool:
    """Whether nothing stands to the right of a row's labels: their values stand below."""
    edge = max(label.x1 for label in row)
    return not any(cell.x0 >= edge - 1 and top <= cell.middle <= end for cell in values)


def _is_top_aligned(rows: Sequence[list[_Label]], values: Sequence[Cell]) -> bool:
    """Whether values of several lines begin beside their label: those that begin above it say no."""
    above = below = 0
    for row in rows:
        label = row[-1]
        if label.is_row or label.is_choice:
            continue
        size = label.cells[0].lines[0].size
        offsets = [cell.top - label.top for cell in values if cell.x0 > label.x1 - size]
        is_close = any(-1.3 * size < offset < -0.4 * size for offset in offsets)
        above += is_close
        below += not is_close and any(0.4 * size < offset < 1.3 * size for offset in offsets)
    return above == 0 or below > 3 * above


def _widest_gap(upper: float, head: float, between: Sequence[Cell]) -> float:
    edges = sorted((cell.top, cell.bottom) for cell in between)
    best, at, low = -1.0, head - 1, upper
    for top, bottom in [*edges, (head, head)]:
        if top - low > best:
            best, at = top - low, (top + low) / 2
        low = max(low, bottom)
    return at


def _between(one: _Label, other: _Label, values: Sequence[Cell], top: float, bottom: float) -> float:
    """Where two columns headed side by side part: in the widest gap of what stands below."""
    spans = sorted(
        [(cell.x0, cell.x1) for cell in values if top - 1 <= cell.middle <= bottom + 1]
        + [(one.x0, one.x1), (other.x0, other.x1)]
    )
    best, at, low = -1.0, (one.x1 + other.x0) / 2, spans[0][1]
    for x0, x1 in spans[1:]:
        if x0 - low > best and one.x0 < (x0 + low) / 2 < other.x1:
            best, at = x0 - low, (x0 + low) / 2
        low = max(low, x1)
    return at


def _merged(horizontal: list[Ruling], vertical: list[Ruling]) -> Rulings:
    return Rulings(
        sorted(ruling for ruling in horizontal if ruling.end - ruling.start > 1),
        sorted(ruling for ruling in vertical if ruling.end - ruling.start > 1),
    )
