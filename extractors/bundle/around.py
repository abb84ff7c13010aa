"""The pages that belong to no assessment: each to the reader of its role, what is left over kept as passages."""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import groupby

from extractors.bundle.annex_tables import read_annex_tables
from extractors.bundle.consultations import read_consultations
from extractors.bundle.figures import read_figures
from extractors.bundle.passages import read_passages
from extractors.layout.page import Page
from extractors.model import AnnexTable, Consultation, Figure, Finding, Passage, Role

# Roles that another role's reader reads along: a table may stand on a page that holds more of other things.
_READER_OF = {Role.REPORT: Role.CONSULTATION, Role.OTHER: Role.ANNEX_TABLE}


@dataclass(slots=True)
class Around:
    """What stands around the assessments of a document."""

    consultations: list[Consultation] = field(default_factory=list)
    annex_tables: list[AnnexTable] = field(default_factory=list)
    figures: list[Figure] = field(default_factory=list)
    passages: list[Passage] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)


def read_around(pages: Iterable[Page], roles: Mapping[int, Role], without_text: Container[int] = ()) -> Around:
    """Read pages outside assessments, in page order; ``roles`` by page number. Every glyph is claimed.

    ``without_text`` are pages whose characters say nothing: no table is made of them.
    """
    around = Around()
    for role, run in _runs(pages, roles, without_text):
        if role is Role.CONSULTATION:
            consultations, findings = read_consultations(run)
            around.consultations += consultations
            around.findings += findings
        elif role is Role.ANNEX_TABLE:
            tables, findings = read_annex_tables(run, len(around.annex_tables) + 1)
            around.annex_tables += tables
            around.findings += findings
        elif role is Role.FIGURE:
            around.figures += [figure for page in run for figure in read_figures(page)]
        for page in run:
            around.passages += read_passages(page)
    return around


def _runs(
    pages: Iterable[Page], roles: Mapping[int, Role], without_text: Container[int]
) -> Iterator[tuple[Role, list[Page]]]:
    """Pages that follow one another and have one reader."""

    def key(numbered: tuple[int, Page]) -> tuple[Role, int]:
        n, page = numbered
        role = roles[page.number]
        return role if page.number in without_text else _READER_OF.get(role, role), page.number - n

    for (role, _), run in groupby(enumerate(pages), key):
        yield role, [page for _, page in run]
