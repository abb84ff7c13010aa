"""A folder of tables: here, divided, on a store; as tables, as objects, as SQL."""

from __future__ import annotations

import shutil
from pathlib import Path

import fsspec
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from pipeline import NoPictureError, extract, open_corpus
from pipeline.cli import app
from pipeline.merge import NotAnOutputError
from tests.pipeline.conftest import SAMPLES

URL = "memory://corpus/parquet"


@pytest.fixture(scope="module")
def folder(here):
    return here / "data" / "parquet"


@pytest.fixture(scope="module")
def corpus(folder):
    return open_corpus(folder, pdfs=SAMPLES)


@pytest.fixture(scope="module")
def divided(folder, tmp_path_factory):
    out = tmp_path_factory.mktemp("divided") / "parquet"
    args = ["merge", str(folder), "--out", str(out), "--partition", "form"]
    result = CliRunner().invoke(app, args)
    assert result.exit_code == 0, result.output
    return open_corpus(out)


@pytest.fixture(scope="module")
def remote(divided):
    """Divided, too."""
    store = fsspec.filesystem("memory")
    folder = Path(divided.where)
    for path in folder.rglob("*.parquet"):
        if path.is_file():
            store.pipe_file(f"/corpus/parquet/{path.relative_to(folder).as_posix()}", path.read_bytes())
    for path in SAMPLES.glob("*baths.pdf"):
        store.pipe_file(f"/corpus/raw/{path.name}", path.read_bytes())
    yield open_corpus(URL, pdfs="memory://corpus/raw")
    store.rm("/corpus", recursive=True)


def test_a_table_is_that_of_the_file(corpus, folder):
    assert corpus.items is corpus["items"]
    assert "items" in dir(corpus)
    assert "items" in corpus
    assert corpus.items.arrow().equals(pq.read_table(folder / "items.parquet"))
    assert len(corpus.items) == corpus.items.pandas().shape[0] == corpus.items.polars().height
    few = corpus.items.arrow(columns=["value", "page"], filter=pc.field("kind") == "choice")
    assert few.column_names == ["value", "page"]
    assert few.num_rows == len(corpus.choices)
    with pytest.raises(KeyError, match="describe"):
        corpus.items.arrow(columns=["no_such"])


@pytest.mark.parametrize("other", ["divided", "remote"])
def test_a_divided_corpus_and_one_on_a_store_are_the_same(corpus, other, request):
    same = request.getfixturevalue(other)
    assert list(same.tables) == list(corpus.tables)
    for name, table in corpus.tables.items():
        assert same[name].schema.equals(table.schema)
        assert same[name].arrow().equals(table.arrow())
        few = table.columns[-2:]
        assert same[name].arrow(columns=few).equals(table.arrow(columns=few))
    assert same.items.is_divided
    count = "select form, count(*) from assessments join items using (assessment_id) group by 1 order by 1"
    assert same.sql(count).fetchall() == corpus.sql(count).fetchall()
    assert same.sql("select * from items limit 0").columns == [*corpus.items.columns, "by_form"]


def test_columns_are_described_by_the_files_themselves(corpus):
    docs = corpus.pages.describe()
    assert docs["width"].unit == "point"
    assert docs["width"].description_ja
    assert docs.pandas().shape == (len(docs), 9)
    assert docs["role"].codes["cover"][0] in docs["role"].codes_text(0)
    assert "image_only" in repr(docs)
    assert docs["assessment_id"].missing_ja
    assert "Width as displayed" in repr(docs)
    assert "<table>" in docs._repr_html_()
    with pytest.raises(KeyError):
        docs["no_such"]


def test_objects_of_a_corpus_are_those_of_the_pdf(corpus):
    document = extract(SAMPLES / "sample-form3-gardens.pdf")
    again = corpus.document(document.document_id)
    assert again == document
    for mine, other in zip(document.assessments, again.assessments, strict=True):
        assert other.items == mine.items
        assert other.risks == mine.risks
    assessment = corpus.assessment(document.assessments[0].assessment_id)
    item = assessment.items["business.name"]
    assert item.crop().tobytes() == document.assessments[0].items["business.name"].crop().tobytes()
    page = corpus.page(document.document_id, item.page)
    assert item in page.items
    assert page.page_image().size == item.page_image().size


def test_pictures_need_the_pdfs_wherever_they_are(folder, remote):
    document_id = extract(SAMPLES / "sample-form2-baths.pdf").document_id
    page = remote.page(document_id, 3)
    assert page.page_image(dpi=36).width == pytest.approx(298, abs=2)
    without = open_corpus(folder).page(document_id, 3)
    assert "<img" not in without._repr_html_()
    with pytest.raises(NoPictureError, match="pdfs="):
        without.page_image()


def test_what_is_not_there_is_named(corpus, tmp_path):
    with pytest.raises(KeyError, match="no table nothing"):
        corpus["nothing"]
    with pytest.raises(AttributeError, match="nothing"):
        _ = corpus.nothing
    for wrong in (lambda: corpus.document("0"), lambda: corpus.assessment("0-01"), lambda: corpus.page("0", 1)):
        with pytest.raises(KeyError, match="no document 0"):
            wrong()
    document = corpus.documents.arrow()["document_id"][0].as_py()
    with pytest.raises(KeyError, match="no assessment"):
        corpus.assessment(f"{document}-99")
    with pytest.raises(KeyError, match="no page 999"):
        corpus.page(document, 999)
    with pytest.raises(FileNotFoundError, match="missing"):
        open_corpus(tmp_path / "missing")
    with pytest.raises(NotAnOutputError, match=r"no documents\.parquet"):
        open_corpus(tmp_path)


def test_tables_of_another_version_say_what_they_lack(folder, tmp_path):
    shutil.copytree(folder, tmp_path / "older")
    older = pq.read_table(tmp_path / "older" / "systems.parquet").drop_columns(["functions"])
    pq.write_table(older, tmp_path / "older" / "systems.parquet")
    corpus = open_corpus(tmp_path / "older")
    system = corpus.assessment(older["assessment_id"][0].as_py()).systems[0]
    assert system.name
    with pytest.raises(AttributeError, match="another version"):
        _ = system.functions


def test_a_notebook_shows_tables_and_corpus(corpus):
    assert "Entrusted task" in corpus._repr_html_()
    assert "the first 5" in corpus.items._repr_html_()
    assert f"{len(corpus.tables)} tables" in repr(corpus)
    assert corpus.systems.description in repr(corpus.systems)
