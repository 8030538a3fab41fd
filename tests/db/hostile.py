"""Pictures and files made by hand: good ones of every kind, and ones that mean harm."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

from PIL import Image, ImageDraw

PLACE = (22.5431, 114.0579)


def written(picture: Image.Image, kind: str, **more: Any) -> bytes:
    """The picture in a file of that kind."""
    file = io.BytesIO()
    picture.save(file, kind, **more)
    return file.getvalue()


def quarters(size: tuple[int, int] = (600, 400)) -> Image.Image:
    """Red, green, blue and yellow quarters, clockwise from the top left."""
    picture = Image.new("RGB", size)
    draw = ImageDraw.Draw(picture)
    across, down = size[0] // 2, size[1] // 2
    draw.rectangle((0, 0, across, down), fill="#ff0000")
    draw.rectangle((across, 0, size[0], down), fill="#00ff00")
    draw.rectangle((across, down, *size), fill="#0000ff")
    draw.rectangle((0, down, across, size[1]), fill="#ffff00")
    return picture


def placed(picture: Image.Image, orientation: int = 1) -> bytes:
    """A telephone's JPEG: where it was taken, by what, which way up, a remark, a profile."""
    exif = Image.Exif()
    exif[0x0112] = orientation
    exif[0x010F] = "XUGOU-PHONE"
    places = exif.get_ifd(0x8825)
    places[1], places[2] = "N", (22.0, 32.0, 35.16)
    places[3], places[4] = "E", (114.0, 3.0, 28.44)
    return written(
        picture, "JPEG", quality=95, exif=exif, comment=b"XUGOU-REMARK",
        icc_profile=b"XUGOU-PROFILE" * 20, xmp=b"<x:xmpmeta>XUGOU-XMP</x:xmpmeta>",
    )


def png(width: int, height: int, rows: bytes = b"") -> bytes:
    """A PNG that says it is that large, whatever it contains."""
    def chunk(name: bytes, body: bytes) -> bytes:
        seal = struct.pack(">I", zlib.crc32(name + body))
        return struct.pack(">I", len(body)) + name + body + seal

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows or bytes(1000))) + chunk(b"IEND", b"")
    )  # fmt: skip


def gif_bomb() -> bytes:
    """A GIF whose screen is 65,535 pixels wide and high, in a few bytes."""
    small = bytearray(written(Image.new("P", (2, 2)), "GIF"))
    small[6:10] = struct.pack("<HH", 65535, 65535)
    return bytes(small)


def webp_bomb() -> bytes:
    """A WebP that moves on a canvas of 9,000 by 9,000 pixels, for which a decoder makes room."""
    still = Image.new("RGB", (8, 8))
    content = bytearray(written(
        quarters((8, 8)), "WEBP", save_all=True, append_images=[still], lossless=True,
    ))  # fmt: skip
    content[24:27] = content[27:30] = (9000 - 1).to_bytes(3, "little")
    return bytes(content)


def bad_tiff() -> bytes:
    """A TIFF whose strip lies far behind the end of the file."""
    good = written(quarters((64, 64)), "TIFF")
    at = good.index(struct.pack("<HH", 273, 4))
    return good[: at + 8] + struct.pack("<I", 0x7FFF_0000) + good[at + 12 :]


def pdf(pages: int = 1, password: str = "") -> bytes:
    """A PDF of empty A4 pages with a black square each."""
    from pypdf import PdfReader, PdfWriter

    page = Image.new("L", (210, 297), 255)
    page.paste(0, (50, 50, 160, 160))
    writer = PdfWriter()
    one = PdfReader(io.BytesIO(written(page, "PDF"))).pages[0]
    for _ in range(pages):
        writer.add_page(one)
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def dicom_like_grey() -> Image.Image:
    """Grey in 16 bits: black, a third, two thirds, white, side by side."""
    picture = Image.new("I;16", (400, 100))
    for column, tone in enumerate((0, 21845, 43690, 65535)):
        picture.paste(tone, (100 * column, 0, 100 * column + 100, 100))
    return picture
