"""Sheets of the annexes: the drawing, the record items, the change table."""

from __future__ import annotations

from itertools import pairwise

from tests.forge.content import Change, RecordList
from tests.forge.look import Look
from tests.forge.parts import PAD, Cell, Frame, Line, Row, Run, Sheet, text_cell
from tests.forge.words import WIDE

CHANGE_SHARES = (0.11, 0.19, 0.25, 0.25, 0.07, 0.13)
FIGURE_WORDS = (
    "利用者",
    "窓口",
    "①届出",
    "②台帳へ入力",
    "台帳管理システム",
    "③通知書の発送",
    "④照会",
    "他の機関",
    "霧沢市",
    "凡例",
    "個人番号の流れ",
    "⑤結果の取込み",
)


def heading_row(text: str, width: float, look: Look) -> Row:
    """The annex's heading over the full width."""
    text = text.translate(WIDE) if look.wide_label_digits else text
    cell = text_cell(
        text.replace("） ", "）　") if look.full_width_numbers else text,
        0,
        width,
        look,
        size=look.size + 3,
        bold=True,
        grey=look.heading_grey,
        is_label=True,
    )
    return Row((cell,), 20, keep=True)


def figure_sheet(heading: str, label: str, notes: str | None, width: float, look: Look) -> Sheet:
    """Boxes with words, then the notes below their label."""
    step = width / 3
    lines, frames = [Line((), 20.0)], []
    for first in range(0, len(FIGURE_WORDS), 3):
        trio = FIGURE_WORDS[first : first + 3]
        lines += [Line(tuple(Run(14 + n * step, word, look.option_size) for n, word in enumerate(trio)), 28.0)]
        frames += [Frame(8 + n * step, 8 + (n + 0.72) * step, len(lines) - 1, len(lines) - 1) for n in range(len(trio))]
        lines.append(Line((), 66.0))
    figure = Cell(0, width, tuple(lines), frames=tuple(frames), size=look.option_size)
    note_cell = text_cell(f"{label}\n{notes or ''}", 0, width, look, valign="top")
    rows = (heading_row(heading, width, look), Row((figure,)), Row((note_cell,), 60, splits=True))
    return Sheet("figure", heading, rows)


def record_text(records: RecordList) -> str:
    """The list as printed: heading, numbered names, note."""
    names = records.separator.join(
        records.style.format(n=number) + name for number, name in enumerate(records.names, 1)
    )
    return "\n".join(filter(None, (records.group, names, records.note)))


def record_sheet(heading: str, lists: tuple[RecordList, ...], width: float, look: Look) -> Sheet:
    """One big cell with the lists of all files."""
    text = "\n\n".join(record_text(records) for records in lists)
    cell = text_cell(text, 0, width, look, valign="top")
    return Sheet("record_items", heading, (heading_row(heading, width, look), Row((cell,), 60, splits=True)))


def change_sheet(heading: str, columns: tuple[str, ...], changes: tuple[Change, ...], look: Look) -> Sheet:
    """The change table; its header row is repeated on every page."""
    long, short = max(look.page_size), min(look.page_size)
    width = (long if look.landscape_changes else short) - 2 * look.margin
    size = look.size - 1
    edges = [0.0]
    for share in CHANGE_SHARES:
        edges.append(edges[-1] + share * width)
    places = list(pairwise(edges))
    header = Row(
        tuple(
            text_cell(label, x0, x1, look, size=size, align="centre", grey=look.heading_grey, is_label=True)
            for label, (x0, x1) in zip(columns, places, strict=True)
        ),
        keep=True,
    )
    title = Row(
        (text_cell(heading, 0, width, look, size=look.size + 3, bold=True, is_label=True),),
        20 + PAD,
        ruled=False,
        keep=True,
    )
    rows = [
        Row(
            tuple(
                text_cell(text, x0, x1, look, size=size) for text, (x0, x1) in zip(cells(change), places, strict=True)
            ),
            splits=True,
        )
        for change in changes
    ]
    return Sheet("changes", heading, (title, header, *rows), look.landscape_changes, header)


def cells(change: Change) -> tuple[str | None, ...]:
    """The six cells in printed order."""
    return change.on, change.item, change.before, change.after, change.timing, change.reason
