"""Pages printed sideways: turned upright for reading, and what was read turned back.

A landscape sheet is often printed on a portrait page without saying so (no ``/Rotate``): its text runs downwards or
upwards on the displayed page.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from extractors.layout.ink import DOWN, LEFT, UP
from extractors.model import Box, DocumentReading, FloatArray, Ink, PageReading


def reading_turn(ink: Ink) -> int:
    """Quarter turns clockwise in which most of a page's text runs; 0 for an upright page and for vertical writing."""
    turned = np.bincount(ink.direction[~ink.is_vertical] % 4, minlength=4) if len(ink.text) else np.zeros(4)
    return int(turned.argmax()) if turned.sum() > len(ink.text) / 2 else 0


def turn_upright(ink: Ink, turn: int) -> Ink:
    """The ink of a page turned so that text which runs in direction ``turn`` runs rightwards.

    The page's origin stays the top left corner of what is then displayed.
    """
    if not turn:
        return ink
    width, height = (ink.height, ink.width) if turn % 2 else (ink.width, ink.height)
    x, y = _turn_points(ink.x, ink.y, turn, ink.width, ink.height)
    rules, fills, images = (_turn_boxes(b, turn, ink.width, ink.height) for b in (ink.rules, ink.fills, ink.images))
    direction = (ink.direction - turn) % 4
    return replace(
        ink, width=width, height=height, x=x, y=y, direction=direction, rules=rules, fills=fills, images=images
    )


def turn_back(box: Box, turn: int, page: PageReading) -> Box:
    """A box of the upright page as it lies on the displayed page."""
    x0, top, x1, bottom = box
    width, height = page.width, page.height
    if turn == DOWN:
        return Box(width - bottom, x0, width - top, x1)
    if turn == LEFT:
        return Box(width - x1, height - bottom, width - x0, height - top)
    return Box(top, height - x1, bottom, height - x0) if turn == UP else box


def as_displayed(reading: DocumentReading, turns: Sequence[int]) -> DocumentReading:
    """A reading with every box as it lies on the displayed page; ``turns`` says how far each page was turned."""
    if not any(turns):
        return reading

    def box_of(box: Box, page: int) -> Box:
        return turn_back(box, turns[page - 1], reading.pages[page - 1]) if turns[page - 1] else box

    def shown(thing: Any) -> Any:
        if thing.page is None or thing.box is None:
            return thing
        return replace(thing, box=box_of(thing.box, thing.page))

    assessments = tuple(
        replace(
            assessment,
            answers=tuple(
                replace(shown(answer), checks=tuple(map(shown, answer.checks))) for answer in assessment.answers
            ),
            record_items=tuple(map(shown, assessment.record_items)),
            changes=tuple(map(shown, assessment.changes)),
        )
        for assessment in reading.assessments
    )
    around = {
        "consultations": map(shown, reading.consultations),
        "annex_tables": (
            replace(table, cells=tuple(map(shown, table.cells)), recipients=tuple(map(shown, table.recipients)))
            for table in reading.annex_tables
        ),
        "figures": (
            replace(
                shown(figure), texts=tuple(replace(text, box=box_of(text.box, figure.page)) for text in figure.texts)
            )
            for figure in reading.figures
        ),
        "passages": map(shown, reading.passages),
        "findings": map(shown, reading.findings),
    }
    return replace(reading, assessments=assessments, **{name: tuple(things) for name, things in around.items()})


def turn_forward(box: Box, turn: int, width: float, height: float) -> Box:
    """A box of a displayed page of that size as it lies on the upright page."""
    return Box(*_turn_boxes(np.array([box]), turn, width, height)[0].tolist()) if turn else box


def _turn_points(x: FloatArray, y: FloatArray, turn: int, width: float, height: float) -> tuple[FloatArray, FloatArray]:
    if turn == DOWN:
        return y, width - x
    return (width - x, height - y) if turn == LEFT else (height - y, x)


def _turn_boxes(boxes: FloatArray, turn: int, width: float, height: float) -> FloatArray:
    x0, y0 = _turn_points(boxes[:, 0], boxes[:, 1], turn, width, height)
    x1, y1 = _turn_points(boxes[:, 2], boxes[:, 3], turn, width, height)
    corners = np.column_stack((np.minimum(x0, x1), np.minimum(y0, y1), np.maximum(x0, x1), np.maximum(y0, y1)))
    return np.hstack((corners, boxes[:, 4:]))
