"""The words of record items' names: what ``data/record_concepts.yaml`` declares, and a text taken apart into them."""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

import yaml

from normalizers.text import normalize_text

# Within a name they say nothing; 等 at its end does.
_FILLERS = frozenset({
    "等", "第", "上", "する", "を", "に", "へ", "と", "に係る", "に関する", "における", "による", "に対する",
    "について", "とする", "ため", "当該", "旨", "が", "に要する",
})  # fmt: skip
SIGNS = re.compile(r"[\s・_\-~:.|「」『』【】()\[\]<>]+")
# Parts that may belong to any other in the name: 出生届出日 is a day of notification, and holds no 出生日.
_LOOSE = frozenset({"date", "category", "reason", "start", "end", "doer", "individual"})
_RULES = ("same_words", "expansions", "implied", "becomes")  # parts of the data file that are no groups
_PARTICLE = "の"
_MONEY = "税金料"
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the same, ten times as fast where it was built
_OKURIGANA = "(?<=[一-龥々])(?:さえ|とし|わせ|かり|もり|わり|[いえきぎけげしせちてびべみめりれ])(?![ぁ-とぬ-ねは-んー])"
_ACTS = (
    "申請|届出|申込|申告|申立|申出|請求|納付|納入|代理|同居|立会|受取|名義|借受|借入|貸付|譲受|譲渡|差出|使用|所有|依頼"
    "|受任|委任|受領|契約|送付"
)


def _digit(match: re.Match[str]) -> str:
    """A numeral in digits, from 1: the group that a pattern has."""
    return str(int(unicodedata.numeric(match[1])))


_REWRITTEN = (  # other ways to write a word, in the case that _fold gives
    (re.compile(r"(?<![a-z])(?:cd|code)(?![a-z])"), "コード"),
    (re.compile(r"(?:(?<=lot)|(?<=fax)|(?<![a-z]))no(?![a-z])|ナンバー"), "番号"),
    (re.compile(r"(?<![a-z])(?:flg|flag)(?![a-z])|フラッグ"), "フラグ"),
    (re.compile(r"(?<![a-z])tel(?![a-z])"), "電話"),
    (re.compile(r"(?:を受け|を行っ|をし|し|され)(?:た|ている)(?=[一-龥])"), ""),
    (
        re.compile(r"(?:(?<=[一-龥])(?:さえ|わせ|[えけしせっれ])?た|(?<=[一-龥])んだ)(?=[一-龥]|$)"),
        "",
    ),  # 支払った額, 差押えた日
    (re.compile(_OKURIGANA), ""),  # 申込み and 申し込み are 申込
    (re.compile(f"({_ACTS})人(?![員数口])"), r"\1者"),
    (re.compile("被保(?!険|護)"), "被保険者"),
    (re.compile("に規定する|の規定による|に定める"), "規定"),
    (re.compile(r"(?:住民基本台帳法|住基法|^法)第?(?=\d+条)"), ""),
    (re.compile("又は|または|若しくは|もしくは"), ""),
    (re.compile(r"(?<![a-z])(?:cm|kg|mmhg)(?![a-z])|千?円$|(?<=数)[年月日人回件]$"), ""),  # units
    (re.compile("[ヶヵケカ箇]月"), "か月"),
    (re.compile("から(?=[一-龥])"), ""),
    (re.compile("^名の(?!称)"), "下の名前"),
    (re.compile("第([一二三四五])(?![一二三四五六七八九十百])"), _digit),
    (re.compile("(?<![一-龥])([一二三四五])(?=[次号種級類]|年等)"), _digit),
    (re.compile("([①-⑳])"), _digit),
    (re.compile(r"第(?=\d)"), ""),
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
    implied: dict[str, frozenset[str]]  # of a part, the concepts beside which it goes without saying
    becomes: tuple[tuple[str, str, frozenset[str]], ...]  # a part, what it means, and the concepts beside which it does
    longest: int


def fold(text: str) -> str:
    """One case and way to write, no spaces, signs or の: the form in which spellings are compared."""
    return rewritten(SIGNS.sub("", normalize_text(text))).replace(_PARTICLE, "")


@cache
def _declared() -> dict[str, Any]:
    """The data file as it is written."""
    text = files("normalizers").joinpath("data/record_concepts.yaml").read_text("utf8")
    return yaml.load(text, _LOADER)


@cache
def _same_words() -> tuple[dict[str, str], re.Pattern[str]]:
    """Words that mean the one at the head of their line, and what finds the longest of them."""
    heads = {word: head for head, words in _declared()["same_words"].items() for word in words}
    return heads, re.compile("|".join(map(re.escape, sorted(heads, key=len, reverse=True))))


def rewritten(text: str) -> str:
    """One case, and one of several ways to write a word: CD is コード, 障がい is 障害."""
    heads, found = _same_words()
    text = found.sub(lambda match: heads[match[0]], text.casefold())
    for pattern, word in _REWRITTEN:
        text = pattern.sub(word, text)
    return text


@cache
def lexicon() -> Lexicon:
    """The data file, read once."""
    declared = {part: value for part, value in _declared().items() if part not in _RULES}
    expansions, implied, becomes = (_declared()[part] for part in _RULES[1:])
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
    for spelling, codes in tuple(spellings.items()):
        if len(spelling) > 1 and spelling[-1] in _MONEY:  # 固定資産税 and 額, not 固定資産 and 税額
            for amount in ("額", "金額"):
                spellings.setdefault(spelling + amount, (*codes, "amount"))
    members: dict[str, frozenset[str]] = {
        f"group.{group}": frozenset(entry.code for entry in entries if entry.parent == f"group.{group}")
        for group in declared
    }

    def among(text: str) -> frozenset[str]:
        return frozenset().union(*(members.get(code, frozenset({code})) for code in text.split()))

    return Lexicon(
        entries=tuple(entries),
        spellings=spellings,
        order={entry.code: at for at, entry in enumerate(entries)},
        qualifiers=frozenset(entry.code for entry in entries if entry.is_qualifier),
        entities=members["group.entity"],
        scripts=members["group.script"],
        aspects=members["group.aspect"],
        implied={part: among(codes) for part, codes in implied.items()},
        becomes=tuple((part, other, among(codes)) for part, other, codes in becomes),
        longest=max(map(len, spellings)),
    )


def codebook() -> tuple[Entry, ...]:
    """Every group and concept, in the order of the data file."""
    return lexicon().entries


class Cover(NamedTuple):
    """A text taken apart: pieces in printed order, how many characters nothing explains, how many pieces are of one."""

    unknown: int
    pieces: tuple[Piece, ...]
    short: int = 0

    @property
    def cost(self) -> tuple[int, int, int]:
        """What is as small as can be: 投票区分 is 投票 and 区分 rather than 投票区 and 分."""
        return self.unknown, len(self.pieces), self.short

    def after(self, piece: str, codes: tuple[str, ...] | None) -> Cover:
        """This one with a piece before it; two unknown ones are one."""
        if codes is not None:
            return Cover(self.unknown, ((piece, codes), *self.pieces), self.short + (len(piece) == 1))
        joined, others = (piece, self.pieces)
        if others and others[0][1] is None:
            joined, others = piece + others[0][0], others[1:]
        return Cover(self.unknown + len(piece), ((joined, None), *others), self.short)


def _said(piece: str, *, is_last: bool) -> tuple[str, ...] | None:
    """The concepts that a piece says: none for a filler, which stands at no end; None for a text without meaning."""
    codes = lexicon().spellings.get(piece) or ((piece,) if piece.isdecimal() else None)
    return () if codes is None and piece in _FILLERS and not is_last else codes


def cover(text: str, breaks: frozenset[int] | None = None, *, whole: bool = True) -> Cover:
    """The cover of least cost; the longest piece first where two are as good.

    ``breaks`` are the places where pieces of one character may begin and end; None allows all. Without ``whole`` no
    piece is the text. A number is one piece, and 年月 are not told apart.
    """
    longest = lexicon().longest
    best: list[Cover] = [Cover(0, ())] * (len(text) + 1)
    for begin in range(len(text) - 1, -1, -1):
        chosen = best[begin + 1].after(text[begin], None)
        for end in range(min(len(text), begin + longest), begin, -1):
            is_short = end == begin + 1 and breaks is not None and not {begin, end} <= breaks
            is_all = not whole and end - begin == len(text)
            if is_short or is_all or text[end - 1 : end + 1] == "年月":
                continue
            piece = text[begin:end]
            codes = _said(piece, is_last=end == len(text))
            if codes is not None and (found := best[end].after(piece, codes)).cost < chosen.cost:
                chosen = found
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
