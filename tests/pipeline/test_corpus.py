"""Which files a run takes, and what it calls them."""

from __future__ import annotations

import hashlib
import os

import pytest

from pipeline.corpus import find_sources, sha256_of


@pytest.fixture
def corpus(tmp_path):
    for name in ("b.pdf", "a/c.PDF", "a/d.Pdf", "a/note.txt", ".hidden.pdf", ".folder/e.pdf", "名前.pdf"):
        path = tmp_path / "corpus" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(name)
    return tmp_path / "corpus"


def names(sources):
    return [source.source_path for source in sources]


def test_folders_are_searched_for_pdfs_in_any_letter_case(corpus):
    assert names(find_sources([corpus])) == ["a/c.PDF", "a/d.Pdf", "b.pdf", "名前.pdf"]


def test_a_file_is_taken_whatever_its_name(corpus):
    assert names(find_sources([corpus / "a" / "note.txt", corpus / ".hidden.pdf"])) == [".hidden.pdf", "note.txt"]


def test_a_file_reached_twice_is_one_source_whatever_the_order(corpus):
    paths = [corpus, corpus / "a", corpus / "a" / "c.PDF"]
    assert find_sources(paths) == find_sources(paths[::-1]) == find_sources([corpus])


def test_a_path_that_does_not_exist_is_refused(corpus):
    with pytest.raises(FileNotFoundError):
        find_sources([corpus, corpus / "missing"])


def test_a_name_that_is_no_utf8_still_has_a_path(corpus):
    try:
        (corpus / os.fsdecode(b"\x83\x65.pdf")).write_text("x")
    except OSError:
        pytest.skip("this file system takes UTF-8 names only")
    assert "\ufffde.pdf" in names(find_sources([corpus]))


def test_hash_and_size(corpus):
    source = find_sources([corpus / "b.pdf"])[0]
    assert source.n_bytes == 5
    assert sha256_of(source.path) == hashlib.sha256(b"b.pdf").hexdigest()
