"""A folder for Zenodo and other data repositories, flat as these are, with card, citation and metadata."""

from __future__ import annotations

import zipfile
from pathlib import Path

from pipeline import __version__
from pipeline.api import Corpus
from pipeline.export.archive import write_zip
from pipeline.export.card import about, fill
from pipeline.export.plain import to_json
from pipeline.export.repository import copy_tables, pictures, write_descriptions, write_licence

TITLE = "Japanese privacy impact assessments (特定個人情報保護評価書) as tables"
PUBLISHER = "(who publishes these tables)"  # in brackets is what the publisher fills in
LICENCE_NOT_STATED = "notspecified"  # left out, Zenodo would take a licence of its own choice
KEYWORDS = ["privacy impact assessment", "特定個人情報保護評価", "マイナンバー", "Japan", "open government data"]


def _metadata(description: str) -> str:
    metadata = {
        "title": TITLE,
        "upload_type": "dataset",
        "description": description,
        "creators": [{"name": PUBLISHER}],
        "access_right": "open",
        "license": LICENCE_NOT_STATED,
        "language": "jpn",
        "keywords": KEYWORDS,
        "notes": f"Made with hyokasho {__version__}.",
    }
    return to_json(metadata, indent=2) + "\n"


def write(corpus: Corpus, folder: Path) -> list[str]:
    """Write the tables, ``README.md``, ``LICENSE``, ``CITATION.cff``, ``.zenodo.json``, the descriptions, and the
    pictures as one ZIP."""
    facts = about(corpus)
    copy_tables(corpus, folder)
    write_descriptions(corpus, folder)
    if images := pictures(corpus):
        write_zip(folder / "figures.zip", images, zipfile.ZIP_STORED)  # PNG is compressed
    write_licence(folder)
    (folder / "README.md").write_text(fill("zenodo.md", **facts), encoding="utf-8")
    (folder / "CITATION.cff").write_text(
        fill("citation.cff", title=TITLE, publisher=PUBLISHER, version=__version__), encoding="utf-8"
    )
    (folder / ".zenodo.json").write_text(_metadata(fill("zenodo.html", **facts).strip()), encoding="utf-8")
    return [
        "state your licence in LICENSE and .zenodo.json, and your name in CITATION.cff and .zenodo.json, "
        "before you publish"
    ]
