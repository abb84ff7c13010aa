"""Change tables as agencies print them, drawn and read back behind a form: every cell, whatever the look."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.annexes.changeheads import column_of, is_header
from extractors.document import read_document
from extractors.model import Role
from tests.forge import api, change_tables
from tests.forge.annex_score import RAW, TRUTH, score
from tests.forge.change_tables import ChangeLook, Texts
from tests.forge.content import SMALL, make
from tests.forge.look import Look

Read = Callable[..., list[Texts]]


@pytest.fixture(scope="module")
def form(tmp_path_factory: pytest.TempPathFactory) -> pypdfium2.PdfDocument:
    """The pages of a form before its own change table."""
    path = tmp_path_factory.mktemp("form") / "form.pdf"
    truth = api.draw(make("2", "R06-10", 5, SMALL), Look(footer="none"), path)
    whole, pages = pypdfium2.PdfDocument(path), pypdfium2.PdfDocument.new()
    pages.import_pages(whole, list(range(truth.roles.index("changes"))))
    return pages


@pytest.fixture
def read(form: pypdfium2.PdfDocument, tmp_path: Path) -> Read:
    """Draws rows in a look behind the form; returns what is read, white space left out."""

    def draw_and_read(rows: Sequence[Texts], look: ChangeLook, reader: str = "pymupdf") -> list[Texts]:
        buffer = BytesIO()
        canvas = Canvas(buffer, invariant=True)
        n_pages = change_tables.draw(canvas, rows, look, "変更箇所")
        canvas.save()
        pdf = pypdfium2.PdfDocument.new()
        pdf.import_pages(form)
        pdf.import_pages(pypdfium2.PdfDocument(buffer.getvalue()))
        pdf.save(tmp_path / "table.pdf")
        reading = read_document(tmp_path / "table.pdf", reader)
        [assessment] = reading.assessments
        assert [page.role for page in reading.pages[-n_pages:]] == [Role.CHANGES] * n_pages
        assert not [finding for finding in reading.findings if finding.rule == "change_text_outside"]
        return [
            squeezed((row.on_text, row.item_text, row.before, row.after, row.timing, row.reason))
            for row in assessment.changes
        ]

    return draw_and_read


def squeezed(texts: Texts) -> Texts:
    return tuple(api.squeeze(text) or None for text in texts)


def expected(rows: Sequence[Texts], look: ChangeLook) -> list[Texts]:
    return [squeezed(row) for row in change_tables.printed(rows, look)]


SEEDS = (2, 17, 22, 37, 45, 58, 74, 126, 278, 287, 291, 295)  # each was misread once


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_drawn_is_read(seed: int, read: Read) -> None:
    rows, look = change_tables.make(seed), change_tables.random_look(seed)
    assert read(rows, look) == expected(rows, look)


@pytest.mark.parametrize("seed", SEEDS[:3])
def test_both_readers_read_the_same(seed: int, read: Read) -> None:
    rows, look = change_tables.make(seed), change_tables.random_look(seed)
    assert read(rows, look, "pdfplumber") == read(rows, look)


@pytest.mark.parametrize("rules", ["all", "level", "open", "sideless"])
@pytest.mark.parametrize("header", ["each", "once"])
def test_a_cell_over_three_pages(rules: str, header: str, read: Read) -> None:
    long = "。".join(f"{n}件目の届出を台帳に写し、別の者が確かめる" for n in range(1, 240)) + "。"
    paths = change_tables.PATHS
    rows: list[Texts] = [
        ("令和4年7月8日", paths[0], "旧", "新", "事後", "同上"),
        ("令和5年1月9日", paths[1], long, long[: len(long) // 2], "事前", None),
        ("令和5年1月9日", paths[5], None, "削除", "事後", "誤記"),
    ]
    look = replace(ChangeLook(), rules=rules, header=header)
    assert read(rows, look) == expected(rows, look)


def test_headings_in_an_agencys_own_words() -> None:
    assert {column_of(name) for names in change_tables.OTHER_NAMES for name in names} == set(range(6))
    for number, names in enumerate(change_tables.OTHER_NAMES):
        assert [column_of(name) for name in names] == [number] * len(names)
    assert is_header(["変更日", "変更箇所", "変更後", "備考"])
    assert not is_header(["項目", "備考", "年月日"])
    assert not is_header(["氏名", "変更前", "備考"])


def test_the_samples_are_scored_against_their_truth() -> None:
    """What `python -m tests.forge.annex_score` prints, for the smallest sample, and that it tells what is amiss."""
    name = "sample-form3-turned"
    truth = json.loads((TRUTH / f"{name}.truth.json").read_text("utf-8"))
    reading = read_document(RAW / f"{name}.pdf", "pymupdf")
    assert score(reading, truth).is_good
    content = truth["contents"][0]
    content["record_items"][0]["items"][0][1] += "等"
    content["changes"][0]["item_code"] = "I.1.1"
    worse = score(reading, truth)
    assert (worse.records.agree, worse.changes.f1, worse.silent) == (worse.records.printed - 1, 1.0, 1)
    assert not worse.is_good
