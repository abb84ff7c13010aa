"""How well lists and change tables of the samples are read, against their truth (``tests/samples/*.truth.json``).

    .venv/bin/python -m tests.forge.annex_score [--reader pymupdf|pdfplumber] [--show N] [NAME …]

prints per sample and reader the assessments found, the F1 of record items (file, heading, number and name all right,
in printed order) and of change rows (all six cells right), and of the change rows whose item the truth knows how many
name the right ``item_code`` and entry, and how many a wrong one without a finding. Exit status 1 if in all samples
together an F1 is below 0.999, fewer than 95 % of the item codes are right, or a wrong one is told by no finding.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

from extractors.document import read_document
from extractors.model import AssessmentReading, DocumentReading
from tests.forge.api import squeeze

RAW, TRUTH = Path("data/raw"), Path("tests/samples")
READERS = ("pymupdf", "pdfplumber")
LEAST_F1, LEAST_RESOLVED = 0.999, 0.95
CELLS = ("on", "item", "before", "after", "timing", "reason")

Entry = tuple[object, ...]


@dataclass
class Share:
    """Of ``printed`` and ``read`` entries, how many agree in order."""

    agree: int = 0
    printed: int = 0
    read: int = 0

    def add(self, read: list[Entry], printed: list[Entry]) -> None:
        """Count two lists of entries."""
        blocks = SequenceMatcher(None, read, printed, autojunk=False).get_matching_blocks()
        self.agree += sum(block.size for block in blocks)
        self.read, self.printed = self.read + len(read), self.printed + len(printed)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall; 1 where there is nothing to read and nothing was read."""
        return 2 * self.agree / (self.read + self.printed) if self.read + self.printed else 1.0


@dataclass
class Score:
    """The figures of one sample; ``wrong`` says what differs, a line each."""

    assessments: Share = field(default_factory=Share)
    records: Share = field(default_factory=Share)
    changes: Share = field(default_factory=Share)
    resolved: int = 0
    known: int = 0
    silent: int = 0
    wrong: list[str] = field(default_factory=list)

    @property
    def is_good(self) -> bool:
        """Whether the figures are as good as is asked."""
        are_read = min(self.assessments.f1, self.records.f1, self.changes.f1) >= LEAST_F1
        return are_read and self.resolved >= LEAST_RESOLVED * self.known and not self.silent

    def include(self, other: Score) -> None:
        """Add another sample's figures."""
        for mine, share in (
            (self.assessments, other.assessments), (self.records, other.records), (self.changes, other.changes),
        ):  # fmt: skip
            mine.agree, mine.printed, mine.read = (
                mine.agree + share.agree, mine.printed + share.printed, mine.read + share.read,
            )  # fmt: skip
        self.resolved, self.known = self.resolved + other.resolved, self.known + other.known
        self.silent += other.silent

    def line(self, name: str, reader: str) -> str:
        """The figures as a line of the table."""
        shares = (self.assessments, self.records, self.changes)
        cells = [f"{share.agree:4}/{share.printed:<4} F1 {share.f1:.4f}" for share in shares]
        said = " ".join(f"{cell:>19}" for cell in cells)
        return f"{name:28} {reader:10} {said} {self.resolved:6}/{self.known:<5} {self.silent:6}"


def score(reading: DocumentReading, truth: dict[str, Any]) -> Score:
    """A reading against the truth of a sample."""
    out = Score()
    printed = [content for content in truth["contents"] if content["kind"] == "assessment"]
    forms = [(content["form"], content["version"]) for content in printed]
    out.assessments.add([(one.form, one.version) for one in reading.assessments], [*forms])
    told = {(f.page, f.found) for f in reading.findings if f.rule.startswith("change_item")}
    for n, content in enumerate(printed):
        ours = reading.assessments[n] if n < len(reading.assessments) else None
        _score_records(out, ours, content["record_items"])
        _score_changes(out, ours, content["changes"], told)
    return out


def _score_records(out: Score, ours: AssessmentReading | None, lists: list[dict[str, Any]]) -> None:
    printed: list[Entry] = [
        (one["file_no"], squeeze(one["group"]), no, squeeze(name)) for one in lists for no, name in one["items"]
    ]
    rows = ours.record_items if ours else ()
    read: list[Entry] = [(row.file_no, squeeze(row.group_name), row.item_no, squeeze(row.name)) for row in rows]
    out.records.add(read, printed)
    out.wrong += _differences("record item", read, printed)


def _score_changes(
    out: Score, ours: AssessmentReading | None, rows: list[dict[str, Any]], told: set[tuple[int | None, str | None]]
) -> None:
    printed: list[Entry] = [tuple(squeeze(row[cell]) for cell in CELLS) for row in rows]
    changes = ours.changes if ours else ()
    read: list[Entry] = [
        tuple(map(squeeze, (row.on_text, row.item_text, row.before, row.after, row.timing, row.reason)))
        for row in changes
    ]
    out.changes.add(read, printed)
    out.wrong += _differences("change row", read, printed)
    pairs = {
        block.b + k: block.a + k
        for block in SequenceMatcher(None, read, printed, autojunk=False).get_matching_blocks()
        for k in range(block.size)
    }
    for n, row in enumerate(rows):
        if not row.get("item_code"):
            continue
        out.known += 1
        found = changes[pairs[n]] if n in pairs else None
        if found and (found.item_code, found.entry_no) == (row["item_code"], row.get("entry_no")):
            out.resolved += 1
            continue
        is_told = found is None or (found.page, found.item_text) in told
        out.silent += not is_told
        said = f"{found.item_code}/{found.entry_no}" if found else "no row"
        out.wrong.append(f"{row['item']!r}: {row['item_code']}/{row.get('entry_no')}, read {said}")


def _differences(what: str, read: list[Entry], printed: list[Entry]) -> list[str]:
    codes = SequenceMatcher(None, read, printed, autojunk=False).get_opcodes()
    return [f"{what}: read {read[a:b]}, printed {printed[c:d]}" for kind, a, b, c, d in codes if kind != "equal"]


def main() -> int:
    """Score the samples and print a table; the exit status."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*")
    parser.add_argument("--reader", choices=READERS, action="append")
    parser.add_argument("--show", type=int, default=0, help="differences to print per sample")
    said = parser.parse_args()
    heads = ("assessments", "record items", "change rows")
    columns = " ".join(f"{head:>19}" for head in heads)
    print(f"{'sample':28} {'reader':10} {columns} {'item codes':>12} {'silent':>6}")
    totals = {reader: Score() for reader in said.reader or READERS}
    for path in sorted(RAW.glob("*.pdf")):
        truth_path = TRUTH / f"{path.stem}.truth.json"
        if not truth_path.exists() or (said.names and not any(name in path.stem for name in said.names)):
            continue
        truth = json.loads(truth_path.read_text("utf-8"))
        for reader, total in totals.items():
            got = score(read_document(path, reader), truth)
            total.include(got)
            print(got.line(path.stem, reader), flush=True)
            print("".join(f"    {line}\n" for line in got.wrong[: said.show]), end="")
    for reader, total in totals.items():
        print(total.line("all", reader))
    return 0 if all(total.is_good for total in totals.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
