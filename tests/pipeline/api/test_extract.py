"""One PDF as objects: what is found, what is refused, what is shown."""

from __future__ import annotations

import shutil
import subprocess
import sys
from html.parser import HTMLParser

import pytest

from extractors.model import Box
from pipeline import ExtractionError, NoPictureError, extract
from pipeline.api import AmbiguousItemError
from pipeline.api import document as objects
from pipeline.api.row import TableRow
from pipeline.tables import TABLES
from tests.pipeline.conftest import SAMPLES

ROW_CLASSES = [kind for kind in TableRow.__subclasses__() if kind.__module__.startswith("pipeline.")]


@pytest.fixture(scope="module")
def document(tmp_path_factory):
    path = tmp_path_factory.mktemp("pdf") / "one.pdf"
    shutil.copy(SAMPLES / "sample-form4-three-files.pdf", path)
    return extract(path)


@pytest.fixture(scope="module")
def assessment(document):
    return document.assessments[0]


@pytest.mark.parametrize(
    ("statement", "heavy"),
    [
        ("import pipeline; dir(pipeline)", {"pyarrow", "pandas", "polars", "numpy", "duckdb", "PIL", "pymupdf"}),
        ("from pipeline import extract, open_corpus", {"pandas", "polars", "duckdb", "PIL", "pymupdf"}),
    ],
)
def test_importing_loads_no_more_than_is_used(statement, heavy):
    script = f"import sys; {statement}; sys.exit(bool({heavy} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0


def test_an_unknown_name_is_no_attribute_of_the_package():
    import pipeline

    assert "extract" in dir(pipeline)
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = pipeline.no_such_name  # pyright: ignore[reportAttributeAccessIssue]


@pytest.mark.parametrize("kind", ROW_CLASSES)
def test_no_column_hides_an_attribute(kind):
    columns = {column.name for column in TABLES[kind.table_name].columns}
    assert not columns & vars(TableRow).keys()
    annotated = [name for name in vars(kind) if name not in columns and not name.startswith("__")]
    assert all(not isinstance(vars(kind)[name], property) or vars(kind)[name].fset is None for name in annotated)
    for name in columns:
        assert vars(kind)[name].__doc__


def test_every_table_of_a_document_has_a_class():
    there = {kind.table_name for kind in ROW_CLASSES}
    assert set(TABLES) - there == {"form_items", "record_concepts", "history", "boilerplate"}


def test_an_item_is_found_by_code_concept_file_and_entry(assessment):
    items = assessment.items
    name = items["I.1.1"]
    assert name.concept == "business.name"
    assert items["business.name"] == name
    assert items[items.codes.index("I.1.1")].item_code == "I.1.1"
    assert items["II.2.1", 2].file_no == 2
    assert items["II.4.name", 3, 1].entry_no == 1
    assert {item.file_no for item in items.all("II.2.1")} == {1, 2, 3}
    assert "I.1.1" in items
    assert "no.such" not in items
    assert items.get("no.such") is None
    assert [item.seq for item in items] == sorted(item.seq for item in items)


def test_what_is_ambiguous_is_an_error_that_says_what_to_ask_for(assessment):
    with pytest.raises(AmbiguousItemError, match=r"\('II.2.1', 2, None\)"):
        assessment.items["II.2.1"]
    with pytest.raises(AmbiguousItemError):
        assessment.items.get("II.2.1")
    with pytest.raises(KeyError, match="file 3"):
        assessment.items["II.2.1", 4]
    with pytest.raises(KeyError, match="codes"):
        assessment.items["no.such"]


def test_rows_are_those_of_the_tables(document, assessment):
    of_one = document.table("risks").to_pylist()
    assert [risk.as_dict() for risk in assessment.risks] == of_one
    assert assessment.risks.arrow().equals(document.table("risks"))
    frame = assessment.items.pandas()
    assert str(frame["file_no"].dtype) == "Int16"
    assert str(frame["date"].dtype).startswith("datetime64")
    assert len(frame) == len(assessment.items) == assessment.items.polars().height
    with pytest.raises(KeyError, match="no table nothing"):
        document.table("nothing")


def test_an_item_knows_its_choice_and_its_checkboxes(assessment):
    item = assessment.items["I.1.3"]
    assert item.choice.selected_text == item.value
    assert len(item.checkboxes) == 0
    boxes = assessment.items["I.2.3", None, 1].checkboxes
    assert {box.item_code for box in boxes} == {"I.2.3"}
    assert {box.entry_no for box in boxes} == {1}
    assert assessment.items["I.1.1"].choice is None


def test_rows_cannot_be_changed(document, assessment):
    item = assessment.items["I.1.1"]
    with pytest.raises(AttributeError):
        item.value = "x"
    with pytest.raises(AttributeError):
        document.status = "ok"
    item.as_dict()["value"] = "x"
    assert item.value != "x"
    assert len({item, assessment.items["I.1.1"]}) == 1


def test_a_page_is_drawn_with_the_box_marked(document, assessment):
    item = assessment.items["I.1.1"]
    plain = document.pages[item.page - 1].page_image(dpi=72)
    marked = item.page_image(dpi=72)
    assert plain.size == marked.size
    red = [
        (x, y)
        for x in range(marked.width)
        for y in range(marked.height)
        if marked.getpixel((x, y)) != plain.getpixel((x, y))
    ]
    left, top = min(x for x, _ in red), min(y for _, y in red)
    right, bottom = max(x for x, _ in red), max(y for _, y in red)
    assert isinstance(item.box, Box)
    assert [left, top, right, bottom] == pytest.approx(list(item.box), abs=4)
    assert item.crop(dpi=144).width == pytest.approx(2 * item.crop(dpi=72).width, abs=4)
    with pytest.raises(ValueError, match="dpi"):
        item.crop(dpi=0)


def test_no_picture_of_another_content_or_of_nothing(tmp_path):
    path = tmp_path / "one.pdf"
    shutil.copy(SAMPLES / "sample-form2-baths.pdf", path)
    document = extract(path)
    item = document.assessments[0].items["I.1.1"]
    shutil.copy(SAMPLES / "sample-form2-ferry.pdf", path)
    with pytest.raises(NoPictureError, match="changed"):
        item.crop()
    assert "<img" not in item._repr_html_()
    path.unlink()
    with pytest.raises(NoPictureError, match="cannot be opened"):
        item.page_image()
    nowhere = objects.Finding({**dict.fromkeys(document.findings[0].as_dict()), "rule": "made_up"}, document)
    assert nowhere.box is None
    for draw in (nowhere.crop, nowhere.page_image):
        with pytest.raises(NoPictureError, match="made_up"):
            draw()


def test_a_broken_file_is_an_error_that_names_file_and_cause(tmp_path):
    broken = tmp_path / "broken.pdf"
    broken.write_text("no PDF at all")
    with pytest.raises(ExtractionError, match=r"broken\.pdf cannot be read: .*not_a_pdf") as caught:
        extract(broken)
    assert caught.value.kind == "not_a_pdf"
    assert caught.value.path == str(broken)
    with pytest.raises(FileNotFoundError, match="missing"):
        extract(tmp_path / "missing.pdf")
    with pytest.raises(IsADirectoryError, match="folder"):
        extract(tmp_path)


@pytest.mark.parametrize("wrong", [{"reader": "magic"}, {"ocr": "on"}])
def test_a_wrong_option_is_refused_before_anything_is_read(tmp_path, wrong):
    with pytest.raises(ValueError, match="one of"):
        extract(tmp_path / "missing.pdf", **wrong)


def test_an_accident_inside_carries_its_traceback(monkeypatch):
    from pipeline import document as reading

    def stumble(*_args):
        raise RuntimeError("stumbled")

    monkeypatch.setattr(reading, "_read", stumble)
    with pytest.raises(ExtractionError, match="stumbled") as caught:
        extract(SAMPLES / "sample-form2-baths.pdf")
    assert "in stumble" in caught.value.__notes__[0]


class Tags(HTMLParser):
    """The tags of a page, and its text."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        if tag != "img":
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def parsed(shown) -> Tags:
    tags = Tags()
    tags.feed(shown._repr_html_())
    tags.close()
    assert not tags.open
    return tags


def test_what_a_notebook_shows_is_escaped_and_well_formed(document, assessment):
    evil = "<script>alert(1)</script>&\"'"
    item = objects.Item({**assessment.items["I.1.1"].as_dict(), "label": evil, "value": evil}, document)
    for shown in (item, objects.TableRows(objects.Item, [item])):
        tags = parsed(shown)
        assert "script" not in tags.tags
        assert evil in tags.text
    title = objects.Assessment({**assessment.as_dict(), "title": evil}, document)
    assert evil in parsed(title).text
    assert "img" in parsed(item).tags
    for shown in (document, document.pages[0], document.assessments, assessment.figures[0], assessment.changes):
        assert parsed(shown).text


def test_a_repr_is_short_and_says_what_it_is(document, assessment):
    assert repr(document) == "Document('one.pdf', ok, 57 pages, 1 assessment)"
    assert repr(assessment.items["II.2.1", 2]).startswith("Item(II.2.1 file 2, ")
    assert "checked" in repr(assessment.checkboxes[0])
    long = objects.Item({**assessment.items["I.1.1"].as_dict(), "value": "長" * 1000 + "\n"}, document)
    assert len(repr(long)) < 150
    assert "\n" not in repr(long)
    lines = repr(assessment.items).splitlines()
    assert lines[0] == f"<{len(assessment.items)} rows of items>"
    assert len(lines) == 5
    assert repr(document.page_texts).startswith("<0 rows")
