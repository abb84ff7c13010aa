"""Layers (optional content, レイヤー) for pdfminer, which prints them all: which of a PDF's are switched off."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pdfminer.pdftypes import PDFObjRef, resolve1
from pdfminer.psparser import PSLiteral


class Layers:
    """The layers of a PDF as its default configuration (``/OCProperties /D``) has them."""

    def __init__(self, catalog: Any) -> None:
        properties = _dictionary(_dictionary(catalog).get("OCProperties"))
        default = _dictionary(properties.get("D"))
        self._off = set(_numbers(default.get("OFF")))
        if _name(default.get("BaseState")) == "OFF":
            self._off |= set(_numbers(properties.get("OCGs"))) - set(_numbers(default.get("ON")))

    def is_off(self, layer: Any) -> bool:
        """Whether what is marked with a layer is not seen, or with several (``/OCMD``), of which one is enough: other
        policies (``/P``) are read as this one, as MuPDF does."""
        if not self._off or layer is None:
            return False
        membership = _dictionary(layer)
        if _name(membership.get("Type")) != "OCMD":
            return isinstance(layer, PDFObjRef) and layer.objid in self._off
        groups = membership.get("OCGs")
        numbers = _numbers(groups) or _numbers([groups])
        return bool(numbers) and all(number in self._off for number in numbers)


def _dictionary(value: Any) -> dict[str, Any]:
    found = resolve1(value)
    return found if isinstance(found, dict) else getattr(found, "attrs", None) or {}


def _numbers(value: Any) -> Iterable[int]:
    found = resolve1(value)
    return [entry.objid for entry in found if isinstance(entry, PDFObjRef)] if isinstance(found, list) else []


def _name(value: Any) -> str | None:
    found = resolve1(value)
    return str(found.name) if isinstance(found, PSLiteral) else None
