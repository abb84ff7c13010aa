"""Tables without upright rules: every cell is read where a reader sees it, and what is a guess says so."""

from __future__ import annotations

import itertools
from pathlib import Path
from random import Random
from typing import cast

import pytest

from extractors.characters import fold
from extractors.document import read_document
from extractors.model import Claim, DocumentReading, Role
from tests.forge.sheets import PAD, Rules, Typist

DIVISIONS = ("市民部保険年金課", "福祉部　こども家庭課", "健康部予防課", "教育委員会学校教育課", "税務室")
LAWS = ("番号利用条例第４条", "番号利用条例第３条第１項及び別表第一の１２の項", "", "条例第４条第２項、規則第３条")
USES = ("給付の資格の管理に関する事務であって規則で定めるもの", "手当の支給の事務", "使用料の賦課の事務。督促の事務。")
INFORMATION = ("利用者台帳情報", "地方税関係情報、利用者台帳情報", "", "定期券情報")
HEADER = ("番号", "移転先", "①法令上の根拠", "②移転先における用途", "③移転する情報")
WIDTHS = (0.9, 2.0, 2.5, 4.0, 2.5)


def rows_of(seed: int, n: int) -> list[list[str]]:
    rng = Random(seed)
    columns = (DIVISIONS, LAWS, USES, INFORMATION)
    return [[str(k), *(rng.choice(texts) for texts in columns)] for k in range(1, n + 1)]


def printed(rows: list[list[str]]) -> dict[tuple[int, int], str]:
    return {(r, c): fold(text) for r, row in enumerate(rows, 1) for c, text in enumerate(row, 1) if text}


def cells_of(reading: DocumentReading) -> dict[tuple[int, int], str]:
    assert len(reading.annex_tables) == 1
    return {(cell.row_no, cell.column_no): fold(cell.text) for cell in reading.annex_tables[0].cells}


def rules_told(reading: DocumentReading) -> set[str]:
    return {finding.rule for finding in reading.findings}


@pytest.mark.parametrize("reader", ["pymupdf", "pdfplumber"])
@pytest.mark.parametrize("rules", ["level", "three", "none"])
def test_cells_of_a_table_over_pages(rules: str, reader: str, tmp_path: Path) -> None:
    for seed, (room, leading) in enumerate(itertools.product((0.0, 8.0), (1.25, 1.5))):
        rows = rows_of(seed, (3, 30, 45, 17)[seed])
        typist = Typist(("mincho", "gothic")[seed % 2], (9.0, 10.5)[seed // 2], leading=leading)
        typist.paragraph("別紙１　移転先の一覧")
        is_centred, header_each = rules == "level" and bool(room), bool(seed % 2)
        typist.table([HEADER, *rows], WIDTHS, cast("Rules", rules), room=room, is_centred=is_centred,
                     header_each=header_each)  # fmt: skip
        reading = read_document(typist.write(tmp_path / "table.pdf"), reader)
        assert cells_of(reading) == printed(rows)
        assert {page.role for page in reading.pages} == {Role.ANNEX_TABLE}
        assert [one.name for one in reading.annex_tables[0].recipients] == [row[1] for row in rows]
        assert "annex_columns_supplied" in rules_told(reading)
        assert not any(page.n_by_claim[Claim.UNASSIGNED] for page in reading.pages)


def test_wrapped_lines_are_joined(tmp_path: Path) -> None:
    typist = Typist()
    typist.table([HEADER, *rows_of(1, 12)], WIDTHS, "level")
    reading = read_document(typist.write(tmp_path / "table.pdf"), "pymupdf")
    assert not [cell.text for cell in reading.annex_tables[0].cells if "\n" in cell.text]


@pytest.mark.parametrize("reader", ["pymupdf", "pdfplumber"])
def test_the_rules_of_a_merged_column_are_no_table_without_upright_rules(reader: str, tmp_path: Path) -> None:
    """Names merged over rows leave the numbers beside them rules of one length."""
    typist, rows = Typist(), rows_of(5, 12)
    widths = (30.0, 110.0, 150.0, 130.0)
    names = [DIVISIONS[n // 4] for n in range(12)]
    typist.paragraph("別紙１　移転先の一覧")
    x, top = typist.left, typist.y
    for heading, width in zip(HEADER, widths, strict=False):
        typist.box(x, top, x + width, top + 20, heading)
        x += width
    for n, row in enumerate(rows):
        left, y = typist.left, top + 20 + 30 * n
        typist.box(left, y, left + 30, y + 30, row[0])
        typist.box(left + 140, y, left + 290, y + 30, "条例第４条")
        typist.box(left + 290, y, left + 420, y + 30, row[4][:8])
        if n % 4 == 0:
            typist.box(left + 30, y, left + 140, y + 120, "\n" * 4 + f"{names[n][:4]}\n{names[n][4:]}")
    reading = read_document(typist.write(tmp_path / "table.pdf"), reader)
    assert [fold(one.name or "") for one in reading.annex_tables[0].recipients] == [fold(name) for name in names]
    assert not rules_told(reading) & {"annex_columns_supplied", "annex_row_unnamed"}


def test_a_single_row_on_the_last_page(tmp_path: Path) -> None:
    rows = rows_of(2, 40)
    rows[-1][2] = ""
    for n in range(20, 41):
        typist = Typist()
        typist.table([HEADER, *rows[:n], rows[-1]], WIDTHS, "none", room=6.0)
        if typist.y < 120:  # little more than a row stands on the page
            break
    else:
        pytest.fail("no such table")
    reading = read_document(typist.write(tmp_path / "table.pdf"), "pymupdf")
    assert reading.pages[-1].role is Role.ANNEX_TABLE
    assert max(row for row, _ in cells_of(reading)) == n + 1


def test_rows_that_only_their_first_column_tells_apart_are_doubtful(tmp_path: Path) -> None:
    rows = [row[1:] for row in rows_of(3, 8)]
    typist = Typist(size=9.0, leading=1.5)
    widths = WIDTHS[1:]
    lines = [[text[:5] for text in row] + ["方法"] for row in rows]  # one line a cell but for one
    lines[3][0] = "教育委員会の学校教育をつかさどる課"
    typist.table([[*HEADER[1:], "方法"], *lines], [*widths, 2.0], "none", room=-2 * PAD)  # rows as close as lines
    reading = read_document(typist.write(tmp_path / "table.pdf"), "pymupdf")
    assert "annex_rows_unsure" in rules_told(reading)


def test_titles_part_tables_with_rules_alike(tmp_path: Path) -> None:
    typist = Typist()
    for number in "１２":
        typist.paragraph(f"別紙{number}")
        typist.table([HEADER, *rows_of(int(number), 4)], WIDTHS, "level")
    reading = read_document(typist.write(tmp_path / "tables.pdf"), "pymupdf")
    assert [table.title for table in reading.annex_tables] == ["別紙１", "別紙２"]
    assert [max(cell.row_no for cell in table.cells) for table in reading.annex_tables] == [4, 4]


def test_a_heading_over_the_whole_width_stays_whole(tmp_path: Path) -> None:
    rows = rows_of(4, 6)
    typist = Typist()
    typist.paragraph("別紙１")
    start = typist.y
    typist.table([HEADER, *rows[:3]], WIDTHS, "level")
    typist.y -= typist.size
    typist.text(typist.left + 3, typist.y + 3, "教育委員会及び教育委員会の所管に属する学校その他の教育機関の部")
    typist.y += 20
    typist.table(rows[3:], WIDTHS, "level")
    assert typist.y > start
    reading = read_document(typist.write(tmp_path / "table.pdf"), "pymupdf")
    whole = [cell for cell in reading.annex_tables[0].cells if cell.text.startswith("教育委員会及び")]
    assert [(cell.row_no, cell.column_no) for cell in whole] == [(4, 1)]
    assert len(reading.annex_tables[0].recipients) == 6


def test_labels_and_values_of_a_letter_are_no_table(tmp_path: Path) -> None:
    typist = Typist()
    typist.paragraph("令和５年７月１日", "right")
    typist.paragraph("霧沢市個人情報保護審議会　会長　様")
    typist.paragraph("給付の事務の評価書について（諮問）", "centre")
    typist.paragraph("　次のとおり諮問します。")
    pairs = [
        ("諮問件名", "給付の事務", "について"),
        ("諮問課", "こども未来局", "給付係"),
        ("添付書類", "評価書", "写し"),
    ]
    typist.table(pairs, (2, 3, 2), "none", room=6.0)
    reading = read_document(typist.write(tmp_path / "letter.pdf"), "pymupdf")
    assert not rules_told(reading) & {"annex_columns_supplied", "annex_rows_unsure"}
    assert [one.division for one in reading.consultations] == ["こども未来局 給付係"]
