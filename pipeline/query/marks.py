"""What was taken out of a text and what was put in, word by word."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from rapidfuzz.distance import Indel

from normalizers.words import words

KEPT = 24  # characters of unchanged text that are shown beside a change


class Piece(NamedTuple):
    """A stretch of two texts; equal where ``removed`` is ``added``, a change where they differ."""

    removed: str
    added: str

    @property
    def is_equal(self) -> bool:
        """Whether both texts have it."""
        return self.removed == self.added


def _words(text: str) -> list[str]:
    """A text cut into words; white space before a word belongs to it."""
    ends = [word.end for word in words(text)]
    return [text[begin:end] for begin, end in zip([0, *ends], [*ends, len(text)], strict=True) if end > begin]


def pieces(before: str, after: str) -> list[Piece]:
    """The stretches of two texts in order; changes with no more than a sign between them are one.

    >>> [tuple(piece) for piece in pieces("毎月点検する。", "毎週点検する。")]
    [('毎月', '毎週'), ('点検する。', '点検する。')]
    """
    old, new = _words(before), _words(after)
    found: list[Piece] = []
    for step in Indel.opcodes(old, new):
        piece = Piece("".join(old[step.src_start : step.src_end]), "".join(new[step.dest_start : step.dest_end]))
        if found and not piece.is_equal and not found[-1].is_equal:
            piece = _joined(found.pop(), piece)
        elif len(found) > 1 and not piece.is_equal and len(found[-1].added) < 2 and not found[-2].is_equal:
            piece = _joined(_joined(found.pop(-2), found.pop()), piece)
        found.append(piece)
    return found


def _joined(one: Piece, other: Piece) -> Piece:
    return Piece(one.removed + other.removed, one.added + other.added)


def shortened(found: list[Piece]) -> Iterator[Piece]:
    """The pieces, long unchanged ones cut down to what stands beside a change."""
    for n, piece in enumerate(found):
        text = piece.added
        if not piece.is_equal or len(text) <= 2 * KEPT:
            yield piece
            continue
        head = text[:KEPT] if n else ""
        tail = text[-KEPT:] if n < len(found) - 1 else ""
        yield Piece(f"{head}…{tail}", f"{head}…{tail}")
