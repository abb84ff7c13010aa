"""Bundles: several assessments and what stands around them in one PDF."""

from __future__ import annotations

from pathlib import Path

import pytest

from extractors.bundle.editions import name_edition
from extractors.document import read_document
from extractors.engine.formspec import load_forms
from extractors.model import Claim
from tests.extractors.shapes import Paper
from tests.forge.bundle import MISHAPS, Mishap, compare, make_bundle


@pytest.mark.parametrize("seed", range(6))
def test_a_bundle_divides_as_it_was_put_together(seed: int, tmp_path: Path) -> None:
    bundle = make_bundle(seed, tmp_path)
    bundle.write(tmp_path / "bundle.pdf")
    reading = read_document(tmp_path / "bundle.pdf", "pymupdf")
    assert compare(reading, bundle) == []
    assert [page.page for page in reading.pages if page.n_by_claim[Claim.UNASSIGNED]] == []


@pytest.mark.parametrize("mishap", sorted(set(MISHAPS) - {"none"}))
def test_two_of_a_form_with_a_mishap_each(mishap: Mishap, tmp_path: Path) -> None:
    bundle = make_bundle(17, tmp_path, 2, mishaps=(mishap,))
    bundle.write(tmp_path / "bundle.pdf")
    reading = read_document(tmp_path / "bundle.pdf", "pymupdf")
    assert compare(reading, bundle) == []
    told = {finding.rule for finding in reading.findings}
    assert ("pages_out_of_order" in told) == (mishap == "swapped")


def test_the_reader_of_record_divides_alike(tmp_path: Path) -> None:
    bundle = make_bundle(3, tmp_path, 2)
    bundle.write(tmp_path / "bundle.pdf")
    assert compare(read_document(tmp_path / "bundle.pdf", "pdfplumber"), bundle) == []


def test_a_form_without_rulings_and_stamp_is_of_the_edition_that_has_its_labels() -> None:
    page = Paper().text(10, 30, "8．人手を介在させる作業").text(10, 50, "最も優先度が高いと考えられる対策").page()
    specs = [spec for spec in load_forms().values() if spec.form == "2"]
    edition = name_edition([page], specs)
    assert (edition.spec.version, edition.is_known) == ("R06-10", False)
