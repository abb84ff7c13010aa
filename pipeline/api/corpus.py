"""A folder of tables, here or on an object store: its tables, its documents as objects, and SQL over it."""

from __future__ import annotations

import os
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.api import html
from pipeline.api.document import Assessment, Document, Page
from pipeline.api.pictures import Pdf
from pipeline.api.table import Table
from pipeline.corpus import Source
from pipeline.generations import tables_at
from pipeline.merge import NotAnOutputError
from pipeline.remote import RemoteError, filesystem, is_remote
from pipeline.tables import TABLES

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection, DuckDBPyRelation

_SUFFIX = ".parquet"
_MAKE_IT = "`hyokasho extract PDFS --out FOLDER` (in a clone: `make extract`) writes tables"


def _tables(where: str) -> dict[str, Table]:
    """The tables of a folder, those that are declared first. Raises FileNotFoundError, RemoteError."""
    fs = filesystem(where)
    try:
        entries: list[dict[str, Any]] = fs.ls(fs._strip_protocol(where), detail=True)
    except (FileNotFoundError, NotADirectoryError):
        raise FileNotFoundError(f"no such folder: {where}; {_MAKE_IT}") from None
    except OSError as error:
        raise RemoteError(f"{where}: {error}") from None
    names = {os.path.basename(entry["name"].rstrip("/")): entry for entry in entries}
    found = {name.removesuffix(_SUFFIX): entry for name, entry in names.items() if name.endswith(_SUFFIX)}
    ordered = [*(name for name in TABLES if name in found), *sorted(found.keys() - TABLES.keys())]
    if not is_remote(where):
        return {name: Table(name, found[name]["name"]) for name in ordered}
    # The parts are named, not looked for later, so that parts that were removed meanwhile are an error.
    parts = {name: fs.find(found[name]["name"]) if found[name]["type"] == "directory" else () for name in ordered}
    return {name: Table(name, parts[name] or found[name]["name"], fs) for name in ordered}


class Corpus:
    """The tables of many documents. ``corpus.items`` and ``corpus["items"]`` are the table ``items``."""

    def __init__(self, where: str, tables: Mapping[str, Table], pdfs: str | None = None) -> None:
        self.where = where
        self.tables: Mapping[str, Table] = MappingProxyType(dict(tables))
        self._pdfs = pdfs

    def __getitem__(self, name: str) -> Table:
        """Raises KeyError."""
        if name not in self.tables:
            raise KeyError(f"no table {name} in {self.where}; there are {', '.join(self.tables)}")
        return self.tables[name]

    def __getattr__(self, name: str) -> Table:
        if name.startswith("_") or name not in self.tables:
            raise AttributeError(f"a corpus has no {name}; its tables are {', '.join(self.tables)}")
        return self.tables[name]

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.tables})

    def __contains__(self, name: object) -> bool:
        return name in self.tables

    # ------------------------------------------------------------------------------------------ as objects

    def document(self, document_id: str) -> Document:
        """A document with everything in it, as ``pipeline.extract`` gives it; a failed one, too. Raises KeyError."""
        of_it = pc.field("document_id") == document_id

        def tables(name: str) -> pa.Table:
            return self[name].arrow(filter=of_it if "document_id" in self[name].columns else None)

        rows = tables("documents").to_pylist()
        if not rows:
            raise KeyError(f"no document {document_id} in {self.where}")
        return Document(rows[0], tables, self._pdf(rows[0]))

    def assessment(self, assessment_id: str) -> Assessment:
        """An assessment with its rows. Raises KeyError."""
        document = self.document(assessment_id.rpartition("-")[0])
        for assessment in document.assessments:
            if assessment.assessment_id == assessment_id:
                return assessment
        raise KeyError(f"no assessment {assessment_id} in {self.where}")

    def page(self, document_id: str, page: int) -> Page:
        """A page (from 1) of a document. Raises KeyError."""
        document = self.document(document_id)
        for found in document.pages:
            if found.page == page:
                return found
        raise KeyError(f"no page {page} in document {document_id}, which has {document.n_pages or 0}")

    def _pdf(self, row: dict[str, Any]) -> Pdf | None:
        if self._pdfs is None or not row["sha256"]:
            return None
        path = Path(row["source_path"])
        url = f"{self._pdfs.rstrip('/')}/{row['source_path']}" if is_remote(self._pdfs) else None
        return Pdf(Source(path if url else Path(self._pdfs, path), row["source_path"], remote=url), row["sha256"])

    # ------------------------------------------------------------------------------------------ SQL

    @cached_property
    def connection(self) -> DuckDBPyConnection:
        """A DuckDB connection with every table, view and macro, of this corpus alone."""
        from pipeline.query.database import connect

        return connect(self.where)

    def sql(self, query: str) -> DuckDBPyRelation:
        """The result of a query over the tables, by DuckDB: shown as text, or ``.df()``, ``.pl()``, ``.fetchall()`` …

        Raises ``duckdb.Error`` where the query is wrong.
        """
        return self.connection.sql(query)

    # ------------------------------------------------------------------------------------------ for people

    def __repr__(self) -> str:
        n_documents, n_assessments = (len(self.tables[name]) for name in ("documents", "assessments"))
        return f"<Corpus {self.where}: {n_documents} documents, {n_assessments} assessments, {len(self.tables)} tables>"

    def _repr_html_(self) -> str:
        rows = ([name, table.description, len(table), len(table.columns)] for name, table in self.tables.items())
        return html.heading("Corpus", self.where) + html.table(["table", "one row per", "rows", "columns"], rows)


def open_corpus(folder: str | os.PathLike[str] = "data/parquet", pdfs: str | os.PathLike[str] | None = None) -> Corpus:
    """Open a folder of tables that ``hyokasho extract`` wrote, or its URL (``s3://…``, with the driver installed).

    ``pdfs`` is the folder, or the URL, that was extracted; with it ``page_image()`` and ``crop()`` draw pages.

    >>> corpus = open_corpus("data/parquet", pdfs="data/raw")
    >>> corpus.items.pandas(columns=["item_code", "value"]).shape[1]
    2
    >>> corpus["record_items"].describe()["name"].description
    'Record item, without number, separator and note'
    >>> corpus.sql("select count(*) from assessments where form = '4'").fetchall()
    [(5,)]

    On an object store ``corpus.where`` is the URL of the tables that count now (``tables_at``). The corpus stays with
    them: when the next run but one has removed them, reading is an error.

    Raises FileNotFoundError, NotAnOutputError for a folder without tables, and RemoteError.
    """
    where = tables_at(os.fspath(folder))
    tables = _tables(where)
    missing = [name for name in ("documents", "assessments") if name not in tables]
    if missing:
        raise NotAnOutputError(f"{where} is no output of hyokasho extract: no {missing[0]}{_SUFFIX}; {_MAKE_IT}")
    return Corpus(where, tables, None if pdfs is None else os.fspath(pdfs))
