"""Pages that could not be read: their ink is not accounted for by text. One rule, wherever in a document they stand.

A page number or the line that a machine stamps on a scan is not the text of the page. A page on which nothing is drawn
is blank, and a form's own words or a title over a picture are what a page with a drawing has.
"""

from __future__ import annotations

import numpy as np

from extractors.bundle.signs import signs_of
from extractors.characters import is_gibberish
from extractors.layout.celltext import Line
from extractors.layout.ink import WATERMARK_POINTS
from extractors.layout.page import MARGIN, Page, lay_out
from extractors.layout.pictures import STEPS, covered, is_one_picture
from extractors.model import BoolArray, Claim, Finding, Ink, Severity, Unread

PICTURED = 0.05  # of the page's area: a seal or a logo covers less, the scan of a few lines more
OUTLINED = 1000  # curves and slanting lines: fifty ideographs drawn as outlines have more, a seal or a logo less
STAMPED = 3  # lines on a scan that are no more than header, footer and stamp
LARGE = 18.0  # points: no stamp is set in larger letters, but for a watermark


#: Pages that show something else than text.
PICTURES = (Unread.IMAGE_ONLY, Unread.TEXT_OUTLINED)

_MESSAGES = {
    Unread.PAGE_FAILED: "this page gave no reading",
    Unread.CONTENT_CUT_OFF: "the content of this page breaks off: part of it is lost in the file",
    Unread.IMAGE_ONLY: "this page is a picture without text: only OCR can read it (--ocr auto)",
    Unread.TEXT_OUTLINED: "the letters of this page are drawn as outlines: only OCR can read it (--ocr auto)",
    Unread.TEXT_UNREADABLE: "the fonts give the characters of this page no meaning: only OCR can read it (--ocr auto)",
}


def why_unread(page: Page) -> Unread | None:
    """Why a page could not be read, None for one that could."""
    ink = page.ink
    if ink.is_cut_off:
        return Unread.CONTENT_CUT_OFF
    if is_gibberish("".join(ink.text)):
        return Unread.TEXT_UNREADABLE
    cause = _drawn(ink)
    if cause is None or (ink.text and not _is_stamped(page)):
        return None
    return cause


def why_unread_ink(ink: Ink) -> Unread | None:
    """As ``why_unread``, for a page that is not laid out yet."""
    is_suspect = ink.is_cut_off or _drawn(ink) is not None or is_gibberish("".join(ink.text))
    return why_unread(lay_out(ink)) if is_suspect else None


def is_scan_with_text(ink: Ink) -> bool:
    """Whether a page is a picture with more text over or under it than is stamped on one, and draws no rulings."""
    if len(ink.rules) or not is_one_picture(ink):
        return False
    return len(set(np.rint(ink.y).tolist())) > STAMPED or not _is_stamped(lay_out(ink))


def unread_finding(page: Page, cause: Unread, assessment_no: int | None, failure: str | None = None) -> Finding:
    """The event that names the page and the cause; ``failure`` is what the reader said of a page that it gave up."""
    severity = Severity.ERROR if cause is Unread.PAGE_FAILED else Severity.WARNING
    return Finding(severity, cause.value, failure or _MESSAGES[cause], assessment_no, page=page.number)


def claim_stamps(page: Page) -> None:
    """Enter the lines stamped on a page without text of its own into the ledger."""
    lines = [line for cell in [*page.cells, *page.loose] for line in cell.lines if not page.is_claimed(line)]
    page.claim_lines(lines, Claim.FURNITURE)


def _drawn(ink: Ink) -> Unread | None:
    """What a page shows that is no text, None where it is too little to be a page's contents."""
    if covered(ink).mean() >= PICTURED:
        return Unread.IMAGE_ONLY
    return Unread.TEXT_OUTLINED if ink.n_shapes >= OUTLINED else None


def _is_stamped(page: Page) -> bool:
    """Whether a page has no more text than is stamped on one: a few lines in its margins or over its pictures, none
    of them a title or the form's words."""
    lines = [line for cell in [*page.cells, *page.loose] for line in cell.lines]
    if len({round(line.y) for line in lines}) > STAMPED:
        return False
    signs = signs_of(page, None)
    if signs.hits or signs.titled is not None or signs.is_of_form:
        return False
    pictured = covered(page.ink)
    return all(_is_stamp(line, page, pictured) for line in lines)


def _is_stamp(line: Line, page: Page, pictured: BoolArray) -> bool:
    box, width, height = page.box([line]), page.ink.width, page.ink.height
    if box is None or line.size >= WATERMARK_POINTS:
        return True
    if line.size >= LARGE:
        return False
    if box.bottom <= MARGIN * height or box.top >= (1 - MARGIN) * height:
        return True
    x, y = int((box.x0 + box.x1) / 2 / width * STEPS), int((box.top + box.bottom) / 2 / height * STEPS)
    return 0 <= x < STEPS and 0 <= y < STEPS and bool(pictured[y, x])
