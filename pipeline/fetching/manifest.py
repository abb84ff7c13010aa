"""The manifest: what was fetched from where and when, as a CSV beside the PDFs.

Rows are only ever added, so that a run that is killed loses at most the row it was writing. Of several rows for one URL
the last says what became of it; the others still say where the PDFs came from that it gave before.
"""

from __future__ import annotations

import csv
import io
import os
import re
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from pipeline.corpus import MANIFEST
from pipeline.files import write_whole

_LOGIN = re.compile(r"^([A-Za-z][A-Za-z0-9+.-]*://)[^/?#]*@")
_BREAKS = re.compile(r"[\r\n\0]+")
STATUSES = ("ok", "partial", "refused", "failed")


def without_login(url: str) -> str:
    """A URL without the name and password of a user, else as it is, also if it is no web address.

    >>> without_login("http://who:secret@city.example/a@b.pdf")
    'http://city.example/a@b.pdf'
    """
    return _LOGIN.sub(r"\1", url)


class ManifestError(ValueError):
    """A manifest that can't be read, or is another program's."""


@dataclass(frozen=True, slots=True)
class Entry:
    """What became of one URL, or of one PDF in a ZIP (its URL then ends in ``#`` and its name in the ZIP).

    ``status`` is ``ok``, ``partial`` (some PDFs of a ZIP are not kept), ``refused`` (what came is nothing to keep) or
    ``failed`` (nothing came); ``error`` says why, or what is doubtful in a PDF that is kept. ``file`` is the PDF's name
    beside the manifest. Times are UTC.
    """

    url: str
    status: str
    fetched_at: str = ""
    http_status: str = ""
    n_bytes: str = ""
    sha256: str = ""
    etag: str = ""
    last_modified: str = ""
    file: str = ""
    agency: str = ""
    title: str = ""
    error: str = ""


COLUMNS = tuple(field.name for field in fields(Entry))


def _line(values: Iterable[str]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerow(values)
    return text.getvalue()


def _text(content: bytes, name: str) -> str:
    """A manifest's whole rows; as programs save it that were used to look at it: with a BOM, or as Japanese Windows."""
    whole = content[: content.rfind(b"\n") + 1]  # a row that a killed run left unfinished is none
    for encoding in ("utf-8-sig", "cp932") if b"\0" not in whole else ():  # UTF-16 would pass for cp932
        try:
            return whole.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ManifestError(f"{name} is neither in UTF-8 nor in Shift_JIS; save it as CSV in UTF-8")


def parse_manifest(content: bytes, name: str) -> list[Entry] | None:
    """A manifest's rows, in their order; None for a CSV that is not ours. Raises ManifestError with its ``name``."""
    rows = csv.DictReader(io.StringIO(_text(content, name), newline=""))
    try:
        if not {"url", "status"} <= set(rows.fieldnames or ("url", "status")):
            return None
        known = [{column: row.get(column) or "" for column in COLUMNS} for row in rows]
    except csv.Error as error:
        raise ManifestError(f"{name} is no CSV: {error}") from None
    named = [values | {"url": without_login(values["url"])} for values in known]  # earlier versions kept it
    return [Entry(**values) for values in named if values["url"] and values["status"]]


def that_hold(rows: Sequence[Entry]) -> list[Entry]:
    """The last row of each URL, and the last of each other content that a URL once had: its PDF is still there.

    URLs stand in the order in which they were first met.
    """
    first: dict[str, int] = {}
    for no, row in enumerate(rows):
        first.setdefault(row.url, no)
    urls: set[str] = set()
    contents: set[tuple[str, str]] = set()
    kept: list[Entry] = []  # from the last one back
    for row in reversed(rows):
        content = (row.url, row.sha256)
        if row.url not in urls or (row.sha256 and content not in contents):
            kept.append(row)
        urls.add(row.url)
        contents.add(content)
    kept.reverse()
    return sorted(kept, key=lambda row: first[row.url])


def _rows(folder: Path) -> list[Entry]:
    """The rows of a folder's manifest that hold; none without one. Raises ManifestError, also for one not ours."""
    path = folder / MANIFEST
    try:
        rows = parse_manifest(path.read_bytes(), str(path))
    except FileNotFoundError:
        return []
    if rows is None:
        raise ManifestError(f"{path} has no columns url and status, so it is no manifest of fetch; move it away")
    return that_hold(rows)


def read_manifest(folder: Path) -> dict[str, Entry]:
    """What became of each URL in the end, in the order in which they were first met; empty without a manifest.

    Raises ManifestError.
    """
    return {entry.url: entry for entry in _rows(folder)}


def urls_by_content(content: bytes, name: str) -> dict[str, str]:
    """Where PDFs came from, as a manifest says, by the SHA-256 of their bytes: of several URLs the first.

    A CSV that is no manifest of ours knows none. Raises ManifestError.
    """
    found: dict[str, str] = {}
    for entry in that_hold(parse_manifest(content, name) or []):
        if entry.sha256 and entry.file:
            found.setdefault(entry.sha256, entry.url)
    return found


class ManifestWriter:
    """Adds rows to a folder's manifest, each on the disk before the next begins."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / MANIFEST
        rows = [COLUMNS, *(asdict(entry).values() for entry in _rows(folder))]
        write_whole(self._path, "".join(map(_line, rows)).encode())  # rows that no longer hold are left out

    def add(self, entry: Entry) -> None:
        """Add a row. Line breaks in its values become spaces; other spaces, such as U+3000 in a URL, stay."""
        clean = replace(entry, **{name: _BREAKS.sub(" ", value) for name, value in asdict(entry).items()})
        with self._path.open("a", encoding="utf-8", newline="") as file:
            file.write(_line(asdict(clean).values()))
            file.flush()
            os.fsync(file.fileno())
