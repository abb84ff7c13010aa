"""What the user asked of a run that a worker has to know. Plain data: it travels to other processes."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """How documents are read. ``reader`` is one of ``extractors.document.read_document``'s; ``ocr`` is ``off`` or
    ``auto`` (pages without a text layer are read by OCR where it is installed); ``images`` is the folder below
    which drawings are rendered, None for no drawings."""

    reader: str = "auto"
    ocr: str = "off"
    images: Path | None = None


DEFAULT = Options()
