"""``docs/forms.md``, written from the forms: ``python -m tests.docs.forms_page`` writes it again."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator

import yaml

from extractors.engine.formspec import load_forms
from pipeline.codebook import form_rows
from pipeline.files import write_whole
from pipeline.tables import Row
from tests.docs.blocks import ROOT

PAGE = ROOT / "docs" / "forms.md"
FORMS = ROOT / "extractors" / "forms"
_INTRO = """\
<!-- Written by `python -m tests.docs.forms_page` from extractors/forms/*.yaml; edit those. -->
# Forms and editions (様式と版)

An assessment is printed from an official form: 様式2 (基礎項目評価書), 様式3 (重点項目評価書) or 様式4 (全項目評価書).
The forms are revised; the cover says which edition (版) it is: `[令和6年10月 様式2]`. hyokasho knows these editions:
"""
_READING = """\
Where a file rests on memory, wording and places may differ from the real form: trust the codes of such an edition only
as far as `diagnostics` has no finding about its labels.

An assessment of another edition is read with the nearest one, and has a finding `edition_nearest`; one whose cover
shows no edition is read with that which explains most of its labels, and has a finding `edition_unknown`. What a form
does not know is kept as printed, with a null code and a finding.

An item has a **code**, which is its place on the form, and a **concept**, which is the same across forms and editions:
compare by concept. The same list is the table `form_items`, with the printed options of each item. How a file is
written is in [Adding an edition](edition.md).
"""


def _table(heads: Iterable[str], rows: Iterable[Iterable[object]]) -> Iterator[str]:
    yield "| " + " | ".join(heads) + " |"
    yield "| " + " | ".join("---" for _ in heads) + " |"
    for row in rows:
        yield "| " + " | ".join("" if cell is None else str(cell).replace("|", "\\|") for cell in row) + " |"
    yield ""


def _heads() -> dict[tuple[str, str], tuple[str, str | None]]:
    """What each edition's file says of its evidence, and which file it extends, by form and version."""
    found = {}
    for path in sorted(FORMS.glob("*.yaml")):
        text = path.read_text("utf8")
        evidence = re.search(r"^# Evidence: (.+)$", text, re.MULTILINE)
        assert evidence, f"{path.name} does not say what it rests on"
        raw = yaml.safe_load(text)
        form, _, version = path.stem.removeprefix("form").partition("-")
        found[form, version] = (evidence[1], raw.get("extends"))
    return found


def _counts(rows: list[Row]) -> tuple[int, int, int]:
    kinds = Counter(row["kind"] for row in rows)
    return len(rows), kinds["choice"], kinds["checkboxes"]


def _differences(rows: list[Row], before: list[Row]) -> Iterator[str]:
    now, then = ({row["concept"]: row for row in some if row.get("concept")} for some in (rows, before))
    for words, some, others in (("New", now, then), ("Gone", then, now)):
        names = [f"`{concept}` ({row['label']})" for concept, row in some.items() if concept not in others]
        if names:
            yield f"{words}: {', '.join(names)}."
            yield ""


def _edition(spec_rows: list[Row], title: str, extends: str | None) -> Iterator[str]:
    yield from (f"## {title}", "")
    if extends:
        form, _, version = extends.removeprefix("form").partition("-")
        yield from (f"Its items are those of 様式{form} {version}.", "")
        return
    yield from _table(
        ("code", "label", "kind", "concept"),
        ((f"`{row['item_code']}`", row["label"], row["kind"], row.get("concept") and f"`{row['concept']}`")
         for row in spec_rows),
    )  # fmt: skip


def page() -> str:
    """The page as Markdown."""
    forms, heads = load_forms(), _heads()
    rows = {key: form_rows(spec) for key, spec in forms.items()}
    keys = sorted(forms, key=lambda key: (key[0], key[1][0] != "H", key[1]))  # 平成 before 令和
    lines = [*_INTRO.splitlines(), ""]
    lines += _table(
        ("form", "edition", "on the cover", "items", "choices", "checkbox groups"),
        ((f"様式{key[0]} {forms[key].name}", f"`{key[1]}`", forms[key].stamp, *_counts(rows[key])) for key in keys),
    )
    lines += ["What the file of each edition rests on:", ""]
    lines += [*(f"* 様式{key[0]} `{key[1]}`: {heads[key][0][0].lower()}{heads[key][0][1:]}" for key in keys), ""]
    lines += [*_READING.splitlines(), ""]
    for n, key in enumerate(keys):
        extends = heads[key][1]
        lines += _edition(rows[key], f"様式{key[0]} {key[1]}", extends)
        before = keys[n - 1] if n and keys[n - 1][0] == key[0] else None
        if before and not extends:
            differences = list(_differences(rows[key], rows[before]))
            lines += [f"Against {before[1]}:", "", *differences] if differences else []
    return "\n".join(lines).rstrip() + "\n"


def main() -> None:
    """Write it."""
    write_whole(PAGE, page().encode())


if __name__ == "__main__":
    main()
