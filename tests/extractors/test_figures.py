"""Drawings: texts as a reader sees them, their title, and where on the page they are."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.bundle.figures import read_figures
from extractors.document import trace
from extractors.layout.page import Page, lay_out
from extractors.layout.turn import reading_turn, turn_upright
from extractors.model import Box, Claim, Figure
from extractors.readers import open_reader
from tests.forge.drawings import drawing_pdf
from tests.forge.fonts import registered

SAMPLES = Path("data/raw")
READERS = ("pymupdf", "pdfplumber")
SIZE = 10


def page_of(path: Path, reader: str = "pymupdf") -> Page:
    with open_reader(path, reader) as opened:
        ink = opened.ink(1)
    return lay_out(turn_upright(ink, reading_turn(ink)))


def without_space(text: str | None) -> str:
    return re.sub(r"[ 　]", "", text or "")


def far(one: Box, other: Box) -> float:
    return max(abs(a - b) for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("seed", range(900, 905))
def test_random_drawings_are_read_back(seed, tmp_path):
    path = tmp_path / "drawing.pdf"
    truth = drawing_pdf(path, seed)
    read: list[Figure] = []
    for reader in READERS:
        page = page_of(path, reader)
        read += read_figures(page)
        assert page.counts()[Claim.UNASSIGNED] == 0
        assert not page.double_claims
    assert len(read) == 2
    for figure in read:
        assert Counter(without_space(text.text) for text in figure.texts) == Counter(map(without_space, truth.texts))
        assert without_space(figure.title) == without_space(truth.title)
    one, other = read
    assert [text.text for text in one.texts] == [text.text for text in other.texts]
    assert far(one.box, other.box) < 1
    assert all(far(a.box, b.box) < 1 for a, b in zip(one.texts, other.texts, strict=True))


class Sheet:
    """A page drawn in points from the top left corner."""

    def __init__(self, path: Path) -> None:
        self.path, self.canvas = path, Canvas(str(path), pagesize=(400, 400), invariant=1)

    def box(self, x0: float, top: float, x1: float, bottom: float) -> None:
        self.canvas.rect(x0, 400 - bottom, x1 - x0, bottom - top)

    def text(self, x: float, baseline: float, text: str, size: float = SIZE) -> None:
        self.canvas.setFont(registered("gothic"), size)
        self.canvas.drawString(x, 400 - baseline, text)

    def read(self) -> tuple[str | None, list[str]]:
        self.canvas.save()
        (figure,) = read_figures(page_of(self.path))
        return figure.title, [text.text for text in figure.texts]


@pytest.fixture
def sheet(tmp_path) -> Sheet:
    return Sheet(tmp_path / "sheet.pdf")


def test_a_box_joins_what_it_holds_and_parts_it_from_its_neighbours(sheet):
    sheet.box(50, 50, 104, 80)
    sheet.box(104, 50, 170, 80)
    sheet.text(52, 62, "台帳の管理")
    sheet.text(52, 76, "システム")
    sheet.text(106, 62, "窓口")
    assert sheet.read()[1] == ["台帳の管理システム", "窓口"]


def test_texts_of_boxes_that_lie_over_one_another_stay_apart(sheet):
    sheet.box(50, 50, 150, 70)
    sheet.text(55, 62, "外部の連携サーバ")
    sheet.box(130, 55, 230, 75)
    sheet.text(135, 67, "申請の受付")
    assert sheet.read()[1] == ["外部の連携サーバ", "申請の受付"]


def test_text_that_runs_into_the_next_box_is_not_its_text(sheet):
    sheet.box(50, 50, 134, 70)
    sheet.text(55, 62, "外部の連携サーバ")  # ends at 135, where the next text begins
    sheet.box(128, 50, 230, 70)
    sheet.text(132, 62, "申請の受付")
    assert sheet.read()[1] == ["外部の連携サーバ", "申請の受付"]


def test_a_frames_label_is_a_text_of_its_own(sheet):
    sheet.box(40, 40, 200, 120)
    sheet.text(45, 54, "＜庁舎＞")
    sheet.box(45, 58, 195, 75)
    sheet.text(50, 70, "端末")
    sheet.box(45, 80, 195, 97)
    sheet.text(50, 92, "台帳")
    sheet.text(250, 90, "利用者")
    assert sheet.read() == (None, ["＜庁舎＞", "端末", "台帳", "利用者"])


def test_a_line_parts_the_label_above_from_the_label_below(sheet):
    sheet.text(50, 100, "登録する")
    sheet.canvas.line(40, 400 - 104, 150, 400 - 104)
    sheet.text(50, 115, "結果")
    sheet.text(250, 30, "連携の図", 14)
    assert sheet.read() == ("連携の図", ["登録する", "結果"])


def test_characters_one_below_the_other_are_a_word(sheet):
    sheet.box(50, 50, 66, 100)
    for n, character in enumerate("窓口係"):
        sheet.text(53, 64 + 13 * n, character)
    assert sheet.read()[1] == ["窓口係"]


def test_the_mark_of_the_annex_is_part_of_the_title(sheet):
    sheet.text(330, 30, "別紙３")
    sheet.text(140, 50, "申請の流れ", 14)
    sheet.text(40, 70, "①窓口で受け付ける。")
    sheet.box(50, 100, 150, 120)
    sheet.text(55, 112, "端末")
    assert sheet.read() == ("申請の流れ 別紙３", ["①窓口で受け付ける。", "端末"])


def test_the_first_of_many_labels_is_no_title(sheet):
    for x in (40, 140, 240):
        sheet.text(x, 50, "端末")
    sheet.box(50, 100, 150, 120)
    assert sheet.read() == (None, ["端末"] * 3)


def test_the_drawing_of_a_form_ends_where_its_notes_begin():
    readings = [trace(SAMPLES / "sample-form4-long.pdf", reader) for reader in READERS]
    figures = [reading.figures for reading, _ in readings]
    for (figure,), (reading, _) in zip(figures, readings, strict=True):
        notes = next(a for a in reading.assessments[0].answers if a.code == "annex1.notes" and a.value)
        assert (figure.item_code, figure.assessment_no) == ("annex1.figure", 1)
        assert figure.box.bottom <= notes.box.top + 1
        assert {"台帳管理システム", "①届出"} <= {text.text for text in figure.texts}
        assert not any("（備考）" in text.text for text in figure.texts)
    assert far(figures[0][0].box, figures[1][0].box) < 1
