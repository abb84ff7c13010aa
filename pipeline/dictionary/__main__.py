"""``python -m pipeline.dictionary docs``: write the pages that describe the tables into a folder."""

from __future__ import annotations

import argparse
from pathlib import Path

from pipeline.dictionary.pages import pages


def main() -> None:
    """Write ``tables.md`` and ``tables.ja.md``."""
    parser = argparse.ArgumentParser(prog="python -m pipeline.dictionary", description="Write the tables' pages.")
    parser.add_argument("folder", type=Path, help="where tables.md and tables.ja.md go")
    folder = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
