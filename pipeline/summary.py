"""What a run found, in words a person can act on. Plain text, derived from the tables alone."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

import pyarrow as pa

from pipeline.run import RunResult

MAX_NAMED = 20  # documents, pages or rules that are named before "and n more"
_STATUSES = ("ok", "partial", "failed")
_SEVERITIES = ("error", "warning", "info")


def _columns(table: pa.Table, *names: str) -> list[tuple]:
    return list(zip(*(table[name].to_pylist() for name in names), strict=True))


def _named(lines: list[str]) -> Iterator[str]:
    yield from (f"  {line}" for line in lines[:MAX_NAMED])
    if len(lines) > MAX_NAMED:
        yield f"  … and {len(lines) - MAX_NAMED} more"


def _listed(counts: Iterable[tuple[str, int]]) -> str:
    return ", ".join(f"{name} {n}" for name, n in counts) or "none"


def _documents(result: RunResult) -> Iterator[str]:
    documents = result.tables["documents"]
    rows = _columns(documents, "source_path", "status", "error_kind", "error")
    counts = Counter(status for _, status, _, _ in rows)
    yield f"Documents: {documents.num_rows} ({', '.join(f'{counts[status]} {status}' for status in _STATUSES)})"
    bad = [f"{status} {path}: {kind}: {error}" for path, status, kind, error in rows if status != "ok"]
    yield from _named(sorted(bad))


def _assessments(result: RunResult) -> Iterator[str]:
    assessments = result.tables["assessments"]
    counts = Counter(_columns(assessments, "form", "form_version"))
    yield f"Assessments: {assessments.num_rows}"
    yield from (f"  様式{form} {version}: {n}" for (form, version), n in sorted(counts.items()))


def _answers(result: RunResult) -> Iterator[str]:
    items = result.tables["items"]
    counts = Counter({row["values"]: row["counts"] for row in items["status"].value_counts().to_pylist()})
    yield f"Answers: {items.num_rows} ({_listed(counts.most_common())})"


def _glyphs(result: RunResult) -> Iterator[str]:
    pages, documents = result.tables["pages"], result.tables["documents"]
    paths = dict(_columns(documents, "document_id", "source_path"))
    rows = _columns(pages, "document_id", "page", "n_glyphs", "n_unassigned", "assessment_id")
    missed = sorted(
        ((n, paths[document], page) for document, page, _, n, inside in rows if n and inside),
        key=lambda row: (-row[0], row[1:]),
    )
    total = sum(n for _, _, n, _, inside in rows if inside)
    yield f"Glyphs of assessments not understood: {sum(n for n, _, _ in missed)} of {total}"
    yield from _named([f"{n} on page {page} of {path}" for n, path, page in missed])


def _findings(result: RunResult) -> Iterator[str]:
    findings = result.tables["diagnostics"]
    counts = Counter(_columns(findings, "severity", "rule"))
    yield f"Findings: {findings.num_rows}"
    order = sorted(counts.items(), key=lambda entry: (_SEVERITIES.index(entry[0][0]), -entry[1], entry[0][1]))
    yield from _named([f"{severity} {rule}: {n}" for (severity, rule), n in order])


def _pictures(result: RunResult) -> Iterator[str]:
    pages = result.tables["pages"]
    unread = pages["role"].to_pylist().count("image_only")
    recognised = sum(filter(None, pages["is_ocr"].to_pylist()))
    if recognised:
        yield f"Pages read by OCR, to be trusted less than text (is_ocr): {recognised}"
    if unread:
        hint = "--ocr auto reads such pages" if result.ocr == "off" else "OCR did not read them"
        yield f"Pages that are only images and were not read: {unread} ({hint})"


def summarize(result: RunResult, out: str | Path) -> str:
    """The summary at the end of a run: what went wrong and where, what was found, where the tables are."""
    n_pages, n_documents = result.tables["pages"].num_rows, result.tables["documents"].num_rows
    known = f"; {result.n_known} documents were known from an earlier run" if result.n_known else ""
    lines = [
        *_documents(result),
        *_assessments(result),
        *_answers(result),
        *_pictures(result),
        *_glyphs(result),
        *_findings(result),
        f"{n_documents} documents, {n_pages} pages in {result.seconds:.1f} s{known}",
        f"Tables: {out}",
    ]
    return "\n".join(lines)


def profile(result: RunResult) -> str:
    """Where the time went: seconds by stage, added up over all processes."""
    total = sum(result.stages.values())
    lines = [
        f"  {stage:<20} {seconds:>9.2f} s {seconds / max(total, 1e-9):>6.1%}"
        for stage, seconds in sorted(result.stages.items(), key=lambda entry: (-entry[1], entry[0]))
    ]
    return "\n".join([f"Time by stage, over all processes: {total:.2f} s", *lines])
