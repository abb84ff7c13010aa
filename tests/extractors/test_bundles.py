"""Bundles: several assessments and what stands around them in one PDF."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from extractors.bundle.divide import divide
from extractors.bundle.editions import name_edition
from extractors.document import read_document
from extractors.engine.formspec import load_forms
from extractors.layout.page import Page, lay_out
from extractors.model import Claim
from tests.extractors.shapes import Paper
from tests.forge.bundle import MISHAPS, Mishap, compare, make_bundle


@pytest.mark.parametrize("seed", range(6))
def test_a_bundle_divides_as_it_was_put_together(seed: int, tmp_path: Path) -> None:
    bundle = make_bundle(seed, tmp_path)
    bundle.write(tmp_path / "bundle.pdf")
    reading = read_document(tmp_path / "bundle.pdf", "pymupdf")
    assert compare(reading, bundle) == []
    assert [page.page for page in reading.pages if page.n_by_claim[Claim.UNASSIGNED]] == []


@pytest.mark.parametrize("mishap", [*sorted(set(MISHAPS) - {"none"}), "cover_twice", "twice"])
def test_two_of_a_form_with_a_mishap_each(mishap: Mishap, tmp_path: Path) -> None:
    bundle = make_bundle(17, tmp_path, 2, mishaps=(mishap,))
    bundle.write(tmp_path / "bundle.pdf")
    reading = read_document(tmp_path / "bundle.pdf", "pymupdf")
    assert compare(reading, bundle) == []
    told = {finding.rule for finding in reading.findings}
    assert ("pages_out_of_order" in told) == (mishap == "swapped")
    assert ("page_repeated" in told) == (mishap in ("cover_twice", "twice"))


def test_the_reader_of_record_divides_alike(tmp_path: Path) -> None:
    bundle = make_bundle(3, tmp_path, 2)
    bundle.write(tmp_path / "bundle.pdf")
    assert compare(read_document(tmp_path / "bundle.pdf", "pdfplumber"), bundle) == []


def heading_page(number: int) -> Page:
    """A page of a form, by the heading of one of its parts."""
    paper = Paper().box(10, 10, 590, 30).text(20, 25, "Ⅰ　基本情報").box(10, 30, 590, 50)
    paper.text(20, 45, "１．特定個人情報ファイルを取り扱う事務").box(10, 50, 110, 300).text(20, 65, "①事務の名称")
    return lay_out(replace(paper.box(110, 50, 590, 300).ink(), page=number))


@pytest.mark.parametrize(("size", "is_apart"), [(28.0, True), (10.0, False)])
def test_a_sheet_with_a_few_large_words_is_no_page_of_the_form_around_it(size: float, is_apart: bool) -> None:
    sheet = Paper().box(60, 240, 540, 330).text(120, 280, "別冊", size).text(120, 315, "（別添）", size)
    after = Paper().box(10, 10, 590, 30).text(20, 25, "Ⅱ　特定個人情報ファイルの概要").box(10, 30, 590, 300)
    pages = [heading_page(1), lay_out(replace(sheet.ink(), page=2)), lay_out(replace(after.ink(), page=3))]
    layout = divide(pages, [None] * 3, load_forms())
    assert [page.number for page, _ in layout.others] == [2] * is_apart


def test_a_form_without_rulings_and_stamp_is_of_the_edition_that_has_its_labels() -> None:
    page = Paper().text(10, 30, "8．人手を介在させる作業").text(10, 50, "最も優先度が高いと考えられる対策").page()
    specs = [spec for spec in load_forms().values() if spec.form == "2"]
    edition = name_edition([page], specs)
    assert (edition.spec.version, edition.is_known) == ("R06-10", False)


def test_a_page_with_the_columns_of_the_change_table_goes_on_with_the_assessment_before() -> None:
    forms = load_forms()
    first = Paper().lines(10, 30, "Ⅰ　基本情報", "１．特定個人情報ファイルを取り扱う事務", "①事務の名称", "②事務の内容")
    changes = Paper()
    for n, name in enumerate(("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")):
        changes.box(10 + 90 * n, 10, 100 + 90 * n, 30).text(12 + 90 * n, 24, name, 8)
    pages = [replace(paper.ink(), page=n) for n, paper in enumerate((first, Paper().text(10, 30, "余白"), changes), 1)]
    together = divide([lay_out(pages[0]), lay_out(pages[2])], [None, None], forms)
    assert [len(segment.pages) for segment in together.segments] == [2]
    apart = divide([lay_out(ink) for ink in pages], [None] * 3, forms)
    assert [len(segment.pages) for segment in apart.segments] == [1]


@pytest.mark.parametrize(("y", "text", "n_pages"), [(580, "資料１", 2), (580, "別紙１　移転先", 1), (25, "資料１", 1)])
def test_the_number_of_a_paper_at_the_foot_of_a_change_table_is_no_title(y: float, text: str, n_pages: int) -> None:
    changes = Paper().text(10, 40, "変更箇所").text(10, y, text, 8)
    for n, name in enumerate(("変更日", "項目", "変更前の記載", "変更後の記載", "提出時期", "提出時期に係る説明")):
        changes.box(10 + 90 * n, 50, 100 + 90 * n, 70).text(12 + 90 * n, 64, name, 8)
    rows = [(name, "犬") for name in ("①事務の名称", "②事務の概要", "③システムの名称")]
    first = table_of(*rows, title="Ⅰ　関連情報").box(10, 40, 590, 41)
    pages = [lay_out(replace(paper.ink(), page=n)) for n, paper in enumerate((first, changes), 1)]
    [segment] = divide(pages, [None, None], load_forms()).segments
    assert len(segment.pages) == n_pages


def table_of(*rows: tuple[str, ...], title: str = "") -> Paper:
    """A ruled table of narrow rows below a title."""
    paper = Paper().text(60, 30, title)
    for n, row in enumerate(rows):
        for k, text in enumerate(row):
            left, right = (10, 150, 450, 590)[k : k + 2] if len(row) == 3 else (10, 250, 590)[k : k + 2]
            paper.box(left, 40 + 20 * n, right, 60 + 20 * n).text(left + 5, 54 + 20 * n, text, 8)
    return paper


TITLE = "特定個人情報保護評価書（重点項目評価書）"
NAMES = (
    ("評価書番号", "3"),
    ("評価書名", f"犬の登録　{TITLE}"),
    ("評価実施機関名", "星見町長"),
    ("公表日", "令和7年7月1日"),
)
JUDGED = [
    ("表紙", "公表日", "適"),
    ("Ⅰ　関連情報", "①事務の名称", "適"),
    ("Ⅱ　しきい値判断項目", "１．対象人数", "要修正"),
]


@pytest.mark.parametrize(
    ("paper", "n_assessments"),
    [
        (table_of(*NAMES, title=TITLE), 1),
        (table_of(*NAMES, title=f"{TITLE}の概要"), 0),
        (table_of(*NAMES, title="特定個人情報保護評価書の概要について"), 0),
        (table_of(*NAMES, title="評価書のあらまし"), 0),
        (table_of(*NAMES, ("個人のプライバシー等の権利利益の保護の宣言", "守る")), 1),
        (table_of(*JUDGED, title="点検票（記載事項の確認）"), 0),
        (table_of(*JUDGED, title="確かめた事項"), 0),
        (table_of(*NAMES, title=f"{TITLE}記載要領"), 0),
        (table_of(*NAMES, title="特定個人情報保護評価書　記入上の留意事項（抜粋）"), 0),
        (table_of(*NAMES, title=f"{TITLE}　記載例のとおり"), 1),
        (table_of(*JUDGED, title=f"（参考）{TITLE}　記載要領（抜粋）"), 0),
        (table_of(*[(a, b, "記載") for a, b, _ in JUDGED], title=f"{TITLE}（案）に対する意見募集要領"), 0),
        (table_of(*[(a, b, "記載") for a, b, _ in JUDGED], title="Ⅳ　リスク対策"), 1),
    ],
)
def test_papers_about_an_assessment_are_none(paper: Paper, n_assessments: int) -> None:
    assert len(divide([paper.page()], [None], load_forms()).segments) == n_assessments


@pytest.mark.parametrize(("head", "n_pages"), [("記載例", 0), ("（参考）様式", 0), ("星見町", 2)])
def test_a_form_shown_to_tell_how_it_is_filled_in_is_no_assessment(head: str, n_pages: int) -> None:
    rows = [("Ⅰ　基本情報", ""), ("①事務の名称", "（例）犬の登録"), ("②事務の内容", "（例）鑑札を渡す")]
    over = [("③対象人数", "（例）三匹"), ("④記録される項目", "（例）名"), ("⑤保有開始日", "（例）春")]
    pages = [lay_out(replace(table_of(*rows, title=title).ink(), page=n)) for n, (title, rows) in enumerate(
        ((head, rows), ("", over)), 1)]  # fmt: skip
    layout = divide(pages, [None, None], load_forms())
    assert sum(len(segment.pages) for segment in layout.segments) == n_pages


def test_a_paper_about_an_assessment_is_no_page_of_the_one_before_it() -> None:
    paper = table_of(*NAMES, title=f"{TITLE}の概要")
    layout = divide([heading_page(1), lay_out(replace(paper.ink(), page=2))], [None, None], load_forms())
    assert [[page.number for page in segment.pages] for segment in layout.segments] == [[1]]


@pytest.mark.parametrize(("words", "n_pages"), [("契約締結次第", 2), ("会議次第", 2)])
def test_a_value_that_ends_on_top_of_a_page_is_no_agendas_title(words: str, n_pages: int) -> None:
    over = table_of(("", words), ("⑤保有開始日", "春"), ("⑥事務担当部署", "船務課"))
    layout = divide([heading_page(1), lay_out(replace(over.ink(), page=2))], [None, None], load_forms())
    assert sum(len(segment.pages) for segment in layout.segments) == n_pages
