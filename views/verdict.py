"""The gate's verdict, as large as a passer-by can read it."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

SIGNS = {"good": "✓", "bad": "✗", "": ""}
BIG_PX, PLAIN_PX = 40, 15
HEIGHT = 112


class Verdict(QWidget):
    """A field of green or red with a sign, big words, two lines beside and two at the right.

    `words`, `tone` ("good", "bad", "" for waiting) and `lines` say what it shows.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = ""
        self.tone = ""
        self.lines: tuple[str, ...] = ()
        self.aside: tuple[str, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """As wide as the page."""
        return QSize(600, HEIGHT)

    def say(
        self, words: str, tone: str, lines: tuple[str, ...] = (), aside: tuple[str, ...] = ()
    ) -> None:
        """Show a verdict; lines: beside it · aside: at the right end."""
        self.words, self.tone, self.lines, self.aside = words, tone, lines, aside
        self.setAccessibleName("　".join((words, *lines)))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Everything on its ground."""
        tokens = theme.now()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground = getattr(tokens, self.tone) if self.tone else tokens.surface
        painter.setPen(QColor(ground if self.tone else tokens.line))
        painter.setBrush(QColor(ground))
        painter.drawRoundedRect(self.rect().adjusted(0, 0, -1, -1), 8, 8)
        painter.setPen(QColor(tokens.surface if self.tone else tokens.second))
        room = self.rect().adjusted(22, 10, -22, -10)
        room.setLeft(room.left() + self._big(painter, room))
        right = self._column(painter, room, self.aside, Qt.AlignmentFlag.AlignRight)
        room.setRight(room.right() - right)
        self._column(painter, room, self.lines, Qt.AlignmentFlag.AlignLeft)
        painter.end()

    def _big(self, painter: QPainter, room: QRect) -> int:
        """Draw the big words; the pixels they take."""
        font = QFont(self.font())
        font.setPixelSize(BIG_PX if self.tone else 22)
        font.setBold(bool(self.tone))
        painter.setFont(font)
        words = " ".join(filter(None, (SIGNS[self.tone], self.words)))
        middle = int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft)
        painter.drawText(room, middle, words)
        return painter.fontMetrics().horizontalAdvance(words) + 28

    def _column(
        self, painter: QPainter, room: QRect, lines: tuple[str, ...], side: Qt.AlignmentFlag
    ) -> int:
        """Draw lines under each other in the middle of the height; the pixels they take."""
        if not lines:
            return 0
        font = QFont(self.font())
        font.setPixelSize(PLAIN_PX)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        flags = int(Qt.AlignmentFlag.AlignVCenter | side | Qt.TextFlag.TextWordWrap)
        painter.drawText(room, flags, "\n".join(lines))
        return max(metrics.horizontalAdvance(line) for line in lines) + 24
