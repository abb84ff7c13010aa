"""What the text between a choice's brackets chooses: an option by its label, by its number, or by both."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping

from extractors.characters import fold
from extractors.engine.formspec import OptionSpec
from extractors.model import Choice, PrintedOption, Status

# An option's number before its label, behind it, or alone.
_NUMBER_BEFORE = re.compile(r"(?:[(（]?([0-9０-９]{1,2})(?:\s*[)）.．:：、]|[ 　])|([①-⑨]))\s*(?=\S)")
_NUMBER_BEHIND = re.compile(r"\s*[(（]([0-9０-９]{1,2})[)）]$")
_NUMBER_ALONE = re.compile(r"[(（]?([0-9０-９]{1,2})\s*[)）.．]?|([①-⑨])")
_REMARK = re.compile(r"[(（][^()（）]+[)）]$")  # what the agency appended to an option
_AMOUNT = re.compile(r"\d+\D{1,2}")  # an option that a number alone may mean: 3年
_AROUND = "「」『』。．\"'"  # signs about a label that are not the form's


def choose(
    value: str | None, printed: tuple[PrintedOption, ...], known: tuple[OptionSpec, ...]
) -> tuple[Choice, Status]:
    """Find the chosen option, among the printed ones first."""
    if value is None:
        return Choice(None, None, None, printed), Status.BLANK
    options: dict[str, tuple[int | None, str]] = {option.key: (option.no, option.label) for option in known}
    options |= {fold(option.label): (option.no, option.label) for option in printed if option.label}
    labels = {option.key: option.label for option in known}
    chosen = fold(value)
    for number, key in _readings(value, chosen, options):
        if key in options:
            no, label = options[key]
            if number is not None and number != no:
                break  # number and label name two options
            return Choice(no, labels.get(key, label), value, printed), Status.ANSWERED
    found = [key for key in options if key in chosen]
    distinct = [key for key in found if not any(key != other and key in other for other in found)]
    if len(distinct) > 1:
        return Choice(None, None, value, printed), Status.MULTIPLE
    return Choice(None, None, value, printed), Status.UNKNOWN_OPTION


def _readings(
    value: str, folded: str, options: Mapping[str, tuple[int | None, str]]
) -> Iterator[tuple[int | None, str]]:
    """What may be meant by the text between brackets: an option's folded label, and its number where it is printed.

    A number alone is an option's, but where options are amounts (3年) it has to look like one: 3). Words in parentheses
    behind an option are the agency's, unless they name another option.
    """
    yield None, folded
    bare = value.strip(_AROUND)
    yield from _labels(bare)
    if behind := _NUMBER_BEHIND.search(bare):
        yield _number(behind), fold(bare[: behind.start()])
    alone = _NUMBER_ALONE.fullmatch(bare)
    if alone and not (bare[-1].isdecimal() and any(map(_AMOUNT.fullmatch, options))):
        number = _number(alone)
        yield from ((number, key) for key, (no, _) in reversed([*options.items()]) if no == number)  # as printed first
    remark = _REMARK.search(bare)
    if remark and not any(key in fold(remark[0]) for key in options):
        yield from _labels(bare[: remark.start()])


def _labels(text: str) -> Iterator[tuple[int | None, str]]:
    """A text as an option's label, and what follows a number as one."""
    yield None, fold(text)
    if before := _NUMBER_BEFORE.match(text):
        yield _number(before), fold(text[before.end() :])


def is_remarked(value: str, choice: Choice) -> bool:
    """Whether words of the agency's stand behind the option in a choice's text: 十分である（令和６年度に見直し）."""
    bare = value.strip(_AROUND)
    remark = _REMARK.search(bare)
    if remark is None or choice.selected_label is None or _NUMBER_BEHIND.search(bare):
        return False
    return not fold(choice.selected_label).endswith(fold(remark[0]))


def _number(match: re.Match[str]) -> int:
    return int(unicodedata.normalize("NFKC", next(group for group in match.groups() if group)))
