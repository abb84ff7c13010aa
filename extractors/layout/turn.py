"""Pages printed sideways: turned upright for reading, and boxes turned back.

A landscape sheet is often printed on a portrait page without saying so (no ``/Rotate``): its text runs downwards or
upwards on the displayed page.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from extractors.layout.ink import DOWN, LEFT, UP
from extractors.model import Box, FloatArray, Ink


def reading_turn(ink: Ink) -> int:
    """Quarter turns clockwise in which most of a page's text runs; 0 for an upright page and for vertical writing. Text
    at an angle that is no quarter turn has no say."""
    direction, is_vertical = ink.direction[~ink.is_slanting], ink.is_vertical[~ink.is_slanting]
    turned = np.bincount(direction[~is_vertical] % 4, minlength=4)
    return int(turned.argmax()) if turned.sum() > len(direction) / 2 else 0


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


def turn_back(box: Box, turn: int, width: float, height: float) -> Box:
    """A box of the upright page as it lies on the displayed page of that size."""
    x0, top, x1, bottom = box
    if turn == DOWN:
        return Box(width - bottom, x0, width - top, x1)
    if turn == LEFT:
        return Box(width - x1, height - bottom, width - x0, height - top)
    return Box(top, height - x1, bottom, height - x0) if turn == UP else box


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
