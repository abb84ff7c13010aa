"""One written form for text that is compared or grouped (``value_norm``). Every rule: ``docs/normalization.md``."""

from __future__ import annotations

import re
import unicodedata
from importlib.resources import files

# Kept as printed. Numbers in circles, parentheses or with a full stop (①, ⑴, ⒈, ⓪, ㉑, ㊱, ㈠, ㊀): the number *is* the
# label there, and NFKC would make "①②" the number 12. Accents that stand alone (¨, ￣): NFKC would put a space in.
ENCLOSED_NUMBERS = "\u2460-\u249b\u24ea-\u24ff\u3220-\u3229\u3251-\u325f\u3280-\u3289\u32b1-\u32bf\U0001f100-\U0001f10c"
LONE_ACCENTS = "¨¯´¸˘˙˚˛˝‗‾﹉﹊﹋﹌￣"
_KEPT = re.compile(f"([{ENCLOSED_NUMBERS}{LONE_ACCENTS}]+)")

# What a reader does not see: controls but white space, joiners and marks of direction, variation selectors, tags.
INVISIBLE = (
    "\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u034f\u061c\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\ufe00-\ufe0f\ufeff\ufff9-\ufffb\U000e0000-\U000e0fff"
)
BLANKS = "\u115f\u1160\u2800"  # fillers of Hangul and the empty Braille pattern: drawn as nothing, with a width

ALIKE = {
    "-": "‐‑‒–—―−－─━˗⁃﹣﹘⸺⸻⎯⏤➖",  # not ー (U+30FC), which is a letter
    "~": "～〜∼∽〰⁓∿˜",
    "○": "〇◯⚪⭕⭘",
    "・": "･·•‧∙⋅",
    "(": "（❨⦅",
    ")": "）❩⦆",
    "[": "〔［❲〘〚⟦",
    "]": "〕］❳〙〛⟧",
    "<": "〈《≪＜⟨⟪❬❰‹«",
    ">": "〉》≫＞⟩⟫❭❱›»",
}

_VOICED, _SEMIVOICED = "\u3099", "\u309a"  # as marks that join the kana before them
_SPACING = {_VOICED: "゛", _SEMIVOICED: "゜"}
_SOFT_HYPHEN = "\u00ad"
_BREAK_IN_WORD = re.compile(rf"(?<=[^\W\d_]){_SOFT_HYPHEN}(?=[^\W\d_])")


def _radicals() -> dict[str, str]:
    """The readers' own table of radicals (a data file, no code): text from elsewhere has not been mended by them."""
    lines = files("extractors").joinpath("radicals.tsv").read_text("utf8").splitlines()
    pairs = [line.split("\t") for line in lines if not line.startswith("#")]
    return {chr(int(radical[2:], 16)): chr(int(ideograph[2:], 16)) for radical, ideograph in pairs}


_BEFORE = {**_radicals(), "ﾞ": _VOICED, "゛": _VOICED, "ﾟ": _SEMIVOICED, "゜": _SEMIVOICED, "˜": "~"}
_EARLY = re.compile(f"[{INVISIBLE}{''.join(_BEFORE)}]")
# Stretches that NFKC may change, with the character before them, which a mark may join: the others are letters that
# it leaves alone and that join nothing before them. Most of a Japanese text is those, and NFKC is slow.
_SETTLED = "!-~ぁ-ゖァ-ヺー一-鿏々、。「」『』【】・○"
UNCHANGED = f"\t\n {_SETTLED}"
# What no rule here changes, as most texts of a form are: nothing but letters of these, and single spaces between them.
_IS_NORMAL = re.compile(f"[{_SETTLED}]+(?: [{_SETTLED}]+)*")
_TO_NORMALIZE = re.compile(f"[{UNCHANGED}]?[^{UNCHANGED}]+")
_ONE = {other: one for one, others in ALIKE.items() for other in others}
_OTHERS = re.compile(f"[{re.escape(''.join(_ONE))}]")
_LONE_MARK = re.compile("(?<![ぁ-ゖゝゞァ-ヺヽヾㇰ-ㇿ])[\u3099\u309a]")
_BLANK = re.compile(f"[{BLANKS}]")


def _fold(text: str) -> str:
    """NFKC, then one of each look-alike; ``text`` has nothing that is kept. The last NFC joins < and a stroke to ≮."""
    text = _TO_NORMALIZE.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    if _VOICED in text or _SEMIVOICED in text:
        text = _LONE_MARK.sub(lambda match: _SPACING[match[0]], text)
    # a pattern with a function is several times as fast as str.translate here
    return unicodedata.normalize("NFC", _OTHERS.sub(lambda match: _ONE[match[0]], text))


def normalize_text(text: str) -> str:
    """One form of each character; never raises, and a second call changes nothing. Private-use characters (外字) stay.

    >>> normalize_text("①ﾃﾞｰﾀ　〇　－")
    '①データ ○ -'
    """
    if _IS_NORMAL.fullmatch(text):
        return text
    text = _EARLY.sub(lambda match: _BEFORE.get(match[0], ""), text)
    if _SOFT_HYPHEN in text:
        # Between letters it is a place to break the word; anywhere else a font's map has it for the printed hyphen.
        text = _BREAK_IN_WORD.sub("", text).replace(_SOFT_HYPHEN, "-")
    parts = _KEPT.split(text)
    folded = "".join(part if i % 2 else _fold(part) for i, part in enumerate(parts)) if parts[1:] else _fold(text)
    return " ".join(_BLANK.sub(" ", folded).split())
