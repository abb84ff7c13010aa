"""Pages read from their picture: geometry without a recogniser, the form's words set right, and a whole scan."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pypdfium2
import pytest

from extractors.document import read_document
from extractors.engine.formspec import load_forms
from extractors.engine.spelling import part_heading, respell, wordings
from extractors.layout.page import lay_out
from extractors.model import OCR_READER
from extractors.readers.ocr import _trusted
from extractors.readers.ocr_image import find_rules, ink_of, paper_of, skew_of, straighten
from extractors.readers.ocr_lines import Stretch, find_stretches
from extractors.readers.ocr_tesseract import what_is_missing
from tests.extractors.shapes import Paper, cell_texts
from tests.forge.ocr_score import scan, score

ROOT = Path(__file__).parents[2]
needs_tesseract = pytest.mark.skipif(
    what_is_missing() is not None, reason=f"OCR cannot be tested here: {what_is_missing()}"
)
SCALE = 4.0  # pixels per point of the pictures drawn here


def sheet(width: int = 400, height: int = 300) -> np.ndarray:
    return np.full((round(height * SCALE), round(width * SCALE)), 255, dtype=np.uint8)


def fill(image: np.ndarray, x0: float, top: float, x1: float, bottom: float, grey: int = 0) -> None:
    image[round(top * SCALE) : round(bottom * SCALE), round(x0 * SCALE) : round(x1 * SCALE)] = grey


def bracket(image: np.ndarray, x: float, top: float, sign: str) -> None:
    """A bracket of 10 by 3 points."""
    stem = x if sign == "[" else x + 2.3
    fill(image, stem, top, stem + 0.7, top + 10)
    fill(image, x, top, x + 3, top + 0.7)
    fill(image, x, top + 9.3, x + 3, top + 10)


def ring(image: np.ndarray, x: float, y: float, radius: float) -> None:
    rows, columns = np.indices(image.shape)
    distance = np.hypot(columns / SCALE - x, rows / SCALE - y)
    image[(distance < radius) & (distance > radius - 1)] = 0


def rules_of(image: np.ndarray):
    return find_rules(ink_of(image, paper_of(image, SCALE)), SCALE)


def stretches_of(image: np.ndarray):
    paper = paper_of(image, SCALE)
    ink = ink_of(image, paper)
    return find_stretches(image, paper, ink, find_rules(ink, SCALE), SCALE)


# ------------------------------------------------------------------------------------------------ pictures


def test_rulings_are_found_on_shaded_paper_and_shading_is_none():
    image = sheet()
    fill(image, 50, 50, 200, 150, 200)
    for x in (50, 200):
        fill(image, x, 50, x + 0.75, 150)
    for y in (50, 150):
        fill(image, 50, y, 200.75, y + 0.75)
    boxes = rules_of(image).boxes / SCALE
    level = sorted((round(top), round(x0), round(x1)) for x0, top, x1, bottom in boxes if x1 - x0 > bottom - top)
    upright = sorted((round(x0), round(top), round(bottom)) for x0, top, x1, bottom in boxes if x1 - x0 < bottom - top)
    assert level == [(50, 50, 201), (150, 50, 201)]
    assert [x for x, _, _ in upright] == [50, 200]


def test_a_dashed_line_is_one_ruling():
    image = sheet()
    for x in range(50, 250, 4):
        fill(image, x, 100, x + 2, 100.5)
    rules = rules_of(image)
    assert rules.is_dashed.tolist() == [True]
    assert (rules.boxes[0] / SCALE).round().tolist() == [50, 100, 250, 100] or rules.boxes[0][2] / SCALE > 245


def test_a_short_side_is_a_ruling_only_between_two_others():
    image = sheet()
    for y in (100, 112):
        fill(image, 50, y, 200, y + 0.75)
    fill(image, 120, 100, 120.75, 112.75)
    fill(image, 300, 100, 300.75, 112)  # alone: the stem of a letter
    upright = [box for box in (rules_of(image).boxes / SCALE).tolist() if box[3] - box[1] > box[2] - box[0]]
    assert [round(box[0]) for box in upright] == [120]


@pytest.mark.parametrize("degrees", [-1.0, -0.3, 0.0, 0.55, 1.0])
def test_a_skewed_sheet_is_straightened(degrees):
    image = sheet()
    for y in range(60, 240, 30):
        fill(image, 50, y, 350, y + 0.75)
    skewed = straighten(image, -degrees) if degrees else image
    found = skew_of(ink_of(skewed, paper_of(skewed, SCALE)))
    assert found == pytest.approx(degrees, abs=0.06)
    boxes = rules_of(straighten(skewed, found)).boxes
    assert len(boxes) == 6
    assert (boxes[:, 3] - boxes[:, 1]).max() <= 2 * SCALE


def test_the_dark_beside_the_paper_has_no_say_in_how_the_page_lies():
    image = sheet()
    for y in (60, 75, 90):
        fill(image, 50, y, 350, y + 0.75)
    skewed = straighten(image, -0.8).copy()
    fill(skewed, 0, 0, 400, 8)
    fill(skewed, 0, 292, 400, 300)
    fill(skewed, 0, 0, 6, 300)
    assert skew_of(ink_of(skewed, paper_of(sheet(), SCALE))) == pytest.approx(0.8, abs=0.06)


def test_brackets_and_circles_are_told_by_their_shape_and_empty_brackets_hold_nothing():
    image = sheet()
    for y, is_marked in ((100, True), (130, False)):
        bracket(image, 50, y, "[")
        bracket(image, 75, y, "]")
        if is_marked:
            ring(image, 64, y + 5, 4)
    found = sorted(stretches_of(image), key=lambda stretch: (stretch.middle > 120 * SCALE, stretch.box[0]))
    assert [stretch.text for stretch in found] == ["[", "○", "]", "[", "]"]


def test_stretches_end_at_rulings_and_wide_gaps():
    image = sheet()
    for n in range(4):
        fill(image, 50 + 10 * n, 100, 58 + 10 * n, 108)  # four glyphs
    fill(image, 93, 90, 93.75, 120)
    for x in (98, 108, 140):
        fill(image, x, 100, x + 8, 108)
    found = [(round(s.box[0] / SCALE), round(s.box[2] / SCALE)) for s in stretches_of(image)]
    assert found == [(50, 88), (98, 116), (140, 148)]


def test_what_stands_between_brackets_knows_it_and_a_digit_with_a_foot_is_no_bracket():
    image = sheet()
    bracket(image, 50, 100, "[")
    bracket(image, 150, 100, "]")
    fill(image, 80, 101, 81, 109)  # a 1: a stem with a flag at its left, and a foot on both sides
    fill(image, 78, 101, 80, 102)
    fill(image, 78.5, 108.5, 82.5, 109)
    fill(image, 170, 101, 178, 109)
    found = sorted(stretches_of(image), key=lambda stretch: stretch.box[0])
    assert [(s.text, s.is_held) for s in found] == [("[", False), (None, True), ("]", False), (None, False)]


def held(picture_box: tuple[int, int, int, int]) -> Stretch:
    return Stretch(picture_box, 10.0, 40.0, None, None, is_held=True)


@pytest.mark.parametrize(
    ("read", "box", "said"),
    [
        ("", (0, 0, 30, 30), "\ufffd"),  # ink is no blank
        ("", (0, 0, 8, 8), ""),  # dirt
        ("ー", (0, 0, 30, 30), "\ufffd"),  # too high for a dash, which says no
        ("ー", (0, 0, 30, 5), "ー"),
        ("x", (0, 0, 30, 30), "\ufffd"),  # x says yes, × says no
        ("]万人未満", (0, 0, 120, 30), "\ufffd万人未満"),
        ("○", (0, 0, 30, 30), "○"),
    ],
)
def test_between_brackets_an_unclear_glyph_has_no_character(read, box, said):
    assert _trusted(read, held(box)) == said


def test_rulings_drawn_in_pieces_are_whole():
    image = sheet()
    for y in (100, 116):
        for x in (50, 60.5, 71, 81.5):
            fill(image, x, y, x + 10, y + 0.75)  # hair gaps between the pieces
    boxes = rules_of(image).boxes / SCALE
    assert boxes.round().tolist() == [[50, 100, 92, 101], [50, 116, 92, 117]]


def test_the_dotted_sides_of_a_box_are_rulings_where_they_meet_one_and_dots_elsewhere_are_text():
    image = sheet()
    fill(image, 50, 100, 250, 100.75)
    for n in range(8):
        for x in (60, 200):
            fill(image, x, 101.5 + 2 * n, x + 0.5, 102.5 + 2 * n)
        fill(image, 300, 101.5 + 2 * n, 300.5, 102.5 + 2 * n)
    rules = rules_of(image)
    assert sorted((rules.boxes[rules.is_dashed, 0] / SCALE).round().tolist()) == [60, 200]


# ------------------------------------------------------------------------------------------------ spelling


def respelt(*lines: str) -> list[str]:
    known = wordings(tuple(load_forms().values()))
    page = Paper().box(10, 10, 400, 100).lines(15, 30, *lines).page()
    return cell_texts(lay_out(respell(page, known)))[0].split("\n")


@pytest.mark.parametrize(
    ("read", "printed"),
    [
        ("④人入手に係る交当性", "④入手に係る妥当性"),
        ("特定個人情報フアイルの概要", "Ⅱ特定個人情報ファイルの概要"),
        ("対象となる本人の教", "対象となる本人の数"),
    ],
)
def test_a_cell_that_nearly_prints_a_label_prints_it(read, printed):
    assert respelt(read) == [printed]


def test_options_and_what_stands_between_brackets_are_set_right():
    assert respelt("[ 森定 ] 選択肢>", "1)実施ずる 2)実施しない 3)未定") == [
        "[ 未定 ] ＜選択肢>",
        "1)実施する 2)実施しない 3)未定",
    ]


def test_the_last_option_of_a_choice_is_known_by_the_others_and_its_number():
    assert respelt("[ 本定 ]", "1)実施する 2)実施しない 3)本定") == ["[ 未定 ]", "1)実施する 2)実施しない 3)未定"]
    assert respelt("1)実施する 2)実施しない 3)検討") == ["1)実施する 2)実施しない 3)検討"]  # another word


def test_a_crossed_zero_is_a_zero_and_a_misread_number_of_an_option_is_its_number():
    lines = respelt("[ 19万人以上196万人未満 ]", "1)1万人未満", "2)1万人以上10万人未満", "83)10万人以上100万人未満")
    assert lines[0] == "[ 10万人以上100万人未満 ]"
    lines = respelt("[ 十分である ]", "1)特に力を入れている", "7)十分である", "3)課題が残されている")
    assert lines[2] == "2)十分である"


@pytest.mark.parametrize(
    "value", ["窓口では身分証を二人で見る。", "毎月23日", "20万人以上30万人未満を見込む", "記録係"]
)
def test_what_an_agency_wrote_is_left_as_it_is(value):
    assert respelt(value) == [value]


def test_a_value_between_brackets_that_is_no_option_is_left_as_it_is():
    assert respelt("[ 別途定める予定 ]", "1)実施する", "2)実施しない")[0] == "[ 別途定める予定 ]"
    assert respelt("[ 21万人以上196万人未満 ]", "1)1万人未満")[0] == "[ 21万人以上196万人未満 ]"


def test_ink_without_errors_is_the_same_ink():
    page = Paper().box(10, 10, 400, 100).lines(15, 30, "対象となる本人の数").page()
    assert respell(page, wordings(tuple(load_forms().values()))) is page.ink


def loose(*lines: tuple[float, float, str]) -> list[str]:
    """What lines without rulings (x, y, text) read after the form's words are set right."""
    known = wordings(tuple(load_forms().values()))
    page = Paper()
    for x, y, text in lines:
        page.text(x, y, text)
    return [cell.lines[0].text for cell in lay_out(respell(page.page(), known)).loose]


def test_a_label_on_two_lines_without_rulings_is_set_right_as_one():
    assert loose((10, 30, "不正な提供が行われるリスクへの村"), (10, 42, "策は十分か")) == [
        "不正な提供が行われるリスクへの対",
        "策は十分か",
    ]


def test_a_line_that_is_nearly_an_option_is_not_made_the_label_that_begins_like_it():
    assert loose((10, 30, "月的外の入手が行われるリスクへの対策")) == ["月的外の入手が行われるリスクへの対策"]


@pytest.mark.parametrize(
    ("read", "heading"),
    [
        ("I特定個人情報ファイルの概要", "Ⅱ　特定個人情報ファイルの概要"),
        ("本しきい値判断結果", "Ⅲ　しきい値判断結果"),
        ("しきい値判断結果", None),  # an item of that name has no number
        ("2.基本情報", None),  # a section
        ("窓口の業務", None),
    ],
)
def test_a_part_is_known_by_its_words_whatever_its_number_was_taken_for(read, heading):
    assert part_heading(read, wordings(tuple(load_forms().values()))) == heading


def test_a_circled_number_read_twice_is_one():
    assert respelt("②@入王方法") == ["②入手方法"]


def test_a_value_in_a_box_of_its_own_is_set_right_like_one_between_brackets():
    page = Paper().box(10, 10, 20, 30).text(12, 25, "[").box(20, 10, 200, 30).text(60, 25, "1.000万人以上")
    page = page.box(200, 10, 210, 30).text(202, 25, "]").page()
    known = wordings(tuple(load_forms().values()))
    assert "1,000万人以上" in cell_texts(lay_out(respell(page, known)))


def test_an_unread_digit_is_supplied_only_where_one_option_fits():
    assert respelt("[ \ufffd万人未満 ]", "1)1万人未満", "2)1万人以上10万人未満")[0] == "[ 1万人未満 ]"
    assert respelt("[ \ufffd年 ]", "1)1年", "2)2年", "3)3年")[0] == "[ \ufffd年 ]"


# ------------------------------------------------------------------------------------------------ scans


@needs_tesseract
def test_nine_in_ten_choices_and_checkboxes_of_a_scan_are_right_and_none_is_wrong_silently(tmp_path):
    name = "sample-form2-not-borders"
    scan(ROOT / "data" / "raw" / f"{name}.pdf", tmp_path / "scan.pdf", 200, -0.8, "black")
    reading = read_document(tmp_path / "scan.pdf", ocr="auto")
    assert {page.reader for page in reading.pages} == {OCR_READER}
    truth = json.loads((ROOT / "tests" / "samples" / f"{name}.truth.json").read_text("utf-8"))
    got = score(reading, truth)
    assert got.choices >= 0.9 * got.choices_of, got.wrong
    assert got.checks >= 0.9 * got.checks_of, got.wrong
    assert got.silent == ()
    assert reading.pages[0].role == "cover"


@needs_tesseract
@pytest.mark.parametrize(
    ("dpi", "skew", "paper", "noise"), [(150, 2.0, 255, 0.0), (200, -1.0, 190, 12.0), (100, 0.0, 120, 40.0)]
)
def test_a_bad_scan_gives_less_and_nothing_wrong(tmp_path, dpi, skew, paper, noise):
    sample = ROOT / "data" / "raw" / "sample-form2-ferry.pdf"
    with pypdfium2.PdfDocument(sample) as pdf, pypdfium2.PdfDocument.new() as page:
        page.import_pages(pdf, [1])
        page.save(tmp_path / "page.pdf")
    scan(tmp_path / "page.pdf", tmp_path / "scan.pdf", dpi, skew, "grey", paper, noise)
    reading = read_document(tmp_path / "scan.pdf", ocr="auto")
    chosen = [
        answer.choice.selected_label
        for assessment in reading.assessments
        for answer in assessment.answers
        if answer.choice and answer.status == "answered"
    ]
    assert [page.reader for page in reading.pages] == [OCR_READER]
    assert set(chosen) <= {"未定"}
    assert chosen or dpi < 150
