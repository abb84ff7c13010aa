"""For every test: no network but this machine's own, and no verdict that depends on how fast this machine is."""

from __future__ import annotations

import socket
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from tests.notebooks.run import extract_samples
from tests.once import once

settings.register_profile("hyokasho", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("hyokasho")


@pytest.fixture(autouse=True)
def _no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: object) -> None:
        is_own = isinstance(address, tuple) and address[0] in ("127.0.0.1", "localhost", "::1")
        if self.family != socket.AF_UNIX and not is_own:
            raise AssertionError(f"a test tried to reach {address}")
        connect(self, address)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(socket.socket, "connect", guarded)


@pytest.fixture(scope="session")
def sample_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the tables of the samples, without pictures, and what was kept of them. Nothing changes it."""
    return once(tmp_path_factory, "tables", lambda folder: extract_samples(folder / "parquet")) / "parquet"
