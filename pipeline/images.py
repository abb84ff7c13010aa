"""Pictures of drawings: rendered by the workers, put beside the tables when the run is done."""

from __future__ import annotations

from collections.abc import Sequence
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


def draw_images(path: Path, document_id: str, figures: Sequence[Figure]) -> tuple[dict[str, bytes], list[Finding]]:
    """Render drawings of a PDF: PNG files by their path, and a finding for each drawing that was not rendered."""
    from extractors.readers.render import render

    paths = image_paths(document_id, figures)
    regions = [(figure.page, figure.box) for figure in figures]
    drawn: dict[str, bytes] = {}
    findings: list[Finding] = []
    at = 0
    while at < len(figures):  # again after a drawing that can't be rendered
        try:
            for image in render(path, regions[at:]):
                drawn[paths[at]] = image
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
    return drawn, findings
