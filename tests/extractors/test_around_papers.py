"""What councils put around assessments: each paper is taken for what it is, and read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from extractors.document import read_document
from extractors.model import Claim, DocumentReading, Role
from tests.forge.sheets import A4, Typist

SENTENCE = "この事務は、届出に基づき台帳を作成し、関係する部署に必要な情報を渡すものである。取扱者を限り、記録を残す。"
FORM_WORDS = (
    "Ⅰ　基本情報", "１．特定個人情報ファイルを取り扱う事務", "①事務の名称", "②事務の概要", "③システムの名称",
    "２．特定個人情報ファイル名", "３．個人番号の利用", "法令上の根拠", "①実施の有無", "Ⅱ　しきい値判断項目",
)  # fmt: skip


def contents(typist: Typist) -> None:
    typist.paragraph("目　　次", "centre")
    for page, title in enumerate(
        ("諮問書", "答申書", "特定個人情報保護評価書（全項目評価書）", "別紙１　移転先一覧"), 1
    ):
        typist.paragraph(f"{page}　{title}" + "…" * 20 + str(3 * page))


def papers_and_members(typist: Typist) -> None:
    typist.paragraph("資料一覧", "centre")
    for n, title in enumerate(("諮問書（写）", "特定個人情報保護評価書（案）", "点検票", "意見募集の実施結果"), 1):
        typist.paragraph(f"資料{n}　{title}")
    typist.paragraph("委員名簿", "centre")
    typist.table(
        [("№", "氏名", "備考"), *((str(n), name, "") for n, name in enumerate(("北尾", "嶋村"), 1))], (1, 3, 3), "all"
    )


def agenda(typist: Typist, title: str = "令和５年度第２回個人情報保護審議会　次第") -> None:
    typist.paragraph(title, "centre")
    typist.paragraph("日時　令和５年９月１５日　午後２時から")
    typist.paragraph("議事　特定個人情報保護評価書の第三者点検について")
    typist.paragraph("【資料】")
    for n, paper in enumerate(("諮問書（写し）", "特定個人情報保護評価書（案）", "別紙"), 1):
        typist.paragraph(f"　資料{n}　{paper}")


def day_of_meeting(typist: Typist) -> None:
    agenda(typist, "個人情報保護審議会の開催について")


def minutes(typist: Typist) -> None:
    typist.paragraph("令和５年度第２回個人情報保護審議会会議録", "centre")
    typist.paragraph("議題　　特定個人情報保護評価書の点検について（諮問）")
    for speaker in ("会長", "委員", "事務局") * 3:
        typist.paragraph(f"（{speaker}）　" + SENTENCE * 2)


def press(typist: Typist) -> None:
    typist.paragraph("令和５年９月１５日", "right")
    typist.paragraph("報道機関　各位")
    typist.paragraph("霧沢市総務部", "right")
    typist.paragraph("特定個人情報保護評価書の公表について", "centre")
    typist.paragraph("　審議会への諮問と答申を経て、評価書を公表しますのでお知らせします。")
    typist.paragraph("１　公表の日　令和５年９月２０日")


def check_list(typist: Typist) -> None:
    typist.paragraph("審査の観点")
    rows = [(str(n), words, "記載が具体的か。", "適") for n, words in enumerate(FORM_WORDS, 1)]
    typist.table([("番号", "評価書の項目", "観点", "結果"), *rows], (1, 5, 4, 1.5), "all")


def comments(typist: Typist) -> None:
    typist.paragraph("評価書（素案）に対する意見募集の結果", "centre")
    rows = [(str(n), SENTENCE, SENTENCE * 2) for n in range(1, 9)]
    typist.table([("No.", "意見の内容", "市の考え方"), *rows], (1, 6, 6), "all")


def framed_flow(typist: Typist) -> None:
    left, right = typist.left, typist.right
    typist.box(left, typist.y, right, A4[1] - 60)
    typist.text(left + 5, typist.y + 5, "事務の流れ図")
    typist.box(80, 120, 110, 300, "届出をする人", downwards=True)
    typist.box(200, 120, 320, 170, "窓口での\n受付")
    typist.box(200, 220, 320, 270, "台帳への記録")
    typist.box(380, 120, 420, 300, "情報提供", downwards=True)
    typist.line(110, 145, 200, 145)
    typist.line(260, 170, 260, 220)
    typist.line(320, 240, 380, 240)


def unrelated(typist: Typist) -> None:
    typist.paragraph("水道事業の概要")
    for _ in range(4):
        typist.paragraph("　本市の水道は、昭和の初めに始まり、今日まで給水を続けている。" * 3)
    rows = [(f"令和{n}年度", f"{n}2,345人", f"{90 + n}.5％") for n in range(1, 5)]
    typist.table([("年度", "給水人口", "有収率"), *rows], (2, 3, 2), "all")


def read(paper: Callable[[Typist], None], path: Path, reader: str = "pymupdf") -> DocumentReading:
    typist = Typist()
    paper(typist)
    reading = read_document(typist.write(path / "paper.pdf"), reader)
    assert not any(page.n_by_claim[Claim.UNASSIGNED] for page in reading.pages)
    return reading


@pytest.mark.parametrize(
    ("paper", "role"),
    [
        (contents, Role.OTHER),
        (papers_and_members, Role.OTHER),
        (agenda, Role.OTHER),
        (day_of_meeting, Role.OTHER),
        (minutes, Role.OTHER),
        (press, Role.OTHER),
        (unrelated, Role.OTHER),
        (check_list, Role.ANNEX_TABLE),
        (comments, Role.ANNEX_TABLE),
        (framed_flow, Role.FIGURE),
    ],
)
def test_papers_that_are_no_assessment_and_no_letter(
    paper: Callable[[Typist], None], role: Role, tmp_path: Path
) -> None:
    reading = read(paper, tmp_path)
    assert {page.role for page in reading.pages} == {role}
    assert (reading.assessments, reading.consultations) == ((), ())
    assert "consultation_unread" not in {finding.rule for finding in reading.findings}


def test_a_table_on_a_page_of_prose_is_kept_as_a_table(tmp_path: Path) -> None:
    reading = read(unrelated, tmp_path)
    assert [[cell.header for cell in table.cells[:3]] for table in reading.annex_tables] == [
        ["年度", "給水人口", "有収率"]
    ]
    assert len(reading.annex_tables[0].cells) == 12
    assert all("給水人口" not in passage.text for passage in reading.passages)


def letter(typist: Typist, title: str, body: str) -> None:
    typist.paragraph("霧総第４５号", "right")
    typist.paragraph("令和５年７月１日", "right")
    typist.paragraph("霧沢市個人情報保護審議会　会長　様")
    typist.paragraph("霧沢市長", "right")
    typist.paragraph(title, "centre")
    typist.paragraph(body)


@pytest.mark.parametrize(
    ("body", "role", "kind"),
    [
        ("　下記の評価書の点検について諮問します。", Role.CONSULTATION, "consultation"),
        ("　諮問のあった件について、適当と認める旨答申します。", Role.REPORT, "report"),
    ],
)
def test_a_letter_whose_title_says_neither(body: str, role: Role, kind: str, tmp_path: Path) -> None:
    reading = read(lambda typist: letter(typist, "給付事務の評価書の第三者点検について（依頼）", body), tmp_path)
    assert [page.role for page in reading.pages] == [role]
    [one] = reading.consultations
    assert (one.kind, one.subject) == (kind, "給付事務の評価書の第三者点検について")
    assert one.body == body.strip()


def test_a_letter_that_is_a_paper_and_names_papers(tmp_path: Path) -> None:
    def paper(typist: Typist) -> None:
        typist.paragraph("資料１　諮問書（写）", "right")
        letter(typist, "給付事務の評価書の第三者点検について（諮問）", "　下記の評価書の点検について諮問します。")
        typist.paragraph("資料２　特定個人情報保護評価書（案）")

    assert {page.role for page in read(paper, tmp_path).pages} == {Role.CONSULTATION}


def test_a_form_with_a_number_of_its_own_and_other_labels(tmp_path: Path) -> None:
    def paper(typist: Typist) -> None:
        typist.paragraph("（別記様式第１号）")
        typist.paragraph("諮　　問　　書", "centre")
        rows = [
            ("諮問番号", "５の３"),
            ("諮問する事項", "評価書の点検について"),
            ("実施機関", "霧沢市長"),
            ("所管課", "給付課"),
        ]
        typist.table(rows, (2, 7), "none")

    [one] = read(paper, tmp_path).consultations
    assert (one.reference_number, one.subject, one.sender) == ("５の３", "評価書の点検について", "霧沢市長")
    assert one.division == "給付課"


def test_labels_that_stand_too_close_to_be_told_apart_by_room(tmp_path: Path) -> None:
    def paper(typist: Typist) -> None:
        typist.paragraph("諮問書", "centre")
        rows = [
            ("諮問件名", "評価書の点検について"), ("対象業務の名称", "給付の業務"),
            ("特定個人情報ファイルの名称", "(1)給付ファイル\n(2)台帳ファイル"), ("使用するシステム", "・給付システム"),
        ]  # fmt: skip
        typist.table(rows, (2.2, 7), "none")

    [one] = read(paper, tmp_path).consultations
    assert (one.business_name, one.files, one.systems) == (
        "給付の業務",
        ("給付ファイル", "台帳ファイル"),
        ("給付システム",),
    )


def test_the_conclusion_is_the_decision_and_not_the_reasons(tmp_path: Path) -> None:
    def paper(typist: Typist) -> None:
        typist.paragraph("答　　　申", "centre")
        typist.paragraph("第１　審議会の結論")
        typist.paragraph("　適切であると認める。")
        typist.paragraph("第２　審議の経過")
        typist.table([("年月日", "内容"), ("令和５年７月１日", "諮問"), ("令和５年９月１日", "答申")], (3, 6), "all")
        typist.paragraph("第３　審議会の判断")
        for _ in range(20):
            typist.paragraph("　" + SENTENCE * 2)

    reading = read(paper, tmp_path)
    assert {page.role for page in reading.pages} == {Role.REPORT}
    assert [one.decision for one in reading.consultations] == ["適切であると認める。"]


def test_a_letter_of_another_kind_does_not_go_on_with_a_full_page(tmp_path: Path) -> None:
    def paper(typist: Typist) -> None:
        letter(typist, "評価書の点検について（諮問）", "　次のとおり諮問します。")
        while typist.y < 760:
            typist.paragraph("　" + SENTENCE)
        typist.canvas.showPage()
        typist.y = typist.margin
        press(typist)

    reading = read(paper, tmp_path)
    assert [page.role for page in reading.pages] == [Role.CONSULTATION, Role.OTHER]
