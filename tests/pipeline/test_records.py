"""Record items as rows, and the declared size against the list."""

from __future__ import annotations

from dataclasses import replace

import pytest

from extractors.model import RecordItem
from pipeline.records import DECLARED_COUNT, count_findings
from pipeline.rows import document_rows
from tests.pipeline.fakes import BOX, reading

ASSESSMENT = reading().assessments[0]


def listed(n: int, file_no: int | None = 1) -> tuple[RecordItem, ...]:
    return tuple(RecordItem(file_no, k, None, k, f"項目{k}", None, 1, 1, BOX) for k in range(1, n + 1))


def declared(label: str, *items: RecordItem):
    """An assessment of one file that declares ``label`` and lists ``items``."""
    answer = next(a for a in ASSESSMENT.answers if a.concept == DECLARED_COUNT and a.choice and a.file_no == 1)
    assert answer.choice is not None
    answer = replace(answer, choice=replace(answer.choice, selected_label=label))
    return replace(ASSESSMENT, answers=(answer,), record_items=items)


def test_rows_have_the_lists_code_and_one_written_form():
    rows = document_rows("d", reading())["record_items"]
    assert [(row["file_no"], row["seq"], row["item_no"]) for row in rows] == [(1, 1, 1), (1, 2, 3), (2, 1, None)]
    assert {(row["item_code"], row["concept"]) for row in rows} == {("annex2.items", "file.record_items_list")}
    assert (rows[0]["name"], rows[0]["name_norm"]) == ("氏名（ｶﾅ）", "氏名(カナ)")
    assert (rows[1]["group_name"], rows[1]["note"]) == ("＜架空ファイル＞", "※　交付の場合のみ")
    assert (rows[1]["page"], rows[1]["page_last"], rows[1]["top"]) == (2, 3, 20.0)


@pytest.mark.parametrize("label", ["10項目以上50項目未満", "10項目以上"])
@pytest.mark.parametrize(("n", "differs"), [(9, True), (10, False), (49, False)])
def test_a_list_shorter_than_declared(label, n, differs):
    assert bool([*count_findings(declared(label, *listed(n)))]) is differs


@pytest.mark.parametrize(("n", "differs"), [(49, False), (50, True)])
def test_a_list_longer_than_declared(n, differs):
    found = [*count_findings(declared("10項目以上50項目未満", *listed(n)))]
    assert [(f.rule, f.file_no, f.expected, f.found) for f in found] == (
        [("record_item_count", 1, "10項目以上50項目未満", "50")] if differs else []
    )


def test_nothing_is_said_where_nothing_can_be_counted():
    assert [*count_findings(declared("100項目以上"))] == []
    assert [*count_findings(declared("100項目以上", *listed(3, file_no=None)))] == []
    assert [*count_findings(declared("その他", *listed(3)))] == []


def test_the_finding_is_a_row():
    odd = replace(reading(), assessments=(declared("100項目以上", *listed(3)),))
    rules = [row["rule"] for row in document_rows("d", odd)["diagnostics"]]
    assert "record_item_count" in rules
