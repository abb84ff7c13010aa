"""What all formats have in common: the same bytes, checksums, and a folder that is replaced whole or not at all."""

from __future__ import annotations

import hashlib
import zipfile
from importlib import import_module
from pathlib import Path

import fsspec
import pytest
from typer.testing import CliRunner

from pipeline.cli import To, app
from pipeline.export import FORMATS, ExportError
from pipeline.export.run import SUMS, export
from tests.pipeline.conftest import SAMPLES


def content(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def divided(samples, tmp_path_factory) -> Path:
    out = tmp_path_factory.mktemp("divided") / "parquet"
    assert CliRunner().invoke(app, ["merge", str(samples), "--out", str(out), "--partition", "form"]).exit_code == 0
    return out


def test_the_command_knows_every_format():
    assert [to.value for to in To] == list(FORMATS)
    for name in FORMATS:
        assert import_module(f"pipeline.export.to_{name}").write


@pytest.mark.parametrize("to", FORMATS)
def test_the_same_tables_give_the_same_bytes_divided_or_not(samples, divided, tmp_path, to):
    first = export(samples, tmp_path / "one", to)
    export(divided, tmp_path / "other", to)
    one, other = content(tmp_path / "one"), content(tmp_path / "other")
    assert one.keys() == other.keys()
    assert [name for name in one if one[name] != other[name]] == []
    sums = one.pop(SUMS).decode().splitlines()
    assert sums == [f"{hashlib.sha256(data).hexdigest()}  {name}" for name, data in sorted(one.items())]
    assert first.sizes == {name: len(data) for name, data in one.items()}


def test_one_zip_in_place_of_the_files_has_no_time_of_its_own(awkward, tmp_path):
    export(awkward, tmp_path / "loose", "csv")
    for name in ("one", "other"):
        export(awkward, tmp_path / name, "csv", is_zip=True)
    assert content(tmp_path / "one") == content(tmp_path / "other")
    assert set(content(tmp_path / "one")) == {"hyokasho-csv.zip", SUMS}
    with zipfile.ZipFile(tmp_path / "one" / "hyokasho-csv.zip") as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert {name: archive.read(name) for name in archive.namelist()} == content(tmp_path / "loose")
    export(awkward, tmp_path / "one", "json", is_zip=True)
    assert set(content(tmp_path / "one")) == {"hyokasho-json.zip", SUMS}


def test_an_export_takes_the_place_of_an_earlier_one(awkward, samples, tmp_path):
    (tmp_path / "out").mkdir()
    export(samples, tmp_path / "out", "json")
    export(awkward, tmp_path / "out", "csv")
    assert "README.md" in content(tmp_path / "out")
    assert not (tmp_path / "out" / "assessments").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("mine.txt", "mine", "not of an export"),
        ("README.md", "my licence", "changed after the export"),
        (".hidden", "", "not of an export"),
        (SUMS, "", "not of an export"),
    ],
)
def test_what_is_not_ours_is_not_replaced(awkward, tmp_path, name, text, words):
    export(awkward, tmp_path / "out", "csv")
    (tmp_path / "out" / name).write_text(text)
    before = content(tmp_path / "out")
    with pytest.raises(ExportError, match=words):
        export(awkward, tmp_path / "out", "csv")
    assert content(tmp_path / "out") == before


def test_a_folder_that_is_no_export_and_a_file_are_refused(awkward, tmp_path):
    before = content(awkward)
    with pytest.raises(ExportError, match="holds no export"):
        export(awkward, awkward, "csv")
    assert content(awkward) == before
    (tmp_path / "file").touch()
    with pytest.raises(ExportError, match="is a file"):
        export(awkward, tmp_path / "file", "csv")
    with pytest.raises(ExportError, match="no format pdf"):
        export(awkward, tmp_path / "out", "pdf")


def test_an_export_that_fails_leaves_the_earlier_one(awkward, tmp_path, monkeypatch):
    from pipeline.export import to_csv

    export(awkward, tmp_path / "out", "csv")
    before = content(tmp_path / "out")

    def stop(*_args, **_values):
        raise KeyboardInterrupt

    monkeypatch.setattr(to_csv, "fill", stop)
    with pytest.raises(KeyboardInterrupt):
        export(awkward, tmp_path / "out", "csv")
    assert content(tmp_path / "out") == before
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_tables_on_a_store(awkward, tmp_path):
    store = fsspec.filesystem("memory")
    for path in awkward.iterdir():
        store.pipe_file(f"/exported/{path.name}", path.read_bytes())
    export("memory://exported", tmp_path / "remote", "sqlite")
    export(awkward, tmp_path / "here", "sqlite")
    assert content(tmp_path / "remote") == content(tmp_path / "here")
    store.rm("/exported", recursive=True)


def hyokasho(*args):
    return CliRunner().invoke(app, ["export", *map(str, args)])


def test_the_command(awkward, tmp_path):
    done = hyokasho("--to", "xlsx", "--from", awkward, tmp_path / "out")
    assert done.exit_code == 0, done.output
    assert "Note: 1 texts are longer" in done.stdout
    assert "1 files" in done.stdout
    assert hyokasho("--to", "csv", "--from", awkward, tmp_path / "out").exit_code == 0
    assert "hyokasho export --to xlsx" in hyokasho("--help").stdout


@pytest.mark.parametrize(
    ("source", "folder", "words"),
    [
        ("missing", "out", "cannot export"),
        (SAMPLES, "out", "is no output"),
        ("good", SAMPLES, "holds no export"),
        ("memory://nothing", "out", "cannot export"),
    ],
)
def test_wrong_usage_is_2(awkward, tmp_path, monkeypatch, source, folder, words):
    monkeypatch.chdir(tmp_path)
    done = hyokasho("--to", "csv", "--from", awkward if source == "good" else source, folder)
    assert done.exit_code == 2, done.output
    assert words in done.stderr
    assert not (tmp_path / "out").exists()
    assert hyokasho("--to", "pdf", "x").exit_code == 2
