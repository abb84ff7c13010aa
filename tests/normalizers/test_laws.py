"""Laws: ids by rule, and that the data file is whole."""

from __future__ import annotations

import doctest
import re
from collections import Counter
from importlib.resources import files

import pytest
import yaml

from normalizers import laws
from normalizers.laws import Law, LawNumber, law_book, law_id, numbered_law

DATA = yaml.safe_load(files("normalizers").joinpath("data/laws.yaml").read_text(encoding="utf-8"))
ENTRIES = DATA["laws"]
KEYS = {"name", "number", "short", "id", "kind", "named_by", "is_repeated"}


def test_examples_in_docstrings():
    result = doctest.testmod(laws)
    assert result.attempted > 3
    assert result.failed == 0


@pytest.mark.parametrize(
    ("name", "known"),
    [
        # ids as e-Gov 法令検索 (https://laws.e-gov.go.jp) shows them
        ("番号法", "425AC0000000027"),
        ("番号法施行令", "426CO0000000155"),
        ("住民基本台帳法", "342AC0000000081"),
        ("地方自治法", "322AC0000000067"),
        ("地方税法", "325AC0000000226"),
        ("個人情報保護法", "415AC0000000057"),
        ("公的個人認証法", "414AC0000000153"),
        ("民法", "129AC0000000089"),
        ("感染症法", "410AC0000000114"),
        ("障害者総合支援法", "417AC0000000123"),
        ("出入国管理及び難民認定法", "326CO0000000319"),
        ("公職選挙法", "325AC1000000100"),
        ("精神保健福祉法", "325AC0100000123"),
        ("身体障害者福祉法", "324AC1000000283"),
        ("被災者生活再建支援法", "410AC0100000066"),
        ("番号省令", "426M60000008085"),
        ("日本国憲法", "321CONSTITUTION"),
        ("公営住宅法", None),
    ],
)
def test_ids_of_well_known_laws(name, known):
    assert law_book().by_name[name].law_id == known


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["name"])
def test_entries_are_sound(entry):
    assert set(entry) <= KEYS
    assert entry.get("number") or entry.get("id"), "a law has a number, or an id"
    given = entry.get("id")
    assert given is None or re.fullmatch(r"[1-5]\d\d[0-9A-Z]{12}|321CONSTITUTION", given)
    for one in entry.get("named_by", ()):
        assert one["of"] in law_book().by_name
        assert one["orders"]


def test_no_name_and_no_number_stands_twice():
    names = Counter(
        name for entry in ENTRIES if not entry.get("is_repeated") for name in (entry["name"], *entry.get("short", ()))
    )
    numbers = Counter(entry["number"] for entry in ENTRIES if entry.get("number"))
    assert [name for name, count in (names + numbers).items() if count > 1] == []


def test_an_act_whose_id_is_not_known_gets_none_by_rule():
    """Who brought a bill in is a digit of the id and not of the number: a guess would be wrong without saying so."""
    assert numbered_law(None, LawNumber("平成", 20, "法律", 99)).law_id is None
    assert numbered_law(None, LawNumber("平成", 20, "政令", 99)).law_id == "420CO0000000099"


@pytest.mark.parametrize(
    "number", [("平成", 20, "省令", 9), (None, None, "政令", 9), ("平成", 100, "法律", 9), ("平成", 1, "法律", 1000)]
)
def test_numbers_without_an_id_by_rule(number):
    assert law_id(LawNumber(*number)) is None


def test_a_title_that_several_laws_have_is_known_by_number_alone():
    assert "国民年金法等の一部を改正する法律" not in law_book().by_name
    assert law_book().by_number["昭和60年法律第34号"] == Law(
        "国民年金法等の一部を改正する法律", "昭和60年法律第34号", "360AC0000000034", "act"
    )
