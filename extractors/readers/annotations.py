"""Which annotations are ink of their page: what was typed onto it, in form fields and as free text.

Everything else (comments, highlights, links, stamps of a viewer) is about the page and no part of it.
"""

from __future__ import annotations

_HIDDEN, _NO_VIEW = 1 << 1, 1 << 5  # bits of an annotation's flags
_FREE_TEXT, _FIELD = "FreeText", "Widget"
_TYPED = ("Tx", "Ch")  # fields that show text: typed, or chosen from a list


def is_typed_text(subtype: str | None, field_type: str | None, flags: int) -> bool:
    """Whether an annotation shows text that somebody typed onto the page.

    >>> is_typed_text("FreeText", None, 4), is_typed_text("Widget", "Btn", 4), is_typed_text("Widget", "Tx", 2)
    (True, False, False)
    """
    is_seen = not flags & (_HIDDEN | _NO_VIEW)
    return is_seen and (subtype == _FREE_TEXT or (subtype == _FIELD and field_type in _TYPED))
