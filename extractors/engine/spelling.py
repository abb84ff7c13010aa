"""Recognised text set right where the form's own words are known: labels, headings, options, ＜選択肢＞.

A recogniser mistakes a character in twenty; the form's wording is fixed and known, so a label that is nearly the
form's is the form's. What an agency wrote is never touched: only whole cells that nearly print a label, and what
stands where an option stands (behind its number or its box, between the brackets of a choice) - and there no digit
but a crossed zero.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from extractors.characters import fold
from extractors.engine.boxes.rows import merge_rows
from extractors.engine.formspec import FormSpec, NodeKind
from extractors.engine.lexicon import Lexicon, aligned, distance
from extractors.engine.unruled import MOST_LINES, bracket_at, may_follow, words_before_bracket
from extractors.layout.celltext import NO_GLYPH, Line
from extractors.layout.page import Cell, Page
from extractors.model import Ink

CHOICES = "＜選択肢＞"
PER_ERROR = 4  # characters of a wording for each that may be wrong
PER_ERROR_IN_FIELD = 3  # the same among the options printed beside: there are few to take it for
_BREAK = re.compile(r"[\[\]［］〔〕]|(?<![0-9.,])\d{1,2} ?[)）](?=\s*\S)")
_CHOICES = re.compile(r"[^\s\]\])）］〕]{0,2}選択[肢股技][^\s\[0-9]{0,2}")
_NUMBER = re.compile(r"([0-9０-９]{1,2})\s*[)）]\s*$")
_COUNTED = re.compile("[2-9.①-⑳]")  # what numbers sections and items, and no part
_CIRCLED = re.compile("[①-⑳@©◎]{1,3}")
BESIDE = 3.0  # points within which a cell begins where another ends
MOST_NUMERALS = 3  # characters that a part's Roman number is taken for

Piece = list[tuple[str, int]]  # characters of a line with their glyphs
Edits = dict[int, str]  # glyph -> what it reads; "" where there is no such glyph


@dataclass(frozen=True, slots=True)
class _Numbered:
    """An option behind its number: the number's digits, what stands there, and the folded word it is taken for."""

    number: Piece
    piece: Piece
    word: str


@dataclass(frozen=True, slots=True)
class Wordings:
    """The words of all forms: of cells that are labels, and of options."""

    labels: Lexicon
    options: Lexicon
    fields: list[dict[str, int]]  # per choice: folded option -> its number
    headings: Lexicon  # of parts
    parts: dict[str, str | None]  # folded heading -> the same with its number, None where forms number it otherwise
    items: set[str]  # folded labels of items
    bare: Lexicon  # labels with a circled number, without it
    numbers: dict[str, list[str]]  # folded bare label -> the numbers it is printed with


@lru_cache(maxsize=1)
def wordings(forms: tuple[FormSpec, ...]) -> Wordings:
    """Everything the forms print in their own words."""
    known = Wordings(Lexicon(), Lexicon(), [], Lexicon(), {}, set(), Lexicon(), {})
    for spec in forms:
        known.labels.add(spec.title)
        for node in spec.nodes:
            for printed in (node.label, *node.keys):
                known.labels.add(printed)
                if node.kind is NodeKind.ITEM:
                    known.items.add(fold(printed))
                if node.kind is NodeKind.PART and node.number:
                    known.headings.add(printed)
                    numbered = f"{node.number}　{node.label}"
                    is_other = known.parts.setdefault(fold(printed), numbered) != numbered
                    known.parts[fold(printed)] = None if is_other else numbered
                for number in _numbers(node.number, node.kind):
                    known.labels.add(number + printed)
                    if _CIRCLED.fullmatch(number):
                        known.bare.add(printed)
                        numbers = known.numbers.setdefault(fold(printed), [])
                        numbers.extend([number] if number not in numbers else [])
        for item in spec.items.values():
            if item.kind == "choice":
                known.fields.append({fold(option.label): option.no for option in item.options})
            for option in item.options:
                known.options.add(option.label)
            for column in item.columns:
                known.labels.add(column)
        for section in (section for part in spec.parts for section in part.sections):
            for option in section.opt_out:
                known.options.add(option.label)
    return known


def _numbers(number: str | None, kind: NodeKind) -> Iterator[str]:
    """How a label's number is printed before it."""
    if number is None:
        return
    if kind is NodeKind.PART:
        yield f"{number}　"
    elif number.isdecimal():
        yield f"{number}."
    else:
        yield number


def respell(page: Page, known: Wordings) -> Ink:
    """The ink of a laid out page with the form's own words set right; the same ink where all are."""
    edits: Edits = {}
    for cell in page.cells:
        if cell.lines and _is_boxed(cell, page.cells):
            edits.update(_set_right(_characters(cell), known.options.nearest(cell.key, PER_ERROR)))
        elif cell.lines:
            edits.update(_label_edits(cell, known) or _field_edits(cell.lines, known))
    edits.update(_loose_edits(page.loose, known))
    return _edited(page.ink, edits) if edits else page.ink


def _label_edits(cell: Cell, known: Wordings) -> Edits:
    """A cell that nearly prints a label; a part's heading gets the Roman number that recognisers drop."""
    word = part_heading(cell.key, known) or _label(cell.key, known)
    return _set_right(_characters(cell), word)


def _characters(cell: Cell) -> Piece:
    return [glyph for line in cell.lines for glyph in _cut(line, 0, len(line.text))]


def _is_boxed(cell: Cell, cells: Sequence[Cell]) -> bool:
    """Whether a cell is the box of a chosen value, whose brackets stand in cells of their own."""
    return any(
        other.key == "[" and abs(other.x1 - cell.x0) < BESIDE and other.top < cell.middle < other.bottom
        for other in cells
    )


def _label(key: str, known: Wordings) -> str | None:
    """The label that ``key`` nearly is; None where it is one, or is more like an option."""
    label, option = known.labels.match(key, PER_ERROR), known.options.match(key, PER_ERROR)
    if label is None:
        return None if option else _renumbered(key, known)
    return label[0] if label[1] and not (option and option[1] < label[1]) else None


def _renumbered(key: str, known: Wordings) -> str | None:
    """The label that ``key`` nearly is but for its circled number, which recognisers double or take for ◎ or @.

    Where several numbers stand before the same words, the one that was read among others; None where none was.
    """
    lead = _CIRCLED.match(key)
    found = known.bare.match(key[lead.end() :], PER_ERROR) if lead else None
    if lead is None or found is None:
        return None
    numbers = known.numbers[fold(found[0])]
    read = [number for number in numbers if number in lead[0]] if len(numbers) > 1 else numbers
    return read[0] + found[0] if len(read) == 1 else None


def part_heading(key: str, known: Wordings) -> str | None:
    """A part's heading with its Roman number, which recognisers drop or take for anything; None for other texts.

    A label that items have too is a heading only where something stands for its number.

    >>> from extractors.engine.formspec import load_forms
    >>> part_heading("|しきい値判断項目", wordings(tuple(load_forms().values())))
    'Ⅱ　しきい値判断項目'
    """
    found = known.labels.match(key, PER_ERROR)
    if found and not found[1]:
        return None if key in known.items else known.parts.get(key)
    for lead in range(1 if found else 0, min(MOST_NUMERALS, len(key) - 1) + 1):
        heading = None if _COUNTED.search(key[:lead]) else known.headings.match(key[lead:], PER_ERROR)
        if heading and (lead or fold(heading[0]) not in known.items):
            return known.parts[fold(heading[0])]
    return None


def _loose_edits(loose: Sequence[Cell], known: Wordings) -> Edits:
    """Text outside of cells, one line each: labels on one or more lines, up to a bracket, and what stands in fields."""
    edits: Edits = {}
    used: set[int] = set()
    for row in merge_rows([cell.lines[0] for cell in loose]):
        edits.update(_field_edits([row], known))
    for cell in loose:
        if id(cell) in used:
            continue
        chain = _label_chain(cell, [other for other in loose if id(other) not in used], known)
        used.update(id(part) for part in chain)
        key = "".join(map(words_before_bracket, chain))
        if not chain:
            continue
        beside = _number_beside(cell, loose)
        word = part_heading("".join(part.key for part in beside) + key, known)
        if word:
            edits.update({glyph: "" for part in beside for glyph in part.lines[0].glyphs})
        pieces = [_cut(part.lines[0], 0, bracket_at(part.lines[0])) for part in chain]
        edits.update(_set_right([glyph for piece in pieces for glyph in piece], word or _label(key, known)))
    edits.pop(NO_GLYPH, None)
    return edits


def _label_chain(cell: Cell, loose: Sequence[Cell], known: Wordings) -> list[Cell]:
    """The lines from ``cell`` on that nearly print a label: those that explain the most characters; none of them."""
    best: list[Cell] = []
    most = 0
    chain = [cell]
    for _ in range(MOST_LINES):
        key = "".join(map(words_before_bracket, chain))
        found = known.labels.match(key, PER_ERROR)
        explained = len(key) - PER_ERROR_IN_FIELD * found[1] if found else 0
        if explained > most:
            best, most = list(chain), explained
        below = [other for other in loose if may_follow(other, chain)]
        if not below:
            break
        chain = [*chain, min(below, key=lambda other: (other.top, abs(other.x0 - cell.x0)))]
    return best


def _number_beside(heading: Cell, loose: Sequence[Cell]) -> list[Cell]:
    """A stretch of a letter or two close before a part's heading: its Roman number, whatever it was read as."""
    size = heading.lines[0].size
    return [
        cell
        for cell in loose
        if len(cell.key) <= 3 and abs(cell.middle - heading.middle) < size / 2 and 0 <= heading.x0 - cell.x1 < 3 * size
    ]


def _field_edits(lines: Sequence[Line], known: Wordings) -> Edits:
    """What stands where options stand in a cell; between brackets, an option of this cell before any other."""
    edits: Edits = {}
    numbered: list[_Numbered] = []
    between: list[Piece] = []
    words: list[str] = []
    for line in lines:
        heading = _CHOICES.search(line.text)
        if heading and fold(heading[0]) != fold(CHOICES):
            edits.update(_set_right(_cut(line, *heading.span()), CHOICES))
        for start, end, is_between in _pieces(line):
            piece = _cut(line, start, end)
            if is_between:
                between.append(piece)
                continue
            text = _folded(piece)
            word = known.options.nearest(text, PER_ERROR)
            words.append(word or text)
            if number := _number_before(line, start):
                numbered.append(_Numbered(number, piece, fold(word or text)))
            edits.update(_set_right(piece, word))
    field = _field_of(numbered, known.fields)
    edits.update(_number_edits(numbered, field))
    if last := _last_option(numbered, field):
        edits.update(_set_right(last[0].piece, last[1]))
        words = [last[1] if fold(word) == last[0].word else word for word in words]
    own = Lexicon()
    for word in words:
        own.add(word)
    for piece in between:
        text = _folded(piece)
        edits.update(_set_right(piece, own.nearest(text, PER_ERROR_IN_FIELD) or known.options.nearest(text, PER_ERROR)))
    return edits


def _number_before(line: Line, end: int) -> Piece:
    """The digits of the option's number that ends before place ``end`` of a line; empty behind a bracket."""
    number = _NUMBER.search(line.text[:end])
    return _cut(line, *number.span(1)) if number else []


def _field_of(numbered: Sequence[_Numbered], fields: Sequence[dict[str, int]]) -> dict[str, int]:
    """The choice of the forms whose options these are, all but a misread one; empty where there is none."""
    words = {option.word for option in numbered}
    alike = [field for field in fields if len(field) == len(numbered)]
    field = max(alike, key=lambda field: len(words & field.keys()), default={})
    return field if len(words & field.keys()) >= max(len(words) - 1, 2) else {}


def _number_edits(numbered: Sequence[_Numbered], field: dict[str, int]) -> Edits:
    """Options' numbers set right by their words."""
    edits: Edits = {}
    for option in numbered:
        number = str(field.get(option.word, ""))
        if number and _folded(option.number) != number:
            edits |= {glyph: "" for _, glyph in option.number[1:]} | {option.number[0][1]: number}
    return edits


def _last_option(numbered: Sequence[_Numbered], field: dict[str, int]) -> tuple[_Numbered, str] | None:
    """The one option that no word of its choice was found for, with the one word left, if their numbers are the same
    and half of the word was read."""
    unlike = [option for option in numbered if option.word not in field]
    left = field.keys() - {option.word for option in numbered}
    if len(unlike) != 1 or len(left) != 1:
        return None
    (option,), (word,) = unlike, left
    is_like = _folded(option.number) == str(field[word]) and 2 * distance(option.word, word) <= len(word)
    return (option, word) if is_like else None


def _pieces(line: Line) -> Iterator[tuple[int, int, bool]]:
    """Where options stand in a line: behind a number or a closing bracket, and (True) between two brackets."""
    marks = list(_BREAK.finditer(line.text))
    for mark, following in zip(marks, [*marks[1:], None], strict=False):
        end = following.start() if following else len(line.text)
        if mark[0] in "[［〔":
            if following and following[0] in "]］〕":
                yield mark.end(), end, True
            continue
        # up to a wide gap or the parentheses that the agency fills
        text = line.text[mark.end() : end]
        lead = len(text) - len(text.lstrip())
        gap = next((k for k in range(lead, len(text)) if line.glyphs[mark.end() + k] == NO_GLYPH), len(text))
        yield mark.end() + lead, mark.end() + gap, False


def _cut(line: Line, start: int, end: int) -> Piece:
    return list(zip(line.text[start:end], line.glyphs[start:end], strict=True))


def _folded(piece: Iterable[tuple[str, int]]) -> str:
    return fold("".join(character for character, _ in piece))


def _set_right(printed: Sequence[tuple[str, int]], word: str | None) -> Edits:
    """Edits that make glyphs read ``word``, whatever they have in common left as it is; none without a word."""
    if word is None:
        return {}
    have = [(key, glyph) for character, glyph in printed if glyph != NO_GLYPH for key in [fold(character)] if key]
    want = [(key, character) for character in word for key in [fold(character)] if key]
    reads: Edits = {}
    ahead, last = "", None  # what is missing stands with the glyph before it, or else with the first
    for i, j in aligned([key for key, _ in have], [key for key, _ in want]):
        character = want[j][1] if j is not None else ""
        if i is None:
            if last is None:
                ahead += character
            else:
                reads[last] = reads[last] + character
            continue
        key, last = have[i]
        is_same = j is not None and want[j][0] == key
        reads[last] = ahead + (next(c for c, glyph in printed if glyph == last) if is_same else character)
        ahead = ""
    return reads


def _edited(ink: Ink, edits: Edits) -> Ink:
    text = [edits.get(k, character) for k, character in enumerate(ink.text)]
    advance = ink.advance.copy()
    for k in sorted(edits, reverse=True):
        if not text[k] and k and ink.y[k - 1] == ink.y[k]:  # the glyph before takes its room, so that no gap is left
            advance[k - 1] = max(advance[k - 1], ink.x[k] + advance[k] - ink.x[k - 1])
    return replace(ink, text=text, advance=advance).only(np.array([bool(character) for character in text]))
