"""A corpus of a few samples, extracted once."""

from __future__ import annotations

from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.corpus import find_sources
from pipeline.options import Options
from pipeline.query.database import connect
from pipeline.run import extract
from tests.once import SAMPLES, once
from tests.pipeline.test_run import Silent

CORPUS = ("bundle", "form2-baths", "form2-baths-later", "form4-plain")


@pytest.fixture(scope="session")
def corpus(tmp_path_factory) -> Path:
    def build(folder: Path) -> None:
        sources = find_sources([SAMPLES / f"sample-{name}.pdf" for name in CORPUS])
        extract(sources, folder / "tables", Silent(), Options("pymupdf", images=False), 2)

    return once(tmp_path_factory, "corpus", build) / "tables"


@pytest.fixture(scope="session")
def asked(corpus):
    """A function that asks the corpus in SQL."""
    connection = connect(corpus)
    yield lambda query: connection.execute(query).fetchall()
    connection.close()


@pytest.fixture
def hyokasho(corpus):
    """The command, over the corpus."""

    def run(command, *args, folder=corpus, text=None):
        where = () if folder is None else ("--from", str(folder))
        return CliRunner().invoke(app, [command, *map(str, args), *where], input=text)

    return run
