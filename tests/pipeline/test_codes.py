"""The closed lists of values say what the code can write, no more and no less."""

from __future__ import annotations

import ast
import inspect
import re
import textwrap

import pytest

from extractors.engine.formspec import KINDS, load_forms
from extractors.model import Role, Severity, Status, Unread
from extractors.readers import base
from normalizers import agencies, business, laws, organization_words, organizations, same_names, sizes
from normalizers.citations import resolve
from normalizers.dates import Precision
from pipeline import around_rows, citations, concepts, document, rows
from pipeline.declare import Codes
from pipeline.reading import GIVEN_UP
from pipeline.tables import TABLES, codes
from tests.pipeline.test_tables import is_told

DECLARED = {value.name: value for value in vars(codes).values() if isinstance(value, Codes)}


def words_of(*things: object) -> set[str]:
    """The strings in the source of functions that may be codes: small letters and underscores alone."""
    found: set[str] = set()
    for thing in things:
        tree = ast.parse(textwrap.dedent(inspect.getsource(thing)))  # pyright: ignore[reportArgumentType]
        constants = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant))
        found |= {value for value in constants if isinstance(value, str) and re.fullmatch(r"[a-z]+(_[a-z]+)*", value)}
    return found


def items():
    return [item for form in load_forms().values() for item in form.items.values()]


def repeats() -> set[str]:
    parts = (part.repeat for form in load_forms().values() for part in form.parts)
    return {repeat for repeat in (*parts, *(item.repeat for item in items())) if repeat}


def outcomes() -> set[str]:
    """Why a document is not ``ok``: what readers and limits say, and what the pipeline makes of a reading."""
    made = words_of(document.extract_document, rows.what_is_missing)
    return {*base._MESSAGES, *GIVEN_UP, *Unread, rows.OCR_READER, rows.TEXT_DOUBTFUL, *made}


def ways_to_know_a_law() -> set[str]:
    """The last argument wherever a law is made with how it is known."""
    tree = ast.parse(inspect.getsource(resolve))
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "_Law"]
    nodes = [node for call in calls for node in ast.walk(call.args[2]) if isinstance(node, ast.Constant)]
    return {str(node.value) for node in nodes}


WRITTEN = {
    "form": lambda: {form for form, _ in load_forms()} | {"1"},  # 計画管理書 is promised, and has no YAML yet
    "form_version": lambda: {version for _, version in load_forms()},
    "kind": lambda: set(KINDS),
    "repeat": repeats,
    "status": lambda: set(Status),
    "unit": lambda: set(sizes._UNITS.values()),
    "precision": lambda: set(Precision),
    "document_status": lambda: words_of(document._read, document.failed) & {"ok", "partial", "failed"},
    "error_kind": outcomes,
    "role": lambda: set(Role),
    "agency_kind": lambda: (
        {kind for kind, _ in agencies._KINDS}
        | set(agencies._KIND_OF_ENDING.values())
        | words_of(agencies._kind_of_place, agencies._kind)
    ),
    "agency_evidence": lambda: {
        same_names.AGENCY_NAME, same_names.CONTACT, same_names.TITLE, same_names.DECLARATION, same_names.POSTAL_CODE,
        same_names.TEXT,
    },
    "business_category": lambda: set(business.categories()),
    "contractor_status": lambda: {
        organizations.NAMED, organizations.UNDECIDED, organizations.BY_TENDER, organizations.NONE,
        organizations.UNCLEAR,
    },
    "contractor_role": lambda: {
        organization_words.CONTRACTOR, organization_words.CONSORTIUM, organization_words.REPRESENTATIVE,
        organization_words.MEMBER, organization_words.SUBCONTRACTOR,
    },
    "direction": lambda: {t.constants["direction"] for t in concepts.WIDE_TABLES if "direction" in t.constants},
    "source": lambda: {t.constants["source"] for t in concepts.WIDE_TABLES if "source" in t.constants}
    | {around_rows.ANNEX_TABLE},
    "consultation_kind": lambda: {Role.CONSULTATION, Role.REPORT},
    "source_table": lambda: words_of(citations._texts) & TABLES.keys(),
    "law_kind": lambda: {kind for kind, _ in laws._KINDS} | {laws.Law("").kind},
    "law_source": lambda: ways_to_know_a_law() | words_of(citations._inferred) & {"inferred"},
    "citation_unit": lambda: words_of(resolve._unit) | {"law"},
    "severity": lambda: set(Severity),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
def test_what_the_code_writes_is_what_is_declared(name):
    assert set(DECLARED[name].meanings) == WRITTEN[name]()


def test_every_list_is_held_against_the_code_and_used():
    assert WRITTEN.keys() == DECLARED.keys()
    used = {column.codes.name for table in TABLES.values() for column in table.columns if column.codes}
    assert used == DECLARED.keys()


@pytest.mark.parametrize("values", DECLARED.values(), ids=DECLARED)
def test_every_value_has_a_meaning_in_both_languages(values):
    for value, meaning in values.meanings.items():
        assert is_told(meaning), (value, meaning)


def test_codes_of_comparison_are_those_of_assessments():
    own = {column.name: column.codes for column in TABLES["assessments"].columns if column.codes}
    same = {column.name: column.codes for column in TABLES["comparison"].columns if column.codes}
    assert same.items() <= own.items()
    assert {"form", "form_version", "agency_kind", "business_category"} <= same.keys()
