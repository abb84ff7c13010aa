"""PDF libraries behind one interface: each is imported in its one module only."""

from extractors.readers.base import Reader, open_reader

__all__ = ["Reader", "open_reader"]
