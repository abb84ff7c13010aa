"""What stands around the assessments as rows: consultations, 別紙 tables, drawings, and the text of other pages."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterable, Mapping, Sequence

from extractors.model import AnnexTable, Box, Consultation, DocumentReading, Figure
from pipeline.date_rows import date_columns
from pipeline.images import image_paths
from pipeline.places import place
from pipeline.tables import Row

ANNEX_TABLE = "annex_table"
Rows = dict[str, list[Row]]
Identify = Callable[[AnnexTable | Figure], Row]


def around_rows(document_id: str, reading: DocumentReading, identify: Identify, images: Container[str]) -> Rows:
    """Rows of the tables of what stands around assessments; ``identify`` gives the columns of identity, ``images``
    are the paths of the drawings that were rendered."""
    return {
        "consultations": [_consultation(document_id, one) for one in reading.consultations],
        "annex_cells": [row for table in reading.annex_tables for row in _annex_cells(table, identify(table))],
        "recipients": [row for table in reading.annex_tables for row in _recipients(table, identify(table))],
        "figures": list(_figures(document_id, reading.figures, identify, images)),
        "page_texts": [
            {"document_id": document_id, "seq": passage.seq, "text": passage.text}
            | place(passage.page, passage.page, passage.box)
            for passage in reading.passages
        ],
    }


def _consultation(document_id: str, one: Consultation) -> Row:
    return {
        "document_id": document_id,
        "kind": one.kind,
        "reference_number": one.reference_number,
        **date_columns("dated_on", one.dated_on_text),
        "dated_on_text": one.dated_on_text,
        "addressee": one.addressee,
        "sender": one.sender,
        "title": one.title,
        "subject": one.subject,
        "business_name": one.business_name,
        "division": one.division,
        "files": list(one.files),
        "systems": list(one.systems),
        "decision": one.decision,
        "body": one.body,
        "fields": [{"label": field.label, "text": field.text} for field in one.fields],
        **place(one.page, one.page_last, one.box),
    }


def _annex_cells(table: AnnexTable, who: Row) -> Iterable[Row]:
    for cell in table.cells:
        yield {
            **who,
            "table_no": table.table_no,
            "title": table.title,
            "row_no": cell.row_no,
            "column_no": cell.column_no,
            "header": cell.header,
            "text": cell.text,
            **place(cell.page, cell.page_last, cell.box),
        }


def _recipients(table: AnnexTable, who: Row) -> Iterable[Row]:
    for one in table.recipients:
        yield {
            **who,
            "direction": one.direction,
            "name": one.name,
            "legal_basis": one.legal_basis,
            "purpose": one.purpose,
            "information": one.information,
            "subjects_size": one.subjects_size,
            "subjects_scope": one.subjects_scope,
            "methods": [one.methods] if one.methods else [],
            "frequency": one.frequency,
            "source": ANNEX_TABLE,
            "table_no": table.table_no,
            "row_no": one.row_no,
            **place(one.page, one.page_last, one.box),
        }


def _figures(document_id: str, figures: Sequence[Figure], identify: Identify, images: Container[str]) -> Iterable[Row]:
    for figure, path in zip(figures, image_paths(document_id, figures), strict=True):
        yield {
            **identify(figure),
            "title": figure.title,
            "texts": [{"text": text.text, **_edges(text.box)} for text in figure.texts],
            "image_path": path if path in images else None,
            **place(figure.page, figure.page, figure.box),
        }


def _edges(box: Box) -> Mapping[str, float]:
    where = place(1, 1, box)
    return {edge: where[edge] for edge in Box._fields}
