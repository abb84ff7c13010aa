"""Signs that values and options are marked by: `[ ]`, option numbers, ＜選択肢＞, and brackets used in their place.

A character range of a line is a `Line` cut out of it, so its glyphs can be entered into the ledger.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from extractors.characters import KEPT, fold
from extractors.layout.celltext import Line, split_columns
from extractors.layout.ink import Glyphs

OPEN, CLOSE = "[［〔", "]］〕"
# ＜選択肢＞ in brackets of any kind, the answer's own among them, or with a colon behind it.
_HEADING = r"[＜<〈≪《【〔［\[（(「]\s*選択肢\s*[＞>〉≫》】〕］\]）)」]|(?<![^\s\]］〕])選択肢\s*[:：]"
_SIGNS = rf"{_HEADING}|[\[［〔]|[\]］〕]"
TOKEN = re.compile(
    rf"{_SIGNS}|(?<![0-9０-９.．,，第])([0-9０-９]{{1,2}})\s*(?:[)）](?=\s*\S)|[.．](?=\s*[^\s0-9０-９]))"
    r"|[（(]([0-9０-９]{1,2})[)）](?=\s*[^\s件])"
)
# Numbers that are an option's only where they count on in their list: 1.10人未満, ①10人未満
_LOOSE_TOKEN = re.compile(rf"{_SIGNS}|(?<![^\s＞>〉≫】:：])([0-9０-９]{{1,2}})[.．](?=\s*\S)|([①-⑳])(?=\s*\S)")
HEADING = re.compile(_HEADING)
OPTION = re.compile(r"[0-9０-９]{1,2}\s*[)）]\s*\S")


@dataclass(slots=True, eq=False)
class Token:
    """A sign of a line, or the text between two."""

    kind: str  # "open", "close", "heading", "number", "text"
    line: Line
    no: int = 0


def tokens_of(line: Line, glyphs: Glyphs, is_loose: bool = False) -> list[Token]:
    """A line taken apart at its signs; ``is_loose`` takes `1.` and ① for numbers of options, too."""
    cuts = ((kind, line.cut(start, end, glyphs), no) for kind, start, end, no in spans(line.text, is_loose))
    return [
        Token(kind, piece, no)
        for kind, cut, no in cuts
        if cut.glyphs
        # the second lines of a value and of an option may stand on one baseline
        for piece in (split_columns(cut, glyphs) if kind == "text" else (cut,))
    ]


@lru_cache(maxsize=KEPT)
def spans(text: str, is_loose: bool = False) -> tuple[tuple[str, int, int, int], ...]:
    """Kind, start, end and number of the tokens of a line; most lines of a choice are the form's own."""
    out: list[tuple[str, int, int, int]] = []
    at = 0
    for match in (_LOOSE_TOKEN if is_loose else TOKEN).finditer(text):
        start, end = match.span()
        number = match[1] or match[2]
        if match[1] and text[:start].rstrip(" 　")[-1:] in ("（", "("):
            continue  # （ 3 ） is a count in parentheses, 3） begins an option
        if start > at:
            out.append(("text", at, start, 0))
        sign = match[0][0]
        is_sign = end - start == 1
        kind = "number" if number else "heading" if not is_sign else "open" if sign in OPEN else "close"
        out.append((kind, start, end, int(unicodedata.normalize("NFKC", number)) if number else 0))
        at = end
    if at < len(text):
        out.append(("text", at, len(text), 0))
    return tuple(out)


def prefix_end(text: str, key: str, folded_as: Callable[[str], str] = fold) -> int:
    """How many characters of ``text`` fold to ``key``, each ``folded_as`` it says; 0 if it does not begin with it."""
    folded = ""
    for n, character in enumerate(text, 1):
        folded += folded_as(character)
        if folded == key:
            return n
        if not key.startswith(folded):
            return 0
    return 0


# ------------------------------------------------------------------------------------------------ other brackets

_BRACKETS = (("【", "】"), ("（(", "）)"))  # besides the form's own
_NUMBER = re.compile(r"[0-9０-９]{0,2}[)）.．]?")
_MARK = r"[ 　]*[○〇◯●✓✔レﾚ☑■◎⦿✕×xXvV]?[ 　]*"
OTHER_BOX = rf"【(?={_MARK}】)"  # what opens a box besides the form's own brackets
_OWN = re.compile(f"[{re.escape(OPEN)}]")
_OWN_OR_DRAWN = re.compile(f"[{re.escape(OPEN)}☐☑☒□]")
_BOX = re.compile(rf"【{_MARK}】|(?<![^\s])[(（]{_MARK}[)）]")


def with_heading_brackets(lines: Sequence[Line]) -> Sequence[Line]:
    """The lines, 〔選択肢〕 and the like made ＜選択肢＞: no bracket of it is an answer's."""

    def own(match: re.Match[str]) -> str:
        return match[0] if match[0][0] == "選" else f"＜{match[0][1:-1]}＞"

    return [replace(line, text=text) if (text := HEADING.sub(own, line.text)) != line.text else line for line in lines]


def with_choice_brackets(lines: Sequence[Line], keys: Collection[str]) -> Sequence[Line]:
    """The lines, the answer's brackets of another kind made the form's own: 【】 or （） that stand around nothing, or
    around an option or its number and nothing else, in a field without the form's brackets."""
    if any(map(_OWN.search, (line.text for line in lines))):
        return lines
    if not any(HEADING.search(line.text) for line in lines):
        return lines
    for opening, closing in _BRACKETS:
        found = [
            (n, a, b) for n, line in enumerate(lines) for a, b in _around_answers(line.text, opening, closing, keys)
        ]
        if len(found) == 1:
            n, a, b = found[0]
            text = lines[n].text
            own = replace(lines[n], text=f"{text[:a]}[{text[a + 1 : b]}]{text[b + 1 :]}")
            return [*lines[:n], own, *lines[n + 1 :]]
    return lines


def with_box_brackets(lines: Sequence[Line], keys: Collection[str]) -> list[Line]:
    """The lines, boxes' brackets of another kind made the form's own: 【】 around nothing or a mark, or （） around
    either before one of the folded labels ``keys``, in a field without the form's brackets and drawn boxes."""
    if any(map(_OWN_OR_DRAWN.search, (line.text for line in lines))):
        return list(lines)

    def own(match: re.Match[str]) -> str:
        is_box = match[0][0] == "【" or any(prefix_end(match.string[match.end() :].lstrip(), key) for key in keys)
        return f"[{match[0][1:-1]}]" if is_box else match[0]

    return [replace(line, text=text) if (text := _BOX.sub(own, line.text)) != line.text else line for line in lines]


def _is_answer(text: str, keys: Collection[str]) -> bool:
    """Whether a text between brackets is none, an option, its number, or both."""
    bare = fold(text)
    return bool(_NUMBER.fullmatch(bare)) or bare in keys or fold(_NUMBER.sub("", text.strip(), count=1)) in keys


def _around_answers(text: str, opening: str, closing: str, keys: Collection[str]) -> Iterator[tuple[int, int]]:
    """Where brackets open that stand apart from what is before them, and where the last one closes that makes what is
    between an answer: options have parentheses of their own."""
    for start in (k for k, sign in enumerate(text) if sign in opening and text[:k][-1:] in ("", " ", "　")):
        ends = [k for k in range(start, len(text)) if text[k] in closing and _is_answer(text[start + 1 : k], keys)]
        if ends:
            yield start, ends[-1]
