"""A list some of whose rows can be chosen for one deed: boxes to tick, Space, Ctrl+A.

What is chosen is known by the last item of the row, its key; "" is a row that cannot be chosen. It
stays chosen when the rows are read anew, as long as it is there.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from PySide6.QtCore import QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor, QFocusEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen,
)  # fmt: skip
from PySide6.QtWidgets import QWidget

from ui import theme
from ui.line import ENTER
from ui.rows import RowPainter
from ui.table import Column, ListTable, Row, RowsModel
from ui.tick_box import draw_box

TICK, FACE = "@tick", "@face"
"""Keys of the two columns that are drawn: the box, and a small photograph."""
PICK = Column(TICK, "", 32, sortable=False)


class PickModel(RowsModel):
    """Rows with the keys of those chosen, and small photographs by the hash in their cell."""

    def __init__(self, columns: Sequence[Column], parent: QWidget | None = None) -> None:
        super().__init__(columns, parent)
        self.chosen: set[str] = set()
        self.faces: Mapping[str, QImage] = {}

    def key_at(self, place: int) -> str:
        """The key of a row, "" for one that cannot be chosen."""
        row = self.row_at(place)
        return str(row[-1] or "") if row is not None else ""

    def keys(self) -> list[str]:
        """All that can be chosen, in order."""
        return [str(row[-1]) for row in self.rows if row[-1]]


class PickTable(ListTable):
    """Space ticks the row the cursor is on, Ctrl+A all or none, Esc none where some are; a click on
    the box ticks it. Enter with several ticked is meant for all of them.

    Signals: picked: another choice; started: Enter with several ticked; came: the focus came here.
    """

    picked = Signal()
    started = Signal()
    came = Signal()

    def __init__(
        self, model: PickModel, parent: QWidget | None = None, *, row_px: int = 0
    ) -> None:
        self.row_px = row_px or ListTable.row_px
        super().__init__(model, parent)
        self._model = model
        self.setProperty("quiet", "true")
        self._drawn = {
            at: one.key for at, one in enumerate(model.columns) if one.key in (TICK, FACE)
        }
        self._painter = RowPainter(self, [
            replace(one, look="drawn") if at in self._drawn else one
            for at, one in enumerate(model.columns)
        ])  # fmt: skip

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; the cursor and what is chosen stay where they are, if they can."""
        current = self.current_row()
        place = self.currentIndex().row()
        self._model.set_rows(rows)
        before = set(self._model.chosen)
        self._model.chosen &= set(self._model.keys())
        same = next(
            (at for at, row in enumerate(self._model.rows)
             if current is not None and row[-1] and row[-1] == current[-1]), max(0, place),
        )  # fmt: skip
        self.go(same)
        if before != self._model.chosen:
            self.picked.emit()

    def chosen(self) -> list[str]:
        """The keys chosen, in the order of the rows."""
        return [key for key in self._model.keys() if key in self._model.chosen]

    def choose(self, keys: Collection[str]) -> None:
        """Choose exactly these."""
        wanted = set(keys) & set(self._model.keys())
        if wanted != self._model.chosen:
            self._model.chosen = wanted
            self.viewport().update()
            self.picked.emit()

    def look_at(self, keys: Collection[str]) -> None:
        """Put the cursor on the first row with one of these keys, if there is any."""
        found = (at for at, row in enumerate(self._model.rows) if row[-1] in keys)
        place = next(found, None)
        if place is not None:
            self.go(place)

    def choose_all(self) -> None:
        """All, or none if all are."""
        keys = self._model.keys()
        self.choose(() if len(self._model.chosen) == len(keys) else keys)

    def paintEvent(self, event: QPaintEvent) -> None:
        """All cells in one go."""
        painter = QPainter(self.viewport())
        self._painter.begin(painter)
        cursor = self.currentIndex()
        chosen = cursor.row() if self.selectionModel().isSelected(cursor) else -1
        for place in self.places_in_sight():
            y = self.rowViewportPosition(place)
            self._painter.row(painter, self._model.rows[place], y, self.row_px, place == chosen)
            self._draw(painter, place, y)
        self.paint_lines(painter)
        painter.end()

    def _draw(self, painter: QPainter, place: int, y: int) -> None:
        """The box of a row that can be chosen, its photograph."""
        row, key = self._model.rows[place], self._model.key_at(place)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for at, what in self._drawn.items():
            if self.isColumnHidden(at):
                continue
            cell = QRect(self.columnViewportPosition(at), y, self.columnWidth(at), self.row_px)
            if what == FACE:
                _photograph(painter, cell, self._model.faces.get(str(row[at] or "")))
            elif key:
                draw_box(painter, QRectF(cell).center(), key in self._model.chosen)
        painter.restore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space, Ctrl+A and Esc are ours."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Space and held == Qt.KeyboardModifier.NoModifier:
            self._tick(self.currentIndex().row())
        elif event.key() == Qt.Key.Key_A and held == Qt.KeyboardModifier.ControlModifier:
            self.choose_all()
        elif event.key() == Qt.Key.Key_Escape and self._model.chosen:
            self.choose(())
        elif event.key() in ENTER and len(self._model.chosen) > 1:
            self.started.emit()
        else:
            super().keyPressEvent(event)
            return
        event.accept()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The row the cursor is on stands out only in the list that has the keys."""
        super().focusInEvent(event)
        theme.mark(self, "quiet", None)
        self.came.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """As when it comes."""
        super().focusOutEvent(event)
        theme.mark(self, "quiet", "true")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click in the column of boxes ticks."""
        index = self.indexAt(event.position().toPoint())
        super().mousePressEvent(event)
        if index.isValid() and self._model.columns[index.column()].key == TICK:
            self._tick(index.row())

    def _tick(self, place: int) -> None:
        key = self._model.key_at(place)
        if key:
            self.choose(self._model.chosen ^ {key})


def _photograph(painter: QPainter, cell: QRect, image: QImage | None) -> None:
    """A small photograph as high as the row, or the empty place of one."""
    height = cell.height() - 5
    place = QRect(0, 0, height * 5 // 7, height)
    place.moveCenter(cell.center())
    if image is None or image.isNull():
        painter.setPen(QPen(QColor(theme.now().line), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place, 3, 3)
        return
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    size = image.size().scaled(place.size(), Qt.AspectRatioMode.KeepAspectRatio)
    small = QRect(0, 0, size.width(), size.height())
    small.moveCenter(place.center())
    painter.drawImage(small, image)
