"""What the user asked of a run that a worker has to know. Plain data: it travels to other processes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Options:
    """How documents are read. ``reader`` is one of ``extractors.document.read_document``'s; ``ocr`` is ``off`` or
    ``auto`` (pages without a text layer are read by OCR where it is installed); ``images``: drawings are rendered."""

    reader: str = "auto"
    ocr: str = "off"
    images: bool = False


DEFAULT = Options()
