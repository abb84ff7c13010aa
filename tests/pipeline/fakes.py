"""Readings without a PDF: what the first word of a file says becomes its reading."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

from extractors.engine.formspec import FormSpec, ItemSpec, PartSpec, SectionSpec, load_forms
from extractors.model import (
    AnnexCell,
    AnnexRecipient,
    AnnexTable,
    Answer,
    AssessmentReading,
    Box,
    ChangeRow,
    Check,
    Choice,
    Consultation,
    DocumentInfo,
    DocumentReading,
    Figure,
    FigureText,
    Finding,
    PageReading,
    Passage,
    PrintedField,
    PrintedOption,
    RecordItem,
    Role,
    Severity,
    Status,
    Unread,
    UnreadableDocument,
)
from pipeline.options import Options
from pipeline.run import RunResult, extract
from pipeline.workers import Worker

BOX = Box(10.004, 20.0, 110.0, 30.0)
RECORD_ITEMS = (
    RecordItem(1, 1, "＜架空ファイル＞", 1, "氏名（ｶﾅ）", None, 2, 2, BOX),
    RecordItem(1, 2, "＜架空ファイル＞", 3, "証明番号（※）", "※　交付の場合のみ", 2, 3, BOX),
    RecordItem(2, 1, None, None, "宛名番号", None, 3, 3, BOX),
)
CHANGES = (
    ChangeRow(1, "令和4年7月8日", "①事務の名称", "旧", "新", "事後", "表現の変更", 2, 2, BOX, "I.1.1"),
    ChangeRow(2, None, "別紙１", None, "削除", "事後", "同上", 2, 3, BOX),
)
COVER = {
    "statement.name": "架空事務　全項目評価書",
    "statement.number": "１２",
    "statement.agency": "札幌市長",
    "statement.publication_date": "令和４年１０月３日",
}


def _choice(item: ItemSpec, filled: bool) -> Choice:
    printed = tuple(PrintedOption(option.no, option.label) for option in item.options)
    first = item.options[0]
    return Choice(first.no, first.label, first.label, printed) if filled else Choice(None, None, "", printed)


def _checks(item: ItemSpec, filled: bool) -> tuple[Check, ...]:
    def check(no: int, label: str, group: str | None, last: bool) -> Check:
        marked = filled and (no == 1 or last)
        status = Status.ANSWERED if marked else Status.BLANK
        return Check(
            no, group, label, status, marked, "○" if marked else None, "架空" if marked and last else None, 1, BOX
        )

    last = item.options[-1].no
    return tuple(check(option.no, option.label, option.group, option.no == last) for option in item.options)


def _value(item: ItemSpec, filled: bool) -> str | None:
    if not filled:
        return None
    if item.kind == "count":
        return "２"
    if item.kind == "date":
        return COVER.get(item.concept, "令和5年4月1日")
    if item.kind == "choice":
        return item.options[0].label
    if item.kind == "checkboxes":
        return f"{item.options[0].label} | {item.options[-1].label}"
    return COVER.get(item.concept, f"{item.label}～の内容")


def answer(
    part: PartSpec, section: SectionSpec, item: ItemSpec, file_no: int | None, entry_no: int | None, filled: bool
) -> Answer:
    return Answer(
        code=item.code,
        file_no=file_no,
        entry_no=entry_no,
        part=part.code,
        section=section.code,
        label=item.label,
        kind=item.kind,
        concept=item.concept,
        status=Status.ANSWERED if filled else Status.BLANK,
        value=_value(item, filled),
        page=1,
        page_last=1,
        box=BOX,
        choice=_choice(item, filled) if item.kind == "choice" else None,
        checks=_checks(item, filled) if item.kind == "checkboxes" else (),
    )


def answers(form: FormSpec, n_files: int) -> Iterator[Answer]:
    """Every item, filled; of every numbered block a filled first and a blank second."""
    for part in form.parts:
        for file_no in range(1, n_files + 1) if part.repeat == "file" else [None]:
            for section in part.sections:
                for item in section.items:
                    for entry_no, filled in ((1, True), (2, False)) if item.repeat else ((None, True),):
                        yield answer(part, section, item, file_no, entry_no, filled)


CONSULTATION = Consultation(
    "consultation", "架第1号", "令和４年１０月１日", "審議会", "架空市長", "諮問書",
    "件名", "事務", "課", ("ファイル",), ("装置",), None, "本文",
    (PrintedField("諮問件名", "件名"), PrintedField("備考", None)), 1, 2, BOX,
)  # fmt: skip
ANNEX_TABLE = AnnexTable(
    1, "別紙1", (AnnexCell(1, 1, "移転先", "架空課", 2, 2, BOX), AnnexCell(1, 2, "電話", "1", 2, 2, BOX)),
    (AnnexRecipient(1, "transfer", "架空課", "根拠", "用途", "情報", None, "住民", "紙", "都度", 2, 2, BOX),),
    2, 2, 1, "II.5.transfer.name", 1, 1,
)  # fmt: skip
FIGURE = Figure("図1", (FigureText("住民", BOX),), 2, BOX, 1, "I.6")
PASSAGE = Passage(2, 1, "番号法第28条によるはしがき", BOX)


def page(number: int, assessment_no: int | None, role: Role = Role.FORM, n_unassigned: int = 0) -> PageReading:
    ledger = (n_unassigned, 4, 3, 2, 1)
    return PageReading(number, 595.28, 841.89, 0, role, assessment_no, str(number), sum(ledger), ledger, "pymupdf")


def reading(form: str = "4", version: str = "H30-05", n_files: int = 2) -> DocumentReading:
    info = DocumentInfo(2, "1.7", "架空プリンタ", "架空表計算", "D:20221001093000+09'00'")
    spec = load_forms()[form, version]
    assessment = AssessmentReading(
        1, form, version, spec.stamp, spec.title, 1, 2, n_files, tuple(answers(spec, n_files)), RECORD_ITEMS, CHANGES
    )
    finding = Finding(Severity.WARNING, "made_up", "架空の所見", 1, item_code="I.1.1", page=1, box=BOX)
    pages = (page(1, 1, Role.COVER), page(2, 1, n_unassigned=5))
    return DocumentReading(
        info, pages, (assessment,), (finding,), (CONSULTATION,), (ANNEX_TABLE,), (FIGURE,), (PASSAGE,), {"grid": 0.5}
    )


def is_first_time(path: Path) -> bool:
    """Whether no one has asked this for a file yet."""
    mark = path.with_suffix(".seen")
    is_first = not mark.exists()
    mark.touch()
    return is_first


def fake_read(path: Path, options: Options) -> DocumentReading:
    """A reading as the file's first word says; the word after it makes files differ."""
    word = path.read_text().split()[0] if path.stat().st_size else "nothing"
    if word == "crash":
        os._exit(3)
    if word == "hang":
        time.sleep(600)
    if word == "slow":
        time.sleep(2)
    if word == "eat":
        eaten = []
        while True:
            eaten.append(bytearray(1 << 24))
    if word == "greedy":
        raise MemoryError
    if word == "refused" or (word == "flaky" and is_first_time(path)):
        raise OSError(errno.ENOSPC, "No space left on device")
    if word == "odd":
        raise OSError("the library does not know this kind of picture")
    if word == "raise":
        raise ValueError(f"stumbled over {path}")
    if word == "unreadable":
        raise UnreadableDocument("not_a_pdf", f"{path} is no PDF")
    if word == "form":
        _, form, version = path.read_text().split()
        return reading(form, version)
    whole = reading()
    if word == "foreign":
        return DocumentReading(whole.info, (page(1, None, Role.OTHER),), ())
    if word == "picture":
        picture = replace(page(2, 1, Role.IMAGE_ONLY), unread=Unread.IMAGE_ONLY)
        return replace(whole, pages=(whole.pages[0], picture))
    if word == "broken":
        lost = Finding(Severity.ERROR, "page_failed", "架空", page=2)
        failed = replace(page(2, 1, Role.OTHER), unread=Unread.PAGE_FAILED)
        return replace(whole, pages=(whole.pages[0], failed), findings=(*whole.findings, lost))
    if word == "surrogate":
        return replace(whole, info=replace(whole.info, producer="架空\ud800"))
    return whole


def extract_here(*arguments: Any, **more: Any) -> RunResult:
    """``extract`` in one process, for tests of what a run keeps and writes: no process begins, so that it takes a
    moment, no limit holds, and no document may be lost."""
    with patch.object(Worker, "do", lambda _, work, job, is_timed=True: work(job)):
        return extract(*arguments, **more)
