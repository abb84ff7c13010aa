"""Order, files, workers, tables and people: from a folder of PDFs to a folder of Parquet.

For use from Python, ``extract`` reads one PDF and ``open_corpus`` opens a folder of tables:

>>> from pipeline import extract, open_corpus
>>> document = extract("data/raw/sample-form2-baths.pdf")
>>> document.assessments[0].agency_name
'虹ノ丘区長'
>>> len(open_corpus("data/parquet").documents)
11

Both live in ``pipeline.api`` and are imported when they are asked for, so that ``import pipeline`` costs nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pipeline.api import ExtractionError, NoPictureError, extract, open_corpus

__version__ = "0.1.0"
__all__ = ["ExtractionError", "NoPictureError", "extract", "open_corpus"]


def __getattr__(name: str) -> Any:
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from pipeline import api

    return getattr(api, name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
