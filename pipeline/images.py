"""Pictures of drawings: rendered by the workers into the folder that the run will put in place with its tables."""

from __future__ import annotations

import os
from collections.abc import Container, Sequence
from pathlib import Path

from extractors.model import Figure, Finding, Severity, UnreadableDocument

FOLDER = "figures"  # below the tables' folder
NOT_RENDERED = "figure_not_rendered"


def image_paths(document_id: str, figures: Sequence[Figure]) -> list[str]:
    """Where each drawing is rendered to, below the tables' folder: counted from 1 on its page."""
    on_page: dict[int, int] = {}
    paths = []
    for figure in figures:
        on_page[figure.page] = on_page.get(figure.page, 0) + 1
        paths.append(f"{FOLDER}/{document_id}/p{figure.page:04d}-{on_page[figure.page]}.png")
    return paths


def write_images(
    path: Path, document_id: str, figures: Sequence[Figure], folder: Path
) -> tuple[frozenset[str], list[Finding]]:
    """Render drawings of a PDF into ``folder``: the paths written, and a finding for each that was not rendered."""
    from extractors.readers.render import render

    paths = image_paths(document_id, figures)
    regions = [(figure.page, figure.box) for figure in figures]
    written: list[str] = []
    findings: list[Finding] = []
    at = 0
    while at < len(figures):  # again after a drawing that can't be rendered
        try:
            for image in render(path, regions[at:]):
                _write(folder / paths[at], image)
                written.append(paths[at])
                at += 1
        except UnreadableDocument as error:
            figure = figures[at]
            findings.append(
                Finding(
                    Severity.WARNING, NOT_RENDERED, f"no picture of the drawing: {error.message}",
                    figure.assessment_no, figure.file_no, figure.entry_no, figure.item_code,
                    page=figure.page, box=figure.box,
                )
            )  # fmt: skip
            at += 1
    return frozenset(written), findings


def _write(path: Path, content: bytes) -> None:
    """Write a file whole: files of the same bytes may be rendered by two processes at once."""
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.{os.getpid()}")
    part.write_bytes(content)
    part.replace(path)


def remove_other_images(folder: Path, kept: Container[str]) -> None:
    """Remove pictures that no row names: those of documents that failed after all. ``kept`` are paths of rows."""
    for document in sorted((folder / FOLDER).glob("*")):
        for path in document.iterdir():
            if path.relative_to(folder).as_posix() not in kept:
                path.unlink()
        if not any(document.iterdir()):
            document.rmdir()
