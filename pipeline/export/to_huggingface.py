"""A folder for the Hugging Face Hub: Parquet files, and a dataset card that makes a configuration of each table."""

from __future__ import annotations

import shutil
from pathlib import Path

import yaml

from pipeline.api import Corpus
from pipeline.export.card import about, fill
from pipeline.export.repository import copy_tables, pictures, write_descriptions, write_licence

FIRST = "assessments"  # the table that is loaded, and shown, when none is named


def _front_matter(corpus: Corpus) -> str:
    configs = [
        {"config_name": name, "data_files": f"{name}.parquet", **({"default": True} if name == FIRST else {})}
        for name in corpus.tables
    ]
    matter = {
        "pretty_name": "Japanese privacy impact assessments (特定個人情報保護評価書)",
        "language": ["ja"],
        "license": "other",
        "license_name": "stated-by-the-publisher",
        "license_link": "LICENSE",
        "tags": ["privacy", "government", "japan"],
        "configs": configs,
    }
    return yaml.safe_dump(matter, allow_unicode=True, sort_keys=False, width=120)


def write(corpus: Corpus, folder: Path) -> list[str]:
    """Write the tables, ``README.md`` (the card), ``LICENSE``, the descriptions and the pictures."""
    copy_tables(corpus, folder)
    write_descriptions(corpus, folder)
    for name, path in pictures(corpus).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / name)
    write_licence(folder)
    text = f"---\n{_front_matter(corpus)}---\n\n{fill('huggingface.md', **about(corpus))}"
    (folder / "README.md").write_text(text, encoding="utf-8")
    return ["state your licence in LICENSE and in the head of README.md before you publish"]
