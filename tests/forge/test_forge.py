"""The forge itself: what it draws is legible and complete, and its comparison finds what is wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pdfplumber
import pytest

from extractors.model import (
    Answer,
    AssessmentReading,
    Box,
    Check,
    Choice,
    DocumentInfo,
    DocumentReading,
    PageReading,
    PrintedOption,
    Role,
    Status,
)
from tests.forge import api, fonts
from tests.forge.content import MEDIUM, SMALL, Content, Given, make
from tests.forge.look import Look, random_look
from tests.forge.paginate import Page, Placed, paginate
from tests.forge.rows import sheets

EDITIONS = api.editions()
NOWHERE = Box(0.0, 0.0, 0.0, 0.0)
POINT = 0.5  # tolerance of overlaps, points


def _extent(run: Placed, look: Look) -> tuple[float, float]:
    width = fonts.width(run.text, look.font, run.size)
    shift = {"left": 0.0, "centre": (run.room - width) / 2, "right": run.room - width}[run.align]
    return run.x + shift, run.x + shift + width


def _outside(page: Page, look: Look) -> list[str]:
    """Runs that leave their cell."""
    out = []
    for rect, runs in page.cells:
        for run in runs:
            x0, x1 = _extent(run, look)
            top, bottom = run.y - 0.8 * run.size, run.y + 0.1 * run.size
            if x0 < rect.x0 - POINT or x1 > rect.x1 + POINT or top < rect.top - POINT or bottom > rect.bottom + POINT:
                out.append(run.text)
    return out


def _overlaps(page: Page, look: Look) -> list[tuple[str, str]]:
    """Pairs of runs on one baseline that cover each other."""
    runs = sorted((round(run.y), *_extent(run, look), run.text) for _, cell in page.cells for run in cell)
    return [(a[3], b[3]) for a, b in pairwise(runs) if a[0] == b[0] and b[1] < a[2] - POINT]


def _pages(content: Content, look: Look) -> list[Page]:
    return paginate(sheets(content, look), look, "")


@pytest.mark.parametrize("edition", EDITIONS)
@pytest.mark.parametrize("seed", range(4))
def test_text_stays_in_its_cell(edition: tuple[str, str], seed: int) -> None:
    look = random_look(seed)
    pages = _pages(make(*edition, seed, MEDIUM if seed % 2 else SMALL), look)
    assert [text for page in pages for text in _outside(page, look)] == []
    assert [pair for page in pages for pair in _overlaps(page, look)] == []


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_answer_is_printed(edition: tuple[str, str], tmp_path: Path) -> None:
    content = make(*edition, 5, MEDIUM)
    api.draw(content, Look(), tmp_path / "form.pdf")
    with pdfplumber.open(tmp_path / "form.pdf") as pdf:
        printed = Counter(api.squeeze("".join(char["text"] for page in pdf.pages for char in page.chars)))
    wanted = Counter()
    for given in content.items:
        wanted.update(api.squeeze(given.value) + api.squeeze(given.text))
        wanted.update("".join(mark for _, mark in given.marks))
        wanted.update(api.squeeze("".join(text for _, text in given.other_text)))
    assert {char: count for char, count in wanted.items() if printed[char] < count} == {}


def test_same_seed_same_bytes(tmp_path: Path) -> None:
    for name in ("a.pdf", "b.pdf"):
        api.draw(make("2", "R06-10", 3), random_look(3), tmp_path / name)
    assert (tmp_path / "a.pdf").read_bytes() == (tmp_path / "b.pdf").read_bytes()


def test_other_seed_other_answers() -> None:
    assert make("2", "R06-10", 3).items != make("2", "R06-10", 4).items


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
def test_turned_pages_show_the_same(turn: int, tmp_path: Path) -> None:
    path = tmp_path / "turned.pdf"
    api.draw(make("2", "H31-01", 1), Look(rotate=turn), path)  # pyright: ignore[reportArgumentType]
    with pdfplumber.open(path) as pdf:
        page = pdf.pages[1]
        assert (round(page.width), round(page.height)) == (595, 842)
        first = page.chars[0]
    assert first["text"] == "Ⅰ"
    assert (round(first["x0"]), round(first["top"])) == (44, 47)


def test_cut_rows_keep_every_line() -> None:
    look = Look(size=10.0)
    content = make("2", "H31-01", 1)
    long = "\n".join(f"{n}行目の文" for n in range(150))
    items = tuple(replace(given, value=long) if given.code == "I.1.2" else given for given in content.items)
    pages = _pages(replace(content, items=items), look)
    lines = [run.text for page in pages for _, runs in page.cells for run in runs if run.text.endswith("行目の文")]
    assert lines == long.split("\n")
    assert sum(any(rect.open_bottom for rect, _ in page.cells) for page in pages) >= 2


# ------------------------------------------------------------------------------------------------ comparing


def _reading(content: Content) -> DocumentReading:
    """What a perfect reader would hand back."""
    assessment = AssessmentReading(
        number=1, form=content.form, version=content.version, stamp=None, title=None, page_first=1, page_last=1,
        n_files=content.n_files, answers=tuple(_answer(given, content) for given in content.items),
    )  # fmt: skip
    page = PageReading(1, 595.0, 842.0, 0, Role.FORM, 1, None, 0, (0, 0, 0, 0, 0), "none")
    return DocumentReading(DocumentInfo(1), (page,), (assessment,))


def _answer(given: Given, content: Content) -> Answer:
    item = content.spec.items.get(given.code)
    options = item.options if item else api.opt_outs(content, given.code)
    words, choice, checks = given.value, None, ()
    if item and item.kind == "choice":
        label = next((option.label for option in options if option.no == given.choice), None)
        words = label or given.text
        printed = tuple(PrintedOption(option.no, option.label) for option in options)
        choice = Choice(given.choice, label, words, printed)
        status = Status.ANSWERED if label else Status.UNKNOWN_OPTION if words else Status.BLANK
    elif item is None or item.kind == "checkboxes":
        marks, texts = dict(given.marks), dict(given.other_text)
        status = Status.ANSWERED if given.checked else Status.BLANK
        checks = tuple(
            Check(o.no, o.group, o.label, status, o.no in given.checked, marks.get(o.no), texts.get(o.no), 1, NOWHERE)
            for o in options
        )
    else:
        status = Status.BLANK if not words else Status.NONE if words in api.NONE_WORDS else Status.ANSWERED
    return Answer(
        given.code, given.file_no, given.entry_no, "", "", "", "", None, status, words, 1, 1, NOWHERE, choice, checks
    )


@pytest.mark.parametrize("edition", EDITIONS)
def test_a_perfect_reading_has_no_differences(edition: tuple[str, str]) -> None:
    content = make(*edition, 8, MEDIUM)
    assert api.compare(_reading(content), api.Truth(content, ("form",)), roles=True) == []


@pytest.mark.parametrize(
    "change",
    [
        lambda answer: replace(answer, value=(answer.value or "") + "誤"),
        lambda answer: replace(answer, status=Status.NOT_FOUND),
        lambda answer: replace(answer, entry_no=99),
        lambda answer: replace(answer, code=None),
        lambda answer: replace(answer, choice=None),
        lambda answer: replace(answer, choice=answer.choice and replace(answer.choice, selected_no=7)),
        lambda answer: replace(answer, choice=answer.choice and replace(answer.choice, options=())),
        lambda answer: replace(answer, checks=answer.checks[1:]),
        lambda answer: replace(answer, checks=tuple(replace(c, is_checked=not c.is_checked) for c in answer.checks)),
        lambda answer: replace(answer, checks=tuple(replace(c, mark="×") for c in answer.checks)),
        lambda answer: replace(answer, checks=tuple(replace(c, other_text="別") for c in answer.checks)),
    ],
)
def test_every_kind_of_mistake_is_found(change: Callable[[Answer], Answer]) -> None:
    """Each answer that the mistake alters is named by at least one difference."""
    content = make("4", "H30-05", 9)
    reading = _reading(content)
    altered = 0
    for at, answer in list(enumerate(reading.assessments[0].answers))[::2]:
        item = content.spec.items.get(answer.code or "")
        wrong = change(answer)
        if wrong == answer or (wrong.value != answer.value and (item is None or item.kind in ("choice", "checkboxes"))):
            continue  # a choice's value is checked as its selected_text
        answers = (*reading.assessments[0].answers[:at], wrong, *reading.assessments[0].answers[at + 1 :])
        assessment = replace(reading.assessments[0], answers=answers)
        assert api.compare(replace(reading, assessments=(assessment,)), api.Truth(content, ("form",)))
        altered += 1
    assert altered >= 5
