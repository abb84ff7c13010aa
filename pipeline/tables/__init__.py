"""Every table and column, declared once: the Arrow schema, the data dictionary and the checks derive from here.

Names and types are a promise to users: columns may be added, never renamed, retyped or dropped. Rows are sorted by
the key columns, nulls last. Types are Arrow's names; nothing here needs Arrow itself.

A table that is not declared is not written. Each module holds the tables of one theme; ``codes`` the closed lists of
values; ``shared`` the columns that several tables have.
"""

from __future__ import annotations

from pipeline.declare import Column, Reference, Row, Table
from pipeline.tables.answers import CHANGES_TABLE, CHECKBOXES, CHOICES, ITEMS, RECORD_ITEMS_TABLE
from pipeline.tables.around import ANNEX_CELLS, CONSULTATIONS, FIGURES, PAGE_TEXTS
from pipeline.tables.blocks import ENTRUSTMENTS, RECIPIENTS, RISKS, SYSTEMS
from pipeline.tables.codebooks import FORM_ITEMS, RECORD_CONCEPTS
from pipeline.tables.derived import BOILERPLATE, CITATIONS, COMPARISON, DIAGNOSTICS, HISTORY
from pipeline.tables.documents import ASSESSMENTS, DOCUMENTS, PAGES
from pipeline.tables.shared import BOXED_TEXTS, CONTRACTORS, OPTIONS, PRINTED_FIELDS, PROVENANCE

__all__ = [
    "BOXED_TEXTS",
    "CONTRACTORS",
    "OPTIONS",
    "PRINTED_FIELDS",
    "PROVENANCE",
    "TABLES",
    "Column",
    "Row",
    "Table",
    "references",
]

_TABLES = (
    DOCUMENTS,
    PAGES,
    ASSESSMENTS,
    FORM_ITEMS,
    RECORD_CONCEPTS,
    ITEMS,
    CHOICES,
    CHECKBOXES,
    CHANGES_TABLE,
    RECORD_ITEMS_TABLE,
    SYSTEMS,
    ENTRUSTMENTS,
    RECIPIENTS,
    ANNEX_CELLS,
    CONSULTATIONS,
    FIGURES,
    PAGE_TEXTS,
    RISKS,
    CITATIONS,
    COMPARISON,
    HISTORY,
    BOILERPLATE,
    DIAGNOSTICS,
)
TABLES: dict[str, Table] = {table.name: table for table in _TABLES}

# Wherever these columns stand, their values are those of another table. A row's item is found in ``form_items`` with
# the form and edition of its assessment.
_REFERENCES = (
    Reference(("document_id",), "documents", ("document_id",)),
    Reference(("assessment_id",), "assessments", ("assessment_id",)),
    Reference(("assessment_id_before",), "assessments", ("assessment_id",)),
    Reference(("assessment_id_after",), "assessments", ("assessment_id",)),
    Reference(("form", "form_version"), "form_items", ("form", "form_version")),
    Reference(("item_code",), "form_items", ("item_code",)),
    Reference(("parent",), "record_concepts", ("code",)),
)


def references(table: Table) -> tuple[Reference, ...]:
    """What the values of a table's columns refer to."""
    names = {column.name for column in table.columns}
    return tuple(
        one for one in _REFERENCES if names.issuperset(one.columns) and (one.table, one.to) != (table.name, one.columns)
    )
