"""The words of record items' names: what ``data/record_concepts.yaml`` declares, and a text taken apart into them."""

from __future__ import annotations

import re
from functools import cache
from importlib.resources import files
from typing import NamedTuple

import yaml

from normalizers.text import normalize_text

# Within a name they say nothing; 等 at its end does.
_FILLERS = frozenset({"等", "第", "を", "に", "に係る", "に関する", "における", "による", "への", "と", "当該", "旨"})
SIGNS = re.compile(r"[\s・_\-~:.|「」『』【】()\[\]<>]+")
# Parts that may belong to any other in the name: 出生届出日 is a day of notification, and holds no 出生日.
_LOOSE = frozenset({"date", "category", "reason", "start", "end", "doer", "individual"})
_DIGITS = re.compile(r"\d+")
_PARTICLE = "の"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times as fast where it was built
_REWRITTEN = (  # other ways to write a word, in the case that _fold gives
    (re.compile("障がい|障碍|しょうがい"), "障害"),
    (re.compile(r"(?<![a-z])cd(?![a-z])"), "コード"),
    (re.compile(r"(?:(?<=lot)|(?<![a-z]))no(?![a-z])|ナンバー"), "番号"),
    (re.compile(r"(?<![a-z])(?:flg|flag)(?![a-z])|フラッグ"), "フラグ"),
    (re.compile("不明"), "不詳"),
    (re.compile("被保(?!険|護)"), "被保険者"),
    (re.compile("に規定する|の規定による|に定める"), "規定"),
    (re.compile(r"(?:住民基本台帳法|住基法|^法)第?(?=\d+条)"), "第"),
    (re.compile("罹災|り災"), "被災"),
    (re.compile("発布|発付"), "発行"),
    (re.compile(r"(?<![a-z])(?:cm|kg)(?![a-z])|円$"), ""),  # units
    (re.compile("[ヶヵケカ箇]月"), "か月"),
    (re.compile("(?:を受け|をし|し)た(?=年月日|日|者)"), ""),
    *((re.compile(f"第{kanji}(?![一二三四五六七八九十百])"), f"第{n}") for n, kanji in enumerate("一二三四五", 1)),
    (re.compile("(?<=[ザバタ])ー(?![ァ-ヺ])"), ""),  # ユーザー, サーバー, マスター
)


Piece = tuple[str, tuple[str, ...] | None]  # a text, and the concepts it says (None: unknown)


class Entry(NamedTuple):
    """A row of the codebook: a concept or a group of them (whose parent is None)."""

    code: str
    parent: str | None
    label_ja: str
    label_en: str
    is_qualifier: bool


class Lexicon(NamedTuple):
    """What the data file declares: rows of the codebook, and the concepts that each spelling says."""

    entries: tuple[Entry, ...]
    spellings: dict[str, tuple[str, ...]]  # of a folded spelling, the concepts it says
    order: dict[str, int]
    qualifiers: frozenset[str]
    entities: frozenset[str]
    scripts: frozenset[str]
    aspects: frozenset[str]
    classes: frozenset[str]  # beside which a code goes without saying
    implied: dict[str, frozenset[str]]  # of a part, the concepts beside which it goes without saying
    longest: int


def fold(text: str) -> str:
    """One case and way to write, no spaces, signs or の: the form in which spellings are compared."""
    return rewritten(SIGNS.sub("", normalize_text(text))).replace(_PARTICLE, "")


def rewritten(text: str) -> str:
    """One case, and one of several ways to write a word: CD is コード, 障がい is 障害."""
    text = text.casefold()
    for pattern, word in _REWRITTEN:
        text = pattern.sub(word, text)
    return text


@cache
def lexicon() -> Lexicon:
    """The data file, read once."""
    text = files("normalizers").joinpath("data/record_concepts.yaml").read_text("utf8")
    declared = yaml.load(text, _LOADER)
    expansions = declared.pop("expansions")
    implied = declared.pop("implied")
    classes = frozenset(declared.pop("classes").split())
    entries: list[Entry] = []
    spellings: dict[str, tuple[str, ...]] = {}
    for group, concepts in declared.items():
        is_qualifier = "qualifier" in concepts["_"]
        group_ja, group_en = concepts["_"][:2]
        entries.append(Entry(f"group.{group}", None, group_ja, group_en, is_qualifier))
        for code, (ja, en, *others) in concepts.items():
            if code != "_":
                entries.append(Entry(code, f"group.{group}", ja, en, is_qualifier))
                for spelling in (ja, *others):
                    spellings.setdefault(fold(str(spelling)), (code,))
    for spelling, codes in expansions.items():
        spellings[fold(spelling)] = tuple(codes.split())
    members: dict[str, frozenset[str]] = {
        f"group.{group}": frozenset(entry.code for entry in entries if entry.parent == f"group.{group}")
        for group in declared
    }
    return Lexicon(
        entries=tuple(entries),
        spellings=spellings,
        order={entry.code: at for at, entry in enumerate(entries)},
        qualifiers=frozenset(entry.code for entry in entries if entry.is_qualifier),
        entities=members["group.entity"],
        scripts=members["group.script"],
        aspects=members["group.aspect"],
        classes=classes,
        implied={
            part: frozenset().union(*(members.get(code, frozenset({code})) for code in codes.split()))
            for part, codes in implied.items()
        },
        longest=max(map(len, spellings)),
    )


def codebook() -> tuple[Entry, ...]:
    """Every group and concept, in the order of the data file."""
    return lexicon().entries


class Cover(NamedTuple):
    """A text taken apart: pieces in printed order, and how many characters nothing explains."""

    unknown: int
    pieces: tuple[Piece, ...]


def cover(text: str, breaks: frozenset[int] | None = None, *, whole: bool = True) -> Cover:
    """The fewest unknown characters, then the fewest pieces; the longest piece first where two are as good.

    ``breaks`` are the places where pieces may begin and end; None allows all. Without ``whole`` no piece is the text.
    """
    spellings, longest = lexicon().spellings, lexicon().longest
    best: list[Cover] = [Cover(0, ())] * (len(text) + 1)
    for begin in range(len(text) - 1, -1, -1):
        rest = best[begin + 1]
        unknown = (text[begin], None)
        if rest.pieces and rest.pieces[0][1] is None:
            chosen = Cover(rest.unknown + 1, ((text[begin] + rest.pieces[0][0], None), *rest.pieces[1:]))
        else:
            chosen = Cover(rest.unknown + 1, (unknown, *rest.pieces))
        if breaks is None or begin in breaks:
            number = _DIGITS.match(text, begin)
            for end in range(min(len(text), begin + longest), begin, -1):
                if (breaks is not None and end not in breaks) or (not whole and end - begin == len(text)):
                    continue
                piece = text[begin:end]
                codes = spellings.get(piece) or ((piece,) if number and number.end() == end else None)
                if codes is None and piece in _FILLERS and end < len(text):
                    codes = ()
                cost = (best[end].unknown, len(best[end].pieces) + 1)
                if codes is not None and cost < (chosen.unknown, len(chosen.pieces)):
                    chosen = Cover(best[end].unknown, ((piece, codes), *best[end].pieces))
        best[begin] = chosen
    return best[0]


@cache
def compounds() -> tuple[tuple[frozenset[str], str], ...]:
    """Concepts that one spelling says as a word and another in parts (宛名番号: 番号 of the 宛名), most parts first."""
    words = lexicon()
    found: dict[frozenset[str], str] = {}
    for spelling, codes in words.spellings.items():
        if len(codes) != 1 or codes[0] in words.qualifiers:
            continue
        apart = cover(spelling, whole=False)
        parts = frozenset(code for _, said in apart.pieces for code in said or ())
        is_by_words = any(len(piece) > 1 for piece, _ in apart.pieces)  # 名前 is no 名 of what is 前
        is_earlier_person = "previous" in parts and codes[0] in words.entities  # 世帯主の旧氏名 is no 旧世帯主's
        is_loose = codes[0] not in parts and bool(parts & _LOOSE)
        if not apart.unknown and len(parts) > 1 and is_by_words and not is_earlier_person and not is_loose:
            found.setdefault(parts, codes[0])
    return tuple(sorted(found.items(), key=lambda entry: (-len(entry[0]), sorted(entry[0]))))
