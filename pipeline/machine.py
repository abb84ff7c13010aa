"""What this process may use of the machine: cores and memory, within the limits of its container (cgroup)."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator
from pathlib import Path

_ROOT = Path("/")
_GROUPS = Path("sys/fs/cgroup")


def cores_of_machine() -> int:
    """Cores that the system lets this process run on."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def cores(root: Path = _ROOT) -> int:
    """Cores that this process may keep busy, at least 1. A container's share of 1.5 cores is 2."""
    return max(1, math.ceil(min([cores_of_machine(), *_shares(root)])))


def memory(root: Path = _ROOT) -> int:
    """Bytes of memory that this process may fill: the machine's, or its container's if that is less."""
    of_machine = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return int(min([of_machine, *_memory_limits(root)]))


def _shares(root: Path) -> Iterator[float]:
    for group in _groups(root):
        quota, _, period = _said(group / "cpu.max").partition(" ")
        yield _share(quota, period)
    for group in _groups(root, "cpu"):
        yield _share(_said(group / "cpu.cfs_quota_us"), _said(group / "cpu.cfs_period_us"))


def _share(quota: str, period: str) -> float:
    limit = _number(quota)
    return limit if math.isinf(limit) else limit / _number(period)


def _memory_limits(root: Path) -> Iterator[float]:
    for group in _groups(root):
        yield _number(_said(group / "memory.max"))
    for group in _groups(root, "memory"):
        yield _number(_said(group / "memory.limit_in_bytes"))


def _groups(root: Path, controller: str = "") -> Iterator[Path]:
    """The folders of this process' group and of those around it; the limits of each of them hold.

    ``controller`` is a folder of cgroup version 1; version 2 has none.
    """
    base = root / _GROUPS / controller
    group = base / _own_group(root, controller)
    while group != base:
        yield group
        group = group.parent
    yield base


def _own_group(root: Path, controller: str) -> str:
    """The path of this process' group below the controller's folder, without a slash before it."""
    for line in _said(root / "proc/self/cgroup").splitlines():
        _, controllers, path = line.split(":", 2)
        if controller in controllers.split(",") and ".." not in path:  # a container does not see what is outside it
            return path.strip("/")
    return ""


def _said(setting: Path) -> str:
    try:
        return setting.read_text(encoding="utf-8", errors="replace").strip()
    except OSError:
        return ""


def _number(text: str) -> float:
    """A limit; "max", -1 and a setting that is not there are none."""
    return float(text) if text.isdigit() and int(text) else math.inf
