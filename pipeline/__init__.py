"""Order, files, workers, tables and people: from a folder of PDFs to a folder of Parquet."""

__version__ = "0.1.0"
