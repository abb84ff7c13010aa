"""The provenance columns of a row."""

from __future__ import annotations

from extractors.model import Box
from pipeline.tables import Row

POINT_DECIMALS = 2  # 0.01 pt is finer than any printed rule, and hides the last bits that differ between machines


def place(page: int | None, page_last: int | None, box: Box | None) -> Row:
    """The provenance columns; null for what stands on no page. Whether a page was read by OCR is entered later."""
    if not page:
        return {"is_ocr": False}
    edges = {edge: round(float(at), POINT_DECIMALS) for edge, at in zip(Box._fields, box, strict=True)} if box else {}
    return {"page": page, "page_last": page_last or page, **edges, "is_ocr": False}
