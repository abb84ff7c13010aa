"""Bracketed fields as lines of runs: choices with their ＜選択肢＞, checkboxes, brackets beside headings."""

from __future__ import annotations

from dataclasses import replace

from extractors.engine.formspec import ItemSpec, OptionSpec
from tests.forge import fonts
from tests.forge.content import Given
from tests.forge.look import Look
from tests.forge.parts import PAD, Align, Frame, Line, Run

LEAD = 1.45  # line height of fields over their type size


def choice_field(
    item: ItemSpec, given: Given, room: float, look: Look, inside: tuple[tuple[str, str, str], ...] = ()
) -> tuple[tuple[Line, ...], tuple[Frame, ...]]:
    """Lines and frames of a choice in ``room`` points. ``inside`` are (words before, value, words after)
    printed below the brackets."""
    label = next((option.label for option in item.options if option.no == given.choice), None)
    value = label or given.text or ""
    options = [f"{number}{look.option_paren} {option.label}" for number, option in ((o.no, o) for o in item.options)]
    widest = max(fonts.width(text, look.font, look.option_size) for text in options)
    beside = look.options == "beside" and widest < 0.5 * room - 3 * PAD
    left = 0.48 * room if beside else min(room - PAD, max(0.6 * room, fonts.width(value, look.font, look.size) + 40))
    answer = _bracketed(value, left, look)
    answer += [line for words in inside if words[0] == "（" for line in _inside(*words, left, look)]
    below = [line for words in inside if words[0] != "（" for line in _inside(*words, room, look)]
    listed = _options(options, 0.0 if not beside else left + 2 * PAD, room, look)
    frames = (Frame(PAD, left - PAD, 0, 0),) if look.bracket_cells and not beside else ()
    if not beside:
        return (*answer, *listed, *below), frames
    return (*_side_by_side(answer, listed), *below), ()


def _bracketed(value: str, room: float, look: Look) -> list[Line]:
    """``[ value ]`` over ``room`` points; a long value takes several lines between the brackets."""
    opening, closing = look.brackets
    if look.one_run and fonts.width(f"{opening} {value} {closing}", look.font, look.size) < room - 2 * PAD:
        return [_line([_at(PAD, f"{opening} {value} {closing}", look)], look)]
    edge = look.size + 2
    lines = fonts.wrap(value, room - 2 * edge - 2 * PAD, look.font, look.size)
    middle = (len(lines) - 1) // 2
    out = []
    for at, text in enumerate(lines):
        runs = [Run(PAD + edge, text, look.size, room - 2 * edge - 2 * PAD, "centre")] if text else []
        if at == middle:
            runs = [_at(PAD, opening, look), *runs, _at(room - PAD - edge + 2, closing, look)]
        out.append(replace(_line(runs, look), tied=at > 0))
    return out


def _inside(before: str, value: str, after: str, room: float, look: Look) -> list[Line]:
    """``（ 2 ） 件`` or ``（手数料額、納付方法： … ）``: words of the form around a value that may wrap."""
    size = look.size
    start = 2 * PAD + size + fonts.width(before, look.font, size)
    end = fonts.width(after, look.font, size) + PAD
    text = fonts.wrap(value, max(room - start - end - size, 3 * size), look.font, size)
    lines = []
    for at, line in enumerate(text):
        runs = [Run(start, line, size)] if line else []
        if at == 0:
            runs.insert(0, Run(PAD + size, before, size))
        if at == len(text) - 1:
            runs.append(Run(max(start + fonts.width(line, look.font, size) + 2, start + 2.5 * size), after, size))
        lines.append(replace(_line(runs, look), tied=at > 0))
    return lines


def _options(options: list[str], x0: float, room: float, look: Look) -> list[Line]:
    """＜選択肢＞ and the options below it, in as many columns as fit."""
    size, indent = look.option_size, 2 * PAD
    widest = max(fonts.width(text, look.font, size) for text in options) + 6
    columns = max(1, min(look.option_columns, len(options), int((room - x0 - indent - PAD) / widest)))
    step = (room - x0 - indent - PAD) / columns
    lines = [Line((Run(x0 + PAD, "＜選択肢＞", size),), size * LEAD)]
    rows = -(-len(options) // columns)
    for row in range(rows):
        places = [row + column * rows if look.column_major else row * columns + column for column in range(columns)]
        runs = [
            Run(x0 + indent + column * step, options[place], size)
            for column, place in enumerate(places)
            if place < len(options)
        ]
        if columns > 1 or widest <= step + 6:
            lines.append(Line(tuple(runs), size * LEAD))
            continue
        wrapped = fonts.wrap(options[places[0]], step - PAD, look.font, size)
        lines += [Line((Run(x0 + indent, text, size),), size * LEAD, at > 0) for at, text in enumerate(wrapped)]
    return lines


def _side_by_side(left: list[Line], right: list[Line]) -> tuple[Line, ...]:
    """The left lines in the middle of the right ones."""
    first = max(0, (len(right) - len(left)) // 2)
    out = []
    for at in range(max(len(right), first + len(left))):
        ours = left[at - first] if first <= at < first + len(left) else None
        theirs = right[at] if at < len(right) else None
        runs = (*(ours.runs if ours else ()), *(theirs.runs if theirs else ()))
        tied = ours is not None and ours.tied
        out.append(Line(runs, max(line.height for line in (ours, theirs) if line), tied))
    return tuple(out)


# ------------------------------------------------------------------------------------------------ checkboxes


def checkbox_field(item: ItemSpec, given: Given, room: float, look: Look, counts: dict[int, str]) -> tuple[Line, ...]:
    """Lines of a checkbox group: its group headings, its options in columns, その他 on lines of its own."""
    lines: list[Line] = []
    waiting: list[OptionSpec] = []
    group: str | None = None
    for option in item.options:
        wide = option.other or option.text or option.count
        if option.group != group or wide:
            lines += _columns(waiting, given, room, look)
            waiting = []
        if option.group and option.group != group:
            lines.append(_line([_at(PAD, option.group, look)], look))
        group = option.group
        if option.count:
            lines.append(_counted(option, given, counts.get(option.no, ""), look))
        elif wide:
            lines += _other(option, given, room, look)
        else:
            waiting.append(option)
    return (*lines, *_columns(waiting, given, room, look))


def box_runs(option: OptionSpec, given: Given, x: float, look: Look) -> list[Run]:
    """``[ ○ ] label`` at ``x``; the mark is left out where the option is not checked."""
    opening, closing = look.brackets
    mark = dict(given.marks).get(option.no, "") if option.no in given.checked else ""
    if look.one_run:
        return [Run(x, f"{opening} {mark or '　'} {closing} {option.label}", look.size)]
    size = look.size
    return [
        Run(x, opening, size),
        *([Run(x + 0.9 * size, mark, size, 1.2 * size, "centre")] if mark else []),
        Run(x + 2.2 * size, closing, size),
        Run(x + 3.3 * size, option.label, size),
    ]


def box_width(option: OptionSpec, look: Look) -> float:
    """Points that ``[ ○ ] label`` takes."""
    return fonts.width(option.label, look.font, look.size) + 4.6 * look.size


def _columns(options: list[OptionSpec], given: Given, room: float, look: Look) -> list[Line]:
    """Options that need no text, in columns; a wide one takes as many columns as it needs."""
    step = (room - 2 * PAD) / look.checkbox_columns
    lines: list[Line] = []
    runs: list[Run] = []
    column = 0
    for option in options:
        need = min(look.checkbox_columns, max(1, -(-int(box_width(option, look)) // max(1, int(step)))))
        if column + need > look.checkbox_columns:
            lines.append(_line(runs, look))
            runs, column = [], 0
        runs += box_runs(option, given, PAD + column * step, look)
        column += need
    return [*lines, _line(runs, look)] if runs else lines


def _other(option: OptionSpec, given: Given, room: float, look: Look) -> list[Line]:
    """``[ ] その他 （ text ）``; long text wraps between the parentheses, which stand on its middle line."""
    start = PAD + box_width(option, look)
    words = dict(given.other_text).get(option.no, "")
    size = look.size
    run = box_runs(option, given, PAD, look)[0]
    whole = f"{run.text} （ {words} ）"
    if look.one_run and PAD + fonts.width(whole, look.font, size) < room:
        return [_line([Run(run.x, whole, size)], look)]
    inner = room - start - 3.2 * size - PAD
    text = fonts.wrap(words, inner, look.font, size)
    middle = (len(text) - 1) // 2
    lines = []
    for at, line in enumerate(text):
        runs = [Run(start + 1.5 * size, line, size)] if line else []
        if at == middle:
            runs = [
                *box_runs(option, given, PAD, look),
                Run(start, "（", size),
                *runs,
                Run(room - PAD - 1.2 * size, "）", size),
            ]
        lines.append(_line(runs, look) if len(text) == 1 else Line(tuple(runs), size * 1.15, tied=True))
    apart = [Line((), 0.4 * size)] if len(text) > 1 else []  # the wrapped lines stand together, as in one Excel row
    return [*apart, *lines, *(replace(line, tied=True) for line in apart)]


def _counted(option: OptionSpec, given: Given, count: str, look: Look) -> Line:
    """``[ ○ ] 提供を行っている （ 2 ） 件``: the number is a run of its own."""
    x, size = PAD + box_width(option, look) + look.size, look.size
    runs = [
        *box_runs(option, given, PAD, look),
        Run(x, "（", size),
        Run(x + 3.2 * size, "）", size),
        Run(x + 4.6 * size, "件", size),
    ]
    if count:
        runs.insert(-2, Run(x + size, count, size, 2 * size, "centre"))
    return _line(runs, look)


def _at(x: float, text: str, look: Look, align: Align = "left") -> Run:
    return Run(x, text, look.size, align=align)


def _line(runs: list[Run], look: Look) -> Line:
    return Line(tuple(runs), look.size * LEAD)
