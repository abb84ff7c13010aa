"""What notebooks show of our objects. Every text is escaped; a picture that cannot be drawn is left out."""

from __future__ import annotations

import base64
from collections.abc import Iterable, Sequence
from html import escape
from io import BytesIO
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from PIL.Image import Image

CUT = 120  # characters of a text that are shown in a cell
_CELL = "text-align: left; vertical-align: top; white-space: pre-wrap"


def shortened(value: Any, length: int = CUT) -> str:
    """A value as text of at most ``length`` characters, the end replaced by … where it is longer.

    >>> shortened("評価実施機関", 4), shortened(None), shortened([{"no": 1, "label": "紙"}, {"no": 2, "label": "他"}])
    ('評価実…', '', '紙、他')
    """
    text = _text(value)
    return text if len(text) <= length else text[: length - 1] + "…"


def _text(value: Any) -> str:
    """A value as text: of a list its entries, of an entry with parts the part that is its text."""
    if isinstance(value, list):
        return "、".join(map(_text, value))
    if isinstance(value, dict):
        return _text(next((value[name] for name in ("text", "label", "name") if value.get(name)), None))
    return "" if value is None else str(value)


def quoted(value: Any, length: int = CUT) -> str:
    """A value on one line in quotes, shortened; unlike ``repr`` it leaves Japanese spaces as they are.

    >>> quoted("架空の　事務\\n評価書", 8)
    "'架空の　事務 …'"
    """
    return f"'{shortened(value, length)}'".replace("\n", " ")


def table(head: Sequence[str], rows: Iterable[Iterable[Any]], cut: int = CUT) -> str:
    """A table with a heading row; values are shortened and escaped.

    >>> table(["a"], [["<b>"]]).count("&lt;b&gt;")
    1
    """
    names = "".join(f'<th style="{_CELL}">{escape(name)}</th>' for name in head)
    lines = ("".join(f'<td style="{_CELL}">{escape(shortened(cell, cut))}</td>' for cell in row) for row in rows)
    body = "".join(f"<tr>{line}</tr>" for line in lines)
    return f"<table><thead><tr>{names}</tr></thead><tbody>{body}</tbody></table>"


def heading(text: str, note: str = "") -> str:
    """A line above a table: what it is, and a note in small type."""
    return f"<p><strong>{escape(text)}</strong> {escape(note)}</p>"


def picture(image: Image, about: str) -> str:
    """A picture inside the page; ``about`` is its text for who does not see it."""
    out = BytesIO()
    image.save(out, "PNG")
    data = base64.b64encode(out.getvalue()).decode()
    style = "max-width: 100%; border: 1px solid #ccc"
    return f'<img alt="{escape(about)}" style="{style}" src="data:image/png;base64,{data}">'
