"""How the cells of a list are drawn where plain words are not enough."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui import theme

Index = QModelIndex | QPersistentModelIndex
LIKE_THE_CURSOR = frozenset({"", "accent"})
"""Tones whose wash is that of a selected row: there the chip is drawn on the surface."""


class MarkDelegate(QStyledItemDelegate):
    """Draws a cell as a chip: words on the wash of their tone."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """The row's ground, then the chip."""
        selected = option.state & QStyle.StateFlag.State_Selected
        rect: QRect = option.rect
        painter.save()
        if selected:
            painter.fillRect(rect, option.palette.highlight())
        words = str(index.data() or "")
        if words:
            tone = str(index.data(Qt.ItemDataRole.UserRole) or "")
            self._chip(painter, rect, words, tone, bool(selected))
        painter.restore()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Wide enough for the words and the chip around them."""
        size = super().sizeHint(option, index)
        return QSize(size.width() + 14, size.height())

    def _chip(
        self, painter: QPainter, rect: QRect, words: str, tone: str, selected: bool
    ) -> None:
        font = QFont(painter.font())
        font.setPixelSize(12)
        painter.setFont(font)
        metrics = painter.fontMetrics()
        room = rect.adjusted(6, 0, -4, 0)
        words = metrics.elidedText(words, Qt.TextElideMode.ElideRight, room.width() - 12)
        height = metrics.height() + 2
        chip = QRect(
            room.left(), rect.center().y() - height // 2 + 1,
            metrics.horizontalAdvance(words) + 12, height,
        )  # fmt: skip
        ink, wash = theme.now().tone(tone)
        if selected and tone in LIKE_THE_CURSOR:
            wash = QColor(theme.now().surface)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(wash)
        painter.drawRoundedRect(chip, 4, 4)
        painter.setPen(ink)
        painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), words)


class InkDelegate(QStyledItemDelegate):
    """Draws a cell in another ink of the tokens: "second" or "accent"."""

    def __init__(self, ink: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ink = ink

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        """The ordinary cell with its ink changed."""
        super().initStyleOption(option, index)
        palette = option.palette
        ink = QColor(getattr(theme.now(), self._ink))
        for role in (palette.ColorRole.Text, palette.ColorRole.HighlightedText):
            palette.setColor(role, ink)
