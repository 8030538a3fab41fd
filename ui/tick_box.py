"""The box to tick, drawn alike in lists and beside words, in every theme."""

from __future__ import annotations

from math import floor

from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

from ui import theme

BOX_PX = 15
"""Side of the box."""
_TICK = ((3, 7), (6, 10), (11, 4))
"""Its corners, px from the top left of the box."""


def draw_box(painter: QPainter, middle: QPointF, ticked: bool, colour: str = "") -> None:
    """A box around `middle` (px), its line on whole pixels; in the accent when ticked unless a
    colour is given."""
    tokens = theme.now()
    colour = colour or (tokens.accent if ticked else tokens.second)
    corner = QPointF(floor(middle.x() - BOX_PX / 2) + 0.5, floor(middle.y() - BOX_PX / 2) + 0.5)
    box = QRectF(corner, QSizeF(BOX_PX - 1, BOX_PX - 1))
    painter.setPen(QPen(QColor(colour), 1.2))
    painter.setBrush(QColor(colour if ticked else tokens.surface))
    painter.drawRoundedRect(box, 3, 3)
    if ticked:
        painter.setPen(QPen(QColor(tokens.surface), 2))
        painter.drawPolyline(QPolygonF([box.topLeft() + QPointF(*at) for at in _TICK]))


class TickBox(QCheckBox):
    """A check box whose box can be seen on a dark ground too."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """The words as the style writes them; the box as lists draw it."""
        option = QStyleOptionButton()
        self.initStyleOption(option)
        style, element = self.style(), QStyle.SubElement.SE_CheckBoxIndicator
        middle = QRectF(style.subElementRect(element, option, self)).center()
        option.rect = style.subElementRect(QStyle.SubElement.SE_CheckBoxContents, option, self)
        painter = QPainter(self)
        style.drawControl(QStyle.ControlElement.CE_CheckBoxLabel, option, painter, self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = theme.now()
        colour = tokens.accent if self.hasFocus() else "" if self.isEnabled() else tokens.second
        draw_box(painter, middle, self.isChecked(), colour)
        painter.end()
