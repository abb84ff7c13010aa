"""An export: the tables of a folder or its URL, in another format, in a folder of their own.

The folder is replaced whole. Every export has ``SHA256SUMS``: it is there to be checked by who receives the files, and
it says which files are ours to replace.
"""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

from pipeline.api import open_corpus
from pipeline.corpus import sha256_of
from pipeline.export import FORMATS, ExportError
from pipeline.export.archive import write_zip
from pipeline.generations import local_folder
from pipeline.replacing import Replacement

SUMS = "SHA256SUMS"


@dataclass(frozen=True, slots=True)
class Exported:
    """What an export wrote: files by path below its folder, with their size in bytes, and notices for a person."""

    folder: Path
    sizes: dict[str, int]
    notices: tuple[str, ...]


def _files(folder: Path) -> dict[str, Path]:
    """Every file of a folder but the checksums, by its path below it, in order."""
    found = {path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if not path.is_dir()}
    return {name: found[name] for name in sorted(found) if name != SUMS}


def _write_sums(folder: Path) -> None:
    """The hash of every file, as ``sha256sum --check SHA256SUMS`` reads them."""
    lines = [f"{sha256_of(path)}  {name}\n" for name, path in _files(folder).items()]
    (folder / SUMS).write_text("".join(lines), encoding="utf-8")


def check_replaceable(folder: Path) -> None:
    """Raises ExportError unless a folder is new, empty, or an export that nobody has touched."""
    if folder.exists() and not folder.is_dir():
        raise ExportError(f"{folder} is a file; an export is a folder")
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / SUMS).is_file():
        raise ExportError(f"{folder} is not empty and holds no export: give a new folder, or an empty one")
    lines = (folder / SUMS).read_text(encoding="utf-8", errors="replace").splitlines()
    known = {name: sha256 for sha256, _, name in (line.partition("  ") for line in lines)}
    for name, path in _files(folder).items():
        if name not in known:
            raise ExportError(
                f"{folder} holds {name}, which is not of an export: give another folder, or move the file"
            )
        if sha256_of(path) != known[name]:
            raise ExportError(
                f"{folder / name} was changed after the export: give another folder, or move the file away"
            )


def _pack(folder: Path, name: str) -> None:
    """Everything in a folder into one ZIP in its place."""
    files = {**_files(folder), SUMS: folder / SUMS}
    write_zip(folder / name, files)
    for path in files.values():
        path.unlink()
    for path in sorted((path for path in folder.rglob("*") if path.is_dir()), reverse=True):
        path.rmdir()


def export(source: str | Path, folder: Path, to: str, is_zip: bool = False) -> Exported:
    """Write the tables in ``source`` (a folder or a URL) into ``folder``, in the format ``to``, of ``FORMATS``.

    With ``is_zip`` the files are one ZIP in ``folder``. Raises ExportError for a folder that is not ours to replace, or
    tables that the format cannot hold; FileNotFoundError and NotAnOutputError where there are no tables; and what
    ``Replacement`` raises.
    """
    if to not in FORMATS:
        raise ExportError(f"no format {to}; there are {', '.join(FORMATS)}")
    check_replaceable(folder)
    with local_folder(source) as tables, Replacement(folder) as replacement:
        notices = import_module(f"pipeline.export.to_{to}").write(open_corpus(tables), replacement.staging)
        _write_sums(replacement.staging)
        if is_zip:
            _pack(replacement.staging, f"hyokasho-{to}.zip")
            _write_sums(replacement.staging)
        replacement.replace()
    sizes = {name: path.stat().st_size for name, path in _files(folder).items()}
    return Exported(folder, sizes, tuple(notices))
