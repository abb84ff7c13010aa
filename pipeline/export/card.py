"""What the README of an export says of its tables; the words are in ``texts/``."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from string import Template

from pipeline import __version__
from pipeline.api import Corpus

_TEXTS = Path(__file__).with_name("texts")
_FORMS = {"1": "様式1 (計画管理書)", "2": "様式2 (基礎項目)", "3": "様式3 (重点項目)", "4": "様式4 (全項目)"}


def fill(name: str, **values: str) -> str:
    """A text with its ``${places}`` filled. Raises KeyError for a place without a value."""
    return Template((_TEXTS / name).read_text(encoding="utf-8")).substitute(values)


def table_list(corpus: Corpus, ending: str = "") -> str:
    """The tables as a Markdown table: name, what a row is in both languages, number of rows."""
    lines = ["| table | rows | one row per | 1行が表すもの |", "| --- | ---: | --- | --- |"]
    for name, table in corpus.tables.items():
        lines.append(f"| `{name}{ending}` | {len(table):,} | {table.description} | {table.description_ja} |")
    return "\n".join(lines)


def about(corpus: Corpus) -> dict[str, str]:
    """What the corpus holds, for ``fill``: counts, forms, agencies, days of publication."""
    assessments = corpus["assessments"].arrow(["form", "agency_name", "published_on"]).to_pylist()
    forms = Counter(row["form"] for row in assessments)
    days = sorted(row["published_on"] for row in assessments if row["published_on"])
    return {
        "version": __version__,
        "n_documents": f"{len(corpus['documents']):,}",
        "n_assessments": f"{len(assessments):,}",
        "n_agencies": f"{len({row['agency_name'] for row in assessments} - {None}):,}",
        "forms": ", ".join(f"{_FORMS.get(form, form)}: {n:,}" for form, n in sorted(forms.items())) or "none",
        "published": f"{days[0]} to {days[-1]}" if days else "not known",
        "tables": table_list(corpus),
    }
