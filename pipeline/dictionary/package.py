"""``datapackage.json``: a folder of tables as a Data Package (https://specs.frictionlessdata.io/data-package/).

A resource is a Parquet file, or the part files of a divided table, with size and hash, so that whoever gets a copy can
tell that it is whole. Its ``type`` is ``file``: to frictionless a *table* is something it reads through pandas, where
a whole number that may be missing becomes a float. The schema is there for every other reader, and is true of the rows.
"""

from __future__ import annotations

import hashlib
import json
from pathlib import Path
from typing import Any

from pipeline.declare import Column, Table
from pipeline.dictionary.listing import described_column
from pipeline.tables import TABLES, references

MEDIA_TYPE = "application/vnd.apache.parquet"
_TYPES = {
    "string": "string",
    "int16": "integer",
    "int32": "integer",
    "int64": "integer",
    "float64": "number",
    "bool": "boolean",
    "date32": "date",
}
_ABOUT = {
    "profile": "data-package",
    "name": "hyokasho",
    "title": "Published Japanese privacy impact assessments (特定個人情報保護評価書)",
    "description": "What Japanese government bodies answered in their published assessments of businesses that handle "
    "個人番号, read from PDF by hyokasho. The texts are those of the bodies that published them; the licence is that "
    "of the tables' structure and descriptions.",
    "licenses": [
        {
            "name": "Apache-2.0",
            "title": "Apache License 2.0",
            "path": "https://www.apache.org/licenses/LICENSE-2.0",
        }
    ],
    "keywords": ["privacy impact assessment", "特定個人情報保護評価", "マイナンバー", "Japan"],
}


def _field(column: Column) -> dict[str, Any]:
    about = {name: value for name, value in described_column(column).items() if value}
    constraints: dict[str, Any] = {"required": True} if column.is_required else {}
    if column.codes and column.type == "string":
        constraints["enum"] = list(column.codes.meanings)
    field = {"name": column.name, "type": _TYPES.get(column.type, "array"), "arrow_type": column.type, **about}
    return field | ({"constraints": constraints} if constraints else {})


def _schema(table: Table) -> dict[str, Any]:
    keys: dict[str, Any] = {"primaryKey": list(table.primary_key)} if table.primary_key else {}
    foreign = [
        {
            "fields": list(one.columns),
            "reference": {"resource": "" if one.table == table.name else one.table, "fields": list(one.to)},
        }
        for one in references(table)
    ]
    if foreign:
        keys["foreignKeys"] = foreign
    return {"fields": [_field(column) for column in table.columns], "missingValues": [""], **keys}


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _place(folder: Path, name: str) -> dict[str, Any]:
    """Where a table's bytes are: one file, or the parts of a divided table."""
    path = folder / f"{name}.parquet"
    if path.is_dir():
        parts = sorted(path.rglob("*.parquet"))
        sizes = sum(part.stat().st_size for part in parts)
        return {"path": [part.relative_to(folder).as_posix() for part in parts], "bytes": sizes}
    return {"path": path.name, "bytes": path.stat().st_size, "hash": f"sha256:{_sha256(path)}"}


def data_package(folder: Path) -> str:
    """The descriptor of a folder of finished tables, as JSON. The same files give the same bytes."""
    resources = [
        {
            "name": table.name,
            "type": "file",
            "title": table.en,
            "title_ja": table.ja,
            **_place(folder, table.name),
            "format": "parquet",
            "mediatype": MEDIA_TYPE,
            "schema": _schema(table),
        }
        for table in TABLES.values()
        if (folder / f"{table.name}.parquet").exists()
    ]
    return json.dumps({**_ABOUT, "resources": resources}, ensure_ascii=False, indent=1) + "\n"
