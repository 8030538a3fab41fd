"""A photo by the camera of the computer: the live picture, a frame to fit, one key to take it."""

from __future__ import annotations

import os
import sys
import threading

from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from ui.parts import KeyButton, label
from ui.theme import DARK

Source = int | str
"""A camera by its number, or a file of moving pictures in its stead (for trying out)."""
FIRST: Source = 0
LOOK_MS = 33
ONE_INCH = 25 / 35
"""Width by height of a one-inch photo (25 x 35 mm)."""
_WANTED = (1920, 1080)
_STEP = 0.02
_NONE = "没有找到摄像头。请接好摄像头，关掉别的正在用它的程序，再试一次；也可以选文件。"
_LOST = "摄像头断开了。请检查接线，再试一次；也可以选文件。"
_NO_PART = "这台电脑上没有装好摄像头要用的部件（opencv-python-headless），请选文件。"


class Frames:
    """The pictures of one camera, read in a thread of its own; only the newest is kept."""

    def __init__(self, source: Source) -> None:
        self.trouble = ""
        self._newest: tuple[bytes, int, int] | None = None
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._read, args=(source,), daemon=True)
        self._thread.start()

    def newest(self) -> QImage | None:
        """The newest picture that was not fetched yet."""
        found, self._newest = self._newest, None
        if found is None:
            return None
        pixels, width, height = found
        return QImage(pixels, width, height, 3 * width, QImage.Format.Format_BGR888).copy()

    def stop(self) -> None:
        """Let the camera go, as soon as it has answered."""
        self._stop.set()

    def _read(self, source: Source) -> None:
        os.environ.setdefault("OPENCV_LOG_LEVEL", "OFF")  # what is wrong is said in the window
        try:
            import cv2
        except ImportError:
            self.trouble = _NO_PART
            return
        # Media Foundation, the first choice on Windows, takes many seconds to open a camera.
        way = cv2.CAP_DSHOW if sys.platform == "win32" and isinstance(source, int) else cv2.CAP_ANY
        camera = cv2.VideoCapture(source, way)
        try:
            if not camera.isOpened():
                self.trouble = _NONE
                return
            if isinstance(source, int):
                camera.set(cv2.CAP_PROP_FRAME_WIDTH, _WANTED[0])
                camera.set(cv2.CAP_PROP_FRAME_HEIGHT, _WANTED[1])
            while not self._stop.is_set():
                good, frame = camera.read()
                if not good:
                    self.trouble = _LOST
                    return
                self._newest = frame.tobytes(), frame.shape[1], frame.shape[0]
                if isinstance(source, str):
                    self._stop.wait(LOOK_MS / 1000)
        except Exception:
            self.trouble = _LOST
            raise
        finally:
            camera.release()


class _Finder(QWidget):
    """The live picture or the still, with the frame over it."""

    def __init__(self, parent: QWidget, framed: bool) -> None:
        super().__init__(parent)
        self.setMinimumSize(640, 400)
        self.image = QImage()
        self.words = "正在打开摄像头…"
        self.framed = framed
        self.height_share = 0.9
        self.centre = (0.5, 0.5)

    def frame(self) -> QRect:
        """What will be kept, in pixels of the picture."""
        whole = self.image.rect()
        if not self.framed:
            return whole
        high = self.height_share * min(whole.height(), whole.width() / ONE_INCH)
        wide = high * ONE_INCH
        x = self.centre[0] * whole.width() - wide / 2
        y = self.centre[1] * whole.height() - high / 2
        x = min(max(0.0, x), whole.width() - wide)
        y = min(max(0.0, y), whole.height() - high)
        return QRect(round(x), round(y), round(wide), round(high)).intersected(whole)

    def move_frame(self, across: int, down: int) -> None:
        """Move it by steps, not out of the picture."""
        self.centre = (
            min(1.0, max(0.0, self.centre[0] + across * _STEP)),
            min(1.0, max(0.0, self.centre[1] + down * _STEP)),
        )
        self.update()

    def scale_frame(self, by: int) -> None:
        """Make it larger (1) or smaller (-1)."""
        self.height_share = min(1.0, max(0.3, self.height_share + by * 0.05))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The picture, dimmed outside the frame; or the words."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(DARK.ground))
        if self.image.isNull():
            painter.setPen(QColor(DARK.text))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(40, 0, -40, 0), int(flags), self.words)
        else:
            size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect(0, 0, size.width(), size.height())
            place.moveCenter(self.rect().center())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self.image)
            if self.framed:
                self._paint_frame(painter, place)
        painter.end()

    def _paint_frame(self, painter: QPainter, place: QRect) -> None:
        scale = place.width() / self.image.width()
        inner = self.frame()
        seen = QRectF(
            place.x() + inner.x() * scale, place.y() + inner.y() * scale,
            inner.width() * scale, inner.height() * scale,
        )  # fmt: skip
        painter.save()
        painter.setClipRect(place)
        shade = QColor(DARK.shadow)
        shade.setAlpha(120)
        whole = QRectF(place)
        painter.fillRect(QRectF(whole.left(), whole.top(), whole.width(),
                                seen.top() - whole.top()), shade)  # fmt: skip
        painter.fillRect(QRectF(whole.left(), seen.bottom(), whole.width(),
                                whole.bottom() - seen.bottom()), shade)  # fmt: skip
        painter.fillRect(QRectF(whole.left(), seen.top(), seen.left() - whole.left(),
                                seen.height()), shade)  # fmt: skip
        painter.fillRect(QRectF(seen.right(), seen.top(), whole.right() - seen.right(),
                                seen.height()), shade)  # fmt: skip
        painter.setPen(QPen(QColor(DARK.copy_white), 2))
        painter.drawRect(seen)
        painter.restore()


class CameraDialog(QDialog):
    """The live picture; Enter or Space holds it, Enter again takes it, Esc goes back or away.

    framed: the frame of a one-inch photo is on (X switches it; arrows move it, + and - size it).
    C changes to the next camera. Signal taken(QImage): what is in the frame.
    """

    taken = Signal(QImage)

    def __init__(
        self,
        parent: QWidget | None,
        title: str,
        *,
        framed: bool = False,
        source: Source | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("camera")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self.still = False
        self.source: Source = FIRST if source is None else source
        self.finder = _Finder(self, framed)
        self.told = label("", "second", self)
        self.told.setWordWrap(True)
        self.take_it = KeyButton("拍照", "Return", "primary", self, answers=False)
        self.again = KeyButton("重拍", "Space", "", self, answers=False)
        self.frame_it = KeyButton("一寸框", "X", "", self, answers=False)
        self.other = KeyButton("换摄像头", "C", "", self, answers=False)
        self.away = KeyButton("取消", "Esc", "", self, answers=False)
        self._build()
        self._frames = Frames(self.source)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)
        self._timer.start(LOOK_MS)
        self.finished.connect(self._end)
        self._dress()

    def press(self) -> None:
        """Hold the picture; when it is held already, take it."""
        if self.finder.image.isNull():
            return
        if self.still:
            image = self.finder.image.copy(self.finder.frame())
            self.accept()
            self.taken.emit(image)
            return
        self.still = True
        self._dress()

    def live(self) -> None:
        """Let go of the held picture."""
        self.still = False
        self._dress()

    def next_camera(self) -> None:
        """Change to the camera with the next number, after the third to the first."""
        self._frames.stop()
        self.source = (self.source + 1) % 3 if isinstance(self.source, int) else self.source
        self.finder.image, self.finder.words = QImage(), "正在打开摄像头…"
        self.still = False
        self._frames = Frames(self.source)
        self._dress()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keys of a camera; see the class."""
        key = event.key()
        moves = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
        }  # fmt: skip
        if key in moves and self.finder.framed:
            self.finder.move_frame(*moves[Qt.Key(key)])
        elif key in (Qt.Key.Key_Plus, Qt.Key.Key_Equal, Qt.Key.Key_Minus) and self.finder.framed:
            self.finder.scale_frame(-1 if key == Qt.Key.Key_Minus else 1)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.press()
        elif key == Qt.Key.Key_Space:
            self.live() if self.still else self.press()
        elif key == Qt.Key.Key_X:
            self._switch_frame()
        elif key == Qt.Key.Key_C:
            self.next_camera()
        elif key == Qt.Key.Key_Escape and self.still:
            self.live()
        else:
            super().keyPressEvent(event)

    def _build(self) -> None:
        rows = QVBoxLayout(self)
        rows.setContentsMargins(12, 12, 12, 12)
        rows.setSpacing(10)
        rows.addWidget(self.finder, 1)
        rows.addWidget(self.told)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button, does in (
            (self.frame_it, self._switch_frame), (self.other, self.next_camera),
            (None, None), (self.away, self.reject), (self.again, self.live),
            (self.take_it, self.press),
        ):  # fmt: skip
            if button is None or does is None:
                row.addStretch()
                continue
            button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
            button.setAutoDefault(False)
            button.clicked.connect(lambda checked=False, does=does: does())
            row.addWidget(button)
        rows.addLayout(row)
        self.resize(820, 600)

    def _switch_frame(self) -> None:
        self.finder.framed = not self.finder.framed
        self._dress()

    def _look(self) -> None:
        """Fetch the newest picture; say what is wrong with the camera once it is known."""
        image = None if self.still else self._frames.newest()
        if image is not None:
            self.finder.image = image
            self.finder.update()
        if self._frames.trouble and not self.still:
            self.finder.image, self.finder.words = QImage(), self._frames.trouble
            self.finder.update()
        self._dress()

    def _dress(self) -> None:
        self.take_it.say("用这张" if self.still else "拍照")
        self.again.setVisible(self.still)
        there = not self.finder.image.isNull()
        words = "方向键移动取景框，+ 和 - 放大缩小" if self.finder.framed and there else ""
        self.take_it.setEnabled(there)
        self.told.setText("看清楚了就用这张，不清楚就重拍" if self.still else words)
        self.finder.update()

    def _end(self) -> None:
        self._timer.stop()
        self._frames.stop()
