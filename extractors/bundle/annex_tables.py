"""別紙 tables: ruled tables with a header, over pages, and the recipients that some of them list."""

from __future__ import annotations

from collections.abc import Sequence

from extractors.layout.page import Page
from extractors.model import AnnexTable, AssessmentReading, Finding


def read_annex_tables(pages: Sequence[Page], first_no: int) -> tuple[list[AnnexTable], list[Finding]]:
    """Read a run of pages of role annex_table; tables are numbered from ``first_no``. Claims what it reads."""
    return [], []


def tie(
    tables: Sequence[AnnexTable], assessments: Sequence[AssessmentReading]
) -> tuple[list[AnnexTable], list[Finding]]:
    """Tables with the form row that refers to them, and findings for those that none does."""
    return list(tables), []
