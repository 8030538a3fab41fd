"""Draws the rows of a long list by itself, all cells in one go.

Qt asks a model some fifteen hundred times for one screen; in Python each answer costs, and each is
a chance for a busy thread to make the window wait. This asks each row once.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QTableView

from ui import theme
from ui.delegates import LIKE_THE_CURSOR
from ui.table import RIGHT, Column, Mark, Row

MARGIN = 8
CHIP_PX = 12
FIGURES = int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
MOST = 6000
"""Words whose cut is remembered."""


class RowPainter:
    """Words, figures and chips as the delegates of `ui.delegates` draw them."""

    def __init__(self, table: QTableView, columns: Sequence[Column]) -> None:
        self._table = table
        self._columns = tuple(columns)
        self._cut: dict[tuple[str, int, bool], str] = {}
        self._font = QFont()
        self._metrics = QFontMetrics(self._font)
        self._small = QFontMetrics(self._font)

    def begin(self, painter: QPainter) -> None:
        """Before the rows of one paint event: columns in sight, inks."""
        font = self._table.font()
        if font != self._font or not self._cut:
            small = QFont(font)
            small.setPixelSize(CHIP_PX)
            self._font, self._cut = font, {}
            self._metrics, self._small = QFontMetrics(font), QFontMetrics(small)
            self._small_font = small
        if len(self._cut) > MOST:
            self._cut.clear()
        header = self._table.horizontalHeader()
        width = self._table.viewport().width()
        self._in_sight = [
            (at, column, header.sectionViewportPosition(at), header.sectionSize(at))
            for at, column in enumerate(self._columns)
            if column.look != "drawn" and not header.isSectionHidden(at)
            and header.sectionViewportPosition(at) < width
            and header.sectionViewportPosition(at) + header.sectionSize(at) > 0
        ]  # fmt: skip
        now = theme.now()
        self._inks = {"text": QColor(now.text), "second": QColor(now.second),
                      "verb": QColor(now.accent), "figure": QColor(now.text)}  # fmt: skip
        quiet = self._table.property("quiet")
        self._wash, self._line = QColor(now.ground if quiet else now.accent_wash), QColor(now.line)
        painter.setFont(font)

    def row(self, painter: QPainter, row: Row | None, y: int, height: int, chosen: bool) -> None:
        """One row; None for one that is not there yet: pale bars."""
        if chosen:
            painter.fillRect(0, y, self._table.viewport().width(), height, self._wash)
        if row is None:
            self._bars(painter, y, height)
            return
        base = y + (height + self._metrics.ascent() - self._metrics.descent()) // 2
        chips = []
        for at, column, x, width in self._in_sight:
            value = row[at]
            words = value if type(value) is str else "" if value is None else str(value)
            if not words:
                continue
            if column.look == "mark":
                chips.append((value, words, x, width))
                continue
            room = width - 2 * MARGIN
            words = self._fitting(words, room, small=False)
            painter.setPen(self._inks.get(column.look, self._inks["text"]))
            if column.look in RIGHT:
                painter.drawText(QRect(x + MARGIN, y, room, height), FIGURES, words)
            else:
                painter.drawText(x + MARGIN, base, words)
        for value, words, x, width in chips:
            tone = value.tone if isinstance(value, Mark) else ""
            self._chip(painter, words, tone, QRect(x, y, width, height), chosen)

    def _fitting(self, words: str, room: int, *, small: bool) -> str:
        key = (words, room, small)
        known = self._cut.get(key)
        if known is None:
            metrics = self._small if small else self._metrics
            known = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room)
            self._cut[key] = known
        return known

    def _chip(
        self, painter: QPainter, words: str, tone: str, cell: QRect, chosen: bool
    ) -> None:
        room = cell.adjusted(6, 0, -4, 0)
        words = self._fitting(words, room.width() - 12, small=True)
        height = self._small.height() + 2
        chip = QRect(
            room.left(), cell.center().y() - height // 2 + 1,
            self._small.horizontalAdvance(words) + 12, height,
        )  # fmt: skip
        ink, wash = theme.now().tone(tone)
        if chosen and tone in LIKE_THE_CURSOR:
            wash = QColor(theme.now().surface)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wash)
        painter.drawRoundedRect(chip, 4, 4)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setFont(self._small_font)
        painter.setPen(ink)
        painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), words)
        painter.setFont(self._font)

    def _bars(self, painter: QPainter, y: int, height: int) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._line)
        for _, _, x, width in self._in_sight:
            room = width - 28
            if room > 0:
                bar = QRect(x + MARGIN, y + height // 2 - 4, room * 3 // 4, 8)
                painter.drawRoundedRect(bar, 4, 4)
