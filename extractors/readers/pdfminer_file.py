"""Files whose bookkeeping is wrong, as pdfminer has to be helped to read them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pdfminer import pdffont
from pdfminer.cmapdb import CMap, CMapBase, CMapDB
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, int_value, resolve1

_KEYWORD = re.compile(rb"stream(\r\n|\n|\r)?")
_BEHIND = re.compile(rb"\s*endstream")
_SLACK = 16  # bytes between a stream's data and the word that ends it


class LengthMindingParser(PDFParser):
    """pdfminer's parser that believes a stream's ``/Length`` only where the stream ends there, as every viewer does;
    else the stream goes on to its ``endstream``."""

    def do_keyword(self, pos: int, token: Any) -> None:
        """Look at the length of a stream before it is read by it."""
        if token is self.KEYWORD_STREAM and self.curstack:
            self.fallback = not self._is_length_right(pos)  # what pdfminer does where a file has no index at all
        super().do_keyword(pos, token)

    def _is_length_right(self, pos: int) -> bool:
        top = self.curstack[-1:]
        entries = top[0][1]
        length = int_value(entries.get("Length")) if isinstance(entries, dict) else 0
        self.curstack = top  # looking the number up elsewhere in the file empties the stack
        self.fp.seek(pos)
        keyword = _KEYWORD.match(self.fp.read(_SLACK))
        if keyword is None:
            return True
        self.fp.seek(pos + keyword.end() + length)
        return _BEHIND.match(self.fp.read(_SLACK)) is not None


class _WholeMaps(CMapDB):
    """pdfminer's CMaps, those whole that it has only the additions of: UniJIS-UCS2-HW-H says of ASCII alone that it is
    half as wide, and of all else what UniJIS-UCS2-H does."""

    @classmethod
    def get_cmap(cls, name: str) -> CMapBase:
        """The map of that name. Raises ``CMapDB.CMapNotFound``."""
        known = name in CMapDB._cmap_cache
        found = super().get_cmap(name)
        if "-HW-" in name and not known:
            assert isinstance(found, CMap)
            own = CMap()
            own.use_cmap(found)
            found.use_cmap(super().get_cmap(name.replace("-HW-", "-")))
            _add(found.code2cid, own.code2cid)
        return found


def _add(codes: dict[int, Any], more: dict[int, Any]) -> None:
    for code, meant in more.items():
        if isinstance(meant, dict):
            _add(codes.setdefault(code, {}), meant)
        else:
            codes[code] = meant


def use_whole_maps() -> None:
    """Have pdfminer take CMaps from here on that are whole."""
    pdffont.CMapDB = _WholeMaps  # type: ignore[reportPrivateImportUsage]  # fonts take no other


def mind_lengths(document: PDFDocument) -> None:
    """Have the objects of an open document read by ``LengthMindingParser`` from here on."""
    assert document._parser is not None
    parser = LengthMindingParser(document._parser.fp)
    parser.set_document(document)
    document._parser = parser
    document._cached_objs.clear()


def page_places(document: PDFDocument) -> list[int | None]:
    """For every place of the page tree in order, the number of the page object that stands there, None where there is
    none: pdfminer passes over what is no page, and over a page that the tree names again, and the pages behind it would
    have other numbers than in every viewer."""
    return list(_places(document.catalog.get("Pages"), set()))


def _places(node: Any, seen: set[int]) -> Iterator[int | None]:
    entries = resolve1(node)
    number = node.objid if isinstance(node, PDFObjRef) else None
    if not isinstance(entries, dict):
        yield None
    elif "Kids" not in entries:
        yield number
    elif number not in seen:  # a branch is followed once: it may hang below itself
        if number is not None:
            seen.add(number)
        for kid in resolve1(entries["Kids"]) or []:
            yield from _places(kid, seen)
