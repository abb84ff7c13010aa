"""Differences of two filings for people, as Markdown, and as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from pipeline.query.diff import ADDED, CHANGED, REMOVED, Diff, Difference
from pipeline.query.marks import Piece, pieces, shortened
from pipeline.query.output import ESCAPED, JSON, as_json, sink, write_text
from pipeline.query.references import Named
from pipeline.series import Change

MARKDOWN = "markdown"
ALONE = 200  # characters of a text that only one filing has

_ABOUT = ("assessment_id", "form", "form_version", "agency_name", "title")


def write_diff(a: Named, b: Named, found: Diff, form: str, out: Path | None = None) -> None:
    """Write what two filings do not have in common, as ``table``, ``markdown`` or ``json``. Raises OSError."""
    if form == JSON:
        with sink(out) as file:
            file.write(as_json(_document(a, b, found), indent=1).encode("utf-8", "replace") + b"\n")
    elif form == MARKDOWN:
        with sink(out) as file:
            file.write("".join(f"{line}\n" for line in _markdown(a, b, found)).encode("utf-8", "replace"))
    else:
        write_text(lambda console: _print(a, b, found, console), out)


def _where(one: Difference) -> str:
    """The numbers of the file and the entry, with those in A where they differ."""
    old, new = one.numbers
    here = _numbered(new or old)
    return f"{_numbered(old)} → {here}" if old and new and old != new else here


def _numbered(numbers: tuple[int | None, int | None] | None) -> str:
    names = zip(("file", "entry"), numbers or (), strict=False)
    return ", ".join(f"{name} {number}" for name, number in names if number is not None)


def _status(one: Difference) -> str:
    """What the statuses say that the texts do not."""
    if one.kind != CHANGED or one.status_before == one.status_after:
        return ""
    return f"{one.status_before} → {one.status_after}"


def _summary(found: Diff) -> str:
    counts = [(kind, sum(one.kind == kind for one in found.fields)) for kind in (CHANGED, ADDED, REMOVED)]
    fields = ", ".join(f"{n} {kind}" for kind, n in counts if n)
    rows = f"{len(found.changes.added)} only in B, {len(found.changes.removed)} only in A"
    parts = [f"fields: {fields}"] if fields else []
    if found.changes.added or found.changes.removed:
        parts.append(f"rows of the change table: {rows}")
    return "; ".join(parts) or "no difference"


def _title(named: Named) -> str:
    about = named.about
    form = f"様式{about['form']} {about['form_version']}"
    return " ".join(str(part) for part in (named.path, about["assessment_id"], form, about["agency_name"]) if part)


# ------------------------------------------------------------------------------------------------ for people


def _marked(one: Difference, wrap: Callable[[str, bool], Any], plain: Callable[[str], Any]) -> Iterator[Any]:
    """A difference as texts: ``wrap`` marks what is removed or added (True), ``plain`` what is not."""
    if one.kind != CHANGED:
        text = one.after if one.kind == ADDED else one.before
        yield wrap(_cut(text or ""), one.kind == ADDED)
        return
    for piece in shortened(_pieces(one)):
        if piece.is_equal:
            yield plain(piece.added)
            continue
        for text, is_added in ((piece.removed, False), (piece.added, True)):
            if text:
                yield wrap(text, is_added)


def _pieces(one: Difference) -> list[Piece]:
    before, after = one.before or "", one.after or ""
    return [Piece(before, after)] if one.is_whole else pieces(before, after)


def _cut(text: str) -> str:
    return text if len(text) <= ALONE else f"{text[:ALONE]}… ({len(text)} characters)"


def _is_list(one: Difference) -> bool:
    return bool(one.added or one.removed)


def _print(a: Named, b: Named, found: Diff, console: Any) -> None:
    from rich.padding import Padding
    from rich.text import Text

    def wrap(text: str, is_added: bool) -> Text:
        return Text(f"{{+{text}+}}", "green") if is_added else Text(f"[-{text}-]", "red")

    def show(*parts: Text, indent: int = 0) -> None:
        console.print(Padding(Text.assemble(*parts), (0, 0, 0, indent)))

    show(Text(f"A  {_title(a)}"))
    show(Text(f"B  {_title(b)}"))
    for one in found.fields:
        notes = " ".join(part for part in (_where(one), one.concept or "", _status(one)) if part)
        show(Text(f"\n{one.code or ''} {one.label}".replace("\n ", "\n"), "bold"), Text(f"  {notes}", "dim"))
        if _is_list(one):
            for name in one.removed:
                show(Text(f"- {name}", "red"), indent=4)
            for name in one.added:
                show(Text(f"+ {name}", "green"), indent=4)
        else:
            show(*_marked(one, wrap, Text), indent=4)
        if one.n_more:
            show(Text(f"and {one.n_more} fields that go with it", "dim"), indent=4)
    for sign, colour, rows in (("+", "green", found.changes.added), ("-", "red", found.changes.removed)):
        for row in rows:
            show(Text(f"\n{sign} change table row {row.row_no}: {_row(row)}", colour))
    show(Text(f"\n{_summary(found)}"))


def _row(row: Change) -> str:
    return f"{row.on} {_cut(row.item_text)}: {_cut(row.before)} → {_cut(row.after)}"


# ------------------------------------------------------------------------------------------------ Markdown, JSON


def _escaped(text: str) -> str:
    return text.translate(ESCAPED)


def _bold(text: str, is_added: bool) -> str:
    tag = "ins" if is_added else "del"
    return f"<{tag}>{_escaped(text)}</{tag}>"


def _markdown(a: Named, b: Named, found: Diff) -> Iterator[str]:
    yield f"* A: {_escaped(_title(a))}"
    yield f"* B: {_escaped(_title(b))}"
    yield f"* {_summary(found)}"
    if found.fields:
        yield from ("", "| code | field | | change |", "| --- | --- | --- | --- |")
    for one in found.fields:
        if _is_list(one):
            names = [_bold(name, False) for name in one.removed] + [_bold(name, True) for name in one.added]
            text = "<br>".join(names)
        else:
            text = "".join(_marked(one, _bold, _escaped))
        more = f"<br>and {one.n_more} fields that go with it" if one.n_more else ""
        notes = "<br>".join(part for part in (_where(one), _status(one)) if part)
        yield f"| {one.code or ''} | {_escaped(one.label)} | {_escaped(notes)} | {text}{more} |"
    rows = [(True, row) for row in found.changes.added] + [(False, row) for row in found.changes.removed]
    if rows:
        yield from ("", "Rows of the change table:", "")
    for is_added, row in rows:
        yield f"* {_bold(_row(row), is_added)}"


def _document(a: Named, b: Named, found: Diff) -> dict[str, Any]:
    return {
        "a": {"path": a.path, **{name: a.about[name] for name in _ABOUT}},
        "b": {"path": b.path, **{name: b.about[name] for name in _ABOUT}},
        "is_equal": found.is_equal,
        "fields": [_field(one) for one in found.fields],
        "change_rows": {"added": _rows(found.changes.added), "removed": _rows(found.changes.removed)},
    }


def _field(one: Difference) -> dict[str, Any]:
    old, new = (numbers or (None, None) for numbers in one.numbers)
    field: dict[str, Any] = {
        "kind": one.kind, "item_code": one.code, "concept": one.concept, "label": one.label,
        "file_no_before": old[0], "entry_no_before": old[1], "file_no_after": new[0], "entry_no_after": new[1],
        "status_before": one.status_before, "status_after": one.status_after,
        "before": one.before, "after": one.after, "n_more": one.n_more,
    }  # fmt: skip
    if _is_list(one):
        return field | {"added": one.added, "removed": one.removed}
    if one.kind == CHANGED:
        return field | {"marks": [_mark(piece) for piece in _pieces(one)]}
    return field


def _mark(piece: Piece) -> dict[str, str]:
    return {"equal": piece.added} if piece.is_equal else {"removed": piece.removed, "added": piece.added}


def _rows(rows: tuple[Change, ...]) -> list[dict[str, Any]]:
    names = ("row_no", "on", "item_text", "code", "before", "after")
    return [{name: getattr(row, name) for name in names} for row in rows]
