"""What is no type on a pad: the QR code and a photograph, each on its lower edge."""

from __future__ import annotations

from collections.abc import Iterator

from printing.code import LASER_DPI, QUIET, module_size, modules, side
from printing.margins import MODULE
from printing.overprint.template import Pad, Spot, Style
from printing.page import Code, Item, Picture
from printing.parts import SlipData
from printing.slip import STRUCK
from printing.stock import DPI

MODULES = 21 + 2 * QUIET
"""Across the code of a record and its quiet zone."""


def least_side(pad: Pad) -> float:
    """mm of the smallest square in which a code can be read from that pad."""
    return round(MODULES * _module(pad, MODULES * (STRUCK if pad.struck else MODULE)), 2)


def _module(pad: Pad, room: float) -> float:
    """mm of a module, the largest of whole dots of a usual printer in a square of `room` mm that
    is no smaller than the least."""
    dpi = DPI if pad.struck else LASER_DPI
    least = module_size(STRUCK if pad.struck else MODULE, dpi)
    dots = int(room / MODULES * dpi / 25.4 + 1e-6)
    return max(least, round(dots * 25.4 / dpi, 4))


def drawn(spot: Spot, pad: Pad, data: SlipData) -> Iterator[Item]:
    """The code or the photograph where it stands; nothing where the record has none."""
    if spot.style is Style.PHOTO and data.photos.get(spot.key):
        yield Picture(spot.x, spot.top, spot.width, spot.height, data.photos[spot.key])
    elif spot.style is Style.CODE and data.code and not data.draft:
        rows, module = modules(data.code), _module(pad, spot.width)
        inset = (spot.width - side(rows, module)) / 2
        yield Code(round(spot.x + inset, 3), round(spot.top + inset, 3), module, rows)
