"""The manifest: what was fetched from where and when, as a CSV beside the PDFs.

Rows are only ever added, so that a run that is killed loses at most the row it was writing; of several rows for one
URL the last holds.
"""

from __future__ import annotations

import csv
import io
import os
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path

from pipeline.files import write_whole

MANIFEST = "manifest.csv"
STATUSES = ("ok", "partial", "refused", "failed")


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


def read_manifest(folder: Path) -> dict[str, Entry]:
    """The entries of a folder by URL, in the order in which the URLs were first met; empty without a manifest."""
    try:
        text = (folder / MANIFEST).read_text(encoding="utf-8")
    except OSError:
        return {}
    whole = text[: text.rfind("\n") + 1]  # a row that a killed run left unfinished is none
    found: dict[str, Entry] = {}
    for row in csv.DictReader(io.StringIO(whole)):
        known = {name: row.get(name) or "" for name in COLUMNS}
        if known["url"] and known["status"]:
            found[known["url"]] = Entry(**known)
    return found


def urls_by_content(folder: Path) -> dict[str, str]:
    """Where each PDF of a folder came from, by the SHA-256 of its bytes: of several URLs the first."""
    found: dict[str, str] = {}
    for entry in read_manifest(folder).values():
        if entry.sha256 and entry.file:
            found.setdefault(entry.sha256, entry.url)
    return found


class ManifestWriter:
    """Adds rows to a folder's manifest, each on the disk before the next begins."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / MANIFEST
        rows = [COLUMNS, *(asdict(entry).values() for entry in read_manifest(folder).values())]
        write_whole(self._path, "".join(map(_line, rows)).encode())  # rows that no longer hold are left out

    def add(self, entry: Entry) -> None:
        """Add a row. Line breaks in its values become spaces."""
        clean = replace(entry, **{name: " ".join(value.split()) for name, value in asdict(entry).items()})
        with self._path.open("a", encoding="utf-8", newline="") as file:
            file.write(_line(asdict(clean).values()))
            file.flush()
            os.fsync(file.fileno())
