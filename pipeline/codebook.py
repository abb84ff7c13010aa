"""Tables that are no document's: every item of every edition of the forms, and the concepts of record items."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from extractors.engine.formspec import FormSpec, ItemSpec, OptionSpec, PartSpec, SectionSpec, load_forms
from normalizers.record_lexicon import codebook
from pipeline.tables import Row


def _options(options: Iterable[OptionSpec]) -> list[Row]:
    return [{"no": option.no, "label": option.label} for option in options]


def _opt_out(part: PartSpec, section: SectionSpec) -> Row:
    return {
        "part": part.code,
        "section": section.code,
        "item_code": f"{section.code}.opt_out",
        "label": section.label,
        "kind": "checkboxes",
        "repeat": part.repeat,
        "options": _options(section.opt_out),
        "is_mandatory_notice": part.notice or section.notice,
    }


def _item(part: PartSpec, section: SectionSpec, item: ItemSpec) -> Row:
    return {
        "part": part.code,
        "section": section.code,
        "item_code": item.code,
        "concept": item.concept,
        "number": item.number,
        "label": item.label,
        "kind": item.kind,
        "repeat": item.repeat or part.repeat,
        "options": _options(item.options),
        "is_mandatory_notice": part.notice or section.notice or item.notice,
    }


def form_rows(form: FormSpec) -> list[Row]:
    """The items of one edition in printed order, the brackets beside section headings included."""
    rows: list[Row] = []
    for part in form.parts:
        for section in part.sections:
            if section.opt_out:
                rows.append(_opt_out(part, section))
            rows += [_item(part, section, item) for item in section.items]
    return [{"form": form.form, "form_version": form.version, "seq": seq, **row} for seq, row in enumerate(rows, 1)]


def codebook_rows() -> list[Row]:
    """The items of every edition the package knows."""
    return [row for form in load_forms().values() for row in form_rows(form)]


def record_concept_rows() -> list[Row]:
    """The concepts of record items, and the groups they are in."""
    return [entry._asdict() for entry in codebook()]


CODEBOOKS: dict[str, Callable[[], list[Row]]] = {"form_items": codebook_rows, "record_concepts": record_concept_rows}
