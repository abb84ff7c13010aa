"""諮問 and 答申 are read as printed, whatever they look like."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from extractors.bundle.consultations import read_consultations
from extractors.bundle.drafts import is_known
from extractors.bundle.letters import number_of
from extractors.bundle.unruled_tables import unruled_pairs
from extractors.characters import fold
from extractors.layout.page import Page, lay_out
from extractors.model import Box, Claim, Consultation, Finding
from extractors.readers import open_reader
from tests.extractors.shapes import Paper
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


def letter(*rows: tuple[float, float, str]) -> Paper:
    """The head of a letter, and below it texts at places of their own (x, baseline)."""
    paper = Paper().text(450, 40, "港総第５号").text(430, 60, "令和６年４月１日").text(20, 80, "審議会会長　様")
    paper.text(150, 120, "評価書の点検について（諮問）").text(300, 160, "記")
    for x, y, text in rows:
        paper.text(x, y, text)
    return paper


def test_a_value_of_two_lines_stands_level_with_the_middle_of_its_label() -> None:
    paper = letter(
        (20, 205, "１　諮問件名"), (150, 200, "港湾の事務に係る評価書の"), (150, 210, "点検"),
        (20, 245, "２　業務名"), (150, 245, "港湾の事務"),
        (20, 285, "３　関係資料"), (150, 280, "資料１"), (150, 290, "資料２"),
    )  # fmt: skip
    [found], _ = read_consultations([paper.page()])
    assert [(one.label, (one.text or "").replace("\n", "")) for one in found.fields] == [
        ("諮問件名", "港湾の事務に係る評価書の点検"),
        ("業務名", "港湾の事務"),
        ("関係資料", "資料１資料２"),
    ]


@pytest.mark.parametrize("title", ["評価書の点検への諮問について", "評価書の点検について"])
def test_the_table_behind_a_letter_belongs_to_it(title: str) -> None:
    first = Paper().text(450, 40, "港総第５号").text(430, 60, "令和６年４月１日").text(20, 80, "審議会会長　様")
    first.text(150, 120, title).text(20, 160, "下記のとおり諮問します。").text(300, 190, "記")
    second = Paper().text(250, 40, "諮 問 書").box(20, 80, 120, 110).box(120, 80, 500, 110)
    second.text(25, 100, "業務名").text(125, 100, "港湾の事務")
    found, _ = read_consultations([first.page(), lay_out(replace(second.ink(), page=2))])
    assert [(one.kind, one.business_name, one.page, one.page_last) for one in found] == [
        ("consultation", "港湾の事務", 1, 2)
    ]


def test_the_opinion_below_the_result_is_the_letters_text() -> None:
    first = letter().page()
    second = Paper().text(250, 40, "答 申 書").box(20, 80, 120, 110).box(120, 80, 500, 110)
    second.text(25, 100, "審議結果").text(125, 100, "適　当").box(20, 110, 500, 200)
    second.text(25, 130, "本審議会は、審議の結果、適当と認める。")
    pages = [first, lay_out(replace(second.ink(), page=2))]
    [found], _ = read_consultations(pages)
    assert (found.decision, found.body) == ("適　当", "本審議会は、審議の結果、適当と認める。")
    assert not pages[1].counts()[Claim.UNASSIGNED]


def test_lines_below_the_table_with_the_result_are_the_letters_text() -> None:
    paper = Paper().text(400, 40, "霧審答申第２号").text(400, 60, "令和７年６月２０日").text(280, 90, "答申書")
    paper.box(50, 120, 150, 150).text(60, 138, "審議結果").box(150, 120, 550, 150).text(160, 138, "承認")
    paper.lines(
        60, 170, "審査会は、評価書の内容が指針に適合し、妥当であると認める。なお、委託先の", "監督を徹底されたい。"
    )
    [one], _ = read_consultations([paper.page()])
    assert one.decision == "承認"
    assert fold(one.body or "").endswith("認める。なお、委託先の監督を徹底されたい。")


def test_a_box_beside_number_and_date_is_no_table() -> None:
    """写 in a box of two lines."""
    paper = Paper().box(50, 30, 70, 66).text(54, 44, "写")
    paper.text(400, 40, "霧総発第０８１号").text(400, 60, "令和７年５月９日").text(50, 90, "霧沢町審査会長　殿")
    paper.text(280, 120, "諮問書").text(60, 150, "規則により、下記の事項について意見を求めます。")
    paper.text(300, 180, "記").text(50, 210, "１　担当課").text(60, 230, "住民課")
    [one], _ = read_consultations([paper.page()])
    assert (one.reference_number, one.dated_on_text, one.division) == ("霧総発第０８１号", "令和７年５月９日", "住民課")


@pytest.mark.parametrize("rounding", [-0.01, 0.01])
def test_a_line_nine_tenths_of_a_character_above_a_row_is_none_of_its_lines(rounding: float) -> None:
    paper = (
        Paper().text(250, 100, "記").text(40, 119 + rounding, "諮問件名").text(160, 119 + rounding, "渡し場について")
    )
    page = paper.text(40, 141, "諮問課").text(160, 141, "船務課").page()
    values = [[line.text for line in value.lines] for _, value in unruled_pairs(page, is_known)]
    assert values == [["渡し場について"], ["船務課"]]


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
