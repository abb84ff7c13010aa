"""Record items: lists printed in every style are read as what was listed; numbers stay as printed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from hypothesis import given, settings
from hypothesis import strategies as st

from extractors.engine import Chunk
from extractors.model import Claim, Finding, RecordItem
from extractors.page import lay_out
from extractors.record_items import read_record_items
from tests.extractors.shapes import Paper, width

TOP, PITCH, PER_PAGE = 30.0, 12.0, 40
CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳㉑㉒㉓㉔㉕㉖㉗㉘㉙㉚㉛㉜㉝㉞㉟㊱㊲㊳㊴㊵㊶㊷㊸㊹㊺㊻㊼㊽㊾㊿"
WIDE = str.maketrans("0123456789", "０１２３４５６７８９")


def wrapped(text: str, room: float) -> list[str]:
    """Lines of ``text`` in ``room`` points, broken at any character."""
    out = []
    for paragraph in text.split("\n"):
        line = ""
        for char in paragraph:
            if width(line + char) > room:
                out.append(line)
                line = ""
            line += char
        out.append(line)
    return out


def read(
    text: str, file_names: Sequence[str] = ("架空ファイル",), room: float = 5000.0, per_page: int = PER_PAGE
) -> tuple[list[RecordItem], list[Finding]]:
    """The items of ``text`` printed in one cell ``room`` points wide, on as many pages as it takes."""
    lines = wrapped(text, room)
    papers = []
    for first in range(0, len(lines), per_page):
        some = lines[first : first + per_page]
        right, bottom = 22 + room, TOP + len(some) * PITCH
        papers.append(Paper().box(18, 18, right, bottom).lines(20, TOP, *some, pitch=PITCH))
    return read_papers(papers, file_names)


def read_papers(
    papers: Sequence[Paper], file_names: Sequence[str] = ("架空ファイル",)
) -> tuple[list[RecordItem], list[Finding]]:
    """The items of papers' cells, in the order in which the engine hands cells over."""
    pages = [lay_out(replace(paper.ink(), page=n)) for n, paper in enumerate(papers, 1)]
    chunks = []
    for page in pages:
        cells = sorted([*page.cells, *page.loose], key=lambda cell: (round(cell.top), cell.x0))
        chunks += [Chunk(page, cell, cell.lines) for cell in cells if cell.lines]
    out = read_record_items(chunks, file_names)
    for page in pages:
        assert page.counts()[Claim.UNASSIGNED] == 0
        assert page.double_claims == []
    return out


def squeezed(name: str) -> str:
    """A name without white space: where a line is broken at a space, none is printed."""
    return "".join(name.split())


def pairs(text: str, **more) -> list[tuple[int | None, str]]:
    """Number and name of every item, which no finding mars."""
    rows, findings = read(text, **more)
    assert findings == []
    assert [row.seq for row in rows] == list(range(1, len(rows) + 1))
    return [(row.item_no, squeezed(row.name)) for row in rows]


# ------------------------------------------------------------------------------------------------ any list

WORDS = st.sampled_from(
    [
        "氏名",
        "氏名（カナ）",
        "生年月日",
        "4情報",
        "第30条45規定区分",
        "更新情報　コード",
        "ﾌﾗｸﾞ",
        "Lot.No",
        "旧氏",
        "65歳未満理由",
        "区分2",
        "変更件数12",
        "携帯･番号(個人用)",
        "接種回（1回目/2回目）",
        "属性（氏名、住所、性別）",
        "登録日付・時刻",
        "発行禁止/解除日",
        "Ｅメール",
        "証明書ID（※）",
        "住民となった日",
        "国籍情報（通知）",
        "外字数（氏名）",
        "1号区分",
        "第2希望(1)",
    ]
)


@dataclass(frozen=True)
class Printed:
    """A list as printed, and what it lists."""

    text: str
    items: list[tuple[int | None, str]]


@st.composite
def numbered(draw: st.DrawFn) -> Printed:
    number = draw(st.sampled_from(["({n})", "{n})", "（{w}）", "{w}．", "{n}．", "{n}.", "{c}", "No.{n} ", "{n}　"]))
    names = draw(st.lists(WORDS, min_size=2, max_size=50 if number == "{c}" else 130))
    by_line = draw(st.booleans()) or number in ("No.{n} ", "{n}　")
    if number in ("{w}．", "{n}．", "{n}.") or by_line:  # a digit before a number would be its own
        names = [name for name in names if not name[0].isdigit()] or ["氏名", "住所"]
    separator = "\n" if by_line else draw(st.sampled_from(["、", "、", "　", "，"]))
    printed = [
        number.format(n=n, w=str(n).translate(WIDE), c=CIRCLED[min(n, 50) - 1]) + name
        for n, name in enumerate(names, 1)
    ]
    return Printed(separator.join(printed), [(n, squeezed(name)) for n, name in enumerate(names, 1)])


@st.composite
def unnumbered(draw: st.DrawFn) -> Printed:
    style = draw(st.sampled_from(["・{}\n", "{}\n", "{}、", "◆{}\n"]))
    names = draw(st.lists(WORDS.filter(lambda name: not name[0].isdigit()), min_size=2, max_size=80))
    return Printed(
        "".join(style.format(name) for name in names).strip("\n"), [(None, squeezed(name)) for name in names]
    )


@given(numbered(), st.integers(150, 560), st.integers(3, 40))
@settings(max_examples=150, deadline=None, derandomize=True)
def test_a_numbered_list_is_read_as_listed(printed: Printed, room: int, per_page: int) -> None:
    assert pairs(printed.text, room=float(room), per_page=per_page) == printed.items


@given(unnumbered(), st.integers(250, 560))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_list_without_numbers_is_read_as_listed(printed: Printed, room: int) -> None:
    assert pairs(printed.text, room=float(room)) == printed.items


@given(st.lists(numbered(), min_size=2, max_size=4), st.booleans(), st.integers(200, 560))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_lists_under_headings_belong_to_their_files(lists: list[Printed], are_numbered: bool, room: int) -> None:
    names = [f"（{n}）{word}台帳ファイル" for n, word in zip("１２３４", "虹雪星霧", strict=True)][: len(lists)]
    headings = names if are_numbered else [f"＜{name[3:]}に関する記録項目＞" for name in names]
    text = "\n\n".join(f"{heading}\n{one.text}" for heading, one in zip(headings, lists, strict=True))
    rows, findings = read(text, names, float(room))
    want = [
        (n, heading, item)
        for n, (heading, one) in enumerate(zip(headings, lists, strict=True), 1)
        for item in one.items
    ]
    assert [(row.file_no, row.group_name, (row.item_no, squeezed(row.name))) for row in rows] == want
    assert findings == []
