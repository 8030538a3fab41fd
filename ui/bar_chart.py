"""Bars: numbers drawn beside each other, what was before thin under them. Painted from tokens."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui import theme

BAR_PX, THICK, THIN = 24, 11, 4
PAD, NAMES = 12, 250
"""Room around, px; what names get at most."""
MOST = 8
"""Bars at most unless told otherwise: who wants all has the table under them."""


@dataclass(frozen=True)
class Bar:
    """A bar: its name, its number in words and as a length, the one before; tone "bad" for one that
    misses its target. None is no bar."""

    name: str
    words: str
    value: float | None
    before: float | None = None
    tone: str = "accent"


class BarChart(QWidget):
    """The first bars of a report. What it shows is in its accessible description too."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._all: tuple[Bar, ...] = ()
        self._most = MOST
        self.bars: tuple[Bar, ...] = ()
        self.left_out = 0
        self._whole: float | None = None
        self._legend = ("", "")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("图")

    def show_bars(
        self, bars: Sequence[Bar], whole: float | None, drawn: str, before: str
    ) -> None:
        """Draw these. whole: the number that fills the width, None for the largest; drawn, before:
        what the bars and the thin ones are, "" for no thin ones."""
        self._all = tuple(
            bar for bar in bars if bar.value is not None or bar.before is not None
        )
        self._whole, self._legend = whole, (drawn, before)
        self._choose()

    def draw_at_most(self, most: int) -> None:
        """So many bars, for there is no more room."""
        if most != self._most:
            self._most = most
            self._choose()

    def _choose(self) -> None:
        self.bars, self.left_out = self._all[: self._most], max(0, len(self._all) - self._most)
        drawn = self._legend[0]
        told = "；".join(f"{bar.name} {bar.words}" for bar in self.bars)
        self.setAccessibleDescription(f"{drawn}：{told}" if told else "")
        self.setVisible(bool(self.bars))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:
        """As high as its bars and the line that says what they are."""
        return QSize(400, 2 * PAD + self._line_px() + BAR_PX * len(self.bars))

    def minimumSizeHint(self) -> QSize:
        """The same height."""
        return QSize(200, self.sizeHint().height())

    def _line_px(self) -> int:
        return self.fontMetrics().height() + 6

    def paintEvent(self, event: QPaintEvent) -> None:
        """The legend, then bar under bar."""
        if not self.bars:
            return
        painter, tokens, ink = QPainter(self), theme.now(), self.fontMetrics()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_legend(painter, tokens, ink)
        names = min(NAMES, max(ink.horizontalAdvance(bar.name) for bar in self.bars) + 10)
        words = max(ink.horizontalAdvance(bar.words) for bar in self.bars) + 14
        left, room = PAD + names, max(10, self.width() - 2 * PAD - names - words)
        most = self._whole or max(max(bar.value or 0, bar.before or 0) for bar in self.bars) or 1
        top = PAD + self._line_px()
        for at, bar in enumerate(self.bars):
            y = top + at * BAR_PX
            row = QRectF(PAD, y - 4, names - 10, BAR_PX)
            name = ink.elidedText(bar.name, Qt.TextElideMode.ElideMiddle, int(row.width()))
            painter.setPen(QColor(tokens.text))
            right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(row, int(right), name)
            painter.setPen(Qt.PenStyle.NoPen)
            long = room * min(1.0, max(0.0, bar.value or 0) / most)
            for value, where, high, colour in (
                (bar.before, y + THICK + 3, THIN, tokens.second),
                (bar.value, y + 2, THICK, tokens.bad if bar.tone == "bad" else tokens.accent),
            ):  # fmt: skip
                if value and value > 0:
                    wide = max(2.0, room * min(1.0, value / most))
                    painter.setBrush(QColor(colour))
                    painter.drawRoundedRect(QRectF(left, where, wide, high), 2, 2)
            painter.setPen(QColor(tokens.bad if bar.tone == "bad" else tokens.text))
            at_left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(
                QRectF(left + long + 8, y - 4, words + 40, BAR_PX), int(at_left), bar.words
            )
        painter.end()

    def _paint_legend(
        self, painter: QPainter, tokens: theme.Tokens, ink: QFontMetrics
    ) -> None:
        """What the bars are, what the thin ones, how many are not drawn."""
        drawn, before = self._legend
        x, middle = float(PAD), PAD + ink.height() / 2 - 2
        for words, high, colour in ((drawn, THICK, tokens.accent), (before, THIN, tokens.second)):
            if not words:
                continue
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawRoundedRect(QRectF(x, middle - high / 2, 16, high), 2, 2)
            painter.setPen(QColor(tokens.second))
            painter.drawText(QRectF(x + 22, PAD - 4, 400, ink.height() + 4), 0, words)
            x += 22 + ink.horizontalAdvance(words) + 24
        if self.left_out:
            painter.setPen(QColor(tokens.second))
            told = f"另有 {self.left_out} 项见表"
            room = QRectF(0, PAD - 4, self.width() - PAD, ink.height() + 4)
            painter.drawText(room, int(Qt.AlignmentFlag.AlignRight), told)
