"""Finished tables in other formats. One module per format; each writes into a folder of its own.

A format's module has ``write(corpus, folder)``, which writes the tables of a corpus of this machine into an empty
folder and returns what a person has to know. The same tables give the same bytes.
"""

FORMATS = {  # what a format is for; its module is ``pipeline.export.to_<name>``
    "xlsx": "one spreadsheet, a sheet per table",
    "csv": "a CSV per table, for Excel and everything else",
    "json": "a JSON file per assessment, with its JSON Schema",
    "sqlite": "one SQLite database, a table each",
    "huggingface": "Parquet and a dataset card for the Hugging Face Hub",
    "zenodo": "Parquet, card, citation and metadata for Zenodo and other repositories",
}


class ExportError(Exception):
    """An export that cannot be made, and why, for a person."""
