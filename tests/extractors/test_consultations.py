"""諮問 and 答申 are read as printed, whatever they look like."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from extractors.bundle.consultations import read_consultations
from extractors.bundle.drafts import is_known
from extractors.bundle.letters import number_of
from extractors.characters import fold
from extractors.layout.page import Page, lay_out
from extractors.model import Box, Claim, Consultation, Finding
from extractors.readers import open_reader
from tests.forge.letters import Truth, draw_letter

TEXTS = ("kind", "reference_number", "dated_on_text", "addressee", "sender", "subject", "business_name", "division")
READERS = ("pymupdf", "pdfplumber")


def read(path: Path, reader: str) -> tuple[list[Consultation], list[Finding], list[Page]]:
    with open_reader(path, reader) as opened:
        pages = [lay_out(opened.ink(n)) for n in range(1, opened.n_pages + 1)]
    return *read_consultations(pages), pages


def differences(truth: Truth, one: Consultation) -> list[str]:
    subject = truth["subject"] or truth["title"]
    wanted = truth | {"subject": subject}
    out = [
        f"{name}: {getattr(one, name)!r} != {wanted[name]!r}"
        for name in (*TEXTS, "decision", "body")
        if fold(getattr(one, name) or "") != fold((wanted[name] or "").removesuffix("（答申）"))
    ]
    out += [f"{name}: {getattr(one, name)}" for name in ("files", "systems", "page", "page_last")
            if getattr(one, name) != truth[name]]  # fmt: skip
    have = [(fold(printed.label), fold(printed.text or "")) for printed in one.fields]
    want = [(fold(label), fold(text)) for label, text in truth["fields"]]
    return (
        out
        + [f"field {a} != {b}" for a, b in zip(have, want, strict=False) if a != b]
        + ([f"{len(have)} fields for {len(want)}: {have}"] if len(have) != len(want) else [])
    )


@pytest.mark.parametrize("seed", range(30))
def test_what_is_printed_is_read(seed: int, tmp_path: Path) -> None:
    truths = draw_letter(seed, tmp_path / "letters.pdf")
    readings = []
    for reader in READERS:
        found, _, pages = read(tmp_path / "letters.pdf", reader)
        assert len(found) == len(truths)
        assert [differences(truth, one) for truth, one in zip(truths, found, strict=True)] == [[]] * len(truths)
        assert not any(page.double_claims for page in pages)
        readings.append([replace(one, box=Box(0, 0, 0, 0)) for one in found])
    assert readings[0] == readings[1]


def test_a_letter_leaves_only_its_attachments_title_words(tmp_path: Path) -> None:
    draw_letter(4, tmp_path / "letter.pdf", "letter")
    _, findings, pages = read(tmp_path / "letter.pdf", "pymupdf")
    assert sum(page.counts()[Claim.UNASSIGNED] for page in pages) == 0
    assert findings == []


@pytest.mark.parametrize(
    "label", ["諮 問 件 名", "業務名", "特定個人情報ファイルの名称", "審議会の結論", "担当課名", "備　考"]
)
def test_labels_are_known_however_they_are_spaced(label: str) -> None:
    assert is_known(label)


@pytest.mark.parametrize("text", ["霧沢市長", "評価書の写し", "別紙のとおり", "令和４年１０月２１日"])
def test_values_are_no_labels(text: str) -> None:
    assert not is_known(text)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("１　件名", 1),
        ("2. 件名", 2),
        ("（３）件名", 3),
        ("四　件名", 4),
        ("第５　件名", 5),
        ("⑥件名", 6),
        ("１０月の件", None),
        ("第４条の定め", None),
        ("一般の事務", None),
    ],
)
def test_numbers_begin_items(text: str, value: int | None) -> None:
    number = number_of(text)
    assert (number.value if number else None) == value
