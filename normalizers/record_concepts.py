"""Names of record items (記録項目, 別添2) to concepts that are the same across agencies.

``data/record_concepts.yaml`` declares concepts and the spellings that say them. A name that is no spelling is composed
of several (世帯主 + カナ + 氏名), in whatever order they are printed: the concept is ``name+household_head+kana``. One
word that nothing declares, and there is no concept, but a key of the words, so that equal items still meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from normalizers.record_lexicon import SIGNS, Piece, compounds, cover, fold, lexicon, rewritten
from normalizers.text import normalize_text
from normalizers.words import words

DECLARED, QUALIFIED, COMPOSED = 1.0, 0.9, 0.8  # a spelling; one concept and qualifiers; several concepts
NAMES_KEPT = 50_000  # results kept; a corpus repeats a few thousand names
MAX_LENGTH = 80  # characters; a longer text is a sentence, and no name of an item

# Parts with rules of their own.
_NAME, _TITLE, _NAMED = "name", "title", "named"  # 氏名, 名称, and 名, which may be either
# 本人, 漢字, 情報, データ and 用: they say nothing beside another part.
_UNSAID = frozenset({"self", "kanji", "information", "data", "for"})
_ENDS = frozenset({"start", "end"})
_DATE, _PERIOD = "date", "period"
_CODE, _DOER = "code", "doer"
_FLAG, _CATEGORY, _APPLICABLE = "flag", "category", "applicable"
_CATEGORIES = frozenset({_CATEGORY, "kind"})
_WHETHER = frozenset({_FLAG, _CATEGORY, _CODE})
_IDENTIFIERS = frozenset({"code", "number_of", "id"})  # beside an office or a device they are one

_PERSON = re.compile("[員士師医者人主長官父母夫妻児]$")
_MARKS = re.compile(
    r"^(?:[\u2460-\u249b\u24ea-\u24ff\u3220-\u3229\u3251-\u325f\u32b1-\u32bf・○●◎◆◇■□▪*]|\(?\d{1,3}[.)]|※)+"
)
_NOTE_SIGN = re.compile(  # what says nothing of the item: a note's number, a unit, a length
    r"\((?:※\d*|千?円|[ckm]?[mg]|mmHg|ml|mg/dl|%|㎡|m2|人|件|回|点|歳|\d+(?:桁|文字|バイト|byte))\)|[※*]\d*$",
    re.IGNORECASE,
)
_LONG_VOWEL = re.compile("(?<=[ァ-ヺ])-(?=[ァ-ヺ])")  # コ－ド
_BRACKETS = re.compile(r"[(\[<【「『]([^()\[\]<>【】「」『』]*)[)\]>】」』]")
_SEVERAL = re.compile(r"[、,;/]|及び|および|並びに|(?<=[一-龥ァ-ヺ])と(?![のな])")


class RecordConcept(NamedTuple):
    """What a name says: ``concept`` (None where a word is unknown) with its ``score``, and ``key``, always given.

    A concept is one code of the codebook, or several joined with ``+``, ordered as in the data file; a part that is a
    number is the printed one (電話番号2). ``key`` is the concept, or ``~`` and words; None for a text without any.
    """

    concept: str | None = None
    score: float | None = None
    key: str | None = None


def _overlapping(one: str, other: str) -> str | None:
    """Two texts joined where the first ends as the second begins: 要介護認定 and 認定日 are 要介護認定日."""
    sizes = range(min(len(one), len(other)), 1, -1)
    return next((one + other[size:] for size in sizes if one.endswith(other[:size])), None)


def _orders(name: str) -> list[str]:
    """The ways to read a name with brackets: what they hold before the rest (番号（宛名）), after it, in its place."""
    inside = "・".join(_BRACKETS.findall(name))
    outside = _BRACKETS.sub("・", name).strip("・")
    if not inside:
        texts = [name]
    else:
        joined = [_overlapping(inside, outside), _overlapping(outside, inside)]
        texts = [*filter(None, joined), f"{inside}・{outside}", f"{outside}・{inside}", name]
    return [text for text in texts if fold(text)]


# ------------------------------------------------------------------------------------------------- parts into a concept


def _compounded(codes: Iterable[str]) -> set[str]:
    """Parts, with those of a compound become one; each step leaves fewer."""
    found = set(codes)
    while compound := next((entry for entry in compounds() if entry[0] <= found), None):
        found = found - compound[0] | {compound[1]}
    if _TITLE in found and _NAMED not in found:  # 障害の名称 is 障害名
        named = found - {_TITLE} | {_NAMED}
        return next((found - entry[0] - {_TITLE} | {entry[1]} for entry in compounds() if entry[0] <= named), found)
    return found


def _named(found: set[str], heads: set[str]) -> None:
    """Tell 名 apart, in place: 世帯主名 and 英字名 are names of persons, 障害名 is a title, 金融機関名 neither."""
    declared = lexicon()
    is_persons = bool(heads & declared.entities) or _DOER in found
    is_persons = is_persons or (_NAMED in found and not heads and bool(found & declared.scripts))
    is_things = bool(declared.implied[_TITLE] & found)
    found -= {_NAMED, _TITLE}
    if is_persons and not is_things:
        found.add(_NAME)
    elif not heads:
        found.add(_TITLE)


def _meant(found: set[str]) -> None:
    """Put what parts mean beside others in their place: 該当区分 is whether it is so, 医療機関住所 where it is."""
    if _APPLICABLE in found and not found & (lexicon().aspects - {_DOER, *_WHETHER}):
        found -= {_APPLICABLE, *_WHETHER}
        found.add(_FLAG)
    for part, other, beside in lexicon().becomes:
        if part in found and (not beside or beside & (found - {part})):
            found.discard(part)
            found.add(other)


def _plain(codes: Iterable[str], unknown: Iterable[str] = ()) -> set[str]:
    """Parts without what goes without saying, 名 told apart, and the date of a beginning or an end.

    ``unknown`` words stand beside them: an unknown person (…員) has a name, and what an unknown 区分 or 種別 tells is
    whether; the title of an unknown thing is the thing.
    """
    declared = lexicon()
    found = _compounded(codes)
    if found & {_NAMED, _NAME} and any(map(_PERSON.search, unknown)):
        found = found - {_NAMED} | {_NAME}  # 専門員名
    if unknown and found & _CATEGORIES:
        found = found - _CATEGORIES | {_FLAG}
    _meant(found)
    if found & (declared.implied[_CODE] | declared.entities) and found & _IDENTIFIERS:
        found = found - _IDENTIFIERS | {_CODE}
    heads = {code for code in found if code in declared.order} - declared.qualifiers
    if heads and heads <= declared.entities and found & declared.scripts and not found & declared.aspects:
        found.add(_NAME)  # 世帯主カナ
    if found & {_NAMED, _TITLE}:
        _named(found, heads)
    if unknown:
        found.discard(_TITLE)  # 課程名 is 課程
    if found & _ENDS:
        found.discard(_PERIOD)  # 支給期間開始日 is 支給開始日
    for part, concepts in declared.implied.items():
        if part != _CODE and part in found and concepts & (found - {part}):
            found.discard(part)
    if any(code in declared.order and code not in declared.qualifiers for code in found - _UNSAID):
        found -= _UNSAID
    if found & _ENDS and not (found & declared.aspects) - {_PERIOD}:
        found.add(_DATE)
    return found


def _joined(codes: Iterable[str]) -> str:
    order = lexicon().order
    return "+".join(sorted(codes, key=lambda code: (order.get(code, len(order)), code)))


def _composed(pieces: Sequence[Piece]) -> RecordConcept | None:
    """The concept of pieces that are all known, if one of them is more than a qualifier."""
    declared = lexicon()
    codes = _plain(code for _, said in pieces for code in said or ())
    heads = [code for code in codes if code in declared.order and code not in declared.qualifiers]
    if not heads:
        return None
    concept = _joined(codes)
    score = DECLARED if len(pieces) == 1 else QUALIFIED if len(heads) == 1 else COMPOSED
    return RecordConcept(concept, score, concept)


# --------------------------------------------------------------------------------------------- a key of unknown words


def _content(name: str) -> tuple[str, list[int]]:
    """A name without signs, particles and other words that mean nothing alone; the places between its words."""
    content, places = "", [0]
    for text in SIGNS.split(rewritten(name)):
        for word in words(text) if text else ():
            if word.is_content:
                content += text[word.begin : word.end]
                places.append(len(content))
    return content, places


def _key(name: str) -> str | None:
    """``~`` and the words of a name: the codes of known ones, and the others sorted, as they come in any order."""
    codes: list[str] = []
    unknown: set[str] = set()
    content, places = _content(name)
    at = 0
    for piece, said in cover(content, frozenset(places)).pieces:
        codes += said or ()
        inner = [at, *(place for place in places if at < place < at + len(piece)), at + len(piece)]
        if said is None:
            unknown |= {content[begin:end] for begin, end in pairwise(inner)}
        at += len(piece)
    known = _plain(codes, unknown) - (_UNSAID if unknown else set())
    parts = [*([_joined(known)] if known else []), *sorted(unknown)]
    return "~" + "+".join(parts) if parts else None


@lru_cache(maxsize=NAMES_KEPT)
def record_concept(name: str) -> RecordConcept:
    """The concept of a record item's name, and its key. Never raises.

    >>> record_concept("ふりがな氏名").concept, record_concept("世帯主氏名（カナ）").concept
    ('name+kana', 'name+household_head+kana')
    """
    text = _LONG_VOWEL.sub("ー", _NOTE_SIGN.sub("", normalize_text(name))).strip()
    text = _MARKS.sub("", text).strip() or text
    orders = _orders(text)
    if not orders or len(text) > MAX_LENGTH:
        return RecordConcept(key="~" + fold(text) if orders else ("~" + normalize_text(name) if name.strip() else None))
    declared = lexicon().spellings.get(fold(text))
    if declared:
        return _composed([("", declared)]) or RecordConcept(key="~" + _joined(declared))
    best, said = min(((order, cover(fold(order))) for order in orders), key=lambda one: one[1].cost)
    found = None if said.unknown or _SEVERAL.search(text) else _composed(said.pieces)
    return found or RecordConcept(key=_key(best) or "~" + fold(best))
