"""The characters of a MuPDF text page as arrays, read where MuPDF keeps them.

``rawdict`` makes a dict of every character; the same facts lie in MuPDF's memory as records of one size, one behind
the other. The three structs below are those of MuPDF's public header ``structured-text.h``. Another version may lay
them out otherwise, so nothing here is believed unseen:

* ``is_layout_known`` compares the fields with what PyMuPDF's own accessors, which were compiled with the header, say of
  a page made for it. Pointers are compared before any is followed.
* ``characters_of`` reads no byte that it does not know to be mapped, and sees that every record leads to the next.
* ``CharacterReader`` compares the first page with text of every document with ``rawdict``.

Pictures are blocks among those of text, so that their boxes cost nothing.

Where anything differs, the document is read by ``rawdict``, and a note says so.
"""

from __future__ import annotations

import ctypes
import struct
import sys
from collections.abc import Callable, Iterator
from itertools import chain
from typing import Any, NamedTuple

import numpy as np

from extractors.model import BoolArray, FloatArray, IntArray
from extractors.readers.drawing import numbers

_BLOCK = struct.Struct("@ii4fPP16xPP")  # type, id, bbox, union: first and last line; previous, next
_LINE = struct.Struct("@BB2f4fPPPP")  # wmode, flags, dir, bbox, first and last character, previous, next
_RECORD = np.dtype(
    [
        ("c", "i4"), ("bidi", "u2"), ("flags", "u2"), ("argb", "u4"), ("origin", "f4", 2), ("quad", "f4", (4, 2)),
        ("size", "f4"), ("font", "u8"), ("next", "u8"),
    ],
    align=True,
)  # fmt: skip
_SIZE, _NEXT = _RECORD.itemsize, _RECORD.fields["next"][1]  # type: ignore[index]
_COLOUR = 0xFFFFFF  # of MuPDF's colours, without how opaque they are
_TEXT_BLOCK, _PICTURE_BLOCK = 0, 1
TextPage = Any  # PyMuPDF's, handed in by the reader: nothing here knows the library
_Piece = tuple[int, int]  # records that lie one behind the other: the first one's address, how many
# Two mapped addresses that lie nearer have nothing unmapped between them: memory is mapped by pages of 4 KiB or more.
_PAGE_OF_MEMORY = 4096
# All of the process's memory as one buffer, where an address is an offset: nothing is copied, nothing read unasked.
_MEMORY = memoryview((ctypes.c_char * sys.maxsize).from_address(0)).cast("B")


class Characters(NamedTuple):
    """Characters of a page in content order, with what their lines say repeated for each; coordinates as MuPDF's."""

    text: list[str]
    origin: FloatArray  # (n, 2)
    box: FloatArray  # (n, 4)
    size: FloatArray
    flags: IntArray
    along: FloatArray  # cosine and sine of the line's direction
    down: FloatArray
    is_vertical: IntArray  # 0 or 1
    colour: IntArray  # 0xRRGGBB

    def equals(self, other: Characters) -> bool:
        """Whether both are the same to the last bit."""
        pairs = zip(self[1:], other[1:], strict=True)
        return self.text == other.text and all(np.array_equal(one, two) for one, two in pairs)

    def with_room(self) -> Characters:
        """Those whose box is not empty."""
        kept = (self.box[:, 2] > self.box[:, 0]) & (self.box[:, 3] > self.box[:, 1])
        text = [character for character, is_kept in zip(self.text, kept.tolist(), strict=True) if is_kept]
        return Characters(
            text, self.origin[kept], self.box[kept], self.size[kept], self.flags[kept], self.along[kept],
            self.down[kept], self.is_vertical[kept], self.colour[kept],
        )  # fmt: skip


class LayoutError(Exception):
    """Records that do not lead from one to the next."""


class CharacterReader:
    """Reads the characters of a document's pages, by record as long as that may be believed; ``notes`` say why not."""

    def __init__(self, is_layout_known: bool) -> None:
        self.notes: list[str] = []
        self._is_proven = False
        if not is_layout_known:
            self.notes.append("MuPDF's records are not laid out as known: characters are read by rawdict")

    def read(self, textpage: TextPage, text_only: Callable[[], TextPage]) -> tuple[Characters, FloatArray]:
        """The characters of a text page, and the boxes of its pictures, shape (n, 4); ``text_only`` makes the same
        without pictures, which ``rawdict`` would hand over as files."""
        if self.notes:
            return characters_of_dict(text_only().extractRAWDICT()), _pictures_of_blocks(textpage)
        try:
            found = characters_of(textpage)
        except LayoutError as error:
            self.notes.append(f"characters are read by rawdict: {error}")
            return self.read(textpage, text_only)
        pictures = pictures_of(textpage)
        if self._is_proven or not found.text:
            return found, pictures
        said = characters_of_dict(text_only().extractRAWDICT())
        self._is_proven = True
        # rawdict leaves out a span that has no width, as is a dash that MuPDF takes for an accent in a size of its own
        is_same = found.with_room().equals(said.with_room()) and len(found.text) >= len(said.text)
        if not is_same or not np.array_equal(pictures, _pictures_of_blocks(textpage)):
            self.notes.append("MuPDF's records differ from rawdict, by which characters are read")
            return said, pictures
        return found, pictures


# ------------------------------------------------------------------------------------------------ reading


def characters_of(textpage: TextPage) -> Characters:
    """The characters of a text page. Raises LayoutError; needs ``is_layout_known``."""
    lines = list(_lines(_address(textpage.this.m_internal.first_block)))
    records, n_of_line = _records(lines)
    text = _text(records["c"])
    shared = np.repeat(np.array([line[2:] for line in lines], dtype=np.float64).reshape(-1, 3), n_of_line, axis=0)
    is_vertical = shared[:, 0].astype(np.int64)
    size, corners = records["size"], np.ascontiguousarray(records["quad"].T)  # (2, 4, n): x and y of the corners
    (x0, top), (x1, bottom) = corners.min(axis=1), corners.max(axis=1)
    if is_vertical.any():  # as PyMuPDF has it: at least as high as the font's size
        top = np.where((is_vertical > 0) & (bottom < top + size), bottom - size, top)
    return Characters(
        text, records["origin"].astype(np.float64), np.column_stack((x0, top, x1, bottom)).astype(np.float64),
        size.astype(np.float64), records["flags"].astype(np.int64), shared[:, 1], shared[:, 2], is_vertical,
        records["argb"].astype(np.int64) & _COLOUR,
    )  # fmt: skip


def pictures_of(textpage: TextPage) -> FloatArray:
    """The boxes of a text page's pictures, shape (n, 4); needs ``is_layout_known``."""
    boxes: list[Any] = []
    block = _address(textpage.this.m_internal.first_block)
    while block:
        kind, _, *box, _, _, _, block = _BLOCK.unpack_from(_MEMORY, block)
        if kind == _PICTURE_BLOCK:
            boxes.append(box)
    return np.array(boxes, dtype=np.float64).reshape(-1, 4)


def _pictures_of_blocks(textpage: TextPage) -> FloatArray:
    boxes = [block[:4] for block in textpage.extractBLOCKS() if block[-1] == _PICTURE_BLOCK]
    return np.array(boxes, dtype=np.float64).reshape(-1, 4)


def _text(codes: Any) -> list[str]:
    try:
        text = codes.tobytes().decode("utf-32", "surrogatepass")
    except UnicodeDecodeError as error:
        raise LayoutError("no characters") from error
    if len(text) != len(codes):
        raise LayoutError("a byte order mark")
    return list(text)


def _lines(block: int) -> Iterator[tuple[int, int, int, float, float]]:
    """Per line that is not empty: addresses of its first and last character, wmode, direction."""
    memory, block_of, line_of = _MEMORY, _BLOCK.unpack_from, _LINE.unpack_from
    while block:
        kind, _, _, _, _, _, line, _, _, block = block_of(memory, block)
        while kind == _TEXT_BLOCK and line:
            wmode, _, along, down, _, _, _, _, first, last, _, line = line_of(memory, line)
            if first:
                yield first, last, wmode, along, down


def _records(lines: list[tuple[int, int, int, float, float]]) -> tuple[Any, list[int]]:
    """The records of all lines, and how many each line has. Most lines lie in one piece, which is tried first."""
    pieces = [_in_one_piece(first, last) or _walk(first, last) for first, last, *_ in lines]
    records, is_wrong = _joined(pieces)
    if is_wrong.any():
        ends = np.cumsum([sum(count for _, count in some) for some in pieces])
        for k in np.unique(np.searchsorted(ends, np.flatnonzero(is_wrong), side="right")).tolist():
            pieces[k] = _walk(*lines[k][:2])
        records, is_wrong = _joined(pieces)
    if is_wrong.any():
        raise LayoutError("records that do not lead to the next")
    return records, [sum(count for _, count in some) for some in pieces]


def _in_one_piece(first: int, last: int) -> list[_Piece]:
    span = last - first
    return [(first, span // _SIZE + 1)] if 0 <= span < _PAGE_OF_MEMORY and span % _SIZE == 0 else []


def _walk(first: int, last: int) -> list[_Piece]:
    """The pieces of a line, by following its records one by one."""
    pieces: list[_Piece] = []
    start = at = first
    while at != last:
        following = ctypes.c_uint64.from_address(at + _NEXT).value
        if not following:
            raise LayoutError("a line ends before its last character")
        if following != at + _SIZE:
            pieces.append((start, (at - start) // _SIZE + 1))
            start = following
        at = following
    return [*pieces, (start, (last - start) // _SIZE + 1)]


def _joined(pieces: list[list[_Piece]]) -> tuple[Any, BoolArray]:
    """The records of all pieces, and which of them, but for the last of a piece, do not lead to the next in memory."""
    every = list(chain.from_iterable(pieces))
    data = b"".join([_MEMORY[start : start + count * _SIZE] for start, count in every])
    records = np.frombuffer(data, dtype=_RECORD)
    start, count = np.array(every, dtype=np.int64).reshape(-1, 2).T
    ends = np.cumsum(count)
    behind = np.repeat(start - (ends - count) * _SIZE, count) + np.arange(1, len(records) + 1) * _SIZE
    is_wrong = records["next"].astype(np.int64) != behind
    is_wrong[ends - 1] = False
    return records, is_wrong


def _address(struct_: Any) -> int:
    """Where a struct lies that PyMuPDF points to; 0 for a null pointer."""
    return int(struct_.this) if struct_ is not None else 0


# ------------------------------------------------------------------------------------------------ proving


def is_layout_known(textpage: TextPage) -> bool:
    """Whether MuPDF lays its structs out as here, by a page of a few blocks and lines."""
    try:
        if not _do_pointers_agree(textpage):
            return False
        return characters_of(textpage).equals(characters_of_dict(textpage.extractRAWDICT()))
    except (AttributeError, TypeError, ValueError, RuntimeError, LayoutError, struct.error):
        return False


def _do_pointers_agree(textpage: TextPage) -> bool:
    """Whether the structs hold the pointers, and begin their parts, where PyMuPDF's accessors say."""
    if struct.calcsize("P") != 8:
        return False
    for block in textpage.this:
        lines = [line.m_internal for line in block]
        kept = _BLOCK.unpack(ctypes.string_at(_address(block.m_internal), _BLOCK.size))
        ends = [*map(_address, (lines[0], lines[-1], block.m_internal.prev, block.m_internal.next))]
        if kept[0] != block.m_internal.type or [pointer or 0 for pointer in kept[-4:]] != ends:
            return False
        if not all(map(_is_line, lines)):
            return False
    return True


def _is_line(line: Any) -> bool:
    at = _address(line)
    kept = _LINE.unpack(ctypes.string_at(at, _LINE.size))
    said = [line.wmode, line.flags, line.dir.x, line.dir.y]
    ends = [*map(_address, (line.first_char, line.last_char, line.prev, line.next))]
    return [*kept[:4]] == said and [pointer or 0 for pointer in kept[-4:]] == ends and _is_record(line.first_char)


def _is_record(char: Any) -> bool:
    at = _address(char)
    kept = np.frombuffer(ctypes.string_at(at, _SIZE), dtype=_RECORD)[0]
    places = {name: _RECORD.fields[name][1] for name in ("origin", "quad")}  # type: ignore[index]
    is_placed = all(_address(getattr(char, name)) - at == place for name, place in places.items())
    values = all(kept[name] == getattr(char, name) for name in ("c", "bidi", "flags", "argb", "size"))
    return is_placed and values and kept["font"] == _address(char.font) and kept["next"] == _address(char.next)


def characters_of_dict(said: Any) -> Characters:
    """The same of what ``rawdict`` says."""
    spans = [
        (len(span["chars"]), span["size"], span["char_flags"], *line["dir"], line["wmode"], span["color"])
        for block in said["blocks"]
        for line in block["lines"]
        for span in line["spans"]
    ]
    chars = [
        char for block in said["blocks"] for line in block["lines"] for span in line["spans"] for char in span["chars"]
    ]
    facts = np.array(spans, dtype=np.float64).reshape(-1, 7)
    size, flags, along, down, wmode, colour = np.repeat(facts[:, 1:], facts[:, 0].astype(np.int64), axis=0).T
    return Characters(
        [char["c"] for char in chars], numbers((char["origin"] for char in chars), 2),
        numbers((char["bbox"] for char in chars), 4), size, flags.astype(np.int64), along, down,
        wmode.astype(np.int64), colour.astype(np.int64),
    )  # fmt: skip
