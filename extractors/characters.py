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
BLANK = " \u3000\u2800\u3164\u200b\u200c\u200d\u2060\ufeff"  # mended white space, blanks of other scripts, zero widths
UNREADABLE = "\ufffd"  # what both readers give for a glyph without a character

# One form of each look-alike, for matching only. ー is left alone: it is a letter.
_LOOKALIKES = str.maketrans(
    {
        **dict.fromkeys("\u00ad‐‑‒–—―−－─━⁃﹣", "-"),  # U+00AD is what some fonts' maps have for the printed hyphen
        **dict.fromkeys("〇◯", "○"),
        **dict.fromkeys("～〜∼", "~"),
        **dict.fromkeys("･‧•·⋅", "・"),
        **dict.fromkeys("〈≪《", "<"),
        **dict.fromkeys("〉≫》", ">"),
        **dict.fromkeys("［〔", "["),
        **dict.fromkeys("］〕", "]"),
    }
)
LABEL_LENGTH = 200  # characters; what is longer is an agency's own text and not seen again, so never kept in memory
KEPT = 32768  # labels and short texts whose folded forms are kept: many times the words of all forms

# Letters of two scripts that look alike, of which a recogniser takes one for the other. In the forms' words one is told
# by the letters beside it, as far as those are no such letters themselves. No word of the forms reads otherwise so.
_KANJI, _HIRAGANA, _KATAKANA = "㐀-鿿々", "ぁ-ゖ", "ァ-ヺー"
_OTHERS = "(?<![一口卜力へりーロトカヘリ])"  # behind a letter: it is none of these
_BEHIND_KATAKANA = rf"(?<=[{_KATAKANA}]){_OTHERS}"
_BEHIND_OTHERS = rf"(?<=[{_KANJI}{_HIRAGANA}]){_OTHERS}"
_BEFORE_KATAKANA = rf"(?=[{_KATAKANA}])(?![ーロトカヘリ])"
_BEFORE_OTHERS = rf"(?=[{_KANJI}{_HIRAGANA}])(?![一口卜力へり])"
_NOT_BEFORE_KATAKANA = rf"(?![{_KATAKANA}一口卜力へり])"
_MISREAD = re.compile(
    rf"{_BEHIND_KATAKANA}(?:卜|口{_BEFORE_KATAKANA}|一(?![覧部般括元時定式致体]))"  # 一覧 is a word of its own
    rf"|{_BEHIND_OTHERS}(?:[ーカリ]{_BEFORE_OTHERS}|リ(?=.){_NOT_BEFORE_KATAKANA})|(?<=[あ有])リ$"  # その他のリ|スク
    rf"|ヘ{_NOT_BEFORE_KATAKANA}"
)
_MEANT = str.maketrans("一口卜ーカリヘ", "ーロト一力りへ")

_SPACES = re.compile(r"\s+")
_MEANINGLESS = re.compile(f"[{PRIVATE_USE}{UNREADABLE}\x00-\x08\x0e-\x1b\x7f]")
_JAPANESE = re.compile("[\u3041-\u30fa\u3400-\u9fff]")  # kana and kanji
# A Latin letter of other languages, or an accent by itself, beside a kana or kanji, as no filing prints it: À to ˿ but
# × and ÷.
_ACCENTED = "[\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u02ff]"
FOREIGN_LETTER = re.compile(f"(?<={_JAPANESE.pattern}){_ACCENTED}|{_ACCENTED}(?= ?{_JAPANESE.pattern})")
_CIRCLED = re.compile("([\u2460-\u24ff\u2776-\u2793\u3251-\u32bf])")


# Characters that share a glyph with the one a Japanese text means: a font's map may name either. Source: Adobe-Japan1's
# CMaps (UniJIS-UTF32) and the character map of Noto CJK JP.
_SHARED = {
    "\u0336": "—", "\u0332": "_", "\u02dc": "~", "\u223c": "~", "\u02bb": "‘", "\u02bc": "’", "\u2027": "・",
    "\u2219": "·", "\u22ef": "…", "\u2215": "／", "\u2329": "〈", "\u232a": "〉",
    "\u00ad": "-",
}  # fmt: skip
_SHARED |= {chr(0x2780 + n): chr(0x2460 + n) for n in range(10)} | {chr(0x278A + n): chr(0x2776 + n) for n in range(10)}
# In many Japanese fonts one glyph serves several widths of white space, and a map names any of them.
_WIDE_SPACES = "\u2001\u2003"
_NARROW_SPACES = (
    "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2000\u2002\u2004\u2005\u2006\u2007\u2008\u2009\u200a"
    "\u2028\u2029\u202f\u205f"
)


def _mend_table() -> dict[int, str]:
    table = {code: unicodedata.normalize("NFKC", chr(code)) for code in COMPATIBILITY_IDEOGRAPHS}
    table |= {ord(shared): char for shared, char in _SHARED.items()}
    # a control character is no meaning of a printed glyph; one of the two readers says so itself
    table |= dict.fromkeys((*range(0x80, 0x85), *range(0x86, 0xA0)), UNREADABLE)
    table |= {ord(space): "\u3000" for space in _WIDE_SPACES} | {ord(space): " " for space in _NARROW_SPACES}
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
    """Replace CJK radicals and compatibility ideographs by the ideograph a reader sees, what shares its glyph with
    a usual character by that, white space of any width by the form's own two, the ideographic and the ASCII space, and
    control characters by UNREADABLE; nothing else.

    >>> mend("住⺠基本台帳の⻑")
    '住民基本台帳の長'
    >>> mend("[\u2003○\xa0]")
    '[\u3000○ ]'
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
    """``text`` for comparing printed labels: look-alikes folded, ※ and all white space removed, and a last glyph
    without a character, as which some fonts have the ※. Where recognisers take a letter for one of another script, as
    the letters beside it say.

    >>> fold("②対象となる本人の 数　※"), fold("②対象となる本人の数　\ufffd"), fold("\ufffd")
    ('②対象となる本人の数', '②対象となる本人の数', '\ufffd')
    >>> fold("情報提供ネッ卜ワ一ク"), fold("リスクヘの対策"), fold("項目ー覧"), fold("ファイル一覧")
    ('情報提供ネットワーク', 'リスクへの対策', '項目一覧', 'ファイル一覧')
    """
    return _fold_label(text) if len(text) <= LABEL_LENGTH else _fold(text)


def _fold(text: str) -> str:
    folded = _SPACES.sub("", fold_characters(text)).replace("※", "")
    folded = folded[:-1] if folded.endswith(UNREADABLE) and len(folded) > 1 else folded
    return _MISREAD.sub(lambda found: found[0].translate(_MEANT), folded)


_fold_label = lru_cache(maxsize=KEPT)(_fold)
