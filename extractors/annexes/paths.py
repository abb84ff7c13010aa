"""What a path through the form's headings names (Ⅱ…／５．…／提供先１／②…).

Every item of the form has a path of its own: part, section, sub-heading, block, labels above it, label. The path an
agency wrote is held against each: words that the item's path has are explained, marks (Ⅱ, ５．, ①, リスク1) agree or
not, and words left over cost what they are long. The item that explains it best is meant, if it leaves nothing of
weight unexplained and no other does as well: a wrong item is worse than none.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import lru_cache

from extractors.annexes.listheadings import NUMBERED
from extractors.annexes.markpaths import by_marks
from extractors.annexes.spots import Level, Place, Spot, spots_of, written
from extractors.characters import fold
from extractors.engine.formspec import FormSpec

SIMILAR = 0.6  # words above the label that resemble the form's this much are the form's, reworded
SIMILAR_LABEL = 0.75  # so much is asked of the label itself
ABBREVIATED = 0.8  # what a heading cut short counts as like
WRONG_NUMBER = 1.0  # characters that a mark beside the right words costs; agencies renumber
WRONG_PLACE = 6.0  # and a mark that stands for words and says another place
FREE = 2.0  # characters that may stay unexplained
SHORT = 4  # characters up to which a label may be the end of other words
WORDS_BEHIND = 0.6  # characters that own words in brackets behind the label cost: more than LEAD
LEAD = 0.5  # characters by which the best must lead

# Several paths of a cell may stand behind bullets.
_BEGINS = re.compile(r"[・●○◆■]?[「【]?(?:[IVX]{1,4}(?![A-Za-z])|\(?別[添紙]|変更箇所|表紙)")
_QUOTED_STEP = re.compile(r"」(?:の(?:うち、?)?|内の|中の|、|→|/)?「")  # 「Ⅰ…」の「１．…」のうち「①…」
_PAGE = re.compile(r"^[Pp](?:age)?\.?\d{1,3}(?=[IVX「【(])")  # a page's number before the path
_DITTO = re.compile(r"同上|〃|上に同じ")
_BRACKETED = re.compile(r"(?:[(<\[【「『].*[)>\]】」』])?")
_ASIDE = re.compile(r"\([^()]*\)")
_FILE_WORD = "ファイル"
_IDLE = " :、。,・「」【】<>/~=→-()"
_FILE = re.compile(r"\((\d{1,2})\)(?:[^()]{1,30}?ファイル)?|(?<!\d)(\d{1,2})[.,、]?[^()\d]{1,30}?ファイル(?![の名])")
_LISTED_FILE = re.compile(r"([①-⑳])[^()\d①-⑳]{1,30}?ファイル(?![の名])")  # ①港湾台帳ファイル, before the section
_FILE_NAME = re.compile(r"\([^()\d]{1,30}ファイル\)")  # a file's name without its number
_NUMBER_BEFORE = re.compile(r"([IVX]{1,4}|\d{1,2})[.,、]?$")
_AT_STEP = r"(?=[0-9①-⑳\u2160-\u216b([「【]|$)"  # where a path's next step begins
_BLOCK_BEHIND = re.compile(r"(.*?)([①-⑳][^①-⑳()]*)\(((?:システム|委託事項|提供先|移転先)\d{1,2})\)")
_BLOCK = re.compile(r"(?:システム|委託事項|提供先|移転先)\(?\d")
_LAST_STEP = re.compile(r"([①-⑳])([^①-⑳]+)\Z")
_NOWHERE = Place()
_RISKS = ("heading", "beside")
_RISK = "リスク"  # printed before the heading of a section's only risk
_ABOVE = ("part", "annex", "section", "heading")
_MARKS = (
    ("part", re.compile(r"([IVX]{1,4})(?![A-Za-z])[.,、]?")),
    ("annex", re.compile(r"\(?別添(\d?)\)?")),
    ("item", re.compile(r"([①-⑳])")),
    ("heading", re.compile(r"リスク(\d{1,2})?:")),
    ("heading", re.compile(r"リスク(\d{1,2})(?!\d)")),
    ("section", re.compile(r"-?(\d{1,2})[.,、]?(?!\d)")),
)


@dataclass(slots=True)
class _Fit:
    """How well a spot explains a path."""

    spot: Spot
    cost: float = 0.0
    unexplained: float = 0.0
    file_no: int | None = None
    entry_no: int | None = None
    is_doubtful: bool = False


def begins_path(text: str) -> bool:
    """Whether a text begins as a path from the form's top does: with a part's numeral or an annex.

    >>> begins_path("Ⅱ特定個人情報ファイルの概要"), begins_path("・Ⅵ評価実施手続"), begins_path("⑥使用目的")
    (True, True, False)
    """
    return bool(_BEGINS.match(fold(text)) or _DITTO.fullmatch(fold(text)))


def resolve_path(text: str, spec: FormSpec, last: Place, file_names: Sequence[str] = ()) -> Place:
    """The place of the form that a 項目 cell names; ``last`` is that of the row above, meant by 同上. ``file_names``
    are those of the assessment's own files."""
    key = _PAGE.sub("", _QUOTED_STEP.sub("", fold(text)).strip("「」"))
    if _DITTO.fullmatch(key):
        return last
    key = _block_before(_with_plain_names(key, file_names))
    spots = spots_of(spec)
    if marked := by_marks(key, spots):
        return marked
    fits = [fit for spot in spots if (fit := _fit(key, spot)) is not None]
    place = _choose(key, fits)
    if place.code is None and not any(key.endswith(word) for word in _own_words(spots)):
        reworded = [replace(fit, is_doubtful=True) for spot in spots if (fit := _fit(_mended(key, spot), spot))]
        place = _choose(key, reworded, place)
    return place if place.nearest else replace(place, nearest=_nearest(key, spots))


def _with_plain_names(key: str, file_names: Sequence[str]) -> str:
    """A path without the names of the assessment's own files behind their numbers, (3)港湾(漁港)台帳ファイル, whatever
    they are like; elsewhere without the parentheses in them, which part a path."""
    names = {fold(NUMBERED.sub("", name, count=1)) for name in file_names} - {""}
    for name in sorted(names, key=lambda name: (-len(name), name)):
        behind = "(?![の名])" if name.endswith(_FILE_WORD) else _AT_STEP  # 基本 is no name in (2)基本情報
        key = re.sub(rf"(\(\d{{1,2}}\)){re.escape(name)}{behind}", r"\1", key)
        if name.endswith(_FILE_WORD) and (plain := _ASIDE.sub("", name)) != _FILE_WORD:
            key = key.replace(name, plain)
    return key


def _block_before(key: str) -> str:
    """A path whose block is named behind its last step (②(システム5)), with the block where the form has it."""
    shape = _BLOCK_BEHIND.fullmatch(key)
    return shape[1] + shape[3] + shape[2] if shape and not _BLOCK.search(shape[1]) else key


def _choose(key: str, fits: list[_Fit], otherwise: Place = _NOWHERE) -> Place:
    """The one fit that explains the path, if there is one."""
    if not fits:
        return otherwise
    fits.sort(key=lambda fit: fit.cost)
    best = fits[0]
    is_alone = all(fit.cost - best.cost > LEAD for fit in fits[1:] if fit.spot.code != best.spot.code)
    if not is_alone or best.unexplained > FREE or best.cost > max(FREE, 0.25 * len(key)):
        return Place(nearest=best.spot.path, is_doubtful=True)
    return Place(best.spot.code, best.file_no, best.entry_no, best.spot.path, best.is_doubtful)


# ------------------------------------------------------------------------------------------------ one item


def _fit(key: str, spot: Spot) -> _Fit | None:
    """How a spot explains a folded path; None if the path does not end in its label."""
    found = _find_label(key, spot)
    if found is None:
        return None
    start, end, entry_no = found
    fit = _Fit(spot, entry_no=entry_no)
    gaps: list[tuple[str, bool]] = []
    is_in_section = False
    missing: list[Level] = []
    outer = spot.outer.match(key) if spot.outer else None
    position = outer.end() if outer else 0
    for level in spot.above:
        at = _find(level, key, position, start)
        if at is None:
            missing.append(level)
            continue
        gaps.append((key[position : at[0]], is_in_section))
        is_in_section |= level.kind == "section"
        position = at[1]
        if level.kind == "block":
            fit.entry_no = at[2]
        elif level.kind == "beside":
            fit.cost, fit.is_doubtful = fit.cost + WRONG_NUMBER, True
    gaps.append((key[position:start], is_in_section))
    for gap, is_inside in gaps:
        _explain(gap if is_inside else _file_mark(gap, fit, _LISTED_FILE), fit, missing)
    tail = _file_mark(key[end:], fit)
    if spot.outer:
        tail = _file_mark(tail, fit, _LISTED_FILE)
    if tail:
        if not _BRACKETED.fullmatch(tail):
            return None
        fit.cost, fit.is_doubtful = fit.cost + WORDS_BEHIND, True
    if spot.is_by_number and not re.search(r"[①-⑳]\Z", key[:start]):
        return None
    return fit


def _find_label(key: str, spot: Spot) -> tuple[int, int, int | None] | None:
    """Where the label that ends a path stands, and the number of the block it names."""
    if spot.label.kind == "block":
        found = list(re.finditer(re.escape(spot.label.words[0]) + r"\(?(\d{1,2})\)?(?!\d)", key))
        return (found[-1].start(), found[-1].end(), int(found[-1][1])) if found else None
    best: tuple[int, int, None] | None = None
    for word in spot.label.words:
        at = key.rfind(word)
        if at >= 0 and (best is None or (at + len(word), len(word)) > (best[1], best[1] - best[0])):
            best = at, at + len(word), None
    return best


def _find(level: Level, key: str, position: int, end: int) -> tuple[int, int, int | None] | None:
    """Where a heading above the label stands, from ``position``; for a block also its number."""
    if level.kind == "block":
        block = re.compile(re.escape(level.words[0]) + r"\(?(\d{1,2})\)?(?!\d)").search(key, position, end)
        return (block.start(), block.end(), int(block[1])) if block else None
    for word in level.words:
        at = key.find(word, position, end)
        if at >= 0:
            return at, at + len(word), None
    return None


def _explain(gap: str, fit: _Fit, missing: list[Level]) -> None:
    """Account for what stands between two headings that were found: marks, the file's name, words of nothing."""
    if not gap:
        return
    for words, kind, number in _steps(_file_mark(gap, fit)):
        _spend(words, fit, missing)
        if kind:
            _compare(kind, number, fit, missing)


@lru_cache(maxsize=4096)
def _steps(gap: str) -> tuple[tuple[str, str, str | None], ...]:
    """A gap as words and the mark behind them (its kind and number); no kind behind the last words."""
    steps: list[tuple[str, str, str | None]] = []
    start = at = 0
    while at < len(gap):
        mark = None if at > start and gap[at - 1].isdigit() else _mark(gap, at)
        if mark is None:
            at += 1
            continue
        kind, number, end = mark
        steps.append((gap[start:at], kind, number))
        start = at = end
    return (*steps, (gap[start:], "", None))


def _mark(text: str, at: int) -> tuple[str, str | None, int] | None:
    """The mark that stands at a place: its kind, number and end."""
    for kind, pattern in _MARKS:
        found = pattern.match(text, at)
        if found:
            return kind, found[1] or None, found.end()
    return None


def _compare(kind: str, number: str | None, fit: _Fit, missing: Sequence[Level]) -> None:
    """A mark against the item's own: it may stand for words that are missing, or beside words that were found."""
    if number is None:
        return
    kinds = _RISKS if kind == "heading" else (kind,)
    own = [level for level in (*fit.spot.above, fit.spot.label) if level.kind in kinds]
    if any(level.number == number for level in own):
        return
    fit.is_doubtful = True
    stands_for_words = not own or any(level in missing for level in own)
    fit.cost += WRONG_PLACE if stands_for_words else WRONG_NUMBER


def _spend(words: str, fit: _Fit, missing: list[Level]) -> None:
    """Words that no heading explains: a missing heading reworded, or nothing the form has."""
    words = words.strip(_IDLE)
    if words == _RISK and any(level.kind == "heading" and level.number is None for level in fit.spot.above):
        return
    if not words or any(wording.startswith(words) for wording in fit.spot.label.words):
        return  # 再委託 printed upright beside 再委託の有無
    best, similarity = None, SIMILAR
    for level in missing:
        for wording in level.words:
            ratio = ABBREVIATED if _is_part_of(words, wording) else _ratio(words, wording)
            if ratio >= similarity:
                best, similarity = level, ratio
    fit.is_doubtful = True
    if best is None:
        fit.unexplained += len(words)
        fit.cost += len(words)
    else:
        missing.remove(best)
        fit.cost += len(words) * (1 - similarity)


def _is_part_of(words: str, wording: str) -> bool:
    """Whether words are a heading's, cut short (リスク対策)."""
    return len(words) > SHORT and words in wording


def _file_mark(text: str, fit: _Fit, pattern: re.Pattern[str] = _FILE) -> str:
    """Take the number of the file, and its name, out of a text."""
    found = pattern.search(text)
    if found is not None:
        number = next(filter(None, found.groups()))
        fit.file_no = int(number if number.isdecimal() else unicodedata.numeric(number))
    elif pattern is not _FILE or (found := _FILE_NAME.search(text)) is None:
        return text
    return text[: found.start()] + text[found.end() :]


def _mended(key: str, spot: Spot) -> str:
    """A path whose last words resemble a label, with the label in their place; unchanged if they do not."""
    word = spot.label.words[0]
    cut = _LAST_STEP.search(key)
    if cut and cut[1] == spot.label.number and len(cut[2]) > 1 and word.startswith(cut[2]):
        return key[: cut.start(2)] + word  # ②所属長 for ②所属長の役職名
    letters = set(word)
    if spot.label.kind == "block" or len(word) < SHORT or len(letters & set(key)) < SIMILAR_LABEL * len(letters) - 1:
        return key
    best, similarity = key, SIMILAR_LABEL
    for length in range(max(SHORT, len(word) - 4), min(len(key), len(word) + 4) + 1):
        ratio = _ratio(key[-length:], word)
        if ratio > similarity:
            best, similarity = key[:-length] + word, ratio
    return best


def _own_words(spots: Sequence[Spot]) -> set[str]:
    """Headings and longer labels of the form: a path that ends in one of them means no other item by it."""
    above = {word for spot in spots for level in spot.above if level.kind in _ABOVE for word in level.words}
    return above | {word for spot in spots for word in spot.label.words if len(word) > SHORT}


def _nearest(key: str, spots: Sequence[Spot]) -> str | None:
    """The headings of the form that a path names, where it names no item."""
    best: list[Level] = []
    most = 0
    for above in dict.fromkeys(spot.above for spot in spots):
        position, length, found = 0, 0, []
        for level in above:
            at = _find(level, key, position, len(key))
            mark = _NUMBER_BEFORE.search(key[: at[0]]) if at else None
            if at and level.kind != "beside" and (mark is None or mark[1] == level.number):
                position, length = at[1], length + at[1] - at[0]
                found.append(level)
        if length > most:
            best, most = found, length
    return written(best) or None


@lru_cache(maxsize=65536)
def _ratio(one: str, other: str) -> float:
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= SIMILAR else 0.0
