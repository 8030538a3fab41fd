"""The live page: a PDF page as a picture, composed and drawn off the window's own thread."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor, QImage, QPainter, QPaintEvent, QResizeEvent, QWheelEvent,
)  # fmt: skip
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ui import background, theme

MARGIN = 14
"""Pixels around the sheet."""

PDFIUM = threading.Lock()
"""Held by whoever is inside pdfium: it may not be entered by two threads."""


def render(pdf: bytes, page: int, width_px: int, device_pixel_ratio: float = 1.0) -> QImage:
    """Page `page` (from 0; the last one if there are fewer) as wide as `width_px` on the screen.

    The ground is white. Raises what pypdfium2 raises for bytes that are no PDF.
    """
    image, _ = _drawn(pdf, page, width_px, device_pixel_ratio)
    return image


def _drawn(pdf: bytes, page: int, width_px: int, ratio: float) -> tuple[QImage, int]:
    import pypdfium2  # slow to load

    with PDFIUM:
        document = pypdfium2.PdfDocument(pdf)
        try:
            count = len(document)
            sheet = document[min(page, count - 1)]
            scale = max(1, round(width_px * ratio)) / sheet.get_width()
            bitmap = sheet.render(scale=scale, fill_color=(255, 255, 255, 255), prefer_bgrx=True)
            image = QImage(
                bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride,
                QImage.Format.Format_RGB32,
            ).copy()  # fmt: skip
        finally:
            document.close()
    image.setDevicePixelRatio(ratio)
    return image, count


@dataclass(frozen=True)
class _Wanted:
    """What to draw: composed by `job` unless `pdf` is there already; `epoch` counts the clears."""

    epoch: int
    page: int
    width: int
    ratio: float
    job: Callable[[], bytes] | None
    pdf: bytes


@dataclass(frozen=True)
class _Result:
    """What came of it."""

    wanted: _Wanted
    image: QImage
    pdf: bytes = b""
    pages: int = 0
    error: Exception | None = None


class PagePreview(QAbstractScrollArea):
    """A sheet with its shadow, as wide as the room; Ctrl+wheel zooms.

    Newest request wins: while one page is drawn only the latest other request is kept.
    Signals: drawn(pages of the document); failed(exception), the last good page stays.
    """

    drawn = Signal(int)
    failed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("打印预览")
        self.words = ""
        self.image = QImage()
        self.page_count = 0
        self._zoom = 1.0
        self._epoch = 0
        self._page = 0
        self._pdf = b""
        self._job: Callable[[], bytes] | None = None
        self._stale = False
        self._busy = False
        self.viewport().setAutoFillBackground(False)

    def show_job(self, job: Callable[[], bytes], page: int = 0) -> None:
        """Let the worker compose the PDF by calling `job`, then show page `page` of it."""
        self._job, self._page = job, page
        self._draw_again()

    def show_page(self, page: int) -> None:
        """Show another page of the same PDF."""
        self._page = page
        self._draw_again()

    def clear(self, words: str = "") -> None:
        """Show no sheet but a few words."""
        self._epoch += 1
        self._job, self._stale = None, False
        self._pdf, self.image, self.words = b"", QImage(), words
        self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Draw the page anew for the new width; until then the old picture is stretched."""
        super().resizeEvent(event)
        self._fit()
        self._draw_again()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Ctrl+wheel zooms between one and four times the width."""
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        factor = 1.15 if event.angleDelta().y() > 0 else 1 / 1.15
        self._zoom = min(4.0, max(1.0, self._zoom * factor))
        self._fit()
        self._draw_again()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The sheet on its shadow, or the words."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self.palette().window())
        painter.drawRoundedRect(self.viewport().rect(), 6, 6)
        if self.image.isNull():
            painter.setPen(self.palette().placeholderText().color())
            painter.drawText(
                self.viewport().rect(), int(Qt.AlignmentFlag.AlignCenter), self.words
            )
        else:
            sheet = self._sheet()
            _shadow(painter, sheet)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(sheet, self.image)
        painter.end()

    def _width(self) -> int:
        """Pixels across the sheet. It follows from the room without scroll bars: a bar that took
        the room for which it is needed would come and go for ever."""
        most = self.maximumViewportSize()
        room = most.width() - 2 * MARGIN
        if not self.image.isNull():
            height = round(room * self._zoom * self.image.height() / self.image.width())
            if height + 2 * MARGIN > most.height():
                room -= self.verticalScrollBar().sizeHint().width()
        return max(80, round(room * self._zoom))

    def _sheet(self) -> QRectF:
        width = self._width()
        height = round(width * self.image.height() / self.image.width())
        view = self.viewport()
        x = max(MARGIN, (view.width() - width) // 2) - self.horizontalScrollBar().value()
        y = max(MARGIN, (view.height() - height) // 2) - self.verticalScrollBar().value()
        return QRectF(x, y, width, height)

    def _fit(self) -> None:
        view = self.viewport()
        across = down = 0
        if not self.image.isNull():
            width = self._width()
            height = round(width * self.image.height() / self.image.width())
            across, down = width + 2 * MARGIN - view.width(), height + 2 * MARGIN - view.height()
        self.horizontalScrollBar().setRange(0, max(0, across))
        self.verticalScrollBar().setRange(0, max(0, down))
        for bar in (self.horizontalScrollBar(), self.verticalScrollBar()):
            bar.setSingleStep(32)
        self.verticalScrollBar().setPageStep(view.height())
        view.update()

    def _draw_again(self) -> None:
        self._stale = self._job is not None or bool(self._pdf) or self._busy
        self._start()

    def _start(self) -> None:
        if self._busy or not self._stale or not (self._job or self._pdf):
            return
        wanted = _Wanted(
            self._epoch, self._page, self._width(), self.devicePixelRatioF(), self._job, self._pdf
        )
        self._job, self._stale, self._busy = None, False, True
        background.start(self, lambda: _work(wanted), self._arrived)

    def _arrived(self, result: _Result) -> None:
        self._busy = False
        if result.wanted.epoch == self._epoch:
            self._take(result)
        self._start()

    def _take(self, result: _Result) -> None:
        if result.error is not None:
            if self._job is None:
                self.failed.emit(result.error)
            return
        self._pdf, self.image, self.page_count = result.pdf, result.image, result.pages
        self._fit()
        if not self._stale:
            self.drawn.emit(result.pages)


def _work(wanted: _Wanted) -> _Result:
    try:
        pdf = wanted.job() if wanted.job else wanted.pdf
        image, pages = _drawn(pdf, wanted.page, wanted.width, wanted.ratio)
    except Exception as error:  # handed to the window's thread, which says so
        return _Result(wanted, QImage(), error=error)
    return _Result(wanted, image, pdf, pages)


def _shadow(painter: QPainter, sheet: QRectF) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    shade = QColor(theme.now().shadow)
    shade.setAlpha(7)
    painter.setBrush(shade)
    for spread in range(1, 7):
        painter.drawRoundedRect(sheet.adjusted(-spread, 2 - spread, spread, 2 + spread), 4, 4)
