"""Lists: a model over plain tuples, and the table that shows it. Very long ones: `ui.long_list`."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from PySide6.QtCore import (
    QAbstractTableModel, QByteArray, QLine, QModelIndex, QPersistentModelIndex, QPoint, Qt, Signal,
)  # fmt: skip
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QMenu, QTableView, QWidget

from ui import theme
from ui.delegates import InkDelegate, MarkDelegate
from ui.line import ENTER

ROW_PX = 32
Row = tuple[Any, ...]
Index = QModelIndex | QPersistentModelIndex


class Mark(NamedTuple):
    """A cell that is a state: its words and a tone of `theme.TONES` ("" for quiet)."""

    words: str
    tone: str = ""

    def __str__(self) -> str:
        return self.words


@dataclass(frozen=True)
class Column:
    """One column: key, heading, width in px, and how its cells look.

    look: "text", "second" (quiet), "figure" (right-aligned), "mark" (a state chip, cells are
    `Mark` or words), "verb" (what Enter does, right-aligned in the accent), "drawn" (no words: the
    table draws it) · stretch: takes the room that is left · sortable · hidden: not shown until the
    person asks for it
    """

    key: str
    label: str
    width: int = 110
    look: str = "text"
    stretch: bool = False
    sortable: bool = True
    hidden: bool = False


class Sort(NamedTuple):
    """The order asked for: a column's key, and whether downwards."""

    key: str
    descending: bool = False


Source = Callable[[Row | None, Sort | None], Sequence[Row]]
"""Gives the rows after the given one (None: the first) in the given order (None: its own)."""

RIGHT = frozenset({"figure", "verb"})


class CellsModel(QAbstractTableModel):
    """Rows of tuples under columns: one item for each column, and after those whatever the page
    needs. What the rows are and where they come from is the business of its kinds."""

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self.order: Sort | None = None
        middle = Qt.AlignmentFlag.AlignVCenter
        self._alignment = tuple(
            (Qt.AlignmentFlag.AlignRight if column.look in RIGHT else Qt.AlignmentFlag.AlignLeft)
            | middle
            for column in self.columns
        )

    def row_at(self, place: int) -> Row | None:
        """The row there; None while it is not known, or where there is none."""
        raise NotImplementedError

    def columnCount(self, parent: Index = QModelIndex()) -> int:
        """The declared columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words of a cell; asked thousands of times a second, so the common answers come first."""
        if role == Qt.ItemDataRole.DisplayRole:
            row = self.row_at(index.row())
            value = row[index.column()] if row is not None else None
            return value if type(value) is str else "" if value is None else str(value)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment[index.column()]
        if role == Qt.ItemDataRole.UserRole:
            row = self.row_at(index.row())
            value = row[index.column()] if row is not None else None
            return value.tone if isinstance(value, Mark) else ""
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """Headings, aligned as their columns."""
        if orientation is not Qt.Orientation.Horizontal or not 0 <= section < len(self.columns):
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].label
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return self._alignment[section]
        return None

    def asked_order(self, column: int, order: Qt.SortOrder) -> Sort | None:
        """What a sign in the heading means; None for no column, or one that cannot be sorted."""
        sortable = 0 <= column < len(self.columns) and self.columns[column].sortable
        descending = order is Qt.SortOrder.DescendingOrder
        return Sort(self.columns[column].key, descending) if sortable else None


class RowsModel(CellsModel):
    """Either all rows are given, then sorting happens here; or a source gives them piece by piece
    as one scrolls, then it sorts."""

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(columns, parent)
        self.rows: list[Row] = []
        self._source: Source | None = None
        self._more = False

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show exactly these rows."""
        self.beginResetModel()
        self._source, self._more = None, False
        self.rows = list(rows)
        self._sort_here()
        self.endResetModel()

    def set_source(self, source: Source) -> None:
        """Show what the source gives, the first piece at once."""
        self.beginResetModel()
        self._source = source
        self.rows = list(source(None, self.order))
        self._more = bool(self.rows)
        self.endResetModel()

    def append(self, rows: Sequence[Row]) -> None:
        """Add rows at the end."""
        if rows:
            first = len(self.rows)
            self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
            self.rows.extend(rows)
            self.endInsertRows()

    def replace(self, place: int, row: Row) -> None:
        """Change one row in its place."""
        self.rows[place] = row
        self.dataChanged.emit(self.index(place, 0), self.index(place, len(self.columns) - 1))

    def row_at(self, place: int) -> Row | None:
        """The row there; None where there is none."""
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:
        """Rows fetched so far."""
        return 0 if parent.isValid() else len(self.rows)

    def canFetchMore(self, parent: Index) -> bool:
        """Whether the source may have more."""
        return self._more and not parent.isValid()

    def fetchMore(self, parent: Index) -> None:
        """Fetch the next piece."""
        if self._source is None or not self._more:
            return
        piece = self._source(self.rows[-1] if self.rows else None, self.order)
        self._more = bool(piece)
        self.append(piece)

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Order by a column; -1 or a column that cannot be sorted gives back the rows' own order
        of the source, and leaves given rows as they are."""
        self.order = self.asked_order(column, order)
        if self._source is not None:
            self.set_source(self._source)
        elif self.order is not None:
            self.beginResetModel()
            self._sort_here()
            self.endResetModel()

    def _sort_here(self) -> None:
        if self.order is None:
            return
        at = [column.key for column in self.columns].index(self.order.key)
        self.rows.sort(key=lambda row: _sort_key(row[at]), reverse=self.order.descending)


def _sort_key(value: Any) -> tuple[int, float, str]:
    """Figures by size, "¥1,860.00" too; words after them, by letters."""
    words = "" if value is None else str(value)
    try:
        return 0, float(words.replace("¥", "").replace(",", "")), words
    except ValueError:
        return 1, 0.0, words


class ListTable(QTableView):
    """A list: rows of 32 px, columns one can move, hide and sort, Enter opens a row.

    Signals: opened(row tuple) by Enter or double click; current(row tuple or None); ended: End,
    where the last row is not there yet.
    """

    opened = Signal(object)
    current = Signal(object)
    ended = Signal()
    row_px = ROW_PX

    def __init__(self, model: CellsModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows = model
        self._kept: MutableMapping[str, str] | None = None
        self._name = ""
        self.setModel(model)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.verticalHeader().setDefaultSectionSize(self.row_px)
        self._dress_columns()
        self.doubleClicked.connect(lambda index: self._open())
        self.selectionModel().currentRowChanged.connect(self._moved)

    def remember(self, kept: MutableMapping[str, str], name: str) -> None:
        """Keep order, widths, hidden columns and sorting of the columns under `name` in `kept`."""
        self._kept, self._name = kept, name
        state = kept.get(name, "")
        if state:
            self.horizontalHeader().restoreState(QByteArray.fromBase64(state.encode()))
        header = self.horizontalHeader()
        for signal in (header.sectionMoved, header.sectionResized, header.sortIndicatorChanged):
            signal.connect(self._keep)

    def current_row(self) -> Row | None:
        """The row the cursor is on, or None."""
        index = self.currentIndex()
        return self._rows.row_at(index.row()) if index.isValid() else None

    def go(self, place: int) -> None:
        """Put the cursor on a row, as far as there is one."""
        if self._rows.rowCount():
            self.selectRow(max(0, min(place, self._rows.rowCount() - 1)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A notice over the list takes room from below: the row of the cursor, where it was seen,
        stays seen."""
        super().resizeEvent(event)
        row, before, now = self.visualRect(self.currentIndex()), event.oldSize(), event.size()
        if 0 <= row.top() < before.height() and row.bottom() >= now.height():
            self.scrollTo(self.currentIndex())

    def hide_column(self, key: str, hidden: bool = True) -> None:
        """Hide a column or show it again; the last one stays."""
        keys = [column.key for column in self._rows.columns]
        header = self.horizontalHeader()
        if hidden and header.hiddenSectionCount() >= len(keys) - 1:
            return
        self.setColumnHidden(keys.index(key), hidden)
        self._keep()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens the row the cursor is on."""
        if event.key() in ENTER and self.current_row() is not None:
            self._open()
            event.accept()
        else:
            super().keyPressEvent(event)

    def moveCursor(
        self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """Home and End go to the first and the last row: rows are chosen whole, so there is nothing
        to go to within one."""
        last = self._rows.rowCount() - 1
        moves = QAbstractItemView.CursorAction
        ends = {moves.MoveHome: 0, moves.MoveEnd: last}
        if action not in ends or last < 0:
            return super().moveCursor(action, modifiers)
        column = self.currentIndex().column()
        if column < 0 or self.isColumnHidden(column):
            column = max(0, self.columnAt(0))
        there = self._rows.index(ends[action], column)
        if action == moves.MoveEnd and self._rows.canFetchMore(QModelIndex()):
            self.ended.emit()
        self.scrollTo(there)  # the cursor may be there already, out of sight
        return there

    def dataChanged(
        self, first: Index, last: Index, roles: Sequence[int] = ()
    ) -> None:
        """Rows came or changed; if the cursor's is among them, it is told again."""
        super().dataChanged(first, last, roles)
        if first.row() <= self.currentIndex().row() <= last.row():
            self.current.emit(self.current_row())

    def _open(self) -> None:
        row = self.current_row()
        if row is not None:
            self.opened.emit(row)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The cells, and a thin line under each row."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        self.paint_lines(painter)
        painter.end()

    def places_in_sight(self) -> range:
        """The rows that can be seen now."""
        first, end = max(0, self.rowAt(0)), self.rowAt(self.viewport().height() - 1)
        return range(first, self._rows.rowCount() if end < 0 else end + 1)

    def paint_lines(self, painter: QPainter) -> None:
        """A thin line under each row in sight."""
        painter.setPen(QColor(theme.now().line))
        width = self.viewport().width()
        foot = self.row_px - 1
        edges = (self.rowViewportPosition(place) + foot for place in self.places_in_sight())
        painter.drawLines([QLine(0, y, width, y) for y in edges])

    def _dress_columns(self) -> None:
        header = self.horizontalHeader()
        header.setSectionsMovable(True)
        header.setHighlightSections(False)
        header.setStretchLastSection(False)
        header.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        header.customContextMenuRequested.connect(self._column_menu)
        for at, column in enumerate(self._rows.columns):
            self.setColumnWidth(at, column.width)
            self.setColumnHidden(at, column.hidden)
            if column.stretch:
                header.setSectionResizeMode(at, QHeaderView.ResizeMode.Stretch)
            if column.look == "mark":
                self.setItemDelegateForColumn(at, MarkDelegate(self))
            elif column.look in ("second", "verb"):
                ink = "second" if column.look == "second" else "accent"
                self.setItemDelegateForColumn(at, InkDelegate(ink, self))
        header.setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        header.setSortIndicatorClearable(True)
        self.setSortingEnabled(True)

    def _column_menu(self, where: QPoint) -> None:
        menu = self.column_menu()
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.popup(self.horizontalHeader().mapToGlobal(where))

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The list of columns from the rows too, and from the keyboard's menu key."""
        self._column_menu(QPoint(8, self.horizontalHeader().height()))
        event.accept()

    def column_menu(self) -> QMenu:
        """The list of columns to show and hide."""
        menu = QMenu(self)
        for at, column in enumerate(self._rows.columns):
            action = menu.addAction(column.label)
            action.setCheckable(True)
            action.setChecked(not self.isColumnHidden(at))
            action.toggled.connect(lambda on, key=column.key: self.hide_column(key, not on))
        return menu

    def _keep(self, *changed: object) -> None:
        if self._kept is not None:
            state = self.horizontalHeader().saveState().toBase64().data()
            self._kept[self._name] = bytes(state).decode()

    def _moved(self, index: QModelIndex, before: QModelIndex) -> None:
        self.current.emit(self.current_row())
