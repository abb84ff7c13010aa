"""Emptying the shelf of finished documents."""

from __future__ import annotations

from pathlib import Path

from pipeline.fingerprint import code_fingerprint
from pipeline.shelf import Result, Shelf


def _is_stale(path: Path, code: str) -> bool:
    """Whether this version would not use a file: made by other code, cut short, or left by a kill."""
    if path.name.startswith("."):
        return True
    try:
        return Result(path).head.code != code
    except (OSError, ValueError, TypeError):
        return True


def clean_cache(folder: Path, only_stale: bool, dry_run: bool) -> str:
    """Remove results from a shelf's folder; what was there and what was done, in words."""
    files = list(Shelf(folder).files())
    if not files:
        return f"{folder}: no finished documents are kept"
    code = code_fingerprint()
    chosen = [path for path in files if not only_stale or _is_stale(path, code)]
    size = sum(path.stat().st_size for path in chosen)
    what = "results of other versions" if only_stale else "results"
    if dry_run:
        return f"{folder}: {len(files)} finished documents; would remove {len(chosen)} {what} ({size / 1e6:.1f} MB)"
    for path in chosen:
        path.unlink()
        if not any(path.parent.iterdir()):
            path.parent.rmdir()
    if folder.exists() and not any(folder.iterdir()):
        folder.rmdir()
    return f"{folder}: removed {len(chosen)} of {len(files)} finished documents ({size / 1e6:.1f} MB)"
