"""``python -m tests.notebooks.gallery`` runs the notebooks on the samples and draws docs/gallery.md from them."""

from __future__ import annotations

import io
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PIL import Image

from pipeline.files import write_whole
from tests.notebooks.run import NOTEBOOKS, ROOT, extract_samples, pictures, run, title

PAGE = ROOT / "docs" / "gallery.md"
PICTURES = PAGE.parent / "images" / "gallery"
_COLOURS = 256  # of a picture's palette: with fewer a legend's colours drift; the files are less than half

_HEAD = """# Gallery

<!-- python -m tests.notebooks.gallery -->

What the notebooks in `notebooks/` draw, here on the samples. **The agencies are invented**: the pictures show what can
be asked, and say nothing about Japan. Each notebook opens on your own tables, too: `.venv/bin/jupyter lab notebooks`.
"""


def names_of(notebook: Path, n: int) -> list[str]:
    """File names of a notebook's pictures."""
    return [f"{notebook.stem}-{no}.png" for no in range(1, n + 1)]


def section(notebook: Path, headings: Sequence[str]) -> str:
    """The part of the page that shows a notebook whose pictures stand below these headings."""
    import nbformat  # slow to load

    source: Any = nbformat.read(notebook, 4)
    question = source.cells[0].source.split("\n\n")[1]
    lines = [f"## {title(source)}", "", f"`notebooks/{notebook.name}`: {question}", ""]
    shown = ""
    for name, heading in zip(names_of(notebook, len(headings)), headings, strict=True):
        if heading != shown:
            lines += [f"### {heading}", ""]
        shown = heading
        lines += [f"![{heading}](images/gallery/{name})", ""]
    return "\n".join(lines)


def page(headings: dict[Path, list[str]]) -> str:
    """The gallery, of the headings of each notebook's pictures."""
    return "\n".join([_HEAD, *(section(notebook, found) for notebook, found in headings.items())]).rstrip() + "\n"


def small(png: bytes) -> bytes:
    """A picture with few colours."""
    out = io.BytesIO()
    picture = Image.open(io.BytesIO(png)).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    picture.save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> None:
    """Draw the gallery; pictures that no notebook draws any more are removed."""
    headings: dict[Path, list[str]] = {}
    drawn: dict[Path, bytes] = {}
    with tempfile.TemporaryDirectory() as folder:
        tables = Path(folder, "parquet")
        extract_samples(tables)
        for notebook in NOTEBOOKS:
            found = list(pictures(run(notebook, tables)))
            headings[notebook] = [picture.heading for picture in found]
            files = (PICTURES / name for name in names_of(notebook, len(found)))
            drawn |= {file: small(picture.png) for file, picture in zip(files, found, strict=True)}
            print(f"{notebook.name}: {len(found)} pictures")
    PICTURES.mkdir(parents=True, exist_ok=True)
    for file in set(PICTURES.glob("*.png")) - drawn.keys():
        file.unlink()
    for file, png in drawn.items():
        write_whole(file, png)
    write_whole(PAGE, page(headings).encode())


if __name__ == "__main__":
    main()
