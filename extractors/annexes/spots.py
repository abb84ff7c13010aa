"""Every way to name an item of a form by its place: the headings above it, and the label that ends the path."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from extractors.characters import fold
from extractors.engine.cursor import split_number
from extractors.engine.formspec import ROMAN, FormSpec, ItemSpec, Node, NodeKind, PartSpec, SectionSpec

_ASIDE = re.compile(r"\([^()]*\)")


@dataclass(frozen=True, slots=True)
class Level:
    """A heading above an item: its folded wordings, longest first, and the mark printed before it."""

    kind: str  # part, annex, section, heading, beside (a sub-heading that ended before it), block, item
    words: tuple[str, ...]
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Spot:
    """A way to name an item: the headings above, and the label that ends the path."""

    code: str
    above: tuple[Level, ...]
    label: Level
    path: str  # for a person
    outer: re.Pattern[str] | None  # the heading of any part: a drawing, a list, a table is named under each of them
    is_by_number: bool  # the label is its section's heading too: only its number tells them apart


@dataclass(frozen=True, slots=True)
class Place:
    """What a path names: an item, its file and its numbered block; no code where that is not one item.

    ``nearest`` is the form's own path to the item that comes nearest. ``is_doubtful`` says that the path's words or
    numbers are not the form's, or that more words follow.
    """

    code: str | None = None
    file_no: int | None = None
    entry_no: int | None = None
    nearest: str | None = None
    is_doubtful: bool = False


_CACHE: dict[tuple[str, str], tuple[Spot, ...]] = {}


def spots_of(spec: FormSpec) -> tuple[Spot, ...]:
    """The spots of a form, in printed order."""
    if spec.key not in _CACHE:
        _CACHE[spec.key] = tuple(_spots(spec))
    return _CACHE[spec.key]


def _spots(spec: FormSpec) -> Iterator[Spot]:
    """Every way to name an item of a form."""
    blocks = {
        (node.section.code, node.repeat): node
        for node in spec.nodes
        if node.kind is NodeKind.BLOCK and node.section is not None
    }
    headings = "|".join(re.escape(word) for part in spec.parts for word in _part(part).words)
    outer = re.compile(rf"(?:[IVX]{{1,4}}[.,、]?)?(?:{headings})")
    for part in spec.parts:
        around = outer if part.is_region else None
        for section in part.sections:
            own = [item for item in section.items if not item.within and item.labelled_by != "heading_bracket"]
            above = [_part(part)]
            if section.label and (section.label != part.label or _section(section).number):
                above.append(_section(section))
            for item in section.items:
                yield _spot(item, above, section, around, blocks.get((section.code, item.repeat)))
            named = next((item for item in own if item.labelled_by == "heading"), own[0] if len(own) == 1 else None)
            if named is not None and not named.repeat:
                yield Spot(named.code, tuple(above[:-1]), above[-1], written(above), around, False)


def _spot(
    item: ItemSpec, above: Sequence[Level], section: SectionSpec, around: re.Pattern[str] | None, block: Node | None
) -> Spot:
    levels = list(above)
    if item.heading:
        levels.append(_heading(item.heading))
    else:  # what follows the last sub-heading is named under it
        headings = dict.fromkeys(other.heading for other in section.items if other.heading)
        levels += [replace(_heading(heading), kind="beside") for heading in headings]
    if block is not None and item.label != block.label:
        levels.append(Level("block", (fold(block.label),)))
    if item.parent:
        levels.append(_labelled(item.parent))
    for other in section.items:  # the labels it is printed under: II.2.3 above II.2.3.need
        if item.code.startswith(other.code + "."):
            levels.append(_label(other))
    is_block = block is not None and item.label == block.label
    label = Level("block", (fold(item.label),)) if is_block else _label(item)
    is_section_too = bool(item.number and section.label and fold(section.label) == fold(item.label))
    path = written([*(level for level in levels if level.kind != "beside"), label])
    return Spot(item.code, tuple(levels), label, path, around, is_section_too)


def _part(part: PartSpec) -> Level:
    printed = fold(part.printed or "")
    annex = re.match(r"\(?別添(\d)", printed)
    if annex:
        return Level("annex", _wordings(fold(part.label)), annex[1])
    numeral = ROMAN.get(part.code)
    return Level("part", _wordings(fold(part.label)), fold(numeral) if numeral else None)


def _section(section: SectionSpec) -> Level:
    number = re.search(r"\.(\d+)$", section.code)
    return Level("section", _wordings(fold(section.label or "")), number[1] if number else None)


def _heading(text: str) -> Level:
    key = fold(text)
    mark = re.match(r"リスク(\d{1,2})?:", key)
    return Level("heading", _wordings(key[mark.end() :] if mark else key), mark[1] if mark else None)


def _labelled(text: str, *also: str) -> Level:
    number, rest = split_number(fold(text))
    return Level("item", _wordings(rest, *(split_number(fold(other))[1] for other in also)), number)


def _label(item: ItemSpec) -> Level:
    level = _labelled(item.label, *item.also)
    return replace(level, number=fold(item.number)) if item.number else level


def _wordings(*keys: str) -> tuple[str, ...]:
    """Wordings of a heading, longest first, each also without what stands in parentheses."""
    found = {wording for key in keys for wording in (key, _ASIDE.sub("", key)) if wording}
    return tuple(sorted(found, key=lambda word: (-len(word), word)))


def written(levels: Sequence[Level]) -> str:
    """The form's own path, for a person."""
    return "/".join(
        (f"{level.number}." if level.number and level.number.isdigit() else level.number or "") + level.words[0]
        for level in levels
    )
