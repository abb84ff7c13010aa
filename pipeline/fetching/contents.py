"""What a download holds: a PDF, or a ZIP of PDFs, and nothing else."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.fetching.errors import RefusedError

_PDF, _END = b"%PDF-", b"%%EOF"
_HEAD = 1024  # bytes within which a PDF says that it is one
_TAIL = 1024  # bytes within which it says that it ends
_ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # with members, and without any
_MAX_MEMBERS = 2000  # PDFs of a ZIP
_HIDDEN = "._"  # what macOS adds to a ZIP begins so, whatever it is called after
_UTF8_FLAG = 0x800  # a ZIP says that a name is in UTF-8


class Piece(NamedTuple):
    """A PDF of a download. ``name`` is the one it has in its ZIP, empty outside of one; without ``content`` it is none
    to be kept, and ``fault`` says why. A PDF that is kept may have a fault, too."""

    name: str
    content: bytes | None
    fault: str = ""


def is_file(content: bytes) -> bool:
    """Whether a download is a PDF or a ZIP."""
    return content.startswith(_ZIP) or _PDF in content[:_HEAD]


def pieces(content: bytes, max_bytes: int) -> Iterator[Piece]:
    """The PDFs in a download: itself, or those in a ZIP, ``max_bytes`` at most.

    Raises RefusedError for anything else, and for a ZIP that can't be opened or has no PDF.
    """
    if content.startswith(_ZIP):  # asked first: a stored PDF shows its own signature within the ZIP's first bytes
        yield from _members(content, max_bytes)
        return
    piece = _judged("", content)
    if piece.content is None:
        raise RefusedError(piece.fault)
    yield piece


def _judged(name: str, content: bytes) -> Piece:
    """A file as a piece: what it is if it is no PDF, and what is wrong with it if it is one."""
    head = content[:_HEAD]
    if _PDF in head:
        return Piece(name, content, "" if _END in content[-_TAIL:] else "its end (%%EOF) is missing: it may be cut off")
    if b"<html" in head.lower() or b"<!doctype" in head.lower():
        return Piece(name, None, "a web page in place of a PDF")
    return Piece(name, None, "neither a PDF nor a ZIP" if content else "empty")


def _members(content: bytes, max_bytes: int) -> Iterator[Piece]:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except Exception as error:  # a damaged directory has many
        raise RefusedError(f"a ZIP that can't be opened: {error or type(error).__name__}") from None
    with archive:
        named = [(_name(member), member) for member in archive.infolist() if not member.is_dir()]
        members = [(name, member) for name, member in named if _is_meant(name)]
        if not members:
            raise RefusedError("a ZIP without a PDF")
        left = max_bytes
        for name, member in members[:_MAX_MEMBERS]:
            piece, n_bytes = _opened(archive, name, member, left)
            left -= n_bytes
            if left < 0:
                yield Piece(name, None, f"with it the ZIP has more than {max_bytes >> 20} MB when opened")
                return
            yield piece
        if len(members) > _MAX_MEMBERS:
            yield Piece(members[_MAX_MEMBERS][0], None, f"it and what follows it are more than {_MAX_MEMBERS} PDFs")


def _opened(archive: zipfile.ZipFile, name: str, member: zipfile.ZipInfo, left: int) -> tuple[Piece, int]:
    """A member, and how many bytes it has, ``left`` + 1 if more: what the ZIP says of sizes is not to be trusted."""
    try:
        with archive.open(member) as file:
            content = file.read(left + 1)
    except Exception as error:  # every way of compressing has its own
        return Piece(name, None, f"can't be opened: {error or type(error).__name__}"), 0
    return _judged(name, content), len(content)


def _is_meant(name: str) -> bool:
    return name.lower().endswith(".pdf") and not name.rpartition("/")[2].startswith(_HIDDEN)


def _name(member: zipfile.ZipInfo) -> str:
    """The name of a member: in UTF-8 where it says so or fits, else as Windows writes Japanese, else as the ZIP has it.

    >>> _name(zipfile.ZipInfo("評価書.pdf".encode("cp932").decode("cp437")))
    '評価書.pdf'
    """
    if member.flag_bits & _UTF8_FLAG:
        return member.filename
    for encoding in ("utf-8", "cp932"):
        try:
            return member.orig_filename.encode("cp437").decode(encoding).partition("\0")[0]
        except UnicodeError:
            continue
    return member.filename
