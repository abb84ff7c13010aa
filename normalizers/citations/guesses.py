"""Names that only look like a law's: what ends like one, right before a provision, a law number or a definition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence

from normalizers.citations.known import DIGITS_OF_ALL, WORD, N, declared
from normalizers.citations.scanner import ORDERS, SAME_LAWS, Kind, Token
from normalizers.laws import ORDERS_OF_ACTS, Law, kind_of

# How names of laws end. The long ones are sure enough to be taken for a law where no provision follows.
_ENDINGS = (
    "法律", "法", "令", "規則", "条例", "告示", "規程", "要綱", "要領", "細則", "通知", "指針", "ガイドライン", "規約",
    "契約書", "仕様書", "協定書", "特記事項", "確認事項", "基準",
)  # fmt: skip
DOCUMENT_ENDINGS = (
    "確認事項",
    "規約",
    "契約書",
    "仕様書",
    "協定書",
    "特記事項",
    "要綱",
    "要領",
    "指針",
    "ガイドライン",
    "規程",
    "基準",
)
_NO_LAW = (
    "方法",
    "手法",
    "用法",
    "技法",
    "療法",
    "司法",
    "立法",
    "文法",
    "寸法",
    "法令",
    "指令",
    "号令",
    "命令系統",
    "作法",
    "違法",
    "適法",
    *ORDERS,
    *SAME_LAWS,
)
_LONG_ENDINGS = ("に関する法律", "に関する条例", "に関する規則", "のための法律")
_BARE = ("法", "令", "政令", "省令", "府令", *ORDERS_OF_ACTS)  # name no law by themselves

_DELIMITERS = frozenset("\n 、。,.;:()[]{}「」『』【】※■□●◆◇★☆→⇒=/|!?\"'“”")
# Before a name the sentence goes on with one of these; law titles hardly ever hold them.
_BREAKS = (
    "は",
    "が",
    "で",
    "て",
    "ば",
    "から",
    "まで",
    "より",
    "ために",
    "として",
    "又は",
    "若しくは",
    "または",
    "もしくは",
)
_JOINS = ("及び", "並びに", "および", "ならびに", "や", "と", "を", "に", "へ", "も")
# A name never begins with what joins it to the law or provision before it; かつらぎ町 is a town.
_JOINED = re.compile("及び|並びに|および|ならびに|又は|若しくは|または|もしくは|且つ|かつ(?![ぁ-ゖ])")
_PROVISION_END = re.compile(rf"(?:条|項|号|別表{N}*|附則|法|令|条例|規則|[条号]の{N}+)$")
_TITLE_AFTER = {
    "に": ("関", "係", "対", "お", "伴", "基", "よ", "要", "向"),
    "を": ("改正", "廃止", "定め", "図", "受け"),
    "と": ("す", "な", "の", "し"),
    "も": ("の",),
    "や": (),
    "へ": ("の",),
}
_DROPPED = (
    "改正前の",
    "改正後の",
    "当該",
    "この",
    "その",
    "上記",
    "下記",
    "以下の",
    "本市の",
    "当市の",
    "なお",
    "また",
    "同",
)
_AMENDING = ("の一部を改正する", "を改正する", "を廃止する")
_IN_TITLE = re.compile("についての.*(?:に関する|のための)")  # 就学奨励についての国の援助に関する法律
_RESTING = ("に基づく", "に規定する", "による", "の規定による", "の規定に基づく", "で定める", "に定める", "の")

# After these an ordinance is taken for one where its name has a place in it: ○○市個人情報保護条例を遵守する.
_WEAK = ("を", "及び", "並びに", "又は", "若しくは", "等", "、")
_PLACES = ("市", "町", "村", "区", "県", "都", "府", "道", "組合", "広域連合")
_ANCHOR = re.compile(
    rf"第\s?{N}|別表|附則|\(\s?(?:以下|{'|'.join(('明治', '大正', '昭和', '平成', '令和'))}|第?{N}+条)"
    rf"|\([^()\n]{{1,40}}\)\s?(?:第\s?{N}|別表|附則)"
    rf"|{N}+条|(?<=条例)(?:の規定|に基づ|に規定|に定め|で定め|による|により|その他|上認め|{'|'.join(_WEAK)})"
    rf"|(?<=条例)(?=[)\]】」』。\n]|$)"
    rf"|(?<=に関する法律)(?!施行)|(?<=に関する条例)(?!施行)|(?<=[一-鿿][一-鿿]法)(?:の規定|に基づ|に規定|による|により|に定め|で定め)"
)
_BEFORE_NUMBER = re.compile(r"\(\s?(?:明治|大正|昭和|平成|令和)")
_SAME = ("同条", "同項", "同号", "同表", "前条", "前項", "前号")
_LONGEST_NAME = 120  # characters; no title is longer


def guessed_names(text: str, taken: Sequence[Token]) -> Iterator[Token]:
    """Names that are not known: what ends like a law's right before a provision, a law number or a definition."""
    by_end = {token.end: token for token in taken}
    is_taken = covered(len(text), taken)
    last = 0
    for match in _ANCHOR.finditer(text):
        end = match.start()
        while end and text[end - 1] == " ":
            end -= 1
        if text.endswith("」", 0, end) and match[0].startswith("("):
            quoted = _quoted(text, end)
            if quoted is not None and quoted.start >= last:
                yield quoted
                last = end
            continue
        if end <= last or is_taken[end - 1] or not text.endswith(_ENDINGS, 0, end) or text.endswith(_NO_LAW, 0, end):
            continue
        start = _name_start(text, end, by_end)
        name = text[start:end]
        if not name or name.startswith("別表") or not _is_name(name, match[0]):
            continue
        last = end
        law = None if name in _BARE else declared().get(name) or Law(name, None, None, kind_of(name))
        yield Token(Kind.LAW, name, start, end, (law, False, not _is_provision(match[0])))


def _quoted(text: str, end: int) -> Token | None:
    """A title in quotation marks that end at ``end``: 「…の一部を改正する省令」（令和３年総務省令第８３号）."""
    start = text.rfind("「", max(0, end - 2 * _LONGEST_NAME), end)
    name = text[start + 1 : end - 1]
    if start < 0 or "」" in name or not name.endswith(("法律", "令", "条例", "規則", "告示")):
        return None
    return Token(Kind.LAW, name, start, end, (Law(name, None, None, kind_of(name)), False, True))


def _is_provision(anchor: str) -> bool:
    return anchor.startswith(("第", "別", "附")) or (anchor != "" and anchor[0] in DIGITS_OF_ALL)


def _is_name(name: str, anchor: str) -> bool:
    if anchor.startswith(("第", "別", "附")):
        return True
    if _is_provision(anchor):
        return name.endswith(("法", "法律", "令", "条例", "規則"))
    if name in ("条例", "規則") and _BEFORE_NUMBER.match(anchor):
        return True  # 番号法第9条第2項に基づく条例（令和3年条例第12号）
    if name.startswith(("その他", "他の", "関係")):
        return False
    if anchor.startswith(_WEAK) or (not anchor and not name.endswith(_LONG_ENDINGS)):
        return any(word in name for word in _PLACES)
    return name.endswith(("条例", "規則", "法律", "令", "法", "告示", "要綱", "規程")) and len(name) > 3


def _name_start(text: str, end: int, by_end: Mapping[int, Token]) -> int:
    """Where the name that ends at ``end`` begins."""
    start = end
    while start > max(0, end - _LONGEST_NAME) and text[start - 1] not in _DELIMITERS:
        if text[start - 1] == "・" and (start < 2 or text[start - 2] in "\n 、。()"):
            break  # a bullet
        if text[start - 1] in "条項号年月日" and start > 1 and text[start - 2] in DIGITS_OF_ALL:
            break
        if text.endswith("の項", 0, start) and start > 2 and text[start - 3] in DIGITS_OF_ALL:
            break  # 第2条の表136の項星見漁業法施行規則第3条
        if text.endswith(_SAME, 0, start) and not text.startswith("例", start):
            break  # 同条に基づく○○市条例, but not 同条例
        token = by_end.get(start)
        if token is not None and not (token.kind is Kind.LAW and _holds_law(text, token, end)):
            break
        start = token.start if token is not None else start - 1
    name = text[start:end]
    return start + len(name) - len(_trimmed(name))


def _holds_law(text: str, law: Token, end: int) -> bool:
    """Whether a known law is part of a longer title: ○○市 + 番号法 + に基づく個人番号の利用に関する条例."""
    rest = text[law.end : end]
    if "第" in rest:
        return False
    if rest.startswith(("に基づく", "施行")):
        return rest.endswith(("条例", "規則", "細則"))
    return rest.removeprefix("等").startswith(_AMENDING) and rest.endswith(("法律", "令", "条例", "規則"))


def _trimmed(name: str) -> str:
    """A stretch that ends with a law's name, without what is only the sentence before it."""
    name = name.lstrip("・")  # 番号法第19条・施行規則第20条
    if joined := _JOINED.match(name):
        name = name[joined.end() :]
    whole = name
    for word in _RESTING:
        name = name.removeprefix(word)
    for word in _BREAKS:
        if (at := _last(name, word)) >= 0:
            name = name[at + len(word) :]
    name = _after_joins(name)
    for word in _DROPPED:
        if len(name) > len(word) + 1:
            name = name.removeprefix(word)
    for word in ("改正", "旧", "新"):
        if (at := name.rfind(word)) > 0 and name[at + len(word) :] in declared():
            return name[at:]
    # 市の条例 names no ordinance; 制定した規則 neither.
    core = next((ending for ending in sorted(_ENDINGS, key=len, reverse=True) if name.endswith(ending)), name)
    before = name[: len(name) - len(core)]
    if not before or WORD.match(before[-1]) or before.endswith(("に関する", "ための")):
        return name
    if core != "法律":
        return core
    for word in _RESTING:
        whole = whole.removeprefix(word)
    return re.split("又は|若しくは|並びに", whole)[-1]


def _last(name: str, word: str) -> int:
    """Where a word that ends a sentence's part before the name stands last: not て of a title's についての."""
    at = name.rfind(word)
    while at >= 0 and word == "て" and _IN_TITLE.match(name, max(0, at - 3)):
        at = name.rfind(word, 0, at)
    return at


def _after_joins(name: str) -> str:
    at = len(name)
    while at > 0:
        at -= 1
        for word in _JOINS:
            if not name.startswith(word, at):
                continue
            before, rest = name[:at], name[at + len(word) :]
            if word in ("及び", "並びに", "および", "ならびに"):
                if _PROVISION_END.search(before) or "に関する" not in rest:
                    return rest
            elif rest.startswith(_TITLE_AFTER[word]) or "に関する" in rest or "ための" in rest:
                continue
            else:
                return rest
    return name


def covered(size: int, tokens: Iterable[Token]) -> bytearray:
    """One byte for each of ``size`` characters: 1 where a token stands on it."""
    taken = bytearray(size)
    for token in tokens:
        taken[token.start : token.end] = b"\x01" * (token.end - token.start)
    return taken
