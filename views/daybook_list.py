"""The list of the daybook: figures always in full, and their sum always in sight under them."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QHeaderView, QWidget

from ui import theme
from ui.table import RIGHT, ROW_PX, Column, ListTable, RowsModel
from views.daybook_rows import Table

PAD_PX = 8
AROUND_PX, MOST_PX = 2 * PAD_PX + 1, 124
"""Left and right of what stands in a cell; what words, but never figures, get at most."""


class BookList(ListTable):
    """The rows of a `Table`; its wide columns take the room that is left, never less than theirs.
    """

    def __init__(self, table: Table, parent: QWidget | None = None) -> None:
        self.book = RowsModel(
            [
                Column(f"c{at}", heading, px, "text" if look == "wide" else look,
                       stretch=look == "wide", sortable=False)
                for at, (heading, px, look) in enumerate(table.columns)
            ]
        )  # fmt: skip
        self._wanted = [column.width for column in self.book.columns]
        super().__init__(self.book, parent)
        self.book.setParent(self)

    def fit(self, sums: Sequence[str]) -> None:
        """Widen the columns to what stands in them, in the rows and the sums."""
        ink = self.fontMetrics()
        for at, column in enumerate(self.book.columns):
            if not column.stretch:
                words = [row[at] for row in self.book.rows] + list(sums[at : at + 1])
                longest = max(words, key=lambda one: len(one.encode()), default="")
                px = ink.horizontalAdvance(longest) + AROUND_PX
                px = px if column.look == "figure" else min(px, MOST_PX)
                self._wanted[at] = max(column.width, px)
        self._share()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """More or less room to share."""
        super().resizeEvent(event)
        self._share()

    def _share(self) -> None:
        """Where there is too little room, words give way first, then one scrolls."""
        shown = {
            at: one for at, one in enumerate(self.book.columns) if not self.isColumnHidden(at)
        }
        over = sum(self._wanted[at] for at in shown) - self.viewport().width()
        head, kind = self.horizontalHeader(), QHeaderView.ResizeMode
        for at, one in shown.items():
            px = self._wanted[at]
            if over > 0 and one.look == "text":
                spare = min(over, px - one.width)
                px, over = px - spare, over - spare
            if not one.stretch:
                self.setColumnWidth(at, px)
        mode = kind.Interactive if over > 0 else kind.Stretch
        for at, one in shown.items():
            if one.stretch and head.sectionResizeMode(at) != mode:
                head.setSectionResizeMode(at, mode)
            if one.stretch and over > 0:
                self.setColumnWidth(at, one.width)


class SumLine(QWidget):
    """Under a list, its sums under its columns, wherever they are moved or scrolled to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("book_sum")
        self.setFixedHeight(ROW_PX)
        self.words: tuple[str, ...] = ()
        self._list: BookList | None = None
        self.hide()

    def show_sum(self, above: BookList, words: tuple[str, ...]) -> None:
        """The sums of that list; none, and the line is gone."""
        if above is not self._list:
            self._list = above
            head = above.horizontalHeader()
            for moved in (head.sectionResized, head.sectionMoved):
                moved.connect(lambda *where: self.update())
            above.horizontalScrollBar().valueChanged.connect(lambda value: self.update())
        self.words = words
        self.setAccessibleName(" ".join(one for one in words if one))
        self.setVisible(bool(words))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """A rule, and each sum in the column of the list."""
        if self._list is None:
            return
        painter, tokens = QPainter(self), theme.now()
        painter.setPen(QColor(tokens.second))
        painter.drawLine(0, 0, self.width(), 0)
        painter.setPen(QColor(tokens.text))
        for at, words in enumerate(self.words):
            column = self._list.book.columns[at]
            side = Qt.AlignmentFlag.AlignRight if column.look in RIGHT else (
                Qt.AlignmentFlag.AlignLeft
            )
            cell = QRect(
                self._list.columnViewportPosition(at), 1, self._list.columnWidth(at), ROW_PX - 1
            ).adjusted(PAD_PX, 0, -PAD_PX, 0)
            painter.drawText(cell, int(side | Qt.AlignmentFlag.AlignVCenter), words)
        painter.end()
