"""Names of record items (記録項目, 別添2) to concepts that are the same across agencies.

``data/record_concepts.yaml`` declares concepts and the spellings that say them. A name that is no spelling is composed
of several (世帯主 + カナ + 氏名), in whatever order they are printed: the concept is ``name+household_head+kana``. One
word that nothing declares, and there is no concept, but a key of the words, so that equal items still meet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

import yaml

from normalizers.text import normalize_text
from normalizers.words import words

DECLARED, QUALIFIED, COMPOSED = 1.0, 0.9, 0.8  # a spelling; one concept and qualifiers; several concepts
NAMES_KEPT = 50_000  # results kept; a corpus repeats a few thousand names
MAX_LENGTH = 80  # characters; a longer text is a sentence, and no name of an item

# Parts with rules of their own.
_NAME, _TITLE, _NAMED = "name", "title", "named"  # 氏名, 名称, and 名, which may be either
_UNSAID = frozenset({"self", "kanji", "information"})  # 本人, 漢字, 情報: they say nothing beside another part
_ENDS = frozenset({"start", "end"})
_DATE = "date"
_CODE = "code"
_IDENTIFIERS = frozenset({"code", "number_of", "id"})  # beside an office or a device they are one
_FILLERS = frozenset({"等", "第"})  # within a name they say nothing; 等 at its end does

_MARKS = re.compile(
    r"^(?:[\u2460-\u249b\u24ea-\u24ff\u3220-\u3229\u3251-\u325f\u32b1-\u32bf・○●◎◆◇■□▪*]|\(?\d{1,3}[.)]|※)+"
)
_NOTE_SIGN = re.compile(r"\(※?\d*\)|[※*]\d*$")
_BRACKETS = re.compile(r"[(\[<【「『]([^()\[\]<>【】「」『』]*)[)\]>】」』]")
_SEVERAL = re.compile(r"[、,;/]|及び|および|並びに|又は|または")
_SIGNS = re.compile(r"[\s・_\-~:.|「」『』【】()\[\]<>]+")
_DIGITS = re.compile(r"\d+")
_PARTICLE = "の"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times as fast where it was built
_REWRITTEN = (  # other ways to write a word, in the case that _fold gives
    (re.compile("障がい|障碍|しょうがい"), "障害"),
    (re.compile(r"(?<![a-z])cd(?![a-z])"), "コード"),
    (re.compile(r"(?:(?<=lot)|(?<![a-z]))no(?![a-z])|ナンバー"), "番号"),
    (re.compile(r"(?<![a-z])(?:flg|flag)(?![a-z])|フラッグ"), "フラグ"),
    (re.compile("[ヶヵケカ箇]月"), "か月"),
    (re.compile("(?<=[ザバタ])ー(?![ァ-ヺ])"), ""),  # ユーザー, サーバー, マスター
)


class RecordConcept(NamedTuple):
    """What a name says: ``concept`` (None where a word is unknown) with its ``score``, and ``key``, always given.

    A concept is one code of the codebook, or several joined with ``+``, ordered as in the data file; a part that is a
    number is the printed one (電話番号2). ``key`` is the concept, or ``~`` and words; None for a text without any.
    """

    concept: str | None = None
    score: float | None = None
    key: str | None = None


class Entry(NamedTuple):
    """A row of the codebook: a concept or a group of them (whose parent is None)."""

    code: str
    parent: str | None
    label_ja: str
    label_en: str
    is_qualifier: bool


class _Lexicon(NamedTuple):
    entries: tuple[Entry, ...]
    spellings: dict[str, tuple[str, ...]]  # of a folded spelling, the concepts it says
    order: dict[str, int]
    qualifiers: frozenset[str]
    entities: frozenset[str]
    scripts: frozenset[str]
    aspects: frozenset[str]
    implied: dict[str, frozenset[str]]  # of a part, the concepts beside which it goes without saying
    longest: int


def _fold(text: str) -> str:
    """One case and way to write, no spaces, signs or の: the form in which spellings are compared."""
    return _rewritten(_SIGNS.sub("", normalize_text(text))).replace(_PARTICLE, "")


def _rewritten(text: str) -> str:
    text = text.casefold()
    for pattern, word in _REWRITTEN:
        text = pattern.sub(word, text)
    return text


@cache
def _lexicon() -> _Lexicon:
    text = files("normalizers").joinpath("data/record_concepts.yaml").read_text("utf8")
    declared = yaml.load(text, _LOADER)
    expansions = declared.pop("expansions")
    implied = declared.pop("implied")
    entries: list[Entry] = []
    spellings: dict[str, tuple[str, ...]] = {}
    for group, concepts in declared.items():
        is_qualifier = "qualifier" in concepts["_"]
        entries.append(Entry(f"group.{group}", None, *concepts["_"][:2], is_qualifier))
        for code, (ja, en, *others) in concepts.items():
            if code != "_":
                entries.append(Entry(code, f"group.{group}", ja, en, is_qualifier))
                for spelling in (ja, *others):
                    spellings.setdefault(_fold(str(spelling)), (code,))
    for spelling, codes in expansions.items():
        spellings[_fold(spelling)] = tuple(codes.split())
    return _Lexicon(
        tuple(entries),
        spellings,
        {entry.code: at for at, entry in enumerate(entries)},
        frozenset(entry.code for entry in entries if entry.is_qualifier),
        *(
            frozenset(entry.code for entry in entries if entry.parent == f"group.{group}")
            for group in ("entity", "script", "aspect")
        ),
        {part: frozenset(concepts.split()) for part, concepts in implied.items()},
        max(map(len, spellings)),
    )


def codebook() -> tuple[Entry, ...]:
    """Every group and concept, in the order of the data file."""
    return _lexicon().entries


# --------------------------------------------------------------------------------------------- a text into known parts


class _Cover(NamedTuple):
    """A text taken apart: pieces in printed order, and how many characters nothing explains."""

    unknown: int
    pieces: tuple[tuple[str, tuple[str, ...] | None], ...]  # the text, and the concepts it says (None: unknown)


def _cover(text: str, breaks: frozenset[int] | None = None, *, whole: bool = True) -> _Cover:
    """The fewest unknown characters, then the fewest pieces; the longest piece first where two are as good.

    ``breaks`` are the places where pieces may begin and end; None allows all. Without ``whole`` no piece is the text.
    """
    spellings, longest = _lexicon().spellings, _lexicon().longest
    best: list[_Cover] = [_Cover(0, ())] * (len(text) + 1)
    for begin in range(len(text) - 1, -1, -1):
        rest = best[begin + 1]
        unknown = (text[begin], None)
        if rest.pieces and rest.pieces[0][1] is None:
            chosen = _Cover(rest.unknown + 1, ((text[begin] + rest.pieces[0][0], None), *rest.pieces[1:]))
        else:
            chosen = _Cover(rest.unknown + 1, (unknown, *rest.pieces))
        if breaks is None or begin in breaks:
            number = _DIGITS.match(text, begin)
            for end in range(min(len(text), begin + longest), begin, -1):
                if (breaks is not None and end not in breaks) or (not whole and end - begin == len(text)):
                    continue
                piece = text[begin:end]
                codes = spellings.get(piece) or ((piece,) if number and number.end() == end else None)
                if codes is None and piece in _FILLERS and end < len(text):
                    codes = ()
                if codes is not None and (best[end].unknown, len(best[end].pieces) + 1) < (
                    chosen.unknown,
                    len(chosen.pieces),
                ):
                    chosen = _Cover(best[end].unknown, ((piece, codes), *best[end].pieces))
        best[begin] = chosen
    return best[0]


def _orders(name: str) -> list[str]:
    """The ways to read a name with brackets, folded: what they hold before the rest (番号（宛名）), or after it."""
    inside = "".join(_BRACKETS.findall(name))
    outside = _BRACKETS.sub("", name)
    texts = [inside + outside, outside + inside] if inside else [name]
    return [folded for text in texts if (folded := _fold(text))]


# ------------------------------------------------------------------------------------------------- parts into a concept


@cache
def _compounds() -> tuple[tuple[frozenset[str], str], ...]:
    """Concepts that one spelling says as a word and another in parts (宛名番号: 番号 of the 宛名), most parts first."""
    lexicon = _lexicon()
    found: dict[frozenset[str], str] = {}
    for spelling, codes in lexicon.spellings.items():
        if len(codes) != 1 or codes[0] in lexicon.qualifiers:
            continue
        cover = _cover(spelling, whole=False)
        parts = frozenset(code for _, said in cover.pieces for code in said or ())
        is_by_words = any(len(piece) > 1 for piece, _ in cover.pieces)  # 名前 is no 名 of what is 前
        is_earlier_person = "previous" in parts and codes[0] in lexicon.entities  # 世帯主の旧氏名 is no 旧世帯主's
        if not cover.unknown and len(parts) > 1 and is_by_words and not is_earlier_person:
            found.setdefault(parts, codes[0])
    return tuple(sorted(found.items(), key=lambda entry: (-len(entry[0]), sorted(entry[0]))))


def _compounded(codes: Iterable[str]) -> set[str]:
    """Parts, with those of a compound become one; each step leaves fewer."""
    found = set(codes)
    while compound := next((entry for entry in _compounds() if entry[0] <= found), None):
        found = found - compound[0] | {compound[1]}
    return found


def _plain(codes: Iterable[str]) -> set[str]:
    """Parts without what goes without saying, 名 told apart, and the date of a beginning or an end."""
    lexicon = _lexicon()
    found = _compounded(codes)
    if found & (lexicon.implied[_CODE] | lexicon.entities) and found & _IDENTIFIERS:
        found = found - _IDENTIFIERS | {_CODE}
    heads = {code for code in found if code in lexicon.order} - lexicon.qualifiers
    if found & {_NAMED, _TITLE}:  # 世帯主名 and 英字名 are names of persons, 金融機関名 is not
        is_persons = bool(heads & lexicon.entities) or (_NAMED in found and not heads and found & lexicon.scripts)
        is_things = bool(lexicon.implied[_TITLE] & found)
        found -= {_NAMED, _TITLE}
        if is_persons and not is_things:
            found.add(_NAME)
        elif not heads:
            found.add(_TITLE)
    for part, concepts in lexicon.implied.items():
        if part != _CODE and part in found and concepts & (found - {part}):
            found.discard(part)
    if (found - _UNSAID) & (lexicon.order.keys() - lexicon.qualifiers | {_NAME}):
        found -= _UNSAID
    if found & _ENDS and not found & lexicon.aspects:
        found.add(_DATE)
    return found


def _joined(codes: Iterable[str]) -> str:
    order = _lexicon().order
    return "+".join(sorted(codes, key=lambda code: (order.get(code, len(order)), code)))


def _composed(pieces: Sequence[tuple[str, tuple[str, ...] | None]]) -> RecordConcept | None:
    """The concept of pieces that are all known, if one of them is more than a qualifier."""
    lexicon = _lexicon()
    codes = _plain(code for _, said in pieces for code in said or ())
    heads = [code for code in codes if code in lexicon.order and code not in lexicon.qualifiers]
    if not heads:
        return None
    concept = _joined(codes)
    score = DECLARED if len(pieces) == 1 else QUALIFIED if len(heads) == 1 else COMPOSED
    return RecordConcept(concept, score, concept)


# ---------------------------------------------------------------------------------------------- a key of what is unknown


def _key(name: str) -> str | None:
    """``~`` and the words of a name: the codes of known ones, and the others sorted, as they come in any order."""
    codes: list[str] = []
    unknown: set[str] = set()
    for text in _SIGNS.split(_rewritten(name)):
        content, places = "", [0]
        for word in words(text) if text else ():
            if word.is_content:
                content += text[word.begin : word.end]
                places.append(len(content))
        pieces = _cover(content, frozenset(places)).pieces
        at = 0
        for piece, said in pieces:
            codes += said or ()
            inner = [place for place in places if at <= place <= at + len(piece)]
            if said is None:
                unknown |= {content[begin:end] for begin, end in pairwise(inner)}
            at += len(piece)
    known = _plain(codes)
    parts = [*([_joined(known)] if known else []), *sorted(unknown)]
    return "~" + "+".join(parts) if parts else None


@lru_cache(maxsize=NAMES_KEPT)
def record_concept(name: str) -> RecordConcept:
    """The concept of a record item's name, and its key. Never raises.

    >>> record_concept("ふりがな氏名").concept, record_concept("世帯主氏名（カナ）").concept
    ('name+kana', 'name+household_head+kana')
    """
    text = _NOTE_SIGN.sub("", normalize_text(name)).strip()
    text = _MARKS.sub("", text).strip() or text
    orders = _orders(text)
    if not orders or len(text) > MAX_LENGTH:
        return RecordConcept(
            key="~" + _fold(text) if orders else ("~" + normalize_text(name) if name.strip() else None)
        )
    declared = _lexicon().spellings.get(_fold(text))
    if declared:
        return _composed([("", declared)]) or RecordConcept(key="~" + _joined(declared))
    covers = sorted((_cover(order) for order in orders), key=lambda cover: (cover.unknown, len(cover.pieces)))
    if not covers[0].unknown and not _SEVERAL.search(text):
        found = _composed(covers[0].pieces)
        if found:
            return found
    return RecordConcept(key=_key(text) or "~" + orders[-1])
