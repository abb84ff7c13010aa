"""諮問 letters with their 諮問書 tables, and 答申書, of invented agencies: drawn in a random look, with their truth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from tests.forge import fonts
from tests.forge.words import AGENCIES, BUSINESSES, DIVISIONS, SENTENCES, SYSTEMS, WIDE

A4 = (595.28, 841.89)
Truth = dict[str, Any]
_KANJI = "一二三四五六七八九十"
_NUMBERS = {
    "wide": lambda n: str(n).translate(WIDE) + "　",
    "dot": lambda n: f"{n}. ",
    "bracketed": lambda n: f"（{str(n).translate(WIDE)}）",
    "kanji": lambda n: _KANJI[n - 1] + "　",
    "none": lambda _: "",
    "ordinal": lambda n: f"第{str(n).translate(WIDE)}　",
}


@dataclass(frozen=True, slots=True)
class LetterLook:
    """How letters look. Lengths in points, ``leading`` in font sizes."""

    font: str
    size: float
    margin: float
    leading: float
    numbers: str
    spread: str  # what stands between the characters of a label
    values: str  # beside, below
    has_record: bool
    rules: str  # of a table: all, middle (no sides), rows (lines between rows), none
    are_reasons_ruled: bool
    prints_spaces: bool
    label_width: float  # share of the text's width


def random_look(rng: Random) -> LetterLook:
    """A look; fonts that every machine has."""
    return LetterLook(
        font=rng.choice(list(fonts.BUILT_IN)),
        size=rng.choice((10.0, 10.5, 11.5, 12.0)),
        margin=rng.choice((57.0, 72.0, 85.0)),
        leading=rng.choice((1.4, 1.6, 2.0)),
        numbers=rng.choice(list(_NUMBERS)),
        spread=rng.choice(("", "", " ", "　")),
        values=rng.choice(("beside", "beside", "below")),
        has_record=rng.random() < 0.7,
        rules=rng.choice(("all", "all", "middle", "rows", "none")),
        are_reasons_ruled=rng.random() < 0.4,
        prints_spaces=rng.random() < 0.7,
        label_width=rng.choice((0.24, 0.3, 0.36)),
    )


def draw_letter(seed: int, path: Path, kind: str | None = None) -> list[Truth]:
    """One or two documents drawn to ``path``; their truth, with the keys of ``model.Consultation``."""
    canvas = Canvas(str(path), pagesize=A4, invariant=1)
    truths = draw_letters(seed, canvas, 1, kind)
    if seed % 3 == 0:
        truths += draw_letters(seed + 1000, canvas, truths[-1]["page_last"] + 1)
    canvas.save()
    return truths


def draw_letters(seed: int, canvas: Canvas, page: int = 1, kind: str | None = None) -> list[Truth]:
    """One document drawn on a canvas from a fresh page on, which is page number ``page``; ends its last page.

    ``kind``: letter (諮問 with a table after it), plain (諮問 without a table), report (答申書 with a table), prose.
    """
    rng = Random(seed)
    kind = kind or rng.choice(("letter", "plain", "report", "prose"))
    pen = _Pen(canvas, random_look(rng), page)
    truth = _head(rng, pen, kind)
    {"letter": _letter, "plain": _letter, "report": _report, "prose": _prose}[kind](rng, pen, truth)
    if kind == "letter":
        pen.next_page()
        _table_page(rng, pen, truth)
    pen.next_page()
    truth["page_last"] = pen.page - 1
    return [truth]


class _Pen:
    """Where the next line goes."""

    def __init__(self, canvas: Canvas, look: LetterLook, page: int) -> None:
        self.canvas, self.look, self.page = canvas, look, page
        self.left, self.right = look.margin, A4[0] - look.margin
        self.y = look.margin

    def next_page(self) -> None:
        self.canvas.showPage()
        self.page += 1
        self.y = self.look.margin

    def skip(self, lines: float = 1.0) -> None:
        self.y += lines * self.look.leading * self.look.size

    def text(self, x: float, text: str, size: float | None = None) -> None:
        self.canvas.setFont(fonts.registered(self.look.font), size or self.look.size)
        y = A4[1] - self.y - self.look.size
        if not self.look.prints_spaces:  # the pen moves on instead
            for word in re.findall(r"[\s　]+|[^\s　]+", text):
                if word.strip():
                    self.canvas.drawString(x, y, word)
                x += fonts.width(word, self.look.font, size or self.look.size)
        else:
            self.canvas.drawString(x, y, text)

    def room(self) -> None:
        if self.y + 1.5 * self.look.size > A4[1] - self.look.margin:
            self.next_page()

    def line(self, text: str, at: str = "left", size: float | None = None, x: float | None = None) -> None:
        """One line; goes to the next page where this one is full."""
        self.room()
        width = fonts.width(text, self.look.font, size or self.look.size)
        x = x if x is not None else self.left
        if at == "right":
            x = self.right - width
        elif at == "centre":
            x = (self.left + self.right - width) / 2
        self.text(x, text, size)
        self.skip()

    def prose(self, text: str, x: float | None = None) -> None:
        """Wrapped text from ``x`` to the right margin."""
        x = x if x is not None else self.left
        for line in fonts.wrap(text, self.right - x, self.look.font, self.look.size):
            self.line(line, x=x)

    def rule(self, x0: float, y0: float, x1: float, y1: float) -> None:
        self.canvas.setLineWidth(0.6)
        self.canvas.line(x0, A4[1] - y0, x1, A4[1] - y1)


def _head(rng: Random, pen: _Pen, kind: str) -> Truth:
    """Number, date, addressee, sender, title, and the sentence below."""
    is_report = kind in ("report", "prose")
    mayor = rng.choice([name for name in AGENCIES if name.endswith("長")])
    board = f"{mayor[:-1]}個人情報保護審議会"
    chair = rng.choice(("会長　風見　みどり", "会 長  丘野 はるか"))
    business = rng.choice(BUSINESSES) + "事務"
    number = str(rng.randint(1, 2400)).translate(WIDE)
    day = rng.choice(("令和４年１１月１５日", "令和5年 7月 3日", "令和６年　　月　　日", "２０２４年２月９日"))
    reference = rng.choice((f"霧市第{number}号", f"令和４年度答申第{number}号" if is_report else f"諮問第{number}号"))
    if rng.random() < 0.5:
        pen.line(reference, "right")
        pen.line(day, "right")
    else:
        pen.text(pen.left, reference)
        pen.line(day, "right")
    pen.skip()
    to = [f"{mayor}　様"] if is_report else [board, f"{chair}　{rng.choice(('様', '殿'))}"]
    sender = [board, chair] if is_report else [mayor]
    for line in to:
        pen.line(line)
    pen.skip()
    for line in sender:
        pen.line(line, "right")
    pen.skip(2)
    title = f"{business}の評価書に係る点検について（{'答申' if is_report else '諮問'}）"
    bare = rng.choice(("答　申　書", "答申書")) if is_report else "諮　問　書"
    is_named = kind == "letter" or rng.random() < 0.5
    pen.line(title if is_named else bare, "centre", pen.look.size * rng.choice((1.0, 1.3)) if is_named else 16.0)
    pen.skip()
    opening = rng.choice(
        (
            "　個人番号の利用に関する条例の定めにより、下記の事項について貴会の意見を求めます。よろしくお願いします。",
            "　みだしの件について、次のとおりお示しします。",
        )
    )
    pen.prose(opening)
    pen.skip()
    return {
        "kind": "report" if is_report else "consultation",
        "reference_number": reference,
        "dated_on_text": day,
        "addressee": "\n".join(to),
        "sender": "\n".join(sender),
        "title": title if is_named else None,
        "subject": None,
        "business_name": None,
        "division": None,
        "files": (),
        "systems": (),
        "decision": None,
        "body": opening.strip(),
        "fields": [],
        "page": pen.page,
        "business": business,
    }


def _spread(pen: _Pen, label: str) -> str:
    return pen.look.spread.join(label) if len(label) <= 5 else label


def _letter(rng: Random, pen: _Pen, truth: Truth) -> None:
    """Items below 記: label and value."""
    items = [
        (rng.choice(("諮問件名", "件名")), f"「{truth['business']}に関する評価書」の点検及び再実施の要否について"),
        (rng.choice(("業務名", "事務の名称", "事務名")), truth["business"]),
        ("条例の関係規定", "霧沢市番号条例第４条第２項"),
        (rng.choice(("諮問課", "担当課", "所管部署")), rng.choice(DIVISIONS).replace("\n", "　")),
        ("諮問内容", "別紙のとおり" if rng.random() < 0.5 else rng.choice(SENTENCES)),
        ("添付書類", "評価書の写し"),
    ]
    if pen.look.has_record:
        pen.line("記", "centre")
        pen.skip()
    for n, (label, value) in enumerate(items, 1):
        printed = _spread(pen, label)
        number = _NUMBERS[pen.look.numbers](n)
        x = pen.left + 13 * pen.look.size
        pen.room()
        if pen.look.values == "below":
            pen.line(number + printed)
            pen.prose(value, pen.left + 2 * pen.look.size)
        else:
            pen.text(pen.left, number + printed)
            pen.prose(value, x)
        pen.skip(0.5)
        truth["fields"].append((printed, value))
    if rng.random() < 0.4:
        pen.line("以上", "right")
    truth["subject"], truth["business_name"], truth["division"] = items[0][1], items[1][1], items[3][1]


def _table_page(rng: Random, pen: _Pen, truth: Truth) -> None:
    pen.line("諮　問　書", "centre", 16.0)
    pen.skip()
    files = tuple(f"{name}ファイル" for name in rng.sample(BUSINESSES, rng.randint(1, 4)))
    systems = tuple(rng.sample([name for name in SYSTEMS if " " not in name], rng.randint(1, 4)))
    subject = f"{truth['business']}に関する評価書の点検について"
    division = rng.choice(DIVISIONS).replace("\n", "　")
    purpose = "\n".join("　" + "".join(rng.sample(SENTENCES, 4)) for _ in range(rng.randint(2, 9)))
    rows = [
        ("諮問件名", subject),
        ("業務名", truth["business"]),
        ("諮問課", division),
        ("特定個人情報ファイルの名称", _listed(rng, files)),
        ("特定個人情報ファイルを取り扱うシステム", _listed(rng, systems)),
        ("目的・理由", purpose),
        ("保護措置", "別紙「評価書」のとおり"),
        ("備考", ""),
    ]
    _table(pen, rows, truth)
    truth |= {"subject": subject, "business_name": truth["business"], "division": division}
    truth |= {"files": files, "systems": systems}


def _listed(rng: Random, names: tuple[str, ...]) -> str:
    marker = rng.choice(("circled", "dot", "none"))
    signs = {"circled": lambda n: chr(ord("①") + n) + " ", "dot": lambda _: "・", "none": lambda _: ""}
    return "\n".join(signs[marker](n) + name for n, name in enumerate(names))


def _report(rng: Random, pen: _Pen, truth: Truth) -> None:
    """答申書: a table, and the reasons as text below it."""
    subject, division = f"{truth['business']}の評価の点検について", rng.choice(DIVISIONS).replace("\n", "　")
    decision = rng.choice(("承  認", "適当と認める。", "条件を付して承認する。"))
    rows = [
        ("諮問件名", subject),
        ("関係規定", "霧沢市番号条例第４条"),
        ("業務名", truth["business"]),
        ("諮問課", division),
        ("審議日", "令和４年１０月２１日"),
        ("審議結果", decision),
    ]
    _table(pen, rows, truth)
    pen.skip(0.5)
    label = rng.choice(("内　　　容", "内          容"))
    reasons = "\n".join("　" + "".join(rng.sample(SENTENCES, 5)) for _ in range(rng.randint(2, 8)))
    if pen.look.are_reasons_ruled:
        _ruled_text(pen, label, reasons)
    else:
        pen.line(label, "centre")
        pen.prose(reasons)
    truth["fields"].append((label, reasons))
    truth |= {"subject": subject, "business_name": truth["business"], "division": division, "decision": decision}
    truth["body"] = reasons


def _prose(rng: Random, pen: _Pen, truth: Truth) -> None:
    """A 答申 of headings with text below each."""
    decision = rng.choice(("評価書の内容は適当である。", "審議の結果、評価書に記された措置は妥当と認める。"))
    sections = [
        ("審議会の結論", decision),
        ("審議会の判断の理由", "".join(rng.sample(SENTENCES, 5))),
        ("付帯する希望", "".join(rng.sample(SENTENCES, rng.randint(1, 5)))),
    ]
    style = pen.look.numbers if pen.look.numbers != "none" else "wide"  # a heading without a number is a line of text
    for n, (label, text) in enumerate(sections, 1):
        pen.room()
        pen.line(_NUMBERS[style](n) + label)
        pen.prose(text, pen.left + pen.look.size)
        truth["fields"].append((label, text))
    truth["decision"] = decision


def _table(pen: _Pen, rows: list[tuple[str, str]], truth: Truth) -> None:
    """A ruled table of labels and values; a row that does not fit is cut by the page's edge."""
    size, leading = pen.look.size, 1.4 * pen.look.size
    middle = pen.left + pen.look.label_width * (pen.right - pen.left)
    pad = size / 2
    if pen.look.rules != "none":
        pen.rule(pen.left, pen.y, pen.right, pen.y)
    for label, value in rows:
        printed = _spread(pen, label)
        names = fonts.wrap(printed, middle - pen.left - 2 * pad, pen.look.font, size)
        lines = fonts.wrap(value, pen.right - middle - 2 * pad, pen.look.font, size)
        truth["fields"].append((printed, value))
        start = True
        while lines or start:
            fit = int((A4[1] - pen.look.margin - pen.y - 2 * pad) / leading)
            n = max(len(names) if start else 1, len(lines))
            if fit < min(n, max(2, len(names))):
                pen.next_page()
                if pen.look.rules != "none":
                    pen.rule(pen.left, pen.y, pen.right, pen.y)
                continue
            here = lines[:fit]
            n = max(len(names) if start else 0, len(here))
            top, bottom = pen.y, pen.y + n * leading + 2 * pad
            for k, text in enumerate(here):
                pen.y = top + pad + k * leading
                pen.text(middle + pad, text)
            for k, text in enumerate(names if start else []):
                pen.y = top + (bottom - top - len(names) * leading) / 2 + k * leading
                pen.text(pen.left + pad, text)
            pen.y = bottom
            for x in {"all": (pen.left, middle, pen.right), "middle": (middle,)}.get(pen.look.rules, ()):
                pen.rule(x, top, x, bottom)
            if pen.look.rules != "none":
                pen.rule(pen.left, bottom, pen.right, bottom)
            lines, start = lines[fit:], False
    pen.y += pad


def _ruled_text(pen: _Pen, label: str, text: str) -> None:
    """A cell over the whole width that heads another, which goes on over pages."""
    size, leading = pen.look.size, 1.4 * pen.look.size
    blocks = [[label], fonts.wrap(text, pen.right - pen.left - size, pen.look.font, size)]
    for block in blocks:
        while block:
            fit = int((A4[1] - pen.look.margin - pen.y - size) / leading)
            if fit < 2:
                pen.next_page()
                continue
            top = pen.y
            here, block = block[:fit], block[fit:]
            for k, line in enumerate(here):
                pen.y = top + size / 2 + k * leading
                centre = (pen.left + pen.right - fonts.width(line, pen.look.font, size)) / 2
                pen.text(centre if line == label else pen.left + size / 2, line)
            pen.y = top + len(here) * leading + size
            for x in (pen.left, pen.right):
                pen.rule(x, top, x, pen.y)
            for y in (top, pen.y):
                pen.rule(pen.left, y, pen.right, y)
