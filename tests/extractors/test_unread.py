"""Pages that could not be read are told from blank ones, from drawings and from pages with text."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from extractors.bundle.unread import OUTLINED, claim_stamps, why_unread, why_unread_ink
from extractors.layout.page import Page, lay_out
from extractors.model import Claim, Ink, Unread
from tests.extractors.shapes import PAPER, Paper

WHOLE = (0.0, 0.0, PAPER, PAPER)
STAMP = Paper().text(250, 590, "- 25 -")
PROSE = Paper().lines(50, 100, *("舟の運航を記す。" * 4 for _ in range(6)))

# A part of the form that is no more than one row, as a scanner's program recognised it, and its page's number
SHORT = Paper().text(50, 50, "Ⅲ").text(100, 50, "しきい値判断結果").text(50, 80, "しきい値判断結果").text(300, 590, "4")


def pictured(paper: Paper, *boxes: tuple[float, float, float, float], **more: object) -> Page:
    ink: Ink = replace(paper.ink(), images=np.array(boxes, dtype=float).reshape(-1, 4), **more)  # type: ignore[arg-type]
    return lay_out(ink)


@pytest.mark.parametrize(
    ("page", "cause"),
    [
        (pictured(Paper(), WHOLE), Unread.IMAGE_ONLY),
        (pictured(Paper(), *((0, y, PAPER, y + 20) for y in range(0, 600, 20))), Unread.IMAGE_ONLY),  # in strips
        (pictured(STAMP, WHOLE), Unread.IMAGE_ONLY),
        (pictured(Paper().text(40, 20, "R6-shiryo.pdf  2024/04/01 9:30"), WHOLE), Unread.IMAGE_ONLY),
        (pictured(Paper().text(300, 300, "受付6.4.1"), WHOLE), Unread.IMAGE_ONLY),  # over the picture
        (pictured(Paper(), n_shapes=OUTLINED), Unread.TEXT_OUTLINED),
        (pictured(STAMP, n_shapes=OUTLINED), Unread.TEXT_OUTLINED),
        (pictured(PROSE, is_cut_off=True), Unread.CONTENT_CUT_OFF),
        (pictured(Paper().text(50, 100, "\ufffd\ufffd\ufffd")), Unread.TEXT_UNREADABLE),
        (pictured(Paper()), None),  # the back of a sheet
        (pictured(STAMP), None),
        (pictured(Paper(), (500, 500, 570, 570)), None),  # a seal
        (pictured(Paper().box(50, 50, 550, 550)), None),  # the empty rest of a table
        (pictured(PROSE, WHOLE), None),  # coloured paper, or a scan with its recognised text
        (pictured(Paper().text(50, 40, "別紙１　桟橋の配置図"), (50, 80, 550, 580)), None),
        (pictured(Paper().text(50, 150, "桟橋の配置"), (50, 200, 550, 580)), None),  # beside the picture: its caption
        (pictured(Paper().text(100, 300, "渡し舟の運航", size=24), WHOLE), None),  # a title page
        (pictured(SHORT, WHOLE), None),  # the form's words, though its part's number stands apart
    ],
)
def test_what_is_unread(page: Page, cause: Unread | None) -> None:
    assert why_unread(page) is cause
    assert why_unread_ink(page.ink) is cause


def test_a_stamp_is_furniture() -> None:
    page = pictured(STAMP, WHOLE)
    claim_stamps(page)
    assert page.counts()[Claim.FURNITURE] == len("-25-")
