"""別紙 tables: ruled tables with a header, over pages, and the recipients that some of them list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from extractors.bundle.annex_columns import PROVISION, TRANSFER, Columns, counted, read_columns, row_direction
from extractors.bundle.ruled_rows import Row
from extractors.bundle.ruled_tables import RuledTable, read_ruled_tables
from extractors.bundle.table_titles import label_of, labels_in
from extractors.layout.page import Page
from extractors.model import AnnexCell, AnnexRecipient, AnnexTable, Answer, AssessmentReading, Box, Finding, Severity

_NAME_CONCEPT = "recipient"  # of provision.recipient and transfer.recipient: the block's own line
_TEXT_FIELDS = (
    "name",
    "legal_basis",
    "purpose",
    "information",
    "subjects_size",
    "subjects_scope",
    "methods",
    "frequency",
)


def read_annex_tables(pages: Sequence[Page], first_no: int) -> tuple[list[AnnexTable], list[Finding]]:
    """Read a run of pages of role annex_table; tables are numbered from ``first_no``. Claims what it reads."""
    tables: list[AnnexTable] = []
    findings: list[Finding] = []
    for number, ruled in enumerate(read_ruled_tables(pages), first_no):
        ruled.claim()
        table, found = _table(ruled, number)
        tables.append(table)
        findings += found
    return tables, findings


def _table(ruled: RuledTable, number: int) -> tuple[AnnexTable, list[Finding]]:
    columns = read_columns(ruled.headings, ruled.texts, ruled.title)
    headers = [" ".join(levels) or None for levels in ruled.headings]
    cells = [cell for row_no, row in enumerate(ruled.rows, 1) for cell in _cells(row, row_no, headers)]
    findings = list(_order_findings(ruled))
    recipients: list[AnnexRecipient] = []
    if columns.has_recipients:
        for row_no, row in enumerate(ruled.rows, 1):
            if row.is_whole_width or set(row.filled) <= {ruled.serial}:
                continue
            recipient, finding = _recipient(row, row_no, columns)
            recipients += [recipient] if recipient else []
            findings += [finding] if finding else []
    first, last = ruled.pieces[0].block.page.number, ruled.pieces[-1].block.page.number
    return AnnexTable(number, ruled.title, tuple(cells), tuple(recipients), first, last), findings


def _cells(row: Row, row_no: int, headers: Sequence[str | None]) -> Iterator[AnnexCell]:
    for column in row.filled:
        printed = [part for part in row.parts[column] if part.cell.lines]
        yield AnnexCell(
            row_no,
            column + 1,
            headers[column],
            row.text(column),
            printed[0].page.number,
            printed[-1].page.number,
            printed[0].cell.box,
        )


def _recipient(row: Row, row_no: int, columns: Columns) -> tuple[AnnexRecipient | None, Finding | None]:
    """A row as a recipient, and what is missing of it."""
    direction = columns.direction or row_direction([row.text(column) for column in row.filled])
    where = row.page.number, row.box
    if direction is None:
        message = "a row that names a recipient says neither 提供 nor 移転"
        return None, _finding("annex_row_direction", message, str(row_no), where)
    texts = {field: _text(row, columns.fields.get(field, ())) for field in _TEXT_FIELDS}
    recipient = AnnexRecipient(row_no, direction, **texts, page=where[0], page_last=row.page_last, box=row.box)
    if recipient.name is None:
        return recipient, _finding("annex_row_unnamed", "a row of recipients without a name", str(row_no), where)
    return recipient, None


def _text(row: Row, columns: Sequence[int]) -> str | None:
    """The texts of columns side by side, a cell over several of them once."""
    texts: list[str] = []
    seen: set[int] = set()
    for column in columns:
        cells = {id(part.cell) for part in row.parts.get(column, ())}
        if text := row.text(column) if cells - seen else "":
            texts.append(text)
        seen |= cells
    return " ".join(texts) or None


def _order_findings(ruled: RuledTable) -> Iterator[Finding]:
    """Numbers of rows that are missing, stand twice or out of order."""
    if ruled.serial is None:
        return
    before: int | None = None
    cell: object = None
    for row in ruled.rows:
        parts = row.parts.get(ruled.serial, [])
        number = None if row.is_whole_width else counted(row.text(ruled.serial))
        if number is None or parts[0].cell is cell:
            continue
        cell = parts[0].cell
        if before is not None and number not in (before + 1, 1):
            message = "a number of a row is missing" if number > before + 1 else "a number of a row is doubled or late"
            found = _finding("annex_row_order", message, str(number), (row.page.number, row.box))
            yield replace(found, expected=str(before + 1))
        before = number


def _finding(rule: str, message: str, found: str, where: tuple[int, Box]) -> Finding:
    return Finding(Severity.WARNING, rule, message, found=found, page=where[0], box=where[1])


# ------------------------------------------------------------------------------------------------ tying


def tie(
    tables: Sequence[AnnexTable], assessments: Sequence[AssessmentReading]
) -> tuple[list[AnnexTable], list[Finding]]:
    """Tables with the form row that refers to them, and findings for tables of recipients that none refers to.

    The assessment nearest before the table is asked first, then the others from there outwards.
    """
    tied: list[AnnexTable] = []
    findings: list[Finding] = []
    for table in tables:
        near = sorted(assessments, key=lambda one: (one.page_first > table.page, abs(table.page - one.page_last)))
        label = label_of(table.title)
        found = ((one, answer) for one in near if (answer := _referring(table, label, one)) is not None)
        assessment, answer = next(found, (None, None))
        if assessment is not None and answer is not None:
            place = {"item_code": answer.code, "file_no": answer.file_no, "entry_no": answer.entry_no}
            table = replace(table, assessment_no=assessment.number, **place)
        elif table.recipients:
            nearest = near[0].number if near and near[0].page_first <= table.page else None
            table = replace(table, assessment_no=nearest)
            message = "no row of the form refers to this table of recipients"
            findings.append(
                Finding(Severity.INFO, "annex_table_untied", message, nearest, found=table.title, page=table.page)
            )
        tied.append(table)
    return tied, findings


def _referring(table: AnnexTable, label: str | None, assessment: AssessmentReading) -> Answer | None:
    """The answer that names a table best: a block of its direction, the block's name, another of its answers.

    A table of recipients belongs to a block of recipients; any other to whatever names it.
    """
    if label is None:
        return None
    directions = {recipient.direction for recipient in table.recipients}
    naming = [
        answer
        for answer in assessment.answers
        if answer.value and answer.code is not None and label in labels_in(answer.value)
    ]
    fitting = [(rank, n) for n, answer in enumerate(naming) if (rank := _rank(answer, directions)) is not None]
    return naming[min(fitting)[1]] if fitting else None


def _rank(answer: Answer, directions: set[str]) -> tuple[bool, bool] | None:
    """How well an answer fits a table, the lowest best; None if it does not at all."""
    block, _, field = (answer.concept or "").partition(".")
    if not directions:
        return False, False
    if block not in (PROVISION, TRANSFER):
        return None
    return block not in directions, field != _NAME_CONCEPT
