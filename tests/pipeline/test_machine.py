"""Limits of containers, as the system writes them."""

from __future__ import annotations

import pytest

from pipeline.machine import cores, cores_of_machine, memory


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A system on which eight cores and 1 TB are there, and ``write`` sets a setting."""
    monkeypatch.setattr("pipeline.machine.cores_of_machine", lambda: 8)
    monkeypatch.setattr("os.sysconf", {"SC_PAGE_SIZE": 1 << 12, "SC_PHYS_PAGES": 1 << 28}.__getitem__)
    return tmp_path


def write(root, **settings):
    for name, text in settings.items():
        path = root / name.replace("__", "/").replace("_DOT_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text + "\n")


def test_without_limits_all_of_the_machine_is_there(root):
    assert (cores(root), memory(root)) == (8, 1 << 40)


def test_version_2_and_a_group_within_a_limited_group(root):
    write(
        root,
        proc__self__cgroup="0::/outer/inner",
        sys__fs__cgroup__outer__cpu_DOT_max="150000 100000",
        sys__fs__cgroup__outer__inner__cpu_DOT_max="max 100000",
        sys__fs__cgroup__outer__memory_DOT_max="3000000000",
        sys__fs__cgroup__outer__inner__memory_DOT_max="max",
    )
    assert (cores(root), memory(root)) == (2, 3_000_000_000)


def test_version_1_and_a_path_that_the_container_does_not_see(root):
    write(
        root,
        proc__self__cgroup="4:memory:/host/a\n3:cpu,cpuacct:/host/a\n0::/",
        sys__fs__cgroup__cpu__cpu_DOT_cfs_quota_us="400000",
        sys__fs__cgroup__cpu__cpu_DOT_cfs_period_us="100000",
        sys__fs__cgroup__memory__memory_DOT_limit_in_bytes="2000000000",
    )
    assert (cores(root), memory(root)) == (4, 2_000_000_000)


@pytest.mark.parametrize("quota", ["-1", "0", "nonsense", "99999999"])
def test_no_limit_and_a_limit_beyond_the_machine_change_nothing(root, quota):
    write(
        root,
        proc__self__cgroup="3:cpu:/../..",
        sys__fs__cgroup__cpu__cpu_DOT_cfs_quota_us=quota,
        sys__fs__cgroup__cpu__cpu_DOT_cfs_period_us="100000",
    )
    assert cores(root) == 8


def test_a_small_share_is_a_core(root):
    write(root, sys__fs__cgroup__cpu_DOT_max="1000 100000")
    assert cores(root) == 1


def test_this_machine_has_something():
    assert 1 <= cores() <= cores_of_machine()
    assert memory() > 1 << 20
