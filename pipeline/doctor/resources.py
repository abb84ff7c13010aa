"""Memory, cores, disk, folders, the cache, and what plots and OCR need beside Python."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from pipeline.doctor.result import Result, ok, problem, warning

GB = 1 << 30
PROCESS = GB // 2  # bytes that a process reading a document of some hundred pages holds, with room to spare
LITTLE_DISK = GB  # bytes below which a corpus of some hundred documents may not fit
NO_DISK = GB // 10


def check_memory(n_bytes: int, cores: int) -> Result:
    """Memory for one process per core, which is what extract starts."""
    found = f"{n_bytes / GB:.1f} GB for {cores} processes, one per core"
    if n_bytes >= cores * PROCESS:
        return ok("memory", found)
    fitting = max(1, n_bytes // PROCESS)
    return warning("memory", found, f"give extract -j {fitting}" + (", and --memory-limit" if fitting == 1 else ""))


def check_cores(cores: int, of_machine: int) -> Result:
    """Cores this process may use, of those the machine has."""
    return ok("cores", str(cores) if cores >= of_machine else f"{cores} of the machine's {of_machine}")


def check_disk(folder: Path, n_bytes: int) -> Result:
    """Free space where the tables go."""
    found = f"{n_bytes / GB:.1f} GB free for {folder}"
    if n_bytes >= LITTLE_DISK:
        return ok("disk", found)
    make = problem if n_bytes < NO_DISK else warning
    return make("disk", found, "make room, or give extract another --out and --cache")


def check_writing(folder: Path, error: str | None, option: str) -> Result:
    """Whether a folder can be written: ``error`` is what the system said, None where it could."""
    if error is None:
        return ok("writing", f"{folder} can be written")
    return problem("writing", f"{folder} cannot be written: {error}", f"mend its permissions, or {option}")


def check_cache(folder: Path, sizes: Sequence[int]) -> Result:
    """The finished documents that are kept; ``sizes`` in bytes."""
    if not sizes:
        return ok("cache", f"nothing is kept in {folder}")
    found = f"{len(sizes)} finished documents, {sum(sizes) / 1e6:.1f} MB, in {folder}"
    return ok("cache", found, "hyokasho clean --stale removes what this version does not use")


def check_tesseract(missing: str | None, version: str | None, how_to_install: str) -> Result:
    """Tesseract with its data for Japanese: ``missing`` is what there is not of it."""
    if missing is None:
        return ok("Tesseract", f"{version or 'version unknown'}, with data for Japanese")
    return warning("Tesseract", f"{missing}; pages that are only images stay unread", how_to_install)


def check_fonts(has_plots: bool, fonts: Sequence[str]) -> Result:
    """Fonts that plots print Japanese in; nothing else needs any. ``fonts`` are the files of matplotlib-fontja."""
    if fonts:
        return ok("fonts for plots", ", ".join(fonts))
    if not has_plots:
        return ok("fonts for plots", "not needed without the extra [notebooks]")
    return warning(
        "fonts for plots", "matplotlib-fontja is missing: plots print boxes", "pip install matplotlib-fontja"
    )
