"""Both readers: what they say of each awkward case, that they say the same, and how they fail."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
import pytest

from extractors.document import read_document
from extractors.model import Ink, Severity, UnreadableDocument
from extractors.readers import open_reader
from tests.extractors import pdf_cases
from tests.extractors.pdf_cases import CASES, PAGE_MISSING, PAGE_TWICE

READERS = ("pymupdf", "pdfplumber")
SAMPLES = sorted((Path(__file__).parents[2] / "data" / "raw").rglob("*.pdf"))
CLOSE = 0.5  # points by which the readers may differ
CLOSE_GREY = 0.2  # CMYK has no one grey level: MuPDF mixes inks by a profile

both = pytest.mark.parametrize("reader", READERS)


def write(folder: Path, data: bytes) -> Path:
    path = folder / "case.pdf"
    path.write_bytes(data)
    return path


def ink_of(folder: Path, case: str, reader: str) -> Ink:
    with open_reader(write(folder, CASES[case]), reader) as opened:
        return opened.ink(1)


def in_order(rows: np.ndarray) -> np.ndarray:
    return rows[np.lexsort(np.round(rows, 1).T)]


def assert_same_ink(one: Ink, other: Ink) -> None:
    assert (one.page, one.rotation) == (other.page, other.rotation)
    assert (one.width, one.height) == pytest.approx((other.width, other.height), abs=0.01)
    assert len(one.text) == len(other.text)
    for name in ("x", "y", "advance", "size"):
        np.testing.assert_allclose(getattr(one, name), getattr(other, name), atol=CLOSE, err_msg=name)
    for name in ("direction", "is_vertical", "is_invisible", "is_slanting"):
        np.testing.assert_array_equal(getattr(one, name), getattr(other, name), err_msg=name)
    assert_same_rows(np.column_stack([one.rules, one.is_dashed]), np.column_stack([other.rules, other.is_dashed]))
    assert_same_rows(one.fills[:, :4], other.fills[:, :4])
    assert_same_rows(one.images, other.images)


def assert_same_rows(one: np.ndarray, other: np.ndarray) -> None:
    assert one.shape == other.shape
    for row in one:
        distances = np.abs(other - row).max(axis=1)
        nearest = int(distances.argmin())
        assert distances[nearest] <= CLOSE, row
        other = np.delete(other, nearest, axis=0)


@pytest.mark.parametrize("case", CASES)
def test_readers_agree(tmp_path: Path, case: str) -> None:
    one, other = (ink_of(tmp_path, case, reader) for reader in READERS)
    assert_same_ink(one, other)
    assert one.text == other.text
    np.testing.assert_allclose(one.fills[:, 4], other.fills[:, 4], atol=CLOSE_GREY)


@pytest.mark.parametrize("path", SAMPLES, ids=lambda path: path.name)
def test_readers_agree_on_samples(path: Path) -> None:
    with open_reader(path, "pymupdf") as one, open_reader(path, "pdfplumber") as other:
        assert one.info == other.info
        for page in range(1, one.n_pages + 1):
            assert_same_ink(one.ink(page), other.ink(page))


# ------------------------------------------------------------------------------------------------ glyphs


@both
@pytest.mark.parametrize(
    ("case", "size", "first", "second", "direction"),
    [
        ("plain", (300, 200), (20, 100), (26.67, 100), 0),
        ("rotate 90", (200, 300), (100, 20), (100, 26.67), 1),
        ("rotate 180", (300, 200), (280, 100), (273.33, 100), 2),
        ("rotate 270", (200, 300), (100, 280), (100, 273.33), 3),
        ("crop box, rotate 0", (200, 140), (5, 80), (11.67, 80), 0),
        ("crop box, rotate 90", (140, 200), (60, 5), (60, 11.67), 1),
        ("crop box, rotate 180", (200, 140), (195, 60), (188.33, 60), 2),
        ("crop box, rotate 270", (140, 200), (80, 195), (80, 188.33), 3),
    ],
)
def test_displayed_place(
    tmp_path: Path, reader: str, case: str, size: object, first: object, second: object, direction: int
) -> None:
    ink = ink_of(tmp_path, case, reader)
    assert (ink.width, ink.height) == pytest.approx(size)
    assert ink.text == ["A", "B"]
    assert (ink.x[0], ink.y[0]) == pytest.approx(first, abs=0.01)
    assert (ink.x[1], ink.y[1]) == pytest.approx(second, abs=0.01)
    assert ink.direction.tolist() == [direction] * 2
    assert ink.advance == pytest.approx([6.67, 6.67], abs=0.01)
    assert ink.size == pytest.approx([10, 10])


@both
def test_advance_comes_from_the_widths_of_the_pdf(tmp_path: Path, reader: str) -> None:
    ink = ink_of(tmp_path, "not embedded, Shift_JIS", reader)
    assert ink.text == list("あいABﾀ")
    assert ink.advance == pytest.approx([10, 10, 5, 5, 5], abs=0.01)
    assert ink.x == pytest.approx([20, 30, 40, 45, 50], abs=0.01)


@both
def test_vertical_writing_hangs_from_the_pen(tmp_path: Path, reader: str) -> None:
    ink = ink_of(tmp_path, "vertical writing", reader)
    assert ink.is_vertical.all()
    assert ink.direction.tolist() == [1] * 4
    assert ink.x == pytest.approx([20] * 4, abs=0.01)
    assert ink.y == pytest.approx([100, 110, 120, 130], abs=0.01)
    assert ink.advance == pytest.approx([10] * 4, abs=0.01)


@both
def test_filled_and_stroked_text_is_there_once_text_drawn_twice_is_there_twice(tmp_path: Path, reader: str) -> None:
    assert ink_of(tmp_path, "fake bold", reader).text == list("ABCD")
    assert ink_of(tmp_path, "drawn twice", reader).text == list("ABAB")


@both
@pytest.mark.parametrize(
    ("case", "seen", "n_hidden"),
    [
        ("brackets wider than their cells", "［］A", 1),
        ("clipped", "ABCDIJ", 4),
        ("clipped, filled and stroked", "ABCDIJ", 4),
        ("clipped, rotate 90", "ABCDIJ", 4),
        ("clipped in a form", "ABK", 1),
        ("beyond the crop box", "B", 1),
        ("plain", "AB", 0),
    ],
)
def test_what_a_clip_hides_is_no_ink(tmp_path: Path, reader: str, case: str, seen: str, n_hidden: int) -> None:
    ink = ink_of(tmp_path, case, reader)
    assert ("".join(ink.text), ink.n_hidden, len(ink.x)) == (seen, n_hidden, len(seen))


@both
@pytest.mark.parametrize(
    ("case", "seen", "n_rules"),
    [("a layer is off", "CEF", 4), ("layers are off but for one", "CEF", 4), ("no layer is off", "ABCEGF", 8)],
)
def test_layers_that_are_off_are_no_ink(tmp_path: Path, reader: str, case: str, seen: str, n_rules: int) -> None:
    ink = ink_of(tmp_path, case, reader)
    assert ("".join(ink.text), len(ink.rules)) == (seen, n_rules)


@both
def test_invisible_text_is_marked(tmp_path: Path, reader: str) -> None:
    assert ink_of(tmp_path, "invisible", reader).is_invisible.tolist() == [False, True, False]


@both
@pytest.mark.parametrize(
    ("case", "seen", "n_hidden"),
    [
        ("white", "ABABDEFHJ", 3),
        ("white, rotate 90", "ABABDEFHJ", 3),
        ("white on what is not seen", "ABCDE", 0),
    ],
)
def test_white_on_white_is_no_ink(tmp_path: Path, reader: str, case: str, seen: str, n_hidden: int) -> None:
    ink = ink_of(tmp_path, case, reader)
    assert ("".join(ink.text), ink.n_hidden, len(ink.x)) == (seen, n_hidden, len(seen))


@both
def test_white_on_a_shading_is_ink(tmp_path: Path, reader: str) -> None:
    with open_reader(write(tmp_path, pdf_cases.WHITE_ON_SHADING), reader) as opened:
        assert "".join(opened.ink(1).text) == "ABABC"


@both
def test_text_at_an_angle_is_marked(tmp_path: Path, reader: str) -> None:
    assert ink_of(tmp_path, "slanted lines", reader).is_slanting.all()
    for case in ("text in four directions", "imitated italics", "vertical writing, rotate 90"):
        assert not ink_of(tmp_path, case, reader).is_slanting.any()


@both
def test_a_glyph_of_several_characters_is_one_glyph(tmp_path: Path, reader: str) -> None:
    ink = ink_of(tmp_path, "two characters for a glyph", reader)
    assert ink.text == ["fi", "民", "fi", "民"]
    assert ink.advance == pytest.approx([10, 5, 10, 5], abs=0.01)


@both
def test_glyphs_without_characters_are_kept(tmp_path: Path, reader: str) -> None:
    assert ink_of(tmp_path, "no characters", reader).text[1] == "\ufffd"


@both
def test_nul_is_no_character(tmp_path: Path, reader: str) -> None:
    assert ink_of(tmp_path, "no character but NUL", reader).text == ["民", "\ufffd", "民"]


@both
def test_glyphs_without_width_stay_apart(tmp_path: Path, reader: str) -> None:
    ink = ink_of(tmp_path, "no width in a named font", reader)
    assert ink.text == list("あABい")
    assert ink.advance == pytest.approx([10, 0, 0, 10], abs=0.01)


@both
def test_what_is_printed_counts_not_its_replacement_text(tmp_path: Path, reader: str) -> None:
    assert ink_of(tmp_path, "replacement text", reader).text == ["A", "B"]


@both
def test_letter_spacing_follows_every_glyph(tmp_path: Path, reader: str) -> None:
    ink = ink_of(tmp_path, "letter spacing", reader)
    starts = [20, 29.67, 39.34, 50.12, 59.79, 69.46, 84.13, 95.80, 105.47]
    assert ink.x == pytest.approx(starts, abs=0.01)
    assert ink.advance[0] == pytest.approx(6.67, abs=0.01)


@both
@pytest.mark.parametrize("case", ["free text", "form field", "form field of a parent"])
def test_text_typed_onto_a_page_is_ink(tmp_path: Path, case: str, reader: str) -> None:
    ink = ink_of(tmp_path, case, reader)
    assert ink.text == ["A", "B", "C"]
    assert (ink.x[2], ink.y[2]) == pytest.approx((15, 185), abs=0.01)


@both
def test_text_typed_onto_a_turned_page_turns_with_it(tmp_path: Path, reader: str) -> None:
    ink = ink_of(tmp_path, "free text, turned", reader)
    assert ink.text == ["A", "B", "C"]
    assert (ink.x[2], ink.y[2], ink.direction[2]) == pytest.approx((15, 15, 1), abs=0.01)


@both
@pytest.mark.parametrize("case", ["hidden form field", "button", "comment"])
def test_other_annotations_are_no_ink(tmp_path: Path, case: str, reader: str) -> None:
    ink = ink_of(tmp_path, case, reader)
    assert ink.text == ["A", "B"]
    assert len(ink.rules) == 0


@both
@pytest.mark.parametrize("case", ["length too short", "length zero"])
def test_a_wrong_length_of_a_stream_is_not_believed(tmp_path: Path, case: str, reader: str) -> None:
    ink = ink_of(tmp_path, case, reader)
    assert (ink.text, ink.is_cut_off) == (["A", "B"], False)


@both
def test_content_that_breaks_off_is_known(tmp_path: Path, reader: str) -> None:
    ink = ink_of(tmp_path, "content cut off", reader)
    assert (ink.text, ink.is_cut_off) == (["A", "B"], True)


@both
def test_curves_and_slanting_lines_are_counted(tmp_path: Path, reader: str) -> None:
    assert ink_of(tmp_path, "curves", reader).n_shapes == 2


@both
def test_a_place_in_the_list_of_pages_without_a_page_keeps_its_number(tmp_path: Path, reader: str) -> None:
    with open_reader(write(tmp_path, PAGE_MISSING), reader) as opened:
        assert opened.n_pages == 2
        with pytest.raises(UnreadableDocument, match="page 1"):
            opened.ink(1)
        assert len(opened.ink(2).rules) == 1


@both
def test_a_page_that_the_file_names_twice_is_two_pages(reader: str, tmp_path: Path) -> None:
    with open_reader(write(tmp_path, PAGE_TWICE), reader) as opened:
        assert [opened.ink(page).width for page in range(1, opened.n_pages + 1)] == [300, 100, 300]


# ------------------------------------------------------------------------------------------------ drawings


def rules_of(ink: Ink) -> set[tuple[float, ...]]:
    return {tuple(row) for row in np.round(ink.rules, 1).tolist()}


@both
def test_strokes_are_rules(tmp_path: Path, reader: str) -> None:
    ink = ink_of(tmp_path, "lines", reader)
    assert rules_of(ink) == {
        (10, 190, 100, 190, 1),
        (10, 180, 100, 180, 2),
        (100, 150, 100, 180, 2),
        (15, 140, 90, 140, 3),
        (10, 105, 100, 105, 2),
        *{(10, 70, 50, 70, 2), (10, 100, 50, 100, 2), (10, 70, 10, 100, 2), (50, 70, 50, 100, 2)},
        (170, 190, 190, 190, 2),
    }
    assert ink.rules[ink.is_dashed].round(1).tolist() == [[10, 105, 100, 105, 2]]


@both
@pytest.mark.parametrize("case", ["letters traced", "letters traced, rotate 90", "letters traced upwards"])
def test_the_outline_of_a_letter_is_no_rule(tmp_path: Path, reader: str, case: str) -> None:
    ink = ink_of(tmp_path, case, reader)
    lengths = np.round(np.maximum(ink.rules[:, 2] - ink.rules[:, 0], ink.rules[:, 3] - ink.rules[:, 1]))
    assert sorted(lengths.tolist()) == [12, 12, 12, 12, 12, 30, 30, 40, 40]


@both
def test_thin_fills_are_rules_and_white_ones_are_nothing(tmp_path: Path, reader: str) -> None:
    ink = ink_of(tmp_path, "thin fills", reader)
    assert in_order(ink.rules) == pytest.approx(
        in_order(
            np.array(
                [
                    [10, 139.75, 90, 139.75, 0.5],
                    [10, 129.5, 90, 129.5, 1],
                    [10, 119.7, 90, 119.7, 0.6],
                    [200.5, 100, 200.5, 180, 1],
                    [120, 179.7, 120.8, 179.7, 0.6],
                ]
            )
        ),
        abs=0.01,
    )
    assert len(ink.fills) == 0


@both
def test_white_rules_count_where_they_part_shade_and_go_on_a_frame(tmp_path: Path, reader: str) -> None:
    rules = rules_of(ink_of(tmp_path, "white rules", reader))
    assert {(10, y, 110, y, 0.5) for y in (30, 50, 70)} <= rules
    assert {(10, 30, 10, 50, 0.5), (10, 50, 10, 70, 0.5)} <= rules
    # a line painted as a thin rectangle, on shade and beyond it; a line on the shade that lies by itself
    assert {row for row in rules if 50 < row[0] < 70} == {(60.2, 30, 60.2, 70, 0.5)}
    assert max(bottom for _, _, _, bottom, _ in rules) == 70


@both
def test_dots_in_a_row_are_a_rule(tmp_path: Path, reader: str) -> None:
    ink = ink_of(tmp_path, "dots", reader)
    assert in_order(ink.rules) == pytest.approx(
        np.array([[50, 99.62, 199.25, 99.62, 0.75], [50.38, 99.25, 50.38, 160, 0.75]]), abs=0.01
    )
    assert len(ink.fills) == 0


@both
def test_a_frame_painted_as_one_rectangle_in_another_is_its_sides(tmp_path: Path, reader: str) -> None:
    ink = ink_of(tmp_path, "frames", reader)
    assert rules_of(ink) == {
        *{(10, 11, 110, 11, 2), (10, 49, 110, 49, 2), (11, 10, 11, 50, 2), (109, 10, 109, 50, 2)},
        *{(150, 49, 250, 49, 2), (249, 10, 249, 50, 2)},
    }
    assert {tuple(row) for row in ink.fills.round().tolist()} == {(10, 141, 19, 150, 0), (30, 141, 39, 150, 0)}


@both
@pytest.mark.parametrize("case", ["dotted borders", "dotted borders, pictures", "dotted borders in one path"])
def test_thin_fills_of_a_pattern_are_rules(tmp_path: Path, reader: str, case: str) -> None:
    ink = ink_of(tmp_path, case, reader)
    seen = ink.rules[np.ptp(ink.rules[:, :4].reshape(-1, 2, 2), axis=1).max(axis=1) > 1]
    assert in_order(seen) == pytest.approx(np.array([[50, 99.75, 250, 99.75, 0.5], [50.25, 100, 50.25, 160, 0.5]]))
    assert len(ink.fills) == 0


@both
def test_pictures_no_wider_than_a_rule_are_rules(tmp_path: Path, reader: str) -> None:
    ink = ink_of(tmp_path, "dotted borders of pictures", reader)
    expected = np.array([[50, 99.75, 250, 99.75, 0.5], [50.25, 100, 50.25, 160, 0.5]])
    assert in_order(ink.rules) == pytest.approx(expected, abs=0.01)
    assert ink.images == pytest.approx(np.array([[100, 150, 140, 180]]), abs=0.01)


@both
def test_what_is_painted_through_a_slit_is_a_rule(tmp_path: Path, reader: str) -> None:
    ink = ink_of(tmp_path, "slits", reader)
    assert ink.rules == pytest.approx(np.array([[50, 99.75, 250, 99.75, 0.5]]))
    assert len(ink.fills) == 0


@both
def test_what_is_painted_over_is_no_rule(tmp_path: Path, reader: str) -> None:
    rules = ink_of(tmp_path, "painted over", reader).rules
    spans: dict[int, list[tuple[int, int]]] = {}
    for x0, y, x1, _, _ in sorted(map(tuple, rules[rules[:, 2] - rules[:, 0] > 1].round().tolist())):
        spans.setdefault(int(200 - y), []).append((int(x0), int(x1)))
    assert spans == {
        30: [(10, 20), (170, 190)],
        60: [(10, 190)],
        90: [(10, 190)],
        120: [(10, 20), (70, 190)],
        150: [(10, 190)],
        180: [(10, 190)],
    }
    assert len(ink_of(tmp_path, "painted over, blended", reader).rules) == 1


@both
@pytest.mark.parametrize("case", pdf_cases.OVER_ONE_LINE)
def test_only_opaque_paint_that_is_seen_covers_a_rule(tmp_path: Path, reader: str, case: str) -> None:
    is_covered = pdf_cases.OVER_ONE_LINE[case][1]
    rules = rules_of(ink_of(tmp_path, case, reader))
    assert sorted(row[:3] for row in rules) == ([(10, 170, 20), (80, 170, 190)] if is_covered else [(10, 170, 190)])


@both
def test_a_box_covers_a_slit_painted_before_it(tmp_path: Path, reader: str) -> None:
    assert len(ink_of(tmp_path, "a box over a slit", reader).rules) == 0


@both
def test_fills_have_a_grey_level(tmp_path: Path, reader: str) -> None:
    fills = {tuple(round(v) for v in row[:4]): row[4] for row in ink_of(tmp_path, "fills", reader).fills.tolist()}
    expected = {
        (10, 170, 60, 190): 0.8,
        (70, 170, 120, 190): 0.5,
        (130, 170, 180, 190): 0.5,
        (10, 120, 60, 150): 0.5,
        (200, 170, 220, 190): 0.0,
        (230, 170, 250, 190): 1.0,
        (10, 60, 40, 80): 0.886,
        (100, 60, 130, 80): 0.75,
    }
    assert fills == pytest.approx(expected, abs=CLOSE_GREY)


@both
def test_a_form_object_has_its_callers_pen(tmp_path: Path, reader: str) -> None:
    ink = ink_of(tmp_path, "form object", reader)
    assert ink.rules[:, 4] == pytest.approx([6] * 4, abs=0.01)
    assert (ink.x[0], ink.y[0], ink.size[0]) == pytest.approx((24, 174, 20), abs=0.01)
    assert (ink.x[2], ink.y[2]) == pytest.approx((20, 100), abs=0.01)


@both
@pytest.mark.parametrize("case", ["picture", "picture in the content"])
def test_pictures_have_boxes(tmp_path: Path, reader: str, case: str) -> None:
    assert ink_of(tmp_path, case, reader).images == pytest.approx(np.array([[20, 120, 60, 150]]), abs=0.01)


# ------------------------------------------------------------------------------------------------ documents


@both
def test_document_info(tmp_path: Path, reader: str) -> None:
    with open_reader(write(tmp_path, pdf_cases.described()), reader) as opened:
        info = opened.info
    assert (info.n_pages, info.pdf_version, info.producer, info.creator) == (1, "1.7", "架空", None)
    assert info.created_on == "D:20240401123456+09'00'"
    assert not info.is_encrypted


@both
def test_encrypted_without_password_opens(tmp_path: Path, reader: str) -> None:
    with open_reader(write(tmp_path, pdf_cases.locked("")), reader) as opened:
        assert opened.info.is_encrypted
        assert opened.ink(1).text == ["A", "B"]


@both
@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"", "empty_file"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 2000, "not_a_pdf"),
        (b"<html><body>404</body></html>", "not_a_pdf"),
        (b"%PDF-1.7\n" + b"\0\xff" * 500, "damaged"),
        (CASES["plain"][:40], "damaged"),
        (b"%PDF-1.7\n" + b"\0\xff" * 500 + b"\nstartxref\n0\n%%EOF\n", "damaged"),
        (pdf_cases.without_pages(), "no_pages"),
        (pdf_cases.locked("secret"), "password"),
    ],
)
def test_unreadable_documents(tmp_path: Path, reader: str, data: bytes, kind: str) -> None:
    with pytest.raises(UnreadableDocument) as caught:
        open_reader(write(tmp_path, data), reader)
    assert caught.value.kind == kind
    assert caught.value.message


def test_a_file_cut_short_is_reported_alike(tmp_path: Path) -> None:
    whole = CASES["not embedded, UCS2"]
    path = tmp_path / "cut.pdf"
    for cut in range(1, whole.index(b"startxref"), 97):
        path.write_bytes(whole[:cut])
        kinds = []
        for reader in READERS:
            with pytest.raises(UnreadableDocument) as caught:
                open_reader(path, reader)
            kinds.append(caught.value.kind)
        assert kinds == (["damaged"] * 2 if cut >= len("%PDF-1.7") else ["not_a_pdf"] * 2)


@both
def test_what_follows_the_end_is_of_no_matter(tmp_path: Path, reader: str) -> None:
    with open_reader(write(tmp_path, CASES["plain"] + b"<!-- served in 3 ms -->\n" * 99), reader) as opened:
        assert opened.ink(1).text == ["A", "B"]


@both
def test_a_broken_cross_reference_is_repaired(tmp_path: Path, reader: str) -> None:
    data = CASES["plain"].replace(b"startxref\n", b"startxref\n9")
    with open_reader(write(tmp_path, data), reader) as opened:
        assert opened.ink(1).text == ["A", "B"]


@both
def test_a_library_that_is_not_installed_is_named(tmp_path: Path, reader: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, reader, None)
    monkeypatch.delitem(sys.modules, f"extractors.readers.{reader}_reader", raising=False)
    with pytest.raises(UnreadableDocument, match=reader) as caught:
        open_reader(write(tmp_path, CASES["plain"]), reader)
    assert caught.value.kind == "missing_reader"


def test_an_unknown_reader_is_an_error_of_the_caller(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="nothing"):
        open_reader(write(tmp_path, CASES["plain"]), "nothing")


@both
@pytest.mark.parametrize("kids", [False, True])
def test_the_files_inside_a_pdf_are_named(reader: str, kids: bool, tmp_path: Path) -> None:
    with open_reader(write(tmp_path, pdf_cases.with_files(("評価書.pdf", "a.xlsx"), kids)), reader) as opened:
        assert opened.info.attached == ("a.xlsx", "評価書.pdf")
    [told] = [one for one in read_document(tmp_path / "case.pdf", reader).findings if one.rule == "files_attached"]
    assert (told.severity, told.found) == (Severity.WARNING, "a.xlsx | 評価書.pdf")
