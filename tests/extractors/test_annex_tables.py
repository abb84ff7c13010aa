"""別紙 tables: drawn and read back, what their columns mean, and the form row they belong to."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from extractors.bundle.annex_columns import is_number, read_columns, serial_column
from extractors.bundle.annex_tables import read_annex_tables, tie
from extractors.bundle.table_titles import is_same, label_of, labels_in
from extractors.document import lay_out, open_reader
from extractors.layout.page import Page
from extractors.layout.turn import reading_turn, turn_upright
from extractors.model import (
    AnnexRecipient,
    AnnexTable,
    Answer,
    AssessmentReading,
    Box,
    Claim,
    Finding,
    Status,
)
from tests.forge import annex_tables as forge
from tests.forge import fonts

READERS = ("pymupdf", "pdfplumber")
NOWHERE = Box(0, 0, 1, 1)


def squeeze(text: str | None) -> str:
    return re.sub(r"\s+", "", text or "")


def read(path: Path, reader: str = "pymupdf") -> tuple[list[Page], list[AnnexTable], list[Finding]]:
    with open_reader(path, reader) as source:
        inks = [source.ink(number) for number in range(1, source.n_pages + 1)]
    pages = [lay_out(turn_upright(ink, reading_turn(ink))) for ink in inks]
    return pages, *read_annex_tables(pages, 1)


def as_truth(table: AnnexTable) -> dict[str, Any]:
    """A table as the forge describes it, white space left out."""
    headers = {cell.column_no: squeeze(cell.header) for cell in table.cells}
    fields = forge.HEADINGS["provision"]
    return {
        "title": squeeze(table.title),
        "headers": headers,
        "cells": {(cell.row_no, cell.column_no): squeeze(cell.text) for cell in table.cells},
        "directions": {one.direction for one in table.recipients},
        "recipients": [{f: squeeze(t) for f in fields if (t := getattr(one, f))} for one in table.recipients],
    }


def expected(truth: dict[str, Any]) -> dict[str, Any]:
    cells = {(r, c): squeeze(t) for r, row in enumerate(truth["rows"], 1) for c, t in enumerate(row, 1) if t}
    return {
        "title": squeeze(truth["title"]),
        "headers": {c: squeeze("".join(truth["headers"][c - 1])) for c in {c for _, c in cells}},
        "cells": cells,
        "directions": {truth["direction"]} if truth["recipients"] else set(),
        "recipients": [{field: squeeze(text) for field, text in one.items()} for one in truth["recipients"]],
    }


@pytest.mark.parametrize("reader", READERS)
@pytest.mark.parametrize("seed", range(12))
def test_what_is_drawn_is_read(seed: int, reader: str, tmp_path: Path) -> None:
    truths = [forge.make(seed * 3 + n, n + 1) for n in range(1 + seed % 3)]
    forge.write(tmp_path / "tables.pdf", truths, forge.random_look(seed))
    pages, tables, findings = read(tmp_path / "tables.pdf", reader)
    assert [as_truth(table) for table in tables] == [expected(truth) for truth in truths]
    assert findings == []
    assert [page.counts()[Claim.UNASSIGNED] for page in pages] == [0] * len(pages)
    assert [page.double_claims for page in pages] == [[]] * len(pages)


# ------------------------------------------------------------------------------------------------ single rules


class Drawing:
    """A page of ruled cells; ``grid`` lines are text, None continues the cell at its left, ``^`` the one above."""

    def __init__(self, path: Path) -> None:
        self.canvas = Canvas(str(path), pagesize=forge.A4)
        self.font = fonts.registered("mincho")

    def text(self, x: float, y: float, text: str) -> None:
        self.canvas.setFont(self.font, 9)
        self.canvas.drawString(x, forge.A4[1] - y, text)

    def grid(self, top: float, rows: list[list[str | None]], width: float = 110, height: float = 20) -> None:
        for r, row in enumerate(rows):
            for c, text in enumerate(row):
                if text in (None, "^"):
                    continue
                right, below = c + 1, r + 1
                while right < len(row) and row[right] is None:
                    right += 1
                while below < len(rows) and rows[below][c] == "^":
                    below += 1
                y = top + below * height
                self.canvas.rect(40 + c * width, forge.A4[1] - y, (right - c) * width, (below - r) * height)
                self.text(43 + c * width, (top + r * height + y) / 2 + 3, text or "")

    def end_page(self) -> None:
        self.canvas.showPage()


def texts(table: AnnexTable) -> list[list[str]]:
    rows: dict[int, list[str]] = {}
    for cell in table.cells:
        rows.setdefault(cell.row_no, []).append(cell.text)
    return list(rows.values())


HEADER: list[str | None] = ["番号", "移転先", "用途", "移転する情報"]


def row(n: int) -> list[str | None]:
    return [str(n), f"見守り第{n}係", "台帳の照合", "届出の情報"]


def draw(path: Path, *grids: list[list[str | None]], title: str = "別紙4 情報の移転") -> None:
    drawing = Drawing(path)
    for n, grid in enumerate(grids):
        if n == 0:
            drawing.text(40, 40, title)
        drawing.grid(60, grid)
        drawing.end_page()
    drawing.canvas.save()


def test_rows_are_counted_and_gaps_are_found(tmp_path: Path) -> None:
    draw(tmp_path / "a.pdf", [HEADER, row(1), row(2), row(4)], [row(5), row(5), row(6)])
    _, (table,), findings = read(tmp_path / "a.pdf")
    assert [cells[0] for cells in texts(table)] == ["1", "2", "4", "5", "5", "6"]
    assert [(one.rule, one.expected, one.found) for one in findings] == [
        ("annex_row_order", "3", "4"),
        ("annex_row_order", "6", "5"),
    ]


def test_a_row_without_a_name_is_found(tmp_path: Path) -> None:
    draw(tmp_path / "a.pdf", [HEADER, row(1), ["2", "", "台帳の照合", "届出の情報"], row(3), ["4", "", "", ""]])
    _, (table,), findings = read(tmp_path / "a.pdf")
    assert [one.name for one in table.recipients] == ["見守り第1係", None, "見守り第3係"]
    assert [(one.rule, one.found) for one in findings] == [("annex_row_unnamed", "2")]


def test_a_row_over_the_whole_width_is_a_row_but_no_recipient(tmp_path: Path) -> None:
    draw(tmp_path / "a.pdf", [HEADER, row(1), ["（続く課）", None, None, None], row(2)])
    _, (table,), findings = read(tmp_path / "a.pdf")
    assert texts(table)[1] == ["（続く課）"]
    assert [one.row_no for one in table.recipients] == [1, 3]
    assert findings == []


def test_the_title_may_be_the_first_row(tmp_path: Path) -> None:
    draw(
        tmp_path / "a.pdf",
        [["別紙4 情報の提供", None, None, None], ["番号", "提供先", "用途", "情報"], row(1)],
        title="",
    )
    _, (table,), _ = read(tmp_path / "a.pdf")
    assert table.title == "別紙4 情報の提供"
    assert [one.direction for one in table.recipients] == ["provision"]


@pytest.mark.parametrize("is_title_repeated", [True, False])
def test_the_header_goes_on_with_or_without_a_title_above_it(is_title_repeated: bool, tmp_path: Path) -> None:
    title: list[str | None] = ["情報の移転", None, None, None]
    following = [title, HEADER] if is_title_repeated else [HEADER]
    draw(tmp_path / "a.pdf", [title, HEADER, row(1)], [*following, row(2)], title="別紙4")
    (*_, page), (table,), findings = read(tmp_path / "a.pdf")
    assert (table.title, len(table.recipients), findings) == ("別紙4 情報の移転", 2, [])
    assert page.counts()[Claim.UNASSIGNED] == 0


def test_a_line_above_the_rest_of_a_table_is_none_of_its_title(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path / "a.pdf")
    for n, line in enumerate(("別紙4 情報の移転", "みなと支所の控え", "別紙4 情報の移転（続き）"), 1):
        drawing.text(40, 50, line)
        drawing.grid(60, [HEADER, row(n)])
        drawing.end_page()
    drawing.canvas.save()
    pages, (table,), _ = read(tmp_path / "a.pdf")
    assert (table.title, len(table.recipients)) == ("別紙4 情報の移転", 3)
    assert [page.is_claimed(page.loose[0].lines[0]) for page in pages] == [True, False, True]


def test_two_tables_of_one_header_are_told_by_their_numbers(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path / "a.pdf")
    for title in ("情報の移転", "情報の移転（支所）"):
        drawing.text(40, 50, title)
        drawing.grid(60, [HEADER, row(1)])
        drawing.end_page()
    drawing.canvas.save()
    _, tables, _ = read(tmp_path / "a.pdf")
    assert [table.title for table in tables] == ["情報の移転", "情報の移転（支所）"]


def test_another_header_on_the_same_columns_begins_a_table(tmp_path: Path) -> None:
    offices: list[list[str | None]] = [["番号", "名称", "区分", "備考"], ["1", "みなと支所", "窓口", "平日"]]
    draw(tmp_path / "a.pdf", [HEADER, row(1), row(2)], offices)
    _, tables, _ = read(tmp_path / "a.pdf")
    assert [(table.page, len(table.recipients), len(texts(table))) for table in tables] == [(1, 2, 2), (2, 0, 1)]


@pytest.mark.parametrize("is_name_below", [False, True])
def test_a_merged_cell_that_the_pages_edge_cuts_belongs_to_all_its_rows(is_name_below: bool, tmp_path: Path) -> None:
    def part(numbers: range, name: str) -> list[list[str | None]]:
        return [[str(n), name if n == numbers[0] else "^", "台帳の照合", "届出の情報"] for n in numbers]

    upper, lower = ("", "第7係") if is_name_below else ("第7係", "")
    first = [HEADER, *part(range(1, 3), "第6係"), *part(range(3, 5), upper)]
    draw(tmp_path / "a.pdf", first, [HEADER, *part(range(5, 6), lower), row(6)])
    _, (table,), findings = read(tmp_path / "a.pdf")
    assert [one.name for one in table.recipients] == ["第6係"] * 2 + ["第7係"] * 3 + ["見守り第6係"]
    assert findings == []


def test_a_name_below_the_cut_of_its_merged_cell_is_read_once(tmp_path: Path) -> None:
    """The rest of a row brings the name that its beginning has from there already."""
    first: list[list[str | None]] = [HEADER, row(1), row(2), row(3), ["4", "", "台帳の", "届出の"]]
    second: list[list[str | None]] = [HEADER, ["", "第5係", "照合", "情報"], ["5", "^", "台帳の照合", "届出"], row(6)]
    draw(tmp_path / "a.pdf", first, second)
    _, (table,), findings = read(tmp_path / "a.pdf")
    assert [one.name for one in table.recipients] == [*(row(n)[1] for n in (1, 2, 3)), "第5係", "第5係", row(6)[1]]
    assert findings == []


def test_a_row_whose_number_stands_below_the_pages_edge_is_one(tmp_path: Path) -> None:
    """Cells are cut in two by the page's edge, and numbers stand in the middle or at the foot of theirs."""
    upper: list[str | None] = ["", "", "台帳の照合、資格の", "届出の情報"]
    lower: list[str | None] = ["3", "見守り第3係", "確認", ""]
    draw(tmp_path / "a.pdf", [HEADER, row(1), row(2), upper], [HEADER, lower, row(4)])
    _, (table,), findings = read(tmp_path / "a.pdf")
    assert [one.name for one in table.recipients] == [row(n)[1] for n in range(1, 5)]
    assert table.recipients[2].purpose == "台帳の照合、資格の確認"
    assert findings == []


@pytest.mark.parametrize("is_gap", [True, False])
def test_a_row_without_a_number_before_the_pages_edge_stays_a_row(is_gap: bool, tmp_path: Path) -> None:
    """Where the next number does not follow, or rows without numbers stand elsewhere, too."""
    bare: list[str | None] = ["", "見守り係", "台帳の照合", "届出の情報"]
    first = [HEADER, row(1), row(2), bare] if is_gap else [HEADER, row(1), bare, row(2), row(3), row(4), row(5), bare]
    draw(tmp_path / "a.pdf", first, [HEADER, row(4 if is_gap else 6), row(5 if is_gap else 7)])
    _, (table,), _ = read(tmp_path / "a.pdf")
    assert len(table.recipients) == (5 if is_gap else 9)


def test_numbers_over_two_lines_are_one(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path / "a.pdf")
    drawing.grid(60, [["項番", "情報照会者", "事務"], ["", "給付組合", "給付の決定"]], height=40)
    drawing.text(43, 115, "８５")
    drawing.text(43, 127, "の２")
    drawing.canvas.save()
    _, (table,), _ = read(tmp_path / "a.pdf")
    assert table.cells[0].text == "８５の２"


def test_notes_below_and_text_above_are_left_to_others(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path / "a.pdf")
    drawing.text(40, 30, "次のとおり情報を移転している。")
    drawing.text(40, 50, "別紙4")
    drawing.grid(60, [HEADER, row(1)])
    drawing.text(40, 120, "※ 届出の都度、更新する。")
    drawing.canvas.save()
    (page,), (table,), _ = read(tmp_path / "a.pdf")
    left = [cell.lines[0].text for cell in page.loose if not page.is_claimed(cell.lines[0])]
    assert table.title == "別紙4"
    assert left == ["次のとおり情報を移転している。", "※ 届出の都度、更新する。"]


def test_a_page_without_a_table_gives_none(tmp_path: Path) -> None:
    drawing = Drawing(tmp_path / "a.pdf")
    drawing.text(40, 40, "別紙5")
    drawing.grid(60, [["枠の中の文"]])
    drawing.canvas.save()
    (page,), tables, findings = read(tmp_path / "a.pdf")
    assert (tables, findings) == ([], [])
    assert page.counts()[Claim.LABEL] == 0


# ------------------------------------------------------------------------------------------------ vocabulary


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("①法令上の根拠", "legal_basis"),
        ("② 移転先における\n用途", "purpose"),
        ("３．移転する情報", "information"),
        ("移転(提供)する情報の対象となる本人の数", "subjects_size"),
        ("（５）対象となる本人の範囲", "subjects_scope"),
        ("移転・提供方法", "methods"),
        ("時期 ・ 頻度", "frequency"),
        ("情報照会者", "name"),
        ("事務を所管する課", None),  # beside a recipient no other name
        ("備考", None),
    ],
)
def test_headings_mean_fields(heading: str, field: str | None) -> None:
    columns = read_columns([["移転先"], [heading]], [["みなと係"], ["本文"]], None)
    expected = {"name": (0,)} if field in (None, "name") else {"name": (0,), field: (1,)}
    assert columns.fields == expected


@pytest.mark.parametrize(
    ("headings", "title", "direction"),
    [
        (["提供先"], "特定個人情報の移転", "provision"),
        (["移転先", "移転する情報"], None, "transfer"),
        (["所管課", "事務"], "別紙2 移転する情報の一覧", "transfer"),
        (["所管課", "事務"], "情報提供ネットワークシステムの一覧", None),
        (["移転（提供）先"], "別紙2 情報の移転", "transfer"),
        (["団体", "事務の名称"], "特定個人情報を提供する事務", "provision"),
        (["移転を受ける者", "利用目的"], None, "transfer"),
    ],
)
def test_headings_say_the_direction_before_the_title(headings: list[str], title: str | None, direction: str) -> None:
    columns = read_columns([[heading] for heading in headings], [["みなと係"]] * len(headings), title)
    assert columns.direction == direction
    assert columns.has_recipients == (direction is not None)


def test_below_one_heading_the_name_is_where_words_are() -> None:
    headings = [["項番及び情報照会者"]] * 3 + [["事務"]]
    cells = [["1", "2"], ["3", "85の2"], ["渡し船組合", "審査会"], ["決定", "照合"]]
    assert read_columns(headings, cells, None).fields["name"] == (2,)
    assert serial_column(headings, cells) == 0


def test_department_and_section_are_one_name() -> None:
    headings = [["移転先", "部"], ["移転先", "課"], ["用途"]]
    assert read_columns(headings, [["総務部"], ["税務課"], ["照合"]], None).fields["name"] == (0, 1)


@pytest.mark.parametrize("text", ["12", "８５の２", "(3)", "第7号", "No.4", "16の2、17", "⑤"])
def test_numbers(text: str) -> None:
    assert is_number(text)


# ------------------------------------------------------------------------------------------------ titles and ties


def test_labels() -> None:
    assert list(labels_in("別紙１、別紙１－２及び別表第二のとおり")) == ["別紙1", "別紙1-2", "別表2"]
    assert list(labels_in("番号法別表第一の項、別紙10参照")) == ["別紙10"]
    assert label_of("情報の提供 別紙２") == "別紙2"
    assert is_same("別紙1 情報の移転（続き）", "別紙１　情報の移転")
    assert not is_same("別紙1 情報の移転", "別紙1 情報の提供")


def answer(concept: str, value: str, code: str | None = "II.5", entry: int = 1) -> Answer:
    return Answer(code, 1, entry, "II", "5", "", "text", concept, Status.ANSWERED, value, 1, 1, NOWHERE)


def assessment(number: int, first: int, *answers: Answer) -> AssessmentReading:
    return AssessmentReading(number, "4", "H30-05", None, None, first, first + 4, 1, answers)


def table(title: str | None, direction: str | None = "transfer", page: int = 20) -> AnnexTable:
    one = AnnexRecipient(1, direction or "", "みなと係", *[None] * 7, page=page, page_last=page, box=NOWHERE)
    return AnnexTable(1, title, (), (one,) if direction else (), page, page)


def test_a_table_belongs_to_the_block_that_names_it() -> None:
    near = assessment(
        2, 10,
        answer("transfer.purpose", "別紙１参照", entry=1),
        answer("transfer.recipient", "各課（別紙１－１参照）", entry=2),
        answer("provision.recipient", "組合（別紙1参照）", entry=3),
        answer("transfer.recipient", "番号法別表第１の各課（別紙1参照）", entry=4),
    )  # fmt: skip
    far = assessment(1, 1, answer("transfer.recipient", "別紙1", entry=9))
    (tied,), findings = tie([table("別紙１ 情報の移転")], [far, near])
    assert (tied.assessment_no, tied.file_no, tied.entry_no, tied.item_code) == (2, 1, 4, "II.5")
    (tied,), _ = tie([table("別紙１ 情報の提供", "provision")], [far, near])
    assert tied.entry_no == 3
    assert findings == []


def test_a_table_may_belong_to_an_assessment_further_off() -> None:
    far = assessment(1, 1, answer("transfer.recipient", "別紙2"))
    (tied,), _ = tie([table("別紙２")], [far, assessment(2, 10, answer("business.content", "別紙2"))])
    assert tied.assessment_no == 1


def test_a_table_nobody_names_is_a_finding() -> None:
    near = assessment(1, 1, answer("transfer.recipient", "別紙10"))
    (tied,), findings = tie([table("別紙1")], [near])
    assert (tied.assessment_no, tied.item_code, tied.file_no) == (1, None, None)
    assert [(one.rule, one.assessment_no) for one in findings] == [("annex_table_untied", 1)]
    (tied,), findings = tie([table("別紙1", None)], [near])
    assert (tied.assessment_no, findings) == (None, [])


def test_a_table_of_other_things_belongs_to_any_answer_that_names_it() -> None:
    near = assessment(1, 1, answer("business.content", "窓口は別紙3のとおり"))
    (tied,), _ = tie([table("別紙3 窓口の一覧", None)], [near])
    assert tied.assessment_no == 1
