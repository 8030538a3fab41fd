"""What a driver of dots gets: pages of a CUPS raster stream, black and white."""

from __future__ import annotations

import math
import struct

import pypdfium2
from PIL import Image

HEADER = 1796
WIDTH, BITS = 372, 384


def pages(stream: bytes) -> list[Image.Image]:
    """The pages as pictures with the printer's own dots, black on white."""
    magic, place = stream[:4], 4
    order = "<" if magic in (b"2SaR", b"3SaR") else ">"
    plain = magic in (b"3SaR", b"RaS3")
    found = []
    while place < len(stream):
        header = stream[place : place + HEADER]
        place += HEADER
        width, height = struct.unpack_from(f"{order}2I", header, WIDTH)
        depth, _, across = struct.unpack_from(f"{order}3I", header, BITS)
        assert depth == 1
        if plain:
            rows, place = stream[place : place + height * across], place + height * across
        else:
            rows, place = _rows(stream, place, height, across)
        image = Image.frombytes("1", (width, height), rows, "raw", "1;I", across)
        found.append(image.convert("L"))
    return found


def drawn(pdf: bytes, dpi: int, page: int = 0) -> Image.Image:
    """A page in black and white dots, as a driver that draws it itself has it: from its top left
    corner, without stretching it to whole dots."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        one = document[page]
        wide, high = one.get_size()
        across, down = (math.ceil(length / 72 * dpi - 1e-3) for length in (wide, high))
        one.set_mediabox(0, high - (down - 0.01) * 72 / dpi, (across - 0.01) * 72 / dpi, high)
        image: Image.Image = one.render(scale=dpi / 72).to_pil().convert("L")
        assert image.size == (across, down)
        return image.point(lambda dot: 255 * (dot > 127))
    finally:
        document.close()


def _rows(stream: bytes, place: int, height: int, across: int) -> tuple[bytes, int]:
    """The rows of a page, each said how often it stands, in runs of bytes."""
    made = bytearray()
    while len(made) < height * across:
        again, row = stream[place] + 1, bytearray()
        place += 1
        while len(row) < across:
            count = stream[place]
            if count < 128:
                row += stream[place + 1 : place + 2] * (count + 1)
                place += 2
            else:
                row += stream[place + 1 : place + 258 - count]
                place += 258 - count
        made += bytes(row) * again
    return bytes(made), place
