"""Which concepts of the forms fill which columns of the wide tables: data, so that no form or item is named in code."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from pipeline.contractors import contractor_columns
from pipeline.declare import Row


@dataclass(frozen=True, slots=True)
class WideTable:
    """A table with one row per numbered block of a form.

    ``columns`` maps a column to the concept whose value (for a choice, the selected label) it holds; ``lists`` maps
    a column to the concept of a checkbox group, whose その他 text goes to ``<column>_other``; ``norms`` maps a column
    to the one it is the normalized form of; ``readings`` maps a column to a function of its text that gives further
    columns; ``constants`` are the same on each row.
    """

    name: str
    columns: dict[str, str]
    lists: dict[str, str] = field(default_factory=dict)
    norms: dict[str, str] = field(default_factory=dict)
    readings: dict[str, Callable[[str | None], Row]] = field(default_factory=dict)
    constants: dict[str, str] = field(default_factory=dict)


def _recipients(direction: str) -> WideTable:
    columns = {
        "name": "recipient",
        "legal_basis": "legal_basis",
        "purpose": "purpose",
        "information": "information",
        "subjects_size": "subject_count",
        "subjects_scope": "subject_scope",
        "frequency": "timing",
    }
    return WideTable(
        "recipients",
        {column: f"{direction}.{concept}" for column, concept in columns.items()},
        lists={"methods": f"{direction}.method"},
        constants={"direction": direction, "source": "form"},
    )


WIDE_TABLES = (
    WideTable(
        "systems",
        {"name": "system.name", "functions": "system.functions"},
        lists={"connections": "system.connections"},
        norms={"name_norm": "name"},
    ),
    WideTable(
        "entrustments",
        {
            "name": "entrustment.name",
            "content": "entrustment.content",
            "scope": "entrustment.file_scope",
            "subjects_size": "entrustment.subject_count",
            "subjects_scope": "entrustment.subject_scope",
            "reason": "entrustment.validity",
            "handlers": "entrustment.handler_count",
            "contractor_check": "entrustment.contractor_disclosure",
            "contractor": "entrustment.contractor",
            "is_subcontracted": "entrustment.sub.presence",
            "subcontract_approval": "entrustment.sub.permission",
            "subcontract_content": "entrustment.sub.content",
        },
        lists={"methods": "entrustment.provision_method"},
        readings={"contractor": contractor_columns},
    ),
    _recipients("provision"),
    _recipients("transfer"),
)

# Columns that are yes or no: what each label of the choice says.
YES_OR_NO = {"is_subcontracted": {"再委託する": True, "再委託しない": False}}

# A risk's rating: the choice whose concept ends so. Its measures are the texts whose concepts share its beginning.
RATING = ".rating"

# Measures that are rated one by one, on the same kind of scale. Their texts have concepts that begin with theirs.
RATED_MEASURES = frozenset(
    {
        "audit.audit",
        "audit.self_check",
        "risk.entrustment.subcontract",
        "risk.storage_leak.backup",
        "risk.storage_leak.incident_procedure",
        "risk.storage_leak.nisc_standards",
        "risk.storage_leak.physical",
        "risk.storage_leak.security_organization",
        "risk.storage_leak.security_rules",
        "risk.storage_leak.staff_notice",
        "risk.storage_leak.technical",
    }
)

# Lists and tables, which have no values of their own: drawing of the business, record items, change table.
FIGURE, RECORD_ITEMS, CHANGES = "business.figure", "file.record_items_list", "changes.table"

# What the cover says of an assessment.
TITLE, NUMBER = "statement.name", "statement.number"
AGENCY, PUBLISHED = "statement.agency", "statement.publication_date"

# What tells an agency and its business, beside the cover: contacts and declaration, business, systems and legal basis.
DECLARATION, CONTACTS = "statement.declaration", ("disclosure.contact", "inquiry.contact")
BUSINESS, SYSTEM, LEGAL_BASIS = "business.name", "system.name", "number_use.legal_basis"

# Topics whose texts name other agencies and places (to whom it is given, where it is kept): no evidence of whose it is.
OTHERS_TOPICS = frozenset(
    ("acquisition", "entrustment", "linkage", "other_agencies", "provision", "risk", "sharing", "storage", "transfer")
)
