"""Made pictures for examples and the demo: a head and shoulders, a sheet with lines of writing.

They show nobody and nothing real, and are the same every time.
"""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

from forms.fields import Kind

if TYPE_CHECKING:
    from PIL.Image import Image as Picture


def sample(kind: Kind) -> bytes:
    """A made picture for a PHOTO (a one-inch photo, 5:7) or a FILE (an A4 sheet), PNG."""
    picture = _face() if kind is Kind.PHOTO else _sheet()
    written = io.BytesIO()
    picture.save(written, "PNG")
    return written.getvalue()


def _face() -> Picture:
    """A figure without features before light blue, as on a one-inch photo (25 x 35 mm)."""
    from PIL import Image, ImageDraw

    picture = Image.new("RGB", (500, 700), "#a9c7e8")
    draw = ImageDraw.Draw(picture)
    draw.ellipse((40, 470, 460, 950), fill="#3d4f66")
    draw.rounded_rectangle((200, 380, 300, 520), 40, fill="#e2bd9d")
    draw.polygon(((190, 490), (310, 490), (250, 570)), fill="#f4f6f8")
    draw.ellipse((145, 130, 355, 430), fill="#ecc9ab")
    draw.chord((135, 100, 365, 380), 180, 360, fill="#2d2a28")
    return picture


def _sheet() -> Picture:
    """A page with a frame, a heading, a picture and grey lines where the words would stand."""
    from PIL import Image, ImageDraw

    picture = Image.new("L", (1000, 1414), 255)
    draw = ImageDraw.Draw(picture)
    draw.rectangle((60, 60, 940, 1354), outline=90, width=4)
    draw.rectangle((300, 150, 700, 200), fill=60)
    draw.rectangle((680, 300, 860, 550), outline=120, width=3)
    for down in range(16):
        length = 520 if down < 4 else (760, 700, 740, 420)[down % 4]
        top = 310 + 62 * down
        draw.rectangle((120, top, 120 + length, top + 16), fill=170)
    return picture
