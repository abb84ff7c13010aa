"""The official forms as data: loads and checks `forms/*.yaml` and lays each form out as a sequence of nodes.

A node is one thing the form prints in its own words, in printed order: a heading, a bar, a label. The engine walks
these nodes; it knows kinds of nodes, never a form.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from enum import StrEnum
from functools import lru_cache
from importlib.resources import files

import yaml

from extractors.characters import fold

KINDS = ("text", "date", "count", "choice", "checkboxes", "reference", "figure", "record_items", "change_table")
REGION_KINDS = ("figure", "record_items", "change_table")
ROMAN = {"I": "Ⅰ", "II": "Ⅱ", "III": "Ⅲ", "IV": "Ⅳ", "V": "Ⅴ", "VI": "Ⅵ", "VII": "Ⅶ", "VIII": "Ⅷ"}


class FormError(ValueError):
    """A form's YAML that breaks a rule; the message names file, code and rule."""


@dataclass(frozen=True, slots=True)
class OptionSpec:
    """An option of a choice or a checkbox group, as the YAML words it."""

    no: int
    label: str
    group: str | None = None
    other: bool = False
    text: bool = False
    count: bool = False
    concept: str | None = None
    key: str = field(init=False, compare=False, repr=False)  # the label, folded

    def __post_init__(self) -> None:
        """Fold the label once: it is compared with printed ones in every document."""
        object.__setattr__(self, "key", fold(self.label))


@dataclass(frozen=True, slots=True)
class ItemSpec:
    """One item of a form; keys as in forms/README.md."""

    code: str
    label: str
    kind: str
    concept: str
    number: str | None = None
    also: tuple[str, ...] = ()
    repeat: str | None = None
    heading: str | None = None
    parent: str | None = None
    vertical: str | None = None
    labelled_by: str | None = None
    within: str | None = None
    within_option: int | None = None
    printed_value: str | None = None
    suffix: str | None = None
    notice: bool = False
    columns: tuple[str, ...] = ()
    options: tuple[OptionSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class SectionSpec:
    """A section: its heading, what stands beside it, and its items in printed order."""

    code: str
    label: str | None = None
    also: tuple[str, ...] = ()
    notice: bool = False
    opt_out: tuple[OptionSpec, ...] = ()
    headings: tuple[str, ...] = ()
    note: str | None = None
    blocks: tuple[str, ...] = ()
    bars: tuple[str, ...] = ()
    items: tuple[ItemSpec, ...] = ()


@dataclass(frozen=True, slots=True)
class PartSpec:
    """A part (Ⅰ, 別添1, 表紙 …)."""

    code: str
    label: str
    repeat: str | None = None
    notice: bool = False
    note: str | None = None
    printed: str | None = None
    kind: str | None = None
    lines: tuple[str, ...] = ()
    sections: tuple[SectionSpec, ...] = ()
    region: str | None = None  # the kind of its first item where that is a drawing, a list or a table, and no row

    @property
    def is_region(self) -> bool:
        """Whether the part is filled by a drawing, a list or a table, and has no rows of the form."""
        return self.region is not None


class NodeKind(StrEnum):
    """What a node is on the page."""

    PART = "part"
    SECTION = "section"
    LINE = "line"  # a printed line without a value: sub-heading, note, bar
    BLOCK = "block"  # begins a numbered block: its word, followed by a number
    PARENT = "parent"  # a label to the left of other labels
    ITEM = "item"


@dataclass(frozen=True, slots=True)
class Node:
    """One printed thing. ``number`` is what is printed before the label (Ⅰ, 2, ①), None where nothing is."""

    index: int
    kind: NodeKind
    label: str
    number: str | None
    part: PartSpec
    section: SectionSpec | None
    item: ItemSpec | None = None
    keys: tuple[str, ...] = ()  # folded wordings
    repeat: str | None = None  # the numbered block the node belongs to
    heading: int | None = None  # index of the sub-heading the node stands under
    mark: str | None = field(init=False, compare=False, repr=False)  # the number, folded

    def __post_init__(self) -> None:
        """Fold the number once: it is compared with printed ones at every cell."""
        object.__setattr__(self, "mark", fold(self.number) if self.number else None)


@dataclass(frozen=True, slots=True)
class FormSpec:
    """A form of one edition."""

    form: str
    name: str
    version: str
    stamp: str
    title: str
    parts: tuple[PartSpec, ...]
    nodes: tuple[Node, ...] = field(default=(), compare=False)
    index: dict[str, tuple[Node, ...]] = field(default_factory=dict, compare=False)
    items: dict[str, ItemSpec] = field(default_factory=dict, compare=False)
    part_nodes: tuple[Node, ...] = field(default=(), compare=False)  # the headings of parts

    @property
    def key(self) -> tuple[str, str]:
        """Form and version, as the tables name them."""
        return self.form, self.version


# ------------------------------------------------------------------------------------------------ loading


def _options(raw: list[dict[str, object]] | None, where: str) -> tuple[OptionSpec, ...]:
    out = []
    for n, entry in enumerate(raw or [], 1):
        try:
            out.append(OptionSpec(**{"no": n, **entry}))  # type: ignore[arg-type]
        except TypeError as error:
            raise FormError(f"{where}: option {n}: {error}") from None
    if len({option.no for option in out}) != len(out):
        raise FormError(f"{where}: two options have the same number")
    return tuple(out)


def _item(raw: dict[str, object], where: str) -> ItemSpec:
    where = f"{where}: item {raw.get('code')}"
    values = dict(raw)
    values["options"] = _options(values.get("options"), where)  # type: ignore[arg-type]
    for key in ("also", "columns"):
        values[key] = tuple(values.get(key, ()))  # type: ignore[arg-type]
    try:
        item = ItemSpec(**values)  # type: ignore[arg-type]
    except TypeError as error:
        raise FormError(f"{where}: {error}") from None
    if item.kind not in KINDS:
        raise FormError(f"{where}: kind {item.kind!r} is none of {', '.join(KINDS)}")
    if item.kind in ("choice", "checkboxes") and not item.options:
        raise FormError(f"{where}: a {item.kind} item needs options")
    return item


def _section(raw: dict[str, object], where: str) -> SectionSpec:
    where = f"{where}: section {raw.get('code')}"
    values = dict(raw)
    values["items"] = tuple(_item(item, where) for item in values.get("items", ()))  # type: ignore[union-attr]
    values["opt_out"] = _options(values.get("opt_out"), where)  # type: ignore[arg-type]
    for key in ("also", "headings", "blocks", "bars"):
        values[key] = tuple(values.get(key, ()))  # type: ignore[arg-type]
    try:
        return SectionSpec(**values)  # type: ignore[arg-type]
    except TypeError as error:
        raise FormError(f"{where}: {error}") from None


def _part(raw: dict[str, object], where: str) -> PartSpec:
    where = f"{where}: part {raw.get('code')}"
    values = dict(raw)
    values["sections"] = tuple(_section(section, where) for section in values.get("sections") or ())  # type: ignore
    values["lines"] = tuple(values.get("lines", ()))  # type: ignore[arg-type]
    sections: tuple[SectionSpec, ...] = values["sections"]  # type: ignore[assignment]
    first = (section.items[0].kind for section in sections if section.items)
    values["region"] = next((kind for kind in first if kind in REGION_KINDS), None)
    try:
        return PartSpec(**values)  # type: ignore[arg-type]
    except TypeError as error:
        raise FormError(f"{where}: {error}") from None


def parse_form(raw: dict[str, object], where: str = "form") -> FormSpec:
    """A form from its parsed YAML. Raises FormError naming ``where``, the code and the rule that is broken."""
    missing = {"form", "name", "version", "stamp", "title", "parts"} - set(raw)
    if missing:
        raise FormError(f"{where}: missing {', '.join(sorted(missing))}")
    parts = tuple(_part(part, where) for part in raw["parts"])  # type: ignore[union-attr]
    nodes = tuple(_nodes(parts))
    items: dict[str, ItemSpec] = {}
    for item in (item for part in parts for section in part.sections for item in section.items):
        if item.code in items:
            raise FormError(f"{where}: two items have the code {item.code}")
        items[item.code] = item
    for item in items.values():
        if item.within is not None and item.within not in items:
            raise FormError(f"{where}: item {item.code}: within {item.within}, which is no item")
    index: dict[str, list[Node]] = {}
    for node in nodes:
        for key in (*node.keys, *_with_parent(node)):
            index.setdefault(key, []).append(node)
    return FormSpec(
        *(str(raw[key]) for key in ("form", "name", "version", "stamp", "title")),
        parts=parts,
        nodes=nodes,
        index={key: tuple(found) for key, found in index.items()},
        items=items,
        part_nodes=tuple(node for node in nodes if node.kind is NodeKind.PART),
    )


def _nodes(parts: tuple[PartSpec, ...]):
    """Lay the parts out in printed order."""
    nodes: list[Node] = []

    def add(kind: NodeKind, label: str, number: str | None, part: PartSpec, section: SectionSpec | None, **more):
        keys = tuple(dict.fromkeys(fold(wording) for wording in (label, *more.pop("also", ()))))
        node = Node(len(nodes), kind, label, number, part, section, keys=keys, **more)
        nodes.append(node)
        return node.index

    for part in parts:
        also = (part.label + part.note,) if part.note else ()
        also += (part.printed, part.printed.replace("（", "").replace("）", "")) if part.printed else ()
        add(NodeKind.PART, part.label, ROMAN.get(part.code), part, None, also=also)
        for line in part.lines:
            add(NodeKind.LINE, line, None, part, None)
        for section in part.sections:
            number = re.search(r"\.(\d+)$", section.code)
            if section.label and section.label != part.label:
                add(NodeKind.SECTION, section.label, number and number[1], part, section, also=section.also)
            elif section.label and number:
                add(NodeKind.SECTION, section.label, number[1], part, section, also=section.also)
            if section.note:
                add(NodeKind.LINE, section.note, None, part, section)
            seen: set[str] = set()
            heading: int | None = None
            block: str | None = None
            blocks = iter(section.blocks)
            lines = list(section.headings)
            for item in section.items:
                for wording, kind in ((item.heading, NodeKind.LINE), (item.parent, NodeKind.PARENT)):
                    if wording and wording not in seen:
                        seen.add(wording)
                        # agencies leave out the colon of リスク1： and the number of ④使用の主体
                        also = (re.sub("^[①-⑳]|[：:]", "", wording, count=1),)
                        index = add(kind, wording, None, part, section, repeat=item.repeat, also=also)
                        heading = index if kind is NodeKind.LINE else heading
                if item.heading is None:
                    heading = None
                if item.repeat and item.repeat != block:
                    block, word = item.repeat, next(blocks)
                    add(NodeKind.BLOCK, word, None, part, section, repeat=block,
                        item=item if item.label == word else None)  # fmt: skip
                    if item.label == word:
                        continue
                if item.vertical and (item.vertical, block) not in seen:
                    seen.add((item.vertical, block))  # type: ignore[arg-type]
                    add(NodeKind.PARENT, item.vertical, None, part, section, repeat=block)
                if item.within or item.labelled_by == "heading_bracket":
                    continue  # has no label of its own on the page
                if item.labelled_by == "heading":
                    continue  # the section's heading is its label
                for line in lines:
                    add(NodeKind.LINE, line, None, part, section)
                lines = []
                add(NodeKind.ITEM, item.label, item.number, part, section, item=item, also=item.also,
                    repeat=item.repeat, heading=heading)  # fmt: skip
            for bar in section.bars:
                add(NodeKind.LINE, bar, None, part, section, repeat="bar")
    return nodes


def _with_parent(node: Node) -> tuple[str, ...]:
    """The folded wordings of a label in one cell with its parent's (⑦使用の主体　使用部署), as agencies print them."""
    if node.kind is not NodeKind.ITEM or node.item is None or not node.item.parent:
        return ()
    parent = node.item.parent
    return tuple(fold(wording + node.label) for wording in (parent, re.sub("^[①-⑳]", "", parent)))


@lru_cache(maxsize=1)
def load_forms() -> dict[tuple[str, str], FormSpec]:
    """Every form of the package by (form, version). Raises FormError if a file is broken."""
    folder = files("extractors").joinpath("forms")
    raw: dict[str, dict[str, object]] = {}
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".yaml"):
            raw[entry.name[:-5]] = yaml.load(
                entry.read_text("utf8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)
            )
    forms = {}
    for name, values in raw.items():
        base = values.pop("extends", None)
        assert base is None or isinstance(base, str)
        if base is not None:
            if base not in raw:
                raise FormError(f"{name}.yaml: extends {base}, which is no file here")
            values = {**raw[base], **values}
        spec = parse_form(values, f"{name}.yaml")
        forms[spec.key] = spec
    return forms
