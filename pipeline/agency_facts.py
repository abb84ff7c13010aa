"""The columns of ``assessments`` that say whose it is and of which business, and findings where that is not certain.

``series_id`` is computed from one document alone, so that filings meet however they are batched. Its key is the agency
and the business. The agency is its code (with body and ward), else its name without its holder. The business is its
category with the number of the assessment (評価書番号), which an agency keeps over the years while titles change, and
which tells two businesses of one category apart (1-2 and 1-3 too); where there is no number, or no category, it is the
name of the business without its set phrases. The form is no part of it: 基礎 and 全項目 of one business are one series,
compared form by form (``pipeline.series``). A number that is given to the same business anew begins a new series:
missing history is better than the history of two businesses in one. Null where the agency or the business is not known.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from extractors.model import AssessmentReading, Finding, Severity
from normalizers.agencies import Resolution, resolve_agency
from normalizers.business import Business, identify_business
from normalizers.same_names import Evidence
from normalizers.sizes import first_number
from normalizers.text import normalize_text
from pipeline import concepts
from pipeline.tables import Row

AGENCY_AMBIGUOUS = ("agency_ambiguous", "the name fits several local governments, and nothing in the document decides")
AGENCY_UNKNOWN = ("agency_unknown", "the name names no local government of the list and no other agency that is known")
BUSINESS_AMBIGUOUS = ("business_ambiguous", "the words of several categories of business are equally strong")
BUSINESS_UNKNOWN = ("business_unknown", "no category of business fits")
NUMBER_IN_PARTS = (
    "number_in_parts",
    "the number has several parts; assessments.number is the first of them",
)

SERIES_DIGITS = 16  # hex digits of the hash: as many as of a document's id
_SPACE = re.compile(r"\s+")
# What a hyphen (or ー), a slash or の joins is one number in parts: R6-12, 第1-2号. The last part is no year or date.
_PARTS = re.compile(r"(?i:no\.?)?([A-Za-z]*[0-9]+(?:\s*[-ー/の]\s*[0-9]+)+)(?![0-9]|\s*[年月日版])")
_JOINT = re.compile(r"\s*[-ー/の]\s*")
# Dates and versions are no parts of a number: 2021-4-1, 令和3/4/1, R3/4/1, Ver.1-2, 第1-2版.
_DATES_AND_VERSIONS = re.compile(
    r"(?<![0-9])(?:19|20)[0-9]{2}([-/])[0-9]{1,2}\1[0-9]{1,2}(?![0-9])|"
    r"(?:明治|大正|昭和|平成|令和|(?<![A-Za-z])[MTSHRmtshr])[0-9]{1,2}/[0-9]{1,2}/[0-9]{1,2}(?![0-9])|"
    r"(?i:(?<![a-z])v(?:er(?:sion)?)?\.?\s*[0-9][-./0-9]*)|[0-9]+(?:[-.][0-9]+)+版"
)
_IN_PARENTHESES = re.compile(r"(?<=.)\(.*?\)")
# Set phrases around the name of a business, which come and go with editions.
_SET_PHRASES = re.compile(
    r"特定個人情報保護評価書|(?:基礎|重点|全)項目評価書?|評価書|\(.*?\)|"
    r"(?:に関する|に係る|関係|についての|等?の)?(?:事務|業務)(?:等)?"
)


class AgencyFacts(NamedTuple):
    """Columns of one assessment, and what is not certain of them."""

    columns: Row
    findings: tuple[Finding, ...]


def _said(reading: AssessmentReading, concept: str) -> list[str]:
    return [answer.value for answer in reading.answers if answer.concept == concept and answer.value]


def _first(reading: AssessmentReading, concept: str) -> str | None:
    return next(iter(_said(reading, concept)), None)


def _evidence(reading: AssessmentReading) -> Evidence:
    def others() -> Iterator[str]:
        for answer in reading.answers:
            topic = (answer.concept or "").partition(".")[0]
            if answer.value and answer.kind == "text" and answer.concept and topic not in concepts.OTHERS_TOPICS:
                yield answer.value

    contacts = tuple(text for concept in concepts.CONTACTS for text in _said(reading, concept))
    title, declaration = _first(reading, concepts.TITLE) or reading.title, _first(reading, concepts.DECLARATION)
    return Evidence(contacts, title, declaration, others)


def _number(reading: AssessmentReading) -> int | str | None:
    """The number of an assessment; as text, where it has several parts (R6-12), but for those in parentheses (改1).

    A date or a version beside it is no part: with it, every filing would begin a series.
    """
    printed = _first(reading, concepts.NUMBER) or ""
    bare = _IN_PARENTHESES.sub("", normalize_text(printed))
    parts = _PARTS.search(_DATES_AND_VERSIONS.sub(" ", bare))
    return _JOINT.sub("-", parts[1]).upper() if parts else first_number(printed)


def _series(agency: Resolution, business: Business, name: str | None, number: int | str | None) -> str | None:
    subject: Sequence[str | int | None] = (business.category, number)
    if business.category is None or number is None:
        plain = _SPACE.sub("", normalize_text(name or ""))
        subject = ("name", _SET_PHRASES.sub("", plain) or plain)
    if agency.key is None or not subject[1]:
        return None
    return hashlib.sha256(json.dumps([agency.key, *subject]).encode()).hexdigest()[:SERIES_DIGITS]


def agency_facts(reading: AssessmentReading) -> AgencyFacts:
    """Who filed an assessment, of which business, and which series it belongs to."""
    name, title = _first(reading, concepts.AGENCY), _first(reading, concepts.TITLE) or reading.title
    agency = resolve_agency(name, _evidence(reading))
    business_name = _first(reading, concepts.BUSINESS)
    systems, basis = _said(reading, concepts.SYSTEM), _said(reading, concepts.LEGAL_BASIS)
    business = identify_business(business_name, title, systems, basis, name)
    number = _number(reading)
    columns = {
        **agency.agency._asdict(),
        "agency_evidence": agency.evidence,
        "business_category": business.category,
        "business_category_evidence": business.evidence,
        "series_id": _series(agency, business, business_name or title, number),
    }
    columns["agency_kind"] = columns.pop("kind")
    return AgencyFacts(columns, tuple(_findings(reading, agency, business, number)))


def _findings(
    reading: AssessmentReading, agency: Resolution, business: Business, number: int | str | None
) -> Iterator[Finding]:
    if agency.candidates:
        fitting = " | ".join(f"{one.code} {one.prefecture}{one.municipality or ''}" for one in agency.candidates)
        yield _finding(reading, Severity.WARNING, AGENCY_AMBIGUOUS, concepts.AGENCY, fitting)
    elif not agency.is_recognised:
        yield _finding(reading, Severity.INFO, AGENCY_UNKNOWN, concepts.AGENCY)
    if business.candidates:
        yield _finding(
            reading, Severity.WARNING, BUSINESS_AMBIGUOUS, concepts.BUSINESS, " | ".join(business.candidates)
        )
    elif not business.category:
        yield _finding(reading, Severity.INFO, BUSINESS_UNKNOWN, concepts.BUSINESS)
    if isinstance(number, str):
        yield _finding(reading, Severity.INFO, NUMBER_IN_PARTS, concepts.NUMBER)


def _finding(
    reading: AssessmentReading, severity: Severity, rule: tuple[str, str], concept: str, expected: str | None = None
) -> Finding:
    """A finding at the item of a concept, if the assessment has it."""
    answer = next((one for one in reading.answers if one.concept == concept), None)
    if answer is None:
        return Finding(severity, *rule, reading.number, expected=expected)
    return Finding(
        severity, *rule, reading.number, item_code=answer.code, expected=expected, found=answer.value or None,
        page=answer.page, box=answer.box,
    )  # fmt: skip
