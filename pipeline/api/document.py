"""One PDF as typed objects: a document, its assessments, and their rows of every table."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any, Generic, Literal, TypeVar, overload

import pyarrow as pa

from pipeline.api import html
from pipeline.api.pictures import NoPictureError, Pdf
from pipeline.api.row import TableRow
from pipeline.api.rows import TableRows
from pipeline.corpus import Source, find_sources
from pipeline.document import extract_document
from pipeline.options import Options
from pipeline.remote import is_remote, remote_sources
from pipeline.schema import arrow_table
from pipeline.tables import TABLES

R = TypeVar("R", bound=TableRow)
Tables = Callable[[str], pa.Table]  # the rows of one document, by the table's name

READERS = ("auto", "pymupdf", "pdfplumber")
OCR = ("off", "auto")


class ExtractionError(Exception):
    """A PDF that cannot be read: ``path``, ``kind`` (as ``documents.error_kind``), and ``reason`` for a person."""

    def __init__(self, path: str, kind: str, reason: str) -> None:
        super().__init__(f"{path} cannot be read: {reason} ({kind})")
        self.path = path
        self.kind = kind
        self.reason = reason


# ------------------------------------------------------------------------------------------------ rows


class Choice(TableRow, table="choices"):
    """A ＜選択肢＞ field: ``selected_label``, ``options`` …"""


class Checkbox(TableRow, table="checkboxes"):
    """An option of a checkbox group: ``option_label``, ``is_checked`` …"""

    def _facts(self) -> list[str]:
        return [*super()._facts(), "checked" if self.is_checked else "not checked"]


class Item(TableRow, table="items"):
    """An item printed on the form: ``label``, ``status``, ``value``, ``value_norm``, ``page`` …"""

    @property
    def choice(self) -> Choice | None:
        """The options and which was chosen; None for an item of another kind."""
        found = self._same(Choice)
        return found[0] if found else None

    @property
    def checkboxes(self) -> TableRows[Checkbox]:
        """The options of a checkbox group; none for an item of another kind."""
        return self._same(Checkbox)

    def _same(self, kind: type[R]) -> TableRows[R]:
        names = ("assessment_id", "item_code", "file_no", "entry_no", *(() if self.item_code else ("page", "top")))
        mine = [self._columns[name] for name in names]
        rows = self._of.rows(kind)
        return TableRows(kind, (row for row in rows if [row._columns[name] for name in names] == mine))


class RecordItem(TableRow, table="record_items"):
    """A record item (記録項目): ``name``, ``group_name``, ``record_concept`` …"""


class Change(TableRow, table="changes"):
    """A row of the change table (変更箇所): ``changed_on``, ``before``, ``after`` …"""


class System(TableRow, table="systems"):
    """A system used in the business: ``name``, ``functions``, ``connections`` …"""


class Entrustment(TableRow, table="entrustments"):
    """An entrusted task (委託事項): ``name``, ``contractor``, ``is_subcontracted`` …"""


class Recipient(TableRow, table="recipients"):
    """A recipient (提供先, 移転先): ``direction``, ``name``, ``legal_basis`` …"""


class Risk(TableRow, table="risks"):
    """A rated risk or measure: ``risk_title``, ``measures``, ``rating_label`` …"""


class Citation(TableRow, table="citations"):
    """A provision of a law cited in a text: ``law``, ``article``, ``text`` …"""


class Figure(TableRow, table="figures"):
    """A drawing: ``title``, ``texts``; ``crop()`` is its picture."""


class AnnexCell(TableRow, table="annex_cells"):
    """A cell of a 別紙 table: ``header``, ``text`` …"""


class Consultation(TableRow, table="consultations"):
    """A 諮問 or 答申 around the assessments: ``kind``, ``subject``, ``body`` …"""


class PageText(TableRow, table="page_texts"):
    """A block of text outside assessments: ``text``."""


class Finding(TableRow, table="diagnostics"):
    """A finding of a self-check: ``severity``, ``rule``, ``message`` …"""


class Comparison(TableRow, table="comparison"):
    """The facts of an assessment that are compared most."""


class Page(TableRow, table="pages"):
    """A page: ``role``, ``width``, ``height``, and the ledger of its characters. ``page_image()`` is all of it."""

    @property
    def items(self) -> TableRows[Item]:
        """The items that stand on it, or run over it."""
        rows = self._of.rows(Item)
        return TableRows(Item, (row for row in rows if row.page and row.page <= self.page <= row.page_last))

    def __repr__(self) -> str:
        return f"Page({self.page}, {self.role}, {self.n_glyphs} glyphs, {self.n_unassigned} not understood)"

    def _picture(self) -> str:
        try:
            return html.picture(self.page_image(), f"page {self.page}")
        except NoPictureError:
            return ""


# ------------------------------------------------------------------------------------------------ what holds rows


class Part(Generic[R]):
    """The rows of one table that belong to the object whose attribute this is."""

    def __init__(self, kind: type[R]) -> None:
        self._kind = kind
        about = TABLES[kind.table_name]
        self.__doc__ = f"{about.en}. {about.ja}"

    @overload
    def __get__(self, of: None, kind: type) -> Part[R]: ...
    @overload
    def __get__(self, of: Assessment | Document, kind: type) -> TableRows[R]: ...
    def __get__(self, of: Assessment | Document | None, kind: type) -> Part[R] | TableRows[R]:
        return self if of is None else of.rows(self._kind)


class Assessment(TableRow, table="assessments"):
    """An assessment (評価書): its cover as columns (``title``, ``agency_name``, ``form`` …), and its rows by table."""

    items = Part(Item)
    choices = Part(Choice)
    checkboxes = Part(Checkbox)
    systems = Part(System)
    entrustments = Part(Entrustment)
    recipients = Part(Recipient)
    risks = Part(Risk)
    record_items = Part(RecordItem)
    changes = Part(Change)
    figures = Part(Figure)
    annex_cells = Part(AnnexCell)
    citations = Part(Citation)
    findings = Part(Finding)
    pages = Part(Page)

    def rows(self, kind: type[R]) -> TableRows[R]:
        """Its rows of the table of a class of rows."""
        mine = (row for row in self._of.rows(kind) if row._columns.get("assessment_id") == self.assessment_id)
        return TableRows(kind, mine)

    @property
    def comparison(self) -> Comparison:
        """The facts that are compared most, one column each."""
        return self.rows(Comparison)[0]

    def _page(self) -> int:
        return self.page_first

    def __repr__(self) -> str:
        texts = ", ".join(html.quoted(text) for text in (self.title, self.agency_name))
        return f"Assessment({self.assessment_id}, form {self.form} {self.form_version}, {texts})"

    def _repr_html_(self) -> str:
        facts = ("agency_name", "form", "form_version", "number", "published_on_text", "page_first", "page_last")
        counts = [
            (name, TABLES[part._kind.table_name].en, len(getattr(self, name)))
            for name, part in vars(Assessment).items()
            if isinstance(part, Part)
        ]
        return (
            html.heading(self.title or "Assessment", self.assessment_id)
            + html.table(facts, [[self._columns[name] for name in facts]])
            + html.table(["attribute", "one row per", "rows"], counts)
        )


class Document(TableRow, table="documents"):
    """A PDF: its row of ``documents`` as columns (``status``, ``error``, ``n_pages`` …), and what is in it.

    ``status`` is ``ok``, or ``partial`` where pages could not be read: ``error`` says which.
    """

    pages = Part(Page)
    assessments = Part(Assessment)
    consultations = Part(Consultation)
    figures = Part(Figure)
    annex_cells = Part(AnnexCell)
    page_texts = Part(PageText)
    citations = Part(Citation)
    findings = Part(Finding)

    def __init__(self, columns: dict[str, Any], tables: Tables, pdf: Pdf | None) -> None:
        super().__init__(columns, self)
        object.__setattr__(self, "_tables", tables)
        object.__setattr__(self, "_pdf", pdf)
        object.__setattr__(self, "_kept", {})

    _tables: Tables
    _pdf: Pdf | None
    _kept: dict[type, TableRows[Any]]

    @property
    def pdf(self) -> Pdf:
        """The PDF, to draw its pages. Raises NoPictureError where it is not known."""
        if self._pdf is None:
            raise NoPictureError("these are tables alone: open_corpus(folder, pdfs=…) says where their PDFs are")
        return self._pdf

    def table(self, name: str) -> pa.Table:
        """Its rows of any table, as an Arrow table. Raises KeyError."""
        if name not in TABLES:
            raise KeyError(f"no table {name}; there are {', '.join(TABLES)}")
        return self._tables(name)

    def rows(self, kind: type[R]) -> TableRows[R]:
        """Its rows of the table of a class of rows, items in the order in which they are read."""
        if kind not in self._kept:
            rows = self.table(kind.table_name).to_pylist()
            if kind is Item:
                rows.sort(key=lambda row: (row["assessment_id"], row["seq"]))
            self._kept[kind] = TableRows(kind, (kind(row, self) for row in rows))
        return self._kept[kind]

    def _page(self) -> int:
        return 1

    def __repr__(self) -> str:
        def count(number: int, word: str) -> str:
            return f"{number} {word}{'' if number == 1 else 's'}"

        status = self.status if self.error is None else f"{self.status}: {self.error}"
        counts = f"{count(self.n_pages or 0, 'page')}, {count(self.n_assessments, 'assessment')}"
        return f"Document({self.source_path!r}, {status}, {counts})"

    def _repr_html_(self) -> str:
        names = ("assessment_id", "form", "form_version", "title", "agency_name", "page_first", "page_last")
        return (
            html.heading(self.source_path or "Document", repr(self))
            + html.table(names, ([row._columns[name] for name in names] for row in self.assessments))
            + html.heading("findings", f"{len(self.findings)}")
        )  # fmt: skip


# ------------------------------------------------------------------------------------------------ reading


def _source(path: str | os.PathLike[str]) -> Source:
    """The one PDF at a path or URL. Raises FileNotFoundError, IsADirectoryError, RemoteError."""
    if is_remote(text := os.fspath(path)):
        sources = remote_sources(text)
        is_one = len(sources) == 1 and (sources[0].remote or "").endswith(os.path.basename(text))
        if not is_one:
            raise IsADirectoryError(f"{text} is not one PDF; `hyokasho extract` reads folders")
        return sources[0]
    if not os.path.exists(text):
        raise FileNotFoundError(f"no such file: {text}")
    if os.path.isdir(text):
        raise IsADirectoryError(f"{text} is a folder: extract() reads one PDF, `hyokasho extract` a folder of them")
    return find_sources([Path(text)])[0]


def _check(reader: str, ocr: str) -> None:
    for name, value, known in (("reader", reader, READERS), ("ocr", ocr, OCR)):
        if value not in known:
            raise ValueError(f"{name} is one of {', '.join(known)}, not {value!r}")
    if ocr == "auto":
        from extractors.readers.ocr_tesseract import HOW_TO_INSTALL, what_is_missing

        if missing := what_is_missing():
            warnings.warn(f"ocr='auto' has no effect: {missing}. {HOW_TO_INSTALL}", stacklevel=3)


def extract(
    path: str | os.PathLike[str],
    reader: Literal["auto", "pymupdf", "pdfplumber"] = "auto",
    ocr: Literal["off", "auto"] = "off",
) -> Document:
    """Read one PDF, a file or a URL that fsspec can open; ``reader`` and ``ocr`` as for ``hyokasho extract``.

    >>> document = extract("data/raw/sample-form4-plain.pdf")
    >>> document
    Document('sample-form4-plain.pdf', ok, 22 pages, 1 assessment)
    >>> assessment = document.assessments[0]
    >>> item = assessment.items["I.1.1"]
    >>> item.value, item.status, item.page
    ('雪かき支援金に関する事務', 'answered', 3)
    >>> item.box.x0 < item.box.x1
    True
    >>> item.page_image(dpi=72).size
    (596, 842)

    The values are those of the tables that ``hyokasho extract`` writes. A document of which some pages could not be
    read has ``status`` ``partial`` and says in ``error`` which. Raises ExtractionError for a file that gives no
    reading at all (no PDF, damaged, a password), FileNotFoundError and IsADirectoryError. There is no limit of time or
    memory here, as there is in the command.
    """
    _check(reader, ocr)
    source = _source(path)
    outcome = extract_document(source, Options(reader, ocr))
    (row,) = outcome.tables["documents"].to_pylist()
    if outcome.status == "failed":
        error = ExtractionError(source.remote or str(source.path), row["error_kind"], row["error"])
        if "traceback" in outcome.log:
            error.add_note(outcome.log["traceback"])
        raise error
    row["source_path"] = source.source_path

    def tables(name: str) -> pa.Table:
        return outcome.tables[name] if name in outcome.tables else arrow_table(name, [])

    return Document(row, tables, Pdf(source, outcome.sha256 or ""))
