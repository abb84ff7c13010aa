"""Categories of business: titles labelled before the words were written; the held-out half changed no word."""

from __future__ import annotations

import csv
import doctest
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from normalizers import business
from normalizers.business import Business, business_category, categories, identify_business

TITLES = Path(__file__).parent / "data" / "business_titles.tsv"
PRECISION, RECALL = 1.0, 0.95  # of all that are answered; of the held-out half that has a category


def titles(half: str | None = None) -> list[tuple[str, str | None]]:
    rows = list(csv.DictReader(TITLES.read_text("utf8").splitlines(), delimiter="\t"))
    return [(row["title"], row["category"] or None) for row in rows if half in (None, row["half"])]


def test_examples_in_docstrings():
    result = doctest.testmod(business)
    assert result.attempted > 0
    assert result.failed == 0


def test_the_labelled_titles_are_many_and_of_every_kind():
    labelled = titles()
    assert len(labelled) == len(dict(labelled)) >= 150
    assert abs(len(titles("held")) - len(titles("tune"))) <= 1
    standardised = {slug for slug, one in categories().items() if one.is_standardised}
    assert len(standardised) == 20
    assert standardised <= {category for _, category in titles("held")}
    assert {category for _, category in labelled} <= {*categories(), None}


@pytest.mark.parametrize("half", ["tune", "held"])
def test_titles_get_their_category(half):
    read = [(title, wanted, business_category(title)) for title, wanted in titles(half)]
    answered = [one for one in read if one[2]]
    known = [one for one in read if one[1]]
    right = sum(wanted == found for _, wanted, found in answered)
    precision, recall = right / len(answered), right / len(known)
    wrong = [one for one in read if one[1] != one[2]]
    said = (
        f"{half}: precision {precision:.3f} of {len(answered)}, recall {recall:.3f} of {len(known)}; not right: {wrong}"
    )
    assert precision >= PRECISION, said
    assert recall >= RECALL, said


def test_every_category_has_labels_and_words():
    for slug, one in categories().items():
        assert slug.isascii(), slug
        assert slug == slug.lower()
        assert all((one.ja, one.en, one.patterns)), slug
        assert one.of <= categories().keys()


@pytest.mark.parametrize(
    ("given_texts", "expected"),
    [
        (("介護保険に関する事務", "児童手当　基礎項目評価書"), Business("long_term_care", "business_name: 介護保険")),
        (("台帳に関する事務", "児童手当　基礎項目評価書"), Business("child_allowance", "title: 児童手当")),
        ((None, None), Business()),
        (
            ("台帳に関する事務", None, ["住民基本台帳システム", "生活保護システム"]),
            Business("public_assistance", "system_names: 生活保護"),
        ),
        (("台帳に関する事務", None, ["介護保険システム", "生活保護システム"], ["生活保護法"]),
         Business("public_assistance", "legal_basis: 生活保護法")),
        (("台帳に関する事務", None, ["住民基本台帳システム"], ["住民基本台帳法第30条の9"]), Business()),
        (("台帳に関する事務", None, ["介護保険システム", "生活保護システム"]),
         Business(candidates=("long_term_care", "public_assistance"))),
        (("介護保険と児童手当に関する事務", "児童手当"), Business("child_allowance", "title: 児童手当")),
        (("介護保険と児童手当に関する事務", None, ["児童手当システム"]),
         Business(candidates=("long_term_care", "child_allowance"))),
        (("台帳に関する事務", None, ["国保総合システム"], [], "架空健康保険組合"),
         Business("health_insurance", "agency_name: 健康保険組合")),
        (("台帳に関する事務", None, ["介護保険システム"], [], "架空市長"),
         Business("long_term_care", "system_names: 介護保険")),
        (("介護保険と児童手当に関する事務", None, [], [], "架空介護保険広域連合"),
         Business("long_term_care", "agency_name: 介護保険")),
        (("台帳に関する事務", None, [], [], "架空県後期高齢者医療広域連合　広域連合長　山田太郎"),
         Business("late_elderly_medical", "agency_name: 後期高齢者医療広域連合")),
        (("台帳に関する事務", None, [], [], "独立行政法人日本学生支援機構"),
         Business("scholarship", "agency_name: 日本学生支援機構")),
        (("台帳に関する事務", None, [], [], "架空職員共済組合架空県支部長"),
         Business("mutual_aid", "agency_name: 共済組合")),
        (("台帳に関する事務", None, [], [], "架空　国民健康保険組合理事長"),
         Business("national_health_insurance", "agency_name: 国民健康保険組合")),
        (("台帳に関する事務", None, [], [], "大津市長（子ども家庭部　児童手当課）"), Business()),
        (("台帳に関する事務", None, [], [], "大津市　国保年金課"), Business()),
        (("台帳に関する事務", None, [], [], "大津市長　健康保険組合"), Business()),
        (("台帳に関する事務", None, [], [], "大津市長（架空健康保険組合）"), Business()),
        (("台帳に関する事務", None, [], [], "大津市国民健康保険組合担当課"), Business()),
        (("台帳に関する事務", None, ["介護保険システム"], [], "大津市　児童手当課"),
         Business("long_term_care", "system_names: 介護保険")),
        (("介護保険と児童手当に関する事務", None, [], [], "大津市長（児童手当課）"),
         Business(candidates=("long_term_care", "child_allowance"))),
        (("退職手当支給事務", None, ["国保総合システム"]), Business("personnel", "business_name: 退職手当")),
        (("介護保険と児童手当に関する事務", "生活保護"), Business(candidates=("long_term_care", "child_allowance"))),
    ],
)  # fmt: skip
def test_the_first_text_that_says_one_category_decides(given_texts, expected):
    assert identify_business(*given_texts) == expected


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("特別児童扶養手当に関する事務", "special_child_rearing_allowance"),
        ("児童扶養手当に関する事務", "child_rearing_allowance"),
        ("戸籍の附票に関する事務", "family_register_addresses"),
        ("固定資産税及び軽自動車税の賦課に関する事務", "local_tax"),
        ("固定資産税及び軽自動車税の滞納整理に関する事務", "tax_collection"),
        ("国民健康保険税の滞納整理に関する事務", "national_health_insurance"),
        ("水道料金の収納に関する事務", None),
        ("交通災害共済に関する事務", None),
        ("労働者災害補償に関する事務", "workers_compensation"),
        ("住民税非課税世帯への給付金の支給に関する事務", "benefits"),
        ("介護保険及び国民年金に関する事務", None),
    ],
)
def test_words_inside_longer_ones_count_for_nothing(name, category):
    assert business_category(name) == category


@pytest.mark.parametrize(
    ("name", "category"),
    [
        ("住民票の写し等のコンビニ交付に関する事務", "certificates"),
        ("証明書発行に関する事務", "certificates"),
        ("戸籍証明書の交付に関する事務", "family_register"),
        ("税証明の交付に関する事務", "local_tax"),
        ("運転免許に関する事務", "driving_licence"),
        ("情報提供ネットワークシステムの設置及び管理に関する事務", "information_network"),
        ("職業訓練受講給付金の支給に関する事務", "job_seekers"),
        ("高等職業訓練促進給付金の支給に関する事務", "single_parent_welfare"),
        ("被爆者健康管理手当の支給に関する事務", "atomic_bomb"),
        ("健康診査に関する事務", "health_management"),
        ("後期高齢者健康診査に関する事務", "late_elderly_medical"),
        ("ひとり親家庭福祉事務", "single_parent_welfare"),
        ("住基事務", "resident_register"),
        ("学校保健安全法医療費援助", "school_health"),
        ("妊婦のための支援給付", "maternal_child_health"),
        ("税務収納事務", "tax_collection"),
        ("生活に困窮する外国人に対する保護に関する事務", "public_assistance"),
    ],
)
def test_kinds_that_are_rare(name, category):
    assert business_category(name) == category


def test_the_network_and_certificates_of_a_system_decide_nothing():
    found = identify_business("台帳に関する事務", None, ["コンビニ交付システム", "介護保険システム"])
    assert found.category == "long_term_care"


@given(
    st.lists(st.sampled_from(["児童手当", "介護保険", "戸籍", "課税", "渡し船", "滞納", "、", "\ud800"])).map("".join)
)
def test_a_category_is_decided_or_its_rivals_are_said(text):
    found = identify_business(text)
    assert (found.category is None) == (found.evidence is None)
    assert found.category is None or not found.candidates
    assert len(found.candidates) != 1
