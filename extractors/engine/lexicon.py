"""Wordings to compare misread text with: which of them it nearly is, and which characters answer to each other."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from extractors.characters import UNREADABLE, fold

LIKE_ZERO = "689"  # what a crossed or dotted zero is read as
_DIGITS = re.compile(r"\D")


@dataclass(slots=True)
class Lexicon:
    """Wordings to compare with, found by the characters they share."""

    words: list[str] = field(default_factory=list)
    _known: dict[str, int] = field(default_factory=dict)
    _by_character: dict[str, list[int]] = field(default_factory=dict)

    def add(self, printed: str) -> None:
        """Enter a wording as printed; one that folds like another is that one."""
        key = fold(printed)
        if not key or key in self._known:
            return
        self._known[key] = len(self.words)
        for character in set(key):
            self._by_character.setdefault(character, []).append(len(self.words))
        self.words.append(printed)

    def nearest(self, text: str, per_error: int) -> str | None:
        """The one wording that ``text`` (folded) nearly is, as printed; None if there is none or it is one already."""
        found = self.match(text, per_error)
        return found[0] if found and found[1] else None

    def match(self, text: str, per_error: int) -> tuple[str, int] | None:
        """The one wording that ``text`` (folded) is or nearly is, as printed, and how many of its characters differ."""
        if text in self._known:
            return self.words[self._known[text]], 0
        if len(text) < 2:
            return None
        shared: Counter[int] = Counter()
        for character in set(text):
            shared.update(self._by_character.get(character, ()))
        best, best_cost, is_alone = None, len(text) + 1, True
        digits = _DIGITS.sub("", text)
        for k, n in shared.items():
            word = fold(self.words[k])
            allowed = max(len(word) // per_error, 1)
            if n + 2 * allowed < len(set(word)) or abs(len(word) - len(text)) > allowed or len(word) < per_error - 1:
                continue
            filled, n_unread = _filled(text, word)
            like = _with_digits_of(filled, digits if not n_unread else _DIGITS.sub("", filled), word)
            if like is None:
                continue
            cost = distance(like, word) + n_unread
            if cost <= allowed and cost <= best_cost:
                best, best_cost, is_alone = self.words[k], cost, cost < best_cost
        return (best, max(best_cost, 1)) if best is not None and is_alone else None


def _filled(text: str, word: str) -> tuple[str, int]:
    """``text`` with its unread characters taken from ``word``, and their number; as it is where lengths differ."""
    if UNREADABLE not in text or len(text) != len(word):
        return text, 0
    filled = "".join(b if a == UNREADABLE else a for a, b in zip(text, word, strict=True))
    return filled, text.count(UNREADABLE)


def _with_digits_of(text: str, digits: str, word: str) -> str | None:
    """``text`` with the digits of ``word`` where they are the same but for crossed zeros, None where they are not."""
    wanted = _DIGITS.sub("", word)
    if wanted == digits:
        return text
    if len(wanted) != len(digits) or any(
        w != d and not (w == "0" and d in LIKE_ZERO) for w, d in zip(wanted, digits, strict=True)
    ):
        return None
    given = iter(wanted)
    return "".join(next(given) if character in digits else character for character in text)


def _table(a: Sequence[str], b: Sequence[str]) -> list[list[int]]:
    rows = [list(range(len(b) + 1))]
    for i, x in enumerate(a, 1):
        above, row = rows[-1], [i]
        for j, y in enumerate(b, 1):
            row.append(min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (x != y)))
        rows.append(row)
    return rows


def distance(a: str, b: str) -> int:
    """How many characters have to be changed, added or left out to make ``b`` of ``a``."""
    return _table(a, b)[-1][-1]


def aligned(a: Sequence[str], b: Sequence[str]) -> list[tuple[int | None, int | None]]:
    """Which places of ``a`` and ``b`` answer to each other with the fewest changes, None where there is no other."""
    table, i, j = _table(a, b), len(a), len(b)
    pairs: list[tuple[int | None, int | None]] = []
    while i or j:
        if i and j and table[i][j] == table[i - 1][j - 1] + (a[i - 1] != b[j - 1]):
            i, j = i - 1, j - 1
            pairs.append((i, j))
        elif i and table[i][j] == table[i - 1][j] + 1:
            i -= 1
            pairs.append((i, None))
        else:
            j -= 1
            pairs.append((None, j))
    return pairs[::-1]
