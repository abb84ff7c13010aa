"""Numbers alone between the brackets of a choice whose options are amounts: an option's, or an amount without a unit?

A field by itself does not tell whether 5 is the fifth option or 5年. The assessment's other choices do: who answers
them with an option's number alone answers all of them so.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from extractors.engine.chosen import choose, is_number_alone
from extractors.engine.formspec import ItemSpec
from extractors.model import Answer, Finding, Severity, Status

MANNER = 2  # choices of an assessment answered by a number alone, from which that is its manner


def read_by_number(
    answers: Sequence[Answer], findings: Sequence[Finding], items: Mapping[str, ItemSpec]
) -> tuple[list[Answer], list[Finding]]:
    """An assessment's answers and findings: unknown numbers are those of options where other choices are so answered,
    and what is found there is that, at least, and nothing unknown."""
    numbers = [answer for answer in answers if answer.choice and is_number_alone(answer.choice.selected_text)]
    if sum(answer.status is Status.ANSWERED for answer in numbers) < MANNER:
        return [*answers], [*findings]
    settled = {id(answer): _settled(answer, items) for answer in numbers if answer.status is Status.UNKNOWN_OPTION}
    known = {("unknown_option", *_key(one)) for one in settled.values() if one.status is Status.ANSWERED}
    told = [
        _as_supposed(one) if (one.rule, one.item_code, one.file_no, one.entry_no) in known else one for one in findings
    ]
    return [settled.get(id(answer), answer) for answer in answers], told


def _settled(answer: Answer, items: Mapping[str, ItemSpec]) -> Answer:
    """An answer whose number is an option's, if there is such an option."""
    assert answer.choice is not None
    options = items[answer.code].options if answer.code else ()
    choice, status = choose(answer.choice.selected_text, answer.choice.options, options, by_number=True)
    return replace(answer, choice=choice, status=status)


def _as_supposed(unknown: Finding) -> Finding:
    return replace(
        unknown, severity=Severity.INFO, rule="choice_by_number",
        message="a number alone among amounts is taken for an option's: other choices here are answered so",
    )  # fmt: skip


def _key(answer: Answer) -> tuple[str | None, int | None, int | None]:
    return answer.code, answer.file_no, answer.entry_no
