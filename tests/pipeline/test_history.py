"""What a change table says against what changed, between the filings of a series."""

from __future__ import annotations

import subprocess
import sys
from itertools import permutations
from pathlib import Path

import pyarrow as pa
import pytest

from pipeline.corpus import Source
from pipeline.corpus_tables import write_corpus_tables
from pipeline.document import extract_document
from pipeline.likeness import fit, similarity
from pipeline.options import Options
from pipeline.schema import arrow_table
from pipeline.series import COLUMNS, TIED, UNDATED, Item
from pipeline.spill import Spill, take
from pipeline.workers import Crew, Limits
from tests.pipeline.corpora import filing, made_in, made_of, tables, write

RAW = Path(__file__).parents[2] / "data" / "raw"
OLD = {"department.name": "くらし部　窓口課", "business.name": "井戸水検査に関する事務", "disclosure.contact": "窓口課"}


def history(*filings):
    return made_of(tables(*filings))["history"].to_pylist()


def change(concept, before, after, on="令和5年4月1日", **more):
    return {
        "concept": concept, "item_code": f"code.{concept}" if concept else None, "before": before, "after": after,
        "changed_on_text": on, "item_text": f"Ⅰ {concept}", **more,
    }  # fmt: skip


def only(rows):
    assert len(rows) == 1, rows
    return rows[0]


def test_a_change_as_the_table_says_it():
    new = OLD | {"department.name": "みなと支所　住民係"}
    said = change("department.name", "くらし部 窓口課", "みなと支所　住民係")
    row = only(history(filing(1, 2022, OLD), filing(2, 2023, new, [said])))
    assert (row["is_before_found"], row["is_after_found"], row["is_undisclosed"]) == (True, True, False)
    assert (row["similarity_before"], row["similarity_after"], row["row_no"]) == (1.0, 1.0, 1)
    assert (row["assessment_id_before"], row["assessment_id_after"]) == ("0" * 15 + "1-01", "0" * 15 + "2-01")
    assert row["document_id"] == "0" * 15 + "2"
    assert (row["value_before"], row["value_after"]) == (OLD["department.name"], new["department.name"])


def test_a_change_that_the_table_says_wrongly():
    new = OLD | {"department.name": "みなと支所　住民係"}
    said = change("department.name", "税務室", "くらし部　窓口課")
    row = only(history(filing(1, 2022, OLD), filing(2, 2023, new, [said])))
    assert (row["is_before_found"], row["is_after_found"]) == (False, False)
    assert row["similarity_after"] < 0.5


def test_a_change_that_the_table_does_not_say():
    new = OLD | {"disclosure.contact": "みなと支所"}
    row = only(history(filing(1, 2022, OLD), filing(2, 2023, new)))
    assert (row["concept"], row["is_undisclosed"], row["row_no"]) == ("disclosure.contact", True, None)
    assert (row["value_before"], row["value_after"]) == ("窓口課", "みなと支所")
    assert row["is_before_found"] is None


def test_white_space_forms_of_characters_and_nothing_are_no_difference():
    new = {
        "department.name": "くらし部 窓口課",
        "business.name": "井戸水検査に関する\n事務",
        "disclosure.contact": "窓口課",
    }
    assert (
        history(filing(1, 2022, OLD | {"other_agencies": None}), filing(2, 2023, new | {"other_agencies": None})) == []
    )
    none = filing(2, 2023, OLD | {"other_agencies": "－"})
    none["items"][-1]["status"] = "none"
    assert history(filing(1, 2022, OLD | {"other_agencies": None}), none) == []


def test_rows_carried_on_from_the_table_before_are_not_new():
    carried = change("business.name", "旧名称", "新名称", on="令和2年4月1日")
    mended = carried | {"before": "旧名称。" * 20}
    new = OLD | {"department.name": "みなと支所"}
    said = change("department.name", "くらし部　窓口課", "みなと支所")
    before = filing(1, 2022, OLD, [carried, mended])
    after = filing(2, 2023, new, [carried, mended | {"before": "旧名称。" * 20 + "。"}, said])
    assert only(history(before, after))["row_no"] == 3


def test_a_row_that_does_not_resolve_discloses_what_it_quotes():
    new = OLD | {"department.name": "みなと支所　住民係　第二担当"}
    said = change(None, "くらし部　窓口課", "みなと支所　住民係　第二担当")
    row = only(history(filing(1, 2022, OLD), filing(2, 2023, new, [said])))
    assert (row["item_code"], row["is_after_found"], row["is_undisclosed"]) == (None, True, False)
    elsewhere = only(history(filing(1, 2022, OLD), filing(2, 2023, OLD, [said | {"after": "どこにもない文言である"}])))
    assert elsewhere["is_after_found"] is None


def test_rows_without_a_text_say_nothing():
    row = only(history(filing(1, 2022, OLD), filing(2, 2023, OLD, [change("business.name", "記載なし", "（削除）")])))
    assert (row["is_before_found"], row["is_after_found"], row["similarity_after"]) == (None, None, None)


def entrustments(*names, note="同じ"):
    return {
        (concept, 1, n): value
        for n, name in enumerate(names, 1)
        for concept, value in (
            ("entrustment.name", name),
            ("entrustment.content", f"{name}の作業"),
            ("entrustment.validity", note),
        )
    }


def test_blocks_are_found_again_by_name():
    """An entrustment put in before the others moves their numbers, and changes none of them."""
    before = filing(1, 2022, entrustments("受付の業務", "発送の業務"))
    after = filing(2, 2023, entrustments("印刷の業務", "受付の業務", "発送の業務"))
    row = only(history(before, after))
    assert (row["concept"], row["entry_no"], row["value_after"]) == ("entrustment.name", 1, "印刷の業務")
    assert row["value_before"] is None
    gone = only(
        history(filing(1, 2022, entrustments("受付の業務", "発送の業務")), filing(2, 2023, entrustments("発送の業務")))
    )
    assert (gone["entry_no"], gone["value_before"], gone["value_after"]) == (1, "受付の業務", None)


def test_a_reworded_name_at_the_same_number_is_the_same_block():
    before = filing(1, 2022, entrustments("受付窓口の運営業務"))
    items = entrustments("受付窓口の運営業務（夜間を含む）")
    rows = history(before, filing(2, 2023, items))
    assert {row["concept"] for row in rows} == {"entrustment.name", "entrustment.content"}
    assert all(row["value_before"] and row["value_after"] for row in rows)


def test_record_items_are_compared_as_a_list():
    said = {
        "concept": "file.record_items_list",
        "item_code": "annex2.items",
        "file_no": 1,
        "changed_on_text": "令和5年",
    }
    before = filing(1, 2022, OLD, records=["氏名", "住所"])
    added = filing(2, 2023, OLD, records=["氏名", "住所", "電話番号"])
    assert only(history(before, added))["is_undisclosed"] is True
    row = said | {"before": "１．氏名、２．住所", "after": "１．氏名、２．住所、３．電話番号"}
    disclosed = filing(2, 2023, OLD, [row], records=["氏名", "住所", "電話番号"])
    row = only(history(before, disclosed))
    assert (row["is_before_found"], row["is_after_found"]) == (True, True)


def test_an_undisclosed_change_inside_other():
    def one(number, year, words):
        rows = filing(number, year, {"acquisition.method": "紙 | その他"}, kinds={"acquisition.method": "checkboxes"})
        who = {key: rows["items"][0][key] for key in ("document_id", "assessment_id", "concept", "item_code")}
        for n, (label, text) in enumerate((("紙", None), ("専用線", None), ("その他", words)), 1):
            checked = {"option_no": n, "option_label": label, "is_checked": label != "専用線", "other_text": text}
            rows["checkboxes"].append(who | checked)
        return rows

    row = only(history(one(1, 2022, "受付窓口システム"), one(2, 2023, "電子申請受付基盤")))
    assert (row["value_before"], row["value_after"]) == (
        "紙 | その他（受付窓口システム）",
        "紙 | その他（電子申請受付基盤）",
    )
    assert history(one(1, 2022, "受付"), one(2, 2023, "受付")) == []


def test_what_is_not_on_the_pages_or_not_in_the_edition_is_not_compared():
    after = filing(2, 2023, OLD | {"department.name": None})
    after["items"][0]["status"] = "not_found"
    assert history(filing(1, 2022, OLD), after) == []
    assert (
        history(filing(1, 2022, {"business.name": "井戸"}), filing(2, 2023, {"business.name": "井戸", "fee": "有料"}))
        == []
    )
    assert (
        history(
            filing(1, 2022, {"statement.publication_date": "1日"}),
            filing(2, 2023, {"statement.publication_date": "2日"}),
        )
        == []
    )


def test_only_filings_of_one_series_and_form_are_compared():
    new = OLD | {"business.name": "別の事務"}
    assert history(filing(1, 2022, OLD), filing(2, 2023, new, series="T")) == []
    assert history(filing(1, 2022, OLD), filing(2, 2023, new, form="2", version="H31-01")) == []
    assert history(filing(1, 2022, OLD, series=None), filing(2, 2023, new, series=None)) == []


def test_three_filings_in_any_order_of_documents():
    made = [
        filing(9, 2021, OLD),
        filing(5, 2022, OLD | {"business.name": "乙"}),
        filing(7, 2023, OLD | {"business.name": "丙"}),
    ]
    expected = history(*made)
    assert [(row["value_before"], row["value_after"]) for row in expected] == [
        ("井戸水検査に関する事務", "乙"),
        ("乙", "丙"),
    ]
    assert all(history(*some) == expected for some in permutations(made))


def test_the_order_of_filings_without_a_date():
    """The latest change, then the month of the edition, stand for the day of publication; what is uncertain is said."""
    dated = filing(
        1,
        None,
        OLD,
        [change("business.name", "甲", "乙", changed_on=filing(0, 2020, {})["assessments"][0]["published_on"])],
    )
    undated = filing(2, None, OLD, version="R06-10")
    made = made_of(tables(undated, dated))
    assert {row["assessment_id_after"][:16] for row in made["history"].to_pylist()} <= {"0" * 15 + "2"}
    found = only(made["diagnostics"].to_pylist())
    assert (found["document_id"], found["rule"], found["assessment_id"]) == ("0" * 15 + "2", UNDATED, "0" * 15 + "2-01")


def test_of_filings_of_the_same_day_the_one_changed_later_is_the_newer():
    day = filing(0, 2021, {})["assessments"][0]["published_on"]
    said = change("department.name", "くらし部　窓口課", "みなと支所", changed_on=day)
    made = made_of(tables(filing(1, 2022, OLD | {"department.name": "みなと支所"}, [said]), filing(2, 2022, OLD)))
    assert not made["diagnostics"].num_rows
    assert only(made["history"].to_pylist())["assessment_id_before"] == "0" * 15 + "2-01"


def test_filings_of_the_same_day_are_a_finding_after_the_documents_own():
    own = filing(2, 2022, OLD)
    own["diagnostics"] = [{"document_id": "0" * 15 + "2", "finding_no": 7, "rule": "x"}]
    made = made_of(tables(filing(1, 2022, OLD), own))
    assert made["history"].num_rows == 0
    rows = made["diagnostics"].to_pylist()
    assert [(row["finding_no"], row["rule"]) for row in rows] == [(7, "x"), (8, TIED)]
    assert rows[1]["found"] == "2022-04-01"


def test_from_finished_files_and_once_more_from_its_own_output(tmp_path):
    """As after a merge: the corpus's own findings are made anew, not doubled; without series they go."""
    new = OLD | {"department.name": "みなと支所"}
    write(tmp_path, tables(filing(1, 2022, OLD), filing(2, 2022, new)))
    made = made_in(tmp_path)
    assert made["history"].num_rows == 1
    assert made["diagnostics"]["rule"].to_pylist() == [TIED]
    assert made_in(tmp_path) == made
    write(tmp_path, {"assessments": tables(filing(1, 2022, OLD))["assessments"]})
    assert [table.num_rows for table in made_in(tmp_path).values()] == [0, 0, 0]


def item(text, kind="text"):
    return Item(("c", None, None), "code.c", kind, "answered", text, text, False)


@pytest.mark.parametrize(
    ("kind", "text", "said", "found"),
    [
        ("choice", "実施しない", "[実施しない]<選択肢>1)実施する2)実施しない", True),
        ("choice", "実施しない", "2)実施しない", True),
        ("choice", "10万人未満", "1万人以上10万人未満", False),
        ("choice", "10万人以上100万人未満", "全移転先「10万人以上100万人未満」に変更", True),
        ("checkboxes", "紙|税務システム", "[○]税務システム", True),
        ("checkboxes", "紙|税務システム", "[○]税務システム[]専用線[○]電子メール", False),
        ("text", "甲の措置。乙の措置。丙の措置。", "甲の措置。(略)丙の措置。", True),
        ("text", "甲の措置。乙の措置。", "丁は行わないものとする。", False),
        ("text", "", "甲の措置", False),
    ],
)
def test_a_text_in_an_item(kind, text, said, found):
    assert fit(said, "", [item(text, kind)]).is_found is found
    assert 0 <= similarity(said, item(text, kind)) <= 1


def test_of_a_long_passage_the_nearer_text_is_found():
    """One word changed in a hundred: before and after are both like the item, but only one of them stands there."""
    before = "照会元から指定された条件に基づいて得た結果を、適切に提供することをシステムで担保する。"
    after = before.replace("提供する", "提供・移転する")
    printed = item(before.replace("、", ""))
    assert fit(before, after, [printed]).is_found is True
    assert fit(after, before, [printed]).is_found is False
    assert similarity(after, printed) > 0.9


def test_the_samples_two_filings():
    """Drawn with one change that the table says, one that it says wrongly, and two that it does not say."""
    names = [f"sample-form2-baths{tail}.pdf" for tail in ("-later", "")]
    made = [extract_document(Source(RAW / name, name), Options("pymupdf")).tables for name in names]
    whole = {name: pa.concat_tables([one[name] for one in made]) for name in (*COLUMNS, "diagnostics")}
    assessments = [row | {"series_id": "S"} for row in whole["assessments"].to_pylist()]
    rows = made_of(whole | {"assessments": arrow_table("assessments", assessments)})["history"].to_pylist()
    told = [(row["item_code"], row["is_before_found"], row["is_after_found"], row["is_undisclosed"]) for row in rows]
    assert told == [
        ("I.1.2", True, True, False),
        ("I.5.1", True, False, False),
        ("I.7.contact", None, None, True),
        ("II.1.subjects", None, None, True),
    ]


def test_in_however_many_batches_it_is_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """Series are compared some at a time, in one process or several; tables are read a group of rows at a time."""
    new = OLD | {"department.name": "みなと支所　住民係"}
    said = change("department.name", "くらし部　窓口課", "みなと支所　住民係")
    kinds = [("甲", None), ("乙", new), ("丙", OLD | {"business.name": None}), ("丁", new)]
    filings = [
        filing(10 * year + n, 2020 + year, (later or OLD) if year else OLD, [said] if year else (), series=series,
               records=["氏名", "住所"] if year else ["氏名"])
        for n, (series, later) in enumerate(kinds) for year in range(3)
    ]  # fmt: skip
    corpus = tables(*sorted(filings, key=lambda one: one["assessments"][0]["document_id"]))
    whole = made_of(corpus)
    assert len(set(whole["history"]["series_id"].to_pylist())) == len(kinds)
    with Crew(2, Limits()) as crew:
        for size, each in ((1, map), (4, map), (6, crew.share)):
            monkeypatch.setattr("pipeline.corpus_tables.BATCH", size)
            monkeypatch.setattr("pipeline.writer.ROW_GROUP", size)
            assert made_of(corpus, each) == whole


def test_other_work_is_done_on_the_way(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """By the same processes; nothing that the step makes depends on it."""
    monkeypatch.setattr("pipeline.corpus_tables.BATCH", 1)
    corpus = tables(*(filing(n, 2020 + n % 2, OLD, series=series) for n, series in enumerate("甲甲乙乙")))
    write(tmp_path, corpus)
    marker = tmp_path / "beside"
    with Crew(2, Limits()) as crew:
        write_corpus_tables(tmp_path, crew.share, [marker.touch])
    assert marker.exists()
    assert made_in(tmp_path) == made_of(corpus)


def test_rows_are_grouped_without_loading_pandas() -> None:
    """Its loading costs a run's processes more time and memory than many a corpus."""
    done = subprocess.run([sys.executable, "-c", GROUPING], check=False, capture_output=True, text=True)
    assert done.stdout == "['a', 'a', 'b'] [0, 2, 3] False\n"


GROUPING = """
import sys
import numpy as np
import pyarrow as pa
from pipeline.schema import arrow_table, leave_pandas_out
from pipeline.spill import by_group
leave_pandas_out()
rows = arrow_table("diagnostics", [{"document_id": one} for one in ("b", None, "a", "c", "a")])
ordered, bounds = by_group(rows, "document_id", pa.array(["a", "b"], pa.string()), np.arange(2))
print(ordered["document_id"].to_pylist(), bounds.tolist(), "pandas" in sys.modules)
"""


def test_what_was_put_aside_is_there_for_whoever_does_a_lost_job_again(tmp_path: Path) -> None:
    rows = arrow_table("diagnostics", [{"document_id": one} for one in ("b", "a")])
    aside = Spill(tmp_path, "document_id", [["a"], ["b"]])
    aside.add("diagnostics", rows)
    assert [take(tmp_path, "diagnostics", n)["document_id"].to_pylist() for n in (0, 1, 0)] == [["a"], ["b"], ["a"]]
