"""Record items (記録項目): the list of an annex to items that know their file, heading, number and note.

The annex is read as one text (`annextext.py`), its counting numbers are found (`numbering.py`), and it is cut into
lists (`recordlists.py`); here lists are tied to files, notes to items, and the numbers are checked.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence

from extractors.annexes.annextext import AnnexText, annex_text
from extractors.annexes.listheadings import core_of, file_of, is_enclosed, names_file
from extractors.annexes.numbering import Number, find_numbers
from extractors.annexes.recordlists import OUTER, ListItem, ListParser, RecordList
from extractors.annexes.unnumbered import is_list
from extractors.characters import fold_characters
from extractors.engine.instances import Chunk
from extractors.model import Claim, Finding, RecordItem, Severity

_SIGN = re.compile(r"[※*][0-9]{0,2}|\(注[0-9]{0,2}\)|注[0-9]{1,2}")  # as folded


def read_record_items(chunks: Sequence[Chunk], file_names: Sequence[str]) -> tuple[list[RecordItem], list[Finding]]:
    """The record items of an annex's cells, entered into the ledger.

    ``file_names`` are the names of the assessment's files in order: a heading that names one ties its items to it.
    """
    for chunk in chunks:
        chunk.page.claim_lines(chunk.lines, Claim.VALUE)
    if not any(chunk.lines for chunk in chunks):
        return [], []
    text, parse = _best_reading(chunks, file_names)
    rows, findings = [], list(parse.findings)
    seqs: Counter[int | None] = Counter()
    for one in parse.lists:
        _spread_notes(one)
        places = [text.place(item.start, _end_of(item, text)) for item in one.items]
        for item, (page, page_last, box) in zip(one.items, places, strict=True):
            seqs[one.file_no] += 1
            group = one.headings[-1] if one.headings else None
            rows.append(
                RecordItem(one.file_no, seqs[one.file_no], group, item.no, item.name, item.note, page, page_last, box)
            )
    findings += _number_findings(parse.lists, text)
    return rows, findings


def _end_of(item: ListItem, text: AnnexText) -> int:
    """Where an item ends without its separator."""
    return item.start + len(text.text[item.start : item.end].rstrip(OUTER))


def _best_reading(chunks: Sequence[Chunk], file_names: Sequence[str]) -> tuple[AnnexText, ListParser]:
    """Rows or columns first: the way in which the numbers make the better list, or more headings have lists.

    Columns end with the page unless numbers tell that they go on over it. Where nothing tells, rows of numbered items
    and of ruled cells are read across, other columns downwards.
    """
    by_rows = annex_text(chunks, by_columns=False)
    by_columns = annex_text(chunks, by_columns=True)
    over_pages = annex_text(chunks, by_columns=True, over_pages=True)
    texts = {text.text: text for text in (over_pages, by_columns, by_rows)}
    readings = []
    for text in reversed(texts.values()):
        numbers, gain = find_numbers(
            text.text, lambda rest: is_enclosed(rest) or names_file(rest, file_names), text.wraps
        )
        if not _do_count(text.text, numbers):
            numbers, gain = [], 0.0
        if text is over_pages and not numbers:
            continue
        parser = ListParser(text, file_names)
        parser.run(numbers)
        _tie_to_files(parser.lists, file_names)
        n_files = len({one.file_no for one in parser.lists})
        n_groups = len({one.headings[-1] for one in parser.lists if one.headings})
        is_usual = text is not over_pages and (text is by_columns) != (bool(numbers) or text.is_across)
        readings.append((bool(numbers), gain, n_files, n_groups, is_usual, text, parser))
    *_, text, parser = max(readings, key=lambda reading: reading[:5])
    return text, parser


def _do_count(text: str, numbers: list[Number]) -> bool:
    """Whether the numbers found count items: a lone one is hardly believed, and none that has a list behind it."""
    if not numbers:
        return False
    if len(numbers) == 1:
        return numbers[0].value == 1 and numbers[0].is_strong
    below = [body.strip().partition("\n")[2] for body in _bodies(text, numbers)]
    return not all(is_list(part) or part.count("\n") for part in below)


def _bodies(text: str, numbers: list[Number]) -> list[str]:
    ends = [number.start for number in numbers[1:]] + [len(text)]
    return [text[number.end : end] for number, end in zip(numbers, ends, strict=True)]


def _tie_to_files(lists: Sequence[RecordList], file_names: Sequence[str]) -> None:
    """Set ``file_no``: the one file, the file a heading names, or the files in order if there are as many lists."""
    cores = [core_of(name) for name in file_names]
    if len(cores) < 2:
        for one in lists:
            one.file_no = 1
        return
    found = [file_of(one.headings, cores, in_full=True) for one in lists]
    # 資格情報 is a part of one file's name, and a group of each of them
    in_part = [file_of(one.headings, cores, in_full=False) for one in lists]
    found = [full or (part if part not in found else None) for full, part in zip(found, in_part, strict=True)]
    if len(lists) == len(cores) and all(n is None or n == k for k, n in enumerate(found, 1)):
        found = list(range(1, len(cores) + 1))
    last: int | None = None
    for one, number in zip(lists, found, strict=True):
        one.file_no = last = number or last


def _spread_notes(one: RecordList) -> None:
    """Notes below a list belong to the items that carry their sign (※), else to all of them."""
    for note in one.notes:
        sign = _SIGN.match(fold_characters(note))
        marked = [item for item in one.items if sign and sign[0] in fold_characters(item.name)]
        for item in marked or one.items:
            item.note = "\n".join(filter(None, [item.note, note]))


# ------------------------------------------------------------------------------------------------ findings


def _number_findings(lists: Sequence[RecordList], text: AnnexText) -> Iterator[Finding]:
    """Numbers missing, doubled or out of order, list by list; a list may go on counting from the one before."""
    last = 0
    for one in lists:
        items = [item for item in one.items if item.no is not None]
        numbers = [item.no for item in items if item.no is not None]
        if not numbers:
            last = 0
            continue
        first = last if numbers[0] == last + 1 else 0
        seen: set[int] = set()
        highest = first
        for item, no in zip(items, numbers, strict=True):
            gap = [n for n in range(highest + 1, no) if n not in numbers]
            if gap:
                yield _finding(one, item, text, "missing", "a number of the list is not printed", gap)
            if no in seen:
                yield _finding(one, item, text, "doubled", "a number of the list is printed twice")
            elif no < highest:
                yield _finding(one, item, text, "order", "a number of the list is out of order")
            if not item.name:
                yield _finding(one, item, text, "empty", "a number of the list has no name beside it")
            seen.add(no)
            highest = max(highest, no)
        last = numbers[-1]
    if any(one.file_no is None for one in lists):
        item = next(one for one in lists if one.file_no is None).items[0]
        page, _, box = text.place(item.start, item.end)
        message = "which file the record items belong to is not said"
        yield Finding(Severity.WARNING, "record_item_file", message, page=page, box=box)


def _finding(
    one: RecordList, item: ListItem, text: AnnexText, rule: str, message: str, expected: list[int] | None = None
) -> Finding:
    page, _, box = text.place(item.start, item.end)
    wanted = None if not expected else str(expected[0]) if len(expected) == 1 else f"{expected[0]}-{expected[-1]}"
    return Finding(
        Severity.WARNING, f"record_item_{rule}", message, None, one.file_no, expected=wanted, found=str(item.no),
        page=page, box=box,
    )  # fmt: skip
