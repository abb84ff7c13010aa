"""Builds the PDFs of ``data/raw`` and their truth in ``tests/samples``: ``python -m tests.forge.samples``.

The same fonts and the same LibreOffice give the same bytes. Needs fonts-ipaexfont, fonts-vlgothic and LibreOffice Calc;
reading the samples and running the tests need none of them."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import pdfplumber

from tests.forge import api, bundle_sample, draw_xlsx, fonts
from tests.forge.api import Truth
from tests.forge.content import LARGE, MEDIUM, Content, Given, Plan, RecordList, make
from tests.forge.look import Look
from tests.forge.rows import sheets
from tests.forge.second_filing import a_year_later

ROOT = Path(__file__).resolve().parents[2]
GOTHIC, MINCHO, VL = "ipaexg.ttf", "ipaexm.ttf", "VL-Gothic-Regular.ttf"
FAMILIES = {GOTHIC: "IPAexGothic", MINCHO: "IPAexMincho", VL: "VL Gothic"}


@dataclass(frozen=True)
class Sample:
    """One sample: what is filled in, how it is printed, and by which program."""

    name: str
    form: str
    version: str
    seed: int
    plan: Plan
    look: Callable[[], Look]
    font: str | None = None  # file name of the font for LibreOffice
    revise: Callable[[Content], Content] | None = None  # a later filing of what form, version, seed and plan give


def _plan(mark: str, size: str, files: int, systems: int, entries: int, changes: int, records: int) -> Plan:
    return Plan(size, files, systems, entries, changes, records, mark)


def _look(font: str, **more: object) -> Callable[[], Look]:
    return lambda: Look(font=font if font in fonts.BUILT_IN else fonts.embedded(font), **more)  # type: ignore[arg-type]


SAMPLES = (
    Sample(
        "form2-baths",
        "2",
        "R06-10",
        11,
        _plan("○", "medium", 1, 1, 0, 14, 0),
        _look(GOTHIC, split_rows=False, options="below", option_columns=3, footer="of", header=True),
        GOTHIC,
    ),
    Sample(  # the filing after form2-baths, on the same edition
        "form2-baths-later",
        "2",
        "R06-10",
        11,
        _plan("○", "medium", 1, 1, 0, 14, 0),
        _look(GOTHIC, options="below", option_columns=2, footer="number", landscape_changes=False),
        revise=a_year_later,
    ),
    Sample(
        "form2-ferry",
        "2",
        "H31-01",
        12,
        _plan("レ", "medium", 1, 1, 0, 9, 0),
        _look(
            MINCHO,
            brackets=("［", "］"),
            border="filled",
            option_paren=")",
            landscape_changes=False,
            footer="named",
            full_width_numbers=False,
            number_dot=".",
            valign="top",
            size=10.0,
        ),
    ),
    Sample(
        "form2-not-borders",
        "2",
        "H31-01",
        13,
        _plan("◯", "small", 1, 1, 0, 5, 0),
        _look(
            MINCHO,
            border="none",
            label_grey=None,
            heading_grey=None,
            one_run=True,
            footer="number",
            bold="none",
            options="below",
            option_columns=2,
            checkbox_columns=3,
        ),
    ),
    Sample(
        "form3-gardens",
        "3",
        "R06-10",
        21,
        _plan("〇", "medium", 1, 4, 3, 18, 40),
        _look(
            MINCHO,
            split_rows=False,
            border="dotted",
            options="below",
            bracket_cells=True,
            bars="all",
            landscape_changes=False,
            notice=" ※",
            header=True,
        ),
        MINCHO,
    ),
    Sample(
        "form3-turned",
        "3",
        "H30-05",
        22,
        _plan("●", "medium", 1, 6, 2, 7, 25),
        _look(
            "gothic",
            rotate=90,
            border="double",
            option_columns=3,
            checkbox_columns=3,
            label_share=0.22,
            size=8.0,
            footer="number",
            label_grey=None,
            shuffle=1,
            brackets=("[", "］"),
        ),
    ),
    Sample(
        "form4-long",
        "4",
        "H30-05",
        31,
        replace(LARGE, marks="✓"),
        _look(MINCHO, border="thick", bars="all", repeat_label=True, option_columns=2, column_major=True, bold="twice"),
    ),
    Sample(
        "form4-three-files",
        "4",
        "R06-10",
        32,
        _plan("○", "medium", 3, 5, 3, 25, 60),
        _look(VL, split_rows=False, option_columns=2, label_share=0.26, footer="number"),
        VL,
    ),
    Sample(
        "form4-split",
        "4",
        "R06-10",
        33,
        _plan("■", "medium", 2, 8, 2, 30, 150),
        _look(
            GOTHIC,
            one_run=True,
            shuffle=2,
            split_runs=True,
            options="below",
            option_columns=3,
            valign="top",
            option_paren=")",
            header=True,
            footer="of",
            rotate=270,
            size=8.0,
            bars="none",
        ),
    ),
    Sample(
        "form4-plain",
        "4",
        "H30-05",
        34,
        MEDIUM,
        _look("mincho", bold="none", footer="none", notice="※", label_grey=0.97),
    ),
)


def build(sample: Sample, folder: Path, truth_folder: Path) -> int:
    """Draw one sample and write its truth. Returns the number of pages."""
    content = make(sample.form, sample.version, sample.seed, sample.plan)
    content = sample.revise(content) if sample.revise else content
    look = sample.look()
    path = folder / f"sample-{sample.name}.pdf"
    if sample.font:
        name = content.given()["cover.name", None, None].value or ""
        truth = Truth(content, draw_xlsx.draw(sheets(content, look), look, name, FAMILIES[sample.font], path))
    else:
        truth = api.draw(content, look, path)
    renderer = "xlsx" if sample.font else "reportlab"
    _write_truth(path, truth_folder, truth.roles, [assessment_json(truth, 1, len(truth.roles), renderer)])
    return len(truth.roles)


def build_bundle(folder: Path, truth_folder: Path) -> int:
    """Draw the sample bundle and write its truth. Returns the number of pages."""
    bundle = bundle_sample.make_sample()
    path = folder / f"sample-{bundle_sample.NAME}.pdf"
    bundle.write(path)
    roles = [leaf.role for leaf in bundle.leaves]
    _write_truth(path, truth_folder, roles, bundle_sample.contents_json(bundle, assessment_json))
    return len(roles)


def _write_truth(path: Path, folder: Path, roles: Sequence[str | None], contents: list[dict[str, object]]) -> None:
    told = document_json(path, roles, contents)
    target = folder / f"{path.stem}.truth.json"
    target.write_text(json.dumps(told, ensure_ascii=False, indent=1) + "\n", "utf8")


def document_json(path: Path, roles: Sequence[str | None], contents: list[dict[str, object]]) -> dict[str, object]:
    """What is printed in the PDF at ``path``, as plain JSON values. ``page_chars`` counts glyphs that are not space."""
    data = path.read_bytes()
    with pdfplumber.open(path) as pdf:
        chars = [sum(not char["text"].isspace() for char in page.chars) for page in pdf.pages]
    return {
        "file": path.name,
        "sha256": hashlib.sha256(data).hexdigest(),
        "n_bytes": len(data),
        "n_pages": len(roles),
        "page_chars": chars,
        "page_roles": list(roles),
        "expected_status": ["ok"],
        "contents": contents,
    }


def assessment_json(truth: Truth, page_first: int, page_last: int, renderer: str = "reportlab") -> dict[str, object]:
    """An assessment as plain JSON values."""
    content = truth.content
    return {
        "kind": "assessment",
        "form": content.form,
        "version": content.version,
        "renderer": renderer,
        "page_first": page_first,
        "page_last": page_last,
        "items": [item_json(given, content) for given in content.items],
        "record_items": [records_json(records) for records in content.record_items],
        "changes": [{**vars(change), "file_no": None} for change in content.changes],
    }


def item_json(given: Given, content: Content) -> dict[str, object]:
    """One answer: ``value``, ``choice`` (with ``text`` where it is no option), or ``checked``."""
    told: dict[str, object] = {"code": given.code, "file_no": given.file_no, "entry_no": given.entry_no}
    item = content.spec.items.get(given.code)
    if item is None or item.kind == "checkboxes":
        told["checked"] = list(given.checked)
        told["marks"] = {str(no): mark for no, mark in given.marks}
        told["other_text"] = {str(no): text for no, text in given.other_text}
    elif item.kind == "choice":
        told["choice"] = given.choice
        if given.text:
            told["text"] = given.text
    else:
        told["value"] = given.value
    return told


def records_json(records: RecordList) -> dict[str, object]:
    """Record items under one heading; unnumbered ones have the number null."""
    numbered = "{n}" in records.style
    items = [[number if numbered else None, name] for number, name in enumerate(records.names, 1)]
    return {"file_no": records.file_no, "group": records.group, "items": items, "note": records.note}


def main(names: list[str]) -> None:
    """Build the named samples, or all."""
    folder, truth_folder = ROOT / "data" / "raw", ROOT / "tests" / "samples"
    for place in (folder, truth_folder):
        place.mkdir(parents=True, exist_ok=True)
    for sample in SAMPLES:
        if not names or sample.name in names:
            pages = build(sample, folder, truth_folder)
            size = (folder / f"sample-{sample.name}.pdf").stat().st_size
            sys.stdout.write(f"sample-{sample.name}.pdf: {pages} pages, {size / 1000:.0f} kB\n")
    if not names or bundle_sample.NAME in names:
        sys.stdout.write(f"sample-{bundle_sample.NAME}.pdf: {build_bundle(folder, truth_folder)} pages\n")


if __name__ == "__main__":
    main(sys.argv[1:])
