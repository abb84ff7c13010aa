"""Checkboxes taken apart. Every glyph of a field is one thing, whatever the case."""

from __future__ import annotations

import pytest

from extractors.engine.boxes.box import CheckBox
from extractors.engine.boxes.group import CheckParts, parse_checks
from extractors.engine.boxes.rows import CHECK_MARKS
from extractors.engine.formspec import OptionSpec
from extractors.layout.celltext import Line
from extractors.layout.page import Page
from tests.extractors.shapes import Paper, assert_each_glyph_once, laid_out

OPTIONS = (
    OptionSpec(1, "紙"),
    OptionSpec(2, "電子記録媒体（フラッシュメモリを除く。）"),
    OptionSpec(3, "フラッシュメモリ"),
    OptionSpec(4, "専用線"),
    OptionSpec(5, "その他", other=True, text=True),
)


def pieces(box: CheckBox) -> list[Line]:
    ends = [line for line in (box.beside, box.slot_open, box.slot_close) if line]
    return [box.bracket, *box.label_lines, *ends, *box.slot, *box.trailing]


def checks(paper: Paper, options: tuple[OptionSpec, ...] = OPTIONS) -> tuple[CheckParts, Page]:
    page, lines = laid_out(paper)
    parts = parse_checks(lines, options, page.glyphs)
    taken = [piece for box in parts.boxes for piece in pieces(box)]
    assert_each_glyph_once(page, [*taken, *parts.headings, *parts.left_over, *parts.stray])
    return parts, page


def marks(paper: Paper, options: tuple[OptionSpec, ...] = OPTIONS) -> dict[int | None, str | None]:
    """Mark by number of the option."""
    return {box.option.no if box.option else None: box.mark for box in checks(paper, options)[0].boxes}


def other_text(paper: Paper) -> str | None:
    """What stands in the parentheses of その他."""
    parts, page = checks(paper)
    [box] = [box for box in parts.boxes if box.option and box.option.other]
    assert not parts.left_over
    return box.slot_text(page.glyphs)


def test_two_boxes_in_a_row() -> None:
    assert marks(Paper().text(20, 30, "[ ○ ] 紙").text(150, 30, "[   ] 専用線")) == {1: "○", 4: None}


def test_a_row_printed_in_one_go() -> None:
    assert marks(Paper().text(20, 30, "[ ○ ] 紙 [ ] フラッシュメモリ [○] 専用線")) == {1: "○", 3: None, 4: "○"}


def test_a_count_without_parentheses() -> None:
    options = (OptionSpec(1, "提供を行っている", count=True), OptionSpec(2, "行っていない"))
    parts, page = checks(Paper().text(20, 30, "[○] 提供を行っている　３件").text(20, 42, "[ ] 行っていない"), options)
    assert parts.boxes[0].slot_text(page.glyphs) == "３"


def test_brackets_marks_and_labels_in_cells_of_their_own() -> None:
    paper = Paper().box(10, 10, 300, 40)
    for x in (30, 50, 70, 150, 170, 190):
        paper.line(x, 10, x, 40)
    paper.text(15, 30, "[").text(35, 30, "○").text(55, 30, "]").text(75, 30, "紙")
    assert marks(paper.text(155, 30, "[").text(175, 30, "]").text(195, 30, "専用線")) == {1: "○", 4: None}


@pytest.mark.parametrize("printed", ["[ ○ ]", "［　○　］", "[ ○ ］", "［○]", "〔○〕"])
def test_brackets_of_every_shape_around_a_mark(printed: str) -> None:
    assert marks(Paper().text(20, 30, f"{printed} 紙")) == {1: "○"}


# A font's map may name any white space for the one that is printed.
@pytest.mark.parametrize(
    "printed",
    ["[ ]", "[]", "［　　］", "[ ］", "□", "☐", "[\u2003\u2003]", "[\xa0]", "[\u2009\u202f]", "[\u200b]", "[\u3164]"],
)
def test_an_empty_box_is_not_checked(printed: str) -> None:
    assert marks(Paper().text(20, 30, f"{printed} 紙")) == {1: None}


@pytest.mark.parametrize("mark", sorted(CHECK_MARKS))
def test_every_mark_between_brackets_is_read_as_printed(mark: str) -> None:
    assert marks(Paper().text(20, 30, f"[ {mark} ] 紙").text(150, 30, "[ ] 専用線")) == {1: mark, 4: None}


@pytest.mark.parametrize("space", "\u2003\xa0\u2002\u200b")
def test_a_mark_is_itself_whatever_the_white_space_around_it(space: str) -> None:
    paper = Paper().text(20, 30, f"[{space}○{space}] 紙").text(150, 30, f"[{space}{space}] 専用線")
    assert marks(paper) == {1: "○", 4: None}


@pytest.mark.parametrize("dash", "-－‐―ー\u2212\u2013\u2014\u2500")
def test_a_dash_of_any_shape_says_no(dash: str) -> None:
    parts, _ = checks(Paper().text(20, 30, f"[ {dash} ] 紙"))
    assert [(box.mark, box.is_checked()) for box in parts.boxes] == [(dash, False)]


@pytest.mark.parametrize("mark", ["☑", "☒", "■", "✔"])
def test_a_drawn_box_is_its_own_mark(mark: str) -> None:
    assert marks(Paper().text(20, 30, f"{mark} 紙　□ 専用線")) == {1: mark, 4: None}


def test_the_longer_label_is_not_taken_for_the_shorter_one() -> None:
    paper = Paper().text(20, 30, "[ ○ ] 電子記録媒体（フラッシュメモリを除く。）").text(320, 30, "[ ] フラッシュメモリ")
    assert marks(paper) == {2: "○", 3: None}


def test_a_label_that_begins_with_another_is_itself() -> None:
    options = (OptionSpec(1, "専用線"), OptionSpec(2, "専用線と電子メール"))
    assert marks(Paper().lines(20, 30, "[ ○ ] 専用線と電子メール", "[ ] 専用線"), options) == {2: "○", 1: None}


def test_a_label_that_the_cells_edge_cut_off() -> None:
    assert marks(Paper().text(20, 30, "[ ○ ] フラッシュメモ").text(200, 30, "[ ] 電子記録媒体（フラッシュ")) == {
        3: "○",
        2: None,
    }
    assert marks(Paper().text(20, 30, "[ ○ ] フラッシュメモ").text(200, 30, "[ ] フラッシュメモリ")) == {
        None: "○",
        3: None,
    }
    assert marks(Paper().text(20, 30, "[ ○ ] フラ").text(200, 30, "[ ] 紙")) == {
        None: "○",
        1: None,
    }  # could be anything


def test_a_label_cut_off_that_may_be_two_is_neither() -> None:
    options = (OptionSpec(1, "健康・医療関係情報"), OptionSpec(2, "健康・医療保険情報"))
    assert marks(Paper().text(20, 30, "[ ○ ] 健康・医療"), options) == {None: "○"}
    assert marks(Paper().text(20, 30, "[ ○ ] 健康・医療関係"), options) == {1: "○"}


def test_a_label_that_wraps() -> None:
    paper = Paper().text(20, 30, "[ ○ ] フラッシュメモ").text(20, 60, "[ ] 紙").text(51, 42, "リ")
    assert marks(paper) == {3: "○", 1: None}


def test_a_label_of_two_lines_on_both_sides_of_its_brackets() -> None:
    paper = Paper().text(20, 30, "[ ○ ]").lines(50, 25, "フラッシュ", "メモリ", pitch=10).text(150, 30, "[ ] 専用線")
    assert marks(paper) == {3: "○", 4: None}


def test_a_label_of_three_lines_around_its_brackets() -> None:
    paper = Paper().text(20, 30, "[ ○ ] 記録媒体（フラッ").lines(50, 20, "電子", "", "シュメモリを除く。）", pitch=10)
    assert marks(paper.text(250, 30, "[ ] 紙")) == {2: "○", 1: None}


def test_a_label_of_two_lines_before_its_parentheses() -> None:
    paper = Paper().text(20, 30, "[ ○ ]").lines(50, 25, "その", "他", pitch=10).text(90, 30, "（ 郵送 ）")
    assert other_text(paper) == "郵送"


def test_a_longer_label_that_wraps_is_not_the_one_it_begins_with() -> None:
    options = (OptionSpec(1, "その他識別情報（内部番号）"), OptionSpec(2, "その他", other=True, text=True))
    paper = Paper().lines(20, 30, "[ ○ ] その他識別情報（内部番", "     号）").text(20, 60, "[ ] その他（ ）")
    assert marks(paper, options) == {1: "○", 2: None}


def test_brackets_that_close_higher_than_they_open() -> None:
    paper = Paper().text(20, 30, "[ ○").text(45, 25, "] フラッシュメモ").text(51, 35, "リ")
    paper.text(200, 30, "[").text(225, 25, "] 専用").text(231, 35, "線")
    assert marks(paper) == {3: "○", 4: None}


def test_brackets_that_close_higher_than_they_open_before_parentheses() -> None:
    paper = Paper().text(20, 30, "[ ○").lines(45, 25, "] その", "他", pitch=10).text(90, 30, "（　郵送　）")
    assert other_text(paper) == "郵送"


def test_a_bracket_that_closes_over_its_mark_takes_nothing_apart() -> None:
    assert marks(Paper().text(20, 30, "[ ○").lines(38, 25, "] フラッシュメモ", "リ", pitch=10)) == {3: "○"}


def test_words_between_the_parentheses_are_no_rest_of_a_label() -> None:
    paper = Paper().text(20, 30, "[ ○ ] その （　渡し場、").text(90, 40, "他の渡し場　）")
    parts, _ = checks(paper)
    assert [box.option for box in parts.boxes] == [None]


def test_a_label_of_other_widths_and_spaces() -> None:
    assert marks(Paper().text(20, 30, "[ ○ ] ﾌﾗｯｼｭ ﾒﾓﾘ")) == {3: "○"}


def test_a_label_the_form_does_not_have_is_kept() -> None:
    parts, _ = checks(Paper().text(20, 30, "[ ○ ] 伝書鳩").text(150, 30, "[ ] 紙"))
    assert [(box.option, box.mark, box.label.text) for box in parts.boxes[:1]] == [(None, "○", "伝書鳩")]
    assert parts.boxes[1].option == OPTIONS[0]


def test_a_heading_between_the_options() -> None:
    options = (OptionSpec(1, "個人番号", group="・識別情報"), OptionSpec(2, "国税関係情報", group="・業務関係情報"))
    paper = Paper().lines(20, 30, "・識別情報", "[ ○ ] 個人番号", "・業務関係情報", "[ ] 国税関係情報")
    parts, _ = checks(paper, options)
    assert [line.text for line in parts.headings] == ["・識別情報", "・業務関係情報"]
    assert [box.mark for box in parts.boxes] == ["○", None]


def test_a_count_behind_a_label() -> None:
    paper = Paper().text(20, 30, "[ ○ ] 提供を行っている （ 2 ） 件").text(250, 30, "[ ] 移転を行っている （ ） 件")
    options = (OptionSpec(1, "提供を行っている", count=True), OptionSpec(2, "移転を行っている", count=True))
    parts, page = checks(paper, options)
    assert [box.slot_text(page.glyphs) for box in parts.boxes] == ["2", None]
    assert [[line.text for line in box.trailing] for box in parts.boxes] == [["件"], ["件"]]


def test_text_in_the_parentheses_on_one_line() -> None:
    assert other_text(Paper().text(20, 30, "[ ○ ] その他 （ 窓口の控え ）")) == "窓口の控え"


def test_empty_parentheses_hold_nothing() -> None:
    assert other_text(Paper().text(20, 30, "[ ] その他 （  ）")) is None


def test_parentheses_apart_from_label_and_text() -> None:
    paper = Paper().text(20, 30, "[ ○ ] その他").text(110, 30, "（").text(400, 30, "）").text(130, 30, "窓口の控え")
    assert other_text(paper) == "窓口の控え"


def test_text_in_the_parentheses_on_two_lines() -> None:
    paper = Paper().text(20, 36, "[ ○ ] その他").text(110, 36, "（").text(230, 36, "）")
    assert other_text(paper.lines(125, 30, "窓口で受け取る申請書", "の控え")) == "窓口で受け取る申請書の控え"


def test_text_in_the_parentheses_on_three_lines() -> None:
    paper = Paper().text(20, 42, "[ ○ ] その他").text(110, 42, "（").text(230, 42, "）")
    text = "窓口で受け取る申請書", "の控えと、電話で受け", "付けた記録"
    assert other_text(paper.lines(125, 30, *text)) == "".join(text)


def test_parentheses_that_close_on_a_later_line() -> None:
    paper = Paper().lines(20, 30, "[ ○ ] その他 （ 窓口で受け取る", "申請書の控え ）")
    assert other_text(paper) == "窓口で受け取る申請書の控え"


def test_text_in_parentheses_that_wraps_as_running_text() -> None:
    """The next row is as near as the row that the parentheses opened in."""
    paper = (
        Paper()
        .text(20, 30, "[ ○ ] その他（電子申請受付システム（ぴっ")
        .text(20, 41, "たりサービス））")
        .text(20, 51, "[ ○ ] 紙")
    )
    assert other_text(paper) == "電子申請受付システム（ぴったりサービス）"
    options = (OptionSpec(1, "他部署", other=True, text=True), OptionSpec(2, "民間", other=True, text=True))
    paper = Paper().text(20, 30, "[ ○ ] 他部署（電子申請").text(20, 41, "の担当）").text(20, 51, "[ ○ ] 民間（事業者）")
    parts, page = checks(paper, options)
    assert [box.slot_text(page.glyphs) for box in parts.boxes] == ["電子申請の担当", "事業者"]


def test_parentheses_inside_the_text_close_none_of_the_forms() -> None:
    paper = Paper().lines(20, 30, "[ ○ ] その他 （ 端末の操作（庁舎（別館", "を含む）。）", "（※）持出しはしない）")
    assert other_text(paper) == "端末の操作（庁舎（別館を含む）。）\n（※）持出しはしない"


def test_parentheses_that_never_close() -> None:
    assert other_text(Paper().text(20, 30, "[ ○ ] その他 （ 窓口の控え")) == "窓口の控え"


def test_parentheses_inside_the_text() -> None:
    assert other_text(Paper().text(20, 30, "[ ○ ] その他 （ 控え（写し） ）")) == "控え（写し）"


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (["[ ○ ] その他（ [ 届書 ] を含む。 ）"], "[ 届書 ] を含む。"),
        (
            ["[ ○ ] その他（窓口の控え、届出の", "写し（［届書］）を含む。）"],
            "窓口の控え、届出の写し（［届書］）を含む。",
        ),
        (
            ["[ ○ ] その他（窓口の控え、届出の", "写し及び[ 届書 ]を含む。）"],
            "窓口の控え、届出の写し及び[ 届書 ]を含む。",
        ),
    ],
)
def test_words_in_brackets_within_the_parentheses_are_no_box(rows: list[str], text: str) -> None:
    assert (other_text(Paper().lines(20, 30, *rows)) or "").replace("\n", "") == text


def test_a_word_for_a_mark_behind_open_parentheses_is_a_boxs_before_its_label() -> None:
    assert marks(Paper().text(20, 30, "[該当] その他（窓口の控え").text(260, 30, "[該当] 紙")) == {5: "該当", 1: "該当"}


@pytest.mark.parametrize("below", ["", "市の者"])
def test_the_parenthesis_at_the_right_edge_closes_a_text_that_ends_in_one_of_its_own(below: str) -> None:
    options = (OptionSpec(1, "紙", text=True), OptionSpec(2, "専用線", text=True))
    paper = Paper().text(20, 30, "[ ○ ] 紙").text(120, 30, "（窓口で受け取る申請書（写しを除く。）及び控え（原本に")
    paper.text(130, 42, "係るもの）").text(380, 42, "）").text(20, 54, "[ ○ ] 専用線").text(120, 54, f"（{below}")
    parts, page = checks(paper.text(380, 54, "）"), options)
    assert [box.slot_text(page.glyphs) for box in parts.boxes] == [
        "窓口で受け取る申請書（写しを除く。）及び控え（原本に係るもの）",
        below or None,
    ]
    assert not parts.left_over


def test_a_parenthesis_in_a_row_of_text_closes_what_was_opened_right_of_that_text() -> None:
    options = (OptionSpec(1, "紙", text=True), OptionSpec(2, "専用線", text=True))
    paper = Paper().text(20, 30, "[ ○ ] 紙 （窓口の").text(220, 30, "[ ○ ] 専用線 （")
    paper.text(90, 42, "控え").text(380, 42, "）").text(140, 42, "）")
    parts, page = checks(paper, options)
    assert [(box.slot_text(page.glyphs) or "").split() for box in parts.boxes] == [["窓口の", "控え"], []]


def test_the_texts_of_two_rows_stay_apart() -> None:
    options = (OptionSpec(1, "他部署", text=True), OptionSpec(2, "民間事業者", text=True))
    paper = Paper().text(20, 30, "[ ○ ] 他部署").text(20, 60, "[ ○ ] 民間事業者")
    for y, text in ((30, "税務課"), (60, "渡し船の会社")):
        paper.text(110, y, "（").text(130, y, text).text(300, y, "）")
    parts, page = checks(paper, options)
    assert [box.slot_text(page.glyphs) for box in parts.boxes] == ["税務課", "渡し船の会社"]


PARTIES = (
    OptionSpec(1, "他部署", text=True),
    OptionSpec(2, "地方独立行政法人", text=True),
    OptionSpec(3, "民間", text=True),
)


def slot_texts(paper: Paper) -> dict[int | None, str | None]:
    """What stands in the parentheses, by number of the option."""
    parts, page = checks(paper, PARTIES)
    assert not parts.left_over
    return {box.option.no if box.option else None: box.slot_text(page.glyphs) for box in parts.boxes}


@pytest.mark.parametrize("label", [30.0, 50.0, 70.0])  # at the top of the text's cell, above it, level with it
@pytest.mark.parametrize("n_lines", [2, 3, 4])
def test_parentheses_at_the_mid_height_of_their_cell_hold_all_its_lines(label: float, n_lines: int) -> None:
    paper = Paper().text(20, 30, "[　] 他部署").text(200, 30, "（").text(300, 30, "）")
    first, texts = 70.0 - 5.5 * (n_lines - 1), ["戸籍に関する情報、"] * (n_lines - 1) + ["税"]
    paper.text(20, max(label, first), "[ ○ ] 地方独立行政法人").lines(211, first, *texts, pitch=11)
    paper.text(200, 70, "（").text(302, 70, "）").text(20, 110, "[ ○ ] 民間").text(200, 110, "（委託先").text(
        300, 110, "）"
    )
    assert slot_texts(paper) == {1: None, 2: "".join(texts), 3: "委託先"}


def test_a_label_that_wraps_beside_a_text_in_a_cell_of_its_own() -> None:
    paper = Paper().text(20, 30, "[　] 他部署").lines(20, 50, "[ ○ ] 地方独立行", "政法人", pitch=11)
    paper.lines(210, 53, "申請管理シ", "ステム", pitch=11).text(199, 58.5, "（").text(300, 58.5, "）")
    paper.text(20, 80, "[　] 民間").text(199, 80, "（").text(300, 80, "）")
    assert slot_texts(paper) == {1: None, 2: "申請管理シ\nステム", 3: None}


def test_texts_in_cells_of_their_own_one_below_the_other_stay_apart() -> None:
    paper = Paper().text(20, 30, "[ ○ ] 他部署").lines(210, 33, "市民課、税務課、福", "祉課", pitch=11)
    paper.text(200, 38.5, "（").text(300, 38.5, "）").text(20, 58, "[ ○ ] 地方独立行政法人")
    paper.lines(210, 60, "年金機構、厚生労働", "省、医療機関、国税", "庁", pitch=11).text(200, 71, "（").text(
        300, 71, "）"
    )
    assert slot_texts(paper) == {1: "市民課、税務課、福祉課", 2: "年金機構、厚生労働省、医療機関、国税庁"}


@pytest.mark.parametrize("n_lines", [2, 3])
def test_parentheses_around_a_text_whose_lines_stand_around_their_box(n_lines: int) -> None:
    texts = ["（　他の市町村、年金機構", *["戸籍に関する他の機関、厚"] * (n_lines - 2), "及び税務署　）"]
    paper = Paper().text(20, 30, "[　] 他部署").text(20, 60, "[ ○ ] 地方独立行政法人").text(20, 90, "[ ○ ] 民間")
    paper.lines(200, 60 - 5.5 * (n_lines - 1), *texts, pitch=11).text(200, 90, "（　　　）")
    assert slot_texts(paper) == {1: None, 2: "".join(texts)[2:-2], 3: None}


@pytest.mark.parametrize("pitch", [12.0, 16.2, 18.4, 21.6])
def test_texts_in_parentheses_that_wrap_with_any_leading(pitch: float) -> None:
    """The rows of the boxes show the leading. Parentheses of the text begin and end its lines, and the form's closes
    alone at the right edge, far from a last line that ends left of the parentheses of another row."""
    first = "戸籍に関する情報（除", "籍を含む。）、転入前の", "住所地の情報とその", "控え"
    second = "戸籍に関する情報、税の情報（", "写し）"
    paper = Paper().text(20, 30, "[　] 地方独立行政法人（").text(400, 30, "）")
    paper.text(20, 30 + pitch, f"[ ○ ] 他部署（{first[0]}")
    paper.lines(95, 30 + 2 * pitch, *first[1:], pitch=pitch).text(400, 30 + 4 * pitch, "）")
    paper.text(20, 30 + 5 * pitch, f"[ ○ ] 民間（{second[0]}")
    paper.text(85, 30 + 6 * pitch, second[1]).text(400, 30 + 6 * pitch, "）")
    words = {no: (text or "").replace("\n", "") for no, text in slot_texts(paper).items()}
    assert words == {1: "".join(first), 2: "", 3: "".join(second)}


@pytest.mark.parametrize("pitch", [12.0, 18.4, 21.6])
def test_parentheses_at_the_mid_height_of_a_text_with_any_leading(pitch: float) -> None:
    texts = "戸籍に関する情報、", "税に関する情報、", "住所地の情報、", "その控え"
    paper = Paper().text(20, 30, "[ ○ ] 他部署").lines(110, 30, *texts, pitch=pitch)
    paper.text(99, 30 + 1.5 * pitch, "（").text(300, 30 + 1.5 * pitch, "）").text(20, 30 + 4 * pitch, "[　] 民間")
    assert slot_texts(paper) == {1: "\n".join(texts), 3: None}


def test_parentheses_hold_the_lines_below_them_up_to_their_end_also_near_the_next_ones() -> None:
    texts = "戸籍に関する情報、", "税に関する情報、", "住所地の情報、", "控え ）"
    paper = Paper().text(20, 30, "[ ○ ] 他部署").text(110, 30, "（").lines(125, 30, *texts)
    paper.text(20, 78, "[ ○ ] 民間").text(110, 78, "（").lines(125, 78, "委託先")
    assert slot_texts(paper.text(300, 78, "）")) == {1: "".join(texts)[:-2], 3: "委託先"}


def test_a_text_that_begins_in_its_boxs_row_is_not_that_of_the_next() -> None:
    paper = Paper().text(20, 30, "[ ○ ] 他部署").text(20, 41, "[　] 民間")
    paper.lines(200, 30, "（　戸籍に関する機関、", "年金機構", "及び税務署　）", pitch=11)
    first, second = checks(paper, PARTIES)[0].boxes
    assert (first.slot[0].text, second.slot_open) == ("戸籍に関する機関、", None)


def test_a_text_in_a_cell_of_its_own_above_every_box_is_nobodys() -> None:
    paper = (
        Paper().lines(210, 33, "市民課", "税務課").text(200, 39, "（").text(300, 39, "）").text(20, 60, "[ ○ ] 他部署")
    )
    parts, _ = checks(paper, PARTIES)
    assert [line.text for line in parts.left_over] == ["（", "市民課", "税務課", "）"]


@pytest.mark.parametrize(
    ("end", "rest", "mark"),
    [
        ("[ ○", "] 提供しない", "○"),
        ("[", "]提供しない", None),
        ("[ ○ ]", "提供しない", "○"),
        ("[　]", "提供しない", None),
    ],
)
@pytest.mark.parametrize("x", [20.0, 200.0])
def test_a_headings_box_goes_on_with_the_next_line(end: str, rest: str, mark: str | None, x: float) -> None:
    options = (OptionSpec(1, "入手しない"), OptionSpec(2, "提供しない"))
    parts, _ = checks(Paper().text(100, 30, "[ ○ ] 入手しない").text(270, 30, end).text(x, 42, rest), options)
    assert {box.option.no: box.mark for box in parts.boxes if box.option} == {1: "○", 2: mark}
    assert not parts.left_over


def test_other_words_below_a_box_without_a_label_are_not_its_label() -> None:
    parts, _ = checks(Paper().text(250, 30, "[ ○ ]").text(20, 42, "控えを残す"))
    assert [box.option for box in parts.boxes] == [None]
    assert [line.text for line in parts.left_over] == ["控えを残す"]


@pytest.mark.parametrize("second", [30.0, 36.0])
def test_labels_in_cells_of_their_own_lower_than_their_brackets_go_on_with_no_other_box(second: float) -> None:
    paper = Paper().box(10, 10, 300, 60).line(60, 10, 60, 60).line(150, 10, 150, 60).line(200, 10, 200, 60)
    paper.text(15, 30, "[ ○ ]").text(65, 36, "紙").text(155, 30, "[   ]").text(205, second, "専用線")
    assert marks(paper) == {1: "○", 4: None}


def test_a_counts_unit_on_the_next_line_is_the_forms() -> None:
    options = (OptionSpec(1, "提供を行っている", count=True), OptionSpec(2, "行っていない"))
    parts, page = checks(Paper().lines(20, 30, "[ ○ ] 提供を行っている （ 1 ）", "件", "[ ] 行っていない"), options)
    assert [box.slot_text(page.glyphs) for box in parts.boxes] == ["1", None]
    assert not parts.left_over


def test_a_counts_unit_below_the_first_of_two_boxes_is_that_ones() -> None:
    options = (OptionSpec(1, "提供を行っている", count=True), OptionSpec(2, "移転を行っている", count=True))
    paper = Paper().text(20, 30, "[ ○ ] 提供を行っている （ 2 ）").text(300, 30, "[ ○ ] 移転を行っている （ 1 ） 件")
    parts, page = checks(paper.text(50, 40, "件"), options)
    assert [box.slot_text(page.glyphs) for box in parts.boxes] == ["2", "1"]
    assert not parts.left_over


@pytest.mark.parametrize(
    ("ends", "rests"),
    [("（", ("2 ） 件", "３ ） 件")), ("（", ("2 ）", "３ ）件")), (("（ 2", "（ ３"), ("） 件", "） 件"))],
)
def test_counts_that_wrap_stand_each_under_its_own_box(ends: str | tuple[str, str], rests: tuple[str, str]) -> None:
    options = (OptionSpec(1, "提供を行っている", count=True), OptionSpec(2, "移転を行っている", count=True))
    first, second = (ends, ends) if isinstance(ends, str) else ends
    paper = Paper().text(20, 30, f"[ ○ ] 提供を行っている {first}").text(250, 30, f"[ ○ ] 移転を行っている {second}")
    parts, page = checks(paper.text(20, 42, rests[0]).text(250, 42, rests[1]), options)
    assert [box.slot_text(page.glyphs) for box in parts.boxes] == ["2", "３"]
    assert not parts.left_over


COUNTS = (OptionSpec(1, "提供を行っている", count=True), OptionSpec(2, "移転を行っている", count=True))


@pytest.mark.parametrize(
    ("end", "rest"),
    [
        ("（ ３", ((20, "） 件"),)),
        ("（", ((26, "３ ） 件"),)),
        ("（", ((32, "３"), (55, "） 件"))),
    ],  # and apart by a gap
)
def test_a_count_that_wraps_at_the_end_of_its_row_goes_on_where_the_row_began(
    end: str, rest: tuple[tuple[float, str], ...]
) -> None:
    paper = Paper().text(20, 30, f"[ ○ ] 提供を行っている （ 2 ） 件　[ ○ ] 移転を行っている {end}")
    for x, text in rest:
        paper.text(x, 42, text)
    parts, page = checks(paper.text(20, 54, "[ ] 行っていない"), (*COUNTS, OptionSpec(3, "行っていない")))
    assert [box.slot_text(page.glyphs) for box in parts.boxes] == ["2", "３", None]
    assert not parts.left_over


@pytest.mark.parametrize(
    ("first", "second", "rest"),
    [
        ("（", "（", "３ ） 件"),  # of which of the two
        ("（ 2 ） 件", "（", "３ 箇所"),
    ],
)
def test_what_is_below_a_row_ends_no_count_where_two_are_open_or_it_is_no_rest_of_one(
    first: str, second: str, rest: str
) -> None:
    paper = Paper().text(20, 30, f"[ ○ ] 提供を行っている {first}").text(250, 30, f"[ ○ ] 移転を行っている {second}")
    parts, _ = checks(paper.text(35, 42, rest), COUNTS)
    assert parts.boxes[1].slot_close is None


def test_text_beside_the_boxes_is_left_over() -> None:
    parts, _ = checks(Paper().text(20, 30, "[ ○ ] 紙").text(20, 200, "令和五年から"))
    assert [line.text for line in parts.left_over] == ["令和五年から"]


# ------------------------------------------------------------------------------------------------ marks beside boxes


@pytest.mark.parametrize("printed", ["○[　] 紙", "○ [　] 紙", "[　] ○ 紙", "[　]○紙", "[　] 紙 ○", "✔ □ 紙", "□ ✔ 紙"])
def test_a_mark_beside_an_empty_box_is_its_mark(printed: str) -> None:
    paper = Paper().text(20, 30, printed).text(200, 30, "[　] 専用線").text(20, 42, "[　] フラッシュメモリ")
    assert marks(paper) == {1: printed.strip("[]□ 　紙"), 4: None, 3: None}


def test_a_mark_beside_the_second_box_of_a_row_is_no_text_of_the_first() -> None:
    paper = Paper().text(20, 30, "[　] その他（　　）").text(150, 30, "○[　] 専用線").text(20, 42, "○[　] 紙")
    parts, page = checks(paper)
    assert {box.option.no: (box.mark, box.slot_text(page.glyphs)) for box in parts.boxes if box.option} == {
        5: (None, None),
        4: ("○", None),
        1: ("○", None),
    }
    assert not parts.left_over
    assert not parts.stray


def test_a_mark_in_a_cell_of_its_own_left_of_the_boxes() -> None:
    paper = Paper().box(10, 10, 300, 50).line(40, 10, 40, 50).text(20, 24, "○").text(45, 24, "[　] 紙")
    assert marks(paper.text(45, 44, "[　] 専用線")) == {1: "○", 4: None}


def test_a_mark_on_another_baseline_between_its_brackets() -> None:
    assert marks(Paper().text(20, 30, "[　　]紙").text(28, 36, "○").text(150, 30, "[　　]専用線")) == {1: "○", 4: None}


def test_a_mark_between_two_boxes_is_neithers() -> None:
    parts, _ = checks(Paper().text(20, 30, "[　]").text(45, 30, "○").text(65, 30, "[　] 紙"))
    assert [(box.mark, box.is_doubtful, box.is_checked()) for box in parts.boxes] == [(None, True, False)] * 2
    assert [line.text for line in parts.stray] == ["○"]


def test_marks_beside_every_box_of_a_long_field_are_bullets() -> None:
    paper = Paper().lines(20, 30, "○[　]紙", "○[　]専用線", "○[　]フラッシュメモリ", "○[　]その他（ ）")
    parts, _ = checks(paper)
    assert [(box.mark, box.is_doubtful) for box in parts.boxes] == [(None, True)] * 4
    few = (OptionSpec(1, "紙"), OptionSpec(4, "専用線"))
    assert marks(Paper().lines(20, 30, "○[　]紙", "○[　]専用線"), few) == {1: "○", 4: "○"}


def test_full_and_open_circles_in_all_boxes_tick_nothing() -> None:
    parts, _ = checks(Paper().lines(20, 30, "[●] 紙", "[○] 専用線", "[○] フラッシュメモリ"))
    assert [(box.mark, box.is_checked()) for box in parts.boxes] == [("●", False), ("○", False), ("○", False)]
    assert marks(Paper().lines(20, 30, "[●] 紙", "[○] 専用線", "[　] フラッシュメモリ")) == {1: "●", 4: "○", 3: None}


def test_brackets_with_much_white_space() -> None:
    paper = Paper().text(20, 30, "[　　　　○　　　　] 紙").text(250, 30, "[　　　　　　　　　] 専用線")
    assert marks(paper) == {1: "○", 4: None}


# ------------------------------------------------------------------------------------------------ labels elsewhere


@pytest.mark.parametrize(("full", "empty"), [("[ ○ ]", "[　]"), ("○[　]", "[　]"), ("[　]○", "[　]"), ("☑", "□")])
def test_boxes_behind_their_labels(full: str, empty: str) -> None:
    paper = Paper().text(20, 30, f"紙 {full}").text(200, 30, f"専用線 {empty}")
    paper.text(20, 42, f"電子記録媒体（フラッシュメモリを除く。） {empty}").text(20, 54, f"その他 {full}（ 窓口 ）")
    parts, page = checks(paper)
    assert {box.option.no: box.is_checked() for box in parts.boxes if box.option} == {
        1: True,
        4: False,
        2: False,
        5: True,
    }
    assert [box.slot_text(page.glyphs) for box in parts.boxes] == [None, None, None, "窓口"]
    assert not parts.left_over


def test_counts_behind_boxes_behind_their_labels() -> None:
    options = (OptionSpec(1, "提供を行っている", count=True), OptionSpec(2, "移転を行っている", count=True))
    parts, page = checks(
        Paper().text(20, 30, "提供を行っている [ ○ ] （ 1 ） 件　移転を行っている [　] （ ） 件"), options
    )
    assert [(box.mark, box.slot_text(page.glyphs)) for box in parts.boxes] == [("○", "1"), (None, None)]


def test_a_label_that_wraps_before_its_box() -> None:
    paper = Paper().lines(
        20, 30, "電子記録媒体（フラッシュ", "メモリを除く。） [ ○ ]", "フラッシュメモリ [　]", "紙 [ ○ ]"
    )
    assert marks(paper) == {2: "○", 3: None, 1: "○"}


def test_a_label_on_both_sides_of_each_box_ticks_nothing() -> None:
    parts, _ = checks(Paper().text(20, 30, "紙 [ ○ ] 専用線 [　] フラッシュメモリ"))
    assert not any(box.is_checked() for box in parts.boxes)
    assert all(box.is_doubtful for box in parts.boxes)


def test_a_row_that_begins_with_a_box_has_its_labels_behind_whatever_they_are() -> None:
    parts, _ = checks(Paper().text(20, 30, "[ ○ ] 伝書鳩 [　] 紙 [ ○ ] 狼煙"))
    assert [(box.label.text, box.is_checked()) for box in parts.boxes] == [
        ("伝書鳩", True),
        ("紙", False),
        ("狼煙", True),
    ]


@pytest.mark.parametrize(("labels", "boxes"), [(24, 44), (44, 24)])
def test_boxes_in_a_row_of_their_own(labels: float, boxes: float) -> None:
    paper = Paper().box(10, 10, 300, 50).line(10, 30, 300, 30).line(100, 10, 100, 50).line(200, 10, 200, 50)
    for x, label, box in ((20, "紙", "[ ○ ]"), (110, "専用線", "[　]"), (210, "フラッシュメモリ", "[ ○ ]")):
        paper.text(x, labels, label).text(x, boxes, box)
    assert marks(paper) == {1: "○", 4: None, 3: "○"}


@pytest.mark.parametrize("is_label_first", [True, False])
def test_boxes_and_labels_on_lines_in_turn(is_label_first: bool) -> None:
    labels, boxes = ("紙", "電子記録媒体（フラッシュメモリを除く。）", "その他（ 窓口 ）"), ("[　]", "[ ○ ]", "[ ○ ]")
    both = zip(labels, boxes, strict=True) if is_label_first else zip(boxes, labels, strict=True)
    parts, page = checks(Paper().lines(20, 30, *(line for pair in both for line in pair)))
    read = {box.option.no: (box.mark, box.slot_text(page.glyphs)) for box in parts.boxes if box.option}
    assert read == {1: (None, None), 2: ("○", None), 5: ("○", "窓口")}


def test_a_label_behind_its_number_or_bullet_in_a_list() -> None:
    assert marks(Paper().text(20, 30, "[ ○ ] 1) 紙").text(150, 30, "[　] ・専用線")) == {1: "○", 4: None}


def test_parentheses_on_the_line_below_the_label() -> None:
    assert other_text(Paper().lines(20, 30, "[ ○ ] その他", "（窓口の控え）", "[　] 紙")) == "窓口の控え"


def test_the_unit_within_a_counts_parentheses() -> None:
    parts, page = checks(
        Paper().text(20, 30, "[ ○ ] 提供を行っている （２件）"), (OptionSpec(1, "提供を行っている", count=True),)
    )
    assert [box.slot_text(page.glyphs) for box in parts.boxes] == ["２"]


@pytest.mark.parametrize("mark", ["該当なし", "非該当", "なし"])
def test_words_between_brackets_that_say_no(mark: str) -> None:
    [box] = checks(Paper().text(20, 30, f"[{mark}] 紙"))[0].boxes
    assert (box.mark, box.is_checked()) == (mark, False)


# ------------------------------------------------------------------------------------------------ marks without boxes


def test_marks_without_boxes_beside_some_options() -> None:
    for mark in "○✔レ":
        paper = (
            Paper()
            .text(20, 30, f"{mark} 紙　　専用線　{mark}フラッシュメモリ")
            .text(20, 42, f"{mark} その他（ 窓口 ）")
        )
        parts, page = checks(paper)
        assert parts.is_unboxed
        assert {box.option.no: box.mark for box in parts.boxes if box.option} == {1: mark, 4: None, 3: mark, 5: mark}
        assert [box.slot_text(page.glyphs) for box in parts.boxes] == [None, None, None, "窓口"]


def in_cells(*rows: tuple[str, ...]) -> Paper:
    """Rows of four cells."""
    paper = Paper().box(10, 10, 500, 10 + 20 * len(rows))
    for x in (230, 260, 400):
        paper.line(x, 10, x, 10 + 20 * len(rows))
    for n, row in enumerate(rows):
        paper.line(10, 10 + 20 * n, 500, 10 + 20 * n)
        for x, text in zip((15, 235, 265, 405), row, strict=True):
            paper.text(x, 24 + 20 * n, text)
    return paper


def test_marks_in_cells_of_their_own_stand_on_one_side_of_all_labels() -> None:
    """The mark that begins or ends a row says on which; how near it stands to a label says nothing."""
    assert marks(in_cells(("紙", "○", "専用線", ""), ("フラッシュメモリ", "", "その他（ ）", "○"))) == {
        1: "○",
        4: None,
        3: None,
        5: "○",
    }
    assert marks(in_cells(("○", "紙", "", "専用線"), ("", "フラッシュメモリ", "○", "その他（ ）"))) == {
        1: "○",
        4: None,
        3: None,
        5: "○",
    }


def test_marks_between_labels_only_tick_nothing() -> None:
    parts, _ = checks(in_cells(("紙", "○", "専用線", ""), ("フラッシュメモリ", "", "その他（ ）", "")))
    assert [(box.is_doubtful, box.is_checked()) for box in parts.boxes] == [(True, False)] * 2 + [(False, False)] * 2


def test_marks_without_boxes_beside_every_option_tick_nothing() -> None:
    parts, _ = checks(Paper().lines(20, 30, "● 紙", "○ 専用線", "○ フラッシュメモリ"))
    assert [(box.is_doubtful, box.is_checked()) for box in parts.boxes] == [(True, False)] * 3


def test_a_text_that_names_options_is_no_field_of_marks() -> None:
    parts, _ = checks(Paper().text(20, 30, "○ 紙の申請書を専用線で送る。"))
    assert not parts.boxes


# ------------------------------------------------------------------------------------------------ reworded labels


@pytest.mark.parametrize(
    "label", ["電子記録媒体（フラッシュメモリを除く）", "電子記録媒体（フラッシュメモリ、を除く。）"]
)
def test_stops_in_a_label_count_for_nothing(label: str) -> None:
    parts, page = checks(Paper().lines(20, 30, f"[ ○ ] {label}", "[　] 紙"))
    assert [(box.option and box.option.no, box.slot_text(page.glyphs)) for box in parts.boxes] == [(2, None), (1, None)]
    assert not parts.boxes[0].is_reworded


def test_a_label_that_resembles_one_option_that_is_not_printed() -> None:
    options = (
        OptionSpec(1, "専用線"),
        OptionSpec(2, "情報提供ネットワークシステム"),
        OptionSpec(3, "連絡先（電話番号等）"),
        OptionSpec(4, "国税関係情報"),
    )
    labels = ("専用回線", "情報提供ＮＷシステム", "連絡先（電話番号など）", "市税関係情報")
    parts, _ = checks(Paper().lines(20, 30, *(f"[ ○ ] {label}" for label in labels)), options)
    assert [box.option and box.option.no for box in parts.boxes] == [1, 2, 3, None]
    assert [box.is_reworded for box in parts.boxes] == [True, True, True, False]


def test_a_label_that_resembles_an_option_printed_besides_is_another() -> None:
    assert marks(Paper().lines(20, 30, "[ ○ ] 専用回線", "[　] 専用線")) == {None: "○", 4: None}
    assert marks(Paper().lines(20, 30, "[ ○ ] 専用回線")) == {4: "○"}
    parts, _ = checks(Paper().lines(20, 30, "[ ○ ] 専用回線", "[　] 専用の線"))
    assert [box.option for box in parts.boxes] == [None, None]


def test_the_parentheses_behind_a_reworded_label_are_its_text() -> None:
    options = (OptionSpec(1, "評価実施機関内の他部署", text=True),)
    parts, page = checks(Paper().text(20, 30, "[ ○ ] 評価実施機関内の他の部署（ 税務課 ）"), options)
    assert [(box.option, box.slot_text(page.glyphs)) for box in parts.boxes] == [(options[0], "税務課")]
