"""A printed PDF as an eye and a scanner see it: size, words, colour of the sheet, QR code."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import zxingcpp

MM = 25.4 / 72
DPI = 200


@dataclass(frozen=True)
class Sheet:
    """One page: size in mm, its text without breaks and spaces, the colour of its corner (RGB),
    what its QR codes say, the box of the code and that of all words in mm from the top left."""

    size: tuple[int, int]
    text: str
    colour: tuple[int, int, int]
    codes: tuple[str, ...]
    code_box: tuple[float, float, float, float]
    words_box: tuple[float, float, float, float]


def sheets(file: Path) -> list[Sheet]:
    """The pages of a PDF, rendered and read back."""
    document = pypdfium2.PdfDocument(file)
    try:
        return [_sheet(page) for page in document]
    finally:
        document.close()


def _sheet(page: pypdfium2.PdfPage) -> Sheet:
    picture = page.render(scale=DPI / 72).to_pil().convert("RGB")
    found = [one for one in zxingcpp.read_barcodes(picture) if one.format.name == "QRCode"]
    words = page.get_textpage()
    height = page.get_height()
    boxes = [words.get_charbox(at) for at in range(words.count_chars())]
    solid = [box for box in boxes if box[2] > box[0] and box[3] > box[1]]
    colour = picture.getpixel((8, picture.height - 8))
    assert isinstance(colour, tuple)
    return Sheet(
        (round(page.get_width() * MM), round(height * MM)),
        "".join(words.get_text_range().split()),
        (int(colour[0]), int(colour[1]), int(colour[2])),
        tuple(one.text for one in found),
        _code_box(found[0]) if found else (0, 0, 0, 0),
        (
            min(box[0] for box in solid) * MM,
            (height - max(box[3] for box in solid)) * MM,
            max(box[2] for box in solid) * MM,
            (height - min(box[1] for box in solid)) * MM,
        ),
    )


def _code_box(found: zxingcpp.Barcode) -> tuple[float, float, float, float]:
    place = found.position
    corners = (place.top_left, place.top_right, place.bottom_left, place.bottom_right)
    across = [corner.x * 25.4 / DPI for corner in corners]
    down = [corner.y * 25.4 / DPI for corner in corners]
    return min(across), min(down), max(across), max(down)
