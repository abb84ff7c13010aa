"""Whose an assessment is, of which business and series: columns with what decided them, findings where nothing did."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from extractors.model import Answer, AssessmentReading
from pipeline.agency_facts import agency_facts
from pipeline.rows import document_rows
from pipeline.schema import arrow_table
from tests.pipeline.fakes import reading

BLANK = reading().assessments[0]
PATTERN = next(answer for answer in BLANK.answers if answer.concept == "statement.agency")
COVER = {
    "statement.agency": "霧沢市長",
    "statement.name": "霧沢市　児童手当に関する事務　基礎項目評価書",
    "statement.number": "１２",
    "business.name": "児童手当に関する事務",
}


def filing(form: str = "2", **more: str | None) -> AssessmentReading:
    """An assessment with texts by concept (``__`` for a dot); None takes one of ``COVER`` away."""
    said = COVER | {concept.replace("__", "."): text for concept, text in more.items()}
    answers = tuple(_answer(concept, text) for concept, text in said.items() if text is not None)
    return replace(BLANK, form=form, title=None, answers=answers)


def _answer(concept: str, text: str) -> Answer:
    return replace(PATTERN, code=f"code of {concept}", concept=concept, value=text, kind="text")


def rules(one: AssessmentReading) -> list[tuple[str, str]]:
    return [(finding.severity.value, finding.rule) for finding in agency_facts(one).findings]


def series(**more: str | None) -> str | None:
    form = more.pop("form", None) or "2"
    return agency_facts(filing(form, **more)).columns["series_id"]


# ------------------------------------------------------------------------------------------------ columns


def test_columns_and_what_decided_them():
    facts = agency_facts(filing(statement__agency="大津市長"))
    assert facts.findings == ()
    wanted = {
        "local_government_code": "252018", "prefecture": "滋賀県", "municipality": "大津市", "agency_kind": "city",
        "agency_evidence": "agency_name", "business_category": "child_allowance",
        "business_category_evidence": "business_name: 児童手当",
    }  # fmt: skip
    assert {name: facts.columns[name] for name in wanted} == wanted


def test_the_columns_and_findings_reach_the_tables():
    whole = replace(
        reading(),
        assessments=(filing(statement__agency="府中市長", business__name="渡し船の事務", statement__name="渡し船"),),
    )
    rows = document_rows("d" * 16, whole)
    (row,) = arrow_table("assessments", rows["assessments"]).to_pylist()
    assert (row["agency_kind"], row["agency_evidence"], row["series_id"]) == ("city", None, None)
    found = {row["rule"]: row for row in rows["diagnostics"] if row["rule"].startswith(("agency", "business"))}
    assert found.keys() == {"agency_ambiguous", "business_unknown"}
    ambiguous = found["agency_ambiguous"]
    assert ambiguous["expected"] == "132063 東京都府中市 | 342084 広島県府中市"
    assert (ambiguous["found"], ambiguous["severity"], ambiguous["page"]) == ("府中市長", "warning", PATTERN.page)
    assert ambiguous["item_code"] == "code of statement.agency"
    assert [row["finding_no"] for row in rows["diagnostics"]] == list(range(1, len(rows["diagnostics"]) + 1))


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ({"statement__agency": "大津市長"}, []),
        ({"statement__agency": "架空広域連合"}, []),
        ({}, [("info", "agency_unknown")]),
        ({"statement__agency": None}, [("info", "agency_unknown")]),
        (
            {"statement__agency": "大津市長", "business__name": "介護保険と児童手当の事務", "statement__name": None},
            [("warning", "business_ambiguous")],
        ),
        (
            {"statement__agency": "大津市長", "business__name": "渡し船の事務", "statement__name": "渡し船"},
            [("info", "business_unknown")],
        ),
        (
            {"statement__agency": "大津市長", "business__name": None, "statement__name": None},
            [("info", "business_unknown")],
        ),
    ],
)
def test_findings(more, expected):
    assert rules(filing(**more)) == expected


@pytest.mark.parametrize(
    ("more", "code", "evidence"),
    [
        ({"inquiry__contact": "東京都府中市架空町１"}, "132063", "contact"),
        ({"disclosure__contact": "広島県府中市架空町１"}, "342084", "contact"),
        ({"statement__declaration": "広島県府中市は、"}, "342084", "declaration"),
        ({"business__description": "東京都の条例による"}, "132063", "text"),
        ({"provision__recipient": "広島県府中市"}, None, None),
        ({"transfer__recipient": "東京都府中市架空課"}, None, None),
        ({"entrustment__contractor": "東京都府中市の架空社"}, None, None),
        ({"storage__place": "東京都のデータセンター"}, None, None),
        ({"business__description": "広島県知事に報告する"}, None, None),
    ],
)
def test_what_the_document_says_decides_among_places_of_one_name(more, code, evidence):
    columns = agency_facts(filing(statement__agency="府中市長", **more)).columns
    assert (columns["local_government_code"], columns["agency_evidence"]) == (code, evidence)


# ------------------------------------------------------------------------------------------------ series


@pytest.mark.parametrize(
    "more",
    [
        {"form": "4"},
        {"statement__agency": "霧沢市長　山田　太郎"},
        {"statement__agency": "霧沢市"},
        {"statement__name": "児童手当事務　全項目評価書", "business__name": "児童手当の支給に関する事務"},
        {"business__name": None},
    ],
)
def test_a_series_outlasts_forms_heads_and_titles(more):
    assert series(**more) == series() is not None


@pytest.mark.parametrize("category", [None, "児童手当"])
def test_agencies_numbers_and_businesses_of_their_own_are_series_of_their_own(category):
    business = f"{category}に関する事務" if category else "渡し船に関する事務"
    title = {"statement__name": None, "business__name": business}
    others = [
        title,
        title | {"statement__agency": "霧沢市教育委員会"},
        title | {"statement__agency": "星見町長"},
        title | {"business__name": "介護保険に関する事務"},
        title | {"business__name": "農園に関する事務"},
    ]
    ids = [series(**one) for one in others]
    assert None not in ids
    assert all(one != another for one, another in combinations(ids, 2))


def test_a_number_tells_businesses_of_one_category_apart_and_a_name_those_without_number():
    assert series(statement__number="１３") != series()
    assert series(statement__number=None) not in (series(), None)
    assert series(statement__number=None, business__name="児童手当（特例）事務") == series(statement__number=None)
    assert series(statement__number=None, business__name="児童手当現況届事務") != series(statement__number=None)


def test_a_number_of_several_parts_is_one_series_each_and_says_so():
    assert len({series(statement__number=one) for one in ("1", "1-2", "1－3", "R6-12")}) == 4
    assert series(statement__number="1-2") == series(statement__number="１－２")
    assert (
        series(statement__number="第15号（改1）") == series(statement__number="15") == series(statement__number="(15)")
    )
    agency = {"statement__agency": "大津市長"}
    assert rules(filing(statement__number="R6-12", **agency)) == [("info", "number_in_parts")]


@pytest.mark.parametrize(
    ("printed", "number"),
    [
        ("1,234", "1234"), ("１，２３４", "1234"), ("令和6年度 12", "6"), ("第１２号　令和3年", "12"),
        ("平成27年7月1日 5", "27"), ("第12号 2021/4/1", "12"), ("第12号 R3/4/1", "12"), ("12 Ver.1-2", "12"),
        ("12 第1-2版", "12"), ("12-2021年", "12"), ("12 (1-2)", "12"), ("なし", None), ("第12号 3", "12"),
    ],
)  # fmt: skip
def test_dates_and_versions_beside_a_number_are_no_parts_of_it(printed, number):
    agency = {"statement__agency": "大津市長"}
    assert series(statement__number=printed) == series(statement__number=number)
    assert rules(filing(statement__number=printed, **agency)) == []


@pytest.mark.parametrize(
    "printed",
    ["第1-2号", "1ー2", "1 - 2", "１―２", "1/2", "第１の２", "№1-2", "1-2 令和3年4月1日", "令和3年度 第1-2号", "(1-2)",
     "1-2 Ver.3", "1-2 2021/4/1"],
)  # fmt: skip
def test_the_parts_of_a_number_are_one_key_however_they_are_joined(printed):
    assert series(statement__number=printed) == series(statement__number="1-2")
    assert series(statement__number=printed) not in (series(statement__number="1"), series(statement__number="1-3"))
    assert rules(filing(statement__number=printed, statement__agency="大津市長")) == [("info", "number_in_parts")]


def test_a_business_without_category_goes_by_its_name_whatever_its_number():
    named = {"business__name": "渡し船定期券に関する事務", "statement__name": None}
    assert series(**named) == series(**named | {"statement__number": "９"}) is not None
    assert series(**named) == series(**named | {"business__name": "渡し船定期券　事務"})
    assert series(**named) != series(**named | {"business__name": "渡し船回数券に関する事務"})


@pytest.mark.parametrize("agency", ["府中市長", "－", "市長", None])
def test_no_series_without_an_agency(agency):
    assert series(statement__agency=agency, statement__name=None) is None


def test_no_series_without_a_business():
    assert series(business__name=None, statement__name=None) is None


def test_a_series_id_never_changes_by_itself():
    assert series() == "a74a301915c8f988"
