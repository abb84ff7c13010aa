"""The bench prints every row it promises. What the rows say of time is no test's matter."""

import shutil
from pathlib import Path

from pipeline.bench import FLOOR, USUAL, commands, one_process
from pipeline.corpus import find_sources

SAMPLE = Path(__file__).parents[2] / "data" / "raw" / "sample-form2-ferry.pdf"
N_PAGES = 6


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip("|").split("|")]


def test_the_first_table_compares_both_readers_with_the_floor():
    lines = one_process(find_sources([SAMPLE]), 1, with_stages=True, with_tables=False)
    rows = {cells[0]: cells[1:] for cells in map(_cells, lines[2:6])}
    assert lines[0].startswith(f"| one process, 1 documents, {N_PAGES} pages |")
    assert list(rows) == [FLOOR, USUAL, "hyokasho, pymupdf", "hyokasho, pdfplumber"]
    assert rows[FLOOR][1] == "1.00"
    assert {"ink", "layout", "form", "tables", "write"} <= {line.split()[0] for line in lines[6:] if line}


def test_the_second_table_has_each_number_of_processes_the_machines_own_limit_and_an_unchanged_run(tmp_path):
    shutil.copy(SAMPLE, tmp_path)
    name = f"1 documents, {N_PAGES} pages"
    rows = [_cells(line) for line in commands([tmp_path], [1, 2])[2:]]
    assert [cells[:2] for cells in rows] == [
        [name, "1"], [name, "2"], [f"{name}, 2 separate runs", "2"], [f"{name}, unchanged", "2"],
    ]  # fmt: skip
    assert rows[0][4] == "1.00"
    assert all(float(cells[2]) > 0 for cells in rows)
