"""Contractors' names (委託先名) in one written form: the legal form and the branch told apart from the name.

One cell may name several organisations, a consortium with its members, or nobody: 未定, 入札により決定, 委託先なし.
What is no name for certain is said to be ``unclear``, and never guessed at.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from normalizers.organization_words import (
    BODY,
    BRANCH,
    BRANCH_BY_SCRIPT,
    CONSORTIUM,
    CONTRACTOR,
    JOINT_WORD,
    MEMBER,
    NOBODY,
    NOBODYS_NAME,
    OFFICE,
    OPEN,
    PERSON,
    ROLE,
    ROLE_WORDS,
    SENTENCE,
    TENDER,
    form_pattern,
    legal_forms,
    local_branch,
)
from normalizers.text import normalize_text

NAMED, UNDECIDED, BY_TENDER, NONE, UNCLEAR = "named", "undecided", "by_tender", "none", "unclear"
JOINT_VENTURE = "共同企業体"  # the legal form of every consortium

NAME_LENGTH = 40  # characters; a text without a legal form that is longer is a sentence rather than a name
MAX_PASSES = 8  # of one name through the rules; each makes it shorter, and two are enough for what offices write


class Organization(NamedTuple):
    """One organisation: its name without legal form, branch and notes. None where nothing is said."""

    name: str
    branch: str | None = None
    legal_form: str | None = None
    role: str = CONTRACTOR
    note: str | None = None


class Contractors(NamedTuple):
    """What a cell says: a status (None for an empty cell), and the organisations in printed order."""

    status: str | None
    organizations: tuple[Organization, ...] = ()


# ------------------------------------------------------------------------------------------------ taking a text apart

_PAIRS = {"(": ")", "「": "」", "『": "』", "[": "]", "【": "】", "<": ">"}
_HARD = frozenset("、,，;；/／\n")
_LIST_MARK = re.compile(
    r"^[\s]*(?!([●○])\1)(?:[\u2460-\u249b\u24ea-\u24ff\u3220-\u3229\u3251-\u325f\u3280-\u3289\u32b1-\u32bf]+|[・●■◆◇□▪*※○◎]"
    r"|\(\d{1,2}\)|\d{1,2}(?:[.)]|(?=\s))(?!\d)|[ア-オ][.)])\s*"
)
# A line without a legal form that names nobody, though its pieces might pass for names: a sentence, or 委託事項1に同じ.
_NAMES_NOBODY = re.compile(r"[ぁ-ん]。|[にと]同じ|同様|^\W*同上\W*$|^[〃\s]+$")
# A name that only says whose contractor it is, with a legal form or without: 同じ, 社会福祉法人と同様.
_SAME_AS = re.compile(r"(?:^|[にと])同(?:じ|様)[ぁ-ん]*\W*$")
_INNER_MARK = re.compile(r"(?=[\u2460-\u2473\u24ea-\u24ff\u3251-\u325f\u32b1-\u32bf])")
_AND = re.compile(r"\s*(?:及び|および|並びに|ならびに|又は|または)\s*")
_SOFT = re.compile(r"\s*[・&+]\s*|\s+|(?<=.)と(?=.)|(?=.)")
_SIGN = re.compile(r"\s*[・&+]\s*|\s+|(?<=.)と(?=.)")
_REMARK = re.compile(r"\s*※.*$")
_TASK = re.compile(r"^[^\s:()]{1,12}:\s*")
_TRAILING_NUMBER = re.compile(r"\s+\d{1,2}[.)]?$")
_QUOTED = re.compile(r"[「『]([^「」『』]*)[」』]")
_AND_OTHERS = re.compile(r"\s*(?:(?:ほか|他|外)\s*\d*\s*(?:社|者|団体|件)?|等|など)$")
_WORD_SPACE = re.compile(r"(?<![!-~])\s+|\s+(?![!-~])")


def _depths(text: str) -> list[int]:
    """How many brackets stand around each character; brackets without a partner count for nothing."""
    opened: list[int] = []
    depth = [0] * (len(text) + 1)
    for at, character in enumerate(text):
        if character in _PAIRS:
            opened.append(at)
        elif opened and character == _PAIRS[text[opened[-1]]]:
            begin = opened.pop()
            depth[begin] += 1
            depth[at + 1] -= 1
    total, out = 0, []
    for step in depth[:-1]:
        total += step
        out.append(total)
    return out


def _without_groups(text: str) -> tuple[str, list[str]]:
    """The text outside its brackets, and what stands in each of the outermost."""
    depths = _depths(text)
    outside = "".join(character for character, depth in zip(text, depths, strict=True) if depth == 0)
    groups, group = [], ""
    for at, depth in enumerate(depths):
        if depth:
            group += text[at]
            if at + 1 == len(depths) or depths[at + 1] == 0 or (depth == 1 and text[at] in _PAIRS.values()):
                groups.append(group[1:-1].strip())
                group = ""
    return outside.strip(), [group for group in groups if group]


def _written_out(line: str) -> str:
    """A line in one form of its characters, abbreviated legal forms written out."""
    text = re.sub(r"\(\s*(\w{1,3})\s*\)", r"(\1)", normalize_text(line))
    return form_pattern().sub(lambda match: _written(match[0]), text)


def _written(form: str) -> str:
    return legal_forms()[form].name if form.startswith("(") else form


def _split(line: str) -> list[str]:
    """A line at its separators outside brackets: 、 , / and circled numbers."""
    pieces, piece = [], ""
    forms = [match.span() for match in form_pattern().finditer(line)]
    for at, (character, depth) in enumerate(zip(line, _depths(line), strict=True)):
        inside_form = any(begin < at < end for begin, end in forms) or line[at:].startswith((", Inc", ",Inc", ", LLC"))
        if depth == 0 and character in _HARD and not inside_form:
            pieces.append(piece)
            piece = ""
        elif depth == 0 and _INNER_MARK.match(line, at) and piece and not _INNER_MARK.match(piece[-1]):
            pieces.append(piece)
            piece = character
        else:
            piece += character
    return [part.strip() for whole in (*pieces, piece) for part in _at_and(whole) if part.strip()]


def _at_and(text: str) -> list[str]:
    """A text at 及び, where a legal form, or what else a body is called, stands on both sides."""
    parts = _AND.split(text)
    bodies = all(form_pattern().search(part) or BODY.fullmatch(part) for part in parts)
    return parts if len(parts) > 1 and bodies else [text]


def _edge_form(text: str, at_end: bool) -> bool:
    """Whether a text begins, or ends, with a legal form and has a name besides."""
    matches = list(form_pattern().finditer(text))
    if not matches:
        return False
    match = matches[-1] if at_end else matches[0]
    rest = text[: match.start()] if at_end else text[match.end() :]
    return (match.end() == len(text) if at_end else match.start() == 0) and bool(rest.strip())


def _soft_split(text: str) -> list[str]:
    """A text at ・, と, spaces or nothing where two companies with their legal forms meet: 株式会社甲・株式会社乙.

    Names hold these signs too (株式会社ノース・ベル), so that both sides must have a form, and one stand at the seam.
    """
    if len(list(form_pattern().finditer(text))) < 2:
        return [text]
    depths = _depths(text)
    for match in _SOFT.finditer(text):
        if depths[min(match.start(), len(depths) - 1)]:
            continue
        left, right = text[: match.start()].strip(), text[match.end() :].strip()
        left = _TRAILING_NUMBER.sub("", left)
        plain = _without_groups(left)[0]
        before, after = _edge_form(plain, True), _edge_form(_TASK.sub("", right), False)
        starts = _edge_form(plain, False)
        seam = match[0] != ""
        if seam and ((before and form_pattern().search(right)) or (after and form_pattern().search(left))):
            if after or _has_name(right):
                return [left, *_soft_split(right)]
        elif not seam and starts and _edge_form(right, False):
            return [left, *_soft_split(right)]
    return _split_once(text)


def _split_once(text: str) -> list[str]:
    """株式会社甲・乙株式会社 at its ・: no form stands at the seam, but there is only one sign that can be it."""
    outside = _without_groups(text)[0]
    signs = [match for match in _SIGN.finditer(text) if _has_name(text[: match.start()])]
    if outside == text and len(signs) == 1 and _edge_form(text, False) and _edge_form(text, True):
        left, right = text[: signs[0].start()], text[signs[0].end() :]
        if _edge_form(left, False) and _edge_form(right, True):
            return [left, right]
    return [text]


def _has_name(text: str) -> bool:
    return bool(form_pattern().sub("", text).strip())


# ------------------------------------------------------------------------------------------------ one organisation


def _tail(name: str, pattern: re.Pattern[str]) -> tuple[str, str | None]:
    match = pattern.search(name)
    if match is None or not name[: match.start()].strip():
        return name, None
    return name[: match.start()].strip(), match[0].strip()


def _name_and_branch(text: str) -> tuple[str, str | None]:
    words = text.split()
    for at in range(1, len(words)):
        if all(BRANCH.fullmatch(word) for word in words[at:]):
            return " ".join(words[:at]), " ".join(words[at:])
    name, branch = _tail(text, local_branch())
    return (name, branch) if branch else _tail(text, BRANCH_BY_SCRIPT)


def _around_form(text: str) -> tuple[str, str | None, str | None, str | None]:
    """Name, branch, legal form and note of one organisation's text without brackets."""
    match = form_pattern().search(text)
    if match is None:
        return (*_name_and_branch(text), None, None)
    task, colon, rest = text.partition(":")
    if colon and rest.strip() and match.start() > len(task):
        name, branch, of, note = _around_form(rest.strip())
        return name, branch, of, " ".join(said for said in (task.strip(), note) if said) or None
    form = legal_forms()[match[0]]
    before, after = text[: match.start()].strip(" ,"), text[match.end() :].strip(" ,")
    if form.is_in_name:
        if after and before and BRANCH.fullmatch(after):
            return before + match[0], after, form.name, None
        return (*_name_and_branch(text), form.name, None)
    if not before:
        return (*_name_and_branch(after), form.name, None)
    is_apart = text[match.end() :].startswith(" ") and not text[match.start() - 1].isspace()
    if not after or BRANCH.fullmatch(after.replace(" ", "")) or (is_apart and OFFICE.fullmatch(after)):
        return before, after or None, form.name, None
    if text[match.start() - 1].isspace() or before.endswith((":", "-")):
        return (*_name_and_branch(after), form.name, before.strip(" :-") or None)
    return text, None, form.name, None


def _clean_name(name: str) -> str:
    name = _LIST_MARK.sub("", name).strip(" ・:;、,.-'\"")
    return _WORD_SPACE.sub("", name)


def _organization(text: str, role: str, groups: Iterable[str] = ()) -> Organization | None:
    """One organisation of a text without brackets; None where the text holds no name."""
    notes = list(groups)
    for pattern in (_REMARK, PERSON, _AND_OTHERS):
        if (match := pattern.search(text)) and text[: match.start()].strip():
            text, notes = text[: match.start()].strip(), [*notes, match[0].strip()]
    if _SAME_AS.search(text):
        return None
    text = re.sub(r"(?:御中|様|殿)$", "", text)
    name, branch, form, note = _around_form(text)
    for _ in range(MAX_PASSES):
        shorter = _clean_name(name)
        if shorter == name:
            break
        name = shorter
    if not _is_name(name, form):
        return None
    return Organization(name, branch, form, role, " ".join([*([note] if note else []), *notes]) or None)


def _is_name(name: str, form: str | None) -> bool:
    if not any(character.isalnum() for character in name) or len(name) > NAME_LENGTH:
        return False
    if form is not None and not form_pattern().search(name):
        return not re.search(r"。|により|予定|とする|の場合", name)
    return not (SENTENCE.search(name) or NOBODYS_NAME.fullmatch(name) or _says_nobody(name))


# ------------------------------------------------------------------------------------------------ one cell


def _says_nobody(text: str) -> str | None:
    """The status of a text that names nobody; None where it may name somebody."""
    compact = re.sub(r"[\s。.]", "", text)
    if NOBODY.fullmatch(compact):
        return NONE
    if TENDER.search(compact):
        return BY_TENDER
    return UNDECIDED if OPEN.search(compact) else None


def _piece(text: str, role: str, before: list[Organization]) -> Iterator[Organization]:
    """The organisations of one piece of a line: one, those that meet in it, or a consortium and its members."""
    outside, groups = _without_groups(_QUOTED.sub(r"\1", text, count=1) if _QUOTED.match(text) else text)
    for group in groups:
        role = ROLE_WORDS.get(group, role)
    match = JOINT_WORD.search(outside)
    if match and not outside[match.end() :].strip():
        yield from _consortium(outside[: match.start()], outside, groups, role, before)
        return
    parts = _soft_split(text)
    if len(parts) > 1:
        for part in parts:
            yield from _piece(part, role, [])
        return
    listed = [group for group in groups if ROLE.match(group) and group not in ROLE_WORDS]
    notes = [group for group in groups if group not in listed and group not in ROLE_WORDS and not group.isdecimal()]
    organization = _organization(outside, role, notes)
    if organization:
        yield organization
    for group in listed:
        yield from _line(group, role)[1]


def _consortium(
    body: str, whole: str, groups: list[str], role: str, before: list[Organization]
) -> Iterator[Organization]:
    body = body.strip(" ・")
    said = [_organization(part, MEMBER) for part in _soft_split(body)] if form_pattern().search(body) else []
    members = [member for member in said if member]
    if members and before:
        members = [*(one._replace(role=MEMBER) for one in before), *members]
        before.clear()
    listed = [one for group in groups for one in _line(group, MEMBER)[1]]
    notes = [group for group in groups if not _line(group, MEMBER)[1]]
    name = "・".join(member.name for member in members) if members else _clean_name(body)
    own_role = CONSORTIUM if role == CONTRACTOR else role
    yield Organization(f"{name}{JOINT_VENTURE}", None, JOINT_VENTURE, own_role, " ".join(notes) or None)
    yield from members
    yield from listed


def _line(line: str, role: str) -> tuple[str, list[Organization]]:
    """The role that goes on to the next line, and a line's organisations."""
    found: list[Organization] = []
    sticky = role
    if not form_pattern().search(line) and _NAMES_NOBODY.search(_without_groups(line)[0]):
        return role, found
    for piece in _split(line):
        piece = _LIST_MARK.sub("", piece)
        if match := ROLE.match(piece):
            role, piece = ROLE_WORDS[match[1]], piece[match.end() :].strip()
            if not piece:
                sticky = role
                continue
        mine = list(_piece(piece, role, found))
        found += mine
    return sticky, found


def read_contractors(text: str | None) -> Contractors:
    """What a cell 委託先名 says. Never raises; an empty text has no status.

    >>> read_contractors("株式会社　日立システムズ　関西支社").organizations
    (Organization(name='日立システムズ', branch='関西支社', legal_form='株式会社', role='contractor', note=None),)
    >>> [one.name for one in read_contractors("①㈱みどり印刷、②あさぎり(有)").organizations]
    ['みどり印刷', 'あさぎり']
    >>> read_contractors("未定（入札により決定）").status
    'by_tender'
    """
    lines = [_written_out(line) for line in (text or "").splitlines()]
    lines = [line for line in lines if line]
    if not lines:
        return Contractors(None)
    whole = " ".join(lines)
    outside = _without_groups(whole)[0] or whole
    if not form_pattern().search(outside) and not JOINT_WORD.search(outside):
        status = _says_nobody(outside)
        if status is not None:
            return Contractors(BY_TENDER if TENDER.search(whole) else status)
    found: list[Organization] = []
    role = CONTRACTOR
    for line in lines:
        role, more = _line(line, role)
        found += more
    if found:
        return Contractors(NAMED, tuple(found))
    return Contractors(_says_nobody(whole) or UNCLEAR)


def contractor_key(text: str | None) -> str | None:
    """The contractors of a cell as one text for comparing: their names joined by 、 in printed order, members and
    subcontractors left out; the normalised text where nobody is named. A second call changes nothing.

    >>> contractor_key("株式会社あさぎり計算（再委託先：みどり印刷㈱）")
    'あさぎり計算'
    """
    text = text or ""
    for _ in range(MAX_PASSES):
        shorter = _key(text)
        if shorter == text:
            break
        text = shorter
    return text or None


def _key(text: str) -> str:
    organizations = read_contractors(text).organizations
    own = [one.name for one in organizations if one.role in (CONTRACTOR, CONSORTIUM)]
    return "、".join(own or [one.name for one in organizations]) or normalize_text(text)
