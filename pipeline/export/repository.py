"""What data repositories get alike: the tables as Parquet, their descriptions, and the licence text."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from pipeline.api import Corpus
from pipeline.dictionary import data_package
from pipeline.export.card import fill
from pipeline.export.plain import to_json
from pipeline.images import FOLDER as IMAGES
from pipeline.writer import DATA_PACKAGE, DICTIONARY, TableWriter


def copy_tables(corpus: Corpus, folder: Path) -> None:
    """Every table as one Parquet file: a divided one is put together, in the order and bytes of an undivided run."""
    for name, table in corpus.tables.items():
        target = folder / f"{name}.parquet"
        if not table.is_divided:
            shutil.copyfile(table.files[0], target)
            continue
        with TableWriter(target, name) as writer:
            writer.add(table.arrow())


def write_descriptions(corpus: Corpus, folder: Path) -> None:
    """The data dictionary, and a Data Package of the tables that are in the folder now.

    The package names no licence: that is for the publisher to state.
    """
    if (dictionary := Path(corpus.where, DICTIONARY)).is_file():
        shutil.copyfile(dictionary, folder / DICTIONARY)
    package = json.loads(data_package(folder))
    package.pop("licenses", None)
    package["description"] = "README.md says what these tables are, LICENSE what is known of the rights in them."
    (folder / DATA_PACKAGE).write_text(to_json(package, indent=1) + "\n", encoding="utf-8")


def pictures(corpus: Corpus) -> Mapping[str, Path]:
    """The pictures of drawings, by their ``image_path``."""
    root = Path(corpus.where)
    return {path.relative_to(root).as_posix(): path for path in sorted((root / IMAGES).rglob("*.png"))}


def write_licence(folder: Path) -> None:
    """What is known of the rights in the tables, and the place where the publisher states a licence."""
    (folder / "LICENSE").write_text(fill("licence.txt"), encoding="utf-8")
