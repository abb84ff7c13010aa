"""The sample bundle: a 答申書, two 諮問, four assessments, 別紙 tables, drawings, a scanned page and what else councils
put into one PDF."""

from __future__ import annotations

from dataclasses import replace
from io import BytesIO
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Any

import pypdfium2
from reportlab.lib.utils import ImageReader

from tests.forge import api, bundle
from tests.forge.bundle import A4, Bundle, Leaf
from tests.forge.content import Content, Plan, make
from tests.forge.look import Look

NAME = "bundle"
PLAN = Plan("small", 2, 4, 2, 6, 20)
RECIPIENTS, OTHERS = 15, 3  # seeds of the 別紙 tables: recipients of a provision, and a table of something else


def make_sample() -> Bundle:
    """The bundle; the same every time."""
    rng = Random(1)
    parts = [
        bundle.letters(41, "report"),
        bundle.letters(42, "letter"),
        ("2", "H31-01", 51, Look(footer="number")),
        bundle.prose(rng, 1),
        ("4", "H30-05", 52, Look(footer="number", border="dotted", options="below", header=True)),
        [bundle.blank()],
        bundle.letters(43, "letter"),
        ("2", "H31-01", 53, Look(footer="dashes", option_columns=2, brackets=("［", "］"))),
        ("3", "R06-10", 54, Look(footer="none", font="gothic", bars="all", valign="top")),
        bundle.big_table(RECIPIENTS, 1),
        bundle.big_table(OTHERS, 2),
        bundle.drawing(61),
        bundle.drawing(62),
        [_scan(bundle.prose(rng, 1)[0])],
    ]
    leaves: list[Leaf] = []
    forms, truths = [], []
    with TemporaryDirectory() as folder:
        for part in parts:
            if isinstance(part, list):
                leaves += part
                continue
            form, version, seed, look = part
            forms.append((form, version))
            content = make(form, version, seed, PLAN)
            path = Path(folder) / "form.pdf"
            truths.append(api.draw(_referring(content), look, path))
            leaves += [Leaf(path.read_bytes(), n, len(forms), role) for n, role in enumerate(truths[-1].roles, 1)]
    return Bundle(tuple(leaves), tuple(forms), tuple(truths), (True,) * len(forms))


def _referring(content: Content) -> Content:
    """The first recipient of the first file stands in 別紙１."""
    code = "II.5.provision.name"
    if content.form != "4":
        return content
    said = {True: "情報照会者の一覧（別紙１参照）"}
    items = (replace(given, value=said.get(given.key == (code, 1, 1), given.value)) for given in content.items)
    return replace(content, items=tuple(items))


def _scan(leaf: Leaf) -> Leaf:
    """A page as a copier gives it: a picture without text."""
    page = pypdfium2.PdfDocument(leaf.pdf)[leaf.number - 1]
    picture = BytesIO()
    page.render(scale=2, grayscale=True).to_pil().save(picture, "PNG")

    def paint(canvas: Any) -> None:
        canvas.drawImage(ImageReader(picture), 0, 0, *A4)
        canvas.showPage()

    return Leaf(bundle.pdf_of(paint), 1, None, "image_only")


def contents_json(sample: Bundle, assessment_json: Any) -> list[dict[str, Any]]:
    """What the bundle holds, in page order; ``assessment_json`` says it of an assessment by truth and page numbers."""
    told: list[dict[str, Any]] = []
    for number, leaf in enumerate(sample.leaves, 1):
        if leaf.assessment and (number == 1 or sample.leaves[number - 2].assessment != leaf.assessment):
            pages = [n for n, other in enumerate(sample.leaves, 1) if other.assessment == leaf.assessment]
            told.append(assessment_json(sample.truths[leaf.assessment - 1], pages[0], pages[-1]))
        for truth in leaf.truths:
            told.append(_around_json(leaf, truth) | {"page_first": number})
    return told


def _around_json(leaf: Leaf, truth: Any) -> dict[str, Any]:
    if leaf.role == "figure":
        return {"kind": "figure", "title": truth.title, "texts": list(truth.texts)}
    if leaf.role == "annex_table":
        return {"kind": "annex_table", **truth}
    fields = {name: value for name, value in truth.items() if name not in ("kind", "page", "page_last", "fields")}
    return {"kind": leaf.role, "fields": fields, "rows": truth["fields"]}
