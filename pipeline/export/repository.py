"""What data repositories get alike: the tables as Parquet, their descriptions, and the licence text."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from pathlib import Path

from pipeline.api import Corpus
from pipeline.export.card import fill
from pipeline.images import FOLDER as IMAGES
from pipeline.writer import TableWriter

DESCRIPTIONS = ("dictionary.json", "datapackage.json")


def copy_tables(corpus: Corpus, folder: Path) -> None:
    """Every table as one Parquet file: a divided one is put together, in the order and bytes of an undivided run."""
    for name, table in corpus.tables.items():
        target = folder / f"{name}.parquet"
        if not table.is_divided:
            shutil.copyfile(table.files[0], target)
            continue
        with TableWriter(target, name) as writer:
            writer.add(table.arrow())


def copy_descriptions(corpus: Corpus, folder: Path) -> None:
    """The data dictionary and the Data Package, as far as the corpus has them."""
    for name in DESCRIPTIONS:
        path = Path(corpus.where, name)
        if path.is_file():
            shutil.copyfile(path, folder / name)


def pictures(corpus: Corpus) -> Mapping[str, Path]:
    """The pictures of drawings, by their ``image_path``."""
    root = Path(corpus.where)
    return {path.relative_to(root).as_posix(): path for path in sorted((root / IMAGES).rglob("*.png"))}


def write_licence(folder: Path) -> None:
    """What is known of the rights in the tables, and the place where the publisher states a licence."""
    (folder / "LICENSE").write_text(fill("licence.txt"), encoding="utf-8")
