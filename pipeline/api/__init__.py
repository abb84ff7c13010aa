"""For use from Python: one PDF as typed objects, a folder of tables as tables.

The objects are rows of the tables that ``pipeline.tables`` declares, with the columns as attributes; nothing here reads
a PDF in a way of its own.
"""

from pipeline.api.corpus import Corpus, open_corpus
from pipeline.api.document import Assessment, Document, ExtractionError, extract
from pipeline.api.pictures import NoPictureError
from pipeline.api.rows import AmbiguousItemError, TableRows
from pipeline.api.table import Table

__all__ = [
    "AmbiguousItemError",
    "Assessment",
    "Corpus",
    "Document",
    "ExtractionError",
    "NoPictureError",
    "Table",
    "TableRows",
    "extract",
    "open_corpus",
]
