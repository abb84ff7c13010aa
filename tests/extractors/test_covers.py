"""Covers: the form's title is its own, and part of an assessment's name where an officer wrote it there."""

from __future__ import annotations

import pytest

from extractors.bundle.covers import claim_titles
from extractors.bundle.divide import Segment
from extractors.bundle.editions import is_stamp, name_edition
from extractors.characters import fold
from extractors.engine.formspec import load_forms
from extractors.model import Claim
from tests.extractors.shapes import Paper

SPEC = load_forms()["2", "R06-10"]


def claimed(paper: Paper) -> tuple[str, str | None]:
    """The words of a cover that are taken for the form's own, and the title of the assessment."""
    segment = Segment(SPEC, [page := paper.page()])
    claim_titles(segment)
    own = [char for char, claim in zip(page.ink.text, page.ledger, strict=True) if claim == Claim.LABEL]
    return "".join(own).replace("\u3000", ""), segment.title


NAME = "星見町　犬の登録"


@pytest.mark.parametrize("name", [(f"星見町　{SPEC.title}",), (SPEC.title, NAME), (NAME, SPEC.title), (SPEC.title,)])
def test_a_title_in_the_name_of_an_assessment_is_the_names(name: tuple[str, ...]) -> None:
    below = Paper().text(100, 30, SPEC.title).box(10, 60, 90, 80).text(15, 74, "評価書番号")
    below.box(90, 60, 590, 80).text(95, 74, "評価書名").box(10, 80, 90, 120).box(90, 80, 590, 120)
    assert claimed(below.lines(95, 94, *name)) == (SPEC.title, SPEC.title)
    beside = Paper().text(100, 30, SPEC.title).box(10, 60, 90, 100).text(15, 74, "評価書名").box(90, 60, 590, 100)
    assert claimed(beside.lines(95, 74, *name)) == (SPEC.title, SPEC.title)


def test_a_title_in_a_box_of_its_own_is_the_forms() -> None:
    paper = Paper().box(10, 10, 590, 40).text(100, 30, f"星見町　{SPEC.title}")
    paper.box(10, 60, 90, 100).text(15, 74, "評価書名").box(90, 60, 590, 100).text(95, 74, NAME)
    assert claimed(paper) == (f"星見町{SPEC.title}", SPEC.title)


@pytest.mark.parametrize(
    "stamp",
    [
        "[令和６年10月　様式２]",
        "【令和6年10月 様式2】",
        "様式２（令和６年１０月）",
        "【様式２】（令和６年１０月）",
        "［様式２　令和６年１０月］",
    ],
)
def test_a_stamp_names_form_and_month_in_either_order(stamp: str) -> None:
    edition = name_edition([Paper().text(400, 20, stamp).page()], [load_forms()["2", "H31-01"], SPEC])
    assert (edition.spec.version, edition.is_known, is_stamp(fold(stamp))) == ("R06-10", True, True)


def test_a_day_that_follows_the_forms_number_is_no_stamp() -> None:
    page = Paper().text(400, 20, "様式２").text(100, 40, "令和６年10月１日").page()
    assert name_edition([page], [SPEC]).stamp is None


def test_a_stamp_parted_by_a_gap_is_the_forms_in_both_its_parts() -> None:
    paper = Paper().text(400, 20, "[令和６年10月").text(480, 20, "様式２]").text(100, 40, SPEC.title)
    segment = Segment(SPEC, [page := paper.text(15, 60, "様式２").page()], stamp="令和6年10月様式2")
    claim_titles(segment)
    left = [char for char, claim in zip(page.ink.text, page.ledger, strict=True) if claim == Claim.UNASSIGNED]
    assert "".join(left) == "様式２"
