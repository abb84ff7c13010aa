"""What the columns of a 別紙 table mean: whom information goes to, by which law, for what.

The wording differs from agency to agency, so patterns are searched in the folded heading without its number; the
first that is found decides. Where one heading spans several columns, what stands below says which is which.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractors.characters import fold

PROVISION, TRANSFER = "provision", "transfer"

# Field of ``AnnexRecipient`` and the headings that mean it; the order decides, for 移転先における用途 names 移転先 too.
_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (field, re.compile(pattern))
    for field, pattern in (
        ("subjects_size", r"人数|(本人|対象者?|者)の数"),
        ("subjects_scope", r"範囲|対象者$|対象となる(本人|者)$"),
        ("frequency", r"時期|頻度"),
        ("methods", r"方法|手段|媒体"),
        ("legal_basis", r"根拠|法令上|条文|条項"),
        ("purpose", r"用途|目的|事務(?![所局]|を?(所管|主管|担当|実施|行う|処理)|.*[課室係]$)"),
        ("name", r"(移転|提供|送付|提出)([(](移転|提供)[)])?先|照会(者|機関|元|先)|求める者|提供を受ける者"),
        ("name_if_alone", r"所管|主管|担当|部署|部局|[課室係]名?$|所属|機関|団体|相手|(?<!提供)者名?$"),
        ("information", r"情報|項目|内容"),
    )
)
_NAMES = ("name", "name_if_alone")  # the second means a recipient only where nothing is headed by the first

# Headings of a second level that cannot be taken for the first row.
_SUBHEADING = re.compile(
    r"(通し?|連|整理|管理)?番号?|no\.?|№|#|項番?|項目?番号|(部|課|係|局|室|所属|機関|部署|組織|施設)名?称?|名称?|区分|種別|備考"
    r"|(移転|提供|送付)先(名|名称)?|情報照会者|照会者|事務(名|名称)?|用途|法令(名|上の根拠)?|根拠(法令|規定)?|条項?|特定個人情報"
    r"|人数|範囲|方法|時期|頻度",
    re.IGNORECASE,
)
_SERIAL = re.compile(r"(通し?|連|整理|管理)?番号?|no\.?|№|#", re.IGNORECASE)
_ITEM_NUMBER = re.compile("項番?|項目?番号")
_LEADING_NUMBER = re.compile(r"^(?:[①-⑳❶-❿➊-➓]|[(]?\d{1,2}[).])+")
_NUMBER = re.compile(r"(?:no\.?|№|第)?[(]?\d[\d,、・の()~/-]*[項号.)]*", re.IGNORECASE)
_COUNTED = re.compile(r"(?:no\.?|№)?[(]?(\d{1,4})[.)]?", re.IGNORECASE)
_CIRCLED_FIRST, _N_CIRCLED = ord("①"), 20

# The system and its parties have 提供 in their names and say nothing of the direction.
_NOISE = re.compile("情報提供(ネットワーク|者|等記録|用個人識別)|自己情報提供")
_DIRECTIONS = ((PROVISION, re.compile("提供|照会(者|機関|元)")), (TRANSFER, re.compile("移転")))
_ROW_DIRECTION = re.compile("(提供|移転)先?")
_LONGEST_HEADING = 25  # folded characters of a heading by which a table without rules is known
_ENOUGH_NUMBERS = 0.8  # share of a column's cells from which it is one of numbers
_ENOUGH_STEPS = 0.7  # share of steps by one from which numbers count the rows


@dataclass(frozen=True, slots=True)
class Columns:
    """The columns (from 0) of each field of a recipient, and the direction that headings or title say.

    Several columns of one field are printed side by side and make one text. ``direction`` is None where neither, or
    both are named.
    """

    fields: dict[str, tuple[int, ...]]
    direction: str | None

    @property
    def has_recipients(self) -> bool:
        """Whether rows name recipients."""
        return "name" in self.fields


def is_number(text: str) -> bool:
    """Whether a cell holds nothing but a number: 12, 85の2, (3)."""
    return bool(_NUMBER.fullmatch(fold(text))) or counted(text) is not None


def counted(text: str) -> int | None:
    """The number by which a cell counts its row."""
    key = fold(text)
    if len(key) == 1 and 0 <= ord(key) - _CIRCLED_FIRST < _N_CIRCLED:
        return ord(key) - _CIRCLED_FIRST + 1
    match = _COUNTED.fullmatch(key)
    return int(match[1]) if match else None


def is_subheading(text: str) -> bool:
    """Whether a text can only be the heading of a column: a usual one, or one with the form's number (④…)."""
    is_numbered = _LEADING_NUMBER.match(fold(text)) is not None and bool(_field([text]))
    return is_numbered or bool(_SUBHEADING.fullmatch(_bare(text)))


def may_head(text: str) -> bool:
    """Whether a text is such as heads a column: short, no sentence, no number."""
    key = fold(text)
    return 0 < len(key) <= _LONGEST_HEADING and "。" not in key and not is_number(key)


def may_head_column(text: str) -> bool:
    """Whether a text has one of the words in it that usually head a column of a 別紙 table."""
    return may_head(text) and (is_subheading(text) or _field([text]) not in (None, "name_if_alone"))


def serial_column(headings: Sequence[Sequence[str]], texts: Sequence[Sequence[str]]) -> int | None:
    """The column that counts the rows (通し番号), None where none does. ``texts`` has the filled cells by column."""
    for n, (levels, column) in enumerate(zip(headings, texts, strict=True)):
        numbers = [counted(text) for text in column]
        read = [number for number in numbers if number is not None]
        if not read or len(read) < _ENOUGH_NUMBERS * len(column):
            continue
        steps = [after - before == 1 for before, after in pairwise(read)]
        is_headed = bool(levels) and bool(_SERIAL.fullmatch(_bare(levels[-1])))
        if is_headed or (read[0] == 1 and n == 0 and not steps) or (steps and sum(steps) >= _ENOUGH_STEPS * len(steps)):
            return n
    return None


def read_columns(headings: Sequence[Sequence[str]], texts: Sequence[Sequence[str]], title: str | None) -> Columns:
    """What columns mean: ``headings`` are the texts above each from top to bottom, ``texts`` its filled cells."""
    found: dict[str, list[int]] = {}
    for n, levels in enumerate(headings):
        if field := _field(levels):
            found.setdefault(field, []).append(n)
    names = next((found[kind] for kind in _NAMES if kind in found), [])
    fields = {field: tuple(columns) for field, columns in found.items() if field not in _NAMES}
    direction = _direction(["".join(headings[n]) for n in names], headings, title)
    is_explicit = "name" in found or (direction is not None and fields.keys() & {"purpose", "information"})
    if names and is_explicit and (direction is not None or _names_both(headings, title)):
        fields["name"] = _name_columns(names, headings, texts)
    return Columns(fields, direction)


def row_direction(texts: Sequence[str]) -> str | None:
    """The direction a row's own cells say, where a table lists both."""
    for text in texts:
        if match := _ROW_DIRECTION.fullmatch(fold(text)):
            return TRANSFER if match[1] == "移転" else PROVISION
    return None


def _field(levels: Sequence[str]) -> str | None:
    """The field of a column: what its lowest heading means, else what those above it do."""
    words = [_bare(text) for text in reversed(levels)]
    if words and (_SERIAL.fullmatch(words[0]) or _ITEM_NUMBER.fullmatch(words[0])):
        return None
    found = [field for word in words for field, pattern in _FIELDS if pattern.search(word)]
    # 課名 below 移転先 is the recipient
    return "name" if found[:1] == ["name_if_alone"] and "name" in found else next(iter(found), None)


def _bare(heading: str) -> str:
    """A heading folded, without the number in front of it."""
    key = fold(heading)
    return _LEADING_NUMBER.sub("", key) or key


def _name_columns(
    names: Sequence[int], headings: Sequence[Sequence[str]], texts: Sequence[Sequence[str]]
) -> tuple[int, ...]:
    """Of the columns headed as recipient those with words; more than one only below the same heading (部 | 課)."""
    worded = [n for n in names if texts[n] and not _is_of_numbers(texts[n])] or list(names[:1])
    top = headings[worded[0]][0]
    return tuple(n for n in worded if headings[n][0] == top and n - worded[0] == worded.index(n))


def _is_of_numbers(column: Sequence[str]) -> bool:
    return sum(map(is_number, column)) >= _ENOUGH_NUMBERS * len(column)


def _said(text: str) -> list[str]:
    key = _NOISE.sub("", fold(text))
    return [direction for direction, pattern in _DIRECTIONS if pattern.search(key)]


def _direction(names: Sequence[str], headings: Sequence[Sequence[str]], title: str | None) -> str | None:
    """What the recipients' own heading says, else the other headings, else the title."""
    for text in ("".join(names), "".join("".join(levels) for levels in headings), title or ""):
        said = _said(text)
        if len(said) == 1:
            return said[0]
    return None


def _names_both(headings: Sequence[Sequence[str]], title: str | None) -> bool:
    return len(_said("".join("".join(levels) for levels in headings) + (title or ""))) > 1
