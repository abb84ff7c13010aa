"""Columns of the change table (変更箇所) by their headings, in the form's words or an agency's own."""

from __future__ import annotations

import re
from collections.abc import Iterable

ON, ITEM, BEFORE, AFTER, TIMING, REASON = range(6)  # in the order the form prints them
ENOUGH = 3  # columns named in other words than the form's that make a row of cells the header

_CHANGE = r"(?:変更|改定|改正|修正|見直し|改訂|訂正|更新)"
_WORDING = r"の?(?:記載|内容|記載内容|文言|評価書)?"
_WORDS = tuple(
    re.compile(words)
    for words in (
        rf"{_CHANGE}?(?:年月)?日付?|{_CHANGE}(?:年月|時期)",
        rf"(?:{_CHANGE}|該当|記載)?(?:した|する|の)?項目(?:名|名称|等)?|(?:{_CHANGE}|該当)(?:した|する|の)?(?:箇所|事項|部分|欄)",
        rf"(?:{_CHANGE}前|現行|旧){_WORDING}",
        rf"(?:{_CHANGE}後|新|改正案){_WORDING}",
        r"(?:評価書の?)?提出の?時期|事前[・/又は]*事後(?:の別)?",
        rf"提出の?時期(?:に係る|に関する|の)(?:説明|理由|補足)|(?:{_CHANGE}の?)?(?:理由|説明)|備考|補足|摘要",
    )
)


def column_of(key: str) -> int | None:
    """The column that a folded heading names.

    >>> column_of("変更前の記載"), column_of("修正後"), column_of("備考"), column_of("氏名")
    (2, 3, 5, None)
    """
    return next((number for number, words in enumerate(_WORDS) if words.fullmatch(key)), None)


def is_header(keys: Iterable[str]) -> bool:
    """Whether folded texts are headings of a change table: enough columns, what was or what is now among them."""
    found = {column for key in keys if (column := column_of(key)) is not None}
    return len(found) >= ENOUGH and bool(found & {BEFORE, AFTER})
