"""A list of any length of which only what is looked at is there.

The model knows how many rows there are and holds the some thousand around the ones last drawn.
Whoever has the rows brings them piece by piece (`wanted`); until then a row is drawn as a pale bar.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QModelIndex, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.rows import RowPainter
from ui.table import ROW_PX, CellsModel, Column, Index, ListTable, Row, Sort

PAGE = 50
"""Rows in one piece."""
KEPT = 80
"""Pieces that are held."""
AHEAD = 25
"""Rows beyond what is in sight that are brought too, for the next page."""
MARK_PX = 5
"""Width of the bar at the left of a row that is marked."""
PENDING = 4
"""Pieces asked for at a time; who drags the bar through a million rows wants only the last."""


class LongModel(CellsModel):
    """So many rows, some of them known.

    Signals: wanted(places where a piece begins, the latest first): whatever was wanted before and
    is not among them is no longer; order_asked(Sort or None): a heading was clicked.
    """

    wanted = Signal(object)
    order_asked = Signal(object)

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(columns, parent)
        self.count = 0
        self.waiting: list[int] = []
        self._rows: dict[int, Row] = {}
        self._fresh: dict[int, None] = {}

    def row_at(self, place: int) -> Row | None:
        """The row there if it is known; asks for it if not."""
        if self._lacks(place):
            self.waiting = [place - place % PAGE, *self.waiting][:PENDING]
            self.wanted.emit(tuple(self.waiting))
        return self._rows.get(place)

    def prepare(self, place: int) -> None:
        """Ask for the row there too, after all that is wanted already."""
        if self._lacks(place) and len(self.waiting) < PENDING:
            self.waiting = [*self.waiting, place - place % PAGE]
            self.wanted.emit(tuple(self.waiting))

    def _lacks(self, place: int) -> bool:
        start = place - place % PAGE
        asked = start in self._fresh or start in self.waiting
        return not asked and 0 <= place < self.count

    def known(self) -> Mapping[int, Row]:
        """The rows that are there, by place."""
        return self._rows

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """All rows there are."""
        return 0 if parent.isValid() else self.count

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Ask for another order; who brings the rows decides."""
        asked = self.asked_order(column, order)
        if asked != self.order:
            self.order_asked.emit(asked)

    def begin(self, count: int, rows: Sequence[Row], start: int = 0) -> None:
        """Another list: so many rows, and some of them."""
        self.beginResetModel()
        self.count, self._rows, self._fresh, self.waiting = count, {}, {}, []
        self._keep(start, rows)
        self.endResetModel()

    def grow(self, count: int) -> None:
        """More rows at the end than were known so far."""
        if count > self.count:
            self.beginInsertRows(QModelIndex(), self.count, count - 1)
            self.count = count
            self.endInsertRows()

    def put(self, start: int, rows: Sequence[Row]) -> None:
        """The piece that begins there."""
        if start in self.waiting:
            self.waiting.remove(start)
        self._keep(start, rows)
        for one in [one for one in self._fresh if one != start][: len(self._fresh) - KEPT]:
            del self._fresh[one]
            for place in range(one, one + PAGE):
                self._rows.pop(place, None)
        last = min(start + max(1, len(rows)), self.count) - 1
        if start <= last:
            self.dataChanged.emit(self.index(start, 0), self.index(last, len(self.columns) - 1))

    def renew(self, count: int, above: int) -> None:
        """The same list after somebody wrote: `above` rows more (or fewer) before the known ones.

        The known rows move along and stay to be seen until they are read again.
        """
        if above > 0:
            self._insert(0, above)
        elif above < 0:
            self._remove(0, -above)
        self._rows = {place + above: row for place, row in self._rows.items()
                      if 0 <= place + above < count}  # fmt: skip
        if count > self.count:
            self._insert(self.count, count - self.count)
        elif count < self.count:
            self._remove(count, self.count - count)
        self._fresh, self.waiting = {}, []
        self.dataChanged.emit(self.index(0, 0), self.index(count - 1, len(self.columns) - 1))

    def _insert(self, at: int, many: int) -> None:
        self.beginInsertRows(QModelIndex(), at, at + many - 1)
        self.count += many
        self.endInsertRows()

    def _remove(self, at: int, many: int) -> None:
        self.beginRemoveRows(QModelIndex(), at, at + many - 1)
        self.count -= many
        self.endRemoveRows()

    def _keep(self, start: int, rows: Sequence[Row]) -> None:
        self._rows.update(enumerate(rows, start))
        if start % PAGE == 0 and (len(rows) >= PAGE or start + len(rows) >= self.count):
            self._fresh.pop(start, None)
            self._fresh[start] = None


class LongTable(ListTable):
    """The table of a long list; it holds what one sees in its place when rows come above.

    markable: Space marks the row the cursor is on, by the last item of the row, for one deed on all
    that are marked; Esc takes the marks away. Signals: marked: other rows are.
    """

    marked = Signal()

    def __init__(self, model: LongModel, parent: QWidget | None = None) -> None:
        self._long = model
        self.markable = False
        self.marks: dict[str, None] = {}
        super().__init__(model, parent)
        self._painter = RowPainter(self, model.columns)

    def paintEvent(self, event: QPaintEvent) -> None:
        """All cells in one go."""
        painter = QPainter(self.viewport())
        self._painter.begin(painter)
        cursor = self.currentIndex().row()
        places = self.places_in_sight()
        for place in places:
            y = self.rowViewportPosition(place)
            chosen = place == cursor and self.selectionModel().isSelected(self.currentIndex())
            row = self._long.row_at(place)
            self._painter.row(painter, row, y, ROW_PX, chosen)
            if row is not None and str(row[-1]) in self.marks:
                painter.fillRect(0, y + 3, MARK_PX, ROW_PX - 6, QColor(theme.now().accent))
        self.paint_lines(painter)
        painter.end()
        self._long.prepare(places.stop + AHEAD)
        self._long.prepare(places.start - AHEAD)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space and Esc are ours where rows can be marked."""
        row = self.current_row()
        if self.markable and row is not None and event.key() == Qt.Key.Key_Space:
            key = str(row[-1])
            if key in self.marks:
                del self.marks[key]
            else:
                self.marks[key] = None
            self.go(min(self.currentIndex().row() + 1, self._long.count - 1))
        elif self.marks and event.key() == Qt.Key.Key_Escape:
            self.marks = {}
        else:
            super().keyPressEvent(event)
            return
        self.viewport().update()
        self.marked.emit()
        event.accept()

    def top(self) -> int:
        """The place of the first row in sight."""
        return max(0, self.rowAt(0))

    def renew(self, count: int, above: int) -> None:
        """`LongModel.renew` without losing the place; who stands at the very top stays there and
        sees what is new."""
        bar = self.verticalScrollBar()
        at_top = bar.value() == 0
        before = self.rowViewportPosition(self.top())
        top = self.top() + above
        self._long.renew(count, above)
        if not at_top and above:
            bar.setValue(max(0, top * self.rowHeight(max(0, top)) - before))

    def put_cursor(self, place: int) -> None:
        """The cursor on a row, without going there."""
        if place != self.currentIndex().row():
            where = self.verticalScrollBar().value()
            self.go(place)
            self.verticalScrollBar().setValue(where)

    def order_shown(self) -> Sort | None:
        """The order whose sign is in the headings."""
        header = self.horizontalHeader()
        return self._long.asked_order(header.sortIndicatorSection(), header.sortIndicatorOrder())

    def show_order(self, order: Sort | None) -> None:
        """Put the sign of an order into the headings without asking for it."""
        keys = [column.key for column in self._long.columns]
        self._long.order = order
        way = Qt.SortOrder.DescendingOrder if order and order.descending else (
            Qt.SortOrder.AscendingOrder)  # fmt: skip
        at = keys.index(order.key) if order and order.key in keys else -1
        self.horizontalHeader().setSortIndicator(at, way)
