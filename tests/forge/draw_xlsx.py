"""Sheets to PDF by way of an Excel workbook and LibreOffice: merged cells on a fine grid, as the official forms are.

Only for building samples: nothing that reads or tests forms needs LibreOffice."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Literal

from openpyxl import Workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from tests.forge.look import Look
from tests.forge.paginate import Strip, fill
from tests.forge.parts import Cell, Line, Sheet

GRID = 6.0  # points: width of one column of the sheet
STYLES: dict[str, Literal["double", "medium", "hair"]] = {"double": "double", "thick": "medium", "dotted": "hair"}
SLACK = 1.12  # rows are a little higher than the text needs, for renderers that set lines wider apart
PIXEL = 0.75  # points
CHARACTER = 0.765  # LibreOffice makes a column this much wider than its width in characters says


def draw(sheets: tuple[Sheet, ...], look: Look, name: str, family: str, path: Path) -> tuple[str, ...]:
    """Write the sheets to a PDF, one worksheet a page, in the installed font ``family``; returns the pages' roles.
    Raises FileNotFoundError without LibreOffice, CalledProcessError where it fails."""
    book = Workbook()
    book.remove(book.worksheets[0])
    roles = []
    for sheet in sheets:
        short, long = sorted(look.page_size)
        room = ((short if sheet.landscape else long) - 2 * look.margin) / SLACK - 10
        for strips in fill(sheet, room, look):
            page = book.create_sheet(f"p{len(roles) + 1}")
            _Writer(page, look, family).write(strips)
            _print_settings(page, sheet, look, name, family)
            roles.append(sheet.role)
    _convert(book, path)
    return tuple(roles)


def _print_settings(page: Worksheet, sheet: Sheet, look: Look, name: str, family: str) -> None:
    page.page_setup.paperSize = 9  # A4
    page.page_setup.orientation = "landscape" if sheet.landscape else "portrait"
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.page_setup.fitToWidth = page.page_setup.fitToHeight = 1
    inches = look.margin / 72
    page.page_margins.left = page.page_margins.right = inches
    page.page_margins.top = page.page_margins.bottom = inches
    page.page_margins.footer = page.page_margins.header = inches / 3
    footers = {"none": "", "number": "&P", "dashes": "- &P -", "of": "&P/&N ページ", "named": f"&P　{name}"}
    footer, header = page.oddFooter.center, page.oddHeader.right  # pyright: ignore[reportOptionalMemberAccess]
    for part, text in ((footer, footers[look.footer]), (header, name if look.header else "")):
        part.text, part.font, part.size = text, family, 8


class _Writer:
    """Fills one worksheet. Excel rows run from 1."""

    def __init__(self, page: Worksheet, look: Look, family: str) -> None:
        self.page, self.look, self.family = page, look, family
        self.spans: dict[str, tuple[Cell, int, int]] = {}
        self.row = 1

    def write(self, strips: list[Strip]) -> None:
        """All rows, then the cells that go over several of them."""
        last = max(cell.x1 for strip in strips for cell in strip.row.cells)
        for column in range(1, round(last / GRID) + 1):
            self.page.column_dimensions[get_column_letter(column)].width = GRID / PIXEL / 7 * CHARACTER
        for strip in strips:
            self.strip(strip)
        for cell, first, end in self.spans.values():
            self.area(cell, first, end, ruled=True)
            words = "\n".join(cell.text or "") if cell.upright else cell.text
            self.put(words, cell, first, end, cell.x0, cell.x1, size=cell.size, align="center", wrap=True)

    def strip(self, strip: Strip) -> None:
        """One row of the form: one Excel row where its cells are plain, else one for every line of the field."""
        cells = strip.row.cells
        fields = [cell for cell in cells if cell.text is None]
        heights = [strip.row.height] if not fields else [line.height for line in fields[0].lines]
        short = strip.row.height - sum(heights)
        heights = [height + short / len(heights) for height in heights]
        first, self.row = self.row, self.row + len(heights)
        for at, height in enumerate(heights):
            self.page.row_dimensions[first + at].height = height * SLACK
        for cell in cells:
            if cell.span:
                known = self.spans.get(cell.span)
                self.spans[cell.span] = (known[0], known[1], self.row - 1) if known else (cell, first, self.row - 1)
                continue
            self.area(cell, first, self.row - 1, ruled=strip.row.ruled)
            if cell.text is None:
                for at, line in enumerate(cell.lines):
                    self.runs(cell, line, first + at)
            else:
                align = "center" if cell.align == "centre" else cell.align
                self.put(cell.text, cell, first, self.row - 1, cell.x0, cell.x1, size=cell.size, align=align, wrap=True)

    def runs(self, cell: Cell, line: Line, row: int) -> None:
        """The runs of a field's line, each in cells of its own up to the next run."""
        runs = sorted(line.runs, key=lambda run: run.x)
        for at, run in enumerate(runs):
            x0 = cell.x0 + run.x
            x1 = cell.x0 + runs[at + 1].x if at + 1 < len(runs) else cell.x1
            align = "left" if run.align == "left" and run.text not in self.look.brackets else "center"
            self.put(run.text, cell, row, row, x0, x1, size=run.size, align=align, wrap=False, bold=run.bold)

    def columns(self, x0: float, x1: float) -> tuple[int, int]:
        """First and last grid column of a range of points."""
        first = round(x0 / GRID) + 1
        return first, max(first, round(x1 / GRID))

    def put(
        self, text: str | None, cell: Cell, row0: int, row1: int, x0: float, x1: float,
        *, size: float, align: str, wrap: bool, bold: bool | None = None,
    ) -> None:  # fmt: skip
        """Words into merged cells."""
        column0, column1 = self.columns(x0, x1)
        top = self.page.cell(row0, column0)
        if isinstance(top, MergedCell):
            raise ValueError(f"{text!r} would stand in a cell that is taken")
        if text:
            top.value = text
            top.data_type = "s"
        top.font = Font(name=self.family, size=size, bold=cell.bold if bold is None else bold)
        vertical = "center" if (cell.valign or self.look.valign) == "middle" else "top"
        top.alignment = Alignment(horizontal=align, vertical=vertical, wrap_text=wrap)
        if (row1, column1) != (row0, column0):
            self.page.merge_cells(start_row=row0, start_column=column0, end_row=row1, end_column=column1)

    def area(self, cell: Cell, row0: int, row1: int, *, ruled: bool) -> None:
        """Shade and edges of a cell over its grid cells."""
        column0, column1 = self.columns(cell.x0, cell.x1)
        side = Side(style=STYLES.get(self.look.border, "thin"))
        for row in range(row0, row1 + 1):
            for column in range(column0, column1 + 1):
                part = self.page.cell(row, column)
                if cell.grey is not None:
                    part.fill = PatternFill("solid", fgColor=f"{round(cell.grey * 255):02X}" * 3)
                if ruled and self.look.border != "none":
                    part.border = Border(
                        left=side if column == column0 else None, right=side if column == column1 else None,
                        top=side if row == row0 else None, bottom=side if row == row1 else None,
                    )  # fmt: skip


def _convert(book: Workbook, path: Path) -> None:
    """The workbook to a PDF, without the time it was made."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        raise FileNotFoundError("LibreOffice is not installed; on Debian: apt-get install libreoffice-calc-nogui")
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"{path.stem}.xlsx"
        book.save(source)
        profile = f"-env:UserInstallation=file://{folder}/profile"
        command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", folder, str(source)]
        subprocess.run(command, check=True, capture_output=True, env={**os.environ, "SOURCE_DATE_EPOCH": "0"})
        path.write_bytes(_timeless(source.with_suffix(".pdf").read_bytes()))


def _timeless(data: bytes) -> bytes:
    """The same PDF with a fixed date and identifier, every byte at its old place."""
    data = re.sub(rb"(?<=/CreationDate\(D:)\d{14}", b"20000101000000", data)
    data = re.sub(rb"(?<=/DocChecksum /)[0-9A-F]+", lambda found: b"0" * len(found[0]), data)
    return re.sub(
        rb"/ID \[.*?\]", lambda found: re.sub(rb"[0-9A-F]", b"0", found[0][4:]).join((b"/ID ", b"")), data, flags=re.S
    )
