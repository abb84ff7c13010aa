"""The tables of a run, as the review needs them: all documents in short, and one document whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.declare import Row
from pipeline.query.database import NotACorpusError
from pipeline.schema import read_rows

SEVERITIES = ("error", "warning", "info")
OF_A_DOCUMENT = (
    "documents", "pages", "assessments", "items", "choices", "checkboxes", "record_items", "changes", "annex_cells",
    "figures", "consultations", "page_texts", "diagnostics",
)  # fmt: skip
_KEPT = 8  # documents whose rows stay in memory


@dataclass(frozen=True, slots=True)
class Entry:
    """A document in the list: its row, its assessments, findings by severity, glyphs that were not understood.

    ``found_on`` are the pages with findings, in order.
    """

    document: Row
    assessments: Sequence[Row]
    findings: Mapping[str, int]
    n_unassigned: int
    found_on: Sequence[int]

    @property
    def document_id(self) -> str:
        """The document's id."""
        return self.document["document_id"]


class Corpus:
    """A folder of tables. Each look is at the tables as they are then, so a run may replace them meanwhile."""

    def __init__(self, folder: Path) -> None:
        """Raises NotACorpusError where there are no tables."""
        self.folder = folder
        if not (folder / "documents.parquet").exists():
            raise NotACorpusError(f"{folder} holds no tables; `hyokasho extract` writes them")
        self._entries = lru_cache(maxsize=1)(self._read_entries)
        self._document = lru_cache(maxsize=_KEPT)(self._read_document)

    def entries(self) -> Mapping[str, Entry]:
        """Every document by its id, in the order of their paths."""
        return self._entries(self._state())

    def document(self, document_id: str) -> Mapping[str, list[Row]]:
        """The rows of one document, by table."""
        return self._document(self._state(), document_id)

    def _state(self) -> int:
        """Another number for other tables."""
        return (self.folder / "documents.parquet").stat().st_mtime_ns

    def _read_entries(self, _state: int) -> dict[str, Entry]:
        assessments = _by_document(self._read("assessments"))
        columns = ["document_id", "severity", "page"]
        findings = _by_document(self._read("diagnostics", columns))
        pages = self._read("pages", ["document_id", "n_unassigned"])
        counted = pages.group_by("document_id").aggregate([("n_unassigned", "sum")]).to_pylist()
        unassigned = {row["document_id"]: row["n_unassigned_sum"] or 0 for row in counted}
        rows = sorted(self._read("documents").to_pylist(), key=lambda row: row["source_path"] or "")
        return {
            row["document_id"]: _entry(row, assessments[row["document_id"]], findings[row["document_id"]], unassigned)
            for row in rows
        }

    def _read_document(self, _state: int, document_id: str) -> dict[str, list[Row]]:
        only: Any = [("document_id", "=", document_id)]
        return {name: self._read(name, filters=only).to_pylist() for name in OF_A_DOCUMENT}

    def _read(self, name: str, columns: list[str] | None = None, filters: Any = None) -> pa.Table:
        return read_rows(self.folder / f"{name}.parquet", columns, filters)


def _by_document(table: pa.Table) -> defaultdict[str, list[Row]]:
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    for row in table.to_pylist():
        rows[row["document_id"]].append(row)
    return rows


def _entry(document: Row, assessments: list[Row], findings: list[Row], unassigned: Mapping[str, int]) -> Entry:
    counts = {severity: sum(row["severity"] == severity for row in findings) for severity in SEVERITIES}
    found_on = sorted({row["page"] for row in findings if row["page"]})
    return Entry(document, assessments, counts, unassigned.get(document["document_id"], 0), found_on)
