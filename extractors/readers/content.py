"""What a page's content stream says of itself, the same for every reader."""

from __future__ import annotations

import re

_OPERATORS = frozenset(
    b"b B b* B* BDC BI BMC BT BX c cm CS cs d d0 d1 Do DP EI EMC ET EX f F f* G g gs h i ID j J K k l m M MP n q Q re "
    b"RG rg ri s S SC sc SCN scn sh T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y ' \"".split()
)
_BLANK = b"\0\t\n\f\r "
_LAST = re.compile(rb"[^\0\t\n\f\r \[\]()<>{}/%]+$")  # an operator stands by itself; a name has its slash before it
_COMMENT = re.compile(rb"%[^\r\n]*$")
_END = 64  # bytes in which the last word and a comment behind it have to be


def is_cut_off(content: bytes) -> bool:
    """Whether a page's content ends in the midst of an operation, so that something of the page is lost.

    Every operation ends with its operator; what is cut short ends in a number, a name or a string.

    >>> is_cut_off(b"q 1 0 0 1 0 0 cm (A) Tj Q\\n"), is_cut_off(b"q 1 0 0 1 0"), is_cut_off(b"")
    (False, True, False)
    >>> is_cut_off(b"0 0 9 9 re f % the frame"), is_cut_off(b"BT (100%m) Tj ET"), is_cut_off(b"/F")
    (False, False, True)
    """
    end = content[-_END:].rstrip(_BLANK)
    return bool(end) and not (_ends_in_operator(end) or _ends_in_operator(_COMMENT.sub(b"", end)))


def _ends_in_operator(end: bytes) -> bool:
    end = end.rstrip(_BLANK)
    word = _LAST.search(end)
    return word is not None and word.group() in _OPERATORS and not end[: word.start()].endswith(b"/")
