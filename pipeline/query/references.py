"""What a user calls a filing: an id, the path or name of its PDF in the corpus, or a PDF that is not in it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa

from pipeline.corpus import Source, document_id_of, sha256_of
from pipeline.document import extract_document
from pipeline.options import Options
from pipeline.query.database import NotACorpusError, connect
from pipeline.query.sql import QueryError
from pipeline.schema import arrow_table
from pipeline.series import COLUMNS, Filing, filing_of

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection

N_NEAR, NEAR = 5, 50  # names that are given for one that is not there, and their likeness (0-100)
_NUMBERED = re.compile(r"^(?P<name>.+)#(?P<no>\d+)$")
_MORE = {"items": ("label",)}  # columns that a filing itself does not need
_TITLES = ("assessment_id", "form", "form_version", "agency_name", "title", "page_first", "page_last")

Tables = Mapping[str, pa.Table]


@dataclass(frozen=True, slots=True)
class Named:
    """A filing, the tables that hold it, the path of its PDF, and its row in ``assessments``."""

    filing: Filing
    tables: Tables
    path: str
    about: Mapping[str, Any]


class Filings:
    """The filings of a folder of tables and of PDFs outside it. The folder is looked into when it is first needed."""

    def __init__(self, folder: str, reader: str = "auto") -> None:
        self._folder = folder
        self._reader = reader

    def find(self, reference: str) -> Named:
        """The filing that is meant: ``assessment_id``, or ``document_id``, path or name of a PDF, with ``#2`` for the
        second filing inside. Raises QueryError, NotACorpusError."""
        found = _NUMBERED.match(reference)
        name, number = (found["name"], int(found["no"])) if found else (reference, None)
        path = Path(name)
        if path.suffix.lower() == ".pdf" and path.is_file():
            return self._of_file(path, number)
        if path.is_dir():
            raise QueryError(f"{name} is a folder: `hyokasho diff --runs` compares folders of tables")
        documents = self._documents(name)
        if not documents:
            raise QueryError(f"no filing {name} in {self._folder}{self._near(name)}")
        if len(documents) > 1:
            paths = ", ".join(path for _, path, _ in documents)
            raise QueryError(f"{name} is the name of several PDFs: {paths}")
        ((document_id, source_path, assessment_id),) = documents
        return self._of_document(document_id, source_path, number, assessment_id)

    @cached_property
    def _connection(self) -> DuckDBPyConnection:
        return connect(self._folder)

    def _documents(self, name: str) -> list[tuple[str, str, str | None]]:
        """Document, path, and the assessment if it is meant by name."""
        query = (
            "SELECT DISTINCT document_id, source_path, CASE WHEN assessment_id = $name THEN assessment_id END "
            "FROM documents LEFT JOIN assessments USING (document_id) WHERE "
        )
        for meant in ("assessment_id = $name OR document_id = $name OR source_path = $name",
                      "ends_with(source_path, '/' || $name)"):  # fmt: skip
            found = self._connection.execute(query + meant, {"name": name}).fetchall()
            named = [row for row in found if row[2]]
            if found:
                return named or found
        return []

    def _near(self, name: str) -> str:
        from rapidfuzz import process

        rows = self._connection.execute("SELECT source_path FROM documents ORDER BY ALL").fetchall()
        near = process.extract(name, [path for (path,) in rows if path], limit=N_NEAR, score_cutoff=NEAR)
        return "; did you mean" + "".join(f"\n  {path}" for path, _, _ in near) if near else ""

    def _of_document(self, document_id: str, path: str, number: int | None, assessment_id: str | None) -> Named:
        about = self._rows("assessments", _TITLES, "document_id", document_id)
        one = _one(path, about, number, assessment_id)
        tables = {
            name: arrow_table(
                name, self._rows(name, (*columns, *_MORE.get(name, ())), "assessment_id", one["assessment_id"])
            )
            for name, columns in COLUMNS.items()
        }
        return Named(filing_of(tables, one["assessment_id"]), tables, path, one)

    def _rows(self, table: str, columns: Sequence[str], key: str, value: str) -> list[dict[str, Any]]:
        cursor = self._connection.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE {key} = ?", [value])
        return [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]

    def _of_file(self, path: Path, number: int | None) -> Named:
        """A PDF: as the tables have it, if they have its content, else read now."""
        document_id = document_id_of(sha256_of(path))
        try:
            known = self._connection.execute(
                "SELECT 1 FROM assessments WHERE document_id = ?", [document_id]
            ).fetchall()
        except NotACorpusError:
            known = []
        if known:
            return self._of_document(document_id, str(path), number, None)
        outcome = extract_document(Source(path, path.name, path.stat().st_size), Options(self._reader, images=False))
        if outcome.status == "failed":
            row = outcome.tables["documents"].to_pylist()[0]
            raise QueryError(f"{path}: {row['error_kind']}: {row['error']}")
        about = outcome.tables["assessments"].select(list(_TITLES)).to_pylist()
        one = _one(str(path), about, number, None)
        return Named(filing_of(outcome.tables, one["assessment_id"]), outcome.tables, str(path), one)


def _one(path: str, about: Sequence[dict[str, Any]], number: int | None, assessment_id: str | None) -> dict[str, Any]:
    """The one of a PDF's filings that is meant. Raises QueryError where that is not clear."""
    about = sorted(about, key=lambda row: row["assessment_id"])
    if not about:
        raise QueryError(f"{path} holds no filing")
    if assessment_id is not None:
        return next(row for row in about if row["assessment_id"] == assessment_id)
    if number is not None:
        if not 1 <= number <= len(about):
            raise QueryError(f"{path} holds {len(about)} filings; there is no #{number}")
        return about[number - 1]
    if len(about) > 1:
        listed = "".join(f"\n  {path}#{n}  {row['agency_name']} {row['title']}" for n, row in enumerate(about, 1))
        raise QueryError(f"{path} holds {len(about)} filings; name one of them:{listed}")
    return about[0]
