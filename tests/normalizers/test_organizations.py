"""Contractors' names: what offices write, and that nothing breaks the rules."""

from __future__ import annotations

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from normalizers.organization_words import form_pattern, legal_forms
from normalizers.organizations import contractor_key, read_contractors

NAMES = [
    ("株式会社　霧沢システムズ　関西支社", "霧沢システムズ", "関西支社", "株式会社"),
    ("みどり印刷株式会社　霧沢支店", "みどり印刷", "霧沢支店", "株式会社"),
    ("株式会社ノースベル霧沢支店", "ノースベル", "霧沢支店", "株式会社"),
    ("株式会社甲野製作所関西支社", "甲野製作所", "関西支社", "株式会社"),
    ("株式会社甲野　関西支社　公共営業部", "甲野", "関西支社 公共営業部", "株式会社"),
    ("TOPAZ株式会社西日本事業本部", "TOPAZ", "西日本事業本部", "株式会社"),
    ("甲野株式会社　西日本本部　霧沢技術センター", "甲野", "西日本本部 霧沢技術センター", "株式会社"),
    ("㈱ノースベル・システムズ", "ノースベル・システムズ", None, "株式会社"),
    ("(株) 両 備　システム", "両備システム", None, "株式会社"),
    ("乙川㈲", "乙川", None, "有限会社"),
    ("㍿乙川", "乙川", None, "株式会社"),
    ("合同会社星見データ", "星見データ", None, "合同会社"),
    ("（一財）霧沢保健協会", "霧沢保健協会", None, "一般財団法人"),
    ("国立大学法人架空大学", "架空大学", None, "国立大学法人"),
    ("医療法人社団霧沢会", "霧沢会", None, "医療法人"),
    ("霧沢農業協同組合", "霧沢農業協同組合", None, "協同組合"),
    ("Kirisawa Web Services, Inc.", "Kirisawa Web Services", None, "Inc."),
    ("Kirisawa Co.,Ltd.", "Kirisawa", None, "Co., Ltd."),
    ("株式会社KIRI Data", "KIRI Data", None, "株式会社"),
    ("霧沢市シルバー人材センター", "霧沢市シルバー人材センター", None, None),
    ("霧沢グループ", "霧沢グループ", None, None),
]


@pytest.mark.parametrize(("text", "name", "branch", "form"), NAMES)
def test_one_contractor(text, name, branch, form):
    read = read_contractors(text)
    assert read.status == "named"
    assert [tuple(one)[:4] for one in read.organizations] == [(name, branch, form, "contractor")]


SEVERAL = [
    ("株式会社甲野\n乙川印刷株式会社", ["甲野", "乙川印刷"]),
    ("①株式会社甲野②乙川株式会社", ["甲野", "乙川"]),
    ("１．株式会社甲野\n２．乙川株式会社", ["甲野", "乙川"]),
    ("・株式会社甲野\n・乙川株式会社", ["甲野", "乙川"]),
    ("みどり株式会社、あさぎり㈲及び合同会社ノース", ["みどり", "あさぎり", "ノース"]),
    ("㈱ノース・ベル・株式会社みどり印刷", ["ノース・ベル", "みどり印刷"]),
    ("株式会社みどり・あさぎり計算株式会社", ["みどり", "あさぎり計算"]),
    ("株式会社 みどり 株式会社 あさぎり", ["みどり", "あさぎり"]),
    ("みどり 株式会社 あさぎり 株式会社", ["みどり", "あさぎり"]),
    ("株式会社みどり株式会社あさぎり", ["みどり", "あさぎり"]),
    ("株式会社甲野と株式会社乙川", ["甲野", "乙川"]),
    ("現行：株式会社甲野　次期：株式会社乙川", ["甲野", "乙川"]),
    ("1 株式会社甲野 2 株式会社乙川", ["甲野", "乙川"]),
    ("霧沢保険連合会及び診療報酬支払基金", ["霧沢保険連合会", "診療報酬支払基金"]),
    ("株式会社甲野／株式会社乙川", ["甲野", "乙川"]),
]


@pytest.mark.parametrize(("text", "names"), SEVERAL)
def test_several_in_one_cell(text, names):
    assert [one.name for one in read_contractors(text).organizations] == names
    assert contractor_key(text) == "、".join(names)


def roles(text):
    return [(one.name, one.role) for one in read_contractors(text).organizations]


def test_a_consortium_and_its_members():
    whole = ("霧沢デジタル共同企業体", "consortium")
    members = [("甲野", "representative"), ("乙川", "member")]
    assert roles("霧沢デジタル共同企業体（代表構成員：株式会社甲野、構成員：乙川㈱）") == [whole, *members]
    assert roles("霧沢デジタルＪＶ\n代表企業　株式会社甲野\n構成員　株式会社乙川") == [whole, *members]
    assert roles("株式会社甲野・乙川株式会社共同企業体") == [
        ("甲野・乙川共同企業体", "consortium"), ("甲野", "member"), ("乙川", "member"),
    ]  # fmt: skip
    assert roles("甲野・乙川コンソーシアム") == [("甲野・乙川共同企業体", "consortium")]
    assert roles("「霧沢コンソーシアム」（代表者　株式会社甲野）")[0] == ("霧沢共同企業体", "consortium")
    assert contractor_key("霧沢ＪＶ（株式会社甲野、株式会社乙川）") == "霧沢共同企業体"
    assert roles("株式会社甲野（代表構成員）、株式会社乙川（構成員）") == members


def test_subcontractors():
    expected = [("甲野", "contractor"), ("乙川", "subcontractor"), ("丙山", "subcontractor")]
    assert roles("株式会社甲野（再委託先：株式会社乙川、丙山㈲）") == expected
    assert roles("委託先：株式会社甲野\n再委託先：株式会社乙川、丙山㈲") == expected
    assert roles("株式会社甲野\n【再委託先】\n株式会社乙川\n丙山㈲") == expected
    assert contractor_key("株式会社甲野（再委託先：株式会社乙川）") == "甲野"


NOTES = [
    ("甲野データ（株）（旧：乙川データ（株））", "甲野データ", "旧:乙川データ株式会社"),
    ("株式会社甲野（令和7年度以降は入札により決定）", "甲野", "令和7年度以降は入札により決定"),
    ("システム保守　株式会社甲野", "甲野", "システム保守"),
    ("封入封緘：乙川印刷株式会社", "乙川印刷", "封入封緘"),
    ("【印刷】乙川印刷株式会社", "乙川印刷", "印刷"),
    ("株式会社甲野 代表取締役　山田太郎", "甲野", "代表取締役 山田太郎"),
    ("株式会社甲野ほか３社", "甲野", "ほか3社"),
    ("株式会社甲野等", "甲野", "等"),
    ("（株）甲野　※令和5年3月まで", "甲野", "※令和5年3月まで"),
]


@pytest.mark.parametrize(("text", "name", "note"), NOTES)
def test_what_else_is_said_is_a_note(text, name, note):
    assert [(one.name, one.note) for one in read_contractors(text).organizations] == [(name, note)]


STATUSES = [
    (None, None), ("　\n", None),
    ("－", "none"), ("なし", "none"),
    ("委託先なし", "none"), ("委託していない。", "none"), ("該当なし", "none"),
    ("未定", "undecided"), ("今後決定", "undecided"), ("別途定める", "undecided"),
    ("別途、契約により定める", "undecided"),
    ("契約締結後に公表する", "undecided"), ("契約の都度決定する。", "undecided"), ("都度、選定する", "undecided"),
    ("入札により決定", "by_tender"),
    ("未定（入札により決定）", "by_tender"),
    ("一般競争入札により選定する。", "by_tender"),
    ("プロポーザル方式により事業者を決定予定", "by_tender"),
    ("各医療機関", "unclear"), ("市が指定する事業者", "unclear"),
    ("別紙のとおり", "unclear"), ("選定事業者", "unclear"),
    ("特になし", "none"), ("同上", "unclear"), ("〃", "unclear"), ("委託事項１の⑥に同じ", "unclear"),
    ("端末の操作には、認証を行い、離席時には画面をロックする。", "unclear"),
]  # fmt: skip


def test_a_sentence_beside_a_name_is_none_and_circles_for_a_name_are_kept():
    assert contractor_key("○○県国民健康保険団体連合会\n契約の内容は、都度、見直す。") == "○○県国民健康保険団体連合会"
    assert contractor_key("○みどり印刷") == "みどり印刷"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("富士通\n同じ", ["富士通"]),
        ("富士通、同じ", ["富士通"]),
        ("社会福祉法人と同様", []),
        ("社会福祉法人に同じ。", []),
        ("社会福祉法人と同様である", []),
        ("株式会社甲野\n委託事項１の社会福祉法人と同様", ["甲野"]),
        ("株式会社甲野　御中、大同様", ["甲野", "大同"]),
    ],
)
def test_the_same_as_another_is_no_name(text, names):
    assert [one.name for one in read_contractors(text).organizations] == names


@pytest.mark.parametrize(("text", "status"), STATUSES)
def test_nobody_named(text, status):
    assert read_contractors(text) == (status, ())


WORDS = [
    *legal_forms(), "甲野", "ノース", "霧沢支店", "関西支社", "・", "、",
    "　", " ", "\n", "及び", "と", "（", "）", "(", ")",
    "【", "】",
    "代表構成員", "再委託先", "：", "共同企業体", "JV", "①", "1.",
    "未定", "入札", "なし", "等", "ほか",
    "グループ", "-", "。", "様",
    "代表取締役",
]  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(WORDS), max_size=9).map("".join))


@given(TEXTS)
@example("①②③")
@example("株式会社、(")
@example("\ud800株式会社")
@example("\x1b")
def test_any_text_gives_a_status_and_whole_names(text):
    read = read_contractors(text)
    assert (read.status is None) == (contractor_key(text) is None)
    assert bool(read.organizations) == (read.status == "named")
    for one in read.organizations:
        assert one.name.strip() == one.name != ""
        assert one.branch != ""


@given(TEXTS)
def test_the_key_of_a_key_is_the_key(text):
    key = contractor_key(text)
    assert key != ""
    assert contractor_key(key) == key


def test_every_written_form_is_found_as_itself():
    for written, form in legal_forms().items():
        match = form_pattern().search(f"甲{written}")
        assert match is not None
        assert match[0] == written
        assert form.name
