"""One written form for text that is compared or grouped (``value_norm``)."""

from __future__ import annotations

import re
import unicodedata

# Numbers in circles, parentheses or with a full stop (①, ⑴, ⒈, ⓪, ㉑, ㊱, ㈠, ㊀): the number *is* the label there,
# and NFKC would make "①②" the number 12.
_ENCLOSED = re.compile("([\u2460-\u249b\u24ea-\u24ff\u3220-\u3229\u3251-\u325f\u3280-\u3289\u32b1-\u32bf]+)")

_ALIKE = {
    "-": "‐‑‒–—―−－─━˗⁃﹣﹘⸺⸻",  # not ー (U+30FC), which is a letter
    "~": "～〜∼∽〰",
    "○": "〇◯⚪⭕",
    "・": "･·•‧∙⋅",
    "[": "〔［",
    "]": "〕］",
    "<": "〈《≪＜",
    ">": "〉》≫＞",
}
_ONE = {other: one for one, others in _ALIKE.items() for other in others}
_OTHERS = re.compile(f"[{re.escape(''.join(_ONE))}]")
_SPACE = re.compile(r"\s+")


def _unify(text: str) -> str:
    return _OTHERS.sub(lambda match: _ONE[match[0]], text)  # several times as fast as str.translate here


def _fold(text: str) -> str:
    return _unify(unicodedata.normalize("NFKC", _unify(text)))


def normalize_text(text: str) -> str:
    """One form of each character; never raises, and a second call changes nothing.

    >>> normalize_text("①ﾃﾞｰﾀ　〇　－")
    '①データ ○ -'
    """
    parts = _ENCLOSED.split(text)
    folded = "".join(part if i % 2 else _fold(part) for i, part in enumerate(parts))
    return _SPACE.sub(" ", folded).strip()
