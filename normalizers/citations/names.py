"""The names of laws in a text, as tokens: those that are known, and those that only look like one."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from normalizers.citations.guesses import covered, guessed_names
from normalizers.citations.known import declared, known_names, law_numbers
from normalizers.citations.scanner import Text, Token
from normalizers.laws import Law


def law_tokens(text: Text, definitions: Mapping[str, Law]) -> list[Token]:
    """Tokens of law names and numbers, in order; what the document defined comes before what is declared.

    A name's value is its law, whether the document defined it, and whether it is a law for sure, where no provision can
    be read after it.
    """
    normal = text.normal
    known = [*known_names(normal, definitions, True), *known_names(normal, declared(), False)]
    known.sort(key=lambda token: token.start - token.end)  # longest first; of equal ones, the document's own
    taken = _apart(len(normal), [*law_numbers(normal), *known])
    guessed = sorted(guessed_names(normal, taken), key=lambda token: token.start - token.end)
    return sorted(_apart(len(normal), [*guessed, *taken]), key=lambda token: token.start)


def _apart(size: int, wanted: Iterable[Token]) -> list[Token]:
    """Those tokens that overlap none before them."""
    is_taken = covered(size, ())
    apart: list[Token] = []
    for token in wanted:
        if not any(is_taken[token.start : token.end]):
            is_taken[token.start : token.end] = b"\x01" * (token.end - token.start)
            apart.append(token)
    return apart
