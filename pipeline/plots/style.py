"""Fonts, colours and labels. The colours are told apart by people who do not see red and green as others do."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

# Okabe and Ito's colours, the darker ones first; grey is for what is no answer.
PALETTE = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442")
GREY = "#999999"
NOT_ASKED = "#f2f2f2"  # a question that the form does not have
MISSING = ("#bdbdbd", "#d9d9d9", "#969696", "#e8e8e8", "#7f7f7f")  # statuses that are no answer
LONGEST = 34  # characters; longer labels are cut

_DPI = 80  # of pictures in notebooks: small enough for a page of the documentation
_RULES = {
    "figure.dpi": _DPI,
    "figure.constrained_layout.use": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlelocation": "left",
    "axes.titlesize": 11,
    "font.size": 9,
    "legend.frameon": False,
}


def use_style() -> None:
    """Let matplotlib write Japanese, and draw in this project's style, until it is told otherwise."""
    from matplotlib import style

    use_font()
    style.use(_RULES | {"axes.prop_cycle": f"cycler(color={list(PALETTE)!r})"})


def use_font() -> None:
    """Let matplotlib write Japanese. Raises ImportError without matplotlib-fontja."""
    import matplotlib_fontja

    matplotlib_fontja.japanize()


def scale(n: int) -> list[Any]:
    """``n`` colours for options that are steps of a scale, dark to light."""
    from matplotlib import colormaps

    colours = colormaps["viridis"].resampled(max(2, n))
    return [colours(at) for at in range(n)]


def option_colours(options: Sequence[str]) -> list[Any]:
    """Colours along a scale for options, greys for statuses: those in parentheses, but for ``(answered)``.

    >>> option_colours(["(blank)", "(not_found)"])
    ['#bdbdbd', '#d9d9d9']
    """
    said = iter(scale(sum(not _is_status(option) for option in options)))
    greys = iter(MISSING * len(options))
    return [next(greys) if _is_status(option) else next(said) for option in options]


def _is_status(option: str) -> bool:
    return option.startswith("(") and option != "(answered)"


def ink(colour: Any) -> str:
    """Black or white, whichever is read better on a colour.

    >>> ink("#ffffff"), ink("#0072B2")
    ('black', 'white')
    """
    from matplotlib.colors import to_rgb

    red, green, blue = to_rgb(colour)
    return "black" if 0.299 * red + 0.587 * green + 0.114 * blue > 0.55 else "white"


def shortened(text: str, longest: int = LONGEST) -> str:
    """A text of at most so many characters.

    >>> shortened("特定個人情報ファイル", 5)
    '特定個人…'
    """
    return text if len(text) <= longest else text[: longest - 1] + "…"


def wrapped(text: str, letters: int) -> str:
    """A text, shortened, on lines of at most so many characters; lines that it has already are kept.

    Japanese is cut into lines about as long as each other, so that no line is left with one character; English
    between words.

    >>> wrapped("自己点検の実施", 5)
    '自己点検\\nの実施'
    >>> wrapped("Numbers that identify", 12)
    'Numbers that\\nidentify'
    """
    return "\n".join(part for line in shortened(text).splitlines() for part in _evenly(line, letters))


def _evenly(line: str, letters: int) -> list[str]:
    if line.isascii():
        return textwrap.wrap(line, letters)
    n_parts = -(-len(line) // letters)
    each = -(-len(line) // n_parts)
    return [line[at : at + each] for at in range(0, len(line), each)]
