"""Photographs on a page: how an image fills its box, and the empty box where there is none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from printing.fonts import measure
from printing.page import Picture, Rule, Text
from printing.typeset import base_line

GREY = "#555555"
WORDS, SIZE = "照片", 8.0
SHARP = 480
"""Pixels of the longest side of a sign: 600 dpi and more where it is 10 mm high."""
SOFT = 12
"""How much more each step from white is seen."""
CUT = 0.25
"""The part of an image that may be cut off so that it fills its box; else the box is not filled."""


def filled(box: Picture, wide: int, high: int) -> tuple[float, float, float, float]:
    """(x, y, width, height) in mm at which an image of so many pixels is drawn, middle on middle.

    It fills the box and is cut at its rim if no more than a quarter of it is lost; a drawing across
    in an upright box is shown whole.
    """
    ratio = (wide / high) / (box.width / box.height)
    fills = min(ratio, 1 / ratio) >= 1 - CUT
    across = (ratio > 1) == fills
    width, height = box.width, box.height
    if across:
        width = box.height * wide / high
    else:
        height = box.width * high / wide
    return (
        box.x + (box.width - width) / 2, box.y + (box.height - height) / 2, width, height,
    )  # fmt: skip


def empty(box: Picture) -> Iterator[Rule | Text]:
    """A ruled box with 照片 and its size in mm, to stick a photograph on."""
    right, bottom = box.x + box.width, box.y + box.height
    for corner in ((box.x, box.y, right, box.y), (box.x, bottom, right, bottom),
                   (box.x, box.y, box.x, bottom), (right, box.y, right, bottom)):  # fmt: skip
        yield Rule(*corner, 0.2, GREY)
    middle = box.y + box.height / 2
    for words, full, y in (
        (WORDS, SIZE, middle - 1.8), (f"{box.width:g}×{box.height:g} 毫米", 6.5, middle + 2.2),
    ):  # fmt: skip
        size = min(full, full * (box.width - 2) / measure(words, full))
        wide = measure(words, size)
        yield Text(box.x + (box.width - wide) / 2, base_line(y, size), words, size, colour=GREY)


def without_white(read: Any) -> Any:
    """The picture that reportlab has read with what is white in it let through, soft at the edges,
    as sharp as the head of a paper needs it."""
    made = read.convert("RGB")
    made.thumbnail((SHARP, SHARP))
    made.putalpha(made.convert("L").point([min(255, (255 - one) * SOFT) for one in range(256)]))
    return made
