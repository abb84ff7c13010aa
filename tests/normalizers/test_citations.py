"""Citations as offices print them, in texts of our own: each construct, and that no text makes the parser stumble."""

from __future__ import annotations

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers import citations
from normalizers.citations import Citation, find_citations, may_cite, model, names, printer, resolve, scanner
from normalizers.laws import Law, law_book

NUMBER_LAW = "行政手続における特定の個人を識別するための番号の利用等に関する法律"


@pytest.mark.parametrize("module", [citations, model, printer, resolve, scanner])
def test_examples_in_docstrings(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def short(one: Citation) -> str:
    """A citation in one line: law, 附, article/paragraph#item, letter, part, or S/T with rows."""
    law = one.law.name if one.law else "?"
    law = {NUMBER_LAW: "番号法"}.get(law, law.replace(NUMBER_LAW, "番号法"))
    if one.unit == "law":
        return law
    place = f"{'附' if one.is_supplement else ''}{one.article or ''}"
    place += f"/{one.paragraph}" if one.paragraph else ""
    place += f"#{one.item}" if one.item else ""
    place += one.subitem or ""
    if one.unit == "schedule":
        place += f"S{one.schedule or ''}"
    if one.unit == "table":
        place += "T"
    return f"{law} {place}{one.part or ''}" + (f"={','.join(one.schedule_rows)}" if one.schedule_rows else "")


def cited(text: str) -> list[str]:
    return [short(one) for one in find_citations(text).citations]


ORDER_1 = "番号法別表の主務省令で定める事務を定める命令"
ORDER_2 = "番号法別表第二の主務省令で定める事務及び情報を定める命令"
ORDER_3 = "番号法第十九条第八号に基づく利用特定個人情報の提供に関する命令"

PRINTED = {
    # ---------------------------------------------------------------- articles, paragraphs, items
    "番号法第９条第１項": ["番号法 9/1"],
    "番号法第九条第一項": ["番号法 9/1"],
    "番号法 第 9 条 第 1 項": ["番号法 9/1"],
    "番号法9条1項、19条8号": ["番号法 9/1", "番号法 19#8"],
    "住基法第３０条の６": ["住民基本台帳法 30-6"],
    "住基法第７条第８号の２に定める": ["住民基本台帳法 7#8-2"],
    "住基法第７条（住民票の記載）第８号の２": ["住民基本台帳法 7#8-2"],
    "番号法附則第６条１項": ["番号法 附6/1"],
    "予防接種法第6条第1項及び附則第7条": ["予防接種法 6/1", "予防接種法 附7"],
    "番号法第９条第１項、第２項": ["番号法 9/1", "番号法 9/2"],
    "番号法第19条第7号、第8号及び第16号": ["番号法 19#7", "番号法 19#8", "番号法 19#16"],
    "番号法第2条第1項第1号イ、ロ": ["番号法 2/1#1イ", "番号法 2/1#1ロ"],
    "番号法第9条第2項ただし書、第16条各号": ["番号法 9/2ただし書", "番号法 16各号"],
    "「番号法」第9条第1項【別表第一の10の項】": ["番号法 9/1", "番号法 S1=10"],
    "番号法第7条第1項本文並びに第2項柱書": ["番号法 7/1本文", "番号法 7/2柱書"],
    "番号法第16条（本人確認の措置）若しくは第17条（カードの交付）": ["番号法 16", "番号法 17"],
    "番号法第９条第１項又は住基法第５条": ["番号法 9/1", "住民基本台帳法 5"],
    "住基法第5条から第7条まで": ["住民基本台帳法 5", "住民基本台帳法 6", "住民基本台帳法 7"],
    "住基法第12条の2～第12条の4": ["住民基本台帳法 12-2", "住民基本台帳法 12-3", "住民基本台帳法 12-4"],
    "住基法第5条〜7条": ["住民基本台帳法 5", "住民基本台帳法 6", "住民基本台帳法 7"],
    "住基法第5条から7条まで": ["住民基本台帳法 5", "住民基本台帳法 6", "住民基本台帳法 7"],
    "住基法第5条－第7条": ["住民基本台帳法 5", "住民基本台帳法 6", "住民基本台帳法 7"],
    "住基法第5～7条、第9条": ["住民基本台帳法 5", "住民基本台帳法 6", "住民基本台帳法 7", "住民基本台帳法 9"],
    "住基法第5、6条及び第9条": ["住民基本台帳法 5", "住民基本台帳法 6", "住民基本台帳法 9"],
    "番号法第19条第7、8、9号": ["番号法 19#7", "番号法 19#8", "番号法 19#9"],
    "住基法第5条～第7条の3": [
        "住民基本台帳法 5",
        "住民基本台帳法 6",
        "住民基本台帳法 7",
        "住民基本台帳法 7-2",
        "住民基本台帳法 7-3",
    ],
    "住基法第12条の2～4": ["住民基本台帳法 12-2", "住民基本台帳法 12-3", "住民基本台帳法 12-4"],
    "住基法第12条の2～4月": ["住民基本台帳法 12-2"],
    "星見町条例第3条第1項第1号から第3号まで": ["星見町条例 3/1#1", "星見町条例 3/1#2", "星見町条例 3/1#3"],
    "番号法第9条、第13の2、第14条": ["番号法 9", "番号法 13-2", "番号法 14"],
    # ---------------------------------------------------------------- schedules
    "番号法第19条第8号、別表第2の16の2、17、18の項": ["番号法 19#8", "番号法 S2=16-2,17,18"],
    "番号法第９条第１項　別表第一の10、93の2の項": ["番号法 9/1", "番号法 S1=10,93-2"],
    "番号法別表第一7の項": ["番号法 S1=7"],
    "番号法別表第一1０の項": ["番号法 S1=10"],
    "番号法別表第１16の項": ["番号法 S1=16"],
    "番号法別表第二の８": ["番号法 S2=8"],
    "番号法別表第一　第93の2項": ["番号法 S1=93-2"],
    "番号法別表第二　項番1,2,3": ["番号法 S2=1,2,3"],
    "番号法別表第２に定める事務　項番８": ["番号法 S2=8"],
    "番号法別表第二（第19条関係）の26、27の項": ["番号法 S2=26,27", "番号法 19"],
    "番号法別表第一の30の項、同表の31の項": ["番号法 S1=30,31"],
    "番号法別表第一の1の項から4の項まで": ["番号法 S1=1,2,3,4"],
    "番号法別表第一の5～7の項": ["番号法 S1=5,6,7"],
    "番号法別表第一の5-7、16-2の項": ["番号法 S1=5,6,7,16-2"],
    "番号法別表第一及び第二": ["番号法 S1", "番号法 S2"],
    "番号法別表第２の各項": ["番号法 S2各項"],
    "番号法別表第二第４欄": ["番号法 S2第4欄"],
    "番号法第９条第１項、別表の24の項": ["番号法 9/1", "番号法 S=24"],
    "番号法別表24、44の項": ["番号法 S=24,44"],
    "番号法別表第24項": ["番号法 S=24"],
    "条例別表第一1の項": ["条例 S1=1"],
    "番号法別表第一、3年保存する": ["番号法 S1"],
    "児童手当法第十七条第一項の表の下欄": ["児童手当法 17/1T"],
    "番号法第１９条第８号（提供の制限）及び別表第二\n（別表第二における情報提供の根拠）\n"
    "・第三欄が「市町村長」の項のうち、第四欄に氏名が含まれる項（１、２、８５の２、９７，１０１の項）\n"
    "（別表第二における情報照会の根拠）\n・なし": [
        "番号法 19#8",
        "番号法 S2",
        "番号法 S2",
        "番号法 S2=1,2,85-2,97,101",
        "番号法 S2",
    ],
    # ---------------------------------------------------------------- orders named by what they rest on
    "番号法別表第一の主務省令で定める事務を定める命令第10条、第67条の2": [f"{ORDER_1} 10", f"{ORDER_1} 67-2"],
    "番号法別表の主務省令で定める事務を定める命令第24条": [f"{ORDER_1} 24"],
    "番号法別表第二の主務省令で定める事務及び情報を定める命令第12条の2の2": [f"{ORDER_2} 12-2-2"],
    "番号法第19条第8号に基づく主務省令第2条の表の31の項": ["番号法 19#8", f"{ORDER_3} 2T=31"],
    "番号法第19条第8号に基づく主務省令第2条の表59、60の項、第61条": [
        "番号法 19#8",
        f"{ORDER_3} 2T=59,60",
        f"{ORDER_3} 61",
    ],
    f"{NUMBER_LAW}第19条第8号に基づく利用特定個人情報の提供に関する命令第2条": [f"{ORDER_3} 2"],
    "番号法第9条第1項、別表第一の16の項\n主務省令第16条": ["番号法 9/1", "番号法 S1=16", f"{ORDER_1} 16"],
    "番号法別表第二の8の項及び番号法第19条第8号に基づく主務省令第7条": ["番号法 S2=8", "番号法 19#8", f"{ORDER_2} 7"],
    "主務省令第2条の表48の項": [f"{ORDER_3} 2T=48"],
    "番号法施行令第3条、番号省令第２３条の２": [
        "番号法施行令 3",
        "番号法に規定する個人番号、個人番号カード、特定個人情報の提供等に関する命令 23-2",
    ],
    "番号法第9条第1項及び別表第一の主務省令で定める事務を定める命令第16条": ["番号法 9/1", f"{ORDER_1} 16"],
    "番号法別表の主務省令で定める事務を定める命令（平成26年内閣府・総務省令第5号。以下「表命令」という。）"
    "第24条、表命令第25条": [
        f"{ORDER_1} 24",
        f"{ORDER_1} 25",
    ],
    "番号法別表第一の16の項、別表第一省令第16条、別表第二省令第8条": [
        "番号法 S1=16",
        f"{ORDER_1} 16",
        f"{ORDER_2} 8",
    ],
    # ---------------------------------------------------------------- law numbers
    "平成25年法律第27号第9条第1項": ["番号法 9/1"],
    "平成十九年法律第三十号附則第三十九条": ["雇用保険法等の一部を改正する法律 附39"],
    "平成26年内閣府・総務省令第7号第20条": [f"{ORDER_2} 20"],
    "令和元年１０月１日総務省告示第12号": ["令和元年総務省告示第12号"],
    "総務省告示第12号（第６－７　本人確認情報の通知）": ["総務省告示第12号 6-7"],
    "番号法第９条第２項及び星見町個人番号の利用に関する条例第３条": [
        "番号法 9/2",
        "星見町個人番号の利用に関する条例 3",
    ],
    "本市個人番号の利用に関する条例第4条": ["本市個人番号の利用に関する条例 4"],
    "本市の個人番号の利用に関する条例第4条": ["個人番号の利用に関する条例 4"],
    "番号法第９条第２項に基づく条例（令和３年条例第12号）第３条第１項": ["番号法 9/2", "条例 3/1"],
    "番号法第９条第２項に基づく条例（略）第３条": ["番号法 9/2", "? 3"],
    "所得により渡船の困難な児童に係る渡船についての町の援助に関する法律第2条": [
        "渡船の困難な児童に係る渡船についての町の援助に関する法律 2"
    ],
    "渡船について星見町渡船の援助に関する条例第2条": ["星見町渡船の援助に関する条例 2"],
    "番号法第９条第２項並びにかつらぎ市個人番号の利用に関する条例第３条": [
        "番号法 9/2",
        "かつらぎ市個人番号の利用に関する条例 3",
    ],
    "番号法若しくは星見町個人番号の利用に関する条例第３条": ["番号法", "星見町個人番号の利用に関する条例 3"],
    "番号法第９条第２項かつ星見町個人番号の利用に関する条例第３条": [
        "番号法 9/2",
        "星見町個人番号の利用に関する条例 3",
    ],
    "番号法第９条第２項及び星見町条例第35号": ["番号法 9/2", "星見町条例第35号"],
    "「霧沢市番号法施行規則の一部を改正する規則」（令和3年霧沢市規則第8号）": [
        "霧沢市番号法施行規則の一部を改正する規則"
    ],
    # ---------------------------------------------------------------- ordinances and other texts of agencies
    "霧沢市個人番号の利用及び特定個人情報の提供に関する条例第4条第1項": [
        "霧沢市個人番号の利用及び特定個人情報の提供に関する条例 4/1"
    ],
    f"星見町{NUMBER_LAW}に基づく個人番号の利用に関する条例第4条": ["星見町番号法に基づく個人番号の利用に関する条例 4"],
    "霧沢市における番号の利用に関する条例施行規則第3条": ["霧沢市における番号の利用に関する条例施行規則 3"],
    "共通基準規則（架空）第19条の2第1項第3号": ["共通基準規則 19-2/1#3"],
    "本町は、星見町個人情報保護条例第5条により、": ["星見町個人情報保護条例 5"],
    "番号法、星見町個人情報保護条例その他関係法令に基づき": ["番号法", "星見町個人情報保護条例"],
    "「星空システムの利用に関する確認事項」に同意のうえ、第7条、第8条に則し": [
        "星空システムの利用に関する確認事項 7",
        "星空システムの利用に関する確認事項 8",
    ],
    "住民基本台帳法施行令等の一部を改正する政令（平成３１年政令第１５２号）": [
        "住民基本台帳法施行令等の一部を改正する政令"
    ],
    "改正後の番号法第9条、旧国民年金法第5条": ["番号法 9", "旧国民年金法 5"],
    # ---------------------------------------------------------------- what stands before
    "番号法第7条第1項により指定する。また、同法第17条第1項による": ["番号法 7/1", "番号法 17/1"],
    "カード（番号法第7条）、証明書（同第17条）": ["番号法 7", "番号法 17"],
    "住基法及び同施行令に定める": ["住民基本台帳法", "住民基本台帳法施行令"],
    "番号法第9条第1項、同条第2項、同項第3号": ["番号法 9/1", "番号法 9/2", "番号法 9/2#3"],
    "番号法第9条第2項、前項、次条": ["番号法 9/2", "番号法 9/1", "番号法 10"],
    "星見町条例第5条。同条例別表第1の2の項": ["星見町条例 5", "星見町条例 S1=2"],
    "星見町条例第5条、同条例施行規則第4条": ["星見町条例 5", "星見町条例施行規則 4"],
    "番号法第9条、星見漁業法施行令第3条、同法第2条及び同法施行規則第1条": [
        "番号法 9",
        "星見漁業法施行令 3",
        "星見漁業法 2",
        "星見漁業法施行規則 1",
    ],
    "番号法第19条第8号に基づく主務省令第2条の表136の項星見漁業法施行規則第3条": [
        "番号法 19#8",
        f"{ORDER_3} 2T=136",
        "星見漁業法施行規則 3",
    ],
    "番号法第19条第14号・施行規則第20条": ["番号法 19#14", "番号法施行規則 20"],
    "番号法第9条第2項、霧沢市個人番号利用条例第3条、施行規則第2条": [
        "番号法 9/2",
        "霧沢市個人番号利用条例 3",
        "霧沢市個人番号利用条例施行規則 2",
    ],
    "霧沢市手数料条例第3条及び施行規則第2条": ["霧沢市手数料条例 3", "霧沢市手数料条例施行規則 2"],
    "番号法第9条第2項、霧沢市個人番号利用条例第3条、施行令第2条": [
        "番号法 9/2",
        "霧沢市個人番号利用条例 3",
        "番号法施行令 2",
    ],
    "霧沢市手数料条例第3条、番号法第9条、施行規則第2条": ["霧沢市手数料条例 3", "番号法 9", "番号法施行規則 2"],
    "施行規則第20条": ["? 20"],
    "番号法別表の3の項番号法第14条": ["番号法 S=3", "番号法 14"],
    "健保法施行規則第155条の10": ["健康保険法施行規則 155-10"],
    "番号法第9条第2項、同条に基づく星見町個人番号の利用に関する条例別表第1": [
        "番号法 9/2",
        "番号法 9",
        "星見町個人番号の利用に関する条例 S1",
    ],
    "１．番号法（平成25年法律第27号）\n・第7条（指定）\n・第16条\n"
    "２．住民基本台帳法（住基法）\n・第12条の4\n・第30条の10\n（提供）": [
        "番号法",
        "番号法 7",
        "番号法 16",
        "住民基本台帳法",
        "住民基本台帳法 12-4",
        "住民基本台帳法 30-10",
    ],
    # ---------------------------------------------------------------- no citation
    "10項目以上50項目未満、3条件、第三者、代表、委託先名の項": [],
    "社会福祉法人による軽減、第一号被保険者": [],
    "（令和２年星総第９７号）": [],
    "運用規則等に基づき、関係法令及び条例上認められる方法": [],
    "１、氏名、２、住所、３、性別": [],
    # ---------------------------------------------------------------- no law in reach
    "第３０条の４５に規定する区分": ["? 30-45"],
    "法第9条第1項": ["? 9/1"],
    "番号法による指定。第7条に従う": ["番号法", "? 7"],
    "同条例第3条": ["? 3"],
    "市区町村長（別表第2の16の2）": ["? S2=16-2"],
}


@pytest.mark.parametrize(
    ("text", "expected"), PRINTED.items(), ids=lambda value: value if isinstance(value, str) else ""
)
def test_what_is_printed(text, expected):
    assert cited(text) == expected


@pytest.mark.parametrize("text", PRINTED, ids=str)
def test_spans_are_of_the_text(text):
    found = find_citations(text).citations
    assert all(text[one.start : one.end] == one.text != "" for one in found)
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert may_cite(text) or not found


def test_names_that_the_text_defines_hold_from_there_on():
    first = find_citations(
        f"{NUMBER_LAW}施行規則（以下、「規則」という。）第１条。"
        "霧沢市個人番号利用条例（平成27年霧沢市条例第30号。以下「番号条例」という。）第3条"
    )
    rule, ordinance = (one.law for one in first.citations)
    assert first.definitions == {"規則": rule, "番号条例": ordinance}
    assert (ordinance and ordinance.number) == "平成27年霧沢市条例第30号"
    second = find_citations("規則第６条、番号条例別表第1の2の項、運用規則第3条", first.definitions).citations
    assert [(one.law, one.how) for one in second[:2]] == [(rule, "defined"), (ordinance, "defined")]
    assert short(second[2]) == "運用規則 3"


def test_a_definition_counts_for_more_than_the_declared_name():
    text = "霧沢市番号利用に関する条例（以下「番号省令」という。）第1条、番号省令第2条"
    assert {one.law.name for one in find_citations(text).citations if one.law} == {"霧沢市番号利用に関する条例"}


def test_an_alias_without_its_definition_is_not_taken_from_elsewhere():
    assert cited("番号条例第3条") == ["番号条例 3"]
    assert find_citations("番号条例第3条").citations[0].law != law_book().by_name["番号法"]


def test_laws_known_have_ids_and_others_none():
    known, printed = find_citations("番号法第9条、星見町条例第3条").citations
    assert known.law == law_book().by_name["番号法"]
    assert printed.law == Law("星見町条例", None, None, "ordinance")


def test_a_known_law_right_behind_another_word_is_known():
    law = find_citations("番号法別表の3の項番号法第14条").citations[1].law
    assert law is not None
    assert law.law_id == "425AC0000000027"


def test_how_a_law_was_known_is_told():
    how = [one.how for one in find_citations("番号法第7条。同法第9条\n第8条、住基法第5条、第6条。第7条").citations]
    assert how == ["named", "carried", "carried", "named", "named", "unresolved"]


def test_a_range_that_cannot_be_counted_gives_its_ends_and_says_so():
    first, last = find_citations("住基法第30条の15から第31条まで").citations
    assert (first.article, last.article) == ("30-15", "31")
    assert first.text == last.text
    assert first.note == last.note == "a range whose provisions are not counted out"
    (rows,) = find_citations("番号法別表第一の9の2の項から11の項まで").citations
    assert rows.schedule_rows == ("9-2", "11")
    assert rows.note == "a range whose rows are not counted out"


def test_a_provision_that_is_not_known_says_so():
    (one,) = find_citations("前条に定める").citations
    assert (one.law, one.article, one.note) == (None, None, "the provision meant is not known")


def test_full_width_and_line_breaks_keep_the_offsets():
    text = "㈱①　番号法\n（平成２５年５月３１日\u3000法律第２７号）第９条"
    (one,) = find_citations(text).citations
    assert (one.start, one.end) == (3, len(text))
    assert one.law_text == "番号法"


PIECES = [
    *(
        "番号法",
        "住基法",
        "同法",
        "同条例",
        "法",
        "規則",
        "条例",
        "主務省令",
        "別表",
        "附則",
        "同表",
        "第",
        "条",
        "項",
        "号",
        "欄",
    ),
    *(
        "の",
        "の表",
        "の項",
        "から",
        "まで",
        "～",
        "－",
        "及び",
        "又は",
        "、",
        "と",
        "，",
        "（",
        "）",
        "「",
        "」",
        "・",
        "。",
        "\n",
    ),
    *(
        "以下「X」という。",
        "に基づく",
        "平成25年法律第27号",
        "総務省告示",
        "令和元年",
        "1",
        "2",
        "16",
        "１",
        "二",
        "十",
        "百",
        "〇",
    ),
    *(
        "イ",
        "ロ",
        "各項",
        "ただし書",
        "前項",
        "同条",
        "次号",
        "項番",
        "霧沢市",
        "に関する",
        "施行令",
        "第9条",
        "第1項",
        "第8号",
    ),
    *("第二", "別表第二", "\u3000", " ", "※", "①"),
]
ANY_TEXT = st.text() | st.lists(st.sampled_from(PIECES) | st.text(max_size=3), max_size=40).map("".join)


@given(ANY_TEXT)
def test_no_text_raises_and_every_span_is_true(text):
    found = find_citations(text)
    assert all(text[one.start : one.end] == one.text for one in found.citations)
    assert all(one.text for one in found.citations)
    again = find_citations(text, found.definitions)
    assert all(text[one.start : one.end] == one.text for one in again.citations)
    assert not found.citations or may_cite(text)


@given(ANY_TEXT)
def test_tokens_cover_a_text_once(text):
    normal = scanner.normal_form(text)
    found = scanner.tokens(normal, names.law_tokens(normal, {}))
    assert [token.start for token in found] == [0, *(token.end for token in found[:-1])][: len(found)]
    assert not found or found[-1].end == len(normal.normal)


@pytest.mark.parametrize(
    "text",
    ["１、" * 20_000, "（" * 20_000 + "第1条", "番号法第1条、" * 3_000, "第1条の1" * 5_000, "別表第一の" * 5_000,
     "9" * 50_000, "千" * 9_000,
     "条例を" * 9_000, "「番号法」（平成" * 4_000],
    ids=range(9),
)  # fmt: skip
def test_long_texts_come_to_an_end(text):
    found = find_citations(text).citations
    assert all(text[one.start : one.end] == one.text for one in found[:50])


def test_nothing_in_gives_nothing():
    assert find_citations(None).citations == find_citations("").citations == ()
