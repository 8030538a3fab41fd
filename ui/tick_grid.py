"""A grid of ticks: lines under headings, a column for each of many names written upwards.

Arrows move, Space ticks. What is not as it was is marked; what may never be ticked says so. It
knows nothing of what the ticks mean.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal,
)  # fmt: skip
from PySide6.QtGui import QColor, QFont, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QAbstractItemView, QHeaderView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QTableView,
    QWidget,
)  # fmt: skip

from ui import theme

ROW_PX, COLUMN_PX, HEAD_PX, NAMES_PX = 28, 32, 104, 250
TICK, GONE, NEVER = "✓", "✕", "—"
Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


@dataclass(frozen=True)
class Line:
    """A line: its key and words; a heading has no key."""

    key: str
    words: str


class TicksModel(QAbstractTableModel):
    """Lines down, names across; `ticks` by key, and those there were before.

    Signal turned: a tick was changed.
    """

    turned = Signal()

    def __init__(self, names: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.names = tuple(names)
        self.lines: tuple[Line, ...] = ()
        self.before: dict[str, frozenset[str]] = {}
        self.ticks: dict[str, frozenset[str]] = {}
        self.never: frozenset[tuple[str, str]] = frozenset()
        self.marked: frozenset[str] = frozenset()

    def show_lines(self, lines: Sequence[Line]) -> None:
        """These lines, whatever is ticked."""
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def fill(
        self, held: Mapping[str, frozenset[str]], never: Collection[tuple[str, str]] = ()
    ) -> None:
        """Ticks as they are kept; what was changed is forgotten. never: key and name of cells that
        cannot be ticked."""
        self.before, self.ticks = dict(held), dict(held)
        self.never = frozenset(never)
        self._repaint()
        self.turned.emit()

    def mark(self, names: Collection[str]) -> None:
        """Make the columns of these names stand out."""
        self.marked = frozenset(names)
        self._repaint()

    @property
    def changed(self) -> dict[str, frozenset[str]]:
        """By key the names ticked, of the lines that are not as they were."""
        return {key: now for key, now in self.ticks.items() if now != self.before[key]}

    def turn(self, row: int, column: int) -> bool:
        """Change a tick; whether that could be done."""
        line, name = self.lines[row], self.names[column - 1]
        if column < 1 or not line.key:
            return False
        has = name in self.ticks[line.key]
        if not has and (line.key, name) in self.never:
            return False
        self.ticks[line.key] ^= {name}
        self.dataChanged.emit(self.index(row, 0), self.index(row, len(self.names)))
        self.turned.emit()
        return True

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """The lines, headings among them."""
        return 0 if parent.isValid() else len(self.lines)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """The words, then the names."""
        return 0 if parent.isValid() else 1 + len(self.names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Words, or the sign of a cell; for who hears the screen, the whole sentence."""
        line = self.lines[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return self._sign(line, index.column())
        if role == Qt.ItemDataRole.AccessibleTextRole and index.column() and line.key:
            name = self.names[index.column() - 1]
            return f"{name} {line.words}：{'可以' if name in self.ticks[line.key] else '不可以'}"
        if role == Qt.ItemDataRole.ToolTipRole and not index.column():
            return line.words
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The names."""
        across = orientation is Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return ("" if section == 0 else self.names[section - 1]) if across else None

    def is_changed(self, row: int, column: int) -> bool:
        """Whether a cell is not as it was, or (column 0) any of its line."""
        key = self.lines[row].key
        if not key:
            return False
        different = self.ticks[key] ^ self.before[key]
        return bool(different) if column == 0 else self.names[column - 1] in different

    def _sign(self, line: Line, column: int) -> str:
        if column == 0:
            return line.words
        name = self.names[column - 1]
        if line.key and name in self.ticks[line.key]:
            return TICK
        if line.key and name in self.before[line.key]:
            return GONE
        return NEVER if (line.key, name) in self.never else ""

    def _repaint(self) -> None:
        if self.lines:
            last = self.index(len(self.lines) - 1, len(self.names))
            self.dataChanged.emit(self.index(0, 0), last)


class _Names(QHeaderView):
    """Headings written upwards, so that many fit."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)

    def sizeHint(self) -> QSize:
        """As high as the longest name is long."""
        return QSize(super().sizeHint().width(), HEAD_PX)

    def paintSection(self, painter: QPainter, rect: QRect, section: int) -> None:
        """The name from below upwards; one that is marked on its own ground."""
        model = self.model()
        tokens = theme.now()
        painter.save()
        painter.fillRect(rect, QColor(tokens.surface))
        name = str(model.headerData(section, Qt.Orientation.Horizontal) or "")
        marked = isinstance(model, TicksModel) and name in model.marked
        if marked:
            painter.fillRect(rect, QColor(tokens.accent_wash))
        font = QFont(painter.font())
        font.setPixelSize(13)
        font.setBold(marked)
        painter.setFont(font)
        painter.setPen(QColor(tokens.accent if marked else tokens.text))
        painter.translate(rect.left(), rect.bottom() - 4)
        painter.rotate(-90)
        room = QRect(0, 0, rect.height() - 6, rect.width())
        side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(room, int(side), name)
        painter.restore()
        painter.save()
        painter.setPen(QColor(tokens.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        painter.restore()


class _Cells(QStyledItemDelegate):
    """Ticks in the middle, headings in bold, changes on a ground of their own."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        model, tokens = index.model(), theme.now()
        assert isinstance(model, TicksModel)
        line, column, rect = model.lines[index.row()], index.column(), option.rect
        painter.save()
        ground, ink = tokens.surface, tokens.text
        if not line.key:
            ground = tokens.ground
        elif model.is_changed(index.row(), column):
            ground, ink = tokens.warn_wash, tokens.warn
        elif column and model.names[column - 1] in model.marked:
            ground = tokens.accent_wash
        painter.fillRect(rect, QColor(ground))
        painter.setPen(QColor(tokens.line))
        painter.drawLine(rect.bottomLeft(), rect.bottomRight())
        words = str(index.data() or "")
        font = QFont(painter.font())
        font.setPixelSize(15 if column else 13)
        font.setBold(not line.key or words == TICK)
        painter.setFont(font)
        if column and words == TICK and ink == tokens.text:
            ink = tokens.good
        painter.setPen(QColor(tokens.second if words == NEVER else ink))
        room = rect if column else rect.adjusted(8 if not line.key else 20, 0, -4, 0)
        side = Qt.AlignmentFlag.AlignHCenter if column else Qt.AlignmentFlag.AlignLeft
        words = painter.fontMetrics().elidedText(
            words, Qt.TextElideMode.ElideRight, room.width()
        )
        painter.drawText(room, int(side | Qt.AlignmentFlag.AlignVCenter), words)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(tokens.accent))
            painter.drawRect(rect.adjusted(0, 0, -1, -1))
            painter.drawRect(rect.adjusted(1, 1, -2, -2))
        painter.restore()


class TickGrid(QTableView):
    """The grid itself.

    Signals: moved(row, column); refused: a cell that may never be ticked was to be.
    """

    moved = Signal(int, int)
    refused = Signal(int, int)

    def __init__(self, model: TicksModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setModel(model)
        self.ticks = model
        self.setHorizontalHeader(_Names(self))
        self.verticalHeader().setVisible(False)
        self.verticalHeader().setDefaultSectionSize(ROW_PX)
        self.setShowGrid(False)
        self.setItemDelegate(_Cells(self))
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)
        self.horizontalHeader().setMinimumSectionSize(COLUMN_PX)
        self.horizontalHeader().setDefaultSectionSize(COLUMN_PX)
        self.setColumnWidth(0, NAMES_PX)
        self.selectionModel().currentChanged.connect(
            lambda now, before: self.moved.emit(now.row(), now.column())
        )

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks; everything else as in any table."""
        if event.key() == Qt.Key.Key_Space:
            self._turn(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """A click ticks."""
        super().mouseReleaseEvent(event)
        if event.button() is Qt.MouseButton.LeftButton:
            self._turn(self.indexAt(event.position().toPoint()))

    def _turn(self, index: QModelIndex) -> None:
        if not index.isValid() or index.column() < 1 or not self.ticks.lines[index.row()].key:
            return
        if not self.ticks.turn(index.row(), index.column()):
            self.refused.emit(index.row(), index.column())
