"""Words of a Japanese text, by MeCab (fugashi) with unidic-lite; the dictionary is opened when first needed."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

_EMPTY = frozenset({"助詞", "助動詞", "補助記号", "空白", "接続詞"})  # parts of speech without meaning of their own


class Word(NamedTuple):
    """A word at ``text[begin:end]``; whether it means something of its own (no particle, no sign)."""

    begin: int
    end: int
    is_content: bool


@cache
def _tagger() -> Any:
    from fugashi.fugashi import Tagger  # half a tenth of a second, and most names never need it

    return Tagger()


def words(text: str) -> list[Word]:
    """The words of a text in order; what MeCab can't encode (half a surrogate pair, NUL) is a word of its own."""
    readable = "".join("\ufffd" if char == "\0" or "\ud800" <= char <= "\udfff" else char for char in text)
    found: list[Word] = []
    at = 0
    for node in _tagger()(readable):
        begin = readable.find(node.surface, at)
        if begin > at:
            found.append(Word(at, begin, bool(readable[at:begin].strip())))
        at = begin + len(node.surface)
        found.append(Word(begin, at, node.feature.pos1 not in _EMPTY))
    return [*found, Word(at, len(text), True)] if at < len(text) else found
