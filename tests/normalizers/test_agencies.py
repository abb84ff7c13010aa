"""Who an agency is: by its name, and by what else its document says where the name leaves it open."""

from __future__ import annotations

import csv
import doctest
from importlib.resources import files

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers import agencies, local_places, same_names
from normalizers.agencies import identify_agency, resolve_agency
from normalizers.local_places import fold, is_code, places
from normalizers.same_names import Evidence

KINDS = {
    "prefecture", "city", "ward", "town", "village", "education_board", "union", "national", "incorporated", "other",
}  # fmt: skip


@pytest.mark.parametrize("module", [agencies, local_places])
def test_examples_in_docstrings(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


# ------------------------------------------------------------------------------------------------ the data


def test_every_codes_check_digit_verifies():
    assert len(places()) == 1788
    assert [place for place in places() if not is_code(place.code)] == []


@pytest.mark.parametrize("code", ["01000", "13206", "00001", "00031", "00040"])
def test_no_other_digit_checks(code):
    right = {"01000": "6", "13206": "3", "00001": "9", "00031": "1", "00040": "0"}[code]
    assert [digit for digit in "0123456789" if is_code(code + digit)] == [right]


@pytest.mark.parametrize("text", ["", "13206", "1320633", "13206x", "１３２０６３"])
def test_what_is_not_six_digits_is_no_code(text):
    assert not is_code(text)


def test_folding_makes_no_two_names_one():
    names = {place.municipality for place in places()}
    assert len({fold(name) for name in names}) == len(names)
    assert all(
        len(fold(name)) == len(name) for place in places() for name in (place.prefecture, place.municipality or "")
    )


def test_the_same_named_places_are_those_of_the_data():
    text = files("normalizers").joinpath("data/same_named_places.csv").read_text("utf8")
    rows = list(csv.DictReader(text.splitlines()))
    names = [place.municipality for place in places() if place.municipality]
    same = {(place.prefecture, place.municipality) for place in places() if names.count(place.municipality or "") > 1}
    assert {(row["prefecture"], row["municipality"]) for row in rows} == same
    for column in ("county", "postal_code"):
        told = [(row["municipality"], row[column]) for row in rows if row[column]]
        assert len(set(told)) == len(told), f"{column} does not tell places of one name apart"
    assert all(bool(row["county"]) == row["municipality"].endswith(("町", "村")) for row in rows)


def test_every_place_is_known_by_its_heads_name():
    assert len(places()) > 1700
    for place in places():
        head = f"{place.prefecture}{place.municipality}長" if place.municipality else f"{place.prefecture}知事"
        assert identify_agency(head)[:3] == place
        body = identify_agency(f"{place.prefecture}{place.municipality or ''}教育委員会")
        assert body == (*place, "education_board")


# ------------------------------------------------------------------------------------------------ names


@pytest.mark.parametrize(
    ("name", "code", "kind"),
    [
        ("大津市長　山田　太郎", "252018", "city"),
        ("大　津　市　長", "252018", "city"),
        ("滋賀県　大津市", "252018", "city"),
        ("大津市市長", "252018", "city"),
        ("大津市選挙管理委員会", "252018", "city"),
        ("大津市農業委員会会長", "252018", "city"),
        ("大津市病院事業管理者", "252018", "city"),
        ("公営企業管理者（大津市長）", "252018", "city"),
        ("大津市教育委員会　教育長", "252018", "education_board"),
        ("大津市長・大津市教育委員会", "252018", "city"),
        ("大津市教育委員会\n大津市長", "252018", "city"),
        ("滋賀県教育委員会、滋賀県知事", "250007", "prefecture"),
        ("大津市教育委員会（大津市長）", "252018", "education_board"),
        ("架空県知事\n架空県教育委員会", None, "prefecture"),
        ("架空町教育委員会教育長及び架空町長", None, "town"),
        ("架空県", None, "prefecture"),
        ("別府", None, "other"),
        ("甲府", None, "other"),
        ("太宰府", None, "other"),
        ("政府", None, "other"),
        ("龍ヶ崎市長", "082082", "city"),
        ("竜が崎市長", "082082", "city"),
        ("桧原村長", "133078", "village"),
        ("四条畷市長", "272299", "city"),
        ("篭原町長", None, "town"),
        ("聖篭町長", "153079", "town"),
        ("神奈川県足柄下郡箱根町長", "143821", "town"),
        ("千代田区長", "131016", "ward"),
        ("札幌市中央区長", "011002", "ward"),
        ("名古屋市中村区長", "231002", "ward"),
        ("札幌市中央区保健福祉部長様", "011002", "ward"),
        ("大阪市北区役所", "271004", "ward"),
        ("大阪市区画整理局長", "271004", "city"),
        ("京都市南部地区事務所長", "261009", "city"),
        ("名古屋市選挙区選挙長", "231002", "city"),
        ("名古屋市特別区税務局長", "231002", "city"),
        ("名古屋市行政区長", "231002", "city"),
        ("名古屋市財産区管理者", "231002", "city"),
        ("緑区長", None, "ward"),
        ("神戸市長田区長", "281000", "ward"),
        ("神戸市長　区太郎", "281000", "city"),
        ("鹿島市長", "412074", "city"),
        ("鹿嶋市長", "082228", "city"),
        ("北海道余市郡余市町長", "014087", "town"),
        ("余市郡赤井川村長", "014095", "village"),
        ("兵庫県赤穂郡上郡町長", "284815", "town"),
        ("西村山郡朝日町長", "063231", "town"),
        ("福岡県京都郡苅田町長", "406210", "town"),
        ("西諸県郡高原町", "453617", "town"),
        ("東京都八丈島八丈町長", "134015", "town"),
        ("山形県北村山郡架空町長", None, "town"),
        ("東村山市長", "132136", "city"),
        ("東村川市長", None, "city"),
        ("東京都架空市長", None, "city"),
        ("東京都知事", "130001", "prefecture"),
        ("京都府教育委員会", "260002", "education_board"),
        ("大阪府警察本部長", "270008", "prefecture"),
        ("架空県知事", None, "prefecture"),
        ("厚生労働大臣", None, "national"),
        ("国税庁長官", None, "national"),
        ("デジタル庁", None, "national"),
        ("総務省", None, "national"),
        ("日本年金機構", None, "incorporated"),
        ("地方公共団体情報システム機構", None, "incorporated"),
        ("全国健康保険協会", None, "incorporated"),
        ("架空共済組合", None, "incorporated"),
        ("独立行政法人架空機構", None, "incorporated"),
        ("国立大学法人架空大学", None, "incorporated"),
        ("架空衛生施設組合管理者", None, "union"),
        ("大津市・草津市架空広域連合", None, "union"),
        ("大津市・草津市", None, "other"),
    ],
)
def test_names(name, code, kind):
    agency = identify_agency(name)
    assert (agency.local_government_code, agency.kind) == (code, kind)


@pytest.mark.parametrize(
    ("names", "key"),
    [
        (("大津市長", "滋賀県大津市長　山田太郎", "大津市"), "252018"),
        (("大津市教育委員会", "大津市教育長"), "252018/教育委員会"),
        (("札幌市中央区長", "札幌市中央区保健福祉部長"), "011002/中央区"),
        (("滋賀県教育委員会\n滋賀県知事", "滋賀県知事・滋賀県教育委員会"), "250007"),
        (("架空県教育委員会\n架空県知事", "架空県知事・架空県教育委員会"), "架空県"),
        (("架空市長", "架空市長　山田太郎", "架空　市"), "架空市"),
        (("架空広域連合", "架空広域連合長", "架空広域連合　広域連合長"), "架空広域連合"),
        (("架空共済組合理事長", "架空共済組合"), "架空共済組合"),
        (("府中市長", "－", "", None, "市長", "教育委員会"), None),
    ],
)
def test_the_key_is_one_for_all_names_of_an_agency(names, key):
    assert {resolve_agency(name).key for name in names} == {key}


# ------------------------------------------------------------------------------------------------ evidence

TOKYO, HIROSHIMA = "132063", "342084"


@pytest.mark.parametrize(
    ("name", "evidence", "code", "decided_by"),
    [
        ("東京都府中市長", Evidence(["広島県府中市架空町1"]), TOKYO, "agency_name"),
        ("府中市長（広島県）", Evidence(["東京都府中市架空町1"]), HIROSHIMA, "agency_name"),
        ("府中市長", Evidence(["東京都府中市架空町1"], "広島県府中市"), TOKYO, "contact"),
        ("府中市長", Evidence(["架空部 広島県架空町1"], None, "東京都府中市は"), HIROSHIMA, "contact"),
        ("府中市長", Evidence(["〒726-0000 架空町1"], "東京都府中市　架空事務"), TOKYO, "title"),
        ("府中市長", Evidence([], None, "広島県府中市は、", lambda: ["東京都府中市"]), HIROSHIMA, "declaration"),
        ("府中市長", Evidence(["〒１８３－００００　府中市架空町１"]), TOKYO, "postal_code"),
        ("府中市長", Evidence(["電話 1833-183-0000"]), None, None),
        ("府中市長", Evidence(others=lambda: ["広島県府中市の区域"]), HIROSHIMA, "text"),
        ("府中市長", Evidence(others=lambda: ["東京都の条例による"]), TOKYO, "text"),
        ("府中市長", Evidence(others=lambda: ["東京都の条例", "広島県の条例"]), None, None),
        ("府中市長", Evidence(others=lambda: ["大阪府の条例", "京都府中部"]), None, None),
        ("府中市長", Evidence(["広島県知事"], "広島県警察", "広島県教育委員会", lambda: ["広島県知事"]), None, None),
        ("池田町長", Evidence(["揖斐郡池田町架空1"]), "214043", "contact"),
        ("北安曇郡池田町長", Evidence(), "204811", "agency_name"),
        ("緑区長", Evidence(["横浜市緑区架空町1"]), "141003", "contact"),
        ("緑区長", Evidence(["架空市緑区架空町1"]), None, None),
        ("中央区長", Evidence(["札幌市中央区架空1"]), "011002", "contact"),
        ("中央区長", Evidence(["東京都中央区架空1"]), "131024", "agency_name"),
        ("市長", Evidence(title="大津市　架空事務"), "252018", "title"),
        ("教育委員会", Evidence(declaration="大津市教育委員会は、架空事務における"), "252018", "declaration"),
        (None, Evidence(["広島県府中市架空町1"], "府中市　架空事務"), HIROSHIMA, "contact"),
        ("架空市長", Evidence(["大津市架空1"], "大津市", "大津市は"), None, None),
    ],
)
def test_the_most_trusted_text_that_knows_decides(name, evidence, code, decided_by):
    found = resolve_agency(name, evidence)
    assert (found.agency.local_government_code, found.evidence) == (code, decided_by)
    if code:
        assert (found.key or "").startswith(code)


def test_what_cannot_be_decided_says_its_candidates():
    found = resolve_agency("府中市長")
    assert [place.code for place in found.candidates] == [TOKYO, HIROSHIMA]
    assert (found.evidence, found.key, found.is_recognised) == (None, None, False)


def test_other_text_is_not_asked_for_where_a_more_trusted_one_decides():
    def others():
        raise AssertionError

    assert resolve_agency("大津市長", Evidence(others=others)).key == "252018"
    assert resolve_agency("府中市長", Evidence(title="東京都府中市", others=others)).key == TOKYO


PIECES = [
    "府中",
    "市",
    "長",
    "東京都",
    "広島県",
    "池田町",
    "郡",
    "中央区",
    "札幌市",
    "組合",
    "大臣",
    "・",
    "（",
    " ",
    "-",
    "\ud800",
]
ANY = st.lists(st.sampled_from(PIECES)).map("".join)


@given(ANY, ANY, ANY, ANY)
def test_no_texts_raise_and_a_code_is_one_of_the_data(name, contact, title, declaration):
    found = resolve_agency(name, Evidence([contact], title, declaration, lambda: [contact]))
    assert found.agency.kind in KINDS
    codes = {place.code for place in places()} | {None}
    assert found.agency.local_government_code in codes
    assert len(found.candidates) != 1
    assert not (found.candidates and found.agency.local_government_code)
    assert found.evidence is None or found.evidence in {
        same_names.AGENCY_NAME, same_names.CONTACT, same_names.TITLE, same_names.DECLARATION, same_names.POSTAL_CODE,
        same_names.TEXT,
    }  # fmt: skip
