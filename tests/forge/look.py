"""How a form is printed: the variations that agencies' files show, as one frozen type."""

from __future__ import annotations

from dataclasses import dataclass, replace
from random import Random
from typing import Literal

Border = Literal["solid", "dotted", "double", "thick", "filled", "broken", "sideless", "none"]
Footer = Literal["none", "number", "dashes", "of", "named"]


@dataclass(frozen=True)
class Look:
    """Sizes are points, shares are of the table's width, greys run from 0 (black) to 1 (white).

    ``font`` is ``mincho``, ``gothic`` (not embedded) or a path given by ``fonts.embedded``. ``brackets`` is the opening
    and the closing one. ``one_run`` prints ``[ ○ ] 紙`` as a single run of glyphs. ``bars``: the group bars printed.
    ``border``: broken has hair gaps in its rulings, sideless has no left and right edge of the table. ``shuffle`` draws
    a page's cells in another order; 0 keeps the reading order. ``split_rows``: long answers run over a page's edge;
    ``split_fields``: choices and checkboxes too. ``overflow_labels``: a long label runs into its empty value cell.
    ``spaced_labels`` prints 部署 as 部　署. ``wide_label_digits`` prints the digits of labels in full width.
    """

    font: str = "mincho"
    size: float = 9.0
    option_size: float = 8.0
    label_share: float = 0.3
    label_grey: float | None = 0.92
    heading_grey: float | None = 0.85
    options: Literal["beside", "below"] = "beside"
    option_columns: int = 1
    column_major: bool = False
    option_paren: str = "）"
    brackets: tuple[str, str] = ("[", "]")
    one_run: bool = False
    bracket_cells: bool = False
    checkbox_columns: int = 2
    border: Border = "solid"
    header: bool = False
    footer: Footer = "dashes"
    bars: Literal["used", "all", "none"] = "used"
    full_width_numbers: bool = True
    number_dot: str = "．"
    notice: str = "　※"
    landscape_changes: bool = True
    split_rows: bool = True
    repeat_label: bool = False
    valign: Literal["top", "middle"] = "middle"
    bold: Literal["none", "render", "twice"] = "render"
    split_runs: bool = False
    shuffle: int = 0
    rotate: Literal[0, 90, 180, 270] = 0
    split_fields: bool = False
    overflow_labels: bool = False
    spaced_labels: bool = False
    wide_label_digits: bool = False
    page_size: tuple[float, float] = (595.28, 841.89)
    margin: float = 42.0


VARIATIONS: dict[str, tuple[object, ...]] = {
    "font": ("mincho", "gothic"),
    "size": (9.0, 7.5, 10.0),
    "option_size": (8.0, 7.0),
    "label_share": (0.3, 0.22, 0.35),
    "label_grey": (0.92, None, 0.97),
    "heading_grey": (0.85, None, 0.75),
    "options": ("beside", "below"),
    "option_columns": (1, 2, 3),
    "column_major": (False, True),
    "option_paren": ("）", ")"),
    "brackets": (("[", "]"), ("［", "］"), ("[", "］")),
    "one_run": (False, True),
    "bracket_cells": (False, True),
    "checkbox_columns": (2, 1, 3),
    "border": ("solid", "dotted", "double", "thick", "filled", "broken", "sideless"),
    "header": (False, True),
    "footer": ("dashes", "none", "number", "of", "named"),
    "bars": ("used", "all", "none"),
    "full_width_numbers": (True, False),
    "number_dot": ("．", "."),
    "notice": ("　※", " ※", "※"),
    "landscape_changes": (True, False),
    "split_rows": (True, False),
    "repeat_label": (False, True),
    "valign": ("middle", "top"),
    "bold": ("none", "render", "twice"),
    "split_runs": (False, True),
    "shuffle": (0, 1, 2),
    "rotate": (0, 90, 180, 270),
}  # the plainest first; ruled tables only

HARD: dict[str, tuple[object, ...]] = {
    "border": (*VARIATIONS["border"], "none"),
    "split_fields": (False, True),
    "overflow_labels": (False, True),
    "spaced_labels": (False, True),
    "wide_label_digits": (False, True),
}  # what is met more seldom, or is harder to read


def random_look(seed: int, *, hard: bool = False) -> Look:
    """A look from a seed, with fonts that are not embedded. The same seed gives the same look. ``hard`` adds HARD."""
    rng = Random(seed)
    fields = {**VARIATIONS, **(HARD if hard else {})}
    return replace(Look(), **{name: rng.choice(values) for name, values in fields.items()})  # type: ignore[arg-type]
