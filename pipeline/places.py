"""The provenance columns of a row."""

from __future__ import annotations

from extractors.model import Box
from pipeline.tables import Row

POINT_DECIMALS = 2  # 0.01 pt is finer than any printed rule, and hides the last bits that differ between machines


def place(page: int | None, page_last: int | None, box: Box | None) -> Row:
    """The provenance columns; null for what stands on no page. Whether a page was read by OCR is entered later."""
    if not page:
        return {"is_ocr": False}
    row: Row = {"page": page, "page_last": page_last or page, "is_ocr": False}
    if box:
        row["x0"], row["top"], row["x1"], row["bottom"] = [round(float(at), POINT_DECIMALS) for at in box]
    return row
