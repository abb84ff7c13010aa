"""Runs to cells, lines and text: which cell a text belongs to, and which of its line breaks were typed."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from extractors.layout.ink import DOWN, UP
from extractors.layout.page import lay_out
from extractors.model import Claim
from tests.extractors.shapes import Paper, cell_texts, in_cell, loose_texts


def two_cells() -> Paper:
    """Cells side by side, 100 and 200 points wide."""
    return Paper().box(10, 10, 310, 40).line(110, 10, 110, 40)


# ------------------------------------------------------------------------------------------------ runs and cells


def test_each_run_is_its_cells() -> None:
    page = two_cells().text(15, 30, "部署").text(115, 30, "窓口課").page()
    assert cell_texts(page) == ["部署", "窓口課"]


def test_text_that_overflows_into_an_empty_neighbour_stays_in_the_cell_it_begins_in() -> None:
    page = two_cells().text(15, 30, "渡し船の定期券を交付する事務").page()
    assert cell_texts(page) == ["渡し船の定期券を交付する事務", ""]


def test_text_that_overflows_does_not_mingle_with_its_neighbours() -> None:
    page = two_cells().text(15, 30, "渡し船の定期券の交付").text(95, 30, "橋", 9).text(115, 30, "窓口課").page()
    assert cell_texts(page)[1] == "窓口課"


@pytest.mark.parametrize("x", [67.0, 68.0])  # the middle of the last digit on either side of the border
def test_text_that_spills_over_the_border_is_parted_from_its_neighbour_by_where_that_ones_lines_begin(x: float) -> None:
    page = two_cells().text(x, 24, "2021/2/26").text(x + 45.5, 24, "法令上の").text(x + 45.5, 36, "根拠").page()
    assert cell_texts(page) == ["2021/2/26", "法令上の\n根拠"]


def test_centred_text_that_overflows_on_both_sides_is_its_cells() -> None:
    paper = Paper().box(10, 10, 310, 40).line(110, 10, 110, 40).line(210, 10, 210, 40)
    page = paper.text(100, 30, "十万人以上百万人未満で不詳").page()
    assert cell_texts(page) == ["", "十万人以上百万人未満で不詳", ""]


@pytest.mark.parametrize("rounding", [-0.01, 0.01])
def test_text_just_two_characters_off_its_cells_middle_is_the_same_cells_however_places_are_rounded(
    rounding: float,
) -> None:
    paper = Paper().box(10, 10, 310, 40).line(110, 10, 110, 40).line(210, 10, 210, 40)
    page = paper.text(85 + rounding, 30, "十万人以上百万人未満で不詳").page()  # 13 characters of 10 points
    assert cell_texts(page) == ["", "十万人以上百万人未満で不詳", ""]


def test_neighbours_printed_in_one_go_are_parted_at_the_border() -> None:
    page = two_cells().text(87, 30, "法令").text(112, 30, "条例").page()  # half a character apart
    assert cell_texts(page) == ["法令", "条例"]


@pytest.mark.parametrize("x", [69.0, 72.0])  # the middle of the space on either side of the border
def test_neighbours_recognised_as_one_line_are_parted_at_the_space_between_them(x: float) -> None:
    ink = two_cells().text(x, 30, "事務の名 窓口課").ink()
    scan = replace(ink, images=np.array([(0.0, 0.0, ink.width, ink.height)]))
    assert cell_texts(lay_out(scan)) == ["事務の名", "窓口課"]


def test_text_that_overflows_with_a_space_just_beyond_the_border_is_whole() -> None:
    assert cell_texts(two_cells().text(69.0, 30, "十万人以 百万人").page()) == ["十万人以 百万人", ""]


def test_lines_that_nearly_touch_are_two_lines() -> None:
    page = two_cells().text(15, 24, "部署").text(55, 30, "窓口課").page()
    assert [line.text for line in page.cells[0].lines] == ["部署", "窓口課"]


def test_a_word_split_over_runs_is_one_word() -> None:
    page = two_cells().text(15, 30, "特定個").text(45, 30, "人情").text(65, 30, "報").page()
    assert cell_texts(page)[0] == "特定個人情報"


def test_runs_drawn_in_any_order_are_read_from_left_to_right() -> None:
    page = two_cells().text(65, 30, "報").text(15, 30, "特定個").text(45, 30, "人情").page()
    assert cell_texts(page)[0] == "特定個人情報"


def test_a_gap_between_runs_is_one_space() -> None:
    page = two_cells().text(115, 30, "[").text(150, 30, "○").text(180, 30, "]").page()
    assert cell_texts(page)[1] == "[ ○ ]"


def test_white_space_at_the_end_of_a_run_is_not_printed() -> None:
    assert cell_texts(two_cells().text(15, 30, "部署  ").page())[0] == "部署"


def test_fake_bold_is_read_once_and_its_doubles_are_furniture() -> None:
    page = two_cells().text(15, 30, "評価書").text(15.4, 30, "評価書").page()
    assert cell_texts(page)[0] == "評価書"
    assert page.counts()[Claim.FURNITURE] == 3


@pytest.mark.parametrize(
    "begins", ["（https://www.example.jp/a/hyoka.html）を見る", "は、https://www.example.jp/a/hyoka.htmlにある"]
)
def test_a_web_address_that_did_not_fit_takes_along_what_stands_before_it(begins: str) -> None:
    assert in_cell("手続の詳細は", begins, room=240) == "手続の詳細は" + begins


def test_a_watermark_is_in_no_text() -> None:
    text = "特定個人情報を取り扱う事務の概要は別紙のとおり"
    page = Paper().box(10, 10, 590, 60).text(20, 40, text).text(250, 50, "案", 120).page()
    assert cell_texts(page) == [text]
    assert page.counts()[Claim.FURNITURE] == 1


def test_a_title_is_no_watermark() -> None:
    paper = Paper().box(10, 10, 590, 60).text(20, 40, "特定個人情報保護", 24)
    assert cell_texts(paper.text(20, 90, "評価書の内容を説明する文の長さ").page()) == ["特定個人情報保護"]


def test_invisible_text_beside_text_that_is_seen_is_none() -> None:
    ink = Paper().box(10, 10, 590, 60).text(20, 40, "概要").text(60, 40, "別").ink()
    hidden = lay_out(replace(ink, is_invisible=np.array([False, False, True])))
    assert (cell_texts(hidden), hidden.ink.n_hidden) == (["概要"], 1)
    recognised = lay_out(replace(ink, is_invisible=np.array([True, True, True])))  # the text behind a scan
    assert cell_texts(recognised) == ["概要 別"]


def test_the_same_character_twice_in_a_word_is_no_double() -> None:
    page = two_cells().text(15, 30, "ここの人人").page()
    assert cell_texts(page)[0] == "ここの人人"
    assert page.counts()[Claim.FURNITURE] == 0


def test_text_outside_the_rulings_is_loose_column_by_column() -> None:
    page = two_cells().text(15, 100, "－ 3 －").text(300, 100, "霧沢市").page()
    assert loose_texts(page) == ["－ 3 －", "霧沢市"]
    assert cell_texts(page) == ["", ""]


# ------------------------------------------------------------------------------------------------ directions


def test_vertical_writing_is_one_line() -> None:
    page = Paper().box(10, 10, 40, 210).text(25, 50, "再委託", vertical=True).page()
    assert cell_texts(page) == ["再委託"]
    assert page.cells[0].key == "再委託"


def test_columns_of_vertical_writing_run_from_right_to_left() -> None:
    paper = Paper().box(10, 10, 60, 110)
    page = paper.text(28, 10, "日現在", vertical=True).text(45, 10, "令和三年十二月三十一", vertical=True).page()
    assert cell_texts(page) == ["令和三年十二月三十一日現在"]


def test_a_word_stacked_character_by_character_has_the_key_of_the_word() -> None:
    page = Paper().box(10, 10, 30, 210).lines(15, 80, "再", "委", "託", pitch=20).page()
    assert page.cells[0].key == "再委託"


@pytest.mark.parametrize(("direction", "x", "y"), [(UP, 27, 100), (DOWN, 23, 30)])
def test_text_turned_on_the_page_is_one_line(direction: int, x: float, y: float) -> None:
    page = Paper().box(10, 10, 40, 210).text(x, y, "通知書 No.5", direction=direction).page()
    assert cell_texts(page) == ["通知書 No.5"]


def test_lines_turned_on_the_page_follow_one_another_and_wrap() -> None:
    """Text that runs upwards: the next line stands to the right, and the cell's height is what it has to fill."""
    paper = Paper().box(10, 10, 60, 110).text(25, 110, "あいうえおかきくけこ", direction=UP)
    assert cell_texts(paper.text(40, 110, "さし", direction=UP).page()) == ["あいうえおかきくけこさし"]


# ------------------------------------------------------------------------------------------------ wraps


def test_a_wrapped_sentence_is_joined_without_a_space() -> None:
    assert in_cell("住民から届け出られた", "内容を台帳に記録する") == "住民から届け出られた内容を台帳に記録する"


def test_latin_words_on_two_lines_are_joined_with_one_space() -> None:
    assert in_cell("Kirisawa Data Center", "Link") == "Kirisawa Data Center Link"


def test_latin_beside_japanese_is_joined_without_a_space() -> None:
    assert in_cell("住民から届け出のLink", "は記録する") == "住民から届け出のLinkは記録する"


def test_a_word_too_long_for_the_rest_of_the_line_is_a_wrap() -> None:
    assert in_cell("届け出は", "https://example.jp/a") == "届け出はhttps://example.jp/a"


def test_a_line_that_ends_early_was_ended_by_the_writer() -> None:
    assert in_cell("窓口課", "電話で受け付ける。") == "窓口課\n電話で受け付ける。"


@pytest.mark.parametrize("following", ["　年　月」と記す。", "年　月」と記す。"])
@pytest.mark.parametrize(
    ("line", "is_wrap"),
    [("裏に「交付　令和", True), ("裏に「交付」令和", False), ("裏に「交付。", False), ("「交付", False)],
    ids=["nearly full", "closed", "the sentence ends", "short"],
)
def test_words_quoted_may_wrap_at_their_spaces(line: str, following: str, is_wrap: bool) -> None:
    joint = "" if is_wrap else "\n"
    assert in_cell(line, following) == f"{line}{joint}{following}"


@pytest.mark.parametrize(
    ("line", "following", "is_wrap"),
    [("定めに従う（別紙", "２）のとおりとする", True), ("定めに従う事務の", "２）控えを送ること", False)],
)
def test_a_number_may_close_a_parenthesis_of_the_line_before(line: str, following: str, is_wrap: bool) -> None:
    joint = "" if is_wrap else "\n"
    assert in_cell(line, following, room=90) == f"{line}{joint}{following}"


@pytest.mark.parametrize("dash", "－―–—")
def test_a_dash_and_a_space_begin_a_paragraph_behind_a_sentence(dash: str) -> None:
    assert in_cell("番人が舟を待たせる。", f"{dash}　荷を見る。") == f"番人が舟を待たせる。\n{dash}　荷を見る。"
    assert (
        in_cell("番人が舟を待たせる。", f"{dash}荷を見る番人が告げる")
        == f"番人が舟を待たせる。{dash}荷を見る番人が告げる"
    )


def test_half_a_character_left_exactly_is_the_same_in_every_reader() -> None:
    # text of full and half widths leaves halves of its size; readers differ in the last digits of a position
    lines = ("渡し場で告げる", "荷札"), ("渡し場で告げ", "荷札の数を記した")
    for first, second in lines:
        width = 10.0 * len(first) + 15  # the second begins with a character of 10 points
        found = {in_cell(first, second, room=width + off) for off in (-1e-4, 0.0, 1e-4)}
        assert found == {f"{first}\n{second}"}


def test_long_lines_that_end_alike_short_of_the_cell_wrap_there() -> None:
    lines = (
        "渡し場の番人は、乗り込む者の数を板に記し、定めを超えた",
        "ときは次の舟を待つように告げるとともに、荷の重さも確か",
        "める。記した板は月末に役場へ送る。",
    )
    assert in_cell(*lines, room=300) == "".join(lines)
    assert in_cell(*lines[1:], room=300) == "\n".join(lines[1:])  # one line alone may have been ended by its writer
    listed = (
        "・渡し場の番人が乗り込む者の数を記した板に関する情報",
        "・渡し場の番人が乗り込む荷の数を記した板に関する情報",
        "・舟に関する情報",
    )
    assert in_cell(*listed, room=300) == "\n".join(listed)


def test_a_bracket_that_may_not_end_a_line_goes_to_the_next_with_its_word() -> None:
    assert in_cell("住民から届け出ら", "「内容」を記録", room=98) == "住民から届け出ら「内容」を記録"


@pytest.mark.parametrize(
    "lines",
    [
        ("主務省令の表の", "17、19、36、47、"),
        ("主務省令の表の", "17", "、19、36、47、52、58", "、61の項"),
    ],
)
def test_numbers_with_commas_between_them_may_go_to_the_next_line_together(lines: tuple[str, ...]) -> None:
    assert in_cell(*lines) == "".join(lines)


@pytest.mark.parametrize("number", ["57（400）3388", "57(400)3388"])
def test_a_telephone_number_with_parentheses_may_go_to_the_next_line_together(number: str) -> None:
    assert in_cell("渡し場　電話：０", number) == f"渡し場　電話：０{number}"
    assert in_cell("渡し場", number, room=120) == f"渡し場\n{number}"  # it had fitted


def test_numbers_that_had_fitted_were_set_on_a_line_of_their_own_by_the_writer() -> None:
    assert in_cell("別表の項", "17、19") == "別表の項\n17、19"
    assert in_cell("別表による。", "17、19、36、47、52") == "別表による。\n17、19、36、47、52"


def test_a_full_stop_that_hangs_over_the_margin_does_not_widen_the_cell() -> None:
    lines = "住民が届け出る内容を、", "届け出の内容（変更）", "Aは別に記す"
    assert in_cell(*lines, room=105) == "".join(lines)


def test_a_bracket_printed_over_its_cells_edge_does_not_widen_the_cell() -> None:
    lines = "届け出の表5（別紙）", "に記した内容の（別添）", "を通知する"
    page = Paper().box(10, 10, 118, 100).lines(13, 30, *lines).page()
    assert cell_texts(page) == ["".join(lines)]


def test_a_stop_that_may_not_begin_a_line_takes_its_character_along() -> None:
    """One more character had fitted, but not with its comma."""
    assert in_cell("住民から届け出ら", "れ、内容を記録", room=98) == "住民から届け出られ、内容を記録"


def test_lines_far_apart_are_not_one_sentence() -> None:
    page = Paper().box(10, 10, 110, 200).lines(10, 30, "住民から届け出られた", "内容を台帳に記録する", pitch=40).page()
    assert "\n" in cell_texts(page)[0]


def test_an_empty_line_between_paragraphs_is_kept() -> None:
    paper = Paper().box(10, 10, 110, 200).lines(10, 30, "届け出を受ける。", "台帳に記録する。")
    assert cell_texts(paper.text(10, 66, "通知する。").page()) == ["届け出を受ける。\n台帳に記録する。\n\n通知する。"]


def test_centred_lines_are_measured_by_their_width() -> None:
    paper = Paper().box(10, 10, 118, 100).text(14, 30, "法令の規定に基づく事").text(54, 42, "務", 10)
    assert cell_texts(paper.page()) == ["法令の規定に基づく事務"]


def test_a_wrapped_label_has_the_key_of_the_label() -> None:
    page = Paper().box(10, 10, 90, 60).lines(10, 30, "②取扱いを委託", "する ファイル　※").page()
    assert page.cells[0].key == "②取扱いを委託するファイル"


# ------------------------------------------------------------------------------------------------ paragraphs


@pytest.mark.parametrize("sign", ["・", "※", "■", "①", "（１）", "1)", "＜", "　"])
def test_a_sign_that_begins_a_paragraph_does_so_after_a_full_line_that_ends_a_sentence(sign: str) -> None:
    first, second = "届け出を台帳に記す。", f"{sign}通知"
    assert in_cell(first, second) == f"{first}\n{second}"


@pytest.mark.parametrize(
    ("first", "second"),
    [("E-mail: koho@example.jp", "https://www.example.jp/pia"), ("企画課情報管理係", "TEL: 0123-45-6789")],
)
def test_an_address_behind_another_and_a_number_stand_on_their_own_line(first: str, second: str) -> None:
    assert in_cell(first, second) == f"{first}\n{second}"


def test_a_web_address_within_a_sentence_goes_on() -> None:
    assert (
        in_cell("手続の詳細は本市の案内を", "https://www.example.jp/piaに示す")
        == "手続の詳細は本市の案内をhttps://www.example.jp/piaに示す"
    )


def test_bullets_begin_paragraphs_and_their_wraps_do_not() -> None:
    lines = "・届け出を受け取って", "台帳に記録する", "・通知する"
    assert in_cell(*lines) == "・届け出を受け取って台帳に記録する\n・通知する"


def test_a_numbered_list_keeps_its_lines_even_where_they_are_full() -> None:
    assert in_cell("1.届け出を受け取り台", "2.台帳に記録する") == "1.届け出を受け取り台\n2.台帳に記録する"


def test_circled_numbers_counted_in_running_text_begin_no_paragraph() -> None:
    lines = "氏名①、住所②、電話", "③、生年月日④を記録"
    assert in_cell(*lines) == "".join(lines)


def test_circled_numbers_at_the_start_of_lines_begin_paragraphs() -> None:
    assert in_cell("①届け出を受ける", "②台帳に記録する") == "①届け出を受ける\n②台帳に記録する"


def test_a_middle_dot_inside_a_sentence_begins_no_paragraph() -> None:
    assert in_cell("健康管理と保健の指導", "・助言を行う事務") == "健康管理と保健の指導・助言を行う事務"


# Behind a full line the sign alone says nothing; that another paragraph of the cell begins so does.
@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("・規則", "・省令"),
        ("【照会の根拠】", "【提供の根拠】"),
        ("（１）登録", "（１）発行"),
        ("Ａ　受付", "Ｂ　審査"),
        ("（技術の面）", "（物の面）"),
    ],
)
def test_a_paragraph_behind_a_full_line_begins_as_another_of_its_cell_does(first: str, second: str) -> None:
    lines = first, "渡し舟条例第三十九条", second, "　別表第二"
    assert in_cell(*lines) == "\n".join(lines)
    assert in_cell("渡し舟条例第三十九条", second) == f"渡し舟条例第三十九条{second}"


def test_a_middle_dot_behind_a_full_line_goes_on_where_every_paragraph_ends_a_sentence() -> None:
    lines = "・申請を受ける。", "・台帳の情報の照会", "・提供を記録する。"
    assert in_cell(*lines) == "・申請を受ける。\n・台帳の情報の照会・提供を記録する。"


def test_a_middle_dot_behind_a_full_line_goes_on_where_dots_stand_within_words() -> None:
    lines = "・台帳の照会・提供は", "せず、台帳の情報照会", "・提供を記録する"
    assert in_cell(*lines) == "・台帳の照会・提供はせず、台帳の情報照会・提供を記録する"


def test_a_sentence_that_fills_its_line_ends_a_paragraph_where_the_others_do() -> None:
    full, short = "渡し場の番人が綱を引く。", "夕方に板を運ぶ。"  # the first leaves no room for a character
    assert in_cell(short, short, full, short, room=130) == "\n".join((short, short, full, short))
    assert in_cell(short, full, short, room=130) == f"{short}\n{full}{short}"  # too few to say so
    running = "朝。夕方。板を運ぶ。"
    assert in_cell(running, short, full, short, room=130) == "\n".join((running, short, full)) + short
    opened = "渡し場の番（綱を引く。"
    assert in_cell(short, short, short, opened, "）。", room=130) == "\n".join((short, short, short, opened)) + "）。"
    noted = "渡し場の番人が引く。※1"
    assert in_cell(short, short, noted, short, room=130) == "\n".join((short, short, noted, short))


def test_a_line_without_a_sign_goes_on_behind_a_full_one_of_a_paragraph_with_one() -> None:
    full, short, bare = "・渡し場の番が綱を引く。", "・板を運ぶ。", "夕方に板を運ぶ。"
    assert in_cell(short, short, full, bare, short, room=130) == "\n".join((short, short, full + bare, short))
    assert in_cell(short, bare, full, bare, room=130) == "\n".join((short, bare, full, bare))  # as another there begins


def test_a_sentence_that_fills_its_line_within_parentheses_ends_no_paragraph() -> None:
    short, opened, closed = "夕方に板を運ぶ。", "1)渡し場（綱の番を引く。", "夕方の板）を運ぶ。"
    assert in_cell(short, short, opened, closed, room=130) == "\n".join((short, short, opened + closed))


def test_a_cell_leaves_as_much_at_the_right_as_at_the_left_where_all_lines_end_with_full_stops() -> None:
    paper = Paper().box(10, 10, 146, 100).lines(14, 30, "渡し場の番人が綱を引く。", "夕方に板を運ぶ。")
    assert cell_texts(paper.page()) == ["渡し場の番人が綱を引く。夕方に板を運ぶ。"]


def test_nobody_begins_a_paragraph_with_the_end_of_a_parenthesis_but_alone() -> None:
    assert in_cell("（綱を含む。", "）を運ぶ。") == "（綱を含む。）を運ぶ。"
    assert in_cell("（綱を含む。", "）") == "（綱を含む。\n）"


def test_a_number_that_continues_a_sentence_is_no_list() -> None:
    assert in_cell("届け出は番号利用の第", "9条による") == "届け出は番号利用の第9条による"


def test_an_indent_is_kept_as_printed() -> None:
    assert in_cell("届け出を受ける。", "　台帳に記録する。") == "届け出を受ける。\n　台帳に記録する。"


def test_outer_white_space_is_removed() -> None:
    assert in_cell("　届け出　") == "届け出"


def test_glyphs_drawn_in_any_order_are_read_where_they_stand() -> None:
    paper = Paper()
    for place in (0, 2, 1, 4, 3):
        paper.text(10 + 5 * place, 20, "20267"[place])
    assert [cell.lines[0].text for cell in paper.page().loose] == ["20267"]


def test_text_printed_over_other_text_is_read_for_itself() -> None:
    paper = Paper().box(0, 0, 200, 40).text(10, 20, "あいうえおかきくけこ").text(43, 20, "済")
    assert [line.text for line in paper.page().cells[0].lines] == ["あいうえおかきくけこ済"]
