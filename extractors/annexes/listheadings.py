"""Headings of an annex's lists: what makes a line one, and which file it names."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractors.annexes.blocks import HEADING
from extractors.annexes.numbering import value_of
from extractors.characters import fold

PAIRS = dict(zip("＜<〈≪《【〔［[「『", "＞>〉≫》】〕］]」』", strict=True))  # brackets that headings stand in
MARKS = "■□◆◇●○◎▼▽▲△★☆▶►"
_AROUND = "".join(PAIRS) + "".join(PAIRS.values()) + MARKS + "・ 　：:"  # what stands around a heading's words
NUMBERED = re.compile(r"\s*(?:[（(]?([0-9０-９]{1,2})[)）.．、]|([①-⑳])|([0-9０-９]{1,2})[ 　])\s*")
_TAIL = re.compile(r"(?:に関する|の|に係る)?(?:特定個人情報ファイル)?(?:の)?(?:全ての)?記録項目(?:一覧|名)?$")
_CONTINUED = re.compile(r"[（(](?:続き|つづき|続)[)）]|の続き$")
ENDS_HEADING = re.compile(r"(?:記録項目(?:一覧)?|項目一覧)(?:[（(]?(?:続き|つづき)[)）]?)?$")
LONGEST_HEADING = 60  # characters; a line longer than this is no heading unless it stands in brackets


def is_enclosed(text: str) -> bool:
    """Whether a line stands in brackets as a whole (＜…＞, 【…】)."""
    text = _CONTINUED.sub("", text).strip("：: 　")
    close = PAIRS.get(text[:1])
    return close is not None and len(text) > 2 and text.find(close) == len(text) - 1


def plain(heading: str) -> str:
    """A heading folded, without a word that it goes on from the page before."""
    return _CONTINUED.sub("", fold(heading))


def core_of(text: str) -> str:
    """What a heading or a file's name says: without number, brackets, signs, and the words 記録項目."""
    bare = text.replace(HEADING, "").strip(_AROUND)
    return _TAIL.sub("", plain(NUMBERED.sub("", bare, count=1)))


def names_file(text: str, file_names: Sequence[str]) -> bool:
    """Whether a line is nothing but the name of a file, or says that record items follow."""
    if ENDS_HEADING.search(text) and len(text) <= LONGEST_HEADING and not any(c in text for c in "、，"):
        return True
    return bool(text) and core_of(text) in {core_of(name) for name in file_names}


def file_of(headings: Sequence[str], cores: Sequence[str], *, in_full: bool) -> int | None:
    """The file that headings name: ``in_full``, or by a part of its name, or by its number."""
    for heading in reversed(headings):
        core = core_of(heading)
        if core in cores:
            return cores.index(core) + 1
        named = [name in core if in_full else len(core) > 3 and core in name for name in cores]
        inside = [(len(name), n) for n, name in enumerate(cores, 1) if len(name) > 2 and named[n - 1]]
        if inside and sum(size == max(inside)[0] for size, _ in inside) == 1:
            return max(inside)[1]
        number = NUMBERED.match(heading.strip("".join(PAIRS)))
        if number and "ファイル" in core and not in_full:
            value = value_of(number[1] or number[2] or number[3])
            if 1 <= value <= len(cores):
                return value
    return None
