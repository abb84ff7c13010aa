"""Answers gathered into the wide tables: one row per system, entrustment, recipient and rated risk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache

from extractors.engine.formspec import FormSpec, ItemSpec, SectionSpec
from extractors.model import Answer, Box, Status
from normalizers.text import normalize_text
from pipeline.concepts import RATED_MEASURES, RATING, WIDE_TABLES, YES_OR_NO, WideTable
from pipeline.tables import Row

Locate = Callable[[Answer, int, int, Box], Row]
Block = dict[str, Answer]  # the answers of one numbered block, by concept


def blocks(answers: Iterable[Answer]) -> dict[tuple[int | None, int], Block]:
    """Answers of numbered blocks by (file, entry); the first answer of a concept stands."""
    found: dict[tuple[int | None, int], Block] = {}
    for answer in answers:
        if answer.entry_no is not None and answer.concept is not None:
            found.setdefault((answer.file_no, answer.entry_no), {}).setdefault(answer.concept, answer)
    return found


def _cell(column: str, answer: Answer | None) -> str | bool | None:
    if answer is None:
        return None
    text = answer.choice.selected_label if answer.choice else answer.value
    if column in YES_OR_NO:
        return YES_OR_NO[column].get(normalize_text(text or ""))
    return text or None


def _row(table: WideTable, block: Block) -> Row:
    row: Row = {column: _cell(column, block.get(concept)) for column, concept in table.columns.items()}
    for column, concept in table.lists.items():
        checks = block[concept].checks if concept in block else ()
        known = [check for check in checks if check.is_known]
        # Null where the form has no such group or the page does not tell; an empty list where nothing is checked.
        row[column] = [check.label for check in known if check.is_checked] if known else None
        row[f"{column}_other"] = next((check.other_text for check in checks if check.other_text), None)
    return row


def _span(answers: Sequence[Answer], locate: Locate) -> Row:
    """Identity of the first answer, and the box around all of them on the first page."""
    on_pages = [answer for answer in answers if answer.status is not Status.NOT_FOUND] or answers[:1]
    page = min(answer.page for answer in on_pages)
    boxes = [answer.box for answer in on_pages if answer.page == page]
    box = boxes[0]
    for other in boxes[1:]:
        box = box.union(other)
    return locate(answers[0], page, max(answer.page_last for answer in on_pages), box)


def wide_rows(answers: Sequence[Answer], locate: Locate) -> dict[str, list[Row]]:
    """Rows of the tables that ``concepts.WIDE_TABLES`` declares; a block with nothing in it has no row."""
    rows: dict[str, list[Row]] = {table.name: [] for table in WIDE_TABLES}
    for block in blocks(answers).values():
        for table in WIDE_TABLES:
            wanted = {*table.columns.values(), *table.lists.values()}
            mine = {concept: answer for concept, answer in block.items() if concept in wanted}
            row = _row(table, mine)
            if all(cell in (None, []) for cell in row.values()):
                continue
            norms: Row = {norm: row[of] and normalize_text(row[of]) for norm, of in table.norms.items()}
            for of, read in table.readings.items():
                norms |= read(row[of])
            rows[table.name].append({**_span(list(mine.values()), locate), **row, **norms, **table.constants})
    return rows


# ------------------------------------------------------------------------------------------------ risks

_STEM_ENDS = re.compile(r"[._]")
_HEADING = re.compile(r"\D*?(?P<no>\d+)?\s*[:：]\s*(?P<title>.+)", re.DOTALL)


def split_heading(heading: str) -> tuple[int | None, str]:
    """Number and title of a risk's heading.

    >>> split_heading("リスク1： 目的外の入手が行われるリスク")
    (1, '目的外の入手が行われるリスク')
    >>> split_heading("リスク： 不正な提供・移転が行われるリスク")
    (None, '不正な提供・移転が行われるリスク')
    """
    match = _HEADING.fullmatch(heading)
    if match is None:
        return None, heading
    return int(match["no"]) if match["no"] else None, match["title"]


def _named(answer: Answer, item: ItemSpec | None, section: SectionSpec | None) -> tuple[int | None, str]:
    """Number and title of what a rating rates: the heading over a risk, the label of a single measure."""
    number, title = split_heading(item.heading) if item and item.heading else (None, None)
    if answer.concept in RATED_MEASURES:
        return number, answer.label
    return number, title or (section and "\n".join(section.headings)) or answer.label


@cache
def _stems(concept: str) -> tuple[str, ...]:
    """Each beginning of a concept that ends in ``.`` or ``_``."""
    return tuple(concept[: end.end()] for end in _STEM_ENDS.finditer(concept))


def _by_stem(answers: Iterable[Answer]) -> dict[tuple[int | None, str], list[str]]:
    """Texts by file and by each stem of their concept."""
    found: dict[tuple[int | None, str], list[str]] = {}
    for answer in answers:
        if answer.kind == "text" and answer.value and answer.concept:
            for stem in _stems(answer.concept):
                found.setdefault((answer.file_no, stem), []).append(answer.value)
    return found


def _measures(answer: Answer, texts: Mapping[tuple[int | None, str], list[str]]) -> str | None:
    concept = answer.concept or ""
    stem = concept.removesuffix(RATING) + "." if concept.endswith(RATING) else f"{concept}_"
    return "\n".join(texts.get((answer.file_no, stem), ())) or None


def is_rated(answer: Answer) -> bool:
    """Whether a choice rates a risk or a measure, by its concept."""
    concept = answer.concept or ""
    return answer.kind == "choice" and (concept.endswith(RATING) or concept in RATED_MEASURES)


def risk_rows(answers: Sequence[Answer], form: FormSpec | None, locate: Locate) -> list[Row]:
    """One row per rating that stands on the pages, chosen or not."""
    sections = {section.code: section for part in form.parts for section in part.sections} if form else {}
    texts = _by_stem(answers)
    rows: list[Row] = []
    for answer in answers:
        if not is_rated(answer) or answer.status is Status.NOT_FOUND:
            continue
        item = form.items.get(answer.code or "") if form else None
        number, title = _named(answer, item, sections.get(answer.section))
        rows.append(
            {
                **locate(answer, answer.page, answer.page_last, answer.box),
                "section": answer.section,
                "risk_no": number,
                "risk_title": title,
                "measures": _measures(answer, texts),
                "rating_no": answer.choice.selected_no if answer.choice else None,
                "rating_label": answer.choice.selected_label if answer.choice else None,
            }
        )
    return rows
