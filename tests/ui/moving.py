"""A file of moving pictures in the place of a camera: real frames, decoded by the real library."""

from __future__ import annotations

from pathlib import Path

import cv2
from PIL import Image

_KINDS = 20


def film(path: Path, frames: int = 600, size: tuple[int, int] = (640, 480)) -> str:
    """Motion JPEG: left half red, right half blue, and a white block that moves along the top."""
    wide, high = size
    pictures = []
    for at in range(min(frames, _KINDS)):
        picture = Image.new("RGB", size, "red")
        picture.paste((0, 0, 255), (wide // 2, 0, wide, high))
        picture.paste((255, 255, 255), (at * 20, 0, at * 20 + 20, 20))
        still = path.with_name(f"{path.stem}-{at}.png")
        picture.save(still)
        pictures.append(cv2.imread(str(still)))
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30, size)
    assert writer.isOpened()
    for at in range(frames):
        found = pictures[at % _KINDS]
        assert found is not None
        writer.write(found)
    writer.release()
    return str(path)
