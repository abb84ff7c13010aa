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
# Where what the agency appended to an option may begin: in parentheses at the end, at ※, or behind white space. There
# kana would go on with the sentence (十分である とは言えない), and a number may be an option's.
_REMARKS = re.compile(r"[(（](?=[^()（）]+[)）]$)|[※＊*]|(?<=\S)[ 　]+(?=[^\s\dぁ-ゖ(（)）])")
# What agencies write to say that there is nothing, as fold leaves it.
_NO_THING = "(?:なし|無し|無|該当(?:は|が)?(?:なし|無し|ない)|特に?(?:なし|無し)|記載なし)。?"
_NOTHING = re.compile(rf"[-ー]+|{_NO_THING}|[-ー]\({_NO_THING}\)")
_COMMA = re.compile(r"(?<=\d),(?=\d{3})")  # 1,000 and 1000 are one number
_SHORTEST = 2  # characters of an option that stand for all of it, at least
_DENIAL = re.compile("ない|なし|無|不|非|未")  # what an option is not without
_AMOUNT = re.compile(r"\d+\D{1,2}")  # an option that a number alone may mean: 3年
_AROUND = "「」『』。．\"'"  # signs about a label that are not the form's


def choose(
    value: str | None,
    printed: tuple[PrintedOption, ...],
    known: tuple[OptionSpec, ...],
    is_whole: bool = True,
    by_number: bool = False,
) -> tuple[Choice, Status]:
    """Find the chosen option, among the printed ones first. A value that is not ``is_whole`` may go on elsewhere, so
    that the beginning of an option says nothing. ``by_number`` takes a number for an option's, even among amounts."""
    if value is None:
        return Choice(None, None, None, printed), Status.BLANK
    options: dict[str, tuple[int | None, str]] = {_key(option.label): (option.no, option.label) for option in known}
    options |= {_key(option.label): (option.no, option.label) for option in printed if option.label}
    labels = {_key(option.label): option.label for option in known}
    if len(printed) == len(known):  # a label that its cell's edge cut off
        pairs = ((_key(one.label), other.label) for one in printed for other in known if one.no == other.no)
        labels = {key: label for key, label in pairs if key and _key(label).startswith(key)} | labels
    chosen = _key(value)
    for number, key in _readings(value, chosen, options, by_number):
        if key in options:
            no, label = options[key]
            if number is not None and number != no:
                break  # number and label name two options
            return Choice(no, labels.get(key, label), value, printed), Status.ANSWERED
    found = [key for key in options if key in chosen]
    distinct = [key for key in found if not any(key != other and key in other for other in found)]
    if len(distinct) > 1:
        return Choice(None, None, value, printed), Status.MULTIPLE
    if is_whole and (key := _abbreviated(chosen, options)) is not None:
        no, label = options[key]
        return Choice(no, labels.get(key, label), value, printed), Status.ANSWERED
    return Choice(None, None, value, printed), Status.NONE if says_nothing(value) else Status.UNKNOWN_OPTION


def says_nothing(value: str) -> bool:
    """Whether a text says that there is nothing: -, なし, 該当なし, －（該当なし）."""
    return _NOTHING.fullmatch(fold(value)) is not None


def is_number_alone(value: str | None) -> bool:
    """Whether a text is digits and nothing else, as an option's number or an amount without its unit may be."""
    return value is not None and value.strip(_AROUND).isdecimal()


def _key(text: str) -> str:
    """A label for comparing, its numbers without commas."""
    return _COMMA.sub("", fold(text))


def _abbreviated(chosen: str, options: Mapping[str, tuple[int | None, str]]) -> str | None:
    """The one option that a text is the beginning or the end of, if no other holds it and the rest denies nothing.

    A part of an amount is another amount: 10万人以上 is more than 10万人以上30万人未満.
    """
    if len(chosen) < _SHORTEST or any(map(str.isdigit, chosen)):
        return None
    keys = [key for key in options if chosen in key]
    if len({options[key][0] for key in keys}) != 1:
        return None
    key = keys[0]
    rest = key.removeprefix(chosen) if key.startswith(chosen) else key.removesuffix(chosen)
    return key if rest != key and not _DENIAL.search(rest) else None


def is_abbreviated(choice: Choice) -> bool:
    """Whether a choice's text is less than the words of its option: 十分 for 十分である."""
    if choice.selected_label is None or choice.selected_text is None:
        return False
    text, label = _key(choice.selected_text), _key(choice.selected_label)
    return len(text) >= _SHORTEST and text != label and text in label and not any(map(str.isdigit, text))


def _readings(
    value: str, folded: str, options: Mapping[str, tuple[int | None, str]], by_number: bool
) -> Iterator[tuple[int | None, str]]:
    """What may be meant by the text between brackets: an option's folded label, and its number where it is printed.

    A number alone is an option's, but where options are amounts (3年) it has to look like one: 3), or to be known for
    one (``by_number``). Words in parentheses, or set apart, behind an option are the agency's, unless they name another
    option.
    """
    yield None, folded
    bare = value.strip(_AROUND)
    yield from _labels(bare)
    if behind := _NUMBER_BEHIND.search(bare):
        yield _number(behind), _key(bare[: behind.start()])
    alone = _NUMBER_ALONE.fullmatch(bare)
    if alone and (by_number or not (bare[-1].isdecimal() and any(map(_AMOUNT.fullmatch, options)))):
        number = _number(alone)
        yield from ((number, key) for key, (no, _) in reversed([*options.items()]) if no == number)  # as printed first
    for text, remark in _remarked(bare):
        if not any(key in _key(remark) for key in options):
            yield from _labels(text)


def _remarked(text: str) -> Iterator[tuple[str, str]]:
    """The ways to part a text into an option and what the agency appended to it."""
    for start in [match.start() for match in _REMARKS.finditer(text) if match.start()]:
        yield text[:start].rstrip(" 　"), text[start:]


def _labels(text: str) -> Iterator[tuple[int | None, str]]:
    """A text as an option's label, and what follows a number as one."""
    yield None, _key(text)
    if before := _NUMBER_BEFORE.match(text):
        yield _number(before), _key(text[before.end() :])


def is_remarked(value: str, choice: Choice) -> bool:
    """Whether words of the agency's stand behind the option in a choice's text: 十分である（令和６年度に見直し）."""
    bare = value.strip(_AROUND)
    if choice.selected_label is None or _NUMBER_BEHIND.search(bare):
        return False
    label = _key(choice.selected_label)
    return any(key == label for text, _ in _remarked(bare) for _, key in _labels(text))


def _number(match: re.Match[str]) -> int:
    return int(unicodedata.normalize("NFKC", next(group for group in match.groups() if group)))
