"""Drawn and read back: what was printed is what is read, whatever the form looks like."""

from __future__ import annotations

import json
import re
import unicodedata
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from extractors.document import read_document, trace
from extractors.model import Answer, Claim, DocumentReading
from tests.extractors.test_ledger import assert_adds_up
from tests.forge import api
from tests.forge.content import Content, Plan, make
from tests.forge.look import Look, random_look

ROOT = Path(__file__).parents[2]
SAMPLES = sorted((ROOT / "tests" / "samples").glob("*.truth.json"))
EDITIONS = api.editions()
DRAWN = settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    phases=[Phase.generate],  # shrinking a whole form takes longer than reading the example that failed
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


def shortfalls(reading: DocumentReading) -> list[str]:
    """Unassigned and doubly claimed characters, one line a page."""
    pages = [f"page {page.page}: {page.n_by_claim[Claim.UNASSIGNED]} unassigned" for page in reading.pages]
    pages = [line for line, page in zip(pages, reading.pages, strict=True) if page.n_by_claim[Claim.UNASSIGNED]]
    return pages + [f"page {f.page}: {f.found} twice" for f in reading.findings if f.rule == "double_claim"]


@pytest.mark.parametrize(("form", "version"), EDITIONS)
def test_what_is_printed_is_read(form: str, version: str, tmp_path: Path) -> None:
    @DRAWN
    @given(api.contents(form, version), api.looks())
    def check(content: Content, look: Look) -> None:
        path = tmp_path / "form.pdf"
        truth = api.draw(content, look, path)
        reading = read_document(path, "pymupdf")
        assert api.compare(reading, truth, roles=True) == []
        assert shortfalls(reading) == []

    check()


@pytest.mark.parametrize("seed", range(6))
def test_looks_that_are_harder_to_read(seed: int, tmp_path: Path) -> None:
    form, version = EDITIONS[seed % len(EDITIONS)]
    content = make(form, version, seed, Plan(size="small", files=1, systems=3, entries=2, changes=3, records=8))
    truth = api.draw(content, random_look(seed, hard=True), tmp_path / "form.pdf")
    reading = read_document(tmp_path / "form.pdf", "pymupdf")
    assert api.compare(reading, truth) == []
    assert shortfalls(reading) == []


@pytest.mark.parametrize("grey", [0.92, 0.97])
@pytest.mark.parametrize("valign", ["top", "middle"])
def test_a_form_without_borders(grey: float, valign: Any, tmp_path: Path) -> None:
    form, version = EDITIONS[1]
    content = make(form, version, 5, Plan(size="small", files=1, systems=1, entries=1, changes=2, records=3))
    truth = api.draw(content, Look(border="none", label_grey=grey, valign=valign), tmp_path / "form.pdf")
    reading = read_document(tmp_path / "form.pdf", "pymupdf")
    assert api.compare(reading, truth) == []
    assert shortfalls(reading) == []


def test_the_reader_of_record_reads_the_same_form(tmp_path: Path) -> None:
    form, version = EDITIONS[0]
    content = make(form, version, 3, Plan(size="small", files=1, systems=2, entries=1, changes=3, records=5))
    truth = api.draw(content, random_look(3), tmp_path / "form.pdf")
    reading = read_document(tmp_path / "form.pdf", "pdfplumber")
    assert api.compare(reading, truth) == []
    assert shortfalls(reading) == []


# ------------------------------------------------------------------------------------------------ samples


def plain(text: str | None) -> str:
    """Text without white space, look-alikes folded."""
    folded = re.sub(r"\s+", "", unicodedata.normalize("NFKC", text or ""))
    return folded.translate(str.maketrans("‐−–—〇◯･～", "----○○・~"))


def differences(answer: Answer | None, item: dict[str, Any]) -> list[tuple[object, object]]:
    """Pairs read, printed that differ for one item of a truth file."""
    if answer is None:
        return [(None, item)] if item.get("value") or item.get("choice") or item.get("checked") else []
    if "checked" in item:
        read = {check.no for check in answer.checks if check.is_checked}
        pairs: list[tuple[object, object]] = [(read, set(item["checked"]))]
        texts = {str(check.no): plain(check.other_text) for check in answer.checks if check.other_text}
        pairs.append((texts, {no: plain(text) for no, text in (item.get("other_text") or {}).items() if text}))
    elif "choice" in item:
        pairs = [(answer.choice and answer.choice.selected_no, item["choice"])]
    else:
        pairs = [(plain(answer.value), plain(item.get("value")))]
    return [pair for pair in pairs if pair[0] != pair[1]]


@pytest.mark.parametrize("truth_path", SAMPLES, ids=lambda path: path.name.split(".")[0])
def test_the_samples_are_read_as_their_truth_says(truth_path: Path) -> None:
    truth = json.loads(truth_path.read_text("utf8"))
    path = ROOT / "data" / "raw" / truth["file"]
    reading, pages = trace(path)
    assert_adds_up(path, reading, pages)
    printed = [content for content in truth["contents"] if content["kind"] == "assessment"]
    assert len(reading.assessments) == len(printed)
    assert [page.n_glyphs for page in reading.pages] == truth["page_chars"]
    assert [page.role.value for page in reading.pages] == truth["page_roles"]
    assert shortfalls(reading) == []
    for assessment, content in zip(reading.assessments, printed, strict=True):
        assert (assessment.form, assessment.version) == (content["form"], content["version"])
        answers = {(a.code, a.file_no, a.entry_no): a for a in assessment.answers}
        wrong = {
            (item["code"], item["file_no"], item["entry_no"]): pairs
            for item in content["items"]
            if (pairs := differences(answers.get((item["code"], item["file_no"], item["entry_no"])), item))
        }
        assert wrong == {}


def test_every_sample_has_its_truth() -> None:
    names = {json.loads(path.read_text("utf8"))["file"] for path in SAMPLES}
    assert names == {path.name for path in (ROOT / "data" / "raw").rglob("*.pdf")}
    assert len(SAMPLES) >= 8


@given(st.integers(0, 2**31))
@settings(max_examples=3, deadline=None, derandomize=True)
def test_reading_twice_gives_the_same(tmp_path_factory: pytest.TempPathFactory, seed: int) -> None:
    form, version = EDITIONS[seed % len(EDITIONS)]
    path = tmp_path_factory.mktemp("twice") / "form.pdf"
    api.draw(make(form, version, seed, Plan(size="small", files=1, systems=1, entries=1, changes=1, records=2)),
             random_look(seed), path)  # fmt: skip
    first, again = (read_document(path, "pymupdf") for _ in range(2))
    assert (first.pages, first.assessments, first.findings) == (again.pages, again.assessments, again.findings)


def test_a_doubtful_page_is_read_again_by_the_reader_of_record(tmp_path: Path) -> None:
    content = make("2", "R06-10", 3, Plan(size="small", files=1, systems=1, entries=1, changes=1, records=1))
    chosen = next(item for item in content.items if item.choice)
    other = replace(chosen, choice=None, text="別の答え")
    odd = replace(content, items=tuple(other if item is chosen else item for item in content.items))
    api.draw(odd, Look(), tmp_path / "form.pdf")
    reading = read_document(tmp_path / "form.pdf", "auto")
    pages = {finding.page for finding in reading.findings if finding.rule == "unknown_option"}
    assert pages
    assert set(reading.read_again) == pages
    assert read_document(tmp_path / "form.pdf", "pymupdf").read_again == ()
