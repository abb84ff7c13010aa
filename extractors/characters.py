"""Characters as a reader sees them: mending what a font's map got wrong, and folding text for comparing labels.

Mending happens once, right after the reader, and is the only change made to printed text. Folding is for matching
the form's own words and never reaches a table.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files

# The block and its supplement. Twelve of the block (﨑, 﨎 …) are ideographs in their own right, which NFKC keeps.
COMPATIBILITY_IDEOGRAPHS = (*range(0xF900, 0xFB00), *range(0x2F800, 0x2FA20))
PRIVATE_USE = "\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"  # 外字, as ranges of a pattern
UNREADABLE = "\ufffd"  # what both readers give for a glyph without a character

# One form of each look-alike, for matching only. ー is left alone: it is a letter.
_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("\u00ad‐‑‒–—―−－─━⁃﹣", "-"),  # U+00AD is what some fonts' maps have for the printed hyphen
        **dict.fromkeys("〇◯", "○"),
        **dict.fromkeys("～〜∼", "~"),
        **dict.fromkeys("･‧•·", "・"),
        **dict.fromkeys("〈≪《", "<"),
        **dict.fromkeys("〉≫》", ">"),
        **dict.fromkeys("［〔", "["),
        **dict.fromkeys("］〕", "]"),
    }
)
LABEL_LENGTH = 200  # characters; what is longer is an agency's own text and not seen again, so never kept in memory
KEPT = 32768  # labels and short texts whose folded forms are kept: many times the words of all forms

_SPACES = re.compile(r"\s+")
_MEANINGLESS = re.compile(f"[{PRIVATE_USE}{UNREADABLE}\x00-\x08\x0e-\x1b\x7f]")
_JAPANESE = re.compile("[\u3041-\u30fa\u3400-\u9fff]")  # kana and kanji
# A Latin letter of other languages right beside a kana or kanji, as no filing prints it: À to ʯ but × and ÷.
_ACCENTED = "[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02af]"
FOREIGN_LETTER = re.compile(f"(?<={_JAPANESE.pattern}){_ACCENTED}|{_ACCENTED}(?={_JAPANESE.pattern})")
_CIRCLED = re.compile("([\u2460-\u24ff\u2776-\u2793\u3251-\u32bf])")


def _mend_table() -> dict[int, str]:
    table = {code: unicodedata.normalize("NFKC", chr(code)) for code in COMPATIBILITY_IDEOGRAPHS}
    for line in files("extractors").joinpath("radicals.tsv").read_text("utf8").splitlines():
        if not line.startswith("#"):
            radical, ideograph = (int(field[2:], 16) for field in line.split("\t"))
            table[radical] = chr(ideograph)
    return {code: text for code, text in table.items() if chr(code) != text}


_MEND = _mend_table()
_MENDED = frozenset(map(chr, _MEND))  # most pages hold none


def is_gibberish(text: str) -> bool:
    """Whether a page's text is none: characters without a meaning outnumber kana and kanji, as where fonts lost their
    maps to Unicode and the reader sees bare numbers of glyphs.

    >>> is_gibberish("\x01\x02\x03#$%"), is_gibberish("評価書番号\ufffd"), is_gibberish("1/3")
    (True, False, False)
    """
    n_meaningless = len(_MEANINGLESS.findall(text))
    return n_meaningless > 0 and n_meaningless > len(_JAPANESE.findall(text))


def mend(text: str) -> str:
    """Replace CJK radicals and compatibility ideographs by the ideograph a reader sees; nothing else.

    >>> mend("住⺠基本台帳の⻑")
    '住民基本台帳の長'
    """
    return text if _MENDED.isdisjoint(text) else text.translate(_MEND)


def fold_characters(text: str) -> str:
    """One form of each look-alike: NFKC but for enclosed numbers, dashes, dots, tildes, brackets; spaces kept.

    >>> fold_characters("（１） ①　ｼｽﾃﾑ･〔〕")
    '(1) ① システム・[]'
    """
    if text.isascii():
        return text
    return "".join(
        part if _CIRCLED.fullmatch(part) else unicodedata.normalize("NFKC", part) for part in _CIRCLED.split(text)
    ).translate(_LOOKALIKES)


def fold(text: str) -> str:
    """``text`` for comparing printed labels: look-alikes folded, ※ and all white space removed.

    >>> fold("②対象となる本人の 数　※")
    '②対象となる本人の数'
    """
    return _fold_label(text) if len(text) <= LABEL_LENGTH else _fold(text)


def _fold(text: str) -> str:
    return _SPACES.sub("", fold_characters(text)).replace("※", "")


_fold_label = lru_cache(maxsize=KEPT)(_fold)
