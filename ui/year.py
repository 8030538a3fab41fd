"""A year at a glance: twelve months, days off and worked weekends in their colours."""

from __future__ import annotations

import calendar
from collections.abc import Mapping
from datetime import date

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

ACROSS = 4
CELL, HEAD, GAP = 19, 34, 14
WEEK = "一二三四五六日"
LEGEND = "红：放假　绿：调休上班　灰：平常的周末"


class YearCalendar(QWidget):
    """Shows days; nothing is chosen in it. Its words for screen readers are its counts."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.year = 0
        self.days: Mapping[str, bool] = {}
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def show_year(self, year: int, days: Mapping[str, bool]) -> None:
        """Show a year: {ISO day: True off, False worked}."""
        self.year, self.days = year, dict(days)
        off = sum(days.values())
        self.setAccessibleName(f"{year} 年：放假 {off} 天，调休上班 {len(days) - off} 天")
        self.update()

    def sizeHint(self) -> QSize:
        """Four months across, three down."""
        rows = 12 // ACROSS
        return QSize(ACROSS * 7 * CELL + (ACROSS - 1) * GAP, rows * (HEAD + 6 * CELL))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Every month in its place."""
        if not self.year:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        font = self.font()
        font.setPixelSize(11)
        painter.setFont(font)
        for month in range(1, 13):
            down, across = divmod(month - 1, ACROSS)
            painter.save()
            painter.translate(across * (7 * CELL + GAP), down * (HEAD + 6 * CELL))
            self._month(painter, month)
            painter.restore()
        painter.end()

    def _month(self, painter: QPainter, month: int) -> None:
        tokens, middle = theme.now(), Qt.AlignmentFlag.AlignCenter
        painter.setPen(QColor(tokens.text))
        painter.drawText(QRectF(2, 0, 7 * CELL, 16), int(Qt.AlignmentFlag.AlignVCenter),
                         f"{month} 月")  # fmt: skip
        painter.setPen(QColor(tokens.second))
        for column, name in enumerate(WEEK):
            painter.drawText(QRectF(column * CELL, 16, CELL, 16), middle, name)
        for row, week in enumerate(calendar.Calendar().monthdatescalendar(self.year, month)):
            for column, day in enumerate(week):
                if day.month == month:
                    place = QRectF(column * CELL, HEAD + row * CELL, CELL, CELL)
                    self._day(painter, place, day)

    def _day(self, painter: QPainter, place: QRectF, day: date) -> None:
        tokens, off = theme.now(), self.days.get(day.isoformat())
        ink = tokens.text if day.weekday() < 5 else tokens.second
        if off is not None:
            ink, wash = (tokens.bad, tokens.bad_wash) if off else (tokens.good, tokens.good_wash)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(wash))
            painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), 3, 3)
        painter.setPen(QColor(ink))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, str(day.day))
