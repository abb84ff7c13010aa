"""Headings to which an officer appended words: the name of a file, the number of a sheet, a remark.

The form's number and title must stand first, and what follows must be set off from them: in brackets, behind a dash, or
by white space. Text that goes on in a sentence or names another place is no heading.
"""

from __future__ import annotations

import re

from extractors.characters import fold
from extractors.engine.formspec import FormSpec, Node, NodeKind, PartSpec

LONGEST = 60  # characters of a remark
LEAST = 4  # characters of a title's end by which a shortened heading is known

_SETS_OFF = "([<【「『-~:"
_BRACKETED = re.compile(r"[(\[<【].*[)\]>】]")
_CONTINUED = re.compile(r"[(](?:続き|つづき|続)[)]")
_FILE = re.compile(r"ファイル[)\]>】」』]?$")
_NO_REMARK = re.compile(
    r"。$|参照|のとおり|に記載|に同じ|(?:\.{2}|…|‥|・{2}).*\d$"
)  # a sentence, or a list of contents


def headed_part(spec: FormSpec, number: str | None, words: str, key: str, text: str) -> tuple[Node, str] | None:
    """The part whose heading, numeral or 別添 number included, begins a printed ``text``, and the remark behind it.

    ``key`` is the text folded, ``words`` what follows ``number`` in it.
    """
    for node in spec.part_nodes:
        if node.number is None:
            starts = _printed_keys(node)
            whole = key
        elif node.mark == number:
            starts, whole = node.keys, words
        else:
            continue
        for start in sorted(starts, key=len, reverse=True):
            remark = whole[len(start) :]
            if whole.startswith(start) and remark and _is_remark(remark, text):
                return node, remark
    return None


def annex_keys(spec: FormSpec) -> list[str]:
    """The folded titles of annexes, their numbers included: （別添2） …."""
    return [key for node in spec.part_nodes if node.number is None for key in _printed_keys(node)]


def _printed_keys(node: Node) -> tuple[str, ...]:
    return tuple(key for key in node.keys if node.part.printed and key != fold(node.label))


def headed_section(spec: FormSpec, part: PartSpec | None, number: str | None, words: str) -> tuple[Node, str] | None:
    """The section of ``part`` whose number and title begin a heading, and the remark in brackets in which it ends."""
    if number is None:
        return None
    for node in spec.nodes:
        if node.kind is NodeKind.SECTION and node.part is part and node.mark == number:
            for title in node.keys:
                remark = words[len(title) :]
                if words.startswith(title) and _BRACKETED.fullmatch(remark) and not _NO_REMARK.search(remark):
                    return node, remark
    return None


def place_of(remark: str, text: str) -> int | None:
    """Where in a printed ``text`` a folded remark begins."""
    return next((k for k in range(len(text)) if not text[k].isspace() and fold(text[k:]) == remark), None)


def names_file(remark: str) -> bool:
    """Whether a remark is the name of a file."""
    return _FILE.search(remark) is not None


def is_continued(remark: str) -> bool:
    """Whether a remark says that what stood before goes on."""
    return _CONTINUED.search(remark) is not None


def is_shortened(part: PartSpec, words: str) -> bool:
    """Whether words are the end of a part's title and say that the part goes on: Ⅲ　リスク対策（続き）."""
    match = _CONTINUED.search(words)
    return match is not None and match.start() >= LEAST and fold(part.label).endswith(words[: match.start()])


def _is_remark(remark: str, text: str) -> bool:
    if len(remark) > LONGEST or _NO_REMARK.search(remark):
        return False
    start = place_of(remark, text)
    return remark[0] in _SETS_OFF or (start is not None and text[:start].endswith((" ", "\u3000")))
