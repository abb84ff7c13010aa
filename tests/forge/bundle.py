"""Bundles: several forms and what councils publish around them, in one PDF, from a seed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any, Literal

import pypdfium2
from reportlab.pdfgen.canvas import Canvas

from extractors.model import DocumentReading
from tests.forge import annex_tables, api, drawings, fonts, words
from tests.forge import letters as forge_letters
from tests.forge.content import Plan, make
from tests.forge.look import Look, random_look

Mishap = Literal["none", "no_cover", "cut", "swapped", "blank_inside", "annex_inside", "cover_twice", "twice"]
MISHAPS: tuple[Mishap, ...] = ("none", "none", "no_cover", "cut", "swapped", "blank_inside", "annex_inside")
LETTERS = ("consultation", "report")
A4 = (595.28, 841.89)
SMALL = Plan(size="small", files=1, systems=2, entries=1, changes=3, records=6)


@dataclass(frozen=True)
class Leaf:
    """A page of a bundle: the PDF it is taken from and its number there from 1, the assessment it is of (from 1) and
    its role; None where the page is of none, or the role is not known. ``truths``: what begins on the page."""

    pdf: bytes
    number: int
    assessment: int | None
    role: str | None
    truths: tuple[Any, ...] = ()


@dataclass(frozen=True)
class Bundle:
    """The pages, and the form, version and truth of every assessment. ``is_whole``: no page of it was left out, so that
    its truth is what is read."""

    leaves: tuple[Leaf, ...]
    forms: tuple[tuple[str, str], ...]
    truths: tuple[api.Truth, ...]
    is_whole: tuple[bool, ...]

    def write(self, path: Path) -> None:
        """Write the PDF."""
        out = pypdfium2.PdfDocument.new()
        for leaf in self.leaves:
            out.import_pages(pypdfium2.PdfDocument(leaf.pdf), [leaf.number - 1])
        out.save(path)


# ------------------------------------------------------------------------------------------------ pieces


def pdf_of(paint: Callable[[Canvas], Any], size: tuple[float, float] = A4) -> bytes:
    """A PDF of the pages that ``paint`` ends on a canvas."""
    buffer = BytesIO()
    canvas = Canvas(buffer, pagesize=size, invariant=True)
    paint(canvas)
    canvas.save()
    return buffer.getvalue()


def prose(rng: Random, n_pages: int = 1) -> list[Leaf]:
    """Pages of running text with a heading: minutes, answers to public comments."""
    font, size = rng.choice(("mincho", "gothic")), rng.choice((10.0, 10.5, 12.0))

    def paint(canvas: Canvas) -> None:
        for _ in range(n_pages):
            canvas.setFont(fonts.registered(font), size)
            y = A4[1] - 80
            canvas.drawString(80, y, rng.choice(("会議の記録", "意見募集の結果について", "委員の名簿", "はじめに")))
            while y > 140:
                y -= size * 2
                for line in fonts.wrap(words.text(rng, "small"), 430, font, size):
                    canvas.drawString(80, y, line)
                    y -= size * 1.6
            canvas.showPage()

    pdf = pdf_of(paint)
    return [Leaf(pdf, n, None, "other") for n in range(1, n_pages + 1)]


def blank() -> Leaf:
    """A page with nothing on it."""
    return Leaf(pdf_of(lambda canvas: canvas.showPage()), 1, None, "other")


def form(path: Path, edition: tuple[str, str], seed: int, look: Look, number: int) -> tuple[list[Leaf], api.Truth]:
    """The pages of a filled form."""
    truth = api.draw(make(*edition, seed, SMALL), look, path)
    pdf = path.read_bytes()
    return [Leaf(pdf, n, number, role) for n, role in enumerate(truth.roles, 1)], truth


def table(rng: Random, title: str, headers: Sequence[str], n_rows: int, n_pages: int = 1) -> list[Leaf]:
    """A ruled table under a title, its header on every page."""
    size = rng.choice((7.0, 8.0, 9.0))
    width, left = A4[0] - 100, 50.0
    column = width / len(headers)

    def paint(canvas: Canvas) -> None:
        for page in range(n_pages):
            canvas.setFont(fonts.registered("gothic"), size + 2)
            if page == 0:
                canvas.drawString(left, A4[1] - 50, title)
            canvas.setFont(fonts.registered("gothic"), size)
            y = A4[1] - 70
            for row in range(n_rows + 1):
                cells = headers if row == 0 else [words.short(rng) for _ in headers]
                for n, text in enumerate(cells):
                    canvas.rect(left + n * column, y - 3 * size, column, 3 * size)
                    for k, line in enumerate(fonts.wrap(text, column - 8, "gothic", size)[:2]):
                        canvas.drawString(left + n * column + 4, y - (k + 1) * size * 1.2, line)
                y -= 3 * size
            canvas.showPage()

    pdf = pdf_of(paint)
    return [Leaf(pdf, n, None, "annex_table") for n in range(1, n_pages + 1)]


ANNEXES = (
    ("別紙{n}　移転先の一覧", ("移転先", "①法令上の根拠", "②移転先における用途", "③移転する情報", "⑥移転方法")),
    ("別紙{n}", ("番号", "提供先", "事務", "提供する情報")),
    ("（別紙{n}）施設の一覧", ("施設の名前", "所在地", "電話番号")),
    ("別紙資料{n}　端末の配置", ("部署", "台数", "担当", "備考", "確認")),
)


def letters(seed: int, kind: str) -> list[Leaf]:
    """A 諮問 (``kind`` letter: with its table, plain: without) or a 答申書 (report: ruled, prose)."""
    truths: list[dict[str, Any]] = []
    pdf = pdf_of(lambda canvas: truths.extend(forge_letters.draw_letters(seed, canvas, 1, kind)))
    pages = range(1, truths[-1]["page_last"] + 1)
    return [Leaf(pdf, n, None, truths[0]["kind"], tuple(truths) if n == 1 else ()) for n in pages]


def drawing(seed: int) -> list[Leaf]:
    """A page with a flow chart."""
    region = drawings.Region(40, 40, A4[0] - 80, A4[1] - 80)
    truths: list[drawings.Drawing] = []

    def paint(canvas: Canvas) -> None:
        truths.append(drawings.draw(canvas, seed, region))
        canvas.showPage()

    return [Leaf(pdf_of(paint), 1, None, "figure", tuple(truths))]


def big_table(seed: int, number: int) -> list[Leaf]:
    """A 別紙 table, numbered, of many columns and rows."""
    tables = [annex_tables.make(seed, number)]
    drawn: list[int] = []
    look = annex_tables.random_look(seed)
    pdf = pdf_of(lambda canvas: drawn.append(annex_tables.draw(canvas, tables, look)))
    return [Leaf(pdf, n, None, "annex_table", tuple(tables) if n == 1 else ()) for n in range(1, drawn[0] + 1)]


def annex(rng: Random) -> list[Leaf]:
    """A small 別紙 table."""
    title, headers = rng.choice(ANNEXES)
    return table(rng, title.format(n=rng.choice("１２1")), headers, rng.randint(3, 12), rng.randint(1, 2))


PIECES: tuple[Callable[[Random], list[Leaf]], ...] = (
    prose,
    annex,
    lambda rng: big_table(rng.randrange(10_000), rng.randint(1, 3)),
    lambda rng: letters(rng.randrange(10_000), rng.choice(("letter", "plain", "report", "prose"))),
    lambda rng: drawing(rng.randrange(10_000)),
    lambda _: [blank()],
)


# ------------------------------------------------------------------------------------------------ bundles


def make_bundle(seed: int, folder: Path, n_forms: int | None = None, *, mishaps: Sequence[Mishap] = MISHAPS) -> Bundle:
    """A random bundle; ``folder`` is for the parts' PDFs. The same seed gives the same bundle."""
    rng = Random(seed)
    leaves: list[Leaf] = []
    editions, truths, whole = [], [], []
    for number in range(1, (n_forms or rng.randint(1, 3)) + 1):
        leaves += _surroundings(rng)
        edition = rng.choice(api.editions())
        if editions and rng.random() < 0.4:
            edition = editions[-1]
        look = replace(random_look(rng.randrange(1000)), split_rows=False, footer=rng.choice(("dashes", "of", "none")))
        pages, truth = form(folder / f"form{number}.pdf", edition, rng.randrange(10_000), look, number)
        mishap = rng.choice(mishaps)
        pages = _befall(pages, mishap, rng, has_numbers=look.footer != "none")
        leaves += pages
        editions.append(edition)
        truths.append(truth)
        whole.append(mishap not in ("no_cover", "cut"))
    leaves += _surroundings(rng)
    return Bundle(tuple(leaves), tuple(editions), tuple(truths), tuple(whole))


def _surroundings(rng: Random) -> list[Leaf]:
    leaves: list[Leaf] = []
    for _ in range(rng.choice((0, 0, 1, 2))):
        leaves += rng.choice(PIECES)(rng)
    return leaves


def _befall(pages: list[Leaf], mishap: Mishap, rng: Random, *, has_numbers: bool) -> list[Leaf]:
    if mishap == "no_cover":
        return pages[1:]
    if mishap == "cut" and len(pages) > 3:
        return pages[: rng.randint(2, len(pages) - 1)]
    if mishap == "swapped" and has_numbers and len(pages) > 3:
        at = rng.randint(1, len(pages) - 2)
        return [*pages[:at], pages[at + 1], pages[at], *pages[at + 2 :]]
    if mishap == "cover_twice":
        return [pages[0], *pages]
    inside = rng.randint(1, max(len(pages) - 1, 1))
    if mishap == "twice":
        return [*pages[:inside], *pages[inside - 1 :]]
    if mishap == "blank_inside":
        return [*pages[:inside], replace(blank(), assessment=pages[0].assessment), *pages[inside:]]
    if mishap == "annex_inside" and len(pages) > 1:
        return [*pages[:inside], *annex(rng), *pages[inside:]]
    return pages


def _subject(letter: dict[str, Any]) -> str | None:
    said = letter["subject"] or letter["title"]
    return said and said.removesuffix("（答申）").removesuffix("（諮問）")


def compare(reading: DocumentReading, bundle: Bundle) -> list[str]:
    """Differences between a reading and a bundle, one line each; empty where they agree."""
    lines = []
    forms = [(assessment.form, assessment.version) for assessment in reading.assessments]
    if [form for form, _ in forms] != [form for form, _ in bundle.forms]:
        lines.append(f"assessments read {forms}, printed {list(bundle.forms)}")
    for page, leaf in zip(reading.pages, bundle.leaves, strict=True):
        said, printed = (page.assessment_no, page.role.value), (leaf.assessment, leaf.role or page.role.value)
        if said != printed:
            lines.append(f"page {page.page}: of assessment {said}, printed {printed}")
    printed = [_subject(truth) for leaf in bundle.leaves if leaf.role in LETTERS for truth in leaf.truths]
    read = [consultation.subject for consultation in reading.consultations]
    lines += [f"letters read {read}, printed {printed}"] if read != printed else []
    names = [recipient.name for table in reading.annex_tables for recipient in table.recipients]
    tables = [truth for leaf in bundle.leaves if leaf.role == "annex_table" for truth in leaf.truths]
    lost = [row["name"] for table in tables for row in table["recipients"] if row["name"] not in names]
    lines += [f"recipients not read: {lost}"] if lost else []
    if not lines:
        for ours, truth, is_whole in zip(reading.assessments, bundle.truths, bundle.is_whole, strict=True):
            if is_whole:
                lines += api.compare_answers(ours.answers, truth.content)
    return lines
