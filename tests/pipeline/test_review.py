"""The review: what it shows of tables, what it finds of PDFs, and what it refuses."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
import sys
from html import unescape
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from pipeline.cli import app as command
from pipeline.corpus import document_id_of, sha256_of
from pipeline.query.database import NotACorpusError
from pipeline.review.app import HERE, make_app
from pipeline.review.corpus import OF_A_DOCUMENT, Corpus
from pipeline.review.pictures import Pictures
from pipeline.review.serve import listen
from pipeline.schema import arrow_table

SAMPLE = Path(__file__).parents[2] / "data" / "raw" / "sample-form2-ferry.pdf"
SHA256 = sha256_of(SAMPLE)
ID, OTHER = document_id_of(SHA256), "f" * 16
HOSTILE = "<script>alert('x')</script>"
WHO = {"document_id": ID, "assessment_id": f"{ID}-01"}
BOX = {"page": 1, "page_last": 1, "x0": 10.0, "top": 20.0, "x1": 110.0, "bottom": 50.0, "is_ocr": False}
FINDING = {**WHO, "severity": "warning", "rule": "unknown_option", "message": HOSTILE}
ROWS = {
    "documents": [
        {"document_id": ID, "source_path": "below/ferry.pdf", "sha256": SHA256, "n_bytes": SAMPLE.stat().st_size,
         "n_pages": 3, "status": "ok"},
        {"document_id": OTHER, "source_path": "zz.pdf", "sha256": "0" * 64, "n_bytes": 1, "n_pages": 1,
         "status": "failed", "error_kind": "damaged", "error": HOSTILE},
    ],
    "pages": [
        {**WHO, "page": page, "width": 595.3, "height": 841.9, "role": "form", "n_glyphs": 9, "n_unassigned": page % 2}
        for page in (1, 2, 3)
    ],
    "assessments": [{**WHO, "form": "2", "agency_name": HOSTILE, "title": "渡し船", "page_first": 1, "page_last": 3}],
    "items": [
        {**WHO, **BOX, "seq": 2, "item_code": "I.2", "label": "件数", "kind": "choice", "status": "answered",
         "value": "千人未満", "value_norm": "千人未満"},
        {**WHO, **BOX, "seq": 1, "item_code": "I.1", "label": "名称", "kind": "text", "status": "answered",
         "value": HOSTILE, "value_norm": "other", "file_no": 2, "page_last": 2},
        {**WHO, "seq": 3, "item_code": "I.3", "label": "監査", "kind": "checkboxes", "status": "not_found"},
    ],
    "choices": [
        {**WHO, **BOX, "item_code": "I.2", "status": "answered", "selected_no": 2, "selected_text": "千人未満",
         "options": [{"no": 1, "label": "百人未満"}, {"no": 2, "label": "千人未満"}]},
    ],
    "checkboxes": [
        {**WHO, **BOX, "item_code": "I.2", "status": "answered", "option_no": 1, "option_label": "紙",
         "is_checked": True, "other_text": "葉書"},
        {**WHO, **BOX, "item_code": "II.opt_out", "status": "blank", "option_no": 1, "option_label": "実施しない",
         "is_checked": False, "page": 3, "page_last": 3},
    ],
    "changes": [{**WHO, **BOX, "row_no": 1, "item_text": "項目", "before": "前の文", "after": "後の文", "page": 2,
                 "page_last": 2}],
    "diagnostics": [
        {**FINDING, **BOX, "finding_no": 1},
        {**FINDING, **BOX, "finding_no": 2, "page": 3, "page_last": 3, "severity": "error"},
        {**FINDING, "finding_no": 3, "severity": "info", "message": "of no page"},
        {**FINDING, **BOX, "document_id": OTHER, "assessment_id": None, "finding_no": 1},
    ],
}  # fmt: skip


class Client:
    """Asks the application without a network. (Starlette's own client warns of httpx.)"""

    def __init__(self, folder: Path, raw: Path) -> None:
        self._to = httpx.ASGITransport(make_app(Corpus(folder), Pictures(raw)))

    def ask(self, method: str, path: str, **options: Any) -> httpx.Response:
        async def asked() -> httpx.Response:
            async with httpx.AsyncClient(transport=self._to, base_url=f"http://{HERE}") as client:
                return await client.request(method, path, **options)

        return asyncio.run(asked())

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.ask("GET", path, **options)


@pytest.fixture
def folder(tmp_path):
    out = tmp_path / "tables"
    out.mkdir()
    for name in OF_A_DOCUMENT:
        pq.write_table(arrow_table(name, ROWS.get(name, [])), out / f"{name}.parquet")
    return out


@pytest.fixture
def raw(tmp_path):
    place = tmp_path / "raw" / "below" / "ferry.pdf"
    place.parent.mkdir(parents=True)
    shutil.copy(SAMPLE, place)
    return tmp_path / "raw"


@pytest.fixture
def client(folder, raw):
    return Client(folder, raw)


def rectangles(html):
    return re.findall(r'<rect class="([^"]*)" data-number="(\d+)" x="([\d.]+)" y="([\d.]+)"', html)


def links(html):
    return {key: href for href, key in re.findall(r'<a href="([^"]*)" data-key="(\w+)"', html)}


def words(html):
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]*>", " ", html)))


def test_the_list_says_how_each_document_went(client):
    said = words(client.get("/").text)
    assert re.search(r"below/ferry\.pdf ok 様式2 .* 渡し船 3 1 error 1 warning 1 info 2", said)
    assert "zz.pdf failed" in said


@pytest.mark.parametrize("path", ["/", f"/documents/{ID}", f"/documents/{ID}/pages/1", f"/documents/{OTHER}"])
def test_texts_are_no_markup_and_only_our_script_runs(client, path):
    shown = client.get(path)
    assert shown.status_code == 200
    assert HOSTILE in unescape(shown.text)
    assert re.findall(r"<script[^>]*>", shown.text) == ['<script src="/static/review.js" defer>']
    assert "default-src 'none'" in shown.headers["content-security-policy"]
    assert not re.search(r"(https?:)?//(?!127)", shown.text.replace(HOSTILE, ""))


def test_a_page_shows_findings_first_then_items_in_reading_order_with_their_parts(client):
    html = client.get(f"/documents/{ID}/pages/1").text
    titles = re.findall(r"<h2>([^<]*) <", html)
    headings = [words(found).strip() for found in re.findall(r'<div class="heading">(.*?)</div>', html, re.DOTALL)]
    assert titles == ["Findings", "Items"]
    assert headings == ["warning unknown_option", "answered I.1 名称 (file 2)", "answered I.2 件数"]
    assert "○ 百人未満 ・ ◉ 千人未満" in html
    assert "☑ 紙（葉書）" in html
    assert html.count("value_norm: ") == 1  # only where it differs


def test_every_box_lies_where_its_row_says(client):
    html = client.get(f"/documents/{ID}/pages/1").text
    found = rectangles(html)
    assert [(kind, x, y) for kind, _, x, y in found] == [
        ("diagnostics warning", "10.0", "20.0"),
        ("items answered", "10.0", "20.0"),
        ("items answered", "10.0", "20.0"),
        ("checkboxes answered", "10.0", "20.0"),
    ]
    numbers = re.findall(r'<(?:div|span) class="(?:row|part) ?[^"]*" data-number="(\d+)"', html)
    assert sorted(numbers) == sorted(number for _, number, _, _ in found) == ["1", "2", "3", "4"]


def test_what_runs_on_is_shown_without_a_box(client):
    html = client.get(f"/documents/{ID}/pages/2").text
    assert re.findall(r"<h2>([^<]*) <", html) == ["Changes", "From an earlier page"]
    assert [kind for kind, *_ in rectangles(html)] == ["changes "]
    assert "前の文" in html


def test_checkboxes_without_an_item_are_shown(client):
    assert "II.opt_out 実施しない" in client.get(f"/documents/{ID}/pages/3").text


def test_keys_lead_to_pages_and_findings_over_documents(client):
    base = f"/documents/{ID}/pages"
    first, second, last = (links(client.get(f"{base}/{page}").text) for page in (1, 2, 3))
    assert first == {"u": "/", "d": f"/documents/{ID}", "ArrowRight": f"{base}/2", "f": f"{base}/3#first"}
    assert (second["ArrowLeft"], second["ArrowRight"]) == (f"{base}/1", f"{base}/3")
    assert (second["F"], second["f"]) == (f"{base}/1#last", f"{base}/3#first")
    assert (last["F"], last["f"]) == (f"{base}/1#last", f"/documents/{OTHER}/pages/1#first")
    assert "ArrowRight" not in last


def test_a_document_shows_its_pages_and_what_stands_on_none(client):
    said = words(client.get(f"/documents/{ID}").text)
    assert "of no page" in said
    assert "not_found I.3 監査" in said
    assert re.search(r"1 form 9 1 1 warning 2 form 9 3 form 9 1 1 error", said)


def test_a_page_is_drawn_and_kept(client, monkeypatch):
    path = f"/documents/{ID}/pages/1.png"
    png = client.get(path)
    assert png.headers["content-type"] == "image/png"
    assert png.content.startswith(b"\x89PNG")
    monkeypatch.setattr("pipeline.review.pictures.render", None)
    assert client.get(path).content == png.content


def test_a_pdf_that_was_moved_is_found_by_its_content(client, raw):
    (raw / "below" / "ferry.pdf").rename(raw / "moved.pdf")
    (raw / "same size.pdf").write_bytes(bytes(SAMPLE.stat().st_size))
    assert client.get(f"/documents/{ID}/pages/1.png").status_code == 200


def test_a_missing_pdf_is_said(client, raw):
    (raw / "below" / "ferry.pdf").unlink()
    html = client.get(f"/documents/{ID}/pages/1").text
    assert "below/ferry.pdf is not in" in html
    assert "フォルダを指定してください" in html
    assert "<image" not in html
    assert rectangles(html)
    assert client.get(f"/documents/{ID}/pages/1.png").status_code == 404


def test_a_pdf_that_has_changed_is_said_and_not_shown(client, raw):
    with (raw / "below" / "ferry.pdf").open("ab") as file:
        file.write(b"\n")
    assert "its SHA-256 differs" in client.get(f"/documents/{ID}").text
    assert client.get(f"/documents/{ID}/pages/1.png").status_code == 404


def test_a_path_in_the_tables_does_not_lead_out_of_the_folder(folder, tmp_path):
    shutil.copy(SAMPLE, tmp_path / "outside.pdf")
    rows = [{**ROWS["documents"][0], "source_path": "../outside.pdf"}]
    pq.write_table(arrow_table("documents", rows), folder / "documents.parquet")
    (tmp_path / "empty").mkdir()
    client = Client(folder, tmp_path / "empty")
    assert client.get(f"/documents/{ID}/pages/1.png").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/documents/none",
        f"/documents/{ID}/pages/4",
        f"/documents/{ID}/pages/4.png",
        f"/documents/{OTHER}/pages/1",
        f"/documents/{ID}/pages/below",
        "/documents/..%2F..%2Ftables",
        "/static/..%2Fapp.py",
        "/static/app.py",
        "/nowhere",
    ],
)
def test_what_is_not_there_is_404(client, path):
    shown = client.get(path)
    assert shown.status_code == 404
    assert "404" in shown.text


@pytest.mark.parametrize(("name", "kind"), [("review.css", "text/css"), ("review.js", "text/javascript")])
def test_styles_and_script_come_with_the_package(client, name, kind):
    shown = client.get(f"/static/{name}")
    assert shown.headers["content-type"].startswith(kind)
    assert "http" not in shown.text


@pytest.mark.parametrize("host", ["evil.example", "192.0.2.1"])
def test_another_name_for_this_machine_is_refused(client, host):
    assert client.get("/", headers={"Host": host}).status_code == 400


def test_it_only_reads(client):
    assert client.ask("POST", "/").status_code == 405


def test_tables_that_a_run_replaces_are_seen(client, folder):
    client.get("/")
    rows = [{**row, "status": "partial"} for row in ROWS["documents"]]
    pq.write_table(arrow_table("documents", rows), folder / "documents.new")
    (folder / "documents.new").replace(folder / "documents.parquet")
    assert "partial" in words(client.get("/").text)


def test_it_listens_on_this_machine_alone():
    with listen(0) as listening:
        assert listening.getsockname()[0] == HERE
        with pytest.raises(OSError, match="in use"):
            listen(listening.getsockname()[1])


def review(*args):
    return CliRunner().invoke(command, ["review", *map(str, args)])


def test_the_command_says_where_it_is(monkeypatch, folder):
    monkeypatch.setattr("pipeline.review.serve.serve", lambda _app, listening: listening.close())
    shown = review("--from", folder, "--port", 0)
    assert shown.exit_code == 0, shown.output
    assert re.match(rf"http://{HERE}:[1-9]\d+/ ", shown.stdout)


def test_wrong_usage_is_2(monkeypatch, folder, tmp_path):
    with pytest.raises(NotACorpusError):
        Corpus(tmp_path)
    shown = review("--from", tmp_path)
    assert (shown.exit_code, "holds no tables" in shown.stderr) == (2, True)
    with socket.socket() as taken:
        taken.bind((HERE, 0))
        taken.listen()
        shown = review("--from", folder, "--port", taken.getsockname()[1])
        assert (shown.exit_code, "cannot listen on port" in shown.stderr) == (2, True)
    monkeypatch.setitem(sys.modules, "pipeline.review.app", None)
    shown = review("--from", folder)
    assert (shown.exit_code, "[review]" in shown.stderr) == (2, True)
