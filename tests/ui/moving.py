"""A file of moving pictures in the place of a camera: real frames, decoded by the real library."""

from __future__ import annotations

from pathlib import Path

import cv2
import numpy


def film(path: Path, frames: int = 600, size: tuple[int, int] = (640, 480)) -> str:
    """Motion JPEG: left half red, right half blue, and a white block that moves along the top."""
    writer = cv2.VideoWriter(str(path), cv2.VideoWriter.fourcc(*"MJPG"), 30, size)
    assert writer.isOpened()
    wide, high = size
    for at in range(frames):
        picture = numpy.zeros((high, wide, 3), numpy.uint8)
        picture[:, : wide // 2] = (0, 0, 255)
        picture[:, wide // 2 :] = (255, 0, 0)
        left = 4 * at % (wide - 20)
        picture[:20, left : left + 20] = 255
        writer.write(picture)
    writer.release()
    return str(path)
