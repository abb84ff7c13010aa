"""What the pages say: the same in both languages, and only names that exist."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
import yaml

from pipeline import __version__
from tests.docs.blocks import PAIRS, ROOT, blocks, pages
from tests.docs.test_commands import COMMANDS, PROGRAM

each_page = pytest.mark.parametrize("page", pages(), ids=str)


def read(page: str | Path) -> str:
    return (ROOT / page).read_text("utf8")


def prose(page: str | Path) -> str:
    """A page without its code blocks."""
    return re.sub(r"^ *```.*?^ *```$", "", read(page), flags=re.MULTILINE | re.DOTALL)


def spans(page: str | Path) -> list[str]:
    """Code within the lines of a page."""
    return [" ".join(span.split()) for span in re.findall(r"`([^`]+)`", prose(page))]


# ------------------------------------------------------------------------------------------------ two languages


def outline(page: str) -> list[str]:
    """The levels of headings, and the kinds of lines that both languages have alike."""
    lines = prose(page).splitlines()
    return [found[0] for line in lines if (found := re.match(r"#+(?= )|\* (?=\S)|!\[|\|(?= )", line))]


@pytest.mark.parametrize(("english", "japanese"), PAIRS)
def test_both_languages_have_the_same_headings_points_and_tables(english: str, japanese: str) -> None:
    ours = outline(english)
    assert ours
    assert outline(japanese) == ours


@pytest.mark.parametrize(("english", "japanese"), PAIRS)
def test_both_languages_have_the_same_code(english: str, japanese: str) -> None:
    def code(page: str) -> list[tuple[str, list[str]]]:
        return [(block.language, block.commands or block.text.splitlines()) for block in blocks(read(page))]

    assert code(japanese) == code(english)


@pytest.mark.parametrize(("english", "japanese"), PAIRS)
def test_both_languages_name_the_same_things(english: str, japanese: str) -> None:
    assert sorted(set(spans(japanese))) == sorted(set(spans(english)))


# ------------------------------------------------------------------------------------------------ names


@each_page
def test_code_is_in_blocks_that_say_their_language(page: Path) -> None:
    text = read(page)
    assert len(re.findall(r"^ *```", text, re.MULTILINE)) == 2 * len(blocks(text))
    assert re.findall(r"^ {4,}(?:hyokasho|make|python|\.venv)\b.*", prose(page), re.MULTILINE) == []


@each_page
def test_commands_within_a_line_exist_and_have_the_options_named(page: Path) -> None:
    of = {name: {option for param in command.params for option in (*param.opts, *param.secondary_opts, "--help")}
          for name, command in COMMANDS.items()}  # fmt: skip
    known = set().union(*of.values(), *(param.opts for param in PROGRAM.params))
    for span in spans(page):
        command = re.match(r"hyokasho ([a-z]+)", span)
        assert command is None or command[1] in of, span
        if span.startswith(("hyokasho", "--")):
            assert set(re.findall(r"(?<![\w-])--[a-z][a-z-]*", span)) <= (of[command[1]] if command else known), span


@each_page
def test_targets_of_make_exist(page: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), re.MULTILINE))
    lines = [span for span in spans(page) if span.startswith("make ")]
    named = {word for line in lines for word in line.split()[1:] if re.fullmatch("[a-z]+", word)}
    assert named <= targets


@each_page
def test_modules_and_files_named_exist(page: Path) -> None:
    for span in spans(page):
        for module in re.findall(r"python -m ((?:tests|pipeline)[\w.]*)", span):
            path = ROOT / module.replace(".", "/")
            assert path.with_suffix(".py").exists() or (path / "__main__.py").exists(), span
        if re.fullmatch(r"(?:extractors|normalizers|pipeline|tests|docs)/[\w/.-]*", span):
            assert (ROOT / span).exists(), span


@each_page
def test_links_lead_somewhere(page: Path) -> None:
    for target in re.findall(r"\]\(([^)#:]+)(?:#[^)]*)?\)", prose(page)):
        assert ((ROOT / page).parent / target).exists(), target


def test_the_extras_are_those_of_the_project() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    named = re.findall(r"^\| `(\w+)` \|", read("docs/install.md"), re.MULTILINE)
    assert sorted(named) == sorted(project["optional-dependencies"])


def test_the_citation_is_that_of_the_project() -> None:
    project = tomllib.loads(read("pyproject.toml"))["project"]
    citation = yaml.safe_load(read("CITATION.cff"))
    assert {"cff-version", "message", "title", "authors"} <= citation.keys()
    assert citation["version"] == __version__
    assert citation["license"] == project["license"]
    assert citation["title"] == f"{project['name']}: {project['description'][0].lower()}{project['description'][1:]}"
