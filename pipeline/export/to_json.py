"""A JSON file per assessment, with everything in it, and the JSON Schema that describes these files.

What stands outside assessments is in a file per document, the codebooks are in one more.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from pathlib import Path
from typing import Any

import pyarrow as pa

from pipeline.api import Corpus, Table
from pipeline.export import ExportError
from pipeline.export.plain import rows, to_json

DIALECT = "https://json-schema.org/draft/2020-12/schema"

Row = dict[str, Any]
_DOCUMENT, _ASSESSMENT = "document_id", "assessment_id"
_SCALARS: list[tuple[Callable[[pa.DataType], bool], Row]] = [
    (pa.types.is_string, {"type": ["string", "null"]}),
    (pa.types.is_boolean, {"type": ["boolean", "null"]}),
    (pa.types.is_integer, {"type": ["integer", "null"]}),
    (pa.types.is_floating, {"type": ["number", "null"]}),
    (pa.types.is_date, {"type": ["string", "null"], "format": "date"}),
]


# ------------------------------------------------------------------------------------------------ schema


def _object(properties: Mapping[str, Any], is_nullable: bool = False, **about: Any) -> Row:
    return {
        "type": ["object", "null"] if is_nullable else "object",
        **about,
        "properties": dict(properties),
        "required": [name for name in properties if name != "$schema"],
        "additionalProperties": False,
    }


def _typed(of: pa.DataType) -> Row:
    """What a value of an Arrow type is in JSON. Raises KeyError for a type that no table has."""
    if pa.types.is_list(of):
        return {"type": ["array", "null"], "items": _typed(of.value_type)}
    if pa.types.is_struct(of):
        return _object({field.name: _typed(field.type) for field in of}, is_nullable=True)
    for is_one, schema in _SCALARS:
        if is_one(of):
            return dict(schema)
    raise KeyError(str(of))


def _row_schema(table: Table) -> Row:
    columns = {}
    for column, field in zip(table.describe(), table.schema, strict=True):
        unit = f" ({column.unit})" if column.unit else ""
        about = f"{column.description}{unit}\n{column.description_ja}"
        listed = {"enum": [*column.codes, None]} if column.codes and pa.types.is_string(field.type) else {}
        columns[column.name] = {**_typed(field.type), **listed, "description": about}
    return _object(columns, title=table.description)


def json_schema(corpus: Corpus, title: str, single: Mapping[str, str], lists: Iterable[str]) -> Row:
    """The JSON Schema of a file that has one row of some tables, by property, and lists of rows of others."""
    lists = list(lists)
    properties: Row = {"$schema": {"type": "string"}}
    properties |= {name: {"$ref": f"#/$defs/{table}"} for name, table in single.items()}
    properties |= {name: {"type": "array", "items": {"$ref": f"#/$defs/{name}"}} for name in lists}
    used = dict.fromkeys([*single.values(), *lists])
    return {
        "$schema": DIALECT,
        **_object(properties, title=title),
        "$defs": {name: _row_schema(corpus[name]) for name in used},
    }


# ------------------------------------------------------------------------------------------------ files


class _ByDocument:
    """The rows of a table, taken document after document in the tables' common order."""

    def __init__(self, table: Table) -> None:
        self._groups = groupby(rows(table), key=lambda row: row[_DOCUMENT])
        self._step()

    def _step(self) -> None:
        key, group = next(self._groups, (None, iter(())))
        self._of, self.waiting = key, list(group)

    def take(self, document_id: str) -> list[Row]:
        if self._of != document_id:
            return []
        found = self.waiting
        self._step()
        return found


class _Layout:
    """Which tables have rows in the file of an assessment, of a document, and in that of the codebooks."""

    def __init__(self, corpus: Corpus) -> None:
        rest = [name for name in corpus.tables if name not in ("documents", "assessments")]
        self.codebooks = [name for name in rest if _DOCUMENT not in corpus[name].columns]
        self.of_document = [name for name in rest if name not in self.codebooks]
        self.of_assessment = [name for name in self.of_document if _ASSESSMENT in corpus[name].columns]

    def schemas(self, corpus: Corpus) -> dict[str, Row]:
        """The JSON Schema of each kind of file."""
        document, assessment = {"document": "documents"}, {"assessment": "assessments"}
        return {
            "assessment": json_schema(corpus, "An assessment", document | assessment, self.of_assessment),
            "document": json_schema(corpus, "A PDF, and what is in it outside assessments", document, self.of_document),
            "codebooks": json_schema(corpus, "Codebooks", {}, self.codebooks),
        }


def _write(path: Path, content: Row) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(to_json(content, indent=1) + "\n", encoding="utf-8")


def _files(name: str, document: Row, found: Mapping[str, list[Row]], layout: _Layout) -> Iterator[tuple[str, Row]]:
    """The files of the document of that name and of its assessments, by path."""
    by_owner: dict[tuple[str, str | None], list[Row]] = {}
    for table in layout.of_document:
        for row in found[table]:
            by_owner.setdefault((table, row.get(_ASSESSMENT)), []).append(row)
    outside = {table: by_owner.get((table, None), []) for table in layout.of_document}
    yield f"documents/{name}.json", {"$schema": "../document.schema.json", "document": document, **outside}
    for assessment in found["assessments"]:
        own = assessment[_ASSESSMENT]
        inside = {table: by_owner.get((table, own), []) for table in layout.of_assessment}
        one = {"$schema": "../assessment.schema.json", "document": document, "assessment": assessment}
        yield f"assessments/{own}.json", {**one, **inside}


def write(corpus: Corpus, folder: Path) -> list[str]:
    """Write a file for each assessment, for each document (what is outside assessments, and documents that could not
    be read), and for the codebooks, and the ``*.schema.json`` of each. Raises ExportError.
    """
    layout = _Layout(corpus)
    for kind, schema in layout.schemas(corpus).items():
        _write(folder / f"{kind}.schema.json", schema)
    codebooks = {name: list(rows(corpus[name])) for name in layout.codebooks}
    _write(folder / "codebooks.json", {"$schema": "codebooks.schema.json", **codebooks})
    tables = {name: _ByDocument(corpus[name]) for name in ("assessments", *layout.of_document)}
    n_nameless = 0  # files whose bytes could not be read have no document_id
    for document in rows(corpus["documents"]):
        found = {name: table.take(document[_DOCUMENT]) for name, table in tables.items()}
        n_nameless += document[_DOCUMENT] is None
        name = document[_DOCUMENT] or f"unread-{n_nameless}"
        for path, content in _files(name, document, found, layout):
            _write(folder / path, content)
    if left := [name for name, table in tables.items() if table.waiting]:
        raise ExportError(f"rows of documents that are not in documents: {', '.join(left)}")
    return []
