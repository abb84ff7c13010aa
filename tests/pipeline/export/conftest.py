"""What every format is tried on."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipeline.export.awkward import write_corpus


@pytest.fixture(scope="session")
def awkward(tmp_path_factory) -> Path:
    return write_corpus(tmp_path_factory.mktemp("awkward") / "parquet")


@pytest.fixture(scope="session")
def samples(here) -> Path:
    return here / "data" / "parquet"
