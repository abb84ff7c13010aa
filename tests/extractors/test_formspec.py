"""The forms' YAML does not rot: every file loads, every code and word is what it should be, mistakes are named."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from importlib.resources import files

import pytest
import yaml

from extractors.characters import fold
from extractors.engine.formspec import FormError, FormSpec, NodeKind, load_forms, parse_form

FILES = sorted(entry.name for entry in files("extractors").joinpath("forms").iterdir() if entry.name.endswith(".yaml"))
EDITIONS = sorted(load_forms())
OPTION_KINDS = ("choice", "checkboxes")
# Words that differ by no more than a sign and are still two things on the form.
ALIKE_AND_DIFFERENT = {frozenset({"備考", "(備考)"})}

each_edition = pytest.mark.parametrize("edition", EDITIONS, ids="-".join)


def raw(**changes: object) -> dict[str, object]:
    """A small invented form, with ``changes`` to its only item."""
    item = {"code": "I.1.1", "label": "艇の名称", "kind": "text", "concept": "boat.name", **changes}
    section = {"code": "I.1", "label": "貸し艇", "items": [{k: v for k, v in item.items() if v is not None}]}
    return {
        "form": "9",
        "name": "貸し艇届",
        "version": "R01-01",
        "stamp": "令和1年1月 様式9",
        "title": "貸し艇届",
        "parts": [{"code": "I", "label": "基本", "sections": [section]}],
    }


# ------------------------------------------------------------------------------------------------ the files


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_named_after_its_form_and_edition(name: str) -> None:
    found = re.fullmatch(r"form(\d)-([HR]\d\d-\d\d)\.yaml", name)
    assert found is not None
    spec = load_forms()[found[1], found[2]]
    era, year, month = {"H": "平成", "R": "令和"}[spec.version[0]], int(spec.version[1:3]), int(spec.version[4:])
    assert spec.stamp == f"{era}{year}年{month}月 様式{spec.form}"


def test_every_file_is_an_edition() -> None:
    assert len(EDITIONS) == len(FILES) > 0


@pytest.mark.parametrize("name", FILES)
def test_no_key_is_written_twice(name: str) -> None:
    """YAML keeps the last of two equal keys without a word."""

    def check(node: yaml.Node) -> list[str]:
        if isinstance(node, yaml.MappingNode):
            keys = Counter(key.value for key, _ in node.value)
            return [key for key, n in keys.items() if n > 1] + [k for _, value in node.value for k in check(value)]
        return [key for child in node.value for key in check(child)] if isinstance(node, yaml.SequenceNode) else []

    tree = yaml.compose(files("extractors").joinpath("forms", name).read_text("utf8"))
    assert tree is not None
    assert check(tree) == []


@each_edition
def test_codes_are_unique_over_parts_sections_and_items(edition: tuple[str, str]) -> None:
    spec = load_forms()[edition]
    sections = [section.code for part in spec.parts for section in part.sections]
    for codes in ([part.code for part in spec.parts], sections, list(spec.items)):
        assert [code for code, n in Counter(codes).items() if n > 1] == []


@each_edition
def test_an_items_code_begins_with_its_sections(edition: tuple[str, str]) -> None:
    for part in load_forms()[edition].parts:
        for section in part.sections:
            assert section.code == part.code or section.code.startswith(f"{part.code}.")
            assert [item.code for item in section.items if not item.code.startswith(f"{section.code}.")] == []


@each_edition
def test_every_item_and_opt_out_has_a_concept(edition: tuple[str, str]) -> None:
    spec = load_forms()[edition]
    concepts = {item.code: item.concept for item in spec.items.values()}
    for part in spec.parts:
        for section in part.sections:
            concepts |= {f"{section.code}.opt_out {option.no}": option.concept or "" for option in section.opt_out}
    assert {code: name for code, name in concepts.items() if not re.fullmatch(r"[a-z0-9_]+(\.[a-z0-9_]+)*", name)} == {}


@each_edition
def test_options_stand_where_options_belong_and_are_unique_as_read(edition: tuple[str, str]) -> None:
    for item in load_forms()[edition].items.values():
        assert bool(item.options) == (item.kind in OPTION_KINDS), item.code
        keys = Counter(fold(option.label) for option in item.options)
        assert [key for key, n in keys.items() if n > 1] == [], item.code
        assert [option.no for option in item.options] == list(range(1, len(item.options) + 1)), item.code


@each_edition
def test_items_in_parentheses_name_the_option_they_stand_behind(edition: tuple[str, str]) -> None:
    spec = load_forms()[edition]
    for item in spec.items.values():
        if item.within is not None and item.within_option is not None:
            assert item.within_option in {option.no for option in spec.items[item.within].options}, item.code


@each_edition
def test_every_block_has_items_and_every_repeated_item_a_block(edition: tuple[str, str]) -> None:
    for part in load_forms()[edition].parts:
        for section in part.sections:
            repeats = list(dict.fromkeys(item.repeat for item in section.items if item.repeat))
            assert len(repeats) == len(section.blocks), section.code


@each_edition
def test_every_item_is_on_the_page_or_says_where_it_is_read(edition: tuple[str, str]) -> None:
    spec = load_forms()[edition]
    printed = {node.item.code for node in spec.nodes if node.item}
    hidden = [item for item in spec.items.values() if item.code not in printed]
    assert [item.code for item in hidden if item.within is None and item.labelled_by is None] == []


def bare(words: str) -> str:
    """What is left of a label when kana endings, signs and white space are off: 取扱い and 取扱 are alike."""
    return re.sub(r"[^㐀-鿿ァ-ヺ0-9A-Za-z]", "", fold(words))


def bare_option(words: str) -> str:
    """What is left of an option: 行う and 行わない have to differ, so kana stay but for ー."""
    return re.sub(r"[^㐀-鿿ぁ-ゖァ-ヺ0-9A-Za-z]", "", fold(words))


def near_misses(words: dict[str, str]) -> list[set[str]]:
    """Groups of folded wordings that are alike; ``words`` has the likeness of each."""
    groups: dict[str, set[str]] = defaultdict(set)
    for wording, likeness in words.items():
        groups[likeness].add(wording)
    return [group for group in groups.values() if len(group) > 1 and group not in ALIKE_AND_DIFFERENT]


def test_no_label_is_a_near_miss_of_another() -> None:
    """One and the same label worded in two ways, in one edition or two, is a slip of the pen in one of them."""
    nodes = [node for spec in load_forms().values() for node in spec.nodes if node.kind is not NodeKind.PARENT]
    assert near_misses({fold(node.label): bare(node.label) for node in nodes if bare(node.label)}) == []


def test_no_option_is_a_near_miss_of_another() -> None:
    options = [option for spec in load_forms().values() for item in spec.items.values() for option in item.options]
    assert near_misses({fold(option.label): bare_option(option.label) for option in options}) == []


def test_near_misses_are_found() -> None:
    labels = ["取扱いの委託", "取扱の委託", "部署", "対象 人数", "対象人数"]
    assert near_misses({fold(label): bare(label) for label in labels}) == [{"取扱いの委託", "取扱の委託"}]


def test_an_item_means_the_same_in_every_edition() -> None:
    concepts: dict[tuple[str, str, str], set[str]] = defaultdict(set)
    for (form, _), spec in load_forms().items():
        for item in spec.items.values():
            concepts[form, item.code, fold(item.label)].add(item.concept)
    assert {key: found for key, found in concepts.items() if len(found) > 1} == {}


# ------------------------------------------------------------------------------------------------ the loader


def test_a_form_that_keeps_the_rules_loads() -> None:
    spec = parse_form(raw())
    assert isinstance(spec, FormSpec)
    assert [(node.kind, node.label) for node in spec.nodes] == [
        (NodeKind.PART, "基本"), (NodeKind.SECTION, "貸し艇"), (NodeKind.ITEM, "艇の名称"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "colour"}, "kind 'colour'"),
        ({"kind": "choice"}, "needs options"),
        ({"lable": "艇"}, "lable"),
        ({"label": None}, "label"),
        ({"concept": None}, "concept"),
        ({"within": "I.9.9"}, "I.9.9"),
        ({"kind": "choice", "options": [{"lable": "有"}]}, "option 1"),
        ({"kind": "choice", "options": [{"label": "有", "no": 1}, {"label": "無", "no": 1}]}, "same number"),
    ],
)
def test_a_mistake_is_named_with_its_file_and_code(changes: dict[str, object], words: str) -> None:
    with pytest.raises(FormError) as error:
        parse_form(raw(**changes), "form9-R01-01.yaml")
    assert str(error.value).startswith("form9-R01-01.yaml: ")
    assert "I.1.1" in str(error.value)
    assert words in str(error.value)


def test_a_code_used_twice_is_named() -> None:
    form = raw()
    [part] = form["parts"]  # type: ignore[misc]
    part["sections"][0]["items"] *= 2
    with pytest.raises(FormError, match=r"form9\.yaml: two items have the code I\.1\.1"):
        parse_form(form, "form9.yaml")


@pytest.mark.parametrize("key", ["form", "name", "version", "stamp", "title", "parts"])
def test_a_missing_key_is_named(key: str) -> None:
    form = raw()
    del form[key]
    with pytest.raises(FormError, match=f"form9.yaml: missing {key}"):
        parse_form(form, "form9.yaml")


@pytest.mark.parametrize("level", ["parts", "sections"])
def test_an_unknown_key_of_a_part_or_section_is_named(level: str) -> None:
    form = raw()
    [part] = form["parts"]  # type: ignore[misc]
    (part if level == "parts" else part["sections"][0])["colour"] = "blue"
    with pytest.raises(FormError, match=r"form9\.yaml: part I.*colour"):
        parse_form(form, "form9.yaml")
