"""The data dictionary, from the declared tables: JSON beside the Parquet, a Data Package, and pages to read."""

from pipeline.dictionary.listing import data_dictionary
from pipeline.dictionary.package import data_package

__all__ = ["data_dictionary", "data_package"]
