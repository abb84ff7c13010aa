"""Record items (記録項目): the list of an annex to items, headings and notes."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.engine import Chunk
from extractors.model import Claim, Finding, RecordItem


def read_record_items(chunks: Sequence[Chunk], file_names: Sequence[str]) -> tuple[list[RecordItem], list[Finding]]:
    """The record items of an annex's cells, entered into the ledger.

    ``file_names`` are the names of the assessment's files in order: a heading that names one ties its items to it.
    """
    for chunk in chunks:
        chunk.page.claim_lines(chunk.lines, Claim.VALUE)
    return [], []
