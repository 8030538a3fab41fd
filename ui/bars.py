"""A small chart of bars: one number for each of a few days, drawn by itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QHelpEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from ui import theme

FOOT, HEAD, GAP = 18, 16, 5
"""Room (px) for the names below and the numbers above the bars, and between two bars."""
SMALL_PX = 11


class Bars(QWidget):
    """Bars with their numbers above and names below; the last one, which still grows, stands out.

    It is told in words too (accessible description), and bar by bar under the mouse.
    """

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = title
        self.bars: tuple[tuple[str, int], ...] = ()
        self.setAccessibleName(title)
        self.setMinimumHeight(56)

    def sizeHint(self) -> QSize:
        """Room enough for numbers, bars and names."""
        return QSize(200, 124)

    def say(self, bars: Sequence[tuple[str, int]]) -> None:
        """Show these (name, number); nothing is drawn again if they are the same."""
        if self.bars != tuple(bars):
            self.bars = tuple(bars)
            words = "，".join(f"{name} {number}" for name, number in self.bars)
            self.setAccessibleDescription(f"{self._title}：{words}")
            self.update()

    def rectangles(self) -> list[QRect]:
        """Where each bar stands."""
        many = max(1, len(self.bars))
        width = (self.width() - GAP * (many - 1)) / many
        room = max(1, self.height() - FOOT - HEAD)
        most = max((number for _, number in self.bars), default=0) or 1
        found = []
        for at, (_, number) in enumerate(self.bars):
            left, right = round(at * (width + GAP)), round(at * (width + GAP) + width)
            height = max(2, round(room * number / most)) if number else 1
            found.append(QRect(left, self.height() - FOOT - height, right - left, height))
        return found

    def paintEvent(self, event: QPaintEvent) -> None:
        """Pale bars with an edge of the accent; the foot line; the words."""
        tokens, painter = theme.now(), QPainter(self)
        font = QFont(self.font())
        font.setPixelSize(SMALL_PX)
        painter.setFont(font)
        foot = self.height() - FOOT
        middle = int(Qt.AlignmentFlag.AlignCenter)
        for at, (bar, (name, number)) in enumerate(zip(self.rectangles(), self.bars, strict=True)):
            last = at == len(self.bars) - 1
            painter.fillRect(bar, QColor(tokens.accent_wash))
            if number:
                edge = QRect(bar.left(), bar.top(), bar.width(), 4 if last else 2)
                painter.fillRect(edge, QColor(tokens.accent))
            painter.setPen(QColor(tokens.text if last else tokens.second))
            above = QRect(bar.left() - GAP, bar.top() - HEAD, bar.width() + 2 * GAP, HEAD)
            painter.drawText(above, middle, str(number))
            below = QRect(bar.left() - GAP, foot + 2, bar.width() + 2 * GAP, FOOT - 2)
            painter.drawText(below, middle, name)
        painter.setPen(QColor(tokens.line))
        painter.drawLine(0, foot, self.width(), foot)
        painter.end()

    def event(self, event: QEvent) -> bool:
        """Under the mouse a bar says its number."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = event.pos().x()
            for bar, (name, number) in zip(self.rectangles(), self.bars, strict=True):
                if bar.left() <= place <= bar.right():
                    QToolTip.showText(event.globalPos(), f"{name}　{number}", self)
                    return True
        return super().event(event)
