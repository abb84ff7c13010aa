"""Emptying the shelf of finished documents."""

from __future__ import annotations

from pathlib import Path

from pipeline.fingerprint import code_fingerprint
from pipeline.remote import INDEX
from pipeline.shelf import Result, Shelf


def _is_stale(path: Path, code: str) -> bool:
    """Whether this version would not use a file: made by other code, cut short, damaged, or left by a kill."""
    if path.name.startswith("."):
        return True
    try:
        return Result(path).head.code != code
    except (OSError, ValueError, TypeError):
        return True


def _remove(path: Path) -> None:
    path.unlink(missing_ok=True)
    if not any(path.parent.iterdir()):
        path.parent.rmdir()


def clean_cache(folder: Path, only_stale: bool, dry_run: bool) -> str:
    """Remove results from a shelf's folder; what was there and what was done, in words. Raises OSError.

    With all results goes what is known of the objects of a store, which is of no use without them.
    """
    files, index = list(Shelf(folder).files()), folder / INDEX
    if not files and not index.exists():
        return f"{folder}: no finished documents are kept"
    code = code_fingerprint()
    chosen = [path for path in files if not only_stale or _is_stale(path, code)]
    size = sum(path.stat().st_size for path in chosen)
    what = "results of other versions" if only_stale else "results"
    if dry_run:
        return f"{folder}: {len(files)} finished documents; would remove {len(chosen)} {what} ({size / 1e6:.1f} MB)"
    for path in [*chosen, *([index] if index.exists() and len(chosen) == len(files) else [])]:
        _remove(path)
    if folder.exists() and not any(folder.iterdir()):
        folder.rmdir()
    return f"{folder}: removed {len(chosen)} of {len(files)} finished documents ({size / 1e6:.1f} MB)"
