"""Fetching from a server that misbehaves: what comes, what is refused, what is asked for again and what not."""

from __future__ import annotations

import csv
import hashlib
import io
import threading
import time
import zipfile
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import pairwise

import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from pipeline.cli import app
from pipeline.corpus import find_sources
from pipeline.fetching.address import follow, web_address
from pipeline.fetching.contents import pieces
from pipeline.fetching.errors import RefusedError
from pipeline.fetching.fetch import NoListError, Wanted, fetch_all, list_page, read_list
from pipeline.fetching.links import decode, pdf_links
from pipeline.fetching.manifest import MANIFEST, Entry, ManifestWriter, read_manifest, urls_by_content
from pipeline.fetching.polite import Manners
from pipeline.options import Options
from pipeline.remote import remote_sources
from tests.pipeline.fakes import extract_here, fake_read
from tests.pipeline.test_resume import Seen

QUICK = Manners("hyokasho-test", delay=0, tries=3, back_off=0.01, timeout=1, max_bytes=100_000)
ONE, TWO = b"%PDF-1.7 one %%EOF\n", b"%PDF-1.7 two %%EOF\n"
PAGE = '<html><meta charset="shift_jis"><a href="/one.pdf">全項目\n評価書</a> <a href="x.html">ほか</a></html>'


def zip_of(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return file.getvalue()


def spoilt(archive: bytes, at: int = 46) -> bytes:
    """A ZIP whose first member can't be unpacked."""
    return archive[:at] + bytes([0xFF] * 8) + archive[at + 8 :]


def zipped(**members: bytes) -> bytes:
    return zip_of({name.replace("_", "/", 1) + ".pdf": members[name] for name in members} | {"readme.txt": b"not me"})


BODIES = {
    "/one.pdf": ONE,
    "/again.pdf": ONE,
    "/two.pdf": TWO,
    "/page.pdf": b"<!DOCTYPE html><html>moved</html>",
    "/text.pdf": b"hello",
    "/empty.pdf": b"",
    "/large.pdf": b"%PDF-" + bytes(200_000),
    "/some.zip": zip_of({"sub/one.pdf": ONE, "two.pdf": TWO, "readme.txt": b"", "__MACOSX/._two.pdf": b"?"}),
    "/part.zip": zip_of({"one.pdf": ONE, "sub/page.pdf": b"<html>"}),
    "/japanese.zip": zip_of({"AAAAAA.pdf": ONE}).replace(b"AAAAAA", "評価表".encode("cp932")),
    "/none.zip": zipped(),
    "/stored.zip": zip_of({"one.pdf": ONE, "two.pdf": TWO}, zipfile.ZIP_STORED),
    "/hollow.zip": zip_of({}),
    "/deflate.zip": spoilt(zip_of({"one.pdf": ONE * 99})),
    "/lzma.zip": spoilt(zip_of({"one.pdf": ONE * 99}, zipfile.ZIP_LZMA)),
    "/bzip2.zip": spoilt(zip_of({"one.pdf": ONE * 99}, zipfile.ZIP_BZIP2)),
    "/bomb.zip": zipped(bomb=b"%PDF-" + bytes(5_000_000)),
    "/cut.zip": zipped(one=ONE)[:60],
    "/secret/one.pdf": ONE,
    "/pia/": b'<a href="one.pdf">1</a>',
    "/base.html": b'<base><base href="sub/"><base href="/not/"><a href="one.pdf"></a><a href="http://[/x.pdf"></a>'
    b'<![x[]]><a href="two.PDF?v=1#page=2">2</a>',
    "/page.html": PAGE.encode("cp932"),
}


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.asked: list[str] = []
        self.times: list[float] = []
        self.bodies = dict(BODIES)
        self.holding, self.released = threading.Event(), threading.Event()
        self.robots_times: list[float] = []
        self.robots_answers: list[int] = []  # before it is given
        self.robots = b"User-agent: *\nDisallow: /secret/\n"
        self.root = f"http://127.0.0.1:{self.server_port}"


class Handler(BaseHTTPRequestHandler):
    server: Server  # pyright: ignore[reportIncompatibleVariableOverride]

    def log_message(self, format, *args):
        pass

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **headers}.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        path = self.path
        if path == "/robots.txt":
            self.server.robots_times.append(time.monotonic())
            status = self.server.robots_answers.pop(0) if self.server.robots_answers else 200
            return self.answer(status, self.server.robots)
        self.server.asked.append(path)
        self.server.times.append(time.monotonic())
        times = self.server.asked.count(path)
        if path == "/flaky.pdf" and times < 3:
            return self.answer(503, Retry_After="0") if times == 1 else self.answer(500)
        if path == "/short.pdf" and times < 2:  # the connection is lost in the middle
            return self.answer(200, b"%PDF-", Content_Length="500")
        if path == "/busy.pdf":
            return self.answer(429, Retry_After="9999")
        if path == "/hang.pdf":
            return time.sleep(3)
        if path == "/moved.pdf":
            return self.answer(302, Location="/one.pdf")
        if path == "/held.pdf":
            self.server.holding.set()
            self.server.released.wait(60)
            return self.answer(200, ONE)
        if path == "/locked.pdf":
            return self.answer(200 if self.headers.get("authorization", "").startswith("Basic ") else 401, ONE)
        if path == "/pia":
            return self.answer(301, Location="/pia/")
        if path == "/euc.html":
            return self.answer(200, PAGE.encode("euc_jp"), Content_Type="text/html; charset=EUC-JP")
        if path == "/to-nowhere.pdf":
            return self.answer(302, Location="http://[bad/")
        if path == "/loop.pdf":
            return self.answer(302, Location="/loop.pdf")
        if path == "/to-secret.pdf":
            return self.answer(301, Location="/secret/one.pdf")
        body = {"/flaky.pdf": ONE, "/short.pdf": TWO}.get(path, self.server.bodies.get(path))
        if body is None:
            return self.answer(404)
        etag = f'"{hashlib.sha256(body).hexdigest()[:8]}"'
        if self.headers.get("if-none-match") == etag:
            return self.answer(304)
        return self.answer(200, body, ETag=etag)


@pytest.fixture
def server():
    with Server() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.released.set()
        server.shutdown()
        thread.join()


def fetch(server, folder, *paths, refresh=False, manners=QUICK) -> dict[str, Entry]:
    wanted = [Wanted(path if ":" in path else server.root + path, "架空市", path) for path in paths]
    entries = fetch_all(wanted, folder, manners, refresh, lambda entry, is_here: None)
    return {entry.url.removeprefix(server.root): entry for entry in entries}


def names(folder) -> set[str]:
    return {path.name for path in folder.iterdir()} - {MANIFEST}


def name(content: bytes) -> str:
    return f"{hashlib.sha256(content).hexdigest()[:16]}.pdf"


@pytest.mark.parametrize(
    ("path", "status", "error"),
    [
        ("/flaky.pdf", "ok", ""),
        ("/short.pdf", "ok", ""),
        ("/moved.pdf", "ok", ""),
        ("/page.pdf", "refused", "a web page in place of a PDF"),
        ("/text.pdf", "refused", "neither a PDF nor a ZIP"),
        ("/empty.pdf", "refused", "empty"),
        ("/large.pdf", "refused", "larger than"),
        ("/none.zip", "refused", "a ZIP without a PDF"),
        ("/hollow.zip", "refused", "a ZIP without a PDF"),
        ("/bomb.zip", "refused", "when opened"),
        ("/cut.zip", "refused", "can't be opened"),
        ("/deflate.zip", "refused", "one.pdf: can't be opened: Error"),
        ("/lzma.zip", "refused", "can't be opened"),
        ("/bzip2.zip", "refused", "can't be opened: Invalid data"),
        ("/to-nowhere.pdf", "refused", "Invalid IPv6 URL"),
        ("http://[bad/x.pdf", "refused", "Invalid IPv6 URL"),
        ("http://host:port/x.pdf", "refused", "Port could not be cast"),
        ("http://a..b/x.pdf", "refused", "label empty"),
        ("http://xn--/x.pdf", "refused", "Malformed A-label"),
        ("http:///x.pdf", "refused", "no address of the web"),
        ("http://127.0.0.1/\x01.pdf", "refused", "non-printable"),
        ("/loop.pdf", "refused", "redirected more than"),
        ("/secret/one.pdf", "refused", "robots.txt does not allow it"),
        ("/to-secret.pdf", "refused", "robots.txt does not allow it"),
        ("/missing.pdf", "failed", "HTTP 404"),
        ("/busy.pdf", "failed", "asks to wait 9999 s"),
        ("/hang.pdf", "failed", "tried 2 times"),
        ("file:///etc/hosts", "refused", "no address of the web"),
        ("http://127.0.0.1:1/one.pdf", "failed", "robots.txt can't be read"),
    ],
)
def test_what_becomes_of_a_url(server, tmp_path, path, status, error):
    manners = Manners("test", 0, 2, 0.01, 0.5, 100_000) if "hang" in path else QUICK
    (entry,) = fetch(server, tmp_path, path, manners=manners).values()
    assert (entry.status, error in entry.error) == (status, True), entry
    assert (status == "ok") == bool(names(tmp_path))
    assert read_manifest(tmp_path)[entry.url] == entry
    assert entry.title == path


def test_an_address_that_is_none_costs_no_other(server, tmp_path):
    found = fetch(
        server, tmp_path, "http://[bad/x.pdf", "/deflate.zip", "http://a..b/x.pdf", "/to-nowhere.pdf", "/one.pdf"
    )
    assert [entry.status for entry in found.values()].count("refused") == 4
    assert found["/one.pdf"].status == "ok"


@given(st.integers(0, 400), st.binary(min_size=1, max_size=8))
def test_a_zip_is_opened_or_refused_whatever_is_wrong_in_it(at, wrong):
    for method in (zipfile.ZIP_DEFLATED, zipfile.ZIP_LZMA, zipfile.ZIP_BZIP2, zipfile.ZIP_STORED):
        archive = zip_of({"one.pdf": ONE * 99, "two.pdf": TWO}, method)
        with suppress(RefusedError):
            list(pieces(archive[:at] + wrong + archive[at + len(wrong) :], 10_000))


@given(st.text())
def test_an_address_is_one_or_refused(text):
    for url in (text, f"http://{text}", f"http://a.example/{text}"):
        with suppress(RefusedError):
            web_address(follow("http://a.example/", url))


@pytest.mark.parametrize("status", [429, 500, 503, 599])
def test_nothing_is_asked_of_a_server_whose_rules_cannot_be_had(server, tmp_path, status):
    server.robots_answers = [status] * 9
    for entry in fetch(server, tmp_path, "/one.pdf", "/two.pdf").values():
        assert (entry.status, entry.http_status) == ("failed", str(status))
        assert f"robots.txt can't be read: HTTP {status} (tried 3 times)" in entry.error
    assert (server.asked, len(server.robots_times)) == ([], QUICK.tries)


@pytest.mark.parametrize("answers", [[503, 429], [404], [403]])
def test_rules_that_come_late_or_not_at_all_are_waited_for_or_none(server, tmp_path, answers):
    server.robots_answers = answers
    assert fetch(server, tmp_path, "/one.pdf")["/one.pdf"].status == "ok"


def test_a_server_that_asks_to_wait_for_long_is_left_alone_as_a_whole(server, tmp_path):
    found = fetch(server, tmp_path, "/one.pdf", "/busy.pdf", "/two.pdf")
    assert [found[path].status for path in ("/one.pdf", "/busy.pdf", "/two.pdf")] == ["ok", "failed", "failed"]
    assert "put off: the server asks to wait 999" in found["/two.pdf"].error
    assert server.asked == ["/one.pdf", "/busy.pdf"]


def test_who_stops_listening_does_not_wait_for_a_server(server, tmp_path):
    held = server.root.replace("127.0.0.1", "localhost") + "/held.pdf"
    wanted = [Wanted(f"{server.root}/two.pdf"), Wanted(held)]
    entries = fetch_all(wanted, tmp_path, Manners("test", 0, timeout=60), False, lambda entry, is_here: None)
    first = next(entries)
    assert server.holding.wait(30)
    entries.close()
    assert not server.released.is_set()
    before = (tmp_path / MANIFEST).read_bytes()
    assert read_manifest(tmp_path) == {first.url: first}
    server.released.set()
    fetch(server, tmp_path.with_name("other"), "/one.pdf")
    assert ((tmp_path / MANIFEST).read_bytes(), names(tmp_path)) == (before, {name(TWO)})


def test_the_same_content_is_one_file_and_keeps_all_its_urls(server, tmp_path):
    found = fetch(server, tmp_path, "/one.pdf", "/again.pdf", "/some.zip")
    assert names(tmp_path) == {name(ONE), name(TWO)}
    assert found["/one.pdf"].file == found["/again.pdf"].file == name(ONE)
    assert (tmp_path / name(ONE)).read_bytes() == ONE
    kept = {url.removeprefix(server.root): entry for url, entry in read_manifest(tmp_path).items()}
    assert kept["/some.zip#sub/one.pdf"].sha256 == kept["/one.pdf"].sha256
    assert kept["/some.zip#two.pdf"].file == name(TWO)
    assert kept["/some.zip"].file == ""


def test_a_zip_is_one_also_where_its_pdfs_are_not_compressed(server, tmp_path):
    assert fetch(server, tmp_path, "/stored.zip")["/stored.zip"].status == "ok"
    assert names(tmp_path) == {name(ONE), name(TWO)}


@pytest.mark.parametrize("damaged", [b"", ONE[:-1], TWO])
def test_a_file_that_is_no_longer_as_it_came_is_mended(server, tmp_path, damaged):
    paths = ("/one.pdf", "/again.pdf", "/some.zip", "/two.pdf")
    fetch(server, tmp_path, *paths)
    (tmp_path / name(ONE)).write_bytes(damaged)
    fetch(server, tmp_path, *paths)
    assert (tmp_path / name(ONE)).read_bytes() == ONE
    assert server.asked == [*paths, "/one.pdf"]


def test_a_url_is_known_again_whatever_spaces_it_has(server, tmp_path):
    path = "/%E8%A9%95%E3%80%80%E4%BE%A1%20%C2%A0.pdf"
    server.bodies[path] = ONE
    for _ in range(2):
        (entry,) = fetch(server, tmp_path, "/評\u3000価 \xa0.pdf").values()
        assert entry.url == f"{server.root}/評\u3000価 \xa0.pdf"
    assert server.asked == [path]


def test_a_password_is_used_and_not_kept(server, tmp_path):
    url = server.root.replace("//", "//who:secret@") + "/locked.pdf"
    for _ in range(2):
        (entry,) = fetch(server, tmp_path, url).values()
        assert (entry.status, entry.url) == ("ok", f"{server.root}/locked.pdf")
    assert server.asked == ["/locked.pdf"]
    assert list(read_manifest(tmp_path)) == [f"{server.root}/locked.pdf"]
    (tmp_path / MANIFEST).write_text(f"url,status\n{url},failed\n")  # as an earlier version left it
    assert list(read_manifest(tmp_path)) == [f"{server.root}/locked.pdf"]


def test_a_pdf_without_its_end_is_kept_and_noted(server, tmp_path):
    server.bodies |= {"/cut.pdf": ONE[:-6], "/cut.zip": zip_of({"cut.pdf": ONE[:-6]})}
    found = fetch(server, tmp_path, "/one.pdf", "/cut.pdf", "/cut.zip")
    assert [entry.status for entry in found.values()] == ["ok", "ok", "ok"]
    assert found["/one.pdf"].error == ""
    assert "may be cut off" in found["/cut.pdf"].error
    assert "may be cut off" in read_manifest(tmp_path)[f"{server.root}/cut.zip#cut.pdf"].error


def test_what_a_zip_has_and_is_not_kept_is_told(server, tmp_path):
    entry = fetch(server, tmp_path, "/part.zip")["/part.zip"]
    assert (entry.status, entry.error) == ("partial", "left out: sub/page.pdf: a web page in place of a PDF")
    assert names(tmp_path) == {name(ONE)}
    assert fetch(server, tmp_path, "/part.zip")["/part.zip"] == entry
    assert server.asked == ["/part.zip"]


def test_a_zip_is_opened_as_far_as_is_allowed():
    archive = zip_of({f"{no}.pdf": ONE for no in range(2002)})
    *kept, last = pieces(archive, 1 << 20)
    assert (len(kept), last.content) == (2000, None)
    assert "more than 2000 PDFs" in last.fault
    *kept, last = pieces(archive, 3 * len(ONE))
    assert (len(kept), last.content) == (3, None)


def test_names_in_a_zip_may_be_in_the_encoding_of_japanese_windows(server, tmp_path):
    fetch(server, tmp_path, "/japanese.zip")
    assert f"{server.root}/japanese.zip#評価表.pdf" in read_manifest(tmp_path)


def test_what_is_here_is_asked_for_only_on_wish_and_then_conditionally(server, tmp_path):
    paths = ("/one.pdf", "/some.zip", "/missing.pdf")
    fetch(server, tmp_path, *paths)
    fetch(server, tmp_path, *paths)
    assert server.asked == ["/one.pdf", "/some.zip", "/missing.pdf", "/missing.pdf"]
    server.bodies["/some.zip"] = zipped(two=TWO)
    found = fetch(server, tmp_path, *paths, refresh=True)
    assert [found[path].http_status for path in paths] == ["304", "200", "404"]
    assert found["/one.pdf"].sha256 == hashlib.sha256(ONE).hexdigest()
    (tmp_path / name(ONE)).unlink()
    assert fetch(server, tmp_path, "/one.pdf")["/one.pdf"].http_status == "200"


def test_requests_to_one_host_keep_their_distance(server, tmp_path):
    server.robots = b"User-agent: *\nCrawl-delay: 0.5\n"
    fetch(server, tmp_path, "/one.pdf", "/two.pdf", manners=Manners("test", 0.1))
    times = [*server.robots_times, *server.times]
    assert [later - earlier > 0.4 for earlier, later in pairwise(times)] == [True, True]


def test_a_manifest_cut_off_in_a_row_goes_on(tmp_path):
    writer = ManifestWriter(tmp_path)
    for no in (1, 2):
        writer.add(Entry(f"http://a.example/{no}", "ok", title='架空,"市"\n次'))
    path = tmp_path / MANIFEST
    path.write_text(path.read_text(encoding="utf-8")[:-10], encoding="utf-8")
    assert list(read_manifest(tmp_path)) == ["http://a.example/1"]
    ManifestWriter(tmp_path).add(Entry("http://a.example/3", "failed"))
    assert {url: entry.title for url, entry in read_manifest(tmp_path).items()} == {
        "http://a.example/1": '架空,"市" 次',
        "http://a.example/3": "",
    }


def urls(sources, out) -> set[str | None]:
    extract_here(sources, out, Seen(), Options(), 1, fake_read)
    return {row["url"] for row in pq.read_table(out / "documents.parquet").to_pylist()}


def test_the_url_stands_beside_the_document(server, tmp_path):
    raw = tmp_path / "project" / "raw"
    server.bodies["/one.pdf"] = b"good %PDF-1.7"
    fetch(server, raw, "/one.pdf")
    (raw / "mine.pdf").write_text("form 2 H31-01")
    (raw / "sub").mkdir()
    (raw / name(server.bodies["/one.pdf"])).rename(raw / "sub" / "moved.pdf")
    expected = {f"{server.root}/one.pdf", None}
    assert urls(find_sources([raw]), tmp_path / "out") == expected
    assert urls(find_sources([raw.parent]), tmp_path / "out") == expected
    assert urls(find_sources([raw / "mine.pdf"]), tmp_path / "out") == {None}


@pytest.mark.parametrize("store", ["s3"], indirect=True)
def test_the_url_stands_beside_a_document_on_an_object_store(server, tmp_path, store):
    place, fs = store
    server.bodies["/one.pdf"] = b"good %PDF-1.7"
    fetch(server, tmp_path, "/one.pdf")
    for path in tmp_path.iterdir():
        fs.pipe_file(f"{place}/project/raw/{path.name}", path.read_bytes())
    pdf = f"{place}/project/raw/{name(server.bodies['/one.pdf'])}"
    for path in (f"{place}/project/raw", f"{place}/project/", pdf):
        assert urls(remote_sources(path), tmp_path / "out") == {f"{server.root}/one.pdf"}


@pytest.mark.parametrize("page", [None, b"<html>gone"])
def test_what_is_known_of_a_file_outlives_a_failure_to_refresh_it(server, tmp_path, page):
    before = fetch(server, tmp_path, "/one.pdf")["/one.pdf"]
    server.bodies["/one.pdf"] = page
    entry = fetch(server, tmp_path, "/one.pdf", refresh=True)["/one.pdf"]
    assert (entry.status, entry.http_status) == (("refused", "200") if page else ("failed", "404"))
    assert (entry.file, entry.sha256, entry.n_bytes) == (before.file, before.sha256, before.n_bytes)
    assert urls_of(tmp_path) == {before.sha256: before.url}
    server.bodies["/one.pdf"] = ONE
    assert fetch(server, tmp_path, "/one.pdf")["/one.pdf"].status == "ok"


def test_a_pdf_keeps_its_url_when_another_comes_from_there(server, tmp_path):
    fetch(server, tmp_path, "/one.pdf", "/again.pdf")
    for content in (TWO, ONE, TWO):
        server.bodies["/one.pdf"] = content
        fetch(server, tmp_path, "/one.pdf", "/again.pdf", refresh=True)
    assert names(tmp_path) == {name(ONE), name(TWO)}
    ManifestWriter(tmp_path)
    assert set(urls_of(tmp_path).values()) == {f"{server.root}/one.pdf"}
    assert read_manifest(tmp_path)[f"{server.root}/one.pdf"].file == name(TWO)
    assert len((tmp_path / MANIFEST).read_text().splitlines()) == 4


def urls_of(folder) -> dict[str, str]:
    return urls_by_content((folder / MANIFEST).read_bytes(), MANIFEST)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp932"])
def test_a_manifest_may_have_been_saved_by_a_spreadsheet(server, tmp_path, encoding):
    fetch(server, tmp_path, "/one.pdf")
    before, path = read_manifest(tmp_path), tmp_path / MANIFEST
    path.write_bytes(path.read_text("utf-8").replace("\n", "\r\n").encode(encoding))
    assert read_manifest(tmp_path) == before
    fetch(server, tmp_path, "/one.pdf", "/two.pdf")
    assert server.asked == ["/one.pdf", "/two.pdf"]
    assert path.read_text("utf-8").startswith("url,")


def test_a_manifest_that_can_not_be_read_is_said_before_anything_is_done(tmp_path):
    (tmp_path / "a.pdf").write_text("good")
    (tmp_path / "list.csv").write_text("url\n")
    fetching = ["fetch", str(tmp_path / "list.csv"), "--raw", str(tmp_path)]
    extracting = ["extract", str(tmp_path), "--out", str(tmp_path / "out")]
    path = tmp_path / MANIFEST
    for content, commands in (("url\n".encode("utf-16"), (fetching, extracting)), (b"name\nmine\n", (fetching,))):
        path.write_bytes(content)
        for command in commands:
            result = CliRunner().invoke(app, command)
            assert (result.exit_code, str(path) in result.stderr) == (2, True), result.output
        assert path.read_bytes() == content
    assert not (tmp_path / "out").exists()
    assert urls(find_sources([tmp_path]), tmp_path / "out") == {None}  # a manifest of something else


def test_the_command_reads_a_list_and_lists_a_page(server, tmp_path):
    (tmp_path / "list.csv").write_text(
        f"\ufefftitle,url\n架空,{server.root}/one.pdf\n,{server.root}/page.pdf\n", "utf-8"
    )
    args = ["fetch", str(tmp_path / "list.csv"), "--raw", str(tmp_path / "raw"), "--delay", "0"]
    result = CliRunner().invoke(app, args)
    assert result.exit_code == 1, result.output
    assert "2 URLs: 1 ok, 0 partial, 1 refused, 0 failed; 0 were here already" in result.stdout
    assert "refused" in result.stderr
    result = CliRunner().invoke(app, ["fetch", "--page", f"{server.root}/page.html"])
    assert list(csv.reader(io.StringIO(result.stdout))) == [
        ["url", "title"],
        [f"{server.root}/one.pdf", "全項目 評価書"],
    ]
    for wrong in ([], [str(tmp_path / "none.csv")], [str(tmp_path / "list.csv"), "--page", "x"]):
        assert CliRunner().invoke(app, ["fetch", *wrong, "--raw", str(tmp_path / "raw")]).exit_code == 2


@pytest.mark.parametrize(
    ("path", "links"),
    [
        ("/pia", [("/pia/one.pdf", "1")]),  # redirected to /pia/
        ("/base.html", [("/sub/one.pdf", ""), ("/sub/two.PDF?v=1", "2")]),
        ("/euc.html", [("/one.pdf", "全項目 評価書")]),  # the page names another encoding than the server
    ],
)
def test_links_of_a_page_lead_where_a_browser_would_go(server, path, links):
    assert list_page(server.root + path, QUICK) == [(server.root + url, title) for url, title in links]


@pytest.mark.parametrize(
    ("page", "error"),
    [("/one.pdf", "a PDF or ZIP, not a web page"), ("/some.zip", "a PDF or ZIP"), ("http://[bad/", "Invalid IPv6 URL")],
)
def test_what_is_no_page_is_said(server, page, error):
    url = page if ":" in page else server.root + page
    result = CliRunner().invoke(app, ["fetch", "--page", url, "--delay", "0"])
    assert (result.exit_code, result.stdout) == (1, "")
    assert error in result.stderr


@pytest.mark.parametrize("content", ["", "\n", "agency\n", "agency;url\nx;y\n"])
def test_a_list_without_urls_is_wrong_usage(tmp_path, content):
    (tmp_path / "list.csv").write_text(content)
    result = CliRunner().invoke(app, ["fetch", str(tmp_path / "list.csv"), "--raw", str(tmp_path)])
    assert result.exit_code == 2
    assert "list.csv has no column url; it has" in result.stderr


def test_a_list_without_urls_is_refused(tmp_path):
    (tmp_path / "list.csv").write_text("address\nx\n")
    with pytest.raises(NoListError, match="no column url; it has address"):
        read_list(tmp_path / "list.csv")
    (tmp_path / "list.csv").write_bytes("url\n架空".encode("cp932"))
    with pytest.raises(NoListError, match="no CSV in UTF-8"):
        read_list(tmp_path / "list.csv")


@given(st.text(), st.binary())
def test_pages_never_raise(text, content):
    pdf_links(text, "https://city.example/")
    pdf_links(f'<base href="{text}"><a href="{text}.pdf">', "https://city.example/")
    decode(content, text)
