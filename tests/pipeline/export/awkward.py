"""A corpus of one assessment whose values are as awkward as formats find them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from pipeline.export.to_xlsx import MAX_CHARACTERS
from pipeline.schema import arrow_table
from pipeline.tables import TABLES
from pipeline.writer import TableWriter

DOCUMENT = "0123456789abcdef"
LONG = "長" * (MAX_CHARACTERS - 1) + "𠮷" + "い"  # the limit falls inside a character of two units
TEXTS = [
    "=1+1", "+81", "-", "-3", "@SUM(A1)", "\ttab", "\rreturn", "\nline", "＝全角", "－", "'quoted", "''", "なし", "007",
    "1e5", "TRUE", "二行\n目, \"引用\"", "_x0041_", "\x01", "https://kirisawa.example/", "髙﨑𠮷", LONG,
]  # fmt: skip
DAYS = [date(1899, 12, 31), date(1900, 2, 28), date(2024, 2, 29)]
NUMBERS = [10**16 + 1, -5, 0]


def rows() -> dict[str, list[dict[str, Any]]]:
    who = {"document_id": DOCUMENT, "assessment_id": f"{DOCUMENT}-01"}
    items = [
        {**who, "item_code": f"I.{n:03d}", "value": text, "seq": n, "is_ocr": n % 2 == 0, "x0": -1.5}
        for n, text in enumerate(TEXTS)
    ]
    for item, day, number in zip(items, DAYS, NUMBERS, strict=False):
        item |= {"date": day, "number": number}
    return {
        "documents": [{**who, "source_path": "=one.pdf", "status": "ok"}, {"source_path": "b.pdf", "status": "failed"},
                      {"source_path": "c.pdf", "status": "failed"}],
        "assessments": [{**who, "form": "4", "title": "架空"}],
        "items": items,
        "choices": [{**who, "item_code": "I.1", "options": [{"no": 1, "label": "=1"}, {"no": None, "label": None}]},
                    {**who, "item_code": "I.2", "options": []}],
        "systems": [{**who, "name": "架空", "connections": ["紙", "専用線"]}],
        "page_texts": [{"document_id": DOCUMENT, "page": 1, "seq": 1, "text": "評価書の外"}],
        "diagnostics": [{**who, "finding_no": 1, "message": "中"}, {"document_id": DOCUMENT, "finding_no": 2}],
    }  # fmt: skip


def write_corpus(folder: Path) -> Path:
    folder.mkdir(parents=True)
    some = rows()
    for name in TABLES:
        columns = {column.name for column in TABLES[name].columns}
        kept = [{key: value for key, value in row.items() if key in columns} for row in some.get(name, [])]
        with TableWriter(folder / f"{name}.parquet", name) as writer:
            writer.add(arrow_table(name, kept))
    return folder
