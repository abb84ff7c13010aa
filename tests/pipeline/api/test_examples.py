"""The examples in docstrings and in the documentation run as they stand, in a user's folder."""

from __future__ import annotations

import doctest
from pathlib import Path

import pytest

import pipeline
from pipeline.api import corpus, document, html

GUIDE = Path("docs/python.md").resolve()


@pytest.fixture(autouse=True)
def _in_a_users_folder(here, monkeypatch):
    monkeypatch.chdir(here)


@pytest.mark.parametrize("module", [pipeline, corpus, document, html])
def test_examples_in_docstrings(module):
    result = doctest.testmod(module)
    assert result.attempted > 0
    assert result.failed == 0


def test_examples_in_the_guide():
    result = doctest.testfile(str(GUIDE), module_relative=False, encoding="utf-8", optionflags=doctest.ELLIPSIS)
    assert result.attempted > 20
    assert result.failed == 0
