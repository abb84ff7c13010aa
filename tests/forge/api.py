"""What tests call: draw a filled form, know its truth, and list where a reading differs from it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st

from extractors.engine.formspec import ItemSpec, OptionSpec, load_forms
from extractors.model import Answer, DocumentReading, Status
from tests.forge import content as forge_content
from tests.forge import draw_reportlab
from tests.forge.content import Content, Given, Plan
from tests.forge.look import HARD, VARIATIONS, Look
from tests.forge.paginate import paginate
from tests.forge.rows import sheets

NONE_WORDS = frozenset(("－", "-", "‐", "なし", "該当なし"))
ALIKE = str.maketrans({**dict.fromkeys("‐‑‒–—―−－─", "-"), "〜": "~", "～": "~", "･": "・"})

Key = tuple[str | None, int | None, int | None]


@dataclass(frozen=True)
class Truth:
    """What is printed: the content, and the role of every page (None where it is not known)."""

    content: Content
    roles: tuple[str | None, ...]


def draw(content: Content, look: Look, path: Path) -> Truth:
    """Draw the form to a PDF at ``path`` with reportlab and say what it shows. Raises ValueError where a row is
    higher than a page."""
    pages = paginate(sheets(content, look), look, content.given()["cover.name", None, None].value or "")
    draw_reportlab.draw(pages, look, path)
    return Truth(content, tuple(page.role for page in pages))


def contents(form: str, version: str, size: str = "small") -> st.SearchStrategy[Content]:
    """Random contents of an edition. ``size``: small (a dozen pages), medium or large text answers."""
    plans = st.builds(
        Plan,
        size=st.just(size),
        files=st.just(1) if form == "2" else st.integers(1, 2),
        systems=st.integers(1, 7),
        entries=st.integers(0, 3),
        changes=st.integers(1, 8),
        records=st.integers(1, 20),
    )
    return st.builds(forge_content.make, st.just(form), st.just(version), st.integers(0, 2**31), plans)


def looks(*, hard: bool = False) -> st.SearchStrategy[Look]:
    """Random looks with rulings; they shrink to the plainest one. ``hard`` adds what look.HARD lists."""
    fields = {**VARIATIONS, **(HARD if hard else {})}
    return st.builds(Look, **{name: st.sampled_from(values) for name, values in fields.items()})  # type: ignore[arg-type]


def editions() -> tuple[tuple[str, str], ...]:
    """Form and version of every edition there is."""
    return tuple(sorted(load_forms()))


# ------------------------------------------------------------------------------------------------ comparing


def draw_small(path: Path) -> Path:
    """Draw a short form with a little of everything, borders filled rectangles as office programs print them."""
    content = forge_content.make(
        "2", "R06-10", 4, Plan(size="small", files=1, systems=1, entries=1, changes=3, records=1)
    )
    draw(content, Look(landscape_changes=False), path)
    return path


def values(reading: DocumentReading) -> tuple[object, ...]:
    """What was read of the one assessment of a document, wherever it stands: to compare two printings of it."""
    [assessment] = reading.assessments
    answers = [(answer.code, answer.entry_no, answer.status, answer.value) for answer in assessment.answers]
    return *answers, *((change.on_text, change.before, change.after) for change in assessment.changes)


def compare(reading: DocumentReading, truth: Truth, *, roles: bool = False) -> list[str]:
    """Differences between a reading and what is printed, one line each; empty where they agree. White space is not
    compared, look-alike dashes and tildes are one. With ``roles`` the pages' roles are compared too."""
    content = truth.content
    if len(reading.assessments) != 1:
        return [f"{len(reading.assessments)} assessments read, 1 printed"]
    ours = reading.assessments[0]
    found = [_differ("form", ours.form, content.form), _differ("version", ours.version, content.version)]
    if any(part.repeat == "file" for part in content.spec.parts):
        found.append(_differ("n_files", ours.n_files, content.n_files))
    if len(reading.pages) != len(truth.roles):
        found.append(f"{len(reading.pages)} pages read, {len(truth.roles)} printed")
    if roles:
        pairs = zip(reading.pages, truth.roles, strict=False)
        found += [_differ(f"page {page.page} role", str(page.role), role) for page, role in pairs if role]
    return [*(line for line in found if line), *compare_answers(ours.answers, content)]


def compare_answers(answers: tuple[Answer, ...], content: Content) -> list[str]:
    """Differences between answers and what is printed, one line each."""
    by_key: dict[Key, Answer] = {}
    lines: list[str | None] = []
    regions = {item.code for item in content.spec.items.values() if item.kind in forge_content.REGIONS}
    for answer in answers:
        key = (answer.code, answer.file_no, answer.entry_no)
        if answer.code is None:
            lines.append(f"page {answer.page}: unknown label {answer.label!r} with {answer.value!r}")
        elif key in by_key:
            lines.append(f"{_name(key)}: read twice")
        by_key[key] = answer
    given = content.given()
    for key, answer in by_key.items():
        if key not in given and answer.code is not None and answer.code not in regions:
            lines.append(f"{_name(key)}: read {answer.value!r} on page {answer.page}, not printed")
    for key, expected in given.items():
        answer = by_key.get(key)
        if answer is None:
            lines.append(f"{_name(key)}: no answer")
        else:
            lines += _compare_answer(_name(key), answer, expected, content)
    return [line for line in lines if line]


def _compare_answer(name: str, answer: Answer, given: Given, content: Content) -> list[str | None]:
    item = content.spec.items.get(given.code)
    if item is None or item.kind == "checkboxes":
        return _compare_checks(name, answer, given, item, content)
    if item.kind == "choice":
        return _compare_choice(name, answer, given, item)
    status = Status.BLANK if not given.value else Status.NONE if given.value.strip() in NONE_WORDS else Status.ANSWERED
    return [
        _differ(f"{name} value", squeeze(answer.value), squeeze(given.value)),
        _differ(f"{name} status", answer.status, status),
    ]


def _compare_choice(name: str, answer: Answer, given: Given, item: ItemSpec) -> list[str | None]:
    if answer.choice is None:
        return [f"{name}: no choice"]
    label = next((option.label for option in item.options if option.no == given.choice), None)
    status = Status.ANSWERED if given.choice else Status.UNKNOWN_OPTION if given.text else Status.BLANK
    read = sorted((option.no or 0, squeeze(option.label)) for option in answer.choice.options)
    printed = [(option.no, squeeze(option.label)) for option in item.options]
    return [
        _differ(f"{name} selected_no", answer.choice.selected_no, given.choice),
        _differ(f"{name} selected_text", squeeze(answer.choice.selected_text), squeeze(label or given.text)),
        _differ(f"{name} status", answer.status, status),
        _differ(f"{name} options", read, printed),
    ]


def _compare_checks(
    name: str, answer: Answer, given: Given, item: ItemSpec | None, content: Content
) -> list[str | None]:
    options = item.options if item else opt_outs(content, given.code)
    checks = {check.no: check for check in answer.checks}
    status = Status.ANSWERED if given.checked else Status.BLANK
    lines: list[str | None] = [_differ(f"{name} status", answer.status, status)]
    if set(checks) - {option.no for option in options}:
        lines.append(
            f"{name}: options read that are not printed: {sorted(set(checks) - {option.no for option in options})}"
        )
    for option in options:
        where, check = f"{name} [{option.label}]", checks.get(option.no)
        if check is None:
            lines.append(f"{where}: no checkbox")
            continue
        lines += [
            _differ(f"{where} is_checked", check.is_checked, option.no in given.checked),
            _differ(f"{where} mark", check.mark, dict(given.marks).get(option.no)),
            _differ(f"{where} other_text", squeeze(check.other_text), squeeze(dict(given.other_text).get(option.no))),
        ]
    return lines


def opt_outs(content: Content, code: str) -> tuple[OptionSpec, ...]:
    """The brackets beside the heading of the section whose opt-out has this code."""
    sections = (section for part in content.spec.parts for section in part.sections)
    return next(section.opt_out for section in sections if f"{section.code}.opt_out" == code)


def squeeze(text: str | None) -> str:
    """Text for comparing: no white space, one form of the dashes and tildes that fonts mix up."""
    return re.sub(r"\s+", "", text or "").translate(ALIKE)


def _differ(what: str, ours: object, printed: object) -> str | None:
    return None if ours == printed else f"{what}: read {ours!r}, printed {printed!r}"


def _name(key: Key) -> str:
    code, file_no, entry_no = key
    return f"{code}{f' file {file_no}' if file_no else ''}{f' entry {entry_no}' if entry_no else ''}"
