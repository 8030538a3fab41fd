"""Photos and scans on the screen: what their inputs need from outside, small and in full."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from forms.fields import Field, Kind
from ui import background
from ui.parts import KeyButton

THUMBNAIL_PX = 40
"""Side of a small picture in a box, in pixels of the screen at 100 %."""


@dataclass(frozen=True)
class Pictures:
    """What the page of a form gives its PHOTO and FILE inputs.

    take: (file or bytes, name, kind) -> (value, JPEG as it is kept); called in a thread; raises
      Invalid with words that begin with the name
    fetch: (owner, field, sha256, done): done(JPEG, or None where it may not be seen or is gone)
    """

    take: Callable[[Path | bytes, str, Kind], tuple[dict[str, Any], bytes]]
    fetch: Callable[[QObject, Field, str, Callable[[bytes | None], object]], None]


def size_words(size: int) -> str:
    """Bytes as people read them: 96 KB."""
    return f"{max(1, round(size / 1024))} KB"


def image_of(body: bytes, side: int = 0) -> QImage:
    """The picture in the bytes, null if there is none; side: scaled down to that longest side.

    For any thread, so Pillow reads it: Qt's reader asks every format it knows, and one of them
    connects signals while it holds the interpreter. Meeting a signal that the window's thread
    disconnected, that stopped the window for ever.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(body)) as picture:
            if side:
                picture.draft("RGB", (side, side))
            upright = picture.convert("RGBA")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return QImage()
    if side:
        upright.thumbnail((side, side), Image.Resampling.LANCZOS)
    across, down = upright.size
    return QImage(upright.tobytes(), across, down, 4 * across, QImage.Format.Format_RGBA8888).copy()


def pale(body: bytes, light: float = 0.62) -> tuple[bytes, float]:
    """A JPEG so pale that words on it are read, and its height by its width; (b"", 0) for none.

    light: how much of every colour is white. May be called in any thread.
    """
    from PIL import Image

    try:
        with Image.open(io.BytesIO(body)) as picture:
            plain = picture.convert("RGB")
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
        return b"", 0.0
    written = io.BytesIO()
    white = Image.new("RGB", plain.size, "white")
    Image.blend(plain, white, light).save(written, "JPEG", quality=80)
    return written.getvalue(), plain.height / plain.width


def png_of(image: QImage) -> bytes:
    """The image as PNG bytes, without loss. May be called in any thread, and takes its time."""
    from PIL import Image

    plain = image.convertToFormat(QImage.Format.Format_RGBA8888)
    size = plain.width(), plain.height()
    written = io.BytesIO()
    Image.frombytes(
        "RGBA", size, bytes(plain.constBits()), "raw", "RGBA", plain.bytesPerLine()
    ).save(written, "PNG", compress_level=1)
    return written.getvalue()


class _View(QWidget):
    """A picture as large as there is room, never larger than it is twice over."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.image = QImage()
        self.words = "正在打开…"

    def sizeHint(self) -> QSize:
        """What the picture takes on this screen, at most most of it."""
        room = QGuiApplication.primaryScreen().availableSize() * 0.8
        if self.image.isNull():
            return QSize(420, 300)
        whole = self.image.size()
        return whole.scaled(
            room.boundedTo(whole * 2), Qt.AspectRatioMode.KeepAspectRatio
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture in the middle, or the words."""
        painter = QPainter(self)
        if self.image.isNull():
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignCenter), self.words)
        else:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(0, 0, size.width(), size.height())
            place.moveCenter(self.rect().center())
            painter.drawImage(place, self.image)
        painter.end()


TITLE = "照片、扫描件"


class PictureDialog(QDialog):
    """A picture in full; Esc, Enter and Space close it."""

    def __init__(self, parent: QWidget | None, name: str) -> None:
        super().__init__(parent)
        self.setObjectName("picture")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(TITLE)  # people name pictures after whom they show
        self.view = _View(self)
        self.view.setAccessibleName(name)
        shut = KeyButton("关上", "Esc", parent=self, answers=False)
        shut.clicked.connect(self.accept)
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 12, 12, 12)
        rows.setSpacing(10)
        rows.addWidget(self.view, 1)
        rows.addWidget(shut, 0, Qt.AlignmentFlag.AlignRight)

    def show_body(self, body: bytes) -> None:
        """Show what is in the JPEG; it is decoded in a thread."""
        background.start(self, lambda: image_of(body), self._show)

    def say(self, words: str) -> None:
        """Say why there is no picture."""
        self.view.words = words
        self.view.update()

    def _show(self, image: QImage) -> None:
        self.view.image = image
        self.view.updateGeometry()
        self.resize(self.sizeHint())
        self.view.update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any of the keys that opened it closes it."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.accept()
        else:
            super().keyPressEvent(event)
