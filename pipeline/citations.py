"""Legal citations in a document's rows, and findings where their law is not known."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from normalizers.citations import Citation, find_citations, may_cite
from normalizers.laws import Law
from pipeline.tables import PROVENANCE, Row

CITING_KIND = "text"  # the kind of items whose values are an agency's own sentences
UNRESOLVED = "citation_unresolved"
INCOMPLETE = "citation_incomplete"
_WHO = ("document_id", "assessment_id", "file_no", "entry_no")
_WHICH = ("item_code", "concept", "table_no", "row_no", "column_no")
_WHERE = tuple(column.name for column in PROVENANCE)


@dataclass(frozen=True, slots=True)
class _Source:
    """A text of a row, and the columns that say where it stands."""

    table: str
    column: str
    text: str
    columns: Row
    place: Row


def _sources(rows: Mapping[str, Sequence[Row]]) -> Iterator[_Source]:
    """Every text that may cite, in the order in which the document is read."""
    for table, column, row, which in _texts(rows):
        text = row[column]
        if text and may_cite(text):
            who = {name: row.get(name) for name in _WHO} | {name: which.get(name) for name in _WHICH}
            yield _Source(table, column, text, who, {name: row.get(name) for name in _WHERE})


def _texts(rows: Mapping[str, Sequence[Row]]) -> Iterator[tuple[str, str, Row, Row]]:
    """Every text of an agency's own: its table and column, its row, and what says where in the table it stands."""
    for row in rows.get("items", ()):
        if row["kind"] == CITING_KIND and row["value"]:
            yield ("items", "value", row, {"item_code": row["item_code"], "concept": row["concept"]})
    for row in rows.get("annex_cells", ()):
        which = {name: row[name] for name in ("table_no", "row_no", "column_no")}
        yield "annex_cells", "text", row, which
    for row in rows.get("changes", ()):
        for column in ("item_text", "before", "after", "timing_reason"):
            yield "changes", column, row, {"row_no": row["row_no"]}
    for row in rows.get("consultations", ()):
        yield "consultations", "body", row, {}
    for row in rows.get("page_texts", ()):
        yield "page_texts", "text", row, {"row_no": row["seq"]}


def citation_rows(rows: Mapping[str, Sequence[Row]]) -> tuple[list[Row], list[Row]]:
    """Rows of ``citations``, and rows of ``diagnostics`` (not numbered yet) for what they do not know."""
    definitions: dict[str | None, dict[str, Law]] = {}
    cited: list[tuple[_Source, list[Citation]]] = []
    for source in _sources(rows):
        names = definitions.setdefault(source.columns["assessment_id"], {})
        found = find_citations(source.text, names)
        names.update(found.definitions)
        if found.citations:
            cited.append((source, list(found.citations)))
    inferred = _inferred(cited)
    citations = [(source, one) for source, many in inferred for one in many]
    return (
        [_row(source, one, number) for number, (source, one) in enumerate(citations, 1)],
        [row for source, many in inferred for row in _findings(source, many)],
    )


def _inferred(cited: list[tuple[_Source, list[Citation]]]) -> list[tuple[_Source, list[Citation]]]:
    """A schedule without its law is of the law whose schedule of that number the assessment names elsewhere, if it is
    one law alone."""
    laws: dict[tuple[str | None, str | None], dict[str, Law]] = {}
    for source, many in cited:
        for one in many:
            if one.unit == "schedule" and one.law is not None:
                key = source.columns["assessment_id"], one.schedule
                laws.setdefault(key, {})[one.law.name] = one.law

    def better(source: _Source, one: Citation) -> Citation:
        fitting = laws.get((source.columns["assessment_id"], one.schedule), {})
        if one.unit != "schedule" or one.law is not None or one.law_text or len(fitting) != 1:
            return one
        return replace(one, law=next(iter(fitting.values())), how="inferred")

    return [(source, [better(source, one) for one in many]) for source, many in cited]


def _row(source: _Source, one: Citation, number: int) -> Row:
    return {
        **source.columns,
        **source.place,
        "citation_no": number,
        "source_table": source.table,
        "source_column": source.column,
        "law": one.law and one.law.name,
        "law_id": one.law and one.law.law_id,
        "law_number": one.law and one.law.number,
        "law_kind": one.law and one.law.kind,
        "law_text": one.law_text,
        "law_source": one.how,
        "unit": one.unit,
        "is_supplement": one.is_supplement,
        "article": one.article,
        "paragraph": one.paragraph,
        "item": one.item,
        "subitem": one.subitem,
        "provision_part": one.part,
        "schedule": one.schedule,
        "schedule_rows": list(one.schedule_rows),
        "start": one.start,
        "end": one.end,
        "text": one.text,
    }


def _findings(source: _Source, many: Sequence[Citation]) -> Iterator[Row]:
    """At most one finding of each kind for a text."""
    unknown = [one.text for one in many if one.law is None]
    if unknown:
        message = "provisions are cited whose law the text does not say"
        yield _finding(source, UNRESOLVED, message, unknown)
    for note in sorted({one.note for one in many if one.note}):
        yield _finding(source, INCOMPLETE, note, [one.text for one in many if one.note == note])


def _finding(source: _Source, rule: str, message: str, texts: Sequence[str]) -> Row:
    columns = {name: source.columns.get(name) for name in (*_WHO, "item_code", "concept")}
    found = "; ".join(dict.fromkeys(texts))
    where = source.table if source.table == "items" else f"{source.table}.{source.column}"
    return {
        **columns,
        **source.place,
        "severity": "info",
        "rule": rule,
        "message": f"{message} (in {where})",
        "found": found,
    }
