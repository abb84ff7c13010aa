"""A row of a table as an object: every column an attribute, described as in the data dictionary."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar

from extractors.model import Box
from pipeline.api import html
from pipeline.api.pictures import DPI, NoPictureError
from pipeline.tables import TABLES, Column

if TYPE_CHECKING:
    from PIL.Image import Image

    from pipeline.api.document import Document

CROP_DPI = 150  # a crop is read, not looked at
_SHOWN = 40  # characters of a value in a repr
_NEVER_SHOWN = frozenset({"document_id", "assessment_id", *Box._fields, "is_ocr", "page_last", "seq"})
_FACTS = ("label", "title", "name", "rule", "text", "item_text", "value", "message", "selected_label", "rating_label",
          "option_label")  # fmt: skip


def _attribute(column: Column) -> property:
    def read(row: TableRow) -> Any:
        try:
            return row._columns[column.name]
        except KeyError:
            raise AttributeError(
                f"these tables have no column {column.name}: another version of hyokasho wrote them"
            ) from None

    unit = f" ({column.unit})" if column.unit else ""
    return property(read, doc=f"{column.en}{unit}. {column.ja}")


class TableRow:
    """A row of the table ``table_name``. Frozen; two rows are equal if all their columns are.

    Blank is None. ``box`` is where the value stands, in points, origin top left of the page as displayed.
    """

    __slots__ = ("_columns", "_of")
    table_name: ClassVar[str]

    if TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            """Every column is an attribute; which there are is declared in ``pipeline.tables``."""

    def __init_subclass__(cls, table: str) -> None:
        cls.table_name = table
        for column in TABLES[table].columns:
            setattr(cls, column.name, _attribute(column))

    def __init__(self, columns: Mapping[str, Any], of: Document) -> None:
        object.__setattr__(self, "_columns", columns)
        object.__setattr__(self, "_of", of)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"a {type(self).__name__} cannot be changed")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.as_dict() == self.as_dict()

    def __hash__(self) -> int:
        return hash((self.table_name, *(str(self.as_dict().get(name)) for name in TABLES[self.table_name].key)))

    def as_dict(self) -> dict[str, Any]:
        """The columns by name, in the table's order."""
        return dict(self._columns)

    @property
    def document(self) -> Document:
        """The document it stands in."""
        return self._of

    @property
    def box(self) -> Box | None:
        """Its box on ``page``, in points, origin top left; None where it stands on no page."""
        edges = [self._columns.get(edge) for edge in Box._fields]
        return None if None in edges else Box(*edges)

    def page_image(self, dpi: float = DPI) -> Image:
        """The page it (begins and) stands on, its box marked in red, as a Pillow image.

        Raises NoPictureError where it stands on no page, or the PDF is not there any more.
        """
        return self._of.pdf.marked(self._page(), self.box, dpi)

    def crop(self, dpi: float = CROP_DPI) -> Image:
        """Its box cut out of the page, as a Pillow image. Raises NoPictureError."""
        if self.box is None:
            raise NoPictureError(f"{self!r} has no box on a page")
        return self._of.pdf.picture(self._page(), self.box, dpi)

    def _page(self) -> int:
        page = self._columns.get("page")
        if page is None:
            raise NoPictureError(f"{self!r} stands on no page")
        return page

    # ------------------------------------------------------------------------------------------ for people

    def _named(self) -> str:
        """What it is, in a word or two: the item's code and numbers."""
        numbers = (("file_no", "file"), ("entry_no", "entry"), ("row_no", "row"))
        parts = [self._columns.get("item_code") or "", *(
            f"{word} {self._columns[name]}" for name, word in numbers if self._columns.get(name) is not None
        )]  # fmt: skip
        return " ".join(part for part in parts if part)

    def _facts(self) -> list[str]:
        facts = (self._columns.get(name) for name in _FACTS)
        return [html.quoted(fact, _SHOWN) for fact in facts if fact is not None][:2]

    def __repr__(self) -> str:
        page = self._columns.get("page")
        status = self._columns.get("status")
        parts = [self._named(), *self._facts(), status, page and f"page {page}"]
        return f"{type(self).__name__}({', '.join(str(part) for part in parts if part)})"

    def _repr_html_(self) -> str:
        shown = [
            (name, value)
            for name, value in self._columns.items()
            if value is not None and value != [] and name not in _NEVER_SHOWN
        ]
        title = html.heading(type(self).__name__, self._named())
        return title + html.table(["", ""], shown, cut=1000) + self._picture()

    def _picture(self) -> str:
        """Its crop; nothing where there is none."""
        try:
            return html.picture(self.crop(), f"{self._named()}, page {self._columns['page']}")
        except NoPictureError:
            return ""
