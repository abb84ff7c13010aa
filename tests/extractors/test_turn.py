"""Pages shown sideways: read as if they were upright, with boxes where the text lies on the page as shown."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractors.document import read_document
from extractors.layout.turn import turn_back, turn_forward
from extractors.model import Box
from tests.forge import api
from tests.forge.content import Plan, make
from tests.forge.look import Look

points = st.tuples(*[st.floats(0, 400, allow_nan=False)] * 4)


@given(points, st.integers(0, 3), st.floats(400, 900), st.floats(400, 900))
def test_a_box_turned_forward_and_back_is_the_same(edges, turn: int, width: float, height: float) -> None:
    box = Box(min(edges[0], edges[2]), min(edges[1], edges[3]), max(edges[0], edges[2]), max(edges[1], edges[3]))
    again = turn_back(turn_forward(box, turn, width, height), turn, width, height)
    assert again == pytest.approx(box)


@pytest.mark.parametrize("quarters", [1, 2, 3])
def test_a_form_shown_sideways_is_read_like_the_upright_one(quarters: int, tmp_path: Path) -> None:
    upright, sideways = tmp_path / "upright.pdf", tmp_path / "sideways.pdf"
    content = make("2", "R06-10", 4, Plan(size="small", files=1, systems=1, entries=1, changes=3, records=1))
    truth = api.draw(content, Look(landscape_changes=False), upright)
    with pypdfium2.PdfDocument(upright) as pdf:
        for page in pdf:
            page.set_rotation(90 * quarters)
        pdf.save(sideways)
    reading, before = (read_document(path, "pymupdf") for path in (sideways, upright))
    assert api.compare(reading, truth, roles=True) == []
    answers = zip(before.assessments[0].answers, reading.assessments[0].answers, strict=True)
    for one, other in answers:
        page = reading.pages[one.page - 1]
        x0, top, x1, bottom = turn_back(one.box, quarters, page.width, page.height)
        assert other.box == pytest.approx((x0, top, x1, bottom), abs=0.1), one.code
